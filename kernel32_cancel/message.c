/*
 * FormatMessage for the system's own messages: short texts for the errors that
 * this family of functions can end in.
 */
#include "kernel32_cancel/kernel32.h"

static const struct {
	DWORD code;
	const char *text;
} messages[] = {
	{ ERROR_SUCCESS, "No error." },
	{ ERROR_INVALID_FUNCTION, "The device cannot do this." },
	{ ERROR_FILE_NOT_FOUND, "There is no such file." },
	{ ERROR_PATH_NOT_FOUND, "There is no such path." },
	{ ERROR_TOO_MANY_OPEN_FILES, "Too many files are open." },
	{ ERROR_ACCESS_DENIED, "Access is not allowed." },
	{ ERROR_INVALID_HANDLE, "This is not a valid handle." },
	{ ERROR_NOT_ENOUGH_MEMORY, "There is not enough memory." },
	{ ERROR_INVALID_DATA, "The data make no sense." },
	{ ERROR_WRITE_PROTECT, "The medium cannot be written." },
	{ ERROR_NOT_READY, "The device is not ready." },
	{ ERROR_GEN_FAILURE, "The device or object does not work." },
	{ ERROR_SHARING_VIOLATION, "Another program uses the file." },
	{ ERROR_LOCK_VIOLATION, "Another program has locked this part." },
	{ ERROR_HANDLE_EOF, "The end of the file is reached." },
	{ ERROR_HANDLE_DISK_FULL, "The disk is full." },
	{ ERROR_NOT_SUPPORTED, "This is not supported." },
	{ ERROR_BAD_NETPATH, "The network path does not exist." },
	{ ERROR_FILE_EXISTS, "The file exists already." },
	{ ERROR_INVALID_PARAMETER, "A parameter is wrong." },
	{ ERROR_BROKEN_PIPE, "The other end of the pipe is closed." },
	{ ERROR_DISK_FULL, "There is no space on the disk." },
	{ ERROR_CALL_NOT_IMPLEMENTED, "The function does not exist here." },
	{ ERROR_SEM_TIMEOUT, "The time for this operation is over." },
	{ ERROR_INSUFFICIENT_BUFFER, "The buffer is too small." },
	{ ERROR_INVALID_NAME, "The name is not well formed." },
	{ ERROR_NEGATIVE_SEEK, "The position would be before the file." },
	{ ERROR_DIR_NOT_EMPTY, "The directory is not empty." },
	{ ERROR_BUSY, "It is in use." },
	{ ERROR_SIGNAL_REFUSED, "The thread cannot be suspended." },
	{ ERROR_ALREADY_EXISTS, "It exists already." },
	{ ERROR_ENVVAR_NOT_FOUND, "There is no such variable." },
	{ ERROR_FILENAME_EXCED_RANGE, "The name is too long." },
	{ ERROR_PIPE_BUSY, "All ends of the pipe are in use." },
	{ ERROR_NO_DATA, "The pipe is being closed." },
	{ ERROR_PIPE_NOT_CONNECTED, "Nobody is at the other end." },
	{ ERROR_MORE_DATA, "There are more data." },
	{ WAIT_TIMEOUT, "The time to wait is over." },
	{ ERROR_NO_MORE_ITEMS, "There are no more." },
	{ ERROR_DIRECTORY, "This is not a directory's name." },
	{ ERROR_NOT_OWNER, "The caller is not the owner." },
	{ ERROR_TOO_MANY_POSTS, "The semaphore would pass its maximum." },
	{ ERROR_MR_MID_NOT_FOUND, "There is no text for this message." },
	{ ERROR_INVALID_ADDRESS, "The address is not valid." },
	{ ERROR_OPERATION_ABORTED, "The operation was cancelled." },
	{ ERROR_IO_INCOMPLETE, "The operation has not ended yet." },
	{ ERROR_IO_PENDING, "The operation goes on." },
	{ ERROR_NOACCESS, "There is no memory at this address." },
	{ ERROR_INVALID_FLAGS, "The flags are wrong." },
	{ ERROR_NO_UNICODE_TRANSLATION, "This is not valid Unicode." },
	{ ERROR_IO_DEVICE, "The device failed." },
	{ ERROR_NOT_FOUND, "Nothing was found." },
	{ ERROR_CANCELLED, "The user cancelled it." },
	{ ERROR_NO_SYSTEM_RESOURCES, "The system lacks resources." },
	{ ERROR_INVALID_USER_BUFFER, "The buffer is not valid." },
	{ ERROR_ABANDONED_WAIT_0, "What was waited for is closed." },
};

