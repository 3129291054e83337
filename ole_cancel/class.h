/*
 * Where class objects come from: those registered in this process, the classes of
 * this module, and in-process servers.
 */
#ifndef WINCANCEL_OLE_CLASS_H
#define WINCANCEL_OLE_CLASS_H

#include "ole.h"
#include <stdbool.h>

struct apartment;

/*
 * ---- class.c: what CoRegisterClassObject has registered. One that serves in this
 * process is its apartment's own; an agile one, and a local server, is everybody's:
 * others get the latter marshaled.
 */
HRESULT class_registered(struct apartment *apartment, REFCLSID clsid,
			 DWORD context, REFIID iid, void **object);

/*
 * ---- class_own.c: classes of this module. `create` makes an instance, with one
 * reference, of which *unknown is the own IUnknown, to be aggregated by outer or not.
 */
struct own_class {
	const CLSID *clsid;
	HRESULT (*create)(IUnknown *outer, IUnknown **unknown);
};
HRESULT class_own(REFCLSID clsid, REFIID iid, void **object);

/* ---- class_server.c: in-process servers, by DllGetClassObject. */
HRESULT class_server(struct apartment *apartment, REFCLSID clsid, REFIID iid,
		     void **object);

#endif
