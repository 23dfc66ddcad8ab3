/* modality.c - finds auxiliary modes from the words around a trigger: is the event denied, in the future, or only possible? */
#include "syntax/syntax.h"

/* A word that denies, but not in "not only". */
static bool denies(const Clause *c, int t) { return clause_in_class(c, t, CLASS_NEG) && !clause_lemma_in(c, t + 1, WORDS_MERELY); }

/* "no soldiers attacked", "neither Peru nor Chile attacked", "nobody was arrested", "released no prisoners": a negative subject or object denies the event. */
static bool is_nobody(const Clause *c, int t) {
    const uint64_t beside = DEP_BIT(DEP_DET) | DEP_BIT(DEP_CC);
    return clause_in_class(c, t, CLASS_NEG) || CHILD_WHERE(c, t, k, k < t && dep_in(beside, clause_relation(c, k)) && denies(c, k)) != NONE;
}

/* "instead of attacking", "far from attacking", "stopped short of attacking". */
static bool is_left_undone(const Clause *c, int t) {
    int mark = clause_token(c, t)->feats & FEAT_GER ? clause_child(c, t, DEP_MARK) : NONE;
    if (mark == NONE || mark > t) return false;
    return clause_lemma_in(c, mark, WORDS_INSTEAD) || clause_lemma_in(c, mark - 1, WORDS_INSTEAD);
}

/* "is to deport". */
static bool is_to(const Clause *c, int t) {
    int mark = clause_child(c, t, DEP_MARK);
    if (mark < 1 || mark > t || !(clause_token(c, t)->feats & FEAT_INF) || clause_token(c, mark - 1)->head != t) return false;
    unsigned d = clause_relation(c, mark - 1);
    return (d == DEP_COP || d == DEP_AUX) && clause_lemma_is(c, mark - 1, WORD_BE);
}

/* A headline's future: "Modi to visit Nepal", an infinitive with a subject of its own before it and no verb above. */
static bool is_headline_future(const Clause *c, int t) {
    const Token *k = clause_token(c, t);
    int mark = clause_child(c, t, DEP_MARK), subject = clause_child(c, t, DEP_NSUBJ);
    if (subject == NONE && k->head >= 0 && k->head < t && clause_is_headline_subject(c, k->head)) subject = k->head;
    if (!(k->feats & FEAT_INF) || mark == NONE || mark > t || clause_token(c, mark)->upos != UPOS_PART || subject == NONE || subject > mark)
        return false;
    unsigned d = lang_deprel_base(k->deprel);
    for (int above = k->head; above >= 0; above = clause_token(c, above)->head)
        if (clause_token(c, above)->upos == UPOS_VERB && !is_headline_future(c, above)) return d == DEP_PARATAXIS || d == DEP_CCOMP;
    return true;
}

/* The words around a verb: its negation, auxiliaries, markers. */
static unsigned marks_at(const Clause *c, int t) {
    unsigned aux = (is_left_undone(c, t) ? ATTACHE_NEGATION : 0) | (is_to(c, t) || is_headline_future(c, t) ? ATTACHE_FUTURE : 0);
    FOR_CHILDREN(c, t, k) {
        unsigned d = clause_relation(c, k);
        bool light = d == DEP_ADVMOD || d == DEP_DET || d == DEP_CC || d == DEP_DISCOURSE;
        if ((d == DEP_NSUBJ || d == DEP_OBJ) && clause_token(c, t)->upos == UPOS_VERB && is_nobody(c, k)) aux |= ATTACHE_NEGATION;
        if ((light || d == DEP_CASE || d == DEP_MARK) && denies(c, k)) aux |= ATTACHE_NEGATION;
        bool will = clause_form_in(c, k, WORDS_FUTURE_AUX) || clause_lemma_is(c, k, WORD_WILL) || clause_lemma_is(c, k, WORD_SHALL);
        if (d == DEP_AUX && c->forms[k] && will) aux |= ATTACHE_FUTURE;
        if (d == DEP_AUX && clause_in_class(c, k, CLASS_HYP_MODAL)) aux |= ATTACHE_HYPOTHETICAL;
        if ((d == DEP_MARK || d == DEP_ADVMOD || d == DEP_AMOD) && clause_in_class(c, k, CLASS_HYP_MARK)) aux |= ATTACHE_HYPOTHETICAL;
        if (d == DEP_AMOD && clause_in_class(c, k, CLASS_FUTURE_MARK)) aux |= ATTACHE_FUTURE;
    }
    return aux;
}

