/*
 * What a child of CreateProcess gets of its parent's handles.
 */
#include <windows.h>
#include "wine/test.h"
#include "named_pipe.h"
#include "child.h"

static HANDLE new_file(const char *name, BOOL inherit, DWORD access)
{
	SECURITY_ATTRIBUTES heir = {sizeof(heir), NULL, inherit};

	return CreateFileA(fixture_path(name), access,
			   FILE_SHARE_READ | FILE_SHARE_WRITE, &heir,
			   OPEN_ALWAYS, 0, NULL);
}

static HANDLE handle_of(const char **text)
{
	char *end;
	HANDLE h = (HANDLE)(ULONG_PTR)strtoul(*text, &end, 10);

	*text = *end ? end + 1 : end;
	return h;
}

/* P-020 */
static void file_in_child(const char *role)
{
	HANDLE file = handle_of(&role), twin = handle_of(&role);
	HANDLE reader = handle_of(&role), kept = handle_of(&role);
	DWORD moved = 0, flags = 0;
	char buf[8] = "";

	ok(GetFileType(file) == FILE_TYPE_DISK, "type %u\n", GetFileType(file));
	works(GetHandleInformation(file, &flags));
	ok(flags == HANDLE_FLAG_INHERIT, "flags %#x\n", flags);
	/* The position is the open file's. */
	ok(SetFilePointer(file, 0, NULL, FILE_CURRENT) == 6, "position %u\n",
	   SetFilePointer(file, 0, NULL, FILE_CURRENT));
	works(WriteFile(file, "child", 5, &moved, NULL));
	ok(SetFilePointer(twin, 0, NULL, FILE_CURRENT) == 11, "twin's %u\n",
	   SetFilePointer(twin, 0, NULL, FILE_CURRENT));
	works(CloseHandle(file));
	fails(CloseHandle(file), ERROR_INVALID_HANDLE);
	works(WriteFile(twin, "!", 1, &moved, NULL));
	works(SetEndOfFile(twin));
	/* As the handle was opened, so it is. */
	fails(WriteFile(reader, "x", 1, &moved, NULL), ERROR_ACCESS_DENIED);
	works(ReadFile(reader, buf, 6, &moved, NULL));
	ok(!memcmp(buf, "parent", 6), "read %s\n", buf);
	fails(GetHandleInformation(kept, &flags), ERROR_INVALID_HANDLE);
	works(CloseHandle(twin));
	works(CloseHandle(reader));
}

/* P-020 P-021 */
static void files(void)
{
	HANDLE file, twin, reader, kept;
	struct child c;
	const char *role = child_role(&c);
	char text[100];
	DWORD moved;

	if (role) {
		file_in_child(role);
		return;
	}
	file = new_file("both", TRUE, GENERIC_READ | GENERIC_WRITE);
	works(DuplicateHandle(GetCurrentProcess(), file, GetCurrentProcess(),
			      &twin, 0, TRUE, DUPLICATE_SAME_ACCESS));
	works(WriteFile(file, "parent", 6, &moved, NULL));
	reader = new_file("both", TRUE, GENERIC_READ);
	kept = new_file("other", FALSE, GENERIC_READ);
	sprintf(text, "%u,%u,%u,%u", HandleToULong(file), HandleToULong(twin),
		HandleToULong(reader), HandleToULong(kept));
	child_start(&c, text);
	child_ends(&c, 0);
	ok(GetFileSize(file, NULL) == 12, "size %u\n", GetFileSize(file, NULL));
	ok(SetFilePointer(file, 0, NULL, FILE_CURRENT) == 12, "position\n");
	CloseHandle(file);
	CloseHandle(twin);
	CloseHandle(reader);
	CloseHandle(kept);
}

/* P-021: nothing crosses that was not wished for */
static void none(void)
{
	STARTUPINFOA startup = {.cb = sizeof(startup)};
	PROCESS_INFORMATION info;
	struct child c;
	const char *role = child_role(&c);
	char line[1024], text[100];
	HANDLE file;
	DWORD flags;

	if (role) {
		fails(GetHandleInformation(handle_of(&role), &flags),
		      ERROR_INVALID_HANDLE);
		return;
	}
	file = new_file("both", TRUE, GENERIC_READ);
	/* So that no handle that the child makes has this value. */
	for (int i = 0; i < 64; i++)
		works(DuplicateHandle(GetCurrentProcess(), file,
				      GetCurrentProcess(), &file, 0, TRUE,
				      DUPLICATE_SAME_ACCESS));
	sprintf(text, "0,0,%u", HandleToULong(file));
	SetEnvironmentVariableA(CHILD_VARIABLE, text);
	child_line(line);
	works(CreateProcessA(fixture_program(), line, NULL, NULL, FALSE, 0,
			     NULL, NULL, &startup, &info));
	c = (struct child){.process = info.hProcess, .thread = info.hThread};
	child_ends(&c, 0);
}

