/* portable.c - what Debian's static libraries ask for and a wheel does without (tools/portable.sh).
 *
 * They are compiled for programs, not for shared libraries: stdin, stdout and stderr have to be variables of the library itself, which are set before anything runs.
 * Of C++ uchardet uses `new` and `delete` alone, and throws nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "read/watch/watch.h"

FILE *portable_stdin, *portable_stdout, *portable_stderr;
static __attribute__((constructor)) void begin(void) { portable_stdin = stdin, portable_stdout = stdout, portable_stderr = stderr; }

/* ---- C++, under the names that its binary interface gives them ---- */

void *_Znwm(size_t size);
void _ZdlPv(void *p);
void __cxa_pure_virtual(void), __gxx_personality_v0(void), _Unwind_Resume(void);
void *_ZTVN10__cxxabiv117__class_type_infoE[16], *_ZTVN10__cxxabiv120__si_class_type_infoE[16];

void *_Znwm(size_t size) {
    void *p = malloc(size ? size : 1);
    if (!p) abort();
    return p;
}
void _ZdlPv(void *p) { free(p); }
void __cxa_pure_virtual(void) { abort(); }
void __gxx_personality_v0(void) { abort(); }
void _Unwind_Resume(void) { abort(); }

/* ---- ICU and nettle: functions that do nothing ---- */

/* libxml2 asks ICU for encodings that iconv does not know, and takes NULL for "unknown". libarchive decrypts with nettle what it has been given a passphrase for, which we never do. */
#define ABSENT(name) void *name(void); void *name(void) { return NULL; }
#include "absent.inc"

/* ---- feeds, which want libcurl and what it speaks TLS with ---- */

attache_status watch_run(const attache_watch *options, unsigned mode, const Reporter *r, attache_watch_counts *out) {
    (void)mode, (void)out;
    return report(r, ATTACHE_ERR_USAGE, options->into, "this library watches no feeds: the program attache does");
}
