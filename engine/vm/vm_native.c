#include "vm/vm_native.h"

#include "vm/vm_attr.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_signature.h"
#include "vm/vm_slots.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

enum { NEVER_DIRECT = 255 };

/* ---- making ----------------------------------------------------------------------------------------------------- */

static bool adopt_params(Vm *vm, VmNative *native)
{
    VmNativeParam params[VM_NATIVE_MAX_PARAMS];
    bool ok = vm_signature_read(vm, native->def->signature, native, params);
    if (ok && native->count != 0) {
        native->params = vm_heap_resize(vm, NULL, 0, native->count * sizeof *params);
        ok = native->params != NULL;
    }
    if (!ok) {
        for (size_t i = 0; i < native->count; i++) {
            vm_unref(vm, params[i].name);
        }
        native->count = 0;
        return false;
    }
    if (native->count != 0) {
        memcpy(native->params, params, native->count * sizeof *params);
    }
    bool simple = !native->rest && !native->keyword_rest && native->count == native->positional;
    bool fillable = !native->rest && !native->keyword_rest;
    for (size_t i = native->positional; i < native->count; i++) {
        fillable &= params[i].optional;
    }
    native->fills = fillable ? (uint8_t)(native->takes_self + native->count) : 0;
    native->exact = simple ? (uint8_t)(native->takes_self + native->positional) : NEVER_DIRECT;
    return true;
}

static VmValue make(Vm *vm, const VmNativeDef *def, VmType *owner, VmValue module, bool takes_self)
{
    VmNative *native = (VmNative *)vm_heap_object(vm, vm->types[VM_TYPE_NATIVE], sizeof *native);
    if (native == NULL) {
        return VM_ERROR;
    }
    native->head.kind = VM_KIND_NATIVE;
    native->fn = def->fn;
    native->def = def;
    native->owner = owner;
    native->takes_self = takes_self;
    native->module = vm_ref(module);
    native->name = vm_intern_c(vm, def->name);
    if (native->name == VM_ERROR || !adopt_params(vm, native)) {
        vm_unref(vm, vm_from_object(native));
        return VM_ERROR;
    }
    return vm_from_object(native);
}

VmValue vm_native_new(Vm *vm, const VmNativeDef *def, VmValue module_name)
{
    return make(vm, def, NULL, module_name, false);
}

VmValue vm_native_new_method(Vm *vm, const VmNativeDef *def, VmType *owner, VmValue module_name)
{
    return make(vm, def, owner, module_name, owner != NULL && (def->flags & VM_NATIVE_STATIC) == 0);
}

VmValue vm_native_new_bound(Vm *vm, const VmNativeDef *def, VmValue self)
{
    VmValue native = make(vm, def, NULL, VM_NONE, true);
    if (native != VM_ERROR) {
        ((VmNative *)vm_to_object(native))->self = vm_ref(self);
    }
    return native;
}

/* ---- calling ---------------------------------------------------------------------------------------------------- */

/* Any method of list called with something else as self would read the wrong memory. */
static bool check_self(Vm *vm, const VmNative *native, VmValue self)
{
    if (vm_is_instance(vm, self, native->owner)) {
        return true;
    }
    vm_raise(vm, VM_EXC_TYPE_ERROR, "descriptor '%s' for '%s' objects doesn't apply to a '%s' object",
             native->def->name, native->owner->name, vm_type_name(vm, self));
    return false;
}

static bool check_slot(Vm *vm, const VmNative *native, VmValue self)
{
    void (*slot)(void);
    memcpy(&slot, (const char *)vm_type_solid(vm_type_of(vm, self)) + native->slot, sizeof slot);
    if (slot != NULL || native->slot == offsetof(VmType, hash) || native->slot == offsetof(VmType, compare) ||
        native->slot == offsetof(VmType, str)) {
        return true;
    }
    vm_raise(vm, VM_EXC_TYPE_ERROR, "descriptor '%s' doesn't apply to a '%s' object", native->def->name,
             vm_type_name(vm, self));
    return false;
}

