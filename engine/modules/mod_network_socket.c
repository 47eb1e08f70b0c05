/* The types Socket and Wait of `_network`. */
#include "aio/aio_future.h"
#include "aio/aio_poll.h"
#include "modules/mod_network.h"
#include "modules/mod_support.h"
#include "vm/vm_bytes.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_exception.h"
#include "vm/vm_int.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

typedef struct Socket {
    VmObject head;
    SimSocket *socket; /* held; NULL: closed */
    AioReader *reader; /* watch()'s */
    AioReader *writer; /* watch_room()'s */
} Socket;

static Socket *socket_of(VmValue v)
{
    return (Socket *)vm_to_object(v);
}

VmValue mod_network_socket_new(Vm *vm, SimSocket *socket)
{
    VmValue value = vm_instance_new(vm, vm_to_type(mod_kept_borrow(vm, MOD_KEPT_NETWORK_SOCKET)));
    if (value == VM_ERROR) {
        sim_socket_close(socket);
        return VM_ERROR;
    }
    socket_of(value)->socket = socket;
    return value;
}

SimSocket *mod_network_socket(Vm *vm, VmValue value)
{
    if (!mod_is_kept_type(vm, value, MOD_KEPT_NETWORK_SOCKET)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "a Socket is wanted, not %s", vm_type_name(vm, value));
        return NULL;
    }
    SimSocket *socket = socket_of(value)->socket;
    if (socket == NULL) {
        vm_raise(vm, VM_EXC_OS_ERROR, "[Errno 9] Bad file descriptor");
    }
    return socket;
}

static VmValue socket_state(Vm *vm, const VmValue *args)
{
    static const char *const names[] = {"listening", "connecting", "open", "refused", "unknown", "reset", "closed"};
    const SimSocket *socket = socket_of(args[0])->socket;
    return vm_intern_c(vm, names[socket == NULL ? SIM_SOCKET_CLOSED : sim_socket_state(socket)]);
}

static VmValue socket_ready(Vm *vm, const VmValue *args)
{
    SimSocket *socket = mod_network_socket(vm, args[0]);
    return socket == NULL ? VM_ERROR : vm_from_bool(sim_socket_ready(socket));
}

static VmValue socket_at_end(Vm *vm, const VmValue *args)
{
    SimSocket *socket = mod_network_socket(vm, args[0]);
    return socket == NULL ? VM_ERROR : vm_from_bool(sim_socket_at_end(socket));
}

/* The bytes that are to be sent, and the socket; NULL: an exception is pending. */
static const VmBytes *bytes_to_send(Vm *vm, const VmValue *args, SimSocket **socket)
{
    *socket = mod_network_socket(vm, args[0]);
    if (*socket == NULL) {
        return NULL;
    }
    if (!vm_is_bytes(args[1])) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "a bytes-like object is required, not '%s'", vm_type_name(vm, args[1]));
        return NULL;
    }
    return vm_bytes_of_value(args[1]);
}

static VmValue socket_send(Vm *vm, const VmValue *args)
{
    SimSocket *socket;
    const VmBytes *bytes = bytes_to_send(vm, args, &socket);
    if (bytes == NULL) {
        return VM_ERROR;
    }
    SimMessage *message = sim_message_bytes(sim_socket_net(socket), bytes->data, bytes->size);
    return message == NULL ? vm_raise_no_memory(vm) : vm_from_bool(sim_socket_send(socket, message));
}

/* As much of it as there is room for: how many bytes; None: the connection is broken. */
static VmValue socket_send_some(Vm *vm, const VmValue *args)
{
    SimSocket *socket;
    const VmBytes *bytes = bytes_to_send(vm, args, &socket);
    if (bytes == NULL) {
        return VM_ERROR;
    }
    size_t room = sim_socket_room(socket), size = bytes->size < room ? bytes->size : room;
    if (size == 0) {
        return vm_from_int(0);
    }
    SimMessage *message = sim_message_bytes(sim_socket_net(socket), bytes->data, size);
    if (message == NULL) {
        return vm_raise_no_memory(vm);
    }
    return sim_socket_send(socket, message) ? vm_int_from(vm, (int64_t)size) : VM_NONE;
}

/* Cuts the message after `limit` bytes; the rest goes back.  false: no memory. */
static bool cut(SimSocket *socket, SimMessage *message, size_t limit)
{
    if (message->size > limit) {
        SimMessage *rest = sim_message_bytes(sim_socket_net(socket), message->data + limit, message->size - limit);
        if (rest == NULL) {
            return false;
        }
        sim_socket_unreceive(socket, rest);
    }
    return true;
}

