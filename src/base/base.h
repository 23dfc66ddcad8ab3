/* base.h - the foundation of every layer: spans, arenas, growable buffers, UTF-8, hashing, messages.
 *
 * Ownership: an Arena owns everything allocated from it until arena_reset or arena_free; nothing is freed separately. A Buf owns its bytes. Out of memory jumps
 * back to the guard that the thread has set (failure.h), which gives up one document, one request or one call of the public interface, and no more.
 */
#ifndef ATTACHE_BASE_H
#define ATTACHE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "attache.h"

/* Returns from the calling function with the status of `expr` if that is not ATTACHE_OK. */
#define FORWARD_IF_ERROR(expr)                                                                                                                       \
    do {                                                                                                                                             \
        attache_status forward_status_ = (expr);                                                                                                     \
        if (forward_status_ != ATTACHE_OK) return forward_status_;                                                                                   \
    } while (0)

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Bytes [start, end) of a text known from the context. */
typedef struct Span {
    uint32_t start, end;
} Span;

/* Borrowed bytes without a final NUL. */
typedef struct Slice {
    const char *p;
    size_t n;
} Slice;

#define SLICE(literal) ((Slice){(literal), sizeof(literal) - 1})
static inline Slice slice_of(const char *s) { return (Slice){s, s ? strlen(s) : 0}; }
static inline Slice slice_sub(const char *text, Span s) { return (Slice){text + s.start, s.end - s.start}; }
static inline bool slice_eq(Slice a, Slice b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }
static inline bool slice_is(Slice a, const char *s) { return slice_eq(a, slice_of(s)); }

/* ---- memory (memory.c) ---- */

_Noreturn void base_die(const char *what); /* prints and aborts: a bug of ours */
void *base_alloc(size_t size);            /* malloc, or a failure (failure.h) */
void *base_zalloc(size_t size);           /* calloc, likewise */
void *base_zalloc_lines(size_t size);     /* the same, from the beginning of a cache line: for vectors, which take twice as long where they cross from one line to the next */
void *base_realloc(void *p, size_t size); /* realloc, likewise: on failure p is unchanged */
char *base_strdup(const char *s);

enum { CACHE_LINE = 64 };

typedef struct ArenaBlock ArenaBlock;
typedef struct Budget Budget;
typedef struct Arena {
    ArenaBlock *first, *current;
    char *at, *end;
    size_t before;  /* bytes allocated in the blocks before the current one */
    ArenaBlock *large; /* a long document's arrays, each with pages to itself */
    size_t n_large;    /* their bytes */
    Budget *budget; /* limits everything allocated here; borrowed; NULL: no limit */
    struct Arena *room; /* arena for data that is needed only during one sentence; borrowed; NULL: this one, where it stays */
} Arena;

