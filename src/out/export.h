/* export.h - writes a store's content as tables: events as `attache code` writes them, happenings, dyad-months, corrections as test cases.
 *
 * The output depends only on the documents in the store: it is ordered by their names and addresses, never by row numbers.
 */
#ifndef ATTACHE_STORE_EXPORT_H
#define ATTACHE_STORE_EXPORT_H

#include "out/stored.h"

/* `filter`: the condition for rows, except in the log of corrections; NULL: none. */
attache_status export_run(Store *s, const attache_export *what, const AskFilter *filter, stored_country_fn *country, void *user, attache_write_fn *write, void *out);
attache_status export_cases(Store *s, attache_write_fn *write, void *out);

#endif
