/* event_columns.c - turns an event into a row of columns. One list defines both the schema and the values, so that they cannot diverge. */
#include "out/event_columns.h"

#include <math.h>

/* ---- parties ---- */

static const ColumnSpec item = {.name = "item", .type = COLUMN_TEXT};

/* clang-format off */
#define PARTY_COLUMNS(TEXT, PLACE, LIST) \
    TEXT("code", e->code) TEXT("country", e->country) TEXT("sector", e->sector) LIST("other_sectors", e->other_sectors, e->n_other_sectors) \
    TEXT("entity_text", e->text) PLACE("start", e->start, e->end) PLACE("end", e->end, e->end) TEXT("identifier_text", e->identifier) \
    TEXT("office", e->office) TEXT("entity", e->entity) TEXT("role", e->role) TEXT("how", e->how)

#define EVENT_COLUMNS(TEXT, INT, LONG, REAL, PLACE, LIST, PARTIES) \
    TEXT("id", e->id) TEXT("date", e->date) TEXT("event", e->event) LIST("mode", e->modes, e->n_modes) LIST("context", e->contexts, e->n_contexts) LIST("aux", aux, n_aux) \
    PARTIES("actor", e->actors, e->n_actors) PARTIES("recipient", e->recipients, e->n_recipients) PARTIES("participants", e->participants, e->n_participants) \
    TEXT("event_text", e->event_text) TEXT("cameo", e->cameo) INT("quad_code", e->quad_code) REAL("event_scale", true, e->event_scale) \
    TEXT("place", e->loc.resolved_place[0] ? e->loc.resolved_place : e->loc.extracted_place) TEXT("extracted_place", e->loc.extracted_place) \
    TEXT("country_code", e->loc.country_code) REAL("lat", located, e->loc.lat) REAL("lon", located, e->loc.lon) \
    LONG("geonameid", e->loc.geonameid != 0, e->loc.geonameid) INT("resolution", e->loc.resolution) \
    LONG("dead", e->size.dead[0], number(e->size.dead)) LONG("injured", e->size.injured[0], number(e->size.injured)) \
    LONG("arrested", e->size.arrested[0], number(e->size.arrested)) LONG("protest_size", e->size.participants[0], number(e->size.participants)) \
    TEXT("attribution", e->attribution.kind) TEXT("attribution_source", e->attribution.source_text) \
    PLACE("attribution_start", e->attribution.start, e->attribution.end) PLACE("attribution_end", e->attribution.end, e->attribution.end) \
    TEXT("link", e->link) REAL("confidence", true, round(100 * e->confidence) / 100) TEXT("text", e->text) TEXT("part", parts[e->part]) \
    INT("sequence", (int32_t)e->sequence) INT("start", (int32_t)e->start) INT("end", (int32_t)e->end) \
    TEXT("frame", e->why_frame) PLACE("trigger_start", e->trigger_start, e->trigger_end) PLACE("trigger_end", e->trigger_end, e->trigger_end) TEXT("path", e->why_path) \
    TEXT("doc", e->article->id) TEXT("url", e->article->url) TEXT("title", e->article->title) TEXT("publication", e->publication) \
    TEXT("published", e->article->date) TEXT("language", e->article->language) TEXT("coder", e->coder) TEXT("codebook", ATTACHE_CODEBOOK)

#define TEXT_SPEC(name, value) {name, COLUMN_TEXT, NULL, 0},
#define INT_SPEC(name, value) {name, COLUMN_INT, NULL, 0},
#define PLACE_SPEC(name, value, end) {name, COLUMN_INT, NULL, 0},
#define LONG_SPEC(name, known, value) {name, COLUMN_LONG, NULL, 0},
#define REAL_SPEC(name, known, value) {name, COLUMN_REAL, NULL, 0},
#define LIST_SPEC(name, items, n) {name, COLUMN_LIST, &item, 1},
#define PARTIES_SPEC(name, items, n) {name, COLUMN_LIST, &party_columns, 1},

#define TEXT_VALUE(name, value) add_text(c++, value);
#define INT_VALUE(name, value) column_int(c++, value);
#define PLACE_VALUE(name, value, end) add_place(c++, value, end);
#define LONG_VALUE(name, known, value) if (known) column_long(c++, value); else column_null(c++);
#define REAL_VALUE(name, known, value) if (known) column_real(c++, value); else column_null(c++);
#define LIST_VALUE(name, items, n) add_list(c++, items, n);
#define PARTIES_VALUE(name, items, n) event_columns_parties(c++, items, n);
/* clang-format on */

static const ColumnSpec party_fields[] = {PARTY_COLUMNS(TEXT_SPEC, PLACE_SPEC, LIST_SPEC)};
const ColumnSpec party_columns = {"item", COLUMN_STRUCT, party_fields, COUNT_OF(party_fields)};
static const ColumnSpec columns[] = {EVENT_COLUMNS(TEXT_SPEC, INT_SPEC, LONG_SPEC, REAL_SPEC, PLACE_SPEC, LIST_SPEC, PARTIES_SPEC)};
const ColumnSpec event_columns = {"", COLUMN_STRUCT, columns, COUNT_OF(columns)};

/* ---- values ---- */

static void add_text(Column *c, const char *s) { column_text(c, s ? s : "", s ? strlen(s) : 0); }

/* An offset in the event's part; null if the end is 0. */
static void add_place(Column *c, uint32_t at, uint32_t end) {
    if (end)
        column_int(c, (int32_t)at);
    else
        column_null(c);
}

static void add_list(Column *c, const char *const *items, size_t n) {
    for (size_t i = 0; i < n; i++) add_text(&c->children[0], items[i]);
    column_end(c);
}

static void add_party(Column *party_column, const attache_entity *e) {
    Column *c = party_column->children;
    PARTY_COLUMNS(TEXT_VALUE, PLACE_VALUE, LIST_VALUE)
    column_end(party_column);
}

void event_columns_parties(Column *c, const attache_entity *list, size_t n) {
    for (size_t i = 0; i < n; i++) add_party(&c->children[0], &list[i]);
    column_end(c);
}

/* From digits; a number too large for people becomes the largest number. */
static int64_t number(const char *digits) {
    int64_t n = 0;
    for (; *digits >= '0' && *digits <= '9'; digits++) n = n < INT64_MAX / 10 - 1 ? n * 10 + (*digits - '0') : INT64_MAX;
    return n;
}

void event_columns_add(Column *rows, const attache_event *e) {
    static const char *const parts[] = {[ATTACHE_BODY] = "body", [ATTACHE_TITLE] = "title", [ATTACHE_HIGHLIGHT] = "highlight"};
    static const char *const names[] = {"historical", "future", "hypothetical", "negation"}; /* by bit */
    bool located = e->loc.lat != 0 || e->loc.lon != 0;
    const char *aux[COUNT_OF(names)];
    size_t n_aux = 0;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (e->aux >> i & 1) aux[n_aux++] = names[i];
    Column *c = rows->children;
    EVENT_COLUMNS(TEXT_VALUE, INT_VALUE, LONG_VALUE, REAL_VALUE, PLACE_VALUE, LIST_VALUE, PARTIES_VALUE)
    column_end(rows);
}
