/* record.c - turns a candidate that was not dropped into a record: parties with their states, codes, contexts, date, place, numbers, source, evidence and
 * confidence. */
#include "event/decide.h"

#include <stdio.h>

/* ---- what a record says of the code ---- */

static void set_codes(const Coder *c, const Candidate *e, attache_event *out, Arena *arena) {
    const Score *s = coder_score(c, e->event, e->n_modes ? e->modes[0] : 0);
    const char **modes = arena_alloc(arena, (size_t)(e->n_modes + 1) * sizeof *modes);
    for (uint8_t i = 0; i < e->n_modes; i++) modes[i] = coder_string(c, e->modes[i]);
    out->event = event_names[e->event];
    out->modes = modes;
    out->n_modes = e->n_modes;
    out->cameo = arena_copy(arena, e->cameo, strlen(e->cameo));
    out->quad_code = s ? s->quad : 0;
    out->event_scale = s ? (double)s->score : 0;
}

static void set_contexts(const Coder *c, uint64_t bits, attache_event *out, Arena *arena) {
    const char **names = arena_alloc(arena, (size_t)__builtin_popcountll(bits) * sizeof *names);
    size_t n = 0;
    for (size_t i = 0; i < c->classes.n_contexts; i++)
        if (bits >> i & 1) names[n++] = coder_string(c, c->classes.context_names[i]);
    out->contexts = names;
    out->n_contexts = n;
}

static const char *relation_of(const Clause *c, int t) { return t != NONE ? lang_deprel_name(clause_token(c, t)->deprel) : "-"; }

static void set_why(const Clause *c, const Candidate *e, attache_event *out, Arena *arena) {
    const Coder *coder = c->coder;
    int actor = e->actors.n ? e->actors.t[0] : NONE, other = e->recipients.n ? e->recipients.t[0] : e->actors.n > 1 ? e->actors.t[1] : NONE;
    const char *row = e->frame->how ? coder_string(coder, e->frame->how) : "", *rule = e->rule ? coder_string(coder, e->rule->how) : "";
    const char *by[] = {wording[WORDING_BY_NETWORK].list[0], candidate_share(arena, (double)e->probability), ")"};
    const char *parts[] = {relation_of(c, actor), "<", clause_token(c, e->token)->lemma, ">", relation_of(c, other), row[0] ? " " : "", row, rule[0] ? " " : "", rule,
                           e->recoded ? arena_join(arena, by, COUNT_OF(by)) : ""};
    out->why_frame = e->frame->name ? coder_string(coder, e->frame->name) : "network";
    out->why_path = arena_join(arena, parts, COUNT_OF(parts));
    out->trigger_start = clause_token(c, e->token)->span.start;
    out->trigger_end = clause_token(c, e->end)->span.end;
    out->event_text = arena_slice(arena, slice_sub(c->reading->article->text, (Span){out->trigger_start, out->trigger_end}));
}

static void set_attribution(Clause *c, const Speakers *speakers, const Candidate *e, attache_event *out, Arena *arena) {
    static const char *const kinds[] = {"", "reported", "quoted"};
    Attribution a = attribution_of(c, speakers, e->token, arena);
    out->attribution.kind = kinds[a.kind];
    out->attribution.source_text = a.name ? a.name : "";
    out->attribution.start = a.source.start;
    out->attribution.end = a.source.end;
}

/* ---- the parties' states ---- */

/* The parties in one role. */
typedef struct RecordSide {
    attache_entity *list;
    size_t n;
    double probability; /* of the least certain state, or of having no party */
    bool outside;       /* the sentence does not name it */
} RecordSide;

/* Whether another party has the same words. */
static bool shares_words(const RecordSide *side, const attache_entity *e) {
    return ANY_WHERE(i, side->n, &side->list[i] != e && side->list[i].start == e->start && side->list[i].end == e->end);
}

static bool same_span(Span s, uint32_t start, uint32_t end) { return s.start == start && s.end == end; }

/* The token of a party with these words, or NONE. */
static int token_of(const Clause *c, const Parties *p, uint32_t start, uint32_t end) {
    const int16_t *token = ITEM_WHERE(t, p->t, p->n, same_span(clause_span(c, *t), start, end));
    return token ? *token : NONE;
}

static double rank_state(Clause *c, const Story *story, const Candidate *e, bool recipient, int head, int other, char code[4]) {
    char codes[STATE_CANDIDATES][4];
    float p[STATE_CANDIDATES];
    StateSlot slot = {.clause = c, .trigger = e->token, .category = e->event, .recipient = recipient, .head = head, .other = other};
    size_t n = state_candidates(story, &slot, codes), best = state_rank(&c->coder->models->state, story, &slot, (const char(*)[4])codes, n, p);
    memcpy(code, codes[best], 4);
    return (double)p[best];
}

