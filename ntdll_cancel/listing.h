/*
 * What a directory's file object remembers between two calls that list it.
 */
#ifndef WINCANCEL_LISTING_H
#define WINCANCEL_LISTING_H

struct file;

/* file.c: its last handle has gone, nobody lists it any more. */
void listing_free(struct file *f);

#endif
