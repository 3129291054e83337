/*
 * What Disconnect takes away while calls may be in it: a channel, or a server's
 * object. `uses` counts the calls and says CONNECTED, or LEAVING from a Disconnect
 * that found calls until the last of them is gone. Who takes LEAVING away releases.
 */
#include "ndr_engine.h"

enum { CONNECTED = 1 << 30, LEAVING = 1 << 29 };

HRESULT ndr_connect(struct ndr_link *link, IUnknown *object)
{
	IUnknown *none = NULL;

	IUnknown_AddRef(object);
	if (!__atomic_compare_exchange_n(&link->object, &none, object, false,
					 __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {
		IUnknown_Release(object);
		return E_UNEXPECTED;
	}
	__atomic_fetch_or(&link->uses, CONNECTED, __ATOMIC_ACQ_REL);
	return S_OK;
}

static void let_go(struct ndr_link *link)
{
	LONG leaving = LEAVING;
	IUnknown *object;

	if (!__atomic_compare_exchange_n(&link->uses, &leaving, 0, false,
					 __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
		return;
	object = __atomic_exchange_n(&link->object, NULL, __ATOMIC_ACQ_REL);
	IUnknown_Release(object);
}

void ndr_disconnect(struct ndr_link *link)
{
	LONG was = __atomic_load_n(&link->uses, __ATOMIC_RELAXED);

	do {
		if (!(was & CONNECTED))
			return;
	} while (!__atomic_compare_exchange_n(&link->uses, &was, was - CONNECTED + LEAVING,
					      false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED));
	let_go(link);
}

void *ndr_enter(struct ndr_link *link)
{
	LONG was = __atomic_fetch_add(&link->uses, 1, __ATOMIC_ACQ_REL);

	if (was & CONNECTED)
		return __atomic_load_n(&link->object, __ATOMIC_ACQUIRE);
	ndr_leave(link);
	return NULL;
}

void ndr_leave(struct ndr_link *link)
{
	if (__atomic_fetch_sub(&link->uses, 1, __ATOMIC_ACQ_REL) == (LEAVING | 1))
		let_go(link);
}
