/* judge.c - computes what two reports have in common as integer features, and scores these with the forests. */
#include "link/judge.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "vocab/codebook.h"

static int16_t little(int16_t v) { return (int16_t)bytes_little16((uint16_t)v); }

int judge_sum(const JudgeTree *trees, size_t n, const int16_t evidence[EVIDENCE_COUNT]) {
    int odds = 0;
    for (size_t i = 0; i < n; i++) {
        const JudgeTree *t = &trees[i];
        unsigned leaf = 0;
        for (unsigned k = 0; k < JUDGE_DEPTH; k++) leaf |= (unsigned)(evidence[t->evidence[k]] > little(t->bound[k])) << k;
        odds += little(t->leaf[leaf]);
    }
    return odds;
}

int judge_weigh(JudgeForest forest, const int16_t evidence[EVIDENCE_COUNT]) {
    const JudgeModel *m = model_of_links();
    return m ? judge_sum(m->trees[forest], JUDGE_TREES, evidence) : JUDGE_NEVER;
}

/* ---- categories and triggers ---- */

static int lower(int a, int b) { return a < b ? a : b; }
static int higher(int a, int b) { return a > b ? a : b; }

/* Bits of the sense that differ; -1 if one of the two is unknown. */
static int16_t compare_senses(const Signature *a, const Signature *b) {
    uint64_t any_a = 0, any_b = 0;
    int apart = 0;
    for (size_t i = 0; i < MEANING_SENSE; i++) any_a |= a->sense[i], any_b |= b->sense[i], apart += __builtin_popcountll(a->sense[i] ^ b->sense[i]);
    return any_a && any_b ? (int16_t)apart : -1;
}

static void compare_deeds(const Signature *a, const Signature *b, int16_t *out) {
    out[EVIDENCE_KIN] = (int16_t)model_kin(a->category, b->category);
    out[EVIDENCE_SAME_CATEGORY] = a->category == b->category;
    out[EVIDENCE_CATEGORIES] = (int16_t)__builtin_popcount(a->categories & b->categories);
    out[EVIDENCE_CATEGORY_LOW] = (int16_t)lower(a->category, b->category);
    out[EVIDENCE_CATEGORY_HIGH] = (int16_t)higher(a->category, b->category);
    for (size_t i = 0; i < a->n_triggers; i++)
        for (size_t k = 0; k < b->n_triggers; k++) {
            if (a->triggers[i] == b->triggers[k]) out[EVIDENCE_TRIGGER] = (int16_t)higher(out[EVIDENCE_TRIGGER], 1 + model_rarity(a->triggers[i]));
            out[EVIDENCE_OPENING] += a->openings[i] == b->openings[k];
        }
    for (int i = 0; i < 2; i++) {
        int16_t *apart = &out[i ? EVIDENCE_NEAR_MEANING : EVIDENCE_TRIGGER_MEANING];
        *apart = a->meanings[i] && b->meanings[i] ? (int16_t)__builtin_popcountll(a->meanings[i] ^ b->meanings[i]) : -1;
    }
    out[EVIDENCE_SENSE] = compare_senses(a, b);
    bool codes = a->cameo && b->cameo && a->category == b->category;
    out[EVIDENCE_MODE] = a->mode && b->mode ? a->mode == b->mode : -1;
    out[EVIDENCE_CAMEO] = codes ? a->cameo == b->cameo : -1;
    out[EVIDENCE_CONTEXTS] = a->contexts && b->contexts ? (int16_t)__builtin_popcount(a->contexts & b->contexts) : -1;
}

static int count_triggers_in_words(const Signature *a, const Signature *b) {
    int n = 0;
    for (size_t i = 0; i < a->n_triggers; i++)
        for (size_t k = 0; k < b->n_words; k++) n += a->triggers[i] == b->words[k].hash;
    return n;
}

/* ---- parties ---- */

/* The result of comparing the parties in one role. */
typedef enum SideMeeting { SIDE_APART, SIDE_OPEN, SIDE_SECTOR, SIDE_LOOSE, SIDE_MET, SIDE_NAMED } SideMeeting;

static bool same_label(const char *a, const char *b) { return !memcmp(a, b, SIGNATURE_LABEL); }

static bool has_state(const SignatureParty *p) { return p->label[0] >= 'A' && p->label[0] <= 'Z'; }

