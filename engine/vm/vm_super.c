#include "vm/vm_attr.h"
#include "vm/vm_class.h"
#include "vm/vm_descriptor.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_module.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

static VmSuper *to_super(VmValue v)
{
    return (VmSuper *)vm_to_object(v);
}

/* The type whose mro is searched: the object's, or the object itself when it is a class below `type`. */
static VmType *starting_type(Vm *vm, VmType *type, VmValue object)
{
    if (vm_is_type(object) && vm_type_is_subtype(vm_to_type(object), type)) {
        return vm_to_type(object);
    }
    if (vm_is_instance(vm, object, type)) {
        return vm_type_of(vm, object);
    }
    vm_raise(vm, VM_EXC_TYPE_ERROR, "super(type, obj): obj must be an instance or subtype of type");
    return NULL;
}

VmValue vm_super_new(Vm *vm, VmValue type, VmValue object)
{
    if (!vm_is_type(type)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "super() argument 1 must be a type, not %s", vm_type_name(vm, type));
    }
    VmType *start = NULL;
    if (object != VM_EMPTY) {
        start = starting_type(vm, vm_to_type(type), object);
        if (start == NULL) {
            return VM_ERROR;
        }
    }
    VmSuper *super = (VmSuper *)vm_heap_object(vm, vm->types[VM_TYPE_SUPER], sizeof *super);
    if (super != NULL) {
        super->type = vm_to_type(vm_ref(type));
        super->object = vm_ref(object);
        super->start = start != NULL ? vm_to_type(vm_ref(vm_from_type(start))) : NULL;
    }
    return vm_from_object(super);
}

static void super_release(Vm *vm, VmObject *self)
{
    VmSuper *super = (VmSuper *)self;
    vm_unref(vm, vm_from_object(super->type));
    vm_unref(vm, vm_from_object(super->start));
    vm_unref(vm, super->object);
    super->type = super->start = NULL;
    super->object = VM_EMPTY;
}

static void super_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    VmSuper *super = (VmSuper *)self;
    visit(vm, vm_from_object(super->type), context);
    visit(vm, vm_from_object(super->start), context);
    visit(vm, super->object, context);
}

static VmValue super_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)type;
    if (!vm_args_no_keywords(vm, "super", kwnames)) {
        return VM_ERROR;
    }
    if (nargs == 0) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "super(): no arguments");
    }
    if (!vm_args_count(vm, "super", nargs, 1, 2)) {
        return VM_ERROR;
    }
    return vm_super_new(vm, args[0], nargs > 1 && args[1] != VM_NONE ? args[1] : VM_EMPTY);
}

static VmValue search_behind(Vm *vm, const VmSuper *super, VmValue name)
{
    VmTuple *mro = vm_to_tuple(super->start->mro);
    size_t i = 0;
    while (i < mro->count && mro->items[i] != vm_from_type(super->type)) {
        i++;
    }
    for (i++; i < mro->count; i++) {
        VmValue found = vm_dict_get_name_borrow(vm, vm_to_dict(vm_to_type(mro->items[i])->attrs), name);
        if (found != VM_EMPTY) {
            return found;
        }
    }
    return VM_EMPTY;
}

static VmValue super_get_attr(Vm *vm, VmValue self, VmValue name)
{
    VmSuper *super = to_super(self);
    VmValue found = VM_EMPTY;
    if (super->start != NULL && name != vm_name(vm, VM_NAME_CLASS)) {
        found = search_behind(vm, super, name);
    }
    if (found == VM_EMPTY) {
        return vm_generic_get_attr(vm, self, name);
    }
    VmType *kind = vm_type_of(vm, found);
    if (kind->get_descriptor == NULL) {
        return vm_ref(found);
    }
    VmType *start = super->start;
    VmValue object = super->object == vm_from_type(start) ? VM_EMPTY : super->object;
    vm_ref(found);
    VmValue result = kind->get_descriptor(vm, found, object, start);
    vm_unref(vm, found);
    return result;
}

static VmValue super_repr(Vm *vm, VmValue self)
{
    VmSuper *super = to_super(self);
    if (super->start == NULL) {
        return vm_str_printf(vm, "<super: <class '%s'>, NULL>", super->type->name);
    }
    return vm_str_printf(vm, "<super: <class '%s'>, <%s object>>", super->type->name, super->start->name);
}

static void super_fill(VmType *type)
{
    type->release = super_release;
    type->traverse = super_traverse;
    type->make = super_make;
    type->get_attr = super_get_attr;
    type->repr = super_repr;
}

extern const VmTypeSpec vm_type_super;
const VmTypeSpec vm_type_super = {
    .name = "super",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_SUPER,
    .instance_size = sizeof(VmSuper),
    .flags = VM_TYPE_FOREVER,
    .fill = super_fill,
};
