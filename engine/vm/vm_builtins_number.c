/* Builtin functions about numbers and about picking from and adding up iterables. */
#include "vm/vm_builtins_functions.h"
#include "vm/vm_call.h"
#include "vm/vm_cost.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_float.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_operator.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

VmValue vm_builtin_abs(Vm *vm, const VmValue *args)
{
    return vm_absolute(vm, args[0]);
}

VmValue vm_builtin_divmod(Vm *vm, const VmValue *args)
{
    return vm_divmod(vm, args[0], args[1]);
}

VmValue vm_builtin_pow(Vm *vm, const VmValue *args)
{
    if (args[2] == VM_EMPTY || args[2] == VM_NONE) {
        return vm_binary(vm, VM_BINARY_POW, args[0], args[1]);
    }
    return vm_power_modulo(vm, args[0], args[1], args[2]);
}

VmValue vm_builtin_round(Vm *vm, const VmValue *args)
{
    return vm_round(vm, args[0], args[1]);
}

VmValue vm_builtin_bin(Vm *vm, const VmValue *args)
{
    return vm_int_text_of(vm, args[0], 2);
}

VmValue vm_builtin_oct(Vm *vm, const VmValue *args)
{
    return vm_int_text_of(vm, args[0], 8);
}

VmValue vm_builtin_hex(Vm *vm, const VmValue *args)
{
    return vm_int_text_of(vm, args[0], 16);
}

/* ---- sum, any, all ---------------------------------------------------------------------------------------------- */

static bool add_up(Vm *vm, VmValue item, void *context)
{
    VmValue *sum = context;
    VmValue next;
    if (vm_are_ints(*sum, item) && vm_int_fits(vm_to_int(*sum) + vm_to_int(item))) {
        next = vm_from_int(vm_to_int(*sum) + vm_to_int(item));
    } else if (vm_is_double(*sum) && vm_is_double(item)) {
        next = vm_from_double(vm_to_double(*sum) + vm_to_double(item));
    } else {
        next = vm_binary(vm, VM_BINARY_ADD, *sum, item);
    }
    if (next == VM_ERROR) {
        return false;
    }
    vm_set_steal(vm, sum, next);
    return true;
}

VmValue vm_builtin_sum(Vm *vm, const VmValue *args)
{
    VmValue sum = args[1] == VM_EMPTY ? vm_from_int(0) : vm_ref(args[1]);
    if (vm_is_str(sum)) {
        vm_unref(vm, sum);
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "sum() can't sum strings [use ''.join(seq) instead]");
    }
    if (!vm_for_each(vm, args[0], add_up, &sum)) {
        vm_unref(vm, sum);
        return VM_ERROR;
    }
    return sum;
}

static bool stop_at_truth(Vm *vm, VmValue item, void *context)
{
    int *truth = context;
    *truth = vm_truth(vm, item);
    return *truth == 0;
}

static bool stop_at_falsehood(Vm *vm, VmValue item, void *context)
{
    int *truth = context;
    *truth = vm_truth(vm, item);
    return *truth > 0;
}

VmValue vm_builtin_any(Vm *vm, const VmValue *args)
{
    int truth = 0;
    (void)vm_for_each(vm, args[0], stop_at_truth, &truth);
    return vm_error_pending(vm) ? VM_ERROR : vm_from_bool(truth);
}

VmValue vm_builtin_all(Vm *vm, const VmValue *args)
{
    int truth = 1;
    (void)vm_for_each(vm, args[0], stop_at_falsehood, &truth);
    return vm_error_pending(vm) ? VM_ERROR : vm_from_bool(truth);
}

/* ---- min, max --------------------------------------------------------------------------------------------------- */

typedef struct Pick {
    VmValue key;       /* function or VM_EMPTY */
    VmValue best;      /* owned */
    VmValue best_rank; /* owned */
    VmCompare op;
} Pick;

static bool consider(Vm *vm, VmValue item, void *context)
{
    Pick *pick = context;
    VmValue rank = pick->key == VM_EMPTY ? vm_ref(item) : vm_call1(vm, pick->key, item);
    if (rank == VM_ERROR) {
        return false;
    }
    if (pick->best == VM_EMPTY) {
        pick->best = vm_ref(item);
        pick->best_rank = rank;
        return true;
    }
    vm_cost_add(vm, VM_COST_EQUAL, 1);
    VmValue answer = vm_compare(vm, pick->op, rank, pick->best_rank);
    int better = answer == VM_ERROR ? -1 : vm_truth(vm, answer);
    vm_unref(vm, answer);
    if (better > 0) {
        vm_set_steal(vm, &pick->best, vm_ref(item));
        vm_set_steal(vm, &pick->best_rank, rank);
    } else {
        vm_unref(vm, rank);
    }
    return better >= 0;
}

/* args: the tuple of positional arguments, key, default */
static VmValue pick(Vm *vm, const VmValue *args, const char *name, VmCompare op)
{
    VmTuple *given = vm_to_tuple(args[0]);
    if (given->count == 0) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "%s expected at least 1 argument, got 0", name);
    }
    if (given->count > 1 && args[2] != VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "Cannot specify a default for %s() with multiple positional arguments",
                        name);
    }
    Pick pick = {.key = args[1] == VM_NONE ? VM_EMPTY : args[1], .op = op};
    VmValue from = given->count == 1 ? given->items[0] : args[0];
    bool ok = vm_for_each(vm, from, consider, &pick);
    vm_unref(vm, pick.best_rank);
    if (!ok) {
        vm_unref(vm, pick.best);
        return VM_ERROR;
    }
    if (pick.best != VM_EMPTY) {
        return pick.best;
    }
    return args[2] != VM_EMPTY ? vm_ref(args[2])
                               : vm_raise(vm, VM_EXC_VALUE_ERROR, "%s() arg is an empty sequence", name);
}

VmValue vm_builtin_min(Vm *vm, const VmValue *args)
{
    return pick(vm, args, "min", VM_COMPARE_LT);
}

VmValue vm_builtin_max(Vm *vm, const VmValue *args)
{
    return pick(vm, args, "max", VM_COMPARE_GT);
}

/* list(iterable).sort(**keywords): complaints about keywords are sort's, as in CPython. */
VmValue vm_builtin_sorted(Vm *vm, const VmValue *args)
{
    VmTuple *given = vm_to_tuple(args[0]);
    if (!vm_args_count(vm, "sorted", given->count, 1, 1)) {
        return VM_ERROR;
    }
    VmValue key = VM_EMPTY, order = VM_EMPTY, name, value;
    uint32_t position = 0;
    while (vm_dict_walk(vm_to_dict(args[1]), &position, &name, &value)) {
        if (vm_str_equal_c(name, "key")) {
            key = value;
        } else if (vm_str_equal_c(name, "reverse")) {
            order = value;
        } else {
            return vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' is an invalid keyword argument for sort()", vm_str_data(name));
        }
    }
    int backward = order == VM_EMPTY ? 0 : vm_truth(vm, order);
    VmValue list = backward < 0 ? VM_ERROR : vm_list_from(vm, given->items[0]);
    if (list != VM_ERROR && !vm_list_sort(vm, list, key, backward > 0)) {
        vm_unref(vm, list);
        return VM_ERROR;
    }
    return list;
}
