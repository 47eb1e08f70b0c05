/* A worker's connections, and the functions that library/uvicorn.py stands on. */
#include "modules/mod_http_server_internal.h"

#include "modules/mod_library.h"
#include "modules/mod_support.h"
#include "vm/vm_bytes.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_cost.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* What a worker computes besides what asyncio does, measured with `async def` handlers that do nothing.  Of a
 * connection: accepting it, making its transport and protocol an iteration later, forgetting them; of a request: the
 * parser, the application's routing, validation and encoding. */
enum { ACCEPT_NS = 25000, MADE_NS = 55000, LOST_NS = 60000, READ_NS = 130000, WRITE_NS = 100000 };

/* One connection; requests that come while one is being answered wait. */
typedef struct Connection {
    VmObject head;
    SimSocket *socket; /* held; NULL: closed */
    AioReader *reader; /* NULL: it does not read any more */
    ModHttp **requests;
    size_t count, capacity;
    bool answering;    /* requests[0] is */
    bool disconnected; /* the client has gone */
} Connection;

static Connection *connection_of(VmValue v)
{
    return (Connection *)vm_to_object(v);
}

static void stop_reading(Vm *vm, Connection *connection)
{
    AioReader *reader = connection->reader;
    connection->reader = NULL;
    if (reader != NULL) {
        aio_reader_remove(vm, reader);
    }
}

static void close_socket(Connection *connection)
{
    SimSocket *socket = connection->socket;
    connection->socket = NULL;
    if (socket != NULL) {
        sim_socket_close(socket);
    }
}

/* ---- what the application is told of a request ---- */

