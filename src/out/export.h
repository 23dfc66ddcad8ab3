/* export.h - a store in, tables out: events as `attache code` writes them, happenings, dyad-months, corrections as test cases.
 *
 * What comes out depends on the documents in the store and on nothing else: it is ordered by their names and addresses, never by numbers of rows.
 */
#ifndef ATTACHE_STORE_EXPORT_H
#define ATTACHE_STORE_EXPORT_H

#include "out/stored.h"

/* `filter`: what rows have to pass, but for the log of corrections; NULL: all do. */
attache_status export_run(Store *s, const attache_export *what, const AskFilter *filter, stored_country_fn *country, void *user, attache_write_fn *write, void *out);
attache_status export_cases(Store *s, attache_write_fn *write, void *out);

#endif
