/* aio_queue_internal.h: what the files of asyncio's queues share: the queue (aio_queue.c), its items
 * (aio_queue_items.c) and its coroutines (aio_queue_coro.c). */
#ifndef AIO_QUEUE_INTERNAL_H
#define AIO_QUEUE_INTERNAL_H

#include "aio/aio_waiters.h"
#include "vm/vm_error.h"
#include "vm/vm_protocol.h"

typedef enum AioQueueOrder { AIO_QUEUE_FIFO, AIO_QUEUE_PRIORITY, AIO_QUEUE_LIFO } AioQueueOrder;

typedef struct AioQueue {
    VmObject head;
    VmValue *items;       /* FIFO: a ring from `first`; the others: an array from 0 */
    size_t first, stored; /* first: modulo the capacity */
    size_t capacity;      /* 0 or a power of two */
    size_t room;          /* so many items are in a plain queue when it is full or has to grow */
    size_t count;         /* of items: as many as are stored here, unless a subclass keeps them itself */
    int64_t max_size;     /* <= 0: no limit */
    int64_t unfinished;
    VmValue finished; /* an event */
    VmValue kept;     /* `_queue`, once a script has asked for it or set it: the items are there, none here; or EMPTY */
    AioWaiters getters, putters;
    uint32_t trace_id;
    uint8_t order;
    uint8_t get_wait; /* TraceWait for getters */
    bool custom;      /* a script's _init, _put or _get */
    bool plain;       /* the items are a ring, here and nowhere else */
} AioQueue;

/* Where the item is that is to come out as the n-th from now. */
static inline VmValue *aio_queue_place(const AioQueue *queue, size_t n)
{
    return &queue->items[(queue->first + n) & (queue->capacity - 1)];
}

/* Puts an item into, or takes it from, a plain queue that has room, or has one. */
static VM_ALWAYS_INLINE void aio_queue_push(AioQueue *queue, VmValue item)
{
    *aio_queue_place(queue, queue->stored) = vm_ref(item);
    queue->count = ++queue->stored;
}

static VM_ALWAYS_INLINE VmValue aio_queue_pop(AioQueue *queue)
{
    VmValue item = *aio_queue_place(queue, 0);
    queue->first++;
    queue->count = --queue->stored;
    return item;
}

/* To be called when one of those has changed that `plain` and `room` depend on. */
static inline void aio_queue_settle(AioQueue *queue)
{
    bool limited = queue->max_size > 0 && (size_t)queue->max_size < queue->capacity;
    queue->room = limited ? (size_t)queue->max_size : queue->capacity;
    queue->plain = queue->order == AIO_QUEUE_FIFO && !queue->custom && queue->kept == VM_EMPTY;
}

static inline AioQueue *aio_queue_of(VmValue v)
{
    return (AioQueue *)vm_to_object(v);
}

/* How many items there are. */
static inline size_t aio_queue_count(Vm *vm, AioQueue *queue)
{
    if (queue->kept != VM_EMPTY) {
        int64_t length = vm_length(vm, queue->kept);
        if (length < 0) {
            vm_error_clear(vm); /* what a script put there has no length */
        }
        queue->count = length < 0 ? 0 : (size_t)length;
    }
    return queue->count;
}

static inline bool aio_queue_is_full(Vm *vm, AioQueue *queue)
{
    return queue->max_size > 0 && aio_queue_count(vm, queue) >= (size_t)queue->max_size;
}

/* get_nowait(); owned. */
VmValue aio_queue_get_nowait(Vm *vm, VmValue queue);
/* put() and join() as coroutines. */
VmValue aio_queue_put(Vm *vm, VmValue queue, VmValue item);
VmValue aio_queue_join(Vm *vm, VmValue queue);
/* Gives the type Queue its `_queue`. */
bool aio_queue_add_kept(Vm *vm, VmType *queue);

/* Stores an item here; false: MemoryError, or comparing failed. */
bool aio_queue_put_item(Vm *vm, AioQueue *queue, VmValue item);
/* Takes the next one out of those that are stored here, of which there is one.  Owned; VM_ERROR when comparing failed.
 */
VmValue aio_queue_take_item(Vm *vm, AioQueue *queue);
/* The same, in `_queue` if that is where the items are.  Taking from an empty one is an IndexError. */
bool aio_queue_put_plain(Vm *vm, VmValue self, VmValue item);
VmValue aio_queue_take_plain(Vm *vm, VmValue self);
/* The same in the way of the queue, which may be a subclass's own. */
bool aio_queue_put_one(Vm *vm, VmValue self, VmValue item);
VmValue aio_queue_take_one(Vm *vm, VmValue self);
/* Calls a subclass's method with an argument or none (VM_EMPTY), then counts its items.  *result is owned. */
bool aio_queue_call_own(Vm *vm, VmValue self, const char *method, VmValue argument, VmValue *result);

#endif
