/* signature.c - the events of one report in, what is compared of them out; and the comparison.
 *
 * What both tell and tell differently parts two reports, whatever else speaks for them: never is joined what differs in day and place. What is left is weighed:
 * parties, category, day, town, persons, numbers and words in common, each with a weight that was set by hand on tests/link/reports.txt. */
#include "link/signature.h"
#include "base/bytes.h"
#include "base/date.h"
#include "vocab/codebook.h"
#include "vocab/wording.h"

#include <ctype.h>
#include <stdlib.h>

enum { WORD_MIN = 3, NEWS_DAYS = 1, WORD_ROOM = 32 };

/* ---- days ---- */

/* The days on which it may have happened; nothing that has happened did so after it was published. */
static void set_days(Signature *t) {
    t->lo = t->day ? date_day_number(t->day) : 0;
    t->hi = t->exactness == EXACT_MONTH ? date_day_number(t->day + 100) - 1 : t->lo;
    if (t->exactness == EXACT_NEWS) t->lo -= NEWS_DAYS;
    if (t->published && !(t->aux & ATTACHE_FUTURE) && t->hi > t->published && t->lo <= t->published) t->hi = t->published;
}

/* ---- parties ---- */

void signature_label(const char *code, const char *sector, char out[SIGNATURE_LABEL]) {
    bool by_code = code[0] != 0;
    const char *from = by_code ? code : sector;
    size_t n = 0;
    for (; from[n] && n < SIGNATURE_LABEL - 1; n++) out[n] = by_code ? from[n] : (char)tolower((unsigned char)from[n]);
    memset(out + n, 0, SIGNATURE_LABEL - n);
}

/* Labels are filled up with zeros. */
static bool same_label(const char *a, const char *b) { return !memcmp(a, b, SIGNATURE_LABEL); }

static uint16_t short_hash(const char *p, size_t n) {
    uint16_t h = (uint16_t)(hash_bytes(p, n) >> 48);
    return h ? h : 1;
}

/* "Talgat Mukhtarov" and "Mukhtarov" are one: the last word, folded. */
static uint16_t name_hash(const char *name) {
    const char *last = strrchr(name, ' ');
    char folded[128];
    last = last ? last + 1 : name;
    size_t n = utf8_fold(last, strlen(last), folded, sizeof folded);
    return n ? short_hash(folded, n) : 0;
}

static void add_party(Signature *t, const attache_entity *e, uint8_t side) {
    SignatureParty p = {.side = side, .kind = sector_camps[sector_of(e->sector)], .name = name_hash(e->identifier)};
    signature_label(e->code, e->sector, p.label);
    if (!p.label[0]) return;
    if (actor_is_one[actor_of(p.label)]) p.name = 0; /* the code says it */
    for (size_t i = 0; i < t->n_parties; i++) {
        SignatureParty *q = &t->parties[i];
        if (!same_label(q->label, p.label) || q->side != side || (q->kind && p.kind && q->kind != p.kind)) continue;
        if (q->name && p.name && q->name != p.name) continue;
        if (!q->kind) q->kind = p.kind;
        if (!q->name) q->name = p.name;
        return;
    }
    if (t->n_parties < SIGNATURE_PARTIES) t->parties[t->n_parties++] = p;
}

/* ---- words ---- */

/* Without the endings in which reports of one thing differ: "shelled", "shelling", "exercises". */
static size_t stem(const char *w, size_t n) {
    const Wording *endings = &wording[WORDING_STEM_ENDINGS];
    for (size_t i = 0; i < endings->n; i++) {
        size_t k = strlen(endings->list[i]);
        if (n >= k + 4 && !memcmp(w + n - k, endings->list[i], k)) return n - k;
    }
    return n;
}

/* ---- sentences ---- */

/* A word that reports may have in common. */
typedef struct SignatureWord {
    uint32_t last; /* its last byte, from the start of the sentence */
    uint16_t hash;
} SignatureWord;

typedef struct SignatureText {
    uint32_t first, n; /* its words */
    bool made, day;    /* day: it names one */
} SignatureText;

/* What bytes are of words: letters, and all beyond ASCII. */
enum { LETTER = 1, BEYOND = 2 };
static const uint8_t byte_kinds[256] = {['A' ... 'Z'] = LETTER, ['a' ... 'z'] = LETTER, [0x80 ... 0xFF] = BEYOND};

