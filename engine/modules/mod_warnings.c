/* The module warnings: warn, one filter for all, catch_warnings. */
#include "modules/mod_support.h"
#include "modules/mod_sys.h"
#include "modules/mod_table.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_thread.h"
#include "vm/vm_tuple.h"

/* What is kept under MOD_KEPT_WARNED: a dict with "action" (str), "category" (class), "list" (while they are recorded),
 * and the texts that were shown. */
static VmValue state_borrow(Vm *vm)
{
    VmValue state = mod_kept_borrow(vm, MOD_KEPT_WARNED);
    if (state == VM_EMPTY) {
        VmValue fresh = vm_dict_new(vm);
        bool ok = fresh != VM_ERROR && mod_keep(vm, MOD_KEPT_WARNED, fresh);
        vm_unref(vm, fresh);
        state = ok ? fresh : VM_ERROR;
    }
    return state;
}

static bool action_is(Vm *vm, VmValue category, const char *action)
{
    VmValue state = state_borrow(vm);
    VmValue set = state == VM_ERROR ? VM_EMPTY : vm_dict_get_c_borrow(vm, state, "action");
    VmValue filter = state == VM_ERROR ? VM_EMPTY : vm_dict_get_c_borrow(vm, state, "category");
    bool applies =
        filter == VM_EMPTY || (vm_is_type(filter) && vm_type_is_subtype(vm_to_type(category), vm_to_type(filter)));
    return set != VM_EMPTY && applies && vm_str_equal_c(set, action);
}

static bool record(Vm *vm, VmValue list, VmValue message, VmValue category, uint32_t line)
{
    VmType *type = mod_kept_type(vm, MOD_KEPT_SIMPLE_NAMESPACE, "types");
    VmValue item = type == NULL ? VM_ERROR : vm_call0(vm, vm_from_type(type));
    VmValue file = item == VM_ERROR ? VM_ERROR : vm_str_c(vm, mod_sys_script(vm));
    bool ok = file != VM_ERROR && mod_set_attr(vm, item, "message", message) &&
              mod_set_attr(vm, item, "category", category) && mod_set_attr(vm, item, "filename", file) &&
              mod_set_attr(vm, item, "lineno", vm_from_int(line)) && vm_list_append(vm, list, item);
    vm_unref(vm, item);
    vm_unref(vm, file);
    return ok;
}

/* Shows a warning once for each place and text. */
static bool show(Vm *vm, VmValue state, VmValue message, VmValue category, uint32_t line)
{
    VmValue text = vm_str_of(vm, message);
    VmValue shown = text == VM_ERROR ? VM_ERROR
                                     : vm_str_printf(vm, "%s:%u: %s: %s\n", mod_sys_script(vm), (unsigned)line,
                                                     vm_to_type(category)->name, vm_str_data(text));
    int before = shown == VM_ERROR ? -1 : vm_dict_contains(vm, state, shown);
    bool ok = before >= 0;
    if (ok && (before == 0 || action_is(vm, category, "always"))) {
        ok = vm_dict_set(vm, state, shown, VM_TRUE) &&
             mod_sys_write(vm, VM_EMPTY, vm_str_data(shown), vm_str_size(shown));
    }
    vm_unref(vm, text);
    vm_unref(vm, shown);
    return ok;
}

static VmValue warnings_warn(Vm *vm, const VmValue *args)
{
    bool instance = vm_is_exception(args[0]);
    VmValue category = instance              ? vm_from_type(vm_type_of(vm, args[0]))
                       : mod_absent(args[1]) ? vm_from_type(vm_exception_type(vm, VM_EXC_USER_WARNING))
                                             : args[1];
    if (!vm_is_type(category) || !vm_type_is_subtype(vm_to_type(category), vm_exception_type(vm, VM_EXC_WARNING))) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "category must be a Warning subclass, not '%s'",
                        vm_is_type(category) ? "type" : vm_type_name(vm, category));
    }
    VmValue state = state_borrow(vm);
    if (state == VM_ERROR) {
        return VM_ERROR;
    }
    if (action_is(vm, category, "ignore")) {
        return VM_NONE;
    }
    VmValue message = instance ? vm_ref(args[0]) : vm_call1(vm, category, args[0]);
    if (message == VM_ERROR) {
        return VM_ERROR;
    }
    if (action_is(vm, category, "error")) {
        vm_raise_value(vm, message);
        vm_unref(vm, message);
        return VM_ERROR;
    }
    VmValue list = vm_dict_get_c_borrow(vm, state, "list");
    uint32_t line = vm_current_line(vm);
    bool ok = list != VM_EMPTY && vm_is_list(list) ? record(vm, list, message, category, line)
                                                   : show(vm, state, message, category, line);
    vm_unref(vm, message);
    return ok ? VM_NONE : VM_ERROR;
}

