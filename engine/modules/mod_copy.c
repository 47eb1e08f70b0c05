/* The module copy: copy and deepcopy. */
#include "modules/mod_support.h"
#include "modules/mod_table.h"
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_cost.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_exception.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_operator.h"
#include "vm/vm_protocol.h"
#include "vm/vm_set.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

static VmValue deep(Vm *vm, VmValue v, VmValue memo);

/* type(v).name bound to v: owned, VM_EMPTY when the class has no such method. */
static VmValue method_of(Vm *vm, VmValue v, const char *name)
{
    VmValue key = vm_intern_c(vm, name);
    VmValue method = VM_EMPTY;
    if (key != VM_ERROR && vm_type_lookup_borrow(vm, vm_type_of(vm, v), key) != VM_EMPTY) {
        method = vm_get_attr(vm, v, key);
    }
    vm_unref(vm, key);
    return method;
}

/* Values that are their own copies. */
static bool is_atomic(VmValue v)
{
    if (!vm_is_object(v)) {
        return true;
    }
    switch ((VmKind)vm_to_object(v)->kind) {
    case VM_KIND_TYPE:
    case VM_KIND_INT:
    case VM_KIND_FLOAT:
    case VM_KIND_STR:
    case VM_KIND_BYTES:
    case VM_KIND_RANGE:
    case VM_KIND_SLICE:
    case VM_KIND_FUNCTION:
    case VM_KIND_NATIVE:
    case VM_KIND_CODE:
    case VM_KIND_PROPERTY: return true;
    default: return false;
    }
}

static VmValue refuse(Vm *vm, VmValue v)
{
    return vm_raise(vm, VM_EXC_TYPE_ERROR, "cannot pickle '%s' object", vm_type_name(vm, v));
}

/* A bare instance of v's class whose attributes are `dict`'s (borrowed; VM_EMPTY: none). */
static VmValue instance_with(Vm *vm, VmValue v, VmValue dict)
{
    VmValue copy = vm_instance_new(vm, vm_to_object(v)->type);
    if (copy == VM_ERROR || dict == VM_EMPTY) {
        return copy;
    }
    VmValue own = vm_instance_dict_borrow(vm, copy, true);
    if (own == VM_EMPTY || !vm_dict_update(vm, own, dict)) {
        vm_unref(vm, copy);
        return VM_ERROR;
    }
    return copy;
}

static VmValue copy_exception(Vm *vm, VmValue v, VmValue args)
{
    const VmTuple *given = vm_to_tuple(args);
    VmValue copy = vm_call(vm, vm_from_type(vm_to_object(v)->type), given->items, given->count, VM_EMPTY);
    VmValue from = copy == VM_ERROR ? VM_EMPTY : vm_instance_dict_borrow(vm, v, false);
    VmValue to = from == VM_EMPTY ? VM_EMPTY : vm_instance_dict_borrow(vm, copy, true);
    if (to != VM_EMPTY && !vm_dict_update(vm, to, from)) {
        vm_unref(vm, copy);
        return VM_ERROR;
    }
    return copy;
}

static VmValue copy_copy(Vm *vm, const VmValue *args)
{
    VmValue v = args[0];
    if (is_atomic(v) || vm_has_kind(v, VM_KIND_FROZENSET) || vm_is_tuple(v)) {
        return vm_ref(v);
    }
    VmValue method = method_of(vm, v, "__copy__");
    if (method != VM_EMPTY || vm_error_pending(vm)) {
        VmValue copy = method == VM_EMPTY ? VM_ERROR : vm_call0(vm, method);
        vm_unref(vm, method);
        return copy;
    }
    bool exact = (vm_to_object(v)->flags & VM_OBJECT_SUBCLASS) == 0;
    switch ((VmKind)vm_to_object(v)->kind) {
    case VM_KIND_LIST: return exact ? vm_list_from(vm, v) : refuse(vm, v);
    case VM_KIND_DICT: return exact ? vm_dict_copy(vm, v) : refuse(vm, v);
    case VM_KIND_SET: return exact ? vm_set_new(vm, v) : refuse(vm, v);
    case VM_KIND_INSTANCE: return instance_with(vm, v, vm_instance_dict_borrow(vm, v, false));
    case VM_KIND_EXCEPTION: return copy_exception(vm, v, ((VmException *)vm_to_object(v))->args);
    default: return refuse(vm, v);
    }
}