/* What two parties have in common. A sector without a state fits any state: "gunmen" and Somali gunmen. */
static SideMeeting meet(const SignatureParty *p, const SignatureParty *q) {
    if (p->name && p->name == q->name) return SIDE_NAMED;
    bool same = same_label(p->label, q->label), kinds = p->kind && q->kind && p->kind != q->kind;
    if (same) return kinds ? SIDE_LOOSE : SIDE_MET;
    if ((!has_state(p) || !has_state(q)) && p->kind && q->kind && (p->kind == q->kind || sector_camps[p->kind] == sector_camps[q->kind])) return SIDE_SECTOR;
    return SIDE_APART;
}

static void compare_side(const Signature *a, const Signature *b, uint8_t side, int16_t *meeting, int16_t *certainty) {
    bool any_a = false, any_b = false;
    SideMeeting best = SIDE_APART;
    int most = 0;
    for (size_t i = 0; i < a->n_parties; i++) {
        const SignatureParty *p = &a->parties[i];
        if (p->side != side) continue;
        any_a = true;
        for (size_t k = 0; k < b->n_parties; k++) {
            const SignatureParty *q = &b->parties[k];
            if (q->side != side) continue;
            SideMeeting m = meet(p, q);
            int both = p->certainty * q->certainty / 255;
            if (m > best || (m == best && both > most)) best = m, most = both;
        }
    }
    for (size_t k = 0; k < b->n_parties; k++) any_b |= b->parties[k].side == side;
    *meeting = any_a && any_b ? (int16_t)best : any_a || any_b ? SIDE_OPEN : -1;
    *certainty = any_a && any_b ? (int16_t)most : -1;
}

/* Whether an earlier party has the same label. */
static bool is_again(const Signature *t, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (same_label(t->parties[k].label, t->parties[i].label)) return true;
    return false;
}

static int count_labels(const Signature *t) {
    int n = 0;
    for (size_t i = 0; i < t->n_parties; i++) n += !is_again(t, i);
    return n;
}

static void compare_labels(const Signature *a, const Signature *b, int16_t *out) {
    int common = 0, rarest = 0;
    for (size_t i = 0; i < a->n_parties; i++) {
        const SignatureParty *p = &a->parties[i];
        bool met = false;
        for (size_t k = 0; k < b->n_parties; k++) {
            const SignatureParty *q = &b->parties[k];
            if (same_label(p->label, q->label)) met = true, out[EVIDENCE_CROSSED] += p->side != q->side;
        }
        if (!met || is_again(a, i)) continue;
        common++, rarest = higher(rarest, p->rarity);
    }
    out[EVIDENCE_PARTIES] = (int16_t)common;
    out[EVIDENCE_PARTIES_RARE] = (int16_t)rarest;
    out[EVIDENCE_PARTIES_APART] = (int16_t)(lower(count_labels(a), count_labels(b)) - common);
}

static void compare_names(const Signature *a, const Signature *b, int16_t *out) {
    for (size_t i = 0; i < a->n_parties; i++) {
        bool apart = false, alike = false;
        if (!a->parties[i].name) continue;
        for (size_t k = 0; k < b->n_parties; k++) {
            const SignatureParty *q = &b->parties[k];
            if (!q->name) continue;
            alike |= q->name == a->parties[i].name;
            apart |= q->name != a->parties[i].name && same_label(q->label, a->parties[i].label) && q->side == a->parties[i].side;
        }
        out[EVIDENCE_NAMES] += alike;
        out[EVIDENCE_NAMES_APART] += apart && !alike;
    }
    for (size_t k = 0; k < b->n_parties; k++) { /* the same in both directions */
        bool apart = false, alike = false;
        if (!b->parties[k].name) continue;
        for (size_t i = 0; i < a->n_parties; i++) {
            const SignatureParty *p = &a->parties[i];
            if (!p->name) continue;
            alike |= p->name == b->parties[k].name;
            apart |= p->name != b->parties[k].name && same_label(p->label, b->parties[k].label) && p->side == b->parties[k].side;
        }
        out[EVIDENCE_NAMES] += alike;
        out[EVIDENCE_NAMES_APART] += apart && !alike;
    }
}

/* ---- words ---- */

