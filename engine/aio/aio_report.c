/* What a loop says on stderr: the exception handler and its default, and the report of a deadlock. */
#include "aio/aio_await.h"
#include "aio/aio_loop.h"
#include "aio/aio_repr.h"
#include "aio/aio_task.h"
#include "aio/aio_waiters.h"
#include "sim/sim_sched.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_dict.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

void aio_write_stderr(Vm *vm, const LsBuf *text)
{
    if (trace_on(vm->recorder) && text->size > 0) {
        uint32_t id = trace_string(vm->recorder->trace, text->data, text->size);
        trace_record(vm->recorder, TRACE_OUTPUT, 0, id, 0, TRACE_STREAM_STDERR);
    }
    if (vm->host.write != NULL && text->size > 0) {
        vm->host.write(vm->host.context, TRACE_STREAM_STDERR, text->data, text->size);
    }
}

/* ---- the logger "asyncio" ---- */

/* logging.getLogger("asyncio").LEVEL of a script that has imported logging; owned. */
static VmValue logger_method(Vm *vm, VmValue logging, const char *level)
{
    VmValue name = vm_str_c(vm, "asyncio");
    VmValue get = name == VM_ERROR ? VM_ERROR : vm_get_attr_c(vm, logging, "getLogger");
    VmValue logger = get == VM_ERROR ? VM_ERROR : vm_call1(vm, get, name);
    VmValue method = logger == VM_ERROR ? VM_ERROR : vm_get_attr_c(vm, logger, level);
    vm_unref(vm, logger);
    vm_unref(vm, get);
    vm_unref(vm, name);
    return method;
}

static bool log_by_script(Vm *vm, VmValue logging, const char *level, const char *text, VmValue exception)
{
    VmValue name = vm_intern_c(vm, "exc_info");
    VmValue names = name == VM_ERROR ? VM_ERROR : vm_tuple_new(vm, &name, 1);
    VmValue args[2] = {names == VM_ERROR ? VM_ERROR : vm_str_c(vm, text), exception == VM_EMPTY ? VM_NONE : exception};
    VmValue method = args[0] == VM_ERROR ? VM_ERROR : logger_method(vm, logging, level);
    VmValue result = method == VM_ERROR ? VM_ERROR : vm_call(vm, method, args, 1, names);
    vm_unref(vm, method);
    vm_unref(vm, args[0]);
    vm_unref(vm, names);
    vm_unref(vm, name);
    vm_unref(vm, result);
    return result != VM_ERROR;
}

bool aio_log(Vm *vm, const char *level, LsBuf *text, VmValue exception)
{
    VmValue logging = vm_dict_get_c_borrow(vm, vm->modules, "logging");
    if (logging != VM_EMPTY) {
        return log_by_script(vm, logging, level, ls_buf_text(text), exception);
    }
    if (strcmp(level, "debug") == 0) {
        return true; /* nobody listens */
    }
    ls_buf_putc(text, '\n');
    if (exception != VM_EMPTY && !vm_error_format(vm, exception, text)) {
        return false;
    }
    aio_write_stderr(vm, text);
    return true;
}

/* ---- the exception handler ---- */

/* The context dict as the default handler logs it: the message, then "key: repr" for the rest, then the traceback. */
static bool default_report(Vm *vm, VmValue context)
{
    LsBuf text;
    ls_buf_init(&text, vm->alloc);
    VmValue message = vm_dict_get_c_borrow(vm, context, "message");
    bool ok = true;
    if (message == VM_EMPTY || message == VM_NONE) {
        ls_buf_puts(&text, "Unhandled exception in event loop");
    } else {
        ok = vm_append_str_of(vm, &text, message);
    }
    uint32_t position = 0;
    VmValue key, value;
    while (ok && vm_dict_walk(vm_to_dict(context), &position, &key, &value)) {
        if (vm_str_equal_c(key, "message") || vm_str_equal_c(key, "exception")) {
            continue;
        }
        ls_buf_putc(&text, '\n');
        ok = vm_append_str_of(vm, &text, key);
        ls_buf_puts(&text, ": ");
        ok = ok && vm_append_repr(vm, &text, value);
    }
    VmValue exception = vm_dict_get_c_borrow(vm, context, "exception");
    bool is_exception = exception != VM_EMPTY && vm_has_kind(exception, VM_KIND_EXCEPTION);
    ok = ok && aio_log(vm, "error", &text, is_exception ? exception : VM_EMPTY);
    ls_buf_free(&text);
    return ok;
}

