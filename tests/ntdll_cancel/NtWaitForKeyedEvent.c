/* NtWaitForKeyedEvent, NtReleaseKeyedEvent, NtCreateKeyedEvent, NtOpenKeyedEvent:
 * who waits and who releases meet by key, one with one. */
#include "lib/nt_sync.h"

/* no header of Wine's has them */
#define KEYEDEVENT_WAIT 1
#define KEYEDEVENT_WAKE 2
#define KEYEDEVENT_ALL_ACCESS (STANDARD_RIGHTS_REQUIRED | 3)

#define KEY(n) ((void *)(ULONG_PTR)((n) * 2))

static HANDLE keyed;

static void begin(void)
{
	gives(NtCreateKeyedEvent(&keyed, KEYEDEVENT_ALL_ACCESS, NULL, 0),
	      STATUS_SUCCESS);
}

struct partner {
	HANDLE event, thread, ready;
	void *key;
	BOOLEAN releases, alertable;
	int ms;
	LONG done;
	NTSTATUS status;
};

static DWORD WINAPI partner_main(void *arg)
{
	struct partner *p = arg;
	LARGE_INTEGER time;

	relative_ms(&time, p->ms);
	SetEvent(p->ready);
	p->status = (p->releases ? NtReleaseKeyedEvent : NtWaitForKeyedEvent)(
		p->event, p->key, p->alertable, p->ms ? &time : NULL);
	InterlockedIncrement(&p->done);
	return 0;
}

static void start(struct partner *p, BOOLEAN releases, void *key)
{
	p->event = keyed;
	p->releases = releases;
	p->key = key;
	p->ready = auto_event(FALSE);
	p->thread = start_thread(partner_main, p);
	waits(p->ready, LONG_WAIT, WAIT_OBJECT_0);
	CloseHandle(p->ready);
}

#define ends(p, expected) ends_(__FILE__, __LINE__, p, expected)
static void ends_(const char *src, int line, struct partner *p,
		  NTSTATUS expected)
{
	waits_(src, line, "partner", WaitForSingleObject(p->thread, LONG_WAIT),
	       WAIT_OBJECT_0);
	gives_(src, line, "partner", p->status, expected);
	CloseHandle(p->thread);
}

/* T-020: whoever comes first waits for the other */
static void meet(void)
{
	struct partner p = { 0 }, q = { 0 };

	begin();
	start(&p, TRUE, KEY(1));
	gives(NtWaitForKeyedEvent(keyed, KEY(1), FALSE, NULL), STATUS_SUCCESS);
	ends(&p, STATUS_SUCCESS);
	start(&q, FALSE, KEY(1));
	gives(NtReleaseKeyedEvent(keyed, KEY(1), FALSE, NULL), STATUS_SUCCESS);
	ends(&q, STATUS_SUCCESS);
	NtClose(keyed);
}

/* T-020 */
static void first_waits(BOOLEAN releases)
{
	struct partner p = { 0 };
	LARGE_INTEGER time;
	int i;

	begin();
	start(&p, releases, KEY(3));
	waits(p.thread, 20, WAIT_TIMEOUT);
	/* of its own sort, with another key, at another object */
	gives((releases ? NtReleaseKeyedEvent : NtWaitForKeyedEvent)(
		      keyed, KEY(3), FALSE, relative_ms(&time, 5)),
	      STATUS_TIMEOUT);
	gives((releases ? NtWaitForKeyedEvent : NtReleaseKeyedEvent)(
		      keyed, KEY(4), FALSE, relative_ms(&time, 5)),
	      STATUS_TIMEOUT);
	time.QuadPart = 0;
	for (i = 4; i < 400; i++)
		gives((releases ? NtWaitForKeyedEvent : NtReleaseKeyedEvent)(
			      keyed, KEY(i), FALSE, &time), STATUS_TIMEOUT);
	begin();
	gives((releases ? NtWaitForKeyedEvent : NtReleaseKeyedEvent)(
		      keyed, KEY(3), FALSE, relative_ms(&time, 5)),
	      STATUS_TIMEOUT);
	NtClose(keyed);
	keyed = p.event;
	ok(!p.done, "it did not wait\n");
	gives((releases ? NtWaitForKeyedEvent : NtReleaseKeyedEvent)(
		      keyed, KEY(3), FALSE, NULL), STATUS_SUCCESS);
	ends(&p, STATUS_SUCCESS);
	NtClose(keyed);
}

