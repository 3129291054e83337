/* Owns the spelling <WinIoCtl.h>, which Windows does not tell from <winioctl.h>. */
#include <winioctl.h>
