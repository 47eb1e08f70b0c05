/* Tracebacks as Python prints them: the chain of causes and contexts, groups as a tree, notes. */
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_error_place.h"
#include "vm/vm_list.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_suggest.h"
#include "vm/vm_traceback.h"
#include "vm/vm_tuple.h"

#include <stdio.h>

enum { GROUP_WIDTH_MAX = 15, GROUP_DEPTH_MAX = 10, CHAIN_MAX = 1000, SAME_LINES_MAX = 3 };

typedef struct Printer {
    Vm *vm;
    LsBuf *out;
    unsigned depth;  /* of exception groups */
    bool need_close; /* the frame of the innermost group is still open */
} Printer;

/* ---- margins ---------------------------------------------------------------------------------------------------- */

static void put_indent(Printer *printer)
{
    ls_buf_fill(printer->out, ' ', (size_t)2 * printer->depth);
}

/* Appends text; inside of a group each line gets the margin. */
static void emit(Printer *printer, const char *text, size_t size, char margin)
{
    if (printer->depth == 0) {
        ls_buf_put(printer->out, text, size);
        return;
    }
    while (size != 0) {
        const char *end = memchr(text, '\n', size);
        size_t line = end != NULL ? (size_t)(end - text) + 1 : size;
        put_indent(printer);
        ls_buf_putc(printer->out, margin);
        ls_buf_putc(printer->out, ' ');
        ls_buf_put(printer->out, text, line);
        text += line;
        size -= line;
    }
}

static void emit_text(Printer *printer, const char *text)
{
    emit(printer, text, strlen(text), '|');
}

/* ---- frames ----------------------------------------------------------------------------------------------------- */

static bool same_place(const VmTracebackPlace *a, const VmTracebackPlace *b)
{
    return a->place.line == b->place.line && strcmp(a->file, b->file) == 0 && strcmp(a->function, b->function) == 0;
}

static void put_repeated(LsBuf *buf, size_t times)
{
    if (times > SAME_LINES_MAX) {
        size_t more = times - SAME_LINES_MAX;
        ls_buf_printf(buf, "  [Previous line repeated %zu more time%s]\n", more, more == 1 ? "" : "s");
    }
}

static void put_frames(Printer *printer, VmValue traceback)
{
    LsBuf buf;
    ls_buf_init(&buf, printer->vm->alloc);
    VmTracebackPlace last = {.file = NULL};
    size_t times = 0;
    while (vm_has_kind(traceback, VM_KIND_TRACEBACK)) {
        VmTracebackPlace place = vm_traceback_place(traceback);
        if (last.file == NULL || !same_place(&place, &last)) {
            put_repeated(&buf, times);
            times = 0;
            last = place;
        }
        if (++times <= SAME_LINES_MAX) {
            vm_error_put_place(printer->vm, &place, &buf);
        }
        traceback = ((VmTraceback *)vm_to_object(traceback))->next;
    }
    put_repeated(&buf, times);
    printer->out->failed = printer->out->failed || buf.failed;
    emit(printer, ls_buf_text(&buf), buf.size, '|');
    ls_buf_free(&buf);
}

/* ---- the last line ---------------------------------------------------------------------------------------------- */

/* "asyncio.exceptions.CancelledError": without the module for builtins and the script itself. */
static void put_type(Vm *vm, const VmType *type, LsBuf *out)
{
    if (vm_is_str(type->module) && !vm_str_equal_c(type->module, "builtins") &&
        !vm_str_equal_c(type->module, "__main__")) {
        ls_buf_printf(out, "%s.", vm_str_data(type->module));
    }
    ls_buf_puts(out, vm_is_str(type->qualname) ? vm_str_data(type->qualname) : type->name);
    (void)vm;
}

static void put_suggestion(Vm *vm, VmValue exception, LsBuf *out)
{
    VmValue name = vm_suggest(vm, exception);
    if (name != VM_EMPTY) {
        ls_buf_printf(out, ". Did you mean: '%s'?", vm_str_data(name));
    }
    vm_unref(vm, name);
}

bool vm_error_format_last(Vm *vm, VmValue exception, LsBuf *out)
{
    VmValue saved = vm_error_take(vm);
    put_type(vm, vm_type_of(vm, exception), out);
    VmValue text = vm_str_of(vm, exception);
    if (text == VM_ERROR) {
        vm_error_clear(vm);
        ls_buf_puts(out, ": <exception str() failed>");
    } else if (vm_str_size(text) != 0) {
        ls_buf_puts(out, ": ");
        ls_buf_put(out, vm_str_data(text), vm_str_size(text));
    }
    vm_unref(vm, text);
    put_suggestion(vm, exception, out);
    vm_error_restore_steal(vm, saved);
    return !out->failed;
}

static void put_note(Vm *vm, VmValue note, LsBuf *out)
{
    VmValue text = vm_str_of(vm, note);
    if (text == VM_ERROR) {
        vm_error_clear(vm);
        ls_buf_puts(out, "<note str() failed>");
    } else {
        ls_buf_put(out, vm_str_data(text), vm_str_size(text));
    }
    vm_unref(vm, text);
    ls_buf_putc(out, '\n');
}

static void put_notes(Vm *vm, VmValue notes, LsBuf *out)
{
    if (notes == VM_EMPTY) {
        return;
    }
    bool is_list = vm_is_list(notes);
    if (!is_list && !vm_is_tuple(notes)) {
        if (!vm_append_repr(vm, out, notes)) {
            vm_error_clear(vm);
            ls_buf_puts(out, "<__notes__ repr() failed>");
        }
        ls_buf_putc(out, '\n');
        return;
    }
    for (size_t i = 0; i < (is_list ? vm_to_list(notes)->count : vm_to_tuple(notes)->count); i++) {
        VmValue note = vm_ref(is_list ? vm_to_list(notes)->items[i] : vm_to_tuple(notes)->items[i]);
        put_note(vm, note, out);
        vm_unref(vm, note);
    }
}

