/*
 * Attributes and times: read from a stat, written to an inode, asked for by name.
 *
 * Linux keeps two of the attributes, directory and read-only, and shows a third,
 * the symbolic link, as a reparse point. READONLY is the absence of every write
 * permission; a directory's is left alone, because there it would forbid what
 * Windows allows, making files inside. The time of creation is not kept.
 */
#define _GNU_SOURCE
#include "attributes.h"
#include "ntdll_cancel.h"
#include "path.h"
#include <fcntl.h>
#include <stdio.h>

#define EPOCH 11644473600ll /* seconds from 1601 to 1970 */
#define TICKS 10000000ll    /* of 100 ns in a second */

void time_to_nt(LARGE_INTEGER *to, const struct timespec *from)
{
	to->QuadPart = (from->tv_sec + EPOCH) * TICKS + from->tv_nsec / 100;
}

ULONG attributes_of(const struct stat *st)
{
	ULONG attributes = S_ISDIR(st->st_mode) ? FILE_ATTRIBUTE_DIRECTORY : 0;
	if (S_ISLNK(st->st_mode))
		attributes |= FILE_ATTRIBUTE_REPARSE_POINT;
	if (!(st->st_mode & 0222))
		attributes |= FILE_ATTRIBUTE_READONLY;
	return attributes ? attributes : FILE_ATTRIBUTE_ARCHIVE;
}

ULONG attributes_at(int fd, const char *name, const struct stat *st)
{
	struct stat target;
	ULONG attributes = attributes_of(st);
	if (S_ISLNK(st->st_mode) && !fstatat(fd, name, &target, 0) &&
	    S_ISDIR(target.st_mode))
		attributes |= FILE_ATTRIBUTE_DIRECTORY;
	return attributes;
}

/* 0 leaves it as it is; so do -1 and -2, which on Windows say who is to change it
 * from now on. */
static NTSTATUS time_from_nt(struct timespec *to, const LARGE_INTEGER *from)
{
	int64_t t = from->QuadPart;
	if (t < -2)
		return STATUS_INVALID_PARAMETER;
	if (t <= 0) {
		*to = (struct timespec){ .tv_nsec = UTIME_OMIT };
		return STATUS_SUCCESS;
	}
	to->tv_sec = t / TICKS - EPOCH;
	to->tv_nsec = t % TICKS * 100;
	return STATUS_SUCCESS;
}

static NTSTATUS set_readonly(const char *link, const struct stat *st,
			     bool readonly)
{
	mode_t mode = st->st_mode & 07777;
	if (S_ISDIR(st->st_mode) || readonly == !(mode & 0222))
		return STATUS_SUCCESS;
	/* It has none of its own, and its target is not what was named. */
	if (S_ISLNK(st->st_mode))
		return readonly ? STATUS_NOT_SUPPORTED : STATUS_SUCCESS;
	mode = readonly ? mode & ~0222 : mode | 0200;
	return chmod(link, mode) ? status_from_errno(errno) : STATUS_SUCCESS;
}

NTSTATUS attributes_set(int fd, const FILE_BASIC_INFORMATION *info)
{
	char link[32];
	struct stat st;
	struct timespec times[2];
	ULONG attributes = info->FileAttributes;
	NTSTATUS status = time_from_nt(&times[0], &info->LastAccessTime) ?:
			  time_from_nt(&times[1], &info->LastWriteTime);
	if (status)
		return status;
	if (info->CreationTime.QuadPart < -2 || info->ChangeTime.QuadPart < -2)
		return STATUS_INVALID_PARAMETER;
	if (fstat(fd, &st))
		return status_from_errno(errno);
	if ((attributes & FILE_ATTRIBUTE_DIRECTORY) && S_ISREG(st.st_mode))
		return STATUS_INVALID_PARAMETER;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	if (attributes)
		status = set_readonly(link, &st,
				      attributes & FILE_ATTRIBUTE_READONLY);
	if (!status && (times[0].tv_nsec != UTIME_OMIT ||
			times[1].tv_nsec != UTIME_OMIT) &&
	    utimensat(AT_FDCWD, link, times, 0))
		status = status_from_errno(errno);
	return status;
}

/* The name itself, not what a link leads to; may be stopped. */
static NTSTATUS look_up(const OBJECT_ATTRIBUTES *attr,
			FILE_NETWORK_OPEN_INFORMATION *info)
{
	char path[PATH_MAX];
	struct stat st;
	bool windows;
	struct thread *t = thread_self();
	if (process_forked() || !t)
		return STATUS_NOT_SUPPORTED;
	if (!attr || !attr->ObjectName)
		return STATUS_INVALID_PARAMETER;
	if (!info)
		return STATUS_ACCESS_VIOLATION;
	NTSTATUS status = path_from_name(attr->ObjectName, path, &windows);
	if (status)
		return status;
	call_begin(&t->call, CALL_OPEN, NULL, NULL);
	long r = call_repeat(&t->call, SYS_newfstatat, AT_FDCWD, (long)path,
			     (long)&st, AT_SYMLINK_NOFOLLOW);
	if (r == -ENOENT && windows && path_fix_case(path))
		r = call_repeat(&t->call, SYS_newfstatat, AT_FDCWD, (long)path,
				(long)&st, AT_SYMLINK_NOFOLLOW);
	call_end(&t->call);
	thread_heed();
	if (r)
		return path_failed(path, -r);
	*info = (FILE_NETWORK_OPEN_INFORMATION){
		.FileAttributes = attributes_at(AT_FDCWD, path, &st),
		.AllocationSize.QuadPart = st.st_blocks * 512,
	};
	if (S_ISREG(st.st_mode))
		info->EndOfFile.QuadPart = st.st_size;
	time_to_nt(&info->CreationTime, &st.st_mtim);
	time_to_nt(&info->LastAccessTime, &st.st_atim);
	time_to_nt(&info->LastWriteTime, &st.st_mtim);
	time_to_nt(&info->ChangeTime, &st.st_ctim);
	return STATUS_SUCCESS;
}

NTSTATUS WINAPI NtQueryFullAttributesFile(const OBJECT_ATTRIBUTES *attr,
					  FILE_NETWORK_OPEN_INFORMATION *info)
{
	return look_up(attr, info);
}
