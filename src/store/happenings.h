/* happenings.h - clusters of reports in, rows of happenings out: first report, fullest record, who took part by a vote, what reports tell differently.
 *
 * Ownership: a Happenings is the writer's; all that it is opened with outlives it.
 */
#ifndef ATTACHE_STORE_HAPPENINGS_H
#define ATTACHE_STORE_HAPPENINGS_H

#include "link/happening.h"
#include "store/dyads.h"
#include "store/batch.h"
#include "store/joins.h"
#include "store/totals.h"

typedef struct Happenings Happenings;

attache_status happenings_open(Store *s, const Batch *batch, Dictionaries *dictionaries, Dyads *dyads, Totals *totals, Happenings **out);
void happenings_close(Happenings *h); /* NULL is well */

/* Takes away all that hangs on a happening; the row itself goes with happenings_end, unless a cluster has taken its number over. */
attache_status happenings_dissolve(Happenings *h, int64_t id);
/* Makes one happening of a cluster (a joins_fn). It keeps the number that one of its reports had. */
attache_status happenings_make(Member *const *members, size_t n, void *happenings);
/* Reads which number is the next; once the lock for writing is held. */
attache_status happenings_begin(Happenings *h);
/* Writes what was made, and deletes what was dissolved and not made anew. */
attache_status happenings_end(Happenings *h);
/* Forgets what was dissolved, as after a transaction that was given up. */
void happenings_forget(Happenings *h);

#endif
