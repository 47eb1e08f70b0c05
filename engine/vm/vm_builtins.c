#include "vm/vm_builtins.h"

#include "vm/vm_builtins_functions.h"
#include "vm/vm_dict.h"
#include "vm/vm_exception.h"
#include "vm/vm_module_object.h"
#include "vm/vm_names.h"

static const VmNativeDef functions[] = {
#define BUILTIN_ROW(name, signature) {#name, vm_builtin_##name, signature, VM_NATIVE_BUILTIN},
    VM_BUILTIN_TABLE(BUILTIN_ROW)
#undef BUILTIN_ROW
        {NULL, NULL, NULL, 0},
};

static const VmTypeId types[] = {
    VM_TYPE_OBJECT,    VM_TYPE_TYPE,    VM_TYPE_INT,      VM_TYPE_BOOL,         VM_TYPE_FLOAT,       VM_TYPE_STR,
    VM_TYPE_BYTES,     VM_TYPE_COMPLEX, VM_TYPE_TUPLE,    VM_TYPE_LIST,         VM_TYPE_DICT,        VM_TYPE_SET,
    VM_TYPE_FROZENSET, VM_TYPE_SLICE,   VM_TYPE_RANGE,    VM_TYPE_REVERSED,     VM_TYPE_ENUMERATE,   VM_TYPE_ZIP,
    VM_TYPE_MAP,       VM_TYPE_FILTER,  VM_TYPE_PROPERTY, VM_TYPE_STATICMETHOD, VM_TYPE_CLASSMETHOD, VM_TYPE_SUPER,
};

typedef struct Constant {
    const char *name;
    VmValue value;
} Constant;

static const Constant constants[] = {
    {"None", VM_NONE},         {"True", VM_TRUE},      {"False", VM_FALSE},
    {"Ellipsis", VM_ELLIPSIS}, {"__debug__", VM_TRUE}, {"NotImplemented", VM_NOT_IMPLEMENTED},
};

static bool init(Vm *vm, VmValue module)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (!vm_module_add_type(vm, module, vm->types[types[i]])) {
            return false;
        }
    }
    for (unsigned id = 0; id < VM_EXC_COUNT; id++) {
        if (id != VM_EXC_CANCELLED_ERROR && !vm_module_add_type(vm, module, vm->exceptions[id])) {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
        if (!vm_module_set(vm, module, constants[i].name, constants[i].value)) {
            return false;
        }
    }
    VmValue os_error = vm_from_object(vm->exceptions[VM_EXC_OS_ERROR]);
    return vm_module_set(vm, module, "IOError", os_error) && vm_module_set(vm, module, "EnvironmentError", os_error);
}

const VmModuleSpec vm_builtins_module = {
    .name = "builtins",
    .functions = functions,
    .init = init,
};
