/* when.c - finds the date of an event: the date expressions of its sentence, resolved against the report's date and earlier dates in the paragraph, and among
 * them the one attached to the event. */
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "syntax/syntax.h"
#include "vocab/wording.h"

/* ---- words ---- */

typedef struct Now {
    Date report, anchor; /* the report's date; the last date in the text, or the report's */
    bool told;           /* the anchor comes from the text */
} Now;

static int digits_of(Slice s, size_t max) { return s.n && s.n <= max ? date_digits(s.p, s.n) : -1; } /* the integer in a text, or -1 */

/* The index of the word at a token in a list of words.tsv; -1 if it is not in it. */
static int place_in(const Clause *c, int t, WordList list) { return clause_has(c, t) ? word_place(&c->classes->words, c->forms[t], list) : -1; }

/* "twenty-" of "twenty-one", before a token; 0 if there is none. */
static int tens_before(const Clause *c, int t) {
    int v = t >= 2 && clause_is_hyphen(c, t - 1) ? number_word_value(&c->classes->words, c->forms[t - 2]) : 0;
    return v >= 20 && v % 10 == 0 ? v : 0;
}

static int number_at(const Clause *c, int t) { /* digits or a small number word, "a" as one; -1 if none */
    int v = digits_of(clause_word(c, t), 4);
    if (v >= 0) return v;
    v = clause_has(c, t) ? number_word_value(&c->classes->words, c->forms[t]) : -1;
    if (v < 0) return clause_form_in(c, t, WORDS_ONE) ? 1 : -1;
    return v < 10 ? v + tens_before(c, t) : v;
}

static int month_at(const Clause *c, int t) {
    Slice s = clause_word(c, t);
    if (!s.n || s.p[0] < 'A' || s.p[0] > 'Z' || clause_upos_is(c, t, UPOS_AUX) || clause_upos_is(c, t, UPOS_VERB)) return 0;
    if (place_in(c, t, WORDS_MONTH) >= 0) return place_in(c, t, WORDS_MONTH) + 1;
    if (s.n < 4 || s.n > 5) return 0;
    bool capitals = s.p[1] < 'a', day = digits_of(clause_word(c, t + 1), 2) > 0 || digits_of(clause_word(c, t - 1), 2) > 0;
    /* "Sept.", "Nov."; "APR." only next to a day */
    return s.p[s.n - 1] == '.' && (!capitals || day) ? wording_month((Slice){s.p, s.n - 1}) : 0;
}

static int year_at(const Clause *c, int t) {
    Slice s = clause_word(c, t);
    int v = digits_of(s, 4);
    return s.n == 4 && v >= 1500 && v <= 2100 ? v : 0;
}

static int day_number_at(const Clause *c, int t) { /* 3, 3rd */
    Slice s = clause_word(c, t);
    if (s.n > 2) s.n -= wording_ends(WORDING_ORDINALS, s);
    int v = digits_of(s, 2);
    return v >= 1 && v <= 31 ? v : 0;
}

/* 3rd, third, twenty-third: a day if "of" and a month follow. */
static int ordinal_at(const Clause *c, int t) {
    Slice s = clause_word(c, t);
    int place = place_in(c, t, WORDS_ORDINAL);
    if (place < 0) return s.n > 2 && s.p[s.n - 1] >= 'a' ? day_number_at(c, t) : 0;
    int v = place < 20 ? place + 1 : 30;
    if (v < 10) v += tens_before(c, t);
    return v <= 31 ? v : 0;
}

/* ---- expressions ---- */

/* Whether a month's word, without a day or year next to it, is part of a name or where a date cannot be: "Theresa May", "June Halloran visited", "Viña del Mar",
 * "May criticised". */
