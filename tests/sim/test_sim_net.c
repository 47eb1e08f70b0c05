/* The simulated network: when messages arrive, who is told, how connections end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "sim/sim_net.h"
#include "sim/sim_sched.h"
#include "support/support_alloc.h"

#define MS INT64_C(1000000)

typedef struct World {
    SimWorld world;
    SimSched sched;
    TraceRecorder recorder;
    SimNet *net;
} World;

static void open_world(World *w, const LsAlloc *alloc, int64_t seed)
{
    memset(w, 0, sizeof *w);
    sim_world_init(&w->world, alloc, &w->recorder, seed);
    sim_sched_init(&w->sched, &w->world);
    w->world.sched = &w->sched;
    w->net = sim_net_of(&w->world);
}

static void close_world(World *w)
{
    sim_net_end(&w->world);
    sim_event_end(&w->world);
    sim_sched_end(&w->sched);
}

/* Lets time pass up to a moment, with what happens until then. */
static void run_until(World *w, int64_t time_ns)
{
    while (sim_event_next(&w->world) <= time_ns) {
        sim_world_advance_to(&w->world, sim_event_next(&w->world));
        sim_event_run_due(&w->world);
    }
    sim_world_advance_to(&w->world, time_ns);
}

static SimHost *add_host(World *w, const char *name, int64_t latency_ns)
{
    SimHost *host = sim_net_add_host(w->net, name, strlen(name));
    assert_non_null(host);
    host->latency_ns = latency_ns;
    return host;
}

static void send_text(World *w, SimSocket *socket, const char *text)
{
    SimMessage *message = sim_message_bytes(w->net, text, strlen(text));
    assert_non_null(message);
    assert_true(sim_socket_send(socket, message));
}

static void expect_text(World *w, SimSocket *socket, const char *text)
{
    SimMessage *message = sim_socket_receive(socket);
    assert_non_null(message);
    assert_int_equal(message->size, strlen(text));
    assert_memory_equal(message->data, text, strlen(text));
    sim_message_free(w->net, message);
}

/* A connection over loopback, accepted. */
static void connect_pair(World *w, SimSocket **client, SimSocket **server, SimSocket **listener)
{
    assert_int_equal(sim_net_listen(w->net, "127.0.0.1", 8000, 10, listener), LS_OK);
    *client = sim_net_connect(w->net, "localhost", 8000, NULL);
    assert_non_null(*client);
    run_until(w, sim_world_now(&w->world));
    assert_int_equal(sim_socket_state(*client), SIM_SOCKET_OPEN);
    *server = sim_socket_accept(*listener);
    assert_non_null(*server);
    assert_null(sim_socket_accept(*listener));
    assert_int_equal(sim_socket_peer_port(*server), sim_socket_port(*client));
}

static void echo_received(SimNet *net, SimHost *host, SimSocket *end, SimMessage *message)
{
    host->requests++;
    SimMessage *answer = sim_message_bytes(net, message->data, message->size);
    if (answer != NULL) {
        sim_socket_send_later(end, answer, host->delay_ns);
    }
    sim_message_free(net, message);
}

static const SimService echo = {.received = echo_received};

static void test_latency_and_connecting(void **unused)
{
    (void)unused;
    LsAlloc alloc = ls_alloc_system();
    World w;
    open_world(&w, &alloc, 0);
    SimHost *host = add_host(&w, "far.example", 100 * MS);
    host->delay_ns = 7 * MS;
    SimSocket *socket = sim_net_connect(w.net, "FAR.example", 80, &echo);
    assert_int_equal(sim_socket_state(socket), SIM_SOCKET_CONNECTING);
    assert_false(sim_socket_ready(socket));
    run_until(&w, 99 * MS);
    assert_false(sim_socket_settled(socket));
    run_until(&w, 100 * MS);
    assert_true(sim_socket_settled(socket));
    assert_int_equal(sim_socket_state(socket), SIM_SOCKET_OPEN);
    send_text(&w, socket, "one");
    send_text(&w, socket, "two");
    run_until(&w, 206 * MS);
    assert_false(sim_socket_ready(socket));
    run_until(&w, 207 * MS);
    expect_text(&w, socket, "one");
    expect_text(&w, socket, "two");
    assert_null(sim_socket_receive(socket));
    assert_int_equal(host->requests, 2);
    sim_socket_close(socket);
    close_world(&w);
}

