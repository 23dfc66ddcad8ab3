/* test_inputs.c - files, folders and archives to documents: each kind intact, truncated, damaged, and malicious. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>
#include <brotli/encode.h>
#include <cmocka.h>
#include <jansson.h>
#include <zlib.h>
#include <zstd.h>

#include "files.h"
#include "read/input/inputs_int.h"

/* ---- inputs ---- */

static attache_inputs *open_one(const char *path, attache_kind kind) {
    attache_inputs *in;
    assert_int_equal(inputs_open(&path, 1, kind, &reporter, &in), ATTACHE_OK);
    return in;
}

/* Opens a file that must fail with a status and a message, and end. */
static void assert_refused(const char *path, attache_kind kind, attache_status status, const char *message) {
    attache_document doc;
    attache_inputs *in = open_one(path, kind);
    messages[0] = 0;
    assert_int_equal(inputs_next(in, &doc), status);
    assert_said(path);
    assert_said(message);
    assert_int_equal(inputs_next(in, &doc), ATTACHE_END);
    inputs_close(in);
}

static void test_refused_files(void **state) {
    (void)state;
    assert_refused(arena_printf(&arena, "%s/none", dir), ATTACHE_AUTO, ATTACHE_ERR_IO, "No such file");
    assert_refused(file_of("empty", "", 0), ATTACHE_AUTO, ATTACHE_ERR_FORMAT, "is empty");
    assert_refused(file_of("binary",
                           "\x7F"
                           "ELF\0\0\0\1",
                           8),
                   ATTACHE_AUTO, ATTACHE_ERR_FORMAT, "is binary, not text");
    assert_refused(file_of("binary", "%PDF-1.4\n", 9), ATTACHE_AUTO, ATTACHE_ERR_FORMAT, "is binary, not text");
    assert_refused(file_of("binary", "ab\0cd", 5), ATTACHE_JSONL, ATTACHE_ERR_FORMAT, "is binary, not text");
    assert_refused(file_of("other", "{\"name\": 1}\n", 12), ATTACHE_AUTO, ATTACHE_ERR_FORMAT, "is JSON, but has no documents");
}

static void test_kinds_are_told_by_content(void **state) {
    (void)state;
    const char *page = "\n<!DOCTYPE html><p>Talks began.", *text = "Talks began at 3 < 4 o'clock.";
    attache_document doc;
    attache_inputs *in = open_one(file_of("page.txt", page, strlen(page)), ATTACHE_AUTO);
    assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
    assert_int_equal(doc.kind, ATTACHE_HTML);
    assert_string_equal(doc.id, "page.txt");
    inputs_close(in);
    in = open_one(file_of("text.html", text, strlen(text)), ATTACHE_AUTO);
    assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
    assert_int_equal(doc.kind, ATTACHE_TEXT);
    assert_int_equal(doc.size, strlen(text));
    inputs_close(in);
    in = open_one(file_of("text.html", text, strlen(text)), ATTACHE_HTML);
    assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
    assert_int_equal(doc.kind, ATTACHE_HTML);
    inputs_close(in);
}

static void test_jsonl(void **state) {
    (void)state;
    const char *lines = "\xEF\xBB\xBF{\"id\": \"a\", \"date\": \"2020-02-29T10:00:00Z\", \"text\": \"One.\", \"title\": \"T\", \"url\": \"u\", "
                        "\"source\": \"s\", \"language\": \"en\"}\r\n"
                        "\r\n   \n"
                        "{\"id\": 17, \"html\": \"<p>Two.\"}\n"
                        "{\"id\": \"b\", \"text\": \"Thr\xFF"
                        "ee.\"}";
    attache_document doc;
    attache_inputs *in = open_one(file_of("in", lines, strlen(lines)), ATTACHE_AUTO);
    assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
    assert_string_equal(doc.id, "a");
    assert_string_equal(doc.date, "2020-02-29");
    assert_string_equal(doc.title, "T");
    assert_string_equal(doc.url, "u");
    assert_string_equal(doc.source, "s");
    assert_string_equal(doc.language, "en");
    assert_memory_equal(doc.data, "One.", doc.size);
    assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
    assert_string_equal(doc.id, "17");
    assert_string_equal(doc.date, "");
    assert_int_equal(doc.kind, ATTACHE_HTML);
    assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
    assert_memory_equal(doc.data,
                        "Thr\xEF\xBF\xBD"
                        "ee.",
                        doc.size);
    assert_int_equal(inputs_next(in, &doc), ATTACHE_END);
    assert_string_equal(messages, "");
    uint64_t done, total;
    inputs_progress(in, &done, &total);
    assert_int_equal(done, strlen(lines));
    assert_int_equal(total, strlen(lines));
    inputs_close(in);
}

static void test_bad_lines_are_named_and_the_rest_goes_on(void **state) {
    (void)state;
    static const char *const bad[][2] = {
        {"{\"id\": \"a\", \"text\": \"x\"", "column"},
        {"[1]", "not an object"},
        {"{\"text\": \"x\"}", "\"id\" is missing"},
        {"{\"id\": true, \"text\": \"x\"}", "neither a string"},
        {"{\"id\": \"a\"}", "neither \"text\" nor \"html\""},
        {"{\"id\": \"a\", \"text\": 3}", "neither \"text\" nor \"html\""},
        {"{\"id\": \"a\", \"date\": \"soon\", \"text\": \"x\"}", "\"date\" is \"soon\""},
        {"plain words", "column"},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const char *all = arena_printf(&arena, "{\"id\": \"first\", \"text\": \"x\"}\n%s\n{\"id\": \"last\", \"text\": \"x\"}\n", bad[i][0]);
        const char *path = file_of("lines", all, strlen(all));
        attache_document doc;
        attache_inputs *in = open_one(path, ATTACHE_JSONL);
        messages[0] = 0;
        assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
        assert_int_equal(inputs_next(in, &doc), ATTACHE_ERR_FORMAT);
        assert_said(arena_printf(&arena, "%s:2 ", path));
        assert_said(bad[i][1]);
        assert_said("expected");
        assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
        assert_string_equal(doc.id, "last");
        assert_int_equal(inputs_next(in, &doc), ATTACHE_END);
        inputs_close(in);
    }
}

