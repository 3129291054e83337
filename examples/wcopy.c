/*
 * Copies files and whole trees with CopyFileEx: a bar with rate and time left on
 * a terminal, a line for each file elsewhere. Ctrl+C ends it and leaves no half
 * file behind; with -z it leaves the half file, and the next wcopy -z of the same
 * names goes on with it.
 *
 *   wcopy [-z] SOURCE TARGET       exit status 0, 1 on errors, 2 if ended
 */
#include <windows.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BAR 24
#define REPAINT_MS 100

struct job {
	BOOL terminal, restartable;
	ULONGLONG files, bytes;		/* all there are */
	ULONGLONG copied_files, copied;	/* of files that are done */
	ULONGLONG resumed;		/* were there already: no part of the rate */
	ULONGLONG failures, started, painted;
	ULONGLONG current;		/* of the file that is on its way */
	const char *name;
	int first;			/* no report of this file yet */
};

/* The flag that CopyFileEx looks at; signal handlers may set nothing else. */
static volatile BOOL ended;

static void end(int sig)
{
	signal(sig, end); /* Windows forgets it each time */
	ended = TRUE;
}

static char *join(const char *folder, const char *name)
{
	size_t length = strlen(folder);
	char *path = malloc(length + strlen(name) + 2);

	if (!path) {
		fprintf(stderr, "wcopy: no memory\n");
		exit(1);
	}
	memcpy(path, folder, length);
	/* Windows takes it as well, and on Linux it is the only one. */
	if (length && path[length - 1] != '/' && path[length - 1] != '\\')
		path[length++] = '/';
	strcpy(path + length, name);
	return path;
}

static const char *leaf(const char *path)
{
	const char *at;

	for (at = path; *at; at++)
		if ((*at == '/' || *at == '\\') && at[1])
			path = at + 1;
	return path;
}

static void say_size(char *out, double bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	int i = 0;

	while (bytes >= 1024 && i < 4) {
		bytes /= 1024;
		i++;
	}
	sprintf(out, i ? "%.1f %s" : "%.0f %s", bytes, units[i]);
}

static void paint(struct job *job)
{
	double done = (double)(job->copied + job->current);
	double part = job->bytes ? done / (double)job->bytes : 1;
	double seconds = (double)(GetTickCount64() - job->started) / 1000;
	double rate = seconds > 0 ? (done - (double)job->resumed) / seconds : 0;
	unsigned left = rate > 1 ? (unsigned)(((double)job->bytes - done) / rate)
				 : 0;
	char bar[BAR + 1], speed[32];
	int i;

	if (part > 1)
		part = 1; /* it has grown meanwhile */
	for (i = 0; i < BAR; i++)
		bar[i] = i < (int)(part * BAR) ? '#' : '.';
	bar[BAR] = 0;
	say_size(speed, rate);
	printf("\r[%s] %3d%%  %s/s  %u:%02u left  %.30s   ", bar,
	       (int)(part * 100), speed, left / 60, left % 60, leaf(job->name));
	fflush(stdout);
	job->painted = GetTickCount64();
}

static DWORD CALLBACK told(LARGE_INTEGER size, LARGE_INTEGER done,
			   LARGE_INTEGER stream_size, LARGE_INTEGER stream_done,
			   DWORD stream, DWORD reason, HANDLE from, HANDLE to,
			   LPVOID context)
{
	struct job *job = context;

	(void)size, (void)stream_size, (void)stream_done, (void)stream;
	(void)reason, (void)from, (void)to;
	if (job->first)
		job->resumed += (ULONGLONG)done.QuadPart;
	job->first = 0;
	job->current = (ULONGLONG)done.QuadPart;
	if (job->terminal && GetTickCount64() - job->painted >= REPAINT_MS)
		paint(job);
	/* The flag would remove what there is. */
	return ended && job->restartable ? PROGRESS_STOP : PROGRESS_CONTINUE;
}

static void failed(struct job *job, const char *what, const char *path)
{
	fprintf(stderr, "%swcopy: %s %s: error %lu\n",
		job->terminal ? "\n" : "", what, path,
		(unsigned long)GetLastError());
	job->failures++;
}

static void copy_file(struct job *job, const char *from, const char *to)
{
	DWORD flags = COPY_FILE_COPY_SYMLINK;
	char size[32];
	BOOL *flag = (BOOL *)&ended;

	if (job->restartable) {
		flags |= COPY_FILE_RESTARTABLE;
		flag = NULL;
	}
	job->name = from;
	job->first = 1;
	job->current = 0;
	if (CopyFileExA(from, to, told, job, flag, flags)) {
		job->copied += job->current;
		job->copied_files++;
		say_size(size, (double)job->current);
		if (!job->terminal)
			printf("%s  %s\n", to, size);
	} else if (GetLastError() == ERROR_REQUEST_ABORTED) {
		printf("%s%s: %s\n", job->terminal ? "\n" : "", to,
		       job->restartable ? "ended, go on with wcopy -z"
					: "ended and removed");
	} else {
		failed(job, "cannot copy", from);
	}
	job->current = 0;
}

