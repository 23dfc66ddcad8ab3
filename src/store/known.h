/* known.h - whether a document is in a store, asked on a connection of its own while another thread writes.
 *
 * Ownership: a Known is for one thread; the store that it was opened on outlives it.
 */
#ifndef ATTACHE_STORE_KNOWN_H
#define ATTACHE_STORE_KNOWN_H

#include "store/store.h"

typedef struct Known Known;

attache_status known_open(Store *s, Known **out);
/* Whether a document of this name and hash is there, coded or skipped: false is not certain, since others write. */
bool known_has(Known *k, const char *name, uint64_t hash);
void known_close(Known *k); /* NULL is well */

#endif
