/* number.c - turns figures and number words into numbers: the size of a phrase, and how many were killed, hurt or arrested. */
#include <stdlib.h>

#include "syntax/syntax.h"

/* "12", "2,000", "1.5": -1 if the word is not a figure; "007" is not a number. */
static double figure_of(Slice s) {
    double v = 0, part = 0;
    if (!s.n || s.n > 12 || (s.n > 1 && s.p[0] == '0' && s.p[1] != '.')) return -1;
    for (size_t i = 0; i < s.n; i++) {
        bool digit = s.p[i] >= '0' && s.p[i] <= '9';
        if (s.p[i] == '.' && i && !part) {
            part = 0.1;
        } else if (digit && part > 0) {
            v += part * (s.p[i] - '0');
            part /= 10;
        } else if (digit) {
            v = v * 10 + (s.p[i] - '0');
        } else if (s.p[i] != ',' || !i) {
            return -1;
        }
    }
    return v;
}

int number_word_value(const Vocabulary *v, uint32_t id) {
    int place = word_place(v, id, WORDS_NUMBER); /* from zero to twenty, then in tens */
    return place <= 20 ? place : (place - 18) * 10;
}

static int small_word(const Vocabulary *v, Slice s) { return number_word_value(v, lexicon_find(v->lexicon, s.p, s.n)); }

/* What a word adds to a number, or multiplies it by (*scale); -1 if it is not a number. */
static double number_word(const Clause *c, int t, double *scale) {
    static const double scales[] = {12, 100, 1e3, 1e6, 1e9};
    const Vocabulary *words = &c->classes->words;
    Slice s = clause_word(c, t);
    int place = word_place(words, c->forms[t], WORDS_SCALE);
    *scale = 0;
    if (place >= 0 && place < (int)COUNT_OF(scales)) return *scale = scales[place];
    double v = figure_of(s);
    if (v < 0) v = small_word(words, s);
    const char *dash = v < 0 ? memchr(s.p, '-', s.n) : NULL; /* twenty-three */
    if (!dash) return v;
    double tens = small_word(words, (Slice){s.p, (size_t)(dash - s.p)}), ones = small_word(words, (Slice){dash + 1, s.n - (size_t)(dash - s.p) - 1});
    return tens >= 20 && ones > 0 && ones < 10 ? tens + ones : -1;
}

/* Whether two adjacent numbers are one: "twenty three" and anything with a scale, but not a year and a count, "in 2015 three soldiers". */
static bool are_one_number(const Clause *c, int t) {
    double scale, scale_behind, v = number_word(c, t, &scale), behind = number_word(c, t + 1, &scale_behind);
    if (v < 0) return false;
    if (scale || scale_behind) return true;
    return figure_of(clause_word(c, t)) < 0 && v >= 20 && v < 100 && (int)v % 10 == 0 && behind > 0 && behind < 10;
}

static bool is_glue(const Clause *c, int t) { return clause_is_hyphen(c, t) || clause_form_is(c, t, WORD_AND); }

/* The number that ends at a token, including the number words before it: "two million", "half a million", "a dozen"; -1 if there is none. */
static double number_ending_at(const Clause *c, int last) {
    double scale, total = 0, part = -1;
    int first = last;
    if (number_word(c, last, &scale) < 0) return -1;
    for (; first > 0 && last - first < 5; first--) {
        bool hyphen = clause_is_hyphen(c, first - 1) && first > 1 && number_word(c, first - 2, &scale) >= 20; /* "twenty-three" in three tokens */
        bool and = first > 1 && clause_form_is(c, first - 1, WORD_AND) && number_word(c, first - 2, &scale) >= 100 && scale; /* "two hundred and five" */
        if (!hyphen && !and && (is_glue(c, first) ? number_word(c, first - 1, &scale) < 0 : !are_one_number(c, first - 1))) break;
    }
    for (int t = first; t <= last; t++) {
        double v = number_word(c, t, &scale);
        if (v < 0) continue; /* the hyphen, "and" */
        if (scale) {
            total += (part < 0 ? 1 : part) * scale;
            part = -1;
        } else {
            part = part < 0 ? v : part + v;
        }
    }
    bool half = first >= 2 && clause_form_in(c, first - 1, WORDS_A) && clause_form_is(c, first - 2, WORD_HALF);
    return (total + (part < 0 ? 0 : part)) * (half ? 0.5 : 1);
}

/* The last word of the number that includes t, before `end`: in "two hundred and five soldiers" the tree may attach any of them to the soldiers. */
static int end_of_number(const Clause *c, int t, int end) {
    double scale;
    for (int next = t + 1; next < end; next++) {
        if (is_glue(c, next)) continue;
        if (number_word(c, next, &scale) < 0) break;
        t = next;
    }
    return t;
}

static int of_phrase(const Clause *c, int t) {
    return CHILD_WHERE(c, t, k, k > t && clause_relation(c, k) == DEP_NMOD && clause_case_is(c, k, WORD_OF));
}

