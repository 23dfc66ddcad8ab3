/* train_news.c - generates sentences in the style of news, with their trees, from the words of our own tables: actors (states, offices with names, agents), verbs
 * (of frames.tsv), recipients, places and times, in the patterns of leads and headlines. Web treebanks contain few of these. The trees follow the guidelines of
 * UD English. */
#include <stdio.h>

#include "base/tsv.h"
#include "train.h"

typedef struct Words {
    const char **list;
    size_t n, cap;
} Words;

/* A verb with the forms that sentences need. */
typedef struct Verb {
    const char *base, *past, *participle, *third;
} Verb;

struct News {
    Arena *arena;
    Words states, adjectives, capitals, names, offices, singulars, plurals, nouns;
    struct {
        Verb *list;
        size_t n, cap;
    } verbs, irregular;
};

/* ---- tables ---- */

static void keep(News *w, Words *to, Slice s) { *VEC_PUSH(w->arena, to->list, to->n, to->cap) = arena_slice(w->arena, s); }
static bool one_word(Slice s) {
    return s.n > 1 && s.n < 24 && !memchr(s.p, ' ', s.n) && !memchr(s.p, '-', s.n) && !memchr(s.p, '.', s.n) && !memchr(s.p, '\'', s.n);
}

static void keep_single(News *w, Words *to, Slice cell) {
    Slice s;
    while (slice_split(&cell, '|', &s))
        if (one_word(s)) keep(w, to, s);
}

static Verb regular(News *w, const char *base) {
    size_t n = strlen(base);
    bool e = base[n - 1] == 'e', y = n > 2 && base[n - 1] == 'y' && !strchr("aeiou", base[n - 2]),
         hiss = strchr("sxz", base[n - 1]) || (n > 2 && base[n - 1] == 'h' && strchr("cs", base[n - 2]));
    const char *past = y ? arena_printf(w->arena, "%.*sied", (int)n - 1, base) : arena_printf(w->arena, "%s%s", base, e ? "d" : "ed");
    const char *third = y ? arena_printf(w->arena, "%.*sies", (int)n - 1, base) : arena_printf(w->arena, "%s%s", base, hiss ? "es" : "s");
    return (Verb){base, past, past, third};
}

static void irregular_row(News *w, const Slice *c) {
    if (!slice_is(c[1], "V")) return;
    Verb v = regular(w, arena_slice(w->arena, c[0]));
    Slice rest = c[2], form;
    bool first = true;
    while (slice_split(&rest, '|', &form)) {
        const char *s = arena_slice(w->arena, form);
        if (form.n > 4 && !memcmp(form.p + form.n - 3, "ing", 3)) continue;
        if (form.n > 2 && form.p[form.n - 1] == 's')
            v.third = s;
        else if (first)
            v.past = v.participle = s, first = false;
        else
            v.participle = s;
    }
    *VEC_PUSH(w->arena, w->irregular.list, w->irregular.n, w->irregular.cap) = v;
}

static void keep_verb(News *w, const char *base) {
    for (size_t i = 0; i < w->verbs.n; i++)
        if (!strcmp(w->verbs.list[i].base, base)) return;
    Verb v = regular(w, base);
    for (size_t i = 0; i < w->irregular.n; i++)
        if (!strcmp(w->irregular.list[i].base, base)) v = w->irregular.list[i];
    *VEC_PUSH(w->arena, w->verbs.list, w->verbs.n, w->verbs.cap) = v;
}

static void frame_row(News *w, const Slice *c) {
    bool transitive = slice_is(c[1], "V") && memmem(c[2].p, c[2].n, "A=subj R=obj", 12);
    Slice rest = c[0], trigger;
    while (slice_split(&rest, '|', &trigger)) {
        if (!one_word(trigger)) continue;
        if (slice_is(c[1], "N")) keep(w, &w->nouns, trigger);
        if (transitive) keep_verb(w, arena_slice(w->arena, trigger));
    }
}

static void country_row(News *w, const Slice *c) {
    if (!slice_is(c[1], "state")) return;
    if (one_word(c[2])) keep(w, &w->states, c[2]);
    keep_single(w, &w->adjectives, c[4]);
    keep_single(w, &w->capitals, c[6]);
}

static void people_row(News *w, const Slice *c) {
    const char *space = memchr(c[1].p, ' ', c[1].n);
    if (space && !memchr(space + 1, ' ', c[1].n - (size_t)(space + 1 - c[1].p)) && !memchr(c[1].p, '-', c[1].n)) keep(w, &w->names, c[1]);
}

