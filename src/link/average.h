/* average.h - clusters n things from the odds of each pair: it repeatedly merges the two clusters whose members have the highest average odds (average linkage,
 * Sokal and Michener 1958). So a single strong pair does not join clusters whose other members disagree.
 */
#ifndef ATTACHE_LINK_AVERAGE_H
#define ATTACHE_LINK_AVERAGE_H

#include "base/base.h"

/* `odds` is [n][n] and symmetric; it is overwritten, and its diagonal ignored. Merges as long as the average is above `least`. Sets `cluster` of each to the
 * first member of its cluster, and returns the number of clusters. Time and memory are quadratic: `room` holds 2 n. */
size_t average_cluster(int32_t *odds, size_t n, int least, uint32_t *cluster, uint32_t *room);

#endif
