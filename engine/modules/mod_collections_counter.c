/* collections.Counter. */
#include "modules/mod_collections.h"
#include "modules/mod_support.h"

#include "vm/vm_dict.h"
#include "vm/vm_dict_types.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_repr.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

static bool is_counter(VmValue v);

/* self[key] = operator(self[key] or 0, amount) */
static bool change(Vm *vm, VmValue self, VmValue key, VmBinary op, VmValue amount)
{
    VmValue old = vm_dict_get_borrow(vm, self, key);
    if (old == VM_EMPTY && vm_error_pending(vm)) {
        return false;
    }
    VmValue next = vm_binary(vm, op, old == VM_EMPTY ? vm_from_int(0) : old, amount);
    bool done = next != VM_ERROR && vm_dict_set(vm, self, key, next);
    vm_unref(vm, next);
    return done;
}

typedef struct Count {
    VmValue self;
    VmBinary op;
} Count;

static bool count_step(Vm *vm, VmValue item, void *context)
{
    const Count *count = context;
    return change(vm, count->self, item, count->op, vm_from_int(1));
}

static bool count_all(Vm *vm, VmValue self, VmValue source, VmBinary op)
{
    if (vm_is_dict(source)) {
        uint32_t position = 0;
        VmValue key, value;
        while (vm_dict_walk(vm_to_dict(source), &position, &key, &value)) {
            if (!change(vm, self, key, op, value)) {
                return false;
            }
        }
        return true;
    }
    Count count = {self, op};
    return vm_for_each(vm, source, count_step, &count);
}

/* Counter(...), update(...), subtract(...) */
static bool count_arguments(Vm *vm, VmValue self, VmValue source, VmValue keywords, VmBinary op)
{
    if (source != VM_EMPTY && source != VM_NONE && !count_all(vm, self, source, op)) {
        return false;
    }
    return keywords == VM_EMPTY || vm_to_dict(keywords)->used == 0 || count_all(vm, self, keywords, op);
}

static bool counter_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    if (!vm_args_parse(vm, "Counter.__init__", "iterable=, /, **kwds", args, nargs, kwnames, bound)) {
        return false;
    }
    bool done = count_arguments(vm, self, bound[0], bound[1], VM_BINARY_ADD);
    vm_unref(vm, bound[1]);
    return done;
}

static VmValue counter_update(Vm *vm, const VmValue *args)
{
    return count_arguments(vm, args[0], args[1], args[2], VM_BINARY_ADD) ? VM_NONE : VM_ERROR;
}

