/* Iterators over str and bytes.  For a str the index counts bytes, so that each step is O(1). */
#include "vm/vm_bytes.h"
#include "vm/vm_iter.h"
#include "vm/vm_str.h"
#include "vm/vm_unicode.h"

static VmSequenceIterator *iterator_of(VmValue self)
{
    return (VmSequenceIterator *)vm_to_object(self);
}

static VmValue exhausted(Vm *vm, VmSequenceIterator *iterator)
{
    vm_set_steal(vm, &iterator->sequence, VM_EMPTY);
    return VM_ERROR;
}

static VmValue str_next(Vm *vm, VmValue self)
{
    VmSequenceIterator *iterator = iterator_of(self);
    if (iterator->sequence == VM_EMPTY) {
        return VM_ERROR;
    }
    if (iterator->index >= vm_str_size(iterator->sequence)) {
        return exhausted(vm, iterator);
    }
    const char *begin = vm_str_data(iterator->sequence) + iterator->index, *place = begin;
    uint32_t code = vm_utf8_next(&place);
    iterator->index += (size_t)(place - begin);
    return vm_str_from_code(vm, code);
}

static VmValue bytes_next(Vm *vm, VmValue self)
{
    VmSequenceIterator *iterator = iterator_of(self);
    if (iterator->sequence == VM_EMPTY) {
        return VM_ERROR;
    }
    const VmBytes *bytes = vm_bytes_of_value(iterator->sequence);
    if (iterator->index >= bytes->size) {
        return exhausted(vm, iterator);
    }
    return vm_from_int((unsigned char)bytes->data[iterator->index++]);
}

static void str_iterator_fill(VmType *type)
{
    vm_sequence_iterator_fill(type);
    type->next = str_next;
}

static void bytes_iterator_fill(VmType *type)
{
    vm_sequence_iterator_fill(type);
    type->next = bytes_next;
}

const VmTypeSpec vm_type_str_iterator = {
    .name = "str_ascii_iterator",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_ITERATOR,
    .instance_size = sizeof(VmSequenceIterator),
    .flags = VM_TYPE_NO_MAKE,
    .fill = str_iterator_fill,
};

const VmTypeSpec vm_type_bytes_iterator = {
    .name = "bytes_iterator",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_ITERATOR,
    .instance_size = sizeof(VmSequenceIterator),
    .flags = VM_TYPE_NO_MAKE,
    .fill = bytes_iterator_fill,
};
