/* rebuild.h - makes the tables of pairs of a store anew, from its events and happenings: a step of a migration. */
#ifndef ATTACHE_STORE_REBUILD_H
#define ATTACHE_STORE_REBUILD_H

#include "store/store.h"

attache_status rebuild_dyads(Store *s);

#endif
