/* memory.c - arenas, buffers, whole files: all of attache's own allocations go through here. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

#include "base/failure.h"

enum { BLOCK_MIN = 256 << 10, KEEP_MAX = 64 << 20, LARGE_MIN = 64 << 10, ALIGN = 16 };

struct ArenaBlock {
    ArenaBlock *next;
    size_t size; /* of the bytes behind this header */
};
/* The header is padded so that the bytes after it are aligned. */
#define BLOCK_HEAD ((sizeof(ArenaBlock) + ALIGN - 1) / ALIGN * ALIGN)

void *base_alloc(size_t size) {
    void *p = malloc(size ? size : 1);
    if (!p) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    return p;
}

void *base_zalloc(size_t size) {
    void *p = calloc(1, size ? size : 1);
    if (!p) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    return p;
}

void *base_zalloc_lines(size_t size) {
    void *p;
    if (posix_memalign(&p, CACHE_LINE, size ? size : 1)) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    return memset(p, 0, size);
}

void *base_realloc(void *p, size_t size) {
    void *q = realloc(p, size ? size : 1);
    if (!q) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    return q;
}

char *base_strdup(const char *s) {
    size_t n = strlen(s) + 1;
    return memcpy(base_alloc(n), s, n);
}

/* ---- arena ---- */

void arena_init(Arena *a) { *a = (Arena){0}; }

static size_t aligned(size_t size) { return (size + ALIGN - 1) / ALIGN * ALIGN; }

static void enter_block(Arena *a, ArenaBlock *b) {
    a->current = b;
    a->at = (char *)b + BLOCK_HEAD;
    a->end = a->at + b->size;
}

static size_t used_of_block(const Arena *a) { return a->current ? (size_t)(a->at - (char *)a->current) - BLOCK_HEAD : 0; }

static void *alloc_in_next_block(Arena *a, size_t size) {
    a->before += used_of_block(a);
    ArenaBlock *next = a->current ? a->current->next : a->first;
    if (!next || next->size < size) { /* a kept block that is too small is moved after the new one */
        size_t room = size > BLOCK_MIN ? size : BLOCK_MIN;
        ArenaBlock *b = base_alloc(BLOCK_HEAD + room);
        *b = (ArenaBlock){next, room};
        if (a->current)
            a->current->next = b;
        else
            a->first = b;
        next = b;
    }
    enter_block(a, next);
    char *p = a->at;
    a->at += size;
    return p;
}

void *arena_alloc(Arena *a, size_t size) {
    size = aligned(size);
    if ((size_t)(a->end - a->at) < size || !a->at) return alloc_in_next_block(a, size);
    char *p = a->at;
    a->at += size;
    return p;
}

void *arena_alloc_lines(Arena *a, size_t size) {
    char *p = arena_alloc(a, size + CACHE_LINE - ALIGN);
    return p + (-(uintptr_t)p & (CACHE_LINE - 1));
}

void *arena_zalloc(Arena *a, size_t size) { return memset(arena_alloc(a, size), 0, size); }

char *arena_copy(Arena *a, const char *p, size_t n) {
    char *q = arena_alloc(a, n + 1);
    if (n) memcpy(q, p, n);
    q[n] = 0;
    return q;
}

char *arena_join(Arena *a, const char *const *parts, size_t n) {
    size_t all = 0, length;
    for (size_t i = 0; i < n; i++) all += strlen(parts[i]);
    char *out = arena_alloc(a, all + 1), *p = out;
    for (size_t i = 0; i < n; i++, p += length) memcpy(p, parts[i], length = strlen(parts[i]));
    *p = 0;
    return out;
}

/* Writes the digits so that they end before `end`; returns their beginning. */
static char *digits_before(char *end, unsigned v) {
    do *--end = (char)('0' + v % 10);
    while (v /= 10);
    return end;
}

char *arena_numbered(Arena *a, const char *text, const char *between, unsigned number) {
    char digits[12] = "", *p = digits_before(digits + sizeof digits - 1, number);
    return arena_join(a, (const char *const[]){text, between, p}, 3);
}

char *arena_printf(Arena *a, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    char *at = a->at; /* its position, if it fits */
    size_t n = (size_t)vsnprintf(at, at ? (size_t)(a->end - at) : 0, format, args);
    va_end(args);
    char *p = arena_alloc(a, n + 1);
    if (p != at) vsnprintf(p, n + 1, format, again);
    va_end(again);
    return p;
}

