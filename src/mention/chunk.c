/* chunk.c - finds phrases from a sentence's tokens, tree and matches: runs of tokens around one head, and the links between them. The tree proposes. Where
 * matched names and titles contradict it ("Ambassador of Kazakhstan to India Bulat Sarsenbayev"), word order decides, because trees are least reliable there. */
#include "mention/mention.h"

/* ---- which tokens may be inside a phrase ---- */

static bool is_hyphen_inside(const Words *w, size_t t) {
    const Token *tok = &w->s->tokens[t];
    if (tok->upos != UPOS_PUNCT && tok->upos != UPOS_SYM) return false;
    return t > 0 && t + 1 < w->s->n && !tok[-1].space_after && !tok->space_after && w->unit_of[t] == w->unit_of[t + 1];
}

/* A participle or adverb that modifies a noun to its right. */
static bool modifies_to_the_right(const Words *w, size_t t) {
    const Token *tok = &w->s->tokens[t];
    if (tok->head <= (int)t || (size_t)tok->head > t + 5) return false;
    unsigned rel = tok->deprel;
    if (tok->upos == UPOS_VERB) return rel == DEP_AMOD || rel == DEP_COMPOUND;
    unsigned upos = w->s->tokens[tok->head].upos;
    return rel == DEP_ADVMOD && (upos == UPOS_ADJ || upos == UPOS_NUM || (upos == UPOS_VERB && w->s->tokens[tok->head].deprel == DEP_AMOD));
}

static bool is_inside(const Words *w, size_t t) {
    const Token *tok = &w->s->tokens[t];
    if (w->match_of[t] >= 0) return true;
    switch (tok->upos) {
    case UPOS_NOUN: case UPOS_PROPN: case UPOS_ADJ: case UPOS_NUM: case UPOS_SYM: case UPOS_X: case UPOS_PRON: case UPOS_DET: return true;
    case UPOS_VERB: return modifies_to_the_right(w, t) || (t > 0 && is_hyphen_inside(w, t - 1) && t + 1 < w->s->n && w->s->tokens[t].head > (int)t);
    case UPOS_ADV: return modifies_to_the_right(w, t);
    case UPOS_PUNCT: return is_hyphen_inside(w, t);
    default: return false;
    }
}

/* ---- where one phrase ends and the next begins ---- */

/* The relations of words to the head of their phrase, on its left and on its right; not DEP_NMOD_UNMARKED there: "a truck [30 km] from Kirkuk". */
static const uint64_t inner_left = DEP_BIT(DEP_COMPOUND) | DEP_BIT(DEP_AMOD) | DEP_BIT(DEP_NUMMOD) | DEP_BIT(DEP_DET) | DEP_BIT(DEP_DET_PREDET) | DEP_BIT(DEP_NMOD_DESC) |
                                   DEP_BIT(DEP_ADVMOD) | DEP_BIT(DEP_FLAT) | DEP_BIT(DEP_GOESWITH) | DEP_BIT(DEP_NMOD_UNMARKED) | DEP_BIT(DEP_FIXED) | DEP_BIT(DEP_CC_PRECONJ);
static const uint64_t inner_right = DEP_BIT(DEP_FLAT) | DEP_BIT(DEP_COMPOUND) | DEP_BIT(DEP_NMOD_DESC) | DEP_BIT(DEP_APPOS) | DEP_BIT(DEP_GOESWITH) | DEP_BIT(DEP_FIXED) |
                                    DEP_BIT(DEP_NUMMOD) | DEP_BIT(DEP_LIST) | DEP_BIT(DEP_DEP) | DEP_BIT(DEP_NMOD) | DEP_BIT(DEP_AMOD);

/* Whether token u, to the right of t, attaches inside [start, t] by an inner relation, possibly through tokens to the right of t. */
static bool hangs_inside(const Words *w, size_t start, size_t t, size_t u) {
    const Token *tokens = w->s->tokens;
    for (int steps = 0; steps < 6; steps++) {
        int h = tokens[u].head;
        if (h < 0 || !dep_in(inner_right, tokens[u].deprel)) return false;
        if (h >= (int)start && h <= (int)t) return true;
        if (h <= (int)t || h > (int)t + 6) return false;
        u = (size_t)h;
    }
    return false;
}

