/* An MTA that is there without a thread. */
#include <windows.h>
#include <objbase.h>
#include "wine/test.h"

static APTTYPE type;
static APTTYPEQUALIFIER qualifier;

/* C-246 */
static void usage(void)
{
	CO_MTA_USAGE_COOKIE one = NULL, two = NULL;
	HRESULT hr;

	hr = CoGetApartmentType(&type, &qualifier);
	ok(hr == CO_E_NOTINITIALIZED, "%#x\n", hr);
	hr = CoIncrementMTAUsage(&one);
	ok(hr == S_OK && one, "%#x, %p\n", hr, (void *)one);
	hr = CoIncrementMTAUsage(&two);
	ok(hr == S_OK && two && two != one, "%#x, %p\n", hr, (void *)two);
	hr = CoGetApartmentType(&type, &qualifier);
	ok(hr == S_OK && type == APTTYPE_MTA &&
	   qualifier == APTTYPEQUALIFIER_IMPLICIT_MTA,
	   "%#x, %d, %d\n", hr, type, qualifier);
	hr = CoInitializeEx(NULL, COINIT_MULTITHREADED);
	ok(hr == S_OK, "%#x\n", hr);
	hr = CoDecrementMTAUsage(one);
	ok(hr == S_OK, "%#x\n", hr);
	CoUninitialize();
	hr = CoGetApartmentType(&type, &qualifier);
	ok(hr == S_OK, "one is left: %#x\n", hr);
	hr = CoDecrementMTAUsage(two);
	ok(hr == S_OK, "%#x\n", hr);
	hr = CoGetApartmentType(&type, &qualifier);
	ok(hr == CO_E_NOTINITIALIZED, "none is left: %#x\n", hr);
	ok(type == APTTYPE_CURRENT && qualifier == APTTYPEQUALIFIER_NONE,
	   "%d, %d\n", type, qualifier);
}

/* C-247: an STA's thread may hold it too, and is not in it. */
static void beside_sta(void)
{
	CO_MTA_USAGE_COOKIE cookie = NULL;
	HRESULT hr = CoInitialize(NULL);

	ok(hr == S_OK, "%#x\n", hr);
	hr = CoIncrementMTAUsage(&cookie);
	ok(hr == S_OK, "%#x\n", hr);
	hr = CoGetApartmentType(&type, &qualifier);
	ok(hr == S_OK && type == APTTYPE_MAINSTA &&
	   qualifier == APTTYPEQUALIFIER_NONE, "%#x, %d, %d\n", hr, type,
	   qualifier);
	hr = CoDecrementMTAUsage(cookie);
	ok(hr == S_OK, "%#x\n", hr);
	hr = CoGetApartmentType(&type, &qualifier);
	ok(hr == S_OK && type == APTTYPE_MAINSTA, "%#x, %d\n", hr, type);
	CoUninitialize();
}

/* C-247 */
static void no_cookie(void)
{
	HRESULT hr;

	if (winetest_platform_is_wine) {
		skip("Wine does not look at the argument\n");
		return;
	}
	hr = CoIncrementMTAUsage(NULL);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	hr = CoDecrementMTAUsage((CO_MTA_USAGE_COOKIE)&hr);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	hr = CoGetApartmentType(NULL, &qualifier);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	hr = CoGetApartmentType(&type, NULL);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	ok(CoGetCurrentProcess() == CoGetCurrentProcess(), "changes\n");
}

START_TEST(CoIncrementMTAUsage)
{
	RUN(usage);
	RUN(beside_sta);
	RUN(no_cookie);
}
