#include "aio/aio_run.h"

#include "aio/aio_context.h"
#include "aio/aio_gather.h"
#include "aio/aio_policy.h"
#include "aio/aio_task.h"
#include "sim/sim_sched.h"
#include "vm/vm_cost.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

typedef enum RunnerState { RUNNER_CREATED, RUNNER_READY, RUNNER_CLOSED } RunnerState;

typedef struct Runner {
    VmObject head;
    VmValue loop;         /* VM_EMPTY before it is ready */
    VmValue debug;        /* None: leave the loop's */
    VmValue loop_factory; /* VM_EMPTY: none */
    VmValue context;      /* an empty snapshot at first, shared by all runs */
    RunnerState state;
} Runner;

static Runner *runner_of(VmValue v)
{
    return (Runner *)vm_to_object(v);
}

static bool make_ready(Vm *vm, Runner *runner)
{
    if (runner->state == RUNNER_CLOSED) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "Runner is closed");
        return false;
    }
    if (runner->state == RUNNER_READY) {
        return true;
    }
    VmValue loop = runner->loop_factory == VM_EMPTY ? aio_policy_new_loop(vm) : vm_call0(vm, runner->loop_factory);
    if (loop == VM_ERROR) {
        return false;
    }
    runner->loop = loop;
    if (runner->loop_factory == VM_EMPTY && !aio_policy_set_loop(vm, loop)) {
        return false;
    }
    if (runner->debug != VM_NONE && runner->debug != VM_EMPTY) {
        aio_loop_of(loop)->debug = vm_truth(vm, runner->debug) == 1;
    }
    runner->context = aio_context_snapshot(vm);
    runner->state = RUNNER_READY;
    return true;
}

static bool check_not_running(Vm *vm, const char *message)
{
    if (aio_state(vm)->running != NULL) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "%s", message);
        return false;
    }
    return true;
}

/* Runs the main task.  In the main thread, the first SIGINT cancels it, and KeyboardInterrupt takes the place of the
 * CancelledError. */
static VmValue run_main(Vm *vm, AioLoop *loop, VmValue task)
{
    const SimThread *self = vm->world->sched == NULL ? NULL : vm->world->sched->running;
    if (self == NULL || self != self->process->main) {
        return aio_loop_run_until_complete(vm, loop, task);
    }
    AioState *state = aio_state(vm);
    state->main_task = aio_task_of(task);
    state->interrupts = 0;
    VmValue result = aio_loop_run_until_complete(vm, loop, task);
    state->main_task = NULL;
    if (result != VM_ERROR || vm->stop != LS_OK || state->interrupts == 0 ||
        !vm_error_matches(vm, VM_EXC_CANCELLED_ERROR) || aio_task_uncancel(vm, aio_task_of(task)) > 0) {
        return result;
    }
    VmValue cancelled = vm_error_take(vm);
    vm_raise_with(vm, vm_exception_type(vm, VM_EXC_KEYBOARD_INTERRUPT), VM_EMPTY);
    vm_error_set_context(vm, cancelled);
    vm_unref(vm, cancelled);
    return VM_ERROR;
}

