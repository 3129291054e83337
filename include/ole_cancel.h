/*
 * Owns the prototypes and values of COM's that Wine's <objbase.h> leaves out;
 * <objbase.h> includes this file when wincc compiles.
 */
#ifndef OLE_CANCEL_H
#define OLE_CANCEL_H

#include <objbase.h>

/* Enumerated where Wine has them. */
#define REGCLS_AGILE 0x10
#define COWAIT_DISPATCH_CALLS 8
#define COWAIT_DISPATCH_WINDOW_MESSAGES 0x10

/* Of CoWaitForMultipleObjects. */
#ifndef CWMO_MAX_HANDLES
enum {
	CWMO_DEFAULT = 0,
	CWMO_DISPATCH_CALLS = 1,
	CWMO_DISPATCH_WINDOW_MESSAGES = 2,
};
#define CWMO_MAX_HANDLES 56
#endif

/* Names that the documents use and no header has. */
#ifndef RPC_E_CALL_PENDING
#define RPC_E_CALL_PENDING RPC_S_CALLPENDING
#endif
#ifndef RPC_E_CALLPENDING
#define RPC_E_CALLPENDING RPC_S_CALLPENDING
#endif

#ifdef __cplusplus
extern "C" {
#endif

HRESULT WINAPI CoCancelCall(DWORD thread_id, ULONG seconds);
HRESULT WINAPI CoTestCancel(void);
HRESULT WINAPI CoGetCancelObject(DWORD thread_id, REFIID iid, void **object);
HRESULT WINAPI CoSetCancelObject(IUnknown *object);
HRESULT WINAPI CoWaitForMultipleObjects(DWORD flags, DWORD ms, ULONG count,
					const HANDLE *handles, DWORD *index);

#ifdef __cplusplus
}
#endif

#endif
