/* BaseExceptionGroup and ExceptionGroup: construction, split, subgroup, derive. */
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_exception_types.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_operator.h"
#include "vm/vm_protocol.h"
#include "vm/vm_sequence.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

static VmTuple *members_of(VmValue group)
{
    return vm_to_tuple(vm_to_exception(group)->payload);
}

static bool is_group(Vm *vm, VmValue v)
{
    return vm_exception_is(vm, v, VM_EXC_BASE_EXCEPTION_GROUP);
}

/* ---- construction ----------------------------------------------------------------------------------------------- */

/* The second argument as a tuple of exceptions; *plain: all are Exceptions. */
static VmValue check_members(Vm *vm, VmValue given, bool *plain)
{
    VmType *type = vm_type_of(vm, given);
    if (!vm_is_list(given) && !vm_is_tuple(given) && type->get_item == NULL) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "second argument (exceptions) must be a sequence");
    }
    VmValue members = vm_tuple_from(vm, given);
    if (members == VM_ERROR) {
        return VM_ERROR;
    }
    VmTuple *tuple = vm_to_tuple(members);
    if (tuple->count == 0) {
        vm_unref(vm, members);
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "second argument (exceptions) must be a non-empty sequence");
    }
    *plain = true;
    for (size_t i = 0; i < tuple->count; i++) {
        if (!vm_is_exception(tuple->items[i])) {
            vm_unref(vm, members);
            return vm_raise(vm, VM_EXC_VALUE_ERROR, "Item %zu of second argument (exceptions) is not an exception", i);
        }
        *plain = *plain && vm_exception_is(vm, tuple->items[i], VM_EXC_EXCEPTION);
    }
    return members;
}

VmValue vm_exception_group_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_args_count(vm, "BaseExceptionGroup.__new__()", nargs, 2, 2)) {
        if (vm_error_matches(vm, VM_EXC_TYPE_ERROR)) {
            vm_error_clear(vm);
            vm_raise(vm, VM_EXC_TYPE_ERROR, "BaseExceptionGroup.__new__() takes exactly 2 arguments (%zu given)",
                     nargs);
        }
        return VM_ERROR;
    }
    if (!vm_is_str(args[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "BaseExceptionGroup.__new__() argument 1 must be str, not %s",
                        vm_type_name(vm, args[0]));
    }
    bool plain = true;
    VmValue members = check_members(vm, args[1], &plain);
    if (members == VM_ERROR) {
        return VM_ERROR;
    }
    VmType *group = vm->exceptions[VM_EXC_EXCEPTION_GROUP];
    if (type == vm->exceptions[VM_EXC_BASE_EXCEPTION_GROUP] && plain) {
        type = group;
    } else if (!plain && vm_type_is_subtype(type, vm->exceptions[VM_EXC_EXCEPTION])) {
        vm_unref(vm, members);
        if (type == group) {
            return vm_raise(vm, VM_EXC_TYPE_ERROR, "Cannot nest BaseExceptions in an ExceptionGroup");
        }
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "Cannot nest BaseExceptions in '%s'", type->name);
    }
    VmValue self = vm_exception_make(vm, type, args, nargs, kwnames);
    if (self == VM_ERROR) {
        vm_unref(vm, members);
        return VM_ERROR;
    }
    vm_to_exception(self)->message = vm_ref(args[0]);
    vm_to_exception(self)->payload = members;
    return self;
}

VmValue vm_exception_group_str(Vm *vm, VmValue self)
{
    VmException *e = vm_to_exception(self);
    size_t count = members_of(self)->count;
    return vm_str_printf(vm, "%s (%zu sub-exception%s)", vm_str_data(e->message), count, count == 1 ? "" : "s");
}

/* ---- splitting -------------------------------------------------------------------------------------------------- */

/* What decides which exceptions match: a class, a tuple of classes, or a predicate. */
typedef struct Condition {
    VmValue what;
    bool is_predicate;
} Condition;

static bool make_condition(Vm *vm, VmValue what, Condition *condition)
{
    *condition = (Condition){.what = what};
    if (vm_is_exception_class(vm, what)) {
        return true;
    }
    if (vm_is_tuple(what)) {
        bool good = true;
        for (size_t i = 0; i < vm_to_tuple(what)->count; i++) {
            good = good && vm_is_exception_class(vm, vm_to_tuple(what)->items[i]);
        }
        if (good) {
            return true;
        }
    } else if (!vm_is_type(what) && vm_is_callable(vm, what)) {
        condition->is_predicate = true;
        return true;
    }
    vm_raise(vm, VM_EXC_TYPE_ERROR, "expected a function, exception type or tuple of exception types");
    return false;
}

static int meets(Vm *vm, VmValue exception, const Condition *condition)
{
    if (!condition->is_predicate) {
        return vm_exception_match(vm, exception, condition->what);
    }
    VmValue answer = vm_call1(vm, condition->what, exception);
    int truth = answer == VM_ERROR ? -1 : vm_truth(vm, answer);
    vm_unref(vm, answer);
    return truth;
}

