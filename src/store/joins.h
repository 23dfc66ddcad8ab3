/* joins.h - reports in, clusters of those that tell of the same out: the same whatever the order in which they came.
 *
 * link/cluster.h says how; this keeps the reports and their keys in the store, and loads those that the new ones meet.
 *
 * Ownership: a Joins is the writer's; what it hands out lives until the next call.
 */
#ifndef ATTACHE_STORE_JOINS_H
#define ATTACHE_STORE_JOINS_H

#include "link/cluster.h"
#include "store/store.h"

typedef struct Joins Joins;

/* Receives a cluster, in signature_order, and sets the happening of those that are not in the store yet. */
typedef attache_status joins_fn(Member *const *members, size_t n, void *user);

attache_status joins_open(Store *s, Joins **out);
void joins_close(Joins *j); /* NULL is well */

/* A report that is new: n_events is not 0. */
void joins_add(Joins *j, const Member *m);
/* A report that is about to be taken out. */
attache_status joins_remove(Joins *j, int64_t report);
/* A report whose happening is to be made anew although its tree stays as it is: its document has become a copy, or none. */
attache_status joins_touch(Joins *j, int64_t report);

/* Finds parents for what is new, and calls `fn` for each cluster of each tree that was touched. */
attache_status joins_settle(Joins *j, joins_fn *fn, void *user);
/* Writes the reports that are new; joins_forget then. */
attache_status joins_write(Joins *j);
/* Forgets what has been added and read, as after a transaction that was given up. */
void joins_forget(Joins *j);

#endif
