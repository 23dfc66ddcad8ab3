/* digest.c - makes the digests of events and happenings from their rows, block by block: what was touched is made anew, the other rows of its block are read from the block. */
#include "store/digest.h"

#include <math.h>
#include <stdlib.h>

#include "base/map.h"
#include "store/dyads.h"
#include "store/interner.h"

enum { EVENT, HAPPENING, KINDS };

/* The columns of both: those of the pair of anybody with anybody, the place, the numbers, and what only one of them has. */
#define COLUMNS(place) " x.category, x.aux, x.confidence, x.mode, x.contexts, x.score, x.cameo, of.country, " place ", of.dead, of.injured, of.arrested, "
#define POINT "of.lat IS NOT NULL AND of.resolution > 1, of.lat, of.lon"
#define PAIR(table, id) " CROSS JOIN " table " x ON x.actor = '*' AND x.recipient = '*' AND x.day = of.day AND x." id " = of.id WHERE of.id BETWEEN ?1 AND ?2 ORDER BY of.id"
/* clang-format off */
static const struct {
    const char *rows, *parties, *block, *keep, *drop, *next, *empty, *count;
} kinds[KINDS] = {
    [EVENT] = {"SELECT of.id, of.day," COLUMNS("iif(of.resolved_place = '', of.place, of.resolved_place)") "(SELECT h.sources FROM report r JOIN happening h ON h.id = r.happening WHERE r.id = of.report), " POINT ", of.document, d.source "
               "FROM event of CROSS JOIN document d ON d.id = of.document" PAIR("dyad_event", "event"),
               "SELECT event, side, entity, named FROM party WHERE event BETWEEN ?1 AND ?2 ORDER BY event, side, place",
               "SELECT rows FROM event_digest WHERE id = ?1", "INSERT OR REPLACE INTO event_digest VALUES (?1, ?2, ?3, ?4)", "DELETE FROM event_digest WHERE id = ?1",
               "SELECT min(id) FROM event WHERE id >= ?1", "DELETE FROM event_digest", "SELECT count(*) FROM event_digest"},
    [HAPPENING] = {"SELECT of.id, of.day," COLUMNS("of.place") "x.sources, " POINT " FROM happening of" PAIR("dyad_happening", "happening"),
                   "SELECT happening, side, entity, named FROM happening_party WHERE happening BETWEEN ?1 AND ?2 ORDER BY happening, side, place",
                   "SELECT rows FROM happening_digest WHERE id = ?1", "INSERT OR REPLACE INTO happening_digest VALUES (?1, ?2, ?3, ?4)", "DELETE FROM happening_digest WHERE id = ?1",
                   "SELECT min(id) FROM happening WHERE id >= ?1", "DELETE FROM happening_digest", "SELECT count(*) FROM happening_digest"},
};
static const char reports_sql[] = "SELECT r.happening, r.document, d.source FROM report r CROSS JOIN document d ON d.id = r.document WHERE r.happening BETWEEN ?1 AND ?2 ORDER BY 1, 2";
static const char entity_sql[] = "SELECT code, sector, key, name FROM entity WHERE id = ?1";
#define ENDS(number) "min(CAST(nullif(e." number ", '') AS INTEGER)), max(CAST(nullif(e." number ", '') AS INTEGER))"
static const char numbers_sql[] = "SELECT " ENDS("dead") ", " ENDS("injured") ", " ENDS("arrested") " FROM report r CROSS JOIN event e ON e.report = r.id WHERE r.happening = ?1";
/* clang-format on */

typedef struct Touched {
    int64_t *ids;
    size_t n, cap;
} Touched;

/* Statements of one kind, by the fields of `kinds`. */
typedef struct Kind {
    sqlite3_stmt *rows, *parties, *block, *keep, *drop, *next;
    Touched touched;
} Kind;

/* What is known of an entity. */
typedef struct Party {
    char code[8], sector[8], key[ACTOR_KEY];
    uint32_t term; /* of its key, however long */
    uint32_t name; /* as in DIGEST_NAMED; 0: none */
} Party;

/* A row in memory. */
typedef struct Row {
    uint64_t scalars[DIGEST_SCALARS]; /* that of the score is set when the block is written */
    double score;
    uint32_t *lists[DIGEST_LISTS], n[DIGEST_LISTS];
    uint64_t numbers[DIGEST_NUMBERS][3];
} Row;

