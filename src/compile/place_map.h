/* place_map.h - from a position to the town there, for capitals and regions whose row in countries.tsv has coordinates and a name that GeoNames does not have.
 *
 * A PlaceMap owns its numbers and borrows the towns.
 */
#ifndef ATTACHE_PLACE_MAP_H
#define ATTACHE_PLACE_MAP_H

#include "kb/place.h"

/* Towns above some size, from south to north, for looking them up by position. Owns `rows`. */
typedef struct PlaceMap {
    const Places *places;
    uint32_t *rows;
    size_t n;
} PlaceMap;

void place_map_make(PlaceMap *m, const Places *p);
void place_map_free(PlaceMap *m);
/* The nearest town with at least `least` inhabitants to a point in a state, within `km`; NULL if there is none. */
const PlaceRow *place_map_at(const PlaceMap *m, const char code[4], float lat, float lon, float km, unsigned least);
/* The division of a point in a state, for "Paris, Texas": that of the next larger town; "" if there is none. */
const char *place_map_division(const PlaceMap *m, const char code[4], float lat, float lon);

#endif
