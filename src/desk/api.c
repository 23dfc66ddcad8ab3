/* api.c - maps addresses to queries. A row of `endpoints` is an address with its query and parameters; a row of `parameters` says which values such a parameter
 * may have and what is bound for it. Anything not in these tables is refused by name, so that a mistyped filter never looks like an answer. openapi.json
 * describes the same for clients, and tests/desk/ checks each against the other. */
#include "desk/api.h"

#include "base/date.h"
#include "base/json.h"
#include "link/signature.h"
#include "store/dyads.h"
#include "vocab/actor.h"

#include <stdio.h>
#include <stdlib.h>

enum { LIMIT = 50, LIMIT_MAX = 500, CSV_LIMIT_MAX = 10000, TEXT_MAX = 200, SOURCE_MAX = 2000, BINDINGS = 48, ACTORS_MAX = 16, COVERED = 50000 };

typedef struct Endpoint {
    const char *path, *query;
    const char *parameters; /* with blanks around each */
    RowsShape shape;
    int limit; /* if none is given */
} Endpoint;

#define SPAN " from to "
#define WHO " actor with "
#define CHOICE WHO SPAN " direction event mode context quad cameo min_sources min_confidence person source q place near box dead injured arrested told "
static const Endpoint endpoints[] = {
    {"/about", "about", "", ROWS_ONE, 1},
    {"/categories", "categories", "", ROWS_LIST, LIMIT},
    {"/contexts", "contexts", "", ROWS_LIST, LIMIT_MAX},
    {"/modes", "modes", "", ROWS_LIST, LIMIT_MAX},
    {"/coverage", "coverage", "", ROWS_LIST, CSV_LIMIT_MAX},
    {"/happenings", "happenings", CHOICE " key ", ROWS_LIST, LIMIT},
    {"/headlines", "headlines", " quad min_confidence key ", ROWS_LIST, LIMIT},
    {"/places", "places", CHOICE, ROWS_LIST, LIMIT_MAX},
    {"/totals", "totals", CHOICE, ROWS_ONE, 1},
    {"/counts", "counts", CHOICE " by sum ", ROWS_LIST, CSV_LIMIT_MAX},
    {"/happenings/{id}", "happening", "", ROWS_ONE, 1},
    {"/happenings/{id}/reports", "happening_reports", " key ", ROWS_LIST, LIMIT},
    {"/dyads", "dyads", " order actor within year ", ROWS_LIST, 10},
    {"/dyads/{a}/{b}", "dyad", SPAN " min_confidence ", ROWS_ONE, 1},
    {"/dyads/{a}/{b}/months", "dyad_months", " context min_confidence ", ROWS_LIST, CSV_LIMIT_MAX},
    {"/dyads/{a}/{b}/contexts", "dyad_contexts", SPAN " min_confidence ", ROWS_LIST, LIMIT},
    {"/dyads/{a}/{b}/people", "dyad_people", SPAN, ROWS_LIST, LIMIT},
    {"/dyads/{a}/{b}/voices", "dyad_voices", SPAN, ROWS_LIST, LIMIT},
    {"/dyads/{a}/{b}/sources", "dyad_sources", SPAN, ROWS_LIST, LIMIT},
    {"/actors", "actors", " name within ", ROWS_LIST, LIMIT},
    {"/actors/{code}", "actor", "", ROWS_ONE, 1},
    {"/actors/{code}/months", "dyad_months", " context min_confidence ", ROWS_LIST, CSV_LIMIT_MAX},
    {"/actors/{code}/partners", "actor_partners", " year ", ROWS_LIST, LIMIT_MAX},
    {"/actors/{code}/matrix", "actor_matrix", " year ", ROWS_LIST, LIMIT_MAX},
    {"/actors/{code}/people", "actor_people", "", ROWS_LIST, LIMIT},
    {"/people", "people", " name ", ROWS_LIST, LIMIT},
    {"/people/{who}", "person", SPAN " min_confidence ", ROWS_ONE, 1},
    {"/people/{who}/months", "person_months", " min_confidence ", ROWS_LIST, CSV_LIMIT_MAX},
    {"/people/{who}/partners", "person_partners", SPAN, ROWS_LIST, LIMIT},
    {"/people/{who}/people", "person_people", SPAN, ROWS_LIST, LIMIT},
    {"/stories", "stories", WHO SPAN " event context source q key ", ROWS_LIST, LIMIT},
    {"/stories/{id}", "story", WHO, ROWS_ONE, 1},
    {"/stories/{id}/events", "story_events", " key ", ROWS_LIST, LIMIT_MAX},
    {"/stories/{id}/related", "story_related", " key ", ROWS_LIST, LIMIT},
    {"/sources", "sources", "", ROWS_LIST, LIMIT_MAX},
    {"/skipped", "skipped", "", ROWS_LIST, LIMIT},
    {"/corrections", "corrections", " key ", ROWS_LIST, LIMIT},
};

