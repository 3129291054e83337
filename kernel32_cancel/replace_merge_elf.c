/*
 * What a file that takes another's place takes over from it: permissions and, as
 * far as we may give it away, the owner.
 */
#include "kernel32_cancel/replace_file.h"
#include <sys/stat.h>
#include <unistd.h>

BOOL replace_merge(HANDLE old, HANDLE fresh)
{
	struct stat was, is;
	int from, to;

	if (!NT_SUCCESS(file_unix_fd(old, &from)) ||
	    !NT_SUCCESS(file_unix_fd(fresh, &to)) || fstat(from, &was) ||
	    fstat(to, &is))
		return FALSE;
	if (was.st_uid != is.st_uid || was.st_gid != is.st_gid)
		(void)!fchown(to, was.st_uid, was.st_gid);
	return (was.st_mode & 07777) == (is.st_mode & 07777) ||
	       !fchmod(to, was.st_mode & 07777);
}
