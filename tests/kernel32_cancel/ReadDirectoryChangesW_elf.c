/*
 * ReadDirectoryChangesW and what Linux does to a tree behind its back: other
 * programs' renames and removals, links, depth, limits, fork.
 */
#include <windows.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "wine/test.h"
#include "nt.h"
#include "watched.h"

/* D-003: to outside and back; what has left is not heard of. */
static void out_and_in(void)
{
	struct watched w;
	char inside[700], outside[700];

	make_dir("w");
	make_dir("w/d");
	make_dir("out");
	watch_begin(&w, NAMES, TRUE);
	CloseHandle(w.dir);
	w.dir = open_watched(in_dir("w"), FILE_FLAG_OVERLAPPED);
	WaitForSingleObject(w.ov.hEvent, 5000);
	watch(&w);
	strcpy(inside, in_dir("w/d"));
	strcpy(outside, in_dir("out/d"));
	ok(!rename(inside, outside), "rename\n");
	hears(&w, "-d ");
	make_file("out/d/unheard");
	make_dir("out/d/e");
	make_file("w/heard");
	hears(&w, "+heard ");
	ok(!rename(outside, inside), "rename\n");
	hears(&w, "+d ");
	make_file("w/d/f");
	hears(&w, "+d\\f ");
	make_file("w/d/e/g");
	hears(&w, "+d\\e\\g ");
	watch_end(&w);
}

/* D-008: by another program, and from where it was moved to. */
static void removed_by_others(void)
{
	for (int moved = 0; moved < 2; moved++) {
		OVERLAPPED ov = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
		DWORD buffer[64], size;
		HANDLE dir;

		make_dir("d");
		dir = open_watched(in_dir("d"), FILE_FLAG_OVERLAPPED);
		works(ReadDirectoryChangesW(dir, buffer, sizeof(buffer), TRUE,
					    NAMES, NULL, &ov, NULL));
		if (moved) {
			make_dir("p");
			rename_to("d", "p/d");
			fails(GetOverlappedResult(dir, &ov, &size, FALSE),
			      ERROR_IO_INCOMPLETE);
			/* Its watch follows when that is heard of. */
			make_file("p/d/f");
			works(GetOverlappedResult(dir, &ov, &size, TRUE));
			works(ReadDirectoryChangesW(dir, buffer, sizeof(buffer),
						    TRUE, NAMES, NULL, &ov,
						    NULL));
			ok(!unlink(in_dir("p/d/f")), "unlink\n");
			works(GetOverlappedResult(dir, &ov, &size, TRUE));
			works(ReadDirectoryChangesW(dir, buffer, sizeof(buffer),
						    TRUE, NAMES, NULL, &ov,
						    NULL));
		}
		ok(!rmdir(in_dir(moved ? "p/d" : "d")), "rmdir\n");
		fails(GetOverlappedResult(dir, &ov, &size, TRUE),
		      ERROR_ACCESS_DENIED);
		fails(ReadDirectoryChangesW(dir, buffer, sizeof(buffer), TRUE,
					    NAMES, NULL, &ov, NULL),
		      ERROR_ACCESS_DENIED);
		CloseHandle(dir);
		CloseHandle(ov.hEvent);
	}
}

/* D-002: a link to above is no directory. */
static void link_loops(void)
{
	struct watched w;

	make_dir("d");
	ok(!symlink("..", in_dir("d/up")) && !symlink("d", in_dir("same")),
	   "symlink\n");
	watch_begin(&w, NAMES, TRUE);
	make_file("d/f");
	hears(&w, "+d\\f ");
	ok(!symlink(".", in_dir("d/here")), "symlink\n");
	hears(&w, "+d\\here ");
	make_file("g");
	hears(&w, "+g ");
	watch_end(&w);
}

/* D-002: 200 deep, then one that appears whole. */
static void deep(void)
{
	struct watched w;
	char path[700] = "a", last[700];
	static char expect[2000];

	make_dir("a");
	for (int i = 1; i < 200; i++) {
		strcat(path, "/a");
		make_dir(path);
	}
	watch_begin(&w, NAMES, TRUE);
	sprintf(last, "%s/f", path);
	make_file(last);
	sprintf(expect, "+%s ", last);
	for (char *at = expect; *at; at++)
		if (*at == '/')
			*at = '\\';
	hears(&w, expect);
	watch_end(&w);
}

