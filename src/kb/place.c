/* place.c - finds the town that a name refers to. Of several towns of the same name it takes the one that the words next to it identify, else one in a state that
 * the article mentions, else the largest; and none if the name is more likely another word, or could equally well be elsewhere. */
#include "kb/place.h"

#include <math.h>
#include <stdlib.h>

#include "kb/kb.h"
#include "vocab/wording.h"

void place_open(Places *p, const Image *im) {
    size_t n_loose, n_names;
    p->rows = image_section(im, "place.rows", sizeof(PlaceRow), &p->n);
    p->loose = image_section(im, "place.loose", sizeof(PlaceLoose), &n_loose);
    p->names = image_section(im, "place.names", 1, &n_names);
    if (!p->rows || !p->loose || !p->names || n_loose != p->n) p->n = 0;
}

/* ---- keys ---- */

static char loose_letter(char c) {
    static const char from[] = "qcyjwvoez", to[] = "kkiiuuuis";
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : c;
}

/* Removes differences of transliteration from a word: doubled letters, h after a consonant and at the end, vowels of similar sound. */
static size_t loosen(const char *w, size_t n, char *out) {
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        char c = loose_letter(w[i]);
        bool h = c == 'h' && i > 0 && (i + 1 == n || !strchr("aeiou", w[i - 1]));
        if (h || (k && out[k - 1] == c)) continue;
        out[k++] = c;
    }
    return k;
}

/* Spells out common abbreviations in names: St. Joseph, Fort Worth. */
static void spell_out(UnitText *u) {
    int at = wording_place(WORDING_PLACE_SHORTS, (Slice){u->p, u->n});
    if (at < 0) return;
    const char *whole = strchr(wording[WORDING_PLACE_SHORTS].list[at], '=') + 1;
    u->n = (uint32_t)strlen(whole);
    memcpy(u->p, whole, u->n);
}

size_t place_key(Slice name, bool loose, char *out, size_t cap) {
    const char *at = name.p, *end = name.p + name.n;
    UnitText u;
    size_t n = 0;
    while (units_next(&at, end, &u)) {
        bool last = at >= end;
        spell_out(&u);
        if (wording_has(WORDING_THE, (Slice){u.p, u.n})) continue;
        if (loose && !last && wording_has(WORDING_PLACE_ARTICLES, (Slice){u.p, u.n})) continue;
        if (n + u.n + 1 > cap) return 0;
        if (n && !loose) out[n++] = ' ';
        n += loose ? loosen(u.p, u.n, out + n) : (size_t)(memcpy(out + n, u.p, u.n), u.n);
    }
    return n;
}

/* The rows of a name, by its exact or its loose key. */
typedef struct Rows {
    const Places *p;
    char key[LEX_WORD_MAX];
    size_t n, at; /* the length of the key; where the next row is looked for */
    uint32_t hash;
    bool loose;
} Rows;

static uint32_t hash_at(const Rows *r, size_t i) { return r->loose ? r->p->loose[i].hash : r->p->rows[i].hash; }

static Rows rows_of(const Places *p, Slice name, bool loose) {
    Rows r = {.p = p, .loose = loose};
    r.n = place_key(name, loose, r.key, sizeof r.key);
    r.hash = (uint32_t)hash_bytes(r.key, r.n);
    r.at = r.n ? FIRST_WHERE(i, p->n, hash_at(&r, i) >= r.hash) : p->n;
    return r;
}

/* One after another; NULL at the end. */
static const PlaceRow *next_row(Rows *r) {
    char own[LEX_WORD_MAX];
    while (r->at < r->p->n && hash_at(r, r->at) == r->hash) {
        const PlaceRow *row = &r->p->rows[r->loose ? r->p->loose[r->at].row : r->at];
        r->at++;
        if (place_key(slice_of(place_name(r->p, row)), r->loose, own, sizeof own) == r->n && !memcmp(own, r->key, r->n)) return row;
    }
    return NULL;
}