/* The bindings so far. */
typedef struct Bound {
    Binding binding[BINDINGS];
    size_t n;
    Request *request;
    Reply *reply;
    Reader *reader;
    const char *query;
    int64_t limit;
    RowsShape file; /* ROWS_CSV or ROWS_JSONL; ROWS_LIST: no file is asked for */
    bool head;      /* with the query in its first line */
    AskFilter filter; /* of happenings, for the endpoints with CHOICE */
} Bound;

/* Happenings are selected by store/ask.c, as on a command line; other rows by the bindings of their query. */
static bool selects(const Bound *b) {
    static const char *const queries[] = {"happenings", "places", "totals", "counts", "person_partners"};
    for (size_t i = 0; i < COUNT_OF(queries); i++)
        if (!strcmp(b->query, queries[i])) return true;
    return false;
}

static void bind_number(Bound *b, const char *name, int64_t number) { b->binding[b->n++] = (Binding){.name = name, .number = number}; }
static void bind_text(Bound *b, const char *name, const char *text) { b->binding[b->n++] = (Binding){.name = name, .text = text}; }

/* Replaces the binding of a default. */
static void rebind(Bound *b, Binding with) {
    for (size_t i = 0; i < b->n; i++)
        if (!strcmp(b->binding[i].name, with.name)) {
            b->binding[i] = with;
            return;
        }
    b->binding[b->n++] = with;
}

static const char *bound_text(const Bound *b, const char *name) {
    for (size_t i = 0; i < b->n; i++)
        if (!strcmp(b->binding[i].name, name)) return b->binding[i].text;
    return "";
}

static bool is_bound(const Bound *b, const char *name) {
    for (size_t i = 0; i < b->n; i++)
        if (!strcmp(b->binding[i].name, name)) return true;
    return false;
}

static int64_t bound_number(const Bound *b, const char *name) {
    for (size_t i = 0; i < b->n; i++)
        if (!strcmp(b->binding[i].name, name)) return b->binding[i].number;
    return 0;
}

/* ---- values ---- */

static bool read_number(const char *text, int64_t max, int64_t *out) {
    char *end;
    if (*text < '0' || *text > '9' || strlen(text) > 18) return false;
    *out = strtoll(text, &end, 10);
    return !*end && *out <= max;
}

/* A person, as in store/sql.h: @Angela Merkel, DEU@Angela Merkel. */
static bool is_person(const char *text) {
    size_t code = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return (!code || code == 3) && text[code] == '@' && text[code + 1] && strlen(text) <= TEXT_MAX;
}

