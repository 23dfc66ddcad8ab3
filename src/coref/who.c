/* who.c - finds the entity of one phrase. The phrase is read as the object of a sentence ("They met ...", because taggers err on fragments), after a text with
 * the context. Its first noun phrase gives the answer; if that alone says nothing ("Minsk police station"), the names inside the phrase do. An office that one
 * person holds gets that person's name ("the German chancellor"). */
#include <ctype.h>

#include "coref/coref_int.h"
#include "vocab/wording.h"

static bool says_nothing(const Entity *e) { return !e->code[0] && !e->sector; }

static const Entity *entity_of(const Reading *r, const Mention *m) { return m->n_entities ? reading_entity(r, m, 0) : &ENTITY_NONE; }

/* The mention of the phrase: the first one, and among those the longest. `from` is an offset in the text. */
static const Mention *main_mention(const Reading *r, uint32_t from) {
    const Mention *best = NULL;
    for (size_t i = 0; i < r->n_mentions; i++) {
        const Mention *m = &r->mentions[i];
        if (m->span.start < from || m->kind == MENTION_MODIFIER) continue;
        if (best && best->sentence != m->sentence) break;
        if (!best || m->first < best->first || (m->first == best->first && m->last > best->last)) best = m;
    }
    return best;
}

static void add_missing(Entity *to, const Entity *from, bool sector) {
    if (!to->code[0]) memcpy(to->code, from->code, 4);
    if (!to->how[0]) to->how = from->how;
    if (sector && !to->sector) to->sectors = from->sectors;
}

static bool behind_of(const Kb *k, const Reading *r, const Mention *m) {
    return m->first > 0 && word_of(k, reading_open(r, m->sentence, NULL).forms[m->first - 1]) == WORD_OF;
}

/* Evidence from the names inside the phrase, those before its head first. */
static void ask_inner(const Kb *k, const Reading *r, uint32_t from, const Mention *main, Entity *out) {
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = r->n_mentions; i-- > 0;) {
            const Mention *m = &r->mentions[i];
            if (m->span.start < from || m == main) continue;
            bool before = main && m->sentence == main->sentence && m->head < main->head;
            const Entity *e = entity_of(r, m);
            bool place = e->kind == ENT_STATE || e->kind == ENT_PLACE;
            if (before == (pass == 0)) add_missing(out, e, ((before || behind_of(k, r, m)) && !place) || !main);
        }
}

/* The country of a phrase after "of", however far from the head: "residence and workplace of the President of the United States". */
static void ask_of(const Kb *k, const Reading *r, uint32_t from, const Mention *main, Entity *out) {
    for (size_t i = 0; i < r->n_mentions && !out->code[0]; i++)
        if (r->mentions[i].span.start >= from && &r->mentions[i] != main && behind_of(k, r, &r->mentions[i]))
            add_missing(out, entity_of(r, &r->mentions[i]), false);
}

static void read_date_word(const char *date, char out[11]) {
    uint32_t n;
    if (kb_date(slice_of(date), 0, &n) && strlen(date) <= 10) strcpy(out, date);
    else if (!dates_find(slice_of(date), out)) out[0] = 0;
}

/* ---- who holds an office ---- */

/* The holder of an office on a day, or now if no day is given. On the day of a change it is the successor. If several people hold it, none is named. */
static void name_holder(const Kb *k, uint32_t date, Entity *e) {
    const AgentRow *office = e->kind == ENT_PERSON && !e->plural && !e->name[0] && e->office[0] && e->code[0] ? kb_agent_named(k, slice_of(e->office)) : NULL;
    const PersonRow *holder = NULL;
    uint32_t since = 0;
    bool several = false;
    for (size_t i = 0; office && i < k->n_people; i++)
        for (uint32_t j = 0; j < k->people[i].n_offices; j++) {
            const OfficeRow *o = &k->offices[k->people[i].office + j];
            bool then = o->from <= date && o->to >= date && o->sectors.s[0] == e->sector && !memcmp(o->code, e->code, sizeof o->code);
            if (!then || kb_agent_named(k, slice_of(kb_string(k, o->title))) != office) continue;
            several |= holder && holder != &k->people[i] && o->to != date && o->from != date;
            if (!holder || o->from > since) holder = &k->people[i], since = o->from;
        }
    if (holder && !several) e->name = kb_string(k, holder->name), e->gender = (uint8_t)holder->gender;
}

/* ---- the answer ---- */

void who_is_why(const Kb *k, LangScratch *scratch, const char *phrase, const char *date, const char *context, Arena *arena,
                  Entity *out, attache_considered **list, size_t *n_list) {
    const char *carrier = wording[WORDING_CARRIER].list[0];
    size_t n_carrier = strlen(carrier);
    *out = ENTITY_NONE;
    if (!context) context = "";
    size_t n_context = strlen(context), n_phrase = strlen(phrase);
    char *text = arena_printf(arena, "%s\n\n%s%s.", context, carrier, phrase);
    Article article = {.text = text, .size = (uint32_t)(n_context + 3 + n_carrier + n_phrase), .dateline_place = "", .id = ""};
    article.byline = article.date = article.language = article.url = article.site = "";
    article.body = (Span){0, article.size};
    Sentence *sentences = NULL;
    size_t n = 0, cap = 0;
    if (n_context) lang_analyse(scratch, text, (Span){0, (uint32_t)n_context}, arena, &sentences, &n, &cap);
    uint32_t from = (uint32_t)(n_context + 2 + n_carrier);
    lang_analyse(scratch, text, (Span){(uint32_t)n_context + 2, article.size}, arena, &sentences, &n, &cap);
    char day[11];
    read_date_word(date, day);
    Reading reading;
    coref_read(k, &article, sentences, n, day, arena, &reading);
    const Mention *main = main_mention(&reading, from);
    if (main) *out = *entity_of(&reading, main);
    if (!out->code[0] && !says_nothing(out)) ask_of(k, &reading, from, main, out);
    if (says_nothing(out)) ask_inner(k, &reading, from, main, out);
    if (out->kind == ENT_PLACE && !out->sector && !out->name[0]) out->sector = SECTOR_CVL; /* a town that acts means its inhabitants */
    uint32_t on = DATE_UNKNOWN;
    if (day[0]) kb_date(slice_of(day), 99, &on);
    name_holder(k, on, out);
    if (list) consider_phrase(k, &article, sentences, n, from, day, out, arena, list, n_list);
}

/* Words that are small inside a name too. */
static bool stays_small(const Kb *k, Slice word) {
    WordName name = word_name(&k->words, lexicon_find(&k->lexicon, word.p, word.n));
    return name == WORD_OF || name == WORD_THE || name == WORD_AND;
}

/* "united kingdom" as United Kingdom, "isle of man" as Isle of Man; NULL where it has capitals already. */
static const char *with_capitals(const Kb *k, const char *phrase, Arena *arena) {
    char *out = arena_copy(arena, phrase, strlen(phrase));
    for (char *p = out; *p;) {
        size_t n = strcspn(p, " ");
        for (size_t i = 0; i < n; i++)
            if (isupper((unsigned char)p[i])) return NULL;
        if (p == out || !stays_small(k, (Slice){p, n})) *p = (char)toupper((unsigned char)*p);
        p += n + (p[n] != 0);
    }
    return out;
}

void who_is_typed(const Kb *k, LangScratch *scratch, const char *phrase, Arena *arena, Entity *out) {
    who_is(k, scratch, phrase, "", "", arena, out);
    const char *capitals = says_nothing(out) ? with_capitals(k, phrase, arena) : NULL;
    if (capitals) who_is(k, scratch, capitals, "", "", arena, out);
}
