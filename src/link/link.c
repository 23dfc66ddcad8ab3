/* link.c - groups the events of one document into reports of happenings.
 *
 * The judge scores each pair of events, and average linkage joins them: the headline, the highlights and the lead, which report the same thing, and later
 * mentions. A long document is processed in sections, so that the cost stays linear. The main report of the document is marked. */
#include "link/link.h"

#include "base/failure.h"
#include "link/average.h"
#include "link/judge.h"

#include <stdlib.h>

enum { STRETCH = 160, LEAST = 64 }; /* LEAST: the odds above which two are joined */

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
static void name_links(attache_event *events, uint32_t *reports, const Stretch *s, size_t n, const char *doc_id, uint32_t *n_reports, Arena *arena) {
    for (size_t i = 0; i < n; i++) {
        bool again = s->cluster[i] < i;
        reports[i] = again ? reports[s->cluster[i]] : (*n_reports)++;
        events[i].link = again ? events[s->cluster[i]].link : arena_numbered(arena, doc_id, "/h", *n_reports);
    }
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

static void mark_main(attache_event *events, const uint32_t *reports, size_t n, size_t n_reports, Arena *arena) {
    Front *fronts = arena_zalloc(arena, (n_reports + 1) * sizeof *fronts);
    for (size_t i = 0; i < n; i++) add_to_front(&fronts[reports[i]], &events[i]);
    size_t best = find_front(fronts, n_reports);
    for (size_t i = 0; i < n; i++) events[i].main = reports[i] == best;
}

/* ---- a document ---- */

static void free_texts(void *texts) { signature_texts_free(texts); }

void link_events(attache_event *events, const Meaning *meanings, size_t n, const char *doc_id, const char *published, Arena *arena) {
    SignatureTexts texts = {.events = events, .meanings = meanings};
    Stretch *s = n ? base_alloc(sizeof *s) : NULL;
    uint32_t n_reports = 0, *reports = arena_alloc(arena, (n + 1) * sizeof *reports);
    Cleanup memory, words;
    failure_cleanup(&memory, failure_free, s);
    failure_cleanup(&words, free_texts, &texts);
    for (size_t from = 0; from < n && !arena_spent(arena); from += STRETCH) {
        size_t count = n - from < STRETCH ? n - from : STRETCH;
        for (size_t i = 0; i < count; i++) {
            const attache_event *e = &events[from + i];
            signature_make(&e, 1, published, 0, (uint32_t)i, &texts, &s->signatures[i]);
        }
        weigh(s, count);
        average_cluster(s->odds, count, LEAST, s->cluster, s->room);
        name_links(events + from, reports + from, s, count, doc_id, &n_reports, arena);
    }
    if (!arena_spent(arena)) mark_main(events, reports, n, n_reports, arena);
    failure_cleaned(&words);
    failure_cleaned(&memory);
    signature_texts_free(&texts);
    free(s);
}
