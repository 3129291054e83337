/*
 * File mappings: files and memory seen through views.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "fixture.h"

#define GRAIN 65536

static HANDLE new_file(const char *name, DWORD access, const char *text)
{
	HANDLE file = CreateFileA(fixture_path(name), GENERIC_READ |
				  GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0,
				  NULL);
	DWORD moved;

	ok(WriteFile(file, text, strlen(text), &moved, NULL), "error %u\n",
	   GetLastError());
	if (access == (GENERIC_READ | GENERIC_WRITE))
		return file;
	CloseHandle(file);
	file = CreateFileA(fixture_path(name), access, 0, NULL, OPEN_EXISTING,
			   0, NULL);
	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	return file;
}

static void file_has(HANDLE file, DWORD at, const char *text)
{
	char got[64] = "";
	DWORD moved;

	SetFilePointer(file, at, NULL, FILE_BEGIN);
	ok(ReadFile(file, got, strlen(text), &moved, NULL), "error %u\n",
	   GetLastError());
	ok(!strcmp(got, text), "%s, not %s\n", got, text);
}

/* G-080: what is written there is in the file, and the other way round; the view
 * outlasts both handles */
static void of_a_file(void)
{
	HANDLE file = new_file("a", GENERIC_READ | GENERIC_WRITE, "hello world");
	HANDLE mapping = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 0,
					    NULL);
	char *view;
	DWORD moved;

	ok(mapping != NULL, "error %u\n", GetLastError());
	view = MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0);
	ok(view && !((ULONG_PTR)view & (GRAIN - 1)), "%p: %u\n", view,
	   GetLastError());
	ok(!memcmp(view, "hello world", 12), "not the file\n");
	memcpy(view, "HELLO", 5);
	file_has(file, 0, "HELLO world");
	SetFilePointer(file, 6, NULL, FILE_BEGIN);
	ok(WriteFile(file, "WORLD", 5, &moved, NULL), "error %u\n",
	   GetLastError());
	ok(!memcmp(view, "HELLO WORLD", 11), "not the file\n");
	succeeds(CloseHandle(mapping));
	memcpy(view, "J", 1);
	file_has(file, 0, "JELLO");
	succeeds(CloseHandle(file));
	ok(view[0] == 'J', "gone\n");
	succeeds(UnmapViewOfFile(view));
	refuses(UnmapViewOfFile(view), ERROR_INVALID_ADDRESS);
}

/* G-081: made longer; views from an offset */
static void longer(void)
{
	HANDLE file = new_file("b", GENERIC_READ | GENERIC_WRITE, "short");
	HANDLE mapping = CreateFileMappingW(file, NULL, PAGE_READWRITE, 0,
					    3 * GRAIN + 10, NULL);
	char *view, *other;

	ok(mapping != NULL, "error %u\n", GetLastError());
	ok(GetFileSize(file, NULL) == 3 * GRAIN + 10, "size %u\n",
	   GetFileSize(file, NULL));
	view = MapViewOfFile(mapping, FILE_MAP_READ | FILE_MAP_WRITE, 0, GRAIN,
			     100);
	ok(view != NULL, "error %u\n", GetLastError());
	memcpy(view + 90, "there", 5);
	file_has(file, GRAIN + 90, "there");
	other = MapViewOfFile(mapping, FILE_MAP_READ, 0, GRAIN, 0);
	ok(other && other != view && !memcmp(other + 90, "there", 5),
	   "%p: %u\n", other, GetLastError());
	succeeds(UnmapViewOfFile(other));
	refuses(MapViewOfFile(mapping, FILE_MAP_READ, 0, 4096, 0) != NULL,
		ERROR_MAPPED_ALIGNMENT);
	refuses(MapViewOfFile(mapping, FILE_MAP_READ, 0, 3 * GRAIN, GRAIN) !=
			NULL, ERROR_ACCESS_DENIED);
	ok(!MapViewOfFile(mapping, FILE_MAP_READ, 0, 4 * GRAIN, 0),
	   "there is nothing\n");
	succeeds(UnmapViewOfFile(view));
	CloseHandle(mapping);
	CloseHandle(file);
}

/* G-082: what the mapping and the file do not allow */
static void access_rights(void)
{
	HANDLE file = new_file("c", GENERIC_READ, "read me"), mapping;
	char *view;

	refuses(CreateFileMappingA(file, NULL, PAGE_READWRITE, 0, 0, NULL) !=
			NULL, ERROR_ACCESS_DENIED);
	refuses(CreateFileMappingA(file, NULL, PAGE_READONLY, 0, 100, NULL) !=
			NULL, ERROR_NOT_ENOUGH_MEMORY);
	mapping = CreateFileMappingA(file, NULL, PAGE_READONLY, 0, 0, NULL);
	ok(mapping != NULL, "error %u\n", GetLastError());
	refuses(MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0) != NULL,
		ERROR_ACCESS_DENIED);
	view = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
	ok(view && !memcmp(view, "read me", 8), "%p: %u\n", view,
	   GetLastError());
	succeeds(UnmapViewOfFile(view));
	/* a copy of one's own */
	view = MapViewOfFile(mapping, FILE_MAP_COPY, 0, 0, 0);
	ok(view != NULL, "error %u\n", GetLastError());
	view[0] = 'R';
	file_has(file, 0, "read me");
	succeeds(UnmapViewOfFile(view));
	CloseHandle(mapping);
	CloseHandle(file);
}

