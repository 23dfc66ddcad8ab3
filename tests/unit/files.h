/* files.h - what tests of inputs and pages share: a folder of their own, an arena, and the collected messages. Include it after cmocka.h. */
#ifndef ATTACHE_TEST_FILES_H
#define ATTACHE_TEST_FILES_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/base.h"

static char dir[64], messages[16384]; /* "STATUS WHERE MESSAGE", one per line */
static Arena arena;

static void note(attache_status status, const char *where, const char *message, void *user) {
    (void)user;
    size_t n = strlen(messages);
    snprintf(messages + n, sizeof messages - n, "%d %s %s\n", (int)status, where, message);
}

static const Reporter reporter = {note, NULL};

static int set_up(void **state) {
    (void)state;
    strcpy(dir, P_tmpdir "/test_read.XXXXXX");
    arena_init(&arena);
    messages[0] = 0;
    return mkdtemp(dir) ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    char path[400];
    DIR *d = opendir(dir);
    for (struct dirent *e; d && (e = readdir(d));) {
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        if (unlink(path) != 0) rmdir(path);
    }
    closedir(d);
    arena_free(&arena);
    return rmdir(dir);
}

/* The path of a new file with these bytes; lives as long as the arena. */
static inline const char *file_of(const char *name, const char *bytes, size_t n) {
    const char *path = arena_printf(&arena, "%s/%s", dir, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    fclose(f);
    return path;
}

static inline void assert_said(const char *what) {
    if (!strstr(messages, what)) fail_msg("no message says \"%s\"; said:\n%s", what, messages);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

#endif
