/* test_small_model.c - the model on which the fuzz targets are built opens; otherwise they would find nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../fuzz/small_model.h"

static void note(attache_status status, const char *where, const char *message, void *user) {
    (void)status, (void)user;
    fprintf(stderr, "%s: %s\n", where, message);
}

static void test_opens(void **state) {
    (void)state;
    ImageWriter w = {0};
    Buf bytes = {0};
    char *aligned = NULL;
    Language *l = NULL;
    Reporter reporter = {note, NULL};
    write_model(&w);
    image_writer_finish(&w, LANG_MAGIC, LANG_VERSION, &bytes);
    assert_int_equal(posix_memalign((void **)&aligned, 64, bytes.n), 0);
    memcpy(aligned, bytes.p, bytes.n);
    assert_int_equal(lang_open_memory(&l, aligned, bytes.n, NULL, "small", &reporter), ATTACHE_OK);
    lang_close(l);
    free(aligned);
    buf_free(&bytes);
    image_writer_free(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_opens)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
