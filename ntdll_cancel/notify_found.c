/*
 * The names that listing a new directory has found, until the kernel's queue is
 * empty once: what was made between watch and listing is found, and an event too.
 */
#include "notify.h"
#include <string.h>

static uint32_t hash_of(const struct notify_node *in, const char *name)
{
	uint32_t hash = (uintptr_t)in >> 4;
	for (; *name; name++)
		hash = hash * 31 + (unsigned char)*name;
	return hash % FOUND_HASH;
}

void found_add(struct notify *n, struct notify_node *in, const char *name)
{
	struct notify_found **at = &n->found[hash_of(in, name)];
	struct notify_found *new = mem_new(sizeof *new + strlen(name) + 1);
	if (!new)
		return; /* it may be told twice, which is no loss */
	strcpy(new->name, name);
	new->in = in;
	new->next = *at;
	*at = new;
	n->any_found = true;
}

bool found_take(struct notify *n, const struct notify_node *in,
		const char *name)
{
	struct notify_found **at = &n->found[hash_of(in, name)];
	while (*at && ((*at)->in != in || strcmp((*at)->name, name)))
		at = &(*at)->next;
	struct notify_found *old = *at;
	if (!old)
		return false;
	*at = old->next;
	mem_free(old);
	return true;
}

void found_clear(struct notify *n, const struct notify_node *in)
{
	if (!n->any_found)
		return;
	for (unsigned i = 0; i < FOUND_HASH; i++) {
		struct notify_found **at = &n->found[i], *old;
		while ((old = *at)) {
			if (in && old->in != in) {
				at = &old->next;
				continue;
			}
			*at = old->next;
			mem_free(old);
		}
	}
	n->any_found = in != NULL;
}
