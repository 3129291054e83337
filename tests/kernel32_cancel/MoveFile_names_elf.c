/*
 * MoveFile and what Linux makes of names: other spellings, links of both kinds,
 * FIFOs, devices, directories.
 */
#include <errno.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include <windows.h>
#include "wine/test.h"
#include "copying.h"

#define REPLACE MOVEFILE_REPLACE_EXISTING

/* Whether a directory has an entry of exactly this name. */
static BOOL is_spelled(const char *name)
{
	struct stat st;
	char path[600];

	snprintf(path, sizeof(path), "%s/%s", fixture_dir(), name);
	return !lstat(path, &st);
}

/* The same name as Windows writes it: found whatever its case. */
static const char *drive_path(const char *name)
{
	static char paths[4][600];
	static int next;
	char *path = paths[next++ % 4];

	sprintf(path, "Z:%s/%s", fixture_dir(), name);
	for (char *at = path; *at; at++)
		if (*at == '/')
			*at = '\\';
	return path;
}

/* F-328: upper and lower case, the file's own name and another's */
static void spelling(void)
{
	new_file(fixture_path("name"), 10, 1);
	works(MoveFileA(drive_path("NAME"), drive_path("Name")));
	ok(is_spelled("Name") && !is_spelled("name"), "spelled otherwise\n");
	works(MoveFileExA(drive_path("name"), drive_path("NAME"), REPLACE));
	ok(is_spelled("NAME"), "spelled otherwise\n");
	new_file(fixture_path("other"), 20, 2);
	fails(MoveFileA(drive_path("other"), drive_path("name")),
	      ERROR_ALREADY_EXISTS);
	works(MoveFileExA(drive_path("other"), drive_path("name"), REPLACE));
	ok(is_spelled("NAME") && !is_spelled("name"), "spelled otherwise\n");
	has_contents(fixture_path("NAME"), 20, 2);
	/* a Linux path means what it says */
	works(MoveFileA(fixture_path("NAME"), fixture_path("name")));
	ok(is_spelled("name"), "spelled otherwise\n");
}

/* F-329: two names of one file */
static void hard_links(void)
{
	const char *a = fixture_path("a"), *b = fixture_path("b");

	new_file(a, 10, 1);
	ok(!link(a, b), "errno %d\n", errno);
	fails(MoveFileA(a, b), ERROR_ALREADY_EXISTS);
	works(MoveFileExA(a, b, REPLACE));
	not_there(a);
	has_contents(b, 10, 1);
}

/* F-329: the link is moved, and the link is replaced */
static void symbolic_links(void)
{
	const char *a = fixture_path("a"), *b = fixture_path("b");
	char text[20] = "";

	new_file(a, 10, 1);
	ok(!symlink("a", b), "errno %d\n", errno);
	works(MoveFileA(b, fixture_path("c")));
	ok(readlink(fixture_path("c"), text, sizeof(text)) == 1 && *text == 'a',
	   "it says %s\n", text);
	new_file(fixture_path("d"), 20, 2);
	works(MoveFileExA(fixture_path("d"), fixture_path("c"), REPLACE));
	has_contents(a, 10, 1);
	has_contents(fixture_path("c"), 20, 2);
	/* one that leads nowhere is a name that is taken */
	ok(!symlink("nowhere", b), "errno %d\n", errno);
	fails(MoveFileA(a, b), ERROR_ALREADY_EXISTS);
}

/* F-313: to another volume as well */
static void symbolic_link_to_another_volume(void)
{
	const char *a = fixture_path("a"), *to = other_volume("link");
	char text[20] = "";

	if (!to)
		return;
	ok(!symlink("nowhere", a), "errno %d\n", errno);
	works(MoveFileA(a, to));
	ok(readlink(to, text, sizeof(text)) == 7, "it says %s\n", text);
	ok(!is_spelled("a"), "it is still there\n");
	ok(!unlink(to), "errno %d\n", errno);
}

/* F-322: nobody loses a device; this one is the case's own, because whoever breaks
 * the rule here as root would take the machine's away */
static void devices(void)
{
	const char *a = fixture_path("a"), *null = fixture_path("null");
	struct stat st;

	new_file(a, 10, 1);
	if (mknod(null, S_IFCHR | 0666, makedev(1, 3))) {
		skip("no device can be made here\n");
	} else {
		fails(MoveFileA(a, null), ERROR_ALREADY_EXISTS);
		fails(MoveFileExA(a, null, REPLACE), ERROR_ACCESS_DENIED);
		fails(MoveFileA(null, fixture_path("b")),
		      ERROR_INVALID_PARAMETER);
		ok(!lstat(null, &st) && S_ISCHR(st.st_mode), "it has gone\n");
	}
	works(MoveFileA(fixture_fifo(0), fixture_path("fifo")));
	ok(!lstat(fixture_path("fifo"), &st) && S_ISFIFO(st.st_mode),
	   "no FIFO\n");
	/* it has no contents that could be copied */
	if (other_volume("fifo"))
		fails(MoveFileA(fixture_path("fifo"), other_volume("fifo")),
		      ERROR_ACCESS_DENIED);
}

/* F-334: directories have names as well; what is in them comes along */
static void directories(void)
{
	const char *a = fixture_path("a"), *b = fixture_path("b");

	ok(!mkdir(a, 0700), "errno %d\n", errno);
	new_file(fixture_path("a/x"), 10, 1);
	works(MoveFileA(a, b));
	has_contents(fixture_path("b/x"), 10, 1);
	fails(MoveFileA(b, fixture_path("b/inside")), ERROR_SHARING_VIOLATION);
	fails(MoveFileExA(b, fixture_path("b/x"), REPLACE),
	      ERROR_ACCESS_DENIED);
	ok(!mkdir(a, 0700), "errno %d\n", errno);
	fails(MoveFileA(b, a), ERROR_ALREADY_EXISTS);
	fails(MoveFileExA(b, a, REPLACE), ERROR_ACCESS_DENIED);
	works(MoveFileA(b, drive_path("a\\c\\")));
	has_contents(fixture_path("a/c/x"), 10, 1);
}

START_TEST(MoveFile_names_elf)
{
	RUN(spelling);
	RUN(hard_links);
	RUN(symbolic_links);
	RUN(symbolic_link_to_another_volume);
	RUN(devices);
	RUN(directories);
}
