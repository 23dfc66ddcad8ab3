/* kb_build.c - turns tables into sections of the image: one row of numbers for each row of a table, and one trie for all phrases that name an entity.
 *
 *     section know.countries know.orgs know.people know.offices know.agents    rows (kb/kb.h)
 *     section know.names.e know.names.v     the trie; a value is an index into know.senses plus one
 *     section know.senses                   Sense, with the senses of one phrase adjacent
 *     section know.last know.given          last words and first names of people
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/tsv.h"
#include "compile/dictionary.h"
#include "compile/compile.h"
#include "compile/place_map.h"
#include "compile/trie_build.h"
#include "kb/kb.h"
#include "vocab/codebook.h"
#include "vocab/wording.h"

enum { UNITS_MAX = 16 }; /* of a phrase: as many as Sense.caps has bits */

/* A sense and the state of its phrase, in the order of the tables. */
typedef struct Entry {
    uint32_t state, order;
    Sense sense;
} Entry;

typedef struct OfficeEntry {
    uint32_t person, rank; /* of two files the one with the lower rank overrides the other */
    OfficeRow row;
} OfficeEntry;

/* A person with a first name. */
typedef struct Bearer {
    uint32_t word, person;
    uint8_t gender;
} Bearer;

typedef struct Build {
    KnowledgeBuilder *b;
    Tsv table;
    TrieBuilder names;
    Entry *entries;
    size_t n_entries, cap_entries;
    PersonRow *people;
    size_t n_people, cap_people;
    OfficeEntry *offices;
    size_t n_offices, cap_offices;
    NameKey *last;
    size_t n_last, cap_last;
    Bearer *given;
    size_t n_given, cap_given;
    uint32_t *person_of; /* by string of the name: index + 1 */
    size_t n_person_of;
    char (*codes)[4]; /* of countries.tsv, sorted */
    size_t n_codes, cap_codes;
    Places places; /* of the builder's image */
    PlaceMap map;
} Build;

#define GROW(items, n, cap) ((n) == (cap) ? (void)((items) = base_realloc((items), ((cap) = (cap) ? (cap) * 2 : 1024) * sizeof *(items))) : (void)0)

/* ---- the builder shared with event_build.c ---- */

void knowledge_builder_init(KnowledgeBuilder *b, const char *dir, const Reporter *r) {
    *b = (KnowledgeBuilder){.reporter = r};
    lexicon_builder_init(&b->lexicon);
    string_pool_init(&b->strings);
    if (dir) tables_add_dir(&b->tables, dir, r);
}

void knowledge_builder_finish(KnowledgeBuilder *b, Buf *out) {
    vocabulary_write(b);
    lexicon_write(&b->lexicon, &b->image);
    string_pool_write(&b->strings, &b->image);
    if (!b->tables.layer) tables_pack(&b->tables, &b->image);
    if (b->base) image_copy_sections(b->base, "", &b->image);
    image_writer_finish(&b->image, KB_MAGIC, KB_VERSION, out);
}

void knowledge_builder_free(KnowledgeBuilder *b) {
    lexicon_builder_free(&b->lexicon);
    string_pool_free(&b->strings);
    image_writer_free(&b->image);
    tables_free(&b->tables);
    buf_free(&b->words);
}

uint32_t knowledge_builder_how(KnowledgeBuilder *b, const Tsv *t) {
    char how[600];
    const char *name = strrchr(t->path, '/');
    bool user = t->layers.sources[t->source].lenient;
    int n = snprintf(how, sizeof how, "%s:%zu", user || !name ? t->path : name + 1, t->line);
    return string_pool_add(&b->strings, (Slice){how, (size_t)n});
}

attache_status kb_add_source(KnowledgeBuilder *b, const char *path) {
    struct stat st;
    if (stat(path, &st) != 0) return report(b->reporter, ATTACHE_ERR_IO, path, "%s", strerror(errno));
    b->tables.layer++;
    return S_ISDIR(st.st_mode) ? tables_add_dir(&b->tables, path, b->reporter) : dictionary_read(&b->tables, path, b->reporter);
}

/* ---- cells ---- */

static uint32_t string_of(Build *w, Slice s) { return string_pool_add(&w->b->strings, s); }

static uint32_t how_of(Build *w) { return knowledge_builder_how(w->b, &w->table); }

static bool is_code(Slice s) {
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < 'A' || s.p[i] > 'Z') return false;
    return s.n == 3;
}

static int by_code(const void *a, const void *b) { return memcmp(a, b, 4); }

/* Whether a code is a state's in countries.tsv, or one of those for actors without a state. */
static bool code_exists(const Build *w, const char code[4]) {
    return actor_of(code) || (w->n_codes && bsearch(code, w->codes, w->n_codes, sizeof *w->codes, by_code));
}

