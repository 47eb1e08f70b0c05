/* The slots of builtin types as methods. */
#include "vm/vm_slots.h"

#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* ---- wrappers: the slots of builtin types as methods ------------------------------------------------------------ */

static const VmType *solid_of(Vm *vm, VmValue self)
{
    return vm_type_solid(vm_type_of(vm, self));
}

static VmValue wrap_repr(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->repr(vm, args[0]);
}

static VmValue wrap_str(Vm *vm, const VmValue *args)
{
    const VmType *type = solid_of(vm, args[0]);
    return type->str != NULL ? type->str(vm, args[0]) : vm_repr(vm, args[0]);
}

static VmValue wrap_format(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->format(vm, args[0], args[1]);
}

static VmValue wrap_hash(Vm *vm, const VmValue *args)
{
    int64_t hash;
    const VmType *type = solid_of(vm, args[0]);
    if (type->hash == NULL) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "unhashable type: '%s'", type->name);
    }
    return type->hash(vm, args[0], &hash) ? vm_int_from(vm, hash) : VM_ERROR;
}

#define DEFINE_COMPARE(symbol, text, dunder, swapped)                                                                  \
    static VmValue wrap_compare_##symbol(Vm *vm, const VmValue *args)                                                  \
    {                                                                                                                  \
        const VmType *type = solid_of(vm, args[0]);                                                                    \
        return type->compare != NULL ? type->compare(vm, args[0], args[1], VM_COMPARE_##symbol) : VM_NOT_IMPLEMENTED;  \
    }
VM_COMPARE_TABLE(DEFINE_COMPARE)
#undef DEFINE_COMPARE

static VmValue wrap_bool(Vm *vm, const VmValue *args)
{
    int truth = solid_of(vm, args[0])->truth(vm, args[0]);
    return truth < 0 ? VM_ERROR : vm_from_bool(truth);
}

static VmValue wrap_len(Vm *vm, const VmValue *args)
{
    int64_t length = solid_of(vm, args[0])->length(vm, args[0]);
    return length < 0 ? VM_ERROR : vm_int_from(vm, length);
}

static VmValue wrap_getitem(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->get_item(vm, args[0], args[1]);
}

static VmValue done(bool ok)
{
    return ok ? VM_NONE : VM_ERROR;
}

static VmValue wrap_setitem(Vm *vm, const VmValue *args)
{
    return done(solid_of(vm, args[0])->set_item(vm, args[0], args[1], args[2]));
}

static VmValue wrap_delitem(Vm *vm, const VmValue *args)
{
    return done(solid_of(vm, args[0])->set_item(vm, args[0], args[1], VM_EMPTY));
}

static VmValue wrap_contains(Vm *vm, const VmValue *args)
{
    int found = solid_of(vm, args[0])->contains(vm, args[0], args[1]);
    return found < 0 ? VM_ERROR : vm_from_bool(found);
}

static VmValue attribute_name(Vm *vm, VmValue name)
{
    if (!vm_is_str(name)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "attribute name must be string, not '%s'", vm_type_name(vm, name));
    }
    return vm_intern_str(vm, name);
}

static VmValue wrap_getattribute(Vm *vm, const VmValue *args)
{
    VmValue name = attribute_name(vm, args[1]);
    VmValue result = name == VM_ERROR ? VM_ERROR : solid_of(vm, args[0])->get_attr(vm, args[0], name);
    vm_unref(vm, name);
    return result;
}

static VmValue wrap_setattr(Vm *vm, const VmValue *args)
{
    VmValue name = attribute_name(vm, args[1]);
    bool ok = name != VM_ERROR && solid_of(vm, args[0])->set_attr(vm, args[0], name, args[2]);
    vm_unref(vm, name);
    return done(ok);
}

static VmValue wrap_delattr(Vm *vm, const VmValue *args)
{
    VmValue name = attribute_name(vm, args[1]);
    bool ok = name != VM_ERROR && solid_of(vm, args[0])->set_attr(vm, args[0], name, VM_EMPTY);
    vm_unref(vm, name);
    return done(ok);
}

