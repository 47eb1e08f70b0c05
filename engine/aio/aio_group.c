/* asyncio.TaskGroup. */
#include "aio/aio_parts.h"
#include "aio/aio_repr.h"
#include "aio/aio_task.h"
#include "aio/aio_waiters.h"
#include "vm/vm_dict.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

typedef struct Group {
    VmObject head;
    VmValue parent;     /* the task that entered it */
    VmValue tasks;      /* dict used as an ordered set of the children that are not done */
    VmValue errors;     /* list */
    VmValue base_error; /* the first SystemExit or KeyboardInterrupt, or VM_EMPTY */
    VmValue completed;  /* the future that __aexit__ waits for, or VM_EMPTY */
    AioLoop *loop;      /* borrowed: the parent owns it */
    uint32_t trace_id;
    bool entered, exiting, aborting, parent_cancel_requested;
} Group;

static Group *group_of(VmValue v)
{
    return (Group *)vm_to_object(v);
}

static size_t child_count(const Group *group)
{
    return vm_to_dict(group->tasks)->used;
}

static bool is_base_error(Vm *vm, VmValue exception)
{
    return vm_exception_is(vm, exception, VM_EXC_SYSTEM_EXIT) ||
           vm_exception_is(vm, exception, VM_EXC_KEYBOARD_INTERRUPT);
}

static void note_base_error(Vm *vm, Group *group, VmValue exception)
{
    if (group->base_error == VM_EMPTY && is_base_error(vm, exception)) {
        group->base_error = vm_ref(exception);
    }
}

static bool abort_children(Vm *vm, Group *group, AioTask *failed)
{
    group->aborting = true;
    TraceRecorder *recorder = vm->recorder;
    uint32_t outer_cause = recorder->cause;
    if (trace_on(recorder)) {
        recorder->cause = trace_record(recorder, TRACE_GROUP_ABORT, group->trace_id,
                                       failed == NULL ? 0 : aio_task_trace_id(failed), 0, 0);
    }
    uint32_t position = 0;
    VmValue task, unused;
    bool ok = true;
    while (ok && vm_dict_walk(vm_to_dict(group->tasks), &position, &task, &unused)) {
        ok = aio_future_done(task) || aio_cancel(vm, task, VM_EMPTY) >= 0;
    }
    recorder->cause = outer_cause;
    return ok;
}

static VmValue raise_about(Vm *vm, VmValue self, const char *text)
{
    VmValue repr = vm_repr(vm, self);
    if (repr != VM_ERROR) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "TaskGroup %s %s", vm_str_data(repr), text);
        vm_unref(vm, repr);
    }
    return VM_ERROR;
}

/* ---- children ---- */

static bool report_orphan(Vm *vm, Group *group, VmValue task, VmValue exception)
{
    VmValue child = vm_repr(vm, task);
    VmValue parent = child == VM_ERROR ? VM_ERROR : vm_repr(vm, group->parent);
    if (parent != VM_ERROR) {
        LsBuf text;
        ls_buf_init(&text, vm->alloc);
        ls_buf_printf(&text, "Task %s has errored out but its parent task %s is already completed", vm_str_data(child),
                      vm_str_data(parent));
        aio_loop_report(vm, group->loop, ls_buf_text(&text), exception, "task", task);
        ls_buf_free(&text);
    }
    vm_unref(vm, child);
    vm_unref(vm, parent);
    return parent != VM_ERROR;
}

static bool child_failed(Vm *vm, Group *group, VmValue child, VmValue exception)
{
    if (!vm_list_append(vm, group->errors, exception)) {
        return false;
    }
    note_base_error(vm, group, exception);
    if (aio_future_done(group->parent)) {
        return report_orphan(vm, group, child, exception);
    }
    if (!group->aborting && !group->parent_cancel_requested) {
        if (!abort_children(vm, group, aio_task_of(child))) {
            return false;
        }
        group->parent_cancel_requested = true;
        return aio_cancel(vm, group->parent, VM_EMPTY) >= 0;
    }
    return true;
}

