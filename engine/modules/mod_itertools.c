/* The module itertools: the iterators that take items one by one. */
#include "modules/mod_itertools.h"

#include "modules/mod_support.h"
#include "vm/vm_call.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

static VmValue iter_self(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_ref(self);
}

static void iter_release(Vm *vm, VmObject *object)
{
    ModIter *it = (ModIter *)object;
    vm_unref(vm, it->a);
    vm_unref(vm, it->b);
    vm_unref(vm, it->c);
    vm_unref(vm, it->d);
}

static void iter_traverse(Vm *vm, VmObject *object, VmVisit visit, void *context)
{
    ModIter *it = (ModIter *)object;
    visit(vm, it->a, context);
    visit(vm, it->b, context);
    visit(vm, it->c, context);
    visit(vm, it->d, context);
}

void mod_iter_fill(VmType *type)
{
    type->iter = iter_self;
    type->release = iter_release;
    type->traverse = iter_traverse;
}

VmValue mod_iter_new(Vm *vm, VmType *type, VmValue a, VmValue b)
{
    VmValue self = a == VM_ERROR || b == VM_ERROR ? VM_ERROR : vm_instance_new(vm, type);
    if (self == VM_ERROR) {
        vm_unref(vm, a);
        vm_unref(vm, b);
        return VM_ERROR;
    }
    mod_iter_of(self)->a = a;
    mod_iter_of(self)->b = b;
    return self;
}

/* ---- count, cycle, repeat --------------------------------------------------------------------------------------- */

static VmValue count_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    if (!vm_args_parse(vm, "count", "start=, step=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    for (int i = 0; i < 2; i++) {
        if (bound[i] != VM_EMPTY && vm_type_of(vm, bound[i])->binary[VM_BINARY_SUB] == NULL) {
            return vm_raise(vm, VM_EXC_TYPE_ERROR, "a number is required");
        }
    }
    return mod_iter_new(vm, type, bound[0] == VM_EMPTY ? vm_from_int(0) : vm_ref(bound[0]),
                        bound[1] == VM_EMPTY ? vm_from_int(1) : vm_ref(bound[1]));
}

static VmValue count_next(Vm *vm, VmValue self)
{
    ModIter *it = mod_iter_of(self);
    VmValue next = vm_binary(vm, VM_BINARY_ADD, it->a, it->b);
    if (next == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue result = it->a;
    it->a = next;
    return result;
}

static VmValue count_repr(Vm *vm, VmValue self)
{
    ModIter *it = mod_iter_of(self);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_puts(&buf, "count(");
    bool done = vm_append_repr(vm, &buf, it->a);
    if (done && it->b != vm_from_int(1)) {
        ls_buf_puts(&buf, ", ");
        done = vm_append_repr(vm, &buf, it->b);
    }
    ls_buf_putc(&buf, ')');
    if (!done) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    return vm_str_from_buf(vm, &buf);
}

static void count_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = count_make;
    type->next = count_next;
    type->repr = count_repr;
}

static VmValue cycle_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue iterable;
    if (!vm_args_parse(vm, "cycle", "iterable, /", args, nargs, kwnames, &iterable)) {
        return VM_ERROR;
    }
    VmValue iterator = vm_iter(vm, iterable);
    return iterator == VM_ERROR ? VM_ERROR : mod_iter_new(vm, type, iterator, vm_list_new_empty(vm, 0));
}

static VmValue cycle_next(Vm *vm, VmValue self)
{
    ModIter *it = mod_iter_of(self);
    if (it->a != VM_EMPTY) {
        VmValue item = vm_next(vm, it->a);
        if (item != VM_ERROR && !vm_list_append(vm, it->b, item)) {
            vm_unref(vm, item);
            return VM_ERROR;
        }
        if (item != VM_ERROR || vm_error_pending(vm)) {
            return item;
        }
        vm_set_steal(vm, &it->a, VM_EMPTY);
    }
    const VmList *kept = vm_to_list(it->b);
    if (kept->count == 0) {
        return VM_ERROR;
    }
    VmValue item = vm_ref(kept->items[it->n]);
    it->n = (it->n + 1) % (int64_t)kept->count;
    return item;
}

static void cycle_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = cycle_make;
    type->next = cycle_next;
}

static VmValue repeat_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    int64_t times = -1;
    if (!vm_args_parse(vm, "repeat", "object, times=", args, nargs, kwnames, bound) ||
        (bound[1] != VM_EMPTY && !vm_as_index(vm, bound[1], &times))) {
        return VM_ERROR;
    }
    VmValue self = mod_iter_new(vm, type, vm_ref(bound[0]), VM_NONE);
    if (self != VM_ERROR) {
        mod_iter_of(self)->n = bound[1] != VM_EMPTY && times < 0 ? 0 : times;
    }
    return self;
}

