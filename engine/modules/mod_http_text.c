#include "modules/mod_http_text.h"

#include "base/ls_buf.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_HEAD = 1 << 16 };

#define MOST_BODY ((size_t)1 << 28)

/* The end of the line that begins at `at`: the position of its line feed, or `size`. */
static size_t line_end(const char *text, size_t size, size_t at)
{
    const char *feed = at < size ? memchr(text + at, '\n', size - at) : NULL;
    return feed == NULL ? size : (size_t)(feed - text);
}

/* Without the carriage return and blanks at its end. */
static size_t trimmed(const char *text, size_t begin, size_t end)
{
    while (end > begin && (text[end - 1] == '\r' || text[end - 1] == ' ' || text[end - 1] == '\t')) {
        end--;
    }
    return end;
}

/* The size of the head with its empty line; 0: it is not whole. */
static size_t head_size(const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        size_t end = line_end(text, size, at);
        if (end == size) {
            return 0;
        }
        if (trimmed(text, at, end) == at && at > 0) {
            return end + 1;
        }
        at = end + 1;
    }
    return 0;
}

static bool read_field(ModHttp *request, const char *text, size_t begin, size_t end)
{
    const char *colon = memchr(text + begin, ':', end - begin);
    if (colon == NULL || colon == text + begin) {
        return false;
    }
    size_t value = (size_t)(colon - text) + 1;
    while (value < end && (text[value] == ' ' || text[value] == '\t')) {
        value++;
    }
    return mod_http_add_field_n(request, text + begin, (size_t)(colon - text) - begin, text + value, end - value);
}

/* "GET /path?query HTTP/1.1" */
static ModHttp *read_first_line(const LsAlloc *alloc, char *line, const char *host, int port)
{
    char *target = strchr(line, ' ');
    char *version = target == NULL ? NULL : strchr(target + 1, ' ');
    if (version == NULL || strncmp(version + 1, "HTTP/1.", 7) != 0 || target == line) {
        return NULL;
    }
    *target++ = '\0';
    *version++ = '\0';
    char *query = strchr(target, '?');
    if (query != NULL) {
        *query++ = '\0';
    }
    ModHttp *request = mod_http_request_new(alloc, line, "http", host, port, target, query == NULL ? "" : query);
    if (request != NULL) {
        request->as_text = true;
        request->close = strcmp(version, "HTTP/1.0") == 0;
    }
    return request;
}

/* The head's first line as a C string in `line`. */
static bool copy_line(const char *text, size_t end, LsBuf *line)
{
    ls_buf_put(line, text, trimmed(text, 0, end));
    return !line->failed && line->size > 0 && memchr(line->data, '\0', line->size) == NULL;
}

static bool read_head(ModHttp *request, const char *text, size_t head)
{
    size_t at = line_end(text, head, 0) + 1;
    while (at < head) {
        size_t end = line_end(text, head, at);
        size_t last = trimmed(text, at, end);
        if (last > at && !read_field(request, text, at, last)) {
            return false;
        }
        at = end + 1;
    }
    const char *connection = mod_http_field(request, "connection");
    if (connection != NULL) {
        request->close = strcmp(connection, "close") == 0 || (request->close && strcmp(connection, "keep-alive") != 0);
    }
    return true;
}

static bool body_size(const ModHttp *request, size_t *size)
{
    const char *length = mod_http_field(request, "content-length");
    *size = 0;
    if (length == NULL) {
        return true;
    }
    char *end;
    unsigned long long value = strtoull(length, &end, 10);
    *size = (size_t)value;
    return *end == '\0' && end != length && value <= MOST_BODY;
}

