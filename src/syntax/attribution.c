/* attribution.c - the source of an event: reported speech ("Lavrov said that"), sources ("according to"), and quotes that run over several sentences. */
#include "syntax/syntax_int.h"
#include "vocab/wording.h"

enum { PHRASE_BACK = 8 };

static bool is_say(const Clause *c, int t) { return clause_in_class(c, t, CLASS_SAY); }

/* The subject of a verb of saying, if it can say something: "its commander was quoted by the agency as saying" has the commander. */
static int speaker(Clause *c, int say) {
    bool quoted = clause_lemma_in(c, say, WORDS_CITE) && clause_is_passive(c, say);
    int who = quoted ? clause_object(c, say) : clause_subject(c, say);
    return who != NONE && source_speaks(c, who) ? who : NONE;
}

/* The head of the phrase around a token, if it is not the token itself. */
static int phrase_head(const Clause *c, int t) {
    if (c->mention_at[t] >= 0) return t;
    for (int k = 0; k < (int)c->s->n; k++) {
        const Mention *m = clause_mention(c, k);
        if (m && m->first <= t && t <= m->last) return k;
    }
    return t;
}

/* "according to X", "as per X": the nominal in that phrase, or NONE. */
static int according_to(const Clause *c) {
    for (int t = 0; t < (int)c->s->n; t++) {
        if (!clause_lemma_is(c, t, WORD_ACCORDING) && !clause_form_is(c, t, WORD_ACCORDING)) continue;
        int h = clause_token(c, t)->head;
        unsigned d = clause_relation(c, t);
        if (h > t && (d == DEP_CASE || d == DEP_MARK)) return phrase_head(c, h);
    }
    return NONE;
}

/* "As reported by X", "as quoted by X": the source, or NONE. */
static int as_said_by(Clause *c) {
    for (int t = 1; t < (int)c->s->n && t < 4; t++)
        if (clause_token(c, t)->upos == UPOS_VERB && is_say(c, t) && clause_child(c, t, DEP_MARK) != NONE && clause_is_passive(c, t)) return clause_subject(c, t);
    return NONE;
}

/* "..., the article claims." at the end of a sentence, however it is parsed: the speaker, or NONE. */
static int trailing_source(const Clause *c) {
    int t = (int)c->s->n - 1;
    while (t >= 0 && clause_token(c, t)->upos == UPOS_PUNCT) t--;
    if (t < 3 || !is_say(c, t)) return NONE;
    for (int k = t - 1; k >= 0 && t - k < 8; k--) {
        const Mention *m = clause_mention(c, k);
        bool set_off = m && m->first > 0 && clause_token(c, m->first - 1)->upos == UPOS_PUNCT;
        if (set_off && m->kind != MENTION_MODIFIER) return m->head;
    }
    return NONE;
}

/* The verb of saying in whose complement the token is, or NONE. */
static int saying_verb(Clause *c, int token) {
    FOR_ABOVE(c, token, t) {
        FOR_CHILDREN(c, t, k) /* "..., Lavrov said" */
        if (clause_relation(c, k) == DEP_PARATAXIS && is_say(c, k) && speaker(c, k) != NONE && !clause_dominates(c, k, token)) return k;
        int h = clause_token(c, t)->head;
        bool content = h >= 0 && (clause_relation(c, t) == DEP_CCOMP || clause_relation(c, t) == DEP_PARATAXIS);
        if (content && is_say(c, h) && speaker(c, h) != NONE) return h;
    }
    return NONE;
}

/* ---- headlines ---- */

/* The head of the phrase that fills the tokens from first to last, if it is by itself somebody who says something: "Army chief", "witnesses", "report", not "Syria",
 * which may be the subject of the news. Else NONE. */
static int label_between(const Clause *c, int first, int last) {
    for (int t = first; t <= last && last - first < PHRASE_BACK; t++) {
        const Mention *m = clause_mention(c, t);
        const Entity *e = clause_entity(c, t);
        if (!m || m->first > first || m->last < last || m->kind == MENTION_MODIFIER) continue;
        bool body = e && (e->kind == ENT_PERSON || e->kind == ENT_GROUP || e->kind == ENT_ORG || e->kind == ENT_DOCUMENT);
        return source_speaks(c, t) && (body || source_is_message(c, t)) ? t : NONE;
    }
    return NONE;
}

