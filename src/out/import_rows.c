/* import_rows.c - turns the cells of a line of POLECAT, ICEWS or GDELT into an event and its document's metadata (import.h). */
#include <stdlib.h>
#include <strings.h>

#include "base/date.h"
#include "out/import.h"
#include "out/polecat.h"
#include "vocab/codebook.h"

enum { ITEMS = 32 };

static ImportResult refuse(ImportRow *r, const char *why) {
    r->why = why;
    return IMPORT_REFUSED;
}

/* ---- values ---- */

/* Items of a list joined by `between`; unknown ones are "". */
static size_t items_of(ImportRow *r, const char *list, char between, const char **out) {
    size_t n = 0;
    for (const char *p = list; *p && n < ITEMS;) {
        size_t length = strcspn(p, (const char[]){between, 0});
        Slice item = {p, length};
        while (item.n && *item.p == ' ') item.p++, item.n--;
        while (item.n && item.p[item.n - 1] == ' ') item.n--;
        out[n++] = slice_is(item, POLECAT_NONE) ? "" : arena_slice(r->arena, item);
        p += length + (p[length] != 0);
    }
    return n;
}

static const char *const *list_of(ImportRow *r, const char *cell, size_t *n) {
    const char **items = arena_alloc(r->arena, ITEMS * sizeof *items);
    *n = items_of(r, cell, ';', items);
    return items;
}

static bool number_of(const char *cell, double least, double most, double *out) {
    char *end;
    *out = strtod(cell, &end);
    return end != cell && !*end && *out >= least && *out <= most;
}

/* A date in the store's format; exported again, it is unchanged. */
static bool is_date(const char *text) {
    char print[DATE_ROOM];
    Date d;
    return !*text || (!strcmp(date_day_print(date_day(text), print), text) && (strlen(text) < 10 || (date_parse(slice_of(text), &d) && date_exists(d))));
}

/* The sector of a code or of its common name; "" if unknown. */
static const char *sector_named(const char *text) {
    for (Sector s = 1; s < SECTOR_COUNT; s++)
        if (!strcasecmp(text, sector_codes[s]) || !strcasecmp(text, sector_names[s])) return sector_codes[s];
    return "";
}

/* The code of a state by name, or of an actor without a state. */
static const char *code_named(ImportRow *r, const char *country) {
    for (ActorCode a = 1; a < ACTOR_COUNT; a++)
        if (!strcmp(country, actor_names[a]) || !strcmp(country, actor_codes[a])) return actor_codes[a];
    const char *code = *country ? r->names->code(country, r->names->user) : "";
    r->left_out += *country && !*code;
    return code;
}

static attache_entity nobody(void) {
    return (attache_entity){.code = "", .country = "", .sector = "", .other_sectors = {"", "", ""}, .text = "", .identifier = "", .office = "", .role = "", .how = ""};
}

/* Adds a sector if there is room and it is not there yet. */
static void add_sector(ImportRow *r, attache_entity *e, const char *text) {
    const char *code = sector_named(text);
    bool there = !*text || !strcmp(code, e->sector);
    for (size_t i = 0; i < e->n_other_sectors; i++) there |= !strcmp(code, e->other_sectors[i]);
    if (there) return;
    if (!*code && actor_of(text) && !e->code[0])
        e->code = actor_codes[actor_of(text)];
    else if (!*code)
        r->left_out++;
    else if (!e->sector[0])
        e->sector = code;
    else if (e->n_other_sectors < ATTACHE_SECTORS - 1)
        e->other_sectors[e->n_other_sectors++] = code;
}

static void set_category(attache_event *e, Event event) {
    e->event = event_names[event];
    e->quad_code = event_quads[event];
    e->event_scale = event_scores[event];
    for (size_t i = 0; i < n_event_modes; i++)
        if (e->n_modes && event_modes[i].event == event && !strcmp(event_modes[i].name, e->modes[0])) e->event_scale = event_modes[i].score;
}

static bool set_score(attache_event *e, const char *cell) { return !*cell || number_of(cell, -10, 10, &e->event_scale); }