static VmValue repeat_next(Vm *vm, VmValue self)
{
    (void)vm;
    ModIter *it = mod_iter_of(self);
    if (it->n == 0) {
        return VM_ERROR;
    }
    it->n -= it->n > 0;
    return vm_ref(it->a);
}

static int64_t repeat_length(Vm *vm, VmValue self)
{
    int64_t left = mod_iter_of(self)->n;
    if (left < 0) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "len() of unsized object");
    }
    return left;
}

static VmValue repeat_repr(Vm *vm, VmValue self)
{
    VmValue shown = vm_repr(vm, mod_iter_of(self)->a);
    if (shown == VM_ERROR) {
        return VM_ERROR;
    }
    int64_t left = mod_iter_of(self)->n;
    VmValue text = left < 0 ? vm_str_printf(vm, "repeat(%s)", vm_str_data(shown))
                            : vm_str_printf(vm, "repeat(%s, %lld)", vm_str_data(shown), (long long)left);
    vm_unref(vm, shown);
    return text;
}

static VmValue repeat_hint(Vm *vm, const VmValue *args)
{
    int64_t left = repeat_length(vm, args[0]);
    return left < 0 ? VM_ERROR : vm_from_int(left & VM_INT_MAX);
}

static const VmNativeDef repeat_methods[] = {{"__length_hint__", repeat_hint, "", 0}, {0}};

static void repeat_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = repeat_make;
    type->next = repeat_next;
    type->repr = repeat_repr;
}

/* ---- chain: a iterates over iterables, b over the present one --------------------------------------------------- */

static VmValue chain_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_args_no_keywords(vm, "chain", kwnames)) {
        return VM_ERROR;
    }
    VmValue tuple = vm_tuple_new(vm, args, nargs);
    VmValue iterator = tuple == VM_ERROR ? VM_ERROR : vm_iter(vm, tuple);
    vm_unref(vm, tuple);
    VmValue self = mod_iter_new(vm, type, iterator, VM_NONE);
    return self;
}

static VmValue chain_from_iterable(Vm *vm, const VmValue *args)
{
    return mod_iter_new(vm, (VmType *)vm_to_object(args[0]), vm_iter(vm, args[1]), VM_NONE);
}

static VmValue chain_next(Vm *vm, VmValue self)
{
    ModIter *it = mod_iter_of(self);
    for (;;) {
        if (it->b != VM_NONE) {
            VmValue item = vm_next(vm, it->b);
            if (item != VM_ERROR || vm_error_pending(vm)) {
                return item;
            }
            vm_set_steal(vm, &it->b, VM_NONE);
        }
        VmValue iterable = it->a == VM_NONE ? VM_ERROR : vm_next(vm, it->a);
        if (iterable == VM_ERROR) {
            vm_set_steal(vm, &it->a, VM_NONE);
            return VM_ERROR;
        }
        VmValue iterator = vm_iter(vm, iterable);
        vm_unref(vm, iterable);
        if (iterator == VM_ERROR) {
            return VM_ERROR;
        }
        vm_set_steal(vm, &it->b, iterator);
    }
}

static const VmNativeDef chain_methods[] = {
    {"from_iterable", chain_from_iterable, "iterable, /", VM_NATIVE_CLASS},
    {0},
};

static void chain_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = chain_make;
    type->next = chain_next;
}

/* ---- zip_longest: a a list of iterators (None: exhausted), b the fill value, n those still running --------------- */

static VmValue zip_longest_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    if (!vm_args_parse(vm, "zip_longest", "*iterables, fillvalue=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    const VmTuple *iterables = vm_to_tuple(bound[0]);
    VmValue list = vm_list_new_empty(vm, iterables->count);
    for (size_t i = 0; list != VM_ERROR && i < iterables->count; i++) {
        VmValue iterator = vm_iter(vm, iterables->items[i]);
        if (iterator == VM_ERROR || !vm_list_append_steal(vm, list, iterator)) {
            vm_unref(vm, list);
            list = VM_ERROR;
        }
    }
    VmValue self =
        list == VM_ERROR ? VM_ERROR : mod_iter_new(vm, type, list, bound[1] == VM_EMPTY ? VM_NONE : vm_ref(bound[1]));
    if (self != VM_ERROR) {
        mod_iter_of(self)->n = (int64_t)iterables->count;
    }
    vm_unref(vm, bound[0]);
    return self;
}

static VmValue zip_longest_next(Vm *vm, VmValue self)
{
    ModIter *it = mod_iter_of(self);
    VmList *iterators = vm_to_list(it->a);
    if (it->n == 0) {
        return VM_ERROR;
    }
    VmValue row = vm_tuple_new_blank(vm, iterators->count);
    for (size_t i = 0; row != VM_ERROR && i < iterators->count; i++) {
        VmValue item = iterators->items[i] == VM_NONE ? VM_ERROR : vm_next(vm, iterators->items[i]);
        if (item == VM_ERROR && iterators->items[i] != VM_NONE) {
            it->n--;
            vm_set_steal(vm, &iterators->items[i], VM_NONE);
            if (vm_error_pending(vm) || it->n == 0) {
                vm_unref(vm, row);
                return VM_ERROR;
            }
        }
        vm_to_tuple(row)->items[i] = item == VM_ERROR ? vm_ref(it->b) : item;
    }
    return row;
}

static void zip_longest_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = zip_longest_make;
    type->next = zip_longest_next;
}

