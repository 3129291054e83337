/* Owns the end of what posix_hide.h began. */
#ifndef WINCC_KEEP_POSIX
#pragma pop_macro("timeval")
#pragma pop_macro("fd_set")
#pragma pop_macro("select")
#pragma pop_macro("pselect")
#pragma pop_macro("socklen_t")
#pragma pop_macro("gethostname")
#pragma pop_macro("u_long")
#endif