/* The place: coordinates as given, the rest as told. */
static bool set_coordinates(attache_event *e, const char *lat, const char *lon) {
    return (!*lat && !*lon) || (number_of(lat, -90, 90, &e->loc.lat) && number_of(lon, -180, 180, &e->loc.lon));
}

/* ---- POLECAT ---- */

static const char *item_at(ImportRow *r, const char *cell, size_t i, size_t n) {
    const char *items[ITEMS];
    if (n == 1) return !strcmp(cell, POLECAT_NONE) ? "" : cell;
    return i < items_of(r, cell, ';', items) ? items[i] : "";
}

static attache_entity polecat_party(ImportRow *r, const char *const *cells, size_t i, size_t n) {
    attache_entity e = nobody();
    const char *country = item_at(r, cells[SIDE_COUNTRY], i, n), *items[ITEMS];
    e.code = code_named(r, country);
    e.identifier = item_at(r, cells[SIDE_NAME], i, n), e.office = item_at(r, cells[SIDE_TITLE], i, n), e.text = item_at(r, cells[SIDE_RAW], i, n);
    add_sector(r, &e, item_at(r, cells[SIDE_SECTOR], i, n));
    size_t sectors = items_of(r, n == 1 ? cells[SIDE_SECTORS] : item_at(r, cells[SIDE_SECTORS], i, n), n == 1 ? ';' : ',', items);
    for (size_t k = 0; k < sectors; k++) add_sector(r, &e, items[k]);
    if (!e.sector[0] && !actor_of(e.code) && !strcmp(e.identifier, country)) e.identifier = ""; /* the state itself */
    return e;
}

static const attache_entity *polecat_side(ImportRow *r, const char *const *cells, size_t *n) {
    static const int told[] = {SIDE_NAME, SIDE_COUNTRY, SIDE_RAW};
    const char *items[ITEMS];
    *n = cells[SIDE_SECTOR][0] || cells[SIDE_SECTORS][0];
    for (size_t i = 0; i < COUNT_OF(told); i++) {
        size_t count = items_of(r, cells[told[i]], ';', items);
        if (count > *n) *n = count;
    }
    attache_entity *list = arena_alloc(r->arena, (*n + 1) * sizeof *list);
    for (size_t i = 0; i < *n; i++) list[i] = polecat_party(r, cells, i, *n);
    return list;
}

static const char *const *polecat_contexts(ImportRow *r, const char *cell, size_t *n) {
    const char **list = arena_alloc(r->arena, ITEMS * sizeof *list), *items[ITEMS];
    size_t all = items_of(r, cell, ';', items);
    *n = 0;
    for (size_t i = 0; i < all; i++) {
        size_t k = 0;
        while (k < CONTEXT_COUNT && strcasecmp(items[i], context_names[k]) != 0) k++;
        if (k < CONTEXT_COUNT)
            list[(*n)++] = context_names[k];
        else
            r->left_out++;
    }
    return list;
}

static int resolution_of(const char *const *cells) {
    const char *feature = cells[POLECAT_FEATURE];
    if (!strncmp(feature, "PCL", 3)) return 1;
    if (!strncmp(feature, "ADM", 3)) return 2;
    if (feature[0] == 'P') return 4;
    return cells[POLECAT_CITY][0] ? 4 : cells[POLECAT_PROVINCE][0] ? 2 : 0;
}

/* For our own files; in other files these are people of the story, who need not take part. */
static void polecat_people(ImportRow *r) {
    const char *const *c = r->cells, *items[ITEMS];
    size_t n = !strncmp(c[POLECAT_VERSION], "attache ", 8) ? items_of(r, c[POLECAT_PEOPLE], ';', items) : 0;
    attache_entity *list = arena_alloc(r->arena, (n + 1) * sizeof *list);
    for (size_t i = 0; i < n; i++) list[i] = nobody(), list[i].identifier = items[i];
    r->event.participants = list, r->event.n_participants = n;
}