/* The script's own handler; when that fails, both are reported. */
static bool custom_report(Vm *vm, AioLoop *loop, VmValue context)
{
    VmValue handler = vm_ref(loop->exception_handler);
    VmValue result = vm_call2(vm, handler, vm_from_object(loop), context);
    vm_unref(vm, handler);
    if (result != VM_ERROR) {
        vm_unref(vm, result);
        return true;
    }
    if (vm->stop != LS_OK || vm_error_matches(vm, VM_EXC_SYSTEM_EXIT) ||
        vm_error_matches(vm, VM_EXC_KEYBOARD_INTERRUPT)) {
        return false;
    }
    VmValue exception = vm_error_take(vm);
    VmValue second = vm_dict_new(vm);
    VmValue message = vm_str_c(vm, "Unhandled error in exception handler");
    bool ok = second != VM_ERROR && message != VM_ERROR && vm_dict_set_c(vm, second, "message", message) &&
              vm_dict_set_c(vm, second, "exception", exception) && vm_dict_set_c(vm, second, "context", context) &&
              default_report(vm, second);
    vm_unref(vm, message);
    vm_unref(vm, second);
    vm_unref(vm, exception);
    return ok;
}

bool aio_loop_call_exception_handler(Vm *vm, AioLoop *loop, VmValue context)
{
    if (loop->exception_handler != VM_EMPTY) {
        return custom_report(vm, loop, context);
    }
    return default_report(vm, context);
}

void aio_loop_report(Vm *vm, AioLoop *loop, const char *message, VmValue exception, const char *subject_key,
                     VmValue subject)
{
    VmValue context = vm_dict_new(vm);
    VmValue text = vm_str_c(vm, message);
    bool ok = context != VM_ERROR && text != VM_ERROR && vm_dict_set_c(vm, context, "message", text);
    if (ok && exception != VM_EMPTY) {
        ok = vm_dict_set_c(vm, context, "exception", exception);
    }
    if (ok && subject != VM_EMPTY) {
        ok = vm_dict_set_c(vm, context, subject_key, subject);
    }
    ok = ok && aio_loop_call_exception_handler(vm, loop, context);
    vm_unref(vm, text);
    vm_unref(vm, context);
    if (!ok && vm->stop == LS_OK && !vm_error_matches(vm, VM_EXC_SYSTEM_EXIT) &&
        !vm_error_matches(vm, VM_EXC_KEYBOARD_INTERRUPT)) {
        vm_error_clear(vm); /* the report itself failed: there is nobody left to tell */
    }
}

/* ---- slow callbacks ---- */

bool aio_loop_report_slow(Vm *vm, AioLoop *loop, VmValue item, int64_t took_ns)
{
    double limit;
    VmValue duration = vm_get_attr_c(vm, vm_from_object(loop), "slow_callback_duration");
    bool ok = duration != VM_ERROR && vm_as_double(vm, duration, &limit);
    vm_unref(vm, duration);
    if (!ok || sim_seconds(took_ns) < limit || took_ns == 0) {
        return ok;
    }
    LsBuf text;
    ls_buf_init(&text, vm->alloc);
    ls_buf_puts(&text, "Executing ");
    ok = vm_append_repr(vm, &text, item);
    ls_buf_printf(&text, " took %.3f seconds", sim_seconds(took_ns));
    ok = ok && aio_log(vm, "warning", &text, VM_EMPTY);
    ls_buf_free(&text);
    return ok;
}

/* ---- deadlock ---- */

/* The place of a frame: "name (file:line)". */
static void append_frame(LsBuf *text, const VmFrame *frame)
{
    const LangCode *code = frame->function->code->lang;
    vm_str_append(text, frame->function->qualname);
    ls_buf_printf(text, " (%s:%u)", code->unit->source.filename, code->places[frame->pc - code->instrs].line);
}

static void append_coroutine(Vm *vm, LsBuf *text, VmValue coro)
{
    bool suspended = !vm_has_kind(coro, VM_KIND_NATIVE_CORO) && vm_coro_state(vm_to_coro(coro)) == VM_CORO_SUSPENDED;
    if (suspended) {
        const VmCoro *script = vm_to_coro(coro);
        append_frame(text, script->leaf != NULL ? script->leaf : &script->frame);
    } else {
        vm_str_append(text, vm_coro_qualname_borrow(vm, coro));
    }
}

static void append_task_name(Vm *vm, LsBuf *text, const AioTask *task)
{
    VmValue name = aio_task_name(vm, task);
    if (name == VM_ERROR) {
        vm_error_clear(vm);
        ls_buf_puts(text, "a task");
        return;
    }
    vm_str_append(text, name);
    vm_unref(vm, name);
}