static bool month_is_name(const Clause *c, int t) {
    if (!c->mention_at || !c->child) return false; /* an earlier sentence, without its tree */
    const Reading *r = c->reading;
    const Token *k = clause_token(c, t);
    unsigned d = lang_deprel_base(k->deprel);
    bool named = clause_entity(c, t) && clause_entity(c, t)->kind == ENT_PERSON;
    for (size_t i = 0; i < r->n_mentions && !named; i++) {
        const Mention *m = &r->mentions[i];
        const Entity *e = m->sentence == c->index && m->first <= t && t <= m->last && m->first < m->last ? reading_who(r, m) : NULL;
        named = e && e->kind != ENT_UNKNOWN && e->kind != ENT_DOCUMENT && clause_token(c, m->head)->upos == UPOS_PROPN;
    }
    bool behind = k->deprel == DEP_NMOD_UNMARKED && k->head == t - 1; /* "Julius August, a spokesman" */
    bool beside = (d == DEP_COMPOUND || d == DEP_FLAT || behind) && k->head >= 0 && clause_token(c, k->head)->upos == UPOS_PROPN && !month_at(c, k->head);
    const uint64_t in_name = DEP_BIT(DEP_FLAT) | DEP_BIT(DEP_COMPOUND);
    beside |= CHILD_WHERE(c, t, part, dep_in(in_name, clause_relation(c, part)) && clause_token(c, part)->upos == UPOS_PROPN) != NONE;
    return named || beside || ((d == DEP_NSUBJ || d == DEP_OBJ) && !clause_case(c, t));
}

/* "Sept-Iles", "Mar-a-Lago": a name with a month's word in it. */
static bool month_in_name(const Clause *c, int t) {
    Slice s = clause_word(c, t + 2);
    return clause_is_hyphen(c, t + 1) && s.n && !(s.p[0] >= '0' && s.p[0] <= '9') && !month_at(c, t + 2);
}

/* "the last day of August", "the end of March". */
static bool is_last_day(const Clause *c, int t) {
    return clause_form_is(c, t - 1, WORD_OF) && clause_form_is(c, t - 2, WORD_DAY) && clause_form_is(c, t - 3, WORD_LAST) && clause_form_is(c, t - 4, WORD_THE);
}

/* "May 4, 2015", "4 May", "the 3rd of March", "March 2016", "In March": found at the month's token. */
static bool month_expression(const Clause *c, int t, const Now *now, bool future, Date *out) {
    int month = month_at(c, t);
    if (!month || month_in_name(c, t)) return false;
    int after = t + 1, day = day_number_at(c, after);
    if (!day && clause_form_is(c, after, WORD_THE) && ordinal_at(c, after + 1)) day = ordinal_at(c, ++after); /* "March the 5th" */
    if (day) after++;
    else day = !clause_form_is(c, t - 1, WORD_OF) ? day_number_at(c, t - 1) : day_number_at(c, t - 2) ? day_number_at(c, t - 2) : ordinal_at(c, t - 2);
    if (clause_upos_is(c, after, UPOS_PUNCT)) after++;
    int year = year_at(c, after);
    if (!year && (!now->report.year || (!day && month_is_name(c, t)))) return false;
    bool past_year = now->told && now->anchor.year < now->report.year; /* "In 2011 ... In March ..." */
    if (!year && past_year) year = now->anchor.year;
    if (!year) { /* the nearest such month: in the past, unless the event is in the future */
        year = now->report.year;
        if (!future && month > now->report.month) year--;
        if (future && month < now->report.month) year++;
    }
    if (!day && is_last_day(c, t)) day = date_month_days(year, month);
    *out = (Date){year, month, day};
    return true;
}

/* "2016", "the 1990s", "2017-11-04", "2017/11/04", "14/11/2017", "14.11.2017". */
static bool figure_expression(const Clause *c, int t, Date *out) {
    Slice s = clause_word(c, t);
    int a, b, y, n = 0;
    char room[12];
    bool comma = clause_upos_is(c, t - 1, UPOS_PUNCT);
    if (!s.n || s.p[0] < '0' || s.p[0] > '9') return false;
    if (month_at(c, t - 1) || (day_number_at(c, t - 1) && month_at(c, t - 2))) return false; /* part of a date */
    if (comma && (month_at(c, t - 2) || (day_number_at(c, t - 2) && month_at(c, t - 3)))) return false;
    if (year_at(c, t)) return *out = (Date){year_at(c, t), 0, 0}, true;
    if (s.n == 5 && s.p[4] == 's' && digits_of((Slice){s.p, 4}, 4) >= 1500) return *out = (Date){digits_of((Slice){s.p, 4}, 4), 0, 0}, true;
    if (s.n < 8 || s.n > 10) return false;
    memcpy(room, s.p, s.n);
    room[s.n] = 0;
    bool year_first = sscanf(room, "%4d-%2d-%2d%n", &y, &a, &b, &n) == 3 || sscanf(room, "%4d/%2d/%2d%n", &y, &a, &b, &n) == 3;
    if (year_first && n == (int)s.n && y >= 1500 && a >= 1 && a <= 12 && b >= 1 && b <= 31) return *out = (Date){y, a, b}, true;
    if (sscanf(room, "%2d.%2d.%4d%n", &a, &b, &y, &n) == 3 && n == (int)s.n && y >= 1500 && y <= 2100 && a >= 1 && b >= 1) /* full stops: the day comes first */
        return *out = b <= 12 ? (Date){y, b, a} : (Date){y, a, b}, date_exists(*out);
    if (sscanf(room, "%2d/%2d/%4d%n", &a, &b, &y, &n) != 3 || n != (int)s.n || y < 1500 || y > 2100) return false;
    bool day_first = a > 12 && b <= 12, month_first = b > 12 && a <= 12; /* ambiguous: only the year is certain */
    *out = day_first ? (Date){y, b, a} : month_first ? (Date){y, a, b} : (Date){y, 0, 0};
    return true;
}

