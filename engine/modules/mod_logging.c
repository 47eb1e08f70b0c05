/* The module logging: loggers and the functions of the module. */
#include "modules/mod_logging.h"

#include "modules/mod_sys.h"
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_function.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_thread.h"
#include "vm/vm_tuple.h"

/* ---- loggers ---------------------------------------------------------------------------------------------------- */

static VmValue logger_init(Vm *vm, const VmValue *args)
{
    VmValue self = args[0];
    int64_t level = LOG_NOTSET;
    if (args[2] != VM_EMPTY && !mod_log_level(vm, args[2], &level)) {
        return VM_ERROR;
    }
    VmValue handlers = vm_list_new_empty(vm, 0);
    bool ok = handlers != VM_ERROR && mod_set_attr(vm, self, "name", args[1]) &&
              mod_set_attr(vm, self, "level", vm_from_int(level)) && mod_set_attr(vm, self, "parent", VM_NONE) &&
              mod_set_attr(vm, self, "propagate", VM_TRUE) && mod_set_attr(vm, self, "handlers", handlers) &&
              mod_set_attr(vm, self, "disabled", VM_FALSE) && mod_log_init_filters(vm, self);
    vm_unref(vm, handlers);
    return ok ? VM_NONE : VM_ERROR;
}

/* The first level that is set on the way to the root; false: error. */
static bool effective_level(Vm *vm, VmValue logger, int64_t *level)
{
    VmValue at = vm_ref(logger);
    *level = LOG_NOTSET;
    bool ok = true;
    while (ok && at != VM_NONE && *level == LOG_NOTSET) {
        ok = mod_log_get_int(vm, at, "level", level);
        VmValue parent = ok ? vm_get_attr_c(vm, at, "parent") : VM_ERROR;
        ok = parent != VM_ERROR;
        vm_set_steal(vm, &at, parent);
    }
    vm_unref(vm, at);
    return ok;
}

/* 1, 0, -1 */
static int is_enabled(Vm *vm, VmValue logger, int64_t level)
{
    VmValue disabled = mod_kept_borrow(vm, MOD_KEPT_LOG_DISABLED);
    int64_t effective;
    if (disabled != VM_EMPTY && vm_to_int(disabled) >= level) {
        return 0;
    }
    return effective_level(vm, logger, &effective) ? level >= effective : -1;
}

/* (type, value, traceback), None; owned. */
static VmValue exception_info(Vm *vm, VmValue given)
{
    int wanted = mod_absent(given) ? 0 : vm_truth(vm, given);
    if (wanted <= 0) {
        return wanted < 0 ? VM_ERROR : VM_NONE;
    }
    if (vm_is_tuple(given)) {
        return vm_ref(given);
    }
    VmValue exception = vm_is_exception(given) ? given : mod_sys_handled_borrow(vm);
    VmValue items[3] = {VM_NONE, VM_NONE, VM_NONE};
    if (exception != VM_EMPTY) {
        VmValue traceback = vm_to_exception(exception)->traceback;
        items[0] = vm_from_type(vm_type_of(vm, exception));
        items[1] = exception;
        items[2] = traceback == VM_EMPTY ? VM_NONE : traceback;
    }
    return vm_tuple_new(vm, items, 3);
}

static bool add_extra(Vm *vm, VmValue record, VmValue extra)
{
    if (mod_absent(extra)) {
        return true;
    }
    VmValue dict = vm_instance_dict_borrow(vm, record, true);
    uint32_t position = 0;
    VmValue key, value;
    while (vm_is_dict(extra) && vm_dict_walk(vm_to_dict(extra), &position, &key, &value)) {
        int there = vm_dict_contains(vm, dict, key);
        if (there > 0 || vm_str_equal_c(key, "message") || vm_str_equal_c(key, "asctime")) {
            VmValue text = vm_repr(vm, key);
            if (text != VM_ERROR) {
                vm_raise(vm, VM_EXC_KEY_ERROR, "Attempt to overwrite %s in LogRecord", vm_str_data(text));
            }
            vm_unref(vm, text);
            return false;
        }
        if (there < 0 || !vm_dict_set(vm, dict, key, value)) {
            return false;
        }
    }
    return vm_is_dict(extra) || (vm_raise(vm, VM_EXC_TYPE_ERROR, "extra must be a dict"), false);
}

