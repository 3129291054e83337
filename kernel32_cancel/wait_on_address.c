/*
 * Waiting for a value of 1, 2, 4 or 8 bytes at any address to change. The kernel waits
 * for aligned words of 4 only, so who waits does so on a word of ours, found by the
 * address: its low half counts wake-ups, the other who waits. Addresses that share a
 * word wake each other for nothing, which callers have to expect anyway.
 */
#include "kernel32_cancel/kernel32.h"
#include "ntdll_cancel/private.h"

#define PLACES 256

static struct place {
	uint32_t wakes, waiters;
} __attribute__((aligned(64))) places[PLACES];

static struct place *place_of(const volatile void *address)
{
	ULONG_PTR at = (ULONG_PTR)address;

	return &places[(at >> 3 ^ at >> 11) % PLACES];
}

static BOOL is_still(const volatile void *at, const void *value, SIZE_T size)
{
	switch (size) {
	case 1: return __atomic_load_n((const uint8_t *)at, __ATOMIC_SEQ_CST) ==
		       *(const uint8_t *)value;
	case 2: return __atomic_load_n((const uint16_t *)at, __ATOMIC_SEQ_CST) ==
		       *(const uint16_t *)value;
	case 4: return __atomic_load_n((const uint32_t *)at, __ATOMIC_SEQ_CST) ==
		       *(const uint32_t *)value;
	default: return __atomic_load_n((const uint64_t *)at, __ATOMIC_SEQ_CST) ==
			*(const uint64_t *)value;
	}
}

/*
 * WaitOnAddress: returns TRUE when WakeByAddress… was called for the address, at once
 * if the value is another than *compare already, or for no reason; FALSE and
 * ERROR_TIMEOUT when the time is over, ERROR_INVALID_PARAMETER for other sizes.
 * (Microsoft: WaitOnAddress)
 */
BOOL WINAPI WaitOnAddress(volatile void *address, void *compare, SIZE_T size,
			  DWORD ms)
{
	struct place *p = place_of(address);
	LARGE_INTEGER space;
	BOOL woken = TRUE;

	if (size != 1 && size != 2 && size != 4 && size != 8)
		return fail_with(ERROR_INVALID_PARAMETER);
	/* In this order: who changes the value looks at the count after it. */
	__atomic_fetch_add(&p->waiters, 1, __ATOMIC_SEQ_CST);

	uint32_t seen = __atomic_load_n(&p->wakes, __ATOMIC_SEQ_CST);

	if (is_still(address, compare, size))
		woken = word_await(&p->wakes, seen, nt_timeout(&space, ms));
	__atomic_fetch_sub(&p->waiters, 1, __ATOMIC_RELAXED);
	return woken || fail_with(ERROR_TIMEOUT);
}

/*
 * WakeByAddressAll: lets go who waits for that address.
 * (Microsoft: WakeByAddressAll)
 */
void WINAPI WakeByAddressAll(void *address)
{
	struct place *p = place_of(address);

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!__atomic_load_n(&p->waiters, __ATOMIC_SEQ_CST))
		return;
	__atomic_fetch_add(&p->wakes, 1, __ATOMIC_SEQ_CST);
	word_rouse(&p->wakes, (ULONG)-1);
}

/*
 * WakeByAddressSingle: at least one of them: which of those at the word is waiting for
 * this address is not known, so all look again.
 * (Microsoft: WakeByAddressSingle)
 */
void WINAPI WakeByAddressSingle(void *address)
{
	WakeByAddressAll(address);
}