static bool is_name_part(const Kb *k, const Words *w, size_t t) {
    const Match *m = token_match(w, t);
    if (m && m->type == SENSE_PERSON) return true;
    if (match_agent(k, m)) return match_agent(k, m)->kind == AGENT_RANK && token_is_name(w, t);
    return !m && token_is_name(w, t);
}

/* Adjacent words from two tables: a title and a name, an adjective and its noun, two parts of a name. */
static bool glued_by_words(const Kb *k, const Words *w, size_t t, size_t u) {
    const Match *m = token_match(w, t), *n = token_match(w, u);
    if (token_is_title(k, w, t) && (is_name_part(k, w, u) || (token_is_title(k, w, u) && token_is_name(w, u)))) return true;
    if (m && m->type == SENSE_ADJECTIVE) return w->s->tokens[u].upos != UPOS_DET;
    bool names = token_is_name(w, t) && token_is_name(w, u);
    if (names && !m && (!n || n->type == SENSE_PERSON)) return true;
    if (names && m && m->type == SENSE_PERSON && !n) return true;
    const AgentRow *a = match_agent(k, m), *b = match_agent(k, n);
    if (a && b && a->kind == AGENT_MODIFIER) return true; /* deputy | foreign minister */
    unsigned rel = w->s->tokens[t].deprel;
    if (a && n && n->type == SENSE_ORG && rel != DEP_OBJ && rel != DEP_IOBJ && rel != DEP_OBL) return true; /* "militant group Hamas" */
    bool state = m && (m->type == SENSE_COUNTRY || m->type == SENSE_CAPITAL || m->type == SENSE_SEAT || m->type == SENSE_ORG);
    return state && b && w->s->tokens[u].deprel != DEP_OBJ && w->s->tokens[u].deprel != DEP_IOBJ && rel != DEP_IOBJ;
}

/* "Denmark | last week", "the judge | Thursday": the second part is a time. */
static bool time_begins(const Kb *k, const Words *w, size_t t) {
    WordName word = token_word(k, w, t);
    if (token_is_in(k, w, t, WORDS_DAY)) return true;
    return (word == WORD_LAST || word == WORD_NEXT) && t + 1 < w->s->n && token_is_in(k, w, t + 1, WORDS_SPAN);
}

static bool is_state_match(const Match *m) { return m && (m->type == SENSE_COUNTRY || m->type == SENSE_CAPITAL); }

/* "US | -China trade talks": two states that the tree has as one name. */
static bool parts_states(const Words *w, size_t t) {
    const Match *m = t > 0 ? token_match(w, t - 1) : NULL, *n = token_match(w, t + 1);
    if (!is_hyphen_inside(w, t) || m == n || !is_state_match(m) || !is_state_match(n)) return false;
    const Token *last = &w->s->tokens[n->last];
    return last->deprel == DEP_FLAT && last->head >= m->first && last->head <= m->last;
}

static bool glued(const Kb *k, const Words *w, size_t start, size_t t, size_t run_end) {
    const Token *a = &w->s->tokens[t], *b = a + 1;
    const Match *m = token_match(w, t), *n = token_match(w, t + 1);
    if (m && m == n) return true;
    if (time_begins(k, w, t + 1) && a->upos != UPOS_DET && a->upos != UPOS_NUM && !token_is_in(k, w, t, WORDS_DAY)) return false;
    if (b->upos == UPOS_DET && !n) return a->upos == UPOS_DET && b->head > (int)t + 1;
    if ((a->upos == UPOS_PRON || b->upos == UPOS_PRON) && !(m && n)) return false;
    if (parts_states(w, t)) return false;
    if (is_hyphen_inside(w, t) || is_hyphen_inside(w, t + 1) || a->upos == UPOS_DET) return true;
    if (a->head > (int)t && (size_t)a->head <= run_end && dep_in(inner_left, a->deprel)) return true;
    if (a->upos == UPOS_NOUN && !m && is_state_match(n) && n->first == t + 1) return false; /* the help | India needs */
    return hangs_inside(w, start, t, t + 1) ? !is_state_match(m) || !is_state_match(n) : glued_by_words(k, w, t, t + 1);
}

