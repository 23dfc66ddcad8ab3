/* lanes.h - the units of the network, for LANES values of 16 bits at a time. kernel.c includes it once for each instruction set, after defining TARGET, V, LANES
 * and the v_ operations, and NAMED to give each copy its own names. Lines of values have a multiple of 32 values. */

/* tanh approximated by a parabola: Q10 to Q13. For 0 the second factor overflows, which does not matter. */
TARGET static inline V NAMED(soft_sign)(V q10) {
    V v = v_max(v_min(q10, v_set(2048)), v_set(-2048));
    return v_times(v_shl(v, 3), v_shl(v_sub(v_set(4096), v_abs(v)), 3));
}

/* The logistic function approximated by two parabolas: Q10 to Q15, 1 to 32767. */
TARGET static inline V NAMED(soft_step)(V q10) {
    V u = v_max(v_min(q10, v_set(4064)), v_set(-4064));
    return v_add(v_set(16384), v_times(v_shl(u, 3), v_shl(v_sub(v_set(8192), v_abs(u)), 2)));
}

TARGET static inline void NAMED(put_bytes)(uint8_t *out, V q13) { v_store_bytes(out, v_add(v_sra(v_add(q13, v_set(32)), 6), v_set(128))); }

TARGET static void NAMED(soften)(const int16_t *sums, uint8_t *out, int n) {
    for (int i = 0; i < n; i += LANES) NAMED(put_bytes)(out + i, NAMED(soft_sign)(v_load(sums + i)));
}

TARGET static void NAMED(join)(const int16_t *a, const int16_t *b, const int16_t *c, uint8_t *out, int n) {
    for (int i = 0; i < n; i += LANES) NAMED(put_bytes)(out + i, NAMED(soft_sign)(v_add(v_add(v_load(a + i), v_load(b + i)), v_load(c + i))));
}

#ifdef W
/* Two rows at once, in 32-bit lanes: w_low and w_high put the values of two lines beside each other, w_join undoes that. */
TARGET static void NAMED(sum)(const int8_t *const *rows, const int16_t *units, int n, int width, int16_t *out) {
    static const int8_t nothing[SUM_WIDTH_MAX];
    for (int d = 0; d < width; d += LANES) {
        W low = w_zero(), high = w_zero();
        for (int f = 0; f < n; f += 2) {
            bool two = f + 1 < n;
            W pair = w_set((int32_t)((uint32_t)(uint16_t)(two ? units[f + 1] : 0) << 16 | (uint16_t)units[f]));
            V a = v_load_signed(rows[f] + d), b = v_load_signed((two ? rows[f + 1] : nothing) + d);
            low = w_add(low, w_products(w_low(a, b), pair));
            high = w_add(high, w_products(w_high(a, b), pair));
        }
        v_store(out + d, v_max(v_min(w_join(w_sra(low, 6), w_sra(high, 6)), v_set(SHORT_MAX)), v_set(-SHORT_MAX)));
    }
}
#undef W
#undef w_zero
#undef w_set
#undef w_add
#undef w_sra
#undef w_low
#undef w_high
#undef w_products
#undef w_join
#endif

/* A word's contribution to its neighbours, Q10, in a byte: Q5. */
TARGET static void NAMED(shrink)(const int16_t *sums, int8_t *out, int n) {
    for (int i = 0; i < n; i += LANES) v_store_signed(out + i, v_sra(v_add(v_load(sums + i), v_set(16)), 5));
}

TARGET static void NAMED(mix)(const int8_t *behind, const int8_t *self, const int8_t *before, int n, int16_t *out) {
    for (int d = 0; d < n; d += LANES) v_store(out + d, v_shl(v_add(v_load_signed(self + d), v_add(v_load_signed(behind + d), v_load_signed(before + d))), 5));
}

/* One word of one direction: z holds the sums of candidate, forget, reset and, in the first layer (x is NULL), skip. */
TARGET static inline void NAMED(cells)(const int16_t *z, int16_t *cell, const uint8_t *x, uint8_t *y, int half) {
    for (int d = 0; d < half; d += LANES) {
        V candidate = NAMED(soft_sign)(v_load(z + d)), had = v_load(cell + d);
        V c = v_add(candidate, v_times(NAMED(soft_step)(v_load(z + half + d)), v_sub(had, candidate)));
        V skip = x ? v_shl(v_sub(v_load_bytes(x + d), v_set(128)), 6) : NAMED(soft_sign)(v_load(z + 3 * half + d));
        v_store(cell + d, c);
        NAMED(put_bytes)(y + d, v_add(skip, v_times(NAMED(soft_step)(v_load(z + 2 * half + d)), v_sub(c, skip))));
    }
}

/* Both directions alternately, so that neither waits for its own results. */
TARGET static void NAMED(scan)(const int16_t *z, const uint8_t *x, uint8_t *y, int n, int width) {
    int16_t forward[NET_WIDTH_MAX / 2] = {0}, backward[NET_WIDTH_MAX / 2] = {0};
    int half = width / 2;
    size_t gates = x ? 3 : 4;
    for (int t = 0, u = n - 1; t < n; t++, u--) {
        size_t a = (size_t)t * (size_t)width, b = (size_t)u * (size_t)width + (size_t)half;
        NAMED(cells)(z + a * gates, forward, x ? x + a : NULL, y + a, half);
        NAMED(cells)(z + b * gates, backward, x ? x + b : NULL, y + b, half);
    }
}

#undef NAMED
#undef TARGET
#undef V
#undef LANES
#undef v_load
#undef v_store
#undef v_load_bytes
#undef v_store_bytes
#undef v_load_signed
#undef v_store_signed
#undef v_set
#undef v_add
#undef v_sub
#undef v_min
#undef v_max
#undef v_abs
#undef v_shl
#undef v_sra
#undef v_times
