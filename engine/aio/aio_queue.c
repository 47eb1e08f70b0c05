/* asyncio.Queue, PriorityQueue and LifoQueue. */
#include "aio/aio_queue.h"

#include "aio/aio_await.h"
#include "aio/aio_event.h"
#include "aio/aio_parts.h"
#include "aio/aio_queue_internal.h"
#include "vm/vm_function.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

/* ---- without waiting ---- */

static VmValue raise_queue(Vm *vm, AioTypeId type)
{
    return vm_raise_with(vm, aio_type(vm, type), VM_EMPTY);
}

/* What is done when there is an item more or less: the first of those who wait for it is woken. */
static VM_ALWAYS_INLINE bool tell(Vm *vm, AioQueue *queue, TraceSync op, AioWaiters *waiters)
{
    if (!trace_on(vm->recorder)) {
        return aio_waiters_wake_next(vm, waiters);
    }
    uint32_t former = aio_sync_begin(vm, queue->trace_id, op, (uint32_t)aio_queue_count(vm, queue));
    bool ok = aio_waiters_wake_next(vm, waiters);
    aio_sync_end(vm, former);
    return ok;
}

/* Puts an item into a queue that is not full. */
static VM_ALWAYS_INLINE bool put_item(Vm *vm, VmValue self, VmValue item)
{
    AioQueue *queue = aio_queue_of(self);
    if (VM_LIKELY(queue->plain && queue->stored < queue->room)) {
        aio_queue_push(queue, item);
    } else if (!aio_queue_put_one(vm, self, item)) {
        return false;
    }
    if (queue->unfinished++ == 0) {
        aio_event_clear(vm, queue->finished);
    }
    return tell(vm, queue, TRACE_SYNC_PUT, &queue->getters);
}

/* Takes one out of a queue that is not empty.  Owned. */
static VM_ALWAYS_INLINE VmValue take_item(Vm *vm, VmValue self)
{
    AioQueue *queue = aio_queue_of(self);
    VmValue item;
    if (VM_LIKELY(queue->plain)) {
        item = aio_queue_pop(queue);
    } else {
        item = aio_queue_take_one(vm, self);
        if (item == VM_ERROR) {
            return VM_ERROR;
        }
    }
    if (!tell(vm, queue, TRACE_SYNC_GET, &queue->putters)) {
        vm_unref(vm, item);
        return VM_ERROR;
    }
    return item;
}

bool aio_queue_put_nowait(Vm *vm, VmValue self, VmValue item)
{
    if (aio_queue_is_full(vm, aio_queue_of(self))) {
        raise_queue(vm, AIO_TYPE_QUEUE_FULL);
        return false;
    }
    return put_item(vm, self, item);
}

VmValue aio_queue_get_nowait(Vm *vm, VmValue self)
{
    return aio_queue_count(vm, aio_queue_of(self)) == 0 ? raise_queue(vm, AIO_TYPE_QUEUE_EMPTY) : take_item(vm, self);
}

/* ---- methods ---- */

static VmValue queue_get(Vm *vm, const VmValue *args)
{
    return aio_queue_get(vm, args[0]);
}

static VmValue queue_put(Vm *vm, const VmValue *args)
{
    return aio_queue_put(vm, args[0], args[1]);
}

static bool is_queue(Vm *vm, VmValue v)
{
    VmType *type = aio_type(vm, AIO_TYPE_QUEUE);
    return vm_is_object(v) && (vm_to_object(v)->type == type || vm_is_instance(vm, v, type));
}

/* ---- `await queue.get()` and put(): at once, without a coroutine (VmNativeBegin) ---- */

static VM_ALWAYS_INLINE VmFlow get_at_once(Vm *vm, VmValue self, VmValue *out, VmValue *awaitable)
{
    AioQueue *queue = aio_queue_of(self);
    if (aio_queue_count(vm, queue) == 0) {
        return aio_await_begin(vm, &queue->getters, (TraceWait)queue->get_wait, queue->trace_id, out, awaitable);
    }
    *out = take_item(vm, self);
    return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_RETURN;
}