/* "n good lines, m bad ones" after each other: a bad line is named, of a long stretch of them only the first five and how many follow, and each is counted. */
static void test_stretches_of_bad_lines(void **state) {
    (void)state;
    static const struct {
        const char *lines; /* g: good, b: bad, space: blank */
        const char *said, *not_said;
    } cases[] = {
        {"bbbbbg", ":5 ", "more line"},
        {"bbbbbbg", ":6 1 more line that cannot be read; expected", ":6 column"},
        {"bbbbb bbb", ":7-9 3 more lines that cannot be read; expected", ":8 "},
        {"bbbbbbbbgb", ":10 column", ":10-"},
        {"gbgbgbgbgbgbgbgb", ":16 column", "more line"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Buf all = {0};
        size_t good = 0, bad = 0;
        for (const char *p = cases[i].lines; *p; p++) buf_str(&all, *p == 'g' ? "{\"id\": \"a\", \"text\": \"x\"}\n" : *p == 'b' ? "{words}\n" : "\n");
        attache_document doc;
        attache_inputs *in = open_one(file_of("stretch", all.p, all.n), ATTACHE_JSONL);
        messages[0] = 0;
        for (attache_status status; (status = inputs_next(in, &doc)) != ATTACHE_END;) good += status == ATTACHE_OK, bad += status == ATTACHE_ERR_FORMAT;
        for (const char *p = cases[i].lines; *p; p++) good -= *p == 'g', bad -= *p == 'b';
        assert_int_equal(good, 0);
        assert_int_equal(bad, 0);
        assert_said(cases[i].said);
        assert_null(strstr(messages, cases[i].not_said));
        inputs_close(in);
        buf_free(&all);
    }
}

/* A line of 100 MB costs no more memory than the limit. */
/* flat_read must agree with jansson; *n counts the lines that it read. */
static void check_flat(Slice line, size_t *n) {
    static const char *const keys[] = {"id", "text", "t\xC3\xAFtle"};
    FlatValue values[COUNT_OF(keys)];
    Buf strings = {0};
    bool flat = flat_read(line, keys, values, COUNT_OF(keys), &strings);
    json_t *all = json_loadb(line.p, line.n, JSON_ALLOW_NUL, NULL);
    if (flat && !json_is_object(all)) fail_msg("no JSON object: %.*s", (int)line.n, line.p);
    for (size_t i = 0; flat && i < COUNT_OF(keys); i++) {
        const json_t *v = json_object_get(all, keys[i]);
        FlatKind kind = !v ? FLAT_ABSENT : json_is_string(v) ? FLAT_STRING : json_is_integer(v) ? FLAT_INTEGER : FLAT_OTHER;
        assert_int_equal(values[i].kind, kind);
        if (kind == FLAT_INTEGER) assert_true(values[i].integer == json_integer_value(v));
        if (kind != FLAT_STRING) continue;
        assert_int_equal(values[i].string.n, json_string_length(v));
        assert_memory_equal(values[i].string.p, json_string_value(v), json_string_length(v) + 1);
    }
    *n += flat;
    json_decref(all);
    buf_free(&strings);
}

static void test_flat_lines(void **state) {
    (void)state;
    static const char *const read[] = {
        "{\"id\": 7, \"text\": \"a\\u00e9\\ud83d\\ude00\\n\\\"b\\\" \\\\ \\/ end of a longer line\", \"more\": null, \"x\": true}",
        "\t{\"id\":\"\",\"text\":\"\xC3\xA9\",\"t\xC3\xAFtle\":\"\",\"n\":-12} ", "{\"id\":0}", "{\"te\\u0078t\":\"an escaped key\"}", "{\"id\":{\"a\":1}}",
        "{\"id\": 1, \"more\": [ [], {}, [1, -2.5, \"a]\", null , {\"b\": [true], \"c\":{\"d\" : {}}}], 0 ] , \"text\": \"x\", \"n\": {\"e\":\"\",\"f\":[[[]]]}}"};
    static const char *const left[] = {"",
                                       "{}",
                                       "[1]",
                                       "{\"id\":1.5}",
                                       "{\"id\":01}",
                                       "{\"id\":12345678901234567890}",
                                       "{\"id\":\"a\"",
                                       "{\"id\":\"a\"}}",
                                       "{\"id\":\"a\",}",
                                       "{\"id\":\"a\" \"text\":\"b\"}",
                                       "{\"id\":\"a\",\"id\":\"b\"}",
                                       "{\"id\":\"\\ud83d\"}",
                                       "{\"id\":\"\\u0000\"}",
                                       "{\"id\":\"\\x\"}",
                                       "{\"id\":\"a\tb\"}",
                                       "{\"id\":{\"a\":1]}",
                                       "{\"id\":[1,]}",
                                       "{\"id\":[1 2]}",
                                       "{\"id\":{\"a\"}}",
                                       "{\"id\":{\"a\":1,}}",
                                       "{\"id\":{1:2}}",
                                       "{\"id\":[",
                                       "{\"id\":[01]}",
                                       "{\"id\":[1.]}",
                                       "{\"id\":[-]}",
                                       "{\"id\":nul}",
                                       "{\"id\":truer}"};
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(read); i++) check_flat(slice_of(read[i]), &n);
    assert_int_equal(n, COUNT_OF(read));
    for (size_t i = 0; i < COUNT_OF(left); i++) check_flat(slice_of(left[i]), &n);
    assert_int_equal(n, COUNT_OF(read));
    uint64_t random = 1;
    for (int round = 0; round < 20000; round++) { /* one to three bytes of a valid line changed, sometimes truncated */
        static const char signs[] = "\"\\{}[]:,u0d8e-. \n\x01\x7F";
        char line[200];
        const char *from = read[round % COUNT_OF(read)];
        size_t size = strlen(from);
        memcpy(line, from, size);
        for (int k = 0; k <= round % 3; k++) {
            random = hash_mix(random, 9);
            line[random % size] = signs[(random >> 32) % (sizeof signs - 1)];
        }
        if (round % 5 == 0) size = (random >> 20) % size;
        if (utf8_valid(line, size) == size) check_flat((Slice){line, size}, &n);
    }
    assert_true(n > COUNT_OF(read) + 100);
}

static void test_a_line_without_end(void **state) {
    (void)state;
    const char *path = arena_printf(&arena, "%s/long", dir);
    gzFile f = gzopen(path, "wb1");
    char *chunk = memset(base_alloc(1 << 20), 'x', 1 << 20);
    gzputs(f, "{\"id\": \"long\", \"text\": \"");
    for (int i = 0; i < 100; i++) gzwrite(f, chunk, 1 << 20);
    gzputs(f, "\"}\n{\"id\": \"next\", \"text\": \"x\"}\n");
    gzclose(f);
    free(chunk);
    attache_document doc;
    attache_inputs *in = open_one(path, ATTACHE_AUTO);
    assert_int_equal(inputs_next(in, &doc), ATTACHE_ERR_TOO_LARGE);
    assert_said(arena_printf(&arena, "%s:1 ", path));
    assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
    assert_string_equal(doc.id, "next");
    inputs_close(in);
    assert_refused(path, ATTACHE_TEXT, ATTACHE_ERR_TOO_LARGE, "larger than 32 MB");
}

