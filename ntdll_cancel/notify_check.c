/*
 * Whether the tree is true. All of it is the drainer's.
 *
 * The kernel's news have an order: that of one directory's are as it happened, since
 * it queues them before it lets others change the directory. What must hold is
 *
 *	the tree, changed as the news to come will say, is what there is;
 *	a node without a watch is lost (looked for when there are no news), too
 *	deep, or may not be read.
 *
 * So when all news have been heard every directory has its watch. News keep that,
 * if they are followed by name and nothing else is asked. Only looking breaks it,
 * because what is opened and listed is of now, and the news are of then:
 *
 *   open, rename     The name led to another directory than the one that the news
 *                    mean, or will when they are heard. If that one is known by
 *                    another name, or the name leads nowhere, nothing was learned: the
 *                    node is lost, and moves with the news.
 *   list, rename     The listing has what moved there already, or has no more
 *                    what moved away: the news come to a place that knows better.
 *   rename, watch    The news of "moved to" are not told to us, that of "moved from"
 *                    are: it has left; a lost node that leads to it takes it back.
 *   rename, open     The name leads elsewhere before the news of it are queued: once
 *                    it is opened who changes its directory is waited for.
 *   mkdir, rmdir     harm nothing: whatever has the name now, "created" will be told of
 *                    it, and then it is looked at again.
 *
 * To weigh old news against where a directory is now does not help, as it moves
 * between two of them. O goes from b/y to w/z, C is made at b/y and goes to w/c, O
 * comes back to b/y, and goes to v/q while this is read: "b/y to w/z" finds O at b/y
 * still, "b/y to w/c" does not any more and makes O's node C's. When O is found at v/q
 * there is none at w/c, and no news (tests/race/directory_renames.c).
 *
 * How far the news were when a directory was listed is therefore remembered (seen).
 * A rename that is older and in there, or of it, makes the tree doubtful. So does
 * whatever can't be: a directory to be moved below itself, one that goes with
 * something in it, one that was replaced and lives on, one lost for good. What is
 * doubtful is made anew by the side, when there are no news, and compared: each
 * watch must be where it was, or something was missed and that is told. If there are
 * news again by then, the difference may be theirs, and it is tried once more.
 */
#define _GNU_SOURCE
#include "notify.h"
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* How often a difference is laid to news that have come meanwhile. */
#define CHECKS 3

unsigned news_waiting(const struct notify *n)
{
	int bytes;
	return ioctl(n->fd, FIONREAD, &bytes) ? 0 : (unsigned)bytes;
}

void tree_seen(const struct notify *n, struct notify_node *node)
{
	node->seen = n->taken + news_waiting(n);
}

bool tree_is_ahead(const struct notify *n, const struct notify_node *node)
{
	return node && n->at < node->seen;
}

void tree_doubt(struct notify *n)
{
	n->doubtful = n->loose = true;
}

/* ---- anew -------------------------------------------------------------------- */

struct tree {
	struct notify_node *root, **table;
	uint32_t table_mask, nodes;
};

static struct tree take(struct notify *n)
{
	return (struct tree){ n->root, n->table, n->table_mask, n->nodes };
}

static void put(struct notify *n, const struct tree *t)
{
	n->root = t->root;
	n->table = t->table;
	n->table_mask = t->table_mask;
	n->nodes = t->nodes;
}

/* A tree that is not n's: the watches that n's does not have go, too. */
static void let_go(struct notify *n, struct tree *t)
{
	for (struct notify_node *node = t->root; node;
	     node = tree_next(node, true)) {
		if (node->wd >= 0 && !tree_find(n, node->wd))
			inotify_rm_watch(n->fd, node->wd);
		node->wd = -1;
	}
	if (t->root)
		tree_drop(n, t->root);
	mem_free(t->table);
}

/* The errno of what kept it from being whole. */
static int make_anew(struct notify *n)
{
	struct notify_node *root = tree_new(NULL, "");
	struct notify_node **table = mem_zeroed(n->table_mask + 1,
						sizeof *table);
	struct tree new = { root, table, n->table_mask, 0 };
	put(n, &new);
	return root && table ? tree_scan(n, root, false) : ENOMEM;
}

