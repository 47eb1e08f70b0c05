/* vm_cell.c: variables that closures share. */
#include "vm/vm_error.h"
#include "vm/vm_function.h"
#include "vm/vm_heap.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

VmValue vm_cell_new(Vm *vm, VmValue value)
{
    VmCell *cell = (VmCell *)vm_heap_object(vm, vm->types[VM_TYPE_CELL], sizeof *cell);
    if (cell == NULL) {
        return VM_ERROR;
    }
    cell->value = vm_ref(value);
    return vm_from_object(cell);
}

static void cell_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((VmCell *)self)->value, VM_EMPTY);
}

static void cell_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((VmCell *)self)->value, context);
}

static VmValue cell_contents(Vm *vm, const VmValue *args)
{
    VmValue value = ((VmCell *)vm_to_object(args[0]))->value;
    return value == VM_EMPTY ? vm_raise(vm, VM_EXC_VALUE_ERROR, "Cell is empty") : vm_ref(value);
}

static const VmNativeDef cell_methods[] = {
    {"cell_contents", cell_contents, "", VM_NATIVE_PROPERTY},
    {0},
};

static void cell_fill(VmType *type)
{
    type->release = cell_release;
    type->traverse = cell_traverse;
}

const VmTypeSpec vm_type_cell = {
    .name = "cell",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_CELL,
    .instance_size = sizeof(VmCell),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = cell_methods,
    .fill = cell_fill,
};