/* Three letters, in lower case for a sector, possibly followed by a sector or the name of a body: KAZ, NGA.REB, NGA:boko-haram, reb. */
static bool is_code(const char *text) {
    bool lower = *text >= 'a' && *text <= 'z';
    for (size_t i = 0; i < 3; i++)
        if (lower ? text[i] < 'a' || text[i] > 'z' : text[i] < 'A' || text[i] > 'Z') return false;
    if (text[3] == '.') return !lower && strspn(text + 4, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3 && !text[7];
    return !text[3] || (text[3] == ':' && text[4] && strlen(text) < ACTOR_KEY);
}

static bool take_code(Bound *b, const char *name, const char *text) {
    if (is_code(text)) rebind(b, (Binding){.name = name, .text = text});
    return is_code(text);
}

/* "not " before a list. */
static bool is_denied(const char **list) {
    bool denied = !strncmp(*list, "not ", 4);
    *list += denied ? 4 : 0;
    return denied;
}

/* A code or, where happenings or stories are selected, several, and people: KAZ,NGA.REB or "not KAZ,NGA.REB". */
static bool take_actors(Bound *b, const char *name, const char *text) {
    const char *list = text;
    bool stories = !strcmp(b->query, "stories"), first = !strcmp(name, ":actor");
    if (!stories && !selects(b)) return take_code(b, name, text);
    if (is_denied(&list) && (stories || !first)) return false;
    size_t n = 0;
    for (const char *p = list; *p || !n; n++) {
        size_t length = strcspn(p, ",");
        const char *one = arena_copy(&b->request->arena, p, length);
        if (n == ACTORS_MAX || (!is_code(one) && !is_person(one))) return false;
        p += length + (p[length] && p[length + 1]);
    }
    rebind(b, (Binding){.name = name, .text = text});
    return true;
}

/* The first day of a period is that of its first month or year, the last day that of its last. */
static bool take_day(Bound *b, const char *name, const char *text) {
    int64_t day = date_day(text);
    bool last = !strcmp(name, ":to");
    if (day && last) day += day % 10000 == 0 ? 9999 : day % 100 == 0 ? 99 : 0;
    if (day) rebind(b, (Binding){.name = name, .number = day});
    if (day) *(last ? &b->filter.query.to : &b->filter.query.from) = text;
    return day != 0;
}

/* "CONSULT,AID" as a JSON list; only letters, digits, - and _. */
static bool take_list(Bound *b, const char *name, const char *text) {
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    Arena *arena = &b->request->arena;
    size_t n = strlen(text), at = 0;
    char *list = arena_alloc(arena, n * 4 + 8);
    if (n > TEXT_MAX || strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-,") != n) return false;
    list[at++] = '[';
    for (const char *p = text; *p; p += strcspn(p, ","), p += *p == ',') {
        size_t length = strspn(p, allowed);
        if (!length) return false;
        at += (size_t)sprintf(list + at, "%s\"%.*s\"", at > 1 ? "," : "", (int)length, p);
    }
    list[at++] = ']';
    list[at] = 0;
    bind_text(b, name, list);
    return at > 2;
}

static void bind_denied(Bound *b, const char *name) { bind_number(b, arena_printf(&b->request->arena, "%s_not", name), 1); }

/* take_list, for items accepted by `is`, with or without "not " before them. */
static bool take_known(Bound *b, const char *name, const char *text, bool (*is)(const char *item)) {
    if (is_denied(&text)) bind_denied(b, name);
    for (const char *p = text; *p; p += strcspn(p, ","), p += *p == ',')
        if (!is(arena_copy(&b->request->arena, p, strcspn(p, ",")))) return false;
    return take_list(b, name, text);
}

static bool is_category(const char *item) { return signature_family(item) != 0; }
static bool is_quad(const char *item) { return *item >= '1' && *item <= '4' && !item[1]; }
static bool take_categories(Bound *b, const char *name, const char *text) { return b->filter.query.event = text, take_known(b, name, text, is_category); }
static bool take_quads(Bound *b, const char *name, const char *text) { return b->filter.query.quad = text, take_known(b, name, text, is_quad); }
static bool is_any(const char *item) { return *item != 0; }
static bool take_contexts(Bound *b, const char *name, const char *text) { return b->filter.query.context = text, take_known(b, name, text, is_any); }
static bool take_modes(Bound *b, const char *name, const char *text) { return b->filter.query.mode = text, take_known(b, name, text, is_any); }

static bool take_dimensions(Bound *b, const char *name, const char *text) { return (void)name, b->filter.query.by = text, strlen(text) <= TEXT_MAX; }
static bool take_sum(Bound *b, const char *name, const char *text) { return (void)name, b->filter.query.sum = text, strlen(text) <= TEXT_MAX; }

/* Publications have the names that their pages give them, up to any length that fits into an address; a ';' is between two, or in one. */
static bool take_sources(Bound *b, const char *name, const char *text) {
    b->filter.query.source = text;
    if (!*text || strlen(text) > SOURCE_MAX) return false;
    if (is_denied(&text)) bind_denied(b, name);
    Buf list = {0};
    json_open(&list, '[');
    if (strchr(text, ';')) json_str(&list, text);
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, ";"), bare = n;
        while (bare && p[bare - 1] == ' ') bare--;
        json_str(&list, arena_copy(&b->request->arena, p, bare));
        p += n + (p[n] == ';');
        p += strspn(p, " ");
    }
    json_close(&list, ']');
    bind_text(b, name, arena_copy(&b->request->arena, list.p, list.n));
    buf_free(&list);
    return true;
}

/* A LIKE pattern that finds the text anywhere. */
static bool take_part(Bound *b, const char *name, const char *text) {
    Arena *arena = &b->request->arena;
    if (!*text || strlen(text) > TEXT_MAX) return false;
    char *pattern = arena_alloc(arena, strlen(text) * 2 + 3), *out = pattern;
    *out++ = '%';
    for (const char *p = text; *p; p++) {
        if (strchr("%_\\", *p)) *out++ = '\\';
        *out++ = *p;
    }
    *out++ = '%';
    *out = 0;
    bind_text(b, name, pattern);
    return true;
}

static bool take_person(Bound *b, const char *name, const char *text) { return (void)name, b->filter.query.person = text, *text && strlen(text) <= TEXT_MAX; }

