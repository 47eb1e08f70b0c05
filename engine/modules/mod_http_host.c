/* What answers at a modelled host: its table of routes. */
#include "base/ls_buf.h"
#include "modules/mod_http.h"
#include "modules/mod_http_text.h"

#include <stdio.h>
#include <string.h>

/* One segment of a path: up to the next slash. */
static size_t segment(const char *path)
{
    return strcspn(path, "/");
}

/* "/users/{id}" against "/users/7"; "*" at the end of a pattern fits any rest. */
static bool path_fits(const char *pattern, const char *path)
{
    for (;;) {
        size_t a = segment(pattern), b = segment(path);
        if (a == 1 && pattern[0] == '*' && pattern[1] == '\0') {
            return true;
        }
        bool is_parameter = a >= 2 && pattern[0] == '{' && pattern[a - 1] == '}';
        if (is_parameter ? b == 0 : a != b || memcmp(pattern, path, a) != 0) {
            return false;
        }
        pattern += a;
        path += b;
        if (*pattern != *path) {
            return false;
        }
        if (*pattern == '\0') {
            return true;
        }
        pattern++;
        path++;
    }
}

/* The path of a key "GET /users" or "/users", when it allows the method. */
static const char *path_of_key(const char *key, const char *method)
{
    const char *blank = strchr(key, ' ');
    if (blank == NULL) {
        return key;
    }
    size_t size = (size_t)(blank - key);
    return strlen(method) == size && memcmp(key, method, size) == 0 ? blank + 1 : NULL;
}

/* The route of a request; *other_method: there is one for another method. */
static const SimAnswer *find_route(const SimHost *host, const ModHttp *request, bool *other_method)
{
    *other_method = false;
    const char *method = strcmp(request->method, "HEAD") == 0 ? "GET" : request->method;
    for (size_t i = 0; i < host->answer_count; i++) {
        const SimAnswer *answer = &host->answers[i];
        const char *path = path_of_key(answer->key, method);
        const char *blank = strchr(answer->key, ' ');
        const char *query = strchr(path == NULL ? "" : path, '?');
        if (query != NULL) { /* a route for one query */
            size_t size = (size_t)(query - path);
            if (strlen(request->path) == size && memcmp(path, request->path, size) == 0 &&
                strcmp(query + 1, request->query) == 0) {
                return answer;
            }
        } else if (path_fits(path == NULL ? blank + 1 : path, request->path)) {
            if (path != NULL) {
                return answer;
            }
            *other_method = true;
        }
    }
    return NULL;
}

/* The part of the path that stands for a parameter of the route; NULL: it has none of that name. */
static const char *parameter(const char *pattern, const char *path, const char *name, size_t name_size, size_t *size)
{
    for (;;) {
        size_t a = segment(pattern), b = segment(path);
        if (a == name_size + 2 && pattern[0] == '{' && memcmp(pattern + 1, name, name_size) == 0) {
            *size = b;
            return path;
        }
        pattern += a;
        path += b;
        if (*pattern == '\0' || *path == '\0') {
            return NULL;
        }
        pattern++;
        path++;
    }
}

/* The body with "{id}" replaced by what the path has there. */
static bool set_route_body(ModHttp *answer, const SimAnswer *route, const ModHttp *request)
{
    const char *pattern = strchr(route->key, ' ');
    pattern = pattern == NULL ? route->key : pattern + 1;
    LsBuf body;
    ls_buf_init(&body, answer->alloc);
    for (size_t i = 0; i < route->body_size;) {
        const char *close = route->body[i] == '{' ? memchr(route->body + i, '}', route->body_size - i) : NULL;
        size_t size = 0;
        const char *value = close == NULL ? NULL
                                          : parameter(pattern, request->path, route->body + i + 1,
                                                      (size_t)(close - route->body) - i - 1, &size);
        if (value != NULL) {
            ls_buf_put(&body, value, size);
            i = (size_t)(close - route->body) + 1;
        } else {
            ls_buf_putc(&body, route->body[i++]);
        }
    }
    bool ok = !body.failed && mod_http_set_body(answer, ls_buf_text(&body), body.size);
    ls_buf_free(&body);
    return ok;
}

static bool fill_answer(ModHttp *answer, const SimAnswer *route, const ModHttp *request)
{
    for (size_t i = 0; i < route->field_count; i++) {
        if (!mod_http_add_field(answer, route->fields[2 * i], route->fields[2 * i + 1])) {
            return false;
        }
    }
    const char *type = route->is_json ? "application/json" : "text/plain; charset=utf-8";
    return set_route_body(answer, route, request) &&
           (mod_http_field(answer, "content-type") != NULL || mod_http_add_field(answer, "content-type", type));
}

