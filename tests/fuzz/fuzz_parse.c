/* fuzz_parse.c - any bytes as text and as CoNLL-U through attache_parse: it must end, and its output must be CoNLL-U: ten columns, ids in order, heads that form
 * one tree, valid UTF-8. Its own output as input must give the same output.
 *
 * `make fuzz` builds it with libFuzzer. Built with -DFUZZ_MAIN instead, it runs over the files named.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "small_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORDS_MAX = 40000 };
static int heads[WORDS_MAX];
static attache_context *ctx;

static void require(bool holds, const char *what, const char *line) {
    if (holds) return;
    fprintf(stderr, "fuzz_parse: %s: %.200s\n", what, line);
    abort();
}

static void check_tree(int words, const char *line) {
    int roots = 0;
    for (int i = 1; i <= words; i++) {
        int k = i, steps = 0;
        roots += heads[i] == 0;
        for (; k && steps <= words; steps++) k = heads[k];
        require(k == 0, "a circle", line);
    }
    require(words == 0 || roots == 1, "not one root", line);
}

/* One line that is neither empty nor a comment; the number of words so far. */
static int check_line(char *line, int words) {
    char *cells[10], *rest = line;
    int n = 0;
    for (char *cell; n < 10 && (cell = strsep(&rest, "\t")); n++) cells[n] = cell;
    require(n == 10 && !rest, "not ten columns", line);
    for (int i = 0; i < 10; i++) require(cells[i][0] != 0, "an empty column", line);
    if (strpbrk(cells[0], "-.")) return words;
    require(atoi(cells[0]) == words + 1 && words + 1 < WORDS_MAX, "ids out of order", line);
    heads[words + 1] = atoi(cells[6]);
    require((heads[words + 1] == 0) == !strcmp(cells[7], "root"), "the root is not called so", line);
    return words + 1;
}

static void check_conllu(const Buf *out) {
    char *copy = out->n ? base_strdup(out->p) : NULL, *rest = copy;
    int words = 0;
    if (!copy) return;
    require(strlen(copy) == out->n && utf8_valid(copy, out->n) == out->n, "not UTF-8, or a NUL", copy);
    for (char *line; (line = strsep(&rest, "\n"));) {
        if (*line == '#') continue;
        if (*line) {
            words = check_line(line, words);
            continue;
        }
        for (int i = 1; i <= words; i++) require(heads[i] >= 0 && heads[i] <= words, "a head outside of the sentence", "");
        check_tree(words, "");
        words = 0;
    }
    free(copy);
}

static int gather(const char *data, size_t size, void *user) {
    buf_add(user, data, size);
    return 0;
}

/* With a small model, because the one that ships takes a hundred times as long under sanitizers. */
static void open_context(void) {
    static char path[32];
    ImageWriter w = {0};
    Buf bytes = {0};
    attache *a;
    int fd = memfd_create("model", MFD_CLOEXEC);
    write_model(&w);
    image_writer_finish(&w, LANG_MAGIC, LANG_VERSION, &bytes);
    if (fd < 0 || write(fd, bytes.p, bytes.n) != (ssize_t)bytes.n) abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (attache_open(&(attache_options){.model = path}, &a) != ATTACHE_OK) abort();
    ctx = attache_context_new(a);
    image_writer_free(&w);
    buf_free(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Buf out = {0}, again = {0}, given = {0};
    if (!ctx) open_context();
    attache_parse_options conllu = {.conllu = true};
    require(attache_parse(ctx, (const char *)data, size, NULL, gather, &out) == ATTACHE_OK, "text is refused", "");
    check_conllu(&out);
    require(attache_parse(ctx, out.p, out.n, &conllu, gather, &again) == ATTACHE_OK, "its own answer is refused", "");
    require(again.n == out.n && (!out.n || !memcmp(again.p, out.p, out.n)), "given its own tokens it answers otherwise", out.n ? out.p : "");
    attache_parse(ctx, (const char *)data, size, &conllu, gather, &given);
    check_conllu(&given);
    buf_free(&out);
    buf_free(&again);
    buf_free(&given);
    return 0;
}

#ifdef FUZZ_MAIN
int main(int argc, char **argv) {
    Buf whole = {0};
    for (int i = 1; i < argc; i++) {
        if (base_read_file(argv[i], ATTACHE_DOCUMENT_MAX, &whole, NULL) != ATTACHE_OK) abort();
        LLVMFuzzerTestOneInput((const uint8_t *)whole.p, whole.n);
    }
    buf_free(&whole);
    return 0;
}
#endif