static bool unit_of(const Clause *c, int t, int *days, int *months) {
    *days = *months = 0;
    switch (class_word(c->classes, c->lemmas[t])) {
    case WORD_DAY: *days = 1; break;
    case WORD_WEEK: *days = 7; break;
    case WORD_MONTH: *months = 1; break;
    case WORD_YEAR: *months = 12; break;
    case WORD_DECADE: *months = 120; break;
    default:
        if (clause_form_is(c, t, WORD_FORTNIGHT)) *days = 14;
    }
    return *days || *months;
}

/* A date so many units away. A week is not exact to the day, so only the month is certain; a month gives no day, a year no month. */
static Date units_from(Date from, int days, int months, int times) {
    if (months) {
        Date d = date_months_from(from, months * times);
        if (months >= 12) d.month = 0;
        return d;
    }
    if (!from.day) return from;
    Date d = date_of_number(date_number(from) + (long)days * times);
    return days > 1 ? (Date){d.year, d.month, 0} : d;
}

static bool is_week(const Clause *c, int t) {
    bool which = clause_form_in(c, t - 1, WORDS_LAST) || clause_form_in(c, t - 1, WORDS_NEXT) || clause_form_is(c, t - 1, WORD_THIS);
    return which && clause_lemma_is(c, t, WORD_WEEK);
}

/* The week next to a weekday: the token of "week", or NONE. */
static int week_beside(const Clause *c, int t) {
    if (is_week(c, t + 2)) return t + 2;
    if (clause_form_is(c, t + 1, WORD_OF) && is_week(c, t + 3)) return t + 3;
    if (is_week(c, t - 1)) return t - 1;
    return clause_form_is(c, t - 1, WORD_ON) && is_week(c, t - 2) ? t - 2 : NONE;
}

/* "last month", "three weeks ago", "two days later", "the next day", "the day before", "a year earlier". */
static bool unit_expression(const Clause *c, int t, const Now *now, Date *out) {
    int days, months;
    if (!unit_of(c, t, &days, &months) || t == 0) return false;
    if (months == 1 && (clause_form_in(c, t - 1, WORDS_LAST) || clause_form_is(c, t - 1, WORD_THIS)) && clause_form_is(c, t - 2, WORD_OF) &&
        ordinal_at(c, t - 3)) { /* "the 3rd of last month" */
        Date d = date_months_from(now->report, clause_form_is(c, t - 1, WORD_THIS) ? 0 : -1);
        *out = (Date){d.year, d.month, ordinal_at(c, t - 3)};
        return now->report.year && date_exists(*out);
    }
    int n = number_at(c, t - 1);
    bool counted = n > 0 && n < 1000, object = clause_has(c, t + 2) && !clause_upos_is(c, t + 2, UPOS_PUNCT);
    bool earlier = clause_form_in(c, t + 1, WORDS_EARLIER) || (clause_form_is(c, t + 1, WORD_BEFORE) && !object);
    bool later = clause_form_in(c, t + 1, WORDS_LATER) || (clause_form_is(c, t + 1, WORD_AFTER) && !object);
    if (counted && clause_form_is(c, t + 1, WORD_AGO)) return *out = units_from(now->report, days, months, -n), true;
    if (counted && (earlier || later)) return *out = units_from(now->anchor, days, months, earlier ? -n : n), true;
    bool the = clause_form_is(c, t - 2, WORD_THE) || clause_form_is(c, t - 2, WORD_ON);
    if (clause_form_in(c, t - 1, WORDS_FOLLOWING) || (clause_form_is(c, t - 1, WORD_NEXT) && the)) return *out = units_from(now->anchor, days, months, 1), true;
    if (clause_form_in(c, t - 1, WORDS_PRECEDING) && the) return *out = units_from(now->anchor, days, months, -1), true;
    if (clause_form_in(c, t - 1, WORDS_SAME)) return now->told && (*out = units_from(now->anchor, days, months, 0), true);
    if (clause_form_in(c, t - 1, WORDS_LAST) && !the) return *out = units_from(now->report, days, months, -1), true;
    if (clause_form_in(c, t - 1, WORDS_NEXT)) return *out = units_from(now->report, days, months, 1), true;
    return clause_form_is(c, t - 1, WORD_THIS) && days != 1 && (*out = units_from(now->report, days, months, 0), true);
}

