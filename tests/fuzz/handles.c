/*
 * Every exported function that takes a handle, with handles that are none: wild
 * values, closed ones, and live ones of the wrong kind. Each call must fail with
 * the documented error, and nothing else may happen.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "pair.h"

#define FILES 1
#define THREADS 2
#define EVENTS 4
#define MUTEXES 8
#define SEMAPHORES 16
#define TIMERS 32
#define KEYED 64 /* NULL is one */
#define ANY 63

static OVERLAPPED block;
static DWORD word;
static char text[64];
static LARGE_INTEGER large;
static FILE_SEGMENT_ELEMENT no_page;
static IO_STATUS_BLOCK iosb;
static HANDLE good_event;

static void WINAPI no_routine(DWORD error, DWORD count, OVERLAPPED *ov)
{
	ok(0, "a routine ran: %u %u %p\n", error, count, ov);
}

static void WINAPI no_apc(ULONG_PTR arg)
{
	ok(0, "an APC ran: %p\n", (void *)arg);
}

/* Win32: 0 is success here, else the last error. */
#define WIN32_CALL(name, call)                      \
	static DWORD try_##name(HANDLE h)           \
	{                                           \
		SetLastError(UNTOUCHED);            \
		return (call) ? 0 : GetLastError(); \
	}

WIN32_CALL(CancelIo, CancelIo(h))
WIN32_CALL(CancelIoEx, CancelIoEx(h, NULL))
WIN32_CALL(CancelIoEx_named, CancelIoEx(h, &block))
WIN32_CALL(CancelSynchronousIo, CancelSynchronousIo(h))
WIN32_CALL(ReadFile, ReadFile(h, text, 8, &word, NULL))
WIN32_CALL(ReadFile_block, ReadFile(h, text, 8, &word, &block))
WIN32_CALL(ReadFileEx, ReadFileEx(h, text, 8, &block, no_routine))
WIN32_CALL(WriteFile, WriteFile(h, text, 8, &word, NULL))
WIN32_CALL(WriteFile_block, WriteFile(h, text, 8, &word, &block))
WIN32_CALL(WriteFileEx, WriteFileEx(h, text, 8, &block, no_routine))
WIN32_CALL(FlushFileBuffers, FlushFileBuffers(h))
WIN32_CALL(LockFile, LockFile(h, 0, 0, 1, 0))
WIN32_CALL(LockFileEx, LockFileEx(h, 0, 0, 1, 0, &block))
WIN32_CALL(UnlockFile, UnlockFile(h, 0, 0, 1, 0))
WIN32_CALL(UnlockFileEx, UnlockFileEx(h, 0, 1, 0, &block))
WIN32_CALL(ReadFileScatter, ReadFileScatter(h, &no_page, 0, NULL, &block))
WIN32_CALL(WriteFileGather, WriteFileGather(h, &no_page, 0, NULL, &block))
WIN32_CALL(DeviceIoControl,
	   DeviceIoControl(h, 0x1b0050, NULL, 0, text, 64, &word, NULL))
WIN32_CALL(PurgeComm, PurgeComm(h, PURGE_RXCLEAR))
WIN32_CALL(WaitCommEvent, WaitCommEvent(h, &word, &block))
WIN32_CALL(SetFilePointer,
	   SetFilePointer(h, 0, NULL, FILE_BEGIN) != INVALID_SET_FILE_POINTER)
WIN32_CALL(SetFilePointerEx, SetFilePointerEx(h, large, NULL, FILE_BEGIN))
WIN32_CALL(SetEndOfFile, SetEndOfFile(h))
WIN32_CALL(GetFileSize, GetFileSize(h, NULL) != INVALID_FILE_SIZE)
WIN32_CALL(GetFileSizeEx, GetFileSizeEx(h, &large))
WIN32_CALL(GetFileType, GetFileType(h) != FILE_TYPE_UNKNOWN)
WIN32_CALL(TerminateThread, TerminateThread(h, 1))
WIN32_CALL(GetExitCodeThread, GetExitCodeThread(h, &word))
WIN32_CALL(GetThreadId, GetThreadId(h))
WIN32_CALL(SuspendThread, SuspendThread(h) != (DWORD)-1)
WIN32_CALL(ResumeThread, ResumeThread(h) != (DWORD)-1)
WIN32_CALL(QueueUserAPC, QueueUserAPC(no_apc, h, 0))
WIN32_CALL(SetEvent, SetEvent(h))
WIN32_CALL(ResetEvent, ResetEvent(h))
WIN32_CALL(PulseEvent, PulseEvent(h))
WIN32_CALL(ReleaseMutex, ReleaseMutex(h))
WIN32_CALL(ReleaseSemaphore, ReleaseSemaphore(h, 1, NULL))
WIN32_CALL(SetWaitableTimer, SetWaitableTimer(h, &large, 0, NULL, NULL, FALSE))
WIN32_CALL(SetWaitableTimerEx,
	   SetWaitableTimerEx(h, &large, 1, NULL, NULL, NULL, 0))
