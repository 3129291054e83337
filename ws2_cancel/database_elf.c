/*
 * Services and protocols, by the system's databases (/etc/services and what
 * nsswitch.conf names beside it).
 */
#define _GNU_SOURCE
#include "ws2_cancel/resolver.h"
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ROOM (1 << 20)

static struct answer *filled(const char *name, char **aliases,
			     const char *proto, int number)
{
	struct answer *a = answer_new(0);
	bool good = a && answer_set_name(a, name) &&
		    (!proto || answer_set_proto(a, proto));
	for (; good && aliases && *aliases; aliases++)
		good = answer_add_alias(a, *aliases);
	if (!good) {
		answer_free(a);
		return NULL;
	}
	a->number = number;
	return a;
}

/* Repeats a look-up with more room for what it found. `found` is NULL if nothing. */
#define WITH_ROOM(entry, call)                                             \
	struct entry space, *found = NULL;                                 \
	char *room = NULL;                                                 \
	size_t size = 1024;                                                \
	int e = ERANGE;                                                    \
	for (; e == ERANGE && size <= MOST_ROOM; size *= 2) {              \
		char *more = realloc(room, size);                          \
		if (!more)                                                 \
			break;                                             \
		room = more;                                               \
		e = call;                                                  \
	}

#define SERVICE                                                               \
	struct answer *a = found ? filled(found->s_name, found->s_aliases,    \
					  found->s_proto, found->s_port) :    \
				   answer_new(NOTHING_OF_THIS_KIND);          \
	free(room);                                                           \
	return a

#define PROTOCOL                                                              \
	struct answer *a = found ? filled(found->p_name, found->p_aliases,    \
					  NULL, found->p_proto) :             \
				   answer_new(NOTHING_OF_THIS_KIND);          \
	free(room);                                                           \
	return a

struct answer *service_by_name(const char *name, const char *proto)
{
	WITH_ROOM(servent,
		  getservbyname_r(name, proto, &space, room, size, &found))
	SERVICE;
}

struct answer *service_by_port(int port, const char *proto)
{
	WITH_ROOM(servent,
		  getservbyport_r(port, proto, &space, room, size, &found))
	SERVICE;
}

struct answer *protocol_by_name(const char *name)
{
	WITH_ROOM(protoent, getprotobyname_r(name, &space, room, size, &found))
	PROTOCOL;
}

struct answer *protocol_by_number(int number)
{
	WITH_ROOM(protoent,
		  getprotobynumber_r(number, &space, room, size, &found))
	PROTOCOL;
}
