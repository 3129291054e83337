/* A second test in the same program. */
#include <windows.h>
#include "wine/test.h"

START_TEST(second)
{
    ok(GetCurrentProcessId() != 0, "no process\n");
}