/* One in the making. */
typedef struct Draft {
    DyadSide sides[2];
    uint32_t lists[DIGEST_LISTS][DIGEST_LIST_MAX];
    Row row;
} Draft;

struct Digest {
    Store *store;
    Kind kinds[KINDS];
    sqlite3_stmt *reports, *entity, *numbers; /* reports: of a range of happenings */
    int reports_code;
    Interner terms;
    Map party_at; /* by the number of an entity: index + 1 */
    Party *parties;
    size_t n_parties, cap_parties;
    Draft draft;
    Arena arena; /* of the rows of a block */
    Row *rows;
    size_t n_rows, cap_rows;
    Buf block; /* its bytes */
    uint64_t *values; /* of a column */
    size_t cap_values;
};

/* ---- opening ---- */

static attache_status open_kind(Store *s, int kind, Kind *k) {
    FORWARD_IF_ERROR(store_prepare(s, kinds[kind].rows, &k->rows));
    FORWARD_IF_ERROR(store_prepare(s, kinds[kind].parties, &k->parties));
    FORWARD_IF_ERROR(store_prepare(s, kinds[kind].block, &k->block));
    FORWARD_IF_ERROR(store_prepare(s, kinds[kind].keep, &k->keep));
    FORWARD_IF_ERROR(store_prepare(s, kinds[kind].drop, &k->drop));
    return store_prepare(s, kinds[kind].next, &k->next);
}

attache_status digest_open(Store *s, Digest **out) {
    Digest *d = *out = base_zalloc(sizeof *d);
    d->store = s;
    arena_init(&d->arena);
    for (int i = 0; i < KINDS; i++) FORWARD_IF_ERROR(open_kind(s, i, &d->kinds[i]));
    FORWARD_IF_ERROR(store_prepare(s, reports_sql, &d->reports));
    FORWARD_IF_ERROR(store_prepare(s, entity_sql, &d->entity));
    FORWARD_IF_ERROR(store_prepare(s, numbers_sql, &d->numbers));
    return interner_open(&d->terms, s, "SELECT id FROM term WHERE text = ?1", "SELECT max(id) FROM term", "INSERT OR FAIL INTO term (id, text)", 1);
}

void digest_close(Digest *d) {
    if (!d) return;
    for (int i = 0; i < KINDS; i++) {
        const Kind *k = &d->kinds[i];
        sqlite3_stmt *const all[] = {k->rows, k->parties, k->block, k->keep, k->drop, k->next};
        for (size_t n = 0; n < COUNT_OF(all); n++) sqlite3_finalize(all[n]);
        free(k->touched.ids);
    }
    sqlite3_finalize(d->reports);
    sqlite3_finalize(d->entity);
    sqlite3_finalize(d->numbers);
    interner_close(&d->terms);
    map_free(&d->party_at);
    free(d->parties);
    arena_free(&d->arena);
    buf_free(&d->block);
    free(d->values);
    free(d);
}

attache_status digest_begin(Digest *d) { return interner_begin(&d->terms); }

void digest_touch(Digest *d, bool happening, int64_t id) {
    Touched *t = &d->kinds[happening ? HAPPENING : EVENT].touched;
    if (t->n == t->cap) t->ids = base_realloc(t->ids, (t->cap = 2 * t->cap + 1024) * sizeof *t->ids);
    t->ids[t->n++] = id;
}

void digest_forget(Digest *d) {
    if (!d) return;
    for (int i = 0; i < KINDS; i++) d->kinds[i].touched.n = 0;
    interner_clear(&d->terms);
    map_clear(&d->party_at);
    d->n_parties = 0;
}

/* ---- a row ---- */

static attache_status term_of(Digest *d, const char *text, uint32_t *out) {
    int64_t id;
    FORWARD_IF_ERROR(interner_id(&d->terms, &text, &id));
    *out = (uint32_t)id;
    return ATTACHE_OK;
}

/* Who has a key with ':' is a body. */
static attache_status name_of(Digest *d, const char *key, const char *name, uint32_t *out) {
    FORWARD_IF_ERROR(term_of(d, name, out));
    *out = 2 * *out + (strchr(key, ':') ? DIGEST_BODY : 0);
    return ATTACHE_OK;
}

