#include "aio/aio_stack.h"

#include "aio/aio_loop.h"
#include "aio/aio_task.h"
#include "vm/vm_builtins.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_error_place.h"
#include "vm/vm_list.h"
#include "vm/vm_str.h"

static VmCoro *script_coroutine(const AioTask *task)
{
    bool script = vm_has_kind(task->coro, VM_KIND_COROUTINE) || vm_has_kind(task->coro, VM_KIND_GENERATOR);
    return script ? vm_to_coro(task->coro) : NULL;
}

static bool is_alive(const VmCoro *coro)
{
    return coro != NULL && vm_coro_state(coro) != VM_CORO_CLOSED;
}

/* limit 0: nothing at all; there is never more than one frame. */
static bool read_limit(Vm *vm, VmValue limit, bool *none)
{
    int64_t most = 1;
    *none = false;
    if (limit != VM_EMPTY && limit != VM_NONE && !vm_as_index(vm, limit, &most)) {
        return false;
    }
    *none = most <= 0;
    return true;
}

VmValue aio_task_get_stack(Vm *vm, const VmValue *args)
{
    const AioTask *task = aio_task_of(args[0]);
    bool none;
    if (!read_limit(vm, args[1], &none)) {
        return VM_ERROR;
    }
    const VmCoro *coro = script_coroutine(task);
    return is_alive(coro) && !none ? vm_list_new(vm, &task->coro, 1) : vm_list_new_empty(vm, 0);
}

/* The texts of one report: CPython prints the head and the exception to stdout, but the frames to stderr, unless it is
 * given a file. */
typedef struct Report {
    LsBuf head, frames, end;
} Report;

/* "  File …, line …, in …" and the line, without the marks that tracebacks have. */
static void append_place(Vm *vm, LsBuf *text, VmTracebackPlace place)
{
    place.place = (LangPlace){.line = place.place.line, .end_line = place.place.line};
    vm_error_put_place(vm, &place, text);
}

static void append_frame(Vm *vm, LsBuf *text, VmValue coro)
{
    const VmCoro *script = vm_to_coro(coro);
    const LangCode *code = script->frame.function->code->lang;
    bool created = vm_coro_state(script) == VM_CORO_CREATED;
    append_place(vm, text,
                 (VmTracebackPlace){.file = code->unit->source.filename,
                                    .function = vm_str_data(script->frame.function->name),
                                    .place.line = created ? code->first_line : vm_coro_line(vm, coro),
                                    .source = &code->unit->source});
}

/* The frames of the exception's traceback. */
static void append_traceback(Vm *vm, LsBuf *text, VmValue traceback)
{
    for (; traceback != VM_EMPTY; traceback = ((const VmTraceback *)vm_to_object(traceback))->next) {
        append_place(vm, text, vm_traceback_place(traceback));
    }
}

static bool fill(Vm *vm, Report *report, VmValue self, bool none)
{
    const AioTask *task = aio_task_of(self);
    VmValue shown = vm_repr(vm, self);
    if (shown == VM_ERROR) {
        return false;
    }
    bool ok = true;
    const char *what = "No stack for %s\n";
    if (task->future.state == AIO_FINISHED && task->future.is_exception) {
        VmValue traceback = vm_to_exception(task->future.value)->traceback;
        what = traceback != VM_EMPTY && !none ? "Traceback for %s (most recent call last):\n" : what;
        append_traceback(vm, &report->frames, none ? VM_EMPTY : traceback);
        ok = vm_error_format_last(vm, task->future.value, &report->end);
        ls_buf_putc(&report->end, '\n');
    } else if (is_alive(script_coroutine(task)) && !none) {
        what = "Stack for %s (most recent call last):\n";
        append_frame(vm, &report->frames, task->coro);
    }
    ls_buf_printf(&report->head, what, vm_str_data(shown));
    vm_unref(vm, shown);
    return ok;
}

static bool write_to(Vm *vm, VmValue file, LsBuf *text)
{
    VmValue words = vm_str_new(vm, ls_buf_text(text), text->size);
    VmValue name = words == VM_ERROR ? VM_ERROR : vm_intern_c(vm, "write");
    VmValue result = name == VM_ERROR ? VM_ERROR : vm_call_method(vm, file, name, &words, 1);
    vm_unref(vm, name);
    vm_unref(vm, words);
    vm_unref(vm, result);
    return result != VM_ERROR;
}

VmValue aio_task_print_stack(Vm *vm, const VmValue *args)
{
    bool none;
    if (!read_limit(vm, args[1], &none)) {
        return VM_ERROR;
    }
    Report report;
    LsBuf *texts[] = {&report.head, &report.frames, &report.end};
    for (int i = 0; i < 3; i++) {
        ls_buf_init(texts[i], vm->alloc);
    }
    bool ok = fill(vm, &report, args[0], none);
    for (int i = 0; i < 3; i++) {
        if (ok && texts[i]->size > 0) {
            TraceStream stream = i == 1 ? TRACE_STREAM_STDERR : TRACE_STREAM_STDOUT;
            ok = args[2] != VM_EMPTY && args[2] != VM_NONE ? write_to(vm, args[2], texts[i])
                                                           : vm_write(vm, stream, texts[i]->data, texts[i]->size);
        }
        ls_buf_free(texts[i]);
    }
    return ok ? VM_NONE : VM_ERROR;
}