/* Words as typed by a person, in FTS5's syntax: each quoted, so that nothing in them is an operator; "..." is a phrase, a * at the end any ending. */
static bool take_words(Bound *b, const char *name, const char *text) {
    Arena *arena = &b->request->arena;
    if (strlen(text) > TEXT_MAX) return false;
    char *query = arena_alloc(arena, strlen(text) * 5 + 8), *out = query;
    for (const char *p = text; *p;) {
        p += strspn(p, " ");
        bool phrase = *p == '"';
        p += phrase;
        size_t n = strcspn(p, phrase ? "\"" : " \""), words = n;
        bool open = !phrase && n > 1 && p[n - 1] == '*';
        if (words - open) out += sprintf(out, "\"%.*s\"%s ", (int)(words - open), p, open ? "*" : "");
        p += n + (phrase && p[n] == '"');
    }
    *out = 0;
    if (out == query) return false;
    bind_text(b, name, query);
    b->filter.query.text = query;
    return true;
}

static bool take_key(Bound *b, const char *name, const char *text) {
    long long day, id;
    int end = -1;
    (void)name;
    if (strlen(text) > 40 || sscanf(text, "%lld_%lld%n", &day, &id, &end) != 2 || text[end]) return false;
    rebind(b, (Binding){.name = ":key1", .number = day});
    rebind(b, (Binding){.name = ":key2", .number = id});
    b->filter.paged = true, b->filter.before[0] = day, b->filter.before[1] = id;
    return true;
}

static bool take_small_number(Bound *b, const char *name, const char *text) {
    int64_t number;
    if (!read_number(text, 9999, &number)) return false;
    rebind(b, (Binding){.name = name, .number = number});
    return true;
}

/* As a fraction of one; the store has hundredths. */
static bool take_share(Bound *b, const char *name, const char *text) {
    char *end;
    double share = strtod(text, &end);
    bool good = *text && !*end && strlen(text) < 12 && strspn(text, "0123456789.") == strlen(text) && share <= 1;
    if (good) bind_number(b, name, (int64_t)(100 * share + 0.5)), b->filter.query.min_confidence = share;
    return good;
}

static bool take_least(Bound *b, const char *name, const char *text) {
    attache_query *q = &b->filter.query;
    int64_t number;
    bool good = read_number(text, 1000000000, &number) && number > 0;
    int *into = !strcmp(name, ":dead") ? &q->min_dead : !strcmp(name, ":injured") ? &q->min_injured : !strcmp(name, ":arrested") ? &q->min_arrested : &q->min_sources;
    if (good) *into = (int)number;
    return good;
}

/* ---- places ---- */

static bool take_place(Bound *b, const char *name, const char *text) {
    const char *wrong;
    const Lore *lore = reader_lore(b->reader);
    (void)name;
    return strlen(text) <= TEXT_MAX && where_place(lore->know, lore->lang, text, &b->request->arena, &b->filter.where, &wrong);
}

/* A circle lies in a box of its own; if a box is given too, it is intersected with the circle. */
static bool take_near(Bound *b, const char *name, const char *text) {
    Where near = {0}, *to = &b->filter.where, box = *to;
    const char *wrong;
    const Lore *lore = reader_lore(b->reader);
    (void)name;
    if (strlen(text) > TEXT_MAX || !where_near(lore->know, lore->lang, text, &b->request->arena, &near, &wrong)) return false;
    near.country = box.country, near.place = box.place, near.towns = box.towns;
    *to = near;
    if (box.boxed) to->south = box.south, to->west = box.west, to->north = box.north, to->east = box.east;
    return true;
}

static bool take_box(Bound *b, const char *name, const char *text) {
    const char *wrong;
    (void)name;
    return strlen(text) <= TEXT_MAX && where_box(text, &b->filter.where, &wrong);
}

static bool take_id(Bound *b, const char *name, const char *text) {
    int64_t number;
    bool good = read_number(text, INT64_MAX / 2, &number);
    if (good) bind_number(b, name, number);
    return good;
}

static bool take_limit(Bound *b, const char *name, const char *text) {
    (void)name;
    return read_number(text, b->file ? CSV_LIMIT_MAX : LIMIT_MAX, &b->limit) && b->limit > 0;
}

static bool take_direction(Bound *b, const char *name, const char *text) {
    bool one = !strcmp(text, "one");
    rebind(b, (Binding){.name = name, .number = !one});
    return one || !strcmp(text, "both");
}

static bool take_order(Bound *b, const char *name, const char *text) {
    rebind(b, (Binding){.name = name, .text = text});
    return !strcmp(text, "busiest") || !strcmp(text, "warmest") || !strcmp(text, "coldest") || !strcmp(text, "changed");
}

