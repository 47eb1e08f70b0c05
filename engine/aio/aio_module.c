/* The module `asyncio`. */
#include "aio/aio_module.h"

#include "aio/aio_context.h"
#include "aio/aio_gather.h"
#include "aio/aio_loop.h"
#include "aio/aio_parts.h"
#include "aio/aio_run.h"
#include "aio/aio_sleep.h"
#include "aio/aio_task.h"
#include "vm/vm_function.h"
#include "vm/vm_list.h"
#include "vm/vm_module_object.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_set.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

static VmValue asyncio_run(Vm *vm, const VmValue *args)
{
    return aio_run(vm, args[0], args[1]);
}

static VmValue asyncio_sleep(Vm *vm, const VmValue *args)
{
    return aio_sleep_new(vm, args[0], args[1]);
}

static VmValue asyncio_gather(Vm *vm, const VmValue *args)
{
    int return_exceptions = args[1] == VM_EMPTY ? 0 : vm_truth(vm, args[1]);
    if (return_exceptions < 0) {
        return VM_ERROR;
    }
    VmTuple *awaitables = vm_to_tuple(args[0]);
    return aio_gather(vm, awaitables->items, awaitables->count, return_exceptions != 0, NULL);
}

/* gather(*args), without a tuple. */
static VmValue gather_spread(Vm *vm, const VmValue *args, size_t nargs, VmValue *own)
{
    return aio_gather(vm, args, nargs, false, own);
}

static VmValue asyncio_create_task(Vm *vm, const VmValue *args)
{
    AioLoop *loop = aio_running_loop(vm);
    if (loop == NULL) {
        return VM_ERROR;
    }
    if (loop->task_factory != VM_EMPTY) {
        VmValue self = vm_from_object(loop);
        return vm_call2(vm, loop->task_factory, self, args[0]);
    }
    /* the name is given afterwards, as in CPython: a number is used up all the same */
    VmValue task = aio_task_new(vm, loop, args[0], VM_EMPTY, args[2]);
    if (task != VM_ERROR && args[1] != VM_EMPTY && args[1] != VM_NONE &&
        !aio_task_set_name(vm, aio_task_of(task), args[1])) {
        vm_unref(vm, task);
        return VM_ERROR;
    }
    return task;
}

/* An awaitable object as a coroutine: one that awaits it. */
typedef struct Wrapping {
    VmValue awaitable;
    bool begun;
} Wrapping;

static VmFlow wrapping_resume(Vm *vm, void *state, VmValue sent, VmValue *out)
{
    Wrapping *wrapping = state;
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    if (!wrapping->begun) {
        wrapping->begun = true;
        *out = vm_ref(wrapping->awaitable);
        return VM_FLOW_AWAIT;
    }
    (void)vm;
    *out = vm_ref(sent);
    return VM_FLOW_RETURN;
}

static void wrapping_release(Vm *vm, void *state)
{
    vm_unref(vm, ((Wrapping *)state)->awaitable);
}

static void wrapping_traverse(Vm *vm, void *state, VmVisit visit, void *context)
{
    visit(vm, ((Wrapping *)state)->awaitable, context);
}

static const VmNativeCoroDef wrapping_def = {
    .qualname = "_wrap_awaitable",
    .state_size = sizeof(Wrapping),
    .resume = wrapping_resume,
    .traverse = wrapping_traverse,
    .release = wrapping_release,
};

static VmValue wrap_awaitable(Vm *vm, VmValue awaitable)
{
    if (vm_type_lookup_borrow(vm, vm_type_of(vm, awaitable), vm_name(vm, VM_NAME_AWAIT)) == VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "An asyncio.Future, a coroutine or an awaitable is required");
    }
    void *state;
    VmValue coro = vm_native_coro_new(vm, &wrapping_def, &state);
    if (coro != VM_ERROR) {
        ((Wrapping *)state)->awaitable = vm_ref(awaitable);
    }
    return coro;
}

