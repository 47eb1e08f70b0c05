/* vm_match.c: what patterns ask. */
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_interp.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

static bool has_type_name(Vm *vm, VmValue v, const char *name)
{
    return strcmp(vm_type_name(vm, v), name) == 0;
}

/* Is it of a script's class that collections.abc counts among its `name`?  1, 0, -1 */
static int is_abstract(Vm *vm, VmValue v, const char *name)
{
    VmValue module = VM_EMPTY;
    if (vm_is_object(v) && (vm_has_kind(v, VM_KIND_INSTANCE) || has_type_name(vm, v, "mappingproxy"))) {
        VmValue key = vm_intern_find_borrow(vm, "collections.abc", strlen("collections.abc"));
        module = key == VM_EMPTY ? VM_EMPTY : vm_dict_get_name_borrow(vm, vm_to_dict(vm->modules), key);
    }
    if (module == VM_EMPTY) {
        return has_type_name(vm, v, "mappingproxy") && strcmp(name, "Mapping") == 0;
    }
    VmValue class = vm_get_attr_c(vm, module, name);
    int answer = class == VM_ERROR ? -1 : vm_isinstance(vm, v, class);
    vm_unref(vm, class);
    return answer;
}

/* Lists, tuples, ranges, deques and classes built on them, and Sequences; not strings.  1, 0, -1 */
static int is_sequence(Vm *vm, VmValue v)
{
    if (vm_has_kind(v, VM_KIND_LIST) || vm_has_kind(v, VM_KIND_TUPLE) || vm_has_kind(v, VM_KIND_RANGE) ||
        has_type_name(vm, v, "collections.deque") || has_type_name(vm, v, "deque")) {
        return 1;
    }
    return is_abstract(vm, v, "Sequence");
}

bool vm_op_match_sequence(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue subject = regs[pc->b];
    int match = is_sequence(vm, subject);
    if (match < 0) {
        return false;
    }
    if (match == 1) {
        int64_t length = vm_length(vm, subject);
        if (length < 0) {
            return false;
        }
        match = (pc->hint & LANG_MATCH_AT_LEAST) != 0 ? length >= pc->c : length == pc->c;
    }
    vm_set_register(vm, regs, pc->a, vm_from_bool(match != 0));
    return true;
}

bool vm_op_match_mapping(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue subject = regs[pc->b];
    bool match = vm_is_dict(subject) && vm_to_dict(subject)->used >= pc->c;
    if (!vm_is_dict(subject)) {
        int mapping = is_abstract(vm, subject, "Mapping");
        int64_t length = mapping == 1 && pc->c > 0 ? vm_length(vm, subject) : 0;
        if (mapping < 0 || length < 0) {
            return false;
        }
        match = mapping == 1 && length >= pc->c;
    }
    vm_set_register(vm, regs, pc->a, vm_from_bool(match));
    return true;
}

static bool no_duplicates(Vm *vm, const VmTuple *keys)
{
    for (size_t i = 0; i < keys->count; i++) {
        for (size_t j = 0; j < i; j++) {
            int same = vm_equal(vm, keys->items[i], keys->items[j]);
            if (same > 0) {
                VmValue text = vm_repr(vm, keys->items[i]);
                if (text != VM_ERROR) {
                    vm_raise(vm, VM_EXC_VALUE_ERROR, "mapping pattern checks duplicate key (%s)", vm_str_data(text));
                }
                vm_unref(vm, text);
            }
            if (same != 0) {
                return false;
            }
        }
    }
    return true;
}

/* The value of a key, owned; VM_EMPTY: there is none, or an exception is pending. */
static VmValue value_of(Vm *vm, VmValue subject, VmValue key)
{
    if (vm_is_dict(subject)) {
        VmValue value = vm_dict_get_borrow(vm, subject, key);
        return value == VM_EMPTY ? VM_EMPTY : vm_ref(value);
    }
    VmValue absent = vm_instance_new(vm, vm->types[VM_TYPE_OBJECT]), name = vm_intern_c(vm, "get");
    VmValue args[2] = {key, absent};
    VmValue value = absent == VM_ERROR || name == VM_ERROR ? VM_ERROR : vm_call_method(vm, subject, name, args, 2);
    bool missing = value == absent;
    if (missing) {
        vm_unref(vm, value);
    }
    vm_unref(vm, absent);
    vm_unref(vm, name);
    return missing || value == VM_ERROR ? VM_EMPTY : value;
}

bool vm_op_match_keys(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    const VmTuple *keys = vm_to_tuple(regs[pc->c]);
    if (!no_duplicates(vm, keys)) {
        return false;
    }
    VmValue values = vm_tuple_new_blank(vm, keys->count);
    for (size_t i = 0; values != VM_ERROR && i < keys->count; i++) {
        VmValue value = value_of(vm, regs[pc->b], keys->items[i]);
        if (value == VM_EMPTY) {
            vm_unref(vm, values);
            if (vm_error_pending(vm)) {
                return false;
            }
            vm_set_register(vm, regs, pc->a, VM_NONE);
            return true;
        }
        vm_to_tuple(values)->items[i] = value;
    }
    if (values == VM_ERROR) {
        return false;
    }
    vm_set_register(vm, regs, pc->a, values);
    return true;
}