static VmValue counter_subtract(Vm *vm, const VmValue *args)
{
    return count_arguments(vm, args[0], args[1], args[2], VM_BINARY_SUB) ? VM_NONE : VM_ERROR;
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

static VmValue counter_missing(Vm *vm, const VmValue *args)
{
    (void)vm;
    (void)args;
    return vm_from_int(0);
}

static VmValue counter_get_item(Vm *vm, VmValue self, VmValue key)
{
    VmValue value = vm_dict_get_borrow(vm, self, key);
    return value != VM_EMPTY ? vm_ref(value) : vm_error_pending(vm) ? VM_ERROR : vm_from_int(0);
}

static bool counter_set_item(Vm *vm, VmValue self, VmValue key, VmValue value)
{
    return value != VM_EMPTY ? vm_dict_set(vm, self, key, value) : vm_dict_delete(vm, self, key) >= 0;
}

static VmValue second_of(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(vm_to_tuple(args[1])->items[1]);
}

/* A list of (key, count), the largest counts first. */
static VmValue sorted_pairs(Vm *vm, VmValue self)
{
    static const VmNativeDef def = {"itemgetter", second_of, "item", 0};
    VmValue list = vm_list_new_empty(vm, vm_to_dict(self)->used);
    VmValue getter = list == VM_ERROR ? VM_ERROR : vm_native_new_bound(vm, &def, VM_NONE);
    bool done = getter != VM_ERROR;
    uint32_t position = 0;
    VmValue key, value;
    while (done && vm_dict_walk(vm_to_dict(self), &position, &key, &value)) {
        VmValue pair = vm_tuple_pack2(vm, key, value);
        done = pair != VM_ERROR && vm_list_append_steal(vm, list, pair);
    }
    done = done && vm_list_sort(vm, list, getter, true);
    vm_unref(vm, getter);
    if (!done) {
        vm_unref(vm, list);
        return VM_ERROR;
    }
    return list;
}

static VmValue counter_most_common(Vm *vm, const VmValue *args)
{
    VmValue list = sorted_pairs(vm, args[0]);
    if (list == VM_ERROR || args[1] == VM_EMPTY || args[1] == VM_NONE) {
        return list;
    }
    int64_t most;
    if (!vm_as_index(vm, args[1], &most)) {
        vm_unref(vm, list);
        return VM_ERROR;
    }
    size_t count = vm_to_list(list)->count, wanted = most < 0 ? 0 : (size_t)most;
    VmValue first = vm_list_new(vm, vm_to_list(list)->items, wanted < count ? wanted : count);
    vm_unref(vm, list);
    return first;
}

static VmValue counter_elements(Vm *vm, const VmValue *args)
{
    VmValue list = vm_list_new_empty(vm, 0);
    uint32_t position = 0;
    VmValue key, value;
    bool done = list != VM_ERROR;
    while (done && vm_dict_walk(vm_to_dict(args[0]), &position, &key, &value)) {
        int64_t count;
        done = vm_as_index(vm, value, &count);
        for (int64_t i = 0; done && i < count; i++) {
            done = vm_list_append(vm, list, key);
        }
    }
    VmValue iterator = done ? vm_iter(vm, list) : VM_ERROR;
    vm_unref(vm, list);
    return iterator;
}

static VmValue counter_total(Vm *vm, const VmValue *args)
{
    VmValue total = vm_from_int(0);
    uint32_t position = 0;
    VmValue key, value;
    while (total != VM_ERROR && vm_dict_walk(vm_to_dict(args[0]), &position, &key, &value)) {
        VmValue next = vm_binary(vm, VM_BINARY_ADD, total, value);
        vm_unref(vm, total);
        total = next;
    }
    return total;
}

static VmValue counter_repr(Vm *vm, VmValue self)
{
    const char *name = vm_to_object(self)->type->name;
    if (vm_to_dict(self)->used == 0) {
        return vm_str_printf(vm, "%s()", name);
    }
    VmValue list = sorted_pairs(vm, self), dict = VM_ERROR;
    if (list == VM_ERROR && vm_error_matches(vm, VM_EXC_TYPE_ERROR)) { /* counts that cannot be sorted */
        vm_error_clear(vm);
        dict = vm_dict_copy(vm, self);
    } else if (list != VM_ERROR) {
        dict = vm_dict_new(vm);
        if (dict != VM_ERROR && !vm_dict_update(vm, dict, list)) {
            vm_unref(vm, dict);
            dict = VM_ERROR;
        }
    }
    VmValue text = dict == VM_ERROR ? VM_ERROR : vm->types[VM_TYPE_DICT]->repr(vm, dict);
    VmValue result = text == VM_ERROR ? VM_ERROR : vm_str_printf(vm, "%s(%s)", name, vm_str_data(text));
    vm_unref(vm, text);
    vm_unref(vm, dict);
    vm_unref(vm, list);
    return result;
}

/* ---- comparing and arithmetic ----------------------------------------------------------------------------------- */

/* op(self[key], other[key]) for the keys of `keys`: 1 all hold, 0, -1. */
static int all_hold(Vm *vm, VmValue keys, VmValue self, VmValue other, VmCompare op)
{
    uint32_t position = 0;
    VmValue key, value;
    while (vm_dict_walk(vm_to_dict(keys), &position, &key, &value)) {
        VmValue a = counter_get_item(vm, self, key), b = a == VM_ERROR ? VM_ERROR : counter_get_item(vm, other, key);
        VmValue result = b == VM_ERROR ? VM_ERROR : vm_compare(vm, op, a, b);
        int holds = result == VM_ERROR ? -1 : vm_truth(vm, result);
        vm_unref(vm, a);
        vm_unref(vm, b);
        vm_unref(vm, result);
        if (holds != 1) {
            return holds;
        }
    }
    return 1;
}

static VmValue counter_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if (!is_counter(other)) {
        return VM_NOT_IMPLEMENTED;
    }
    bool greater = op == VM_COMPARE_GT || op == VM_COMPARE_GE;
    bool equality = op == VM_COMPARE_EQ || op == VM_COMPARE_NE;
    VmCompare each = equality ? VM_COMPARE_EQ : greater ? VM_COMPARE_GE : VM_COMPARE_LE;
    int holds = all_hold(vm, self, self, other, each);
    holds = holds == 1 ? all_hold(vm, other, self, other, each) : holds;
    if (holds == 1 && (op == VM_COMPARE_LT || op == VM_COMPARE_GT)) {
        int equal = all_hold(vm, self, self, other, VM_COMPARE_EQ);
        equal = equal == 1 ? all_hold(vm, other, self, other, VM_COMPARE_EQ) : equal;
        holds = equal < 0 ? -1 : !equal;
    }
    return holds < 0 ? VM_ERROR : vm_from_bool(op == VM_COMPARE_NE ? !holds : holds);
}

