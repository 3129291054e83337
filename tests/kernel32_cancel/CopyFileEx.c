/*
 * CopyFileEx: what it reports, and what its routine's answers do. Wine 8 has
 * neither: it copies, and calls nobody.
 */
#include <windows.h>
#include "wine/test.h"
#include "progress.h"

#define WINE (!strcmp(winetest_platform, "wine"))

static BOOL copies(const char *from, const char *to, struct progress *p,
		   BOOL *cancel, DWORD flags)
{
	SetLastError(UNTOUCHED);
	return CopyFileExA(from, to, p ? progress_routine : NULL, p, cancel,
			   flags);
}

/* K-145: the switch of streams, then ever more bytes, up to all of them */
static void reports(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	static const unsigned sizes[] = { 0, 1, 100 * KIB, 9 * MIB + 5 };

	for (unsigned i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct progress p = { .at = 0 };

		new_file(from, sizes[i], i);
		works(copies(from, to, &p, NULL, 0));
		has_contents(to, sizes[i], i);
		ok(!p.wrong, "%u wrong reports\n", p.wrong);
		todo_wine ok(p.calls >= 1 + (sizes[i] > 0), "%u calls\n",
			     p.calls);
		todo_wine_if(sizes[i]) ok(p.last == sizes[i] &&
						  p.size == sizes[i],
					  "%d of %d, not %u\n", (int)p.last,
					  (int)p.size, sizes[i]);
	}
}

/* K-140, K-142, K-143: the first call, and a later one */
static void answers(DWORD answer, BOOL kept)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");

	new_file(from, 9 * MIB, 1);
	for (unsigned at = 1; at <= 3; at++) {
		struct progress p = { .at = at, .answer = answer };

		DeleteFileA(to);
		todo_wine fails(copies(from, to, &p, NULL, 0),
				ERROR_REQUEST_ABORTED);
		todo_wine ok(p.calls == at, "%u calls\n", p.calls);
		if (WINE)
			continue;
		if (kept)
			has_contents(to, p.last, 1);
		else
			not_there(to);
	}
	has_contents(from, 9 * MIB, 1);
}

/* K-142 */
static void cancel(void)
{
	answers(PROGRESS_CANCEL, FALSE);
}

/* K-143 */
static void stop(void)
{
	answers(PROGRESS_STOP, TRUE);
}

/* K-144 */
static void quiet(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");

	new_file(from, 9 * MIB, 1);
	for (unsigned at = 1; at <= 2; at++) {
		struct progress p = { .at = at, .answer = PROGRESS_QUIET };

		works(copies(from, to, &p, NULL, 0));
		todo_wine ok(p.calls == at, "%u calls\n", p.calls);
		has_contents(to, 9 * MIB, 1);
	}
}

/* F-304: an answer that is none goes on */
static void strange_answer(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	struct progress p = { .at = 1, .answer = 4711 };

	new_file(from, MIB, 1);
	works(copies(from, to, &p, NULL, 0));
	has_contents(to, MIB, 1);
}

/* K-141: set before, and in the middle, with and without a routine that says more */
static void flag(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	BOOL flag = TRUE;

	new_file(from, 9 * MIB, 1);
	todo_wine fails(copies(from, to, NULL, &flag, 0), ERROR_REQUEST_ABORTED);
	if (!WINE)
		not_there(to);
	for (unsigned at = 1; at <= 2; at++) {
		struct progress p = { .at = at, .cancel = &flag };

		flag = FALSE;
		todo_wine fails(copies(from, to, &p, &flag, 0),
				ERROR_REQUEST_ABORTED);
		todo_wine ok(p.calls == at, "%u calls\n", p.calls);
		if (!WINE)
			not_there(to);
	}
	flag = FALSE;
	works(copies(from, to, NULL, &flag, 0));
	has_contents(to, 9 * MIB, 1);
}

/* K-141: the last report of all is still in time */
static void flag_at_the_end(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	BOOL flag = FALSE;
	struct progress p = { .at = 2, .cancel = &flag };

	new_file(from, 100, 1);
	todo_wine fails(copies(from, to, &p, &flag, 0), ERROR_REQUEST_ABORTED);
	if (!WINE)
		not_there(to);
}

