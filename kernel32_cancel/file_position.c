/*
 * A file's size, its position, its kind.
 */
#include "kernel32_cancel/kernel32.h"
#include <winioctl.h>

static NTSTATUS get_position(HANDLE file, LONGLONG *position)
{
	FILE_POSITION_INFORMATION info;
	IO_STATUS_BLOCK io;
	NTSTATUS status = NtQueryInformationFile(file, &io, &info, sizeof(info),
						 FilePositionInformation);

	*position = info.CurrentByteOffset.QuadPart;
	return status;
}

static NTSTATUS get_size(HANDLE file, LONGLONG *size)
{
	FILE_STANDARD_INFORMATION info;
	IO_STATUS_BLOCK io;
	NTSTATUS status = NtQueryInformationFile(file, &io, &info, sizeof(info),
						 FileStandardInformation);

	*size = info.EndOfFile.QuadPart;
	return status;
}

/*
 * SetFilePointerEx: moves the position of a synchronous handle by `distance`
 * bytes from the beginning, the position or the end; *position is the new one.
 * ERROR_NEGATIVE_SEEK before the beginning, nothing changed.
 * (Microsoft: SetFilePointerEx)
 */
BOOL WINAPI SetFilePointerEx(HANDLE file, LARGE_INTEGER distance,
			     LARGE_INTEGER *position, DWORD method)
{
	LONGLONG from = 0;
	FILE_POSITION_INFORMATION info;
	IO_STATUS_BLOCK io;
	NTSTATUS status = STATUS_SUCCESS;

	if (method > FILE_END)
		return fail_with(ERROR_INVALID_PARAMETER);
	if (method == FILE_CURRENT)
		status = get_position(file, &from);
	else if (method == FILE_END)
		status = get_size(file, &from);
	if (!status_to_bool(status))
		return FALSE;
	if (__builtin_add_overflow(from, distance.QuadPart,
				   &info.CurrentByteOffset.QuadPart))
		return fail_with(ERROR_INVALID_PARAMETER);
	if (info.CurrentByteOffset.QuadPart < 0)
		return fail_with(ERROR_NEGATIVE_SEEK);
	if (!status_to_bool(NtSetInformationFile(file, &io, &info, sizeof(info),
						 FilePositionInformation)))
		return FALSE;
	if (position)
		*position = info.CurrentByteOffset;
	return TRUE;
}

/*
 * SetFilePointer: the same with the distance in two halves; without `high` it
 * is 32 bits and signed, and a result that takes more is
 * ERROR_INVALID_PARAMETER. Returns the low half, INVALID_SET_FILE_POINTER on
 * failure; if that is a position, the last error is 0.
 * (Microsoft: SetFilePointer)
 */
DWORD WINAPI SetFilePointer(HANDLE file, LONG low, LONG *high, DWORD method)
{
	LARGE_INTEGER distance = { .QuadPart = low };
	LARGE_INTEGER before = { .QuadPart = 0 };
	LARGE_INTEGER position;

	if (high) {
		distance.u.LowPart = (DWORD)low;
		distance.u.HighPart = *high;
	} else if (method <= FILE_END) {
		NTSTATUS status = STATUS_SUCCESS;

		if (method == FILE_CURRENT)
			status = get_position(file, &before.QuadPart);
		else if (method == FILE_END)
			status = get_size(file, &before.QuadPart);
		if (NT_SUCCESS(status) && before.QuadPart + low > 0xffffffffLL) {
			fail_with(ERROR_INVALID_PARAMETER);
			return INVALID_SET_FILE_POINTER;
		}
	}
	if (!SetFilePointerEx(file, distance, &position, method))
		return INVALID_SET_FILE_POINTER;
	if (high)
		*high = position.u.HighPart;
	if (position.u.LowPart == INVALID_SET_FILE_POINTER)
		RtlSetLastWin32Error(ERROR_SUCCESS);
	return position.u.LowPart;
}

/*
 * SetEndOfFile: the file ends at the position.  (Microsoft: SetEndOfFile)
 */
BOOL WINAPI SetEndOfFile(HANDLE file)
{
	FILE_END_OF_FILE_INFORMATION info;
	IO_STATUS_BLOCK io;
	NTSTATUS status = get_position(file, &info.EndOfFile.QuadPart);

	if (NT_SUCCESS(status))
		status = NtSetInformationFile(file, &io, &info, sizeof(info),
					      FileEndOfFileInformation);
	return status_to_bool(status);
}

/*
 * GetFileSizeEx: the size in bytes.  (Microsoft: GetFileSizeEx)
 */
BOOL WINAPI GetFileSizeEx(HANDLE file, LARGE_INTEGER *size)
{
	LONGLONG bytes;

	if (!size)
		return fail_with(ERROR_INVALID_PARAMETER);
	if (!status_to_bool(get_size(file, &bytes)))
		return FALSE;
	size->QuadPart = bytes;
	return TRUE;
}

/*
 * GetFileSize: its low half, *high the other one if given; INVALID_FILE_SIZE
 * on failure, and if that is the size, the last error is 0.
 * (Microsoft: GetFileSize)
 */
DWORD WINAPI GetFileSize(HANDLE file, DWORD *high)
{
	LARGE_INTEGER size;

	if (!GetFileSizeEx(file, &size))
		return INVALID_FILE_SIZE;
	if (high)
		*high = (DWORD)size.u.HighPart;
	if (size.u.LowPart == INVALID_FILE_SIZE)
		RtlSetLastWin32Error(ERROR_SUCCESS);
	return size.u.LowPart;
}

/*
 * GetFileType: FILE_TYPE_DISK, _CHAR (devices, ttys, NUL) or _PIPE (FIFOs,
 * pipes); FILE_TYPE_UNKNOWN with the error, or with 0 if that is the answer.
 * (Microsoft: GetFileType)
 */
DWORD WINAPI GetFileType(HANDLE file)
{
	FILE_FS_DEVICE_INFORMATION info;
	IO_STATUS_BLOCK io;

	if (!status_to_bool(NtQueryVolumeInformationFile(
		    file, &io, &info, sizeof(info), FileFsDeviceInformation)))
		return FILE_TYPE_UNKNOWN;
	switch (info.DeviceType) {
	case FILE_DEVICE_NULL:
	case FILE_DEVICE_CONSOLE:
	case FILE_DEVICE_KEYBOARD:
	case FILE_DEVICE_SCREEN:
	case FILE_DEVICE_SERIAL_PORT:
	case FILE_DEVICE_PARALLEL_PORT:
	case FILE_DEVICE_TAPE:
	case FILE_DEVICE_UNKNOWN:
		return FILE_TYPE_CHAR;
	case FILE_DEVICE_NAMED_PIPE:
		return FILE_TYPE_PIPE;
	default:
		return FILE_TYPE_DISK;
	}
}
