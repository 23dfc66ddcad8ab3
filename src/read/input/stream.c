/* stream.c - the bytes of a file or of an archive's member, decompressed on the way: gzip (RFC 1952) with any number of members, zstd (RFC 8878) with any number
 * of frames, and with the dictionary at the beginning of a .warc.zst. Memory is bounded by the window: the amount requested at once plus a chunk.
 *
 * Damage does not end a stream: it looks for the next member or frame. It gives up on input that unpacks to more than BOMB_TIMES its size, beyond BOMB_FROM.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <archive.h>
#include <zlib.h>
#include <zstd.h>

#include "base/failure.h"
#include "read/input/inputs_int.h"

enum {
    CHUNK = 64 << 10,
    MAGIC = 4, /* bytes for recognising the head of a member or frame */
    DICTIONARY_MAX = 16 << 20,
    DICTIONARY_MAGIC = 0x184D2A5D, /* of the skippable frame that contains it: iipc.github.io/warc-specifications/specifications/warc-zstd */
    BOMB_TIMES = 200,              /* pages compress to a fifth, repeated lines to a fiftieth */
    BOMB_FROM = 256 << 20,
    MEMBERS_FROM = 32 << 20, /* for all members of an archive: they can overlap in it */
};

typedef enum StreamKind { STREAM_FILE, STREAM_MEMBER, STREAM_GZIP, STREAM_ZSTD } StreamKind;

struct Stream {
    StreamKind kind;
    const char *name;
    Reporter reporter;
    int fd;
    struct archive *archive;
    Stream *below; /* the compressed stream */
    z_stream z;
    ZSTD_DCtx *zstd;

    Buf buf; /* [at, n) is the window */
    size_t at;
    uint64_t offset; /* of buf.p[at] */
    bool ended;      /* nothing follows the window */

    uint64_t begun, made;  /* the initial position of `below`; decompressed bytes */
    ArchiveShare *share;   /* for a member: the output of its archive so far */
    bool between;          /* between two members or frames */
    bool lost;             /* after damage, with the next member not found yet */
    bool untouched;            /* the present member has given no output yet */
    attache_status failed; /* reported, and to be returned by the next fill */
};

/* ---- opening and closing ---- */

static Stream *stream_new(StreamKind kind, const char *name, const Reporter *r) {
    Stream *s = base_zalloc(sizeof *s);
    s->kind = kind;
    s->name = name;
    s->fd = -1;
    s->between = true;
    if (r) s->reporter = *r;
    buf_reserve(&s->buf, 1);
    s->buf.p[0] = 0;
    return s;
}

Stream *stream_of_file(int fd, const char *name, const Reporter *r) {
    Stream *s = stream_new(STREAM_FILE, name, r);
    s->fd = fd;
    return s;
}

Stream *stream_of_member(void *archive, ArchiveShare *share, const char *name, const Reporter *r) {
    Stream *s = stream_new(STREAM_MEMBER, name, r);
    s->archive = archive;
    s->share = share;
    return s;
}

Stream *stream_unpack(Stream *below, Packing packing) {
    Stream *s = stream_new(packing == PACKED_GZIP ? STREAM_GZIP : STREAM_ZSTD, below->name, &below->reporter);
    s->below = below;
    s->begun = stream_offset(below);
    if (s->kind == STREAM_GZIP ? inflateInit2(&s->z, 15 + 16) != Z_OK : !(s->zstd = ZSTD_createDCtx())) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    return s;
}

void stream_close(Stream *s) {
    if (!s) return;
    if (s->kind == STREAM_GZIP) inflateEnd(&s->z);
    ZSTD_freeDCtx(s->zstd);
    if (s->fd >= 0) close(s->fd);
    stream_close(s->below);
    buf_free(&s->buf);
    free(s);
}

/* ---- the window ---- */

Slice stream_window(const Stream *s) { return (Slice){s->buf.p + s->at, s->buf.n - s->at}; }
bool stream_at_end(const Stream *s) { return s->ended && s->at == s->buf.n; }
uint64_t stream_offset(const Stream *s) { return s->offset; }
const char *stream_name(const Stream *s) { return s->name; }

