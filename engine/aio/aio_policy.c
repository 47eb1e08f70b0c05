#include "aio/aio_policy.h"

#include "aio/aio_loop.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

/* A method of the policy that the script has set, with one argument or none (VM_EMPTY). */
static VmValue call_policy(Vm *vm, const char *method, VmValue argument)
{
    VmValue name = vm_intern_c(vm, method);
    VmValue policy = vm_ref(aio_state(vm)->policy);
    VmValue result =
        name == VM_ERROR ? VM_ERROR : vm_call_method(vm, policy, name, &argument, argument == VM_EMPTY ? 0 : 1);
    vm_unref(vm, policy);
    vm_unref(vm, name);
    return result;
}

static VmValue check_loop(Vm *vm, VmValue loop)
{
    if (loop != VM_ERROR && (!vm_is_object(loop) || vm_type_of(vm, loop) != aio_type(vm, AIO_TYPE_LOOP))) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "the policy must give an event loop, not '%s'", vm_type_name(vm, loop));
        vm_unref(vm, loop);
        return VM_ERROR;
    }
    return loop;
}

VmValue aio_policy_new_loop(Vm *vm)
{
    if (aio_state(vm)->policy == VM_EMPTY) {
        return aio_loop_new(vm);
    }
    return check_loop(vm, call_policy(vm, "new_event_loop", VM_EMPTY));
}

/* ---- the default policy ---- */

static bool default_set_loop(Vm *vm, VmValue loop)
{
    AioState *state = aio_state(vm);
    if (loop != VM_NONE && vm_type_of(vm, loop) != aio_type(vm, AIO_TYPE_LOOP)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "loop must be an instance of AbstractEventLoop or None, not '%s'",
                 vm_type_name(vm, loop));
        return false;
    }
    state->loop_was_set = true;
    vm_set_steal(vm, &state->set_loop, loop == VM_NONE ? VM_EMPTY : vm_ref(loop));
    return true;
}

static VmValue default_get_loop(Vm *vm)
{
    AioState *state = aio_state(vm);
    if (state->set_loop == VM_EMPTY && !state->loop_was_set) {
        VmValue loop = aio_policy_new_loop(vm);
        bool ok = loop != VM_ERROR && aio_policy_set_loop(vm, loop);
        vm_unref(vm, loop);
        if (!ok) {
            return VM_ERROR;
        }
    }
    if (state->set_loop == VM_EMPTY) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "There is no current event loop in thread 'MainThread'.");
    }
    return vm_ref(state->set_loop);
}

bool aio_policy_set_loop(Vm *vm, VmValue loop)
{
    if (aio_state(vm)->policy == VM_EMPTY) {
        return default_set_loop(vm, loop);
    }
    VmValue result = call_policy(vm, "set_event_loop", loop);
    vm_unref(vm, result);
    return result != VM_ERROR;
}

VmValue aio_policy_get_loop(Vm *vm)
{
    if (aio_state(vm)->policy == VM_EMPTY) {
        return default_get_loop(vm);
    }
    return check_loop(vm, call_policy(vm, "get_event_loop", VM_EMPTY));
}

/* ---- policies as scripts see them ---- */

static VmValue policy_get_event_loop(Vm *vm, const VmValue *args)
{
    (void)args;
    return default_get_loop(vm);
}

static VmValue policy_set_event_loop(Vm *vm, const VmValue *args)
{
    return default_set_loop(vm, args[1]) ? VM_NONE : VM_ERROR;
}

static VmValue policy_new_event_loop(Vm *vm, const VmValue *args)
{
    (void)args;
    return aio_loop_new(vm);
}

static VmValue policy_not_implemented(Vm *vm, const VmValue *args)
{
    (void)args;
    vm_raise_with(vm, vm_exception_type(vm, VM_EXC_NOT_IMPLEMENTED_ERROR), VM_EMPTY);
    return VM_ERROR;
}

static const VmNativeDef abstract_methods[] = {
    {"get_event_loop", policy_not_implemented, "", VM_NATIVE_PYTHON},
    {"set_event_loop", policy_not_implemented, "loop", VM_NATIVE_PYTHON},
    {"new_event_loop", policy_not_implemented, "", VM_NATIVE_PYTHON},
    {0},
};

static const VmNativeDef default_methods[] = {
    {"get_event_loop", policy_get_event_loop, "", VM_NATIVE_PYTHON},
    {"set_event_loop", policy_set_event_loop, "loop", VM_NATIVE_PYTHON},
    {"new_event_loop", policy_new_event_loop, "", VM_NATIVE_PYTHON},
    {0},
};

const VmTypeSpec aio_type_policy = {
    .name = "AbstractEventLoopPolicy",
    .module = "asyncio.events",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(VmObject),
    .has_dict = true,
    .methods = abstract_methods,
};

const VmTypeSpec aio_type_default_policy = {
    .name = "_UnixDefaultEventLoopPolicy",
    .module = "asyncio.unix_events",
    .base = VM_TYPE_OBJECT, /* made below AbstractEventLoopPolicy */
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(VmObject),
    .has_dict = true,
    .methods = default_methods,
};

/* ---- functions of asyncio ---- */

static VmValue asyncio_get_event_loop_policy(Vm *vm, const VmValue *args)
{
    (void)args;
    AioState *state = aio_state(vm);
    if (state->policy == VM_EMPTY) {
        state->policy = vm_instance_new(vm, aio_type(vm, AIO_TYPE_DEFAULT_POLICY));
    }
    return vm_ref(state->policy);
}

static VmValue asyncio_set_event_loop_policy(Vm *vm, const VmValue *args)
{
    AioState *state = aio_state(vm);
    if (args[0] != VM_NONE && !vm_type_is_subtype(vm_type_of(vm, args[0]), aio_type(vm, AIO_TYPE_POLICY))) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR,
                        "policy must be an instance of AbstractEventLoopPolicy or None, not '%s'",
                        vm_type_name(vm, args[0]));
    }
    vm_set_steal(vm, &state->policy, args[0] == VM_NONE ? VM_EMPTY : vm_ref(args[0]));
    vm_set_steal(vm, &state->set_loop, VM_EMPTY); /* that was the former policy's */
    state->loop_was_set = false;
    return VM_NONE;
}

static VmValue asyncio_new_event_loop(Vm *vm, const VmValue *args)
{
    (void)args;
    return aio_policy_new_loop(vm);
}

static VmValue asyncio_set_event_loop(Vm *vm, const VmValue *args)
{
    return aio_policy_set_loop(vm, args[0]) ? VM_NONE : VM_ERROR;
}

const VmNativeDef aio_policy_functions[] = {
    {"get_event_loop_policy", asyncio_get_event_loop_policy, "", VM_NATIVE_PYTHON},
    {"set_event_loop_policy", asyncio_set_event_loop_policy, "policy", VM_NATIVE_PYTHON},
    {"new_event_loop", asyncio_new_event_loop, "", VM_NATIVE_PYTHON},
    {"set_event_loop", asyncio_set_event_loop, "loop", VM_NATIVE_PYTHON},
    {0},
};
