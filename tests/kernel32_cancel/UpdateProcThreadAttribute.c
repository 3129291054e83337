/*
 * The attribute list of a process to be: which handles it may inherit.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"
#include "child.h"

struct list {
	STARTUPINFOEXA startup;
	char memory[256];
};

static void list_make(struct list *l)
{
	SIZE_T size = 0;

	memset(l, 0, sizeof(*l));
	l->startup.StartupInfo.cb = sizeof(l->startup);
	l->startup.lpAttributeList = (void *)l->memory;
	fails(InitializeProcThreadAttributeList(NULL, 2, 0, &size),
	      ERROR_INSUFFICIENT_BUFFER);
	ok(size > 0 && size <= sizeof(l->memory), "size %u\n", (unsigned)size);
	works(InitializeProcThreadAttributeList(l->startup.lpAttributeList, 2,
						0, &size));
}

static BOOL list_handles(struct list *l, HANDLE *handles, int count)
{
	return UpdateProcThreadAttribute(l->startup.lpAttributeList, 0,
					 PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
					 handles, count * sizeof(*handles),
					 NULL, NULL);
}

static BOOL start_with(struct list *l, BOOL inherit, PROCESS_INFORMATION *info)
{
	char line[1024];

	child_line(line);
	return CreateProcessA(fixture_program(), line, NULL, NULL, inherit,
			      EXTENDED_STARTUPINFO_PRESENT, NULL, NULL,
			      &l->startup.StartupInfo, info);
}

/* P-024: those and no others */
static void some(void)
{
	HANDLE rd, wr, other_rd, other_wr;
	PROCESS_INFORMATION info;
	struct child c;
	const char *role = child_role(&c);
	char text[64], buf[8];
	DWORD moved, flags;
	struct list l;

	if (role) {
		child_say(&c, 'y');
		fails(GetHandleInformation((HANDLE)(ULONG_PTR)atoi(role),
					   &flags),
		      ERROR_INVALID_HANDLE);
		return;
	}
	child_pipe(&rd, &wr, &wr);
	child_pipe(&other_rd, &other_wr, &other_wr);
	/* Values that the child does not come by otherwise. */
	for (int i = 0; i < 64; i++)
		works(DuplicateHandle(GetCurrentProcess(), other_wr,
				      GetCurrentProcess(), &other_wr, 0, TRUE,
				      DUPLICATE_SAME_ACCESS));
	sprintf(text, "0,%u,%u", HandleToULong(wr), HandleToULong(other_wr));
	SetEnvironmentVariableA(CHILD_VARIABLE, text);
	list_make(&l);
	works(list_handles(&l, &wr, 1));
	works(start_with(&l, TRUE, &info));
	c = (struct child){.process = info.hProcess, .thread = info.hThread};
	child_ends(&c, 0);
	works(ReadFile(rd, buf, 8, &moved, NULL));
	ok(moved == 1 && *buf == 'y', "read %u\n", moved);
	DeleteProcThreadAttributeList(l.startup.lpAttributeList);
}

static void refused(void)
{
	HANDLE rd, wr;
	PROCESS_INFORMATION info;
	struct list l;
	SIZE_T size;
	struct child c;

	/* One that Wine starts all the same. */
	if (child_role(&c))
		return;
	SetEnvironmentVariableA(CHILD_VARIABLE, "0,0,stray");
	child_pipe(&rd, &wr, &wr);
	list_make(&l);
	fails(UpdateProcThreadAttribute(l.startup.lpAttributeList, 0, 0x7777,
					&wr, sizeof(wr), NULL, NULL),
	      ERROR_NOT_SUPPORTED);
	fails(UpdateProcThreadAttribute(l.startup.lpAttributeList, 0,
					PROC_THREAD_ATTRIBUTE_HANDLE_LIST, &wr,
					sizeof(wr) - 1, NULL, NULL),
	      ERROR_BAD_LENGTH);
	works(list_handles(&l, &rd, 1));
	fails(list_handles(&l, &wr, 1), ERROR_OBJECT_NAME_EXISTS);
	/* rd is not inheritable; wr is, but nothing is to be inherited */
	todo_wine fails(start_with(&l, TRUE, &info), ERROR_INVALID_PARAMETER);
	list_make(&l);
	works(list_handles(&l, &wr, 1));
	todo_wine fails(start_with(&l, FALSE, &info), ERROR_INVALID_PARAMETER);
	list_make(&l);
	l.startup.StartupInfo.cb = sizeof(l.startup.StartupInfo);
	todo_wine fails(start_with(&l, TRUE, &info), ERROR_INVALID_PARAMETER);
	size = sizeof(l.memory);
	todo_wine fails(InitializeProcThreadAttributeList(
				l.startup.lpAttributeList, 1, 1, &size),
			ERROR_INVALID_PARAMETER);
	/* full */
	size = sizeof(l.memory);
	works(InitializeProcThreadAttributeList(l.startup.lpAttributeList, 0, 0,
						&size));
	fails(list_handles(&l, &wr, 1), ERROR_GEN_FAILURE);
}

START_TEST(UpdateProcThreadAttribute)
{
	RUN(some);
	RUN(refused);
}