static void add_word(SignatureTexts *texts, const char *start, size_t n, uint32_t last) {
    char word[WORD_ROOM];
    for (size_t i = 0; i < n; i++) word[i] = (char)((unsigned char)start[i] < 0x80 ? start[i] | 32 : start[i]);
    if (wording_has(WORDING_COMMON_WORDS, (Slice){word, n})) return;
    if (texts->n_words == texts->cap_words)
        texts->words = base_realloc(texts->words, (texts->cap_words = 2 * texts->cap_words + 256) * sizeof *texts->words);
    texts->words[texts->n_words++] = (SignatureWord){last, short_hash(word, stem(word, n))};
}

/* Whether any stretch of letters in a word that has more than letters names a day: "Monday\xe2\x80\x99s". */
static bool names_a_day(const char *p, size_t n) {
    for (const char *end = p + n; p < end; p++) {
        const char *start = p;
        while (p < end && byte_kinds[(unsigned char)*p] == LETTER) p++;
        if (p > start && wording_has(WORDING_DAY_NAMES, (Slice){start, (size_t)(p - start)})) return true;
    }
    return false;
}

static void make_text(SignatureTexts *texts, const char *text, SignatureText *out) {
    *out = (SignatureText){.first = (uint32_t)texts->n_words, .made = true};
    for (const char *p = text; *p;) {
        const char *start = p;
        unsigned kind, all = 0;
        while ((kind = byte_kinds[(unsigned char)*p])) all |= kind, p++;
        size_t n = (size_t)(p - start);
        p += *p != 0;
        if (n < WORD_MIN) continue;
        out->day |= all == LETTER ? wording_has(WORDING_DAY_NAMES, (Slice){start, n}) : names_a_day(start, n);
        if (n <= WORD_ROOM - 2) add_word(texts, start, n, (uint32_t)(start - text + (ptrdiff_t)n) - 1);
    }
    out->n = (uint32_t)texts->n_words - out->first;
}

/* The sentence of an event. */
static const SignatureText *text_of(SignatureTexts *texts, const attache_event *e) {
    if (e->sequence >= texts->n) {
        size_t n = 2 * (size_t)e->sequence + 16;
        texts->list = base_realloc(texts->list, n * sizeof *texts->list);
        memset(texts->list + texts->n, 0, (n - texts->n) * sizeof *texts->list);
        texts->n = n;
    }
    SignatureText *text = &texts->list[e->sequence];
    if (!text->made) make_text(texts, e->text, text);
    return text;
}

void signature_texts_free(SignatureTexts *texts) {
    free(texts->list);
    free(texts->words);
}

static Exactness exactness_of(const attache_event *e, int32_t day, int32_t published, SignatureTexts *texts) {
    if (!day) return EXACT_NOT;
    if (day % 10000 == 0) return EXACT_YEAR;
    if (day % 100 == 0) return EXACT_MONTH;
    return day != published || text_of(texts, e)->day ? EXACT_DAY : EXACT_NEWS;
}

/* Whether a byte of the event's part lies in the words of a party or of the deed: all reports of the like have these. */
static bool is_party_or_deed(const attache_event *e, uint32_t at) {
    for (size_t i = 0; i < e->n_actors; i++)
        if (at >= e->actors[i].start && at < e->actors[i].end) return true;
    for (size_t i = 0; i < e->n_recipients; i++)
        if (at >= e->recipients[i].start && at < e->recipients[i].end) return true;
    return at >= e->trigger_start && at < e->trigger_end;
}

static void add_words(Signature *t, const attache_event *e, SignatureTexts *texts) {
    const SignatureText *text = text_of(texts, e);
    for (uint32_t i = 0; i < text->n; i++) {
        const SignatureWord *w = &texts->words[text->first + i];
        if (is_party_or_deed(e, e->start + w->last)) continue;
        size_t at = 0;
        while (at < t->n_words && t->words[at] < w->hash) at++;
        if ((at < t->n_words && t->words[at] == w->hash) || t->n_words == SIGNATURE_WORDS) continue;
        memmove(&t->words[at + 1], &t->words[at], (t->n_words++ - at) * sizeof *t->words);
        t->words[at] = w->hash;
    }
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
}

static void add_numbers(Signature *t, const attache_event *e) {
    const char *const told[SIGNATURE_NUMBERS] = {e->size.dead, e->size.injured, e->size.arrested, e->size.participants};
    for (size_t i = 0; i < SIGNATURE_NUMBERS; i++) {
        uint32_t n = (uint32_t)strtoul(told[i], NULL, 10);
        if (n > t->numbers[i]) t->numbers[i] = n;
    }
}