/* Gives a phrase its state from the article; if its own words do not name one, `how` says where it came from. */
static double set_state(Clause *c, const Story *story, const Candidate *e, bool recipient, int head, int other, attache_entity *out, Arena *arena) {
    char code[4];
    double p = rank_state(c, story, e, recipient, head, other, code);
    if (strcmp(code, out->code)) {
        const char *const parts[] = {out->how, out->how[0] ? ", " : "", how_text(HOW_ARTICLE), " (", candidate_share(arena, p), ")"};
        out->how = arena_join(arena, parts, COUNT_OF(parts));
        out->code = arena_copy(arena, code, strlen(code));
        bool body = strchr(out->entity, ':') != NULL, known = body && out->entity[0] <= 'Z'; /* a body keeps its identity in the tables, whichever state it acts for */
        if (!known) party_set_key(out, body, arena);
    }
    return p;
}

/* Whether a mention consists of the same words as a party of the event. */
static bool is_named_party(const Clause *c, const Candidate *e, const Mention *m) {
    Span s = m->span;
    return m->sentence == c->index && (token_of(c, &e->actors, s.start, s.end) != NONE || token_of(c, &e->recipients, s.start, s.end) != NONE);
}

enum { PER_SENTENCE = 2, NO_STATE = 3, OTHER_PARTY = 40, REACH = 500 }; /* what makes a mention less near; how many sentences away it may be */

static long sentences_between(const Clause *c, const Mention *m) {
    long far = (long)m->sentence - (long)c->index;
    return far < 0 ? -far : far;
}

/* How far a mention is from being the words for a state in the sentence of a clause; negative if it does not name the state, or in another part of the article. */
static long distance_of(const Clause *c, const Candidate *e, const Mention *m, const char *code, size_t part) {
    const Reading *r = c->reading;
    const Entity *who = reading_who(r, m);
    if (!who || strcmp(who->code, code) || article_part(r->article, m->span.start) != part) return -1;
    bool state = who->kind == ENT_STATE || who->kind == ENT_PLACE;
    return PER_SENTENCE * sentences_between(c, m) + (state ? 0 : NO_STATE) + (is_named_party(c, e, m) ? OTHER_PARTY : 0);
}

/* The mention that names a state best near a sentence, in the same part of the article: the nearest one, a state or place before a person, and not the words of
 * the other party: in "9 people were killed in Oromia" the 9 did not kill. Of equals the first. NULL if there is none within REACH sentences. */
static const Mention *nearest_mention(const Clause *c, const Candidate *e, const char *code) {
    const Reading *r = c->reading;
    size_t part = article_part(r->article, c->s->span.start), first = reading_first_mention(r, c->index);
    const Mention *best = NULL;
    long least = PER_SENTENCE * REACH + NO_STATE + OTHER_PARTY;
    for (int back = 0; back < 2; back++) /* from the sentence on, and back from it */
        for (size_t i = first; back ? i-- > 0 : i < r->n_mentions; i += !back) {
            long away = sentences_between(c, &r->mentions[i]), d;
            if (away > REACH || PER_SENTENCE * away > least) break;
            d = distance_of(c, e, &r->mentions[i], code, part);
            if (d >= 0 && (!best || d < least || (back && d == least))) best = &r->mentions[i], least = d;
        }
    return best;
}

/* A party that the sentence does not name: its words are the nearest words for its state in the article. */
static void add_outsider(Clause *c, const Candidate *event, const char *code, double p, const RecordSide *other, RecordSide *side, Arena *arena) {
    const Mention *m = nearest_mention(c, event, code);
    bool title = reading_in_title(c->reading, c->s->span.start);
    if (!m || (title && other && other->outside && other->list[0].start == m->span.start)) return; /* "Scores hurt in Caracas protests": nobody acts on himself */
    const Entity *e = reading_entity(c->reading, m, 0);
    side->list = arena_alloc(arena, sizeof *side->list);
    side->list[0] = party_of_entity(c->reading, NULL, m->span, arena);
    side->list[0].code = e->code;
    party_set_key(&side->list[0], false, arena);
    side->list[0].how = arena_join(arena, (const char *const[]){how_text(HOW_OUTSIDER), " (", candidate_share(arena, p), ")"}, 4);
    side->n = 1;
    side->outside = true;
}

