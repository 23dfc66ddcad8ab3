/* code.c - an article's mentions in, its events out: sentence by sentence,
 * candidates from frames become records with their details. */
#include "event/rank.h"

#include <stdio.h>

/* ---- what a record says of the code ---- */

static const Score *score_of(const Coder *c, uint32_t event, uint32_t mode) {
    for (size_t i = 0; i < c->n_scores; i++)
        if (c->scores[i].event == event && c->scores[i].mode == mode) return &c->scores[i];
    return NULL;
}

static void set_codes(const Coder *c, const Candidate *e, attache_event *out, Arena *arena) {
    const Score *s = score_of(c, e->event, e->n_modes ? e->modes[0] : 0);
    if (!s) s = score_of(c, e->event, 0);
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
    const char **names = arena_alloc(arena, CONTEXTS_MAX * sizeof *names);
    size_t n = 0;
    for (size_t i = 0; i < c->classes.n_contexts; i++)
        if (bits >> i & 1) names[n++] = coder_string(c, c->classes.context_names[i]);
    out->contexts = names;
    out->n_contexts = n;
}

/* Contexts of the sentence, else of its paragraph; of the frame besides. */
static uint64_t contexts_of(const Coder *c, const Reading *r, uint32_t sentence, const Candidate *e) {
    uint64_t bits = detail_contexts(&c->classes, r, sentence);
    for (uint32_t i = 0; !bits && i < r->n_sentences; i++)
        if (r->sentences[i].block == r->sentences[sentence].block) bits |= detail_contexts(&c->classes, r, i);
    return bits | e->frame->contexts;
}

static void set_why(const Clause *c, const Candidate *e, attache_event *out, Arena *arena) {
    const Coder *coder = c->coder;
    const char *actor = e->n_actors ? lang_deprel_name(clause_token(c, e->actors[0])->deprel) : "-";
    const char *recipient = e->n_recipients   ? lang_deprel_name(clause_token(c, e->recipients[0])->deprel)
                            : e->n_actors > 1 ? lang_deprel_name(clause_token(c, e->actors[1])->deprel)
                                              : "-";
    const char *parts[] = {actor,
                           "<",
                           clause_token(c, e->token)->lemma,
                           ">",
                           recipient,
                           e->frame->how ? " " : "",
                           e->frame->how ? coder_string(coder, e->frame->how) : "",
                           e->rule ? " " : "",
                           e->rule ? coder_string(coder, e->rule->how) : "",
                           e->recoded ? arena_printf(arena, " category by the model (%.2f)", (double)e->probability) : "",
                           e->rerolled ? " parties by the model" : "",
                           e->fallback ? " a role by word order" : ""};
    out->why_frame = e->frame->name ? coder_string(coder, e->frame->name) : "model";
    out->why_path = arena_join(arena, parts, COUNT_OF(parts));
    out->trigger_start = clause_token(c, e->token)->span.start;
    out->trigger_end = clause_token(c, e->end)->span.end;
    out->event_text = arena_slice(arena, slice_sub(c->reading->article->text, (Span){out->trigger_start, out->trigger_end}));
}

/* ---- how sure ---- */

static bool any_known(const attache_entity *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (party_is_known(&list[i])) return true;
    return false;
}

static bool is_main(const Clause *c, const Candidate *e) {
    int t = e->support != NONE ? e->support : e->token;
    unsigned d = lang_deprel_base(clause_token(c, t)->deprel);
    return d == DEP_ROOT || (d == DEP_CONJ && clause_token(c, t)->head >= 0 && clause_token(c, clause_token(c, t)->head)->deprel == DEP_ROOT);
}

/* A weight for what speaks for a record; the factors were set by reading misses
 * on training data, not yet fitted. */
