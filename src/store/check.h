/* check.h - a store in, all that is wrong with it out, each in a message; what can be made anew from its documents, events and happenings is, if asked. */
#ifndef ATTACHE_STORE_CHECK_H
#define ATTACHE_STORE_CHECK_H

#include "store/store.h"

/* Opens the store and looks at the file's own integrity, references, offsets, chains, counts, pairs of actors, sums and full text. `repair`: indices, counts, pairs, sums
 * and full text are made anew where they are wrong. ATTACHE_OK: nothing is wrong any more. ATTACHE_ERR_FORMAT: something is, and has been reported. */
attache_status check_run(const char *path, bool repair, const Reporter *r, attache_check_counts *out);

#endif
