/* fuzz_query.c - any bytes as queries to a store: one field per line. */
#include "store_checks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static attache_store *store;
    static char text[4096];
    size_t said = 0;
    make_store();
    if (!store) must(attache_store_open(knowledge, path, ATTACHE_STORE_READ, &store) == ATTACHE_OK, "the store cannot be opened");
    if (size < 2 || size > sizeof text) return 0;
    attache_query q = {.ask = (attache_ask)(data[0] % 4), .all = data[1] & 1, .within = data[1] & 2, .limit = data[1] & 4 ? 3 : 0, .min_dead = data[1] & 8 ? 2 : 0,
                       .min_sources = data[1] & 16 ? 2 : 0, .min_confidence = data[1] & 32 ? 0.5 : 0};
    memcpy(text, data + 2, size - 2);
    text[size - 2] = 0;
    const char **const fields[] = {&q.dyad, &q.actor, &q.from, &q.to, &q.event, &q.mode, &q.context, &q.quad, &q.place, &q.near, &q.person, &q.text, &q.by, &q.rank, &q.id, &q.cameo, &q.box, &q.source, &q.sum};
    char *line = text;
    for (size_t i = 0; i < COUNT_OF(fields) && line; i++) {
        char *end = strchr(line, '\n');
        if (end) *end = 0;
        if (*line) *fields[i] = line;
        line = end ? end + 1 : NULL;
    }
    attache_query_run(store, &q, count_row, &said);
    return 0;
}
