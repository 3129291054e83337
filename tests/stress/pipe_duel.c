/*
 * A cancelled write of a named pipe against the read of another process, at the
 * very moment: the reader never sleeps, the writer cancels what it has just
 * written. What was cancelled is never seen, what was not is seen once; and what
 * has been taken in part is whole, while the rest gives way to the next.
 *
 *   WINCANCEL_DUELS=n  how many (200,000)
 */
#include <windows.h>
#include "wine/test.h"
#include <fcntl.h>
#include <sys/mman.h>
#include "peer.h"

#define MOST (1u << 24)

static unsigned duels = 200000;

/* Bytes that both see: of each number whether it came. */
static unsigned char *share(BOOL create)
{
	int fd = open(fixture_path("seen"),
		      O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0600);
	unsigned char *at;

	ok(fd >= 0 && (!create || !ftruncate(fd, MOST)), "no file\n");
	at = mmap(NULL, MOST, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ok(at != MAP_FAILED, "no memory\n");
	close(fd);
	return at;
}

static void read_without_rest(void)
{
	HANDLE h = pipe_open(PEER_PIPE, GENERIC_READ | FILE_WRITE_ATTRIBUTES,
			     0);
	struct peer wire = peer_parent();
	unsigned char *seen = share(FALSE);
	LONG64 last = -1;
	unsigned number;
	DWORD moved;

	ok(h != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	pipe_read_mode(h, PIPE_READMODE_MESSAGE | PIPE_NOWAIT);
	peer_say(&wire, '.');
	for (;;) {
		if (ReadFile(h, &number, sizeof(number), &moved, NULL)) {
			if (moved != sizeof(number) || number >= MOST ||
			    number <= last) {
				ok(0, "%u after %d, %u bytes\n", number,
				   (int)last, moved);
				break;
			}
			last = number;
			seen[number]++;
		} else if (GetLastError() != ERROR_NO_DATA) {
			ok(GetLastError() == ERROR_BROKEN_PIPE, "error %u\n",
			   GetLastError());
			break;
		}
	}
	CloseHandle(h);
}

/* True: it was taken back. */
static BOOL duel(HANDLE h, struct io *io, unsigned number, unsigned patience)
{
	DWORD moved = UNTOUCHED;
	BOOL ret = WriteFile(h, &number, sizeof(number), NULL, &io->ov);

	if (!ret && GetLastError() != ERROR_IO_PENDING) {
		ok(0, "write: error %u\n", GetLastError());
		/* it would go on like this */
		exit(1);
	}
	for (volatile unsigned i = patience; i; i--)
		;
	if (!CancelIoEx(h, &io->ov) && GetLastError() != ERROR_NOT_FOUND)
		ok(0, "cancel: error %u\n", GetLastError());
	ret = GetOverlappedResult(h, &io->ov, &moved, TRUE);
	if (ret ? moved != sizeof(number) :
		  moved || GetLastError() != ERROR_OPERATION_ABORTED)
		ok(0, "%d, moved %u, error %u\n", ret, moved, GetLastError());
	return !ret;
}

/* K-104 K-106 */
static void cancel_against_read(void)
{
	const char *text = getenv("WINCANCEL_DUELS");
	unsigned patience = 50, withdrawn = 0, number;
	static unsigned char back[MOST];
	unsigned char *seen;
	struct peer p;
	struct io io;
	HANDLE h;

	if (peer_role()) {
		read_without_rest();
		return;
	}
	peer_names();
	if (text)
		duels = strtoul(text, NULL, 0) % MOST;
	seen = share(TRUE);
	/* A quota of nothing: each write waits for its reader. */
	h = CreateNamedPipeA(PEER_PIPE, PIPE_ACCESS_OUTBOUND | FILE_FLAG_OVERLAPPED,
			     MESSAGES, 1, 1, 1, 0, NULL);
	ok(h != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	peer_start(&p, "reader");
	peer_says(&p, '.');
	io_init(&io);
	for (number = 0; number < duels; number++) {
		back[number] = duel(h, &io, number, patience);
		withdrawn += back[number];
		/* towards the moment at which either may win */
		if (!back[number])
			patience -= patience / 8;
		else if (patience < 20000)
			patience += patience / 64 + 1;
	}
	io_fini(&io);
	works(CloseHandle(h));
	peer_end(&p);
	for (number = 0; number < duels; number++)
		if (seen[number] != !back[number])
			ok(0, "%u: %s, and seen %u times\n", number,
			   back[number] ? "withdrawn" : "written",
			   seen[number]);
	trace("%u of %u withdrawn\n", withdrawn, duels);
	/* Where there is one processor for both, few meet. */
	ok(withdrawn > 100 && withdrawn < duels - 100, "%u of %u withdrawn\n",
	   withdrawn, duels);
	peer_nothing_left();
}

/* ---- a part of it ------------------------------------------------------------ */

#define PART 60000

static void read_parts(void)
{
	HANDLE h = pipe_open(PEER_PIPE, GENERIC_READ | FILE_WRITE_ATTRIBUTES,
			     0);
	struct peer wire = peer_parent();
	static unsigned char part[PART];
	DWORD moved;

	ok(h != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	pipe_read_mode(h, PIPE_READMODE_MESSAGE | PIPE_NOWAIT);
	peer_say(&wire, '.');
	for (;;) {
		BOOL ret = ReadFile(h, part, sizeof(part), &moved, NULL);

		if (!ret && GetLastError() == ERROR_BROKEN_PIPE)
			break;
		if (!ret && GetLastError() == ERROR_NO_DATA)
			continue;
		ok(ret || GetLastError() == ERROR_MORE_DATA, "error %u\n",
		   GetLastError());
		/* all of one message */
		if (moved && memcmp(part, part + 1, moved - 1)) {
			ok(0, "bytes of two messages\n");
			break;
		}
	}
	CloseHandle(h);
}

/* K-104: nobody writes where somebody still reads. */
static void cancel_against_copy(void)
{
	static char message[PART + 64];
	unsigned torn = 0, patience = 1000;
	DWORD start = GetTickCount();
	struct peer p;
	struct io io;
	HANDLE h;

	if (peer_role()) {
		read_parts();
		return;
	}
	peer_names();
	h = CreateNamedPipeA(PEER_PIPE, PIPE_ACCESS_OUTBOUND | FILE_FLAG_OVERLAPPED,
			     MESSAGES, 1, 1, 1, 0, NULL);
	ok(h != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	peer_start(&p, "reader");
	peer_says(&p, '.');
	io_init(&io);
	for (unsigned i = 0; torn < 3000 && GetTickCount() - start < 4000; i++) {
		DWORD moved = 0;

		memset(message, i, sizeof(message));
		if (!WriteFile(h, message, sizeof(message), NULL, &io.ov) &&
		    GetLastError() != ERROR_IO_PENDING)
			break;
		for (volatile unsigned k = patience; k; k--)
			;
		CancelIoEx(h, &io.ov);
		GetOverlappedResult(h, &io.ov, &moved, TRUE);
		torn += moved == PART;
		if (moved)
			patience -= patience / 8;
		else if (patience < 20000)
			patience += patience / 64 + 1;
	}
	io_fini(&io);
	works(CloseHandle(h));
	peer_end(&p);
	trace("%u taken in part\n", torn);
	if (!torn)
		skip("where there is one processor for both, none meet\n");
	peer_nothing_left();
}

START_TEST(pipe_duel)
{
	RUN_LIMIT(cancel_against_copy, 120);
	RUN_LIMIT(cancel_against_read, 120);
}
