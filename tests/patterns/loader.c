/*
 * A small event loop in the manner of portable I/O libraries: what Windows may lack
 * is looked up at start, reads go through a completion port, and closing a stream
 * cancels what it still waits for.
 */
#ifdef _WIN32
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <winsock2.h>
#include <windows.h>
#include <winternl.h>
#endif
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef BOOL (WINAPI *sCancelIoEx)(HANDLE, LPOVERLAPPED);
typedef BOOL (WINAPI *sCancelSynchronousIo)(HANDLE);
typedef BOOL (WINAPI *sGetQueuedCompletionStatusEx)(HANDLE, LPOVERLAPPED_ENTRY, ULONG, PULONG, DWORD, BOOL);
typedef BOOL (WINAPI *sSetFileCompletionNotificationModes)(HANDLE, UCHAR);
typedef NTSTATUS (NTAPI *sNtQueryInformationFile)(HANDLE, PIO_STATUS_BLOCK, PVOID, ULONG, FILE_INFORMATION_CLASS);
typedef ULONG (NTAPI *sRtlNtStatusToDosError)(NTSTATUS);
typedef VOID (WINAPI *sGetSystemTimePreciseAsFileTime)(LPFILETIME);

static sCancelIoEx pCancelIoEx;
static sCancelSynchronousIo pCancelSynchronousIo;
static sGetQueuedCompletionStatusEx pGetQueuedCompletionStatusEx;
static sSetFileCompletionNotificationModes pSetFileCompletionNotificationModes;
static sNtQueryInformationFile pNtQueryInformationFile;
static sRtlNtStatusToDosError pRtlNtStatusToDosError;

static void fatal_error(const DWORD errorno, const char *syscall) {
  char *buf = NULL;

  FormatMessageA(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS,
                 NULL, errorno, MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), (LPSTR)&buf, 0, NULL);
  fprintf(stderr, "%s: (%d) %s\n", syscall, (int)errorno, buf ? buf : "Unknown error");
  LocalFree(buf);
  ExitProcess(3);
}

static void winapi_init(void) {
  HMODULE ntdll_module;
  HMODULE kernel32_module;

  ntdll_module = GetModuleHandleW(L"ntdll.dll");
  if (ntdll_module == NULL)
    fatal_error(GetLastError(), "GetModuleHandleW");
  pRtlNtStatusToDosError = (sRtlNtStatusToDosError)GetProcAddress(ntdll_module, "RtlNtStatusToDosError");
  if (pRtlNtStatusToDosError == NULL)
    fatal_error(GetLastError(), "GetProcAddress");
  pNtQueryInformationFile = (sNtQueryInformationFile)GetProcAddress(ntdll_module, "NtQueryInformationFile");
  if (pNtQueryInformationFile == NULL)
    fatal_error(GetLastError(), "GetProcAddress");

  kernel32_module = GetModuleHandleW(L"kernel32.dll");
  if (kernel32_module == NULL)
    fatal_error(GetLastError(), "GetModuleHandleW");
  pCancelIoEx = (sCancelIoEx)GetProcAddress(kernel32_module, "CancelIoEx");
  pCancelSynchronousIo = (sCancelSynchronousIo)GetProcAddress(kernel32_module, "CancelSynchronousIo");
  pGetQueuedCompletionStatusEx =
      (sGetQueuedCompletionStatusEx)GetProcAddress(kernel32_module, "GetQueuedCompletionStatusEx");
  pSetFileCompletionNotificationModes =
      (sSetFileCompletionNotificationModes)GetProcAddress(kernel32_module, "SetFileCompletionNotificationModes");
  if (GetProcAddress(kernel32_module, "NoSuchThingInAnyWindows") != NULL || GetLastError() != ERROR_PROC_NOT_FOUND)
    fatal_error(GetLastError(), "GetProcAddress");
}

#define CONTAINING(ptr, type, field) ((type *)((char *)(ptr) - (size_t)&((type *)0)->field))

typedef struct stream_s stream_t;
typedef void (*read_cb)(stream_t *stream, DWORD error, const char *data, size_t size);

struct stream_s {
  HANDLE handle;
  OVERLAPPED overlapped;
  int reading;
  char buffer[64];
  read_cb cb;
  int reads, aborts;
};

typedef struct {
  HANDLE iocp;
  int active;
} loop_t;

static void stream_read_start(loop_t *loop, stream_t *stream) {
  memset(&stream->overlapped, 0, sizeof(stream->overlapped));
  if (!ReadFile(stream->handle, stream->buffer, sizeof(stream->buffer), NULL, &stream->overlapped) &&
      GetLastError() != ERROR_IO_PENDING)
    fatal_error(GetLastError(), "ReadFile");
  stream->reading = 1;
  loop->active++;
}

