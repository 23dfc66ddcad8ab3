/* signature.c - computes the signature of a report from its events. */
#include "link/signature.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/date.h"
#include "link/model.h"
#include "link/terms.h"
#include "vocab/codebook.h"

enum { NEWS_DAYS = 1 };

/* ---- days ---- */

/* The days on which it may have happened; a past event did not happen after publication. */
static void set_days(Signature *t) {
    if (!t->day) return;
    t->lo = date_day_number(t->day);
    t->hi = t->exactness == EXACT_MONTH ? date_day_number(t->day + 100) - 1 : t->exactness == EXACT_YEAR ? date_day_number(t->day + 10000) - 1 : t->lo;
    if (t->exactness == EXACT_NEWS) t->lo -= NEWS_DAYS;
    if (t->published && !(t->aux & ATTACHE_FUTURE) && t->hi > t->published && t->lo <= t->published) t->hi = t->published;
}

/* ---- parties ---- */

void signature_label(const char *code, const char *sector, char out[SIGNATURE_LABEL]) {
    bool by_code = code[0] != 0;
    const char *from = by_code ? code : sector;
    size_t n = 0;
    for (; from[n] && n < SIGNATURE_LABEL - 1; n++) out[n] = by_code || from[n] < 'A' || from[n] > 'Z' ? from[n] : (char)(from[n] | 32);
    memset(out + n, 0, SIGNATURE_LABEL - n);
}

/* Labels are padded with zeros. */
static bool same_label(const char *a, const char *b) { return !memcmp(a, b, SIGNATURE_LABEL); }

/* "Talgat Mukhtarov" and "Mukhtarov" are the same: the last word, folded. */
static uint16_t name_hash(const char *name) {
    const char *last = strrchr(name, ' ');
    char folded[128];
    last = last ? last + 1 : name;
    size_t n = utf8_fold(last, strlen(last), folded, sizeof folded);
    return n ? terms_hash(folded, n) : 0;
}

/* A state from the article comes with its probability, "... (0.68)"; one from the words themselves is certain. */
static uint8_t certainty_of(const attache_entity *e) {
    const char *p = e->how ? strrchr(e->how, '(') : NULL;
    if (!p || p[1] < '0' || p[1] > '1') return 255;
    double certainty = strtod(p + 1, NULL);
    return certainty < 0 || certainty > 1 ? 255 : (uint8_t)(certainty * 255);
}

static uint8_t label_rarity(const char label[SIGNATURE_LABEL]) { return model_rarity(terms_hash(label, SIGNATURE_LABEL)); }

static void add_party(Signature *t, const attache_entity *e, uint8_t side) {
    SignatureParty p;
    memset(&p, 0, sizeof p); /* padding too, because it is compared */
    p.side = side, p.kind = (uint8_t)sector_of(e->sector), p.name = name_hash(e->identifier), p.certainty = certainty_of(e);
    signature_label(e->code, e->sector, p.label);
    if (!p.label[0] && !p.name) return;
    if (actor_is_one[actor_of(p.label)]) p.name = 0; /* the code says it */
    p.rarity = label_rarity(p.label);
    for (size_t i = 0; i < t->n_parties; i++) {
        SignatureParty *q = &t->parties[i];
        if (!same_label(q->label, p.label) || q->side != side || (q->kind && p.kind && q->kind != p.kind)) continue;
        if (q->name && p.name && q->name != p.name) continue;
        if (!q->kind) q->kind = p.kind;
        if (!q->name) q->name = p.name;
        if (q->certainty < p.certainty) q->certainty = p.certainty;
        return;
    }
    if (t->n_parties < SIGNATURE_PARTIES) t->parties[t->n_parties++] = p;
}

/* ---- sentences ---- */

typedef struct SignatureText {
    uint32_t first, n; /* its words */
    bool made, day;    /* day: whether it names one */
} SignatureText;

static void make_text(SignatureTexts *texts, const char *text, SignatureText *out) {
    *out = (SignatureText){.first = (uint32_t)texts->n_words, .made = true};
    const char *end = text + strlen(text);
    for (Term w; terms_next(&text, end, &w);) {
        out->day |= terms_names_day(&w);
        if (terms_is_common(&w)) continue;
        if (texts->n_words == texts->cap_words)
            texts->words = base_realloc(texts->words, (texts->cap_words = 2 * texts->cap_words + 256) * sizeof *texts->words);
        texts->words[texts->n_words++] = (SignatureWord){w.hash, model_rarity(w.hash)};
    }
    out->n = (uint32_t)texts->n_words - out->first;
}

