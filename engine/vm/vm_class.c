#include "vm/vm_class.h"

#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_descriptor.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_function.h"
#include "vm/vm_generic.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_set.h"
#include "vm/vm_slots.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type.h"

/* ---- bases and metatype ----------------------------------------------------------------------------------------- */

/* A base that is no type may name others that stand for it (`Generic[T]`): __mro_entries__.  Appends to `list`. */
static bool resolve_base(Vm *vm, VmValue base, VmValue bases, VmValue list)
{
    if (vm_is_type(base)) {
        return vm_list_append(vm, list, base);
    }
    VmValue origin = vm_generic_origin_borrow(vm, base);
    if (origin != VM_EMPTY) {
        return vm_list_append(vm, list, origin);
    }
    bool error;
    VmValue method = vm_get_attr_maybe(vm, base, vm_name(vm, VM_NAME_MRO_ENTRIES), &error);
    if (method == VM_EMPTY) {
        if (!error) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "bases must be types");
        }
        return false;
    }
    VmValue entries = vm_call1(vm, method, bases);
    vm_unref(vm, method);
    bool ok = entries != VM_ERROR && vm_list_extend(vm, list, entries);
    vm_unref(vm, entries);
    return ok;
}

static VmValue resolve_bases(Vm *vm, VmValue bases)
{
    VmTuple *given = vm_to_tuple(bases);
    if (given->count == 0) {
        VmValue object = vm_from_type(vm->types[VM_TYPE_OBJECT]);
        return vm_tuple_new(vm, &object, 1);
    }
    VmValue list = vm_list_new_empty(vm, given->count);
    for (size_t i = 0; list != VM_ERROR && i < given->count; i++) {
        if (!resolve_base(vm, given->items[i], bases, list)) {
            vm_unref(vm, list);
            return VM_ERROR;
        }
    }
    VmValue resolved = list == VM_ERROR ? VM_ERROR : vm_list_to_tuple(vm, list);
    vm_unref(vm, list);
    return resolved;
}

/* The builtin type whose memory layout a class has: those that add nothing to their base do not count. */
static const VmType *layout_of(const VmType *type)
{
    while (type->base != NULL) {
        const VmType *base = type->base;
        uint32_t own = type->instance_size - (type->dict_offset != 0 ? (uint32_t)sizeof(VmValue) : 0);
        uint32_t base_size = base->instance_size - (base->dict_offset != 0 ? (uint32_t)sizeof(VmValue) : 0);
        bool adds = (type->flags & VM_TYPE_CLASS) == 0 &&
                    (own > ((base_size + 7u) & ~7u) || type->release != base->release || type->kind != base->kind);
        if (adds) {
            break;
        }
        type = base;
    }
    return type;
}

static VmType *best_base(Vm *vm, const VmTuple *bases)
{
    VmType *best = NULL;
    for (size_t i = 0; i < bases->count; i++) {
        if (!vm_is_type(bases->items[i])) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "bases must be types");
            return NULL;
        }
        VmType *base = vm_to_type(bases->items[i]);
        if ((base->flags & VM_TYPE_FINAL) != 0) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "type '%s' is not an acceptable base type", base->name);
            return NULL;
        }
        if (best == NULL || vm_type_is_subtype(layout_of(base), layout_of(best))) {
            if (best == NULL || layout_of(base) != layout_of(best)) {
                best = base;
            }
        } else if (!vm_type_is_subtype(layout_of(best), layout_of(base))) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "multiple bases have instance lay-out conflict");
            return NULL;
        }
    }
    return best;
}

/* The most derived of `meta` and the types of the bases; NULL: TypeError about their conflict. */
static VmType *most_derived(Vm *vm, VmType *meta, const VmTuple *bases)
{
    for (size_t i = 0; i < bases->count; i++) {
        VmType *other = vm_to_object(bases->items[i])->type;
        if (vm_type_is_subtype(other, meta)) {
            meta = other;
        } else if (!vm_type_is_subtype(meta, other)) {
            vm_raise(vm, VM_EXC_TYPE_ERROR,
                     "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the "
                     "metaclasses of all its bases");
            return NULL;
        }
    }
    return meta;
}

