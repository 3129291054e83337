/* BSTRs. */
#include <windows.h>
#include <oleauto.h>
#include "wine/test.h"

static const WCHAR abc[] = { 'a', 'b', 'c', 0 };

/* C-274 */
static void allocated(void)
{
	BSTR s = SysAllocString(abc);

	ok(s && s != abc && !lstrcmpW(s, abc), "%s\n", wine_dbgstr_w(s));
	ok(SysStringLen(s) == 3 && SysStringByteLen(s) == 6 &&
	   ((DWORD *)s)[-1] == 6, "%u characters, %u bytes\n", SysStringLen(s),
	   SysStringByteLen(s));
	SysFreeString(s);
	ok(!SysAllocString(NULL), "of NULL\n");
	ok(!SysStringLen(NULL) && !SysStringByteLen(NULL), "NULL's length\n");
	SysFreeString(NULL);
	s = SysAllocStringLen(abc, 2);
	ok(SysStringLen(s) == 2 && s[1] == 'b' && !s[2], "%s\n",
	   wine_dbgstr_w(s));
	SysFreeString(s);
	s = SysAllocStringLen(NULL, 5);
	ok(s && SysStringLen(s) == 5 && !s[5], "%u\n", SysStringLen(s));
	SysFreeString(s);
	s = SysAllocStringByteLen("abc", 3);
	ok(SysStringByteLen(s) == 3 && SysStringLen(s) == 1 &&
	   !memcmp(s, "abc\0", 5), "%u bytes\n", SysStringByteLen(s));
	SysFreeString(s);
	ok(!SysAllocStringLen(NULL, 0x80000000), "4 GB\n");
	ok(!SysAllocStringLen(NULL, 0xffffffff), "8 GB\n");
}

/* C-275 */
static void again(void)
{
	BSTR s = SysAllocString(abc);
	INT ret;

	ret = SysReAllocStringLen(&s, s + 1, 2);
	ok(ret && SysStringLen(s) == 2 && s[0] == 'b' && s[1] == 'c' && !s[2],
	   "of itself: %s\n", wine_dbgstr_w(s));
	ret = SysReAllocStringLen(&s, NULL, 1);
	ok(ret && SysStringLen(s) == 1 && s[0] == 'b' && !s[1], "cut: %s\n",
	   wine_dbgstr_w(s));
	ret = SysReAllocString(&s, abc);
	ok(ret && !lstrcmpW(s, abc), "%s\n", wine_dbgstr_w(s));
	ret = SysReAllocString(&s, NULL);
	ok(ret && !s, "%s\n", wine_dbgstr_w(s));
	SysFreeString(s);
}

START_TEST(SysAllocString)
{
	RUN(allocated);
	RUN(again);
}