/* ---- deepcopy --------------------------------------------------------------------------------------------------- */

static bool remember(Vm *vm, VmValue memo, VmValue v, VmValue copy)
{
    int64_t id = vm_heap_identity(vm, v);
    return id >= 0 && vm_dict_set(vm, memo, vm_from_int(id), copy);
}

static VmValue deep_list(Vm *vm, VmValue v, VmValue memo)
{
    VmValue copy = vm_list_new_empty(vm, 0);
    bool done = copy != VM_ERROR && remember(vm, memo, v, copy);
    for (size_t i = 0; done && i < vm_to_list(v)->count; i++) {
        VmValue item = deep(vm, vm_to_list(v)->items[i], memo);
        done = item != VM_ERROR && vm_list_append_steal(vm, copy, item);
    }
    if (!done) {
        vm_unref(vm, copy);
        return VM_ERROR;
    }
    return copy;
}

/* A tuple whose items are all their own copies is its own copy. */
static VmValue deep_tuple(Vm *vm, VmValue v, VmValue memo)
{
    const VmTuple *tuple = vm_to_tuple(v);
    VmValue copy = vm_tuple_new_blank(vm, tuple->count);
    bool same = true;
    for (size_t i = 0; copy != VM_ERROR && i < tuple->count; i++) {
        VmValue item = deep(vm, tuple->items[i], memo);
        if (item == VM_ERROR) {
            vm_unref(vm, copy);
            return VM_ERROR;
        }
        same &= item == tuple->items[i];
        vm_to_tuple(copy)->items[i] = item;
    }
    if (copy != VM_ERROR && same) {
        vm_unref(vm, copy);
        return vm_ref(v);
    }
    VmType *type = vm_to_object(v)->type;
    if (copy != VM_ERROR && type != vm->types[VM_TYPE_TUPLE]) {
        VmValue instance = vm->types[VM_TYPE_TUPLE]->make(vm, type, &copy, 1, VM_EMPTY);
        vm_unref(vm, copy);
        return instance;
    }
    return copy;
}

/* Deep copies of all entries, put into `copy`. */
static bool deep_entries(Vm *vm, VmValue v, VmValue memo, VmValue copy)
{
    uint32_t position = 0;
    VmValue key, value;
    while (vm_dict_walk(vm_to_dict(v), &position, &key, &value)) {
        VmValue new_key = deep(vm, key, memo), new_value = new_key == VM_ERROR ? VM_ERROR : deep(vm, value, memo);
        bool done = new_value != VM_ERROR && vm_dict_set(vm, copy, new_key, new_value);
        vm_unref(vm, new_key);
        vm_unref(vm, new_value);
        if (!done) {
            return false;
        }
    }
    return true;
}

/* For dict and the types derived from it that copy themselves (defaultdict, Counter, …). */
static VmValue deep_dict(Vm *vm, VmValue v, VmValue memo)
{
    VmValue method = method_of(vm, v, "__copy__");
    VmValue copy = method != VM_EMPTY ? vm_call0(vm, method) : vm_error_pending(vm) ? VM_ERROR : vm_dict_new(vm);
    vm_unref(vm, method);
    if (copy == VM_ERROR) {
        return VM_ERROR;
    }
    vm_dict_clear(vm, copy);
    if (!remember(vm, memo, v, copy) || !deep_entries(vm, v, memo, copy)) {
        vm_unref(vm, copy);
        return VM_ERROR;
    }
    return copy;
}

static VmValue deep_set(Vm *vm, VmValue v, VmValue memo)
{
    VmValue items = vm_list_from(vm, v), copies = items == VM_ERROR ? VM_ERROR : deep_list(vm, items, memo);
    VmValue copy = copies == VM_ERROR                  ? VM_ERROR
                   : vm_has_kind(v, VM_KIND_FROZENSET) ? vm_frozenset_new(vm, copies)
                                                       : vm_set_new(vm, copies);
    vm_unref(vm, items);
    vm_unref(vm, copies);
    return copy;
}

