/* source.c - turns the phrase that says something into the source of a record: a name if one is known, else the words; the author of a statement, the antecedent
 * of a pronoun. */
#include "syntax/syntax_int.h"

enum { MENTIONS_BACK = 2000 /* how far back to look for a name */ };

/* "He", "they", "this": says nothing of who it is. */
static bool is_bare_pronoun(const Clause *c, int t) {
    WordName w = class_word(c->classes, c->lemmas[t]);
    return w == WORD_HE || w == WORD_SHE || w == WORD_IT || w == WORD_THEY || w == WORD_THIS || w == WORD_THAT;
}

bool source_is_message(const Clause *c, int t) { return clause_lemma_in(c, t, WORDS_MESSAGE); }

bool source_is_medium(const Clause *c, int t) {
    const Entity *e = clause_entity(c, t);
    return clause_lemma_in(c, t, WORDS_PUBLICATION) || clause_lemma_in(c, t, WORDS_MEDIUM) || (e && (e->kind == ENT_DOCUMENT || (e->kind == ENT_ORG && e->sector == SECTOR_JRN)));
}

static bool has_name(const Clause *c, int t) {
    const Entity *e = clause_entity(c, t);
    return e && e->name[0];
}

bool source_tells_nobody(const Clause *c, int t) { return clause_form_in(c, t, WORDS_TELLS_NOBODY) && !has_name(c, t); }

bool source_is_nameless_pronoun(const Clause *c, int t) { return clause_upos_is(c, t, UPOS_PRON) && !has_name(c, t); }

bool source_speaks(const Clause *c, int t) {
    const Entity *e = clause_entity(c, t);
    unsigned upos = clause_token(c, t)->upos;
    if (upos == UPOS_VERB || upos == UPOS_AUX || upos == UPOS_ADV || upos == UPOS_SYM) return false;
    if (clause_is_time(c, t) || clause_lemma_in(c, t, WORDS_SHOWING) || clause_lemma_in(c, t, WORDS_DEED)) return false;
    return !e || e->kind != ENT_PLACE;
}

/* ---- the author of a statement ---- */

static bool is_somebody(const Clause *c, int t) {
    const Entity *e = clause_entity(c, t);
    return e && e->kind != ENT_UNKNOWN && e->kind != ENT_PLACE;
}

static bool is_authors_preposition(const Clause *c, int t) { return clause_case_is(c, t, WORD_BY) || clause_case_is(c, t, WORD_FROM); }

/* Whose statement it is: "her letter", "a video posted on a site by Rai", "an article published by The Diplomat"; NONE if only the words tell. */
static int author_of(const Clause *c, int t) {
    int medium = NONE;
    FOR_CHILDREN(c, t, k) {
        unsigned d = clause_token(c, k)->deprel;
        bool whose = d == DEP_NMOD_POSS || is_authors_preposition(c, k);
        if (whose && is_somebody(c, k)) return k;
        if (lang_deprel_base(d) != DEP_ACL) continue;
        int agent = CHILD_WHERE(c, k, by, is_authors_preposition(c, by) && is_somebody(c, by));
        if (agent != NONE) return agent;
    }
    for (int k = 0; k < (int)c->s->n && medium == NONE; k++) {
        const Entity *e = k != t ? clause_entity(c, k) : NULL;
        if (e && e->name[0] && e->kind == ENT_DOCUMENT && clause_dominates(c, t, k)) medium = k;
    }
    return medium;
}

/* ---- pronouns ---- */

static bool is_same_entity(const Entity *a, const Entity *b) {
    return a->kind == b->kind && a->plural == b->plural && a->sector == b->sector && !strcmp(a->code, b->code) && !strcmp(a->name, b->name) && !strcmp(a->office, b->office);
}

/* The nearest earlier words for a pronoun's entity that are not a pronoun themselves; NULL if there are none. (A pronoun has a copy of its antecedent's entity.) */
static const Mention *antecedent(const Clause *c, int t) {
    const Reading *r = c->reading;
    int at = c->mention_at[t];
    const Entity *e = clause_entity(c, t);
    if (at < 0 || !e) return NULL;
    for (int i = at - 1; i >= 0 && at - i <= MENTIONS_BACK; i--) {
        const Mention *m = &r->mentions[i];
        if (m->kind != MENTION_PRONOUN && m->kind != MENTION_MODIFIER && m->n_entities && is_same_entity(reading_entity(r, m, 0), e)) return m;
    }
    return NULL;
}

Attribution source_at(const Clause *c, int t, uint8_t kind, Arena *arena) {
    if (source_tells_nobody(c, t)) return (Attribution){0};
    int author = source_is_message(c, t) ? author_of(c, t) : NONE;
    int named = author != NONE && has_name(c, author) ? author : t; /* an author without a name is told by the whole phrase */
    Attribution a = {.kind = kind, .source = clause_span(c, named), .name = ""};
    bool pronoun = is_bare_pronoun(c, t);
    const Mention *m = pronoun ? antecedent(c, t) : NULL;
    if (has_name(c, named)) a.name = clause_entity(c, named)->name;
    else if (pronoun && !m) a.source = (Span){0};
    else a.name = arena_slice(arena, slice_sub(c->reading->article->text, m ? m->span : a.source));
    return a;
}