static void read_code(Build *w, Slice cell, bool needed, char code[4]) {
    memset(code, 0, 4);
    if (is_code(cell)) memcpy(code, cell.p, 3);
    else if (cell.n || needed) tsv_error(&w->table, "code '%.*s': must be three capitals, as KAZ or IGO", (int)cell.n, cell.p);
}

/* A code that countries.tsv must contain. */
static void read_known_code(Build *w, Slice cell, bool needed, char code[4]) {
    read_code(w, cell, needed, code);
    if (!code[0] || code_exists(w, code)) return;
    tsv_error(&w->table, "code '%s' is neither a state of countries.tsv (ISO 3166 alpha-3, as KAZ) nor one of%s", code, actor_list);
}

static void read_sectors(Build *w, Slice cell, Sectors *out) {
    *out = (Sectors){0};
    Slice part;
    for (size_t n = 0; slice_split(&cell, '|', &part); n++) {
        char sector[4] = {0};
        if (part.n == 3) memcpy(sector, part.p, 3);
        Sector known = sector_of(sector);
        if (!known) tsv_error(&w->table, "sector '%.*s': must be one of%s", (int)part.n, part.p, sector_list);
        else if (n >= SECTORS) tsv_error(&w->table, "has more than %d sectors", SECTORS);
        else out->s[n] = (uint8_t)known;
    }
}

static uint32_t read_choice(Build *w, Slice cell, const char *what, const char *const *choices, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (slice_is(cell, choices[i])) return (uint32_t)i;
    Buf all = {0};
    for (size_t i = 0; i < n; i++) buf_printf(&all, "%s%s", i ? ", " : "", choices[i]);
    tsv_error(&w->table, "%s '%.*s': must be one of %s", what, (int)cell.n, cell.p, all.p);
    buf_free(&all);
    return 0;
}

static uint32_t read_date(Build *w, Slice cell, uint32_t open_end, uint32_t fill) {
    uint32_t date = open_end;
    if (cell.n && !kb_date(cell, fill, &date)) tsv_error(&w->table, "date '%.*s': must be YYYY, YYYY-MM or YYYY-MM-DD", (int)cell.n, cell.p);
    return date;
}

static uint8_t read_gender(Build *w, Slice cell) {
    if (!cell.n) return 0;
    if (!slice_is(cell, "m") && !slice_is(cell, "f")) tsv_error(&w->table, "gender '%.*s': must be m or f", (int)cell.n, cell.p);
    return (uint8_t)cell.p[0];
}

/* ---- phrases ---- */

typedef struct PhraseWords {
    uint32_t words[UNITS_MAX];
    size_t n;
    uint16_t caps;
    bool acronym, the; /* the: began with "The" */
} PhraseWords;

/* Splits a phrase into units. Inside a phrase "the" is ignored, since texts are not consistent about it. */
static bool read_phrase(Build *w, Slice text, PhraseWords *out) {
    const char *at = text.p, *end = text.p + text.n;
    UnitText u;
    size_t n_seen = 0, n_caps = 0;
    *out = (PhraseWords){.n = 0};
    while (units_next(&at, end, &u)) {
        bool the = wording_has(WORDING_THE, (Slice){u.p, u.n});
        if (the && n_seen++ == 0) out->the = u.flags & UNIT_CAPITAL;
        if (the) continue;
        n_seen++;
        if (out->n == UNITS_MAX) {
            tsv_error(&w->table, "'%.*s' has more than %d words", (int)text.n, text.p, UNITS_MAX);
            return false;
        }
        if (u.flags & UNIT_CAPITAL) out->caps |= (uint16_t)(1u << out->n);
        n_caps += u.flags & UNIT_CAPS ? 1 : 0;
        out->words[out->n++] = lexicon_add(&w->b->lexicon, (Slice){u.p, u.n});
    }
    out->acronym = out->n == 1 && n_caps == 1;
    return out->n > 0;
}

static void add_sense(Build *w, const PhraseWords *p, SenseType type, uint32_t row, uint8_t flags) {
    uint32_t state = trie_builder_enter(&w->names, p->words, p->n);
    if (!state) return;
    GROW(w->entries, w->n_entries, w->cap_entries);
    uint8_t acronym = p->acronym ? SENSE_ACRONYM : 0;
    if (!w->names.values[state]) w->names.values[state] = (uint32_t)w->n_entries + 1; /* until write_names: the first entry of the phrase */
    w->entries[w->n_entries] = (Entry){state, (uint32_t)w->n_entries, {row, p->caps, (uint8_t)type, flags | acronym}};
    w->n_entries++;
}

