/* collections: defaultdict and OrderedDict. */
#include "modules/mod_collections.h"

#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_dict_types.h"
#include "vm/vm_error.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_repr.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

static VmValue raise_key(Vm *vm, VmValue key)
{
    return vm_raise_with(vm, vm_exception_type(vm, VM_EXC_KEY_ERROR), key);
}

/* ---- defaultdict ------------------------------------------------------------------------------------------------ */

typedef struct DefaultDict {
    VmDict dict;
    VmValue factory;
} DefaultDict;

static DefaultDict *default_of(VmValue self)
{
    return (DefaultDict *)vm_to_object(self);
}

static bool default_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue factory = nargs == 0 ? VM_NONE : args[0];
    if (factory != VM_NONE && !vm_is_callable(vm, factory)) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "first argument must be callable or None");
        return false;
    }
    vm_set_steal(vm, &default_of(self)->factory, vm_ref(factory));
    return vm_dict_init_with(vm, self, "defaultdict", args + (nargs > 0), nargs - (nargs > 0), kwnames);
}

static VmValue default_missing(Vm *vm, const VmValue *args)
{
    VmValue factory = default_of(args[0])->factory;
    if (factory == VM_NONE || factory == VM_EMPTY) {
        return raise_key(vm, args[1]);
    }
    VmValue value = vm_call0(vm, factory);
    if (value != VM_ERROR && !vm_set_item(vm, args[0], args[1], value)) {
        vm_unref(vm, value);
        return VM_ERROR;
    }
    return value;
}

static VmValue default_get_item(Vm *vm, VmValue self, VmValue key)
{
    VmValue value = vm_dict_get_borrow(vm, self, key);
    if (value != VM_EMPTY || vm_error_pending(vm)) {
        return vm_ref(value);
    }
    VmValue args[2] = {self, key};
    return default_missing(vm, args);
}

static VmValue default_repr(Vm *vm, VmValue self)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_printf(&buf, "%s(", vm_to_object(self)->type->name);
    int entered = vm_repr_enter(vm, self);
    bool done = entered >= 0;
    if (entered == 0) {
        ls_buf_puts(&buf, "...");
    } else if (done) {
        VmValue factory = default_of(self)->factory;
        done = vm_append_repr(vm, &buf, factory == VM_EMPTY ? VM_NONE : factory);
        vm_repr_leave(vm, self);
        ls_buf_puts(&buf, ", ");
        VmValue text = done ? vm->types[VM_TYPE_DICT]->repr(vm, self) : VM_ERROR;
        done = text != VM_ERROR;
        if (done) {
            vm_str_append(&buf, text);
        }
        vm_unref(vm, text);
    }
    ls_buf_putc(&buf, ')');
    return vm_repr_finish(vm, &buf, done);
}

/* The operand whose type is the one with this operator, or derives from it: the left one if both are; or VM_EMPTY. */
static VmValue owner_of(Vm *vm, VmValue left, VmValue right, VmValue (*operator)(Vm *vm, VmValue left, VmValue right))
{
    const VmValue operands[2] = {left, right};
    for (size_t i = 0; i < 2; i++) {
        for (const VmType *type = vm_type_of(vm, operands[i]); type != NULL; type = type->base) {
            if (type->binary[VM_BINARY_OR] == operator) {
                return operands[i];
            }
        }
    }
    return VM_EMPTY;
}

/* What `left | right` gives, of the owner's type: its call with `given`, of which the last is `left`, and then `right`
 * put into it. */
static VmValue united(Vm *vm, VmValue owner, const VmValue *given, size_t count, VmValue right)
{
    if (owner == VM_EMPTY || !vm_is_dict(given[count - 1]) || !vm_is_dict(right)) {
        return VM_NOT_IMPLEMENTED;
    }
    VmValue made = vm_call(vm, vm_from_type(vm_type_of(vm, owner)), given, count, VM_EMPTY);
    if (made != VM_ERROR && !vm_is_dict(made)) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "expected a dict, not %s", vm_type_name(vm, made));
        vm_unref(vm, made);
        return VM_ERROR;
    }
    if (made != VM_ERROR && !vm_dict_update(vm, made, right)) {
        vm_unref(vm, made);
        return VM_ERROR;
    }
    return made;
}

static void default_release(Vm *vm, VmObject *object)
{
    vm_unref(vm, ((DefaultDict *)object)->factory);
    vm->types[VM_TYPE_DICT]->release(vm, object);
}

