/* functions.c - SQL functions for what the desk shows: lists as JSON, names of codes, the words at an offset, the actor that a source speaks for, and whether a headline is about
 * sport or animals. */
#include <stdlib.h>

#include "base/date.h"
#include "base/json.h"
#include "desk/query.h"
#include "vocab/actor.h"
#include "vocab/wording.h"

struct Functions {
    Lore lore;
    sqlite3_stmt *body; /* the name of a key */
    LangScratch *scratch;
    Arena arena; /* of who_is, reset each call */
};

static Slice argument(sqlite3_value *value) {
    const char *p = (const char *)sqlite3_value_text(value);
    return (Slice){p ? p : "", (size_t)sqlite3_value_bytes(value)};
}

static void give(sqlite3_context *c, Slice text) { sqlite3_result_text(c, text.p, (int)text.n, SQLITE_TRANSIENT); }

static void give_buf(sqlite3_context *c, Buf *b) {
    give(c, (Slice){b->p, b->n});
    buf_free(b);
}

static bool seen_before(Slice all, Slice item, char separator) {
    for (const char *p = all.p; p < item.p;) {
        const char *end = memchr(p, separator, (size_t)(item.p - p));
        if (!end) return false;
        if (slice_eq((Slice){p, (size_t)(end - p)}, item)) return true;
        p = end + 1;
    }
    return false;
}

/* Parts of a text as a JSON list, without duplicates and empty ones. */
static void split(sqlite3_context *c, Slice all, char separator) {
    Buf out = {0};
    const char *end = all.p + all.n;
    json_open(&out, '[');
    for (const char *p = all.p; p < end;) {
        const char *stop = memchr(p, separator, (size_t)(end - p));
        Slice item = {p, (size_t)((stop ? stop : end) - p)};
        if (item.n && !seen_before(all, item, separator)) json_text(&out, item);
        p = item.p + item.n + 1;
    }
    json_close(&out, ']');
    give_buf(c, &out);
}

static void list(sqlite3_context *c, int n, sqlite3_value **values) { (void)n, split(c, argument(values[0]), ';'); }
static void lines(sqlite3_context *c, int n, sqlite3_value **values) { (void)n, split(c, argument(values[0]), '\n'); }

static void aux(sqlite3_context *c, int n, sqlite3_value **values) {
    static const char *const names[] = {"historical", "future", "hypothetical", "negation"};
    Buf out = {0};
    int bits = sqlite3_value_int(values[0]);
    (void)n;
    json_open(&out, '[');
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (bits & 1 << i) json_str(&out, names[i]);
    json_close(&out, ']');
    give_buf(c, &out);
}

/* Keys without a known state: sectors, which a store has in lower case. */
static const char *const others[][2] = {
    {"agr", "Farm workers"},
    {"bus", "Business"},                    {"cop", "Police"},                 {"crm", "Criminals"},          {"cvl", "Civilians"},
    {"edu", "Schools and universities"},    {"eli", "Former officials"},       {"gov", "Governments"},        {"jrn", "Press"},
    {"jud", "Courts"},                      {"lab", "Workers"},                {"leg", "Parliaments"},        {"med", "Health workers"},
    {"mil", "Armed forces"},                {"opp", "Opposition"},             {"pre", "Partly recognised states"}, {"prm", "Paramilitaries"},
    {"pty", "Parties"},                     {"reb", "Rebels"},                 {"ref", "Refugees"},           {"rel", "Religious groups"},
    {"soc", "Civil society"},               {"spy", "Intelligence services"},  {"uaf", "Unidentified armed men"}, {"unk", "Unidentified"}};

static const char *whole_name(const Functions *f, const char *code) {
    const char *name = kb_country_name(f->lore.know, code);
    if (!*name) name = actor_names[actor_of(code)];
    for (size_t i = 0; !*name && i < COUNT_OF(others); i++)
        if (!strcmp(others[i][0], code)) name = others[i][1];
    return *name ? name : code;
}

/* "Nigeria: rebels" */
static void give_sector(sqlite3_context *c, const Functions *f, const char *key) {
    Buf out = {0};
    char whole[4] = "";
    memcpy(whole, key, 3);
    const char *people = sector_names[sector_of(key + 4)];
    buf_printf(&out, "%s: %s", whole_name(f, whole), people && *people ? people : key + 4);
    give_buf(c, &out);
}

/* The name of the body with this key in the store. */
static void give_body(sqlite3_context *c, Functions *f, const char *key) {
    if (!f->body) sqlite3_prepare_v3(sqlite3_context_db_handle(c), "SELECT name FROM entity WHERE key = ?1 ORDER BY id LIMIT 1", -1, SQLITE_PREPARE_PERSISTENT, &f->body, NULL);
    sqlite3_bind_text(f->body, 1, key, -1, SQLITE_STATIC);
    give(c, sqlite3_step(f->body) == SQLITE_ROW ? (Slice){(const char *)sqlite3_column_text(f->body, 0), (size_t)sqlite3_column_bytes(f->body, 0)} : slice_of(key));
    sqlite3_reset(f->body);
}

