/* state.c - lists the states that a party can belong to, with the features of each. */
#include "event/state.h"

#include <math.h>

/* ---- an entity's state ---- */

/* How an entity's state is known: not at all, by its own words, from the words around it, through a pronoun, by its location; or there is no phrase. */
typedef enum Knowing { KNOWN_NOT, KNOWN_ITSELF, KNOWN_BY_CONTEXT, KNOWN_BY_PRONOUN, KNOWN_NOBODY_THERE, KNOWN_BY_PLACE } Knowing;

static Knowing knowing(const Mention *m, const Entity *e) {
    if (!e || !e->code[0]) return KNOWN_NOT;
    if (m->kind == MENTION_PRONOUN) return KNOWN_BY_PRONOUN;
    return e->by_context ? KNOWN_BY_CONTEXT : e->by_place ? KNOWN_BY_PLACE : KNOWN_ITSELF;
}

/* A code's four bytes as a number, for comparison. */
static uint32_t code_number(const char *code) {
    uint32_t n;
    memcpy(&n, code, 4);
    return n;
}

static bool same_code(const char *a, const char *b) { return code_number(a) == code_number(b); }

/* ---- the story ---- */

enum { STATES_ASKED = 64 };

static void count_mention(StoryState *list, size_t *n, const char *code, float weight, bool titled, unsigned camp) {
    size_t i = 0;
    while (i < *n && !same_code(list[i].code, code)) i++;
    if (i == STATES_ASKED) return;
    if (i == *n) list[(*n)++] = (StoryState){0};
    memcpy(list[i].code, code, 4);
    list[i].weight += weight;
    list[i].titled |= titled;
    list[i].camps |= (uint8_t)(1u << camp);
}

/* Reads the mentions sentence by sentence: which name a state, how often each state and each word with one is mentioned, and the first subject. */
static void read_mentions(const Reading *r, Arena *arena, Story *out, StoryState *states, size_t *n_states) {
    size_t n = 0, cap = 0, i = 0;
    for (uint32_t sentence = 0; sentence < r->n_sentences; sentence++) {
        bool titled = reading_in_title(r, r->sentences[sentence].span.start), met = false;
        Room room = room_open(arena);
        OpenSentence o = reading_open(r, sentence, room.arena);
        out->first[sentence] = (uint32_t)n;
        for (; i < r->n_mentions && r->mentions[i].sentence == sentence; i++) {
            const Mention *m = &r->mentions[i];
            const Entity *e = reading_who(r, m);
            Knowing k = knowing(m, e);
            if (!met && o.s->tokens[m->head].deprel == DEP_NSUBJ) met = true, out->subjects[sentence] = e ? code_number(e->code) : 0;
            if (k == KNOWN_ITSELF) {
                ++*map_put(&out->words, o.hashes[m->head]);
                ++*map_put(&out->word_states, hash_mix(o.hashes[m->head], code_number(e->code)));
            }
            if (k == KNOWN_NOT || k == KNOWN_BY_CONTEXT || m->aside) continue;
            *VEC_PUSH(arena, out->namings, n, cap) = (Naming){code_number(e->code), (int16_t)m->head, e->kind == ENT_PLACE, m->kind};
            count_mention(states, n_states, e->code, titled ? 2 : sentence < 4 ? 1.5f : 1, titled, e->sector ? sector_camps[e->sector] : 0);
        }
        room_close(&room);
    }
    out->first[r->n_sentences] = (uint32_t)n;
}

void story_read(const Reading *r, Arena *arena, Story *out) {
    StoryState list[STATES_ASKED];
    size_t n = 0;
    float all = 0;
    *out = (Story){.reading = r};
    out->words = out->word_states = (Map){.arena = arena};
    out->first = arena_alloc(arena, (r->n_sentences + 1) * sizeof *out->first);
    out->subjects = arena_zalloc(arena, (r->n_sentences + 1) * sizeof *out->subjects);
    read_mentions(r, arena, out, list, &n);
    for (size_t i = 0; i < n; i++) all += list[i].weight;
    for (; out->n < n && out->n < STORY_STATES; out->n++) { /* the most prominent of the rest; of equals the first one mentioned */
        size_t best = 0;
        for (size_t i = 1; i < n; i++)
            if (list[i].weight > list[best].weight) best = i;
        out->states[out->n] = list[best];
        out->states[out->n].weight /= all;
        list[best].weight = -1;
    }
}

/* ---- candidates ---- */

static size_t add_code(char codes[][4], size_t n, const char *code, const Entity *own) {
    if (!code[0] || n == STATE_CANDIDATES || (own && !own->code[0] && same_code(own->apart, code))) return n;
    if (ANY_WHERE(i, n, same_code(codes[i], code))) return n;
    memcpy(codes[n], code, 4);
    return n + 1;
}

