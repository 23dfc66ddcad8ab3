/* pack.c - turns a coded document into bytes that are the same on every machine, and back.
 *
 *     u32 mark | then its fields in the order below: a number in 32 or 64 bits, a text as u32 length, bytes and NUL, a list as u32 count and its items
 *
 * One description of each struct serves for writing and reading, so that the two cannot diverge. */
#include "store/pack.h"

#include <stdlib.h>

#include "store/store_int.h"

enum { MARK = 0x32504141 }; /* "AAP2": another layout gets another mark */

/* The destination or source of fields. */
typedef struct Wire {
    Buf *out; /* NULL: reading */
    const char *p, *end;
    Arena *arena;
    bool bad; /* the input was shorter than it should be */
} Wire;

/* ---- fields ---- */

static void wire_u64(Wire *w, uint64_t *v) {
    if (w->out) {
        char bytes[sizeof *v], *p = bytes;
        bytes_put64(&p, *v);
        buf_add(w->out, bytes, sizeof bytes);
    } else if ((w->bad |= w->end - w->p < (ptrdiff_t)sizeof *v))
        *v = 0;
    else
        *v = bytes_take64(&w->p);
}

static void wire_u32(Wire *w, uint32_t *v) {
    if (w->out) {
        char bytes[sizeof *v], *p = bytes;
        bytes_put32(&p, *v);
        buf_add(w->out, bytes, sizeof bytes);
    } else if ((w->bad |= w->end - w->p < (ptrdiff_t)sizeof *v))
        *v = 0;
    else
        *v = bytes_take32(&w->p);
}

static void wire_f64(Wire *w, double *v) {
    uint64_t bits;
    memcpy(&bits, v, sizeof bits);
    wire_u64(w, &bits);
    memcpy(v, &bits, sizeof bits);
}

/* Numbers of other types: the field in the struct is set to the value read. */
#define WIRE_NUMBER(w, field)                                                                                                                        \
    do {                                                                                                                                             \
        uint64_t number_ = (uint64_t)(int64_t)(field);                                                                                               \
        wire_u64((w), &number_);                                                                                                                     \
        (field) = (__typeof__(field))(int64_t)number_;                                                                                               \
    } while (0)

/* Bytes followed by a NUL. */
static const char *wire_bytes(Wire *w, const char *s, uint32_t *n) {
    wire_u32(w, n);
    if (w->out) {
        buf_add(w->out, s, *n);
        buf_char(w->out, 0);
        return s;
    }
    w->bad |= (size_t)(w->end - w->p) <= *n || w->p[*n];
    if (w->bad) return *n = 0, "";
    s = w->p;
    w->p += (size_t)*n + 1;
    return s;
}

static void wire_text(Wire *w, const char **s) {
    uint32_t n = w->out && *s ? (uint32_t)strlen(*s) : 0;
    *s = wire_bytes(w, *s ? *s : "", &n);
    if (!w->out && strlen(*s) != n) w->bad = true, *s = "";
}

/* Items are written from where they are; this does not modify them. */
static void wire_item(Wire *w, const char *const *item) {
    const char *s = *item;
    wire_text(w, &s);
    if (!w->out) *(const char **)(uintptr_t)item = s;
}

/* The length of a list; each item takes at least one byte. */
static size_t wire_count(Wire *w, size_t n) {
    uint32_t count = (uint32_t)n;
    wire_u32(w, &count);
    if (!w->out && count > (size_t)(w->end - w->p)) w->bad = true, count = 0;
    return count;
}

/* A list whose items `fn` reads or writes. */
#define WIRE_LIST(w, list, n, fn)                                                                                                                    \
    do {                                                                                                                                             \
        (n) = wire_count((w), (n));                                                                                                                  \
        __typeof__(*(list)) *items_ = (w)->out ? (void *)(uintptr_t)(list) : arena_zalloc((w)->arena, ((n) + 1) * sizeof *(list));                   \
        for (size_t i_ = 0; i_ < (n) && !(w)->bad; i_++) fn((w), &items_[i_]);                                                                       \
        (list) = items_;                                                                                                                             \
    } while (0)

/* ---- structs ---- */

