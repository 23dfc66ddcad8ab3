/* participants.c - finds who took part: the people that an event names, with their roles, and people whom other sentences put into a delegation ("The delegation
 * was led by X. He was assisted by Y."). */
#include "event/candidate.h"

typedef struct Member {
    uint32_t who; /* in the records: one of people */
    uint32_t sentence;
    char code[4]; /* of the delegation */
} Member;

enum { PARTICIPANTS_MAX = 200 }; /* of one event */

typedef struct Members {
    Records *records;
    Member *list;
    size_t n, cap;
    Arena *arena;
} Members;

/* The first three letters at most: a code of a record may be shorter. */
static void take_code(char out[4], const char *code) { memcpy(out, code, strnlen(code, 3)); }

/* A delegation, or a pronoun that stands for a state's ("It was headed by"). */
static bool is_delegation(const Clause *c, int t) {
    if (t == NONE) return false;
    const Entity *e = clause_token(c, t)->upos == UPOS_PRON ? clause_entity(c, t) : NULL;
    return clause_lemma_is(c, t, WORD_DELEGATION) || clause_lemma_is(c, t, WORD_TEAM) || clause_lemma_is(c, t, WORD_SIDE) || (e && e->code[0] && e->kind != ENT_PERSON);
}

/* Adds the people among a token and its conjuncts as members of a delegation. */
static void add_people(Clause *c, int t, const char *role, const char *code, Members *m) {
    Tokens all = clause_conjuncts(c, t);
    for (size_t i = 0; i < all.n && i < PARTIES_MAX; i++) {
        const Entity *e = clause_entity(c, all.t[i]);
        if (!e || e->kind != ENT_PERSON || !e->name[0]) continue;
        attache_entity who = party_of_entity(c->reading, e, clause_span(c, all.t[i]), c->arena);
        who.role = role;
        if (!who.code[0] && code) who.code = code; /* members of a delegation belong to its country */
        Member *one = VEC_PUSH(m->arena, m->list, m->n, m->cap);
        *one = (Member){.who = records_put_people(m->records, &who, 1), .sentence = c->index};
        take_code(one->code, e->code[0] || !code ? e->code : code);
    }
}

/* "led by X", "X heads the delegation"; "assisted by Y", "accompanied by Y"; "comprising X and Y". */
static void read_sentence(Clause *c, const char **head_code, Members *m) {
    for (int t = 0; t < (int)c->s->n; t++) {
        if (clause_token(c, t)->upos != UPOS_VERB) continue;
        bool leads = clause_lemma_is(c, t, WORD_LEAD) || clause_lemma_is(c, t, WORD_HEAD) || clause_lemma_is(c, t, WORD_REPRESENT),
             helps = clause_lemma_is(c, t, WORD_ASSIST) || clause_lemma_is(c, t, WORD_ACCOMPANY);
        bool contains = clause_lemma_is(c, t, WORD_COMPRISE) || clause_lemma_is(c, t, WORD_INCLUDE);
        if (!leads && !helps && !contains) continue;
        int subject = clause_subject(c, t), object = clause_object(c, t);
        if (leads && is_delegation(c, object)) {
            *head_code = clause_entity(c, object) ? clause_entity(c, object)->code : "";
            add_people(c, subject, people_parts[PEOPLE_head], *head_code, m);
        } else if (contains && is_delegation(c, subject)) {
            add_people(c, object, people_parts[PEOPLE_member], clause_entity(c, subject) ? clause_entity(c, subject)->code : "", m);
        } else if (helps && m->n && object != NONE && clause_is_passive(c, t)) {
            add_people(c, subject, people_parts[PEOPLE_member], *head_code, m);
        }
    }
}

/* ---- the people of an event itself ---- */

/* The role of an event's people in it; PEOPLE_NONE if its kind has none. */
static People people_of(const Coder *coder, const attache_event *e) {
    uint16_t cameo = cameo_number(e->cameo);
    const People *people = ITEM_WHERE(p, coder->people, coder->n_people, p->cameo == cameo);
    if (people) return *people;
    bool meets = event_is(e->event, EVENT_CONSULT) || event_is(e->event, EVENT_COOPERATE);
    return meets ? (People){.actors = PEOPLE_met, .recipients = PEOPLE_met} : (People){.actors = PEOPLE_NONE};
}

static bool has_person(const attache_entity *list, size_t n, const attache_entity *e) { return ANY_WHERE(i, n, !strcmp(list[i].identifier, e->identifier)); }