static void default_traverse(Vm *vm, VmObject *object, VmVisit visit, void *context)
{
    visit(vm, ((DefaultDict *)object)->factory, context);
    vm->types[VM_TYPE_DICT]->traverse(vm, object, visit, context);
}

static VmValue default_copy(Vm *vm, const VmValue *args)
{
    VmValue factory = default_of(args[0])->factory;
    VmValue given[2] = {factory == VM_EMPTY ? VM_NONE : factory, args[0]};
    return vm_call(vm, vm_from_object(vm_to_object(args[0])->type), given, 2, VM_EMPTY);
}

static VmValue default_factory(Vm *vm, const VmValue *args)
{
    (void)vm;
    VmValue factory = default_of(args[0])->factory;
    return factory == VM_EMPTY ? VM_NONE : vm_ref(factory);
}

static VmValue set_default_factory(Vm *vm, const VmValue *args)
{
    vm_set_steal(vm, &default_of(args[0])->factory, vm_ref(args[1]));
    return VM_NONE;
}

/* (type, (factory,), None, None, items): how pickles hold it. */
static VmValue default_reduce(Vm *vm, const VmValue *args)
{
    VmValue factory = default_factory(vm, args);
    VmValue call = factory == VM_ERROR ? VM_ERROR : vm_tuple_new(vm, &factory, factory != VM_NONE);
    VmValue items = call == VM_ERROR ? VM_ERROR : vm_call_method_c(vm, args[0], "items");
    VmValue parts[5] = {vm_from_object(vm_to_object(args[0])->type), call, VM_NONE, VM_NONE, items};
    VmValue reduced = items == VM_ERROR ? VM_ERROR : vm_tuple_new(vm, parts, 5);
    vm_unref(vm, factory);
    vm_unref(vm, call);
    vm_unref(vm, items);
    return reduced;
}

static const VmNativeDef default_methods[] = {
    {"__reduce__", default_reduce, "", VM_NATIVE_BUILTIN},
    {"copy", default_copy, "", 0},
    {"default_factory", default_factory, "", VM_NATIVE_PROPERTY | VM_NATIVE_SETTER},
    {"default_factory", set_default_factory, "value", 0},
    {"__copy__", default_copy, "", 0},
    {"__missing__", default_missing, "key, /", 0},
    {0},
};

static VmValue default_or(Vm *vm, VmValue left, VmValue right)
{
    VmValue owner = owner_of(vm, left, right, default_or);
    VmValue factory = owner == VM_EMPTY ? VM_EMPTY : default_of(owner)->factory;
    VmValue given[2] = {factory == VM_EMPTY ? VM_NONE : factory, left};
    return united(vm, owner, given, 2, right);
}

static void default_fill(VmType *type)
{
    type->binary[VM_BINARY_OR] = default_or;
    type->init = default_init;
    type->get_item = default_get_item;
    type->repr = default_repr;
    type->release = default_release;
    type->traverse = default_traverse;
}

const VmTypeSpec mod_collections_defaultdict_type = {
    .name = "defaultdict",
    .module = "collections",
    .base = VM_TYPE_DICT,
    .kind = VM_KIND_DICT,
    .instance_size = sizeof(DefaultDict),
    .methods = default_methods,
    .fill = default_fill,
};

/* ---- OrderedDict ------------------------------------------------------------------------------------------------ */

static VmValue ordered_repr(Vm *vm, VmValue self)
{
    const char *name = vm_to_object(self)->type->name;
    if (vm_to_dict(self)->used == 0) {
        return vm_str_printf(vm, "%s()", name);
    }
    int entered = vm_repr_enter(vm, self);
    if (entered <= 0) {
        return entered < 0 ? VM_ERROR : vm_str_c(vm, "...");
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_printf(&buf, "%s([", name);
    uint32_t position = 0;
    VmValue key, value;
    bool done = true, first = true;
    while (done && vm_dict_walk(vm_to_dict(self), &position, &key, &value)) {
        VmValue pair = vm_tuple_pack2(vm, key, value);
        ls_buf_puts(&buf, first ? "" : ", ");
        first = false;
        done = pair != VM_ERROR && vm_append_repr(vm, &buf, pair);
        vm_unref(vm, pair);
    }
    ls_buf_puts(&buf, "])");
    vm_repr_leave(vm, self);
    return vm_repr_finish(vm, &buf, done);
}

static VmValue ordered_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    VmValue equal = vm->types[VM_TYPE_DICT]->compare(vm, self, other, op);
    if ((op != VM_COMPARE_EQ && op != VM_COMPARE_NE) || equal != vm_from_bool(op == VM_COMPARE_EQ) ||
        vm_to_object(other)->type->compare != ordered_compare) {
        return equal;
    }
    VmValue a = vm_list_from(vm, self), b = a == VM_ERROR ? VM_ERROR : vm_list_from(vm, other);
    VmValue result = b == VM_ERROR ? VM_ERROR : vm_compare(vm, op, a, b);
    vm_unref(vm, a);
    vm_unref(vm, b);
    return result;
}

