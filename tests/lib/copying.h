/*
 * Files for tests of copying: made with contents that tell where they come from,
 * compared byte for byte, on this case's volume or on another one.
 */
#ifndef TESTS_LIB_COPYING_H
#define TESTS_LIB_COPYING_H

#include <stdlib.h>
#include "pair.h"

#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)
#define KIB 1024u
#define MIB (1024u * KIB)

static inline HANDLE copying_open(const char *path, DWORD access, DWORD sharing,
				  DWORD how)
{
	SetLastError(UNTOUCHED);
	return CreateFileA(path, access, sharing, NULL, how, 0, NULL);
}

/* The byte at that place of the file with that seed. */
static inline unsigned char copying_byte(unsigned seed, ULONGLONG at)
{
	return (unsigned char)((at >> 12) * 31 + at * 7 + seed);
}

static inline void copying_fill(char *buf, size_t n, unsigned seed, ULONGLONG at)
{
	for (size_t i = 0; i < n; i++)
		buf[i] = (char)copying_byte(seed, at + i);
}

#define new_file(path, size, seed) \
	new_file_(__FILE__, __LINE__, path, size, seed)
static inline void new_file_(const char *src, int line, const char *path,
			     ULONGLONG size, unsigned seed)
{
	HANDLE file = copying_open(path, GENERIC_WRITE, 0, CREATE_ALWAYS);
	char *buf = malloc(MIB);
	DWORD put;

	ok_(src, line)(file != INVALID_HANDLE_VALUE, "%s: error %u\n", path,
		       GetLastError());
	for (ULONGLONG at = 0; at < size; at += put) {
		DWORD n = size - at < MIB ? (DWORD)(size - at) : MIB;

		copying_fill(buf, n, seed, at);
		if (!WriteFile(file, buf, n, &put, NULL) || !put) {
			ok_(src, line)(0, "write: error %u\n", GetLastError());
			break;
		}
	}
	free(buf);
	CloseHandle(file);
}

static inline LONGLONG file_size(const char *path)
{
	HANDLE file = copying_open(path, FILE_READ_ATTRIBUTES, SHARE_ALL,
				   OPEN_EXISTING);
	LARGE_INTEGER size = { .QuadPart = -1 };

	if (file != INVALID_HANDLE_VALUE)
		GetFileSizeEx(file, &size);
	CloseHandle(file);
	return size.QuadPart;
}

/* It is there, that long, and all of it is what new_file has made. */
#define has_contents(path, size, seed) \
	has_contents_(__FILE__, __LINE__, path, size, seed)
static inline void has_contents_(const char *src, int line, const char *path,
				 ULONGLONG size, unsigned seed)
{
	HANDLE file = copying_open(path, GENERIC_READ, SHARE_ALL, OPEN_EXISTING);
	char *buf = malloc(MIB), *want = malloc(MIB);
	ULONGLONG at = 0;
	BOOL same = TRUE;
	DWORD got = 0;

	ok_(src, line)(file != INVALID_HANDLE_VALUE, "%s: error %u\n", path,
		       GetLastError());
	while (ReadFile(file, buf, MIB, &got, NULL) && got) {
		copying_fill(want, got, seed, at);
		same &= !memcmp(buf, want, got);
		at += got;
	}
	ok_(src, line)(same, "%s: other contents\n", path);
	ok_(src, line)(at == size, "%s: %u bytes, not %u\n", path, (unsigned)at,
		       (unsigned)size);
	free(buf);
	free(want);
	CloseHandle(file);
}

#define not_there(path) not_there_(__FILE__, __LINE__, path)
static inline void not_there_(const char *src, int line, const char *path)
{
	HANDLE file = copying_open(path, FILE_READ_ATTRIBUTES, SHARE_ALL,
				   OPEN_EXISTING);

	ok_(src, line)(file == INVALID_HANDLE_VALUE &&
			       GetLastError() == ERROR_FILE_NOT_FOUND,
		       "%s: %p error %u\n", path, file, GetLastError());
	CloseHandle(file);
}

/* A path on another volume than this case's directory, of no file that is there;
 * NULL after a skip. What lies there is the case's to delete. */
static inline const char *other_volume(const char *name)
{
	static char paths[4][300];
	static int count;
	char *path = paths[count++ % 4];
	const char *root = fixture_dir()[1] == ':' ? "Z:\\dev\\shm\\"
						   : "/dev/shm/";
	HANDLE file;

	sprintf(path, "%swincancel-test-%u-%s", root,
		(unsigned)GetCurrentProcessId(), name);
	file = CreateFileA(path, GENERIC_WRITE | DELETE, 0, NULL, CREATE_ALWAYS,
			   FILE_FLAG_DELETE_ON_CLOSE, NULL);
	if (file == INVALID_HANDLE_VALUE) {
		skip("no second volume\n");
		return NULL;
	}
	CloseHandle(file);
	return path;
}

static inline FILETIME written_at(const char *path)
{
	HANDLE file = copying_open(path, FILE_READ_ATTRIBUTES, SHARE_ALL,
				   OPEN_EXISTING);
	FILETIME time = { 0, 0 };

	GetFileTime(file, NULL, NULL, &time);
	CloseHandle(file);
	return time;
}

#endif
