/* fuzz_read.c - any bytes as text, page or JSONL: read_article and inputs must end, hand out valid UTF-8, and spans that lie within it in order.
 *
 * With libFuzzer: clang -fsanitize=fuzzer,address,undefined. Without: built with -DFUZZ_MAIN, it runs over the files named, and over mutations of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "read/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "fuzz_read: %s\n", what);
    abort();
}

static void check_article(const Article *a) {
    uint32_t at = 0;
    require(a->text && a->text[a->size] == 0 && utf8_valid(a->text, a->size) == a->size, "the text is not valid UTF-8 ended by NUL");
    require(a->body.start <= a->body.end && a->body.end <= a->size && a->title.end <= a->size, "body or title outside of the text");
    require(a->dateline.end <= a->size && a->dateline.start <= a->dateline.end, "dateline outside of the text");
    require(a->id && a->byline && a->date && a->language && a->url && a->site && a->dateline_place, "a string is NULL");
    for (size_t i = 0; i < a->n_blocks; i++) {
        Span s = a->blocks[i].span;
        require(s.start >= at && s.start < s.end && s.end <= a->size, "blocks are empty or out of order");
        at = s.end;
    }
}

static void read_one(const attache_document *doc) {
    Arena arena;
    Article article;
    arena_init(&arena);
    if (read_article(doc, &arena, &article, NULL) == ATTACHE_OK) check_article(&article);
    arena_free(&arena);
}

static void read_inputs(const uint8_t *data, size_t size, attache_kind kind) {
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    require(fd >= 0 && write(fd, data, size) == (ssize_t)size, "no memory file");
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    attache_inputs *in;
    attache_document doc;
    require(inputs_open((const char *const[]){path}, 1, kind, NULL, &in) == ATTACHE_OK, "inputs_open");
    for (attache_status s; (s = inputs_next(in, &doc)) != ATTACHE_END;)
        if (s == ATTACHE_OK) read_one(&doc);
    inputs_close(in);
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    attache_document doc = {.id = "fuzz", .data = (const char *)data, .size = size};
    for (doc.kind = ATTACHE_AUTO; doc.kind <= ATTACHE_HTML; doc.kind++) read_one(&doc);
    read_inputs(data, size, ATTACHE_AUTO);
    read_inputs(data, size, ATTACHE_JSONL);
    char date[11];
    date_read((Slice){(const char *)data, size}, date);
    return 0;
}

#ifdef FUZZ_MAIN
static uint64_t state = 88172645463325252u;

static uint32_t next_random(uint32_t below) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return (uint32_t)(state >> 32) % below;
}

/* Changes, doubles, cuts and moves bytes. */
static void mutate(Buf *b) {
    static const char *const bits[] = {"<",    ">",        "</",  "\"",       "<p>", "<div class=\"", "</article>", "<script>", "<!--",
                                       "\xFF", "\xE2\x80", "&#x", "{\"id\":", "\n",  "<br>",          "<h1>",       "<td>",     "--"};
    uint32_t times = 1 + next_random(20);
    for (uint32_t i = 0; i < times && b->n > 16; i++) {
        size_t at = next_random((uint32_t)b->n), n = next_random(64), to = next_random((uint32_t)b->n);
        if (at + n > b->n) n = b->n - at;
        const char *bit = bits[next_random(COUNT_OF(bits))];
        switch (next_random(5)) {
        case 0: b->p[at] = (char)next_random(256); break;
        case 1: memmove(b->p + at, b->p + at + n, b->n - at - n), b->n -= n; break;
        case 2: memmove(b->p + (to + n > b->n ? b->n - n : to), b->p + at, n); break;
        case 3: b->n = at + 1; break;
        default: memcpy(b->p + at, bit, strlen(bit) < b->n - at ? strlen(bit) : b->n - at); break;
        }
    }
}

int main(int argc, char **argv) {
    long rounds = getenv("ROUNDS") ? atol(getenv("ROUNDS")) : 100;
    Buf whole = {0}, part = {0};
    for (int i = 1; i < argc; i++) {
        require(base_read_file(argv[i], ATTACHE_DOCUMENT_MAX, &whole, NULL) == ATTACHE_OK, "a file cannot be read");
        for (long k = 0; k <= rounds; k++) {
            buf_clear(&part);
            buf_add(&part, whole.p, whole.n);
            if (k) mutate(&part);
            LLVMFuzzerTestOneInput((const uint8_t *)part.p, part.n);
        }
    }
    buf_free(&whole);
    buf_free(&part);
    return 0;
}
#endif
