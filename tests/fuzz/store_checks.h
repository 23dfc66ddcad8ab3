/* store_checks.h - what the targets for stores share: knowledge, and a small store of examples/reports.jsonl, made once per run. */
#ifndef ATTACHE_FUZZ_STORE_CHECKS_H
#define ATTACHE_FUZZ_STORE_CHECKS_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static attache *knowledge;
static char folder[64], path[96];

static inline int count_bytes(const char *data, size_t size, void *user) {
    (void)data;
    *(size_t *)user += size;
    return 0;
}

static inline int count_row(const attache_column *columns, const char *const *values, size_t n, void *user) {
    for (size_t i = 0; values && i < n; i++) *(size_t *)user += values[i] ? strlen(values[i]) : strlen(columns[i].name);
    return 0;
}

static inline void must(bool holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "fuzz: %s\n", what);
    abort();
}

static inline void remove_store(void) {
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
}

static inline void remove_all(void) {
    remove_store();
    rmdir(folder);
}

static inline void ingest_examples(void) {
    static const char *const files[] = {"examples/reports.jsonl"};
    attache_inputs *in = NULL;
    attache_store *store = NULL;
    must(attache_inputs_open(knowledge, files, 1, ATTACHE_AUTO, &in) == ATTACHE_OK, "run it from the top of the tree");
    must(attache_store_open(knowledge, path, ATTACHE_STORE_CREATE, &store) == ATTACHE_OK, "no store can be made");
    must(attache_ingest_run(&(attache_ingest){.store = store, .inputs = in, .threads = 1}, NULL) == ATTACHE_OK, "nothing can be ingested");
    attache_store_close(store);
    attache_inputs_close(in);
}

static inline void make_store(void) {
    if (knowledge) return;
    strcpy(folder, P_tmpdir "/fuzz.XXXXXX");
    must(mkdtemp(folder) != NULL && attache_open(NULL, &knowledge) == ATTACHE_OK, "there is nothing to begin with");
    snprintf(path, sizeof path, "%s/store", folder);
    atexit(remove_all);
    ingest_examples();
}

#endif