static bool must_check_self(const VmNative *native)
{
    return native->owner != NULL && native->takes_self && native->self == VM_EMPTY &&
           (native->def->flags & VM_NATIVE_CLASS) == 0;
}

static VmValue call_bound(Vm *vm, VmNative *native, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[VM_NATIVE_MAX_PARAMS + 3];
    uint32_t owned;
    if (!vm_args_bind(vm, native, args, nargs, kwnames, bound, &owned)) {
        return VM_ERROR;
    }
    VmValue result = native->fn(vm, bound);
    for (size_t i = 0; owned != 0; i++, owned >>= 1) {
        if ((owned & 1) != 0) {
            vm_unref(vm, bound[i]);
        }
    }
    return result;
}

static VmValue call_with_self(Vm *vm, VmNative *native, const VmValue *args, size_t nargs, VmValue kwnames)
{
    size_t count = nargs + (kwnames != VM_EMPTY ? vm_to_tuple(kwnames)->count : 0);
    VmValue few[8];
    VmValue *all = count < 8 ? few : vm_heap_resize(vm, NULL, 0, (count + 1) * sizeof *all);
    if (all == NULL) {
        return VM_ERROR;
    }
    all[0] = native->self;
    if (count != 0) {
        memcpy(all + 1, args, count * sizeof *all);
    }
    VmValue result = kwnames == VM_EMPTY && nargs + 1 == native->exact
                         ? native->fn(vm, all)
                         : call_bound(vm, native, all, nargs + 1, kwnames);
    if (all != few) {
        vm_heap_free(vm, all, (count + 1) * sizeof *all);
    }
    return result;
}

/* Positional arguments, some optional ones left out: those are VM_EMPTY. */
static bool leaves_out_optional(const VmNative *native, size_t nargs)
{
    size_t self = native->takes_self;
    return nargs < native->fills && nargs >= self + native->required && nargs <= self + native->positional;
}

static void fill_optional(const VmNative *native, const VmValue *args, size_t nargs, VmValue *bound)
{
    for (size_t i = 0; i < native->fills; i++) {
        bound[i] = i < nargs ? args[i] : VM_EMPTY;
    }
}

bool vm_native_set_begin(Vm *vm, VmValue dict, const char *name, VmNativeBegin begin, const VmNativeWait *wait)
{
    VmValue native = vm_dict_get_c_borrow(vm, dict, name);
    if (native != VM_EMPTY) {
        ((VmNative *)vm_to_object(native))->begin = begin;
        ((VmNative *)vm_to_object(native))->wait = wait;
    }
    return native != VM_EMPTY;
}

bool vm_native_set_spread(Vm *vm, VmValue dict, const char *name, VmNativeSpread spread)
{
    VmValue native = vm_dict_get_c_borrow(vm, dict, name);
    if (native != VM_EMPTY) {
        ((VmNative *)vm_to_object(native))->spread = spread;
    }
    return native != VM_EMPTY;
}

VmValue vm_native_call(Vm *vm, VmNative *native, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (native->self != VM_EMPTY) {
        return call_with_self(vm, native, args, nargs, kwnames);
    }
    if (nargs != 0 && must_check_self(native) && !check_self(vm, native, args[0])) {
        return VM_ERROR;
    }
    if (native->slot != 0 && nargs != 0 && !check_slot(vm, native, args[0])) {
        return VM_ERROR;
    }
    if (kwnames == VM_EMPTY && nargs == native->exact) {
        return native->fn(vm, args);
    }
    if (native->spread != NULL && kwnames == VM_EMPTY) {
        return native->spread(vm, args, nargs, NULL);
    }
    if (kwnames == VM_EMPTY && leaves_out_optional(native, nargs)) {
        VmValue bound[VM_NATIVE_MAX_PARAMS + 1];
        fill_optional(native, args, nargs, bound);
        return native->fn(vm, bound);
    }
    return call_bound(vm, native, args, nargs, kwnames);
}

