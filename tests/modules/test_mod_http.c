/* HTTP messages: as structures, as text, and the answers of modelled hosts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/ls_buf.h"
#include "modules/mod_http.h"
#include "modules/mod_http_text.h"
#include "support/support_alloc.h"

typedef struct World {
    LsAlloc alloc;
    SimWorld world;
    TraceRecorder recorder;
    SimNet *net;
} World;

static void open_world(World *w)
{
    memset(w, 0, sizeof *w);
    w->alloc = ls_alloc_system();
    sim_world_init(&w->world, &w->alloc, &w->recorder, 0);
    w->net = sim_net_of(&w->world);
}

static void close_world(World *w)
{
    sim_net_end(&w->world);
    sim_event_end(&w->world);
}

static void run_all(World *w)
{
    while (sim_event_next(&w->world) != SIM_NEVER) {
        sim_world_advance_to(&w->world, sim_event_next(&w->world));
        sim_event_run_due(&w->world);
    }
}

static void test_fields(void **unused)
{
    (void)unused;
    LsAlloc alloc = ls_alloc_system();
    ModHttp *answer = mod_http_answer_new(&alloc, 404);
    assert_true(mod_http_add_field(answer, "Content-Type", "text/plain"));
    assert_true(mod_http_add_field_n(answer, "X-Onexx", 5, "12345", 3));
    assert_string_equal(mod_http_field(answer, "content-TYPE"), "text/plain");
    assert_string_equal(mod_http_field(answer, "x-one"), "123");
    assert_null(mod_http_field(answer, "x"));
    assert_true(mod_http_set_body(answer, "body", 4));
    size_t before = mod_http_wire_bytes(answer);
    assert_true(mod_http_set_body(answer, "a longer body", 13));
    assert_int_equal(mod_http_wire_bytes(answer), before + 9);
    assert_string_equal(mod_http_reason(404), "Not Found");
    assert_string_equal(mod_http_reason(299), "");
    mod_http_free(answer);
}

static ModHttp *parse(const char *text, size_t *used, LsStatus *status)
{
    static LsAlloc alloc;
    alloc = ls_alloc_system();
    return mod_http_parse(&alloc, text, strlen(text), "h", 80, used, status);
}

static void test_text_is_read(void **unused)
{
    (void)unused;
    size_t used;
    LsStatus status;
    static const char whole[] =
        "POST /a/b?c=d HTTP/1.1\r\nHost: example.org\r\nContent-Length: 5\r\nX:  y \r\n\r\nhelloGET / HTTP/1.1\r\n\r\n";
    ModHttp *request = parse(whole, &used, &status);
    assert_non_null(request);
    assert_string_equal(request->method, "POST");
    assert_string_equal(request->path, "/a/b");
    assert_string_equal(request->query, "c=d");
    assert_string_equal(mod_http_field(request, "x"), "y");
    assert_int_equal(request->body_size, 5);
    assert_memory_equal(request->body, "hello", 5);
    assert_false(request->close);
    assert_true(request->as_text);
    assert_string_equal(whole + used, "GET / HTTP/1.1\r\n\r\n");
    mod_http_free(request);
    size_t rest;
    request = parse("GET / HTTP/1.0\n\n", &rest, &status);
    assert_true(request->close);
    mod_http_free(request);
    request = parse("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", &rest, &status);
    assert_true(request->close);
    mod_http_free(request);
    static LsAlloc alloc;
    alloc = ls_alloc_system();
    for (size_t size = 0; size < used; size += 7) { /* parts of it are no error */
        size_t part;
        assert_null(mod_http_parse(&alloc, whole, size, "h", 80, &part, &status));
        assert_int_equal(status, LS_OK);
    }
    static const char *const bad[] = {"nonsense\r\n\r\n",
                                      "GET /\r\n\r\n",
                                      " / HTTP/1.1\r\n\r\n",
                                      "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                                      "GET / HTTP/1.1\r\n: x\r\n\r\n",
                                      "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                                      "GET / SMTP/1.1\r\n\r\n"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_null(parse(bad[i], &used, &status));
        assert_int_equal(status, LS_E_FORMAT);
    }
}

static SimAnswer *add_route(World *w, SimHost *host, const char *key, const char *body)
{
    SimAnswer *answer = sim_host_add_answer(w->net, host, key, strlen(key));
    assert_non_null(answer);
    answer->body_size = strlen(body);
    answer->body = ls_alloc_bytes(&w->alloc, answer->body_size + 1);
    memcpy(answer->body, body, answer->body_size + 1);
    answer->is_json = true;
    return answer;
}

/* The answer of the host "h" to a request, as "status body". */
static void expect_answer(World *w, const char *method, const char *path, const char *query, const char *expected)
{
    SimSocket *socket = sim_net_connect(w->net, "h", 80, &mod_http_host_service);
    run_all(w);
    assert_true(mod_http_send(socket, mod_http_request_new(&w->alloc, method, "http", "h", 80, path, query)));
    run_all(w);
    LsStatus status;
    ModHttp *answer = mod_http_receive(socket, &status);
    assert_int_equal(status, LS_OK);
    char text[200] = "nothing";
    if (answer != NULL) {
        snprintf(text, sizeof text, "%d %.*s", answer->status, (int)answer->body_size,
                 answer->body == NULL ? "" : answer->body);
        char length[32];
        snprintf(length, sizeof length, "%zu", answer->body_size);
        if (strcmp(method, "HEAD") != 0) {
            assert_string_equal(mod_http_field(answer, "content-length"), length);
        }
        mod_http_free(answer);
    }
    assert_string_equal(text, expected);
    sim_socket_close(socket);
    run_all(w);
}

