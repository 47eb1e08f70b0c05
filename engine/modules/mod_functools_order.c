/* functools: total_ordering, cmp_to_key, singledispatch. */
#include "modules/mod_functools.h"
#include "modules/mod_support.h"
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* ---- total_ordering --------------------------------------------------------------------------------------------- */

/* How `wanted` follows from the result r of `root`: not r, or r combined with (in)equality. */
typedef enum Rule { RULE_NOT, RULE_NOT_AND_NE, RULE_NOT_OR_EQ, RULE_AND_NE, RULE_OR_EQ } Rule;

static VmValue follow(Vm *vm, VmCompare root, Rule rule, const VmValue *args)
{
    VmValue result = vm_call_method(vm, args[0], vm_name(vm, VM_NAME_COMPARE + root), &args[1], 1);
    if (result == VM_ERROR || result == VM_NOT_IMPLEMENTED) {
        return result;
    }
    int truth = vm_truth(vm, result);
    if (truth < 0 || rule == RULE_NOT) {
        vm_unref(vm, result);
        return truth < 0 ? VM_ERROR : vm_from_bool(!truth);
    }
    bool negated = rule == RULE_NOT_AND_NE || rule == RULE_NOT_OR_EQ;
    bool both = rule == RULE_NOT_AND_NE || rule == RULE_AND_NE;
    bool so_far = negated ? !truth : truth;
    if (so_far != both) { /* `and` of false, `or` of true */
        if (negated) {
            vm_unref(vm, result);
            return vm_from_bool(so_far);
        }
        return result;
    }
    vm_unref(vm, result);
    return vm_compare(vm, both ? VM_COMPARE_NE : VM_COMPARE_EQ, args[0], args[1]);
}

/* X(wanted, root, rule), by root */
#define ORDER_TABLE(X)                                                                                                 \
    X(GT, LT, NOT_AND_NE)                                                                                              \
    X(LE, LT, OR_EQ)                                                                                                   \
    X(GE, LT, NOT)                                                                                                     \
    X(GE, LE, NOT_OR_EQ)                                                                                               \
    X(LT, LE, AND_NE)                                                                                                  \
    X(GT, LE, NOT)                                                                                                     \
    X(LT, GT, NOT_AND_NE) X(GE, GT, OR_EQ) X(LE, GT, NOT) X(LE, GE, NOT_OR_EQ) X(GT, GE, AND_NE) X(LT, GE, NOT)

#define ORDER_FUNCTION(wanted, root, rule)                                                                             \
    static VmValue order_##wanted##_from_##root(Vm *vm, const VmValue *args)                                           \
    {                                                                                                                  \
        return follow(vm, VM_COMPARE_##root, RULE_##rule, args);                                                       \
    }
ORDER_TABLE(ORDER_FUNCTION)
#undef ORDER_FUNCTION

typedef struct Order {
    VmCompare wanted, root;
    VmNativeDef def;
} Order;

static const Order orders[] = {
#define DUNDER_LT "__lt__"
#define DUNDER_LE "__le__"
#define DUNDER_GT "__gt__"
#define DUNDER_GE "__ge__"
#define ORDER_ENTRY(wanted, root, rule)                                                                                \
    {VM_COMPARE_##wanted,                                                                                              \
     VM_COMPARE_##root,                                                                                                \
     {DUNDER_##wanted, order_##wanted##_from_##root, "other", VM_NATIVE_PYTHON}},
    ORDER_TABLE(ORDER_ENTRY)
#undef ORDER_ENTRY
};

static bool defines(Vm *vm, const VmType *type, VmCompare op)
{
    VmValue name = vm_name(vm, VM_NAME_COMPARE + op);
    return vm_type_lookup_borrow(vm, type, name) != vm_type_lookup_borrow(vm, vm->types[VM_TYPE_OBJECT], name);
}

VmValue mod_functools_total_ordering(Vm *vm, const VmValue *args)
{
    static const VmCompare preferred[] = {VM_COMPARE_LT, VM_COMPARE_LE, VM_COMPARE_GT, VM_COMPARE_GE};
    if (!vm_is_type(args[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "total_ordering expects a class");
    }
    VmType *type = vm_to_type(args[0]);
    size_t root = 0;
    while (root < 4 && !defines(vm, type, preferred[root])) {
        root++;
    }
    if (root == 4) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "must define at least one ordering operation: < > <= >=");
    }
    bool defined[VM_COMPARE_COUNT];
    for (int op = 0; op < VM_COMPARE_COUNT; op++) {
        defined[op] = defines(vm, type, (VmCompare)op);
    }
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        if (orders[i].root != preferred[root] || defined[orders[i].wanted]) {
            continue;
        }
        VmValue function = vm_native_new_method(vm, &orders[i].def, type, type->module);
        bool done = function != VM_ERROR &&
                    vm_type_set_attr(vm, type, vm_name(vm, VM_NAME_COMPARE + orders[i].wanted), function);
        vm_unref(vm, function);
        if (!done) {
            return VM_ERROR;
        }
    }
    return vm_ref(args[0]);
}

/* ---- cmp_to_key ------------------------------------------------------------------------------------------------- */

typedef struct Key {
    VmObject head;
    VmValue compare;
    VmValue object;
} Key;

static Key *key_of(VmValue self)
{
    return (Key *)vm_to_object(self);
}

static VmValue new_key(Vm *vm, VmValue compare, VmValue object)
{
    VmType *type = mod_kept_type(vm, MOD_KEPT_KEY_WRAPPER, "functools");
    VmValue self = type == NULL ? VM_ERROR : vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        key_of(self)->compare = vm_ref(compare);
        key_of(self)->object = object == VM_EMPTY ? VM_EMPTY : vm_ref(object);
    }
    return self;
}