static void agent_row(News *w, const Slice *c) {
    size_t blanks = 0;
    for (size_t i = 0; i < c[0].n; i++) blanks += c[0].p[i] == ' ';
    bool plain =
        !memchr(c[0].p, '-', c[0].n) && !memchr(c[0].p, '\'', c[0].n) && !memmem(c[0].p, c[0].n, " of ", 4) && !memmem(c[0].p, c[0].n, " for ", 5);
    if (slice_is(c[2], "office") && blanks <= 1 && plain) keep(w, &w->offices, c[0]);
    if (!one_word(c[0])) return;
    if (slice_is(c[2], "group")) keep(w, &w->plurals, c[0]);
    if (slice_is(c[2], "person") || slice_is(c[2], "body")) keep(w, &w->singulars, c[0]);
}

attache_status news_open(News **out, const char *dir, Arena *arena, const Reporter *r) {
    static const struct {
        const char *name, *columns[TSV_COLUMNS_MAX];
        size_t n;
        void (*row)(News *, const Slice *);
    } tables[] = {
        {"irregular.tsv", {"lemma", "pos", "forms"}, 3, irregular_row},
        {"frames.tsv", {"trigger", "pos", "pattern", "cameo", "event", "mode", "context"}, 7, frame_row},
        {"countries.tsv", {"code", "kind", "name", "names", "adjectives", "people", "capital", "seats", "lat", "lon"}, 10, country_row},
        {"people.tsv", {"code", "name", "names", "gender", "office", "sectors", "from", "to"}, 8, people_row},
        {"agents.tsv", {"phrase", "names", "kind", "sectors", "code", "gender"}, 6, agent_row},
    };
    News *w = arena_zalloc(arena, sizeof *w);
    w->arena = arena;
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        Tsv t;
        FORWARD_IF_ERROR(tsv_open(&t, dir, tables[i].name, tables[i].columns, tables[i].n, r));
        while (tsv_next(&t)) tables[i].row(w, t.cells);
        FORWARD_IF_ERROR(tsv_close(&t));
    }
    *out = w;
    return ATTACHE_OK;
}

/* ---- generating ---- */

typedef struct Maker {
    const News *w;
    Made *out;
    int n;
    uint64_t random;
    bool headline;
} Maker;

static size_t pick(Maker *m, size_t n) { return (size_t)((m->random = hash_mix(m->random, 0x9FB21C651E98DF25u)) >> 20) % (n ? n : 1); }
static const char *pick_word(Maker *m, const Words *words) { return words->n ? words->list[pick(m, words->n)] : "it"; }

static int put(Maker *m, const char *form, const char *lemma, unsigned upos, const char *xpos, unsigned label, int head) {
    if (m->n == MADE_MAX) return MADE_MAX;
    m->out[m->n] = (Made){form, lemma, xpos, (uint8_t)upos, (uint8_t)label, (int16_t)head};
    return ++m->n;
}

static void hang(Maker *m, int word, unsigned label, int head) {
    m->out[word - 1].label = (uint8_t)label;
    m->out[word - 1].head = (int16_t)head;
}

static const char *upper_first(Maker *m, const char *s) {
    char *out = arena_copy(m->w->arena, s, strlen(s));
    if (*out >= 'a' && *out <= 'z') *out = (char)(*out - 32);
    return out;
}

static const char *plural_of(Maker *m, const char *s) {
    size_t n = strlen(s);
    if (n > 2 && s[n - 1] == 'y' && !strchr("aeiou", s[n - 2])) return arena_printf(m->w->arena, "%.*sies", (int)n - 1, s);
    return arena_printf(m->w->arena, "%s%s", s,
                        s[n - 1] == 's' || s[n - 1] == 'x' || (n > 2 && s[n - 1] == 'h' && strchr("cs", s[n - 2])) ? "es" : "s");
}

static int state(Maker *m) {
    const char *s = pick_word(m, &m->w->states);
    return put(m, s, s, UPOS_PROPN, "NNP", DEP_DEP, 0);
}

static void article(Maker *m, int *from) {
    if (!m->headline && pick(m, 3)) *from = put(m, pick(m, 2) ? "the" : "a", pick(m, 2) ? "the" : "a", UPOS_DET, "DT", DEP_DET, 0);
}

