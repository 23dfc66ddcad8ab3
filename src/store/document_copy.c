/* document_copy.c - copies a coded document from a coder's arena into one block of memory, so that it can wait to be written; with its reports, their signatures,
 * and its sketch. This is done here because the writing thread has enough to do. */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/failure.h"
#include "link/link.h"
#include "store/pack.h"
#include "store/store_int.h"

enum { CHUNK = 1 << 20 };

/* ---- reports ---- */

/* Reports are numbered from 1 in the order of their first events. */
typedef struct Reports {
    StoreReport *list;
    uint32_t *by_report;
    size_t n;
} Reports;

/* The number of an event's report: for DOCUMENT/h3, 3. */
static size_t report_number(const attache_event *e, size_t n_events) {
    const char *slash = strrchr(e->link, '/');
    long number = slash && slash[1] == 'h' ? strtol(slash + 2, NULL, 10) : 1;
    return number < 1 || (size_t)number > n_events ? 1 : (size_t)number;
}

/* Sorts events by their reports: counts them, then puts each at the next position of its report. */
static void sort_events(const StoreDocument *doc, Reports *r) {
    size_t n = doc->n_events;
    uint32_t *ends = base_zalloc((n + 2) * sizeof *ends); /* nothing here fails */
    for (size_t i = 0; i < n; i++) ends[report_number(&doc->events[i], n) + 1]++;
    for (size_t k = 1; k <= n; k++) {
        uint32_t count = ends[k + 1];
        ends[k + 1] = ends[k] + count;
        if (count) r->list[r->n++] = (StoreReport){.number = (uint32_t)k, .first = ends[k], .n = count};
    }
    for (size_t i = 0; i < n; i++) r->by_report[ends[report_number(&doc->events[i], n)]++] = (uint32_t)i;
    free(ends);
}

static void mark_main(Reports *r) {
    Signature *signatures = base_alloc((r->n + 1) * sizeof *signatures);
    for (size_t i = 0; i < r->n; i++) signatures[i] = r->list[i].signature;
    size_t main = link_main(signatures, r->n);
    if (main < r->n) r->list[main].main = true;
    free(signatures);
}

static void free_texts(void *texts) { signature_texts_free(texts); }

static void find_reports(const StoreDocument *doc, Reports *r) {
    const attache_event **events = base_alloc((doc->n_events + 1) * sizeof *events);
    Cleanup memory, words;
    failure_cleanup(&memory, failure_free, events);
    r->list = base_alloc((doc->n_events + 1) * sizeof *r->list);
    r->by_report = base_alloc((doc->n_events + 1) * sizeof *r->by_report);
    sort_events(doc, r);
    uint64_t key = pack_key(doc); /* without the path: the output must not depend on where the files are */
    SignatureTexts texts = {.events = doc->events, .meanings = doc->meanings};
    failure_cleanup(&words, free_texts, &texts);
    signature_read_text(&texts, doc->article.title ? doc->article.title : "", doc->article.text ? doc->article.text : "", doc->article.text_size);
    for (size_t i = 0; i < r->n; i++) {
        StoreReport *report = &r->list[i];
        for (uint32_t k = 0; k < report->n; k++) events[k] = &doc->events[r->by_report[report->first + k]];
        signature_make(events, report->n, doc->article.date, key, report->number, &texts, &report->signature);
    }
    mark_main(r);
    failure_cleaned(&words);
    failure_cleaned(&memory);
    signature_texts_free(&texts);
    free(events);
}

/* ---- memory ---- */

/* NearDups are stored one after another in chunks: a document's size is known only when it is copied. */
typedef struct Chunk {
    struct Chunk *next;
    size_t size, used;
    atomic_uint users; /* copies in it, plus one while it is being filled */
    _Alignas(max_align_t) char bytes[];
} Chunk;

/* The header of each copy. */
typedef struct Origin {
    _Alignas(max_align_t) Chunk *chunk;
} Origin;

struct DocumentCopies {
    pthread_mutex_t lock;
    Chunk *open; /* with room, and not in use by a thread: as many as there are threads at most */
};

DocumentCopies *document_copies_new(void) {
    DocumentCopies *p = base_zalloc(sizeof *p);
    pthread_mutex_init(&p->lock, NULL);
    return p;
}

