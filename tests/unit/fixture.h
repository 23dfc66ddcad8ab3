/* fixture.h - what tests of tables share: a folder of their own for tables, and the collected messages. */
#ifndef ATTACHE_TEST_FIXTURE_H
#define ATTACHE_TEST_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"

static char dir[64], messages[16384]; /* "FILE:LINE message", one per line */

static void note(attache_status status, const char *where, const char *message, void *user) {
    (void)status, (void)user;
    size_t n = strlen(messages);
    snprintf(messages + n, sizeof messages - n, "%s %s\n", where, message);
}

static void write_table(const char *name, const char *text) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

/* Every test uses our own words: a copy of data/words.tsv. */
static void write_words(void) {
    Buf text = {0};
    assert_int_equal(base_read_file("data/words.tsv", 1 << 20, &text, &(Reporter){NULL, NULL}), ATTACHE_OK);
    buf_char(&text, 0);
    write_table("words.tsv", text.p);
    buf_free(&text);
}

/* Makes the folder; false if it cannot. The X's are what mkdtemp replaces. */
static bool make_fixture_dir(void) {
    const char *top = getenv("TMPDIR");
    snprintf(dir, sizeof dir, "%.40s/attacheXXXXXX", top ? top : P_tmpdir);
    if (!mkdtemp(dir)) return false;
    write_words();
    return true;
}

#endif