static void test_gzip(void **state) {
    (void)state;
    const char *path = arena_printf(&arena, "%s/page", dir);
    gzFile f = gzopen(path, "wb");
    for (int i = 0; i < 3000; i++) gzprintf(f, "{\"id\": %d, \"text\": \"Ships left harbour %d.\"}\n", i, i * 7919);
    gzclose(f);
    attache_document doc;
    attache_inputs *in = open_one(path, ATTACHE_AUTO);
    int n = 0;
    while (inputs_next(in, &doc) == ATTACHE_OK) n++;
    assert_int_equal(n, 3000);
    inputs_close(in);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(truncate(path, st.st_size / 2), 0);
    in = open_one(path, ATTACHE_AUTO);
    attache_status s;
    for (n = 0; (s = inputs_next(in, &doc)) == ATTACHE_OK;) n++;
    assert_in_range(n, 1, 2999);
    assert_int_equal(s, ATTACHE_ERR_IO);
    assert_said("the gzip data end early");
    assert_int_equal(inputs_next(in, &doc), ATTACHE_END);
    inputs_close(in);
}

static void test_a_bad_file_does_not_stop_the_next(void **state) {
    (void)state;
    const char *paths[] = {"/none", file_of("empty", "", 0), file_of("good", "Talks began.", 12)};
    attache_inputs *in;
    attache_document doc;
    assert_int_equal(inputs_open(paths, 3, ATTACHE_AUTO, &reporter, &in), ATTACHE_OK);
    assert_int_equal(inputs_next(in, &doc), ATTACHE_ERR_IO);
    assert_int_equal(inputs_next(in, &doc), ATTACHE_ERR_FORMAT);
    assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
    assert_string_equal(doc.id, "good");
    assert_int_equal(inputs_next(in, &doc), ATTACHE_END);
    inputs_close(in);
}

/* ---- WARC ---- */

/* A page of its own text for each number. */
static const char *page_of(int number) {
    return arena_printf(&arena,
                        "<html><title>Talks %d</title><body><h1>Talks %d</h1><p>The ministers of both countries met in hall %d on Tuesday.</p>"
                        "<p>They agreed to open the border, officials said.</p></body></html>",
                        number, number, number);
}

static Slice record_of(const char *type, const char *url, const char *content_type, Slice block) {
    Buf b = {0};
    buf_printf(
        &b, "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2020-05-17T10:00:00Z\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n",
        type, url, content_type, block.n);
    buf_add(&b, block.p, block.n);
    buf_str(&b, "\r\n\r\n");
    Slice done = {arena_copy(&arena, b.p, b.n), b.n};
    buf_free(&b);
    return done;
}

static Slice response_of(const char *url, const char *status, const char *headers, Slice body) {
    Buf b = {0};
    buf_printf(&b, "HTTP/1.1 %s\r\n%s\r\n", status, headers);
    buf_add(&b, body.p, body.n);
    Slice done = record_of("response", url, "application/http; msgtype=response", (Slice){b.p, b.n});
    buf_free(&b);
    return done;
}

static Slice page_record(int number) {
    const char *url = arena_printf(&arena, "http://courier.example/%d", number);
    return response_of(url, "200 OK", "Content-Type: text/html; charset=utf-8\r\n", slice_of(page_of(number)));
}

static Slice deflated(Slice s, int bits) {
    z_stream z = {0};
    char *out = arena_alloc(&arena, s.n + 1000);
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)s.p, z.avail_in = (uInt)s.n;
    z.next_out = (Bytef *)out, z.avail_out = (uInt)s.n + 1000;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    Slice done = {out, s.n + 1000 - z.avail_out};
    deflateEnd(&z);
    return done;
}

static Slice gzipped(Slice s) { return deflated(s, 15 + 16); }

static Slice zstd_packed(Slice s, ZSTD_CCtx *zstd) {
    char *out = arena_alloc(&arena, ZSTD_compressBound(s.n));
    size_t n = ZSTD_compress2(zstd, out, ZSTD_compressBound(s.n), s.p, s.n);
    assert_false(ZSTD_isError(n));
    return (Slice){out, n};
}

static Slice brotli_packed(Slice s) {
    size_t n = BrotliEncoderMaxCompressedSize(s.n);
    uint8_t *out = arena_alloc(&arena, n);
    assert_true(BrotliEncoderCompress(5, 20, BROTLI_MODE_TEXT, s.n, (const uint8_t *)s.p, &n, out));
    return (Slice){(char *)out, n};
}

static Slice chunked(Slice s) {
    Buf b = {0};
    buf_printf(&b, "%x\r\n", 40);
    buf_add(&b, s.p, 40);
    buf_printf(&b, "\r\n%zX;name=value\r\n", s.n - 40);
    buf_add(&b, s.p + 40, s.n - 40);
    buf_str(&b, "\r\n0\r\n\r\n");
    Slice done = {arena_copy(&arena, b.p, b.n), b.n};
    buf_free(&b);
    return done;
}

static const char *file_of_all(const char *name, const Slice *parts, size_t n) {
    Buf b = {0};
    for (size_t i = 0; i < n; i++) buf_add(&b, parts[i].p, parts[i].n);
    const char *path = file_of(name, b.p, b.n);
    buf_free(&b);
    return path;
}

/* The ids of all documents and the status of anything else, separated by blanks. */
static const char *all_of(const char *path, attache_kind kind) {
    attache_document doc;
    attache_inputs *in = open_one(path, kind);
    const char *all = "";
    messages[0] = 0;
    for (attache_status s; (s = inputs_next(in, &doc)) != ATTACHE_END;)
        all = s == ATTACHE_OK ? arena_printf(&arena, "%s %s", all, doc.id) : arena_printf(&arena, "%s !%d", all, (int)s);
    inputs_close(in);
    return all;
}

/* The records are pages 0, 1, ... in order, with their original text. */
static void assert_pages(const char *path, int n) {
    attache_document doc;
    attache_inputs *in = open_one(path, ATTACHE_AUTO);
    for (int i = 0; i < n; i++) {
        assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
        assert_int_equal(doc.size, strlen(page_of(i)));
        assert_memory_equal(doc.data, page_of(i), doc.size);
        assert_string_equal(doc.url, arena_printf(&arena, "http://courier.example/%d", i));
        assert_string_equal(doc.fetched, "2020-05-17");
    }
    assert_int_equal(inputs_next(in, &doc), ATTACHE_END);
    inputs_close(in);
}

