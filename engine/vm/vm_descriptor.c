#include "vm/vm_descriptor.h"

#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

/* ---- property --------------------------------------------------------------------------------------------------- */

static VmProperty *to_property(VmValue v)
{
    return (VmProperty *)vm_to_object(v);
}

static VmValue given(VmValue v)
{
    return v == VM_NONE ? VM_EMPTY : vm_ref(v);
}

static VmValue property_of(Vm *vm, VmType *type, VmValue get, VmValue set, VmValue del, VmValue doc)
{
    VmProperty *property = (VmProperty *)vm_heap_object(vm, type, type->instance_size);
    if (property != NULL) {
        property->get = given(get);
        property->set = given(set);
        property->del = given(del);
        property->doc = vm_ref(doc);
    }
    return vm_from_object(property);
}

VmValue vm_property_new(Vm *vm, VmValue get, VmValue set, VmValue del, VmValue doc)
{
    return property_of(vm, vm->types[VM_TYPE_PROPERTY], get, set, del, doc);
}

static void property_release(Vm *vm, VmObject *self)
{
    VmProperty *property = (VmProperty *)self;
    VmValue *const owned[] = {&property->get, &property->set, &property->del, &property->doc, &property->name};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) {
        vm_set_steal(vm, owned[i], VM_EMPTY);
    }
}

static void property_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    VmProperty *property = (VmProperty *)self;
    visit(vm, property->get, context);
    visit(vm, property->set, context);
    visit(vm, property->del, context);
    visit(vm, property->doc, context);
    visit(vm, property->name, context);
}

