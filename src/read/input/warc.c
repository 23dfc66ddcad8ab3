/* warc.c - reads the pages of a WARC file (ISO 28500, iipc.github.io/warc-specifications), record by record. Memory is that of the largest page.
 *
 *     WARC/1.0 CRLF  name: value CRLF ... CRLF  block of Content-Length bytes  CRLF CRLF
 *
 * A response, a resource or a conversion with HTML or plain text is a page. Records that repeat another (revisit), or contain something else, are skipped and
 * counted by kind; those about the crawl itself (warcinfo, request, metadata) are ignored. After damage it looks for the next record.
 */
#include <ctype.h>
#include <stdlib.h>

#include "read/input/inputs_int.h"

enum {
    HEAD_MAX = 64 << 10,
    BLOCK_MAX = ATTACHE_DOCUMENT_MAX + (64 << 10), /* with the HTTP headers */
    URL_MAX = 4096,
    SLACK = 64, /* how many bytes a length may be wrong if another record begins there */
};

typedef enum Skipped { SKIPPED_REVISIT, SKIPPED_STATUS, SKIPPED_TYPE, SKIPPED_EMPTY, SKIPPED_SEGMENT, SKIPPED_KINDS } Skipped;
static const char *const SKIPPED_NAMES[] = {"revisits", "responses that are no success", "records that are no page", "records without content",
                                            "later segments"};

struct Warc {
    Stream *stream;
    Reporter reporter;
    bool arc; /* an ARC file */
    size_t used; /* bytes of the window that contain the document returned last */
    Buf room[2];
    char url[URL_MAX], date[11], charset[40];
    uint64_t skipped[SKIPPED_KINDS];
};

/* The content of a record's head. */
typedef struct Record {
    uint64_t offset, length;
    size_t head;                                  /* bytes */
    Slice type, content_type, url, date, segment; /* in the window */
} Record;

bool warc_is(Slice s) {
    while (s.n && isspace((unsigned char)s.p[0])) s.p++, s.n--;
    return s.n >= 6 && memcmp(s.p, "WARC/", 5) == 0 && isdigit((unsigned char)s.p[5]);
}

Warc *warc_open(Stream *s, const Reporter *r) {
    Warc *w = base_zalloc(sizeof *w);
    w->stream = s;
    if (r) w->reporter = *r;
    w->arc = arc_is(stream_window(s));
    return w;
}

void warc_close(Warc *w) {
    if (!w) return;
    buf_free(&w->room[0]);
    buf_free(&w->room[1]);
    free(w);
}

void warc_tell_skipped(const Warc *w, Buf *out) {
    for (size_t i = 0; i < SKIPPED_KINDS; i++)
        if (w->skipped[i]) buf_printf(out, "%s%s %llu", out->n ? ", " : "", SKIPPED_NAMES[i], (unsigned long long)w->skipped[i]);
}

/* ---- finding records ---- */

/* A record cut by damage is removed from the window with it. */
static attache_status drop_window(Warc *w, attache_status status) {
    if (status != ATTACHE_OK) stream_use(w->stream, stream_window(w->stream).n);
    return status;
}

static attache_status fill(Warc *w, size_t want) { return drop_window(w, stream_fill(w->stream, want)); }

static attache_status skip_space(Warc *w) {
    for (;;) {
        Slice s = stream_window(w->stream);
        size_t n = 0;
        while (n < s.n && isspace((unsigned char)s.p[n])) n++;
        stream_use(w->stream, n);
        if (n < s.n || stream_at_end(w->stream)) return ATTACHE_OK;
        FORWARD_IF_ERROR(fill(w, 1));
    }
}

/* Skips up to a line that begins a record. */
static attache_status find_record(Warc *w) {
    for (;;) {
        FORWARD_IF_ERROR(fill(w, 8));
        Slice s = stream_window(w->stream);
        if (s.n < 8) return stream_use(w->stream, s.n), ATTACHE_OK;
        const char *at = memmem(s.p + 1, s.n - 1, "\nWARC/", 6);
        if (at) return stream_use(w->stream, (size_t)(at + 1 - s.p)), ATTACHE_OK;
        stream_use(w->stream, s.n - 6);
    }
}

/* Continues with the next record. If the present head is broken, it continues with the last one that begins within `head` bytes, because all before it lack the
 * same thing. Otherwise a series of partial marks would cost that much each. */
