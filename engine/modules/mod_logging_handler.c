/* logging's filters and handlers. */
#include "modules/mod_logging.h"
#include "modules/mod_sys.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

/* ---- filters ---------------------------------------------------------------------------------------------------- */

bool mod_log_init_filters(Vm *vm, VmValue object)
{
    VmValue list = vm_list_new_empty(vm, 0);
    bool ok = list != VM_ERROR && mod_set_attr(vm, object, "filters", list);
    vm_unref(vm, list);
    return ok;
}

static VmValue call_filter(Vm *vm, VmValue filter, VmValue record)
{
    bool error;
    VmValue method = mod_get_maybe(vm, filter, "filter", &error);
    if (method == VM_EMPTY) {
        return error ? VM_ERROR : vm_call1(vm, filter, record);
    }
    VmValue result = vm_call1(vm, method, record);
    vm_unref(vm, method);
    return result;
}

int mod_log_filter(Vm *vm, VmValue object, VmValue record)
{
    VmValue filters = vm_get_attr_c(vm, object, "filters");
    VmValue copy = filters == VM_ERROR ? VM_ERROR : vm_list_from(vm, filters);
    vm_unref(vm, filters);
    int pass = copy == VM_ERROR ? -1 : 1;
    for (size_t i = 0; pass > 0 && i < vm_to_list(copy)->count; i++) {
        VmValue answer = call_filter(vm, vm_to_list(copy)->items[i], record);
        pass = answer == VM_ERROR ? -1 : vm_truth(vm, answer);
        vm_unref(vm, answer);
    }
    vm_unref(vm, copy);
    return pass;
}

static VmValue change_list(Vm *vm, VmValue object, const char *name, VmValue item, bool add)
{
    VmValue list = vm_get_attr_c(vm, object, name);
    int there = list == VM_ERROR ? -1 : vm_contains(vm, list, item);
    VmValue result = there < 0 ? VM_ERROR : VM_NONE;
    if (there >= 0 && (there > 0) != add) {
        result = mod_call_method(vm, list, add ? "append" : "remove", &item, 1);
    }
    vm_unref(vm, list);
    return result;
}

VmValue mod_log_add_filter(Vm *vm, const VmValue *args)
{
    return change_list(vm, args[0], "filters", args[1], true);
}

VmValue mod_log_remove_filter(Vm *vm, const VmValue *args)
{
    return change_list(vm, args[0], "filters", args[1], false);
}

VmValue mod_log_run_filters(Vm *vm, const VmValue *args)
{
    int pass = mod_log_filter(vm, args[0], args[1]);
    return pass < 0 ? VM_ERROR : vm_from_bool(pass);
}

static VmValue filter_init(Vm *vm, const VmValue *args)
{
    VmValue name = args[1] == VM_EMPTY ? vm_str_empty(vm) : vm_ref(args[1]);
    bool ok = name != VM_ERROR && mod_set_attr(vm, args[0], "name", name);
    vm_unref(vm, name);
    return ok ? VM_NONE : VM_ERROR;
}

/* Passes the records of the logger with the filter's name, and of those below it. */
static VmValue filter_filter(Vm *vm, const VmValue *args)
{
    VmValue wanted = vm_get_attr_c(vm, args[0], "name");
    VmValue name = wanted == VM_ERROR ? VM_ERROR : vm_get_attr_c(vm, args[1], "name");
    bool pass = false;
    if (name != VM_ERROR && vm_is_str(name) && vm_is_str(wanted)) {
        size_t size = vm_str_size(wanted);
        pass = size == 0 || (strncmp(vm_str_data(name), vm_str_data(wanted), size) == 0 &&
                             (vm_str_data(name)[size] == '\0' || vm_str_data(name)[size] == '.'));
    }
    bool ok = name != VM_ERROR;
    vm_unref(vm, wanted);
    vm_unref(vm, name);
    return ok ? vm_from_bool(pass) : VM_ERROR;
}

static const VmNativeDef filter_methods[] = {
    {"__init__", filter_init, "name=", VM_NATIVE_PYTHON},
    {"filter", filter_filter, "record", VM_NATIVE_PYTHON},
    {0},
};