static VmValue property_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[4];
    if (!vm_args_parse(vm, "property", "fget=, fset=, fdel=, doc=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    return property_of(vm, type, bound[0], bound[1], bound[2], bound[3]);
}

/* "property 'x' of 'Point' object has no setter" */
static bool raise_lacks(Vm *vm, VmProperty *property, VmValue instance, const char *what)
{
    const char *owner = vm_type_name(vm, instance);
    if ((property->head.extra & VM_PROPERTY_NATIVE) != 0) {
        vm_raise(vm, VM_EXC_ATTRIBUTE_ERROR, "attribute '%s' of '%s' objects is not writable",
                 vm_str_data(property->name), owner);
    } else if (vm_is_str(property->name)) {
        vm_raise(vm, VM_EXC_ATTRIBUTE_ERROR, "property '%s' of '%s' object has no %s", vm_str_data(property->name),
                 owner, what);
    } else {
        vm_raise(vm, VM_EXC_ATTRIBUTE_ERROR, "property of '%s' object has no %s", owner, what);
    }
    return false;
}

static VmValue property_get(Vm *vm, VmValue self, VmValue instance, VmType *owner)
{
    (void)owner;
    VmProperty *property = to_property(self);
    if (instance == VM_EMPTY) {
        return vm_ref(self);
    }
    if (property->get == VM_EMPTY) {
        raise_lacks(vm, property, instance, "getter");
        return VM_ERROR;
    }
    return vm_call1(vm, property->get, instance);
}

static bool property_set(Vm *vm, VmValue self, VmValue instance, VmValue value)
{
    VmProperty *property = to_property(self);
    VmValue result;
    if ((property->head.extra & VM_PROPERTY_NATIVE) != 0 && property->set != VM_EMPTY) {
        VmValue args[2] = {instance, value};
        result = ((VmNative *)vm_to_object(property->set))->fn(vm, args);
    } else if (value != VM_EMPTY) {
        if (property->set == VM_EMPTY) {
            return raise_lacks(vm, property, instance, "setter");
        }
        result = vm_call2(vm, property->set, instance, value);
    } else {
        if (property->del == VM_EMPTY) {
            return raise_lacks(vm, property, instance, "deleter");
        }
        result = vm_call1(vm, property->del, instance);
    }
    vm_unref(vm, result);
    return result != VM_ERROR;
}

static VmValue copy_with(Vm *vm, VmValue self, VmValue get, VmValue set, VmValue del)
{
    VmProperty *old = to_property(self);
    VmValue copy = property_of(vm, old->head.type, get != VM_EMPTY ? get : old->get, set != VM_EMPTY ? set : old->set,
                               del != VM_EMPTY ? del : old->del, old->doc);
    if (copy != VM_ERROR) {
        to_property(copy)->name = vm_ref(old->name);
    }
    return copy;
}

static VmValue property_getter(Vm *vm, const VmValue *args)
{
    return copy_with(vm, args[0], args[1], VM_EMPTY, VM_EMPTY);
}

static VmValue property_setter(Vm *vm, const VmValue *args)
{
    return copy_with(vm, args[0], VM_EMPTY, args[1], VM_EMPTY);
}

static VmValue property_deleter(Vm *vm, const VmValue *args)
{
    return copy_with(vm, args[0], VM_EMPTY, VM_EMPTY, args[1]);
}

static VmValue or_none(VmValue v)
{
    return v == VM_EMPTY ? VM_NONE : vm_ref(v);
}

static VmValue property_fget(Vm *vm, const VmValue *args)
{
    (void)vm;
    return or_none(to_property(args[0])->get);
}

static VmValue property_fset(Vm *vm, const VmValue *args)
{
    (void)vm;
    return or_none(to_property(args[0])->set);
}

static VmValue property_fdel(Vm *vm, const VmValue *args)
{
    (void)vm;
    return or_none(to_property(args[0])->del);
}

static VmValue property_doc(Vm *vm, const VmValue *args)
{
    VmProperty *property = to_property(args[0]);
    if (property->doc != VM_EMPTY || property->get == VM_EMPTY) {
        return or_none(property->doc);
    }
    return vm_get_attr(vm, property->get, vm_name(vm, VM_NAME_DOC));
}

static VmValue property_abstract(Vm *vm, const VmValue *args)
{
    VmProperty *property = to_property(args[0]);
    VmValue parts[3] = {property->get, property->set, property->del};
    for (size_t i = 0; i < 3; i++) {
        bool error = false;
        VmValue mark = parts[i] == VM_EMPTY
                           ? VM_EMPTY
                           : vm_get_attr_maybe(vm, parts[i], vm_name(vm, VM_NAME_ISABSTRACTMETHOD), &error);
        int truth = mark == VM_EMPTY ? (error ? -1 : 0) : vm_truth(vm, mark);
        vm_unref(vm, mark);
        if (truth != 0) {
            return truth < 0 ? VM_ERROR : VM_TRUE;
        }
    }
    return VM_FALSE;
}

static void property_fill(VmType *type)
{
    type->release = property_release;
    type->traverse = property_traverse;
    type->make = property_make;
    type->get_descriptor = property_get;
    type->set_descriptor = property_set;
}

static const VmNativeDef property_methods[] = {
    {"getter", property_getter, "fget, /", 0},
    {"setter", property_setter, "fset, /", 0},
    {"deleter", property_deleter, "fdel, /", 0},
    {"fget", property_fget, "", VM_NATIVE_PROPERTY},
    {"fset", property_fset, "", VM_NATIVE_PROPERTY},
    {"fdel", property_fdel, "", VM_NATIVE_PROPERTY},
    {"__doc__", property_doc, "", VM_NATIVE_PROPERTY},
    {"__isabstractmethod__", property_abstract, "", VM_NATIVE_PROPERTY},
    {NULL, NULL, NULL, 0},
};

extern const VmTypeSpec vm_type_property;
const VmTypeSpec vm_type_property = {
    .name = "property",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_PROPERTY,
    .instance_size = offsetof(VmProperty, dict),
    .has_dict = true,
    .flags = VM_TYPE_FOREVER,
    .methods = property_methods,
    .fill = property_fill,
};

/* ---- staticmethod, classmethod ---------------------------------------------------------------------------------- */

static VmWrapper *to_wrapper(VmValue v)
{
    return (VmWrapper *)vm_to_object(v);
}

static VmValue wrapper_of(Vm *vm, VmType *type, VmValue function)
{
    VmWrapper *wrapper = (VmWrapper *)vm_heap_object(vm, type, type->instance_size);
    if (wrapper != NULL) {
        wrapper->function = vm_ref(function);
    }
    return vm_from_object(wrapper);
}

VmValue vm_staticmethod_new(Vm *vm, VmValue function)
{
    return wrapper_of(vm, vm->types[VM_TYPE_STATICMETHOD], function);
}

VmValue vm_classmethod_new(Vm *vm, VmValue function)
{
    return wrapper_of(vm, vm->types[VM_TYPE_CLASSMETHOD], function);
}

static void wrapper_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((VmWrapper *)self)->function, VM_EMPTY);
}

