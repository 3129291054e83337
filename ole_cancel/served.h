/*
 * The server's call objects: what the run of a call and its apartment's end have to
 * know of them.
 */
#ifndef WINCANCEL_OLE_SERVED_H
#define WINCANCEL_OLE_SERVED_H

#include "ndr.h"
#include "remote.h"

/* The call through the object's own call object; false: it has made none. */
bool served_invoke(struct call *call, RPCOLEMESSAGE *msg, HRESULT *hr);
/* A CALL_FINISH, in its apartment; or its apartment has ended. */
void served_finish(struct call *call);
void served_drop(struct call *call);

#endif