static VmValue header_pair(Vm *vm, const ModHttpField *field)
{
    VmValue pair = vm_tuple_new_blank(vm, 2);
    if (pair == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue *items = vm_to_tuple(pair)->items;
    LsBuf name;
    ls_buf_init(&name, vm->alloc);
    for (const char *c = field->name; *c != '\0'; c++) {
        ls_buf_putc(&name, *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c);
    }
    items[0] = vm_bytes_from_buf(vm, &name);
    items[1] = items[0] == VM_ERROR ? VM_ERROR : vm_bytes_new(vm, field->value, strlen(field->value));
    for (int i = 0; i < 2; i++) {
        if (items[i] == VM_ERROR) {
            items[i] = VM_EMPTY;
            vm_unref(vm, pair);
            return VM_ERROR;
        }
    }
    return pair;
}

static VmValue header_list(Vm *vm, const ModHttp *request)
{
    VmValue list = vm_list_new_empty(vm, request->field_count);
    for (size_t i = 0; list != VM_ERROR && i < request->field_count; i++) {
        VmValue pair = header_pair(vm, &request->fields[i]);
        if (pair == VM_ERROR || !vm_list_append_steal(vm, list, pair)) {
            vm_unref(vm, list);
            return VM_ERROR;
        }
    }
    return list;
}

/* on_request(connection, method, scheme, path, query, headers, body, client port, host, port). */
static bool tell_application(Vm *vm, VmValue self)
{
    enum { COUNT = 10 };
    Connection *connection = connection_of(self);
    const ModHttp *request = connection->requests[0];
    connection->answering = true;
    vm_cost_add_ns(vm, READ_NS);
    VmValue args[COUNT] = {
        vm_ref(self),
        vm_str_c(vm, request->method),
        vm_str_c(vm, request->scheme),
        vm_str_c(vm, request->path),
        vm_str_c(vm, request->query),
        header_list(vm, request),
        vm_bytes_new(vm, request->body, request->body_size),
        vm_from_int(sim_socket_peer_port(connection->socket)),
        vm_str_c(vm, mod_serving(vm)->serve.host),
        vm_from_int(sim_socket_port(connection->socket)),
    };
    bool ok = true;
    for (int i = 0; i < COUNT; i++) {
        ok = ok && args[i] != VM_ERROR;
    }
    if (ok) {
        VmValue result = vm_call(vm, mod_serving(vm)->on_request, args, COUNT, VM_EMPTY);
        ok = result != VM_ERROR;
        vm_unref(vm, result);
    }
    for (int i = 0; i < COUNT; i++) {
        vm_unref(vm, args[i]);
    }
    return ok;
}

/* ---- reading ---- */

static bool keep_request(Vm *vm, Connection *connection, ModHttp *request)
{
    if (connection->count == connection->capacity) {
        size_t capacity = connection->capacity == 0 ? 2 : connection->capacity * 2;
        ModHttp **requests = vm_heap_resize(vm, connection->requests, connection->capacity * sizeof *requests,
                                            capacity * sizeof *requests);
        if (requests == NULL) {
            mod_http_free(request);
            return false;
        }
        connection->requests = requests;
        connection->capacity = capacity;
    }
    connection->requests[connection->count++] = request;
    return true;
}

/* What has arrived is no HTTP: 400, as uvicorn answers. */
static void refuse(Connection *connection)
{
    static const char text[] = "Invalid HTTP request received.";
    ModHttp *answer = mod_http_answer_new(sim_socket_alloc(connection->socket), 400);
    if (answer == NULL) {
        return;
    }
    if (mod_http_add_field(answer, "content-type", "text/plain; charset=utf-8") &&
        mod_http_set_body(answer, text, sizeof text - 1)) {
        mod_http_send_answer(connection->socket, NULL, answer);
    } else {
        mod_http_free(answer);
    }
}

static bool read_ready(Vm *vm, VmValue self, VmValue data)
{
    (void)data;
    Connection *connection = connection_of(self);
    LsStatus status = LS_OK;
    while (connection->socket != NULL) {
        ModHttp *request = mod_http_receive(connection->socket, &status);
        if (request == NULL) {
            break;
        }
        if (!keep_request(vm, connection, request)) {
            return false;
        }
        if (!connection->answering && !tell_application(vm, self)) {
            return false;
        }
    }
    if (status == LS_E_NOMEM) {
        vm_raise_no_memory(vm);
        return false;
    }
    if (status != LS_OK && connection->socket != NULL) {
        refuse(connection);
    }
    if (connection->socket != NULL && (status != LS_OK || sim_socket_at_end(connection->socket))) {
        connection->disconnected = true;
        vm_cost_add_ns(vm, LOST_NS);
        vm_ref(self);
        stop_reading(vm, connection);
        if (!connection->answering) {
            close_socket(connection);
        }
        vm_unref(vm, self);
    }
    return true;
}

static const AioNativeDef read_callback = {"HttpToolsProtocol.data_received", read_ready};

static bool start_reading(Vm *vm, AioLoop *loop, VmValue self)
{
    Connection *connection = connection_of(self);
    connection->reader = aio_reader_add(vm, loop, connection->socket, SIM_WATCH_READ, &read_callback, self, VM_EMPTY);
    return connection->reader != NULL;
}

static bool connection_made(Vm *vm, VmValue self, VmValue data)
{
    (void)data;
    AioLoop *loop = aio_running_loop(vm);
    vm_cost_add_ns(vm, MADE_NS);
    return loop != NULL && (connection_of(self)->socket == NULL || start_reading(vm, loop, self));
}

static const AioNativeDef made_callback = {"HttpToolsProtocol.connection_made", connection_made};

/* Where computing takes time, a connection that is accepted while handlers wait for their turn is read after them. */
bool mod_connection_start(Vm *vm, AioLoop *loop, SimSocket *socket)
{
    VmType *type = mod_kept_type(vm, MOD_KEPT_HTTP_CONNECTION, "uvicorn");
    VmValue self = type == NULL ? VM_ERROR : vm_instance_new(vm, type);
    if (self == VM_ERROR) {
        sim_socket_close(socket);
        return false;
    }
    Connection *connection = connection_of(self);
    connection->socket = socket;
    bool ok = vm->cost == NULL ? start_reading(vm, loop, self)
                               : aio_loop_call_native(vm, loop, &made_callback, self, VM_EMPTY, TRACE_ROLE_INTERNAL);
    vm_unref(vm, self);
    return ok;
}

/* ---- answering ---- */

static bool add_fields(Vm *vm, ModHttp *answer, VmValue headers)
{
    size_t count = vm_to_list(headers)->count;
    for (size_t i = 0; i < count; i++) {
        VmValue pair = vm_to_list(headers)->items[i];
        const VmValue *items = vm_is_tuple(pair)                 ? vm_to_tuple(pair)->items
                               : vm_has_kind(pair, VM_KIND_LIST) ? vm_to_list(pair)->items
                                                                 : NULL;
        if (items == NULL || !vm_is_bytes(items[0]) || !vm_is_bytes(items[1])) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "headers are pairs of bytes");
            return false;
        }
        const VmBytes *name = vm_bytes_of_value(items[0]), *value = vm_bytes_of_value(items[1]);
        if (!mod_http_add_field_n(answer, name->data, name->size, value->data, value->size)) {
            vm_raise_no_memory(vm);
            return false;
        }
    }
    return true;
}

