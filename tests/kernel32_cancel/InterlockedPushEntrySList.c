/*
 * Interlocked singly linked lists: last in, first out, and every entry comes out
 * once.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"

#define THREADS 4
#define EACH 64
#define ROUNDS 20000

struct item {
	SLIST_ENTRY entry;
	LONG number;
	volatile LONG out;
};

static DECLSPEC_ALIGN(16) SLIST_HEADER list;

/* G-030: order, depth, what each call returns */
static void order(void)
{
	static struct item item[3];
	SLIST_ENTRY *all;

	memset(&list, 0xaa, sizeof(list));
	InitializeSListHead(&list);
	ok(!QueryDepthSList(&list), "depth %u\n", QueryDepthSList(&list));
	ok(!InterlockedPopEntrySList(&list), "something in it\n");
	ok(!InterlockedFlushSList(&list), "something in it\n");
	for (int i = 0; i < 3; i++) {
		SLIST_ENTRY *before =
			InterlockedPushEntrySList(&list, &item[i].entry);

		ok(before == (i ? &item[i - 1].entry : NULL), "%p\n", before);
		ok(QueryDepthSList(&list) == i + 1, "depth %u\n",
		   QueryDepthSList(&list));
	}
	ok(InterlockedPopEntrySList(&list) == &item[2].entry, "not the last\n");
	ok(QueryDepthSList(&list) == 2, "depth %u\n", QueryDepthSList(&list));
	all = InterlockedFlushSList(&list);
	ok(all == &item[1].entry && all->Next == &item[0].entry &&
		   !all->Next->Next,
	   "not what was left\n");
	ok(!QueryDepthSList(&list) && !InterlockedPopEntrySList(&list),
	   "something left\n");
}

/* The layout is Windows': programs look at it in their debuggers only, but the
 * size is compiled into them. */
static void layout(void)
{
	static struct item item;

	InitializeSListHead(&list);
	ok(sizeof(list) == 16, "%u bytes\n", (unsigned)sizeof(list));
	InterlockedPushEntrySList(&list, &item.entry);
	ok(list.Header16.Depth == 1, "depth %u\n",
	   (unsigned)list.Header16.Depth);
	ok(list.Header16.NextEntry == (ULONG_PTR)&item.entry >> 4,
	   "entry %p\n", (void *)(ULONG_PTR)(list.Header16.NextEntry << 4));
	ok(!(list.Region & 15), "low bits %#x\n", (unsigned)list.Region & 15);
}

static DWORD WINAPI churn(void *arg)
{
	(void)arg;
	for (int i = 0; i < ROUNDS; i++) {
		struct item *item =
			(struct item *)InterlockedPopEntrySList(&list);

		if (!item)
			continue;
		ok(InterlockedIncrement(&item->out) == 1, "out twice\n");
		item->number++;
		/* who reads Next of an entry that is not in the list any more
		 * sees this */
		item->entry.Next = (SLIST_ENTRY *)0x10;
		InterlockedDecrement(&item->out);
		InterlockedPushEntrySList(&list, &item->entry);
		if (i % 500)
			continue;
		for (SLIST_ENTRY *at = InterlockedFlushSList(&list), *next; at;
		     at = next) {
			next = at->Next;
			InterlockedPushEntrySList(&list, at);
		}
	}
	return 0;
}

/* G-031: each entry is one thread's at a time, none is lost */
static void many(void)
{
	static DECLSPEC_ALIGN(16) struct item item[EACH];
	HANDLE thread[THREADS];
	int left = 0;

	InitializeSListHead(&list);
	for (int i = 0; i < EACH; i++)
		InterlockedPushEntrySList(&list, &item[i].entry);
	for (int i = 0; i < THREADS; i++)
		thread[i] = start_thread(churn, NULL);
	for (int i = 0; i < THREADS; i++)
		thread_ends(thread[i], 0);
	ok(QueryDepthSList(&list) == EACH, "depth %u\n",
	   QueryDepthSList(&list));
	while (InterlockedPopEntrySList(&list))
		left++;
	ok(left == EACH, "%d left\n", left);
}

struct node {
	SLIST_ENTRY entry;
	char rest[4096];
};

static DWORD WINAPI take_and_unmap(void *arg)
{
	(void)arg;
	for (int i = 0; i < ROUNDS / 10; i++) {
		struct node *node = (struct node *)InterlockedPopEntrySList(&list);

		if (node) {
			memset(node, 0x55, sizeof(*node));
			HeapFree(GetProcessHeap(), 0, node);
		}
		node = HeapAlloc(GetProcessHeap(), 0, sizeof(*node));
		InterlockedPushEntrySList(&list, &node->entry);
	}
	return 0;
}

/* G-031: what was taken may be freed at once */
static void freed_at_once(void)
{
	HANDLE thread[THREADS];
	SLIST_ENTRY *at;

	InitializeSListHead(&list);
	for (int i = 0; i < THREADS; i++)
		thread[i] = start_thread(take_and_unmap, NULL);
	for (int i = 0; i < THREADS; i++)
		thread_ends(thread[i], 0);
	while ((at = InterlockedPopEntrySList(&list)) != NULL)
		HeapFree(GetProcessHeap(), 0, at);
}

START_TEST(InterlockedPushEntrySList)
{
	RUN(order);
	RUN(layout);
	RUN(many);
	RUN(freed_at_once);
}
