/* Owns the spelling <Windows.h>, which Windows does not tell from <windows.h>. */
#include <windows.h>