/* ---- a report ---- */

uint8_t signature_family(const char *category) { return event_families[event_of(slice_of(category))]; }

/* The event that says most exactly when: the day of the report is its day. */
static const attache_event *most_exact(const attache_event *const *events, size_t n, int32_t published, SignatureTexts *texts, Exactness *out) {
    const attache_event *best = events[0];
    *out = exactness_of(best, date_day(best->date), published, texts);
    for (size_t i = 1; i < n; i++) {
        Exactness x = exactness_of(events[i], date_day(events[i]->date), published, texts);
        if (x < *out) *out = x, best = events[i];
    }
    return best;
}

/* The event that a report is filed under: the first of the body, since headlines are loose. */
static const attache_event *main_event(const attache_event *const *events, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (events[i]->part == ATTACHE_BODY) return events[i];
    return events[0];
}

void signature_make(const attache_event *const *events, size_t n, const char *published, uint64_t document, uint32_t number, SignatureTexts *texts,
                 Signature *out) {
    Exactness exactness;
    int32_t day = date_day(published);
    const attache_event *when = most_exact(events, n, day, texts, &exactness), *e = main_event(events, n);
    memset(out, 0, sizeof *out); /* padding too: it is stored */
    out->document = document, out->number = number;
    out->published = day ? date_day_number(day) : 0, out->day = date_day(when->date), out->exactness = (uint8_t)exactness;
    out->category = (uint8_t)event_of(slice_of(e->event)), out->aux = (uint8_t)e->aux;
    out->cameo = strlen(e->cameo) > 2 ? (uint8_t)(e->cameo[2] - '0') : 0;
    out->mode = e->n_modes ? short_hash(e->modes[0], strlen(e->modes[0])) : 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < events[i]->n_actors; k++) add_party(out, &events[i]->actors[k], 0);
        for (size_t k = 0; k < events[i]->n_recipients; k++) add_party(out, &events[i]->recipients[k], 1);
        for (size_t k = 0; k < events[i]->n_contexts; k++)
            out->contexts |= (uint16_t)(1u << (hash_bytes(events[i]->contexts[k], strlen(events[i]->contexts[k])) & 15));
        add_words(out, events[i], texts);
        add_place(out, events[i]);
        add_numbers(out, events[i]);
    }
    set_days(out);
}

/* ---- finding ---- */

/* What a report may be found by: of one that names one party alone, of one that names several, of a pair of parties. */
enum { KEY_ALONE = 1, KEY_AMONG, KEY_PAIR };

/* Whether a label says who: a state or the like. Gunmen, protesters, companies are told apart by where they are and what they are called. */
static bool is_telling(const char *label) {
    ActorCode actor = actor_of(label);
    return label[0] >= 'A' && label[0] <= 'Z' && (!actor || actor_is_one[actor]);
}

typedef struct Keys {
    int64_t *list;
    size_t n;
    const Signature *of;
} Keys;

/* `where`: a town or a name that the key is narrowed by, or 0. */
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

/* A telling party, or pair, by itself; another one by each town and each name: signature_contradict wants one of them in common. */
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

size_t signature_keys(const Signature *t, int64_t out[SIGNATURE_KEYS]) { return t->exactness >= EXACT_YEAR ? 0 : keys_with(t, KEY_AMONG, out); }

/* One that names one party looks among those that name it alone and those that name it with others; one that names several, among those that name two of
 * them or one alone. So two reports find each other from either side, whichever comes first. */
size_t signature_probes(const Signature *t, int64_t out[SIGNATURE_KEYS]) {
    const char *labels[SIGNATURE_PARTIES];
    if (t->exactness >= EXACT_YEAR) return 0;
    Keys keys = {out, keys_with(t, KEY_ALONE, out), t};
    if (labels_of(t, labels) == 1) add_narrowed(&keys, KEY_AMONG, labels[0], NULL);
    return keys.n;
}

/* ---- contradictions ---- */

/* Deeds that parties do together or to each other: who is named first says nothing. */
static bool is_mutual(uint8_t category) { return category == EVENT_CONSULT || category == EVENT_AGREE || category == EVENT_SUPPORT || category == EVENT_COOPERATE; }

static bool are_mutual(const Signature *a, const Signature *b) { return is_mutual(a->category) || is_mutual(b->category); }

