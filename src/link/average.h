/* average.h - how likely each two of n things are one in, clusters out: the two clusters whose members are on average most likely to be one become one, again and
 * again (average linkage, Sokal and Michener 1958). A single strong pair so joins nothing that the other members speak against.
 */
#ifndef ATTACHE_LINK_AVERAGE_H
#define ATTACHE_LINK_AVERAGE_H

#include "base/base.h"

/* `odds` is [n][n] and symmetric; it is used up, what stands on its diagonal is not looked at. Joins as long as the average is above `least`. Sets `cluster` of each to
 * the first of its cluster, and returns how many clusters there are. Time and memory grow with the square of n: `room` holds 2 n. */
size_t average_cluster(int32_t *odds, size_t n, int least, uint32_t *cluster, uint32_t *room);

#endif
