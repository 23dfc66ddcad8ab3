/* link.c - groups the events of one document into reports of happenings.
 *
 * The judge scores each pair of events, and average linkage joins them: the headline, the highlights and the lead, which report the same thing, and later
 * mentions. A long document is processed in sections, so that the cost stays linear. */
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

static void name_links(attache_event *events, const Stretch *s, size_t n, const char *doc_id, unsigned *happenings, Arena *arena) {
    for (size_t i = 0; i < n; i++) events[i].link = s->cluster[i] < i ? events[s->cluster[i]].link : arena_numbered(arena, doc_id, "/h", ++*happenings);
}

static void free_texts(void *texts) { signature_texts_free(texts); }

void link_events(attache_event *events, const Meaning *meanings, size_t n, const char *doc_id, const char *published, Arena *arena) {
    SignatureTexts texts = {.events = events, .meanings = meanings};
    Stretch *s = n ? base_alloc(sizeof *s) : NULL;
    unsigned happenings = 0;
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
        name_links(events + from, s, count, doc_id, &happenings, arena);
    }
    failure_cleaned(&words);
    failure_cleaned(&memory);
    signature_texts_free(&texts);
    free(s);
}

/* ---- a document's main subject ---- */

enum { LEAD = 4 }; /* sentences, including those of the headline */

/* How prominently a report begins: 3 in the headline, 0 further down. */
static int prominence(const Signature *t) { return t->part == ATTACHE_TITLE ? 3 : t->part == ATTACHE_HIGHLIGHT ? 2 : t->sequence < LEAD; }

static bool goes_before(const Signature *a, const Signature *b) {
    unsigned not_so = ATTACHE_FUTURE | ATTACHE_HYPOTHETICAL | ATTACHE_NEGATION;
    bool told_a = !(a->aux & not_so), told_b = !(b->aux & not_so);
    if (prominence(a) != prominence(b)) return prominence(a) > prominence(b);
    if (told_a != told_b) return told_a;
    return a->n_events != b->n_events ? a->n_events > b->n_events : a->confidence > b->confidence;
}

size_t link_main(const Signature *reports, size_t n) {
    size_t best = n;
    for (size_t i = 0; i < n; i++)
        if (prominence(&reports[i]) && (best == n || goes_before(&reports[i], &reports[best]))) best = i;
    return best;
}