static ImportResult polecat_row(ImportRow *r) {
    const char *const *c = r->cells;
    attache_event *e = &r->event;
    Event event = event_of(slice_of(c[POLECAT_TYPE]));
    double geonameid = 0;
    if (!event) return refuse(r, "Event Type is not a PLOVER category");
    if (!is_date(c[POLECAT_DATE]) || !is_date(c[POLECAT_PUBLISHED])) return refuse(r, "a date is not YYYY-MM-DD");
    e->id = c[POLECAT_ID], e->date = c[POLECAT_DATE];
    e->modes = list_of(r, c[POLECAT_MODE], &e->n_modes);
    set_category(e, event);
    if (!set_score(e, c[POLECAT_INTENSITY])) return refuse(r, "Intensity is not a number from -10 to 10");
    if (*c[POLECAT_QUAD] && strcasecmp(c[POLECAT_QUAD], polecat_quads[e->quad_code]) != 0) return refuse(r, "Quad Code is not that of Event Type");
    e->contexts = polecat_contexts(r, c[POLECAT_CONTEXTS], &e->n_contexts);
    e->actors = polecat_side(r, c + POLECAT_ACTOR, &e->n_actors);
    e->recipients = polecat_side(r, c + POLECAT_RECIPIENT, &e->n_recipients);
    e->loc.extracted_place = c[POLECAT_RAW_PLACE], e->loc.resolved_place = c[POLECAT_PLACE], e->loc.country_code = code_named(r, c[POLECAT_COUNTRY]);
    e->loc.resolution = resolution_of(c);
    if (!set_coordinates(e, c[POLECAT_LAT], c[POLECAT_LON])) return refuse(r, "Latitude or Longitude is not a number of degrees");
    if (*c[POLECAT_GEONAMEID] && !number_of(c[POLECAT_GEONAMEID], 0, 1e12, &geonameid)) return refuse(r, "GeoNames ID is not a number");
    e->loc.geonameid = (long)geonameid;
    polecat_people(r);
    e->publication = c[POLECAT_SOURCE], e->coder = c[POLECAT_VERSION];
    r->article.date = c[POLECAT_PUBLISHED], r->article.language = c[POLECAT_LANGUAGE];
    return IMPORT_TAKEN;
}

/* ---- values that follow from CAMEO codes ---- */

static ImportResult set_cameo(ImportRow *r, const char *code) {
    const char *event, *mode, **modes = arena_alloc(r->arena, sizeof *modes);
    if (!r->names->cameo(code, &event, &mode, r->names->user)) return refuse(r, "the code is not one of CAMEO");
    if (!*event) return IMPORT_NO_EVENT;
    r->event.cameo = code;
    if (*mode) modes[0] = mode, r->event.modes = modes, r->event.n_modes = 1;
    set_category(&r->event, event_of(slice_of(event)));
    return IMPORT_TAKEN;
}

/* The actor, or none if nothing is given. */
static const attache_entity *one(ImportRow *r, attache_entity e, size_t *n) {
    *n = e.code[0] || e.sector[0] || e.identifier[0] || e.text[0];
    attache_entity *list = arena_alloc(r->arena, sizeof *list);
    *list = e;
    return list;
}

/* ---- ICEWS ---- */

enum {
    ICEWS_ID, ICEWS_DATE, ICEWS_SOURCE, ICEWS_SOURCE_SECTORS, ICEWS_SOURCE_COUNTRY, ICEWS_TEXT, ICEWS_CAMEO, ICEWS_INTENSITY, ICEWS_TARGET,
    ICEWS_TARGET_SECTORS, ICEWS_TARGET_COUNTRY, ICEWS_STORY, ICEWS_SENTENCE, ICEWS_PUBLISHER, ICEWS_CITY, ICEWS_DISTRICT, ICEWS_PROVINCE, ICEWS_COUNTRY,
    ICEWS_LAT, ICEWS_LON
};

static attache_entity icews_party(ImportRow *r, const char *const *cells) {
    attache_entity e = nobody();
    const char *items[ITEMS];
    e.code = code_named(r, cells[2]);
    size_t n = items_of(r, cells[1], ',', items);
    for (size_t i = 0; i < n; i++) add_sector(r, &e, items[i]);
    e.text = cells[0];
    if (strcmp(cells[0], cells[2]) != 0) e.identifier = cells[0];
    return e;
}