static VM_ALWAYS_INLINE VmFlow put_at_once(Vm *vm, VmValue self, VmValue item, VmValue *out, VmValue *awaitable)
{
    AioQueue *queue = aio_queue_of(self);
    if (aio_queue_is_full(vm, queue)) {
        return aio_await_begin(vm, &queue->putters, TRACE_WAIT_QUEUE_PUT, queue->trace_id, out, awaitable);
    }
    *out = VM_NONE;
    return put_item(vm, self, item) ? VM_FLOW_RETURN : VM_FLOW_RAISE;
}

/* A plain queue of the exact type, or NULL. */
static VM_ALWAYS_INLINE AioQueue *plain_queue(Vm *vm, VmValue self)
{
    return vm_is_object(self) && vm_to_object(self)->type == aio_type(vm, AIO_TYPE_QUEUE) && aio_queue_of(self)->plain
               ? aio_queue_of(self)
               : NULL;
}

/* What is put or taken while nobody waits for it. */
static __attribute__((noinline)) VmFlow record(Vm *vm, const AioQueue *queue, TraceSync op)
{
    aio_sync_record(vm, queue->trace_id, op, (uint32_t)queue->stored);
    return VM_FLOW_RETURN;
}

/* What is not as simple as below. */
static __attribute__((noinline)) VmFlow get_begin_anyhow(Vm *vm, const VmValue *args, size_t nargs, VmValue *out,
                                                         VmValue *awaitable)
{
    return nargs == 1 && is_queue(vm, args[0]) ? get_at_once(vm, args[0], out, awaitable) : VM_FLOW_AWAIT;
}

static __attribute__((noinline)) VmFlow put_begin_anyhow(Vm *vm, const VmValue *args, size_t nargs, VmValue *out,
                                                         VmValue *awaitable)
{
    return nargs == 2 && is_queue(vm, args[0]) ? put_at_once(vm, args[0], args[1], out, awaitable) : VM_FLOW_AWAIT;
}

/* These two do the same as the above when nobody is to be woken and nothing can go wrong; they need no stack for it. */
static VmFlow get_begin(Vm *vm, const VmValue *args, size_t nargs, VmValue *out, VmValue *awaitable)
{
    AioQueue *queue = nargs == 1 ? plain_queue(vm, args[0]) : NULL;
    if (queue == NULL || queue->stored == 0 || queue->putters.count != 0) {
        return get_begin_anyhow(vm, args, nargs, out, awaitable);
    }
    *out = aio_queue_pop(queue);
    return trace_on(vm->recorder) ? record(vm, queue, TRACE_SYNC_GET) : VM_FLOW_RETURN;
}

static VmFlow put_begin(Vm *vm, const VmValue *args, size_t nargs, VmValue *out, VmValue *awaitable)
{
    AioQueue *queue = nargs == 2 ? plain_queue(vm, args[0]) : NULL;
    if (queue == NULL || queue->stored == queue->room || queue->getters.count != 0 || queue->unfinished == 0) {
        return put_begin_anyhow(vm, args, nargs, out, awaitable);
    }
    aio_queue_push(queue, args[1]);
    queue->unfinished++;
    *out = VM_NONE;
    return trace_on(vm->recorder) ? record(vm, queue, TRACE_SYNC_PUT) : VM_FLOW_RETURN;
}

static VmFlow get_go_on(Vm *vm, const VmValue *args, VmValue *out)
{
    VmValue awaitable;
    return get_at_once(vm, args[0], out, &awaitable);
}

static VmFlow put_go_on(Vm *vm, const VmValue *args, VmValue *out)
{
    VmValue awaitable;
    return put_at_once(vm, args[0], args[1], out, &awaitable);
}

static VmValue get_unfold(Vm *vm, const VmFrame *frame, const VmValue *args, void *who)
{
    AioQueue *queue = aio_queue_of(args[0]);
    return aio_await_unfold(vm, frame, who,
                            (AioAwaited){.coro = queue_get(vm, args),
                                         .waiters = &queue->getters,
                                         .wait = (TraceWait)queue->get_wait,
                                         .trace_object = queue->trace_id,
                                         .result = VM_NONE});
}

static VmValue put_unfold(Vm *vm, const VmFrame *frame, const VmValue *args, void *who)
{
    AioQueue *queue = aio_queue_of(args[0]);
    return aio_await_unfold(vm, frame, who,
                            (AioAwaited){.coro = queue_put(vm, args),
                                         .waiters = &queue->putters,
                                         .wait = TRACE_WAIT_QUEUE_PUT,
                                         .trace_object = queue->trace_id,
                                         .result = VM_NONE});
}

