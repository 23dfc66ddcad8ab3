/* attribution.c - the source of an event: reported speech ("Lavrov said that"), sources ("according to"), and quotes that run over several sentences. */
#include "syntax/syntax_int.h"

enum { PHRASE_BACK = 8 };

static bool is_say(const Clause *c, int t) { return clause_in_class(c, t, CLASS_SAY); }

/* The subject of a verb of saying: "its commander was quoted by the agency as saying" has the commander. */
static int speaker(Clause *c, int say) {
    bool quoted = clause_lemma_in(c, say, WORDS_CITE) && clause_is_passive(c, say);
    return quoted ? clause_object(c, say) : clause_subject(c, say);
}

/* "according to X", "as per X": the nominal in that phrase, or NONE. */
static int according_to(const Clause *c) {
    for (int t = 0; t < (int)c->s->n; t++) {
        if (!clause_lemma_is(c, t, WORD_ACCORDING) && !clause_form_is(c, t, WORD_ACCORDING)) continue;
        FOR_CHILDREN(c, t, k) /* "according" as a head of its own */
        if (k > t && c->mention_at[k] >= 0) return k;
        for (int k = t + 1; k < (int)c->s->n && k < t + 8; k++)
            if (c->mention_at[k] >= 0 && c->reading->mentions[c->mention_at[k]].kind != MENTION_MODIFIER) return k;
    }
    return NONE;
}

/* The verb of saying in whose complement the token is, or NONE. */
static int saying_verb(Clause *c, int token) {
    int t = token;
    for (int steps = 0; t >= 0 && steps < LANG_SENTENCE_MAX; steps++) {
        FOR_CHILDREN(c, t, k) /* "..., Lavrov said" */
        if (clause_relation(c, k) == DEP_PARATAXIS && is_say(c, k) && speaker(c, k) != NONE &&
            !clause_dominates(c, k, token))
            return k;
        int h = clause_token(c, t)->head;
        if (h < 0) break;
        unsigned d = clause_relation(c, t);
        bool content = d == DEP_CCOMP || d == DEP_PARATAXIS;
        if (content && is_say(c, h) && speaker(c, h) != NONE) return h;
        t = h;
    }
    return NONE;
}

/* ---- headlines ---- */

/* Whether a phrase is by itself somebody who says something: "Army chief", "witnesses", "report", not "Syria", which may be the subject of the news. */
static bool is_label(const Clause *c, int t) {
    const Entity *e = clause_entity(c, t);
    bool body = e && (e->kind == ENT_PERSON || e->kind == ENT_GROUP || e->kind == ENT_ORG || e->kind == ENT_DOCUMENT);
    return body || source_is_message(c, t);
}

/* The head of the phrase that fills the tokens up to `last`, if it is such a label; or NONE. */
static int label_before(const Clause *c, int last) {
    for (int t = 0; t <= last; t++) {
        const Mention *m = clause_mention(c, t);
        if (m && m->first == 0 && m->last >= last) return is_label(c, t) ? t : NONE;
    }
    return NONE;
}

/* "Army chief: Sudan shelled border posts": who says it, or NONE. */
static int headline_source(const Clause *c, int token) {
    const Article *a = c->reading->article;
    if (c->s->block >= a->n_blocks || (a->blocks[c->s->block].kind != BLOCK_TITLE && a->blocks[c->s->block].kind != BLOCK_HEADING)) return NONE;
    for (int t = 1; t < token && t < PHRASE_BACK; t++)
        if (slice_is(clause_word(c, t), ":")) return label_before(c, t - 1);
    return NONE;
}

/* "The Courier, citing two officials, reported": whom a medium has it from, else the medium. */
static int cited_by(Clause *c, int medium) {
    for (int t = 0; t < (int)c->s->n && source_is_medium(c, medium); t++)
        if (clause_lemma_in(c, t, WORDS_CITE) && clause_token(c, t)->feats & FEAT_GER && clause_object(c, t) > t) return clause_object(c, t);
    return medium;
}

