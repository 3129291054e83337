/*
 * What this machine knows without asking anybody: addresses written as such, the
 * hosts file, localhost, and its own name.
 */
#define _GNU_SOURCE
#include "ws2_cancel/resolver_elf.h"
#include <ares.h>
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static const uint8_t loopback4[4] = { 127, 0, 0, 1 };
static const uint8_t loopback6[16] = { [15] = 1 };

static struct answer *named(const char *name)
{
	struct answer *a = answer_new(0);
	if (a && answer_set_name(a, name))
		return a;
	answer_free(a);
	return NULL;
}

/* A literal of the other family is nothing to ask a server about. */
static struct answer *other_family(void)
{
	return answer_new(NO_SUCH_HOST);
}

static struct answer *numeric6(const struct lookup *l)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr six;
	unsigned scope = 0;
	const char *zone = strchr(l->name, '%');
	size_t length = zone ? (size_t)(zone - l->name) : strlen(l->name);
	if (length >= sizeof(text))
		return NULL;
	memcpy(text, l->name, length);
	text[length] = 0;
	if (inet_pton(AF_INET6, text, &six) != 1)
		return NULL;
	if (!(l->families & FAMILY_6))
		return other_family();
	if (zone && !(scope = if_nametoindex(zone + 1)) &&
	    sscanf(zone + 1, "%u", &scope) != 1)
		return other_family();
	struct answer *a = named(l->name);
	if (a)
		answer_add_address(a, &six, 16, scope);
	return a;
}

struct answer *local_numeric(const struct lookup *l)
{
	struct in_addr four;
	if (l->by_address || !l->name[0])
		return NULL;
	if (!inet_aton(l->name, &four))
		return numeric6(l);
	if (!(l->families & FAMILY_4))
		return other_family();
	struct answer *a = named(l->name);
	if (a)
		answer_add_address(a, &four, 4, 0);
	return a;
}

/* A line of the hosts file whose address this is. */
static struct answer *line_for(char *line, const struct host_address *wanted)
{
	uint8_t bytes[16];
	char *rest, *word;
	struct answer *a;
	line[strcspn(line, "#\n")] = 0;
	word = strtok_r(line, " \t\r", &rest);
	if (!word ||
	    inet_pton(wanted->length == 4 ? AF_INET : AF_INET6, word, bytes) !=
		    1 ||
	    memcmp(bytes, wanted->bytes, wanted->length) != 0)
		return NULL;
	word = strtok_r(NULL, " \t\r", &rest);
	if (!word || !(a = named(word)))
		return NULL;
	while ((word = strtok_r(NULL, " \t\r", &rest)))
		answer_add_alias(a, word);
	answer_add_address(a, wanted->bytes, wanted->length, 0);
	return a;
}

static struct answer *file_by_address(const struct host_address *wanted)
{
	char line[1024];
	struct answer *a = NULL;
	FILE *file = fopen("/etc/hosts", "re");
	while (file && !a && fgets(line, sizeof(line), file))
		a = line_for(line, wanted);
	if (file)
		fclose(file);
	return a;
}

static void add_file(struct answer **a, const char *name, int family)
{
	struct hostent *h;
	void *channel = dns_any_channel();
	/* It reads the file and touches nothing of the channel. */
	if (!channel || ares_gethostbyname_file(channel, name, family, &h) !=
				ARES_SUCCESS)
		return;
	if (*a)
		answer_add_host(*a, h);
	else
		*a = answer_of_host(h);
	ares_free_hostent(h);
}

static void own_name(char name[NAME_ROOM])
{
	if (gethostname(name, NAME_ROOM))
		name[0] = 0;
	name[NAME_ROOM - 1] = 0;
}

struct answer *local_file(const struct lookup *l)
{
	struct answer *a = NULL;
	char own[NAME_ROOM];
	const char *name = l->name;
	if (l->by_address)
		return file_by_address(&l->address);
	if (!name[0]) {
		own_name(own);
		name = own;
	}
	if (l->families & FAMILY_4)
		add_file(&a, name, AF_INET);
	if (l->families & FAMILY_6)
		add_file(&a, name, AF_INET6);
	return a;
}

static void add_interface(struct answer *a, const struct ifaddrs *i,
			  unsigned families)
{
	if (!i->ifa_addr || !(i->ifa_flags & IFF_UP) ||
	    (i->ifa_flags & IFF_LOOPBACK))
		return;
	if (i->ifa_addr->sa_family == AF_INET && (families & FAMILY_4)) {
		struct sockaddr_in *sin = (struct sockaddr_in *)i->ifa_addr;
		answer_add_address(a, &sin->sin_addr, 4, 0);
	} else if (i->ifa_addr->sa_family == AF_INET6 &&
		   (families & FAMILY_6)) {
		struct sockaddr_in6 *six = (struct sockaddr_in6 *)i->ifa_addr;
		answer_add_address(a, &six->sin6_addr, 16, six->sin6_scope_id);
	}
}

static void add_interfaces(struct answer *a, unsigned families)
{
	struct ifaddrs *all, *i;
	if (!getifaddrs(&all)) {
		for (i = all; i; i = i->ifa_next)
			add_interface(a, i, families);
		freeifaddrs(all);
	}
	if (a->address_count)
		return;
	if (families & FAMILY_4)
		answer_add_address(a, loopback4, 4, 0);
	if (families & FAMILY_6)
		answer_add_address(a, loopback6, 16, 0);
}

static bool is_localhost(const char *name)
{
	static const char suffix[] = ".localhost";
	size_t length = strlen(name), tail = sizeof(suffix) - 1;
	return !strcasecmp(name, suffix + 1) ||
	       (length > tail && !strcasecmp(name + length - tail, suffix));
}

struct answer *local_own(const struct lookup *l)
{
	char own[NAME_ROOM];
	struct answer *a;
	if (l->by_address)
		return NULL;
	own_name(own);
	if (is_localhost(l->name)) {
		a = named(l->name);
		if (a && (l->families & FAMILY_4))
			answer_add_address(a, loopback4, 4, 0);
		if (a && (l->families & FAMILY_6))
			answer_add_address(a, loopback6, 16, 0);
		return a;
	}
	if (l->name[0] && (!own[0] || strcasecmp(l->name, own) != 0))
		return NULL;
	a = named(own[0] ? own : "localhost");
	if (a)
		add_interfaces(a, l->families);
	return a;
}
