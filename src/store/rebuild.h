/* rebuild.h - makes the tables of pairs of a store anew, from its events and happenings: a step of a migration. */
#ifndef ATTACHE_STORE_REBUILD_H
#define ATTACHE_STORE_REBUILD_H

#include "store/store.h"

attache_status rebuild_dyads(Store *s);
/* The same into tables of those names that are empty. */
attache_status rebuild_pairs(Store *s);

#endif
