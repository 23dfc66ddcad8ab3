/* event_build.c - compiles the tables for coding events: frames, classes, compose, cameo, plover and contexts become sections of the knowledge image. Runs at
 * build time; every mistake is reported as FILE:LINE with what would have been right. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/tsv.h"
#include "compile/compile.h"
#include "event/decide.h"

/* The CAMEO code of a row of cameo.tsv. */
typedef struct CameoRow {
    char code[8];
    uint32_t event, modes[MODES_MAX], n_modes;
    uint64_t contexts;
    People people;
} CameoRow;

/* Everything collected before it is sorted and written. */
typedef struct Build {
    KnowledgeBuilder *know;
    Arena arena;
    CameoRow *cameos;
    Frame *frames;
    Item *items;
    uint32_t *values;
    struct Indexed {
        uint32_t word;
        Entry entry;
    } * entries;
    Compose *composes;
    Score *scores;
    uint32_t *classes, *contexts, *rules;
    size_t n_cameos, n_frames, n_items, n_values, n_entries, n_composes, n_scores, n_classes, n_contexts, n_rules;
    size_t c_cameos, c_frames, c_items, c_values, c_entries, c_composes, c_scores, c_classes, c_contexts, c_rules;
} Build;

#define PUSH(b, what) VEC_PUSH(&(b)->arena, (b)->what, (b)->n_##what, (b)->c_##what)

static uint32_t string_of(Build *b, Slice s) { return string_pool_add(&b->know->strings, s); }

/* The number of a name in a list of strings; if `add`, it is added, otherwise the count means that it is missing. */
static uint32_t number_of(Build *b, uint32_t *list, size_t n, Slice name) {
    uint32_t string = string_of(b, name);
    for (uint32_t i = 0; i < n; i++)
        if (list[i] == string) return i;
    return (uint32_t)n;
}

static uint32_t class_number(Build *b, Slice name) {
    uint32_t i = number_of(b, b->classes, b->n_classes, name);
    if (i == b->n_classes) *PUSH(b, classes) = string_of(b, name);
    return i;
}

static uint32_t rule_number(Build *b, Slice name) { /* from 1 */
    uint32_t i = number_of(b, b->rules, b->n_rules, name);
    if (i == b->n_rules) *PUSH(b, rules) = string_of(b, name);
    return i + 1;
}

/* ---- words and phrases ---- */

static size_t split_words(Build *b, Slice phrase, uint32_t *out, size_t max) {
    size_t n = 0;
    Slice word;
    while (slice_split(&phrase, ' ', &word)) {
        if (n < max) out[n] = lexicon_add(&b->know->lexicon, word);
        n++;
    }
    return n;
}

/* Enters a phrase under its first word and, for classes, also under its last one: a verb's particle follows it, a noun's modifiers precede it. A holiday is
 * entered only under its last word. */
static void enter_phrase(Build *b, Tsv *t, Slice phrase, uint32_t target) {
    uint32_t words[EXTRA_MAX + 1];
    size_t n = split_words(b, phrase, words, COUNT_OF(words));
    if (!n) return;
    if (n > COUNT_OF(words)) {
        tsv_error(t, "\"%.*s\" has %zu words; at most %d are read", (int)phrase.n, phrase.p, n, EXTRA_MAX + 1);
        return;
    }
    struct Indexed *e;
    if (!(target & ENTRY_DAY)) {
        e = PUSH(b, entries);
        *e = (struct Indexed){words[0], {.target = target, .n_rest = (uint8_t)(n - 1)}};
        for (size_t i = 1; i < n; i++) e->entry.rest[i - 1] = words[i];
        if (n == 1 || target & ENTRY_CONTEXT) return;
    }
    e = PUSH(b, entries);
    *e = (struct Indexed){words[n - 1], {.target = target, .n_rest = (uint8_t)(n - 1), .before = 1}};
    for (size_t i = 1; i < n; i++) e->entry.rest[i - 1] = words[n - 1 - i];
}

