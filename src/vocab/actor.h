/* actor.h - who is counted: a code, a sector and a body's name in, one identifier out.
 *
 *     KAZ             a state, or another code of PLOVER (IGO, IMG ...), as a whole
 *     NGA.REB         a sector of it
 *     NGA:boko-haram  a body with a name of its own
 *     reb             a sector of no state that is known; reb:name, org:name likewise
 */
#ifndef ATTACHE_ACTOR_H
#define ATTACHE_ACTOR_H

#include "base/base.h"

enum { ACTOR_KEY = 48 }; /* with its NUL; filled up with zeros, so that keys compare as bytes */

/* `name` is a body's, "" for all others; "" comes out where nothing is known. */
void actor_key(const char *code, const char *sector, const char *name, char out[ACTOR_KEY]);

/* A key as it is counted with others: "NGA" of NGA.REB and NGA:boko-haram, "reb" of reb:name. Returns its length. */
size_t actor_whole(const char *key);

#endif
