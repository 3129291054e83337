/* Owns <direct.h>: folders, by Linux' own functions. */
#ifndef WINCC_DIRECT_H
#define WINCC_DIRECT_H

#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#include <wincc/crt_types.h>

#define _getcwd getcwd
#define _chdir chdir
#define _rmdir rmdir
#define _mkdir(path) mkdir((path), 0777)

#endif
