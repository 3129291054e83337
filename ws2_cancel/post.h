/*
 * A message, of a task or of a socket, posted; again and again while the window's queue is full, and
 * given up when the window has gone or Winsock is shut down. W-032.
 * user32 is found at run time: who has no window does not need it.
 */
#ifndef WINCANCEL_POST_H
#define WINCANCEL_POST_H

#include "ws2_cancel/ws2.h"

struct posting {
	struct posting *next;
	HWND window;
	UINT message;
	WPARAM wparam;
	LPARAM lparam;
	void (*over)(struct posting *p); /* posted or given up: its owner's again */
	bool withdrawn; /* post.c's lock */
	bool hopeless;	/* when it is over: there is no such window */
};

/* Blocks for nothing; over may be called before it returns. */
void post(struct posting *p);
/* It is given up if it is not posted by now; over is called, or has been, or is about
 * to be, without waiting for room in a queue. */
void post_withdraw(struct posting *p);
void post_end_all(void);

#endif
