/* None, Ellipsis, NotImplemented: immediate values with types of their own. */
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_module.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_type_specs.h"

static VmValue none_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args;
    if (nargs != 0 || kwnames != VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "%s takes no arguments", type->name);
    }
    return type == vm->types[VM_TYPE_NONE]       ? VM_NONE
           : type == vm->types[VM_TYPE_ELLIPSIS] ? VM_ELLIPSIS
                                                 : VM_NOT_IMPLEMENTED;
}

static VmValue none_repr(Vm *vm, VmValue self)
{
    return vm_str_c(vm, self == VM_NONE ? "None" : self == VM_ELLIPSIS ? "Ellipsis" : "NotImplemented");
}

static bool none_hash(Vm *vm, VmValue self, int64_t *hash)
{
    (void)vm;
    *hash = (int64_t)self * 0x3A5F21 + 7;
    return true;
}

static int none_truth(Vm *vm, VmValue self)
{
    (void)vm, (void)self;
    return 0;
}

static VmValue none_or(Vm *vm, VmValue left, VmValue right)
{
    return left == VM_NONE && right == VM_NONE ? VM_NOT_IMPLEMENTED : vm_union_new(vm, left, right);
}

static void singleton_fill(VmType *type)
{
    type->make = none_make;
    type->repr = none_repr;
    type->hash = none_hash;
}

static void none_fill(VmType *type)
{
    singleton_fill(type);
    type->truth = none_truth;
    type->binary[VM_BINARY_OR] = none_or;
}

const VmTypeSpec vm_type_none = {
    .name = "NoneType",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL,
    .fill = none_fill,
};

const VmTypeSpec vm_type_ellipsis = {
    .name = "ellipsis",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL,
    .fill = singleton_fill,
};

const VmTypeSpec vm_type_not_implemented = {
    .name = "NotImplementedType",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL,
    .fill = singleton_fill,
};
