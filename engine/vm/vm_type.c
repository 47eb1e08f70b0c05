#include "vm/vm_type.h"

#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_descriptor.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_generic.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_slots.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

#include <assert.h>

void vm_traverse_nothing(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    (void)vm, (void)self, (void)visit, (void)context;
}

VmValue *vm_object_dict_place(VmObject *object)
{
    const VmType *type = object->type;
    if (type->dict_offset == 0) {
        return NULL;
    }
    if (object->kind == VM_KIND_TUPLE) {
        return &((VmTuple *)object)->items[((VmTuple *)object)->count];
    }
    return (VmValue *)(void *)((char *)object + type->dict_offset);
}

/* ---- types from specs ------------------------------------------------------------------------------------------- */

VmType *vm_type_shell(Vm *vm, const VmTypeSpec *spec, VmType *base, VmType *metatype)
{
    VmType *type = (VmType *)vm_heap_object(vm, metatype, sizeof(VmType));
    if (type == NULL) {
        return NULL;
    }
    type->head.kind = VM_KIND_TYPE;
    type->name = spec->name;
    type->kind = (uint8_t)spec->kind;
    type->flags = spec->flags;
    type->instance_size = spec->instance_size;
    if (spec->fill != NULL) {
        spec->fill(type);
    }
    bool own_dict = type->dict_offset != 0; /* the layout has a place for it, which `fill` named */
    if (base != NULL) {
        type->base = base;
        vm_ref(vm_from_type(base));
        if (type->kind == VM_KIND_INSTANCE) {
            type->kind = base->kind;
        }
        if (type->instance_size < base->instance_size) {
            type->instance_size = base->instance_size;
        }
        type->dict_offset = own_dict ? type->dict_offset : base->dict_offset;
        vm_slots_inherit(type, base);
    } else {
        type->plain = 1;
    }
    /* a layout that goes beyond the base's has its dict behind its own fields */
    bool grown = type->dict_offset != 0 && spec->instance_size > type->dict_offset;
    if (!own_dict && ((spec->has_dict && type->dict_offset == 0) || grown)) {
        type->instance_size = spec->instance_size;
        type->dict_offset = (type->instance_size + 7u) & ~7u;
        type->instance_size = type->dict_offset + (uint32_t)sizeof(VmValue);
    }
    if (type->dict_offset != 0 && type->traverse == NULL) {
        type->traverse = vm_traverse_nothing; /* the dict itself is the heap's business */
    }
    return type;
}

static bool add_property(Vm *vm, VmType *type, const VmNativeDef *def, VmValue native)
{
    VmValue setter = VM_EMPTY;
    if ((def->flags & VM_NATIVE_SETTER) != 0) {
        setter = vm_native_new_method(vm, def + 1, type, VM_NONE);
        if (setter == VM_ERROR) {
            return false;
        }
    }
    VmValue property = vm_property_new(vm, native, setter, VM_EMPTY, VM_EMPTY);
    bool ok = property != VM_ERROR;
    if (ok) {
        ((VmProperty *)vm_to_object(property))->head.extra = VM_PROPERTY_NATIVE;
        VmProperty *made = (VmProperty *)vm_to_object(property);
        vm_set_steal(vm, &made->name, vm_ref(((VmNative *)vm_to_object(native))->name));
        ok = vm_dict_set(vm, type->attrs, ((VmNative *)vm_to_object(native))->name, property);
    }
    vm_unref(vm, property);
    vm_unref(vm, setter);
    return ok;
}

