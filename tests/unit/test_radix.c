/* test_radix.c - sorts by key, stably: few and many, all equal, all digits, negative numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/radix.h"

static uint64_t next(uint64_t *seed) { return *seed = hash_mix(*seed, 0x9e3779b97f4a7c15u); }

static void check_sorted(size_t n, uint64_t mask, uint64_t seed) {
    RadixItem *items = base_alloc((2 * n + 1) * sizeof *items);
    uint64_t sum = 0, sum_after = 0;
    for (size_t i = 0; i < n; i++) {
        items[i] = (RadixItem){next(&seed) & mask, (uint32_t)i, (uint32_t)(i * 7)};
        sum += items[i].key;
    }
    radix_sort(items, items + n, n);
    for (size_t i = 0; i < n; i++) {
        sum_after += items[i].key;
        assert_int_equal(items[i].more, items[i].at * 7);
        if (i) assert_true(items[i - 1].key < items[i].key || (items[i - 1].key == items[i].key && items[i - 1].at < items[i].at));
    }
    assert_true(sum == sum_after);
    free(items);
}

static void test_sorts_and_keeps_order(void **state) {
    (void)state;
    static const size_t sizes[] = {0, 1, 2, 63, 64, 65, 1000, 70000};
    static const uint64_t masks[] = {0, 1, 0xFF, 0x7FF, 0x800, 0xFFFFF, (uint64_t)3 << 62, 0xFF00FF00FF00FF00u, ~(uint64_t)0};
    for (size_t i = 0; i < COUNT_OF(sizes); i++)
        for (size_t k = 0; k < COUNT_OF(masks); k++) check_sorted(sizes[i], masks[k], i * 100 + k + 1);
}

static void test_negative_numbers_come_first(void **state) {
    (void)state;
    static const int64_t numbers[] = {5, -1, 0, INT64_MIN, INT64_MAX, -20171111, 20171111}, sorted[] = {INT64_MIN, -20171111, -1, 0, 5, 20171111, INT64_MAX};
    RadixItem items[2 * COUNT_OF(numbers)];
    for (size_t i = 0; i < COUNT_OF(numbers); i++) items[i] = (RadixItem){radix_signed(numbers[i]), (uint32_t)i, 0};
    radix_sort(items, items + COUNT_OF(numbers), COUNT_OF(numbers));
    for (size_t i = 0; i < COUNT_OF(numbers); i++) assert_true(numbers[items[i].at] == sorted[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sorts_and_keeps_order), cmocka_unit_test(test_negative_numbers_come_first)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