/* Enters a phrase; a name with one word after "The" (The Diplomat) is entered only with the article, if `the` says so. */
static void add_phrase(Build *w, Slice text, SenseType type, uint32_t row, uint8_t flags, bool the) {
    PhraseWords p;
    if (tsv_deleted(&w->table, text) || !read_phrase(w, text, &p)) return;
    if (the && p.the && p.n < UNITS_MAX) {
        PhraseWords q = {.n = p.n + 1, .caps = (uint16_t)(p.caps << 1 | 1)};
        q.words[0] = lexicon_add(&w->b->lexicon, slice_of(wording[WORDING_THE].list[0]));
        memcpy(q.words + 1, p.words, p.n * sizeof *p.words);
        add_sense(w, &q, type, row, flags);
        if (p.n == 1) return;
    }
    add_sense(w, &p, type, row, flags);
}

static void add_phrases(Build *w, Slice cell, SenseType type, uint32_t row, uint8_t flags, bool the) {
    Slice part;
    while (slice_split(&cell, '|', &part)) add_phrase(w, part, type, row, flags, the);
}

/* The present number of rows in a section. */
static uint32_t rows_of(Build *w, const char *section, size_t size) { return (uint32_t)(image_writer_section(&w->b->image, section, size)->n / size); }

/* ---- plurals ---- */

/* Appends the plural of one word to `out`. */
static void plural_of_word(Slice s, Buf *out) {
    const Wording *plurals = &wording[WORDING_PLURALS];
    for (size_t i = 0; i < plurals->n; i++) {
        const char *tail = plurals->list[i], *plural = strchr(tail, '=') + 1;
        size_t n = (size_t)(plural - 1 - tail), same = 0;
        if (s.n < n || strncasecmp(s.p + s.n - n, tail, n)) continue;
        while (same < n && tail[same] == plural[same]) same++; /* as written: "German" */
        buf_add(out, s.p, s.n - n + same);
        buf_str(out, plural + same);
        return;
    }
}

/* The word that takes the plural: the one before the first preposition ("members of parliament"), else the last. */
static Slice head_word(Slice phrase) {
    Slice rest = phrase, word, head = {0};
    while (slice_split(&rest, ' ', &word)) {
        /* attorneys general, secretaries general; but lieutenant generals */
        bool general = head.p && wording_has(WORDING_GENERAL, word) && wording_ends(WORDING_GENERAL_HEADS, head);
        if (general || (head.p && wording_has(WORDING_BEFORE_LINKS, word))) break;
        head = word;
    }
    return head;
}

static void plural_of(Slice phrase, Buf *out) {
    Slice head = head_word(phrase);
    buf_clear(out);
    if (!head.p) return;
    buf_add(out, phrase.p, (size_t)(head.p - phrase.p));
    plural_of_word(head, out);
    const char *rest = head.p + head.n;
    buf_add(out, rest, (size_t)(phrase.p + phrase.n - rest));
}

/* A phrase and its plural. If both are the same word, it is entered once, for both. */
static void add_with_plural(Build *w, Slice part, SenseType type, uint32_t row) {
    Buf plural = {0};
    add_phrase(w, part, type, row, 0, false);
    plural_of(part, &plural);
    if (!slice_eq((Slice){plural.p, plural.n}, part)) add_phrase(w, (Slice){plural.p, plural.n}, type, row, SENSE_PLURAL, false);
    buf_free(&plural);
}

/* ---- tables ---- */

static attache_status open_table(Build *w, const char *name, const char *const *columns, size_t n) {
    return tables_open(&w->b->tables, &w->table, name, columns, n, w->b->reporter);
}

/* A word's plural has the same properties. */
static void alias_plural(Build *w, Slice variant, Slice same_as) {
    char plural[2][LEX_WORD_MAX];
    if (variant.n + 2 > LEX_WORD_MAX || same_as.n + 2 > LEX_WORD_MAX || variant.p[variant.n - 1] == 's' || same_as.p[same_as.n - 1] == 's') return;
    int n = snprintf(plural[0], LEX_WORD_MAX, "%.*ss", (int)variant.n, variant.p),
        m = snprintf(plural[1], LEX_WORD_MAX, "%.*ss", (int)same_as.n, same_as.p);
    lexicon_alias(&w->b->lexicon, (Slice){plural[0], (size_t)n}, (Slice){plural[1], (size_t)m});
}

static const char *const spelling_columns[] = {"variant", "same_as"};

