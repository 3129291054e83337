/*
 * One row of the demo's table, and the names of the errors it shows.
 *
 * Rows are tab-separated so that demo.sh can lay out rows of several programs
 * as one table; run alone, a program prints its rows as they are.
 */
#ifndef EXAMPLES_ROW_H
#define EXAMPLES_ROW_H

#include <windows.h>
#include <stdio.h>

static inline double now_us(void)
{
	LARGE_INTEGER count, frequency;

	QueryPerformanceCounter(&count);
	QueryPerformanceFrequency(&frequency);
	return (double)count.QuadPart * 1e6 / (double)frequency.QuadPart;
}

static inline const char *error_name(DWORD error)
{
	static char number[32];

	switch (error) {
	case ERROR_SUCCESS:           return "ERROR_SUCCESS";
	case ERROR_FILE_NOT_FOUND:    return "ERROR_FILE_NOT_FOUND";
	case ERROR_ACCESS_DENIED:     return "ERROR_ACCESS_DENIED";
	case ERROR_INVALID_HANDLE:    return "ERROR_INVALID_HANDLE";
	case ERROR_HANDLE_EOF:        return "ERROR_HANDLE_EOF";
	case ERROR_INVALID_PARAMETER: return "ERROR_INVALID_PARAMETER";
	case ERROR_BROKEN_PIPE:       return "ERROR_BROKEN_PIPE";
	case ERROR_OPERATION_ABORTED: return "ERROR_OPERATION_ABORTED";
	case ERROR_IO_INCOMPLETE:     return "ERROR_IO_INCOMPLETE";
	case ERROR_IO_PENDING:        return "ERROR_IO_PENDING";
	case ERROR_NOT_FOUND:         return "ERROR_NOT_FOUND";
	}
	snprintf(number, sizeof(number), "error %lu", (unsigned long)error);
	return number;
}

/* A negative cancel time stands for "nothing was cancelled". */
static inline void print_row(const char *blocked, double blocked_us,
			     const char *canceller, const char *saw,
			     double cancel_us)
{
	printf("%s\t%.1f ms\t%s\t%s\t", blocked, blocked_us / 1000,
	       canceller, saw);
	if (cancel_us < 0)
		printf("-\n");
	else
		printf("%.0f us\n", cancel_us);
	fflush(stdout);
}

#endif