static void test_warc(void **state) {
    (void)state;
    Slice records[5], packed[5];
    for (int i = 0; i < 5; i++) packed[i] = gzipped(records[i] = page_record(i));
    const char *plain = file_of_all("a.warc", records, 5);
    assert_pages(plain, 5);
    assert_pages(file_of_all("b.warc.gz", packed, 5), 5);
    Buf whole = {0};
    assert_int_equal(base_read_file(plain, 1 << 20, &whole, &reporter), ATTACHE_OK);
    Slice one = gzipped((Slice){whole.p, whole.n});
    assert_pages(file_of_all("c.gz", &one, 1), 5);
    buf_free(&whole);
    assert_string_equal(messages, "");
}

static void test_bodies_are_unpacked(void **state) {
    (void)state;
    static const char type[] = "Content-Type: text/html\r\n";
    ZSTD_CCtx *zstd = ZSTD_createCCtx();
    Slice page[9], records[9];
    const char *url[9];
    for (int i = 0; i < 9; i++) page[i] = slice_of(page_of(i)), url[i] = arena_printf(&arena, "http://courier.example/%d", i);
    records[0] = response_of(url[0], "200 OK", arena_printf(&arena, "%sTransfer-Encoding: chunked\r\n", type), chunked(page[0]));
    records[1] = response_of(url[1], "200 OK", arena_printf(&arena, "%sContent-Encoding: gzip\r\n", type), gzipped(page[1]));
    records[2] = response_of(url[2], "200 OK", arena_printf(&arena, "%sContent-Encoding: deflate\r\n", type), deflated(page[2], 15));
    records[3] = response_of(url[3], "200 OK", arena_printf(&arena, "%sContent-Encoding: deflate\r\n", type), deflated(page[3], -15));
    records[4] = response_of(url[4], "203 ", arena_printf(&arena, "%scontent-encoding:BR\r\n", type), brotli_packed(page[4]));
    records[5] = response_of(url[5], "200", arena_printf(&arena, "%sContent-Encoding: zstd\r\n", type), zstd_packed(page[5], zstd));
    records[6] = response_of(url[6], "200 OK", arena_printf(&arena, "%sContent-Encoding: gzip, br\r\nTransfer-Encoding: chunked\r\n", type),
                             chunked(brotli_packed(gzipped(page[6]))));
    /* decompressed by the crawler, with the original headers */
    records[7] = response_of(url[7], "200 OK", arena_printf(&arena, "%sContent-Encoding: br\r\nTransfer-Encoding: chunked\r\n", type), page[7]);
    records[8] = record_of("resource", url[8], "text/html", page[8]);
    ZSTD_freeCCtx(zstd);
    const char *path = file_of_all("a.warc", records, 9);
    all_of(path, ATTACHE_AUTO);
    assert_string_equal(messages, "");
    assert_pages(path, 9);
    assert_string_equal(messages, "");
}

static void test_what_is_no_page_is_counted(void **state) {
    (void)state;
    static const char html[] = "Content-Type: text/html\r\n";
    Slice records[] = {record_of("warcinfo", "", "application/warc-fields", SLICE("software: x\r\n")),
                       record_of("request", "u", "application/http; msgtype=request", SLICE("GET / HTTP/1.1\r\n\r\n")),
                       record_of("revisit", "u", "application/http; msgtype=response", SLICE("HTTP/1.1 200 OK\r\n\r\n")),
                       response_of("picture", "200 OK", "Content-Type: image/png\r\n", SLICE("\x89PNG")),
                       response_of("moved", "301 Moved", html, slice_of(page_of(1))),
                       response_of("nothing", "200 OK", html, SLICE("")),
                       response_of("http://u/robots.txt", "200 OK", "Content-Type: text/plain\r\n", SLICE("User-agent: *\n")),
                       record_of("conversion", "text", "text/plain", SLICE("The ministers met on Tuesday.")),
                       response_of("<untyped>", "200 OK", "", slice_of(page_of(2))),
                       record_of("metadata", "u", "application/warc-fields", SLICE("x: y\r\n"))};
    const char *path = file_of_all("a.warc", records, COUNT_OF(records));
    assert_string_equal(all_of(path, ATTACHE_AUTO), " !3 !3 !3 !3 !3 text untyped");
    assert_said("skipped: revisits 1, responses that are no success 1, records that are no page 2, records without content 1");
}

/* Damage affects only its own record. */
static void test_damaged_warc(void **state) {
    (void)state;
    Slice records[6], packed[6];
    for (int i = 0; i < 6; i++) packed[i] = gzipped(records[i] = page_record(i));
    static const char *const all =
        " http://courier.example/0 http://courier.example/1 !%d http://courier.example/3 http://courier.example/4 http://courier.example/5";
    char *broken = arena_slice(&arena, packed[2]);
    for (size_t i = 100; i < 140; i++) broken[i] = (char)(broken[i] ^ 0x5A);
    Slice parts[] = {packed[0], packed[1], {broken, packed[2].n}, packed[3], packed[4], packed[5]};
    assert_string_equal(all_of(file_of_all("a.warc.gz", parts, 6), ATTACHE_AUTO), arena_printf(&arena, all, (int)ATTACHE_ERR_IO));
    assert_said("a.warc.gz: offset ");
    assert_said("the gzip data are damaged");
    static const char *const whole = " http://courier.example/0 http://courier.example/1 http://courier.example/2 http://courier.example/3 http://courier.example/4"
                                     " http://courier.example/5";
    char *longer = arena_printf(&arena, "%.*s", (int)records[2].n, records[2].p), *length = strstr(longer, "Content-Length: ");
    int said = atoi(length + 16);
    for (int by = -20; by <= 20; by += 40) { /* a few bytes too many or too few do no harm if the next record is found there */
        memcpy(length + 16, arena_printf(&arena, "%d", said + by), 3);
        Slice near[] = {records[0], records[1], {longer, records[2].n}, records[3], records[4], records[5]};
        assert_string_equal(all_of(file_of_all("n.warc", near, 6), ATTACHE_AUTO), whole);
    }
    longer = arena_printf(&arena, "%.*s9%s", (int)(length + 16 - longer), longer, length + 16);
    length = strstr(longer, "Content-Length: ");
    Slice wrong[] = {records[0], records[1], {longer, records[2].n + 1}, records[3], records[4], records[5]};
    assert_string_equal(all_of(file_of_all("b.warc", wrong, 6), ATTACHE_AUTO), arena_printf(&arena, all, (int)ATTACHE_ERR_FORMAT));
    assert_said("the Content-Length of this record is wrong");
    Slice junk[] = {records[0], records[1], SLICE("this is no record\r\n\r\n"), records[3], records[4], records[5]};
    assert_string_equal(all_of(file_of_all("c.warc", junk, 6), ATTACHE_AUTO), arena_printf(&arena, all, (int)ATTACHE_ERR_FORMAT));
    assert_said(arena_printf(&arena, "c.warc: offset %zu ", records[0].n + records[1].n));
    assert_said("here no record begins");
    memcpy(length, "Content-Size  : ", 16);
    assert_string_equal(all_of(file_of_all("d.warc", wrong, 6), ATTACHE_AUTO), arena_printf(&arena, all, (int)ATTACHE_ERR_FORMAT));
    assert_said("no Content-Length");
}