/* After an office, "of X" and its holder's name follow each other without a comma: the index in [first, last] where the name begins, or 0. */
static size_t name_inside(const Kb *k, const Words *w, size_t first, size_t last) {
    const Match *m = token_match(w, first);
    for (size_t t = first + 1; t <= last; t++) {
        const Match *n = token_match(w, t);
        if (n && n->first < t) continue;
        const AgentRow *a = match_agent(k, n);
        if (n && n->type == SENSE_PERSON) return t;
        if (a && a->kind == AGENT_RANK && t < last && token_is_name(w, t)) return t;
        bool state = m && (m->type == SENSE_COUNTRY || m->type == SENSE_CAPITAL || m->type == SENSE_ORG);
        if (!n && token_is_name(w, t) && t > 0 && (state ? t == (size_t)m->last + 1 : kb_given_gender(k, w->units[w->unit_of[t]].id) != 0))
            return t;
    }
    return 0;
}

/* ---- building ---- */

typedef struct Chunker {
    const Kb *k;
    const Words *w;
    Phrases *out;
} Chunker;

/* How suitable a relation to the outside is for the head of a noun phrase. */
static int head_rank(const Token *t) {
    switch (t->deprel) {
    case DEP_NSUBJ: case DEP_NSUBJ_PASS: case DEP_OBJ: case DEP_IOBJ: case DEP_OBL_AGENT: case DEP_NSUBJ_OUTER: return 6;
    case DEP_OBL: case DEP_NMOD: case DEP_NMOD_POSS: case DEP_ROOT: case DEP_CONJ: return 5;
    case DEP_APPOS: case DEP_CCOMP: case DEP_PARATAXIS: case DEP_VOCATIVE: case DEP_XCOMP: case DEP_LIST: return 4;
    case DEP_FLAT: case DEP_COMPOUND: case DEP_NMOD_DESC: return 2;
    case DEP_PUNCT: case DEP_CASE: case DEP_DET: case DEP_CC: return 0;
    default: return 3;
    }
}

static uint16_t head_of(const Words *w, size_t first, size_t last) {
    int best = -1;
    size_t head = last;
    for (size_t t = first; t <= last; t++) {
        const Token *tok = &w->s->tokens[t];
        bool outside = tok->head < (int)first || tok->head > (int)last;
        if (!outside || tok->upos == UPOS_PUNCT) continue;
        int rank = head_rank(tok);
        if (rank >= best) best = rank, head = t;
    }
    return (uint16_t)head;
}

static bool is_nominal(const Kb *k, const Words *w, size_t first, size_t last, size_t head) {
    const Token *tok = &w->s->tokens[head];
    const Match *m = token_match(w, last);
    if (tok->upos == UPOS_NOUN || tok->upos == UPOS_PROPN || tok->upos == UPOS_PRON || tok->upos == UPOS_X) return true;
    bool role = head_rank(tok) >= 5 && tok->deprel != DEP_ROOT && tok->deprel != DEP_CONJ;
    if (m && m->type != SENSE_ADJECTIVE && !(match_agent(k, m) && match_agent(k, m)->kind == AGENT_MODIFIER))
        return m->type != SENSE_AGENT || role || last > first || tok->upos != UPOS_ADJ;
    return role && (tok->upos == UPOS_NUM || tok->upos == UPOS_ADJ || tok->upos == UPOS_DET || tok->upos == UPOS_SYM);
}

static void add_phrase(Chunker *c, size_t first, size_t last) {
    const Words *w = c->w;
    while (first < last && w->s->tokens[first].upos == UPOS_PUNCT) first++;
    while (last > first && w->s->tokens[last].upos == UPOS_PUNCT && w->match_of[last] < 0) last--;
    int16_t index = (int16_t)c->out->n;
    Phrase *p = &c->out->p[c->out->n++];
    *p = (Phrase){.first = (uint16_t)first, .last = (uint16_t)last, .head = head_of(w, first, last)};
    p->poss = p->owns = p->name = p->name_of = p->appos = p->appos_of = p->conj = p->acronym_of = p->lead = p->shares = NO_PHRASE;
    p->pronoun = first == last && w->match_of[first] < 0 &&
                 (w->s->tokens[first].upos == UPOS_PRON || (w->s->tokens[first].upos == UPOS_DET && w->s->tokens[first].deprel != DEP_DET));
    p->nominal = p->pronoun || is_nominal(c->k, w, first, last, p->head);
    unsigned before = first > 0 ? w->s->tokens[first - 1].upos : UPOS_PUNCT;
    bool marked = before == UPOS_ADP || before == UPOS_SCONJ || before == UPOS_PART;
    p->adposition = marked ? (int16_t)token_word(c->k, w, first - 1) : -1;
    if (before == UPOS_ADP && p->adposition < 0) p->adposition = ADPOSITION_OTHER;
    for (size_t t = first; t <= last; t++) c->out->of_token[t] = index;
}

