/*
 * Interlocked singly linked lists, by their Win32 names. Header and entries are the
 * program's memory, aligned to 16; what works on them is ntdll_cancel/slist.c.
 */
#include "kernel32_cancel/kernel32.h"

/* Wine's headers leave it out. */
SLIST_ENTRY *WINAPI RtlInterlockedPushListSListEx(SLIST_HEADER *list,
						  SLIST_ENTRY *first,
						  SLIST_ENTRY *last,
						  ULONG count);

/*
 * InitializeSListHead: an empty list.  (Microsoft: InitializeSListHead)
 */
void WINAPI InitializeSListHead(SLIST_HEADER *list)
{
	RtlInitializeSListHead(list);
}

/*
 * InterlockedPushEntrySList: puts the entry first; what was first before, or
 * NULL.  (Microsoft: InterlockedPushEntrySList)
 */
SLIST_ENTRY *WINAPI InterlockedPushEntrySList(SLIST_HEADER *list,
					      SLIST_ENTRY *entry)
{
	return RtlInterlockedPushEntrySList(list, entry);
}

/*
 * InterlockedPushListSListEx: the same for a chain of `count` entries.
 * (Microsoft: InterlockedPushListSListEx)
 */
SLIST_ENTRY *WINAPI InterlockedPushListSListEx(SLIST_HEADER *list,
					       SLIST_ENTRY *first,
					       SLIST_ENTRY *last, ULONG count)
{
	return RtlInterlockedPushListSListEx(list, first, last, count);
}

/*
 * InterlockedPopEntrySList: takes the first entry; NULL if there is none.
 * (Microsoft: InterlockedPopEntrySList)
 */
SLIST_ENTRY *WINAPI InterlockedPopEntrySList(SLIST_HEADER *list)
{
	return RtlInterlockedPopEntrySList(list);
}

/*
 * InterlockedFlushSList: takes all entries, the last pushed first.
 * (Microsoft: InterlockedFlushSList)
 */
SLIST_ENTRY *WINAPI InterlockedFlushSList(SLIST_HEADER *list)
{
	return RtlInterlockedFlushSList(list);
}

/*
 * QueryDepthSList: how many there are, in 16 bits.
 * (Microsoft: QueryDepthSList)
 */
USHORT WINAPI QueryDepthSList(SLIST_HEADER *list)
{
	return RtlQueryDepthSList(list);
}