static bool is_same(const struct notify_node *a, const struct notify_node *b)
{
	return !a->left && !strcmp(a->name, b->name) &&
	       (!a->parent || !b->parent ? a->parent == b->parent :
					   a->parent->wd == b->parent->wd);
}

/* Every watch of the one where the other has it, and of those no more. */
static bool is_true(struct notify *n, const struct tree *old)
{
	struct tree new = take(n);
	const struct notify_node *node;
	uint32_t watched = 0;
	bool same = true;
	for (node = old->root; node; node = tree_next(node, !node->left))
		watched += !node->left && node->wd >= 0;
	same = watched == new.nodes;
	put(n, old);
	for (node = new.root; node && same; node = tree_next(node, true))
		if (node->wd >= 0) {
			const struct notify_node *was = tree_find(n, node->wd);
			same = was && is_same(was, node);
		}
	put(n, &new);
	return same;
}

/* ANY: whenever it was looked for. */
#define ANY UINT32_MAX

static struct notify_node *first_lost(const struct notify *n, uint32_t not_of)
{
	struct notify_node *node = n->root;
	while ((node = tree_next(node, !node->left)))
		if (node->lost && !node->left && node->round != not_of)
			return node;
	return NULL;
}

/* Nobody moves them, and still they are not there. */
static void drop_lost(struct notify *n)
{
	struct notify_node *node;
	while ((node = first_lost(n, ANY)))
		tree_drop(n, node);
}

/* False: it can't be done now. */
static bool check(struct notify *n)
{
	struct tree old = take(n), new;
	int err = make_anew(n);
	POINT("notify:check");
	bool quiet = !news_waiting(n);
	bool same = !err && is_true(n, &old);
	/* Without a watch left the rest is better than nothing. */
	bool failed = err && err != ENOSPC;
	if (failed || (!same && !quiet && n->checks++ < CHECKS)) {
		new = take(n);
		put(n, &old);
		let_go(n, &new);
		n->loose = true;
	} else {
		found_clear(n, NULL);
		let_go(n, &old);
		n->doubtful = false;
		n->checks = 0;
		if (quiet)
			drop_lost(n);
	}
	if (failed || (!same && !n->doubtful))
		tell_missed(n);
	return !failed;
}

/* ---- when all news have been heard --------------------------------------------- */

static void find_lost(struct notify *n)
{
	struct notify_node *node;
	while ((node = first_lost(n, n->round))) {
		node->round = n->round;
		/* Somebody may have looked into it since it was told of. */
		if (tree_scan(n, node, true))
			tell_missed(n);
	}
	if (first_lost(n, ANY) && !news_waiting(n))
		tree_doubt(n);
}

static struct notify_node *first_left(const struct notify *n)
{
	struct notify_node *node = n->root;
	while (node && !node->left)
		node = tree_next(node, true);
	return node;
}

static void drop_left(struct notify *n)
{
	struct notify_node *node;
	while (!n->doubtful && (node = first_left(n)))
		if (node->replaced)
			tree_doubt(n);
		else
			tree_drop(n, node);
}

bool tree_settle(struct notify *n)
{
	n->at = n->taken;
	n->loose = false;
	n->round++;
	find_lost(n);
	drop_left(n);
	return !n->doubtful || check(n);
}

/* Far more than the kernel keeps, for who writes faster than this. */
#define FORGET_READS 4096

void tree_again(struct notify *n)
{
	char buffer[EVENT_BYTES];
	ssize_t got = 1;
	tree_watch_parent(n);
	/* They would only tell what is seen anyway. */
	for (unsigned i = 0; i < FORGET_READS && got > 0; i++)
		if ((got = read(n->fd, buffer, sizeof buffer)) > 0)
			n->taken += (size_t)got;
	n->checks = CHECKS;
	tree_doubt(n);
	if (check(n))
		tell_missed(n);
}
