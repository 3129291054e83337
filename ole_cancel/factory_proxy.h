/*
 * Class objects of other apartments: proxies and stubs of IClassFactory, by hand, as
 * CreateInstance without an outer object is what crosses, and the class that makes
 * them.
 *
 *   method          request      reply
 *   CreateInstance  the IID      its result, the size of the packet, the packet
 *   LockServer      a LONG       its result
 */
#ifndef WINCANCEL_OLE_FACTORY_PROXY_H
#define WINCANCEL_OLE_FACTORY_PROXY_H

#include "ole.h"

enum factory_method {
	FACTORY_CREATE = 3,
	FACTORY_LOCK = 4,
};

struct factory_reply {
	HRESULT result;
	ULONG size;		/* of the packet behind it, 0: none */
};

extern IPSFactoryBuffer factory_proxies;
extern const CLSID factory_proxies_clsid;

HRESULT factory_proxy_create(IUnknown *outer, IRpcProxyBuffer **buffer,
			     void **object);
HRESULT factory_stub_create(IUnknown *server, IRpcStubBuffer **stub);

#endif
