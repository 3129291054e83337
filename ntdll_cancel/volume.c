/*
 * What a handle tells about where its file lies: the kind of device, and the number
 * of the volume, which is that of the Linux device.
 */
#define _GNU_SOURCE
#include "handle.h"
#include "npipe.h"
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* ntifs.h: FILE_DEVICE_…, which Wine's user headers lack. */
enum {
	DEVICE_DISK = 0x07,
	DEVICE_NAMED_PIPE = 0x11,
	DEVICE_NULL = 0x15,
	DEVICE_SERIAL_PORT = 0x1b,
	DEVICE_CONSOLE = 0x50,
};

/* FILE_FS_DEVICE_INFORMATION and FILE_FS_VOLUME_INFORMATION of ntifs.h. */
struct device_information {
	ULONG type, characteristics;
};
struct volume_information {
	LARGE_INTEGER created;
	ULONG serial, label_length;
	BOOLEAN objects;
	WCHAR label[1];
};

/* What kind it is does not change: no turn, it must not wait. */
static void query_device(const struct file *f, struct device_information *info)
{
	static const ULONG types[] = {
		[FILE_REGULAR] = DEVICE_DISK,
		[FILE_DIR] = DEVICE_DISK,
		[FILE_PIPE] = DEVICE_NAMED_PIPE,
		[FILE_NPIPE] = DEVICE_NAMED_PIPE,
		[FILE_TTY] = DEVICE_CONSOLE,
		[FILE_SERIAL] = DEVICE_SERIAL_PORT,
		[FILE_CHAR] = DEVICE_NULL,
	};
	*info = (struct device_information){ .type = types[f->kind] };
}

static NTSTATUS query_volume(struct file *f, struct volume_information *info)
{
	struct stat st;
	NTSTATUS status = STATUS_SUCCESS;
	if (f->np)
		return STATUS_INVALID_PARAMETER;
	if (!file_use(f))
		return STATUS_INVALID_HANDLE;
	if (fstat(f->fd, &st))
		status = status_from_errno(errno);
	else
		*info = (struct volume_information){
			.serial = major(st.st_dev) << 20 | minor(st.st_dev),
		};
	file_unuse(f);
	return status;
}

NTSTATUS WINAPI NtQueryVolumeInformationFile(HANDLE h, IO_STATUS_BLOCK *iosb,
					     void *data, ULONG length,
					     FS_INFORMATION_CLASS class)
{
	struct handle_ref ref;
	ULONG used;
	if (class == FileFsDeviceInformation)
		used = sizeof(struct device_information);
	else if (class == FileFsVolumeInformation)
		used = sizeof(struct volume_information);
	else
		return STATUS_INVALID_INFO_CLASS;
	if (length < used)
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!iosb)
		return STATUS_ACCESS_VIOLATION;
	NTSTATUS status = handle_find(h, OBJ_FILE, 0, &ref);
	if (status)
		return status;
	if (class == FileFsDeviceInformation)
		query_device(file_of(ref.object), data);
	else
		status = query_volume(file_of(ref.object), data);
	handle_done(&ref);
	if (status)
		return status;
	iosb->Status = STATUS_SUCCESS;
	iosb->Information = used;
	return STATUS_SUCCESS;
}
