/* options.c - parses the command line into Options, and prints the help of each command. */
#include "options.h"
#include "terminal.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum Kind { FLAG, TEXT, DATE, WHOLE, NUMBER, CHOICE, OCTAL, KNOW } Kind;

/* A word that can be given as a value, and its meaning. */
typedef struct Choice {
    const char *name;
    int value;
} Choice;

static const Choice kinds[] = {{"auto", ATTACHE_AUTO}, {"text", ATTACHE_TEXT}, {"html", ATTACHE_HTML}, {"jsonl", ATTACHE_JSONL},
                               {"warc", ATTACHE_WARC}, {"feed", ATTACHE_FEED}, {0}};
static const Choice records[] = {{"jsonl", ATTACHE_FORMAT_JSONL}, {"csv", ATTACHE_FORMAT_CSV}, {"tsv", ATTACHE_FORMAT_TSV}, {"icews", ATTACHE_FORMAT_ICEWS},
                                 {"gdelt", ATTACHE_FORMAT_GDELT}, {"polecat", ATTACHE_FORMAT_POLECAT}, {"arrow", FORMAT_ARROW}, {"parquet", FORMAT_PARQUET}, {0}};
static const Choice exports[] = {{"jsonl", ATTACHE_FORMAT_JSONL}, {"csv", ATTACHE_FORMAT_CSV}, {"tsv", ATTACHE_FORMAT_TSV}, {"icews", ATTACHE_FORMAT_ICEWS},
                                 {"gdelt", ATTACHE_FORMAT_GDELT}, {"polecat", ATTACHE_FORMAT_POLECAT}, {"cases", EXPORT_CASES}, {"arrow", FORMAT_ARROW}, {"parquet", FORMAT_PARQUET}, {0}};
static const Choice articles[] = {{"text", READ_TEXT}, {"jsonl", READ_JSONL}, {"print", READ_PRINT}, {0}};
static const Choice tables[] = {{"table", QUERY_TABLE}, {"csv", QUERY_CSV}, {"tsv", QUERY_TSV}, {"jsonl", QUERY_JSONL}, {"arrow", FORMAT_ARROW}, {"parquet", FORMAT_PARQUET}, {0}};

typedef struct Option {
    unsigned commands; /* FOR_... that accept it */
    const char *name, *value;
    Kind kind;
    size_t field; /* its position in Options */
    const char *help; /* line breaks are kept */
    double least, most;
    const Choice *choices;
} Option;

#define FIELD(name) offsetof(Options, name)
enum { FOR_CHOICE = FOR_QUERY | FOR_EXPORT, FOR_INPUTS = FOR_CODE | FOR_READ | FOR_INGEST, FOR_CODERS = FOR_INPUTS | FOR_PARSE | FOR_WHO | FOR_EXPLAIN };