/* ---- the type --------------------------------------------------------------------------------------------------- */

static void native_release(Vm *vm, VmObject *self)
{
    VmNative *native = (VmNative *)self;
    for (size_t i = 0; i < native->count; i++) {
        vm_unref(vm, native->params[i].name);
    }
    vm_heap_free(vm, native->params, native->count * sizeof *native->params);
    native->params = NULL;
    native->count = 0;
    vm_set_steal(vm, &native->self, VM_EMPTY);
    vm_set_steal(vm, &native->module, VM_EMPTY);
    vm_set_steal(vm, &native->name, VM_EMPTY);
}

static void native_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    VmNative *native = (VmNative *)self;
    visit(vm, native->self, context);
    visit(vm, native->module, context);
    visit(vm, native->name, context);
}

static VmValue native_qualname(Vm *vm, const VmNative *native)
{
    if (native->owner == NULL) {
        return vm_ref(native->name);
    }
    return vm_str_printf(vm, "%s.%s", native->owner->name, native->def->name);
}

static VmValue native_repr(Vm *vm, VmValue self)
{
    VmNative *native = (VmNative *)vm_to_object(self);
    if ((native->def->flags & (VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE)) != 0) {
        VmValue qualname = native_qualname(vm, native);
        int64_t id = vm_heap_identity(vm, self);
        VmValue text = qualname == VM_ERROR || id < 0 ? VM_ERROR
                                                      : vm_str_printf(vm, "<function %s at 0x%llx>",
                                                                      vm_str_data(qualname), (unsigned long long)id);
        vm_unref(vm, qualname);
        return text;
    }
    if (native->owner != NULL && native->takes_self) {
        bool slot = vm_str_size(native->name) > 4 && strncmp(native->def->name, "__", 2) == 0;
        return vm_str_printf(vm, "<%s '%s' of '%s' objects>", slot ? "slot wrapper" : "method", native->def->name,
                             native->owner->name);
    }
    return vm_str_printf(vm, "<built-in function %s>", native->def->name);
}

static VmValue native_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return vm_native_call(vm, (VmNative *)vm_to_object(self), args, nargs, kwnames);
}

static VmValue native_get(Vm *vm, VmValue self, VmValue instance, VmType *owner)
{
    VmNative *native = (VmNative *)vm_to_object(self);
    (void)owner;
    if (instance == VM_EMPTY || !native->takes_self || native->self != VM_EMPTY) {
        return vm_ref(self);
    }
    return vm_method_new(vm, self, instance);
}

static VmValue get_name(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(((VmNative *)vm_to_object(args[0]))->name);
}

static VmValue get_qualname(Vm *vm, const VmValue *args)
{
    return native_qualname(vm, (VmNative *)vm_to_object(args[0]));
}

static VmValue get_module(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(((VmNative *)vm_to_object(args[0]))->module);
}

static VmValue get_self(Vm *vm, const VmValue *args)
{
    VmValue self = ((VmNative *)vm_to_object(args[0]))->self;
    (void)vm;
    return self != VM_EMPTY ? vm_ref(self) : VM_NONE;
}

static void native_fill(VmType *type)
{
    type->release = native_release;
    type->traverse = native_traverse;
    type->repr = native_repr;
    type->call = native_call;
    type->get_descriptor = native_get;
}

static const VmNativeDef native_methods[] = {
    {"__name__", get_name, "", VM_NATIVE_PROPERTY},
    {"__qualname__", get_qualname, "", VM_NATIVE_PROPERTY},
    {"__module__", get_module, "", VM_NATIVE_PROPERTY},
    {"__self__", get_self, "", VM_NATIVE_PROPERTY},
    {NULL, NULL, NULL, 0},
};

extern const VmTypeSpec vm_type_native;
const VmTypeSpec vm_type_native = {
    .name = "builtin_function_or_method",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_NATIVE,
    .instance_size = offsetof(VmNative, dict),
    .has_dict = true,
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = native_methods,
    .fill = native_fill,
};