/* The sentence of an event. */
static const SignatureText *text_of(SignatureTexts *texts, const attache_event *e) {
    size_t at = e->sequence - texts->first;
    if (at >= texts->n) {
        size_t n = 2 * at + 16;
        texts->list = base_realloc(texts->list, n * sizeof *texts->list);
        memset(texts->list + texts->n, 0, (n - texts->n) * sizeof *texts->list);
        texts->n = n;
    }
    SignatureText *text = &texts->list[at];
    if (!text->made) make_text(texts, e->text ? e->text : "", text);
    return text;
}

void signature_texts_free(SignatureTexts *texts) {
    free(texts->list);
    free(texts->words);
    *texts = (SignatureTexts){0};
}

/* Keeps the rarest words, sorted by hash, without duplicates. */
static void keep_word(SignatureWord *list, uint8_t *n, size_t max, SignatureWord w) {
    size_t at = 0, least = 0;
    while (at < *n && list[at].hash < w.hash) at++;
    if (at < *n && list[at].hash == w.hash) return;
    if (*n == max) {
        for (size_t i = 1; i < max; i++)
            if (list[i].rarity < list[least].rarity) least = i;
        if (list[least].rarity >= w.rarity) return;
        memmove(&list[least], &list[least + 1], (max - least - 1) * sizeof *list);
        at -= at > least, --*n;
    }
    memmove(&list[at + 1], &list[at], (*n - at) * sizeof *list);
    list[at] = w, ++*n;
}

static void add_words(Signature *t, const attache_event *e, SignatureTexts *texts) {
    const SignatureText *text = text_of(texts, e);
    for (uint32_t i = 0; i < text->n; i++) keep_word(t->words, &t->n_words, SIGNATURE_WORDS, texts->words[text->first + i]);
}

static void add_near(Signature *t, const attache_event *e, const SignatureTexts *texts) {
    const Meaning *m = texts->meanings ? &texts->meanings[e - texts->events] : NULL;
    for (size_t i = 0; m && i < m->n_near; i++)
        keep_word(t->near, &t->n_near, SIGNATURE_NEAR_WORDS, (SignatureWord){m->near[i], model_rarity(m->near[i])});
}

static void add_triggers(Signature *t, const attache_event *e) {
    const char *p = e->event_text ? e->event_text : "", *end = p + strlen(p);
    for (Term w; terms_next(&p, end, &w);) {
        bool again = w.n < 3;
        for (size_t i = 0; i < t->n_triggers; i++) again |= t->triggers[i] == w.hash;
        if (again || t->n_triggers == SIGNATURE_TRIGGERS) continue;
        t->openings[t->n_triggers] = w.opening, t->triggers[t->n_triggers++] = w.hash;
    }
}

/* ---- the topics of a document ---- */

enum { TEXT_BYTES = 6000, COUNTED = 2048 }; /* words further down count less; a table with twice as many slots as words */

typedef struct Counted {
    uint16_t hash, n;
} Counted;

static Counted *count_word(Counted table[COUNTED], uint16_t hash) {
    size_t at = hash % COUNTED;
    while (table[at].n && table[at].hash != hash) at = (at + 1) % COUNTED;
    table[at].hash = hash;
    return &table[at];
}

static void count_words(Counted table[COUNTED], const char *p, const char *end, uint16_t by) {
    size_t n = 0;
    for (Term w; n < COUNTED / 3 && terms_next(&p, end, &w); n++)
        if (!w.number && w.n > 2) count_word(table, w.hash)->n += by;
}

/* The integer logarithm and its next bit, times two, for 1 or more. */
static unsigned weight_of_count(unsigned n) {
    unsigned bits = 0;
    while (n >> (bits + 1)) bits++;
    return 2 * bits + (bits && (n >> (bits - 1) & 1)) + 2;
}