static void test_cut_warc(void **state) {
    (void)state;
    Slice records[3], packed[3];
    for (int i = 0; i < 3; i++) packed[i] = gzipped(records[i] = page_record(i));
    static const char all[] = " http://courier.example/0 http://courier.example/1";
    for (size_t cut = 5; cut < records[2].n; cut += 13) {
        Slice parts[] = {records[0], records[1], {records[2].p, records[2].n - cut}};
        const char *got = all_of(file_of_all("a.warc", parts, 3), ATTACHE_AUTO);
        assert_string_equal(got, arena_printf(&arena, "%s !%d", all, (int)ATTACHE_ERR_FORMAT));
    }
    for (size_t cut = 1; cut < packed[2].n - 4; cut += 13) {
        Slice parts[] = {packed[0], packed[1], {packed[2].p, packed[2].n - cut}};
        const char *got = all_of(file_of_all("a.warc.gz", parts, 3), ATTACHE_AUTO);
        assert_true(strncmp(got, all, sizeof all - 1) == 0);
        assert_said("end early");
    }
}

/* The dictionary stands in front, in a frame that other decoders skip. */
static void test_zstd(void **state) {
    (void)state;
    ZSTD_CCtx *zstd = ZSTD_createCCtx();
    Slice records[4], parts[5], dictionary = page_record(100);
    for (int i = 0; i < 4; i++) parts[i] = zstd_packed(records[i] = page_record(i), zstd);
    assert_pages(file_of_all("a.warc.zst", parts, 4), 4);
    Slice packed = zstd_packed(dictionary, zstd);
    for (int k = 0; k < 2; k++) { /* packed itself, or not */
        Slice d = k ? packed : dictionary;
        char *head = arena_alloc(&arena, 8 + d.n);
        memcpy(head, "\x5D\x2A\x4D\x18", 4);
        for (int i = 0; i < 4; i++) head[4 + i] = (char)(d.n >> 8 * i);
        memcpy(head + 8, d.p, d.n);
        parts[0] = (Slice){head, 8 + d.n};
        ZSTD_CCtx_loadDictionary(zstd, dictionary.p, dictionary.n);
        for (int i = 0; i < 4; i++) parts[i + 1] = zstd_packed(records[i], zstd);
        assert_pages(file_of_all("b.warc.zst", parts, 5), 4);
    }
    ZSTD_freeCCtx(zstd);
    assert_string_equal(messages, "");
    parts[4].n -= 20;
    all_of(file_of_all("c.warc.zst", parts, 5), ATTACHE_AUTO);
    assert_said("the zstd data end early");
}

/* ---- zip and tar ---- */

typedef struct Member {
    const char *name;
    Slice data;
} Member;

static const char *archive_of(const char *name, int format, const Member *members, size_t n) {
    const char *path = arena_printf(&arena, "%s/%s", dir, name);
    struct archive *a = archive_write_new();
    assert_int_equal(archive_write_set_format(a, format), ARCHIVE_OK);
    assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
    for (size_t i = 0; i < n; i++) {
        struct archive_entry *e = archive_entry_new();
        archive_entry_set_pathname(e, members[i].name);
        archive_entry_set_filetype(e, AE_IFREG);
        archive_entry_set_perm(e, 0644);
        archive_entry_set_size(e, (la_int64_t)members[i].data.n);
        assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
        assert_int_equal(archive_write_data(a, members[i].data.p, members[i].data.n), members[i].data.n);
        archive_entry_free(e);
    }
    archive_write_close(a);
    archive_write_free(a);
    return path;
}

static Slice bytes_of(const char *path) {
    Buf b = {0};
    assert_int_equal(base_read_file(path, 64 << 20, &b, &reporter), ATTACHE_OK);
    Slice done = {arena_copy(&arena, b.p, b.n), b.n};
    buf_free(&b);
    return done;
}

static void test_archives(void **state) {
    (void)state;
    Slice warc = page_record(7);
    Member members[] = {{"2020/a.html", slice_of(page_of(1))},
                        {"2020/b.html.gz", gzipped(slice_of(page_of(2)))},
                        {"style.css", SLICE("p { margin: 0 }")},
                        {"picture", SLICE("\x89PNG\0\0")},
                        {"__MACOSX/._a.html", SLICE("junk")},
                        {"lines.jsonl", SLICE("{\"id\": \"line\", \"text\": \"Talks began.\"}\n")},
                        {"crawl.warc", warc},
                        {"empty.html", SLICE("")}};
    static const char expected[] = " 2020/a.html 2020/b.html.gz !3 !3 !3 line http://courier.example/7 !3";
    static const int formats[] = {ARCHIVE_FORMAT_ZIP, ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, ARCHIVE_FORMAT_7ZIP};
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        const char *path = archive_of("archive", formats[i], members, COUNT_OF(members));
        assert_string_equal(all_of(path, ATTACHE_AUTO), expected);
        assert_said("skipped: files that hold no page 4");
        if (formats[i] == ARCHIVE_FORMAT_7ZIP) continue; /* is read by its end */
        Slice packed = gzipped(bytes_of(path));
        assert_string_equal(all_of(file_of_all("archive.gz", &packed, 1), ATTACHE_AUTO), expected);
        Slice half = {packed.p, packed.n / 2};
        all_of(file_of_all("half.gz", &half, 1), ATTACHE_AUTO);
        assert_said("the gzip data end early");
    }
}