static void test_hosts_answer_from_their_tables(void **unused)
{
    (void)unused;
    World w;
    open_world(&w);
    SimHost *host = sim_net_add_host(w.net, "h", 1);
    expect_answer(&w, "GET", "/anything", "", "200 {}");
    add_route(&w, host, "/users", "[]");
    add_route(&w, host, "POST /users", "{\"made\":true}")->status = 201;
    add_route(&w, host, "GET /users/{id}/posts/{post}", "{\"id\":\"{id}\",\"post\":{post},\"other\":\"{x}\"}");
    add_route(&w, host, "/search?q=a", "\"found\"");
    add_route(&w, host, "DELETE /only", "");
    add_route(&w, host, "/files/*", "\"file\"");
    expect_answer(&w, "GET", "/users", "", "200 []");
    expect_answer(&w, "HEAD", "/users", "", "200 ");
    expect_answer(&w, "GET", "/users/7/posts/9", "", "200 {\"id\":\"7\",\"post\":9,\"other\":\"{x}\"}");
    expect_answer(&w, "GET", "/users/7", "", "404 {\"detail\":\"Not Found\"}");
    expect_answer(&w, "GET", "/search", "q=a", "200 \"found\"");
    expect_answer(&w, "GET", "/search", "q=b", "404 {\"detail\":\"Not Found\"}");
    expect_answer(&w, "GET", "/only", "", "405 {\"detail\":\"Method Not Allowed\"}");
    expect_answer(&w, "GET", "/files/a/b/c", "", "200 \"file\"");
    host->silence = 1;
    expect_answer(&w, "GET", "/users", "", "nothing");
    host->silence = 0;
    host->failure = 1;
    expect_answer(&w, "GET", "/users", "", "nothing");
    close_world(&w);
}

static void test_hosts_read_text(void **unused)
{
    (void)unused;
    World w;
    open_world(&w);
    add_route(&w, sim_net_add_host(w.net, "h", 1), "/x", "{\"a\":1}");
    SimSocket *socket = sim_net_connect(w.net, "h", 80, &mod_http_host_service);
    run_all(&w);
    static const char *const parts[] = {"GET /x HTT", "P/1.1\r\nHost: h\r\n", "\r\n"};
    for (size_t i = 0; i < 3; i++) {
        assert_true(sim_socket_send(socket, sim_message_bytes(w.net, parts[i], strlen(parts[i]))));
        run_all(&w);
        assert_int_equal(sim_socket_ready(socket), i == 2);
    }
    SimMessage *answer = sim_socket_receive(socket);
    static const char expected[] =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 7\r\n\r\n{\"a\":1}";
    assert_int_equal(answer->size, sizeof expected - 1);
    assert_memory_equal(answer->data, expected, sizeof expected - 1);
    sim_message_free(w.net, answer);
    assert_true(sim_socket_send(socket, sim_message_bytes(w.net, "rubbish\r\n\r\n", 11)));
    run_all(&w);
    assert_true(sim_socket_at_end(socket));
    sim_socket_close(socket);
    close_world(&w);
}

static bool serve(const LsAlloc *alloc)
{
    SimWorld world;
    TraceRecorder recorder = {0};
    sim_world_init(&world, alloc, &recorder, 0);
    SimNet *net = sim_net_of(&world);
    bool ok = net != NULL;
    SimSocket *socket = ok ? sim_net_connect(net, "h", 80, &mod_http_host_service) : NULL;
    ok = socket != NULL;
    sim_event_run_due(&world);
    ModHttp *request = ok ? mod_http_request_new(alloc, "GET", "http", "h", 80, "/", "") : NULL;
    ok = request != NULL && mod_http_send(socket, request);
    while (sim_event_next(&world) != SIM_NEVER) {
        sim_world_advance_to(&world, sim_event_next(&world));
        sim_event_run_due(&world);
    }
    LsStatus status = LS_OK;
    ModHttp *answer = ok ? mod_http_receive(socket, &status) : NULL;
    ok = answer != NULL;
    mod_http_free(answer);
    if (socket != NULL) {
        sim_socket_close(socket);
    }
    sim_net_end(&world);
    sim_event_end(&world);
    return ok;
}

static void test_memory_may_fail(void **unused)
{
    (void)unused;
    SupportAlloc memory;
    for (size_t n = 1; support_alloc_begin(&memory, n); n++) {
        assert_true(serve(&memory.alloc) || memory.failed);
        support_alloc_end(&memory);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_text_is_read),
        cmocka_unit_test(test_hosts_answer_from_their_tables),
        cmocka_unit_test(test_hosts_read_text),
        cmocka_unit_test(test_memory_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