/* Puts a key that is there first: all others are taken out and put in again behind it. */
static bool move_to_front(Vm *vm, VmValue self, VmValue key, VmValue value)
{
    VmValue rest = vm_dict_new(vm);
    bool done = rest != VM_ERROR && vm_dict_set(vm, rest, key, value) && vm_dict_merge_dict(vm, rest, vm_to_dict(self));
    if (done) {
        vm_dict_clear(vm, self);
        done = vm_dict_merge_dict(vm, self, vm_to_dict(rest));
    }
    vm_unref(vm, rest);
    return done;
}

static VmValue ordered_move_to_end(Vm *vm, const VmValue *args)
{
    int last = args[2] == VM_EMPTY ? 1 : vm_truth(vm, args[2]);
    VmValue value = last < 0 ? VM_EMPTY : vm_dict_get_borrow(vm, args[0], args[1]);
    if (value == VM_EMPTY) {
        return vm_error_pending(vm) ? VM_ERROR : raise_key(vm, args[1]);
    }
    vm_ref(value);
    bool done = last ? vm_dict_delete(vm, args[0], args[1]) >= 0 && vm_dict_set(vm, args[0], args[1], value)
                     : move_to_front(vm, args[0], args[1], value);
    vm_unref(vm, value);
    return done ? VM_NONE : VM_ERROR;
}

static VmValue ordered_popitem(Vm *vm, const VmValue *args)
{
    int last = args[1] == VM_EMPTY ? 1 : vm_truth(vm, args[1]);
    if (last < 0) {
        return VM_ERROR;
    }
    VmDict *dict = vm_to_dict(args[0]);
    if (dict->used == 0) {
        VmValue text = vm_str_c(vm, "dictionary is empty");
        if (text != VM_ERROR) {
            (void)raise_key(vm, text);
        }
        vm_unref(vm, text);
        return VM_ERROR;
    }
    if (last) {
        VmDictEntry entry;
        (void)vm_dict_pop_last(dict, &entry);
        VmValue pair[2] = {entry.key, entry.value};
        return vm_tuple_new_steal(vm, pair, 2);
    }
    uint32_t position = 0;
    VmValue key, value;
    (void)vm_dict_walk(dict, &position, &key, &value);
    VmValue pair = vm_tuple_pack2(vm, key, value);
    if (pair != VM_ERROR && vm_dict_delete(vm, args[0], vm_to_tuple(pair)->items[0]) < 0) {
        vm_unref(vm, pair);
        return VM_ERROR;
    }
    return pair;
}

static VmValue ordered_copy(Vm *vm, const VmValue *args)
{
    return vm_call1(vm, vm_from_object(vm_to_object(args[0])->type), args[0]);
}

static const VmNativeDef ordered_methods[] = {
    {"copy", ordered_copy, "", 0},
    {"move_to_end", ordered_move_to_end, "key, last=", 0},
    {"popitem", ordered_popitem, "last=", 0},
    {"__copy__", ordered_copy, "", 0},
    {0},
};

static VmValue ordered_or(Vm *vm, VmValue left, VmValue right)
{
    return united(vm, owner_of(vm, left, right, ordered_or), &left, 1, right);
}

static void ordered_fill(VmType *type)
{
    type->binary[VM_BINARY_OR] = ordered_or;
    type->repr = ordered_repr;
    type->compare = ordered_compare;
}

const VmTypeSpec mod_collections_ordered_type = {
    .name = "OrderedDict",
    .module = "collections",
    .base = VM_TYPE_DICT,
    .kind = VM_KIND_DICT,
    .instance_size = sizeof(VmDict),
    .has_dict = true,
    .methods = ordered_methods,
    .fill = ordered_fill,
};
