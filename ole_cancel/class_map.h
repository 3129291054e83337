/*
 * Which library has a class, and where its objects may live: the lines of
 * $WINCANCEL_PREFIX/classes, which stand for the registry (docs/com.md).
 */
#ifndef WINCANCEL_OLE_CLASS_MAP_H
#define WINCANCEL_OLE_CLASS_MAP_H

#include "ole.h"
#include <stdbool.h>

enum class_model {
	CLASS_BOTH,		/* in any apartment */
	CLASS_APARTMENT,	/* in any STA */
	CLASS_FREE,		/* in the MTA */
	CLASS_MAIN,		/* in the main STA */
};

struct class_place {
	enum class_model model;
	WCHAR library[1024];
};

/* The first line of this class that can be read; false: there is none. */
bool class_map_find(REFCLSID clsid, struct class_place *place);

#endif
