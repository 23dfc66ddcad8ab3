/* frame.c - a clause in, candidates out: each trigger's best frame, with the
 * tokens that fill its roles, and then what an outer event makes of an inner
 * one
 * ("agreed to withdraw", "threatened sanctions", "called for talks") by
 * compose.tsv. */
#include "event/rank.h"

enum { FILL_MAX = 16 };

/* ---- does a frame match? ---- */

static bool word_or_class(const Clause *c, int t, uint32_t value) {
    if (value & VALUE_KIND) return party_is_kind(c, t, (PartyKind)(value & ~(uint32_t)VALUE_KIND));
    if (value & VALUE_CLASS) return class_holds(c->classes, value & ~(uint32_t)VALUE_CLASS, c->lemmas, c->forms, c->s->n, (uint32_t)t);
    return c->lemmas[t] == value || c->forms[t] == value;
}

static bool any_value(const Clause *c, int t, const Item *item) {
    for (uint32_t i = 0; i < item->n; i++)
        if (word_or_class(c, t, c->coder->values[item->first + i])) return true;
    return false;
}

static bool in_class(const Clause *c, int t, ClassName name) { return class_is(c->classes, name, c->lemmas, c->forms, c->s->n, (uint32_t)t); }

/* A filler counts by its head, by what it is coordinated with, and by what it
 * is a number or part of ("dozens of rebels", "a package of sanctions"). */
static bool filler_is(const Clause *c, int t, const Item *item) {
    int all[FILL_MAX];
    size_t n = clause_conjuncts(c, t, all, 0, FILL_MAX);
    for (size_t i = 0; i < n; i++)
        if (any_value(c, all[i], item)) return true;
    bool counts = clause_token(c, t)->upos == UPOS_NUM || in_class(c, t, CLASS_MEASURE) || in_class(c, t, CLASS_GROUP);
    for (int k = c->child[t]; k != NONE && counts; k = c->sibling[k])
        if (lang_deprel_base(clause_token(c, k)->deprel) == DEP_NMOD && clause_case(c, k) == c->classes->w[W_OF] && any_value(c, k, item)) return true;
    return false;
}

static bool any_modifier_is(const Clause *c, int t, const Item *item) {
    for (int k = c->child[t]; k != NONE; k = c->sibling[k]) {
        unsigned d = lang_deprel_base(clause_token(c, k)->deprel);
        if ((d == DEP_AMOD || d == DEP_COMPOUND || d == DEP_NMOD || d == DEP_ADVMOD || d == DEP_DET || d == DEP_FLAT) && k < t &&
            any_value(c, k, item))
            return true;
    }
    return false;
}

/* What fills a slot of a trigger, told by its frame: a word of the trigger
 * itself fills none ("open [fire] on"), and where a particle was taken for a
 * preposition its phrase is the object ("handed [in their rifles]", "fired [on
 * the crowd]"). */
static size_t frame_slot(Clause *c, int t, int support, const Frame *f, uint32_t slot, int *out, size_t max) {
    size_t n = clause_slot(c, t, support, slot, out, max), kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool own = false;
        for (uint32_t k = 0; k < f->n_extra && f->pos == 'V'; k++) own |= c->lemmas[out[i]] == f->extra[k];
        if (!own) out[kept++] = out[i];
    }
    for (uint32_t k = 0; k < f->n_extra && f->pos == 'V' && slot == SLOT_OBJ && !kept; k++)
        kept = clause_slot(c, t, support, SLOT_PREP | f->extra[k], out, max);
    return kept;
}

static bool slot_is(Clause *c, int t, int support, const Frame *f, const Item *item) {
    int fill[FILL_MAX];
    if (item->slot == SLOT_MOD && any_modifier_is(c, t, item)) return true;
    size_t n = frame_slot(c, t, support, f, item->slot, fill, FILL_MAX);
    for (size_t i = 0; i < n; i++)
        if (filler_is(c, fill[i], item)) return true;
    return false;
}

static bool has_complement(const Clause *c, int t, bool infinitive) {
    for (int k = c->child[t]; k != NONE; k = c->sibling[k]) {
        unsigned d = lang_deprel_base(clause_token(c, k)->deprel);
        const Token *t_k = clause_token(c, k);
        bool clause = t_k->upos == UPOS_VERB || t_k->upos == UPOS_AUX || t_k->upos == UPOS_ADJ || clause_child(c, k, DEP_COP) != NONE ||
                      clause_child(c, k, DEP_MARK) != NONE;
        if (infinitive && (!(t_k->feats & FEAT_INF) || clause_child(c, k, DEP_AUX) != NONE)) continue; /* "told them that it would go ahead" */
        int mark = d == DEP_ADVCL && t_k->feats & FEAT_GER ? clause_child(c, k, DEP_MARK) : NONE;
        if (mark != NONE && c->lemmas[mark] == c->classes->w[W_FROM] && !infinitive) return true; /* "barred him from entering" */
        if (clause && (d == DEP_XCOMP || d == DEP_CCOMP || (d == DEP_ADVCL && t_k->feats & FEAT_INF) || (d == DEP_ACL && t_k->feats & FEAT_INF)))
            return true;
    }
    return false;
}

/* Whether the subject is several parties: "India and Nepal", "both armies". */
static bool several(Clause *c, int t, int support) {
    int fill[FILL_MAX], all[FILL_MAX];
    size_t n = clause_slot(c, t, support, SLOT_SUBJ, fill, FILL_MAX);
    if (!n) return false;
    const Mention *m = c->mention_at[fill[0]] < 0 ? NULL : &c->reading->mentions[c->mention_at[fill[0]]];
    return n > 1 || (m && m->n_entities > 1) || clause_conjuncts(c, fill[0], all, 0, FILL_MAX) > 1 || party_shares(c, fill[0]);
}

static bool item_holds(Clause *c, int t, int support, const Frame *f, const Item *item) {
    int fill[FILL_MAX];
    switch (item->kind) {
    case ITEM_HAS: return clause_slot(c, t, support, item->slot, fill, FILL_MAX) > 0;
    case ITEM_HAS_NOT: return clause_slot(c, t, support, item->slot, fill, FILL_MAX) == 0;
    case ITEM_IS: return slot_is(c, t, support, f, item);
    case ITEM_IS_NOT: return !slot_is(c, t, support, f, item);
    case ITEM_COMP: return has_complement(c, t, false);
    case ITEM_NO_COMP: return !has_complement(c, t, false);
    case ITEM_INFINITIVE: return has_complement(c, t, true);
    case ITEM_SEVERAL: return several(c, t, support);
    case ITEM_NOT_SEVERAL: return !several(c, t, support);
    default: return true;
    }
}

/* Whether a preposition is one of the frame's slots: then it marks a phrase
 * ("called ... on India"); else it must be a particle of the verb. */
static bool is_slot(const Coder *coder, const Frame *f, uint32_t word) {
    for (uint32_t i = 0; i < f->n_items; i++) {
        const Item *item = &coder->items[f->items + i];
        if (item->slot == (SLOT_PREP | word)) return true;
        for (uint32_t k = 0; item->kind <= ITEM_BOTH && k < item->n; k++)
            if (coder->values[item->first + k] == (SLOT_PREP | word)) return true;
    }
    return false;
}

