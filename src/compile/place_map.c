/* place_map.c - sorts the towns by latitude, and walks the band around a point. */
#include "compile/place_map.h"

#include <stdlib.h>

enum { MAP_LEAST = 20000 }; /* population */

typedef struct At {
    float lat;
    uint32_t row;
} At;

static int by_latitude(const void *x, const void *y) {
    const At *a = x, *b = y;
    if (a->lat != b->lat) return a->lat < b->lat ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

void place_map_make(PlaceMap *m, const Places *p) {
    *m = (PlaceMap){.places = p, .rows = base_alloc((p->n + 1) * sizeof *m->rows)};
    At *all = base_alloc((p->n + 1) * sizeof *all);
    for (size_t i = 0; i < p->n; i++)
        if (p->rows[i].population >= MAP_LEAST) all[m->n++] = (At){p->rows[i].lat, (uint32_t)i};
    qsort(all, m->n, sizeof *all, by_latitude);
    for (size_t i = 0; i < m->n; i++) m->rows[i] = all[i].row;
    free(all);
}

void place_map_free(PlaceMap *m) {
    free(m->rows);
    *m = (PlaceMap){0};
}

const PlaceRow *place_map_at(const PlaceMap *m, const char code[4], float lat, float lon, float km, unsigned least) {
    const PlaceRow *best = NULL, *rows = m->places->rows;
    float distance = km, band = km / 111;
    for (size_t k = FIRST_WHERE(i, m->n, rows[m->rows[i]].lat >= lat - band); k < m->n && rows[m->rows[k]].lat <= lat + band; k++) {
        const PlaceRow *row = &rows[m->rows[k]];
        if (row->population < least || strncmp(row->code, code, 3) || place_km(row, lat, lon) > distance) continue;
        best = row;
        distance = place_km(row, lat, lon);
    }
    return best;
}

const char *place_map_division(const PlaceMap *m, const char code[4], float lat, float lon) {
    const PlaceRow *row = place_map_at(m, code, lat, lon, 40, MAP_LEAST);
    return row ? row->admin : "";
}
