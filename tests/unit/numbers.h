/* numbers.h - what a statement says of a store, for the tests of stores. */
#ifndef ATTACHE_TEST_NUMBERS_H
#define ATTACHE_TEST_NUMBERS_H

#include "store/store.h"

/* The first number of the first row. */
static int64_t number_of(Store *s, const char *sql) {
    sqlite3_stmt *statement;
    assert_int_equal(store_prepare(s, sql, &statement), ATTACHE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return n;
}

#endif
