/* dictionary.c - turns PETRARCH's and TABARI's dictionaries of actors and agents into rows of countries, organisations, people and agents, each with its original
 * line (column `@`). Such a dictionary does not say what kind of thing an actor is: this follows from its codes, its dates, and what our own tables know about
 * its name. */
#include "compile/dictionary.h"

#include <stdio.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "base/date.h"
#include "base/map.h"
#include "vocab/codebook.h"
#include "vocab/wording.h"

enum { FILE_MAX = 256 << 20, LINE_MAX_BYTES = 4000, CODES_MAX = 64, TRIPLES_MAX = 8, SECTORS_MAX = 4, SETS_MAX = 32, MESSAGES_MAX = 20 };
enum { DAY_FIRST = 0, DAY_LAST = 99999999 };

/* ---- what our own tables know ---- */

typedef enum Knows { KNOWS_STATE, KNOWS_TYPE, KNOWS_REGION, KNOWS_SECTOR, KNOWS_GROUP, KNOWS_COUNTRY, KNOWS_ORG, KNOWS_GIVEN, KNOWS_AGENT } Knows;

/* Something known about a name or code: a code, a sector, the kind of an agent. */
typedef struct Known {
    char value[12];
} Known;

typedef struct KnownSet {
    Known *list;
    size_t n, cap;
    Map index; /* by name and kind: index + 1 */
} KnownSet;

static uint64_t known_key(Slice name, Knows what) { return hash_mix(tsv_key(name), what + 1); }

/* The first entry for a name counts. */
static void add_known(KnownSet *s, Slice name, Knows what, Slice value) {
    if (!name.n) return;
    uint64_t *at = map_put(&s->index, known_key(name, what));
    if (*at) return;
    if (s->n == s->cap) s->list = base_realloc(s->list, (s->cap = 2 * s->cap + 1024) * sizeof *s->list);
    Known *k = &s->list[s->n++];
    snprintf(k->value, sizeof k->value, "%.*s", (int)value.n, value.p);
    *at = s->n;
}

static const char *known(const KnownSet *s, Slice name, Knows what) {
    size_t at = map_get(&s->index, known_key(name, what));
    return at ? s->list[at - 1].value : NULL;
}

static Slice last_word(Slice s) {
    size_t n = 0;
    while (n < s.n && s.p[s.n - 1 - n] != ' ') n++;
    return (Slice){s.p + s.n - n, n};
}

static Slice first_word(Slice s) {
    const char *space = memchr(s.p, ' ', s.n);
    return (Slice){s.p, space ? (size_t)(space - s.p) : s.n};
}

static void note_code(KnownSet *s, const Slice *c) {
    static const char *const kinds[] = {"state", "type", "region", "sector", "group"};
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (slice_is(c[1], kinds[i])) add_known(s, c[0], (Knows)i, i == KNOWS_STATE && !c[3].n ? c[0] : i <= KNOWS_TYPE ? c[3] : c[4]);
    if (slice_is(c[1], "type")) add_known(s, c[0], KNOWS_SECTOR, c[4]);
}

static void note_country(KnownSet *s, const Slice *c) {
    for (int i = 2; i <= 7; i++) {
        Slice cell = c[i], name;
        while (slice_split(&cell, '|', &name)) add_known(s, name, KNOWS_COUNTRY, c[0]);
    }
}

static void note_org(KnownSet *s, const Slice *c) {
    Slice names = c[3], name;
    add_known(s, c[2], KNOWS_ORG, c[0]);
    while (slice_split(&names, '|', &name)) add_known(s, name, KNOWS_ORG, c[0]);
}

static void note_person(KnownSet *s, const Slice *c) {
    if (memchr(c[1].p, ' ', c[1].n)) add_known(s, first_word(c[1]), KNOWS_GIVEN, c[3]);
}

static void note_agent(KnownSet *s, const Slice *c) { add_known(s, c[0], KNOWS_AGENT, c[2]); }