static ModHttp *answer_of(Vm *vm, Connection *connection, const VmValue *args)
{
    ModHttp *answer = mod_http_answer_new(sim_socket_alloc(connection->socket), (int)vm_to_int(args[1]));
    const VmBytes *body = vm_bytes_of_value(args[3]);
    if (answer == NULL || !mod_http_set_body(answer, body->data, body->size)) {
        mod_http_free(answer);
        vm_raise_no_memory(vm);
        return NULL;
    }
    if (!add_fields(vm, answer, args[2])) {
        mod_http_free(answer);
        return NULL;
    }
    answer->truncated = args[5] == VM_TRUE;
    answer->close = args[4] == VM_TRUE || answer->truncated;
    return answer;
}

/* The first request has been answered; the next one's turn. */
static bool next_request(Vm *vm, VmValue self)
{
    Connection *connection = connection_of(self);
    mod_http_free(connection->requests[0]);
    connection->count--;
    memmove(connection->requests, connection->requests + 1, connection->count * sizeof *connection->requests);
    connection->answering = false;
    if (connection->disconnected || sim_socket_state(connection->socket) != SIM_SOCKET_OPEN) {
        stop_reading(vm, connection);
        close_socket(connection);
        return true;
    }
    return connection->count == 0 || tell_application(vm, self);
}

static VmValue connection_answer(Vm *vm, const VmValue *args)
{
    Connection *connection = connection_of(args[0]);
    if (!vm_is_int(args[1]) || !vm_has_kind(args[2], VM_KIND_LIST) || !vm_is_bytes(args[3])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "an answer is a status, a list of headers, and bytes");
    }
    if (connection->socket == NULL || !connection->answering) {
        return VM_NONE;
    }
    ModHttp *answer = answer_of(vm, connection, args);
    if (answer == NULL) {
        return VM_ERROR;
    }
    vm_cost_add_ns(vm, WRITE_NS);
    bool close = answer->close || connection->requests[0]->close;
    mod_http_send_answer(connection->socket, connection->requests[0], answer);
    connection->disconnected = connection->disconnected || close;
    return next_request(vm, args[0]) ? VM_NONE : VM_ERROR;
}

/* The server hangs up. */
static VmValue connection_close(Vm *vm, const VmValue *args)
{
    Connection *connection = connection_of(args[0]);
    connection->disconnected = true;
    stop_reading(vm, connection);
    close_socket(connection);
    return VM_NONE;
}

static VmValue connection_disconnected(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(connection_of(args[0])->disconnected || connection_of(args[0])->socket == NULL);
}

static void connection_release(Vm *vm, VmObject *object)
{
    Connection *connection = (Connection *)object;
    connection->reader = NULL; /* the reader holds the connection: it is gone */
    for (size_t i = 0; i < connection->count; i++) {
        mod_http_free(connection->requests[i]);
    }
    vm_heap_free(vm, connection->requests, connection->capacity * sizeof *connection->requests);
    close_socket(connection);
}

static void connection_fill(VmType *type)
{
    type->release = connection_release;
}

static const VmNativeDef connection_methods[] = {
    {"answer", connection_answer, "status, headers, body, close, truncated, /", 0},
    {"close", connection_close, "", 0},
    {"disconnected", connection_disconnected, "", VM_NATIVE_PROPERTY},
    {0},
};

