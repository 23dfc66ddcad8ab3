/* test_wording.c - built-in lists of words: months by name, indices in a list, forms of one word, beginnings and ends of text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "vocab/wording.h"

static void test_months_by_name(void **state) {
    (void)state;
    assert_int_equal(wording_month(SLICE("january")), 1);
    assert_int_equal(wording_month(SLICE("DECEMBER")), 12);
    assert_int_equal(wording_month(SLICE("Sep")), 9);
    assert_int_equal(wording_month(SLICE("Sept")), 9);
    assert_int_equal(wording_month(SLICE("may")), 5);
    static const char *const wrong[] = {"", "Ma", "Marc", "Januar", "Octo", "Mars", "month"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) assert_int_equal(wording_month(slice_of(wrong[i])), 0);
}

static void test_words_of_a_list(void **state) {
    (void)state;
    assert_int_equal(wording_place(WORDING_NUMBER_WORDS, SLICE("twelve")), 12);
    assert_int_equal(wording_place(WORDING_NUMBER_WORDS, SLICE("Twelve")), -1);
    assert_int_equal(wording_place(WORDING_NUMBER_WORDS, SLICE("")), -1);
    assert_int_equal(wording_place(WORDING_PLACE_SHORTS, SLICE("fort")), wording_place(WORDING_PLACE_SHORTS, SLICE("ft")));
    assert_true(wording_has_folded(WORDING_BODY_WORDS, SLICE("COUNCIL")));
    assert_false(wording_has_folded(WORDING_BODY_WORDS, SLICE("councils")));
    char word[200];
    memset(word, 'a', sizeof word);
    for (size_t n = 0; n <= sizeof word; n++) assert_false(wording_has_folded(WORDING_BODY_WORDS, (Slice){word, n}));
}

static void test_how_a_text_begins_and_ends(void **state) {
    (void)state;
    assert_int_equal(wording_begins(WORDING_BY, SLICE("By Ann Onymous")), 3);
    assert_int_equal(wording_begins(WORDING_BY, SLICE("By")), 0);
    assert_int_equal(wording_ends(WORDING_ORDINALS, SLICE("21ST")), 2);
    assert_int_equal(wording_ends(WORDING_ORDINALS, SLICE("21")), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_months_by_name),
        cmocka_unit_test(test_words_of_a_list),
        cmocka_unit_test(test_how_a_text_begins_and_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