/* Finds the word of a trigger that stands behind its head: next to it, as a
 * child, or as the marker of one. Returns its token or NONE. */
static int find_satellite(const Clause *c, int t, const Frame *f, uint32_t word) {
    bool slot = is_slot(c->coder, f, word);
    if (t + 1 < (int)c->s->n && c->lemmas[t + 1] == word) return t + 1;
    for (int k = c->child[t]; k != NONE; k = c->sibling[k]) {
        unsigned dk = lang_deprel_base(clause_token(c, k)->deprel);
        if (dk == DEP_CONJ) continue;
        if (k > t && (c->lemmas[k] == word || c->forms[k] == word)) return k;
        for (int m = c->child[k]; m != NONE; m = c->sibling[m]) {
            unsigned d = lang_deprel_base(clause_token(c, m)->deprel);
            if (m > t && c->lemmas[m] == word && ((d == DEP_CASE && (slot || dk == DEP_OBJ)) || d == DEP_MARK || d == DEP_COMPOUND || d == DEP_OBJ))
                return m;
        }
    }
    return NONE;
}

static bool words_before(const Clause *c, int t, const Frame *f) {
    for (uint32_t i = 0; i < f->n_extra; i++) {
        int at = t - 1 - (int)i;
        bool found = at >= 0 && (c->lemmas[at] == f->extra[i] || c->forms[at] == f->extra[i]);
        for (int k = c->child[t]; k != NONE && !found; k = c->sibling[k])
            found = k < t && (c->lemmas[k] == f->extra[i] || c->forms[k] == f->extra[i]);
        if (!found) return false;
    }
    return true;
}

/* Whether all words of the trigger are there; *end becomes the last one that
 * stands next to it. */
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

/* Whether a word belongs to the name of somebody: Northern Alliance, Court of
 * Appeals. */
static bool inside_name(const Clause *c, int t) {
    for (int at = t, steps = 0; at >= 0 && steps < 4; at = clause_token(c, at)->head, steps++) {
        const Entity *e = clause_entity(c, at);
        if (!e || e->kind == ENT_UNKNOWN) continue;
        Span s = clause_span(c, at), own = clause_token(c, t)->span;
        if (own.start >= s.start && own.end <= s.end && (e->name[0] || e->kind == ENT_STATE || e->kind == ENT_PLACE)) return true;
    }
    return false;
}

/* "joint military exercises" tagged as a verb: an -s form behind an adjective,
 * without object. */
static bool is_noun_after_all(const Clause *c, int t) {
    const Token *k = clause_token(c, t);
    if (k->upos != UPOS_VERB || !(k->feats & FEAT_SING) || t == 0 || clause_child(c, t, DEP_OBJ) != NONE) return false;
    bool headline =
        t == 1 && c->mention_at[0] >= 0 && t + 1 < (int)c->s->n && (c->lemmas[2] == c->classes->w[W_ON] || c->lemmas[2] == c->classes->w[W_AGAINST]);
    if (headline) return true; /* "US strikes on militias" */
    int before = t - 1;
    if (clause_token(c, before)->upos == UPOS_NOUN && before > 0 && !(clause_token(c, before)->feats & FEAT_PLUR)) before--;
    return clause_token(c, before)->upos == UPOS_ADJ;
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
    case 'N': return k->upos == UPOS_NOUN || (k->upos == UPOS_PROPN && !inside_name(c, t)) || is_noun_after_all(c, t);
    default: return k->upos == UPOS_ADJ || (k->upos == UPOS_VERB && k->feats & FEAT_PART) || k->upos == UPOS_ADV;
    }
}

/* Whether a word has frames, and a tag that pos_matches could take: most words are told so before anything else is asked of them. */
static bool may_trigger(const Clause *c, int t) {
    unsigned u = clause_token(c, t)->upos;
    uint32_t id = c->lemmas[t];
    if (u != UPOS_VERB && u != UPOS_AUX && u != UPOS_NOUN && u != UPOS_PROPN && u != UPOS_ADJ && u != UPOS_ADV) return false;
    return class_word_has(c->classes, id, WORD_TRIGGERS);
}

/* Rows lie far apart in memory, which is asked for them some words ahead: where a word's frames are, then what is asked of them first, then the rest. */
static void look_ahead(const Clause *c, int t) {
    enum { PLACES = 12, KEYS = 8, ROWS = 4, LINE = 64, LINES = 8 };
    const Coder *coder = c->coder;
    const int n = (int)c->s->n;
    uint32_t far = t + PLACES < n ? c->lemmas[t + PLACES] : 0;
    if (far && far < coder->classes.n_ids) __builtin_prefetch(&coder->frame_at[far]);
    if (t + KEYS < n && may_trigger(c, t + KEYS)) __builtin_prefetch(&coder->frame_keys[coder->frame_at[c->lemmas[t + KEYS]]]);
    if (t + ROWS >= n || !may_trigger(c, t + ROWS)) return;
    const uint32_t *at = &coder->frame_at[c->lemmas[t + ROWS]];
    const FrameKey *last = &coder->frame_keys[at[1] - 1];
    const char *items = (const char *)&coder->items[coder->frame_keys[at[0]].items], *end = (const char *)&coder->items[last->items + last->n_items];
    for (int i = 0; i < LINES && items < end; i++, items += LINE) __builtin_prefetch(items);
    for (uint32_t i = at[0]; i < at[1] && i < at[0] + LINES; i++)
        if (coder->frame_keys[i].n_extra) __builtin_prefetch(&coder->frames[i]);
}

/* The heaviest frame of a word that holds, of equals the first: they lie in this order. */
static const Frame *best_frame(Clause *c, int t, int support, int *end) {
    const Coder *coder = c->coder;
    uint32_t id = c->lemmas[t], asked = 0;
    bool matches = false;
    for (uint32_t i = coder->frame_at[id]; i < coder->frame_at[id + 1]; i++) {
        const FrameKey *key = &coder->frame_keys[i];
        const Frame *f = &coder->frames[i];
        if (key->pos != asked) matches = pos_matches(c, t, asked = key->pos);
        bool holds = matches;
        *end = t;
        if (!holds || (key->n_extra && !trigger_matches(c, t, f, end))) continue;
        for (uint32_t k = 0; k < key->n_items && holds; k++) holds = item_holds(c, t, support, f, &coder->items[key->items + k]);
        if (holds) return f;
    }
    return NULL;
}

const Frame *frame_of_class(Clause *c, const Candidate *e, unsigned k) {
    const Coder *coder = c->coder;
    const Frame *best = NULL;
    uint32_t id = c->lemmas[e->token];
    for (uint32_t i = id && id < coder->classes.n_ids ? coder->frame_at[id] : 0; id && id < coder->classes.n_ids && i < coder->frame_at[id + 1]; i++) {
        const Frame *f = &coder->frames[i];
        int last;
        if (!f->cameo[0] || f->rule_id || (unsigned)rank_class_of(f->cameo, f->event) != k) continue;
        if (!pos_matches(c, e->token, f->pos) || !trigger_matches(c, e->token, f, &last)) continue;
        bool holds = true;
        for (uint32_t n = 0; n < f->n_items && holds; n++) holds = item_holds(c, e->token, e->support, f, &coder->items[f->items + n]);
        if (holds && (!best || f->weight > best->weight)) best = f;
    }
    return best;
}

