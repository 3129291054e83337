/*
 * Owns the functions of Windows' C run-time that are told how much room there is: they
 * check, leave an empty result on failure and return what is wrong.
 */
#include "crt.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

errno_t memcpy_s(void *to, size_t room, const void *from, size_t n)
{
	if (!n)
		return 0;
	if (!to)
		return errno = EINVAL;
	if (!from || room < n) {
		memset(to, 0, room);
		return errno = from ? ERANGE : EINVAL;
	}
	memcpy(to, from, n);
	return 0;
}

errno_t memmove_s(void *to, size_t room, const void *from, size_t n)
{
	if (!n)
		return 0;
	if (!to || !from)
		return errno = EINVAL;
	if (room < n)
		return errno = ERANGE;
	memmove(to, from, n);
	return 0;
}

errno_t strerror_s(char *to, size_t room, int error)
{
	char space[128];

	if (!to || !room)
		return errno = EINVAL;
	snprintf(to, room, "%s", strerror_r(error, space, sizeof(space)));
	return 0;
}

errno_t getenv_s(size_t *needed, char *to, size_t room, const char *name)
{
	const char *value;

	if (!needed || !name || (!to && room))
		return errno = EINVAL;
	value = getenv(name);
	*needed = value ? strlen(value) + 1 : 0;
	if (to && room)
		*to = 0;
	if (!value || !room)
		return 0;
	if (*needed > room)
		return errno = ERANGE;
	strcpy(to, value);
	return 0;
}

errno_t _dupenv_s(char **value, size_t *size, const char *name)
{
	const char *found;

	if (!value || !name)
		return errno = EINVAL;
	found = getenv(name);
	*value = found ? strdup(found) : NULL;
	if (size)
		*size = *value ? strlen(found) + 1 : 0;
	return found && !*value ? errno = ENOMEM : 0;
}

/* What _wgetenv has answered. It lasts as long as the variable on Windows; here for
 * good, as every call may be the last to look at it, but each value once. */
static struct answer {
	struct answer *next;
	wchar_t *value;
} *answers;
static pthread_mutex_t answers_lock = PTHREAD_MUTEX_INITIALIZER;

/* value is given over. */
static wchar_t *keep_answer(wchar_t *value)
{
	struct answer *a;

	pthread_mutex_lock(&answers_lock);
	for (a = answers; a && wincrt_wcscmp(a->value, value); a = a->next)
		;
	if (a) {
		free(value);
	} else if ((a = malloc(sizeof(*a)))) {
		*a = (struct answer){ answers, value };
		answers = a;
	} else {
		free(value);
	}
	pthread_mutex_unlock(&answers_lock);
	return a ? a->value : NULL;
}

wchar_t *_wgetenv(const wchar_t *name)
{
	char *narrow = wincrt_narrow_dup(name);
	const char *value = narrow ? getenv(narrow) : NULL;
	wchar_t *wide = value ? wincrt_widen_dup(value) : NULL;

	free(narrow);
	return wide ? keep_answer(wide) : NULL;
}

int _putenv(const char *assignment)
{
	const char *equals = strchr(assignment, '=');
	char *name = equals ? strndup(assignment, equals - assignment) : NULL;
	int failed = -1;

	if (!equals)
		errno = EINVAL;
	else if (name)
		failed = equals[1] ? setenv(name, equals + 1, 1) : unsetenv(name);
	free(name);
	return failed;
}

errno_t localtime_s(struct tm *to, const time_t *at)
{
	if (!to || !at || !localtime_r(at, to))
		return errno = EINVAL;
	return 0;
}

errno_t gmtime_s(struct tm *to, const time_t *at)
{
	if (!to || !at || !gmtime_r(at, to))
		return errno = EINVAL;
	return 0;
}
