/* match.c - finds the phrases of the tables in a sentence. Each unit is looked up once; then one pass takes the longest phrase from left to right. A step costs
 * one probe of a hash table, so the number of names in the tables does not matter. */
#include "mention/mention.h"

enum { UNITS_A_TOKEN = 8, KEY_UNKNOWN = 1u << 31 };

/* ---- units ---- */

static bool is_hyphen(Slice s) {
    return slice_is(s, "-") || slice_is(s, "\xe2\x80\x90") || slice_is(s, "\xe2\x80\x91") || slice_is(s, "\xe2\x80\x93") || slice_is(s, "/");
}

/* Words to look up in the lexicon, by hash: memory for all words of a sentence is prefetched before the first look-up. */
typedef struct Sought {
    uint64_t *units;          /* [n_units]; 0: nothing */
    uint64_t *forms, *lemmas; /* [n] */
} Sought;

static uint64_t seek(const Kb *k, uint64_t hash) {
    lexicon_expect(&k->lexicon, hash);
    return hash;
}

static void add_unit(Words *w, Sought *q, uint16_t token, unsigned flags, uint64_t hash) {
    q->units[w->n_units] = hash;
    w->units[w->n_units++] = (Unit){.token = token, .flags = (uint16_t)flags};
}

/* A hyphen inside a word is ignored, and one between spaces may be skipped; any other sign ends a phrase, except that a comma may be part of a name. */
static void add_sign(const Kb *k, Words *w, Sought *q, uint16_t token, Slice form) {
    const Token *tok = &w->s->tokens[token];
    bool inside = is_hyphen(form) && token > 0 && !tok[-1].space_after && !tok->space_after;
    bool known = form.n == 1 && (form.p[0] == ',' || form.p[0] == '(' || form.p[0] == ')');
    if (!inside) add_unit(w, q, token, UNIT_SIGN | (is_hyphen(form) ? UNIT_SKIP : 0), known ? seek(k, hash_bytes(form.p, 1)) : 0);
    q->forms[token] = form.n <= 3 ? seek(k, lexicon_hash(form.p, form.n)) : 0;
    q->lemmas[token] = lexicon_hash(tok->lemma, tok->lemma_len);
}

/* Splits a token into units and notes the keys for looking up the units, the token and its lemma. */
static void cut_token(const Kb *k, Words *w, Sought *q, uint16_t token) {
    const Token *tok = &w->s->tokens[token];
    Slice text = slice_sub(w->text, tok->span);
    const char *at = text.p, *end = text.p + text.n;
    size_t before = w->n_units;
    uint64_t hash = 0;
    UnitText u;
    u.n = 0; /* its bytes need not be cleared for each word */
    if (tok->upos == UPOS_PUNCT) {
        add_sign(k, w, q, token, text);
        return;
    }
    while (w->n_units < before + UNITS_A_TOKEN && units_next(&at, end, &u)) add_unit(w, q, token, u.flags, seek(k, hash = hash_bytes(u.p, u.n)));
    bool plain = w->n_units == before + 1 && u.n == text.n;
    q->forms[token] = plain ? hash : seek(k, lexicon_hash(text.p, text.n));
    bool same = tok->lemma_len == u.n && !memcmp(tok->lemma, u.p, u.n);
    q->lemmas[token] = same && hash ? hash : seek(k, lexicon_hash(tok->lemma, tok->lemma_len));
    if (w->n_units == before && tok->upos == UPOS_PART) add_unit(w, q, token, 0, hash_bytes("'s", 2));
}

static void find_units(const Kb *k, Words *w, const Sought *q) {
    for (size_t i = 0; i < w->n_units; i++) {
        Unit *u = &w->units[i];
        u->id = lexicon_find_hash(&k->lexicon, q->units[i]);
        u->key = u->id || u->flags & UNIT_SIGN ? u->id : (uint32_t)q->units[i] | KEY_UNKNOWN;
        if (u->id) trie_expect_first(&k->names, u->id);
        if (u->id && u->flags & UNIT_CAPITAL && kb_given_gender(k, u->id)) u->flags |= UNIT_GIVEN;
    }
}

/* Prefetches the entry for the second word of each phrase. */
static void expect_phrases(const Kb *k, const Words *w) {
    for (size_t i = 0; i < w->n_units; i++) {
        uint32_t state = w->units[i].id ? trie_first(&k->names, w->units[i].id) : 0;
        if (!state) continue;
        __builtin_prefetch(&k->names.values[state]);
        if (i + 1 < w->n_units && w->units[i + 1].id) trie_expect(&k->names, state, w->units[i + 1].id);
    }
}

static void find_words(const Kb *k, const Words *w, const Sought *q, uint32_t *forms, uint32_t *lemmas) {
    for (size_t t = 0; t < w->s->n; t++) {
        size_t unit = w->unit_of[t], end = w->unit_of[t + 1];
        bool plain = unit < end && q->forms[t] == q->units[unit], sign = w->s->tokens[t].upos == UPOS_PUNCT;
        bool same = sign || q->lemmas[t] == q->forms[t] || (unit < end && q->lemmas[t] == q->units[end - 1]);
        forms[t] = plain ? w->units[unit].id : lexicon_find_hash(&k->lexicon, q->forms[t]);
        lemmas[t] = same ? forms[t] : lexicon_find_hash(&k->lexicon, q->lemmas[t]);
    }
}