static VmValue key_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue object;
    if (!vm_args_parse(vm, "K", "obj", args, nargs, kwnames, &object)) {
        return VM_ERROR;
    }
    return new_key(vm, key_of(self)->compare, object);
}

static VmValue key_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if (!vm_is_object(other) || vm_to_object(other)->type != vm_to_object(self)->type) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "other argument must be K instance");
    }
    VmValue a = key_of(self)->object, b = key_of(other)->object;
    if (a == VM_EMPTY || b == VM_EMPTY) {
        return vm_raise(vm, VM_EXC_ATTRIBUTE_ERROR, "object");
    }
    VmValue order = vm_call2(vm, key_of(self)->compare, a, b);
    if (order == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue result = vm_compare(vm, op, order, vm_from_int(0));
    vm_unref(vm, order);
    return result;
}

static void key_release(Vm *vm, VmObject *object)
{
    vm_unref(vm, ((Key *)object)->compare);
    vm_unref(vm, ((Key *)object)->object);
}

static void key_traverse(Vm *vm, VmObject *object, VmVisit visit, void *context)
{
    visit(vm, ((Key *)object)->compare, context);
    visit(vm, ((Key *)object)->object, context);
}

static VmValue key_object(Vm *vm, const VmValue *args)
{
    VmValue object = key_of(args[0])->object;
    return object == VM_EMPTY ? vm_raise(vm, VM_EXC_ATTRIBUTE_ERROR, "obj") : vm_ref(object);
}

static const VmNativeDef key_methods[] = {
    {"obj", key_object, "", VM_NATIVE_PROPERTY},
    {0},
};

static void key_fill(VmType *type)
{
    type->call = key_call;
    type->compare = key_compare;
    type->release = key_release;
    type->traverse = key_traverse;
}

const VmTypeSpec mod_functools_key_type = {
    .name = "KeyWrapper",
    .module = "functools",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Key),
    .flags = VM_TYPE_NO_MAKE,
    .methods = key_methods,
    .fill = key_fill,
};

VmValue mod_functools_cmp_to_key(Vm *vm, const VmValue *args)
{
    return new_key(vm, args[0], VM_EMPTY);
}

/* ---- singledispatch --------------------------------------------------------------------------------------------- */

/* The implementation for a type: that of the first class in its mro which has one; borrowed. */
static VmValue find_implementation(Vm *vm, VmValue registry, const VmType *type)
{
    const VmTuple *mro = vm_to_tuple(type->mro);
    for (size_t i = 0; i < mro->count; i++) {
        VmValue found = vm_dict_get_borrow(vm, registry, mro->items[i]);
        if (found != VM_EMPTY || vm_error_pending(vm)) {
            return found;
        }
    }
    return VM_EMPTY;
}

typedef struct Dispatch {
    VmObject head;
    VmValue registry; /* dict: class -> function */
} Dispatch;

static VmValue registry_of(VmValue self)
{
    return ((Dispatch *)vm_to_object(self))->registry;
}

static VmValue dispatch_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (nargs == 0) {
        VmValue name = vm_get_attr_c(vm, self, "__name__");
        if (name != VM_ERROR) {
            (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "%s requires at least 1 positional argument",
                           vm_is_str(name) ? vm_str_data(name) : "singledispatch function");
            vm_unref(vm, name);
        }
        return VM_ERROR;
    }
    VmValue function = find_implementation(vm, registry_of(self), vm_type_of(vm, args[0]));
    if (function == VM_EMPTY) {
        return VM_ERROR;
    }
    vm_ref(function);
    VmValue result = vm_call(vm, function, args, nargs, kwnames);
    vm_unref(vm, function);
    return result;
}