#define DEFINE_BINARY(symbol, text, dunder, reflected)                                                                 \
    static VmValue wrap_binary_##symbol(Vm *vm, const VmValue *args)                                                   \
    {                                                                                                                  \
        return solid_of(vm, args[0])->binary[VM_BINARY_##symbol](vm, args[0], args[1]);                                \
    }                                                                                                                  \
    static VmValue wrap_reflected_##symbol(Vm *vm, const VmValue *args)                                                \
    {                                                                                                                  \
        return solid_of(vm, args[0])->binary[VM_BINARY_##symbol](vm, args[1], args[0]);                                \
    }
VM_BINARY_TABLE(DEFINE_BINARY)
#undef DEFINE_BINARY

static VmValue wrap_neg(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->negative(vm, args[0]);
}

static VmValue wrap_pos(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->positive(vm, args[0]);
}

static VmValue wrap_invert(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->invert(vm, args[0]);
}

static VmValue wrap_abs(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->absolute(vm, args[0]);
}

static VmValue wrap_iter(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->iter(vm, args[0]);
}

static VmValue wrap_next(Vm *vm, const VmValue *args)
{
    VmValue item = solid_of(vm, args[0])->next(vm, args[0]);
    if (item == VM_ERROR && !vm_error_pending(vm)) {
        return vm_raise_stop_iteration(vm, VM_EMPTY);
    }
    return item;
}

/* args: self, a tuple of positional arguments, a dict of keyword arguments. */
static VmValue wrap_call(Vm *vm, const VmValue *args)
{
    VmTuple *positional = vm_to_tuple(args[1]);
    VmDict *keywords = vm_to_dict(args[2]);
    size_t count = positional->count + keywords->used;
    VmValue *all = vm_heap_resize(vm, NULL, 0, (count + 1) * sizeof *all);
    VmValue names = all != NULL && keywords->used != 0 ? vm_tuple_new_blank(vm, keywords->used) : VM_EMPTY;
    VmValue result = VM_ERROR;
    if (all != NULL && (keywords->used == 0 || names != VM_ERROR)) {
        if (positional->count != 0) {
            memcpy(all, positional->items, positional->count * sizeof *all);
        }
        uint32_t position = 0;
        VmValue key, value;
        for (size_t i = 0; vm_dict_walk(keywords, &position, &key, &value); i++) {
            vm_to_tuple(names)->items[i] = vm_ref(key);
            all[positional->count + i] = value;
        }
        result = solid_of(vm, args[0])->call(vm, args[0], all, positional->count, names);
    }
    vm_unref(vm, names);
    vm_heap_free(vm, all, (count + 1) * sizeof *all);
    return result;
}

static VmValue wrap_get(Vm *vm, const VmValue *args)
{
    VmType *owner = args[2] != VM_EMPTY && vm_is_type(args[2]) ? vm_to_type(args[2]) : vm_type_of(vm, args[1]);
    return solid_of(vm, args[0])->get_descriptor(vm, args[0], args[1] == VM_NONE ? VM_EMPTY : args[1], owner);
}

static VmValue wrap_set(Vm *vm, const VmValue *args)
{
    return done(solid_of(vm, args[0])->set_descriptor(vm, args[0], args[1], args[2]));
}

static VmValue wrap_delete(Vm *vm, const VmValue *args)
{
    return done(solid_of(vm, args[0])->set_descriptor(vm, args[0], args[1], VM_EMPTY));
}

static VmValue wrap_aiter(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->aiter(vm, args[0]);
}

static VmValue wrap_anext(Vm *vm, const VmValue *args)
{
    return solid_of(vm, args[0])->anext(vm, args[0]);
}

typedef struct Wrapper {
    VmNativeDef def;
    size_t offset;
} Wrapper;

static const Wrapper wrappers[] = {
    {{"__repr__", wrap_repr, "", 0}, offsetof(VmType, repr)},
    {{"__str__", wrap_str, "", 0}, offsetof(VmType, str)},
    {{"__format__", wrap_format, "format_spec, /", 0}, offsetof(VmType, format)},
    {{"__hash__", wrap_hash, "", 0}, offsetof(VmType, hash)},
#define COMPARE_WRAPPER(symbol, text, dunder, swapped)                                                                 \
    {{dunder, wrap_compare_##symbol, "value, /", 0}, offsetof(VmType, compare)},
    VM_COMPARE_TABLE(COMPARE_WRAPPER)
#undef COMPARE_WRAPPER
        {{"__bool__", wrap_bool, "", 0}, offsetof(VmType, truth)},
    {{"__len__", wrap_len, "", 0}, offsetof(VmType, length)},
    {{"__getitem__", wrap_getitem, "key, /", 0}, offsetof(VmType, get_item)},
    {{"__setitem__", wrap_setitem, "key, value, /", 0}, offsetof(VmType, set_item)},
    {{"__delitem__", wrap_delitem, "key, /", 0}, offsetof(VmType, set_item)},
    {{"__contains__", wrap_contains, "key, /", 0}, offsetof(VmType, contains)},
    {{"__getattribute__", wrap_getattribute, "name, /", 0}, offsetof(VmType, get_attr)},
    {{"__setattr__", wrap_setattr, "name, value, /", 0}, offsetof(VmType, set_attr)},
    {{"__delattr__", wrap_delattr, "name, /", 0}, offsetof(VmType, set_attr)},
#define BINARY_WRAPPER(symbol, text, dunder, reflected)                                                                \
    {{dunder, wrap_binary_##symbol, "value, /", 0},                                                                    \
     offsetof(VmType, binary) + VM_BINARY_##symbol * sizeof(VmAnySlot)},                                               \
        {{reflected, wrap_reflected_##symbol, "value, /", 0},                                                          \
         offsetof(VmType, binary) + VM_BINARY_##symbol * sizeof(VmAnySlot)},
    VM_BINARY_TABLE(BINARY_WRAPPER)
#undef BINARY_WRAPPER
        {{"__neg__", wrap_neg, "", 0}, offsetof(VmType, negative)},
    {{"__pos__", wrap_pos, "", 0}, offsetof(VmType, positive)},
    {{"__invert__", wrap_invert, "", 0}, offsetof(VmType, invert)},
    {{"__abs__", wrap_abs, "", 0}, offsetof(VmType, absolute)},
    {{"__iter__", wrap_iter, "", 0}, offsetof(VmType, iter)},
    {{"__next__", wrap_next, "", 0}, offsetof(VmType, next)},
    {{"__call__", wrap_call, "*args, **kwargs", 0}, offsetof(VmType, call)},
    {{"__get__", wrap_get, "instance, owner=, /", 0}, offsetof(VmType, get_descriptor)},
    {{"__set__", wrap_set, "instance, value, /", 0}, offsetof(VmType, set_descriptor)},
    {{"__delete__", wrap_delete, "instance, /", 0}, offsetof(VmType, set_descriptor)},
    {{"__aiter__", wrap_aiter, "", 0}, offsetof(VmType, aiter)},
    {{"__anext__", wrap_anext, "", 0}, offsetof(VmType, anext)},
};

enum { WRAPPERS = sizeof wrappers / sizeof *wrappers };

bool vm_slots_start(Vm *vm)
{
    VmValue tuple = vm_tuple_new_blank(vm, WRAPPERS);
    if (tuple == VM_ERROR) {
        return false;
    }
    vm->slot_wrappers = tuple;
    for (size_t i = 0; i < WRAPPERS; i++) {
        VmValue native = vm_native_new_method(vm, &wrappers[i].def, vm->types[VM_TYPE_OBJECT], VM_NONE);
        if (native == VM_ERROR) {
            return false;
        }
        ((VmNative *)vm_to_object(native))->slot = (uint16_t)wrappers[i].offset;
        ((VmNative *)vm_to_object(native))->exact = UINT8_MAX; /* always through the check of the slot */
        vm_to_tuple(tuple)->items[i] = native;
    }
    return true;
}

bool vm_slots_add_wrappers(Vm *vm, VmType *type)
{
    VmDict *attrs = vm_to_dict(type->attrs);
    for (size_t i = 0; i < WRAPPERS; i++) {
        VmAnySlot slot = vm_slot_get(type, wrappers[i].offset);
        if (slot == NULL || (type->base != NULL && slot == vm_slot_get(type->base, wrappers[i].offset))) {
            continue;
        }
        VmValue native = vm_to_tuple(vm->slot_wrappers)->items[i];
        VmValue name = ((VmNative *)vm_to_object(native))->name;
        if (vm_dict_get_name_borrow(vm, attrs, name) == VM_EMPTY && !vm_dict_set(vm, type->attrs, name, native)) {
            return false;
        }
    }
    if (type->hash == NULL) {
        return vm_dict_set(vm, type->attrs, vm_name(vm, VM_NAME_HASH), VM_NONE);
    }
    return true;
}
