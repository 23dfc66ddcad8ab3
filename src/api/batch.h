/* batch.h - what batches of documents share, whether these come from files (batch.c) or from tables (arrow.c). */
#ifndef ATTACHE_API_BATCH_H
#define ATTACHE_API_BATCH_H

#include "api/attache_int.h"
#include "base/pool.h"

enum { BATCH_THREADS_MAX = 256, BATCH_IN_FLIGHT = 64 << 20 }; /* bytes of documents waiting in a pool */

void batch_add_stats(attache_stats *to, const attache_stats *from);
/* Counts a document as skipped or failed, according to its status. */
void batch_count_status(attache_stats *stats, attache_status status);
/* The wanted number of threads; for 0 one per core. */
size_t batch_threads(unsigned wanted);

#endif
