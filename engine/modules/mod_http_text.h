/* mod_http_text.h: HTTP/1.1 as text, for raw streams that talk to a server or a modelled host. */
#ifndef MOD_HTTP_TEXT_H
#define MOD_HTTP_TEXT_H

#include "modules/mod_http.h"

/* Reads a request from the bytes that have arrived.  NULL with *status LS_OK: it is not whole yet (the bytes stay);
 * LS_E_FORMAT, LS_E_NOMEM: the bytes are gone. */
ModHttp *mod_http_read_text(SimSocket *socket, LsStatus *status);
/* The same from a text; *used receives how much of it was the request (0: not whole yet). */
ModHttp *mod_http_parse(const LsAlloc *alloc, const char *text, size_t size, const char *host, int port, size_t *used,
                        LsStatus *status);
/* Sends an answer as text, taking it over; `request` may be NULL. */
bool mod_http_send_text(SimSocket *socket, const ModHttp *request, ModHttp *answer);
/* The same after a delay. */
bool mod_http_send_text_later(SimSocket *socket, const ModHttp *request, ModHttp *answer, int64_t delay_ns);

#endif
