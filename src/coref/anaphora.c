/* anaphora.c - resolves pronouns and definite nouns: "he", "its", "both sides", "the visiting dignitary", "his counterpart", "the article". Number, gender and
 * kind must agree. Unclear cases stay unresolved, because a wrong actor is worse than none. */
#include <stdio.h>

#include "coref/coref_int.h"
#include "vocab/wording.h"

enum { DOCUMENTS_BACK = 12, SENTENCES_BACK = 3, BODIES_BACK = 5, FIGHTERS_BACK = 12 };
_Static_assert((int)DOCUMENTS_BACK <= (int)SEEN_BACK && (int)SENTENCES_BACK <= (int)SEEN_BACK && (int)BODIES_BACK <= (int)SEEN_BACK && (int)FIGHTERS_BACK <= (int)SEEN_BACK,
               "sentences that are looked back at are still there");

static const Seen *seen_end(const Resolver *r) { return r->n_seen ? r->seen + r->n_seen : r->seen; } /* the array of a document's first sentence is NULL */
/* What was mentioned before s, at most `back` sentences before this one; NULL if there is nothing. */
static const Seen *seen_before(const Resolver *r, const Seen *s, uint32_t back) {
    return s > r->seen && s[-1].sentence + back >= r->memory.sentence ? s - 1 : NULL;
}

/* What was mentioned in the last sentences, the nearest first; the nearest for which a condition holds, or NULL. */
#define FOR_SEEN(r, s, back) for (const Seen *s = seen_end(r); (s = seen_before(r, s, back));)
#define SEEN_WHERE(r, s, back, condition)                                                                                                            \
    __extension__({                                                                                                                                  \
        const Seen *s = seen_end(r);                                                                                                                 \
        while ((s = seen_before(r, s, back)) && !(condition)) continue;                                                                              \
        s;                                                                                                                                           \
    })

static const Entity *seen_entity(const Resolver *r, const Seen *s) { return &r->out->entities[r->out->refs[s->refs]]; }

/* These fill the references, and return true. */
static bool take(Refs *out, const Seen *s) {
    out->first = s->refs, out->n = s->n;
    out->what = s->what;
    out->plural = s->plural;
    return out->certain = true;
}

static bool point(Resolver *r, Refs *out, uint32_t entity, uint8_t what) {
    entities_of_refs(r, out, &entity, 1);
    out->what = what;
    return out->certain = true;
}

static bool is_country_code(const char *code) { return code[0] && !actor_of(code); }

/* ---- the two sides ---- */

/* The last coordination of exactly two entities with different codes, if it is recent and prominent enough: at least `least` of the most prominent. */
static const Seen *last_pair(const Resolver *r, float least, bool states) {
    FOR_SEEN(r, s, 2) {
        if (!s->group || s->n != 2) continue;
        const Entity *a = seen_entity(r, s), *b = &r->out->entities[r->out->refs[s->refs + 1]];
        if (!a->code[0] || !b->code[0] || !strcmp(a->code, b->code) || a->kind == ENT_PLACE || b->kind == ENT_PLACE) continue;
        if (states && (!is_country_code(a->code) || !is_country_code(b->code))) continue;
        if (memory_spoken(&r->memory, a->code) >= least && memory_spoken(&r->memory, b->code) >= least) return s;
    }
    return NULL;
}

/* The two most prominent of the states that the article mentions, and how prominent they and the third are now; NULL and 0 if there are fewer. */
typedef struct Sides {
    const Spoken *a, *b;
    float of_a, of_b, third;
} Sides;

/* `states`: no organisations. */
static Sides two_sides(const Resolver *r, bool states) {
    Sides out = {0};
    for (const Spoken *s = r->memory.spoken; s < r->memory.spoken + r->memory.n_spoken; s++) {
        float now = memory_now(&r->memory, s);
        if (states && !is_country_code(s->code)) continue;
        if (!out.a || now > out.of_a) out = (Sides){s, out.a, now, out.of_a, out.of_b};
        else if (!out.b || now > out.of_b) out = (Sides){out.a, s, out.of_a, now, out.of_b};
        else if (now > out.third) out.third = now;
    }
    return out;
}

/* The one state that clearly is the article's, unless the second comes near: `near` of its prominence. */
static const Spoken *main_side(const Resolver *r, float near) {
    Sides s = two_sides(r, false);
    return s.a && is_country_code(s.a->code) && s.of_b <= near * s.of_a ? s.a : NULL;
}

/* The state of a code of three letters, or UINT32_MAX. */
static uint32_t state_of_code(Resolver *r, const char *code) {
    for (size_t i = 0; i < r->view.k->n_countries; i++) {
        const CountryRow *c = &r->view.k->countries[i];
        if ((c->kind != COUNTRY_STATE && c->kind != COUNTRY_TERRITORY) || strncmp(c->code, code, 3)) continue;
        if (!r->country_entity[i * COUNTRY_SLOTS]) {
            Entity e = {.name = "", .office = "", .how = kb_string(r->view.k, c->how), .kind = ENT_STATE, .gender = 'n', .lat = c->lat, .lon = c->lon};
            memcpy(e.code, c->code, 4);
            r->country_entity[i * COUNTRY_SLOTS] = entities_add(r, &e) + 1;
        }
        return r->country_entity[i * COUNTRY_SLOTS] - 1;
    }
    return UINT32_MAX;
}

/* The state itself, for a side that was mentioned only through its officers. */
static uint32_t state_entity(Resolver *r, const Spoken *s) {
    if (s->entity != UINT32_MAX && r->out->entities[s->entity].kind == ENT_STATE && !r->out->entities[s->entity].sector) return s->entity;
    uint32_t state = state_of_code(r, s->code);
    return state != UINT32_MAX ? state : s->entity;
}

