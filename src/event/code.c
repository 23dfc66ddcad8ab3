/* code.c - codes the mentions of an article into events. This is the one driver: `code`, `explain` and training all use it. */
#include "event/decide.h"
#include "event/topic.h"

/* The records of an article so far. */
typedef struct Written {
    attache_event *events;
    const uint8_t **states; /* of their triggers */
    size_t n, cap, n_states, cap_states;
} Written;

static void write_record(const Coder *coder, const attache_event *event, const Candidate *e, Written *w, Arena *arena) {
    const uint8_t *state = e->state ? (const uint8_t *)arena_copy(arena, (const char *)e->state, event_net_width(&coder->models->net)) : NULL;
    *VEC_PUSH(arena, w->events, w->n, w->cap) = *event;
    *VEC_PUSH(arena, w->states, w->n_states, w->cap_states) = state;
}

/* Fills a record; if the candidate turns out to be no event, its memory is released, unless somebody wants the reason. */
static bool fill(CodedSentence *s, Candidate *e, const Story *story, const Speakers *speakers, const char *date, Least least, bool keep, attache_event *out, Arena *arena) {
    ArenaMark mark = arena_mark(arena);
    if (record_fill(s->clause, e, story, speakers, date, least, out, arena)) return true;
    if (keep) return false;
    arena_rewind(arena, mark);
    e->dropped = "";
    return false;
}

/* Appends the records of a sentence. For a title that has none yet, the likeliest event is written even below the threshold, down to a lower one. */
static void write_records(const Coder *coder, CodedSentence *s, const Story *story, const Speakers *speakers, const char *date, bool keep, Written *w, Arena *arena) {
    const Article *a = s->clause->reading->article;
    bool title = s->clause->s->span.start >= a->title.start && s->clause->s->span.start < a->title.end;
    Candidate *likeliest = NULL;
    double most = coder->least_title.confidence;
    attache_event event;
    for (size_t k = 0; k < s->n; k++) {
        Candidate *e = &s->list[k];
        if (e->dropped) continue;
        if (fill(s, e, story, speakers, date, coder->least, keep, &event, arena))
            write_record(coder, &event, e, w, arena);
        else if (event.confidence >= most && !e->denied)
            likeliest = e, most = event.confidence;
    }
    if (!title || w->n || !likeliest) return;
    likeliest->dropped = NULL;
    if (fill(s, likeliest, story, speakers, date, coder->least_title, keep, &event, arena)) write_record(coder, &event, likeliest, w, arena);
}

/* The states of a sentence: kept, or computed again into the room. */
static const uint8_t *states_of(const Reading *reading, const Sentence *s, Arena *room) {
    if (s->states || !reading->language) return s->states;
    uint8_t *out = arena_alloc(room, (size_t)s->n * s->width);
    lang_states(reading->language, reading->article->text, s, out);
    return out;
}

/* `keep`: on_sentence gets everything that was considered; otherwise that is allocated in the room of its sentence, and forgotten. Returns the states of the records' triggers. */
static const uint8_t *const *code_sentences(const Coder *coder, const Reading *reading, const char *date, bool keep, Arena *arena, code_sentence_fn *on_sentence, void *user) {
    Clause *clauses = arena_alloc(arena, (reading->n_sentences + 1) * sizeof *clauses);
    Speakers speakers;
    Story story;
    NetScratch scratch;
    for (uint32_t i = 0; i < reading->n_sentences && !arena_spent(arena); i++) clause_open(&clauses[i], &coder->classes, coder, reading, i, arena);
    if (arena_spent(arena)) return NULL;
    attribution_read(clauses, reading->n_sentences, reading->article, &speakers, arena);
    story_read(reading, arena, &story);
    story.politics = topic_politics(&coder->classes, reading);
    size_t longest = 0;
    for (uint32_t i = 0; i < reading->n_sentences; i++) longest = reading->sentences[i].n > longest ? reading->sentences[i].n : longest;
    event_net_scratch(&coder->models->net, longest, arena, &scratch);
    Written w = {0};
    CodedSentence *coded = arena_alloc(arena, (reading->n_sentences + 1) * sizeof *coded);
    for (uint32_t i = 0; i < reading->n_sentences && !arena_spent(arena); i++) {
        CodedSentence *s = &coded[i];
        *s = (CodedSentence){.clause = &clauses[i], .first = w.n};
        Room room = room_open(arena);
        scratch.states = states_of(reading, &reading->sentences[i], room.arena);
        decide_sentence(&clauses[i], &speakers, &scratch, keep ? arena : room.arena, &s->list, &s->n);
        write_records(coder, s, &story, &speakers, date, keep, &w, arena);
        if (keep) continue;
        s->list = NULL, s->n = 0;
        room_close(&room);
    }
    if (arena_spent(arena)) return NULL;
    participants_fill(clauses, reading->n_sentences, w.events, w.n, arena);
    for (uint32_t i = 0; i < reading->n_sentences; i++) {
        size_t next = i + 1 < reading->n_sentences ? coded[i + 1].first : w.n;
        coded[i].events = w.events + coded[i].first;
        coded[i].n_events = next - coded[i].first;
        on_sentence(&coded[i], user);
    }
    return w.states;
}

void code_each(const Coder *coder, const Reading *reading, const char *date, Arena *arena, code_sentence_fn *on_sentence, void *user) {
    code_sentences(coder, reading, date, true, arena, on_sentence, user);
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

void code_reading(const Coder *coder, const Reading *reading, const char *date, Arena *arena, attache_event **events, const uint8_t *const **states, size_t *n_events) {
    Gathered g = {0};
    *states = code_sentences(coder, reading, date, false, arena, gather, &g);
    *events = g.events;
    *n_events = g.n;
}
