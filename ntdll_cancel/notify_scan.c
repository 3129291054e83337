/*
 * Watching and listing directories. All of it is the drainer's. docs/notify.md says
 * why a directory is watched first and listed after, and what is done about names
 * that are heard of twice and about paths that are not true yet.
 */
#define _GNU_SOURCE
#include "notify.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define OPEN_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)

/* One look at directories to be listed, n->to_scan: a list, not a recursion. */
struct scan {
	bool tell;
	bool check; /* of all: nothing new */
	bool fresh; /* the one that is listed had no children before */
	int err; /* of what should have worked */
};

static void to_scan(struct notify *n, struct notify_node *node)
{
	if (node->queued)
		return;
	node->queued = true;
	node->to_scan = n->to_scan;
	n->to_scan = node;
}

static bool is_inode(int fd, const struct notify_node *node)
{
	struct stat st;
	return !fstat(fd, &st) && st.st_ino == node->ino &&
	       st.st_dev == node->dev;
}

/* -ESTALE: the path leads to another directory, of whose rename the news is yet to
 * come. */
static int open_parent(const struct notify *n, const struct notify_node *in)
{
	char path[NOTIFY_PATH + 1] = ".";
	size_t length = 1;
	if (in->parent) {
		length = tree_path(in->parent, in->name, path);
		path[length] = 0;
	}
	if (!length || length >= PATH_MAX)
		return -ENAMETOOLONG;
	int fd = openat(n->file->fd, path, OPEN_FLAGS);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ?
			       -ESTALE :
			       -errno;
	if (is_inode(fd, in))
		return fd;
	close(fd);
	return -ESTALE;
}

/* A name leads elsewhere a moment before the news of it are queued. Who changes a
 * directory has its lock until they are, and listing takes it. */
static void await_news(int fd)
{
	char entries[64];
	syscall(SYS_getdents64, fd, entries, sizeof entries);
}

static int open_node(const struct notify *n, const struct notify_node *node)
{
	int fd, at;
	if (!node->parent)
		at = n->file->fd;
	else if ((at = open_parent(n, node->parent)) < 0)
		return at;
	fd = openat(at, node->parent ? node->name : ".", OPEN_FLAGS);
	if (fd < 0)
		fd = -errno;
	if (node->parent) {
		await_news(at);
		close(at);
	}
	return fd;
}

bool tree_is_there(struct notify *n, const struct notify_node *node)
{
	int fd = open_node(n, node);
	bool is = fd >= 0 && is_inode(fd, node);
	if (fd >= 0)
		close(fd);
	return is;
}

static bool is_directory(int fd, const struct dirent *e)
{
	struct stat st;
	if (e->d_type != DT_UNKNOWN)
		return e->d_type == DT_DIR;
	return !fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) &&
	       S_ISDIR(st.st_mode);
}

static void found_one(struct notify *n, struct scan *s,
		      struct notify_node *node, const char *name,
		      bool directory)
{
	struct notify_node *child = NULL;
	if (s->tell) {
		tell_change(n, FILE_ACTION_ADDED, node, name, directory);
		found_add(n, node, name);
	}
	if (!directory)
		return;
	/* All that a wide one has would be looked through for each. */
	if (!s->fresh)
		child = tree_child(node, name);
	if (!child)
		child = tree_new(node, name);
	if (child)
		to_scan(n, child);
	else
		s->err = ENOMEM;
}

/* Takes over fd. */
static void list(struct notify *n, struct scan *s, struct notify_node *node,
		 int fd)
{
	const struct dirent *e;
	DIR *d = fdopendir(fd);
	if (!d) {
		close(fd);
		s->err = ENOMEM;
		return;
	}
	if (!s->check)
		POINT("notify:list");
	s->fresh = !node->children;
	while ((e = readdir(d)))
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			found_one(n, s, node, e->d_name, is_directory(fd, e));
	closedir(d);
}

/* Cannot be watched, and nobody is to blame. */
static bool is_ordinary(int err)
{
	return err == ENOENT || err == ENOTDIR || err == ELOOP ||
	       err == ESTALE || err == EACCES || err == EPERM ||
	       err == ENAMETOOLONG;
}

/* What is not there has gone since, and the news will say where to; it is looked
 * for when all have been heard. One that is watched has only to wait for them. */
static void refuse(struct notify *n, struct scan *s, struct notify_node *node,
		   int err)
{
	if (node == n->root)
		s->err = err;
	else if (!is_ordinary(err))
		s->err = err;
	else if (node->wd >= 0)
		return;
	else if (err == ESTALE || err == ENOENT)
		node->lost = n->loose = true;
	else
		tree_drop(n, node);
}

/* What the path of node leads to is known by another name. It has moved here, and
 * the news of that are yet to come; then so are those of node. */
static void known_elsewhere(struct notify *n, struct scan *s,
			    struct notify_node *node,
			    struct notify_node *known)
{
	struct notify_node *parent = node->parent;
	char name[NAME_MAX + 1];
	if (!known->left || node->wd >= 0) {
		refuse(n, s, node, ESTALE);
		return;
	}
	/* It had left, and this is where to. */
	snprintf(name, sizeof name, "%s", node->name);
	tree_drop(n, node);
	if (!tree_move(n, known, parent, name))
		return;
	tree_seen(n, known);
	if (s->tell)
		to_scan(n, known);
}