static attache_status find_party(Digest *d, int64_t entity, const Party **out) {
    uint64_t *at = map_put(&d->party_at, (uint64_t)entity);
    if (*at) return *out = &d->parties[*at - 1], ATTACHE_OK;
    if (d->n_parties == d->cap_parties) d->parties = base_realloc(d->parties, (d->cap_parties = 2 * d->cap_parties + 256) * sizeof *d->parties);
    Party *p = &d->parties[d->n_parties++];
    *at = d->n_parties;
    *p = (Party){.code = ""};
    *out = p;
    sqlite3_bind_int64(d->entity, 1, entity);
    bool there = sqlite3_step(d->entity) == SQLITE_ROW;
    if (there) {
        snprintf(p->code, sizeof p->code, "%s", store_text(d->entity, 0));
        snprintf(p->sector, sizeof p->sector, "%s", store_text(d->entity, 1));
        snprintf(p->key, sizeof p->key, "%s", store_text(d->entity, 2));
    }
    attache_status status = term_of(d, there ? store_text(d->entity, 2) : "", &p->term);
    if (status == ATTACHE_OK && there && *store_text(d->entity, 3)) status = name_of(d, p->key, store_text(d->entity, 3), &p->name);
    sqlite3_reset(d->entity);
    return status;
}

static void add_to(Draft *draft, int list, uint32_t item) {
    if (draft->row.n[list] < digest_list_max(list)) draft->lists[list][draft->row.n[list]++] = item;
}

/* The parties of a row, from a statement that lists those of a range of numbers and stands at its first row, if it has one. */
static attache_status add_parties(Digest *d, Draft *draft, sqlite3_stmt *parties, int *code, int64_t id) {
    for (; *code == SQLITE_ROW && sqlite3_column_int64(parties, 0) <= id; *code = sqlite3_step(parties)) {
        const Party *party;
        int side = sqlite3_column_int(parties, 1);
        bool named = sqlite3_column_int(parties, 3) != 0;
        if (sqlite3_column_int64(parties, 0) < id || (side > 1 && !named)) continue;
        FORWARD_IF_ERROR(find_party(d, sqlite3_column_int64(parties, 2), &party));
        if (named && party->name) add_to(draft, DIGEST_NAMED, party->name);
        if (side > 1) continue;
        dyads_add_party(&draft->sides[side], party->code, party->sector, party->key);
        add_to(draft, side ? DIGEST_RECIPIENT_KEYS : DIGEST_ACTOR_KEYS, party->term);
    }
    return ATTACHE_OK;
}

static attache_status add_label(Digest *d, Draft *draft, int list, const char *label) {
    uint32_t term;
    FORWARD_IF_ERROR(term_of(d, label, &term));
    term = 2 * term + (strlen(label) == 3);
    for (uint32_t i = 0; i < draft->row.n[list]; i++)
        if (draft->lists[list][i] == term) return ATTACHE_OK;
    add_to(draft, list, term);
    return ATTACHE_OK;
}

/* Under which labels it is filed with anybody, as actor and as recipient. */
static attache_status add_labels(Digest *d, Draft *draft) {
    bool mutual = dyads_are_mutual(&draft->sides[0], &draft->sides[1]);
    if (mutual) draft->row.scalars[DIGEST_FLAGS] |= DIGEST_MUTUAL;
    for (int side = 0; side < 2; side++) {
        const DyadSide *of = &draft->sides[mutual ? 0 : side];
        for (size_t i = 0; i < of->n; i++)
            for (size_t k = 0; k < of->list[i].n; k++) FORWARD_IF_ERROR(add_label(d, draft, side ? DIGEST_RECIPIENTS : DIGEST_ACTORS, of->list[i].labels[k].s));
    }
    return ATTACHE_OK;
}

/* "NGA.REB" */
static bool is_sector(const Label *l) { return strlen(l->s) > 4 && l->s[3] == '.'; }

static bool has_sector(const DyadSide *side) {
    for (size_t i = 0; i < side->n; i++)
        for (size_t k = 0; k < side->list[i].n; k++)
            if (is_sector(&side->list[i].labels[k])) return true;
    return false;
}

