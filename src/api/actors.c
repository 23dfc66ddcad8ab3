/* actors.c - resolves names of actors to keys: by the names in this store, else by the knowledge base. The key of a person is "@NAME", or "DEU@NAME" (store/sql.h). */
#include "api/actors.h"

#include <ctype.h>
#include <stdlib.h>

#include "coref/coref.h"
#include "vocab/actor.h"
#include "vocab/codebook.h"

enum { NAME_MAX_BYTES = 200, KEY_MAX_BYTES = NAME_MAX_BYTES + ACTOR_KEY };

/* Three letters of one case, alone or followed by a sector, a body or a person; '@' and a person; or '*'. */
static bool is_key(Slice s) {
    if (s.n == 1) return s.p[0] == '*';
    if (s.n > 1 && s.p[0] == '@') return true;
    if (s.n < 3 || (s.n > 3 && s.p[3] != '.' && s.p[3] != ':' && s.p[3] != '@')) return false;
    bool upper = isupper((unsigned char)s.p[0]);
    for (size_t i = 0; i < 3; i++)
        if (upper ? !isupper((unsigned char)s.p[i]) : !islower((unsigned char)s.p[i])) return false;
    return true;
}

/* The key of most records with the name of a body in this store. */
static bool find_body(Store *s, const char *name, char out[KEY_MAX_BYTES]) {
    sqlite3_stmt *statement = NULL;
    if (store_prepare(s, "SELECT key FROM entity WHERE name = ?1 COLLATE NOCASE AND name <> '' AND instr(key, ':') ORDER BY "
                         "(SELECT sum(events) FROM dyad_sum WHERE period = 0 AND actor = key AND recipient = '*') DESC, key LIMIT 1", &statement) != ATTACHE_OK)
        return false;
    sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
    bool found = sqlite3_step(statement) == SQLITE_ROW;
    if (found) snprintf(out, ACTOR_KEY, "%s", store_text(statement, 0));
    sqlite3_finalize(statement);
    return found;
}

/* "@Angela Merkel", if a record names her so. */
static bool find_person(Store *s, const char *name, char out[KEY_MAX_BYTES]) {
    sqlite3_stmt *statement = NULL;
    if (!*name || store_prepare(s, "SELECT name FROM entity WHERE name = ?1 COLLATE NOCASE AND name <> '' AND NOT instr(key, ':') ORDER BY name = ?1 DESC, id LIMIT 1", &statement) != ATTACHE_OK) return false;
    sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
    bool found = sqlite3_step(statement) == SQLITE_ROW;
    if (found) snprintf(out, KEY_MAX_BYTES, "@%s", store_text(statement, 0));
    sqlite3_finalize(statement);
    return found;
}

static attache_status is_nobody(attache_store *store, const char *option, const char *name) {
    return report(store_reporter(store_of(store)), ATTACHE_ERR_USAGE, option,
                  "%s: is not an actor in this store; give a state by its name or its code (Nigeria, NGA), one of its sectors as NGA.REB, a body or a person by name (Boko Haram, Angela Merkel)", name);
}

/* A state, a sector, a body or a person, as the knowledge base has it; a person it does not know may still be named in the store. */
static attache_status find_name(attache_store *store, const char *option, const char *name, char out[KEY_MAX_BYTES]) {
    const attache *self = attache_of(store);
    Arena arena;
    Entity who;
    if (find_body(store_of(store), name, out)) return ATTACHE_OK;
    arena_init(&arena);
    LangScratch *scratch = lang_scratch_new(self->lang);
    who_is_typed(self->know, scratch, name, &arena, &who);
    bool person = who.kind == ENT_PERSON && who.name && who.name[0], state = who.kind == ENT_STATE || who.kind == ENT_PLACE;
    actor_key(who.code, state ? "" : sector_codes[who.sector], who.kind == ENT_ORG && who.name ? who.name : "", out);
    bool known = out[0] && strncmp(out, "org:", 4) != 0; /* anything unknown would have to be in the store */
    bool named = (person || !known) && (find_person(store_of(store), name, out) || (person && find_person(store_of(store), who.name, out)));
    lang_scratch_free(scratch);
    arena_free(&arena);
    if (person && !named) return report(store_reporter(store_of(store)), ATTACHE_ERR_USAGE, option, "%s: is a person whom no record of this store names", name);
    return named || known ? ATTACHE_OK : is_nobody(store, option, name);
}

/* NGA.XYZ is a slip, not a sector that did nothing. */
static bool has_sector(const char *key) { return strlen(key) < 4 || key[3] != '.' || sector_of(key + 4); }

static attache_status resolve_one(attache_store *store, const char *option, Slice item, char out[KEY_MAX_BYTES]) {
    char name[NAME_MAX_BYTES];
    while (item.n && item.p[0] == ' ') item.p++, item.n--;
    while (item.n && item.p[item.n - 1] == ' ') item.n--;
    if (is_key(item) && item.n < KEY_MAX_BYTES) {
        memcpy(out, item.p, item.n);
        out[item.n] = 0;
        if (has_sector(out)) return ATTACHE_OK;
        return report(store_reporter(store_of(store)), ATTACHE_ERR_USAGE, option, "%s: there is no such sector; they are in capitals, and docs/records.md says where they are listed: NGA.GOV, NGA.MIL, NGA.REB", out);
    }
    snprintf(name, sizeof name, "%.*s", (int)item.n, item.p);
    if (!item.n) return is_nobody(store, option, "\"\"");
    if (!strncmp(name, "not ", 4)) return report(store_reporter(store_of(store)), ATTACHE_ERR_USAGE, option, "%s: \"not\" stands before the whole list, once: 'not KAZ,UZB'", name);
    return find_name(store, option, name, out);
}

static bool is_state(const attache *self, const char *key) { return kb_country_name(self->know, key)[0] != 0; }

/* Next to a state, REB is that state's. */
static void complete(const attache *self, const char *with, char key[KEY_MAX_BYTES]) {
    char whole[4] = "";
    memcpy(whole, with, strnlen(with, 3));
    if (strlen(key) != 3 || is_state(self, key) || !sector_of(key) || !is_state(self, whole)) return;
    char sector[4] = "";
    memcpy(sector, key, 3);
    actor_key(whole, sector, "", key);
}

attache_status actors_resolve(attache_store *store, const char *option, const char *list, Arena *arena, const char **out) {
    const attache *self = attache_of(store);
    Buf all = {0};
    attache_status status = ATTACHE_OK;
    list += strspn(list, " ");
    if (!strncmp(list, "not ", 4)) buf_str(&all, "not "), list += 4;
    for (const char *p = list; status == ATTACHE_OK;) {
        char keys[2][KEY_MAX_BYTES] = {"", ""};
        size_t n = strcspn(p, ",>;");
        char between = p[n];
        bool pair = between == '>' || (between == ',' && !strcmp(option, "--dyad"));
        status = resolve_one(store, option, (Slice){p, n}, keys[0]);
        p += n + (between != 0);
        if (pair && status == ATTACHE_OK) {
            n = strcspn(p, ",>;");
            status = resolve_one(store, option, (Slice){p, n}, keys[1]);
            complete(self, keys[0], keys[1]);
            complete(self, keys[1], keys[0]);
            buf_printf(&all, "%s%c%s", keys[0], between, keys[1]);
            between = p[n];
            p += n + (between != 0);
        } else {
            buf_str(&all, keys[0]);
        }
        if (!between) break;
        buf_char(&all, between);
    }
    *out = arena_copy(arena, all.p ? all.p : "", all.n);
    buf_free(&all);
    return status;
}
