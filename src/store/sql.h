/* sql.h - a statement under construction, for what an analyst asks: text with parameters, and the parts of a query that several statements have. User input becomes parameters,
 * never SQL.
 *
 * Ownership: an Sql belongs to the caller until sql_finish or sql_set, which free its text and what is known of documents; strings are borrowed.
 */
#ifndef ATTACHE_STORE_SQL_H
#define ATTACHE_STORE_SQL_H

#include "store/ask.h"
#include "store/tally.h"

enum { SQL_PARAMS_MAX = 900, SQL_WORDS_MAX = 20 };

typedef struct Sql {
    Store *store;
    const attache_query *query;
    const Where *where;
    const Reporter *reporter;
    const int64_t *before; /* of a list: only rows before this day and number; NULL: all */
    bool any_actor;
    bool up_to_newest; /* nothing dated after the newest report */
    bool few_documents; /* of the publishers asked for */
    int64_t documents;  /* how many, if they are few */
    bool common_words; /* more documents than MATCHES_MAX have them: the first of these, and the statement that goes on to the others */
    TallySet first_documents;
    sqlite3_stmt *more_documents;
    Slice sides[2];    /* of the range under construction: who acts on whom */
    Buf text;
    struct {
        const char *text; /* NULL: a number */
        size_t n;
        int64_t number;
        RowsTable *rows; /* of rows_of; else NULL */
    } params[SQL_PARAMS_MAX];
    int n;
    int64_t first; /* of a list: each range gives at most this many rows, its newest; 0: all */
    int tried;     /* and looks for them among this many of its newest; 0: among all */
} Sql;

/* Reports that the value of an option is wrong; `right` says what would be right. */
attache_status sql_wrong(Sql *q, const char *option, const char *value, const char *right);
void sql_add(Sql *q, const char *text);
/* A parameter; returns its number. */
int sql_text(Sql *q, const char *text, size_t n);
void sql_number(Sql *q, int64_t number);
/* "rows_of(?n)": rows that the statement will own. */
void sql_tally(Sql *q, RowsTable *rows);

/* ---- days and lists ---- */

/* --from and --to; INT32_MIN and INT32_MAX where there is none. */
attache_status sql_span(Sql *q, int32_t *from, int32_t *to);
/* The next item of a list joined by ',', and its length; 0 after the last. */
size_t sql_item(const char **p, const char **item);
attache_status sql_names_nothing(Sql *q, const char *option);
/* "not A,B": none of these; *list is advanced past "not". */
bool sql_is_denied(const char **list);

/* The tables of strings in a store. */
typedef enum SqlTable { TABLE_CATEGORY, TABLE_MODE, TABLE_CONTEXT } SqlTable;
/* " AND column IN (...)" with the numbers of strings; nothing if `list` is NULL. */
attache_status sql_words(Sql *q, const char *column, SqlTable table, const char *option, const char *list);
/* The bits of a list of contexts, and whether it says "not". */
attache_status sql_context_bits(Sql *q, const char *list, uint64_t *bits, bool *denied);

/* ---- actors ---- */

/* "@Angela Merkel" or, if she has to stand for Germany, "DEU@Angela Merkel": a person, by the name in the records; its case does not matter. */
static inline bool sql_is_person(Slice actor) { return memchr(actor.p, '@', actor.n) != NULL; }
/* "SELECT id FROM entity ...": a person's. */
void sql_person(Sql *q, Slice person);
/* An actor must be one that the store may have. */
attache_status sql_check_actor(Sql *q, const char *option, Slice code);

/* ---- running ---- */

/* A statement of its own, with nothing in it yet; documents remain with the query. */
Sql sql_part(const Sql *q);
void sql_drop_documents(Sql *q);
/* The statement, if all went well so far. */
attache_status sql_finish(Sql *q, attache_status status, sqlite3_stmt **out);
/* Ends the part, and reads the first number that it selects; 0 if it selects none. */
attache_status sql_first_number(Sql *part, int64_t *out);
/* Ends the part, and adds the numbers that it selects to a set. */
attache_status sql_set(Sql *part, attache_status status, TallySet *set);

#endif
