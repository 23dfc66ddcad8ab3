/* clause.c - answers questions about a tree: the logical subject and object of a verb or event noun, and the phrases after its prepositions. It undoes passives,
 * and follows control, coordination, relative clauses and light verbs; each answer is computed once per sentence. */
#include "syntax/syntax.h"
#include "vocab/wording.h"

enum { DEPTH_MAX = 12 };

static int grammatical_subject(Clause *c, int v, int depth);

void clause_open(Clause *c, const Classes *classes, const struct Coder *coder, const Reading *reading, uint32_t sentence, Arena *arena) {
    OpenSentence o = reading_open(reading, sentence, arena);
    const Sentence *s = o.s;
    *c = (Clause){.classes = classes, .coder = coder, .reading = reading, .s = s, .index = sentence, .arena = arena};
    c->lemmas = o.lemmas, c->forms = o.forms, c->hashes = o.hashes, c->mention_at = o.mention_at;
    int16_t *all = arena_alloc(arena, (size_t)s->n * 5 * sizeof *all);
    c->child = all;
    c->sibling = all + s->n;
    c->subject = all + 2 * s->n;
    c->object = all + 3 * s->n;
    c->grammatical = all + 4 * s->n;
    for (uint32_t i = 0; i < s->n; i++) {
        c->child[i] = c->sibling[i] = NONE;
        c->subject[i] = c->object[i] = c->grammatical[i] = UNASKED;
    }
    for (int i = (int)s->n - 1; i >= 0; i--) { /* from the end, so that children are in text order */
        int h = s->tokens[i].head;
        if (h < 0 || h >= (int)s->n) continue;
        c->sibling[i] = c->child[h];
        c->child[h] = (int16_t)i;
    }
}

void clauses_open(Clauses *c, const Classes *classes, const struct Coder *coder, const Reading *reading, Arena *arena) {
    *c = (Clauses){.classes = classes, .coder = coder, .reading = reading};
    while (c->n_kept < reading->n_sentences && !reading_shelves(&reading->sentences[c->n_kept])) c->n_kept++;
    c->kept = arena_alloc(arena, (c->n_kept + 1) * sizeof *c->kept);
    for (uint32_t i = 0; i < c->n_kept; i++) clause_open(&c->kept[i], classes, coder, reading, i, arena);
}

Clause *clauses_at(const Clauses *c, uint32_t sentence, Arena *arena) {
    if (sentence < c->n_kept) return &c->kept[sentence];
    Clause *own = arena_alloc(arena, sizeof *own);
    clause_open(own, c->classes, c->coder, c->reading, sentence, arena);
    return own;
}

const char *clause_text(Clause *c, Arena *arena) {
    if (!c->text) c->text = arena_slice(arena, slice_sub(c->reading->article->text, c->s->span));
    return c->text;
}

static bool is_verbal(const Clause *c, int t) { return clause_token(c, t)->upos == UPOS_VERB || clause_token(c, t)->upos == UPOS_AUX; }

static bool is_nominal(const Clause *c, int t) {
    unsigned u = clause_token(c, t)->upos;
    return u == UPOS_NOUN || u == UPOS_PROPN || u == UPOS_PRON || u == UPOS_NUM || u == UPOS_X || u == UPOS_SYM || u == UPOS_DET ||
           (u == UPOS_ADJ && c->mention_at[t] >= 0);
}

int clause_child(const Clause *c, int t, unsigned deprel) {
    return CHILD_WHERE(c, t, k, clause_relation(c, k) == deprel || clause_token(c, k)->deprel == deprel);
}

uint32_t clause_case(const Clause *c, int t) {
    int k = clause_child(c, t, DEP_CASE);
    return k == NONE ? 0 : c->lemmas[k];
}

bool clause_dominates(const Clause *c, int above, int t) {
    FOR_ABOVE(c, t, k)
        if (k == above) return true;
    return false;
}

