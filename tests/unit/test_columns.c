/* Columns: their Arrow arrays contain what was added, including nulls, lists and structs; an exported column starts empty. */
#include "out/columns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const ColumnSpec item = {"item", COLUMN_TEXT, NULL, 0};
static const ColumnSpec list[] = {{"name", COLUMN_TEXT, NULL, 0}, {"n", COLUMN_INT, NULL, 0}, {"words", COLUMN_LIST, &item, 1}};
static const ColumnSpec table = {"", COLUMN_STRUCT, list, 3};

static void add_row(Column *t, const char *name, int n, size_t words) {
    column_text(&t->children[0], name, strlen(name));
    if (n)
        column_int(&t->children[1], n);
    else
        column_null(&t->children[1]);
    for (size_t i = 0; i < words; i++) column_text(&t->children[2].children[0], name, 1);
    column_end(&t->children[2]);
    column_end(t);
}

static void holds_rows(void **state) {
    Column t;
    struct ArrowArray a;
    (void)state;
    column_init(&t, &table);
    for (int round = 0; round < 2; round++) { /* the second reuses what the first has left empty */
        for (int i = 0; i < 20; i++) add_row(&t, i % 2 ? "odd" : "even", i % 3, (size_t)(i % 2) * 2);
        column_export(&t, &a);
        assert_int_equal(a.length, 20);
        const struct ArrowArray *name = a.children[0], *n = a.children[1], *words = a.children[2];
        const int32_t *at = name->buffers[1], *lists = words->buffers[1];
        const uint8_t *valid = n->buffers[0];
        assert_null(name->buffers[0]);
        assert_int_equal(at[20], 70);
        assert_memory_equal(name->buffers[2], "evenoddeven", 11);
        assert_int_equal(n->null_count, 7);
        for (int i = 0; i < 20; i++) {
            assert_int_equal(valid[i / 8] >> i % 8 & 1, i % 3 != 0);
            assert_int_equal(((const int32_t *)n->buffers[1])[i], i % 3);
            assert_int_equal(lists[i + 1] - lists[i], i % 2 * 2);
        }
        assert_int_equal(words->children[0]->length, 20);
        a.release(&a);
        assert_null(a.release);
    }
    column_free(&t);
}

static void nothing_is_a_table_too(void **state) {
    Column t;
    struct ArrowArray a;
    (void)state;
    column_init(&t, &table);
    column_export(&t, &a);
    assert_int_equal(a.length, 0);
    assert_non_null(a.children[0]->buffers[2]);
    a.release(&a);
    column_null(&t);
    column_export(&t, &a);
    assert_int_equal(a.null_count, 1);
    assert_int_equal(a.children[2]->null_count, 1);
    a.release(&a);
    column_free(&t);
}

static void says_its_types(void **state) {
    struct ArrowSchema s;
    (void)state;
    assert_int_equal(column_schema(&table, NULL, &s), 0);
    assert_string_equal(s.format, "+s");
    assert_string_equal(s.children[2]->format, "+l");
    assert_string_equal(s.children[2]->children[0]->name, "item");
    assert_string_equal(s.children[1]->format, "i");
    s.release(&s);
    assert_null(s.release);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(holds_rows), cmocka_unit_test(nothing_is_a_table_too), cmocka_unit_test(says_its_types)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