static void read_known(TableSet *set, KnownSet *s) {
    static const struct {
        const char *name;
        const char *columns[10];
        void (*note)(KnownSet *s, const Slice *cells);
    } tables[] = {
        {"codes.tsv", {"code", "kind", "iso2", "means", "sectors"}, note_code},
        {"countries.tsv", {"code", "kind", "name", "names", "adjectives", "people", "capital", "seats", "lat", "lon"}, note_country},
        {"organisations.tsv", {"code", "kind", "name", "names", "sectors", "from", "to"}, note_org},
        {"people.tsv", {"code", "name", "names", "gender", "office", "sectors", "from", "to"}, note_person},
        {"agents.tsv", {"phrase", "names", "kind", "sectors", "code", "gender"}, note_agent},
    };
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        size_t n = 0;
        Tsv t;
        while (n < COUNT_OF(tables[i].columns) && tables[i].columns[n]) n++;
        if (tables_open(set, &t, tables[i].name, tables[i].columns, n, &(Reporter){NULL, NULL}) != ATTACHE_OK) continue;
        while (tsv_next(&t)) tables[i].note(s, t.cells);
        tsv_close(&t);
    }
}

/* ---- entries ---- */

/* A code and its validity. */
typedef struct Code {
    char code[4], sectors[SECTORS_MAX][4];
    bool plain;  /* a state and nothing else */
    bool dated;
    bool type;   /* begins with IGO, MNC and the like */
    uint32_t from, to;
} Code;

/* A name with synonyms and codes. */
typedef struct Actor {
    Buf name, names; /* names: joined by | */
    size_t line;
    Code codes[CODES_MAX];
    size_t n_codes;
    bool open, refused; /* rejected: lines that depend on it have been reported with it */
} Actor;

typedef struct Set {
    char name[32];
    Buf values; /* joined by | */
} Set;

typedef struct Dictionary {
    const char *path;
    const Reporter *reporter;
    size_t line, refused, entries;
    KnownSet known;
    Actor actor;
    Set sets[SETS_MAX];
    size_t n_sets;
    Buf countries, orgs, people, agents; /* rows */
} Dictionary;