static VmValue runner_run(Vm *vm, Runner *runner, VmValue coro, VmValue context)
{
    if (!vm_is_coroutine(coro) && !vm_has_kind(coro, VM_KIND_GENERATOR)) {
        VmValue text = vm_repr(vm, coro);
        if (text != VM_ERROR) {
            vm_raise(vm, VM_EXC_VALUE_ERROR, "a coroutine was expected, got %s", vm_str_data(text));
        }
        vm_unref(vm, text);
        return VM_ERROR;
    }
    if (!check_not_running(vm, "Runner.run() cannot be called from a running event loop") || !make_ready(vm, runner)) {
        return VM_ERROR;
    }
    AioLoop *loop = aio_loop_of(runner->loop);
    AioState *state = aio_state(vm);
    state->making_main = true;
    VmValue task = aio_task_new(vm, loop, coro, VM_EMPTY, context == VM_EMPTY ? runner->context : context);
    state->making_main = false;
    if (task == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue result = run_main(vm, loop, task);
    /* what the task has set is seen by the next run */
    if (context == VM_EMPTY) {
        vm_set_steal(vm, &runner->context, vm_ref(aio_task_context_borrow(aio_task_of(task))));
    }
    vm_unref(vm, task);
    return result;
}

/* ---- closing ---- */

static void report_leftovers(Vm *vm, AioLoop *loop, VmValue tasks)
{
    VmList *list = vm_to_list(tasks);
    for (size_t i = 0; i < list->count; i++) {
        AioFuture *future = aio_future_of(list->items[i]);
        if (future->state == AIO_FINISHED && future->is_exception) {
            future->unretrieved = false;
            aio_loop_report(vm, loop, "unhandled exception during asyncio.run() shutdown", future->value, "task",
                            list->items[i]);
        }
    }
}

/* Cancels what still runs, waits for it, reports what failed. */
static bool cancel_all(Vm *vm, AioLoop *loop)
{
    VmValue tasks = aio_pending_tasks(vm, loop);
    if (tasks == VM_ERROR) {
        return false;
    }
    VmList *list = vm_to_list(tasks);
    bool ok = true;
    for (size_t i = 0; ok && i < list->count; i++) {
        ok = aio_cancel(vm, list->items[i], VM_EMPTY) >= 0;
    }
    if (ok && list->count > 0) {
        VmValue all = aio_gather(vm, list->items, list->count, true, NULL);
        VmValue result = all == VM_ERROR ? VM_ERROR : aio_loop_run_until_complete(vm, loop, all);
        vm_unref(vm, all);
        vm_unref(vm, result);
        ok = result != VM_ERROR;
        if (ok) {
            report_leftovers(vm, loop, tasks);
        }
    }
    vm_unref(vm, tasks);
    return ok;
}

static bool run_coroutine(Vm *vm, AioLoop *loop, VmValue coro)
{
    AioState *state = aio_state(vm);
    state->making_internal = true;
    VmValue task = coro == VM_ERROR ? VM_ERROR : aio_task_new(vm, loop, coro, VM_EMPTY, VM_EMPTY);
    state->making_internal = false;
    if (task != VM_ERROR) {
        aio_future_of(task)->quiet = true;
    }
    VmValue result = task == VM_ERROR ? VM_ERROR : aio_loop_run_until_complete(vm, loop, task);
    vm_unref(vm, task);
    vm_unref(vm, coro);
    vm_unref(vm, result);
    return result != VM_ERROR;
}

static bool runner_close(Vm *vm, Runner *runner)
{
    if (runner->state != RUNNER_READY) {
        return true;
    }
    AioLoop *loop = aio_loop_of(runner->loop);
    bool ok = cancel_all(vm, loop) && run_coroutine(vm, loop, aio_loop_shutdown_asyncgens(vm)) &&
              run_coroutine(vm, loop, aio_loop_shutdown_executor(vm));
    VmValue pending = vm_error_pending(vm) ? vm_error_take(vm) : VM_EMPTY;
    ok = (runner->loop_factory != VM_EMPTY || aio_policy_set_loop(vm, VM_NONE)) && ok;
    ok = aio_loop_close(vm, loop) && ok;
    if (pending != VM_EMPTY) {
        vm_error_clear(vm);
        vm_error_restore_steal(vm, pending);
    }
    vm_set_steal(vm, &runner->loop, VM_EMPTY);
    runner->state = RUNNER_CLOSED;
    return ok;
}

/* Closes after a run that may have failed: the first exception wins unless closing raises one, which is then its
 * successor, as in a `with` block. */
static bool close_after(Vm *vm, Runner *runner)
{
    if (vm->stop != LS_OK) {
        runner->state = RUNNER_CLOSED;
        return false;
    }
    VmValue pending = vm_error_pending(vm) ? vm_error_take(vm) : VM_EMPTY;
    bool ok = runner_close(vm, runner);
    if (pending == VM_EMPTY) {
        return ok;
    }
    if (ok) {
        vm_error_restore_steal(vm, pending);
    } else {
        vm_error_set_context(vm, pending);
        vm_unref(vm, pending);
    }
    return false;
}

static void runner_drop(Vm *vm, Runner *runner)
{
    vm_unref(vm, runner->loop);
    vm_unref(vm, runner->debug);
    vm_unref(vm, runner->loop_factory);
    vm_unref(vm, runner->context);
}

VmValue aio_run(Vm *vm, VmValue coro, VmValue debug)
{
    vm_cost_add(vm, VM_COST_RUN, 1);
    if (!aio_start(vm) || !check_not_running(vm, "asyncio.run() cannot be called from a running event loop")) {
        return VM_ERROR;
    }
    Runner runner = {.debug = debug == VM_EMPTY ? VM_NONE : vm_ref(debug)};
    VmValue result = runner_run(vm, &runner, coro, VM_EMPTY);
    if (!close_after(vm, &runner)) {
        vm_unref(vm, result);
        result = VM_ERROR;
    }
    runner_drop(vm, &runner);
    return result;
}

VmValue aio_run_entry(Vm *vm, VmValue coro)
{
    return aio_run(vm, coro, VM_EMPTY);
}

/* ---- Runner as scripts see it ---- */

static VmValue runner_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    if (!vm_args_parse(vm, "Runner.__init__", "*, debug=, loop_factory=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        runner_of(self)->debug = bound[0] == VM_EMPTY ? VM_NONE : vm_ref(bound[0]);
        runner_of(self)->loop_factory = bound[1] == VM_NONE ? VM_EMPTY : vm_ref(bound[1]);
    }
    return self;
}

static VmValue runner_run_method(Vm *vm, const VmValue *args)
{
    VmValue context = args[2] == VM_NONE ? VM_EMPTY : args[2];
    return runner_run(vm, runner_of(args[0]), args[1], context);
}

static VmValue runner_get_loop(Vm *vm, const VmValue *args)
{
    Runner *runner = runner_of(args[0]);
    return make_ready(vm, runner) ? vm_ref(runner->loop) : VM_ERROR;
}

static VmValue runner_close_method(Vm *vm, const VmValue *args)
{
    return runner_close(vm, runner_of(args[0])) ? VM_NONE : VM_ERROR;
}

static VmValue runner_enter(Vm *vm, const VmValue *args)
{
    return make_ready(vm, runner_of(args[0])) ? vm_ref(args[0]) : VM_ERROR;
}

static VmValue runner_exit(Vm *vm, const VmValue *args)
{
    return runner_close(vm, runner_of(args[0])) ? VM_NONE : VM_ERROR;
}

static const VmNativeDef runner_methods[] = {
    {"run", runner_run_method, "coro, *, context=", VM_NATIVE_PYTHON},
    {"get_loop", runner_get_loop, "", VM_NATIVE_PYTHON},
    {"close", runner_close_method, "", VM_NATIVE_PYTHON},
    {"__enter__", runner_enter, "", VM_NATIVE_PYTHON},
    {"__exit__", runner_exit, "exc_type, exc_val, exc_tb", VM_NATIVE_PYTHON},
    {0},
};

static void runner_release(Vm *vm, VmObject *self)
{
    runner_drop(vm, (Runner *)self);
}

static void runner_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((Runner *)self)->loop, context);
    visit(vm, ((Runner *)self)->loop_factory, context);
    visit(vm, ((Runner *)self)->context, context);
}

static void runner_fill(VmType *type)
{
    type->make = runner_make;
    type->release = runner_release;
    type->traverse = runner_traverse;
}

const VmTypeSpec aio_type_runner = {
    .name = "Runner",
    .module = "asyncio.runners",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Runner),
    .methods = runner_methods,
    .fill = runner_fill,
};