static bool take_told(Bound *b, const char *name, const char *text) {
    (void)name;
    b->filter.up_to_newest = !strcmp(text, "happened");
    b->filter.query.all = !b->filter.up_to_newest;
    return !strcmp(text, "happened") || !strcmp(text, "all");
}

static bool take_within(Bound *b, const char *name, const char *text) {
    bind_number(b, name, 1);
    return !strcmp(text, "states");
}

static bool take_format(Bound *b, const char *name, const char *text) {
    (void)name;
    return b->file || !strcmp(text, "json");
}

static bool take_head(Bound *b, const char *name, const char *text) {
    (void)name;
    return b->head = !strcmp(text, "1");
}

static bool is_cameo(const char *item) {
    size_t n = strspn(item, "0123456789");
    int category = n >= 2 ? 10 * (item[0] - '0') + item[1] - '0' : 0;
    return n <= 4 && !item[n] && category >= 1 && category <= 20;
}
static bool take_cameo(Bound *b, const char *name, const char *text) { return b->filter.query.cameo = text, take_known(b, name, text, is_cameo); }

static const struct {
    const char *name, *bound;
    bool (*take)(Bound *b, const char *name, const char *text);
    const char *want;
} parameters[] = {
    {"format", "", take_format, "json, csv or jsonl"},
    {"head", "", take_head, "1: the query in the first line of a file"},
    {"limit", "", take_limit, "a number from 1 to 500, or to 10000 with format=csv or jsonl"},
    {"key", "", take_key, "what the page before gave as next"},
    {"actor", ":actor", take_actors, "a code like KAZ, NGA.REB or NGA:boko-haram; of happenings and stories up to 16, and people: KAZ,@Angela Merkel; of happenings also not KAZ,IND"},
    {"with", ":with", take_actors, "a code like IND, NGA.REB or NGA:boko-haram; of happenings and stories up to 16, and people: IND,@Angela Merkel"},
    {"from", ":from", take_day, "a date: YYYY-MM-DD, YYYY-MM or YYYY"},
    {"to", ":to", take_day, "a date: YYYY-MM-DD, YYYY-MM or YYYY"},
    {"direction", ":both", take_direction, "both or one"},
    {"event", ":event", take_categories, "PLOVER categories, like CONSULT,AID or not ASSAULT"},
    {"cameo", ":cameo", take_cameo, "CAMEO codes of two to four digits, whose first two are 01 to 20, like 19,1712 or not 19"},
    {"quad", ":quad", take_quads, "quad classes from 1 to 4, like 3,4 or not 1"},
    {"mode", ":mode", take_modes, "modes, like visit,arrest or not visit"},
    {"context", ":context", take_contexts, "contexts, like military,economic or not military"},
    {"min_sources", ":min_sources", take_least, "a number from 1"},
    {"dead", ":dead", take_least, "a number from 1"},
    {"injured", ":injured", take_least, "a number from 1"},
    {"arrested", ":arrested", take_least, "a number from 1"},
    {"place", ":place", take_place, "a state by name or code, a province or a town"},
    {"near", ":near", take_near, "a town or a point and kilometres, Abuja,50 or 9.06,7.49,50"},
    {"box", ":box", take_box, "degrees of the south, the west, the north and the east, 4,2,14,15"},
    {"min_confidence", ":min_confidence", take_share, "a number from 0 to 1"},
    {"year", ":year", take_small_number, "a year"},
    {"person", ":person", take_person, "a name of at most 200 bytes"},
    {"name", ":name", take_part, "a name of at most 200 bytes"},
    {"q", ":q", take_words, "words, of at most 200 bytes"},
    {"source", ":sources", take_sources, "names of publications, several separated by ;, of at most 2000 bytes; not before them: all but these"},
    {"by", "", take_dimensions, "what to count by, like month,event"},
    {"sum", "", take_sum, "dead, injured or arrested"},
    {"order", ":order", take_order, "busiest, warmest, coldest or changed"},
    {"told", ":told", take_told, "happened or all"},
    {"within", ":within", take_within, "states: sectors of one and the same state"},
};

/* ---- a request ---- */

static bool segment_is_variable(const char *pattern) { return *pattern == '{'; }

/* A name, or that of somebody who stands for a state: Angela Merkel, DEU@Angela Merkel. */
static bool take_who(Bound *b, const char *text) {
    const char *at = is_person(text) ? strchr(text, '@') : NULL;
    if (!*text || strlen(text) > TEXT_MAX) return false;
    if (at && at > text) bind_text(b, ":state", arena_copy(&b->request->arena, text, (size_t)(at - text)));
    bind_text(b, ":who", at ? at + 1 : text);
    b->filter.query.actor = at ? text : arena_printf(&b->request->arena, "@%s", text);
    return true;
}