int clause_sayer(const Clause *c, int v) {
    for (int steps = 0; v >= 0 && steps < DEPTH_MAX; steps++) {
        unsigned d = clause_relation(c, v);
        int h = clause_token(c, v)->head;
        if (h < 0) return NONE;
        if (d == DEP_CCOMP || d == DEP_PARATAXIS) return clause_in_class(c, h, CLASS_SAY) ? h : NONE;
        if (d != DEP_CONJ && d != DEP_XCOMP) return NONE;
        v = h;
    }
    return NONE;
}

bool clause_is_headline(const Clause *c) {
    const Article *a = c->reading->article;
    return c->s->block < a->n_blocks && (a->blocks[c->s->block].kind == BLOCK_TITLE || a->blocks[c->s->block].kind == BLOCK_HEADING);
}

/* "Two killed in Lima", "Son of president stabbed": in a headline a verb of harm, arrest or judgement without an object is a passive. */
static bool is_headline_passive(const Clause *c, int v) {
    static const ClassName classes[] = {CLASS_INJURED, CLASS_ARRESTED, CLASS_DEAD, CLASS_TREAT};
    const Token *t = clause_token(c, v);
    if (!clause_is_headline(c) || t->deprel != DEP_ROOT || t->upos != UPOS_VERB || !(t->feats & FEAT_PAST)) return false;
    if (clause_lemma_in(c, v, WORDS_DYING)) return false;
    if (clause_child(c, v, DEP_OBJ) != NONE || clause_child(c, v, DEP_AUX) != NONE || clause_child(c, v, DEP_CCOMP) != NONE) return false;
    return ANY_WHERE(i, COUNT_OF(classes), clause_in_class(c, v, classes[i])) && clause_child(c, v, DEP_NSUBJ) != NONE;
}

/* A passive needs an auxiliary, or a position where a participle can be without one. The parser's nsubj:pass alone is too often a past tense ("called on"). */
bool clause_is_passive(const Clause *c, int v) {
    const Token *t = clause_token(c, v);
    bool object = clause_child(c, v, DEP_OBJ) != NONE, auxiliary = clause_child(c, v, DEP_AUX) != NONE;
    if (clause_child(c, v, DEP_AUX_PASS) != NONE || is_headline_passive(c, v)) return true;
    if (!is_verbal(c, v) || (object && clause_child(c, v, DEP_IOBJ) == NONE)) return false;
    if (t->deprel == DEP_CONJ && !object && !auxiliary && t->head >= 0 && clause_child(c, t->head, DEP_AUX_PASS) != NONE &&
        clause_in_class(c, v, CLASS_INJURED))
        return true;                                                        /* "four were killed and ninety wounded" */
    if (t->feats & FEAT_FIN && !auxiliary && !clause_is_headline(c)) return false; /* "spoke by telephone" */
    bool said_so = clause_child(c, v, DEP_NSUBJ_PASS) != NONE || clause_child(c, v, DEP_CSUBJ_PASS) != NONE;
    if (said_so && (auxiliary || clause_is_headline(c) || clause_child(c, v, DEP_OBL_AGENT) != NONE)) return true;
    bool participle = t->feats & FEAT_PART && t->feats & FEAT_PAST;
    if (auxiliary || !participle) return false;
    if (t->deprel == DEP_CONJ && t->head >= 0 && is_verbal(c, t->head)) return clause_is_passive(c, t->head);
    if (t->deprel == DEP_ACL) return clause_child(c, v, DEP_NSUBJ) == NONE;
    return t->deprel == DEP_ADVCL || t->deprel == DEP_XCOMP || t->deprel == DEP_AMOD;
}

/* The verb at the head of the relative clause around v (v itself or one that it is coordinated with), or NONE. */
static int relative_head(const Clause *c, int v) {
    while (v >= 0 && clause_token(c, v)->deprel == DEP_CONJ) v = clause_token(c, v)->head;
    return v >= 0 && clause_token(c, v)->deprel == DEP_ACL_RELCL ? v : NONE;
}

/* "Russia, which attacked ...": the antecedent in place of the pronoun. */
static int follow_relative(const Clause *c, int v, int subject) {
    bool relative = clause_upos_is(c, subject, UPOS_PRON) && (clause_token(c, subject)->feats & FEAT_REL || clause_lemma_in(c, subject, WORDS_RELATIVE));
    int rel = relative ? relative_head(c, v) : NONE;
    return rel == NONE ? subject : clause_token(c, rel)->head;
}

