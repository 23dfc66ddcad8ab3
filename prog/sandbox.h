/* sandbox.h - restricts the process to what it still needs, if the kernel supports this (Linux: Landlock, seccomp). */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdbool.h>

enum { SANDBOX_PATHS = 40 };

typedef struct Sandbox {
    const char *writes[4];            /* folders in which it creates and writes files; NULL ends the list */
    const char *reads[SANDBOX_PATHS]; /* folders and files; missing ones are ignored */
    bool dials;                       /* it opens connections and accepts none; otherwise it accepts some and opens none */
} Sandbox;

/* Gives up, for good and for all threads started later, access to files and folders that are not listed, to running programs, to other processes, and to the
 * other direction of the network. Restrictions that the kernel does not support are omitted without a message, since nothing else changes. Call it before any
 * thread is started. */
void sandbox_enter(const Sandbox *s);
/* The folder that contains a file, allocated by malloc: that of the link's target, if it exists. */
char *sandbox_folder_of(const char *path);

#endif
