/* detail.c - when, where, how many: the dates, places and numbers around a trigger, and the contexts of its sentence. */
#include <stdio.h>
#include <stdlib.h>

#include "code/code_int.h"

#define FOR_CHILDREN(c, t, k) for (int k = (c)->child[t]; k != NONE; k = (c)->sibling[k])

/* ---- calendar ---- */

typedef struct Day {
    int year, month, day; /* 0: not known */
} Day;

/* Days since 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms"). */
static long days_of(Day d) {
    int y = d.month <= 2 ? d.year - 1 : d.year, era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
    int doy = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    return (long)era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static Day day_of(long z) {
    z += 719468;
    long era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097, yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    long doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    Day d = {(int)(yoe + era * 400), (int)(mp < 10 ? mp + 3 : mp - 9), (int)(doy - (153 * mp + 2) / 5 + 1)};
    d.year += d.month <= 2;
    return d;
}

static int weekday_of(long z) { return (int)(((z % 7) + 11) % 7); } /* 0 Sunday; day 0 was a Thursday */

static bool read_day(const char *s, Day *d) {
    return s && sscanf(s, "%4d-%2d-%2d", &d->year, &d->month, &d->day) == 3 && d->month >= 1 && d->month <= 12 && d->day >= 1;
}

static void write_day(Day d, char out[11]) {
    char text[40];
    if (d.day)
        snprintf(text, sizeof text, "%04d-%02d-%02d", d.year, d.month, d.day);
    else if (d.month)
        snprintf(text, sizeof text, "%04d-%02d", d.year, d.month);
    else
        snprintf(text, sizeof text, "%04d", d.year);
    memcpy(out, text, 10);
    out[strlen(text) < 10 ? strlen(text) : 10] = 0;
}

static Day months_before(Day now, int months) {
    int m = now.year * 12 + now.month - 1 - months;
    return (Day){m / 12, m % 12 + 1, 0};
}

/* ---- expressions ---- */

static int digits_at(const Clause *c, int t) { /* the whole number that a token is, or -1 */
    Slice s = slice_sub(c->reading->article->text, clause_token(c, t)->span);
    int v = 0;
    if (!s.n || s.n > 6) return -1;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return -1;
        v = v * 10 + s.p[i] - '0';
    }
    return v;
}

static int number_at(const Clause *c, int t) { /* digits or a small number word, "a" as one; -1 if none */
    static const int tens[] = {20, 30, 40, 50};
    int v = digits_at(c, t);
    uint32_t l = c->lemmas[t];
    const uint32_t *w = c->coder->w;
    if (v >= 0 || !l) return v;
    for (int i = 0; i < 12; i++)
        if (l == w[W_ONE + i]) return i + 1;
    for (int i = 0; i < 4; i++)
        if (l == w[W_TWENTY + i]) return tens[i];
    return l == w[W_A] || l == w[W_AN] ? 1 : -1;
}

