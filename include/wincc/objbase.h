/*
 * Owns <objbase.h> with what Wine's leaves out.  Wine's is entered again and
 * again on its own way through <ole2.h>: the addition waits for the last exit.
 */
#include_next <objbase.h>

#ifdef __IUnknown_INTERFACE_DEFINED__
#include <ole_cancel.h>
#endif