/* The capitalisation of the sentence, which decides what capitals mean. */
static void note_case(Words *w) {
    size_t letters = 0, capitals = 0, caps = 0, lower = 0, long_lower = 0, long_words = 0;
    for (size_t i = 0; i < w->n_units; i++) {
        const Unit *u = &w->units[i];
        if (!(u->flags & UNIT_LETTERS)) continue;
        Span span = w->s->tokens[u->token].span;
        bool is_long = span.end - span.start > 3;
        letters++;
        capitals += (u->flags & UNIT_CAPITAL) != 0;
        caps += (u->flags & UNIT_CAPS) != 0;
        lower += (u->flags & UNIT_LOWER) != 0;
        long_words += is_long;
        long_lower += is_long && (u->flags & UNIT_LOWER);
    }
    w->lower = letters && lower == letters;
    w->caps = caps >= 2 && lower == 0;
    w->titled = !w->caps && capitals >= 4 && long_words >= 4 && long_lower * 5 <= long_words;
}

/* ---- matches ---- */

/* An acronym must be in capitals, but Nato and Unicef are also written like this; in text without case, or all in capitals, the tagger decides. */
static bool acronym_fits(const Words *w, const Match *m) {
    const Unit *u = &w->units[m->unit];
    const Token *tok = &w->s->tokens[u->token];
    bool propn = tok->upos == UPOS_PROPN;
    if (w->caps || w->lower) return propn || w->s->n <= 2;
    if (u->flags & UNIT_CAPS) return true;
    return (u->flags & UNIT_CAPITAL) && propn && tok->span.end - tok->span.start >= 4;
}

/* The name of a month that is also a person's name counts as a person only as a subject or object without a number next to it: "May met her", not "in May", "May
 * 4". */
static bool is_month_alone(const Kb *k, const Words *w, const Match *m) {
    if (m->n_units > 1 || !word_is_in(k, w->units[m->unit].id, WORDS_MONTH)) return false;
    const Token *tok = &w->s->tokens[m->last];
    unsigned d = lang_deprel_base(tok->deprel);
    bool number = (m->last > 0 && tok[-1].upos == UPOS_NUM) || (m->last + 1u < w->s->n && tok[1].upos == UPOS_NUM);
    bool party = d == DEP_NSUBJ || d == DEP_OBJ || d == DEP_IOBJ || tok->deprel == DEP_NMOD_POSS || tok->deprel == DEP_OBL_AGENT;
    return number || !party;
}

/* "head", "guard" and "lead" are agents only as nouns, "May" and "Said" people only as names. */
static bool tag_fits(const Kb *k, const Words *w, const Match *m, const Sense *sense) {
    const Token *tok = &w->s->tokens[m->last];
    if (sense->type != SENSE_AGENT && !(sense->flags & SENSE_SHORT)) return true;
    if (sense->type == SENSE_PERSON && is_month_alone(k, w, m)) return false;
    switch (tok->upos) {
    case UPOS_NOUN: case UPOS_PROPN: case UPOS_ADJ: case UPOS_X: case UPOS_NUM: return true;
    case UPOS_VERB: return sense->type == SENSE_AGENT && (tok->deprel == DEP_AMOD || tok->deprel == DEP_COMPOUND || m->first < m->last);
    default: return sense->type == SENSE_AGENT && m->first < m->last;
    }
}

bool match_fits(const Kb *k, const Words *w, const Match *m, const Sense *sense) {
    if (!tag_fits(k, w, m, sense)) return false;
    if (sense->flags & SENSE_ACRONYM) return acronym_fits(w, m);
    if (w->lower) return true;
    return (sense->caps & ~m->caps) == 0;
}

const Sense *match_sense(const Kb *k, const Words *w, const Match *m, SenseType type) {
    return SENSE_WHERE(s, &k->senses[m->sense], s->type == type && match_fits(k, w, m, s));
}

/* "US$ 20" is money. */
static bool goes_on_as_sign(const Words *w, size_t unit) {
    if (unit + 1 >= w->n_units || w->units[unit + 1].flags & UNIT_LETTERS) return false;
    const Unit *u = &w->units[unit], *v = u + 1;
    const Token *next = &w->s->tokens[v->token];
    return v->token == u->token || (next->upos == UPOS_SYM && !next[-1].space_after);
}

/* Initials, "the" and a hyphen between spaces may occur inside a name that the table has without them. */
static bool may_skip(const Kb *k, const Words *w, size_t i) {
    const Unit *u = &w->units[i];
    if (word_of(k, u->id) == WORD_THE || u->flags & UNIT_SKIP) return true;
    Span span = w->s->tokens[u->token].span;
    return (u->flags & UNIT_CAPITAL) && span.end - span.start <= 2 && !(u->flags & UNIT_CAPS);
}

