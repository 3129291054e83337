/*
 * FileRenameInformation: what it takes, and that its length is believed in nothing.
 */
#include <windows.h>
#include <stddef.h>
#include "wine/test.h"
#include "nt.h"
#include "copying.h"

#define NT_NOT_SUPPORTED ((NTSTATUS)0xc00000bb)
#define NT_INFO_LENGTH_MISMATCH ((NTSTATUS)0xc0000004)

struct renaming {
	FILE_RENAME_INFORMATION info;
	WCHAR more[500];
};

/* \??\Z:\..., or as it is with a drive or a backslash in front. */
static ULONG named(struct renaming *r, const char *path, BOOLEAN replace)
{
	char text[500];
	WCHAR *to = r->info.FileName;
	ULONG n = 0;

	sprintf(text, "\\??\\%s%s", path[1] == ':' ? "" : "Z:", path);
	for (char *at = text; *at; at++)
		to[n++] = *at == '/' ? '\\' : (WCHAR)*at;
	r->info.ReplaceIfExists = replace;
	r->info.RootDirectory = NULL;
	r->info.FileNameLength = n * sizeof(WCHAR);
	return sizeof(r->info) + n * sizeof(WCHAR);
}

#define gives(call, status) gives_(__FILE__, __LINE__, #call, call, status)
static void gives_(const char *src, int line, const char *text, NTSTATUS got,
		   NTSTATUS want)
{
	ok_(src, line)(got == want, "%s: %#x, not %#x\n", text, (unsigned)got,
		       (unsigned)want);
}

static NTSTATUS set(HANDLE file, struct renaming *r, ULONG length)
{
	IO_STATUS_BLOCK io;

	return NtSetInformationFile(file, &io, r, length, FileRenameInformation);
}

/* F-320, F-321, through one handle */
static void renames(void)
{
	const char *a = fixture_path("a"), *b = fixture_path("b");
	struct renaming r;
	HANDLE file;

	new_file(a, 10, 1);
	new_file(b, 20, 2);
	file = copying_open(a, DELETE | GENERIC_READ, SHARE_ALL, OPEN_EXISTING);
	gives(set(file, &r, named(&r, b, FALSE)), NT_OBJECT_NAME_COLLISION);
	gives(set(file, &r, named(&r, b, TRUE)), STATUS_SUCCESS);
	gives(set(file, &r, named(&r, a, FALSE)), STATUS_SUCCESS);
	gives(set(file, &r, named(&r, fixture_path("none/x"), FALSE)),
	      NT_OBJECT_PATH_NOT_FOUND);
	CloseHandle(file);
	has_contents(a, 10, 1);
	not_there(b);
}

/* F-335 */
static void refusals(void)
{
	const char *a = fixture_path("a"), *b = fixture_path("b");
	struct renaming r;
	HANDLE file;
	ULONG length;

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine looks at neither access nor length\n");
		return;
	}
	new_file(a, 10, 1);
	file = copying_open(a, GENERIC_READ, SHARE_ALL, OPEN_EXISTING);
	length = named(&r, b, FALSE);
	gives(set(file, &r, length), NT_ACCESS_DENIED);
	CloseHandle(file);
	file = copying_open(a, DELETE, SHARE_ALL, OPEN_EXISTING);
	gives(set(file, &r, sizeof(r.info) - 1), NT_INFO_LENGTH_MISMATCH);
	/* longer than what it stands in */
	gives(set(file, &r, length - 20), NT_INVALID_PARAMETER);
	r.info.FileNameLength = 0xffffffff;
	gives(set(file, &r, length), NT_INVALID_PARAMETER);
	r.info.FileNameLength = 0xfffffffe;
	gives(set(file, &r, length), NT_INVALID_PARAMETER);
	/* half a character */
	named(&r, b, FALSE);
	r.info.FileNameLength--;
	gives(set(file, &r, length), NT_INVALID_PARAMETER);
	named(&r, b, FALSE);
	r.info.RootDirectory = file;
	gives(set(file, &r, length), NT_NOT_SUPPORTED);
	CloseHandle(file);
	has_contents(a, 10, 1);
	not_there(b);
}

/* F-324: what is to be deleted stays where it is */
static void doomed(void)
{
	const char *a = fixture_path("a"), *b = fixture_path("b");
	FILE_DISPOSITION_INFORMATION gone = { .DoDeleteFile = TRUE };
	IO_STATUS_BLOCK io;
	struct renaming r;
	HANDLE file;

	new_file(a, 10, 1);
	file = copying_open(a, DELETE, SHARE_ALL, OPEN_EXISTING);
	gives(NtSetInformationFile(file, &io, &gone, sizeof(gone),
				   FileDispositionInformation),
	      STATUS_SUCCESS);
	/* Wine moves it. */
	todo_wine gives(set(file, &r, named(&r, b, FALSE)), NT_DELETE_PENDING);
	CloseHandle(file);
	not_there(a);
}

START_TEST(NtSetInformationFile_rename)
{
	RUN(renames);
	RUN(refusals);
	RUN(doomed);
}
