/* stored_columns.h - gives the events, happenings or dyad-months of a store as tables through the Arrow C stream interface (docs/columns.md).
 *
 * Ownership: the stream owns its statements; release it before you close the store. Arguments are borrowed for the call.
 */
#ifndef ATTACHE_STORED_COLUMNS_H
#define ATTACHE_STORED_COLUMNS_H

#include "out/stored.h"

/* `filter`: the condition for rows; NULL: none. */
attache_status stored_columns_open(Store *s, const attache_export *what, const AskFilter *filter, stored_country_fn *country, void *user, struct ArrowArrayStream *out);

#endif