/* Our own files give category and mode; in others they follow from the code. */
static void icews_category(ImportRow *r) {
    const char *text = r->cells[ICEWS_TEXT];
    size_t n = strcspn(text, " ");
    Event event = event_of((Slice){text, n});
    if (!event) return;
    const char **modes = arena_alloc(r->arena, sizeof *modes);
    modes[0] = text + n + (text[n] != 0);
    r->event.modes = modes, r->event.n_modes = modes[0][0] != 0;
    set_category(&r->event, event);
}

static ImportResult icews_row(ImportRow *r) {
    const char *const *c = r->cells;
    attache_event *e = &r->event;
    double sentence = 0;
    if (!is_date(c[ICEWS_DATE])) return refuse(r, "Event Date is not YYYY-MM-DD");
    ImportResult result = set_cameo(r, c[ICEWS_CAMEO]);
    if (result != IMPORT_TAKEN) return result;
    icews_category(r);
    e->id = c[ICEWS_ID], e->date = c[ICEWS_DATE];
    if (!set_score(e, c[ICEWS_INTENSITY])) return refuse(r, "Intensity is not a number from -10 to 10");
    e->actors = one(r, icews_party(r, c + ICEWS_SOURCE), &e->n_actors);
    e->recipients = one(r, icews_party(r, c + ICEWS_TARGET), &e->n_recipients);
    e->loc.resolution = *c[ICEWS_CITY] ? 4 : *c[ICEWS_PROVINCE] ? 2 : *c[ICEWS_COUNTRY] ? 1 : 0;
    e->loc.resolved_place = e->loc.extracted_place = *c[ICEWS_CITY] ? c[ICEWS_CITY] : *c[ICEWS_PROVINCE] ? c[ICEWS_PROVINCE] : c[ICEWS_COUNTRY];
    e->loc.country_code = code_named(r, c[ICEWS_COUNTRY]);
    if (!set_coordinates(e, c[ICEWS_LAT], c[ICEWS_LON])) return refuse(r, "Latitude or Longitude is not a number of degrees");
    if (*c[ICEWS_SENTENCE] && !number_of(c[ICEWS_SENTENCE], 1, 1e6, &sentence)) return refuse(r, "Sentence Number is not a number");
    e->sequence = sentence > 0 ? (uint32_t)sentence - 1 : 0;
    e->publication = c[ICEWS_PUBLISHER], e->coder = "ICEWS";
    r->article.date = c[ICEWS_DATE];
    return IMPORT_TAKEN;
}

/* ---- GDELT ---- */

enum {
    GDELT_ID = 0, GDELT_DATE = 1, GDELT_ACTOR = 5, GDELT_TARGET = 15, GDELT_ROOT = 25, GDELT_CAMEO = 26, GDELT_SCORE = 30, GDELT_PLACE = 51, GDELT_ADDED = 59, GDELT_URL = 60,
    GDELT_CELLS
};

/* GDELT's type as a sector. */
static const char *sector_of_type(const char *type) {
    static const char *const others[][2] = {{"MED", "JRN"}, {"HLH", "MED"}, {"SEP", "PRE"}, {"INS", "REB"}, {"HRI", "SOC"}, {"NGM", "NGO"}};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (!strcmp(type, others[i][0])) return others[i][1];
    return type;
}

static attache_entity gdelt_party(ImportRow *r, const char *const *cells) {
    attache_entity e = nobody();
    e.code = *cells[2] ? code_named(r, cells[2]) : actor_codes[actor_of(cells[3])];
    e.text = cells[1];
    for (int i = 7; i < 10; i++) add_sector(r, &e, sector_of_type(cells[i]));
    return e;
}

/* 20171111 -> 2017-11-11 */
static const char *dashed(ImportRow *r, const char *date) {
    return strlen(date) >= 8 ? arena_printf(r->arena, "%.4s-%.2s-%.2s", date, date + 4, date + 6) : "";
}

/* The last part of "Lyon, Rhone-Alpes, France"; our own files have a code. */
static const char *gdelt_country(ImportRow *r) {
    const char *name = r->cells[GDELT_PLACE + 1], *code = r->cells[GDELT_PLACE + 2], *comma = strrchr(name, ',');
    return code_named(r, strlen(code) == 3 ? code : comma && comma[1] ? comma + 2 : name);
}

