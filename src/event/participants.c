/* participants.c - finds who took part: the people that an event names, with their roles, and people whom other sentences put into a delegation ("The delegation
 * was led by X. He was assisted by Y."). */
#include "event/candidate.h"

typedef struct Member {
    attache_entity who;
    uint32_t sentence;
    char code[4]; /* of the delegation */
} Member;

enum { PARTICIPANTS_MAX = 200 }; /* of one event */

typedef struct Members {
    Member *list;
    size_t n, cap;
} Members;

/* A delegation, or a pronoun that stands for a state's ("It was headed by"). */
static bool is_delegation(const Clause *c, int t) {
    if (t == NONE) return false;
    const Entity *e = clause_token(c, t)->upos == UPOS_PRON ? clause_entity(c, t) : NULL;
    return clause_lemma_is(c, t, WORD_DELEGATION) || clause_lemma_is(c, t, WORD_TEAM) || clause_lemma_is(c, t, WORD_SIDE) || (e && e->code[0] && e->kind != ENT_PERSON);
}

/* Adds the people among a token and its conjuncts as members of a delegation. */
static void add_people(Clause *c, int t, const char *role, const char *code, Members *m, Arena *arena) {
    int all[PARTIES_MAX];
    size_t n = t == NONE ? 0 : clause_conjuncts(c, t, all, 0, PARTIES_MAX);
    for (size_t i = 0; i < n; i++) {
        const Entity *e = clause_entity(c, all[i]);
        if (!e || e->kind != ENT_PERSON || !e->name[0]) continue;
        Member *one = VEC_PUSH(arena, m->list, m->n, m->cap);
        *one = (Member){.who = party_of_entity(c->reading, e, clause_span(c, all[i]), arena), .sentence = c->index};
        one->who.role = role;
        if (!one->who.code[0] && code) one->who.code = code; /* members of a delegation belong to its country */
        memcpy(one->code, e->code[0] || !code ? e->code : code, sizeof one->code);
    }
}

/* "led by X", "X heads the delegation"; "assisted by Y", "accompanied by Y"; "comprising X and Y". */
static void read_sentence(Clause *c, const char **head_code, Members *m, Arena *arena) {
    for (int t = 0; t < (int)c->s->n; t++) {
        if (clause_token(c, t)->upos != UPOS_VERB) continue;
        bool leads = clause_lemma_is(c, t, WORD_LEAD) || clause_lemma_is(c, t, WORD_HEAD) || clause_lemma_is(c, t, WORD_REPRESENT),
             helps = clause_lemma_is(c, t, WORD_ASSIST) || clause_lemma_is(c, t, WORD_ACCOMPANY);
        bool contains = clause_lemma_is(c, t, WORD_COMPRISE) || clause_lemma_is(c, t, WORD_INCLUDE);
        if (!leads && !helps && !contains) continue;
        int subject = clause_subject(c, t), object = clause_object(c, t);
        if (leads && is_delegation(c, object)) {
            *head_code = clause_entity(c, object) ? clause_entity(c, object)->code : "";
            add_people(c, subject, people_parts[PEOPLE_head], *head_code, m, arena);
        } else if (contains && is_delegation(c, subject)) {
            add_people(c, object, people_parts[PEOPLE_member], clause_entity(c, subject) ? clause_entity(c, subject)->code : "", m, arena);
        } else if (helps && m->n && object != NONE && clause_is_passive(c, t)) {
            add_people(c, subject, people_parts[PEOPLE_member], *head_code, m, arena);
        }
    }
}

/* ---- the people of an event itself ---- */

/* The role of an event's people in it; PEOPLE_NONE if its kind has none. */
static People people_of(const Coder *coder, const attache_event *e) {
    uint16_t cameo = cameo_number(e->cameo);
    for (size_t i = 0; i < coder->n_people; i++)
        if (coder->people[i].cameo == cameo) return coder->people[i];
    bool meets = event_is(e->event, EVENT_CONSULT) || event_is(e->event, EVENT_COOPERATE);
    return meets ? (People){.actors = PEOPLE_met, .recipients = PEOPLE_met} : (People){.actors = PEOPLE_NONE};
}

/* The index of a person in a list; n if it is not there. */
static size_t find_person(const attache_entity *list, size_t n, const attache_entity *e) {
    size_t i = 0;
    while (i < n && strcmp(list[i].identifier, e->identifier)) i++;
    return i;
}

static bool has_person(const attache_entity *list, size_t n, const attache_entity *e) { return find_person(list, n, e) < n; }

typedef struct List {
    attache_entity *items;
    size_t n, cap;
    People people;
} List;