/* The office phrase that the preposition before `first` attaches to, across further "of X" between them. */
static bool follows_office(const Chunker *c, size_t first) {
    const Words *w = c->w;
    for (int steps = 0; steps < 3 && first >= 2 && w->s->tokens[first - 1].upos == UPOS_ADP; steps++) {
        int16_t before = c->out->of_token[first - 2];
        const AgentRow *a = before < 0 ? NULL : match_agent(c->k, token_match(w, c->out->p[before].last));
        if (before < 0 || (a && a->kind == AGENT_OFFICE)) return before >= 0;
        first = c->out->p[before].first;
    }
    return false;
}

static void add_run_part(Chunker *c, size_t first, size_t last) {
    size_t cut = follows_office(c, first) ? name_inside(c->k, c->w, first, last) : 0;
    if (cut) {
        add_phrase(c, first, cut - 1);
        first = cut;
    }
    add_phrase(c, first, last);
}

static void cut_run(Chunker *c, size_t first, size_t last) {
    size_t start = first;
    for (size_t t = first; t < last; t++) {
        if (glued(c->k, c->w, start, t, last)) continue;
        add_run_part(c, start, t);
        start = t + 1;
    }
    add_run_part(c, start, last);
}

/* ---- links ---- */

static bool is_possessive(const Chunker *c, size_t t) {
    if (t >= c->w->s->n) return false;
    size_t u = c->w->unit_of[t];
    return c->w->match_of[t] < 0 && u < c->w->unit_of[t + 1] && word_of(c->k, c->w->units[u].id) == WORD_POSS && c->w->s->tokens[t].upos == UPOS_PART;
}

static void link_possessor(Chunker *c, int16_t i) {
    Phrase *p = &c->out->p[i];
    size_t next = p->last + 1u;
    const Token *tok = &c->w->s->tokens[p->last];
    if (is_possessive(c, next)) next++;
    else if (!p->pronoun || !((tok->feats & FEAT_POSS) || tok->deprel == DEP_NMOD_POSS)) return;
    if (i + 1 < (int)c->out->n && p[1].first == next) {
        p->owns = i + 1;
        p[1].poss = i;
    }
}

/* The phrase at token t or, if it is a possessor, the phrase that it owns: "of [his] [country]". */
static int16_t phrase_at(const Chunker *c, size_t t) {
    if (t >= c->w->s->n) return NO_PHRASE;
    int16_t q = c->out->of_token[t];
    for (int steps = 0; q >= 0 && c->out->p[q].owns >= 0 && steps < 4; steps++) q = c->out->p[q].owns;
    return q;
}

static bool hangs_on(const Words *w, const Phrase *q, const Phrase *p) {
    int h = w->s->tokens[q->head].head;
    return h >= p->first && h <= p->last;
}

/* Whether a phrase after the preposition at a token attaches to the phrase before it. */
static bool belongs(const Chunker *c, const Phrase *p, const Phrase *q, size_t preposition) {
    WordName word = token_word(c->k, c->w, preposition);
    if (word == WORD_OF) return true;
    if (!token_is_in(c->k, c->w, preposition, WORDS_OF_PLACE)) return false;
    if (hangs_on(c->w, q, p)) return true;
    const Token *h = &c->w->s->tokens[p->head];
    const AgentRow *a = match_agent(c->k, token_match(c->w, p->last));
    bool subject = h->deprel == DEP_NSUBJ || h->deprel == DEP_NSUBJ_PASS;
    if (a && word == WORD_FROM && a->sectors.s[0] == SECTOR_REF) return true; /* "took in refugees from Mali" */
    return a && (subject || a->kind == AGENT_OFFICE) && word != WORD_WITH && word != WORD_ON && word != WORD_FOR;
}

