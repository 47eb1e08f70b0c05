#include "aio/aio_thread_module.h"

#include "vm/vm_class.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* ---- starting ---- */

typedef struct Body {
    VmValue function; /* owned */
} Body;

static void body_drop(Vm *vm, void *data)
{
    Body *body = data;
    vm_unref(vm, body->function);
    ls_alloc_free(vm->alloc, body, sizeof *body);
}

static void body_run(Vm *vm, void *data)
{
    Body *body = data;
    VmValue result = vm_call0(vm, body->function);
    vm_unref(vm, result);
    if (result == VM_ERROR && vm->stop == LS_OK) {
        vm_error_unraisable(vm, "in thread", body->function);
    }
    vm_error_clear(vm);
    body_drop(vm, body);
}

/* _start(thread, function, name, daemon): runs function() in a new thread, in which _current() gives `thread`. */
static VmValue thread_start(Vm *vm, const VmValue *args)
{
    Body *body = ls_alloc_bytes(vm->alloc, sizeof *body);
    if (body == NULL) {
        return vm_raise_no_memory(vm);
    }
    body->function = vm_ref(args[1]);
    AioThreadStart start = {.name = vm_is_str(args[2]) ? vm_str_data(args[2]) : "thread",
                            .body = body_run,
                            .drop = body_drop,
                            .data = body,
                            .object = args[0],
                            .daemon = args[3] == VM_TRUE};
    if (aio_thread_start_as(vm, &start) == NULL) {
        body_drop(vm, body);
        return VM_ERROR;
    }
    return VM_NONE;
}

/* ---- which there are ---- */

static VmValue ident_of(Vm *vm, const VmThread *thread)
{
    return vm_int_from(vm, (int64_t)aio_thread_ident(thread));
}

static VmValue thread_get_ident(Vm *vm, const VmValue *args)
{
    (void)args;
    return ident_of(vm, vm->thread);
}

static VmValue thread_get_native_id(Vm *vm, const VmValue *args)
{
    (void)args;
    const SimThread *thread = vm->world->sched->running;
    return vm_int_from(vm, thread == thread->process->main ? thread->process->pid
                                                           : SIM_FIRST_PID + INT64_C(10000) + thread->index);
}

static VmValue thread_current(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm->thread->object == VM_EMPTY ? VM_NONE : vm_ref(vm->thread->object);
}

static VmValue thread_set_current(Vm *vm, const VmValue *args)
{
    vm_set_steal(vm, &vm->thread->object, vm_ref(args[0]));
    return VM_NONE;
}

static VmValue describe(Vm *vm, const SimThread *thread, const VmThread *script)
{
    VmValue parts[4] = {ident_of(vm, script), vm_str_c(vm, thread->name), vm_from_bool(thread->daemon),
                        script->object == VM_EMPTY ? VM_NONE : vm_ref(script->object)};
    if (parts[1] == VM_ERROR) {
        vm_unref(vm, parts[0]);
        vm_unref(vm, parts[3]);
        return VM_ERROR;
    }
    return vm_tuple_new_steal(vm, parts, 4);
}

/* The running thread: (ident, name, daemon, object). */
static VmValue thread_describe(Vm *vm, const VmValue *args)
{
    (void)args;
    return describe(vm, vm->world->sched->running, vm->thread);
}

/* All of the process that have not ended, in order of starting: like the above. */
static VmValue thread_all(Vm *vm, const VmValue *args)
{
    (void)args;
    VmValue list = vm_list_new_empty(vm, 0);
    const SimSched *sched = vm->world->sched;
    for (const SimThread *thread = &sched->main; list != VM_ERROR && thread != NULL; thread = thread->next) {
        const VmThread *script = thread == sched->running ? vm->thread : thread->script;
        if (thread->finished || thread->process != sched->running->process || script == NULL || thread->hidden) {
            continue;
        }
        VmValue one = describe(vm, thread, script);
        if (one == VM_ERROR || !vm_list_append_steal(vm, list, one)) {
            vm_unref(vm, list);
            return VM_ERROR;
        }
    }
    return list;
}

/* ---- the module ---- */

static VmValue thread_allocate_lock(Vm *vm, const VmValue *args)
{
    VmValue type = args[0]; /* bound */
    return vm_instance_new(vm, vm_to_type(type));
}

static const VmNativeDef functions[] = {
    {"_start", thread_start, "thread, function, name, daemon, /", VM_NATIVE_BUILTIN},
    {"get_ident", thread_get_ident, "", VM_NATIVE_BUILTIN},
    {"get_native_id", thread_get_native_id, "", VM_NATIVE_BUILTIN},
    {"_current", thread_current, "", VM_NATIVE_BUILTIN},
    {"_set_current", thread_set_current, "thread, /", VM_NATIVE_BUILTIN},
    {"_describe", thread_describe, "", VM_NATIVE_BUILTIN},
    {"_all", thread_all, "", VM_NATIVE_BUILTIN},
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
    static const VmNativeDef allocate = {"allocate_lock", thread_allocate_lock, "", VM_NATIVE_BUILTIN};
    if (!aio_start(vm) || !add_type(vm, module, &aio_type_thread_lock) ||
        !add_type(vm, module, &aio_type_thread_rlock) || !add_type(vm, module, &aio_type_thread_gate)) {
        return false;
    }
    VmValue lock = vm_module_get(vm, module, "lock");
    bool ok = lock != VM_ERROR &&
              vm_module_set_steal(vm, module, allocate.name, vm_native_new_bound(vm, &allocate, lock)) &&
              vm_module_set(vm, module, "LockType", lock) &&
              vm_module_set(vm, module, "error", vm_from_type(vm_exception_type(vm, VM_EXC_RUNTIME_ERROR))) &&
              vm_module_set(vm, module, "TIMEOUT_MAX", vm_from_double(9223372036.0));
    vm_unref(vm, lock);
    return ok;
}

const VmModuleSpec aio_thread_module = {.name = "_thread", .functions = functions, .init = init};
