/* The C3 linearisation: Barrett et al., "A Monotonic Superclass Linearization for Dylan", OOPSLA 1996. */
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type.h"

/* One of the sequences that are merged: the mro of a base, or the bases themselves. */
typedef struct Sequence {
    const VmTuple *types;
    size_t at;
} Sequence;

static bool in_a_tail(const Sequence *sequences, size_t count, VmValue candidate)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = sequences[i].at + 1; k < sequences[i].types->count; k++) {
            if (sequences[i].types->items[k] == candidate) {
                return true;
            }
        }
    }
    return false;
}

/* The first head that stands in no tail; VM_EMPTY when there is none, *left false when all is merged. */
static VmValue next_type(const Sequence *sequences, size_t count, bool *left)
{
    *left = false;
    for (size_t i = 0; i < count; i++) {
        if (sequences[i].at < sequences[i].types->count) {
            *left = true;
            VmValue head = sequences[i].types->items[sequences[i].at];
            if (!in_a_tail(sequences, count, head)) {
                return head;
            }
        }
    }
    return VM_EMPTY;
}

static VmValue raise_inconsistent(Vm *vm, const VmTuple *bases)
{
    LsBuf names;
    ls_buf_init(&names, vm->alloc);
    for (size_t i = 0; i < bases->count; i++) {
        ls_buf_puts(&names, i != 0 ? ", " : "");
        ls_buf_puts(&names, vm_to_type(bases->items[i])->name);
    }
    vm_raise(vm, VM_EXC_TYPE_ERROR, "Cannot create a consistent method resolution\norder (MRO) for bases %s",
             ls_buf_text(&names));
    ls_buf_free(&names);
    return VM_ERROR;
}

static VmValue merge(Vm *vm, VmType *type, Sequence *sequences, size_t count, const VmTuple *bases)
{
    VmValue list = vm_list_new_empty(vm, 8);
    if (list == VM_ERROR || !vm_list_append(vm, list, vm_from_type(type))) {
        vm_unref(vm, list);
        return VM_ERROR;
    }
    for (bool left = true;;) {
        VmValue next = next_type(sequences, count, &left);
        if (!left) {
            break;
        }
        if (next == VM_EMPTY) {
            vm_unref(vm, list);
            return raise_inconsistent(vm, bases);
        }
        if (!vm_list_append(vm, list, next)) {
            vm_unref(vm, list);
            return VM_ERROR;
        }
        for (size_t i = 0; i < count; i++) {
            Sequence *each = &sequences[i];
            each->at += each->at < each->types->count && each->types->items[each->at] == next;
        }
    }
    VmValue mro = vm_list_to_tuple(vm, list);
    vm_unref(vm, list);
    return mro;
}

VmValue vm_type_linearise(Vm *vm, VmType *type, VmValue bases)
{
    const VmTuple *tuple = vm_to_tuple(bases);
    for (size_t i = 0; i < tuple->count; i++) {
        for (size_t k = i + 1; k < tuple->count; k++) {
            if (tuple->items[i] == tuple->items[k]) {
                return vm_raise(vm, VM_EXC_TYPE_ERROR, "duplicate base class %s", vm_to_type(tuple->items[i])->name);
            }
        }
    }
    size_t size = (tuple->count + 1) * sizeof(Sequence);
    Sequence *sequences = vm_heap_resize(vm, NULL, 0, size);
    if (sequences == NULL) {
        return VM_ERROR;
    }
    for (size_t i = 0; i < tuple->count; i++) {
        sequences[i] = (Sequence){.types = vm_to_tuple(vm_to_type(tuple->items[i])->mro)};
    }
    sequences[tuple->count] = (Sequence){.types = tuple};
    VmValue mro = merge(vm, type, sequences, tuple->count + 1, tuple);
    vm_heap_free(vm, sequences, size);
    return mro;
}
