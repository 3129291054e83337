/*
 * A directory that is watched by ReadDirectoryChangesW, things to do in it, and what
 * was told of them as one line of text:
 *
 *	+name added  -name removed  *name modified  <name old name  >name new name
 *	! something was missed
 */
#ifndef TESTS_LIB_WATCHED_H
#define TESTS_LIB_WATCHED_H

#include "blocked.h"

#define NAMES (FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME)

struct watched {
	HANDLE dir;
	DWORD filter;
	BOOL subtree;
	OVERLAPPED ov;
	DWORD buffer[16384];
};

/* A name in the case's directory; good until the 16th after it. Test points ask
 * from other threads. */
static inline const char *in_dir(const char *name)
{
	static char paths[16][700];
	static const char *known;
	static unsigned next;
	char *path = paths[__atomic_fetch_add(&next, 1, __ATOMIC_ACQ_REL) % 16];
	const char *dir = __atomic_load_n(&known, __ATOMIC_ACQUIRE);

	if (!dir) {
		dir = fixture_dir();
		__atomic_store_n(&known, dir, __ATOMIC_RELEASE);
	}
	sprintf(path, "%s/%s", dir, name);
	return path;
}

static inline HANDLE open_watched(const char *path, DWORD flags)
{
	HANDLE dir = CreateFileA(path, FILE_LIST_DIRECTORY,
				 PAIR_SHARE | FILE_SHARE_DELETE, NULL,
				 OPEN_EXISTING,
				 FILE_FLAG_BACKUP_SEMANTICS | flags, NULL);

	ok(dir != INVALID_HANDLE_VALUE, "%s: error %u\n", path, GetLastError());
	return dir;
}

#define make_file(name) make_file_(__FILE__, __LINE__, name)
static inline void make_file_(const char *src, int line, const char *name)
{
	HANDLE file = CreateFileA(in_dir(name), GENERIC_WRITE, PAIR_SHARE, NULL,
				  CREATE_NEW, 0, NULL);

	ok_(src, line)(file != INVALID_HANDLE_VALUE, "%s: error %u\n", name,
		       GetLastError());
	CloseHandle(file);
}

#define make_dir(name) works(CreateDirectoryA(in_dir(name), NULL))
#define rename_to(from, to) works(fixture_rename(in_dir(from), in_dir(to)))

#define CHANGES_NAME 1000

/* The records of one result, behind what text has. */
static inline void append_changes(char *text, const void *buffer, DWORD size)
{
	static const char actions[] = "?+-*<>";
	const char *at = buffer;

	if (!size)
		strcat(text, "! ");
	while (size) {
		const FILE_NOTIFY_INFORMATION *info = (const void *)at;
		char *out = text + strlen(text);
		int n;

		*out++ = info->Action < 6 ? actions[info->Action] : '?';
		n = WideCharToMultiByte(CP_UTF8, 0, info->FileName,
					(int)info->FileNameLength / 2, out,
					CHANGES_NAME, NULL, NULL);
		strcpy(out + n, " ");
		if (!info->NextEntryOffset)
			break;
		todo_wine_if(info->NextEntryOffset % 4)
			ok(info->NextEntryOffset % 4 == 0, "offset %u\n",
			   info->NextEntryOffset);
		at += info->NextEntryOffset;
	}
}

static inline void watch(struct watched *w)
{
	HANDLE event = w->ov.hEvent;

	memset(&w->ov, 0, sizeof(w->ov));
	w->ov.hEvent = event;
	works(ReadDirectoryChangesW(w->dir, w->buffer, sizeof(w->buffer),
				    w->subtree, w->filter, NULL, &w->ov, NULL));
}

static inline void watch_begin(struct watched *w, DWORD filter, BOOL subtree)
{
	memset(w, 0, sizeof(*w));
	w->dir = open_watched(fixture_dir(), FILE_FLAG_OVERLAPPED);
	w->filter = filter;
	w->subtree = subtree;
	w->ov.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	watch(w);
}

/* What comes next, behind what text has; watches on. */
static inline void next_changes(struct watched *w, char *text)
{
	DWORD size = 0;

	if (WaitForSingleObject(w->ov.hEvent, 5000) != WAIT_OBJECT_0) {
		strcat(text, "(nothing)");
		return;
	}
	works(GetOverlappedResult(w->dir, &w->ov, &size, FALSE));
	append_changes(text, w->buffer, size);
	watch(w);
}

static inline DWORD WINAPI blocked_watch(void *arg)
{
	struct blocked *b = arg;

	SetLastError(UNTOUCHED);
	b->ret = ReadDirectoryChangesW(b->file, b->data, b->size, TRUE, NAMES,
				       &b->count, NULL, NULL);
	b->err = GetLastError();
	return 0;
}

/* By a synchronous handle, which does not look between two calls. */
#define watch_quietly(...) watch_quietly_(__FILE__, __LINE__, __VA_ARGS__)
static inline void watch_quietly_(const char *src, int line, struct blocked *b,
				  const char *path, void *buffer, DWORD size)
{
	b->file = open_watched(path, 0);
	b->data = buffer;
	b->size = size;
	blocked_start(b, blocked_watch);
	blocked_cancel(b);
	blocked_ends_(src, line, b, ERROR_OPERATION_ABORTED, UNTOUCHED);
}

/* What has happened since, of which there is something. */
static inline void next_quietly(struct blocked *b, char *text)
{
	blocked_start(b, blocked_watch);
	if (WaitForSingleObject(b->thread, 20000) != WAIT_OBJECT_0 || !b->ret)
		strcat(text, "(nothing)");
	else
		append_changes(text, b->data, b->count);
	CloseHandle(b->thread);
}

/* As many results as it takes. */
#define hears(w, changes) hears_(__FILE__, __LINE__, w, changes)
static inline void hears_(const char *src, int line, struct watched *w,
			 const char *changes)
{
	static char text[20000];

	text[0] = 0;
	while (strlen(text) < strlen(changes) && !strstr(text, "(nothing)"))
		next_changes(w, text);
	ok_(src, line)(!strcmp(text, changes), "told %s, not %s\n", text,
		       changes);
}

static inline void watch_end(struct watched *w)
{
	DWORD size;

	works(CancelIo(w->dir));
	GetOverlappedResult(w->dir, &w->ov, &size, TRUE);
	CloseHandle(w->dir);
	CloseHandle(w->ov.hEvent);
}

#endif