/* What has arrived, at most `limit` bytes: None: nothing yet; b"": nothing will. */
static VmValue socket_receive(Vm *vm, const VmValue *args)
{
    SimSocket *socket = mod_network_socket(vm, args[0]);
    int64_t limit = INT64_MAX;
    if (socket == NULL || (args[1] != VM_EMPTY && !vm_as_index(vm, args[1], &limit))) {
        return VM_ERROR;
    }
    if (!sim_socket_ready(socket)) {
        return VM_NONE;
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    size_t most = limit < 0 ? 0 : (size_t)limit;
    for (SimMessage *message; buf.size < most && (message = sim_socket_receive(socket)) != NULL;) {
        size_t room = most - buf.size;
        bool ok = cut(socket, message, room);
        ls_buf_put(&buf, message->data, message->size < room ? message->size : room);
        sim_message_free(sim_socket_net(socket), message);
        if (!ok) {
            ls_buf_free(&buf);
            return vm_raise_no_memory(vm);
        }
    }
    return vm_bytes_from_buf(vm, &buf);
}

/* One whole message, for protocols that exchange such; None: nothing has arrived. */
static VmValue socket_receive_message(Vm *vm, const VmValue *args)
{
    SimSocket *socket = mod_network_socket(vm, args[0]);
    if (socket == NULL) {
        return VM_ERROR;
    }
    SimMessage *message = sim_socket_receive(socket);
    if (message == NULL) {
        return VM_NONE;
    }
    VmValue bytes = vm_bytes_new(vm, message->data, message->size);
    sim_message_free(sim_socket_net(socket), message);
    return bytes;
}

static VmValue socket_accept(Vm *vm, const VmValue *args)
{
    SimSocket *socket = mod_network_socket(vm, args[0]);
    SimSocket *end = socket == NULL ? NULL : sim_socket_accept(socket);
    if (socket == NULL) {
        return VM_ERROR;
    }
    return end == NULL ? VM_NONE : mod_network_socket_new(vm, end);
}

static VmValue socket_shut_down(Vm *vm, const VmValue *args)
{
    SimSocket *socket = mod_network_socket(vm, args[0]);
    if (socket == NULL) {
        return VM_ERROR;
    }
    sim_socket_shut_down(socket);
    return VM_NONE;
}

static void unwatch(Vm *vm, AioReader **place)
{
    AioReader *reader = *place;
    if (reader != NULL) {
        *place = NULL;
        aio_reader_remove(vm, reader);
    }
}

static void close_socket(Vm *vm, Socket *self)
{
    unwatch(vm, &self->reader);
    unwatch(vm, &self->writer);
    if (self->socket != NULL) {
        SimSocket *socket = self->socket;
        self->socket = NULL;
        sim_socket_close(socket);
    }
}

static VmValue socket_close(Vm *vm, const VmValue *args)
{
    close_socket(vm, socket_of(args[0]));
    return VM_NONE;
}

static VmValue socket_host(Vm *vm, const VmValue *args)
{
    SimSocket *socket = mod_network_socket(vm, args[0]);
    return socket == NULL ? VM_ERROR : vm_str_c(vm, sim_socket_host(socket));
}

static VmValue socket_port(Vm *vm, const VmValue *args)
{
    SimSocket *socket = mod_network_socket(vm, args[0]);
    return socket == NULL ? VM_ERROR : vm_from_int(sim_socket_port(socket));
}

static VmValue socket_peer_port(Vm *vm, const VmValue *args)
{
    SimSocket *socket = mod_network_socket(vm, args[0]);
    return socket == NULL ? VM_ERROR : vm_from_int(sim_socket_peer_port(socket));
}

static VmValue socket_entity(Vm *vm, const VmValue *args)
{
    SimSocket *socket = mod_network_socket(vm, args[0]);
    return socket == NULL ? VM_ERROR : vm_from_int(sim_socket_trace_id(socket));
}

/* ---- watching ---- */

static bool call_back(Vm *vm, VmValue callback, VmValue data)
{
    (void)data;
    VmValue result = vm_call0(vm, callback);
    vm_unref(vm, result);
    return result != VM_ERROR;
}

static const AioNativeDef read_ready = {"_SelectorSocketTransport._read_ready", call_back};
static const AioNativeDef write_ready = {"_SelectorSocketTransport._write_ready", call_back};
static const AioNativeDef accept_ready = {"BaseSelectorEventLoop._accept_connection", call_back};
static const AioNativeDef connect_ready = {"BaseSelectorEventLoop._sock_connect_cb", call_back};

static VmValue watch(Vm *vm, const VmValue *args, AioReader **place, SimWatchFor what)
{
    SimSocket *socket = mod_network_socket(vm, args[0]);
    if (socket == NULL) {
        return VM_ERROR;
    }
    if (!vm_is_object(args[1]) || !vm_type_is_subtype(vm_to_object(args[1])->type, aio_type(vm, AIO_TYPE_LOOP))) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "an event loop is wanted, not %s", vm_type_name(vm, args[1]));
    }
    AioLoop *loop = aio_loop_of(args[1]);
    const AioNativeDef *const natives[] = {
        [SIM_WATCH_READ] = sim_socket_state(socket) == SIM_SOCKET_LISTENING ? &accept_ready : &read_ready,
        [SIM_WATCH_CONNECT] = &connect_ready,
        [SIM_WATCH_WRITE] = &write_ready,
    };
    if (!aio_loop_check_open(vm, loop)) {
        return VM_ERROR;
    }
    unwatch(vm, place);
    *place = aio_reader_add(vm, loop, socket, what, natives[what], args[2], VM_NONE);
    if (*place == NULL) {
        return VM_ERROR;
    }
    aio_reader_set_place(*place, place);
    return VM_NONE;
}