/* The type of the class: what `metaclass=` says, or the most derived type of the bases. */
static VmType *choose_metatype(Vm *vm, const VmTuple *bases, VmValue keywords)
{
    VmType *meta = vm->types[VM_TYPE_TYPE];
    VmValue given = keywords == VM_EMPTY
                        ? VM_EMPTY
                        : vm_dict_get_name_borrow(vm, vm_to_dict(keywords), vm_name(vm, VM_NAME_METACLASS));
    if (given != VM_EMPTY) {
        meta = vm_to_type(given);
    }
    return most_derived(vm, meta, bases);
}

/* ---- attributes ------------------------------------------------------------------------------------------------- */

/* Functions that are static or class methods without being declared so. */
static VmValue wrap_special(Vm *vm, VmValue key, VmValue value)
{
    if (vm_is_function(value)) {
        if (key == vm_name(vm, VM_NAME_NEW)) {
            return vm_staticmethod_new(vm, value);
        }
        if (key == vm_name(vm, VM_NAME_INIT_SUBCLASS) || key == vm_name(vm, VM_NAME_CLASS_GETITEM)) {
            return vm_classmethod_new(vm, value);
        }
    }
    return vm_ref(value);
}

static bool copy_attribute(Vm *vm, VmType *type, VmValue key, VmValue value)
{
    if (key == vm_name(vm, VM_NAME_QUALNAME)) {
        if (!vm_is_str(value)) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "type __qualname__ must be a str, not %s", vm_type_name(vm, value));
            return false;
        }
        vm_set_steal(vm, &type->qualname, vm_ref(value));
        return true;
    }
    if (key == vm_name(vm, VM_NAME_CLASSCELL)) {
        return true;
    }
    if (key == vm_name(vm, VM_NAME_MODULE)) {
        vm_set_steal(vm, &type->module, vm_ref(value));
    }
    VmValue wrapped = wrap_special(vm, key, value);
    bool ok = wrapped != VM_ERROR && vm_dict_set(vm, type->attrs, key, wrapped);
    vm_unref(vm, wrapped);
    if (ok && vm_has_kind(value, VM_KIND_PROPERTY) && ((VmProperty *)vm_to_object(value))->name == VM_EMPTY) {
        ((VmProperty *)vm_to_object(value))->name = vm_ref(key);
    }
    return ok;
}

static bool copy_namespace(Vm *vm, VmType *type, VmValue namespace)
{
    uint32_t position = 0;
    VmValue key, value;
    while (vm_dict_walk(vm_to_dict(namespace), &position, &key, &value)) {
        VmValue interned = vm_is_str(key) ? vm_intern_str(vm, key) : vm_ref(key);
        bool ok = interned != VM_ERROR && copy_attribute(vm, type, interned, value);
        vm_unref(vm, interned);
        if (!ok) {
            return false;
        }
    }
    VmDict *attrs = vm_to_dict(type->attrs);
    VmValue hash = vm_name(vm, VM_NAME_HASH);
    if (vm_dict_get_name_borrow(vm, attrs, vm_name(vm, VM_NAME_COMPARE + VM_COMPARE_EQ)) != VM_EMPTY &&
        vm_dict_get_name_borrow(vm, attrs, hash) == VM_EMPTY && !vm_dict_set(vm, type->attrs, hash, VM_NONE)) {
        return false;
    }
    VmValue doc = vm_name(vm, VM_NAME_DOC);
    return vm_dict_get_name_borrow(vm, attrs, doc) != VM_EMPTY || vm_dict_set(vm, type->attrs, doc, VM_NONE);
}

/* ---- the class object ------------------------------------------------------------------------------------------- */

/* Takes layout and slots from the base. */
static void take_layout(Vm *vm, VmType *type, VmType *base, VmValue namespace)
{
    size_t first = offsetof(VmType, release);
    memcpy((char *)type + first, (char *)base + first, sizeof(VmType) - first);
    type->base = base;
    vm_ref(vm_from_type(base));
    type->kind = base->kind;
    type->instance_size = base->instance_size;
    type->dict_offset = base->dict_offset;
    type->flags = VM_TYPE_CLASS | (base->flags & VM_TYPE_SLOTS);
    bool has_slots = vm_dict_get_name_borrow(vm, vm_to_dict(namespace), vm_name(vm, VM_NAME_SLOTS)) != VM_EMPTY;
    bool base_has_dict = base->dict_offset != 0 && (base->flags & VM_TYPE_SLOTS) == 0;
    type->flags = VM_TYPE_CLASS | (has_slots && !base_has_dict ? VM_TYPE_SLOTS : 0);
    if (type->dict_offset == 0 && type->kind != VM_KIND_TYPE) { /* what classes have lies in their `attrs` */
        type->dict_offset = (type->instance_size + 7u) & ~7u;
        type->instance_size = type->dict_offset + (uint32_t)sizeof(VmValue);
    }
    if (type->traverse == NULL) {
        type->traverse = vm_traverse_nothing;
    }
}

