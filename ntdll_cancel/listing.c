/*
 * NtQueryDirectoryFile: the entries of a directory, a few with each call.
 *
 * The first call on a file object fixes the mask and opens a description of the
 * directory of its own; a struct listing keeps both, with the entry that had no
 * room any more. It belongs to whoever has the file's turn, so listing takes a
 * synchronous handle. `.` and `..` come first, as on Windows; of the rest the
 * order is the file system's. A link is shown as the link it is.
 */
#define _GNU_SOURCE
#include "attributes.h"
#include "expression.h"
#include "handle.h"
#include "listing.h"
#include "path.h"
#include <dirent.h>
#include <fcntl.h>
#include <string.h>

#define NAME_ROOM 256

struct listing {
	DIR *dir;
	const char *held; /* an entry that is yet to be given */
	const char *next_dot; /* "." or ".."; NULL: those have been */
	bool plain, given;    /* no wild card; and its only name has been */
	bool any;	      /* an entry has been given, ever */
	unsigned mask_length;
	WCHAR mask[NAME_ROOM];
	char name[NAME_ROOM * 3 + 1]; /* the mask, if that is plain */
};

void listing_free(struct file *f)
{
	struct listing *l = f->listing;
	f->listing = NULL;
	if (!l)
		return;
	locks_held++; /* the heap's, inside */
	closedir(l->dir);
	locks_unhold();
	mem_free(l);
}

static bool is_root(int fd)
{
	struct stat here, above;
	return !fstat(fd, &here) && !fstatat(fd, "..", &above, 0) &&
	       here.st_ino == above.st_ino && here.st_dev == above.st_dev;
}

static void rewind_it(struct file *f, struct listing *l)
{
	rewinddir(l->dir);
	l->held = NULL;
	l->given = false;
	l->next_dot = l->plain || is_root(f->fd) ? NULL : ".";
}

static bool is_name(const WCHAR *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] == '/' || text[i] == '\\')
			return false;
	return length < NAME_ROOM;
}

/* One that is refused changes nothing. */
static NTSTATUS set_mask(struct listing *l, const UNICODE_STRING *mask)
{
	static const WCHAR all[] = { '*', 0 };
	const WCHAR *text = mask && mask->Length ? mask->Buffer : all;
	size_t length = mask && mask->Length ? mask->Length / 2 : 1;
	char name[sizeof l->name] = "";
	if (!is_name(text, length))
		return STATUS_OBJECT_NAME_INVALID;
	bool plain = !expression_has_wild(text, length);
	NTSTATUS status = plain ? name_to_utf8(text, length, name,
					       sizeof name) : STATUS_SUCCESS;
	if (status)
		return status;
	memcpy(l->mask, text, length * sizeof(WCHAR));
	l->mask_length = length;
	l->plain = plain;
	strcpy(l->name, name);
	return STATUS_SUCCESS;
}