static void refuse(Dictionary *d, size_t line, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void refuse(Dictionary *d, size_t line, const char *format, ...) {
    char message[300], where[600];
    va_list args;
    if (d->refused++ > MESSAGES_MAX) return;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    snprintf(where, sizeof where, "%s:%zu", d->path, line);
    report(d->reporter, ATTACHE_ERR_TABLE, where, "%s", d->refused <= MESSAGES_MAX ? message : "and more lines like these, which are counted and not told");
}

/* ---- codes ---- */

static void add_sectors(Code *c, const char *list) {
    Slice rest = slice_of(list), part;
    while (slice_split(&rest, '|', &part))
        for (int i = 0; i < SECTORS_MAX && part.n == 3; i++) {
            if (!memcmp(c->sectors[i], part.p, 3)) break;
            if (c->sectors[i][0]) continue;
            memcpy(c->sectors[i], part.p, 3);
            break;
        }
}

/* The first three letters give the affiliation. */
static bool read_first(const Dictionary *d, Slice triple, Code *c) {
    const char *state = known(&d->known, triple, KNOWS_STATE), *type = known(&d->known, triple, KNOWS_TYPE);
    const char *sector = known(&d->known, triple, KNOWS_SECTOR), *group = known(&d->known, triple, KNOWS_GROUP);
    if (state || type) memcpy(c->code, state ? state : type, 3);
    c->type = !state && type;
    c->plain = state != NULL;
    if (sector && !state) add_sectors(c, sector);
    else if (group && !state) add_sectors(c, group);
    return state || type || sector || group || known(&d->known, triple, KNOWS_REGION);
}

/* The letters after them give a function, or refine the first: a company's home, a body of the United Nations. */
static void read_further(const Dictionary *d, Slice triple, bool company, Code *c) {
    const char *state = known(&d->known, triple, KNOWS_STATE), *type = known(&d->known, triple, KNOWS_TYPE);
    const char *sector = known(&d->known, triple, KNOWS_SECTOR), *group = known(&d->known, triple, KNOWS_GROUP);
    bool home = state && c->type && (company || (!sector && !group)) && actor_of(c->code) != ACTOR_IGO;
    c->plain = false;
    if (home) memcpy(c->code, state, 3), c->type = false;
    else if (type && actor_of(c->code) == ACTOR_IGO) memcpy(c->code, type, 3);
    else if (sector) add_sectors(c, sector);
    else if (group) add_sectors(c, group);
}

/* USAGOV, IGOEUREEC, ~MIL: letters in threes; digits of CAMEO's religious groups and the ~ of agents are ignored here. */
static bool read_code(Dictionary *d, Slice text, Code *c) {
    char letters[TRIPLES_MAX * 3];
    size_t n = 0;
    *c = (Code){.from = DAY_FIRST, .to = DAY_LAST};
    for (size_t i = 0; i < text.n; i++) {
        char ch = text.p[i];
        bool letter = ch >= 'A' && ch <= 'Z';
        if ((!letter && ch != '~' && !(ch >= '0' && ch <= '9')) || (letter && n == sizeof letters)) {
            refuse(d, d->line, "code '%.*s': must be capitals in threes, as USAGOV", (int)(text.n < 40 ? text.n : 40), text.p);
            return false;
        }
        if (letter) letters[n++] = ch;
    }
    if (!n || n % 3) {
        refuse(d, d->line, "code '%.*s': has %zu letters; codes are made of threes, as USAGOV", (int)(text.n < 40 ? text.n : 40), text.p, n);
        return false;
    }
    bool first = read_first(d, (Slice){letters, 3}, c), company = !memcmp(letters, actor_codes[ACTOR_MNC], 3);
    for (size_t i = 3; i < n; i += 3) {
        if (!first && known(&d->known, (Slice){letters + i, 3}, KNOWS_SECTOR)) {
            refuse(d, d->line, "code '%.*s': %.3s is neither a state nor IGO, NGO, MNC, IMG or the like (data/codes.tsv)", (int)text.n, text.p, letters);
            return false;
        }
        read_further(d, (Slice){letters + i, 3}, company, c);
    }
    return true;
}

/* ---- dates ---- */

/* 910101 or 19910101; with a year of two digits, those above 30 are in the 20th century. */
static bool read_day(Slice s, uint32_t *out) {
    int n = s.n == 6 || s.n == 8 ? date_digits(s.p, s.n) : -1;
    if (n < 0) return false;
    if (s.n == 6) n += n / 10000 > 30 ? 19000000 : 20000000;
    *out = (uint32_t)n;
    return n / 100 % 100 <= 12 && n % 100 <= 31;
}

static bool read_days(Slice s, Code *c) {
    const char *dash = memchr(s.p, '-', s.n);
    if (!s.n) return true;
    c->dated = true;
    if (s.p[0] == '<') return read_day(slice_trim((Slice){s.p + 1, s.n - 1}), &c->to);
    if (s.p[0] == '>') return read_day(slice_trim((Slice){s.p + 1, s.n - 1}), &c->from);
    if (!dash) return false;
    Slice from = slice_trim((Slice){s.p, (size_t)(dash - s.p)}), to = slice_trim((Slice){dash + 1, (size_t)(s.p + s.n - dash - 1)});
    return read_day(from, &c->from) && read_day(to, &c->to) && c->from <= c->to;
}

/* All [codes] of a line; false if one is wrong. */
static bool read_codes(Dictionary *d, Slice text, Code *codes, size_t *n) {
    while (text.n) {
        const char *open = memchr(text.p, '[', text.n), *close = open ? memchr(open, ']', (size_t)(text.p + text.n - open)) : NULL;
        if (!open) break;
        if (!close) {
            refuse(d, d->line, "has a [ without its ]");
            return false;
        }
        Slice inside = slice_trim((Slice){open + 1, (size_t)(close - open - 1)}), code = first_word(inside);
        const char *sign = memchr(code.p, '>', code.n);
        if (!sign) sign = memchr(code.p, '<', code.n);
        if (sign) code.n = (size_t)(sign - code.p);
        Slice days = slice_trim((Slice){inside.p + code.n, inside.n - code.n});
        text = (Slice){close + 1, (size_t)(text.p + text.n - close - 1)};
        if (slice_is(code, "---")) continue; /* coded as nobody */
        Code c;
        if (!read_code(d, code, &c)) return false;
        if (!read_days(days, &c)) {
            refuse(d, d->line, "date '%.*s': must be 910101-931231, <931231 or >910101, or with years of four digits", (int)(days.n < 40 ? days.n : 40), days.p);
            return false;
        }
        if (*n < CODES_MAX) codes[(*n)++] = c;
    }
    return true;
}

/* ---- names ---- */

static bool is_break(char c) { return c == ' ' || c == '\t' || c == '_' || c == '-' || c == '/' || c == '('; }

static void lower_word(Slice word, bool keep_first, Buf *out) {
    for (size_t i = 0; i < word.n;) {
        int32_t cp = 0;
        char bytes[4];
        ptrdiff_t n = utf8proc_iterate((const uint8_t *)word.p + i, (ptrdiff_t)(word.n - i), &cp);
        if (n <= 0) break;
        if (i || !keep_first) cp = utf8proc_tolower(cp);
        buf_add(out, bytes, (size_t)utf8proc_encode_char(cp, (uint8_t *)bytes));
        i += (size_t)n;
    }
}

/* NORTH_ATLANTIC_TREATY_ORGANIZATION_ in normal spelling. A single word of at most `acronym` letters keeps its capitals. */
static void write_name(Slice s, size_t acronym, bool small, Buf *out) {
    size_t begun = out->n;
    bool alone = true;
    while (s.n && (is_break(s.p[s.n - 1]))) s.n--;
    while (s.n && (is_break(s.p[0]))) s.p++, s.n--;
    for (size_t i = 0; i < s.n; i++) alone = alone && !is_break(s.p[i]);
    if (alone && (s.n <= acronym || memchr(s.p, '.', s.n))) {
        buf_add(out, s.p, s.n);
        return;
    }
    for (size_t i = 0; i < s.n;) {
        size_t end = i;
        while (end < s.n && !is_break(s.p[end])) end++;
        Slice word = {s.p + i, end - i};
        lower_word(word, !small && (i == 0 || !wording_has_folded(WORDING_SMALL_WORDS, word)), out);
        for (; end < s.n && is_break(s.p[end]); end++)
            if (s.p[end] == '-' || s.p[end] == '(') buf_char(out, s.p[end]);
            else if (out->n > begun && out->p[out->n - 1] != ' ') buf_char(out, ' ');
        i = end;
    }
}

/* ---- rows ---- */

static void write_day(uint32_t day, Buf *out) {
    if (day == DAY_FIRST || day == DAY_LAST) return;
    char text[DATE_ROOM];
    Date d = date_unpack((int32_t)day);
    buf_str(out, date_print((Date){d.year, d.month ? d.month : 1, d.day ? d.day : 1}, text));
}

static void write_sectors(const Code *c, Buf *out) {
    for (int i = 0; i < SECTORS_MAX && c->sectors[i][0]; i++) buf_printf(out, "%s%s", i ? "|" : "", c->sectors[i]);
}

/* The kind of body that a code implies. */
static const char *kind_of(const Code *c) {
    static const char *const by_code[ACTOR_COUNT] = {[ACTOR_UNO] = "un", [ACTOR_IGO] = "igo", [ACTOR_EUR] = "igo",
                                                     [ACTOR_NGO] = "ngo", [ACTOR_IMG] = "armed", [ACTOR_MNC] = "company"};
    static const char *const by_sector[SECTOR_COUNT] = {[SECTOR_BUS] = "company", [SECTOR_JRN] = "media", [SECTOR_MIL] = "army", [SECTOR_COP] = "police",
                                                        [SECTOR_SPY] = "intelligence", [SECTOR_REB] = "armed", [SECTOR_LEG] = "parliament", [SECTOR_JUD] = "court",
                                                        [SECTOR_PTY] = "party", [SECTOR_OPP] = "party", [SECTOR_EDU] = "university", [SECTOR_REL] = "religious",
                                                        [SECTOR_LAB] = "union", [SECTOR_CRM] = "criminal", [SECTOR_GOV] = "agency"};
    const char *own = by_code[actor_of(c->code)], *kind = own ? own : by_sector[sector_of(c->sectors[0])];
    return kind ? kind : "movement";
}

static void write_office(Dictionary *d, const Actor *a, const Code *c, bool person) {
    Buf *out = person ? &d->people : &d->orgs;
    buf_printf(out, "%zu\t%s\t", a->line, c->code);
    if (!person) buf_printf(out, "%s\t", kind_of(c));
    buf_printf(out, "%s\t%s\t", a->name.p, a->names.n ? a->names.p : "");
    write_sectors(c, out);
    buf_char(out, '\t');
    write_day(c->from, out);
    buf_char(out, '\t');
    write_day(c->to, out);
    buf_char(out, '\n');
}

static int by_from(const void *x, const void *y) {
    const Code *a = x, *b = y;
    return a->from < b->from ? -1 : a->from > b->from;
}

/* The day before or after. */
static uint32_t next_day(uint32_t day, int step) {
    if (day == DAY_FIRST || day == DAY_LAST) return day;
    return (uint32_t)date_day_of_number(date_day_number((int32_t)day) + step);
}

/* A code without a date applies when none of the dated ones does. */
static void write_offices(Dictionary *d, Actor *a, bool person) {
    const Code *rest = NULL;
    uint32_t covered = DAY_FIRST;
    qsort(a->codes, a->n_codes, sizeof *a->codes, by_from);
    for (size_t i = 0; i < a->n_codes; i++)
        if (!a->codes[i].dated) rest = &a->codes[i];
    for (size_t i = 0; i < a->n_codes; i++) {
        const Code *c = &a->codes[i];
        if (!c->dated) continue;
        Code gap = rest ? *rest : (Code){.from = 0};
        gap.from = covered, gap.to = next_day(c->from, -1);
        if (rest && gap.to > covered) write_office(d, a, &gap, person);
        write_office(d, a, c, person);
        if (c->to >= covered) covered = next_day(c->to, 1);
    }
    if (!rest || covered == DAY_LAST) return;
    Code gap = *rest;
    gap.from = covered;
    write_office(d, a, &gap, person);
}

/* ---- what an actor is ---- */

static bool has_body_word(Slice name) {
    Slice word;
    while (slice_split(&name, ' ', &word))
        if (wording_has_folded(WORDING_BODY_WORDS, word)) return true;
    return false;
}

static size_t count_words(Slice s) {
    size_t n = 0;
    Slice word;
    while (slice_split(&s, ' ', &word)) n++;
    return n;
}

static bool is_person(const Dictionary *d, const Actor *a) {
    Slice name = {a->name.p, a->name.n};
    size_t n = count_words(name);
    bool dated = false;
    for (size_t i = 0; i < a->n_codes; i++) dated = dated || a->codes[i].dated;
    if (n > 5 || known(&d->known, name, KNOWS_ORG) || has_body_word(name)) return false;
    if (dated) return n > 1 || a->codes[0].sectors[0][0];
    return n > 1 && known(&d->known, first_word(name), KNOWS_GIVEN) != NULL;
}

/* Names of a state and of places in it; those that countries.tsv has for the same state are ignored. */
static void write_places(Dictionary *d, const Actor *a) {
    Slice rest = {a->name.p, a->name.n}, names = {a->names.p, a->names.n};
    const char *code = a->codes[0].code;
    for (bool more = true; more; more = slice_split(&names, '|', &rest)) {
        const char *had = known(&d->known, rest, KNOWS_COUNTRY);
        if (!had || strcmp(had, code)) buf_printf(&d->countries, "%zu\t%s\tregion\t%.*s\n", a->line, code, (int)rest.n, rest.p);
    }
}

static void close_actor(Dictionary *d) {
    Actor *a = &d->actor;
    bool was_open = a->open;
    a->open = false;
    if (!was_open) return;
    if (!a->n_codes) {
        refuse(d, a->line, "%.60s has no code: one stands in [brackets] behind it or on the next line", a->name.p);
        return;
    }
    if (a->n_codes == 1 && a->codes[0].plain && !a->codes[0].dated) write_places(d, a);
    else write_offices(d, a, is_person(d, a));
}

/* ---- agents ---- */

static const Set *find_set(const Dictionary *d, Slice name) {
    for (size_t i = 0; i < d->n_sets; i++)
        if (slice_is(name, d->sets[i].name)) return &d->sets[i];
    return NULL;
}

/* Writes an agent's noun with a member of a set in place of !SET!; false if there is no such set. */
static bool expand_noun(Dictionary *d, Slice noun, Buf *out) {
    const char *open = memchr(noun.p, '!', noun.n), *close = open ? memchr(open + 1, '!', (size_t)(noun.p + noun.n - open - 1)) : NULL;
    if (!open) {
        write_name(noun, 0, true, out);
        return true;
    }
    const Set *set = close ? find_set(d, (Slice){open, (size_t)(close - open + 1)}) : NULL;
    if (!set) {
        size_t rest = (size_t)(noun.p + noun.n - open);
        refuse(d, d->line, "%.*s: no such set stands above, as !PERSON! = MAN, WOMAN", (int)(rest < 40 ? rest : 40), open);
        return false;
    }
    Slice values = {set->values.p, set->values.n}, value;
    for (bool first = true; slice_split(&values, '|', &value); first = false) {
        Buf whole = {0};
        buf_add(&whole, noun.p, (size_t)(open - noun.p));
        buf_add(&whole, value.p, value.n);
        buf_add(&whole, close + 1, (size_t)(noun.p + noun.n - close - 1));
        if (!first) buf_char(out, '|');
        write_name((Slice){whole.p, whole.n}, 0, true, out);
        buf_free(&whole);
    }
    return true;
}

/* A noun gets the kind of our own row for it, or for its last word. */
static const char *kind_of_noun(const Dictionary *d, Slice noun, bool no_plural) {
    if (known(&d->known, noun, KNOWS_AGENT)) return "";
    if (no_plural) return "group";
    const char *kind = known(&d->known, last_word(noun), KNOWS_AGENT);
    return kind && strcmp(kind, "modifier") ? kind : "person";
}

static void read_agent(Dictionary *d, Slice noun, Slice plural, bool has_plural, const Code *c) {
    Buf names = {0};
    if (!expand_noun(d, noun, &names)) return;
    Slice rest = {names.p, names.n}, first;
    if (!slice_split(&rest, '|', &first)) {
        refuse(d, d->line, "names nobody");
        buf_free(&names);
        return;
    }
    buf_printf(&d->agents, "%zu\t%.*s\t%.*s", d->line, (int)first.n, first.p, (int)rest.n, rest.n ? rest.p : "");
    if (plural.n) {
        buf_str(&d->agents, rest.n ? "|" : "");
        write_name(plural, 0, true, &d->agents);
    }
    buf_printf(&d->agents, "\t%s\t", kind_of_noun(d, first, has_plural && !plural.n));
    write_sectors(c, &d->agents);
    buf_printf(&d->agents, "\t%s\n", c->code);
    d->entries++;
    buf_free(&names);
}

/* !PERSON! = MAN, MEN */
static void read_set(Dictionary *d, Slice line) {
    const char *equals = memchr(line.p, '=', line.n);
    Slice name = slice_trim((Slice){line.p, (size_t)(equals - line.p)}), rest = {equals + 1, (size_t)(line.p + line.n - equals - 1)}, value;
    if (name.n < 3 || name.n >= sizeof d->sets[0].name || name.p[name.n - 1] != '!' || d->n_sets == SETS_MAX) {
        refuse(d, d->line, "is not a set: write !PERSON! = MAN, WOMAN");
        return;
    }
    Set *s = &d->sets[d->n_sets++];
    snprintf(s->name, sizeof s->name, "%.*s", (int)name.n, name.p);
    while (slice_split(&rest, ',', &value)) {
        if (s->values.n) buf_char(&s->values, '|');
        buf_add(&s->values, value.p, value.n);
    }
}

/* ---- lines ---- */

/* Single words that denote bodies are acronyms: UN, SWAPO; those that denote people and places are not. */
static size_t acronym_length(const Code *codes, size_t n) { return n && !codes[0].plain && (codes[0].type || !codes[0].code[0]) ? 5 : 3; }

static void open_actor(Dictionary *d, Slice name, const Code *codes, size_t n) {
    Actor *a = &d->actor;
    buf_clear(&a->name);
    buf_clear(&a->names);
    write_name(name, acronym_length(codes, n), false, &a->name);
    a->open = a->name.n > 0;
    a->line = d->line;
    a->n_codes = n;
    memcpy(a->codes, codes, n * sizeof *codes);
    d->entries += a->open;
}

static void add_name(Dictionary *d, Slice name) {
    Actor *a = &d->actor;
    if (a->names.n) buf_char(&a->names, '|');
    write_name(name, acronym_length(a->codes, a->n_codes), false, &a->names);
    d->entries++;
}

/* A name with the rest of its line. */
static void read_entry(Dictionary *d, Slice line) {
    const char *bracket = memchr(line.p, '[', line.n), *brace = memchr(line.p, '{', line.n);
    size_t head = bracket ? (size_t)(bracket - line.p) : line.n;
    if (brace && (size_t)(brace - line.p) < head) head = (size_t)(brace - line.p);
    Slice name = slice_trim((Slice){line.p, head}), plural = {"", 0};
    Code codes[CODES_MAX];
    size_t n = 0;
    const char *end = brace ? memchr(brace, '}', (size_t)(line.p + line.n - brace)) : NULL;
    if (end) plural = slice_trim((Slice){brace + 1, (size_t)(end - brace - 1)});
    if (bracket && !read_codes(d, (Slice){bracket, (size_t)(line.p + line.n - bracket)}, codes, &n)) {
        close_actor(d);
        d->actor.refused = true;
        return;
    }
    d->actor.refused = false;
    if (n && memchr(bracket, '~', (size_t)(line.p + line.n - bracket))) {
        close_actor(d);
        read_agent(d, name, plural, end != NULL, &codes[0]);
    } else if (!n && d->actor.open && !d->actor.n_codes && !bracket) {
        add_name(d, name); /* several names in a row, their codes below */
    } else {
        close_actor(d);
        if (n || !bracket) open_actor(d, name, codes, n);
    }
}

static void read_more_codes(Dictionary *d, Slice line) {
    Actor *a = &d->actor;
    if (a->refused) d->refused++;
    else if (!a->open) refuse(d, d->line, "is a code without a name above it");
    else if (!read_codes(d, line, a->codes, &a->n_codes) && !a->n_codes) a->open = false, a->refused = true;
}

static bool is_text(Slice line) {
    for (size_t i = 0; i < line.n; i++)
        if ((unsigned char)line.p[i] < 32 && line.p[i] != '\t') return false;
    return true;
}

static void read_line(Dictionary *d, Slice line) {
    Slice text = slice_trim(line);
    if (line.n > LINE_MAX_BYTES) refuse(d, d->line, "is %zu bytes long: no entry is", line.n);
    else if (!is_text(line)) refuse(d, d->line, "contains bytes that are not text");
    else if (text.p[0] == '[') read_more_codes(d, text);
    else if (text.p[0] == '!' && memchr(text.p, '=', text.n)) read_set(d, text);
    else if (text.p[0] == '+' && d->actor.refused) d->refused++;
    else if (text.p[0] == '+' && !d->actor.open) refuse(d, d->line, "is another name for nobody: no name stands above it");
    else if (text.p[0] == '+') add_name(d, (Slice){text.p + 1, (size_t)((memchr(text.p, '[', text.n) ? (const char *)memchr(text.p, '[', text.n) : text.p + text.n) - text.p - 1)});
    else if (strchr("-&*<~:=", text.p[0])) refuse(d, d->line, "begins with %c: actors and agents are read, not verbs or rules", text.p[0]);
    else if (memchr(text.p, ']', text.n) && !memchr(text.p, '[', text.n)) refuse(d, d->line, "has a ] without its [");
    else read_entry(d, text);
}

/* The line without its comment. */
static Slice without_comment(Slice line) {
    for (size_t i = 0; i < line.n; i++)
        if (line.p[i] == ';' || line.p[i] == '#') return (Slice){line.p, i};
    return line;
}

static void read_lines(Dictionary *d, Slice text) {
    while (text.n) {
        const char *end = memchr(text.p, '\n', text.n);
        Slice line = {text.p, end ? (size_t)(end - text.p) : text.n};
        text.p += line.n + (end != NULL), text.n -= line.n + (end != NULL);
        d->line++;
        line = without_comment(line);
        while (line.n && (line.p[line.n - 1] == '\r' || line.p[line.n - 1] == ' ')) line.n--;
        if (slice_trim(line).n) read_line(d, line);
    }
    close_actor(d);
}

/* Old dictionaries are in Latin-1. */
static void make_utf8(Buf *text) {
    if (utf8_valid(text->p, text->n) == text->n) return;
    Buf out = {0};
    for (size_t i = 0; i < text->n; i++) {
        char bytes[4];
        buf_add(&out, bytes, utf8_encode((unsigned char)text->p[i], bytes));
    }
    buf_free(text);
    *text = out;
}

static void add_rows(TableSet *s, const Dictionary *d, const char *table, const char *header, const Buf *rows) {
    if (!rows->n) return;
    Buf *out = &tables_add(s, table, d->path)->text;
    buf_str(out, header);
    buf_add(out, rows->p, rows->n);
}

static void dictionary_free(Dictionary *d) {
    for (size_t i = 0; i < d->n_sets; i++) buf_free(&d->sets[i].values);
    buf_free(&d->actor.name);
    buf_free(&d->actor.names);
    buf_free(&d->countries);
    buf_free(&d->orgs);
    buf_free(&d->people);
    buf_free(&d->agents);
    free(d->known.list);
    map_free(&d->known.index);
}

attache_status dictionary_read(TableSet *s, const char *path, const Reporter *r) {
    Buf text = {0};
    FORWARD_IF_ERROR(base_read_file(path, FILE_MAX, &text, r));
    Dictionary *d = base_zalloc(sizeof *d);
    *d = (Dictionary){.path = path, .reporter = r};
    make_utf8(&text);
    read_known(s, &d->known);
    size_t mark = text.n >= 3 && !memcmp(text.p, "\xEF\xBB\xBF", 3) ? 3 : 0; /* the byte order mark of some editors */
    read_lines(d, (Slice){text.p + mark, text.n - mark});
    add_rows(s, d, "countries.tsv", "@\tcode\tkind\tname\n", &d->countries);
    add_rows(s, d, "organisations.tsv", "@\tcode\tkind\tname\tnames\tsectors\tfrom\tto\n", &d->orgs);
    add_rows(s, d, "people.tsv", "@\tcode\tname\tnames\tsectors\tfrom\tto\n", &d->people);
    add_rows(s, d, "agents.tsv", "@\tphrase\tnames\tkind\tsectors\tcode\n", &d->agents);
    tables_count_dictionary(s, path, d->line, d->entries, d->refused);
    dictionary_free(d);
    free(d);
    buf_free(&text);
    return ATTACHE_OK;
}