/* "the Swiss court", "Kenyan troops" */
static int agent(Maker *m) {
    int det = 0, adj = 0;
    bool plural = pick(m, 2);
    if (!plural) article(m, &det);
    if (pick(m, 3)) {
        const char *a = pick_word(m, &m->w->adjectives);
        adj = put(m, a, a, UPOS_ADJ, "JJ", DEP_AMOD, 0);
    }
    const char *s = pick_word(m, &m->w->singulars), *form = plural ? pick(m, 2) ? plural_of(m, s) : pick_word(m, &m->w->plurals) : s;
    int head = put(m, form, s, UPOS_NOUN, plural ? "NNS" : "NN", DEP_DEP, 0);
    if (det) hang(m, det, DEP_DET, head);
    if (adj) hang(m, adj, DEP_AMOD, head);
    return head;
}

static int numbered(Maker *m) { /* "two engineers", "dozens of protesters", "at least 12 people" */
    static const char *const numbers[] = {"two", "three", "12", "five", "200", "1,500", "17", "ten"};
    const char *s = pick_word(m, &m->w->singulars);
    if (pick(m, 4) == 0) {
        int dozens = put(m, pick(m, 2) ? "dozens" : "thousands", "dozen", UPOS_NOUN, "NNS", DEP_DEP, 0),
            of = put(m, "of", "of", UPOS_ADP, "IN", DEP_CASE, 0);
        int who = put(m, plural_of(m, s), s, UPOS_NOUN, "NNS", DEP_NMOD, dozens);
        hang(m, of, DEP_CASE, who);
        return dozens;
    }
    int at = 0, least = 0;
    if (pick(m, 3) == 0) at = put(m, "at", "at", UPOS_ADP, "IN", DEP_CASE, 0), least = put(m, "least", "least", UPOS_ADJ, "JJS", DEP_NMOD, 0);
    const char *number = numbers[pick(m, COUNT_OF(numbers))];
    int num = put(m, number, number, UPOS_NUM, "CD", DEP_NUMMOD, 0), adj = 0;
    if (pick(m, 2)) adj = put(m, pick_word(m, &m->w->adjectives), "", UPOS_ADJ, "JJ", DEP_AMOD, 0);
    int head = put(m, plural_of(m, s), s, UPOS_NOUN, "NNS", DEP_DEP, 0);
    hang(m, num, DEP_NUMMOD, head);
    if (adj) hang(m, adj, DEP_AMOD, head);
    if (at) hang(m, least, DEP_OBL, num), hang(m, at, DEP_CASE, least), m->out[least - 1].label = DEP_OBL;
    return head;
}

/* "India's Defence Minister Nirmala S.", "Russian President Ivan I." */
static int titled(Maker *m) {
    int owner = 0, mark = 0, adj = 0, words[3], n = 0;
    if (pick(m, 2)) {
        owner = state(m);
        mark = put(m, "'s", "'s", UPOS_PART, "POS", DEP_CASE, owner);
    } else {
        adj = put(m, pick_word(m, &m->w->adjectives), "", UPOS_ADJ, "JJ", DEP_AMOD, 0);
    }
    const char *office = pick_word(m, &m->w->offices), *space = strchr(office, ' ');
    if (space) words[n++] = put(m, upper_first(m, arena_copy(m->w->arena, office, (size_t)(space - office))), "", UPOS_PROPN, "NNP", DEP_COMPOUND, 0);
    int title = put(m, upper_first(m, space ? space + 1 : office), "", UPOS_PROPN, "NNP", DEP_NMOD_DESC, 0);
    for (int i = 0; i < n; i++) hang(m, words[i], DEP_COMPOUND, title);
    const char *name = pick_word(m, &m->w->names), *cut = strchr(name, ' ');
    int first = put(m, arena_copy(m->w->arena, name, (size_t)(cut - name)), "", UPOS_PROPN, "NNP", DEP_DEP, 0);
    put(m, cut + 1, cut + 1, UPOS_PROPN, "NNP", DEP_FLAT, first);
    hang(m, title, DEP_NMOD_DESC, first);
    if (owner) hang(m, owner, DEP_NMOD_POSS, title), (void)mark;
    if (adj) hang(m, adj, DEP_AMOD, title);
    return first;
}

static int phrase(Maker *m);

