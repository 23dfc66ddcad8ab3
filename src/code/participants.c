/* participants.c - who took part: the people an event names, with their roles, and those whom other sentences put into a delegation
 * ("The delegation was led by X. He was assisted by Y."). */
#include "code/code_int.h"

typedef struct Member {
    attache_entity who;
    uint32_t sentence;
    char code[4]; /* of the delegation */
} Member;

typedef struct Members {
    Member *list;
    size_t n, cap;
} Members;

static bool lemma_is(const Clause *c, int t, CodeWord word) { return c->lemmas[t] && c->lemmas[t] == c->coder->w[word]; }

static bool is_delegation(const Clause *c, int t) {
    return t != NONE && (lemma_is(c, t, W_DELEGATION) || lemma_is(c, t, W_TEAM) || lemma_is(c, t, W_SIDE));
}

/* Adds the people among a token and its conjuncts as members of a delegation. */
static void add_people(Clause *c, int t, const char *role, const char *code, Members *m, Arena *arena) {
    int all[PARTIES_MAX];
    size_t n = t == NONE ? 0 : clause_conjuncts(c, t, all, 0, PARTIES_MAX);
    for (size_t i = 0; i < n; i++) {
        const Entity *e = party_at(c, all[i]);
        if (!e || e->kind != ENT_PERSON || !e->name[0]) continue;
        Member *one = VEC_PUSH(arena, m->list, m->n, m->cap);
        *one = (Member){.who = party_of_entity(c->reading, e, party_span(c, all[i]), arena), .sentence = c->index};
        one->who.role = role;
        if (!one->who.code[0] && code) one->who.code = code; /* who sits in a delegation is of its country */
        memcpy(one->code, e->code[0] || !code ? e->code : code, sizeof one->code);
    }
}

/* "led by X", "X heads the delegation"; "assisted by Y", "accompanied by Y"; "comprising X and Y". */
static void read_sentence(Clause *c, const char **head_code, Members *m, Arena *arena) {
    for (int t = 0; t < (int)c->s->n; t++) {
        if (clause_token(c, t)->upos != UPOS_VERB) continue;
        bool leads = lemma_is(c, t, W_LEAD) || lemma_is(c, t, W_HEAD), helps = lemma_is(c, t, W_ASSIST) || lemma_is(c, t, W_ACCOMPANY);
        bool contains = lemma_is(c, t, W_COMPRISE) || lemma_is(c, t, W_INCLUDE);
        if (!leads && !helps && !contains) continue;
        int subject = clause_subject(c, t), object = clause_object(c, t);
        if (leads && is_delegation(c, object)) {
            const Entity *e = party_at(c, object);
            *head_code = e ? e->code : "";
            add_people(c, subject, "head", *head_code, m, arena);
        } else if (contains && is_delegation(c, subject)) {
            const Entity *e = party_at(c, subject);
            add_people(c, object, "member", e ? e->code : "", m, arena);
        } else if (helps && m->n && object != NONE && clause_is_passive(c, t)) {
            add_people(c, subject, "member", *head_code, m, arena);
        }
    }
}

/* ---- the people of an event itself ---- */

static const char *role_of(const attache_event *e, bool recipient) {
    if (!strncmp(e->cameo, "057", 3)) return "signatory";
    for (size_t i = 0; i < e->n_modes; i++)
        if (!strcmp(e->modes[i], "visit"))
            return !recipient ? "head" : strstr(e->why_frame, "host") || strstr(e->why_frame, "receive") ? "host" : "met";
    return "met";
}

static bool has_person(const attache_entity *list, size_t n, const attache_entity *e) {
    for (size_t i = 0; i < n; i++)
        if (!strcmp(list[i].identifier, e->identifier)) return true;
    return false;
}

typedef struct List {
    attache_entity *items;
    size_t n, cap;
} List;

static void add_named(List *list, const attache_entity *who, size_t n, const char *role, Arena *arena) {
    for (size_t i = 0; i < n; i++) {
        bool person = who[i].identifier[0] && (who[i].office[0] || who[i].sector[0]) && strcmp(who[i].code, "IGO") && strchr(who[i].identifier, ' ');
        if (!person || has_person(list->items, list->n, &who[i])) continue;
        attache_entity *e = VEC_PUSH(arena, list->items, list->n, list->cap);
        *e = who[i];
        e->role = role;
    }
}

static bool takes_participants(const attache_event *e) {
    return !strcmp(e->event, "CONSULT") || !strcmp(e->event, "COOPERATE") || !strncmp(e->cameo, "057", 3) ||
           (!strcmp(e->event, "AGREE") && !strncmp(e->cameo, "036", 3));
}

static bool has_code(const attache_event *e, const char *code) {
    for (size_t i = 0; i < e->n_actors; i++)
        if (!strcmp(e->actors[i].code, code)) return true;
    for (size_t i = 0; i < e->n_recipients; i++)
        if (!strcmp(e->recipients[i].code, code)) return true;
    return false;
}

/* The event that a member of a delegation belongs to: in the same sentence, else the last consultation before it with its country. */
static attache_event *event_for(attache_event *events, size_t n, const Member *m) {
    attache_event *best = NULL;
    for (size_t i = 0; i < n && events[i].sequence <= m->sentence; i++)
        if (!strcmp(events[i].event, "CONSULT") && (has_code(&events[i], m->code) || !m->code[0])) best = &events[i];
    return best;
}

void participants_fill(Clause *clauses, size_t n_clauses, attache_event *events, size_t n, Arena *arena) {
    Members members = {0};
    const char *head_code = "";
    List *lists = arena_zalloc(arena, (n + 1) * sizeof *lists);
    for (size_t i = 0; i < n_clauses; i++) read_sentence(&clauses[i], &head_code, &members, arena);
    for (size_t i = 0; i < n; i++) {
        if (!takes_participants(&events[i])) continue;
        add_named(&lists[i], events[i].actors, events[i].n_actors, role_of(&events[i], false), arena);
        add_named(&lists[i], events[i].recipients, events[i].n_recipients, role_of(&events[i], true), arena);
    }
    for (size_t i = 0; i < members.n; i++) {
        attache_event *e = event_for(events, n, &members.list[i]);
        List *list = e ? &lists[e - events] : NULL;
        if (!list || has_person(list->items, list->n, &members.list[i].who)) continue;
        *VEC_PUSH(arena, list->items, list->n, list->cap) = members.list[i].who;
    }
    for (size_t i = 0; i < n; i++) {
        events[i].participants = lists[i].items;
        events[i].n_participants = lists[i].n;
    }
}
