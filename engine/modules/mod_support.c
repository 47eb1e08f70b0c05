#include "modules/mod_support.h"

#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_set.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type.h"

/* ---- kept values ------------------------------------------------------------------------------------------------ */

typedef struct Kept {
    VmValue values[MOD_KEPT_COUNT];
} Kept;

static void kept_visit(Vm *vm, void *data, VmVisit visit, void *context)
{
    Kept *kept = data;
    for (size_t i = 0; i < MOD_KEPT_COUNT; i++) {
        visit(vm, kept->values[i], context);
    }
}

static void kept_clear(Vm *vm, void *data)
{
    Kept *kept = data;
    for (size_t i = 0; i < MOD_KEPT_COUNT; i++) {
        vm_set_steal(vm, &kept->values[i], VM_EMPTY);
    }
    ls_alloc_free(vm->alloc, kept, sizeof *kept);
}

VmValue mod_kept_borrow(const Vm *vm, ModKept what)
{
    const Kept *kept = vm->states[VM_STATE_KEPT].data;
    return kept == NULL ? VM_EMPTY : kept->values[what];
}

bool mod_keep(Vm *vm, ModKept what, VmValue value)
{
    Kept *kept = vm->states[VM_STATE_KEPT].data;
    if (kept == NULL) {
        kept = ls_alloc_zeroed(vm->alloc, sizeof *kept);
        if (kept == NULL) {
            vm_raise_no_memory(vm);
            return false;
        }
        vm->states[VM_STATE_KEPT] = (VmState){.data = kept, .visit = kept_visit, .clear = kept_clear};
    }
    vm_set_steal(vm, &kept->values[what], vm_ref(value));
    return true;
}

VmType *mod_kept_type(Vm *vm, ModKept what, const char *module)
{
    if (mod_kept_borrow(vm, what) == VM_EMPTY) {
        VmValue name = vm_intern_c(vm, module);
        VmValue imported = name == VM_ERROR ? VM_ERROR : vm_import(vm, name);
        vm_unref(vm, name);
        vm_unref(vm, imported);
        if (imported == VM_ERROR) {
            return NULL;
        }
    }
    return vm_to_type(mod_kept_borrow(vm, what));
}

bool mod_is_kept_type(Vm *vm, VmValue v, ModKept what)
{
    VmValue type = mod_kept_borrow(vm, what);
    return type != VM_EMPTY && vm_is_object(v) && vm_type_is_subtype(vm_to_object(v)->type, vm_to_type(type));
}

/* ---- notes of classes ------------------------------------------------------------------------------------------- */

VmValue mod_note_borrow(Vm *vm, const VmType *type, const char *key)
{
    return type->dict == VM_EMPTY || !vm_is_dict(type->dict) ? VM_EMPTY : vm_dict_get_c_borrow(vm, type->dict, key);
}

bool mod_note(Vm *vm, VmType *type, const char *key, VmValue value)
{
    if (type->dict == VM_EMPTY) {
        type->dict = vm_dict_new(vm);
    }
    return type->dict != VM_ERROR && vm_dict_set_c(vm, type->dict, key, value);
}

VmValue mod_note_inherited_borrow(Vm *vm, const VmType *type, const char *key)
{
    VmTuple *mro = vm_to_tuple(type->mro);
    for (size_t i = 0; i < mro->count; i++) {
        VmValue note = mod_note_borrow(vm, vm_to_type(mro->items[i]), key);
        if (note != VM_EMPTY) {
            return note;
        }
    }
    return VM_EMPTY;
}

/* ---- types and classes ------------------------------------------------------------------------------------------ */

static VmType *add_and_keep(Vm *vm, VmValue module, const char *name, VmType *type, ModKept kept)
{
    bool ok = vm_module_set(vm, module, name, vm_from_type(type)) &&
              (kept == MOD_KEPT_COUNT || mod_keep(vm, kept, vm_from_type(type)));
    vm_unref(vm, vm_from_type(type)); /* the module has it */
    return ok ? type : NULL;
}

VmType *mod_add_type(Vm *vm, VmValue module, const VmTypeSpec *spec, VmType *base, ModKept kept)
{
    VmType *type = vm_type_new(vm, spec, base);
    return type == NULL ? NULL : add_and_keep(vm, module, spec->name, type, kept);
}