void stream_use(Stream *s, size_t n) {
    s->at += n;
    s->offset += n;
}

uint64_t stream_done(const Stream *s) {
    while (s->below) s = s->below;
    return s->offset + (s->buf.n - s->at);
}

const char *stream_where(const Stream *s, uint64_t offset, char *room, size_t n) {
    snprintf(room, n, "%.4200s: offset %llu", s->name, (unsigned long long)offset);
    return room;
}

int64_t stream_seek(Stream *s, int64_t offset, int whence) {
    if (s->kind != STREAM_FILE) return -1;
    if (whence == SEEK_CUR) offset -= (int64_t)(s->buf.n - s->at);
    off_t now = lseek(s->fd, (off_t)offset, whence);
    if (now < 0) return -1;
    s->at = s->buf.n = 0;
    s->ended = false;
    s->offset = (uint64_t)now;
    return now;
}

static bool is_too_much(uint64_t made, uint64_t packed, uint64_t from) { return made >= from && made / (packed + 1) >= BOMB_TIMES; }

/* ---- files and members ---- */

static size_t read_file(Stream *s, char *to, size_t room) {
    ssize_t got;
    do got = read(s->fd, to, room);
    while (got < 0 && errno == EINTR);
    if (got >= 0) return (size_t)got;
    s->failed = report(&s->reporter, ATTACHE_ERR_IO, s->name, "cannot be read: %s", strerror(errno));
    return 0;
}

static size_t read_member(Stream *s, char *to, size_t room) {
    la_ssize_t got = 0;
    if (is_too_much(s->share->made, s->share->packed, MEMBERS_FROM)) {
        s->share->over = true;
        s->failed = report(&s->reporter, ATTACHE_ERR_IO, s->name, "lies in an archive that unpacks to more than 200 times its size: no archive of pages does; the rest is left alone");
        return 0;
    }
    do got = archive_read_data(s->archive, to, room);
    while (got == ARCHIVE_RETRY);
    if (got >= 0) return s->share->made += (uint64_t)got, (size_t)got;
    const char *why = archive_error_string(s->archive);
    s->failed = report(&s->reporter, ATTACHE_ERR_IO, s->name, "cannot be unpacked: %s", why ? why : "the archive is damaged");
    return 0;
}

/* ---- unpacking ---- */

static uint32_t little_endian(const char *p) {
    const unsigned char *u = (const unsigned char *)p;
    return u[0] | (uint32_t)u[1] << 8 | (uint32_t)u[2] << 16 | (uint32_t)u[3] << 24;
}

static bool is_gzip(Slice s) { return s.n >= 3 && memcmp(s.p, "\x1F\x8B\x08", 3) == 0 && (s.n < 4 || !(s.p[3] & 0xE0)); }

static bool is_zstd(Slice s) {
    if (s.n < 4) return false;
    uint32_t magic = little_endian(s.p);
    return magic == ZSTD_MAGICNUMBER || (magic & 0xFFFFFFF0u) == ZSTD_MAGIC_SKIPPABLE_START;
}

static bool is_head(const Stream *s, Slice at) {
    return s->kind == STREAM_GZIP ? is_gzip(at) : is_zstd(at) && little_endian(at.p) == ZSTD_MAGICNUMBER;
}

Packing stream_packing(Slice s) {
    static const struct {
        size_t at, n;
        const char *mark;
    } archives[] = {{0, 4, "PK\3\4"},
                    {0, 4, "PK\5\6"},
                    {257, 5, "ustar"},
                    {0, 6, "7z\xBC\xAF\x27\x1C"},
                    {0, 3, "BZh"},
                    {0, 6,
                     "\xFD"
                     "7zXZ\0"}};
    if (is_gzip(s)) return PACKED_GZIP;
    if (is_zstd(s)) return PACKED_ZSTD;
    for (size_t i = 0; i < COUNT_OF(archives); i++)
        if (s.n >= archives[i].at + archives[i].n && memcmp(s.p + archives[i].at, archives[i].mark, archives[i].n) == 0) return PACKED_ARCHIVE;
    return PACKED_NOT;
}