static attache_status add_pair_within(Digest *d, Draft *draft, const Pair *pair) {
    uint32_t a, b;
    const uint32_t *list = draft->lists[DIGEST_WITHIN], n = draft->row.n[DIGEST_WITHIN];
    FORWARD_IF_ERROR(term_of(d, pair->actor.s, &a));
    FORWARD_IF_ERROR(term_of(d, pair->recipient.s, &b));
    uint32_t lower = 2 * (a < b ? a : b), higher = 2 * (a < b ? b : a);
    for (uint32_t i = 0; i + 1 < n; i += 2)
        if (list[i] == lower && list[i + 1] == higher) return ATTACHE_OK;
    add_to(draft, DIGEST_WITHIN, lower);
    add_to(draft, DIGEST_WITHIN, higher);
    return ATTACHE_OK;
}

/* Which sectors of one state act on each other, in whichever direction. */
static attache_status add_within(Digest *d, Draft *draft) {
    Pair pairs[PAIRS_MAX];
    const DyadSide *sides = draft->sides;
    if (!has_sector(&sides[0]) || !has_sector(&sides[!dyads_are_mutual(&sides[0], &sides[1])])) return ATTACHE_OK;
    size_t n = dyads_pairs(&sides[0], &sides[1], pairs);
    for (size_t i = 0; i < n; i++)
        if (is_sector(&pairs[i].actor) && is_sector(&pairs[i].recipient) && !memcmp(pairs[i].actor.s, pairs[i].recipient.s, 3)) FORWARD_IF_ERROR(add_pair_within(d, draft, &pairs[i]));
    return ATTACHE_OK;
}

static uint64_t number_or_none(sqlite3_stmt *s, int column) { return sqlite3_column_type(s, column) == SQLITE_NULL ? 0 : (uint64_t)sqlite3_column_int64(s, column) + 1; }

/* The accepted numbers, and of a happening the lowest and highest that its reports give. */
static void add_numbers(Digest *d, Row *to, sqlite3_stmt *row, int kind, int64_t id) {
    uint64_t known = 0;
    for (int i = 0; i < DIGEST_NUMBERS; i++) {
        if (!store_text(row, 11 + i)[0]) continue;
        known |= (uint64_t)DIGEST_KNOWN << i;
        for (int k = 0; k < 3; k++) to->numbers[i][k] = (uint64_t)sqlite3_column_int64(row, 11 + i) + 1;
    }
    to->scalars[DIGEST_FLAGS] |= known;
    if (!known || kind == EVENT) return;
    sqlite3_bind_int64(d->numbers, 1, id);
    if (sqlite3_step(d->numbers) == SQLITE_ROW)
        for (int i = 0; i < DIGEST_NUMBERS; i++) to->numbers[i][1] = number_or_none(d->numbers, 2 * i), to->numbers[i][2] = number_or_none(d->numbers, 2 * i + 1);
    sqlite3_reset(d->numbers);
}

static void add_once(Draft *draft, int list, uint32_t item) {
    for (uint32_t i = 0; i < draft->row.n[list]; i++)
        if (draft->lists[list][i] == item) return;
    add_to(draft, list, item);
}

static void add_report(Draft *draft, int64_t document, int64_t publisher) {
    add_to(draft, DIGEST_DOCUMENTS, (uint32_t)document);
    add_once(draft, DIGEST_PUBLISHERS, (uint32_t)publisher);
}

/* The documents that report it, and their publishers, from a statement that lists those of a range of happenings. */
static void add_reports(Digest *d, Draft *draft, sqlite3_stmt *row, int kind, int64_t id) {
    int64_t last = 0; /* a document may have several reports */
    if (kind == EVENT) return add_report(draft, sqlite3_column_int64(row, 18), sqlite3_column_int64(row, 19));
    for (; d->reports_code == SQLITE_ROW && sqlite3_column_int64(d->reports, 0) <= id; d->reports_code = sqlite3_step(d->reports)) {
        int64_t document = sqlite3_column_int64(d->reports, 1);
        if (sqlite3_column_int64(d->reports, 0) < id || document == last) continue;
        add_report(draft, document, sqlite3_column_int64(d->reports, 2));
        last = document;
    }
}

static Row *new_row(Digest *d) {
    Row *row = VEC_PUSH(&d->arena, d->rows, d->n_rows, d->cap_rows);
    *row = (Row){.score = 0};
    return row;
}

