/*
 * Sections: a file, or memory without one, that can be mapped. The section has a
 * descriptor of its own, so the file's handle may be closed; it goes with the
 * section's last handle, not with its memory: a file that somebody has open for
 * writing cannot be run. A view lasts until it is unmapped, whatever became of the
 * section's handles.
 */
#define _GNU_SOURCE
#include "handle.h"
#include "memory.h"
#include "objects.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

struct section {
	struct object obj;
	int fd; /* obj.lock's; -1: closed */
	uint64_t size;
	ULONG protect;
};

void section_closed(struct object *o)
{
	struct section *s = (struct section *)o;
	lock_take(&o->lock);
	int fd = s->fd;
	s->fd = -1;
	lock_drop(&o->lock);
	if (fd >= 0)
		close(fd);
}

void section_destroy(struct object *o)
{
	section_closed(o);
	mem_free(o);
}

static bool writes(ULONG protect)
{
	return protect == PAGE_READWRITE || protect == PAGE_EXECUTE_READWRITE;
}

static NTSTATUS own_descriptor(struct file *f, int *fd)
{
	if (!file_use(f))
		return STATUS_INVALID_HANDLE;
	*fd = fcntl(f->fd, F_DUPFD_CLOEXEC, 3);
	file_unuse(f);
	return *fd < 0 ? status_from_errno(errno) : STATUS_SUCCESS;
}

/* The descriptor of a file's section, and how large it is. */
static NTSTATUS of_file(HANDLE h, ULONG protect, uint64_t *size, int *fd)
{
	struct handle_ref ref;
	struct stat st;
	ACCESS_MASK need = FILE_READ_DATA | (writes(protect) ? FILE_WRITE_DATA : 0);
	NTSTATUS status = handle_find(h, OBJ_FILE, need, &ref);
	if (status)
		return status;
	status = own_descriptor(file_of(ref.object), fd);
	handle_done(&ref);
	if (status)
		return status;
	if (fstat(*fd, &st))
		status = status_from_errno(errno);
	else if (!S_ISREG(st.st_mode))
		status = STATUS_INVALID_FILE_FOR_SECTION;
	else if (!*size && !st.st_size)
		status = STATUS_MAPPED_FILE_SIZE_ZERO;
	else if (*size > (uint64_t)st.st_size && !writes(protect))
		status = STATUS_SECTION_TOO_BIG;
	else if (*size > (uint64_t)st.st_size && ftruncate(*fd, *size))
		status = status_from_errno(errno);
	else if (!*size)
		*size = st.st_size;
	if (status)
		close(*fd);
	return status;
}

static NTSTATUS of_memory(uint64_t *size, int *fd)
{
	if (!*size || *size > MEMORY_END)
		return STATUS_INVALID_PARAMETER;
	*size = (*size + MEMORY_PAGE - 1) & ~(MEMORY_PAGE - 1);
	*fd = memfd_create("section", MFD_CLOEXEC);
	if (*fd < 0)
		return status_from_errno(errno);
	if (!ftruncate(*fd, *size))
		return STATUS_SUCCESS;
	close(*fd);
	return STATUS_NO_MEMORY;
}

NTSTATUS WINAPI NtCreateSection(HANDLE *out, ACCESS_MASK access,
				const OBJECT_ATTRIBUTES *attr,
				const LARGE_INTEGER *most, ULONG protect,
				ULONG flags, HANDLE file)
{
	const ULONG known = SEC_COMMIT | SEC_RESERVE | SEC_NOCACHE;
	uint64_t size = most ? most->QuadPart : 0;
	int fd;
	*out = NULL;
	if (flags & SEC_LARGE_PAGES)
		return STATUS_PRIVILEGE_NOT_HELD;
	if (flags & SEC_IMAGE)
		return STATUS_NOT_SUPPORTED;
	if (flags & ~known)
		return STATUS_INVALID_PARAMETER;
	if (memory_prot(protect) <= 0 || protect == PAGE_EXECUTE)
		return STATUS_INVALID_PAGE_PROTECTION;
	if (!thread_self())
		return process_forked() ? STATUS_NOT_SUPPORTED : STATUS_NO_MEMORY;
	NTSTATUS status = file ? of_file(file, protect, &size, &fd) :
				 of_memory(&size, &fd);
	if (status)
		return status;
	struct section *s = mem_aligned(64, 128);
	_Static_assert(sizeof *s <= 128, "two cache lines");
	if (!s) {
		close(fd);
		return STATUS_NO_MEMORY;
	}
	atomic_init(&s->obj.lock.word, 0);
	object_init(&s->obj, OBJ_SECTION, SIG_MANUAL, 0);
	s->fd = fd;
	s->size = size;
	s->protect = protect;
	return handle_make_new(&s->obj, access, attr, out);
}

