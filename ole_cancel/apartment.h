/*
 * Apartments: which there are, and which one the calling thread is in. The
 * multithreaded one lives as long as a thread has initialised it or somebody has
 * asked for it (CoIncrementMTAUsage); every thread that has initialised nothing is
 * in it then. A single-threaded one lives from its thread's first CoInitialize to
 * its last CoUninitialize. The record outlives that while it is referenced.
 *
 *   apartments_lock → nothing
 */
#ifndef WINCANCEL_OLE_APARTMENT_H
#define WINCANCEL_OLE_APARTMENT_H

#include "ole.h"
#include <stdbool.h>

enum apartment_kind {
	APARTMENT_MTA,
	APARTMENT_STA,
};

struct apartment {
	struct apartment *next;		/* [apartments_lock] of those not ended */
	LONG refs;			/* interlocked */
	enum apartment_kind kind;
	bool main;			/* the first STA: it serves what has no
					 * threading model */
	bool host;			/* [apartments_lock] COM's own: class_host.c */
	DWORD thread_id;		/* an STA's */
	ULONG64 id;			/* never used again; an OXID */
	SRWLOCK lock;
	bool ended;			/* [lock] set before the hooks of its end
					 * are called: nothing may be added */
	/* The queue of calls, exports and imports: remoting's [lock] */
	void *remoting;
};

/*
 * The calling thread's apartment, referenced: the one that it initialised, else the
 * MTA if there is one, else NULL (CO_E_NOTINITIALIZED).
 */
struct apartment *apartment_current(void);
/* The main STA, or the MTA, referenced, or NULL if there is none. */
struct apartment *apartment_main_sta(void);
struct apartment *apartment_mta(void);
struct apartment *apartment_by_id(ULONG64 id);
void apartment_ref(struct apartment *apartment);
void apartment_unref(struct apartment *apartment);
/* Is the calling thread in it? */
bool apartment_is_current(const struct apartment *apartment);

/*
 * What is to be done when an apartment ends: on the thread whose CoUninitialize (or
 * end) ends it, which still is in it, with nothing locked; the last registered
 * first. Before its record is freed. And when any thread has left any. Registered by constructor functions or
 * under InitOnce; at most APARTMENT_HOOKS each.
 */
#define APARTMENT_HOOKS 8
struct apartment_hooks {
	void (*ends)(struct apartment *apartment);
	void (*freed)(struct apartment *apartment);
	void (*left)(void);
};
void apartment_hook(const struct apartment_hooks *hooks);

/* The calling thread's own is one that COM keeps. */
void apartment_is_host(void);
/* There is no other apartment (any more). The MTA counts as one if nobody uses it but
 * by one usage, which is ours if `mta_usage`. */
bool apartments_are_hosts(CO_MTA_USAGE_COOKIE mta_usage);

/* A thread ends that may have initialised an apartment and not left it. */
struct com_thread;
void apartment_thread_ends(struct com_thread *thread);

#endif