static Chunk *new_chunk(size_t size) {
    Chunk *c = base_alloc(sizeof *c + size);
    *c = (Chunk){.size = size};
    atomic_init(&c->users, 1);
    return c;
}

static void leave(Chunk *c) {
    if (atomic_fetch_sub_explicit(&c->users, 1, memory_order_acq_rel) == 1) free(c);
}

static Chunk *take_open(DocumentCopies *p) {
    pthread_mutex_lock(&p->lock);
    Chunk *c = p->open;
    if (c) p->open = c->next;
    pthread_mutex_unlock(&p->lock);
    return c ? c : new_chunk(CHUNK);
}

static void put_back(DocumentCopies *p, Chunk *c) {
    pthread_mutex_lock(&p->lock);
    c->next = p->open;
    p->open = c;
    pthread_mutex_unlock(&p->lock);
}

void document_copies_free(DocumentCopies *p) {
    if (!p) return;
    for (Chunk *c = p->open, *next; c; c = next) {
        next = c->next;
        leave(c);
    }
    pthread_mutex_destroy(&p->lock);
    free(p);
}

void document_copy_free(StoreDocument *doc) { leave(((Origin *)doc - 1)->chunk); }

/* ---- copying ---- */

/* The destination of a copy: what exceeds `room` is only counted. */
typedef struct Block {
    char *p;
    size_t n, room;
} Block;

static void *place(Block *b, const void *from, size_t size, size_t align) {
    b->n = (b->n + align - 1) / align * align;
    char *to = b->n + size <= b->room ? b->p + b->n : NULL;
    if (to && size) memcpy(to, from, size);
    b->n += size;
    return to;
}

#define PLACE_ARRAY(b, from, n) place((b), (from), (n) * sizeof *(from), _Alignof(max_align_t))

static const char *place_string(Block *b, const char *s) {
    if (!s || !*s) return "";
    return place(b, s, strlen(s) + 1, 1);
}

static const char *const *place_strings(Block *b, const char *const *list, size_t n) {
    const char **to = PLACE_ARRAY(b, list, n);
    for (size_t i = 0; i < n; i++) {
        const char *s = place_string(b, list[i]);
        if (to) to[i] = s;
    }
    return (const char *const *)to;
}

static const attache_entity *place_entities(Block *b, const attache_entity *list, size_t n) {
    attache_entity *to = PLACE_ARRAY(b, list, n);
    for (size_t i = 0; i < n; i++) {
        attache_entity e = list[i];
        e.code = place_string(b, e.code), e.country = "", e.sector = place_string(b, e.sector), e.text = place_string(b, e.text);
        e.identifier = place_string(b, e.identifier), e.office = place_string(b, e.office), e.role = place_string(b, e.role),
        e.how = place_string(b, e.how), e.entity = place_string(b, e.entity);
        for (size_t k = 0; k < COUNT_OF(e.other_sectors); k++) e.other_sectors[k] = place_string(b, e.other_sectors[k]);
        if (to) to[i] = e;
    }
    return to;
}

/* Reports and their words are known; of the sentence only the offsets are written. */
static attache_event place_event(Block *b, attache_event e) {
    e.id = e.link = e.text = "", e.article = NULL, e.publication = "", e.loc.country = "";
    e.date = place_string(b, e.date), e.event = place_string(b, e.event), e.event_text = place_string(b, e.event_text),
    e.cameo = place_string(b, e.cameo);
    e.modes = place_strings(b, e.modes, e.n_modes);
    e.contexts = place_strings(b, e.contexts, e.n_contexts);
    e.actors = place_entities(b, e.actors, e.n_actors);
    e.recipients = place_entities(b, e.recipients, e.n_recipients);
    e.participants = place_entities(b, e.participants, e.n_participants);
    e.loc.extracted_place = place_string(b, e.loc.extracted_place), e.loc.resolved_place = place_string(b, e.loc.resolved_place);
    e.loc.country_code = place_string(b, e.loc.country_code);
    e.size.dead = place_string(b, e.size.dead), e.size.injured = place_string(b, e.size.injured);
    e.size.arrested = place_string(b, e.size.arrested), e.size.participants = place_string(b, e.size.participants);
    e.attribution.kind = place_string(b, e.attribution.kind), e.attribution.source_text = place_string(b, e.attribution.source_text);
    e.why_frame = place_string(b, e.why_frame), e.why_path = place_string(b, e.why_path);
    return e;
}

