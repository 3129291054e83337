/* wWinMain, the same in 16 bits. */
#include <windows.h>
#include <wchar.h>
#include "expect.h"

int APIENTRY wWinMain(HINSTANCE self, HINSTANCE before, PWSTR line, int show)
{
	(void)self, (void)before, (void)show;
	expect(!wcscmp(line, L"\xe9 x"));
	return failures ? 1 : 44;
}
