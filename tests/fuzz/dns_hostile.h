/*
 * A name server on loopback that lies: over UDP and, to whom it says that an answer
 * was cut, over TCP. What it does to a question follows from the seed and the question
 * alone. Answers that nobody may believe (another question's, another id's, from
 * another port, about another name) carry the poison, by which they are known.
 *
 * Raw system calls and numbers: the plain names are Winsock's here.
 */
#ifndef TESTS_FUZZ_DNS_HOSTILE_H
#define TESTS_FUZZ_DNS_HOSTILE_H

#include <sys/syscall.h>
#include <unistd.h>

#define DNS_ROOM 65535
#define DNS_GOOD "\x0a\x09\x08\x07"
#define DNS_POISON "\x06\x06\x06" /* and the number of the lie */

enum lie {
	HONEST,
	CUT_SHORT,
	LOOPS,
	TOO_LONG,
	OTHER_ID,
	OTHER_QUESTION,
	OTHER_NAME,
	NO_QUESTION,
	OTHER_PORT,
	NOISE,
	NOISE_WITH_ID,
	FLIPPED,
	COUNTS_LIE,
	LENGTH_LIES,
	BAD_CODE,
	NO_ANSWER_BIT,
	TWICE,
	NO_BYTES,
	NOTHING,
	BY_TCP,
	LIES
};

/* And what it does to a stream, besides one of these. */
enum stream_lie { WHOLE,
		  BYTE_BY_BYTE,
		  SAYS_MORE,
		  SAYS_LESS,
		  SAYS_NOTHING,
		  HANGS_UP,
		  SILENT,
		  STREAM_LIES };

struct linux_address {
	unsigned short family, port;
	unsigned char address[4], zero[8];
};

static struct {
	unsigned seed;
	int honest;
	int udp, other, tcp;
	struct linux_address at;
	int stopping;
	HANDLE thread[2];
	long told[LIES], streams[STREAM_LIES];
} dns;

