/* run_cases.c - plain cases in, what attache makes of them compared, FILE:LINE of each that fails and what came out instead.
 *
 *     run_cases FILE.case...           sentences and the events that they tell; tests/cases/README.md has the format
 *     run_cases --who FILE.case...     phrases and whom they mean
 *
 * before the files: --known LIST has the names of the cases that are known to fail (tally.h); --names prints the names of those that fail, and nothing else.
 * Uses the public header alone. Ends with "N passed, N failed"; the exit status is 1 if any failed. */
#include <attache.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "case_text.h"
#include "held_cases.h"
#include "tally.h"

enum { LINES_MAX = 64, LINKS_MAX = 8 };

/* A block of a file: lines "key: value". */
typedef struct Case {
    const char *file;
    struct {
        char *key, *value;
        int number;
    } lines[LINES_MAX];
    int n;
} Case;

typedef struct Runner {
    attache_context *ctx;
    Tally tally;
    const Case *now;
    char met[LINES_MAX];                  /* for each line: whether an event matched it */
    char *links[LINES_MAX][2][LINKS_MAX]; /* for "same" and "apart": the happenings of sentences with the first words, with the second */
    char *told;                           /* the output, for the message */
    size_t n_told;
} Runner;

static const char *value_of(const Case *c, const char *key, const char *otherwise) {
    for (int i = 0; i < c->n; i++)
        if (!strcmp(c->lines[i].key, key)) return c->lines[i].value;
    return otherwise;
}

/* ---- does an event match a line? ---- */

/* "KAZ.GOV.MIL": country, sector, further sectors, as far as given; ".REB" is a sector without a country, "KAZ." a country without a sector. */
static bool entity_is(const attache_entity *e, const char *want) {
    char room[64], *rest = room;
    snprintf(room, sizeof room, "%s", want);
    const char *code = next_part(&rest, '.'), *sector = next_part(&rest, '.');
    if (strcmp(e->code, code) != 0 || (sector && strcmp(e->sector, sector) != 0)) return false;
    for (char *other; (other = next_part(&rest, '.'));) {
        bool found = false;
        for (size_t i = 0; i < e->n_other_sectors; i++) found |= !strcmp(e->other_sectors[i], other);
        if (!found) return false;
    }
    return true;
}

/* All that are listed are present, and no other known party; "-": nobody. */
static bool side_is(const attache_entity *list, size_t n, char *want) {
    size_t known = 0, wanted = 0;
    for (size_t i = 0; i < n; i++) known += list[i].code[0] || list[i].sector[0];
    if (!strcmp(want, "-")) return known == 0;
    for (char *one; (one = next_part(&want, ',')); wanted++) {
        bool found = false;
        for (size_t i = 0; i < n; i++) found |= entity_is(&list[i], one);
        if (!found) return false;
    }
    return known <= wanted;
}

static bool list_has(const char *const *list, size_t n, const char *want) {
    for (size_t i = 0; i < n; i++)
        if (!strcmp(list[i], want)) return true;
    return false;
}

/* All that are listed are present; "-": none. */
static bool list_is(const char *const *list, size_t n, char *want, bool exact) {
    size_t wanted = 0;
    if (!strcmp(want, "-")) return n == 0;
    for (char *one; (one = next_part(&want, ',')); wanted++)
        if (!list_has(list, n, one)) return false;
    return !exact || n == wanted;
}

static size_t aux_names(unsigned aux, const char **out) {
    static const char *const names[] = {"historical", "future", "hypothetical", "negation"};
    size_t n = 0;
    for (size_t i = 0; i < 4; i++)
        if (aux >> i & 1) out[n++] = names[i];
    return n;
}

static bool is_named(const attache_entity *list, size_t n, const char *name, const char *role) {
    for (size_t i = 0; i < n; i++)
        if (strstr(list[i].identifier[0] ? list[i].identifier : list[i].text, name) && (!role || !strcmp(list[i].role, role))) return true;
    return false;
}

/* "Talgat Mukhtarov = head, Nirmala Sitharaman": the names and, if given, the roles of participants. */
static bool people_are(const attache_event *e, char *want) {
    for (char *one; (one = next_part(&want, ','));) {
        const char *name = next_part(&one, '='), *role = next_part(&one, '=');
        bool found = is_named(e->participants, e->n_participants, name, role);
        if (!role) found |= is_named(e->actors, e->n_actors, name, NULL) || is_named(e->recipients, e->n_recipients, name, NULL);
        if (!found) return false;
    }
    return true;
}

