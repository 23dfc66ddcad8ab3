/* block.h - reports of many documents in, which of them tell of the same out, all in memory: what a store makes of the same reports, in one go and without a store.
 */
#ifndef ATTACHE_LINK_BLOCK_H
#define ATTACHE_LINK_BLOCK_H

#include "link/cluster.h"

/* Sets `cluster` of each report to the place of the first of its cluster, in signature_order, and returns how many clusters there are. Of a member, `report` (each its own,
 * not 0), `document` and `signature` are looked at. The order in which members come makes no difference but to the places. */
size_t block_join(const Member *members, size_t n, size_t *cluster);

#endif
