/* brief.c - prints the events of a document as a table of 100 columns: one row per happening, however often it is mentioned, and below it the words that report
 * it. */
#include "brief.h"
#include "terminal.h"

#include <stdlib.h>
#include <string.h>

enum { WHO_WIDTH = 27, WHAT_WIDTH = 22, LINE_WIDTH = 98, CELL = 256, ROLE_WIDTH = 9, NAME_WIDTH = 26, OFFICE_WIDTH = 38 };

typedef struct Row {
    char link[CELL], who[CELL], what[CELL], whom[CELL], when[16], note[32], source[CELL];
    char before[CELL], words[CELL], after[CELL]; /* of the sentence: the trigger and its surroundings */
    int quad, told;
    bool from_body; /* the words are from the body, not from the headline */
} Row;

typedef struct Person {
    char role[CELL], name[CELL], office[CELL], country[CELL];
} Person;

struct Brief {
    bool colour;
    Row *rows;
    Person *people;
    size_t n_rows, n_people;
};

/* ---- characters ---- */

/* The length in bytes of the first `width` characters of s, or of all; their number in *shown. */
static size_t fit(const char *s, size_t width, size_t *shown) {
    size_t n = 0;
    for (*shown = 0; s[n] && *shown < width; ++*shown) {
        n++;
        while (((unsigned char)s[n] & 0xC0) == 0x80) n++;
    }
    return n;
}

static size_t width_of(const char *s) {
    size_t shown;
    fit(s, (size_t)-1, &shown);
    return shown;
}

/* Copies bytes [from, to) with line breaks as blanks, cut at a character if it does not fit. */
static void copy(char *out, const char *from, const char *to) {
    size_t n = 0;
    for (; from < to && n < CELL - 1; from++) out[n++] = *from == '\n' || *from == '\t' || *from == '\r' ? ' ' : *from;
    if (from < to)
        while (n && ((unsigned char)*from & 0xC0) == 0x80) n--, from--;
    out[n] = 0;
}

static void add(char *out, const char *s) {
    size_t n = strlen(out), room = CELL - 1 - n, m = strlen(s);
    if (m <= room) memcpy(out + n, s, m + 1);
}

static void print_cell(const char *s, size_t width) {
    size_t shown, n = fit(s, width, &shown);
    bool cut = s[n] != 0;
    if (cut) n = fit(s, width - 1, &shown);
    printf("%.*s%s%*s", (int)n, s, cut ? "…" : "", (int)(width - shown - cut), "");
}

/* ---- rows ---- */

/* "Kazakhstan government", "Shanghai Cooperation Organisation", or the words of the text. */
static void name_party(char *out, const attache_entity *e) {
    const char *sector = attache_sector_name(e->sector), *name = e->country[0] ? e->country : e->identifier[0] ? e->identifier : e->text;
    copy(out, name, name + strlen(name));
    if (e->country[0] && sector[0]) add(out, " "), add(out, sector);
}

/* The known parties, or all if none is known; nobody twice. */
static void list_parties(char *out, const attache_entity *list, size_t n) {
    char names[8][CELL];
    size_t n_names = 0;
    bool any = false;
    for (size_t i = 0; i < n; i++) any |= list[i].code[0] || list[i].sector[0];
    for (size_t i = 0; i < n && n_names < 8; i++) {
        bool twice = false;
        if (any && !list[i].code[0] && !list[i].sector[0]) continue;
        name_party(names[n_names], &list[i]);
        for (size_t k = 0; k < n_names; k++) twice |= !strcmp(names[k], names[n_names]);
        if (twice) continue;
        if (n_names) add(out, " + ");
        add(out, names[n_names++]);
    }
}

static const char *note_of(unsigned aux) {
    if (aux & ATTACHE_NEGATION) return "not";
    if (aux & ATTACHE_HYPOTHETICAL) return "possible";
    if (aux & ATTACHE_FUTURE) return "to come";
    return aux & ATTACHE_HISTORICAL ? "past" : "";
}