static bool begins(const char *s, const char *with) { return !strncmp(s, with, strlen(with)); }

static bool text_is(const char *value, const char *want) { return !strcmp(want, "-") ? !value[0] : strstr(value, want) != NULL; }

/* "-": the report's own word; "?": the word of somebody whom it does not name. */
static bool source_is(const attache_event *e, const char *want) {
    if (!strcmp(want, "?")) return e->attribution.kind[0] && !e->attribution.source_text[0];
    return strcmp(want, "-") ? text_is(e->attribution.source_text, want) : !e->attribution.kind[0];
}

static const char *part_name(attache_part part) { return part == ATTACHE_TITLE ? "title" : part == ATTACHE_HIGHLIGHT ? "highlight" : "body"; }

/* "Mosul", "IRQ", "Mosul IRQ"; "- IRQ": somewhere in it; "-": nowhere. */
static bool place_is(const attache_event *e, const char *want) {
    size_t n = strlen(want);
    bool both = n > 4 && want[n - 4] == ' ' && isupper((unsigned char)want[n - 3]) && isupper((unsigned char)want[n - 1]);
    if (!strcmp(want, "-")) return !e->loc.resolved_place[0];
    if (!both) return text_is(e->loc.resolved_place, want) || !strcmp(e->loc.country_code, want);
    if (strcmp(e->loc.country_code, want + n - 3)) return false;
    return want[0] == '-' || (strlen(e->loc.resolved_place) == n - 4 && !strncmp(e->loc.resolved_place, want, n - 4));
}

/* One "key: value" of a line; -1 if there is no such key. */
static int part_holds(const attache_event *e, const char *key, char *want) {
    const char *aux[4];
    size_t n_aux = aux_names(e->aux, aux);
    if (!strcmp(key, "actor")) return side_is(e->actors, e->n_actors, want);
    if (!strcmp(key, "recipient")) return side_is(e->recipients, e->n_recipients, want);
    if (!strcmp(key, "mode")) return list_is(e->modes, e->n_modes, want, false);
    if (!strcmp(key, "context")) return list_is(e->contexts, e->n_contexts, want, false);
    if (!strcmp(key, "aux")) return list_is(aux, n_aux, want, true);
    if (!strcmp(key, "cameo")) return begins(e->cameo, want);
    if (!strcmp(key, "date")) return begins(e->date, want);
    if (!strcmp(key, "attribution")) return source_is(e, want);
    if (!strcmp(key, "place")) return place_is(e, want);
    if (!strcmp(key, "people")) return people_are(e, want);
    if (!strcmp(key, "words")) return strstr(e->event_text, want) != NULL;
    if (!strcmp(key, "quote")) return strstr(e->text, want) != NULL;
    if (!strcmp(key, "part")) return !strcmp(part_name(e->part), want);
    if (!strcmp(key, "dead")) return !strcmp(e->size.dead, want);
    if (!strcmp(key, "injured")) return !strcmp(e->size.injured, want);
    if (!strcmp(key, "arrested")) return !strcmp(e->size.arrested, want);
    if (!strcmp(key, "size")) return !strcmp(e->size.participants, want);
    return -1;
}

/* Whether an event matches a line: "CATEGORY[, CATEGORY] | key: value | ..."; "*" is any category. */
static bool event_is(const attache_event *e, const Case *c, int line) {
    char *copy = strdup(c->lines[line].value), *rest = copy, *categories = next_part(&rest, '|');
    bool holds = !strcmp(categories, "*");
    for (char *one; (one = next_part(&categories, ','));) holds |= !strcmp(e->event, one);
    for (char *part; holds && (part = next_part(&rest, '|'));) {
        char *key = next_part(&part, ':');
        int like = part ? part_holds(e, key, trim(part)) : -1;
        if (like < 0) {
            fprintf(stderr, "%s:%d: \"%s\" is no part that an event has\n", c->file, c->lines[line].number, key);
            exit(2);
        }
        holds = like;
    }
    free(copy);
    return holds;
}

/* ---- output ---- */

