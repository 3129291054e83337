/* Owns the arguments of the getaddrinfo family, and getaddrinfo itself. */
#include "ws2_cancel/addrinfo.h"
#include "ws2_cancel/waited.h"
#include <stdlib.h>
#include <string.h>

#define KNOWN_FLAGS                                                 \
	(WS_AI_PASSIVE | WS_AI_CANONNAME | WS_AI_NUMERICHOST |      \
	 WS_AI_NUMERICSERV | WS_AI_ALL | WS_AI_ADDRCONFIG |         \
	 WS_AI_V4MAPPED | WS_AI_NON_AUTHORITATIVE | WS_AI_SECURE |  \
	 WS_AI_RETURN_PREFERRED_NAMES | 0x20000 /* AI_FQDN */)

/* network order */
static u_short swap(unsigned long port)
{
	return (u_short)((port & 0xff) << 8 | (port >> 8 & 0xff));
}

static int service_port(struct hints *h, const char *service)
{
	char *end;
	unsigned long port = strtoul(service, &end, 10);
	struct answer *a;
	int error;

	if (*service && !*end) {
		h->port = swap(port);
		return 0;
	}
	if (h->flags & WS_AI_NUMERICSERV)
		return WSAHOST_NOT_FOUND;
	a = service_by_name(service, h->socktype == WS_SOCK_STREAM ? "tcp" :
				     h->socktype == WS_SOCK_DGRAM  ? "udp" :
								     NULL);
	if (!a)
		return WSA_NOT_ENOUGH_MEMORY;
	error = a->error ? WSATYPE_NOT_FOUND : 0;
	h->port = (u_short)a->number;
	answer_free(a);
	return error;
}

static int check(const struct hints *h, const char *name)
{
	if (h->flags & ~KNOWN_FLAGS)
		return WSAEINVAL;
	if ((h->flags & WS_AI_CANONNAME) && !name)
		return WSAEINVAL;
	if (h->family != WS_AF_UNSPEC && h->family != WS_AF_INET &&
	    h->family != WS_AF_INET6)
		return WSAEAFNOSUPPORT;
	if (h->socktype < 0 || h->socktype > WS_SOCK_SEQPACKET)
		return WSAESOCKTNOSUPPORT;
	return 0;
}

int hints_read(struct hints *h, const char *name, const char *service,
	       const ADDRINFOA *hints)
{
	int error;

	*h = (struct hints){ .local = !name };
	if (hints) {
		h->flags = hints->ai_flags;
		h->family = hints->ai_family;
		h->socktype = hints->ai_socktype;
		h->protocol = hints->ai_protocol;
	}
	if (!name && !service)
		return WSAHOST_NOT_FOUND;
	error = check(h, name);
	if (error)
		return error;
	if (name && strlen(name) >= sizeof(h->name))
		return WSAHOST_NOT_FOUND;
	strcpy(h->name, name ? name : "");
	return service ? service_port(h, service) : 0;
}

struct lookup_wanted hints_wanted(const struct hints *h)
{
	bool mapped = h->family == WS_AF_INET6 && (h->flags & WS_AI_V4MAPPED);

	return (struct lookup_wanted){
		.name = h->name,
		.families = (h->family != WS_AF_INET6 || mapped ? FAMILY_4 :
								  0) |
			    (h->family != WS_AF_INET ? FAMILY_6 : 0),
		.numeric = (h->flags & WS_AI_NUMERICHOST) != 0,
	};
}

struct answer *hints_local(const struct hints *h)
{
	struct answer *a = answer_new(0);
	bool any = (h->flags & WS_AI_PASSIVE) != 0;
	uint8_t four[4] = { 127, 0, 0, 1 }, six[16] = { [15] = 1 };

	if (any) {
		memset(four, 0, sizeof(four));
		memset(six, 0, sizeof(six));
	}
	if (a && h->family != WS_AF_INET)
		answer_add_address(a, six, sizeof(six), 0);
	if (a && h->family != WS_AF_INET6)
		answer_add_address(a, four, sizeof(four), 0);
	return a;
}

bool text_from_wide(const WCHAR *wide, char room[HOST_ROOM], const char **text)
{
	*text = NULL;
	if (!wide)
		return true;
	*text = room;
	return WideCharToMultiByte(CP_UTF8, 0, wide, -1, room, HOST_ROOM, NULL,
				   NULL) > 0;
}

/* All of the synchronous ones. */
static int get(enum list_form form, const char *name, const char *service,
	       const ADDRINFOA *hints, void **list)
{
	struct hints h;
	struct answer *a;
	int error;

	if (!list)
		return WSAEINVAL;
	*list = NULL;
	error = hints_read(&h, name, service, hints);
	if (error)
		return error;
	if (h.local) {
		a = hints_local(&h);
	} else {
		struct lookup_wanted w = hints_wanted(&h);
		error = look_up(&w, NULL, &a);
	}
	if (!error)
		error = a ? list_make(form, &h, a, list) :
			    WSA_NOT_ENOUGH_MEMORY;
	answer_free(a);
	return error;
}

static int result(int error)
{
	if (error)
		ws2_fail(error);
	return error;
}

/*
 * getaddrinfo: 0 or Winsock's code, which is the last error, too.
 */
int WINAPI ws2_getaddrinfo(const char *name, const char *service,
			   const ADDRINFOA *hints, ADDRINFOA **list)
{
	if (ws2_refused())
		return ws2_refusal();
	return result(get(LIST_A, name, service, hints, (void **)list));
}

int WINAPI GetAddrInfoW(const WCHAR *name, const WCHAR *service,
			const ADDRINFOW *hints, ADDRINFOW **list)
{
	char name_room[HOST_ROOM], service_room[HOST_ROOM];
	const char *narrow, *narrow_service;

	if (ws2_refused())
		return ws2_refusal();
	if (!text_from_wide(name, name_room, &narrow) ||
	    !text_from_wide(service, service_room, &narrow_service))
		return result(WSAHOST_NOT_FOUND);
	return result(get(LIST_W, narrow, narrow_service,
			  (const ADDRINFOA *)hints, (void **)list));
}

void WINAPI ws2_freeaddrinfo(ADDRINFOA *list)
{
	list_free(LIST_A, list);
}

void WINAPI FreeAddrInfoW(ADDRINFOW *list)
{
	list_free(LIST_W, list);
}
