/*
 * Consoles: ttys that were inherited, CONIN$, CONOUT$, and ttys by their path;
 * not what was opened as COM1. What a mode has in common with termios is the tty's;
 * the other bits are kept for the process, one word for input and one for output,
 * and do nothing.
 */
#define _GNU_SOURCE
#include "handle.h"
#include "private.h"
#include "serial.h"
#include <termios.h>
#include <wincon.h>

#define INPUT_TTY \
	(ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT)
#define INPUT_KEPT                                                \
	(ENABLE_WINDOW_INPUT | ENABLE_MOUSE_INPUT |               \
	 ENABLE_INSERT_MODE | ENABLE_QUICK_EDIT_MODE |            \
	 ENABLE_EXTENDED_FLAGS | ENABLE_AUTO_POSITION |           \
	 ENABLE_VIRTUAL_TERMINAL_INPUT)
#define OUTPUT_TTY (ENABLE_PROCESSED_OUTPUT | DISABLE_NEWLINE_AUTO_RETURN)
#define OUTPUT_KEPT                                                       \
	(ENABLE_WRAP_AT_EOL_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING | \
	 ENABLE_LVB_GRID_WORLDWIDE)

static _Atomic uint32_t input_kept =
	ENABLE_INSERT_MODE | ENABLE_EXTENDED_FLAGS |
	ENABLE_VIRTUAL_TERMINAL_INPUT;
static _Atomic uint32_t output_kept =
	ENABLE_WRAP_AT_EOL_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING;

/* STATUS_OBJECT_TYPE_MISMATCH, which Win32 calls an invalid handle: none. */
static NTSTATUS console_find(HANDLE h, struct handle_ref *ref, bool *output)
{
	NTSTATUS status = handle_find(h, OBJ_FILE, 0, ref);
	if (status)
		return status;
	struct file *f = file_of(ref->object);
	bool console = f->kind == FILE_TTY ||
		       (f->kind == FILE_SERIAL && !f->serial->port);
	*output = f->console_out || !(handle_access(ref) & FILE_READ_DATA);
	if (console && file_use(f))
		return STATUS_SUCCESS;
	handle_done(ref);
	return STATUS_OBJECT_TYPE_MISMATCH;
}

static void console_done(struct handle_ref *ref)
{
	file_unuse(file_of(ref->object));
	handle_done(ref);
}

static ULONG mode_of(const struct termios *t, bool output)
{
	if (output)
		return (t->c_oflag & OPOST ? ENABLE_PROCESSED_OUTPUT : 0) |
		       (t->c_oflag & ONLCR ? 0 : DISABLE_NEWLINE_AUTO_RETURN) |
		       atomic_load(&output_kept);
	return (t->c_lflag & ISIG ? ENABLE_PROCESSED_INPUT : 0) |
	       (t->c_lflag & ICANON ? ENABLE_LINE_INPUT : 0) |
	       (t->c_lflag & ECHO ? ENABLE_ECHO_INPUT : 0) |
	       atomic_load(&input_kept);
}

static void put(tcflag_t *flags, tcflag_t bit, bool on)
{
	*flags = on ? *flags | bit : *flags & ~bit;
}

static void set_mode(struct termios *t, ULONG mode, bool output)
{
	if (output) {
		put(&t->c_oflag, OPOST, mode & ENABLE_PROCESSED_OUTPUT);
		put(&t->c_oflag, ONLCR, !(mode & DISABLE_NEWLINE_AUTO_RETURN));
		return;
	}
	put(&t->c_lflag, ISIG, mode & ENABLE_PROCESSED_INPUT);
	put(&t->c_lflag, ICANON, mode & ENABLE_LINE_INPUT);
	put(&t->c_lflag, ECHO, mode & ENABLE_ECHO_INPUT);
	if (!(mode & ENABLE_LINE_INPUT)) {
		t->c_cc[VMIN] = 1;
		t->c_cc[VTIME] = 0;
	}
}

NTSTATUS console_get_mode(HANDLE h, ULONG *mode)
{
	struct handle_ref ref;
	struct termios t;
	bool output;
	NTSTATUS status = console_find(h, &ref, &output);
	if (status)
		return status;
	if (tcgetattr(file_of(ref.object)->fd, &t))
		status = status_from_errno(errno);
	else
		*mode = mode_of(&t, output);
	console_done(&ref);
	return status;
}

/* What is being echoed is a line. */
static bool mode_good(ULONG mode, bool output)
{
	if (output)
		return !(mode & ~(OUTPUT_TTY | OUTPUT_KEPT));
	return !(mode & ~(INPUT_TTY | INPUT_KEPT)) &&
	       ((mode & ENABLE_LINE_INPUT) || !(mode & ENABLE_ECHO_INPUT));
}

static NTSTATUS apply(int fd, ULONG mode, bool output)
{
	struct termios t;
	if (!mode_good(mode, output))
		return STATUS_INVALID_PARAMETER;
	if (tcgetattr(fd, &t))
		return status_from_errno(errno);
	set_mode(&t, mode, output);
	if (tcsetattr(fd, TCSANOW, &t))
		return status_from_errno(errno);
	if (output)
		atomic_store(&output_kept, mode & OUTPUT_KEPT);
	else
		atomic_store(&input_kept, mode & INPUT_KEPT);
	return STATUS_SUCCESS;
}

NTSTATUS console_set_mode(HANDLE h, ULONG mode)
{
	struct handle_ref ref;
	bool output;
	NTSTATUS status = console_find(h, &ref, &output);
	if (status)
		return status;
	status = apply(file_of(ref.object)->fd, mode, output);
	console_done(&ref);
	return status;
}

/* Asks t's call to stop if it reads from a console. The mark comes first: who ends
 * the call looks at it. */
static void break_call(struct thread *t)
{
	uint64_t word = atomic_load_explicit(&t->call.word,
					     memory_order_acquire);
	uint64_t state = word & CALL_STATE;
	void *file = atomic_load(&t->call.file);
	if ((state != CALL_OPEN && state != CALL_ASKED) || !file ||
	    file == CALL_NO_OPERATION)
		return;
	/* A stale one: then the word has moved on as well. */
	const struct file *f = file;
	if (f->kind != FILE_TTY || f->console_out)
		return;
	atomic_store(&t->call.broken, call_sequence(word));
	call_ask(&t->call, word);
}

void console_break(void)
{
	struct thread *t;
	for (unsigned i = 0; (t = thread_at(i)); i++)
		break_call(t);
}