static void wrapper_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((VmWrapper *)self)->function, context);
}

static VmValue wrapper_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_args_no_keywords(vm, type->name, kwnames) || !vm_args_count(vm, type->name, nargs, 1, 1)) {
        return VM_ERROR;
    }
    return wrapper_of(vm, type, args[0]);
}

static VmValue wrapper_repr(Vm *vm, VmValue self)
{
    VmValue inner = vm_repr(vm, to_wrapper(self)->function);
    VmValue text =
        inner == VM_ERROR ? VM_ERROR : vm_str_printf(vm, "<%s(%s)>", vm_type_name(vm, self), vm_str_data(inner));
    vm_unref(vm, inner);
    return text;
}

static VmValue static_get(Vm *vm, VmValue self, VmValue instance, VmType *owner)
{
    (void)vm, (void)instance, (void)owner;
    return vm_ref(to_wrapper(self)->function);
}

static VmValue static_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return vm_call(vm, to_wrapper(self)->function, args, nargs, kwnames);
}

static VmValue class_get(Vm *vm, VmValue self, VmValue instance, VmType *owner)
{
    VmValue function = to_wrapper(self)->function;
    if (owner == NULL) {
        owner = vm_type_of(vm, instance);
    }
    VmType *kind = vm_type_of(vm, function);
    if (kind->get_descriptor == NULL) {
        return vm_ref(function);
    }
    return kind->get_descriptor(vm, function, vm_from_type(owner), owner->head.type);
}

static VmValue wrapper_function(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(to_wrapper(args[0])->function);
}

static VmValue wrapper_abstract(Vm *vm, const VmValue *args)
{
    bool error;
    VmValue mark = vm_get_attr_maybe(vm, to_wrapper(args[0])->function, vm_name(vm, VM_NAME_ISABSTRACTMETHOD), &error);
    return mark != VM_EMPTY || error ? mark : VM_FALSE;
}

static VmValue wrapper_attribute(Vm *vm, VmValue self, VmValue name)
{
    if (name == vm_name(vm, VM_NAME_NAME) || name == vm_name(vm, VM_NAME_QUALNAME) ||
        name == vm_name(vm, VM_NAME_MODULE) || name == vm_name(vm, VM_NAME_DOC)) {
        return vm_get_attr(vm, to_wrapper(self)->function, name);
    }
    return vm_generic_get_attr(vm, self, name);
}

static void wrapper_fill(VmType *type)
{
    type->release = wrapper_release;
    type->traverse = wrapper_traverse;
    type->make = wrapper_make;
    type->repr = wrapper_repr;
    type->get_attr = wrapper_attribute;
}

static void static_fill(VmType *type)
{
    wrapper_fill(type);
    type->get_descriptor = static_get;
    type->call = static_call;
}

static void class_fill(VmType *type)
{
    wrapper_fill(type);
    type->get_descriptor = class_get;
}

static const VmNativeDef wrapper_methods[] = {
    {"__func__", wrapper_function, "", VM_NATIVE_PROPERTY},
    {"__wrapped__", wrapper_function, "", VM_NATIVE_PROPERTY},
    {"__isabstractmethod__", wrapper_abstract, "", VM_NATIVE_PROPERTY},
    {NULL, NULL, NULL, 0},
};

extern const VmTypeSpec vm_type_staticmethod;
const VmTypeSpec vm_type_staticmethod = {
    .name = "staticmethod",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_STATICMETHOD,
    .instance_size = offsetof(VmWrapper, dict),
    .has_dict = true,
    .flags = VM_TYPE_FOREVER,
    .methods = wrapper_methods,
    .fill = static_fill,
};

extern const VmTypeSpec vm_type_classmethod;
const VmTypeSpec vm_type_classmethod = {
    .name = "classmethod",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_CLASSMETHOD,
    .instance_size = offsetof(VmWrapper, dict),
    .has_dict = true,
    .flags = VM_TYPE_FOREVER,
    .methods = wrapper_methods,
    .fill = class_fill,
};
