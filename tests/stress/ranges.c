/*
 * Threads with handles of their own, overlapped and synchronous, and another
 * process lock and unlock random ranges of one file, and are cancelled at random.
 * A map in shared memory says whether anybody ever has what another has.
 *
 *   WINCANCEL_RANGE_LOCKS=n  how many each thread takes (20,000)
 */
#include <windows.h>
#include <sched.h>
#include <sys/mman.h>
#include "wine/test.h"
#include "rival.h"

#define SLOTS 48
#define WORKERS 4

static struct map {
	int slot[SLOTS]; /* -1: one has it to itself; n: n share it */
	int wrong, stop;
	long taken;
} *map;
static LONG stopping, cancels, got, aborted;
static HANDLE synchronous_threads[WORKERS];
/* Overlapped ones first; made before anybody cancels. */
static HANDLE files[2 * WORKERS];

static unsigned dice(unsigned *seed, unsigned sides)
{
	*seed = *seed * 1103515245 + 12345;
	return (*seed >> 16 & 0x7fff) % sides;
}

static void enter(int first, int n, BOOL exclusive)
{
	for (int i = first; i < first + n; i++) {
		int was = exclusive ?
				  __atomic_exchange_n(&map->slot[i], -1,
						      __ATOMIC_SEQ_CST) :
				  __atomic_fetch_add(&map->slot[i], 1,
						     __ATOMIC_SEQ_CST);

		if (exclusive ? was : was < 0)
			__atomic_fetch_add(&map->wrong, 1, __ATOMIC_SEQ_CST);
	}
}

static void leave(int first, int n, BOOL exclusive)
{
	for (int i = first; i < first + n; i++)
		if (exclusive)
			__atomic_store_n(&map->slot[i], 0, __ATOMIC_SEQ_CST);
		else
			__atomic_fetch_sub(&map->slot[i], 1, __ATOMIC_SEQ_CST);
}

/* TRUE: held. */
static BOOL take(HANDLE file, DWORD flags, int first, int n, struct io *io,
		 BOOL give_up)
{
	DWORD moved, error;

	if (begin_range(file, flags, first, n, io))
		return TRUE;
	error = GetLastError();
	if (error == ERROR_IO_PENDING) {
		if (give_up)
			CancelIoEx(file, &io->ov);
		if (GetOverlappedResult(file, &io->ov, &moved, TRUE))
			return TRUE;
		error = GetLastError();
	}
	if (error != ERROR_OPERATION_ABORTED && error != ERROR_LOCK_VIOLATION)
		ok(0, "error %u\n", error);
	if (error == ERROR_OPERATION_ABORTED)
		InterlockedIncrement(&aborted);
	return FALSE;
}

static LONG rounds(void)
{
	const char *text = getenv("WINCANCEL_RANGE_LOCKS");

	return text ? atoi(text) : 20000;
}

static DWORD WINAPI work(void *arg)
{
	unsigned seed = 77 * (unsigned)(ULONG_PTR)arg;
	int me = (int)(ULONG_PTR)arg - 1;
	HANDLE file = files[me];
	LONG left = rounds();
	struct io io;

	io_init(&io);
	while (left-- && !__atomic_load_n(&map->wrong, __ATOMIC_SEQ_CST)) {
		int n = 1 + dice(&seed, 8);
		int first = dice(&seed, SLOTS - n);
		BOOL exclusive = dice(&seed, 3) > 0;
		DWORD flags = exclusive ? EXCLUSIVE : SHARED;

		if (!dice(&seed, 5))
			flags |= AT_ONCE;
		if (!take(file, flags, first, n, &io, !dice(&seed, 3)))
			continue;
		InterlockedIncrement(&got);
		enter(first, n, exclusive);
		if (!dice(&seed, 4))
			SwitchToThread();
		leave(first, n, exclusive);
		if (!drop_range(file, first, n))
			ok(0, "unlock: error %u\n", GetLastError());
	}
	io_fini(&io);
	return 0;
}