/* ---- roles ---- */

static void add_party(int16_t *list, uint16_t *n, int t) {
    for (uint16_t i = 0; i < *n; i++)
        if (list[i] == t) return;
    if (*n < PARTIES_MAX) list[(*n)++] = (int16_t)t;
}

/* Adds what fills a slot; true if something did. The trigger itself and what it
 * belongs to is no party of its own event. */
static bool fill_role(Clause *c, const Candidate *e, uint32_t slot, int16_t *list, uint16_t *n) {
    int heads[FILL_MAX], all[FILL_MAX * 2];
    size_t n_heads = frame_slot(c, e->token, e->support, e->frame, slot, heads, FILL_MAX);
    bool any = false;
    for (size_t i = 0; i < n_heads; i++) {
        size_t n_all = clause_conjuncts(c, heads[i], all, 0, COUNT_OF(all));
        for (size_t k = 0; k < n_all; k++) {
            if (all[k] == e->token || all[k] == e->support || clause_is_time(c, all[k])) continue;
            add_party(list, n, all[k]);
            any = true;
        }
    }
    return any;
}

/* Of the slots of a role the first whose filler means somebody: "turned down
 * Peru's offer of talks" is said to Peru, not to talks. Their number if there
 * is none. */
static uint32_t first_known_slot(Clause *c, const Candidate *e, const Item *item) {
    int heads[FILL_MAX];
    for (uint32_t k = 0; k < item->n; k++) {
        size_t n = frame_slot(c, e->token, e->support, e->frame, c->coder->values[item->first + k], heads, FILL_MAX);
        for (size_t i = 0; i < n; i++)
            if (heads[i] != e->token && party_means_somebody(c, heads[i])) return k;
    }
    return item->n;
}

/* "a mosque attack", "journalist arrests": a name before a noun of violence that is neither a state's nor of people under arms suffers it. */
static void turn_targets(const Clause *c, Candidate *e) {
    uint16_t kept = 0;
    if (e->frame->pos != 'N' || (e->event != EVENT_ASSAULT && e->event != EVENT_COERCE)) return;
    for (uint16_t i = 0; i < e->n_actors; i++) {
        int t = e->actors[i];
        unsigned d = lang_deprel_base(clause_token(c, t)->deprel);
        const Entity *who = clause_entity(c, t);
        bool before = t < e->token && (d == DEP_COMPOUND || d == DEP_AMOD) && !clause_case(c, t);
        bool target = party_is_town(c, t) || (before && who && !who->name[0] && who->kind != ENT_STATE && who->kind != ENT_PLACE && party_is_kind(c, t, PARTY_CIVIL));
        if (!target)
            e->actors[kept++] = e->actors[i];
        else if (!e->n_recipients)
            add_party(e->recipients, &e->n_recipients, t);
    }
    e->n_actors = kept;
}

static void fill_roles(Clause *c, Candidate *e) {
    const Coder *coder = c->coder;
    const Frame *f = e->frame;
    for (uint32_t i = 0; i < f->n_items; i++) {
        const Item *item = &coder->items[f->items + i];
        bool recipient = item->kind == ITEM_RECIPIENT;
        if (item->kind > ITEM_BOTH) continue;
        e->reciprocal |= item->kind == ITEM_BOTH;
        int16_t *list = recipient ? e->recipients : e->actors;
        uint16_t *n = recipient ? &e->n_recipients : &e->n_actors;
        uint32_t at = recipient ? first_known_slot(c, e, item) : 0;
        if (at < item->n && recipient && fill_role(c, e, coder->values[item->first + at], list, n)) continue;
        for (uint32_t k = 0; k < item->n; k++)
            if (fill_role(c, e, coder->values[item->first + k], list, n) && item->kind != ITEM_BOTH) break;
    }
    for (uint16_t i = 0; i < e->n_recipients;) { /* nobody does it to himself */
        bool both = false;
        for (uint16_t k = 0; k < e->n_actors; k++) both |= e->actors[k] == e->recipients[i];
        if (both)
            memmove(&e->recipients[i], &e->recipients[i + 1], (size_t)(--e->n_recipients - i) * sizeof *e->recipients);
        else
            i++;
    }
}

/* The nearest name or noun phrase before a finite verb that the tree left
 * without subject: headlines, broken parses. */
static void fall_back_to_order(Clause *c, Candidate *e) {
    const Token *t = clause_token(c, e->token);
    bool finite = t->upos == UPOS_VERB && !clause_is_passive(c, e->token) && t->feats & FEAT_FIN;
    if (e->n_actors || !finite || (t->deprel != DEP_ROOT && t->deprel != DEP_PARATAXIS)) return;
    for (int k = e->token - 1; k >= 0 && e->token - k < 12; k--) {
        if (c->mention_at[k] < 0 || clause_case(c, k)) continue;
        const Mention *m = &c->reading->mentions[c->mention_at[k]];
        bool prefix = clause_token(c, k)->head == e->token - 2 && !clause_token(c, e->token - 1)->space_after; /* "North Korea test-fired" */
        if ((m->kind == MENTION_MODIFIER && !prefix) || m->last >= e->token || !m->n_entities) continue;
        uint16_t kind = c->reading->entities[c->reading->refs[m->entities]].kind;
        if (kind == ENT_UNKNOWN || kind == ENT_PLACE) continue;
        for (uint16_t i = 0; i < e->n_recipients; i++)
            if (e->recipients[i] == k) return; /* "came under fire": the frame tells what his part is */
        add_party(e->actors, &e->n_actors, k);
        e->fallback = true;
        return;
    }
}

/* The verb above a token whose subject is several parties ("India and
 * Kazakhstan are well positioned to increase exercises"), or NONE. */
static int joint_subject(Clause *c, int t) {
    for (int steps = 0, h = clause_token(c, t)->head; h >= 0 && steps < 6; h = clause_token(c, h)->head, steps++) {
        if (class_is(c->classes, CLASS_SAY, c->lemmas, c->forms, c->s->n, (uint32_t)h)) break; /* who talks of talks does not hold them */
        int all[FILL_MAX], subject = clause_token(c, h)->upos == UPOS_VERB || clause_token(c, h)->upos == UPOS_ADJ ? clause_subject(c, h) : NONE;
        if (subject == NONE && clause_token(c, h)->upos == UPOS_ADJ) subject = clause_child(c, h, DEP_NSUBJ);
        if (subject == NONE || subject > t) continue;
        const Mention *m = c->mention_at[subject] < 0 ? NULL : &c->reading->mentions[c->mention_at[subject]];
        if (clause_conjuncts(c, subject, all, 0, FILL_MAX) > 1 || (m && m->n_entities > 1)) return subject;
    }
    return NONE;
}

/* Joint things that stand without parties of their own are those of the verb
 * above them ("developed joint projects"), or of the event of the same word
 * that they are an example of ("exercises such as the 2016 exercise"). */
