#include "vm/vm_module.h"

#include "vm/vm_attr.h"
#include "vm/vm_builtins.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_module_object.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

static VmModule *to_module(VmValue v)
{
    return (VmModule *)vm_to_object(v);
}

VmValue vm_module_dict_borrow(VmValue module)
{
    return to_module(module)->dict;
}

/* ---- making modules --------------------------------------------------------------------------------------------- */

static VmValue make_object(Vm *vm, VmType *type, VmValue name, VmValue dict)
{
    VmModule *module = (VmModule *)vm_heap_object(vm, type, type->instance_size);
    if (module == NULL) {
        return VM_ERROR;
    }
    module->name = vm_ref(name);
    module->dict = dict == VM_EMPTY ? vm_dict_new(vm) : vm_ref(dict);
    if (module->dict == VM_ERROR || !vm_dict_set(vm, module->dict, vm_name(vm, VM_NAME_NAME), name) ||
        !vm_dict_set(vm, module->dict, vm_name(vm, VM_NAME_DOC), VM_NONE)) {
        vm_unref(vm, vm_from_object(module));
        return VM_ERROR;
    }
    return vm_from_object(module);
}

VmValue vm_module_new(Vm *vm, VmValue name, VmValue dict)
{
    return make_object(vm, vm->types[VM_TYPE_MODULE], name, dict);
}

static bool add_functions(Vm *vm, VmValue module, const VmNativeDef *defs)
{
    for (const VmNativeDef *def = defs; def != NULL && def->name != NULL; def++) {
        if (!vm_module_set_steal(vm, module, def->name, vm_native_new(vm, def, to_module(module)->name))) {
            return false;
        }
    }
    return true;
}

VmValue vm_module_make(Vm *vm, const VmModuleSpec *spec, VmValue dict)
{
    VmValue name = vm_intern_c(vm, spec->name);
    VmValue module = name == VM_ERROR ? VM_ERROR : vm_module_new(vm, name, dict);
    /* It stands in the table before it is filled: modules may import each other. */
    if (module != VM_ERROR) {
        to_module(module)->rest = spec->rest;
    }
    bool ok = module != VM_ERROR && vm_dict_set(vm, vm->modules, name, module) &&
              add_functions(vm, module, spec->functions) && (spec->init == NULL || spec->init(vm, module));
    if (!ok && module != VM_ERROR) {
        VmValue saved = vm_error_take(vm);
        (void)vm_dict_delete(vm, vm->modules, name);
        vm_error_restore_steal(vm, saved);
        vm_unref(vm, module);
        module = VM_ERROR;
    }
    vm_unref(vm, name);
    return module;
}

bool vm_module_complete(Vm *vm, VmValue module)
{
    bool (*rest)(Vm * vm, VmValue module) = to_module(module)->rest;
    to_module(module)->rest = NULL; /* what runs now may look for names, too */
    if (rest == NULL || rest(vm, module)) {
        return true;
    }
    to_module(module)->rest = rest;
    return false;
}

static bool is_private(VmValue name)
{
    const char *text = vm_str_data(name);
    return text[0] == '_' && text[1] != '_';
}

void vm_module_wind_up(Vm *vm, VmValue module)
{
    VmDict *dict = vm_to_dict(to_module(module)->dict);
    for (int round = 0; round < 2; round++) {
        uint32_t position = 0;
        VmValue key, value;
        while (vm_dict_walk(dict, &position, &key, &value)) {
            if (!vm_is_str(key) || value == VM_NONE || is_private(key) != (round == 0) ||
                key == vm_name(vm, VM_NAME_BUILTINS_DUNDER)) {
                continue;
            }
            vm_set_steal(vm, &dict->entries[position - 1].value, VM_NONE);
        }
    }
    (void)vm_heap_collect(vm);
}

/* ---- importing -------------------------------------------------------------------------------------------------- */

const VmModuleSpec *vm_module_find(const Vm *vm, const char *name)
{
    if (strcmp(name, vm_builtins_module.name) == 0) {
        return &vm_builtins_module;
    }
    for (size_t i = 0; vm->module_table != NULL && i < vm->module_table->count; i++) {
        if (strcmp(vm->module_table->specs[i]->name, name) == 0) {
            return vm->module_table->specs[i];
        }
    }
    return NULL;
}

/* The module "collections" for "collections.abc": imported first, and the inner one becomes its attribute.  Owned. */
static VmValue import_parent(Vm *vm, VmValue name, const char *dot)
{
    VmValue parent_name = vm_intern(vm, vm_str_data(name), (size_t)(dot - vm_str_data(name)));
    VmValue parent = parent_name == VM_ERROR ? VM_ERROR : vm_import(vm, parent_name);
    vm_unref(vm, parent_name);
    return parent;
}

static VmValue raise_not_found(Vm *vm, VmValue name)
{
    const char *text = vm_str_data(name);
    const char *dot = strrchr(text, '.');
    if (dot != NULL) {
        VmValue parent = vm_str_new(vm, text, (size_t)(dot - text));
        if (parent == VM_ERROR) {
            return VM_ERROR;
        }
        if (vm_module_find(vm, vm_str_data(parent)) != NULL) {
            vm_raise_name(vm, VM_EXC_MODULE_NOT_FOUND_ERROR, name, "No module named '%s'; '%s' is not a package", text,
                          vm_str_data(parent));
        } else {
            vm_raise_name(vm, VM_EXC_MODULE_NOT_FOUND_ERROR, name, "No module named '%.*s'", (int)strcspn(text, "."),
                          text);
        }
        vm_unref(vm, parent);
        return VM_ERROR;
    }
    return vm_raise_name(vm, VM_EXC_MODULE_NOT_FOUND_ERROR, name, "No module named '%s'", text);
}