void signature_read_text(SignatureTexts *texts, const char *title, const char *text, size_t n) {
    Counted table[COUNTED] = {0};
    struct {
        unsigned weight;
        uint16_t hash;
    } best[SIGNATURE_TOPICS] = {0};
    size_t kept = 0;
    count_words(table, text, text + (n < TEXT_BYTES ? n : TEXT_BYTES), 1);
    count_words(table, title, title + strlen(title), 2);
    for (size_t i = 0; i < COUNTED; i++) {
        if (!table[i].n) continue;
        unsigned rarity = model_rarity(table[i].hash), weight = rarity * weight_of_count(table[i].n);
        size_t at = kept;
        while (at > 0 && (best[at - 1].weight < weight || (best[at - 1].weight == weight && best[at - 1].hash > table[i].hash))) at--;
        if (at == SIGNATURE_TOPICS) continue;
        if (kept < SIGNATURE_TOPICS) kept++;
        memmove(&best[at + 1], &best[at], (kept - at - 1) * sizeof *best);
        best[at].weight = weight, best[at].hash = table[i].hash;
    }
    texts->n_topics = 0;
    for (size_t i = 0; i < SIGNATURE_STORY; i++) texts->story[i] = i < kept ? best[i].hash : 0;
    for (size_t i = 0; i < kept; i++) keep_word(texts->topics, &texts->n_topics, SIGNATURE_TOPICS, (SignatureWord){best[i].hash, model_rarity(best[i].hash)});
}

/* ---- places, numbers ---- */

static void add_place(Signature *t, const attache_event *e) {
    char folded[128];
    const char *name = e->loc.resolved_place;
    size_t n = utf8_fold(name, strlen(name), folded, sizeof folded);
    if (!t->country[0]) snprintf(t->country, sizeof t->country, "%.3s", e->loc.country_code);
    if (e->loc.resolution > t->place_resolution) t->place_resolution = (uint8_t)e->loc.resolution;
    if (e->loc.resolution < 4 || !n || t->n_places == SIGNATURE_PLACES) return;
    uint32_t h = (uint32_t)(hash_bytes(folded, n) >> 32);
    for (size_t i = 0; i < t->n_places; i++)
        if (t->places[i] == h) return;
    t->places[t->n_places++] = h;
    if (t->has_point || (e->loc.lat == 0 && e->loc.lon == 0)) return;
    t->has_point = 1, t->lat = (int16_t)(e->loc.lat * 100), t->lon = (int16_t)(e->loc.lon * 100);
}

static void add_numbers(Signature *t, const attache_event *e) {
    const char *const told[SIGNATURE_NUMBERS] = {e->size.dead, e->size.injured, e->size.arrested, e->size.participants};
    for (size_t i = 0; i < SIGNATURE_NUMBERS; i++) {
        uint32_t n = told[i] ? (uint32_t)strtoul(told[i], NULL, 10) : 0;
        if (n > t->numbers[i]) t->numbers[i] = n;
    }
}

/* ---- a report ---- */

static Exactness exactness_of(const attache_event *e, int32_t day, int32_t published, SignatureTexts *texts) {
    if (!day) return EXACT_NOT;
    if (day % 10000 == 0) return EXACT_YEAR;
    if (day % 100 == 0) return EXACT_MONTH;
    return day != published || text_of(texts, e)->day ? EXACT_DAY : EXACT_NEWS;
}

/* The event with the most exact date: its day is the report's. */
static const attache_event *most_exact(const attache_event *const *events, size_t n, int32_t published, SignatureTexts *texts, Exactness *out) {
    const attache_event *best = events[0];
    *out = exactness_of(best, date_day(best->date), published, texts);
    for (size_t i = 1; i < n; i++) {
        Exactness x = exactness_of(events[i], date_day(events[i]->date), published, texts);
        if (x < *out) *out = x, best = events[i];
    }
    return best;
}

/* The event under which a report is filed: the first in the body, since headlines are less precise. */
static const attache_event *main_event(const attache_event *const *events, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (events[i]->part == ATTACHE_BODY) return events[i];
    return events[0];
}

static void add_event(Signature *t, const attache_event *e, SignatureTexts *texts) {
    for (size_t k = 0; k < e->n_actors; k++) add_party(t, &e->actors[k], 0);
    for (size_t k = 0; k < e->n_recipients; k++) add_party(t, &e->recipients[k], 1);
    for (size_t k = 0; k < e->n_contexts; k++) t->contexts |= (uint16_t)(1u << (hash_bytes(e->contexts[k], strlen(e->contexts[k])) & 15));
    t->categories |= 1u << event_of(slice_of(e->event));
    if (e->confidence * 100 > t->confidence) t->confidence = (uint8_t)(e->confidence * 100);
    t->quoted &= e->attribution.kind && e->attribution.kind[0];
    add_words(t, e, texts);
    add_near(t, e, texts);
    add_triggers(t, e);
    add_place(t, e);
    add_numbers(t, e);
}