static int subject_at(const Clause *c, int v, int k) {
    unsigned d = clause_token(c, k)->deprel;
    if (d != DEP_NSUBJ && d != DEP_NSUBJ_PASS && d != DEP_NSUBJ_OUTER) return NONE;
    if (clause_case(c, k) && clause_token(c, k)->upos == UPOS_NOUN) /* "According to an article, India could": the source is not the subject; the name after the comma is */
        return clause_child(c, k, DEP_APPOS);
    int after = clause_is_time(c, k) ? clause_child(c, k, DEP_NMOD) : NONE; /* "hours after [Russian drones] hit", parsed as hours that hit */
    return after != NONE && after > k ? after : follow_relative(c, v, k);
}

static bool comma_between(const Clause *c, int a, int b) { return ANY_WHERE(i, (size_t)(b - a - 1), slice_is(clause_word(c, a + 1 + (int)i), ",")); }

/* The first of several, except one after a comma: "Fearing unrest, [Paris] mobilised". */
static int own_subject(const Clause *c, int v) {
    int best = NONE;
    FOR_CHILDREN(c, v, k) {
        int s = subject_at(c, v, k);
        if (s != NONE && (best == NONE || (k < v && s > best && comma_between(c, best, s)))) best = s;
    }
    return best;
}

bool clause_is_time(const Clause *c, int t) { return clause_lemma_in(c, t, WORDS_TIME_NOUN); }

bool clause_is_headline_subject(const Clause *c, int t) {
    const Entity *who = clause_token(c, t)->head < 0 ? clause_entity(c, t) : NULL;
    return who && (who->kind == ENT_PERSON || who->kind == ENT_GROUP || who->office[0]);
}

/* The next object of the same verb, or NONE. */
static int next_object(const Clause *c, int object) {
    for (int k = c->sibling[object]; k != NONE; k = c->sibling[k])
        if (clause_token(c, k)->deprel == DEP_OBJ && clause_child(c, k, DEP_CASE) == NONE) return k;
    return NONE;
}

/* The object, or what a parser puts in its place: a bare noun after the verb, a gerund that is a noun ("offers training to officers"). */
static int grammatical_object(const Clause *c, int v) {
    int k = clause_child(c, v, DEP_OBJ);
    if (k != NONE && clause_is_time(c, k)) return NONE;
    int second = k == NONE ? NONE : next_object(c, k);
    if (second != NONE && c->mention_at[k] >= 0 && clause_token(c, second)->upos == UPOS_NOUN) return second; /* "promised [Honduras] more [aid]" */
    if (k != NONE || !is_verbal(c, v)) return k;
    for (k = c->child[v]; k != NONE; k = c->sibling[k]) {
        const Token *t = clause_token(c, k);
        if (k < v) continue;
        bool oblique = clause_relation(c, k) == DEP_OBL;
        int mark = oblique ? clause_child(c, k, DEP_CASE) : NONE; /* "handed [over their weapons]": a particle parsed as a preposition */
        if (mark == v + 1 && wording_has(WORDING_VERB_PARTICLES, (Slice){clause_token(c, mark)->lemma, clause_token(c, mark)->lemma_len})) return k;
        bool bare = t->deprel == DEP_OBL_UNMARKED || (oblique && mark == NONE);
        if (bare && t->upos == UPOS_NOUN && c->lemmas[k] && !clause_is_time(c, k)) return k;
        if (t->deprel == DEP_XCOMP && t->feats & FEAT_GER && k == v + 1 && clause_child(c, k, DEP_OBJ) == NONE) return k;
    }
    return NONE;
}

static int agent_phrase(const Clause *c, int v) {
    const uint64_t phrases = DEP_BIT(DEP_OBL) | DEP_BIT(DEP_NMOD);
    return CHILD_WHERE(c, v, k, clause_token(c, k)->deprel == DEP_OBL_AGENT ||
                                    (dep_in(phrases, clause_relation(c, k)) && clause_case_is(c, k, WORD_BY) && !clause_is_time(c, k)));
}