/* G-083: memory by a name */
static void of_memory(void)
{
	HANDLE one = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL,
					PAGE_READWRITE, 0, 5000, "misc-map");
	HANDLE two, three;
	char *view, *other;

	ok(one && !GetLastError(), "%p: %u\n", one, GetLastError());
	two = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0,
				 5000, L"misc-map");
	ok(two && GetLastError() == ERROR_ALREADY_EXISTS, "%p: %u\n", two,
	   GetLastError());
	three = OpenFileMappingA(FILE_MAP_READ, FALSE, "misc-map");
	ok(three != NULL, "error %u\n", GetLastError());
	view = MapViewOfFile(one, FILE_MAP_WRITE, 0, 0, 0);
	ok(view && !view[0] && !view[4999], "%p: %u\n", view, GetLastError());
	memcpy(view, "shared", 7);
	other = MapViewOfFile(two, FILE_MAP_READ, 0, 0, 0);
	ok(other && other != view && !strcmp(other, "shared"), "%p\n", other);
	succeeds(UnmapViewOfFile(other));
	other = MapViewOfFile(three, FILE_MAP_READ, 0, 0, 0);
	ok(other && !strcmp(other, "shared"), "%p\n", other);
	refuses(MapViewOfFile(three, FILE_MAP_WRITE, 0, 0, 0) != NULL,
		ERROR_ACCESS_DENIED);
	succeeds(UnmapViewOfFile(other));
	succeeds(UnmapViewOfFile(view));
	CloseHandle(one);
	CloseHandle(two);
	CloseHandle(three);
	refuses(OpenFileMappingW(FILE_MAP_READ, FALSE, L"misc-map") != NULL,
		ERROR_FILE_NOT_FOUND);
}

/* G-084 */
static void refusals(void)
{
	HANDLE empty = new_file("d", GENERIC_READ | GENERIC_WRITE, "");
	HANDLE event = manual_event(FALSE);
	void *page = VirtualAlloc(NULL, 4096, MEM_COMMIT, PAGE_READWRITE);

	refuses(CreateFileMappingA(empty, NULL, PAGE_READWRITE, 0, 0, NULL) !=
			NULL, ERROR_FILE_INVALID);
	refuses(CreateFileMappingA(event, NULL, PAGE_READWRITE, 0, 9, NULL) !=
			NULL, ERROR_INVALID_HANDLE);
	refuses(CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE,
				   0, 0, NULL) != NULL,
		ERROR_INVALID_PARAMETER);
	refuses(CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, 3, 0, 9, NULL) !=
			NULL, ERROR_INVALID_PARAMETER);
	refuses(MapViewOfFile(event, FILE_MAP_READ, 0, 0, 0) != NULL,
		ERROR_INVALID_HANDLE);
	refuses(MapViewOfFile(FOREIGN_HANDLE, FILE_MAP_READ, 0, 0, 0) != NULL,
		ERROR_INVALID_HANDLE);
	refuses(UnmapViewOfFile(page), ERROR_INVALID_ADDRESS);
	refuses(UnmapViewOfFile(NULL), ERROR_INVALID_ADDRESS);
	succeeds(VirtualFree(page, 0, MEM_RELEASE));
	CloseHandle(event);
	CloseHandle(empty);
}

/* G-084: there is nothing to wait for in a mapping */
static void no_wait(void)
{
	HANDLE mapping = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL,
					    PAGE_READWRITE, 0, 9, NULL);
	HANDLE both[2] = { mapping, manual_event(TRUE) };

	wait_refused(WaitForSingleObject(mapping, 0), ERROR_ACCESS_DENIED);
	wait_refused(WaitForMultipleObjects(2, both, FALSE, 0),
		     ERROR_ACCESS_DENIED);
	refuses(SetEvent(mapping), ERROR_INVALID_HANDLE);
	CloseHandle(mapping);
	CloseHandle(both[1]);
}

/* G-083: the name of an object of another kind */
static void wrong_kind(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, "misc-event");

	refuses(CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE,
				   0, 9, "misc-event") != NULL,
		ERROR_INVALID_HANDLE);
	CloseHandle(event);
}

START_TEST(CreateFileMapping)
{
	RUN(of_a_file);
	RUN(longer);
	RUN(access_rights);
	RUN(of_memory);
	RUN(refusals);
	RUN(no_wait);
	RUN(wrong_kind);
}
