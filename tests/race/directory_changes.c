/*
 * Changes of a directory at the moments that matter: between a cancel, a close, a
 * second first request and the reading of what the kernel has; between the watch of
 * a new directory and its listing.
 */
#include <windows.h>
#include <sys/stat.h>
#include <unistd.h>
#include "wine/test.h"
#include "nt.h"
#include "race.h"
#include "watched.h"

static struct watched w;
static int once, once_more, said, closing;
static BOOL found;

static void cancel_now(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	found = CancelIoEx(w.dir, &w.ov);
	raise_flag(&said);
}

/* K-014 K-153: cancelled or told, and the change is not lost either way. */
static void cancel_at(const char *point)
{
	static char text[4000];
	DWORD size = UNTOUCHED;
	BOOL ret;

	watch_begin(&w, NAMES, FALSE);
	point_arm(point, cancel_now, NULL);
	make_file("f");
	ok(WaitForSingleObject(w.ov.hEvent, 5000) == WAIT_OBJECT_0,
	   "not told\n");
	ret = GetOverlappedResult(w.dir, &w.ov, &size, FALSE);
	await_flag(&said);
	point_arm(point, NULL, NULL);
	if (!ret) {
		ok(found && GetLastError() == ERROR_OPERATION_ABORTED && !size,
		   "error %u size %u\n", GetLastError(), size);
		watch(&w);
		next_changes(&w, text);
	} else {
		append_changes(text, w.buffer, size);
		watch(&w);
	}
	ok(!strcmp(text, "+f "), "told %s\n", text);
	make_file("g");
	hears(&w, "+g ");
	watch_end(&w);
}

static void cancel_when_heard(void)
{
	cancel_at("ready:event");
}

static void cancel_before_reading(void)
{
	cancel_at("notify:drain");
}

static void change_now(void *arg)
{
	if (first_time(&once))
		make_file(arg);
}

/* K-153: after the request is queued, before its own look. */
static void change_while_beginning(void)
{
	memset(&w, 0, sizeof(w));
	point_arm("notify:queued", change_now, "f");
	watch_begin(&w, NAMES, FALSE);
	hears(&w, "+f ");
	ok(once, "not passed\n");
	watch_end(&w);
}

static int passed;

static void count_passes(void *arg)
{
	(void)arg;
	__atomic_fetch_add(&passed, 1, __ATOMIC_SEQ_CST);
}

/* D-004: what was kept before the request had only the first one's room. The second
 * pass of a drainer says that the first has read it. */
static void room_kept(void)
{
	HANDLE dir = open_watched(fixture_dir(), FILE_FLAG_OVERLAPPED);
	OVERLAPPED ov = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
	DWORD buffer[256], size = UNTOUCHED;

	works(ReadDirectoryChangesW(dir, buffer, 16, FALSE, NAMES, NULL, &ov,
				    NULL));
	make_file("ab");
	works(GetOverlappedResult(dir, &ov, &size, TRUE));
	ok(size == 16, "size %u\n", size);
	point_arm("notify:drain", count_passes, NULL);
	make_file("too-long-for-it");
	while (__atomic_load_n(&passed, __ATOMIC_SEQ_CST) < 2)
		SwitchToThread();
	works(ReadDirectoryChangesW(dir, buffer, sizeof(buffer), FALSE, NAMES,
				    NULL, &ov, NULL));
	works(GetOverlappedResult(dir, &ov, &size, TRUE));
	ok(!size, "size %u\n", size);
	CloseHandle(dir);
	CloseHandle(ov.hEvent);
}

static void hold_until_closing(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	raise_flag(&said);
	await_flag(&closing);
}

static void is_closing(void *arg)
{
	(void)arg;
	raise_flag(&closing);
}

/* D-006: the last handle goes while somebody is about to read. */
static void close_while_reading(void)
{
	HANDLE event;

	watch_begin(&w, NAMES, TRUE);
	event = w.ov.hEvent;
	point_arm("notify:drain", hold_until_closing, NULL);
	make_file("f");
	await_flag(&said);
	point_arm("close:cancelled", is_closing, NULL);
	CloseHandle(w.dir);
	ok(WaitForSingleObject(event, 5000) == WAIT_OBJECT_0, "not told\n");
	ok(w.ov.Internal == 0x10b && !w.ov.InternalHigh, "status %#x\n",
	   (unsigned)w.ov.Internal);
	ResetEvent(event);
	ok(WaitForSingleObject(event, 0) == WAIT_TIMEOUT, "twice\n");
	CloseHandle(event);
}

static OVERLAPPED second;
static DWORD second_buffer[64];

static DWORD WINAPI ask_too(void *arg)
{
	(void)arg;
	works(ReadDirectoryChangesW(w.dir, second_buffer,
				    sizeof(second_buffer), TRUE, NAMES, NULL,
				    &second, NULL));
	raise_flag(&said);
	await_flag(&closing);
	return 0;
}

static void another_first(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	*(HANDLE *)arg = CreateThread(NULL, 0, ask_too, NULL, 0, NULL);
	await_flag(&said);
}

/* K-155: two threads begin at once; one watching, in order. */
static void two_begin(void)
{
	HANDLE thread = NULL;
	DWORD size = 0;
	char text[CHANGES_NAME + 2] = "";

	second.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	point_arm("notify:begun", another_first, &thread);
	watch_begin(&w, NAMES, TRUE);
	make_file("f");
	works(GetOverlappedResult(w.dir, &second, &size, TRUE));
	append_changes(text, second_buffer, size);
	ok(!strcmp(text, "+f "), "told %s\n", text);
	make_file("g");
	hears(&w, "+g ");
	raise_flag(&closing);
	WaitForSingleObject(thread, 5000);
	CloseHandle(thread);
	CloseHandle(second.hEvent);
	watch_end(&w);
}

