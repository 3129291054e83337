/*
 * What an open file says of itself: its times, and all in one.
 */
#include "kernel32_cancel/kernel32.h"
#include <stddef.h>

/* ntifs.h; Wine's headers lack it. */
struct volume_information {
	LARGE_INTEGER created;
	ULONG serial, label_length;
	BOOLEAN objects;
	WCHAR label[1];
};

static BOOL query(HANDLE file, void *info, ULONG size,
		  FILE_INFORMATION_CLASS class)
{
	IO_STATUS_BLOCK io;

	return status_to_bool(
		NtQueryInformationFile(file, &io, info, size, class));
}

/*
 * GetFileTime: of creation, last access and last write; each pointer may be
 * NULL. Linux keeps no time of creation, the last write's stands for it.
 * (Microsoft: GetFileTime)
 */
BOOL WINAPI GetFileTime(HANDLE file, FILETIME *creation, FILETIME *access,
			FILETIME *write)
{
	FILE_BASIC_INFORMATION info;

	if (!query(file, &info, sizeof(info), FileBasicInformation))
		return FALSE;
	if (creation)
		*creation = filetime_of(info.CreationTime);
	if (access)
		*access = filetime_of(info.LastAccessTime);
	if (write)
		*write = filetime_of(info.LastWriteTime);
	return TRUE;
}

static LARGE_INTEGER time_of(const FILETIME *time)
{
	LARGE_INTEGER value = { .QuadPart = 0 };

	if (time)
		value.QuadPart = (LONGLONG)((ULONGLONG)time->dwHighDateTime
						    << 32 |
					    time->dwLowDateTime);
	return value;
}

/*
 * SetFileTime: NULL and zero leave a time as it is, and so does all ones. The
 * handle needs FILE_WRITE_ATTRIBUTES. The time of creation is not kept.
 * (Microsoft: SetFileTime)
 */
BOOL WINAPI SetFileTime(HANDLE file, const FILETIME *creation,
			const FILETIME *access, const FILETIME *write)
{
	FILE_BASIC_INFORMATION info = {
		.CreationTime = time_of(creation),
		.LastAccessTime = time_of(access),
		.LastWriteTime = time_of(write),
	};
	IO_STATUS_BLOCK io;

	return status_to_bool(NtSetInformationFile(
		file, &io, &info, sizeof(info), FileBasicInformation));
}

/*
 * GetFileInformationByHandle: attributes, times, size, links, and what tells
 * whether two handles are of one file: the volume's number and the inode's.
 * (Microsoft: GetFileInformationByHandle)
 */
BOOL WINAPI GetFileInformationByHandle(HANDLE file,
				       BY_HANDLE_FILE_INFORMATION *out)
{
	FILE_BASIC_INFORMATION basic;
	FILE_STANDARD_INFORMATION standard;
	FILE_INTERNAL_INFORMATION internal;
	struct volume_information volume;
	IO_STATUS_BLOCK io;

	if (!query(file, &basic, sizeof(basic), FileBasicInformation) ||
	    !query(file, &standard, sizeof(standard),
		   FileStandardInformation) ||
	    !query(file, &internal, sizeof(internal),
		   FileInternalInformation) ||
	    !status_to_bool(NtQueryVolumeInformationFile(
		    file, &io, &volume, sizeof(volume),
		    FileFsVolumeInformation)))
		return FALSE;
	*out = (BY_HANDLE_FILE_INFORMATION){
		.dwFileAttributes = basic.FileAttributes,
		.ftCreationTime = filetime_of(basic.CreationTime),
		.ftLastAccessTime = filetime_of(basic.LastAccessTime),
		.ftLastWriteTime = filetime_of(basic.LastWriteTime),
		.dwVolumeSerialNumber = volume.serial,
		.nNumberOfLinks = standard.NumberOfLinks,
		.nFileIndexHigh = (DWORD)(internal.IndexNumber.QuadPart >> 32),
		.nFileIndexLow = (DWORD)internal.IndexNumber.QuadPart,
	};
	if (!standard.Directory) {
		out->nFileSizeHigh = (DWORD)(standard.EndOfFile.QuadPart >> 32);
		out->nFileSizeLow = (DWORD)standard.EndOfFile.QuadPart;
	}
	return TRUE;
}
