/*
 * The three ways to stop I/O: CancelIo, CancelIoEx, CancelSynchronousIo.
 * What they find and how it ends is decided in ntdll_cancel/cancel.c.
 */
#include "kernel32_cancel/kernel32.h"

/*
 * CancelIo: asks for the end of every operation that the calling thread
 * started on this file object, through whatever handle, and returns when their
 * status is final. TRUE also when there was none. Synchronous operations are
 * never touched. Failure: ERROR_INVALID_HANDLE.  (Microsoft: CancelIo; X.8)
 */
BOOL WINAPI CancelIo(HANDLE file)
{
	IO_STATUS_BLOCK io;

	return status_to_bool(NtCancelIoFile(file, &io));
}

/*
 * CancelIoEx: asks for the end of the operations of this process on this file
 * object: all of them, or those begun with `overlapped`. Does not wait: the
 * OVERLAPPED and the buffer stay in use until the operation is reported
 * complete, which may be as a success. A blocked synchronous call counts as an
 * operation. Failure: ERROR_NOT_FOUND when nothing is outstanding (there is
 * nothing to wait for), ERROR_INVALID_HANDLE.  (Microsoft: CancelIoEx)
 */
BOOL WINAPI CancelIoEx(HANDLE file, OVERLAPPED *overlapped)
{
	IO_STATUS_BLOCK io;

	return status_to_bool(NtCancelIoFileEx(file,
					       overlapped_iosb(overlapped),
					       &io));
}

/*
 * CancelSynchronousIo: asks for the end of the synchronous call that `thread`
 * is blocked in right now; it does not wait, and a thread between two calls is
 * not affected. The handle needs THREAD_TERMINATE. Failure: ERROR_NOT_FOUND
 * when the thread is in no such call, ERROR_ACCESS_DENIED,
 * ERROR_INVALID_HANDLE.  (Microsoft: CancelSynchronousIo)
 */
BOOL WINAPI CancelSynchronousIo(HANDLE thread)
{
	IO_STATUS_BLOCK io;

	return status_to_bool(NtCancelSynchronousIoFile(thread, NULL, &io));
}