/* ---- Handler ---------------------------------------------------------------------------------------------------- */

static bool set_level(Vm *vm, VmValue object, VmValue given)
{
    int64_t level = LOG_NOTSET;
    return (given == VM_EMPTY || mod_log_level(vm, given, &level)) &&
           mod_set_attr(vm, object, "level", vm_from_int(level));
}

static VmValue handler_init(Vm *vm, const VmValue *args)
{
    bool ok = mod_log_init_filters(vm, args[0]) && set_level(vm, args[0], args[1]) &&
              mod_set_attr(vm, args[0], "formatter", VM_NONE) && mod_set_attr(vm, args[0], "name", VM_NONE);
    return ok ? VM_NONE : VM_ERROR;
}

static VmValue handler_set_level(Vm *vm, const VmValue *args)
{
    return set_level(vm, args[0], args[1]) ? VM_NONE : VM_ERROR;
}

static VmValue handler_set_formatter(Vm *vm, const VmValue *args)
{
    return mod_set_attr(vm, args[0], "formatter", args[1]) ? VM_NONE : VM_ERROR;
}

static VmValue handler_format(Vm *vm, const VmValue *args)
{
    VmValue formatter = vm_get_attr_c(vm, args[0], "formatter");
    if (formatter == VM_NONE) {
        formatter = vm_call0(vm, mod_kept_borrow(vm, MOD_KEPT_LOG_FORMATTER));
    }
    VmValue text = formatter == VM_ERROR ? VM_ERROR : mod_call_method(vm, formatter, "format", args + 1, 1);
    vm_unref(vm, formatter);
    return text;
}

static VmValue handler_handle(Vm *vm, const VmValue *args)
{
    VmValue passed = mod_call_method(vm, args[0], "filter", args + 1, 1);
    int pass = passed == VM_ERROR ? -1 : vm_truth(vm, passed);
    if (pass > 0) {
        VmValue result = mod_call_method(vm, args[0], "emit", args + 1, 1);
        pass = result == VM_ERROR ? -1 : 1;
        vm_unref(vm, result);
    }
    if (pass < 0) {
        vm_unref(vm, passed);
        return VM_ERROR;
    }
    return passed;
}

static VmValue handler_emit(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_raise(vm, VM_EXC_NOT_IMPLEMENTED_ERROR, "emit must be implemented by Handler subclasses");
}

static VmValue do_nothing(Vm *vm, const VmValue *args)
{
    (void)vm, (void)args;
    return VM_NONE;
}

static VmValue handler_repr(Vm *vm, const VmValue *args)
{
    int64_t level;
    VmValue name = mod_log_get_int(vm, args[0], "level", &level) ? mod_log_level_name(vm, level) : VM_ERROR;
    VmValue text =
        name == VM_ERROR ? VM_ERROR : vm_str_printf(vm, "<%s (%s)>", vm_type_name(vm, args[0]), vm_str_data(name));
    vm_unref(vm, name);
    return text;
}

static const VmNativeDef handler_methods[] = {
    {"__init__", handler_init, "level=", VM_NATIVE_PYTHON},
    {"setLevel", handler_set_level, "level", VM_NATIVE_PYTHON},
    {"setFormatter", handler_set_formatter, "fmt", VM_NATIVE_PYTHON},
    {"format", handler_format, "record", VM_NATIVE_PYTHON},
    {"handle", handler_handle, "record", VM_NATIVE_PYTHON},
    {"emit", handler_emit, "record", VM_NATIVE_PYTHON},
    {"addFilter", mod_log_add_filter, "filter", VM_NATIVE_PYTHON},
    {"removeFilter", mod_log_remove_filter, "filter", VM_NATIVE_PYTHON},
    {"filter", mod_log_run_filters, "record", VM_NATIVE_PYTHON},
    {"acquire", do_nothing, "", VM_NATIVE_PYTHON},
    {"release", do_nothing, "", VM_NATIVE_PYTHON},
    {"flush", do_nothing, "", VM_NATIVE_PYTHON},
    {"close", do_nothing, "", VM_NATIVE_PYTHON},
    {"__repr__", handler_repr, "", VM_NATIVE_PYTHON},
    {0},
};