/* Columns of the statement that are copied as they are. */
static void add_scalars(Row *row, sqlite3_stmt *s) {
    static const struct {
        int of, column;
    } copied[] = {{DIGEST_DAY, 1}, {DIGEST_CATEGORY, 2}, {DIGEST_AUX, 3}, {DIGEST_CONFIDENCE, 4}, {DIGEST_MODE, 5}, {DIGEST_CONTEXTS, 6}, {DIGEST_CAMEO, 8}, {DIGEST_SOURCES, 14}};
    for (size_t i = 0; i < COUNT_OF(copied); i++) row->scalars[copied[i].of] = (uint64_t)sqlite3_column_int64(s, copied[i].column);
    row->scalars[DIGEST_NUMBER] = (uint64_t)(sqlite3_column_int64(s, 0) % DIGEST_BLOCK);
    if (sqlite3_column_int(s, 15)) {
        row->scalars[DIGEST_FLAGS] = DIGEST_PLACED;
        for (int i = 0; i < 2; i++) row->scalars[DIGEST_LAT + i] = (uint64_t)digest_degrees(sqlite3_column_double(s, 16 + i));
    }
    row->score = sqlite3_column_double(s, 7);
}

static attache_status add_row(Digest *d, int kind, int *code) {
    Kind *k = &d->kinds[kind];
    Draft *draft = &d->draft;
    int64_t id = sqlite3_column_int64(k->rows, 0);
    uint32_t places[2];
    draft->sides[0] = draft->sides[1] = (DyadSide){0};
    draft->row = (Row){.score = 0};
    add_scalars(&draft->row, k->rows);
    FORWARD_IF_ERROR(add_parties(d, draft, k->parties, code, id));
    FORWARD_IF_ERROR(add_labels(d, draft));
    FORWARD_IF_ERROR(add_within(d, draft));
    for (int i = 0; i < 2; i++) FORWARD_IF_ERROR(term_of(d, store_text(k->rows, 9 + i), &places[i]));
    draft->row.scalars[DIGEST_COUNTRY] = places[0], draft->row.scalars[DIGEST_PLACE] = places[1];
    add_numbers(d, &draft->row, k->rows, kind, id);
    add_reports(d, draft, k->rows, kind, id);
    Row *row = new_row(d);
    *row = draft->row;
    for (int i = 0; i < DIGEST_LISTS; i++) row->lists[i] = memcpy(arena_alloc(&d->arena, row->n[i] * sizeof **row->lists + 1), draft->lists[i], row->n[i] * sizeof **row->lists);
    return ATTACHE_OK;
}

/* Adds the rows of the store from `first` to `last`. */
static attache_status add_range(Digest *d, int kind, int64_t first, int64_t last) {
    Kind *k = &d->kinds[kind];
    attache_status status = ATTACHE_OK;
    sqlite3_stmt *const lists[] = {k->rows, k->parties, d->reports};
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        sqlite3_bind_int64(lists[i], 1, first);
        sqlite3_bind_int64(lists[i], 2, last);
    }
    int code = sqlite3_step(k->parties);
    d->reports_code = kind == HAPPENING ? sqlite3_step(d->reports) : SQLITE_DONE;
    while (status == ATTACHE_OK && sqlite3_step(k->rows) == SQLITE_ROW) status = add_row(d, kind, &code);
    for (size_t i = 0; i < COUNT_OF(lists); i++) sqlite3_reset(lists[i]);
    return status;
}

static void begin_block(Digest *d) {
    arena_reset(&d->arena);
    d->rows = NULL;
    d->n_rows = d->cap_rows = 0;
}

/* ---- blocks ---- */

