/* frame.c - finds the frame that matches a word best, and the words that fill the frame's roles. It only matches; nest.c and decide.c decide what to make of it. */
#include "event/candidate.h"

/* ---- does a frame match? ---- */

/* Whether a word is what a condition names: a word, or one of a class or kind. */
static bool is_value(const Clause *c, int t, uint32_t value) {
    uint32_t number = value & ~(uint32_t)(VALUE_KIND | VALUE_CLASS);
    if (value & VALUE_KIND) return party_is_kind(c, t, (PartyKind)number);
    if (value & VALUE_CLASS) return class_holds(c->classes, number, c->lemmas, c->forms, c->s->n, (uint32_t)t);
    return c->lemmas[t] == number || c->forms[t] == number;
}

static bool any_value(const Clause *c, int t, const Item *item) { return ANY_WHERE(i, item->n, is_value(c, t, c->coder->values[item->first + i])); }

/* A filler counts through its head, its conjuncts, and the noun that it is a quantity or part of ("dozens of rebels", "a package of sanctions"). */
static bool filler_is(const Clause *c, int t, const Item *item) {
    Tokens all = clause_conjuncts(c, t);
    if (ANY_WHERE(i, all.n, any_value(c, all.t[i], item))) return true;
    bool counts = clause_token(c, t)->upos == UPOS_NUM || clause_in_class(c, t, CLASS_MEASURE) || clause_in_class(c, t, CLASS_GROUP);
    return counts && CHILD_WHERE(c, t, k, clause_relation(c, k) == DEP_NMOD && clause_case_is(c, k, WORD_OF) && any_value(c, k, item)) != NONE;
}

static bool any_modifier_is(const Clause *c, int t, const Item *item) {
    FOR_CHILDREN(c, t, k) {
        unsigned d = clause_relation(c, k);
        bool modifies = d == DEP_AMOD || d == DEP_COMPOUND || d == DEP_NMOD || d == DEP_ADVMOD || d == DEP_DET || d == DEP_FLAT || d == DEP_NUMMOD;
        bool name = d == DEP_COMPOUND && clause_token(c, k)->upos == UPOS_PROPN; /* "the 2016 Malabar exercise" */
        if (modifies && k < t && (any_value(c, k, item) || (name && any_modifier_is(c, k, item)))) return true;
    }
    return false;
}

static bool item_has(const Coder *c, const Item *item, uint32_t value) { return ANY_WHERE(i, item->n, c->values[item->first + i] == value); }

/* A preposition for which a condition requires certain words, and which is also a role, contributes only these: in "killed in an Israeli air strike in Gaza" Gaza
 * is not an actor. */
static bool is_asked_for(const Clause *c, const Frame *f, uint32_t slot, int t) {
    bool role = false;
    const Item *asks = NULL;
    for (uint32_t i = 0; i < f->n_items && slot & SLOT_PREP; i++) {
        const Item *item = &c->coder->items[f->items + i];
        if (item->kind == ITEM_IS && item->slot == slot) asks = item;
        role |= item->kind == ITEM_ACTOR && item_has(c->coder, item, slot);
    }
    return !role || !asks || filler_is(c, t, asks);
}

/* The fillers of a slot as seen by a frame: the trigger's own words fill none ("open [fire] on"), and if a particle was parsed as a preposition its phrase is the
 * object ("handed [in their rifles]", "fired [on the crowd]"). */
static Tokens frame_slot(Clause *c, int t, int support, const Frame *f, uint32_t slot) {
    Tokens all = clause_slot(c, t, support, slot), out = {.n = 0};
    for (size_t i = 0; i < all.n; i++) {
        bool own = f->pos == 'V' && ANY_WHERE(k, f->n_extra, f->extra[k] == c->lemmas[all.t[i]]);
        if (!own && is_asked_for(c, f, slot, all.t[i])) out.t[out.n++] = all.t[i];
    }
    for (uint32_t k = 0; k < f->n_extra && f->pos == 'V' && slot == SLOT_OBJ && !out.n; k++) out = clause_slot(c, t, support, SLOT_PREP | f->extra[k]);
    return out;
}

