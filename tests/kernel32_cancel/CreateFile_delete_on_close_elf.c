/*
 * Deletion of open files, where it takes Linux to see it: files that somebody
 * else moves, and the end of a process.
 */
#include <windows.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "wine/test.h"
#include "pair.h"

#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

static HANDLE new_doomed(const char *path)
{
	return CreateFileA(path, GENERIC_READ | GENERIC_WRITE, SHARE_ALL, NULL,
			   CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
}

static BOOL exists(const char *path)
{
	struct stat st;

	return !lstat(path, &st);
}

/* F-016: it goes from where it is, and what has its old name stays. */
static void moved(void)
{
	const char *path = fixture_path("old"), *away = fixture_path("away");
	HANDLE file = new_doomed(path);
	FILE *other;

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	ok(!rename(path, away), "not moved\n");
	other = fopen(path, "w");
	ok(other && !fclose(other), "no other file\n");
	CloseHandle(file);
	ok(!exists(away), "the moved file stays\n");
	ok(exists(path), "another file has gone\n");
}

/* F-016: doomed first, moved then: the name was settled, the file stays. */
static void moved_too_late(void)
{
	const char *path = fixture_path("old"), *away = fixture_path("away");
	HANDLE file = new_doomed(path), other;
	FILE *stranger;

	other = CreateFileA(path, GENERIC_READ, SHARE_ALL, NULL, OPEN_EXISTING,
			    0, NULL);
	ok(other != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	CloseHandle(file);
	ok(!rename(path, away), "not moved\n");
	stranger = fopen(path, "w");
	ok(stranger && !fclose(stranger), "no other file\n");
	CloseHandle(other);
	ok(exists(path), "another file has gone\n");
}

/* F-016: a link goes, what it leads to stays. */
static void links(void)
{
	const char *path = fixture_path("file"), *link = fixture_path("link");
	FILE *file = fopen(path, "w");

	ok(file && !fclose(file), "no file\n");
	ok(!symlink(path, link), "no link\n");
	works(DeleteFileA(link));
	ok(!exists(link) && exists(path), "%d %d\n", exists(link),
	   exists(path));
	ok(!symlink(fixture_path("nothing"), link), "no link\n");
	works(DeleteFileA(link));
	ok(!exists(link), "a link to nothing stays\n");
	/* opened through it, the file goes */
	ok(!symlink(path, link), "no link\n");
	CloseHandle(CreateFileA(link, GENERIC_READ, SHARE_ALL, NULL,
				OPEN_EXISTING, FILE_FLAG_DELETE_ON_CLOSE,
				NULL));
	ok(exists(link) && !exists(path), "%d %d\n", exists(link),
	   exists(path));
}

static void ends(pid_t pid)
{
	int status;

	ok(waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
		   !WEXITSTATUS(status),
	   "status %#x\n", status);
}

/* A process of its own: this one would be the child of one that has the library
 * in use. */
static void leave_files_open(const char *one, const char *two)
{
	HANDLE file = new_doomed(one), other;

	other = CreateFileA(two, GENERIC_WRITE, SHARE_ALL, NULL, CREATE_NEW, 0,
			    NULL);
	exit(file == INVALID_HANDLE_VALUE || other == INVALID_HANDLE_VALUE ||
	     !DeleteFileA(two) || !exists(one) || !exists(two));
}

/* F-017: what a process leaves open is closed, and goes. */
static void process_ends(void)
{
	const char *one = fixture_path("one"), *two = fixture_path("two");
	pid_t pid;

	if (getenv("TEST_LEAVES_FILES_OPEN"))
		leave_files_open(one, two);
	pid = fork();
	if (!pid) {
		setenv("TEST_LEAVES_FILES_OPEN", "1", 1);
		execl("/proc/self/exe", "test", "--case", "process_ends",
		      (char *)NULL);
		_exit(127);
	}
	ends(pid);
	ok(!exists(one) && !exists(two), "%d %d\n", exists(one), exists(two));
}

/* F-017: a child that was forked leaves what is its parent's. */
static void child_ends(void)
{
	const char *path = fixture_path("parent");
	HANDLE file = new_doomed(path);
	pid_t pid;

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	pid = fork();
	if (!pid)
		exit(0);
	ends(pid);
	ok(exists(path), "the child has deleted it\n");
	CloseHandle(file);
	ok(!exists(path), "it stays\n");
}

START_TEST(CreateFile_delete_on_close_elf)
{
	RUN(moved);
	RUN(moved_too_late);
	RUN(links);
	RUN(process_ends);
	RUN(child_ends);
}
