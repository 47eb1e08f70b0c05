/* The items of asyncio's queues: a ring, a heap or a stack; or what a subclass keeps itself. */
#include "aio/aio_queue_internal.h"
#include "vm/vm_heap.h"
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
        items[i] = queue->items[(queue->first + i) % queue->capacity];
    }
    vm_heap_free(vm, queue->items, queue->capacity * sizeof *items);
    queue->items = items;
    queue->first = 0;
    queue->capacity = capacity;
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
    size_t place = queue->order == AIO_QUEUE_FIFO ? (queue->first + queue->stored) % queue->capacity : queue->stored;
    queue->items[place] = vm_ref(item);
    queue->stored++;
    return queue->order != AIO_QUEUE_PRIORITY || sift_down(vm, queue, 0, queue->stored - 1);
}

/* The queue is not empty.  Owned; VM_ERROR when comparing failed. */
VmValue aio_queue_take_item(Vm *vm, AioQueue *queue)
{
    if (queue->order == AIO_QUEUE_FIFO) {
        VmValue item = queue->items[queue->first];
        queue->first = (queue->first + 1) % queue->capacity;
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
    bool ok = aio_queue_put_item(vm, queue, item);
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
    item = aio_queue_take_item(vm, queue);
    queue->count = queue->stored;
    return item;
}
