/*
 * The free-threaded marshaler: what it marshals within the process is the interface
 * pointer itself, held here under a random name. The name is all that is in the
 * packet, so a packet that was made up, or used up, leads nowhere.
 */
#ifndef WINCANCEL_OLE_FREE_THREADED_H
#define WINCANCEL_OLE_FREE_THREADED_H

#include "ole.h"
#include <stdbool.h>

/* ---- free_packet.c: the names ------------------------------------------------- */

/* Takes over a reference. E_OUTOFMEMORY: it does not. */
HRESULT free_packet_make(IUnknown *object, bool table, GUID *name);
/* The object with a reference; once, unless it was made for a table.
 * CO_E_OBJNOTCONNECTED: no such packet (any more). */
HRESULT free_packet_use(const GUID *name, IUnknown **object);
HRESULT free_packet_drop(const GUID *name);

/* ---- free_threaded.c ------------------------------------------------------------ */

/* The IMarshal of an object that may be called from anywhere, as a part of it. */
struct free_marshaler {
	IMarshal marshal;
	IUnknown *outer;	/* the object, not referenced */
};

void free_marshaler_init(struct free_marshaler *marshaler, IUnknown *outer);

/* The same for objects that aggregate it. */
HRESULT free_marshaler_create(IUnknown *outer, IUnknown **unknown);

#endif
