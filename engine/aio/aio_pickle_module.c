/* The module `pickle`: dumps and loads.  The bytes are not CPython's. */
#include "aio/aio_pickle.h"

#include "vm/vm_bytes.h"
#include "vm/vm_class.h"
#include "vm/vm_cost.h"

static VmValue pickle_dumps(Vm *vm, const VmValue *args)
{
    AioPickle pickle;
    aio_pickle_init(&pickle, vm->alloc);
    if (!aio_pickle_dump(vm, &pickle, args[0])) {
        return VM_ERROR;
    }
    vm_cost_add(vm, VM_COST_PICKLE_ITEM, (size_t)pickle.items);
    VmValue bytes = vm_bytes_new(vm, pickle.bytes.data, pickle.bytes.size);
    aio_pickle_free(&pickle);
    return bytes;
}

static VmValue pickle_loads(Vm *vm, const VmValue *args)
{
    if (!vm_is_bytes(args[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "a bytes-like object is required, not '%s'", vm_type_name(vm, args[0]));
    }
    const VmBytes *bytes = vm_bytes_of_value(args[0]);
    if (bytes->size == 0) {
        return vm_raise(vm, VM_EXC_EOF_ERROR, "Ran out of input");
    }
    AioPickle pickle = {.bytes = {.data = bytes->data, .size = bytes->size}}; /* only looked at */
    return aio_pickle_load(vm, &pickle);
}

static const VmNativeDef functions[] = {
    {"dumps", pickle_dumps, "obj, protocol=, *, fix_imports=, buffer_callback=", VM_NATIVE_BUILTIN},
    {"loads", pickle_loads, "data, /, *, fix_imports=, encoding=, errors=, buffers=", VM_NATIVE_BUILTIN},
    {0},
};

static bool init(Vm *vm, VmValue module)
{
    return aio_start(vm) && vm_module_set(vm, module, "HIGHEST_PROTOCOL", vm_from_int(5)) &&
           vm_module_set(vm, module, "DEFAULT_PROTOCOL", vm_from_int(4)) &&
           vm_module_set(vm, module, "PickleError", vm_from_type(aio_type(vm, AIO_TYPE_PICKLE_ERROR))) &&
           vm_module_set(vm, module, "PicklingError", vm_from_type(aio_type(vm, AIO_TYPE_PICKLING_ERROR))) &&
           vm_module_set(vm, module, "UnpicklingError", vm_from_type(aio_type(vm, AIO_TYPE_UNPICKLING_ERROR)));
}

const VmModuleSpec aio_pickle_module = {.name = "pickle", .functions = functions, .init = init};
