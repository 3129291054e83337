/*
 * Consoles: their modes, and who is told of Ctrl+C.
 */
#include "kernel32_cancel/kernel32.h"
#include "ntdll_cancel/private.h"
#include <wincon.h>

/* What is no console is no handle for these. */
static BOOL console_done(NTSTATUS status)
{
	return status == STATUS_OBJECT_TYPE_MISMATCH ?
		       fail_with(ERROR_INVALID_HANDLE) :
		       status_to_bool(status);
}

/*
 * GetConsoleMode: what the terminal does by itself (ENABLE_LINE_INPUT,
 * ENABLE_ECHO_INPUT, ENABLE_PROCESSED_INPUT; ENABLE_PROCESSED_OUTPUT,
 * DISABLE_NEWLINE_AUTO_RETURN), and the other bits as they were set.
 * ERROR_INVALID_HANDLE if it is none.  (Microsoft: GetConsoleMode)
 */
BOOL WINAPI GetConsoleMode(HANDLE console, DWORD *mode)
{
	if (!mode)
		return fail_with(ERROR_INVALID_PARAMETER);

	ULONG value = 0;
	BOOL ret = console_done(console_get_mode(console, &value));

	if (ret)
		*mode = value;
	return ret;
}

/*
 * SetConsoleMode: sets the terminal; it stays so when the program ends.
 * ERROR_INVALID_PARAMETER for unknown bits, and for ENABLE_ECHO_INPUT without
 * ENABLE_LINE_INPUT.  (Microsoft: SetConsoleMode)
 */
BOOL WINAPI SetConsoleMode(HANDLE console, DWORD mode)
{
	return console_done(console_set_mode(console, mode));
}

/*
 * SetConsoleCtrlHandler: from the first call on Ctrl+C and Ctrl+\ (SIGINT,
 * SIGQUIT) are CTRL_C_EVENT and CTRL_BREAK_EVENT. They end what reads from a
 * console (ReadFile: TRUE, no bytes, ERROR_OPERATION_ABORTED), then the handlers
 * run on a thread of their own, the youngest first, until one says TRUE; if none
 * does, the process ends by the signal. NULL, TRUE: Ctrl+C is ignored; NULL,
 * FALSE: no longer. ERROR_INVALID_PARAMETER for taking away what is not there.
 * (Microsoft: SetConsoleCtrlHandler)
 */
BOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE handler, BOOL add)
{
	return status_to_bool(ctrl_set_handler(handler, !!add));
}