static const VmTypeSpec connection_spec = {
    .name = "_Connection",
    .module = "uvicorn",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Connection),
    .flags = VM_TYPE_NO_MAKE,
    .methods = connection_methods,
    .fill = connection_fill,
};

/* ---- accepting ---- */

static bool call_stop(Vm *vm, ModServing *serving)
{
    AioReader *reader = serving->reader;
    serving->reader = NULL;
    if (reader != NULL) {
        aio_reader_remove(vm, reader);
    }
    VmValue result = vm_call0(vm, serving->on_stop);
    vm_unref(vm, result);
    return result != VM_ERROR;
}

static bool accept_ready(Vm *vm, VmValue argument, VmValue data)
{
    (void)argument;
    (void)data;
    ModServing *serving = mod_serving(vm);
    ModServer *server = serving->worker->server;
    AioLoop *loop = aio_running_loop(vm);
    if (loop == NULL) {
        return false;
    }
    if (server->listener == NULL) {
        return call_stop(vm, serving);
    }
    for (int left = mod_server_turn(serving->worker); left > 0; left--) {
        SimSocket *socket = sim_socket_accept(server->listener);
        if (socket == NULL) {
            break;
        }
        vm_cost_add_ns(vm, ACCEPT_NS);
        if (!mod_connection_start(vm, loop, socket)) {
            return false;
        }
        if (vm->cost != NULL && !vm_cost_charge(vm)) { /* meanwhile others accept, too */
            return false;
        }
    }
    return true;
}

static const AioNativeDef accept_callback = {"BaseSelectorEventLoop._accept_connection", accept_ready};

static bool in_worker(Vm *vm)
{
    if (mod_serving(vm) == NULL || mod_serving(vm)->worker == NULL) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "this process is no worker");
        return false;
    }
    return true;
}

/* _listen(on_request, on_stop): startup is done; connections are accepted from now on. */
static VmValue uvicorn_listen(Vm *vm, const VmValue *args)
{
    if (!in_worker(vm)) {
        return VM_ERROR;
    }
    ModServing *serving = mod_serving(vm);
    AioLoop *loop = aio_running_loop(vm);
    vm_set_steal(vm, &serving->on_request, vm_ref(args[0]));
    vm_set_steal(vm, &serving->on_stop, vm_ref(args[1]));
    serving->worker->ready = true;
    if (loop == NULL) {
        return VM_ERROR;
    }
    if (serving->worker->server->listener == NULL) {
        return call_stop(vm, serving) ? VM_NONE : VM_ERROR;
    }
    serving->reader = aio_reader_add(vm, loop, serving->worker->server->listener, SIM_WATCH_READ, &accept_callback,
                                     VM_EMPTY, VM_EMPTY);
    return serving->reader == NULL ? VM_ERROR : VM_NONE;
}

/* _settings(): (threads for handlers, True for uvloop). */
static VmValue uvicorn_settings(Vm *vm, const VmValue *args)
{
    (void)args;
    if (!in_worker(vm)) {
        return VM_ERROR;
    }
    const ModServe *serve = &mod_serving(vm)->serve;
    VmValue items[] = {vm_from_int(serve->limiter), vm_from_bool(serve->loop == MOD_SERVE_UVLOOP)};
    return vm_tuple_new(vm, items, 2);
}

/* ---- uvicorn.run() ---- */

/* The texts of a ModServe must outlive the Vm: only known ones are taken. */
static const char *known_host(const char *host)
{
    static const char *const hosts[] = {"127.0.0.1", "localhost", "0.0.0.0"};
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        if (strcmp(hosts[i], host) == 0) {
            return hosts[i];
        }
    }
    return "127.0.0.1";
}

