/* record.c - writes an event as a line: JSON with everything known, or the columns that tables and existing analysis scripts use. */
#include "out/record.h"
#include "out/polecat.h"
#include "vocab/codebook.h"

#include <stdio.h>

#include "base/csv.h"
#include "base/json.h"

/* ---- JSON ---- */

static void json_span(Buf *out, unsigned start, unsigned end) {
    json_put_number(out, "start", start);
    json_put_number(out, "end", end);
}

static const char *const aux_names[] = {"historical", "future", "hypothetical", "negation"}; /* ATTACHE_HISTORICAL ... by bit */
static const char *const part_names[] = {[ATTACHE_BODY] = "body", [ATTACHE_TITLE] = "title", [ATTACHE_HIGHLIGHT] = "highlight"};

static size_t aux_list(unsigned aux, const char **out) {
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(aux_names); i++)
        if (aux >> i & 1) out[n++] = aux_names[i];
    return n;
}

/* An entity, with its offsets only if it is in the event's part. */
static void json_entity(Buf *out, const attache_entity *e, bool why) {
    json_open(out, '{');
    json_put_str(out, "code", e->code);
    json_put_str(out, "sector", e->sector);
    json_put_list(out, "other_sectors", e->other_sectors, e->n_other_sectors);
    json_put_str(out, "entity_text", e->text);
    if (e->end) json_span(out, e->start, e->end);
    json_put_str(out, "identifier_text", e->identifier);
    json_put_str(out, "office", e->office);
    json_put_str(out, "entity", e->entity);
    if (e->role[0]) json_put_str(out, "role", e->role);
    if (why) json_put_str(out, "how", e->how);
    json_close(out, '}');
}

/* After its key. */
static void json_entities(Buf *out, const attache_entity *list, size_t n, bool why) {
    json_open(out, '[');
    for (size_t i = 0; i < n; i++) json_entity(out, &list[i], why);
    json_close(out, ']');
}

static bool has_coordinates(const attache_event *e) { return e->loc.lat != 0 || e->loc.lon != 0; }

static void json_location(Buf *out, const attache_event *e) {
    json_put_object(out, "event_loc");
    json_put_str(out, "extracted_place", e->loc.extracted_place);
    json_put_str(out, "resolved_place", e->loc.resolved_place);
    json_put_str(out, "country_code", e->loc.country_code);
    if (has_coordinates(e)) {
        json_put_key(out, "lat");
        buf_seven(out, e->loc.lat);
        json_put_key(out, "lon");
        buf_seven(out, e->loc.lon);
    } else {
        json_put_null(out, "lat");
        json_put_null(out, "lon");
    }
    if (e->loc.geonameid)
        json_put_number(out, "geonameid", (unsigned)e->loc.geonameid);
    else
        json_put_null(out, "geonameid");
    json_put_number(out, "resolution", (unsigned)e->loc.resolution);
    json_close(out, '}');
}

/* The report's numbers, as numbers. */
static void json_size(Buf *out, const attache_event *e) {
    const struct {
        const char *key, *value;
    } sizes[] = {{"dead", e->size.dead}, {"injured", e->size.injured}, {"arrested", e->size.arrested}, {"participants", e->size.participants}};
    json_put_object(out, "size");
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        if (!sizes[i].value[0]) continue;
        json_name(out, slice_of(sizes[i].key));
        json_raw(out, slice_of(sizes[i].value));
    }
    json_close(out, '}');
}

static void json_attribution(Buf *out, const attache_event *e) {
    json_put_key(out, "attribution");
    if (!e->attribution.kind[0]) {
        json_nil(out);
        return;
    }
    json_open(out, '{');
    json_put_str(out, "kind", e->attribution.kind);
    json_put_str(out, "source_text", e->attribution.source_text);
    if (e->attribution.end) json_span(out, e->attribution.start, e->attribution.end);
    json_close(out, '}');
}