static bool is_colon(const Clause *c, int t) { return slice_is(clause_word(c, t), ":"); }
static bool is_dash(const Clause *c, int t) {
    return clause_is_hyphen(c, t) || slice_is(clause_word(c, t), "\xe2\x80\x93") || slice_is(clause_word(c, t), "\xe2\x80\x94");
}

/* "Army chief: Sudan shelled border posts", "Sudan shelled border posts: witnesses": who says it, or NONE. */
static int headline_source(const Clause *c, int token) {
    int end = (int)c->s->n - 1;
    if (!clause_is_headline(c)) return NONE;
    for (int t = 1; t < token && t < PHRASE_BACK; t++)
        if (is_colon(c, t)) return label_between(c, 0, t - 1);
    while (end > token && clause_token(c, end)->upos == UPOS_PUNCT) end--;
    for (int t = end; t > token && end - t < PHRASE_BACK; t--)
        if (is_colon(c, t) || is_dash(c, t)) return t < end ? label_between(c, t + 1, end) : NONE;
    return NONE;
}

/* "The Courier, citing two officials, reported": whom a medium has it from, else the medium. */
static int cited_by(Clause *c, int medium) {
    if (!source_is_medium(c, medium)) return medium;
    for (int t = 0; t < (int)c->s->n; t++) {
        if (!clause_lemma_in(c, t, WORDS_CITE) || !(clause_token(c, t)->feats & FEAT_GER)) continue;
        int who = clause_object(c, t);
        if (who != NONE && who > t && source_speaks(c, who)) return who;
    }
    return medium;
}

/* "Libya is said to have bombed", "it is reported that": whether somebody says it whom nobody names. */
static bool is_hearsay(Clause *c, int token) {
    if (CHILD_WHERE(c, token, k, clause_form_in(c, k, WORDS_REPORTEDLY)) != NONE) return true;
    FOR_ABOVE(c, token, t) {
        unsigned d = clause_relation(c, t);
        int h = clause_token(c, t)->head;
        bool content = h >= 0 && (d == DEP_CCOMP || d == DEP_XCOMP || d == DEP_CSUBJ);
        if (content && is_say(c, h) && clause_is_passive(c, h) && clause_subject(c, h) == NONE) return true;
    }
    return false;
}

/* The phrase that a sentence names as the source of what a token tells, or NONE. */
static int source_of(Clause *c, int token) {
    int last = trailing_source(c);
    if (last != NONE && token < last && !clause_dominates(c, last, token)) return last;
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
    if (other == NONE && who == NONE) other = as_said_by(c);
    if (other != NONE && !clause_dominates(c, other, token)) who = other;
    if (who == NONE) who = headline_source(c, token);
    if (who != NONE) return source_at(c, cited_by(c, who), 1, arena);
    return is_hearsay(c, token) ? (Attribution){.kind = 1, .name = ""} : (Attribution){0};
}

/* ---- the speaker of a quote ---- */

/* The subject of a verb of saying; for a participle ("explained the ban, saying") that of the finite verb above it. */
static int sayer_of(Clause *c, int say) {
    if (!(clause_token(c, say)->feats & FEAT_GER)) return speaker(c, say);
    FOR_ABOVE(c, say, t)
        if (clause_token(c, t)->feats & FEAT_FIN && clause_subject(c, t) != NONE) return clause_subject(c, t);
    return clause_subject(c, say);
}

