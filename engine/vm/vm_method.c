/* Bound methods. */
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_error.h"
#include "vm/vm_function.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

VmValue vm_method_new(Vm *vm, VmValue function, VmValue self)
{
    VmMethod *method = (VmMethod *)vm_heap_object(vm, vm->types[VM_TYPE_METHOD], sizeof *method);
    if (method != NULL) {
        method->function = vm_ref(function);
        method->self = vm_ref(self);
    }
    return vm_from_object(method);
}

static VmMethod *to_method(VmValue v)
{
    return (VmMethod *)vm_to_object(v);
}

static void method_release(Vm *vm, VmObject *self)
{
    VmMethod *method = (VmMethod *)self;
    vm_set_steal(vm, &method->function, VM_EMPTY);
    vm_set_steal(vm, &method->self, VM_EMPTY);
}

static void method_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((VmMethod *)self)->function, context);
    visit(vm, ((VmMethod *)self)->self, context);
}

static VmValue method_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)type;
    if (!vm_args_no_keywords(vm, "method", kwnames) || !vm_args_count(vm, "method", nargs, 2, 2)) {
        return VM_ERROR;
    }
    if (!vm_is_callable(vm, args[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "first argument must be callable");
    }
    return vm_method_new(vm, args[0], args[1]);
}

static VmValue method_repr(Vm *vm, VmValue self)
{
    VmMethod *method = to_method(self);
    if (vm_has_kind(method->function, VM_KIND_NATIVE)) {
        const VmNativeDef *def = ((VmNative *)vm_to_object(method->function))->def;
        if ((def->flags & (VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE)) == 0) {
            int64_t id = vm_heap_identity(vm, method->self);
            return id < 0 ? VM_ERROR
                          : vm_str_printf(vm, "<built-in method %s of %s object at 0x%llx>", def->name,
                                          vm_type_name(vm, method->self), (unsigned long long)id);
        }
    }
    bool error;
    VmValue name = vm_get_attr_maybe(vm, method->function, vm_name(vm, VM_NAME_QUALNAME), &error);
    if (error) {
        return VM_ERROR;
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_printf(&buf, "<bound method %s of ", vm_is_str(name) ? vm_str_data(name) : "?");
    vm_unref(vm, name);
    if (!vm_append_repr(vm, &buf, method->self)) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    ls_buf_putc(&buf, '>');
    return vm_str_from_buf(vm, &buf);
}

static bool method_hash(Vm *vm, VmValue self, int64_t *hash)
{
    int64_t of_function;
    if (!vm_hash(vm, to_method(self)->function, &of_function)) {
        return false;
    }
    *hash = (int64_t)((uint64_t)vm_heap_identity(vm, to_method(self)->self) * 31u ^ (uint64_t)of_function);
    *hash = *hash == -1 ? -2 : *hash;
    return true;
}

static VmValue method_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if ((op != VM_COMPARE_EQ && op != VM_COMPARE_NE) || !vm_has_kind(other, VM_KIND_METHOD) ||
        !vm_has_kind(self, VM_KIND_METHOD)) {
        return VM_NOT_IMPLEMENTED;
    }
    int same = to_method(self)->self == to_method(other)->self
                   ? vm_equal(vm, to_method(self)->function, to_method(other)->function)
                   : 0;
    return same < 0 ? VM_ERROR : vm_from_bool((same != 0) == (op == VM_COMPARE_EQ));
}

static VmValue method_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmMethod *method = to_method(self);
    size_t count = nargs + (kwnames != VM_EMPTY ? vm_to_tuple(kwnames)->count : 0);
    VmValue few[8];
    VmValue *all = count < 8 ? few : vm_heap_resize(vm, NULL, 0, (count + 1) * sizeof *all);
    if (all == NULL) {
        return VM_ERROR;
    }
    VmValue function = vm_ref(method->function);
    all[0] = vm_ref(method->self);
    if (count != 0) {
        memcpy(all + 1, args, count * sizeof *all);
    }
    VmValue result = vm_call(vm, function, all, nargs + 1, kwnames);
    vm_unref(vm, all[0]);
    vm_unref(vm, function);
    if (all != few) {
        vm_heap_free(vm, all, (count + 1) * sizeof *all);
    }
    return result;
}

/* __func__ and __self__ are its own; whatever else is asked for is the function's. */
static VmValue method_get_attr(Vm *vm, VmValue self, VmValue name)
{
    VmMethod *method = to_method(self);
    if (name == vm_name(vm, VM_NAME_FUNC)) {
        return vm_ref(method->function);
    }
    if (name == vm_name(vm, VM_NAME_SELF)) {
        return vm_ref(method->self);
    }
    if (name != vm_name(vm, VM_NAME_DOC) && vm_type_lookup_borrow(vm, vm->types[VM_TYPE_METHOD], name) != VM_EMPTY) {
        return vm_generic_get_attr(vm, self, name);
    }
    if (name == vm_name(vm, VM_NAME_CLASS) || name == vm_name(vm, VM_NAME_DICT)) {
        return vm_generic_get_attr(vm, self, name);
    }
    bool error;
    VmValue value = vm_get_attr_maybe(vm, method->function, name, &error);
    return value != VM_EMPTY || error ? value : vm_raise_no_attribute(vm, method->function, name);
}

static void method_fill(VmType *type)
{
    type->release = method_release;
    type->traverse = method_traverse;
    type->make = method_make;
    type->repr = method_repr;
    type->hash = method_hash;
    type->compare = method_compare;
    type->call = method_call;
    type->get_attr = method_get_attr;
}

extern const VmTypeSpec vm_type_method;
const VmTypeSpec vm_type_method = {
    .name = "method",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_METHOD,
    .instance_size = sizeof(VmMethod),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL,
    .fill = method_fill,
};