static VmValue make_record(Vm *vm, VmValue logger, int64_t level, VmValue msg, VmValue args, VmValue info)
{
    const VmFunction *function = vm_current_function(vm);
    VmValue name = vm_get_attr_c(vm, logger, "name");
    VmValue path = name == VM_ERROR ? VM_ERROR : vm_str_c(vm, mod_sys_script(vm));
    VmValue place = VM_NONE;
    if (path != VM_ERROR && function != NULL) {
        place = vm_intern(vm, function->code->lang->name.data, function->code->lang->name.size);
    }
    VmValue all[8] = {name, vm_from_int(level), path, vm_from_int(vm_current_line(vm)), msg, args, info, place};
    VmValue record = path == VM_ERROR || place == VM_ERROR
                         ? VM_ERROR
                         : vm_call(vm, mod_kept_borrow(vm, MOD_KEPT_LOG_RECORD), all, 8, VM_EMPTY);
    vm_unref(vm, name);
    vm_unref(vm, path);
    vm_unref(vm, place);
    return record;
}

/* msg, args (tuple), keywords: exc_info, extra */
static bool log_message(Vm *vm, VmValue logger, int64_t level, VmValue msg, VmValue args, VmValue keywords,
                        bool with_exception)
{
    int enabled = is_enabled(vm, logger, level);
    if (enabled <= 0) {
        return enabled == 0;
    }
    VmValue given = vm_dict_get_c_borrow(vm, keywords, "exc_info");
    VmValue info = exception_info(vm, given == VM_EMPTY && with_exception ? VM_TRUE : given);
    VmValue record = info == VM_ERROR ? VM_ERROR : make_record(vm, logger, level, msg, args, info);
    bool ok = record != VM_ERROR && add_extra(vm, record, vm_dict_get_c_borrow(vm, keywords, "extra"));
    VmValue result = ok ? mod_call_method(vm, logger, "handle", &record, 1) : VM_ERROR;
    vm_unref(vm, result);
    vm_unref(vm, record);
    vm_unref(vm, info);
    return result != VM_ERROR;
}

/* Hands the record to the handlers of one logger that want it; *found: there are some. */
static bool call_own_handlers(Vm *vm, VmValue logger, VmValue record, int64_t level, bool *found)
{
    VmValue handlers = vm_get_attr_c(vm, logger, "handlers");
    VmValue copy = handlers == VM_ERROR ? VM_ERROR : vm_list_from(vm, handlers);
    vm_unref(vm, handlers);
    bool ok = copy != VM_ERROR;
    for (size_t i = 0; ok && i < vm_to_list(copy)->count; i++) {
        int64_t least;
        *found = true;
        ok = mod_log_get_int(vm, vm_to_list(copy)->items[i], "level", &least);
        if (ok && level >= least) {
            VmValue result = mod_call_method(vm, vm_to_list(copy)->items[i], "handle", &record, 1);
            ok = result != VM_ERROR;
            vm_unref(vm, result);
        }
    }
    vm_unref(vm, copy);
    return ok;
}

/* Without any handler, warnings and worse go to stderr as they are. */
static bool last_resort(Vm *vm, VmValue record, int64_t level)
{
    if (level < LOG_WARNING) {
        return true;
    }
    VmValue formatter = vm_call0(vm, mod_kept_borrow(vm, MOD_KEPT_LOG_FORMATTER));
    VmValue text = formatter == VM_ERROR ? VM_ERROR : mod_call_method(vm, formatter, "format", &record, 1);
    VmValue line = text == VM_ERROR ? VM_ERROR : vm_str_printf(vm, "%s\n", vm_str_data(text));
    bool ok = line != VM_ERROR && mod_sys_write(vm, VM_EMPTY, vm_str_data(line), vm_str_size(line));
    vm_unref(vm, formatter);
    vm_unref(vm, text);
    vm_unref(vm, line);
    return ok;
}