size_t state_candidates(const Story *s, const StateSlot *slot, char codes[][4]) {
    size_t n = 1;
    memset(codes[0], 0, 4);
    const Entity *own = clause_entity(slot->clause, slot->head), *owner = slot->head == NONE ? NULL : party_behind(slot->clause, slot->head);
    const Entity *other = clause_entity(slot->clause, slot->other);
    n = add_code(codes, n, own ? own->code : "", own);
    n = add_code(codes, n, owner ? owner->code : "", own);
    n = add_code(codes, n, other ? other->code : "", own);
    for (size_t i = 0; i < s->n; i++) n = add_code(codes, n, s->states[i].code, own);
    return n;
}

/* ---- features ---- */

typedef struct Put {
    uint32_t *out;
    size_t n;
    const int8_t *weights; /* prefetched while the next features are found; NULL: not needed */
} Put;

/* Features of two values each, numbered from `first` on: a new one goes to an end, because the weights were trained with these numbers. */
static void put(Put *p, size_t first, const uint64_t (*pairs)[2], size_t n) {
    for (size_t i = 0; i < n && p->n < STATE_FEATURES; i++) {
        uint32_t bucket = (uint32_t)(hash_mix(hash_mix(pairs[i][0], first + i + 77), pairs[i][1]) >> 40) & (STATE_BUCKETS - 1);
        if (p->weights) __builtin_prefetch(&p->weights[bucket]);
        p->out[p->n++] = bucket;
    }
}

static uint64_t sector_hash(const Entity *e) { return hash_bytes(sector_codes[e->sector], e->sector ? 3 : 0); }

static bool is_code(const Entity *e, const char *code) { return e && code[0] && same_code(e->code, code); }

static uint64_t word_of(const Clause *c, int t) { return t < 0 ? 0 : c->hashes[t]; }

/* The distance, with its sign, from `at` to the nearest word in the sentence that names the state; 99 if none. */
static int nearest_in(const Story *s, uint32_t sentence, const char *code, int at, int not, bool *as_place) {
    int best = 99;
    uint32_t number = code_number(code);
    for (uint32_t i = s->first[sentence]; i < s->first[sentence + 1]; i++) {
        const Naming *k = &s->namings[i];
        if (k->code != number || k->head == not) continue;
        int d = k->head - at;
        if ((d < 0 ? -d : d) < (best < 0 ? -best : best)) best = d, *as_place = k->place;
    }
    return best;
}

static unsigned step(int d) {
    int far = d < 0 ? -d : d;
    unsigned k = far == 99 ? 7 : far < 2 ? 0 : far < 4 ? 1 : far < 7 ? 2 : far < 12 ? 3 : far < 20 ? 4 : 5;
    return k + (d < 0 ? 8u : 0u);
}

/* Whether a phrase contains a word that names the state: its relation, 63 if none. */
static unsigned named_inside(const Clause *c, const Mention *m, const char *code) {
    for (int t = m->first; t <= m->last; t++)
        if (t != m->head && is_code(clause_entity(c, t), code)) return clause_token(c, t)->deprel;
    return 63;
}

/* How many sentences ago the state was last named, up to 4. */
static unsigned sentences_back(const Story *s, uint32_t sentence, const char *code) {
    bool place;
    for (unsigned k = 0; k < 4 && k <= sentence; k++)
        if (nearest_in(s, sentence - k, code, 0, -1, &place) != 99) return k;
    return 4;
}

/* The features of a slot that do not depend on the state: computed once. */
enum { HEREABOUTS_MAX = 8 };
typedef struct SlotFacts {
    const Mention *mention;
    const Entity *own, *other, *owner;
    unsigned known;
    uint64_t word, sector, other_sector;
    uint32_t here[HEREABOUTS_MAX]; /* the explicit states of the mentions of this very word */
    size_t n_here, elsewhere; /* elsewhere: how many mentions of the same word have one elsewhere in the article */
} SlotFacts;

static void read_elsewhere(const Story *s, const Clause *c, int head, SlotFacts *f) {
    const Reading *r = s->reading;
    for (size_t i = (size_t)c->mention_at[head]; i < r->n_mentions && f->n_here < HEREABOUTS_MAX; i++) {
        const Mention *m = &r->mentions[i];
        if (m->sentence != c->index || m->head != head) break;
        const Entity *e = reading_who(r, m);
        if (knowing(m, e) == KNOWN_ITSELF) f->here[f->n_here++] = code_number(e->code);
    }
    f->elsewhere = map_get(&s->words, f->word) - f->n_here;
}