/* Links "of X in Y" after a phrase to it; the next preposition may attach to X or to the phrase itself. */
static void link_adpositions(Chunker *c, int16_t i) {
    Phrase *p = &c->out->p[i];
    size_t at = p->last + 1u;
    if (p->pronoun && c->w->s->tokens[p->head].upos == UPOS_PRON) return;
    while (p->n_links < PHRASE_LINKS && at + 1 < c->w->s->n) {
        const Token *tok = &c->w->s->tokens[at];
        int word = token_word(c->k, c->w, at);
        int16_t q = tok->upos == UPOS_ADP || word == WORD_OF || word == WORD_TO ? phrase_at(c, at + 1) : NO_PHRASE;
        if (q <= i || word < 0 || c->out->p[q].pronoun) return;
        uint16_t first = c->out->p[q].first, last = c->out->p[q].last;
        if (time_begins(c->k, c->w, first) || (last > first && token_is_in(c->k, c->w, last, WORDS_SPAN))) return; /* "on | Tuesday", "to | three years" */
        bool first_hop = at == p->last + 1u;
        if (!belongs(c, p, &c->out->p[q], at) || (!first_hop && !hangs_on(c->w, &c->out->p[q], p) && word != WORD_TO)) return;
        p->link[p->n_links] = q;
        p->link_word[p->n_links++] = (int16_t)word;
        at = c->out->p[q].last + 1u;
    }
}

uint16_t chunk_end(const Phrases *ph, int16_t phrase) {
    const Phrase *p = &ph->p[phrase];
    uint16_t end = p->last;
    for (int i = 0; i < p->n_links; i++)
        if (ph->p[p->link[i]].last > end) end = ph->p[p->link[i]].last;
    if (p->name >= 0 && ph->p[p->name].last > end && ph->p[p->name].appos_of < 0) end = ph->p[p->name].last;
    return end;
}

uint16_t chunk_begin(const Phrases *ph, int16_t phrase) {
    if (ph->p[phrase].lead >= 0) phrase = ph->p[phrase].lead;
    for (int steps = 0; ph->p[phrase].poss >= 0 && steps < 8; steps++) phrase = ph->p[phrase].poss;
    return ph->p[phrase].first;
}

/* Whether a phrase is [rank] + name: the holder of an office named before it. */
static bool is_bare_name(const Chunker *c, const Phrase *p) {
    bool name = false;
    for (size_t t = p->first; t <= p->last; t++) {
        const Match *m = token_match(c->w, t);
        const AgentRow *a = match_agent(c->k, m);
        if (m && m->type == SENSE_PERSON) name = true;
        else if (a && a->kind == AGENT_RANK && !name) continue;
        else if (!m && token_is_name(c->w, t)) name = true;
        else if (!is_hyphen_inside(c->w, t) && !token_is_in(c->k, c->w, t, WORDS_HONORIFIC)) return false;
    }
    return name;
}

static bool is_unnamed_office(const Chunker *c, const Phrase *p) {
    const Match *m = token_match(c->w, p->last);
    const AgentRow *a = match_agent(c->k, m);
    return a && (a->kind == AGENT_OFFICE || a->kind == AGENT_PERSON) && !(c->k->senses[m->sense].flags & SENSE_PLURAL);
}

static bool is_comma(const Chunker *c, size_t t) { return t < c->w->s->n && token_word(c->k, c->w, t) == WORD_COMMA; }

/* The name after an office: directly ("... to India Bulat Sarsenbayev") or after a comma ("..., General Bipin Rawat"). */
static void link_name(Chunker *c, int16_t i) {
    Phrase *p = &c->out->p[i];
    if (!is_unnamed_office(c, p)) return;
    size_t next = chunk_end(c->out, i) + 1u;
    bool comma = is_comma(c, next);
    if (next + comma >= c->w->s->n) return;
    int16_t q = c->out->of_token[next + comma];
    if (q <= i || c->out->p[q].owns >= 0 || !is_bare_name(c, &c->out->p[q])) return;
    Phrase *name = &c->out->p[q];
    if (comma) {
        const Token *h = &c->w->s->tokens[name->head];
        bool several = name->last == name->first && !token_match(c->w, name->first);
        if (several || h->deprel == DEP_NSUBJ || h->deprel == DEP_NSUBJ_PASS) return;
        p->appos = q;
        name->appos_of = i;
    } else if (next == p->last + 1u) {
        return; /* not joined: the tree has them apart, as in "told the president Putin ..." */
    }
    p->name = q;
    name->name_of = i;
}