void arena_init(Arena *a);
void *arena_alloc(Arena *a, size_t size); /* 16-byte aligned, not cleared */
void *arena_zalloc(Arena *a, size_t size);
void *arena_alloc_lines(Arena *a, size_t size); /* as arena_alloc, from the beginning of a cache line */
char *arena_copy(Arena *a, const char *p, size_t n);                                    /* adds NUL */
char *arena_join(Arena *a, const char *const *parts, size_t n);                         /* concatenated */
char *arena_numbered(Arena *a, const char *text, const char *between, unsigned number); /* "text", "between" and digits */
char *arena_printf(Arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
void arena_reset(Arena *a); /* forgets everything, keeps up to 64 MB of blocks and the budget for the next article */
void arena_free(Arena *a);

/* Forgets everything allocated since the mark. */
typedef struct ArenaMark {
    ArenaBlock *current;
    char *at, *end;
    size_t before;
} ArenaMark;
static inline ArenaMark arena_mark(const Arena *a) { return (ArenaMark){a->current, a->at, a->end, a->before}; }
void arena_rewind(Arena *a, ArenaMark mark);

/* Memory for the current sentence: `room` is the arena to allocate it in, and room_close forgets it. */
typedef struct Room {
    Arena *arena, *of;
    ArenaMark mark;
} Room;
static inline Room room_open(Arena *a) {
    Arena *room = a->room ? a->room : a;
    return (Room){room, a, arena_mark(room)};
}
static inline void room_close(const Room *r) {
    if (r->arena != r->of) arena_rewind(r->arena, r->mark);
}

/* The limits of one document. Nothing stops by itself: code that allocates what grows with the document calls arena_spent for each sentence, line or element, and
 * gives up with what it has; the code that began the budget reports the document. Memory is counted as it is requested, so a given document always fits or never
 * does; time varies. */
struct Budget {
    size_t memory, charged;  /* the limit in bytes, SIZE_MAX: none; bytes used outside the arena */
    double seconds, until;   /* of this thread's processor time; 0: no limit */
    unsigned asked;          /* calls so far: the clock is read only now and then */
    attache_status spent;    /* ATTACHE_OK, or what ran out: ATTACHE_ERR_TOO_LARGE, ATTACHE_ERR_TIME */
};
void budget_begin(Budget *b, size_t memory, double seconds);
bool budget_check(const Arena *a, size_t more, bool look_at_clock);
size_t arena_used(const Arena *a); /* as it counts for its budget */
static inline bool arena_spent(const Arena *a) { return a->budget && budget_check(a, 0, false); }
/* Asks for so many bytes more, and reads the clock: for use between two stages. */
static inline bool arena_lacks(const Arena *a, size_t more) { return a->budget && budget_check(a, more, true); }
static inline char *arena_slice(Arena *a, Slice s) { return arena_copy(a, s.p, s.n); }

/* Zeroed memory of its own for something large that is given back before the rest, if the arena has a room and it is large; else as arena_zalloc. */
void *arena_own(Arena *a, size_t size);
void arena_return(Arena *a, const void *p);

/* An array in an arena that doubles, a large one grows by an eighth: `VEC_PUSH(arena, items, n, cap)` yields a pointer to a new, uninitialised item. The outgrown array stays in the arena,
 * unless it is so large that it has a block or, in an arena that has a room, pages to itself. An array from before a mark may not grow until the arena is rewound. */
void *arena_grow(Arena *a, void *items, size_t n, size_t *cap, size_t item_size);
#define VEC_PUSH(arena, items, n, cap)                                                                                                               \
    (((n) == (cap) ? (items) = arena_grow((arena), (items), (n), &(cap), sizeof *(items)) : (void *)0), &(items)[(n)++])

/* The first index i below n for which a condition holds, n if there is none, by bisection: once it holds it has to go on holding. */
#define FIRST_WHERE(i, n, condition)                                                                                                                 \
    __extension__({                                                                                                                                  \
        size_t low_ = 0, high_ = (n);                                                                                                                \
        while (low_ < high_) {                                                                                                                       \
            size_t i = low_ + (high_ - low_) / 2;                                                                                                    \
            if (condition) high_ = i;                                                                                                                \
            else low_ = i + 1;                                                                                                                       \
        }                                                                                                                                            \
        low_;                                                                                                                                        \
    })

/* Whether a condition holds for any index i below n. */
#define ANY_WHERE(i, n, condition)                                                                                                                   \
    __extension__({                                                                                                                                  \
        size_t i = 0, end_##i = (n);                                                                                                                 \
        while (i < end_##i && !(condition)) i++;                                                                                                     \
        i < end_##i;                                                                                                                                 \
    })

/* The first of n items for which a condition on a pointer to it holds, or NULL. */
#define ITEM_WHERE(x, items, n, condition)                                                                                                           \
    __extension__({                                                                                                                                  \
        __typeof__((items) + 0) x = (items);                                                                                                         \
        size_t left_##x = (n);                                                                                                                       \
        for (; left_##x && !(condition); left_##x--) x++;                                                                                            \
        left_##x ? x : NULL;                                                                                                                         \
    })

/* A growable byte buffer on the heap; `p` ends with NUL once anything was added. */
typedef struct Buf {
    char *p;
    size_t n, cap;
} Buf;

void buf_grow(Buf *b, size_t more); /* called by buf_reserve when needed */
static inline void buf_reserve(Buf *b, size_t more) {
    if (b->cap - b->n <= more) buf_grow(b, more);
}
static inline void buf_add(Buf *b, const void *p, size_t n) {
    buf_reserve(b, n);
    if (n) memcpy(b->p + b->n, p, n);
    b->n += n;
    b->p[b->n] = 0;
}
static inline void buf_char(Buf *b, char c) {
    buf_reserve(b, 1);
    b->p[b->n++] = c;
    b->p[b->n] = 0;
}
static inline void buf_str(Buf *b, const char *s) { buf_add(b, s, strlen(s)); }
void buf_number(Buf *b, unsigned v);            /* in decimal */
void buf_fixed(Buf *b, double v, int decimals); /* like printf's %.*f, with at most 4 decimals */
void buf_seven(Buf *b, double v);               /* like printf's %.7g */
void buf_printf(Buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_clear(Buf *b); /* empties, keeps memory */
void buf_free(Buf *b);

/* ---- UTF-8 (utf8.c) ---- */

/* Decodes one code point at p (< end) into *cp; returns its length in bytes. For invalid bytes: 1 and U+FFFD (Unicode 3.9, table 3-7). */
size_t utf8_next(const char *p, const char *end, uint32_t *cp);
size_t utf8_encode(uint32_t cp, char out[4]);
/* Offset of the first invalid byte, or n. */
size_t utf8_valid(const char *p, size_t n);
bool utf8_is_letter(uint32_t cp);
bool utf8_is_upper(uint32_t cp);
bool utf8_is_space(uint32_t cp);
/* The key for looking up words: lower case, no diacritics (Latin), plain quotes and hyphens. Writes at most `cap` bytes and returns the length, or 0 if it does
 * not fit. Plain ASCII takes a fast path. */
size_t utf8_fold(const char *p, size_t n, char *out, size_t cap);

/* ---- hashing ---- */

/* 64-bit hash of bytes (a multiply-and-fold after wyhash), the same on every machine, because stores contain it. */
static inline uint64_t hash_mix(uint64_t a, uint64_t b) {
    __uint128_t m = (__uint128_t)(a ^ 0x9e3779b97f4a7c15u) * (b ^ 0xe7037ed1a0b428dbu);
    return (uint64_t)m ^ (uint64_t)(m >> 64);
}
uint64_t hash_bytes(const void *p, size_t n);

/* ---- messages ---- */

/* Receives messages about bad input; copied by value, the pointers borrowed for its lifetime. */
typedef struct Reporter {
    attache_message_fn *fn;
    void *user;
} Reporter;

/* Reports and returns `status`, so that `return report(...)` reads well. */
attache_status report(const Reporter *r, attache_status status, const char *where, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* ---- files (memory.c) ---- */

/* Reads a whole file into `out` (cleared first). ATTACHE_ERR_IO with a message for a missing file or a directory, ATTACHE_ERR_TOO_LARGE past `max`. */
attache_status base_read_file(const char *path, size_t max, Buf *out, const Reporter *r);

#endif