static void tell(Runner *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void tell(Runner *r, const char *format, ...) {
    char room[2048];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(room, sizeof room, format, args);
    va_end(args);
    if (n >= (int)sizeof room) n = sizeof room - 1;
    r->told = realloc(r->told, r->n_told + (size_t)n + 1);
    if (!r->told) abort();
    memcpy(r->told + r->n_told, room, (size_t)n + 1);
    r->n_told += (size_t)n;
}

static void tell_side(Runner *r, const char *label, const attache_entity *list, size_t n) {
    tell(r, " | %s: %s", label, n ? "" : "-");
    for (size_t i = 0; i < n; i++) {
        tell(r, "%s%s", i ? ", " : "", list[i].code);
        if (list[i].sector[0]) tell(r, ".%s", list[i].sector);
        for (size_t k = 0; k < list[i].n_other_sectors; k++) tell(r, ".%s", list[i].other_sectors[k]);
        tell(r, " \"%s\"", list[i].identifier[0] ? list[i].identifier : list[i].text);
        if (list[i].role[0]) tell(r, " = %s", list[i].role);
    }
}

static void tell_list(Runner *r, const char *label, const char *const *list, size_t n) {
    if (n) tell(r, " | %s:", label);
    for (size_t i = 0; i < n; i++) tell(r, "%s %s", i ? "," : "", list[i]);
}

static void tell_event(Runner *r, const attache_event *e) {
    const char *aux[4];
    tell(r, "      %s %s", e->event, e->cameo);
    tell_side(r, "actor", e->actors, e->n_actors);
    tell_side(r, "recipient", e->recipients, e->n_recipients);
    tell_list(r, "mode", e->modes, e->n_modes);
    tell_list(r, "aux", aux, aux_names(e->aux, aux));
    tell_list(r, "context", e->contexts, e->n_contexts);
    tell(r, " | date: %s | words: %s", e->date, e->event_text);
    if (e->attribution.kind[0]) tell(r, " | attribution: %s", e->attribution.source_text);
    if (e->loc.country_code[0]) tell(r, " | place: %s %s", e->loc.resolved_place, e->loc.country_code);
    if (e->n_participants) tell_side(r, "people", e->participants, e->n_participants);
    tell(r, "\n");
}

/* "words | words" of a line "same" or "apart": notes the happening of an event for the half whose words its sentence contains. */
static void note_link(Runner *r, int line, const attache_event *e) {
    char *copy = strdup(r->now->lines[line].value), *rest = copy;
    for (int side = 0; side < 2; side++) {
        const char *words = next_part(&rest, '|');
        if (!words || !strstr(e->text, words)) continue;
        for (int i = 0; i < LINKS_MAX; i++) {
            if (r->links[line][side][i]) continue;
            r->links[line][side][i] = strdup(e->link);
            break;
        }
    }
    free(copy);
}

/* Whether the two halves report the same happening; -1 if one of them reports nothing. */
static int share_link(char *links[2][LINKS_MAX]) {
    if (!links[0][0] || !links[1][0]) return -1;
    for (int i = 0; i < LINKS_MAX && links[0][i]; i++)
        for (int k = 0; k < LINKS_MAX && links[1][k]; k++)
            if (!strcmp(links[0][i], links[1][k])) return 1;
    return 0;
}

static void settle_links(Runner *r) {
    for (int i = 0; i < r->now->n; i++) {
        const char *key = r->now->lines[i].key;
        if (strcmp(key, "same") != 0 && strcmp(key, "apart") != 0) continue;
        r->met[i] = share_link(r->links[i]) == !strcmp(key, "same");
        for (int k = 0; k < 2 * LINKS_MAX; k++) free(r->links[i][k / LINKS_MAX][k % LINKS_MAX]);
    }
}

static int on_event(const attache_event *e, void *user) {
    Runner *r = user;
    tell_event(r, e);
    for (int i = 0; i < r->now->n; i++) {
        const char *key = r->now->lines[i].key;
        if (!strcmp(key, "event") || !strcmp(key, "not")) r->met[i] |= event_is(e, r->now, i);
        if (!strcmp(key, "absent")) r->met[i] |= strstr(e->text, r->now->lines[i].value) != NULL;
        if (!strcmp(key, "none")) r->met[i] = 1;
        if (!strcmp(key, "same") || !strcmp(key, "apart")) note_link(r, i, e);
    }
    return 0;
}

/* ---- coding cases ---- */

/* Each line "text" is a paragraph. The caller frees. */
static char *paragraphs_of(const Case *c) {
    size_t n = 1;
    for (int i = 0; i < c->n; i++) n += strlen(c->lines[i].value) + 2;
    char *out = calloc(n, 1), *end = out;
    if (!out) abort();
    for (int i = 0; i < c->n; i++)
        if (!strcmp(c->lines[i].key, "text")) end += sprintf(end, "%s%s", end > out ? "\n\n" : "", c->lines[i].value);
    return out;
}

static attache_document document_of(const Case *c, const char *text, char **data) {
    const char *page = value_of(c, "page", NULL);
    attache_document doc = {.id = "case", .date = value_of(c, "date", page ? "" : "2018-01-15"), .title = value_of(c, "title", ""), .data = text, .size = strlen(text)};
    *data = NULL;
    if (!page) return doc;
    *data = read_file(page, &doc.size);
    if (!*data) fprintf(stderr, "%s:%d: %s cannot be read\n", c->file, c->lines[0].number, page), exit(2);
    doc.data = *data, doc.kind = ATTACHE_HTML;
    return doc;
}

/* Reports each line that does not hold; returns whether all do. */
static bool check_lines(const Runner *r, const Case *c, bool told) {
    bool good = true;
    for (int i = 0; i < c->n; i++) {
        static const char *const wanted_keys[] = {"event", "same", "apart"}, *const unwanted_keys[] = {"not", "none", "absent"};
        bool wanted = list_has(wanted_keys, 3, c->lines[i].key), checked = wanted || list_has(unwanted_keys, 3, c->lines[i].key);
        if (!checked || r->met[i] == wanted) continue;
        if (told) printf("%s:%d: %s %s: %s\n", c->file, c->lines[i].number, wanted ? "missing" : "not wanted", c->lines[i].key, c->lines[i].value);
        good = false;
    }
    return good;
}

static void run_case(Runner *r, const Case *c) {
    const char *page = value_of(c, "page", NULL);
    char *text = paragraphs_of(c), *data;
    attache_document doc = document_of(c, text, &data);
    attache_code_options options = {.all = value_of(c, "all", NULL) != NULL};
    r->now = c;
    r->n_told = 0;
    memset(r->met, 0, sizeof r->met);
    memset(r->links, 0, sizeof r->links);
    tally_case(&r->tally, c->file, page ? page : value_of(c, "text", ""));
    bool told = tally_tells(&r->tally), coded = attache_code(r->ctx, &doc, &options, on_event, r) == ATTACHE_OK;
    settle_links(r);
    bool good = check_lines(r, c, told) && coded;
    if (!good && told && page)
        printf("    attache explain %s shows what came out\n", page);
    else if (!good && told)
        printf("    %s\n    came out:\n%s", text, r->n_told ? r->told : "      nothing\n");
    tally_result(&r->tally, c->lines[0].number, good);
    free(data);
    free(text);
}

static bool is_key(const char *key) {
    static const char *const keys[] = {"text", "page", "date", "title", "all", "event", "not", "none", "absent", "same", "apart", "negative"};
    return list_has(keys, sizeof keys / sizeof *keys, key);
}

/* A case requires something: an event, a happening, or that there is none at all. A case that only says what must not come out would pass if nothing is coded,
 * and must be marked. */
static void check_case(Runner *r, const Case *c) {
    bool asks = value_of(c, "event", NULL) || value_of(c, "same", NULL) || value_of(c, "apart", NULL), none = value_of(c, "none", NULL);
    bool negative = value_of(c, "negative", NULL);
    r->tally.negative += !asks;
    if ((asks || none) != negative) return;
    fprintf(stderr, "%s:%d: %s\n", c->file, c->lines[0].number,
            negative ? "asks for something: \"negative\" must go" : "says only what must not come out: add an \"event\" or \"none\", or mark it with \"negative: WHY\"");
    exit(2);
}

/* The codebook's cases are split into training data and held-out cases. */
static void check_side(const Case *c) {
    bool held = strstr(c->file, "cases/held/") != NULL;
    uint32_t checksum = 0;
    if (!held && !strstr(c->file, "cases/codebook/")) return;
    for (int i = 0; i < c->n; i++)
        if (!strcmp(c->lines[i].key, "text")) checksum = held_checksum(checksum, c->lines[i].value, strlen(c->lines[i].value));
    if (held == held_is(checksum)) return;
    fprintf(stderr, "%s:%d: belongs to tests/cases/%s: python3 tests/held.py cases moves it\n", c->file, c->lines[0].number, held ? "codebook" : "held");
    exit(2);
}

static void end_case(Runner *r, Case *c) {
    if (c->n) check_case(r, c), check_side(c), run_case(r, c);
    c->n = 0;
}

static void add_line(Case *c, char *line, int number) {
    char *value = line, *key = next_part(&value, ':');
    if (!value || !is_key(key) || c->n == LINES_MAX) {
        fprintf(stderr, "%s:%d: expected \"text: ...\", page, date, title, event, not, none, absent, same, apart or negative; blank lines separate cases\n",
                c->file, number);
        exit(2);
    }
    c->lines[c->n].key = key, c->lines[c->n].value = trim(value), c->lines[c->n].number = number;
    c->n++;
}

static void run_file(Runner *r, const char *path) {
    size_t size;
    char *data = read_file(path, &size), *rest = data;
    Case c = {.file = path};
    int number = 0;
    if (!data) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(2);
    }
    for (char *line; (line = next_part(&rest, '\n'));) {
        number++;
        if (*line == '#') continue;
        if (*line)
            add_line(&c, line, number);
        else
            end_case(r, &c);
    }
    end_case(r, &c);
    tally_end_file(&r->tally, path);
    free(data);
}