static attache_status build_spelling(Build *w) {
    FORWARD_IF_ERROR(open_table(w, "spelling.tsv", spelling_columns, COUNT_OF(spelling_columns)));
    while (tsv_next(&w->table)) {
        Slice variant = w->table.cells[0], same_as = w->table.cells[1];
        if (!variant.n || !same_as.n) tsv_error(&w->table, "both columns must be filled");
        else if (!lexicon_alias(&w->b->lexicon, variant, same_as))
            tsv_error(&w->table, "'%.*s' already counts as another word above", (int)variant.n, variant.p);
    }
    return tables_close(&w->b->tables, &w->table);
}

/* Comes after everything in the table itself. */
static attache_status build_spelling_of_plurals(Build *w) {
    FORWARD_IF_ERROR(open_table(w, "spelling.tsv", spelling_columns, COUNT_OF(spelling_columns)));
    while (tsv_next(&w->table))
        if (w->table.cells[0].n && w->table.cells[1].n) alias_plural(w, w->table.cells[0], w->table.cells[1]);
    return tables_close(&w->b->tables, &w->table);
}

static float read_degrees(Build *w, Slice cell, double limit) {
    if (!cell.n) return 0;
    char number[32] = {0}, *end;
    memcpy(number, cell.p, cell.n < 31 ? cell.n : 31);
    double d = strtod(number, &end);
    if (*end || d < -limit || d > limit) tsv_error(&w->table, "'%s' is not degrees within %g", number, limit);
    return (float)d;
}

static uint32_t index_of(const Build *w, const PlaceRow *row) { return row ? (uint32_t)(row - w->places.rows) + 1 : 0; }

/* The nearest town to a row's coordinates among those with one of several names: index + 1, or 0. */
static uint32_t town_of(const Build *w, Slice names, const CountryRow *r, float km) {
    Slice name;
    const PlaceRow *row = NULL;
    while (!row && (r->lat != 0 || r->lon != 0) && slice_split(&names, '|', &name)) row = place_near(&w->places, name, r->code, r->lat, r->lon, km);
    return index_of(w, row);
}

/* A capital is one of the towns of the world; a region is a town, or a division whose seat is nearby. */
static void tie_to_towns(Build *w, CountryRow *r) {
    const Slice *c = w->table.cells;
    r->seat = town_of(w, c[6], r, r->kind == COUNTRY_REGION ? 300 : 60);
    bool seated = c[6].n && (r->lat != 0 || r->lon != 0);
    if (!r->seat && seated) r->seat = index_of(w, place_map_at(&w->map, r->code, r->lat, r->lon, 15, 50000)); /* Panama City, which GeoNames calls Panamá */
    if (r->kind != COUNTRY_REGION) return;
    r->town = town_of(w, c[2], r, 25);
    if (!r->town) r->town = town_of(w, c[3], r, 25);
    if (!r->town && !c[6].n) r->town = index_of(w, place_map_at(&w->map, r->code, r->lat, r->lon, 8, 150000)); /* Cologne, which GeoNames calls Köln */
    if (r->seat && r->town == r->seat) r->town = 0;
    const char *admin = r->town || (r->lat == 0 && r->lon == 0) ? "" : place_map_division(&w->map, r->code, r->lat, r->lon);
    memcpy(r->admin, admin, strnlen(admin, sizeof r->admin));
}

static void add_country(Build *w) {
    static const char *const kinds[] = {"state", "territory", "breakaway", "region"};
    uint32_t row = rows_of(w, "know.countries", sizeof(CountryRow));
    Slice *c = w->table.cells, capitals = c[6], capital = {"", 0};
    CountryRow r = {.how = how_of(w)};
    read_code(w, c[0], true, r.code);
    r.kind = read_choice(w, c[1], "kind", kinds, COUNT_OF(kinds));
    r.name = string_of(w, c[2]);
    slice_split(&capitals, '|', &capital);
    r.capital = string_of(w, capital);
    r.lat = read_degrees(w, c[8], 90);
    r.lon = read_degrees(w, c[9], 180);
    if (!c[2].n) tsv_error(&w->table, "has no name");
    if (w->table.bad) return;
    tie_to_towns(w, &r);
    GROW(w->codes, w->n_codes, w->cap_codes);
    memcpy(w->codes[w->n_codes++], r.code, 4);
    add_phrase(w, c[2], SENSE_COUNTRY, row, 0, false);
    add_phrases(w, c[3], SENSE_COUNTRY, row, 0, false);
    add_phrases(w, c[4], SENSE_ADJECTIVE, row, 0, false);
    Slice people = c[5], part;
    while (slice_split(&people, '|', &part)) add_with_plural(w, part, SENSE_PEOPLE, row);
    add_phrases(w, c[6], SENSE_CAPITAL, row, 0, false);
    add_phrases(w, c[7], SENSE_SEAT, row, 0, false);
    buf_add(image_writer_section(&w->b->image, "know.countries", sizeof r), &r, sizeof r);
}