/* The subject of a verb of saying outside quotes: the nearest one before the quote, else the first one after it; or NONE. */
static int says_it(Clause *c, const Quotes *quotes, uint32_t open) {
    int at = 0, n = (int)c->s->n;
    while (at < n && clause_token(c, at)->span.start < open) at++;
    for (int i = 0; i < n; i++) {
        int t = i < at ? at - 1 - i : i;
        if (clause_token(c, t)->upos != UPOS_VERB || !is_say(c, t) || quotes_around(quotes, clause_token(c, t)->span.start) != NONE) continue;
        int who = sayer_of(c, t), behind = t + 1 < n ? t + 1 : t;
        if (who != NONE && source_speaks(c, who) && !source_tells_nobody(c, who)) return cited_by(c, who);
        bool turned = i >= at && clause_token(c, behind)->head == t && clause_token(c, behind)->upos == UPOS_PROPN; /* "'...' wrote Ada" */
        if (turned) return behind;
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
    const char *text = c->reading->article->text;
    uint32_t i = open, begin = c->s->span.start;
    while (i > begin && text[i - 1] == ' ') i--;
    if (i <= begin + 1 || text[i - 1] != ':') return NONE;
    int t = 0;
    while (t < (int)c->s->n && clause_token(c, t)->span.end < i) t++;
    for (int steps = 0; t > 0 && steps < LANG_SENTENCE_MAX; steps++) { /* the root of the words before it */
        int head = clause_token(c, t - 1)->head;
        if (clause_token(c, t - 1)->upos != UPOS_PUNCT && (head < 0 || clause_token(c, head)->span.start >= open)) return clause_subject(c, t - 1);
        t = head >= 0 && clause_token(c, t - 1)->upos != UPOS_PUNCT ? head + 1 : t - 1;
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
    int content = CHILD_WHERE(c, v, k, clause_relation(c, k) == DEP_CCOMP && clause_token(c, k)->span.start > quote.start && clause_token(c, k)->span.start < quote.end);
    return content != NONE || clause_in_class(c, v, CLASS_UTTER) ? subject_above(c, v) : NONE;
}

/* "In his message, he praised Soleimani: '...'": a pronoun does not refer to a name later in its sentence. */
static int if_it_can_be(const Clause *c, int who) {
    const Entity *e = who == NONE || clause_token(c, who)->upos != UPOS_PRON ? NULL : clause_entity(c, who);
    for (int k = who + 1; e && e->name[0] && k < (int)c->s->n; k++) {
        const Entity *other = clause_token(c, k)->upos == UPOS_PRON ? NULL : clause_entity(c, k);
        if (other && !strcmp(other->name, e->name)) return NONE;
    }
    return who;
}

static int speaker_of(Clause *c, const Quotes *quotes, Span quote) {
    int who = according_to(c);
    if (who == NONE) who = trailing_source(c);
    if (who == NONE) who = says_it(c, quotes, quote.start);
    if (who != NONE) return who;
    who = speaks_before_colon(c, quote.start);
    return if_it_can_be(c, who != NONE ? who : speaks_before(c, quotes, quote));
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

/* Whether a quote begins its sentence, or is in the same sentence as the quote before it. */
static bool carries_on(const char *text, Span before, Span quote) {
    uint32_t at = quote.start;
    while (at > before.end && text[at - 1] == ' ') at--;
    if (at <= before.end + 3 || quotes_end_sentence(text[at - 1])) return true;
    return !ANY_WHERE(i, at - before.end + 1, quotes_end_sentence(text[before.end - 1 + i]));
}

/* A quote without a speaker of its own continues the one before it in its paragraph, or in the previous paragraph if it fills its own from the beginning. */
static void carry_speakers(const Article *article, Speakers *speakers) {
    for (size_t i = 1; i < speakers->quotes.n; i++) {
        if (speakers->of[i].kind || !speakers->of[i - 1].kind) continue;
        Quote quote = speakers->quotes.list[i], before = speakers->quotes.list[i - 1];
        bool opens = quote.block == before.block + 1 && quote.span.start == article->blocks[quote.block].span.start;
        if (opens || (quote.block == before.block && carries_on(article->text, before.span, quote.span))) speakers->of[i] = speakers->of[i - 1];
    }
}

void attribution_read(const Clauses *clauses, Speakers *speakers, Arena *arena) {
    const Article *article = clauses->reading->article;
    quotes_find(article, arena, &speakers->quotes);
    speakers->of = arena_zalloc(arena, (speakers->quotes.n + 1) * sizeof *speakers->of);
    for (uint32_t i = 0; i < clauses->reading->n_sentences && !arena_spent(arena); i++) {
        Room room = room_open(arena);
        note_speaker(clauses_at(clauses, i, room.arena), speakers, arena);
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
