/*
 * The child of a fork: Winsock is not for it until it is another program. What was
 * begun is the parent's, and so are the sockets that servers are asked through.
 */
#include "ws2_cancel/ws2.h"
#include <pthread.h>

static void forked(void)
{
	ws2_forked = true;
	atomic_store(&ws2_uses, 0);
}

static void __attribute__((constructor)) heed_forks(void)
{
	pthread_atfork(NULL, NULL, forked);
}