/* What two counts of one key give: their sum or difference, the larger (OR) or smaller one (AND); owned. */
static VmValue combine_counts(Vm *vm, VmBinary op, VmValue a, VmValue b)
{
    if (op == VM_BINARY_ADD || op == VM_BINARY_SUB) {
        return vm_binary(vm, op, a, b);
    }
    int less = vm_less(vm, a, b);
    return less < 0 ? VM_ERROR : vm_ref((less == 1) == (op == VM_BINARY_OR) ? b : a);
}

static bool add_if_positive(Vm *vm, VmValue result, VmValue key, VmValue count)
{
    int positive = vm_less(vm, vm_from_int(0), count);
    return positive >= 0 && (positive == 0 || vm_dict_set(vm, result, key, count));
}

/* The keys of `keys`, those of `without` left out. */
static bool combine_keys(Vm *vm, VmBinary op, VmValue keys, VmValue without, VmValue left, VmValue right,
                         VmValue result)
{
    uint32_t position = 0;
    VmValue key, value;
    while (vm_dict_walk(vm_to_dict(keys), &position, &key, &value)) {
        if (without != VM_EMPTY) {
            int there = vm_dict_contains(vm, without, key);
            if (there != 0) {
                if (there < 0) {
                    return false;
                }
                continue;
            }
        }
        VmValue a = counter_get_item(vm, left, key), b = a == VM_ERROR ? VM_ERROR : counter_get_item(vm, right, key);
        VmValue count = b == VM_ERROR ? VM_ERROR : combine_counts(vm, op, a, b);
        bool done = count != VM_ERROR && add_if_positive(vm, result, key, count);
        vm_unref(vm, a);
        vm_unref(vm, b);
        vm_unref(vm, count);
        if (!done) {
            return false;
        }
    }
    return true;
}

static VmValue combine(Vm *vm, VmBinary op, VmValue left, VmValue right)
{
    if (!is_counter(left) || !is_counter(right)) {
        return VM_NOT_IMPLEMENTED;
    }
    VmType *type = mod_kept_type(vm, MOD_KEPT_COUNTER, "collections");
    VmValue result = type == NULL ? VM_ERROR : vm_dict_new_of(vm, type);
    if (result != VM_ERROR && (!combine_keys(vm, op, left, VM_EMPTY, left, right, result) ||
                               (op != VM_BINARY_AND && !combine_keys(vm, op, right, left, left, right, result)))) {
        vm_unref(vm, result);
        return VM_ERROR;
    }
    return result;
}

static VmValue counter_add(Vm *vm, VmValue left, VmValue right)
{
    return combine(vm, VM_BINARY_ADD, left, right);
}

static VmValue counter_sub(Vm *vm, VmValue left, VmValue right)
{
    return combine(vm, VM_BINARY_SUB, left, right);
}

static VmValue counter_or(Vm *vm, VmValue left, VmValue right)
{
    return combine(vm, VM_BINARY_OR, left, right);
}

static VmValue counter_and(Vm *vm, VmValue left, VmValue right)
{
    return combine(vm, VM_BINARY_AND, left, right);
}

/* self op= other */
static VmValue combine_inplace(Vm *vm, VmBinary op, const VmValue *args)
{
    VmValue result = combine(vm, op, args[0], args[1]);
    if (result == VM_ERROR || result == VM_NOT_IMPLEMENTED) {
        return result;
    }
    vm_dict_clear(vm, args[0]);
    bool done = vm_dict_merge_dict(vm, args[0], vm_to_dict(result));
    vm_unref(vm, result);
    return done ? vm_ref(args[0]) : VM_ERROR;
}

