/* sandbox.h - what the process will need from here on in, everything else out of its reach, where the kernel has the means (Linux: Landlock, seccomp). */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdbool.h>

enum { SANDBOX_PATHS = 40 };

typedef struct Sandbox {
    const char *writes[4];            /* folders in which files are made and written; NULL ends the list */
    const char *reads[SANDBOX_PATHS]; /* folders and files; those that are not there are passed over */
    bool dials;                       /* it opens connections, and serves none; else it serves some, and opens none */
} Sandbox;

/* Gives up, for good and for every thread that is started afterwards: files and folders that are not named, programs, other processes, and the other way of the
 * network. What the kernel cannot do is left; nobody is told, since nothing else changes. Before any thread is started. */
void sandbox_enter(const Sandbox *s);
/* The folder that a file lies in, of malloc: of what its links lead to, if it is there. */
char *sandbox_folder_of(const char *path);

#endif
