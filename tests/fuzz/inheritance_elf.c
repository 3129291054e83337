/*
 * A hostile environment: what a child is told of its inheritance is wrong in all
 * ways, one after the other and at random. The child starts, has nothing that is
 * not true, and no descriptor of its program's is closed or changed.
 */
#define _GNU_SOURCE
#include <windows.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "wine/test.h"
#include "pair.h"
#include "child.h"

#define VARIABLE "WINCANCEL_INHERIT"
#define MAGIC 0x31686e69636e6977ull
#define KEPT_FD 90 /* the program's own */
#define ROUNDS 60

/* As in ntdll_cancel/inherit.h; the fuzzer knows the form that it breaks. */
struct entry {
	unsigned value, access;
	int fd;
	unsigned options, attributes;
};
struct form {
	char page[4096];
	unsigned long long magic;
	unsigned std[3], count;
	struct entry entry[8];
};

#define HEAD ((int)offsetof(struct form, entry))

static int memory(const void *data, int size, int seals)
{
	int fd = memfd_create("fuzz", MFD_ALLOW_SEALING);

	ok(pwrite(fd, data, size, 0) == size, "no memory\n");
	if (seals)
		fcntl(fd, F_ADD_SEALS,
		      F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
	return fd;
}

/* Ends with 0 if all is well, told how many handles it is to have. */
static void child(int expected)
{
	DWORD flags, found = 0;

	ok(!getenv(VARIABLE) || expected < 0, "the variable is left\n");
	ok(fcntl(KEPT_FD, F_GETFD) == 0, "the program's descriptor\n");
	for (unsigned value = 4; value < 40000; value += 4)
		found += GetHandleInformation((HANDLE)(ULONG_PTR)value, &flags);
	ok(expected < 0 || (int)found == expected, "%u handles, not %d\n",
	   found, expected);
	/* and works */
	CloseHandle(CreateEventA(NULL, TRUE, FALSE, NULL));
}

/* Runs this case anew with the variable, by exec alone. */
static void tried(const char *variable, int expected)
{
	char text[20], **argv;
	int status = -1;
	pid_t pid;

	winetest_get_mainargs(&argv);
	sprintf(text, "%d", expected);
	setenv(VARIABLE, variable, 1);
	setenv(CHILD_VARIABLE, text, 1);
	pid = fork();
	if (!pid) {
		execv("/proc/self/exe", argv);
		_exit(126);
	}
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && !WEXITSTATUS(status), "%s: status %#x\n",
	   variable, status);
	unsetenv(VARIABLE);
	unsetenv(CHILD_VARIABLE);
}

static BOOL is_child(void)
{
	const char *text = getenv(CHILD_VARIABLE);

	if (!text) {
		ok(dup2(0, KEPT_FD) == KEPT_FD, "no descriptor\n");
		return FALSE;
	}
	child(atoi(text));
	return TRUE;
}

static void tried_form(const struct form *f, int size, int seals, int expected)
{
	char text[20];
	int fd = memory(f, size, seals);

	sprintf(text, "%d", fd);
	tried(text, expected);
	close(fd);
}

static struct form good(int fd)
{
	struct form f = {.magic = MAGIC, .count = 1};

	f.entry[0] = (struct entry){0x40, GENERIC_READ, fd, 0x20, 1};
	return f;
}

/* P-026 */
static void wrong_variables(void)
{
	static const char *const values[] = {
		"", "x", "-1", "0", "1", "2", "3x", " 5", "90", "91", "9999999",
		"99999999999999999999", "0x10", "+7",
	};

	if (is_child())
		return;
	for (int i = 0; i < (int)(sizeof(values) / sizeof(*values)); i++)
		tried(values[i], 0);
}

/* P-026 */
static void wrong_forms(void)
{
	struct form f;
	int fd;

	if (is_child())
		return;
	fd = dup(0);
	f = good(fd);
	tried_form(&f, HEAD + 20, 1, 1);
	tried_form(&f, HEAD + 20, 0, 0); /* may yet change its size */
	tried_form(&f, HEAD + 19, 1, 0);
	tried_form(&f, HEAD + 40, 1, 0);
	tried_form(&f, HEAD - 1, 1, 0);
	tried_form(&f, 1, 1, 0);
	f.magic++;
	tried_form(&f, HEAD + 20, 1, 0);
	f = good(fd);
	f.count = 0xffffffff;
	tried_form(&f, HEAD + 20, 1, 0);
	f.count = 0x0ccccccd; /* times 20 is 4 in 32 bits */
	tried_form(&f, HEAD + 4, 1, 0);
	f = good(fd);
	f.entry[0].fd = -1;
	tried_form(&f, HEAD + 20, 1, 0);
	f.entry[0].fd = 1;
	tried_form(&f, HEAD + 20, 1, 0);
	f.entry[0].fd = 80000;
	tried_form(&f, HEAD + 20, 1, 0);
	f = good(fd);
	f.entry[0].options = 0x1000;
	tried_form(&f, HEAD + 20, 1, 0);
	for (unsigned v = 0; v < 7; v++) {
		f = good(fd);
		f.entry[0].value = v < 4 ? v : 0x40 + v - 3;
		tried_form(&f, HEAD + 20, 1, 0);
	}
	f.entry[0].value = 0x80000040;
	tried_form(&f, HEAD + 20, 1, 0);
	/* twice the same value, and its access */
	f = good(fd);
	f.count = 2;
	f.entry[1] = f.entry[0];
	tried_form(&f, HEAD + 40, 1, 1);
	f.entry[1].value = 0x80;
	f.entry[1].access = 0xffffffff;
	tried_form(&f, HEAD + 40, 1, 2);
	close(fd);
}

/* P-026: bytes at random over a good form */
static void random_bytes(void)
{
	struct form f;
	int fd;
	unsigned seed = 12345;

	if (is_child())
		return;
	fd = dup(0);
	for (int round = 0; round < ROUNDS; round++) {
		f = good(fd);
		f.count = 8;
		for (int i = 1; i < 8; i++)
			f.entry[i] = (struct entry){0x40 + 4 * i, GENERIC_READ,
						    fd, 0x20, 1};
		for (int i = 0; i < 1 + round % 8; i++) {
			seed = seed * 1103515245 + 12345;
			((unsigned char *)&f)[4096 + 24 +
					      (seed >> 8) % 160] = seed >> 24;
		}
		tried_form(&f, sizeof(f), 1, -1);
	}
	close(fd);
}

START_TEST(inheritance_elf)
{
	RUN_LIMIT(wrong_variables, 60);
	RUN_LIMIT(wrong_forms, 60);
	RUN_LIMIT(random_bytes, 60);
}
