/* inputs.c - a list of paths to documents, one after another. Files are opened when their turn comes and read in chunks; gzip is unpacked on the way (zlib's gz layer
 * passes plain bytes through). What a file is, is told by its first bytes, never by its name. What is wrong with one input is reported, and the next call goes on.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "read/read_int.h"

enum { CHUNK = 64 << 10, HEAD = 8 << 10 };

static const char EXPECTED[] =
    "expected one object a line: {\"id\": \"...\", \"date\": \"YYYY-MM-DD\", \"text\": \"...\"} or with \"html\" for \"text\"";

struct attache_inputs {
    char **paths;
    size_t n, next; /* paths[next] comes next */
    attache_kind kind;
    Reporter reporter;

    const char *path; /* of the open file, as messages name it */
    gzFile file;      /* NULL: none open */
    bool lines;       /* it is JSONL */
    bool ended;
    Buf buf; /* what was read and not yet handed out: [at, n) */
    size_t at;
    unsigned long line;

    json_t *record; /* the document handed out last points into these */
    Buf repaired;
    char id[32], date[11];
    uint64_t done, total;
};

/* ---- opening ---- */

static uint64_t size_of_all(attache_inputs *in) {
    uint64_t total = 0;
    for (size_t i = 0; i < in->n; i++) {
        struct stat st;
        if (strcmp(in->paths[i], "-") == 0) return 0;
        if (stat(in->paths[i], &st) != 0) continue;
        if (S_ISREG(st.st_mode))
            total += (uint64_t)st.st_size;
        else if (!S_ISDIR(st.st_mode))
            return 0;
    }
    return total;
}

attache_status inputs_open(const char *const *paths, size_t n, attache_kind kind, const Reporter *r, attache_inputs **out) {
    attache_inputs *in = base_zalloc(sizeof *in);
    in->paths = base_alloc(n * sizeof *in->paths);
    for (in->n = 0; in->n < n; in->n++) in->paths[in->n] = base_strdup(paths[in->n]);
    in->kind = kind;
    if (r) in->reporter = *r;
    in->total = size_of_all(in);
    *out = in;
    return ATTACHE_OK;
}

/* Bytes of the open file that were read: as they are on disk, or as unpacked where they come through a pipe. */
static uint64_t read_so_far(const attache_inputs *in) {
    if (!in->file) return 0;
    z_off_t offset = gzoffset(in->file);
    if (offset < 0) offset = gztell(in->file);
    return offset > 0 ? (uint64_t)offset : 0;
}

static void close_file(attache_inputs *in) {
    if (!in->file) return;
    in->done += read_so_far(in);
    gzclose(in->file);
    in->file = NULL;
}

void inputs_close(attache_inputs *in) {
    if (!in) return;
    close_file(in);
    for (size_t i = 0; i < in->n; i++) free(in->paths[i]);
    free(in->paths);
    json_decref(in->record);
    buf_free(&in->buf);
    buf_free(&in->repaired);
    free(in);
}

void inputs_progress(const attache_inputs *in, uint64_t *done, uint64_t *total) {
    *done = in->done + read_so_far(in);
    *total = in->total;
}

static attache_status open_file(attache_inputs *in, const char *path) {
    bool is_stdin = strcmp(path, "-") == 0;
    in->path = is_stdin ? "stdin" : path;
    int fd = is_stdin ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return report(&in->reporter, ATTACHE_ERR_IO, in->path, "cannot be opened: %s", strerror(errno));
    struct stat st;
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
        close(fd);
        return report(&in->reporter, ATTACHE_ERR_IO, in->path, "is a directory; name the files in it");
    }
    in->file = gzdopen(fd, "rb");
    if (!in->file) base_die("out of memory");
    gzbuffer(in->file, CHUNK);
    in->ended = in->lines = false;
    in->at = 0;
    in->line = 0;
    buf_clear(&in->buf);
    return ATTACHE_OK;
}

/* ---- reading ---- */

/* Adds a chunk to the buffer; what has been handed out makes room first. */
static attache_status read_chunk(attache_inputs *in) {
    if (in->at) {
        memmove(in->buf.p, in->buf.p + in->at, in->buf.n - in->at);
        in->buf.n -= in->at;
        in->at = 0;
    }
    buf_reserve(&in->buf, CHUNK);
    int got = gzread(in->file, in->buf.p + in->buf.n, CHUNK);
    int code = Z_OK;
    const char *why = got <= 0 ? gzerror(in->file, &code) : "";
    if (got > 0)
        in->buf.n += (size_t)got;
    else
        in->ended = true;
    in->buf.p[in->buf.n] = 0;
    if (got >= 0 && code == Z_OK) return ATTACHE_OK;
    if (code == Z_ERRNO) return report(&in->reporter, ATTACHE_ERR_IO, in->path, "cannot be read: %s", strerror(errno));
    return report(&in->reporter, ATTACHE_ERR_IO, in->path, "the gzip data end early or are damaged: %s", why);
}

