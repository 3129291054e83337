/*
 * A work queue: jobs come from an interlocked list, workers sleep on a condition
 * variable, and all of them can be called off, whatever they are doing.
 */
#include <minwindef.h>
#include <synchapi.h>
#include <ioapiset.h>
#include <processthreadsapi.h>
#include <handleapi.h>
#include <errhandlingapi.h>
#include <fileapi.h>
#include <namedpipeapi.h>
#include <windows.h>
#include <malloc.h>
#include <process.h>
#include <stdio.h>

#define WORKERS 4

typedef struct JOB {
	SLIST_ENTRY link;
	HANDLE input;
	void (*done)(struct JOB *job, DWORD error);
} JOB;

typedef struct QUEUE {
	SRWLOCK lock;
	CONDITION_VARIABLE not_empty;
	CONDITION_VARIABLE all_busy;
	PSLIST_HEADER spare;
	JOB *waiting[64];
	UINT count, busy;
	BOOL stop;
	HANDLE thread[WORKERS];
} QUEUE;

static INIT_ONCE g_once = INIT_ONCE_STATIC_INIT;
static DWORD g_slot = FLS_OUT_OF_INDEXES;
static volatile LONG g_done, g_aborted, g_buffers;

static void WINAPI FreeBuffer(void *buffer)
{
	InterlockedDecrement(&g_buffers);
	HeapFree(GetProcessHeap(), 0, buffer);
}

static BOOL CALLBACK MakeSlot(PINIT_ONCE once, PVOID parameter, PVOID *context)
{
	UNREFERENCED_PARAMETER(once);
	UNREFERENCED_PARAMETER(parameter);
	UNREFERENCED_PARAMETER(context);
	g_slot = FlsAlloc(FreeBuffer);
	return g_slot != FLS_OUT_OF_INDEXES;
}

/* One for each thread, freed as it ends. */
static char *ThreadBuffer(void)
{
	char *buffer;

	if (!InitOnceExecuteOnce(&g_once, MakeSlot, NULL, NULL))
		return NULL;
	buffer = FlsGetValue(g_slot);
	if (!buffer) {
		buffer = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, 4096);
		InterlockedIncrement(&g_buffers);
		FlsSetValue(g_slot, buffer);
	}
	return buffer;
}

static void Done(JOB *job, DWORD error)
{
	UNREFERENCED_PARAMETER(job);
	if (error == ERROR_OPERATION_ABORTED)
		InterlockedIncrement(&g_aborted);
	else if (!error)
		InterlockedIncrement(&g_done);
}

static unsigned __stdcall Worker(void *arg)
{
	QUEUE *queue = arg;

	AcquireSRWLockExclusive(&queue->lock);
	for (;;) {
		DWORD bytes, error = 0;
		JOB *job;

		while (!queue->count && !queue->stop)
			SleepConditionVariableSRW(&queue->not_empty, &queue->lock, INFINITE, 0);
		if (queue->stop)
			break;
		job = queue->waiting[--queue->count];
		if (++queue->busy == WORKERS)
			WakeAllConditionVariable(&queue->all_busy);
		ReleaseSRWLockExclusive(&queue->lock);
		if (!ReadFile(job->input, ThreadBuffer(), 4096, &bytes, NULL))
			error = GetLastError();
		job->done(job, error);
		InterlockedPushEntrySList(queue->spare, &job->link);
		AcquireSRWLockExclusive(&queue->lock);
		queue->busy--;
	}
	ReleaseSRWLockExclusive(&queue->lock);
	return 0;
}

static void Submit(QUEUE *queue, HANDLE input)
{
	JOB *job = (JOB *)InterlockedPopEntrySList(queue->spare);

	if (!job)
		job = _aligned_malloc(sizeof(*job), MEMORY_ALLOCATION_ALIGNMENT);
	job->input = input;
	job->done = Done;
	AcquireSRWLockExclusive(&queue->lock);
	queue->waiting[queue->count++] = job;
	ReleaseSRWLockExclusive(&queue->lock);
	WakeConditionVariable(&queue->not_empty);
}

static void CallOff(QUEUE *queue)
{
	UINT i;

	AcquireSRWLockExclusive(&queue->lock);
	queue->stop = TRUE;
	ReleaseSRWLockExclusive(&queue->lock);
	WakeAllConditionVariable(&queue->not_empty);
	for (i = 0; i < WORKERS; i++) {
		while (WaitForSingleObject(queue->thread[i], 0) == WAIT_TIMEOUT) {
			if (!CancelSynchronousIo(queue->thread[i]) && GetLastError() != ERROR_NOT_FOUND)
				abort();
			Sleep(0);
		}
		CloseHandle(queue->thread[i]);
	}
}

int main(void)
{
	static QUEUE queue = { SRWLOCK_INIT, CONDITION_VARIABLE_INIT, CONDITION_VARIABLE_INIT };
	HANDLE rd, wr;
	PSLIST_ENTRY entry;
	DWORD bytes;
	int i, jobs = 0;

	queue.spare = _aligned_malloc(sizeof(SLIST_HEADER), MEMORY_ALLOCATION_ALIGNMENT);
	InitializeSListHead(queue.spare);
	if (!CreatePipe(&rd, &wr, NULL, 0))
		return 1;
	for (i = 0; i < WORKERS; i++)
		queue.thread[i] = (HANDLE)_beginthreadex(NULL, 0, Worker, &queue, 0, NULL);
	for (i = 0; i < 10; i++) {
		if (!WriteFile(wr, "x", 1, &bytes, NULL))
			return 2;
		Submit(&queue, rd);
		while (InterlockedCompareExchange(&g_done, 0, 0) < i + 1)
			SwitchToThread();
	}
	for (i = 0; i < WORKERS; i++)
		Submit(&queue, rd);
	AcquireSRWLockShared(&queue.lock);
	while (queue.busy < WORKERS)
		SleepConditionVariableSRW(&queue.all_busy, &queue.lock, INFINITE, CONDITION_VARIABLE_LOCKMODE_SHARED);
	ReleaseSRWLockShared(&queue.lock);
	CallOff(&queue);
	while ((entry = InterlockedPopEntrySList(queue.spare)) != NULL) {
		_aligned_free(CONTAINING_RECORD(entry, JOB, link));
		jobs++;
	}
	_aligned_free(queue.spare);
	CloseHandle(rd);
	CloseHandle(wr);
	printf("%d done, %d aborted, %d buffers left, %s\n", (int)g_done, (int)g_aborted, (int)g_buffers,
	       jobs >= WORKERS && jobs <= 14 ? "jobs back" : "jobs lost");
	return 0;
}