bool aio_queue_add_begins(Vm *vm, VmType *queue)
{
    static const VmNativeWait get_wait = {.go_on = get_go_on, .unfold = get_unfold, .is_priced = true};
    static const VmNativeWait put_wait = {.go_on = put_go_on, .unfold = put_unfold, .is_priced = true};
    return vm_native_set_begin(vm, queue->attrs, "get", get_begin, &get_wait) &&
           vm_native_set_begin(vm, queue->attrs, "put", put_begin, &put_wait) && aio_queue_add_kept(vm, queue);
}

static VmValue queue_get_nowait(Vm *vm, const VmValue *args)
{
    return aio_queue_get_nowait(vm, args[0]);
}

static VmValue queue_put_nowait(Vm *vm, const VmValue *args)
{
    return aio_queue_put_nowait(vm, args[0], args[1]) ? VM_NONE : VM_ERROR;
}

static VmValue queue_join(Vm *vm, const VmValue *args)
{
    return aio_queue_join(vm, args[0]);
}

static VmValue queue_task_done(Vm *vm, const VmValue *args)
{
    AioQueue *queue = aio_queue_of(args[0]);
    if (queue->unfinished <= 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "task_done() called too many times");
    }
    queue->unfinished--;
    uint32_t former = aio_sync_begin(vm, queue->trace_id, TRACE_SYNC_TASK_DONE, (uint32_t)aio_queue_count(vm, queue));
    bool ok = queue->unfinished > 0 || aio_event_set(vm, queue->finished);
    aio_sync_end(vm, former);
    return ok ? VM_NONE : VM_ERROR;
}

static VmValue queue_qsize(Vm *vm, const VmValue *args)
{
    return vm_from_int((int64_t)aio_queue_count(vm, aio_queue_of(args[0])));
}

static VmValue queue_empty(Vm *vm, const VmValue *args)
{
    return vm_from_bool(aio_queue_count(vm, aio_queue_of(args[0])) == 0);
}

static VmValue queue_full(Vm *vm, const VmValue *args)
{
    return vm_from_bool(aio_queue_is_full(vm, aio_queue_of(args[0])));
}

static VmValue queue_maxsize(Vm *vm, const VmValue *args)
{
    return vm_int_from(vm, aio_queue_of(args[0])->max_size);
}

/* What a subclass's own methods may call of the original's. */
static VmValue queue_own_init(Vm *vm, const VmValue *args)
{
    (void)vm;
    (void)args;
    return VM_NONE;
}

static VmValue queue_own_put(Vm *vm, const VmValue *args)
{
    return aio_queue_put_plain(vm, args[0], args[1]) ? VM_NONE : VM_ERROR;
}

static VmValue queue_own_get(Vm *vm, const VmValue *args)
{
    return aio_queue_take_plain(vm, args[0]);
}

static VmValue queue_unfinished(Vm *vm, const VmValue *args)
{
    return vm_int_from(vm, aio_queue_of(args[0])->unfinished);
}

static VmValue queue_getters(Vm *vm, const VmValue *args)
{
    return aio_waiters_deque(vm, &aio_queue_of(args[0])->getters);
}

static VmValue queue_putters(Vm *vm, const VmValue *args)
{
    return aio_waiters_deque(vm, &aio_queue_of(args[0])->putters);
}

/* ---- the types ---- */

static bool queue_init(Vm *vm, AioQueue *queue, AioQueueOrder order, int64_t max_size, TraceWait get_wait)
{
    queue->order = (uint8_t)order;
    queue->max_size = max_size;
    queue->get_wait = (uint8_t)get_wait;
    aio_queue_settle(queue);
    if (get_wait == TRACE_WAIT_QUEUE_GET) {
        queue->trace_id = aio_sync_new(vm, "Queue", TRACE_WAIT_QUEUE_GET, 0);
    }
    queue->finished = aio_event_new_for(vm, queue->trace_id, TRACE_WAIT_QUEUE_JOIN);
    return queue->finished != VM_ERROR && aio_event_set(vm, queue->finished);
}