/* "dozens", "hundreds of thousands": the lowest value that it can mean, or -1. */
static double least_of(const Clause *c, int t) {
    static const double least[] = {20, 24, 40, 200, 2000, 2e6};
    int place = word_place(&c->classes->words, c->forms[t], WORDS_VAGUE);
    if (place < 0 || place >= (int)COUNT_OF(least)) return -1;
    int of = of_phrase(c, t);
    double times = of == NONE ? -1 : least_of(c, of);
    if (!place && times < 0) return -1; /* "tens" alone */
    return least[place] * (times > 0 ? times / 2 : 1);
}

double number_of_phrase(const Clause *c, int t, bool one) {
    if (t == NONE) return -1;
    double n = number_ending_at(c, t);
    if (n < 0) n = least_of(c, t);
    FOR_CHILDREN(c, t, k)
    if (n < 0 && k < t && clause_relation(c, k) == DEP_NUMMOD) n = number_ending_at(c, end_of_number(c, k, t));
    if (n < 0 && t > 0 && clause_token(c, t - 1)->head == t) n = number_ending_at(c, t - 1);
    if (n >= 0) return n;
    int of = of_phrase(c, t);
    if (of != NONE && (clause_upos_is(c, of, UPOS_NUM) || clause_form_in(c, t, WORDS_CROWD))) return number_of_phrase(c, of, false);
    int det = clause_child(c, t, DEP_DET);
    bool single = one && det != NONE && clause_form_in(c, det, WORDS_INDEFINITE) && !(clause_token(c, t)->feats & FEAT_PLUR);
    const Entity *e = single ? clause_entity(c, t) : NULL;
    return e && (e->sector || e->kind == ENT_PERSON) ? 1 : -1;
}

/* The same for a phrase and its conjuncts: "two policemen and four civilians". */
static double sum_of(const Clause *c, int t, bool one) {
    enum { SUMMED_MAX = 8 };
    Tokens all = clause_conjuncts(c, t);
    double sum = -1;
    for (size_t i = 0; i < all.n && i < SUMMED_MAX; i++) {
        bool age = i && clause_token(c, all.t[i])->upos == UPOS_NUM && clause_token(c, all.t[i] - 1)->upos == UPOS_PUNCT; /* "an Australian man, 28, ..." */
        double v = age ? -1 : number_of_phrase(c, all.t[i], one);
        if (v >= 0) sum = (sum < 0 ? 0 : sum) + v;
    }
    return sum;
}

/* The number that belongs to a word of death, injury or arrest. */
static double counted_by(Clause *c, int t) {
    const Token *k = clause_token(c, t);
    double n = -1;
    if (k->upos == UPOS_VERB) {
        int object = clause_object(c, t);
        n = sum_of(c, object, true);
        if (n < 0 && object == NONE) n = sum_of(c, clause_subject(c, t), true); /* "12 died"; "12 were killed" with a wrong tree */
        for (int next = t + 1; n < 0 && object == NONE && next < (int)c->s->n && next < t + 5; next++) { /* "injured more than 400" attached elsewhere */
            if (clause_token(c, next)->upos == UPOS_VERB) break;
            if (clause_token(c, next)->upos == UPOS_NUM) n = number_ending_at(c, next);
        }
    } else if (k->upos == UPOS_NOUN) {
        n = number_of_phrase(c, t, false);
    }
    if (n < 0 && t > 0) n = number_ending_at(c, t - 1);
    if (n < 0 && k->head >= 0 && k->upos == UPOS_ADJ) {
        int object = clause_token(c, k->head)->upos == UPOS_VERB ? clause_object(c, k->head) : k->head; /* "left 131 people dead" */
        n = number_of_phrase(c, object, false);
    }
    return n;
}

/* "The death toll from the attack rose to 67". */
static double toll_at(const Clause *c, int t) {
    for (int k = t + 1; k < (int)c->s->n && k < t + 14; k++)
        if (clause_token(c, k)->upos == UPOS_NUM && number_ending_at(c, k) >= 0) return number_ending_at(c, k);
    return -1;
}

double number_counted_by(Clause *c, int t) {
    if (clause_form_is(c, t, WORD_TOLL)) return toll_at(c, t);
    bool lives = clause_form_is(c, t, WORD_LIVES);
    bool bare = clause_upos_is(c, t - 1, UPOS_NUM) && clause_token(c, t - 1)->head == t && clause_token(c, t)->deprel == DEP_CONJ;
    double n = lives ? number_of_phrase(c, t, false) : -1; /* "claimed 70 lives" */
    if (n < 0 && lives) n = number_of_phrase(c, of_phrase(c, t), false); /* "took the lives of 12 soldiers" */
    bool own = n < 0 && lives && clause_relation(c, t) == DEP_OBJ && clause_child(c, t, DEP_NMOD_POSS) != NONE; /* "12 soldiers lost their lives" */
    if (own) n = sum_of(c, clause_subject(c, clause_token(c, t)->head), true);
    if (n < 0 && bare) n = number_ending_at(c, t - 1); /* "23 were killed and [more than 50] injured" */
    return n < 0 ? counted_by(c, t) : n;
}