static void loop_once(loop_t *loop, DWORD timeout) {
  OVERLAPPED_ENTRY entries[16];
  ULONG i, count;

  if (!pGetQueuedCompletionStatusEx(loop->iocp, entries, ARRAYSIZE(entries), &count, timeout, FALSE)) {
    if (GetLastError() != WAIT_TIMEOUT)
      fatal_error(GetLastError(), "GetQueuedCompletionStatusEx");
    return;
  }
  for (i = 0; i < count; i++) {
    stream_t *stream = CONTAINING(entries[i].lpOverlapped, stream_t, overlapped);
    NTSTATUS status = (NTSTATUS)stream->overlapped.Internal;

    stream->reading = 0;
    loop->active--;
    stream->cb(stream, NT_SUCCESS(status) ? 0 : pRtlNtStatusToDosError(status), stream->buffer,
               stream->overlapped.InternalHigh);
  }
}

static void stream_close(stream_t *stream) {
  if (stream->reading && pCancelIoEx != NULL)
    if (!pCancelIoEx(stream->handle, &stream->overlapped) && GetLastError() != ERROR_NOT_FOUND)
      fatal_error(GetLastError(), "CancelIoEx");
}

static void on_read(stream_t *stream, DWORD error, const char *data, size_t size) {
  if (error == ERROR_OPERATION_ABORTED) {
    stream->aborts++;
    return;
  }
  if (error)
    fatal_error(error, "read");
  assert(size == 5 && !memcmp(data, "hello", 5));
  stream->reads++;
}

static DWORD WINAPI blocking_read(void *arg) {
  char byte;
  DWORD bytes;

  return ReadFile((HANDLE)arg, &byte, 1, &bytes, NULL) ? 0 : GetLastError();
}

/* As for terminals and pipes that were opened without FILE_FLAG_OVERLAPPED. */
static void interrupt_blocking_read(void) {
  HANDLE rd, wr, thread;
  DWORD code;

  if (!CreatePipe(&rd, &wr, NULL, 0))
    fatal_error(GetLastError(), "CreatePipe");
  thread = CreateThread(NULL, 0, blocking_read, rd, 0, NULL);
  while (!pCancelSynchronousIo(thread)) {
    if (GetLastError() != ERROR_NOT_FOUND)
      fatal_error(GetLastError(), "CancelSynchronousIo");
    SwitchToThread();
  }
  WaitForSingleObject(thread, INFINITE);
  GetExitCodeThread(thread, &code);
  printf("blocking read: %u\n", (unsigned)code);
  CloseHandle(thread);
  CloseHandle(rd);
  CloseHandle(wr);
}

int main(void) {
  static const WCHAR name[] = L"\\\\.\\pipe\\loader-pattern";
  loop_t loop;
  stream_t stream;
  HANDLE client;
  DWORD bytes;

  winapi_init();
  memset(&stream, 0, sizeof(stream));
  stream.cb = on_read;
  stream.handle = CreateNamedPipeW(name, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
                                   PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT, PIPE_UNLIMITED_INSTANCES, 65536,
                                   65536, 0, NULL);
  if (stream.handle == INVALID_HANDLE_VALUE)
    fatal_error(GetLastError(), "CreateNamedPipeW");
  client = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
  if (client == INVALID_HANDLE_VALUE)
    fatal_error(GetLastError(), "CreateFileW");
  loop.active = 0;
  loop.iocp = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
  if (loop.iocp == NULL || CreateIoCompletionPort(stream.handle, loop.iocp, (ULONG_PTR)&stream, 0) == NULL)
    fatal_error(GetLastError(), "CreateIoCompletionPort");
  if (!pSetFileCompletionNotificationModes(stream.handle, FILE_SKIP_SET_EVENT_ON_HANDLE))
    fatal_error(GetLastError(), "SetFileCompletionNotificationModes");

  stream_read_start(&loop, &stream);
  loop_once(&loop, 0);
  assert(stream.reading);
  if (!WriteFile(client, "hello", 5, &bytes, NULL))
    fatal_error(GetLastError(), "WriteFile");
  while (loop.active)
    loop_once(&loop, INFINITE);
  stream_read_start(&loop, &stream);
  stream_close(&stream);
  while (loop.active)
    loop_once(&loop, INFINITE);
  CloseHandle(stream.handle);
  CloseHandle(client);
  CloseHandle(loop.iocp);
  printf("%d read, %d aborted\n", stream.reads, stream.aborts);
  interrupt_blocking_read();
  return 0;
}