/* fd is what the node's path leads to, wd its watch. */
static void watched(struct notify *n, struct notify_node *node, int fd, int wd)
{
	struct stat st;
	if (node->wd < 0)
		tree_hash(n, node, wd);
	if (!fstat(fd, &st)) {
		node->ino = st.st_ino;
		node->dev = st.st_dev;
	}
	node->lost = node->left = false;
}

static void scan_one(struct notify *n, struct scan *s, struct notify_node *node)
{
	char link[32];
	int fd = open_node(n, node);
	if (fd < 0) {
		refuse(n, s, node, -fd);
		return;
	}
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	int wd = inotify_add_watch(n->fd, link, n->mask | IN_ONLYDIR);
	int err = errno;
	struct notify_node *known = wd < 0 ? NULL : tree_find(n, wd);
	bool ours = wd >= 0 && known == (node->wd >= 0 ? node : NULL);
	if (ours)
		watched(n, node, fd, wd);
	if (ours && n->subtree) {
		list(n, s, node, fd);
		tree_seen(n, node);
		return;
	}
	close(fd);
	if (wd < 0) {
		refuse(n, s, node, err);
	} else if (known && known != node) {
		known_elsewhere(n, s, node, known);
	} else if (!ours) {
		/* Another one has the name of one that is watched. */
		inotify_rm_watch(n->fd, wd);
		tree_doubt(n);
	}
}

int tree_scan(struct notify *n, struct notify_node *top, bool tell)
{
	struct scan s = { .tell = tell, .check = top == n->root };
	struct notify_node *node;
	to_scan(n, top);
	while ((node = n->to_scan)) {
		n->to_scan = node->to_scan;
		node->queued = false;
		scan_one(n, &s, node);
	}
	return s.err;
}

void tree_enter(struct notify *n, struct notify_node *in, const char *name,
		bool created, bool tell)
{
	struct notify_node *node = tree_child(in, name);
	if (node && !created) {
		tree_set_aside(n, node);
		node = NULL;
	}
	if (!node)
		node = tree_new(in, name);
	if (!node || tree_scan(n, node, tell))
		tell_missed(n);
}

/* ---- beginning and end ------------------------------------------------------- */

static uint32_t mask_of(const struct notify *n)
{
	uint32_t mask = IN_DELETE_SELF | IN_MOVE_SELF | IN_EXCL_UNLINK;
	if (n->subtree || (n->filter & (FILE_NOTIFY_CHANGE_FILE_NAME |
					FILE_NOTIFY_CHANGE_DIR_NAME)))
		mask |= IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;
	if (n->filter & (FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_LAST_WRITE))
		mask |= IN_MODIFY;
	if (n->filter & FILE_NOTIFY_CHANGE_LAST_ACCESS)
		mask |= IN_ACCESS;
	if (n->filter &
	    (FILE_NOTIFY_CHANGE_ATTRIBUTES | FILE_NOTIFY_CHANGE_LAST_WRITE |
	     FILE_NOTIFY_CHANGE_LAST_ACCESS | FILE_NOTIFY_CHANGE_CREATION |
	     FILE_NOTIFY_CHANGE_SECURITY | FILE_NOTIFY_CHANGE_EA))
		mask |= IN_ATTRIB;
	return mask;
}

void tree_watch_parent(struct notify *n)
{
	char link[40];
	if (n->parent_wd >= 0)
		inotify_rm_watch(n->fd, n->parent_wd);
	n->parent_wd = -1;
	snprintf(link, sizeof link, "/proc/self/fd/%d/..", n->file->fd);
	int wd = inotify_add_watch(n->fd, link, IN_DELETE | IN_ONLYDIR |
						IN_MASK_CREATE);
	/* The root is its own parent, and not deleted. */
	if (wd >= 0)
		n->parent_wd = wd;
}

NTSTATUS tree_begin(struct notify *n)
{
	n->parent_wd = -1;
	n->mask = mask_of(n);
	n->table_mask = 15;
	n->table = mem_zeroed(16, sizeof *n->table);
	n->root = tree_new(NULL, "");
	n->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (!n->table || !n->root)
		return STATUS_NO_MEMORY;
	if (n->fd < 0)
		return STATUS_INSUFFICIENT_RESOURCES;
	int err = tree_scan(n, n->root, false);
	if (err)
		return err == ENOSPC || err == EMFILE || err == ENFILE ?
			       STATUS_INSUFFICIENT_RESOURCES :
			       status_from_errno(err);
	tree_watch_parent(n);
	return STATUS_SUCCESS;
}

void tree_end(struct notify *n)
{
	found_clear(n, NULL);
	/* With it all watches go. */
	if (n->fd >= 0)
		close(n->fd);
	n->fd = -1;
	if (n->root && n->table)
		tree_drop(n, n->root);
	mem_free(n->table);
}
