/*
 * A file watcher as programs have them: every directory in one completion port, a
 * thread that takes packets, looks at what they bring and asks for more.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "watched.h"

#define DIRS 3

struct directory {
	OVERLAPPED ov;
	HANDLE handle;
	DWORD buffer[1024];
	char text[4000];
};

static void ask(struct directory *d)
{
	memset(&d->ov, 0, sizeof(d->ov));
	works(ReadDirectoryChangesW(d->handle, d->buffer, sizeof(d->buffer),
				    FALSE, NAMES, NULL, &d->ov, NULL));
}

/* FALSE: it was the end of that directory. */
static BOOL take(HANDLE port, struct directory *dirs)
{
	DWORD size = 0;
	ULONG_PTR key = DIRS;
	OVERLAPPED *ov = NULL;
	BOOL ret = GetQueuedCompletionStatus(port, &size, &key, &ov, 5000);
	struct directory *d = &dirs[key];

	ok(ov && key < DIRS && ov == &d->ov, "packet %p key %u\n", ov,
	   (unsigned)key);
	if (!ov || key >= DIRS)
		return FALSE;
	if (!ret) {
		ok(GetLastError() == ERROR_OPERATION_ABORTED && !size,
		   "error %u size %u\n", GetLastError(), size);
		return FALSE;
	}
	append_changes(d->text, d->buffer, size);
	ask(d);
	return TRUE;
}

/* K-013 K-131 K-153 */
static void watcher(void)
{
	HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	static struct directory dirs[DIRS];
	static const char *const whole =
		"+f0 +f1 +f2 +f3 +f4 -f0 -f1 -f2 -f3 -f4 ";
	char name[40];
	int left = DIRS;

	for (int i = 0; i < DIRS; i++) {
		sprintf(name, "d%d", i);
		make_dir(name);
		dirs[i].handle = open_watched(in_dir(name),
					      FILE_FLAG_OVERLAPPED);
		ok(CreateIoCompletionPort(dirs[i].handle, port, (ULONG_PTR)i,
					  0) == port, "error %u\n",
		   GetLastError());
		ask(&dirs[i]);
	}
	for (int i = 0; i < 10 * DIRS; i++) {
		sprintf(name, "d%d/f%d", i % DIRS, i / DIRS % 5);
		if (i < 5 * DIRS)
			make_file(name);
		else
			works(DeleteFileA(in_dir(name)));
	}
	for (int i = 0; i < DIRS; i++)
		while (strlen(dirs[i].text) < strlen(whole))
			if (!take(port, dirs))
				break;
	for (int i = 0; i < DIRS; i++) {
		ok(!strcmp(dirs[i].text, whole), "d%d: %s\n", i, dirs[i].text);
		works(CancelIoEx(dirs[i].handle, NULL));
	}
	while (left && !take(port, dirs))
		left--;
	ok(!left, "%d directories did not end\n", left);
	for (int i = 0; i < DIRS; i++)
		CloseHandle(dirs[i].handle);
	CloseHandle(port);
}

/* K-127: TRUE does not say that it is done, so there is always a packet. */
static void skip_mode(void)
{
	static struct directory dirs[DIRS];
	struct directory *d = &dirs[0];
	HANDLE port;

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine's packets do get lost\n");
		return;
	}
	port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	d->handle = open_watched(fixture_dir(), FILE_FLAG_OVERLAPPED);
	CreateIoCompletionPort(d->handle, port, 0, 0);
	works(SetFileCompletionNotificationModes(
		d->handle, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
	ask(d);
	for (int i = 0; i < 3; i++) {
		char name[2] = {(char)('a' + i), 0};
		DWORD size;
		ULONG_PTR key;
		OVERLAPPED *ov;

		make_file(name);
		if (i)
			ask(d); /* for what is there */
		works(GetQueuedCompletionStatus(port, &size, &key, &ov, 5000));
		append_changes(d->text, d->buffer, size);
	}
	ok(!strcmp(d->text, "+a +b +c "), "told %s\n", d->text);
	CloseHandle(d->handle);
	CloseHandle(port);
}

START_TEST(ReadDirectoryChangesW_port)
{
	RUN(watcher);
	RUN(skip_mode);
}