static bool add_method(Vm *vm, VmType *type, const VmNativeDef *def, VmValue module)
{
    VmValue native = vm_native_new_method(vm, def, type, module);
    if (native == VM_ERROR) {
        return false;
    }
    VmValue name = ((VmNative *)vm_to_object(native))->name;
    bool ok;
    if ((def->flags & VM_NATIVE_PROPERTY) != 0) {
        ok = add_property(vm, type, def, native);
    } else if ((def->flags & (VM_NATIVE_STATIC | VM_NATIVE_CLASS)) != 0) {
        VmValue wrapped =
            (def->flags & VM_NATIVE_CLASS) != 0 ? vm_classmethod_new(vm, native) : vm_staticmethod_new(vm, native);
        ok = wrapped != VM_ERROR && vm_dict_set(vm, type->attrs, name, wrapped);
        vm_unref(vm, wrapped);
    } else {
        ok = vm_dict_set(vm, type->attrs, name, native);
    }
    vm_unref(vm, native);
    return ok;
}

bool vm_type_add_methods(Vm *vm, VmType *type, const VmNativeDef *methods, VmValue module)
{
    for (const VmNativeDef *def = methods; def != NULL && def->name != NULL; def++) {
        if (!add_method(vm, type, def, module)) {
            return false;
        }
        if ((def->flags & VM_NATIVE_SETTER) != 0) {
            def++;
        }
    }
    return true;
}

/* (type, *mro of base) */
static VmValue single_mro(Vm *vm, VmType *type)
{
    VmTuple *rest = type->base != NULL ? vm_to_tuple(type->base->mro) : NULL;
    size_t count = rest != NULL ? rest->count : 0;
    VmValue mro = vm_tuple_new_blank(vm, count + 1);
    if (mro == VM_ERROR) {
        return VM_ERROR;
    }
    vm_to_tuple(mro)->items[0] = vm_ref(vm_from_type(type));
    for (size_t i = 0; i < count; i++) {
        vm_to_tuple(mro)->items[i + 1] = vm_ref(rest->items[i]);
    }
    return mro;
}

bool vm_type_register(Vm *vm, VmType *base, VmType *type)
{
    if (base->subclass_count == base->subclass_capacity) {
        uint32_t capacity = base->subclass_capacity == 0 ? 4 : base->subclass_capacity * 2;
        VmType **grown = vm_heap_resize(vm, base->subclasses, base->subclass_capacity * sizeof(VmType *),
                                        capacity * sizeof(VmType *));
        if (grown == NULL) {
            return false;
        }
        base->subclasses = grown;
        base->subclass_capacity = capacity;
    }
    base->subclasses[base->subclass_count++] = type;
    return true;
}

static void unregister(VmType *base, const VmType *type)
{
    for (uint32_t i = 0; i < base->subclass_count; i++) {
        if (base->subclasses[i] == type) {
            memmove(base->subclasses + i, base->subclasses + i + 1, (--base->subclass_count - i) * sizeof(VmType *));
            return;
        }
    }
}

bool vm_type_finish(Vm *vm, VmType *type, const VmTypeSpec *spec)
{
    const char *dot = strrchr(spec->name, '.');
    const char *short_name = dot != NULL ? dot + 1 : spec->name;
    type->name_str = vm_intern_c(vm, short_name);
    type->qualname = vm_ref(type->name_str);
    type->module = vm_intern_c(vm, spec->module != NULL ? spec->module : "builtins");
    type->attrs = vm_dict_new(vm);
    type->mro = single_mro(vm, type);
    VmValue base = type->base != NULL ? vm_from_type(type->base) : VM_EMPTY;
    type->bases = vm_tuple_new(vm, &base, base != VM_EMPTY);
    if (type->name_str == VM_ERROR || type->module == VM_ERROR || type->attrs == VM_ERROR || type->mro == VM_ERROR ||
        type->bases == VM_ERROR) {
        return false;
    }
    if (type->base != NULL && !vm_type_register(vm, type->base, type)) {
        return false;
    }
    return vm_type_add_methods(vm, type, spec->methods, type->module) && vm_slots_add_wrappers(vm, type);
}

VmType *vm_type_new(Vm *vm, const VmTypeSpec *spec, VmType *base)
{
    VmType *type = vm_type_shell(vm, spec, base != NULL ? base : vm->types[spec->base], vm->types[VM_TYPE_TYPE]);
    if (type != NULL && !vm_type_finish(vm, type, spec)) {
        vm_unref(vm, vm_from_type(type));
        return NULL;
    }
    return type;
}

