/* record.c - an event in, a line out: JSON with all that is known, or the columns that tables and existing analysis scripts take. */
#include "out/record.h"
#include "vocab/codebook.h"

#include <stdio.h>

/* ---- JSON ---- */

/* A key as it stands behind another; nothing stands before the first. */
static void put_key(Buf *out, const char *written, size_t n) {
    bool first = out->n && out->p[out->n - 1] == '{';
    buf_add(out, written + first, n - first);
}
#define AS_KEY(name) ",\"" name "\":"
#define json_key(out, name) put_key((out), AS_KEY(name), sizeof AS_KEY(name) - 1)
#define json_number(out, key, value) (json_key((out), key), buf_number((out), (value)))
#define json_string(out, key, value) (json_key((out), key), buf_json((out), slice_of(value)))
#define json_list(out, key, values, n) (json_key((out), key), put_list((out), (values), (n)))
#define json_entities(out, key, list, n, why) (json_key((out), key), put_entities((out), (list), (n), (why)))

static void json_span(Buf *out, unsigned start, unsigned end) {
    json_number(out, "start", start);
    json_number(out, "end", end);
}

static void put_list(Buf *out, const char *const *values, size_t n) {
    buf_char(out, '[');
    for (size_t i = 0; i < n; i++) {
        if (i) buf_char(out, ',');
        buf_json(out, slice_of(values[i]));
    }
    buf_char(out, ']');
}

static const char *const aux_names[] = {"historical", "future", "hypothetical", "negation"}; /* ATTACHE_HISTORICAL ... by bit */
static const char *const part_names[] = {[ATTACHE_BODY] = "body", [ATTACHE_TITLE] = "title", [ATTACHE_HIGHLIGHT] = "highlight"};

static size_t aux_list(unsigned aux, const char **out) {
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(aux_names); i++)
        if (aux >> i & 1) out[n++] = aux_names[i];
    return n;
}

/* An entity; its offsets only where it stands in the event's part. */
static void json_entity(Buf *out, const attache_entity *e, bool why) {
    buf_char(out, '{');
    json_string(out, "code", e->code);
    json_string(out, "sector", e->sector);
    json_list(out, "other_sectors", e->other_sectors, e->n_other_sectors);
    json_string(out, "entity_text", e->text);
    if (e->end) json_span(out, e->start, e->end);
    json_string(out, "identifier_text", e->identifier);
    json_string(out, "office", e->office);
    if (e->role[0]) json_string(out, "role", e->role);
    if (why) json_string(out, "how", e->how);
    buf_char(out, '}');
}

static void put_entities(Buf *out, const attache_entity *list, size_t n, bool why) {
    buf_char(out, '[');
    for (size_t i = 0; i < n; i++) {
        if (i) buf_char(out, ',');
        json_entity(out, &list[i], why);
    }
    buf_char(out, ']');
}

static bool has_coordinates(const attache_event *e) { return e->loc.lat != 0 || e->loc.lon != 0; }

static void json_location(Buf *out, const attache_event *e) {
    json_key(out, "event_loc");
    buf_char(out, '{');
    json_string(out, "extracted_place", e->loc.extracted_place);
    json_string(out, "resolved_place", e->loc.resolved_place);
    json_string(out, "country_code", e->loc.country_code);
    if (has_coordinates(e)) {
        json_key(out, "lat");
        buf_seven(out, e->loc.lat);
        json_key(out, "lon");
        buf_seven(out, e->loc.lon);
    } else {
        buf_str(out, ",\"lat\":null,\"lon\":null");
    }
    if (e->loc.geonameid)
        json_number(out, "geonameid", (unsigned)e->loc.geonameid);
    else
        buf_str(out, ",\"geonameid\":null");
    json_number(out, "resolution", (unsigned)e->loc.resolution);
    buf_char(out, '}');
}

/* Numbers that the report gives, as numbers. */
static void json_size(Buf *out, const attache_event *e) {
    const struct {
        const char *key, *value;
    } sizes[] = {{AS_KEY("dead"), e->size.dead},
                 {AS_KEY("injured"), e->size.injured},
                 {AS_KEY("arrested"), e->size.arrested},
                 {AS_KEY("participants"), e->size.participants}};
    json_key(out, "size");
    buf_char(out, '{');
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        if (!sizes[i].value[0]) continue;
        put_key(out, sizes[i].key, strlen(sizes[i].key));
        buf_str(out, sizes[i].value);
    }
    buf_char(out, '}');
}

