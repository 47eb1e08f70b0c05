/* asyncio.Event. */
#include "aio/aio_event.h"

#include "aio/aio_await.h"
#include "aio/aio_lock.h"
#include "aio/aio_parts.h"
#include "vm/vm_native.h"

static AioEvent *event_of(VmValue v)
{
    return (AioEvent *)vm_to_object(v);
}

static VmFlow wait_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    AioCall *call = data;
    AioEvent *event = event_of(call->self);
    *out = VM_TRUE;
    if (call->phase++ == 0) {
        if (sent == VM_ERROR) {
            return VM_FLOW_RAISE;
        }
        if (event->value) {
            return VM_FLOW_RETURN;
        }
        TraceWait wait = (TraceWait)event->wait;
        call->future = vm_ref(aio_waiters_add(vm, &event->waiters, wait, event->trace_id));
        return call->future == VM_ERROR ? VM_FLOW_RAISE : aio_call_wait(call, out);
    }
    aio_waiters_remove(vm, &event->waiters, call->future);
    return sent == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_RETURN;
}

static const VmNativeCoroDef wait_def = {
    .qualname = "Event.wait",
    .state_size = sizeof(AioCall),
    .resume = wait_resume,
    .traverse = aio_call_traverse,
    .release = aio_call_release,
};

VmValue aio_event_wait(Vm *vm, VmValue event)
{
    return aio_call_new(vm, &wait_def, event, VM_EMPTY);
}

bool aio_event_set(Vm *vm, VmValue self)
{
    AioEvent *event = event_of(self);
    if (event->value) {
        return true;
    }
    event->value = true;
    uint32_t former = event->quiet ? vm->recorder->cause : aio_sync_begin(vm, event->trace_id, TRACE_SYNC_SET, 1);
    bool ok = true;
    for (size_t i = 0; ok && i < event->waiters.count; i++) {
        VmValue waiter = aio_waiters_at(&event->waiters, i);
        ok = aio_waiter_done(waiter) || aio_waiter_wake(vm, waiter, VM_TRUE);
    }
    aio_sync_end(vm, former);
    return ok;
}

void aio_event_clear(Vm *vm, VmValue self)
{
    AioEvent *event = event_of(self);
    if (event->value && !event->quiet) {
        aio_sync_end(vm, aio_sync_begin(vm, event->trace_id, TRACE_SYNC_CLEAR, 0));
    }
    event->value = false;
}

/* ---- at once, without a coroutine (VmNativeBegin) ---- */

static VmFlow wait_begin(Vm *vm, const VmValue *args, size_t nargs, VmValue *out, VmValue *awaitable)
{
    if (nargs != 1 || !vm_is_instance(vm, args[0], aio_type(vm, AIO_TYPE_EVENT))) {
        return VM_FLOW_AWAIT;
    }
    AioEvent *event = event_of(args[0]);
    if (!event->value) {
        return aio_await_begin(vm, &event->waiters, (TraceWait)event->wait, event->trace_id, out, awaitable);
    }
    *out = VM_TRUE;
    return VM_FLOW_RETURN;
}

static VmFlow wait_go_on(Vm *vm, const VmValue *args, VmValue *out)
{
    aio_await_leave(vm, &event_of(args[0])->waiters);
    *out = VM_TRUE;
    return VM_FLOW_RETURN;
}

static VmValue wait_unfold(Vm *vm, const VmFrame *frame, const VmValue *args, void *who)
{
    AioEvent *event = event_of(args[0]);
    return aio_await_unfold(vm, frame, who,
                            (AioAwaited){.coro = aio_event_wait(vm, args[0]),
                                         .waiters = &event->waiters,
                                         .wait = (TraceWait)event->wait,
                                         .trace_object = event->trace_id,
                                         .result = VM_TRUE});
}

bool aio_event_add_begins(Vm *vm, VmType *event)
{
    static const VmNativeWait wait = {.go_on = wait_go_on, .unfold = wait_unfold};
    return vm_native_set_begin(vm, event->attrs, "wait", wait_begin, &wait);
}

VmValue aio_event_new_for(Vm *vm, uint32_t trace_id, TraceWait wait)
{
    VmValue self = vm_instance_new(vm, aio_type(vm, AIO_TYPE_EVENT));
    if (self != VM_ERROR) {
        event_of(self)->trace_id = trace_id;
        event_of(self)->wait = (uint8_t)wait;
        event_of(self)->quiet = true;
    }
    return self;
}

/* ---- the type ---- */

static VmValue event_wait(Vm *vm, const VmValue *args)
{
    return aio_event_wait(vm, args[0]);
}

static VmValue event_set(Vm *vm, const VmValue *args)
{
    return aio_event_set(vm, args[0]) ? VM_NONE : VM_ERROR;
}

static VmValue event_clear(Vm *vm, const VmValue *args)
{
    aio_event_clear(vm, args[0]);
    return VM_NONE;
}

static VmValue event_is_set(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(event_of(args[0])->value);
}

static VmValue event_waiters(Vm *vm, const VmValue *args)
{
    return aio_waiters_deque(vm, &event_of(args[0])->waiters);
}

static VmValue event_repr(Vm *vm, VmValue self)
{
    return aio_sync_repr(vm, self, event_of(self)->value ? "set" : "unset", event_of(self)->waiters.count);
}

static bool event_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)self;
    return vm_args_parse(vm, "Event.__init__", "", args, nargs, kwnames, NULL);
}

static VmValue event_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args; /* read by __init__: a subclass's own may have others */
    (void)nargs;
    (void)kwnames;
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        event_of(self)->wait = TRACE_WAIT_EVENT;
        event_of(self)->trace_id = aio_sync_new(vm, "Event", TRACE_WAIT_EVENT, 0);
    }
    return self;
}

static void event_release(Vm *vm, VmObject *self)
{
    aio_waiters_release(vm, &((AioEvent *)self)->waiters);
}

static void event_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    aio_waiters_traverse(vm, &((AioEvent *)self)->waiters, visit, context);
}

static void event_fill(VmType *type)
{
    type->make = event_make;
    type->init = event_init;
    type->repr = event_repr;
    type->release = event_release;
    type->traverse = event_traverse;
}

static const VmNativeDef event_methods[] = {
    {"wait", event_wait, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"set", event_set, "", VM_NATIVE_PYTHON},
    {"clear", event_clear, "", VM_NATIVE_PYTHON},
    {"is_set", event_is_set, "", VM_NATIVE_PYTHON},
    {"_value", event_is_set, "", VM_NATIVE_PROPERTY},
    {"_waiters", event_waiters, "", VM_NATIVE_PROPERTY},
    {0},
};

const VmTypeSpec aio_type_event = {
    .name = "Event",
    .module = "asyncio.locks",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(AioEvent),
    .has_dict = true,
    .methods = event_methods,
    .fill = event_fill,
};
