/* WinMain gets the command line in one piece, quoted as Windows would. */
#include <windows.h>
#include <string.h>
#include "expect.h"

int WINAPI WinMain(HINSTANCE self, HINSTANCE before, LPSTR line, int show)
{
	expect(self && !before && show == SW_SHOWDEFAULT);
	expect(!strcmp(line, "plain \"two words\" \"a\\\"b\" \"c d\\\\\" \"\\\"\""));
	if (failures)
		fprintf(stderr, "[%s]\n", line);
	return failures ? 1 : 43;
}
