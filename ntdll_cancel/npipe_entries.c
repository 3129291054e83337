/*
 * What stands in a name's folder: reading it, telling the dead from the living,
 * removing. The i file's name says all that others must know of an instance.
 */
#define _GNU_SOURCE
#include "npipe.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>

static bool parse(const char *text, struct np_entry_name *e)
{
	unsigned config, message, most, timeout;
	int pid, end = 0;
	if (strlen(text) >= sizeof e->text ||
	    sscanf(text, "i%u-%d-%u-%u-%u-%u%n", &e->number, &pid, &config,
		   &message, &most, &timeout, &end) != 6 ||
	    text[end] || config > FILE_PIPE_FULL_DUPLEX)
		return false;
	e->pid = pid;
	e->kind = (struct np_kind){ .config = config, .message = message,
				    .most = most, .timeout = timeout };
	e->listening = false;
	strcpy(e->text, text);
	return true;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = ((const struct np_entry_name *)a)->number;
	uint32_t y = ((const struct np_entry_name *)b)->number;
	return x < y ? -1 : x > y;
}

/* A socket's name, put beside its i file's. */
static void mark_listening(struct np_entry_name *all, int n, const char *text)
{
	struct np_entry_name key = { .number = 0 };
	int end = 0;
	if (sscanf(text, "l%u%n", &key.number, &end) != 1 || text[end])
		return;
	struct np_entry_name *e = bsearch(&key, all, n, sizeof *all, by_number);
	if (e)
		e->listening = true;
}

int np_entries(int folder, struct np_entry_name **out)
{
	struct np_entry_name *all = NULL;
	int n = 0, room = 0, err = 0;
	*out = NULL;
	/* A description of its own: a directory has a position. */
	int fd = openat(folder, ".", O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	if (!d) {
		err = errno;
		if (fd >= 0)
			close(fd);
		return -err;
	}
	struct dirent *e;
	while ((e = readdir(d)) && !err) {
		if (n == room) {
			room = room ? 2 * room : 8;
			void *more = realloc(all, room * sizeof *all);
			if (!more) {
				err = ENOMEM;
				break;
			}
			all = more;
		}
		n += parse(e->d_name, &all[n]);
	}
	if (n)
		qsort(all, n, sizeof *all, by_number);
	rewinddir(d);
	while ((e = readdir(d)))
		mark_listening(all, n, e->d_name);
	closedir(d);
	if (err) {
		free(all);
		return -err;
	}
	*out = all;
	return n;
}

bool np_entry_alive(int folder, const struct np_entry_name *e)
{
	/* Without waiting: somebody may have put a FIFO there. */
	int fd = openat(folder, e->text,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	/* Want of descriptors or memory does not make it dead. */
	bool alive = fd < 0 ? errno == EMFILE || errno == ENFILE ||
				      errno == ENOMEM :
			      flock(fd, LOCK_SH | LOCK_NB) &&
				      (errno == EWOULDBLOCK ||
				       errno == ENOLCK || errno == EINTR);
	if (fd >= 0)
		close(fd);
	return alive;
}

void np_entry_remove(int folder, const struct np_entry_name *e)
{
	char name[16];
	for (const char *kind = "lbtn"; *kind; kind++) {
		snprintf(name, sizeof name, "%c%u", *kind, e->number);
		unlinkat(folder, name, 0);
	}
	unlinkat(folder, e->text, 0);
}

void np_sweep(const char *name)
{
	struct np_entry_name *all;
	int folder = np_folder_lock(NULL, 0, name, false);
	if (folder < 0)
		return;
	int n = np_entries(folder, &all);
	for (int i = 0; i < n; i++)
		if (!np_entry_alive(folder, &all[i]))
			np_entry_remove(folder, &all[i]);
	free(all);
	np_folder_unlock(folder, name);
}

void np_sweep_all(void)
{
	int root = np_root();
	int fd = root < 0 ? -1 : openat(root, ".", O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;
	while (d && (e = readdir(d)))
		if (*e->d_name != '.')
			np_sweep(e->d_name);
	if (d)
		closedir(d);
	else if (fd >= 0)
		close(fd);
}
