#include "vm/vm_error.h"

#include "vm/vm_builtins.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_heap.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* ---- raising ---------------------------------------------------------------------------------------------------- */

static void put_pending_steal(Vm *vm, VmValue exception)
{
    VmValue old = vm->pending;
    vm->pending = exception;
    vm_unref(vm, old);
}

VmValue vm_raise_no_memory(Vm *vm)
{
    if (vm->memory_error == VM_EMPTY) {
        put_pending_steal(vm, VM_NONE); /* the machine is being set up: vm_new fails */
        return VM_ERROR;
    }
    VmValue exception = vm_ref(vm->memory_error);
    VmException *error = vm_to_exception(exception);
    VmValue old[] = {error->cause, error->context, error->traceback, error->notes};
    error->cause = error->context = error->traceback = error->notes = VM_EMPTY;
    for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
        vm_unref(vm, old[i]);
    }
    put_pending_steal(vm, exception);
    return VM_ERROR;
}

/* An instance of `type` with one argument (VM_EMPTY: none); made without running any script code. */
static VmException *new_exception(Vm *vm, VmType *type, VmValue arg)
{
    VmValue exception = vm_instance_new(vm, type);
    if (exception == VM_ERROR) {
        return NULL;
    }
    vm_to_exception(exception)->args = vm_tuple_new(vm, &arg, arg != VM_EMPTY);
    if (vm_to_exception(exception)->args == VM_ERROR) {
        vm_unref(vm, exception);
        return NULL;
    }
    return vm_to_exception(exception);
}

static VmException *raise_text(Vm *vm, VmExceptionId id, const char *format, va_list arguments)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_vprintf(&buf, format, arguments);
    VmValue text = vm_str_from_buf(vm, &buf);
    VmException *exception = text == VM_ERROR ? NULL : new_exception(vm, vm_exception_type(vm, id), text);
    vm_unref(vm, text);
    if (exception != NULL) {
        put_pending_steal(vm, vm_from_object(exception));
    }
    return exception;
}

VmValue vm_raise(Vm *vm, VmExceptionId id, const char *format, ...)
{
    if (vm->exceptions == NULL || vm->exceptions[id] == NULL) {
        return vm_raise_no_memory(vm);
    }
    va_list arguments;
    va_start(arguments, format);
    raise_text(vm, id, format, arguments);
    va_end(arguments);
    return VM_ERROR;
}

VmValue vm_raise_name(Vm *vm, VmExceptionId id, VmValue name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    VmException *exception = raise_text(vm, id, format, arguments);
    va_end(arguments);
    if (exception != NULL) {
        exception->message = vm_ref(name);
    }
    return VM_ERROR;
}

VmValue vm_raise_attribute(Vm *vm, VmValue object, VmValue name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    VmException *exception = raise_text(vm, VM_EXC_ATTRIBUTE_ERROR, format, arguments);
    va_end(arguments);
    if (exception != NULL) {
        exception->message = vm_ref(name);
        exception->payload = vm_ref(object);
    }
    return VM_ERROR;
}

VmValue vm_raise_no_attribute(Vm *vm, VmValue object, VmValue name)
{
    return vm_raise_attribute(vm, object, name, "'%s' object has no attribute '%s'", vm_type_name(vm, object),
                              vm_str_data(name));
}

VmValue vm_raise_key(Vm *vm, VmValue key)
{
    VmException *exception = new_exception(vm, vm_exception_type(vm, VM_EXC_KEY_ERROR), key);
    if (exception != NULL) {
        put_pending_steal(vm, vm_from_object(exception));
    }
    return VM_ERROR;
}

VmValue vm_raise_stop_iteration(Vm *vm, VmValue value)
{
    value = value == VM_NONE ? VM_EMPTY : value;
    VmException *exception = new_exception(vm, vm_exception_type(vm, VM_EXC_STOP_ITERATION), value);
    if (exception != NULL) {
        exception->payload = value == VM_EMPTY ? VM_NONE : vm_ref(value);
        put_pending_steal(vm, vm_from_object(exception));
    }
    return VM_ERROR;
}