static int compare_ids(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* Sorts the numbers; each once. */
static void sort_touched(Touched *t) {
    size_t n = 0;
    if (t->n) qsort(t->ids, t->n, sizeof *t->ids, compare_ids);
    for (size_t i = 0; i < t->n; i++)
        if (!n || t->ids[n - 1] != t->ids[i]) t->ids[n++] = t->ids[i];
    t->n = n;
}

/* ---- reading ---- */

/* How many values a column may have: items that are all the same take no bytes. */
static bool is_length(const DigestBlock *b, int column, uint32_t n) {
    if (column < DIGEST_ITEMS) return n == b->n;
    return n <= DIGEST_BLOCK * (column < DIGEST_VALUES ? digest_list_max(column - DIGEST_ITEMS) : 3 * DIGEST_NUMBERS);
}

bool digest_open_block(const char *p, size_t n, int64_t block, DigestBlock *out) {
    if (n < 3 || block < 0 || block > INT64_MAX / DIGEST_BLOCK - 1) return false;
    const char *end = p + n;
    *out = (DigestBlock){.first = block * DIGEST_BLOCK, .n = bytes_take16(&p)};
    out->hundredths = bytes_take8(&p) == 0;
    for (int i = 0; i < DIGEST_COLUMNS; i++) {
        DigestColumn *c = &out->columns[i];
        if (end - p < 13) return false;
        c->width = bytes_take8(&p), c->n = bytes_take32(&p), c->base = bytes_take64(&p), c->p = p;
        if (c->width > 8 || (c->width & (c->width - 1)) || !is_length(out, i, c->n) || (c->width && c->n > (size_t)(end - p) / c->width)) return false;
        p += (size_t)c->width * c->n;
    }
    return p == end && out->n <= DIGEST_BLOCK;
}

/* Adds the rows of a block that are not among the touched, sorted numbers. */
static void add_former(Digest *d, const DigestBlock *block, const int64_t *touched, size_t n) {
    DigestRow r = {.block = block, .needs = DIGEST_NEEDS_ALL};
    for (digest_start(&r); r.row < block->n; digest_next(&r)) {
        int64_t id = digest_id(&r);
        if (bsearch(&id, touched, n, sizeof *touched, compare_ids)) continue;
        Row *row = new_row(d);
        for (int i = 0; i < DIGEST_SCALARS; i++) row->scalars[i] = digest_value(&r, i);
        row->score = digest_score(&r);
        for (int i = 0; i < DIGEST_LISTS; i++) {
            row->n[i] = r.lengths[i];
            row->lists[i] = arena_alloc(&d->arena, row->n[i] * sizeof **row->lists + 1);
            for (uint32_t k = 0; k < row->n[i]; k++) row->lists[i][k] = digest_item(&r, i, k);
        }
        for (int i = 0; i < DIGEST_NUMBERS; i++) digest_number(&r, i, row->numbers[i]);
    }
}

/* ---- writing ---- */

static int compare_rows(const void *a, const void *b) {
    const Row *x = a, *y = b;
    return x->scalars[DIGEST_NUMBER] < y->scalars[DIGEST_NUMBER] ? -1 : x->scalars[DIGEST_NUMBER] > y->scalars[DIGEST_NUMBER];
}

static void push_value(Digest *d, size_t *n, uint64_t value) {
    if (*n == d->cap_values) d->values = base_realloc(d->values, (d->cap_values = 2 * d->cap_values + DIGEST_BLOCK) * sizeof *d->values);
    d->values[(*n)++] = value;
}

/* Writes the n values in d->values, as differences from the smallest. */
static void put_column(Digest *d, size_t n) {
    int64_t least = n ? (int64_t)d->values[0] : 0, most = least;
    for (size_t i = 0; i < n; i++) {
        int64_t v = (int64_t)d->values[i];
        least = v < least ? v : least, most = v > most ? v : most;
    }
    uint64_t range = (uint64_t)most - (uint64_t)least;
    unsigned width = !range ? 0 : range <= UINT8_MAX ? 1 : range <= UINT16_MAX ? 2 : range <= UINT32_MAX ? 4 : 8;
    buf_reserve(&d->block, 13 + width * n);
    char *p = d->block.p + d->block.n;
    bytes_put8(&p, (uint8_t)width);
    bytes_put32(&p, (uint32_t)n);
    bytes_put64(&p, (uint64_t)least);
    for (size_t i = 0; width && i < n; i++) {
        uint64_t v = d->values[i] - (uint64_t)least;
        switch (width) {
        case 1: bytes_put8(&p, (uint8_t)v); break;
        case 2: bytes_put16(&p, (uint16_t)v); break;
        case 4: bytes_put32(&p, (uint32_t)v); break;
        default: bytes_put64(&p, v);
        }
    }
    d->block.n = (size_t)(p - d->block.p);
}

static bool is_in_hundredths(double score) { return fabs(score) < 1e12 && (double)llround(100 * score) / 100 == score; }

/* Scores are hundredths if all of them are. Returns whether they are. */
static bool set_scores(Digest *d) {
    bool hundredths = true;
    for (size_t i = 0; i < d->n_rows; i++) hundredths &= is_in_hundredths(d->rows[i].score);
    for (size_t i = 0; i < d->n_rows; i++) {
        Row *row = &d->rows[i];
        if (hundredths)
            row->scalars[DIGEST_SCORE] = (uint64_t)llround(100 * row->score);
        else
            memcpy(&row->scalars[DIGEST_SCORE], &row->score, sizeof row->score);
    }
    return hundredths;
}

static void put_lists(Digest *d) {
    for (int list = 0; list < DIGEST_LISTS; list++) {
        size_t n = 0;
        for (size_t i = 0; i < d->n_rows; i++) push_value(d, &n, d->rows[i].n[list]);
        put_column(d, n);
    }
    for (int list = 0; list < DIGEST_LISTS; list++) {
        size_t n = 0;
        for (size_t i = 0; i < d->n_rows; i++)
            for (uint32_t k = 0; k < d->rows[i].n[list]; k++) push_value(d, &n, d->rows[i].lists[list][k]);
        put_column(d, n);
    }
}

/* The bytes of d->rows, into d->block. */
static void put_block(Digest *d) {
    size_t n = 0;
    char head[3], *p = head;
    if (d->n_rows) qsort(d->rows, d->n_rows, sizeof *d->rows, compare_rows);
    bytes_put16(&p, (uint16_t)d->n_rows);
    bytes_put8(&p, !set_scores(d));
    buf_clear(&d->block);
    buf_add(&d->block, head, sizeof head);
    for (int column = 0; column < DIGEST_SCALARS; column++) {
        n = 0;
        for (size_t i = 0; i < d->n_rows; i++) push_value(d, &n, d->rows[i].scalars[column]);
        put_column(d, n);
    }
    put_lists(d);
    n = 0;
    for (size_t i = 0; i < d->n_rows; i++)
        for (int k = 0; k < DIGEST_NUMBERS; k++)
            for (int v = 0; v < 3 && d->rows[i].scalars[DIGEST_FLAGS] >> k & DIGEST_KNOWN; v++) push_value(d, &n, d->rows[i].numbers[k][v]);
    put_column(d, n);
}

/* Writes d->rows with their days; without any there is no row. */
static attache_status write_block(Digest *d, int kind, int64_t block) {
    Kind *k = &d->kinds[kind];
    int32_t first = INT32_MAX, last = INT32_MIN;
    sqlite3_stmt *s = d->n_rows ? k->keep : k->drop;
    sqlite3_bind_int64(s, 1, block);
    if (!d->n_rows) return store_step(d->store, s);
    put_block(d);
    for (size_t i = 0; i < d->n_rows; i++) {
        int32_t day = (int32_t)d->rows[i].scalars[DIGEST_DAY];
        first = day < first ? day : first, last = day > last ? day : last;
    }
    sqlite3_bind_int(s, 2, first);
    sqlite3_bind_int(s, 3, last);
    sqlite3_bind_blob64(s, 4, d->block.p, d->block.n, SQLITE_STATIC);
    attache_status status = store_step(d->store, s);
    sqlite3_clear_bindings(s);
    return status;
}

/* The touched numbers are those of one block. */
static attache_status renew(Digest *d, int kind, int64_t block, const int64_t *touched, size_t n) {
    Kind *k = &d->kinds[kind];
    DigestBlock former;
    begin_block(d);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && touched[end] == touched[end - 1] + 1;) end++;
        FORWARD_IF_ERROR(add_range(d, kind, touched[i], touched[end - 1]));
    }
    sqlite3_bind_int64(k->block, 1, block);
    bool good = true;
    if (sqlite3_step(k->block) == SQLITE_ROW) {
        good = digest_open_block(sqlite3_column_blob(k->block, 0), (size_t)sqlite3_column_bytes(k->block, 0), block, &former);
        if (good) add_former(d, &former, touched, n);
    }
    sqlite3_reset(k->block);
    return good ? write_block(d, kind, block) : store_damaged(d->store, kind == EVENT ? "event_digest" : "happening_digest", block);
}