static void inherit_parties(Clause *c, Candidate *list, size_t n) {
    for (size_t i = 0; i < n; i++) {
        Candidate *e = &list[i];
        if (e->dropped || e->frame->pos != 'N' || e->n_actors) continue;
        for (size_t k = 0; k < i && !e->n_actors && !e->n_recipients; k++) {
            if (list[k].dropped || c->lemmas[list[k].token] != c->lemmas[e->token] || list[k].frame->pos != 'N') continue;
            e->frame = list[k].frame;
            e->event = list[k].event;
            e->reciprocal = list[k].reciprocal;
            memcpy(e->cameo, list[k].cameo, sizeof e->cameo);
            memcpy(e->modes, list[k].modes, sizeof e->modes);
            e->n_modes = list[k].n_modes;
            memcpy(e->actors, list[k].actors, sizeof e->actors);
            e->n_actors = list[k].n_actors;
        }
        int above = clause_token(c, e->token)->head; /* "During a visit to Nairobi, the minister said" */
        if (!e->n_actors && above >= 0 && !strncmp(e->cameo, "042", 3) && lang_deprel_base(clause_token(c, e->token)->deprel) == DEP_OBL &&
            clause_token(c, above)->upos == UPOS_VERB && clause_subject(c, above) != NONE)
            add_party(e->actors, &e->n_actors, clause_subject(c, above));
        bool joint = e->reciprocal || e->event == EVENT_COOPERATE || e->event == EVENT_CONSULT;
        int subject = joint && !e->n_actors && !e->n_recipients ? joint_subject(c, e->token) : NONE, all[FILL_MAX];
        size_t n_all = subject == NONE ? 0 : clause_conjuncts(c, subject, all, 0, FILL_MAX);
        for (size_t k = 0; k < n_all; k++) add_party(e->actors, &e->n_actors, all[k]);
    }
}

/* A guest is named as one ("the visiting minister held talks with ..."): then
 * it is a visit, and those he meets are the hosts. */
static void split_visit(Clause *c, Candidate *e, const Coder *coder) {
    if (e->event != EVENT_CONSULT || !e->reciprocal || e->n_actors < 2 || e->n_recipients) return;
    bool guest = false;
    for (int k = c->child[e->actors[0]]; k != NONE; k = c->sibling[k]) guest |= c->forms[k] && c->forms[k] == coder->classes.w[W_VISITING];
    if (!guest) return;
    for (uint16_t i = 1; i < e->n_actors; i++) add_party(e->recipients, &e->n_recipients, e->actors[i]);
    e->n_actors = 1;
    e->reciprocal = false;
    if (coder->visit_mode) e->modes[0] = coder->visit_mode, e->n_modes = 1;
    memcpy(e->cameo, "042", 4);
}

/* A relative pronoun or a conjunction with a clause of its own. */
static bool opens_clause(const Clause *c, int t) {
    const Token *k = clause_token(c, t);
    return (k->upos == UPOS_PRON && k->feats & FEAT_REL) || (k->upos == UPOS_DET && k->feats & FEAT_REL) ||
           (lang_deprel_base(k->deprel) == DEP_MARK && k->upos == UPOS_SCONJ);
}

/* A verb that is joined to the trigger's. */
static bool is_joined_verb(const Clause *c, const Candidate *e, int t) {
    const Token *k = clause_token(c, t);
    return k->upos == UPOS_VERB && lang_deprel_base(k->deprel) == DEP_CONJ && (k->head == e->token || (e->support != NONE && k->head == e->support));
}

/* Events that need a recipient and have none in the tree: the next party that
 * the sentence names, or, for a noun in a side clause, the subject of the main
 * one. */
static void find_recipient(Clause *c, Candidate *e, const Candidate *list) {
    static const bool needs[EVENT_COUNT] = {[EVENT_AID] = true,      [EVENT_SUPPORT] = true, [EVENT_REQUEST] = true, [EVENT_ACCUSE] = true,
                                            [EVENT_SANCTION] = true, [EVENT_COERCE] = true,  [EVENT_ASSAULT] = true, [EVENT_THREATEN] = true};
    bool asked = needs[e->event] || (e->inner != NONE && needs[list[e->inner].event]);
    if (!asked || e->dropped || e->n_recipients || !e->n_actors || e->reciprocal) return;
    int h = clause_token(c, e->token)->head, above = h < 0 ? NONE : clause_token(c, h)->head;
    unsigned own = lang_deprel_base(clause_token(c, e->token)->deprel);
    bool side = above >= 0 && lang_deprel_base(clause_token(c, h)->deprel) == DEP_ADVCL,
         aside = h >= 0 && (own == DEP_OBL || own == DEP_ADVCL) && clause_token(c, h)->upos == UPOS_VERB;
    if (e->frame->pos == 'N' && (side || aside)) {
        int subject = clause_subject(c, side ? above : h);
        const Entity *who = subject == NONE ? NULL : clause_entity(c, subject);
        if (who && who->code[0] && subject != e->actors[0]) {
            add_party(e->recipients, &e->n_recipients, subject);
            e->fallback = true;
            return;
        }
    }
    if (e->frame->pos == 'V' && own == DEP_ADVCL && clause_token(c, e->token)->feats & FEAT_INF && h >= 0) {
        int object = clause_object(c, h); /* "summoned the envoy to lodge a protest" */
        const Entity *who = object == NONE ? NULL : clause_entity(c, object);
        if (who && who->code[0] && !party_is_same(c, e->actors[0], object)) {
            add_party(e->recipients, &e->n_recipients, object);
            return;
        }
    }
    for (int k = e->end + 1; k < (int)c->s->n && k - e->end < 14; k++) {
        if (opens_clause(c, k) || is_joined_verb(c, e, k))
            return; /* "their occupation, during which 100 people died", "declared an emergency and arrested the judge": theirs is another story */
        const Entity *who = clause_entity(c, k);
        bool actor = false;
        for (uint16_t i = 0; i < e->n_actors; i++) actor |= e->actors[i] == k || clause_dominates(c, e->actors[i], k);
        if (!who || actor || !(who->code[0] || who->sector[0]) || who->kind == ENT_PLACE || who->kind == ENT_DOCUMENT ||
            party_is_same(c, e->actors[0], k))
            continue;
        add_party(e->recipients, &e->n_recipients, k);
        e->fallback = true;
        return;
    }
}

Trigger candidate_trigger(const Candidate *e) {
    bool promises = e->event == EVENT_AGREE || e->event == EVENT_CONCEDE || e->event == EVENT_THREATEN || e->event == EVENT_REQUEST || e->event == EVENT_REJECT;
    return (Trigger){.token = e->token,
                     .support = e->support,
                     .noun = e->frame->pos == 'N',
                     .aux = e->aux,
                     .promises = promises,
                     .composed = e->rule != NULL,
                     .ahead = e->rule && !e->frame->rule_id && promises};
}

void candidate_add_mode(Candidate *e, uint32_t mode) {
    for (uint8_t i = 0; i < e->n_modes; i++)
        if (e->modes[i] == mode) return;
    if (e->n_modes < MODES_MAX) e->modes[e->n_modes++] = mode;
}

/* "a mission called Horizon", "the camp named after him". */
static bool gives_name(const Clause *c, int t) {
    const Token *k = clause_token(c, t);
    return lang_deprel_base(k->deprel) == DEP_ACL && k->feats & FEAT_PART && k->feats & FEAT_PAST && in_class(c, t, CLASS_NAMING);
}