static bool call_handlers(Vm *vm, VmValue logger, VmValue record)
{
    int64_t level;
    bool found = false, ok = mod_log_get_int(vm, record, "levelno", &level);
    VmValue at = vm_ref(logger);
    while (ok && at != VM_NONE) {
        ok = call_own_handlers(vm, at, record, level, &found);
        VmValue propagate = ok ? vm_get_attr_c(vm, at, "propagate") : VM_ERROR;
        int on = propagate == VM_ERROR ? -1 : vm_truth(vm, propagate);
        vm_unref(vm, propagate);
        VmValue parent = on > 0 ? vm_get_attr_c(vm, at, "parent") : VM_NONE;
        ok = ok && on >= 0 && parent != VM_ERROR;
        vm_set_steal(vm, &at, parent);
    }
    vm_unref(vm, at);
    return ok && (found || last_resort(vm, record, level));
}

static VmValue logger_handle(Vm *vm, const VmValue *args)
{
    VmValue disabled = vm_get_attr_c(vm, args[0], "disabled");
    int off = disabled == VM_ERROR ? -1 : vm_truth(vm, disabled);
    vm_unref(vm, disabled);
    int pass = off < 0 ? -1 : off ? 0 : mod_log_filter(vm, args[0], args[1]);
    if (pass > 0 && !call_handlers(vm, args[0], args[1])) {
        pass = -1;
    }
    return pass < 0 ? VM_ERROR : VM_NONE;
}

static VmValue outcome(bool ok)
{
    return ok ? VM_NONE : VM_ERROR;
}

#define LEVEL_METHOD(name, level, with_exception)                                                                      \
    static VmValue logger_##name(Vm *vm, const VmValue *args)                                                          \
    {                                                                                                                  \
        return outcome(log_message(vm, args[0], level, args[1], args[2], args[3], with_exception));                    \
    }
LEVEL_METHOD(debug, LOG_DEBUG, false)
LEVEL_METHOD(info, LOG_INFO, false)
LEVEL_METHOD(warning, LOG_WARNING, false)
LEVEL_METHOD(error, LOG_ERROR, false)
LEVEL_METHOD(critical, LOG_CRITICAL, false)
LEVEL_METHOD(exception, LOG_ERROR, true)
#undef LEVEL_METHOD