static attache_status compile_classes(Build *b) {
    Tsv t;
    static const char *const columns[] = {"class", "words", "note"};
    FORWARD_IF_ERROR(tables_open(&b->know->tables, &t, "classes.tsv", columns, COUNT_OF(columns), b->know->reporter));
    while (tsv_next(&t)) {
        if (!t.cells[0].n) tsv_error(&t, "has no class name");
        uint32_t class_id = class_number(b, t.cells[0]);
        Slice rest = t.cells[1], word;
        while (slice_split(&rest, '|', &word)) enter_phrase(b, &t, word, class_id);
    }
    return tables_close(&b->know->tables, &t);
}

static attache_status compile_contexts(Build *b) {
    Tsv t;
    static const char *const columns[] = {"context", "words"};
    FORWARD_IF_ERROR(tables_open(&b->know->tables, &t, "contexts.tsv", columns, COUNT_OF(columns), b->know->reporter));
    for (size_t i = 0; i < CONTEXT_COUNT; i++) *PUSH(b, contexts) = string_of(b, slice_of(context_names[i]));
    while (tsv_next(&t)) { /* a name missing from the codebook must be a user's own */
        uint32_t number = number_of(b, b->contexts, b->n_contexts, t.cells[0]);
        if (number == b->n_contexts) *PUSH(b, contexts) = string_of(b, t.cells[0]);
        if (b->n_contexts > CONTEXTS_MAX) tsv_error(&t, "is one context too many: %d fit", CONTEXTS_MAX);
        Slice rest = t.cells[1], word;
        while (slice_split(&rest, '|', &word)) enter_phrase(b, &t, word, ENTRY_CONTEXT | number);
    }
    return tables_close(&b->know->tables, &t);
}

/* ---- holidays ---- */

/* "12-25", "easter-2", "11 4 4" as a target; 0 if the cell is none of these. */
static uint32_t read_holiday(Slice cell) {
    char text[32];
    int a = 0, b = 0, day = 0, end = 0;
    snprintf(text, sizeof text, "%.*s", (int)(cell.n < sizeof text ? cell.n : sizeof text - 1), cell.p);
    if (sscanf(text, "%2d-%2d%n", &a, &b, &end) == 2 && !text[end] && a >= 1 && a <= 12 && b >= 1 && b <= 31) return DAY_FIXED | (uint32_t)(a << 5 | b);
    end = 0;
    if (sscanf(text, "easter%d%n", &a, &end) == 1 && !text[end] && a >= -127 && a <= 127) return DAY_EASTER | (uint32_t)(a + 128);
    if (sscanf(text, "%2d %1d %1d%n", &a, &b, &day, &end) != 3 || text[end] || a < 1 || a > 12 || b < 1 || b > 5 || day < 0 || day > 6) return 0;
    return DAY_NTH | (uint32_t)(a << 8 | b << 4 | day);
}

static attache_status compile_holidays(Build *b) {
    Tsv t;
    static const char *const columns[] = {"names", "day"};
    FORWARD_IF_ERROR(tables_open(&b->know->tables, &t, "holidays.tsv", columns, COUNT_OF(columns), b->know->reporter));
    while (tsv_next(&t)) {
        uint32_t day = read_holiday(t.cells[1]);
        Slice rest = t.cells[0], name;
        if (!day) tsv_error(&t, "\"%.*s\" is not a day: 12-25, easter-2, 11 4 4", (int)t.cells[1].n, t.cells[1].p);
        while (day && slice_split(&rest, '|', &name)) enter_phrase(b, &t, name, ENTRY_DAY | day);
    }
    return tables_close(&b->know->tables, &t);
}

/* ---- cells shared by several tables ---- */

static uint64_t read_contexts(Build *b, Tsv *t, Slice cell) {
    uint64_t bits = 0;
    Slice name;
    while (slice_split(&cell, '|', &name)) {
        uint32_t number = number_of(b, b->contexts, b->n_contexts, name);
        if (number == b->n_contexts)
            tsv_error(t, "\"%.*s\" is not a context of the codebook or of contexts.tsv", (int)name.n, name.p);
        else
            bits |= UINT64_C(1) << (number & 63);
    }
    return bits;
}

