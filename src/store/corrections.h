/* corrections.h - the log of corrections: a row is added for each thing that an analyst says, and none is ever changed. */
#ifndef ATTACHE_CORRECTIONS_H
#define ATTACHE_CORRECTIONS_H

#include "store/store.h"

/* Has the field of a correction say again what it said before, by a new row that `who` is named in. ATTACHE_ERR_USAGE, reported, where there is no such number or a
 * later correction of the field stands upon it. The store is open for writing. */
attache_status corrections_undo(Store *s, int64_t number, const char *who);

#endif
