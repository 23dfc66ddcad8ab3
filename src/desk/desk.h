/* desk.h - a store in, an analyst's desk out: pages and a JSON API on one port of this machine.
 *
 * Ownership: the Desk that desk_start gives belongs to the caller until desk_stop; know and lang must outlive it. It copies what the options point to. The
 * store is opened read-only once a worker thread; corrections alone are written, through one connection of their own.
 */
#ifndef ATTACHE_DESK_H
#define ATTACHE_DESK_H

#include "coref/coref.h"

typedef struct Desk Desk;

/* Opens the store and begins to answer on `options->listen`. Says why it cannot through the reporter. */
attache_status desk_start(const char *store, const Kb *know, const Language *lang, const attache_desk_options *options, const Reporter *r, Desk **out);
/* "http://127.0.0.1:8765/", the port being the real one where 0 was asked for. Lives as long as the desk. */
const char *desk_address(const Desk *desk);
/* Was the front end built in? */
bool desk_has_pages(const Desk *desk);
/* Ends all connections and threads, and frees. NULL is well. */
void desk_stop(Desk *desk);

#endif
