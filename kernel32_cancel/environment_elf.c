/*
 * Environment variables. The process has one environment, libc's; a lock keeps
 * the functions here from reading while another of them writes.
 */
#define _GNU_SOURCE
#include "kernel32_cancel/command_line.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static pthread_rwlock_t environment_lock = PTHREAD_RWLOCK_INITIALIZER;

/* Windows ignores case in names, Linux does not: the exact name comes first.
 * Returns the name=value string. */
static char *find(const char *name)
{
	size_t length = strlen(name);
	char *like = NULL;

	for (char **at = environ; at && *at; at++) {
		if (strncasecmp(*at, name, length) || (*at)[length] != '=')
			continue;
		if (!strncmp(*at, name, length))
			return *at;
		if (!like)
			like = *at;
	}
	return like;
}

/* A copy of the value, to be freed; NULL and ERROR_ENVVAR_NOT_FOUND. */
static char *value_of(const char *name)
{
	char *copy = NULL;

	if (!name || !*name) {
		fail_with(ERROR_ENVVAR_NOT_FOUND);
		return NULL;
	}
	pthread_rwlock_rdlock(&environment_lock);

	char *entry = find(name);

	if (entry)
		copy = strdup(entry + strlen(name) + 1);
	pthread_rwlock_unlock(&environment_lock);
	if (!copy)
		fail_with(entry ? ERROR_NOT_ENOUGH_MEMORY
				: ERROR_ENVVAR_NOT_FOUND);
	return copy;
}

/* The UTF-8 form of a string, to be freed; NULL for NULL and on failure. */
static char *utf8_copy(const WCHAR *text)
{
	BOOL bad = FALSE;

	if (!text)
		return NULL;

	size_t units = (size_t)lstrlenW(text) + 1;
	size_t bytes = utf16_to_utf8(text, units, NULL, 0, &bad);
	char *copy = malloc(bytes);

	if (copy)
		utf16_to_utf8(text, units, copy, bytes, &bad);
	else
		fail_with(ERROR_NOT_ENOUGH_MEMORY);
	return copy;
}

/*
 * GetEnvironmentVariableA: the length of the value without the NUL; if `room`
 * is too small the room it takes; 0 and ERROR_ENVVAR_NOT_FOUND if there is no
 * such variable.  (Microsoft: GetEnvironmentVariable)
 */
DWORD WINAPI GetEnvironmentVariableA(const char *name, char *out, DWORD room)
{
	char *value = value_of(name);

	if (!value)
		return 0;

	size_t bytes = strlen(value) + 1;
	BOOL fits = out && bytes <= room;

	if (fits)
		memcpy(out, value, bytes);
	free(value);
	return (DWORD)(fits ? bytes - 1 : bytes);
}

/*
 * GetEnvironmentVariableW: the same in UTF-16.
 */
DWORD WINAPI GetEnvironmentVariableW(const WCHAR *name, WCHAR *out, DWORD room)
{
	BOOL bad = FALSE;
	char *name_a = utf8_copy(name);
	char *value = value_of(name_a);

	free(name_a);
	if (!value)
		return 0;

	size_t bytes = strlen(value) + 1;
	size_t units = utf8_to_utf16(value, bytes, NULL, 0, &bad);
	BOOL fits = out && units <= room;

	if (fits)
		utf8_to_utf16(value, bytes, out, room, &bad);
	free(value);
	return (DWORD)(fits ? units - 1 : units);
}

/*
 * SetEnvironmentVariableA: sets the variable, or removes it if `value` is
 * NULL. ERROR_INVALID_PARAMETER for a name that is empty or has a `=`.
 * (Microsoft: SetEnvironmentVariable)
 */
BOOL WINAPI SetEnvironmentVariableA(const char *name, const char *value)
{
	if (!name)
		return fail_with(ERROR_ENVVAR_NOT_FOUND);
	if (!*name || strchr(name, '='))
		return fail_with(ERROR_INVALID_PARAMETER);
	pthread_rwlock_wrlock(&environment_lock);

	char *entry = find(name);
	char *known = entry ? strndup(entry, strlen(name)) : NULL;
	int failed = value ? setenv(known ? known : name, value, 1)
			   : known ? unsetenv(known) : 0;

	pthread_rwlock_unlock(&environment_lock);
	free(known);
	if (failed)
		return fail_with(ERROR_NOT_ENOUGH_MEMORY);
	return TRUE;
}

/*
 * SetEnvironmentVariableW: the same in UTF-16.
 */
BOOL WINAPI SetEnvironmentVariableW(const WCHAR *name, const WCHAR *value)
{
	char *name_a = utf8_copy(name);
	char *value_a = utf8_copy(value);
	BOOL done = FALSE;

	if (!name || (name_a && (value_a || !value)))
		done = SetEnvironmentVariableA(name_a, value_a);
	free(name_a);
	free(value_a);
	return done;
}

/* Pointers first, then the text that they point into. */
char **environment_copy(void)
{
	size_t strings = 0, bytes = 0;

	pthread_rwlock_rdlock(&environment_lock);
	for (; environ && environ[strings]; strings++)
		bytes += strlen(environ[strings]) + 1;

	char **list = malloc((strings + 1) * sizeof(*list) + bytes);
	char *text = (char *)(list + strings + 1);

	for (size_t i = 0; list && i < strings; i++) {
		list[i] = text;
		text = stpcpy(text, environ[i]) + 1;
	}
	if (list)
		list[strings] = NULL;
	pthread_rwlock_unlock(&environment_lock);
	return list;
}