static bool mode_exists(const Build *b, uint32_t event, uint32_t mode) {
    for (size_t i = 0; i < b->n_scores; i++)
        if (b->scores[i].event == event && b->scores[i].mode == mode) return true;
    return false;
}

static void read_modes(Build *b, Tsv *t, Slice cell, uint32_t event, uint32_t *modes, uint32_t *n_modes) {
    Slice name;
    *n_modes = 0;
    if (slice_is(cell, "-")) return;
    while (slice_split(&cell, '|', &name)) {
        uint32_t mode = string_of(b, name);
        if (!mode_exists(b, event, mode))
            tsv_error(t, "%s has no mode \"%.*s\"", event_names[event], (int)name.n, name.p);
        else if (*n_modes < MODES_MAX)
            modes[(*n_modes)++] = mode;
    }
}

static Event read_event(Tsv *t, Slice cell) {
    Event e = event_of(cell);
    if (!e && cell.n) tsv_error(t, "\"%.*s\" is not a PLOVER category:%s", (int)cell.n, cell.p, event_list);
    return e;
}

static bool read_cameo(Tsv *t, Slice cell, char out[8]) {
    bool digits = cell.n >= 2 && cell.n <= 4;
    for (size_t i = 0; i < cell.n; i++) digits = digits && isdigit((unsigned char)cell.p[i]);
    memset(out, 0, 8);
    if (digits)
        memcpy(out, cell.p, cell.n);
    else
        tsv_error(t, "\"%.*s\" is not a CAMEO code of two to four digits", (int)cell.n, cell.p);
    return digits;
}

static const CameoRow *find_cameo(const Build *b, const char *code) {
    for (size_t i = 0; i < b->n_cameos; i++)
        if (!strcmp(b->cameos[i].code, code)) return &b->cameos[i];
    return NULL;
}

/* ---- cameo, plover ---- */

/* The codebook's values for a category or mode, unless a user's table has given others. */
static void add_score(Build *b, Event event, const char *mode, float score) {
    Score s = {.event = event, .mode = string_of(b, slice_of(mode)), .quad = event_quads[event], .score = score};
    if (!mode_exists(b, s.event, s.mode)) *PUSH(b, scores) = s;
}

static void add_codebook(Build *b) {
    for (Event e = 1; e < EVENT_COUNT; e++) add_score(b, e, "", event_scores[e]);
    for (size_t i = 0; i < n_event_modes; i++) add_score(b, event_modes[i].event, event_modes[i].name, event_modes[i].score);
}

/* A user's own scores. */
static attache_status read_scores(Build *b) {
    Tsv t;
    static const char *const columns[] = {"event", "mode", "quad", "score"};
    FORWARD_IF_ERROR(tables_open(&b->know->tables, &t, "plover.tsv", columns, COUNT_OF(columns), b->know->reporter));
    while (tsv_next(&t)) {
        char *end;
        Score s = {.event = read_event(&t, t.cells[0]), .mode = string_of(b, t.cells[1])};
        s.quad = t.cells[2].n == 1 && t.cells[2].p[0] >= '1' && t.cells[2].p[0] <= '4' ? t.cells[2].p[0] - '0' : 0;
        char number[32];
        snprintf(number, sizeof number, "%.*s", (int)t.cells[3].n, t.cells[3].p);
        s.score = strtof(number, &end);
        if (!s.event || !s.quad || end == number || *end)
            tsv_error(&t, "must be a category, a mode or nothing, a quad class from 1 to 4, and a score");
        if (!t.bad) *PUSH(b, scores) = s;
    }
    return tables_close(&b->know->tables, &t);
}

static attache_status compile_plover(Build *b) {
    attache_status status = tables_have(&b->know->tables, "plover.tsv") ? read_scores(b) : ATTACHE_OK;
    add_codebook(b);
    return status;
}

static uint8_t read_part(Tsv *t, Slice name) {
    for (unsigned k = 1; k < PEOPLE_COUNT; k++)
        if (slice_is(name, people_parts[k])) return (uint8_t)k;
    tsv_error(t, "\"%.*s\" is not a role that people have in events: the head of the table lists them", (int)name.n, name.p);
    return PEOPLE_NONE;
}

