/* api.h - answers requests for /api/v1/... with JSON or CSV: which query belongs to which address, and its parameters. */
#ifndef ATTACHE_DESK_API_H
#define ATTACHE_DESK_API_H

#include "desk/http.h"
#include "desk/query.h"

/* Answers a GET of an address below /api/v1. */
void api_answer(Reader *reader, Request *request, Reply *reply);

/* ---- correct.c ---- */

/* Stores a correction sent as JSON: 201 and what was stored, or what is wrong with it. `reader` checks, `writer` writes. */
void correct_answer(Reader *reader, Reader *writer, Request *request, Reply *reply);
/* Takes the correction back that was named likewise: 201 and the row that does so, 409 if it is not the last of its field. */
void correct_undo(Reader *writer, Request *request, Reply *reply);

/* Sends the result of a query, or its error. */
void api_reply(RowsStatus status, Reply *reply);

#endif
