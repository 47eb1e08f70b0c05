#include "vm/vm_call.h"
#include "vm/vm_dict.h"
#include "vm/vm_heap.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

enum { DIRECT_ARGS = 16 };

VmValue vm_call_spread(Vm *vm, VmValue callable, const VmValue *args, size_t nargs, VmValue keywords)
{
    size_t extra = keywords == VM_EMPTY ? 0 : vm_to_dict(keywords)->used;
    if (extra == 0) {
        return vm_call(vm, callable, args, nargs, VM_EMPTY);
    }
    VmValue direct[DIRECT_ARGS];
    size_t size = (nargs + extra) * sizeof direct[0];
    VmValue *all = nargs + extra <= DIRECT_ARGS ? direct : vm_heap_resize(vm, NULL, 0, size);
    VmValue names = vm_tuple_new_blank(vm, extra);
    VmValue result = VM_ERROR;
    if (all != NULL && names != VM_ERROR) {
        if (nargs > 0) {
            memcpy(all, args, nargs * sizeof *all);
        }
        uint32_t position = 0;
        VmValue key, value;
        for (size_t i = 0; vm_dict_walk(vm_to_dict(keywords), &position, &key, &value); i++) {
            vm_to_tuple(names)->items[i] = vm_ref(key);
            all[nargs + i] = value;
        }
        result = vm_call(vm, callable, all, nargs, names);
    }
    vm_unref(vm, names);
    if (all != direct) {
        vm_heap_free(vm, all, size);
    }
    return result;
}

VmValue vm_call_method_c(Vm *vm, VmValue object, const char *name)
{
    VmValue interned = vm_intern_c(vm, name);
    VmValue result = interned == VM_ERROR ? VM_ERROR : vm_call_method(vm, object, interned, NULL, 0);
    vm_unref(vm, interned);
    return result;
}
