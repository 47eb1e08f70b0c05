#include "vm/vm_slice.h"

#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_module.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_repr.h"
#include "vm/vm_sequence.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

static VmSlice *to_slice(VmValue v)
{
    return (VmSlice *)vm_to_object(v);
}

VmValue vm_slice_new(Vm *vm, VmValue start, VmValue stop, VmValue step)
{
    VmSlice *slice = (VmSlice *)vm_heap_object(vm, vm->types[VM_TYPE_SLICE], sizeof *slice);
    if (slice != NULL) {
        slice->start = vm_ref(start);
        slice->stop = vm_ref(stop);
        slice->step = vm_ref(step);
    }
    return vm_from_object(slice);
}

/* One part as a number; `absent` when it is None. */
static bool read_part(Vm *vm, VmValue part, int64_t absent, int64_t *out)
{
    if (part == VM_NONE) {
        *out = absent;
        return true;
    }
    if (!vm_is_integer(part) &&
        vm_type_lookup_borrow(vm, vm_type_of(vm, part), vm_name(vm, VM_NAME_INDEX)) == VM_EMPTY) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "slice indices must be integers or None or have an __index__ method");
        return false;
    }
    return vm_sequence_clamp(vm, part, out);
}

/* A bound that may count from the end, within what the step can reach. */
static int64_t clip(int64_t bound, int64_t length, int64_t least, int64_t most)
{
    if (bound < 0) {
        bound = bound + length < 0 ? least : bound + length;
    }
    return bound > most ? most : bound < least ? least : bound;
}

bool vm_slice_span(Vm *vm, VmValue self, int64_t length, VmSliceSpan *span)
{
    VmSlice *slice = to_slice(self);
    int64_t step, start, stop;
    if (!read_part(vm, slice->step, 1, &step)) {
        return false;
    }
    if (step == 0) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "slice step cannot be zero");
        return false;
    }
    step = step < -INT64_MAX ? -INT64_MAX : step;
    bool back = step < 0;
    int64_t least = back ? -1 : 0, most = back ? length - 1 : length;
    if (!read_part(vm, slice->start, 0, &start) || !read_part(vm, slice->stop, 0, &stop)) {
        return false;
    }
    start = slice->start == VM_NONE ? (back ? most : least) : clip(start, length, least, most);
    stop = slice->stop == VM_NONE ? (back ? least : most) : clip(stop, length, least, most);
    int64_t count = 0;
    if (back && stop < start) {
        count = (start - stop - 1) / -step + 1;
    } else if (!back && start < stop) {
        count = (stop - start - 1) / step + 1;
    }
    *span = (VmSliceSpan){.start = start, .stop = stop, .step = step, .count = count};
    return true;
}

/* ---- the type --------------------------------------------------------------------------------------------------- */

static void slice_release(Vm *vm, VmObject *self)
{
    VmSlice *slice = (VmSlice *)self;
    vm_set_steal(vm, &slice->start, VM_EMPTY);
    vm_set_steal(vm, &slice->stop, VM_EMPTY);
    vm_set_steal(vm, &slice->step, VM_EMPTY);
}

static void slice_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((VmSlice *)self)->start, context);
    visit(vm, ((VmSlice *)self)->stop, context);
    visit(vm, ((VmSlice *)self)->step, context);
}

static VmValue slice_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)type;
    if (!vm_args_no_keywords(vm, "slice", kwnames) || !vm_args_count(vm, "slice", nargs, 1, 3)) {
        return VM_ERROR;
    }
    return nargs == 1 ? vm_slice_new(vm, VM_NONE, args[0], VM_NONE)
                      : vm_slice_new(vm, args[0], args[1], nargs == 3 ? args[2] : VM_NONE);
}

static VmValue slice_repr(Vm *vm, VmValue self)
{
    VmSlice *slice = to_slice(self);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_puts(&buf, "slice(");
    bool ok = vm_append_repr(vm, &buf, slice->start);
    ls_buf_puts(&buf, ", ");
    ok = ok && vm_append_repr(vm, &buf, slice->stop);
    ls_buf_puts(&buf, ", ");
    ok = ok && vm_append_repr(vm, &buf, slice->step);
    ls_buf_putc(&buf, ')');
    return vm_repr_finish(vm, &buf, ok);
}

static VmValue slice_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if (!vm_is_slice(self) || !vm_is_slice(other)) {
        return VM_NOT_IMPLEMENTED;
    }
    VmSpan a = {&to_slice(self)->start, 3}, b = {&to_slice(other)->start, 3};
    return vm_sequence_compare(vm, &a, &b, op);
}

static VmValue slice_start(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(to_slice(args[0])->start);
}

static VmValue slice_stop(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(to_slice(args[0])->stop);
}

static VmValue slice_step(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(to_slice(args[0])->step);
}

static VmValue slice_indices(Vm *vm, const VmValue *args)
{
    int64_t length;
    if (!vm_as_index(vm, args[1], &length)) {
        return VM_ERROR;
    }
    if (length < 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "length should not be negative");
    }
    VmSliceSpan span;
    if (!vm_slice_span(vm, args[0], length, &span)) {
        return VM_ERROR;
    }
    VmValue parts[3] = {vm_int_from(vm, span.start), vm_int_from(vm, span.stop), vm_int_from(vm, span.step)};
    return vm_tuple_new_steal(vm, parts, 3);
}

static void slice_fill(VmType *type)
{
    type->release = slice_release;
    type->traverse = slice_traverse;
    type->make = slice_make;
    type->repr = slice_repr;
    type->compare = slice_compare;
}

static const VmNativeDef slice_methods[] = {
    {"start", slice_start, "", VM_NATIVE_PROPERTY},
    {"stop", slice_stop, "", VM_NATIVE_PROPERTY},
    {"step", slice_step, "", VM_NATIVE_PROPERTY},
    {"indices", slice_indices, "len, /", 0},
    {NULL, NULL, NULL, 0},
};

extern const VmTypeSpec vm_type_slice;
const VmTypeSpec vm_type_slice = {
    .name = "slice",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_SLICE,
    .instance_size = sizeof(VmSlice),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL,
    .methods = slice_methods,
    .fill = slice_fill,
};
