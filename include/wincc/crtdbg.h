/* Owns <crtdbg.h>: assertions, and nothing for a debug heap to do. */
#ifndef WINCC_CRTDBG_H
#define WINCC_CRTDBG_H

#include <assert.h>

#define _ASSERT(expr) assert(expr)
#define _ASSERTE(expr) assert(expr)

#define _CRT_WARN 0
#define _CRT_ERROR 1
#define _CRT_ASSERT 2
#define _CRTDBG_ALLOC_MEM_DF 1
#define _CRTDBG_LEAK_CHECK_DF 0x20
#define _CrtSetDbgFlag(flags) (0)
#define _CrtSetReportMode(type, mode) (0)
#define _CrtSetReportFile(type, file) ((void *)0)
#define _CrtDumpMemoryLeaks() (0)

#endif
