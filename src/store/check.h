/* check.h - checks a store and reports each problem; on request it recomputes what can be derived from documents, events and happenings. */
#ifndef ATTACHE_STORE_CHECK_H
#define ATTACHE_STORE_CHECK_H

#include "store/store.h"

/* Opens the store and checks the file's integrity, references, offsets, chains, counts, pairs of actors, sums and full text. `repair`: wrong indices, counts,
 * pairs, sums and full text are recomputed. ATTACHE_OK: nothing is wrong any more. ATTACHE_ERR_FORMAT: something is, and has been reported. */
attache_status check_run(const char *path, bool repair, const Reporter *r, attache_check_counts *out);

#endif
