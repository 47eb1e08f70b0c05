/* The modules heapq and bisect: order in plain lists. */
#include "modules/mod_library.h"
#include "modules/mod_support.h"
#include "modules/mod_table.h"
#include "vm/vm_call.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

static bool need_heap(Vm *vm, VmValue v, const char *name)
{
    if (vm_is_list(v)) {
        return true;
    }
    (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "%s argument must be list, not %s", name, vm_type_name(vm, v));
    return false;
}

/* items[a] < items[b], or the other way round for a heap with the greatest first; -1 on error or when the list changed.
 */
static int before(Vm *vm, VmValue heap, size_t a, size_t b, size_t count)
{
    VmList *list = vm_to_list(heap);
    VmValue x = vm_ref(list->items[a]), y = vm_ref(list->items[b]);
    int less = vm_less(vm, x, y);
    vm_unref(vm, x);
    vm_unref(vm, y);
    if (less >= 0 && list->count != count) {
        (void)vm_raise(vm, VM_EXC_RUNTIME_ERROR, "list changed size during iteration");
        return -1;
    }
    return less;
}

static void swap(VmValue heap, size_t a, size_t b)
{
    VmValue *items = vm_to_list(heap)->items, other = items[a];
    items[a] = items[b];
    items[b] = other;
}

/* Moves the item at `at` towards the root, `top` at most. */
static bool rise(Vm *vm, VmValue heap, size_t top, size_t at)
{
    size_t count = vm_to_list(heap)->count;
    while (at > top) {
        size_t parent = (at - 1) / 2;
        int less = before(vm, heap, at, parent, count);
        if (less <= 0) {
            return less == 0;
        }
        swap(heap, at, parent);
        at = parent;
    }
    return true;
}

/* Lets the item at `at` sink to a leaf along the smaller children, then rise to its place: as CPython, which compares
 * less often that way. */
static bool sink(Vm *vm, VmValue heap, size_t at)
{
    size_t count = vm_to_list(heap)->count, top = at;
    while (2 * at + 1 < count) {
        size_t child = 2 * at + 1;
        if (child + 1 < count) {
            int less = before(vm, heap, child, child + 1, count);
            if (less < 0) {
                return false;
            }
            child += !less;
        }
        swap(heap, at, child);
        at = child;
    }
    return rise(vm, heap, top, at);
}

static VmValue heapq_heappush(Vm *vm, const VmValue *args)
{
    if (!need_heap(vm, args[0], "heappush()") || !vm_list_append(vm, args[0], args[1])) {
        return VM_ERROR;
    }
    return rise(vm, args[0], 0, vm_to_list(args[0])->count - 1) ? VM_NONE : VM_ERROR;
}

static VmValue heapq_heappop(Vm *vm, const VmValue *args)
{
    if (!need_heap(vm, args[0], "heappop()")) {
        return VM_ERROR;
    }
    VmList *list = vm_to_list(args[0]);
    if (list->count == 0) {
        return vm_raise(vm, VM_EXC_INDEX_ERROR, "index out of range");
    }
    VmValue last = vm_list_take(vm, args[0], list->count - 1);
    if (list->count == 0) {
        return last;
    }
    VmValue result = list->items[0];
    list->items[0] = last;
    if (!sink(vm, args[0], 0)) {
        vm_unref(vm, result);
        return VM_ERROR;
    }
    return result;
}

static VmValue heapq_heapify(Vm *vm, const VmValue *args)
{
    if (!need_heap(vm, args[0], "heapify()")) {
        return VM_ERROR;
    }
    for (size_t i = vm_to_list(args[0])->count / 2; i-- > 0;) {
        if (!sink(vm, args[0], i)) {
            return VM_ERROR;
        }
    }
    return VM_NONE;
}

/* Puts the item in place of the smallest, which is returned. */
static VmValue replace_first(Vm *vm, VmValue heap, VmValue item)
{
    VmValue result = vm_to_list(heap)->items[0];
    vm_to_list(heap)->items[0] = vm_ref(item);
    if (!sink(vm, heap, 0)) {
        vm_unref(vm, result);
        return VM_ERROR;
    }
    return result;
}

static VmValue heapq_heapreplace(Vm *vm, const VmValue *args)
{
    if (!need_heap(vm, args[0], "heapreplace()")) {
        return VM_ERROR;
    }
    if (vm_to_list(args[0])->count == 0) {
        return vm_raise(vm, VM_EXC_INDEX_ERROR, "index out of range");
    }
    return replace_first(vm, args[0], args[1]);
}

static VmValue heapq_heappushpop(Vm *vm, const VmValue *args)
{
    if (!need_heap(vm, args[0], "heappushpop()")) {
        return VM_ERROR;
    }
    if (vm_to_list(args[0])->count == 0) {
        return vm_ref(args[1]);
    }
    VmValue first = vm_ref(vm_to_list(args[0])->items[0]);
    int less = vm_less(vm, first, args[1]);
    vm_unref(vm, first);
    if (less < 0 || vm_to_list(args[0])->count == 0) {
        return less < 0 ? VM_ERROR : vm_ref(args[1]);
    }
    return less == 0 ? vm_ref(args[1]) : replace_first(vm, args[0], args[1]);
}