WIN32_CALL(CancelWaitableTimer, CancelWaitableTimer(h))
WIN32_CALL(WaitForSingleObject, WaitForSingleObject(h, 0) != WAIT_FAILED)
WIN32_CALL(WaitForSingleObjectEx,
	   WaitForSingleObjectEx(h, 0, TRUE) != WAIT_FAILED)
WIN32_CALL(WaitForMultipleObjects,
	   WaitForMultipleObjects(2, ((HANDLE[]){good_event, h}), FALSE, 0) !=
		   WAIT_FAILED)
WIN32_CALL(WaitForMultipleObjects_all,
	   WaitForMultipleObjects(2, ((HANDLE[]){h, good_event}), TRUE, 0) !=
		   WAIT_FAILED)
WIN32_CALL(WaitForMultipleObjectsEx,
	   WaitForMultipleObjectsEx(1, &h, TRUE, 0, TRUE) != WAIT_FAILED)
WIN32_CALL(SignalObjectAndWait,
	   SignalObjectAndWait(h, good_event, 0, FALSE) != WAIT_FAILED)
WIN32_CALL(SignalObjectAndWait_on,
	   SignalObjectAndWait(good_event, h, 0, FALSE) != WAIT_FAILED)
WIN32_CALL(MapViewOfFile, MapViewOfFile(h, FILE_MAP_READ, 0, 0, 0))
/* NULL is memory */
WIN32_CALL(CreateFileMapping,
	   CreateFileMappingA(h ? h : (HANDLE)2, NULL, PAGE_READONLY, 0, 0, NULL))
WIN32_CALL(GetHandleInformation, GetHandleInformation(h, &word))
WIN32_CALL(SetHandleInformation, SetHandleInformation(h, 0, 0))