static ImportResult gdelt_row(ImportRow *r) {
    const char *const *c = r->cells, *place = c[GDELT_PLACE];
    attache_event *e = &r->event;
    double geonameid;
    e->id = c[GDELT_ID], e->date = dashed(r, c[GDELT_DATE]);
    if (!*e->date || !is_date(e->date)) return refuse(r, "SQLDATE is not YYYYMMDD");
    ImportResult result = set_cameo(r, c[GDELT_CAMEO]);
    if (result != IMPORT_TAKEN) return result;
    if (!set_score(e, c[GDELT_SCORE])) return refuse(r, "GoldsteinScale is not a number from -10 to 10");
    e->actors = one(r, gdelt_party(r, c + GDELT_ACTOR), &e->n_actors);
    e->recipients = one(r, gdelt_party(r, c + GDELT_TARGET), &e->n_recipients);
    e->loc.resolution = *place == '1' ? 1 : *place == '2' || *place == '5' ? 2 : *place == '3' || *place == '4' ? 4 : 0;
    if (e->loc.resolution) {
        const char *full = c[GDELT_PLACE + 1];
        Slice name = {full, strlen(c[GDELT_PLACE + 2]) == 3 ? strlen(full) : strcspn(full, ",")}; /* "Lyon, Rhone-Alpes, France" */
        e->loc.resolved_place = e->loc.extracted_place = arena_slice(r->arena, name);
        e->loc.country_code = gdelt_country(r);
    }
    if (!set_coordinates(e, c[GDELT_PLACE + 5], c[GDELT_PLACE + 6])) return refuse(r, "ActionGeo_Lat or ActionGeo_Long is not a number of degrees");
    if (number_of(c[GDELT_PLACE + 7], 0, 1e12, &geonameid)) e->loc.geonameid = (long)geonameid;
    e->sequence = strcmp(c[GDELT_ROOT], "1") != 0; /* a root event is at the beginning */
    e->coder = "GDELT";
    r->article.date = dashed(r, c[GDELT_ADDED]), r->article.url = c[GDELT_URL];
    return is_date(r->article.date) ? IMPORT_TAKEN : refuse(r, "DATEADDED does not begin with a day");
}

/* ---- all formats ---- */

static const char *const icews_columns[] = {"Event ID",       "Event Date", "Source Name",     "Source Sectors", "Source Country",
                                            "Event Text",     "CAMEO Code", "Intensity",       "Target Name",    "Target Sectors",
                                            "Target Country", "Story ID",   "Sentence Number", "Publisher",      "City",
                                            "District",       "Province",   "Country",         "Latitude",       "Longitude"};

const ImportFormat *import_format(attache_format format) {
    static const ImportFormat formats[] = {{ATTACHE_FORMAT_POLECAT, "polecat", polecat_columns, POLECAT_CELLS},
                                           {ATTACHE_FORMAT_ICEWS, "icews", icews_columns, COUNT_OF(icews_columns)},
                                           {ATTACHE_FORMAT_GDELT, "gdelt", NULL, GDELT_CELLS}};
    for (size_t i = 0; i < COUNT_OF(formats); i++)
        if (formats[i].format == format) return &formats[i];
    return NULL;
}

ImportResult import_row(const ImportFormat *f, ImportRow *row) {
    row->why = "";
    row->event = (attache_event){.id = "", .date = "", .event = "", .event_text = "", .cameo = "", .link = "", .text = "", .why_frame = "", .why_path = "", .publication = "", .coder = ""};
    attache_event *e = &row->event;
    e->loc.extracted_place = e->loc.resolved_place = e->loc.country_code = e->loc.country = "";
    e->size.dead = e->size.injured = e->size.arrested = e->size.participants = e->attribution.kind = e->attribution.source_text = "";
    row->article = (attache_article){.id = "", .title = "", .text = "", .dateline_place = "", .dateline_country = "", .byline = "", .date = "", .language = "", .url = "", .site = ""};
    switch (f->format) {
    case ATTACHE_FORMAT_POLECAT: return polecat_row(row);
    case ATTACHE_FORMAT_ICEWS: return icews_row(row);
    default: return gdelt_row(row);
    }
}
