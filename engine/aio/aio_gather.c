#include "aio/aio_gather.h"

#include "aio/aio_repr.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_cost.h"
#include "vm/vm_dict.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

/* The outer future of a gather and what it collects.
 *
 * Most children are tasks that gather has made, one after the other, so that a task's sequence number tells which
 * argument it stands for.  When such a one has returned, its result goes to its place in `results` at once; if nobody
 * else knows the task it is dropped while it is still at hand, instead of with all others when they are long out of the
 * caches.  What did not end like that is looked at when all are done. */
typedef struct Gathering {
    AioFuture future;
    VmValue children;          /* list of futures, one per argument; VM_EMPTY in place of one that was dropped */
    VmValue results;           /* list of as many; VM_EMPTY where there is none yet */
    size_t expected, finished; /* distinct children */
    uint32_t first;            /* the sequence number of the first task made for it */
    bool return_exceptions;
    bool cancel_requested;
} Gathering;

static Gathering *gathering_of(VmValue v)
{
    return (Gathering *)vm_to_object(v);
}

/* What a finished child contributes to the list of results; owned. */
static VmValue child_outcome(Vm *vm, VmValue child)
{
    AioFuture *future = aio_future_of(child);
    if (future->state == AIO_CANCELLED) {
        VmValue message = aio_future_message_borrow(future);
        message = message == VM_EMPTY ? vm_str_empty(vm) : vm_ref(message);
        VmValue error = vm_exception_new(vm, vm_exception_type(vm, VM_EXC_CANCELLED_ERROR), &message, 1);
        vm_unref(vm, message);
        return error;
    }
    future->unretrieved = false;
    return vm_ref(future->value);
}

/* Fills in the results that are not there yet. */
static bool complete_results(Vm *vm, const Gathering *gathering)
{
    const VmList *children = vm_to_list(gathering->children);
    VmValue *results = vm_to_list(gathering->results)->items;
    for (size_t i = 0; i < children->count; i++) {
        if (results[i] == VM_EMPTY) {
            results[i] = child_outcome(vm, children->items[i]);
            if (results[i] == VM_ERROR) {
                return false;
            }
        }
    }
    return true;
}

/* All children are done.  A gather that was cancelled raises the CancelledError of its last argument, whichever child
 * finished last: CPython does so. */
static bool finish(Vm *vm, VmValue outer)
{
    Gathering *gathering = gathering_of(outer);
    if (!complete_results(vm, gathering)) {
        return false;
    }
    if (gathering->cancel_requested) {
        const VmList *children = vm_to_list(gathering->children);
        VmValue error = aio_future_cancelled_error(vm, children->items[children->count - 1]);
        bool ok = error != VM_ERROR && aio_future_set_exception(vm, outer, error);
        vm_unref(vm, error);
        return ok;
    }
    VmValue results = gathering->results;
    gathering->results = VM_EMPTY;
    bool ok = aio_future_set_result(vm, outer, results);
    vm_unref(vm, results);
    return ok;
}

/* The exception that a child hands to the outer future at once; VM_EMPTY when it does not.  Owned. */
static VmValue child_failure(Vm *vm, VmValue child)
{
    AioFuture *future = aio_future_of(child);
    if (future->state == AIO_CANCELLED) {
        return aio_future_cancelled_error(vm, child);
    }
    future->unretrieved = false;
    return future->is_exception ? vm_ref(future->value) : VM_EMPTY;
}

/* Puts the result of a task that has returned where it belongs, and drops the task if only this gather and the ready
 * queue, where its callback stood, know of it.  The last one stays: see finish. */
static void settle(Vm *vm, Gathering *gathering, AioFuture *child)
{
    VmList *children = vm_to_list(gathering->children);
    size_t at = (uint32_t)(child->sequence - gathering->first);
    if (child->head.kind != VM_KIND_TASK || child->state != AIO_FINISHED || child->is_exception ||
        at >= children->count || children->items[at] != vm_from_object(child)) {
        return;
    }
    vm_to_list(gathering->results)->items[at] = vm_ref(child->value);
    if (child->head.refs == 2 && at + 1 < children->count && child->head.type == aio_type(vm, AIO_TYPE_TASK) &&
        aio_extra_or_null(child) == NULL && aio_task_dict_borrow((const AioTask *)child) == VM_EMPTY) {
        children->items[at] = VM_EMPTY;
        vm_unref(vm, vm_from_object(child));
    }
}

static bool child_done(Vm *vm, VmValue child, VmValue outer)
{
    Gathering *gathering = gathering_of(outer);
    gathering->finished++;
    if (gathering->future.state != AIO_PENDING) {
        aio_future_retrieve(child);
        return true;
    }
    if (!gathering->return_exceptions) {
        VmValue failure = child_failure(vm, child);
        if (failure != VM_EMPTY) {
            bool ok = aio_future_set_exception(vm, outer, failure);
            vm_unref(vm, failure);
            return ok;
        }
        if (vm_error_pending(vm)) {
            return false;
        }
    }
    settle(vm, gathering, aio_future_of(child));
    return gathering->finished < gathering->expected || finish(vm, outer);
}

