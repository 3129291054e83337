/* Addresses as text: what inet.c and address_string.c are made of. */
#ifndef WINCANCEL_WS2_ADDRESS_TEXT_H
#define WINCANCEL_WS2_ADDRESS_TEXT_H

#include "ws2_cancel/ws2.h"

/* The longest, with brackets, scope and port, and more than any that can be read. */
#define ADDRESS_ROOM 128

/* Of a, a.b, a.b.c, a.b.c.d, each part decimal, octal or hex, with the last one for all
 * the bytes that are left; strict: four decimal parts. What follows; NULL: it is none. */
const char *four_read(const char *text, bool strict, uint8_t four[4]);
/* To the end of the text. */
bool six_read(const char *text, uint8_t six[16]);
void four_write(const uint8_t four[4], char room[ADDRESS_ROOM]);
void six_write(const uint8_t six[16], char room[ADDRESS_ROOM]);

/* ASCII of the program's text; false: it is something else, or too long. */
bool text_narrow(const WCHAR *wide, char room[ADDRESS_ROOM]);

#endif