/* Lists of words are sorted, without duplicates, and filled up with zeros; the rarity of a word depends on its hash, so a word is one number of 32 bits. */
typedef uint32_t Four __attribute__((vector_size(16)));
typedef uint64_t Two __attribute__((vector_size(16)));
_Static_assert(sizeof(SignatureWord) == sizeof(uint32_t) && SIGNATURE_WORDS % 4 == 0 && SIGNATURE_TOPICS % 4 == 0 && SIGNATURE_NEAR_WORDS % 4 == 0, "four at a time");

/* Which words of a list are in another, as bits. It takes no branch that depends on the words, which would be mispredicted as often as not. */
static uint32_t words_in_both(const SignatureWord *a, size_t n, const SignatureWord *b, size_t m) {
    uint32_t both = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &a[i], sizeof bits);
        Four word = {bits, bits, bits, bits}, found = {0};
        for (size_t k = 0; k < m; k += 4) {
            Four four;
            memcpy(&four, &b[k], sizeof four);
            found |= (Four)(four == word);
        }
        both |= (uint32_t)((((Two)found)[0] | ((Two)found)[1]) != 0) << i;
    }
    return both;
}

static uint32_t sum_of_squares(const SignatureWord *words, size_t n) {
    uint32_t sum = 0;
    for (size_t i = 0; i < n; i++) sum += (uint32_t)words[i].rarity * words[i].rarity;
    return sum;
}

/* Two lists: cosine weighted by rarity; the sum and the rarest of the common words. */
static void compare_words(const SignatureWord *a, size_t n, const SignatureWord *b, size_t m, int *cosine, int *sum, int *rarest) {
    uint32_t common = 0, both = words_in_both(a, n, b, m);
    *cosine = *sum = *rarest = 0;
    if (!both) return;
    for (; both; both &= both - 1) {
        int rarity = a[__builtin_ctz(both)].rarity;
        common += (uint32_t)(rarity * rarity), *sum += rarity, *rarest = higher(*rarest, rarity);
    }
    /* cos^2 = common^2 / (of_a of_b): the root in integers */
    uint64_t of_both = (uint64_t)sum_of_squares(a, n) * sum_of_squares(b, m), square = of_both ? (uint64_t)common * common * 10000 / of_both : 0;
    for (int bit = 64; bit; bit /= 2)
        if ((uint64_t)(*cosine + bit) * (uint64_t)(*cosine + bit) <= square) *cosine += bit;
}

static void compare_texts(const Signature *a, const Signature *b, int16_t *out) {
    int cosine, sum, rarest;
    compare_words(a->words, a->n_words, b->words, b->n_words, &cosine, &sum, &rarest);
    out[EVIDENCE_WORDS] = (int16_t)cosine, out[EVIDENCE_WORDS_SUM] = (int16_t)sum, out[EVIDENCE_WORDS_RAREST] = (int16_t)rarest;
    out[EVIDENCE_WORDS_FEWER] = (int16_t)lower(a->n_words, b->n_words);
    compare_words(a->near, a->n_near, b->near, b->n_near, &cosine, &sum, &rarest);
    out[EVIDENCE_NEAR] = a->n_near && b->n_near ? (int16_t)cosine : -1;
    out[EVIDENCE_NEAR_SUM] = (int16_t)sum, out[EVIDENCE_NEAR_RAREST] = (int16_t)rarest;
    compare_words(a->near, a->n_near, b->words, b->n_words, &cosine, &sum, &rarest);
    out[EVIDENCE_NEAR_IN_WORDS] = (int16_t)sum;
    compare_words(b->near, b->n_near, a->words, a->n_words, &cosine, &sum, &rarest);
    out[EVIDENCE_NEAR_IN_WORDS] = (int16_t)(out[EVIDENCE_NEAR_IN_WORDS] + sum);
    compare_words(a->topics, a->n_topics, b->topics, b->n_topics, &cosine, &sum, &rarest);
    out[EVIDENCE_TOPICS] = a->n_topics && b->n_topics ? (int16_t)cosine : -1, out[EVIDENCE_TOPICS_SUM] = (int16_t)sum;
    out[EVIDENCE_TRIGGER_IN_WORDS] = (int16_t)(count_triggers_in_words(a, b) + count_triggers_in_words(b, a));
}

/* ---- when, where, how many ---- */

enum { DAYS_MAX = 100 };

static int days_between(int32_t a, int32_t b) { return a && b ? lower(DAYS_MAX, abs(a - b)) : -1; }

