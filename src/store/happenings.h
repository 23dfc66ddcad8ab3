/* happenings.h - turns clusters of reports into rows of happenings: first report, fullest record, parties by a vote, contradictions.
 *
 * Ownership: a Happenings belongs to the writer; everything passed to it must outlive it.
 */
#ifndef ATTACHE_STORE_HAPPENINGS_H
#define ATTACHE_STORE_HAPPENINGS_H

#include "link/happening.h"
#include "store/digest.h"
#include "store/dyads.h"
#include "store/batch.h"
#include "store/joins.h"
#include "store/totals.h"

typedef struct Happenings Happenings;

attache_status happenings_open(Store *s, const Batch *batch, Dictionaries *dictionaries, Dyads *dyads, Digest *digest, Totals *totals, Happenings **out);
void happenings_close(Happenings *h); /* accepts NULL */

/* Deletes everything that depends on a happening; the row itself is deleted by happenings_end, unless a cluster has reused its number. */
attache_status happenings_dissolve(Happenings *h, int64_t id);
/* Makes one happening from a cluster (a joins_fn). It keeps the number that one of its reports had. */
attache_status happenings_make(Member *const *members, size_t n, void *happenings);
/* Reads the next free number, once the write lock is held. */
attache_status happenings_begin(Happenings *h);
/* Writes the new happenings, and deletes those that were dissolved and not rebuilt. */
attache_status happenings_end(Happenings *h);
/* Forgets what was dissolved, after a transaction was rolled back. */
void happenings_forget(Happenings *h);

#endif