static ModHttp *plain_answer(const LsAlloc *alloc, int status, const char *body)
{
    ModHttp *answer = mod_http_answer_new(alloc, status);
    if (answer != NULL && (!mod_http_set_body(answer, body, strlen(body)) ||
                           !mod_http_add_field(answer, "content-type", "application/json"))) {
        mod_http_free(answer);
        return NULL;
    }
    return answer;
}

/* The answer of the host, and how long it thinks.  NULL: no memory. */
static ModHttp *answer_of(const SimHost *host, const ModHttp *request, int64_t *delay_ns)
{
    *delay_ns = host->delay_ns;
    if (host->answer_count == 0) {
        return plain_answer(request->alloc, 200, "{}");
    }
    bool other_method;
    const SimAnswer *route = find_route(host, request, &other_method);
    if (route == NULL) {
        return other_method ? plain_answer(request->alloc, 405, "{\"detail\":\"Method Not Allowed\"}")
                            : plain_answer(request->alloc, 404, "{\"detail\":\"Not Found\"}");
    }
    *delay_ns = route->delay_ns >= 0 ? route->delay_ns : host->delay_ns;
    ModHttp *answer = mod_http_answer_new(request->alloc, route->status);
    if (answer != NULL && !fill_answer(answer, route, request)) {
        mod_http_free(answer);
        return NULL;
    }
    return answer;
}

static void drop_answer(const LsAlloc *alloc, void *content)
{
    (void)alloc;
    mod_http_free(content);
}

static bool send_later(SimNet *net, SimSocket *end, const ModHttp *request, ModHttp *answer, int64_t delay_ns)
{
    char length[32];
    snprintf(length, sizeof length, "%zu", answer->body_size);
    if (mod_http_field(answer, "content-length") == NULL && !mod_http_add_field(answer, "content-length", length)) {
        mod_http_free(answer);
        return false;
    }
    if (strcmp(request->method, "HEAD") == 0) {
        mod_http_set_body(answer, "", 0);
    }
    answer->trace_id = request->trace_id;
    answer->close = request->close;
    if (request->as_text) {
        return mod_http_send_text_later(end, request, answer, delay_ns);
    }
    SimMessage *message = sim_message_content(net, answer, drop_answer, mod_http_wire_bytes(answer));
    if (message == NULL) {
        mod_http_free(answer);
        return false;
    }
    return sim_socket_send_later(end, message, delay_ns);
}

/* false: the connection breaks. */
static bool answer_request(SimNet *net, SimHost *host, SimSocket *end, const ModHttp *request)
{
    host->requests++;
    SimRandom *random = sim_net_random(net);
    if (host->failure > 0 && sim_random_unit(random) < host->failure) {
        return false;
    }
    if (host->silence > 0 && sim_random_unit(random) < host->silence) {
        return true;
    }
    int64_t delay_ns;
    ModHttp *answer = answer_of(host, request, &delay_ns);
    if (answer == NULL || !send_later(net, end, request, answer, delay_ns)) {
        return false;
    }
    if (request->close) {
        sim_socket_shut_down_later(end, delay_ns);
    }
    return true;
}

/* The text of a raw stream so far lies in a buffer of the end's. */
static ModHttp *request_of(SimSocket *end, SimMessage *message, LsStatus *status)
{
    *status = LS_OK;
    if (message->content != NULL) {
        ModHttp *request = message->content;
        message->content = NULL;
        return request;
    }
    SimMessage *copy = sim_message_bytes(sim_socket_net(end), message->data, message->size);
    if (copy == NULL) {
        *status = LS_E_NOMEM;
        return NULL;
    }
    sim_socket_append(end, copy);
    return mod_http_read_text(end, status);
}

static void host_received(SimNet *net, SimHost *host, SimSocket *end, SimMessage *message)
{
    LsStatus status;
    ModHttp *request = request_of(end, message, &status);
    sim_message_free(net, message);
    bool goes_on = status == LS_OK;
    if (request != NULL) {
        goes_on = answer_request(net, host, end, request);
        mod_http_free(request);
    }
    if (!goes_on) {
        sim_socket_close(end);
    }
}

const SimService mod_http_host_service = {.received = host_received};