/* ---- StreamHandler ---------------------------------------------------------------------------------------------- */

static VmValue stream_init(Vm *vm, const VmValue *args)
{
    VmValue base[2] = {args[0], VM_EMPTY};
    VmValue stream = mod_absent(args[1]) ? mod_sys_stream(vm, "stderr") : vm_ref(args[1]);
    bool ok = stream != VM_ERROR && handler_init(vm, base) != VM_ERROR && mod_set_attr(vm, args[0], "stream", stream);
    vm_unref(vm, stream);
    return ok ? VM_NONE : VM_ERROR;
}

/* What fails in a handler is shown on stderr and does not reach the one who logs. */
static VmValue report(Vm *vm)
{
    if (vm->stop != LS_OK || !vm_error_matches(vm, VM_EXC_EXCEPTION)) {
        return VM_ERROR;
    }
    VmValue exception = vm_error_take(vm);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_puts(&buf, "--- Logging error ---\n");
    bool ok = vm_error_format(vm, exception, &buf) && mod_sys_write(vm, VM_EMPTY, ls_buf_text(&buf), buf.size);
    ls_buf_free(&buf);
    vm_unref(vm, exception);
    return ok ? VM_NONE : VM_ERROR;
}

static VmValue stream_emit(Vm *vm, const VmValue *args)
{
    VmValue text = mod_call_method(vm, args[0], "format", args + 1, 1);
    VmValue end = text == VM_ERROR ? VM_ERROR : vm_get_attr_c(vm, args[0], "terminator");
    VmValue line = end == VM_ERROR ? VM_ERROR : vm_binary(vm, VM_BINARY_ADD, text, end);
    VmValue stream = line == VM_ERROR ? VM_ERROR : vm_get_attr_c(vm, args[0], "stream");
    VmValue result = stream == VM_ERROR ? VM_ERROR : vm_call_method(vm, stream, vm_name(vm, VM_NAME_WRITE), &line, 1);
    vm_unref(vm, text);
    vm_unref(vm, end);
    vm_unref(vm, line);
    vm_unref(vm, stream);
    vm_unref(vm, result);
    return result == VM_ERROR ? report(vm) : VM_NONE;
}

static VmValue stream_set_stream(Vm *vm, const VmValue *args)
{
    VmValue old = vm_get_attr_c(vm, args[0], "stream");
    if (old == VM_ERROR || !mod_set_attr(vm, args[0], "stream", args[1])) {
        vm_unref(vm, old);
        return VM_ERROR;
    }
    if (old == args[1]) {
        vm_unref(vm, old);
        return VM_NONE;
    }
    return old;
}

static const VmNativeDef stream_methods[] = {
    {"__init__", stream_init, "stream=", VM_NATIVE_PYTHON},
    {"emit", stream_emit, "record", VM_NATIVE_PYTHON},
    {"setStream", stream_set_stream, "stream", VM_NATIVE_PYTHON},
    {0},
};

static const VmNativeDef null_methods[] = {
    {"handle", do_nothing, "record", VM_NATIVE_PYTHON},
    {"emit", do_nothing, "record", VM_NATIVE_PYTHON},
    {0},
};

bool mod_log_add_handlers(Vm *vm, VmValue module)
{
    VmType *base =
        mod_add_class(vm, module, "Handler", "logging", NULL, 0, NULL, handler_methods, MOD_KEPT_LOG_HANDLER);
    VmType *stream = base == NULL ? NULL
                                  : mod_add_class(vm, module, "StreamHandler", "logging", &base, 1, NULL,
                                                  stream_methods, MOD_KEPT_LOG_STREAM_HANDLER);
    VmValue newline = stream == NULL ? VM_ERROR : vm_str_c(vm, "\n");
    bool ok = newline != VM_ERROR && mod_set_attr(vm, vm_from_type(stream), "terminator", newline);
    vm_unref(vm, newline);
    return ok &&
           mod_add_class(vm, module, "NullHandler", "logging", &base, 1, NULL, null_methods, MOD_KEPT_COUNT) != NULL &&
           mod_add_class(vm, module, "Filter", "logging", NULL, 0, NULL, filter_methods, MOD_KEPT_COUNT) != NULL;
}
