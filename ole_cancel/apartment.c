/*
 * Apartments begin and end: CoInitializeEx, CoUninitialize and the MTA's usage
 * count. apartment.h says what an apartment is.
 */
#include "apartment.h"
#include "thread.h"

struct usage {
	struct usage *next;
};

static SRWLOCK apartments_lock = SRWLOCK_INIT;
/* [apartments_lock] */
static struct apartment *apartments, *mta, *main_sta;
static ULONG mta_users;		/* threads that have initialised it, and usages */
static struct usage *usages;
static ULONG64 last_id;

static const struct apartment_hooks *hooks[APARTMENT_HOOKS];
static LONG hook_count;

void apartment_hook(const struct apartment_hooks *added)
{
	AcquireSRWLockExclusive(&apartments_lock);
	if (hook_count < APARTMENT_HOOKS)
		hooks[hook_count++] = added;
	ReleaseSRWLockExclusive(&apartments_lock);
}

static LONG hooks_now(const struct apartment_hooks **list)
{
	LONG count;

	AcquireSRWLockShared(&apartments_lock);
	count = hook_count;
	for (LONG i = 0; i < count; i++)
		list[i] = hooks[i];
	ReleaseSRWLockShared(&apartments_lock);
	return count;
}

void apartment_ref(struct apartment *apartment)
{
	InterlockedIncrement(&apartment->refs);
}

void apartment_unref(struct apartment *apartment)
{
	const struct apartment_hooks *list[APARTMENT_HOOKS];

	if (InterlockedDecrement(&apartment->refs))
		return;
	for (LONG i = hooks_now(list); i-- > 0;)
		if (list[i]->freed)
			list[i]->freed(apartment);
	HeapFree(GetProcessHeap(), 0, apartment);
}

static struct apartment *referenced(struct apartment *const *which)
{
	struct apartment *apartment;

	AcquireSRWLockShared(&apartments_lock);
	apartment = *which;
	if (apartment)
		apartment_ref(apartment);
	ReleaseSRWLockShared(&apartments_lock);
	return apartment;
}

struct apartment *apartment_mta(void)
{
	return referenced(&mta);
}

struct apartment *apartment_main_sta(void)
{
	return referenced(&main_sta);
}

struct apartment *apartment_current(void)
{
	struct com_thread *thread = thread_known();

	if (!thread || !thread->apartment)
		return apartment_mta();
	apartment_ref(thread->apartment);
	return thread->apartment;
}

bool apartment_is_current(const struct apartment *apartment)
{
	struct apartment *current = apartment_current();

	if (current)
		apartment_unref(current);
	return current && current == apartment;
}

struct apartment *apartment_by_id(ULONG64 id)
{
	struct apartment *apartment;

	AcquireSRWLockShared(&apartments_lock);
	for (apartment = apartments; apartment; apartment = apartment->next)
		if (apartment->id == id)
			break;
	if (apartment)
		apartment_ref(apartment);
	ReleaseSRWLockShared(&apartments_lock);
	return apartment;
}

/* With the reference of those who use it.  [apartments_lock] */
static struct apartment *create(enum apartment_kind kind)
{
	struct apartment *apartment = HeapAlloc(
		GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*apartment));

	if (!apartment)
		return NULL;
	apartment->refs = 1;
	apartment->kind = kind;
	apartment->id = ++last_id;
	InitializeSRWLock(&apartment->lock);
	apartment->next = apartments;
	apartments = apartment;
	return apartment;
}

static struct apartment *enter_mta(void)
{
	struct apartment *apartment;

	AcquireSRWLockExclusive(&apartments_lock);
	if (!mta)
		mta = create(APARTMENT_MTA);
	apartment = mta;
	if (apartment)
		mta_users++;
	ReleaseSRWLockExclusive(&apartments_lock);
	return apartment;
}

static struct apartment *enter_sta(void)
{
	struct apartment *apartment;

	AcquireSRWLockExclusive(&apartments_lock);
	apartment = create(APARTMENT_STA);
	if (apartment) {
		apartment->thread_id = GetCurrentThreadId();
		apartment->main = !main_sta;
		if (apartment->main)
			main_sta = apartment;
	}
	ReleaseSRWLockExclusive(&apartments_lock);
	return apartment;
}