static VmValue deep_instance(Vm *vm, VmValue v, VmValue memo)
{
    VmValue copy = instance_with(vm, v, VM_EMPTY);
    if (copy == VM_ERROR || !remember(vm, memo, v, copy)) {
        vm_unref(vm, copy);
        return VM_ERROR;
    }
    VmValue from = vm_instance_dict_borrow(vm, v, false);
    if (from == VM_EMPTY) {
        return copy;
    }
    VmValue to = vm_instance_dict_borrow(vm, copy, true);
    if (to == VM_EMPTY || !deep_entries(vm, from, memo, to)) {
        vm_unref(vm, copy);
        return VM_ERROR;
    }
    return copy;
}

static VmValue deep_object(Vm *vm, VmValue v, VmValue memo)
{
    VmValue method = method_of(vm, v, "__deepcopy__");
    if (method != VM_EMPTY || vm_error_pending(vm)) {
        VmValue copy = method == VM_EMPTY ? VM_ERROR : vm_call1(vm, method, memo);
        vm_unref(vm, method);
        return copy;
    }
    bool exact = (vm_to_object(v)->flags & VM_OBJECT_SUBCLASS) == 0;
    switch ((VmKind)vm_to_object(v)->kind) {
    case VM_KIND_LIST: return exact ? deep_list(vm, v, memo) : refuse(vm, v);
    case VM_KIND_DICT: return exact ? deep_dict(vm, v, memo) : refuse(vm, v);
    case VM_KIND_SET:
    case VM_KIND_FROZENSET: return exact ? deep_set(vm, v, memo) : refuse(vm, v);
    case VM_KIND_TUPLE: return deep_tuple(vm, v, memo);
    case VM_KIND_INSTANCE: return deep_instance(vm, v, memo);
    case VM_KIND_EXCEPTION: {
        VmValue args = deep(vm, ((VmException *)vm_to_object(v))->args, memo);
        VmValue copy = args == VM_ERROR ? VM_ERROR : copy_exception(vm, v, args);
        vm_unref(vm, args);
        return copy;
    }
    default: return refuse(vm, v);
    }
}

static VmValue deep(Vm *vm, VmValue v, VmValue memo)
{
    vm_cost_add(vm, VM_COST_DEEP_COPY, is_atomic(v) ? 1 : 4);
    if (is_atomic(v)) {
        return vm_ref(v);
    }
    int64_t id = vm_heap_identity(vm, v);
    VmValue known = id < 0 ? VM_EMPTY : vm_dict_get_borrow(vm, memo, vm_from_int(id));
    if (known != VM_EMPTY) {
        return vm_ref(known);
    }
    if (!vm_enter(vm, "")) {
        return VM_ERROR;
    }
    VmValue copy = deep_object(vm, v, memo);
    vm_leave(vm);
    if (copy != VM_ERROR && copy != v && !remember(vm, memo, v, copy)) {
        vm_unref(vm, copy);
        return VM_ERROR;
    }
    return copy;
}

static VmValue copy_deepcopy(Vm *vm, const VmValue *args)
{
    if (!mod_absent(args[1]) && !vm_is_dict(args[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "memo must be a dict");
    }
    VmValue memo = mod_absent(args[1]) ? vm_dict_new(vm) : vm_ref(args[1]);
    VmValue copy = memo == VM_ERROR ? VM_ERROR : deep(vm, args[0], memo);
    vm_unref(vm, memo);
    return copy;
}

static const VmNativeDef functions[] = {
    {"copy", copy_copy, "x", VM_NATIVE_PYTHON},
    {"deepcopy", copy_deepcopy, "x, memo=", VM_NATIVE_PYTHON},
    {0},
};

const VmModuleSpec mod_copy_spec = {.name = "copy", .functions = functions, .init = NULL};
