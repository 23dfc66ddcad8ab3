/* Tests of src/base/system.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/system.h"

static void test_last(void **state) {
    (void)state;
    const char *p = "a.b.c";
    assert_ptr_equal(system_last(p, '.', 5), p + 3);
    assert_ptr_equal(system_last(p, '.', 3), p + 1);
    assert_ptr_equal(system_last(p, 'a', 5), p);
    assert_null(system_last(p, '.', 1));
    assert_null(system_last(p, 'a', 0));
}

static void test_random(void **state) {
    (void)state;
    unsigned char a[32] = {0}, b[32] = {0};
    assert_true(system_random(a, sizeof a) && system_random(b, sizeof b));
    assert_memory_not_equal(a, b, sizeof a);
}

static void test_socket(void **state) {
    (void)state;
    for (int waits = 0; waits < 2; waits++) {
        int fd = system_socket(AF_INET, SOCK_STREAM, 0, waits);
        assert_true(fd >= 0);
        assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
        assert_int_equal(!(fcntl(fd, F_GETFL) & O_NONBLOCK), waits);
        close(fd);
    }
    assert_int_equal(system_socket(-1, SOCK_STREAM, 0, true), -1);
}

static void test_sync(void **state) {
    (void)state;
    FILE *f = tmpfile();
    assert_non_null(f);
    fputs("x", f);
    fflush(f);
    assert_int_equal(system_sync(fileno(f)), 0);
    fclose(f);
    assert_int_equal(system_sync(-1), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_last), cmocka_unit_test(test_random), cmocka_unit_test(test_socket), cmocka_unit_test(test_sync)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
