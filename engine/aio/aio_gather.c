#include "aio/aio_gather.h"

#include "aio/aio_repr.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_cost.h"
#include "vm/vm_dict.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

/* The outer future of a gather and what it collects. */
typedef struct Gathering {
    AioFuture future;
    VmValue children;          /* list of futures, one per argument */
    size_t expected, finished; /* distinct children */
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

/* All children are done.  A gather that was cancelled raises the CancelledError of its last argument, whichever child
 * finished last: CPython does so. */
static bool finish(Vm *vm, VmValue outer)
{
    Gathering *gathering = gathering_of(outer);
    VmList *children = vm_to_list(gathering->children);
    VmValue results = vm_list_new_empty(vm, children->count);
    for (size_t i = 0; results != VM_ERROR && i < children->count; i++) {
        VmValue outcome = child_outcome(vm, children->items[i]);
        if (outcome == VM_ERROR || !vm_list_append_steal(vm, results, outcome)) {
            vm_unref(vm, results);
            results = VM_ERROR;
        }
    }
    if (results == VM_ERROR) {
        return false;
    }
    bool ok;
    if (gathering->cancel_requested) {
        VmValue error = aio_future_cancelled_error(vm, children->items[children->count - 1]);
        ok = error != VM_ERROR && aio_future_set_exception(vm, outer, error);
        vm_unref(vm, error);
    } else {
        ok = aio_future_set_result(vm, outer, results);
    }
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
        int cancelled = aio_cancel(vm, children->items[i], message);
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

/* The futures of a gather: `all` has one per argument, `distinct` each once. */
typedef struct Children {
    VmValue all, distinct; /* lists */
    AioLoop *loop;         /* borrowed */
} Children;

static bool is_marked(VmValue v)
{
    return (vm_to_object(v)->extra & VM_CORO_MARKED) != 0;
}

/* Coroutines carry a mark while the arguments are gone through, so that the usual case, each once, needs no table. */
static VmValue add_coroutine(Vm *vm, Children *children, const VmValue *awaitables, size_t at)
{
    VmValue coro = awaitables[at];
    if (is_marked(coro)) {
        size_t first = 0;
        while (awaitables[first] != coro) {
            first++;
        }
        return vm_ref(vm_to_list(children->all)->items[first]);
    }
    vm_to_object(coro)->extra |= VM_CORO_MARKED;
    VmValue future = aio_ensure_future(vm, children->loop, coro);
    if (future != VM_ERROR && !vm_list_append(vm, children->distinct, future)) {
        vm_unref(vm, future);
        return VM_ERROR;
    }
    return future;
}

/* The same argument twice gives the same future. */
static bool add_child(Vm *vm, Children *children, VmValue seen, const VmValue *awaitables, size_t at)
{
    vm_cost_add(vm, VM_COST_CHILD, 1);
    VmValue awaitable = awaitables[at];
    if (vm_is_coroutine(awaitable)) {
        VmValue future = add_coroutine(vm, children, awaitables, at);
        if (future == VM_ERROR) {
            return false;
        }
        if (children->loop == NULL) {
            children->loop = aio_future_of(future)->loop;
        }
        bool added = vm_list_append(vm, children->all, future);
        vm_unref(vm, future);
        return added;
    }
    VmValue known = vm_dict_get_borrow(vm, seen, awaitable);
    if (known != VM_EMPTY) {
        return vm_list_append(vm, children->all, known);
    }
    VmValue future = vm_error_pending(vm) ? VM_ERROR : aio_ensure_future(vm, children->loop, awaitable);
    if (future == VM_ERROR) {
        return false;
    }
    if (children->loop == NULL) {
        children->loop = aio_future_of(future)->loop;
    }
    bool ok = vm_dict_set(vm, seen, awaitable, future) && vm_list_append(vm, children->distinct, future) &&
              vm_list_append(vm, children->all, future);
    vm_unref(vm, future);
    return ok;
}

static bool make_children(Vm *vm, const VmValue *awaitables, size_t count, Children *children)
{
    children->all = vm_list_new_empty(vm, count);
    children->distinct = vm_list_new_empty(vm, count);
    children->loop = aio_state(vm)->running;
    VmValue seen = vm_dict_new(vm);
    bool ok = children->all != VM_ERROR && children->distinct != VM_ERROR && seen != VM_ERROR;
    for (size_t i = 0; ok && i < count; i++) {
        ok = add_child(vm, children, seen, awaitables, i);
    }
    for (size_t i = 0; i < count; i++) {
        if (vm_is_coroutine(awaitables[i])) {
            vm_to_object(awaitables[i])->extra &= (uint8_t)~VM_CORO_MARKED;
        }
    }
    vm_unref(vm, seen);
    return ok;
}

/* The outer future listens to each child once. */
static bool listen(Vm *vm, VmValue outer, VmValue distinct)
{
    VmList *futures = vm_to_list(distinct);
    uint32_t outer_id = aio_future_trace_id(vm, outer);
    for (size_t i = 0; i < futures->count; i++) {
        if (!aio_future_add_native(vm, futures->items[i], &child_callback, outer)) {
            return false;
        }
        if (trace_on(vm->recorder)) {
            trace_record(vm->recorder, TRACE_FUTURE_LINK, outer_id, aio_future_trace_id(vm, futures->items[i]), 0, 0);
        }
    }
    return true;
}

static VmValue make_outer(Vm *vm, const Children *children, bool return_exceptions)
{
    VmValue outer = vm_instance_new(vm, aio_type(vm, AIO_TYPE_GATHERING_FUTURE));
    if (outer == VM_ERROR) {
        return VM_ERROR;
    }
    Gathering *gathering = gathering_of(outer);
    aio_future_init(&gathering->future, children->loop, TRACE_WAIT_GATHER, 0);
    gathering->future.variant = AIO_VARIANT_GATHER;
    gathering->children = vm_ref(children->all);
    gathering->expected = vm_to_list(children->distinct)->count;
    gathering->return_exceptions = return_exceptions;
    if (!listen(vm, outer, children->distinct)) {
        vm_unref(vm, outer);
        return VM_ERROR;
    }
    return outer;
}

VmValue aio_gather(Vm *vm, const VmValue *awaitables, size_t count, bool return_exceptions)
{
    if (count == 0) {
        return gather_nothing(vm);
    }
    Children children;
    VmValue outer = VM_ERROR;
    if (make_children(vm, awaitables, count, &children)) {
        outer = make_outer(vm, &children, return_exceptions);
    }
    vm_unref(vm, children.all);
    vm_unref(vm, children.distinct);
    return outer;
}

static void gathering_release(Vm *vm, VmObject *self)
{
    vm_unref(vm, ((Gathering *)self)->children);
    aio_future_release(vm, self);
}

static void gathering_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((Gathering *)self)->children, context);
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
