/*
 * Wild cards, as the documentation of FsRtlIsNameInExpression has them:
 *
 *	*	any number of characters
 *	?	one character
 *	<	any number of characters up to the last dot, that one not included
 *	>	one character, or none before a dot and at the end
 *	"	a dot, or nothing at the end
 *
 * The last three are what the Win32 layer makes of `*.`, `?` and `.`, so that
 * masks mean what they did on DOS, where every name had a dot.
 */
#include "expression.h"

bool expression_has_wild(const WCHAR *mask, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (mask[i] == '*' || mask[i] == '?' || mask[i] == '<' ||
		    mask[i] == '>' || mask[i] == '"')
			return true;
	return false;
}

static WCHAR fold(WCHAR c)
{
	return c >= 'a' && c <= 'z' ? c - 32 : c;
}

static bool dot_later(const WCHAR *name, const WCHAR *end)
{
	while (++name < end)
		if (*name == '.')
			return true;
	return false;
}

/*
 * Every step goes on, or back to the last star, which then takes one character
 * more: no recursion, and never more steps than mask times name.
 */
bool expression_matches(const WCHAR *mask, size_t mask_length,
			const WCHAR *name, size_t length)
{
	const WCHAR *mask_end = mask + mask_length, *end = name + length;
	const WCHAR *star = NULL, *from = NULL;
	for (;;) {
		WCHAR m = mask < mask_end ? *mask : 0;
		if (m == '*' || m == '<') {
			star = mask++;
			from = name;
			continue;
		}
		if (mask == mask_end && name == end)
			return true;
		if (m == '>') {
			mask++;
			if (name < end && *name != '.')
				name++;
			continue;
		}
		if (m == '"' && name == end) {
			mask++;
			continue;
		}
		if (m && name < end &&
		    (m == '?' || (m == '"' && *name == '.') ||
		     fold(m) == fold(*name))) {
			mask++;
			name++;
			continue;
		}
		/* < takes a dot only if there is another one behind it. */
		if (!star || from == end ||
		    (*star == '<' && *from == '.' && !dot_later(from, end)))
			return false;
		name = ++from;
		mask = star + 1;
	}
}