VmValue vm_import(Vm *vm, VmValue name)
{
    VmValue module = vm_dict_get_borrow(vm, vm->modules, name);
    if (module != VM_EMPTY) {
        return vm_ref(module);
    }
    const VmModuleSpec *spec = vm_module_find(vm, vm_str_data(name));
    if (spec == NULL) {
        return vm_error_pending(vm) ? VM_ERROR : raise_not_found(vm, name);
    }
    const char *dot = strrchr(vm_str_data(name), '.');
    if (dot == NULL) {
        return vm_module_make(vm, spec, VM_EMPTY);
    }
    VmValue parent = import_parent(vm, name, dot);
    if (parent == VM_ERROR) {
        return VM_ERROR;
    }
    module = vm_dict_get_borrow(vm, vm->modules, name); /* the parent may have made it */
    module = module != VM_EMPTY ? vm_ref(module) : vm_module_make(vm, spec, VM_EMPTY);
    if (module != VM_ERROR && !vm_module_set(vm, parent, dot + 1, module)) {
        vm_unref(vm, module);
        module = VM_ERROR;
    }
    vm_unref(vm, parent);
    return module;
}

/* ---- adding to modules ------------------------------------------------------------------------------------------ */

bool vm_module_set(Vm *vm, VmValue module, const char *name, VmValue value)
{
    return vm_dict_set_c(vm, to_module(module)->dict, name, value);
}

bool vm_module_set_steal(Vm *vm, VmValue module, const char *name, VmValue value)
{
    bool ok = value != VM_ERROR && vm_module_set(vm, module, name, value);
    vm_unref(vm, value);
    return ok;
}

bool vm_module_add_type(Vm *vm, VmValue module, VmType *type)
{
    return type != NULL && vm_dict_set(vm, to_module(module)->dict, type->name_str, vm_from_type(type));
}

VmValue vm_module_get(Vm *vm, VmValue module, const char *name)
{
    return vm_get_attr_c(vm, module, name);
}

/* ---- the type --------------------------------------------------------------------------------------------------- */

static void module_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((VmModule *)self)->name, VM_EMPTY);
}

static void module_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((VmModule *)self)->name, context);
}

static VmValue module_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    if (!vm_args_parse(vm, "module", "name, doc=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    if (!vm_is_str(bound[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "module() argument 'name' must be str, not %s",
                        vm_type_name(vm, bound[0]));
    }
    VmValue module = make_object(vm, type, bound[0], VM_EMPTY);
    if (module != VM_ERROR && bound[1] != VM_EMPTY &&
        !vm_dict_set(vm, to_module(module)->dict, vm_name(vm, VM_NAME_DOC), bound[1])) {
        vm_unref(vm, module);
        return VM_ERROR;
    }
    return module;
}

static VmValue module_name_borrow(Vm *vm, VmValue self)
{
    VmValue name = vm_dict_get_name_borrow(vm, vm_to_dict(to_module(self)->dict), vm_name(vm, VM_NAME_NAME));
    return vm_is_str(name) ? name : to_module(self)->name;
}

static VmValue module_repr(Vm *vm, VmValue self)
{
    VmValue name = module_name_borrow(vm, self);
    bool builtin = strcmp(vm_str_data(name), "builtins") == 0 || strcmp(vm_str_data(name), "sys") == 0;
    return vm_str_printf(vm, builtin ? "<module '%s' (built-in)>" : "<module '%s'>", vm_str_data(name));
}

static VmValue module_get_attr(Vm *vm, VmValue self, VmValue name)
{
    VmValue dict = to_module(self)->dict;
    VmValue value = vm_dict_get_name_borrow(vm, vm_to_dict(dict), name);
    if (value != VM_EMPTY) {
        return vm_ref(value);
    }
    if (name == vm_name(vm, VM_NAME_DICT)) {
        return vm_ref(dict);
    }
    if (name == vm_name(vm, VM_NAME_CLASS) || vm_type_lookup_borrow(vm, vm_type_of(vm, self), name) != VM_EMPTY) {
        return vm_generic_get_attr(vm, self, name);
    }
    if (to_module(self)->rest != NULL) {
        return vm_module_complete(vm, self) ? module_get_attr(vm, self, name) : VM_ERROR;
    }
    VmValue hook = vm_dict_get_name_borrow(vm, vm_to_dict(dict), vm_name(vm, VM_NAME_GETATTR));
    if (hook != VM_EMPTY) {
        return vm_call1(vm, hook, name);
    }
    return vm_raise_attribute(vm, self, name, "module '%s' has no attribute '%s'",
                              vm_str_data(module_name_borrow(vm, self)), vm_str_data(name));
}

static void module_fill(VmType *type)
{
    type->release = module_release;
    type->traverse = module_traverse;
    type->make = module_make;
    type->repr = module_repr;
    type->get_attr = module_get_attr;
}

extern const VmTypeSpec vm_type_module;
const VmTypeSpec vm_type_module = {
    .name = "module",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_MODULE,
    .instance_size = offsetof(VmModule, dict),
    .has_dict = true,
    .flags = VM_TYPE_FOREVER,
    .fill = module_fill,
};

VmValue vm_import_attr(Vm *vm, const char *module, const char *name)
{
    VmValue text = vm_intern_c(vm, module);
    VmValue imported = text == VM_ERROR ? VM_ERROR : vm_import(vm, text);
    VmValue result = imported == VM_ERROR ? VM_ERROR : vm_module_get(vm, imported, name);
    vm_unref(vm, text);
    vm_unref(vm, imported);
    return result;
}