static void put_only(Printer *printer, VmValue exception)
{
    LsBuf buf;
    ls_buf_init(&buf, printer->vm->alloc);
    (void)vm_error_format_last(printer->vm, exception, &buf);
    ls_buf_putc(&buf, '\n');
    put_notes(printer->vm, vm_to_exception(exception)->notes, &buf);
    printer->out->failed = printer->out->failed || buf.failed;
    emit(printer, ls_buf_text(&buf), buf.size, '|');
    ls_buf_free(&buf);
}

bool vm_error_format_only(Vm *vm, VmValue exception, LsBuf *out)
{
    bool ok = vm_error_format_last(vm, exception, out);
    ls_buf_putc(out, '\n');
    if (ok && vm_is_exception(exception)) {
        put_notes(vm, vm_to_exception(exception)->notes, out);
    }
    return ok;
}

/* ---- groups ----------------------------------------------------------------------------------------------------- */

static void put_chain(Printer *printer, VmValue exception);

static void put_member(Printer *printer, VmTuple *members, size_t i, bool last)
{
    put_indent(printer);
    ls_buf_puts(printer->out, i == 0 ? "+-" : "  ");
    bool truncated = i >= GROUP_WIDTH_MAX;
    if (truncated) {
        ls_buf_puts(printer->out, "+---------------- ... ----------------\n");
    } else {
        ls_buf_printf(printer->out, "+---------------- %zu ----------------\n", i + 1);
    }
    printer->depth++;
    if (truncated) {
        size_t remaining = members->count - GROUP_WIDTH_MAX;
        char text[64];
        snprintf(text, sizeof text, "and %zu more exception%s\n", remaining, remaining == 1 ? "" : "s");
        emit_text(printer, text);
    } else {
        put_chain(printer, members->items[i]);
    }
    if (last && printer->need_close) {
        put_indent(printer);
        ls_buf_puts(printer->out, "+------------------------------------\n");
        printer->need_close = false;
    }
    printer->depth--;
}

static void put_group(Printer *printer, VmValue exception)
{
    const VmException *group = vm_to_exception(exception);
    bool top = printer->depth == 0;
    printer->depth += top;
    if (group->traceback != VM_EMPTY) {
        static const char header[] = "Exception Group Traceback (most recent call last):\n";
        emit(printer, header, sizeof header - 1, top ? '+' : '|');
        put_frames(printer, group->traceback);
    }
    put_only(printer, exception);
    VmTuple *members = vm_to_tuple(group->payload);
    size_t shown = members->count <= GROUP_WIDTH_MAX ? members->count : GROUP_WIDTH_MAX + 1;
    printer->need_close = false;
    for (size_t i = 0; i < shown; i++) {
        if (i + 1 == shown) {
            printer->need_close = true; /* a group among the members may close the frame itself */
        }
        put_member(printer, members, i, i + 1 == shown);
    }
    printer->depth -= top;
}

static void put_one(Printer *printer, VmValue exception)
{
    if (vm_exception_is(printer->vm, exception, VM_EXC_BASE_EXCEPTION_GROUP) &&
        vm_is_tuple(vm_to_exception(exception)->payload)) {
        if (printer->depth > GROUP_DEPTH_MAX) {
            emit_text(printer, "... (max_group_depth is 10)\n");
        } else {
            put_group(printer, exception);
        }
        return;
    }
    if (vm_to_exception(exception)->traceback != VM_EMPTY) {
        emit_text(printer, "Traceback (most recent call last):\n");
        put_frames(printer, vm_to_exception(exception)->traceback);
    }
    put_only(printer, exception);
}

/* ---- chains ----------------------------------------------------------------------------------------------------- */

/* What `exception` followed from; VM_EMPTY when nothing is to be shown. */
static VmValue predecessor(VmValue exception, bool *is_cause)
{
    const VmException *e = vm_to_exception(exception);
    *is_cause = vm_is_exception(e->cause);
    if (*is_cause) {
        return e->cause;
    }
    return vm_is_exception(e->context) && !e->suppress_context ? e->context : VM_EMPTY;
}

/* The oldest is printed first.  A ring that scripts made is cut where it closes. */
static void put_chain(Printer *printer, VmValue exception)
{
    VmValue chain[CHAIN_MAX];
    bool cause[CHAIN_MAX];
    size_t count = 0;
    for (VmValue at = exception; at != VM_EMPTY && count < CHAIN_MAX;) {
        bool seen = false;
        for (size_t i = 0; i < count; i++) {
            seen = seen || chain[i] == at;
        }
        if (seen) {
            break;
        }
        chain[count] = at;
        at = predecessor(at, &cause[count]);
        count++;
    }
    while (count-- != 0) {
        put_one(printer, chain[count]);
        if (count != 0) {
            emit_text(printer, cause[count - 1] ? "\nThe above exception was the direct cause of the following "
                                                  "exception:\n\n"
                                                : "\nDuring handling of the above exception, another exception "
                                                  "occurred:\n\n");
        }
    }
}

bool vm_error_format(Vm *vm, VmValue exception, LsBuf *out)
{
    Printer printer = {.vm = vm, .out = out};
    VmValue saved = vm_error_take(vm);
    vm_ref(exception);
    put_chain(&printer, exception);
    vm_unref(vm, exception);
    vm_error_restore_steal(vm, saved);
    return !out->failed;
}
