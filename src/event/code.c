/* code.c - codes the mentions of an article into events. This is the one driver: `code`, `explain` and training all use it. */
#include "event/decide.h"

/* The records of an article so far. */
typedef struct Written {
    attache_event *events;
    size_t n, cap;
    code_record_fn *on_record; /* or NULL */
    void *user;
} Written;

static void write_record(const attache_event *event, const Candidate *e, Written *w, Arena *arena) {
    *VEC_PUSH(arena, w->events, w->n, w->cap) = *event;
    if (w->on_record) w->on_record(event, e->state, w->user);
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
    bool title = reading_in_title(s->clause->reading, s->clause->s->span.start);
    Candidate *likeliest = NULL;
    double most = coder->least_title.confidence;
    attache_event event;
    for (size_t k = 0; k < s->n; k++) {
        Candidate *e = &s->list[k];
        if (e->dropped) continue;
        if (fill(s, e, story, speakers, date, coder->least, keep, &event, arena))
            write_record(&event, e, w, arena);
        else if (event.confidence >= most && !e->denied)
            likeliest = e, most = event.confidence;
    }
    if (!title || w->n || !likeliest) return;
    likeliest->dropped = NULL;
    if (fill(s, likeliest, story, speakers, date, coder->least_title, keep, &event, arena)) write_record(&event, likeliest, w, arena);
}

/* What the sentences of an article are coded with. */
typedef struct Coding {
    const Coder *coder;
    const Reading *reading;
    const char *date;
    bool keep; /* everything that was considered; otherwise that is allocated in the room of its sentence, and forgotten */
    Clauses clauses;
    Speakers speakers;
    Story story;
    NetScratch scratch;
    Written written;
    Arena *arena;
} Coding;

static void begin(Coding *k) {
    size_t longest = 0;
    clauses_open(&k->clauses, &k->coder->classes, k->coder, k->reading, k->arena);
    attribution_read(&k->clauses, &k->speakers, k->arena);
    if (arena_spent(k->arena)) return;
    story_read(k->reading, k->arena, &k->story);
    k->story.politics = topic_politics(&k->coder->classes, k->reading, k->arena);
    for (uint32_t i = 0; i < k->reading->n_sentences; i++) longest = k->reading->sentences[i].n > longest ? k->reading->sentences[i].n : longest;
    event_net_scratch(&k->coder->models->net, longest, k->arena, &k->scratch);
}

static void code_sentence(Coding *k, uint32_t i, CodedSentence *s) {
    Room room = room_open(k->arena);
    Arena *place = k->keep ? k->arena : room.arena;
    *s = (CodedSentence){.clause = clauses_at(&k->clauses, i, place), .first = k->written.n};
    k->scratch.states = lang_states(k->reading->language, k->reading->article->text, s->clause->s, room.arena);
    decide_sentence(s->clause, &k->speakers, &k->scratch, place, &s->list, &s->n);
    write_records(k->coder, s, &k->story, &k->speakers, k->date, k->keep, &k->written, k->arena);
    if (!k->keep) room_close(&room);
}

void code_each(const Coder *coder, const Reading *reading, const char *date, Arena *arena, code_sentence_fn *on_sentence, void *user) {
    Coding k = {.coder = coder, .reading = reading, .date = date, .keep = true, .arena = arena};
    CodedSentence *coded = arena_alloc(arena, (reading->n_sentences + 1) * sizeof *coded);
    begin(&k);
    for (uint32_t i = 0; i < reading->n_sentences && !arena_spent(arena); i++) code_sentence(&k, i, &coded[i]);
    if (arena_spent(arena)) return;
    participants_fill(&k.clauses, k.written.events, k.written.n, arena);
    for (uint32_t i = 0; i < reading->n_sentences; i++) {
        size_t next = i + 1 < reading->n_sentences ? coded[i + 1].first : k.written.n;
        coded[i].events = k.written.events + coded[i].first;
        coded[i].n_events = next - coded[i].first;
        on_sentence(&coded[i], user);
    }
}

void code_reading(const Coder *coder, const Reading *reading, const char *date, Arena *arena, code_record_fn *on_record, void *user, attache_event **events, size_t *n_events) {
    Coding k = {.coder = coder, .reading = reading, .date = date, .arena = arena, .written = {.on_record = on_record, .user = user}};
    CodedSentence s;
    begin(&k);
    for (uint32_t i = 0; i < reading->n_sentences && !arena_spent(arena); i++) code_sentence(&k, i, &s);
    if (!arena_spent(arena)) participants_fill(&k.clauses, k.written.events, k.written.n, arena);
    *events = k.written.events, *n_events = arena_spent(arena) ? 0 : k.written.n;
}