static void test_bandwidth_queues_messages(void **unused)
{
    (void)unused;
    LsAlloc alloc = ls_alloc_system();
    World w;
    open_world(&w, &alloc, 0);
    SimHost *host = add_host(&w, "localhost", 0);
    host->bandwidth = 1000;
    SimSocket *client, *server, *listener;
    connect_pair(&w, &client, &server, &listener);
    send_text(&w, client, "0123456789");
    send_text(&w, client, "abcde");
    run_until(&w, 9 * MS);
    assert_null(sim_socket_receive(server));
    run_until(&w, 10 * MS);
    expect_text(&w, server, "0123456789");
    assert_null(sim_socket_receive(server));
    run_until(&w, 15 * MS);
    expect_text(&w, server, "abcde");
    sim_socket_close(client);
    sim_socket_close(server);
    sim_socket_close(listener);
    close_world(&w);
}

static void test_who_cannot_be_reached(void **unused)
{
    (void)unused;
    LsAlloc alloc = ls_alloc_system();
    World w;
    open_world(&w, &alloc, 0);
    add_host(&w, "down.example", 0)->down = true;
    SimSocket *nobody = sim_net_connect(w.net, "localhost", 81, &echo);
    SimSocket *down = sim_net_connect(w.net, "down.example", 80, &echo);
    SimSocket *mute = sim_net_connect(w.net, "assumed.example", 80, NULL);
    SimSocket *assumed = sim_net_connect(w.net, "assumed.example", 80, &echo);
    run_until(&w, 0);
    assert_int_equal(sim_socket_state(nobody), SIM_SOCKET_REFUSED);
    assert_int_equal(sim_socket_state(down), SIM_SOCKET_REFUSED);
    assert_int_equal(sim_socket_state(mute), SIM_SOCKET_REFUSED);
    assert_int_equal(sim_socket_state(assumed), SIM_SOCKET_OPEN);
    assert_true(sim_socket_at_end(nobody));
    SimHost *made_up = sim_net_next_assumed(w.net, NULL);
    assert_string_equal(made_up->name, "assumed.example");
    assert_null(sim_net_next_assumed(w.net, made_up));
    sim_net_set_strict(w.net, true);
    SimSocket *strict = sim_net_connect(w.net, "other.example", 80, &echo);
    run_until(&w, 0);
    assert_int_equal(sim_socket_state(strict), SIM_SOCKET_UNKNOWN);
    SimSocket *sockets[] = {nobody, down, mute, assumed, strict};
    for (size_t i = 0; i < sizeof sockets / sizeof sockets[0]; i++) {
        sim_socket_close(sockets[i]);
    }
    close_world(&w);
}

static void test_ports(void **unused)
{
    (void)unused;
    LsAlloc alloc = ls_alloc_system();
    World w;
    open_world(&w, &alloc, 0);
    SimSocket *a, *b, *c;
    assert_int_equal(sim_net_listen(w.net, "127.0.0.1", 8000, 1, &a), LS_OK);
    assert_int_equal(sim_net_listen(w.net, "0.0.0.0", 8000, 1, &b), LS_E_EXISTS);
    assert_int_equal(sim_net_listen(w.net, "", 0, 1, &b), LS_OK);
    assert_true(sim_socket_port(b) >= 49152);
    sim_socket_close(a);
    assert_int_equal(sim_net_listen(w.net, "localhost", 8000, 1, &c), LS_OK);
    sim_socket_close(b);
    sim_socket_close(c);
    close_world(&w);
}