static void wire_entity(Wire *w, const attache_entity *item) {
    attache_entity e = *item;
    wire_text(w, &e.code), wire_text(w, &e.sector), wire_text(w, &e.text), wire_text(w, &e.identifier);
    wire_text(w, &e.office), wire_text(w, &e.role), wire_text(w, &e.how), wire_text(w, &e.entity);
    WIRE_NUMBER(w, e.n_other_sectors);
    if (e.n_other_sectors > COUNT_OF(e.other_sectors)) w->bad = true, e.n_other_sectors = 0;
    for (size_t i = 0; i < COUNT_OF(e.other_sectors); i++) {
        const char *sector = i < e.n_other_sectors ? e.other_sectors[i] : "";
        wire_text(w, &sector);
        e.other_sectors[i] = sector;
    }
    wire_u32(w, &e.start), wire_u32(w, &e.end);
    e.country = "";
    if (!w->out) *(attache_entity *)(uintptr_t)item = e;
}

static void wire_event(Wire *w, const attache_event *item) {
    attache_event e = *item;
    wire_text(w, &e.date), wire_text(w, &e.event), wire_text(w, &e.event_text), wire_text(w, &e.cameo);
    WIRE_LIST(w, e.modes, e.n_modes, wire_item);
    WIRE_LIST(w, e.contexts, e.n_contexts, wire_item);
    WIRE_NUMBER(w, e.aux);
    WIRE_LIST(w, e.actors, e.n_actors, wire_entity);
    WIRE_LIST(w, e.recipients, e.n_recipients, wire_entity);
    WIRE_LIST(w, e.participants, e.n_participants, wire_entity);
    WIRE_NUMBER(w, e.quad_code);
    wire_f64(w, &e.event_scale), wire_f64(w, &e.confidence);
    wire_text(w, &e.loc.extracted_place), wire_text(w, &e.loc.resolved_place), wire_text(w, &e.loc.country_code);
    wire_f64(w, &e.loc.lat), wire_f64(w, &e.loc.lon);
    WIRE_NUMBER(w, e.loc.geonameid);
    WIRE_NUMBER(w, e.loc.resolution);
    wire_text(w, &e.size.dead), wire_text(w, &e.size.injured), wire_text(w, &e.size.arrested), wire_text(w, &e.size.participants);
    wire_text(w, &e.attribution.kind), wire_text(w, &e.attribution.source_text);
    wire_u32(w, &e.attribution.start), wire_u32(w, &e.attribution.end);
    WIRE_NUMBER(w, e.part);
    wire_u32(w, &e.sequence), wire_u32(w, &e.start), wire_u32(w, &e.end);
    wire_text(w, &e.why_frame), wire_text(w, &e.why_path);
    wire_u32(w, &e.trigger_start), wire_u32(w, &e.trigger_end);
    if (w->out) return;
    e.id = e.link = e.text = e.publication = e.loc.country = e.coder = "";
    *(attache_event *)(uintptr_t)item = e;
}

static void wire_article(Wire *w, attache_article *a) {
    uint32_t n = (uint32_t)a->text_size;
    wire_text(w, &a->id), wire_text(w, &a->title);
    a->text = wire_bytes(w, a->text, &n);
    a->text_size = n;
    WIRE_LIST(w, a->highlights, a->n_highlights, wire_item);
    wire_text(w, &a->dateline_place), wire_text(w, &a->dateline_country), wire_text(w, &a->byline), wire_text(w, &a->date);
    wire_text(w, &a->language), wire_text(w, &a->url), wire_text(w, &a->site);
}

static void wire_sentence(Wire *w, const StoreSentence *item) {
    StoreSentence s = *item;
    wire_u32(w, &s.part), wire_u32(w, &s.highlight), wire_u32(w, &s.start), wire_u32(w, &s.end);
    if (!w->out) *(StoreSentence *)(uintptr_t)item = s;
}

static void wire_report(Wire *w, const StoreReport *item) {
    char bytes[SIGNATURE_BYTES];
    uint32_t size = w->out ? (uint32_t)signature_write(&item->signature, bytes) : 0;
    StoreReport r = *item;
    wire_u32(w, &r.number), wire_u32(w, &r.first), wire_u32(w, &r.n);
    WIRE_NUMBER(w, r.main);
    const char *signature = wire_bytes(w, bytes, &size);
    if (w->out) return;
    w->bad |= !signature_read(signature, size, &r.signature);
    *(StoreReport *)(uintptr_t)item = r;
}