static bool take_variable(Bound *b, Slice name, const char *text) {
    if (slice_is(name, "who")) return take_who(b, text);
    const char *bound = arena_printf(&b->request->arena, ":%.*s", (int)name.n, name.p);
    if (slice_is(name, "id")) return take_id(b, bound, text);
    return take_code(b, bound, text);
}

/* Whether the path matches the pattern. Binds its variables; sets *bad if one is invalid. */
static bool fits(Bound *b, const char *pattern, const char *path, bool *bad) {
    while (*pattern && *path) {
        size_t n = strcspn(pattern + 1, "/") + 1, m = strcspn(path + 1, "/") + 1;
        if (segment_is_variable(pattern + 1)) {
            const char *text = arena_copy(&b->request->arena, path + 1, m - 1);
            *bad |= !take_variable(b, (Slice){pattern + 2, n - 3}, text);
        } else if (n != m || strncmp(pattern, path, n) != 0) {
            return false;
        }
        pattern += n;
        path += m;
    }
    return !*pattern && !*path;
}

static const Endpoint *find_endpoint(Bound *b, const char *path, bool *bad) {
    for (size_t i = 0; i < COUNT_OF(endpoints); i++) {
        b->n = 0;
        *bad = false;
        if (fits(b, endpoints[i].path, path, bad)) return &endpoints[i];
    }
    return NULL;
}

/* Lists continue from new to old after a key, the reports of one happening or story from first to last. */
static void bind_defaults(Bound *b) {
    bool upwards = !strcmp(b->query, "happening_reports") || !strcmp(b->query, "story_events");
    bind_number(b, ":key1", upwards ? -1 : INT64_MAX);
    bind_number(b, ":key2", upwards ? -1 : INT64_MAX);
    bind_number(b, ":from", 0);
    bind_number(b, ":to", 99999999);
    bind_number(b, ":both", 1);
    bind_number(b, ":year", strcmp(b->query, "dyads") ? 0 : 1); /* without a year this is 1: the newest months */
    bind_text(b, ":order", "busiest");
    bind_text(b, ":actor", "*");
    bind_text(b, ":with", "*");
    const char *path = b->request->path;
    if (!strncmp(path, "/api/v1/actors/", 15) && b->n) { /* an actor's months are those with any partner */
        bind_text(b, ":a", b->binding[0].text);
        bind_text(b, ":b", "*");
    }
}

/* With certain parameters, some queries are replaced by others: searching for words, or counting instead of looking up. */
static void choose_query(Bound *b) {
    static const struct {
        const char *query, *bound, *instead; /* the first that matches */
    } ways[] = {{"stories", ":q", "search"}, {"dyad_months", ":context", "dyad_months_context"}, {"dyad_months", ":min_confidence", "dyad_months_context"}};
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        if (strcmp(ways[i].query, b->query) != 0 || !is_bound(b, ways[i].bound)) continue;
        b->query = ways[i].instead;
        break;
    }
    if (!strcmp(b->query, "dyad_months_context") && !strcmp(bound_text(b, ":b"), "*")) b->query = "actor_months_context";
}

/* Calls a function for each of the actors with each of the others, as they were given by `actor` and `with`. */
static void for_pairs(Bound *b, void (*take)(Buf *out, const char *a, const char *b), Buf *out) {
    Arena *arena = &b->request->arena;
    for (const char *p = bound_text(b, ":actor"); *p; p += strcspn(p, ","), p += *p == ',')
        for (const char *o = bound_text(b, ":with"); *o; o += strcspn(o, ","), o += *o == ',') take(out, arena_copy(arena, p, strcspn(p, ",")), arena_copy(arena, o, strcspn(o, ",")));
}

static void add_pair_both(Buf *out, const char *a, const char *b) { buf_printf(out, "%s%s,%s", out->n ? ";" : "", a, b); }
static void add_pair_one(Buf *out, const char *a, const char *b) { buf_printf(out, "%s%s>%s", out->n ? ";" : "", a, b); }

static void add_pair_json(Buf *out, const char *a, const char *b) {
    for (int way = 0; way < (strcmp(a, b) ? 2 : 1); way++) {
        json_open(out, '[');
        json_str(out, way ? b : a);
        json_str(out, way ? a : b);
        json_close(out, ']');
    }
}

