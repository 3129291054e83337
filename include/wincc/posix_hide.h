/*
 * Owns the list of POSIX names that Winsock wants for itself: between this
 * file and posix_show.h glibc's headers declare them as unix_NAME, in whatever
 * order headers come.  No include guard: it opens a bracket, as often as one
 * is needed.
 *
 * A program that would rather keep them than use Winsock says
 * -DWINCC_KEEP_POSIX.
 */
#ifndef WINCC_KEEP_POSIX
#pragma push_macro("timeval")
#pragma push_macro("fd_set")
#pragma push_macro("select")
#pragma push_macro("pselect")
#pragma push_macro("socklen_t")
#pragma push_macro("gethostname")
#pragma push_macro("u_long")
#undef timeval
#undef fd_set
#undef select
#undef pselect
#undef socklen_t
#undef gethostname
#undef u_long
#define timeval unix_timeval
#define fd_set unix_fd_set
#define select unix_select
#define pselect unix_pselect
#define socklen_t unix_socklen_t
#define gethostname unix_gethostname
#endif
