#include "vm/vm_list.h"

#include "vm/vm_cost.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_protocol.h"
#include "vm/vm_tuple.h"

VmValue vm_list_new_empty(Vm *vm, size_t capacity)
{
    VmList *list = (VmList *)vm_heap_object(vm, vm->types[VM_TYPE_LIST], sizeof *list);
    if (list == NULL) {
        return VM_ERROR;
    }
    list->head.kind = VM_KIND_LIST;
    if (capacity != 0) {
        if (capacity <= SIZE_MAX / 16) {
            list->items = vm_heap_resize(vm, NULL, 0, capacity * sizeof(VmValue));
        } else {
            vm_raise_no_memory(vm);
        }
        if (list->items == NULL) {
            vm_unref(vm, vm_from_object(list));
            return VM_ERROR;
        }
        list->capacity = capacity;
    }
    return vm_from_object(list);
}

VmValue vm_list_new(Vm *vm, const VmValue *items, size_t count)
{
    VmValue list = vm_list_new_empty(vm, count);
    if (list == VM_ERROR) {
        return VM_ERROR;
    }
    vm_cost_add(vm, VM_COST_COPY_ITEM, count + 8);
    for (size_t i = 0; i < count; i++) {
        vm_to_list(list)->items[i] = vm_ref(items[i]);
    }
    vm_to_list(list)->count = count;
    return list;
}

/* Makes room for `extra` more items. */
static bool reserve(Vm *vm, VmList *list, size_t extra)
{
    size_t wanted = list->count + extra;
    if (wanted <= list->capacity) {
        return true;
    }
    if (wanted > SIZE_MAX / 32) {
        vm_raise_no_memory(vm);
        return false;
    }
    size_t capacity = list->capacity + list->capacity / 2;
    capacity = capacity < 4 ? 4 : capacity;
    capacity = capacity < wanted ? wanted : capacity;
    VmValue *items = vm_heap_resize(vm, list->items, list->capacity * sizeof(VmValue), capacity * sizeof(VmValue));
    if (items == NULL) {
        return false;
    }
    list->items = items;
    list->capacity = capacity;
    return true;
}

bool vm_list_append(Vm *vm, VmValue self, VmValue item)
{
    VmList *list = vm_to_list(self);
    if (list->count == list->capacity && !reserve(vm, list, 1)) {
        return false;
    }
    list->items[list->count++] = vm_ref(item);
    return true;
}

bool vm_list_append_steal(Vm *vm, VmValue self, VmValue item)
{
    VmList *list = vm_to_list(self);
    if (list->count == list->capacity && !reserve(vm, list, 1)) {
        vm_unref(vm, item);
        return false;
    }
    list->items[list->count++] = item;
    return true;
}

bool vm_list_insert(Vm *vm, VmValue self, size_t index, VmValue item)
{
    VmList *list = vm_to_list(self);
    if (!reserve(vm, list, 1)) {
        return false;
    }
    index = index > list->count ? list->count : index;
    memmove(list->items + index + 1, list->items + index, (list->count - index) * sizeof(VmValue));
    list->items[index] = vm_ref(item);
    list->count++;
    return true;
}

static bool extend_span(Vm *vm, VmList *list, VmValue owner)
{
    size_t count = vm_is_list(owner) ? vm_to_list(owner)->count : vm_to_tuple(owner)->count;
    if (!reserve(vm, list, count)) {
        return false;
    }
    const VmValue *items = vm_is_list(owner) ? vm_to_list(owner)->items : vm_to_tuple(owner)->items;
    vm_cost_add(vm, VM_COST_COPY_ITEM, count);
    for (size_t i = 0; i < count; i++) {
        list->items[list->count++] = vm_ref(items[i]);
    }
    return true;
}

static bool append_each(Vm *vm, VmValue item, void *context)
{
    return vm_list_append(vm, *(VmValue *)context, item);
}

bool vm_list_extend(Vm *vm, VmValue self, VmValue iterable)
{
    if (vm_is_object(iterable)) {
        VmType *type = vm_to_object(iterable)->type;
        if (type == vm->types[VM_TYPE_LIST] || type == vm->types[VM_TYPE_TUPLE]) {
            return extend_span(vm, vm_to_list(self), iterable);
        }
    }
    return vm_for_each(vm, iterable, append_each, &self);
}

bool vm_list_take_over(Vm *vm, VmValue self, VmValue other)
{
    VmList *list = vm_to_list(self);
    if (list->count != 0 || !vm_is_object(other) || vm_to_object(other)->type != vm->types[VM_TYPE_LIST] ||
        vm_to_object(other)->refs != 1) {
        return false;
    }
    VmList *from = vm_to_list(other);
    vm_cost_add(vm, VM_COST_COPY_ITEM, from->count);
    VmList old = *list;
    list->items = from->items;
    list->count = from->count;
    list->capacity = from->capacity;
    from->items = old.items;
    from->count = 0;
    from->capacity = old.capacity;
    return true;
}

VmValue vm_list_from(Vm *vm, VmValue iterable)
{
    VmValue list = vm_list_new_empty(vm, 0);
    if (list != VM_ERROR && !vm_list_extend(vm, list, iterable)) {
        vm_unref(vm, list);
        return VM_ERROR;
    }
    return list;
}

VmValue vm_list_take(Vm *vm, VmValue self, size_t index)
{
    VmList *list = vm_to_list(self);
    (void)vm;
    VmValue item = list->items[index];
    memmove(list->items + index, list->items + index + 1, (list->count - index - 1) * sizeof(VmValue));
    list->count--;
    return item;
}

void vm_list_clear(Vm *vm, VmValue self)
{
    VmList *list = vm_to_list(self);
    VmValue *items = list->items;
    size_t count = list->count, capacity = list->capacity;
    list->items = NULL;
    list->count = list->capacity = 0;
    for (size_t i = count; i-- > 0;) {
        vm_unref(vm, items[i]);
    }
    vm_heap_free(vm, items, capacity * sizeof *items);
}

VmValue vm_list_to_tuple(Vm *vm, VmValue list)
{
    return vm_tuple_new(vm, vm_to_list(list)->items, vm_to_list(list)->count);
}

VmValue vm_list_reversed_copy(Vm *vm, VmValue self)
{
    VmValue copy = vm_list_new_empty(vm, vm_to_list(self)->count);
    if (copy != VM_ERROR) {
        VmList *from = vm_to_list(self), *to = vm_to_list(copy);
        for (size_t i = from->count; i-- > 0;) {
            to->items[to->count++] = vm_ref(from->items[i]);
        }
    }
    return copy;
}
