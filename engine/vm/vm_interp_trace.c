/* vm_interp_trace.c: what a screen wants to know: frames with their arguments, lines, exceptions.
 *
 * Labels show simple values only; script code is never run for them.
 */
#include "vm/vm_error.h"
#include "vm/vm_float.h"
#include "vm/vm_interp.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

#include <inttypes.h>

enum { LABEL_COLUMNS = 40, TUPLE_ITEMS = 3, TEXT_CHARACTERS = 24 };

static void put_text(LsBuf *out, VmValue str)
{
    ls_buf_putc(out, '"');
    const char *text = vm_str_data(str);
    size_t size = vm_str_size(str), taken = 0;
    for (size_t i = 0; i < size && taken < TEXT_CHARACTERS; taken++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte < 0x20 || byte == 0x7F) {
            ls_buf_puts(out, byte == '\n' ? "\\n" : "?");
            i++;
            continue;
        }
        size_t end = i + 1;
        while (end < size && ((unsigned char)text[end] & 0xC0) == 0x80) {
            end++;
        }
        ls_buf_put(out, text + i, end - i);
        i = end;
    }
    if (vm_str_length(str) > taken) {
        ls_buf_puts(out, "…");
    }
    ls_buf_putc(out, '"');
}

/* A short text for a value; "…" for what is not simple. */
static void put_value(Vm *vm, LsBuf *out, VmValue v, bool nested)
{
    if (vm_is_int(v)) {
        ls_buf_printf(out, "%" PRId64, vm_to_int(v));
    } else if (vm_is_double(v)) {
        char text[VM_FLOAT_TEXT];
        vm_float_repr(vm_to_double(v), text);
        ls_buf_puts(out, text);
    } else if (vm_is_bool(v) || v == VM_NONE) {
        ls_buf_puts(out, v == VM_NONE ? "None" : v == VM_TRUE ? "True" : "False");
    } else if (vm_is_str(v)) {
        put_text(out, v);
    } else if (vm_is_tuple(v) && !nested && vm_to_tuple(v)->count <= TUPLE_ITEMS) {
        const VmTuple *tuple = vm_to_tuple(v);
        ls_buf_putc(out, '(');
        for (size_t i = 0; i < tuple->count; i++) {
            ls_buf_puts(out, i > 0 ? ", " : "");
            put_value(vm, out, tuple->items[i], true);
        }
        ls_buf_puts(out, tuple->count == 1 ? ",)" : ")");
    } else {
        ls_buf_puts(out, "…");
    }
}

/* Interns the text, cut to the width of a label. */
static uint32_t intern_label(Vm *vm, LsBuf *text)
{
    const char *bytes = ls_buf_text(text);
    size_t size = text->size, columns = 0, end = 0, cut = 0;
    while (end < size) {
        if (++columns == LABEL_COLUMNS) {
            cut = end;
        }
        end++;
        while (end < size && ((unsigned char)bytes[end] & 0xC0) == 0x80) {
            end++;
        }
    }
    if (columns <= LABEL_COLUMNS) {
        return trace_string(vm->recorder->trace, bytes, size);
    }
    LsBuf shorter;
    ls_buf_init(&shorter, vm->alloc);
    ls_buf_put(&shorter, bytes, cut);
    ls_buf_puts(&shorter, "…");
    uint32_t id = trace_string(vm->recorder->trace, ls_buf_text(&shorter), shorter.size);
    ls_buf_free(&shorter);
    return id;
}

/* `fetch("gamma")` */
static uint32_t label_with_arguments(Vm *vm, VmFrame *frame)
{
    const LangCode *code = frame->function->code->lang;
    LsBuf text;
    ls_buf_init(&text, vm->alloc);
    ls_buf_printf(&text, "%s(", code->name.data);
    bool first = true;
    for (uint32_t i = 0; i < code->param_count; i++) {
        VmValue value = vm_frame_regs(frame)[i];
        bool self = i == 0 && strcmp(code->locals[0]->text, "self") == 0;
        if (value != VM_EMPTY && !self) {
            ls_buf_puts(&text, first ? "" : ", ");
            first = false;
            put_value(vm, &text, value, false);
        }
    }
    ls_buf_putc(&text, ')');
    uint32_t label = text.failed ? 0 : intern_label(vm, &text);
    ls_buf_free(&text);
    return label;
}

/* `fetch`, made once for all activations */
static uint32_t label_of_code(Vm *vm, VmCode *code)
{
    if (code->label == 0) {
        LsBuf text;
        ls_buf_init(&text, vm->alloc);
        ls_buf_puts(&text, code->lang->name.data);
        code->label = text.failed ? 0 : intern_label(vm, &text);
        ls_buf_free(&text);
    }
    return code->label;
}

static __attribute__((noinline)) uint32_t make_label(Vm *vm, VmFrame *frame)
{
    VmCode *code = frame->function->code;
    if (frame->label == 0 && vm->recorder->trace != NULL) {
        bool plain = (code->lang->flags & (LANG_CODE_MODULE | LANG_CODE_CLASS | LANG_CODE_COMPREHENSION)) != 0;
        frame->label = plain || !vm->recorder->detail ? label_of_code(vm, code) : label_with_arguments(vm, frame);
    }
    return frame->label;
}

