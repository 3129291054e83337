/*
 * Which class makes the proxies and stubs of an interface: what this process has
 * been told, else what this module makes itself.
 */
#include "apartment.h"
#include "factory_proxy.h"

struct pair {
	struct pair *next;
	IID iid;
	CLSID clsid;
};

static SRWLOCK pairs_lock = SRWLOCK_INIT;
static struct pair *pairs;	/* [pairs_lock]; added, never taken out */

/* [pairs_lock] */
static struct pair *find(REFIID iid)
{
	struct pair *pair = pairs;

	while (pair && !IsEqualIID(&pair->iid, iid))
		pair = pair->next;
	return pair;
}

static bool is_initialized(void)
{
	struct apartment *apartment = apartment_current();

	if (apartment)
		apartment_unref(apartment);
	return apartment;
}

/*
 * CoRegisterPSClsid: the class that makes proxies and stubs of the interface, for all
 * apartments, until the process ends or the next of these. Its class object, an
 * IPSFactoryBuffer, is looked for by CoGetClassObject in the apartment that needs it.
 * CO_E_NOTINITIALIZED.  (Microsoft: CoRegisterPSClsid)
 */
HRESULT WINAPI CoRegisterPSClsid(REFIID iid, REFCLSID clsid)
{
	struct pair *made, *known;

	if (!is_initialized())
		return CO_E_NOTINITIALIZED;
	made = HeapAlloc(GetProcessHeap(), 0, sizeof(*made));
	if (!made)
		return E_OUTOFMEMORY;
	made->iid = *iid;
	made->clsid = *clsid;
	AcquireSRWLockExclusive(&pairs_lock);
	known = find(iid);
	if (known) {
		known->clsid = *clsid;
	} else {
		made->next = pairs;
		pairs = made;
	}
	ReleaseSRWLockExclusive(&pairs_lock);
	if (known)
		HeapFree(GetProcessHeap(), 0, made);
	return S_OK;
}

/*
 * CoGetPSClsid: the class that CoRegisterPSClsid named for the interface, or a
 * system's; REGDB_E_IIDNOTREG if there is none; CO_E_NOTINITIALIZED; E_INVALIDARG without a
 * place for it.  (Microsoft: CoGetPSClsid)
 */
HRESULT WINAPI CoGetPSClsid(REFIID iid, CLSID *clsid)
{
	struct pair *pair;

	if (!clsid)
		return E_INVALIDARG;
	if (!is_initialized())
		return CO_E_NOTINITIALIZED;
	AcquireSRWLockShared(&pairs_lock);
	pair = find(iid);
	if (pair)
		*clsid = pair->clsid;
	ReleaseSRWLockShared(&pairs_lock);
	if (pair)
		return S_OK;
	if (!IsEqualIID(iid, &IID_IClassFactory))
		return REGDB_E_IIDNOTREG;
	*clsid = factory_proxies_clsid;
	return S_OK;
}
