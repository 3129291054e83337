/*
 * MoveFileWithProgress: a copy that reports, where a new name is not enough.
 */
#include <windows.h>
#include "wine/test.h"
#include "progress.h"
#include "blocked.h"

#define SIZE (9 * MIB + 1)
#define WINE (!strcmp(winetest_platform, "wine"))

static BOOL moves(const char *from, const char *to, struct progress *p,
		  DWORD flags)
{
	SetLastError(UNTOUCHED);
	return MoveFileWithProgressA(from, to, p ? progress_routine : NULL, p,
				     flags);
}

/* K-149: on the same volume nothing is copied, nothing told */
static void same_volume(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	struct progress p = { .at = 1, .answer = PROGRESS_CANCEL };

	new_file(from, SIZE, 1);
	works(moves(from, to, &p, MOVEFILE_COPY_ALLOWED));
	ok(!p.calls, "%u calls\n", p.calls);
	not_there(from);
	has_contents(to, SIZE, 1);
	new_file(from, 10, 2);
	fails(moves(from, to, &p, MOVEFILE_COPY_ALLOWED), ERROR_ALREADY_EXISTS);
	works(moves(from, to, NULL, MOVEFILE_REPLACE_EXISTING));
	has_contents(to, 10, 2);
}

/* K-140, K-149 */
static void other_volumes(void)
{
	const char *from = fixture_path("from"), *to = other_volume("moved");
	struct progress p = { .at = 0 };

	if (!to)
		return;
	new_file(from, SIZE, 1);
	fails(moves(from, to, &p, 0), ERROR_NOT_SAME_DEVICE);
	works(moves(from, to, &p, MOVEFILE_COPY_ALLOWED));
	/* Wine 8 calls nobody. */
	todo_wine ok(p.chunks && p.last == SIZE && !p.wrong,
		     "%u chunks, %d bytes, %u wrong\n", p.chunks, (int)p.last,
		     p.wrong);
	not_there(from);
	has_contents(to, SIZE, 1);
	works(DeleteFileA(to));
}

/* K-149: the source stays */
static void answers(void)
{
	const char *from = fixture_path("from"), *to = other_volume("moved");

	if (!to)
		return;
	if (WINE) {
		skip("Wine 8 calls nobody\n");
		return;
	}
	new_file(from, SIZE, 1);
	for (int stop = 0; stop < 2; stop++) {
		struct progress p = { .at = 2, .answer = stop ? PROGRESS_STOP
							      : PROGRESS_CANCEL };

		fails(moves(from, to, &p, MOVEFILE_COPY_ALLOWED),
		      ERROR_REQUEST_ABORTED);
		has_contents(from, SIZE, 1);
		if (stop)
			has_contents(to, p.last, 1);
		else
			not_there(to);
	}
	works(DeleteFileA(to));
}

/* F-327: the copy is all there, so the move has succeeded; what can't go stays */
static void source_stays(void)
{
	const char *from = fixture_path("from"), *to = other_volume("moved");
	HANDLE file;

	if (!to)
		return;
	file = CreateFileA(from, GENERIC_WRITE, 0, NULL, CREATE_NEW,
			   FILE_ATTRIBUTE_READONLY, NULL);
	CloseHandle(file);
	/* Wine says that it failed. */
	todo_wine works(moves(from, to, NULL, MOVEFILE_COPY_ALLOWED));
	ok(!file_size(from), "it is gone\n");
	if (!WINE)
		ok(!file_size(to), "no copy\n");
	SetFileAttributesA(to, FILE_ATTRIBUTE_NORMAL);
	DeleteFileA(to);
}

struct mover {
	const char *from, *to;
	BOOL ret;
	DWORD err;
};

static DWORD WINAPI moves_stalled(void *arg)
{
	struct mover *m = arg;

	m->ret = moves(m->from, m->to, NULL, MOVEFILE_COPY_ALLOWED);
	m->err = GetLastError();
	return 0;
}

/* F-305, K-149: stopped while its source stalls */
static void by_thread(void)
{
	struct mover m = { .from = slow_file("read-stall"),
			   .to = fixture_path("to") };
	HANDLE thread;

	if (!m.from)
		return;
	thread = CreateThread(NULL, 0, moves_stalled, &m, 0, NULL);
	ok(fixture_fuse_wait("read-stall", 1), "%s\n", fixture_why());
	works(CancelSynchronousIo(thread));
	WaitForSingleObject(thread, 20000);
	ok(!m.ret && m.err == ERROR_OPERATION_ABORTED, "result %d error %u\n",
	   m.ret, m.err);
	not_there(m.to);
	ok(file_size(m.from) > 0, "the source has gone\n");
	CloseHandle(thread);
}

static void wide_names(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	WCHAR source[300], target[300];

	new_file(from, 100, 1);
	MultiByteToWideChar(CP_UTF8, 0, from, -1, source, 300);
	MultiByteToWideChar(CP_UTF8, 0, to, -1, target, 300);
	works(MoveFileWithProgressW(source, target, NULL, NULL, 0));
	fails(MoveFileWithProgressW(source, target, NULL, NULL, 0),
	      ERROR_FILE_NOT_FOUND);
	if (!WINE)
		fails(MoveFileWithProgressA(from, to, NULL, NULL, 0x80),
		      ERROR_INVALID_PARAMETER);
}

START_TEST(MoveFileWithProgress)
{
	RUN(same_volume);
	RUN(other_volumes);
	RUN(answers);
	RUN(source_stays);
	RUN(by_thread);
	RUN(wide_names);
}
