/* actors.h - resolves actors as typed by a person to the keys under which a store counts them: "Boko Haram" to NGA:boko-haram, "Nigeria" to NGA. */
#ifndef ATTACHE_API_ACTORS_H
#define ATTACHE_API_ACTORS_H

#include "api/attache_int.h"

/* `list` has names and codes separated by ',', '>' or ';', which are kept, as is "not " before it; messages name `option`. In a pair, a sector alone belongs to the state next to it:
 * NGA,REB is NGA,NGA.REB. The answer is in the arena. */
attache_status actors_resolve(attache_store *store, const char *option, const char *list, Arena *arena, const char **out);

#endif
