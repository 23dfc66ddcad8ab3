/* system.c - files, random bytes and sockets, by whichever calls the system has. */
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __APPLE__
#include <sys/random.h>
#endif

#include "base/system.h"

void system_make_file(const char *path, unsigned mode) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd >= 0) close(fd);
}

int system_sync(int fd) {
#if defined(__APPLE__)
    return fcntl(fd, F_FULLFSYNC) == 0 ? 0 : fsync(fd); /* fsync alone may leave the data in the disk's cache; some file systems offer nothing better */
#elif defined(__linux__)
    return fdatasync(fd);
#else
    return fsync(fd);
#endif
}

bool system_random(void *to, size_t n) { return getentropy(to, n) == 0; }

int system_socket(int family, int type, int protocol, bool waits) {
#if defined(SOCK_CLOEXEC) && defined(SOCK_NONBLOCK)
    return socket(family, type | SOCK_CLOEXEC | (waits ? 0 : SOCK_NONBLOCK), protocol);
#else
    int fd = socket(family, type, protocol);
    if (fd < 0) return -1;
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && (waits || fcntl(fd, F_SETFL, O_NONBLOCK) == 0)) return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
#endif
}

const char *system_last(const char *p, char c, size_t n) {
    while (n-- > 0)
        if (p[n] == c) return p + n;
    return NULL;
}
