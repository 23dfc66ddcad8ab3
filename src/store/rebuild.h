/* rebuild.h - recomputes the tables of pairs from a store's events and happenings: a step of a migration. */
#ifndef ATTACHE_STORE_REBUILD_H
#define ATTACHE_STORE_REBUILD_H

#include "store/store.h"

attache_status rebuild_dyads(Store *s);
/* The same, into empty tables with these names. */
attache_status rebuild_pairs(Store *s);

#endif