/* P-022: standard handles, for Win32 and for the C library */
static void standard(void)
{
	STARTUPINFOA startup = {.cb = sizeof(startup)};
	HANDLE in_rd, in_wr, out_rd, out_wr;
	struct child c;
	char buf[64], all[64] = "";
	DWORD moved, total = 0;

	if (child_role(&c)) {
		HANDLE out = GetStdHandle(STD_OUTPUT_HANDLE);

		works(ReadFile(GetStdHandle(STD_INPUT_HANDLE), buf, 5, &moved,
			       NULL));
		ok(moved == 5, "read %u\n", moved);
		works(WriteFile(out, buf, moved, &moved, NULL));
		printf("+printf");
		fflush(stdout);
		ok(GetFileType(GetStdHandle(STD_ERROR_HANDLE)) ==
			   FILE_TYPE_PIPE, "no pipe\n");
		return;
	}
	child_pipe(&in_rd, &in_wr, &in_rd);
	child_pipe(&out_rd, &out_wr, &out_wr);
	startup.dwFlags = STARTF_USESTDHANDLES;
	startup.hStdInput = in_rd;
	startup.hStdOutput = startup.hStdError = out_wr;
	child_start_as(&c, "std", 0, &startup);
	CloseHandle(in_rd);
	CloseHandle(out_wr);
	works(WriteFile(in_wr, "hello", 5, &moved, NULL));
	while (total < sizeof(all) - 1 &&
	       ReadFile(out_rd, all + total, sizeof(all) - 1 - total, &moved,
			NULL))
		total += moved;
	ok(GetLastError() == ERROR_BROKEN_PIPE, "error %u\n", GetLastError());
	ok(!strcmp(all, "hello+printf"), "'%s'\n", all);
	child_ends(&c, 0);
	CloseHandle(in_wr);
	CloseHandle(out_rd);
}

/* P-023: a child's child has it from its parent */
static void passed_on(void)
{
	struct child c, next;
	const char *role = child_role(&c);
	char text[20];
	HANDLE rd, wr, out;
	DWORD moved;
	char buf[8] = "";

	if (role && *role == 'g') {
		role++;
		works(WriteFile(handle_of(&role), "deep", 4, &moved, NULL));
		return;
	}
	if (role) {
		out = handle_of(&role);
		sprintf(text, "g%u", HandleToULong(out));
		child_start(&next, text);
		child_ends(&next, 0);
		return;
	}
	child_pipe(&rd, &wr, &wr);
	sprintf(text, "%u", HandleToULong(wr));
	child_start(&c, text);
	CloseHandle(wr);
	child_ends(&c, 0);
	works(ReadFile(rd, buf, 8, &moved, NULL));
	ok(moved == 4 && !memcmp(buf, "deep", 4), "read %u\n", moved);
	fails(ReadFile(rd, buf, 8, &moved, NULL), ERROR_BROKEN_PIPE);
	CloseHandle(rd);
}

/* K-043 P-030: what a program does that waits for a child's output only so long */
static void output_with_a_limit(void)
{
	STARTUPINFOA startup = {.cb = sizeof(startup)};
	struct child c;
	struct blocked b = {0};
	HANDLE wr;

	if (child_role(&c)) {
		child_say(&c, 'r');
		child_hear(&c);
		return;
	}
	child_pipe(&b.file, &wr, &wr);
	startup.dwFlags = STARTF_USESTDHANDLES;
	startup.hStdOutput = startup.hStdError = wr;
	child_start_as(&c, "silent", 0, &startup);
	CloseHandle(wr);
	child_says(&c, 'r');
	blocked_start(&b, blocked_read);
	blocked_cancel(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	/* The pipe is whole; and when the child is gone it breaks. */
	blocked_start(&b, blocked_read);
	works(TerminateProcess(c.process, 9));
	blocked_ends(&b, ERROR_BROKEN_PIPE, 0);
	child_ends(&c, 9);
	CloseHandle(b.file);
}

/* The usual way to read a child's output overlapped: a named pipe, whose client's
 * end is the child's. */
static void child_speaks(const struct child *c)
{
	DWORD moved;

	works(WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "one", 3, &moved,
			NULL));
	child_hear(c);
	printf("two");
	fflush(stdout);
	child_hear(c);
	fprintf(stderr, "3!!");
	fflush(stderr);
	child_hear(c);
}

static void inheritable_client(struct pipe_ends *p, DWORD access, DWORD flags)
{
	pipe_client(p, access, flags);
	works(SetHandleInformation(p->client, HANDLE_FLAG_INHERIT,
				   HANDLE_FLAG_INHERIT));
}

