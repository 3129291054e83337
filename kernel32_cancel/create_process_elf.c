/*
 * CreateProcess: what its ten arguments come to for a program of Linux. The start
 * itself is ntdll_cancel's (start.c), and so is what the child inherits.
 */
#include "kernel32_cancel/command_line.h"
#include "kernel32_cancel/std_relay.h"
#include "ntdll_cancel/private.h"
#include <stdlib.h>
#include <string.h>

#define PRIORITY_CLASSES                                                   \
	(IDLE_PRIORITY_CLASS | BELOW_NORMAL_PRIORITY_CLASS |               \
	 NORMAL_PRIORITY_CLASS | ABOVE_NORMAL_PRIORITY_CLASS |             \
	 HIGH_PRIORITY_CLASS | REALTIME_PRIORITY_CLASS)
#define NO_TERMINAL (DETACHED_PROCESS | CREATE_NEW_CONSOLE | CREATE_NO_WINDOW)
#define KNOWN_FLAGS                                                        \
	(CREATE_SUSPENDED | NO_TERMINAL | CREATE_NEW_PROCESS_GROUP |       \
	 CREATE_UNICODE_ENVIRONMENT | CREATE_DEFAULT_ERROR_MODE |          \
	 CREATE_BREAKAWAY_FROM_JOB | EXTENDED_STARTUPINFO_PRESENT |        \
	 PRIORITY_CLASSES)
#define UNSUPPORTED_FLAGS                                                  \
	(DEBUG_PROCESS | DEBUG_ONLY_THIS_PROCESS | CREATE_PROTECTED_PROCESS)

/* The call in UTF-8. STARTUPINFOA and W differ in strings that nobody reads. */
struct creation {
	const char *application, *line, *directory;
	const SECURITY_ATTRIBUTES *process, *thread;
	BOOL inherit;
	DWORD flags;
	const void *environment;
	const STARTUPINFOA *startup;
	PROCESS_INFORMATION *information;
	BOOL wide_environment;
};

static DWORD check_flags(DWORD flags)
{
	if (flags & UNSUPPORTED_FLAGS)
		return ERROR_NOT_SUPPORTED;
	if (flags & ~(DWORD)KNOWN_FLAGS)
		return ERROR_INVALID_PARAMETER;
	if ((flags & DETACHED_PROCESS) && (flags & CREATE_NEW_CONSOLE))
		return ERROR_INVALID_PARAMETER;
	return 0;
}

/* The lowest of those asked for; without privileges Linux refuses to hurry. */
static int nice_of(DWORD flags)
{
	if (flags & IDLE_PRIORITY_CLASS)
		return 19;
	if (flags & BELOW_NORMAL_PRIORITY_CLASS)
		return 10;
	if (flags & NORMAL_PRIORITY_CLASS)
		return 0;
	if (flags & ABOVE_NORMAL_PRIORITY_CLASS)
		return -5;
	return flags & (HIGH_PRIORITY_CLASS | REALTIME_PRIORITY_CLASS) ? -10 : 0;
}

/* Each of the list has to be inheritable, and inheritance wished for. */
static DWORD check_handles(const struct process_start *start)
{
	DWORD flags;

	if (!start->inherit)
		return ERROR_INVALID_PARAMETER;
	for (ULONG i = 0; i < start->only_count; i++)
		if (!GetHandleInformation(start->only[i], &flags) ||
		    !(flags & HANDLE_FLAG_INHERIT))
			return ERROR_INVALID_PARAMETER;
	return 0;
}

static DWORD read_startup(const struct creation *c, struct process_start *start)
{
	const STARTUPINFOEXA *more = (const STARTUPINFOEXA *)c->startup;

	if (c->startup->dwFlags & STARTF_USESTDHANDLES) {
		start->has_std = TRUE;
		start->std[0] = c->startup->hStdInput;
		start->std[1] = c->startup->hStdOutput;
		start->std[2] = c->startup->hStdError;
	}
	if (!(c->flags & EXTENDED_STARTUPINFO_PRESENT))
		return 0;
	if (c->startup->cb != sizeof(*more))
		return ERROR_INVALID_PARAMETER;
	if (attribute_handles((const void *)more->lpAttributeList, &start->only,
			      &start->only_count))
		return check_handles(start);
	return 0;
}

static ULONG inherit_attribute(const SECURITY_ATTRIBUTES *security)
{
	return security && security->bInheritHandle ? OBJ_INHERIT : 0;
}

static NTSTATUS find_paths(const struct creation *c, char *program,
			   char *directory)
{
	NTSTATUS status = c->application
				  ? program_named(c->application, program)
				  : program_of_line(c->line, program);

	if (!status && c->directory)
		status = directory_named(c->directory, directory);
	return status;
}

/* Everything that the start points to is freed by its caller. */
static BOOL start_it(const struct creation *c, struct process_start *start)
{
	CLIENT_ID id;
	PROCESS_INFORMATION *out = c->information;
	struct relays relays;
	DWORD error = relays_begin(&relays, start);
	NTSTATUS status = STATUS_SUCCESS;

	if (!error)
		status = process_start(start, &out->hProcess, &out->hThread,
				       &id);
	relays_end(&relays, out->hProcess);
	if (error)
		return fail_with(error);
	if (!status_to_bool(status))
		return FALSE;
	out->dwProcessId = HandleToULong(id.UniqueProcess);
	out->dwThreadId = HandleToULong(id.UniqueThread);
	return TRUE;
}

