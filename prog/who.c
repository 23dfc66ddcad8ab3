/* who.c - attache who: prints the entity that a phrase refers to, as JSON. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "prog.h"
#include "terminal.h"

static const char help[] =
    "usage: attache who [OPTION]... PHRASE | -\n"
    "\n"
    "Prints the entity that a phrase refers to: {\"id\",\"country\",\"sector\",\"other_sectors\",\"name\",\"office\",\"identifier\"}, empty if unknown.\n"
    "With - it reads lines {\"id\",\"text\",\"context\",\"date\"} from standard input and answers each with a line.\n";
static const char examples[] =
    "  attache who --date 2017-04-01 'Chancellor Merkel'\n"
    "  attache who 'the German chancellor'\n";

/* The evidence, and the other candidates. */
static void add_why(json_t *out, const attache_entity *e, const attache_considered *list, size_t n) {
    json_t *all = json_array();
    for (size_t i = 0; i < n; i++) {
        const attache_considered *c = &list[i];
        json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "words", c->words, "kind", c->kind, "name", c->name, "country", c->code, "sector",
                                             c->sector, "office", c->office, "how", c->how, "note", c->note, "taken", c->taken));
    }
    json_object_set_new(out, "how", json_string(e->how));
    json_object_set_new(out, "considered", all);
}

/* `id`: any JSON value, returned unchanged; NULL: none. */
static void answer(const Options *o, attache_context *ctx, json_t *id, const char *phrase, const char *date, const char *context) {
    attache_entity e;
    const attache_considered *list = NULL;
    size_t n = 0;
    if (attache_who_why(ctx, phrase, date, context, &e, o->why ? &list : NULL, &n) != ATTACHE_OK) return;
    json_t *sectors = json_array(), *out = json_object();
    for (size_t i = 0; i < e.n_other_sectors; i++) json_array_append_new(sectors, json_string(e.other_sectors[i]));
    if (id) json_object_set(out, "id", id);
    json_object_set_new(out, "country", json_string(e.code));
    json_object_set_new(out, "sector", json_string(e.sector));
    json_object_set_new(out, "other_sectors", sectors);
    json_object_set_new(out, "name", json_string(e.identifier));
    json_object_set_new(out, "office", json_string(e.office));
    json_object_set_new(out, "identifier", json_string(e.identifier));
    if (o->why) add_why(out, &e, list, n);
    char *line = json_dumps(out, JSON_COMPACT);
    if (line) prog_write(line, strlen(line), NULL);
    prog_write("\n", 1, NULL);
    free(line);
    json_decref(out);
}

static const char *field(const json_t *o, const char *name) {
    const char *s = json_string_value(json_object_get(o, name));
    return s ? s : "";
}

/* Lines that could not be read since the last one that could: the first few are reported one by one, the rest in one message, so that input of another kind does not
 * give an error a line. */
typedef struct BadLines {
    size_t n, first, last; /* first and last: of those without a message of their own */
} BadLines;
enum { BAD_LINES_NAMED = 5 };
#define EXPECTED "a line must be {\"id\",\"text\",\"context\",\"date\"}"

static void add_bad_line(BadLines *b, size_t number, const char *why) {
    if (b->n++ < BAD_LINES_NAMED) return terminal_complain("attache: stdin:%zu: %s: " EXPECTED "\n", number, why);
    if (b->n == BAD_LINES_NAMED + 1) b->first = number;
    b->last = number;
}

static void end_bad_lines(BadLines *b) {
    size_t more = b->n > BAD_LINES_NAMED ? b->n - BAD_LINES_NAMED : 0;
    if (more == 1) terminal_complain("attache: stdin:%zu: 1 more line that cannot be read; " EXPECTED "\n", b->first);
    if (more > 1) terminal_complain("attache: stdin:%zu-%zu: %zu more lines that cannot be read; " EXPECTED "\n", b->first, b->last, more);
    *b = (BadLines){0};
}

/* One line of standard input; false if it is invalid. */
static bool answer_line(const Options *o, attache_context *ctx, const char *line, size_t size, size_t number, BadLines *bad) {
    json_error_t error;
    json_t *q = json_loadb(line, size, 0, &error);
    bool good = json_is_object(q) && json_is_string(json_object_get(q, "text"));
    if (good) {
        end_bad_lines(bad);
        answer(o, ctx, json_object_get(q, "id"), field(q, "text"), field(q, "date"), field(q, "context"));
    } else {
        add_bad_line(bad, number, q ? "has no text" : error.text);
    }
    json_decref(q);
    return good;
}

static int answer_lines(const Options *o, attache_context *ctx) {
    BadLines bad = {0};
    char *line = NULL;
    size_t cap = 0, number = 0;
    int status = 0;
    ssize_t n;
    while ((n = getline(&line, &cap, stdin)) >= 0) {
        number++;
        if (strspn(line, " \t\r\n") == (size_t)n) continue;
        if (!answer_line(o, ctx, line, (size_t)n, number, &bad)) status = EXIT_SOME_FAILED;
    }
    end_bad_lines(&bad);
    free(line);
    return status;
}

static int answer_argument(const Options *o, attache *a, attache_context *ctx, const char *phrase) {
    (void)a;
    if (!strcmp(phrase, "-")) return answer_lines(o, ctx);
    answer(o, ctx, NULL, phrase, o->date ? o->date : "", o->context ? o->context : "");
    return 0;
}

static int run(const Options *o) { return prog_each(o, answer_argument); }

const Command command_who = {"who", FOR_WHO, help, examples, run};
