/* vm_interp_iter.c: loops, unpacking, awaiting. */
#include "vm/vm_error.h"
#include "vm/vm_interp.h"
#include "vm/vm_list.h"
#include "vm/vm_protocol.h"
#include "vm/vm_range.h"
#include "vm/vm_tuple.h"

static bool is_exact(VmValue v, VmKind kind)
{
    return vm_has_kind(v, kind) && (vm_to_object(v)->flags & VM_OBJECT_SUBCLASS) == 0;
}

/* ---- for ---- */

/* A range that counts up in steps of one within the immediate integers: the loop state needs no object. */
static bool simple_range(VmValue v, VmValue *first, VmValue *stop)
{
    if (!is_exact(v, VM_KIND_RANGE)) {
        return false;
    }
    const VmRange *range = (const VmRange *)vm_to_object(v);
    if (range->big_start != VM_EMPTY || range->step != 1 || !vm_int_fits(range->start) ||
        !vm_int_fits(range->start + range->count)) {
        return false;
    }
    *first = vm_from_int(range->start);
    *stop = vm_from_int(range->start + range->count);
    return true;
}

bool vm_op_for_prepare(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue iterable = regs[pc->b];
    VmValue state, second = vm_from_int(0);
    if (is_exact(iterable, VM_KIND_LIST) || is_exact(iterable, VM_KIND_TUPLE) ||
        vm_has_kind(iterable, VM_KIND_GENERATOR)) {
        state = vm_ref(iterable);
    } else if (!simple_range(iterable, &state, &second)) {
        state = vm_iter(vm, iterable);
        if (state == VM_ERROR) {
            return false;
        }
    }
    vm_drop_used(vm, regs, pc);
    vm_set_register(vm, regs, pc->a, state);
    vm_set_register(vm, regs, pc->a + 1u, second);
    return true;
}

VmValue vm_op_for_next(Vm *vm, VmValue *regs, uint32_t w)
{
    VmValue state = regs[w];
    if (is_exact(state, VM_KIND_LIST)) {
        const VmList *list = vm_to_list(state);
        uint64_t index = (uint64_t)vm_to_int(regs[w + 1]);
        if (index >= list->count) {
            return VM_ERROR;
        }
        regs[w + 1]++;
        return vm_ref(list->items[index]);
    }
    if (is_exact(state, VM_KIND_TUPLE)) {
        const VmTuple *tuple = vm_to_tuple(state);
        uint64_t index = (uint64_t)vm_to_int(regs[w + 1]);
        if (index >= tuple->count) {
            return VM_ERROR;
        }
        regs[w + 1]++;
        return vm_ref(tuple->items[index]);
    }
    return vm_next(vm, state);
}

bool vm_op_get_iter(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue v = regs[pc->b];
    bool keep = (pc->hint & LANG_KEEP_LIST) != 0 &&
                (is_exact(v, VM_KIND_LIST) || is_exact(v, VM_KIND_TUPLE) || is_exact(v, VM_KIND_RANGE));
    VmValue iterator = keep ? vm_ref(v) : vm_iter(vm, v);
    if (iterator == VM_ERROR) {
        return false;
    }
    vm_drop_used(vm, regs, pc);
    vm_set_register(vm, regs, pc->a, iterator);
    return true;
}

/* ---- async for ---- */

bool vm_op_get_aiter(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    vm_note_line(vm, frame);
    VmType *type = vm_type_of(vm, regs[pc->b]);
    if (type->aiter == NULL) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "'async for' requires an object with __aiter__ method, got %s", type->name);
        return false;
    }
    VmValue iterator = type->aiter(vm, regs[pc->b]);
    if (iterator == VM_ERROR) {
        return false;
    }
    VmType *of_iterator = vm_type_of(vm, iterator);
    if (of_iterator->anext == NULL) {
        vm_raise(vm, VM_EXC_TYPE_ERROR,
                 "'async for' received an object from __aiter__ that does not implement __anext__: %s",
                 of_iterator->name);
        vm_unref(vm, iterator);
        return false;
    }
    vm_drop_used(vm, regs, pc);
    vm_set_register(vm, regs, pc->a, iterator);
    return true;
}

bool vm_op_get_anext(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    vm_note_line(vm, frame);
    VmType *type = vm_type_of(vm, regs[pc->b]);
    if (type->anext == NULL) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "'async for' requires an iterator with __anext__ method, got %s", type->name);
        return false;
    }
    VmValue awaitable = type->anext(vm, regs[pc->b]);
    if (awaitable == VM_ERROR) {
        return false;
    }
    vm_set_register(vm, regs, pc->a, awaitable);
    return true;
}

/* ---- await, yield from ---- */

bool vm_op_get_awaitable(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    vm_note_line(vm, frame);
    VmValue awaitable = vm_awaitable(vm, regs[pc->a], (LangAwaited)pc->c);
    if (awaitable == VM_ERROR) {
        return false;
    }
    vm_set_register(vm, regs, pc->a, awaitable);
    return true;
}

