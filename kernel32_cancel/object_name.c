/*
 * Names and attributes of events, mutexes and semaphores. Names are plain,
 * case matters, and one name serves the whole process; `Local\` and `Global\`
 * in front of it say the same.
 */
#include "kernel32_cancel/kernel32.h"

static const WCHAR *skip_prefix(const WCHAR *name, const WCHAR *prefix)
{
	const WCHAR *at = name;

	while (*prefix && *at == *prefix) {
		at++;
		prefix++;
	}
	return *prefix ? name : at;
}

/* ERROR_PATH_NOT_FOUND for a name with a backslash in it,
 * ERROR_FILENAME_EXCED_RANGE for one that with its NUL is
 * longer than MAX_PATH. */
static BOOL set_name(struct object_name *object, const WCHAR *name)
{
	size_t length = 0;

	name = skip_prefix(skip_prefix(name, u"Local\\"), u"Global\\");
	for (; name[length]; length++) {
		if (name[length] == u'\\')
			return fail_with(ERROR_PATH_NOT_FOUND);
		if (length == MAX_PATH - 1)
			return fail_with(ERROR_FILENAME_EXCED_RANGE);
		object->text[length] = name[length];
	}
	if (!length)
		return TRUE;
	object->text[length] = 0;
	RtlInitUnicodeString(&object->string, object->text);
	object->attributes.ObjectName = &object->string;
	return TRUE;
}

/*
 * For a Create function: a name that exists is opened. NULL or "" for none.
 */
BOOL object_name_create(struct object_name *object, const WCHAR *name,
			const SECURITY_ATTRIBUTES *security)
{
	ULONG flags = OBJ_OPENIF;

	if (security && security->bInheritHandle)
		flags |= OBJ_INHERIT;
	InitializeObjectAttributes(&object->attributes, NULL, flags, NULL, NULL);
	return !name || set_name(object, name);
}

/*
 * For an Open function: no name is ERROR_INVALID_PARAMETER, an empty one
 * ERROR_INVALID_HANDLE: it names the directory of names, no object.
 */
BOOL object_name_open(struct object_name *object, const WCHAR *name,
		      BOOL inherit)
{
	if (!name)
		return fail_with(ERROR_INVALID_PARAMETER);
	InitializeObjectAttributes(&object->attributes, NULL,
				   inherit ? OBJ_INHERIT : 0, NULL, NULL);
	if (!set_name(object, name))
		return FALSE;
	return object->attributes.ObjectName || fail_with(ERROR_INVALID_HANDLE);
}

/*
 * The A functions: the name made UTF-16 in `text`; NULL stays NULL.
 */
BOOL object_name_utf16(WCHAR text[MAX_PATH + 2], const char *name)
{
	return !name || utf16_from(name, text, MAX_PATH + 2,
				   ERROR_FILENAME_EXCED_RANGE) != 0;
}

/*
 * What a Create function returns: the handle, and ERROR_ALREADY_EXISTS or 0 as
 * last error; NULL on failure.
 */
HANDLE object_created(NTSTATUS status, HANDLE handle)
{
	if (status == STATUS_OBJECT_NAME_EXISTS)
		RtlSetLastWin32Error(ERROR_ALREADY_EXISTS);
	else
		set_status(status);
	return NT_SUCCESS(status) ? handle : NULL;
}