attache_status digest_write(Digest *d) {
    for (int kind = 0; kind < KINDS; kind++) {
        Touched *t = &d->kinds[kind].touched;
        sort_touched(t);
        for (size_t i = 0, end; i < t->n; i = end) {
            int64_t block = t->ids[i] / DIGEST_BLOCK;
            for (end = i + 1; end < t->n && t->ids[end] / DIGEST_BLOCK == block;) end++;
            FORWARD_IF_ERROR(renew(d, kind, block, t->ids + i, end - i));
        }
        t->n = 0;
    }
    return interner_write(&d->terms);
}

/* ---- all blocks ---- */

typedef attache_status block_fn(Digest *d, int kind, int64_t block, void *user);

/* Calls the function for each block that has rows, when d->rows has them. */
static attache_status each_block(Digest *d, int kind, block_fn *fn, void *user) {
    sqlite3_stmt *s = d->kinds[kind].next;
    for (int64_t from = 1;;) {
        sqlite3_bind_int64(s, 1, from);
        bool any = sqlite3_step(s) == SQLITE_ROW && sqlite3_column_type(s, 0) != SQLITE_NULL;
        int64_t block = any ? sqlite3_column_int64(s, 0) / DIGEST_BLOCK : 0;
        sqlite3_reset(s);
        if (!any || block > INT64_MAX / DIGEST_BLOCK - 1) return ATTACHE_OK;
        begin_block(d);
        FORWARD_IF_ERROR(add_range(d, kind, block * DIGEST_BLOCK, block * DIGEST_BLOCK + DIGEST_BLOCK - 1));
        FORWARD_IF_ERROR(fn(d, kind, block, user));
        from = (block + 1) * DIGEST_BLOCK;
    }
}