/* ---- the type `type` -------------------------------------------------------------------------------------------- */

static void type_release(Vm *vm, VmObject *self)
{
    VmType *type = (VmType *)self;
    VmTuple *bases = vm_is_object(type->bases) ? vm_to_tuple(type->bases) : NULL;
    for (size_t i = 0; bases != NULL && i < bases->count; i++) {
        if (vm_is_object(bases->items[i])) {
            unregister(vm_to_type(bases->items[i]), type);
        }
    }
    VmValue *const owned[] = {&type->name_str, &type->qualname, &type->module, &type->bases,
                              &type->mro,      &type->attrs,    &type->dict};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) {
        vm_set_steal(vm, owned[i], VM_EMPTY);
    }
    vm_heap_free(vm, type->subclasses, type->subclass_capacity * sizeof(VmType *));
    type->subclasses = NULL;
    type->subclass_count = type->subclass_capacity = 0;
    if (type->base != NULL) {
        vm_unref(vm, vm_from_type(type->base));
    }
}

static void type_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    VmType *type = (VmType *)self;
    visit(vm, type->name_str, context);
    visit(vm, type->qualname, context);
    visit(vm, type->module, context);
    visit(vm, type->bases, context);
    visit(vm, type->mro, context);
    visit(vm, type->attrs, context);
    visit(vm, type->dict, context);
    if (type->base != NULL) {
        visit(vm, vm_from_type(type->base), context);
    }
}

VmValue vm_type_display(Vm *vm, const VmType *type)
{
    if (!vm_is_str(type->qualname) || !vm_is_str(type->module) || vm_str_equal_c(type->module, "builtins")) {
        return vm_str_c(vm, vm_is_str(type->qualname) ? vm_str_data(type->qualname) : type->name);
    }
    return vm_str_printf(vm, "%s.%s", vm_str_data(type->module), vm_str_data(type->qualname));
}

static VmValue type_repr(Vm *vm, VmValue self)
{
    VmValue display = vm_type_display(vm, vm_to_type(self));
    VmValue text = display == VM_ERROR ? VM_ERROR : vm_str_printf(vm, "<class '%s'>", vm_str_data(display));
    vm_unref(vm, display);
    return text;
}

static VmValue type_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return vm_type_call(vm, vm_to_type(self), args, nargs, kwnames);
}

static VmValue type_get_attr(Vm *vm, VmValue self, VmValue name)
{
    return vm_type_get_attr(vm, vm_to_type(self), name);
}

static bool type_set_attr(Vm *vm, VmValue self, VmValue name, VmValue value)
{
    VmType *type = vm_to_type(self);
    if ((type->flags & VM_TYPE_CLASS) == 0) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "cannot set '%s' attribute of immutable type '%s'", vm_str_data(name),
                 type->name);
        return false;
    }
    return vm_type_set_attr(vm, type, name, value);
}

static VmValue type_make(Vm *vm, VmType *metatype, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (metatype == vm->types[VM_TYPE_TYPE] && nargs == 1 && kwnames == VM_EMPTY) {
        return vm_ref(vm_from_type(vm_type_of(vm, args[0])));
    }
    VmValue bound[4] = {VM_EMPTY};
    if (nargs != 3) {
        return metatype == vm->types[VM_TYPE_TYPE]
                   ? vm_raise(vm, VM_EXC_TYPE_ERROR, "type() takes 1 or 3 arguments")
                   : vm_raise(vm, VM_EXC_TYPE_ERROR, "type.__new__() takes exactly 3 arguments (%zu given)", nargs);
    }
    if (!vm_args_parse(vm, "type", "name, bases, dict, /, **kwds", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    VmValue result = VM_ERROR;
    if (!vm_is_str(bound[0])) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "type.__new__() argument 1 must be str, not %s", vm_type_name(vm, bound[0]));
    } else if (!vm_is_tuple(bound[1])) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "type.__new__() argument 2 must be tuple, not %s", vm_type_name(vm, bound[1]));
    } else if (!vm_is_dict(bound[2])) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "type.__new__() argument 3 must be dict, not %s", vm_type_name(vm, bound[2]));
    } else if (metatype == vm->types[VM_TYPE_TYPE]) {
        result = vm_class_new(vm, bound[0], bound[1], bound[2], bound[3]);
    } else {
        result = vm_class_of_metaclass(vm, metatype, bound[0], bound[1], bound[2], bound[3]);
    }
    vm_unref(vm, bound[3]);
    return result;
}