/* "Peru and Chile"; in headlines "Peru, Chile" */
static int pair(Maker *m) {
    int a = state(m),
        sep = m->headline && pick(m, 3) ? put(m, ",", ",", UPOS_PUNCT, ",", DEP_PUNCT, 0) : put(m, "and", "and", UPOS_CCONJ, "CC", DEP_CC, 0),
        b = state(m);
    hang(m, sep, m->out[sep - 1].label, b);
    hang(m, b, DEP_CONJ, a);
    return a;
}

/* "rebels in Colombia", "the foreign minister of Chad" */
static int located(Maker *m) {
    int head = agent(m), p = put(m, pick(m, 2) ? "in" : pick(m, 2) ? "of" : "from", "in", UPOS_ADP, "IN", DEP_CASE, 0), where = state(m);
    m->out[p - 1].lemma = m->out[p - 1].form;
    hang(m, p, DEP_CASE, where);
    hang(m, where, DEP_NMOD, head);
    return head;
}

static int phrase(Maker *m) {
    switch (pick(m, 9)) {
    case 0:
    case 1: return state(m);
    case 2: return pair(m);
    case 3: return titled(m);
    case 4: return located(m);
    case 5: return numbered(m);
    default: return agent(m);
    }
}

static int subject(Maker *m) { return pick(m, 3) ? phrase(m) : pick(m, 2) ? state(m) : titled(m); }

static void behind(Maker *m, const char *preposition, int head, bool place) {
    int p = put(m, preposition, preposition, UPOS_ADP, "IN", DEP_CASE, 0), what;
    if (place) {
        const char *city = pick_word(m, &m->w->capitals);
        what = put(m, city, city, UPOS_PROPN, "NNP", DEP_OBL, head);
    } else {
        what = phrase(m);
        hang(m, what, DEP_OBL, head);
    }
    hang(m, p, DEP_CASE, what);
}