static void wire_number(Wire *w, const uint32_t *item) {
    uint32_t v = *item;
    wire_u32(w, &v);
    if (!w->out) *(uint32_t *)(uintptr_t)item = v;
}

static void wire_sketch(Wire *w, StoreDocument *d) {
    char bytes[SKETCH_BYTES];
    uint32_t size = 0;
    if (w->out && d->sketched) sketch_write(&d->sketch, bytes), size = SKETCH_BYTES;
    const char *minima = wire_bytes(w, bytes, &size);
    if (w->out) return;
    d->sketched = size == SKETCH_BYTES;
    if (d->sketched) sketch_read(minima, &d->sketch);
    w->bad |= size && !d->sketched;
}

static void wire_document(Wire *w, StoreDocument *d) {
    wire_text(w, &d->name), wire_text(w, &d->path);
    wire_u64(w, &d->hash);
    WIRE_NUMBER(w, d->outcome);
    wire_text(w, &d->message), wire_text(w, &d->publication), wire_text(w, &d->coder);
    wire_article(w, &d->article);
    wire_sketch(w, d);
    WIRE_LIST(w, d->sentences, d->n_sentences, wire_sentence);
    WIRE_LIST(w, d->events, d->n_events, wire_event);
    size_t n_numbers = d->numbers ? d->n_events : 0, n_by_report = d->n_events;
    WIRE_LIST(w, d->numbers, n_numbers, wire_number);
    WIRE_LIST(w, d->reports, d->n_reports, wire_report);
    WIRE_LIST(w, d->by_report, n_by_report, wire_number);
    w->bad |= n_by_report != d->n_events || (n_numbers && n_numbers != d->n_events);
    if (!n_numbers) d->numbers = NULL;
    if (!w->out && !d->coder[0]) d->coder = NULL;
}

/* ---- complete packs ---- */

void pack_write(const StoreDocument *doc, Buf *out) {
    Wire w = {.out = out};
    StoreDocument d = *doc;
    uint32_t mark = MARK;
    wire_u32(&w, &mark);
    wire_document(&w, &d);
}

/* Whether indices into lists are valid, and each record belongs to one report. */
static bool is_sound(const StoreDocument *d) {
    size_t n = 0;
    if ((unsigned)d->outcome > DOCUMENT_FAILED) return false;
    for (size_t i = 0; i < d->n_reports; n += d->reports[i++].n)
        if (!d->reports[i].n || d->reports[i].first != n || d->reports[i].n > d->n_events - n) return false;
    for (size_t i = 0; i < d->n_events; i++)
        if (d->by_report[i] >= d->n_events || (unsigned)d->events[i].part > ATTACHE_HIGHLIGHT) return false;
    return n == d->n_events;
}

bool pack_read(const char *p, size_t n, Arena *arena, StoreDocument *out) {
    Wire w = {.p = p, .end = p + n, .arena = arena};
    uint32_t mark = 0;
    *out = (StoreDocument){0};
    wire_u32(&w, &mark);
    if (w.bad || mark != MARK) return false;
    wire_document(&w, out);
    return !w.bad && w.p == w.end && is_sound(out);
}

uint64_t pack_key(const StoreDocument *doc) {
    uint64_t key = hash_mix(hash_bytes(doc->name, strlen(doc->name)), hash_bytes(doc->article.url, strlen(doc->article.url)));
    return store_place_of(doc)[0] ? hash_mix(key, doc->hash) : key;
}

/* ---- parts ---- */

static StoreDocument without_text(const StoreDocument *doc) {
    StoreDocument d = *doc;
    d.article.text = "", d.article.text_size = 0;
    d.sentences = NULL, d.n_sentences = 0;
    return d;
}

void pack_write_head(const StoreDocument *doc, Buf *out) {
    StoreDocument d = without_text(doc);
    d.events = NULL, d.reports = NULL, d.by_report = d.numbers = NULL, d.n_events = d.n_reports = 0;
    pack_write(&d, out);
}

