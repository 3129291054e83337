/*
 * The directories that are watched: a node and a watch for each. All of it is the
 * drainer's. docs/notify.md says why a directory is watched first and listed after,
 * and what is done about names that are then heard of twice.
 */
#define _GNU_SOURCE
#include "notify.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>

/* Directories to be listed: a list, not a recursion. */
struct scan {
	struct notify_node *first;
	bool tell;
	int err; /* of what should have worked */
};

size_t tree_path(const struct notify_node *in, const char *name,
		 char out[NOTIFY_PATH])
{
	size_t at = NOTIFY_PATH, length = strlen(name);
	for (;;) {
		if (length + 1 > at)
			return 0;
		memcpy(out + (at -= length), name, length);
		if (!in->parent)
			break;
		out[--at] = '/';
		name = in->name;
		length = strlen(name);
		in = in->parent;
	}
	memmove(out, out + at, NOTIFY_PATH - at);
	return NOTIFY_PATH - at;
}

/* ---- nodes ------------------------------------------------------------------ */

static struct notify_node **slot_of(struct notify *n, int wd)
{
	return &n->table[(uint32_t)wd & n->table_mask];
}

struct notify_node *tree_find(struct notify *n, int wd)
{
	struct notify_node *node = *slot_of(n, wd);
	while (node && node->wd != wd)
		node = node->same_hash;
	return node;
}

struct notify_node *tree_child(struct notify_node *in, const char *name)
{
	struct notify_node *node = in->children;
	while (node && strcmp(node->name, name))
		node = node->next;
	return node;
}

/* Grows with the tree; where there is no memory the lists get longer. */
static void table_grow(struct notify *n)
{
	uint32_t size = 2 * (n->table_mask + 1);
	struct notify_node *node, **old = n->table;
	struct notify_node **table = mem_zeroed(size, sizeof *table);
	if (!table)
		return;
	n->table = table;
	for (uint32_t i = 0; i < size / 2; i++)
		while ((node = old[i])) {
			old[i] = node->same_hash;
			struct notify_node **at =
				&table[(uint32_t)node->wd & (size - 1)];
			node->same_hash = *at;
			*at = node;
		}
	n->table_mask = size - 1;
	mem_free(old);
}

static void table_add(struct notify *n, struct notify_node *node, int wd)
{
	if (n->nodes++ > n->table_mask)
		table_grow(n);
	node->wd = wd;
	node->same_hash = *slot_of(n, wd);
	*slot_of(n, wd) = node;
}

static void table_remove(struct notify *n, struct notify_node *node)
{
	struct notify_node **at = slot_of(n, node->wd);
	while (*at != node)
		at = &(*at)->same_hash;
	*at = node->same_hash;
	n->nodes--;
}

static void link_node(struct notify_node *node, struct notify_node *parent)
{
	node->parent = parent;
	if (!parent)
		return;
	node->next = parent->children;
	node->link = &parent->children;
	if (node->next)
		node->next->link = &node->next;
	parent->children = node;
}

static void unlink_node(struct notify_node *node)
{
	if (!node->parent)
		return;
	*node->link = node->next;
	if (node->next)
		node->next->link = node->link;
}

static struct notify_node *node_new(struct notify_node *parent, const char *name)
{
	struct notify_node *node = mem_zeroed(1, sizeof *node);
	char *copy = mem_new(strlen(name) + 1);
	if (!node || !copy) {
		mem_free(node);
		mem_free(copy);
		return NULL;
	}
	strcpy(copy, name);
	node->name = copy;
	node->wd = -1;
	link_node(node, parent);
	return node;
}

static void drop_one(struct notify *n, struct notify_node *node)
{
	found_clear(n, node);
	if (node->wd >= 0) {
		/* Of a directory that has gone there is none any more. */
		inotify_rm_watch(n->fd, node->wd);
		table_remove(n, node);
	}
	unlink_node(node);
	mem_free(node->name);
	mem_free(node);
}

void tree_drop(struct notify *n, struct notify_node *top)
{
	struct notify_node *node = top, *up;
	for (;;) {
		while (node->children)
			node = node->children;
		up = node->parent;
		bool last = node == top;
		drop_one(n, node);
		if (last)
			return;
		node = up;
	}
}

