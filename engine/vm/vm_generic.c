#include "vm/vm_generic.h"

#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_repr.h"
#include "vm/vm_set.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type_specs.h"

static VmGenericAlias *to_alias(VmValue v)
{
    return (VmGenericAlias *)vm_to_object(v);
}

static VmValue new_alias(Vm *vm, VmTypeId id, VmValue origin, VmValue args)
{
    VmGenericAlias *alias = (VmGenericAlias *)vm_heap_object(vm, vm->types[id], sizeof *alias);
    if (alias != NULL) {
        alias->origin = vm_ref(origin);
        alias->args = vm_ref(args);
    }
    return vm_from_object(alias);
}

VmValue vm_generic_alias_new(Vm *vm, VmValue origin, VmValue item)
{
    VmValue args = vm_is_tuple(item) ? vm_ref(item) : vm_tuple_new(vm, &item, 1);
    VmValue alias = args == VM_ERROR ? VM_ERROR : new_alias(vm, VM_TYPE_GENERIC_ALIAS, origin, args);
    vm_unref(vm, args);
    return alias;
}

VmValue vm_generic_origin_borrow(Vm *vm, VmValue v)
{
    return vm_is_object(v) && vm_to_object(v)->type == vm->types[VM_TYPE_GENERIC_ALIAS] ? to_alias(v)->origin
                                                                                        : VM_EMPTY;
}

VmValue vm_union_args_borrow(Vm *vm, VmValue v)
{
    return vm_is_object(v) && vm_to_object(v)->type == vm->types[VM_TYPE_UNION] ? to_alias(v)->args : VM_EMPTY;
}

/* ---- unions ----------------------------------------------------------------------------------------------------- */

static bool may_join(Vm *vm, VmValue v)
{
    return v == VM_NONE || vm_is_type(v) || vm_generic_origin_borrow(vm, v) != VM_EMPTY ||
           vm_union_args_borrow(vm, v) != VM_EMPTY;
}

/* Adds the members of `v` that are not there yet. */
static bool join(Vm *vm, VmValue list, VmValue v)
{
    VmValue members = vm_union_args_borrow(vm, v);
    size_t count = members != VM_EMPTY ? vm_to_tuple(members)->count : 1;
    for (size_t i = 0; i < count; i++) {
        VmValue member = members != VM_EMPTY ? vm_to_tuple(members)->items[i] : v;
        member = member == VM_NONE ? vm_from_type(vm->types[VM_TYPE_NONE]) : member;
        int there = vm_contains(vm, list, member);
        if (there < 0 || (there == 0 && !vm_list_append(vm, list, member))) {
            return false;
        }
    }
    return true;
}

VmValue vm_union_new(Vm *vm, VmValue left, VmValue right)
{
    if (!may_join(vm, left) || !may_join(vm, right)) {
        return VM_NOT_IMPLEMENTED;
    }
    VmValue list = vm_list_new_empty(vm, 2);
    if (list == VM_ERROR || !join(vm, list, left) || !join(vm, list, right)) {
        vm_unref(vm, list);
        return VM_ERROR;
    }
    VmValue result;
    if (vm_to_list(list)->count == 1) {
        result = vm_ref(vm_to_list(list)->items[0]);
    } else {
        VmValue args = vm_list_to_tuple(vm, list);
        result = args == VM_ERROR ? VM_ERROR : new_alias(vm, VM_TYPE_UNION, VM_EMPTY, args);
        vm_unref(vm, args);
    }
    vm_unref(vm, list);
    return result;
}

/* ---- slots ------------------------------------------------------------------------------------------------------ */

static void alias_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((VmGenericAlias *)self)->origin, VM_EMPTY);
    vm_set_steal(vm, &((VmGenericAlias *)self)->args, VM_EMPTY);
}

static void alias_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((VmGenericAlias *)self)->origin, context);
    visit(vm, ((VmGenericAlias *)self)->args, context);
}

/* A type by its name, "..." for Ellipsis, anything else by its repr. */
static bool append_item(Vm *vm, LsBuf *buf, VmValue item)
{
    if (item == VM_ELLIPSIS) {
        ls_buf_puts(buf, "...");
        return true;
    }
    if (!vm_is_type(item)) {
        return vm_append_repr(vm, buf, item);
    }
    if (item == vm_from_type(vm->types[VM_TYPE_NONE])) {
        ls_buf_puts(buf, "None");
        return true;
    }
    VmValue display = vm_type_display(vm, vm_to_type(item));
    if (display != VM_ERROR) {
        ls_buf_puts(buf, vm_str_data(display));
    }
    vm_unref(vm, display);
    return display != VM_ERROR;
}