static VmValue type_or(Vm *vm, VmValue left, VmValue right)
{
    return vm_union_new(vm, left, right);
}

/* Class[item]: __class_getitem__. */
static VmValue type_get_item(Vm *vm, VmValue self, VmValue key)
{
    if (self == vm_from_type(vm->types[VM_TYPE_TYPE])) {
        return vm_generic_alias_new(vm, self, key);
    }
    bool error;
    VmValue method = vm_get_attr_maybe(vm, self, vm_name(vm, VM_NAME_CLASS_GETITEM), &error);
    if (method == VM_EMPTY) {
        return error ? VM_ERROR
                     : vm_raise(vm, VM_EXC_TYPE_ERROR, "type '%s' is not subscriptable", vm_to_type(self)->name);
    }
    VmValue result = vm_call1(vm, method, key);
    vm_unref(vm, method);
    return result;
}

static VmValue type_mro_method(Vm *vm, const VmValue *args)
{
    return vm_list_from(vm, vm_to_type(args[0])->mro);
}

static VmValue type_subclasses(Vm *vm, const VmValue *args)
{
    VmType *type = vm_to_type(args[0]);
    VmValue list = vm_list_new_empty(vm, type->subclass_count);
    for (uint32_t i = 0; list != VM_ERROR && i < type->subclass_count; i++) {
        if (!vm_list_append(vm, list, vm_from_type(type->subclasses[i]))) {
            vm_unref(vm, list);
            return VM_ERROR;
        }
    }
    return list;
}

static VmValue type_instancecheck(Vm *vm, const VmValue *args)
{
    return vm_from_bool(vm_is_instance(vm, args[1], vm_to_type(args[0])));
}

static VmValue type_subclasscheck(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(vm_is_type(args[1]) && vm_type_is_subtype(vm_to_type(args[1]), vm_to_type(args[0])));
}

/* type.__init__(cls, name, bases, namespace, **keywords): all is done. */
static VmValue type_init(Vm *vm, const VmValue *args)
{
    size_t count = vm_to_tuple(args[1])->count;
    if (count != 1 && count != 3) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "type.__init__() takes 1 or 3 arguments");
    }
    return VM_NONE;
}

static VmValue type_prepare(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_dict_new(vm);
}

static void type_fill(VmType *type)
{
    type->release = type_release;
    type->traverse = type_traverse;
    type->repr = type_repr;
    type->call = type_call;
    type->get_attr = type_get_attr;
    type->set_attr = type_set_attr;
    type->make = type_make;
    type->get_item = type_get_item;
    type->binary[VM_BINARY_OR] = type_or;
}

static const VmNativeDef type_methods[] = {
    {"__init__", type_init, "*args, **kwargs", 0},
    {"__prepare__", type_prepare, "*args, **kwargs", VM_NATIVE_CLASS},
    {"mro", type_mro_method, "", 0},
    {"__subclasses__", type_subclasses, "", 0},
    {"__instancecheck__", type_instancecheck, "instance, /", 0},
    {"__subclasscheck__", type_subclasscheck, "subclass, /", 0},
    {NULL, NULL, NULL, 0},
};

const VmTypeSpec vm_type_type = {
    .name = "type",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_TYPE,
    .instance_size = sizeof(VmType),
    .flags = VM_TYPE_FOREVER,
    .methods = type_methods,
    .fill = type_fill,
};
