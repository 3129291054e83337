/*
 * Modules by their Win32 names: handles, files, functions; loading and unloading.
 * The dynamic linker counts the references. What is ours (module_elf.c) is never
 * unloaded; of that only what Windows has can be found, not what the library itself
 * needs, nor a name of libc's.
 */
#define _GNU_SOURCE
#include "kernel32_cancel/module.h"
#include "ntdll_cancel/private.h"
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The linker's locks are taken in here: not to be stopped meanwhile. */
static void *open_library(const char *name, int flags)
{
	thread_hold();

	void *handle = dlopen(name, RTLD_LAZY | RTLD_LOCAL | flags);

	thread_let_go();
	return handle;
}

/* Ours lie together. */
static BOOL load_ours(const char *library)
{
	Dl_info self;
	char path[PATH_CHARS];

	if (!dladdr((const void *)load_ours, &self))
		return FALSE;

	int folder = (int)(base_name(self.dli_fname) - self.dli_fname);

	snprintf(path, sizeof(path), "%.*s%s", folder, self.dli_fname, library);
	return open_library(path, RTLD_NODELETE) != NULL;
}

static BOOL has_suffix(const char *name, const char *suffix)
{
	size_t n = strlen(name), m = strlen(suffix);

	return n > m && !strcasecmp(name + n - m, suffix);
}

/* In one folder, with its separator: the name itself, and as Linux' would be. */
static BOOL locate_in(const char *folder, const char *name,
		      char real[PATH_CHARS])
{
	static const char *const forms[] = { "%s%.*s.dll", "%s%.*s.so",
					     "%slib%.*s.so" };
	size_t n = strlen(name) - (has_suffix(name, ".dll") ? 4 : 0);
	const char *dot = strchr(base_name(name), '.');
	char path[PATH_CHARS + 16];

	snprintf(path, sizeof(path), "%s%s", folder, name);
	if (dot && module_file(path, real))
		return TRUE;
	if (dot && !has_suffix(name, ".dll"))
		return FALSE;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		snprintf(path, sizeof(path), forms[i], folder, (int)n, name);
		if (module_file(path, real))
			return TRUE;
	}
	return FALSE;
}

static BOOL is_elf(const char *path)
{
	char head[4] = "";
	FILE *file = fopen(path, "rce");
	size_t n = file ? fread(head, 1, sizeof(head), file) : 0;

	if (file)
		fclose(file);
	return n == sizeof(head) && !memcmp(head, "\177ELF", sizeof(head));
}

static HMODULE loaded(const char *path)
{
	struct module module;

	if (module_named(path, &module))
		return module.base;
	fail_with(ERROR_MOD_NOT_FOUND);
	return NULL;
}

/* A file that is there, but not what the linker takes: no library at all, or one
 * that needs others which are not there. */
static HMODULE load_file(const char *real)
{
	if (open_library(real, 0))
		return loaded(real);
	fail_with(is_elf(real) ? ERROR_MOD_NOT_FOUND : ERROR_BAD_EXE_FORMAT);
	return NULL;
}

static HMODULE load_by_linker(const char *name)
{
	void *handle = open_library(name, 0);
	char folder[PATH_CHARS], path[2 * PATH_CHARS];

	if (!handle || dlinfo(handle, RTLD_DI_ORIGIN, folder)) {
		fail_with(ERROR_MOD_NOT_FOUND);
		return NULL;
	}
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return loaded(path);
}

static HMODULE load(const char *name)
{
	const char *library = module_ours(name);
	struct module module, program;
	char real[PATH_CHARS];

	/* The linker would take the program, and has no folder for it. */
	if (!*name) {
		fail_with(ERROR_MOD_NOT_FOUND);
		return NULL;
	}
	if (library) {
		if (load_ours(library) && module_named(library, &module))
			return module.base;
		fail_with(ERROR_MOD_NOT_FOUND);
		return NULL;
	}
	if (*base_name(name) && base_name(name) != name) {
		if (locate_in("", name, real))
			return load_file(real);
		fail_with(ERROR_MOD_NOT_FOUND);
		return NULL;
	}
	/* One of that name that is loaded already is meant, wherever it lies. */
	if (module_named(name, &module) && module_open(&module, 0))
		return module.base;
	if (module_at(NULL, &program)) {
		program.path[base_name(program.path) - program.path] = 0;
		if (locate_in(program.path, name, real))
			return load_file(real);
	}
	if (locate_in("", name, real))
		return load_file(real);
	return load_by_linker(name);
}

/*
 * LoadLibraryExA: the module of that name, one reference more. Windows' own are
 * ours, others are shared objects: by path, else from the program's folder, the
 * current one, or wherever the dynamic linker looks; `x` and `x.dll` may be x.so and
 * libx.so there. ERROR_MOD_NOT_FOUND, ERROR_BAD_EXE_FORMAT for what is none,
 * ERROR_NOT_SUPPORTED to load as data. Undone by FreeLibrary.
 * (Microsoft: LoadLibraryExA)
 */
HMODULE WINAPI LoadLibraryExA(const char *name, HANDLE file, DWORD flags)
{
	const DWORD data = LOAD_LIBRARY_AS_DATAFILE |
			   LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE |
			   LOAD_LIBRARY_AS_IMAGE_RESOURCE;

	if (!name || file) {
		fail_with(name ? ERROR_INVALID_PARAMETER : ERROR_MOD_NOT_FOUND);
		return NULL;
	}
	if (flags & data) {
		fail_with(ERROR_NOT_SUPPORTED);
		return NULL;
	}
	return load(name);
}

/*
 * LoadLibraryExW: the same in UTF-16.
 */
HMODULE WINAPI LoadLibraryExW(const WCHAR *name, HANDLE file, DWORD flags)
{
	char name_a[PATH_CHARS];
	BOOL bad = FALSE;

	if (name && utf16_to_utf8(name, (size_t)lstrlenW(name) + 1, name_a,
				  sizeof(name_a), &bad) > sizeof(name_a)) {
		fail_with(ERROR_FILENAME_EXCED_RANGE);
		return NULL;
	}
	return LoadLibraryExA(name ? name_a : NULL, file, flags);
}

/*
 * LoadLibraryA: without flags.  (Microsoft: LoadLibraryA)
 */
HMODULE WINAPI LoadLibraryA(const char *name)
{
	return LoadLibraryExA(name, NULL, 0);
}

/*
 * LoadLibraryW: the same in UTF-16.
 */
HMODULE WINAPI LoadLibraryW(const WCHAR *name)
{
	return LoadLibraryExW(name, NULL, 0);
}

/*
 * FreeLibrary: gives one reference back; ERROR_MOD_NOT_FOUND for what is no
 * module.  (Microsoft: FreeLibrary)
 */
BOOL WINAPI FreeLibrary(HMODULE handle)
{
	struct module module;

	if (!handle || !module_at(handle, &module))
		return fail_with(ERROR_MOD_NOT_FOUND);
	if (module.is_program || module_is_ours(&module))
		return TRUE;
	thread_hold();

	void *library = module_open(&module, 0);

	/* Once for the reference that was just made. */
	if (library && !dlclose(library))
		dlclose(library);
	thread_let_go();
	return TRUE;
}
