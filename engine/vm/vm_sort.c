/* list.sort: a stable merge sort that finds runs first, so that sorted input costs one pass.
 *
 * The list is empty while it is sorted, so a key function or __lt__ that looks at it does no harm; one that puts
 * something in makes the sort end with ValueError, as in CPython. */
#include "vm/vm_call.h"
#include "vm/vm_cost.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

enum { RUN_LEAST = 16 };

typedef struct Pair {
    VmValue key;
    VmValue item;
} Pair;

typedef struct Sort {
    Vm *vm;
    Pair *pairs;
    Pair *scratch;
    size_t count;
    size_t compared, large, other; /* comparisons; of larger ints and texts, of other things */
    size_t turns;                  /* how often one came out otherwise than the one before */
    bool last;
    bool failed;
} Sort;

/* a < b; false after an error. */
static bool less_uncounted(Sort *sort, VmValue a, VmValue b)
{
    if (vm_are_ints(a, b)) {
        return vm_to_int(a) < vm_to_int(b);
    }
    if (sort->failed) {
        return false;
    }
    int result = vm_less(sort->vm, a, b);
    sort->failed = result < 0;
    return result > 0;
}

/* Notes what the cost depends on. */
static void count_comparison(Sort *sort, VmValue a, VmValue b, bool result)
{
    sort->compared++;
    sort->turns += result != sort->last;
    sort->last = result;
    if (vm_are_ints(a, b)) {
        uint64_t x = (uint64_t)(vm_to_int(a) + (1 << 30)), y = (uint64_t)(vm_to_int(b) + (1 << 30));
        sort->large += (x | y) >> 31 != 0;
    } else if (vm_is_str(a) && vm_is_str(b)) {
        sort->large++;
    } else if (!vm_is_double(a) || !vm_is_double(b)) {
        sort->other++;
    }
}

static inline bool less(Sort *sort, VmValue a, VmValue b)
{
    bool result = less_uncounted(sort, a, b);
    if (sort->vm->cost != NULL) {
        count_comparison(sort, a, b, result);
    }
    return result;
}

static void reverse(Pair *pairs, size_t count)
{
    for (size_t i = 0, k = count; i + 1 < k; i++) {
        Pair swapped = pairs[i];
        pairs[i] = pairs[--k];
        pairs[k] = swapped;
    }
}

/* Length of the run that begins at `from`; a strictly falling one is turned round. */
static size_t find_run(Sort *sort, size_t from)
{
    Pair *pairs = sort->pairs;
    size_t to = from + 1;
    if (to == sort->count) {
        return 1;
    }
    if (less(sort, pairs[to].key, pairs[from].key)) {
        while (to < sort->count && less(sort, pairs[to].key, pairs[to - 1].key)) {
            to++;
        }
        if (!sort->failed) {
            reverse(pairs + from, to - from);
        }
    } else {
        while (to < sort->count && !less(sort, pairs[to].key, pairs[to - 1].key) && !sort->failed) {
            to++;
        }
    }
    return to - from;
}