static VmValue set_filter(Vm *vm, VmValue action, VmValue category)
{
    static const char *const actions[] = {"default", "error", "ignore", "always", "module", "once"};
    bool known = false;
    for (size_t i = 0; vm_is_str(action) && i < sizeof actions / sizeof actions[0]; i++) {
        known = known || vm_str_equal_c(action, actions[i]);
    }
    if (!known) {
        VmValue text = vm_repr(vm, action);
        if (text != VM_ERROR) {
            vm_raise(vm, VM_EXC_ASSERTION_ERROR, "invalid action: %s", vm_str_data(text));
        }
        vm_unref(vm, text);
        return VM_ERROR;
    }
    VmValue state = state_borrow(vm);
    bool ok = state != VM_ERROR && vm_dict_set_c(vm, state, "action", action) &&
              vm_dict_set_c(vm, state, "category",
                            mod_absent(category) ? vm_from_type(vm_exception_type(vm, VM_EXC_WARNING)) : category);
    return ok ? VM_NONE : VM_ERROR;
}

static VmValue warnings_simplefilter(Vm *vm, const VmValue *args)
{
    return set_filter(vm, args[0], args[1]);
}

static VmValue warnings_filterwarnings(Vm *vm, const VmValue *args)
{
    if (!mod_absent(args[1]) && vm_is_str(args[1]) && vm_str_size(args[1]) != 0) {
        return vm_raise(vm, VM_EXC_NOT_IMPLEMENTED_ERROR, "filterwarnings() by message is not supported");
    }
    return set_filter(vm, args[0], args[2]);
}

static VmValue warnings_resetwarnings(Vm *vm, const VmValue *args)
{
    (void)args;
    VmValue state = state_borrow(vm);
    return state != VM_ERROR && vm_dict_delete(vm, state, mod_kept_borrow(vm, MOD_KEPT_WARNED_ACTION)) >= 0 ? VM_NONE
                                                                                                            : VM_ERROR;
}

/* ---- catch_warnings --------------------------------------------------------------------------------------------- */

typedef struct Catching {
    VmObject head; /* extra: 1 to record */
    VmValue saved; /* the state before, while entered */
} Catching;

static VmValue catching_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[6];
    if (!vm_args_parse(vm, "catch_warnings.__init__", "*, record=, module=, action=, category=, lineno=, append=", args,
                       nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    int recording = mod_flag(vm, bound[0], false);
    if (recording < 0 || (!mod_absent(bound[2]) && set_filter(vm, bound[2], bound[3]) == VM_ERROR)) {
        return VM_ERROR;
    }
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        vm_to_object(self)->extra = recording > 0;
    }
    return self;
}

static VmValue catching_enter(Vm *vm, const VmValue *args)
{
    Catching *catching = (Catching *)vm_to_object(args[0]);
    VmValue state = state_borrow(vm);
    VmValue copy = state == VM_ERROR ? VM_ERROR : vm_dict_copy(vm, state);
    if (copy == VM_ERROR) {
        return VM_ERROR;
    }
    vm_set_steal(vm, &catching->saved, vm_ref(state));
    bool ok = mod_keep(vm, MOD_KEPT_WARNED, copy);
    vm_unref(vm, copy);
    if (!ok || catching->head.extra == 0) {
        return ok ? VM_NONE : VM_ERROR;
    }
    VmValue list = vm_list_new_empty(vm, 0);
    if (list != VM_ERROR && !vm_dict_set_c(vm, copy, "list", list)) {
        vm_unref(vm, list);
        return VM_ERROR;
    }
    return list;
}

static VmValue catching_exit(Vm *vm, const VmValue *args)
{
    Catching *catching = (Catching *)vm_to_object(args[0]);
    if (catching->saved == VM_EMPTY) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "Cannot exit catch_warnings without entering first");
    }
    bool ok = mod_keep(vm, MOD_KEPT_WARNED, catching->saved);
    vm_set_steal(vm, &catching->saved, VM_EMPTY);
    return ok ? VM_NONE : VM_ERROR;
}

static void catching_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((Catching *)self)->saved, VM_EMPTY);
}

static const VmNativeDef catching_methods[] = {
    {"__enter__", catching_enter, "", VM_NATIVE_PYTHON},
    {"__exit__", catching_exit, "*exc_info", VM_NATIVE_PYTHON},
    {0},
};

static void catching_fill(VmType *type)
{
    type->make = catching_make;
    type->release = catching_release;
}

static const VmTypeSpec catching_spec = {
    .name = "catch_warnings",
    .module = "warnings",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Catching),
    .flags = VM_TYPE_FINAL,
    .methods = catching_methods,
    .fill = catching_fill,
};

static const VmNativeDef functions[] = {
    {"warn", warnings_warn, "message, category=, stacklevel=, source=", VM_NATIVE_BUILTIN},
    {"simplefilter", warnings_simplefilter, "action, category=, lineno=, append=", VM_NATIVE_PYTHON},
    {"filterwarnings", warnings_filterwarnings,
     "action, message=, category=, module=, lineno=, append=", VM_NATIVE_PYTHON},
    {"resetwarnings", warnings_resetwarnings, "", VM_NATIVE_PYTHON},
    {0},
};

static bool init(Vm *vm, VmValue module)
{
    VmValue action = vm_intern_c(vm, "action");
    bool ok = action != VM_ERROR && mod_keep(vm, MOD_KEPT_WARNED_ACTION, action);
    vm_unref(vm, action);
    return ok && mod_add_type(vm, module, &catching_spec, NULL, MOD_KEPT_COUNT) != NULL;
}

const VmModuleSpec mod_warnings_spec = {.name = "warnings", .functions = functions, .init = init};