static bool child_done(Vm *vm, VmValue child, VmValue data)
{
    Group *group = group_of(data);
    if (vm_dict_delete(vm, group->tasks, child) < 0) {
        return false;
    }
    if (group->completed != VM_EMPTY && child_count(group) == 0 && !aio_future_done(group->completed) &&
        !aio_future_set_result(vm, group->completed, VM_TRUE)) {
        return false;
    }
    AioFuture *future = aio_future_of(child);
    if (future->state == AIO_CANCELLED || !future->is_exception) {
        return true;
    }
    future->unretrieved = false;
    VmValue exception = vm_ref(future->value);
    bool ok = child_failed(vm, group, child, exception);
    vm_unref(vm, exception);
    return ok;
}

static const AioNativeDef child_callback = {"TaskGroup._on_task_done", child_done};

static VmValue group_create_task(Vm *vm, const VmValue *args)
{
    VmValue self = args[0];
    Group *group = group_of(self);
    if (!group->entered) {
        return raise_about(vm, self, "has not been entered");
    }
    if (group->exiting && child_count(group) == 0) {
        return raise_about(vm, self, "is finished");
    }
    if (group->aborting) {
        return raise_about(vm, self, "is shutting down");
    }
    VmValue task = aio_task_new(vm, group->loop, args[1], VM_EMPTY, args[3]);
    if (task == VM_ERROR) {
        return VM_ERROR;
    }
    bool named = args[2] == VM_EMPTY || args[2] == VM_NONE || aio_task_set_name(vm, aio_task_of(task), args[2]);
    if (!named || !vm_dict_set(vm, group->tasks, task, VM_NONE) ||
        !aio_future_add_native(vm, task, &child_callback, self)) {
        vm_unref(vm, task);
        return VM_ERROR;
    }
    if (trace_on(vm->recorder)) {
        trace_record(vm->recorder, TRACE_FUTURE_LINK, group->trace_id, aio_task_trace_id(aio_task_of(task)), 0, 0);
    }
    return task;
}

/* ---- async with ---- */

static VmFlow enter_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    VmValue self = ((AioCall *)data)->self;
    Group *group = group_of(self);
    if (group->entered) {
        raise_about(vm, self, "has already been entered");
        return VM_FLOW_RAISE;
    }
    AioTask *parent = aio_state(vm)->current;
    if (parent == NULL) {
        raise_about(vm, self, "cannot determine the parent task");
        return VM_FLOW_RAISE;
    }
    group->entered = true;
    group->loop = parent->future.loop;
    group->parent = vm_ref(aio_task_value(parent));
    if (trace_on(vm->recorder)) {
        group->trace_id = trace_new_id(vm->recorder->trace);
        trace_record(vm->recorder, TRACE_GROUP_ENTER, group->trace_id, aio_task_trace_id(parent), 0, 0);
    }
    *out = vm_ref(self);
    return VM_FLOW_RETURN;
}

typedef struct Exit {
    VmValue self;
    VmValue exception; /* of the block, or None */
    VmValue propagate; /* the CancelledError to raise in the end, or VM_EMPTY */
    bool begun, is_cancelled;
} Exit;

static void exit_release(Vm *vm, void *data)
{
    Exit *state = data;
    vm_unref(vm, state->self);
    vm_unref(vm, state->exception);
    vm_unref(vm, state->propagate);
}

static void exit_traverse(Vm *vm, void *data, VmVisit visit, void *context)
{
    Exit *state = data;
    visit(vm, state->self, context);
    visit(vm, state->exception, context);
    visit(vm, state->propagate, context);
}