static bool weekday_expression(const Clause *c, int t, Date report, bool future, Date *out) {
    int i = place_in(c, t, WORDS_WEEKDAY);
    if (i < 0 && clause_form_is(c, t + 1, WORD_AGO)) i = word_place(&c->classes->words, c->lemmas[t], WORDS_WEEKDAY);
    if (i < 0) return false;
    long today = date_number(report);
    int back = (date_weekday(today) - i + 7) % 7, ahead = (i - date_weekday(today) + 7) % 7;
    int week = week_beside(c, t);
    if (week != NONE) { /* weeks begin on Mondays */
        long monday = today - (date_weekday(today) + 6) % 7 + (clause_form_in(c, week - 1, WORDS_LAST) ? -7 : clause_form_in(c, week - 1, WORDS_NEXT) ? 7 : 0);
        *out = date_of_number(monday + (i + 6) % 7);
        return true;
    }
    int before = clause_form_is(c, t + 1, WORD_AGO) ? number_at(c, t - 1) : 0; /* "two Sundays ago" */
    if (before > 0) back += 7 * (before - (back > 0));
    if (!back && (clause_form_is(c, t - 1, WORD_LAST) || clause_form_is(c, t + 1, WORD_LAST))) back = 7;
    *out = date_of_number(future || clause_form_in(c, t - 1, WORDS_NEXT) ? today + ahead : today - back);
    return true;
}

/* "the day before yesterday", "the day after tomorrow". */
static bool is_day_beyond(const Clause *c, int t) {
    return clause_form_is(c, t - 2, WORD_DAY) &&
           ((clause_form_is(c, t, WORD_YESTERDAY) && clause_form_is(c, t - 1, WORD_BEFORE)) || (clause_form_is(c, t, WORD_TOMORROW) && clause_form_is(c, t - 1, WORD_AFTER)));
}

/* "over the weekend", "last weekend": its Saturday. */
static bool weekend_expression(const Clause *c, int t, long today, bool future, Date *out) {
    int since = (date_weekday(today) + 1) % 7; /* days after Saturday */
    bool last = clause_form_in(c, t - 1, WORDS_LAST), next = clause_form_in(c, t - 1, WORDS_NEXT),
         the = clause_form_is(c, t - 1, WORD_THE) || clause_form_is(c, t - 1, WORD_THIS);
    if (!last && !next && !the) return false;
    long saturday = today - since;
    if (last && since < 2) saturday -= 7;
    if (next || (future && since > 1)) saturday += 7;
    *out = date_of_number(saturday);
    return true;
}

static bool relative_expression(const Clause *c, int t, const Now *now, bool future, Date *out) {
    if (!now->report.year) return false;
    long today = date_number(now->report);
    if (clause_form_in(c, t, WORDS_TODAY)) return *out = now->report, true;
    if (clause_form_is(c, t, WORD_YESTERDAY)) return *out = date_of_number(today - 1 - is_day_beyond(c, t)), true;
    if (clause_form_is(c, t, WORD_TOMORROW)) return *out = date_of_number(today + 1 + is_day_beyond(c, t)), true;
    if (clause_form_in(c, t, WORDS_DAY_PART) && clause_form_is(c, t - 1, WORD_THIS)) return *out = now->report, true;
    if (clause_form_in(c, t, WORDS_DAY_PART) && clause_form_is(c, t - 1, WORD_LAST)) return *out = date_of_number(today - 1), true;
    if (clause_form_is(c, t, WORD_WEEKEND)) return weekend_expression(c, t, today, future, out);
    return weekday_expression(c, t, now->report, future, out) || unit_expression(c, t, now, out);
}

