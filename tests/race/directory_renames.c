/*
 * Directories renamed while a watched tree is being looked at, at just that moment
 * when what is opened or listed is not what the news to come are about. In the end
 * each is heard of by its name.
 *
 * The handle is a synchronous one: between two calls nobody looks, so what is news
 * and what happens during the look is the test's to say.
 */
#define _GNU_SOURCE
#include <windows.h>
#include <errno.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include "wine/test.h"
#include "race.h"
#include "watched.h"

static struct blocked watcher;
static char told[20000];
static int once, often;

static void renames(const char *from, const char *to)
{
	ok(!rename(in_dir(from), in_dir(to)), "%s to %s\n", from, to);
}

static void mkdirs(const char *name)
{
	ok(!mkdir(in_dir(name), 0700), "%s\n", name);
}

static void watch_again(void)
{
	static DWORD buffer[16384];

	memset(&watcher, 0, sizeof(watcher));
	watch_quietly(&watcher, in_dir("t"), buffer, sizeof(buffer));
}

/* Watches t, in which there are these. */
static void begin(const char *const *dirs)
{
	mkdirs("t");
	while (*dirs)
		mkdirs(*dirs++);
	watch_again();
}

/* All there is, by a file that comes last; if that is among what was missed, by
 * another. */
static void look(void)
{
	static int ends;
	char name[20], last[20], *new;

	do {
		new = told + strlen(told);
		sprintf(name, "t/end%d", ends);
		sprintf(last, "+end%d ", ends++);
		make_file(name);
		while (!strstr(new, last) && !strpbrk(new, "!("))
			next_quietly(&watcher, told);
	} while (strchr(new, '!'));
}

/* Whether something new in there is told of, and nothing was missed any more. */
static void is_heard_in(const char *dir)
{
	char name[100], news[100];

	look();
	told[0] = 0;
	sprintf(name, "t/%s/new", dir);
	sprintf(news, "+%s\\new ", dir);
	for (char *at = news; (at = strchr(at, '/'));)
		*at = '\\';
	make_file(name);
	look();
	ok(strstr(told, news) && !strchr(told, '!'), "%sin %s\n", news, told);
}

static void move_on(void *arg)
{
	const char *const *names = arg;

	if (first_time(&once))
		renames(names[0], names[1]);
}

/* D-003: a directory goes and comes back, another one has had its name meanwhile; it
 * goes again when that is being read. */
static void two_by_one_name(void)
{
	static const char *const dirs[] = {"t/b", "t/w", "t/v", "t/b/y", NULL};
	static const char *const then[] = {"t/b/y", "t/v/q"};

	begin(dirs);
	renames("t/b/y", "t/w/z");
	mkdirs("t/b/y");
	renames("t/b/y", "t/w/c");
	renames("t/w/z", "t/b/y");
	point_arm("notify:list", move_on, (void *)then);
	look();
	is_heard_in("w/c");
	is_heard_in("v/q");
	ok(once, "not passed\n");
	CloseHandle(watcher.file);
}

/* Two are made by one name; the first has another by the time that news are read, and
 * the second goes when it is listed. */
static void make_two(const char *to)
{
	static const char *const dirs[] = {"t/a", NULL};
	static const char *then[] = {"t/n", NULL};

	then[1] = to;
	mkdirs("out");
	begin(dirs);
	mkdirs("t/n");
	renames("t/n", "t/o");
	mkdirs("t/n");
	point_arm("notify:list", move_on, (void *)then);
	look();
}

/* D-003: what is opened for the first one's news is the second. */
static void second_for_first(void)
{
	make_two("t/p");
	is_heard_in("o");
	is_heard_in("p");
	ok(once, "not passed\n");
	CloseHandle(watcher.file);
}

/* D-003: the second is not there any more to show that it was taken for the first. */
static void second_goes(void)
{
	make_two("out/n");
	is_heard_in("o");
	ok(once, "not passed\n");
	CloseHandle(watcher.file);
}

static void move_about(void *arg)
{
	(void)arg;
	if (++often > 8)
		return;
	renames(often % 2 ? "t/a" : "t/b", often % 2 ? "t/b" : "t/a");
}

/* D-003 K-153: the same, and whenever it is compared there are news again. */
static void never_the_same(void)
{
	point_arm("notify:check", move_about, NULL);
	make_two("t/p");
	told[0] = 0;
	while (often < 4 && !strchr(told, '('))
		look();
	look();
	ok(strchr(told, '!') != NULL, "told %s\n", told);
	is_heard_in("o");
	is_heard_in("p");
	is_heard_in("a");
	ok(often == 4, "passed %d times\n", often);
	CloseHandle(watcher.file);
}

/* D-003: into one that was not watched yet, of which only the one half is told. */
static void into_a_new_one(void)
{
	static const char *const dirs[] = {"t/x", "t/x/below", NULL};

	begin(dirs);
	mkdirs("t/n");
	renames("t/x", "t/n/y");
	look();
	ok(strstr(told, "+n\\y ") && strstr(told, "-x ") && !strchr(told, '!'),
	   "told %s\n", told);
	is_heard_in("n/y");
	is_heard_in("n/y/below");
	CloseHandle(watcher.file);
}

/* D-003: each has the other's place, which is told as two renames. */
static void exchanged(void)
{
	static const char *const dirs[] = {"t/a", "t/a/in_a", "t/b", NULL};

	begin(dirs);
	ok(!renameat2(-1, in_dir("t/a"), -1, in_dir("t/b"), RENAME_EXCHANGE),
	   "exchange\n");
	look();
	is_heard_in("a");
	is_heard_in("b");
	is_heard_in("b/in_a");
	CloseHandle(watcher.file);
}

/* D-003: an empty one gives way to another. */
static void replaced(void)
{
	static const char *const dirs[] = {"t/a", "t/a/in_a", "t/b", NULL};

	begin(dirs);
	renames("t/a", "t/b");
	look();
	ok(!strchr(told, '!'), "told %s\n", told);
	is_heard_in("b");
	is_heard_in("b/in_a");
	CloseHandle(watcher.file);
}

/* One directory at two places is heard of at one of them. */
static void mounted_twice(void)
{
	static const char *const dirs[] = {"t/a", "t/b", NULL};

	begin(dirs);
	if (mount(in_dir("t/a"), in_dir("t/b"), NULL, MS_BIND, NULL)) {
		skip("mount: errno %d\n", errno);
		return;
	}
	CloseHandle(watcher.file);
	watch_again();
	mkdirs("t/a/x");
	renames("t/a/x", "t/a/y");
	look();
	ok(!strchr(told, '!'), "told %s\n", told);
	told[0] = 0;
	make_file("t/b/y/new");
	look();
	ok(strstr(told, "y\\new ") && !strchr(told, '!'), "told %s\n", told);
	ok(!umount2(in_dir("t/b"), MNT_DETACH), "umount\n");
	CloseHandle(watcher.file);
}

START_TEST(directory_renames)
{
	RUN(two_by_one_name);
	RUN(second_for_first);
	RUN(second_goes);
	RUN(never_the_same);
	RUN(into_a_new_one);
	RUN(exchanged);
	RUN(replaced);
	RUN(mounted_twice);
}