static VmValue logger_log(Vm *vm, const VmValue *args)
{
    int64_t level;
    if (!vm_is_integer(args[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "level must be an integer");
    }
    return outcome(vm_as_index(vm, args[1], &level) &&
                   log_message(vm, args[0], level, args[2], args[3], args[4], false));
}

static VmValue logger_set_level(Vm *vm, const VmValue *args)
{
    int64_t level;
    return outcome(mod_log_level(vm, args[1], &level) && mod_set_attr(vm, args[0], "level", vm_from_int(level)));
}

static VmValue logger_is_enabled_for(Vm *vm, const VmValue *args)
{
    int64_t level;
    int enabled = vm_as_index(vm, args[1], &level) ? is_enabled(vm, args[0], level) : -1;
    return enabled < 0 ? VM_ERROR : vm_from_bool(enabled);
}

static VmValue logger_get_effective_level(Vm *vm, const VmValue *args)
{
    int64_t level;
    return effective_level(vm, args[0], &level) ? vm_int_from(vm, level) : VM_ERROR;
}

static VmValue change_handlers(Vm *vm, const VmValue *args, bool add)
{
    VmValue handlers = vm_get_attr_c(vm, args[0], "handlers");
    int there = handlers == VM_ERROR ? -1 : vm_contains(vm, handlers, args[1]);
    VmValue result = there < 0 ? VM_ERROR : VM_NONE;
    if (there >= 0 && (there > 0) != add) {
        result = mod_call_method(vm, handlers, add ? "append" : "remove", args + 1, 1);
    }
    vm_unref(vm, handlers);
    return result;
}

static VmValue logger_add_handler(Vm *vm, const VmValue *args)
{
    return change_handlers(vm, args, true);
}

static VmValue logger_remove_handler(Vm *vm, const VmValue *args)
{
    return change_handlers(vm, args, false);
}

static VmValue logger_has_handlers(Vm *vm, const VmValue *args)
{
    VmValue at = vm_ref(args[0]);
    int found = 0;
    while (found == 0 && at != VM_NONE) {
        VmValue handlers = vm_get_attr_c(vm, at, "handlers");
        found = handlers == VM_ERROR ? -1 : vm_truth(vm, handlers);
        vm_unref(vm, handlers);
        VmValue propagate = found == 0 ? vm_get_attr_c(vm, at, "propagate") : VM_FALSE;
        VmValue parent = propagate == VM_TRUE ? vm_get_attr_c(vm, at, "parent") : VM_NONE;
        vm_unref(vm, propagate);
        found = propagate == VM_ERROR || parent == VM_ERROR ? -1 : found;
        vm_set_steal(vm, &at, parent);
    }
    vm_unref(vm, at);
    return found < 0 ? VM_ERROR : vm_from_bool(found);
}

static VmValue logger_repr(Vm *vm, const VmValue *args)
{
    int64_t level;
    VmValue text = effective_level(vm, args[0], &level) ? mod_log_level_name(vm, level) : VM_ERROR;
    VmValue name = text == VM_ERROR ? VM_ERROR : vm_get_attr_c(vm, args[0], "name");
    VmValue result = VM_ERROR;
    if (name != VM_ERROR && vm_is_str(name)) {
        result = vm_str_printf(vm, "<%s %s (%s)>", vm_type_name(vm, args[0]), vm_str_data(name), vm_str_data(text));
    }
    vm_unref(vm, text);
    vm_unref(vm, name);
    return result;
}

static VmValue get_logger(Vm *vm, VmValue name);

static VmValue logger_get_child(Vm *vm, const VmValue *args)
{
    if (args[0] == mod_kept_borrow(vm, MOD_KEPT_LOG_ROOT)) {
        return get_logger(vm, args[1]);
    }
    VmValue name = vm_get_attr_c(vm, args[0], "name");
    VmValue full = VM_ERROR;
    if (name != VM_ERROR && vm_check_str(vm, name, "name") && vm_check_str(vm, args[1], "suffix")) {
        full = vm_str_printf(vm, "%s.%s", vm_str_data(name), vm_str_data(args[1]));
    }
    VmValue logger = full == VM_ERROR ? VM_ERROR : get_logger(vm, full);
    vm_unref(vm, name);
    vm_unref(vm, full);
    return logger;
}

static const VmNativeDef logger_methods[] = {
    {"__init__", logger_init, "name, level=", VM_NATIVE_PYTHON},
    {"debug", logger_debug, "msg, *args, **kwargs", VM_NATIVE_PYTHON},
    {"info", logger_info, "msg, *args, **kwargs", VM_NATIVE_PYTHON},
    {"warning", logger_warning, "msg, *args, **kwargs", VM_NATIVE_PYTHON},
    {"warn", logger_warning, "msg, *args, **kwargs", VM_NATIVE_PYTHON},
    {"error", logger_error, "msg, *args, **kwargs", VM_NATIVE_PYTHON},
    {"critical", logger_critical, "msg, *args, **kwargs", VM_NATIVE_PYTHON},
    {"fatal", logger_critical, "msg, *args, **kwargs", VM_NATIVE_PYTHON},
    {"exception", logger_exception, "msg, *args, **kwargs", VM_NATIVE_PYTHON},
    {"log", logger_log, "level, msg, *args, **kwargs", VM_NATIVE_PYTHON},
    {"handle", logger_handle, "record", VM_NATIVE_PYTHON},
    {"setLevel", logger_set_level, "level", VM_NATIVE_PYTHON},
    {"isEnabledFor", logger_is_enabled_for, "level", VM_NATIVE_PYTHON},
    {"getEffectiveLevel", logger_get_effective_level, "", VM_NATIVE_PYTHON},
    {"addHandler", logger_add_handler, "hdlr", VM_NATIVE_PYTHON},
    {"removeHandler", logger_remove_handler, "hdlr", VM_NATIVE_PYTHON},
    {"hasHandlers", logger_has_handlers, "", VM_NATIVE_PYTHON},
    {"getChild", logger_get_child, "suffix", VM_NATIVE_PYTHON},
    {"addFilter", mod_log_add_filter, "filter", VM_NATIVE_PYTHON},
    {"removeFilter", mod_log_remove_filter, "filter", VM_NATIVE_PYTHON},
    {"filter", mod_log_run_filters, "record", VM_NATIVE_PYTHON},
    {"__repr__", logger_repr, "", VM_NATIVE_PYTHON},
    {0},
};

/* ---- the tree of loggers ---------------------------------------------------------------------------------------- */

/* The logger whose name is the longest beginning of this one, else the root; borrowed. */
static VmValue parent_of(Vm *vm, VmValue name)
{
    VmValue loggers = mod_kept_borrow(vm, MOD_KEPT_LOG_LOGGERS);
    const char *text = vm_str_data(name);
    for (size_t size = vm_str_size(name); size-- > 0;) {
        if (text[size] != '.') {
            continue;
        }
        VmValue prefix = vm_str_new(vm, text, size);
        VmValue found = prefix == VM_ERROR ? VM_EMPTY : vm_dict_get_borrow(vm, loggers, prefix);
        vm_unref(vm, prefix);
        if (found != VM_EMPTY || vm_error_pending(vm)) {
            return found;
        }
    }
    return mod_kept_borrow(vm, MOD_KEPT_LOG_ROOT);
}

static bool link_all(Vm *vm)
{
    uint32_t position = 0;
    VmValue name, logger;
    while (vm_dict_walk(vm_to_dict(mod_kept_borrow(vm, MOD_KEPT_LOG_LOGGERS)), &position, &name, &logger)) {
        VmValue parent = parent_of(vm, name);
        if (parent == VM_EMPTY || !mod_set_attr(vm, logger, "parent", parent)) {
            return false;
        }
    }
    return true;
}

static VmValue get_logger(Vm *vm, VmValue name)
{
    VmValue root = mod_kept_borrow(vm, MOD_KEPT_LOG_ROOT);
    if (mod_absent(name) || (vm_is_str(name) && (vm_str_size(name) == 0 || vm_str_equal_c(name, "root")))) {
        return vm_ref(root);
    }
    if (!vm_is_str(name)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "A logger name must be a string");
    }
    VmValue loggers = mod_kept_borrow(vm, MOD_KEPT_LOG_LOGGERS);
    VmValue known = vm_dict_get_borrow(vm, loggers, name);
    if (known != VM_EMPTY || vm_error_pending(vm)) {
        return vm_ref(known);
    }
    VmValue logger = vm_call1(vm, mod_kept_borrow(vm, MOD_KEPT_LOGGER), name);
    if (logger != VM_ERROR && (!vm_dict_set(vm, loggers, name, logger) || !link_all(vm))) {
        vm_unref(vm, logger);
        return VM_ERROR;
    }
    return logger;
}