/* Enlarges the block that an array of `had` bytes has to itself; returns the array's new position, or NULL if it shares a block. */
static void *grow_block(Arena *a, const void *items, size_t had, size_t size) {
    ArenaBlock **link = &a->first;
    while (*link && (char *)*link + BLOCK_HEAD != (const char *)items) link = &(*link)->next;
    if (!*link || (*link)->size != aligned(had)) return NULL;
    bool is_current = a->current == *link;
    ArenaBlock *b = base_realloc(*link, BLOCK_HEAD + aligned(size));
    if (!is_current) a->before += aligned(size) - b->size;
    b->size = aligned(size);
    *link = b;
    if (is_current) {
        enter_block(a, b);
        a->at = a->end;
    }
    return (char *)b + BLOCK_HEAD;
}

/* The pages of a block, moved to a longer stretch without copying; NULL: new ones. */
static ArenaBlock *grow_pages(ArenaBlock *old, size_t size) {
    void *p = old ? mremap(old, BLOCK_HEAD + old->size, BLOCK_HEAD + size, MREMAP_MAYMOVE)
                  : mmap(NULL, BLOCK_HEAD + size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    return p;
}

static ArenaBlock **find_large(Arena *a, const void *items) {
    ArenaBlock **link = &a->large;
    while (*link && (char *)*link + BLOCK_HEAD != (const char *)items) link = &(*link)->next;
    return link;
}

/* Enlarges an array of `had` bytes that has pages to itself, and gives it some if it has none. */
static void *grow_large(Arena *a, const void *items, size_t had, size_t size) {
    ArenaBlock **link = find_large(a, items);
    bool moves = *link != NULL;
    ArenaBlock *b = grow_pages(*link, size);
    a->n_large += size - b->size; /* 0 in new pages, as `next` */
    b->size = size;
    *link = b;
    char *q = (char *)b + BLOCK_HEAD;
    return moves ? q : memcpy(q, items, had);
}

/* Gives back the first block of a list. */
static void free_pages(Arena *a, ArenaBlock **link) {
    ArenaBlock *b = *link;
    *link = b->next;
    a->n_large -= b->size;
    munmap(b, BLOCK_HEAD + b->size);
}

static void free_large(Arena *a) {
    while (a->large) free_pages(a, &a->large);
}

void *arena_own(Arena *a, size_t size) {
    if (!a->room || size <= LARGE_MIN) return arena_zalloc(a, size);
    ArenaBlock *b = grow_pages(NULL, size);
    b->next = a->large, b->size = size;
    a->large = b, a->n_large += size;
    return (char *)b + BLOCK_HEAD;
}

void arena_return(Arena *a, const void *p) {
    ArenaBlock **link = find_large(a, p);
    if (*link) free_pages(a, link);
}

void *arena_grow(Arena *a, void *items, size_t n, size_t *cap, size_t item_size) {
    enum { LARGE_ITEM = 64 };
    size_t had = *cap * item_size, large = a->room ? LARGE_MIN : BLOCK_MIN;
    size_t more = had > large ? *cap + *cap / 8 : *cap ? *cap * 2 : item_size > LARGE_ITEM ? 1 : 8; /* in a long document half of a large array is too much to leave empty */
    void *q = had <= large ? NULL : (a->room ? grow_large : grow_block)(a, items, had, more * item_size);
    if (!q) {
        q = arena_alloc(a, more * item_size);
        if (n) memcpy(q, items, n * item_size);
    }
    *cap = more;
    return q;
}

void arena_reset(Arena *a) {
    size_t kept = 0;
    free_large(a);
    ArenaBlock **link = &a->first;
    while (*link) {
        ArenaBlock *b = *link;
        if (kept + b->size > KEEP_MAX) {
            *link = b->next;
            free(b);
        } else {
            kept += b->size;
            link = &b->next;
        }
    }
    a->current = NULL;
    a->at = a->end = NULL;
    a->before = 0;
    if (a->first) enter_block(a, a->first);
}

void arena_rewind(Arena *a, ArenaMark mark) {
    a->current = mark.current, a->at = mark.at, a->end = mark.end, a->before = mark.before;
    if (!a->current && a->first) enter_block(a, a->first);
}

void arena_free(Arena *a) {
    free_large(a);
    for (ArenaBlock *b = a->first; b;) {
        ArenaBlock *next = b->next;
        free(b);
        b = next;
    }
    arena_init(a);
}

/* ---- budgets ---- */

static double processor_time(void) {
    struct timespec t;
    return clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) == 0 ? (double)t.tv_sec + (double)t.tv_nsec * 1e-9 : 0;
}

void budget_begin(Budget *b, size_t memory, double seconds) {
    *b = (Budget){.memory = memory, .seconds = seconds, .until = seconds > 0 ? processor_time() + seconds : 0};
}

size_t arena_used(const Arena *a) { return a->before + used_of_block(a) + a->n_large; }

