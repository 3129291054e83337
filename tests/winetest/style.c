/*
 * A test as people write it for Wine: nothing in it knows of us. What fails in it
 * fails on purpose; tests/winetest/run counts.
 */
#define WIN32_NO_STATUS
#include <stdarg.h>
#include "ntstatus.h"
#include "windef.h"
#include "winbase.h"
#include "winreg.h"
#include "winnls.h"
#include "wine/test.h"

static BOOL (WINAPI *pCancelIoEx)(HANDLE, LPOVERLAPPED);
static BOOL (WINAPI *pCreateProcessA)(LPCSTR, LPSTR, LPSECURITY_ATTRIBUTES, LPSECURITY_ATTRIBUTES, BOOL,
                                      DWORD, LPVOID, LPCSTR, LPSTARTUPINFOA, LPPROCESS_INFORMATION);
static BOOL (WINAPI *pDoesNotExist)(void);

static void init(void)
{
    HMODULE hkernel32 = GetModuleHandleA("kernel32.dll");

#define X(f) p##f = (void *)GetProcAddress(hkernel32, #f)
    X(CancelIoEx);
    X(CreateProcessA);
    X(DoesNotExist);
#undef X
}

static void check_event_(int line, HANDLE event, DWORD expect)
{
    DWORD ret = WaitForSingleObject(event, 0);

    ok_(__FILE__, line)(ret == expect, "expected %u, got %u\n", (int)expect, (int)ret);
}
#define check_event(a, b) check_event_(__LINE__, a, b)

static void test_passing(void)
{
    static const struct
    {
        BOOL state;
        DWORD expect;
    } tests[] =
    {
        { TRUE, WAIT_OBJECT_0 },
        { FALSE, WAIT_TIMEOUT },
    };
    unsigned int i;

    for (i = 0; i < ARRAY_SIZE(tests); i++)
    {
        HANDLE event = CreateEventW(NULL, TRUE, tests[i].state, NULL);

        winetest_push_context("Test %u", i);
        check_event(event, tests[i].expect);
        ok(CloseHandle(event), "got error %u.\n", (int)GetLastError());
        winetest_pop_context();
    }
    SetLastError(0xdeadbeef);
    ok(!pCancelIoEx((HANDLE)0x1bad, NULL), "succeeded\n");
    ok(GetLastError() == ERROR_INVALID_HANDLE, "got error %u\n", (int)GetLastError());
    if (pDoesNotExist)
        ok(pDoesNotExist(), "failed\n");
    else
        skip("DoesNotExist is not available\n");
    trace("%s %s %s\n", wine_dbgstr_w(L"quoted \"x\""), wine_dbgstr_an("abc", 2),
          wine_dbgstr_guid(&(GUID){ 1, 2, 3, { 4, 5, 6, 7, 8, 9, 10, 11 } }));
}

static void test_todo(void)
{
    todo_wine ok(!strcmp(winetest_platform, "wine") == winetest_platform_is_wine && !winetest_platform_is_wine,
                 "only where there is something to do\n");
    todo_wine_if(0) ok(TRUE, "never to do\n");
    todo_if(1) ok(FALSE, "always to do\n");
    flaky_if(1) ok(FALSE, "now and then\n");
    ok(TRUE || broken(TRUE), "not at all\n");
}

static void test_red(void)
{
    ok(FALSE, "one\n");
    ok(GetTickCount() == 1 && broken(0), "two: %s\n", wine_dbgstr_a("text"));
    todo_if(1) ok(TRUE, "three: done already\n");
    win_skip("four: this system has it\n");
}

static void test_child_process(char *arg0, const char *what)
{
    STARTUPINFOA si = { .cb = sizeof(si) };
    PROCESS_INFORMATION pi;
    char cmdline[MAX_PATH + 64];

    if (!pCreateProcessA)
    {
        skip("no processes\n");
        return;
    }
    sprintf(cmdline, "\"%s\" style %s", arg0, what);
    ok(pCreateProcessA(NULL, cmdline, NULL, NULL, FALSE, 0, NULL, NULL, &si, &pi), "got error %u\n",
       (int)GetLastError());
    winetest_wait_child_process(pi.hProcess);
    CloseHandle(pi.hThread);
    CloseHandle(pi.hProcess);
}

START_TEST(style)
{
    char **argv;
    int argc = winetest_get_mainargs(&argv);

    init();
    if (argc > 2 && !strcmp(argv[2], "child"))
    {
        ok(argc == 3, "got %d arguments\n", argc);
        return;
    }
    if (argc > 2 && !strcmp(argv[2], "red"))
    {
        test_red();
        return;
    }
    if (argc > 2 && !strcmp(argv[2], "many"))
    {
        int i;

        for (i = 0; i < 300; i++) ok(FALSE, "%d\n", i);
        return;
    }
    test_passing();
    test_todo();
    if (winetest_interactive) trace("interactive\n");
    if (argc > 3 && !strcmp(argv[2], "parent")) test_child_process(argv[0], argv[3]);
}
