/*
 * CopyFile2: results are HRESULTs, reports are messages. Wine 8 lacks it.
 */
#include <windows.h>
#include "wine/test.h"
#include "copying.h"

#define ABORTED ((HRESULT)0x800704d3)
#define PAUSED ((HRESULT)0x80070bea)
#define RESUME 0x4000

static BOOL no_copyfile2(void)
{
	if (strcmp(winetest_platform, "wine"))
		return FALSE;
	skip("Wine 8 lacks it\n");
	return TRUE;
}

/* What it was told, one letter a message; and where it answers. */
struct notes {
	char text[4096];
	unsigned n, wrong;
	ULONGLONG at, chunks;
	HRESULT failure;
	unsigned when; /* at this message; 0: never */
	COPYFILE2_MESSAGE_ACTION answer;
};

static void chunk_finished(struct notes *n, const COPYFILE2_MESSAGE *m)
{
	n->wrong += m->Info.ChunkFinished.dwStreamNumber != 1 ||
		    m->Info.ChunkFinished.uliChunkNumber.QuadPart != n->chunks++;
	n->wrong += n->at + m->Info.ChunkFinished.uliChunkSize.QuadPart !=
		    m->Info.ChunkFinished.uliTotalBytesTransferred.QuadPart;
	n->at = m->Info.ChunkFinished.uliTotalBytesTransferred.QuadPart;
	n->wrong += m->Info.ChunkFinished.uliStreamBytesTransferred.QuadPart !=
		    n->at;
	n->wrong += m->Info.ChunkFinished.uliTotalFileSize.QuadPart < n->at;
	n->wrong += GetFileType(m->Info.ChunkFinished.hSourceFile) !=
			    FILE_TYPE_DISK ||
		    GetFileType(m->Info.ChunkFinished.hDestinationFile) !=
			    FILE_TYPE_DISK;
}

static COPYFILE2_MESSAGE_ACTION CALLBACK notes(const COPYFILE2_MESSAGE *m,
					       void *context)
{
	struct notes *n = context;
	static const char letters[] = "?cCsSpE";

	if (n->n < sizeof(n->text) - 1)
		n->text[n->n] = letters[m->Type < 7 ? m->Type : 0];
	n->n++;
	if (m->Type == COPYFILE2_CALLBACK_CHUNK_FINISHED)
		chunk_finished(n, m);
	else if (m->Type == COPYFILE2_CALLBACK_CHUNK_STARTED)
		n->wrong += m->Info.ChunkStarted.uliChunkNumber.QuadPart !=
			    n->chunks;
	else if (m->Type == COPYFILE2_CALLBACK_STREAM_STARTED)
		n->at = 0;
	else if (m->Type == COPYFILE2_CALLBACK_STREAM_FINISHED)
		n->wrong += m->Info.StreamFinished.uliTotalBytesTransferred
				    .QuadPart != n->at;
	else if (m->Type == COPYFILE2_CALLBACK_ERROR)
		n->failure = m->Info.Error.hrFailure;
	return n->n == n->when ? n->answer : COPYFILE2_PROGRESS_CONTINUE;
}

static HRESULT copies(const char *from, const char *to, struct notes *n,
		      BOOL *cancel, DWORD flags)
{
	COPYFILE2_EXTENDED_PARAMETERS p = {
		.dwSize = sizeof(p),
		.dwCopyFlags = flags,
		.pfCancel = cancel,
		.pProgressRoutine = n ? notes : NULL,
		.pvCallbackContext = n,
	};
	WCHAR source[300], target[300];

	MultiByteToWideChar(CP_UTF8, 0, from, -1, source, 300);
	MultiByteToWideChar(CP_UTF8, 0, to, -1, target, 300);
	return CopyFile2(source, target, &p);
}

#define gives(call, result) gives_(__FILE__, __LINE__, #call, call, result)
static void gives_(const char *src, int line, const char *text, HRESULT got,
		   HRESULT want)
{
	ok_(src, line)(got == want, "%s: %#x, not %#x\n", text, (unsigned)got,
		       (unsigned)want);
}

/* K-148: s (cC)* S */
static void messages(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	static const unsigned sizes[] = { 0, 10, 5 * MIB };
	unsigned i, k;

	if (no_copyfile2())
		return;
	for (i = 0; i < 3; i++) {
		struct notes n = { .n = 0 };

		new_file(from, sizes[i], i);
		gives(copies(from, to, &n, NULL, 0), S_OK);
		has_contents(to, sizes[i], i);
		ok(!n.wrong, "%u wrong messages\n", n.wrong);
		ok(n.text[0] == 's' && n.text[n.n - 1] == 'S', "%s\n", n.text);
		for (k = 1; k + 1 < n.n; k++)
			ok(n.text[k] == (k & 1 ? 'c' : 'C'), "%s\n", n.text);
		ok(n.at == sizes[i], "%u bytes\n", (unsigned)n.at);
	}
}