/* "Libya reportedly bombed", "is said to have bombed", "it is reported that": whether somebody says it whom nobody names. */
static bool is_hearsay(Clause *c, int token) {
    FOR_CHILDREN(c, token, k)
    if (clause_form_in(c, k, WORDS_REPORTEDLY)) return true;
    for (int t = token, h = clause_token(c, t)->head; h >= 0; t = h, h = clause_token(c, t)->head) {
        unsigned d = clause_relation(c, t);
        bool content = d == DEP_CCOMP || d == DEP_XCOMP || d == DEP_CSUBJ;
        if (content && is_say(c, h) && clause_is_passive(c, h) && clause_subject(c, h) == NONE) return true;
    }
    return false;
}

/* The phrase that a sentence names as the source of what a token tells, or NONE. */
static int source_of(Clause *c, int token) {
    int say = saying_verb(c, token);
    for (int outer; say != NONE && source_is_nameless_pronoun(c, speaker(c, say)) && (outer = saying_verb(c, say)) != NONE;) { /* "police said they believed that" */
        bool above = clause_dominates(c, outer, say);
        say = outer;
        if (!above) break; /* "they believe that, police said": from here the way leads back */
    }
    int who = say != NONE ? speaker(c, say) : NONE;
    return who != NONE && !clause_dominates(c, who, token) ? who : NONE;
}

static Attribution reported_by(Clause *c, int token, Arena *arena) {
    int who = source_of(c, token), other = who == NONE || source_is_medium(c, who) ? according_to(c) : NONE; /* "according to officials, Reuters reported" */
    if (other != NONE && !clause_dominates(c, other, token)) who = other;
    if (who == NONE) who = headline_source(c, token);
    if (who != NONE) return source_at(c, cited_by(c, who), 1, arena);
    return is_hearsay(c, token) ? (Attribution){.kind = 1, .name = ""} : (Attribution){0};
}

/* ---- the speaker of a quote ---- */

/* The subject of a verb of saying outside quotes: the nearest one before the quote, else the first one after it; or NONE. */
static int says_it(Clause *c, const Quotes *quotes, uint32_t open) {
    int at = 0, n = (int)c->s->n;
    while (at < n && clause_token(c, at)->span.start < open) at++;
    for (int i = 0; i < n; i++) {
        int t = i < at ? at - 1 - i : i;
        if (clause_token(c, t)->upos != UPOS_VERB || !is_say(c, t) || quotes_around(quotes, clause_token(c, t)->span.start) != NONE) continue;
        if (speaker(c, t) != NONE) return cited_by(c, speaker(c, t));
    }
    return NONE;
}

/* The subject of a verb or, if it has none, of the verb above it: "spoke to the press, adding"; or NONE. */
static int subject_above(Clause *c, int t) {
    for (int steps = 0; t >= 0 && steps < 4; steps++) {
        int who = clause_subject(c, t);
        unsigned d = clause_relation(c, t);
        if (who != NONE) return who;
        if (d != DEP_ADVCL && d != DEP_XCOMP && d != DEP_CONJ && d != DEP_ACL) return NONE;
        t = clause_token(c, t)->head;
    }
    return NONE;
}

/* "Chan spoke after the session: '...'": the subject of the clause before a colon, or NONE. */
static int speaks_before_colon(Clause *c, uint32_t open) {
    int colon = 0;
    while (colon < (int)c->s->n && clause_token(c, colon)->span.end < open) colon++;
    while (colon > 0 && !slice_is(clause_word(c, colon), ":") && clause_token(c, colon)->upos == UPOS_PUNCT) colon--;
    if (!slice_is(clause_word(c, colon), ":")) return NONE;
    for (int t = colon - 1; t >= 0; t--) { /* the root of the words before it */
        int head = clause_token(c, t)->head;
        if (clause_token(c, t)->upos != UPOS_PUNCT && (head < 0 || head > colon)) return clause_subject(c, t);
    }
    return NONE;
}