static void set_words(Row *row, const attache_event *e) {
    size_t from = e->trigger_start - e->start, to = e->trigger_end - e->start, n = strlen(e->text);
    if (e->trigger_start < e->start || to > n || from >= to) from = to = 0;
    const char *begin = from > CELL / 2 ? e->text + from - CELL / 2 : e->text;
    while (((unsigned char)*begin & 0xC0) == 0x80) begin++;
    copy(row->before, begin, e->text + from);
    copy(row->words, e->text + from, e->text + to);
    copy(row->after, e->text + to, e->text + n);
}

static void note_person(Brief *b, const attache_entity *e) {
    const char *name = e->identifier[0] ? e->identifier : e->text;
    for (size_t i = 0; i < b->n_people; i++)
        if (!strncmp(b->people[i].name, name, CELL - 1)) return;
    Person *more = realloc(b->people, (b->n_people + 1) * sizeof *more);
    if (!more) return;
    b->people = more;
    Person *p = &more[b->n_people++];
    copy(p->role, e->role, e->role + strlen(e->role));
    copy(p->name, name, name + strlen(name));
    copy(p->office, e->office, e->office + strlen(e->office));
    copy(p->country, e->country, e->country + strlen(e->country));
    terminal_disarm(p->name, strlen(p->name), TERMINAL_LINE);
    terminal_disarm(p->office, strlen(p->office), TERMINAL_LINE);
}

static Row *row_of(Brief *b, const char *link) {
    for (size_t i = 0; i < b->n_rows; i++)
        if (!strncmp(b->rows[i].link, link, CELL - 1)) return &b->rows[i];
    Row *more = realloc(b->rows, (b->n_rows + 1) * sizeof *more);
    if (!more) return NULL;
    b->rows = more;
    memset(&more[b->n_rows], 0, sizeof *more);
    copy(more[b->n_rows].link, link, link + strlen(link));
    return &more[b->n_rows++];
}

Brief *brief_new(bool colour) {
    Brief *b = calloc(1, sizeof *b);
    if (b) b->colour = colour;
    return b;
}

void brief_free(Brief *b) {
    free(b->rows);
    free(b->people);
    free(b);
}

int brief_add(const attache_event *e, void *brief) {
    Brief *b = brief;
    for (size_t i = 0; i < e->n_participants; i++) note_person(b, &e->participants[i]);
    Row *row = row_of(b, e->link);
    if (!row) return 1;
    if (row->told++ && (row->from_body || e->part != ATTACHE_BODY)) return 0; /* the first report in the body represents all */
    row->from_body = e->part == ATTACHE_BODY;
    row->who[0] = row->what[0] = row->whom[0] = 0;
    list_parties(row->who, e->actors, e->n_actors);
    list_parties(row->whom, e->recipients, e->n_recipients);
    add(row->what, e->event);
    if (e->n_modes) add(row->what, " "), add(row->what, e->modes[0]);
    snprintf(row->when, sizeof row->when, "%s", e->date);
    snprintf(row->note, sizeof row->note, "%s", note_of(e->aux));
    copy(row->source, e->attribution.source_text, e->attribution.source_text + strlen(e->attribution.source_text));
    row->quad = e->quad_code;
    set_words(row, e);
    char *const texts[] = {row->who, row->what, row->whom, row->when, row->source, row->before, row->words, row->after};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) terminal_disarm(texts[i], strlen(texts[i]), TERMINAL_LINE);
    return 0;
}

/* ---- printing ---- */

static const char *style(const Brief *b, const char *code) { return b->colour ? code : ""; }
#define BOLD "\033[1m"
#define DIM "\033[2m"
#define PLAIN "\033[0m"

/* Green for cooperation between states, red for conflict. */
static const char *style_of_quad(const Brief *b, int quad) { return style(b, quad <= 2 ? "\033[32m" : quad == 3 ? "\033[33m" : "\033[31m"); }

static void print_rule(const Brief *b) {
    printf("%s ", style(b, DIM));
    for (int i = 0; i < LINE_WIDTH; i++) fputs("─", stdout);
    printf("%s\n", style(b, PLAIN));
}

/* Text from the page, unchanged. */
static void print_text(const char *text) {
    char *copy = strdup(text);
    if (copy) terminal_disarm(copy, strlen(copy), TERMINAL_LINE), fputs(copy, stdout);
    free(copy);
}

