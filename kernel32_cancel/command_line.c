/*
 * A command line cut into arguments, by the rules that Microsoft writes down for
 * its C library ("Parsing C command-line arguments"):
 *
 *   the first argument ends at a blank, or at the quote that closes it; in it a
 *   backslash means nothing;
 *   of the others: 2n backslashes and a quote are n backslashes and a quote that
 *   opens or closes; 2n + 1 are n backslashes and a quote as such; other
 *   backslashes are themselves; between quotes two quotes are one as such.
 */
#include "kernel32_cancel/command_line.h"

static BOOL is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static const char *first_argument(const char *at, char **out)
{
	BOOL quoted = FALSE;

	for (; *at && (quoted || !is_blank(*at)); at++) {
		if (*at == '"')
			quoted = !quoted;
		else
			*(*out)++ = *at;
	}
	return at;
}

/* A run of backslashes, and the quote behind it if that is none. */
static const char *backslashes(const char *at, char **out)
{
	size_t n = 0;

	while (at[n] == '\\')
		n++;

	BOOL quote = at[n] == '"';

	for (size_t i = 0; i < (quote ? n / 2 : n); i++)
		*(*out)++ = '\\';
	if (quote && n % 2)
		*(*out)++ = at[n++];
	return at + n;
}

static const char *argument(const char *at, char **out)
{
	BOOL quoted = FALSE;

	while (*at && (quoted || !is_blank(*at))) {
		if (*at == '\\') {
			at = backslashes(at, out);
		} else if (*at != '"') {
			*(*out)++ = *at++;
		} else if (quoted && at[1] == '"') {
			*(*out)++ = '"';
			at += 2;
		} else {
			quoted = !quoted;
			at++;
		}
	}
	return at;
}

size_t command_line_split(const char *line, char *space, char **argv)
{
	size_t count = 0;

	while (is_blank(*line))
		line++;
	do {
		argv[count] = space;
		line = count++ ? argument(line, &space)
			       : first_argument(line, &space);
		*space++ = 0;
		while (is_blank(*line))
			line++;
	} while (*line);
	argv[count] = NULL;
	return count;
}
