/* tally.h - counts the results of cases: passed, failed, and known failures.
 *
 * A case has a name that survives edits of its file: "tests/cases/codebook/aid.case: Cuba sent doctors to Liberia.", followed by " #2" for the second with the
 * same text. tests/known_failing.list has one name per line, and may give a reason after "  # ". A listed case that passes counts as a failure until it is taken
 * off the list, and so does a name without a case in a file that was run. The Tally owns everything it points to; tally_end frees it. */
#ifndef ATTACHE_TALLY_H
#define ATTACHE_TALLY_H

#include <stdbool.h>

#include "case_text.h"

typedef struct TallyName {
    char *name;
    bool listed, met;
    int times; /* how often a case with this name occurred */
} TallyName;

typedef struct Tally {
    const char *list; /* path of the list; NULL: no known failures */
    bool names_only;  /* print only the names of failures */
    int passed, failed, known, negative;
    TallyName *names;
    size_t n;
    char now[4096]; /* the name of the present case */
} Tally;

static inline TallyName *tally_find(Tally *t, const char *name) {
    for (size_t i = 0; i < t->n; i++)
        if (!strcmp(t->names[i].name, name)) return &t->names[i];
    t->names = realloc(t->names, (t->n + 1) * sizeof *t->names);
    if (!t->names) abort();
    t->names[t->n] = (TallyName){.name = strdup(name)};
    if (!t->names[t->n].name) abort();
    return &t->names[t->n++];
}

/* Takes "--known LIST" and "--names" from the arguments from *at on; the rest are files. */
static inline void tally_begin(Tally *t, int argc, char **argv, int *at) {
    size_t size;
    for (;; ++*at) {
        if (*at + 1 < argc && !strcmp(argv[*at], "--known"))
            t->list = argv[++*at];
        else if (*at < argc && !strcmp(argv[*at], "--names"))
            t->names_only = true;
        else
            break;
    }
    if (!t->list) return;
    char *data = read_file(t->list, &size), *rest = data;
    if (!data) fprintf(stderr, "%s: cannot be read\n", t->list), exit(2);
    for (char *line; (line = next_part(&rest, '\n'));) {
        char *why = strstr(line, "  # ");
        if (why) *why = 0;
        if (*trim(line) && *line != '#') tally_find(t, trim(line))->listed = true;
    }
    free(data);
}

/* The next case: `text` is its first line. */
static inline void tally_case(Tally *t, const char *file, const char *text) {
    snprintf(t->now, sizeof t->now, "%s: %s", file, text);
    int times = ++tally_find(t, t->now)->times;
    size_t n = strlen(t->now);
    if (times > 1) snprintf(t->now + n, sizeof t->now - n, " #%d", times);
}

/* Whether to print the failures of the present case. */
static inline bool tally_tells(Tally *t) { return !t->names_only && !tally_find(t, t->now)->listed; }

static inline void tally_result(Tally *t, int number, bool good) {
    TallyName *name = tally_find(t, t->now);
    name->met = true;
    if (t->names_only && !good) printf("%s\n", t->now);
    if (!good && name->listed) {
        t->known++;
    } else if (good && name->listed) {
        t->failed++;
        printf("line %d passes and is in %s, which it must leave (tests/known_failing.sh): %s\n", number, t->list, t->now);
    } else {
        *(good ? &t->passed : &t->failed) += 1;
    }
}

/* Names in the list for this file that had no case. */
static inline void tally_end_file(Tally *t, const char *file) {
    size_t n = strlen(file);
    for (size_t i = 0; i < t->n; i++) {
        TallyName *name = &t->names[i];
        if (!name->listed || name->met || strncmp(name->name, file, n) || name->name[n] != ':') continue;
        t->failed++;
        name->met = true;
        printf("%s: no such case: %s\n", t->list, name->name);
    }
}

/* Prints the counts for tests/run.sh. Returns the exit status. */
static inline int tally_end(Tally *t) {
    for (size_t i = 0; i < t->n; i++) free(t->names[i].name);
    free(t->names);
    if (t->names_only) return 0;
    if (t->known) printf("known: %d\n", t->known);
    if (t->negative) printf("negative: %d\n", t->negative);
    printf("%d passed, %d failed\n", t->passed, t->failed);
    return t->failed > 0;
}

#endif