static bool take_two(Resolver *r, Refs *out, uint32_t a, uint32_t b, uint8_t what) {
    entities_of_refs(r, out, (const uint32_t[]){a, b}, 2);
    out->what = what;
    return out->plural = out->certain = true;
}

/* Both sides: the last pair that was mentioned together, else the two most prominent states, if no third comes close. */
static bool take_sides(Resolver *r, bool states, Refs *out) {
    Sides s = two_sides(r, states);
    const Seen *pair = last_pair(r, 0.5f * s.of_b, states);
    if (pair) return take(out, pair);
    if (!s.b || s.of_b < 0.15f * s.of_a || s.third > 0.9f * s.of_b) return false;
    uint32_t first = state_entity(r, s.a), second = state_entity(r, s.b);
    return take_two(r, out, first, second, WHAT_STATE);
}

/* "the two leaders", "both ministers": the last two people with a code each. */
static bool take_two_people(Resolver *r, Refs *out) {
    const Seen *first = NULL;
    FOR_SEEN(r, s, 4) {
        const Entity *e = seen_entity(r, s);
        if (s->n != 1 || e->kind != ENT_PERSON || !e->code[0] || !s->certain) continue;
        if (!first) first = s;
        if (!strcmp(e->code, seen_entity(r, first)->code)) continue;
        return take_two(r, out, r->out->refs[s->refs], r->out->refs[first->refs], WHAT_PERSON);
    }
    return false;
}

/* ---- pronouns ---- */

typedef enum Want { WANT_PERSON, WANT_THING, WANT_MANY } Want;

typedef struct Pronoun {
    Want want;
    uint8_t gender;
    bool possessive, reflexive;
} Pronoun;

static bool read_pronoun(WordName word, Pronoun *out) {
    static const struct {
        WordName word;
        Pronoun is;
    } all[] = {{WORD_HE, {WANT_PERSON, 'm', false, false}},   {WORD_HIM, {WANT_PERSON, 'm', false, false}},    {WORD_HIS, {WANT_PERSON, 'm', true, false}},
               {WORD_SHE, {WANT_PERSON, 'f', false, false}},  {WORD_HER, {WANT_PERSON, 'f', false, false}},    {WORD_HERS, {WANT_PERSON, 'f', true, false}},
               {WORD_IT, {WANT_THING, 'n', false, false}},    {WORD_ITS, {WANT_THING, 'n', true, false}},      {WORD_HIMSELF, {WANT_PERSON, 'm', false, true}},
               {WORD_THEY, {WANT_MANY, 0, false, false}},     {WORD_THEM, {WANT_MANY, 0, false, false}},       {WORD_HERSELF, {WANT_PERSON, 'f', false, true}},
               {WORD_THEIR, {WANT_MANY, 0, true, false}},     {WORD_THEIRS, {WANT_MANY, 0, true, false}},      {WORD_ITSELF, {WANT_THING, 'n', false, true}},
               {WORD_THEMSELVES, {WANT_MANY, 0, false, true}}};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (all[i].word == word) return *out = all[i].is, true;
    return false;
}

/* The first token that depends on a head by one of several relations, other than `but`; -1 if there is none. */
static int dependent(const Resolver *r, int head, uint64_t relations, int but) {
    const Token *t = r->view.w->s->tokens;
    for (int i = 0; i < (int)r->view.w->s->n; i++)
        if (t[i].head == head && i != but && dep_in(relations, t[i].deprel)) return i;
    return -1;
}

static bool agrees(const Resolver *r, const Seen *s, const Pronoun *p) {
    const Entity *e = seen_entity(r, s);
    bool person = e->kind == ENT_PERSON && !s->plural;
    switch (p->want) {
    case WANT_PERSON: return person && s->n == 1 && (s->certain || s->role == FUNCTION_SUBJECT) && (!e->gender || e->gender == p->gender);
    case WANT_THING:
        if (s->n != 1 || person || s->plural || e->kind == ENT_PLACE) return false;
        return p->possessive ? e->kind != ENT_UNKNOWN || s->role == FUNCTION_SUBJECT
                             : s->role == FUNCTION_SUBJECT || e->kind == ENT_DOCUMENT || (e->kind == ENT_UNKNOWN && s->role == FUNCTION_OBJECT);
    default: return s->plural || s->n > 1 || e->kind == ENT_GROUP || e->kind == ENT_ORG;
    }
}

/* A pronoun cannot refer to another argument of its own verb, nor to the phrase that contains it. */
static bool is_barred(const Resolver *r, const Seen *s, const Pronoun *p, const Phrase *at) {
    if (s->sentence != r->memory.sentence) return false;
    if (s->first <= at->head && s->last >= at->head) return true;
    if (p->possessive || p->reflexive) return false;
    const Token *tokens = r->view.w->s->tokens;
    int verb = tokens[at->head].head;
    if (verb >= 0 && s->verb == (uint16_t)verb) return s->role != FUNCTION_MODIFIER;
    bool object = tokens[at->head].deprel == DEP_OBJ || tokens[at->head].deprel == DEP_IOBJ;
    bool joined = object && verb >= 0 && tokens[verb].deprel == DEP_CONJ; /* "sentenced four men and fined them": not the court */
    if (joined && dependent(r, verb, DEP_BIT(DEP_NSUBJ) | DEP_BIT(DEP_NSUBJ_PASS), -1) < 0) verb = tokens[verb].head;
    return verb >= 0 && object && s->verb == (uint16_t)verb && s->role == FUNCTION_SUBJECT;
}

