/* The type `object`: what everything can do. */
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_repr.h"
#include "vm/vm_slots.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type.h"

static VmValue object_repr(Vm *vm, VmValue self)
{
    return vm_repr_default(vm, self);
}

static VmValue object_str(Vm *vm, VmValue self)
{
    return vm_repr(vm, self);
}

static VmValue object_format(Vm *vm, VmValue self, VmValue spec)
{
    if (spec != VM_EMPTY && vm_is_str(spec) && vm_str_size(spec) != 0) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "unsupported format string passed to %s.__format__",
                        vm_type_name(vm, self));
    }
    return vm_str_of(vm, self);
}

static bool object_hash(Vm *vm, VmValue self, int64_t *hash)
{
    /* From the identity, so that sets of objects are walked in the same order in every run. */
    int64_t id = vm_heap_identity(vm, self);
    *hash = id / 16;
    return id >= 0;
}

static VmValue object_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if (op == VM_COMPARE_EQ) {
        return self == other ? VM_TRUE : VM_NOT_IMPLEMENTED;
    }
    if (op != VM_COMPARE_NE) {
        return VM_NOT_IMPLEMENTED;
    }
    /* != is the opposite of what the type says about == */
    VmValue equal = vm_type_of(vm, self)->compare(vm, self, other, VM_COMPARE_EQ);
    if (equal == VM_ERROR || equal == VM_NOT_IMPLEMENTED) {
        return equal;
    }
    int truth = vm_truth(vm, equal);
    vm_unref(vm, equal);
    return truth < 0 ? VM_ERROR : vm_from_bool(!truth);
}

/* ---- methods ---------------------------------------------------------------------------------------------------- */

/* The values of a **rest dict behind those of a *rest tuple, as calls want them; freed with drop_spread. */
typedef struct Spread {
    VmValue *values;
    size_t positional, total;
    VmValue names; /* tuple or VM_EMPTY */
} Spread;

static void drop_spread(Vm *vm, Spread *spread)
{
    vm_heap_free(vm, spread->values, (spread->total + 1) * sizeof(VmValue));
    vm_unref(vm, spread->names);
}

static bool make_spread(Vm *vm, VmValue args, VmValue keywords, Spread *spread)
{
    VmTuple *tuple = vm_to_tuple(args);
    VmDict *dict = vm_to_dict(keywords);
    *spread = (Spread){.positional = tuple->count, .total = tuple->count + dict->used};
    spread->values = vm_heap_resize(vm, NULL, 0, (spread->total + 1) * sizeof(VmValue));
    if (spread->values == NULL) {
        return false;
    }
    if (tuple->count != 0) {
        memcpy(spread->values, tuple->items, tuple->count * sizeof(VmValue));
    }
    if (dict->used == 0) {
        return true;
    }
    spread->names = vm_tuple_new_blank(vm, dict->used);
    if (spread->names == VM_ERROR) {
        drop_spread(vm, spread);
        return false;
    }
    uint32_t position = 0;
    VmValue key, value;
    for (size_t i = 0; vm_dict_walk(dict, &position, &key, &value); i++) {
        vm_to_tuple(spread->names)->items[i] = vm_ref(key);
        spread->values[spread->positional + i] = value;
    }
    return true;
}

/* object.__new__(cls, *args, **kwargs): the work of the builtin type that the class is built on. */
static VmValue object_new(Vm *vm, const VmValue *args)
{
    VmTuple *given = vm_to_tuple(args[0]);
    if (given->count == 0) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "object.__new__(): not enough arguments");
    }
    if (!vm_is_type(given->items[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "object.__new__(X): X is not a type object (%s)",
                        vm_type_name(vm, given->items[0]));
    }
    VmType *type = vm_to_type(given->items[0]);
    const VmType *solid = vm_type_solid(type);
    if ((solid->flags & VM_TYPE_NO_MAKE) != 0) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "cannot create '%s' instances", solid->name);
    }
    Spread spread;
    if (!make_spread(vm, args[0], args[1], &spread)) {
        return VM_ERROR;
    }
    VmValue result = solid->make(vm, type, spread.values + 1, spread.positional - 1, spread.names);
    drop_spread(vm, &spread);
    return result;
}

/* object.__init__(self, *args, **kwargs) */
static VmValue object_init(Vm *vm, const VmValue *args)
{
    VmType *type = vm_type_of(vm, args[0]);
    const VmType *solid = vm_type_solid(type);
    size_t given = vm_to_tuple(args[1])->count + vm_to_dict(args[2])->used;
    if (solid->init == NULL) {
        if (given != 0 && vm_slots_init_is_script(type)) {
            return vm_raise(vm, VM_EXC_TYPE_ERROR,
                            "object.__init__() takes exactly one argument (the instance to initialize)");
        }
        if (given != 0 && solid->make == vm_object_make && !vm_slots_make_is_script(type)) {
            return vm_raise(vm, VM_EXC_TYPE_ERROR,
                            "%s.__init__() takes exactly one argument (the instance to initialize)", type->name);
        }
        return VM_NONE;
    }
    Spread spread;
    if (!make_spread(vm, args[1], args[2], &spread)) {
        return VM_ERROR;
    }
    bool ok = solid->init(vm, args[0], spread.values, spread.positional, spread.names);
    drop_spread(vm, &spread);
    return ok ? VM_NONE : VM_ERROR;
}

static VmValue object_init_subclass(Vm *vm, const VmValue *args)
{
    (void)args;
    (void)vm;
    return VM_NONE;
}

static VmValue object_dir(Vm *vm, const VmValue *args)
{
    return vm_dir_plain(vm, args[0]);
}

static VmValue object_get_class(Vm *vm, const VmValue *args)
{
    return vm_ref(vm_from_type(vm_type_of(vm, args[0])));
}

static VmValue object_set_class(Vm *vm, const VmValue *args)
{
    return vm_set_class(vm, args[0], args[1]) ? VM_NONE : VM_ERROR;
}

static void object_fill(VmType *type)
{
    type->make = vm_object_make;
    type->repr = object_repr;
    type->str = object_str;
    type->format = object_format;
    type->hash = object_hash;
    type->compare = object_compare;
    type->get_attr = vm_generic_get_attr;
    type->set_attr = vm_generic_set_attr;
}

static const VmNativeDef object_methods[] = {
    {"__new__", object_new, "*args, **kwargs", VM_NATIVE_STATIC},
    {"__init__", object_init, "*args, **kwargs", 0},
    {"__init_subclass__", object_init_subclass, "", VM_NATIVE_CLASS},
    {"__dir__", object_dir, "", 0},
    {"__class__", object_get_class, "", VM_NATIVE_PROPERTY | VM_NATIVE_SETTER},
    {"__class__", object_set_class, "value", 0},
    {NULL, NULL, NULL, 0},
};

const VmTypeSpec vm_type_object = {
    .name = "object",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_INSTANCE,
    .instance_size = sizeof(VmObject),
    .flags = VM_TYPE_FOREVER,
    .methods = object_methods,
    .fill = object_fill,
};
