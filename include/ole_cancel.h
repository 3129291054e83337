/*
 * Owns the prototypes of COM's call cancelling that Wine's <objbase.h> leaves
 * out; <objbase.h> includes this file when wincc compiles.
 */
#ifndef OLE_CANCEL_H
#define OLE_CANCEL_H

#include <objbase.h>

#ifdef __cplusplus
extern "C" {
#endif

HRESULT WINAPI CoCancelCall(DWORD thread_id, ULONG seconds);
HRESULT WINAPI CoTestCancel(void);
HRESULT WINAPI CoGetCancelObject(DWORD thread_id, REFIID iid, void **object);
HRESULT WINAPI CoSetCancelObject(IUnknown *object);

#ifdef __cplusplus
}
#endif

#endif