/* "those who attack us", "anyone who kills": told of nobody. */
static bool is_anybody(const Clause *c, int t) {
    static const char *const words[] = {"those", "anyone", "anybody", "whoever", "everyone"};
    const Token *k = clause_token(c, t);
    if (k->deprel != DEP_ACL_RELCL || k->head < 0 || k->feats & FEAT_PAST || clause_child(c, t, DEP_AUX) != NONE) return false;
    Slice head = slice_sub(c->reading->article->text, clause_token(c, k->head)->span);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (head.n == strlen(words[i]) && !strncasecmp(head.p, words[i], head.n)) return true;
    return false;
}

/* "Removing tariffs is a condition", "a strategy for ending protests": a gerund that is talked about is not done. */
static bool is_talked_about(const Clause *c, int t) {
    const Token *k = clause_token(c, t);
    if (k->head < 0 || !(k->feats & FEAT_GER) || k->upos != UPOS_VERB) return false;
    unsigned d = lang_deprel_base(k->deprel), above = clause_token(c, k->head)->upos;
    if (d == DEP_CSUBJ) return above != UPOS_VERB || !(clause_token(c, k->head)->feats & FEAT_PAST);
    int mark = clause_child(c, t, DEP_MARK);
    bool aim = mark != NONE && (c->lemmas[mark] == c->classes->w[W_FOR] || c->lemmas[mark] == c->classes->w[W_OF]);
    return d == DEP_ACL && above == UPOS_NOUN && aim && !class_word_has(c->classes, c->lemmas[k->head], WORD_TRIGGERS);
}

/* "is unlikely to agree", "were unable to reach a deal". */
static bool is_unlikely(const Clause *c, int t) {
    for (int steps = 0, h = clause_token(c, t)->head; h >= 0 && steps < 2; steps++, t = h, h = clause_token(c, h)->head) {
        unsigned d = lang_deprel_base(clause_token(c, t)->deprel);
        if ((d == DEP_XCOMP || d == DEP_CCOMP || d == DEP_ADVCL) && clause_token(c, t)->feats & FEAT_INF && in_class(c, h, CLASS_UNLIKELY))
            return true;
        if (d != DEP_XCOMP && d != DEP_OBJ) return false;
    }
    return false;
}

static bool make_candidate(Clause *c, int t, Candidate *e) {
    if (!may_trigger(c, t)) return false;
    bool noun = clause_token(c, t)->upos == UPOS_NOUN || clause_token(c, t)->upos == UPOS_PROPN;
    int support = noun ? clause_support(c, t) : NONE, end = t;
    const Frame *f = best_frame(c, t, support, &end);
    if (!f) return false;
    *e = (Candidate){.token = (int16_t)t, .support = (int16_t)support, .end = (int16_t)end, .frame = f, .event = (uint8_t)f->event, .inner = NONE};
    memcpy(e->cameo, f->cameo, sizeof e->cameo);
    for (uint32_t i = 0; i < f->n_modes; i++) candidate_add_mode(e, f->modes[i]);
    fill_roles(c, e);
    turn_targets(c, e);
    fall_back_to_order(c, e);
    if (!f->cameo[0] && !f->rule_id) e->dropped = "the frame says that this is no event";
    if (gives_name(c, t)) e->dropped = "it only gives a name";
    if (is_anybody(c, t)) e->dropped = "whoever does it";
    if (is_talked_about(c, t)) e->dropped = "it is talked about, not done";
    if (is_unlikely(c, t)) e->dropped = "it is said not to be likely";
    return true;
}

/* ---- events within events ---- */

static int depth_of(const Clause *c, int t) {
    int d = 0;
    for (int h = clause_token(c, t)->head; h >= 0 && d < LANG_SENTENCE_MAX; h = clause_token(c, h)->head) d++;
    return d;
}

/* The candidate whose trigger is token t, else the one whose support verb it is. */
static int candidate_at(const Candidate *list, size_t n, int t) {
    int lent = NONE;
    for (size_t i = 0; i < n && t != NONE; i++) {
        if (list[i].consumed || list[i].dropped) continue;
        if (list[i].token == t) return (int)i;
        if (list[i].support == t && lent == NONE) lent = (int)i;
    }
    return lent;
}

static const Compose *find_compose(const Coder *coder, uint32_t rule_id, const Candidate *inner) {
    const Compose *best = NULL;
    size_t best_score = 0;
    if (rule_id > coder->n_rules) return NULL;
    for (uint32_t i = coder->compose_at[rule_id]; i < coder->compose_at[rule_id + 1]; i++) {
        const Compose *row = &coder->composes[i];
        size_t score = 0;
        if (!inner)
            score = row->of_event == COMPOSE_NONE;
        else if (row->of_event == COMPOSE_CAMEO)
            score = strncmp(inner->cameo, row->of_cameo, strlen(row->of_cameo)) ? 0 : 10 + strlen(row->of_cameo);
        else if (row->of_event == inner->event)
            score = 5;
        else if (row->of_event == COMPOSE_ANY)
            score = 2;
        if (score > best_score) best = row, best_score = score;
    }
    return best;
}

/* To whom the whole is done: to whom the inner event is; but who is accused of
 * it, or asked for it, is the one who does it. */
static void take_parties(Candidate *to, const Candidate *from) {
    if (to->n_recipients) return;
    bool doer = (to->event == EVENT_ACCUSE || to->event == EVENT_REQUEST) && from->n_actors && !(to->n_actors && from->actors[0] == to->actors[0]);
    bool done_to = from->n_recipients && !doer;
    const int16_t *list = done_to ? from->recipients : from->actors;
    uint16_t n = done_to ? from->n_recipients : from->n_actors;
    for (uint16_t i = 0; i < n; i++) {
        bool actor = false;
        for (uint16_t k = 0; k < to->n_actors; k++) actor |= to->actors[k] == list[i];
        if (!actor) add_party(to->recipients, &to->n_recipients, list[i]);
    }
}

static void recode(Candidate *e, const Compose *row) {
    e->rule = row;
    e->event = (uint8_t)row->event;
    memcpy(e->cameo, row->cameo, sizeof e->cameo);
    e->n_modes = 0;
    for (uint32_t i = 0; i < row->n_modes; i++) candidate_add_mode(e, row->modes[i]);
}

/* What the outer event makes of the inner one (NULL: of none). */
static void compose_one(Candidate *outer, Candidate *inner, int inner_index, const Compose *row) {
    if (!row) { /* no rule for this: both stand for themselves */
        if (!outer->cameo[0]) outer->dropped = "nothing in its complement makes it an event";
        return;
    }
    outer->rule = row;
    if (row->cameo[0] == '-') {
        outer->dropped = "compose.tsv says that this is no event";
        if (inner) inner->dropped = outer->dropped;
    } else if (row->cameo[0] == '=') {
        outer->dropped = "its complement is the event";
        if (!inner) return;
        inner->aux |= (uint8_t)row->aux;
        inner->rule = row;
        if (!inner->n_actors)
            for (uint16_t i = 0; i < outer->n_actors; i++) add_party(inner->actors, &inner->n_actors, outer->actors[i]);
    } else {
        recode(outer, row);
        outer->aux |= (uint8_t)row->aux;
        if (!inner) return;
        outer->inner = (int16_t)inner_index;
        outer->reciprocal = inner->reciprocal && !outer->n_recipients && outer->n_actors > 1;
        take_parties(outer, inner);
        inner->consumed = true;
        inner->dropped = "told together with the event around it";
    }
}