static bool slot_is(Clause *c, int t, int support, const Frame *f, const Item *item) {
    if (item->slot == SLOT_MOD && any_modifier_is(c, t, item)) return true;
    Tokens fill = frame_slot(c, t, support, f, item->slot);
    return ANY_WHERE(i, fill.n, filler_is(c, fill.t[i], item));
}

static bool has_complement(const Clause *c, int t, bool infinitive) {
    FOR_CHILDREN(c, t, k) {
        unsigned d = clause_relation(c, k), upos = clause_token(c, k)->upos, feats = clause_token(c, k)->feats;
        int mark = clause_child(c, k, DEP_MARK);
        if (infinitive && (!(feats & FEAT_INF) || clause_child(c, k, DEP_AUX) != NONE)) continue; /* "told them that it would go ahead" */
        if (d == DEP_ADVCL && feats & FEAT_GER && clause_lemma_is(c, mark, WORD_FROM) && !infinitive) return true; /* "barred him from entering" */
        bool clause = upos == UPOS_VERB || upos == UPOS_AUX || upos == UPOS_ADJ || mark != NONE || clause_child(c, k, DEP_COP) != NONE;
        if (clause && (d == DEP_XCOMP || d == DEP_CCOMP || ((d == DEP_ADVCL || d == DEP_ACL) && feats & FEAT_INF))) return true;
    }
    return false;
}

/* Whether the subject is several parties: "India and Nepal", "both armies". */
static bool several(Clause *c, int t, int support) {
    Tokens fill = clause_slot(c, t, support, SLOT_SUBJ);
    if (!fill.n) return false;
    const Mention *m = clause_mention(c, fill.t[0]);
    return fill.n > 1 || (m && m->n_entities > 1) || clause_conjuncts(c, fill.t[0]).n > 1;
}

static bool item_holds(Clause *c, int t, int support, const Frame *f, const Item *item) {
    switch (item->kind) {
    case ITEM_HAS: case ITEM_HAS_NOT: return (clause_slot(c, t, support, item->slot).n > 0) == (item->kind == ITEM_HAS);
    case ITEM_IS: case ITEM_IS_NOT: return slot_is(c, t, support, f, item) == (item->kind == ITEM_IS);
    case ITEM_COMP: case ITEM_NO_COMP: return has_complement(c, t, false) == (item->kind == ITEM_COMP);
    case ITEM_SEVERAL: case ITEM_NOT_SEVERAL: return several(c, t, support) == (item->kind == ITEM_SEVERAL);
    case ITEM_INFINITIVE: return has_complement(c, t, true);
    default: return true;
    }
}

/* Whether a preposition is one of the frame's slots: then it marks a phrase ("called ... on India"); otherwise it must be a particle of the verb. */
static bool is_slot(const Coder *coder, const Frame *f, uint32_t word) {
    for (uint32_t i = 0; i < f->n_items; i++) {
        const Item *item = &coder->items[f->items + i];
        if (item->slot == (SLOT_PREP | word) || (item_is_party(item->kind) && item_has(coder, item, SLOT_PREP | word))) return true;
    }
    return false;
}

/* Finds the word of a trigger that follows its head: next to it, as a child, or as the marker of one. Returns its token or NONE. */
static int find_satellite(const Clause *c, int t, const Frame *f, uint32_t word) {
    bool slot = is_slot(c->coder, f, word);
    if (t + 1 < (int)c->s->n && c->lemmas[t + 1] == word) return t + 1;
    FOR_CHILDREN(c, t, k) {
        unsigned dk = clause_relation(c, k);
        if (dk == DEP_CONJ) continue;
        if (k > t && (c->lemmas[k] == word || c->forms[k] == word)) return k;
        FOR_CHILDREN(c, k, m) {
            unsigned d = clause_relation(c, m);
            bool belongs = (d == DEP_CASE && (slot || dk == DEP_OBJ)) || d == DEP_MARK || d == DEP_COMPOUND || d == DEP_OBJ;
            if (m > t && c->lemmas[m] == word && belongs) return m;
        }
    }
    return NONE;
}

static bool is_word(const Clause *c, int t, uint32_t word) { return t >= 0 && (c->lemmas[t] == word || c->forms[t] == word); }