static VmType *make_class(Vm *vm, VmType *meta, VmType *base, VmValue name, VmValue bases, VmValue namespace)
{
    VmType *type = (VmType *)vm_heap_object(vm, meta, sizeof(VmType));
    if (type == NULL) {
        return NULL;
    }
    type->head.kind = VM_KIND_TYPE;
    type->head.flags = 0;
    take_layout(vm, type, base, namespace);
    type->name_str = vm_intern_str(vm, name);
    type->name = type->name_str != VM_ERROR ? vm_str_data(type->name_str) : "?";
    type->qualname = vm_ref(type->name_str);
    type->module = vm_ref(vm_name(vm, VM_NAME_MAIN));
    type->bases = vm_ref(bases);
    type->attrs = vm_dict_new(vm);
    bool ok = type->name_str != VM_ERROR && type->attrs != VM_ERROR && copy_namespace(vm, type, namespace);
    if (ok) {
        type->mro = vm_type_linearise(vm, type, bases);
        ok = type->mro != VM_ERROR;
    }
    for (size_t i = 0; ok && i < vm_to_tuple(bases)->count; i++) {
        ok = vm_type_register(vm, vm_to_type(vm_to_tuple(bases)->items[i]), type);
    }
    if (!ok) {
        vm_unref(vm, vm_from_type(type));
        return NULL;
    }
    vm_slots_update(vm, type);
    return type;
}

/* ---- what happens when a class is there ------------------------------------------------------------------------- */

static bool call_set_name(Vm *vm, VmType *type, VmValue key, VmValue value)
{
    VmValue args[2] = {vm_from_type(type), key};
    bool missing;
    vm_ref(value);
    VmValue result = vm_call_special(vm, value, vm_name(vm, VM_NAME_SET_NAME), args, 2, &missing);
    bool ok = missing || result != VM_ERROR;
    if (!ok) {
        VmValue cause = vm_error_take(vm);
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "Error calling __set_name__ on '%s' instance '%s' in '%s'",
                 vm_type_name(vm, value), vm_is_str(key) ? vm_str_data(key) : "?", type->name);
        if (vm->pending != VM_EMPTY && vm_is_exception(vm->pending)) {
            VmException *raised = vm_to_exception(vm->pending);
            vm_set_steal(vm, &raised->context, vm_ref(cause));
            vm_set_steal(vm, &raised->cause, vm_ref(cause));
            raised->suppress_context = true;
        }
        vm_unref(vm, cause);
    }
    vm_unref(vm, result);
    vm_unref(vm, value);
    return ok;
}

static bool call_set_names(Vm *vm, VmType *type, VmValue namespace)
{
    uint32_t position = 0;
    VmValue key, value;
    while (vm_dict_walk(vm_to_dict(namespace), &position, &key, &value)) {
        if (vm_is_object(value) && !vm_is_str(value) && !vm_is_function(value) &&
            vm_type_lookup_borrow(vm, vm_to_object(value)->type, vm_name(vm, VM_NAME_SET_NAME)) != VM_EMPTY &&
            !call_set_name(vm, type, key, value)) {
            return false;
        }
    }
    return true;
}