static void add_named(List *list, const attache_entity *who, size_t n, const char *role, Arena *arena) {
    for (size_t i = 0; i < n; i++) {
        bool person = who[i].identifier[0] && (who[i].office[0] || who[i].sector[0]) && actor_of(who[i].code) != ACTOR_IGO && strchr(who[i].identifier, ' ');
        if (!person || has_person(list->items, list->n, &who[i])) continue;
        attache_entity *e = VEC_PUSH(arena, list->items, list->n, list->cap);
        *e = who[i];
        e->role = role;
    }
}

static bool has_code(const attache_event *e, const char *code) {
    for (size_t i = 0; i < e->n_actors; i++)
        if (!strcmp(e->actors[i].code, code)) return true;
    for (size_t i = 0; i < e->n_recipients; i++)
        if (!strcmp(e->recipients[i].code, code)) return true;
    return false;
}

static bool takes_part(const attache_event *e, const Member *m) {
    return e->sequence == m->sentence && (has_person(e->actors, e->n_actors, &m->who) || has_person(e->recipients, e->n_recipients, &m->who));
}

static bool is_meeting_of(const attache_event *e, const Member *m) {
    return event_is(e->event, EVENT_CONSULT) && (has_code(e, m->code) || !m->code[0] || takes_part(e, m));
}

/* The event that a member of a delegation belongs to: the last consultation with its country up to its sentence, else the next; NULL if there is none within
 * REACH events. */
static attache_event *event_for(attache_event *events, size_t n, const Member *m) {
    enum { REACH = 1000 };
    size_t behind = FIRST_WHERE(k, n, events[k].sequence > m->sentence); /* they are in text order */
    for (size_t i = behind; i-- > 0 && behind - i <= REACH;)
        if (is_meeting_of(&events[i], m)) return &events[i];
    for (size_t i = behind; i < n && i - behind < REACH; i++)
        if (is_meeting_of(&events[i], m)) return &events[i];
    return NULL;
}

/* "called on the minister and met the generals": people whom a visitor also meets, by the same sentence, take part in the visit. */
static void add_met_besides(const attache_event *events, size_t n, size_t visit, List *list, Arena *arena) {
    const attache_event *v = &events[visit];
    if (!v->n_actors || !v->actors[0].identifier[0]) return;
    size_t first = visit;
    while (first > 0 && events[first - 1].sequence == v->sequence) first--;
    for (size_t i = first; i < n && events[i].sequence == v->sequence; i++) {
        const attache_event *e = &events[i];
        if (i == visit || !event_is(e->event, EVENT_CONSULT) || !has_person(e->actors, e->n_actors, &v->actors[0])) continue;
        add_named(list, e->actors, e->n_actors, people_parts[PEOPLE_met], arena);
        add_named(list, e->recipients, e->n_recipients, people_parts[PEOPLE_met], arena);
    }
}

void participants_fill(const Clauses *clauses, attache_event *events, size_t n, Arena *arena) {
    Members members = {0};
    const char *head_code = "";
    List *lists = arena_zalloc(arena, (n + 1) * sizeof *lists);
    for (uint32_t i = 0; i < clauses->reading->n_sentences && !arena_spent(arena); i++) {
        Room room = room_open(arena);
        read_sentence(clauses_at(clauses, i, room.arena), &head_code, &members, arena);
        room_close(&room);
    }
    for (size_t i = 0; i < n; i++) {
        People people = people_of(clauses->coder, &events[i]);
        lists[i].people = people;
        if (!people.actors) continue;
        add_named(&lists[i], events[i].actors, events[i].n_actors, people_parts[people.actors], arena);
        add_named(&lists[i], events[i].recipients, events[i].n_recipients, people_parts[people.recipients], arena);
    }
    for (size_t i = 0; i < n; i++)
        if (lists[i].people.actors == PEOPLE_head) add_met_besides(events, n, i, &lists[i], arena);
    for (size_t i = 0; i < members.n; i++) {
        attache_event *e = event_for(events, n, &members.list[i]);
        List *list = e ? &lists[e - events] : NULL;
        size_t at = list ? find_person(list->items, list->n, &members.list[i].who) : 0;
        if (list && at < list->n) list->items[at].role = members.list[i].who.role; /* a role stated in a sentence is more informative than mere presence */
        else if (list && list->n < PARTICIPANTS_MAX) *VEC_PUSH(arena, list->items, list->n, list->cap) = members.list[i].who;
    }
    for (size_t i = 0; i < n; i++) {
        events[i].participants = lists[i].items;
        events[i].n_participants = lists[i].n;
    }
}