/* "is set to visit", "is going to attack", "is due to meet": the word above an infinitive decides. */
static unsigned marks_above(const Clause *c, int t) {
    const Token *k = clause_token(c, t);
    int h = k->head;
    if (h < 0) return 0;
    unsigned d = lang_deprel_base(k->deprel), aux = 0;
    bool infinitive = k->feats & FEAT_INF || k->feats & FEAT_GER;
    if ((d == DEP_XCOMP || d == DEP_CCOMP || d == DEP_ADVCL) && infinitive) {
        if (clause_lemma_is(c, clause_child(c, h, DEP_ADVMOD), WORD_YET)) aux |= ATTACHE_NEGATION; /* "has yet to release" */
        if (clause_lemma_is(c, h, WORD_GO) || clause_in_class(c, h, CLASS_FUTURE_VERB)) aux |= ATTACHE_FUTURE | (marks_at(c, h) & ATTACHE_NEGATION);
    }
    if (clause_in_class(c, h, CLASS_HYP_MARK) && (d == DEP_NMOD || d == DEP_ACL || d == DEP_XCOMP || d == DEP_CCOMP || d == DEP_CSUBJ))
        aux |= ATTACHE_HYPOTHETICAL; /* "the potential for cooperation", "it is possible that" */
    return aux;
}

/* Marks on the verbs above a trigger that are not events themselves: "could be allowed to take on". */
static unsigned inherited(Clause *c, int t) {
    unsigned aux = 0;
    for (int depth = 0, at = t; depth < 6; depth++) {
        const Token *k = clause_token(c, at);
        unsigned d = lang_deprel_base(k->deprel);
        int h = k->head;
        if (h < 0) break;
        bool shares = (d == DEP_CONJ && c->child[at] != NONE && clause_child(c, at, DEP_AUX) == NONE && clause_child(c, at, DEP_NSUBJ) == NONE &&
                       clause_token(c, h)->upos == k->upos) ||
                      d == DEP_XCOMP;
        bool purpose = d == DEP_ADVCL && k->feats & FEAT_INF; /* "will meet to discuss the ceasefire" */
        if (purpose) aux |= (marks_at(c, h) | marks_above(c, h)) & ATTACHE_FUTURE;
        if (!shares) break;
        aux |= marks_at(c, h) & (ATTACHE_HYPOTHETICAL | ATTACHE_FUTURE);
        at = h;
    }
    return aux;
}

/* All that the words around a trigger or its support verb say. */
static unsigned marks_around(Clause *c, int t) { return marks_at(c, t) | marks_above(c, t) | inherited(c, t); }

bool modality_is_denied(const Clause *c, int t) { return marks_at(c, t) & ATTACHE_NEGATION; }

bool modality_never_was(const Clause *c, int noun) {
    const Token *k = clause_token(c, noun);
    int h = k->head;
    if (h < 0 || lang_deprel_base(k->deprel) != DEP_NSUBJ) return false;
    bool planned = k->deprel == DEP_NSUBJ_PASS && clause_in_class(c, h, CLASS_FUTURE_VERB);
    if (planned || clause_in_class(c, h, CLASS_OCCUR)) return (marks_at(c, h) | marks_above(c, h)) & ATTACHE_NEGATION;
    int below = clause_lemma_is(c, h, WORD_FAIL) ? clause_child(c, h, DEP_XCOMP) : NONE; /* "failed to take place" */
    return below != NONE && clause_in_class(c, below, CLASS_OCCUR) && !modality_is_denied(c, h);
}

unsigned modality_of(Clause *c, const Trigger *e) {
    int cop = clause_child(c, e->token, DEP_COP), verb = e->support != NONE ? e->support : e->token, says = clause_sayer(c, verb);
    unsigned aux = marks_around(c, e->token) | (e->support != NONE ? marks_around(c, e->support) : 0) | (cop != NONE ? marks_at(c, cop) : 0);
    bool would = CHILD_WHERE(c, verb, k, clause_lemma_is(c, k, WORD_WOULD)) != NONE;
    if (would && aux & ATTACHE_HYPOTHETICAL && says != NONE && clause_token(c, says)->feats & FEAT_PAST)
        aux = (aux & ~(unsigned)ATTACHE_HYPOTHETICAL) | ATTACHE_FUTURE; /* "said it would withdraw" is "will withdraw" in reported speech */
    const Token *t = clause_token(c, verb), *noun = clause_token(c, e->token);
    /* "a meeting is scheduled for Thursday" */
    if (e->noun && noun->deprel == DEP_NSUBJ_PASS && clause_in_class(c, noun->head, CLASS_FUTURE_VERB)) aux |= ATTACHE_FUTURE;
    if (e->noun && modality_never_was(c, e->token)) aux |= ATTACHE_NEGATION;
    if (e->noun && e->support == NONE && t->head >= 0) { /* an event noun in a clause that is only possible: "talks could begin", "if talks fail" */
        unsigned d = lang_deprel_base(t->deprel);
        if (d == DEP_NSUBJ || d == DEP_OBJ)
            aux |= marks_at(c, t->head) & (d == DEP_NSUBJ ? ATTACHE_HYPOTHETICAL | ATTACHE_FUTURE : ATTACHE_HYPOTHETICAL);
    }
    return aux;
}