static const AioNativeDef child_callback = {"gather.<locals>._done_callback", child_done};

int aio_gather_cancel(Vm *vm, VmValue outer, VmValue message)
{
    Gathering *gathering = gathering_of(outer);
    if (gathering->future.state != AIO_PENDING) {
        return 0;
    }
    int any = 0;
    VmList *children = vm_to_list(gathering->children);
    for (size_t i = 0; i < children->count; i++) {
        int cancelled = children->items[i] == VM_EMPTY ? 0 : aio_cancel(vm, children->items[i], message);
        if (cancelled < 0) {
            return -1;
        }
        any |= cancelled;
    }
    gathering->cancel_requested = gathering->cancel_requested || any;
    return any;
}

/* ---- making one ---- */

/* gather() of nothing: a future that is done. */
static VmValue gather_nothing(Vm *vm)
{
    VmValue loop = aio_get_event_loop(vm);
    if (loop == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue future = aio_future_new(vm, aio_loop_of(loop), TRACE_WAIT_GATHER, 0);
    VmValue results = vm_list_new_empty(vm, 0);
    bool ok = future != VM_ERROR && results != VM_ERROR && aio_future_set_result(vm, future, results);
    vm_unref(vm, results);
    vm_unref(vm, loop);
    if (!ok) {
        vm_unref(vm, future);
        return VM_ERROR;
    }
    return future;
}

/* A gather that is being made. */
typedef struct Making {
    VmValue outer;
    Gathering *gathering; /* the same */
    VmValue seen;         /* dict: arguments that are neither coroutines nor tasks made here, and their futures */
    AioLoop *loop;        /* borrowed; NULL: that of the first future */
    const VmValue *args;
    VmValue *own; /* the same, if they may be moved out */
    bool marked;  /* coroutines carry VM_CORO_MARKED */
} Making;

/* Listens to a future that is there for the first time. */
static bool listen(Vm *vm, Making *making, VmValue future)
{
    Gathering *gathering = making->gathering;
    if (gathering->future.loop == NULL) {
        aio_future_init(&gathering->future, aio_future_of(future)->loop, TRACE_WAIT_GATHER, 0);
        gathering->future.variant = AIO_VARIANT_GATHER;
        making->loop = gathering->future.loop;
    }
    gathering->expected++;
    return aio_future_add_native(vm, future, &child_callback, making->outer);
}

/* There is room for all. */
static void append_child_steal(const Making *making, VmValue future)
{
    VmList *children = vm_to_list(making->gathering->children);
    children->items[children->count++] = future;
}

static bool add_new_child(Vm *vm, Making *making, VmValue awaitable)
{
    VmValue future = aio_ensure_future(vm, making->loop, awaitable);
    if (future == VM_ERROR) {
        return false;
    }
    append_child_steal(making, future);
    return listen(vm, making, future);
}

/* The task that was made for a coroutine here; VM_EMPTY: none was. */
static VmValue task_of_borrow(const Making *making, VmValue coro)
{
    const VmList *children = vm_to_list(making->gathering->children);
    for (size_t i = 0; i < children->count; i++) {
        VmValue child = children->items[i];
        if (vm_has_kind(child, VM_KIND_TASK) && aio_task_of(child)->coro == coro) {
            return child;
        }
    }
    return VM_EMPTY;
}

/* Is this argument, a coroutine, there for the second time?  It bears a sign from the first: one that has not begun has
 * a place that says who took it, which need not be cleared afterwards; others carry a mark. */
static bool take(Making *making, VmValue v)
{
    if (vm_has_kind(v, VM_KIND_COROUTINE) && vm_coro_state(vm_to_coro(v)) == VM_CORO_CREATED) {
        VmCoro *coro = vm_to_coro(v);
        bool taken = coro->taker == making->gathering;
        coro->taker = making->gathering;
        return taken;
    }
    VmObject *coro = vm_to_object(v);
    bool taken = (coro->extra & VM_CORO_MARKED) != 0;
    coro->extra |= VM_CORO_MARKED;
    making->marked = true;
    return taken;
}

static bool add_coroutine(Vm *vm, Making *making, size_t at)
{
    VmValue coro = making->args[at];
    if (take(making, coro)) {
        VmValue known = task_of_borrow(making, coro); /* none: an older gather that lay there took it */
        if (known != VM_EMPTY) {
            append_child_steal(making, vm_ref(known));
            return true;
        }
    }
    if (making->loop == NULL || !vm_has_kind(coro, VM_KIND_COROUTINE)) {
        return add_new_child(vm, making, coro);
    }
    VmValue task = aio_task_new_plain(vm, making->loop, coro);
    if (task == VM_ERROR) {
        return false;
    }
    if (making->own != NULL) {
        making->own[at] = VM_EMPTY; /* the task holds it */
        vm_unref(vm, coro);
    }
    append_child_steal(making, task);
    if (making->gathering->future.loop == NULL || aio_extra_or_null(aio_future_of(task)) != NULL) {
        return listen(vm, making, task);
    }
    making->gathering->expected++;
    aio_future_set_first(aio_future_of(task), &child_callback, making->outer);
    return true;
}

/* The same argument twice gives the same future. */
static bool add_other(Vm *vm, Making *making, VmValue awaitable)
{
    if (making->seen == VM_EMPTY && (making->seen = vm_dict_new(vm)) == VM_ERROR) {
        return false;
    }
    VmValue known = vm_dict_get_borrow(vm, making->seen, awaitable);
    if (known != VM_EMPTY) {
        append_child_steal(making, vm_ref(known));
        return true;
    }
    if (vm_error_pending(vm) || !add_new_child(vm, making, awaitable)) {
        return false;
    }
    const VmList *children = vm_to_list(making->gathering->children);
    return vm_dict_set(vm, making->seen, awaitable, children->items[children->count - 1]);
}

static bool add_children(Vm *vm, Making *making, size_t count)
{
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        vm_cost_add(vm, VM_COST_CHILD, 1);
        ok = vm_is_coroutine(making->args[i]) ? add_coroutine(vm, making, i) : add_other(vm, making, making->args[i]);
    }
    for (size_t i = 0; making->marked && i < count; i++) {
        if (vm_is_coroutine(making->args[i])) {
            vm_to_object(making->args[i])->extra &= (uint8_t)~VM_CORO_MARKED;
        }
    }
    vm_unref(vm, making->seen);
    return ok;
}