/* The distance of a candidate in the same sentence: subjects of the enclosing clauses come first, from the inside out; others by distance. */
static float nearness(const Resolver *r, const Seen *s, const Phrase *at) {
    if (s->sentence != r->memory.sentence) return 0;
    const Token *tokens = r->view.w->s->tokens;
    int v = tokens[at->head].head;
    float level = 2.0f;
    for (int steps = 0; steps < 6 && v >= 0; steps++, v = tokens[v].head) {
        if (s->role == FUNCTION_SUBJECT && s->verb == (uint16_t)v) return level;
        if (tokens[v].upos == UPOS_VERB || tokens[v].upos == UPOS_AUX) level -= 0.3f;
    }
    float distance = at->head > s->head ? (float)(at->head - s->head) : (float)(s->head - at->head);
    return distance < 8 ? 1.5f - distance / 8 : 0;
}

static float score_of(const Resolver *r, const Seen *s, const Pronoun *p, Function role, const Phrase *at) {
    static const float roles[] = {0.5f, -1.0f, 0.0f, 1.0f, 3.0f};
    const Entity *e = seen_entity(r, s);
    float score = roles[s->role] - 2.0f * (float)(r->memory.sentence - s->sentence);
    if (s->role == role) score += 0.5f;
    if (s->sentence == r->memory.sentence) score += 0.3f + nearness(r, s, at);
    if (!s->certain) score -= 2.0f;
    if (s->matrix && s->role == FUNCTION_SUBJECT && s->sentence != r->memory.sentence) score += 0.7f;
    if (s->part && p->want != WANT_MANY) score -= 1.0f;
    if (p->want == WANT_PERSON && e->gender == p->gender) score += 1.5f;
    if (p->want == WANT_THING && e->kind == ENT_UNKNOWN) score -= p->possessive ? 3.0f : 0.5f;
    if (p->want == WANT_MANY && s->group) score += 0.5f;
    if (p->want == WANT_MANY && s->n == 1 && !s->plural && e->kind == ENT_ORG) score -= 1.0f; /* Hamas ... they */
    if (p->want == WANT_MANY && s->n == 1 && e->kind == ENT_UNKNOWN) score -= 2.0f;
    return score;
}

/* In quotation marks "they" are not the speakers. */
static bool is_speakers(const Resolver *r, const Seen *s, int16_t sayer) {
    const Entity *e = seen_entity(r, s);
    if (sayer < 0 || s->n != 1 || !r->refs[sayer].n) return false;
    const Entity *own = &r->out->entities[r->out->refs[r->refs[sayer].first]];
    return own->code[0] && !strcmp(own->code, e->code) && own->sector == e->sector;
}

static const Seen *best_seen(const Resolver *r, const Pronoun *p, const Phrase *at, int16_t sayer) {
    const Seen *best = NULL;
    float best_score = -100;
    Function role = chunk_function(r->view.w, at->head);
    FOR_SEEN(r, s, SENTENCES_BACK) {
        if (!agrees(r, s, p) || is_barred(r, s, p, at) || is_speakers(r, s, sayer)) continue;
        float score = score_of(r, s, p, role, at);
        if (score > best_score) best_score = score, best = s;
    }
    return best;
}

/* "it is clear that": refers to nothing. */
static bool is_empty_it(const Resolver *r, const Phrase *p) {
    const Token *t = &r->view.w->s->tokens[p->head];
    if (t->deprel == DEP_EXPL) return true;
    if (t->head < 0 || (t->deprel != DEP_NSUBJ && t->deprel != DEP_NSUBJ_PASS)) return false;
    bool adjective = r->view.w->s->tokens[t->head].upos == UPOS_ADJ || t->deprel == DEP_NSUBJ_PASS;
    return adjective && dependent(r, t->head, DEP_BIT(DEP_CSUBJ) | DEP_BIT(DEP_CCOMP) | DEP_BIT(DEP_XCOMP), -1) >= 0;
}

/* Who or which: the antecedent of the relative clause. */
static void resolve_relative(const Resolver *r, const Phrase *p, Refs *out) {
    const Token *tokens = r->view.w->s->tokens;
    int v = p->head;
    for (int steps = 0; steps < 6 && v >= 0; steps++, v = tokens[v].head) {
        if (tokens[v].deprel != DEP_ACL_RELCL) continue;
        int16_t antecedent = tokens[v].head < 0 ? NO_PHRASE : r->view.ph->of_token[tokens[v].head];
        const Refs *f = antecedent < 0 ? NULL : &r->refs[antecedent];
        if (!f || !f->done || !f->n) return;
        out->first = f->first, out->n = f->n;
        out->what = f->what, out->plural = f->plural;
        return;
    }
}

/* ---- who says "we" ---- */

static bool is_first_person(const Resolver *r, size_t token) { return token_is_in(r->view.k, r->view.w, token, WORDS_FIRST_PERSON); }

/* The phrase that is the subject of a verb, or NO_PHRASE. */
static int16_t subject_phrase(const Resolver *r, size_t verb, size_t but) {
    int t = dependent(r, (int)verb, DEP_BIT(DEP_NSUBJ), (int)but);
    return t < 0 ? NO_PHRASE : r->view.ph->of_token[t];
}