VmValue aio_queue_new(Vm *vm, TraceWait get_wait)
{
    VmValue self = vm_instance_new(vm, aio_type(vm, AIO_TYPE_QUEUE));
    if (self != VM_ERROR && !queue_init(vm, aio_queue_of(self), AIO_QUEUE_FIFO, 0, get_wait)) {
        vm_unref(vm, self);
        return VM_ERROR;
    }
    return self;
}

static bool is_overridden(Vm *vm, VmType *type, const char *method)
{
    VmValue name = vm_intern_c(vm, method);
    bool script = name != VM_ERROR && vm_is_function(vm_type_lookup_borrow(vm, type, name));
    vm_unref(vm, name);
    return script;
}

static bool read_arguments(Vm *vm, const VmValue *args, size_t nargs, VmValue kwnames, int64_t *max_size)
{
    VmValue given;
    *max_size = 0;
    return vm_args_parse(vm, "Queue.__init__", "maxsize=", args, nargs, kwnames, &given) &&
           (given == VM_EMPTY || vm_as_index(vm, given, max_size));
}

/* The arguments are read by __init__: a subclass's own may have others. */
static VmValue make(Vm *vm, VmType *type, AioQueueOrder order)
{
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR && !queue_init(vm, aio_queue_of(self), order, 0, TRACE_WAIT_QUEUE_GET)) {
        vm_unref(vm, self);
        return VM_ERROR;
    }
    if (self != VM_ERROR && (vm_to_object(self)->flags & VM_OBJECT_SUBCLASS) != 0) {
        aio_queue_of(self)->custom =
            is_overridden(vm, type, "_init") || is_overridden(vm, type, "_put") || is_overridden(vm, type, "_get");
        aio_queue_settle(aio_queue_of(self));
    }
    return self;
}

static bool initialise(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    int64_t max_size;
    if (!read_arguments(vm, args, nargs, kwnames, &max_size)) {
        return false;
    }
    aio_queue_of(self)->max_size = max_size;
    aio_queue_settle(aio_queue_of(self));
    VmValue result = VM_NONE;
    bool ok = !aio_queue_of(self)->custom || aio_queue_call_own(vm, self, "_init", vm_from_int(max_size), &result);
    vm_unref(vm, result);
    return ok;
}

static VmValue fifo_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args;
    (void)nargs;
    (void)kwnames;
    return make(vm, type, AIO_QUEUE_FIFO);
}

static VmValue priority_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args;
    (void)nargs;
    (void)kwnames;
    return make(vm, type, AIO_QUEUE_PRIORITY);
}

static VmValue lifo_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args;
    (void)nargs;
    (void)kwnames;
    return make(vm, type, AIO_QUEUE_LIFO);
}

static bool append_kept(Vm *vm, LsBuf *buf, VmValue kept)
{
    VmValue list = vm_list_from(vm, kept);
    bool ok = list != VM_ERROR;
    if (ok && vm_to_list(list)->count > 0) {
        ls_buf_puts(buf, " _queue=");
        ok = vm_append_repr(vm, buf, list);
    }
    vm_unref(vm, list);
    return ok;
}

static bool append_items(Vm *vm, LsBuf *buf, const AioQueue *queue)
{
    if (queue->kept != VM_EMPTY) {
        return append_kept(vm, buf, queue->kept);
    }
    if (queue->stored == 0) {
        return true;
    }
    ls_buf_puts(buf, " _queue=[");
    for (size_t i = 0; i < queue->stored; i++) {
        ls_buf_puts(buf, i == 0 ? "" : ", ");
        if (!vm_append_repr(vm, buf, *aio_queue_place(queue, i))) {
            return false;
        }
    }
    ls_buf_putc(buf, ']');
    return true;
}

static bool append_state(Vm *vm, LsBuf *buf, const AioQueue *queue)
{
    ls_buf_printf(buf, " maxsize=%lld", (long long)queue->max_size);
    if (!append_items(vm, buf, queue)) {
        return false;
    }
    if (queue->getters.count > 0) {
        ls_buf_printf(buf, " _getters[%zu]", queue->getters.count);
    }
    if (queue->putters.count > 0) {
        ls_buf_printf(buf, " _putters[%zu]", queue->putters.count);
    }
    if (queue->unfinished != 0) {
        ls_buf_printf(buf, " tasks=%lld", (long long)queue->unfinished);
    }
    return true;
}

