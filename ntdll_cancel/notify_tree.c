/*
 * The directories that are watched: a node and a watch for each, found by watch or
 * by name. All of it is the drainer's.
 */
#define _GNU_SOURCE
#include "notify.h"
#include <string.h>
#include <sys/inotify.h>

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

/* One that has left is not found by its name any more. */
struct notify_node *tree_child(struct notify_node *in, const char *name)
{
	struct notify_node *node = in->children;
	while (node && (node->left || strcmp(node->name, name)))
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

void tree_hash(struct notify *n, struct notify_node *node, int wd)
{
	if (n->nodes++ > n->table_mask)
		table_grow(n);
	node->wd = wd;
	node->same_hash = *slot_of(n, wd);
	*slot_of(n, wd) = node;
}

void tree_unhash(struct notify *n, struct notify_node *node)
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

struct notify_node *tree_new(struct notify_node *parent, const char *name)
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

/* It waits to be listed, perhaps. */
static void unqueue(struct notify *n, const struct notify_node *node)
{
	struct notify_node **at = &n->to_scan;
	while (*at && *at != node)
		at = &(*at)->to_scan;
	if (*at)
		*at = node->to_scan;
}

static void drop_one(struct notify *n, struct notify_node *node)
{
	found_clear(n, node);
	if (node->queued)
		unqueue(n, node);
	if (node->wd >= 0) {
		/* Of a directory that has gone there is none any more. */
		inotify_rm_watch(n->fd, node->wd);
		tree_unhash(n, node);
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

struct notify_node *tree_next(const struct notify_node *node, bool within)
{
	if (within && node->children)
		return node->children;
	while (node && !node->next)
		node = node->parent;
	return node ? node->next : NULL;
}

/* Or the same. */
static bool is_below(const struct notify_node *node,
		     const struct notify_node *above)
{
	for (; node; node = node->parent)
		if (node == above)
			return true;
	return false;
}

void tree_set_aside(struct notify *n, struct notify_node *node)
{
	node->left = node->replaced = n->loose = true;
}

bool tree_move(struct notify *n, struct notify_node *node,
	       struct notify_node *to, const char *name)
{
	struct notify_node *old = tree_child(to, name);
	if (old == node)
		return true;
	if (is_below(to, node)) {
		tree_doubt(n);
		return false;
	}
	char *copy = mem_new(strlen(name) + 1);
	if (!copy) {
		tell_missed(n);
		tree_doubt(n);
		return false;
	}
	strcpy(copy, name);
	if (old)
		tree_set_aside(n, old);
	unlink_node(node);
	mem_free(node->name);
	node->name = copy;
	node->left = node->replaced = false;
	link_node(node, to);
	return true;
}