/* `actors`: those of the other role, NULL before they are known. If "both sides" act and no recipient is named, they act on each other. */
static void fill_side(Clause *c, const Story *story, const Candidate *e, const RecordSide *actors, RecordSide *side, Arena *arena) {
    bool recipient = actors != NULL;
    const Parties *own = recipient ? &e->recipients : &e->actors, *others = recipient ? &e->actors : &e->recipients;
    side->n = party_entities(c, own, arena, &side->list);
    side->probability = 1;
    for (size_t i = 0; i < side->n; i++) {
        int head = token_of(c, own, side->list[i].start, side->list[i].end), other = others->n ? others->t[0] : own->n > 1 ? own->t[own->t[0] == head] : NONE;
        const Mention *m = clause_mention(c, head);
        bool several = m && m->n_entities > 1; /* "they" for two states means each, even if one is in the list by its own name */
        if (head == NONE || shares_words(side, &side->list[i]) || several) continue;
        double p = set_state(c, story, e, recipient, head, other, &side->list[i], arena);
        side->probability = p < side->probability ? p : side->probability;
    }
    if (side->n || (actors && actors->n > 1 && (e->reciprocal || e->actors.n == 1))) return;
    char code[4];
    side->probability = rank_state(c, story, e, recipient, NONE, others->n ? others->t[0] : NONE, code);
    if (code[0]) add_outsider(c, e, code, side->probability, actors, side, arena);
}

/* ---- a record ---- */

/* The reason why an event is none after all by the codebook, or NULL. */
static const char *reject(const attache_event *out, const RecordSide *actors, const RecordSide *recipients) {
    if (!out->n_actors && !out->n_recipients) return drop_text(DROP_NOBODY);
    if (out->n_actors == 1 && out->n_recipients == 1 && out->actors[0].start == out->recipients[0].start && !strcmp(out->actors[0].code, out->recipients[0].code) &&
        !strcmp(out->actors[0].sector, out->recipients[0].sector) && !strcmp(out->actors[0].identifier, out->recipients[0].identifier) && actors->outside == recipients->outside)
        return drop_text(DROP_SAME);
    return NULL;
}

static const char *unsure(double confidence, double least, double politics, Arena *arena) {
    const char *why = arena_printf(arena, "%s%.2f%s%.2f", drop_text(DROP_UNSURE), confidence, drop_text(DROP_BELOW), least);
    return politics < 0.5 ? arena_printf(arena, "%s%s%.2f", why, drop_text(DROP_UNPOLITICAL), politics) : why;
}

bool record_fill(Clause *c, Candidate *e, const Story *story, const Speakers *speakers, const char *date, Least least, attache_event *out, Arena *arena) {
    const Coder *coder = c->coder;
    RecordSide actors = {0}, recipients = {0};
    *out = (attache_event){RECORD_NEW};
    fill_side(c, story, e, NULL, &actors, arena);
    fill_side(c, story, e, &actors, &recipients, arena);
    out->actors = actors.list, out->n_actors = actors.n;
    out->recipients = recipients.list, out->n_recipients = recipients.n;
    e->dropped = reject(out, &actors, &recipients);
    if (e->dropped) return false;
    decide_features(c, e, actors.probability, recipients.probability, e->evidence);
    out->confidence = story->politics * decide_confidence(coder->models, e->evidence);
    e->dropped = !candidate_asked_for(e) && out->confidence < least.confidence ? unsure(out->confidence, least.confidence, story->politics, arena) : candidate_infirm(e, &least, arena);
    if (e->dropped) return false;
    set_codes(coder, e, out, arena);
    set_contexts(coder, story->contexts[c->index] | e->frame->contexts, out, arena);
    set_why(c, e, out, arena);
    set_attribution(c, speakers, e, out, arena);
    char day[11];
    Trigger trigger = candidate_trigger(e);
    Past past = when_of(c, &trigger, date, day);
    if (past == PAST_LONG && !(e->aux & ATTACHE_FUTURE)) e->aux |= ATTACHE_HISTORICAL;
    if (past == PAST_RECENT) e->aux &= (uint8_t)~ATTACHE_HISTORICAL; /* a date decides this better than the network */
    out->date = arena_copy(arena, day, strlen(day));
    out->aux = e->aux;
    out->loc.extracted_place = out->loc.resolved_place = out->loc.country_code = "";
    detail_place(c, e, out, arena);
    detail_numbers(c, e, out, arena);
    out->text = clause_text(c, arena);
    out->sequence = c->index;
    out->start = c->s->span.start;
    out->end = c->s->span.end;
    return true;
}
