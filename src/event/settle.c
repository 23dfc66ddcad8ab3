/* settle.c - candidates in, the same with fewer of them and other parties: of two that tell one thing the one that tells more stays, parties that a frame left out are looked for,
 * and what is only talked about is dropped. */
#include <strings.h>

#include "event/candidate.h"

/* ---- parties ---- */

/* "a mosque attack", "journalist arrests": a name before a noun of violence that is neither a state's nor of people under arms suffers it. */
void settle_targets(const Clause *c, Candidate *e) {
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
            candidate_add_party(e->recipients, &e->n_recipients, t);
    }
    e->n_actors = kept;
}

/* The nearest name or noun phrase before a finite verb that the tree left
 * without subject: headlines, broken parses. */
void settle_by_order(Clause *c, Candidate *e) {
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
        candidate_add_party(e->actors, &e->n_actors, k);
        e->fallback = true;
        return;
    }
}

/* The verb above a token whose subject is several parties ("India and
 * Kazakhstan are well positioned to increase exercises"), or NONE. */
static int joint_subject(Clause *c, int t) {
    for (int steps = 0, h = clause_token(c, t)->head; h >= 0 && steps < 6; h = clause_token(c, h)->head, steps++) {
        if (clause_in_class(c, h, CLASS_SAY)) break; /* who talks of talks does not hold them */
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
void settle_inherited(Clause *c, Candidate *list, size_t n) {
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
            candidate_add_party(e->actors, &e->n_actors, clause_subject(c, above));
        bool joint = e->reciprocal || e->event == EVENT_COOPERATE || e->event == EVENT_CONSULT;
        int subject = joint && !e->n_actors && !e->n_recipients ? joint_subject(c, e->token) : NONE, all[FILL_MAX];
        size_t n_all = subject == NONE ? 0 : clause_conjuncts(c, subject, all, 0, FILL_MAX);
        for (size_t k = 0; k < n_all; k++) candidate_add_party(e->actors, &e->n_actors, all[k]);
    }
}

/* A guest is named as one ("the visiting minister held talks with ..."): then
 * it is a visit, and those he meets are the hosts. */
void settle_visit(Clause *c, Candidate *e, const Coder *coder) {
    if (e->event != EVENT_CONSULT || !e->reciprocal || e->n_actors < 2 || e->n_recipients) return;
    bool guest = false;
    for (int k = c->child[e->actors[0]]; k != NONE; k = c->sibling[k]) guest |= class_word(&coder->classes, c->forms[k]) == WORD_VISITING;
    if (!guest) return;
    for (uint16_t i = 1; i < e->n_actors; i++) candidate_add_party(e->recipients, &e->n_recipients, e->actors[i]);
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
void settle_missing_recipient(Clause *c, Candidate *e, const Candidate *list) {
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
            candidate_add_party(e->recipients, &e->n_recipients, subject);
            e->fallback = true;
            return;
        }
    }
    if (e->frame->pos == 'V' && own == DEP_ADVCL && clause_token(c, e->token)->feats & FEAT_INF && h >= 0) {
        int object = clause_object(c, h); /* "summoned the envoy to lodge a protest" */
        const Entity *who = object == NONE ? NULL : clause_entity(c, object);
        if (who && who->code[0] && !party_is_same(c, e->actors[0], object)) {
            candidate_add_party(e->recipients, &e->n_recipients, object);
            return;
        }
    }
    for (int k = e->end + 1; k < (int)c->s->n && k - e->end < 14; k++) {
        if (opens_clause(c, k) || is_joined_verb(c, e, k))
            return; /* "their occupation, during which 100 people died", "declared an emergency and arrested the judge": theirs is another story */
        const Entity *who = clause_entity(c, k);
        bool actor = false;
        for (uint16_t i = 0; i < e->n_actors; i++) actor |= e->actors[i] == k || clause_dominates(c, e->actors[i], k);
        if (!who || actor || !(who->code[0] || who->sector) || who->kind == ENT_PLACE || who->kind == ENT_DOCUMENT ||
            party_is_same(c, e->actors[0], k))
            continue;
        candidate_add_party(e->recipients, &e->n_recipients, k);
        e->fallback = true;
        return;
    }
}

/* "The bombing by X killed ten": the actor of the event that acts. */
void settle_actors(Candidate *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (uint16_t k = 0; k < list[i].n_actors; k++) {
            int at = candidate_at(list, n, list[i].actors[k]);
            if (at == NONE || at == (int)i || list[at].token != list[i].actors[k] || !list[at].n_actors) continue;
            bool itself = false;
            for (uint16_t m = 0; m < list[at].n_actors; m++) itself |= list[at].actors[m] == list[i].token;
            if (!itself) list[i].actors[k] = list[at].actors[0];
        }
}

/* Of the actors of an event noun the one it belongs to ("Mali's deal with
 * mercenaries"), else the first. */
static int owner_among(const Clause *c, const Candidate *noun) {
    for (uint16_t i = 0; i < noun->n_actors; i++)
        if (clause_token(c, noun->actors[i])->deprel == DEP_NMOD_POSS) return noun->actors[i];
    return noun->actors[0];
}

