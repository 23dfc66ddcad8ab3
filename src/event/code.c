/* code.c - codes the mentions of an article into events. This is the one driver: `code`, `explain` and training all use it. */
#include "event/decide.h"

/* What the sentences of an article are coded with. */
typedef struct Coding {
    const Coder *coder;
    const Reading *reading;
    const char *date;
    bool keep; /* everything that was considered; otherwise that is allocated in the room of its sentence, and forgotten, but for its records */
    Clauses clauses;
    Speakers speakers;
    Story story;
    NetScratch scratch;
    Records records; /* so far */
    code_record_fn *on_record; /* or NULL */
    void *user;
    Arena *arena;
} Coding;

/* Fills the records of a sentence; returns how many. For a title that has none yet, the likeliest event is written even below the threshold, down to a lower one. */
static size_t fill_all(Coding *k, CodedSentence *s, attache_event *out, Arena *arena) {
    const Coder *c = k->coder;
    Candidate *likeliest = NULL;
    double most = c->least_title.confidence;
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        Candidate *e = &s->list[i];
        if (e->dropped) continue;
        if (record_fill(s->clause, e, &k->story, &k->speakers, k->date, c->least, &out[n], arena)) n++;
        else if (out[n].confidence >= most && !e->denied) likeliest = e, most = out[n].confidence;
    }
    if (!reading_in_title(k->reading, s->clause->s->span.start) || k->records.n + n || !likeliest) return n;
    return record_fill(s->clause, likeliest, &k->story, &k->speakers, k->date, c->least_title, out, arena);
}

static void write_records(Coding *k, CodedSentence *s, Arena *arena) {
    attache_event *e = arena_alloc(arena, (s->n + 1) * sizeof *e);
    participants_name(k->coder, e, fill_all(k, s, e, arena), arena);
    for (size_t i = 0; i < s->n; i++) {
        if (s->list[i].dropped) continue;
        records_put(&k->records, e);
        if (k->on_record) k->on_record(e, s->list[i].state, k->user);
        e++;
    }
}

static void code_sentence(Coding *k, uint32_t i, CodedSentence *s) {
    Room room = room_open(k->arena);
    Arena *place = k->keep ? k->arena : room.arena;
    *s = (CodedSentence){.clause = clauses_at(&k->clauses, i, place), .first = k->records.n};
    k->scratch.states = lang_states(k->reading->language, k->reading->article->text, s->clause->s, room.arena);
    decide_sentence(s->clause, &k->speakers, &k->scratch, place, &s->list, &s->n);
    write_records(k, s, place);
    if (k->keep) return;
    s->clause->text = NULL; /* was in the room */
    room_close(&room);
}

/* All sentences; `coded`: what is to be kept of them, or NULL. False if the memory or time ran out. */
static bool code_all(Coding *k, CodedSentence *coded) {
    const Reading *r = k->reading;
    CodedSentence own;
    size_t longest = 0;
    records_open(&k->records, r->article, k->arena);
    clauses_open(&k->clauses, &k->coder->classes, k->coder, r, k->arena);
    attribution_read(&k->clauses, &k->speakers, k->arena);
    if (arena_spent(k->arena)) return false;
    story_read(r, k->arena, &k->story);
    topic_read(&k->coder->classes, k->arena, &k->story);
    for (uint32_t i = 0; i < r->n_sentences; i++) longest = r->sentences[i].n > longest ? r->sentences[i].n : longest;
    event_net_scratch(&k->coder->models->net, longest, k->arena, &k->scratch);
    for (uint32_t i = 0; i < r->n_sentences && !arena_spent(k->arena); i++) code_sentence(k, i, coded ? &coded[i] : &own);
    if (arena_spent(k->arena)) return false;
    participants_lead(&k->clauses, &k->records, k->arena);
    return true;
}

void code_each(const Coder *coder, const Reading *reading, const char *date, Arena *arena, code_sentence_fn *on_sentence, void *user) {
    Coding k = {.coder = coder, .reading = reading, .date = date, .keep = true, .arena = arena};
    CodedSentence *coded = arena_alloc(arena, (reading->n_sentences + 1) * sizeof *coded);
    if (!code_all(&k, coded)) return;
    attache_event *events = records_take_all(&k.records, arena);
    for (uint32_t i = 0; i < reading->n_sentences; i++) {
        size_t next = i + 1 < reading->n_sentences ? coded[i + 1].first : k.records.n;
        coded[i].events = events + coded[i].first;
        coded[i].n_events = next - coded[i].first;
        on_sentence(&coded[i], user);
    }
}

void code_reading(const Coder *coder, const Reading *reading, const char *date, Arena *arena, code_record_fn *on_record, void *user, Records *out) {
    Coding k = {.coder = coder, .reading = reading, .date = date, .arena = arena, .on_record = on_record, .user = user};
    code_all(&k, NULL);
    *out = k.records;
}