/* A story may have a record of any of the pairs, either way round. */
static void choose_pairs(Bound *b) {
    Buf pairs = {0};
    json_open(&pairs, '[');
    for_pairs(b, add_pair_json, &pairs);
    json_close(&pairs, ']');
    bind_text(b, ":pairs", arena_copy(&b->request->arena, pairs.p, pairs.n));
    if (strchr(bound_text(b, ":actor"), '@') || strchr(bound_text(b, ":with"), '@')) bind_number(b, ":people", 1);
    buf_free(&pairs);
}

static bool choose_dyads(Bound *b) {
    const char *actor = bound_text(b, ":actor");
    bool denied = is_denied(&actor);
    if (denied && strcmp(bound_text(b, ":with"), "*") != 0) return reply_problem(b->reply, 400, "actor: not %s cannot be used together with \"with\"", actor), false;
    if (denied) return b->filter.query.actor = bound_text(b, ":actor"), true;
    Buf pairs = {0};
    for_pairs(b, bound_number(b, ":both") ? add_pair_both : add_pair_one, &pairs);
    b->filter.query.dyad = arena_copy(&b->request->arena, pairs.p, pairs.n);
    buf_free(&pairs);
    return true;
}

/* What the endpoint selects, beyond what each parameter says by itself. */
static bool choose(Bound *b) {
    bool parties = strcmp(bound_text(b, ":actor"), "*") != 0 || strcmp(bound_text(b, ":with"), "*") != 0;
    choose_query(b);
    if (parties && (!strcmp(b->query, "stories") || !strcmp(b->query, "search"))) choose_pairs(b);
    if (!selects(b)) return true;
    b->filter.any_actor = true; /* a page of nobody has no happenings */
    bool pairs = !strcmp(b->query, "person_partners");
    b->filter.query.ask = pairs ? ATTACHE_ASK_DYADS : ATTACHE_ASK_HAPPENINGS;
    bool rows = pairs || !strcmp(b->query, "happenings") || !strcmp(b->query, "counts");
    b->filter.query.limit = rows ? (int)b->limit + 1 : COVERED;
    if (!strcmp(b->query, "counts") && !b->filter.query.by) b->filter.query.by = "month";
    return !parties || choose_dyads(b);
}

static bool take_parameter(Bound *b, const Endpoint *e, const HttpParam *p) {
    char padded[64];
    snprintf(padded, sizeof padded, " %s ", p->name);
    bool common = e->shape == ROWS_LIST && (!strcmp(p->name, "format") || !strcmp(p->name, "limit") || !strcmp(p->name, "head"));
    bool known = common || (strstr(e->parameters, padded) && strlen(p->name) < 20);
    for (size_t i = 0; known && i < COUNT_OF(parameters); i++) {
        if (strcmp(parameters[i].name, p->name) != 0) continue;
        if (parameters[i].take(b, parameters[i].bound, p->value)) return true;
        return reply_problem(b->reply, 400, "%s must be %s", p->name, parameters[i].want), false;
    }
    return reply_problem(b->reply, 400, "\"%.40s\" is not a parameter of this address; it takes%s%s", p->name, e->parameters,
                        e->shape == ROWS_LIST ? " limit format head" : *e->parameters ? "" : " none"),
           false;
}

static bool take_parameters(Bound *b, const Endpoint *e) {
    const char *format = http_param(b->request, "format");
    b->file = !format ? ROWS_LIST : !strcmp(format, "csv") ? ROWS_CSV : !strcmp(format, "jsonl") ? ROWS_JSONL : ROWS_LIST;
    b->limit = b->file && e->limit > 1 ? CSV_LIMIT_MAX : e->limit;
    for (size_t i = 0; i < b->request->n_params; i++) {
        for (size_t k = 0; k < i; k++)
            if (!strcmp(b->request->params[i].name, b->request->params[k].name))
                return reply_problem(b->reply, 400, "%.40s is given twice", b->request->params[i].name), false;
        if (!take_parameter(b, e, &b->request->params[i])) return false;
    }
    if (bound_number(b, ":from") > bound_number(b, ":to")) return reply_problem(b->reply, 400, "from must not be after to"), false;
    return true;
}

void api_reply(RowsStatus status, Reply *reply) {
    switch (status) {
    case ROWS_OK: return;
    case ROWS_NONE: reply_problem(reply, 404, "the store has nothing of that number or name"); return;
    case ROWS_TOO_LONG: reply_problem(reply, 503, "the store took longer than %d seconds: ask for less, a shorter span for example", QUERY_SECONDS); return;
    case ROWS_NO_MEMORY: reply_problem(reply, 503, "out of memory: ask for less, or later"); return;
    case ROWS_BAD_FILTER: reply_problem(reply, 400, "the query cannot be answered"); return;
    case ROWS_BAD_WORDS: reply_problem(reply, 400, "q cannot be read: words, \"a phrase\" or the begin* of a word are wanted"); return;
    case ROWS_FAILED: reply_problem(reply, 500, "the store could not be read; the desk's standard error says more"); return;
    }
}

