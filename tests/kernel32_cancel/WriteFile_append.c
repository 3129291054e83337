/*
 * WriteFile at the end of the file: by a handle that can do nothing else, by the
 * marker; and the other marker, the file's own position.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "pair.h"

/* ntifs.h: in the low half of an offset whose high half is -1 */
#define TO_END 0xffffffff
#define AT_POSITION 0xfffffffe

static HANDLE open_for(const char *path, DWORD access, DWORD flags)
{
	HANDLE file = CreateFileA(path, access, PAIR_SHARE, NULL, OPEN_ALWAYS,
				  flags, NULL);

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	return file;
}

static void write_at(HANDLE file, const char *text, DWORD low, DWORD high)
{
	struct io io;

	io_init(&io);
	io.ov.Offset = low;
	io.ov.OffsetHigh = high;
	ok(WriteFile(file, text, strlen(text), NULL, &io.ov) ||
		   GetLastError() == ERROR_IO_PENDING,
	   "%s: error %u\n", text, GetLastError());
	io_ends(file, &io, 0, strlen(text));
	io_fini(&io);
}

#define contains(path, text) contains_(__FILE__, __LINE__, path, text)
static void contains_(const char *src, int line, const char *path,
		      const char *text)
{
	HANDLE file = open_for(path, GENERIC_READ, 0);
	char buf[200];
	DWORD moved = 0;

	ok_(src, line)(ReadFile(file, buf, sizeof(buf), &moved, NULL),
		       "error %u\n", GetLastError());
	ok_(src, line)(moved == strlen(text) && !memcmp(buf, text, moved),
		       "%.*s, not %s\n", (int)moved, buf, text);
	CloseHandle(file);
}

static DWORD position(HANDLE file)
{
	return SetFilePointer(file, 0, NULL, FILE_CURRENT);
}

/* F-020: whatever the position and the offset are. */
static void only_append(void)
{
	for (int overlapped = 0; overlapped < 2; overlapped++) {
		const char *path = fixture_path(overlapped ? "over" : "sync");
		DWORD flags = overlapped ? FILE_FLAG_OVERLAPPED : 0, moved;
		HANDLE file = open_for(path, FILE_APPEND_DATA | SYNCHRONIZE,
				       flags);
		HANDLE other = open_for(path, GENERIC_WRITE, 0);

		write_at(file, "ab", 0, 0);
		write_at(file, "cd", 0, 0);
		write_at(file, "ef", 77, 1);
		write_at(file, "gh", TO_END, TO_END);
		SetFilePointer(other, 0, NULL, FILE_END);
		works(WriteFile(other, "OTHER", 5, &moved, NULL));
		write_at(file, "ij", 3, 0);
		SetFilePointer(file, 1, NULL, FILE_BEGIN);
		if (!overlapped) {
			works(WriteFile(file, "kl", 2, &moved, NULL));
			ok(position(file) == 17, "at %u\n", position(file));
		} else {
			write_at(file, "kl", 1, 0);
		}
		CloseHandle(other);
		CloseHandle(file);
		contains(path, "abcdefghOTHERijkl");
	}
}

/* F-020: reading along moves the position, not the end. */
static void append_and_read(void)
{
	const char *path = fixture_path("both");
	HANDLE file = open_for(path, FILE_APPEND_DATA | GENERIC_READ, 0);
	DWORD moved;
	char buf[4];

	works(WriteFile(file, "1234", 4, &moved, NULL));
	SetFilePointer(file, 1, NULL, FILE_BEGIN);
	works(ReadFile(file, buf, 2, &moved, NULL));
	ok(moved == 2 && !memcmp(buf, "23", 2), "read %u\n", moved);
	works(WriteFile(file, "56", 2, &moved, NULL));
	ok(position(file) == 6, "at %u\n", position(file));
	CloseHandle(file);
	contains(path, "123456");
}

/* F-020: generic writing includes appending, and is not confined to it. */
static void more_than_append(void)
{
	const char *path = fixture_path("more");
	HANDLE file = open_for(path, GENERIC_WRITE | FILE_APPEND_DATA, 0);

	write_at(file, "1234", 0, 0);
	write_at(file, "x", 1, 0);
	CloseHandle(file);
	contains(path, "1x34");
	file = open_for(path, FILE_WRITE_DATA | SYNCHRONIZE, 0);
	write_at(file, "y", 2, 0);
	write_at(file, "5", TO_END, TO_END);
	CloseHandle(file);
	contains(path, "1xy45");
}

/* F-021: a duplicate that has no more than that access. */
static void lesser_duplicate(void)
{
	const char *path = fixture_path("lesser");
	HANDLE file = open_for(path, GENERIC_WRITE, 0), again;

	works(DuplicateHandle(GetCurrentProcess(), file, GetCurrentProcess(),
			      &again, FILE_APPEND_DATA | SYNCHRONIZE, FALSE,
			      0));
	write_at(file, "1234", 0, 0);
	write_at(again, "56", 0, 0);
	write_at(file, "0", 0, 0);
	CloseHandle(again);
	CloseHandle(file);
	contains(path, "023456");
}

/* F-022 K-103: the marker moves a synchronous handle's position along. */
static void marker_and_position(void)
{
	const char *path = fixture_path("marker");
	HANDLE file = open_for(path, GENERIC_WRITE, 0);
	DWORD moved;

	works(WriteFile(file, "1234", 4, &moved, NULL));
	SetFilePointer(file, 1, NULL, FILE_BEGIN);
	write_at(file, "56", TO_END, TO_END);
	ok(position(file) == 6, "at %u\n", position(file));
	works(WriteFile(file, "7", 1, &moved, NULL));
	CloseHandle(file);
	contains(path, "1234567");
}

