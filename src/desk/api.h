/* api.h - a request for /api/v1/... in, JSON or CSV out: which query answers which address, and what it may be asked with. */
#ifndef ATTACHE_DESK_API_H
#define ATTACHE_DESK_API_H

#include "desk/http.h"
#include "desk/query.h"

/* Answers a GET of an address below /api/v1. */
void api_answer(Reader *reader, Request *request, Reply *reply);

/* ---- correct.c ---- */

/* Keeps a correction that was sent as JSON: 201 and what was kept, or what is wrong with it. `reader` looks, `writer` writes. */
void correct_answer(Reader *reader, Reader *writer, Request *request, Reply *reply);

/* Sends what a query found, or why it could not. */
void api_reply(RowsStatus status, Reply *reply);

#endif
