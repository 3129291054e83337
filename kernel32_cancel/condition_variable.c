/*
 * Condition variables: one word of the program, zero at first. Its low half counts
 * wake-ups and is what sleepers sleep on, the high half counts the sleepers, so
 * that waking nobody costs no system call.
 *
 * Nothing is lost: a sleeper counts itself and reads the low half before it lets
 * its lock go, and a wake-up that comes after that has changed the half which the
 * kernel compares. A sleeper may wake for no reason, as on Windows.
 */
#include "kernel32_cancel/kernel32.h"
#include "ntdll_cancel/private.h"

struct condition {
	uint32_t wakes;
	uint32_t sleepers;
};

static struct condition *words(CONDITION_VARIABLE *variable)
{
	return (struct condition *)variable;
}

static uint32_t enlist(CONDITION_VARIABLE *variable)
{
	__atomic_fetch_add(&words(variable)->sleepers, 1, __ATOMIC_SEQ_CST);
	return __atomic_load_n(&words(variable)->wakes, __ATOMIC_ACQUIRE);
}

/* The lock is let go, and not taken again yet. */
static BOOL sleep_on(CONDITION_VARIABLE *variable, uint32_t seen, DWORD ms)
{
	LARGE_INTEGER space;
	BOOL woken = word_await(&words(variable)->wakes, seen,
				nt_timeout(&space, ms));

	__atomic_fetch_sub(&words(variable)->sleepers, 1, __ATOMIC_RELAXED);
	return woken;
}

static void wake(CONDITION_VARIABLE *variable, ULONG most)
{
	struct condition *c = words(variable);

	if (!__atomic_load_n(&c->sleepers, __ATOMIC_SEQ_CST))
		return;
	__atomic_fetch_add(&c->wakes, 1, __ATOMIC_RELEASE);
	word_rouse(&c->wakes, most);
}

/*
 * InitializeConditionVariable: CONDITION_VARIABLE_INIT is the same.
 * (Microsoft: InitializeConditionVariable)
 */
void WINAPI InitializeConditionVariable(CONDITION_VARIABLE *variable)
{
	*variable = (CONDITION_VARIABLE)CONDITION_VARIABLE_INIT;
}

/*
 * SleepConditionVariableSRW: lets the lock go, sleeps until woken, takes the lock
 * again, shared with CONDITION_VARIABLE_LOCKMODE_SHARED, and returns TRUE; FALSE and
 * ERROR_TIMEOUT when the time is over, with the lock taken as well. Other flags are
 * ERROR_INVALID_PARAMETER.  (Microsoft: SleepConditionVariableSRW)
 */
BOOL WINAPI SleepConditionVariableSRW(CONDITION_VARIABLE *variable,
				      SRWLOCK *lock, DWORD ms, ULONG flags)
{
	BOOL shared = !!(flags & CONDITION_VARIABLE_LOCKMODE_SHARED);

	if (flags & ~CONDITION_VARIABLE_LOCKMODE_SHARED)
		return fail_with(ERROR_INVALID_PARAMETER);

	uint32_t seen = enlist(variable);

	if (shared)
		ReleaseSRWLockShared(lock);
	else
		ReleaseSRWLockExclusive(lock);

	BOOL woken = sleep_on(variable, seen, ms);

	if (shared)
		AcquireSRWLockShared(lock);
	else
		AcquireSRWLockExclusive(lock);
	return woken || fail_with(ERROR_TIMEOUT);
}

/*
 * SleepConditionVariableCS: the same with a critical section that the thread has
 * entered once.  (Microsoft: SleepConditionVariableCS)
 */
BOOL WINAPI SleepConditionVariableCS(CONDITION_VARIABLE *variable,
				     CRITICAL_SECTION *section, DWORD ms)
{
	uint32_t seen = enlist(variable);

	LeaveCriticalSection(section);

	BOOL woken = sleep_on(variable, seen, ms);

	EnterCriticalSection(section);
	return woken || fail_with(ERROR_TIMEOUT);
}

/*
 * WakeConditionVariable: one of those who sleep on it.
 * (Microsoft: WakeConditionVariable)
 */
void WINAPI WakeConditionVariable(CONDITION_VARIABLE *variable)
{
	wake(variable, 1);
}

/*
 * WakeAllConditionVariable: all of them.
 * (Microsoft: WakeAllConditionVariable)
 */
void WINAPI WakeAllConditionVariable(CONDITION_VARIABLE *variable)
{
	wake(variable, (ULONG)-1);
}