/* [apartments_lock] */
static void unlist(struct apartment *apartment)
{
	struct apartment **link = &apartments;

	while (*link != apartment)
		link = &(*link)->next;
	*link = apartment->next;
	if (apartment == mta)
		mta = NULL;
	if (apartment == main_sta)
		main_sta = NULL;
}

/* The hooks find the thread in the apartment, wherever it is otherwise. */
static void end(struct apartment *apartment)
{
	const struct apartment_hooks *list[APARTMENT_HOOKS];
	struct com_thread *thread = thread_current();
	struct apartment *own = thread ? thread->apartment : NULL;

	AcquireSRWLockExclusive(&apartment->lock);
	apartment->ended = true;
	ReleaseSRWLockExclusive(&apartment->lock);
	if (thread)
		thread->apartment = apartment;
	for (LONG i = hooks_now(list); i-- > 0;)
		if (list[i]->ends)
			list[i]->ends(apartment);
	if (thread)
		thread->apartment = own;
	apartment_unref(apartment);
}

void apartment_is_host(void)
{
	struct com_thread *thread = thread_current();

	AcquireSRWLockExclusive(&apartments_lock);
	thread->apartment->host = true;
	ReleaseSRWLockExclusive(&apartments_lock);
}

bool apartments_are_hosts(CO_MTA_USAGE_COOKIE mta_usage)
{
	struct apartment *apartment;

	AcquireSRWLockShared(&apartments_lock);
	for (apartment = apartments; apartment; apartment = apartment->next)
		if (apartment == mta ? mta_users != !!mta_usage :
				       !apartment->host)
			break;
	ReleaseSRWLockShared(&apartments_lock);
	return !apartment;
}

static void leave(struct apartment *apartment)
{
	const struct apartment_hooks *list[APARTMENT_HOOKS];
	bool last;

	AcquireSRWLockExclusive(&apartments_lock);
	last = apartment->kind == APARTMENT_STA || !--mta_users;
	if (last)
		unlist(apartment);
	ReleaseSRWLockExclusive(&apartments_lock);
	if (last)
		end(apartment);
	for (LONG i = hooks_now(list); i-- > 0;)
		if (list[i]->left)
			list[i]->left();
}

/* What the hooks release may initialise and uninitialise in pairs. */
static void leave_own(struct com_thread *thread)
{
	thread->leaving = true;
	leave(thread->apartment);
	thread->leaving = false;
	thread->apartment = NULL;
	thread->inits = 0;
}

void apartment_thread_ends(struct com_thread *thread)
{
	if (thread->apartment)
		leave_own(thread);
}

/*
 * CoInitializeEx: puts the thread into the MTA or makes it an apartment of its own;
 * S_FALSE if it is there already: every success wants its CoUninitialize. A thread
 * stays where it is until the last one: RPC_E_CHANGED_MODE if it is to be elsewhere.
 * E_INVALIDARG for a reserved value or unknown flags.
 * (Microsoft: CoInitializeEx)
 */
HRESULT WINAPI CoInitializeEx(void *reserved, DWORD flags)
{
	enum apartment_kind kind = flags & COINIT_APARTMENTTHREADED ?
					   APARTMENT_STA : APARTMENT_MTA;
	struct com_thread *thread;

	if (reserved || flags & ~(DWORD)(COINIT_APARTMENTTHREADED |
					 COINIT_DISABLE_OLE1DDE |
					 COINIT_SPEED_OVER_MEMORY))
		return E_INVALIDARG;
	thread = thread_current();
	if (!thread)
		return E_OUTOFMEMORY;
	if (thread->apartment && thread->apartment->kind != kind)
		return RPC_E_CHANGED_MODE;
	if (thread->apartment) {
		thread->inits++;
		return S_FALSE;
	}
	thread->apartment = kind == APARTMENT_STA ? enter_sta() : enter_mta();
	if (!thread->apartment)
		return E_OUTOFMEMORY;
	thread->inits = 1;
	return S_OK;
}

