/*
 * inotify's events made changes as Windows tells them. All of it is the drainer's.
 */
#define _GNU_SOURCE
#include "notify.h"
#include "path.h"
#include <poll.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>

/* How long the rest of a rename may take. */
#define RENAME_MS 2

void tell_missed(struct notify *n)
{
	lock_take(&n->file->lock);
	kept_overflow(n);
	lock_drop(&n->file->lock);
}

static bool is_wanted(const struct notify *n, ULONG action,
		      const struct notify_node *in, bool directory)
{
	for (; in; in = in->parent)
		if (in->left)
			return false;
	return action == FILE_ACTION_MODIFIED ||
	       (n->filter & (directory ? FILE_NOTIFY_CHANGE_DIR_NAME :
					 FILE_NOTIFY_CHANGE_FILE_NAME));
}

void tell_change(struct notify *n, ULONG action, const struct notify_node *in,
		 const char *name, bool directory)
{
	char path[NOTIFY_PATH];
	WCHAR wide[NOTIFY_PATH];
	if (!is_wanted(n, action, in, directory))
		return;
	size_t length = tree_path(in, name, path);
	size_t units = name_to_utf16(path, length, wide, NOTIFY_PATH);
	for (size_t i = 0; i < units; i++)
		if (wide[i] == '/')
			wide[i] = '\\';
	lock_take(&n->file->lock);
	if (length)
		kept_add(n, action, wide, units);
	else
		kept_overflow(n);
	lock_drop(&n->file->lock);
}

/* Half of a rename is all there is of it: to outside the tree. */
static void flush_from(struct notify *n)
{
	struct notify_node *from = n->from, *node;
	n->from = NULL;
	if (!from)
		return;
	n->at = n->from_at;
	tell_change(n, FILE_ACTION_REMOVED, from, n->from_name,
		    n->from_directory);
	node = n->from_directory ? tree_child(from, n->from_name) : NULL;
	if (!node)
		return;
	if (tree_is_ahead(n, from) || tree_is_ahead(n, node))
		tree_doubt(n);
	/* Should it come back, its watch has not been interrupted. */
	if (!tree_is_ahead(n, node) || !tree_is_there(n, node))
		node->left = n->loose = true;
}

static void moved_from(struct notify *n, struct notify_node *in,
		       const struct inotify_event *e, bool directory)
{
	n->from = in;
	n->from_at = n->at;
	n->cookie = e->cookie;
	n->from_directory = directory;
	strcpy(n->from_name, e->name);
	found_take(n, in, e->name);
}

static void tell_rename(struct notify *n, const struct notify_node *from,
			struct notify_node *in, const char *name,
			bool directory)
{
	bool known = found_take(n, in, name);
	if (from == in && !known) {
		tell_change(n, FILE_ACTION_RENAMED_OLD_NAME, in, n->from_name,
			    directory);
		tell_change(n, FILE_ACTION_RENAMED_NEW_NAME, in, name,
			    directory);
		return;
	}
	if (from)
		tell_change(n, FILE_ACTION_REMOVED, from, n->from_name,
			    directory);
	if (!known)
		tell_change(n, FILE_ACTION_ADDED, in, name, directory);
}

/* Listing has seen what is there after this, or somewhere between. */
static void move_ahead(struct notify *n, struct notify_node *node,
		       struct notify_node *in, const char *name)
{
	bool ahead = tree_is_ahead(n, node);
	tree_doubt(n);
	if (tree_is_ahead(n, tree_child(in, name)))
		return;
	if (!node || (ahead && tree_is_there(n, node))) {
		tree_enter(n, in, name, false, true);
		return;
	}
	tree_move(n, node, in, name);
	if (ahead && !tree_is_there(n, node))
		tell_missed(n);
}

static void moved_to(struct notify *n, struct notify_node *in, const char *name,
		     bool directory)
{
	struct notify_node *from = n->from, *node;
	n->from = NULL;
	if (from)
		n->at = n->from_at;
	tell_rename(n, from, in, name, directory);
	if (!directory || !n->subtree)
		return;
	node = from ? tree_child(from, n->from_name) : NULL;
	if (tree_is_ahead(n, from) || tree_is_ahead(n, in) ||
	    tree_is_ahead(n, node) || tree_is_ahead(n, tree_child(in, name)))
		move_ahead(n, node, in, name);
	else if (node)
		tree_move(n, node, in, name);
	else /* from inside, and no node: nobody has looked into it yet */
		tree_enter(n, in, name, false, from || n->doubtful);
}