/* Blanks for all text outside the sentences of these records, up to the last of them: a happening's title, and the qualifier of a number ("at least 12"), are
 * read from there. Offsets do not change. */
static void keep_sentences(attache_article *a, const attache_event *events, size_t n, Arena *arena) {
    size_t size = 0;
    for (size_t i = 0; i < n; i++)
        if (events[i].part == ATTACHE_BODY && events[i].end > size && events[i].end <= a->text_size) size = events[i].end;
    char *text = arena_alloc(arena, size + 1);
    memset(text, ' ', size);
    text[size] = 0;
    for (size_t i = 0; i < n; i++)
        if (events[i].part == ATTACHE_BODY && events[i].start <= events[i].end && events[i].end <= size)
            memcpy(text + events[i].start, a->text + events[i].start, events[i].end - events[i].start);
    a->text = text, a->text_size = size;
}

void pack_write_part(const StoreDocument *doc, size_t i, Arena *arena, Buf *out) {
    StoreReport report = doc->reports[i];
    attache_event *events = arena_alloc(arena, report.n * sizeof *events);
    uint32_t *numbers = arena_alloc(arena, report.n * sizeof *numbers), *order = arena_alloc(arena, report.n * sizeof *order);
    for (uint32_t k = 0; k < report.n; k++) {
        uint32_t at = doc->by_report[report.first + k];
        events[k] = doc->events[at], order[k] = k;
        numbers[k] = doc->numbers ? doc->numbers[at] : at + 1;
    }
    StoreDocument d = without_text(doc);
    d.article.text = doc->article.text, d.article.text_size = doc->article.text_size;
    keep_sentences(&d.article, events, report.n, arena);
    report.first = 0;
    d.events = events, d.numbers = numbers, d.by_report = order, d.n_events = report.n;
    d.reports = &report, d.n_reports = 1;
    pack_write(&d, out);
}

static bool has_report(const StoreDocument *d, uint32_t number) {
    for (size_t i = 0; i < d->n_reports; i++)
        if (d->reports[i].number == number) return true;
    return false;
}

/* Adds the i-th report of another part of the document. */
static void add_report(StoreDocument *d, const StoreDocument *part, size_t i) {
    StoreReport *report = (StoreReport *)(uintptr_t)&d->reports[d->n_reports++];
    *report = part->reports[i];
    report->first = (uint32_t)d->n_events;
    for (uint32_t k = 0; k < report->n; k++) {
        uint32_t at = part->by_report[part->reports[i].first + k], to = (uint32_t)d->n_events++;
        ((attache_event *)(uintptr_t)d->events)[to] = part->events[at];
        ((uint32_t *)(uintptr_t)d->numbers)[to] = part->numbers ? part->numbers[at] : at + 1;
        ((uint32_t *)(uintptr_t)d->by_report)[to] = to;
    }
}

/* Fills blanks with the text of another part. */
static void add_sentences(char *text, const attache_article *a) {
    for (size_t i = 0; i < a->text_size; i++)
        if (text[i] == ' ') text[i] = a->text[i];
}

void pack_merge(const StoreDocument *const *parts, size_t n, Arena *arena, StoreDocument *out) {
    size_t n_events = 0, n_reports = 0;
    const StoreDocument *longest = parts[0];
    for (size_t i = 0; i < n; i++) {
        n_events += parts[i]->n_events, n_reports += parts[i]->n_reports;
        if (parts[i]->article.text_size > longest->article.text_size) longest = parts[i];
    }
    *out = *longest;
    out->article.text = arena_copy(arena, longest->article.text, longest->article.text_size);
    for (size_t i = 0; i < n; i++) add_sentences((char *)(uintptr_t)out->article.text, &parts[i]->article);
    out->events = arena_alloc(arena, (n_events + 1) * sizeof *out->events);
    out->reports = arena_alloc(arena, (n_reports + 1) * sizeof *out->reports);
    out->numbers = arena_alloc(arena, (n_events + 1) * sizeof *out->numbers);
    out->by_report = arena_alloc(arena, (n_events + 1) * sizeof *out->by_report);
    out->n_events = out->n_reports = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < parts[i]->n_reports; k++)
            if (!has_report(out, parts[i]->reports[k].number)) add_report(out, parts[i], k);
}