bool vm_op_match_rest(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    const VmTuple *keys = vm_to_tuple(regs[pc->c]);
    VmValue rest = vm_dict_new(vm);
    bool ok = rest != VM_ERROR && vm_dict_update(vm, rest, regs[pc->b]);
    for (size_t i = 0; ok && i < keys->count; i++) {
        ok = vm_dict_delete(vm, rest, keys->items[i]) >= 0;
    }
    if (!ok) {
        vm_unref(vm, rest);
        return false;
    }
    vm_set_register(vm, regs, pc->a, rest);
    return true;
}

/* ---- class patterns ---- */

/* bool, bytes, dict, float, frozenset, int, list, set, str, tuple: the one positional pattern is the subject itself. */
static bool matches_itself(const Vm *vm, const VmType *type)
{
    static const VmTypeId ids[] = {VM_TYPE_BOOL, VM_TYPE_BYTES, VM_TYPE_DICT, VM_TYPE_FLOAT, VM_TYPE_FROZENSET,
                                   VM_TYPE_INT,  VM_TYPE_LIST,  VM_TYPE_SET,  VM_TYPE_STR,   VM_TYPE_TUPLE};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        if (vm_type_is_subtype(type, vm->types[ids[i]])) {
            return true;
        }
    }
    return false;
}

/* The attribute names for the positional patterns, a tuple (owned); None: the subject itself; VM_ERROR. */
static VmValue match_args(Vm *vm, VmType *type, uint32_t positional)
{
    bool error;
    VmValue names = vm_get_attr_maybe(vm, vm_from_type(type), vm_name(vm, VM_NAME_MATCH_ARGS), &error);
    if (error) {
        return VM_ERROR;
    }
    size_t allowed = 0;
    if (names != VM_EMPTY) {
        if (!vm_is_tuple(names)) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "%s.__match_args__ must be a tuple (got %s)", type->name,
                     vm_type_name(vm, names));
            vm_unref(vm, names);
            return VM_ERROR;
        }
        allowed = vm_to_tuple(names)->count;
    } else if (matches_itself(vm, type)) {
        allowed = 1;
        names = VM_NONE;
    } else {
        names = vm_tuple_new(vm, NULL, 0);
    }
    if (names != VM_ERROR && positional > allowed) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "%s() accepts %zu positional sub-pattern%s (%u given)", type->name, allowed,
                 allowed == 1 ? "" : "s", positional);
        vm_unref(vm, names);
        return VM_ERROR;
    }
    return names;
}

/* Puts subject.name into the tuple: 1, 0 when there is no such attribute, -1. */
static int take_attribute(Vm *vm, VmValue subject, VmValue name, VmTuple *into, size_t at)
{
    if (!vm_is_str(name)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "__match_args__ elements must be strings (got %s)", vm_type_name(vm, name));
        return -1;
    }
    bool error;
    VmValue interned = vm_intern_str(vm, name);
    VmValue value = interned == VM_ERROR ? VM_EMPTY : vm_get_attr_maybe(vm, subject, interned, &error);
    if (interned == VM_ERROR) {
        return -1;
    }
    vm_unref(vm, interned);
    if (value == VM_EMPTY) {
        return error ? -1 : 0;
    }
    into->items[at] = value;
    return 1;
}

/* 1 matched (*out owned), 0 not, -1 error */
static int class_attributes(Vm *vm, VmValue subject, VmType *type, uint32_t positional, const VmTuple *named,
                            VmValue *out)
{
    VmValue names = positional == 0 ? VM_NONE : match_args(vm, type, positional);
    if (names == VM_ERROR) {
        return -1;
    }
    *out = vm_tuple_new_blank(vm, positional + named->count);
    int found = *out == VM_ERROR ? -1 : 1;
    for (uint32_t i = 0; found == 1 && i < positional; i++) {
        if (names == VM_NONE) {
            vm_to_tuple(*out)->items[i] = vm_ref(subject);
        } else {
            found = take_attribute(vm, subject, vm_to_tuple(names)->items[i], vm_to_tuple(*out), i);
        }
    }
    for (size_t i = 0; found == 1 && names != VM_NONE && i < named->count; i++) {
        for (uint32_t j = 0; found == 1 && j < positional; j++) {
            if (vm_equal(vm, named->items[i], vm_to_tuple(names)->items[j]) == 1) {
                vm_raise(vm, VM_EXC_TYPE_ERROR, "%s() got multiple sub-patterns for attribute '%s'", type->name,
                         vm_str_data(named->items[i]));
                found = -1;
            }
        }
    }
    for (size_t i = 0; found == 1 && i < named->count; i++) {
        found = take_attribute(vm, subject, named->items[i], vm_to_tuple(*out), positional + i);
    }
    vm_unref(vm, names);
    if (found != 1) {
        vm_unref(vm, *out);
    }
    return found;
}

bool vm_op_match_class(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue subject = regs[pc->b], class = regs[pc->c];
    if (!vm_is_type(class)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "called match pattern must be a class");
        return false;
    }
    int match = vm_isinstance(vm, subject, class);
    VmValue values = VM_NONE;
    if (match == 1) {
        match = class_attributes(vm, subject, vm_to_type(class), pc->hint, vm_to_tuple(regs[pc->c + 1]), &values);
        values = match == 1 ? values : VM_NONE;
    }
    if (match < 0) {
        return false;
    }
    vm_clear_register(vm, regs, pc->c);
    vm_clear_register(vm, regs, pc->c + 1u);
    vm_set_register(vm, regs, pc->a, values);
    return true;
}