/* Whether the other words of a noun's trigger are right before it, or below it. */
static bool words_before(const Clause *c, int t, const Frame *f) {
    const uint32_t *words = f->extra;
    return !ANY_WHERE(i, f->n_extra, !is_word(c, t - 1 - (int)i, words[i]) && CHILD_WHERE(c, t, k, k < t && is_word(c, k, words[i])) == NONE);
}

/* Whether all words of the trigger are present; *end becomes the last of the adjacent ones. */
static bool trigger_matches(const Clause *c, int t, const Frame *f, int *end) {
    *end = t;
    if (f->pos == 'N') return words_before(c, t, f);
    int from = t;
    for (uint32_t i = 0; i < f->n_extra; i++) {
        int at = from + 1 < (int)c->s->n && c->lemmas[from + 1] == f->extra[i] ? from + 1 : find_satellite(c, t, f, f->extra[i]);
        if (at == NONE) return false;
        if (at == *end + 1) *end = at;
        from = at;
    }
    return true;
}

/* Whether a word is part of a name: Northern Alliance, Court of Appeals. */
static bool inside_name(const Clause *c, int t) {
    for (int at = t, steps = 0; at >= 0 && steps < 4; at = clause_token(c, at)->head, steps++) {
        const Entity *e = clause_entity(c, at);
        if (!e || e->kind == ENT_UNKNOWN) continue;
        Span s = clause_span(c, at), own = clause_token(c, t)->span;
        if (own.start >= s.start && own.end <= s.end && (e->name[0] || e->kind == ENT_STATE || e->kind == ENT_PLACE)) return true;
    }
    return false;
}

/* Whether all conditions of a frame hold, from item `first` on. */
static bool items_hold(Clause *c, int t, int support, const Frame *f, uint32_t first, uint32_t n) {
    return !ANY_WHERE(i, n, !item_holds(c, t, support, f, &c->coder->items[first + i]));
}

/* "armed, trained troops": a participle before its noun, or joined to one. */
static bool is_attribute(const Clause *c, int t) {
    const Token *k = clause_token(c, t);
    if (k->deprel == DEP_CONJ && k->head >= 0 && k->feats & FEAT_PART && clause_child(c, t, DEP_OBJ) == NONE) k = clause_token(c, k->head);
    return k->deprel == DEP_AMOD || k->deprel == DEP_COMPOUND;
}

static bool pos_matches(const Clause *c, int t, uint32_t pos) {
    const Token *k = clause_token(c, t);
    switch (pos) {
    case 'V':
        return (k->upos == UPOS_VERB && !is_attribute(c, t)) ||
               (k->upos == UPOS_AUX && lang_deprel_base(k->deprel) != DEP_AUX && k->deprel != DEP_COP);
    case 'N': return k->upos == UPOS_NOUN || (k->upos == UPOS_PROPN && !inside_name(c, t));
    default: return k->upos == UPOS_ADJ || (k->upos == UPOS_VERB && k->feats & FEAT_PART) || k->upos == UPOS_ADV;
    }
}

/* The tag is one that pos_matches could accept: this rules out most words at once. */
bool frame_may_trigger(const Clause *c, int t) {
    unsigned u = clause_token(c, t)->upos;
    uint32_t id = c->lemmas[t];
    if (u != UPOS_VERB && u != UPOS_AUX && u != UPOS_NOUN && u != UPOS_PROPN && u != UPOS_ADJ && u != UPOS_ADV) return false;
    return class_word_has(c->classes, id, WORD_TRIGGERS);
}

/* The most specific matching frame of a word, the first of equals: they are stored in this order. */
const Frame *frame_best(Clause *c, int t, int support, int *end) {
    const Coder *coder = c->coder;
    uint32_t id = c->lemmas[t], asked = 0;
    bool matches = false;
    for (uint32_t i = coder->frame_at[id]; i < coder->frame_at[id + 1]; i++) {
        const FrameKey *key = &coder->frame_keys[i];
        const Frame *f = &coder->frames[i];
        if (key->pos != asked) matches = pos_matches(c, t, asked = key->pos);
        *end = t;
        if (matches && (!key->n_extra || trigger_matches(c, t, f, end)) && items_hold(c, t, support, f, key->items, key->n_items)) return f;
    }
    return NULL;
}