/* The result of one call to a library. */
typedef struct Step {
    size_t used, made;
    bool end; /* of a member or frame */
    const char *error;
} Step;

static Step step_gzip(Stream *s, Slice in, char *to, size_t room) {
    if (s->between) inflateReset(&s->z);
    s->z.next_in = (Bytef *)(uintptr_t)in.p, s->z.avail_in = (uInt)in.n;
    s->z.next_out = (Bytef *)to, s->z.avail_out = (uInt)room;
    int code = inflate(&s->z, Z_NO_FLUSH);
    Step step = {in.n - s->z.avail_in, room - s->z.avail_out, code == Z_STREAM_END, NULL};
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) step.error = s->z.msg ? s->z.msg : zError(code);
    return step;
}

static Step step_zstd(Stream *s, Slice in, char *to, size_t room) {
    ZSTD_inBuffer from = {in.p, in.n, 0};
    ZSTD_outBuffer out = {to, room, 0};
    if (s->between) ZSTD_DCtx_reset(s->zstd, ZSTD_reset_session_only);
    size_t code = ZSTD_decompressStream(s->zstd, &out, &from);
    bool error = ZSTD_isError(code);
    return (Step){from.pos, out.pos, code == 0, error ? ZSTD_getErrorName(code) : NULL};
}

/* The dictionary may itself be compressed. */
static void load_dictionary(Stream *s, Slice content) {
    char *plain = NULL;
    unsigned long long size = is_zstd(content) ? ZSTD_getFrameContentSize(content.p, content.n) : 0;
    if (size && size <= DICTIONARY_MAX) {
        plain = base_alloc(size);
        size_t n = ZSTD_decompress(plain, size, content.p, content.n);
        content = ZSTD_isError(n) ? (Slice){"", 0} : (Slice){plain, n};
    }
    ZSTD_DCtx_loadDictionary(s->zstd, content.p, content.n);
    free(plain);
}

/* A .warc.zst begins with a skippable frame that contains the dictionary for all others. */
static attache_status take_dictionary(Stream *s) {
    FORWARD_IF_ERROR(stream_fill(s->below, 8));
    Slice head = stream_window(s->below);
    if (head.n < 8 || little_endian(head.p) != DICTIONARY_MAGIC) return ATTACHE_OK;
    uint32_t size = little_endian(head.p + 4);
    if (size > DICTIONARY_MAX) return ATTACHE_OK;
    FORWARD_IF_ERROR(stream_fill(s->below, 8 + (size_t)size));
    Slice all = stream_window(s->below);
    if (all.n < 8 + (size_t)size) return ATTACHE_OK;
    load_dictionary(s, (Slice){all.p + 8, size});
    stream_use(s->below, 8 + (size_t)size);
    return ATTACHE_OK;
}

static const char *packing_name(const Stream *s) { return s->kind == STREAM_GZIP ? "gzip" : "zstd"; }

static void fail_packed(Stream *s, const char *what, const char *why) {
    s->failed =
        report(&s->reporter, ATTACHE_ERR_IO, STREAM_WHERE(s->below, stream_offset(s->below)), "the %s data %s: %s", packing_name(s), what, why);
}

/* Looks for the head of a member in the window below; skips everything before it. */
static bool find_head(Stream *s) {
    Slice in = stream_window(s->below);
    size_t i = 0;
    while (i < in.n && !is_head(s, (Slice){in.p + i, in.n - i})) i++;
    if (i == in.n && !s->below->ended && in.n >= MAGIC) i = in.n - MAGIC + 1; /* it may have begun */
    stream_use(s->below, i);
    in = stream_window(s->below);
    return is_head(s, in);
}

/* Zeros after the last member are padding from tapes and some tools. */
static bool skip_zeros(Stream *s) {
    Slice in = stream_window(s->below);
    size_t n = 0;
    while (n < in.n && in.p[n] == 0) n++;
    if (s->between) stream_use(s->below, n);
    return s->between && n == in.n;
}