static double confidence_of(const Clause *c, const Candidate *e, const attache_event *out) {
    double v = 0.30;
    if (e->sure > 0) return (double)e->sure;
    v += is_main(c, e) ? 0.15 : 0;
    v += any_known(out->actors, out->n_actors) ? 0.18 : out->n_actors ? 0.04 : 0;
    v += any_known(out->recipients, out->n_recipients) || (out->n_actors > 1 && e->reciprocal) ? 0.14 : out->n_recipients ? 0.06 : 0;
    v += e->frame->weight ? 0.05 : 0;
    v += e->frame->pos == 'V' || e->support != NONE ? 0.08 : 0;
    v -= e->fallback ? 0.1 : 0;
    v -= out->n_actors && !any_known(out->actors, out->n_actors) && !out->actors[0].identifier[0] ? 0.1 : 0; /* a thing does nothing */
    v -= e->aux & ATTACHE_HYPOTHETICAL ? 0.08 : 0;
    v -= e->aux & ATTACHE_NEGATION ? 0.15 : 0;
    v -= 0.002 * e->token; /* reports put first what counts most */
    if (e->probability > 0) v = (double)e->probability * (0.6 + 0.4 * v);
    return v < 0.05 ? 0.05 : v > 0.95 ? 0.95 : v;
}

/* ---- from candidate to event ---- */

/* A reciprocal event with one side as actor and one as recipient lists both as
 * actors; one with a single side is no pair. */
static void merge_reciprocal(const Candidate *e, attache_event *out, Arena *arena) {
    if (!e->reciprocal || !out->n_recipients || !out->n_actors) return;
    attache_entity *all = arena_alloc(arena, (out->n_actors + out->n_recipients) * sizeof *all);
    memcpy(all, out->actors, out->n_actors * sizeof *all);
    memcpy(all + out->n_actors, out->recipients, out->n_recipients * sizeof *all);
    out->actors = all;
    out->n_actors += out->n_recipients;
    out->recipients = NULL;
    out->n_recipients = 0;
}

/* "The two nations ... projects of their industries": a nameless part of a
 * state that is there already adds nothing to what states do together. */
static void drop_parts(const Candidate *e, attache_event *out, attache_entity *actors) {
    size_t n = 0;
    for (size_t i = 0; i < out->n_actors; i++) {
        bool part = false;
        for (size_t k = 0; k < n; k++)
            part |= e->reciprocal && actors[i].code[0] && !strcmp(actors[k].code, actors[i].code) && !actors[i].identifier[0] && !actors[k].sector[0];
        if (!part) actors[n++] = actors[i];
    }
    if (n > 1) out->n_actors = n;
}

static bool is_state_itself(const attache_entity *e) { return e->code[0] && (!e->sector[0] || sector_of(e->sector) == SECTOR_GOV) && !e->identifier[0]; }

/* A state does nothing to itself: "warned that Moscow would respond", "its
 * nuclear sites" with "its" gone wrong. */
static void drop_itself(attache_event *out, attache_entity *recipients) {
    size_t n = 0;
    for (size_t i = 0; i < out->n_recipients; i++) {
        bool itself = false;
        for (size_t k = 0; k < out->n_actors; k++)
            itself |= is_state_itself(&recipients[i]) && !strcmp(out->actors[k].code, recipients[i].code) &&
                      (!out->actors[k].sector[0] || sector_of(out->actors[k].sector) == SECTOR_GOV);
        if (!itself) recipients[n++] = recipients[i];
    }
    out->n_recipients = n;
}

static void set_attribution(Clause *c, const Speakers *speakers, const Candidate *e, attache_event *out, Arena *arena) {
    static const char *const kinds[] = {"", "reported", "quoted"};
    Attribution a = attribution_of(c, speakers, e->token, arena);
    for (size_t i = 0; i < out->n_actors && a.kind == 1; i++) /* who does it does not report it */
        if (out->actors[i].start == a.source.start) a = (Attribution){0};
    out->attribution.kind = kinds[a.kind];
    out->attribution.source_text = a.name ? a.name : "";
    out->attribution.start = a.source.start;
    out->attribution.end = a.source.end;
}

/* "The Foreign Secretary met the Iraqi minister": whom only the context gives a state does not get that of the one whom he meets, helps or praises. */
static void drop_guesses(const Candidate *e, attache_entity *list, size_t n, const attache_entity *others, size_t n_others) {
    bool between = e->event == EVENT_CONSULT || e->event == EVENT_AGREE || e->event == EVENT_SUPPORT || e->event == EVENT_COOPERATE || e->event == EVENT_AID;
    for (size_t i = 0; i < n && between; i++)
        for (size_t k = 0; k < n_others; k++) {
            bool guess = list[i].code[0] && sector_of(list[i].sector) == SECTOR_GOV && list[i].office[0] && strstr(list[i].how, "by context") &&
                         list[i].start != others[k].start && (!others[k].sector[0] || sector_of(others[k].sector) == SECTOR_GOV);
            if (guess && !strcmp(list[i].code, others[k].code) && !strstr(others[k].how, "by context")) list[i].code = "";
        }
}

