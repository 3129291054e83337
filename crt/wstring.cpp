// Owns std::wstring for programs whose wchar_t has 16 bits.  libstdc++.so holds
// one for 32 bits under the same symbols; a program that bound to it would be
// corrupted silently.  wstring.map keeps this one from being seen outside.
#include <string>

template class std::allocator<wchar_t>;
template class std::basic_string<wchar_t>;
