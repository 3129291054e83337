/*
 * Critical sections on a word that can be waited for. LockCount is -1 when free (what Windows'
 * initialisers store), 0 when owned, 1 when owned and perhaps waited for.
 * RecursionCount belongs to the owner.
 */
#include "kernel32_cancel/kernel32.h"
#include "ntdll_cancel/private.h"

enum { FREE = -1, OWNED = 0, CONTENDED = 1 };

static HANDLE self(void)
{
	return ULongToHandle(GetCurrentThreadId());
}

static BOOL try_take(CRITICAL_SECTION *section)
{
	LONG expected = FREE;

	return __atomic_compare_exchange_n(&section->LockCount, &expected,
					   OWNED, FALSE, __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}

static __attribute__((noinline)) void WINAPI
take_contended(CRITICAL_SECTION *section)
{
	for (ULONG_PTR spins = section->SpinCount; spins; spins--) {
		if (__atomic_load_n(&section->LockCount, __ATOMIC_RELAXED) ==
			    FREE &&
		    try_take(section))
			return;
		__builtin_ia32_pause();
	}
	while (__atomic_exchange_n(&section->LockCount, CONTENDED,
				   __ATOMIC_ACQUIRE) != FREE)
		word_await((uint32_t *)&section->LockCount, CONTENDED, NULL);
}

static __attribute__((noinline)) void WINAPI wake_one(CRITICAL_SECTION *section)
{
	word_rouse((uint32_t *)&section->LockCount, 1);
}

static BOOL is_owner(CRITICAL_SECTION *section)
{
	return __atomic_load_n(&section->OwningThread, __ATOMIC_RELAXED) ==
	       self();
}

static void own(CRITICAL_SECTION *section)
{
	__atomic_store_n(&section->OwningThread, self(), __ATOMIC_RELAXED);
	section->RecursionCount = 1;
}

/*
 * InitializeCriticalSectionEx: makes it free. `spins` is how often to look
 * before sleeping; it holds no resources, so this cannot fail.
 * (Microsoft: InitializeCriticalSectionEx)
 */
BOOL WINAPI InitializeCriticalSectionEx(CRITICAL_SECTION *section, DWORD spins,
					DWORD flags)
{
	(void)flags;
	*section = (CRITICAL_SECTION){
		.DebugInfo = (void *)~(ULONG_PTR)0,
		.LockCount = FREE,
		.SpinCount = spins & 0xffffff,
	};
	return TRUE;
}

/*
 * InitializeCriticalSectionAndSpinCount: the same without flags.
 */
BOOL WINAPI InitializeCriticalSectionAndSpinCount(CRITICAL_SECTION *section,
						  DWORD spins)
{
	return InitializeCriticalSectionEx(section, spins, 0);
}

/*
 * InitializeCriticalSection: the same without spinning.
 */
void WINAPI InitializeCriticalSection(CRITICAL_SECTION *section)
{
	InitializeCriticalSectionEx(section, 0, 0);
}

/*
 * EnterCriticalSection: waits until the section is free, or is the calling
 * thread's already: then it is to be left once more.
 * (Microsoft: EnterCriticalSection)
 */
void WINAPI EnterCriticalSection(CRITICAL_SECTION *section)
{
	if (is_owner(section)) {
		section->RecursionCount++;
		return;
	}
	if (!try_take(section))
		take_contended(section);
	own(section);
}

/*
 * TryEnterCriticalSection: FALSE instead of waiting.
 * (Microsoft: TryEnterCriticalSection)
 */
BOOL WINAPI TryEnterCriticalSection(CRITICAL_SECTION *section)
{
	if (is_owner(section)) {
		section->RecursionCount++;
		return TRUE;
	}
	if (!try_take(section))
		return FALSE;
	own(section);
	return TRUE;
}

/*
 * LeaveCriticalSection: undoes one enter; by a thread that is not the owner,
 * nothing.  (Microsoft: LeaveCriticalSection)
 */
void WINAPI LeaveCriticalSection(CRITICAL_SECTION *section)
{
	if (!is_owner(section) || --section->RecursionCount)
		return;
	__atomic_store_n(&section->OwningThread, NULL, __ATOMIC_RELAXED);
	if (__atomic_exchange_n(&section->LockCount, FREE, __ATOMIC_RELEASE) ==
	    CONTENDED)
		wake_one(section);
}

/*
 * DeleteCriticalSection: it may not be used before it is initialised again.
 * (Microsoft: DeleteCriticalSection)
 */
void WINAPI DeleteCriticalSection(CRITICAL_SECTION *section)
{
	*section = (CRITICAL_SECTION){ .LockCount = FREE };
}