/* The speaker of the clause that contains a token: the subject of the verb above it, or of the one next to it ("We won, X said"). */
static int16_t sayer_of(const Resolver *r, size_t at) {
    const Token *tokens = r->view.w->s->tokens;
    size_t n = r->view.w->s->n;
    int v = tokens[at].head;
    for (int steps = 0; steps < 8 && v >= 0 && (size_t)v < n; steps++) {
        for (size_t c = 0; c < n; c++) {
            bool beside = tokens[c].deprel == DEP_PARATAXIS && tokens[c].head == v;
            int16_t q = beside ? subject_phrase(r, c, at) : NO_PHRASE;
            if (q >= 0) return q;
        }
        int up = tokens[v].head;
        int16_t q = tokens[v].deprel == DEP_CCOMP && up >= 0 && (size_t)up < n ? subject_phrase(r, (size_t)up, at) : NO_PHRASE;
        if (q >= 0 && !is_first_person(r, r->view.ph->p[q].head)) return q;
        v = up;
    }
    return NO_PHRASE;
}

/* Whether a token is inside quotation marks of its sentence, or in a quotation left open by an earlier sentence. */
static bool in_quotes(const Resolver *r, size_t at) {
    bool in = false;
    for (size_t t = 0; t < at; t++) {
        Slice s = slice_sub(r->view.w->text, r->view.w->s->tokens[t].span);
        in ^= slice_is(s, "\"") || slice_is(s, "\xe2\x80\x9c") || slice_is(s, "\xe2\x80\x9d") || slice_is(s, "``");
    }
    return in;
}

/* "We" and "our" in quotation marks refer to the speaker, who may be named only in the previous sentence. */
static void take_speaker(Resolver *r, const Phrase *p, Refs *out) {
    if (!in_quotes(r, p->head)) return;
    int16_t q = sayer_of(r, p->head);
    if (q >= 0 && r->refs[q].done && r->refs[q].n == 1) r->speaker = r->refs[q].first + 1, r->spoke = r->memory.sentence;
    if (!r->speaker || r->spoke + 2 < r->memory.sentence) return;
    Entity e = r->out->entities[r->out->refs[r->speaker - 1]];
    if (e.kind == ENT_UNKNOWN || e.kind == ENT_DOCUMENT) return;
    r->spoke = r->memory.sentence;
    e.how = how_text(HOW_SPEAKER);
    e.by_pronoun = true;
    point(r, out, entities_add(r, &e), e.kind == ENT_PERSON ? WHAT_PERSON : WHAT_AGENT);
}

/* A phrase that is neither resolved nor being resolved; else NO_PHRASE. */
static int16_t if_open(const Resolver *r, int16_t phrase) { return phrase >= 0 && !r->refs[phrase].done && !r->refs[phrase].busy ? phrase : NO_PHRASE; }

/* The speaker, for "we" and for "they" in quotation marks; else NO_PHRASE. */
static int16_t speaker_for(const Resolver *r, const Phrase *p) {
    Pronoun pronoun;
    bool asks = read_pronoun(token_word(r->view.k, r->view.w, p->head), &pronoun) ? pronoun.want == WANT_MANY : is_first_person(r, p->head);
    return asks && in_quotes(r, p->head) ? sayer_of(r, p->head) : NO_PHRASE;
}

int16_t anaphora_pronoun_wants(const Resolver *r, int16_t phrase) { return if_open(r, speaker_for(r, &r->view.ph->p[phrase])); }

/* Refers to copies of the antecedent's entities that say how they were found; their identity and name stay the same. */
static void take_as_pronoun(Resolver *r, Refs *out, const Seen *s) {
    uint32_t ids[16] = {0};
    uint8_t n = s->n < 16 ? s->n : 16;
    for (uint8_t i = 0; i < n; i++) {
        Entity e = r->out->entities[r->out->refs[s->refs + i]];
        const char *label = e.name[0] ? e.name : e.office[0] ? e.office : e.code;
        if (!e.by_pronoun) e.how = arena_join(r->view.arena, (const char *const[]){how_text(HOW_PRONOUN), " ", label}, 3);
        e.by_pronoun = true;
        ids[i] = entities_add(r, &e);
    }
    take(out, s);
    entities_of_refs(r, out, ids, n);
}

void anaphora_pronoun(Resolver *r, int16_t phrase, Refs *out) {
    const Phrase *p = &r->view.ph->p[phrase];
    const Token *t = &r->view.w->s->tokens[p->head];
    WordName word = token_word(r->view.k, r->view.w, p->head);
    Pronoun pronoun;
    if (read_pronoun(word, &pronoun)) {
        if (t->feats & FEAT_POSS || t->deprel == DEP_NMOD_POSS) pronoun.possessive = true;
        if (word == WORD_IT && is_empty_it(r, p)) return;
        const Seen *s = best_seen(r, &pronoun, p, speaker_for(r, p));
        if (s && seen_entity(r, s)->kind != ENT_UNKNOWN) take_as_pronoun(r, out, s);
        return;
    }
    if (is_first_person(r, p->head)) take_speaker(r, p, out);
    else if (word == WORD_BOTH && t->deprel != DEP_CC_PRECONJ) take_sides(r, false, out);
    else if (word == WORD_WHO || (t->feats & FEAT_REL) || word == WORD_THAT) resolve_relative(r, p, out);
}

/* ---- single things ---- */

