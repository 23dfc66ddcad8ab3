/* product.c - products of bytes in plain C, and the choice of a variant for the machine. */
#include <stdlib.h>

#include "lang/product_int.h"

#ifdef KERNEL_AMX
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif
#if defined(KERNEL_ARM) && defined(__linux__)
#include <sys/auxv.h>
#ifndef HWCAP_ASIMDDP
#define HWCAP_ASIMDDP (1 << 20)
#endif
#elif defined(KERNEL_ARM) && defined(__APPLE__)
#include <sys/sysctl.h>
#endif

/* Widens rows of bytes as needed; the number of sums per word in y. */
INLINE void apply_body(const Lin *l, const uint8_t *x, int n, int32_t *y, int16_t *shorts) {
    int16_t wide[LIN_INPUTS_MAX];
    for (int t = 0; t < n; t++) {
        for (int i = 0; i < l->inputs; i++) wide[i] = x[(size_t)t * (size_t)l->inputs + (size_t)i];
        for (int o = 0; o < l->outputs; o++) {
            const int8_t *w = l->weights + (size_t)o * (size_t)l->inputs;
            int32_t sum = l->bias[o];
            for (int i = 0; i < l->inputs; i++) sum += wide[i] * (int16_t)w[i];
            sum = (int32_t)((float)sum * l->scale[o]);
            size_t at = (size_t)t * (size_t)l->outputs + (size_t)o;
            if (y) y[at] = sum;
            if (shorts) shorts[at] = (int16_t)(sum > SHORT_MAX ? SHORT_MAX : sum < -SHORT_MAX ? -SHORT_MAX : sum);
        }
    }
}

static void apply_plain(const Lin *l, const uint8_t *x, int n, int32_t *y) { apply_body(l, x, n, y, NULL); }
static void apply_short_plain(const Lin *l, const uint8_t *x, int n, int16_t *y) { apply_body(l, x, n, NULL, y); }
const Products product_plain = {"plain", apply_plain, apply_short_plain, NULL};

/* ---- what the machine supports ---- */

#ifdef KERNEL_X86
static bool has_vnni(void) {
    return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq");
}
static bool has_avx2(void) { return __builtin_cpu_supports("avx2"); }
#endif

#ifdef KERNEL_AMX
/* A process must ask for tiles before it uses them; to ask again does no harm. The kernel refuses if it has none, or if a thread's stack for signals is too small
 * to save them. */
static bool has_amx(void) {
    enum { REQUEST = 0x1023, TILES = 18, BITS = 1 << 24 | 1 << 25 }; /* ARCH_REQ_XCOMP_PERM; XFEATURE_XTILEDATA; tiles, and their products of bytes */
    unsigned a, b, c, d;
    return has_vnni() && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & BITS) == BITS && !syscall(SYS_arch_prctl, REQUEST, TILES);
}
#endif

#ifdef KERNEL_ARM
static bool has_dot(void) {
#if defined(__linux__)
    return getauxval(AT_HWCAP) & HWCAP_ASIMDDP;
#elif defined(__APPLE__)
    int has = 0;
    size_t size = sizeof has;
    return !sysctlbyname("hw.optional.arm.FEAT_DotProd", &has, &size, NULL, 0) && has;
#else
    return false;
#endif
}
#endif

const Products *product_find(const char *name) {
    const Products *list[4];
    size_t n = 0;
#ifdef KERNEL_AMX
    if (has_amx()) list[n++] = &product_amx;
#endif
#ifdef KERNEL_X86
    if (has_vnni()) list[n++] = &product_vnni;
    if (has_avx2()) list[n++] = &product_avx2;
#endif
#ifdef KERNEL_ARM
    if (has_dot()) list[n++] = &product_dot;
    list[n++] = &product_neon;
#endif
    list[n++] = &product_plain;
    for (size_t i = 0; i < n; i++)
        if (!name || !strcmp(name, list[i]->name)) return list[i];
    return NULL;
}

void lin_pack(Lin *l, const Products *p) {
    lin_unpack(l);
    if (!p->pack) return;
    l->packed = base_zalloc_lines(lin_room(l->inputs, l->outputs));
    p->pack(l, l->packed);
}

void lin_unpack(Lin *l) {
    free(l->packed);
    l->packed = NULL;
}
