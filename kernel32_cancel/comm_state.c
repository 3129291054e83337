/*
 * A serial port's settings: the DCB made of what the driver has in four parts, and
 * taken apart for it.
 */
#include "kernel32_cancel/comm.h"

static void take_flow(DCB *dcb, const SERIAL_HANDFLOW *flow)
{
	DWORD control = flow->ControlHandShake, replace = flow->FlowReplace;

	dcb->fDtrControl = control & SERIAL_DTR_MASK;
	dcb->fOutxCtsFlow = !!(control & SERIAL_CTS_HANDSHAKE);
	dcb->fOutxDsrFlow = !!(control & SERIAL_DSR_HANDSHAKE);
	dcb->fDsrSensitivity = !!(control & SERIAL_DSR_SENSITIVITY);
	dcb->fAbortOnError = !!(control & SERIAL_ERROR_ABORT);
	dcb->fOutX = !!(replace & SERIAL_AUTO_TRANSMIT);
	dcb->fInX = !!(replace & SERIAL_AUTO_RECEIVE);
	dcb->fErrorChar = !!(replace & SERIAL_ERROR_CHAR);
	dcb->fNull = !!(replace & SERIAL_NULL_STRIPPING);
	dcb->fTXContinueOnXoff = !!(replace & SERIAL_XOFF_CONTINUE);
	dcb->fRtsControl = (replace & SERIAL_RTS_MASK) / SERIAL_RTS_CONTROL;
	dcb->XonLim = (WORD)flow->XonLimit;
	dcb->XoffLim = (WORD)flow->XoffLimit;
}

static SERIAL_HANDFLOW flow_of(const DCB *dcb)
{
	SERIAL_HANDFLOW flow = {
		.ControlHandShake =
			dcb->fDtrControl |
			(dcb->fOutxCtsFlow ? SERIAL_CTS_HANDSHAKE : 0) |
			(dcb->fOutxDsrFlow ? SERIAL_DSR_HANDSHAKE : 0) |
			(dcb->fDsrSensitivity ? SERIAL_DSR_SENSITIVITY : 0) |
			(dcb->fAbortOnError ? SERIAL_ERROR_ABORT : 0),
		.FlowReplace =
			(dcb->fOutX ? SERIAL_AUTO_TRANSMIT : 0) |
			(dcb->fInX ? SERIAL_AUTO_RECEIVE : 0) |
			(dcb->fErrorChar ? SERIAL_ERROR_CHAR : 0) |
			(dcb->fNull ? SERIAL_NULL_STRIPPING : 0) |
			(dcb->fTXContinueOnXoff ? SERIAL_XOFF_CONTINUE : 0) |
			dcb->fRtsControl * SERIAL_RTS_CONTROL,
		.XonLimit = dcb->XonLim,
		.XoffLimit = dcb->XoffLim,
	};

	return flow;
}

/*
 * GetCommState: the port's settings, as the tty has them.
 * (Microsoft: GetCommState, DCB)
 */
BOOL WINAPI GetCommState(HANDLE port, DCB *dcb)
{
	SERIAL_BAUD_RATE baud;
	SERIAL_LINE_CONTROL line;
	SERIAL_CHARS chars;
	SERIAL_HANDFLOW flow;

	if (!dcb)
		return fail_with(ERROR_INVALID_PARAMETER);
	if (!comm_get(port, IOCTL_SERIAL_GET_BAUD_RATE, &baud, sizeof(baud)) ||
	    !comm_get(port, IOCTL_SERIAL_GET_LINE_CONTROL, &line,
		      sizeof(line)) ||
	    !comm_get(port, IOCTL_SERIAL_GET_CHARS, &chars, sizeof(chars)) ||
	    !comm_get(port, IOCTL_SERIAL_GET_HANDFLOW, &flow, sizeof(flow)))
		return FALSE;
	*dcb = (DCB){
		.DCBlength = sizeof(*dcb),
		.BaudRate = baud.BaudRate,
		.fBinary = TRUE,
		.fParity = line.Parity != NO_PARITY,
		.ByteSize = line.WordLength,
		.Parity = line.Parity,
		.StopBits = line.StopBits,
		.XonChar = (char)chars.XonChar,
		.XoffChar = (char)chars.XoffChar,
		.ErrorChar = (char)chars.ErrorChar,
		.EofChar = (char)chars.EofChar,
		.EvtChar = (char)chars.EventChar,
	};
	take_flow(dcb, &flow);
	return TRUE;
}

static BOOL apply(HANDLE port, const DCB *dcb)
{
	SERIAL_BAUD_RATE baud = { .BaudRate = dcb->BaudRate };
	SERIAL_LINE_CONTROL line = { .StopBits = dcb->StopBits,
				     .Parity = dcb->Parity,
				     .WordLength = dcb->ByteSize };
	SERIAL_CHARS chars = { .EofChar = (UCHAR)dcb->EofChar,
			       .ErrorChar = (UCHAR)dcb->ErrorChar,
			       .EventChar = (UCHAR)dcb->EvtChar,
			       .XonChar = (UCHAR)dcb->XonChar,
			       .XoffChar = (UCHAR)dcb->XoffChar };
	SERIAL_HANDFLOW flow = flow_of(dcb);

	return comm_set(port, IOCTL_SERIAL_SET_BAUD_RATE, &baud, sizeof(baud)) &&
	       comm_set(port, IOCTL_SERIAL_SET_LINE_CONTROL, &line,
			sizeof(line)) &&
	       comm_set(port, IOCTL_SERIAL_SET_CHARS, &chars, sizeof(chars)) &&
	       comm_set(port, IOCTL_SERIAL_SET_HANDFLOW, &flow, sizeof(flow));
}

/*
 * SetCommState: sets the port, from any speed to which hand-shake stops it. What
 * Linux cannot do is ERROR_INVALID_PARAMETER, and then nothing has changed: other
 * sizes than 5 to 8 bits, one and a half stop bits but with 5, two with 5,
 * XonChar that is XoffChar, hand-shake by DTR and DSR, RTS_CONTROL_TOGGLE,
 * fErrorChar, fNull, fDsrSensitivity, fAbortOnError. (Microsoft: SetCommState, DCB)
 */
BOOL WINAPI SetCommState(HANDLE port, DCB *dcb)
{
	DCB old;

	if (!dcb)
		return fail_with(ERROR_INVALID_PARAMETER);
	if (!GetCommState(port, &old))
		return FALSE;
	if (apply(port, dcb))
		return TRUE;

	DWORD code = GetLastError();

	apply(port, &old);
	return fail_with(code);
}
