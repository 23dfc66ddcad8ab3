/* block.h - groups the reports of many documents into happenings in memory: the same result as a store's, in one go and without a store.
 */
#ifndef ATTACHE_LINK_BLOCK_H
#define ATTACHE_LINK_BLOCK_H

#include "link/cluster.h"

/* Sets `cluster` of each report to the index of the first of its cluster, in signature_order, and returns the number of clusters. Of a member it uses `report`
 * (unique, not 0), `document` and `signature`. The order of the members affects only the indices. */
size_t block_join(const Member *members, size_t n, size_t *cluster);

#endif