static void test_ends_and_resets(void **unused)
{
    (void)unused;
    LsAlloc alloc = ls_alloc_system();
    World w;
    open_world(&w, &alloc, 0);
    SimSocket *client, *server, *listener;
    connect_pair(&w, &client, &server, &listener);
    send_text(&w, client, "last");
    sim_socket_shut_down(client);
    SimMessage *late = sim_message_bytes(w.net, "x", 1);
    assert_false(sim_socket_send(client, late));
    run_until(&w, 1);
    assert_false(sim_socket_at_end(server));
    assert_int_equal(sim_socket_room(client), SIM_SOCKET_BUFFER - 4);
    expect_text(&w, server, "last");
    assert_true(sim_socket_at_end(server));
    send_text(&w, server, "answer"); /* the other way is still open */
    run_until(&w, 2);
    sim_socket_close(client); /* without having read the answer */
    run_until(&w, 3);
    assert_int_equal(sim_socket_state(server), SIM_SOCKET_OPEN);
    send_text(&w, server, "nobody hears this");
    run_until(&w, 4);
    assert_int_equal(sim_socket_state(server), SIM_SOCKET_RESET);
    assert_true(sim_socket_ready(server));
    assert_false(sim_socket_send(server, sim_message_bytes(w.net, "y", 1)));
    sim_socket_close(server);

    SimSocket *waiting = sim_net_connect(w.net, "127.0.0.1", 8000, NULL);
    run_until(&w, 5);
    sim_socket_close(listener); /* with a connection in its queue */
    run_until(&w, 6);
    assert_int_equal(sim_socket_state(waiting), SIM_SOCKET_RESET);
    sim_socket_close(waiting);
    close_world(&w);
}

static void test_backlog_makes_clients_try_again(void **unused)
{
    (void)unused;
    LsAlloc alloc = ls_alloc_system();
    World w;
    open_world(&w, &alloc, 0);
    SimSocket *listener, *clients[4];
    assert_int_equal(sim_net_listen(w.net, "localhost", 8000, 1, &listener), LS_OK);
    for (size_t i = 0; i < 4; i++) {
        clients[i] = sim_net_connect(w.net, "localhost", 8000, NULL);
    }
    run_until(&w, 0);
    assert_int_equal(sim_socket_state(clients[1]), SIM_SOCKET_OPEN); /* one more than the backlog says */
    assert_int_equal(sim_socket_state(clients[2]), SIM_SOCKET_CONNECTING);
    sim_socket_close(sim_socket_accept(listener));
    run_until(&w, 1000 * MS);
    assert_int_equal(sim_socket_state(clients[2]), SIM_SOCKET_OPEN);
    assert_int_equal(sim_socket_state(clients[3]), SIM_SOCKET_CONNECTING);
    sim_socket_close(sim_socket_accept(listener));
    run_until(&w, 3000 * MS); /* 1 s, then 2 s */
    assert_int_equal(sim_socket_state(clients[3]), SIM_SOCKET_OPEN);
    sim_socket_close(sim_socket_accept(listener));
    for (size_t i = 0; i < 4; i++) {
        sim_socket_close(clients[i]);
    }
    sim_socket_close(listener);
    close_world(&w);
}

static void test_pollers(void **unused)
{
    (void)unused;
    LsAlloc alloc = ls_alloc_system();
    World w;
    open_world(&w, &alloc, 0);
    SimSocket *client, *server, *listener;
    connect_pair(&w, &client, &server, &listener);
    SimPoller one = {0}, two = {0};
    SimWatch listens_one, listens_two, reads;
    sim_watch_add(&listens_one, &one, listener, SIM_WATCH_READ);
    sim_watch_add(&listens_two, &two, listener, SIM_WATCH_READ);
    sim_watch_add(&reads, &one, server, SIM_WATCH_READ);
    assert_false(sim_poller_has_ready(&one));
    send_text(&w, client, "x");
    SimSocket *second = sim_net_connect(w.net, "localhost", 8000, NULL);
    run_until(&w, 1);
    size_t left = one.count;
    assert_ptr_equal(sim_poller_next(&one, &left), &reads); /* in the order in which they became ready */
    assert_ptr_equal(sim_poller_next(&one, &left), &listens_one);
    assert_null(sim_poller_next(&one, &left));
    SimSocket *accepted = sim_socket_accept(listener);
    assert_false(sim_poller_has_ready(&two)); /* it was woken, too, but in vain */
    left = one.count;
    assert_ptr_equal(sim_poller_next(&one, &left), &reads); /* what was not received is still there */
    assert_null(sim_poller_next(&one, &left));              /* and the listener has nothing more */
    expect_text(&w, server, "x");
    SimSocket *third = sim_net_connect(w.net, "localhost", 8000, NULL);
    run_until(&w, 2);
    send_text(&w, client, "y"); /* its socket has kept its place before the listener's */
    left = one.count;
    assert_ptr_equal(sim_poller_next(&one, &left), &reads);
    assert_ptr_equal(sim_poller_next(&one, &left), &listens_one);
    sim_watch_remove(&reads);
    assert_true(sim_poller_has_ready(&one));
    sim_socket_close(sim_socket_accept(listener));
    assert_false(sim_poller_has_ready(&one));
    sim_socket_close(third);
    sim_watch_remove(&listens_one);
    sim_socket_close(accepted);
    sim_socket_close(second);
    sim_socket_close(client);
    sim_socket_close(server);
    sim_socket_close(listener);
    sim_watch_remove(&listens_two); /* the socket is gone: nothing to do */
    close_world(&w);
}