/* super(type, type).__init_subclass__(**keywords) */
static bool call_init_subclass(Vm *vm, VmType *type, VmValue keywords)
{
    VmValue super = vm_super_new(vm, vm_from_type(type), vm_from_type(type));
    VmValue method = super == VM_ERROR ? VM_ERROR : vm_get_attr(vm, super, vm_name(vm, VM_NAME_INIT_SUBCLASS));
    vm_unref(vm, super);
    if (method == VM_ERROR) {
        return false;
    }
    VmValue args[16];
    VmValue names = VM_EMPTY;
    uint32_t count = 0, position = 0;
    VmValue key, value;
    VmValue list = vm_list_new_empty(vm, 0);
    bool ok = list != VM_ERROR;
    while (ok && keywords != VM_EMPTY && vm_dict_walk(vm_to_dict(keywords), &position, &key, &value)) {
        if (key == vm_name(vm, VM_NAME_METACLASS)) {
            continue;
        }
        if (count == sizeof args / sizeof *args) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "too many keyword arguments in a class statement");
            ok = false;
        } else {
            args[count++] = value;
            ok = vm_list_append(vm, list, key);
        }
    }
    if (ok && count != 0) {
        names = vm_list_to_tuple(vm, list);
        ok = names != VM_ERROR;
    }
    VmValue result = ok ? vm_call(vm, method, args, 0, names) : VM_ERROR;
    vm_unref(vm, names);
    vm_unref(vm, list);
    vm_unref(vm, method);
    vm_unref(vm, result);
    return result != VM_ERROR;
}

/* Adds `name` to the abstract ones when what it means in the class is marked so. */
static bool note_abstract(Vm *vm, VmType *type, VmValue set, VmValue name)
{
    VmValue value = vm_type_lookup_borrow(vm, type, name);
    if (value == VM_EMPTY || !vm_is_object(value)) {
        return true;
    }
    vm_ref(value);
    bool error;
    VmValue mark = vm_get_attr_maybe(vm, value, vm_name(vm, VM_NAME_ISABSTRACTMETHOD), &error);
    int abstract = mark == VM_EMPTY ? (error ? -1 : 0) : vm_truth(vm, mark);
    vm_unref(vm, mark);
    vm_unref(vm, value);
    return abstract == 0 || (abstract > 0 && vm_set_add(vm, set, name));
}

static bool note_abstract_of_base(Vm *vm, VmType *type, VmValue set, VmType *base)
{
    VmValue names = vm_dict_get_name_borrow(vm, vm_to_dict(base->attrs), vm_name(vm, VM_NAME_ABSTRACTMETHODS));
    size_t position = 0;
    VmValue name;
    while (names != VM_EMPTY && vm_is_set(names) && vm_set_walk(vm_to_set(names), &position, &name)) {
        if (!note_abstract(vm, type, set, name)) {
            return false;
        }
    }
    return true;
}

/* Classes whose metatype is not plain `type` (ABCMeta) know their abstract methods. */
static bool find_abstract(Vm *vm, VmType *type)
{
    if (type->head.type == vm->types[VM_TYPE_TYPE]) {
        return true;
    }
    VmValue set = vm_set_new(vm, VM_EMPTY);
    bool ok = set != VM_ERROR;
    uint32_t position = 0;
    VmValue key, value;
    while (ok && vm_dict_walk(vm_to_dict(type->attrs), &position, &key, &value)) {
        ok = !vm_is_str(key) || note_abstract(vm, type, set, key);
    }
    VmTuple *bases = vm_to_tuple(type->bases);
    for (size_t i = 0; ok && i < bases->count; i++) {
        ok = note_abstract_of_base(vm, type, set, vm_to_type(bases->items[i]));
    }
    if (ok) {
        VmValue frozen = vm_frozenset_new(vm, set);
        ok = frozen != VM_ERROR && vm_type_set_attr(vm, type, vm_name(vm, VM_NAME_ABSTRACTMETHODS), frozen);
        vm_unref(vm, frozen);
    }
    vm_unref(vm, set);
    return ok;
}

VmValue vm_class_new_of(Vm *vm, VmType *meta, VmValue name, VmValue bases, VmValue namespace, VmValue keywords)
{
    VmType *base = best_base(vm, vm_to_tuple(bases));
    VmType *type = base == NULL ? NULL : make_class(vm, meta, base, name, bases, namespace);
    if (type == NULL) {
        return VM_ERROR;
    }
    VmValue cell = vm_dict_get_name_borrow(vm, vm_to_dict(namespace), vm_name(vm, VM_NAME_CLASSCELL));
    if (cell != VM_EMPTY && vm_has_kind(cell, VM_KIND_CELL)) {
        vm_set_steal(vm, &((VmCell *)vm_to_object(cell))->value, vm_ref(vm_from_type(type)));
    }
    if (!call_set_names(vm, type, namespace) || !find_abstract(vm, type) || !call_init_subclass(vm, type, keywords)) {
        vm_unref(vm, vm_from_type(type));
        return VM_ERROR;
    }
    return vm_from_type(type);
}

