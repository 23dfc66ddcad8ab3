/* test_map.c - the hash map: what was added is found again, with any keys, while it grows, in an arena and on the heap. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/map.h"

static void test_empty_map_has_nothing(void **state) {
    (void)state;
    Map m = {0};
    assert_false(map_has(&m, 0));
    assert_int_equal(map_get(&m, 7), 0);
    map_clear(&m);
    map_free(&m);
    map_free(&m);
}

/* Numbers one after another, multiples of a power of two, and the ends of the range. */
static uint64_t key_of(uint64_t i, int kind) { return kind == 0 ? i : kind == 1 ? i << 40 : UINT64_MAX - i; }

static void put_and_find(Map *m, int kind) {
    enum { N = 20000 };
    for (uint64_t i = 0; i < N; i++) {
        uint64_t *value = map_put(m, key_of(i, kind));
        assert_int_equal(*value, 0);
        *value = i + 1;
    }
    assert_int_equal(m->n, N);
    assert_true(2 * m->n <= m->mask + 1);
    for (uint64_t i = 0; i < N; i++) {
        assert_int_equal(map_get(m, key_of(i, kind)), i + 1);
        assert_int_equal(*map_put(m, key_of(i, kind)), i + 1);
    }
    assert_int_equal(m->n, N);
    for (uint64_t i = N; i < 2 * N; i++) assert_false(map_has(m, key_of(i, kind)));
}

static void test_what_is_put_is_found(void **state) {
    (void)state;
    Arena arena;
    arena_init(&arena);
    for (int kind = 0; kind < 3; kind++) {
        Map heap = {0}, in_arena = {.arena = &arena};
        put_and_find(&heap, kind);
        map_clear(&heap);
        put_and_find(&heap, kind);
        put_and_find(&in_arena, kind);
        map_free(&heap);
        map_free(&in_arena);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

static void test_set_says_what_is_new(void **state) {
    (void)state;
    Map m = {0};
    assert_true(map_add(&m, 0));
    assert_false(map_add(&m, 0));
    assert_true(map_add(&m, map_key("a")));
    assert_true(map_add(&m, map_key("")));
    assert_false(map_add(&m, map_key("a")));
    assert_int_equal(m.n, 3);
    map_free(&m);
}

static void test_reserve_makes_room_once(void **state) {
    (void)state;
    Map m = {0};
    map_reserve(&m, 1000);
    const MapSlot *before = m.slots;
    for (uint64_t i = 0; i < 1000; i++) map_add(&m, i);
    assert_ptr_equal(m.slots, before);
    map_reserve(&m, 10);
    assert_ptr_equal(m.slots, before);
    map_free(&m);
}

static bool is_text(const void *texts, uint64_t at, const void *like) { return !strcmp(((const char *const *)texts)[at - 1], like); }

/* Two texts of one hash are two items. */
static void test_items_are_told_apart_by_what_they_are(void **state) {
    (void)state;
    const char *const texts[] = {"Peru", "Chile", "Bolivia"};
    Map m = {0};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        uint64_t *at = map_item(&m, 42, is_text, texts, texts[i]);
        assert_int_equal(*at, 0);
        *at = i + 1;
    }
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        assert_int_equal(map_find_item(&m, 42, is_text, texts, texts[i]), i + 1);
        assert_int_equal(map_find_item(&m, 43, is_text, texts, texts[i]), 0);
    }
    assert_int_equal(map_find_item(&m, 42, is_text, texts, "Ecuador"), 0);
    map_free(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty_map_has_nothing),   cmocka_unit_test(test_what_is_put_is_found),
        cmocka_unit_test(test_set_says_what_is_new),    cmocka_unit_test(test_reserve_makes_room_once),
        cmocka_unit_test(test_items_are_told_apart_by_what_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