static void send_bytes(World *w, SimSocket *socket, size_t size)
{
    SimMessage *message = sim_message_bytes(w->net, NULL, size);
    assert_non_null(message);
    memset(message->data, 'b', size);
    assert_true(sim_socket_send(socket, message));
}

static void test_room(void **unused)
{
    (void)unused;
    LsAlloc alloc = ls_alloc_system();
    World w;
    open_world(&w, &alloc, 0);
    SimSocket *client, *server, *listener;
    connect_pair(&w, &client, &server, &listener);
    SimPoller poller = {0};
    SimWatch writes;
    sim_watch_add(&writes, &poller, client, SIM_WATCH_WRITE);
    assert_true(sim_poller_has_ready(&poller));
    assert_int_equal(sim_socket_room(client), SIM_SOCKET_BUFFER);
    enum { BLOCK = 1000000 };
    for (size_t i = 0; i < 4; i++) {
        send_bytes(&w, client, BLOCK);
    }
    assert_int_equal(sim_socket_room(client), 0);
    assert_false(sim_poller_has_ready(&poller)); /* it leaves the list */
    run_until(&w, 1 * MS);
    SimMessage *message = sim_socket_receive(server);
    assert_int_equal(sim_socket_room(client), SIM_SOCKET_BUFFER - 3 * BLOCK);
    assert_false(sim_poller_has_ready(&poller)); /* less than a third */
    sim_socket_unreceive(server, message);
    assert_int_equal(sim_socket_room(client), 0);
    for (size_t i = 0; i < 2; i++) {
        sim_message_free(w.net, sim_socket_receive(server));
    }
    assert_true(sim_poller_has_ready(&poller));
    assert_int_equal(sim_socket_room(server), SIM_SOCKET_BUFFER); /* the other way is free */
    sim_watch_remove(&writes);
    sim_socket_close(server);
    run_until(&w, 2 * MS);
    assert_true(sim_socket_room(client) > SIM_SOCKET_BUFFER); /* what is sent now is lost: nobody need wait */
    sim_socket_close(client);
    sim_socket_close(listener);
    close_world(&w);
}

/* Round trips to a host with jitter; returns the shortest and longest. */
static void measure(int64_t seed, SimSpread spread, int64_t *shortest_ns, int64_t *longest_ns, int64_t *last_ns)
{
    LsAlloc alloc = ls_alloc_system();
    World w;
    open_world(&w, &alloc, seed);
    SimHost *host = add_host(&w, "shaky.example", 100 * MS);
    host->jitter_ns = 40 * MS;
    host->connect_ns = 0;
    host->spread = spread;
    SimSocket *socket = sim_net_connect(w.net, "shaky.example", 80, &echo);
    run_until(&w, 0);
    *shortest_ns = SIM_NEVER;
    *longest_ns = 0;
    for (int i = 0; i < 200; i++) {
        int64_t begin_ns = sim_world_now(&w.world);
        send_text(&w, socket, "x");
        while (!sim_socket_ready(socket)) {
            run_until(&w, sim_event_next(&w.world));
        }
        expect_text(&w, socket, "x");
        *last_ns = sim_world_now(&w.world) - begin_ns;
        *shortest_ns = *last_ns < *shortest_ns ? *last_ns : *shortest_ns;
        *longest_ns = *last_ns > *longest_ns ? *last_ns : *longest_ns;
    }
    sim_socket_close(socket);
    close_world(&w);
}

