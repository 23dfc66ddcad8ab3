/* records.c - writes a record as bytes, and reads it again.
 *
 * A record is a row of numbers of 7 bits a byte: spans of the article's text for the words, lengths of lists, and the number of each name. A name is what many
 * records have in common: a code, a sector, an office, a piece of evidence. Texts that hardly ever come again follow their length, and real numbers are 8 bytes.
 * One description of the layout serves both ways: what passes a Tape is written to it, or replaced by what is read from it. */
#include "event/records.h"

void records_open(Records *r, const Article *article, Arena *arena) { *r = (Records){.arena = arena, .text = article->text, .name_at = {.arena = arena}}; }

/* ---- bytes ---- */

typedef struct Tape {
    const Records *r;
    Records *to;         /* NULL: it is read, from `from` */
    const uint8_t *from;
    Arena *arena;        /* for what is read */
    uint32_t near;       /* a byte of the text from which spans count, because most are near */
} Tape;

static uint32_t pass_number(Tape *t, uint32_t v) {
    uint8_t bytes[NUMBER_MOST], *end = bytes;
    if (!t->to) return number_take(&t->from);
    number_put(&end, v);
    bytes_add(t->to->arena, &t->to->bytes, bytes, (size_t)(end - bytes));
    return v;
}

static double pass_real(Tape *t, double v) {
    if (t->to) return bytes_add(t->to->arena, &t->to->bytes, &v, sizeof v), v;
    memcpy(&v, t->from, sizeof v);
    t->from += sizeof v;
    return v;
}

static void pass_span(Tape *t, uint32_t *start, uint32_t *end) {
    *start = t->near + pass_number(t, *start - t->near);
    *end = *start + pass_number(t, *end - *start);
}

/* ---- texts ---- */

enum { NO_TEXT, EMPTY_TEXT, TEXTS }; /* NULL; ""; and numbers or lengths from TEXTS on */

static const char *pass_text(Tape *t, const char *s) {
    size_t n = pass_number(t, t->to && s ? (uint32_t)strlen(s) + EMPTY_TEXT : NO_TEXT);
    if (n <= EMPTY_TEXT) return n == NO_TEXT ? NULL : "";
    n -= EMPTY_TEXT;
    if (t->to) return bytes_add(t->to->arena, &t->to->bytes, s, n), s;
    t->from += n;
    return arena_copy(t->arena, (const char *)t->from - n, n);
}

static bool is_name(const void *names, uint64_t number, const void *name) { return !strcmp(((const char *const *)names)[number - 1], name); }

static uint32_t number_of_name(Records *r, const char *s) {
    if (!s || !s[0]) return s ? EMPTY_TEXT : NO_TEXT;
    size_t n = strlen(s);
    uint64_t *number = map_item(&r->name_at, hash_bytes(s, n), is_name, r->names, s);
    if (!*number) {
        *VEC_PUSH(r->arena, r->names, r->n_names, r->cap_names) = arena_copy(r->arena, s, n);
        *number = r->n_names;
    }
    return (uint32_t)*number - 1 + TEXTS;
}

static const char *pass_name(Tape *t, const char *s) {
    uint32_t number = pass_number(t, t->to ? number_of_name(t->to, s) : 0);
    return number >= TEXTS ? t->r->names[number - TEXTS] : number == NO_TEXT ? NULL : "";
}

static const char *const *pass_names(Tape *t, const char *const *list, size_t *n) {
    *n = pass_number(t, (uint32_t)*n);
    const char **out = t->to ? NULL : arena_alloc(t->arena, (*n + 1) * sizeof *out);
    for (size_t i = 0; i < *n; i++) {
        const char *name = pass_name(t, t->to ? list[i] : NULL);
        if (out) out[i] = name;
    }
    return out;
}

static const char *words(const Tape *t, uint32_t start, uint32_t end) { return arena_slice(t->arena, slice_sub(t->r->text, (Span){start, end})); }

/* ---- parties ---- */

static void pass_party(Tape *t, attache_entity *e) {
    const char **const names[] = {&e->code, &e->country, &e->sector, &e->identifier, &e->office, &e->role, &e->how, &e->entity};
    for (size_t i = 0; i < COUNT_OF(names); i++) *names[i] = pass_name(t, *names[i]);
    e->n_other_sectors = pass_number(t, (uint32_t)e->n_other_sectors);
    for (size_t i = 0; i < COUNT_OF(e->other_sectors); i++) e->other_sectors[i] = i < e->n_other_sectors ? pass_name(t, e->other_sectors[i]) : "";
    pass_span(t, &e->start, &e->end);
    if (!t->to) e->text = words(t, e->start, e->end);
}

