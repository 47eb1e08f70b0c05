/* logging's records and formatters. */
#include "modules/mod_logging.h"
#include "modules/mod_sys.h"
#include "sim/sim_world.h"
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

#include <math.h>

static bool set_steal(Vm *vm, VmValue object, const char *name, VmValue value)
{
    bool ok = value != VM_ERROR && mod_set_attr(vm, object, name, value);
    vm_unref(vm, value);
    return ok;
}

/* ---- LogRecord -------------------------------------------------------------------------------------------------- */

static bool set_times(Vm *vm, VmValue self)
{
    int64_t now_ns = vm->world == NULL ? 0 : sim_world_now(vm->world);
    double created = sim_seconds(SIM_EPOCH_NS + now_ns);
    return set_steal(vm, self, "created", vm_from_double(created)) &&
           set_steal(vm, self, "msecs", vm_from_double((double)(int64_t)((created - floor(created)) * 1000) + 0.0)) &&
           set_steal(vm, self, "relativeCreated", vm_from_double(sim_seconds(now_ns) * 1000));
}

static bool set_path(Vm *vm, VmValue self, VmValue path)
{
    const char *text = vm_is_str(path) ? vm_str_data(path) : "";
    const char *slash = strrchr(text, '/');
    const char *file = slash == NULL ? text : slash + 1;
    const char *dot = strrchr(file, '.');
    size_t size = dot == NULL ? strlen(file) : (size_t)(dot - file);
    return mod_set_attr(vm, self, "pathname", path) && set_steal(vm, self, "filename", vm_str_c(vm, file)) &&
           set_steal(vm, self, "module", vm_str_new(vm, file, size));
}

/* A single dict as argument is for %(name)s. */
static VmValue message_args(VmValue args)
{
    if (args != VM_EMPTY && vm_is_tuple(args) && vm_to_tuple(args)->count == 1 &&
        vm_is_dict(vm_to_tuple(args)->items[0]) && vm_to_dict(vm_to_tuple(args)->items[0])->used != 0) {
        return vm_to_tuple(args)->items[0];
    }
    return args == VM_EMPTY ? VM_NONE : args;
}

/* self, name, level, pathname, lineno, msg, args, exc_info, func, sinfo */
static VmValue record_init(Vm *vm, const VmValue *args)
{
    VmValue self = args[0];
    int64_t level;
    if (!vm_as_index(vm, args[2], &level)) {
        return VM_ERROR;
    }
    bool ok = mod_set_attr(vm, self, "name", args[1]) && mod_set_attr(vm, self, "msg", args[5]) &&
              mod_set_attr(vm, self, "args", message_args(args[6])) &&
              set_steal(vm, self, "levelname", mod_log_level_name(vm, level)) &&
              mod_set_attr(vm, self, "levelno", args[2]) && set_path(vm, self, args[3]) &&
              mod_set_attr(vm, self, "lineno", args[4]) &&
              mod_set_attr(vm, self, "exc_info", args[7] == VM_EMPTY ? VM_NONE : args[7]) &&
              mod_set_attr(vm, self, "exc_text", VM_NONE) && mod_set_attr(vm, self, "stack_info", VM_NONE) &&
              mod_set_attr(vm, self, "funcName", args[8] == VM_EMPTY ? VM_NONE : args[8]) && set_times(vm, self) &&
              set_steal(vm, self, "thread", vm_from_int(1)) &&
              set_steal(vm, self, "threadName", vm_str_c(vm, "MainThread")) &&
              set_steal(vm, self, "processName", vm_str_c(vm, "MainProcess")) &&
              set_steal(vm, self, "process", vm_from_int(1));
    return ok ? VM_NONE : VM_ERROR;
}

static VmValue record_get_message(Vm *vm, const VmValue *args)
{
    VmValue msg = vm_get_attr_c(vm, args[0], "msg");
    VmValue values = msg == VM_ERROR ? VM_ERROR : vm_get_attr_c(vm, args[0], "args");
    VmValue text = values == VM_ERROR ? VM_ERROR : vm_str_of(vm, msg);
    int given = text == VM_ERROR ? -1 : vm_truth(vm, values);
    VmValue result = given < 0 ? VM_ERROR : given ? vm_binary(vm, VM_BINARY_MOD, text, values) : vm_ref(text);
    vm_unref(vm, msg);
    vm_unref(vm, values);
    vm_unref(vm, text);
    return result;
}