static attache_status build_countries(Build *w) {
    static const char *const columns[] = {"code", "kind", "name", "names", "adjectives", "people", "capital", "seats", "lat", "lon"};
    FORWARD_IF_ERROR(open_table(w, "countries.tsv", columns, COUNT_OF(columns)));
    while (tsv_next(&w->table)) add_country(w);
    if (w->n_codes) qsort(w->codes, w->n_codes, sizeof *w->codes, by_code);
    return tables_close(&w->b->tables, &w->table);
}

static void add_org(Build *w) {
#define ORG_NAME(number, name) #name,
    static const char *const kinds[ORG_KINDS] = {EACH_ORG_KIND(ORG_NAME)};
    Slice *c = w->table.cells;
    uint32_t row = rows_of(w, "know.orgs", sizeof(OrgRow));
    OrgRow r = {.how = how_of(w), .name = string_of(w, c[2])};
    read_known_code(w, c[0], false, r.code);
    r.kind = read_choice(w, c[1], "kind", kinds, COUNT_OF(kinds));
    read_sectors(w, c[4], &r.sectors);
    r.from = read_date(w, c[5], 0, 0);
    r.to = read_date(w, c[6], DATE_NEVER, 99);
    if (!c[2].n) tsv_error(&w->table, "has no name");
    if (w->table.bad) return;
    bool the = r.kind == ORG_MEDIA;
    add_phrase(w, c[2], SENSE_ORG, row, 0, the);
    add_phrases(w, c[3], SENSE_ORG, row, 0, the);
    buf_add(image_writer_section(&w->b->image, "know.orgs", sizeof r), &r, sizeof r);
}

static attache_status build_orgs(Build *w) {
    static const char *const columns[] = {"code", "kind", "name", "names", "sectors", "from", "to"};
    FORWARD_IF_ERROR(open_table(w, "organisations.tsv", columns, COUNT_OF(columns)));
    while (tsv_next(&w->table)) add_org(w);
    return tables_close(&w->b->tables, &w->table);
}

static void add_last_word(Build *w, uint32_t word, uint32_t person) {
    GROW(w->last, w->n_last, w->cap_last);
    w->last[w->n_last++] = (NameKey){word, person};
}

static bool family_comes_first(Slice code) {
    return wording_has(WORDING_FAMILY_FIRST, code);
}

static void add_person_name(Build *w, Slice text, uint32_t person, uint8_t gender) {
    PhraseWords p;
    if (tsv_deleted(&w->table, text) || !read_phrase(w, text, &p)) return;
    add_sense(w, &p, SENSE_PERSON, person, p.n == 1 ? SENSE_SHORT : 0);
    if (p.n == 1) return;
    add_last_word(w, p.words[p.n - 1], person);
    if (!w->people[person].lesser || family_comes_first(w->table.cells[0])) add_last_word(w, p.words[0], person);
    GROW(w->given, w->n_given, w->cap_given);
    w->given[w->n_given++] = (Bearer){p.words[0], person, gender};
}

/* Brackets after a name distinguish people of the same name. */
static Slice without_brackets(Slice name) {
    const char *bracket = memchr(name.p, '(', name.n);
    return bracket && bracket > name.p ? slice_trim((Slice){name.p, (size_t)(bracket - name.p)}) : name;
}

/* The person of a name with its brackets; rows with the same name are one person. */
static uint32_t person_named(Build *w, Slice cell) {
    uint32_t name = string_of(w, cell);
    if (name >= w->n_person_of) {
        size_t n = (size_t)name * 2 + 4096;
        w->person_of = base_realloc(w->person_of, n * sizeof *w->person_of);
        memset(w->person_of + w->n_person_of, 0, (n - w->n_person_of) * sizeof *w->person_of);
        w->n_person_of = n;
    }
    if (w->person_of[name]) return w->person_of[name] - 1;
    GROW(w->people, w->n_people, w->cap_people);
    w->people[w->n_people] = (PersonRow){.name = string_of(w, without_brackets(cell)), .lesser = 1};
    w->person_of[name] = (uint32_t)++w->n_people;
    return (uint32_t)w->n_people - 1;
}

