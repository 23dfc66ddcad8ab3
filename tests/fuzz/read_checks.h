/* read_checks.h - checks on all output of read/, for the fuzz targets that feed it. */
#ifndef ATTACHE_FUZZ_READ_CHECKS_H
#define ATTACHE_FUZZ_READ_CHECKS_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "read/page/page_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void require(bool holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "fuzz: %s\n", what);
    abort();
}

static inline void check_string(const char *s) { require(s && utf8_valid(s, strlen(s)) == strlen(s), "a string is NULL or not valid UTF-8"); }

static inline void check_article(const Article *a) {
    uint32_t at = 0;
    require(a->text && a->text[a->size] == 0 && utf8_valid(a->text, a->size) == a->size, "the text is not valid UTF-8 ended by NUL");
    require(a->body.start <= a->body.end && a->body.end <= a->size && a->title.end <= a->size, "body or title outside of the text");
    require(a->dateline.end <= a->size && a->dateline.start <= a->dateline.end, "dateline outside of the text");
    const char *const strings[] = {a->id, a->byline, a->date, a->language, a->url, a->site, a->dateline_place};
    for (size_t i = 0; i < COUNT_OF(strings); i++) check_string(strings[i]);
    for (size_t i = 0; i < a->n_blocks; i++) {
        Span s = a->blocks[i].span;
        require(s.start >= at && s.start < s.end && s.end <= a->size, "blocks are empty or out of order");
        at = s.end;
    }
}

static inline void check_document(const attache_document *doc) {
    Arena arena;
    Article article;
    arena_init(&arena);
    if (read_article(doc, &arena, &article, NULL) == ATTACHE_OK) check_article(&article);
    arena_free(&arena);
}

/* Reads the bytes as a file and checks each document in it. */
static inline void check_inputs(const uint8_t *data, size_t size, attache_kind kind) {
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    require(fd >= 0 && write(fd, data, size) == (ssize_t)size, "no memory file");
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    attache_inputs *in;
    attache_document doc;
    require(inputs_open((const char *const[]){path}, 1, kind, NULL, &in) == ATTACHE_OK, "inputs_open");
    for (attache_status s; (s = inputs_next(in, &doc)) != ATTACHE_END;)
        if (s == ATTACHE_OK) {
            check_string(doc.id);
            check_document(&doc);
        }
    inputs_close(in);
    close(fd);
}

#endif