/* The other process: waits, tries, holds. */
static void rival_storm(const char *path)
{
	int fd = open(path, O_RDWR);
	unsigned seed = 99;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (!__atomic_load_n(&map->stop, __ATOMIC_SEQ_CST)) {
		int n = 1 + dice(&seed, 8);
		int first = dice(&seed, SLOTS - n);
		BOOL exclusive = dice(&seed, 2);
		struct flock l = {.l_type = exclusive ? F_WRLCK : F_RDLCK,
				  .l_start = first, .l_len = n};

		if (fcntl(fd, dice(&seed, 2) ? F_SETLKW : F_SETLK, &l))
			continue;
		enter(first, n, exclusive);
		sched_yield();
		leave(first, n, exclusive);
		map->taken++;
		l.l_type = F_UNLCK;
		fcntl(fd, F_SETLK, &l);
	}
	_exit(0);
}

static DWORD WINAPI cancel(void *arg)
{
	unsigned seed = 5;

	(void)arg;
	while (!__atomic_load_n(&stopping, __ATOMIC_SEQ_CST)) {
		int who = dice(&seed, WORKERS);

		if (CancelSynchronousIo(synchronous_threads[who]))
			InterlockedIncrement(&cancels);
		if (!dice(&seed, 8) && CancelIoEx(files[who], NULL))
			InterlockedIncrement(&cancels);
		SwitchToThread();
	}
	return 0;
}

static void storm(BOOL with_rival)
{
	HANDLE threads[2 * WORKERS], canceller;
	pid_t pid = 0;

	map = mmap(NULL, sizeof(*map), PROT_READ | PROT_WRITE,
		   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < 2 * WORKERS; i++)
		files[i] = ranges_file(i < WORKERS ? FILE_FLAG_OVERLAPPED : 0);
	if (with_rival && !(pid = fork()))
		rival_storm(ranges_path());
	for (int i = 0; i < 2 * WORKERS; i++) {
		threads[i] = CreateThread(NULL, 0, work,
					  (void *)(ULONG_PTR)(i + 1),
					  CREATE_SUSPENDED, NULL);
		if (i >= WORKERS)
			synchronous_threads[i - WORKERS] = threads[i];
	}
	canceller = CreateThread(NULL, 0, cancel, NULL, 0, NULL);
	for (int i = 0; i < 2 * WORKERS; i++)
		ResumeThread(threads[i]);
	for (int i = 0; i < 2 * WORKERS; i++) {
		WaitForSingleObject(threads[i], INFINITE);
		if (i < WORKERS)
			CloseHandle(threads[i]);
	}
	__atomic_store_n(&stopping, 1, __ATOMIC_SEQ_CST);
	WaitForSingleObject(canceller, INFINITE);
	__atomic_store_n(&map->stop, 1, __ATOMIC_SEQ_CST);
	if (pid)
		waitpid(pid, NULL, 0);
	ok(!map->wrong, "%d times somebody had what another had\n", map->wrong);
	for (int i = 0; i < SLOTS; i++)
		ok(!map->slot[i], "slot %d: %d\n", i, map->slot[i]);
	/* Nothing is left of it. */
	works(try_range(files[0], EXCLUSIVE, 0, ~0ull));
	for (int i = 0; i < 2 * WORKERS; i++)
		CloseHandle(files[i]);
	ok(got && aborted && (!with_rival || map->taken),
	   "got %d aborted %d, the rival %ld\n", got, aborted, map->taken);
	trace("got %d, aborted %d of %d cancels, the rival got %ld\n", got,
	      aborted, cancels, map->taken);
}

/* F-060 F-066 K-151: threads alone. */
static void threads(void)
{
	storm(FALSE);
}

/* F-069 K-151: and another process. */
static void processes(void)
{
	storm(TRUE);
}

START_TEST(ranges)
{
	RUN(threads);
	RUN(processes);
}
