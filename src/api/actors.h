/* actors.h - actors as a person types them in, the keys that a store counts them by out: "Boko Haram" as NGA:boko-haram, "Nigeria" as NGA. */
#ifndef ATTACHE_API_ACTORS_H
#define ATTACHE_API_ACTORS_H

#include "api/attache_int.h"

/* `list` is of names and codes with ',', '>' or ';' between them, which stay; of `option` it is said what is wrong. In a pair, a sector alone is that of the state
 * beside it: NGA,REB is NGA,NGA.REB. The answer belongs to the arena. */
attache_status actors_resolve(attache_store *store, const char *option, const char *list, Arena *arena, const char **out);

#endif