/* K-148: at the first message, a chunk's beginning and end, the last message */
static void answers(void)
{
	static const struct {
		COPYFILE2_MESSAGE_ACTION answer;
		HRESULT result;
		BOOL kept;
	} rows[] = {
		{ COPYFILE2_PROGRESS_CANCEL, ABORTED, FALSE },
		{ COPYFILE2_PROGRESS_STOP, ABORTED, TRUE },
		{ COPYFILE2_PROGRESS_PAUSE, PAUSED, TRUE },
		{ COPYFILE2_PROGRESS_QUIET, S_OK, TRUE },
	};
	const char *from = fixture_path("from"), *to = fixture_path("to");

	if (no_copyfile2())
		return;
	new_file(from, 5 * MIB, 1);
	for (unsigned i = 0; i < 4; i++)
		for (unsigned when = 1; when <= 5; when++) {
			struct notes n = { .when = when,
					   .answer = rows[i].answer };

			gives(copies(from, to, &n, NULL, 0), rows[i].result);
			ok(n.n == when, "%u messages, not %u\n", n.n, when);
			if (!rows[i].kept)
				not_there(to);
			else
				has_contents(to,
					     rows[i].result ? n.at : 5 * MIB,
					     1);
		}
}

/* K-148: a pause, and on from there */
static void pause_and_resume(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	struct notes n = { .when = 7, .answer = COPYFILE2_PROGRESS_PAUSE };
	struct notes m = { .n = 0 };

	if (no_copyfile2())
		return;
	new_file(from, 9 * MIB, 1);
	gives(copies(from, to, &n, NULL, COPY_FILE_RESTARTABLE), PAUSED);
	has_contents(to, n.at, 1);
	ok(n.at > 0 && n.at < 9 * MIB, "%u bytes\n", (unsigned)n.at);
	gives(copies(from, to, NULL, NULL, RESUME), E_INVALIDARG);
	has_contents(to, n.at, 1);
	gives(copies(from, to, &m, NULL, COPY_FILE_RESTARTABLE | RESUME), S_OK);
	has_contents(to, 9 * MIB, 1);
	ok(m.chunks > 0, "no chunk\n");
}

/* K-148: the flag */
static void flag(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	BOOL cancel = TRUE;

	if (no_copyfile2())
		return;
	new_file(from, 5 * MIB, 1);
	gives(copies(from, to, NULL, &cancel, 0), ABORTED);
	not_there(to);
	cancel = FALSE;
	gives(copies(from, to, NULL, &cancel, 0), S_OK);
}

static void refusals(void)
{
	const char *from = fixture_path("from"), *to = fixture_path("to");
	COPYFILE2_EXTENDED_PARAMETERS p = { .dwSize = 7 };

	if (no_copyfile2())
		return;
	gives(copies(from, to, NULL, NULL, 0),
	      HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND));
	new_file(from, 10, 1);
	new_file(to, 20, 2);
	gives(copies(from, to, NULL, NULL, COPY_FILE_FAIL_IF_EXISTS),
	      HRESULT_FROM_WIN32(ERROR_FILE_EXISTS));
	gives(copies(from, to, NULL, NULL, 0x10), E_INVALIDARG);
	gives(CopyFile2(u"a", u"b", &p), E_INVALIDARG);
	gives(CopyFile2(NULL, u"b", NULL), E_INVALIDARG);
}

struct stalled {
	const char *from, *to;
	struct notes notes;
	HRESULT result;
};

static DWORD WINAPI copies_stalled(void *arg)
{
	struct stalled *s = arg;

	s->result = copies(s->from, s->to, &s->notes, NULL, 0);
	return 0;
}

/* K-148: what went wrong in the middle is told, and the target goes */
static void failure(void)
{
	struct stalled s = { .from = slow_file("read-stall"),
			     .to = fixture_path("to") };
	HANDLE thread;

	if (!s.from)
		return;
	thread = CreateThread(NULL, 0, copies_stalled, &s, 0, NULL);
	ok(fixture_fuse_wait("read-stall", 1), "%s\n", fixture_why());
	works(CancelSynchronousIo(thread));
	WaitForSingleObject(thread, 20000);
	gives(s.result, HRESULT_FROM_WIN32(ERROR_OPERATION_ABORTED));
	gives(s.notes.failure, s.result);
	ok(!strcmp(s.notes.text, "scE"), "%s\n", s.notes.text);
	not_there(s.to);
	CloseHandle(thread);
}

START_TEST(CopyFile2)
{
	RUN(messages);
	RUN(answers);
	RUN(pause_and_resume);
	RUN(flag);
	RUN(refusals);
	RUN(failure);
}