/* "We will not negotiate with terrorists": what is refused is no longer mutual.
 */
static void part_sides(Clause *c, Candidate *e) {
    int subject = clause_subject(c, e->support != NONE ? e->support : e->token), all[FILL_MAX];
    size_t n = subject == NONE || !e->reciprocal ? 0 : clause_conjuncts(c, subject, all, 0, FILL_MAX);
    uint16_t kept = 0;
    if (!n) return;
    for (uint16_t i = 0; i < e->n_actors; i++) {
        bool refuses = false;
        for (size_t k = 0; k < n; k++) refuses |= all[k] == e->actors[i];
        if (refuses)
            e->actors[kept++] = e->actors[i];
        else
            add_party(e->recipients, &e->n_recipients, e->actors[i]);
    }
    e->n_actors = kept;
    e->reciprocal = false;
}

/* A rule of compose.tsv that auxiliaries tell and no verb does; true if it made
 * another event of this one. */
static bool apply_rule(Clause *c, Candidate *e, RuleName rule, unsigned aux) {
    uint32_t id = c->coder->rule[rule];
    const Compose *row = id ? find_compose(c->coder, id, e) : NULL;
    if (!row || row->cameo[0] == '=') return false;
    if (row->cameo[0] == '-') {
        e->dropped = "compose.tsv says that this is no event";
        return true;
    }
    recode(e, row);
    e->aux = (uint8_t)((e->aux & ~aux) | row->aux); /* the category tells it now: the codebook
                                   prefers it to the auxiliary mode */
    if (e->event == EVENT_REJECT) part_sides(c, e);
    return true;
}

/* "if no deal is reached", "unless they agree". */
static bool is_condition(const Clause *c, int verb) {
    int mark = clause_child(c, verb, DEP_MARK);
    return mark != NONE && lang_deprel_base(clause_token(c, verb)->deprel) == DEP_ADVCL && in_class(c, mark, CLASS_HYP_MARK);
}

/* "will visit" is AGREE, "did not agree" REJECT, "will not release" REJECT. */
static void apply_modality(Clause *c, Candidate *e) {
    if (e->dropped) return;
    bool future = e->aux & ATTACHE_FUTURE, negated = e->aux & ATTACHE_NEGATION;
    if (negated && is_condition(c, e->support != NONE ? e->support : e->token)) {
        e->dropped = "it is what has not come about yet";
        return;
    }
    if (future && negated && apply_rule(c, e, RULE_WILL_NOT, ATTACHE_FUTURE | ATTACHE_NEGATION)) return;
    if (negated && apply_rule(c, e, RULE_NOT, ATTACHE_NEGATION)) return;
    if (future) apply_rule(c, e, RULE_FUTURE, ATTACHE_FUTURE);
}

/* "A larger exercise could allow India to work with Kazakhstan": a thing
 * allows, helps or forces nobody as a government does. */
static bool enables(const Clause *c, const Candidate *e) {
    const char *rule = coder_string(c->coder, e->frame->rule);
    if (!e->n_actors || (strcmp(rule, "allow") && strcmp(rule, "help") && strcmp(rule, "force"))) return false;
    const Entity *who = clause_entity(c, e->actors[0]);
    return !who || (who->kind == ENT_UNKNOWN && !who->code[0] && !who->sector[0]);
}

/* "denied charges by the church that it had tortured priests": what is told away takes with it all that stands in its complement. */
static void drop_below(const Clause *c, const Candidate *outer, Candidate *list, size_t n) {
    const char *rule = coder_string(c->coder, outer->frame->rule);
    if (strcmp(rule, "deny") != 0 && strcmp(rule, "reject") != 0) return;
    for (size_t i = 0; i < n; i++) {
        if (list[i].dropped || list[i].token <= outer->token || !clause_dominates(c, outer->token, list[i].token)) continue;
        bool beside = false; /* "denied it and expelled the envoy" */
        for (int t = list[i].token; t >= 0 && t != outer->token; t = clause_token(c, t)->head)
            beside |= clause_token(c, t)->head == outer->token && lang_deprel_base(clause_token(c, t)->deprel) == DEP_CONJ;
        if (!beside) list[i].dropped = "what is denied has not been told";
    }
}

/* "Turkey warned that it would cut ties": of what one will do oneself. */
static bool warns_of_own(const Clause *c, const Candidate *outer, const Candidate *inner) {
    bool own = outer->n_actors && inner->n_actors && (outer->actors[0] == inner->actors[0] || party_is_same(c, outer->actors[0], inner->actors[0]));
    return own && c->coder->rule[RULE_THREATEN] && !strcmp(coder_string(c->coder, outer->frame->rule), "warn");
}

static void compose_candidate(Clause *c, Candidate *list, size_t n, size_t at) {
    Candidate *e = &list[at];
    int tokens[FILL_MAX], inner = NONE;
    size_t n_tokens = clause_complements(c, e->token, e->frame->extra, e->frame->n_extra, tokens, FILL_MAX);
    for (size_t i = 0; i < n_tokens && inner == NONE; i++) inner = candidate_at(list, n, tokens[i]);
    if (inner == (int)at) inner = NONE;
    if (inner != NONE && list[inner].aux & ATTACHE_NEGATION) inner = NONE;
    if (inner != NONE && enables(c, e)) {
        e->dropped = "a thing that makes something possible: what it makes "
                     "possible is the event";
        list[inner].aux |= ATTACHE_HYPOTHETICAL;
        return;
    }
    for (size_t i = 0; i < n_tokens && inner == NONE; i++)
        if (clause_token(c, tokens[i])->upos == UPOS_VERB && in_class(c, tokens[i], CLASS_NAMING) && clause_child(c, tokens[i], DEP_AUX) != NONE) {
            e->dropped = "not to be named is asked of nobody";
            return;
        }
    uint32_t rule = inner != NONE && warns_of_own(c, e, &list[inner]) ? c->coder->rule[RULE_THREATEN] : e->frame->rule_id;
    const Compose *row = find_compose(c->coder, rule, inner == NONE ? NULL : &list[inner]);
    uint16_t n_actors = e->n_actors;
    if (class_is(c->classes, CLASS_SAY, c->lemmas, c->forms, c->s->n, (uint32_t)e->token)) e->n_actors = 0; /* who says it does not do it */
    compose_one(e, inner == NONE ? NULL : &list[inner], inner, row);
    e->n_actors = n_actors;
    if (e->cameo[0]) apply_modality(c, e); /* of what the two are together: "cannot accept the plan", "will allow aid in" */
    if (row && row->cameo[0] == '-' && coder_string(c->coder, e->frame->rule)[0]) drop_below(c, e, list, n);
}