static void waiter_waits(void)
{
	first_waits(FALSE);
}

static void releaser_waits(void)
{
	first_waits(TRUE);
}

/* T-021 */
static void times(void)
{
	LARGE_INTEGER time = { .QuadPart = 0 };
	double start_ms;

	begin();
	gives(NtWaitForKeyedEvent(keyed, KEY(1), FALSE, &time), STATUS_TIMEOUT);
	gives(NtReleaseKeyedEvent(keyed, KEY(1), FALSE, &time), STATUS_TIMEOUT);
	start_ms = now_ms();
	gives(NtWaitForKeyedEvent(keyed, KEY(1), FALSE, relative_ms(&time, 20)),
	      STATUS_TIMEOUT);
	ok(now_ms() - start_ms > 19.9, "%f ms\n", now_ms() - start_ms);
	NtQuerySystemTime(&time);
	time.QuadPart += 100000;
	gives(NtReleaseKeyedEvent(keyed, KEY(1), FALSE, &time), STATUS_TIMEOUT);
	NtClose(keyed);
}

/* T-020: each release is one wait's, whatever the key */
static void one_with_one(void)
{
	struct partner p[12] = { 0 };
	LARGE_INTEGER none = { .QuadPart = 0 };
	int i, n, done;

	begin();
	for (i = 0; i < 12; i++)
		start(&p[i], FALSE, KEY(i % 3));
	for (n = 0; n < 4; n++)
		for (i = 0; i < 3; i++)
			gives(NtReleaseKeyedEvent(keyed, KEY(i), FALSE, NULL),
			      STATUS_SUCCESS);
	for (i = done = 0; i < 12; i++) {
		ends(&p[i], STATUS_SUCCESS);
		done += p[i].done;
	}
	ok(done == 12, "%d\n", done);
	for (i = 0; i < 3; i++)
		gives(NtReleaseKeyedEvent(keyed, KEY(i), FALSE, &none),
		      STATUS_TIMEOUT);
	NtClose(keyed);
}

static void CALLBACK note_apc(ULONG_PTR arg)
{
	InterlockedIncrement((LONG *)arg);
}

/* T-022 */
static void alertable(void)
{
	struct partner p = { .alertable = TRUE }, q = { .ms = 50 };
	LARGE_INTEGER none = { .QuadPart = 0 };
	LONG calls = 0;

	begin();
	start(&p, FALSE, KEY(1));
	QueueUserAPC(note_apc, p.thread, (ULONG_PTR)&calls);
	ends(&p, STATUS_USER_APC);
	ok(calls == 1, "%d calls\n", calls);
	gives(NtReleaseKeyedEvent(keyed, KEY(1), FALSE, &none),
	      STATUS_TIMEOUT);
	/* not in one that is not alertable */
	start(&q, TRUE, KEY(1));
	QueueUserAPC(note_apc, GetCurrentThread(), (ULONG_PTR)&calls);
	ends(&q, STATUS_TIMEOUT);
	gives(NtWaitForKeyedEvent(keyed, KEY(1), FALSE, &none),
	      STATUS_TIMEOUT);
	ok(calls == 1, "%d calls\n", calls);
	SleepEx(0, TRUE);
	ok(calls == 2, "%d calls\n", calls);
	NtClose(keyed);
}

/* T-023: the system's own */
static void without_a_handle(void)
{
	struct partner p = { 0 };
	LARGE_INTEGER none = { .QuadPart = 0 };

	keyed = NULL;
	gives(NtWaitForKeyedEvent(NULL, KEY(1), FALSE, &none), STATUS_TIMEOUT);
	start(&p, FALSE, KEY(1));
	gives(NtReleaseKeyedEvent(NULL, KEY(1), FALSE, NULL), STATUS_SUCCESS);
	ends(&p, STATUS_SUCCESS);
}