/* Goes through a tree: to add up what is there, or, with a target, to copy it. */
static void walk(struct job *job, const char *from, const char *to)
{
	WIN32_FIND_DATAA found;
	char *mask = join(from, "*");
	HANDLE search = FindFirstFileA(mask, &found);

	free(mask);
	if (search == INVALID_HANDLE_VALUE) {
		if (!to)
			failed(job, "cannot look into", from);
		return;
	}
	do {
		DWORD attributes = found.dwFileAttributes;
		char *source, *target;

		if (!strcmp(found.cFileName, ".") ||
		    !strcmp(found.cFileName, ".."))
			continue;
		source = join(from, found.cFileName);
		target = to ? join(to, found.cFileName) : NULL;
		if ((attributes & FILE_ATTRIBUTE_DIRECTORY) &&
		    !(attributes & FILE_ATTRIBUTE_REPARSE_POINT)) {
			if (target && !CreateDirectoryA(target, NULL) &&
			    GetLastError() != ERROR_ALREADY_EXISTS)
				failed(job, "cannot make", target);
			else
				walk(job, source, target);
		} else if (target) {
			copy_file(job, source, target);
		} else {
			job->files++;
			job->bytes += (ULONGLONG)found.nFileSizeHigh << 32 |
				      found.nFileSizeLow;
		}
		free(target);
		free(source);
	} while (!ended && FindNextFileA(search, &found));
	FindClose(search);
}

/* A tree copied into itself would never end. */
static BOOL inside(const char *from, const char *to)
{
	char folder[4096], path[4096];
	DWORD length = GetFullPathNameA(from, sizeof(folder), folder, NULL);
	DWORD other = GetFullPathNameA(to, sizeof(path), path, NULL);

	if (!length || length >= sizeof(folder) || !other ||
	    other >= sizeof(path))
		return FALSE;
	while (length && (folder[length - 1] == '/' ||
			  folder[length - 1] == '\\'))
		length--;
	return !strncmp(folder, path, length) &&
	       (!path[length] || path[length] == '/' || path[length] == '\\');
}

static int tree(struct job *job, const char *from, const char *to)
{
	if (inside(from, to)) {
		fprintf(stderr, "wcopy: %s is inside of %s\n", to, from);
		return 1;
	}
	walk(job, from, NULL);
	if (!CreateDirectoryA(to, NULL) &&
	    GetLastError() != ERROR_ALREADY_EXISTS) {
		failed(job, "cannot make", to);
		return 1;
	}
	job->started = GetTickCount64();
	if (!ended)
		walk(job, from, to);
	return 0;
}

static int one(struct job *job, const char *from, const char *to)
{
	WIN32_FILE_ATTRIBUTE_DATA data;
	DWORD there = GetFileAttributesA(to);
	char *target = NULL;

	if (GetFileAttributesExA(from, GetFileExInfoStandard, &data))
		job->bytes = (ULONGLONG)data.nFileSizeHigh << 32 |
			     data.nFileSizeLow;
	job->files = 1;
	if (there != INVALID_FILE_ATTRIBUTES &&
	    (there & FILE_ATTRIBUTE_DIRECTORY))
		to = target = join(to, leaf(from));
	copy_file(job, from, to);
	free(target);
	return 0;
}

int main(int argc, char **argv)
{
	struct job job = { .name = "" };
	DWORD attributes;
	char size[32];
	int red;

	job.restartable = argc == 4 && !strcmp(argv[1], "-z");
	if (argc != 3 + job.restartable) {
		fprintf(stderr, "usage: wcopy [-z] SOURCE TARGET\n");
		return 1;
	}
	argv += job.restartable;
	signal(SIGINT, end);
	job.terminal = GetFileType(GetStdHandle(STD_OUTPUT_HANDLE)) ==
		       FILE_TYPE_CHAR;
	job.started = GetTickCount64();
	attributes = GetFileAttributesA(argv[1]);
	if (attributes != INVALID_FILE_ATTRIBUTES &&
	    (attributes & FILE_ATTRIBUTE_DIRECTORY) &&
	    !(attributes & FILE_ATTRIBUTE_REPARSE_POINT))
		red = tree(&job, argv[1], argv[2]);
	else
		red = one(&job, argv[1], argv[2]);
	say_size(size, (double)job.copied);
	if (job.terminal && !ended && !red && !job.failures) {
		paint(&job);
		printf("\n");
	}
	printf("%lu of %lu files, %s\n", (unsigned long)job.copied_files,
	       (unsigned long)job.files, size);
	return ended ? 2 : red || job.failures;
}
