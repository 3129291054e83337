/*
 * What Wine's ole32 leaves out of COM's cancelling is looked up there, so that the
 * test can be loaded; a case that needs it begins with OLE_ENTRIES_OR_SKIP().
 */
#ifndef TESTS_LIB_OLE_ENTRIES_H
#define TESTS_LIB_OLE_ENTRIES_H

#include <ole_cancel.h>

/* Wine's are stubs that end the process when called. */
#define OLE_ENTRIES_OR_SKIP() do { \
	if (winetest_platform_is_wine) { \
		skip("Wine cannot cancel a call of COM\n"); \
		return; \
	} } while (0)

#endif