/* "The two armies are being sued", "its leader was freed": the same words on both sides stand on the one that the verb's voice tells. */
static void drop_mirror(const Clause *c, const Candidate *e, attache_event *out) {
    if (!out->n_actors || out->n_actors != out->n_recipients || (out->n_actors == 1 && !clause_is_passive(c, e->token))) return;
    for (size_t i = 0; i < out->n_actors; i++)
        if (out->actors[i].start != out->recipients[i].start || out->actors[i].end != out->recipients[i].end) return;
    if (clause_is_passive(c, e->token))
        out->n_actors = 0;
    else
        out->n_recipients = 0;
}

static bool same_country(const attache_event *out) {
    return out->n_actors == 1 && out->n_recipients == 1 && out->actors[0].start == out->recipients[0].start;
}

/* "He was assisted by the ambassador": two named officials of one state are one
 * side. */
static bool one_delegation(const Candidate *e, const attache_event *out) {
    if (e->event != EVENT_AID || !out->n_actors || !out->n_recipients) return false;
    const attache_entity *a = &out->actors[0], *r = &out->recipients[0];
    return a->code[0] && !strcmp(a->code, r->code) && a->identifier[0] && r->identifier[0] && a->office[0] && r->office[0];
}

/* Whether a party is one of politics: a state, its bodies and people under arms, a party, a movement, a body of states; not a firm, a paper, a school, a crowd. */
static bool is_public(const attache_entity *e) {
    enum { PRIVATE = SECTOR_BIT(SECTOR_BUS) | SECTOR_BIT(SECTOR_MED) | SECTOR_BIT(SECTOR_JRN) | SECTOR_BIT(SECTOR_UNK) };
    Sector sector = sector_of(e->sector);
    bool state = e->code[0] && strcmp(e->code, "MNC") != 0;
    if (sector == SECTOR_CVL) return state || e->n_other_sectors;
    if (sector_in(PRIVATE, sector)) return e->n_other_sectors > 0 && sector_of(e->other_sectors[0]) != SECTOR_JRN;
    return state || sector;
}

static bool any_public(const attache_entity *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (is_public(&list[i])) return true;
    return false;
}

/* Firms sue, papers ask and shops help each other: no event, unless they are of two countries. Crowds and workers protest, and anybody can be hurt, arrested or
 * convicted. */
static bool is_private(const Candidate *e, const attache_event *out) {
    bool caught = !strncmp(e->cameo, "173", 3) || !strncmp(e->cameo, "116", 3);
    if (e->event == EVENT_PROTEST || e->event == EVENT_ASSAULT || caught) return false;
    if (any_public(out->actors, out->n_actors) || any_public(out->recipients, out->n_recipients)) return false;
    const char *first = "";
    for (size_t i = 0; i < out->n_actors + out->n_recipients; i++) {
        const char *code = (i < out->n_actors ? out->actors[i] : out->recipients[i - out->n_actors]).code;
        if (code[0] && first[0] && strcmp(code, first) != 0) return false;
        first = code[0] ? code : first;
    }
    return true;
}

/* Why an event is none after all, or NULL. */
static const char *reject_event(const Clause *c, const Candidate *e, const attache_event *out) {
    bool says = !e->frame->how && clause_in_class(c, e->token, CLASS_SAY);
    if (says) return "saying so is no event of its own";
    bool parties = any_known(out->actors, out->n_actors) || any_known(out->recipients, out->n_recipients);
    if (!out->n_actors && !out->n_recipients) return "nobody does it to anybody";
    if (!parties) return "no country, organisation or sector is known of its parties";
    if (e->frame->pos != 'V' && e->support == NONE && !any_known(out->actors, out->n_actors) && !out->n_recipients)
        return "an event noun with neither actor nor recipient";
    bool takes_two = e->reciprocal && (e->event == EVENT_SUPPORT || e->event == EVENT_COOPERATE);
    if (takes_two && !out->n_recipients && out->n_actors < 2) return "it takes two, and one is known";
    if (e->event == EVENT_COOPERATE && out->n_actors + out->n_recipients < 2 && !out->n_actors) return "cooperation takes two";
    if (one_delegation(e, out)) return "people of one side help each other";
    if (is_private(e, out)) return "nobody of politics takes part";
    if (same_country(out)) return "actor and recipient are the same words";
    return NULL;
}

