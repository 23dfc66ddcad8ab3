/* totals.h - a batch's changes to the counts of a store, and their row.
 *
 * Ownership: a Totals belongs to the writer; code that adds or removes a counted row updates it.
 */
#ifndef ATTACHE_STORE_TOTALS_H
#define ATTACHE_STORE_TOTALS_H

#include "store/store.h"

/* Since the last flush; negative if more was removed than added. */
typedef struct Totals {
    int64_t documents, copies, skipped, events, happenings;
} Totals;

/* Adds the changes to the store's row, and starts again from zero. */
attache_status totals_flush(Totals *t, Store *s);

#endif
