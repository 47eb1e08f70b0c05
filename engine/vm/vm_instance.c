#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_cost.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_slots.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type.h"

VmValue vm_instance_new(Vm *vm, VmType *type)
{
    return vm_from_object(vm_heap_object(vm, type, type->instance_size));
}

static VmValue raise_abstract(Vm *vm, VmType *type)
{
    bool error;
    VmValue set = vm_get_attr_maybe(vm, vm_from_type(type), vm_name(vm, VM_NAME_ABSTRACTMETHODS), &error);
    VmValue names = set != VM_EMPTY ? vm_list_from(vm, set) : vm_list_new_empty(vm, 0);
    vm_unref(vm, set);
    if (names == VM_ERROR || !vm_list_sort(vm, names, VM_EMPTY, false)) {
        vm_unref(vm, names);
        return VM_ERROR;
    }
    VmValue separator = vm_str_c(vm, ", ");
    VmValue text = separator == VM_ERROR ? VM_ERROR : vm_str_join(vm, separator, names);
    if (text != VM_ERROR) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "Can't instantiate abstract class %s with abstract method%s %s", type->name,
                 vm_to_list(names)->count == 1 ? "" : "s", vm_str_data(text));
    }
    vm_unref(vm, separator);
    vm_unref(vm, text);
    vm_unref(vm, names);
    return VM_ERROR;
}

VmValue vm_object_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args;
    if (nargs != 0 || kwnames != VM_EMPTY) {
        if (type->make != vm_object_make) {
            return vm_raise(vm, VM_EXC_TYPE_ERROR,
                            "object.__new__() takes exactly one argument (the type to instantiate)");
        }
        if (type->init == NULL) {
            return vm_raise(vm, VM_EXC_TYPE_ERROR, "%s() takes no arguments", type->name);
        }
    }
    if ((type->flags & VM_TYPE_ABSTRACT) != 0) {
        return raise_abstract(vm, type);
    }
    return vm_instance_new(vm, type);
}

VmValue vm_type_call(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if ((type->flags & VM_TYPE_NO_MAKE) != 0) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "cannot create '%s' instances", type->name);
    }
    vm_cost_add(vm, VM_COST_MAKE, 1);
    VmValue object = type->make(vm, type, args, nargs, kwnames);
    if (object == VM_ERROR || !vm_is_object(object)) {
        return object;
    }
    VmType *made = vm_to_object(object)->type;
    if (made->init != NULL && vm_type_is_subtype(made, type) && !made->init(vm, object, args, nargs, kwnames)) {
        vm_unref(vm, object);
        return VM_ERROR;
    }
    return object;
}

VmValue vm_type_script_init_borrow(Vm *vm, VmType *type, VmValue *instance)
{
    *instance = VM_EMPTY;
    if (type->make != vm_object_make || !vm_slots_init_is_script(type) || (type->flags & VM_TYPE_ABSTRACT) != 0 ||
        type->head.type->call != vm->types[VM_TYPE_TYPE]->call) {
        return VM_EMPTY;
    }
    VmValue init = vm_type_lookup_borrow(vm, type, vm_name(vm, VM_NAME_INIT));
    if (!vm_has_kind(init, VM_KIND_FUNCTION)) {
        return VM_EMPTY;
    }
    vm_cost_add(vm, VM_COST_MAKE, 1);
    vm_cost_add(vm, VM_COST_INIT, 1);
    *instance = vm_instance_new(vm, type);
    return *instance == VM_ERROR ? VM_EMPTY : init;
}

/* ---- isinstance, issubclass ------------------------------------------------------------------------------------- */

/* A metatype of its own may answer (abstract base classes): 1, 0, -1; 2 when there is none. */
static int ask_metatype(Vm *vm, VmType *type, VmNameId question, VmValue about)
{
    VmType *meta = type->head.type;
    if (meta == vm->types[VM_TYPE_TYPE]) {
        return 2;
    }
    VmValue name = vm_name(vm, question);
    if (vm_type_lookup_borrow(vm, meta, name) == vm_type_lookup_borrow(vm, vm->types[VM_TYPE_TYPE], name)) {
        return 2;
    }
    VmValue answer = vm_call_special(vm, vm_from_type(type), name, &about, 1, NULL);
    if (answer == VM_ERROR) {
        return -1;
    }
    int truth = vm_truth(vm, answer);
    vm_unref(vm, answer);
    return truth;
}

typedef int (*OneFn)(Vm *vm, VmValue about, VmType *type);

static int is_instance_of_one(Vm *vm, VmValue object, VmType *type)
{
    if (vm_is_instance(vm, object, type)) {
        return 1;
    }
    int answer = ask_metatype(vm, type, VM_NAME_INSTANCECHECK, object);
    return answer == 2 ? 0 : answer;
}

static int is_subclass_of_one(Vm *vm, VmValue about, VmType *type)
{
    if (vm_type_is_subtype(vm_to_type(about), type)) {
        return 1;
    }
    int answer = ask_metatype(vm, type, VM_NAME_SUBCLASSCHECK, about);
    return answer == 2 ? 0 : answer;
}

/* What is no class may answer with a method of its own (typing's forms). */
static int ask_object(Vm *vm, VmValue about, VmValue object, OneFn one, const char *complaint)
{
    bool missing;
    VmValue name = vm_name(vm, one == is_instance_of_one ? VM_NAME_INSTANCECHECK : VM_NAME_SUBCLASSCHECK);
    VmValue answer = vm_call_special(vm, object, name, &about, 1, &missing);
    if (missing) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "%s", complaint);
    }
    int truth = answer == VM_ERROR ? -1 : vm_truth(vm, answer);
    vm_unref(vm, answer);
    return truth;
}

static int any_class(Vm *vm, VmValue about, VmValue classes, OneFn one, const char *complaint)
{
    if (vm_is_type(classes)) {
        return one(vm, about, vm_to_type(classes));
    }
    VmValue members = vm_is_tuple(classes) ? classes : vm_union_args_borrow(vm, classes);
    if (members == VM_EMPTY) {
        return ask_object(vm, about, classes, one, complaint);
    }
    for (size_t i = 0; i < vm_to_tuple(members)->count; i++) {
        VmValue member = vm_to_tuple(members)->items[i];
        if (member == VM_NONE && members != classes) {
            member = vm_from_type(vm->types[VM_TYPE_NONE]);
        }
        int answer = any_class(vm, about, member, one, complaint);
        if (answer != 0) {
            return answer;
        }
    }
    return 0;
}

int vm_isinstance(Vm *vm, VmValue object, VmValue classes)
{
    if (vm_is_object(classes) && vm_to_object(classes)->type == vm->types[VM_TYPE_GENERIC_ALIAS]) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "isinstance() argument 2 cannot be a parameterized generic");
        return -1;
    }
    return any_class(vm, object, classes, is_instance_of_one,
                     "isinstance() arg 2 must be a type, a tuple of types, or a union");
}

int vm_issubclass(Vm *vm, VmValue type, VmValue classes)
{
    if (!vm_is_type(type)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "issubclass() arg 1 must be a class");
        return -1;
    }
    if (vm_is_object(classes) && vm_to_object(classes)->type == vm->types[VM_TYPE_GENERIC_ALIAS]) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "issubclass() argument 2 cannot be a parameterized generic");
        return -1;
    }
    return any_class(vm, type, classes, is_subclass_of_one,
                     "issubclass() arg 2 must be a class, a tuple of classes, or a union");
}
