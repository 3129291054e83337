/*
 * Synchronisation objects that CoCreateInstance makes. Each may be aggregated; what
 * is given is its own IUnknown, with one reference.
 */
#ifndef WINCANCEL_OLE_EVENT_H
#define WINCANCEL_OLE_EVENT_H

#include "ole.h"

HRESULT event_create_auto(IUnknown *outer, IUnknown **unknown);
HRESULT event_create_manual(IUnknown *outer, IUnknown **unknown);
HRESULT container_create(IUnknown *outer, IUnknown **unknown);

#endif