VmValue vm_raise_with(Vm *vm, VmType *type, VmValue arg)
{
    VmValue exception = vm_exception_new(vm, type, &arg, arg != VM_EMPTY);
    if (exception != VM_ERROR) {
        put_pending_steal(vm, exception);
    }
    return VM_ERROR;
}

VmValue vm_raise_value(Vm *vm, VmValue value)
{
    if (vm_is_exception(value)) {
        put_pending_steal(vm, vm_ref(value));
        return VM_ERROR;
    }
    if (!vm_is_exception_class(vm, value)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "exceptions must derive from BaseException");
    }
    VmValue exception = vm_call0(vm, value);
    if (exception == VM_ERROR) {
        return VM_ERROR;
    }
    if (!vm_is_exception(exception)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR,
                 "calling <class '%s'> should have returned an instance of BaseException, not %s",
                 vm_to_type(value)->name, vm_type_name(vm, exception));
        vm_unref(vm, exception);
        return VM_ERROR;
    }
    put_pending_steal(vm, exception);
    return VM_ERROR;
}

/* ---- catching --------------------------------------------------------------------------------------------------- */

VmValue vm_error_take(Vm *vm)
{
    VmValue exception = vm->pending;
    vm->pending = VM_EMPTY;
    return exception;
}

void vm_error_restore_steal(Vm *vm, VmValue exception)
{
    put_pending_steal(vm, exception);
}

void vm_error_clear(Vm *vm)
{
    put_pending_steal(vm, VM_EMPTY);
}

bool vm_error_matches(Vm *vm, VmExceptionId id)
{
    return vm_is_object(vm->pending) && vm_exception_is(vm, vm->pending, id);
}

bool vm_exception_is(Vm *vm, VmValue exception, VmExceptionId id)
{
    return vm_is_object(exception) && vm_type_is_subtype(vm_to_object(exception)->type, vm->exceptions[id]);
}

/* Takes `exception` out of the chain of contexts that begins at `head`, so that no ring comes about. */
static void unlink_from_chain(Vm *vm, VmValue head, VmValue exception)
{
    VmException *at = vm_to_exception(head);
    VmException *slow = at; /* a ring that scripts made must not keep us here */
    bool step = false;
    while (vm_is_exception(at->context)) {
        if (at->context == exception) {
            vm_set_steal(vm, &at->context, VM_EMPTY);
            return;
        }
        at = vm_to_exception(at->context);
        if (at == slow) {
            return;
        }
        slow = step ? vm_to_exception(slow->context) : slow;
        step = !step;
    }
}

void vm_error_set_context(Vm *vm, VmValue handled)
{
    if (!vm_is_exception(vm->pending) || !vm_is_exception(handled) || vm->pending == handled) {
        return;
    }
    VmException *raised = vm_to_exception(vm->pending);
    if (raised->context == handled) {
        return;
    }
    unlink_from_chain(vm, handled, vm->pending);
    vm_set_steal(vm, &raised->context, vm_ref(handled));
}

/* ---- exceptions that nobody receives ---------------------------------------------------------------------------- */

static void put_unraisable_head(Vm *vm, const char *where, VmValue object, LsBuf *out)
{
    ls_buf_puts(out, "Exception ignored in: ");
    if (object == VM_EMPTY || !vm_append_repr(vm, out, object)) {
        vm_error_clear(vm);
        ls_buf_puts(out, where != NULL ? where : "<object repr() failed>");
    }
    ls_buf_putc(out, '\n');
}

void vm_error_unraisable(Vm *vm, const char *where, VmValue object)
{
    VmValue exception = vm_error_take(vm);
    if (vm_is_exception(exception) && vm->stop == LS_OK) {
        LsBuf out;
        ls_buf_init(&out, vm->alloc);
        put_unraisable_head(vm, where, object, &out);
        if (vm_error_format(vm, exception, &out) && !out.failed) {
            (void)vm_write(vm, TRACE_STREAM_STDERR, out.data, out.size);
        }
        ls_buf_free(&out);
    }
    vm_unref(vm, exception);
    vm_error_clear(vm);
}
