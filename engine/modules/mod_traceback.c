/* The module traceback. */
#include "modules/mod_sys.h"
#include "modules/mod_table.h"
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

/* The text of an exception with its traceback; `chain` false: without what it came from. */
static bool format(Vm *vm, VmValue exception, bool chain, LsBuf *buf)
{
    if (exception == VM_EMPTY || exception == VM_NONE) {
        ls_buf_puts(buf, "NoneType: None\n");
        return true;
    }
    VmException *object = vm_to_exception(exception);
    VmValue cause = object->cause, context = object->context;
    if (!chain) {
        object->cause = object->context = VM_EMPTY;
    }
    bool ok = vm_error_format(vm, exception, buf);
    if (!chain) {
        object->cause = cause;
        object->context = context;
    }
    return ok;
}

/* The exception that the arguments (exc, value) name: one of them, or the one that is handled when both are absent. */
static bool find_exception(Vm *vm, VmValue first, VmValue value, VmValue *exception)
{
    if (value != VM_EMPTY) {
        *exception = value;
    } else {
        *exception = first;
    }
    if (*exception != VM_NONE && *exception != VM_EMPTY && !vm_is_exception(*exception)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "Exception expected for value, %s found", vm_type_name(vm, *exception));
        return false;
    }
    return true;
}

static VmValue traceback_format_exc(Vm *vm, const VmValue *args)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    int chain = mod_flag(vm, args[1], true);
    if (chain < 0 || !format(vm, mod_sys_handled_borrow(vm), chain > 0, &buf)) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    return vm_str_from_buf(vm, &buf);
}

static VmValue print(Vm *vm, VmValue exception, VmValue file, VmValue chain_argument)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    int chain = mod_flag(vm, chain_argument, true);
    bool ok =
        chain >= 0 && format(vm, exception, chain > 0, &buf) && mod_sys_write(vm, file, ls_buf_text(&buf), buf.size);
    ls_buf_free(&buf);
    return ok ? VM_NONE : VM_ERROR;
}

static VmValue traceback_print_exc(Vm *vm, const VmValue *args)
{
    return print(vm, mod_sys_handled_borrow(vm), args[1], args[2]);
}

static VmValue traceback_print_exception(Vm *vm, const VmValue *args)
{
    VmValue exception;
    return find_exception(vm, args[0], args[1], &exception) ? print(vm, exception, args[4], args[5]) : VM_ERROR;
}

/* The text as traceback's lists have it: one string for each frame and each line that is no frame's. */
static VmValue split(Vm *vm, const char *text, size_t size)
{
    VmValue list = vm_list_new_empty(vm, 0);
    size_t start = 0;
    while (list != VM_ERROR && start < size) {
        size_t end = start;
        bool frame = strncmp(text + start, "  File ", 7) == 0;
        do {
            const char *newline = memchr(text + end, '\n', size - end);
            end = newline == NULL ? size : (size_t)(newline - text) + 1;
        } while (frame && end < size && strncmp(text + end, "    ", 4) == 0);
        VmValue line = vm_str_new(vm, text + start, end - start);
        if (line == VM_ERROR || !vm_list_append_steal(vm, list, line)) {
            vm_unref(vm, list);
            return VM_ERROR;
        }
        start = end;
    }
    return list;
}

static VmValue traceback_format_exception(Vm *vm, const VmValue *args)
{
    VmValue exception;
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    int chain = mod_flag(vm, args[4], true);
    VmValue list = VM_ERROR;
    if (chain >= 0 && find_exception(vm, args[0], args[1], &exception) && format(vm, exception, chain > 0, &buf)) {
        list = split(vm, ls_buf_text(&buf), buf.size);
    }
    ls_buf_free(&buf);
    return list;
}

static VmValue traceback_format_exception_only(Vm *vm, const VmValue *args)
{
    VmValue exception;
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    VmValue list = VM_ERROR;
    if (find_exception(vm, args[0], args[1], &exception)) {
        bool ok = true;
        if (exception == VM_NONE || exception == VM_EMPTY) {
            ls_buf_puts(&buf, "NoneType: None");
        } else {
            ok = vm_error_format_only(vm, exception, &buf);
        }
        if (ok && (buf.size == 0 || ls_buf_text(&buf)[buf.size - 1] != '\n')) {
            ls_buf_putc(&buf, '\n');
        }
        list = ok ? split(vm, ls_buf_text(&buf), buf.size) : VM_ERROR;
    }
    ls_buf_free(&buf);
    return list;
}

static const VmNativeDef functions[] = {
    {"format_exc", traceback_format_exc, "limit=, chain=", VM_NATIVE_PYTHON},
    {"print_exc", traceback_print_exc, "limit=, file=, chain=", VM_NATIVE_PYTHON},
    {"print_exception", traceback_print_exception, "exc, /, value=, tb=, limit=, file=, chain=", VM_NATIVE_PYTHON},
    {"format_exception", traceback_format_exception, "exc, /, value=, tb=, limit=, chain=", VM_NATIVE_PYTHON},
    {"format_exception_only", traceback_format_exception_only, "exc, /, value=", VM_NATIVE_PYTHON},
    {0},
};

const VmModuleSpec mod_traceback_spec = {.name = "traceback", .functions = functions};