static void append_waiting_task(Vm *vm, LsBuf *text, AioTask *task)
{
    if (!aio_await_show(vm, task)) {
        vm_error_clear(vm);
    }
    ls_buf_puts(text, "  ");
    append_task_name(vm, text, task);
    ls_buf_puts(text, " in ");
    append_coroutine(vm, text, task->coro);
    ls_buf_puts(text, " waits for ");
    VmValue waiter = aio_task_waiter_borrow(task);
    if (waiter == VM_EMPTY || !aio_is_future(waiter)) {
        ls_buf_puts(text, "something that never comes\n");
    } else if (vm_has_kind(waiter, VM_KIND_TASK)) {
        ls_buf_puts(text, "the task ");
        append_task_name(vm, text, aio_task_of(waiter));
        ls_buf_putc(text, '\n');
    } else {
        const AioFuture *future = aio_future_of(waiter);
        ls_buf_puts(text, trace_wait_phrase(future->wait));
        aio_sync_append_label(vm, text, future->wait, future->trace_object);
        ls_buf_putc(text, '\n');
    }
}

/* Where there are several processes: whose it is. */
static void append_process(LsBuf *text, const SimSched *sched, const SimProcess *process)
{
    if (sched->process_count > 1) {
        ls_buf_printf(text, " of process %s", process->name);
    }
}

/* The innermost frame that is the script's, not a library's. */
static const VmFrame *own_frame(const VmFrame *frame)
{
    while (frame->link != NULL && frame->function->code->lang->unit->library) {
        frame = frame->link;
    }
    return frame;
}

/* What the threads wait for that are not in a poll; idle workers do not matter. */
static void append_threads(Vm *vm, LsBuf *text)
{
    static const char *const phrases[] = {
#define BLOCK_PHRASE(symbol, name) name,
        TRACE_BLOCK_TABLE(BLOCK_PHRASE)
#undef BLOCK_PHRASE
    };
    const SimSched *sched = vm->world->sched;
    if (sched == NULL) {
        return;
    }
    for (const SimThread *thread = &sched->main; thread != NULL; thread = thread->next) {
        const VmThread *script = thread->script;
        if (thread->finished || script == NULL || thread->reason >= TRACE_BLOCK_COUNT || script->frame == NULL) {
            continue;
        }
        ls_buf_printf(text, "  thread %u", (unsigned)thread->index);
        append_process(text, sched, thread->process);
        ls_buf_puts(text, " in ");
        append_frame(text, own_frame(script->frame));
        ls_buf_printf(text, " waits for %s\n", phrases[thread->reason]);
    }
}

enum { TASKS_SHOWN = 20 };

/* The tasks of one process. */
static void append_tasks(Vm *vm, LsBuf *text)
{
    VmValue tasks = aio_state(vm) == NULL ? VM_ERROR : aio_pending_tasks(vm, NULL);
    size_t count = tasks == VM_ERROR ? 0 : vm_to_list(tasks)->count;
    for (size_t i = 0; i < count && i < TASKS_SHOWN; i++) {
        append_waiting_task(vm, text, aio_task_of(vm_to_list(tasks)->items[i]));
    }
    if (count > TASKS_SHOWN) {
        ls_buf_printf(text, "  and %zu more\n", count - TASKS_SHOWN);
    }
    vm_unref(vm, tasks);
}

static void append_other_processes(Vm *vm, LsBuf *text)
{
    const SimSched *sched = vm->world->sched;
    for (const SimProcess *process = sched == NULL ? NULL : &sched->first; process != NULL; process = process->next) {
        Vm *other = process->script;
        if (other != NULL && other != vm && aio_state(other) != NULL && aio_state(other)->pending > 0) {
            ls_buf_printf(text, "  in process %s:\n", process->name);
            append_tasks(other, text);
        }
    }
}

void aio_report_deadlock(Vm *vm)
{
    LsBuf text;
    ls_buf_init(&text, vm->alloc);
    ls_buf_printf(&text,
                  "loopscope: deadlock at %.9g s: no callback is ready and no timer is armed, so nothing can ever "
                  "run again\n",
                  sim_seconds(sim_world_now(vm->world)));
    append_tasks(vm, &text);
    append_other_processes(vm, &text);
    append_threads(vm, &text);
    aio_write_stderr(vm, &text);
    ls_buf_free(&text);
    vm->stop = LS_E_DEADLOCK;
}

bool aio_loop_deadlock(Vm *vm)
{
    aio_report_deadlock(vm);
    vm_raise(vm, VM_EXC_SYSTEM_EXIT, "deadlock");
    return false;
}