/* Help lists the options of a command in this order. */
/* clang-format off */
static const Option table[] = {
    {FOR_INPUTS | FOR_EXPLAIN, "from", "KIND", CHOICE, FIELD(kind), .help = "auto (recognised by content; the default), text, html, jsonl, warc or feed", .choices = kinds},
    {FOR_CODE, "format", "FORMAT", CHOICE, FIELD(format), .help = "jsonl (the default), csv, tsv, icews, gdelt, polecat, arrow: an Arrow IPC stream; or parquet, by way of DuckDB", .choices = records},
    {FOR_READ, "format", "FORMAT", CHOICE, FIELD(format), .help = "text: only the body (the default)\n"
        "jsonl: everything known, one line per page: title, text, highlights, dateline, byline, date, language, url, site\n"
        "print: ready to print", .choices = articles},
    {FOR_CHOICE, "dyad", "KAZ,IND", TEXT, FIELD(query.dyad), .help = "both directions; 'KAZ>IND': what KAZ did to IND. By code or name: 'Nigeria,Boko Haram', NGA,REB (a state and its rebels); several by ';'; 'not KAZ,IND': what is not between them"},
    {FOR_CHOICE, "actor", "KAZ", TEXT, FIELD(query.actor), .help = "in either role, with any partner; with `dyads` only its pairs. By code or name: NGA, NGA.REB, 'Boko Haram', 'Angela Merkel', reb (of no known state); any of several: KAZ,UZB; 'not KAZ,UZB': without any of these"},
    {FOR_CHOICE, "from", "D", TEXT, FIELD(query.from), .help = "from this day, month or year on: YYYY-MM-DD, YYYY-MM or YYYY"},
    {FOR_CHOICE, "to", "D", TEXT, FIELD(query.to), .help = "to the end of this day, month or year"},
    {FOR_QUERY, "within", NULL, FLAG, FIELD(query.within), .help = "with `dyads`: pairs of sectors within a state"},
    {FOR_CHOICE, "event", "A,B", TEXT, FIELD(query.event), .help = "PLOVER categories: CONSULT,COOPERATE; 'not ASSAULT': all but these; the same for modes, contexts and quad classes"},
    {FOR_CHOICE, "mode", "M,N", TEXT, FIELD(query.mode), .help = "their modes: visit,phone"},
    {FOR_CHOICE, "context", "C,D", TEXT, FIELD(query.context), .help = "military,diplomatic ..."},
    {FOR_CHOICE, "quad", "3,4", TEXT, FIELD(query.quad), .help = "1 verbal, 2 material cooperation, 3 verbal, 4 material conflict"},
    {FOR_CHOICE, "cameo", "CODES", TEXT, FIELD(query.cameo), .help = "CAMEO codes, each including its subcodes: 19,1712"},
    {FOR_CHOICE, "place", "WHERE", TEXT, FIELD(query.place), .help = "where it happened: a state by code or name, a province (with the towns in it) or a town by name"},
    {FOR_CHOICE, "near", "PLACE,KM", TEXT, FIELD(query.near), .help = "in a town or province within a number of kilometres of a town, Abuja,50, or of a point, 9.06,7.49,50"},
    {FOR_CHOICE, "box", "S,W,N,E", TEXT, FIELD(query.box), .help = "in a town or province in a box of degrees: south, west, north, east: 4,2,14,15"},
    {FOR_CHOICE, "dead", "N", WHOLE, FIELD(query.min_dead), .help = "at least N dead", .least = 1, .most = 1e9},
    {FOR_CHOICE, "injured", "N", WHOLE, FIELD(query.min_injured), .help = "at least N injured", .least = 1, .most = 1e9},
    {FOR_CHOICE, "arrested", "N", WHOLE, FIELD(query.min_arrested), .help = "at least N arrested", .least = 1, .most = 1e9},
    {FOR_CHOICE, "source", "NAMES", TEXT, FIELD(query.source), .help = "publishers, several by ';'; 'not NAMES': all but these"},
    {FOR_CHOICE, "min-confidence", "C", NUMBER, FIELD(query.min_confidence), .help = "records, or happenings whose fullest record has, at least this confidence: 0 to 1", .least = 0, .most = 1},
    {FOR_CHOICE, "person", "NAME", TEXT, FIELD(query.person), .help = "part of the name of a participant"},
    {FOR_CHOICE, "text", "WORDS", TEXT, FIELD(query.text), .help = "in the document: words, \"a phrase\", AND, OR, NOT, word*"},
    {FOR_CHOICE, "min-sources", "N", WHOLE, FIELD(query.min_sources), .help = "reported by at least N publishers, not counting copies", .least = 1, .most = 1e9},
    {FOR_QUERY, "sum", "WHAT", TEXT, FIELD(query.sum), .help = "for happenings: the total of dead, injured or arrested, with the lowest and the highest totals by conflicting reports, and the largest single number"},
    {FOR_QUERY, "by", "WHAT", TEXT, FIELD(query.by), .help = "counts and mean scores instead of a list: by day, week, month or year, event, quad, mode, country, place, source, actor or recipient; or any two of them crossed: month,event or country,actor"},
    {FOR_QUERY, "all", NULL, FLAG, FIELD(query.all), .help = "include historical, future, hypothetical and negated events; without it, only events reported as having happened"},
    {FOR_QUERY, "limit", "N", WHOLE, FIELD(query.limit), .help = "maximum number of rows, the newest or first ones; default 20\n"
        "`dyads` accepts only --actor, --from, --to, --event and --limit of these; `show` none", .least = 1, .most = 1e9},
    {FOR_QUERY, "wide", NULL, FLAG, FIELD(wide), .help = "a table as wide as its content, one line per row; without it, as wide as the screen"},
    {FOR_QUERY, "format", "FORMAT", CHOICE, FIELD(format), .help = "table, csv, tsv or jsonl: table on a terminal, tsv elsewhere; arrow: all complete records or happenings found, as an Arrow IPC stream; or parquet, by way of DuckDB", .choices = tables},
    {FOR_EXPORT, "format", "FORMAT", CHOICE, FIELD(format), .help = "jsonl (the default), csv or tsv; icews, gdelt and polecat only for events; cases: analysts' corrections as test cases; arrow: an Arrow IPC stream; or parquet, by way of DuckDB", .choices = exports},
    {FOR_EXPORT, "output", "FILE", TEXT, FIELD(output), .help = "instead of standard output"},
    {FOR_EXPORT, "corrected", NULL, FLAG, FIELD(corrected), .help = "apply analysts' corrections"},
    {FOR_EXPLAIN, "brief", NULL, FLAG, FIELD(brief), .help = "a table: who did what to whom, with the words that say so, and who took part"},
    {FOR_PARSE, "conllu", NULL, FLAG, FIELD(conllu), .help = "the files are CoNLL-U: their sentences and tokens are kept, tags and trees replaced. Comments, ranges,\n"
        "empty nodes and MISC are kept; LEMMA, UPOS, XPOS, FEATS, HEAD and DEPREL are replaced, DEPS is emptied.\n"
        "A sentence that is not CoNLL-U is reported with its line and left out; the rest is parsed."},
    {FOR_WHO, "date", "D", DATE, FIELD(date), .help = "the date of the text: YYYY-MM-DD; who holds an office depends on it"},
    {FOR_WHO, "context", "TEXT", TEXT, FIELD(context), .help = "the words around it"},
    {FOR_WATCH, "into", "DIR", TEXT, FIELD(into), .help = "the folder for archives and journal; created if missing"},
    {FOR_WATCH, "every", "MINUTES", NUMBER, FIELD(every), .help = "repeat for ever, starting a round at this interval; without it: one round", .least = 0.01, .most = 100000},
    {FOR_WATCH, "delay", "SECONDS", NUMBER, FIELD(delay), .help = "pause between two requests to a host (default 2); robots.txt may demand more", .least = 0, .most = 3600},
    {FOR_WATCH, "timeout", "SECONDS", NUMBER, FIELD(timeout), .help = "for connecting and for silence (default 20); a whole transfer may take four times as long", .least = 0.1, .most = 3600},
    {FOR_WATCH, "max-size", "MB", NUMBER, FIELD(max_size), .help = "of a page (default 10, at most 32)", .least = 0.01, .most = 32},
    {FOR_WATCH, "agent", "TEXT", TEXT, FIELD(agent), .help = "User-Agent (default attache/" ATTACHE_VERSION "); say who you are and how to reach you"},
    {FOR_WATCH, "proxy", "URL", TEXT, FIELD(proxy), .help = "a proxy to use; proxies named in the environment are ignored"},
    {FOR_WATCH, "allow-private", NULL, FLAG, FIELD(allow_private), .help = "fetch from this machine and from local networks too"},
    {FOR_SERVE, "listen", "ADDRESS:PORT", TEXT, FIELD(listen), .help = "another address; one that others can reach needs --token, and a proxy in front that speaks TLS"},
    {FOR_SERVE, "token", "FILE", TEXT, FIELD(token), .help = "clients must know the first line of this file: at least 16 letters or digits"},
    {FOR_INPUTS | FOR_SERVE, "threads", "N", WHOLE, FIELD(threads), .help = "default: one per core; the output does not depend on it", .least = 1, .most = 256},
    {FOR_INGEST, "batch", "N", WHOLE, FIELD(batch), .help = "documents per batch, which is written completely or not at all; default and maximum 8000", .least = 1, .most = 8000},
    {FOR_INGEST | FOR_IMPORT | FOR_EXPORT | FOR_WATCH, "permissions", "MODE", OCTAL, FIELD(permissions), .help = "permissions of new files: 600 by default, only for you; 640 lets your group read them"},
    {FOR_CHECK, "repair", NULL, FLAG, FIELD(repair), .help = "recompute wrong tables that can be derived from the rest"},
    {FOR_UNDO, "who", "NAME", TEXT, FIELD(who), .help = "your name for the log; default: your login name"},
    {FOR_SERVE | FOR_WATCH, "no-sandbox", NULL, FLAG, FIELD(no_sandbox), .help = "do not let the kernel restrict the process (docs/security.md)"},
    {FOR_WHO, "why", NULL, FLAG, FIELD(why), .help = "the evidence: rows and rules (\"how\"), and all candidates for the words (\"considered\")"},
    {FOR_CODE | FOR_EXPORT, "why", NULL, FLAG, FIELD(why), .help = "add to each record the frame, the words and the table rows that support it (jsonl)"},
    {FOR_CODE | FOR_EXPORT, "all", NULL, FLAG, FIELD(all), .help = "include negated events (\"did not meet\"); future, hypothetical and historical ones are always included (aux)"},
    {FOR_CODE | FOR_INGEST | FOR_EXPLAIN, "min-confidence", "C", NUMBER, FIELD(min_confidence), .help = "leave out records with a lower confidence; 0 leaves out none; the default maximises F1 of whole records on news", .least = 0, .most = 1},
    {FOR_CODERS, "max-memory", "MB", WHOLE, FIELD(max_memory), .help = "memory that one document may take in a thread (default 512, to code a text 48 and 16 times the text); one that needs more is reported and left out", .least = 16, .most = 1e6},
    {FOR_CODERS, "max-seconds", "S", NUMBER, FIELD(max_seconds), .help = "processor time that one document may take (default 10); one that needs more is reported and left out", .least = 0.01, .most = 1e6},
    {FOR_CODERS | FOR_SERVE, "know", "DIR|FILE", KNOW, 0, .help = "tables or a dictionary of your own that override the built-in ones (docs/know.md); may be given several times"},
    {FOR_CODERS, "model", "FILE", TEXT, FIELD(model), .help = "a language model instead of the built-in one"},
    {FOR_INPUTS | FOR_EXPLAIN, "quiet", NULL, FLAG, FIELD(quiet), .help = "no progress, no messages about skipped input"},
    {FOR_PARSE | FOR_WHO, "quiet", NULL, FLAG, FIELD(quiet), .help = "no messages about --know"},
    {FOR_WATCH, "quiet", NULL, FLAG, FIELD(quiet), .help = "no messages about pages that robots.txt forbids, no counts"},
    {FOR_SERVE, "quiet", NULL, FLAG, FIELD(quiet), .help = "do not print the address"},
    {FOR_IMPORT, "stats", NULL, FLAG, FIELD(stats), .help = "counts at the end, on standard error"},
    {FOR_IMPORT, "quiet", NULL, FLAG, FIELD(quiet), .help = "no messages about values left out of rows"},
    {FOR_INPUTS, "stats", NULL, FLAG, FIELD(stats), .help = "counts and rates at the end, on standard error"},
    {FOR_PARSE | FOR_WHO | FOR_EXPLAIN, "stats", NULL, FLAG, FIELD(stats), .help = "how many rows of each --know are used, on standard error (always shown on a terminal)"},
    {FOR_WATCH, "stats", NULL, FLAG, FIELD(stats), .help = "counts at the end of each round, on standard error (always shown on a terminal)"},
};
/* clang-format on */
enum { N_OPTIONS = sizeof table / sizeof *table, FIRST = 256, HELP = FIRST + N_OPTIONS };

