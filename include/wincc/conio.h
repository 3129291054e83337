/* Owns <conio.h>: single keys from the terminal. */
#ifndef WINCC_CONIO_H
#define WINCC_CONIO_H

#include <wincc/crt_types.h>

WINCC_C_BEGIN

int _kbhit(void);
int _getch(void);
int _getche(void);
int _putch(int c);

#pragma redefine_extname kbhit _kbhit
int kbhit(void);
#pragma redefine_extname getch _getch
int getch(void);

WINCC_C_END

#endif