static bool serve_of(Vm *vm, const VmValue *args, ModServe *out)
{
    enum { MOST_WORKERS = 64, MOST_PORT = 65535 };
    int port, workers;
    if (!vm_check_str(vm, args[0], "host") || !vm_as_c_int(vm, args[1], &port) || !vm_as_c_int(vm, args[2], &workers)) {
        return false;
    }
    if (port < 0 || port > MOST_PORT) {
        vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "bind(): port must be 0-65535.");
        return false;
    }
    if (workers < 1 || workers > MOST_WORKERS) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "simulated servers have 1 to %d workers, not %d", MOST_WORKERS, workers);
        return false;
    }
    *out = (ModServe){
        .app = "app",
        .host = known_host(vm_str_data(args[0])),
        .port = port,
        .workers = workers,
        .loop = args[3] == VM_TRUE ? MOD_SERVE_UVLOOP : MOD_SERVE_ASYNCIO,
        .limiter = 40,
    };
    return true;
}

static bool remark_unused(Vm *vm)
{
    static const char text[] = "uvicorn.run serves until nothing happens any more. To send requests, run a client in "
                               "the same file and let __scenario__ = {\"serve\": {\"app\": \"app\"}} serve, or use "
                               "fastapi.testclient.TestClient";
    if (trace_on(vm->recorder)) {
        trace_record(vm->recorder, TRACE_NOTE, 0, trace_string(vm->recorder->trace, text, sizeof text - 1), 0, 0);
    }
    return true;
}

/* _here(host, port, workers, uvloop) */
static VmValue uvicorn_here(Vm *vm, const VmValue *args)
{
    ModServe serve;
    return serve_of(vm, args, &serve) && remark_unused(vm) && mod_serve_here(vm, &serve) ? VM_NONE : VM_ERROR;
}

static VmValue uvicorn_leave(Vm *vm, const VmValue *args)
{
    (void)args;
    mod_serve_leave(vm);
    return VM_NONE;
}

/* _processes(host, port, workers, uvloop, name) */
static VmValue uvicorn_processes(Vm *vm, const VmValue *args)
{
    ModServe serve;
    bool ok = vm_check_str(vm, args[4], "name") && serve_of(vm, args, &serve) && remark_unused(vm);
    return ok && mod_serve_processes(vm, &serve, args[4]) ? VM_NONE : VM_ERROR;
}

/* _served(): the scenario has a server. */
static VmValue uvicorn_served(Vm *vm, const VmValue *args)
{
    (void)args;
    const ModServing *serving = mod_serving(vm);
    return vm_from_bool(serving != NULL && !serving->own && serving->worker == NULL);
}

/* _in_flight(change) */
static VmValue uvicorn_in_flight(Vm *vm, const VmValue *args)
{
    if (!in_worker(vm)) {
        return VM_ERROR;
    }
    mod_serving(vm)->worker->in_flight += (int)vm_to_int(args[0]);
    return VM_NONE;
}

/* _labelled(coroutine, text): the coroutine, which screens will call so. */
static VmValue uvicorn_labelled(Vm *vm, const VmValue *args)
{
    if (trace_on(vm->recorder) && vm_has_kind(args[0], VM_KIND_COROUTINE) && vm_is_str(args[1])) {
        vm_to_coro(args[0])->frame.label =
            trace_string(vm->recorder->trace, vm_str_data(args[1]), vm_str_size(args[1]));
    }
    return vm_ref(args[0]);
}

static const VmNativeDef functions[] = {
    {"_listen", uvicorn_listen, "on_request, on_stop, /", 0},
    {"_settings", uvicorn_settings, "", 0},
    {"_here", uvicorn_here, "host, port, workers, uvloop, /", 0},
    {"_leave", uvicorn_leave, "", 0},
    {"_processes", uvicorn_processes, "host, port, workers, uvloop, name, /", 0},
    {"_served", uvicorn_served, "", 0},
    {"_in_flight", uvicorn_in_flight, "change, /", 0},
    {"_labelled", uvicorn_labelled, "coroutine, text, /", 0},
    {0},
};

bool mod_uvicorn_init(Vm *vm, VmValue module)
{
    return mod_add_type(vm, module, &connection_spec, NULL, MOD_KEPT_HTTP_CONNECTION) != NULL &&
           mod_library_init(vm, module);
}

const VmModuleSpec mod_uvicorn_spec = {.name = "uvicorn", .functions = functions, .init = mod_uvicorn_init};
