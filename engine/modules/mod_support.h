/* mod_support.h: what the modules share: classes with native methods, what a class or the machine remembers for them,
 * and small helpers.
 *
 * Everything that can fail leaves an exception pending.
 */
#ifndef MOD_SUPPORT_H
#define MOD_SUPPORT_H

#include "vm/vm.h"
#include "vm/vm_module.h"

/* Values that native code of a module needs later, whatever the script does to the module's names: one place each. */
typedef enum ModKept {
    MOD_KEPT_ABC_META,
    MOD_KEPT_TYPING_FORM,
    MOD_KEPT_TYPING_ALIAS,
    MOD_KEPT_TYPING_VARIABLE,
    MOD_KEPT_TYPING_NEW_TYPE,
    MOD_KEPT_TYPING_FORWARD_REF,
    MOD_KEPT_TYPING_PARAM_PART,
    MOD_KEPT_GENERIC,
    MOD_KEPT_PROTOCOL,
    MOD_KEPT_NAMED_TUPLE,
    MOD_KEPT_TYPED_DICT,
    MOD_KEPT_OVERLOAD,
    MOD_KEPT_DECORATED,
    MOD_KEPT_MANAGER_FUNCTION,
    MOD_KEPT_GENERATOR_MANAGER,
    MOD_KEPT_ASYNC_GENERATOR_MANAGER,
    MOD_KEPT_DATACLASS_METHOD,
    MOD_KEPT_DATACLASS_FIELD,
    MOD_KEPT_DATACLASS_MISSING,
    MOD_KEPT_DATACLASS_DEFAULT_FACTORY,
    MOD_KEPT_DATACLASS_KW_ONLY,
    MOD_KEPT_DATACLASS_INIT_VAR,
    MOD_KEPT_FROZEN_INSTANCE_ERROR,
    MOD_KEPT_ENUM,
    MOD_KEPT_ENUM_META,
    MOD_KEPT_ENUM_READY,
    MOD_KEPT_ENUM_AUTO,
    MOD_KEPT_ENUM_NAMES,
    MOD_KEPT_FLAG,
    MOD_KEPT_INT_ENUM,
    MOD_KEPT_STR_ENUM,
    MOD_KEPT_INT_FLAG,
    MOD_KEPT_STDOUT,
    MOD_KEPT_STDERR,
    MOD_KEPT_LOGGER,
    MOD_KEPT_LOG_RECORD,
    MOD_KEPT_LOG_FORMATTER,
    MOD_KEPT_LOG_HANDLER,
    MOD_KEPT_LOG_STREAM_HANDLER,
    MOD_KEPT_LOG_ROOT,
    MOD_KEPT_LOG_LEVELS,
    MOD_KEPT_LOG_DISABLED,
    MOD_KEPT_LOG_LOGGERS,
    MOD_KEPT_PARAMETER,
    MOD_KEPT_SIGNATURE,
    MOD_KEPT_PARAMETER_EMPTY,
    MOD_KEPT_SIMPLE_NAMESPACE,
    MOD_KEPT_MAPPING_PROXY,
    MOD_KEPT_WARNED,
    MOD_KEPT_WARNED_ACTION,
    MOD_KEPT_DEQUE_ITERATOR,
    MOD_KEPT_COUNTER,
    MOD_KEPT_LRU_CACHE,
    MOD_KEPT_KEY_WRAPPER,
    MOD_KEPT_SINGLE_DISPATCH,
    MOD_KEPT_JSON_ERROR,
    MOD_KEPT_GROUPER,
    MOD_KEPT_TEE,
    MOD_KEPT_HTTP_CONNECTION,
    MOD_KEPT_NETWORK_SOCKET,
    MOD_KEPT_COUNT
} ModKept;

/* VM_EMPTY until it was kept. */
VmValue mod_kept_borrow(const Vm *vm, ModKept what);
bool mod_keep(Vm *vm, ModKept what, VmValue value);
/* The kept type; its module is imported first when that has not happened.  NULL: exception pending. */
VmType *mod_kept_type(Vm *vm, ModKept what, const char *module);
bool mod_is_kept_type(Vm *vm, VmValue v, ModKept what);

/* What a class remembers for a module, by name: VM_EMPTY when there is nothing.  Only the class's own notes. */
VmValue mod_note_borrow(Vm *vm, const VmType *type, const char *key);
bool mod_note(Vm *vm, VmType *type, const char *key, VmValue value);
/* The same, searched along the mro. */
VmValue mod_note_inherited_borrow(Vm *vm, const VmType *type, const char *key);

/* A type made from a spec, added to the module under its name and kept (MOD_KEPT_COUNT: not kept). */
VmType *mod_add_type(Vm *vm, VmValue module, const VmTypeSpec *spec, VmType *base, ModKept kept);
/* A class like those of a script, with native methods: scripts may derive from it together with other classes. `bases`:
 * none means object; `meta` may be NULL.  Added to the module under its name and kept. */
VmType *mod_add_class(Vm *vm, VmValue module, const char *name, const char *qualified_module, VmType *const *bases,
                      size_t base_count, VmType *meta, const VmNativeDef *methods, ModKept kept);
/* Marks attributes of a class as abstract methods: names separated by blanks. */
bool mod_set_abstract(Vm *vm, VmType *type, const char *names);

/* object.name(*args) by a C name. */
VmValue mod_call_method(Vm *vm, VmValue object, const char *name, const VmValue *args, size_t nargs);
/* A C string's attribute; a missing one is VM_EMPTY with *error false. */
VmValue mod_get_maybe(Vm *vm, VmValue object, const char *name, bool *error);
bool mod_set_attr(Vm *vm, VmValue object, const char *name, VmValue value);
/* An optional flag argument: 1, 0, -1 error. */
int mod_flag(Vm *vm, VmValue given, bool otherwise);
/* The "__wrapped__", "__name__" … of functools.wraps. */
bool mod_copy_function_names(Vm *vm, VmValue to, VmValue from);
/* True for an absent or None argument. */
static inline bool mod_absent(VmValue v)
{
    return v == VM_EMPTY || v == VM_NONE;
}

#endif