static void created(struct notify *n, struct notify_node *in, const char *name,
		    bool directory)
{
	if (found_take(n, in, name))
		return;
	tell_change(n, FILE_ACTION_ADDED, in, name, directory);
	if (directory && n->subtree)
		tree_enter(n, in, name, true, true);
}

static void deleted(struct notify *n, struct notify_node *in, const char *name,
		    bool directory)
{
	struct notify_node *node = directory ? tree_child(in, name) : NULL;
	found_take(n, in, name);
	tell_change(n, FILE_ACTION_REMOVED, in, name, directory);
	/* It may be the next one of that name already. */
	if (!node || (tree_is_ahead(n, node) && tree_is_there(n, node)))
		return;
	if (node->children)
		tree_doubt(n);
	tree_drop(n, node);
}

/* Its parent has lost something: this directory? */
static void look_at_self(struct notify *n)
{
	struct stat st;
	if (!fstat(n->file->fd, &st) && !st.st_nlink)
		notify_end(n->file, STATUS_DELETE_PENDING);
}

/* Events without a name are of a watched directory itself; its own directory
 * tells of it, but for the first one, which has none. */
static void of_itself(struct notify *n, struct notify_node *node, uint32_t mask)
{
	if (mask & IN_IGNORED) {
		if (node->children)
			tree_doubt(n);
		if (node != n->root)
			tree_drop(n, node);
		else
			look_at_self(n);
	} else if (node == n->root && (mask & (IN_UNMOUNT | IN_DELETE_SELF))) {
		notify_end(n->file, STATUS_DELETE_PENDING);
	} else if (node == n->root && (mask & IN_MOVE_SELF)) {
		tree_watch_parent(n);
		look_at_self(n);
	}
}

static void handle(struct notify *n, const struct inotify_event *e)
{
	bool directory = e->mask & IN_ISDIR;
	if (e->mask & IN_Q_OVERFLOW) {
		tell_missed(n);
		tree_again(n);
		look_at_self(n);
		return;
	}
	if (e->wd == n->parent_wd) {
		if (e->mask & IN_IGNORED)
			n->parent_wd = -1;
		look_at_self(n);
		return;
	}
	struct notify_node *in = tree_find(n, e->wd);
	if (!in)
		return; /* of what has gone from the tree */
	if (!e->len)
		of_itself(n, in, e->mask);
	else if (e->mask & IN_CREATE)
		created(n, in, e->name, directory);
	else if (e->mask & IN_DELETE)
		deleted(n, in, e->name, directory);
	else if (e->mask & IN_MOVED_FROM)
		moved_from(n, in, e, directory);
	else if (e->mask & IN_MOVED_TO)
		moved_to(n, in, e->name, directory);
	else
		tell_change(n, FILE_ACTION_MODIFIED, in, e->name, directory);
}

/* The other half of a rename, in what follows: other threads' news may stand between
 * the two. It is heard now and not again. */
static void find_other_half(struct notify *n, char *at, const char *end)
{
	struct inotify_event *e = (void *)at;
	if (!n->from || at == end)
		return; /* or it is in the next buffer */
	for (; at < end; at += sizeof *e + e->len) {
		e = (void *)at;
		if ((e->mask & IN_MOVED_TO) && e->cookie == n->cookie)
			break;
	}
	if (at < end) {
		handle(n, e);
		e->mask = 0;
	}
	/* It was in a directory that has gone, or there is none. */
	flush_from(n);
}

bool events_end(struct notify *n)
{
	/* The renaming thread may be on its way. */
	struct pollfd p = { .fd = n->fd, .events = POLLIN };
	if (n->from && poll(&p, 1, RENAME_MS) > 0)
		return true;
	flush_from(n);
	if (n->loose && tree_settle(n))
		return true;
	found_clear(n, NULL);
	return false;
}

bool events_read(struct notify *n)
{
	char buffer[EVENT_BYTES] __attribute__((aligned(8)));
	ssize_t got = read(n->fd, buffer, sizeof buffer);
	if (got <= 0)
		return events_end(n);
	const char *end = buffer + got;
	uint64_t begin = n->taken;
	n->taken += (size_t)got;
	find_other_half(n, buffer, end);
	for (char *at = buffer; at < end && !atomic_load(&n->file->closed);) {
		const struct inotify_event *e = (void *)at;
		n->at = begin + (size_t)(at - buffer);
		at += sizeof *e + e->len;
		if (!e->mask)
			continue;
		handle(n, e);
		if (e->mask & IN_MOVED_FROM)
			find_other_half(n, at, end);
	}
	return true;
}