/* ---- groupby: a iterates, b the key function, c the current key, d the item that was looked at; n counts groups ---
 */

static VmValue groupby_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    if (!vm_args_parse(vm, "groupby", "iterable, key=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    return mod_iter_new(vm, type, vm_iter(vm, bound[0]), mod_absent(bound[1]) ? VM_NONE : vm_ref(bound[1]));
}

/* Reads the next item into d; *same: its key equals the group's.  False at the end and on error. */
static bool read_item(Vm *vm, ModIter *it, bool *same)
{
    VmValue item = vm_next(vm, it->a);
    if (item == VM_ERROR) {
        return false;
    }
    VmValue key = it->b == VM_NONE ? vm_ref(item) : vm_call1(vm, it->b, item);
    int equal = key == VM_ERROR ? -1 : it->c == VM_EMPTY ? 0 : vm_equal(vm, it->c, key);
    if (equal < 0) {
        vm_unref(vm, item);
        vm_unref(vm, key);
        return false;
    }
    *same = equal == 1;
    vm_set_steal(vm, &it->d, item);
    if (*same) {
        vm_unref(vm, key);
    } else {
        vm_set_steal(vm, &it->c, key);
        it->n++;
    }
    return true;
}

/* A group: a the groupby, n its number, started: its first item has been given. */
static VmValue grouper_next(Vm *vm, VmValue self)
{
    ModIter *group = mod_iter_of(self), *it = mod_iter_of(group->a);
    if (group->ended || group->n != it->n) {
        return VM_ERROR;
    }
    if (it->d == VM_EMPTY) {
        bool same = false;
        if (!read_item(vm, it, &same) || !same) {
            group->ended = true;
            return VM_ERROR;
        }
    }
    VmValue item = it->d;
    it->d = VM_EMPTY;
    return item;
}

static void grouper_fill(VmType *type)
{
    mod_iter_fill(type);
    type->next = grouper_next;
}

static VmValue groupby_next(Vm *vm, VmValue self)
{
    ModIter *it = mod_iter_of(self);
    int64_t number = it->n;
    bool same = true;
    /* An item that was read but given to no group begins the next one, when it is not of the last group. */
    if (it->d == VM_EMPTY || it->m == it->n) {
        while (it->n == number) {
            if (!read_item(vm, it, &same)) {
                return VM_ERROR;
            }
        }
    }
    it->m = it->n;
    VmType *type = mod_kept_type(vm, MOD_KEPT_GROUPER, "itertools");
    VmValue group = type == NULL ? VM_ERROR : mod_iter_new(vm, type, vm_ref(self), VM_NONE);
    if (group == VM_ERROR) {
        return VM_ERROR;
    }
    mod_iter_of(group)->n = it->n;
    VmValue pair = vm_tuple_pack2(vm, it->c, group);
    vm_unref(vm, group);
    return pair;
}

static void groupby_fill(VmType *type)
{
    mod_iter_fill(type);
    type->make = groupby_make;
    type->next = groupby_next;
}

/* ---- tee: a the shared [iterator, item, item, …], n the next item; items all have seen stay until all are gone ----
 */

static VmValue tee_next(Vm *vm, VmValue self)
{
    ModIter *it = mod_iter_of(self);
    if (it->n + 1 >= (int64_t)vm_to_list(it->a)->count) {
        VmValue source = vm_ref(vm_to_list(it->a)->items[0]);
        VmValue item = vm_next(vm, source);
        vm_unref(vm, source);
        if (item == VM_ERROR || !vm_list_append_steal(vm, it->a, item)) {
            return VM_ERROR;
        }
    }
    it->n++;
    return vm_ref(vm_to_list(it->a)->items[it->n]);
}

static VmValue tee_copy(Vm *vm, const VmValue *args)
{
    const ModIter *it = mod_iter_of(args[0]);
    VmValue copy = mod_iter_new(vm, vm_to_object(args[0])->type, vm_ref(it->a), VM_NONE);
    if (copy != VM_ERROR) {
        mod_iter_of(copy)->n = it->n;
    }
    return copy;
}

static const VmNativeDef tee_methods[] = {{"__copy__", tee_copy, "", 0}, {0}};

static void tee_fill(VmType *type)
{
    mod_iter_fill(type);
    type->next = tee_next;
}

static VmValue itertools_tee(Vm *vm, const VmValue *args)
{
    int64_t count = 2;
    if (args[1] != VM_EMPTY && !vm_as_index(vm, args[1], &count)) {
        return VM_ERROR;
    }
    if (count < 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "n must be >= 0");
    }
    VmType *type = mod_kept_type(vm, MOD_KEPT_TEE, "itertools");
    VmValue iterator = type == NULL ? VM_ERROR : vm_iter(vm, args[0]);
    VmValue shared = iterator == VM_ERROR ? VM_ERROR : vm_list_new(vm, &iterator, 1);
    VmValue tuple = shared == VM_ERROR ? VM_ERROR : vm_tuple_new_blank(vm, (size_t)count);
    for (int64_t i = 0; tuple != VM_ERROR && i < count; i++) {
        VmValue one = mod_iter_new(vm, type, vm_ref(shared), VM_NONE);
        vm_to_tuple(tuple)->items[i] = one;
        if (one == VM_ERROR) {
            vm_unref(vm, tuple);
            tuple = VM_ERROR;
        }
    }
    vm_unref(vm, iterator);
    vm_unref(vm, shared);
    return tuple;
}

