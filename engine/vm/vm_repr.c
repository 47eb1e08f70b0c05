#include "vm/vm_repr.h"

#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

int vm_repr_enter(Vm *vm, VmValue container)
{
    if (vm->repr_active == VM_EMPTY) {
        vm->repr_active = vm_list_new_empty(vm, 4);
        if (vm->repr_active == VM_ERROR) {
            return -1;
        }
    }
    VmList *active = vm_to_list(vm->repr_active);
    for (size_t i = active->count; i-- > 0;) {
        if (active->items[i] == container) {
            return 0;
        }
    }
    if (active->count > 300 && active->count >= vm->limits.max_recursion / 3) {
        vm_raise(vm, VM_EXC_RECURSION_ERROR, "maximum recursion depth exceeded while getting the repr of an object");
        return -1;
    }
    return vm_list_append(vm, vm->repr_active, container) ? 1 : -1;
}

void vm_repr_leave(Vm *vm, VmValue container)
{
    VmList *active = vm_to_list(vm->repr_active);
    for (size_t i = active->count; i-- > 0;) {
        if (active->items[i] == container) {
            vm_unref(vm, vm_list_take(vm, vm->repr_active, i));
            return;
        }
    }
}

VmValue vm_repr_finish(Vm *vm, LsBuf *buf, bool ok)
{
    if (!ok) {
        ls_buf_free(buf);
        return VM_ERROR;
    }
    return vm_str_from_buf(vm, buf);
}

VmValue vm_repr_default(Vm *vm, VmValue object)
{
    VmValue display = vm_type_display(vm, vm_type_of(vm, object));
    int64_t id = vm_heap_identity(vm, object);
    VmValue text = display == VM_ERROR || id < 0
                       ? VM_ERROR
                       : vm_str_printf(vm, "<%s object at 0x%llx>", vm_str_data(display), (unsigned long long)id);
    vm_unref(vm, display);
    return text;
}