static VmValue record_repr(Vm *vm, const VmValue *args)
{
    static const char *const names[] = {"name", "levelno", "pathname", "lineno", "msg"};
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_puts(&buf, "<LogRecord: ");
    bool ok = true;
    for (size_t i = 0; ok && i < 5; i++) {
        VmValue value = vm_get_attr_c(vm, args[0], names[i]);
        ls_buf_puts(&buf, i == 0 ? "" : i == 4 ? ", \"" : ", ");
        ok = value != VM_ERROR && vm_append_str_of(vm, &buf, value);
        vm_unref(vm, value);
    }
    ls_buf_puts(&buf, "\">");
    if (!ok) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    return vm_str_from_buf(vm, &buf);
}

static const VmNativeDef record_methods[] = {
    {"__init__", record_init, "name, level, pathname, lineno, msg, args, exc_info, func=, sinfo=", VM_NATIVE_PYTHON},
    {"getMessage", record_get_message, "", VM_NATIVE_PYTHON},
    {"__repr__", record_repr, "", VM_NATIVE_PYTHON},
    {0},
};

/* ---- Formatter -------------------------------------------------------------------------------------------------- */

/* self, fmt, datefmt, style, validate */
static VmValue formatter_init(Vm *vm, const VmValue *args)
{
    bool brace = false;
    if (!mod_absent(args[3])) {
        brace = vm_is_str(args[3]) && vm_str_equal_c(args[3], "{");
        if (!brace && !(vm_is_str(args[3]) && vm_str_equal_c(args[3], "%"))) {
            return vm_raise(vm, VM_EXC_VALUE_ERROR, "Style must be one of: %%,{");
        }
    }
    VmValue format = mod_absent(args[1]) ? vm_str_c(vm, brace ? "{message}" : "%(message)s") : vm_ref(args[1]);
    bool ok = set_steal(vm, args[0], "_fmt", format) &&
              mod_set_attr(vm, args[0], "datefmt", args[2] == VM_EMPTY ? VM_NONE : args[2]) &&
              mod_set_attr(vm, args[0], "_brace", vm_from_bool(brace));
    return ok ? VM_NONE : VM_ERROR;
}

/* The civil date of a day number (days since 1970-01-01). */
static void civil(int64_t days, int64_t *year, int64_t *month, int64_t *day)
{
    int64_t shifted = days + 719468;
    int64_t cycle = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t in_cycle = shifted - cycle * 146097;
    int64_t of_cycle = (in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / 146096) / 365;
    int64_t of_year = in_cycle - (365 * of_cycle + of_cycle / 4 - of_cycle / 100);
    int64_t index = (5 * of_year + 2) / 153;
    *day = of_year - (153 * index + 2) / 5 + 1;
    *month = index < 10 ? index + 3 : index - 9;
    *year = of_cycle + cycle * 400 + (*month <= 2);
}

static VmValue format_default_time(Vm *vm, double created, double msecs)
{
    int64_t seconds = (int64_t)floor(created), year, month, day;
    int64_t days = (seconds >= 0 ? seconds : seconds - 86399) / 86400, rest = seconds - days * 86400;
    civil(days, &year, &month, &day);
    return vm_str_printf(vm, "%04lld-%02lld-%02lld %02lld:%02lld:%02lld,%03d", (long long)year, (long long)month,
                         (long long)day, (long long)(rest / 3600), (long long)(rest / 60 % 60), (long long)(rest % 60),
                         (int)msecs);
}

/* self, record, datefmt */
static VmValue formatter_format_time(Vm *vm, const VmValue *args)
{
    if (!mod_absent(args[2])) {
        VmValue function = vm_import_attr(vm, "time", "strftime");
        VmValue text = function == VM_ERROR ? VM_ERROR : vm_call1(vm, function, args[2]);
        vm_unref(vm, function);
        return text;
    }
    VmValue created = vm_get_attr_c(vm, args[1], "created");
    VmValue msecs = created == VM_ERROR ? VM_ERROR : vm_get_attr_c(vm, args[1], "msecs");
    double seconds = 0, thousandths = 0;
    bool ok = msecs != VM_ERROR && vm_as_double(vm, created, &seconds) && vm_as_double(vm, msecs, &thousandths);
    vm_unref(vm, created);
    vm_unref(vm, msecs);
    return ok ? format_default_time(vm, seconds, thousandths) : VM_ERROR;
}

