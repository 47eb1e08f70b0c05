/* asyncio.as_completed: an iterator of coroutines, each of which waits for the next future to complete. */
#include "aio/aio_parts.h"
#include "aio/aio_queue.h"
#include "aio/aio_task.h"
#include "aio/aio_wait.h"
#include "vm/vm_dict.h"

typedef struct Completions {
    VmObject head;
    VmValue source;  /* what was given; VM_EMPTY once it has begun */
    VmValue timeout; /* number or None */
    VmValue todo;    /* dict used as an ordered set of futures */
    VmValue done;    /* queue of futures; None stands for the time-out */
    VmValue handle;
    size_t left; /* coroutines still to be given out */
} Completions;

static Completions *completions_of(VmValue v)
{
    return (Completions *)vm_to_object(v);
}

static bool one_completed(Vm *vm, VmValue future, VmValue self)
{
    Completions *completions = completions_of(self);
    if (vm_to_dict(completions->todo)->used == 0) {
        return true; /* the time-out was faster */
    }
    if (vm_dict_delete(vm, completions->todo, future) < 0 || !aio_queue_put_nowait(vm, completions->done, future)) {
        return false;
    }
    if (vm_to_dict(completions->todo)->used == 0 && completions->handle != VM_EMPTY) {
        aio_handle_cancel(vm, aio_handle_of(completions->handle));
    }
    return true;
}

static const AioNativeDef completion_callback = {"as_completed.<locals>._on_completion", one_completed};

static bool timed_out(Vm *vm, VmValue self, VmValue data)
{
    (void)data;
    Completions *completions = completions_of(self);
    uint32_t position = 0;
    VmValue future, unused;
    while (vm_dict_walk(vm_to_dict(completions->todo), &position, &future, &unused)) {
        aio_future_remove_native(vm, future, &completion_callback, self);
        if (!aio_queue_put_nowait(vm, completions->done, VM_NONE)) {
            return false;
        }
    }
    vm_dict_clear(vm, completions->todo);
    return true;
}

static const AioNativeDef timeout_callback = {"as_completed.<locals>._on_timeout", timed_out};

/* ---- the coroutines it gives out ---- */

static VmFlow next_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    AioCall *call = data;
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    if (call->phase++ == 0) {
        *out = aio_queue_get(vm, completions_of(call->self)->done);
        return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_AWAIT;
    }
    if (sent == VM_NONE) {
        vm_raise_with(vm, vm_exception_type(vm, VM_EXC_TIMEOUT_ERROR), VM_EMPTY);
        return VM_FLOW_RAISE;
    }
    *out = aio_future_result(vm, sent);
    return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_RETURN;
}

static const VmNativeCoroDef next_def = {
    .qualname = "as_completed.<locals>._wait_for_one",
    .state_size = sizeof(AioCall),
    .resume = next_resume,
    .traverse = aio_call_traverse,
    .release = aio_call_release,
};

/* ---- the iterator ---- */

typedef struct Adding {
    Completions *completions;
    AioLoop *loop;
    VmValue seen; /* dict: what was given already */
} Adding;

static bool add_one(Vm *vm, VmValue item, void *context)
{
    Adding *adding = context;
    int known = vm_dict_contains(vm, adding->seen, item);
    if (known != 0) {
        return known > 0;
    }
    VmValue future = aio_ensure_future(vm, adding->loop, item);
    bool ok = future != VM_ERROR && vm_dict_set(vm, adding->seen, item, VM_NONE) &&
              vm_dict_set(vm, adding->completions->todo, future, VM_NONE);
    vm_unref(vm, future);
    return ok;
}

static bool make_futures(Vm *vm, Completions *completions, AioLoop *loop)
{
    VmValue source = completions->source;
    completions->source = VM_EMPTY;
    Adding adding = {.completions = completions, .loop = loop, .seen = vm_dict_new(vm)};
    bool ok = adding.seen != VM_ERROR && vm_for_each(vm, source, add_one, &adding);
    vm_unref(vm, adding.seen);
    vm_unref(vm, source);
    return ok;
}

static bool arm_timeout(Vm *vm, VmValue self, AioLoop *loop)
{
    Completions *completions = completions_of(self);
    double when;
    if (completions->timeout == VM_NONE || completions->left == 0) {
        return true;
    }
    if (!aio_loop_when(vm, completions->timeout, &when)) {
        return false;
    }
    completions->handle = aio_loop_call_native_at(vm, loop, when, &timeout_callback, self, VM_NONE);
    return completions->handle != VM_ERROR;
}

static bool begin(Vm *vm, VmValue self)
{
    Completions *completions = completions_of(self);
    VmValue source = completions->source;
    if (aio_is_future(source) || vm_is_coroutine(source)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "expect an iterable of futures, not %s", vm_type_name(vm, source));
        return false;
    }
    VmValue loop = aio_get_event_loop(vm);
    if (loop == VM_ERROR) {
        return false;
    }
    bool ok = make_futures(vm, completions, aio_loop_of(loop));
    completions->left = ok ? vm_to_dict(completions->todo)->used : 0;
    uint32_t position = 0;
    VmValue future, unused;
    while (ok && vm_dict_walk(vm_to_dict(completions->todo), &position, &future, &unused)) {
        ok = aio_future_add_native(vm, future, &completion_callback, self);
    }
    ok = ok && arm_timeout(vm, self, aio_loop_of(loop));
    vm_unref(vm, loop);
    return ok;
}

static VmValue completions_next(Vm *vm, VmValue self)
{
    Completions *completions = completions_of(self);
    if (completions->source != VM_EMPTY && !begin(vm, self)) {
        return VM_ERROR;
    }
    if (completions->left == 0) {
        return VM_ERROR; /* exhausted */
    }
    completions->left--;
    return aio_call_new(vm, &next_def, self, VM_EMPTY);
}

static VmValue completions_iter(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_ref(self);
}

static void completions_release(Vm *vm, VmObject *self)
{
    Completions *completions = (Completions *)self;
    vm_unref(vm, completions->source);
    vm_unref(vm, completions->timeout);
    vm_unref(vm, completions->todo);
    vm_unref(vm, completions->done);
    vm_unref(vm, completions->handle);
}

static void completions_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    Completions *completions = (Completions *)self;
    visit(vm, completions->source, context);
    visit(vm, completions->todo, context);
    visit(vm, completions->done, context);
    visit(vm, completions->handle, context);
}

static void completions_fill(VmType *type)
{
    type->next = completions_next;
    type->iter = completions_iter;
    type->release = completions_release;
    type->traverse = completions_traverse;
}

const VmTypeSpec aio_type_as_completed = {
    .name = "generator", /* what as_completed returns in CPython */
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Completions),
    .flags = VM_TYPE_NO_MAKE,
    .fill = completions_fill,
};

VmValue aio_as_completed(Vm *vm, const VmValue *args)
{
    VmValue self = vm_instance_new(vm, aio_type(vm, AIO_TYPE_AS_COMPLETED));
    if (self == VM_ERROR) {
        return VM_ERROR;
    }
    Completions *completions = completions_of(self);
    completions->source = vm_ref(args[0]);
    completions->timeout = args[1] == VM_EMPTY ? VM_NONE : vm_ref(args[1]);
    completions->todo = vm_dict_new(vm);
    completions->done = aio_queue_new(vm, TRACE_WAIT_AS_COMPLETED);
    if (completions->todo == VM_ERROR || completions->done == VM_ERROR) {
        vm_unref(vm, self);
        return VM_ERROR;
    }
    return self;
}