/* "condemned Russia's attack": the recipient is who did what is condemned. */
void settle_recipients(const Clause *c, Candidate *list, size_t n) {
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

/* ---- what is no event ---- */

/* "a mission called Horizon", "the camp named after him". */
static bool gives_name(const Clause *c, int t) {
    const Token *k = clause_token(c, t);
    return lang_deprel_base(k->deprel) == DEP_ACL && k->feats & FEAT_PART && k->feats & FEAT_PAST && clause_in_class(c, t, CLASS_NAMING);
}

/* "those who attack us", "anyone who kills": told of nobody. */
static bool is_anybody(const Clause *c, int t) {
    const Token *k = clause_token(c, t);
    if (k->deprel != DEP_ACL_RELCL || k->head < 0 || k->feats & FEAT_PAST || clause_child(c, t, DEP_AUX) != NONE) return false;
    return class_listed(c->classes, c->forms[k->head], WORDS_ANYBODY);
}

/* "Removing tariffs is a condition", "a strategy for ending protests": a gerund that is talked about is not done. */
static bool is_talked_about(const Clause *c, int t) {
    const Token *k = clause_token(c, t);
    if (k->head < 0 || !(k->feats & FEAT_GER) || k->upos != UPOS_VERB) return false;
    unsigned d = lang_deprel_base(k->deprel), above = clause_token(c, k->head)->upos;
    if (d == DEP_CSUBJ) return above != UPOS_VERB || !(clause_token(c, k->head)->feats & FEAT_PAST);
    int mark = clause_child(c, t, DEP_MARK);
    bool aim = mark != NONE && (class_word(c->classes, c->lemmas[mark]) == WORD_FOR || class_word(c->classes, c->lemmas[mark]) == WORD_OF);
    return d == DEP_ACL && above == UPOS_NOUN && aim && !class_word_has(c->classes, c->lemmas[k->head], WORD_TRIGGERS);
}

/* "is unlikely to agree", "were unable to reach a deal". */
static bool is_unlikely(const Clause *c, int t) {
    for (int steps = 0, h = clause_token(c, t)->head; h >= 0 && steps < 2; steps++, t = h, h = clause_token(c, h)->head) {
        unsigned d = lang_deprel_base(clause_token(c, t)->deprel);
        if ((d == DEP_XCOMP || d == DEP_CCOMP || d == DEP_ADVCL) && clause_token(c, t)->feats & FEAT_INF && clause_in_class(c, h, CLASS_UNLIKELY))
            return true;
        if (d != DEP_XCOMP && d != DEP_OBJ) return false;
    }
    return false;
}

void settle_doubts(const Clause *c, Candidate *e) {
    int t = e->token;
    if (gives_name(c, t)) e->dropped = "it only gives a name";
    if (is_anybody(c, t)) e->dropped = "whoever does it";
    if (is_talked_about(c, t)) e->dropped = "it is talked about, not done";
    if (is_unlikely(c, t)) e->dropped = "it is said not to be likely";
}

/* ---- a verb and its noun ---- */

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
    for (uint16_t i = 0; i < noun->n_actors; i++) candidate_add_party(verb->actors, &verb->n_actors, noun->actors[i]);
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
    bool of = noun->n_recipients && class_word(c->classes, clause_case(c, noun->recipients[0])) == WORD_OF;
    if (noun->n_actors || of) verb->n_actors = 0;
    for (uint16_t i = 0; i < noun->n_actors; i++) candidate_add_party(verb->actors, &verb->n_actors, noun->actors[i]);
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
    for (uint16_t i = 0; i < noun->n_actors; i++) candidate_add_party(verb->actors, &verb->n_actors, noun->actors[i]);
    noun->dropped = "told by the verb that it is the subject of";
    noun->consumed = true;
}

/* "went on [strike]", "under a [deal] with Greece", "accused it of an [attack]": a noun that another trigger's words hold, that stood before, or that somebody is
 * accused of tells nothing beside it. */
static void settle_noun(const Clause *c, Candidate *list, size_t n, Candidate *noun) {
    uint32_t marker = clause_case(c, noun->token);
    int h = clause_token(c, noun->token)->head, mark = clause_child(c, noun->token, DEP_MARK);
    if (mark != NONE && !marker) marker = c->lemmas[mark];
    for (size_t k = 0; k < n && class_word(c->classes, marker) == WORD_OF && marker; k++) /* "traded accusations of shelling villages" */
        if (list[k].token == h && list[k].frame->pos == 'N' && list[k].event == EVENT_ACCUSE && list[k].consumed) noun->dropped = "what somebody is accused of";
    if (noun->frame->pos != 'N' || noun->dropped) return;
    bool ended = h >= 0 && lang_deprel_base(clause_token(c, noun->token)->deprel) == DEP_NMOD && clause_token(c, h)->upos == UPOS_NOUN &&
                 (class_word(c->classes, marker) == WORD_OF || class_word(c->classes, marker) == WORD_TO || class_word(c->classes, marker) == WORD_IN) && clause_in_class(c, h, CLASS_ENDING);
    if (ended) noun->dropped = "what is over or was not tells nothing";
    if (class_word(c->classes, marker) == WORD_UNDER && noun->event == EVENT_SUPPORT) noun->dropped = "what is done under it is told, not that it was agreed";
    for (size_t k = 0; k < n && !noun->dropped; k++) {
        const Candidate *e = &list[k];
        if (e == noun || e->dropped) continue;
        if (noun->token > e->token && noun->token <= e->end) noun->dropped = "a word of another trigger";
        bool accused = h == e->token;
        for (uint16_t i = 0; i < e->n_recipients; i++) accused |= e->recipients[i] == h;
        if (e->event == EVENT_ACCUSE && e->frame->pos == 'V' && class_word(c->classes, marker) == WORD_OF && accused) noun->dropped = "what somebody is accused of";
    }
}

/* A verb and its object that tell one thing are one event: the frame that asked
 * for the object wins, else the noun. */
void settle_nouns(Clause *c, Candidate *list, size_t n) {
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
