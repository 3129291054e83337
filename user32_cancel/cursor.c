/*
 * The system's cursors and icons, which programs put into their classes: handles that
 * tell them apart and are good for nothing else, for nobody sees them.
 */
#include "user32_cancel/user32.h"

static HANDLE stock(HINSTANCE instance, const void *name, const WORD *known,
		    unsigned count)
{
	/* resources are in PE files */
	if (instance) {
		fail_with(ERROR_RESOURCE_DATA_NOT_FOUND);
		return NULL;
	}
	for (unsigned i = 0; i < count; i++)
		if ((ULONG_PTR)name == known[i])
			return (HANDLE)((ULONG_PTR)0x10000 + known[i]);
	fail_with(ERROR_RESOURCE_NAME_NOT_FOUND);
	return NULL;
}

/*
 * LoadCursor: one of the system's (IDC_ARROW to IDC_HELP), the same handle each time;
 * ERROR_RESOURCE_NAME_NOT_FOUND; ERROR_RESOURCE_DATA_NOT_FOUND for a module's own.
 * (Microsoft: LoadCursor)
 */
HCURSOR WINAPI LoadCursorW(HINSTANCE instance, const WCHAR *name)
{
	static const WORD known[] = {
		32512, 32513, 32514, 32515, 32516, 32640, 32641, 32642, 32643,
		32644, 32645, 32646, 32648, 32649, 32650, 32651,
	};

	return stock(instance, name, known, sizeof(known) / sizeof(*known));
}

HCURSOR WINAPI LoadCursorA(HINSTANCE instance, const char *name)
{
	return LoadCursorW(instance, (const WCHAR *)name);
}

/*
 * LoadIcon: the same for icons (IDI_APPLICATION to IDI_SHIELD).
 * (Microsoft: LoadIcon)
 */
HICON WINAPI LoadIconW(HINSTANCE instance, const WCHAR *name)
{
	static const WORD known[] = {
		32512, 32513, 32514, 32515, 32516, 32517, 32518,
	};

	return stock(instance, name, known, sizeof(known) / sizeof(*known));
}

HICON WINAPI LoadIconA(HINSTANCE instance, const char *name)
{
	return LoadIconW(instance, (const WCHAR *)name);
}