/* What two reports say about the label of a party: whether any party of it may be the same, and whether two have a name in common. */
typedef struct Meeting {
    bool kin, clash, named_alike, named_apart;
} Meeting;

static Meeting meet(const SignatureParty *p, const Signature *b, bool mutual) {
    Meeting m = {0};
    for (size_t i = 0; i < b->n_parties; i++) {
        const SignatureParty *q = &b->parties[i];
        if (!same_label(p->label, q->label) || (!mutual && p->side != q->side)) continue;
        bool other = p->kind && q->kind && p->kind != q->kind;
        m.kin |= !other, m.clash |= other;
        if (!p->name || !q->name) continue;
        m.named_alike |= p->name == q->name, m.named_apart |= p->name != q->name;
    }
    return m;
}

/* Two reports, and what becomes of each party of the first in the second. */
typedef struct Encounter {
    const Signature *a, *b;
    bool mutual;
    Meeting met[SIGNATURE_PARTIES];
} Encounter;

static void encounter(Encounter *e, const Signature *a, const Signature *b) {
    e->a = a, e->b = b, e->mutual = are_mutual(a, b);
    for (size_t i = 0; i < a->n_parties; i++) e->met[i] = meet(&a->parties[i], b, e->mutual);
}

static size_t count_side(const Signature *t, uint8_t side) {
    size_t n = 0;
    for (size_t i = 0; i < t->n_parties; i++) n += t->parties[i].side == side;
    return n;
}

/* Labels of the first that the second has too, on that side (2: any). */
static size_t shared(const Encounter *e, uint8_t side) {
    const SignatureParty *parties = e->a->parties;
    size_t n = 0;
    for (size_t i = 0; i < e->a->n_parties; i++) {
        bool again = false;
        if ((side < 2 && parties[i].side != side) || !e->met[i].kin) continue;
        for (size_t k = 0; k < i; k++) /* of two parties of one label one alone may be kin: the same from either side */
            again |= same_label(parties[k].label, parties[i].label) && (side == 2 || parties[k].side == side) && e->met[k].kin;
        n += !again;
    }
    return n;
}

/* Whether one says who, in words that the other has too: a telling label or a name. */
static bool shares_somebody(const Encounter *e) {
    for (size_t i = 0; i < e->a->n_parties; i++)
        if (e->met[i].named_alike || (e->met[i].kin && is_telling(e->a->parties[i].label))) return true;
    return false;
}

/* 0: they do not go together; 1: what one leaves out is no contradiction; 2: both sides are the same. */
static int parties_agree(const Encounter *e) {
    const Signature *a = e->a, *b = e->b;
    if (!shares_somebody(e) && !(a->n_places && b->n_places)) return 0;
    if (e->mutual) {
        const char *labels[SIGNATURE_PARTIES];
        size_t n = labels_of(a, labels), m = labels_of(b, labels), s = shared(e, 2);
        return n > 1 && m > 1 ? (s > 1 ? 2 : 0) : s ? 1 : 0;
    }
    size_t actors = shared(e, 0), recipients = shared(e, 1);
    bool both_act = count_side(a, 0) && count_side(b, 0), both_suffer = count_side(a, 1) && count_side(b, 1);
    if ((both_act && !actors) || (both_suffer && !recipients)) return 0;
    if (actors && recipients) return 2;
    /* nobody is acted upon in either: a march is told in full without */
    if (actors && !count_side(a, 1) && !count_side(b, 1)) return 2;
    return actors || recipients ? 1 : 0;
}

/* Two persons of one state who have different names have met different people. */
static bool names_contradict(const Encounter *e) {
    const Signature *a = e->a;
    if (a->category != EVENT_CONSULT || e->b->category != EVENT_CONSULT) return false;
    for (size_t i = 0; i < a->n_parties; i++) {
        bool alike = false, apart = false;
        for (size_t k = 0; k < a->n_parties; k++) {
            if (!same_label(a->parties[k].label, a->parties[i].label)) continue;
            alike |= e->met[k].named_alike, apart |= e->met[k].named_apart;
        }
        if (apart && !alike) return true;
    }
    return false;
}

static bool places_contradict(const Signature *a, const Signature *b) {
    if (a->country[0] && b->country[0] && strcmp(a->country, b->country) != 0) return true;
    if (!a->n_places || !b->n_places) return false;
    for (size_t i = 0; i < a->n_places; i++)
        for (size_t k = 0; k < b->n_places; k++)
            if (a->places[i] == b->places[k]) return false;
    return true;
}

