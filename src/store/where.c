/* where.c - turns a place in a query into conditions on the rows of a store. */
#include "store/where.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double KM_A_DEGREE = 111.195;

static void find_place(const Kb *know, const Language *lang, const char *name, Arena *arena, Entity *out) {
    LangScratch *scratch = lang_scratch_new(lang);
    who_is_typed(know, scratch, name, arena, out);
    lang_scratch_free(scratch);
}

/* ---- provinces ---- */

/* The division of a state that a region is, by GeoNames' number; "" if it is none. */
static const char *division_of(const Kb *know, const char *code, const char *name) {
    for (size_t i = 0; i < know->n_countries; i++) {
        const CountryRow *row = &know->countries[i];
        if (row->kind == COUNTRY_REGION && row->admin[0] && !strcmp(row->code, code) && !strcmp(kb_string(know, row->name), name)) return row->admin;
    }
    return "";
}

/* Its towns: checks each town of the world, in a third of a millisecond. */
static const char *towns_of(const Kb *know, const char *code, const char *admin, Arena *arena) {
    Buf list = {0};
    buf_char(&list, '[');
    for (size_t i = 0; i < know->places.n; i++) {
        const PlaceRow *row = &know->places.rows[i];
        if (!strncmp(row->code, code, sizeof row->code) && !strncmp(row->admin, admin, sizeof row->admin)) buf_printf(&list, "%s%u", list.n > 1 ? "," : "", row->geonameid);
    }
    buf_char(&list, ']');
    const char *kept = arena_copy(arena, list.p, list.n);
    buf_free(&list);
    return kept;
}

/* ---- as typed ---- */

bool where_place(const Kb *know, const Language *lang, const char *place, Arena *arena, Where *out, const char **wrong) {
    Entity where = {0};
    *wrong = "must be the name or the code of a state, or the name of a province or town";
    if (!place[strspn(place, " ")]) return false;
    bool code = strlen(place) == 3 && isupper((unsigned char)place[0]) && isupper((unsigned char)place[1]) && isupper((unsigned char)place[2]);
    if (code) return out->country = place, true;
    find_place(know, lang, place, arena, &where);
    const char *of = arena_slice(arena, slice_of(where.code));
    if (*of && (where.resolution == 1 || (where.kind == ENT_STATE && !where.place))) return out->country = of, true;
    out->known = where.place && where.place[0];
    out->place = out->known ? where.place : place;
    const char *admin = where.resolution == 2 ? division_of(know, of, out->place) : "";
    if (*admin) out->country = of, out->towns = towns_of(know, of, admin, arena);
    return true;
}

bool where_box(const char *box, Where *out, const char **wrong) {
    int end = -1;
    *wrong = "must be degrees of the south, the west, the north and the east: 4,2,14,15";
    if (sscanf(box, " %lf , %lf , %lf , %lf %n", &out->south, &out->west, &out->north, &out->east, &end) != 4 || box[end]) return false;
    out->boxed = true;
    return out->south >= -90 && out->north <= 90 && out->south <= out->north && fabs(out->west) <= 180 && fabs(out->east) <= 180;
}

/* The bounding box of a circle; complete parallels near the poles. */
static void box_around(Where *w) {
    double degrees = w->km / KM_A_DEGREE, most = fabs(w->lat) + degrees, wide = most > 89 ? 360 : degrees / cos(most * M_PI / 180);
    w->boxed = w->round = true;
    w->south = fmax(-90, w->lat - degrees), w->north = fmin(90, w->lat + degrees);
    w->west = wide >= 180 ? -180 : w->lon - wide < -180 ? w->lon - wide + 360 : w->lon - wide;
    w->east = wide >= 180 ? 180 : w->lon + wide > 180 ? w->lon + wide - 360 : w->lon + wide;
}

bool where_near(const Kb *know, const Language *lang, const char *near, Arena *arena, Where *out, const char **wrong) {
    const char *comma = strrchr(near, ',');
    int end = -1;
    *wrong = "must be latitude, longitude and kilometres, 9.06,7.49,50, or a town and kilometres, Abuja,50";
    if (!comma) return false;
    if (near[strspn(near, "0123456789., -")] == 0) {
        if (sscanf(near, " %lf , %lf , %lf %n", &out->lat, &out->lon, &out->km, &end) != 3 || near[end]) return false;
    } else {
        Entity where = {0};
        find_place(know, lang, arena_copy(arena, near, (size_t)(comma - near)), arena, &where);
        out->lat = (double)where.lat, out->lon = (double)where.lon;
        if (sscanf(comma + 1, " %lf %n", &out->km, &end) != 1 || comma[1 + end]) return false;
        *wrong = "is not a known town; give a point instead: 9.06,7.49,50";
        if (out->lat == 0 && out->lon == 0) return false;
    }
    *wrong = "must be more than 0 and at most 2000 kilometres around a point on earth";
    if (fabs(out->lat) > 90 || fabs(out->lon) > 180 || !(out->km > 0 && out->km <= 2000)) return false;
    box_around(out);
    return true;
}

double where_km(double lat, double lon, double to_lat, double to_lon) {
    const double degrees[] = {lat, lon, to_lat, to_lon};
    double d[4];
    for (int i = 0; i < 4; i++) d[i] = degrees[i] * M_PI / 180;
    double a = sin((d[2] - d[0]) / 2), b = sin((d[3] - d[1]) / 2);
    return 2 * KM_A_DEGREE * 180 / M_PI * asin(fmin(1, sqrt(a * a + cos(d[0]) * cos(d[2]) * b * b)));
}