static Slice head_of(const attache_inputs *in) { return (Slice){in->buf.p + in->at, in->buf.n - in->at < HEAD ? in->buf.n - in->at : HEAD}; }

static const char *skip_spaces(const char *p, const char *end) {
    while (p < end && isspace((unsigned char)*p)) p++;
    return p;
}

/* `{"` and somewhere near one of our keys: text does not begin so. */
static bool is_jsonl(Slice s) {
    static const char *const keys[] = {"\"id\"", "\"text\"", "\"html\""};
    const char *end = s.p + s.n, *p = skip_spaces(s.p, end);
    if (p == end || *p != '{') return false;
    p = skip_spaces(p + 1, end);
    if (p == end || *p != '"') return false;
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (memmem(p, (size_t)(end - p), keys[i], strlen(keys[i]))) return true;
    return false;
}

/* NULs, or the mark of a format that may begin without. */
static bool is_binary(Slice s) {
    static const char *const marks[] = {"%PDF-",
                                        "PK\3\4",
                                        "\x28\xB5\x2F\xFD",
                                        "\xFD"
                                        "7zXZ",
                                        "BZh",
                                        "\x89PNG",
                                        "\xFF\xD8\xFF",
                                        "{\\rtf"};
    if (charset_is_wide(s)) return false;
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (s.n >= strlen(marks[i]) && memcmp(s.p, marks[i], strlen(marks[i])) == 0) return true;
    return memchr(s.p, 0, s.n) != NULL;
}

/* Opens the next file, looks at its first bytes and tells what it is. */
static attache_status begin_file(attache_inputs *in) {
    FORWARD_IF_ERROR(open_file(in, in->paths[in->next++]));
    attache_status status = ATTACHE_OK;
    while (!in->ended && in->buf.n < HEAD && status == ATTACHE_OK) status = read_chunk(in);
    if (status == ATTACHE_OK && in->buf.n == 0) status = report(&in->reporter, ATTACHE_ERR_FORMAT, in->path, "is empty");
    Slice head = head_of(in);
    if (status == ATTACHE_OK && is_binary(head))
        status = report(&in->reporter, ATTACHE_ERR_FORMAT, in->path, "is binary, not text; expected plain text, HTML or JSONL, maybe gzipped");
    if (status != ATTACHE_OK) {
        close_file(in);
        return status;
    }
    if (head.n >= 3 && memcmp(head.p, "\xEF\xBB\xBF", 3) == 0 && (in->kind == ATTACHE_JSONL || is_jsonl((Slice){head.p + 3, head.n - 3}))) in->at = 3;
    in->lines = in->kind == ATTACHE_JSONL || (in->kind == ATTACHE_AUTO && is_jsonl(head_of(in)));
    return ATTACHE_OK;
}

/* ---- a whole file ---- */

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

static attache_status whole_file(attache_inputs *in, attache_document *out) {
    attache_status status = ATTACHE_OK;
    while (!in->ended && status == ATTACHE_OK && in->buf.n <= ATTACHE_DOCUMENT_MAX) status = read_chunk(in);
    if (status == ATTACHE_OK && in->buf.n > ATTACHE_DOCUMENT_MAX)
        status =
            report(&in->reporter, ATTACHE_ERR_TOO_LARGE, in->path, "is larger than %u MB, so it is no article; split it", ATTACHE_DOCUMENT_MAX >> 20);
    close_file(in);
    if (status != ATTACHE_OK) return status;
    Slice s = {in->buf.p, in->buf.n};
    attache_kind kind = in->kind;
    if (kind == ATTACHE_AUTO && !charset_is_wide(s)) kind = article_is_html(s) ? ATTACHE_HTML : ATTACHE_TEXT;
    *out = (attache_document){.id = base_name(in->path), .data = s.p, .size = s.n, .kind = kind};
    return ATTACHE_OK;
}

/* ---- lines ---- */

static const char *where_is(const attache_inputs *in, char *room, size_t n) {
    snprintf(room, n, "%s:%lu", in->path, in->line);
    return room;
}

#define WHERE(in) where_is((in), (char[4200]){0}, 4200)

/* Passes over the rest of a line that is too long without keeping it. */
static attache_status skip_line(attache_inputs *in) {
    for (;;) {
        char *end = in->buf.n > in->at ? memchr(in->buf.p + in->at, '\n', in->buf.n - in->at) : NULL;
        in->at = end ? (size_t)(end - in->buf.p) + 1 : in->buf.n;
        if (end || in->ended) break;
        FORWARD_IF_ERROR(read_chunk(in));
    }
    return report(&in->reporter, ATTACHE_ERR_TOO_LARGE, WHERE(in), "the line is longer than %u MB; skipped", ATTACHE_DOCUMENT_MAX >> 20);
}

