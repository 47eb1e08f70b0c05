/* Async generators and the loop: one that dies unfinished is closed by a task; those left at the end are closed too. */
#include "aio/aio_gather.h"
#include "aio/aio_loop.h"
#include "aio/aio_task.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"

static bool begun(Vm *vm, VmValue agen)
{
    (void)vm;
    (void)agen;
    return true; /* the generator marks itself (VM_CORO_HOOKED): that is how shutdown finds it */
}

static bool close_in_task(Vm *vm, VmValue argument, VmValue data)
{
    (void)data;
    AioLoop *loop = aio_running_loop(vm);
    VmValue task = loop == NULL ? VM_ERROR : aio_task_new(vm, loop, argument, VM_EMPTY, VM_EMPTY);
    vm_unref(vm, task);
    return task != VM_ERROR;
}

static const AioNativeDef close_callback = {"BaseEventLoop._asyncgen_finalizer_hook", close_in_task};

static void close_later(Vm *vm, VmValue agen)
{
    AioLoop *loop = aio_state(vm)->running;
    if (loop == NULL || loop->closed) {
        return;
    }
    VmValue closing = vm_call_method(vm, agen, vm_name(vm, VM_NAME_ACLOSE), NULL, 0);
    if (closing != VM_ERROR) {
        aio_loop_call_native(vm, loop, &close_callback, closing, VM_NONE, TRACE_ROLE_INTERNAL);
    }
    vm_unref(vm, closing);
}

void aio_hooks_enter(Vm *vm)
{
    *vm_agen_hooks(vm) = (VmAgenHooks){.first_iteration = begun, .finalizer = close_later};
}

void aio_hooks_leave(Vm *vm)
{
    *vm_agen_hooks(vm) = (VmAgenHooks){0};
}

/* ---- shutdown_asyncgens ---- */

typedef struct Shutdown {
    VmValue gathering; /* of all acloses */
    bool begun;
} Shutdown;

typedef struct Collecting {
    VmValue list;
    bool ok;
} Collecting;

static void collect_unfinished(Vm *vm, VmObject *object, void *context)
{
    Collecting *collecting = context;
    if (object->kind != VM_KIND_ASYNC_GENERATOR || (object->extra & VM_CORO_HOOKED) == 0 ||
        vm_coro_state((VmCoro *)object) == VM_CORO_CLOSED) {
        return;
    }
    collecting->ok = collecting->ok && vm_list_append(vm, collecting->list, vm_from_object(object));
}

/* aclose() of each generator in the list, in its place. */
static bool make_closings(Vm *vm, VmValue list)
{
    VmList *items = vm_to_list(list);
    for (size_t i = 0; i < items->count; i++) {
        VmValue closing = vm_call_method(vm, items->items[i], vm_name(vm, VM_NAME_ACLOSE), NULL, 0);
        if (closing == VM_ERROR) {
            return false;
        }
        vm_set_steal(vm, &items->items[i], closing);
    }
    return true;
}

static VmFlow shutdown_begin(Vm *vm, Shutdown *shutdown, VmValue *out)
{
    VmValue list = vm_list_new_empty(vm, 0);
    if (list == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    Collecting collecting = {.list = list, .ok = true};
    vm_heap_each(vm, collect_unfinished, &collecting);
    size_t count = vm_to_list(list)->count;
    bool ok = collecting.ok && make_closings(vm, list);
    if (ok && count > 0) {
        shutdown->gathering = aio_gather(vm, vm_to_list(list)->items, count, true, NULL);
        ok = shutdown->gathering != VM_ERROR;
    }
    vm_unref(vm, list);
    if (!ok) {
        return VM_FLOW_RAISE;
    }
    *out = count == 0 ? VM_NONE : vm_ref(shutdown->gathering);
    return count == 0 ? VM_FLOW_RETURN : VM_FLOW_AWAIT;
}

static VmFlow shutdown_resume(Vm *vm, void *state, VmValue sent, VmValue *out)
{
    Shutdown *shutdown = state;
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    if (!shutdown->begun) {
        shutdown->begun = true;
        return shutdown_begin(vm, shutdown, out);
    }
    *out = VM_NONE;
    return VM_FLOW_RETURN;
}

static void shutdown_release(Vm *vm, void *state)
{
    vm_unref(vm, ((Shutdown *)state)->gathering);
}

static void shutdown_traverse(Vm *vm, void *state, VmVisit visit, void *context)
{
    visit(vm, ((Shutdown *)state)->gathering, context);
}

static const VmNativeCoroDef shutdown_asyncgens_def = {
    .qualname = "BaseEventLoop.shutdown_asyncgens",
    .state_size = sizeof(Shutdown),
    .resume = shutdown_resume,
    .traverse = shutdown_traverse,
    .release = shutdown_release,
};

VmValue aio_loop_shutdown_asyncgens(Vm *vm)
{
    void *state;
    return vm_native_coro_new(vm, &shutdown_asyncgens_def, &state);
}
