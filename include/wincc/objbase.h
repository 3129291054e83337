/* Owns <objbase.h> with what Wine's leaves out. */
#include_next <objbase.h>
#include <ole_cancel.h>
