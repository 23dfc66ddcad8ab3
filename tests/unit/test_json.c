/* test_json.c - writing JSON: escapes, and commas in the right places. Jansson reads it back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/json.h"

static void expect_text(const char *in, size_t n, const char *want) {
    Buf b = {0};
    json_text(&b, (Slice){in, n});
    assert_string_equal(b.p, want);
    buf_free(&b);
}

static void test_escapes(void **state) {
    (void)state;
    expect_text(NULL, 0, "\"\"");
    expect_text("plain", 5, "\"plain\"");
    expect_text("a\"b\\c/d", 7, "\"a\\\"b\\\\c/d\"");
    expect_text("tab\tline\nback\r", 14, "\"tab\\tline\\nback\\r\"");
    expect_text("\0\1\x1f\x7f", 4, "\"\\u0000\\u0001\\u001f\x7f\"");
    expect_text("trent", 5, "\"trent\"");
    expect_text("Łódź 🙂", strlen("Łódź 🙂"), "\"Łódź 🙂\"");
    expect_text("a\xff"
                "b\xc3",
                4,
                "\"a\xef\xbf\xbd"
                "b\xef\xbf\xbd\"");
}

static void test_commas_stand_between_values(void **state) {
    (void)state;
    const char *const modes[] = {"visit", "{"};
    Buf b = {0};
    for (int line = 0; line < 2; line++) {
        json_open(&b, '{');
        json_put_str(&b, "code", "KAZ[");
        json_put_number(&b, "quad", 1);
        json_put_list(&b, "modes", modes, 2);
        json_put_list(&b, "none", modes, 0);
        json_put_object(&b, "place");
        json_put_null(&b, "lat");
        json_close(&b, '}');
        json_put_array(&b, "lists");
        json_open(&b, '[');
        json_whole(&b, -7);
        json_bool(&b, true);
        json_close(&b, ']');
        json_open(&b, '{');
        json_name(&b, SLICE("a\"b"));
        json_float(&b, -2.5);
        json_close(&b, '}');
        json_nil(&b);
        json_close(&b, ']');
        json_close(&b, '}');
        buf_char(&b, '\n');
    }
    static const char want[] = "{\"code\":\"KAZ[\",\"quad\":1,\"modes\":[\"visit\",\"{\"],\"none\":[],\"place\":{\"lat\":null},\"lists\":[[-7,true],{\"a\\\"b\":-2.5},null]}\n";
    assert_int_equal(b.n, 2 * strlen(want));
    assert_memory_equal(b.p, want, strlen(want));
    assert_string_equal(b.p + strlen(want), want);
    json_t *read = json_loadb(b.p, strlen(want), JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(read);
    assert_int_equal(json_array_size(json_object_get(read, "lists")), 3);
    json_decref(read);
    buf_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_commas_stand_between_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
