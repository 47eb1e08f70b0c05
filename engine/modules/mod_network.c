/* The module `_network`: functions. */
#include "modules/mod_network.h"

#include "aio/aio_job.h"
#include "aio/aio_thread.h"
#include "aio/aio_waiters.h"
#include "modules/mod_http.h"
#include "modules/mod_support.h"
#include "vm/vm_cost.h"
#include "vm/vm_exception.h"
#include "vm/vm_int.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type.h"

static SimNet *net_of(Vm *vm)
{
    SimNet *net = sim_net_of(vm->world);
    if (net == NULL) {
        vm_raise_no_memory(vm);
    }
    return net;
}

static bool port_of(Vm *vm, VmValue value, int *port)
{
    if (!vm_as_c_int(vm, value, port)) {
        return false;
    }
    if (*port < 0 || *port > 65535) {
        vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "connect(): port must be 0-65535.");
        return false;
    }
    return true;
}

static const SimService *service_of(VmValue name)
{
    if (name == VM_EMPTY || name == VM_NONE) {
        return NULL;
    }
    return vm_str_equal_c(name, "database") ? &mod_network_database_service : &mod_http_host_service;
}

static VmValue network_connect(Vm *vm, const VmValue *args)
{
    SimNet *net = vm_stand_up(vm) ? net_of(vm) : NULL;
    int port;
    if (net == NULL || !vm_check_str(vm, args[0], "host") || !port_of(vm, args[1], &port)) {
        return VM_ERROR;
    }
    SimSocket *socket = sim_net_connect(net, vm_str_data(args[0]), port, service_of(args[2]));
    return socket == NULL ? vm_raise_no_memory(vm) : mod_network_socket_new(vm, socket);
}

static VmValue network_listen(Vm *vm, const VmValue *args)
{
    SimNet *net = net_of(vm);
    int port, backlog;
    if (net == NULL || !vm_check_str(vm, args[0], "host") || !port_of(vm, args[1], &port) ||
        !vm_as_c_int(vm, args[2], &backlog)) {
        return VM_ERROR;
    }
    SimSocket *socket;
    switch (sim_net_listen(net, vm_str_data(args[0]), port, backlog, &socket)) {
    case LS_OK: return mod_network_socket_new(vm, socket);
    case LS_E_EXISTS: return VM_NONE;
    default: return vm_raise_no_memory(vm);
    }
}

/* ---- blocking ---- */

static bool deadline_of(Vm *vm, VmValue seconds, int64_t *until_ns)
{
    double value;
    *until_ns = SIM_NEVER;
    if (mod_absent(seconds)) {
        return true;
    }
    if (!vm_as_double(vm, seconds, &value)) {
        return false;
    }
    *until_ns = sim_time_add(sim_world_now(vm->world), sim_nanoseconds(value > 0 ? value : 0));
    return true;
}

static uint32_t entity_of(VmValue value)
{
    return vm_is_int(value) ? (uint32_t)vm_to_int(value) : 0;
}

static VmValue network_block(Vm *vm, const VmValue *args)
{
    SimSocket *socket = mod_network_socket(vm, args[0]);
    int64_t until_ns;
    if (socket == NULL || !deadline_of(vm, args[1], &until_ns)) {
        return VM_ERROR;
    }
    bool (*condition)(void *) = args[3] == VM_TRUE ? sim_socket_settled : sim_socket_ready;
    if (condition(socket)) {
        return VM_TRUE;
    }
    sim_socket_hold(socket);
    bool ok = aio_thread_block(vm, until_ns, condition, socket, TRACE_BLOCK_IO, entity_of(args[2]));
    bool ready = condition(socket);
    sim_socket_drop(socket);
    return ok ? vm_from_bool(ready) : VM_ERROR;
}

typedef struct Gate {
    VmObject head;
    bool open;
} Gate;

static bool gate_is_open(void *context)
{
    return ((Gate *)context)->open;
}

static VmValue gate_open(Vm *vm, const VmValue *args)
{
    (void)vm;
    ((Gate *)vm_to_object(args[0]))->open = true;
    return VM_NONE;
}

static VmValue gate_block(Vm *vm, const VmValue *args)
{
    Gate *gate = (Gate *)vm_to_object(args[0]);
    int64_t until_ns;
    if (!deadline_of(vm, args[1], &until_ns)) {
        return VM_ERROR;
    }
    bool ok = gate->open || aio_thread_block(vm, until_ns, gate_is_open, gate, TRACE_BLOCK_IO, entity_of(args[2]));
    return ok ? vm_from_bool(gate->open) : VM_ERROR;
}

static const VmNativeDef gate_methods[] = {
    {"open", gate_open, "", VM_NATIVE_PYTHON},
    {"block", gate_block, "seconds, entity", VM_NATIVE_PYTHON},
    {0},
};

const VmTypeSpec mod_network_gate_type = {
    .name = "Gate",
    .module = "_network",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Gate),
    .methods = gate_methods,
};

/* ---- the trace ---- */

static TraceWait wait_of(VmValue kind)
{
    return vm_is_object(kind) && vm_str_equal_c(kind, "pool") ? TRACE_WAIT_POOL : TRACE_WAIT_NETWORK;
}

