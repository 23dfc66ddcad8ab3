/* totals.h - what a batch adds to the counts of a store, and the row of them.
 *
 * Ownership: a Totals is the writer's; whoever adds or takes away a row that is counted says so in it.
 */
#ifndef ATTACHE_STORE_TOTALS_H
#define ATTACHE_STORE_TOTALS_H

#include "store/store.h"

/* Since the last flush; less than 0 where more went than came. */
typedef struct Totals {
    int64_t documents, copies, skipped, events, happenings;
} Totals;

/* Adds what has changed to the row of the store, and begins from nothing. */
attache_status totals_flush(Totals *t, Store *s);

#endif
