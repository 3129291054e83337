/*
 * The parent's side of inheritance: which handles cross, what is written down
 * about them, and what becomes of descriptors 0, 1 and 2. inherit.h has the form.
 */
#define _GNU_SOURCE
#include "inherit.h"
#include "handle.h"
#include "private.h"
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

static bool in_list(const struct process_start *s, HANDLE h)
{
	if (!s->only)
		return true;
	for (unsigned i = 0; i < s->only_count; i++)
		if (((ULONG_PTR)s->only[i] & ~3ul) == (ULONG_PTR)h)
			return true;
	return false;
}

/* Not one that the child's 0, 1 and 2 would cover. */
static int safe_number(struct passing *p, int fd)
{
	if (fd > 2)
		return fd;
	if (p->low[fd] < 0)
		p->low[fd] = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	return p->low[fd];
}

static struct passed *new_passed(struct passing *p)
{
	if (p->count == p->room) {
		uint32_t room = p->room ? 2 * p->room : 16;
		struct passed *more = mem_new(room * sizeof *more);
		if (!more)
			return NULL;
		if (p->count)
			memcpy(more, p->handle, p->count * sizeof *more);
		mem_free(p->handle);
		p->handle = more;
		p->room = room;
	}
	return &p->handle[p->count];
}

/* Holds f until the child has it: it is not closed meanwhile. */
static NTSTATUS pass(struct passing *p, uint32_t value,
		     const struct handle_ref *ref)
{
	struct file *f = file_of(ref->object);
	struct passed *h = new_passed(p);
	if (!h)
		return STATUS_NO_MEMORY;
	if (!file_use(f))
		return STATUS_SUCCESS; /* on its way out */
	int fd = safe_number(p, f->fd);
	if (fd < 0) {
		file_unuse(f);
		return STATUS_TOO_MANY_OPENED_FILES;
	}
	object_ref(&f->obj);
	h->file = f;
	h->as = (struct inherited_handle){
		.value = value,
		.access = handle_access(ref),
		.fd = fd,
		.options = f->options & INHERIT_OPTIONS,
		.attributes = atomic_load(&ref->slot->attributes),
	};
	p->count++;
	return STATUS_SUCCESS;
}

static NTSTATUS look_at_slot(struct passing *p, const struct process_start *s,
			     struct handle_slot *slot, uint32_t index)
{
	struct handle_ref ref;
	uint64_t word = atomic_load(&slot->word);
	if (!object_in(word) ||
	    !(atomic_load(&slot->attributes) & HANDLE_FLAG_INHERIT))
		return STATUS_SUCCESS;
	uint32_t value = ((word & GENERATION_MASK) >> POINTER_BITS
						  << INDEX_BITS |
			  index)
			 << 2;
	HANDLE h = (HANDLE)(ULONG_PTR)value;
	/* Or it has been closed just now. */
	if (!in_list(s, h) || handle_find(h, OBJ_FILE, 0, &ref))
		return STATUS_SUCCESS;
	NTSTATUS status = STATUS_SUCCESS;
	if (file_of(ref.object)->kind != FILE_NPIPE &&
	    (atomic_load(&slot->attributes) & HANDLE_FLAG_INHERIT))
		status = pass(p, value, &ref);
	handle_done(&ref);
	return status;
}

static NTSTATUS collect(struct passing *p, const struct process_start *s)
{
	NTSTATUS status = STATUS_SUCCESS;
	for (unsigned b = 0; b < HANDLE_BLOCKS && !status; b++) {
		struct handle_slot *block = atomic_load(&handle_blocks[b]);
		if (!block)
			break; /* they are made in order */
		for (unsigned i = 0; i < BLOCK_SLOTS && !status; i++)
			status = look_at_slot(p, s, &block[i],
					      b * BLOCK_SLOTS + i);
	}
	return status;
}

static const struct passed *find_passed(const struct passing *p, HANDLE h)
{
	for (uint32_t i = 0; i < p->count; i++)
		if (p->handle[i].as.value == ((ULONG_PTR)h & ~3ul))
			return &p->handle[i];
	return NULL;
}

static int null_device(struct passing *p)
{
	if (p->null < 0) {
		int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
		p->null = fd > 2 ? fd : fcntl(fd, F_DUPFD_CLOEXEC, 3);
		if (fd >= 0 && fd <= 2)
			close(fd);
	}
	return p->null;
}

static bool is_named_pipe(HANDLE h)
{
	struct handle_ref ref;
	if (handle_find(h, OBJ_FILE, 0, &ref))
		return false;
	bool is = file_of(ref.object)->kind == FILE_NPIPE;
	handle_done(&ref);
	return is;
}