static int days_apart(const Signature *a, const Signature *b) {
    if (!a->hi || !b->hi) return -1;
    return lower(DAYS_MAX, a->lo > b->hi ? a->lo - b->hi : b->lo > a->hi ? b->lo - a->hi : 0);
}

static void compare_days(const Signature *a, const Signature *b, int16_t *out) {
    out[EVIDENCE_DAYS_APART] = (int16_t)days_apart(a, b);
    out[EVIDENCE_DAYS] = (int16_t)days_between(a->hi, b->hi);
    out[EVIDENCE_PUBLISHED] = (int16_t)days_between(a->published, b->published);
    out[EVIDENCE_LESS_EXACT] = (int16_t)higher(a->exactness, b->exactness);
    out[EVIDENCE_MORE_EXACT] = (int16_t)lower(a->exactness, b->exactness);
}

/* The result of comparing two places. */
typedef enum PlaceMeeting { PLACE_ABROAD, PLACE_FAR, PLACE_OPEN, PLACE_COUNTRY, PLACE_NEAR } PlaceMeeting;

/* Kilometres, accurate enough for towns in one country: the length of a degree of longitude comes from a table of cosines in steps of ten degrees. */
static int kilometres(const Signature *a, const Signature *b) {
    static const int cosines[] = {100, 98, 94, 87, 77, 64, 50, 34, 17, 1};
    int middle = abs(a->lat + b->lat) / 2 / 1000, x = abs(a->lon - b->lon), y = abs(a->lat - b->lat);
    if (x > 18000) x = 36000 - x;
    int64_t east = (int64_t)x * cosines[middle > 9 ? 9 : middle] / 100 * 111 / 100, north = (int64_t)y * 111 / 100;
    int64_t longer = east > north ? east : north, shorter = east > north ? north : east;
    return lower(20000, (int)(longer + shorter * 2 / 5)); /* within a twelfth of the root */
}

static bool share_town(const Signature *a, const Signature *b) {
    for (size_t i = 0; i < a->n_places; i++)
        for (size_t k = 0; k < b->n_places; k++)
            if (a->places[i] == b->places[k]) return true;
    return false;
}

static void compare_places(const Signature *a, const Signature *b, int16_t *out) {
    bool towns = a->n_places && b->n_places, points = towns && a->has_point && b->has_point;
    int apart = points ? kilometres(a, b) : -1;
    PlaceMeeting m = PLACE_OPEN;
    if (towns && (share_town(a, b) || (points && apart < 30)))
        m = PLACE_NEAR;
    else if (a->country[0] && b->country[0] && memcmp(a->country, b->country, 3))
        m = PLACE_ABROAD;
    else if (towns)
        m = PLACE_FAR;
    else if (a->country[0] && b->country[0])
        m = PLACE_COUNTRY;
    out[EVIDENCE_PLACE] = (int16_t)m;
    out[EVIDENCE_KILOMETRES] = (int16_t)apart;
}

static void compare_numbers(const Signature *a, const Signature *b, int16_t *out) {
    for (size_t i = 0; i < SIGNATURE_NUMBERS; i++) {
        uint32_t x = a->numbers[i], y = b->numbers[i];
        if (!x || !y) continue;
        out[EVIDENCE_NUMBERS] += x == y ? 2 : x <= 2 * (uint64_t)y && y <= 2 * (uint64_t)x;
        out[EVIDENCE_NUMBERS_APART] += x > 2 * (uint64_t)y || y > 2 * (uint64_t)x;
    }
}

/* ---- how the event is told ---- */

static void compare_telling(const Signature *a, const Signature *b, int16_t *out) {
    out[EVIDENCE_AUX_APART] = (int16_t)(a->aux ^ b->aux);
    out[EVIDENCE_AUX] = (int16_t)((a->aux | b->aux) & ~(unsigned)ATTACHE_HISTORICAL);
    out[EVIDENCE_FIRST] = (int16_t)lower(a->sequence, b->sequence);
    out[EVIDENCE_SECOND] = (int16_t)higher(a->sequence, b->sequence);
    out[EVIDENCE_SENTENCES_APART] = (int16_t)abs(a->sequence - b->sequence);
    out[EVIDENCE_QUOTED] = (int16_t)(a->quoted + b->quoted);
    out[EVIDENCE_EVENTS] = (int16_t)lower(a->n_events, b->n_events);
    out[EVIDENCE_PARTS] = (int16_t)((a->part != ATTACHE_BODY) + (b->part != ATTACHE_BODY));
    out[EVIDENCE_CONFIDENCE] = (int16_t)lower(a->confidence, b->confidence);
}