static void json_attribution(Buf *out, const attache_event *e) {
    json_key(out, "attribution");
    if (!e->attribution.kind[0]) {
        buf_str(out, "null");
        return;
    }
    buf_char(out, '{');
    json_string(out, "kind", e->attribution.kind);
    json_string(out, "source_text", e->attribution.source_text);
    if (e->attribution.end) json_span(out, e->attribution.start, e->attribution.end);
    buf_char(out, '}');
}

static void json_citation(Buf *out, const attache_event *e) {
    const attache_article *a = e->article;
    json_key(out, "cite_info");
    buf_char(out, '{');
    json_string(out, "doc", a->id);
    json_string(out, "url", a->url);
    json_string(out, "title", a->title);
    json_string(out, "publication", e->publication);
    json_string(out, "date", a->date);
    json_string(out, "language", a->language);
    json_string(out, "coder", "attache " ATTACHE_VERSION);
    json_string(out, "codebook", ATTACHE_CODEBOOK);
    buf_char(out, '}');
}

static void json_event(Buf *out, const attache_event *e, bool why) {
    const char *aux[COUNT_OF(aux_names)];
    buf_char(out, '{');
    json_string(out, "id", e->id);
    json_string(out, "date", e->date);
    json_list(out, "event", &e->event, 1);
    json_list(out, "mode", e->modes, e->n_modes);
    json_list(out, "context", e->contexts, e->n_contexts);
    json_list(out, "aux", aux, aux_list(e->aux, aux));
    json_entities(out, "actor", e->actors, e->n_actors, why);
    json_entities(out, "recipient", e->recipients, e->n_recipients, why);
    json_entities(out, "participants", e->participants, e->n_participants, why);
    json_string(out, "event_text", e->event_text);
    json_string(out, "cameo", e->cameo);
    json_number(out, "quad_code", (unsigned)e->quad_code);
    json_key(out, "event_scale");
    buf_fixed(out, e->event_scale, 1);
    json_location(out, e);
    json_size(out, e);
    json_attribution(out, e);
    json_string(out, "link", e->link);
    json_key(out, "confidence");
    buf_fixed(out, e->confidence, 2);
    json_string(out, "text", e->text);
    buf_str(out, ",\"text_info\":{");
    json_string(out, "part", part_names[e->part]);
    json_number(out, "sequence", e->sequence);
    json_span(out, e->start, e->end);
    buf_char(out, '}');
    if (why) {
        buf_str(out, ",\"why\":{");
        json_string(out, "frame", e->why_frame);
        buf_printf(out, ",\"trigger\":[%u,%u]", e->trigger_start, e->trigger_end);
        json_string(out, "path", e->why_path);
        buf_char(out, '}');
    }
    json_citation(out, e);
    buf_char(out, '}');
}

void record_article(const char *file, const attache_article *a, Buf *out) {
    buf_char(out, '{');
    json_string(out, "file", file);
    json_string(out, "title", a->title);
    json_key(out, "text");
    buf_json(out, (Slice){a->text, a->text_size});
    json_list(out, "highlights", a->highlights, a->n_highlights);
    for (size_t i = 0; i < a->n_highlights; i++)
        buf_printf(out, "%s%s", i ? "," : ",\"repeated\":[", a->repeated && a->repeated[i] ? "true" : "false");
    if (a->n_highlights) buf_char(out, ']');
    buf_str(out, ",\"dateline\":{");
    json_string(out, "place", a->dateline_place);
    json_string(out, "country", a->dateline_country);
    buf_char(out, '}');
    json_string(out, "byline", a->byline);
    json_string(out, "date", a->date);
    json_string(out, "language", a->language);
    json_string(out, "url", a->url);
    json_string(out, "site", a->site);
    buf_str(out, "}\n");
}

/* ---- lines of cells ---- */

/* A line in the making: CSV quotes what needs it (RFC 4180); in lines of tabs, tabs and breaks inside a cell become blanks. */
typedef struct Line {
    Buf *out;
    char separator;
    bool begun;
} Line;

static void cell(Line *line, const char *value) {
    if (line->begun) buf_char(line->out, line->separator);
    line->begun = true;
    if (line->separator == '\t') {
        for (const char *p = value; *p; p++) buf_char(line->out, *p == '\t' || *p == '\n' || *p == '\r' ? ' ' : *p);
        return;
    }
    if (!strpbrk(value, ",\"\r\n")) {
        buf_str(line->out, value);
        return;
    }
    buf_char(line->out, '"');
    for (const char *p = value; *p; p++) {
        if (*p == '"') buf_char(line->out, '"');
        buf_char(line->out, *p);
    }
    buf_char(line->out, '"');
}

