/* explain.c - attache explain: a person's view of a document; --brief is the one that fits a screen. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prog.h"

static const char help[] = "usage: attache explain [--brief] [--from auto|text|html|jsonl] FILE... | -\n"
                           "\n"
                           "Shows each sentence with its tree, its mentions and its events: the frame and table row for each, and what was considered and dropped.\n"
                           "--brief shows who did what to whom, with the words it stands on, and who took part.\n"
                           "\n"
                           "  attache explain --brief page.html\n";

enum { WHO_WIDTH = 24, WHAT_WIDTH = 20, WORDS_WIDTH = 74 };

/* What a document told so far, as the brief view lists it. */
typedef struct Brief {
    bool colour, begun;
    size_t n_events, n_people, cap_people;
    char **people; /* one line each, without doubles */
} Brief;

static const char *bold(const Brief *b) { return b->colour ? "\033[1m" : ""; }
static const char *dim(const Brief *b) { return b->colour ? "\033[2m" : ""; }
static const char *plain(const Brief *b) { return b->colour ? "\033[0m" : ""; }

/* Bytes of `s` that show at most `width` characters, not cut within one; *shown becomes how many they are. */
static int fit(const char *s, int width, int *shown) {
    int n = 0, chars = 0;
    while (s[n] && s[n] != '\n') {
        int k = n + 1;
        while (((unsigned char)s[k] & 0xC0) == 0x80) k++;
        if (chars == width) break;
        chars++;
        n = k;
    }
    *shown = chars;
    return n;
}

static void print_cell(const char *s, int width) {
    int shown, n = fit(s, width, &shown);
    bool cut = s[n] && s[n] != '\n';
    if (cut) n = fit(s, width - 1, &shown);
    printf("%.*s%s%*s", n, s, cut ? "\u2026" : "", width - shown - cut, "");
}

/* "KAZ.GOV.MIL, IND" */
static void list_parties(const attache_entity *list, size_t n, char *out, size_t size) {
    size_t at = 0;
    out[0] = 0;
    for (size_t i = 0; i < n && at < size; i++) {
        const attache_entity *e = &list[i];
        at += (size_t)snprintf(out + at, size - at, "%s%s", i ? ", " : "", e->code[0] ? e->code : e->sector[0] ? "" : "?");
        if (e->sector[0] && at < size) at += (size_t)snprintf(out + at, size - at, "%s%s", e->code[0] ? "." : "", e->sector);
    }
}

static void print_head(Brief *b, const attache_article *a) {
    b->begun = true;
    printf("\n%s%s%s\n%s%s%s%s%s%s\n\n", bold(b), a->title[0] ? a->title : a->id, plain(b), dim(b), a->date, a->site[0] ? "  " : "", a->site, a->dateline_place[0] ? "  " : "", a->dateline_place);
    printf("%s%s", plain(b), dim(b));
    print_cell("WHO", WHO_WIDTH);
    print_cell("DID WHAT", WHAT_WIDTH);
    print_cell("TO WHOM", WHO_WIDTH);
    printf("WHEN%s\n", plain(b));
}

static void note_person(Brief *b, const attache_entity *e) {
    char line[512];
    snprintf(line, sizeof line, "%-8s%s%s%s (%s)", e->role, e->identifier, e->office[0] ? ", " : "", e->office, e->code[0] ? e->code : "?");
    for (size_t i = 0; i < b->n_people; i++)
        if (!strcmp(b->people[i] + 8, line + 8)) return;
    if (b->n_people == b->cap_people) {
        char **more = realloc(b->people, (b->cap_people = b->cap_people * 2 + 8) * sizeof *more);
        if (!more) return;
        b->people = more;
    }
    b->people[b->n_people] = strdup(line);
    if (b->people[b->n_people]) b->n_people++;
}

static int on_event(const attache_event *e, void *user) {
    Brief *b = user;
    char who[256], whom[256], what[64];
    if (!b->begun) print_head(b, e->article);
    b->n_events++;
    list_parties(e->actors, e->n_actors, who, sizeof who);
    list_parties(e->recipients, e->n_recipients, whom, sizeof whom);
    snprintf(what, sizeof what, "%s%s%s", e->event, e->n_modes ? " " : "", e->n_modes ? e->modes[0] : "");
    print_cell(who, WHO_WIDTH);
    printf("%s", bold(b));
    print_cell(what, WHAT_WIDTH);
    printf("%s", plain(b));
    print_cell(whom, WHO_WIDTH);
    printf("%s%s%s%s%s\n", e->date, e->aux & ATTACHE_HISTORICAL ? " past" : "", e->aux & ATTACHE_FUTURE ? " to come" : "", e->aux & ATTACHE_HYPOTHETICAL ? " possible" : "", e->aux & ATTACHE_NEGATION ? " not" : "");
    /* the words around the trigger */
    const char *text = e->text;
    size_t from = e->trigger_start - e->start, length = strlen(text), start = from > 30 ? from - 30 : 0;
    while (start && start < length && text[start] != ' ') start++;
    printf("  %s\"%s", dim(b), start ? "\u2026" : "");
    print_cell(text + start + (text[start] == ' '), WORDS_WIDTH);
    printf("\"%s%s%s\n", e->attribution.kind[0] ? " says " : "", e->attribution.source_text, plain(b));
    for (size_t i = 0; i < e->n_participants; i++) note_person(b, &e->participants[i]);
    return 0;
}

static void print_end(Brief *b, const attache_document *doc) {
    if (!b->n_events) printf("\n%s: no event found.\n", doc->id);
    if (b->n_people) printf("\n%sWHO TOOK PART%s\n", dim(b), plain(b));
    for (size_t i = 0; i < b->n_people; i++) {
        printf("  %s\n", b->people[i]);
        free(b->people[i]);
    }
    free(b->people);
}

static int run_file(const Options *o, attache *a, attache_context *ctx, const char *path) {
    attache_inputs *in;
    attache_document doc;
    attache_status status;
    int worst = 0;
    if (attache_inputs_open(a, &path, 1, o->kind, &in) != ATTACHE_OK) return EXIT_COULD_NOT_RUN;
    while ((status = attache_inputs_next(in, &doc)) != ATTACHE_END) {
        Brief brief = {.colour = isatty(STDOUT_FILENO)};
        if (status == ATTACHE_OK) status = o->brief ? attache_code(ctx, &doc, NULL, on_event, &brief) : attache_explain(ctx, &doc, prog_write, NULL);
        if (status == ATTACHE_OK && o->brief) print_end(&brief, &doc);
        if (status != ATTACHE_OK && status != ATTACHE_END) worst = EXIT_SOME_FAILED;
        if (status == ATTACHE_STOPPED) break;
    }
    attache_inputs_close(in);
    if (o->brief && !worst) printf("\nWhy each of them: attache explain %s\nThe records:      attache code --why %s\n", path, path);
    return worst;
}

static int run(const Options *o) {
    attache *a = prog_open(o);
    if (!a) return EXIT_COULD_NOT_RUN;
    attache_context *ctx = attache_context_new(a);
    int status = 0;
    for (size_t i = 0; i < o->n_files; i++) {
        int one = run_file(o, a, ctx, o->files[i]);
        if (one > status) status = one;
    }
    attache_context_free(ctx);
    attache_close(a);
    return prog_finish(status);
}

const Command command_explain = {"explain", help, run, "fbt"};
