/*
 * Answers as Windows' structures: hostent, servent and protoent with everything they
 * point to in one buffer.
 */
#ifndef WINCANCEL_PACK_H
#define WINCANCEL_PACK_H

#include "ws2_cancel/answer.h"
#include "ws2_cancel/ws2.h"

enum record { RECORD_HOST, RECORD_SERVICE, RECORD_PROTOCOL };

/* Returns how much room it needs; written only if there is that much. The buffer need
 * not be aligned, the structure's pointers are then not either. */
size_t pack(enum record kind, const struct answer *a, char *buffer,
	    size_t room);

#endif
