/*
 * What one asks of a serial port and has it do, but for its settings
 * (comm_state.c) and events (comm_event.c).
 */
#include "kernel32_cancel/comm.h"

BOOL comm_set(HANDLE port, DWORD code, const void *in, DWORD size)
{
	IO_STATUS_BLOCK io;

	return status_to_bool(NtDeviceIoControlFile(port, NULL, NULL, NULL, &io,
						    code, (void *)in, size,
						    NULL, 0));
}

BOOL comm_get(HANDLE port, DWORD code, void *out, DWORD size)
{
	IO_STATUS_BLOCK io;

	if (!out)
		return fail_with(ERROR_INVALID_PARAMETER);
	return status_to_bool(NtDeviceIoControlFile(port, NULL, NULL, NULL, &io,
						    code, NULL, 0, out, size));
}

/*
 * GetCommTimeouts: the port's time-outs.  (Microsoft: GetCommTimeouts)
 */
BOOL WINAPI GetCommTimeouts(HANDLE port, COMMTIMEOUTS *timeouts)
{
	return comm_get(port, IOCTL_SERIAL_GET_TIMEOUTS, timeouts,
			sizeof(*timeouts));
}

/*
 * SetCommTimeouts: how long reads and writes wait from now on. A transfer whose
 * time is over succeeds with the bytes that it has moved until then.
 * ERROR_INVALID_PARAMETER if all that is said about reads is MAXDWORD.
 * (Microsoft: SetCommTimeouts, COMMTIMEOUTS)
 */
BOOL WINAPI SetCommTimeouts(HANDLE port, COMMTIMEOUTS *timeouts)
{
	if (!timeouts)
		return fail_with(ERROR_INVALID_PARAMETER);
	return comm_set(port, IOCTL_SERIAL_SET_TIMEOUTS, timeouts,
			sizeof(*timeouts));
}

/*
 * SetupComm: says how large the program would like the queues; the kernel's
 * have their own size.  (Microsoft: SetupComm)
 */
BOOL WINAPI SetupComm(HANDLE port, DWORD in, DWORD out)
{
	SERIAL_QUEUE_SIZE size = { .InSize = in, .OutSize = out };

	return comm_set(port, IOCTL_SERIAL_SET_QUEUE_SIZE, &size, sizeof(size));
}

/*
 * PurgeComm: ends pending writes (PURGE_TXABORT) and reads (PURGE_RXABORT) with
 * ERROR_OPERATION_ABORTED, and throws away what is still to be sent
 * (PURGE_TXCLEAR) or read (PURGE_RXCLEAR). ERROR_INVALID_PARAMETER for any
 * other bit, and for none.  (Microsoft: PurgeComm)
 */
BOOL WINAPI PurgeComm(HANDLE port, DWORD flags)
{
	return comm_set(port, IOCTL_SERIAL_PURGE, &flags, sizeof(flags));
}

/* What the driver calls it, what Win32 calls it. */
struct bits {
	DWORD from, to;
};

static DWORD translate(const struct bits *bits, size_t count, DWORD from)
{
	DWORD to = 0;

	for (size_t i = 0; i < count; i++)
		if (from & bits[i].from)
			to |= bits[i].to;
	return to;
}

static const struct bits errors_of[] = {
	{ SERIAL_ERROR_BREAK, CE_BREAK },
	{ SERIAL_ERROR_FRAMING, CE_FRAME },
	{ SERIAL_ERROR_OVERRUN, CE_OVERRUN },
	{ SERIAL_ERROR_QUEUEOVERRUN, CE_RXOVER },
	{ SERIAL_ERROR_PARITY, CE_RXPARITY },
};

/*
 * ClearCommError: the line's errors since it was asked last (CE_…), and how much
 * is to be read and to be sent. Both may be NULL.  (Microsoft: ClearCommError)
 */
BOOL WINAPI ClearCommError(HANDLE port, DWORD *errors, COMSTAT *state)
{
	SERIAL_STATUS status;

	if (!comm_get(port, IOCTL_SERIAL_GET_COMMSTATUS, &status, sizeof(status)))
		return FALSE;
	if (errors)
		*errors = translate(errors_of,
				    sizeof(errors_of) / sizeof(*errors_of),
				    status.Errors);
	if (state)
		*state = (COMSTAT){
			.fEof = status.EofReceived,
			.fTxim = status.WaitForImmediate,
			.cbInQue = status.AmountInInQueue,
			.cbOutQue = status.AmountInOutQueue,
		};
	return TRUE;
}

/*
 * EscapeCommFunction: SETRTS, CLRRTS, SETDTR, CLRDTR move a line, SETBREAK and
 * CLRBREAK the break, SETXOFF and SETXON stop the output and let it go on.
 * ERROR_INVALID_PARAMETER for any other, and for RTS while the hand-shake moves
 * it.  (Microsoft: EscapeCommFunction)
 */
BOOL WINAPI EscapeCommFunction(HANDLE port, DWORD what)
{
	static const DWORD codes[] = {
		[SETXOFF] = IOCTL_SERIAL_SET_XOFF,
		[SETXON] = IOCTL_SERIAL_SET_XON,
		[SETRTS] = IOCTL_SERIAL_SET_RTS,
		[CLRRTS] = IOCTL_SERIAL_CLR_RTS,
		[SETDTR] = IOCTL_SERIAL_SET_DTR,
		[CLRDTR] = IOCTL_SERIAL_CLR_DTR,
		[RESETDEV] = IOCTL_SERIAL_RESET_DEVICE,
		[SETBREAK] = IOCTL_SERIAL_SET_BREAK_ON,
		[CLRBREAK] = IOCTL_SERIAL_SET_BREAK_OFF,
	};

	if (what >= sizeof(codes) / sizeof(*codes) || !codes[what])
		return fail_with(ERROR_INVALID_PARAMETER);
	return comm_set(port, codes[what], NULL, 0);
}

/*
 * SetCommBreak: the line is held in its break state.
 * (Microsoft: SetCommBreak)
 */
BOOL WINAPI SetCommBreak(HANDLE port)
{
	return comm_set(port, IOCTL_SERIAL_SET_BREAK_ON, NULL, 0);
}

/*
 * ClearCommBreak: it goes on.  (Microsoft: ClearCommBreak)
 */
BOOL WINAPI ClearCommBreak(HANDLE port)
{
	return comm_set(port, IOCTL_SERIAL_SET_BREAK_OFF, NULL, 0);
}

/*
 * GetCommModemStatus: which lines are on, MS_CTS_ON and so on. A tty without
 * such lines: ERROR_INVALID_FUNCTION.  (Microsoft: GetCommModemStatus)
 */
BOOL WINAPI GetCommModemStatus(HANDLE port, DWORD *state)
{
	/* MS_… are the driver's own bits. */
	return comm_get(port, IOCTL_SERIAL_GET_MODEMSTATUS, state,
			sizeof(*state));
}

/*
 * GetCommProperties: what the port can do.  (Microsoft: GetCommProperties)
 */
BOOL WINAPI GetCommProperties(HANDLE port, COMMPROP *properties)
{
	return comm_get(port, IOCTL_SERIAL_GET_PROPERTIES, properties,
			sizeof(*properties));
}