ModHttp *mod_http_parse(const LsAlloc *alloc, const char *text, size_t size, const char *host, int port, size_t *used,
                        LsStatus *status)
{
    *used = 0;
    *status = LS_OK;
    size_t head = head_size(text, size);
    if (head == 0) {
        *status = size > MOST_HEAD ? LS_E_FORMAT : LS_OK;
        return NULL;
    }
    LsBuf line;
    ls_buf_init(&line, alloc);
    bool whole = copy_line(text, line_end(text, size, 0), &line);
    ModHttp *request = whole ? read_first_line(alloc, line.data, host, port) : NULL;
    *status = line.failed ? LS_E_NOMEM : LS_E_FORMAT;
    ls_buf_free(&line);
    size_t body;
    if (request == NULL || !read_head(request, text, head) || !body_size(request, &body)) {
        mod_http_free(request);
        return NULL;
    }
    if (size - head < body) {
        mod_http_free(request);
        *status = LS_OK;
        return NULL;
    }
    if (!mod_http_set_body(request, text + head, body)) {
        mod_http_free(request);
        *status = LS_E_NOMEM;
        return NULL;
    }
    *used = head + body;
    *status = LS_OK;
    return request;
}

/* All bytes that have arrived. */
static void take_bytes(SimSocket *socket, LsBuf *buf)
{
    for (SimMessage *message; (message = sim_socket_receive(socket)) != NULL;) {
        if (message->content != NULL) {
            sim_socket_unreceive(socket, message);
            return;
        }
        ls_buf_put(buf, message->data, message->size);
        sim_message_free(sim_socket_net(socket), message);
    }
}

/* Puts back what was not used; false: no memory. */
static bool put_back(SimSocket *socket, const char *data, size_t size)
{
    if (size == 0) {
        return true;
    }
    SimMessage *rest = sim_message_bytes(sim_socket_net(socket), data, size);
    if (rest != NULL) {
        sim_socket_unreceive(socket, rest);
    }
    return rest != NULL;
}

ModHttp *mod_http_read_text(SimSocket *socket, LsStatus *status)
{
    LsBuf buf;
    const LsAlloc *alloc = sim_socket_alloc(socket);
    ls_buf_init(&buf, alloc);
    take_bytes(socket, &buf);
    size_t used = 0;
    ModHttp *request = NULL;
    *status = LS_E_NOMEM;
    if (!buf.failed) {
        request = mod_http_parse(alloc, ls_buf_text(&buf), buf.size, sim_socket_host(socket), sim_socket_port(socket),
                                 &used, status);
        if (*status == LS_OK && !put_back(socket, ls_buf_text(&buf) + used, buf.size - used)) {
            mod_http_free(request);
            request = NULL;
            *status = LS_E_NOMEM;
        }
    }
    ls_buf_free(&buf);
    return request;
}

static void write_answer(LsBuf *buf, const ModHttp *answer, bool with_body)
{
    ls_buf_printf(buf, "HTTP/1.1 %d %s\r\n", answer->status, mod_http_reason(answer->status));
    for (size_t i = 0; i < answer->field_count; i++) {
        ls_buf_printf(buf, "%s: %s\r\n", answer->fields[i].name, answer->fields[i].value);
    }
    if (mod_http_field(answer, "content-length") == NULL && answer->status >= 200 && answer->status != 204) {
        ls_buf_printf(buf, "content-length: %zu\r\n", answer->body_size);
    }
    if (answer->close && mod_http_field(answer, "connection") == NULL) {
        ls_buf_puts(buf, "connection: close\r\n");
    }
    ls_buf_puts(buf, "\r\n");
    if (with_body && answer->body_size > 0) {
        ls_buf_put(buf, answer->body, answer->body_size);
    }
}

bool mod_http_send_text_later(SimSocket *socket, const ModHttp *request, ModHttp *answer, int64_t delay_ns)
{
    LsBuf buf;
    ls_buf_init(&buf, answer->alloc);
    bool is_head = request != NULL && strcmp(request->method, "HEAD") == 0;
    write_answer(&buf, answer, !is_head);
    mod_http_free(answer);
    SimMessage *message = buf.failed ? NULL : sim_message_bytes(sim_socket_net(socket), ls_buf_text(&buf), buf.size);
    ls_buf_free(&buf);
    return message != NULL && sim_socket_send_later(socket, message, delay_ns);
}

bool mod_http_send_text(SimSocket *socket, const ModHttp *request, ModHttp *answer)
{
    return mod_http_send_text_later(socket, request, answer, 0);
}