/* "the country": the last state, subjects first. */
static const Seen *last_state(const Resolver *r) {
    const Seen *best = NULL;
    float best_score = -100;
    Sides sides = two_sides(r, true);
    FOR_SEEN(r, s, SENTENCES_BACK) {
        const Entity *e = seen_entity(r, s);
        if (s->n != 1 || !is_country_code(e->code) || (s->what != WHAT_STATE && s->what != WHAT_CAPITAL)) continue;
        static const float roles[] = {0.5f, 0.6f, 0.3f, 0.5f, 1.5f};
        bool by_the_way = s->role == FUNCTION_MODIFIER && s->sentence != r->memory.sentence && sides.a;
        if (by_the_way && strcmp(e->code, sides.a->code)) continue; /* "French President Macron said ..." */
        float score = roles[s->role] - 2.0f * (float)(r->memory.sentence - s->sentence) + (s->sentence == r->memory.sentence ? 0.5f : 0);
        if (sides.a) score += 3.0f * memory_spoken(&r->memory, e->code) / sides.of_a; /* the article's main state takes precedence over a "French" in passing */
        if (score > best_score) best_score = score, best = s;
    }
    return best;
}

static bool take_country(Resolver *r, Refs *out) {
    const Seen *s = last_state(r);
    const Spoken *clear = s ? NULL : main_side(r, 0.6f);
    if (!s && !clear) return false;
    return point(r, out, s ? state_of_code(r, seen_entity(r, s)->code) : state_entity(r, clear), WHAT_STATE);
}

/* "the article", "the paper": the medium mentioned last. */
static bool take_document(Resolver *r, Refs *out) {
    const Seen *last = SEEN_WHERE(r, s, DOCUMENTS_BACK, s->n == 1 && seen_entity(r, s)->kind == ENT_DOCUMENT);
    return last && take(out, last);
}

/* "the visiting dignitary": the most prominent person who is neither at home nor posted there. */
static bool take_visitor(Resolver *r, const Desc *d, Refs *out) {
    const Met *best = NULL;
    float best_score = 0;
    for (size_t i = met_from(r->memory.n_met); i < r->memory.n_met; i++) {
        const Met *m = &r->memory.met[i];
        const Entity *e = &r->out->entities[m->entity];
        WordName title = word_of(r->view.k, m->title);
        if (e->kind != ENT_PERSON || title == WORD_AMBASSADOR || title == WORD_ENVOY) continue;
        if ((r->view.home[0] && !strcmp(e->code, r->view.home)) || (d->e.code[0] && e->code[0] && strcmp(d->e.code, e->code))) continue;
        float score = m->weight / (float)(1 + r->memory.sentence - m->sentence);
        if (score > best_score) best_score = score, best = m;
    }
    return best && point(r, out, best->entity, WHAT_PERSON);
}

/* Whether an office given in full differs from the one in an earlier mention: "the prime minister" is not the deputy, nor the minister of health. */
static bool is_other_office(const Resolver *r, const Desc *d, const Entity *e) {
    if (d->office_first == NO_TOKEN || d->office_first == d->office_last || !e->office[0]) return false;
    for (size_t t = d->office_first; t <= d->office_last; t++) {
        char word[32];
        Slice s = slice_sub(r->view.w->text, r->view.w->s->tokens[t].span);
        snprintf(word, sizeof word, "%.*s", (int)s.n, s.p);
        if (!strcasestr(e->office, word)) return true;
    }
    Slice first = slice_sub(r->view.w->text, r->view.w->s->tokens[d->office_first].span);
    return strncasecmp(e->office, first.p, first.n) != 0;
}

/* The office or body mentioned before: "the minister", "the delegation", "the army". */
static const Met *met_by_title(const Resolver *r, const Desc *d) {
    uint32_t lemma = r->view.w->lemmas[d->core];
    bool person = d->e.kind == ENT_PERSON, ruler = word_is_in(r->view.k, lemma, WORDS_RULER); /* "the strongman" */
    const Met *best = NULL;
    float best_score = -1;
    for (size_t i = r->memory.n_met; i-- > met_from(r->memory.n_met);) {
        const Met *m = &r->memory.met[i];
        const Entity *e = &r->out->entities[m->entity];
        bool same = m->agent && (m->agent == d->agent || (person && e->name[0] && ((lemma && m->title == lemma) || (ruler && word_is_in(r->view.k, m->title, WORDS_RULING)))));
        if (!same || (e->kind == ENT_PERSON) != person || e->plural != d->e.plural || (person && is_other_office(r, d, e))) continue;
        if (d->e.code[0] && e->code[0] && strcmp(d->e.code, e->code)) continue;
        if (d->e.code[0] && !e->code[0] && m->sentence == r->memory.sentence) continue; /* "the Foreign Secretary met the Iraqi foreign minister" */
        if (d->e.gender && e->gender && d->e.gender != e->gender) continue;
        if (d->former != (e->sector == SECTOR_ELI)) continue;
        float score = m->weight + 1;
        for (uint32_t s = m->sentence; s < r->memory.sentence && s < m->sentence + 30; s++) score *= 0.8f;
        if (score > best_score) best_score = score, best = m;
    }
    return best;
}

static bool take_met(Resolver *r, const Desc *d, Refs *out) {
    const Met *m = met_by_title(r, d);
    return m && point(r, out, m->entity, m->what);
}

/* What a noun for a body can refer to: a group is not a ministry, a company not a militia. */
static bool body_fits(int word, const Entity *e) {
    if (e->kind != ENT_ORG) return false;
    bool of_state = sector_camps[e->sector] == CAMP_STATE, opposed = sector_camps[e->sector] == CAMP_ARMED || e->sector == SECTOR_PTY;
    switch (word) {
    case WORD_ALLIANCE: case WORD_BLOC: return !is_country_code(e->code);
    case WORD_GROUP: case WORD_MOVEMENT: return !of_state;
    case WORD_COMPANY: return !of_state && !opposed;
    case WORD_AGENCY: return !opposed;
    default: return true;
    }
}