static void read_slot(const Story *s, const StateSlot *slot, SlotFacts *f) {
    const Clause *c = slot->clause;
    const Mention *m = clause_mention(c, slot->head);
    *f = (SlotFacts){.mention = m, .own = clause_entity(c, slot->head), .other = clause_entity(c, slot->other)};
    f->owner = slot->head == NONE ? NULL : party_behind(c, slot->head);
    f->known = m ? knowing(m, f->own) : KNOWN_NOBODY_THERE;
    f->word = word_of(c, slot->head);
    f->sector = f->own ? sector_hash(f->own) : m ? 1 : 2;
    f->other_sector = f->other ? sector_hash(f->other) : 3;
    if (m && m->kind != MENTION_PRONOUN) read_elsewhere(s, c, slot->head, f);
}

/* Evidence from other mentions of the same word with an explicit state: 1 it is this one, 2 it is another. */
static unsigned told_elsewhere(const Story *s, const SlotFacts *f, const char *code) {
    uint32_t number = code_number(code);
    size_t same = f->elsewhere ? map_get(&s->word_states, hash_mix(f->word, number)) : 0;
    for (size_t i = 0; i < f->n_here && same; i++) same -= f->here[i] == number;
    return same ? 1 : f->elsewhere ? 2 : 0;
}

/* An event may name its state through its attachments: "protests in Chile", "the war in Syria". */
static bool stands_at(const Clause *c, int trigger, const char *code) {
    return CHILD_WHERE(c, trigger, k, clause_case(c, k) && is_code(clause_entity(c, k), code)) != NONE;
}

/* The relation of a word to the trigger: 0 its dependent, 1 the subject of a verb above it, 2 in the same clause, 3 elsewhere in the sentence. */
static unsigned tie_of(Clause *c, int trigger, int t) {
    if (clause_token(c, t)->head == trigger) return 0;
    int v = trigger;
    for (int steps = 0; v >= 0 && steps < 6; steps++, v = clause_token(c, v)->head)
        if (clause_token(c, t)->head == v && clause_relation(c, t) == DEP_NSUBJ) return 1;
    return clause_dominates(c, trigger, t) ? 2 : 3;
}

/* The closest relation to the trigger of a word that names the state, and the word's function in its clause; 63 if none does. The phrase in question and the
 * other party do not count. */
static unsigned tie_in_sentence(const Story *s, const StateSlot *slot, const char *code) {
    Clause *c = slot->clause;
    unsigned best = 63;
    uint32_t number = code_number(code);
    for (uint32_t i = s->first[c->index]; i < s->first[c->index + 1]; i++) {
        const Naming *k = &s->namings[i];
        if (k->code != number || k->head == slot->head || k->head == slot->other) continue;
        unsigned tie = tie_of(c, slot->trigger, k->head) << 4 | (unsigned)k->place << 3 | k->kind;
        if (tie < best) best = tie;
    }
    return best;
}