static attache_status lose_record(Warc *w, uint64_t offset, size_t head, const char *why) {
    static const char mark[] = "\nWARC/";
    attache_status status = report(&w->reporter, ATTACHE_ERR_FORMAT, STREAM_WHERE(w->stream, offset), "%s; going on with the next record", why);
    size_t n = sizeof mark - 1, at = head > n ? head - n : 0;
    Slice s = stream_window(w->stream);
    while (at && memcmp(s.p + at, mark, n) != 0) at--;
    if (at) return stream_use(w->stream, at + 1), status;
    attache_status next = find_record(w);
    return next == ATTACHE_OK ? status : next;
}

/* Reads until the window holds the whole head; its size is 0 if it has no end. */
static attache_status fill_head(Warc *w, size_t *size) {
    for (size_t want = 512;; want *= 2) {
        FORWARD_IF_ERROR(drop_window(w, stream_peek(w->stream, want)));
        Slice s = stream_window(w->stream);
        *size = response_head_size(s);
        if (*size || want > HEAD_MAX) return ATTACHE_OK;
        if (s.n < want) return fill(w, s.n + 1); /* reports why there is no more */
    }
}

static bool read_length(Slice s, uint64_t *length) {
    *length = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (!isdigit((unsigned char)s.p[i]) || *length > UINT64_MAX / 16) return false;
        *length = *length * 10 + (uint64_t)(s.p[i] - '0');
    }
    return s.n > 0;
}

static void parse_head(Slice head, Record *r) {
    r->type = response_header(head, "WARC-Type");
    r->url = response_header(head, "WARC-Target-URI");
    r->date = response_header(head, "WARC-Date");
    r->segment = response_header(head, "WARC-Segment-Number");
    r->content_type = response_header(head, "Content-Type");
}

/* The same for an ARC file: one line. The first describes the file. */
static attache_status read_arc_head(Warc *w, Record *r) {
    static const char *const kinds[] = {"response", "warcinfo"};
    Slice s = {0};
    const char *end = NULL;
    for (size_t want = 512; !end && want <= HEAD_MAX; want *= 2) {
        FORWARD_IF_ERROR(drop_window(w, stream_peek(w->stream, want)));
        s = stream_window(w->stream);
        end = memchr(s.p, '\n', s.n);
        if (s.n < want) break;
    }
    ArcHead head;
    if (!end || !arc_head((Slice){s.p, (size_t)(end - s.p)}, &head)) {
        attache_status status = report(&w->reporter, ATTACHE_ERR_FORMAT, STREAM_WHERE(w->stream, r->offset), "here no record of an ARC file begins; what follows is left out");
        for (size_t n; (n = stream_window(w->stream).n) || !stream_at_end(w->stream);) {
            stream_use(w->stream, n);
            FORWARD_IF_ERROR(fill(w, 1));
        }
        return status;
    }
    r->head = (size_t)(end + 1 - s.p);
    r->length = head.length;
    r->url = head.url, r->date = head.date, r->content_type = head.type;
    r->type = slice_of(kinds[arc_is(s)]);
    return ATTACHE_OK;
}

/* The next record's head, still in the window. */
static attache_status read_head(Warc *w, Record *r) {
    FORWARD_IF_ERROR(skip_space(w));
    if (stream_at_end(w->stream)) return ATTACHE_END;
    *r = (Record){.offset = stream_offset(w->stream)};
    if (w->arc) return read_arc_head(w, r);
    FORWARD_IF_ERROR(drop_window(w, stream_peek(w->stream, 8)));
    if (!warc_is(stream_window(w->stream))) return lose_record(w, r->offset, 0, "here no record begins; expected \"WARC/1.0\" or the like");
    FORWARD_IF_ERROR(fill_head(w, &r->head));
    Slice head = stream_window(w->stream);
    if (!r->head) return lose_record(w, r->offset, head.n, "the head of this record has no end");
    head.n = r->head;
    parse_head(head, r);
    if (read_length(response_header(head, "Content-Length"), &r->length)) return ATTACHE_OK;
    return lose_record(w, r->offset, r->head, "this record tells no Content-Length, or none that is a number");
}

/* ---- the content of a record ---- */

static bool is_type(const Record *r, const char *type) { return r->type.n == strlen(type) && strncasecmp(r->type.p, type, r->type.n) == 0; }

static bool begins(Slice s, const char *what) { return s.n >= strlen(what) && strncasecmp(s.p, what, strlen(what)) == 0; }

static bool ends(Slice s, const char *what) { return s.n >= strlen(what) && strncasecmp(s.p + s.n - strlen(what), what, strlen(what)) == 0; }

