/* test_csv.c - cells as CSV and tab-separated: quotes, line breaks, and texts that a spreadsheet would run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/csv.h"

static void expect_row(char separator, bool plain, const char *const *texts, size_t n, const char *want) {
    Buf b = {0};
    Csv row = {.out = &b, .separator = separator, .plain = plain};
    csv_strs(&row, texts, n);
    csv_end_row(&row);
    assert_string_equal(b.p, want);
    buf_free(&b);
}
#define ROW(separator, plain, want, ...) expect_row((separator), (plain), (const char *const[]){__VA_ARGS__}, COUNT_OF(((const char *const[]){__VA_ARGS__})), (want))

static void test_cells_are_quoted_where_they_must_be(void **state) {
    (void)state;
    ROW(',', false, "a,b c,\r\n", "a", "b c", "");
    ROW(',', false, "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\"back\rhere\"\r\n", "a,b", "say \"no\"", "two\nlines", "back\rhere");
    ROW('\t', false, "a,b\tsay \"no\"\ttwo lines here\n", "a,b", "say \"no\"", "two\nlines\there");
    ROW(',', false, "\r\n", "");
}

static void test_formulas_are_disarmed(void **state) {
    (void)state;
    ROW(',', false, "\"'=1+1\",\"'+1\",\"'-1\",\"'@now\",\"'\tx\",\"'\rx\"\r\n", "=1+1", "+1", "-1", "@now", "\tx", "\rx");
    ROW(',', false, "\"'=HYPERLINK(\"\"x\"\",1)\",a=1,'=1\r\n", "=HYPERLINK(\"x\",1)", "a=1", "'=1");
    ROW(',', false, "\"'\n=1\",\"'\xEF\xBC\x9D" "1\",\"'\xEF\xBC\xA0x\",\xEF\xBC\x91\r\n", "\n=1", "\xEF\xBC\x9D" "1", "\xEF\xBC\xA0x", "\xEF\xBC\x91");
    ROW('\t', false, "'=1+1\t'-x\ta=1\n", "=1+1", "-x", "a=1");
    ROW('\t', true, "=1+1\t-x\t@a\n", "=1+1", "-x", "@a");
}

static void test_numbers_stay_numbers(void **state) {
    (void)state;
    Buf b = {0};
    Csv row = {.out = &b, .separator = ','};
    csv_printf(&row, "%.1f", -10.0);
    csv_printf(&row, "%d", 3);
    csv_list(&row, (const char *const[]){"visit", "-x"}, 2, ";");
    csv_list(&row, (const char *const[]){"-x", "a,b"}, 2, ";");
    csv_list(&row, NULL, 0, ";");
    csv_end_row(&row);
    csv_str(&row, "next");
    csv_end_row(&row);
    assert_string_equal(b.p, "-10.0,3,visit;-x,\"'-x;a,b\",\r\nnext\r\n");
    buf_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells_are_quoted_where_they_must_be),
        cmocka_unit_test(test_formulas_are_disarmed),
        cmocka_unit_test(test_numbers_stay_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
