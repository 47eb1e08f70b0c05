/* The module `_process`: what `multiprocessing` and `os`, which are written in Python, are made of. */
#include "aio/aio_channel.h"
#include "aio/aio_job.h"
#include "aio/aio_pool.h"
#include "aio/aio_signal.h"
#include "aio/aio_thread.h"
#include "vm/vm_class.h"
#include "vm/vm_cost.h"
#include "vm/vm_int.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

/* ---- a child as its parent sees it ---- */

typedef struct Child {
    VmObject head;
    SimProcess *process; /* lives as long as the run */
} Child;

static SimProcess *child_of(VmValue v)
{
    return ((Child *)vm_to_object(v))->process;
}

static bool has_ended(void *context)
{
    return ((SimProcess *)context)->ended;
}

static void look_at(SimProcess *process)
{
    process->reaped = process->ended;
}

static VmValue child_wait(Vm *vm, const VmValue *args)
{
    int ended = aio_thread_wait(vm, args[1], has_ended, child_of(args[0]), TRACE_BLOCK_JOIN, 0);
    look_at(child_of(args[0]));
    return ended < 0 ? VM_ERROR : vm_from_bool(ended);
}

static VmValue child_kill(Vm *vm, const VmValue *args)
{
    enum { KILL = 9 };
    return aio_signal_send(vm, child_of(args[0])->pid, KILL) < 0 ? VM_ERROR : VM_NONE;
}

static VmValue child_terminate(Vm *vm, const VmValue *args)
{
    enum { TERMINATE = 15 };
    return aio_signal_send(vm, child_of(args[0])->pid, TERMINATE) < 0 ? VM_ERROR : VM_NONE;
}

static VmValue child_pid(Vm *vm, const VmValue *args)
{
    return vm_int_from(vm, child_of(args[0])->pid);
}

static VmValue child_status(Vm *vm, const VmValue *args)
{
    SimProcess *process = child_of(args[0]);
    look_at(process);
    return process->ended ? vm_int_from(vm, process->exit_status) : VM_NONE;
}

static const VmNativeDef child_methods[] = {
    {"wait", child_wait, "timeout=", VM_NATIVE_BUILTIN},   {"kill", child_kill, "", VM_NATIVE_BUILTIN},
    {"terminate", child_terminate, "", VM_NATIVE_BUILTIN}, {"pid", child_pid, "", VM_NATIVE_PROPERTY},
    {"status", child_status, "", VM_NATIVE_PROPERTY},      {0},
};

static const VmTypeSpec child_type = {
    .name = "_child",
    .module = "_process",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Child),
    .flags = VM_TYPE_NO_MAKE,
    .methods = child_methods,
};

/* ---- starting one ---- */

static bool is_alone(void *context)
{
    return !sim_process_has_other_than(context);
}

/* The child: object._main() gives its exit status; then its threads end. */
static int run_main(Vm *vm, void *data)
{
    (void)data;
    VmValue result = vm_call_method_c(vm, aio_process_object_borrow(vm), "_main");
    int64_t status = 1;
    if (result != VM_ERROR && !vm_int_to_i64(result, &status)) {
        status = 1;
    }
    vm_unref(vm, result);
    if (result != VM_ERROR) {
        SimThread *self = vm->world->sched->running;
        aio_state(vm)->exiting = true;
        if (!is_alone(self) && !aio_thread_block(vm, SIM_NEVER, is_alone, self, TRACE_BLOCK_JOIN, 0)) {
            return 1;
        }
    }
    return (int)status;
}

/* _start(child type, object, name, daemon) */
static VmValue process_start(Vm *vm, const VmValue *args)
{
    AioProcessStart start = {.name = vm_is_str(args[2]) ? vm_str_data(args[2]) : "Process",
                             .body = run_main,
                             .object = args[1],
                             .daemon = args[3] == VM_TRUE};
    SimProcess *process = aio_process_start(vm, &start);
    VmValue child = process == NULL ? VM_ERROR : vm_instance_new(vm, vm_to_type(args[0]));
    if (child != VM_ERROR) {
        ((Child *)vm_to_object(child))->process = process;
    }
    return child;
}