static NTSTATUS transfer(HANDLE file, BOOL write, char *data, ULONG size,
			 LONG high, DWORD low)
{
	IO_STATUS_BLOCK iosb;
	LARGE_INTEGER offset;
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
	NTSTATUS status;

	offset.u.HighPart = high;
	offset.u.LowPart = low;
	status = write ? NtWriteFile(file, event, NULL, NULL, &iosb, data, size,
				     &offset, NULL) :
			 NtReadFile(file, event, NULL, NULL, &iosb, data, size,
				    &offset, NULL);
	if (status == STATUS_PENDING) {
		WaitForSingleObject(event, INFINITE);
		status = iosb.Status;
	}
	CloseHandle(event);
	return status;
}

/* F-022: the position by name, where there is one. */
static void at_position(void)
{
	const char *path = fixture_path("position");
	HANDLE file = open_for(path, GENERIC_READ | GENERIC_WRITE, 0);
	NTSTATUS status;
	char buf[4] = "";
	DWORD moved;

	works(WriteFile(file, "1234", 4, &moved, NULL));
	SetFilePointer(file, 1, NULL, FILE_BEGIN);
	status = transfer(file, TRUE, (char *)"x", 1, -1, AT_POSITION);
	ok(!status, "status %#x\n", (unsigned)status);
	status = transfer(file, FALSE, buf, 1, -1, AT_POSITION);
	ok(!status && buf[0] == '3', "status %#x read %s\n", (unsigned)status,
	   buf);
	ok(position(file) == 3, "at %u\n", position(file));
	CloseHandle(file);
	contains(path, "1x34");
	file = open_for(path, GENERIC_READ | GENERIC_WRITE,
			FILE_FLAG_OVERLAPPED);
	status = transfer(file, TRUE, (char *)"y", 1, -1, AT_POSITION);
	ok(status == NT_INVALID_PARAMETER, "status %#x\n", (unsigned)status);
	CloseHandle(file);
}

/* F-022: other negative offsets, and reading at the end, are nowhere. */
static void nowhere(void)
{
	HANDLE file = open_for(fixture_path("nowhere"),
			       GENERIC_READ | GENERIC_WRITE, 0);
	static const struct {
		LONG high;
		DWORD low;
		BOOL write;
	} row[] = {
		{-1, TO_END, FALSE},
		{-1, 0xfffffffd, FALSE},
		{-1, 0xfffffffd, TRUE},
		{-1, 0, TRUE},
		{(LONG)0x80000000, 0, FALSE},
		{(LONG)0x80000000, 0, TRUE},
	};
	char c = 0;

	for (unsigned i = 0; i < sizeof(row) / sizeof(*row); i++) {
		NTSTATUS status = transfer(file, row[i].write, &c, 1,
					   row[i].high, row[i].low);

		ok(status == NT_INVALID_PARAMETER, "%u: status %#x\n", i,
		   (unsigned)status);
	}
	ok(GetFileSize(file, NULL) == 0, "size %u\n", GetFileSize(file, NULL));
	CloseHandle(file);
}

#define THREADS 4
#define RECORDS 200

struct writer {
	HANDLE file, thread;
	char record[32];
};

static DWORD WINAPI append_records(void *arg)
{
	struct writer *w = arg;

	for (int i = 0; i < RECORDS; i++)
		write_at(w->file, w->record, 0, 0);
	return 0;
}

/* F-020: nobody writes over anybody, and every record is whole. */
static void many_writers(void)
{
	static char all[THREADS * RECORDS * 31 + 1];
	const char *path = fixture_path("many");
	struct writer w[THREADS];
	unsigned count[THREADS] = {0};
	DWORD moved;
	HANDLE file;

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine looks for the end and then writes there\n");
		return;
	}
	for (int i = 0; i < THREADS; i++) {
		memset(w[i].record, 'A' + i, 31);
		w[i].record[31] = 0;
		w[i].file = open_for(path, FILE_APPEND_DATA | SYNCHRONIZE,
				     i & 1 ? FILE_FLAG_OVERLAPPED : 0);
		w[i].thread = CreateThread(NULL, 0, append_records, &w[i], 0,
					   NULL);
	}
	for (int i = 0; i < THREADS; i++) {
		ok(WaitForSingleObject(w[i].thread, 20000) == WAIT_OBJECT_0,
		   "%d goes on\n", i);
		CloseHandle(w[i].thread);
		CloseHandle(w[i].file);
	}
	file = open_for(path, GENERIC_READ, 0);
	works(ReadFile(file, all, sizeof(all), &moved, NULL));
	ok(moved == sizeof(all) - 1, "%u bytes\n", moved);
	for (DWORD at = 0; at + 31 <= moved; at += 31) {
		unsigned who = all[at] - 'A';

		if (who < THREADS && !memcmp(all + at, w[who].record, 31))
			count[who]++;
	}
	for (int i = 0; i < THREADS; i++)
		ok(count[i] == RECORDS, "%d: %u whole records\n", i, count[i]);
	CloseHandle(file);
}

START_TEST(WriteFile_append)
{
	RUN(only_append);
	RUN(append_and_read);
	RUN(more_than_append);
	RUN(lesser_duplicate);
	RUN(marker_and_position);
	RUN(at_position);
	RUN(nowhere);
	RUN(many_writers);
}