/* "Biden called it '...'", "the court found that it '...'": the subject of the verb before the quote, if it is a verb of speaking or has its clause in the quote;
 * or NONE. */
static int speaks_before(Clause *c, const Quotes *quotes, Span quote) {
    int v = NONE;
    for (int t = 0; t < (int)c->s->n && clause_token(c, t)->span.start < quote.start; t++)
        if (clause_token(c, t)->upos == UPOS_VERB && quotes_around(quotes, clause_token(c, t)->span.start) == NONE) v = t;
    if (v == NONE) return NONE;
    bool speaks = clause_in_class(c, v, CLASS_UTTER);
    FOR_CHILDREN(c, v, k)
    speaks |= clause_relation(c, k) == DEP_CCOMP && clause_token(c, k)->span.start > quote.start && clause_token(c, k)->span.start < quote.end;
    return speaks ? subject_above(c, v) : NONE;
}

static int speaker_of(Clause *c, const Quotes *quotes, Span quote) {
    int who = according_to(c);
    if (who == NONE) who = says_it(c, quotes, quote.start);
    if (who == NONE) who = speaks_before_colon(c, quote.start);
    return who != NONE ? who : speaks_before(c, quotes, quote);
}

/* Notes the speaker of the quotes that begin in a sentence. */
static void note_speaker(Clause *c, Speakers *speakers, Arena *arena) {
    Span s = c->s->span;
    for (size_t i = quotes_first(&speakers->quotes, s.start); i < speakers->quotes.n && speakers->quotes.list[i].span.start < s.end; i++) {
        if (speakers->of[i].kind) continue;
        int who = speaker_of(c, &speakers->quotes, speakers->quotes.list[i].span);
        if (who == NONE) continue;
        bool spoken = i > 0 && speakers->of[i - 1].kind, beside = spoken && speakers->quotes.list[i - 1].span.start >= s.start; /* "'...', he said, '...'" */
        bool goes_on = spoken && clause_token(c, who)->upos == UPOS_PRON && (beside || source_is_nameless_pronoun(c, who)); /* "..., said the mayor. '...', he added." */
        speakers->of[i] = goes_on ? speakers->of[i - 1] : source_at(c, who, 2, arena);
    }
}

/* A quote without a speaker of its own continues the one before it in its paragraph, or in the previous paragraph if it fills its own from the beginning. */
static void carry_speakers(const Article *article, Speakers *speakers) {
    for (size_t i = 1; i < speakers->quotes.n; i++) {
        if (speakers->of[i].kind || !speakers->of[i - 1].kind) continue;
        Quote quote = speakers->quotes.list[i], before = speakers->quotes.list[i - 1];
        bool opens = quote.block == before.block + 1 && quote.span.start == article->blocks[quote.block].span.start;
        if (opens || quote.block == before.block) speakers->of[i] = speakers->of[i - 1];
    }
}

void attribution_read(const Clauses *clauses, Speakers *speakers, Arena *arena) {
    const Article *article = clauses->reading->article;
    quotes_find(article, arena, &speakers->quotes);
    speakers->of = arena_zalloc(arena, (speakers->quotes.n + 1) * sizeof *speakers->of);
    for (size_t i = 0; i < clauses->reading->n_sentences && !arena_spent(arena); i++) {
        Room room = room_open(arena);
        note_speaker(clauses_at(clauses, (uint32_t)i, room.arena), speakers, arena);
        room_close(&room);
    }
    carry_speakers(article, speakers);
}

Attribution attribution_of(Clause *c, const Speakers *speakers, int token, Arena *arena) {
    Attribution a = reported_by(c, token, arena);
    int quote = quotes_around(&speakers->quotes, clause_token(c, token)->span.start);
    if (quote == NONE) return a;
    if (!a.kind || speakers->of[quote].kind) a = speakers->of[quote];
    if (a.kind) a.kind = 2;
    return a;
}
