/* actor.h - the identifier under which an actor is counted, from its code, sector and name.
 *
 *     KAZ             a state, or another code of PLOVER (IGO, IMG ...), as a whole
 *     NGA.REB         a sector of it
 *     NGA:boko-haram  a named body
 *     reb             a sector without a known state; reb:name, org:name likewise
 */
#ifndef ATTACHE_ACTOR_H
#define ATTACHE_ACTOR_H

#include "base/base.h"

enum { ACTOR_KEY = 48 }; /* with its NUL; padded with zeros, so that keys compare as bytes */

/* `name` is a body's, "" for all others; the result is "" if nothing is known. */
void actor_key(const char *code, const char *sector, const char *name, char out[ACTOR_KEY]);

/* The wider actor that a key counts towards: "NGA" for NGA.REB and NGA:boko-haram, "reb" for reb:name. Returns its length. */
size_t actor_whole(const char *key);

#endif
