/*
 * NtCreateFile: names with a drive, dispositions, what Information tells.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "pair.h"

/* The full name of a fixture's path: on drive Z: in either column. */
static void nt_name(UNICODE_STRING *name, WCHAR *wide, const char *path)
{
	const char *rest = path[1] == ':' ? path + 2 : path;
	char text[600];

	sprintf(text, "\\??\\Z:%s", rest);
	for (char *c = text; *c; c++)
		if (*c == '/')
			*c = '\\';
	works(MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, 300));
	RtlInitUnicodeString(name, wide);
}

static NTSTATUS create(HANDLE *file, const char *path, ULONG how,
		       IO_STATUS_BLOCK *iosb)
{
	OBJECT_ATTRIBUTES attr;
	UNICODE_STRING name;
	WCHAR wide[300];

	nt_name(&name, wide, path);
	InitializeObjectAttributes(&attr, &name, OBJ_CASE_INSENSITIVE, NULL,
				   NULL);
	memset(iosb, 0xcc, sizeof(*iosb));
	return NtCreateFile(file, GENERIC_READ | GENERIC_WRITE | SYNCHRONIZE,
			    &attr, iosb, NULL, FILE_ATTRIBUTE_NORMAL,
			    PAIR_SHARE, how, FILE_SYNCHRONOUS_IO_NONALERT,
			    NULL, 0);
}

static void dispositions(void)
{
	static const struct {
		ULONG how;
		NTSTATUS status;
		ULONG information;
	} row[] = {
		{FILE_OPEN, NT_OBJECT_NAME_NOT_FOUND, 0},
		{FILE_CREATE, 0, FILE_CREATED},
		{FILE_CREATE, NT_OBJECT_NAME_COLLISION, 0},
		{FILE_OPEN, 0, FILE_OPENED},
		{FILE_OPEN_IF, 0, FILE_OPENED},
		{FILE_OVERWRITE_IF, 0, FILE_OVERWRITTEN},
		{FILE_OVERWRITE, 0, FILE_OVERWRITTEN},
	};
	const char *path = fixture_path("nt");

	for (unsigned i = 0; i < sizeof(row) / sizeof(*row); i++) {
		IO_STATUS_BLOCK iosb;
		NTSTATUS status;
		HANDLE file;

		status = create(&file, path, row[i].how, &iosb);
		ok(status == row[i].status, "%u: status %#x\n", i, status);
		if (status)
			continue;
		ok(iosb.Information == row[i].information,
		   "%u: information %u\n", i, (unsigned)iosb.Information);
		CloseHandle(file);
	}
}

static void errors(void)
{
	OBJECT_ATTRIBUTES attr;
	UNICODE_STRING name;
	IO_STATUS_BLOCK iosb;
	WCHAR wide[300];
	NTSTATUS status;
	HANDLE file;

	status = create(&file, fixture_path("none/below"), FILE_OPEN, &iosb);
	ok(status == NT_OBJECT_PATH_NOT_FOUND, "status %#x\n", status);
	status = create(&file, fixture_path("x"), 99, &iosb);
	ok(status == NT_INVALID_PARAMETER, "status %#x\n", status);
	nt_name(&name, wide, fixture_path("null"));
	InitializeObjectAttributes(&attr, &name, 0, NULL, NULL);
	status = NtCreateFile(NULL, GENERIC_WRITE | SYNCHRONIZE, &attr, &iosb,
			      NULL, 0, PAIR_SHARE, FILE_CREATE,
			      FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
	ok(status == NT_ACCESS_VIOLATION, "status %#x\n", status);
}

/* K-172: the flag that makes a file synchronous, or its absence. */
static void synchronous_or_not(void)
{
	OBJECT_ATTRIBUTES attr;
	UNICODE_STRING name;
	IO_STATUS_BLOCK iosb;
	WCHAR wide[300];
	NTSTATUS status;
	HANDLE file;
	char buf[4];

	nt_name(&name, wide, fixture_path("sync"));
	InitializeObjectAttributes(&attr, &name, 0, NULL, NULL);
	status = NtCreateFile(&file, GENERIC_READ | GENERIC_WRITE | SYNCHRONIZE,
			      &attr, &iosb, NULL, 0, PAIR_SHARE, FILE_CREATE, 0,
			      NULL, 0);
	ok(!status, "status %#x\n", status);
	status = NtReadFile(file, NULL, NULL, NULL, &iosb, buf, 4, NULL, NULL);
	ok(status == NT_INVALID_PARAMETER, "status %#x\n", status);
	CloseHandle(file);
	status = NtCreateFile(&file, GENERIC_READ | SYNCHRONIZE, &attr, &iosb,
			      NULL, 0, PAIR_SHARE, FILE_OPEN,
			      FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
	ok(!status, "status %#x\n", status);
	status = NtReadFile(file, NULL, NULL, NULL, &iosb, buf, 4, NULL, NULL);
	ok(status == NT_END_OF_FILE, "status %#x\n", status);
	CloseHandle(file);
}

START_TEST(NtCreateFile)
{
	RUN(dispositions);
	RUN(errors);
	RUN(synchronous_or_not);
}
