/*
 * Environment variables: set, read, removed, in both forms and any case.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static void life(void)
{
	char out[20];
	DWORD n;

	fails(GetEnvironmentVariableA("Wc_Var", out, 20),
	      ERROR_ENVVAR_NOT_FOUND);
	works(SetEnvironmentVariableA("Wc_Var", "value"));
	n = GetEnvironmentVariableA("Wc_Var", out, 20);
	ok(n == 5 && !strcmp(out, "value"), "%u\n", n);
	n = GetEnvironmentVariableA("WC_VAR", out, 20);
	ok(n == 5 && !strcmp(out, "value"), "%u\n", n);
	n = GetEnvironmentVariableA("Wc_Var", out, 5);
	ok(n == 6, "%u\n", n);
	n = GetEnvironmentVariableA("Wc_Var", NULL, 0);
	ok(n == 6, "%u\n", n);
	works(SetEnvironmentVariableA("wc_var", "other"));
	n = GetEnvironmentVariableA("Wc_Var", out, 20);
	ok(n == 5 && !strcmp(out, "other"), "%u %s\n", n, out);
	works(SetEnvironmentVariableA("Wc_Var", NULL));
	fails(GetEnvironmentVariableA("Wc_Var", out, 20),
	      ERROR_ENVVAR_NOT_FOUND);
}

static void wide(void)
{
	static const WCHAR name[] = {'W', 'c', '_', 'W', 0};
	static const WCHAR value[] = {0xe4, 0x20ac, 0};
	WCHAR out[20];
	DWORD n;

	works(SetEnvironmentVariableW(name, value));
	n = GetEnvironmentVariableW(name, out, 20);
	ok(n == 2 && !memcmp(out, value, sizeof(value)), "%u\n", n);
	n = GetEnvironmentVariableW(name, out, 2);
	ok(n == 3, "%u\n", n);
	works(SetEnvironmentVariableW(name, NULL));
	fails(GetEnvironmentVariableW(name, out, 20), ERROR_ENVVAR_NOT_FOUND);
}

static void refusals(void)
{
	fails(SetEnvironmentVariableA("", "x"), ERROR_INVALID_PARAMETER);
	fails(SetEnvironmentVariableA("a=b", "x"), ERROR_INVALID_PARAMETER);
}

START_TEST(GetEnvironmentVariable)
{
	RUN(life);
	RUN(wide);
	RUN(refusals);
}
