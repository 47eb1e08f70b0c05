/* typing's type variables, forward references and new types. */
#include "modules/mod_typing.h"
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

enum { VARIABLE_PLAIN, VARIABLE_COVARIANT, VARIABLE_CONTRAVARIANT, VARIABLE_TUPLE };

typedef struct Variable {
    VmObject head; /* extra: VARIABLE_… */
    VmValue name;
    VmValue bound;
    VmValue constraints;
} Variable;

static Variable *variable_of(VmValue v)
{
    return (Variable *)vm_to_object(v);
}

bool mod_typing_is_variable(Vm *vm, VmValue v)
{
    return mod_is_kept_type(vm, v, MOD_KEPT_TYPING_VARIABLE);
}

static VmValue variable_new(Vm *vm, VmType *type, VmValue name, VmValue bound, VmValue constraints, int variance)
{
    if (!vm_check_str(vm, name, "name")) {
        return VM_ERROR;
    }
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        vm_to_object(self)->extra = (uint8_t)variance;
        variable_of(self)->name = vm_ref(name);
        variable_of(self)->bound = mod_absent(bound) ? VM_NONE : mod_typing_convert(vm, bound);
        variable_of(self)->constraints = constraints == VM_EMPTY ? vm_tuple_new(vm, NULL, 0) : vm_ref(constraints);
        if (variable_of(self)->bound == VM_ERROR || variable_of(self)->constraints == VM_ERROR) {
            vm_unref(vm, self);
            return VM_ERROR;
        }
    }
    return self;
}

VmValue mod_typing_type_var_simple(Vm *vm, const char *name)
{
    VmValue text = vm_intern_c(vm, name);
    VmValue result = text == VM_ERROR ? VM_ERROR
                                      : variable_new(vm, vm_to_type(mod_kept_borrow(vm, MOD_KEPT_TYPING_VARIABLE)),
                                                     text, VM_NONE, VM_EMPTY, VARIABLE_PLAIN);
    vm_unref(vm, text);
    return result;
}

static VmValue variable_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[5];
    if (!vm_args_parse(vm, type->name, "name, *constraints, bound=, covariant=, contravariant=", args, nargs, kwnames,
                       bound)) {
        return VM_ERROR;
    }
    VmValue constraints = bound[1];
    int covariant = mod_flag(vm, bound[3], false);
    int contravariant = mod_flag(vm, bound[4], false);
    VmValue self = VM_ERROR;
    if (covariant < 0 || contravariant < 0) {
        self = VM_ERROR;
    } else if (covariant && contravariant) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "Bivariant types are not supported.");
    } else if (vm_to_tuple(constraints)->count == 1) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "A single constraint is not allowed");
    } else {
        int variance = covariant ? VARIABLE_COVARIANT : contravariant ? VARIABLE_CONTRAVARIANT : VARIABLE_PLAIN;
        self = variable_new(vm, type, bound[0], bound[2], constraints, variance);
    }
    vm_unref(vm, constraints);
    return self;
}

static VmValue type_var_tuple_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue name;
    return vm_args_parse(vm, "TypeVarTuple", "name", args, nargs, kwnames, &name)
               ? variable_new(vm, type, name, VM_NONE, VM_EMPTY, VARIABLE_TUPLE)
               : VM_ERROR;
}

static VmValue variable_repr(Vm *vm, VmValue self)
{
    static const char *const marks[] = {"~", "+", "-", ""};
    return vm_str_printf(vm, "%s%s", marks[vm_to_object(self)->extra], vm_str_data(variable_of(self)->name));
}

static void variable_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((Variable *)self)->name, VM_EMPTY);
    vm_set_steal(vm, &((Variable *)self)->bound, VM_EMPTY);
    vm_set_steal(vm, &((Variable *)self)->constraints, VM_EMPTY);
}

static void variable_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((Variable *)self)->bound, context);
    visit(vm, ((Variable *)self)->constraints, context);
}

static VmValue variable_name(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(variable_of(args[0])->name);
}

static VmValue variable_bound(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(variable_of(args[0])->bound);
}

static VmValue variable_constraints(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(variable_of(args[0])->constraints);
}

/* P.args and P.kwargs; *Ts */
typedef struct Part {
    VmObject head;
    VmValue variable;
    const char *name;
} Part;

