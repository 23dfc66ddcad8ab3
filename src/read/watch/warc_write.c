/* warc_write.c - writes responses to a web archive: one gzip member per record, so that a truncated archive still opens, and archives can be concatenated. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "base/failure.h"
#include "base/system.h"
#include "read/watch/watch_int.h"

static void add_record_id(Buf *out) {
    unsigned char b[16];
    if (!system_random(b, sizeof b)) failure_raise(ATTACHE_ERR_IO, "the system gives no random numbers");
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40), b[8] = (unsigned char)((b[8] & 0x3f) | 0x80); /* RFC 9562, version 4 */
    buf_str(out, "WARC-Record-ID: <urn:uuid:");
    for (int i = 0; i < 16; i++) buf_printf(out, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", b[i]);
    buf_str(out, ">\r\n");
}

static void add_head(Buf *out, const char *type) {
    char now[32];
    time_t t = time(NULL);
    struct tm utc;
    strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&t, &utc));
    buf_printf(out, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Date: %s\r\n", type, now);
    add_record_id(out);
}

static void add_block(Buf *out, Slice block) {
    buf_printf(out, "Content-Length: %zu\r\n\r\n", block.n);
    buf_add(out, block.p, block.n);
    buf_str(out, "\r\n\r\n");
}

/* Appends `plain` to `out` as a gzip member. */
static void add_member(Buf *out, const Buf *plain) {
    z_stream z = {0};
    if (deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    size_t bound = deflateBound(&z, plain->n);
    buf_reserve(out, bound);
    z.next_in = (Bytef *)plain->p, z.avail_in = (uInt)plain->n;
    z.next_out = (Bytef *)out->p + out->n, z.avail_out = (uInt)bound;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    out->n += bound - z.avail_out;
    deflateEnd(&z);
}

static void add_info(Buf *out, const char *agent) {
    Buf plain = {0}, fields = {0};
    buf_printf(&fields, "software: %s\r\nformat: WARC File Format 1.1\r\nrobots: obey\r\n", agent);
    add_head(&plain, "warcinfo");
    buf_str(&plain, "Content-Type: application/warc-fields\r\n");
    add_block(&plain, (Slice){fields.p, fields.n});
    add_member(out, &plain);
    buf_free(&fields);
    buf_free(&plain);
}

static bool is_header(Slice line, const char *name) {
    size_t n = strlen(name);
    return line.n > n && !strncasecmp(line.p, name, n) && line.p[n] == ':';
}

/* The header lines, except those about a coding that the body no longer has. */
static void add_http(Buf *out, const Answer *a) {
    Slice rest = a->head;
    for (bool first = true; rest.n; first = false) {
        const char *end = memchr(rest.p, '\n', rest.n);
        Slice line = {rest.p, end ? (size_t)(end + 1 - rest.p) : rest.n};
        rest.p += line.n, rest.n -= line.n;
        while (line.n && (line.p[line.n - 1] == '\n' || line.p[line.n - 1] == '\r')) line.n--;
        if (!line.n || (!first && (is_header(line, "Transfer-Encoding") || is_header(line, "Content-Encoding") || is_header(line, "Content-Length")))) continue;
        if (first && (line.n < 8 || memcmp(line.p, "HTTP/1.", 7))) { /* HTTP/2 has no status line that readers of archives know */
            buf_printf(out, "HTTP/1.1 %d\r\n", a->status);
            continue;
        }
        buf_add(out, line.p, line.n);
        buf_str(out, "\r\n");
    }
    buf_printf(out, "Content-Length: %zu\r\n\r\n", a->body.n);
    buf_add(out, a->body.p, a->body.n);
}

static void add_response(Buf *out, const Answer *a) {
    Buf plain = {0}, http = {0};
    add_head(&plain, "response");
    buf_printf(&plain, "WARC-Target-URI: %s\r\n", a->url);
    if (a->address[0]) buf_printf(&plain, "WARC-IP-Address: %s\r\n", a->address);
    buf_str(&plain, "Content-Type: application/http;msgtype=response\r\n");
    add_http(&http, a);
    add_block(&plain, (Slice){http.p, http.n});
    add_member(out, &plain);
    buf_free(&http);
    buf_free(&plain);
}

static attache_status write_all(int fd, const Buf *b, const char *path, const Reporter *r) {
    for (size_t done = 0; done < b->n;) {
        ssize_t n = write(fd, b->p + done, b->n - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return report(r, ATTACHE_ERR_IO, path, "%s", strerror(errno));
        done += (size_t)n;
    }
    return system_sync(fd) == 0 ? ATTACHE_OK : report(r, ATTACHE_ERR_IO, path, "%s", strerror(errno));
}

attache_status warc_append(const char *path, unsigned mode, const Answer *a, const char *agent, uint64_t *end, const Reporter *r) {
    struct stat st;
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, mode);
    if (fd < 0 || fstat(fd, &st) != 0) {
        attache_status status = report(r, ATTACHE_ERR_IO, path, "%s", strerror(errno));
        if (fd >= 0) close(fd);
        return status;
    }
    Buf out = {0};
    if (st.st_size == 0) add_info(&out, agent);
    add_response(&out, a);
    attache_status status = write_all(fd, &out, path, r);
    if (status != ATTACHE_OK && ftruncate(fd, st.st_size) != 0) /* a full disk leaves no partial record */
        report(r, ATTACHE_ERR_IO, path, "could not be cut back: %s", strerror(errno));
    *end = (uint64_t)st.st_size + out.n;
    close(fd);
    buf_free(&out);
    return status;
}
