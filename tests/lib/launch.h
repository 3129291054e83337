/*
 * Between the two files of the launcher (launch.c, launch_pe.c) and, for the
 * case directories, the native runner (runner.c).
 */
#ifndef TESTS_LAUNCH_H
#define TESTS_LAUNCH_H

/* wait status, or -1 when the time was over and the whole group was killed */
int run_limited(char *const argv[], int seconds, int quiet);

/* all cases of one PE, each in its own process; 1 when one failed */
int run_pe(const char *wine, const char *program);

/* Wine's server, one for the whole run */
void pe_server_begin(void);
void pe_server_end(void);

/* a serial line for one case: launch_line.c */
void line_begin(void);
void line_end(void);

/* one line into the result file; program is a path MODULE/EXPORT[.exe] */
void report_case(const char *program, const char *name, int passed,
		 const char *suffix);

/* a directory of its own for one case, named by WINCANCEL_CASE_DIR */
int case_dir_make(void);
void case_dir_remove(void);
void release_stalled(void);
void remove_tree(const char *path);

#endif
