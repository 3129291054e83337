/*
 * Control data of messages. Windows' headers are laid out as Linux' are (a length of
 * eight bytes, level, type, data at multiples of eight); names of options and what
 * IP_PKTINFO looks like differ. What there is on one side only is passed over when it
 * is received, and refused when it is sent.
 */
#define _GNU_SOURCE
#include "socket.h"
#include <netinet/in.h>
#include <string.h>

#define HEAD sizeof(struct cmsghdr)
#define PACKET_INFO 19 /* IP_PKTINFO, IPV6_PKTINFO */
#define HOP_LIMIT 21   /* IP_HOPLIMIT, IPV6_HOPLIMIT */

struct four_info {
	struct in_addr address;
	uint32_t interface;
};

static const struct row {
	int level, windows, linux_type;
	uint32_t size, linux_size;
} rows[] = {
	{ IPPROTO_IP, PACKET_INFO, IP_PKTINFO, sizeof(struct four_info),
	  sizeof(struct in_pktinfo) },
	{ IPPROTO_IP, HOP_LIMIT, IP_TTL, sizeof(int), sizeof(int) },
	{ IPPROTO_IPV6, PACKET_INFO, IPV6_PKTINFO, sizeof(struct in6_pktinfo),
	  sizeof(struct in6_pktinfo) },
	{ IPPROTO_IPV6, HOP_LIMIT, IPV6_HOPLIMIT, sizeof(int), sizeof(int) },
};

static const struct row *find(int level, int type, bool windows)
{
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].level == level &&
		    (windows ? rows[i].windows : rows[i].linux_type) == type)
			return &rows[i];
	return NULL;
}

static size_t aligned(size_t n)
{
	return (n + 7) & ~(size_t)7;
}

static void to_linux(const struct row *row, void *to, const void *from)
{
	struct in_pktinfo info = { 0 };
	struct four_info four;
	if (row->linux_type != IP_PKTINFO || row->level != IPPROTO_IP) {
		memcpy(to, from, row->size);
		return;
	}
	memcpy(&four, from, sizeof four);
	info.ipi_spec_dst = four.address;
	info.ipi_ifindex = (int)four.interface;
	memcpy(to, &info, sizeof info);
}

static void to_windows(const struct row *row, void *to, const void *from)
{
	struct in_pktinfo info;
	struct four_info four;
	if (row->linux_type != IP_PKTINFO || row->level != IPPROTO_IP) {
		memcpy(to, from, row->size);
		return;
	}
	memcpy(&info, from, sizeof info);
	four.address = info.ipi_addr;
	four.interface = (uint32_t)info.ipi_ifindex;
	memcpy(to, &four, sizeof four);
}

long control_in(char room[CONTROL_ROOM], const void *from, ULONG length)
{
	size_t at = 0, used = 0;
	memset(room, 0, CONTROL_ROOM);
	while (length - at >= HEAD && at < length) {
		struct cmsghdr h;
		memcpy(&h, (const char *)from + at, HEAD);
		const struct row *row = find(h.cmsg_level, h.cmsg_type, true);
		if (!row || h.cmsg_len < HEAD + row->size ||
		    h.cmsg_len > length - at ||
		    used + CMSG_SPACE(row->linux_size) > CONTROL_ROOM)
			return -EINVAL;
		struct cmsghdr out = { .cmsg_len = CMSG_LEN(row->linux_size),
				       .cmsg_level = row->level,
				       .cmsg_type = row->linux_type };
		memcpy(room + used, &out, HEAD);
		to_linux(row, room + used + HEAD, (const char *)from + at + HEAD);
		used += CMSG_SPACE(row->linux_size);
		at += aligned(h.cmsg_len);
	}
	return (long)used;
}

/* Nobody asked for them: SCM_RIGHTS is nothing that Windows has. */
static void close_descriptors(const struct cmsghdr *c)
{
	size_t n = (c->cmsg_len - HEAD) / sizeof(int);
	for (size_t i = 0; i < n; i++) {
		int fd;
		memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
		close(fd);
	}
}

ULONG control_out(void *to, ULONG length, struct msghdr *from, bool *cut)
{
	size_t used = 0;
	*cut = from->msg_flags & MSG_CTRUNC;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(from); c;
	     c = CMSG_NXTHDR(from, c)) {
		const struct row *row = find(c->cmsg_level, c->cmsg_type, false);
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
			close_descriptors(c);
		if (!row || c->cmsg_len < HEAD + row->linux_size)
			continue;
		if (used + HEAD + row->size > length) {
			*cut = true;
			continue;
		}
		struct cmsghdr out = { .cmsg_len = HEAD + row->size,
				       .cmsg_level = row->level,
				       .cmsg_type = row->windows };
		memcpy((char *)to + used, &out, HEAD);
		to_windows(row, (char *)to + used + HEAD, CMSG_DATA(c));
		used += aligned(HEAD + row->size);
	}
	return (ULONG)(used < length ? used : length);
}
