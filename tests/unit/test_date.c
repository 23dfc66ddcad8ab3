/* test_date.c - the calendar: days to numbers and back, valid days, reading and writing dates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/date.h"

static void test_numbers_count_days(void **state) {
    (void)state;
    assert_int_equal(date_number((Date){1970, 1, 1}), 0);
    assert_int_equal(date_number((Date){1969, 12, 31}), -1);
    assert_int_equal(date_number((Date){2000, 3, 1}) - date_number((Date){2000, 2, 28}), 2);
    assert_int_equal(date_number((Date){1900, 3, 1}) - date_number((Date){1900, 2, 28}), 1);
    assert_int_equal(date_number((Date){2017, 11, 0}), date_number((Date){2017, 11, 1}));
    assert_int_equal(date_number((Date){2017, 0, 0}), date_number((Date){2017, 1, 1}));
    assert_int_equal(date_number((Date){2017, 13, 1}), date_number((Date){2018, 1, 1}));
    assert_int_equal(date_day_number(20171200 + 100), date_day_number(20180101));
}

/* Day after day, from before the first era to after the last plausible date. */
static void test_numbers_and_days_there_and_back(void **state) {
    (void)state;
    Date before = date_of_number(-720001);
    for (long n = -720000; n < 800000; n++) {
        Date d = date_of_number(n);
        assert_int_equal(date_number(d), n);
        assert_true(date_exists(d));
        bool next_day = d.day == before.day + 1 && d.month == before.month;
        assert_true(next_day || (d.day == 1 && before.day == date_month_days(before.year, before.month)));
        before = d;
    }
}

static void test_weekdays(void **state) {
    (void)state;
    assert_int_equal(date_weekday(0), 4);
    assert_int_equal(date_weekday(-1), 3);
    assert_int_equal(date_weekday(-11), 0);
    assert_int_equal(date_weekday(date_number((Date){2017, 11, 11})), 6);
}

static void test_which_days_there_are(void **state) {
    (void)state;
    assert_true(date_exists((Date){2000, 2, 29}));
    assert_true(date_exists((Date){2016, 2, 29}));
    assert_false(date_exists((Date){1900, 2, 29}));
    assert_false(date_exists((Date){2017, 2, 29}));
    assert_false(date_exists((Date){2017, 4, 31}));
    assert_false(date_exists((Date){2017, 13, 1}));
    assert_false(date_exists((Date){2017, 11, 0}));
    assert_false(date_exists((Date){2017, 0, 0}));
}

static void test_dates_are_read_and_written(void **state) {
    (void)state;
    static const char *const good[][2] = {{"2017-11-11", "2017-11-11"}, {"2017-11", "2017-11"}, {"2017", "2017"}, {"2017-1-5", "2017-01-05"}, {"0987", "0987"}};
    static const char *const wrong[] = {"", "201", "2017-", "2017-13", "2017-00", "2017-11-32", "2017-11-", "2017-011", "2017-11-111", "11.11.2017", "2017-11-11x", "2017/11/11"};
    char text[DATE_ROOM];
    Date d;
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        assert_true(date_parse(slice_of(good[i][0]), &d));
        assert_string_equal(date_print(d, text), good[i][1]);
        assert_int_equal(date_pack(date_unpack(date_pack(d))), date_pack(d));
    }
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        if (date_parse(slice_of(wrong[i]), &d)) fail_msg("\"%s\" was taken for a date", wrong[i]);
    assert_string_equal(date_print((Date){0, 0, 0}, text), "");
}

static void test_days_as_one_number(void **state) {
    (void)state;
    char text[DATE_ROOM];
    assert_int_equal(date_day("2017-11-11"), 20171111);
    assert_int_equal(date_day("2017-11"), 20171100);
    assert_int_equal(date_day("2017"), 20170000);
    static const char *const wrong[] = {"", "2017-13", "2017-1", "2017-1-11", "2017-11-1", "2017-1-1x", "11.11.2017", "2017-11-11x", "2017-00"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) assert_int_equal(date_day(wrong[i]), 0);
    assert_string_equal(date_day_print(20171111, text), "2017-11-11");
    assert_string_equal(date_day_print(20171100, text), "2017-11");
    assert_string_equal(date_day_print(0, text), "");
    assert_string_equal(date_day_print(-20171111, text), "");
    for (int32_t n = -600000; n < 800000; n += 37) assert_int_equal(date_day_number(date_day_of_number(n)), n);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_count_days),         cmocka_unit_test(test_numbers_and_days_there_and_back),
        cmocka_unit_test(test_weekdays),                   cmocka_unit_test(test_which_days_there_are),
        cmocka_unit_test(test_dates_are_read_and_written), cmocka_unit_test(test_days_as_one_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
