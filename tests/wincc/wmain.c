/* _tmain as wmain: the arguments arrive in 16 bits. */
#include <windows.h>
#include <tchar.h>
#include <string.h>
#include "expect.h"

int __cdecl _tmain(int argc, TCHAR *argv[], TCHAR *envp[])
{
	expect(sizeof(TCHAR) == 2);
	expect(argc == 4 && !argv[4]);
	expect(!_tcscmp(argv[1], _T("two words")));
	expect(!_tcscmp(argv[2], TEXT("\xe9\x20ac\xd83d\xde00")));
	expect(!_tcscmp(argv[3], TEXT("")));
	expect(envp[0] && _tcschr(envp[0], '='));
	return failures ? 1 : 42;
}
