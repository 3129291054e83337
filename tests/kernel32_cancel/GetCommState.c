/*
 * GetCommState, SetCommState: the DCB and the tty, both ways. What a pty does not
 * keep (parity, other sizes than 8) is todo for whoever has a real port.
 */
#include <windows.h>
#include "wine/test.h"
#include "serial.h"

static HANDLE state_of(DCB *dcb)
{
	HANDLE port = port_open_anywhere(0);

	memset(dcb, 0xcc, sizeof(*dcb));
	if (port != INVALID_HANDLE_VALUE)
		works(GetCommState(port, dcb));
	return port;
}

/* S-001: what it is at first. */
static void at_first(void)
{
	DCB dcb;
	HANDLE port = state_of(&dcb);

	if (port == INVALID_HANDLE_VALUE)
		return;
	ok(dcb.DCBlength == sizeof(dcb) && dcb.fBinary, "%u %d\n",
	   dcb.DCBlength, dcb.fBinary);
	ok(dcb.BaudRate && dcb.ByteSize == 8 && dcb.Parity == NOPARITY &&
		   dcb.StopBits == ONESTOPBIT,
	   "%u %u %u %u\n", dcb.BaudRate, dcb.ByteSize, dcb.Parity,
	   dcb.StopBits);
	ok(!dcb.fOutX && !dcb.fInX && !dcb.fOutxCtsFlow, "hand-shake\n");
	ok(dcb.XonChar == 0x11 && dcb.XoffChar == 0x13, "%#x %#x\n",
	   dcb.XonChar, dcb.XoffChar);
	works(SetCommState(port, &dcb));
	CloseHandle(port);
}

/* S-001: any speed. */
static void speeds(void)
{
	static const DWORD rates[] = {110, 9600, 115200, 12345, 250000,
				      4000000};
	DCB dcb;
	HANDLE port = state_of(&dcb);

	if (port == INVALID_HANDLE_VALUE)
		return;
	for (int i = 0; i < 6; i++) {
		dcb.BaudRate = rates[i];
		works(SetCommState(port, &dcb));
		dcb.BaudRate = 0;
		works(GetCommState(port, &dcb));
		/* Wine knows those that have a name. */
		todo_wine_if(i == 3 || i == 4)
			ok(dcb.BaudRate == rates[i], "%u, not %u\n",
			   dcb.BaudRate, rates[i]);
	}
	CloseHandle(port);
}

/* S-001: stop bits, hand-shakes, characters. */
static void others(void)
{
	HANDLE port = port_open(0);
	DCB dcb, got;

	if (port == INVALID_HANDLE_VALUE)
		return;
	works(GetCommState(port, &dcb));
	dcb.StopBits = TWOSTOPBITS;
	dcb.fOutX = dcb.fInX = TRUE;
	dcb.XonChar = 1;
	dcb.XoffChar = 2;
	dcb.EvtChar = 3;
	dcb.ErrorChar = 4;
	dcb.EofChar = 5;
	dcb.XonLim = 100;
	dcb.XoffLim = 200;
	dcb.fTXContinueOnXoff = TRUE;
	works(SetCommState(port, &dcb));
	works(GetCommState(port, &got));
	ok(!memcmp(&dcb, &got, sizeof(dcb)), "something was not kept\n");
	dcb.fOutX = dcb.fInX = FALSE;
	dcb.StopBits = ONESTOPBIT;
	dcb.fOutxCtsFlow = TRUE;
	dcb.fRtsControl = RTS_CONTROL_HANDSHAKE;
	dcb.fDtrControl = DTR_CONTROL_DISABLE;
	works(SetCommState(port, &dcb));
	works(GetCommState(port, &got));
	ok(!memcmp(&dcb, &got, sizeof(dcb)), "something was not kept\n");
	/* S-001: a device that does not keep it shows what it has. */
	dcb.Parity = EVENPARITY;
	dcb.ByteSize = 7;
	works(SetCommState(port, &dcb));
	works(GetCommState(port, &got));
	ok((got.Parity == EVENPARITY && got.ByteSize == 7) ||
		   (got.Parity == NOPARITY && got.ByteSize == 8),
	   "parity %u size %u\n", got.Parity, got.ByteSize);
	CloseHandle(port);
}

/* S-001: XOFF from the far side stops the output, XON lets it go on. */
static void hand_shake(void)
{
	HANDLE port = port_open(FILE_FLAG_OVERLAPPED);
	struct io io;
	DCB dcb;
	char c = 0;

	if (port == INVALID_HANDLE_VALUE)
		return;
	works(GetCommState(port, &dcb));
	dcb.fOutX = TRUE;
	works(SetCommState(port, &dcb));
	port_feed("\x13", 1);
	io_init(&io);
	/* The far side's write has been seen when it has returned. */
	if (WriteFile(port, "x", 1, NULL, &io.ov) ||
	    GetLastError() != ERROR_IO_PENDING)
		skip("the kernel takes it before it sees the XOFF\n");
	else
		io_waits(port, &io);
	port_feed("\x11", 1);
	io_ends(port, &io, 0, 1);
	ok(fixture_pty_read(&c, 1) && c == 'x', "read %#x\n", c);
	io_fini(&io);
	CloseHandle(port);
}