/* D-002: names that grow in Windows' eyes, and the longest. */
static void long_names(void)
{
	struct watched w;
	char name[256];
	static char expect[300];
	int fd;

	memset(name, 'n', 255);
	name[255] = 0;
	watch_begin(&w, NAMES, TRUE);
	make_dir(name);
	sprintf(expect, "+%s ", name);
	hears(&w, expect);
	fd = open(in_dir("x\xff"), O_CREAT | O_WRONLY, 0600);
	ok(fd >= 0, "open\n");
	close(fd);
	hears(&w, "+x\xef\xbf\xbd ");
	watch_end(&w);
}

/* D-002: a tree copied in, by a program that does not wait: everything once. */
static void burst(void)
{
	struct watched w;
	static char seen[60][20];
	static char text[20000];
	int count[60] = {0}, total = 0;
	pid_t pid;

	watch_begin(&w, NAMES, TRUE);
	pid = fork();
	if (!pid) {
		char path[700];

		for (int d = 0; d < 3; d++) {
			sprintf(path, "%s", in_dir("n"));
			for (int k = 0; k < d; k++)
				strcat(path, "/m");
			mkdir(path, 0700);
			for (int i = 0; i < 19; i++) {
				char file[750];

				sprintf(file, "%s/f%d", path, i);
				close(open(file, O_CREAT | O_WRONLY, 0600));
			}
		}
		_exit(0);
	}
	while (total < 60) {
		char *at = text, *end;

		text[0] = 0;
		next_changes(&w, text);
		if (strchr(text, '!') || strchr(text, '(')) {
			ok(0, "after %d: %s\n", total, text);
			break;
		}
		for (; (end = strchr(at, ' ')); at = end + 1) {
			int i;

			*end = 0;
			for (i = 0; seen[i][0] && strcmp(seen[i], at); i++)
				;
			strcpy(seen[i], at);
			count[i]++;
			ok(count[i] == 1 && at[0] == '+', "%s, %d times\n", at,
			   count[i]);
			total++;
		}
	}
	waitpid(pid, NULL, 0);
	make_file("end");
	hears(&w, "+end ");
	watch_end(&w);
}

/* K-154 */
static void nothing_to_tell(void)
{
	HANDLE dir = open_watched("/proc", FILE_FLAG_OVERLAPPED);
	OVERLAPPED ov = {0};
	DWORD buffer[64];

	fails(ReadDirectoryChangesW(dir, buffer, sizeof(buffer), FALSE, NAMES,
				    NULL, &ov, NULL), ERROR_INVALID_FUNCTION);
	CloseHandle(dir);
	dir = open_watched("/", FILE_FLAG_OVERLAPPED);
	works(ReadDirectoryChangesW(dir, buffer, sizeof(buffer), FALSE, NAMES,
				    NULL, &ov, NULL));
	CloseHandle(dir);
}

/* A program does many things while nobody looks: all of it is read at once. */
static void quiet_begin(struct blocked *b, const char *path)
{
	static DWORD buffer[16384];

	watch_quietly(b, path, buffer, sizeof(buffer));
}

/* What is told until then, which is made now. */
static void quiet_until(struct blocked *b, char *text, const char *last)
{
	make_file(last);
	while (!strstr(text, last) && !strchr(text, '('))
		next_quietly(b, text);
}

static void renames(const char *const (*steps)[2])
{
	for (; (*steps)[0]; steps++) {
		const char *to = (*steps)[1];

		ok(!(to ? rename(in_dir((*steps)[0]), in_dir(to)) :
			  rmdir(in_dir((*steps)[0]))), "%s\n", (*steps)[0]);
	}
}

/* D-003: what was below has taken its parent's place by the time its parent is
 * looked for. */
static void into_the_parents_place(void)
{
	static const char *const away[][2] = {{"p", "q"}, {NULL}};
	static const char *const back[][2] = {
		{"p", NULL}, {"q", "p"}, {"p/x/k", "p/t"}, {"p/x", NULL},
		{"p/t", "p/x"}, {NULL},
	};
	static char text[20000];
	struct blocked b = {0};

	make_dir("p");
	make_dir("p/x");
	make_dir("p/x/k");
	quiet_begin(&b, fixture_dir());
	renames(away);
	ok(!mkdir(in_dir("p"), 0700), "mkdir\n");
	renames(back);
	for (int i = 0; i < 3; i++) {
		char name[8];

		sprintf(name, "end%d", i);
		quiet_until(&b, text, name);
	}
	text[0] = 0;
	make_file("p/x/new");
	next_quietly(&b, text);
	ok(!strcmp(text, "+p\\x\\new "), "told %s\n", text);
	CloseHandle(b.file);
}

