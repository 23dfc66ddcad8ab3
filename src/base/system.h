/* system.h - what Linux, macOS and the BSDs have under different names, or not all of them at all. */
#ifndef ATTACHE_BASE_SYSTEM_H
#define ATTACHE_BASE_SYSTEM_H

#include "base/base.h"

/* Brings the data of an open file to the disk; -1 and errno as fsync. */
int system_sync(int fd);
/* Fills n bytes, at most 256, with random ones of the system. */
bool system_random(void *to, size_t n);
/* A socket that programs started from here do not inherit; `waits`: whether calls on it wait. -1 and errno as socket. */
int system_socket(int family, int type, int protocol, bool waits);
/* The last `c` of n bytes; NULL if there is none. */
const char *system_last(const char *p, char c, size_t n);

#endif