static size_t describe_state(const Story *s, const StateSlot *slot, const SlotFacts *f, const char *code, const int8_t *weights, uint32_t *out) {
    Put p = {.out = out, .weights = weights};
    const Clause *c = slot->clause;
    const Mention *m = f->mention;
    const Entity *e = f->own, *other = f->other, *owner = f->owner;
    bool none = !code[0];
    unsigned known = f->known, side = slot->recipient, own = none ? 0 : is_code(e, code) ? 1 : e && e->code[0] ? 2 : 3,
             same = none ? 3 : is_code(other, code) ? 1 : other && other->code[0] ? 2 : 0;
    size_t rank = none ? STORY_STATES : 0;
    while (rank < s->n && !same_code(s->states[rank].code, code)) rank++;
    const StoryState *told = rank < s->n ? &s->states[rank] : NULL;
    unsigned share = told ? (unsigned)(told->weight * 5) : 7, place = (unsigned)(rank < 3 ? rank : rank < s->n ? 3 : 4);
    unsigned kind = m ? m->kind : 5, what = e ? e->kind : 7;
    uint64_t sector = f->sector, word = f->word, shape = (uint64_t)known << 8 | kind << 4 | what;
    bool person = e && (e->name[0] || e->office[0]);
    const uint64_t always[][2] = {
        {none, shape}, {none, sector}, {own, shape}, {own, known * 2 + side}, {own | none << 3, hash_mix(sector, known)}, {own | none << 3 | known << 4, word},
        {same | none << 3 | own << 4, shape}, {same | side << 3 | known << 4, slot->category}, {same | side << 3 | known << 4, hash_mix(sector, f->other_sector)},
        {same | side << 3, hash_mix(hash_mix(word, slot->category), known)}, {none | known << 1 | side << 4, slot->category},
        {none | known << 1, word_of(c, slot->trigger)}, {none | known << 1 | person << 4, s->n < 4 ? s->n : 4}};
    put(&p, 0, always, COUNT_OF(always));
    if (none) {
        const uint64_t of_none[][2] = {{known, s->n ? (uint64_t)(s->states[0].weight * 5) : 9}, {known, other != NULL}};
        put(&p, 13, of_none, COUNT_OF(of_none));
        return p.n;
    }
    bool at_place = false, near_place = false;
    int head = slot->head == NONE ? slot->trigger : slot->head, near = nearest_in(s, c->index, code, head, slot->head, &near_place),
        trigger = nearest_in(s, c->index, code, slot->trigger, slot->head, &at_place);
    unsigned inside = m ? named_inside(c, m, code) : 62, back = sentences_back(s, c->index, code), elsewhere = m && kind != MENTION_PRONOUN ? told_elsewhere(s, f, code) : 3;
    unsigned tie = tie_in_sentence(s, slot, code), before = c->index ? s->subjects[c->index - 1] == code_number(code) : 2, camps = told ? told->camps : 255;
    bool titled = told && told->titled, at = stands_at(c, slot->trigger, code), owned = is_code(owner, code), named = near != 99;
    uint64_t state = hash_bytes(code, 3), deed = hash_mix(known << 1 | side, slot->category), nature = kind << 4 | what;
    const uint64_t of_state[][2] = {
        {place, known}, {place, shape}, {place | known << 4, hash_mix(sector, side)}, {place | known << 4, word}, {share | titled << 4, known << 4 | person},
        {share | known << 4, hash_mix(sector, 5)}, {share | known << 4 | side << 8, slot->category}, {titled | known << 1 | own << 4, place},
        {back | known << 4, place}, {back | known << 4 | own << 8, nature}, {step(near) | known << 4, near_place}, {step(near) | known << 4 | own << 8, nature},
        {step(trigger) | known << 4 | side << 8, at_place}, {at | known << 1 | side << 4 | own << 5, slot->category}, {at | known << 1 | same << 4, side},
        {inside | known << 8, own}, {inside | known << 8, sector}, {owned | known << 1, own << 4 | (inside == 63)}, {owned | known << 1, word},
        {elsewhere | known << 2, own}, {elsewhere | known << 2, sector}, {state, known}, {state, hash_mix(word, known)}, {state, hash_mix(sector, known)},
        {state, place}, {same | at << 2 | titled << 3 | named << 4, place | known << 4}, {same | side << 2 | named << 3 | place << 4, hash_mix(sector, known)},
        {known | (c->index < 3) << 4, place}, {tie | known << 8, side}, {tie | known << 8 | side << 12, slot->category},
        {tie | known << 8 | same << 12, hash_mix(sector, side)}, {tie | known << 8 | side << 12, word_of(c, slot->trigger)},
        {before | known << 4 | own << 8, place}, {before | known << 4, nature}, {state, deed}, {camps, deed}, {camps | same << 8, deed},
        {camps | place << 8, hash_mix(deed, f->other_sector)}};
    put(&p, 20, of_state, COUNT_OF(of_state));
    return p.n;
}

size_t state_features(const Story *s, const StateSlot *slot, const char *code, uint32_t *out) {
    SlotFacts f;
    read_slot(s, slot, &f);
    return describe_state(s, slot, &f, code, NULL, out);
}

/* ---- the model ---- */

void state_open(StateModel *m, const Image *im) {
    size_t n, k;
    const float *scale = image_section(im, "event.state.s", sizeof *scale, &k);
    m->weights = image_section(im, "event.state.w", 1, &n);
    if (!m->weights || !scale || n != STATE_BUCKETS) m->weights = NULL;
    m->scale = scale ? *scale : 0;
}

size_t state_rank(const StateModel *m, const Story *s, const StateSlot *slot, const char codes[][4], size_t n, float *p) {
    const Entity *own = clause_entity(slot->clause, slot->head);
    double odds[STATE_CANDIDATES], total = 0;
    int32_t sums[STATE_CANDIDATES];
    uint32_t features[STATE_CANDIDATES][STATE_FEATURES]; /* of all, so that their weights have been fetched before they are added */
    size_t best = 0, k[STATE_CANDIDATES] = {0};
    SlotFacts facts;
    if (m->weights) read_slot(s, slot, &facts);
    for (size_t i = 0; m->weights && i < n; i++) k[i] = describe_state(s, slot, &facts, codes[i], m->weights, features[i]);
    for (size_t i = 0; i < n; i++) {
        sums[i] = m->weights ? 0 : own && same_code(own->code, codes[i]);
        for (size_t f = 0; f < k[i]; f++) sums[i] += m->weights[features[i][f]];
        if (sums[i] > sums[best]) best = i;
    }
    for (size_t i = 0; i < n; i++) total += odds[i] = exp((double)(sums[i] - sums[best]) * (double)m->scale);
    for (size_t i = 0; i < n; i++) p[i] = (float)(odds[i] / total);
    return best;
}