/* Inner events first, so that an outer one meets them as they have become. */
static void compose_all(Clause *c, Candidate *list, size_t n, Arena *arena) {
    int *depth = arena_alloc(arena, (n + 1) * sizeof *depth), deepest = 0;
    for (size_t i = 0; i < n; i++) {
        depth[i] = depth_of(c, list[i].token);
        if (depth[i] > deepest) deepest = depth[i];
    }
    for (int d = deepest; d >= 0; d--)
        for (size_t i = 0; i < n; i++)
            if (depth[i] == d && list[i].frame->rule_id && !list[i].dropped) compose_candidate(c, list, n, i);
}

static bool asks_for_object(const Coder *coder, const Frame *f) {
    for (uint32_t k = 0; k < f->n_items; k++)
        if (coder->items[f->items + k].kind == ITEM_IS && coder->items[f->items + k].slot == SLOT_OBJ) return true;
    return false;
}

/* "postponed the trial": a verb whose frame asked for its object and says that
 * this is no event. */
static bool is_told_away(const Clause *c, const Candidate *list, size_t n, int verb) {
    for (size_t i = 0; i < n; i++)
        if (list[i].token == verb && !list[i].frame->cameo[0] && !list[i].frame->rule_id) return asks_for_object(c->coder, list[i].frame);
    return false;
}

/* "The resignation of the president was announced": a passive has its doer in the noun that it tells. */
static void lend_actors(const Candidate *noun, Candidate *verb) {
    if (verb->n_actors || verb->event != noun->event) return;
    for (uint16_t i = 0; i < noun->n_actors; i++) add_party(verb->actors, &verb->n_actors, noun->actors[i]);
}

/* "launched missiles", "lifted its ban", "vetoed EU aid": the object of a verb
 * that asked for it, tells the same, or says that it shall not be. */
static void settle_object(Clause *c, Candidate *list, size_t n, Candidate *noun) {
    int h = clause_token(c, noun->token)->head, verb = h >= 0 ? candidate_at(list, n, h) : NONE;
    if ((verb == NONE || list[verb].token != h) && h >= 0 && is_told_away(c, list, n, h) && clause_object(c, h) == noun->token) {
        noun->dropped = "the verb that it is the object of makes it none";
        return;
    }
    int as = verb == NONE ? NONE : clause_child(c, h, DEP_XCOMP); /* "called the expulsion unacceptable" */
    if (as != NONE && clause_token(c, as)->upos == UPOS_ADJ && list[verb].token == h && list[verb].cameo[0] && clause_object(c, h) == noun->token) {
        noun->dropped = "told by the verb that it is the object of";
        return;
    }
    bool object =
        verb != NONE && list[verb].token == h && noun->frame->pos == 'N' && clause_object(c, h) == noun->token && !list[verb].frame->rule_id;
    if (!object || (list[verb].event != noun->event && list[verb].event != EVENT_REJECT && !asks_for_object(c->coder, list[verb].frame))) return;
    lend_actors(noun, &list[verb]);
    noun->dropped = "told by the verb that it is the object of";
    noun->consumed = true;
}

/* "An air strike killed nine": the verb tells to whom it was done, its subject by whom and how. Whom "the shelling of Aleppo" hit did not do it. */
static void settle_weapon(const Clause *c, Candidate *noun, Candidate *verb) {
    bool of = noun->n_recipients && clause_case(c, noun->recipients[0]) == c->classes->w[W_OF];
    if (noun->n_actors || of) verb->n_actors = 0;
    for (uint16_t i = 0; i < noun->n_actors; i++) add_party(verb->actors, &verb->n_actors, noun->actors[i]);
    for (uint8_t i = 0; i < noun->n_modes; i++) candidate_add_mode(verb, noun->modes[i]);
    if (!strcmp(verb->cameo, "190")) memcpy(verb->cameo, noun->cameo, sizeof verb->cameo);
    noun->dropped = "told by the verb that it is the subject of";
    noun->consumed = true;
}

/* "Talks between Chad and Sudan collapsed": what the verb says of its subject is told of the same parties, in place of it. */
static void settle_subject(const Clause *c, Candidate *list, size_t n, Candidate *noun) {
    int h = clause_token(c, noun->token)->head, at = h >= 0 && noun->frame->pos == 'N' ? candidate_at(list, n, h) : NONE;
    if (at == NONE || list[at].token != h || lang_deprel_base(clause_token(c, noun->token)->deprel) != DEP_NSUBJ) return;
    Candidate *verb = &list[at];
    bool weapon = noun->event == EVENT_ASSAULT && verb->event == EVENT_ASSAULT && verb->n_actors == 1 && verb->actors[0] == noun->token;
    if (weapon) settle_weapon(c, noun, verb);
    if (noun->event != EVENT_CONSULT) return;
    if (verb->event != EVENT_SANCTION && verb->event != EVENT_REJECT) return;
    for (uint16_t i = 0; i < noun->n_actors; i++) add_party(verb->actors, &verb->n_actors, noun->actors[i]);
    noun->dropped = "told by the verb that it is the subject of";
    noun->consumed = true;
}

/* "went on [strike]", "under a [deal] with Greece", "accused it of an [attack]": a noun that another trigger's words hold, that stood before, or that somebody is
 * accused of tells nothing beside it. */
static void settle_noun(const Clause *c, Candidate *list, size_t n, Candidate *noun) {
    uint32_t marker = clause_case(c, noun->token);
    int h = clause_token(c, noun->token)->head, mark = clause_child(c, noun->token, DEP_MARK);
    if (mark != NONE && !marker) marker = c->lemmas[mark];
    for (size_t k = 0; k < n && marker == c->classes->w[W_OF] && marker; k++) /* "traded accusations of shelling villages" */
        if (list[k].token == h && list[k].frame->pos == 'N' && list[k].event == EVENT_ACCUSE && list[k].consumed) noun->dropped = "what somebody is accused of";
    if (noun->frame->pos != 'N' || noun->dropped) return;
    bool ended = h >= 0 && lang_deprel_base(clause_token(c, noun->token)->deprel) == DEP_NMOD && clause_token(c, h)->upos == UPOS_NOUN &&
                 (marker == c->classes->w[W_OF] || marker == c->classes->w[W_TO] || marker == c->classes->w[W_IN]) && in_class(c, h, CLASS_ENDING);
    if (ended) noun->dropped = "what is over or was not tells nothing";
    if (marker == c->classes->w[W_UNDER] && noun->event == EVENT_SUPPORT) noun->dropped = "what is done under it is told, not that it was agreed";
    for (size_t k = 0; k < n && !noun->dropped; k++) {
        const Candidate *e = &list[k];
        if (e == noun || e->dropped) continue;
        if (noun->token > e->token && noun->token <= e->end) noun->dropped = "a word of another trigger";
        bool accused = h == e->token;
        for (uint16_t i = 0; i < e->n_recipients; i++) accused |= e->recipients[i] == h;
        if (e->event == EVENT_ACCUSE && e->frame->pos == 'V' && marker == c->classes->w[W_OF] && accused) noun->dropped = "what somebody is accused of";
    }
}

/* A verb and its object that tell one thing are one event: the frame that asked
 * for the object wins, else the noun. */