static VmValue socket_watch(Vm *vm, const VmValue *args)
{
    return watch(vm, args, &socket_of(args[0])->reader, args[3] == VM_TRUE ? SIM_WATCH_CONNECT : SIM_WATCH_READ);
}

static VmValue socket_unwatch(Vm *vm, const VmValue *args)
{
    unwatch(vm, &socket_of(args[0])->reader);
    return VM_NONE;
}

static VmValue socket_watch_room(Vm *vm, const VmValue *args)
{
    return watch(vm, args, &socket_of(args[0])->writer, SIM_WATCH_WRITE);
}

static VmValue socket_unwatch_room(Vm *vm, const VmValue *args)
{
    unwatch(vm, &socket_of(args[0])->writer);
    return VM_NONE;
}

static void socket_release(Vm *vm, VmObject *self)
{
    close_socket(vm, (Socket *)self);
}

static void socket_fill(VmType *type)
{
    type->release = socket_release;
}

static const VmNativeDef socket_methods[] = {
    {"state", socket_state, "", VM_NATIVE_PYTHON},
    {"ready", socket_ready, "", VM_NATIVE_PYTHON},
    {"at_end", socket_at_end, "", VM_NATIVE_PYTHON},
    {"send", socket_send, "data", VM_NATIVE_PYTHON},
    {"send_some", socket_send_some, "data", VM_NATIVE_PYTHON},
    {"receive", socket_receive, "limit=", VM_NATIVE_PYTHON},
    {"receive_message", socket_receive_message, "", VM_NATIVE_PYTHON},
    {"accept", socket_accept, "", VM_NATIVE_PYTHON},
    {"shut_down", socket_shut_down, "", VM_NATIVE_PYTHON},
    {"close", socket_close, "", VM_NATIVE_PYTHON},
    {"host", socket_host, "", VM_NATIVE_PYTHON},
    {"port", socket_port, "", VM_NATIVE_PYTHON},
    {"peer_port", socket_peer_port, "", VM_NATIVE_PYTHON},
    {"entity", socket_entity, "", VM_NATIVE_PYTHON},
    {"watch", socket_watch, "loop, callback, connects=", VM_NATIVE_PYTHON},
    {"unwatch", socket_unwatch, "", VM_NATIVE_PYTHON},
    {"watch_room", socket_watch_room, "loop, callback", VM_NATIVE_PYTHON},
    {"unwatch_room", socket_unwatch_room, "", VM_NATIVE_PYTHON},
    {0},
};

const VmTypeSpec mod_network_socket_type = {
    .name = "Socket",
    .module = "_network",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Socket),
    .flags = VM_TYPE_NO_MAKE,
    .methods = socket_methods,
    .fill = socket_fill,
};

/* ---- Wait ---- */

typedef struct Wait {
    VmObject head;
    AioReader *reader;
    VmValue future;
    VmValue timer; /* a handle, or VM_EMPTY */
} Wait;

