/*
 * Which program is meant. An application name is a path as it stands; the first
 * word of a command line is looked for in the caller's own directory, the current
 * one and PATH, unless it is a path itself. Words that are not quoted may have
 * blanks in them: the shortest that is a program is taken.
 *
 * Programs of Linux have no .exe: where a name does not exist, the one without it,
 * or with it, is tried.
 */
#include "kernel32_cancel/command_line.h"
#include "ntdll_cancel/private.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static NTSTATUS nt_name(const char *name, struct nt_path *nt)
{
	WCHAR wide[PATH_CHARS];

	if (!*name)
		return STATUS_OBJECT_NAME_NOT_FOUND;
	if (!utf16_from(name, wide, PATH_CHARS, ERROR_FILENAME_EXCED_RANGE))
		return STATUS_NAME_TOO_LONG;
	return path_to_nt(wide, nt);
}

static NTSTATUS find_exactly(const char *name, char *path)
{
	struct nt_path nt;
	NTSTATUS status = nt_name(name, &nt);

	return status ? status : program_find(&nt.name, path);
}

static const char *last_part(const char *name)
{
	const char *last = name;

	for (; *name; name++)
		if (*name == '/' || *name == '\\' || *name == ':')
			last = name + 1;
	return last;
}

NTSTATUS program_named(const char *name, char *path)
{
	char other[PATH_CHARS];
	NTSTATUS status = find_exactly(name, path);

	if (status != STATUS_OBJECT_NAME_NOT_FOUND)
		return status;

	size_t length = strlen(name);
	const char *dot = strrchr(last_part(name), '.');

	if (length + 5 > sizeof(other))
		return status;
	memcpy(other, name, length + 1);
	if (!dot)
		strcpy(other + length, ".exe");
	else if (!strcasecmp(dot, ".exe"))
		other[dot - name] = 0;
	else
		return status;

	NTSTATUS second = find_exactly(other, path);

	return second == STATUS_OBJECT_NAME_NOT_FOUND ? status : second;
}

static NTSTATUS in_directory(const char *directory, size_t length,
			     const char *name, char *path)
{
	char whole[PATH_CHARS];

	if (snprintf(whole, sizeof(whole), "%.*s/%s", (int)length, directory,
		     name) >= (int)sizeof(whole))
		return STATUS_NAME_TOO_LONG;
	return program_named(whole, path);
}

/* What else than "not there" was in the way is remembered. */
static BOOL settled(NTSTATUS status, NTSTATUS *worst)
{
	if (status == STATUS_ACCESS_DENIED)
		*worst = status;
	return !status;
}

/* Beside the program that asks. */
static NTSTATUS in_own_directory(const char *name, char *path)
{
	char own[PATH_CHARS];
	ssize_t length = readlink("/proc/self/exe", own, sizeof(own) - 1);

	while (length > 0 && own[length] != '/')
		length--;
	return length > 0 ? in_directory(own, (size_t)length, name, path)
			  : STATUS_OBJECT_NAME_NOT_FOUND;
}

static NTSTATUS in_list(const char *list, const char *name, char *path)
{
	NTSTATUS worst = STATUS_OBJECT_NAME_NOT_FOUND;

	while (*list) {
		size_t part = strcspn(list, ":");

		if (part &&
		    settled(in_directory(list, part, name, path), &worst))
			return STATUS_SUCCESS;
		list += part + (list[part] == ':');
	}
	return worst;
}

static NTSTATUS search(const char *name, char *path)
{
	NTSTATUS worst = STATUS_OBJECT_NAME_NOT_FOUND;

	if (last_part(name) != name)
		return program_named(name, path);
	if (settled(in_own_directory(name, path), &worst) ||
	    settled(program_named(name, path), &worst))
		return STATUS_SUCCESS;

	DWORD room = GetEnvironmentVariableA("PATH", NULL, 0);
	char *list = room ? calloc(room, 1) : NULL;

	/* Or it has grown meanwhile. */
	if (list && GetEnvironmentVariableA("PATH", list, room) < room &&
	    settled(in_list(list, name, path), &worst))
		worst = STATUS_SUCCESS;
	free(list);
	return worst;
}

static NTSTATUS search_part(const char *from, size_t length, char *path)
{
	char name[PATH_CHARS];

	if (length >= sizeof(name))
		return STATUS_NAME_TOO_LONG;
	memcpy(name, from, length);
	name[length] = 0;
	return search(name, path);
}

NTSTATUS program_of_line(const char *line, char *path)
{
	NTSTATUS first = STATUS_SUCCESS;

	line += strspn(line, " \t");
	if (*line == '"')
		return search_part(line + 1, strcspn(line + 1, "\""), path);
	for (size_t end = 0;; end++) {
		end += strcspn(line + end, " \t");

		NTSTATUS status = search_part(line, end, path);

		if (!status)
			return status;
		if (!first)
			first = status;
		if (!line[end])
			return first;
	}
}

NTSTATUS directory_named(const char *name, char *path)
{
	struct nt_path nt;
	NTSTATUS status = nt_name(name, &nt);

	return status ? STATUS_NOT_A_DIRECTORY
		      : directory_find(&nt.name, path);
}
