/* The module abc. */
#include "modules/mod_abc.h"

#include "modules/mod_table.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_descriptor.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

static const char *const REQUIRED = "abc.required";
static const char *const REGISTRY = "abc.registry";

bool mod_abc_require(Vm *vm, VmType *type, const char *names)
{
    VmValue text = vm_str_c(vm, names);
    VmValue list = text == VM_ERROR ? VM_ERROR : mod_call_method(vm, text, "split", NULL, 0);
    for (size_t i = 0; list != VM_ERROR && i < vm_to_list(list)->count; i++) {
        VmValue *item = &vm_to_list(list)->items[i];
        VmValue name = vm_intern_str(vm, *item);
        if (name != VM_ERROR) {
            vm_set_steal(vm, item, name);
        }
    }
    bool ok = list != VM_ERROR && !vm_error_pending(vm) && mod_note(vm, type, REQUIRED, list);
    vm_unref(vm, list);
    vm_unref(vm, text);
    return ok;
}

bool mod_abc_register(Vm *vm, VmType *type, VmValue other)
{
    VmValue registry = mod_note_borrow(vm, type, REGISTRY);
    if (registry != VM_EMPTY) {
        return vm_list_append(vm, registry, other);
    }
    VmValue list = vm_list_new(vm, &other, 1);
    bool ok = list != VM_ERROR && mod_note(vm, type, REGISTRY, list);
    vm_unref(vm, list);
    return ok;
}

static bool has_all(Vm *vm, const VmType *about, VmValue names)
{
    for (size_t i = 0; i < vm_to_list(names)->count; i++) {
        VmValue name = vm_to_list(names)->items[i];
        VmValue found = vm_type_lookup_borrow(vm, about, name);
        if (found == VM_EMPTY && name == vm_name(vm, VM_NAME_AWAIT) && about->await != NULL) {
            continue;
        }
        if (found == VM_EMPTY || found == VM_NONE) {
            return false;
        }
    }
    return true;
}

/* What a script's __subclasshook__ says: 1, 0, -1 error, 2 nothing. */
static int ask_hook(Vm *vm, VmType *type, VmType *about)
{
    VmValue name = vm_intern_find_borrow(vm, "__subclasshook__", 16);
    VmValue hook = name == VM_EMPTY ? VM_EMPTY : vm_type_lookup_borrow(vm, type, name);
    if (hook == VM_EMPTY || !vm_has_kind(hook, VM_KIND_CLASSMETHOD)) {
        return 2;
    }
    VmValue bound = vm_get_attr(vm, vm_from_type(type), name);
    VmValue answer = bound == VM_ERROR ? VM_ERROR : vm_call1(vm, bound, vm_from_type(about));
    vm_unref(vm, bound);
    if (answer == VM_ERROR) {
        return -1;
    }
    int truth = answer == VM_NOT_IMPLEMENTED ? 2 : vm_truth(vm, answer);
    vm_unref(vm, answer);
    return truth;
}

int mod_abc_subclass(Vm *vm, VmType *type, VmType *about)
{
    if (vm_type_is_subtype(about, type)) {
        return 1;
    }
    int answer = ask_hook(vm, type, about);
    if (answer != 2) {
        return answer;
    }
    VmValue required = mod_note_borrow(vm, type, REQUIRED);
    if (required != VM_EMPTY && has_all(vm, about, required)) {
        return 1;
    }
    VmValue registry = mod_note_borrow(vm, type, REGISTRY);
    for (size_t i = 0; registry != VM_EMPTY && i < vm_to_list(registry)->count; i++) {
        answer = vm_issubclass(vm, vm_from_type(about), vm_to_list(registry)->items[i]);
        if (answer != 0) {
            return answer;
        }
    }
    for (uint32_t i = 0; i < type->subclass_count; i++) {
        answer = vm_issubclass(vm, vm_from_type(about), vm_from_type(type->subclasses[i]));
        if (answer != 0) {
            return answer;
        }
    }
    return 0;
}

static VmValue answer_of(int truth)
{
    return truth < 0 ? VM_ERROR : vm_from_bool(truth);
}

static VmValue meta_instancecheck(Vm *vm, const VmValue *args)
{
    return answer_of(mod_abc_subclass(vm, vm_to_type(args[0]), vm_type_of(vm, args[1])));
}

static VmValue meta_subclasscheck(Vm *vm, const VmValue *args)
{
    if (!vm_is_type(args[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "issubclass() arg 1 must be a class");
    }
    return answer_of(mod_abc_subclass(vm, vm_to_type(args[0]), vm_to_type(args[1])));
}

static VmValue meta_register(Vm *vm, const VmValue *args)
{
    if (!vm_is_type(args[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "Can only register classes");
    }
    return mod_abc_register(vm, vm_to_type(args[0]), args[1]) ? vm_ref(args[1]) : VM_ERROR;
}

static const VmNativeDef meta_methods[] = {
    {"__instancecheck__", meta_instancecheck, "instance", VM_NATIVE_PYTHON},
    {"__subclasscheck__", meta_subclasscheck, "subclass", VM_NATIVE_PYTHON},
    {"register", meta_register, "subclass", VM_NATIVE_PYTHON},
    {0},
};

static const VmTypeSpec meta_spec = {
    .name = "ABCMeta",
    .module = "abc",
    .base = VM_TYPE_TYPE,
    .kind = VM_KIND_TYPE,
    .instance_size = sizeof(VmType),
    .methods = meta_methods,
};

VmType *mod_abc_meta(Vm *vm)
{
    return mod_kept_type(vm, MOD_KEPT_ABC_META, "abc");
}

static VmValue abc_abstractmethod(Vm *vm, const VmValue *args)
{
    return vm_set_attr(vm, args[0], vm_name(vm, VM_NAME_ISABSTRACTMETHOD), VM_TRUE) ? vm_ref(args[0]) : VM_ERROR;
}

static const VmNativeDef functions[] = {
    {"abstractmethod", abc_abstractmethod, "funcobj", VM_NATIVE_PYTHON},
    {0},
};

static bool init(Vm *vm, VmValue module)
{
    VmType *meta = mod_add_type(vm, module, &meta_spec, NULL, MOD_KEPT_ABC_META);
    return meta != NULL && mod_add_class(vm, module, "ABC", "abc", NULL, 0, meta, NULL, MOD_KEPT_COUNT) != NULL;
}

const VmModuleSpec mod_abc_spec = {.name = "abc", .functions = functions, .init = init};
