/*
 * WINCANCEL_RESOLVER=system: getaddrinfo on a thread of the module's pool, for what
 * only the system's resolver can (mDNS, LDAP …). It can't be stopped: what a stopped
 * look-up's thread brings is thrown away.
 */
#define _GNU_SOURCE
#include "ws2_cancel/resolver_elf.h"
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

bool system_wanted(void)
{
	const char *wanted = getenv("WINCANCEL_RESOLVER");
	return wanted && !strcmp(wanted, "system");
}

static int error_of(int eai)
{
	switch (eai) {
	case EAI_NONAME:
		return NO_SUCH_HOST;
	case EAI_AGAIN:
		return ASK_AGAIN;
	case EAI_NODATA:
	case EAI_ADDRFAMILY:
		return NOTHING_OF_THIS_KIND;
	default:
		return NO_RECOVERY_FROM;
	}
}

static struct answer *answer_of_list(const char *name,
				     const struct addrinfo *list)
{
	struct answer *a = answer_new(0);
	if (!a || !answer_set_name(a, list->ai_canonname ? list->ai_canonname :
							   name)) {
		answer_free(a);
		return NULL;
	}
	for (; list; list = list->ai_next) {
		struct sockaddr_in *four = (void *)list->ai_addr;
		struct sockaddr_in6 *six = (void *)list->ai_addr;
		if (list->ai_family == AF_INET)
			answer_add_address(a, &four->sin_addr, 4, 0);
		else if (list->ai_family == AF_INET6)
			answer_add_address(a, &six->sin6_addr, 16,
					   six->sin6_scope_id);
	}
	return a;
}

static struct answer *by_name(struct lookup *l)
{
	struct addrinfo *list, hints = {
		.ai_flags = AI_CANONNAME,
		.ai_family = l->families == FAMILY_4 ? AF_INET :
			     l->families == FAMILY_6 ? AF_INET6 :
						       AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
	};
	int eai = getaddrinfo(l->name, NULL, &hints, &list);
	if (eai)
		return answer_new(error_of(eai));
	struct answer *a = answer_of_list(l->name, list);
	freeaddrinfo(list);
	return a;
}

static struct answer *by_address(struct lookup *l)
{
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	bool is_four = l->address.length == 4;
	char name[NI_MAXHOST];
	memcpy(&four.sin_addr, l->address.bytes, 4);
	memcpy(&six.sin6_addr, l->address.bytes, 16);
	int eai = getnameinfo(is_four ? (void *)&four : (void *)&six,
			      is_four ? sizeof(four) : sizeof(six), name,
			      sizeof(name), NULL, 0, NI_NAMEREQD);
	if (eai)
		return answer_new(error_of(eai));
	struct answer *a = answer_new(0);
	if (a) {
		answer_set_name(a, name);
		answer_add_address(a, l->address.bytes, l->address.length, 0);
	}
	return a;
}

static void work(void *arg)
{
	struct lookup *l = arg;
	struct answer *a = NULL;
	l->error = NO_RECOVERY_FROM;
	if (!lookup_stopped(l) && !l->by_address && !l->name[0])
		a = local_own(l);
	else if (!lookup_stopped(l))
		a = l->by_address ? by_address(l) : by_name(l);
	lookup_end(l, a);
}

void system_ask(struct lookup *l)
{
	l->error = NO_RECOVERY_FROM;
	if (!worker_run(work, l))
		lookup_end(l, NULL);
}
