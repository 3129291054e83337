/*
 * Named pipes and other users: neither their clients nor their servers are dealt
 * with, and names are looked for only in a folder that is one's own alone. For
 * root only, who can be anybody.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "pipe_wire.h"

#define STRANGER 65534

static BOOL not_root(void)
{
	if (!geteuid())
		return FALSE;
	skip("only root can be somebody else\n");
	return TRUE;
}

static void become(unsigned user)
{
	ok(!setuid(user), "still oneself\n");
	/* the library looks into /proc/self */
	prctl(PR_SET_DUMPABLE, 1);
}

static int plain_socket(struct sockaddr_un *at, const char *name)
{
	memset(at, 0, sizeof(*at));
	at->sun_family = AF_UNIX;
	strcpy(at->sun_path, name);
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/* ---- a client of another user -------------------------------------------------- */

/* Somebody has been careless with the folders, and let it come that far. */
static void strange_client(void)
{
	struct peer wire = peer_parent();
	struct sockaddr_un at;
	char path[600], byte;
	int s = plain_socket(&at, "l1");

	wire_path(path, "peer");
	ok(!chdir(path) && !chmod(".", 0777) && !chmod("l1", 0777),
	   "no folder\n");
	become(STRANGER);
	ok(!connect(s, (struct sockaddr *)&at, sizeof(at)), "no way in\n");
	ok(!recv(s, &byte, 1, 0), "it was greeted\n");
	peer_say(&wire, '.');
}

static void client_of_another(void)
{
	struct pipe_ends p;
	struct peer stranger;
	struct io io;

	if (peer_role()) {
		strange_client();
		return;
	}
	if (not_root())
		return;
	peer_names();
	p.server = CreateNamedPipeA(PEER_PIPE, DUPLEX | FILE_FLAG_OVERLAPPED,
				    MESSAGES, 1, QUOTA, QUOTA, 0, NULL);
	io_init(&io);
	io_pends(__FILE__, __LINE__, ConnectNamedPipe(p.server, &io.ov));
	peer_start(&stranger, "client");
	peer_says(&stranger, '.');
	peer_end(&stranger);
	/* it still waits for its first client */
	io_waits(p.server, &io);
	p.client = pipe_open(PEER_PIPE, BOTH_WAYS, FILE_FLAG_OVERLAPPED);
	ok(p.client != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	io_ends(p.server, &io, 0, 0);
	pipe_put(p.client, "honest", 6);
	pipe_get(p.server, 8, 0, "honest", 6);
	pipe_close(&p);
	io_fini(&io);
}

/* ---- a server of another user ---------------------------------------------------- */

static void strange_server(void)
{
	struct peer wire = peer_parent();
	struct wire_greeting g = wire_hello();
	struct sockaddr_un at;
	char path[600], entry[64];
	int held, memory, s = plain_socket(&at, "l1");

	wire_path(path, "");
	mkdir(path, 0700);
	wire_path(path, "peer");
	ok(!mkdir(path, 0777) && !chdir(path) && !chmod(".", 0777),
	   "no folder\n");
	sprintf(entry, "i1-%d-2-1-255-50", getpid());
	held = open(entry, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	ok(!flock(held, LOCK_EX), "no lock\n");
	memory = wire_memory(sizeof(struct np_shared), WIRE_SEALS);
	become(STRANGER);
	ok(!bind(s, (struct sockaddr *)&at, sizeof(at)) && !listen(s, 4),
	   "no listener\n");
	peer_say(&wire, '.');
	s = accept(s, NULL, NULL);
	wire_send(s, &g, sizeof(g), &memory, 1);
	peer_hear(&wire);
}

static void server_of_another(void)
{
	struct peer stranger;

	if (peer_role()) {
		strange_server();
		return;
	}
	if (not_root())
		return;
	peer_start(&stranger, "server");
	peer_says(&stranger, '.');
	fails(pipe_open(PEER_PIPE, BOTH_WAYS, 0) != INVALID_HANDLE_VALUE,
	      ERROR_ACCESS_DENIED);
	peer_end(&stranger);
}

/* ---- the folder of all names ------------------------------------------------------- */

static const char *const folders[] = { "good", "open", "another's", "link",
				       "file" };

/* Uses pipes as a user who has nothing but what was prepared. */
static void use_folder(void)
{
	BOOL good = !strcmp(peer_role(), "good");
	struct pipe_ends p;

	become(atoi(getenv("WINCANCEL_TEST_USER")));
	SetLastError(0);
	p.server = CreateNamedPipeA(PEER_PIPE, DUPLEX, BYTES, 1, 1, 1, 0, NULL);
	if (!good) {
		ok(p.server == INVALID_HANDLE_VALUE &&
			   GetLastError() == ERROR_ACCESS_DENIED,
		   "%p, error %u\n", p.server, GetLastError());
		ok(pipe_open(PEER_PIPE, BOTH_WAYS, 0) == INVALID_HANDLE_VALUE,
		   "it was opened\n");
		ok(!WaitNamedPipeA(PEER_PIPE, 100), "there is one\n");
		return;
	}
	ok(p.server != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	p.client = pipe_open(PEER_PIPE, BOTH_WAYS, 0);
	pipe_put(p.client, "x", 1);
	pipe_get(p.server, 8, 0, "x", 1);
	pipe_close(&p);
}

static void prepare(const char *dir, unsigned user, const char *how)
{
	char path[200], other[200];

	sprintf(path, "%s/wincancel", dir);
	sprintf(other, "%s/other", dir);
	ok(!mkdir(dir, 0755) && !chown(dir, user, -1), "no %s\n", dir);
	if (!strcmp(how, "file")) {
		close(open(path, O_CREAT | O_RDWR, 0700));
		ok(!chown(path, user, -1), "not given\n");
		return;
	}
	if (!strcmp(how, "link"))
		ok(!symlink(other, path), "no link\n");
	else
		strcpy(other, path);
	ok(!mkdir(other, 0700), "no folder\n");
	if (!strcmp(how, "open"))
		ok(!chmod(other, 0755), "not open\n");
	if (strcmp(how, "another's"))
		ok(!chown(other, user, -1), "not given\n");
	else
		ok(!chmod(other, 0777), "not open\n");
}

static void folder_of_names(void)
{
	unsigned user = 100000 + getpid();
	char dir[100], path[200], fallback[100], text[16];
	struct peer p;

	if (peer_role()) {
		use_folder();
		return;
	}
	if (not_root())
		return;
	peer_names(); /* peer_start does not set it again */
	sprintf(text, "%u", user);
	setenv("WINCANCEL_TEST_USER", text, 1);
	sprintf(dir, "/tmp/wincancel-user-%u", user);
	sprintf(fallback, "/tmp/wincancel-%u", user);
	/* The second choice is somebody else's. */
	ok(!mkdir(fallback, 0700), "no %s\n", fallback);
	for (unsigned i = 0; i < ARRAYSIZE(folders); i++) {
		winetest_push_context("%s", folders[i]);
		prepare(dir, user, folders[i]);
		setenv("XDG_RUNTIME_DIR", dir, 1);
		peer_start(&p, folders[i]);
		peer_end(&p);
		sprintf(path, "%s/wincancel", dir);
		if (unlink(path))
			ok(!rmdir(path), "something is left in %s\n", path);
		sprintf(path, "%s/other", dir);
		rmdir(path);
		ok(!rmdir(dir), "something is left in %s\n", dir);
		winetest_pop_context();
	}
	ok(!rmdir(fallback), "something is left in %s\n", fallback);
}

START_TEST(pipe_user_elf)
{
	RUN(client_of_another);
	RUN(server_of_another);
	RUN(folder_of_names);
}