static BOOL with_arguments(const struct creation *c, struct process_start *start)
{
	const char *line = c->line ? c->line : "";
	size_t length = strlen(line);
	char *space = malloc(2 * length + 2);
	char **argv = malloc((length / 2 + 3) * sizeof(*argv));
	char **envp = environment_of(c->environment, c->wide_environment);
	BOOL done = FALSE;

	if (space && argv && envp) {
		/* Without a line it is the name, blanks and all. */
		if (c->line) {
			command_line_split(line, space, argv);
		} else {
			argv[0] = (char *)c->application;
			argv[1] = NULL;
		}
		start->argv = argv;
		start->envp = envp;
		done = start_it(c, start);
	} else {
		fail_with(ERROR_NOT_ENOUGH_MEMORY);
	}
	free(space);
	free(argv);
	free(envp);
	return done;
}

static BOOL create_process(const struct creation *c)
{
	char program[PATH_CHARS], directory[PATH_CHARS];
	DWORD error = check_flags(c->flags);
	struct process_start start = {
		.path = program,
		.directory = c->directory ? directory : NULL,
		.inherit = !!c->inherit,
		.suspended = !!(c->flags & CREATE_SUSPENDED),
		.new_session = !!(c->flags & NO_TERMINAL),
		.new_group = !!(c->flags & CREATE_NEW_PROCESS_GROUP),
		.nice = nice_of(c->flags),
		.process_attributes = inherit_attribute(c->process),
		.thread_attributes = inherit_attribute(c->thread),
	};

	if (!error && (!c->startup || !c->information ||
		       (!c->application && !c->line)))
		error = ERROR_INVALID_PARAMETER;
	if (!error && c->line && strlen(c->line) >= COMMAND_LINE_BYTES)
		error = ERROR_FILENAME_EXCED_RANGE;
	if (!error)
		error = read_startup(c, &start);
	if (error)
		return fail_with(error);
	memset(c->information, 0, sizeof(*c->information));
	if (!status_to_bool(find_paths(c, program, directory)))
		return FALSE;
	return with_arguments(c, &start);
}

/*
 * CreateProcessA: starts a native program, as `application`, or else as the first
 * word of `line`. The two handles in *information are the caller's to close.
 * Inheritable files, pipes and devices cross over if `inherit`, under their
 * values; STARTF_USESTDHANDLES makes descriptors 0, 1 and 2 of the child.
 * ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND; ERROR_BAD_EXE_FORMAT for what Linux
 * can't run; ERROR_DIRECTORY.  (Microsoft: CreateProcessA)
 */
BOOL WINAPI CreateProcessA(const char *application, char *line,
			   SECURITY_ATTRIBUTES *process,
			   SECURITY_ATTRIBUTES *thread, BOOL inherit,
			   DWORD flags, void *environment, const char *directory,
			   STARTUPINFOA *startup,
			   PROCESS_INFORMATION *information)
{
	struct creation c = {
		.application = application, .line = line,
		.directory = directory, .process = process, .thread = thread,
		.inherit = inherit, .flags = flags, .environment = environment,
		.startup = startup, .information = information,
		.wide_environment = !!(flags & CREATE_UNICODE_ENVIRONMENT),
	};

	thread_hold();

	BOOL done = create_process(&c);

	thread_let_go();
	return done;
}

/* To be freed; NULL for NULL, and for want of memory. */
static char *narrow(const WCHAR *text)
{
	BOOL bad = FALSE;

	if (!text)
		return NULL;

	size_t units = (size_t)lstrlenW(text) + 1;
	size_t bytes = utf16_to_utf8(text, units, NULL, 0, &bad);
	char *copy = malloc(bytes);

	if (copy)
		utf16_to_utf8(text, units, copy, bytes, &bad);
	return copy;
}

/*
 * CreateProcessW: the same in UTF-16.
 */
BOOL WINAPI CreateProcessW(const WCHAR *application, WCHAR *line,
			   SECURITY_ATTRIBUTES *process,
			   SECURITY_ATTRIBUTES *thread, BOOL inherit,
			   DWORD flags, void *environment,
			   const WCHAR *directory, STARTUPINFOW *startup,
			   PROCESS_INFORMATION *information)
{
	BOOL done = FALSE;

	thread_hold();

	char *application_a = narrow(application), *line_a = narrow(line);
	char *directory_a = narrow(directory);

	if (!application == !application_a && !line == !line_a &&
	    !directory == !directory_a)
		done = CreateProcessA(application_a, line_a, process, thread,
				      inherit, flags, environment, directory_a,
				      (STARTUPINFOA *)startup, information);
	else
		fail_with(ERROR_NOT_ENOUGH_MEMORY);
	free(application_a);
	free(line_a);
	free(directory_a);
	thread_let_go();
	return done;
}
