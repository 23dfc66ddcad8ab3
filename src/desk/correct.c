/* correct.c - stores an analyst's correction of a record, or that it is taken back, in the table `correction`. The coding itself is never changed. */
#include <jansson.h>
#include <stdlib.h>

#include "base/date.h"
#include "desk/api.h"

typedef struct Correction {
    int64_t record;
    const char *field, *value, *note, *who;
} Correction;

/* The column of correction_target with the record's value. */
static const char *const fields[][2] = {{"wrong", NULL},         {"event", "category"},      {"mode", "modes"}, {"context", "contexts"},
                                        {"actor", "actor"},      {"recipient", "recipient"}, {"date", "date"},  {"place", "place"},
                                        {"dead", "dead"},        {"injured", "injured"},     {"arrested", "arrested"}, {"size", "size"}};

static const char *column_of(const char *field, bool *known) {
    *known = false;
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (!strcmp(fields[i][0], field)) {
            *known = true;
            return fields[i][1];
        }
    return NULL;
}

/* "KAZ", "KAZ.MIL", "KAZ.GOV.MIL; IND", or "-" for nobody: parties that an export can use instead of the record's. */
static bool is_party(const char *s) {
    static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    if (!strcmp(s, "-")) return true;
    for (;;) {
        for (int sectors = 0; strspn(s, capitals) == 3; sectors++) {
            s += 3;
            if (*s != '.') break;
            if (sectors == ATTACHE_SECTORS) return false;
            s++;
        }
        if (!*s) return s[-1] != '.' && s[-1] != ' ';
        size_t gap = strspn(s, ",; ");
        if (!gap || strspn(s + gap, capitals) != 3) return false;
        s += gap;
    }
}

/* A valid value of the field; "" withdraws an earlier correction. */
static const char *wrong_with_value(Reader *reader, const char *field, const char *value) {
    if (!*value) return NULL;
    bool actor = !strcmp(field, "actor") || !strcmp(field, "recipient");
    if (actor && !is_party(value)) return "an actor or recipient is three capitals, with sectors behind if need be: KAZ, KAZ.GOV.MIL, several by ; or - for nobody";
    bool number = !strcmp(field, "dead") || !strcmp(field, "injured") || !strcmp(field, "arrested") || !strcmp(field, "size");
    if (number && (strlen(value) > 9 || value[strspn(value, "0123456789")])) return "how many is a number in digits, at most nine";
    if (!strcmp(field, "date") && !date_day(value)) return "a date is YYYY-MM-DD, YYYY-MM or YYYY";
    if (strcmp(field, "event") != 0) return NULL;
    Binding b = {.name = ":event", .text = value};
    RowsStatus status = reader_first(reader, "category_named", &b, 1);
    reader_end(reader);
    return status == ROWS_OK ? NULL : "an event is a category of PLOVER, like CONSULT";
}

static const char *text_in(json_t *object, const char *name, size_t max, bool *good) {
    json_t *value = json_object_get(object, name);
    if (!value) return "";
    if (!json_is_string(value) || json_string_length(value) > max) *good = false;
    return json_is_string(value) ? json_string_value(value) : "";
}

static bool read_correction(json_t *object, Correction *out, Reply *reply) {
    static const char *const names[] = {"record", "field", "value", "note", "who"};
    bool good = json_is_object(object);
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value) {
        bool known = false;
        for (size_t i = 0; i < COUNT_OF(names); i++) known |= !strcmp(names[i], key);
        good &= known;
    }
    *out = (Correction){json_integer_value(json_object_get(object, "record")), text_in(object, "field", 20, &good), text_in(object, "value", 200, &good),
                        text_in(object, "note", 2000, &good), text_in(object, "who", 100, &good)};
    if (!good || !out->record || !*out->who)
        return reply_problem(reply, 422, "a correction is {\"record\": number, \"field\", \"value\", \"who\", \"note\"}: value up to 200 bytes, note up to 2000, who not empty"), false;
    return true;
}