/* A class whose bases were not all types remembers what they were. */
static bool note_original_bases(Vm *vm, VmValue bases, VmValue namespace)
{
    VmTuple *given = vm_to_tuple(bases);
    for (size_t i = 0; i < given->count; i++) {
        if (!vm_is_type(given->items[i])) {
            return vm_dict_set_c(vm, namespace, "__orig_bases__", bases);
        }
    }
    return true;
}

VmValue vm_class_call(Vm *vm, VmValue callable, const VmValue *given, size_t nargs, VmValue keywords)
{
    enum { MOST = 16 };
    VmValue args[3 + MOST];
    memcpy(args, given, nargs * sizeof *args);
    VmValue names = vm_list_new_empty(vm, 0), key, value;
    uint32_t count = 0, position = 0;
    bool ok = names != VM_ERROR;
    while (ok && keywords != VM_EMPTY && vm_dict_walk(vm_to_dict(keywords), &position, &key, &value)) {
        if (key == vm_name(vm, VM_NAME_METACLASS)) {
            continue;
        }
        if (count == MOST) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "too many keyword arguments in a class statement");
            ok = false;
        } else {
            args[nargs + count++] = value;
            ok = vm_list_append(vm, names, key);
        }
    }
    VmValue tuple = ok && count > 0 ? vm_list_to_tuple(vm, names) : VM_EMPTY;
    VmValue made = ok && (count == 0 || tuple != VM_ERROR) ? vm_call(vm, callable, args, nargs, tuple) : VM_ERROR;
    vm_unref(vm, tuple);
    vm_unref(vm, names);
    return made;
}

VmValue vm_class_of_metaclass(Vm *vm, VmType *meta, VmValue name, VmValue bases, VmValue namespace, VmValue keywords)
{
    VmValue resolved = note_original_bases(vm, bases, namespace) ? resolve_bases(vm, bases) : VM_ERROR;
    VmType *winner = resolved == VM_ERROR ? NULL : most_derived(vm, meta, vm_to_tuple(resolved));
    VmValue made = winner == NULL ? VM_ERROR : vm_class_new_of(vm, winner, name, resolved, namespace, keywords);
    vm_unref(vm, resolved);
    return made;
}

VmValue vm_class_new(Vm *vm, VmValue name, VmValue bases, VmValue namespace, VmValue keywords)
{
    VmValue given = keywords == VM_EMPTY
                        ? VM_EMPTY
                        : vm_dict_get_name_borrow(vm, vm_to_dict(keywords), vm_name(vm, VM_NAME_METACLASS));
    if (given != VM_EMPTY && (!vm_is_type(given) || !vm_type_is_subtype(vm_to_type(given), vm->types[VM_TYPE_TYPE]))) {
        VmValue three[3] = {name, bases, namespace};
        return vm_class_call(vm, given, three, 3, keywords);
    }
    VmValue resolved = note_original_bases(vm, bases, namespace) ? resolve_bases(vm, bases) : VM_ERROR;
    if (resolved == VM_ERROR) {
        return VM_ERROR;
    }
    VmType *base = best_base(vm, vm_to_tuple(resolved));
    VmType *meta = base == NULL ? NULL : choose_metatype(vm, vm_to_tuple(resolved), keywords);
    VmValue result = VM_ERROR;
    if (meta != NULL && (meta->flags & VM_TYPE_CLASS) != 0) {
        VmValue three[3] = {name, vm_to_tuple(bases)->count == 0 ? bases : resolved, namespace};
        result = vm_class_call(vm, vm_from_type(meta), three, 3, keywords);
    } else if (meta != NULL && meta->make != vm->types[VM_TYPE_TYPE]->make) {
        VmValue args[4] = {name, resolved, namespace, keywords == VM_EMPTY ? VM_NONE : keywords};
        result = meta->make(vm, meta, args, 4, VM_EMPTY);
    } else if (meta != NULL) {
        result = vm_class_new_of(vm, meta, name, resolved, namespace, keywords);
    }
    vm_unref(vm, resolved);
    return result;
}
