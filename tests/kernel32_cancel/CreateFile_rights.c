/*
 * CreateFile: what the access asked for lets a handle do. The file's own
 * permissions allow everything here.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "pair.h"

enum call { RD, WR, FLUSH, CUT, LENGTH, SEEK, KIND, DOOM, CALLS };
static const char *const name_of[CALLS] = {
	"ReadFile",	"WriteFile",	  "FlushFileBuffers", "SetEndOfFile",
	"GetFileSize",	"SetFilePointer", "GetFileType",      "disposition"};

static BOOL do_call(HANDLE file, enum call call)
{
	FILE_DISPOSITION_INFORMATION keep = {.DoDeleteFile = FALSE};
	IO_STATUS_BLOCK iosb;
	DWORD moved;
	char c = 'x';

	SetLastError(UNTOUCHED);
	switch (call) {
	case RD:
		return ReadFile(file, &c, 1, &moved, NULL);
	case WR:
		return WriteFile(file, &c, 1, &moved, NULL);
	case FLUSH:
		return FlushFileBuffers(file);
	case CUT:
		return SetEndOfFile(file);
	case LENGTH:
		return GetFileSize(file, NULL) != INVALID_FILE_SIZE;
	case SEEK:
		return SetFilePointer(file, 0, NULL, FILE_BEGIN) == 0;
	case KIND:
		return GetFileType(file) == FILE_TYPE_DISK;
	default:
		return !NtSetInformationFile(file, &iosb, &keep, sizeof(keep),
					     FileDispositionInformation) ||
		       (SetLastError(ERROR_ACCESS_DENIED), FALSE);
	}
}

/* F-025: each right and the calls that it opens; the others are denied. */
static void every_right(void)
{
	static const struct {
		DWORD access;
		unsigned calls, todo;
	} row[] = {
#define ANY (1 << LENGTH | 1 << SEEK | 1 << KIND)
		{GENERIC_ALL, (1 << CALLS) - 1, 0},
		{GENERIC_READ, ANY | 1 << RD, 1 << CUT},
		{GENERIC_WRITE, ANY | 1 << WR | 1 << FLUSH | 1 << CUT, 0},
		{FILE_READ_DATA, ANY | 1 << RD, 1 << CUT},
		{FILE_WRITE_DATA, ANY | 1 << WR | 1 << FLUSH | 1 << CUT, 0},
		{FILE_APPEND_DATA, ANY | 1 << WR | 1 << FLUSH, 1 << CUT},
		{DELETE, ANY | 1 << DOOM, 1 << CUT},
		{FILE_READ_ATTRIBUTES, ANY, 1 << CUT},
		{FILE_WRITE_ATTRIBUTES, ANY, 1 << CUT},
	};
	const char *path = fixture_path("rights");

	CloseHandle(CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_NEW, 0,
				NULL));
	for (unsigned i = 0; i < sizeof(row) / sizeof(*row); i++) {
		HANDLE file = CreateFileA(path, row[i].access,
					  PAIR_SHARE | FILE_SHARE_DELETE, NULL,
					  OPEN_EXISTING, 0, NULL);

		ok(file != INVALID_HANDLE_VALUE, "%u: error %u\n", i,
		   GetLastError());
		for (enum call call = 0; call < CALLS; call++) {
			BOOL may = row[i].calls >> call & 1;
			BOOL ret = do_call(file, call);
			DWORD error = GetLastError();

			/* Wine leaves it to ftruncate. */
			todo_wine_if (row[i].todo >> call & 1)
				ok(ret == may &&
					   (may || error == ERROR_ACCESS_DENIED),
				   "%#x %s: result %d error %u\n",
				   row[i].access, name_of[call], ret, error);
		}
		CloseHandle(file);
	}
}

START_TEST(CreateFile_rights)
{
	RUN(every_right);
}