/* Names that are not ASCII are kept whatever the locale, and different names that are not UTF-8 stay different. */
static void test_names_of_members(void **state) {
    (void)state;
    Slice one = slice_of(page_of(1)), two = slice_of(page_of(2));
    Member members[] = {{"Per\xC3\xBA/Lima.html", one}, {"\xD0\x9C\xD0\xB8\xD1\x80.html", two}},
           odd[] = {{"Per\xFA.html", one}, {"Per\xFB.html", two}};
    static const int formats[] = {ARCHIVE_FORMAT_ZIP, ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, ARCHIVE_FORMAT_7ZIP};
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        locale_t before = uselocale(utf8);
        const char *path = archive_of("names", formats[i], members, 2);
        uselocale(before);
        assert_string_equal(all_of(path, ATTACHE_AUTO), " Per\xC3\xBA/Lima.html \xD0\x9C\xD0\xB8\xD1\x80.html");
    }
    assert_string_equal(all_of(archive_of("names", ARCHIVE_FORMAT_TAR_USTAR, odd, 2), ATTACHE_AUTO), " Per%FA.html Per%FB.html");
    freelocale(utf8);
    assert_string_equal(messages, "");
}

/* Archives within archives are limited in depth, and so is repeated compression. */
static void test_nests(void **state) {
    (void)state;
    Slice inner = slice_of(page_of(1));
    for (int i = 0; i < 12; i++) {
        Member one = {arena_printf(&arena, "%d", i), inner};
        inner = bytes_of(archive_of("nest", ARCHIVE_FORMAT_TAR_USTAR, &one, 1));
    }
    all_of(file_of_all("nest.tar", &inner, 1), ATTACHE_AUTO);
    assert_said("one within the other");
    inner = slice_of(page_of(1));
    for (int i = 0; i < 12; i++) inner = gzipped(inner);
    all_of(file_of_all("nest.gz", &inner, 1), ATTACHE_AUTO);
    assert_said("packed more than 3 times over");
}

/* A gigabyte of blanks in a megabyte of gzip, alone and in a zip: given up early, and its neighbours are read. */
static void test_bombs(void **state) {
    (void)state;
    const char *path = arena_printf(&arena, "%s/bomb", dir);
    gzFile f = gzopen(path, "wb9");
    char *chunk = memset(base_alloc(1 << 20), ' ', 1 << 20);
    for (int i = 0; i < 600; i++) gzwrite(f, chunk, 1 << 20);
    gzclose(f);
    free(chunk);
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    assert_string_equal(all_of(path, ATTACHE_JSONL), arena_printf(&arena, " !%d", (int)ATTACHE_ERR_IO));
    assert_said("unpack to more than 200 times their size");
    Member members[] = {{"bomb", bytes_of(path)}, {"page.html", slice_of(page_of(1))}};
    assert_string_equal(all_of(archive_of("bombs.zip", ARCHIVE_FORMAT_ZIP, members, 2), ATTACHE_TEXT),
                        arena_printf(&arena, " !%d page.html", (int)ATTACHE_ERR_TOO_LARGE));
    getrusage(RUSAGE_SELF, &after);
    assert_in_range(after.ru_maxrss - before.ru_maxrss, 0, 200 << 10); /* KB */
}

/* ---- feeds ---- */

static void assert_entry(attache_inputs *in, const char *id, const char *title, const char *date, const char *data) {
    attache_document doc;
    assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
    assert_string_equal(doc.id, id);
    assert_string_equal(doc.title, title);
    assert_string_equal(doc.date, date);
    assert_int_equal(doc.size, strlen(data));
    assert_memory_equal(doc.data, data, doc.size);
    assert_string_equal(doc.source, "The Courier & Mail");
}

static void test_rss(void **state) {
    (void)state;
    static const char feed[] =
        "\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- made by hand --><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"\n"
        " xmlns:media=\"http://search.yahoo.com/mrss/\"><channel><title>The Courier &amp; "
        "Mail</title><link>http://courier.example</link><language>en-gb</language>"
        "<item><media:title>Picture</media:title><title>Talks &amp;amp; <![CDATA[trade]]></title><link> http://courier.example/1\n</link>"
        "<pubDate>Sat, 11 Nov 2017 19:52:00 +0530</pubDate><description>Short.</description><content:encoded><![CDATA[<p>Ministers "
        "met.</p>]]></content:encoded></item>"
        "<item><title>Two</title><guid>http://courier.example/2</guid><description>Ministers met again.</description><pubDate>soon</pubDate></item>"
        "<item><title>Three</title><guid isPermaLink=\"false\">id-3</guid><description>&lt;b&gt;Ministers&lt;/b&gt; "
        "left.</description></item></channel></rss>";
    attache_document doc;
    attache_inputs *in = open_one(file_of("feed", feed, strlen(feed)), ATTACHE_AUTO);
    assert_entry(in, "http://courier.example/1", "Talks & trade", "2017-11-11", "<p>Ministers met.</p>");
    assert_entry(in, "http://courier.example/2", "Two", "", "Ministers met again.");
    assert_entry(in, "id-3", "Three", "", "<b>Ministers</b> left.");
    assert_int_equal(inputs_next(in, &doc), ATTACHE_END);
    inputs_close(in);
    assert_string_equal(messages, "");
    /* without address and guid: by the feed's own name, from whatever folder it is called */
    static const char bare[] = "<rss><channel><item><description>Ministers met.</description></item></channel></rss>";
    assert_string_equal(all_of(file_of("bare.xml", bare, strlen(bare)), ATTACHE_AUTO), " bare.xml#1");
}

static void test_atom_and_rss_1(void **state) {
    (void)state;
    static const char atom[] =
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\"><title type=\"html\">The Courier &amp;amp; Mail</title>"
        "<entry><title>One</title><link rel=\"self\" href=\"http://no.example\"/><link href=\"http://courier.example/1\"/><id>tag:1</id>"
        "<updated>2018-01-02T00:00:00Z</updated><published>2018-01-01T00:00:00Z</published>"
        "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Ministers met.</p></div></content></entry>"
        "<entry><title>Two</title><id>tag:2</id><updated>2018-01-03</updated><summary type=\"text\">Fish &amp; ships.</summary></entry></feed>";
    static const char rdf[] = "<?xml version='1.0' encoding='iso-8859-1'?><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
                              "xmlns=\"http://purl.org/rss/1.0/\""
                              " xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>The Courier &amp; Mail</title></channel>"
                              "<item><title>Caf\xE9</title><link>http://courier.example/1</link><dc:date>2018-01-01</dc:date><description>Ministers "
                              "met.</description></item></rdf:RDF>";
    attache_inputs *in = open_one(file_of("atom", atom, strlen(atom)), ATTACHE_AUTO);
    assert_entry(in, "http://courier.example/1", "One", "2018-01-01", "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Ministers met.</p></div>");
    assert_entry(in, "tag:2", "Two", "2018-01-03", "Fish & ships.");
    inputs_close(in);
    in = open_one(file_of("rdf", rdf, strlen(rdf)), ATTACHE_AUTO);
    assert_entry(in, "http://courier.example/1", "Caf\xC3\xA9", "2018-01-01", "Ministers met.");
    inputs_close(in);
    assert_string_equal(messages, "");
}