static void print_head(const Brief *b, const attache_article *a) {
    const char *parts[] = {a->site, a->date, a->dateline_place, a->byline}, *between = " ";
    bool any = a->site[0] || a->date[0] || a->dateline_place[0] || a->byline[0];
    printf("\n %s", style(b, BOLD));
    print_text(a->title[0] ? a->title : a->id);
    printf("%s\n%s", style(b, PLAIN), style(b, DIM));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i][0]) continue;
        fputs(between, stdout);
        print_text(parts[i]);
        between = " · ";
    }
    printf("%s%s", style(b, PLAIN), any ? "\n\n" : "\n");
}

/* How many bytes of `s` to leave out so that at most `width` characters remain, starting at a word. */
static size_t skip_to_fit(const char *s, size_t width) {
    size_t shown, all = width_of(s);
    if (all <= width) return 0;
    size_t n = fit(s, all - width + 1, &shown);
    while (s[n] && s[n] != ' ') n++;
    return s[n] ? n + 1 : n;
}

/* How many bytes of `s` fit into `width` characters, ending at a word; *cut if that is not all. */
static size_t keep_to_fit(const char *s, size_t width, bool *cut) {
    size_t shown, n = fit(s, width, &shown);
    *cut = s[n] != 0;
    if (!*cut) return n;
    n = fit(s, width ? width - 1 : 0, &shown);
    while (n && s[n] != ' ') n--;
    return n;
}

/* The sentence around its trigger, as much as fits on a line. */
static void print_words(const Brief *b, const Row *row) {
    size_t trigger = width_of(row->words), before = width_of(row->before), after = width_of(row->after), room = LINE_WIDTH - 4;
    if (row->source[0]) room -= width_of(row->source) + 4;
    if (row->told > 1) room -= 12;
    room = room > trigger + 24 && room < LINE_WIDTH ? room - trigger : 24;
    size_t left = before + after <= room ? before : after < room / 2 ? room - after : before < room / 2 ? before : room / 2;
    bool cut;
    const char *from = row->before + skip_to_fit(row->before, left);
    printf("   %s“%s%s%s%s%s%s", style(b, DIM), from > row->before ? "…" : "", from, style(b, PLAIN BOLD), row->words, style(b, PLAIN),
           style(b, DIM));
    size_t n = keep_to_fit(row->after, room - (left < before ? left : before), &cut);
    printf("%.*s%s”", (int)n, row->after, cut ? "…" : "");
    if (row->source[0]) printf("  – %s", row->source);
    if (row->told > 1) printf("  (told %d×)", row->told);
    printf("%s\n", style(b, PLAIN));
}

static void print_rows(const Brief *b) {
    printf(" %s", style(b, DIM));
    print_cell("WHO", WHO_WIDTH);
    print_cell(" DID WHAT", WHAT_WIDTH + 2);
    print_cell("TO WHOM", WHO_WIDTH + 1);
    printf("WHEN%s\n", style(b, PLAIN));
    print_rule(b);
    for (size_t i = 0; i < b->n_rows; i++) {
        const Row *row = &b->rows[i];
        printf(" ");
        print_cell(row->who[0] ? row->who : "–", WHO_WIDTH);
        printf(" %s%s", style_of_quad(b, row->quad), style(b, BOLD));
        print_cell(row->what, WHAT_WIDTH);
        printf("%s ", style(b, PLAIN));
        print_cell(row->whom, WHO_WIDTH);
        printf(" %s%s%s\n", row->when, row->note[0] ? " " : "", row->note);
        print_words(b, row);
    }
}

static void print_people(const Brief *b) {
    if (!b->n_people) return;
    printf("\n %sWHO TOOK PART%s\n", style(b, DIM), style(b, PLAIN));
    print_rule(b);
    for (size_t i = 0; i < b->n_people; i++) {
        const Person *p = &b->people[i];
        printf(" %s", style(b, BOLD));
        print_cell(p->name, NAME_WIDTH);
        printf("%s ", style(b, PLAIN));
        print_cell(p->role, ROLE_WIDTH);
        print_cell(p->office, OFFICE_WIDTH);
        printf(" %s\n", p->country);
    }
}

void brief_print(Brief *b, const attache_article *article) {
    print_head(b, article);
    if (b->n_rows)
        print_rows(b);
    else
        printf(" No event is told here.\n");
    print_people(b);
    brief_free(b);
}