/* The agent after "by", or NONE. A parser may attach it to a word in between: "given $60 million [by Denmark]", "convicted of spying [by a court]". */
static int passive_agent(const Clause *c, int v) {
    int agent = agent_phrase(c, v);
    FOR_CHILDREN(c, v, k) {
        unsigned d = clause_relation(c, k);
        if (agent != NONE || k < v || (d != DEP_OBJ && d != DEP_OBL && d != DEP_ADVCL && d != DEP_XCOMP)) continue;
        if (clause_child(c, k, DEP_NSUBJ) != NONE || clause_child(c, k, DEP_AUX_PASS) != NONE) continue;
        int by = agent_phrase(c, k);
        const Entity *e = clause_entity(c, by);
        if (e && e->kind != ENT_UNKNOWN && e->kind != ENT_PLACE) agent = by;
    }
    return agent;
}

/* The controller of a clause without a subject: "agreed to meet", "urged Iran to stop", "left, saying", "plan to attack". */
static int inherited_subject(Clause *c, int v, int depth) {
    const Token *t = clause_token(c, v);
    int p = t->head;
    if (p < 0 || depth > DEPTH_MAX) return NONE;
    switch (t->deprel) {
    case DEP_CONJ: return grammatical_subject(c, p, depth + 1);
    case DEP_XCOMP: {
        int obj = grammatical_object(c, p);
        if (obj == NONE) obj = clause_child(c, p, DEP_IOBJ);
        return obj != NONE && obj < v ? obj : grammatical_subject(c, p, depth + 1);
    }
    case DEP_ADVCL:
    case DEP_CCOMP:
    case DEP_PARATAXIS: {
        if (t->deprel != DEP_ADVCL && (t->feats & FEAT_FIN)) return NONE;
        int obj = grammatical_object(c, p);
        bool purpose = obj != NONE && obj < v && t->feats & FEAT_INF && clause_child(c, v, DEP_MARK) != NONE && t->deprel == DEP_CCOMP;
        bool harm = t->deprel == DEP_ADVCL && t->feats & FEAT_GER && clause_child(c, p, DEP_AUX_PASS) != NONE &&
                    (clause_in_class(c, v, CLASS_DEAD) || clause_in_class(c, v, CLASS_INJURED));
        if (harm) return passive_agent(c, p); /* "a church was bombed, killing nine" */
        return purpose ? obj : grammatical_subject(c, p, depth + 1);
    }
    case DEP_ACL: {
        if (!(t->feats & FEAT_INF) || clause_is_headline_subject(c, p)) return p;
        int support = clause_support(c, p); /* "has plans to attack" */
        int poss = clause_child(c, p, DEP_NMOD_POSS);
        if (poss != NONE || support != NONE) return poss != NONE ? poss : grammatical_subject(c, support, depth + 1);
        int own = own_subject(c, p), above = clause_token(c, p)->head; /* "agreed in principle to sell", "reached an agreement to reopen" */
        bool hangs = own == NONE && above >= 0 && is_verbal(c, above) && (clause_relation(c, p) == DEP_OBJ || clause_relation(c, p) == DEP_OBL);
        return hangs ? grammatical_subject(c, above, depth + 1) : own;
    }
    case DEP_ACL_RELCL: return p;
    default: return NONE;
    }
}

static int grammatical_subject(Clause *c, int v, int depth) {
    if (c->grammatical[v] != UNASKED) return c->grammatical[v];
    c->grammatical[v] = NONE; /* stops at a cycle in a malformed tree */
    int s = own_subject(c, v);
    if (s == NONE) s = inherited_subject(c, v, depth);
    return c->grammatical[v] = (int16_t)s;
}

int clause_subject(Clause *c, int v) {
    if (c->subject[v] != UNASKED) return c->subject[v];
    return c->subject[v] = (int16_t)(clause_is_passive(c, v) ? passive_agent(c, v) : grammatical_subject(c, v, 0));
}

