// C++: wmain under its C++ name, and the overloads of wcschr.
#include <cstdio>
#include <cstdlib>
#include <cwchar>
#include <iostream>
#include <windows.h>
#include <objbase.h>
#include "expect.h"

int wmain(int argc, wchar_t **argv)
{
	const wchar_t *text = L"a\xe9" L"b";

	static_assert(sizeof(wchar_t) == 2, "Windows' wchar_t");
	static_assert(__is_same(WCHAR, wchar_t), "L\"\" is a PCWSTR");
	expect(argc == 2 && std::wcslen(argv[1]) == 2 && argv[1][1] == 0xe9);
	expect(std::wcschr(text, L'b') == text + 2);
	expect(wcsrchr(argv[1], 0xe9) == argv[1] + 1);
	expect(wcsstr(text, L"b") == text + 2);
	std::cout << "narrow streams work\n";
	return failures ? 1 : 45;
}