static void test_entities_of_feeds(void **state) {
    (void)state;
    static const char feed[] = "<rss><channel><title>R&D Times</title>"
                               "<item><title>Ni&ntilde;o &mdash; caf&eacute; &unknown; &#233; &lt;b&gt;</title><link>a</link><description>Fish & ships in K&ouml;ln.</description></item>"
                               "<item><title>&lt;![CDATA[Talks begin]]&gt;</title><link>b</link><description>&lt;![CDATA[Chad&rsquo;s envoy left.]]&gt;</description></item>"
                               "<item><title><![CDATA[A &eacute; B]]></title><link>c</link><description>Three.</description></item></channel></rss>";
    attache_document doc;
    attache_inputs *in = open_one(file_of("feed", feed, strlen(feed)), ATTACHE_AUTO);
    assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
    assert_string_equal(doc.title, "Ni\xC3\xB1o \xE2\x80\x94 caf\xC3\xA9 &unknown; \xC3\xA9");
    assert_string_equal(doc.source, "R&D Times");
    assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
    assert_string_equal(doc.title, "Talks begin");
    assert_memory_equal(doc.data, "Chad\xE2\x80\x99s envoy left.", doc.size);
    assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
    assert_string_equal(doc.title, "A \xC3\xA9 B");
    assert_int_equal(inputs_next(in, &doc), ATTACHE_END);
    inputs_close(in);
}

static void test_feeds_that_break_off(void **state) {
    (void)state;
    static const char within[] = "<rss><channel><item><link>a</link><description>One.</description></item><item><link>b</link><description>Two and";
    assert_string_equal(all_of(file_of("within.xml", within, strlen(within)), ATTACHE_AUTO), arena_printf(&arena, " a !%d", (int)ATTACHE_ERR_FORMAT));
    assert_said("within.xml the feed breaks off within an entry");
    static const char behind[] = "<feed><entry><id>a</id><summary>One.</summary></entry>\n";
    assert_string_equal(all_of(file_of("behind.xml", behind, strlen(behind)), ATTACHE_AUTO), arena_printf(&arena, " a !%d", (int)ATTACHE_ERR_FORMAT));
    assert_said("breaks off behind its last entry");
}

static void test_xml_that_is_no_feed(void **state) {
    (void)state;
    static const char glossary[] = "\xEF\xBB\xBF<?xml version='1.0'?>\n<glossary>Chad</glossary>";
    assert_refused(file_of("map.xml", glossary, strlen(glossary)), ATTACHE_AUTO, ATTACHE_ERR_FORMAT, "is XML, but neither a page nor a feed");
}

static void test_sitemaps(void **state) {
    (void)state;
    static const char map[] = "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">"
                              "<url><loc>https://a.example/</loc></url>"
                              "<url><loc>https://a.example/1</loc><news:news><news:publication><news:name>The Courier</news:name><news:language>en</news:language></news:publication>"
                              "<news:publication_date>2018-01-02T10:00:00Z</news:publication_date><news:title>Chile &amp; Peru sign</news:title></news:news></url>"
                              "<url><loc>https://a.example/2</loc><n:news xmlns:n=\"x\"><n:title>Two</n:title></n:news></url></urlset>";
    attache_inputs *in = open_one(file_of("map.xml", map, strlen(map)), ATTACHE_AUTO);
    attache_document doc;
    assert_int_equal(attache_inputs_next(in, &doc), ATTACHE_OK);
    assert_string_equal(doc.id, "https://a.example/1");
    assert_string_equal(doc.title, "Chile & Peru sign");
    assert_string_equal(doc.date, "2018-01-02");
    assert_string_equal(doc.source, "The Courier");
    assert_string_equal(doc.language, "en");
    assert_int_equal(doc.size, 0);
    assert_int_equal(attache_inputs_next(in, &doc), ATTACHE_OK);
    assert_string_equal(doc.title, "Two");
    assert_int_equal(attache_inputs_next(in, &doc), ATTACHE_END);
    attache_inputs_close(in);
    static const char *const none[] = {"<?xml version='1.0'?><urlset><url><loc>https://a.example/</loc></url></urlset>", "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>"};
    for (size_t i = 0; i < COUNT_OF(none); i++) assert_refused(file_of("map.xml", none[i], strlen(none[i])), ATTACHE_AUTO, ATTACHE_ERR_FORMAT, "is a sitemap that tells of no news");
    static const char list[] = "<sitemapindex><sitemap><loc>https://a.example/m.xml</loc></sitemap></sitemapindex>";
    assert_refused(file_of("map.xml", list, strlen(list)), ATTACHE_AUTO, ATTACHE_ERR_FORMAT, "is a list of sitemaps");
    static const char cut[] = "<urlset><url><loc>https://a.example/1</loc><news><title>One</title></news></url><url><loc>https://a.example/2</loc><news><title>Tw";
    assert_string_equal(all_of(file_of("cut.xml", cut, strlen(cut)), ATTACHE_AUTO), arena_printf(&arena, " https://a.example/1 !%d", (int)ATTACHE_ERR_FORMAT));
    assert_said("the feed breaks off within an entry");
}

/* However much style, script, drawing, comment or blanks comes before it. */
static void test_pages_behind_much_else(void **state) {
    (void)state;
    static const char *const around[][2] = {{"<style>", "</style>"}, {"<script>", "</script>"}, {"<svg>", "</svg>"}, {"<!--", "-->"}, {"", ""}, {"<x-y z='", "'>"}};
    for (size_t i = 0; i < COUNT_OF(around); i++) {
        attache_document doc;
        const char *page = arena_printf(&arena, "%s%20000s%s<html><p>Talks began.", around[i][0], "", around[i][1]);
        attache_inputs *in = open_one(file_of("page", page, strlen(page)), ATTACHE_AUTO);
        assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
        assert_int_equal(doc.kind, ATTACHE_HTML);
        inputs_close(in);
    }
}

