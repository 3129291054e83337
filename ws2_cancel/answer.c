/* Owns the making of answers (answer.h). */
#include "ws2_cancel/answer.h"
#include <stdlib.h>
#include <string.h>

struct answer *answer_new(int error)
{
	struct answer *a = calloc(1, sizeof(*a));
	if (a)
		a->error = error;
	return a;
}

static bool set(char **to, const char *text)
{
	char *copy = strdup(text);
	if (!copy)
		return false;
	free(*to);
	*to = copy;
	return true;
}

bool answer_set_name(struct answer *a, const char *name)
{
	return set(&a->name, name);
}

bool answer_set_proto(struct answer *a, const char *proto)
{
	return set(&a->proto, proto);
}

bool answer_add_alias(struct answer *a, const char *alias)
{
	for (size_t i = 0; i < a->alias_count; i++)
		if (!strcmp(a->aliases[i], alias))
			return true;
	char **more = realloc(a->aliases, (a->alias_count + 1) * sizeof(*more));
	if (!more)
		return false;
	a->aliases = more;
	a->aliases[a->alias_count] = strdup(alias);
	if (!a->aliases[a->alias_count])
		return false;
	a->alias_count++;
	return true;
}

bool answer_add_address(struct answer *a, const void *bytes, size_t length,
			uint32_t scope)
{
	struct host_address one = { .length = length, .scope = scope };
	memcpy(one.bytes, bytes, length);
	for (size_t i = 0; i < a->address_count; i++)
		if (!memcmp(&a->addresses[i], &one, sizeof(one)))
			return true;
	struct host_address *more = realloc(
		a->addresses, (a->address_count + 1) * sizeof(*more));
	if (!more)
		return false;
	a->addresses = more;
	a->addresses[a->address_count++] = one;
	return true;
}

void answer_free(struct answer *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->alias_count; i++)
		free(a->aliases[i]);
	free(a->aliases);
	free(a->addresses);
	free(a->name);
	free(a->proto);
	free(a);
}