bool vm_op_get_yield_from(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    VmValue v = regs[pc->a];
    if (vm_has_kind(v, VM_KIND_GENERATOR)) {
        return true;
    }
    if (vm_is_coroutine(v)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "cannot 'yield from' a coroutine object in a non-coroutine generator");
        return false;
    }
    VmValue iterator = vm_iter(vm, v);
    if (iterator == VM_ERROR) {
        return false;
    }
    vm_set_register(vm, regs, pc->a, iterator);
    return true;
}

/* ---- unpacking ---- */

static bool wrong_count(Vm *vm, uint32_t wanted, size_t got, bool at_least)
{
    if (got < wanted) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "not enough values to unpack (expected %s%u, got %zu)",
                 at_least ? "at least " : "", wanted, got);
    } else {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "too many values to unpack (expected %u)", wanted);
    }
    return false;
}

/* The items of an exact list or tuple, borrowed; NULL for anything else. */
static const VmValue *direct_items(VmValue v, size_t *count)
{
    if (is_exact(v, VM_KIND_TUPLE)) {
        *count = vm_to_tuple(v)->count;
        return vm_to_tuple(v)->items;
    }
    if (is_exact(v, VM_KIND_LIST)) {
        *count = vm_to_list(v)->count;
        return vm_to_list(v)->items;
    }
    return NULL;
}

static VmValue iterator_of(Vm *vm, VmValue v)
{
    VmValue iterator = vm_iter(vm, v);
    if (iterator == VM_ERROR && vm_error_matches(vm, VM_EXC_TYPE_ERROR) && vm_type_of(vm, v)->iter == NULL) {
        vm_error_clear(vm);
        vm_raise(vm, VM_EXC_TYPE_ERROR, "cannot unpack non-iterable %s object", vm_type_name(vm, v));
    }
    return iterator;
}

static bool unpack_iterator(Vm *vm, VmValue *regs, const LangInstr *pc)
{
    VmValue iterator = iterator_of(vm, regs[pc->b]);
    if (iterator == VM_ERROR) {
        return false;
    }
    VmValue *w = &regs[pc->a];
    uint32_t taken = 0;
    bool used_is_window = pc->b >= pc->a && pc->b < pc->a + pc->c;
    VmValue source = used_is_window ? vm_ref(regs[pc->b]) : VM_EMPTY;
    bool ok = true;
    while (ok && taken < pc->c) {
        VmValue item = vm_next(vm, iterator);
        if (item == VM_ERROR) {
            ok = !vm_error_pending(vm) && wrong_count(vm, pc->c, taken, false);
            break;
        }
        vm_set_register(vm, w, taken++, item);
    }
    if (ok) {
        VmValue extra = vm_next(vm, iterator);
        ok = extra == VM_ERROR && !vm_error_pending(vm);
        if (extra != VM_ERROR) {
            vm_unref(vm, extra);
            wrong_count(vm, pc->c, pc->c + 1u, false);
        }
    }
    VmValue exception = vm_error_take(vm);
    vm_unref(vm, source);
    vm_unref(vm, iterator);
    vm_error_restore_steal(vm, exception);
    if (ok && !used_is_window) {
        vm_drop_used(vm, regs, pc);
    }
    return ok;
}

bool vm_op_unpack(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    size_t count;
    VmValue source = regs[pc->b];
    const VmValue *items = direct_items(source, &count);
    if (items == NULL) {
        return unpack_iterator(vm, regs, pc);
    }
    if (count != pc->c) {
        return wrong_count(vm, pc->c, count, false);
    }
    bool used = (pc->hint & LANG_USES_B) != 0;
    if (used) {
        regs[pc->b] = VM_EMPTY; /* it may be one of the registers that are written */
    }
    for (uint32_t i = 0; i < pc->c; i++) {
        vm_set_register(vm, regs, pc->a + i, vm_ref(items[i]));
    }
    if (used) {
        vm_unref(vm, source);
    }
    return true;
}

bool vm_op_unpack_star(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    uint32_t before = pc->c & 255u, after = pc->c >> 8;
    size_t count;
    VmValue source = regs[pc->b];
    VmValue list = VM_EMPTY;
    const VmValue *items = direct_items(source, &count);
    if (items == NULL) {
        VmValue iterator = iterator_of(vm, source);
        list = iterator == VM_ERROR ? VM_ERROR : vm_list_from(vm, iterator);
        vm_unref(vm, iterator);
        if (list == VM_ERROR) {
            return false;
        }
        items = direct_items(list, &count);
    }
    bool ok = count >= before + after || wrong_count(vm, before + after, count, true);
    VmValue middle = ok ? vm_list_new(vm, items + before, count - before - after) : VM_ERROR;
    if (middle == VM_ERROR) {
        vm_unref(vm, list);
        return false;
    }
    bool used = (pc->hint & LANG_USES_B) != 0;
    if (used) {
        regs[pc->b] = VM_EMPTY;
    }
    for (uint32_t i = 0; i < before; i++) {
        vm_set_register(vm, regs, pc->a + i, vm_ref(items[i]));
    }
    vm_set_register(vm, regs, pc->a + before, middle);
    for (uint32_t i = 0; i < after; i++) {
        vm_set_register(vm, regs, pc->a + before + 1 + i, vm_ref(items[count - after + i]));
    }
    vm_unref(vm, list);
    if (used) {
        vm_unref(vm, source);
    }
    return true;
}
