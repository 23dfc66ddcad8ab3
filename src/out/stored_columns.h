/* stored_columns.h - a store in, tables of events, happenings or dyad-months out by the Arrow C stream interface (docs/columns.md).
 *
 * Ownership: the stream owns its statements, and is to be released before the store is closed. What is passed in is borrowed for the call.
 */
#ifndef ATTACHE_STORED_COLUMNS_H
#define ATTACHE_STORED_COLUMNS_H

#include "out/stored.h"

/* `filter`: what rows have to pass; NULL: all do. */
attache_status stored_columns_open(Store *s, const attache_export *what, const AskFilter *filter, stored_country_fn *country, void *user, struct ArrowArrayStream *out);

#endif
