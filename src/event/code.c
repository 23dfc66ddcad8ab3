/* code.c - an article's mentions in, its events out. The one driver: `code`, `explain` and training all come through here. */
#include "event/decide.h"

void code_each(const Coder *coder, const Reading *reading, const char *date, Arena *arena, code_sentence_fn *on_sentence, void *user) {
    Clause *clauses = arena_alloc(arena, (reading->n_sentences + 1) * sizeof *clauses);
    Speakers speakers;
    Story story;
    NetScratch scratch;
    for (uint32_t i = 0; i < reading->n_sentences; i++) clause_open(&clauses[i], &coder->classes, coder, reading, i, arena);
    attribution_read(clauses, reading->n_sentences, reading->article, &speakers, arena);
    story_read(reading, arena, &story);
    size_t longest = 0;
    for (uint32_t i = 0; i < reading->n_sentences; i++) longest = reading->sentences[i].n > longest ? reading->sentences[i].n : longest;
    event_net_scratch(&coder->models->net, longest, arena, &scratch);
    attache_event *events = NULL;
    size_t n_events = 0, cap = 0;
    CodedSentence *coded = arena_alloc(arena, (reading->n_sentences + 1) * sizeof *coded);
    for (uint32_t i = 0; i < reading->n_sentences; i++) {
        CodedSentence *s = &coded[i];
        *s = (CodedSentence){.clause = &clauses[i], .first = n_events};
        decide_sentence(&clauses[i], &speakers, &scratch, arena, &s->list, &s->n);
        for (size_t k = 0; k < s->n; k++) {
            attache_event event;
            if (!s->list[k].dropped && record_fill(&clauses[i], &s->list[k], &story, &speakers, date, &event, arena)) *VEC_PUSH(arena, events, n_events, cap) = event;
        }
    }
    participants_fill(clauses, reading->n_sentences, events, n_events, arena);
    for (uint32_t i = 0; i < reading->n_sentences; i++) {
        size_t next = i + 1 < reading->n_sentences ? coded[i + 1].first : n_events;
        coded[i].events = events + coded[i].first;
        coded[i].n_events = next - coded[i].first;
        on_sentence(&coded[i], user);
    }
}

typedef struct Gathered {
    attache_event *events;
    size_t n;
} Gathered;

static void gather(const CodedSentence *s, void *user) {
    Gathered *g = user;
    if (!g->n && s->n_events) g->events = s->events;
    g->n += s->n_events;
}

void code_reading(const Coder *coder, const Reading *reading, const char *date, Arena *arena, attache_event **events, size_t *n_events) {
    Gathered g = {0};
    code_each(coder, reading, date, arena, gather, &g);
    *events = g.events;
    *n_events = g.n;
}