static void fill_new(void *arg)
{
	(void)arg;
	/* the second time the new directory is about to be listed */
	if (!first_time(&once))
		return;
	make_file("n/between");
	make_dir("n/m");
	make_file("n/m/below");
}

/* D-002: heard of twice, by listing and by event, told once. */
static void made_before_listing(void)
{
	static char text[20000];
	static const char *const names[] = {"+n ", "+n\\between ", "+n\\m ",
					    "+n\\m\\below "};

	watch_begin(&w, NAMES, TRUE);
	point_arm("notify:list", fill_new, NULL);
	make_dir("n");
	make_file("end");
	while (!strstr(text, "+end ") && !strstr(text, "(nothing)"))
		next_changes(&w, text);
	make_file("n/m/last");
	while (!strstr(text, "last") && !strstr(text, "(nothing)"))
		next_changes(&w, text);
	for (int i = 0; i < 4; i++) {
		const char *at = strstr(text, names[i]);

		ok(at && !strstr(at + 1, names[i]), "%sin %s\n", names[i],
		   text);
	}
	ok(once && strlen(text) == 45, "told %s\n", text);
	watch_end(&w);
}

static void take_away(void *arg)
{
	(void)arg;
	if (first_time(&once))
		rename_to("n", "o");
	else if (first_time(&once_more))
		make_file("o/f");
}

/* D-003: it has another name by the time it is listed. */
static void renamed_before_listing(void)
{
	static char text[20000];

	watch_begin(&w, NAMES, TRUE);
	point_arm("notify:list", take_away, NULL);
	/* CreateDirectory would open it, too. */
	ok(!mkdir(in_dir("n"), 0700), "mkdir\n");
	while (!strstr(text, ">o ") && !strstr(text, "(nothing)"))
		next_changes(&w, text);
	point_arm("notify:list", NULL, NULL);
	ok(!strcmp(text, "+n <n >o "), "told %s\n", text);
	make_file("o/g");
	hears(&w, "+o\\g ");
	watch_end(&w);
}

static void remove_it(void *arg)
{
	(void)arg;
	if (first_time(&once))
		works(RemoveDirectoryA(in_dir("n")));
}

/* D-002: it has gone by then, and comes again. */
static void removed_before_listing(void)
{
	watch_begin(&w, NAMES, TRUE);
	point_arm("notify:list", remove_it, NULL);
	ok(!mkdir(in_dir("n"), 0700), "mkdir\n");
	hears(&w, "+n -n ");
	make_dir("n");
	hears(&w, "+n ");
	make_file("n/f");
	hears(&w, "+n\\f ");
	watch_end(&w);
}

static void leave_first(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	ok(!rename(in_dir("in/x/f"), in_dir("out/d/f")), "rename\n");
	ok(!rmdir(in_dir("in/x")), "rmdir\n");
}

/* D-003: half of a rename, whose other half is in a directory that has left, out of
 * one that is removed. */
static void half_of_a_rename(void)
{
	static DWORD buffer[16384];
	static char text[20000];
	struct blocked b = {0};

	make_dir("out");
	make_dir("in");
	make_dir("in/x");
	make_dir("in/d");
	make_file("in/x/f");
	watch_quietly(&b, in_dir("in"), buffer, sizeof(buffer));
	ok(!mkdir(in_dir("in/l"), 0700) &&
		   !rename(in_dir("in/l"), in_dir("in/m")) &&
		   !rename(in_dir("in/d"), in_dir("out/d")), "rename\n");
	point_arm("notify:list", leave_first, NULL);
	while (!strstr(text, "-x ") && !strchr(text, '('))
		next_quietly(&b, text);
	make_file("in/end");
	while (!strstr(text, "+end ") && !strchr(text, '('))
		next_quietly(&b, text);
	ok(once && !strcmp(text, "+l <l >m -d -x\\f -x +end "), "told %s\n",
	   text);
	CloseHandle(b.file);
}

static void one_more(void *arg)
{
	(void)arg;
	/* Two drainers' may be at it. */
	if (!mkdir(in_dir("more"), 0700))
		rmdir(in_dir("more"));
}

/* D-006: whenever somebody is about to read there is something again. Requests end,
 * others have their turn, and the last handle can go. */
static void never_quiet(void)
{
	HANDLE timer = CreateWaitableTimerA(NULL, TRUE, NULL);
	LARGE_INTEGER soon = {.QuadPart = -10000};

	watch_begin(&w, NAMES, FALSE);
	point_arm("notify:drain", one_more, NULL);
	make_file("f");
	for (int i = 0; i < 3; i++) {
		ok(WaitForSingleObject(w.ov.hEvent, 5000) == WAIT_OBJECT_0,
		   "nothing is told\n");
		watch(&w);
	}
	works(SetWaitableTimer(timer, &soon, 0, NULL, NULL, FALSE));
	ok(WaitForSingleObject(timer, 5000) == WAIT_OBJECT_0, "no turn\n");
	works(CloseHandle(w.dir));
	point_arm("notify:drain", NULL, NULL);
	ok(WaitForSingleObject(w.ov.hEvent, 5000) == WAIT_OBJECT_0,
	   "not ended\n");
	CloseHandle(w.ov.hEvent);
	CloseHandle(timer);
}

START_TEST(directory_changes)
{
	RUN(cancel_when_heard);
	RUN(cancel_before_reading);
	RUN(change_while_beginning);
	RUN(room_kept);
	RUN(close_while_reading);
	RUN(two_begin);
	RUN(made_before_listing);
	RUN(renamed_before_listing);
	RUN(removed_before_listing);
	RUN(half_of_a_rename);
	RUN(never_quiet);
}