/* ---- holidays ---- */

static Date holiday_in(uint32_t day, int year) {
    uint32_t v = day & DAY_VALUE;
    if ((day & DAY_KIND) == DAY_FIXED) return (Date){year, (int)(v >> 5), (int)(v & 31)};
    if ((day & DAY_KIND) == DAY_EASTER) return date_of_number(date_number(date_easter(year)) + (long)v - 128);
    int month = (int)(v >> 8), which = (int)(v >> 4 & 15), weekday = (int)(v & 15);
    long first = date_number((Date){year, month, 1}), at = first + (weekday - date_weekday(first) + 7) % 7 + 7 * (which - 1);
    return date_of_number(at >= first + date_month_days(year, month) ? at - 7 : at);
}

/* "two days before Christmas", "the day after Easter Sunday": that many days, with their sign, from the holiday whose last word is at a token; 0 if there are none. */
static int days_before(const Clause *c, int t) {
    for (int at = t, steps = 0; steps < 4; at--, steps++) { /* the holiday's first word is up to three before */
        bool before = clause_form_is(c, at - 1, WORD_BEFORE), after = clause_form_is(c, at - 1, WORD_AFTER);
        if (!before && !after) continue;
        int n = !clause_lemma_is(c, at - 2, WORD_DAY) ? 0 : clause_form_is(c, at - 3, WORD_THE) ? 1 : number_at(c, at - 3);
        return n < 1 || n > 30 ? 0 : before ? -n : n;
    }
    return 0;
}

/* "on New Year's Eve", "Christmas Day 2015": the last one, or the next if the event is in the future. */
static bool holiday_expression(const Clause *c, int t, const Now *now, bool future, Date *out) {
    uint32_t day = class_day_at(c->classes, c->lemmas, c->forms, c->s->n, (uint32_t)t);
    char first = c->reading->article->text[clause_token(c, t)->span.start];
    if (!day || first < 'A' || first > 'Z') return false;
    if (clause_has(c, t + 1) && class_day_at(c->classes, c->lemmas, c->forms, c->s->n, (uint32_t)t + 1)) return false; /* Christmas Eve: the date is found at the next word */
    int comma = clause_upos_is(c, t + 1, UPOS_PUNCT), year = year_at(c, t + 1 + comma);
    if (!year && !now->report.year) return false;
    *out = holiday_in(day, year ? year : now->report.year);
    if (!year && !future && date_is_later(*out, now->report)) *out = holiday_in(day, now->report.year - 1);
    if (!year && future && date_is_later(now->report, *out)) *out = holiday_in(day, now->report.year + 1);
    int away = days_before(c, t);
    if (away) *out = date_of_number(date_number(*out) + away);
    return true;
}

static bool date_expression(const Clause *c, int t, const Now *now, bool future, Date *out) {
    Slice s = clause_word(c, t);
    bool figures = s.n && s.p[0] >= '0' && s.p[0] <= '9', short_month = s.n >= 4 && s.n <= 5 && s.p[s.n - 1] == '.';
    if (!figures && !short_month && !clause_form_in(c, t, WORDS_DATES) && !clause_lemma_in(c, t, WORDS_DATES)) return false;
    return holiday_expression(c, t, now, future, out) || month_expression(c, t, now, future, out) || relative_expression(c, t, now, future, out) ||
           figure_expression(c, t, out);
}

/* ---- earlier dates in the paragraph ---- */

enum { LOOK_BACK = 5 };

/* Sets the anchor to the last date in the paragraph's earlier sentences; `*scene`: a date at the beginning of its sentence, which applies until another comes. */
static void read_before(const Clause *c, Now *now, Date *scene) {
    const Reading *r = c->reading;
    uint32_t first = c->index > LOOK_BACK ? c->index - LOOK_BACK : 0;
    *scene = (Date){0};
    for (uint32_t i = first; i < c->index; i++) {
        if (r->sentences[i].block != r->sentences[c->index].block) continue;
        OpenSentence o = reading_open(r, i, c->arena); /* its words are enough, without its tree */
        Clause before = {.classes = c->classes, .coder = c->coder, .reading = r, .s = o.s, .index = i, .lemmas = o.lemmas, .forms = o.forms};
        int root = 0;
        while (root < (int)before.s->n - 1 && before.s->tokens[root].head >= 0) root++;
        for (int t = 0; t < (int)before.s->n; t++) {
            Date d;
            if (!date_expression(&before, t, now, false, &d)) continue;
            now->anchor = d;
            now->told = true;
            if (t < root && t < 8) *scene = d;
        }
    }
}