bool budget_check(const Arena *a, size_t more, bool look_at_clock) {
    enum { CLOCK_EVERY = 32, SHORT = 1 << 20 }; /* SHORT: with less memory a stage takes no time to speak of, but the clock does, for a document that short */
    Budget *b = a->budget;
    if (b->spent) return true;
    size_t used = arena_used(a) + b->charged + more;
    if (used > b->memory)
        b->spent = ATTACHE_ERR_TOO_LARGE;
    else if (b->seconds > 0 && ((look_at_clock && used > SHORT) || ++b->asked % CLOCK_EVERY == 0) && processor_time() > b->until)
        b->spent = ATTACHE_ERR_TIME;
    return b->spent != ATTACHE_OK;
}

/* ---- buffer ---- */

void buf_grow(Buf *b, size_t more) {
    size_t cap = b->cap ? b->cap : 256;
    while (cap - b->n <= more) cap *= 2;
    b->p = base_realloc(b->p, cap);
    b->cap = cap;
}

void buf_number(Buf *b, unsigned v) {
    char digits[12], *end = digits + sizeof digits, *p = digits_before(end, v);
    buf_add(b, p, (size_t)(end - p));
}

/* Powers of ten, from 0 to 7. */
static const double tens[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};

/* v * 10^decimals as an integer; -1 if that is large, negative, or so close to halfway between two integers that only all digits of v can decide. */
static long scaled(double v, int decimals) {
    double x = v * tens[decimals], whole = floor(x), part = x - whole;
    if (!(v >= 0 && x < 1e9) || (part > 0.499 && part < 0.501)) return -1;
    return (long)whole + (part > 0.5);
}

static void buf_decimals(Buf *b, long n, int decimals) {
    buf_number(b, (unsigned)(n / (long)tens[decimals]));
    if (decimals) buf_char(b, '.');
    for (int i = decimals - 1; i >= 0; i--) buf_char(b, (char)('0' + n / (long)tens[i] % 10));
}

void buf_fixed(Buf *b, double v, int decimals) {
    long n = v < 0 ? scaled(-v, decimals) : scaled(v, decimals);
    if (n < 0 || signbit(v) != (v < 0)) {
        buf_printf(b, "%.*f", decimals, v);
        return;
    }
    if (v < 0) buf_char(b, '-');
    buf_decimals(b, n, decimals);
}

void buf_seven(Buf *b, double v) {
    double size = fabs(v);
    int decimals = size >= 100 ? 4 : size >= 10 ? 5 : 6;
    long n = size >= 1 && size < 900 ? scaled(size, decimals) : -1;
    if (n < 0 || n >= (long)tens[7]) {
        buf_printf(b, "%.7g", v);
        return;
    }
    while (decimals && n % 10 == 0) n /= 10, decimals--;
    if (v < 0) buf_char(b, '-');
    buf_decimals(b, n, decimals);
}

void buf_printf(Buf *b, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    buf_reserve(b, 64);
    size_t room = b->cap - b->n;
    int n = vsnprintf(b->p + b->n, room, format, args);
    va_end(args);
    if (n >= 0 && (size_t)n >= room) { /* rarely */
        buf_reserve(b, (size_t)n + 1);
        vsnprintf(b->p + b->n, (size_t)n + 1, format, again);
    }
    va_end(again);
    b->n += (size_t)n;
}

void buf_clear(Buf *b) {
    b->n = 0;
    if (b->p) b->p[0] = 0;
}

void buf_free(Buf *b) {
    free(b->p);
    *b = (Buf){0};
}

/* ---- messages and files ---- */

attache_status report(const Reporter *r, attache_status status, const char *where, const char *format, ...) {
    if (!r || !r->fn) return status;
    char message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    r->fn(status, where, message, r->user);
    return status;
}

attache_status base_read_file(const char *path, size_t max, Buf *out, const Reporter *r) {
    buf_clear(out);
    bool is_stdin = strcmp(path, "-") == 0;
    FILE *f = is_stdin ? stdin : fopen(path, "rb");
    if (!f) return report(r, ATTACHE_ERR_IO, path, "%s", strerror(errno));
    struct stat st;
    attache_status status = ATTACHE_OK;
    if (fstat(fileno(f), &st) == 0 && S_ISDIR(st.st_mode)) status = report(r, ATTACHE_ERR_IO, path, "is a directory: name the files in it");
    while (status == ATTACHE_OK) {
        buf_reserve(out, 64 << 10);
        size_t got = fread(out->p + out->n, 1, out->cap - out->n - 1, f);
        out->n += got;
        out->p[out->n] = 0;
        if (out->n > max)
            status = report(r, ATTACHE_ERR_TOO_LARGE, path, "is larger than %zu MB: split it", max >> 20);
        else if (got == 0 && ferror(f))
            status = report(r, ATTACHE_ERR_IO, path, "%s", strerror(errno));
        else if (got == 0)
            break;
    }
    if (!is_stdin) fclose(f);
    return status;
}