static uint32_t frame_label(Vm *vm, VmFrame *frame)
{
    uint32_t label = vm->recorder->detail ? 0 : frame->function->code->label;
    return label != 0 ? label : make_label(vm, frame);
}

uint32_t vm_coro_label(Vm *vm, VmValue coro)
{
    TraceRecorder *recorder = vm->recorder;
    if (recorder->trace == NULL) {
        return 0;
    }
    if (!vm_has_kind(coro, VM_KIND_COROUTINE) && !vm_has_kind(coro, VM_KIND_GENERATOR)) {
        VmValue name = vm_coro_qualname_borrow(vm, coro);
        return trace_string(recorder->trace, vm_str_data(name), vm_str_size(name));
    }
    return frame_label(vm, &vm_to_coro(coro)->frame);
}

static uint32_t value_string(Vm *vm, VmValue v)
{
    LsBuf text;
    ls_buf_init(&text, vm->alloc);
    put_value(vm, &text, v, false);
    uint32_t id = text.failed ? 0 : intern_label(vm, &text);
    ls_buf_free(&text);
    return id;
}

static TraceFrame frame_sort(const LangCode *code)
{
    if ((code->flags & (LANG_CODE_COROUTINE | LANG_CODE_ASYNC_GENERATOR)) != 0) {
        return TRACE_FRAME_COROUTINE;
    }
    if ((code->flags & LANG_CODE_GENERATOR) != 0) {
        return TRACE_FRAME_GENERATOR;
    }
    return (code->flags & LANG_CODE_MODULE) != 0 ? TRACE_FRAME_MODULE : TRACE_FRAME_FUNCTION;
}

/* ---- events ---- */

void vm_trace_push(Vm *vm, VmFrame *frame)
{
    const LangCode *code = frame->function->code->lang;
    if (vm->recorder->trace == NULL || code->unit->library) {
        return;
    }
    frame->flags |= VM_FRAME_TRACED;
    trace_record(vm->recorder, TRACE_FRAME_PUSH, 0, frame_label(vm, frame), code->first_line,
                 (unsigned)frame_sort(code));
}

void vm_trace_resume(Vm *vm, VmFrame *frame)
{
    bool generator = vm_coro_of_frame(frame)->head.kind == VM_KIND_GENERATOR;
    if (vm->recorder->trace == NULL || !generator || (frame->flags & VM_FRAME_TRACED) == 0) {
        return;
    }
    trace_record(vm->recorder, TRACE_FRAME_PUSH, 0, frame_label(vm, frame), frame->function->code->lang->first_line,
                 TRACE_FRAME_RESUMED);
}

void vm_trace_pop(Vm *vm, VmFrame *frame, VmValue result)
{
    if (vm->recorder->trace == NULL || (frame->flags & VM_FRAME_TRACED) == 0) {
        return;
    }
    vm_note_line(vm, frame);
    TraceOutcome outcome = TRACE_OUTCOME_RESULT;
    if (result == VM_ERROR && vm_error_pending(vm)) {
        outcome = vm_error_matches(vm, VM_EXC_CANCELLED_ERROR) ? TRACE_OUTCOME_CANCELLED : TRACE_OUTCOME_EXCEPTION;
    }
    uint32_t text = result == VM_EMPTY ? 0 : value_string(vm, result);
    trace_record(vm->recorder, TRACE_FRAME_POP, 0, text, 0, (unsigned)outcome);
}

void vm_trace_raise(Vm *vm)
{
    if (vm->recorder->trace == NULL) {
        return;
    }
    const VmException *exception = vm_to_exception(vm->pending);
    LsBuf text;
    ls_buf_init(&text, vm->alloc);
    ls_buf_puts(&text, vm_type_name(vm, vm->pending));
    const VmTuple *args = vm_is_tuple(exception->args) ? vm_to_tuple(exception->args) : NULL;
    if (args != NULL && args->count > 0) {
        ls_buf_puts(&text, ": ");
        if (vm_is_str(args->items[0])) {
            ls_buf_puts(&text, vm_str_data(args->items[0]));
        } else {
            put_value(vm, &text, args->items[0], false);
        }
    }
    uint32_t id = text.failed ? 0 : trace_string(vm->recorder->trace, ls_buf_text(&text), text.size);
    ls_buf_free(&text);
    trace_record(vm->recorder, TRACE_RAISE, 0, id, 0, 0);
}

void vm_trace_line(Vm *vm, const VmFrame *frame)
{
    if (vm->recorder->trace == NULL) {
        return;
    }
    const LangCode *code = frame->function->code->lang;
    uint32_t line = code->places[frame->pc - code->instrs].line;
    vm->recorder->line = line;
    if (vm->recorder->detail) {
        trace_record(vm->recorder, TRACE_LINE, 0, 0, 0, 0);
    }
}
