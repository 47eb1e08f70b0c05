#include "modules/mod_call.h"

#include "vm/vm_call.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_tuple.h"

VmValue mod_call_spread(Vm *vm, VmValue function, VmValue args, VmValue keywords)
{
    size_t positional = args == VM_EMPTY ? 0 : vm_to_tuple(args)->count;
    size_t named = keywords == VM_EMPTY ? 0 : vm_to_dict(keywords)->used;
    if (named == 0) {
        return vm_call(vm, function, positional == 0 ? NULL : vm_to_tuple(args)->items, positional, VM_EMPTY);
    }
    size_t size = (positional + named) * sizeof(VmValue);
    VmValue *all = vm_heap_resize(vm, NULL, 0, size);
    VmValue names = all == NULL ? VM_ERROR : vm_tuple_new_blank(vm, named);
    VmValue result = VM_ERROR;
    if (names != VM_ERROR) {
        if (positional > 0) {
            memcpy(all, vm_to_tuple(args)->items, positional * sizeof *all);
        }
        uint32_t position = 0;
        VmValue key, value;
        for (size_t i = 0; i < named && vm_dict_walk(vm_to_dict(keywords), &position, &key, &value); i++) {
            vm_to_tuple(names)->items[i] = vm_ref(key);
            all[positional + i] = value;
        }
        result = vm_call(vm, function, all, positional, names);
    }
    vm_unref(vm, names);
    vm_heap_free(vm, all, size);
    return result;
}

static VmValue joined(Vm *vm, VmValue before, const VmValue *args, size_t nargs)
{
    size_t first = before == VM_EMPTY ? 0 : vm_to_tuple(before)->count;
    if (first == 0) {
        return vm_tuple_new(vm, args, nargs);
    }
    VmValue tuple = vm_tuple_new_blank(vm, first + nargs);
    for (size_t i = 0; tuple != VM_ERROR && i < first + nargs; i++) {
        vm_to_tuple(tuple)->items[i] = vm_ref(i < first ? vm_to_tuple(before)->items[i] : args[i - first]);
    }
    return tuple;
}

bool mod_call_pack(Vm *vm, VmValue before, VmValue base, const VmValue *args, size_t nargs, VmValue kwnames,
                   VmValue *tuple, VmValue *dict)
{
    size_t named = kwnames == VM_EMPTY ? 0 : vm_to_tuple(kwnames)->count;
    bool inherited = base != VM_EMPTY && vm_to_dict(base)->used > 0;
    *dict = VM_EMPTY;
    *tuple = joined(vm, before, args, nargs);
    if (*tuple == VM_ERROR) {
        return false;
    }
    if (named == 0 && !inherited) {
        return true;
    }
    *dict = inherited ? vm_dict_copy(vm, base) : vm_dict_new(vm);
    bool done = *dict != VM_ERROR;
    for (size_t i = 0; done && i < named; i++) {
        done = vm_dict_set(vm, *dict, vm_to_tuple(kwnames)->items[i], args[nargs + i]);
    }
    if (!done) {
        vm_unref(vm, *tuple);
        vm_unref(vm, *dict);
    }
    return done;
}
