/*
 * The list of attributes that STARTUPINFOEX carries. One attribute is known: which
 * handles the child may inherit.
 */
#include "kernel32_cancel/command_line.h"

#define LIST_MAGIC 0x4c415450u

struct attribute_list {
	DWORD magic, room;
	BOOL has_handles;
	ULONG count;
	const HANDLE *handles; /* the program's own array, which it keeps */
};

static struct attribute_list *
list_of(struct _PROC_THREAD_ATTRIBUTE_LIST *opaque)
{
	struct attribute_list *list = (struct attribute_list *)opaque;

	return list && list->magic == LIST_MAGIC ? list : NULL;
}

/*
 * InitializeProcThreadAttributeList: makes `list`, which has *size bytes, ready
 * for `count` attributes. ERROR_INSUFFICIENT_BUFFER and the size that it takes if
 * that is too small, or for NULL.
 * (Microsoft: InitializeProcThreadAttributeList)
 */
BOOL WINAPI InitializeProcThreadAttributeList(
	struct _PROC_THREAD_ATTRIBUTE_LIST *list, DWORD count, DWORD flags,
	SIZE_T *size)
{
	struct attribute_list *made = (struct attribute_list *)list;

	if (flags || !size)
		return fail_with(ERROR_INVALID_PARAMETER);

	BOOL fits = made && *size >= sizeof(*made);

	*size = sizeof(*made);
	if (!fits)
		return fail_with(ERROR_INSUFFICIENT_BUFFER);
	*made = (struct attribute_list){ .magic = LIST_MAGIC, .room = count };
	return TRUE;
}

/*
 * UpdateProcThreadAttribute: PROC_THREAD_ATTRIBUTE_HANDLE_LIST, once; the array
 * has to stay until CreateProcess. Another attribute: ERROR_NOT_SUPPORTED.
 * (Microsoft: UpdateProcThreadAttribute)
 */
BOOL WINAPI UpdateProcThreadAttribute(
	struct _PROC_THREAD_ATTRIBUTE_LIST *opaque, DWORD flags,
	DWORD_PTR attribute, void *value, SIZE_T size, void *previous,
	SIZE_T *returned)
{
	struct attribute_list *list = list_of(opaque);

	if (!list || flags || previous || returned)
		return fail_with(ERROR_INVALID_PARAMETER);
	if (attribute != PROC_THREAD_ATTRIBUTE_HANDLE_LIST)
		return fail_with(ERROR_NOT_SUPPORTED);
	if (list->has_handles)
		return fail_with(ERROR_OBJECT_NAME_EXISTS);
	if (!list->room)
		return fail_with(ERROR_GEN_FAILURE);
	if (!value || !size || size % sizeof(HANDLE) || size > 0x7fffffff)
		return fail_with(ERROR_BAD_LENGTH);
	list->has_handles = TRUE;
	list->handles = value;
	list->count = (ULONG)(size / sizeof(HANDLE));
	return TRUE;
}

/*
 * DeleteProcThreadAttributeList: it holds nothing that would have to go.
 * (Microsoft: DeleteProcThreadAttributeList)
 */
void WINAPI
DeleteProcThreadAttributeList(struct _PROC_THREAD_ATTRIBUTE_LIST *opaque)
{
	struct attribute_list *list = list_of(opaque);

	if (list)
		list->magic = 0;
}

BOOL attribute_handles(const struct attribute_list *list, const HANDLE **handles,
		       ULONG *count)
{
	if (!list || list->magic != LIST_MAGIC || !list->has_handles)
		return FALSE;
	*handles = list->handles;
	*count = list->count;
	return TRUE;
}
