/* loop.create_connection and create_server: what asyncio's part in Python does, called with the loop. */
#include "aio/aio_parts.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* asyncio.<name>(loop, *args, **keywords): a coroutine. */
static VmValue call_asyncio(Vm *vm, const char *name, const VmValue *args)
{
    VmValue module_name = vm_intern_c(vm, "asyncio");
    VmValue module = module_name == VM_ERROR ? VM_ERROR : vm_import(vm, module_name);
    VmValue function = module == VM_ERROR ? VM_ERROR : vm_get_attr_c(vm, module, name);
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
    vm_unref(vm, module);
    vm_unref(vm, module_name);
    return result;
}

VmValue aio_loop_create_connection(Vm *vm, const VmValue *args)
{
    return call_asyncio(vm, "_create_connection", args);
}

VmValue aio_loop_create_server(Vm *vm, const VmValue *args)
{
    return call_asyncio(vm, "_create_server", args);
}
