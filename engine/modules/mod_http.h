/* mod_http.h: HTTP between the clients (httpx, requests, …) and what answers them: a server in the simulation, or a
 * modelled host of the scenario.
 *
 * Messages are structures that travel over sim_net's connections as contents of SimMessages; they hold no script
 * values, for the two ends may live in different processes (Vms).  A server listens (sim_net_listen), watches its
 * listener with aio_reader_add (aio_poll.h), accepts, and on each connection
 *
 *     request = mod_http_receive(socket, &status);   // NULL with LS_OK: nothing has arrived (or see sim_socket_at_end)
 *     answer = mod_http_answer_new(alloc, 200);
 *     mod_http_add_field(answer, "content-type", "application/json");
 *     mod_http_set_body(answer, data, size);
 *     mod_http_send_answer(socket, request, answer); // takes the answer over
 *     mod_http_free(request);
 *
 * as often as the client sends (connections are kept alive).  Requests that come as text over a raw stream are read,
 * and answered as text, by the same functions.
 *
 * Everything that allocates may fail: NULL, false, or LS_E_NOMEM.  All texts are NUL-terminated UTF-8.
 */
#ifndef MOD_HTTP_H
#define MOD_HTTP_H

#include "sim/sim_net.h"

typedef struct ModHttpField {
    char *name, *value; /* the name as it was given; compared without regard to case */
} ModHttpField;

/* A request (method not NULL) or an answer. */
typedef struct ModHttp {
    const LsAlloc *alloc;
    char *method; /* "GET" */
    char *scheme; /* "http", "https" */
    char *host;
    int port;
    char *path;  /* "/users/7", percent-encoded as sent; at least "/" */
    char *query; /* "a=1&b=2" without the mark; "" when there is none */
    int status;
    ModHttpField *fields; /* headers, in order */
    size_t field_count, field_capacity;
    char *body; /* NULL when empty */
    size_t body_size;
    bool close;        /* the connection ends after it */
    bool truncated;    /* … before all of the body has been sent */
    bool as_text;      /* it came over a raw stream: so goes its answer */
    uint32_t trace_id; /* of the request, in both; 0: not recorded */
} ModHttp;

ModHttp *mod_http_request_new(const LsAlloc *alloc, const char *method, const char *scheme, const char *host, int port,
                              const char *path, const char *query);
ModHttp *mod_http_answer_new(const LsAlloc *alloc, int status);
void mod_http_free(ModHttp *message);
bool mod_http_add_field(ModHttp *message, const char *name, const char *value);
/* The same with sizes. */
bool mod_http_add_field_n(ModHttp *message, const char *name, size_t name_size, const char *value, size_t value_size);
/* The value of the first header of that name, or NULL. */
const char *mod_http_field(const ModHttp *message, const char *name);
/* Replaces the body by a copy. */
bool mod_http_set_body(ModHttp *message, const char *data, size_t size);
/* Bytes on the wire, estimated from the parts. */
size_t mod_http_wire_bytes(const ModHttp *message);
/* "Not Found" for 404; "" for numbers that mean nothing. */
const char *mod_http_reason(int status);

/* The next request that has arrived, owned by the caller; NULL with *status LS_OK: none; LS_E_FORMAT: text that is no
 * HTTP (answer 400 and close); LS_E_NOMEM. */
ModHttp *mod_http_receive(SimSocket *socket, LsStatus *status);
/* Sends a request or answer, taking it over.  false: no memory, or the connection is closed. */
bool mod_http_send(SimSocket *socket, ModHttp *message);
/* Answers `request`, taking over the answer; closes the end afterwards when either asks for it (the caller's hold
 * stays).  `request` NULL: it could not be read. */
bool mod_http_send_answer(SimSocket *socket, const ModHttp *request, ModHttp *answer);

/* What answers requests at modelled hosts, from their tables. */
extern const SimService mod_http_host_service;

#endif
