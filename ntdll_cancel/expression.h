/*
 * Names with wild cards in them.
 */
#ifndef WINCANCEL_EXPRESSION_H
#define WINCANCEL_EXPRESSION_H

#include "windows_nt.h"
#include <stdbool.h>
#include <stddef.h>

bool expression_has_wild(const WCHAR *mask, size_t length);
/* Without regard to the case of ASCII letters. */
bool expression_matches(const WCHAR *mask, size_t mask_length,
			const WCHAR *name, size_t length);

#endif
