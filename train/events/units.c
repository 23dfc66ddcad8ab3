/* units.c - what student.py leaves to C: the simple recurrent unit of a layer, and the parabola that stands for tanh, each with its derivative.
 *
 * student.py compiles this file and calls it through ctypes. A batch is [sentences][longest][...] floats; of each sentence the first `size` words are there, and
 * what is written for the others is 0. A word's sums are [2 directions][candidate, forget, reset][half]:
 *
 *     f = step(forget)   r = step(reset)   cell = f * cell of the word before + (1 - f) * sign(candidate)   y = x + r * (cell - x)
 *
 * The second direction runs from the last word to the first, on the second half of x (Lei et al., "Simple recurrent units for highly parallelizable recurrence", EMNLP 2018). */
#include <stdint.h>
#include <string.h>

static inline float cut(float x, float most) { return x > most ? most : x < -most ? -most : x; }
static inline float size_of(float x) { return x < 0 ? -x : x; }
static inline float sign(float x) { return x = cut(x, 2), x * (4 - size_of(x)) / 4; }
static inline float step(float x) { return x = cut(x, 4), 0.5f + x * (8 - size_of(x)) / 32; }
static inline float slope_of_sign(float x) { return x = size_of(x), x < 2 ? 1 - x / 2 : 0; }
static inline float slope_of_step(float x) { return x = size_of(x), x < 4 ? (4 - x) / 16 : 0; }

void sign_of(const float *restrict x, float *restrict y, int64_t n) {
    for (int64_t i = 0; i < n; i++) y[i] = sign(x[i]);
}

void sign_back(const float *restrict x, const float *restrict of_y, float *restrict of_x, int64_t n) {
    for (int64_t i = 0; i < n; i++) of_x[i] = of_y[i] * slope_of_sign(x[i]);
}

static void word(const float *restrict x, const float *restrict z, int64_t half, float *restrict y, float *restrict cells, float *restrict before) {
    const float *restrict candidate = z, *restrict forget = z + half, *restrict reset = z + 2 * half;
    for (int64_t i = 0; i < half; i++) {
        float f = step(forget[i]), cell = (1 - f) * sign(candidate[i]) + f * before[i];
        before[i] = cells[i] = cell;
        y[i] = x[i] + step(reset[i]) * (cell - x[i]);
    }
}

static void word_back(const float *restrict x, const float *restrict z, const float *restrict cells, const float *restrict before, const float *restrict of_y, int64_t half,
                      float *restrict of_x, float *restrict of_z, float *restrict carried) {
    const float *restrict candidate = z, *restrict forget = z + half, *restrict reset = z + 2 * half;
    float *restrict of_candidate = of_z, *restrict of_forget = of_z + half, *restrict of_reset = of_z + 2 * half;
    for (int64_t i = 0; i < half; i++) {
        float f = step(forget[i]), r = step(reset[i]), of_cell = carried[i] + of_y[i] * r;
        of_x[i] = of_y[i] * (1 - r);
        of_candidate[i] = of_cell * (1 - f) * slope_of_sign(candidate[i]);
        of_forget[i] = of_cell * (before[i] - sign(candidate[i])) * slope_of_step(forget[i]);
        of_reset[i] = of_y[i] * (cells[i] - x[i]) * slope_of_step(reset[i]);
        carried[i] = of_cell * f;
    }
}

/* The places of a word in one direction: half of its values, and its three sums. */
typedef struct Place {
    int64_t at, sums;
} Place;

static Place place_of(int64_t sentence, int64_t longest, int64_t half, int direction, int64_t size, int64_t k) {
    int64_t word = sentence * longest + (direction ? size - 1 - k : k);
    return (Place){(word * 2 + direction) * half, (word * 2 + direction) * 3 * half};
}

/* x, y and cells [sentences][longest][2 * half], z [sentences][longest][6 * half]; `before` is room for [half] */
void scan(const float *x, const float *z, const int64_t *sizes, int64_t sentences, int64_t longest, int64_t half, float *y, float *cells, float *before) {
    memset(y, 0, sizeof *y * (size_t)(sentences * longest * 2 * half));
    memset(cells, 0, sizeof *cells * (size_t)(sentences * longest * 2 * half));
    for (int64_t s = 0; s < sentences; s++)
        for (int d = 0; d < 2; d++) {
            memset(before, 0, sizeof *before * (size_t)half);
            for (int64_t k = 0; k < sizes[s]; k++) {
                Place p = place_of(s, longest, half, d, sizes[s], k);
                word(x + p.at, z + p.sums, half, y + p.at, cells + p.at, before);
            }
        }
}

/* From the derivative by y those by x and z; `carried` and `nothing` are room for [half]. */
void scan_back(const float *x, const float *z, const float *cells, const float *of_y, const int64_t *sizes, int64_t sentences, int64_t longest, int64_t half,
               float *of_x, float *of_z, float *carried, float *nothing) {
    memset(of_x, 0, sizeof *of_x * (size_t)(sentences * longest * 2 * half));
    memset(of_z, 0, sizeof *of_z * (size_t)(sentences * longest * 6 * half));
    memset(nothing, 0, sizeof *nothing * (size_t)half);
    for (int64_t s = 0; s < sentences; s++)
        for (int d = 0; d < 2; d++) {
            memset(carried, 0, sizeof *carried * (size_t)half);
            for (int64_t k = sizes[s] - 1; k >= 0; k--) {
                Place p = place_of(s, longest, half, d, sizes[s], k);
                const float *before = k ? cells + place_of(s, longest, half, d, sizes[s], k - 1).at : nothing;
                word_back(x + p.at, z + p.sums, cells + p.at, before, of_y + p.at, half, of_x + p.at, of_z + p.sums, carried);
            }
        }
}