/* Actors whose states are explicit and entirely different: France and Germany condemned the same attack, separately. */
static bool is_by_others(const Signature *a, const Signature *b) {
    bool any_a = false, any_b = false;
    for (size_t i = 0; i < a->n_parties; i++) {
        const SignatureParty *p = &a->parties[i];
        if (p->side) continue;
        if (p->certainty < 255 || !has_state(p)) return false;
        any_a = true;
        for (size_t k = 0; k < b->n_parties; k++)
            if (same_label(p->label, b->parties[k].label)) return false;
    }
    for (size_t k = 0; k < b->n_parties; k++) {
        const SignatureParty *q = &b->parties[k];
        if (q->side) continue;
        if (q->certainty < 255 || !has_state(q)) return false;
        any_b = true;
        for (size_t i = 0; i < a->n_parties; i++)
            if (same_label(q->label, a->parties[i].label)) return false;
    }
    return any_a && any_b;
}

static void compare_stories(const Signature *a, const Signature *b, int16_t *out) {
    for (size_t i = 0; i < SIGNATURE_STORY; i++)
        for (size_t k = 0; k < SIGNATURE_STORY; k++) out[EVIDENCE_STORY] += a->story[i] && a->story[i] == b->story[k];
}

static void compare_what_costs_little(const Signature *a, const Signature *b, int16_t *out) {
    compare_deeds(a, b, out);
    compare_stories(a, b, out);
    compare_days(a, b, out);
    compare_telling(a, b, out);
}

static void compare_what_costs_more(const Signature *a, const Signature *b, int16_t *out) {
    compare_side(a, b, 0, &out[EVIDENCE_ACTORS], &out[EVIDENCE_ACTORS_SURE]);
    compare_side(a, b, 1, &out[EVIDENCE_RECIPIENTS], &out[EVIDENCE_RECIPIENTS_SURE]);
    compare_labels(a, b, out);
    out[EVIDENCE_BY_OTHERS] = is_by_others(a, b);
    compare_names(a, b, out);
    compare_texts(a, b, out);
    compare_places(a, b, out);
    compare_numbers(a, b, out);
}

void judge_compare(const Signature *a, const Signature *b, int16_t out[EVIDENCE_COUNT]) {
    memset(out, 0, EVIDENCE_COUNT * sizeof *out);
    compare_what_costs_little(a, b, out);
    compare_what_costs_more(a, b, out);
}

/* The features that compare_what_costs_little fills in. */
bool judge_is_cheap(JudgeEvidence e) {
    switch (e) {
    case EVIDENCE_KIN:
    case EVIDENCE_SAME_CATEGORY:
    case EVIDENCE_CATEGORIES:
    case EVIDENCE_CATEGORY_LOW:
    case EVIDENCE_CATEGORY_HIGH:
    case EVIDENCE_TRIGGER:
    case EVIDENCE_OPENING:
    case EVIDENCE_TRIGGER_MEANING:
    case EVIDENCE_NEAR_MEANING:
    case EVIDENCE_SENSE:
    case EVIDENCE_MODE:
    case EVIDENCE_CAMEO:
    case EVIDENCE_CONTEXTS:
    case EVIDENCE_STORY:
    case EVIDENCE_DAYS_APART:
    case EVIDENCE_DAYS:
    case EVIDENCE_PUBLISHED:
    case EVIDENCE_LESS_EXACT:
    case EVIDENCE_MORE_EXACT:
    case EVIDENCE_AUX_APART:
    case EVIDENCE_AUX:
    case EVIDENCE_FIRST:
    case EVIDENCE_SECOND:
    case EVIDENCE_PARTS:
    case EVIDENCE_CONFIDENCE:
    case EVIDENCE_EVENTS: return true;
    default: return false;
    }
}

bool judge_may_be_one(const Signature *a, const Signature *b) {
    const JudgeModel *m = model_of_links();
    int16_t evidence[EVIDENCE_COUNT];
    if (!m || judge_is_never(a, b)) return false;
    memset(evidence, 0, sizeof evidence);
    compare_what_costs_little(a, b, evidence);
    return judge_sum(m->screen, JUDGE_SCREEN, evidence) >= little(m->screen_least);
}