/* A phrase after a comma that restates the one before. Two states never do. */
static void link_apposition(Chunker *c, int16_t i) {
    Phrase *q = &c->out->p[i];
    if (q->appos_of >= 0 || q->first < 2) return;
    int16_t begin = i;
    for (int steps = 0; c->out->p[begin].poss >= 0 && steps < 4; steps++) begin = c->out->p[begin].poss;
    size_t start = c->out->p[begin].first;
    if (start < 2 || !is_comma(c, start - 1)) return;
    const Token *h = &c->w->s->tokens[q->head];
    int16_t b = c->out->of_token[start - 2];
    int16_t named = b >= 0 && h->deprel == DEP_APPOS && h->head >= 0 ? c->out->of_token[h->head] : NO_PHRASE;
    if (named >= 0 && named < i) b = named;
    if (b < 0 || b >= i || c->out->p[b].appos >= 0 || c->out->p[b].owns == i) return;
    Phrase *p = &c->out->p[b];
    bool states = is_state_match(token_match(c->w, p->last)) && is_state_match(token_match(c->w, q->last));
    if (states || p->pronoun || q->pronoun || !p->nominal || !q->nominal) return;
    bool tree = h->deprel == DEP_APPOS;
    bool title_behind_name = is_bare_name(c, p) && is_unnamed_office(c, q) && !is_bare_name(c, q) && h->deprel != DEP_NSUBJ && h->deprel != DEP_CONJ;
    if (!tree && !title_behind_name) return;
    p->appos = i;
    q->appos_of = b;
}

static void link_conjunct(Chunker *c, int16_t i) {
    Phrase *q = &c->out->p[i];
    const Token *h = &c->w->s->tokens[q->head];
    if (q->conj >= 0 || h->deprel != DEP_CONJ || h->head < 0) return;
    int16_t p = c->out->of_token[h->head];
    if (p >= 0 && p < i) q->conj = p;
}

/* The end of the nationality at the beginning of a phrase: the token after "the Syrian", "U.S."; 0 if it does not begin with one. */
static size_t nationality_end(const Chunker *c, const Phrase *p) {
    size_t t = p->first;
    while (t < p->last && c->w->s->tokens[t].upos == UPOS_DET && c->w->match_of[t] < 0) t++;
    const Match *m = token_match(c->w, t);
    if (!m || m->first != t) return 0;
    bool short_form = m->type == SENSE_COUNTRY && m->n_units <= 2 && (c->w->units[m->unit].flags & UNIT_CAPS); /* U.S. and Kurdish forces */
    bool people = m->type == SENSE_PEOPLE && !(c->k->senses[m->sense].flags & SENSE_PLURAL);
    return m->type == SENSE_ADJECTIVE || people || short_form ? m->last + 1u : 0;
}

/* Whether only a comma, "and" or "or" separates two neighbouring phrases. */
static bool only_joined(const Chunker *c, const Phrase *p, const Phrase *q) {
    size_t t = p->last + 1u, n = q->first - t;
    if (n == 2 && is_comma(c, t)) t++, n--;
    return n == 1 && (is_comma(c, t) || c->w->s->tokens[t].upos == UPOS_CCONJ);
}

/* "Ethiopian and Djiboutian peacekeepers": adjectives for several states before one noun for actors make several parties. */
static void link_shared_noun(Chunker *c, int16_t i) {
    Phrase *q = &c->out->p[i];
    size_t own = nationality_end(c, q);
    const AgentRow *a = match_agent(c->k, token_match(c->w, q->last));
    int noun = token_word(c->k, c->w, q->last);
    bool acts = noun == WORD_COUNTERPART || noun == WORD_COUNTERPARTS || (a && a->kind != AGENT_MODIFIER);
    if (!own || own > q->last || !acts || i == 0) return;
    if (c->w->s->tokens[q->first - 1].upos != UPOS_CCONJ) return;
    for (int16_t j = (int16_t)(i - 1); j >= 0; j--) {
        Phrase *p = &c->out->p[j];
        if (p->owns >= 0 || nationality_end(c, p) != p->last + 1u || !only_joined(c, p, p + 1)) return;
        p->shares = i;
        q->lead = j;
    }
}