static void read_people(Tsv *t, Slice cell, People *out) {
    Slice part;
    if (slice_split(&cell, '/', &part)) out->actors = out->recipients = read_part(t, part);
    if (slice_split(&cell, '/', &part)) out->recipients = read_part(t, part);
}

/* The CAMEO code of each category and mode: the shortest with exactly these, the first of those. */
static void add_codes(Build *b) {
    for (size_t i = 0; i < b->n_scores; i++) {
        Score *s = &b->scores[i];
        for (size_t k = 0; k < b->n_cameos; k++) {
            const CameoRow *row = &b->cameos[k];
            uint32_t mode = row->n_modes ? row->modes[0] : 0;
            bool same = row->event == s->event && row->n_modes <= 1 && mode == s->mode, shorter = !s->cameo[0] || strlen(row->code) < strlen(s->cameo);
            if (same && shorter) memcpy(s->cameo, row->code, sizeof row->code);
        }
    }
}

static attache_status compile_cameo(Build *b) {
    Tsv t;
    static const char *const columns[] = {"cameo", "event", "mode", "context", "label", "people"};
    FORWARD_IF_ERROR(tables_open(&b->know->tables, &t, "cameo.tsv", columns, COUNT_OF(columns), b->know->reporter));
    while (tsv_next(&t)) {
        CameoRow row = {.event = read_event(&t, t.cells[1])};
        read_cameo(&t, t.cells[0], row.code);
        if (row.event) read_modes(b, &t, t.cells[2], row.event, row.modes, &row.n_modes);
        row.contexts = read_contexts(b, &t, t.cells[3]);
        read_people(&t, t.cells[5], &row.people);
        if (find_cameo(b, row.code)) tsv_error(&t, "%s stands twice", row.code);
        *PUSH(b, cameos) = row;
    }
    add_codes(b);
    return tables_close(&b->know->tables, &t);
}

/* ---- frames ---- */

static uint32_t read_slot(Build *b, Slice name) {
    static const struct {
        const char *name;
        uint32_t slot;
    } fixed[] = {{"subj", SLOT_SUBJ}, {"obj", SLOT_OBJ}, {"iobj", SLOT_IOBJ}, {"poss", SLOT_POSS}, {"mod", SLOT_MOD}};
    for (size_t i = 0; i < COUNT_OF(fixed); i++)
        if (slice_is(name, fixed[i].name)) return fixed[i].slot;
    return SLOT_PREP | lexicon_add(&b->know->lexicon, name);
}

static uint32_t party_kind_of(Tsv *t, Slice name) {
    static const char *const names[PARTY_KINDS] = PARTY_KIND_NAMES;
    for (uint32_t i = 0; i < PARTY_KINDS; i++)
        if (slice_is(name, names[i])) return i;
    tsv_error(t, "%%%.*s is not a kind of party: state, person, armed, civil, known or year", (int)name.n, name.p);
    return 0;
}

static void read_values(Build *b, Tsv *t, Slice list, Item *item) {
    Slice value;
    item->first = (uint32_t)b->n_values;
    while (slice_split(&list, '|', &value)) {
        uint32_t v;
        if (value.p[0] == '@') {
            Slice name = {value.p + 1, value.n - 1};
            uint32_t had = (uint32_t)b->n_classes;
            v = VALUE_CLASS | class_number(b, name);
            if (b->n_classes > had) tsv_error(t, "class @%.*s is not in classes.tsv", (int)name.n, name.p);
        } else if (value.p[0] == '%') {
            v = VALUE_KIND | party_kind_of(t, (Slice){value.p + 1, value.n - 1});
        } else {
            v = lexicon_add(&b->know->lexicon, value);
        }
        *PUSH(b, values) = v;
        item->n++;
    }
}