void signature_make(const attache_event *const *events, size_t n, const char *published, uint64_t document, uint32_t number, SignatureTexts *texts,
                    Signature *out) {
    Exactness exactness;
    int32_t day = date_day(published);
    const attache_event *when = most_exact(events, n, day, texts, &exactness), *e = main_event(events, n);
    memset(out, 0, sizeof *out); /* padding too, because it is compared */
    out->document = document, out->number = number;
    out->published = day ? date_day_number(day) : 0, out->day = date_day(when->date), out->exactness = (uint8_t)exactness;
    out->category = (uint8_t)event_of(slice_of(e->event)), out->aux = (uint8_t)e->aux;
    out->cameo = strlen(e->cameo) > 2 ? (uint8_t)(e->cameo[2] - '0') : 0;
    out->mode = e->n_modes ? terms_hash(e->modes[0], strlen(e->modes[0])) : 0;
    out->part = (uint8_t)events[0]->part, out->sequence = (uint8_t)(events[0]->sequence < 255 ? events[0]->sequence : 255);
    out->n_events = (uint8_t)(n < 255 ? n : 255), out->quoted = 1;
    for (size_t i = 0; i < n; i++) add_event(out, events[i], texts);
    if (texts->meanings) out->meanings[0] = texts->meanings[e - texts->events].deed, out->meanings[1] = texts->meanings[e - texts->events].around;
    if (texts->meanings) meaning_sense(&texts->meanings[e - texts->events], out->sense);
    memcpy(out->topics, texts->topics, sizeof out->topics);
    out->n_topics = texts->n_topics;
    memcpy(out->story, texts->story, sizeof out->story);
    set_days(out);
}

uint8_t signature_family(const char *category) { return event_families[event_of(slice_of(category))]; }

/* ---- keys for finding candidates ---- */

/* What a key is made of: the only party of a report, one of several, a pair of parties; two topic words. */
enum { KEY_ALONE = 1, KEY_AMONG, KEY_PAIR, KEY_STORY };

/* Whether a label identifies a party: a state or the like. Gunmen, protesters, companies are distinguished only by place and name. */
static bool is_telling(const char *label) {
    ActorCode actor = actor_of(label);
    return label[0] >= 'A' && label[0] <= 'Z' && (!actor || actor_is_one[actor]);
}

typedef struct Keys {
    int64_t *list;
    size_t n;
    const Signature *of;
} Keys;

/* `where`: a town or a name that narrows the key, or 0. */
static void add_key(Keys *keys, uint64_t kind, const char *a, const char *b, uint32_t where) {
    uint64_t x, y = 0;
    memcpy(&x, a, sizeof x);
    if (b) memcpy(&y, b, sizeof y);
    uint64_t pair = x > y ? hash_mix(x, y) : hash_mix(y, x);
    if (keys->n < SIGNATURE_KEYS) keys->list[keys->n++] = (int64_t)hash_mix(pair, (uint64_t)where << 16 | kind << 8 | event_families[keys->of->category]);
}

static size_t labels_of(const Signature *t, const char *out[SIGNATURE_PARTIES]) {
    size_t n = 0;
    for (size_t i = 0; i < t->n_parties; i++) {
        bool again = false;
        for (size_t k = 0; k < n; k++) again |= same_label(out[k], t->parties[i].label);
        if (!again) out[n++] = t->parties[i].label;
    }
    return n;
}

/* An identifying party, or pair, by itself; another one together with each town and each name: signature_contradict requires one of them in common. */
static void add_narrowed(Keys *keys, uint64_t kind, const char *a, const char *b) {
    const Signature *t = keys->of;
    if (is_telling(a) || (b && is_telling(b))) {
        add_key(keys, kind, a, b, 0);
        return;
    }
    for (size_t i = 0; i < t->n_places; i++) add_key(keys, kind, a, b, t->places[i]);
    for (size_t i = 0; i < t->n_parties; i++) {
        const SignatureParty *p = &t->parties[i];
        if (p->name && (same_label(p->label, a) || (b && same_label(p->label, b)))) add_key(keys, kind, a, b, p->name);
    }
}