static int month_at(const Clause *c, int t) {
    uint32_t f = c->forms[t];
    const Token *k = clause_token(c, t);
    char first = c->reading->article->text[k->span.start];
    if (!f || first < 'A' || first > 'Z' || k->upos == UPOS_AUX || k->upos == UPOS_VERB) return 0;
    for (int i = 0; i < 12; i++)
        if (f == c->coder->w[W_JANUARY + i] || f == c->coder->w[W_JAN + i]) return i + 1;
    Slice s = slice_sub(c->reading->article->text, k->span); /* "Sept.", "Nov." */
    static const char *const dotted[12] = {"Jan.", "Feb.", "Mar.", "Apr.", "May.", "Jun.", "Jul.", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."};
    for (int i = 0; i < 12; i++)
        if (slice_is(s, dotted[i])) return i + 1;
    return slice_is(s, "Sep.") || slice_is(s, "Sept") ? 9 : 0;
}

static int year_at(const Clause *c, int t) {
    int v = t >= 0 && t < (int)c->s->n ? digits_at(c, t) : -1;
    return v >= 1900 && v <= 2100 && clause_token(c, t)->span.end - clause_token(c, t)->span.start == 4 ? v : 0;
}

static int day_number_at(const Clause *c, int t) {
    int v = t >= 0 && t < (int)c->s->n ? digits_at(c, t) : -1;
    return v >= 1 && v <= 31 ? v : 0;
}

static bool month_expression(const Clause *c, int t, Day now, bool future, Day *out) {
    int month = month_at(c, t);
    if (!month) return false;
    int after = t + 1, day = day_number_at(c, after);
    if (day)
        after++;
    else
        day = day_number_at(c, t - 1);
    if (after < (int)c->s->n && clause_token(c, after)->upos == UPOS_PUNCT) after++;
    int year = year_at(c, after);
    if (!year && !now.year) return false;
    if (!year) { /* the nearest such month: behind, unless the event is still to come */
        year = now.year;
        if (!future && month > now.month) year--;
        if (future && month < now.month) year++;
    }
    *out = (Day){year, month, day};
    return true;
}

static bool unit_of(const Clause *c, int t, int *days, int *months) {
    uint32_t l = c->lemmas[t];
    const uint32_t *w = c->coder->w;
    *days = *months = 0;
    if (!l) return false;
    if (l == w[W_DAY])
        *days = 1;
    else if (l == w[W_WEEK])
        *days = 7;
    else if (l == w[W_MONTH])
        *months = 1;
    else if (l == w[W_YEAR])
        *months = 12;
    else if (l == w[W_DECADE])
        *months = 120;
    return *days || *months;
}

/* "last month", "next year", "three weeks ago". */
static bool unit_expression(const Clause *c, int t, Day now, Day *out) {
    int days, months, times = 0;
    const uint32_t *w = c->coder->w;
    if (!unit_of(c, t, &days, &months) || t == 0) return false;
    uint32_t before = c->lemmas[t - 1];
    bool ago = t + 1 < (int)c->s->n && c->lemmas[t + 1] == w[W_AGO] && w[W_AGO];
    if (ago && number_at(c, t - 1) > 0 && number_at(c, t - 1) < 1000)
        times = number_at(c, t - 1);
    else if (before && before == w[W_LAST])
        times = 1;
    else if (before && before == w[W_NEXT])
        times = -1;
    else if (!before || before != w[W_THIS] || days == 1)
        return false;
    if (months) {
        *out = months_before(now, months * times);
        if (months >= 12) out->month = 0;
    } else {
        Day week = day_of(days_of(now) - (long)days * times);
        *out = days == 7 ? (Day){week.year, week.month, 0} : week; /* a week is not a day: the month is what is sure */
    }
    return true;
}

static bool relative_expression(const Clause *c, int t, Day now, bool future, Day *out) {
    const uint32_t *w = c->coder->w, f = c->forms[t];
    if (!now.year || !f) return false;
    long today = days_of(now);
    if (f == w[W_TODAY]) return *out = now, true;
    if (f == w[W_YESTERDAY]) return *out = day_of(today - 1), true;
    if (f == w[W_TOMORROW]) return *out = day_of(today + 1), true;
    for (int i = 0; i < 7; i++) {
        if (f != w[W_SUNDAY + i]) continue;
        bool next = t > 0 && c->lemmas[t - 1] == w[W_NEXT] && w[W_NEXT];
        int back = (weekday_of(today) - i + 7) % 7, ahead = (i - weekday_of(today) + 7) % 7;
        *out = day_of(future || next ? today + ahead : today - back);
        return true;
    }
    return unit_expression(c, t, now, out);
}

static bool date_expression(const Clause *c, int t, Day now, bool future, Day *out) {
    if (month_expression(c, t, now, future, out) || relative_expression(c, t, now, future, out)) return true;
    int year = year_at(c, t);
    bool part_of_date = t > 0 && (month_at(c, t - 1) || (t > 1 && clause_token(c, t - 1)->upos == UPOS_PUNCT && day_number_at(c, t - 2)));
    if (!year || part_of_date) return false;
    *out = (Day){year, 0, 0};
    return true;
}

enum { DATE_REACH = 14 }; /* tokens: a date further off belongs to something else */

void detail_date(Clause *c, int token, const char *article_date, unsigned aux, char out[11], bool *historical) {
    Day now = {0}, best = {0}, d;
    bool dated = read_day(article_date, &now), inside_best = false;
    int best_distance = DATE_REACH + 1;
    if (!dated) now = (Day){0};
    for (int t = 0; t < (int)c->s->n; t++) {
        int distance = t > token ? t - token : token - t;
        bool inside = clause_dominates(c, token, t);
        if (distance > DATE_REACH || !date_expression(c, t, now, aux & ATTACHE_FUTURE, &d)) continue;
        if (inside_best && !inside) continue;
        if (distance < best_distance || (inside && !inside_best)) best = d, best_distance = distance, inside_best = inside;
    }
    *historical = false;
    if (best_distance <= DATE_REACH) {
        write_day(best, out);
        int months = (now.year - best.year) * 12 + (best.month ? now.month - best.month : best.year < now.year ? 12 : 0);
        *historical = dated && months >= 9;
        return;
    }
    if (dated)
        write_day(now, out);
    else
        out[0] = 0;
}

/* ---- places ---- */

static bool place_case(const Clause *c, int t) {
    uint32_t p = clause_case(c, t);
    const uint32_t *w = c->coder->w;
    return p && (p == w[W_IN] || p == w[W_AT] || p == w[W_NEAR] || p == w[W_INTO]);
}

static void set_place(attache_event *out, const Entity *e, const Reading *reading, Span span, Arena *arena) {
    out->loc.extracted_place = arena_slice(arena, slice_sub(reading->article->text, span));
    out->loc.resolved_place = e->name[0] ? e->name : out->loc.extracted_place;
    out->loc.country_code = e->code;
    out->loc.lat = e->lat;
    out->loc.lon = e->lon;
    out->loc.resolution = e->kind == ENT_STATE ? 1 : 4;
}

static const Mention *dateline_mention(const Reading *r) {
    Span d = r->article->dateline;
    for (size_t i = 0; d.end > d.start && i < r->n_mentions; i++) {
        const Mention *m = &r->mentions[i];
        if (m->span.start < d.end && d.start < m->span.end && m->n_entities && r->entities[r->refs[m->entities]].code[0]) return m;
    }
    return NULL;
}

void detail_place(Clause *c, const Candidate *e, attache_event *out, Arena *arena) {
    const Reading *r = c->reading;
    int best = NONE, best_distance = LANG_SENTENCE_MAX;
    for (int t = 0; t < (int)c->s->n; t++) {
        const Entity *who = party_at(c, t);
        if (!who || (who->kind != ENT_PLACE && who->kind != ENT_STATE) || !place_case(c, t)) continue;
        int distance = t > e->token ? t - e->token : e->token - t;
        if (who->kind == ENT_STATE) distance += 6; /* a city tells more than a country */
        if (distance < best_distance) best = t, best_distance = distance;
    }
    if (best != NONE) {
        set_place(out, party_at(c, best), r, party_span(c, best), arena);
        return;
    }
    const Mention *m = dateline_mention(r);
    bool here = m && out->event && (!strcmp(out->event, "CONSULT") || !strcmp(out->event, "PROTEST")) &&
                !(out->aux & (ATTACHE_HISTORICAL | ATTACHE_FUTURE | ATTACHE_HYPOTHETICAL));
    if (here) {
        set_place(out, &r->entities[r->refs[m->entities]], r, m->span, arena);
        out->loc.resolution = 4;
    }
}

/* ---- numbers ---- */

/* A number as digits, its commas taken away; NULL if the token is none. */
static const char *number_text(const Clause *c, int t, Arena *arena) {
    Slice s = slice_sub(c->reading->article->text, clause_token(c, t)->span);
    char digits[20];
    size_t n = 0;
    for (size_t i = 0; i < s.n && n < sizeof digits - 1; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9')
            digits[n++] = s.p[i];
        else if (s.p[i] != ',' || !n)
            return number_at(c, t) > 0 ? arena_printf(arena, "%d", number_at(c, t)) : NULL;
    }
    return n && (n == 1 || digits[0] != '0') ? arena_copy(arena, digits, n) : NULL; /* "007" counts nothing */
}

/* The number of a phrase: "at least 12 people", "12", "dozens" gives none. */
static const char *count_of(Clause *c, int t, Arena *arena) {
    if (t == NONE) return NULL;
    if (clause_token(c, t)->upos == UPOS_NUM) return number_text(c, t, arena);
    FOR_CHILDREN(c, t, k)
    if (clause_token(c, k)->deprel == DEP_NUMMOD) return number_text(c, k, arena);
    return NULL;
}

static const char **counter_for(Clause *c, int t, attache_event *out) {
    const uint32_t *w = c->coder->w, l = c->lemmas[t];
    if (!l) return NULL;
    if (l == w[W_KILL] || l == w[W_DEAD] || l == w[W_DIE]) return &out->size.dead;
    if (l == w[W_WOUND] || l == w[W_INJURE] || l == w[W_INJURED] || l == w[W_WOUNDED]) return &out->size.injured;
    if (l == w[W_ARREST] || l == w[W_DETAIN] || l == w[W_JAIL] || l == w[W_IMPRISON]) return &out->size.arrested;
    return NULL;
}

void detail_numbers(Clause *c, const Candidate *e, attache_event *out, Arena *arena) {
    out->size.dead = out->size.injured = out->size.arrested = out->size.participants = "";
    bool force = e->event == EVENT_ASSAULT || e->event == EVENT_COERCE || e->event == EVENT_PROTEST || e->event == EVENT_SANCTION;
    for (int t = 0; t < (int)c->s->n && force; t++) {
        const char **into = counter_for(c, t, out), *n = NULL;
        if (!into || **into) continue;
        const Token *k = clause_token(c, t);
        if (k->upos == UPOS_VERB) n = count_of(c, clause_object(c, t), arena);
        if (!n && k->upos == UPOS_VERB) n = count_of(c, clause_subject(c, t), arena); /* "12 died"; "12 were killed" with a tree gone wrong */
        if (!n && t > 0 && clause_token(c, t - 1)->upos == UPOS_NUM) n = number_text(c, t - 1, arena);
        if (!n && k->head >= 0 && k->upos == UPOS_ADJ) n = count_of(c, k->head, arena);
        if (n) *into = n;
    }
    if (e->event != EVENT_PROTEST) return;
    for (uint16_t i = 0; i < e->n_actors && !out->size.participants[0]; i++) {
        const char *n = count_of(c, e->actors[i], arena);
        if (n) out->size.participants = n;
    }
}

uint64_t detail_contexts(const Coder *coder, const Reading *reading, uint32_t sentence) {
    const Sentence *s = &reading->sentences[sentence];
    uint64_t bits = 0;
    for (uint32_t t = 0; t < s->n; t++) bits |= coder_contexts_at(coder, reading->lemmas[sentence], reading->forms[sentence], s->n, t);
    return bits;
}