static void test_arc(void **state) {
    (void)state;
    static const char head[] = "filedesc://a.arc 0.0.0.0 20080611120000 text/plain 15\n1 0 Courier\nURL\n\n";
    static const char a[] = "http://courier.example/a 192.0.2.7 20080611090000 text/html %d\n%s\n", b[] = "http://courier.example/b 192.0.2.7 20080612090000 text/html 200 - - 0 a.arc %d\n%s\n",
                      page[] = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>Talks began.</p></html>";
    const char *all = arena_printf(&arena, "%s%s%s", head, arena_printf(&arena, a, (int)strlen(page), page), arena_printf(&arena, b, (int)strlen(page), page));
    attache_document doc;
    attache_inputs *in = open_one(file_of("a.arc", all, strlen(all)), ATTACHE_AUTO);
    assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
    assert_string_equal(doc.url, "http://courier.example/a");
    assert_string_equal(doc.fetched, "2008-06-11");
    assert_memory_equal(doc.data, "<html>", 6);
    assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
    assert_string_equal(doc.fetched, "2008-06-12");
    assert_int_equal(inputs_next(in, &doc), ATTACHE_END);
    inputs_close(in);
    const char *cut = arena_slice(&arena, (Slice){all, strlen(all) - 20});
    assert_string_equal(all_of(file_of("cut.arc", cut, strlen(cut)), ATTACHE_AUTO), arena_printf(&arena, " http://courier.example/a !%d", (int)ATTACHE_ERR_FORMAT));
}

static void test_bad_feeds(void **state) {
    (void)state;
    static const char cut[] =
        "<rss><channel><item><guid>1</guid><description>Ministers &nbsp; met &amp left < right.</description></item><item><guid>2</gu";
    static const char bomb[] =
        "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaaaaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
        "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'><!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'>"
        "<!ENTITY f SYSTEM 'file:///etc/hostname'>]><rss><channel><item><guid>1</guid><description>&e;&e;&e;&f;</description></item></channel></rss>";
    assert_true(strncmp(all_of(file_of("cut", cut, strlen(cut)), ATTACHE_AUTO), " 1", 2) == 0);
    assert_string_equal(all_of(file_of("no", "<html><p>Talks.", 15), ATTACHE_FEED), arena_printf(&arena, " !%d", (int)ATTACHE_ERR_FORMAT));
    assert_said("is not a feed");
    assert_string_equal(all_of(file_of("none", "<rss><channel/></rss>", 21), ATTACHE_AUTO), arena_printf(&arena, " !%d", (int)ATTACHE_ERR_FORMAT));
    assert_said("without entries");
    attache_document doc;
    attache_inputs *in = open_one(file_of("bomb", bomb, strlen(bomb)), ATTACHE_AUTO);
    if (inputs_next(in, &doc) == ATTACHE_OK) assert_in_range(doc.size, 0, 1 << 20);
    inputs_close(in);
}

/* ---- folders ---- */

static void test_folders(void **state) {
    (void)state;
    file_of("b.html", page_of(1), strlen(page_of(1)));
    file_of("a.txt", "Talks began.", 12);
    file_of(".hidden", "Talks began.", 12);
    file_of("script.js", "var a;", 6);
    file_of("picture", "\x89PNG", 4);
    const char *inner = arena_printf(&arena, "%s/c", dir), *link = arena_printf(&arena, "%s/c/loop", dir);
    assert_int_equal(mkdir(inner, 0755), 0);
    assert_int_equal(symlink(dir, link), 0);
    file_of("c/d.jsonl", "{\"id\": 1, \"text\": \"x\"}\n", 23);
    assert_string_equal(all_of(dir, ATTACHE_AUTO), arena_printf(&arena, " a.txt b.html 1 !%d !3 !3", (int)ATTACHE_ERR_IO));
    assert_said("is a link to a folder that it lies in");
    assert_said("skipped: files that hold no page 2");
    assert_string_equal(all_of(arena_printf(&arena, "%s/", dir), ATTACHE_AUTO),
                        arena_printf(&arena, " a.txt b.html 1 !%d !3 !3", (int)ATTACHE_ERR_IO));
    unlink(link);
    unlink(arena_printf(&arena, "%s/c/d.jsonl", dir));
}

/* A file name may be any bytes: different names that are not UTF-8 stay different. */
static void test_names_of_files(void **state) {
    (void)state;
    file_of("Per\xFA.html", page_of(1), strlen(page_of(1)));
    file_of("Per\xFB.html", page_of(2), strlen(page_of(2)));
    attache_document doc;
    attache_inputs *in = open_one(dir, ATTACHE_AUTO);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
        assert_string_equal(doc.id, i ? "Per%FB.html" : "Per%FA.html");
        assert_string_equal(strrchr(doc.path, '/') + 1, doc.id);
    }
    inputs_close(in);
}

/* Two thousand pages take no more memory than two hundred. */
static void test_warc_in_constant_memory(void **state) {
    (void)state;
    const char *path = arena_printf(&arena, "%s/many.warc.gz", dir);
    Buf filler = {0};
    for (int i = 0; i < 3000; i++) buf_printf(&filler, "<p>Paragraph %d of a report that goes on for long.</p>", i);
    Slice record = gzipped(response_of("http://courier.example/", "200 OK", "Content-Type: text/html\r\n", (Slice){filler.p, filler.n}));
    FILE *f = fopen(path, "wb");
    for (int i = 0; i < 2000; i++) fwrite(record.p, 1, record.n, f);
    fclose(f);
    buf_free(&filler);
    attache_document doc;
    attache_inputs *in = open_one(path, ATTACHE_AUTO);
    struct rusage early, late;
    for (int i = 0; i < 2000; i++) {
        assert_int_equal(inputs_next(in, &doc), ATTACHE_OK);
        if (i == 200) getrusage(RUSAGE_SELF, &early);
    }
    getrusage(RUSAGE_SELF, &late);
    assert_int_equal(inputs_next(in, &doc), ATTACHE_END);
    inputs_close(in);
    assert_in_range(late.ru_maxrss - early.ru_maxrss, 0, 4 << 10); /* KB; the pages have 300 MB */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_refused_files),
        TEST(test_kinds_are_told_by_content),
        TEST(test_jsonl),
        TEST(test_flat_lines),
        TEST(test_bad_lines_are_named_and_the_rest_goes_on),
        TEST(test_stretches_of_bad_lines),
        TEST(test_a_line_without_end),
        TEST(test_gzip),
        TEST(test_a_bad_file_does_not_stop_the_next),
        TEST(test_warc),
        TEST(test_bodies_are_unpacked),
        TEST(test_what_is_no_page_is_counted),
        TEST(test_damaged_warc),
        TEST(test_cut_warc),
        TEST(test_zstd),
        TEST(test_archives),
        TEST(test_names_of_members),
        TEST(test_nests),
        TEST(test_bombs),
        TEST(test_rss),
        TEST(test_atom_and_rss_1),
        TEST(test_bad_feeds),
        TEST(test_entities_of_feeds),
        TEST(test_feeds_that_break_off),
        TEST(test_xml_that_is_no_feed),
        TEST(test_sitemaps),
        TEST(test_pages_behind_much_else),
        TEST(test_arc),
        TEST(test_folders),
        TEST(test_names_of_files),
        TEST(test_warc_in_constant_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