static size_t keys_with(const Signature *t, uint64_t of_several, int64_t *out) {
    const char *labels[SIGNATURE_PARTIES];
    size_t m = labels_of(t, labels);
    Keys keys = {out, 0, t};
    for (size_t i = 0; i < m; i++) {
        add_narrowed(&keys, m > 1 ? of_several : KEY_ALONE, labels[i], NULL);
        for (size_t k = i + 1; k < m; k++) add_narrowed(&keys, KEY_PAIR, labels[i], labels[k]);
    }
    return keys.n;
}

/* Pairs of the first topic words, with the quad class: reports of one story have one in common. */
static void add_story_keys(Keys *keys) {
    const Signature *t = keys->of;
    for (size_t i = 0; i < SIGNATURE_STORY && t->story[i]; i++)
        for (size_t k = i + 1; k < SIGNATURE_STORY && t->story[k] && keys->n < SIGNATURE_KEYS; k++) {
            uint64_t x = t->story[i], y = t->story[k], pair = x > y ? x << 16 | y : y << 16 | x;
            keys->list[keys->n++] = (int64_t)hash_mix(pair, (uint64_t)KEY_STORY << 8 | event_quads[t->category]);
        }
}

size_t signature_keys(const Signature *t, int64_t out[SIGNATURE_KEYS], size_t *near) {
    *near = 0;
    if (t->exactness == EXACT_NOT) return 0;
    Keys keys = {out, keys_with(t, KEY_AMONG, out), t};
    *near = keys.n;
    add_story_keys(&keys);
    return keys.n;
}

int32_t signature_key_day(const Signature *t, bool near) { return near || !t->published ? t->day : date_day_of_number(t->published); }

/* A report with one party looks among those with that party alone or with others; one with several, among those with two of them or one alone. So two reports
 * find each other in either order. */
size_t signature_probes(const Signature *t, int64_t out[SIGNATURE_KEYS], size_t *near) {
    const char *labels[SIGNATURE_PARTIES];
    *near = 0;
    if (t->exactness == EXACT_NOT) return 0;
    Keys keys = {out, keys_with(t, KEY_ALONE, out), t};
    if (labels_of(t, labels) == 1) add_narrowed(&keys, KEY_AMONG, labels[0], NULL);
    *near = keys.n;
    add_story_keys(&keys);
    return keys.n;
}

/* For a day: the days around it, its month, its year. For a month: its days and itself, its year. For a year: all of it. For a day of publication: the days
 * around it. */
size_t signature_windows(const Signature *t, bool near, SignatureWindow out[SIGNATURE_WINDOWS]) {
    if (!near && t->published) return out[0] = (SignatureWindow){date_day_of_number(t->published - SIGNATURE_REACH), date_day_of_number(t->published + SIGNATURE_REACH)}, 1;
    int32_t year = t->day / 10000 * 10000, month = t->day / 100 * 100, reach = near ? SIGNATURE_NEAR : SIGNATURE_REACH, day = date_day_number(t->day);
    if (t->exactness == EXACT_YEAR) return out[0] = (SignatureWindow){year, year + 9999}, 1;
    out[0] = (SignatureWindow){year, year};
    if (t->exactness == EXACT_MONTH) return out[1] = (SignatureWindow){month, month + 99}, 2;
    out[1] = (SignatureWindow){month, month};
    out[2] = (SignatureWindow){date_day_of_number(day - reach), date_day_of_number(day + reach)};
    return 3;
}

bool signature_days_meet(const Signature *a, const Signature *b) {
    int least = a->exactness > b->exactness ? a->exactness : b->exactness;
    if (least == EXACT_YEAR) return a->day / 10000 == b->day / 10000;
    if (least == EXACT_MONTH) return a->day / 100 == b->day / 100;
    return least != EXACT_NOT && abs(date_day_number(a->day) - date_day_number(b->day)) <= SIGNATURE_NEAR;
}

bool signature_looks_at(const Signature *t, int64_t key, int32_t day) {
    int64_t probes[SIGNATURE_KEYS];
    SignatureWindow windows[SIGNATURE_WINDOWS];
    size_t near, n = signature_probes(t, probes, &near);
    for (size_t i = 0; i < n; i++) {
        if (probes[i] != key) continue;
        size_t n_windows = signature_windows(t, i < near, windows);
        for (size_t w = 0; w < n_windows; w++)
            if (day >= windows[w].from && day <= windows[w].to) return true;
    }
    return false;
}

