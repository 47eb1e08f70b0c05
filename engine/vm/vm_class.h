/* vm_class.h: types at work: making classes and instances, the mro, slots that call dunder methods. */
#ifndef VM_CLASS_H
#define VM_CLASS_H

#include "vm/vm.h"
#include "vm/vm_module.h"

static inline bool vm_is_type(VmValue v)
{
    return vm_has_kind(v, VM_KIND_TYPE);
}

static inline VmType *vm_to_type(VmValue v)
{
    return (VmType *)vm_to_object(v);
}

static inline VmValue vm_from_type(const VmType *type)
{
    return vm_from_object(type);
}

/* The class statement: name (str), bases (tuple, may be empty), namespace (dict; the class takes a copy), and the
 * keyword arguments of the statement as a dict or VM_EMPTY ("metaclass" may be among them: only `type` and natives that
 * allow it).  Runs __set_name__ and __init_subclass__.  A `__classcell__` entry (a cell) receives the class and goes.
 */
VmValue vm_class_new(Vm *vm, VmValue name, VmValue bases, VmValue namespace, VmValue keywords);

/* callable(*args, **keywords) with at most three args, for what a class statement calls; keywords: a dict or VM_EMPTY,
 * in which `metaclass` does not count. */
VmValue vm_class_call(Vm *vm, VmValue callable, const VmValue *args, size_t nargs, VmValue keywords);
/* What type.__new__(meta, name, bases, namespace, **keywords) does: a class whose type is `meta` or, when the bases ask
 * for that, one derived from it. */
VmValue vm_class_of_metaclass(Vm *vm, VmType *meta, VmValue name, VmValue bases, VmValue namespace, VmValue keywords);
/* The same when the bases are types, never empty, and the metatype is known.  A native metatype with a `make` of its
 * own is given (name, bases, namespace, keywords or None) by vm_class_new, and may call this. */
VmValue vm_class_new_of(Vm *vm, VmType *meta, VmValue name, VmValue bases, VmValue namespace, VmValue keywords);

/* type(*args): the whole construction, __new__ and __init__. */
VmValue vm_type_call(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames);

/* For the interpreter: when `type(...)` amounts to a bare instance followed by a call of a script __init__, makes the
 * instance (*instance, owned) and gives that function (borrowed), whose frame the interpreter pushes with the instance
 * as first argument and whose result must be None ("__init__() should return None, not 'int'").
 * VM_EMPTY with *instance VM_EMPTY: no such luck, use vm_type_call (nothing pending), or an exception is pending. */
VmValue vm_type_script_init_borrow(Vm *vm, VmType *type, VmValue *instance);

/* type.name = value (VM_EMPTY deletes): voids caches and recomputes slots. */
bool vm_type_set_attr(Vm *vm, VmType *type, VmValue name, VmValue value);
VmValue vm_type_get_attr(Vm *vm, VmType *type, VmValue name);

/* isinstance / issubclass with a type, a tuple of them, or a union. 1, 0, -1 */
int vm_isinstance(Vm *vm, VmValue object, VmValue classes);
int vm_issubclass(Vm *vm, VmValue type, VmValue classes);

/* left | right for types: types.UnionType; VM_NOT_IMPLEMENTED when they are no types. */
VmValue vm_union_new(Vm *vm, VmValue left, VmValue right);
/* The tuple of a union's members, borrowed; VM_EMPTY when it is no union. */
VmValue vm_union_args_borrow(Vm *vm, VmValue v);
/* origin[item], as `list[int]` gives: types.GenericAlias. */
VmValue vm_generic_alias_new(Vm *vm, VmValue origin, VmValue item);

/* An owned copy of the text "module.qualname" as it stands in a repr ("__main__.Point", "int"): a str. */
VmValue vm_type_display(Vm *vm, const VmType *type);

#endif
