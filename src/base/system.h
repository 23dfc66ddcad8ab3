/* system.h - functions that Linux, macOS and the BSDs have under different names, or that some of them lack. */
#ifndef ATTACHE_BASE_SYSTEM_H
#define ATTACHE_BASE_SYSTEM_H

#include "base/base.h"

/* The default permissions of new files: an analyst's texts and corrections are private. */
enum { SYSTEM_FILE_MODE = 0600 };
/* Makes an empty file with these permissions, minus the umask, unless a file of that name exists. A failure shows when the file is opened. */
void system_make_file(const char *path, unsigned mode);
/* The permissions of the folder for such files: whoever may read them may enter it. */
static inline unsigned system_folder_mode(unsigned file_mode) { return file_mode | (file_mode & 0444) >> 2; }
/* Flushes an open file to the disk; -1 and errno as for fsync. */
int system_sync(int fd);
/* Fills n bytes, at most 256, with random bytes from the system. */
bool system_random(void *to, size_t n);
/* A socket that child processes do not inherit; `waits`: whether it blocks. -1 and errno as for socket. */
int system_socket(int family, int type, int protocol, bool waits);
/* The last `c` in n bytes; NULL if there is none. */
const char *system_last(const char *p, char c, size_t n);

#endif
