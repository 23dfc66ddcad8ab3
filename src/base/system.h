/* system.h - what Linux, macOS and the BSDs have under different names, or not all of them at all. */
#ifndef ATTACHE_BASE_SYSTEM_H
#define ATTACHE_BASE_SYSTEM_H

#include "base/base.h"

/* The permissions of what is made where nobody says otherwise: an analyst's texts and corrections are for her eyes. */
enum { SYSTEM_FILE_MODE = 0600 };
/* Makes an empty file with these permissions, less those that the umask takes, where there is none of that name. That it could not is found when it is opened. */
void system_make_file(const char *path, unsigned mode);
/* Those of the folder for such files: who may read them may enter. */
static inline unsigned system_folder_mode(unsigned file_mode) { return file_mode | (file_mode & 0444) >> 2; }
/* Brings the data of an open file to the disk; -1 and errno as fsync. */
int system_sync(int fd);
/* Fills n bytes, at most 256, with random ones of the system. */
bool system_random(void *to, size_t n);
/* A socket that programs started from here do not inherit; `waits`: whether calls on it wait. -1 and errno as socket. */
int system_socket(int family, int type, int protocol, bool waits);
/* The last `c` of n bytes; NULL if there is none. */
const char *system_last(const char *p, char c, size_t n);

#endif
