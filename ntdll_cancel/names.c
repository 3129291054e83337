/*
 * Named events, mutants and semaphores: one flat list for the process, names
 * compared with regard to case, as Win32 asks for them. It holds no reference: an
 * object leaves it with its last handle.
 */
#include "ntdll_cancel.h"
#include <stdlib.h>
#include <string.h>

struct name {
	struct name *next;
	struct object *object;
	size_t length; /* characters */
	WCHAR text[];
};

static struct lock names_lock;
static struct name *names GUARDED_BY(names_lock);

static struct name *find(const UNICODE_STRING *s) HOLDS(names_lock)
{
	for (struct name *n = names; n; n = n->next) {
		if (n->length == s->Length / 2u &&
		    !memcmp(n->text, s->Buffer, s->Length))
			return n;
	}
	return NULL;
}

/* One directory: the session's names and the global ones are the same. */
static UNICODE_STRING base_name(const UNICODE_STRING *s)
{
	static const WCHAR prefix[] = u"\\BaseNamedObjects\\";
	const USHORT length = sizeof prefix - sizeof *prefix;
	UNICODE_STRING base = *s;
	if (s->Length >= length && !memcmp(s->Buffer, prefix, length)) {
		base.Buffer += length / sizeof *prefix;
		base.Length -= length;
	}
	return base;
}

static bool has_name(const OBJECT_ATTRIBUTES *attr)
{
	return attr && attr->ObjectName && attr->ObjectName->Length;
}

/* Between its last handle's end and name_leave an object must not be revived. */
static bool object_ref_alive(struct object *o)
{
	return atomic_load(&o->handles) && object_ref_live(o);
}

NTSTATUS name_enter(const OBJECT_ATTRIBUTES *attr, struct object **o)
{
	if (!has_name(attr))
		return STATUS_SUCCESS;
	const UNICODE_STRING base = base_name(attr->ObjectName), *s = &base;
	struct name *made = mem_new(sizeof *made + s->Length);
	if (!made)
		return STATUS_NO_MEMORY;
	made->object = *o;
	made->length = s->Length / 2;
	memcpy(made->text, s->Buffer, s->Length);
	struct object *mine = NULL;
	NTSTATUS status = STATUS_SUCCESS;
	lock_take(&names_lock);
	struct name *old = find(s);
	if (old && object_ref_alive(old->object)) {
		mine = *o;
		if (!(attr->Attributes & OBJ_OPENIF))
			status = STATUS_OBJECT_NAME_COLLISION;
		else if (old->object->kind != mine->kind)
			status = STATUS_OBJECT_TYPE_MISMATCH;
		else
			status = STATUS_OBJECT_NAME_EXISTS;
		if (status < 0)
			mine = old->object; /* give back what was taken */
		else
			*o = old->object;
	} else {
		made->next = names;
		names = made;
		(*o)->name = made;
		made = NULL;
	}
	lock_drop(&names_lock);
	mem_free(made);
	if (mine)
		object_unref(mine);
	return status;
}

NTSTATUS name_find(const OBJECT_ATTRIBUTES *attr, enum object_kind kind,
		   struct object **o)
{
	if (!attr || !attr->ObjectName)
		return STATUS_INVALID_PARAMETER;
	if (!attr->ObjectName->Length)
		return STATUS_OBJECT_PATH_SYNTAX_BAD;
	const UNICODE_STRING base = base_name(attr->ObjectName);
	lock_take(&names_lock);
	struct name *n = find(&base);
	if (n && !object_ref_alive(n->object))
		n = NULL;
	*o = n ? n->object : NULL;
	lock_drop(&names_lock);
	if (!*o)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	if ((*o)->kind != kind) {
		object_unref(*o);
		return STATUS_OBJECT_TYPE_MISMATCH;
	}
	return STATUS_SUCCESS;
}

void name_leave(struct object *o)
{
	if (!o->name)
		return;
	lock_take(&names_lock);
	struct name **at = &names;
	while (*at != o->name)
		at = &(*at)->next;
	*at = o->name->next;
	lock_drop(&names_lock);
	mem_free(o->name);
	o->name = NULL;
}