/* What parties_agree says of two that do not contradict each other, else 0. */
static int agree(const Signature *a, const Signature *b, Encounter *e) {
    if (event_families[a->category] != event_families[b->category] || signature_modality_apart(a->aux, b->aux, (Exactness)a->exactness, (Exactness)b->exactness))
        return 0;
    if (a->exactness >= EXACT_YEAR || b->exactness >= EXACT_YEAR) return 0;
    if (a->lo > b->hi || b->lo > a->hi || places_contradict(a, b)) return 0;
    encounter(e, a, b);
    int parties = parties_agree(e);
    return parties && !names_contradict(e) ? parties : 0;
}

bool signature_contradict(const Signature *a, const Signature *b) {
    Encounter e;
    return !agree(a, b, &e);
}

/* ---- weighing ---- */

/* 90 is: both parties, the category and the day, of a deed that is not frequent; of one that is, a town or words in common too. */
enum { ENOUGH = 90, IN_COMMON = 20, ALIKE = 5, NUMBER_ALIKE = 15 };

/* Eight words at a time (GNU C's vectors), each of the one against all of the other: where two sorted lists meet cannot be foretold, and a branch that goes
 * wrong costs more than to look at all. Places that are not filled are 0, which no word is. */
typedef uint16_t Eight __attribute__((vector_size(16)));
enum { EIGHTS = SIGNATURE_WORDS / 8 };

static int words_in_common(const uint16_t a[SIGNATURE_WORDS], const uint16_t b[SIGNATURE_WORDS], size_t n_b) {
    Eight words[EIGHTS], met = {0};
    int n = 0;
    memcpy(words, a, sizeof words);
    for (size_t i = 0; i < n_b; i++) {
        for (size_t k = 0; k < EIGHTS; k++) met -= (Eight)(words[k] == b[i]);
    }
    for (size_t i = 0; i < 8; i++) n += met[i];
    return n;
}

static bool place_in_common(const Signature *a, const Signature *b) { return a->n_places && b->n_places; } /* they do not contradict */

static bool name_in_common(const Encounter *e) {
    for (size_t i = 0; i < e->a->n_parties; i++)
        if (e->met[i].named_alike) return true;
    return false;
}

/* Numbers that both tell: alike speaks for one happening; twice as much against it. */
static int weigh_numbers(const Signature *a, const Signature *b) {
    int weight = 0;
    for (size_t i = 0; i < SIGNATURE_NUMBERS; i++) {
        uint32_t x = a->numbers[i], y = b->numbers[i];
        if (!x || !y) continue;
        weight += x == y ? NUMBER_ALIKE : x > 3 * y || y > 3 * x ? -30 : x > 2 * y || y > 2 * x ? -10 : 5;
    }
    return weight;
}

static int weight_of_days(int worst, bool same_day) {
    if (worst == EXACT_DAY) return 20;
    if (worst == EXACT_NEWS) return same_day ? 12 : 0; /* the day after, or a day earlier by hearsay */
    return -10;
}

static int weight_of_words(int common, int n, int m) {
    int fewer = n < m ? n : m;
    if (!n && !m) return 20; /* neither says more than who did what */
    return fewer ? common * 8 + 30 * common / fewer : 0;
}

static int weight_of_parties(int agreed) { return agreed == 2 ? 30 : 10; }

static int weight_of_kind(bool same_category, bool frequent) { return (same_category ? 20 : 0) + (frequent ? 0 : 20); }

/* Deeds that two parties do to each other more than once a day; all others are likely to be one if day and parties are the same. */
static bool is_frequent(const Signature *t) {
    return t->category == EVENT_ACCUSE || t->category == EVENT_REQUEST || t->category == EVENT_ASSAULT || t->category == EVENT_COERCE;
}