NTSTATUS WINAPI NtOpenSection(HANDLE *out, ACCESS_MASK access,
			      const OBJECT_ATTRIBUTES *attr)
{
	return object_open_named(out, access, attr, OBJ_SECTION);
}

/* A private copy is open to everybody who may read. */
static ACCESS_MASK needed(ULONG protect)
{
	ACCESS_MASK access = SECTION_MAP_READ;
	if (writes(protect))
		access |= SECTION_MAP_WRITE;
	if (memory_prot(protect) & PROT_EXEC)
		access |= SECTION_MAP_EXECUTE;
	return access;
}

/* Maps it over what is reserved there: 0 or an error number. */
static int map_over(struct section *s, void *at, size_t length, uint64_t offset,
		    ULONG protect)
{
	bool copy = protect == PAGE_WRITECOPY ||
		    protect == PAGE_EXECUTE_WRITECOPY;
	int flags = (copy ? MAP_PRIVATE : MAP_SHARED) | MAP_FIXED;
	lock_take(&s->obj.lock);
	int err = mmap(at, length, memory_prot(protect), flags, s->fd,
		       offset) == MAP_FAILED ? errno : 0;
	lock_drop(&s->obj.lock);
	if (!err && !memory_enter_view(at, length, protect))
		err = ENOMEM;
	return err;
}

static NTSTATUS map_status(int err)
{
	switch (err) {
	case 0: return STATUS_SUCCESS;
	case EBADF: return STATUS_INVALID_HANDLE; /* closed meanwhile */
	case EACCES:
	case EPERM: return STATUS_SECTION_PROTECTION;
	default: return STATUS_NO_MEMORY;
	}
}

static NTSTATUS map(struct section *s, void **base, uint64_t offset,
		    SIZE_T *size, ULONG protect)
{
	if (offset & (MEMORY_GRAIN - 1) ||
	    (uintptr_t)*base & (MEMORY_GRAIN - 1))
		return STATUS_MAPPED_ALIGNMENT;
	if (offset >= s->size || *size > s->size - offset)
		return STATUS_INVALID_VIEW_SIZE;
	if (writes(protect) && !writes(s->protect))
		return STATUS_SECTION_PROTECTION;
	size_t length = *size ? *size : s->size - offset;
	length = (length + MEMORY_PAGE - 1) & ~(MEMORY_PAGE - 1);
	void *at = memory_reserve(*base, length);
	if (!at)
		return *base ? STATUS_CONFLICTING_ADDRESSES : STATUS_NO_MEMORY;
	int err = map_over(s, at, length, offset, protect);
	if (err) {
		munmap(at, length);
		return map_status(err);
	}
	*base = at;
	*size = length;
	return STATUS_SUCCESS;
}

NTSTATUS WINAPI NtMapViewOfSection(HANDLE h, HANDLE process, void **base,
				   ULONG_PTR zero_bits, SIZE_T commit,
				   const LARGE_INTEGER *offset, SIZE_T *size,
				   SECTION_INHERIT inherit, ULONG type,
				   ULONG protect)
{
	struct handle_ref ref;
	(void)zero_bits;
	(void)commit;
	(void)inherit;
	(void)type;
	if (process != NtCurrentProcess())
		return STATUS_INVALID_HANDLE;
	if (memory_prot(protect) < 0)
		return STATUS_INVALID_PAGE_PROTECTION;
	NTSTATUS status = handle_find(h, OBJ_SECTION, needed(protect), &ref);
	if (status)
		return status;
	status = map((struct section *)ref.object, base,
		     offset ? offset->QuadPart : 0, size, protect);
	handle_done(&ref);
	return status;
}

NTSTATUS WINAPI NtUnmapViewOfSection(HANDLE process, void *base)
{
	if (process != NtCurrentProcess())
		return STATUS_INVALID_HANDLE;
	return memory_leave_view(base);
}
