/* records.c - writes a record as bytes, and reads it again.
 *
 * A record is a row of numbers of 7 bits a byte: spans of the article's text for the words, lengths of lists, and the number of each name. A name is what many
 * records have in common: a code, a sector, an office, a piece of evidence. Texts that hardly ever come again follow their length, and real numbers are 8 bytes. */
#include "event/records.h"

#include <stddef.h>

#include "base/number.h"

void records_open(Records *r, const Article *article, Arena *arena) { *r = (Records){.arena = arena, .text = article->text, .name_at = {.arena = arena}}; }

/* ---- bytes ---- */

/* Room for n bytes more. */
static uint8_t *room_for(Records *r, size_t n) {
    while (r->cap_bytes - r->n_bytes < n) r->bytes = arena_grow(r->arena, r->bytes, r->n_bytes, &r->cap_bytes, 1);
    return r->bytes + r->n_bytes;
}

static void put_bytes(Records *r, const void *p, size_t n) {
    if (!n) return; /* an empty list has no address */
    memcpy(room_for(r, n), p, n);
    r->n_bytes += n;
}

static void put_number(Records *r, uint32_t v) {
    enum { MOST = 5 };
    uint8_t *p = room_for(r, MOST), *from = p;
    number_put(&p, v);
    r->n_bytes += (size_t)(p - from);
}

static void put_real(Records *r, double v) { put_bytes(r, &v, sizeof v); }

static double take_real(const uint8_t **p) {
    double v;
    memcpy(&v, *p, sizeof v);
    *p += sizeof v;
    return v;
}

/* From `at` on, which most spans are near. */
static void put_span(Records *r, uint32_t at, uint32_t start, uint32_t end) {
    put_number(r, start - at);
    put_number(r, end - start);
}

static void take_span(const uint8_t **p, uint32_t at, uint32_t *start, uint32_t *end) {
    *start = at + number_take(p);
    *end = *start + number_take(p);
}

/* ---- texts ---- */

enum { NO_TEXT, EMPTY_TEXT, TEXTS }; /* NULL; ""; and numbers or lengths from TEXTS on */

static void put_text(Records *r, const char *s) {
    size_t n = s ? strlen(s) : 0;
    put_number(r, s ? (uint32_t)n + EMPTY_TEXT : NO_TEXT);
    put_bytes(r, s, n);
}

static const char *take_text(const uint8_t **p, Arena *arena) {
    uint32_t n = number_take(p);
    if (n <= EMPTY_TEXT) return n == NO_TEXT ? NULL : "";
    const char *from = (const char *)*p;
    *p += n - EMPTY_TEXT;
    return arena_copy(arena, from, n - EMPTY_TEXT);
}

static bool is_name(const void *names, uint64_t number, const void *name) { return !strcmp(((const char *const *)names)[number - 1], name); }

static void put_name(Records *r, const char *s) {
    if (!s || !s[0]) {
        put_number(r, s ? EMPTY_TEXT : NO_TEXT);
        return;
    }
    size_t n = strlen(s);
    uint64_t *number = map_item(&r->name_at, hash_bytes(s, n), is_name, r->names, s);
    if (!*number) {
        *VEC_PUSH(r->arena, r->names, r->n_names, r->cap_names) = arena_copy(r->arena, s, n);
        *number = r->n_names;
    }
    put_number(r, (uint32_t)*number - 1 + TEXTS);
}

static const char *take_name(const Records *r, const uint8_t **p) {
    uint32_t number = number_take(p);
    return number >= TEXTS ? r->names[number - TEXTS] : number == NO_TEXT ? NULL : "";
}

static void put_names(Records *r, const char *const *list, size_t n) {
    put_number(r, (uint32_t)n);
    for (size_t i = 0; i < n; i++) put_name(r, list[i]);
}

static const char *const *take_names(const Records *r, const uint8_t **p, size_t *n, Arena *arena) {
    *n = number_take(p);
    const char **list = arena_alloc(arena, (*n + 1) * sizeof *list);
    for (size_t i = 0; i < *n; i++) list[i] = take_name(r, p);
    return list;
}

static const char *words(const Records *r, uint32_t start, uint32_t end, Arena *arena) { return arena_slice(arena, slice_sub(r->text, (Span){start, end})); }

/* ---- parties ---- */

/* The names of a party and of a record. */
static const size_t party_names[] = {offsetof(attache_entity, code), offsetof(attache_entity, country), offsetof(attache_entity, sector), offsetof(attache_entity, identifier),
                                     offsetof(attache_entity, office), offsetof(attache_entity, role), offsetof(attache_entity, how), offsetof(attache_entity, entity)};
static const size_t record_names[] = {offsetof(attache_event, event), offsetof(attache_event, cameo), offsetof(attache_event, loc.resolved_place), offsetof(attache_event, loc.country_code),
                                      offsetof(attache_event, loc.country), offsetof(attache_event, attribution.kind), offsetof(attache_event, why_frame)};
static const size_t record_texts[] = {offsetof(attache_event, date), offsetof(attache_event, loc.extracted_place), offsetof(attache_event, size.dead), offsetof(attache_event, size.injured),
                                      offsetof(attache_event, size.arrested), offsetof(attache_event, size.participants), offsetof(attache_event, attribution.source_text), offsetof(attache_event, why_path)};

static const char **text_at(void *of, size_t offset) { return (const char **)((char *)of + offset); }
static const char *text_in(const void *of, size_t offset) { return *(const char *const *)((const char *)of + offset); }

