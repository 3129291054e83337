/* NtCreateMutant and NtReleaseMutant: counts, owners, names. */
#include "lib/nt_sync.h"

static void counts(void)
{
	HANDLE mutant;
	LONG before = 77;

	gives(NtCreateMutant(&mutant, MUTANT_ALL_ACCESS, NULL, TRUE),
	      STATUS_SUCCESS);
	gives(nt_poll(mutant), STATUS_SUCCESS);
	gives(nt_poll(mutant), STATUS_SUCCESS);
	/* 1 is free; every wait of the owner takes one */
	gives(NtReleaseMutant(mutant, &before), STATUS_SUCCESS);
	ok(before == -2, "before %d\n", (int)before);
	gives(NtReleaseMutant(mutant, &before), STATUS_SUCCESS);
	ok(before == -1, "before %d\n", (int)before);
	gives(NtReleaseMutant(mutant, &before), STATUS_SUCCESS);
	ok(before == 0, "before %d\n", (int)before);
	gives(NtReleaseMutant(mutant, &before), STATUS_MUTANT_NOT_OWNED);
	NtClose(mutant);
}

static DWORD WINAPI release(void *arg)
{
	gives(NtReleaseMutant(arg, NULL), STATUS_MUTANT_NOT_OWNED);
	gives(nt_poll(arg), STATUS_TIMEOUT);
	return 0;
}

static void owner(void)
{
	HANDLE mutant;

	gives(NtCreateMutant(&mutant, MUTANT_ALL_ACCESS, NULL, TRUE),
	      STATUS_SUCCESS);
	thread_ends(start_thread(release, mutant), 0);
	gives(NtReleaseMutant(mutant, NULL), STATUS_SUCCESS);
	NtClose(mutant);
}

static DWORD WINAPI die_with_it(void *arg)
{
	gives(nt_poll(arg), STATUS_SUCCESS);
	return 0;
}

static void abandoned(void)
{
	HANDLE mutant;

	gives(NtCreateMutant(&mutant, MUTANT_ALL_ACCESS, NULL, FALSE),
	      STATUS_SUCCESS);
	thread_ends(start_thread(die_with_it, mutant), 0);
	gives(nt_poll(mutant), STATUS_ABANDONED_WAIT_0);
	gives(nt_poll(mutant), STATUS_SUCCESS);
	gives(NtReleaseMutant(mutant, NULL), STATUS_SUCCESS);
	gives(NtReleaseMutant(mutant, NULL), STATUS_SUCCESS);
	NtClose(mutant);
}

static void named(void)
{
	HANDLE first, second;
	struct named n;

	gives(NtCreateMutant(&first, MUTANT_ALL_ACCESS, nt_name(&n, "wc-mu"),
			     FALSE), STATUS_SUCCESS);
	gives(NtCreateMutant(&second, MUTANT_ALL_ACCESS, &n.attr, FALSE),
	      STATUS_OBJECT_NAME_COLLISION);
	gives(NtOpenMutant(&second, MUTANT_ALL_ACCESS, &n.attr),
	      STATUS_SUCCESS);
	gives(nt_poll(second), STATUS_SUCCESS);
	gives(NtReleaseMutant(first, NULL), STATUS_SUCCESS);
	NtClose(first);
	NtClose(second);
	gives(NtOpenMutant(&second, MUTANT_ALL_ACCESS, &n.attr),
	      STATUS_OBJECT_NAME_NOT_FOUND);
}

static void bad_handles(void)
{
	HANDLE event = manual_event(TRUE);

	gives(NtReleaseMutant(NULL, NULL), STATUS_INVALID_HANDLE);
	gives(NtReleaseMutant(FOREIGN_HANDLE, NULL), STATUS_INVALID_HANDLE);
	gives(NtReleaseMutant(event, NULL), STATUS_OBJECT_TYPE_MISMATCH);
	NtClose(event);
}

START_TEST(NtReleaseMutant)
{
	RUN(counts);
	RUN(owner);
	RUN(abandoned);
	RUN(named);
	RUN(bad_handles);
}