static void read_role(Build *b, Tsv *t, Slice text, Item *item) {
    item->kind = text.p[0] == 'A' ? ITEM_ACTOR : text.p[0] == 'R' ? ITEM_RECIPIENT : ITEM_BOTH;
    item->first = (uint32_t)b->n_values;
    Slice list = {text.p + 2, text.n - 2}, slot;
    while (slice_split(&list, ',', &slot)) {
        *PUSH(b, values) = read_slot(b, slot);
        item->n++;
    }
    if (!item->n) tsv_error(t, "\"%.*s\" names no slot", (int)text.n, text.p);
}

static void read_condition(Build *b, Tsv *t, Slice text, Item *item) {
    Slice body = {text.p + 1, text.n - 1};
    bool negated = body.n && body.p[0] == '!';
    if (negated) body.p++, body.n--;
    const char *equals = memchr(body.p, '=', body.n);
    if (slice_is(body, "comp")) {
        item->kind = negated ? ITEM_NO_COMP : ITEM_COMP;
        return;
    }
    if (slice_is(body, "inf")) {
        item->kind = ITEM_INFINITIVE;
        return;
    }
    if (slice_is(body, "several")) {
        item->kind = negated ? ITEM_NOT_SEVERAL : ITEM_SEVERAL;
        return;
    }
    if (!equals) {
        item->kind = negated ? ITEM_HAS_NOT : ITEM_HAS;
        item->slot = read_slot(b, body);
        return;
    }
    size_t n = (size_t)(equals - body.p);
    item->kind = n && body.p[n - 1] == '!' ? ITEM_IS_NOT : ITEM_IS;
    item->slot = read_slot(b, (Slice){body.p, n - (item->kind == ITEM_IS_NOT)});
    read_values(b, t, (Slice){equals + 1, body.n - n - 1}, item);
}

static void read_pattern(Build *b, Tsv *t, Slice pattern, Frame *f) {
    Slice text;
    f->items = (uint32_t)b->n_items;
    while (slice_split(&pattern, ' ', &text)) {
        Item item = {0};
        bool role = text.n > 2 && text.p[1] == '=' && strchr("ARB", text.p[0]);
        if (text.n > 2 && text.p[0] == 'C' && text.p[1] == '=') {
            Slice name = {text.p + 2, text.n - 2};
            uint32_t had = (uint32_t)b->n_rules;
            f->rule = string_of(b, name);
            f->rule_id = rule_number(b, name);
            if (b->n_rules > had) tsv_error(t, "rule %.*s is not in compose.tsv", (int)name.n, name.p);
            continue;
        }
        if (role)
            read_role(b, t, text, &item);
        else if (text.p[0] == '?' && text.n > 1)
            read_condition(b, t, text, &item);
        else {
            tsv_error(t, "\"%.*s\" is not a pattern item: A=, R=, B=, C= or ?condition", (int)text.n, text.p);
            continue;
        }
        bool kind = item.kind == ITEM_IS && item.n && b->values[item.first] & VALUE_KIND; /* a kind of entity is less specific than a word */
        if (!role) f->weight += item.kind == ITEM_IS && !kind ? 3 : kind || item.kind == ITEM_COMP || item.kind == ITEM_INFINITIVE ? 2 : 1;
        *PUSH(b, items) = item;
        f->n_items++;
    }
}

static void read_trigger(Build *b, Tsv *t, Slice trigger, Slice pos, Frame *f) {
    uint32_t words[EXTRA_MAX + 1];
    size_t n = split_words(b, trigger, words, COUNT_OF(words));
    f->pos = pos.n == 1 && strchr("VNA", pos.p[0]) ? (uint32_t)pos.p[0] : 0;
    if (!f->pos) tsv_error(t, "\"%.*s\" is not a part of speech: V, N or A", (int)pos.n, pos.p);
    if (!n || n > COUNT_OF(words)) {
        tsv_error(t, "a trigger has one to %d words", EXTRA_MAX + 1);
        return;
    }
    bool noun = f->pos == 'N';
    f->head = noun ? words[n - 1] : words[0];
    f->n_extra = (uint32_t)n - 1;
    for (size_t i = 0; i + 1 < n; i++) f->extra[i] = noun ? words[n - 2 - i] : words[i + 1];
    f->weight += 4 * f->n_extra;
}