/* The row that was written is the answer. */
static void insert(Reader *writer, const char *query, const Binding *all, size_t n, Reply *reply) {
    int64_t kept;
    RowsStatus status = reader_insert(writer, query, all, n, &kept);
    if (status != ROWS_OK) return api_reply(status, reply);
    Binding row = {.name = ":id", .number = kept};
    status = reader_rows(writer, "correction", &row, 1, ROWS_ONE, 1, NULL, &reply->body);
    reply->status = 201;
    reply->type = "application/json";
    reply->cache = "no-store";
    api_reply(status, reply);
}

static void keep(Reader *reader, Reader *writer, const Correction *c, Request *request, Reply *reply) {
    Arena *arena = &request->arena;
    bool known;
    const char *column = column_of(c->field, &known);
    if (!known) return reply_problem(reply, 422, "field must be wrong, event, mode, context, actor, recipient, date, place, dead, injured, arrested or size");
    const char *wrong = wrong_with_value(reader, c->field, c->value);
    if (wrong) return reply_problem(reply, 422, "%s", wrong);
    Binding id = {.name = ":id", .number = c->record};
    RowsStatus found = reader_first(reader, "correction_target", &id, 1);
    const char *event = reader_text(reader, "event", arena), *sentence = reader_text(reader, "sentence", arena);
    const char *was = column ? reader_text(reader, column, arena) : "";
    reader_end(reader);
    if (found != ROWS_OK) return api_reply(found, reply);
    Binding all[] = {{.name = ":event", .text = event}, {.name = ":field", .text = c->field}, {.name = ":was", .text = was},
                     {.name = ":value", .text = c->value}, {.name = ":who", .text = c->who},  {.name = ":note", .text = c->note},
                     {.name = ":sentence", .text = sentence}};
    insert(writer, "correct", all, COUNT_OF(all), reply);
}

/* Only the last correction of a field can be taken back. */
static void undo(Reader *writer, json_t *object, Request *request, Reply *reply) {
    bool good = json_is_object(object) && json_object_size(object) == 2;
    int64_t number = json_integer_value(json_object_get(object, "number"));
    const char *who = text_in(object, "who", 100, &good);
    if (!good || number < 1 || !*who) return reply_problem(reply, 422, "a correction is taken back by {\"number\": its id, \"who\"}: who up to 100 bytes, not empty");
    Binding all[] = {{.name = ":id", .number = number}, {.name = ":who", .text = who}};
    RowsStatus found = reader_first(writer, "undo_target", all, 1);
    int64_t last = strtoll(reader_text(writer, "last", &request->arena), NULL, 10);
    reader_end(writer);
    if (found != ROWS_OK) return api_reply(found, reply);
    if (last != number) return reply_problem(reply, 409, "correction %lld of the same field is later: take it back first", (long long)last);
    insert(writer, "undo", all, COUNT_OF(all), reply);
}

static json_t *read_body(const Request *request, Reply *reply) {
    json_error_t error;
    if (strncasecmp(request->type, "application/json", 16) != 0) return reply_problem(reply, 415, "a correction is sent as application/json"), NULL;
    json_t *object = json_loadb(request->body.p, request->body.n, JSON_REJECT_DUPLICATES, &error);
    if (!object) reply_problem(reply, 400, "the body is not JSON, at byte %d: %s", error.position, error.text);
    return object;
}

void correct_answer(Reader *reader, Reader *writer, Request *request, Reply *reply) {
    Correction correction;
    json_t *object = read_body(request, reply);
    if (object && read_correction(object, &correction, reply)) keep(reader, writer, &correction, request, reply);
    json_decref(object);
}

void correct_undo(Reader *writer, Request *request, Reply *reply) {
    json_t *object = read_body(request, reply);
    if (object) undo(writer, object, request, reply);
    json_decref(object);
}