static void name_file(Request *request, Reply *reply, RowsShape file) {
    bool csv = file == ROWS_CSV;
    reply->type = csv ? "text/csv; charset=utf-8; header=present" : "application/jsonl; charset=utf-8";
    char *name = arena_printf(&request->arena, "attachment; filename=\"attache%s.%s\"", request->path + strlen("/api/v1"), csv ? "csv" : "jsonl");
    for (char *p = strstr(name, "=\"") + 2; *p; p++)
        if (*p == '/') *p = '-';
    reply->disposition = name;
}

/* The question as an address that can be asked again, without what says how it is answered. */
static const char *head_of(const Bound *b) {
    Buf out = {0};
    size_t n = 0;
    buf_printf(&out, "attache %s: %s", attache_version(), b->request->path);
    for (size_t i = 0; i < b->request->n_params; i++) {
        const HttpParam *p = &b->request->params[i];
        if (!strcmp(p->name, "format") || !strcmp(p->name, "head") || !strcmp(p->name, "limit")) continue;
        buf_printf(&out, "%c%s=", n++ ? '&' : '?', p->name);
        for (const unsigned char *c = (const unsigned char *)p->value; *c; c++) buf_printf(&out, *c <= ' ' || strchr("%&#+\"", *c) ? "%%%02X" : "%c", *c);
    }
    const char *kept = arena_copy(&b->request->arena, out.p, out.n);
    buf_free(&out);
    return kept;
}

/* The key of a request in the cache: different bindings give different keys. */
static Slice key_of_question(const Bound *b) {
    Buf key = {0};
    buf_printf(&key, "%s %lld %d %s", b->query, (long long)b->limit, (int)b->file, b->head ? head_of(b) : "");
    for (size_t i = 0; i < b->n; i++) {
        const Binding *one = &b->binding[i];
        buf_printf(&key, "\n%s %c%lld %s", one->name, one->text ? 't' : 'n', (long long)one->number, one->text ? one->text : "");
    }
    for (size_t i = 0; selects(b) && i < b->request->n_params; i++) buf_printf(&key, "\n%s=%s", b->request->params[i].name, b->request->params[i].value);
    Slice kept = {arena_copy(&b->request->arena, key.p, key.n), key.n};
    buf_free(&key);
    return kept;
}

static void answer_question(Reader *reader, const Bound *b, RowsShape shape) {
    Cache *cache = reader_cache(reader);
    Slice key = key_of_question(b), before = cache_find(cache, reader_version(reader), key);
    if (before.p) {
        buf_add(&b->reply->body, before.p, before.n);
        return;
    }
    Buf wrong = {0};
    const char *head = b->file && b->head ? head_of(b) : NULL;
    RowsShape as = b->file ? b->file : shape;
    RowsStatus status = selects(b) ? reader_picked(reader, strcmp(b->query, "counts") ? b->query : NULL, &b->filter, as, b->limit, head, &b->reply->body, &wrong)
                                   : reader_rows(reader, b->query, b->binding, b->n, as, b->limit, head, &b->reply->body);
    if (status == ROWS_OK) cache_keep(cache, key, (Slice){b->reply->body.p, b->reply->body.n});
    api_reply(status, b->reply);
    if (status == ROWS_BAD_FILTER && wrong.n) reply_problem(b->reply, 400, "%s", wrong.p);
    buf_free(&wrong);
}

void api_answer(Reader *reader, Request *request, Reply *reply) {
    Bound b = {.request = request, .reply = reply, .reader = reader};
    bool bad = false;
    const Endpoint *e = find_endpoint(&b, request->path + strlen("/api/v1"), &bad);
    if (!e) return reply_problem(reply, 404, "the API has no such address; /api/v1/openapi.json lists them");
    if (bad) return reply_problem(reply, 404, "in %s, an id is a number, a code is three letters, or like NGA.REB or NGA:boko-haram, and a name has at most 200 bytes", e->path);
    b.query = e->query;
    bind_defaults(&b);
    b.filter.query.all = true;
    if (!take_parameters(&b, e) || !choose(&b)) return;
    reply->type = "application/json";
    if (b.file) name_file(request, reply, b.file);
    answer_question(reader, &b, e->shape);
    reply_validate(request, reply);
}