/* The text with its line end; a message of one line without it where the
 * caller wants no line breaks. */
static size_t compose(DWORD code, DWORD flags, char out[80])
{
	const char *text = NULL;

	for (size_t i = 0; i < sizeof(messages) / sizeof(*messages); i++)
		if (messages[i].code == code)
			text = messages[i].text;
	if (!text)
		return 0;
	lstrcpyA(out, text);
	lstrcatA(out, flags & FORMAT_MESSAGE_MAX_WIDTH_MASK ? " " : "\r\n");
	return (size_t)lstrlenA(out);
}

/* What both forms refuse: sources that are not the system's table, and codes
 * that are not in it. */
static size_t find(DWORD flags, DWORD code, const void *out, char text[80])
{
	if (flags & (FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_FROM_HMODULE))
		return (size_t)fail_with(ERROR_NOT_SUPPORTED);
	if (!(flags & FORMAT_MESSAGE_FROM_SYSTEM) || !out)
		return (size_t)fail_with(ERROR_INVALID_PARAMETER);

	size_t length = compose(code, flags, text);

	return length ? length : (size_t)fail_with(ERROR_MR_MID_NOT_FOUND);
}

/* Where the text goes: the caller's buffer of `room` units, or a new one that
 * the caller frees with LocalFree and whose address is stored in `out`. */
static void *space_for(DWORD flags, void *out, DWORD room, size_t length,
		       size_t unit)
{
	if (!(flags & FORMAT_MESSAGE_ALLOCATE_BUFFER)) {
		if (length < room)
			return out;
		fail_with(ERROR_INSUFFICIENT_BUFFER);
		return NULL;
	}

	size_t units = length + 1 > room ? length + 1 : room;

	return *(void **)out = LocalAlloc(LMEM_FIXED, units * unit);
}

/*
 * FormatMessageA: the text for a last error (FORMAT_MESSAGE_FROM_SYSTEM), with
 * a line end; returns its length. FORMAT_MESSAGE_ALLOCATE_BUFFER stores the
 * address of a new buffer, to be freed by LocalFree. 0 on failure:
 * ERROR_MR_MID_NOT_FOUND for a code without text, ERROR_INSUFFICIENT_BUFFER,
 * ERROR_NOT_SUPPORTED for messages of a module or a string. The language is
 * ignored, and no message here has inserts.  (Microsoft: FormatMessage)
 */
DWORD WINAPI FormatMessageA(DWORD flags, const void *source, DWORD code,
			    DWORD language, char *out, DWORD room,
			    __ms_va_list *arguments)
{
	char text[80];
	size_t length = find(flags, code, out, text);
	char *space;

	(void)source;
	(void)language;
	(void)arguments;
	if (!length || !(space = space_for(flags, out, room, length, 1)))
		return 0;
	lstrcpyA(space, text);
	return (DWORD)length;
}

/*
 * FormatMessageW: the same in UTF-16.
 */
DWORD WINAPI FormatMessageW(DWORD flags, const void *source, DWORD code,
			    DWORD language, WCHAR *out, DWORD room,
			    __ms_va_list *arguments)
{
	char text[80];
	size_t length = find(flags, code, out, text);
	WCHAR *space;

	(void)source;
	(void)language;
	(void)arguments;
	if (!length || !(space = space_for(flags, out, room, length,
					   sizeof(WCHAR))))
		return 0;
	for (size_t i = 0; i <= length; i++)
		space[i] = (unsigned char)text[i];
	return (DWORD)length;
}