/* ---- the running one ---- */

static VmValue process_pid(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_int_from(vm, sim_process_running(vm->world->sched)->pid);
}

static VmValue process_parent_pid(Vm *vm, const VmValue *args)
{
    (void)args;
    bool first = sim_process_running(vm->world->sched)->index == 0;
    return vm_int_from(vm, first ? SIM_FIRST_PID - 1 : SIM_FIRST_PID);
}

static VmValue process_name(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_str_c(vm, sim_process_running(vm->world->sched)->name);
}

static VmValue process_exit(Vm *vm, const VmValue *args)
{
    int status;
    return vm_as_c_int(vm, args[0], &status) ? aio_process_exit(vm, status < 0 ? status : status & 255) : VM_ERROR;
}

/* _send(pid, signal): 0 or an errno */
static VmValue process_send(Vm *vm, const VmValue *args)
{
    int64_t pid, signal;
    if (!vm_as_index(vm, args[0], &pid) || !vm_as_index(vm, args[1], &signal)) {
        return VM_ERROR;
    }
    int error = aio_signal_send(vm, pid, signal);
    return error < 0 ? VM_ERROR : vm_from_int(error);
}

static VmValue process_heed(Vm *vm, const VmValue *args)
{
    int64_t signal, how;
    if (!vm_as_index(vm, args[0], &signal) || !vm_as_index(vm, args[1], &how)) {
        return VM_ERROR;
    }
    aio_signal_heed(vm, signal, (AioSignalHow)how);
    return VM_NONE;
}

static VmValue process_cores(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_int_from(vm, vm->world->cores);
}

/* _channel(number); the type is bound */
static VmValue process_channel(Vm *vm, const VmValue *args)
{
    int64_t number;
    if (!vm_as_index(vm, args[1], &number)) {
        return VM_ERROR;
    }
    return aio_channel_again(vm, vm_to_type(args[0]), number);
}

static VmValue process_next_number(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_int_from(vm, ++aio_state(vm)->process_count);
}

static const VmNativeDef functions[] = {
    {"_start", process_start, "kind, object, name, daemon, /", VM_NATIVE_BUILTIN},
    {"_next_number", process_next_number, "", VM_NATIVE_BUILTIN},
    {"getpid", process_pid, "", VM_NATIVE_BUILTIN},
    {"getppid", process_parent_pid, "", VM_NATIVE_BUILTIN},
    {"name", process_name, "", VM_NATIVE_BUILTIN},
    {"_send", process_send, "pid, signal, /", VM_NATIVE_BUILTIN},
    {"_heed", process_heed, "signal, how, /", VM_NATIVE_BUILTIN},
    {"exit", process_exit, "status", VM_NATIVE_BUILTIN},
    {"cores", process_cores, "", VM_NATIVE_BUILTIN},
    {0},
};

static bool add_type(Vm *vm, VmValue module, const VmTypeSpec *spec)
{
    VmType *type = vm_type_new(vm, spec, NULL);
    bool ok = type != NULL && vm_module_set(vm, module, spec->name, vm_from_type(type));
    if (type != NULL) {
        vm_unref(vm, vm_from_type(type));
    }
    return ok;
}

static bool init(Vm *vm, VmValue module)
{
    static const VmNativeDef again = {"_channel", process_channel, "number, /", VM_NATIVE_BUILTIN};
    if (!aio_start(vm) || !add_type(vm, module, &child_type) || !add_type(vm, module, &aio_type_channel)) {
        return false;
    }
    VmValue type = vm_module_get(vm, module, "channel");
    bool ok = type != VM_ERROR && vm_module_set_steal(vm, module, again.name, vm_native_new_bound(vm, &again, type));
    vm_unref(vm, type);
    return ok;
}

const VmModuleSpec aio_process_module = {.name = "_process", .functions = functions, .init = init};