/* K-146 */
static void flags(void)
{
	static const DWORD known[] = {
		COPY_FILE_RESTARTABLE,
		COPY_FILE_OPEN_SOURCE_FOR_WRITE,
		COPY_FILE_ALLOW_DECRYPTED_DESTINATION,
		COPY_FILE_COPY_SYMLINK,
		COPY_FILE_NO_BUFFERING,
		COPY_FILE_RESTARTABLE | COPY_FILE_NO_BUFFERING,
	};
	static const DWORD unknown[] = { 0x10, 0x80, 0x400, 0x2000, 0x80000000 };
	const char *from = fixture_path("from"), *to = fixture_path("to");

	for (unsigned i = 0; i < sizeof(known) / sizeof(*known); i++) {
		new_file(from, 3 * MIB + i, i);
		works(copies(from, to, NULL, NULL, known[i]));
		has_contents(to, 3 * MIB + i, i);
	}
	for (unsigned i = 0; i < sizeof(unknown) / sizeof(*unknown); i++) {
		new_file(from, 10, 77);
		new_file(to, 20, 78);
		/* Wine looks at none that it does not know. */
		todo_wine fails(copies(from, to, NULL, NULL, unknown[i]),
				ERROR_INVALID_PARAMETER);
		if (!WINE)
			has_contents(to, 20, 78);
	}
	fails(copies(from, to, NULL, NULL, COPY_FILE_FAIL_IF_EXISTS),
	      ERROR_FILE_EXISTS);
}

/* F-302: the source held by a writer that shares no writing */
static void source_for_write(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	HANDLE file;

	new_file(from, 10, 1);
	file = copying_open(from, GENERIC_READ, FILE_SHARE_READ, OPEN_EXISTING);
	works(copies(from, to, NULL, NULL, 0));
	/* Wine does not know this flag. */
	todo_wine fails(copies(from, to, NULL, NULL,
			       COPY_FILE_OPEN_SOURCE_FOR_WRITE),
			ERROR_SHARING_VIOLATION);
	CloseHandle(file);
}

static DWORD CALLBACK looks(LARGE_INTEGER size, LARGE_INTEGER done,
			    LARGE_INTEGER stream_size,
			    LARGE_INTEGER stream_done, DWORD stream,
			    DWORD reason, HANDLE from, HANDLE to, void *context)
{
	const char *path = context;
	HANDLE file = copying_open(path, GENERIC_READ, SHARE_ALL, OPEN_EXISTING);

	(void)size, (void)done, (void)stream_size, (void)stream_done;
	(void)stream, (void)reason, (void)from, (void)to;
	ok(file == INVALID_HANDLE_VALUE &&
		   GetLastError() == ERROR_SHARING_VIOLATION,
	   "%p error %u\n", file, GetLastError());
	CloseHandle(file);
	SetLastError(4711);
	return PROGRESS_CONTINUE;
}

/* F-302: nobody opens the target before it is whole */
static void target_is_shut(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");

	new_file(from, MIB, 1);
	works(CopyFileExA(from, to, looks, (void *)to, NULL, 0));
}

static void wide_names(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	WCHAR source[300], target[300];
	struct progress p = { .at = 0 };

	new_file(from, 100, 1);
	MultiByteToWideChar(CP_UTF8, 0, from, -1, source, 300);
	MultiByteToWideChar(CP_UTF8, 0, to, -1, target, 300);
	works(CopyFileExW(source, target, progress_routine, &p, NULL, 0));
	todo_wine ok(p.calls == 2, "%u calls\n", p.calls);
	fails(CopyFileExW(source, target, NULL, NULL, NULL, 1),
	      ERROR_FILE_EXISTS);
	fails(CopyFileExW(NULL, target, NULL, NULL, NULL, 0),
	      ERROR_INVALID_PARAMETER);
	fails(CopyFileExA(from, NULL, NULL, NULL, NULL, 0),
	      ERROR_PATH_NOT_FOUND);
}

START_TEST(CopyFileEx)
{
	RUN(reports);
	RUN(cancel);
	RUN(stop);
	RUN(quiet);
	RUN(strange_answer);
	RUN(flag);
	RUN(flag_at_the_end);
	RUN(flags);
	RUN(source_for_write);
	RUN(target_is_shut);
	RUN(wide_names);
}
