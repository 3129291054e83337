/*
 * The child's side of inheritance, before anything else runs: the handles that its
 * parent left in its environment (inherit.h) are made, checked one by one, and the
 * variable goes, so that nobody else takes it for his. At its end it leaves its
 * whole exit code, of which Linux keeps eight bits.
 */
#define _GNU_SOURCE
#include "inherit.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

static struct process_report *report;
static uint32_t std_given[3];

/* A file that was made of this descriptor for an earlier handle of it. */
struct made {
	int fd;
	struct file *file;
};

static int parse_number(const char *text)
{
	char *end;
	errno = 0;
	long n = strtol(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno && n > 2 &&
			       n <= INT32_MAX ?
		       (int)n :
		       -1;
}

/* A copy of what is in the memory file: nobody changes it while it is looked at. */
static struct inheritance *read_all(int fd)
{
	struct stat st;
	const int sealed = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
	int seals = fcntl(fd, F_GET_SEALS);
	if (seals < 0 || (seals & sealed) != sealed || fstat(fd, &st) ||
	    st.st_size < (off_t)sizeof(struct inheritance))
		return NULL;
	struct inheritance *in = mem_new(st.st_size);
	if (!in)
		return NULL;
	size_t list = st.st_size - sizeof *in;
	if (pread(fd, in, st.st_size, 0) == st.st_size &&
	    in->magic == INHERIT_MAGIC &&
	    list == (uint64_t)in->count * sizeof *in->handle)
		return in;
	mem_free(in);
	return NULL;
}

/* Duplicates are one file object here as well. */
static struct file *file_for(const struct inherited_handle *h, struct made *made,
			     uint32_t *count)
{
	struct stat st;
	struct file *f;
	for (uint32_t i = 0; i < *count; i++)
		if (made[i].fd == h->fd) {
			object_ref(&made[i].file->obj);
			return made[i].file;
		}
	if (h->fd < 3 || fstat(h->fd, &st) ||
	    (h->options & ~(uint32_t)INHERIT_OPTIONS))
		return NULL;
	/* From here on it is ours, and no program's that we start. */
	fcntl(h->fd, F_SETFD, FD_CLOEXEC);
	if (file_new(h->fd, file_kind_of(st.st_mode, h->fd), h->options, &f))
		return NULL;
	made[(*count)++] = (struct made){ h->fd, f };
	return f;
}

static void make_handles(const struct inheritance *in, int memory)
{
	uint32_t count = 0;
	struct made *made = mem_zeroed(in->count + 1, sizeof *made);
	for (uint32_t i = 0; made && i < in->count; i++) {
		const struct inherited_handle *h = &in->handle[i];
		struct file *f = h->fd == memory ? NULL :
						   file_for(h, made, &count);
		if (!f)
			continue;
		bool first = !atomic_load(&f->obj.handles);
		if (handle_place(h->value, &f->obj,
				 object_access(OBJ_FILE, h->access),
				 h->attributes))
			continue;
		if (first)
			count--;
		object_unref(&f->obj);
	}
	mem_free(made);
}

static void leave_code(int status, void *unused)
{
	(void)unused;
	if (report && !process_forked()) {
		report->code = (uint32_t)status;
		atomic_store(&report->pid, (uint32_t)getpid());
	}
}

void report_leave(LONG code)
{
	leave_code(code, NULL);
}

static void take_over(int fd, const struct inheritance *in)
{
	void *page = mmap(NULL, REPORT_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED,
			  fd, 0);
	if (page != MAP_FAILED && !on_exit(leave_code, NULL))
		report = page;
	memcpy(std_given, in->std, sizeof std_given);
	if (thread_self())
		make_handles(in, fd);
	close(fd);
}

static __attribute__((constructor)) void process_begins(void)
{
	const char *text = secure_getenv(INHERIT_VARIABLE);
	if (!text)
		return;
	int fd = parse_number(text);
	unsetenv(INHERIT_VARIABLE);
	struct inheritance *in = fd < 0 ? NULL : read_all(fd);
	/* What is none of ours stays as it is. */
	if (!in)
		return;
	take_over(fd, in);
	mem_free(in);
}

bool inherited_std(unsigned which, HANDLE *out)
{
	uint32_t value = std_given[which];
	if (value == STD_OWN)
		return false;
	*out = value == STD_NONE ? NULL : (HANDLE)(ULONG_PTR)value;
	return true;
}
