/* known.h - whether a document is in a store, on a connection of its own while another thread writes.
 *
 * Ownership: a Known is for one thread; the store on which it was opened must outlive it.
 */
#ifndef ATTACHE_STORE_KNOWN_H
#define ATTACHE_STORE_KNOWN_H

#include "store/store.h"

typedef struct Known Known;

attache_status known_open(Store *s, Known **out);
/* Whether a document with this name and hash is there, coded or skipped; false is not certain, because others write. */
bool known_has(Known *k, const char *name, uint64_t hash);
void known_close(Known *k); /* accepts NULL */

#endif