/*
 * CoInitialize: CoInitializeEx for an apartment of the thread's own.
 * (Microsoft: CoInitialize)
 */
HRESULT WINAPI CoInitialize(void *reserved)
{
	return CoInitializeEx(reserved, COINIT_APARTMENTTHREADED);
}

/*
 * CoUninitialize: takes one CoInitializeEx back; the last takes the thread out of
 * its apartment, and ends that if nobody else is in it. One too many does nothing.
 * (Microsoft: CoUninitialize)
 */
void WINAPI CoUninitialize(void)
{
	struct com_thread *thread = thread_known();

	if (!thread || !thread->apartment)
		return;
	if (thread->inits > 1)
		thread->inits--;
	else if (!thread->leaving)
		leave_own(thread);
}

/*
 * CoGetApartmentType: where the calling thread is, S_OK; CO_E_NOTINITIALIZED, with
 * APTTYPE_CURRENT, if it is nowhere; E_INVALIDARG without a place for both.
 * (Microsoft: CoGetApartmentType)
 */
HRESULT WINAPI CoGetApartmentType(APTTYPE *type, APTTYPEQUALIFIER *qualifier)
{
	struct com_thread *thread = thread_known();
	struct apartment *apartment;

	if (!type || !qualifier)
		return E_INVALIDARG;
	*type = APTTYPE_CURRENT;
	*qualifier = APTTYPEQUALIFIER_NONE;
	apartment = apartment_current();
	if (!apartment)
		return CO_E_NOTINITIALIZED;
	if (apartment->kind == APARTMENT_MTA) {
		*type = APTTYPE_MTA;
		if (!thread || !thread->apartment)
			*qualifier = APTTYPEQUALIFIER_IMPLICIT_MTA;
	} else {
		*type = apartment->main ? APTTYPE_MAINSTA : APTTYPE_STA;
	}
	apartment_unref(apartment);
	return S_OK;
}

/*
 * CoIncrementMTAUsage: there is an MTA from now on, until CoDecrementMTAUsage gets
 * the cookie back, whoever initialises it or not. E_INVALIDARG without a place for
 * the cookie.  (Microsoft: CoIncrementMTAUsage)
 */
HRESULT WINAPI CoIncrementMTAUsage(CO_MTA_USAGE_COOKIE *cookie)
{
	struct usage *usage;

	if (!cookie)
		return E_INVALIDARG;
	*cookie = NULL;
	usage = HeapAlloc(GetProcessHeap(), 0, sizeof(*usage));
	if (!usage)
		return E_OUTOFMEMORY;
	if (!enter_mta()) {
		HeapFree(GetProcessHeap(), 0, usage);
		return E_OUTOFMEMORY;
	}
	AcquireSRWLockExclusive(&apartments_lock);
	usage->next = usages;
	usages = usage;
	ReleaseSRWLockExclusive(&apartments_lock);
	*cookie = (CO_MTA_USAGE_COOKIE)usage;
	return S_OK;
}

/*
 * CoDecrementMTAUsage: takes one CoIncrementMTAUsage back, on any thread;
 * E_INVALIDARG for what is no cookie.  (Microsoft: CoDecrementMTAUsage)
 */
HRESULT WINAPI CoDecrementMTAUsage(CO_MTA_USAGE_COOKIE cookie)
{
	struct usage **link, *usage;
	struct apartment *apartment = NULL;

	AcquireSRWLockExclusive(&apartments_lock);
	for (link = &usages; (usage = *link) != NULL; link = &usage->next)
		if ((CO_MTA_USAGE_COOKIE)usage == cookie)
			break;
	if (usage) {
		*link = usage->next;
		apartment = mta;
	}
	ReleaseSRWLockExclusive(&apartments_lock);
	if (!usage)
		return E_INVALIDARG;
	HeapFree(GetProcessHeap(), 0, usage);
	leave(apartment);
	return S_OK;
}

/*
 * CoGetCurrentProcess: a number of the calling process's own.
 * (Microsoft: CoGetCurrentProcess)
 */
DWORD WINAPI CoGetCurrentProcess(void)
{
	return GetCurrentProcessId();
}