static Wait *wait_of(VmValue v)
{
    return (Wait *)vm_to_object(v);
}

static void wait_end(Vm *vm, Wait *wait)
{
    if (wait->reader != NULL) {
        AioReader *reader = wait->reader;
        wait->reader = NULL;
        aio_reader_remove(vm, reader);
    }
    if (wait->timer != VM_EMPTY) {
        VmValue timer = wait->timer;
        wait->timer = VM_EMPTY;
        aio_handle_cancel(vm, aio_handle_of(timer));
        vm_unref(vm, timer);
    }
}

static bool wait_finish(Vm *vm, VmValue self, VmValue result)
{
    vm_ref(self);
    wait_end(vm, wait_of(self));
    VmValue future = wait_of(self)->future;
    bool ok = aio_future_done(future) || aio_future_set_result(vm, future, result);
    vm_unref(vm, self);
    return ok;
}

static bool wait_ready(Vm *vm, VmValue self, VmValue data)
{
    (void)data;
    return wait_finish(vm, self, VM_TRUE);
}

static bool wait_expired(Vm *vm, VmValue self, VmValue data)
{
    (void)data;
    return wait_finish(vm, self, VM_FALSE);
}

static const AioNativeDef ready_callback = {"the network", wait_ready};
static const AioNativeDef expired_callback = {"the time-out of a request", wait_expired};

static bool wait_begin(Vm *vm, VmValue self, AioLoop *loop, SimSocket *socket, bool connects, VmValue seconds)
{
    Wait *wait = wait_of(self);
    if (!mod_absent(seconds)) {
        double value;
        if (!vm_as_double(vm, seconds, &value)) {
            return false;
        }
        wait->timer = aio_loop_call_native_at(vm, loop, aio_loop_time(vm) + value, &expired_callback, self, VM_NONE);
        if (wait->timer == VM_ERROR) {
            return false;
        }
    }
    wait->reader =
        aio_reader_add(vm, loop, socket, connects ? SIM_WATCH_CONNECT : SIM_WATCH_READ, &ready_callback, self, VM_NONE);
    if (wait->reader != NULL) {
        aio_reader_set_place(wait->reader, &wait->reader);
    }
    return wait->reader != NULL;
}

static VmValue wait_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[4];
    if (!vm_args_parse(vm, "Wait", "socket, seconds, entity, connects", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    SimSocket *socket = mod_network_socket(vm, bound[0]);
    AioLoop *loop = socket == NULL ? NULL : aio_running_loop(vm);
    VmValue self = loop == NULL ? VM_ERROR : vm_instance_new(vm, type);
    if (self == VM_ERROR) {
        return VM_ERROR;
    }
    uint32_t entity = vm_is_int(bound[2]) ? (uint32_t)vm_to_int(bound[2]) : 0;
    wait_of(self)->future = aio_future_new(vm, loop, TRACE_WAIT_NETWORK, entity);
    if (wait_of(self)->future == VM_ERROR || !wait_begin(vm, self, loop, socket, bound[3] == VM_TRUE, bound[1])) {
        VmValue exception = vm_error_take(vm);
        wait_end(vm, wait_of(self));
        vm_unref(vm, self);
        vm_error_restore_steal(vm, exception);
        return VM_ERROR;
    }
    return self;
}

static VmValue wait_future(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(wait_of(args[0])->future);
}

static VmValue wait_close(Vm *vm, const VmValue *args)
{
    wait_end(vm, wait_of(args[0]));
    return VM_NONE;
}

static void wait_release(Vm *vm, VmObject *self)
{
    Wait *wait = (Wait *)self;
    wait_end(vm, wait);
    vm_unref(vm, wait->future);
}

static void wait_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    Wait *wait = (Wait *)self;
    visit(vm, wait->future, context);
    visit(vm, wait->timer, context);
}

static void wait_fill(VmType *type)
{
    type->make = wait_make;
    type->release = wait_release;
    type->traverse = wait_traverse;
}

static const VmNativeDef wait_methods[] = {
    {"future", wait_future, "", VM_NATIVE_PYTHON | VM_NATIVE_PROPERTY},
    {"close", wait_close, "", VM_NATIVE_PYTHON},
    {0},
};

const VmTypeSpec mod_network_wait_type = {
    .name = "Wait",
    .module = "_network",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Wait),
    .methods = wait_methods,
    .fill = wait_fill,
};