static VmValue network_future(Vm *vm, const VmValue *args)
{
    AioLoop *loop = aio_running_loop(vm);
    return loop == NULL ? VM_ERROR : aio_future_new(vm, loop, wait_of(args[1]), entity_of(args[0]));
}

static VmValue network_request_begin(Vm *vm, const VmValue *args)
{
    TraceRecorder *recorder = vm->recorder;
    if (!trace_on(recorder)) {
        return vm_from_int(0);
    }
    if (!vm_check_str(vm, args[0], "label")) {
        return VM_ERROR;
    }
    uint32_t id = trace_new_id(recorder->trace);
    uint32_t label = trace_string(recorder->trace, vm_str_data(args[0]), vm_str_size(args[0]));
    trace_record(recorder, TRACE_REQUEST_BEGIN, id, label, entity_of(args[1]), 0);
    return vm_from_int(id);
}

static VmValue network_request_end(Vm *vm, const VmValue *args)
{
    static const char *const names[TRACE_OUTCOME_COUNT] = {"result", "exception", "cancelled"};
    unsigned outcome = TRACE_OUTCOME_RESULT;
    for (unsigned i = 0; i < TRACE_OUTCOME_COUNT; i++) {
        if (vm_is_object(args[3]) && vm_str_equal_c(args[3], names[i])) {
            outcome = i;
        }
    }
    if (entity_of(args[0]) != 0) {
        trace_record(vm->recorder, TRACE_REQUEST_END, entity_of(args[0]), entity_of(args[1]), entity_of(args[2]),
                     outcome);
    }
    return VM_NONE;
}

static VmValue network_pool_new(Vm *vm, const VmValue *args)
{
    if (!vm_check_str(vm, args[0], "name")) {
        return VM_ERROR;
    }
    return vm_from_int(aio_sync_new(vm, vm_str_data(args[0]), TRACE_WAIT_POOL, entity_of(args[1])));
}

static VmValue network_pool_use(Vm *vm, const VmValue *args)
{
    TraceSync op = args[2] == VM_TRUE ? TRACE_SYNC_ACQUIRE : TRACE_SYNC_RELEASE;
    uint32_t former = aio_sync_begin(vm, entity_of(args[0]), op, entity_of(args[1]));
    aio_sync_end(vm, former);
    return VM_NONE;
}

/* costed(): computing costs time. */
static VmValue network_costed(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_from_bool(vm->cost != NULL);
}

static VmValue network_spend(Vm *vm, const VmValue *args)
{
    int64_t ns;
    if (!vm_as_index(vm, args[0], &ns)) {
        return VM_ERROR;
    }
    vm_cost_add_ns(vm, ns > 0 ? ns : 0);
    return VM_NONE;
}

static VmValue network_is_assumed(Vm *vm, const VmValue *args)
{
    SimNet *net = net_of(vm);
    if (net == NULL || !vm_check_str(vm, args[0], "host")) {
        return VM_ERROR;
    }
    const char *name = vm_str_data(args[0]);
    const SimHost *host = sim_net_find_host(net, name);
    return vm_from_bool(!sim_net_is_loopback(name) && (host == NULL || host->assumed));
}

static VmValue network_reason(Vm *vm, const VmValue *args)
{
    int status;
    return vm_as_c_int(vm, args[0], &status) ? vm_str_c(vm, mod_http_reason(status)) : VM_ERROR;
}

static const VmNativeDef network_functions[] = {
    {"reason", network_reason, "status, /", VM_NATIVE_BUILTIN},
    {"connect", network_connect, "host, port, service=, /", VM_NATIVE_BUILTIN},
    {"listen", network_listen, "host, port, backlog, /", VM_NATIVE_BUILTIN},
    {"block", network_block, "socket, seconds, entity, connects, /", VM_NATIVE_BUILTIN},
    {"future", network_future, "entity, kind=, /", VM_NATIVE_BUILTIN},
    {"request_begin", network_request_begin, "label, connection=, /", VM_NATIVE_BUILTIN},
    {"request_end", network_request_end, "entity, status, size, outcome, /", VM_NATIVE_BUILTIN},
    {"pool_new", network_pool_new, "name, limit, /", VM_NATIVE_BUILTIN},
    {"pool_use", network_pool_use, "entity, level, taken, /", VM_NATIVE_BUILTIN},
    {"costed", network_costed, "", 0},
    {"spend", network_spend, "nanoseconds, /", VM_NATIVE_BUILTIN},
    {"is_assumed", network_is_assumed, "host, /", VM_NATIVE_BUILTIN},
    {0},
};

static bool network_init(Vm *vm, VmValue module)
{
    VmType *socket =
        aio_start(vm) ? mod_add_type(vm, module, &mod_network_socket_type, NULL, MOD_KEPT_NETWORK_SOCKET) : NULL;
    return socket != NULL && vm_type_add_methods(vm, socket, mod_network_http_methods, socket->module) &&
           mod_add_type(vm, module, &mod_network_wait_type, NULL, MOD_KEPT_COUNT) != NULL &&
           mod_add_type(vm, module, &mod_network_gate_type, NULL, MOD_KEPT_COUNT) != NULL;
}

const VmModuleSpec mod_network_spec = {.name = "_network", .functions = network_functions, .init = network_init};