/* Fills a record; false, with the reason in e->dropped, if it is no event after
 * all. */
static bool make_event(Clause *c, Candidate *e, const Speakers *speakers, const char *date, attache_event *out, Arena *arena) {
    const Coder *coder = c->coder;
    attache_entity *actors, *recipients;
    *out = (attache_event){.id = "", .link = "", .publication = ""};
    out->n_actors = party_entities(c, e->actors, e->n_actors, arena, &actors);
    out->n_recipients = party_entities(c, e->recipients, e->n_recipients, arena, &recipients);
    out->actors = actors;
    out->recipients = recipients;
    drop_guesses(e, actors, out->n_actors, recipients, out->n_recipients);
    drop_guesses(e, recipients, out->n_recipients, actors, out->n_actors);
    drop_guesses(e, actors, out->n_actors, actors, out->n_actors);
    drop_parts(e, out, actors);
    drop_itself(out, recipients);
    drop_mirror(c, e, out);
    merge_reciprocal(e, out, arena);
    e->dropped = reject_event(c, e, out);
    if (e->dropped) return false;
    set_codes(coder, e, out, arena);
    set_contexts(coder, contexts_of(coder, c->reading, c->index, e), out, arena);
    set_why(c, e, out, arena);
    set_attribution(c, speakers, e, out, arena);
    bool historical;
    char day[11];
    Trigger trigger = candidate_trigger(e);
    when_of(c, &trigger, date, day, &historical);
    if (historical && !(e->aux & ATTACHE_FUTURE)) e->aux |= ATTACHE_HISTORICAL;
    out->date = arena_copy(arena, day, strlen(day));
    out->aux = e->aux;
    out->loc.extracted_place = out->loc.resolved_place = out->loc.country_code = "";
    detail_place(c, e, out, arena);
    detail_numbers(c, e, out, arena);
    out->confidence = confidence_of(c, e, out);
    out->text = arena_slice(arena, slice_sub(c->reading->article->text, c->s->span));
    out->sequence = c->index;
    out->start = c->s->span.start;
    out->end = c->s->span.end;
    return true;
}

static bool is_small_number(Slice s) { return s.n && s.n <= 2 && s.p[0] >= '0' && s.p[0] <= '9' && s.p[s.n - 1] >= '0' && s.p[s.n - 1] <= '9'; }

/* "2-0", "6-3": small numbers joined by a hyphen. */
static bool is_score(const Clause *c, uint32_t t) {
    if (t + 2 >= c->s->n) return false;
    Slice part[3];
    for (uint32_t i = 0; i < 3; i++) part[i] = slice_sub(c->reading->article->text, clause_token(c, (int)(t + i))->span);
    bool dash = slice_is(part[1], "-") || slice_is(part[1], "\xE2\x80\x93");
    return dash && part[0].p + part[0].n == part[1].p && part[1].p + part[1].n == part[2].p && is_small_number(part[0]) && is_small_number(part[2]);
}

/* How much of a sentence is of sport: words and scores. */
static size_t sport_of(const Clause *c) {
    size_t n = 0;
    for (uint32_t t = 0; t < c->s->n; t++) {
        bool noun = clause_token(c, (int)t)->upos == UPOS_NOUN || clause_token(c, (int)t)->upos == UPOS_PROPN;
        n += is_score(c, t) || (noun && clause_in_class(c, (int)t, CLASS_SPORT));
    }
    return n;
}

/* An article of which every third sentence speaks of sport. */
static bool is_sport_report(const Clause *clauses, size_t n) {
    size_t of_sport = 0;
    for (size_t i = 0; i < n; i++) of_sport += sport_of(&clauses[i]) > 0;
    return of_sport >= 3 && 3 * of_sport >= n;
}