static void read_code(Build *b, Tsv *t, Frame *f) {
    Slice cameo = t->cells[3], event = t->cells[4], mode = t->cells[5];
    if (slice_is(cameo, "-")) return;
    if (!read_cameo(t, cameo, f->cameo)) return;
    const CameoRow *row = find_cameo(b, f->cameo);
    if (!row) {
        tsv_error(t, "%s is not in cameo.tsv", f->cameo);
        return;
    }
    f->event = event.n ? read_event(t, event) : row->event;
    if (mode.n)
        read_modes(b, t, mode, f->event, f->modes, &f->n_modes);
    else if (f->event == row->event)
        memcpy(f->modes, row->modes, sizeof f->modes), f->n_modes = row->n_modes;
    f->contexts = row->contexts | read_contexts(b, t, t->cells[6]);
}

/* call_on.2: the trigger and the number of its rows so far. */
static uint32_t name_frame(Build *b, Slice trigger) {
    char name[160];
    size_t nth = 1, n = trigger.n < 120 ? trigger.n : 120;
    memcpy(name, trigger.p, n);
    for (size_t i = 0; i < n; i++)
        if (name[i] == ' ') name[i] = '_';
    for (;; nth++) {
        snprintf(name + n, sizeof name - n, ".%zu", nth);
        size_t had = b->know->strings.bytes.n;
        uint32_t s = string_of(b, slice_of(name));
        if (b->know->strings.bytes.n > had) return s;
    }
}

static attache_status compile_frames(Build *b) {
    Tsv t;
    static const char *const columns[] = {"trigger", "pos", "pattern", "cameo", "event", "mode", "context"};
    FORWARD_IF_ERROR(tables_open(&b->know->tables, &t, "frames.tsv", columns, COUNT_OF(columns), b->know->reporter));
    while (tsv_next(&t)) {
        Frame f = {.how = knowledge_builder_how(b->know, &t),
                   .pattern = string_of(b, t.cells[2]),
                   .order = (uint32_t)b->n_frames,
                   .user = t.layers.sources[t.source].lenient};
        read_trigger(b, &t, t.cells[0], t.cells[1], &f);
        read_pattern(b, &t, t.cells[2], &f);
        read_code(b, &t, &f);
        f.name = name_frame(b, t.cells[0]);
        if (f.head && !t.bad) *PUSH(b, frames) = f;
    }
    return tables_close(&b->know->tables, &t);
}

/* ---- compose ---- */

static void read_of(Tsv *t, Slice of, Compose *c) {
    char cameo[8];
    c->of_event = event_of(of);
    if (c->of_event) return;
    if (slice_is(of, "*"))
        c->of_event = COMPOSE_ANY;
    else if (slice_is(of, "none"))
        c->of_event = COMPOSE_NONE;
    else if (read_cameo(t, of, cameo))
        c->of_event = COMPOSE_CAMEO, c->of_first = cameo_number(cameo), c->of_last = cameo_last(cameo);
}

static uint32_t read_aux(Tsv *t, Slice cell) {
    uint32_t bits = 0;
    Slice name;
    while (slice_split(&cell, '|', &name)) {
        if (slice_is(name, "historical"))
            bits |= ATTACHE_HISTORICAL;
        else if (slice_is(name, "future"))
            bits |= ATTACHE_FUTURE;
        else if (slice_is(name, "hypothetical"))
            bits |= ATTACHE_HYPOTHETICAL;
        else if (slice_is(name, "negation"))
            bits |= ATTACHE_NEGATION;
        else
            tsv_error(t, "\"%.*s\" is not an auxiliary mode: historical, future, hypothetical or negation", (int)name.n, name.p);
    }
    return bits;
}