static VmValue log_get_logger(Vm *vm, const VmValue *args)
{
    return get_logger(vm, args[0]);
}

/* ---- basicConfig and the functions of the root ------------------------------------------------------------------ */

/* filename, filemode, format, datefmt, style, level, stream, handlers, force, encoding, errors */
enum {
    CONFIG_FILENAME,
    CONFIG_FORMAT = 2,
    CONFIG_DATEFMT,
    CONFIG_STYLE,
    CONFIG_LEVEL,
    CONFIG_STREAM,
    CONFIG_HANDLERS,
    CONFIG_FORCE,
    CONFIG_COUNT = 11
};

static VmValue config_formatter(Vm *vm, const VmValue *args)
{
    bool brace = vm_is_str(args[CONFIG_STYLE]) && vm_str_equal_c(args[CONFIG_STYLE], "{");
    VmValue format = mod_absent(args[CONFIG_FORMAT])
                         ? vm_str_c(vm, brace ? "{levelname}:{name}:{message}" : "%(levelname)s:%(name)s:%(message)s")
                         : vm_ref(args[CONFIG_FORMAT]);
    VmValue all[3] = {format, mod_absent(args[CONFIG_DATEFMT]) ? VM_NONE : args[CONFIG_DATEFMT],
                      mod_absent(args[CONFIG_STYLE]) ? VM_NONE : args[CONFIG_STYLE]};
    VmValue formatter =
        format == VM_ERROR ? VM_ERROR : vm_call(vm, mod_kept_borrow(vm, MOD_KEPT_LOG_FORMATTER), all, 3, VM_EMPTY);
    vm_unref(vm, format);
    return formatter;
}

