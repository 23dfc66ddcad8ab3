/* fuzz_digest.c - a block of digests with bytes changed according to the input: counts, totals, pairs and the newest rows are read from it, and it is added to, without a fault.
 *
 * The first byte says of which table and whether the block begins as it was; then come changes: the offset (two bytes), the length (one byte), and that many bytes.
 * Run it as fuzz_store, which see. */
#include "api/attache_int.h"
#include "base/bytes.h"
#include "store/sql.h"
#include "store/tally.h"
#include "store_checks.h"

enum { HAPPENINGS = 1, EMPTY = 2, BLOCK_MAX = 4000 };
static const char *const tables[] = {"event_digest", "happening_digest"};

static Store *store;
static Buf whole[2]; /* the original blocks */

static void read_block(int table) {
    sqlite3_stmt *s;
    char sql[80];
    snprintf(sql, sizeof sql, "SELECT rows FROM %s WHERE id = 0", tables[table]);
    must(store_prepare(store, sql, &s) == ATTACHE_OK && sqlite3_step(s) == SQLITE_ROW, "there is no digest");
    buf_add(&whole[table], sqlite3_column_blob(s, 0), (size_t)sqlite3_column_bytes(s, 0));
    sqlite3_finalize(s);
}

static void open_digests(void) {
    static const Reporter nobody = {NULL, NULL};
    make_store();
    if (store) return;
    must(store_open(path, STORE_WRITE, &nobody, &store) == ATTACHE_OK, "the store cannot be opened");
    for (int i = 0; i < 2; i++) read_block(i);
}

static void change(Buf *block, const uint8_t *data, size_t size) {
    while (size >= 3) {
        size_t at = (size_t)data[0] << 8 | data[1], n = data[2];
        data += 3, size -= 3;
        if (n > size) n = size;
        for (size_t i = 0; i < n && at + i < BLOCK_MAX; i++) {
            while (block->n <= at + i) buf_char(block, 0);
            block->p[at + i] = (char)data[i];
        }
        data += n, size -= n;
    }
}

static void put(int table, const Buf *block) {
    sqlite3_stmt *s;
    char sql[120];
    snprintf(sql, sizeof sql, "UPDATE %s SET first_day = 0, last_day = 99999999, rows = ?1 WHERE id = 0", tables[table]);
    must(store_prepare(store, sql, &s) == ATTACHE_OK, "no statement");
    sqlite3_bind_blob64(s, 1, block->p ? block->p : "", block->n, SQLITE_STATIC);
    must(store_step(store, s) == ATTACHE_OK, "the block cannot be put");
    sqlite3_finalize(s);
}

static void ask(int table) {
    RowsTable *rows = NULL;
    TallyFilter f = {.happenings = table, .all = true, .from = INT32_MIN, .to = INT32_MAX};
    const int64_t before[] = {20170101, 5};
    tally_set_add(&f.labels, 2);
    tally_set_add(&f.documents, 1);
    for (unsigned by = TALLY_NOTHING; by <= TALLY_SIDE; by++) {
        f.before = by % 2 ? before : NULL;
        if (tally_count(store, &f, (const TallyBy[]){(TallyBy)by, by % 3 || by == TALLY_SIDE ? TALLY_CATEGORY : TALLY_RECIPIENT}, (int)by % 4 - 1, &rows) == ATTACHE_OK) tally_free(rows);
        if (by == TALLY_MODE) tally_filter_free(&f), f.least[1] = 2;
    }
    f.least[1] = 0;
    if (tally_newest(store, &f, 3, &rows) == ATTACHE_OK) tally_free(rows);
    if (tally_totals(store, &f, 3, &rows) == ATTACHE_OK) tally_free(rows);
    for (int within = 0; within < 2; within++)
        if (tally_pairs(store, &f, 201701, 201712, true, within, &rows) == ATTACHE_OK) tally_free(rows);
}

/* The rows of the block but one are taken over. */
static void add(int table) {
    Digest *d = NULL;
    if (digest_open(store, &d) == ATTACHE_OK && digest_begin(d) == ATTACHE_OK) {
        digest_touch(d, table, 1);
        digest_write(d);
    }
    digest_close(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!size) return 0;
    open_digests();
    int table = data[0] & HAPPENINGS;
    Buf block = {0};
    if (!(data[0] & EMPTY)) buf_add(&block, whole[table].p, whole[table].n);
    change(&block, data + 1, size - 1);
    must(store_run(store, "BEGIN IMMEDIATE") == ATTACHE_OK, "no transaction");
    put(table, &block);
    ask(table);
    add(table);
    must(store_run(store, "ROLLBACK") == ATTACHE_OK, "no way back");
    buf_free(&block);
    return 0;
}
