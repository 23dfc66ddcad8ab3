/* run_parse.c - cases of language in, what attache parses compared, FILE:LINE of each that fails and what came out instead.
 *
 *     run_parse [--known LIST] [--names] FILE.case...
 *
 * tests/cases/README.md has the format. --known LIST has the names of the cases that are known to fail (tally.h); --names prints the names of those that fail, and
 * nothing else.
 * Uses the public header alone. Ends with "N passed, N failed"; the exit status is 1 if any failed. */
#include <attache.h>
#include <stdarg.h>
#include <stdbool.h>

#include "case_text.h"
#include "tally.h"

enum { WORDS_MAX = 2000, OUT_MAX = 1 << 20 };

typedef struct Parsed {
    char *form, *lemma, *upos, *xpos, *feats, *relation;
    int head;     /* -1 for the root */
    int sentence; /* from 0 */
} Parsed;

typedef struct Runner {
    attache_context *ctx;
    const char *file;
    int number; /* of the present line */
    Tally tally;
    int begun;        /* the line where the case begins */
    bool good, tells; /* the present case; whether to print its errors */
    char text[1 << 16];
    char out[OUT_MAX]; /* CoNLL-U, split by read_words */
    size_t n_out;
    Parsed words[WORDS_MAX];
    int n, sentences;
} Runner;

static void die(const Runner *r, const char *format, ...) __attribute__((format(printf, 2, 3), noreturn));
static void die(const Runner *r, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%d: ", r->file, r->number);
    vfprintf(stderr, format, args);
    fprintf(stderr, "\n");
    va_end(args);
    exit(2);
}

/* ---- output ---- */

static int gather(const char *data, size_t size, void *user) {
    Runner *r = user;
    if (size >= OUT_MAX - r->n_out) return 1;
    memcpy(r->out + r->n_out, data, size);
    r->n_out += size;
    r->out[r->n_out] = 0;
    return 0;
}

static void read_word(Runner *r, char *line, int first) {
    char *cells[10], *rest = line;
    for (int i = 0; i < 10; i++) cells[i] = strsep(&rest, "\t");
    if (strchr(cells[0], '-')) return;
    if (r->n == WORDS_MAX) die(r, "more than %d words", WORDS_MAX);
    Parsed *w = &r->words[r->n++];
    *w = (Parsed){.form = cells[1], .lemma = cells[2], .upos = cells[3], .xpos = cells[4], .feats = cells[5], .relation = cells[7]};
    w->head = atoi(cells[6]) ? first + atoi(cells[6]) - 1 : -1;
    w->sentence = r->sentences;
}

static void read_words(Runner *r) {
    char *rest = r->out;
    int first = 0;
    r->n = r->sentences = 0;
    for (char *line; (line = strsep(&rest, "\n"));) {
        if (*line && *line != '#') read_word(r, line, first);
        if (!*line && r->n > first) first = r->n, r->sentences++;
    }
}

/* "\n" in a case is a line break. */
static void parse(Runner *r, const char *text) {
    size_t n = 0;
    for (const char *p = text; *p && n + 1 < sizeof r->text; p++) {
        bool line_break = p[0] == '\\' && p[1] == 'n';
        r->text[n++] = line_break ? '\n' : *p;
        p += line_break;
    }
    r->text[n] = 0;
    r->n_out = 0;
    r->out[0] = 0;
    if (attache_parse(r->ctx, r->text, n, NULL, gather, r) != ATTACHE_OK) die(r, "is not parsed");
    read_words(r);
}

/* All words with blanks between them, sentences with " | " between them. */
static const char *words_line(const Runner *r) {
    static char line[1 << 16];
    size_t n = 0;
    line[0] = 0;
    for (int i = 0; i < r->n && n + strlen(r->words[i].form) + 4 < sizeof line; i++)
        n += (size_t)sprintf(line + n, "%s%s", !i ? "" : r->words[i].sentence != r->words[i - 1].sentence ? " | " : " ", r->words[i].form);
    return line;
}

static void tell_words(const Runner *r) {
    if (!r->tells) return;
    printf("    came out:");
    for (int i = 0; i < r->n; i++) {
        const Parsed *w = &r->words[i];
        if (i && w->sentence != r->words[i - 1].sentence) printf(" |");
        printf(" %s/%s/%s/%s:%s", w->form, w->lemma, w->xpos, w->relation, w->head < 0 ? "-" : r->words[w->head].form);
    }
    printf("\n");
}

/* ---- checks ---- */

/* "word" or "word#2", the second of its kind; -1 if there is none. */
static int find_word(const Runner *r, const char *name) {
    char form[256];
    const char *mark = strrchr(name, '#');
    bool numbered = mark && mark > name && mark[1] >= '1' && mark[1] <= '9' && !mark[2];
    int which = numbered ? mark[1] - '0' : 1;
    snprintf(form, sizeof form, "%.*s", (int)(numbered ? (size_t)(mark - name) : strlen(name)), name);
    for (int i = 0; i < r->n; i++)
        if (!strcmp(r->words[i].form, form) && !--which) return i;
    return -1;
}