const Frame *frame_of_event(Clause *c, const Candidate *e, unsigned event) {
    const Coder *coder = c->coder;
    const Frame *best = NULL;
    uint32_t id = c->lemmas[e->token];
    bool known = id && id < coder->classes.n_ids;
    for (uint32_t i = known ? coder->frame_at[id] : 0; known && i < coder->frame_at[id + 1]; i++) {
        const Frame *f = &coder->frames[i];
        int last;
        if (!f->cameo[0] || f->rule_id || f->event != event || (best && f->weight <= best->weight)) continue;
        if (pos_matches(c, e->token, f->pos) && trigger_matches(c, e->token, f, &last) && items_hold(c, e->token, e->support, f, f->items, f->n_items)) best = f;
    }
    return best;
}

/* ---- roles ---- */

/* A deed has no hands: of those who died "in Israel's strike" Israel is the one who acts. Whom a deed belongs to, if a name before it says so, else NONE. */
static int doer_of(const Clause *c, int t) {
    if (!clause_lemma_in(c, t, WORDS_DEED)) return t;
    int doer = NONE;
    FOR_CHILDREN(c, t, k) {
        unsigned d = clause_relation(c, k);
        bool before = k < t && (clause_token(c, k)->deprel == DEP_NMOD_POSS || d == DEP_AMOD || d == DEP_COMPOUND);
        if (before && party_is_kind(c, k, PARTY_KNOWN) && !party_is_scene(c, k, EVENT_ASSAULT)) doer = k;
    }
    return doer;
}

/* Adds the fillers of a slot to a role; true if there was one. The trigger and its owner are not parties to its own event. */
static bool fill_role(Clause *c, const Candidate *e, uint32_t slot, Parties *to) {
    Tokens heads = frame_slot(c, e->token, e->support, e->frame, slot);
    bool any = false;
    for (size_t i = 0; i < heads.n; i++) {
        Tokens all = clause_conjuncts(c, heads.t[i]);
        for (size_t k = 0; k < all.n; k++) {
            int t = all.t[k];
            if (t == e->token || t == e->support || clause_is_time(c, t) || party_is_scene(c, t, e->event)) continue;
            int who = slot & SLOT_PREP && to == &e->actors ? doer_of(c, t) : t;
            if (who == NONE) continue;
            candidate_add_party(to, who);
            any = true;
        }
    }
    return any;
}

/* The first slot of a role whose filler refers to an entity: "turned down Peru's offer of talks" is addressed to Peru, not to talks. The number of slots if there
 * is none. */
static uint32_t first_known_slot(Clause *c, const Candidate *e, const Item *item) {
    for (uint32_t k = 0; k < item->n; k++) {
        Tokens heads = frame_slot(c, e->token, e->support, e->frame, c->coder->values[item->first + k]);
        if (ANY_WHERE(i, heads.n, heads.t[i] != e->token && party_behind(c, heads.t[i]))) return k;
    }
    return item->n;
}

void frame_fill_roles(Clause *c, Candidate *e) {
    const Coder *coder = c->coder;
    const Frame *f = e->frame;
    for (uint32_t i = 0; i < f->n_items; i++) {
        const Item *item = &coder->items[f->items + i];
        bool recipient = item->kind == ITEM_RECIPIENT;
        if (!item_is_party(item->kind)) continue;
        e->reciprocal |= item->kind == ITEM_BOTH;
        Parties *to = recipient ? &e->recipients : &e->actors;
        uint32_t at = recipient ? first_known_slot(c, e, item) : 0;
        if (at < item->n && recipient && fill_role(c, e, coder->values[item->first + at], to)) continue;
        for (uint32_t k = 0; k < item->n; k++)
            if (fill_role(c, e, coder->values[item->first + k], to) && item->kind != ITEM_BOTH) break;
    }
    uint16_t kept = 0;
    for (uint16_t i = 0; i < e->recipients.n; i++) /* nobody acts on himself */
        if (!candidate_has(&e->actors, e->recipients.t[i])) e->recipients.t[kept++] = e->recipients.t[i];
    e->recipients.n = kept;
}