/* "(SCO)" after a phrase. */
static void link_acronym(Chunker *c, int16_t i) {
    Phrase *q = &c->out->p[i];
    if (q->first != q->last || q->first < 2 || q->last + 1u >= c->w->s->n) return;
    const Unit *u = &c->w->units[c->w->unit_of[q->first]];
    const Match *m = token_match(c->w, q->first);
    if (c->w->unit_of[q->first] >= c->w->unit_of[q->first + 1u] || !(u->flags & UNIT_CAPS || (m && m->type == SENSE_ORG))) return;
    Slice before = slice_sub(c->w->text, c->w->s->tokens[q->first - 1].span), behind = slice_sub(c->w->text, c->w->s->tokens[q->last + 1].span);
    if (!slice_is(before, "(") || !slice_is(behind, ")")) return;
    int16_t p = c->out->of_token[q->first - 2];
    for (int steps = 0; p > 0 && steps < 3; steps++) { /* "Organization for the Prohibition of X (OPCW)": an acronym of the whole */
        int16_t whole = NO_PHRASE;
        for (int16_t j = (int16_t)(p - 1); j >= 0 && j + 3 > p; j--)
            for (int l = 0; l < c->out->p[j].n_links; l++)
                if (c->out->p[j].link[l] == p) whole = j;
        if (whole < 0 || !token_is_name(c->w, c->out->p[whole].last)) break;
        p = whole;
    }
    if (p >= 0 && c->out->p[p].nominal) q->acronym_of = p;
}

void chunk_sentence(const Kb *k, const Words *w, Arena *arena, Phrases *out) {
    size_t n = w->s->n;
    *out = (Phrases){.p = arena_alloc(arena, (n + 1) * sizeof *out->p), .of_token = arena_alloc(arena, (n + 1) * sizeof *out->of_token)};
    Chunker c = {k, w, out};
    for (size_t t = 0; t < n; t++) out->of_token[t] = NO_PHRASE;
    for (size_t t = 0, end; t < n; t = end + 1) {
        end = t;
        if (!is_inside(w, t)) continue;
        while (end + 1 < n && is_inside(w, end + 1)) end++;
        cut_run(&c, t, end);
    }
    static void (*const links[])(Chunker *, int16_t) = {link_possessor, link_shared_noun, link_adpositions, link_name, link_apposition, link_conjunct, link_acronym};
    for (size_t l = 0; l < COUNT_OF(links); l++)
        for (int16_t i = 0; i < (int16_t)out->n; i++) links[l](&c, i);
}

Function chunk_function(const Words *w, size_t token) {
    enum { AS_HEAD = FUNCTION_SUBJECT + 1 };
    static const uint8_t functions[DEP_COUNT] = {
        [DEP_NSUBJ] = FUNCTION_SUBJECT, [DEP_NSUBJ_PASS] = FUNCTION_SUBJECT,     [DEP_NSUBJ_OUTER] = FUNCTION_SUBJECT, [DEP_OBJ] = FUNCTION_OBJECT,
        [DEP_IOBJ] = FUNCTION_OBJECT,   [DEP_OBL_AGENT] = FUNCTION_OBJECT,       [DEP_OBL] = FUNCTION_OBLIQUE,         [DEP_NMOD] = FUNCTION_OBLIQUE,
        [DEP_AMOD] = FUNCTION_MODIFIER, [DEP_NMOD_POSS] = FUNCTION_MODIFIER,     [DEP_COMPOUND] = FUNCTION_MODIFIER,   [DEP_CONJ] = AS_HEAD,
        [DEP_APPOS] = AS_HEAD,          [DEP_NMOD_DESC] = AS_HEAD,               [DEP_FLAT] = AS_HEAD};
    for (int steps = 0, t = (int)token; steps < 5 && t >= 0; steps++, t = w->s->tokens[t].head)
        if (functions[w->s->tokens[t].deprel] != AS_HEAD) return (Function)functions[w->s->tokens[t].deprel];
    return FUNCTION_OTHER;
}