/* self, ei: (type, value, traceback) */
static VmValue formatter_format_exception(Vm *vm, const VmValue *args)
{
    VmValue exception =
        vm_is_tuple(args[1]) && vm_to_tuple(args[1])->count == 3 ? vm_to_tuple(args[1])->items[1] : VM_NONE;
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    if (!vm_is_exception(exception)) {
        ls_buf_puts(&buf, "NoneType: None");
    } else if (!vm_error_format(vm, exception, &buf)) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    size_t size = buf.size;
    while (size > 0 && ls_buf_text(&buf)[size - 1] == '\n') {
        size--;
    }
    VmValue text = buf.failed ? vm_raise_no_memory(vm) : vm_str_new(vm, ls_buf_text(&buf), size);
    ls_buf_free(&buf);
    return text;
}

static bool add_time(Vm *vm, VmValue self, VmValue record, VmValue format)
{
    if (!vm_is_str(format) || strstr(vm_str_data(format), "asctime") == NULL) {
        return true;
    }
    VmValue args[2] = {record, vm_get_attr_c(vm, self, "datefmt")};
    VmValue text = args[1] == VM_ERROR ? VM_ERROR : mod_call_method(vm, self, "formatTime", args, 2);
    vm_unref(vm, args[1]);
    return set_steal(vm, record, "asctime", text);
}

static VmValue fill_in(Vm *vm, VmValue self, VmValue record, VmValue format)
{
    VmValue dict = vm_instance_dict_borrow(vm, record, true);
    VmValue brace = vm_get_attr_c(vm, self, "_brace");
    if (dict == VM_EMPTY || brace == VM_ERROR) {
        return VM_ERROR;
    }
    if (brace != VM_TRUE) {
        return vm_binary(vm, VM_BINARY_MOD, format, dict);
    }
    VmValue method = vm_get_attr_c(vm, format, "format");
    VmValue text = method == VM_ERROR ? VM_ERROR : vm_call_spread(vm, method, NULL, 0, dict);
    vm_unref(vm, method);
    return text;
}

/* The record's exception, as text, behind the line; takes over `text`. */
static VmValue add_exception(Vm *vm, VmValue self, VmValue record, VmValue text)
{
    VmValue info = vm_get_attr_c(vm, record, "exc_info");
    int given = info == VM_ERROR ? -1 : vm_truth(vm, info);
    VmValue more = given > 0 ? mod_call_method(vm, self, "formatException", &info, 1) : VM_EMPTY;
    vm_unref(vm, info);
    VmValue result = VM_ERROR;
    if (given == 0) {
        return text;
    }
    if (more != VM_EMPTY && vm_is_str(more)) {
        const char *line = vm_str_data(text);
        bool newline = vm_str_size(text) > 0 && line[vm_str_size(text) - 1] == '\n';
        result = vm_str_printf(vm, "%s%s%s", line, newline ? "" : "\n", vm_str_data(more));
    }
    vm_unref(vm, more);
    vm_unref(vm, text);
    return result;
}

static VmValue formatter_format(Vm *vm, const VmValue *args)
{
    VmValue self = args[0], record = args[1];
    VmValue format = vm_get_attr_c(vm, self, "_fmt");
    VmValue text = VM_ERROR;
    if (format != VM_ERROR && set_steal(vm, record, "message", mod_call_method(vm, record, "getMessage", NULL, 0)) &&
        add_time(vm, self, record, format)) {
        text = fill_in(vm, self, record, format);
    }
    vm_unref(vm, format);
    return text == VM_ERROR ? VM_ERROR : add_exception(vm, self, record, text);
}

static const VmNativeDef formatter_methods[] = {
    {"__init__", formatter_init, "fmt=, datefmt=, style=, validate=, *, defaults=", VM_NATIVE_PYTHON},
    {"format", formatter_format, "record", VM_NATIVE_PYTHON},
    {"formatTime", formatter_format_time, "record, datefmt=", VM_NATIVE_PYTHON},
    {"formatException", formatter_format_exception, "ei", VM_NATIVE_PYTHON},
    {0},
};

bool mod_log_add_formats(Vm *vm, VmValue module)
{
    return mod_add_class(vm, module, "LogRecord", "logging", NULL, 0, NULL, record_methods, MOD_KEPT_LOG_RECORD) !=
               NULL &&
           mod_add_class(vm, module, "Formatter", "logging", NULL, 0, NULL, formatter_methods,
                         MOD_KEPT_LOG_FORMATTER) != NULL;
}