/* ---- help ---- */

static int width_of(const Option *o) { return (int)(strlen(o->name) + (o->value ? 1 + strlen(o->value) : 0)); }

static void print_option(const Option *o, int width) {
    printf("  --%s%s%-*s", o->name, o->value ? " " : "", width - (int)strlen(o->name) - (o->value ? 1 : 0), o->value ? o->value : "");
    for (const char *p = o->help, *end; *p; p = *end ? end + 1 : end) {
        end = p + strcspn(p, "\n");
        printf("%*s%.*s\n", p == o->help ? 2 : 4 + width + 2, "", (int)(end - p), p);
    }
}

void options_help(const Command *c) {
    int width = 0;
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (table[i].commands & c->bit && width_of(&table[i]) > width) width = width_of(&table[i]);
    printf("%s\n", c->help);
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (table[i].commands & c->bit) print_option(&table[i], width);
    printf("\n%s", c->examples);
}

/* ---- values ---- */

bool options_bad(const Command *c, const char *what, const char *value, const char *right) {
    terminal_complain("attache %s: %s %s: %s\nTry `attache %s --help`.\n", c->name, what, value, right, c->name);
    return false;
}

static bool bad_value(const Command *c, const Option *o, const char *value, const char *right) {
    char what[32];
    snprintf(what, sizeof what, "--%s", o->name);
    return options_bad(c, what, value, right);
}