static VmValue joined_repr(Vm *vm, VmGenericAlias *alias, const char *before, const char *between, const char *after)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    bool ok = alias->origin == VM_EMPTY || append_item(vm, &buf, alias->origin);
    ls_buf_puts(&buf, before);
    VmTuple *args = vm_to_tuple(alias->args);
    for (size_t i = 0; ok && i < args->count; i++) {
        ls_buf_puts(&buf, i != 0 ? between : "");
        ok = append_item(vm, &buf, args->items[i]);
    }
    ls_buf_puts(&buf, after);
    return vm_repr_finish(vm, &buf, ok);
}

static VmValue alias_repr(Vm *vm, VmValue self)
{
    return joined_repr(vm, to_alias(self), "[", ", ", "]");
}

static VmValue union_repr(Vm *vm, VmValue self)
{
    return joined_repr(vm, to_alias(self), "", " | ", "");
}

static VmValue alias_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return vm_call(vm, to_alias(self)->origin, args, nargs, kwnames);
}

static VmValue alias_get_attr(Vm *vm, VmValue self, VmValue name)
{
    VmGenericAlias *alias = to_alias(self);
    if (name == vm_name(vm, VM_NAME_ORIGIN) && alias->origin != VM_EMPTY) {
        return vm_ref(alias->origin);
    }
    if (name == vm_name(vm, VM_NAME_ARGS)) {
        return vm_ref(alias->args);
    }
    if (alias->origin == VM_EMPTY || name == vm_name(vm, VM_NAME_CLASS) || name == vm_name(vm, VM_NAME_MRO_ENTRIES)) {
        return vm_generic_get_attr(vm, self, name);
    }
    return vm_get_attr(vm, alias->origin, name);
}

static VmValue alias_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if ((op != VM_COMPARE_EQ && op != VM_COMPARE_NE) || !vm_is_object(other) || !vm_is_object(self) ||
        vm_to_object(self)->type != vm_to_object(other)->type) {
        return VM_NOT_IMPLEMENTED;
    }
    int same = to_alias(self)->origin == to_alias(other)->origin
                   ? vm_equal(vm, to_alias(self)->args, to_alias(other)->args)
                   : 0;
    return same < 0 ? VM_ERROR : vm_from_bool((same != 0) == (op == VM_COMPARE_EQ));
}

static bool alias_hash(Vm *vm, VmValue self, int64_t *hash)
{
    return vm_hash(vm, to_alias(self)->args, hash);
}

static VmValue alias_or(Vm *vm, VmValue left, VmValue right)
{
    return vm_union_new(vm, left, right);
}

static VmValue alias_get_item(Vm *vm, VmValue self, VmValue key)
{
    return vm_generic_alias_new(vm, to_alias(self)->origin, key);
}

/* The members of a union, whatever their order. */
static VmValue members_of(Vm *vm, VmValue self)
{
    return vm_frozenset_new(vm, to_alias(self)->args);
}

static VmValue union_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    VmType *type = vm->types[VM_TYPE_UNION];
    if ((op != VM_COMPARE_EQ && op != VM_COMPARE_NE) || vm_type_of(vm, self) != type || vm_type_of(vm, other) != type) {
        return VM_NOT_IMPLEMENTED;
    }
    VmValue mine = members_of(vm, self), others = mine == VM_ERROR ? VM_ERROR : members_of(vm, other);
    VmValue result = others == VM_ERROR ? VM_ERROR : vm_compare(vm, op, mine, others);
    vm_unref(vm, mine);
    vm_unref(vm, others);
    return result;
}

static bool union_hash(Vm *vm, VmValue self, int64_t *hash)
{
    VmValue members = members_of(vm, self);
    bool ok = members != VM_ERROR && vm_hash(vm, members, hash);
    vm_unref(vm, members);
    return ok;
}

static void shared_fill(VmType *type)
{
    type->release = alias_release;
    type->traverse = alias_traverse;
    type->repr = union_repr;
    type->get_attr = alias_get_attr;
    type->compare = alias_compare;
    type->hash = alias_hash;
    type->binary[VM_BINARY_OR] = alias_or;
}

static void union_fill(VmType *type)
{
    shared_fill(type);
    type->compare = union_compare;
    type->hash = union_hash;
}

static void alias_fill(VmType *type)
{
    shared_fill(type);
    type->repr = alias_repr;
    type->call = alias_call;
    type->get_item = alias_get_item;
}

const VmTypeSpec vm_type_generic_alias = {
    .name = "types.GenericAlias",
    .module = "types",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(VmGenericAlias),
    .flags = VM_TYPE_FOREVER | VM_TYPE_NO_MAKE,
    .fill = alias_fill,
};

const VmTypeSpec vm_type_union = {
    .name = "types.UnionType",
    .module = "types",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(VmGenericAlias),
    .flags = VM_TYPE_FOREVER | VM_TYPE_NO_MAKE,
    .fill = union_fill,
};