/* The namespace and keyword arguments of the class statement that would make it. */
static VmValue make_class(Vm *vm, const char *name, const char *module, VmType *const *bases, size_t count,
                          VmType *meta)
{
    VmValue items[4];
    for (size_t i = 0; i < count; i++) {
        items[i] = vm_from_type(bases[i]);
    }
    VmValue text = vm_intern_c(vm, name);
    VmValue module_name = vm_intern_c(vm, module);
    VmValue tuple = vm_tuple_new(vm, items, count);
    VmValue namespace = vm_dict_new(vm);
    VmValue keywords = meta != NULL ? vm_dict_new(vm) : VM_EMPTY;
    VmValue result = VM_ERROR;
    if (text != VM_ERROR && module_name != VM_ERROR && tuple != VM_ERROR && namespace != VM_ERROR &&
        vm_dict_set(vm, namespace, vm_name(vm, VM_NAME_MODULE), module_name) &&
        (meta == NULL ||
         (keywords != VM_ERROR && vm_dict_set(vm, keywords, vm_name(vm, VM_NAME_METACLASS), vm_from_type(meta))))) {
        result = vm_class_new(vm, text, tuple, namespace, keywords);
    }
    vm_unref(vm, text);
    vm_unref(vm, module_name);
    vm_unref(vm, tuple);
    vm_unref(vm, namespace);
    vm_unref(vm, keywords);
    return result;
}

VmType *mod_add_class(Vm *vm, VmValue module, const char *name, const char *qualified_module, VmType *const *bases,
                      size_t base_count, VmType *meta, const VmNativeDef *methods, ModKept kept)
{
    VmValue made = make_class(vm, name, qualified_module, bases, base_count, meta);
    if (made == VM_ERROR) {
        return NULL;
    }
    VmType *type = vm_to_type(made);
    if (!vm_type_add_methods(vm, type, methods, type->module)) {
        vm_unref(vm, made);
        return NULL;
    }
    vm_type_changed(vm, type, true);
    return add_and_keep(vm, module, name, type, kept);
}

bool mod_set_abstract(Vm *vm, VmType *type, const char *names)
{
    VmValue set = vm_set_new(vm, VM_EMPTY);
    bool ok = set != VM_ERROR;
    while (ok && *names != '\0') {
        size_t size = strcspn(names, " ");
        VmValue name = vm_intern(vm, names, size);
        VmValue method = name == VM_ERROR ? VM_EMPTY : vm_dict_get_name_borrow(vm, vm_to_dict(type->attrs), name);
        ok = name != VM_ERROR && vm_set_add(vm, set, name) &&
             (method == VM_EMPTY || vm_set_attr(vm, method, vm_name(vm, VM_NAME_ISABSTRACTMETHOD), VM_TRUE));
        vm_unref(vm, name);
        names += size + (names[size] == ' ');
    }
    VmValue frozen = ok ? vm_frozenset_new(vm, set) : VM_ERROR;
    ok = frozen != VM_ERROR && vm_type_set_attr(vm, type, vm_name(vm, VM_NAME_ABSTRACTMETHODS), frozen);
    vm_unref(vm, frozen);
    vm_unref(vm, set);
    return ok;
}

/* ---- small helpers ---------------------------------------------------------------------------------------------- */

VmValue mod_call_method(Vm *vm, VmValue object, const char *name, const VmValue *args, size_t nargs)
{
    VmValue text = vm_intern_c(vm, name);
    VmValue result = text == VM_ERROR ? VM_ERROR : vm_call_method(vm, object, text, args, nargs);
    vm_unref(vm, text);
    return result;
}

VmValue mod_get_maybe(Vm *vm, VmValue object, const char *name, bool *error)
{
    VmValue text = vm_intern_c(vm, name);
    if (text == VM_ERROR) {
        *error = true;
        return VM_EMPTY;
    }
    VmValue result = vm_get_attr_maybe(vm, object, text, error);
    vm_unref(vm, text);
    return result;
}

bool mod_set_attr(Vm *vm, VmValue object, const char *name, VmValue value)
{
    VmValue text = vm_intern_c(vm, name);
    bool ok = text != VM_ERROR && vm_set_attr(vm, object, text, value);
    vm_unref(vm, text);
    return ok;
}

int mod_flag(Vm *vm, VmValue given, bool otherwise)
{
    return given == VM_EMPTY ? otherwise : vm_truth(vm, given);
}

bool mod_copy_function_names(Vm *vm, VmValue to, VmValue from)
{
    static const VmNameId names[] = {VM_NAME_MODULE, VM_NAME_NAME, VM_NAME_QUALNAME, VM_NAME_DOC};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        bool error;
        VmValue value = vm_get_attr_maybe(vm, from, vm_name(vm, names[i]), &error);
        bool ok = !error && (value == VM_EMPTY || vm_set_attr(vm, to, vm_name(vm, names[i]), value));
        vm_unref(vm, value);
        if (!ok) {
            return false;
        }
    }
    return vm_set_attr(vm, to, vm_name(vm, VM_NAME_WRAPPED), from);
}