static void add_person(Build *w) {
    Slice *c = w->table.cells, names = c[2], part;
    uint8_t gender = read_gender(w, c[3]);
    const TsvSource *file = &w->table.layers.sources[w->table.source];
    OfficeEntry e = {0, (uint32_t)tsv_rank(&w->table, w->table.source),
                     {.title = string_of(w, c[4]), .how = how_of(w), .from = read_date(w, c[6], 0, 0), .to = read_date(w, c[7], DATE_NEVER, 99)}};
    read_known_code(w, c[0], !file->lenient, e.row.code);
    read_sectors(w, c[5], &e.row.sectors);
    if (!c[1].n) tsv_error(&w->table, "has no name");
    if (e.row.from > e.row.to) tsv_error(&w->table, "ends before it begins");
    if (w->table.bad) return;
    uint32_t person = e.person = person_named(w, c[1]);
    if (gender) w->people[person].gender = gender;
    if (file->lenient || !file->beside) w->people[person].lesser = 0;
    add_person_name(w, without_brackets(c[1]), person, gender);
    while (slice_split(&names, '|', &part)) add_person_name(w, part, person, gender);
    GROW(w->offices, w->n_offices, w->cap_offices);
    w->offices[w->n_offices++] = e;
}

static int by_person_and_date(const void *a, const void *b) {
    const OfficeEntry *x = a, *y = b;
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    if (x->row.from != y->row.from) return x->row.from < y->row.from ? -1 : 1;
    return x->row.how < y->row.how ? -1 : x->row.how > y->row.how;
}

static int by_word_and_person(const void *a, const void *b) {
    const NameKey *x = a, *y = b;
    if (x->word != y->word) return x->word < y->word ? -1 : 1;
    return x->person < y->person ? -1 : x->person > y->person;
}

static int by_given_name(const void *a, const void *b) {
    const Bearer *x = a, *y = b;
    if (x->word != y->word) return x->word < y->word ? -1 : 1;
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    return x->gender < y->gender ? -1 : x->gender > y->gender;
}

/* Where an office in a stronger file overlaps with one in a weaker file, the weaker one gives way: the parts before and after remain. */
static void yield_office(Build *w, size_t weak, const OfficeRow *strong) {
    OfficeRow *o = &w->offices[weak].row;
    if (o->from > o->to || o->to < strong->from || o->from > strong->to) return;
    OfficeEntry behind = w->offices[weak];
    behind.row.from = strong->to + 1; /* not a valid date, perhaps, but sorts between two */
    bool head = o->from < strong->from, tail = o->to > strong->to;
    o->to = head ? strong->from - 1 : o->from - 1;
    if (!tail) return;
    if (!head) {
        w->offices[weak] = behind;
        return;
    }
    GROW(w->offices, w->n_offices, w->cap_offices);
    w->offices[w->n_offices++] = behind;
}

static void yield_offices(Build *w) {
    size_t n = w->n_offices;
    for (size_t i = 0, j; i < n; i = j) {
        for (j = i; j < n && w->offices[j].person == w->offices[i].person; j++) {}
        for (size_t a = i; a < j; a++)
            for (size_t b = i; b < j; b++)
                if (w->offices[a].rank > w->offices[b].rank) yield_office(w, a, &(OfficeRow){.from = w->offices[b].row.from, .to = w->offices[b].row.to});
    }
    size_t kept = 0;
    for (size_t i = 0; i < w->n_offices; i++)
        if (w->offices[i].row.from <= w->offices[i].row.to) w->offices[kept++] = w->offices[i];
    w->n_offices = kept;
}

/* What the bearers of a first name imply about its gender. It counts if somebody in people.tsv itself bears it, or several others do, and if nearly all have the
 * same gender. */
static void write_given_name(Build *w, const Bearer *first, const Bearer *end) {
    size_t n = 0, lesser = 0, men = 0, women = 0;
    for (const Bearer *b = first; b < end; b++) {
        if (b > first && b->person == b[-1].person && b->gender == b[-1].gender) continue;
        n++, lesser += w->people[b->person].lesser, men += b->gender == 'm', women += b->gender == 'f';
    }
    if (n == lesser && n < 3) return;
    GivenName g = {first->word, men > 5 * women ? 'm' : women > 5 * men ? 'f' : 0};
    buf_add(image_writer_section(&w->b->image, "know.given", sizeof g), &g, sizeof g);
}

static void write_given(Build *w) {
    if (w->n_given) qsort(w->given, w->n_given, sizeof *w->given, by_given_name);
    for (size_t i = 0, j; i < w->n_given; i = j) {
        for (j = i; j < w->n_given && w->given[j].word == w->given[i].word; j++) {}
        write_given_name(w, w->given + i, w->given + j);
    }
}

