/* pairs.h - ranks pairs of actors.
 *
 * Ownership: nothing is kept between calls.
 */
#ifndef ATTACHE_STORE_PAIRS_H
#define ATTACHE_STORE_PAIRS_H

#include "store/sql.h"

/* The busiest, warmest, coldest or most changed pairs, as the query has it; adds the whole statement. */
attache_status pairs_rank(Sql *q);

#endif
