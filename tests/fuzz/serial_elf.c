/*
 * A port is asked for anything: settings and time-outs at random, control codes
 * with buffers of any size. It answers with success or an error that it knows,
 * and still moves bytes afterwards.
 */
#include <windows.h>
#include <winioctl.h>
#include "wine/test.h"
#include "serial.h"

static unsigned seed;

static unsigned rnd(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed;
}

static void rnd_fill(void *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		((unsigned char *)data)[i] = (unsigned char)rnd();
}

static HANDLE begin(void)
{
	seed = GetTickCount() | 1;
	trace("seed %u\n", seed);
	return port_open(FILE_FLAG_OVERLAPPED);
}

/* Raw, and without hand-shakes: whatever stopped it is over. */
static void still_works(HANDLE port)
{
	DCB dcb;
	char c = 0;
	DWORD moved = 0;
	struct io io;

	works(GetCommState(port, &dcb));
	dcb.fOutX = dcb.fInX = dcb.fOutxCtsFlow = FALSE;
	dcb.fRtsControl = RTS_CONTROL_ENABLE;
	works(SetCommState(port, &dcb));
	works(EscapeCommFunction(port, SETXON));
	works(SetCommMask(port, 0));
	works(PurgeComm(port, PURGE_RXABORT | PURGE_TXABORT | PURGE_RXCLEAR));
	port_times(port, MAXDWORD, MAXDWORD, 20000);
	port_feed("y", 1);
	io_init(&io);
	ok(ReadFile(port, &c, 1, &moved, &io.ov) ||
		   GetOverlappedResult(port, &io.ov, &moved, TRUE),
	   "error %u\n", GetLastError());
	ok(moved == 1 && c == 'y', "read %u: %#x\n", moved, c);
	io_fini(&io);
}

/* S-002: accepted or refused, and what was refused has changed nothing. */
static void settings(void)
{
	HANDLE port = begin();
	unsigned accepted = 0;

	for (unsigned i = 0; i < 3000; i++) {
		DCB dcb, before, after;

		GetCommState(port, &before);
		dcb = before;
		if (i & 1)
			rnd_fill(&dcb, sizeof(dcb));
		else
			rnd_fill((char *)&dcb + rnd() % (sizeof(dcb) - 1), 1);
		if (SetCommState(port, &dcb)) {
			accepted++;
			continue;
		}
		if (GetLastError() != ERROR_INVALID_PARAMETER)
			ok(0, "error %u\n", GetLastError());
		GetCommState(port, &after);
		if (memcmp(&before, &after, sizeof(after)))
			ok(0, "a refused one has changed something\n");
	}
	ok(accepted > 50, "%u were accepted\n", accepted);
	still_works(port);
	CloseHandle(port);
}

/* S-013: time-outs at random, each with a read that has its byte. */
static void time_outs(void)
{
	static const DWORD some[] = {0, 1, 2, 100, MAXDWORD - 1, MAXDWORD};
	HANDLE port = begin();
	COMMTIMEOUTS t;

	for (unsigned i = 0; i < 1000; i++) {
		DWORD moved = 0, *word = (DWORD *)&t;
		struct io io;

		for (int k = 0; k < 5; k++)
			word[k] = some[rnd() % 6];
		if (!SetCommTimeouts(port, &t)) {
			ok(t.ReadIntervalTimeout == MAXDWORD &&
				   t.ReadTotalTimeoutConstant == MAXDWORD,
			   "refused\n");
			continue;
		}
		io_init(&io);
		port_read(port, &io, 1);
		port_feed("z", 1);
		ok(GetOverlappedResult(port, &io.ov, &moved, TRUE),
		   "error %u\n", GetLastError());
		if (!moved)
			PurgeComm(port, PURGE_RXCLEAR);
		io_fini(&io);
	}
	still_works(port);
	CloseHandle(port);
}

/* S-030: all codes of serial ports and beyond, with buffers of any size. */
static void controls(void)
{
	HANDLE port = begin();
	unsigned known = 0;

	for (unsigned i = 0; i < 20000; i++) {
		DWORD code = FILE_DEVICE_SERIAL_PORT << 16 | rnd() % 48 << 2;
		DWORD in_size = rnd() % 80, out_size = rnd() % 80, moved;
		char in[80], out[81];
		OVERLAPPED ov = {0};
		BOOL ret;

		if (i % 16 == 0)
			code = rnd();
		rnd_fill(in, sizeof(in));
		if (i % 2)
			memset(in + 1, 0, sizeof(in) - 1);
		out[out_size] = 'k';
		ret = DeviceIoControl(port, code, in, in_size, out, out_size,
				      &moved, &ov);
		if (!ret && GetLastError() == ERROR_IO_PENDING) {
			CancelIoEx(port, &ov);
			GetOverlappedResult(port, &ov, &moved, TRUE);
		} else if (ret) {
			known++;
			ok(moved <= out_size, "%u of %u bytes\n", moved,
			   out_size);
		} else if (GetLastError() != ERROR_INVALID_FUNCTION &&
			   GetLastError() != ERROR_INVALID_PARAMETER &&
			   GetLastError() != ERROR_ACCESS_DENIED &&
			   GetLastError() != ERROR_INSUFFICIENT_BUFFER) {
			ok(0, "code %#x: error %u\n", code, GetLastError());
		}
		if (out[out_size] != 'k')
			ok(0, "code %#x wrote too much\n", code);
	}
	ok(known > 1000, "%u succeeded\n", known);
	still_works(port);
	CloseHandle(port);
}

START_TEST(serial_elf)
{
	RUN(settings);
	RUN(time_outs);
	RUN(controls);
}