/* "the group": the last body of that kind. */
static bool take_body(Resolver *r, int word, Refs *out) {
    const Seen *last = SEEN_WHERE(r, s, BODIES_BACK, s->n == 1 && s->role != FUNCTION_MODIFIER && body_fits(word, seen_entity(r, s)));
    return last && take(out, last);
}

enum { FIGHTERS = SECTOR_BIT(SECTOR_REB) | SECTOR_BIT(SECTOR_UAF) | SECTOR_BIT(SECTOR_PRM) };

static bool same_trade(Sector a, Sector b) { return a && b && (a == b || (sector_in(FIGHTERS, a) && sector_in(FIGHTERS, b))); }

/* "the militants", "the party", "the union" after the name of one refer to that body. Organs of a state are named by the state instead. */
static bool take_like_body(Resolver *r, const Desc *d, Refs *out) {
    enum { OWN = FIGHTERS | SECTOR_BIT(SECTOR_PTY) | SECTOR_BIT(SECTOR_LAB) | SECTOR_BIT(SECTOR_BUS) | SECTOR_BIT(SECTOR_CRM) };
    Sector sector = d->e.sector;
    if (d->e.code[0] || !sector_in(OWN, sector) || d->n_keys || d->e.kind != ENT_GROUP) return false;
    FOR_SEEN(r, s, BODIES_BACK) {
        const Entity *e = seen_entity(r, s);
        if (s->n != 1 || s->role == FUNCTION_MODIFIER || (e->kind != ENT_ORG && e->kind != ENT_GROUP) || !same_trade(sector, e->sector)) continue;
        if (d->e.other[0] == SECTOR_OPP && memchr(e->other, SECTOR_GOV, sizeof e->other)) continue; /* "the opposition" is not the ruling party */
        out->plural = d->e.plural;
        return point(r, out, r->out->refs[s->refs], s->what);
    }
    return false;
}

/* "the latter", "the former": of the last two mentioned together. */
static bool take_of_pair(Resolver *r, bool latter, Refs *out) {
    const Seen *pair = SEEN_WHERE(r, s, 1, s->group && s->n == 2 && r->out->refs[s->refs] != r->out->refs[s->refs + 1]);
    return pair && point(r, out, r->out->refs[pair->refs + latter], pair->what);
}

/* Only determiners and numbers before the noun: "the two countries", not "Arab countries". */
static bool is_bare(const Resolver *r, const Phrase *p, uint16_t core) {
    for (size_t t = p->first; t < core; t++) {
        unsigned upos = r->view.w->s->tokens[t].upos;
        if (upos == UPOS_DET || upos == UPOS_NUM || upos == UPOS_PRON || upos == UPOS_PUNCT) continue;
        int word = token_word(r->view.k, r->view.w, t);
        if (word != WORD_FORMER && word != WORD_LATTER && word != WORD_VISITING) return false;
    }
    return p->n_links == 0;
}

/* As is_bare, but allows words that describe a country: "the oil-rich kingdom", "the Central American nation", not "the host country". */
static bool is_plain_country(const Resolver *r, const Phrase *p, uint16_t core) {
    for (size_t t = p->first; t < core; t++) {
        unsigned upos = r->view.w->s->tokens[t].upos;
        const Match *m = token_match(r->view.w, t);
        bool other = token_is_in(r->view.k, r->view.w, t, WORDS_OTHER_COUNTRY);
        const AgentRow *a = match_agent(r->view.k, m);
        if (other || upos == UPOS_NUM || (m && m->type != SENSE_ADJECTIVE && !(a && a->kind == AGENT_MODIFIER))) return false;
    }
    return p->n_links == 0;
}

/* "the two Koreas"; "the North" in an article about Korea, "the South" in one about the Sudans: the state of that name, if it or its twin was mentioned. */
bool anaphora_half(Resolver *r, int16_t phrase, const Desc *d, Refs *out) {
    const Phrase *p = &r->view.ph->p[phrase];
    const Wording *twins = &wording[WORDING_TWIN_STATES]; /* "PRK=KOR": north, south */
    WordName word = token_word(r->view.k, r->view.w, d->core);
    int both = word_place(&r->view.k->words, r->view.w->forms[d->core], WORDS_TWINS);
    if (both >= 0 && both < (int)twins->n) { /* "the two Koreas" */
        uint32_t first = state_of_code(r, twins->list[both]), second = state_of_code(r, twins->list[both] + 4);
        return first != UINT32_MAX && second != UINT32_MAX && take_two(r, out, first, second, WHAT_STATE);
    }
    bool capital = r->view.w->units[r->view.w->unit_of[d->core]].flags & UNIT_CAPITAL;
    bool name = capital && d->definite && p->last == d->core && p->last - p->first == 1;
    if (!name || (word != WORD_NORTH && word != WORD_SOUTH)) return false;
    for (size_t i = 0; i < twins->n; i++) {
        char north[4] = "";
        memcpy(north, twins->list[i], 3);
        const char *south = twins->list[i] + 4;
        if (memory_spoken(&r->memory, north) + memory_spoken(&r->memory, south) <= 0) continue;
        uint32_t entity = state_of_code(r, word == WORD_SOUTH ? south : north);
        return entity != UINT32_MAX && point(r, out, entity, WHAT_STATE);
    }
    return false;
}

/* Of two sides the one that is not the owner's; NULL if he belongs to neither. */
static const Spoken *other_side(Sides s, const Entity *owner) {
    if (!s.b || !owner->code[0]) return NULL;
    return !strcmp(s.a->code, owner->code) ? s.b : !strcmp(s.b->code, owner->code) ? s.a : NULL;
}