static bool has_feat(const char *feats, const char *want) {
    size_t n = strlen(want);
    for (const char *p = feats; (p = strstr(p, want)); p++)
        if ((p == feats || p[-1] == '|') && (!p[n] || p[n] == '|')) return true;
    return false;
}

/* "India nsubj signed", "signed root", "spokesman ! nsubj said": not so. A relation without subtype stands for all of its own. */
static bool arc_is(const Runner *r, char *want) {
    const char *word = next_part(&want, ' '), *relation = next_part(&want, ' '), *head = want ? trim(want) : NULL;
    int i = find_word(r, word);
    if (i < 0) return false;
    size_t n = strlen(relation);
    const Parsed *w = &r->words[i];
    if (strncmp(w->relation, relation, n) || (w->relation[n] && w->relation[n] != ':')) return false;
    return head ? w->head >= 0 && w->head == find_word(r, head) : true;
}

/* "word VALUE": by `key`, a tag, a lemma or a feature. */
static bool word_is(const Runner *r, const char *key, char *want) {
    const char *word = next_part(&want, ' '), *value = want ? trim(want) : "";
    int i = find_word(r, word);
    if (i < 0) return false;
    const Parsed *w = &r->words[i];
    if (!strcmp(key, "lemma")) return !strcmp(w->lemma, value);
    if (!strcmp(key, "feats")) return has_feat(w->feats, value);
    return !strcmp(w->upos, value) || !strcmp(w->xpos, value);
}

static bool line_holds(const Runner *r, const char *key, char *part) {
    return !strcmp(key, "arc") ? arc_is(r, part) : word_is(r, key, part);
}

static void fail(Runner *r, const char *key, const char *want) {
    if (r->tells) printf("%s:%d: not so: %s: %s\n", r->file, r->number, key, want);
    r->good = false;
}

static void fail_line(Runner *r, const char *key, const char *want) {
    fail(r, key, want);
    if (r->tells) printf("    came out: %s\n", words_line(r));
}

/* "key: part; part": each must hold. */
static void check_line(Runner *r, const char *key, char *value) {
    static const char *const keys[] = {"arc", "tag", "lemma", "feats"};
    bool known = false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) known |= !strcmp(key, keys[i]);
    if (!strcmp(key, "words")) {
        if (strcmp(words_line(r), value) != 0) fail_line(r, key, value);
        return;
    }
    if (!strcmp(key, "sentences")) {
        if (atoi(value) != r->sentences) fail_line(r, key, value);
        return;
    }
    if (!known) die(r, "\"%s\" is no key: must be text, words, sentences, tag, lemma, feats or arc", key);
    for (char *part; (part = next_part(&value, ';'));) {
        char copy[512];
        snprintf(copy, sizeof copy, "%s", part);
        if (line_holds(r, key, part)) continue;
        fail(r, key, copy);
        tell_words(r);
    }
}

/* ---- files ---- */

static void end_case(Runner *r, bool *open) {
    if (*open) tally_result(&r->tally, r->begun, r->good);
    *open = false;
}

static void begin_case(Runner *r, const char *text) {
    tally_case(&r->tally, r->file, text);
    r->tells = tally_tells(&r->tally);
    r->begun = r->number;
    r->good = true;
    parse(r, text);
}

static void run_file(Runner *r, const char *path) {
    size_t size;
    char *data = read_file(path, &size), *rest = data;
    bool open = false;
    r->file = path, r->number = 0;
    if (!data) die(r, "cannot be read");
    for (char *line; (line = next_part(&rest, '\n'));) {
        r->number++;
        if (*line == '#') continue;
        if (!*line) {
            end_case(r, &open);
            continue;
        }
        char *value = line, *key = next_part(&value, ':');
        if (!value) die(r, "expected \"key: value\"");
        if (open == !strcmp(key, "text")) die(r, open ? "a blank line must stand before the next text" : "a case begins with \"text: ...\"");
        if (open)
            check_line(r, key, trim(value));
        else
            begin_case(r, trim(value)), open = true;
    }
    end_case(r, &open);
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
    Runner *r = calloc(1, sizeof *r);
    int first = 1;
    if (!r) abort();
    tally_begin(&r->tally, argc, argv, &first);
    if (argc <= first) return fprintf(stderr, "usage: run_parse [--known LIST] [--names] FILE.case...\n"), 2;
    if (attache_open(&options, &a) != ATTACHE_OK) return 3;
    r->ctx = attache_context_new(a);
    for (int i = first; i < argc; i++) run_file(r, argv[i]);
    attache_context_free(r->ctx);
    attache_close(a);
    int status = tally_end(&r->tally);
    free(r);
    return status;
}
