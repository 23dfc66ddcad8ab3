/* originals.h - which documents are copies of which: agency texts that several papers print.
 *
 * link/near_dup.h says what is alike and which is the original; this keeps sketches and bands in the store.
 */
#ifndef ATTACHE_STORE_ORIGINALS_H
#define ATTACHE_STORE_ORIGINALS_H

#include "link/near_dup.h"
#include "store/batch.h"
#include "store/totals.h"

typedef struct Originals Originals;

/* Told of a document that has become a copy of another one, or is none any more. */
typedef attache_status originals_fn(int64_t document, void *user);

attache_status originals_open(Store *s, Totals *totals, originals_fn *fn, void *user, Originals **out);
void originals_close(Originals *o); /* NULL is well */
/* Finds what is a copy among the new documents of a batch, and which of the store these are copies of. */
attache_status originals_settle(Originals *o, Batch *batch);
/* A document that is about to be taken out. */
attache_status originals_remove(Originals *o, int64_t document);

#endif