static void settle_support(Clause *c, Candidate *list, size_t n) {
    for (size_t i = 0; i < n; i++) {
        Candidate *noun = &list[i];
        if (noun->dropped) continue;
        int verb = noun->support != NONE ? candidate_at(list, n, noun->support) : NONE;
        if (verb == NONE || verb == (int)i || list[verb].token != noun->support) {
            settle_object(c, list, n, noun);
            if (!noun->dropped) settle_subject(c, list, n, noun);
            settle_noun(c, list, n, noun);
            continue;
        }
        const Frame *f = list[verb].frame;
        bool asked = asks_for_object(c->coder, f);
        if (f->rule_id && !noun->frame->rule_id) continue; /* "announced talks": compose decides */
        if (asked && noun->frame->n_extra > f->n_extra && list[verb].event == noun->event)
            asked = false; /* "began a hunger strike": the noun tells more */
        if (f->cameo[0] && list[verb].n_actors && noun->n_actors && list[verb].actors[0] != noun->actors[0])
            asked = true; /* "ratified Sweden's accession": whose it is did not ratify
                       it */
        Candidate *loser = asked ? noun : &list[verb];
        if (asked) lend_actors(noun, &list[verb]);
        loser->dropped = asked ? "told by the verb that it is the object of" : "lends its subject to the event noun";
        loser->consumed = true;
    }
}

/* "The bombing by X killed ten": the actor of the event that acts. */
static void follow_event_actors(Candidate *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (uint16_t k = 0; k < list[i].n_actors; k++) {
            int at = candidate_at(list, n, list[i].actors[k]);
            if (at == NONE || at == (int)i || list[at].token != list[i].actors[k] || !list[at].n_actors) continue;
            bool itself = false;
            for (uint16_t m = 0; m < list[at].n_actors; m++) itself |= list[at].actors[m] == list[i].token;
            if (!itself) list[i].actors[k] = list[at].actors[0];
        }
}

static bool is_obliged(const Clause *c, int verb) {
    for (int k = c->child[verb]; k != NONE; k = c->sibling[k])
        if (lang_deprel_base(clause_token(c, k)->deprel) == DEP_AUX && class_is(c->classes, CLASS_OBLIGE, c->lemmas, c->forms, c->s->n, (uint32_t)k))
            return true;
    int h = clause_token(c, verb)->head; /* "has to", "needs to" */
    return h >= 0 && clause_token(c, verb)->deprel == DEP_XCOMP && class_is(c->classes, CLASS_OBLIGE, c->lemmas, c->forms, c->s->n, (uint32_t)h);
}

/* "Iran must release them, the minister said": his demand of Iran. */
static void apply_must(Clause *c, Candidate *e) {
    int verb = e->support != NONE ? e->support : e->token, says = e->dropped ? NONE : clause_sayer(c, verb);
    if (says == NONE || !is_obliged(c, verb)) return;
    int sayer = clause_subject(c, says);
    if (sayer == NONE || !apply_rule(c, e, RULE_MUST, 0)) return;
    memcpy(e->recipients, e->actors, sizeof e->recipients);
    e->n_recipients = e->n_actors;
    e->n_actors = 0;
    e->reciprocal = false;
    add_party(e->actors, &e->n_actors, sayer);
}

/* Of the actors of an event noun the one it belongs to ("Mali's deal with
 * mercenaries"), else the first. */
static int owner_among(const Clause *c, const Candidate *noun) {
    for (uint16_t i = 0; i < noun->n_actors; i++)
        if (clause_token(c, noun->actors[i])->deprel == DEP_NMOD_POSS) return noun->actors[i];
    return noun->actors[0];
}

/* "condemned Russia's attack": the recipient is who did what is condemned. */
static void follow_event_recipients(const Clause *c, Candidate *list, size_t n) {
    for (size_t i = 0; i < n; i++) {
        Candidate *e = &list[i];
        bool verbal =
            e->event == EVENT_ACCUSE || e->event == EVENT_REJECT || e->event == EVENT_SUPPORT || e->event == EVENT_AGREE || e->event == EVENT_REQUEST;
        for (uint16_t k = 0; k < e->n_recipients && verbal && !e->dropped; k++) {
            int at = NONE;
            for (size_t m = 0; m < n; m++)
                if (list[m].token == e->recipients[k]) at = (int)m;
            if (at == NONE || at == (int)i || list[at].frame->pos != 'N' || !list[at].n_actors || list[at].actors[0] == e->token) continue;
            bool own = false;
            for (uint16_t m = 0; m < e->n_actors; m++) own |= e->actors[m] == list[at].actors[0];
            if (!own) e->recipients[k] = (int16_t)owner_among(c, &list[at]);
        }
    }
}

void frame_candidates(Clause *c, Arena *arena, Candidate **out, size_t *n) {
    size_t cap = 0;
    *out = NULL;
    *n = 0;
    for (int t = 0; t < (int)c->s->n; t++) {
        Candidate e;
        look_ahead(c, t);
        if (make_candidate(c, t, &e)) *VEC_PUSH(arena, *out, *n, cap) = e;
    }
    settle_support(c, *out, *n);
    for (size_t i = 0; i < *n; i++) {
        Candidate *e = &(*out)[i];
        Trigger trigger = candidate_trigger(e);
        e->aux |= (uint8_t)modality_of(c, &trigger);
        if (e->cameo[0] && !e->frame->rule_id) apply_modality(c, e);
    }
    compose_all(c, *out, *n, arena);
    for (size_t i = 0; i < *n; i++) {
        Candidate *e = &(*out)[i];
        apply_must(c, e);
    }
    inherit_parties(c, *out, *n);
    follow_event_actors(*out, *n);
    follow_event_recipients(c, *out, *n);
    for (size_t i = 0; i < *n; i++) {
        split_visit(c, &(*out)[i], c->coder);
        find_recipient(c, &(*out)[i], *out);
    }
}

bool frame_fallback(Clause *c, Candidate *out) {
    static const Frame none = {.pos = 'V'};
    int verb = NONE;
    for (int t = 0; t < (int)c->s->n && verb == NONE; t++)
        if (clause_token(c, t)->deprel == DEP_ROOT && clause_token(c, t)->upos == UPOS_VERB) verb = t;
    for (int t = 0; t < (int)c->s->n && verb == NONE; t++)
        if (clause_token(c, t)->upos == UPOS_VERB && clause_token(c, t)->feats & FEAT_FIN) verb = t;
    if (verb == NONE) return false;
    *out = (Candidate){.token = (int16_t)verb, .support = NONE, .end = (int16_t)verb, .frame = &none, .inner = NONE};
    fill_role(c, out, SLOT_SUBJ, out->actors, &out->n_actors);
    fill_role(c, out, SLOT_OBJ, out->recipients, &out->n_recipients);
    for (int k = c->child[verb]; k != NONE && !out->n_recipients; k = c->sibling[k]) { /* else the first party behind a preposition */
        const Entity *e = clause_entity(c, k);
        if (k > verb && e && e->code[0] && e->kind != ENT_PLACE && clause_case(c, k)) add_party(out->recipients, &out->n_recipients, k);
    }
    fall_back_to_order(c, out);
    Trigger trigger = candidate_trigger(out);
    out->aux = (uint8_t)modality_of(c, &trigger);
    return out->n_actors > 0;
}
