/*
 * ICallFactory of a proxy manager: makes call objects.
 */
#include "remote.h"
static struct imported *impl(ICallFactory *iface)
{
	return CONTAINING_RECORD(iface, struct imported, factory);
}
static HRESULT WINAPI factory_QueryInterface(ICallFactory *iface, REFIID iid, void **out)
{
	return IUnknown_QueryInterface(&impl(iface)->unknown, iid, out);
}
static ULONG WINAPI factory_AddRef(ICallFactory *iface)
{
	return IUnknown_AddRef(&impl(iface)->unknown);
}
static ULONG WINAPI factory_Release(ICallFactory *iface)
{
	return IUnknown_Release(&impl(iface)->unknown);
}
static HRESULT WINAPI factory_CreateCall(ICallFactory *iface, REFIID iid, IUnknown *outer, REFIID iid2, IUnknown **out)
{
	(void)iface; (void)iid; (void)outer; (void)iid2; (void)out;
	return E_NOINTERFACE;
}
const ICallFactoryVtbl imported_factory_vtbl = { factory_QueryInterface, factory_AddRef, factory_Release, factory_CreateCall };