/* ---- phrases: "phrase | date | context => country, sector" ---- */

static void run_phrase(Runner *r, const char *path, int number, char *line) {
    char *arrow = strstr(line, "=>");
    if (!arrow) {
        fprintf(stderr, "%s:%d: expected \"phrase | date | context => country, sector\"\n", path, number);
        exit(2);
    }
    *arrow = 0;
    char *want = arrow + 2, *asked = line;
    const char *phrase = next_part(&asked, '|'), *date = next_part(&asked, '|'), *context = next_part(&asked, '|');
    const char *country = next_part(&want, ','), *sector = next_part(&want, ','), *name = next_part(&want, ',');
    attache_entity e;
    char asking[1024];
    snprintf(asking, sizeof asking, "%s | %s | %s", phrase, date ? date : "", context ? context : "");
    tally_case(&r->tally, path, trim(asking));
    bool told = tally_tells(&r->tally), good = attache_who(r->ctx, phrase, date ? date : "", context ? context : "", &e) == ATTACHE_OK;
    good = good && !strcmp(e.code, strcmp(country, "-") ? country : "") && (!sector || !strcmp(e.sector, strcmp(sector, "-") ? sector : "")) &&
           (!name || strstr(e.identifier, name));
    tally_result(&r->tally, number, good);
    if (good || !told) return;
    printf("%s:%d: \"%s\" is not %s%s%s", path, number, phrase, country, sector ? ", " : "", sector ? sector : "");
    printf(" but %s, %s%s%s (%s)\n", e.code[0] ? e.code : "-", e.sector[0] ? e.sector : "-", e.identifier[0] ? ", " : "", e.identifier, e.how);
}