static VmValue part_new(Vm *vm, VmValue variable, const char *name)
{
    VmValue self = vm_instance_new(vm, vm_to_type(mod_kept_borrow(vm, MOD_KEPT_TYPING_PARAM_PART)));
    if (self != VM_ERROR) {
        ((Part *)vm_to_object(self))->variable = vm_ref(variable);
        ((Part *)vm_to_object(self))->name = name;
    }
    return self;
}

static VmValue param_spec_args(Vm *vm, const VmValue *args)
{
    return part_new(vm, args[0], "args");
}

static VmValue param_spec_kwargs(Vm *vm, const VmValue *args)
{
    return part_new(vm, args[0], "kwargs");
}

static VmValue part_repr(Vm *vm, VmValue self)
{
    Part *part = (Part *)vm_to_object(self);
    return vm_str_printf(vm, "%s.%s", vm_str_data(variable_of(part->variable)->name), part->name);
}

static void part_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((Part *)self)->variable, VM_EMPTY);
}

static void part_fill(VmType *type)
{
    type->repr = part_repr;
    type->release = part_release;
}

static const VmTypeSpec part_spec = {
    .name = "ParamSpecArgs",
    .module = "typing",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Part),
    .flags = VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .fill = part_fill,
};

static const VmNativeDef variable_methods[] = {
    {"__name__", variable_name, "", VM_NATIVE_PROPERTY},
    {"__bound__", variable_bound, "", VM_NATIVE_PROPERTY},
    {"__constraints__", variable_constraints, "", VM_NATIVE_PROPERTY},
    {0},
};

static const VmNativeDef param_spec_methods[] = {
    {"args", param_spec_args, "", VM_NATIVE_PROPERTY},
    {"kwargs", param_spec_kwargs, "", VM_NATIVE_PROPERTY},
    {0},
};

static void variable_fill(VmType *type)
{
    type->make = variable_make;
    type->repr = variable_repr;
    type->release = variable_release;
    type->traverse = variable_traverse;
    type->binary[VM_BINARY_OR] = mod_typing_or;
}

static void type_var_tuple_fill(VmType *type)
{
    type->make = type_var_tuple_make;
}

static const VmTypeSpec variable_spec = {
    .name = "TypeVar",
    .module = "typing",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Variable),
    .methods = variable_methods,
    .fill = variable_fill,
};

static const VmTypeSpec param_spec_spec = {
    .name = "ParamSpec",
    .module = "typing",
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Variable),
    .methods = param_spec_methods,
};

static const VmTypeSpec type_var_tuple_spec = {
    .name = "TypeVarTuple",
    .module = "typing",
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Variable),
    .fill = type_var_tuple_fill,
};

/* ---- ForwardRef ------------------------------------------------------------------------------------------------- */

typedef struct ForwardRef {
    VmObject head;
    VmValue text;
} ForwardRef;

VmValue mod_typing_forward_ref(Vm *vm, VmValue text)
{
    VmValue self = vm_instance_new(vm, vm_to_type(mod_kept_borrow(vm, MOD_KEPT_TYPING_FORWARD_REF)));
    if (self != VM_ERROR) {
        ((ForwardRef *)vm_to_object(self))->text = vm_ref(text);
    }
    return self;
}

static VmValue forward_ref_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)type;
    VmValue text;
    if (!vm_args_parse(vm, "ForwardRef.__init__", "arg", args, nargs, kwnames, &text)) {
        return VM_ERROR;
    }
    if (!vm_is_str(text)) {
        VmValue shown = vm_repr(vm, text);
        if (shown != VM_ERROR) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "Forward reference must be a string -- got %s", vm_str_data(shown));
        }
        vm_unref(vm, shown);
        return VM_ERROR;
    }
    return mod_typing_forward_ref(vm, text);
}

static VmValue forward_ref_repr(Vm *vm, VmValue self)
{
    VmValue text = vm_repr(vm, ((ForwardRef *)vm_to_object(self))->text);
    VmValue result = text == VM_ERROR ? VM_ERROR : vm_str_printf(vm, "ForwardRef(%s)", vm_str_data(text));
    vm_unref(vm, text);
    return result;
}

static VmValue forward_ref_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if ((op != VM_COMPARE_EQ && op != VM_COMPARE_NE) || !mod_is_kept_type(vm, self, MOD_KEPT_TYPING_FORWARD_REF) ||
        !mod_is_kept_type(vm, other, MOD_KEPT_TYPING_FORWARD_REF)) {
        return VM_NOT_IMPLEMENTED;
    }
    bool same = vm_str_equal(((ForwardRef *)vm_to_object(self))->text, ((ForwardRef *)vm_to_object(other))->text);
    return vm_from_bool(same == (op == VM_COMPARE_EQ));
}

