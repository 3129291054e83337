/* Owns the spelling <Winternl.h>, which Windows does not tell from <winternl.h>. */
#include <winternl.h>
