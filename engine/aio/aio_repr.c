#include "aio/aio_repr.h"

#include "aio/aio_future.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

VmValue aio_cancelled_error(Vm *vm, VmValue message)
{
    size_t count = message == VM_EMPTY || message == VM_NONE ? 0 : 1;
    return vm_exception_new(vm, vm_exception_type(vm, VM_EXC_CANCELLED_ERROR), &message, count);
}

VmValue aio_raise_invalid_state(Vm *vm, const char *text)
{
    VmValue message = vm_str_c(vm, text);
    if (message != VM_ERROR) {
        vm_raise_with(vm, aio_type(vm, AIO_TYPE_INVALID_STATE_ERROR), message);
        vm_unref(vm, message);
    }
    return VM_ERROR;
}

void aio_raise_timeout(Vm *vm, VmValue cancelled)
{
    VmValue error = vm_exception_new(vm, vm_exception_type(vm, VM_EXC_TIMEOUT_ERROR), NULL, 0);
    if (error == VM_ERROR) {
        return;
    }
    VmException *exception = (VmException *)vm_to_object(error);
    exception->cause = vm_ref(cancelled);
    exception->context = vm_ref(cancelled);
    exception->suppress_context = true;
    vm_raise_value(vm, error);
    vm_unref(vm, error);
}

/* ---- texts for the trace: no script code may run for them ---- */

enum { TRACE_TEXT_MAX = 60, TRACE_DEPTH_MAX = 2 };

static void append_plain(Vm *vm, LsBuf *buf, VmValue value, int depth);

static void append_items(Vm *vm, LsBuf *buf, const VmValue *items, size_t count, int depth)
{
    for (size_t i = 0; i < count && buf->size < TRACE_TEXT_MAX; i++) {
        ls_buf_puts(buf, i == 0 ? "" : ", ");
        append_plain(vm, buf, items[i], depth + 1);
    }
}

static void append_plain(Vm *vm, LsBuf *buf, VmValue value, int depth)
{
    bool exact = !vm_is_object(value) || (vm_to_object(value)->flags & VM_OBJECT_SUBCLASS) == 0;
    if (!vm_is_object(value) || (exact && (vm_is_str(value) || vm_has_kind(value, VM_KIND_INT)))) {
        if (!vm_append_repr(vm, buf, value)) {
            vm_error_clear(vm);
        }
    } else if (exact && vm_is_tuple(value) && depth < TRACE_DEPTH_MAX) {
        ls_buf_putc(buf, '(');
        append_items(vm, buf, vm_to_tuple(value)->items, vm_to_tuple(value)->count, depth);
        ls_buf_puts(buf, vm_to_tuple(value)->count == 1 ? ",)" : ")");
    } else if (exact && vm_has_kind(value, VM_KIND_LIST) && depth < TRACE_DEPTH_MAX) {
        ls_buf_putc(buf, '[');
        append_items(vm, buf, vm_to_list(value)->items, vm_to_list(value)->count, depth);
        ls_buf_putc(buf, ']');
    } else {
        ls_buf_printf(buf, "<%s>", vm_type_name(vm, value));
    }
}

/* Interns the text, shortened to a length that fits on a screen. */
static uint32_t intern_text(Vm *vm, LsBuf *buf)
{
    size_t size = buf->size;
    if (size > TRACE_TEXT_MAX) {
        size = TRACE_TEXT_MAX;
        while (size > 0 && ((unsigned char)buf->data[size] & 0xC0) == 0x80) {
            size--;
        }
        buf->size = size;
        ls_buf_puts(buf, "…");
        size = buf->size;
    }
    uint32_t id = trace_string(vm->recorder->trace, ls_buf_text(buf), size);
    ls_buf_free(buf);
    return id;
}

uint32_t aio_trace_repr(Vm *vm, VmValue value)
{
    if (!trace_on(vm->recorder)) {
        return 0;
    }
    if (vm_has_kind(value, VM_KIND_EXCEPTION)) {
        return aio_trace_exception(vm, value);
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    append_plain(vm, &buf, value, 0);
    return intern_text(vm, &buf);
}

uint32_t aio_trace_exception(Vm *vm, VmValue exception)
{
    if (!trace_on(vm->recorder)) {
        return 0;
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_puts(&buf, vm_type_name(vm, exception));
    VmTuple *args = vm_to_tuple(((VmException *)vm_to_object(exception))->args);
    if (args->count == 1 && vm_is_str(args->items[0])) {
        ls_buf_puts(&buf, ": ");
        vm_str_append(&buf, args->items[0]);
    } else if (args->count > 0) {
        ls_buf_putc(&buf, '(');
        append_items(vm, &buf, args->items, args->count, 0);
        ls_buf_putc(&buf, ')');
    }
    return intern_text(vm, &buf);
}

/* The name of a callable without running script code: "C.method", "print". */
static void append_callable_name(Vm *vm, LsBuf *buf, VmValue callable)
{
    if (vm_has_kind(callable, VM_KIND_METHOD)) {
        callable = ((VmMethod *)vm_to_object(callable))->function;
    }
    bool plain = vm_has_kind(callable, VM_KIND_FUNCTION) || vm_has_kind(callable, VM_KIND_NATIVE) ||
                 vm_has_kind(callable, VM_KIND_TYPE);
    VmValue name = plain ? vm_get_attr_c(vm, callable, "__qualname__") : VM_ERROR;
    if (name != VM_ERROR && vm_is_str(name)) {
        vm_str_append(buf, name);
    } else {
        ls_buf_puts(buf, vm_type_name(vm, callable));
    }
    vm_unref(vm, name);
    vm_error_clear(vm);
}

uint32_t aio_trace_callable(Vm *vm, VmValue callable)
{
    if (!trace_on(vm->recorder)) {
        return 0;
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    append_callable_name(vm, &buf, callable);
    return intern_text(vm, &buf);
}

/* ---- reprs for scripts ---- */

VmValue aio_object_repr(Vm *vm, VmValue object, const char *extra)
{
    VmType *type = vm_type_of(vm, object);
    return vm_str_printf(vm, "<%s.%s object at 0x%llx [%s]>", vm_str_data(type->module), vm_str_data(type->qualname),
                         (unsigned long long)vm_heap_identity(vm, object), extra);
}