static VmValue dispatch_get(Vm *vm, VmValue self, VmValue instance, VmType *owner)
{
    (void)owner;
    return instance == VM_EMPTY || instance == VM_NONE ? vm_ref(self) : vm_method_new(vm, self, instance);
}

static void dispatch_release(Vm *vm, VmObject *object)
{
    vm_unref(vm, ((Dispatch *)object)->registry);
}

static void dispatch_traverse(Vm *vm, VmObject *object, VmVisit visit, void *context)
{
    visit(vm, ((Dispatch *)object)->registry, context);
}

static VmValue dispatch_registry(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(registry_of(args[0]));
}

static VmValue dispatch_find(Vm *vm, const VmValue *args)
{
    if (!vm_is_type(args[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "dispatch() argument must be a class");
    }
    VmValue found = find_implementation(vm, registry_of(args[0]), vm_to_type(args[1]));
    return found == VM_EMPTY ? VM_ERROR : vm_ref(found);
}

/* register(cls) as a decorator: self is (registry, class). */
static VmValue dispatch_decorate(Vm *vm, const VmValue *args)
{
    const VmTuple *self = vm_to_tuple(args[0]);
    return vm_dict_set(vm, self->items[0], self->items[1], args[1]) ? vm_ref(args[1]) : VM_ERROR;
}

/* The class that the first annotation of a function names; owned. */
static VmValue annotated_class(Vm *vm, VmValue function)
{
    uint32_t position = 0;
    VmValue key, value;
    VmValue annotations = vm_get_attr_c(vm, function, "__annotations__");
    if (annotations == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue found = VM_EMPTY;
    if (vm_is_dict(annotations) && vm_dict_walk(vm_to_dict(annotations), &position, &key, &value)) {
        found = vm_ref(value);
    }
    vm_unref(vm, annotations);
    if (found == VM_EMPTY || !vm_is_type(found)) {
        vm_unref(vm, found);
        VmValue shown = vm_repr(vm, function);
        if (shown != VM_ERROR) {
            (void)vm_raise(vm, VM_EXC_TYPE_ERROR,
                           "Invalid first argument to `register()`: %s. Use either `@register(some_class)` or plain "
                           "`@register` on an annotated function.",
                           vm_str_data(shown));
            vm_unref(vm, shown);
        }
        return VM_ERROR;
    }
    return found;
}

static VmValue dispatch_register(Vm *vm, const VmValue *args)
{
    static const VmNativeDef def = {"register", dispatch_decorate, "func", VM_NATIVE_PYTHON};
    VmValue registry = registry_of(args[0]);
    if (vm_is_type(args[1])) {
        if (args[2] != VM_EMPTY && args[2] != VM_NONE) {
            return vm_dict_set(vm, registry, args[1], args[2]) ? vm_ref(args[2]) : VM_ERROR;
        }
        VmValue self = vm_tuple_pack2(vm, registry, args[1]);
        VmValue decorator = self == VM_ERROR ? VM_ERROR : vm_native_new_bound(vm, &def, self);
        vm_unref(vm, self);
        return decorator;
    }
    VmValue type = annotated_class(vm, args[1]);
    bool done = type != VM_ERROR && vm_dict_set(vm, registry, type, args[1]);
    vm_unref(vm, type);
    return done ? vm_ref(args[1]) : VM_ERROR;
}

static const VmNativeDef dispatch_methods[] = {
    {"dispatch", dispatch_find, "cls", VM_NATIVE_PYTHON},
    {"register", dispatch_register, "cls, func=", VM_NATIVE_PYTHON},
    {"registry", dispatch_registry, "", VM_NATIVE_PROPERTY},
    {0},
};

static void dispatch_fill(VmType *type)
{
    type->call = dispatch_call;
    type->get_descriptor = dispatch_get;
    type->release = dispatch_release;
    type->traverse = dispatch_traverse;
}

const VmTypeSpec mod_functools_dispatch_type = {
    .name = "singledispatch_function",
    .module = "functools",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Dispatch),
    .has_dict = true,
    .flags = VM_TYPE_NO_MAKE,
    .methods = dispatch_methods,
    .fill = dispatch_fill,
};

VmValue mod_functools_singledispatch(Vm *vm, const VmValue *args)
{
    VmType *type = mod_kept_type(vm, MOD_KEPT_SINGLE_DISPATCH, "functools");
    VmValue self = type == NULL ? VM_ERROR : vm_instance_new(vm, type);
    if (self == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue registry = vm_dict_new(vm);
    ((Dispatch *)vm_to_object(self))->registry = registry;
    if (registry == VM_ERROR || !vm_dict_set(vm, registry, vm_from_type(vm->types[VM_TYPE_OBJECT]), args[0]) ||
        !mod_functools_wrap(vm, self, args[0])) {
        vm_unref(vm, self);
        return VM_ERROR;
    }
    return self;
}