static VmValue config_handlers(Vm *vm, const VmValue *args)
{
    if (!mod_absent(args[CONFIG_HANDLERS])) {
        return vm_list_from(vm, args[CONFIG_HANDLERS]);
    }
    VmValue stream = mod_absent(args[CONFIG_STREAM]) ? VM_NONE : args[CONFIG_STREAM];
    VmValue handler = vm_call1(vm, mod_kept_borrow(vm, MOD_KEPT_LOG_STREAM_HANDLER), stream);
    VmValue list = handler == VM_ERROR ? VM_ERROR : vm_list_new(vm, &handler, 1);
    vm_unref(vm, handler);
    return list;
}

static bool add_configured(Vm *vm, VmValue root, VmValue handlers, VmValue formatter)
{
    for (size_t i = 0; i < vm_to_list(handlers)->count; i++) {
        VmValue handler = vm_to_list(handlers)->items[i];
        VmValue own = vm_get_attr_c(vm, handler, "formatter");
        bool ok = own != VM_ERROR && (own != VM_NONE || mod_set_attr(vm, handler, "formatter", formatter));
        vm_unref(vm, own);
        VmValue both[2] = {root, handler};
        if (!ok || logger_add_handler(vm, both) == VM_ERROR) {
            return false;
        }
    }
    return true;
}

static VmValue log_basic_config(Vm *vm, const VmValue *args)
{
    VmValue root = mod_kept_borrow(vm, MOD_KEPT_LOG_ROOT);
    if (!mod_absent(args[CONFIG_FILENAME])) {
        return vm_raise(vm, VM_EXC_NOT_IMPLEMENTED_ERROR, "a script cannot log to a file: use stream=");
    }
    VmValue present = vm_get_attr_c(vm, root, "handlers");
    int force = mod_flag(vm, args[CONFIG_FORCE], false);
    int busy = present == VM_ERROR || force < 0 ? -1 : vm_truth(vm, present);
    if (busy > 0 && force > 0) {
        vm_list_clear(vm, present);
        busy = 0;
    }
    vm_unref(vm, present);
    if (busy != 0) {
        return busy < 0 ? VM_ERROR : VM_NONE;
    }
    VmValue formatter = config_formatter(vm, args);
    VmValue handlers = formatter == VM_ERROR ? VM_ERROR : config_handlers(vm, args);
    VmValue level[2] = {root, args[CONFIG_LEVEL]};
    bool ok = handlers != VM_ERROR && add_configured(vm, root, handlers, formatter) &&
              (mod_absent(args[CONFIG_LEVEL]) || logger_set_level(vm, level) != VM_ERROR);
    vm_unref(vm, formatter);
    vm_unref(vm, handlers);
    return outcome(ok);
}

/* The functions of the module configure the root when nobody has. */
static VmValue configured_root(Vm *vm)
{
    VmValue root = mod_kept_borrow(vm, MOD_KEPT_LOG_ROOT);
    VmValue handlers = vm_get_attr_c(vm, root, "handlers");
    int some = handlers == VM_ERROR ? -1 : vm_truth(vm, handlers);
    vm_unref(vm, handlers);
    VmValue nothing[CONFIG_COUNT] = {VM_EMPTY};
    return some > 0 || (some == 0 && log_basic_config(vm, nothing) != VM_ERROR) ? root : VM_ERROR;
}

#define LEVEL_FUNCTION(name, level, with_exception)                                                                    \
    static VmValue root_##name(Vm *vm, const VmValue *args)                                                            \
    {                                                                                                                  \
        VmValue root = configured_root(vm);                                                                            \
        return outcome(root != VM_ERROR && log_message(vm, root, level, args[0], args[1], args[2], with_exception));   \
    }