static bool forward_ref_hash(Vm *vm, VmValue self, int64_t *hash)
{
    return vm_hash(vm, ((ForwardRef *)vm_to_object(self))->text, hash);
}

static void forward_ref_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((ForwardRef *)self)->text, VM_EMPTY);
}

static VmValue forward_ref_arg(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(((ForwardRef *)vm_to_object(args[0]))->text);
}

static const VmNativeDef forward_ref_methods[] = {
    {"__forward_arg__", forward_ref_arg, "", VM_NATIVE_PROPERTY},
    {0},
};

static void forward_ref_fill(VmType *type)
{
    type->make = forward_ref_make;
    type->repr = forward_ref_repr;
    type->compare = forward_ref_compare;
    type->hash = forward_ref_hash;
    type->release = forward_ref_release;
    type->binary[VM_BINARY_OR] = mod_typing_or;
}

static const VmTypeSpec forward_ref_spec = {
    .name = "ForwardRef",
    .module = "typing",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(ForwardRef),
    .flags = VM_TYPE_FINAL,
    .methods = forward_ref_methods,
    .fill = forward_ref_fill,
};

/* ---- NewType ---------------------------------------------------------------------------------------------------- */

typedef struct NewType {
    VmObject head;
    VmValue name, supertype;
} NewType;

static VmValue new_type_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[2];
    if (!vm_args_parse(vm, "NewType.__init__", "name, tp", args, nargs, kwnames, bound) ||
        !vm_check_str(vm, bound[0], "name")) {
        return VM_ERROR;
    }
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        ((NewType *)vm_to_object(self))->name = vm_ref(bound[0]);
        ((NewType *)vm_to_object(self))->supertype = vm_ref(bound[1]);
    }
    return self;
}

static VmValue new_type_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)self;
    VmValue value;
    return vm_args_parse(vm, "NewType.__call__", "x", args, nargs, kwnames, &value) ? vm_ref(value) : VM_ERROR;
}

static VmValue new_type_repr(Vm *vm, VmValue self)
{
    return vm_str_printf(vm, "__main__.%s", vm_str_data(((NewType *)vm_to_object(self))->name));
}

static void new_type_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((NewType *)self)->name, VM_EMPTY);
    vm_set_steal(vm, &((NewType *)self)->supertype, VM_EMPTY);
}

static void new_type_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((NewType *)self)->supertype, context);
}

static VmValue new_type_name(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(((NewType *)vm_to_object(args[0]))->name);
}

static VmValue new_type_supertype(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(((NewType *)vm_to_object(args[0]))->supertype);
}

static const VmNativeDef new_type_methods[] = {
    {"__name__", new_type_name, "", VM_NATIVE_PROPERTY},
    {"__qualname__", new_type_name, "", VM_NATIVE_PROPERTY},
    {"__supertype__", new_type_supertype, "", VM_NATIVE_PROPERTY},
    {0},
};

static void new_type_fill(VmType *type)
{
    type->make = new_type_make;
    type->call = new_type_call;
    type->repr = new_type_repr;
    type->release = new_type_release;
    type->traverse = new_type_traverse;
    type->binary[VM_BINARY_OR] = mod_typing_or;
}

static const VmTypeSpec new_type_spec = {
    .name = "NewType",
    .module = "typing",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(NewType),
    .flags = VM_TYPE_FINAL,
    .methods = new_type_methods,
    .fill = new_type_fill,
};

bool mod_typing_add_variables(Vm *vm, VmValue module)
{
    VmType *variable = mod_add_type(vm, module, &variable_spec, NULL, MOD_KEPT_TYPING_VARIABLE);
    return variable != NULL && mod_add_type(vm, module, &param_spec_spec, variable, MOD_KEPT_COUNT) != NULL &&
           mod_add_type(vm, module, &type_var_tuple_spec, variable, MOD_KEPT_COUNT) != NULL &&
           mod_add_type(vm, module, &part_spec, NULL, MOD_KEPT_TYPING_PARAM_PART) != NULL &&
           mod_add_type(vm, module, &forward_ref_spec, NULL, MOD_KEPT_TYPING_FORWARD_REF) != NULL &&
           mod_add_type(vm, module, &new_type_spec, NULL, MOD_KEPT_TYPING_NEW_TYPE) != NULL;
}
