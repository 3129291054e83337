/*
 * Names that have a number, of messages and of classes: 0xC000 to 0xFFFF, the same for
 * the same name in any case while somebody has it. A message's is had for good.
 */
#include "user32_cancel/user32.h"

#define FIRST 0xC000
#define COUNT 0x4000
#define BUCKETS 256
#define LONGEST 255

struct name {
	struct name *next;
	unsigned refs;
	ATOM atom;
	WCHAR text[];
};

static struct name *buckets[BUCKETS];
static struct name *by_atom[COUNT];
static unsigned last;

static unsigned bucket(const WCHAR *text)
{
	unsigned hash = 0;

	for (; *text; text++) {
		unsigned c = *text;

		/* lstrcmpi decides; here only what it surely takes as one */
		if (c >= 'a' && c <= 'z')
			c -= 'a' - 'A';
		hash = 31 * hash + (c < 128 ? c : 128);
	}
	return hash % BUCKETS;
}

static struct name *find(const WCHAR *text)
{
	struct name *name = buckets[bucket(text)];

	while (name && lstrcmpiW(name->text, text))
		name = name->next;
	return name;
}

/* Under the lock: the next one that is free; 0. */
static ATOM unused(void)
{
	for (unsigned i = 0; i < COUNT; i++) {
		last = (last + 1) % COUNT;
		if (!by_atom[last])
			return (ATOM)(FIRST + last);
	}
	return 0;
}

static ATOM enter(struct name *fresh, struct after *after)
{
	struct name *name = find(fresh->text);

	after->garbage[0] = fresh;
	if (name) {
		name->refs++;
		return name->atom;
	}
	fresh->atom = unused();
	if (!fresh->atom)
		return 0;
	fresh->next = buckets[bucket(fresh->text)];
	buckets[bucket(fresh->text)] = fresh;
	by_atom[fresh->atom - FIRST] = fresh;
	after->garbage[0] = NULL;
	return fresh->atom;
}

/* An atom: one more has it; below FIRST they are nobody's. */
static ATOM add_atom(ATOM atom)
{
	struct name *name;

	if (atom < FIRST)
		return atom ? atom : (ATOM)fail_with(ERROR_INVALID_PARAMETER);
	user_enter();
	name = by_atom[atom - FIRST];
	if (name)
		name->refs++;
	user_leave(NULL);
	return name ? atom : (ATOM)fail_with(ERROR_INVALID_HANDLE);
}

ATOM name_add(const WCHAR *text)
{
	struct after after = {0};
	struct name *fresh;
	int n;
	ATOM atom;

	if (is_atom(text))
		return add_atom((ATOM)(ULONG_PTR)text);
	n = lstrlenW(text);
	if (!n || n > LONGEST)
		return (ATOM)fail_with(n ? ERROR_INVALID_PARAMETER :
					   ERROR_INVALID_NAME);
	fresh = user_alloc(sizeof(*fresh) + ((size_t)n + 1) * sizeof(WCHAR));
	if (!fresh)
		return 0;
	fresh->refs = 1;
	lstrcpyW(fresh->text, text);
	user_enter();
	atom = enter(fresh, &after);
	user_leave(&after);
	return atom ? atom : (ATOM)fail_with(ERROR_NOT_ENOUGH_MEMORY);
}

ATOM name_find(const WCHAR *text)
{
	struct name *name;
	ATOM atom;

	if (is_atom(text))
		return (ATOM)(ULONG_PTR)text;
	user_enter();
	name = find(text);
	atom = name ? name->atom : 0;
	user_leave(NULL);
	return atom;
}

void name_drop(ATOM atom)
{
	struct after after = {0};
	struct name *name, **at;

	if (atom < FIRST)
		return;
	user_enter();
	name = by_atom[atom - FIRST];
	if (name && !--name->refs) {
		for (at = &buckets[bucket(name->text)]; *at != name;)
			at = &(*at)->next;
		*at = name->next;
		by_atom[atom - FIRST] = NULL;
		after.garbage[0] = name;
	}
	user_leave(&after);
}

/*
 * RegisterWindowMessage: a message's number, 0xC000 to 0xFFFF, the same for the same
 * name within the process; 0: ERROR_INVALID_NAME for none, ERROR_INVALID_PARAMETER
 * for more than 255 characters.  (Microsoft: RegisterWindowMessage)
 */
UINT WINAPI RegisterWindowMessageW(const WCHAR *name)
{
	if (is_atom(name))
		return (UINT)fail_with(ERROR_INVALID_PARAMETER);
	return name_add(name);
}

UINT WINAPI RegisterWindowMessageA(const char *name)
{
	WCHAR *wide;
	UINT message;

	if (is_atom(name))
		return (UINT)fail_with(ERROR_INVALID_PARAMETER);
	wide = text_wide(name);
	message = wide ? RegisterWindowMessageW(wide) : 0;
	user_free(wide);
	return message;
}