static inline unsigned dns_rnd(unsigned *seed, unsigned below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

static inline unsigned dns_seed_of(const unsigned char *q, int n)
{
	unsigned s = dns.seed;

	/* not its id */
	for (int i = 2; i < n; i++)
		s = s * 31 + q[i];
	return s;
}

/* Where the question ends; 0: it is none. */
static inline int question_end(const unsigned char *q, int n)
{
	int at = 12;

	while (at < n && q[at])
		at += q[at] + 1;
	return at + 5 <= n ? at + 5 : 0;
}

static inline int put_record(unsigned char *to, const char *name, int name_size,
			     int type, const void *data, int size)
{
	const unsigned char rest[] = {type >> 8, type, 0, 1, 0, 0, 0, 60,
				      size >> 8, size};

	memcpy(to, name, name_size);
	memcpy(to + name_size, rest, sizeof(rest));
	memcpy(to + name_size + sizeof(rest), data, size);
	return name_size + sizeof(rest) + size;
}

/* An answer to q, good or poisoned, about the name that stands at `name`. */
static inline int answer_to(const unsigned char *q, int end, unsigned char *to,
			    enum lie poison, const char *name, int name_size)
{
	static const char good_name[] = "\4good\4test\7example";
	static const char bad_name[] = "\6poison\7example";
	int type = q[end - 4] << 8 | q[end - 3];
	unsigned char address[16] = {0xfd}, bad[] = {DNS_POISON[0], DNS_POISON[1],
						     DNS_POISON[2], poison};
	const void *data = poison ? (char *)bad : DNS_GOOD;
	int size = 4;

	if (type == 28) {
		memcpy(address + 12, data, 4);
		data = address;
		size = 16;
	} else if (type == 12) {
		data = poison ? bad_name : good_name;
		size = poison ? sizeof(bad_name) : sizeof(good_name);
	}
	memcpy(to, q, end);
	to[2] = 0x81;
	to[3] = 0x80;
	memcpy(to + 4, "\0\1\0\1\0\0\0\0", 8);
	return end + put_record(to + end, name, name_size, type, data, size);
}

static inline int loops(unsigned char *to, int end, unsigned *seed)
{
	unsigned char pointer[2] = {0xc0 | end >> 8, end};
	int n = end;

	switch (dns_rnd(seed, 4)) {
	case 0: /* a name that is itself */
		n += put_record(to + n, (char *)pointer, 2, 1, DNS_GOOD, 4);
		break;
	case 1: /* two that are each other, and an alias of an alias */
		pointer[1] += 2;
		n += put_record(to + n, (char *)pointer, 2, 5, "\xc0\x0c", 2);
		to[end + 12] = 0xc0 | end >> 8;
		to[end + 13] = end;
		break;
	case 2: /* out of the packet */
		n += put_record(to + n, "\xff\xff", 2, 1, DNS_GOOD, 4);
		break;
	default: /* a long way of pointers, and labels in between */
		for (int i = 0; i < 400; i++) {
			to[n] = 1;
			to[n + 1] = 'a';
			to[n + 2] = 0xc0 | (i ? n - 4 : 12) >> 8;
			to[n + 3] = i ? n - 4 : 12;
			n += 4;
		}
		to[n] = 0xc0 | (n - 4) >> 8;
		to[n + 1] = n - 4;
		n += put_record(to + n, (char *)to + n, 2, 1, DNS_GOOD, 4);
	}
	return n;
}

/* What the lie makes of the question; how long it is. */
static inline int dns_lie(enum lie lie, const unsigned char *q, int end,
			  unsigned char *to, unsigned *seed)
{
	int n = answer_to(q, end, to, HONEST, "\xc0\x0c", 2), at;

	switch (lie) {
	case CUT_SHORT:
		return dns_rnd(seed, n);
	case LOOPS:
		return loops(to, end, seed);
	case TOO_LONG:
		for (at = 1; n < 40000 + (int)dns_rnd(seed, 20000); at++)
			n += put_record(to + n, "\xc0\x0c", 2,
					q[end - 4] << 8 | q[end - 3], to + n - 16,
					16);
		to[6] = at >> 8;
		to[7] = at;
		return n;
	case OTHER_ID:
		n = answer_to(q, end, to, lie, "\xc0\x0c", 2);
		to[0] ^= 1 + dns_rnd(seed, 255);
		return n;
	case OTHER_QUESTION:
		n = answer_to(q, end, to, lie, "\xc0\x0c", 2);
		if (dns_rnd(seed, 2))
			to[13] ^= 2; /* the name's first letter */
		else
			to[end - 3] ^= 16; /* the type */
		return n;
	case OTHER_NAME:
		return answer_to(q, end, to, lie, "\5other\7example", 15);
	case NO_QUESTION:
		n = answer_to(q, end, to, lie, "\xc0\x0c", 2);
		to[5] = 0;
		return n;
	case OTHER_PORT:
		return answer_to(q, end, to, lie, "\xc0\x0c", 2);
	case NOISE:
	case NOISE_WITH_ID:
		n = dns_rnd(seed, 600);
		for (at = lie == NOISE ? 0 : 2; at < n; at++)
			to[at] = dns_rnd(seed, 256);
		return n;
	case FLIPPED:
		for (at = 1 + dns_rnd(seed, 4); at; at--)
			to[2 + dns_rnd(seed, n - 2)] ^= 1 << dns_rnd(seed, 8);
		return n;
	case COUNTS_LIE:
		for (at = 6; at < 12; at++)
			to[at] = dns_rnd(seed, 2) ? 0xff : dns_rnd(seed, 3);
		return n;
	case LENGTH_LIES:
		to[end + 10] = dns_rnd(seed, 2) ? 0xff : 0;
		to[end + 11] = dns_rnd(seed, 256);
		return n;
	case BAD_CODE:
		to[3] = 0x80 | (1 + dns_rnd(seed, 15));
		return n;
	case NO_ANSWER_BIT:
		to[2] &= 0x7f;
		return n;
	case NO_BYTES:
		return 0;
	case BY_TCP:
		to[2] |= 2;
		return dns_rnd(seed, 2) ? n : end;
	default:
		return n;
	}
}

static inline long dns_send(int fd, const void *data, int n,
			    const struct linux_address *to)
{
	return syscall(SYS_sendto, fd, data, n, 0x4000 /* MSG_NOSIGNAL */, to,
		       to ? sizeof(*to) : 0);
}

static DWORD WINAPI dns_datagrams(void *arg)
{
	static unsigned char q[4096], answer[DNS_ROOM + 4096];

	(void)arg;
	while (!__atomic_load_n(&dns.stopping, __ATOMIC_SEQ_CST)) {
		struct linux_address from;
		int length = sizeof(from), end, n;
		long got = syscall(SYS_recvfrom, dns.udp, q, sizeof(q), 0, &from,
				   &length);
		unsigned seed = dns_seed_of(q, got);
		enum lie lie = dns_rnd(&seed, LIES);

		end = got > 12 ? question_end(q, got) : 0;
		if (!end)
			continue;
		if (__atomic_load_n(&dns.honest, __ATOMIC_SEQ_CST))
			lie = HONEST;
		dns.told[lie]++;
		n = dns_lie(lie, q, end, answer, &seed);
		if (lie != NOTHING)
			dns_send(lie == OTHER_PORT ? dns.other : dns.udp, answer,
				 n, &from);
		/* and the truth behind it, which may be too late */
		if (lie == TWICE || (lie > LOOPS && dns_rnd(&seed, 2)))
			dns_send(dns.udp, answer,
				 answer_to(q, end, answer, HONEST, "\xc0\x0c", 2),
				 &from);
	}
	return 0;
}

static inline BOOL dns_read(int fd, unsigned char *to, int n)
{
	for (long got; n > 0; n -= got, to += got)
		if ((got = syscall(SYS_read, fd, to, n)) <= 0)
			return FALSE;
	return TRUE;
}

/* FALSE: it is to be closed. */
static inline BOOL dns_stream_answer(int fd, const unsigned char *q, int n)
{
	static unsigned char out[2 + DNS_ROOM + 4096];
	unsigned seed = dns_seed_of(q, n) + 77;
	enum stream_lie how = dns_rnd(&seed, STREAM_LIES);
	enum lie lie = dns_rnd(&seed, LIES);
	int end = question_end(q, n), size, said;

	if (!end)
		return FALSE;
	if (lie == OTHER_PORT) /* of a stream there is none */
		lie = HONEST;
	dns.streams[how]++;
	if (how == SILENT)
		return TRUE;
	size = dns_lie(lie, q, end, out + 2, &seed);
	said = how == SAYS_MORE ? size + 1 + (int)dns_rnd(&seed, 60000 - size) :
	       how == SAYS_LESS ? (int)dns_rnd(&seed, size + 1) :
	       how == SAYS_NOTHING ? 0 : size;
	out[0] = said >> 8;
	out[1] = said;
	if (how == HANGS_UP)
		size = dns_rnd(&seed, size + 1);
	for (int at = 0; at < size + 2;) {
		int part = how == BYTE_BY_BYTE && at < 64 ? 1 : size + 2 - at;

		if (dns_send(fd, out + at, part, NULL) != part)
			return FALSE;
		at += part;
	}
	return how == WHOLE || how == BYTE_BY_BYTE || dns_rnd(&seed, 2);
}

static DWORD WINAPI dns_streams(void *arg)
{
	static unsigned char q[DNS_ROOM];
	const long patience[2] = {0, 300000};

	(void)arg;
	for (;;) {
		int fd = syscall(SYS_accept4, dns.tcp, NULL, NULL, 02000000);
		unsigned char length[2];

		if (fd < 0)
			return 0;
		/* SOL_SOCKET, SO_RCVTIMEO and SO_SNDTIMEO: others wait */
		syscall(SYS_setsockopt, fd, 1, 20, patience, sizeof(patience));
		syscall(SYS_setsockopt, fd, 1, 21, patience, sizeof(patience));
		while (dns_read(fd, length, 2) &&
		       dns_read(fd, q, length[0] << 8 | length[1]) &&
		       dns_stream_answer(fd, q, length[0] << 8 | length[1]))
			;
		close(fd);
	}
}

static inline int dns_socket(int type, struct linux_address *at)
{
	int fd = syscall(SYS_socket, 2, type | 02000000, 0);
	int length = sizeof(*at);

	if (syscall(SYS_bind, fd, at, sizeof(*at)) ||
	    syscall(SYS_getsockname, fd, at, &length)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Before the library first looks up a name; FALSE: there is no port. */
static inline BOOL dns_begin(unsigned seed)
{
	struct linux_address other = {2, 0, {127, 0, 0, 1}, {0}};
	char text[32];

	dns.seed = seed;
	dns.at = other;
	dns.other = dns_socket(SOCK_DGRAM, &other);
	dns.udp = dns_socket(SOCK_DGRAM, &dns.at);
	dns.tcp = dns_socket(SOCK_STREAM, &dns.at);
	if (dns.udp < 0 || dns.tcp < 0 || dns.other < 0 ||
	    syscall(SYS_listen, dns.tcp, 64))
		return FALSE;
	snprintf(text, sizeof(text), "127.0.0.1:%u",
		 (dns.at.port & 0xff) << 8 | dns.at.port >> 8);
	setenv("WINCANCEL_DNS", text, 1);
	setenv("RES_OPTIONS", "retrans:100", 1);
	setenv("LOCALDOMAIN", "test.example", 1);
	dns.thread[0] = CreateThread(NULL, 0, dns_datagrams, NULL, 0, NULL);
	dns.thread[1] = CreateThread(NULL, 0, dns_streams, NULL, 0, NULL);
	return TRUE;
}

static inline void dns_end(void)
{
	__atomic_store_n(&dns.stopping, 1, __ATOMIC_SEQ_CST);
	dns_send(dns.other, "", 0, &dns.at);
	syscall(SYS_shutdown, dns.tcp, 2);
	ok(WaitForMultipleObjects(2, dns.thread, TRUE, 10000) == WAIT_OBJECT_0,
	   "the server does not end\n");
	close(dns.udp);
	close(dns.other);
	close(dns.tcp);
}

#endif
