/*
 * Owns the list of POSIX names that Winsock wants for itself: between this
 * file and posix_show.h glibc's headers declare them as unix_NAME.  No include
 * guard: it opens a bracket, as often as one is needed.
 */
#pragma push_macro("timeval")
#pragma push_macro("fd_set")
#pragma push_macro("select")
#pragma push_macro("pselect")
#pragma push_macro("socklen_t")
#pragma push_macro("gethostname")
#pragma push_macro("u_long")
#undef u_long
#define timeval unix_timeval
#define fd_set unix_fd_set
#define select unix_select
#define pselect unix_pselect
#define socklen_t unix_socklen_t
#define gethostname unix_gethostname