int signature_same(const Signature *a, const Signature *b) {
    Encounter e;
    int parties = agree(a, b, &e);
    if (!parties) return 0;
    int weight = weight_of_parties(parties) + weight_of_kind(a->category == b->category, is_frequent(a) || is_frequent(b));
    if (a->category == b->category && a->category != EVENT_CONSULT && a->cameo && b->cameo) weight += a->cameo == b->cameo ? ALIKE : -10;
    if (a->mode && b->mode && a->category != EVENT_CONSULT) weight += a->mode == b->mode ? ALIKE : -10;
    weight += weight_of_days(a->exactness > b->exactness ? a->exactness : b->exactness, a->day == b->day);
    weight += weigh_numbers(a, b) + weight_of_words(words_in_common(a->words, b->words, b->n_words), a->n_words, b->n_words);
    weight += place_in_common(a, b) ? IN_COMMON : 0;
    weight += name_in_common(&e) ? IN_COMMON : 0;
    weight += a->contexts & b->contexts ? ALIKE : 0;
    return weight >= ENOUGH ? weight : 0;
}

/* ---- at one look ---- */

static uint32_t bit_of(const void *p, size_t n) { return 1u << (hash_bytes(p, n) >> 59); }

SignatureBrief signature_brief(const Signature *t) {
    SignatureBrief b = {.lo = t->lo,
                    .hi = t->hi,
                    .day = t->day,
                    .aux = t->aux,
                    .family = event_families[t->category],
                    .category = t->category,
                    .exactness = t->exactness,
                    .contexts = t->contexts,
                    .n_words = t->n_words,
                    .mutual = is_mutual(t->category),
                    .timeless = t->exactness >= EXACT_YEAR,
                    .frequent = is_frequent(t)};
    for (size_t i = 0; i < t->n_parties; i++) {
        *(t->parties[i].side ? &b.recipients : &b.actors) |= bit_of(t->parties[i].label, SIGNATURE_LABEL);
        if (t->parties[i].name) b.names |= 1u << (t->parties[i].name & 31);
    }
    for (size_t i = 0; i < t->n_places; i++) b.places |= bit_of(&t->places[i], sizeof t->places[i]);
    for (size_t i = 0; i < t->n_words; i++) {
        uint64_t bit = (uint64_t)1 << (t->words[i] & 63);
        b.words_hidden += (b.word_bits & bit) != 0;
        b.word_bits |= bit;
    }
    memcpy(b.words, t->words, sizeof b.words);
    for (size_t i = 0; i < SIGNATURE_NUMBERS; i++) b.numbers |= (uint8_t)((t->numbers[i] != 0) << i);
    memcpy(&b.country, t->country, sizeof b.country);
    return b;
}

/* Bits that are set (Hacker's Delight, figure 5-2): the processor's own instruction is not on all that we run on. */
static int count_bits(uint64_t x) {
    x -= x >> 1 & 0x5555555555555555u;
    x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
    return (int)(((x + (x >> 4)) & 0x0F0F0F0F0F0F0F0Fu) * 0x0101010101010101u >> 56);
}

/* The most that signature_same may find, but for what words add. */
static int most(const SignatureBrief *a, const SignatureBrief *b) {
    bool one_leaves_out =
        !a->actors != !b->actors || !a->recipients != !b->recipients; /* a side that the other has: no pair of theirs can be the same on both */
    int weight = weight_of_parties(one_leaves_out && !a->mutual && !b->mutual ? 1 : 2) +
                 weight_of_kind(a->category == b->category, a->frequent || b->frequent) + 2 * ALIKE;
    weight += weight_of_days(a->exactness > b->exactness ? a->exactness : b->exactness, a->day == b->day);
    weight += NUMBER_ALIKE * count_bits(a->numbers & b->numbers);
    return weight + (a->places && b->places ? IN_COMMON : 0) + (a->names & b->names ? IN_COMMON : 0) + (a->contexts & b->contexts ? ALIKE : 0);
}

/* By their bits first, of which two reports have some in common by chance. */
bool signature_too_little(const SignatureBrief *a, const SignatureBrief *b) {
    int hidden = a->words_hidden < b->words_hidden ? a->words_hidden : b->words_hidden, fewer = a->n_words < b->n_words ? a->n_words : b->n_words;
    int without = most(a, b), common = count_bits(a->word_bits & b->word_bits) + hidden;
    if (without + weight_of_words(common < fewer ? common : fewer, a->n_words, b->n_words) < ENOUGH) return true;
    return without + weight_of_words(words_in_common(a->words, b->words, b->n_words), a->n_words, b->n_words) < ENOUGH;
}

/* ---- order ---- */