static attache_status compile_compose(Build *b) {
    Tsv t;
    static const char *const columns[] = {"rule", "of", "cameo", "event", "mode", "aux"};
    FORWARD_IF_ERROR(tables_open(&b->know->tables, &t, "compose.tsv", columns, COUNT_OF(columns), b->know->reporter));
    while (tsv_next(&t)) {
        Compose c = {.rule_id = rule_number(b, t.cells[0]),
                     .how = knowledge_builder_how(b->know, &t),
                     .order = (uint32_t)b->n_composes,
                     .aux = read_aux(&t, t.cells[5])};
        read_of(&t, t.cells[1], &c);
        if (slice_is(t.cells[2], "-") || slice_is(t.cells[2], "=")) {
            c.cameo[0] = t.cells[2].p[0];
        } else if (read_cameo(&t, t.cells[2], c.cameo)) {
            const CameoRow *row = find_cameo(b, c.cameo);
            if (!row) tsv_error(&t, "%s is not in cameo.tsv", c.cameo);
            c.event = t.cells[3].n ? read_event(&t, t.cells[3]) : row ? row->event : 0;
            if (t.cells[4].n)
                read_modes(b, &t, t.cells[4], c.event, c.modes, &c.n_modes);
            else if (row && row->event == c.event)
                memcpy(c.modes, row->modes, sizeof c.modes), c.n_modes = row->n_modes;
        }
        *PUSH(b, composes) = c;
    }
    return tables_close(&b->know->tables, &t);
}

/* ---- writing ---- */

