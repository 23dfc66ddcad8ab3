/* link.c - groups the events of one document into reports of happenings.
 *
 * The judge scores each pair of events, and average linkage joins them: the headline, the highlights and the lead, which report the same thing, and later
 * mentions. A long document is processed in sections, so that the cost stays linear. The main report of the document is marked. */
#include "link/link.h"

#include "base/failure.h"
#include "link/average.h"
#include "link/judge.h"

#include <stdlib.h>

enum { STRETCH = LINK_STRETCH, LEAST = 64 }; /* LEAST: the odds above which two are joined */

typedef struct Stretch {
    Signature signatures[STRETCH];
    int32_t odds[STRETCH * STRETCH];
    uint32_t cluster[STRETCH], room[2 * STRETCH];
} Stretch;

static void weigh(Stretch *s, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) s->odds[i * n + k] = s->odds[k * n + i] = judge_odds(JUDGE_WITHIN, &s->signatures[i], &s->signatures[k]);
}

/* `reports` gets the number of each event's report, from 0. */
static void number_reports(const Stretch *s, size_t n, uint32_t *reports, size_t *n_reports) {
    for (size_t i = 0; i < n; i++) reports[i] = s->cluster[i] < i ? reports[s->cluster[i]] : (uint32_t)(*n_reports)++;
}

/* ---- a document's main report ---- */

enum { LEAD = 4 }; /* sentences, including those of the headline */

/* What determines how prominent a report is. */
typedef struct Front {
    uint8_t part, sequence, n_events, confidence; /* as in a signature */
    unsigned aux;
    bool of_body; /* aux is that of an event of the body */
} Front;

static Front front_of(const Signature *t) { return (Front){t->part, t->sequence, t->n_events, t->confidence, t->aux, false}; }

/* How prominently a report begins: 3 in the headline, 0 further down. */
static int prominence(const Front *t) { return t->part == ATTACHE_TITLE ? 3 : t->part == ATTACHE_HIGHLIGHT ? 2 : t->sequence < LEAD; }

static bool goes_before(const Front *a, const Front *b) {
    unsigned not_so = ATTACHE_FUTURE | ATTACHE_HYPOTHETICAL | ATTACHE_NEGATION;
    bool told_a = !(a->aux & not_so), told_b = !(b->aux & not_so);
    if (prominence(a) != prominence(b)) return prominence(a) > prominence(b);
    if (told_a != told_b) return told_a;
    return a->n_events != b->n_events ? a->n_events > b->n_events : a->confidence > b->confidence;
}

static size_t find_front(const Front *fronts, size_t n) {
    size_t best = n;
    for (size_t i = 0; i < n; i++)
        if (prominence(&fronts[i]) && (best == n || goes_before(&fronts[i], &fronts[best]))) best = i;
    return best;
}

size_t link_main(const Signature *reports, size_t n) {
    Front *fronts = base_alloc((n + 1) * sizeof *fronts);
    for (size_t i = 0; i < n; i++) fronts[i] = front_of(&reports[i]);
    size_t best = find_front(fronts, n);
    free(fronts);
    return best;
}

/* As in signature_make: part and sentence are those of the first event, aux is that of the first event of the body. */
static void add_to_front(Front *t, const attache_event *e) {
    unsigned confidence = (unsigned)(e->confidence * 100);
    if (!t->n_events) t->part = (uint8_t)e->part, t->sequence = (uint8_t)(e->sequence < 255 ? e->sequence : 255), t->aux = e->aux;
    if (!t->of_body && e->part == ATTACHE_BODY) t->of_body = true, t->aux = e->aux;
    if (confidence > t->confidence) t->confidence = (uint8_t)confidence;
    t->n_events = (uint8_t)(t->n_events < 255 ? t->n_events + 1 : 255);
}

/* ---- a document ---- */

/* What the reports of a document have so far. */
typedef struct Fronts {
    Front *list; /* [reports] */
    size_t n, cap;
} Fronts;

static void add_to_fronts(Fronts *f, const attache_event *events, const uint32_t *reports, size_t n, Arena *arena) {
    for (size_t i = 0; i < n; i++) {
        if (reports[i] == f->n) *VEC_PUSH(arena, f->list, f->n, f->cap) = (Front){0};
        add_to_front(&f->list[reports[i]], &events[i]);
    }
}

static void sign_stretch(Stretch *s, const attache_event *events, const Meaning *meanings, size_t n, const char *published, SignatureTexts *texts) {
    *texts = (SignatureTexts){.events = events, .meanings = meanings, .first = events[0].sequence};
    for (size_t i = 0; i < n; i++) {
        const attache_event *e = &events[i];
        signature_make(&e, 1, published, 0, (uint32_t)i, texts, &s->signatures[i]);
    }
    signature_texts_free(texts);
}

static void free_texts(void *texts) { signature_texts_free(texts); }

void link_find(link_source_fn *source, void *user, const Meaning *meanings, size_t n, const char *published, Arena *arena, Links *out) {
    SignatureTexts texts = {0};
    Stretch *s = n ? base_alloc(sizeof *s) : NULL;
    Fronts fronts = {0};
    Cleanup memory, words;
    failure_cleanup(&memory, failure_free, s);
    failure_cleanup(&words, free_texts, &texts);
    *out = (Links){.reports = arena_alloc(arena, (n + 1) * sizeof *out->reports)};
    for (size_t from = 0; from < n && !arena_spent(arena); from += STRETCH) {
        size_t count = n - from < STRETCH ? n - from : STRETCH;
        const attache_event *events = source(from, count, user);
        sign_stretch(s, events, meanings ? meanings + from : NULL, count, published, &texts);
        weigh(s, count);
        average_cluster(s->odds, count, LEAST, s->cluster, s->room);
        number_reports(s, count, out->reports + from, &out->n_reports);
        add_to_fronts(&fronts, events, out->reports + from, count, arena);
    }
    out->main = find_front(fronts.list, fronts.n);
    failure_cleaned(&words);
    failure_cleaned(&memory);
    free(s);
}

void link_name(attache_event *e, const Links *links, size_t number, const char *doc_id, Arena *arena) {
    e->link = arena_numbered(arena, doc_id, "/h", links->reports[number] + 1);
    e->main = links->reports[number] == links->main;
}

static const attache_event *from_list(size_t from, size_t n, void *events) { return (void)n, (const attache_event *)events + from; }

void link_events(attache_event *events, const Meaning *meanings, size_t n, const char *doc_id, const char *published, Arena *arena) {
    Links links;
    link_find(from_list, events, meanings, n, published, arena, &links);
    for (size_t i = 0; i < n && !arena_spent(arena); i++) link_name(&events[i], &links, i, doc_id, arena);
}