/* group.derive(members), with the group's traceback, cause, context and notes; None when there are no members. */
static VmValue derive(Vm *vm, VmValue group, VmValue members)
{
    if (vm_to_list(members)->count == 0) {
        return VM_NONE;
    }
    VmValue part = vm_call_method(vm, group, vm_name(vm, VM_NAME_DERIVE), &members, 1);
    if (part == VM_ERROR) {
        return VM_ERROR;
    }
    if (!is_group(vm, part)) {
        vm_unref(vm, part);
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "derive must return an instance of BaseExceptionGroup");
    }
    VmException *from = vm_to_exception(group), *to = vm_to_exception(part);
    vm_set_steal(vm, &to->traceback, vm_ref(from->traceback));
    vm_set_steal(vm, &to->context, vm_ref(from->context));
    vm_set_steal(vm, &to->cause, vm_ref(from->cause));
    to->suppress_context = from->cause != VM_EMPTY || from->suppress_context;
    if (from->notes != VM_EMPTY) {
        VmValue notes = vm_is_list(from->notes) ? vm_list_from(vm, from->notes) : vm_ref(from->notes);
        if (notes == VM_ERROR) {
            vm_unref(vm, part);
            return VM_ERROR;
        }
        vm_set_steal(vm, &to->notes, notes);
    }
    return part;
}

static bool split(Vm *vm, VmValue exception, const Condition *condition, VmValue *match, VmValue *rest);

static bool split_members(Vm *vm, VmValue group, const Condition *condition, VmValue matched, VmValue others)
{
    VmTuple *members = members_of(group);
    for (size_t i = 0; i < members->count; i++) {
        VmValue match, rest;
        if (!split(vm, members->items[i], condition, &match, &rest)) {
            return false;
        }
        bool ok = match == VM_NONE || vm_list_append(vm, matched, match);
        ok = ok && (rest == VM_NONE || vm_list_append(vm, others, rest));
        vm_unref(vm, match);
        vm_unref(vm, rest);
        if (!ok) {
            return false;
        }
    }
    return true;
}

/* *match and *rest are owned: the parts of an exception that meet the condition and those that do not, None when there
 * are none.  Recursion is bounded by vm_enter. */
static bool split(Vm *vm, VmValue exception, const Condition *condition, VmValue *match, VmValue *rest)
{
    *match = *rest = VM_NONE;
    int whole = meets(vm, exception, condition);
    if (whole != 0 || !is_group(vm, exception)) {
        *(whole > 0 ? match : rest) = vm_ref(exception);
        if (whole < 0) {
            vm_unref(vm, exception);
            *rest = VM_NONE;
        }
        return whole >= 0;
    }
    if (!vm_enter(vm, " in exceptiongroup_split_recursive")) {
        return false;
    }
    VmValue matched = vm_list_new_empty(vm, 0);
    VmValue others = matched == VM_ERROR ? VM_ERROR : vm_list_new_empty(vm, 0);
    bool ok = others != VM_ERROR && split_members(vm, exception, condition, matched, others);
    vm_leave(vm);
    if (ok) {
        VmValue first = derive(vm, exception, matched);
        VmValue second = first == VM_ERROR ? VM_ERROR : derive(vm, exception, others);
        ok = second != VM_ERROR;
        if (ok) {
            *match = first;
            *rest = second;
        } else {
            vm_unref(vm, first);
        }
    }
    vm_unref(vm, matched);
    vm_unref(vm, others);
    return ok;
}

bool vm_exception_split(Vm *vm, VmValue exception, VmValue classes, VmValue *match, VmValue *rest)
{
    *match = *rest = VM_NONE;
    Condition condition = {.what = classes};
    if (is_group(vm, exception)) {
        return split(vm, exception, &condition, match, rest);
    }
    int matches = vm_exception_match(vm, exception, classes);
    if (matches <= 0) {
        *rest = matches == 0 ? vm_ref(exception) : VM_NONE;
        return matches == 0;
    }
    VmValue list = vm_list_new(vm, &exception, 1);
    VmValue args[2] = {vm_str_empty(vm), list};
    if (args[0] != VM_ERROR && list != VM_ERROR) {
        VmValue wrapped = vm_exception_new(vm, vm->exceptions[VM_EXC_BASE_EXCEPTION_GROUP], args, 2);
        *match = wrapped != VM_ERROR ? wrapped : VM_NONE;
    }
    vm_unref(vm, args[0]);
    vm_unref(vm, list);
    return *match != VM_NONE;
}

/* ---- methods ---------------------------------------------------------------------------------------------------- */

static VmValue group_split(Vm *vm, const VmValue *args)
{
    Condition condition;
    VmValue parts[2];
    if (!make_condition(vm, args[1], &condition) || !split(vm, args[0], &condition, &parts[0], &parts[1])) {
        return VM_ERROR;
    }
    return vm_tuple_new_steal(vm, parts, 2);
}

static VmValue group_subgroup(Vm *vm, const VmValue *args)
{
    Condition condition;
    VmValue match, rest;
    if (!make_condition(vm, args[1], &condition) || !split(vm, args[0], &condition, &match, &rest)) {
        return VM_ERROR;
    }
    vm_unref(vm, rest);
    return match;
}

static VmValue group_derive(Vm *vm, const VmValue *args)
{
    VmValue made[2] = {vm_to_exception(args[0])->message, args[1]};
    return vm_exception_new(vm, vm->exceptions[VM_EXC_BASE_EXCEPTION_GROUP], made, 2);
}

static VmValue group_message(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(vm_to_exception(args[0])->message);
}

static VmValue group_exceptions(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(vm_to_exception(args[0])->payload);
}

const VmNativeDef vm_exception_group_methods[] = {
    {"split", group_split, "condition, /", 0},
    {"subgroup", group_subgroup, "condition, /", 0},
    {"derive", group_derive, "excs, /", 0},
    {"message", group_message, "", VM_NATIVE_PROPERTY},
    {"exceptions", group_exceptions, "", VM_NATIVE_PROPERTY},
    {"__class_getitem__", vm_class_getitem, "item, /", VM_NATIVE_CLASS},
    {NULL, NULL, NULL, 0},
};