static bool exit_begin(Vm *vm, Exit *state, Group *group)
{
    group->exiting = true;
    if (state->exception != VM_NONE) {
        note_base_error(vm, group, state->exception);
    }
    if (state->is_cancelled) {
        state->propagate = vm_ref(state->exception);
    }
    if (group->parent_cancel_requested) {
        if (aio_task_uncancel(vm, aio_task_of(group->parent)) == 0) {
            vm_set_steal(vm, &state->propagate, VM_EMPTY);
        }
    }
    return state->exception == VM_NONE || group->aborting || abort_children(vm, group, NULL);
}

/* The wait for the children was cancelled from outside: the group is aborted, and the cancellation comes back later. */
static bool exit_interrupted(Vm *vm, Exit *state, Group *group)
{
    if (!vm_error_matches(vm, VM_EXC_CANCELLED_ERROR)) {
        return false;
    }
    VmValue cancelled = vm_error_take(vm);
    if (group->aborting) {
        vm_unref(vm, cancelled);
        return true;
    }
    vm_set_steal(vm, &state->propagate, cancelled);
    return abort_children(vm, group, NULL);
}

static VmFlow wait_for_children(Vm *vm, Group *group, VmValue *out)
{
    VmValue future = aio_future_new(vm, group->loop, TRACE_WAIT_GROUP, group->trace_id);
    if (future == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    vm_set_steal(vm, &group->completed, future);
    *out = vm_ref(future);
    return VM_FLOW_AWAIT;
}

static void raise_group(Vm *vm, Group *group)
{
    VmValue message = vm_str_c(vm, "unhandled errors in a TaskGroup");
    VmValue type = vm_from_object(vm_exception_type(vm, VM_EXC_BASE_EXCEPTION_GROUP));
    VmValue error = message == VM_ERROR ? VM_ERROR : vm_call2(vm, type, message, group->errors);
    vm_unref(vm, message);
    if (error != VM_ERROR) {
        ((VmException *)vm_to_object(error))->suppress_context = true;
        vm_raise_value(vm, error);
        vm_unref(vm, error);
    }
}

static VmFlow exit_finish(Vm *vm, Exit *state, Group *group, VmValue *out)
{
    bool failed = vm_to_list(group->errors)->count > 0 || group->base_error != VM_EMPTY;
    trace_record(vm->recorder, TRACE_GROUP_EXIT, group->trace_id, aio_task_trace_id(aio_task_of(group->parent)), 0,
                 failed                         ? TRACE_OUTCOME_EXCEPTION
                 : state->propagate != VM_EMPTY ? TRACE_OUTCOME_CANCELLED
                                                : TRACE_OUTCOME_RESULT);
    if (group->base_error != VM_EMPTY) {
        vm_raise_value(vm, group->base_error);
        return VM_FLOW_RAISE;
    }
    if (state->propagate != VM_EMPTY && vm_to_list(group->errors)->count == 0) {
        vm_raise_value(vm, state->propagate);
        return VM_FLOW_RAISE;
    }
    if (state->exception != VM_NONE && !state->is_cancelled && !vm_list_append(vm, group->errors, state->exception)) {
        return VM_FLOW_RAISE;
    }
    if (vm_to_list(group->errors)->count > 0) {
        VmValue none_left = vm_list_new_empty(vm, 0);
        if (none_left != VM_ERROR) {
            raise_group(vm, group);
            vm_set_steal(vm, &group->errors, none_left); /* the exception has the list now */
        }
        return VM_FLOW_RAISE;
    }
    *out = VM_NONE;
    return VM_FLOW_RETURN;
}

static VmFlow exit_resume(Vm *vm, void *data, VmValue sent, VmValue *out)
{
    Exit *state = data;
    Group *group = group_of(state->self);
    if (!state->begun) {
        if (sent == VM_ERROR) {
            return VM_FLOW_RAISE;
        }
        state->begun = true;
        if (!exit_begin(vm, state, group)) {
            return VM_FLOW_RAISE;
        }
    } else {
        if (sent == VM_ERROR && !exit_interrupted(vm, state, group)) {
            return VM_FLOW_RAISE;
        }
        vm_set_steal(vm, &group->completed, VM_EMPTY);
    }
    if (child_count(group) > 0) {
        return wait_for_children(vm, group, out);
    }
    return exit_finish(vm, state, group, out);
}

static const VmNativeCoroDef enter_def = {
    .qualname = "TaskGroup.__aenter__",
    .state_size = sizeof(AioCall),
    .resume = enter_resume,
    .traverse = aio_call_traverse,
    .release = aio_call_release,
};

static const VmNativeCoroDef exit_def = {
    .qualname = "TaskGroup.__aexit__",
    .state_size = sizeof(Exit),
    .resume = exit_resume,
    .traverse = exit_traverse,
    .release = exit_release,
};

static VmValue group_aenter(Vm *vm, const VmValue *args)
{
    return aio_call_new(vm, &enter_def, args[0], VM_EMPTY);
}

static VmValue group_aexit(Vm *vm, const VmValue *args)
{
    void *data;
    VmValue coro = vm_native_coro_new(vm, &exit_def, &data);
    if (coro != VM_ERROR) {
        Exit *state = data;
        state->self = vm_ref(args[0]);
        state->exception = vm_ref(args[2]);
        state->is_cancelled = args[1] == vm_from_object(vm_exception_type(vm, VM_EXC_CANCELLED_ERROR));
    }
    return coro;
}

/* ---- the type ---- */

static bool group_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)self;
    return vm_args_parse(vm, "TaskGroup.__init__", "", args, nargs, kwnames, NULL);
}