/* Whether a party is of a government, its courts or people under arms: what they do in a report on sport is told of them. */
static bool has_official(const Clause *c, const Candidate *e) {
    enum {
        OFFICIAL = SECTOR_BIT(SECTOR_GOV) | SECTOR_BIT(SECTOR_LEG) | SECTOR_BIT(SECTOR_JUD) | SECTOR_BIT(SECTOR_COP) | SECTOR_BIT(SECTOR_MIL) | SECTOR_BIT(SECTOR_REB)
    };
    for (size_t i = 0; i < (size_t)e->n_actors + e->n_recipients; i++) {
        const Entity *who = party_behind(c, i < e->n_actors ? e->actors[i] : e->recipients[i - e->n_actors]);
        if (who && sector_in(OFFICIAL, who->sector)) return true;
    }
    return false;
}

/* "war of words", "fight against poverty": a figure of speech takes its trigger
 * with it. */
static bool is_figure(const Clause *c, const Candidate *e) {
    bool figure = clause_in_class(c, e->token, CLASS_FIGURE);
    for (uint16_t i = 0; i < e->n_actors && !figure; i++) /* "a heart attack killed the painter" */
        figure = clause_in_class(c, e->actors[i], CLASS_FIGURE);
    return figure;
}

/* "The drought forced herders to leave", "a helicopter crashed, killing eight": what nature and mishaps do is nobody's deed. */
static bool is_misfortune(Clause *c, const Candidate *e) {
    if (e->event != EVENT_ASSAULT && e->event != EVENT_COERCE && e->event != EVENT_PROTEST) return false;
    int a = e->n_actors ? e->actors[0] : NONE, h = clause_token(c, e->token)->head;
    const Entity *who = a == NONE ? NULL : clause_entity(c, a);
    if (a != NONE && (!who || who->kind == ENT_UNKNOWN) && clause_in_class(c, a, CLASS_NATURE)) return true;
    bool follows = h >= 0 && lang_deprel_base(clause_token(c, e->token)->deprel) == DEP_ADVCL && clause_token(c, e->token)->feats & FEAT_PART;
    return follows && e->event == EVENT_ASSAULT && clause_object(c, h) == NONE &&
           clause_in_class(c, h, CLASS_MISHAP);
}

/* Beside an assault in the same sentence by the same actor a mobilisation is
 * its means, not an event (codebook, MOBILIZE). */
static void drop_mobilisation(Candidate *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n && list[i].event == EVENT_MOBILIZE && !list[i].dropped; k++)
            if (list[k].event == EVENT_ASSAULT && !list[k].dropped && list[k].n_actors && list[i].n_actors && list[k].actors[0] == list[i].actors[0])
                list[i].dropped = "the assault in the same sentence tells it";
}

static bool any_left(const Candidate *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!list[i].dropped) return true;
    return false;
}

/* "The storm blocked roads": a verb of which a frame says that it is no event here. */
static bool is_told_away(Clause *c, const Candidate *list, size_t n, int verb) {
    for (size_t i = 0; i < n; i++)
        if (list[i].token == verb && ((list[i].frame->how && !list[i].frame->cameo[0] && !list[i].frame->rule_id) || is_misfortune(c, &list[i])))
            return true;
    return false;
}

void code_candidates(Clause *c, Arena *arena, Candidate **out, size_t *n) {
    propose_candidates(c, arena, out, n);
    Candidate *list = *out;
    bool sport = *n && sport_of(c) >= 2; /* a report of a match is full of attacks, defeats and strikes */
    drop_mobilisation(list, *n);
    for (size_t i = 0; i < *n; i++) {
        if (!list[i].dropped && (sport || (c->in_sport && !has_official(c, &list[i])))) list[i].dropped = "reads like sport";
        if (!list[i].dropped && is_figure(c, &list[i])) list[i].dropped = "a figure of speech";
        if (!list[i].dropped && is_misfortune(c, &list[i])) list[i].dropped = "nature or a mishap does it";
        if (!list[i].dropped && !list[i].event) list[i].dropped = "its code has no PLOVER category";
    }
    Candidate bare;
    if (!sport && !c->in_sport && !any_left(list, *n) && propose_fallback(c, &bare) && !is_told_away(c, list, *n, bare.token)) {
        *out = arena_alloc(arena, (*n + 1) * sizeof **out);
        if (*n) memcpy(*out, list, *n * sizeof *list);
        (*out)[(*n)++] = bare;
    }
    roles_assign(c, *out, *n);
}

/* ---- events met again ---- */

