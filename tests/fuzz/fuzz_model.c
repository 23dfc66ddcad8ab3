/* fuzz_model.c - a small language model, changed according to the input, with a corrected checksum: it must be refused, or give trees for a sentence.
 *
 * The input is a list of changes, each of these bytes: where (a section's number, or 255 for the header and section table), how (0 set bytes, 1 remove items at
 * the end, 2 add items, 3 fill with one byte), the offset (three bytes), the length (one byte), and that many bytes. `make fuzz` builds it with libFuzzer. Built
 * with -DFUZZ_MAIN instead, it runs over the files named.
 */
#include <stdio.h>
#include <stdlib.h>

#include "small_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TABLE = 255, HEADER_BYTES = 32, ENTRY_BYTES = 40, CHECKSUM_AT = 24 };

static void require(bool holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "fuzz_model: %s\n", what);
    abort();
}

/* ---- changes ---- */

typedef struct Change {
    unsigned what, how, n;
    size_t where;
    const uint8_t *bytes;
} Change;

static bool next_change(const uint8_t **data, size_t *size, Change *c) {
    if (*size < 6) return false;
    const uint8_t *p = *data;
    *c = (Change){.what = p[0], .how = p[1] % 4, .where = (size_t)p[2] << 16 | (size_t)p[3] << 8 | p[4], .n = p[5], .bytes = p + 6};
    if (c->n > *size - 6) c->n = (unsigned)(*size - 6);
    *data += 6 + c->n, *size -= 6 + c->n;
    return true;
}

static void change_section(Buf *b, uint32_t item, const Change *c) {
    size_t items = b->n / item, at = b->n ? c->where % b->n : 0;
    switch (c->how) {
    case 0:
        for (unsigned i = 0; i < c->n && at + i < b->n; i++) b->p[at + i] = (char)c->bytes[i];
        break;
    case 1: b->n -= (items ? c->where % (items + 1) : 0) * item; break;
    case 2: add_zeros(b, (c->where % 64 + 1) * item); break;
    default: memset(b->p, c->n ? c->bytes[0] : 0xFF, b->n); break;
    }
}

static void change_table(Buf *image, const Change *c) {
    size_t bytes = HEADER_BYTES + SECTIONS * ENTRY_BYTES;
    for (unsigned i = 0; i < c->n; i++) image->p[(c->where + i) % bytes] = (char)c->bytes[i];
}

/* The bytes after the table, by the header's own count. */
static void mend_checksum(Buf *image) {
    uint32_t n;
    memcpy(&n, image->p + 12, sizeof n);
    size_t body = HEADER_BYTES + (size_t)n * ENTRY_BYTES;
    if (body > image->n) return;
    uint64_t sum = hash_bytes(image->p + body, image->n - body);
    memcpy(image->p + CHECKSUM_AT, &sum, sizeof sum);
}

static void make_image(const uint8_t *data, size_t size, Buf *out) {
    ImageWriter w = {0};
    Change c;
    const uint8_t *at = data;
    size_t left = size;
    write_model(&w);
    while (next_change(&at, &left, &c))
        if (c.what < TABLE) change_section(image_writer_section(&w, sections[c.what % SECTIONS].name, 0), sections[c.what % SECTIONS].item, &c);
    image_writer_finish(&w, LANG_MAGIC, LANG_VERSION, out);
    for (at = data, left = size; next_change(&at, &left, &c);)
        if (c.what == TABLE) change_table(out, &c);
    mend_checksum(out);
    image_writer_free(&w);
}

/* ---- checks ---- */

static void check_sentence(const Sentence *s) {
    int roots = 0;
    for (uint32_t i = 0; i < s->n; i++) {
        int k = (int)i, steps = 0;
        roots += s->tokens[i].head < 0;
        for (; k >= 0 && steps <= (int)s->n; steps++) {
            require(s->tokens[k].head < (int)s->n, "a head outside of the sentence");
            k = s->tokens[k].head;
        }
        require(k < 0, "a circle");
    }
    require(roots == 1, "not one root");
}

static void parse_with(const Language *l) {
    static const char text[] = "Chile's ministers, who held talks on 3 May, haven't met the rebels. \"We will,\" one said: it cost $5m!";
    LangScratch *scratch = lang_scratch_new(l);
    Sentence *list = NULL;
    size_t n = 0, cap = 0;
    Arena arena;
    Buf out = {0};
    arena_init(&arena);
    lang_analyse(scratch, text, (Span){0, sizeof text - 1}, &arena, &list, &n, &cap);
    for (size_t i = 0; i < n; i++) {
        check_sentence(&list[i]);
        conllu_write(l, text, &list[i], "", 1, &arena, &out);
    }
    buf_free(&out);
    arena_free(&arena);
    lang_scratch_free(scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Buf bytes = {0};
    Language *l;
    char *aligned;
    make_image(data, size, &bytes);
    if (posix_memalign((void **)&aligned, 64, bytes.n)) abort();
    memcpy(aligned, bytes.p, bytes.n);
    bool good = lang_open_memory(&l, aligned, bytes.n, NULL, "fuzz", NULL) == ATTACHE_OK;
    require(good || size >= 6, "the model as it should be is refused");
    if (good) parse_with(l);
    if (good) lang_close(l);
    free(aligned);
    buf_free(&bytes);
    return 0;
}

#ifdef FUZZ_MAIN
int main(int argc, char **argv) {
    Buf input = {0};
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    for (int i = 1; i < argc; i++) {
        if (base_read_file(argv[i], ATTACHE_DOCUMENT_MAX, &input, NULL) != ATTACHE_OK) abort();
        LLVMFuzzerTestOneInput((const uint8_t *)input.p, input.n);
    }
    buf_free(&input);
    return 0;
}
#endif
