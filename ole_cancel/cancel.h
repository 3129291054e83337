/*
 * An object registered by CoSetCancelObject: an ICancelMethodCalls of ours that
 * holds it, so that others can reference it under a lock without calling anybody's
 * code. Its QueryInterface is the held object's. Freed, and the object released,
 * with the last reference; the first is the caller's.
 */
#ifndef WINCANCEL_OLE_CANCEL_INSIDE_H
#define WINCANCEL_OLE_CANCEL_INSIDE_H

#include "thread.h"

/* NULL: no memory. outgoing->object is the new object. */
struct outgoing *registered_create(ICancelMethodCalls *object);

#endif