#define refused(port, change) \
	do { \
		DCB dcb, before, after; \
		GetCommState(port, &before); \
		dcb = before; \
		dcb.BaudRate = before.BaudRate == 9600 ? 19200 : 9600; \
		change; \
		fails(SetCommState(port, &dcb), ERROR_INVALID_PARAMETER); \
		GetCommState(port, &after); \
		ok(!memcmp(&before, &after, sizeof(after)), \
		   #change ": something has changed\n"); \
	} while (0)

/* S-002 */
static void impossible(void)
{
	HANDLE port = port_open(0);

	if (port == INVALID_HANDLE_VALUE)
		return;
	refused(port, dcb.BaudRate = 0);
	refused(port, dcb.ByteSize = 4);
	refused(port, dcb.ByteSize = 9);
	refused(port, dcb.Parity = 5);
	refused(port, dcb.StopBits = 3);
	refused(port, dcb.StopBits = ONE5STOPBITS);
	refused(port, dcb.ByteSize = 5; dcb.StopBits = TWOSTOPBITS);
	refused(port, dcb.XonChar = dcb.XoffChar);
	refused(port, dcb.fDtrControl = DTR_CONTROL_HANDSHAKE);
	refused(port, dcb.fRtsControl = RTS_CONTROL_TOGGLE);
	refused(port, dcb.fOutxDsrFlow = TRUE);
	refused(port, dcb.fDsrSensitivity = TRUE);
	refused(port, dcb.fAbortOnError = TRUE);
	refused(port, dcb.fErrorChar = TRUE);
	refused(port, dcb.fNull = TRUE);
	fails(SetCommState(port, NULL), ERROR_INVALID_PARAMETER);
	fails(GetCommState(port, NULL), ERROR_INVALID_PARAMETER);
	CloseHandle(port);
}

/* S-003 */
static void no_port(void)
{
	const char *path = fixture_path("file");
	HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL,
				  CREATE_NEW, 0, NULL);
	COMMTIMEOUTS times;
	DCB dcb;

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	/* Wine: an invalid handle, or not supported. */
	if (!strcmp(winetest_platform, "wine")) {
		ok(!GetCommState(file, &dcb) && !PurgeComm(file, PURGE_RXCLEAR),
		   "it is taken for a port\n");
		CloseHandle(file);
		return;
	}
	fails(GetCommState(file, &dcb), ERROR_INVALID_FUNCTION);
	fails(SetCommState(file, &dcb), ERROR_INVALID_FUNCTION);
	fails(GetCommTimeouts(file, &times), ERROR_INVALID_FUNCTION);
	fails(SetCommTimeouts(file, &times), ERROR_INVALID_FUNCTION);
	fails(PurgeComm(file, PURGE_RXCLEAR), ERROR_INVALID_FUNCTION);
	fails(ClearCommError(file, NULL, NULL), ERROR_INVALID_FUNCTION);
	fails(SetupComm(file, 10, 10), ERROR_INVALID_FUNCTION);
	CloseHandle(file);
	fails(GetCommState(file, &dcb), ERROR_INVALID_HANDLE);
}

/* S-004: each spelling of its name; a port that is not there. */
static void names(void)
{
	static const char *const spellings[] = {"com1", "COM1:", "\\\\.\\COM1",
						"\\\\.\\com1", "\\\\?\\COM1"};
	HANDLE port = port_open(0);

	if (port == INVALID_HANDLE_VALUE)
		return;
	CloseHandle(port);
	for (int i = 0; i < 5; i++) {
		port = CreateFileA(spellings[i], GENERIC_READ, 0, NULL,
				   OPEN_EXISTING, 0, NULL);
		ok(port != INVALID_HANDLE_VALUE, "%s: error %u\n",
		   spellings[i], GetLastError());
		CloseHandle(port);
	}
	port = CreateFileA("\\\\.\\COM77", GENERIC_READ, 0, NULL, OPEN_EXISTING,
			   0, NULL);
	ok(port == INVALID_HANDLE_VALUE &&
		   GetLastError() == ERROR_FILE_NOT_FOUND,
	   "%p error %u\n", port, GetLastError());
}

/* S-005: a tty by its path is a terminal until SetCommState makes it a port. */
static void by_path(void)
{
	const DWORD terminal = ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT |
			       ENABLE_PROCESSED_INPUT;
	const char *path = fixture_pty();
	DWORD mode, moved;
	HANDLE port;
	char buf[8];
	DCB dcb;

	if (!path) {
		skip("%s\n", fixture_why());
		return;
	}
	port = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL,
			   OPEN_EXISTING, 0, NULL);
	ok(port != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	works(SetConsoleMode(port, terminal));
	works(GetCommState(port, &dcb));
	works(GetConsoleMode(port, &mode));
	ok((mode & terminal) == terminal, "mode %#x\n", mode);
	works(SetCommState(port, &dcb));
	works(GetConsoleMode(port, &mode));
	ok(!(mode & terminal), "mode %#x\n", mode);
	port_feed("\r\003", 2);
	port_await_unread(port, 2);
	works(ReadFile(port, buf, 8, &moved, NULL));
	ok(moved == 2 && buf[0] == '\r' && buf[1] == 3, "read %u: %#x\n",
	   moved, buf[0]);
	CloseHandle(port);
}

START_TEST(GetCommState)
{
	RUN(at_first);
	RUN(speeds);
	RUN(others);
	RUN(hand_shake);
	RUN(impossible);
	RUN(no_port);
	RUN(names);
	RUN(by_path);
}
