/*
 * NtDeviceIoControlFile: what it gives for what is no control of the file's, and
 * what a time-out is called at this level.
 */
#include <windows.h>
#include <winioctl.h>
#include "wine/test.h"
#include "nt.h"
#include "serial.h"

#define SERIAL_CODE(n) \
	CTL_CODE(FILE_DEVICE_SERIAL_PORT, n, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define NT_INVALID_DEVICE_REQUEST ((NTSTATUS)0xc0000010)
#define NT_BUFFER_TOO_SMALL ((NTSTATUS)0xc0000023)
#define NT_TIMEOUT ((NTSTATUS)0x102)

static NTSTATUS control(HANDLE h, ULONG code, void *out, ULONG size)
{
	IO_STATUS_BLOCK io;

	return NtDeviceIoControlFile(h, NULL, NULL, NULL, &io, code, NULL, 0,
				     out, size);
}

/* S-030 S-031 */
static void refusals(void)
{
	HANDLE rd, wr, event = CreateEventA(NULL, TRUE, FALSE, NULL);
	char out[64];
	NTSTATUS status;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	status = control(rd, SERIAL_CODE(20), out, 64);
	/* Wine: STATUS_NOT_SUPPORTED */
	todo_wine ok(status == NT_INVALID_DEVICE_REQUEST, "%#x\n",
		     (unsigned)status);
	status = control(event, SERIAL_CODE(20), out, 64);
	ok(status == NT_OBJECT_TYPE_MISMATCH, "%#x\n", (unsigned)status);
	CloseHandle(rd);
	CloseHandle(wr);
	status = control(rd, SERIAL_CODE(20), out, 64);
	ok(status == NT_INVALID_HANDLE, "%#x\n", (unsigned)status);
	CloseHandle(event);
}

/* S-013 S-031 */
static void statuses(void)
{
	HANDLE port = port_open(FILE_FLAG_OVERLAPPED);
	ULONG out;
	NTSTATUS status;
	struct io io;

	if (port == INVALID_HANDLE_VALUE)
		return;
	status = control(port, SERIAL_CODE(20), &out, 3);
	ok(status == NT_BUFFER_TOO_SMALL, "%#x\n", (unsigned)status);
	status = control(port, SERIAL_CODE(20), NULL, 4);
	ok(status == NT_ACCESS_VIOLATION, "%#x\n", (unsigned)status);
	status = control(port, SERIAL_CODE(20), &out, 4);
	ok(!status && out, "%#x\n", (unsigned)status);
	io_init(&io);
	port_times(port, 0, 0, 1);
	port_read(port, &io, 4);
	io_ends(port, &io, 0, 0);
	ok((NTSTATUS)io.ov.Internal == NT_TIMEOUT, "%#x\n",
	   (unsigned)io.ov.Internal);
	io_fini(&io);
	CloseHandle(port);
}

START_TEST(NtDeviceIoControlFile)
{
	RUN(refusals);
	RUN(statuses);
}