#define NT_CALL(name, ...)                     \
	static DWORD try_##name(HANDLE h)      \
	{                                      \
		return name(h, ##__VA_ARGS__); \
	}

NT_CALL(NtCancelIoFile, &iosb)
NT_CALL(NtCancelIoFileEx, NULL, &iosb)
NT_CALL(NtCancelSynchronousIoFile, NULL, &iosb)
NT_CALL(NtFlushBuffersFile, &iosb)
NT_CALL(NtQueryInformationFile, &iosb, &large, sizeof(large),
	FilePositionInformation)
NT_CALL(NtReadFile, NULL, NULL, NULL, &iosb, text, 8, NULL, NULL)
NT_CALL(NtWriteFile, NULL, NULL, NULL, &iosb, text, 8, NULL, NULL)
NT_CALL(NtLockFile, NULL, NULL, NULL, &iosb, &large, &large, NULL, TRUE, TRUE)
NT_CALL(NtUnlockFile, &iosb, &large, &large, NULL)
NT_CALL(NtSetEvent, NULL)
NT_CALL(NtResetEvent, NULL)
NT_CALL(NtReleaseMutant, NULL)
NT_CALL(NtReleaseSemaphore, 1, NULL)
NT_CALL(NtSetTimer, &large, NULL, NULL, FALSE, 0, NULL)
NT_CALL(NtCancelTimer, NULL)
NT_CALL(NtQueryTimer, TimerBasicInformation, text, sizeof(text), NULL)
NT_CALL(NtWaitForKeyedEvent, text, FALSE, &large)
NT_CALL(NtReleaseKeyedEvent, text, FALSE, &large)
NT_CALL(NtWaitForSingleObject, FALSE, &large)

/* takes: kinds of object that the call is for; they are not tried. */
static const struct {
	const char *name;
	DWORD (*call)
	(HANDLE);
	unsigned takes;
} win32[] = {
#define ROW(name, takes)                 \
	{                                \
#name, try_##name, takes \
	}
	ROW(CancelIo, FILES),
	ROW(CancelIoEx, FILES),
	ROW(CancelIoEx_named, FILES),
	ROW(CancelSynchronousIo, THREADS),
	ROW(ReadFile, FILES),
	ROW(ReadFile_block, FILES),
	ROW(ReadFileEx, FILES),
	ROW(WriteFile, FILES),
	ROW(WriteFile_block, FILES),
	ROW(WriteFileEx, FILES),
	ROW(FlushFileBuffers, FILES),
	ROW(LockFile, FILES),
	ROW(LockFileEx, FILES),
	ROW(UnlockFile, FILES),
	ROW(UnlockFileEx, FILES),
	ROW(ReadFileScatter, FILES),
	ROW(WriteFileGather, FILES),
	ROW(DeviceIoControl, FILES),
	ROW(PurgeComm, FILES),
	ROW(WaitCommEvent, FILES),
	ROW(SetFilePointer, FILES),
	ROW(SetFilePointerEx, FILES),
	ROW(SetEndOfFile, FILES),
	ROW(GetFileSize, FILES),
	ROW(GetFileSizeEx, FILES),
	ROW(GetFileType, FILES),
	ROW(TerminateThread, THREADS),
	ROW(GetExitCodeThread, THREADS),
	ROW(GetThreadId, THREADS),
	ROW(SuspendThread, THREADS),
	ROW(ResumeThread, THREADS),
	ROW(QueueUserAPC, THREADS),
	ROW(SetEvent, EVENTS),
	ROW(ResetEvent, EVENTS),
	ROW(PulseEvent, EVENTS),
	ROW(ReleaseMutex, MUTEXES),
	ROW(ReleaseSemaphore, SEMAPHORES),
	ROW(SetWaitableTimer, TIMERS),
	ROW(SetWaitableTimerEx, TIMERS),
	ROW(CancelWaitableTimer, TIMERS),
	ROW(WaitForSingleObject, ANY),
	ROW(WaitForSingleObjectEx, ANY),
	ROW(WaitForMultipleObjects, ANY),
	ROW(WaitForMultipleObjects_all, ANY),
	ROW(WaitForMultipleObjectsEx, ANY),
	ROW(SignalObjectAndWait, EVENTS | MUTEXES | SEMAPHORES),
	ROW(SignalObjectAndWait_on, ANY),
	ROW(MapViewOfFile, 0),
	ROW(CreateFileMapping, FILES),
	ROW(GetHandleInformation, ANY),
	ROW(SetHandleInformation, ANY),
},
  nt[] = {
	  ROW(NtCancelIoFile, FILES),
	  ROW(NtCancelIoFileEx, FILES),
	  ROW(NtCancelSynchronousIoFile, THREADS),
	  ROW(NtFlushBuffersFile, FILES),
	  ROW(NtQueryInformationFile, FILES),
	  ROW(NtReadFile, FILES),
	  ROW(NtWriteFile, FILES),
	  ROW(NtLockFile, FILES),
	  ROW(NtUnlockFile, FILES),
	  ROW(NtSetEvent, EVENTS),
	  ROW(NtResetEvent, EVENTS),
	  ROW(NtReleaseMutant, MUTEXES),
	  ROW(NtReleaseSemaphore, SEMAPHORES),
	  ROW(NtSetTimer, TIMERS),
	  ROW(NtCancelTimer, TIMERS),
	  ROW(NtQueryTimer, TIMERS),
	  ROW(NtWaitForKeyedEvent, KEYED),
	  ROW(NtReleaseKeyedEvent, KEYED),
	  ROW(NtWaitForSingleObject, ANY),
};
#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static unsigned seed;

static unsigned rnd(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed;
}

static unsigned tried;

static void try_all(HANDLE h, const char *what)
{
	tried++;
	for (unsigned i = 0; i < COUNT(win32); i++) {
		DWORD err = win32[i].call(h);

		if (err != ERROR_INVALID_HANDLE)
			ok(0, "%s(%p, %s): error %u\n", win32[i].name, h, what,
			   err);
	}
	for (unsigned i = 0; i < COUNT(nt); i++) {
		DWORD status;

		if (!h && nt[i].takes == KEYED)
			continue;
		status = nt[i].call(h);
		if (status != (DWORD)NT_INVALID_HANDLE)
			ok(0, "%s(%p, %s): status %#x\n", nt[i].name, h, what,
			   status);
	}
	if (CloseHandle(h))
		ok(0, "closed %p, %s\n", h, what);
}

/* K-003 K-037 K-052 K-060 K-063: values that nobody was ever given. */
static void wild_values(void)
{
	static const ULONG_PTR fixed[] = {0, 1, 2, 3, 0x7ffffffc, 0x80000000,
					  0xdeadbeec, 0xfffffff0, 0xfffffffc,
					  (ULONG_PTR)1 << 63,
					  (ULONG_PTR)0x7fff << 32};

	seed = GetTickCount() | 1;
	trace("seed %u\n", seed);
	good_event = CreateEventA(NULL, TRUE, FALSE, NULL);
	for (unsigned i = 0; i < COUNT(fixed); i++)
		try_all((HANDLE)fixed[i], "fixed");
	for (unsigned i = 0; i < 3000; i++) {
		ULONG_PTR v = rnd() >> (rnd() % 12);

		if (i & 1)
			v = v << 32 | rnd();
		/* the small ones may be somebody's, -1 to -6 mean something */
		if (v < 0x100000 || v >= (ULONG_PTR)-6)
			continue;
		try_all((HANDLE)v, "random");
	}
	ok(tried > 2000, "only %u values\n", tried);
	CloseHandle(good_event);
}

/* K-003 K-037 K-060: values that were given back. */
static void closed_ones(void)
{
	HANDLE h[200];

	good_event = CreateEventA(NULL, TRUE, FALSE, NULL);
	for (unsigned i = 0; i < COUNT(h); i++) {
		HANDLE wr;

		if (i % 3 == 0)
			h[i] = i % 2 ? CreateEventA(NULL, TRUE, FALSE, NULL) :
				       CreateWaitableTimerA(NULL, TRUE, NULL);
		else if (i % 3 == 1)
			h[i] = CreateMutexA(NULL, FALSE, NULL);
		else if (CreatePipe(&h[i], &wr, NULL, 0))
			CloseHandle(wr);
	}
	for (unsigned i = 0; i < COUNT(h); i++)
		CloseHandle(h[i]);
	for (unsigned i = 0; i < COUNT(h); i++)
		try_all(h[i], "closed");
	ok(tried == COUNT(h), "%u values\n", tried);
	CloseHandle(good_event);
}

static DWORD WINAPI wait_for(void *arg)
{
	WaitForSingleObject(arg, INFINITE);
	return 5;
}

/* Live handles of another kind than the call is for. */
static void wrong_kinds(void)
{
	HANDLE end = CreateEventA(NULL, TRUE, FALSE, NULL), wr;
	HANDLE kind[6];
	DWORD code;

	good_event = CreateEventA(NULL, TRUE, FALSE, NULL);
	works(CreatePipe(&kind[0], &wr, NULL, 0));
	kind[1] = CreateThread(NULL, 0, wait_for, end, 0, NULL);
	kind[2] = CreateEventA(NULL, TRUE, FALSE, NULL);
	kind[3] = CreateMutexA(NULL, FALSE, NULL);
	kind[4] = CreateSemaphoreA(NULL, 0, 5, NULL);
	kind[5] = CreateWaitableTimerA(NULL, TRUE, NULL);
	for (unsigned k = 0; k < COUNT(kind); k++) {
		for (unsigned i = 0; i < COUNT(win32); i++) {
			DWORD err;

			if (win32[i].takes & 1 << k)
				continue;
			err = win32[i].call(kind[k]);
			ok(err == ERROR_INVALID_HANDLE,
			   "%s of kind %u: error %u\n", win32[i].name, k, err);
		}
		for (unsigned i = 0; i < COUNT(nt); i++) {
			DWORD status;

			if (nt[i].takes & 1 << k)
				continue;
			status = nt[i].call(kind[k]);
			ok(status == (DWORD)NT_OBJECT_TYPE_MISMATCH,
			   "%s of kind %u: status %#x\n", nt[i].name, k,
			   status);
		}
	}
	ok(WaitForSingleObject(kind[2], 0) == WAIT_TIMEOUT, "the event is set\n");
	ok(WaitForSingleObject(kind[4], 0) == WAIT_TIMEOUT, "a count more\n");
	ok(WaitForSingleObject(kind[5], 0) == WAIT_TIMEOUT, "the timer came\n");
	ok(WaitForSingleObject(kind[1], 0) == WAIT_TIMEOUT, "it ended\n");
	SetEvent(end);
	ok(WaitForSingleObject(kind[1], 20000) == WAIT_OBJECT_0, "no end\n");
	ok(GetExitCodeThread(kind[1], &code) && code == 5, "code %u\n", code);
	for (unsigned k = 0; k < COUNT(kind); k++)
		CloseHandle(kind[k]);
	CloseHandle(wr);
	CloseHandle(end);
	CloseHandle(good_event);
}

/* The two low bits are the program's to use. */
static void low_bits(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);

	for (ULONG_PTR bits = 0; bits < 4; bits++) {
		HANDLE h = (HANDLE)((ULONG_PTR)event | bits);

		works(SetEvent(h));
		ok(WaitForSingleObject(h, 0) == WAIT_OBJECT_0, "%u: not set\n",
		   (unsigned)bits);
		works(ResetEvent(h));
	}
	ok(((ULONG_PTR)event & 3) == 0, "%p\n", event);
	CloseHandle(event);
}

