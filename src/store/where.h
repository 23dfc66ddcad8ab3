/* where.h - turns a place in a query into conditions on the rows of a store: a state, the towns of a province, a name, a circle, a box.
 *
 * Ownership: strings belong to the caller's arena, or to the knowledge base.
 */
#ifndef ATTACHE_STORE_WHERE_H
#define ATTACHE_STORE_WHERE_H

#include "coref/coref.h"

typedef struct Where {
    const char *country;  /* a code; NULL: any */
    const char *place;    /* the common name of a province or town; NULL: any */
    const char *towns;    /* for a province: its towns, a JSON list of GeoNames' numbers; else NULL */
    bool known;           /* the place is in the tables; else it may be a place that records name */
    bool boxed, round;    /* a box; a circle within it */
    double south, west, north, east; /* degrees; west may be greater than east */
    double lat, lon, km;
} Where;

/* Each adds a condition; false with `*wrong` (what would have been right) if it is not a place. */
bool where_place(const Kb *know, const Language *lang, const char *place, Arena *arena, Where *out, const char **wrong);
/* "9.06,7.49,50" or "Abuja,50": kilometres around a point or a town. */
bool where_near(const Kb *know, const Language *lang, const char *near, Arena *arena, Where *out, const char **wrong);
/* "4,2,14,15": the degrees of the south, the west, the north and the east. */
bool where_box(const char *box, Where *out, const char **wrong);
/* Kilometres between two points, by the haversine. */
double where_km(double lat, double lon, double to_lat, double to_lon);

#endif