/* ---- choosing ---- */

static unsigned rank_of(const PlaceRow *row) { return row->rank & 3; }

static bool is_in(const PlaceRow *row, const PlaceHint *h) {
    return !strncmp(row->code, h->code, 3) && (!h->admin[0] || !strncmp(row->admin, h->admin, sizeof row->admin));
}

static float weight_of(const PlaceRow *row, const PlaceHint *h) {
    char code[4] = {row->code[0], row->code[1], row->code[2], 0};
    return h->weight ? h->weight(h->text, code) : 0;
}

/* On a scale like the population: ten times the population counts as much as being a capital. */
static float size_of(const PlaceRow *row) { return log10f((float)row->population + 100) + (float)rank_of(row) * 0.35f; }

static float score_of(const PlaceRow *row, const PlaceHint *h) {
    float w = weight_of(row, h);
    return size_of(row) + (h->code[0] && is_in(row, h) ? 100 : 0) + (w > 0 ? 2.0f + fminf(w, 6.0f) / 6.0f : 0);
}

/* Whether the chosen town is meant at all. `rival`: the score of the best one in another state. */
static bool is_meant(const PlaceRow *row, const PlaceHint *h, bool loose, float rival) {
    if (h->code[0]) return is_in(row, h);
    if (row->rank & PLACE_TIME) return false;
    bool doubtful = row->rank & PLACE_COMMON || h->name, told = weight_of(row, h) > 0;
    if (loose) return told && !doubtful && h->locative && (row->population >= 2000 || rank_of(row));
    if (told) return !doubtful || (h->locative && row->population >= 20000);
    unsigned least = doubtful ? 500000 : h->elsewhere ? 300000 : h->locative ? 50000 : 150000;
    bool great = row->population >= least || rank_of(row) == 3;
    return great && !(doubtful && !h->locative) && size_of(row) > rival + 0.5f;
}

static const PlaceRow *choose(const Places *p, Slice name, const PlaceHint *h, bool loose) {
    Rows rows = rows_of(p, name, loose), again = rows;
    const PlaceRow *best = NULL;
    float score = 0, rival = 0;
    if (rows.n < (loose ? 4u : 2u)) return NULL;
    for (const PlaceRow *row; (row = next_row(&rows));)
        if (!best || score_of(row, h) > score) best = row, score = score_of(row, h);
    for (const PlaceRow *row; best && (row = next_row(&again));)
        if (strncmp(row->code, best->code, 3) && size_of(row) > rival) rival = size_of(row);
    return best && is_meant(best, h, loose, rival) ? best : NULL;
}

const PlaceRow *place_find(const Places *p, Slice name, const PlaceHint *hint) {
    if (!p->n || name.n < 2) return NULL;
    const PlaceRow *row = choose(p, name, hint, false);
    return row ? row : choose(p, name, hint, true);
}

size_t place_namesakes(const Places *p, Slice name, const PlaceRow **out, size_t max) {
    Rows rows = rows_of(p, name, false);
    size_t n = 0;
    for (const PlaceRow *row; n < max && (row = next_row(&rows));) out[n++] = row;
    return n;
}

/* ---- by distance ---- */

float place_km(const PlaceRow *row, float lat, float lon) {
    float x = (lon - row->lon) * cosf((lat + row->lat) * 0.00872665f), y = lat - row->lat; /* degrees; half their sum in radians */
    return 111.2f * sqrtf(x * x + y * y);
}

const PlaceRow *place_near(const Places *p, Slice name, const char code[4], float lat, float lon, float km) {
    const PlaceRow *best = NULL;
    float distance = km;
    for (int loose = 0; loose < 2 && !best && p->n; loose++) {
        Rows rows = rows_of(p, name, loose);
        for (const PlaceRow *row; (row = next_row(&rows));) {
            if (strncmp(row->code, code, 3) || place_km(row, lat, lon) > distance) continue;
            best = row;
            distance = place_km(row, lat, lon);
        }
    }
    return best;
}
