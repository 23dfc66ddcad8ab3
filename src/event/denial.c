/* denial.c - tells what did not happen: "denied that talks were held", "it is not true that", "no evidence that", and denials themselves, which are no events. */
#include "event/candidate.h"

/* "Is untrue", "is not true". */
static bool is_called_false(const Clause *c, int t) {
    if (clause_lemma_in(c, t, WORDS_UNTRUE)) return !modality_is_denied(c, t);
    return clause_lemma_in(c, t, WORDS_TRUE) && modality_is_denied(c, t);
}

static bool is_doubted(const Clause *c, int verb) { return clause_lemma_in(c, verb, WORDS_DENY) && !modality_is_denied(c, verb); }

/* "No evidence that", "denied reports of", "reports that ... were false": whether nothing comes of what a noun tells. */
static bool is_idle_claim(const Clause *c, int noun) {
    const Token *k = clause_token(c, noun);
    unsigned d = lang_deprel_base(k->deprel);
    if (modality_is_denied(c, noun)) return true;
    return k->head >= 0 && ((d == DEP_NSUBJ && is_called_false(c, k->head)) || (d == DEP_OBJ && is_doubted(c, k->head)));
}

/* The verb that says of an event noun that it took place, as its own clause: "that talks [were held]"; else the word itself. */
static int verb_of(const Clause *c, int t) {
    const Token *k = clause_token(c, t);
    unsigned d = lang_deprel_base(k->deprel);
    bool lent = k->upos == UPOS_NOUN && k->head >= 0 && (d == DEP_NSUBJ || d == DEP_OBJ);
    return lent && (clause_in_class(c, k->head, CLASS_OCCUR) || clause_in_class(c, k->head, CLASS_LIGHT)) ? k->head : t;
}

bool denial_covers(const Clause *c, int t) {
    t = verb_of(c, t);
    for (int steps = 0; steps < 4; steps++) {
        unsigned exact = clause_token(c, t)->deprel, d = lang_deprel_base(exact);
        int h = clause_token(c, t)->head;
        if (h < 0) return false;
        bool told = exact == DEP_ACL || d == DEP_CCOMP || d == DEP_XCOMP || d == DEP_CSUBJ || d == DEP_NMOD;
        if (told && clause_lemma_in(c, h, WORDS_CLAIM)) return is_idle_claim(c, h);
        if (d != DEP_CCOMP && d != DEP_XCOMP && d != DEP_CSUBJ && d != DEP_CONJ) return false;
        if (d != DEP_CONJ && (is_doubted(c, h) || is_called_false(c, h))) return true;
        t = h;
    }
    return false;
}

bool denial_is_one(const Clause *c, int t) {
    if (clause_token(c, t)->upos != UPOS_VERB || !clause_lemma_in(c, t, WORDS_DENY)) return false;
    FOR_CHILDREN(c, t, k) {
        unsigned d = clause_relation(c, k);
        bool content = d == DEP_CCOMP || d == DEP_XCOMP || (d == DEP_ADVCL && clause_token(c, k)->feats & FEAT_GER);
        if (k > t && (content || (d == DEP_OBJ && (clause_lemma_in(c, k, WORDS_CLAIM) || clause_lemma_in(c, k, WORDS_DEED))))) return true;
    }
    return false;
}
