// std::wstring over a 16-bit wchar_t, inline parts and library parts together.
#include <algorithm>
#include <map>
#include <string>
#include <vector>
#include <windows.h>
#include "expect.h"
#ifdef STREAM
#include <iostream>
#endif

int main()
{
	std::wstring s = L"h\xe9llo";

	s += L" w";
	s.insert(2, L"xx");
	s.append(300, L'q');
	expect(s.size() == 309 && s.find(L'o') == 6 && s[308] == L'q');
	expect(s.substr(1, 3) + std::to_wstring(42) == L"\xe9xx42");
	expect(std::stoi(std::wstring(L"77")) == 77);
	std::vector<std::wstring> v = { L"b", L"a\xffff", L"a" };
	std::sort(v.begin(), v.end());
	expect(v[0] == L"a" && v[1] == L"a\xffff" && v[2] == L"b");
	std::map<std::wstring, int> m;
	m[L"key"] = 3;
	expect(m.count(L"key") && !m.count(L"ke"));
#ifdef STREAM
	std::wcout << s;
#endif
	return failures != 0;
}