static attache_status make_block(Digest *d, int kind, int64_t block, void *user) {
    (void)user;
    return write_block(d, kind, block);
}

static attache_status make_all(Digest *d) {
    FORWARD_IF_ERROR(digest_begin(d));
    for (int kind = 0; kind < KINDS; kind++) {
        FORWARD_IF_ERROR(store_run(d->store, kinds[kind].empty));
        FORWARD_IF_ERROR(each_block(d, kind, make_block, NULL));
    }
    return interner_write(&d->terms);
}

attache_status digest_rebuild(Store *s) {
    Digest *d = NULL;
    attache_status status = digest_open(s, &d);
    if (status == ATTACHE_OK) status = make_all(d);
    digest_close(d);
    return status;
}

typedef struct Comparison {
    uint64_t wrong, right;
} Comparison;

static attache_status compare_block(Digest *d, int kind, int64_t block, void *user) {
    Comparison *c = user;
    if (!d->n_rows) return ATTACHE_OK;
    put_block(d);
    sqlite3_stmt *s = d->kinds[kind].block;
    sqlite3_bind_int64(s, 1, block);
    bool there = sqlite3_step(s) == SQLITE_ROW && (size_t)sqlite3_column_bytes(s, 0) == d->block.n && !memcmp(sqlite3_column_blob(s, 0), d->block.p, d->block.n);
    sqlite3_reset(s);
    c->right += there, c->wrong += !there;
    return ATTACHE_OK;
}

/* Blocks that have no rows are wrong, too. */
static attache_status compare_kind(Digest *d, int kind, uint64_t *wrong) {
    Comparison c = {0};
    sqlite3_stmt *s = NULL;
    FORWARD_IF_ERROR(each_block(d, kind, compare_block, &c));
    FORWARD_IF_ERROR(store_prepare(d->store, kinds[kind].count, &s));
    uint64_t n = sqlite3_step(s) == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
    sqlite3_finalize(s);
    *wrong += c.wrong > n - c.right ? c.wrong : n - c.right;
    return ATTACHE_OK;
}

attache_status digest_check(Store *s, uint64_t *wrong) {
    Digest *d = NULL;
    *wrong = 0;
    attache_status status = digest_open(s, &d);
    if (status == ATTACHE_OK) status = digest_begin(d);
    for (int kind = 0; status == ATTACHE_OK && kind < KINDS; kind++) status = compare_kind(d, kind, wrong);
    *wrong += d->terms.n_rows; /* that the store lacks */
    digest_close(d);
    return status;
}
