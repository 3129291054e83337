/*
 * Waiting for a value to change.
 */
#include <windows.h>
#include <synchapi.h>
#include "wine/test.h"
#include "lib/sync.h"

#define ROUNDS 10000

static ULONGLONG value;

/* G-045: the value is another already, or the time is over */
static void at_once(void)
{
	static const SIZE_T sizes[] = { 1, 2, 4, 8 };
	ULONGLONG same = 0;

	for (int i = 0; i < 4; i++) {
		value = same = 0x1122334455667788;
		refuses(WaitOnAddress(&value, &same, sizes[i], 0),
			ERROR_TIMEOUT);
		refuses(WaitOnAddress(&value, &same, sizes[i], 10),
			ERROR_TIMEOUT);
		same ^= 1ull << (8 * sizes[i] - 1);
		succeeds(WaitOnAddress(&value, &same, sizes[i], INFINITE));
		/* what is behind it does not count */
		same = value;
		if (sizes[i] < 8)
			same ^= 1ull << 8 * sizes[i];
		refuses(WaitOnAddress(&value, &same, sizes[i], 0),
			ERROR_TIMEOUT);
	}
	refuses(WaitOnAddress(&value, &same, 3, 0), ERROR_INVALID_PARAMETER);
	refuses(WaitOnAddress(&value, &same, 0, 0), ERROR_INVALID_PARAMETER);
	WakeByAddressSingle(&value);
	WakeByAddressAll(&value);
}

static volatile BYTE turn[2];

static void wait_turn(int which)
{
	BYTE not_yet = 0;

	while (!__atomic_load_n(&turn[which], __ATOMIC_ACQUIRE))
		WaitOnAddress(&turn[which], &not_yet, 1, INFINITE);
	__atomic_store_n(&turn[which], 0, __ATOMIC_RELAXED);
}

static void give_turn(int which)
{
	__atomic_store_n(&turn[which], 1, __ATOMIC_RELEASE);
	WakeByAddressSingle((void *)&turn[which]);
}

static DWORD WINAPI answer(void *unused)
{
	(void)unused;
	for (int i = 0; i < ROUNDS; i++) {
		wait_turn(0);
		give_turn(1);
	}
	return 0;
}

/* G-045: no wake-up is lost */
static void hand_over(void)
{
	HANDLE thread = start_thread(answer, NULL);

	for (int i = 0; i < ROUNDS; i++) {
		give_turn(0);
		wait_turn(1);
	}
	thread_ends(thread, 0);
}

static DWORD WINAPI wait_gate(void *gate)
{
	LONG shut = 0;

	while (!__atomic_load_n((LONG *)gate, __ATOMIC_ACQUIRE))
		WaitOnAddress(gate, &shut, sizeof(shut), INFINITE);
	return 0;
}

/* G-045 */
static void all(void)
{
	static LONG gate;
	HANDLE thread[4];

	for (int i = 0; i < 4; i++)
		thread[i] = start_thread(wait_gate, &gate);
	InterlockedExchange(&gate, 1);
	WakeByAddressAll(&gate);
	for (int i = 0; i < 4; i++)
		thread_ends(thread[i], 0);
}

START_TEST(WaitOnAddress)
{
	RUN(at_once);
	RUN(hand_over);
	RUN(all);
}
