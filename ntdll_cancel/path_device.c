/*
 * Names of devices that are more than another name for a file: serial ports and
 * the console.
 */
#include "path.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many units of it are "\\??\" and this, in any case; 0: it begins otherwise. */
static size_t begins(const UNICODE_STRING *name, const char *device)
{
	char all[16];
	size_t n = snprintf(all, sizeof all, "\\??\\%s", device);
	if (name->Length / 2u < n)
		return 0;
	for (size_t i = 0; i < n; i++) {
		WCHAR c = name->Buffer[i];
		if (c >= 'A' && c <= 'Z')
			c |= 32;
		if (c != (WCHAR)all[i])
			return 0;
	}
	return n;
}

static bool is_device(const UNICODE_STRING *name, const char *device)
{
	size_t n = begins(name, device);
	return n && n == name->Length / 2u;
}

bool path_is_console(const UNICODE_STRING *name, bool *output)
{
	*output = is_device(name, "conout$");
	return *output || is_device(name, "conin$");
}

bool path_is_port(const UNICODE_STRING *name)
{
	unsigned number = 0;
	size_t i = begins(name, "com"), n = name->Length / 2;
	for (; i && i < n && number <= PORTS_MAX; i++) {
		WCHAR c = name->Buffer[i];
		if (c < '0' || c > '9' || (c == '0' && !number))
			return false;
		number = number * 10 + (c - '0');
	}
	return number && number <= PORTS_MAX;
}

NTSTATUS path_of_port(const char *name, char *path)
{
	const char *prefix = getenv("WINCANCEL_PREFIX");
	int number = atoi(name + 3);
	if (!prefix || !*prefix)
		snprintf(path, PATH_MAX, "/dev/ttyS%d", number - 1);
	else if (snprintf(path, PATH_MAX, "%s/dosdevices/com%d", prefix,
			  number) >= PATH_MAX)
		return STATUS_NAME_TOO_LONG;
	return STATUS_SUCCESS;
}