enum { KIN_LEAST = -20 };

/* Both name towns, in different countries. */
static bool are_abroad(const Signature *a, const Signature *b) {
    return a->n_places && b->n_places && a->country[0] && b->country[0] && memcmp(a->country, b->country, 3) && !share_town(a, b);
}

bool judge_is_never(const Signature *a, const Signature *b) {
    return model_kin(a->category, b->category) < KIN_LEAST || ((a->aux ^ b->aux) & ATTACHE_NEGATION) || are_abroad(a, b);
}

/* Within a document a writer distinguishes days, and facts from hypotheses: two that name different days, or a day and a month or year that does not contain it. */
static bool is_told_apart(const Signature *a, const Signature *b) {
    int least = higher(a->exactness, b->exactness);
    bool other_days = least == EXACT_DAY ? abs(a->hi - b->hi) > 1 : (least == EXACT_MONTH || least == EXACT_YEAR) && !signature_days_meet(a, b);
    return other_days || ((a->aux ^ b->aux) & ATTACHE_HYPOTHETICAL);
}

int judge_odds(JudgeForest forest, const Signature *a, const Signature *b) {
    int16_t evidence[EVIDENCE_COUNT];
    if (judge_is_never(a, b) || (forest == JUDGE_WITHIN && is_told_apart(a, b))) return JUDGE_NEVER;
    judge_compare(a, b, evidence);
    return judge_weigh(forest, evidence);
}

/* ---- one with many ---- */

/* Pairs whose trees are gone through together: one in each lane of a vector. */
enum { LANES = 8, AHEAD = 4 };
typedef int16_t Lanes __attribute__((vector_size(LANES * sizeof(int16_t))));

typedef struct Group {
    int16_t evidence[LANES][EVIDENCE_COUNT];
    size_t at[LANES], n; /* at: which of the others */
} Group;

static Lanes in_all(int16_t v) { return (Lanes){v, v, v, v, v, v, v, v}; }

static void turn(const Group *g, Lanes out[EVIDENCE_COUNT]) {
    memset(out, 0, EVIDENCE_COUNT * sizeof *out);
    for (size_t i = 0; i < g->n; i++)
        for (size_t e = 0; e < EVIDENCE_COUNT; e++) out[e][i] = g->evidence[i][e];
}

/* judge_weigh for a group, which is empty afterwards. */
static void weigh_group(const JudgeModel *m, Group *g, int *odds) {
    Lanes evidence[EVIDENCE_COUNT];
    int sums[LANES] = {0};
    if (!g->n) return;
    turn(g, evidence);
    for (size_t i = 0; i < JUDGE_TREES; i++) {
        const JudgeTree *t = &m->trees[JUDGE_ACROSS][i];
        Lanes leaf = {0};
        for (int k = 0; k < JUDGE_DEPTH; k++) leaf |= (Lanes)(evidence[t->evidence[k]] > in_all(little(t->bound[k]))) & in_all((int16_t)(1 << k));
        for (size_t lane = 0; lane < LANES; lane++) sums[lane] += little(t->leaf[leaf[lane]]);
    }
    for (size_t i = 0; i < g->n; i++) odds[g->at[i]] = sums[i];
    g->n = 0;
}

/* Fetches what is compared first of a signature, which lies anywhere in memory. */
static void expect(const Signature *t) {
    for (size_t i = 0; i < offsetof(Signature, parties); i += CACHE_LINE) __builtin_prefetch((const char *)t + i);
}

void judge_many(const Signature *one, const Signature *const *others, size_t n, int *odds) {
    const JudgeModel *m = model_of_links();
    Group group = {.n = 0};
    for (size_t i = 0; i < n; i++) {
        int16_t *evidence = group.evidence[group.n];
        if (i + AHEAD < n) expect(others[i + AHEAD]);
        odds[i] = JUDGE_NEVER;
        if (!m || judge_is_never(one, others[i])) continue;
        memset(evidence, 0, sizeof group.evidence[0]);
        compare_what_costs_little(one, others[i], evidence);
        if (judge_sum(m->screen, JUDGE_SCREEN, evidence) < little(m->screen_least)) continue;
        compare_what_costs_more(one, others[i], evidence);
        group.at[group.n++] = i;
        if (group.n == LANES) weigh_group(m, &group, odds);
    }
    weigh_group(m, &group, odds);
}
