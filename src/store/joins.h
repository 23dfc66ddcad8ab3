/* joins.h - keeps reports in the store and groups them into clusters, independently of the order in which they came.
 *
 * link/cluster.h describes the method; this stores the reports and their keys, and loads those that new ones may match.
 *
 * Ownership: a Joins belongs to the writer; its results live until the next call.
 */
#ifndef ATTACHE_STORE_JOINS_H
#define ATTACHE_STORE_JOINS_H

#include "link/cluster.h"
#include "store/store.h"

typedef struct Joins Joins;

/* Receives a cluster, in signature_order, and sets the happening of those that are not in the store yet. */
typedef attache_status joins_fn(Member *const *members, size_t n, void *user);

attache_status joins_open(Store *s, Joins **out);
void joins_close(Joins *j); /* accepts NULL */

/* A new report: n_events is not 0. */
void joins_add(Joins *j, const Member *m);
/* A report that is about to be removed. */
attache_status joins_remove(Joins *j, int64_t report);
/* A report whose happening must be rebuilt although its tree is unchanged: its document has become a copy, or is no longer one. */
attache_status joins_touch(Joins *j, int64_t report);

/* Finds parents for new reports, and calls `fn` for each cluster of each affected tree. */
attache_status joins_update(Joins *j, joins_fn *fn, void *user);
/* Writes the new reports; call joins_forget afterwards. */
attache_status joins_write(Joins *j);
/* Forgets what was added and read, after a transaction was rolled back. */
void joins_forget(Joins *j);

#endif