static VmValue queue_text(Vm *vm, VmValue self, bool with_address)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_printf(&buf, "<%s", vm_type_name(vm, self));
    if (with_address) {
        ls_buf_printf(&buf, " at 0x%llx", (unsigned long long)vm_heap_identity(vm, self));
    }
    if (!append_state(vm, &buf, aio_queue_of(self))) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    ls_buf_putc(&buf, '>');
    return vm_str_from_buf(vm, &buf);
}

static VmValue queue_repr(Vm *vm, VmValue self)
{
    return queue_text(vm, self, true);
}

static VmValue queue_str(Vm *vm, VmValue self)
{
    return queue_text(vm, self, false);
}

static void queue_release(Vm *vm, VmObject *self)
{
    AioQueue *queue = (AioQueue *)self;
    for (size_t i = 0; i < queue->stored; i++) {
        vm_unref(vm, *aio_queue_place(queue, i));
    }
    vm_heap_free(vm, queue->items, queue->capacity * sizeof *queue->items);
    vm_unref(vm, queue->finished);
    vm_unref(vm, queue->kept);
    aio_waiters_release(vm, &queue->getters);
    aio_waiters_release(vm, &queue->putters);
}

static void queue_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    AioQueue *queue = (AioQueue *)self;
    for (size_t i = 0; i < queue->stored; i++) {
        visit(vm, *aio_queue_place(queue, i), context);
    }
    visit(vm, queue->finished, context);
    visit(vm, queue->kept, context);
    aio_waiters_traverse(vm, &queue->getters, visit, context);
    aio_waiters_traverse(vm, &queue->putters, visit, context);
}

static void fifo_fill(VmType *type)
{
    type->make = fifo_make;
    type->init = initialise;
    type->repr = queue_repr;
    type->str = queue_str;
    type->release = queue_release;
    type->traverse = queue_traverse;
}

static void priority_fill(VmType *type)
{
    fifo_fill(type);
    type->make = priority_make;
}

static void lifo_fill(VmType *type)
{
    fifo_fill(type);
    type->make = lifo_make;
}

static const VmNativeDef queue_methods[] = {
    {"get", queue_get, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"put", queue_put, "item", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"get_nowait", queue_get_nowait, "", VM_NATIVE_PYTHON},
    {"put_nowait", queue_put_nowait, "item", VM_NATIVE_PYTHON},
    {"join", queue_join, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"task_done", queue_task_done, "", VM_NATIVE_PYTHON},
    {"qsize", queue_qsize, "", VM_NATIVE_PYTHON},
    {"empty", queue_empty, "", VM_NATIVE_PYTHON},
    {"full", queue_full, "", VM_NATIVE_PYTHON},
    {"maxsize", queue_maxsize, "", VM_NATIVE_PROPERTY},
    {"_maxsize", queue_maxsize, "", VM_NATIVE_PROPERTY},
    {"_unfinished_tasks", queue_unfinished, "", VM_NATIVE_PROPERTY},
    {"_getters", queue_getters, "", VM_NATIVE_PROPERTY},
    {"_putters", queue_putters, "", VM_NATIVE_PROPERTY},
    {"_init", queue_own_init, "maxsize", VM_NATIVE_PYTHON},
    {"_put", queue_own_put, "item", VM_NATIVE_PYTHON},
    {"_get", queue_own_get, "", VM_NATIVE_PYTHON},
    {0},
};

const VmTypeSpec aio_type_queue = {
    .name = "Queue",
    .module = "asyncio.queues",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(AioQueue),
    .has_dict = true,
    .methods = queue_methods,
    .fill = fifo_fill,
};

const VmTypeSpec aio_type_priority_queue = {
    .name = "PriorityQueue",
    .module = "asyncio.queues",
    .base = VM_TYPE_OBJECT, /* made below Queue */
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(AioQueue),
    .has_dict = true,
    .fill = priority_fill,
};

const VmTypeSpec aio_type_lifo_queue = {
    .name = "LifoQueue",
    .module = "asyncio.queues",
    .base = VM_TYPE_OBJECT, /* made below Queue */
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(AioQueue),
    .has_dict = true,
    .fill = lifo_fill,
};
