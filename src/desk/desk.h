/* desk.h - an analyst's desk for a store: pages and a JSON API on one port of this machine.
 *
 * Ownership: the Desk from desk_start belongs to the caller until desk_stop; know and lang must outlive it. It copies its options. The store is opened read-only
 * once per worker thread; only corrections are written, through a connection of their own.
 */
#ifndef ATTACHE_DESK_H
#define ATTACHE_DESK_H

#include "coref/coref.h"

typedef struct Desk Desk;

/* Opens the store and starts to answer on `options->listen`. Errors go to the reporter. */
attache_status desk_start(const char *store, const Kb *know, const Language *lang, const attache_desk_options *options, const Reporter *r, Desk **out);
/* "http://127.0.0.1:8765/", with the actual port if 0 was given. Lives as long as the desk. */
const char *desk_address(const Desk *desk);
/* Whether the front end is built in. */
bool desk_has_pages(const Desk *desk);
/* Ends all connections and threads, and frees the desk. Accepts NULL. */
void desk_stop(Desk *desk);

#endif
