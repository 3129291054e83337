/*
 * A process that has no descriptors left: the first timer of a clock can't be set,
 * which is said, and what was set before goes on.
 */
#include <windows.h>
#include <fcntl.h>
#include <unistd.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "lib/timer.h"

#define MANY 30000

static int taken[MANY], count;

static void take_all(void)
{
	while (count < MANY && (taken[count] = dup(0)) >= 0)
		count++;
}

static void give_back(void)
{
	while (count)
		close(taken[--count]);
}

/* T-008 */
static void none_left(void)
{
	HANDLE timer = CreateWaitableTimerA(NULL, TRUE, NULL);
	LARGE_INTEGER due = { .QuadPart = time_of_day() + 36000000000 };

	set_timer(timer, 20); /* the clock of times from now is there */
	take_all();
	refuses(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE),
		ERROR_NO_SYSTEM_RESOURCES);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	give_back();
	due.QuadPart = time_of_day() + 10000;
	succeeds(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE));
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	CloseHandle(timer);
}

START_TEST(SetWaitableTimer_descriptors_elf)
{
	RUN(none_left);
}
