/*
 * The functions that return a hostent, servent or protoent. It is the thread's, until
 * its next call of one of them.
 */
#include "ws2_cancel/pack.h"
#include "ws2_cancel/waited.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static DWORD own_index = FLS_OUT_OF_INDEXES;

static void WINAPI own_free(void *buffer)
{
	free(buffer);
}

static BOOL WINAPI own_make(INIT_ONCE *o, void *arg, void **context)
{
	(void)o;
	(void)arg;
	(void)context;
	own_index = FlsAlloc(own_free);
	return own_index != FLS_OUT_OF_INDEXES;
}

/* Takes over a. NULL: last error set. */
static void *own_record(enum record kind, struct answer *a)
{
	int error = a ? a->error : WSA_NOT_ENOUGH_MEMORY;
	char *buffer = NULL;

	if (!error) {
		size_t needed = pack(kind, a, NULL, 0);
		buffer = malloc(needed);
		if (buffer &&
		    InitOnceExecuteOnce(&once, own_make, NULL, NULL)) {
			free(FlsGetValue(own_index));
			FlsSetValue(own_index, buffer);
			pack(kind, a, buffer, needed);
		} else {
			free(buffer);
			buffer = NULL;
			error = WSA_NOT_ENOUGH_MEMORY;
		}
	}
	answer_free(a);
	if (error)
		ws2_fail(error);
	return buffer;
}

static HOSTENT *own_host(const struct lookup_wanted *w)
{
	struct answer *a;
	int error = look_up(w, NULL, &a);

	if (!error)
		return own_record(RECORD_HOST, a);
	ws2_fail(error);
	return NULL;
}

/*
 * gethostbyname: IPv4 only. NULL and "" are this machine.
 */
HOSTENT *WINAPI ws2_gethostbyname(const char *name)
{
	struct lookup_wanted w = { .name = name ? name : "",
				   .families = FAMILY_4 };

	return ws2_refused() ? NULL : own_host(&w);
}

/*
 * gethostbyaddr: WSAEINVAL for another family, WSAEFAULT for another length.
 */
HOSTENT *WINAPI ws2_gethostbyaddr(const char *address, int length, int type)
{
	struct lookup_wanted w = { .address.length = (uint8_t)length };

	if (ws2_refused())
		return NULL;
	if (type != WS_AF_INET && type != WS_AF_INET6) {
		ws2_fail(WSAEINVAL);
		return NULL;
	}
	if (!address || length != (type == WS_AF_INET ? 4 : 16)) {
		ws2_fail(WSAEFAULT);
		return NULL;
	}
	memcpy(w.address.bytes, address, length);
	return own_host(&w);
}

SERVENT *WINAPI ws2_getservbyname(const char *name, const char *proto)
{
	return ws2_refused() ? NULL :
			       own_record(RECORD_SERVICE,
					  service_by_name(name ? name : "",
							  proto));
}

SERVENT *WINAPI ws2_getservbyport(int port, const char *proto)
{
	return ws2_refused() ?
		       NULL :
		       own_record(RECORD_SERVICE,
				  service_by_port((u_short)port, proto));
}

PROTOENT *WINAPI ws2_getprotobyname(const char *name)
{
	return ws2_refused() ? NULL :
			       own_record(RECORD_PROTOCOL,
					  protocol_by_name(name ? name : ""));
}

PROTOENT *WINAPI ws2_getprotobynumber(int number)
{
	return ws2_refused() ? NULL :
			       own_record(RECORD_PROTOCOL,
					  protocol_by_number(number));
}

/*
 * gethostname: WSAEFAULT if the name and its NUL have no room.
 */
int WINAPI ws2_gethostname(char *name, int room)
{
	char own[256];

	if (ws2_refused())
		return SOCKET_ERROR;
	if (gethostname(own, sizeof(own)))
		return ws2_fail(WSAENETDOWN);
	own[sizeof(own) - 1] = 0;
	if (!name || room <= (int)strlen(own))
		return ws2_fail(WSAEFAULT);
	strcpy(name, own);
	return 0;
}