LEVEL_FUNCTION(debug, LOG_DEBUG, false)
LEVEL_FUNCTION(info, LOG_INFO, false)
LEVEL_FUNCTION(warning, LOG_WARNING, false)
LEVEL_FUNCTION(error, LOG_ERROR, false)
LEVEL_FUNCTION(critical, LOG_CRITICAL, false)
LEVEL_FUNCTION(exception, LOG_ERROR, true)
#undef LEVEL_FUNCTION

static VmValue root_log(Vm *vm, const VmValue *args)
{
    VmValue root = configured_root(vm);
    int64_t level;
    return outcome(root != VM_ERROR && vm_as_index(vm, args[0], &level) &&
                   log_message(vm, root, level, args[1], args[2], args[3], false));
}

static VmValue log_disable(Vm *vm, const VmValue *args)
{
    int64_t level = LOG_CRITICAL;
    return outcome((args[0] == VM_EMPTY || mod_log_level(vm, args[0], &level)) &&
                   mod_keep(vm, MOD_KEPT_LOG_DISABLED, vm_from_int(level)));
}

static VmValue log_shutdown(Vm *vm, const VmValue *args)
{
    (void)vm, (void)args;
    return VM_NONE;
}

static const VmNativeDef functions[] = {
    {"getLogger", log_get_logger, "name=", VM_NATIVE_PYTHON},
    {"basicConfig", log_basic_config,
     "*, filename=, filemode=, format=, datefmt=, style=, level=, stream=, handlers=, force=, encoding=, errors=",
     VM_NATIVE_PYTHON},
    {"getLevelName", mod_log_get_level_name, "level", VM_NATIVE_PYTHON},
    {"addLevelName", mod_log_add_level_name, "level, levelName", VM_NATIVE_PYTHON},
    {"debug", root_debug, "msg, *args, **kwargs", VM_NATIVE_PYTHON},
    {"info", root_info, "msg, *args, **kwargs", VM_NATIVE_PYTHON},
    {"warning", root_warning, "msg, *args, **kwargs", VM_NATIVE_PYTHON},
    {"error", root_error, "msg, *args, **kwargs", VM_NATIVE_PYTHON},
    {"critical", root_critical, "msg, *args, **kwargs", VM_NATIVE_PYTHON},
    {"exception", root_exception, "msg, *args, **kwargs", VM_NATIVE_PYTHON},
    {"log", root_log, "level, msg, *args, **kwargs", VM_NATIVE_PYTHON},
    {"disable", log_disable, "level=", VM_NATIVE_PYTHON},
    {"shutdown", log_shutdown, "", VM_NATIVE_PYTHON},
    {0},
};

static bool add_root(Vm *vm, VmValue module, VmType *root_type)
{
    VmValue args[2] = {vm_str_c(vm, "root"), vm_from_int(LOG_WARNING)};
    VmValue root = args[0] == VM_ERROR ? VM_ERROR : vm_call(vm, vm_from_type(root_type), args, 2, VM_EMPTY);
    VmValue loggers = root == VM_ERROR ? VM_ERROR : vm_dict_new(vm);
    bool ok = loggers != VM_ERROR && vm_module_set(vm, module, "root", root) && mod_keep(vm, MOD_KEPT_LOG_ROOT, root) &&
              mod_keep(vm, MOD_KEPT_LOG_LOGGERS, loggers);
    vm_unref(vm, args[0]);
    vm_unref(vm, root);
    vm_unref(vm, loggers);
    return ok;
}

static bool init(Vm *vm, VmValue module)
{
    VmType *logger = mod_add_class(vm, module, "Logger", "logging", NULL, 0, NULL, logger_methods, MOD_KEPT_LOGGER);
    VmType *root = logger == NULL
                       ? NULL
                       : mod_add_class(vm, module, "RootLogger", "logging", &logger, 1, NULL, NULL, MOD_KEPT_COUNT);
    return root != NULL && mod_log_add_levels(vm, module) && mod_log_add_formats(vm, module) &&
           mod_log_add_handlers(vm, module) && add_root(vm, module, root);
}

const VmModuleSpec mod_logging_spec = {.name = "logging", .functions = functions, .init = init};