static void test_jitter_follows_the_seed(void **unused)
{
    (void)unused;
    int64_t low, high, last, again_low, again_high, again_last;
    measure(1, SIM_SPREAD_UNIFORM, &low, &high, &last);
    assert_true(low >= 60 * MS && low < 75 * MS);
    assert_true(high <= 140 * MS && high > 125 * MS);
    measure(1, SIM_SPREAD_UNIFORM, &again_low, &again_high, &again_last);
    assert_true(low == again_low && high == again_high && last == again_last);
    measure(2, SIM_SPREAD_UNIFORM, &again_low, &again_high, &again_last);
    assert_true(last != again_last);
    measure(1, SIM_SPREAD_EXPONENTIAL, &low, &high, &last);
    assert_true(low >= 100 * MS && high > 200 * MS);
    measure(1, SIM_SPREAD_NORMAL, &low, &high, &last);
    assert_true(low < 60 * MS && high > 140 * MS);
}

static void test_a_thread_waits_for_a_message(void **unused)
{
    (void)unused;
    LsAlloc alloc = ls_alloc_system();
    World w;
    open_world(&w, &alloc, 0);
    add_host(&w, "far.example", 20 * MS);
    SimSocket *socket = sim_net_connect(w.net, "far.example", 80, &echo);
    assert_true(sim_sched_block(&w.sched, SIM_NEVER, sim_socket_settled, socket, false));
    assert_int_equal(sim_world_now(&w.world), 20 * MS);
    send_text(&w, socket, "x");
    assert_true(sim_sched_block(&w.sched, 25 * MS, sim_socket_ready, socket, false)); /* time is up first */
    assert_false(sim_socket_ready(socket));
    assert_true(sim_sched_block(&w.sched, SIM_NEVER, sim_socket_ready, socket, false));
    assert_int_equal(sim_world_now(&w.world), 40 * MS);
    expect_text(&w, socket, "x");
    assert_false(sim_sched_block(&w.sched, SIM_NEVER, sim_socket_ready, socket, false)); /* nothing will ever come */
    close_world(&w);                                                                     /* with an open socket */
}

static bool work(const LsAlloc *alloc)
{
    World w;
    open_world(&w, alloc, 0);
    bool ok = w.net != NULL;
    SimSocket *listener = NULL, *client = NULL, *server = NULL;
    ok = ok && sim_net_add_host(w.net, "a.example", 9) != NULL;
    ok = ok && sim_host_add_answer(w.net, sim_net_find_host(w.net, "a.example"), "GET /", 5) != NULL;
    ok = ok && sim_net_listen(w.net, "localhost", 80, 5, &listener) == LS_OK;
    client = ok ? sim_net_connect(w.net, "localhost", 80, NULL) : NULL;
    ok = client != NULL;
    if (ok) {
        run_until(&w, 0);
        server = sim_socket_accept(listener);
        ok = server != NULL;
    }
    SimMessage *message = ok ? sim_message_bytes(w.net, "hello", 5) : NULL;
    ok = message != NULL && sim_socket_send(client, message);
    if (ok) {
        run_until(&w, 0);
    }
    SimSocket *sockets[] = {client, server, listener};
    for (size_t i = 0; i < 3; i++) {
        if (sockets[i] != NULL) {
            sim_socket_close(sockets[i]);
        }
    }
    close_world(&w);
    return ok;
}

static void test_memory_may_fail(void **unused)
{
    (void)unused;
    SupportAlloc memory;
    for (size_t n = 1; support_alloc_begin(&memory, n); n++) {
        assert_true(work(&memory.alloc) || memory.failed);
        support_alloc_end(&memory);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_latency_and_connecting),
        cmocka_unit_test(test_bandwidth_queues_messages),
        cmocka_unit_test(test_who_cannot_be_reached),
        cmocka_unit_test(test_ports),
        cmocka_unit_test(test_ends_and_resets),
        cmocka_unit_test(test_backlog_makes_clients_try_again),
        cmocka_unit_test(test_pollers),
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_jitter_follows_the_seed),
        cmocka_unit_test(test_a_thread_waits_for_a_message),
        cmocka_unit_test(test_memory_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