static void json_citation(Buf *out, const attache_event *e) {
    const attache_article *a = e->article;
    json_put_object(out, "cite_info");
    json_put_str(out, "doc", a->id);
    json_put_str(out, "url", a->url);
    json_put_str(out, "title", a->title);
    json_put_str(out, "publication", e->publication);
    json_put_str(out, "date", a->date);
    json_put_str(out, "language", a->language);
    json_put_str(out, "coder", e->coder);
    json_put_str(out, "codebook", ATTACHE_CODEBOOK);
    json_close(out, '}');
}

static void json_event(Buf *out, const attache_event *e, bool why) {
    const char *aux[COUNT_OF(aux_names)];
    json_open(out, '{');
    json_put_str(out, "id", e->id);
    json_put_str(out, "date", e->date);
    json_put_list(out, "event", &e->event, 1);
    json_put_list(out, "mode", e->modes, e->n_modes);
    json_put_list(out, "context", e->contexts, e->n_contexts);
    json_put_list(out, "aux", aux, aux_list(e->aux, aux));
    json_put_key(out, "actor");
    json_entities(out, e->actors, e->n_actors, why);
    json_put_key(out, "recipient");
    json_entities(out, e->recipients, e->n_recipients, why);
    json_put_key(out, "participants");
    json_entities(out, e->participants, e->n_participants, why);
    json_put_str(out, "event_text", e->event_text);
    json_put_str(out, "cameo", e->cameo);
    json_put_number(out, "quad_code", (unsigned)e->quad_code);
    json_put_key(out, "event_scale");
    buf_fixed(out, e->event_scale, 1);
    json_location(out, e);
    json_size(out, e);
    json_attribution(out, e);
    json_put_str(out, "link", e->link);
    json_put_key(out, "main");
    json_bool(out, e->main);
    json_put_key(out, "confidence");
    buf_fixed(out, e->confidence, 2);
    json_put_str(out, "text", e->text);
    json_put_object(out, "text_info");
    json_put_str(out, "part", part_names[e->part]);
    json_put_number(out, "sequence", e->sequence);
    json_span(out, e->start, e->end);
    json_close(out, '}');
    if (why) {
        json_put_object(out, "why");
        json_put_str(out, "frame", e->why_frame);
        json_put_array(out, "trigger");
        json_whole(out, e->trigger_start);
        json_whole(out, e->trigger_end);
        json_close(out, ']');
        json_put_str(out, "path", e->why_path);
        json_close(out, '}');
    }
    json_citation(out, e);
    json_close(out, '}');
}

void record_article(const char *file, const attache_article *a, Buf *out) {
    json_open(out, '{');
    json_put_str(out, "file", file);
    json_put_str(out, "title", a->title);
    json_put_text(out, "text", ((Slice){a->text, a->text_size}));
    json_put_list(out, "highlights", a->highlights, a->n_highlights);
    if (a->n_highlights) {
        json_put_array(out, "repeated");
        for (size_t i = 0; i < a->n_highlights; i++) json_bool(out, a->repeated && a->repeated[i]);
        json_close(out, ']');
    }
    json_put_object(out, "dateline");
    json_put_str(out, "place", a->dateline_place);
    json_put_str(out, "country", a->dateline_country);
    json_close(out, '}');
    json_put_str(out, "byline", a->byline);
    json_put_list(out, "authors", a->authors, a->n_authors);
    json_put_str(out, "agency", a->agency ? a->agency : "");
    json_put_str(out, "date", a->date);
    json_put_str(out, "date_source", a->date_source ? a->date_source : "");
    json_put_key(out, "date_confidence");
    json_float(out, a->date_confidence);
    json_put_str(out, "language", a->language);
    json_put_str(out, "url", a->url);
    json_put_str(out, "site", a->site);
    json_close(out, '}');
    buf_char(out, '\n');
}

/* ---- lines of cells ---- */

/* The given entity, or an unknown one for NULL. */
static const attache_entity *entity_or_none(const attache_entity *list, size_t n, size_t i) {
    static const attache_entity none = {
        .code = "", .country = "", .sector = "", .text = "", .identifier = "", .office = "", .role = "", .how = "", .entity = "", .other_sectors = {"", "", ""}};
    return i < n ? &list[i] : &none;
}

