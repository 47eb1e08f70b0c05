/* logging: levels and their names. */
#include "modules/mod_logging.h"

#include "vm/vm_attr.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

typedef struct LevelName {
    const char *name;
    int64_t level;
} LevelName;

/* For a number, the first name is the one that is shown. */
static const LevelName level_names[] = {
    {"CRITICAL", LOG_CRITICAL}, {"FATAL", LOG_CRITICAL}, {"ERROR", LOG_ERROR}, {"WARNING", LOG_WARNING},
    {"WARN", LOG_WARNING},      {"INFO", LOG_INFO},      {"DEBUG", LOG_DEBUG}, {"NOTSET", LOG_NOTSET},
};

enum { LEVEL_NAMES = sizeof level_names / sizeof level_names[0] };

/* Names that the script added: a dict, number -> name and name -> number; VM_EMPTY: none. */
static VmValue added_names(const Vm *vm)
{
    return mod_kept_borrow(vm, MOD_KEPT_LOG_LEVELS);
}

static bool find_level(Vm *vm, VmValue name, int64_t *level)
{
    VmValue added = added_names(vm) == VM_EMPTY ? VM_EMPTY : vm_dict_get_borrow(vm, added_names(vm), name);
    if (added != VM_EMPTY && vm_is_int(added)) {
        *level = vm_to_int(added);
        return true;
    }
    for (size_t i = 0; i < LEVEL_NAMES; i++) {
        if (vm_str_equal_c(name, level_names[i].name)) {
            *level = level_names[i].level;
            return true;
        }
    }
    return false;
}

bool mod_log_level(Vm *vm, VmValue given, int64_t *level)
{
    if (vm_is_integer(given) && vm_int_to_i64(given, level)) {
        return true;
    }
    if (vm_is_str(given) && find_level(vm, given, level)) {
        return true;
    }
    VmValue text = vm_repr(vm, given);
    if (text != VM_ERROR && vm_is_str(given)) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "Unknown level: %s", vm_str_data(text));
    } else if (text != VM_ERROR) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "Level not an integer or a valid string: %s", vm_str_data(text));
    }
    vm_unref(vm, text);
    return false;
}

VmValue mod_log_level_name(Vm *vm, int64_t level)
{
    VmValue added = VM_EMPTY;
    if (added_names(vm) != VM_EMPTY && vm_int_fits(level)) {
        added = vm_dict_get_borrow(vm, added_names(vm), vm_from_int(level));
    }
    if (added != VM_EMPTY) {
        return vm_ref(added);
    }
    for (size_t i = 0; i < LEVEL_NAMES; i++) {
        if (level_names[i].level == level) {
            return vm_str_c(vm, level_names[i].name);
        }
    }
    return vm_str_printf(vm, "Level %lld", (long long)level);
}

bool mod_log_get_int(Vm *vm, VmValue object, const char *name, int64_t *out)
{
    VmValue value = vm_get_attr_c(vm, object, name);
    bool ok = value != VM_ERROR && vm_as_index(vm, value, out);
    vm_unref(vm, value);
    return ok;
}

VmValue mod_log_get_level_name(Vm *vm, const VmValue *args)
{
    int64_t level;
    if (vm_is_str(args[0])) {
        return find_level(vm, args[0], &level) ? vm_int_from(vm, level)
                                               : vm_str_printf(vm, "Level %s", vm_str_data(args[0]));
    }
    return vm_as_index(vm, args[0], &level) ? mod_log_level_name(vm, level) : VM_ERROR;
}

VmValue mod_log_add_level_name(Vm *vm, const VmValue *args)
{
    if (added_names(vm) == VM_EMPTY) {
        VmValue dict = vm_dict_new(vm);
        bool ok = dict != VM_ERROR && mod_keep(vm, MOD_KEPT_LOG_LEVELS, dict);
        vm_unref(vm, dict);
        if (!ok) {
            return VM_ERROR;
        }
    }
    bool ok = vm_dict_set(vm, added_names(vm), args[0], args[1]) && vm_dict_set(vm, added_names(vm), args[1], args[0]);
    return ok ? VM_NONE : VM_ERROR;
}

bool mod_log_add_levels(Vm *vm, VmValue module)
{
    for (size_t i = 0; i < LEVEL_NAMES; i++) {
        if (!vm_module_set(vm, module, level_names[i].name, vm_from_int(level_names[i].level))) {
            return false;
        }
    }
    return true;
}