static bool is_below(const struct notify_node *node,
		     const struct notify_node *above)
{
	for (; node; node = node->parent)
		if (node == above)
			return true;
	return false;
}

void tree_move(struct notify *n, struct notify_node *node,
	       struct notify_node *to, const char *name)
{
	struct notify_node *old = tree_child(to, name);
	char *copy = mem_new(strlen(name) + 1);
	if (old == node || is_below(to, node)) {
		mem_free(copy);
		return;
	}
	if (!copy) {
		tree_drop(n, node);
		tell_missed(n);
		return;
	}
	strcpy(copy, name);
	/* What stood there before has gone. */
	if (old && !is_below(node, old))
		tree_drop(n, old);
	unlink_node(node);
	mem_free(node->name);
	node->name = copy;
	link_node(node, to);
}

/* ---- watching and listing --------------------------------------------------- */

static void to_scan(struct scan *s, struct notify_node *node)
{
	node->to_scan = s->first;
	s->first = node;
}

static int open_node(const struct notify *n, const struct notify_node *node)
{
	char path[NOTIFY_PATH + 1] = ".";
	if (node->parent) {
		size_t length = tree_path(node->parent, node->name, path);
		path[length] = 0;
		if (!length || length >= PATH_MAX)
			return -ENAMETOOLONG;
	}
	int fd = openat(n->file->fd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
						   O_CLOEXEC | O_NONBLOCK);
	return fd < 0 ? -errno : fd;
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
	child = tree_child(node, name) ?: node_new(node, name);
	if (child)
		to_scan(s, child);
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
	POINT("notify:list");
	while ((e = readdir(d)))
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			found_one(n, s, node, e->d_name, is_directory(fd, e));
	closedir(d);
}

/* Cannot be watched, and nobody is to blame: gone, a link by now, not ours. */
static bool is_ordinary(int err)
{
	return err == ENOENT || err == ENOTDIR || err == ELOOP ||
	       err == EACCES || err == EPERM || err == ENAMETOOLONG;
}

static void refuse(struct notify *n, struct scan *s, struct notify_node *node,
		   int err)
{
	if (!is_ordinary(err) || node == n->root)
		s->err = err;
	if (node != n->root)
		tree_drop(n, node);
}

/* The kernel has one watch for a directory, which is known by another name: it has
 * moved here, and the news of that is still in the queue. */
static void known_elsewhere(struct notify *n, struct notify_node *node,
			    struct notify_node *known)
{
	struct notify_node *parent = node->parent;
	char name[NAME_MAX + 1];
	snprintf(name, sizeof name, "%s", node->name);
	tree_drop(n, node);
	/* Mounted below itself it is left where it is. */
	if (known != n->root)
		tree_move(n, known, parent, name);
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
	struct notify_node *known = wd < 0 ? NULL : tree_find(n, wd);
	if (wd < 0) {
		refuse(n, s, node, errno);
		close(fd);
	} else if (known && known != node) {
		known_elsewhere(n, node, known);
		close(fd);
	} else {
		if (!known && node->wd >= 0) {
			/* Another directory by the same name. */
			inotify_rm_watch(n->fd, node->wd);
			table_remove(n, node);
		}
		if (!known)
			table_add(n, node, wd);
		if (n->subtree)
			list(n, s, node, fd);
		else
			close(fd);
	}
}

static int scan(struct notify *n, struct notify_node *top, bool tell)
{
	struct scan s = { .tell = tell };
	struct notify_node *node;
	to_scan(&s, top);
	while ((node = s.first)) {
		s.first = node->to_scan;
		scan_one(n, &s, node);
	}
	return s.err;
}

void tree_enter(struct notify *n, struct notify_node *in, const char *name,
		bool tell)
{
	struct notify_node *node = tree_child(in, name) ?: node_new(in, name);
	if (!node || scan(n, node, tell))
		tell_missed(n);
}

void tree_again(struct notify *n)
{
	while (n->root->children)
		tree_drop(n, n->root->children);
	if (scan(n, n->root, false))
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
	n->root = node_new(NULL, "");
	n->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (!n->table || !n->root)
		return STATUS_NO_MEMORY;
	if (n->fd < 0)
		return STATUS_INSUFFICIENT_RESOURCES;
	int err = scan(n, n->root, false);
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