/* The longest phrase from unit `from`; false if there is none. */
static bool longest(const Kb *k, const Words *w, size_t from, Match *best) {
    uint32_t state = 0;
    uint16_t caps = 0;
    unsigned taken = 0;
    bool found = false;
    for (size_t i = from; i < w->n_units && i < from + 24 && taken < 16; i++) {
        uint32_t next = w->units[i].id ? trie_step(&k->names, state, w->units[i].id) : 0;
        if (!next) {
            if (state && may_skip(k, w, i)) continue;
            break;
        }
        state = next;
        if (w->units[i].flags & UNIT_CAPITAL) caps |= (uint16_t)(1u << taken);
        taken++;
        uint32_t value = trie_value(&k->names, state);
        if (!value || goes_on_as_sign(w, i)) continue;
        Match m = {.first = w->units[from].token, .last = w->units[i].token, .unit = (uint16_t)from, .n_units = (uint16_t)(i - from + 1), .caps = caps};
        const Sense *sense = SENSE_WHERE(s, &k->senses[value - 1], match_fits(k, w, &m, s));
        if (!sense) continue;
        m.sense = (uint32_t)(sense - k->senses), m.type = sense->type;
        *best = m;
        found = true;
    }
    return found;
}

/* After "pro-" and the like a name gives a position, not an identity. */
static bool is_turned(const Kb *k, const Words *w, size_t unit) {
    if (!unit) return false;
    WordName word = word_of(k, w->units[unit - 1].id);
    if (!word_is_in(k, w->units[unit - 1].id, WORDS_FOR_OR_AGAINST)) return false;
    size_t a = w->units[unit - 1].token, b = w->units[unit].token;
    return a == b || !w->s->tokens[a].space_after || word == WORD_PRO || word == WORD_ANTI;
}

/* "Deputy" alone is a lawmaker; directly before an office it modifies that: "deputy foreign minister". */
static void prefer_modifiers(const Kb *k, Words *w) {
    for (size_t i = 0; i + 1 < w->n_matches; i++) {
        Match *m = &w->matches[i];
        const Match *next = m + 1;
        if (m->type != SENSE_AGENT || next->type != SENSE_AGENT || m->unit + m->n_units != next->unit) continue;
        FOR_SENSES(s, &k->senses[m->sense])
            if (s->type == SENSE_AGENT && k->agents[s->row].kind == AGENT_MODIFIER) m->sense = (uint32_t)(s - k->senses);
    }
}

void match_sentence(const Kb *k, const char *text, const Sentence *s, uint32_t *forms, uint32_t *lemmas, uint64_t *hashes, Arena *arena, Words *out) {
    size_t n = s->n;
    *out = (Words){.s = s, .text = text, .forms = forms, .lemmas = lemmas};
    out->units = arena_alloc(arena, (n * UNITS_A_TOKEN + 1) * sizeof *out->units);
    out->unit_of = arena_alloc(arena, (n + 1) * sizeof *out->unit_of);
    out->match_of = arena_alloc(arena, (n + 1) * sizeof *out->match_of);
    Sought q = {.lemmas = hashes};
    q.units = arena_alloc(arena, (n * UNITS_A_TOKEN + 1) * sizeof *q.units);
    q.forms = arena_alloc(arena, (n + 1) * sizeof *q.forms);
    for (size_t t = 0; t < n; t++) {
        out->unit_of[t] = (uint16_t)out->n_units;
        out->match_of[t] = -1;
        cut_token(k, out, &q, (uint16_t)t);
    }
    out->unit_of[n] = (uint16_t)out->n_units;
    find_units(k, out, &q);
    find_words(k, out, &q, forms, lemmas);
    expect_phrases(k, out);
    note_case(out);
    out->matches = arena_alloc(arena, (out->n_units + 1) * sizeof *out->matches);
    for (size_t i = 0, next; i < out->n_units; i = next) {
        Match m;
        next = i + 1;
        if (!longest(k, out, i, &m)) continue;
        m.turned = is_turned(k, out, m.unit);
        for (uint16_t t = m.first; t <= m.last; t++)
            if (out->match_of[t] < 0) out->match_of[t] = (int16_t)out->n_matches;
        out->matches[out->n_matches++] = m;
        next = i + m.n_units;
    }
    prefer_modifiers(k, out);
}

/* ---- queries to matches ---- */

Slice match_text(const Words *w, uint16_t first, uint16_t last) {
    return slice_sub(w->text, (Span){w->s->tokens[first].span.start, w->s->tokens[last].span.end});
}

const CountryRow *match_country(const Kb *k, const Match *m) {
    if (!m || m->turned || !sense_is_country(m->type)) return NULL;
    return &k->countries[k->senses[m->sense].row];
}

bool match_only_backs(const Kb *k, const Words *w, const Match *m) {
    if (m->turned) return true;
    size_t u = (size_t)m->unit + m->n_units;
    if (u >= w->n_units) return false;
    const Token *tok = &w->s->tokens[m->last];
    bool hyphen = w->units[u].token == m->last || (!tok->space_after && w->text[tok->span.end] != '\'');
    return word_is_in(k, w->units[u].id, WORDS_BACKER) || (hyphen && word_is_in(k, w->units[u].id, WORDS_BACKER_HYPHEN));
}