static void country(sqlite3_context *c, int n, sqlite3_value **values) {
    Functions *f = sqlite3_user_data(c);
    const char *key = argument(values[0]).p;
    size_t whole = actor_whole(key);
    (void)n;
    if (key[whole] == ':') return give_body(c, f, key);
    if (key[whole] == '.' && whole == 3) return give_sector(c, f, key);
    give(c, slice_of(whole_name(f, key)));
}

static void coordinate(sqlite3_context *c, const char *code, bool latitude) {
    const Functions *f = sqlite3_user_data(c);
    const CountryRow *state = kb_state(f->lore.know, code);
    if (state) sqlite3_result_double(c, (double)(latitude ? state->lat : state->lon));
}

static void lat(sqlite3_context *c, int n, sqlite3_value **values) { (void)n, coordinate(c, argument(values[0]).p, true); }
static void lon(sqlite3_context *c, int n, sqlite3_value **values) { (void)n, coordinate(c, argument(values[0]).p, false); }

/* The state, and the sector of it, that "the Indian foreign ministry" speaks for on a day: IND.GOV; "" where it is not known. */
static void whose(sqlite3_context *c, int n, sqlite3_value **values) {
    Functions *f = sqlite3_user_data(c);
    Entity who;
    char date[11];
    (void)n;
    date_day_print((int32_t)sqlite3_value_int64(values[1]), date);
    if (!f->scratch) f->scratch = lang_scratch_new(f->lore.lang);
    who_is(f->lore.know, f->scratch, argument(values[0]).p, strlen(date) == 10 ? date : "", "", &f->arena, &who);
    const char *side = who.code[0] && who.sector ? arena_printf(&f->arena, "%s.%s", who.code, sector_codes[who.sector]) : who.code;
    give(c, slice_of(side));
    arena_reset(&f->arena);
}

static Slice nth_line(Slice text, int n) {
    const char *p = text.p, *end = text.p + text.n;
    for (; n > 0; n--) {
        const char *line = memchr(p, '\n', (size_t)(end - p));
        if (!line) return (Slice){end, 0};
        p = line + 1;
    }
    const char *stop = memchr(p, '\n', (size_t)(end - p));
    return (Slice){p, (size_t)((stop ? stop : end) - p)};
}

/* words(title, highlights, text, part, highlight, start, end) */
static void words(sqlite3_context *c, int n, sqlite3_value **values) {
    int part = sqlite3_value_int(values[3]);
    (void)n;
    Slice whole = part == 0 ? argument(values[2]) : part == 1 ? argument(values[0]) : nth_line(argument(values[1]), sqlite3_value_int(values[4]));
    size_t start = (size_t)sqlite3_value_int64(values[5]), end = (size_t)sqlite3_value_int64(values[6]);
    if (end > whole.n) end = whole.n;
    give(c, start < end ? (Slice){whole.p + start, end - start} : (Slice){"", 0});
}

/* Whether a headline is of sport or of animals: 1 of sport, 2 of animals, 0 of neither. */
static void pastime(sqlite3_context *c, int n, sqlite3_value **values) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    int of = 0;
    (void)n;
    for (const char *p = argument(values[0]).p; *p && !of;) {
        size_t length = strspn(p, letters);
        if (length) of = wording_has_folded(WORDING_SPORT, (Slice){p, length}) ? 1 : wording_has_folded(WORDING_ANIMALS, (Slice){p, length}) ? 2 : 0;
        p += length ? length : 1;
    }
    sqlite3_result_int(c, of);
}

STORE_FUNCTION(list)
STORE_FUNCTION(lines)
STORE_FUNCTION(aux)
STORE_FUNCTION(country)
STORE_FUNCTION(lat)
STORE_FUNCTION(lon)
STORE_FUNCTION(whose)
STORE_FUNCTION(words)
STORE_FUNCTION(pastime)

Functions *functions_new(const Lore *lore) {
    Functions *f = base_zalloc(sizeof *f);
    f->lore = *lore;
    arena_init(&f->arena);
    return f;
}

bool functions_add(Functions *f, sqlite3 *db) {
    static const struct {
        const char *name;
        int arguments;
        void (*run)(sqlite3_context *, int, sqlite3_value **);
    } all[] = {{"list", 1, list_guarded}, {"lines", 1, lines_guarded}, {"aux", 1, aux_guarded},     {"country", 1, country_guarded},
               {"lat", 1, lat_guarded}, {"lon", 1, lon_guarded},   {"whose", 2, whose_guarded}, {"words", 7, words_guarded}, {"pastime", 1, pastime_guarded}};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (sqlite3_create_function(db, all[i].name, all[i].arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC, f, all[i].run, NULL, NULL) != SQLITE_OK) return false;
    return true;
}

const Lore *functions_lore(const Functions *f) { return &f->lore; }

void functions_free(Functions *f) {
    if (!f) return;
    sqlite3_finalize(f->body);
    lang_scratch_free(f->scratch);
    arena_free(&f->arena);
    free(f);
}
