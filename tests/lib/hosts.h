/*
 * A second host for one case: a pair of network namespaces, one at each end of a
 * cable (veth). This process is at the near end, and sees of the far one what arrives
 * there. hosts_elf.c; natively only, and only for who may make namespaces.
 */
#ifndef TESTS_LIB_HOSTS_H
#define TESTS_LIB_HOSTS_H

#include <stdarg.h>
#include <windef.h>
#include <winbase.h>

#define HOST_NEAR "192.0.2.1"
/* Has a name server at port 53 that takes questions and says nothing. */
#define HOST_MUTE "192.0.2.2"
/* Is there for the cable, and drops whatever comes. */
#define HOST_GONE "192.0.2.3"
#define HOST_GONE_NUMBER 0xc0000203

#define HOST_TCP 6
#define HOST_UDP 17

/* Before anything else in the case: threads stay where they were made. FALSE: it is
 * not to be had, for this reason. */
BOOL hosts_begin(const char **why);
/* Look-ups ask there, at port 53; before the first of them. */
void hosts_name_server(const char *host);
/* Packets of this protocol that have come to the far end and were not counted yet; the
 * first of them awaited until the time is over. */
int hosts_packets(int protocol, int ms);

#endif
