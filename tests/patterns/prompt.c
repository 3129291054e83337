// prompt.c : waits for input in a second thread and gives up on request.
//
// Usage: prompt [/T:milliseconds] [/F:file] text

#include <tchar.h>
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include <strsafe.h>

#define PROMPT_VERSION  _T("1.2")

typedef struct _READER
{
    HANDLE  hInput;
    HANDLE  hThread;
    DWORD   dwError;
    DWORD   cbRead;
    CHAR    szLine[128];
} READER, *PREADER;

static LPCTSTR g_pszProgram = _T("prompt");

static int Usage(void)
{
    _ftprintf(stderr, _T("%s %s\nusage: %s [/T:milliseconds] [/F:file] text\n"),
              g_pszProgram, PROMPT_VERSION, g_pszProgram);
    return 1;
}

static DWORD WINAPI ReaderThread(LPVOID pv)
{
    PREADER pReader = (PREADER)pv;

    pReader->dwError = ERROR_SUCCESS;
    if (!ReadFile(pReader->hInput, pReader->szLine, sizeof(pReader->szLine) - 1, &pReader->cbRead, NULL))
        pReader->dwError = GetLastError();
    return pReader->dwError;
}

static BOOL GiveUp(PREADER pReader)
{
    typedef BOOL (WINAPI *PFNCANCEL)(HANDLE);
    PFNCANCEL pfnCancel = (PFNCANCEL)GetProcAddress(GetModuleHandle(_T("kernel32")), "CancelSynchronousIo");
    DWORD dwWait;

    if (pfnCancel == NULL)
        return FALSE;
    do
    {
        // It may not have come to its read yet.
        if (!pfnCancel(pReader->hThread) && GetLastError() != ERROR_NOT_FOUND)
            return FALSE;
        dwWait = WaitForSingleObject(pReader->hThread, 1);
    } while (dwWait == WAIT_TIMEOUT);
    return dwWait == WAIT_OBJECT_0;
}

int _tmain(int argc, TCHAR *argv[])
{
    TCHAR   szFile[MAX_PATH] = _T("");
    TCHAR   szPrompt[64];
    TCHAR   szModule[MAX_PATH];
    DWORD   dwTimeout = INFINITE;
    HANDLE  hWrite = NULL;
    READER  reader = { 0 };
    LPTSTR  pszName;
    int     i;

    if (GetModuleFileName(NULL, szModule, _countof(szModule)) == 0)
        return 3;
    pszName = _tcsrchr(szModule, _T('\\'));
    if (pszName != NULL)
        g_pszProgram = pszName + 1;

    for (i = 1; i < argc && argv[i][0] == _T('/'); i++)
    {
        if (_tcsnicmp(argv[i], _T("/T:"), 3) == 0)
            dwTimeout = (DWORD)_ttoi(argv[i] + 3);
        else if (_tcsnicmp(argv[i], _T("/F:"), 3) == 0)
            _tcscpy_s(szFile, _countof(szFile), argv[i] + 3);
        else
            return Usage();
    }
    if (i != argc - 1)
        return Usage();
    if (FAILED(StringCchPrintf(szPrompt, _countof(szPrompt), _T("<%s>"), argv[i])))
        return Usage();
    _tprintf(_T("%s %d\n"), szPrompt, (int)_tcslen(szPrompt));

    if (szFile[0] != _T('\0'))
    {
        reader.hInput = CreateFile(szFile, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING,
                                   FILE_ATTRIBUTE_NORMAL, NULL);
        if (reader.hInput == INVALID_HANDLE_VALUE)
        {
            _ftprintf(stderr, _T("%s: error %u\n"), szFile, GetLastError());
            return 2;
        }
    }
    else if (!CreatePipe(&reader.hInput, &hWrite, NULL, 0))
        return 3;

    reader.hThread = CreateThread(NULL, 0, ReaderThread, &reader, 0, NULL);
    if (WaitForSingleObject(reader.hThread, dwTimeout) == WAIT_TIMEOUT && !GiveUp(&reader))
        return 4;
    if (reader.dwError != ERROR_SUCCESS)
        _tprintf(_T("given up: %u\n"), reader.dwError);
    else
        _tprintf(_T("%u bytes: %hs\n"), reader.cbRead, reader.szLine);
    CloseHandle(reader.hThread);
    CloseHandle(reader.hInput);
    if (hWrite != NULL)
        CloseHandle(hWrite);
    return 0;
}