/* "must be table, csv, tsv or jsonl" */
static bool bad_choice(const Command *c, const Option *o, const char *value) {
    char right[160] = "must be ";
    for (const Choice *k = o->choices; k->name; k++) {
        strcat(right, k->name);
        if (k[1].name) strcat(right, k[2].name ? ", " : " or ");
    }
    return bad_value(c, o, value, right);
}

static bool is_date(const char *s) {
    for (size_t i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? s[i] != '-' : s[i] < '0' || s[i] > '9') return false;
    return !s[10];
}

static bool take_number(const Command *c, const Option *o, const char *value, void *field) {
    char *end, right[80];
    double n = strtod(value, &end);
    bool good = end != value && !*end && n >= o->least && n <= o->most && (o->kind == NUMBER || !value[strspn(value, "0123456789")]);
    snprintf(right, sizeof right, "must be a number from %.10g to %.10g", o->least, o->most);
    if (!good) return bad_value(c, o, value, right);
    if (o->kind == NUMBER)
        *(double *)field = n;
    else
        *(int *)field = (int)n;
    return true;
}

static bool take_octal(const Command *c, const Option *o, const char *value, int *field) {
    size_t n = strspn(value, "01234567");
    if (!n || n > 4 || value[n] || strtol(value, NULL, 8) > 0777 || strtol(value, NULL, 8) < 0600) return bad_value(c, o, value, "must be like 640, and leave you reading and writing");
    return *field = (int)strtol(value, NULL, 8), true;
}