static int logical_object(Clause *c, int v) {
    if (clause_is_passive(c, v)) {
        int given = clause_child(c, v, DEP_OBJ); /* "Tanzania was given [a loan]" */
        return given != NONE && given > v && !clause_is_time(c, given) ? given : grammatical_subject(c, v, 0);
    }
    int obj = grammatical_object(c, v);
    if (obj != NONE) return follow_relative(c, v, obj);
    int rel = relative_head(c, v); /* "the law that the court upheld" */
    if (rel == v && own_subject(c, v) != NONE && clause_token(c, v)->head != own_subject(c, v) && clause_child(c, v, DEP_CCOMP) == NONE)
        return clause_token(c, v)->head;
    int last = CHILD_WHERE(c, v, k, clause_relation(c, k) == DEP_CONJ && is_verbal(c, k) && grammatical_object(c, k) != NONE && own_subject(c, k) == NONE &&
                                        k - v <= 4 && !clause_is_passive(c, k)); /* "arrested and jailed the activist": the object is at the last verb */
    return last == NONE ? NONE : grammatical_object(c, last);
}

int clause_object(Clause *c, int v) {
    if (c->object[v] != UNASKED) return c->object[v];
    c->object[v] = NONE;
    return c->object[v] = (int16_t)logical_object(c, v);
}

int clause_support(Clause *c, int noun) {
    for (int depth = 0, t = noun; depth < DEPTH_MAX && t >= 0; depth++) {
        const Token *k = clause_token(c, t);
        int h = k->head;
        if (h < 0) return NONE;
        unsigned d = lang_deprel_base(k->deprel);
        bool titles = (d == DEP_COMPOUND || d == DEP_FLAT || d == DEP_NMOD || d == DEP_APPOS) && h > t && clause_token(c, h)->upos == UPOS_PROPN;
        bool measured = d == DEP_NMOD && h < t && clause_case_is(c, t, WORD_OF) && clause_in_class(c, h, CLASS_MEASURE); /* "a round of talks" */
        if ((d == DEP_CONJ && is_nominal(c, h)) || titles || measured) { /* "the exercise Prabal Dostyk": the noun before a name is what the name denotes */
            t = h;
            continue;
        }
        bool argument = d == DEP_OBJ || k->deprel == DEP_NSUBJ_PASS || d == DEP_OBL || d == DEP_XCOMP;
        int as = argument ? clause_child(c, h, DEP_XCOMP) : NONE; /* "called the attack [cruel]" lends no slots */
        if (as != NONE && as != t && clause_token(c, as)->upos == UPOS_ADJ) return NONE;
        if (!argument || !is_verbal(c, h) || !clause_in_class(c, h, CLASS_LIGHT)) return NONE;
        bool into = clause_case_is(c, t, WORD_IN) || clause_case_is(c, t, WORD_INTO); /* "engage in talks", "enter into an agreement" */
        return d != DEP_OBL || (into && clause_object(c, h) == NONE) ? h : NONE;
    }
    return NONE;
}

/* ---- slots ---- */

static void add(Tokens *out, int t) {
    if (t != NONE && out->n < TOKENS_MAX && !ANY_WHERE(i, out->n, out->t[i] == t)) out->t[out->n++] = t;
}

/* Phrases after a preposition of a verb or noun. "from X to Y" keeps both apart, since each has a case marker of its own. */
static void add_prepositional(Clause *c, int t, uint32_t prep, Tokens *out) {
    FOR_CHILDREN(c, t, k) {
        unsigned d = clause_relation(c, k);
        if (d != DEP_OBL && d != DEP_NMOD && d != DEP_ADVMOD && d != DEP_XCOMP && d != DEP_DEP && d != DEP_ADVCL) continue;
        if (clause_token(c, k)->deprel == DEP_OBL_AGENT && class_word(c->classes, prep) != WORD_BY) continue;
        if (is_nominal(c, k) && CHILD_WHERE(c, k, m, clause_relation(c, m) == DEP_CASE && c->lemmas[m] == prep) != NONE) add(out, k);
    }
}

static void add_modifier(const Clause *c, int k, Tokens *out) {
    unsigned d = clause_token(c, k)->deprel;
    bool modifies = d == DEP_AMOD || d == DEP_COMPOUND || d == DEP_NMOD || d == DEP_NMOD_DESC || d == DEP_NMOD_UNMARKED || d == DEP_FLAT;
    const Entity *e = modifies && !clause_case(c, k) ? clause_entity(c, k) : NULL;
    if (e && e->kind != ENT_UNKNOWN) add(out, k);
}