static NTSTATUS begin(struct file *f, const UNICODE_STRING *mask)
{
	struct listing *l = mem_zeroed(1, sizeof *l);
	if (!l)
		return STATUS_NO_MEMORY;
	NTSTATUS status = set_mask(l, mask);
	int fd = -1;
	locks_held++;
	if (!status &&
	    (fd = openat(f->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		status = status_from_errno(errno);
	if (!status && !(l->dir = fdopendir(fd))) {
		close(fd);
		status = STATUS_NO_MEMORY;
	}
	locks_unhold();
	if (status) {
		mem_free(l);
		return status;
	}
	f->listing = l;
	rewind_it(f, l);
	return STATUS_SUCCESS;
}

static const char *read_one(struct listing *l)
{
	const struct dirent *e;
	locks_held++;
	do
		e = readdir(l->dir);
	while (e && (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..")));
	locks_unhold();
	return e ? e->d_name : NULL;
}

/* The next name, whether the mask wants it or not. A mask without wild cards is
 * looked up, which finds it at once unless it differs in case. */
static const char *next_name(struct file *f, struct listing *l)
{
	struct stat st;
	const char *name = l->held;
	l->held = NULL;
	if (name)
		return name;
	if (l->next_dot) {
		name = l->next_dot;
		l->next_dot = name[1] ? NULL : "..";
		return name;
	}
	if (l->plain && l->given)
		return NULL;
	if (l->plain && !fstatat(f->fd, l->name, &st, AT_SYMLINK_NOFOLLOW)) {
		l->given = true;
		return l->name;
	}
	return read_one(l);
}

/* Size and times of what the name is now; false: it has gone. */
static bool describe(struct file *f, const char *name,
		     FILE_BOTH_DIR_INFORMATION *e)
{
	struct stat st;
	if (fstatat(f->fd, name, &st, AT_SYMLINK_NOFOLLOW))
		return false;
	e->FileAttributes = attributes_at(f->fd, name, &st);
	if (S_ISREG(st.st_mode))
		e->EndOfFile.QuadPart = st.st_size;
	e->AllocationSize.QuadPart = st.st_blocks * 512;
	/* Of a reparse point, which kind. */
	if (S_ISLNK(st.st_mode))
		e->EaSize = IO_REPARSE_TAG_SYMLINK;
	time_to_nt(&e->CreationTime, &st.st_mtim);
	time_to_nt(&e->LastAccessTime, &st.st_atim);
	time_to_nt(&e->LastWriteTime, &st.st_mtim);
	time_to_nt(&e->ChangeTime, &st.st_ctim);
	return true;
}

#define FIXED offsetof(FILE_BOTH_DIR_INFORMATION, FileName)

static NTSTATUS list(struct file *f, struct listing *l, char *data,
		     ULONG length, bool single, ULONG *used)
{
	ULONG at = 0, last = 0;
	const char *name;
	while (!(at && single) && (name = next_name(f, l))) {
		WCHAR text[NAME_ROOM];
		FILE_BOTH_DIR_INFORMATION e = { .FileIndex = 0 };
		size_t n = name_to_utf16(name, strlen(name), text, NAME_ROOM);
		if (!expression_matches(l->mask, l->mask_length, text, n) ||
		    !describe(f, name, &e))
			continue;
		e.FileNameLength = n * sizeof(WCHAR);
		if (at + FIXED + e.FileNameLength > length) {
			l->held = name;
			l->given = false;
			break;
		}
		if (at)
			((FILE_BOTH_DIR_INFORMATION *)(data + last))
				->NextEntryOffset = at - last;
		memcpy(data + at, &e, FIXED);
		memcpy(data + at + FIXED, text, e.FileNameLength);
		last = at;
		l->given = l->any = true;
		*used = at + FIXED + e.FileNameLength;
		at = (*used + 7) & ~7u;
	}
	if (at)
		return STATUS_SUCCESS;
	if (l->held)
		return STATUS_BUFFER_OVERFLOW;
	return l->any ? STATUS_NO_MORE_FILES : STATUS_NO_SUCH_FILE;
}

/* In the file's turn. */
static NTSTATUS query(struct file *f, char *data, ULONG length, bool single,
		      const UNICODE_STRING *mask, bool restart, ULONG *used)
{
	NTSTATUS status;
	if (!f->listing && (status = begin(f, mask)))
		return status;
	struct listing *l = f->listing;
	if (restart) {
		if (mask && mask->Length && (status = set_mask(l, mask)))
			return status;
		rewind_it(f, l);
	}
	return list(f, l, data, length, single, used);
}

NTSTATUS WINAPI NtQueryDirectoryFile(HANDLE h, HANDLE event, PIO_APC_ROUTINE apc,
				     void *context, IO_STATUS_BLOCK *iosb,
				     void *data, ULONG length,
				     FILE_INFORMATION_CLASS class,
				     BOOLEAN single, UNICODE_STRING *mask,
				     BOOLEAN restart)
{
	struct handle_ref ref;
	struct thread *t = thread_self();
	ULONG used = 0;
	(void)context;
	if (!t || event || apc)
		return STATUS_NOT_SUPPORTED;
	if (class != FileBothDirectoryInformation)
		return STATUS_INVALID_INFO_CLASS;
	if (!iosb || !data)
		return STATUS_ACCESS_VIOLATION;
	if (length < sizeof(FILE_BOTH_DIR_INFORMATION))
		return STATUS_INFO_LENGTH_MISMATCH;
	NTSTATUS status = handle_find(h, OBJ_FILE, FILE_LIST_DIRECTORY, &ref);
	if (status)
		return status;
	struct file *f = file_of(ref.object);
	if (f->kind != FILE_DIR)
		status = STATUS_INVALID_PARAMETER;
	else if (!f->sync)
		status = STATUS_NOT_SUPPORTED;
	else
		status = file_enter(f, t, iosb);
	if (!status) {
		status = query(f, data, length, single, mask, restart, &used);
		file_leave(f, t);
	}
	handle_done(&ref);
	if (!NT_ERROR(status)) {
		iosb->Status = status;
		iosb->Information = used;
	}
	thread_heed();
	return status;
}
