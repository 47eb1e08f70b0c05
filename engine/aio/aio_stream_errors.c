/* The errors of asyncio's streams: a script has no streams, but may raise and catch these as it likes. */
#include "aio/aio_parts.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* The exception's only argument becomes the message, its attributes the two values. */
static bool fill(Vm *vm, VmValue self, VmValue message, const char *const names[2], const VmValue values[2])
{
    VmValue args = message == VM_ERROR ? VM_ERROR : vm_tuple_new(vm, &message, 1);
    bool ok = args != VM_ERROR;
    if (ok) {
        vm_set_steal(vm, &vm_to_exception(self)->args, args);
    }
    for (int i = 0; ok && i < 2; i++) {
        VmValue name = names[i] == NULL ? VM_EMPTY : vm_intern_c(vm, names[i]);
        ok = names[i] == NULL || (name != VM_ERROR && vm_set_attr(vm, self, name, values[i]));
        vm_unref(vm, name);
    }
    return ok;
}

static bool incomplete_read_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    if (!vm_args_parse(vm, "IncompleteReadError.__init__", "partial, expected", args, nargs, kwnames, bound)) {
        return false;
    }
    int64_t size = vm_length(vm, bound[0]);
    VmValue expected = size < 0 ? VM_ERROR : bound[1] == VM_NONE ? vm_str_c(vm, "undefined") : vm_repr(vm, bound[1]);
    VmValue message = expected == VM_ERROR ? VM_ERROR
                                           : vm_str_printf(vm, "%lld bytes read on a total of %s expected bytes",
                                                           (long long)size, vm_str_data(expected));
    static const char *const names[2] = {"partial", "expected"};
    bool ok = fill(vm, self, message, names, bound);
    vm_unref(vm, expected);
    vm_unref(vm, message);
    return ok;
}

static bool limit_overrun_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    if (!vm_args_parse(vm, "LimitOverrunError.__init__", "message, consumed", args, nargs, kwnames, bound)) {
        return false;
    }
    static const char *const names[2] = {NULL, "consumed"};
    return fill(vm, self, bound[0], names, bound);
}

bool aio_make_stream_errors(Vm *vm, AioState *state)
{
    static const struct {
        AioTypeId id;
        const char *name;
        VmExceptionId base;
        bool (*init)(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames);
    } entries[] = {
        {AIO_TYPE_INCOMPLETE_READ_ERROR, "IncompleteReadError", VM_EXC_EOF_ERROR, incomplete_read_init},
        {AIO_TYPE_LIMIT_OVERRUN_ERROR, "LimitOverrunError", VM_EXC_EXCEPTION, limit_overrun_init},
        {AIO_TYPE_SENDFILE_ERROR, "SendfileNotAvailableError", VM_EXC_RUNTIME_ERROR, NULL},
    };
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        VmType *type =
            vm_exception_class_new(vm, "asyncio.exceptions", entries[i].name, vm_exception_type(vm, entries[i].base));
        if (type == NULL) {
            return false;
        }
        if (entries[i].init != NULL) {
            type->init = entries[i].init;
        }
        state->types[entries[i].id] = type;
    }
    return true;
}