/* "Russian strikes", "Turkish air strikes", "Peru-Chile border talks": names before a noun, before a word in a compound with it, or joined to such a name. */
static void add_modifiers(const Clause *c, int t, int depth, Tokens *out) {
    FOR_CHILDREN(c, t, k) {
        unsigned d = clause_token(c, k)->deprel;
        if (depth == 0 || d == DEP_COMPOUND || d == DEP_FLAT) add_modifier(c, k, out);
        if ((d == DEP_COMPOUND || d == DEP_FLAT) && depth < 2) add_modifiers(c, k, depth + 1, out);
    }
}

/* "the arrest of its citizens [by Bolivia]", "spoke by telephone [with Chad]", "$500 million in loans [to Mali]": a phrase attached one level too low. */
static void add_below(Clause *c, int t, uint32_t prep, Tokens *out) {
    if (out->n || !class_listed(c->classes, prep, WORDS_HUNG_LOW)) return;
    FOR_CHILDREN(c, t, k)
    if (k > t && (clause_relation(c, k) == DEP_NMOD || clause_relation(c, k) == DEP_OBL)) add_prepositional(c, k, prep, out);
}

/* Phrases of a verb that a parser may attach to its object: "imposed sanctions [on Iran]". */
static void add_from_object(Clause *c, int t, uint32_t prep, Tokens *out) {
    int obj = clause_object(c, t);
    if (obj != NONE && !out->n) add_prepositional(c, obj, prep, out);
    add_below(c, t, prep, out);
    if (obj != NONE) add_below(c, obj, prep, out);
}

/* The agent of an event after "for": in "flew to Cairo for talks" the traveller, skipping the place; in "arrested two men for attacks" the men. */
static int doer_above(Clause *c, int t) {
    if (!clause_case_is(c, t, WORD_FOR)) return NONE;
    for (int steps = 0; steps < 3; steps++) {
        int h = clause_token(c, t)->head;
        unsigned d = clause_relation(c, t);
        if (h < 0 || (d != DEP_OBL && d != DEP_NMOD)) return NONE;
        if (!is_verbal(c, h)) {
            t = h;
            continue;
        }
        if (clause_in_class(c, h, CLASS_TREAT)) return clause_object(c, h);
        return clause_in_class(c, h, CLASS_TRAVEL) && !clause_is_passive(c, h) ? clause_subject(c, h) : NONE;
    }
    return NONE;
}

/* Phrases of an event noun, or of what has it as an object, a subject or a support. */
static void add_around_noun(Clause *c, int t, int support, uint32_t prep, Tokens *out) {
    int h = clause_token(c, t)->head;
    bool active = h >= 0 && clause_relation(c, t) == DEP_OBJ && is_verbal(c, h) && !clause_is_passive(c, h);
    bool happens = h >= 0 && clause_relation(c, t) == DEP_NSUBJ && is_verbal(c, h) && clause_in_class(c, h, CLASS_HAPPEN);
    add_below(c, t, prep, out);
    if (!out->n && active && class_word(c->classes, prep) == WORD_BY) add_prepositional(c, h, prep, out); /* "condemned the arrest [by Bolivia]" */
    int next = clause_upos_is(c, t + 1, UPOS_ADP) && c->lemmas[t + 1] == prep ? clause_token(c, t + 1)->head : NONE;
    /* "pressure [from Russia] increases", wherever the tree has it */
    if (!out->n && next > t + 1 && is_nominal(c, next) && clause_case(c, next) == prep) add(out, next);
    if (!out->n && happens) add_prepositional(c, h, prep, out); /* "talks began [with Chad]", "protests erupted [across Iran]" */
    if (support != NONE) add_prepositional(c, support, prep, out);
}

