/*
 * FormatMessage: a text for every error of this family, and how it fails.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static void texts(void)
{
	static const DWORD codes[] = {
		ERROR_FILE_NOT_FOUND, ERROR_ACCESS_DENIED, ERROR_INVALID_HANDLE,
		ERROR_HANDLE_EOF, ERROR_BROKEN_PIPE, ERROR_OPERATION_ABORTED,
		ERROR_IO_INCOMPLETE, ERROR_IO_PENDING, ERROR_NOT_FOUND,
	};

	for (unsigned i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		char text[300];
		WCHAR wide[300];
		DWORD n = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL,
					 codes[i], 0, text, 300, NULL);

		ok(n > 2 && n == strlen(text), "%u: %u\n", codes[i], n);
		ok(n > 2 && !strcmp(text + n - 2, "\r\n"), "%u: no line end\n",
		   codes[i]);
		n = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM |
					   FORMAT_MESSAGE_IGNORE_INSERTS,
				   NULL, codes[i], 0, wide, 300, NULL);
		ok(n > 2 && n == (DWORD)lstrlenW(wide), "%u: %u\n", codes[i],
		   n);
	}
}

static void new_buffer(void)
{
	char *text = NULL;
	DWORD n = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM |
					 FORMAT_MESSAGE_ALLOCATE_BUFFER,
				 NULL, ERROR_OPERATION_ABORTED, 0,
				 (char *)&text, 0, NULL);

	ok(n && text && strlen(text) == n, "%u\n", n);
	ok(!LocalFree(text), "not freed\n");
}

static void refusals(void)
{
	char text[4];

	fails(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL,
			     ERROR_OPERATION_ABORTED, 0, text, 4, NULL),
	      ERROR_INSUFFICIENT_BUFFER);
	fails(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 0x2345678, 0,
			     text, 4, NULL),
	      ERROR_MR_MID_NOT_FOUND);
}

START_TEST(FormatMessage)
{
	RUN(texts);
	RUN(new_buffer);
	RUN(refusals);
}