static attache_entity *pass_parties(Tape *t, const attache_entity *list, size_t *n) {
    *n = pass_number(t, (uint32_t)*n);
    attache_entity own, *out = !t->to && *n ? arena_alloc(t->arena, *n * sizeof *out) : NULL;
    for (size_t i = 0; i < *n; i++) {
        attache_entity *e = out ? &out[i] : &own;
        *e = t->to ? list[i] : (attache_entity){0};
        pass_party(t, e);
    }
    return out;
}

/* They follow the place that they are near. */
uint32_t records_put_people(Records *r, const attache_entity *list, size_t n) {
    uint32_t at = (uint32_t)r->bytes.n;
    Tape t = {.r = r, .to = r};
    t.near = pass_number(&t, n ? list[0].start : 0);
    pass_parties(&t, list, &n);
    return at;
}

attache_entity *records_take_people(const Records *r, uint32_t at, size_t *n, Arena *arena) {
    Tape t = {.r = r, .from = r->bytes.p + at, .arena = arena};
    t.near = pass_number(&t, 0);
    return pass_parties(&t, NULL, n);
}

/* ---- records ---- */

static void pass_record(Tape *t, attache_event *e) {
    const char **const names[] = {&e->event, &e->cameo, &e->loc.resolved_place, &e->loc.country_code, &e->loc.country, &e->attribution.kind, &e->why_frame};
    const char **const texts[] = {&e->date,          &e->loc.extracted_place, &e->size.dead,  &e->size.injured,
                                  &e->size.arrested, &e->size.participants,   &e->attribution.source_text, &e->why_path};
    for (size_t i = 0; i < COUNT_OF(names); i++) *names[i] = pass_name(t, *names[i]);
    for (size_t i = 0; i < COUNT_OF(texts); i++) *texts[i] = pass_text(t, *texts[i]);
    e->modes = pass_names(t, e->modes, &e->n_modes);
    e->contexts = pass_names(t, e->contexts, &e->n_contexts);
    e->aux = pass_number(t, e->aux);
    e->quad_code = (int)pass_number(t, (uint32_t)e->quad_code);
    e->event_scale = pass_real(t, e->event_scale);
    e->confidence = pass_real(t, e->confidence);
    e->loc.resolution = (int)pass_number(t, (uint32_t)e->loc.resolution);
    if (e->loc.resolution) e->loc.lat = pass_real(t, e->loc.lat), e->loc.lon = pass_real(t, e->loc.lon), e->loc.geonameid = pass_number(t, (uint32_t)e->loc.geonameid);
    pass_span(t, &e->attribution.start, &e->attribution.end);
    pass_span(t, &e->start, &e->end);
    pass_span(t, &e->trigger_start, &e->trigger_end);
    e->actors = pass_parties(t, e->actors, &e->n_actors);
    e->recipients = pass_parties(t, e->recipients, &e->n_recipients);
}

void records_put(Records *r, const attache_event *e) {
    attache_event own = *e;
    Tape t = {.r = r, .to = r, .near = e->start};
    RecordAt *at = VEC_PUSH(r->arena, r->list, r->n, r->cap);
    *at = (RecordAt){.at = (uint32_t)r->bytes.n, .sequence = e->sequence, .start = e->start};
    pass_record(&t, &own);
    at->people = records_put_people(r, e->participants, e->n_participants);
    r->text_bytes += e->end - e->start;
}

void records_take(const Records *r, size_t number, const attache_event *before, Arena *arena, attache_event *e) {
    const RecordAt *at = &r->list[number];
    Tape t = {.r = r, .from = r->bytes.p + at->at, .arena = arena, .near = at->start};
    *e = (attache_event){RECORD_NEW, .sequence = at->sequence};
    pass_record(&t, e);
    e->participants = records_take_people(r, at->people, &e->n_participants, arena);
    e->text = before && before->sequence == e->sequence ? before->text : words(&t, e->start, e->end);
    e->event_text = words(&t, e->trigger_start, e->trigger_end);
}

attache_event *records_take_all(const Records *r, Arena *arena) {
    attache_event *list = arena_alloc(arena, (r->n + 1) * sizeof *list);
    for (size_t i = 0; i < r->n; i++) records_take(r, i, i ? &list[i - 1] : NULL, arena, &list[i]);
    return list;
}