static void write_people(Build *w) {
    ImageWriter *image = &w->b->image;
    if (w->n_offices) qsort(w->offices, w->n_offices, sizeof *w->offices, by_person_and_date);
    if (w->table.layers.n_sources > 1) {
        yield_offices(w);
        if (w->n_offices) qsort(w->offices, w->n_offices, sizeof *w->offices, by_person_and_date);
    }
    for (size_t i = 0; i < w->n_offices; i++) {
        PersonRow *p = &w->people[w->offices[i].person];
        if (!p->n_offices++) p->office = (uint32_t)i;
        buf_add(image_writer_section(image, "know.offices", sizeof(OfficeRow)), &w->offices[i].row, sizeof(OfficeRow));
    }
    buf_add(image_writer_section(image, "know.people", sizeof *w->people), w->people, w->n_people * sizeof *w->people);
    if (w->n_last) qsort(w->last, w->n_last, sizeof *w->last, by_word_and_person);
    for (size_t i = 0; i < w->n_last; i++)
        if (!i || by_word_and_person(&w->last[i], &w->last[i - 1]))
            buf_add(image_writer_section(image, "know.last", sizeof(NameKey)), &w->last[i], sizeof(NameKey));
    write_given(w);
}

static attache_status build_people(Build *w) {
    static const char *const columns[] = {"code", "name", "names", "gender", "office", "sectors", "from", "to"};
    FORWARD_IF_ERROR(open_table(w, "people.tsv", columns, COUNT_OF(columns)));
    while (tsv_next(&w->table)) add_person(w);
    write_people(w);
    return tables_close(&w->b->tables, &w->table);
}

/* Whether an entry of the names column is a plural of the row's phrase: gunmen for gunman, personnel. */
static bool is_plural_name(Slice name, Slice phrase) {
    Buf plural = {0};
    plural_of(phrase, &plural);
    bool same = slice_eq((Slice){plural.p, plural.n}, name) || wording_ends(WORDING_PLURAL_NOUNS, name);
    buf_free(&plural);
    return same;
}

/* The country at the beginning of an agent's phrase ("Kyiv police"), or NULL: the longest match covers the whole phrase, so the country has to be found here. Not
 * that in "Middle East affairs minister". */
static const CountryRow *country_of_phrase(Build *w, Slice text) {
    PhraseWords p;
    const CountryRow *found = NULL;
    uint32_t state = 0, affairs = lexicon_add(&w->b->lexicon, slice_of(wording[WORDING_AFFAIRS].list[0]));
    if (!read_phrase(w, text, &p)) return NULL;
    for (size_t i = 0; i + 1 < p.n; i++) {
        state = trie_builder_step(&w->names, state, p.words[i]);
        if (!state) break;
        uint32_t entry = w->names.values[state];
        const Sense *s = entry ? &w->entries[entry - 1].sense : NULL;
        if (!s || !sense_is_country(s->type) || (s->caps & ~p.caps) || p.words[i + 1] == affairs) continue;
        found = (const CountryRow *)(const void *)image_writer_section(&w->b->image, "know.countries", sizeof *found)->p + s->row;
    }
    return found;
}

static void add_agent(Build *w) {
    static const char *const kinds[] = {"office", "rank", "person", "body", "group", "modifier"};
    uint32_t row = rows_of(w, "know.agents", sizeof(AgentRow));
    Slice *c = w->table.cells, names = c[1], part;
    AgentRow r = {.how = how_of(w), .phrase = string_of(w, c[0])};
    r.kind = (uint8_t)read_choice(w, c[2], "kind", kinds, COUNT_OF(kinds));
    read_sectors(w, c[3], &r.sectors);
    read_known_code(w, c[4], false, r.code);
    r.gender = read_gender(w, c[5]);
    if (!c[0].n) tsv_error(&w->table, "has no phrase");
    if (w->table.bad) return;
    const CountryRow *country = r.code[0] ? NULL : country_of_phrase(w, c[0]);
    if (country) memcpy(r.code, country->code, sizeof r.code);
    bool counts = r.kind != AGENT_GROUP && r.kind != AGENT_MODIFIER;
    if (counts) add_with_plural(w, c[0], SENSE_AGENT, row);
    else add_phrase(w, c[0], SENSE_AGENT, row, r.kind == AGENT_GROUP ? SENSE_PLURAL : 0, false);
    while (slice_split(&names, '|', &part)) {
        if (counts && !is_plural_name(part, c[0])) add_with_plural(w, part, SENSE_AGENT, row);
        else add_phrase(w, part, SENSE_AGENT, row, r.kind == AGENT_MODIFIER ? 0 : SENSE_PLURAL, false);
    }
    buf_add(image_writer_section(&w->b->image, "know.agents", sizeof r), &r, sizeof r);
}

static attache_status build_agents(Build *w) {
    static const char *const columns[] = {"phrase", "names", "kind", "sectors", "code", "gender"};
    FORWARD_IF_ERROR(open_table(w, "agents.tsv", columns, COUNT_OF(columns)));
    while (tsv_next(&w->table)) add_agent(w);
    return tables_close(&w->b->tables, &w->table);
}