/* The next line, without its end; ATTACHE_END behind the last. */
static attache_status next_line(attache_inputs *in, Slice *line) {
    size_t seen = 0; /* bytes from `at` on that hold no line end */
    for (;;) {
        char *end = in->buf.n > in->at + seen ? memchr(in->buf.p + in->at + seen, '\n', in->buf.n - in->at - seen) : NULL;
        seen = in->buf.n - in->at;
        if (end || (in->ended && seen)) {
            size_t n = end ? (size_t)(end - in->buf.p) - in->at : seen;
            *line = (Slice){in->buf.p + in->at, n};
            in->at += n + (end != NULL);
            in->line++;
            return ATTACHE_OK;
        }
        if (in->ended) return ATTACHE_END;
        if (seen > ATTACHE_DOCUMENT_MAX) {
            in->line++;
            return skip_line(in);
        }
        FORWARD_IF_ERROR(read_chunk(in));
    }
}

static const char *string_of(const json_t *record, const char *key) {
    const char *s = json_string_value(json_object_get(record, key));
    return s ? s : "";
}

static attache_status wrong(attache_inputs *in, const char *what) {
    return report(&in->reporter, ATTACHE_ERR_FORMAT, WHERE(in), "%s; %s", what, EXPECTED);
}

static attache_status take_id(attache_inputs *in, attache_document *out) {
    const json_t *id = json_object_get(in->record, "id");
    out->id = string_of(in->record, "id");
    if (json_is_integer(id)) {
        snprintf(in->id, sizeof in->id, "%" JSON_INTEGER_FORMAT, json_integer_value(id));
        out->id = in->id;
    }
    return *out->id ? ATTACHE_OK
                    : wrong(in, id && !json_is_string(id) ? "\"id\" is neither a string nor a whole number" : "\"id\" is missing or empty");
}

static attache_status take_date(attache_inputs *in, attache_document *out) {
    const json_t *date = json_object_get(in->record, "date");
    char digits[32] = "";
    if (json_is_integer(date)) snprintf(digits, sizeof digits, "%" JSON_INTEGER_FORMAT, json_integer_value(date));
    Slice s = json_is_string(date) ? slice_of(json_string_value(date)) : slice_of(digits);
    out->date = "";
    if (s.n == 0) return ATTACHE_OK;
    if (!date_read(s, in->date))
        return report(&in->reporter, ATTACHE_ERR_FORMAT, WHERE(in), "\"date\" is \"%.40s\", which is no date; expected \"YYYY-MM-DD\" or nothing",
                      s.p);
    out->date = in->date;
    return ATTACHE_OK;
}

static attache_status take_record(attache_inputs *in, attache_document *out) {
    if (!json_is_object(in->record)) return wrong(in, "is JSON, but not an object");
    *out = (attache_document){.kind = ATTACHE_TEXT};
    FORWARD_IF_ERROR(take_id(in, out));
    FORWARD_IF_ERROR(take_date(in, out));
    const json_t *data = json_object_get(in->record, "text");
    if (!json_is_string(data)) {
        data = json_object_get(in->record, "html");
        out->kind = ATTACHE_HTML;
    }
    if (!json_is_string(data)) return wrong(in, "neither \"text\" nor \"html\" is there as a string");
    out->data = json_string_value(data);
    out->size = json_string_length(data);
    out->title = string_of(in->record, "title");
    out->url = string_of(in->record, "url");
    out->source = string_of(in->record, "source");
    out->language = string_of(in->record, "language");
    out->charset = "utf-8";
    return ATTACHE_OK;
}

static attache_status next_record(attache_inputs *in, attache_document *out) {
    Slice line;
    do FORWARD_IF_ERROR(next_line(in, &line));
    while (skip_spaces(line.p, line.p + line.n) == line.p + line.n);
    if (utf8_valid(line.p, line.n) != line.n) {
        buf_clear(&in->repaired);
        charset_repair(line, &in->repaired);
        line = (Slice){in->repaired.p, in->repaired.n};
    }
    json_error_t error;
    json_decref(in->record);
    in->record = json_loadb(line.p, line.n, JSON_ALLOW_NUL, &error);
    if (!in->record) return report(&in->reporter, ATTACHE_ERR_FORMAT, WHERE(in), "column %d: %s; %s", error.column, error.text, EXPECTED);
    return take_record(in, out);
}

attache_status inputs_next(attache_inputs *in, attache_document *out) {
    for (;;) {
        if (!in->file) {
            if (in->next == in->n) return ATTACHE_END;
            FORWARD_IF_ERROR(begin_file(in));
        }
        if (!in->lines) return whole_file(in, out);
        attache_status status = next_record(in, out);
        if (status != ATTACHE_END && status != ATTACHE_ERR_IO) return status;
        close_file(in);
        if (status == ATTACHE_ERR_IO) return status;
    }
}
