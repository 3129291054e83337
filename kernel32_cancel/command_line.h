/*
 * What CreateProcess makes of its two strings, in UTF-8: the program that is
 * meant, and the arguments that Windows' C library would find in the line.
 */
#ifndef WINCANCEL_COMMAND_LINE_H
#define WINCANCEL_COMMAND_LINE_H

#include "kernel32_cancel/kernel32.h"

/* As long as Windows takes, with its NUL. */
#define COMMAND_LINE_BYTES 32768

/* program_elf.c: the Linux path of the program; PATH_CHARS bytes. */
NTSTATUS program_named(const char *name, char *path);
NTSTATUS program_of_line(const char *line, char *path);
NTSTATUS directory_named(const char *name, char *path);

/* command_line.c: arguments of a line, one after the other. Text is cut out of
 * `line` into `space`, of 2 * strlen(line) + 2 bytes; argv has room for
 * strlen(line) / 2 + 3. Returns how many there are. */
size_t command_line_split(const char *line, char *space, char **argv);

/* environment_block_elf.c: what execve takes, to be freed as one; NULL: no memory.
 * Of a block, or of the process if that is NULL. */
char **environment_of(const void *block, BOOL wide);
/* environment_elf.c: of the process. */
char **environment_copy(void);

/* attribute_list.c */
struct attribute_list;
/* The handles that may cross; FALSE: the list does not say. */
BOOL attribute_handles(const struct attribute_list *list, const HANDLE **handles,
		       ULONG *count);

#endif