typedef struct List {
    attache_entity *items;
    size_t n, cap;
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

/* "called on the minister and met the generals": people whom a visitor also meets, by the same sentence, take part in the visit. The events are those of the sentence. */
static void add_met_besides(const attache_event *events, size_t n, size_t visit, List *list, Arena *arena) {
    const attache_event *v = &events[visit];
    if (!v->n_actors || !v->actors[0].identifier[0]) return;
    for (size_t i = 0; i < n; i++) {
        const attache_event *e = &events[i];
        if (i == visit || !event_is(e->event, EVENT_CONSULT) || !has_person(e->actors, e->n_actors, &v->actors[0])) continue;
        add_named(list, e->actors, e->n_actors, people_parts[PEOPLE_met], arena);
        add_named(list, e->recipients, e->n_recipients, people_parts[PEOPLE_met], arena);
    }
}

void participants_name(const Coder *coder, attache_event *events, size_t n, Arena *arena) {
    for (size_t i = 0; i < n; i++) {
        List list = {0};
        People people = people_of(coder, &events[i]);
        if (!people.actors) continue;
        add_named(&list, events[i].actors, events[i].n_actors, people_parts[people.actors], arena);
        add_named(&list, events[i].recipients, events[i].n_recipients, people_parts[people.recipients], arena);
        if (people.actors == PEOPLE_head) add_met_besides(events, n, i, &list, arena);
        events[i].participants = list.items, events[i].n_participants = list.n;
    }
}

/* ---- members of a delegation ---- */

/* A party of a consultation. */
typedef struct Sitting {
    uint32_t record;
    char code[4];
} Sitting;

typedef struct Sittings {
    Sitting *list; /* by record */
    size_t n, cap;
} Sittings;

static void add_sittings(Sittings *all, uint32_t record, const attache_entity *list, size_t n, Arena *arena) {
    for (size_t i = 0; i < n; i++) {
        Sitting *one = VEC_PUSH(arena, all->list, all->n, all->cap);
        *one = (Sitting){.record = record};
        take_code(one->code, list[i].code);
    }
}

static void find_sittings(const Records *records, Sittings *all, Arena *arena) {
    for (size_t i = 0; i < records->n; i++) {
        Room room = room_open(arena);
        attache_event e;
        records_take(records, i, NULL, room.arena, &e);
        if (event_is(e.event, EVENT_CONSULT)) {
            add_sittings(all, (uint32_t)i, e.actors, e.n_actors, arena);
            add_sittings(all, (uint32_t)i, e.recipients, e.n_recipients, arena);
        }
        room_close(&room);
    }
}

static bool is_sitting_of(const Sitting *s, const Member *m) { return !m->code[0] || !memcmp(s->code, m->code, sizeof m->code); }

/* The record that a member of a delegation belongs to: the last consultation with its country up to its sentence, else the next; that of none if there is none
 * within REACH records. */
static size_t record_for(const Records *records, const Sittings *all, const Member *m) {
    enum { REACH = 1000 };
    size_t behind = records_behind(records, m->sentence), next = FIRST_WHERE(k, all->n, all->list[k].record >= behind);
    for (size_t i = next; i-- > 0 && behind - all->list[i].record <= REACH;)
        if (is_sitting_of(&all->list[i], m)) return all->list[i].record;
    for (size_t i = next; i < all->n && all->list[i].record - behind < REACH; i++)
        if (is_sitting_of(&all->list[i], m)) return all->list[i].record;
    return records->n;
}

/* Adds members to the participants of a record: those from `m` on, each followed by the one at `next`, whose number is + 1. */
static void add_members(Records *records, size_t record, const Members *members, size_t m, const uint32_t *next, Arena *arena) {
    Room room = room_open(arena);
    attache_event e;
    records_take(records, record, NULL, room.arena, &e);
    List list = {.items = (attache_entity *)e.participants, .n = e.n_participants, .cap = e.n_participants};
    for (; m; m = next[m - 1]) {
        size_t one;
        const attache_entity *who = records_take_people(records, members->list[m - 1].who, &one, room.arena);
        attache_entity *there = ITEM_WHERE(p, list.items, list.n, !strcmp(p->identifier, who->identifier));
        if (there) there->role = who->role; /* a role stated in a sentence is more informative than mere presence */
        else if (list.n < PARTICIPANTS_MAX) *VEC_PUSH(room.arena, list.items, list.n, list.cap) = *who;
    }
    records_set_people(records, record, list.items, list.n);
    room_close(&room);
}

void participants_lead(const Clauses *clauses, Records *records, Arena *arena) {
    Members members = {.records = records, .arena = arena};
    Sittings all = {0};
    const char *head_code = "";
    for (uint32_t i = 0; i < clauses->reading->n_sentences && !arena_spent(arena); i++) {
        Room room = room_open(arena);
        read_sentence(clauses_at(clauses, i, room.arena), &head_code, &members);
        room_close(&room);
    }
    if (!members.n) return;
    find_sittings(records, &all, arena);
    uint32_t *first = arena_zalloc(arena, (records->n + 1) * sizeof *first), *next = arena_alloc(arena, members.n * sizeof *next);
    for (size_t i = members.n; i-- > 0;) { /* from the end, so that each record has its own in the order of the text */
        size_t record = record_for(records, &all, &members.list[i]);
        next[i] = first[record], first[record] = (uint32_t)i + 1;
    }
    for (size_t i = 0; i < records->n; i++)
        if (first[i]) add_members(records, i, &members, first[i], next, arena);
}