static void run_phrases(Runner *r, const char *path) {
    size_t size;
    char *data = read_file(path, &size), *rest = data;
    int number = 0;
    if (!data) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(2);
    }
    for (char *line; (line = next_part(&rest, '\n'));) {
        number++;
        if (*line && *line != '#') run_phrase(r, path, number, line);
    }
    tally_end_file(&r->tally, path);
    free(data);
}

static void on_message(attache_status status, const char *where, const char *message, void *user) {
    (void)status, (void)user;
    fprintf(stderr, "%s: %s\n", where, message);
}

int main(int argc, char **argv) {
    attache_options options = {.on_message = on_message};
    attache *a;
    bool who = argc > 1 && !strcmp(argv[1], "--who");
    int first = who ? 2 : 1;
    Runner r = {0};
    tally_begin(&r.tally, argc, argv, &first);
    if (argc <= first) {
        fprintf(stderr, "usage: run_cases [--who] [--known LIST] [--names] FILE.case...\n");
        return 2;
    }
    if (attache_open(&options, &a) != ATTACHE_OK) return 3;
    r.ctx = attache_context_new(a);
    for (int i = first; i < argc; i++) (who ? run_phrases : run_file)(&r, argv[i]);
    free(r.told);
    attache_context_free(r.ctx);
    attache_close(a);
    return tally_end(&r.tally);
}