static int by_division_word(const void *a, const void *b) {
    const DivisionRow *x = a, *y = b;
    if (x->word != y->word) return x->word < y->word ? -1 : 1;
    return memcmp(x->code, y->code, sizeof x->code);
}

static attache_status build_divisions(Build *w) {
    static const char *const columns[] = {"code", "admin", "names"};
    FORWARD_IF_ERROR(open_table(w, "divisions.tsv", columns, COUNT_OF(columns)));
    Buf *out = image_writer_section(&w->b->image, "know.divisions", sizeof(DivisionRow));
    while (tsv_next(&w->table)) {
        Slice names = w->table.cells[2], admin = w->table.cells[1], name;
        DivisionRow r = {.word = 0};
        read_known_code(w, w->table.cells[0], true, r.code);
        if (!admin.n || admin.n >= sizeof r.admin) tsv_error(&w->table, "admin '%.*s': must have one to three letters or digits", (int)admin.n, admin.p);
        else memcpy(r.admin, admin.p, admin.n);
        while (!w->table.bad && slice_split(&names, '|', &name)) {
            PhraseWords p;
            if (!read_phrase(w, name, &p)) continue;
            if (p.n != 1) tsv_error(&w->table, "'%.*s' is more than one word", (int)name.n, name.p);
            r.word = p.words[0];
            r.caps = !memchr(name.p, '.', name.n);
            if (p.n == 1) buf_add(out, &r, sizeof r);
        }
    }
    if (out->n) qsort(out->p, out->n / sizeof(DivisionRow), sizeof(DivisionRow), by_division_word);
    return tables_close(&w->b->tables, &w->table);
}

/* ---- senses ---- */

static int by_state(const void *a, const void *b) {
    const Entry *x = a, *y = b;
    if (x->state != y->state) return x->state < y->state ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static bool same_sense(const Entry *a, const Entry *b) {
    return a->state == b->state && a->sense.type == b->sense.type && a->sense.row == b->sense.row && a->sense.flags == b->sense.flags &&
           a->sense.caps == b->sense.caps;
}

static void write_names(Build *w) {
    Buf *out = image_writer_section(&w->b->image, "know.senses", sizeof(Sense));
    if (w->n_entries) qsort(w->entries, w->n_entries, sizeof *w->entries, by_state);
    uint32_t n = 0;
    for (size_t i = 0, j; i < w->n_entries; i = j) {
        w->names.values[w->entries[i].state] = n + 1;
        for (j = i; j < w->n_entries && w->entries[j].state == w->entries[i].state; j++) {
            if (j > i && same_sense(&w->entries[j], &w->entries[j - 1])) continue;
            buf_add(out, &w->entries[j].sense, sizeof(Sense));
            n++;
        }
        ((Sense *)(void *)(out->p + out->n))[-1].flags |= SENSE_LAST;
    }
    trie_builder_write(&w->names, &w->b->image, "know.names");
}

/* The towns that place_compile or another image added to the image. */
static Places places_of(KnowledgeBuilder *b) {
    const Buf *rows = image_writer_section(&b->image, "place.rows", sizeof(PlaceRow)), *names = image_writer_section(&b->image, "place.names", 1);
    const Buf *loose = image_writer_section(&b->image, "place.loose", sizeof(PlaceLoose));
    return (Places){(const PlaceRow *)(const void *)rows->p, (const PlaceLoose *)(const void *)loose->p, names->p, rows->n / sizeof(PlaceRow)};
}

static void build_free(Build *w) {
    trie_builder_free(&w->names);
    free(w->entries);
    free(w->people);
    free(w->offices);
    free(w->last);
    free(w->given);
    free(w->person_of);
    free(w->codes);
    place_map_free(&w->map);
}

attache_status kb_compile(KnowledgeBuilder *b) {
    static attache_status (*const steps[])(Build *) = {build_spelling, build_spelling_of_plurals, build_countries, build_orgs, build_people,
                                                       build_agents,   build_divisions};
    Build w = {.b = b};
    attache_status status = ATTACHE_OK;
    trie_builder_init(&w.names);
    w.places = places_of(b);
    place_map_make(&w.map, &w.places);
    tables_read_deletions(&b->tables, b->reporter);
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        attache_status got = steps[i](&w);
        if (status == ATTACHE_OK) status = got;
    }
    attache_status words = vocabulary_compile(b), outlets = outlet_compile(b);
    if (status == ATTACHE_OK) status = words != ATTACHE_OK ? words : outlets;
    write_names(&w);
    build_free(&w);
    return status;
}
