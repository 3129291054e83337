/*
 * A write, a send, a receive for all of something: a part has moved, and before the
 * rest can wait the handle is closed. The part counts: no byte is gone without being
 * told of.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "race.h"
#include "sock.h"
#include "serial.h"

static int once, midway, closed;
static char big[1 << 20];

static void hold(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	raise_flag(&midway);
	await_flag(&closed);
}

static void note(void *arg)
{
	(void)arg;
	raise_flag(&closed);
}

static DWORD WINAPI close_it(void *file)
{
	await_flag(&midway);
	return !CloseHandle(file);
}

static HANDLE closes_midway(HANDLE file)
{
	point_arm("try:eagain", hold, NULL);
	point_arm("close:cancelled", note, NULL);
	return CreateThread(NULL, 0, close_it, file, 0, NULL);
}

/* At once, with a part of it; told by the event as well. */
static DWORD part_of(HANDLE thread, OVERLAPPED *o, BOOL ret, DWORD all)
{
	DWORD err = GetLastError(), moved = 0;

	point_arm("try:eagain", NULL, NULL);
	point_arm("close:cancelled", NULL, NULL);
	ok(ret, "error %u\n", err);
	ok(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "not closed\n");
	CloseHandle(thread);
	ok(WaitForSingleObject(o->hEvent, 0) == WAIT_OBJECT_0, "not told\n");
	works(GetOverlappedResult((HANDLE)0xdeadbeec, o, &moved, FALSE));
	ok(moved && moved < all, "moved %u\n", moved);
	CloseHandle(o->hEvent);
	return moved;
}

static void pipe_write(void)
{
	OVERLAPPED o = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
	HANDLE rd, wr, thread;
	DWORD moved;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	thread = closes_midway(wr);
	moved = part_of(thread, &o, WriteFile(wr, big, sizeof(big), NULL, &o),
			sizeof(big));
	ok(drain(rd) == moved, "another number of bytes came\n");
	CloseHandle(rd);
}

static void socket_send(void)
{
	OVERLAPPED o = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
	WSABUF b = {sizeof(big), big};
	SOCKET a = INVALID_SOCKET, s = INVALID_SOCKET;
	DWORD moved, total = 0;
	HANDLE thread;
	int n;

	ok(unix_pair(&a, &s), "no pair\n");
	thread = closes_midway((HANDLE)a);
	moved = part_of(thread, &o, !WSASend(a, &b, 1, &moved, 0, &o, NULL),
			sizeof(big));
	while ((n = recv(s, big, sizeof(big), 0)) > 0)
		total += n;
	ok(total == moved, "%u of %u bytes came\n", total, moved);
	closesocket(s);
}

static void socket_receive(void)
{
	OVERLAPPED o = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
	DWORD flags = MSG_WAITALL, moved;
	WSABUF b = {8, big};
	HANDLE thread;
	SOCKET a, s;

	tcp_pair(&a, &s);
	ok(send(a, "half", 4, 0) == 4, "error %d\n", WSAGetLastError());
	thread = closes_midway((HANDLE)s);
	moved = part_of(thread, &o, !WSARecv(s, &b, 1, &moved, &flags, &o, NULL), 8);
	ok(moved == 4 && !memcmp(big, "half", 4), "moved %u\n", moved);
	closesocket(a);
}

static void serial_write(void)
{
	OVERLAPPED o = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
	HANDLE port = port_open(FILE_FLAG_OVERLAPPED), thread;

	thread = closes_midway(port);
	part_of(thread, &o, WriteFile(port, big, sizeof(big), NULL, &o),
		sizeof(big));
}

START_TEST(closed_midway)
{
	RUN(serial_write);
	RUN(pipe_write);
	RUN(socket_send);
	RUN(socket_receive);
}
