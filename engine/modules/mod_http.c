/* HTTP messages: making, reading, sending. */
#include "modules/mod_http.h"

#include "modules/mod_http_text.h"

#include <stdio.h>
#include <string.h>

static char *copy_text(const LsAlloc *alloc, const char *text, size_t size)
{
    char *copy = ls_alloc_bytes(alloc, size + 1);
    if (copy != NULL) {
        memcpy(copy, text, size);
        copy[size] = '\0';
    }
    return copy;
}

static void free_text(const LsAlloc *alloc, char *text)
{
    ls_alloc_free(alloc, text, text == NULL ? 0 : strlen(text) + 1);
}

ModHttp *mod_http_request_new(const LsAlloc *alloc, const char *method, const char *scheme, const char *host, int port,
                              const char *path, const char *query)
{
    ModHttp *request = ls_alloc_zeroed(alloc, sizeof *request);
    if (request == NULL) {
        return NULL;
    }
    request->alloc = alloc;
    request->method = copy_text(alloc, method, strlen(method));
    request->scheme = copy_text(alloc, scheme, strlen(scheme));
    request->host = copy_text(alloc, host, strlen(host));
    request->port = port;
    request->path = path[0] == '\0' ? copy_text(alloc, "/", 1) : copy_text(alloc, path, strlen(path));
    request->query = copy_text(alloc, query, strlen(query));
    if (request->method == NULL || request->scheme == NULL || request->host == NULL || request->path == NULL ||
        request->query == NULL) {
        mod_http_free(request);
        return NULL;
    }
    return request;
}

ModHttp *mod_http_answer_new(const LsAlloc *alloc, int status)
{
    ModHttp *answer = ls_alloc_zeroed(alloc, sizeof *answer);
    if (answer != NULL) {
        answer->alloc = alloc;
        answer->status = status;
    }
    return answer;
}

void mod_http_free(ModHttp *message)
{
    if (message == NULL) {
        return;
    }
    const LsAlloc *alloc = message->alloc;
    free_text(alloc, message->method);
    free_text(alloc, message->scheme);
    free_text(alloc, message->host);
    free_text(alloc, message->path);
    free_text(alloc, message->query);
    for (size_t i = 0; i < message->field_count; i++) {
        free_text(alloc, message->fields[i].name);
        free_text(alloc, message->fields[i].value);
    }
    ls_alloc_free(alloc, message->fields, message->field_capacity * sizeof *message->fields);
    ls_alloc_free(alloc, message->body, message->body == NULL ? 0 : message->body_size + 1);
    ls_alloc_free(alloc, message, sizeof *message);
}

bool mod_http_add_field_n(ModHttp *message, const char *name, size_t name_size, const char *value, size_t value_size)
{
    ModHttpField *fields = ls_alloc_grow(message->alloc, message->fields, &message->field_capacity,
                                         message->field_count + 1, sizeof *fields);
    if (fields == NULL) {
        return false;
    }
    message->fields = fields;
    ModHttpField field = {copy_text(message->alloc, name, name_size), copy_text(message->alloc, value, value_size)};
    if (field.name == NULL || field.value == NULL) {
        free_text(message->alloc, field.name);
        free_text(message->alloc, field.value);
        return false;
    }
    fields[message->field_count++] = field;
    return true;
}

bool mod_http_add_field(ModHttp *message, const char *name, const char *value)
{
    return mod_http_add_field_n(message, name, strlen(name), value, strlen(value));
}

static bool same_name(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++) {
        char x = *a >= 'A' && *a <= 'Z' ? (char)(*a + 32) : *a;
        char y = *b >= 'A' && *b <= 'Z' ? (char)(*b + 32) : *b;
        if (x != y) {
            return false;
        }
    }
    return *a == *b;
}

const char *mod_http_field(const ModHttp *message, const char *name)
{
    for (size_t i = 0; i < message->field_count; i++) {
        if (same_name(message->fields[i].name, name)) {
            return message->fields[i].value;
        }
    }
    return NULL;
}

bool mod_http_set_body(ModHttp *message, const char *data, size_t size)
{
    char *body = NULL;
    if (size > 0) {
        body = copy_text(message->alloc, data, size);
        if (body == NULL) {
            return false;
        }
    }
    ls_alloc_free(message->alloc, message->body, message->body == NULL ? 0 : message->body_size + 1);
    message->body = body;
    message->body_size = size;
    return true;
}

size_t mod_http_wire_bytes(const ModHttp *message)
{
    enum { FIRST_LINE = 24, BETWEEN = 4 };
    size_t bytes = FIRST_LINE + message->body_size;
    if (message->method != NULL) {
        bytes += strlen(message->path) + strlen(message->query) + strlen(message->host);
    }
    for (size_t i = 0; i < message->field_count; i++) {
        bytes += strlen(message->fields[i].name) + strlen(message->fields[i].value) + BETWEEN;
    }
    return bytes;
}

typedef struct Reason {
    int status;
    const char *phrase;
} Reason;

static const Reason reasons[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {102, "Processing"},
    {103, "Early Hints"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Request Entity Too Large"},
    {414, "Request-URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Requested Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {418, "I'm a teapot"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Entity"},
    {423, "Locked"},
    {424, "Failed Dependency"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
    {511, "Network Authentication Required"},
};

const char *mod_http_reason(int status)
{
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].status == status) {
            return reasons[i].phrase;
        }
    }
    return "";
}

/* ---- on the wire ---- */

static void drop_content(const LsAlloc *alloc, void *content)
{
    (void)alloc;
    mod_http_free(content);
}

bool mod_http_send(SimSocket *socket, ModHttp *message)
{
    SimMessage *carrier =
        sim_message_content(sim_socket_net(socket), message, drop_content, mod_http_wire_bytes(message));
    if (carrier == NULL) {
        mod_http_free(message);
        return false;
    }
    return sim_socket_send(socket, carrier);
}

ModHttp *mod_http_receive(SimSocket *socket, LsStatus *status)
{
    *status = LS_OK;
    SimMessage *message = sim_socket_receive(socket);
    if (message == NULL) {
        return NULL;
    }
    if (message->content == NULL) {
        sim_socket_unreceive(socket, message);
        return mod_http_read_text(socket, status);
    }
    ModHttp *received = message->content;
    message->content = NULL;
    sim_message_free(sim_socket_net(socket), message);
    return received;
}

bool mod_http_send_answer(SimSocket *socket, const ModHttp *request, ModHttp *answer)
{
    bool close = answer->close || request == NULL || request->close;
    answer->trace_id = request == NULL ? 0 : request->trace_id;
    answer->close = close;
    bool sent;
    if (request == NULL || request->as_text) {
        sent = mod_http_send_text(socket, request, answer);
    } else {
        sent = mod_http_send(socket, answer);
    }
    if (close) {
        sim_socket_shut_down(socket);
    }
    return sent;
}