static unsigned limit_of(const char *name)
{
	char path[100];
	FILE *f = (sprintf(path, "/proc/sys/fs/inotify/%s", name),
		   fopen(path, "r"));
	unsigned most = 0;

	if (f) {
		if (fscanf(f, "%u", &most) != 1)
			most = 0;
		fclose(f);
	}
	return most;
}

static void overflow_queue(unsigned most)
{
	char a[700], z[700];

	make_file("a");
	strcpy(a, in_dir("a"));
	strcpy(z, in_dir("z"));
	for (unsigned i = 0; i < most / 4 + 10; i++)
		ok(!rename(a, z) && !rename(z, a), "rename\n");
}

/* K-153: more than the kernel keeps; afterwards the whole tree is watched. A
 * synchronous handle does not look between two calls. */
static void kernel_overflow(void)
{
	struct blocked b = {0};
	static DWORD buffer[16384];
	char text[CHANGES_NAME + 2] = "";
	unsigned most = limit_of("max_queued_events");

	if (!most || most > 100000) {
		skip("no limit known, or a high one\n");
		return;
	}
	watch_quietly(&b, fixture_dir(), buffer, sizeof(buffer));
	overflow_queue(most);
	make_dir("unseen");
	do {
		blocked_start(&b, blocked_watch);
		ok(WaitForSingleObject(b.thread, 5000) == WAIT_OBJECT_0 &&
			   b.ret, "error %u\n", b.err);
		CloseHandle(b.thread);
	} while (b.ret && b.count);
	blocked_start(&b, blocked_watch);
	make_file("unseen/f");
	blocked_ends(&b, 0, 28);
	append_changes(text, buffer, 28);
	ok(!strcmp(text, "+unseen\\f "), "told %s\n", text);
	CloseHandle(b.file);
}

/* K-153: more directories than events that the kernel keeps: one overflow is told
 * once, not again of what becomes of the watches. */
static void overflow_of_many(void)
{
	unsigned most = limit_of("max_queued_events");
	static char text[200000];
	struct blocked b = {0};

	if (!most || most > 20000 || limit_of("max_user_watches") < 2 * most) {
		skip("no limit known, or a high one, or few watches\n");
		return;
	}
	for (unsigned i = 0; i < most + most / 100; i++) {
		char path[32];

		sprintf(path, i % 200 ? "%u/%u" : "%u", i / 200, i % 200);
		ok(!mkdir(in_dir(path), 0700), "mkdir\n");
	}
	quiet_begin(&b, fixture_dir());
	overflow_queue(most);
	while (!strstr(text, "! ") && !strchr(text, '(')) {
		text[0] = 0;
		next_quietly(&b, text);
	}
	text[0] = 0;
	make_file("last");
	next_quietly(&b, text);
	ok(!strcmp(text, "+last "), "told %s\n", text);
	CloseHandle(b.file);
}

/* K-165: the child hears nothing, the parent goes on. */
static void forked(void)
{
	struct watched w;
	int status = -1;
	pid_t pid;

	watch_begin(&w, NAMES, TRUE);
	pid = fork();
	if (!pid) {
		DWORD buffer[16];
		OVERLAPPED ov = {0};

		_exit(ReadDirectoryChangesW(w.dir, buffer, sizeof(buffer),
					    FALSE, NAMES, NULL, &ov, NULL) ||
		      GetLastError() != ERROR_NOT_SUPPORTED);
	}
	waitpid(pid, &status, 0);
	ok(!status, "the child says %#x\n", status);
	make_file("f");
	hears(&w, "+f ");
	watch_end(&w);
}

START_TEST(ReadDirectoryChangesW_elf)
{
	RUN(out_and_in);
	RUN(removed_by_others);
	RUN(link_loops);
	RUN(deep);
	RUN(long_names);
	RUN(burst);
	RUN(into_the_parents_place);
	RUN(nothing_to_tell);
	RUN(kernel_overflow);
	RUN_LIMIT(overflow_of_many, 60);
	RUN(forked);
}