static bool finds(const Signature *a, const Signature *b) {
    int64_t probes[SIGNATURE_KEYS], keys[SIGNATURE_KEYS];
    size_t near_a, near_b, n = signature_probes(a, probes, &near_a), m = signature_keys(b, keys, &near_b);
    for (size_t i = 0; i < n; i++) {
        SignatureWindow windows[SIGNATURE_WINDOWS];
        size_t n_windows = signature_windows(a, i < near_a, windows);
        for (size_t k = 0; k < m; k++) {
            int32_t day = signature_key_day(b, k < near_b);
            if (i < near_a && !signature_days_meet(a, b)) continue;
            for (size_t w = 0; w < n_windows && keys[k] == probes[i]; w++)
                if (day >= windows[w].from && day <= windows[w].to) return true;
        }
    }
    return false;
}

bool signature_may_meet(const Signature *a, const Signature *b) { return finds(a, b) || finds(b, a); }

/* ---- order ---- */

int signature_order(const Signature *a, const Signature *b) {
    if (a->exactness != b->exactness) return a->exactness < b->exactness ? -1 : 1;
    if (a->published != b->published) return a->published < b->published ? -1 : 1;
    if (a->document != b->document) return a->document < b->document ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

/* ---- bytes ----
 *
 *     0    u8 10 | u64 document | u32 number | i32 published | i32 day | u32 categories
 *    25    u8 exactness | category | aux | cameo | n_parties | n_words | n_topics | n_triggers | n_near | n_places | place_resolution | part | sequence | n_events | quoted |
 *          confidence | has_point
 *    42    u16 mode | u16 contexts | i16 lat | i16 lon | char country[4] | u32 places[3] | u32 numbers[4]
 *    82    u64 meanings[2] | u16 triggers[4] | u16 openings[4]
 *   114    { char label[8]; u16 name; u8 side; u8 kind; u8 certainty } [n_parties] | u16 words[n_words] | u16 near[n_near] | u16 topics[n_topics] | u16 story[6] | u64 sense[3]
 *
 * Format 9 ended before the sense.
 * Format 8 ended before the story: it was the rarest four of the topics.
 * Numbers are little-endian. Derived values, the range of days and the rarity of words, are recomputed. */

enum { FORMAT = 10, FORMAT_WITHOUT_SENSE = 9, FORMAT_WITHOUT_STORY = 8, FIXED = 114, PARTY_BYTES = SIGNATURE_LABEL + 5 };
_Static_assert(FIXED + SIGNATURE_PARTIES * PARTY_BYTES + (SIGNATURE_WORDS + SIGNATURE_NEAR_WORDS + SIGNATURE_TOPICS + SIGNATURE_STORY) * sizeof(uint16_t) + MEANING_SENSE * sizeof(uint64_t) <= SIGNATURE_BYTES, "a signature as bytes has room");

size_t signature_write(const Signature *t, char out[SIGNATURE_BYTES]) {
    char *p = out;
    bytes_put8(&p, FORMAT);
    bytes_put64(&p, t->document);
    bytes_put32(&p, t->number);
    bytes_put32(&p, (uint32_t)t->published);
    bytes_put32(&p, (uint32_t)t->day);
    bytes_put32(&p, t->categories);
    const uint8_t small[] = {t->exactness, t->category,         t->aux,  t->cameo,    t->n_parties, t->n_words, t->n_topics,   t->n_triggers,
                             t->n_near, t->n_places,  t->place_resolution, t->part, t->sequence, t->n_events,  t->quoted,  t->confidence, t->has_point};
    p = (char *)memcpy(p, small, sizeof small) + sizeof small;
    bytes_put16(&p, t->mode);
    bytes_put16(&p, t->contexts);
    bytes_put16(&p, (uint16_t)t->lat);
    bytes_put16(&p, (uint16_t)t->lon);
    p = (char *)memcpy(p, t->country, sizeof t->country) + sizeof t->country;
    for (size_t i = 0; i < SIGNATURE_PLACES; i++) bytes_put32(&p, t->places[i]);
    for (size_t i = 0; i < SIGNATURE_NUMBERS; i++) bytes_put32(&p, t->numbers[i]);
    for (size_t i = 0; i < COUNT_OF(t->meanings); i++) bytes_put64(&p, t->meanings[i]);
    for (size_t i = 0; i < SIGNATURE_TRIGGERS; i++) bytes_put16(&p, t->triggers[i]);
    for (size_t i = 0; i < SIGNATURE_TRIGGERS; i++) bytes_put16(&p, t->openings[i]);
    for (size_t i = 0; i < t->n_parties; i++) {
        const SignatureParty *party = &t->parties[i];
        p = (char *)memcpy(p, party->label, SIGNATURE_LABEL) + SIGNATURE_LABEL;
        bytes_put16(&p, party->name);
        bytes_put8(&p, party->side);
        bytes_put8(&p, party->kind);
        bytes_put8(&p, party->certainty);
    }
    for (size_t i = 0; i < t->n_words; i++) bytes_put16(&p, t->words[i].hash);
    for (size_t i = 0; i < t->n_near; i++) bytes_put16(&p, t->near[i].hash);
    for (size_t i = 0; i < t->n_topics; i++) bytes_put16(&p, t->topics[i].hash);
    for (size_t i = 0; i < SIGNATURE_STORY; i++) bytes_put16(&p, t->story[i]);
    for (size_t i = 0; i < MEANING_SENSE; i++) bytes_put64(&p, t->sense[i]);
    return (size_t)(p - out);
}

static void read_fixed(const char *p, Signature *out) {
    p++;
    out->document = bytes_take64(&p);
    out->number = bytes_take32(&p);
    out->published = (int32_t)bytes_take32(&p);
    out->day = (int32_t)bytes_take32(&p);
    out->categories = bytes_take32(&p);
    uint8_t *const small[] = {&out->exactness, &out->category,         &out->aux,  &out->cameo,    &out->n_parties, &out->n_words, &out->n_topics,   &out->n_triggers,
                              &out->n_near, &out->n_places,  &out->place_resolution, &out->part, &out->sequence, &out->n_events,  &out->quoted,  &out->confidence, &out->has_point};
    for (size_t i = 0; i < COUNT_OF(small); i++) *small[i] = bytes_take8(&p);
    out->mode = bytes_take16(&p);
    out->contexts = bytes_take16(&p);
    out->lat = (int16_t)bytes_take16(&p);
    out->lon = (int16_t)bytes_take16(&p);
    memcpy(out->country, p, sizeof out->country);
    p += sizeof out->country;
    for (size_t i = 0; i < SIGNATURE_PLACES; i++) out->places[i] = bytes_take32(&p);
    for (size_t i = 0; i < SIGNATURE_NUMBERS; i++) out->numbers[i] = bytes_take32(&p);
    for (size_t i = 0; i < COUNT_OF(out->meanings); i++) out->meanings[i] = bytes_take64(&p);
    for (size_t i = 0; i < SIGNATURE_TRIGGERS; i++) out->triggers[i] = bytes_take16(&p);
    for (size_t i = 0; i < SIGNATURE_TRIGGERS; i++) out->openings[i] = bytes_take16(&p);
}

static void read_words(const char **p, SignatureWord *list, size_t n) {
    for (size_t i = 0; i < n; i++) {
        uint16_t hash = bytes_take16(p);
        list[i] = (SignatureWord){hash, model_rarity(hash)};
    }
}

/* The rarest topics, four at most. */
static void find_old_story(Signature *t) {
    enum { OLD_STORY = 4 };
    SignatureWord rare[OLD_STORY];
    size_t n = 0;
    for (size_t i = 0; i < t->n_topics; i++) {
        size_t at = n;
        while (at > 0 && rare[at - 1].rarity < t->topics[i].rarity) at--;
        if (at == OLD_STORY) continue;
        if (n < OLD_STORY) n++;
        memmove(&rare[at + 1], &rare[at], (n - at - 1) * sizeof *rare);
        rare[at] = t->topics[i];
    }
    for (size_t i = 0; i < n; i++) t->story[i] = rare[i].hash;
}

static bool has_room(const Signature *t, size_t n) {
    return t->n_parties <= SIGNATURE_PARTIES && t->n_words <= SIGNATURE_WORDS && t->n_topics <= SIGNATURE_TOPICS && t->n_triggers <= SIGNATURE_TRIGGERS && t->n_near <= SIGNATURE_NEAR_WORDS &&
           t->n_places <= SIGNATURE_PLACES && t->category < EVENT_COUNT && t->exactness <= EXACT_NOT &&
           n == FIXED + (size_t)t->n_parties * PARTY_BYTES + ((size_t)t->n_words + t->n_near + t->n_topics) * sizeof(uint16_t);
}

/* The format before version 8 of stores, after its format byte: no words next to triggers, no topics, camps instead of sectors.
 *
 *     0   u8 6 | u64 document | u32 number | i32 lo | i32 hi | i32 published | i32 day
 *    29   u8 exactness | category | aux | cameo | n_parties | n_words | n_places | place_resolution
 *    37   u16 mode | u16 contexts | char country[4] | u32 places[3] | u32 numbers[4]
 *    73   { char label[8]; u8 side; u8 camp; u16 name } [n_parties] | u16 words[n_words] */
enum { OLD_FORMAT = 6, OLD_FIXED = 73, OLD_PARTY_BYTES = SIGNATURE_LABEL + 4, OLD_WORDS = 24, NOT_TOLD = 50 };

static bool read_old(const char *p, size_t n, Signature *out) {
    const char *start = p++;
    if (n < OLD_FIXED) return false;
    out->document = bytes_take64(&p);
    out->number = bytes_take32(&p);
    p += 2 * sizeof(int32_t);
    out->published = (int32_t)bytes_take32(&p);
    out->day = (int32_t)bytes_take32(&p);
    uint8_t *const small[] = {&out->exactness, &out->category, &out->aux, &out->cameo, &out->n_parties, &out->n_words, &out->n_places, &out->place_resolution};
    for (size_t i = 0; i < COUNT_OF(small); i++) *small[i] = bytes_take8(&p);
    out->mode = bytes_take16(&p);
    out->contexts = bytes_take16(&p);
    memcpy(out->country, p, sizeof out->country);
    p += sizeof out->country;
    for (size_t i = 0; i < SIGNATURE_PLACES; i++) out->places[i] = bytes_take32(&p);
    for (size_t i = 0; i < SIGNATURE_NUMBERS; i++) out->numbers[i] = bytes_take32(&p);
    if (out->n_parties > SIGNATURE_PARTIES || out->n_words > OLD_WORDS || out->n_places > SIGNATURE_PLACES || out->category >= EVENT_COUNT || out->exactness > EXACT_NOT ||
        n != OLD_FIXED + (size_t)out->n_parties * OLD_PARTY_BYTES + out->n_words * sizeof(uint16_t))
        return false;
    out->categories = 1u << out->category, out->n_events = 1, out->confidence = NOT_TOLD;
    p = start + OLD_FIXED;
    for (size_t i = 0; i < out->n_parties; i++) {
        SignatureParty *party = &out->parties[i];
        memcpy(party->label, p, SIGNATURE_LABEL);
        p += SIGNATURE_LABEL;
        party->side = bytes_take8(&p);
        p++;
        party->name = bytes_take16(&p);
        party->certainty = 255, party->rarity = label_rarity(party->label);
    }
    read_words(&p, out->words, out->n_words);
    set_days(out);
    return true;
}

bool signature_read(const char *p, size_t n, Signature *out) {
    memset(out, 0, sizeof *out);
    if (n && *p == OLD_FORMAT) return read_old(p, n, out);
    if (n < FIXED || (*p != FORMAT && *p != FORMAT_WITHOUT_SENSE && *p != FORMAT_WITHOUT_STORY)) return false;
    bool with_sense = *p == FORMAT, with_story = with_sense || *p == FORMAT_WITHOUT_SENSE;
    size_t behind = (with_story ? sizeof out->story : 0) + (with_sense ? sizeof out->sense : 0);
    read_fixed(p, out);
    if (!has_room(out, n < behind ? 0 : n - behind)) return false;
    p += FIXED;
    for (size_t i = 0; i < out->n_parties; i++) {
        SignatureParty *party = &out->parties[i];
        memcpy(party->label, p, SIGNATURE_LABEL);
        p += SIGNATURE_LABEL;
        party->name = bytes_take16(&p);
        party->side = bytes_take8(&p);
        party->kind = bytes_take8(&p);
        party->certainty = bytes_take8(&p);
        party->rarity = label_rarity(party->label);
        if (party->kind >= SECTOR_COUNT) return false;
    }
    read_words(&p, out->words, out->n_words);
    read_words(&p, out->near, out->n_near);
    read_words(&p, out->topics, out->n_topics);
    if (!with_story) find_old_story(out);
    for (size_t i = 0; i < SIGNATURE_STORY && with_story; i++) out->story[i] = bytes_take16(&p);
    for (size_t i = 0; i < MEANING_SENSE && with_sense; i++) out->sense[i] = bytes_take64(&p);
    set_days(out);
    return true;
}