/* His counterpart: the same office on the other side. */
static bool make_counterpart(Resolver *r, const Phrase *p, const Desc *d, Refs *out) {
    Entity e = {.name = "", .office = "", .how = how_text(HOW_COUNTERPART), .kind = d->e.plural ? ENT_GROUP : ENT_PERSON, .plural = d->e.plural};
    Entity owner = p->poss >= 0 ? entities_of_phrase(r, p->poss) : ENTITY_NONE;
    memcpy(e.code, d->e.code, 4);
    e.sectors = owner.sectors;
    e.office = owner.office;
    if (!e.code[0] && is_bare(r, p, d->core)) {
        const Spoken *other = other_side(two_sides(r, false), &owner);
        if (other) memcpy(e.code, other->code, 4);
    }
    return (e.code[0] || e.sector) && point(r, out, entities_add(r, &e), WHAT_AGENT);
}

/* ---- nouns ---- */

static bool has_word(const Resolver *r, const Phrase *p, int word) {
    return ANY_WHERE(i, p->last + 1u - p->first, token_word(r->view.k, r->view.w, p->first + i) == word);
}

typedef enum Noun { NOUN_NONE, NOUN_SIDES, NOUN_PEOPLE, NOUN_COUNTRY, NOUN_DOCUMENT, NOUN_VISITOR, NOUN_BODY, NOUN_PAIR, NOUN_COUNTERPART, NOUN_NEIGHBOR } Noun;

static Noun noun_of(const Resolver *r, const Desc *d) {
    static const struct {
        WordList list;
        Noun noun;
    } lists[] = {{WORDS_SIDES, NOUN_SIDES},       {WORDS_LEADERS, NOUN_PEOPLE}, {WORDS_COUNTRY_NOUN, NOUN_COUNTRY}, {WORDS_PUBLICATION, NOUN_DOCUMENT},
                 {WORDS_VISITOR, NOUN_VISITOR},   {WORDS_BODY_NOUN, NOUN_BODY}, {WORDS_PAIR, NOUN_PAIR}};
    WordName word = token_word(r->view.k, r->view.w, d->core), lemma = word_of(r->view.k, r->view.w->lemmas[d->core]);
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        if (token_is_in(r->view.k, r->view.w, d->core, lists[i].list)) return lists[i].noun;
    if (word == WORD_NEIGHBOR) return NOUN_NEIGHBOR;
    return lemma == WORD_COUNTERPART || word == WORD_COUNTERPARTS ? NOUN_COUNTERPART : NOUN_NONE;
}

/* Somebody whom the article does not name: a neighbour, but not the state that owns the phrase; "all parties", which are not political ones. */
static bool point_stranger(Resolver *r, const Desc *d, Refs *out) {
    Entity e = ENTITY_NONE;
    e.plural = d->e.plural;
    memcpy(e.apart, d->e.apart, sizeof e.apart);
    return point(r, out, entities_add(r, &e), WHAT_UNKNOWN);
}

static bool try_plural(Resolver *r, const Phrase *p, const Desc *d, Noun noun, Refs *out) {
    bool two = has_word(r, p, WORD_BOTH) || has_word(r, p, WORD_TWO);
    int word = token_word(r->view.k, r->view.w, d->core);
    if (!is_bare(r, p, d->core) || (!two && !d->definite && word != WORD_PARTIES)) return false;
    for (size_t t = p->first; t < d->core; t++)
        if (r->view.w->s->tokens[t].upos == UPOS_NUM && token_word(r->view.k, r->view.w, t) != WORD_TWO) return false;
    if (noun == NOUN_PEOPLE) return two && take_two_people(r, out);
    if (word == WORD_PARTIES && !two) return has_word(r, p, WORD_ALL) && d->agent && point_stranger(r, d, out);
    bool plain = token_is_in(r->view.k, r->view.w, d->core, WORDS_SIDES_PLAIN), states = token_is_in(r->view.k, r->view.w, d->core, WORDS_SIDES_STATES);
    return (two || plain) && take_sides(r, states, out);
}

static bool try_noun(Resolver *r, int16_t phrase, const Desc *d, Refs *out) {
    const Phrase *p = &r->view.ph->p[phrase];
    Noun noun = noun_of(r, d);
    int word = token_word(r->view.k, r->view.w, d->core);
    switch (noun) {
    case NOUN_SIDES: case NOUN_PEOPLE: return try_plural(r, p, d, noun, out);
    case NOUN_COUNTRY: return d->definite && p->poss < 0 && !d->e.code[0] && is_plain_country(r, p, d->core) && take_country(r, out);
    case NOUN_DOCUMENT: return d->definite && p->poss < 0 && is_bare(r, p, d->core) && take_document(r, out);
    case NOUN_VISITOR: return d->definite && p->poss < 0 && take_visitor(r, d, out);
    case NOUN_BODY: return d->definite && p->poss < 0 && !d->e.code[0] && is_bare(r, p, d->core) && take_body(r, word, out);
    case NOUN_PAIR: return d->definite && take_of_pair(r, word == WORD_LATTER, out);
    case NOUN_COUNTERPART: return make_counterpart(r, p, d, out);
    case NOUN_NEIGHBOR: return p->poss >= 0 && !d->e.code[0] && point_stranger(r, d, out);
    default: return false;
    }
}

