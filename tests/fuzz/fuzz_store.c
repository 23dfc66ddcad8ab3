/* fuzz_store.c - a store with bytes changed according to the input: it is refused, or queried, exported, checked, repaired and added to without a fault.
 *
 * The input is a list of changes: the offset (three bytes), the length (one byte), and that many bytes. With few runs a second libFuzzer's own inputs stay too short for one change:
 * begin with a folder of some changes, and -len_control=0. */
#include "store_checks.h"

static Buf whole; /* the original file */

static void write_changed(const uint8_t *data, size_t size) {
    FILE *f = fopen(path, "wb");
    must(f && fwrite(whole.p, 1, whole.n, f) == whole.n, "the store cannot be written");
    while (size >= 4) {
        size_t at = ((size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2]) % whole.n, n = data[3];
        data += 4, size -= 4;
        if (n > size) n = size;
        must(fseek(f, (long)at, SEEK_SET) == 0 && fwrite(data, 1, n, f) == n, "the store cannot be changed");
        data += n, size -= n;
    }
    fclose(f);
}

static void ask(attache_store *store) {
    size_t said = 0;
    for (int what = ATTACHE_EXPORT_EVENTS; what <= ATTACHE_EXPORT_CORRECTIONS; what++)
        attache_export_run(store, &(attache_export){.what = (attache_export_what)what, .format = ATTACHE_FORMAT_JSONL, .why = true, .all = true, .corrected = true}, NULL, count_bytes, &said);
    attache_query_run(store, &(attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .text = "talks"}, count_row, &said);
    attache_query_run(store, &(attache_query){.ask = ATTACHE_ASK_DYADS}, count_row, &said);
    attache_query_run(store, &(attache_query){.ask = ATTACHE_ASK_EVENTS, .by = "month,actor", .all = true}, count_row, &said);
    attache_query_run(store, &(attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .by = "place", .sum = "dead"}, count_row, &said);
    attache_query_run(store, &(attache_query){.ask = ATTACHE_ASK_DYADS, .rank = "changed", .from = "2017-02", .to = "2017-03-10"}, count_row, &said);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    attache_store *store = NULL;
    attache_check_counts counts;
    make_store();
    if (!whole.n) must(base_read_file(path, 1 << 26, &whole, NULL) == ATTACHE_OK && whole.n, "the store cannot be read");
    remove_store();
    write_changed(data, size);
    if (attache_store_open(knowledge, path, ATTACHE_STORE_READ, &store) == ATTACHE_OK) ask(store);
    attache_store_close(store);
    attache_store_check(knowledge, path, size % 2, &counts);
    return 0;
}