/* Tells what the outer future waits for: each child once. */
static bool record_links(Vm *vm, const Making *making)
{
    const VmList *children = vm_to_list(making->gathering->children);
    bool repeated = making->gathering->expected < children->count;
    VmValue told = repeated ? vm_dict_new(vm) : VM_EMPTY;
    bool ok = !repeated || told != VM_ERROR;
    uint32_t outer_id = aio_future_trace_id(vm, making->outer);
    for (size_t i = 0; ok && i < children->count; i++) {
        VmValue child = children->items[i], key = vm_from_int((int64_t)child); /* whatever its class calls equal */
        if (repeated && vm_dict_get_borrow(vm, told, key) != VM_EMPTY) {
            continue;
        }
        trace_record(vm->recorder, TRACE_FUTURE_LINK, outer_id, aio_future_trace_id(vm, child), 0, 0);
        ok = !repeated || vm_dict_set(vm, told, key, VM_NONE);
    }
    vm_unref(vm, told);
    return ok;
}

/* A list of so many VM_EMPTY. */
static VmValue new_results(Vm *vm, size_t count)
{
    VmValue results = vm_list_new_empty(vm, count);
    if (results != VM_ERROR) {
        VmList *list = vm_to_list(results);
        memset(list->items, 0, count * sizeof *list->items);
        list->count = count;
    }
    return results;
}

VmValue aio_gather(Vm *vm, const VmValue *args, size_t count, bool return_exceptions, VmValue *own)
{
    if (count == 0) {
        return gather_nothing(vm);
    }
    VmValue outer = vm_instance_new(vm, aio_type(vm, AIO_TYPE_GATHERING_FUTURE));
    if (outer == VM_ERROR) {
        return VM_ERROR;
    }
    Gathering *gathering = gathering_of(outer);
    Making making = {.outer = outer, .gathering = gathering, .loop = aio_state(vm)->running, .args = args, .own = own};
    gathering->first = aio_state(vm)->task_sequence;
    gathering->return_exceptions = return_exceptions;
    gathering->children = vm_list_new_empty(vm, count);
    gathering->results = gathering->children == VM_ERROR ? VM_ERROR : new_results(vm, count);
    bool ok = gathering->results != VM_ERROR && add_children(vm, &making, count);
    if (ok && trace_on(vm->recorder)) {
        ok = record_links(vm, &making);
    }
    if (!ok) {
        gathering->future.state = AIO_CANCELLED; /* for the children that are there and will call it */
        vm_unref(vm, outer);
        return VM_ERROR;
    }
    return outer;
}

static void gathering_release(Vm *vm, VmObject *self)
{
    vm_unref(vm, ((Gathering *)self)->children);
    vm_unref(vm, ((Gathering *)self)->results);
    aio_future_release(vm, self);
}

static void gathering_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((Gathering *)self)->children, context);
    visit(vm, ((Gathering *)self)->results, context);
    aio_future_traverse(vm, self, visit, context);
}

static void gathering_fill(VmType *type)
{
    type->release = gathering_release;
    type->traverse = gathering_traverse;
}

const VmTypeSpec aio_type_gathering_future = {
    .name = "_GatheringFuture",
    .module = "asyncio.tasks",
    .base = VM_TYPE_OBJECT, /* made below Future */
    .kind = VM_KIND_FUTURE,
    .instance_size = sizeof(Gathering),
    .has_dict = true,
    .flags = VM_TYPE_NO_MAKE,
    .fill = gathering_fill,
};