static VmValue counter_iadd(Vm *vm, const VmValue *args)
{
    return combine_inplace(vm, VM_BINARY_ADD, args);
}

static VmValue counter_isub(Vm *vm, const VmValue *args)
{
    return combine_inplace(vm, VM_BINARY_SUB, args);
}

static VmValue counter_ior(Vm *vm, const VmValue *args)
{
    return combine_inplace(vm, VM_BINARY_OR, args);
}

static VmValue counter_iand(Vm *vm, const VmValue *args)
{
    return combine_inplace(vm, VM_BINARY_AND, args);
}

/* +c and -c: what is positive in c, or in its negative. */
static VmValue keep_positive(Vm *vm, VmValue self, VmBinary op)
{
    VmType *type = mod_kept_type(vm, MOD_KEPT_COUNTER, "collections");
    VmValue empty = type == NULL ? VM_ERROR : vm_dict_new_of(vm, type);
    VmValue result = empty == VM_ERROR ? VM_ERROR : combine(vm, op, empty, self);
    vm_unref(vm, empty);
    return result;
}

static VmValue counter_positive(Vm *vm, VmValue self)
{
    return keep_positive(vm, self, VM_BINARY_ADD);
}

static VmValue counter_negative(Vm *vm, VmValue self)
{
    return keep_positive(vm, self, VM_BINARY_SUB);
}

static VmValue counter_copy(Vm *vm, const VmValue *args)
{
    VmValue copy = vm_dict_new_of(vm, vm_to_object(args[0])->type);
    if (copy != VM_ERROR && !vm_dict_merge_dict(vm, copy, vm_to_dict(args[0]))) {
        vm_unref(vm, copy);
        return VM_ERROR;
    }
    return copy;
}

static VmValue counter_fromkeys(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_raise(vm, VM_EXC_NOT_IMPLEMENTED_ERROR,
                    "Counter.fromkeys() is undefined.  Use Counter(iterable) instead.");
}

static const VmNativeDef counter_methods[] = {
    {"copy", counter_copy, "", VM_NATIVE_PYTHON},
    {"elements", counter_elements, "", VM_NATIVE_PYTHON},
    {"fromkeys", counter_fromkeys, "iterable, v=", VM_NATIVE_PYTHON | VM_NATIVE_CLASS},
    {"most_common", counter_most_common, "n=", VM_NATIVE_PYTHON},
    {"subtract", counter_subtract, "iterable=, /, **kwds", VM_NATIVE_PYTHON},
    {"total", counter_total, "", VM_NATIVE_PYTHON},
    {"update", counter_update, "iterable=, /, **kwds", VM_NATIVE_PYTHON},
    {"__copy__", counter_copy, "", VM_NATIVE_PYTHON},
    {"__iadd__", counter_iadd, "other", VM_NATIVE_PYTHON},
    {"__iand__", counter_iand, "other", VM_NATIVE_PYTHON},
    {"__ior__", counter_ior, "other", VM_NATIVE_PYTHON},
    {"__isub__", counter_isub, "other", VM_NATIVE_PYTHON},
    {"__missing__", counter_missing, "key", VM_NATIVE_PYTHON},
    {0},
};

static void counter_fill(VmType *type)
{
    type->init = counter_init;
    type->repr = counter_repr;
    type->get_item = counter_get_item;
    type->set_item = counter_set_item;
    type->compare = counter_compare;
    type->positive = counter_positive;
    type->negative = counter_negative;
    type->binary[VM_BINARY_ADD] = counter_add;
    type->binary[VM_BINARY_SUB] = counter_sub;
    type->binary[VM_BINARY_OR] = counter_or;
    type->binary[VM_BINARY_AND] = counter_and;
}

static bool is_counter(VmValue v)
{
    if (!vm_is_dict(v)) {
        return false;
    }
    for (const VmType *type = vm_to_object(v)->type; type != NULL; type = type->base) {
        if (type->init == counter_init) {
            return true;
        }
    }
    return false;
}

const VmTypeSpec mod_collections_counter_type = {
    .name = "Counter",
    .module = "collections",
    .base = VM_TYPE_DICT,
    .kind = VM_KIND_DICT,
    .instance_size = sizeof(VmDict),
    .has_dict = true,
    .methods = counter_methods,
    .fill = counter_fill,
};