static const attache_event *place_events(Block *b, const attache_event *list, size_t n) {
    attache_event *to = PLACE_ARRAY(b, list, n);
    for (size_t i = 0; i < n; i++) {
        attache_event e = place_event(b, list[i]);
        if (to) to[i] = e;
    }
    return to;
}

static attache_article place_article(Block *b, attache_article a) {
    a.id = place_string(b, a.id), a.title = place_string(b, a.title), a.text = place_string(b, a.text);
    a.highlights = place_strings(b, a.highlights, a.n_highlights);
    a.repeated = NULL, a.blocks = NULL, a.n_blocks = 0, a.date_source = NULL;
    a.authors = place_strings(b, a.authors, a.n_authors), a.agency = a.agency ? place_string(b, a.agency) : NULL;
    a.dateline_place = place_string(b, a.dateline_place), a.dateline_country = place_string(b, a.dateline_country),
    a.byline = place_string(b, a.byline);
    a.date = place_string(b, a.date), a.language = place_string(b, a.language), a.url = place_string(b, a.url), a.site = place_string(b, a.site);
    return a;
}

static StoreDocument *place_document(Block *b, const StoreDocument *doc) {
    StoreDocument *to = PLACE_ARRAY(b, doc, 1), d = *doc;
    d.name = place_string(b, d.name), d.path = place_string(b, d.path), d.message = place_string(b, d.message);
    d.publication = place_string(b, d.publication);
    d.article = place_article(b, d.article);
    d.sentences = PLACE_ARRAY(b, d.sentences, d.n_sentences);
    d.events = place_events(b, d.events, d.n_events);
    if (d.numbers) d.numbers = PLACE_ARRAY(b, d.numbers, d.n_events);
    if (d.coder) d.coder = place_string(b, d.coder);
    d.reports = PLACE_ARRAY(b, d.reports, d.n_reports);
    d.by_report = PLACE_ARRAY(b, d.by_report, d.n_events);
    if (to) *to = d;
    return to;
}

/* Into the rest of a chunk; NULL if that is too small, and then `need` is the size. */
static StoreDocument *place_in(Chunk *c, const StoreDocument *doc, size_t *need) {
    size_t from = (c->used + sizeof(Origin) - 1) / sizeof(Origin) * sizeof(Origin) + sizeof(Origin);
    Block b = {.p = c->bytes + from, .room = from < c->size ? c->size - from : 0};
    StoreDocument *copy = place_document(&b, doc);
    *need = b.n + 2 * sizeof(Origin);
    if (b.n > b.room) return NULL;
    *((Origin *)copy - 1) = (Origin){c};
    atomic_fetch_add_explicit(&c->users, 1, memory_order_relaxed);
    c->used = from + b.n;
    return copy;
}

static void leave_chunk(void *chunk) { leave(chunk); }

static StoreDocument *place_anywhere(DocumentCopies *p, const StoreDocument *doc) {
    Chunk *c = take_open(p);
    size_t need;
    StoreDocument *copy = place_in(c, doc, &need);
    if (!copy) {
        Cleanup cleanup;
        failure_cleanup(&cleanup, leave_chunk, c);
        Chunk *chunk = new_chunk(need > CHUNK ? need : CHUNK);
        failure_cleaned(&cleanup);
        leave(c);
        c = chunk;
        copy = place_in(c, doc, &need);
    }
    put_back(p, c);
    return copy;
}

static void free_reports(void *of) {
    Reports *reports = of;
    free(reports->list);
    free(reports->by_report);
}

StoreDocument *document_copy(DocumentCopies *p, const StoreDocument *doc) {
    Reports reports = {0};
    StoreDocument whole = *doc;
    Cleanup cleanup;
    failure_cleanup(&cleanup, free_reports, &reports);
    if (doc->outcome == DOCUMENT_CODED) {
        find_reports(doc, &reports);
        whole.sketched = sketch_make(doc->article.text, doc->article.text_size, &whole.sketch);
    }
    whole.meanings = NULL;
    whole.reports = reports.list, whole.by_report = reports.by_report, whole.n_reports = reports.n;
    StoreDocument *copy = place_anywhere(p, &whole);
    failure_cleaned(&cleanup);
    free_reports(&reports);
    return copy;
}
