/*
 * File mappings and what Linux says of a file that is open.
 */
#include <windows.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "fixture.h"

#define SCRIPT "#!/bin/true\n"

/* Whether it can be run: 126 if it is open for writing. */
static int run(const char *path)
{
	int status = -1;
	pid_t pid = fork();

	if (!pid) {
		execl(path, path, NULL);
		_exit(126);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

/* G-080: with its last handle a mapping lets go of the file */
static void closed_file(void)
{
	const char *path = fixture_path("script");
	HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL,
				  CREATE_ALWAYS, 0, NULL);
	HANDLE mapping = CreateFileMappingA(file, NULL, PAGE_READWRITE, 0,
					    strlen(SCRIPT), NULL);
	char *view = MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0);

	ok(view != NULL, "error %u\n", GetLastError());
	memcpy(view, SCRIPT, strlen(SCRIPT));
	ok(!chmod(path, 0700), "chmod\n");
	ok(run(path) == 126, "run while it is open\n");
	succeeds(UnmapViewOfFile(view));
	succeeds(CloseHandle(file));
	ok(run(path) == 126, "run while the mapping is open\n");
	succeeds(CloseHandle(mapping));
	ok(!run(path), "still open\n");
}

START_TEST(CreateFileMapping_elf)
{
	RUN(closed_file);
}