/* ---- the event that a date belongs to ---- */

static bool is_span_of_time(const Clause *c, int t) {
    return clause_is_time(c, t) || unit_of(c, t, &(int){0}, &(int){0}) || clause_form_in(c, t, WORDS_DATES) || clause_form_in(c, t, WORDS_DAY_PART);
}

/* The noun that a date before it describes, skipping compounds: "the 22 March [bombings]", "the June 12 [Front]", "the 15 July coup [attempt]"; NONE if there is
 * none. */
static int named_by_date(const Clause *c, int t) {
    int at = t, h = year_at(c, t) ? NONE : clause_token(c, t)->head; /* for a year, governor decides */
    while (h >= 0 && (clause_upos_is(c, h, UPOS_NUM) || day_number_at(c, h) || month_at(c, h)) && (h - at == 1 || at - h == 1))
        at = h, h = clause_token(c, at)->head; /* the rest of the date */
    if (h < 0 || (clause_token(c, h)->upos != UPOS_NOUN && clause_token(c, h)->upos != UPOS_PROPN) || is_span_of_time(c, h)) return NONE;
    unsigned role = clause_token(c, h)->deprel; /* "Postponed Sunday's [vote]": a day as possessor of the object says when that was due */
    if (clause_token(c, at)->deprel == DEP_NMOD_POSS && h > at && (role == DEP_OBJ || role == DEP_NSUBJ_PASS)) return h;
    if (clause_child(c, at, DEP_CASE) != NONE) return NONE;
    unsigned d = clause_relation(c, at);
    bool beside = d == DEP_COMPOUND || d == DEP_NUMMOD || d == DEP_AMOD || d == DEP_FLAT || clause_token(c, at)->deprel == DEP_NMOD_UNMARKED;
    const Entity *e = clause_entity(c, h);
    bool name = h < at && at - h < 3 && e && (e->kind == ENT_ORG || e->kind == ENT_GROUP); /* "the organisation 17 November" */
    if (!beside || (h < at && !name)) return NONE;
    for (int steps = 0; steps < 4; steps++) {
        if (clause_token(c, h)->head <= h || (clause_relation(c, h) != DEP_COMPOUND && clause_relation(c, h) != DEP_AMOD)) break;
        h = clause_token(c, h)->head;
    }
    return is_span_of_time(c, h) ? NONE : h;
}

/* The verb, or the event noun itself, that a date is attached to; NONE if it only distinguishes one thing from others ("the 2015 agreement"). */
static int governor(const Clause *c, int t, const Trigger *e) {
    int named = named_by_date(c, t);
    bool during = named != NONE && clause_relation(c, named) == DEP_OBL && c->child[named] != NONE &&
                  clause_form_in(c, c->child[named], WORDS_DURING);
    if (named != NONE && named != e->token && named != e->support && !during) return NONE;
    FOR_ABOVE(c, t, at) {
        const Token *k = clause_token(c, at);
        if (at != t && (k->upos == UPOS_VERB || at == e->token || at == e->support || k->head < 0)) return at;
        unsigned d = lang_deprel_base(k->deprel);
        int h = k->head;
        bool tells_which =
            at == t && h >= 0 && h > t && h != e->token && clause_token(c, h)->upos == UPOS_NOUN && !unit_of(c, h, &(int){0}, &(int){0}) &&
            (d == DEP_NUMMOD || d == DEP_AMOD || d == DEP_COMPOUND || k->deprel == DEP_NMOD_UNMARKED || d == DEP_NMOD) && year_at(c, t);
        if (tells_which && !(clause_relation(c, h) == DEP_OBL && clause_form_in(c, c->child[h], WORDS_DURING))) return NONE;
    }
    return NONE;
}

