/*
 * Whether memory can be read, found out without reading it here: the kernel copies
 * it, and says so if it can't. Another thread may change that at once.
 */
#define _GNU_SOURCE
#include "kernel32_cancel/kernel32.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#define PAGE 4096ull

/* Where process_vm_readv is forbidden, as in some containers. */
static BOOL by_file(const void *from, void *to, size_t size)
{
	int fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	BOOL copied = fd >= 0 && pread(fd, to, size, (off_t)(ULONG_PTR)from) ==
					 (ssize_t)size;

	if (fd >= 0)
		close(fd);
	return copied;
}

static BOOL copy(const void *from, void *to, size_t size)
{
	struct iovec local = { to, size }, remote = { (void *)from, size };
	ssize_t n = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);

	if (n < 0 && errno != EFAULT)
		return by_file(from, to, size);
	return n == (ssize_t)size;
}

/* `most` units of `width` bytes, or fewer with a zero unit at the end. */
static BOOL is_string(const char *at, ULONG_PTR most, size_t width)
{
	char piece[256];

	while (most) {
		size_t n = PAGE - ((ULONG_PTR)at & (PAGE - 1));

		if (n > sizeof(piece))
			n = sizeof(piece);
		n -= n % width;
		if (!n)
			n = width; /* a unit across two pages */
		if (n / width > most)
			n = most * width;
		if (!copy(at, piece, n))
			return FALSE;
		for (size_t i = 0; i < n; i += width)
			if (!piece[i] && !piece[i + width - 1])
				return TRUE;
		at += n;
		most -= n / width;
	}
	return TRUE;
}

/*
 * IsBadStringPtrA: TRUE if the string can't be read, up to its NUL or `most` bytes.
 * (Microsoft: IsBadStringPtrA)
 */
BOOL WINAPI IsBadStringPtrA(const char *text, UINT_PTR most)
{
	return !text || !is_string(text, most, 1);
}

/*
 * IsBadStringPtrW: the same for UTF-16, up to `most` characters.
 */
BOOL WINAPI IsBadStringPtrW(const WCHAR *text, UINT_PTR most)
{
	return !text || !is_string((const char *)text, most, sizeof(*text));
}