static bool is_demonstrative(const Clause *c, int t) {
    int det = clause_child(c, t, DEP_DET);
    return det != NONE && clause_token(c, det)->feats & FEAT_DEM;
}

/* The last event of the article whose trigger was this word, or NULL. */
static const attache_event *event_of_word(const Clause *c, int t, const attache_event *events, size_t n) {
    enum { LOOK_BACK = 12 };
    for (size_t i = n; i-- > 0 && n - i <= LOOK_BACK;) {
        Slice word = slice_of(events[i].event_text), lemma = {clause_token(c, t)->lemma, clause_token(c, t)->lemma_len};
        if (word.n >= lemma.n && !strncasecmp(word.p, lemma.p, lemma.n) && word.n - lemma.n <= 2) return &events[i];
    }
    return NULL;
}

/* "These exercises could ...": a noun that points back at an event tells of it
 * again, with the parties it had, if it adds that it is still to come or only
 * possible. */
static void recall_events(Clause *c, const Speakers *speakers, Arena *arena, attache_event **events, size_t *n_events, size_t *cap) {
    for (int t = 0; t < (int)c->s->n; t++) {
        if (clause_token(c, t)->upos != UPOS_NOUN || !is_demonstrative(c, t)) continue;
        static const Frame again = {.pos = 'N'};
        const attache_event *before = event_of_word(c, t, *events, *n_events);
        Candidate e = {.token = (int16_t)t, .end = (int16_t)t, .support = NONE, .inner = NONE, .frame = &again};
        Trigger trigger = candidate_trigger(&e);
        unsigned aux = before ? modality_of(c, &trigger) : 0;
        if (!(aux & (ATTACHE_FUTURE | ATTACHE_HYPOTHETICAL)) || before->sequence == c->index) continue;
        attache_event event = *before;
        event.aux = aux;
        event.sequence = c->index;
        event.text = arena_slice(arena, slice_sub(c->reading->article->text, c->s->span));
        event.start = c->s->span.start;
        event.end = c->s->span.end;
        event.trigger_start = clause_token(c, t)->span.start;
        event.trigger_end = clause_token(c, t)->span.end;
        event.event_text = arena_slice(arena, slice_sub(c->reading->article->text, clause_token(c, t)->span));
        event.why_path = arena_printf(arena, "points back at \"%s\" in sentence %u; %s", before->event_text, before->sequence, before->why_path);
        set_attribution(c, speakers, &e, &event, arena);
        event.confidence = before->confidence * 0.7;
        *VEC_PUSH(arena, *events, *n_events, *cap) = event;
    }
}

size_t code_sentence(Clause *c, const Speakers *speakers, const char *date, Arena *arena, Candidate **candidates, attache_event **events,
                     size_t *n_events, size_t *cap) {
    size_t n;
    code_candidates(c, arena, candidates, &n);
    Candidate *list = *candidates;
    rank_candidates(c, list, n);
    sure_candidates(c, list, n);
    for (size_t i = 0; i < n; i++) {
        attache_event event;
        if (!list[i].event && !list[i].dropped) list[i].dropped = "no frame told it";
        if (list[i].dropped || !make_event(c, &list[i], speakers, date, &event, arena)) continue;
        *VEC_PUSH(arena, *events, *n_events, *cap) = event;
    }
    recall_events(c, speakers, arena, events, n_events, cap);
    return n;
}

void code_reading(const Coder *coder, const Reading *reading, const char *date, Arena *arena, attache_event **events, size_t *n_events) {
    Clause *clauses = arena_alloc(arena, (reading->n_sentences + 1) * sizeof *clauses);
    Speakers speakers;
    size_t cap = 0;
    *events = NULL;
    *n_events = 0;
    for (uint32_t i = 0; i < reading->n_sentences; i++) clause_open(&clauses[i], &coder->classes, coder, reading, i, arena);
    bool sport = is_sport_report(clauses, reading->n_sentences);
    for (uint32_t i = 0; i < reading->n_sentences; i++) clauses[i].in_sport = sport;
    attribution_read(clauses, reading->n_sentences, reading->article, &speakers, arena);
    for (uint32_t i = 0; i < reading->n_sentences; i++) {
        Candidate *candidates;
        code_sentence(&clauses[i], &speakers, date, arena, &candidates, events, n_events, &cap);
    }
    participants_fill(clauses, reading->n_sentences, *events, *n_events, arena);
}