/* Buffers that are none, where the bytes would have to go or come from. */
static void bad_buffers(void)
{
	static const ULONG_PTR bad[] = {0, 1, 0xfff, 0x7ffffffff000,
					0x8000000000000000, ~(ULONG_PTR)15};
	HANDLE file = CreateFileA(fixture_path("buffers"),
				  GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
				  NULL, CREATE_NEW, 0, NULL);
	HANDLE rd, wr, ord, owr;
	DWORD moved;
	struct io io;

	works(CreatePipe(&rd, &wr, NULL, 0));
	ok(overlapped_pair(&ord, &owr), "no pair\n");
	works(WriteFile(file, "12345678", 8, &moved, NULL));
	works(WriteFile(wr, "12345678", 8, &moved, NULL));
	for (unsigned i = 0; i < COUNT(bad); i++) {
		SetFilePointer(file, 0, NULL, FILE_BEGIN);
		fails(ReadFile(file, (void *)bad[i], 4, &moved, NULL),
		      ERROR_NOACCESS);
		fails(ReadFile(rd, (void *)bad[i], 4, &moved, NULL),
		      ERROR_NOACCESS);
		fails(WriteFile(file, (void *)bad[i], 4, &moved, NULL),
		      ERROR_INVALID_USER_BUFFER);
		fails(WriteFile(wr, (void *)bad[i], 4, &moved, NULL),
		      ERROR_INVALID_USER_BUFFER);
		io_init(&io);
		if (ReadFile(ord, (void *)bad[i], 4, NULL, &io.ov) ||
		    GetLastError() == ERROR_IO_PENDING) {
			feed(owr, "1234", 4);
			io_ends(ord, &io, ERROR_NOACCESS, 0);
			ok(drain(ord) == 4, "%u: bytes are gone\n", i);
		} else {
			ok(GetLastError() == ERROR_NOACCESS, "error %u\n",
			   GetLastError());
		}
		io_fini(&io);
	}
	works(ReadFile(rd, text, 64, &moved, NULL));
	ok(moved == 8, "%u bytes left\n", moved);
	ok(GetFileSize(file, NULL) == 8, "size %u\n", GetFileSize(file, NULL));
	CloseHandle(file);
	CloseHandle(rd);
	CloseHandle(wr);
	CloseHandle(ord);
	CloseHandle(owr);
}