static bool is_bomb(Stream *s) {
    if (!is_too_much(s->made, stream_offset(s->below) - s->begun, BOMB_FROM)) return false;
    fail_packed(s, "unpack to more than 200 times their size", "no archive of pages does; the rest is left alone");
    return s->ended = true;
}

static void note_damage(Stream *s, const char *why) {
    bool told = s->lost && s->untouched; /* what looked like a head after the damage was none */
    s->lost = s->between = true;
    if (!told) fail_packed(s, "are damaged", why);
}

/* One step of decompression; true if it gave output or at least tried. */
static size_t unpack_some(Stream *s, char *to, size_t room) {
    Slice in = stream_window(s->below);
    s->untouched |= s->between;
    Step step = s->kind == STREAM_GZIP ? step_gzip(s, in, to, room) : step_zstd(s, in, to, room);
    stream_use(s->below, step.used ? step.used : step.error != NULL);
    s->between = step.end;
    s->made += step.made;
    if (step.error)
        note_damage(s, step.error);
    else if (step.made || step.end)
        s->lost = s->untouched = false;
    return step.made;
}

static size_t read_packed(Stream *s, char *to, size_t room) {
    if (s->kind == STREAM_ZSTD && s->made == 0 && s->between && !s->lost && (s->failed = take_dictionary(s))) return 0;
    while (!s->ended && !s->failed) {
        if ((s->failed = stream_fill(s->below, s->lost ? MAGIC : 1))) {
            s->lost = s->between = true;
            break;
        }
        if (stream_at_end(s->below)) {
            if (!s->between) fail_packed(s, "end early", "the rest is missing");
            s->ended = true;
            break;
        }
        if (is_bomb(s) || skip_zeros(s) || (s->lost && s->between && !find_head(s))) continue;
        size_t made = unpack_some(s, to, room);
        if (made) return made;
    }
    return 0;
}

/* ---- filling ---- */

static size_t read_some(Stream *s, char *to, size_t room) {
    switch (s->kind) {
    case STREAM_FILE: return read_file(s, to, room);
    case STREAM_MEMBER: return read_member(s, to, room);
    default: return read_packed(s, to, room);
    }
}

/* The window is moved only after part of it was consumed, so that a large one is not moved for each chunk. */
static void make_room(Stream *s) {
    if (s->at && s->at >= (s->buf.n - s->at) / 4) {
        memmove(s->buf.p, s->buf.p + s->at, s->buf.n - s->at);
        s->buf.n -= s->at;
        s->at = 0;
    }
    buf_reserve(&s->buf, CHUNK);
}

static void fill(Stream *s, size_t want) {
    while (s->buf.n - s->at < want && !s->failed && !s->ended) {
        make_room(s);
        size_t got = read_some(s, s->buf.p + s->buf.n, CHUNK);
        s->buf.n += got;
        s->buf.p[s->buf.n] = 0;
        if (!got && s->kind < STREAM_GZIP) s->ended = true;
    }
}

static attache_status tell_failure(Stream *s) {
    attache_status status = s->failed;
    s->failed = ATTACHE_OK;
    return status;
}

attache_status stream_fill(Stream *s, size_t want) {
    fill(s, want);
    return s->buf.n - s->at >= want ? ATTACHE_OK : tell_failure(s);
}

attache_status stream_peek(Stream *s, size_t want) {
    fill(s, want);
    return s->buf.n > s->at ? ATTACHE_OK : tell_failure(s);
}

attache_status stream_skip(Stream *s, uint64_t n, bool *whole) {
    for (*whole = true; n;) {
        FORWARD_IF_ERROR(stream_fill(s, 1));
        size_t have = stream_window(s).n;
        if (!have) return *whole = false, ATTACHE_OK;
        size_t use = n < have ? (size_t)n : have;
        stream_use(s, use);
        n -= use;
    }
    return ATTACHE_OK;
}