/* T-024 */
static void bad_input(void)
{
	LARGE_INTEGER none = { .QuadPart = 0 };
	HANDLE event = manual_event(FALSE);

	begin();
	gives(NtWaitForKeyedEvent(keyed, (void *)1, FALSE, &none),
	      STATUS_INVALID_PARAMETER_1);
	gives(NtReleaseKeyedEvent(keyed, (void *)255, FALSE, &none),
	      STATUS_INVALID_PARAMETER_1);
	gives(NtWaitForKeyedEvent(event, KEY(1), FALSE, &none),
	      STATUS_OBJECT_TYPE_MISMATCH);
	gives(NtReleaseKeyedEvent(FOREIGN_HANDLE, KEY(1), FALSE, &none),
	      STATUS_INVALID_HANDLE);
	gives(NtWaitForKeyedEvent(keyed, NULL, FALSE, &none), STATUS_TIMEOUT);
	NtClose(keyed);
	gives(NtWaitForKeyedEvent(keyed, KEY(1), FALSE, &none),
	      STATUS_INVALID_HANDLE);
	NtClose(event);
}

/* T-024 */
static void access_rights(void)
{
	LARGE_INTEGER none = { .QuadPart = 0 };

	gives(NtCreateKeyedEvent(&keyed, KEYEDEVENT_WAIT, NULL, 0),
	      STATUS_SUCCESS);
	gives(NtWaitForKeyedEvent(keyed, KEY(1), FALSE, &none), STATUS_TIMEOUT);
	gives(NtReleaseKeyedEvent(keyed, KEY(1), FALSE, &none),
	      STATUS_ACCESS_DENIED);
	NtClose(keyed);
	/* it has no signal, whatever is asked for; Wine's has one */
	gives(NtCreateKeyedEvent(&keyed, KEYEDEVENT_WAIT | SYNCHRONIZE, NULL,
				 0), STATUS_SUCCESS);
	todo_wine gives(nt_poll(keyed), STATUS_ACCESS_DENIED);
	NtClose(keyed);
	gives(NtCreateKeyedEvent(&keyed, GENERIC_WRITE, NULL, 0),
	      STATUS_SUCCESS);
	gives(NtWaitForKeyedEvent(keyed, KEY(1), FALSE, &none),
	      STATUS_ACCESS_DENIED);
	gives(NtReleaseKeyedEvent(keyed, KEY(1), FALSE, &none), STATUS_TIMEOUT);
	NtClose(keyed);
}

/* T-025 */
static void named(void)
{
	HANDLE other, event;
	struct partner p = { 0 };
	struct named n;

	gives(NtCreateKeyedEvent(&keyed, KEYEDEVENT_ALL_ACCESS,
				 nt_name(&n, "wc-keyed"), 0), STATUS_SUCCESS);
	gives(NtCreateKeyedEvent(&other, KEYEDEVENT_ALL_ACCESS, &n.attr, 0),
	      STATUS_OBJECT_NAME_COLLISION);
	gives(NtOpenEvent(&event, EVENT_ALL_ACCESS, &n.attr),
	      STATUS_OBJECT_TYPE_MISMATCH);
	gives(NtOpenKeyedEvent(&other, KEYEDEVENT_WAKE, &n.attr),
	      STATUS_SUCCESS);
	start(&p, FALSE, KEY(8));
	gives(NtReleaseKeyedEvent(other, KEY(8), FALSE, NULL), STATUS_SUCCESS);
	ends(&p, STATUS_SUCCESS);
	NtClose(keyed);
	NtClose(other);
	gives(NtOpenKeyedEvent(&other, KEYEDEVENT_WAKE, &n.attr),
	      STATUS_OBJECT_NAME_NOT_FOUND);
}

START_TEST(NtWaitForKeyedEvent)
{
	RUN(meet);
	RUN(waiter_waits);
	RUN(releaser_waits);
	RUN(times);
	RUN(one_with_one);
	RUN(alertable);
	RUN(without_a_handle);
	RUN(bad_input);
	RUN(access_rights);
	RUN(named);
}