/* P-022 P-030 */
static void overlapped_output(void)
{
	STARTUPINFOA startup = {.cb = sizeof(startup)};
	struct pipe_ends p;
	struct child c;
	struct io io;

	if (child_role(&c)) {
		child_speaks(&c);
		return;
	}
	pipe_server(&p, PIPE_ACCESS_INBOUND | FILE_FLAG_OVERLAPPED, BYTES);
	inheritable_client(&p, GENERIC_WRITE, 0);
	startup.dwFlags = STARTF_USESTDHANDLES;
	startup.hStdOutput = startup.hStdError = p.client;
	child_start_as(&c, "speak", 0, &startup);
	works(CloseHandle(p.client));
	io_init(&io);
	io.ov.Internal = 0;
	ok(ReadFile(p.server, io.buf, 3, NULL, &io.ov) ||
		   GetLastError() == ERROR_IO_PENDING,
	   "error %u\n", GetLastError());
	io_ends(p.server, &io, 0, 3);
	ok(!memcmp(io.buf, "one", 3), "%.3s\n", io.buf);
	/* It says nothing: so long and no longer. */
	io_read(p.server, &io);
	waits(io.ov.hEvent, 50, WAIT_TIMEOUT);
	works(CancelIoEx(p.server, &io.ov));
	io_ends(p.server, &io, ERROR_OPERATION_ABORTED, 0);
	io_read(p.server, &io);
	child_say(&c, 'g');
	io_ends(p.server, &io, 0, 3);
	ok(!memcmp(io.buf, "two", 3), "%.3s\n", io.buf);
	io_read(p.server, &io);
	child_say(&c, 'g');
	io_ends(p.server, &io, 0, 3);
	ok(!memcmp(io.buf, "3!!", 3), "%.3s\n", io.buf);
	io_read(p.server, &io);
	works(TerminateProcess(c.process, 4));
	io_ends(p.server, &io, ERROR_BROKEN_PIPE, 0);
	child_ends(&c, 4);
	io_fini(&io);
	CloseHandle(p.server);
}

/* P-022 */
static void piped_input(DWORD flags)
{
	STARTUPINFOA startup = {.cb = sizeof(startup)};
	struct pipe_ends p;
	struct child c;
	char buf[8] = "";
	DWORD moved;

	if (child_role(&c)) {
		works(ReadFile(GetStdHandle(STD_INPUT_HANDLE), buf, 5, &moved,
			       NULL));
		ok(moved == 5 && !memcmp(buf, "input", 5), "%u: %.8s\n", moved,
		   buf);
		child_say(&c, 'r');
		child_hear(&c);
		return;
	}
	pipe_server(&p, PIPE_ACCESS_OUTBOUND, BYTES);
	inheritable_client(&p, GENERIC_READ, flags);
	startup.dwFlags = STARTF_USESTDHANDLES;
	startup.hStdInput = p.client;
	startup.hStdOutput = startup.hStdError =
		GetStdHandle(STD_ERROR_HANDLE);
	child_start_as(&c, "listen", 0, &startup);
	works(CloseHandle(p.client));
	works(WriteFile(p.server, "input", 5, &moved, NULL));
	child_says(&c, 'r');
	child_say(&c, 'g');
	child_ends(&c, 0);
	/* Nobody is left who could read: at once, or a moment later. */
	while (!ConnectNamedPipe(p.server, NULL) &&
	       GetLastError() == ERROR_PIPE_CONNECTED)
		SwitchToThread();
	ok(GetLastError() == ERROR_NO_DATA, "error %u\n", GetLastError());
	CloseHandle(p.server);
}

static void input(void)
{
	piped_input(0);
}

static void overlapped_input(void)
{
	piped_input(FILE_FLAG_OVERLAPPED);
}

/* K-167: the last handle of the process that issued it */
static void last_handle_here(void)
{
	HANDLE rd, wr, port;
	ULONG_PTR key = 0;
	OVERLAPPED ov = {0}, *done = NULL;
	struct child c;
	char buf[8];
	DWORD moved = UNTOUCHED;

	if (child_role(&c)) {
		child_say(&c, 'r');
		child_hear(&c);
		return;
	}
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	works(SetHandleInformation(rd, HANDLE_FLAG_INHERIT,
				   HANDLE_FLAG_INHERIT));
	port = CreateIoCompletionPort(rd, NULL, 77, 0);
	child_start(&c, "holds");
	child_says(&c, 'r');
	io_pends(__FILE__, __LINE__, ReadFile(rd, buf, 8, NULL, &ov));
	works(CloseHandle(rd));
	/* Wine 8 leaves it pending until the child closes it, too. */
	ok(!GetQueuedCompletionStatus(port, &moved, &key, &done, 2000),
	   "it worked\n");
	todo_wine ok(GetLastError() == ERROR_OPERATION_ABORTED && done == &ov &&
			     key == 77,
		     "error %u, %p\n", GetLastError(), done);
	child_say(&c, 'g');
	child_ends(&c, 0);
	CloseHandle(wr);
	CloseHandle(port);
}

START_TEST(CreateProcess_inherit)
{
	RUN(files);
	RUN(none);
	RUN(standard);
	RUN(passed_on);
	RUN(output_with_a_limit);
	RUN(overlapped_output);
	RUN(input);
	if (strcmp(winetest_platform, "wine")) /* its C library wants the other */
		RUN(overlapped_input);
	RUN(last_handle_here);
}