/* ---- the module ------------------------------------------------------------------------------------------------- */

/* X(symbol, name, methods, flags) */
#define ITERATOR_TABLE(X)                                                                                              \
    X(chain, "chain", chain_methods, 0)                                                                                \
    X(count, "count", NULL, 0)                                                                                         \
    X(cycle, "cycle", NULL, 0)                                                                                         \
    X(groupby, "groupby", NULL, 0)                                                                                     \
    X(repeat, "repeat", repeat_methods, 0)                                                                             \
    X(zip_longest, "zip_longest", NULL, 0)                                                                             \
    X(grouper, "_grouper", NULL, VM_TYPE_NO_MAKE) X(tee, "_tee", tee_methods, VM_TYPE_NO_MAKE)

#define ITERATOR_SPEC(symbol, text, method_list, type_flags)                                                           \
    static const VmTypeSpec symbol##_type = {                                                                          \
        .name = text,                                                                                                  \
        .module = "itertools",                                                                                         \
        .base = VM_TYPE_OBJECT,                                                                                        \
        .kind = VM_KIND_OTHER,                                                                                         \
        .instance_size = sizeof(ModIter),                                                                              \
        .flags = type_flags,                                                                                           \
        .methods = method_list,                                                                                        \
        .fill = symbol##_fill,                                                                                         \
    };
ITERATOR_TABLE(ITERATOR_SPEC)
#undef ITERATOR_SPEC

static const VmNativeDef functions[] = {
    {"tee", itertools_tee, "iterable, n=, /", 0},
    {0},
};

static bool init(Vm *vm, VmValue module)
{
    static const VmTypeSpec *const specs[] = {
#define ITERATOR_ADDRESS(symbol, text, methods, flags) &symbol##_type,
        ITERATOR_TABLE(ITERATOR_ADDRESS)
#undef ITERATOR_ADDRESS
            & mod_itertools_product_type,
        &mod_itertools_permutations_type,
        &mod_itertools_combinations_type,
        &mod_itertools_replacement_type,
        &mod_itertools_accumulate_type,
        &mod_itertools_compress_type,
        &mod_itertools_dropwhile_type,
        &mod_itertools_filterfalse_type,
        &mod_itertools_islice_type,
        &mod_itertools_pairwise_type,
        &mod_itertools_starmap_type,
        &mod_itertools_takewhile_type,
    };
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        ModKept kept = specs[i] == &grouper_type ? MOD_KEPT_GROUPER
                       : specs[i] == &tee_type   ? MOD_KEPT_TEE
                                                 : MOD_KEPT_COUNT;
        if (mod_add_type(vm, module, specs[i], NULL, kept) == NULL) {
            return false;
        }
    }
    return true;
}

const VmModuleSpec mod_itertools_spec = {.name = "itertools", .functions = functions, .init = init};
