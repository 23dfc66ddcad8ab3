/* originals.h - finds which documents are copies of which: agency texts that several papers print.
 *
 * link/near_dup.h defines similarity and the original; this keeps sketches and bands in the store.
 */
#ifndef ATTACHE_STORE_ORIGINALS_H
#define ATTACHE_STORE_ORIGINALS_H

#include "link/near_dup.h"
#include "store/batch.h"
#include "store/totals.h"

typedef struct Originals Originals;

/* Called for a document that has become a copy of another one, or is no longer one. */
typedef attache_status originals_fn(int64_t document, void *user);

attache_status originals_open(Store *s, Totals *totals, originals_fn *fn, void *user, Originals **out);
void originals_close(Originals *o); /* accepts NULL */
/* Finds copies among the new documents of a batch, and documents in the store that these copy. */
attache_status originals_find(Originals *o, Batch *batch);
/* A document that is about to be removed. */
attache_status originals_remove(Originals *o, int64_t document);

#endif
