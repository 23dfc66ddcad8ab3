/* pool.h - threads that take jobs from a ring; finished jobs come back in the order in which they were added.
 *
 *         taken           done, running or waiting          free
 *     [ . . . . . . | ############################ | . . . . . . . ]
 *                  oldest                         newest
 *
 * Ownership: jobs and workers stay the caller's; the pool owns its threads and its ring. Only the thread that made the pool may call its functions.
 */
#ifndef ATTACHE_POOL_H
#define ATTACHE_POOL_H

#include "base.h"

typedef struct Pool Pool;
/* Does one job on one of the pool's threads; `worker` belongs to that thread. */
typedef void pool_fn(void *worker, void *job);

/* Starts n threads; `workers` holds n pointers. NULL if not even one thread could be started. */
Pool *pool_new(size_t n, void *const *workers, size_t ring, pool_fn *fn);
bool pool_is_full(const Pool *p);
/* Adds a job; the pool must not be full. */
void pool_put(Pool *p, void *job);
/* The oldest job once it is done, or NULL: if there is none, or if `wait` is false and it is not done yet. */
void *pool_take(Pool *p, bool wait);
/* Ends the threads once each has finished its present job; jobs not yet begun are dropped. */
void pool_free(Pool *p);

#endif