Tokens clause_slot(Clause *c, int t, int support, uint32_t slot) {
    Tokens out = {.n = 0};
    uint32_t prep = slot & ~(uint32_t)SLOT_PREP;
    int verb = is_verbal(c, t) ? t : NONE, lender = verb != NONE ? verb : support; /* whose subject it has */
    switch (slot) {
    case SLOT_SUBJ:
        add(&out, lender != NONE ? clause_subject(c, lender) : own_subject(c, t)); /* "India is a member" */
        if (lender == NONE) add(&out, doer_above(c, t));
        break;
    case SLOT_OBJ: add(&out, verb != NONE ? clause_object(c, verb) : NONE); break;
    case SLOT_IOBJ:
        if (lender != NONE) add(&out, clause_child(c, lender, DEP_IOBJ));
        if (!out.n && verb != NONE && clause_is_passive(c, t) && clause_object(c, t) != grammatical_subject(c, t, 0)) add(&out, grammatical_subject(c, t, 0));
        break;
    case SLOT_POSS: add(&out, clause_child(c, t, DEP_NMOD_POSS)); break;
    case SLOT_MOD: add_modifiers(c, t, 0, &out); break;
    default:
        add_prepositional(c, t, prep, &out);
        if (verb != NONE) add_from_object(c, verb, prep, &out);
        else add_around_noun(c, t, support, prep, &out);
    }
    return out;
}

Tokens clause_conjuncts(const Clause *c, int t) {
    Tokens out = {.n = 0};
    add(&out, t);
    for (size_t i = 0; i < out.n; i++) {
        FOR_CHILDREN(c, out.t[i], k) {
            if ((clause_relation(c, k) == DEP_CONJ || clause_relation(c, k) == DEP_LIST) && (is_nominal(c, k) || c->mention_at[k] >= 0)) add(&out, k);
            if (clause_relation(c, k) != DEP_FLAT) continue;
            FOR_CHILDREN(c, k, m) /* attached to the last part of a name */
            if (clause_relation(c, m) == DEP_CONJ && is_nominal(c, m)) add(&out, m);
        }
    }
    return out;
}

Tokens clause_complements(Clause *c, int t, const uint32_t *prepositions, uint32_t n_prepositions) {
    Tokens out = {.n = 0};
    FOR_CHILDREN(c, t, k) {
        unsigned d = clause_relation(c, k);
        bool complement = d == DEP_XCOMP || d == DEP_CCOMP || (d == DEP_ACL && !is_verbal(c, t)) ||
                      (d == DEP_ADVCL && clause_token(c, k)->feats & (FEAT_INF | FEAT_GER));
        if (complement) add(&out, k);
    }
    FOR_CHILDREN(c, t, k) /* after a preposition of the trigger: "called for talks", "accused Iran of killing" */
    if (clause_relation(c, k) == DEP_OBL || clause_relation(c, k) == DEP_ADVCL || clause_relation(c, k) == DEP_NMOD) {
        int mark = clause_child(c, k, DEP_CASE);
        if (mark == NONE) mark = clause_child(c, k, DEP_MARK);
        uint32_t p = mark == NONE ? 0 : c->lemmas[mark];
        bool own = clause_lemma_is(c, mark, WORD_OF) || clause_lemma_is(c, mark, WORD_FOR) || clause_lemma_is(c, mark, WORD_TO);
        if (own || (p && ANY_WHERE(i, n_prepositions, prepositions[i] == p))) add(&out, k);
    }
    if (is_verbal(c, t)) add(&out, clause_object(c, t));
    FOR_CHILDREN(c, t, k) { /* "agreed in principle to sell", "reached an agreement to reopen": the infinitive is attached to the noun in between */
        bool between = is_verbal(c, t) && k > t && is_nominal(c, k) && (clause_relation(c, k) == DEP_OBJ || clause_relation(c, k) == DEP_OBL);
        FOR_CHILDREN(c, k, m)
        if (between && clause_relation(c, m) == DEP_ACL && clause_token(c, m)->feats & FEAT_INF) add(&out, m);
    }
    for (size_t i = 0; i < out.n; i++) { /* "agreed to meet and to cooperate" */
        FOR_CHILDREN(c, out.t[i], k)
        if (clause_relation(c, k) == DEP_CONJ) add(&out, k);
    }
    return out;
}