static void cellf(Line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void cellf(Line *line, const char *format, ...) {
    char room[128];
    va_list args;
    va_start(args, format);
    vsnprintf(room, sizeof room, format, args);
    va_end(args);
    cell(line, room);
}

static void cells(Line *line, const char *const *values, size_t n) {
    for (size_t i = 0; i < n; i++) cell(line, values[i]);
}

/* Values joined by ';', in one cell. */
static void cell_list(Line *line, const char *const *values, size_t n, const char *between) {
    Buf joined = {0};
    for (size_t i = 0; i < n; i++) {
        if (i) buf_str(&joined, between);
        buf_str(&joined, values[i]);
    }
    cell(line, joined.n ? joined.p : "");
    buf_free(&joined);
}

/* Whoever is given, or an entity of which nothing is known. */
static const attache_entity *entity_or_none(const attache_entity *list, size_t n, size_t i) {
    static const attache_entity none = {
        .code = "", .country = "", .sector = "", .text = "", .identifier = "", .office = "", .role = "", .how = "", .other_sectors = {"", "", ""}};
    return i < n ? &list[i] : &none;
}

/* The two sides of an event for formats that have two: of a reciprocal event, its first two parties. */
static void two_sides(const attache_event *e, const attache_entity **source, const attache_entity **target) {
    *source = entity_or_none(e->actors, e->n_actors, 0);
    *target = e->n_recipients ? &e->recipients[0] : entity_or_none(e->actors, e->n_actors, 1);
}

static const char *coordinate(double v, bool known, char room[32]) {
    snprintf(room, 32, "%.7g", v);
    return known ? room : "";
}

/* ---- CSV and TSV ---- */

/* clang-format off */
static const char *const flat_columns[] = {
    "id", "date", "event", "mode", "context", "aux", "actor_code", "actor_sector", "actor_other_sectors", "actor_text", "actor_name",
    "actor_office", "other_actors", "recipient_code", "recipient_sector", "recipient_other_sectors", "recipient_text", "recipient_name",
    "recipient_office", "other_recipients", "participants", "event_text", "cameo", "quad_code", "event_scale", "place", "country_code", "lat",
    "lon", "geonameid", "resolution", "dead", "injured", "arrested", "protest_size", "attribution", "attribution_source", "link", "confidence",
    "text", "part", "sequence", "start", "end", "doc", "url", "title", "publication", "language", "coder", "codebook",
};
/* clang-format on */

/* "KAZ.GOV.MIL" */
static void add_code(Buf *out, const attache_entity *e) {
    buf_str(out, e->code);
    if (e->sector[0]) buf_printf(out, "%s%s", e->code[0] ? "." : "", e->sector);
    for (size_t i = 0; i < e->n_other_sectors; i++) buf_printf(out, ".%s", e->other_sectors[i]);
}

/* The first of a side in cells of its own, the rest as "CODE text" joined by ';'. */
static void flat_side(Line *line, const attache_entity *list, size_t n) {
    const attache_entity *first = entity_or_none(list, n, 0);
    Buf rest = {0};
    cell(line, first->code);
    cell(line, first->sector);
    cell_list(line, first->other_sectors, first->n_other_sectors, ";");
    cells(line, (const char *const[]){first->text, first->identifier, first->office}, 3);
    for (size_t i = 1; i < n; i++) {
        if (rest.n) buf_char(&rest, ';');
        add_code(&rest, &list[i]);
        if (list[i].code[0] || list[i].sector[0]) buf_char(&rest, ' ');
        buf_str(&rest, list[i].text);
    }
    cell(line, rest.n ? rest.p : "");
    buf_free(&rest);
}

/* "KAZ.GOV head Talgat Mukhtarov;..." */
static void flat_participants(Line *line, const attache_event *e) {
    Buf all = {0};
    for (size_t i = 0; i < e->n_participants; i++) {
        const attache_entity *p = &e->participants[i];
        if (i) buf_char(&all, ';');
        add_code(&all, p);
        buf_printf(&all, " %s %s", p->role, p->identifier[0] ? p->identifier : p->text);
    }
    cell(line, all.n ? all.p : "");
    buf_free(&all);
}

static void flat_event(Line *line, const attache_event *e) {
    const char *aux[COUNT_OF(aux_names)];
    char lat[32], lon[32];
    cells(line, (const char *const[]){e->id, e->date, e->event}, 3);
    cell_list(line, e->modes, e->n_modes, ";");
    cell_list(line, e->contexts, e->n_contexts, ";");
    cell_list(line, aux, aux_list(e->aux, aux), ";");
    flat_side(line, e->actors, e->n_actors);
    flat_side(line, e->recipients, e->n_recipients);
    flat_participants(line, e);
    cells(line, (const char *const[]){e->event_text, e->cameo}, 2);
    cellf(line, "%d", e->quad_code);
    cellf(line, "%.1f", e->event_scale);
    cells(line, (const char *const[]){e->loc.resolved_place[0] ? e->loc.resolved_place : e->loc.extracted_place, e->loc.country_code}, 2);
    cell(line, coordinate(e->loc.lat, has_coordinates(e), lat));
    cell(line, coordinate(e->loc.lon, has_coordinates(e), lon));
    if (e->loc.geonameid)
        cellf(line, "%ld", e->loc.geonameid);
    else
        cell(line, "");
    cellf(line, "%d", e->loc.resolution);
    cells(line,
          (const char *const[]){e->size.dead, e->size.injured, e->size.arrested, e->size.participants, e->attribution.kind,
                                e->attribution.source_text, e->link},
          7);
    cellf(line, "%.2f", e->confidence);
    cells(line, (const char *const[]){e->text, part_names[e->part]}, 2);
    cellf(line, "%u", e->sequence);
    cellf(line, "%u", e->start);
    cellf(line, "%u", e->end);
    cells(line,
          (const char *const[]){e->article->id, e->article->url, e->article->title, e->publication, e->article->language, "attache " ATTACHE_VERSION,
                                ATTACHE_CODEBOOK},
          7);
}

/* ---- ICEWS: its twenty columns, tabs between them ---- */

static const char *const icews_columns[] = {"Event ID",       "Event Date", "Source Name",     "Source Sectors", "Source Country",
                                            "Event Text",     "CAMEO Code", "Intensity",       "Target Name",    "Target Sectors",
                                            "Target Country", "Story ID",   "Sentence Number", "Publisher",      "City",
                                            "District",       "Province",   "Country",         "Latitude",       "Longitude"};

static const char *name_of_party(const attache_entity *e) {
    return e->identifier[0] ? e->identifier : e->sector[0] || !e->country[0] ? e->text : e->country;
}

static void icews_party(Line *line, const attache_entity *e) {
    const char *sectors[ATTACHE_SECTORS] = {e->sector};
    size_t n = e->sector[0] ? 1 : 0;
    for (size_t i = 0; i < e->n_other_sectors; i++) sectors[n++] = e->other_sectors[i];
    cell(line, name_of_party(e));
    cell_list(line, sectors, n, ",");
    cell(line, e->country[0] ? e->country : e->code);
}

static void icews_event(Line *line, const attache_event *e) {
    const attache_entity *source, *target;
    char lat[32], lon[32];
    two_sides(e, &source, &target);
    cells(line, (const char *const[]){e->id, e->date}, 2);
    icews_party(line, source);
    cellf(line, "%s%s%s", e->event, e->n_modes ? " " : "", e->n_modes ? e->modes[0] : "");
    cell(line, e->cameo);
    cellf(line, "%.1f", e->event_scale);
    icews_party(line, target);
    cell(line, e->article->id);
    cellf(line, "%u", e->sequence + 1);
    cell(line, e->publication);
    cell(line, e->loc.resolution == 4 ? e->loc.resolved_place : "");
    cell(line, "");
    cell(line, e->loc.resolution == 2 ? e->loc.resolved_place : "");
    cell(line, e->loc.country);
    cell(line, coordinate(e->loc.lat, has_coordinates(e), lat));
    cell(line, coordinate(e->loc.lon, has_coordinates(e), lon));
}

/* ---- GDELT 2.0: the 61 columns of its event table, tabs between them, no header line, as its files come ---- */

/* What GDELT calls a type: its names for the sectors that it has. */
static const char *gdelt_type(const char *sector) {
    switch (sector_of(sector)) {
    case SECTOR_PTY: return "GOV";
    case SECTOR_PRM: return "UAF";
    case SECTOR_JRN: return "MED";
    case SECTOR_MED: return "HLH";
    case SECTOR_SOC: return "CVL";
    case SECTOR_PRE: return "SEP";
    case SECTOR_UNK: return "";
    default: return sector;
    }
}

static void gdelt_party(Line *line, const attache_entity *e) {
    bool state = e->country[0] != 0;
    const char *types[3] = {gdelt_type(e->sector), "", ""};
    for (size_t i = 0; i < e->n_other_sectors && i < 2; i++) types[i + 1] = gdelt_type(e->other_sectors[i]);
    cellf(line, "%s%s", e->code, types[0]);
    cell(line, name_of_party(e));
    cell(line, state ? e->code : "");
    cell(line, state ? "" : e->code);                  /* known group */
    cells(line, (const char *const[]){"", "", ""}, 3); /* ethnic group, religions */
    cells(line, types, 3);
}

static void gdelt_place(Line *line, const attache_event *e) {
    static const char *const types[] = {"0", "1", "5", "5", "4"}; /* by resolution: none, country, region, -, city */
    char lat[32], lon[32];
    bool known = has_coordinates(e);
    cell(line, types[e->loc.resolution >= 0 && e->loc.resolution <= 4 ? e->loc.resolution : 0]);
    cells(line, (const char *const[]){e->loc.resolved_place, e->loc.country_code, "", ""}, 4);
    cell(line, coordinate(e->loc.lat, known, lat));
    cell(line, coordinate(e->loc.lon, known, lon));
    if (e->loc.geonameid)
        cellf(line, "%ld", e->loc.geonameid);
    else
        cell(line, "");
}

/* YYYYMMDD, YYYYMM, YYYY and the year with its elapsed fraction, as far as the date goes. */
static void gdelt_dates(Line *line, const char *date) {
    int y = 0, m = 0, d = 0;
    int n = sscanf(date, "%4d-%2d-%2d", &y, &m, &d);
    if (n < 1) {
        cells(line, (const char *const[]){"", "", "", ""}, 4);
        return;
    }
    if (n < 2) m = 1;
    if (n < 3) d = 1;
    cellf(line, "%04d%02d%02d", y, m, d);
    cellf(line, "%04d%02d", y, m);
    cellf(line, "%04d", y);
    cellf(line, "%.4f", y + ((m - 1) * 30 + d) / 365.0);
}

/* Only what this record says: one mention, in one article. Its number is made of the record's id, below 2^53 so that every tool can hold it. */
static void gdelt_event(Line *line, const attache_event *e) {
    const attache_entity *source, *target;
    size_t base = strlen(e->cameo) < 3 ? strlen(e->cameo) : 3;
    two_sides(e, &source, &target);
    cellf(line, "%llu", (unsigned long long)(hash_bytes(e->id, strlen(e->id)) >> 11));
    gdelt_dates(line, e->date);
    gdelt_party(line, source);
    gdelt_party(line, target);
    cell(line, e->part != ATTACHE_BODY || e->sequence == 0 ? "1" : "0");
    cell(line, e->cameo);
    cellf(line, "%.*s", (int)base, e->cameo);
    cellf(line, "%.2s", e->cameo);
    cellf(line, "%d", e->quad_code);
    cellf(line, "%.1f", e->event_scale);
    cells(line, (const char *const[]){"1", "1", "1", ""}, 4); /* mentions, sources, articles, tone */
    for (int i = 0; i < 16; i++) cell(line, "");              /* where the two actors are: not told */
    gdelt_place(line, e);
    char added[15] = "";
    size_t n = 0;
    for (const char *p = e->article->date; *p && n < 8; p++)
        if (*p != '-') added[n++] = *p;
    if (n == 8) memcpy(added + 8, "000000", 6);
    cells(line, (const char *const[]){added, e->article->url}, 2);
}

/* ---- all formats ---- */

void record_header(attache_format format, Buf *out) {
    Line line = {.out = out, .separator = format == ATTACHE_FORMAT_CSV ? ',' : '\t'};
    switch (format) {
    case ATTACHE_FORMAT_CSV:
    case ATTACHE_FORMAT_TSV: cells(&line, flat_columns, COUNT_OF(flat_columns)); break;
    case ATTACHE_FORMAT_ICEWS: cells(&line, icews_columns, COUNT_OF(icews_columns)); break;
    case ATTACHE_FORMAT_JSONL:
    case ATTACHE_FORMAT_GDELT: return;
    }
    buf_str(out, format == ATTACHE_FORMAT_CSV ? "\r\n" : "\n");
}

void record_event(attache_format format, const attache_event *event, bool why, Buf *out) {
    Line line = {.out = out, .separator = format == ATTACHE_FORMAT_CSV ? ',' : '\t'};
    switch (format) {
    case ATTACHE_FORMAT_JSONL: json_event(out, event, why); break;
    case ATTACHE_FORMAT_CSV:
    case ATTACHE_FORMAT_TSV: flat_event(&line, event); break;
    case ATTACHE_FORMAT_ICEWS: icews_event(&line, event); break;
    case ATTACHE_FORMAT_GDELT: gdelt_event(&line, event); break;
    }
    buf_str(out, format == ATTACHE_FORMAT_CSV ? "\r\n" : "\n");
}