/* Sizes beyond anything that exists. */
static void absurd_sizes(void)
{
	HANDLE file = CreateFileA(fixture_path("sizes"),
				  GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
				  NULL, CREATE_NEW, 0, NULL);
	LARGE_INTEGER end;
	DWORD moved;

	works(WriteFile(file, "12345678", 8, &moved, NULL));
	SetFilePointer(file, 0, NULL, FILE_BEGIN);
	/* the file is shorter than the buffer, and that decides */
	ok(!ReadFile(file, text, 0xffffffff, &moved, NULL) || moved == 8,
	   "moved %u\n", moved);
	end.QuadPart = 0x7fffffffffffffff;
	ok(!SetFilePointerEx(file, end, NULL, FILE_BEGIN) ||
		   !SetEndOfFile(file),
	   "a file of 8 EiB\n");
	ok(GetFileSize(file, NULL) == 8, "size %u\n", GetFileSize(file, NULL));
	ok(WaitForMultipleObjects(0, &file, FALSE, 0) == WAIT_FAILED &&
		   GetLastError() == ERROR_INVALID_PARAMETER,
	   "error %u\n", GetLastError());
	ok(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS + 1, &file, FALSE, 0) ==
			   WAIT_FAILED &&
		   GetLastError() == ERROR_INVALID_PARAMETER,
	   "error %u\n", GetLastError());
	CloseHandle(file);
}

START_TEST(handles)
{
	RUN(wild_values);
	RUN(closed_ones);
	RUN(wrong_kinds);
	RUN(low_bits);
	RUN(bad_buffers);
	RUN(absurd_sizes);
}
