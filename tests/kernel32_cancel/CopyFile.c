/*
 * CopyFile: the whole file or an error that says why, and nothing stops it.
 */
#include <windows.h>
#include "wine/test.h"
#include "copying.h"
#include "blocked.h"

static void whole_files(void)
{
	static const unsigned sizes[] = { 0,		1,	   4095,
					  4096,		256 * KIB, 256 * KIB + 1,
					  3 * MIB + 17, 24 * MIB };
	const char *from = fixture_path("from"), *to = fixture_path("to");

	for (unsigned i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		new_file(from, sizes[i], i);
		works(CopyFileA(from, to, FALSE));
		has_contents(to, sizes[i], i);
		has_contents(from, sizes[i], i);
	}
	/* a longer one is no longer there */
	new_file(from, 10, 3);
	works(CopyFileA(from, to, FALSE));
	has_contents(to, 10, 3);
}

/* F-300: between two volumes */
static void other_volumes(void)
{
	const char *from = fixture_path("from"), *back = fixture_path("back");
	const char *to = other_volume("copy");

	if (!to)
		return;
	new_file(from, 5 * MIB + 3, 1);
	works(CopyFileA(from, to, TRUE));
	has_contents(to, 5 * MIB + 3, 1);
	works(CopyFileA(to, back, TRUE));
	has_contents(back, 5 * MIB + 3, 1);
	works(DeleteFileA(to));
}

/* K-146: FAIL_IF_EXISTS is CopyFile's last argument. */
static void only_new(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");

	new_file(from, 100, 1);
	new_file(to, 50, 2);
	fails(CopyFileA(from, to, TRUE), ERROR_FILE_EXISTS);
	has_contents(to, 50, 2);
}

/* K-147 */
static void refusals(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	const char *readonly = fixture_path("readonly");
	HANDLE file;

	fails(CopyFileA(from, to, FALSE), ERROR_FILE_NOT_FOUND);
	not_there(to);
	new_file(from, 100, 1);
	fails(CopyFileA(fixture_path("none/x"), to, FALSE),
	      ERROR_PATH_NOT_FOUND);
	fails(CopyFileA(from, fixture_path("none/x"), FALSE),
	      ERROR_PATH_NOT_FOUND);
	fails(CopyFileA(fixture_dir(), to, FALSE), ERROR_ACCESS_DENIED);
	fails(CopyFileA(from, fixture_dir(), FALSE), ERROR_ACCESS_DENIED);
	file = CreateFileA(readonly, GENERIC_WRITE, 0, NULL, CREATE_NEW,
			   FILE_ATTRIBUTE_READONLY, NULL);
	CloseHandle(file);
	/* Wine leaves it to the kernel, and root may. */
	todo_wine fails(CopyFileA(from, readonly, FALSE), ERROR_ACCESS_DENIED);
	todo_wine ok(!file_size(readonly), "%d bytes\n",
		     (int)file_size(readonly));
}

/* F-301: onto itself, by whichever name */
static void onto_itself(void)
{
	const char *from = fixture_path("from");
	char other[600];

	new_file(from, 100, 1);
	fails(CopyFileA(from, from, FALSE), ERROR_SHARING_VIOLATION);
	fails(CopyFileA(from, from, TRUE), ERROR_FILE_EXISTS);
	sprintf(other, "%s/./from", fixture_dir());
	fails(CopyFileA(from, other, FALSE), ERROR_SHARING_VIOLATION);
	has_contents(from, 100, 1);
}

/* F-302: the source may be open for writing, the target not at all */
static void open_elsewhere(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	HANDLE file;

	new_file(from, 100, 1);
	new_file(to, 50, 2);
	file = copying_open(from, GENERIC_WRITE, FILE_SHARE_READ, OPEN_EXISTING);
	works(CopyFileA(from, to, FALSE));
	CloseHandle(file);
	file = copying_open(from, GENERIC_READ, FILE_SHARE_WRITE, OPEN_EXISTING);
	fails(CopyFileA(from, to, FALSE), ERROR_SHARING_VIOLATION);
	CloseHandle(file);
	new_file(to, 50, 2);
	file = copying_open(to, GENERIC_READ, FILE_SHARE_READ, OPEN_EXISTING);
	fails(CopyFileA(from, to, FALSE), ERROR_SHARING_VIOLATION);
	CloseHandle(file);
	has_contents(to, 50, 2);
}