int signature_order(const Signature *a, const Signature *b) {
    if (a->exactness != b->exactness) return a->exactness < b->exactness ? -1 : 1;
    if (a->published != b->published) return a->published < b->published ? -1 : 1;
    if (a->document != b->document) return a->document < b->document ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

/* ---- bytes ----
 *
 *     0   u64 document | u32 number | i32 lo | i32 hi | i32 published | i32 day
 *    28   u8 exactness | u8 category | u8 aux | u8 cameo | u8 n_parties | u8 n_words | u8 n_places | u8 place_resolution
 *    36   u16 mode | u16 contexts | char country[4] | u32 places[3] | u32 numbers[4]
 *    72   { char label[8]; u8 side; u8 kind; u16 name } [n_parties] | u16 words[n_words]
 *
 * Numbers are little-endian. */

enum { FIXED = 72, PARTY_BYTES = SIGNATURE_LABEL + 4 };
_Static_assert(FIXED + SIGNATURE_PARTIES * PARTY_BYTES + SIGNATURE_WORDS * sizeof(uint16_t) <= SIGNATURE_BYTES, "a signature as bytes has room");

size_t signature_write(const Signature *t, char out[SIGNATURE_BYTES]) {
    char *p = out;
    bytes_put64(&p, t->document);
    bytes_put32(&p, t->number);
    const int32_t days[] = {t->lo, t->hi, t->published, t->day};
    for (size_t i = 0; i < COUNT_OF(days); i++) bytes_put32(&p, (uint32_t)days[i]);
    const uint8_t small[] = {t->exactness, t->category, t->aux, t->cameo, t->n_parties, t->n_words, t->n_places, t->place_resolution};
    p = (char *)memcpy(p, small, sizeof small) + sizeof small;
    bytes_put16(&p, t->mode);
    bytes_put16(&p, t->contexts);
    p = (char *)memcpy(p, t->country, sizeof t->country) + sizeof t->country;
    for (size_t i = 0; i < SIGNATURE_PLACES; i++) bytes_put32(&p, t->places[i]);
    for (size_t i = 0; i < SIGNATURE_NUMBERS; i++) bytes_put32(&p, t->numbers[i]);
    for (size_t i = 0; i < t->n_parties; i++) {
        const SignatureParty *party = &t->parties[i];
        p = (char *)memcpy(p, party->label, SIGNATURE_LABEL) + SIGNATURE_LABEL;
        bytes_put8(&p, party->side);
        bytes_put8(&p, party->kind);
        bytes_put16(&p, party->name);
    }
    for (size_t i = 0; i < t->n_words; i++) bytes_put16(&p, t->words[i]);
    return (size_t)(p - out);
}

static void read_fixed(const char *p, Signature *out) {
    out->document = bytes_take64(&p);
    out->number = bytes_take32(&p);
    int32_t *const days[] = {&out->lo, &out->hi, &out->published, &out->day};
    for (size_t i = 0; i < COUNT_OF(days); i++) *days[i] = (int32_t)bytes_take32(&p);
    uint8_t *const small[] = {&out->exactness, &out->category, &out->aux, &out->cameo, &out->n_parties, &out->n_words, &out->n_places, &out->place_resolution};
    for (size_t i = 0; i < COUNT_OF(small); i++) *small[i] = bytes_take8(&p);
    out->mode = bytes_take16(&p);
    out->contexts = bytes_take16(&p);
    memcpy(out->country, p, sizeof out->country);
    p += sizeof out->country;
    for (size_t i = 0; i < SIGNATURE_PLACES; i++) out->places[i] = bytes_take32(&p);
    for (size_t i = 0; i < SIGNATURE_NUMBERS; i++) out->numbers[i] = bytes_take32(&p);
}

bool signature_read(const char *p, size_t n, Signature *out) {
    if (n < FIXED) return false;
    memset(out, 0, sizeof *out);
    read_fixed(p, out);
    if (out->n_parties > SIGNATURE_PARTIES || out->n_words > SIGNATURE_WORDS || out->n_places > SIGNATURE_PLACES || out->category >= EVENT_COUNT ||
        n != FIXED + (size_t)out->n_parties * PARTY_BYTES + out->n_words * sizeof *out->words)
        return false;
    p += FIXED;
    for (size_t i = 0; i < out->n_parties; i++) {
        SignatureParty *party = &out->parties[i];
        memcpy(party->label, p, SIGNATURE_LABEL);
        p += SIGNATURE_LABEL;
        party->side = bytes_take8(&p);
        party->kind = bytes_take8(&p);
        party->name = bytes_take16(&p);
    }
    for (size_t i = 0; i < out->n_words; i++) out->words[i] = bytes_take16(&p);
    return true;
}