static void setting(Maker *m, int verb) {
    static const char *const days[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    if (pick(m, 3) == 0) behind(m, "in", verb, true);
    if (pick(m, 3) == 0 && !m->headline) {
        int on = put(m, "on", "on", UPOS_ADP, "IN", DEP_CASE, 0);
        const char *d = days[pick(m, 7)];
        int day = put(m, d, d, UPOS_PROPN, "NNP", DEP_OBL, verb);
        hang(m, on, DEP_CASE, day);
    }
    if (pick(m, 4) == 0) {
        const char *p = pick(m, 2) ? "over" : "for", *noun = pick_word(m, &m->w->nouns);
        int over = put(m, p, p, UPOS_ADP, "IN", DEP_CASE, 0), what = put(m, noun, noun, UPOS_NOUN, "NN", DEP_OBL, verb);
        hang(m, over, DEP_CASE, what);
    }
}

static const Verb *pick_verb(Maker *m) { return &m->w->verbs.list[pick(m, m->w->verbs.n)]; }
static bool is_plural(const Maker *m, int word) {
    return m->out[word - 1].xpos[2] == 'S' || (word < m->n && m->out[word].label == DEP_PUNCT) || (word < m->n && m->out[word].label == DEP_CC);
}

/* A finite verb for a subject: past in reports, present in headlines. */
static int tensed(Maker *m, int who, const Verb *v) {
    int verb;
    if (!m->headline)
        verb = put(m, v->past, v->base, UPOS_VERB, "VBD", DEP_ROOT, 0);
    else if (is_plural(m, who))
        verb = put(m, v->base, v->base, UPOS_VERB, "VBP", DEP_ROOT, 0);
    else
        verb = put(m, v->third, v->base, UPOS_VERB, "VBZ", DEP_ROOT, 0);
    hang(m, who, DEP_NSUBJ, verb);
    return verb;
}

static void object(Maker *m, int verb) { hang(m, phrase(m), DEP_OBJ, verb); }

static int infinitive(Maker *m, int above) {
    int to = put(m, "to", "to", UPOS_PART, "TO", DEP_MARK, 0);
    const Verb *v = pick_verb(m);
    int verb = put(m, v->base, v->base, UPOS_VERB, "VB", DEP_XCOMP, above);
    hang(m, to, DEP_MARK, verb);
    object(m, verb);
    return verb;
}

static int transitive(Maker *m) {
    int who = subject(m), verb = tensed(m, who, pick_verb(m));
    object(m, verb);
    setting(m, verb);
    return verb;
}

static int control(Maker *m) { /* "agreed to ...", "urged X to ..." */
    static const Verb own[] = {{"agree", "agreed", "agreed", "agrees"},     {"vow", "vowed", "vowed", "vows"},
                               {"refuse", "refused", "refused", "refuses"}, {"threaten", "threatened", "threatened", "threatens"},
                               {"pledge", "pledged", "pledged", "pledges"}, {"promise", "promised", "promised", "promises"},
                               {"plan", "planned", "planned", "plans"}};
    static const Verb others[] = {{"urge", "urged", "urged", "urges"},
                                  {"ask", "asked", "asked", "asks"},
                                  {"order", "ordered", "ordered", "orders"},
                                  {"warn", "warned", "warned", "warns"},
                                  {"tell", "told", "told", "tells"}};
    int who = subject(m);
    bool other = pick(m, 2);
    int verb = tensed(m, who, other ? &others[pick(m, COUNT_OF(others))] : &own[pick(m, COUNT_OF(own))]);
    if (other) object(m, verb);
    infinitive(m, verb);
    return verb;
}

static int passive(Maker *m) {
    int what = phrase(m), was = 0;
    bool plural = is_plural(m, what);
    if (!m->headline) was = put(m, plural ? "were" : "was", "be", UPOS_AUX, "VBD", DEP_AUX_PASS, 0);
    const Verb *v = pick_verb(m);
    int verb = put(m, v->participle, v->base, UPOS_VERB, "VBN", DEP_ROOT, 0);
    if (was) hang(m, was, DEP_AUX_PASS, verb);
    hang(m, what, DEP_NSUBJ_PASS, verb);
    if (pick(m, 2)) {
        int by = put(m, "by", "by", UPOS_ADP, "IN", DEP_CASE, 0), who = phrase(m);
        hang(m, who, DEP_OBL_AGENT, verb);
        hang(m, by, DEP_CASE, who);
    }
    setting(m, verb);
    return verb;
}

static int talks(Maker *m) { /* "held talks with", "signed an agreement" */
    static const Verb verbs[] = {{"hold", "held", "held", "holds"},
                                 {"sign", "signed", "signed", "signs"},
                                 {"launch", "launched", "launched", "launches"},
                                 {"reach", "reached", "reached", "reaches"},
                                 {"begin", "began", "begun", "begins"}};
    int who = subject(m), verb = tensed(m, who, &verbs[pick(m, COUNT_OF(verbs))]), adj = 0, det = 0;
    article(m, &det);
    if (pick(m, 2)) adj = put(m, pick(m, 2) ? "bilateral" : "military", "bilateral", UPOS_ADJ, "JJ", DEP_AMOD, 0);
    const char *noun = pick_word(m, &m->w->nouns);
    bool plural = pick(m, 2) && !det;
    int what = put(m, plural ? plural_of(m, noun) : noun, noun, UPOS_NOUN, plural ? "NNS" : "NN", DEP_OBJ, verb);
    if (det) hang(m, det, DEP_DET, what);
    if (adj) hang(m, adj, DEP_AMOD, what);
    if (pick(m, 2)) behind(m, pick(m, 2) ? "with" : "on", verb, false);
    setting(m, verb);
    return verb;
}

/* "X said that S", "X said S" */
static int reported(Maker *m) {
    static const Verb say[] = {
        {"say", "said", "said", "says"}, {"report", "reported", "reported", "reports"}, {"announce", "announced", "announced", "announces"}};
    int who = subject(m), verb = tensed(m, who, &say[pick(m, COUNT_OF(say))]), that = 0;
    if (pick(m, 2)) that = put(m, "that", "that", UPOS_SCONJ, "IN", DEP_MARK, 0);
    int inner = pick(m, 3) ? transitive(m) : passive(m);
    hang(m, inner, DEP_CCOMP, verb);
    if (that) hang(m, that, DEP_MARK, inner);
    return verb;
}

int news_make(const News *news, uint64_t random, Made out[MADE_MAX]) {
    Maker m = {.w = news, .out = out, .random = random};
    static int (*const shapes[])(Maker *) = {transitive, transitive, transitive, control, passive, talks, reported};
    m.headline = pick(&m, 3) == 0;
    int root = shapes[pick(&m, COUNT_OF(shapes))](&m);
    hang(&m, root, DEP_ROOT, 0);
    if (!m.headline) put(&m, ".", ".", UPOS_PUNCT, ".", DEP_PUNCT, root);
    for (int i = 0; i < m.n; i++)
        if (!out[i].lemma[0]) out[i].lemma = out[i].form;
    out[0].form = upper_first(&m, out[0].form);
    return m.n;
}