/* The first n of sorted(iterable, key=key, reverse=largest). */
static VmValue extremes(Vm *vm, const VmValue *args, bool largest)
{
    int64_t n;
    if (!vm_as_index(vm, args[0], &n)) {
        return VM_ERROR;
    }
    VmValue list = vm_list_from(vm, args[1]);
    if (list == VM_ERROR || !vm_list_sort(vm, list, mod_absent(args[2]) ? VM_EMPTY : args[2], largest)) {
        vm_unref(vm, list);
        return VM_ERROR;
    }
    size_t count = vm_to_list(list)->count, wanted = n < 0 ? 0 : (size_t)n;
    VmValue first = vm_list_new(vm, vm_to_list(list)->items, wanted < count ? wanted : count);
    vm_unref(vm, list);
    return first;
}

static VmValue heapq_nlargest(Vm *vm, const VmValue *args)
{
    return extremes(vm, args, true);
}

static VmValue heapq_nsmallest(Vm *vm, const VmValue *args)
{
    return extremes(vm, args, false);
}

static const VmNativeDef heapq_functions[] = {
    {"heapify", heapq_heapify, "heap, /", 0},
    {"heappop", heapq_heappop, "heap, /", 0},
    {"heappush", heapq_heappush, "heap, item, /", 0},
    {"heappushpop", heapq_heappushpop, "heap, item, /", 0},
    {"heapreplace", heapq_heapreplace, "heap, item, /", 0},
    {"nlargest", heapq_nlargest, "n, iterable, key=", VM_NATIVE_PYTHON},
    {"nsmallest", heapq_nsmallest, "n, iterable, key=", VM_NATIVE_PYTHON},
    {0},
};

const VmModuleSpec mod_heapq_spec = {
    .name = "heapq", .functions = heapq_functions, .init = NULL, .rest = mod_library_init};

/* ---- bisect ----------------------------------------------------------------------------------------------------- */

/* Where x belongs in a[lo:hi], before (left) or behind equal items; -1 on error.  `wanted` is x, or its key. */
static int64_t find_place(Vm *vm, const VmValue *args, VmValue wanted, bool left)
{
    int64_t low = 0, high = -1;
    if ((args[2] != VM_EMPTY && !vm_as_index(vm, args[2], &low)) ||
        (!mod_absent(args[3]) && !vm_as_index(vm, args[3], &high))) {
        return -1;
    }
    if (low < 0) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "lo must be non-negative");
        return -1;
    }
    if (mod_absent(args[3])) {
        high = vm_length(vm, args[0]);
        if (high < 0) {
            return -1;
        }
    }
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        VmValue item = vm_get_item(vm, args[0], vm_from_int(middle));
        VmValue key = item == VM_ERROR || mod_absent(args[4]) ? item : vm_call1(vm, args[4], item);
        int less = key == VM_ERROR ? -1 : left ? vm_less(vm, key, wanted) : vm_less(vm, wanted, key);
        if (key != item) {
            vm_unref(vm, key);
        }
        vm_unref(vm, item);
        if (less < 0) {
            return -1;
        }
        if (left == (less == 1)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static VmValue bisect(Vm *vm, const VmValue *args, bool left)
{
    int64_t place = find_place(vm, args, args[1], left);
    return place < 0 ? VM_ERROR : vm_int_from(vm, place);
}

static VmValue bisect_left(Vm *vm, const VmValue *args)
{
    return bisect(vm, args, true);
}

static VmValue bisect_right(Vm *vm, const VmValue *args)
{
    return bisect(vm, args, false);
}

static VmValue insort(Vm *vm, const VmValue *args, bool left)
{
    VmValue wanted = mod_absent(args[4]) ? vm_ref(args[1]) : vm_call1(vm, args[4], args[1]);
    int64_t place = wanted == VM_ERROR ? -1 : find_place(vm, args, wanted, left);
    vm_unref(vm, wanted);
    if (place < 0) {
        return VM_ERROR;
    }
    VmValue given[2] = {vm_from_int(place & VM_INT_MAX), args[1]};
    return mod_call_method(vm, args[0], "insert", given, 2);
}

static VmValue insort_left(Vm *vm, const VmValue *args)
{
    return insort(vm, args, true);
}

static VmValue insort_right(Vm *vm, const VmValue *args)
{
    return insort(vm, args, false);
}

static const VmNativeDef bisect_functions[] = {
    {"bisect", bisect_right, "a, x, lo=, hi=, *, key=", 0},
    {"bisect_left", bisect_left, "a, x, lo=, hi=, *, key=", 0},
    {"bisect_right", bisect_right, "a, x, lo=, hi=, *, key=", 0},
    {"insort", insort_right, "a, x, lo=, hi=, *, key=", 0},
    {"insort_left", insort_left, "a, x, lo=, hi=, *, key=", 0},
    {"insort_right", insort_right, "a, x, lo=, hi=, *, key=", 0},
    {0},
};

const VmModuleSpec mod_bisect_spec = {.name = "bisect", .functions = bisect_functions, .init = NULL};
