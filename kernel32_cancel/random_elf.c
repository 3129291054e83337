/*
 * Random bytes, advapi32's.
 */
#include "kernel32_cancel/kernel32.h"
#include <errno.h>
#include <sys/random.h>

/*
 * SystemFunction036, RtlGenRandom in the headers: `size` bytes that nobody can
 * foretell; FALSE only if the buffer cannot be written.
 * (Microsoft: RtlGenRandom)
 */
BOOLEAN WINAPI SystemFunction036(void *buffer, ULONG size)
{
	for (ULONG got = 0; got < size;) {
		ssize_t n = getrandom((char *)buffer + got, size - got, 0);

		if (n > 0)
			got += n;
		else if (n == 0 || errno != EINTR)
			return FALSE;
	}
	return TRUE;
}
