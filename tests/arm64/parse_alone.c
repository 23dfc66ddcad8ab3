/* parse_alone.c - lines of text in, CoNLL-U out, by the kernels that are named: the language of the program and its model without the rest, for tests/arm64.sh.
 *
 *     parse_alone KERNELS <TEXT      their names: plain, avx2, vnni, amx, neon, dot; status 4 where the processor has them not
 *     parse_alone kernels            compares all kernels of the processor with the plain ones, prints which there are and what they give */
#include <stdio.h>
#include <stdlib.h>

#include "kb/kb.h"

#include "../kernel_run.h"

extern const char attache_knowledge_start[] __attribute__((visibility("hidden"))), attache_knowledge_end[] __attribute__((visibility("hidden")));

static void tell(attache_status status, const char *where, const char *message, void *user) {
    (void)status, (void)user;
    fprintf(stderr, "%s: %s\n", where, message);
}

static int compare_kernels(void) {
    static const char *const names[] = {"plain", "avx2", "vnni", "amx", "neon", "dot"};
    static KernelRun want, got;
    int different = 0;
    uint64_t hash = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        run_kernels(kernel_find("plain"), seed, &want);
        hash = hash_mix(hash, hash_bytes(&want, sizeof want));
        for (size_t i = 1; i < COUNT_OF(names); i++) {
            const NetKernels *k = kernel_find(names[i]);
            if (seed == 1 && k) fprintf(stderr, "%s\n", names[i]);
            if (!k) continue;
            run_kernels(k, seed, &got);
            if (!memcmp(&got, &want, sizeof got)) continue;
            fprintf(stderr, "%s differs from plain, seed %d\n", names[i], (int)seed);
            different = 1;
        }
    }
    printf("%016llx\n", (unsigned long long)hash);
    return different;
}

static int parse(const char *name) {
    static const Reporter reporter = {tell, NULL};
    size_t size = (size_t)(attache_knowledge_end - attache_knowledge_start), cap = 0;
    Image tables;
    Language *lang;
    Arena arena;
    Buf out = {0};
    char *line = NULL;
    if (image_open(&tables, attache_knowledge_start, size, KB_MAGIC, KB_VERSION, "knowledge", ATTACHE_ERR_TABLE, &reporter) != ATTACHE_OK) return 3;
    if (lang_open(&lang, NULL, &tables, &reporter) != ATTACHE_OK) return 3;
    if (!net_set_kernels(lang, name)) return 4;
    LangScratch *scratch = lang_scratch_new(lang);
    arena_init(&arena);
    for (ssize_t length; (length = getline(&line, &cap, stdin)) > 0;) {
        Sentence *list = NULL;
        size_t n = 0, room = 0;
        out.n = 0;
        arena_reset(&arena);
        lang_analyse(scratch, line, (Span){0, (uint32_t)length}, &arena, &list, &n, &room);
        for (size_t i = 0; i < n; i++) conllu_write(lang, line, &list[i], "", (uint32_t)i, &arena, &out);
        fwrite(out.p, 1, out.n, stdout);
    }
    free(line);
    buf_free(&out);
    arena_free(&arena);
    lang_scratch_free(scratch);
    lang_close(lang);
    image_close(&tables);
    return 0;
}

int main(int argc, char **argv) {
    if (argc != 2) return fprintf(stderr, "usage: parse_alone KERNELS <TEXT, or parse_alone kernels\n"), 2;
    return strcmp(argv[1], "kernels") ? parse(argv[1]) : compare_kernels();
}
