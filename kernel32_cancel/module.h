/*
 * Modules, shared between what finds those that are loaded (module_elf.c) and what
 * loads them (library_elf.c). An HMODULE is the address where the module begins, as
 * on Windows; the dynamic linker is asked anew each time, so there is no table and
 * no lock of ours.
 */
#ifndef WINCANCEL_MODULE_H
#define WINCANCEL_MODULE_H

#include "kernel32_cancel/kernel32.h"

struct module {
	void *base;
	BOOL is_program;
	char path[PATH_CHARS];
};

/* Our library in the place of one of Windows', by its file name; NULL. */
const char *module_ours(const char *windows_name);
/* Whether that is where the module came from: it is never unloaded. */
BOOL module_is_ours(const struct module *module);

BOOL module_at(const void *base, struct module *module);
BOOL module_around(const void *address, struct module *module);
/* By name, with or without its folder and .dll. */
BOOL module_named(const char *name, struct module *module);
/* The Linux path of a file that can be read. */
BOOL module_file(const char *path, char real[PATH_CHARS]);
/* A reference of the dynamic linker, for dlsym and dlclose; NULL. */
void *module_open(const struct module *module, int more);

/* What comes after the last separator of either kind. */
const char *base_name(const char *path);

#endif