VmValue aio_ensure_future(Vm *vm, AioLoop *loop, VmValue awaitable)
{
    if (aio_is_future(awaitable)) {
        if (loop != NULL && aio_future_of(awaitable)->loop != loop) {
            return vm_raise(vm, VM_EXC_VALUE_ERROR,
                            "The future belongs to a different loop than the one specified as the loop argument");
        }
        return vm_ref(awaitable);
    }
    bool is_coroutine = vm_is_coroutine(awaitable) || vm_has_kind(awaitable, VM_KIND_GENERATOR);
    VmValue coro = is_coroutine ? vm_ref(awaitable) : wrap_awaitable(vm, awaitable);
    if (coro == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue owner = loop == NULL ? aio_get_event_loop(vm) : vm_ref(vm_from_object(loop));
    VmValue task = owner == VM_ERROR ? VM_ERROR : aio_task_new(vm, aio_loop_of(owner), coro, VM_EMPTY, VM_EMPTY);
    vm_unref(vm, owner);
    vm_unref(vm, coro);
    return task;
}

static AioLoop *loop_argument(VmValue loop)
{
    return loop == VM_EMPTY || loop == VM_NONE ? NULL : aio_loop_of(loop);
}

static VmValue asyncio_ensure_future(Vm *vm, const VmValue *args)
{
    return aio_ensure_future(vm, loop_argument(args[1]), args[0]);
}

/* The loop to ask about: the given one, or the running one (NULL and an exception without). */
static AioLoop *asked_loop(Vm *vm, VmValue loop)
{
    return loop_argument(loop) != NULL ? loop_argument(loop) : aio_running_loop(vm);
}

static VmValue asyncio_current_task(Vm *vm, const VmValue *args)
{
    AioLoop *loop = asked_loop(vm, args[0]);
    if (loop == NULL) {
        return VM_ERROR;
    }
    AioTask *task = aio_state(vm)->current;
    return task != NULL && task->future.loop == loop ? vm_ref(aio_task_value(task)) : VM_NONE;
}

static VmValue asyncio_all_tasks(Vm *vm, const VmValue *args)
{
    AioLoop *loop = asked_loop(vm, args[0]);
    VmValue tasks = loop == NULL ? VM_ERROR : aio_pending_tasks(vm, loop);
    VmValue set = tasks == VM_ERROR ? VM_ERROR : vm_set_new(vm, VM_EMPTY);
    for (size_t i = 0; set != VM_ERROR && i < vm_to_list(tasks)->count; i++) {
        if (!vm_set_add(vm, set, vm_to_list(tasks)->items[i])) {
            vm_set_steal(vm, &set, VM_ERROR);
        }
    }
    vm_unref(vm, tasks);
    return set;
}

static VmValue asyncio_get_running_loop(Vm *vm, const VmValue *args)
{
    (void)args;
    AioLoop *loop = aio_running_loop(vm);
    return loop == NULL ? VM_ERROR : vm_ref(vm_from_object(loop));
}

static VmValue asyncio_get_event_loop(Vm *vm, const VmValue *args)
{
    (void)args;
    return aio_get_event_loop(vm);
}

static VmValue asyncio_iscoroutine(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(vm_is_coroutine(args[0]) || vm_has_kind(args[0], VM_KIND_GENERATOR));
}

bool aio_is_coroutine_function(VmValue v)
{
    if (vm_has_kind(v, VM_KIND_METHOD)) {
        v = ((VmMethod *)vm_to_object(v))->function;
    }
    if (vm_is_function(v)) {
        return (vm_to_function(v)->code->lang->flags & LANG_CODE_COROUTINE) != 0;
    }
    return vm_has_kind(v, VM_KIND_NATIVE) && (((VmNative *)vm_to_object(v))->def->flags & VM_NATIVE_COROUTINE) != 0;
}

static VmValue asyncio_iscoroutinefunction(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(aio_is_coroutine_function(args[0]));
}

static VmValue asyncio_isfuture(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(aio_is_future(args[0]));
}

const VmNativeDef aio_module_functions[] = {
    {"run", asyncio_run, "main, *, debug=", VM_NATIVE_PYTHON},
    {"sleep", asyncio_sleep, "delay, result=", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"gather", asyncio_gather, "*coros_or_futures, return_exceptions=", VM_NATIVE_PYTHON},
    {"create_task", asyncio_create_task, "coro, *, name=, context=", VM_NATIVE_PYTHON},
    {"ensure_future", asyncio_ensure_future, "coro_or_future, *, loop=", VM_NATIVE_PYTHON},
    {"current_task", asyncio_current_task, "loop=", VM_NATIVE_PYTHON},
    {"all_tasks", asyncio_all_tasks, "loop=", VM_NATIVE_PYTHON},
    {"get_running_loop", asyncio_get_running_loop, "", VM_NATIVE_BUILTIN},
    {"get_event_loop", asyncio_get_event_loop, "", VM_NATIVE_BUILTIN},
    {"iscoroutine", asyncio_iscoroutine, "obj", VM_NATIVE_PYTHON},
    {"iscoroutinefunction", asyncio_iscoroutinefunction, "func", VM_NATIVE_PYTHON},
    {"isfuture", asyncio_isfuture, "obj", VM_NATIVE_PYTHON},
    {0},
};

/* ---- names of the module ---- */

typedef struct NamedType {
    const char *name;
    AioTypeId id;
} NamedType;

static const NamedType named_types[] = {
    {"Future", AIO_TYPE_FUTURE},
    {"Task", AIO_TYPE_TASK},
    {"Handle", AIO_TYPE_HANDLE},
    {"TimerHandle", AIO_TYPE_TIMER_HANDLE},
    {"Runner", AIO_TYPE_RUNNER},
    {"AbstractEventLoop", AIO_TYPE_BASE_LOOP},
    {"BaseEventLoop", AIO_TYPE_BASE_LOOP},
    {"SelectorEventLoop", AIO_TYPE_LOOP},
    {"Lock", AIO_TYPE_LOCK},
    {"Event", AIO_TYPE_EVENT},
    {"Condition", AIO_TYPE_CONDITION},
    {"Semaphore", AIO_TYPE_SEMAPHORE},
    {"BoundedSemaphore", AIO_TYPE_BOUNDED_SEMAPHORE},
    {"Barrier", AIO_TYPE_BARRIER},
    {"Queue", AIO_TYPE_QUEUE},
    {"PriorityQueue", AIO_TYPE_PRIORITY_QUEUE},
    {"LifoQueue", AIO_TYPE_LIFO_QUEUE},
    {"TaskGroup", AIO_TYPE_TASK_GROUP},
    {"Timeout", AIO_TYPE_TIMEOUT},
    {"InvalidStateError", AIO_TYPE_INVALID_STATE_ERROR},
    {"QueueEmpty", AIO_TYPE_QUEUE_EMPTY},
    {"QueueFull", AIO_TYPE_QUEUE_FULL},
    {"BrokenBarrierError", AIO_TYPE_BROKEN_BARRIER_ERROR},
    {"IncompleteReadError", AIO_TYPE_INCOMPLETE_READ_ERROR},
    {"LimitOverrunError", AIO_TYPE_LIMIT_OVERRUN_ERROR},
    {"SendfileNotAvailableError", AIO_TYPE_SENDFILE_ERROR},
    {"AbstractEventLoopPolicy", AIO_TYPE_POLICY},
    {"DefaultEventLoopPolicy", AIO_TYPE_DEFAULT_POLICY},
};

static bool add_type_names(Vm *vm, VmValue module)
{
    for (size_t i = 0; i < sizeof named_types / sizeof named_types[0]; i++) {
        VmValue type = vm_from_object(aio_type(vm, named_types[i].id));
        if (!vm_module_set(vm, module, named_types[i].name, type)) {
            return false;
        }
    }
    return vm_module_set(vm, module, "CancelledError", vm_from_object(vm_exception_type(vm, VM_EXC_CANCELLED_ERROR))) &&
           vm_module_set(vm, module, "TimeoutError", vm_from_object(vm_exception_type(vm, VM_EXC_TIMEOUT_ERROR)));
}

bool aio_add_functions(Vm *vm, VmValue module, const VmNativeDef *defs, const char *module_name)
{
    VmValue name = vm_intern_c(vm, module_name);
    bool ok = name != VM_ERROR;
    for (const VmNativeDef *def = defs; ok && def->name != NULL; def++) {
        ok = vm_module_set_steal(vm, module, def->name, vm_native_new(vm, def, name));
    }
    vm_unref(vm, name);
    return ok;
}

bool aio_module_init(Vm *vm, VmValue module)
{
    return aio_start(vm) && add_type_names(vm, module) && aio_add_parts(vm, module) &&
           vm_native_set_begin(vm, vm_module_dict_borrow(module), "sleep", aio_sleep_begin, NULL) &&
           vm_native_set_spread(vm, vm_module_dict_borrow(module), "gather", gather_spread) &&
           aio_add_submodules(vm, module);
}