static bool take_choice(const Command *c, const Option *o, const char *value, int *field) {
    for (const Choice *k = o->choices; k->name; k++)
        if (!strcmp(k->name, value)) return *field = k->value, true;
    return bad_choice(c, o, value);
}

static bool take_know(Options *o, const Command *c, const Option *option, const char *value) {
    char right[40];
    snprintf(right, sizeof right, "may be given %d times", KNOW_MAX);
    if (o->n_know == KNOW_MAX) return bad_value(c, option, value, right);
    return o->know[o->n_know++] = value, true;
}

static bool take(Options *o, const Command *c, const Option *option, const char *value) {
    void *field = (char *)o + option->field;
    switch (option->kind) {
    case FLAG: return *(bool *)field = true;
    case TEXT:
        if ((c == &command_query || c == &command_export) && *(const char **)field) return bad_value(c, option, value, "is given a second time; one list takes several");
        return *(const char **)field = value, true;
    case DATE: return is_date(value) ? *(const char **)field = value, true : bad_value(c, option, value, "must be YYYY-MM-DD");
    case WHOLE:
    case NUMBER: return take_number(c, option, value, field);
    case CHOICE: return take_choice(c, option, value, field);
    case OCTAL: return take_octal(c, option, value, field);
    case KNOW: return take_know(o, c, option, value);
    }
    return false;
}

/* ---- the command line ---- */

/* After '?' or ':' from getopt_long. */
static bool bad_option(const Command *c, int which, char *const *argv) {
    char letter[] = {'-', (char)optopt, 0};
    bool is_long = optopt >= FIRST; /* an option that exists; for others optopt is the letter, or 0 */
    const char *given = optopt && !is_long ? letter : argv[optind - 1], *what = which == ':' ? " needs a value" : is_long ? ": takes no value" : "";
    terminal_complain("attache %s: %s%s%s\nTry `attache %s --help`.\n", c->name, *what ? "" : "unknown option ", given, what, c->name);
    return false;
}

bool options_read(Options *o, const Command *c, int argc, char **argv) {
    struct option list[N_OPTIONS + 2];
    size_t n = 0;
    for (int i = 0; i < N_OPTIONS; i++)
        if (table[i].commands & c->bit) list[n++] = (struct option){table[i].name, table[i].value ? required_argument : no_argument, NULL, FIRST + i};
    list[n++] = (struct option){"help", no_argument, NULL, HELP};
    list[n] = (struct option){0};
    opterr = 0;
    for (int which; (which = getopt_long(argc, argv, ":h", list, NULL)) != -1;) {
        if (which == ':' || which == '?') return bad_option(c, which, argv);
        if (which == 'h' || which == HELP)
            o->help = true;
        else if (!take(o, c, &table[which - FIRST], optarg))
            return false;
    }
    o->files = (const char **)argv + optind;
    o->n_files = (size_t)(argc - optind);
    return true;
}