/* ATTACHE_JSONL means "not a page". */
static attache_kind kind_of(Slice type, Slice url, Slice body) {
    if (begins(url, "metadata:") || begins(url, "dns:") || begins(url, "whois:")) return ATTACHE_JSONL; /* the crawler's own records */
    if (begins(type, "text/html") || begins(type, "application/xhtml")) return ATTACHE_HTML;
    if (begins(type, "text/plain") && !ends(url, "/robots.txt")) return article_is_html(body) ? ATTACHE_HTML : ATTACHE_TEXT;
    return type.n == 0 && article_is_html(body) ? ATTACHE_HTML : ATTACHE_JSONL;
}

/* The record, and enough to see whether another follows. */
static attache_status fill_record(Warc *w, size_t whole) {
    FORWARD_IF_ERROR(fill(w, whole));
    return stream_peek(w->stream, whole + SLACK + 16);
}

/* Skips the present record. */
static attache_status pass_record(Warc *w, const Record *r) {
    bool whole;
    FORWARD_IF_ERROR(drop_window(w, stream_skip(w->stream, r->head + r->length, &whole)));
    if (whole) return ATTACHE_OK;
    return report(&w->reporter, ATTACHE_ERR_FORMAT, STREAM_WHERE(w->stream, r->offset), "the file ends within this record");
}

static attache_status skip_record(Warc *w, Skipped why) {
    w->skipped[why]++;
    return ATTACHE_SKIPPED;
}

static attache_status skip_and_pass(Warc *w, const Record *r, Skipped why) {
    FORWARD_IF_ERROR(pass_record(w, r));
    return skip_record(w, why);
}

static attache_status refuse_large(Warc *w, const Record *r) {
    FORWARD_IF_ERROR(pass_record(w, r));
    return report(&w->reporter, ATTACHE_ERR_TOO_LARGE, STREAM_WHERE(w->stream, r->offset), "the record is larger than %u MB; skipped",
                  ATTACHE_DOCUMENT_MAX >> 20);
}

/* Whether the end or another record follows a block of this size. */
static bool is_followed_well(Slice window, size_t whole) {
    if (window.n < whole) return false;
    Slice next = {window.p + whole, window.n - whole};
    while (next.n && isspace((unsigned char)next.p[0])) next.p++, next.n--;
    return !next.n || warc_is(next);
}

/* The true length of a record if it differs by a few bytes from the one given: up to the empty line before the next record. */
static size_t true_length(Slice window, size_t head, size_t length) {
    static const char next[] = "\r\n\r\nWARC/";
    size_t from = head + (length > SLACK ? length - SLACK : 0), end = head + length;
    bool ends_here = window.n >= end + 4 && memcmp(window.p + end, next, 4) == 0; /* and no record follows */
    end += ends_here ? 0 : SLACK + sizeof next - 1;
    if (end > window.n) end = window.n;
    const char *at = from < end ? memmem(window.p + from, end - from, next, sizeof next - 1) : NULL;
    return at ? (size_t)(at - window.p) - head : 0;
}

/* The record is truncated, or its length is wrong and another begins inside it. */
static attache_status refuse_cut(Warc *w, const Record *r, const char *within) {
    Slice s = stream_window(w->stream);
    stream_use(w->stream, within ? (size_t)(within + 4 - s.p) : s.n);
    const char *why = within ? "the Content-Length of this record is wrong; going on with the next record" : "the file ends within this record";
    return report(&w->reporter, ATTACHE_ERR_FORMAT, STREAM_WHERE(w->stream, r->offset), "%s", why);
}

/* ---- documents ---- */

static void copy_into(char *to, size_t room, Slice s) {
    size_t n = s.n < room ? s.n : room - 1;
    while (n < s.n && n && ((unsigned char)s.p[n] & 0xC0) == 0x80) n--; /* not half a character */
    memcpy(to, s.p, n);
    to[n] = 0;
}

/* "<http://...>", as written by some of the first crawlers. */
static Slice without_brackets(Slice s) { return s.n > 2 && s.p[0] == '<' && s.p[s.n - 1] == '>' ? (Slice){s.p + 1, s.n - 2} : s; }

static void take_names(Warc *w, const Record *r, Slice charset) {
    Buf url = {0};
    charset_repair(without_brackets(r->url), &url);
    copy_into(w->url, sizeof w->url, (Slice){url.p ? url.p : "", url.n});
    if (!w->url[0]) snprintf(w->url, sizeof w->url, "offset-%llu", (unsigned long long)r->offset);
    buf_free(&url);
    copy_into(w->charset, sizeof w->charset, charset);
    w->date[0] = 0;
    dates_find(r->date, w->date);
}

