/* actors.h - actors as a person types them in, the keys that a store counts them by out: "Boko Haram" as NGA:boko-haram, "Nigeria" as NGA. */
#ifndef ATTACHE_API_ACTORS_H
#define ATTACHE_API_ACTORS_H

#include "api/attache_int.h"

/* `list` is of names and codes with ',', '>' or ';' between them, which stay; of `option` it is said what is wrong. In a pair, a sector alone is that of the state
 * beside it: NGA,REB is NGA,NGA.REB. The answer belongs to the arena. */
attache_status actors_resolve(attache_store *store, const char *option, const char *list, Arena *arena, const char **out);

/* A place as typed in, the code of a state or the usual name of a province or town out. */
attache_status actors_place(attache_store *store, const char *place, Arena *arena, const char **out);
/* "Abuja,50" as a point and kilometres, 9.06,7.49,50; a point stays. */
attache_status actors_near(attache_store *store, const char *near, Arena *arena, const char **out);

#endif
