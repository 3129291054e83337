/* GUIDs, their text, new ones. */
#include <windows.h>
#include <objbase.h>
#include "wine/test.h"

static const CLSID clsid = { 0x12345678, 0x9abc, 0xdef0,
	{ 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef } };
static const char text[] = "{12345678-9ABC-DEF0-0123-456789ABCDEF}";

static const WCHAR *wide(const char *s)
{
	static WCHAR buf[64];
	int i = 0;

	do
		buf[i] = (unsigned char)s[i];
	while (s[i++]);
	return buf;
}

/* C-270 */
static void to_text(void)
{
	WCHAR buf[40], *made;
	HRESULT hr;
	INT count;

	count = StringFromGUID2(&clsid, buf, 39);
	ok(count == 39 && !lstrcmpW(buf, wide(text)), "%d: %s\n", count,
	   wine_dbgstr_w(buf));
	count = StringFromGUID2(&clsid, buf, 38);
	ok(!count, "%d\n", count);
	hr = StringFromCLSID(&clsid, &made);
	ok(hr == S_OK && !lstrcmpW(made, wide(text)), "%#x\n", hr);
	CoTaskMemFree(made);
	hr = StringFromIID(&clsid, &made);
	ok(hr == S_OK && !lstrcmpW(made, wide(text)), "%#x\n", hr);
	CoTaskMemFree(made);
}

/* C-271 */
static void from_text(void)
{
	static const char *const bad[] = {
		"{12345678-9ABC-DEF0-0123-456789ABCDEF",
		"{12345678-9ABC-DEF0-0123-456789ABCDEF} ",
		"{12345678-9ABC-DEF0-0123456-789ABCDEF}",
		"12345678-9ABC-DEF0-0123-456789ABCDEF",
		"{12345678-9ABC-DEFG-0123-456789ABCDEF}",
		"", "{}",
	};
	CLSID got;
	HRESULT hr;

	hr = CLSIDFromString(wide(text), &got);
	ok(hr == S_OK && IsEqualGUID(&got, &clsid), "%#x, %s\n", hr,
	   wine_dbgstr_guid(&got));
	hr = CLSIDFromString(wide("{12345678-9abc-def0-0123-456789abcdef}"),
			     &got);
	ok(hr == S_OK && IsEqualGUID(&got, &clsid), "%#x, %s\n", hr,
	   wine_dbgstr_guid(&got));
	hr = IIDFromString(wide(text), &got);
	ok(hr == S_OK && IsEqualGUID(&got, &clsid), "%#x\n", hr);
	hr = CLSIDFromString(NULL, &got);
	ok(hr == S_OK && IsEqualGUID(&got, &GUID_NULL), "%#x\n", hr);
	for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		hr = CLSIDFromString(wide(bad[i]), &got);
		ok(hr == CO_E_CLASSSTRING, "%s: %#x\n", bad[i], hr);
		hr = IIDFromString(wide(bad[i]), &got);
		ok(hr == (strlen(bad[i]) == 38 ? CO_E_IIDSTRING : E_INVALIDARG),
		   "%s: %#x\n", bad[i], hr);
	}
	hr = CLSIDFromString(wide(text), NULL);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
}

/* C-272 */
static void new_ones(void)
{
	GUID one, two;
	HRESULT hr;

	hr = CoCreateGuid(&one);
	ok(hr == S_OK, "%#x\n", hr);
	hr = CoCreateGuid(&two);
	ok(hr == S_OK && !IsEqualGUID(&one, &two), "the same again: %s\n",
	   wine_dbgstr_guid(&one));
	ok(one.Data3 >> 12 == 4 && one.Data4[0] >> 6 == 2, "version: %s\n",
	   wine_dbgstr_guid(&one));
	hr = CoCreateGuid(NULL);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
}

#undef IsEqualGUID
BOOL WINAPI IsEqualGUID(REFGUID one, REFGUID other);

/* C-273 */
static void compared(void)
{
	GUID other = clsid;

	ok(IsEqualGUID(&other, &clsid), "not the same\n");
	other.Data4[7]++;
	ok(!IsEqualGUID(&other, &clsid), "the same\n");
}

START_TEST(CLSIDFromString)
{
	RUN(to_text);
	RUN(from_text);
	RUN(new_ones);
	RUN(compared);
}