static void put_party(Records *r, uint32_t at, const attache_entity *e) {
    for (size_t i = 0; i < COUNT_OF(party_names); i++) put_name(r, text_in(e, party_names[i]));
    put_names(r, e->other_sectors, e->n_other_sectors);
    put_span(r, at, e->start, e->end);
}

static void take_party(const Records *r, const uint8_t **p, uint32_t at, Arena *arena, attache_entity *out) {
    *out = (attache_entity){0};
    for (size_t i = 0; i < COUNT_OF(party_names); i++) *text_at(out, party_names[i]) = take_name(r, p);
    out->n_other_sectors = number_take(p);
    for (size_t i = 0; i < COUNT_OF(out->other_sectors); i++) out->other_sectors[i] = i < out->n_other_sectors ? take_name(r, p) : "";
    take_span(p, at, &out->start, &out->end);
    out->text = words(r, out->start, out->end, arena);
}

static void put_parties(Records *r, uint32_t at, const attache_entity *list, size_t n) {
    put_number(r, (uint32_t)n);
    for (size_t i = 0; i < n; i++) put_party(r, at, &list[i]);
}

static attache_entity *take_parties(const Records *r, const uint8_t **p, uint32_t at, size_t *n, Arena *arena) {
    *n = number_take(p);
    attache_entity *list = *n ? arena_alloc(arena, *n * sizeof *list) : NULL;
    for (size_t i = 0; i < *n; i++) take_party(r, p, at, arena, &list[i]);
    return list;
}

/* They follow the place that they are near. */
uint32_t records_put_people(Records *r, const attache_entity *list, size_t n) {
    uint32_t at = (uint32_t)r->n_bytes, near = n ? list[0].start : 0;
    put_number(r, near);
    put_parties(r, near, list, n);
    return at;
}

attache_entity *records_take_people(const Records *r, uint32_t at, size_t *n, Arena *arena) {
    const uint8_t *p = r->bytes + at;
    uint32_t near = number_take(&p);
    return take_parties(r, &p, near, n, arena);
}

/* ---- records ---- */

void records_put(Records *r, const attache_event *e) {
    RecordAt *at = VEC_PUSH(r->arena, r->list, r->n, r->cap);
    *at = (RecordAt){.at = (uint32_t)r->n_bytes, .sequence = e->sequence, .start = e->start};
    for (size_t i = 0; i < COUNT_OF(record_names); i++) put_name(r, text_in(e, record_names[i]));
    for (size_t i = 0; i < COUNT_OF(record_texts); i++) put_text(r, text_in(e, record_texts[i]));
    put_names(r, e->modes, e->n_modes);
    put_names(r, e->contexts, e->n_contexts);
    put_number(r, e->aux);
    put_number(r, (uint32_t)e->quad_code);
    put_real(r, e->event_scale);
    put_real(r, e->confidence);
    put_number(r, (uint32_t)e->loc.resolution);
    if (e->loc.resolution) put_real(r, e->loc.lat), put_real(r, e->loc.lon), put_number(r, (uint32_t)e->loc.geonameid);
    put_span(r, e->start, e->attribution.start, e->attribution.end);
    put_span(r, e->start, e->start, e->end);
    put_span(r, e->start, e->trigger_start, e->trigger_end);
    put_parties(r, e->start, e->actors, e->n_actors);
    put_parties(r, e->start, e->recipients, e->n_recipients);
    at->people = records_put_people(r, e->participants, e->n_participants);
    r->text_bytes += e->end - e->start;
}

void records_take(const Records *r, size_t number, const attache_event *before, Arena *arena, attache_event *e) {
    const RecordAt *at = &r->list[number];
    const uint8_t *p = r->bytes + at->at;
    *e = (attache_event){RECORD_NEW, .sequence = at->sequence};
    for (size_t i = 0; i < COUNT_OF(record_names); i++) *text_at(e, record_names[i]) = take_name(r, &p);
    for (size_t i = 0; i < COUNT_OF(record_texts); i++) *text_at(e, record_texts[i]) = take_text(&p, arena);
    e->modes = take_names(r, &p, &e->n_modes, arena);
    e->contexts = take_names(r, &p, &e->n_contexts, arena);
    e->aux = number_take(&p);
    e->quad_code = (int)number_take(&p);
    e->event_scale = take_real(&p);
    e->confidence = take_real(&p);
    e->loc.resolution = (int)number_take(&p);
    if (e->loc.resolution) e->loc.lat = take_real(&p), e->loc.lon = take_real(&p), e->loc.geonameid = number_take(&p);
    take_span(&p, at->start, &e->attribution.start, &e->attribution.end);
    take_span(&p, at->start, &e->start, &e->end);
    take_span(&p, at->start, &e->trigger_start, &e->trigger_end);
    e->actors = take_parties(r, &p, at->start, &e->n_actors, arena);
    e->recipients = take_parties(r, &p, at->start, &e->n_recipients, arena);
    e->participants = records_take_people(r, at->people, &e->n_participants, arena);
    e->text = before && before->sequence == e->sequence ? before->text : words(r, e->start, e->end, arena);
    e->event_text = words(r, e->trigger_start, e->trigger_end, arena);
}

attache_event *records_take_all(const Records *r, Arena *arena) {
    attache_event *list = arena_alloc(arena, (r->n + 1) * sizeof *list);
    for (size_t i = 0; i < r->n; i++) records_take(r, i, i ? &list[i - 1] : NULL, arena, &list[i]);
    return list;
}