static int by_head(const void *x, const void *y) {
    const Frame *a = x, *b = y;
    if (a->head != b->head) return a->head < b->head ? -1 : 1;
    if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static int by_rule(const void *x, const void *y) {
    const Compose *a = x, *b = y;
    if (a->rule_id != b->rule_id) return a->rule_id < b->rule_id ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static int by_word(const void *x, const void *y) {
    const struct Indexed *a = x, *b = y;
    if (a->word != b->word) return a->word < b->word ? -1 : 1;
    if (a->entry.target != b->entry.target) return a->entry.target < b->entry.target ? -1 : 1;
    return memcmp(&a->entry, &b->entry, sizeof a->entry);
}

/* Writes for each number up to `last` where its rows begin: at[id] .. at[id + 1]. `key` gives the number of row i. */
static void write_index(Build *b, const char *name, uint32_t last, size_t n, uint32_t (*key)(const Build *, size_t)) {
    Buf *out = image_writer_section(&b->know->image, name, sizeof(uint32_t));
    size_t i = 0;
    for (uint32_t id = 0; id <= last; id++) {
        while (i < n && key(b, i) < id) i++;
        uint32_t at = (uint32_t)i;
        buf_add(out, &at, sizeof at);
    }
}

static uint32_t frame_key(const Build *b, size_t i) { return b->frames[i].head; }
static uint32_t compose_key(const Build *b, size_t i) { return b->composes[i].rule_id; }
static uint32_t entry_key(const Build *b, size_t i) { return b->entries[i].word; }

static void write_section(Build *b, const char *name, const void *rows, size_t n, size_t size) {
    buf_add(image_writer_section(&b->know->image, name, size), rows, n * size);
}

/* The WORD_* flags of each word. Unknown words have number 0 and no flags. */
static void write_word_flags(Build *b, uint32_t n_ids) {
    uint32_t *flags = arena_zalloc(&b->arena, n_ids * sizeof *flags);
    for (size_t i = 0; i < b->n_entries; i++) {
        uint32_t target = b->entries[i].entry.target, *t = &flags[b->entries[i].word];
        bool in_class = !(target & (ENTRY_CONTEXT | ENTRY_DAY));
        *t |= in_class ? WORD_IN_CLASS : WORD_IN_CONTEXT;
        for (int k = 0; k < CLASS_NAMED && in_class; k++)
            if (!strcmp(b->know->strings.bytes.p + b->classes[target], class_names[k])) *t |= (uint32_t)WORD_IN_NAMED << k;
    }
    for (size_t i = 0; i < b->n_frames; i++) flags[b->frames[i].head] |= WORD_TRIGGERS;
    flags[0] = 0;
    write_section(b, "code.word_flags", flags, n_ids, sizeof *flags);
}

/* Stores the conditions of each frame, and the words of each condition, next to those of its head lemma's other frames, since they are read together. */
static void lay_together(Build *b) {
    Item *items = arena_alloc(&b->arena, (b->n_items + 1) * sizeof *items);
    uint32_t *values = arena_alloc(&b->arena, (b->n_values + 1) * sizeof *values), n_items = 0, n_values = 0;
    for (size_t i = 0; i < b->n_frames; i++) {
        Frame *f = &b->frames[i];
        uint32_t first = n_items;
        for (uint32_t k = 0; k < f->n_items; k++) {
            Item item = b->items[f->items + k];
            for (uint32_t v = 0; v < item.n; v++) values[n_values + v] = b->values[item.first + v];
            item.first = n_values;
            n_values += item.n;
            items[n_items++] = item;
        }
        f->items = first;
    }
    b->items = items, b->n_items = n_items;
    b->values = values, b->n_values = n_values;
}

static void write_sections(Build *b) {
    uint32_t words = b->know->lexicon.next_id;
    if (b->n_composes) qsort(b->composes, b->n_composes, sizeof *b->composes, by_rule);
    if (b->n_frames) qsort(b->frames, b->n_frames, sizeof *b->frames, by_head);
    if (b->n_entries) qsort(b->entries, b->n_entries, sizeof *b->entries, by_word);
    lay_together(b);
    write_section(b, "code.frames", b->frames, b->n_frames, sizeof *b->frames);
    Buf *keys = image_writer_section(&b->know->image, "code.frame_keys", sizeof(FrameKey));
    for (size_t i = 0; i < b->n_frames; i++) {
        const Frame *f = &b->frames[i];
        FrameKey key = {f->items, (uint16_t)f->n_items, (uint8_t)f->pos, (uint8_t)f->n_extra};
        buf_add(keys, &key, sizeof key);
    }
    write_index(b, "code.frame_at", words, b->n_frames, frame_key);
    write_section(b, "code.items", b->items, b->n_items, sizeof *b->items);
    write_section(b, "code.values", b->values, b->n_values, sizeof *b->values);
    Buf *entries = image_writer_section(&b->know->image, "code.entries", sizeof(Entry));
    for (size_t i = 0; i < b->n_entries; i++) buf_add(entries, &b->entries[i].entry, sizeof(Entry));
    write_index(b, "code.entry_at", words, b->n_entries, entry_key);
    write_word_flags(b, words);
    write_index(b, "code.compose_at", (uint32_t)b->n_rules + 1, b->n_composes, compose_key);
    write_section(b, "code.composes", b->composes, b->n_composes, sizeof *b->composes);
    write_section(b, "code.scores", b->scores, b->n_scores, sizeof *b->scores);
    Buf *people = image_writer_section(&b->know->image, "code.people", sizeof(People));
    for (size_t i = 0; i < b->n_cameos; i++) {
        People p = b->cameos[i].people;
        p.cameo = cameo_number(b->cameos[i].code);
        if (p.actors) buf_add(people, &p, sizeof p);
    }
    write_section(b, "code.contexts", b->contexts, b->n_contexts, sizeof *b->contexts);
    write_section(b, "code.classes", b->classes, b->n_classes, sizeof *b->classes);
    write_section(b, "code.rules", b->rules, b->n_rules, sizeof *b->rules);
}

attache_status event_compile(KnowledgeBuilder *know) {
    Build b = {.know = know};
    arena_init(&b.arena);
    attache_status (*const steps[])(Build *) = {compile_classes, compile_contexts, compile_holidays, compile_plover,
                                                compile_cameo,   compile_compose,  compile_frames};
    attache_status status = ATTACHE_OK;
    for (size_t i = 0; i < COUNT_OF(steps); i++) { /* continues after a mistake, so that all are reported at once */
        attache_status one = steps[i](&b);
        if (one != ATTACHE_OK) status = one;
    }
    if (status == ATTACHE_OK) write_sections(&b);
    arena_free(&b.arena);
    return status;
}

attache_status event_add_model(KnowledgeBuilder *know, const char *path) {
    Image im;
    FORWARD_IF_ERROR(image_map_file(&im, path, EVENT_MAGIC, EVENT_VERSION, ATTACHE_ERR_MODEL, know->reporter));
    image_copy_sections(&im, EVENT_SECTIONS, &know->image);
    image_close(&im);
    return ATTACHE_OK;
}
