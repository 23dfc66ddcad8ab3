/* corrections.h - the log of corrections: each correction adds a row, and no row is ever changed. */
#ifndef ATTACHE_CORRECTIONS_H
#define ATTACHE_CORRECTIONS_H

#include "store/store.h"

/* Gives the field of a correction its previous value back, by a new row in the name of `who`. ATTACHE_ERR_USAGE, with a report, if there is no such number, or if
 * the field has a later correction. The store must be open for writing. */
attache_status corrections_undo(Store *s, int64_t number, const char *who);

#endif