/* The two sides of an event, for formats with two sides: for a reciprocal event, its first two parties. */
static void two_sides(const attache_event *e, const attache_entity **source, const attache_entity **target) {
    *source = entity_or_none(e->actors, e->n_actors, 0);
    *target = e->n_recipients ? &e->recipients[0] : entity_or_none(e->actors, e->n_actors, 1);
}

static void coordinates(Csv *row, const attache_event *e) {
    if (!has_coordinates(e)) {
        csv_strs(row, (const char *const[]){"", ""}, 2);
        return;
    }
    csv_printf(row, "%.7g", e->loc.lat);
    csv_printf(row, "%.7g", e->loc.lon);
}

/* ---- CSV and TSV ---- */

/* clang-format off */
static const char *const flat_columns[] = {
    "id", "date", "event", "mode", "context", "aux", "actor_code", "actor_sector", "actor_other_sectors", "actor_text", "actor_name",
    "actor_office", "actor_entity", "other_actors", "recipient_code", "recipient_sector", "recipient_other_sectors", "recipient_text", "recipient_name",
    "recipient_office", "recipient_entity", "other_recipients", "participants", "event_text", "cameo", "quad_code", "event_scale", "place", "country_code", "lat",
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

/* The first party of a side in cells of its own, the rest as "CODE text" joined by ';'. */
static void flat_side(Csv *row, const attache_entity *list, size_t n) {
    const attache_entity *first = entity_or_none(list, n, 0);
    Buf rest = {0};
    csv_str(row, first->code);
    csv_str(row, first->sector);
    csv_list(row, first->other_sectors, first->n_other_sectors, ";");
    csv_strs(row, (const char *const[]){first->text, first->identifier, first->office, first->entity}, 4);
    for (size_t i = 1; i < n; i++) {
        if (rest.n) buf_char(&rest, ';');
        add_code(&rest, &list[i]);
        if (list[i].code[0] || list[i].sector[0]) buf_char(&rest, ' ');
        buf_str(&rest, list[i].text);
    }
    csv_str(row, rest.n ? rest.p : "");
    buf_free(&rest);
}

/* "KAZ.GOV head Talgat Mukhtarov;..." */
static void flat_participants(Csv *row, const attache_event *e) {
    Buf all = {0};
    for (size_t i = 0; i < e->n_participants; i++) {
        const attache_entity *p = &e->participants[i];
        if (i) buf_char(&all, ';');
        add_code(&all, p);
        buf_printf(&all, " %s %s", p->role, p->identifier[0] ? p->identifier : p->text);
    }
    csv_str(row, all.n ? all.p : "");
    buf_free(&all);
}

static void flat_event(Csv *row, const attache_event *e) {
    const char *aux[COUNT_OF(aux_names)];
    csv_strs(row, (const char *const[]){e->id, e->date, e->event}, 3);
    csv_list(row, e->modes, e->n_modes, ";");
    csv_list(row, e->contexts, e->n_contexts, ";");
    csv_list(row, aux, aux_list(e->aux, aux), ";");
    flat_side(row, e->actors, e->n_actors);
    flat_side(row, e->recipients, e->n_recipients);
    flat_participants(row, e);
    csv_strs(row, (const char *const[]){e->event_text, e->cameo}, 2);
    csv_printf(row, "%d", e->quad_code);
    csv_printf(row, "%.1f", e->event_scale);
    csv_strs(row, (const char *const[]){e->loc.resolved_place[0] ? e->loc.resolved_place : e->loc.extracted_place, e->loc.country_code}, 2);
    coordinates(row, e);
    if (e->loc.geonameid)
        csv_printf(row, "%ld", e->loc.geonameid);
    else
        csv_str(row, "");
    csv_printf(row, "%d", e->loc.resolution);
    csv_strs(row,
          (const char *const[]){e->size.dead, e->size.injured, e->size.arrested, e->size.participants, e->attribution.kind,
                                e->attribution.source_text, e->link},
          7);
    csv_printf(row, "%.2f", e->confidence);
    csv_strs(row, (const char *const[]){e->text, part_names[e->part]}, 2);
    csv_printf(row, "%u", e->sequence);
    csv_printf(row, "%u", e->start);
    csv_printf(row, "%u", e->end);
    csv_strs(row,
          (const char *const[]){e->article->id, e->article->url, e->article->title, e->publication, e->article->language, e->coder, ATTACHE_CODEBOOK},
          7);
}

/* ---- ICEWS: its twenty columns, tab-separated ---- */

static const char *const icews_columns[] = {"Event ID",       "Event Date", "Source Name",     "Source Sectors", "Source Country",
                                            "Event Text",     "CAMEO Code", "Intensity",       "Target Name",    "Target Sectors",
                                            "Target Country", "Story ID",   "Sentence Number", "Publisher",      "City",
                                            "District",       "Province",   "Country",         "Latitude",       "Longitude"};

static const char *name_of_party(const attache_entity *e) {
    return e->identifier[0] ? e->identifier : e->sector[0] || !e->country[0] ? e->text : e->country;
}

static void icews_party(Csv *row, const attache_entity *e) {
    const char *sectors[ATTACHE_SECTORS] = {e->sector};
    size_t n = e->sector[0] ? 1 : 0;
    for (size_t i = 0; i < e->n_other_sectors; i++) sectors[n++] = e->other_sectors[i];
    csv_str(row, name_of_party(e));
    csv_list(row, sectors, n, ",");
    csv_str(row, e->country[0] ? e->country : e->code);
}

static void icews_event(Csv *row, const attache_event *e) {
    const attache_entity *source, *target;
    two_sides(e, &source, &target);
    csv_strs(row, (const char *const[]){e->id, e->date}, 2);
    icews_party(row, source);
    csv_printf(row, "%s%s%s", e->event, e->n_modes ? " " : "", e->n_modes ? e->modes[0] : "");
    csv_str(row, e->cameo);
    csv_printf(row, "%.1f", e->event_scale);
    icews_party(row, target);
    csv_str(row, e->article->id);
    csv_printf(row, "%u", e->sequence + 1);
    csv_str(row, e->publication);
    csv_str(row, e->loc.resolution == 4 ? e->loc.resolved_place : "");
    csv_str(row, "");
    csv_str(row, e->loc.resolution == 2 ? e->loc.resolved_place : "");
    csv_str(row, e->loc.country);
    coordinates(row, e);
}

/* ---- GDELT 2.0: the 61 columns of its event table, tab-separated, without a header line, as in GDELT's own files ---- */

/* GDELT's name for a type, for the sectors that it has. */
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

static void gdelt_party(Csv *row, const attache_entity *e) {
    bool state = e->country[0] != 0;
    const char *types[3] = {gdelt_type(e->sector), "", ""};
    for (size_t i = 0; i < e->n_other_sectors && i < 2; i++) types[i + 1] = gdelt_type(e->other_sectors[i]);
    csv_printf(row, "%s%s", e->code, types[0]);
    csv_str(row, name_of_party(e));
    csv_str(row, state ? e->code : "");
    csv_str(row, state ? "" : e->code);                  /* known group */
    csv_strs(row, (const char *const[]){"", "", ""}, 3); /* ethnic group, religions */
    csv_strs(row, types, 3);
}

static void gdelt_place(Csv *row, const attache_event *e) {
    static const char *const types[] = {"0", "1", "5", "5", "4"}; /* by resolution: none, country, region, -, city */
    csv_str(row, types[e->loc.resolution >= 0 && e->loc.resolution <= 4 ? e->loc.resolution : 0]);
    csv_strs(row, (const char *const[]){e->loc.resolved_place, e->loc.country_code, "", ""}, 4);
    coordinates(row, e);
    if (e->loc.geonameid)
        csv_printf(row, "%ld", e->loc.geonameid);
    else
        csv_str(row, "");
}

/* YYYYMMDD, YYYYMM, YYYY and the year with its elapsed fraction, as exact as the date. */
static void gdelt_dates(Csv *row, const char *date) {
    int y = 0, m = 0, d = 0;
    int n = sscanf(date, "%4d-%2d-%2d", &y, &m, &d);
    if (n < 1) {
        csv_strs(row, (const char *const[]){"", "", "", ""}, 4);
        return;
    }
    if (n < 2) m = 1;
    if (n < 3) d = 1;
    csv_printf(row, "%04d%02d%02d", y, m, d);
    csv_printf(row, "%04d%02d", y, m);
    csv_printf(row, "%04d", y);
    csv_printf(row, "%.4f", y + ((m - 1) * 30 + d) / 365.0);
}

/* Only this record's own data: one mention, in one article. Its number is derived from the record's id, and below 2^53 so that every tool can represent it. */
static void gdelt_event(Csv *row, const attache_event *e) {
    const attache_entity *source, *target;
    size_t base = strlen(e->cameo) < 3 ? strlen(e->cameo) : 3;
    two_sides(e, &source, &target);
    csv_printf(row, "%llu", (unsigned long long)(hash_bytes(e->id, strlen(e->id)) >> 11));
    gdelt_dates(row, e->date);
    gdelt_party(row, source);
    gdelt_party(row, target);
    csv_str(row, e->part != ATTACHE_BODY || e->sequence == 0 ? "1" : "0");
    csv_str(row, e->cameo);
    csv_printf(row, "%.*s", (int)base, e->cameo);
    csv_printf(row, "%.2s", e->cameo);
    csv_printf(row, "%d", e->quad_code);
    csv_printf(row, "%.1f", e->event_scale);
    csv_strs(row, (const char *const[]){"1", "1", "1", ""}, 4); /* mentions, sources, articles, tone */
    for (int i = 0; i < 16; i++) csv_str(row, "");              /* the places of the two actors: unknown */
    gdelt_place(row, e);
    char added[15] = "";
    size_t n = 0;
    for (const char *p = e->article->date; *p && n < 8; p++)
        if (*p != '-') added[n++] = *p;
    if (n == 8) memcpy(added + 8, "000000", 6);
    csv_strs(row, (const char *const[]){added, e->article->url}, 2);
}

/* ---- all formats ---- */

/* ICEWS, GDELT and POLECAT have columns that scripts read, without quoting. */
static Csv row_of(attache_format format, Buf *out) {
    return (Csv){.out = out, .separator = format == ATTACHE_FORMAT_CSV ? ',' : '\t', .plain = format != ATTACHE_FORMAT_CSV && format != ATTACHE_FORMAT_TSV};
}

void record_header(attache_format format, Buf *out) {
    Csv row = row_of(format, out);
    switch (format) {
    case ATTACHE_FORMAT_CSV:
    case ATTACHE_FORMAT_TSV: csv_strs(&row, flat_columns, COUNT_OF(flat_columns)); break;
    case ATTACHE_FORMAT_ICEWS: csv_strs(&row, icews_columns, COUNT_OF(icews_columns)); break;
    case ATTACHE_FORMAT_POLECAT: csv_strs(&row, polecat_columns, POLECAT_CELLS); break;
    case ATTACHE_FORMAT_JSONL:
    case ATTACHE_FORMAT_GDELT: return;
    }
    csv_end_row(&row);
}

void record_event(attache_format format, const attache_event *event, bool why, Buf *out) {
    Csv row = row_of(format, out);
    switch (format) {
    case ATTACHE_FORMAT_JSONL: json_event(out, event, why); buf_char(out, '\n'); return;
    case ATTACHE_FORMAT_CSV:
    case ATTACHE_FORMAT_TSV: flat_event(&row, event); break;
    case ATTACHE_FORMAT_ICEWS: icews_event(&row, event); break;
    case ATTACHE_FORMAT_GDELT: gdelt_event(&row, event); break;
    case ATTACHE_FORMAT_POLECAT: polecat_event(&row, event); break;
    }
    csv_end_row(&row);
}