/* Sorts [from, to) by insertion, of which [from, sorted) is in order already. */
static void insert_rest(Sort *sort, size_t from, size_t sorted, size_t to)
{
    Pair *pairs = sort->pairs;
    for (size_t i = sorted; i < to && !sort->failed; i++) {
        Pair pair = pairs[i];
        size_t low = from, high = i;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (less(sort, pair.key, pairs[middle].key)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        if (!sort->failed) {
            memmove(pairs + low + 1, pairs + low, (i - low) * sizeof *pairs);
            pairs[low] = pair;
        }
    }
}

/* Merges [from, middle) and [middle, to).  After a failure the rest is only moved, so that no pair is lost. */
static void merge(Sort *sort, size_t from, size_t middle, size_t to)
{
    Pair *pairs = sort->pairs, *left = sort->scratch;
    size_t left_count = middle - from;
    if (!less(sort, pairs[middle].key, pairs[middle - 1].key)) {
        return;
    }
    memcpy(left, pairs + from, left_count * sizeof *left);
    size_t i = 0, k = middle, out = from;
    while (i < left_count && k < to) {
        pairs[out++] = less(sort, pairs[k].key, left[i].key) ? pairs[k++] : left[i++];
    }
    memcpy(pairs + out, left + i, (left_count - i) * sizeof *left);
}

typedef struct Run {
    size_t from, count;
} Run;

static void merge_top(Sort *sort, Run *runs, size_t *depth)
{
    Run *a = &runs[*depth - 2], *b = &runs[*depth - 1];
    if (!sort->failed) {
        merge(sort, a->from, b->from, b->from + b->count);
    }
    a->count += b->count;
    (*depth)--;
}

static void sort_pairs(Sort *sort)
{
    Run runs[128]; /* lengths at least double from one to the next below it */
    size_t depth = 0;
    for (size_t from = 0; from < sort->count && !sort->failed;) {
        size_t count = find_run(sort, from);
        if (count < RUN_LEAST) {
            size_t wanted = sort->count - from < RUN_LEAST ? sort->count - from : RUN_LEAST;
            insert_rest(sort, from, from + count, from + wanted);
            count = wanted;
        }
        runs[depth++] = (Run){from, count};
        while (depth > 1 && runs[depth - 2].count < 2 * runs[depth - 1].count) {
            merge_top(sort, runs, &depth);
        }
        from += count;
    }
    while (depth > 1) {
        merge_top(sort, runs, &depth);
    }
}

static bool make_pairs(Sort *sort, VmValue *items, VmValue key)
{
    size_t size = sort->count * sizeof(Pair);
    sort->pairs = vm_heap_resize(sort->vm, NULL, 0, size);
    sort->scratch = sort->pairs != NULL ? vm_heap_resize(sort->vm, NULL, 0, size) : NULL;
    if (sort->scratch == NULL) {
        vm_heap_free(sort->vm, sort->pairs, size);
        sort->pairs = NULL;
        return false;
    }
    for (size_t i = 0; i < sort->count; i++) {
        sort->pairs[i] = (Pair){.item = items[i]};
    }
    for (size_t i = 0; i < sort->count; i++) {
        VmValue k = key == VM_EMPTY ? vm_ref(items[i]) : vm_call1(sort->vm, key, items[i]);
        sort->pairs[i].key = k;
        if (k == VM_ERROR) {
            sort->failed = true;
            break;
        }
    }
    return true;
}

/* What it cost: the comparisons, dearer where the items do not fit into the caches, and the way there and back. */
static void add_cost(const Sort *sort, bool with_key)
{
    Vm *vm = sort->vm;
    if (vm->cost == NULL) {
        return;
    }
    int64_t begun_ps = vm->cost_ps;
    vm_cost_add(vm, VM_COST_COMPARE, sort->compared);
    vm_cost_add(vm, VM_COST_COMPARE_LONG, sort->large);
    vm_cost_add(vm, VM_COST_COMPARE_OTHER, sort->other);
    vm_cost_add(vm, VM_COST_COMPARE_TURN, sort->turns);
    int64_t percent = 0; /* more of it, for each doubling of the list */
    for (size_t count = sort->count; count > 8192; count /= 2) {
        percent += 4;
    }
    vm->cost_ps += (vm->cost_ps - begun_ps) * (percent > 32 ? 32 : percent) / 100;
    vm_cost_add(vm, VM_COST_COPY_ITEM, sort->count * (with_key ? 4 : 1));
}

/* Sorts `count` items in place; they stay complete whatever happens. */
static bool sort_items(Vm *vm, VmValue *items, size_t count, VmValue key, bool backward)
{
    Sort sort = {.vm = vm, .count = count};
    if (!make_pairs(&sort, items, key)) {
        return false;
    }
    if (!sort.failed) {
        /* backward: reversing before and after keeps equal items in their order */
        if (backward) {
            reverse(sort.pairs, count);
        }
        sort_pairs(&sort);
        if (backward) {
            reverse(sort.pairs, count);
        }
        add_cost(&sort, key != VM_EMPTY);
    }
    for (size_t i = 0; i < count; i++) {
        items[i] = sort.pairs[i].item;
    }
    for (size_t i = 0; i < count; i++) {
        vm_unref(vm, sort.pairs[i].key);
    }
    vm_heap_free(vm, sort.pairs, count * sizeof(Pair));
    vm_heap_free(vm, sort.scratch, count * sizeof(Pair));
    return !sort.failed;
}

bool vm_list_sort(Vm *vm, VmValue self, VmValue key, bool backward)
{
    VmList *list = vm_to_list(self);
    key = key == VM_NONE ? VM_EMPTY : key;
    if (list->count == 0) {
        return true;
    }
    VmList held = *list;
    list->items = NULL;
    list->count = list->capacity = 0;
    bool ok = sort_items(vm, held.items, held.count, key, backward);
    VmValue *intruders = list->items;
    size_t intruder_count = list->count, intruder_capacity = list->capacity;
    list->items = held.items;
    list->count = held.count;
    list->capacity = held.capacity;
    if (intruders != NULL) {
        for (size_t i = 0; i < intruder_count; i++) {
            vm_unref(vm, intruders[i]);
        }
        vm_heap_free(vm, intruders, intruder_capacity * sizeof *intruders);
        if (ok) {
            vm_raise(vm, VM_EXC_VALUE_ERROR, "list modified during sort");
        }
        return false;
    }
    return ok;
}