/* A deadline, the beginning of a period, a limit: "by 2030", "until May", "since March", "before Monday". */
static bool is_border(const Clause *c, int t) {
    for (int k = t, steps = 0; k >= 0 && steps < 3; steps++) {
        int mark = clause_child(c, k, DEP_CASE);
        if (mark != NONE) return mark < t && clause_form_in(c, mark, WORDS_BORDER) && !is_day_beyond(c, t);
        int h = clause_token(c, k)->head;
        unsigned d = clause_relation(c, k);
        if (h < 0 || (d != DEP_NMOD && d != DEP_NUMMOD && d != DEP_COMPOUND && d != DEP_FLAT && d != DEP_APPOS)) return false;
        k = h;
    }
    return false;
}

enum { NEAR = 0, OWN = 100, ABOVE = 200, BESIDE = 300, FAR = 1000 };

/* The distance between a date and an event: in the event's own phrase, at its verb, at a verb above, at a coordinated verb; FAR: it belongs to something else. */
static int date_cost(const Clause *c, int t, const Trigger *e) {
    int g = governor(c, t, e), v = e->support != NONE ? e->support : e->token, far = t > e->token ? t - e->token : e->token - t;
    if (g == NONE || far >= OWN || is_border(c, t)) return FAR;
    if (g == e->token && e->support != NONE) return NEAR + far;
    if (g == v) return OWN + far;
    if (clause_dominates(c, g, v)) {
        for (int k = v; k != g; k = clause_token(c, k)->head) /* the day of the report is not the day of the event */
            if (clause_relation(c, k) == DEP_CCOMP && t > g) return FAR;
        return ABOVE + far;
    }
    int h = clause_token(c, g)->head;
    bool sequel = h == v && clause_relation(c, g) == DEP_CONJ && clause_child(c, g, DEP_NSUBJ) == NONE;
    bool purpose = h == v && clause_relation(c, g) == DEP_XCOMP && !e->composed;
    return sequel || purpose ? BESIDE + far : FAR;
}

static bool find_date(const Clause *c, const Trigger *e, Now *now, Date *best) {
    bool ahead = e->aux & ATTACHE_FUTURE || e->ahead;
    int best_cost = FAR;
    for (int t = 0; t < (int)c->s->n; t++) {
        Date d;
        if (!date_expression(c, t, now, ahead, &d)) continue;
        int cost = date_cost(c, t, e);
        bool to_come = now->report.year && date_is_later(d, now->report);
        if (to_come && !(e->aux & ATTACHE_FUTURE) && (e->promises || !(e->aux & ATTACHE_HYPOTHETICAL))) cost = FAR;
        if (ahead && e->promises && !(e->aux & ATTACHE_FUTURE) && date_is_later(now->report, d) == false && d.day) cost = FAR;
        if (cost < best_cost) best_cost = cost, *best = d;
        now->anchor = d;
        now->told = true;
    }
    return best_cost < FAR;
}

/* Whether a sentence is in the past tense: then it continues the scene of the sentence before. */
static bool tells_past(const Clause *c) {
    const Token *root = ITEM_WHERE(t, c->s->tokens, c->s->n, t->head < 0);
    return root && root->feats & FEAT_PAST && clause_child(c, (int)(root - c->s->tokens), DEP_AUX) == NONE;
}

static bool is_long_past(Date d, Date report) {
    return (report.year - d.year) * 12 + (d.month ? report.month - d.month : d.year < report.year ? 12 : 0) >= 9;
}

/* "decades ago", "years ago": long past, without a date. */
static bool says_long_ago(const Clause *c) {
    for (int t = 1; t < (int)c->s->n; t++)
        if (clause_form_is(c, t, WORD_AGO) && (clause_form_in(c, t - 1, WORDS_AGES) || (clause_form_is(c, t - 1, WORD_YEARS) && number_at(c, t - 2) < 0))) return true;
    return false;
}

Past when_of(Clause *c, const Trigger *e, const char *article_date, char out[11]) {
    Now now = {0};
    Date best, scene;
    bool dated = article_date && strlen(article_date) >= 10 && date_parse((Slice){article_date, 10}, &now.report) && now.report.day;
    if (!dated) now.report = (Date){0};
    now.anchor = now.report;
    read_before(c, &now, &scene);
    bool found = find_date(c, e, &now, &best);
    if (!found && scene.year && dated && is_long_past(scene, now.report) && tells_past(c)) best = scene, found = true;
    Past past = found && dated ? is_long_past(best, now.report) ? PAST_LONG : PAST_RECENT : says_long_ago(c) ? PAST_LONG : PAST_UNTOLD;
    if (found || dated) date_print(found ? best : now.report, out);
    else out[0] = 0;
    return past;
}