/* The block is in the window. */
static attache_status take_page(Warc *w, const Record *r, attache_document *out) {
    Slice window = stream_window(w->stream), block = {window.p + r->head, (size_t)r->length}, type, charset;
    if (!block.n) return skip_record(w, SKIPPED_EMPTY);
    response_content_type(r->content_type, &type, &charset);
    HttpResponse http;
    if (begins(type, "application/http") || (is_type(r, "response") && begins(block, "HTTP/"))) {
        if (!response_read(block, w->room, &http))
            return report(&w->reporter, ATTACHE_ERR_FORMAT, STREAM_WHERE(w->stream, r->offset), "the record holds no HTTP response");
        if (http.status < 200 || http.status > 299) return skip_record(w, SKIPPED_STATUS);
        block = http.body, type = http.type, charset = http.charset;
        if (!block.n) return skip_record(w, SKIPPED_EMPTY);
        if (kind_of(type, r->url, block) == ATTACHE_JSONL) return skip_record(w, SKIPPED_TYPE);
        if (http.problem)
            return report(&w->reporter, ATTACHE_ERR_FORMAT, STREAM_WHERE(w->stream, r->offset), "the page cannot be unpacked: %s", http.problem);
    }
    attache_kind kind = kind_of(type, r->url, block);
    if (kind == ATTACHE_JSONL) return skip_record(w, SKIPPED_TYPE);
    if (block.n > ATTACHE_DOCUMENT_MAX)
        return report(&w->reporter, ATTACHE_ERR_TOO_LARGE, STREAM_WHERE(w->stream, r->offset), "the page is larger than %u MB",
                      ATTACHE_DOCUMENT_MAX >> 20);
    take_names(w, r, charset);
    *out = (attache_document){.id = w->url, .url = r->url.n ? w->url : "", .fetched = w->date, .charset = w->charset, .kind = kind};
    out->data = block.p, out->size = block.n;
    return ATTACHE_OK;
}

static void parse_any_head(const Warc *w, Slice head, Record *r) {
    ArcHead arc;
    if (!w->arc)
        parse_head(head, r);
    else if (arc_head(head, &arc))
        r->url = arc.url, r->date = arc.date, r->content_type = arc.type;
}

static bool is_about_crawl(const Record *r) {
    static const char *const types[] = {"warcinfo", "request", "metadata"};
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (is_type(r, types[i])) return true;
    return false;
}

static bool is_first_segment(const Record *r) { return !r->segment.n || (r->segment.n == 1 && r->segment.p[0] == '1'); }

attache_status warc_next(Warc *w, attache_document *out) {
    Record r;
    stream_use(w->stream, w->used);
    w->used = 0;
    for (;;) {
        FORWARD_IF_ERROR(read_head(w, &r));
        if (!is_about_crawl(&r)) break;
        FORWARD_IF_ERROR(pass_record(w, &r));
    }
    if (is_type(&r, "revisit")) return skip_and_pass(w, &r, SKIPPED_REVISIT);
    if (is_type(&r, "continuation") || !is_first_segment(&r)) return skip_and_pass(w, &r, SKIPPED_SEGMENT);
    if (!is_type(&r, "response") && !is_type(&r, "resource") && !is_type(&r, "conversion")) return skip_and_pass(w, &r, SKIPPED_TYPE);
    if (r.length > BLOCK_MAX) return refuse_large(w, &r);
    size_t whole = r.head + (size_t)r.length;
    FORWARD_IF_ERROR(fill_record(w, whole));
    Slice window = stream_window(w->stream);
    size_t length = w->arc || is_followed_well(window, whole) ? 0 : true_length(window, r.head, (size_t)r.length);
    if (length) r.length = length, whole = r.head + length;
    if (w->arc && window.n < whole) return refuse_cut(w, &r, NULL);
    if (!w->arc && !is_followed_well(window, whole)) {
        const char *within = memmem(window.p + r.head, (window.n < whole ? window.n : whole) - r.head, "\r\n\r\nWARC/", 9);
        if (within || window.n < whole) return refuse_cut(w, &r, within);
    }
    parse_any_head(w, (Slice){window.p, r.head}, &r); /* the window may have moved */
    w->used = whole;
    return take_page(w, &r, out);
}
