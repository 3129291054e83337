/*
 * Random locks, unlocks and transfers of a few open files against a model that
 * knows nothing but a list and the rules: every answer has to be the model's.
 */
#include <windows.h>
#include "wine/test.h"
#include "ranges.h"

#define FILES 3
#define MOST 40

typedef unsigned __int128 wide;

static struct locked {
	int file;
	ULONGLONG first, length;
	BOOL exclusive;
} model[MOST];
static int held;
static unsigned seed;

static unsigned dice(unsigned sides)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16 & 0x7fff) % sides;
}

/* Around the places where something may go wrong; small ones most often. */
static ULONGLONG some_offset(void)
{
	static const ULONGLONG around[] = {0, 0, 0, 0, 1ull << 31, 1ull << 32,
					   1ull << 63, ~0ull - 20};

	return around[dice(8)] + dice(21);
}

static ULONGLONG some_length(void)
{
	static const ULONGLONG around[] = {0, 0, 0, 0, 0, 1ull << 32, 1ull << 63,
					   ~0ull - 20};

	return around[dice(8)] + dice(12);
}

/* A byte in common; of none, one on each side. */
static BOOL overlap(const struct locked *a, const struct locked *b)
{
	wide a_end = (wide)a->first + a->length;
	wide b_end = (wide)b->first + b->length;

	if (!a->length && !b->length)
		return FALSE;
	return a->first < b_end && b->first < a_end;
}

static DWORD lock_says(const struct locked *l)
{
	if ((wide)l->first + l->length > (wide)1 << 64)
		return ERROR_INVALID_LOCK_RANGE;
	for (int i = 0; i < held; i++)
		if (overlap(&model[i], l) &&
		    (l->exclusive ||
		     (model[i].exclusive && model[i].file != l->file)))
			return ERROR_LOCK_VIOLATION;
	return 0;
}

static int find(const struct locked *l)
{
	int found = -1;

	for (int i = 0; i < held; i++)
		if (model[i].file == l->file && model[i].first == l->first &&
		    model[i].length == l->length &&
		    (found < 0 || model[i].exclusive))
			found = i;
	return found;
}

static DWORD unlock_says(const struct locked *l)
{
	if ((wide)l->first + l->length > (wide)1 << 64)
		return ERROR_INVALID_LOCK_RANGE;
	return find(l) < 0 ? ERROR_NOT_LOCKED : 0;
}

static DWORD transfer_says(const struct locked *l, BOOL writes)
{
	for (int i = 0; l->length && i < held; i++)
		if (overlap(&model[i], l) &&
		    (model[i].exclusive ? model[i].file != l->file : writes))
			return ERROR_LOCK_VIOLATION;
	return 0;
}

static DWORD result(BOOL ret)
{
	return ret ? 0 : GetLastError();
}

static DWORD transfer(HANDLE file, const struct locked *l, BOOL writes)
{
	char buf[64] = {0};
	OVERLAPPED ov = {0};
	DWORD moved;

	io_at(&ov, l->first);
	return result(writes ?
			      WriteFile(file, buf, l->length, &moved, &ov) :
			      ReadFile(file, buf, l->length, &moved, &ov));
}

static struct locked some_range(void)
{
	/* Half of the time one that is there. */
	if (held && dice(2))
		return model[dice(held)];
	return (struct locked){dice(FILES), some_offset(), some_length(), dice(2)};
}

#define same(what, l, got, want) \
	ok((got) == (want), "step %u: %s file %d %#llx+%#llx %d: %u, not %u\n", \
	   step, what, (l).file, (unsigned long long)(l).first, \
	   (unsigned long long)(l).length, (l).exclusive, got, want)

static void step_of(HANDLE *files, unsigned step)
{
	struct locked l = some_range();
	DWORD got, want;

	switch (dice(6)) {
	case 0:
	case 1:
		if (held == MOST)
			return;
		l.exclusive = dice(2);
		want = lock_says(&l);
		got = result(try_range(files[l.file],
				       l.exclusive ? EXCLUSIVE : SHARED,
				       l.first, l.length));
		if (!want)
			model[held++] = l;
		same("lock", l, got, want);
		break;
	case 2:
	case 3:
		want = unlock_says(&l);
		got = result(drop_range(files[l.file], l.first, l.length));
		if (!want)
			model[find(&l)] = model[held - 1], held--;
		same("unlock", l, got, want);
		break;
	case 4:
		/* Bytes that are there. */
		l.first %= 60;
		l.length %= 40;
		l.exclusive = dice(2);
		l.file = dice(FILES);
		want = transfer_says(&l, l.exclusive);
		got = transfer(files[l.file], &l, l.exclusive);
		same("transfer", l, got, want);
		break;
	default:
		if (dice(200))
			return;
		CloseHandle(files[l.file]);
		files[l.file] = ranges_file(0);
		for (int i = held; i-- > 0;)
			if (model[i].file == l.file)
				model[i] = model[--held];
	}
}

/* F-060 F-061 F-062 F-063 F-064 F-068 */
static void against_a_model(void)
{
	HANDLE files[FILES];

	for (int i = 0; i < FILES; i++)
		files[i] = ranges_file(0);
	for (seed = 1; seed < 4; seed++) {
		unsigned first = seed;

		for (unsigned step = 0; step < 20000; step++)
			step_of(files, step);
		seed = first;
	}
	for (int i = 0; i < FILES; i++)
		CloseHandle(files[i]);
}

START_TEST(ranges)
{
	RUN(against_a_model);
}