/* "hundreds of protesters", "a group of officers", "two of the men": the phrase for the whole, or NO_PHRASE. */
static int16_t whole_of(const Resolver *r, const Phrase *p, const Desc *d) {
    uint32_t lemma = r->view.w->lemmas[d->core];
    bool counts = word_is_in(r->view.k, lemma, WORDS_PARTITIVE) || token_is_in(r->view.k, r->view.w, d->core, WORDS_PARTITIVE) || word_of(r->view.k, lemma) == WORD_GROUP ||
                  r->view.w->s->tokens[d->core].upos == UPOS_NUM;
    return counts && p->n_links && p->link_word[0] == WORD_OF && !d->e.code[0] ? p->link[0] : NO_PHRASE;
}

/* Whether a phrase refers to one party that can have parts. */
static bool has_parts(const Resolver *r, int16_t phrase) {
    Entity e = entities_of_phrase(r, phrase);
    return e.kind != ENT_UNKNOWN && e.kind != ENT_PLACE && e.kind != ENT_STATE && r->refs[phrase].n == 1;
}

static bool take_part(Resolver *r, const Phrase *p, const Desc *d, Refs *out) {
    int16_t whole = whole_of(r, p, d);
    if (whole < 0 || !has_parts(r, whole)) return false;
    out->plural = true;
    return point(r, out, r->out->refs[r->refs[whole].first], r->refs[whole].what);
}

int16_t anaphora_nominal_wants(const Resolver *r, int16_t phrase, const Desc *d) {
    const Phrase *p = &r->view.ph->p[phrase];
    int16_t whole = whole_of(r, p, d);
    if (if_open(r, whole) >= 0) return whole;
    if (whole >= 0 && has_parts(r, whole)) return NO_PHRASE;
    return noun_of(r, d) == NOUN_COUNTERPART ? if_open(r, p->poss) : NO_PHRASE;
}

bool anaphora_nominal(Resolver *r, int16_t phrase, const Desc *d, Refs *out) {
    const Phrase *p = &r->view.ph->p[phrase];
    if (take_part(r, p, d, out) || try_noun(r, phrase, d, out)) return true;
    bool visits = has_word(r, p, WORD_VISITING) && d->what == WHAT_AGENT && !d->e.plural && d->e.kind == ENT_PERSON && p->poss < 0;
    if (visits && (take_met(r, d, out) || take_visitor(r, d, out))) return true;
    if (d->what != WHAT_AGENT || !d->definite) return false;
    bool own = p->poss >= 0 || p->n_links > 0;
    if (p->poss < 0 && p->n_links == 0 && is_bare(r, p, d->core) && take_like_body(r, d, out)) return true;
    return !(own && !d->e.code[0]) && take_met(r, d, out);
}

/* ---- the country of an office without one ---- */

/* The location given in the sentence: "in Istanbul". */
static const char *place_code(const Resolver *r) {
    const char *found = NULL;
    for (size_t i = 0; i < r->view.ph->n; i++) {
        const Phrase *p = &r->view.ph->p[i];
        const CountryRow *c = r->view.aside[p->head] ? NULL : match_country(r->view.k, token_match(r->view.w, p->last));
        if (!c || (p->adposition != WORD_IN && p->adposition != WORD_AT && p->adposition != WORD_NEAR)) continue;
        if (found && strcmp(found, c->code)) return NULL;
        found = c->code;
    }
    return found;
}

/* The office mentioned just before in the sentence, but not as its subject: "India's defence minister ... and Defence Secretary X". */
static const char *neighbour_code(const Resolver *r) {
    const Seen *office = SEEN_WHERE(r, s, 0, s->n == 1 && s->role != FUNCTION_SUBJECT && (s->what == WHAT_PERSON || s->what == WHAT_AGENT) &&
                                                 is_country_code(seen_entity(r, s)->code));
    return office ? seen_entity(r, office)->code : NULL;
}

/* Rebels are those mentioned earlier in the article, wherever it was filed. */
static const char *fighters_code(const Resolver *r, const Desc *d) {
    if (!sector_in(FIGHTERS, d->e.sector)) return NULL;
    const Seen *last = SEEN_WHERE(r, s, FIGHTERS_BACK, is_country_code(seen_entity(r, s)->code) && same_trade(seen_entity(r, s)->sector, d->e.sector));
    return last ? seen_entity(r, last)->code : NULL;
}

const char *anaphora_country(Resolver *r, int16_t phrase, const Desc *d) {
    const char *code = fighters_code(r, d);
    bool office = d->agent->kind == AGENT_OFFICE || d->agent->kind == AGENT_RANK;
    if (!code && phrase >= 0 && office) code = neighbour_code(r);
    if (!code) code = place_code(r);
    if (!code && r->view.home[0]) code = r->view.home;
    if (code) return code;
    enum {
        ACTS_AT_HOME = SECTOR_BIT(SECTOR_GOV) | SECTOR_BIT(SECTOR_MIL) | SECTOR_BIT(SECTOR_COP) | SECTOR_BIT(SECTOR_JUD) | SECTOR_BIT(SECTOR_LEG) | SECTOR_BIT(SECTOR_PTY) |
                       SECTOR_BIT(SECTOR_REB) | SECTOR_BIT(SECTOR_OPP) | SECTOR_BIT(SECTOR_SPY) | SECTOR_BIT(SECTOR_PRM) | SECTOR_BIT(SECTOR_NONE)
    };
    bool at_home = sector_in(ACTS_AT_HOME, d->e.sector) || d->e.other[0] == SECTOR_OPP;
    const Spoken *clear = at_home ? main_side(r, 0.7f) : NULL;
    return clear ? clear->code : NULL;
}
