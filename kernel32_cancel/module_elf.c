/*
 * Finding loaded modules. Windows' own libraries are ours under other names:
 * kernel32, KERNEL32.DLL, C:\windows\system32\kernel32.dll and kernelbase are
 * libkernel32_cancel.so.0, and one that was not built is not there.
 */
#define _GNU_SOURCE
#include "kernel32_cancel/module.h"
#include "ntdll_cancel/private.h"
#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/auxv.h>
#include <unistd.h>

static const struct {
	const char *windows, *library;
} ours[] = {
	{ "kernel32", "libkernel32_cancel.so.0" },
	{ "kernelbase", "libkernel32_cancel.so.0" },
	{ "advapi32", "libkernel32_cancel.so.0" },
	{ "ntdll", "libntdll_cancel.so.0" },
	{ "user32", "libuser32_cancel.so.0" },
	{ "ws2_32", "libws2_cancel.so.0" },
	{ "wsock32", "libwsock32_cancel.so.0" },
	{ "mswsock", "libws2_cancel.so.0" },
	{ "ole32", "libole_cancel.so.0" },
	{ "oleaut32", "libole_cancel.so.0" },
	{ "rpcrt4", "libole_cancel.so.0" },
};

const char *base_name(const char *path)
{
	const char *base = path;

	for (; *path; path++)
		if (*path == '/' || *path == '\\')
			base = path + 1;
	return base;
}

static BOOL in_system_folder(const char *path)
{
	static const char folder[] = "system32";
	size_t length = (size_t)(base_name(path) - path);
	size_t n = sizeof(folder) - 1;

	return !length ||
	       (length > n + 1 &&
		!strncasecmp(path + length - 1 - n, folder, n));
}

/* `name` is `stem`, with or without .dll. */
static BOOL is_dll(const char *name, const char *stem)
{
	size_t n = strlen(stem);

	return !strncasecmp(name, stem, n) &&
	       (!name[n] || !strcmp(name + n, ".") ||
		!strcasecmp(name + n, ".dll"));
}

const char *module_ours(const char *name)
{
	static const char sets[] = "api-ms-win-core-";
	const char *base = base_name(name);

	if (!in_system_folder(name))
		return NULL;
	if (!strncasecmp(base, sets, sizeof(sets) - 1))
		return ours[0].library;
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (is_dll(base, ours[i].windows))
			return ours[i].library;
	return NULL;
}

BOOL module_is_ours(const struct module *module)
{
	const char *base = base_name(module->path);

	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (!strcmp(base, ours[i].library))
			return TRUE;
	return FALSE;
}

BOOL module_file(const char *path, char real[PATH_CHARS])
{
	HANDLE file = CreateFileA(path, GENERIC_READ,
				  FILE_SHARE_READ | FILE_SHARE_WRITE |
					  FILE_SHARE_DELETE,
				  NULL, OPEN_EXISTING, 0, NULL);
	char link[32];
	ssize_t n = -1;
	int fd;

	if (file == INVALID_HANDLE_VALUE)
		return FALSE;
	if (NT_SUCCESS(file_unix_fd(file, &fd))) {
		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		n = readlink(link, real, PATH_CHARS - 1);
	}
	CloseHandle(file);
	real[n < 0 ? 0 : n] = 0;
	return n > 0;
}

struct search {
	const void *base;
	const char *name;
	const char *address;
	struct module *found;
};

static BOOL names_it(const char *base, const char *name)
{
	static const char *const ends[] = { "", ".so", ".dll", ".exe" };
	size_t n = strlen(name);

	if (n && name[n - 1] == '.')
		n--;
	if (strncasecmp(base, name, n))
		return FALSE;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (!strcasecmp(base + n, ends[i]))
			return TRUE;
	return FALSE;
}

/* The program has no name in the linker's list. */
static BOOL program_path(char path[PATH_CHARS])
{
	ssize_t n = readlink("/proc/self/exe", path, PATH_CHARS - 1);

	path[n < 0 ? 0 : n] = 0;
	return n > 0;
}

static BOOL fits(const struct search *s, const char *path, char *begin,
		 const char *end)
{
	if (s->base)
		return s->base == begin;
	if (s->address)
		return s->address >= begin && s->address < end;
	if (base_name(s->name) == s->name)
		return names_it(base_name(path), s->name);

	char real[PATH_MAX];

	return realpath(path, real) && !strcmp(real, s->name);
}

static int look_at(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct search *s = arg;
	ElfW(Addr) from = ~(ElfW(Addr))0, to = 0;
	char path[PATH_CHARS];

	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];

		if (part->p_type != PT_LOAD)
			continue;
		if (part->p_vaddr < from)
			from = part->p_vaddr & ~(ElfW(Addr))4095;
		if (part->p_vaddr + part->p_memsz > to)
			to = part->p_vaddr + part->p_memsz;
	}

	BOOL program = !info->dlpi_name || !*info->dlpi_name;

	if (program && !program_path(path))
		return 0;
	if (!program)
		snprintf(path, sizeof(path), "%s", info->dlpi_name);
	/* The kernel's own has no file. */
	if (!strchr(path, '/') ||
	    !fits(s, path, (char *)info->dlpi_addr + from,
		  (char *)info->dlpi_addr + to))
		return 0;
	s->found->base = (char *)info->dlpi_addr + from;
	s->found->is_program = program;
	strcpy(s->found->path, path);
	return 1;
}

static BOOL find(struct search s)
{
	return dl_iterate_phdr(look_at, &s) != 0;
}

BOOL module_at(const void *base, struct module *module)
{
	if (base)
		return find((struct search){ .base = base, .found = module });
	return module_around((void *)getauxval(AT_PHDR), module);
}

BOOL module_around(const void *address, struct module *module)
{
	return address && find((struct search){ .address = address,
						.found = module });
}

BOOL module_named(const char *name, struct module *module)
{
	const char *library = module_ours(name);
	char real[PATH_CHARS];

	if (library)
		name = library;
	else if (base_name(name) != name)
		name = module_file(name, real) ? real : "";
	return *name && find((struct search){ .name = name, .found = module });
}

void *module_open(const struct module *module, int more)
{
	return dlopen(module->is_program ? NULL : module->path,
		      RTLD_LAZY | RTLD_NOLOAD | more);
}
