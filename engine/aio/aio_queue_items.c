/* The items of asyncio's queues: a ring, a heap or a stack; or what a subclass keeps itself. */
#include "aio/aio_queue_internal.h"
#include "vm/vm_call.h"
#include "vm/vm_descriptor.h"
#include "vm/vm_dict.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

static bool make_room(Vm *vm, AioQueue *queue)
{
    if (queue->stored < queue->capacity) {
        return true;
    }
    size_t capacity = queue->capacity == 0 ? 8 : queue->capacity * 2;
    VmValue *items = vm_heap_resize(vm, NULL, 0, capacity * sizeof *items);
    if (items == NULL) {
        return false;
    }
    for (size_t i = 0; i < queue->stored; i++) {
        items[i] = *aio_queue_place(queue, i);
    }
    vm_heap_free(vm, queue->items, queue->capacity * sizeof *items);
    queue->items = items;
    queue->first = 0;
    queue->capacity = capacity;
    aio_queue_settle(queue);
    return true;
}

/* Binary heap with the sifting of heapq, so that equal items come out in the same order. */
static bool sift_down(Vm *vm, AioQueue *queue, size_t start, size_t position)
{
    VmValue *items = queue->items;
    VmValue item = items[position];
    while (position > start) {
        size_t parent = (position - 1) / 2;
        int less = vm_less(vm, item, items[parent]);
        if (less < 0) {
            items[position] = item;
            return false;
        }
        if (!less) {
            break;
        }
        items[position] = items[parent];
        position = parent;
    }
    items[position] = item;
    return true;
}

/* Moves the hole at the top down to a leaf along the smaller children, then the item up from there. */
static bool sift_up(Vm *vm, AioQueue *queue)
{
    VmValue *items = queue->items;
    size_t end = queue->stored;
    size_t position = 0;
    VmValue item = items[0];
    for (size_t child = 1; child < end; child = 2 * position + 1) {
        size_t right = child + 1;
        if (right < end) {
            int less = vm_less(vm, items[child], items[right]);
            if (less < 0) {
                items[position] = item;
                return false;
            }
            child = less ? child : right;
        }
        items[position] = items[child];
        position = child;
    }
    items[position] = item;
    return sift_down(vm, queue, 0, position);
}

bool aio_queue_put_item(Vm *vm, AioQueue *queue, VmValue item)
{
    if (!make_room(vm, queue)) {
        return false;
    }
    *aio_queue_place(queue, queue->stored) = vm_ref(item);
    queue->stored++;
    return queue->order != AIO_QUEUE_PRIORITY || sift_down(vm, queue, 0, queue->stored - 1);
}

/* The queue is not empty.  Owned; VM_ERROR when comparing failed. */
VmValue aio_queue_take_item(Vm *vm, AioQueue *queue)
{
    if (queue->order == AIO_QUEUE_FIFO) {
        VmValue item = *aio_queue_place(queue, 0);
        queue->first++;
        queue->stored--;
        return item;
    }
    VmValue last = queue->items[--queue->stored];
    if (queue->order == AIO_QUEUE_LIFO || queue->stored == 0) {
        return last;
    }
    VmValue item = queue->items[0];
    queue->items[0] = last;
    if (!sift_up(vm, queue)) {
        vm_unref(vm, item);
        return VM_ERROR;
    }
    return item;
}

/* ---- `_queue`, for scripts that look into a queue ---- */

static VmValue call_heapq(Vm *vm, const char *function, const VmValue *args, size_t count)
{
    VmValue callable = vm_import_attr(vm, "heapq", function);
    VmValue result = callable == VM_ERROR ? VM_ERROR : vm_call(vm, callable, args, count, VM_EMPTY);
    vm_unref(vm, callable);
    return result;
}

static VmValue call_kept(Vm *vm, VmValue kept, const char *method, const VmValue *args, size_t count)
{
    VmValue name = vm_intern_c(vm, method);
    VmValue result = name == VM_ERROR ? VM_ERROR : vm_call_method(vm, kept, name, args, count);
    vm_unref(vm, name);
    return result;
}

bool aio_queue_put_plain(Vm *vm, VmValue self, VmValue item)
{
    AioQueue *queue = aio_queue_of(self);
    if (queue->kept == VM_EMPTY) {
        return aio_queue_put_item(vm, queue, item);
    }
    VmValue pair[2] = {vm_ref(queue->kept), item};
    VmValue result = queue->order == AIO_QUEUE_PRIORITY ? call_heapq(vm, "heappush", pair, 2)
                                                        : call_kept(vm, pair[0], "append", &item, 1);
    vm_unref(vm, pair[0]);
    vm_unref(vm, result);
    return result != VM_ERROR;
}

