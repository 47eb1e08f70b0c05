/* Methods of loops that modules written in Python do, called with the loop. */
#include "aio/aio_parts.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* in_module.<name>(loop, *args, **keywords) */
static VmValue call_python(Vm *vm, const char *in_module, const char *name, const VmValue *args)
{
    VmValue function = vm_import_attr(vm, in_module, name);
    const VmTuple *given = vm_to_tuple(args[1]);
    VmValue all = function == VM_ERROR ? VM_ERROR : vm_tuple_new_blank(vm, given->count + 1);
    VmValue result = VM_ERROR;
    if (all != VM_ERROR) {
        vm_to_tuple(all)->items[0] = vm_ref(args[0]);
        for (size_t i = 0; i < given->count; i++) {
            vm_to_tuple(all)->items[i + 1] = vm_ref(given->items[i]);
        }
        result = vm_call_spread(vm, function, vm_to_tuple(all)->items, given->count + 1, args[2]);
    }
    vm_unref(vm, all);
    vm_unref(vm, function);
    return result;
}

VmValue aio_loop_create_connection(Vm *vm, const VmValue *args)
{
    return call_python(vm, "asyncio", "_create_connection", args);
}

VmValue aio_loop_create_server(Vm *vm, const VmValue *args)
{
    return call_python(vm, "asyncio", "_create_server", args);
}

VmValue aio_loop_add_signal_handler(Vm *vm, const VmValue *args)
{
    return call_python(vm, "signal", "_add_loop_handler", args);
}

VmValue aio_loop_remove_signal_handler(Vm *vm, const VmValue *args)
{
    return call_python(vm, "signal", "_remove_loop_handler", args);
}