static VmValue group_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args; /* read by __init__: a subclass's own may have others */
    (void)nargs;
    (void)kwnames;
    VmValue self = vm_instance_new(vm, type);
    if (self == VM_ERROR) {
        return VM_ERROR;
    }
    group_of(self)->tasks = vm_dict_new(vm);
    group_of(self)->errors = vm_list_new_empty(vm, 0);
    if (group_of(self)->tasks == VM_ERROR || group_of(self)->errors == VM_ERROR) {
        vm_unref(vm, self);
        return VM_ERROR;
    }
    return self;
}

static VmValue group_repr(Vm *vm, VmValue self)
{
    Group *group = group_of(self);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_puts(&buf, "<TaskGroup");
    if (child_count(group) > 0) {
        ls_buf_printf(&buf, " tasks=%zu", child_count(group));
    }
    if (vm_to_list(group->errors)->count > 0) {
        ls_buf_printf(&buf, " errors=%zu", vm_to_list(group->errors)->count);
    }
    ls_buf_puts(&buf, group->aborting ? " cancelling" : group->entered ? " entered" : "");
    ls_buf_putc(&buf, '>');
    return vm_str_from_buf(vm, &buf);
}

static void group_release(Vm *vm, VmObject *self)
{
    Group *group = (Group *)self;
    vm_unref(vm, group->parent);
    vm_unref(vm, group->tasks);
    vm_unref(vm, group->errors);
    vm_unref(vm, group->base_error);
    vm_unref(vm, group->completed);
}

static void group_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    Group *group = (Group *)self;
    visit(vm, group->parent, context);
    visit(vm, group->tasks, context);
    visit(vm, group->errors, context);
    visit(vm, group->base_error, context);
    visit(vm, group->completed, context);
}

static void group_fill(VmType *type)
{
    type->make = group_make;
    type->init = group_init;
    type->repr = group_repr;
    type->release = group_release;
    type->traverse = group_traverse;
}

static const VmNativeDef group_methods[] = {
    {"create_task", group_create_task, "coro, *, name=, context=", VM_NATIVE_PYTHON},
    {"__aenter__", group_aenter, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"__aexit__", group_aexit, "et, exc, tb", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {0},
};

const VmTypeSpec aio_type_task_group = {
    .name = "TaskGroup",
    .module = "asyncio.taskgroups",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Group),
    .methods = group_methods,
    .fill = group_fill,
};