VmValue aio_queue_take_plain(Vm *vm, VmValue self)
{
    AioQueue *queue = aio_queue_of(self);
    if (queue->kept == VM_EMPTY) {
        return queue->stored > 0 ? aio_queue_take_item(vm, queue)
                                 : vm_raise(vm, VM_EXC_INDEX_ERROR, "pop from an empty deque");
    }
    VmValue kept = vm_ref(queue->kept);
    VmValue item = queue->order == AIO_QUEUE_PRIORITY
                       ? call_heapq(vm, "heappop", &kept, 1)
                       : call_kept(vm, kept, queue->order == AIO_QUEUE_FIFO ? "popleft" : "pop", NULL, 0);
    vm_unref(vm, kept);
    return item;
}

/* The first look moves the items into a deque or a list, where they stay. */
static VmValue get_kept(Vm *vm, const VmValue *args)
{
    AioQueue *queue = aio_queue_of(args[0]);
    if (queue->kept != VM_EMPTY) {
        return vm_ref(queue->kept);
    }
    VmValue list = vm_list_new_empty(vm, queue->stored);
    bool ok = list != VM_ERROR;
    for (size_t i = 0; ok && i < queue->stored; i++) {
        ok = vm_list_append(vm, list, *aio_queue_place(queue, i));
    }
    VmValue kept = !ok ? VM_ERROR : queue->order == AIO_QUEUE_FIFO ? aio_deque_from(vm, list) : vm_ref(list);
    vm_unref(vm, list);
    if (kept == VM_ERROR) {
        return VM_ERROR;
    }
    while (queue->stored > 0) {
        queue->stored--;
        vm_unref(vm, *aio_queue_place(queue, queue->stored));
    }
    queue->kept = kept;
    aio_queue_settle(queue);
    return vm_ref(kept);
}

static VmValue set_kept(Vm *vm, const VmValue *args)
{
    AioQueue *queue = aio_queue_of(args[0]);
    while (queue->stored > 0) {
        queue->stored--;
        vm_unref(vm, *aio_queue_place(queue, queue->stored));
    }
    vm_set_steal(vm, &queue->kept, vm_ref(args[1]));
    aio_queue_settle(queue);
    return VM_NONE;
}

bool aio_queue_add_kept(Vm *vm, VmType *queue)
{
    static const VmNativeDef getter = {"_queue", get_kept, "", VM_NATIVE_PYTHON};
    static const VmNativeDef setter = {"_queue", set_kept, "value", VM_NATIVE_PYTHON};
    VmValue name = vm_intern_c(vm, "_queue");
    VmValue get = vm_native_new_method(vm, &getter, queue, VM_NONE);
    VmValue set = vm_native_new_method(vm, &setter, queue, VM_NONE);
    bool ok = name != VM_ERROR && get != VM_ERROR && set != VM_ERROR;
    VmValue property = ok ? vm_property_new(vm, get, set, VM_EMPTY, VM_EMPTY) : VM_ERROR;
    ok = property != VM_ERROR && vm_dict_set(vm, queue->attrs, name, property);
    vm_unref(vm, name);
    vm_unref(vm, get);
    vm_unref(vm, set);
    vm_unref(vm, property);
    return ok;
}

/* ---- ways of a subclass's own ---- */

/* A subclass has methods of its own to keep the items with: they are called, and the length of its `_queue` counts. */
bool aio_queue_call_own(Vm *vm, VmValue self, const char *method, VmValue argument, VmValue *result)
{
    VmValue name = vm_intern_c(vm, method);
    *result = name == VM_ERROR ? VM_ERROR : vm_call_method(vm, self, name, &argument, argument == VM_EMPTY ? 0 : 1);
    vm_unref(vm, name);
    if (*result == VM_ERROR) {
        return false;
    }
    bool error;
    name = vm_intern_c(vm, "_queue");
    VmValue kept = name == VM_ERROR ? VM_ERROR : vm_get_attr_maybe(vm, self, name, &error);
    vm_unref(vm, name);
    int64_t length = kept == VM_EMPTY ? (int64_t)aio_queue_of(self)->stored : vm_length(vm, kept);
    vm_unref(vm, kept);
    if (length < 0 || vm_error_pending(vm)) {
        vm_set_steal(vm, result, VM_EMPTY);
        return false;
    }
    aio_queue_of(self)->count = (size_t)length;
    return true;
}

bool aio_queue_put_one(Vm *vm, VmValue self, VmValue item)
{
    AioQueue *queue = aio_queue_of(self);
    if (queue->custom) {
        VmValue result;
        bool ok = aio_queue_call_own(vm, self, "_put", item, &result);
        vm_unref(vm, result);
        return ok;
    }
    bool ok = aio_queue_put_plain(vm, self, item);
    queue->count = queue->stored;
    return ok;
}

/* Owned; VM_ERROR when comparing failed. */
VmValue aio_queue_take_one(Vm *vm, VmValue self)
{
    AioQueue *queue = aio_queue_of(self);
    VmValue item;
    if (queue->custom) {
        return aio_queue_call_own(vm, self, "_get", VM_EMPTY, &item) ? item : VM_ERROR;
    }
    item = aio_queue_take_plain(vm, self);
    queue->count = queue->stored;
    return item;
}