static NTSTATUS pass_alone(struct passing *p, const struct process_start *s,
			   unsigned i)
{
	struct handle_ref ref;
	NTSTATUS status = handle_find(s->std[i], OBJ_FILE, 0, &ref);
	if (status)
		return status;
	struct file *f = file_of(ref.object);
	if (file_use(f)) {
		p->std_fd[i] = p->alone[i] = fcntl(f->fd, F_DUPFD_CLOEXEC, 3);
		if (p->std_fd[i] < 0)
			status = STATUS_TOO_MANY_OPENED_FILES;
		file_unuse(f);
	} else {
		status = STATUS_INVALID_HANDLE;
	}
	handle_done(&ref);
	return status;
}

/* What its standard handles are to be: those named, else the parent's. A new
 * session has no terminal. */
static NTSTATUS choose_std(struct passing *p, const struct process_start *s,
			   unsigned i)
{
	if (s->std_alone[i])
		return pass_alone(p, s, i);
	HANDLE h = s->has_std ? s->std[i] : std_handle_made(i);
	const struct passed *passed = h ? find_passed(p, h) : NULL;
	if (passed) {
		p->std[i] = passed->as.value;
		if (s->has_std)
			p->std_fd[i] = passed->as.fd;
		return STATUS_SUCCESS;
	}
	if (!s->has_std && !(s->new_session && isatty(i)))
		return STATUS_SUCCESS;
	/* Windows' child would have it, a descriptor it can't be. */
	if (s->has_std && s->inherit && is_named_pipe(h))
		return STATUS_NOT_SUPPORTED;
	p->std[i] = STD_NONE;
	p->std_fd[i] = null_device(p);
	return p->std_fd[i] < 0 ? STATUS_TOO_MANY_OPENED_FILES : STATUS_SUCCESS;
}

static NTSTATUS write_down(struct passing *p)
{
	size_t list = p->count * sizeof(struct inherited_handle);
	size_t size = sizeof(struct inheritance) + list;
	int fd = memfd_create("wincancel-inherit",
			      MFD_CLOEXEC | MFD_ALLOW_SEALING);
	p->memory = fd > 2 ? fd : fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (fd >= 0 && fd <= 2)
		close(fd);
	if (p->memory < 0)
		return STATUS_TOO_MANY_OPENED_FILES;
	if (ftruncate(p->memory, size) ||
	    fcntl(p->memory, F_ADD_SEALS,
		  F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL))
		return STATUS_NO_MEMORY;
	struct inheritance *to = mmap(NULL, size, PROT_READ | PROT_WRITE,
				      MAP_SHARED, p->memory, 0);
	if (to == MAP_FAILED)
		return STATUS_NO_MEMORY;
	to->magic = INHERIT_MAGIC;
	to->count = p->count;
	memcpy(to->std, p->std, sizeof to->std);
	for (uint32_t i = 0; i < p->count; i++)
		to->handle[i] = p->handle[i].as;
	munmap(to, size);
	void *page = mmap(NULL, REPORT_BYTES, PROT_READ, MAP_SHARED, p->memory,
			  0);
	if (page == MAP_FAILED)
		return STATUS_NO_MEMORY;
	p->report = page;
	return STATUS_SUCCESS;
}

NTSTATUS passing_begin(struct passing *p, const struct process_start *s)
{
	*p = (struct passing){
		.low = { -1, -1, -1 }, .std_fd = { -1, -1, -1 },
		.alone = { -1, -1, -1 }, .null = -1, .memory = -1,
	};
	NTSTATUS status = s->inherit ? collect(p, s) : STATUS_SUCCESS;
	for (unsigned i = 0; i < 3 && !status; i++)
		status = choose_std(p, s, i);
	return status ? status : write_down(p);
}

void passing_end(struct passing *p)
{
	for (uint32_t i = 0; i < p->count; i++) {
		file_unuse(p->handle[i].file);
		object_unref(&p->handle[i].file->obj);
	}
	mem_free(p->handle);
	for (unsigned i = 0; i < 3; i++) {
		if (p->low[i] >= 0)
			close(p->low[i]);
		if (p->alone[i] >= 0)
			close(p->alone[i]);
	}
	if (p->null >= 0)
		close(p->null);
	if (p->memory >= 0)
		close(p->memory);
	if (p->report)
		munmap(p->report, REPORT_BYTES);
}

bool report_read(const struct process_report *r, pid_t pid, uint32_t *code)
{
	if (atomic_load(&((struct process_report *)r)->pid) != (uint32_t)pid)
		return false;
	*code = *(volatile const uint32_t *)&r->code;
	return true;
}
