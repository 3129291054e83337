/* Owns the ways of Windows to open a FILE. */
#include "crt.h"

#include <errno.h>
#include <stdlib.h>

/* Linux has no text mode and no word for it. */
static FILE *open_file(const char *name, const char *mode)
{
	char plain[16];
	size_t n = 0;

	for (; *mode && *mode != ','; mode++)
		if (*mode != 't' && *mode != 'b' && *mode != ' ' &&
		    n + 1 < sizeof plain)
			plain[n++] = *mode == 'N' ? 'e' : *mode;
	plain[n] = 0;
	return fopen(name, plain);
}

FILE *_wfopen(const wchar_t *name, const wchar_t *mode)
{
	char *n = wincrt_narrow_dup(name), *m = wincrt_narrow_dup(mode);
	FILE *f = n && m ? open_file(n, m) : NULL;
	int err = errno;

	free(n);
	free(m);
	errno = err;
	return f;
}

errno_t fopen_s(FILE **f, const char *name, const char *mode)
{
	if (!f || !name || !mode)
		return errno = EINVAL;
	*f = open_file(name, mode);
	return *f ? 0 : errno;
}

errno_t _wfopen_s(FILE **f, const wchar_t *name, const wchar_t *mode)
{
	if (!f || !name || !mode)
		return errno = EINVAL;
	*f = _wfopen(name, mode);
	return *f ? 0 : errno;
}