/* F-303: the time of the last write, and that nobody may write it */
static void keeps(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	const char *readonly = fixture_path("readonly");
	HANDLE file = CreateFileA(readonly, GENERIC_WRITE, 0, NULL, CREATE_NEW,
				  FILE_ATTRIBUTE_READONLY, NULL);
	FILETIME a, b;

	CloseHandle(file);
	new_file(from, 100, 1);
	a = b = written_at(from);
	while (!memcmp(&a, &b, sizeof(a))) {
		new_file(to, 1, 1);
		b = written_at(to);
	}
	works(CopyFileA(from, to, FALSE));
	b = written_at(to);
	ok(!memcmp(&a, &b, sizeof(a)), "another time\n");
	works(DeleteFileA(to));
	works(CopyFileA(readonly, to, TRUE));
	fails(DeleteFileA(to), ERROR_ACCESS_DENIED);
}

static void wide_names(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("\xc3\xa4");
	WCHAR source[300], target[300];

	new_file(from, 100, 1);
	MultiByteToWideChar(CP_UTF8, 0, from, -1, source, 300);
	MultiByteToWideChar(CP_UTF8, 0, to, -1, target, 300);
	works(CopyFileW(source, target, TRUE));
	fails(CopyFileW(source, target, TRUE), ERROR_FILE_EXISTS);
	fails(CopyFileW(source, NULL, TRUE), ERROR_INVALID_PARAMETER);
	fails(CopyFileA(NULL, to, TRUE), ERROR_PATH_NOT_FOUND);
	fails(CopyFileA(from, "a*b", TRUE), ERROR_INVALID_NAME);
}

struct copier {
	const char *from, *to;
	HANDLE thread;
	BOOL ret;
	DWORD err;
};

static DWORD WINAPI copies(void *arg)
{
	struct copier *c = arg;

	SetLastError(UNTOUCHED);
	c->ret = CopyFileA(c->from, c->to, FALSE);
	c->err = GetLastError();
	return 0;
}

/* K-137: stalled at the opening of its source, in a write to its target */
static void not_cancellable_stalled(void)
{
	const char *path = fixture_path("file");

	new_file(path, 100 * KIB, 1);
	for (int i = 0; i < 2; i++) {
		const char *kind = i ? "write-stall" : "open-stall";
		const char *slow = slow_file(kind);
		struct copier c = { .from = i ? path : slow,
				    .to = i ? slow : path };

		if (!slow)
			return;
		c.thread = CreateThread(NULL, 0, copies, &c, 0, NULL);
		ok(fixture_fuse_wait(kind, 1), "%s\n", fixture_why());
		for (int n = 0; n < 10; n++)
			fails(CancelSynchronousIo(c.thread), ERROR_NOT_FOUND);
		ok(WaitForSingleObject(c.thread, 50) == WAIT_TIMEOUT,
		   "it was stopped\n");
		do
			fixture_fuse_release();
		while (WaitForSingleObject(c.thread, 100) == WAIT_TIMEOUT);
		ok(c.ret, "error %u\n", c.err);
		CloseHandle(c.thread);
		if (!i) {
			/* what stallfs has in it */
			ok(file_size(path) == MIB, "%d bytes\n",
			   (int)file_size(path));
			new_file(path, 100 * KIB, 1);
		}
	}
}

/* K-137: in the middle of a long one */
static void not_cancellable(void)
{
	struct copier c = { .from = fixture_path("from"),
			    .to = fixture_path("to") };
	unsigned found = 0, asked = 0;

	new_file(c.from, 96 * MIB, 5);
	c.thread = CreateThread(NULL, 0, copies, &c, 0, NULL);
	while (WaitForSingleObject(c.thread, 0) == WAIT_TIMEOUT) {
		SetLastError(UNTOUCHED);
		found += CancelSynchronousIo(c.thread) ||
			 GetLastError() != ERROR_NOT_FOUND;
		asked++;
		SwitchToThread();
	}
	ok(asked && !found, "%u of %u cancels found something\n", found, asked);
	ok(c.ret, "error %u\n", c.err);
	has_contents(c.to, 96 * MIB, 5);
	CloseHandle(c.thread);
}

START_TEST(CopyFile)
{
	RUN(whole_files);
	RUN(other_volumes);
	RUN(only_new);
	RUN(refusals);
	RUN(onto_itself);
	RUN(open_elsewhere);
	RUN(keeps);
	RUN(wide_names);
	RUN(not_cancellable_stalled);
	RUN(not_cancellable);
}
