/* The methods that the decorator dataclass adds to a class. */
#include "modules/mod_dataclasses.h"
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_descriptor.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_repr.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

typedef struct DataMethod {
    VmObject head; /* extra: DataMethodId */
    VmType *owner; /* owned */
} DataMethod;

static const char *const method_names[] = {
#define METHOD_NAME(symbol, name) name,
    DATA_METHOD_TABLE(METHOD_NAME)
#undef METHOD_NAME
};

const char *mod_data_method_name(DataMethodId id)
{
    return method_names[id];
}

static DataMethod *method_of(VmValue v)
{
    return (DataMethod *)vm_to_object(v);
}

/* ---- repr ------------------------------------------------------------------------------------------------------- */

static bool append_fields(Vm *vm, LsBuf *buf, VmValue fields, VmValue self)
{
    uint32_t position = 0;
    VmValue key, value;
    bool first = true;
    while (vm_dict_walk(vm_to_dict(fields), &position, &key, &value)) {
        if (mod_field_of(value)->kind != FIELD_PLAIN || !mod_field_of(value)->repr) {
            continue;
        }
        VmValue item = vm_get_attr(vm, self, key);
        ls_buf_printf(buf, "%s%s=", first ? "" : ", ", vm_str_data(key));
        first = false;
        bool ok = item != VM_ERROR && vm_append_repr(vm, buf, item);
        vm_unref(vm, item);
        if (!ok) {
            return false;
        }
    }
    return true;
}

static VmValue data_repr(Vm *vm, VmValue fields, VmValue self)
{
    int enter = vm_repr_enter(vm, self);
    if (enter <= 0) {
        return enter < 0 ? VM_ERROR : vm_str_c(vm, "...");
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    vm_str_append(&buf, vm_type_of(vm, self)->qualname);
    ls_buf_putc(&buf, '(');
    bool ok = append_fields(vm, &buf, fields, self);
    ls_buf_putc(&buf, ')');
    vm_repr_leave(vm, self);
    return vm_repr_finish(vm, &buf, ok);
}

/* ---- comparing and hashing -------------------------------------------------------------------------------------- */

static bool is_compared(const DataField *field, bool for_hash)
{
    if (field->kind != FIELD_PLAIN) {
        return false;
    }
    return for_hash && field->hash != VM_NONE ? field->hash == VM_TRUE : field->compare;
}

/* The values of the fields that count, as a tuple. */
static VmValue values_of(Vm *vm, VmValue fields, VmValue self, bool for_hash)
{
    VmValue list = vm_list_new_empty(vm, vm_to_dict(fields)->used);
    uint32_t position = 0;
    VmValue key, value;
    while (list != VM_ERROR && vm_dict_walk(vm_to_dict(fields), &position, &key, &value)) {
        if (!is_compared(mod_field_of(value), for_hash)) {
            continue;
        }
        VmValue item = vm_get_attr(vm, self, key);
        if (item == VM_ERROR || !vm_list_append_steal(vm, list, item)) {
            vm_unref(vm, list);
            return VM_ERROR;
        }
    }
    VmValue tuple = list == VM_ERROR ? VM_ERROR : vm_list_to_tuple(vm, list);
    vm_unref(vm, list);
    return tuple;
}

static VmValue data_compare(Vm *vm, VmValue fields, VmValue self, VmValue other, VmCompare op)
{
    if (vm_type_of(vm, other) != vm_type_of(vm, self)) {
        return VM_NOT_IMPLEMENTED;
    }
    VmValue left = values_of(vm, fields, self, false);
    VmValue right = left == VM_ERROR ? VM_ERROR : values_of(vm, fields, other, false);
    VmValue result = right == VM_ERROR ? VM_ERROR : vm_compare(vm, op, left, right);
    vm_unref(vm, left);
    vm_unref(vm, right);
    return result;
}

static VmValue data_hash(Vm *vm, VmValue fields, VmValue self)
{
    VmValue values = values_of(vm, fields, self, true);
    int64_t hash;
    bool ok = values != VM_ERROR && vm_hash(vm, values, &hash);
    vm_unref(vm, values);
    return ok ? vm_int_from(vm, hash) : VM_ERROR;
}

/* ---- frozen ----------------------------------------------------------------------------------------------------- */

static VmValue frozen_error(Vm *vm, const char *verb, VmValue name)
{
    VmValue shown = vm_repr(vm, name);
    VmValue text = shown == VM_ERROR ? VM_ERROR : vm_str_printf(vm, "cannot %s field %s", verb, vm_str_data(shown));
    if (text != VM_ERROR) {
        vm_raise_with(vm, vm_to_type(mod_kept_borrow(vm, MOD_KEPT_FROZEN_INSTANCE_ERROR)), text);
    }
    vm_unref(vm, shown);
    vm_unref(vm, text);
    return VM_ERROR;
}

/* __setattr__(name, value) and __delattr__(name) */
static VmValue frozen_change(Vm *vm, VmType *owner, VmValue fields, const VmValue *args, bool set)
{
    int field = vm_type_of(vm, args[0]) == owner ? 1 : vm_dict_contains(vm, fields, args[1]);
    if (field < 0) {
        return VM_ERROR;
    }
    if (field) {
        return frozen_error(vm, set ? "assign to" : "delete", args[1]);
    }
    VmValue super = vm_super_new(vm, vm_from_type(owner), args[0]);
    VmValue method =
        super == VM_ERROR ? VM_ERROR : vm_get_attr(vm, super, vm_name(vm, set ? VM_NAME_SETATTR : VM_NAME_DELATTR));
    VmValue result = method == VM_ERROR ? VM_ERROR : vm_call(vm, method, args + 1, set ? 2 : 1, VM_EMPTY);
    vm_unref(vm, super);
    vm_unref(vm, method);
    return result;
}

/* ---- the function object ---------------------------------------------------------------------------------------- */

/* How many arguments a method takes, self among them. */
static size_t argument_count(DataMethodId id)
{
    switch (id) {
    case DATA_REPR:
    case DATA_HASH: return 1;
    case DATA_SETATTR: return 3;
    default: return 2;
    }
}

static VmValue run_method(Vm *vm, VmType *owner, DataMethodId id, VmValue fields, const VmValue *args)
{
    switch (id) {
    case DATA_REPR: return data_repr(vm, fields, args[0]);
    case DATA_EQ: return data_compare(vm, fields, args[0], args[1], VM_COMPARE_EQ);
    case DATA_LT: return data_compare(vm, fields, args[0], args[1], VM_COMPARE_LT);
    case DATA_LE: return data_compare(vm, fields, args[0], args[1], VM_COMPARE_LE);
    case DATA_GT: return data_compare(vm, fields, args[0], args[1], VM_COMPARE_GT);
    case DATA_GE: return data_compare(vm, fields, args[0], args[1], VM_COMPARE_GE);
    case DATA_HASH: return data_hash(vm, fields, args[0]);
    default: return frozen_change(vm, owner, fields, args, id == DATA_SETATTR);
    }
}

static VmValue method_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    DataMethod *method = method_of(self);
    DataMethodId id = (DataMethodId)method->head.extra;
    const char *owner = vm_str_data(method->owner->qualname);
    if (nargs == 0) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "%s.%s() missing 1 required positional argument: 'self'", owner,
                        method_names[id]);
    }
    if (id == DATA_INIT) {
        return mod_data_init(vm, method->owner, args[0], args + 1, nargs - 1, kwnames) ? VM_NONE : VM_ERROR;
    }
    size_t expected = argument_count(id);
    if (kwnames != VM_EMPTY || nargs != expected) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "%s.%s() takes %zu positional argument%s but %zu were given", owner,
                        method_names[id], expected, expected == 1 ? "" : "s", nargs);
    }
    VmValue fields = vm_ref(mod_dataclass_fields_borrow(vm, method->owner));
    VmValue result = run_method(vm, method->owner, id, fields, args);
    vm_unref(vm, fields);
    return result;
}

static VmValue method_get(Vm *vm, VmValue self, VmValue instance, VmType *owner)
{
    (void)owner;
    return instance == VM_EMPTY ? vm_ref(self) : vm_method_new(vm, self, instance);
}

static VmValue method_name(Vm *vm, const VmValue *args)
{
    return vm_str_c(vm, method_names[vm_to_object(args[0])->extra]);
}

static VmValue method_qualname(Vm *vm, const VmValue *args)
{
    DataMethod *method = method_of(args[0]);
    return vm_str_printf(vm, "%s.%s", vm_str_data(method->owner->qualname), method_names[method->head.extra]);
}

static VmValue method_repr(Vm *vm, VmValue self)
{
    VmValue name = method_qualname(vm, &self);
    int64_t id = vm_heap_identity(vm, self);
    VmValue text = name == VM_ERROR || id < 0
                       ? VM_ERROR
                       : vm_str_printf(vm, "<function %s at 0x%llx>", vm_str_data(name), (unsigned long long)id);
    vm_unref(vm, name);
    return text;
}

static void method_release(Vm *vm, VmObject *self)
{
    DataMethod *method = (DataMethod *)self;
    if (method->owner != NULL) {
        VmValue owner = vm_from_type(method->owner);
        method->owner = NULL;
        vm_unref(vm, owner);
    }
}

static void method_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    if (((DataMethod *)self)->owner != NULL) {
        visit(vm, vm_from_type(((DataMethod *)self)->owner), context);
    }
}

static const VmNativeDef method_methods[] = {
    {"__name__", method_name, "", VM_NATIVE_PROPERTY},
    {"__qualname__", method_qualname, "", VM_NATIVE_PROPERTY},
    {0},
};

static void method_fill(VmType *type)
{
    type->call = method_call;
    type->get_descriptor = method_get;
    type->repr = method_repr;
    type->release = method_release;
    type->traverse = method_traverse;
}

const VmTypeSpec mod_data_method_spec = {
    .name = "function",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(DataMethod),
    .has_dict = true,
    .flags = VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = method_methods,
    .fill = method_fill,
};

VmValue mod_data_method_new(Vm *vm, VmType *owner, DataMethodId id)
{
    VmValue self = vm_instance_new(vm, vm_to_type(mod_kept_borrow(vm, MOD_KEPT_DATACLASS_METHOD)));
    if (self != VM_ERROR) {
        vm_to_object(self)->extra = (uint8_t)id;
        vm_ref(vm_from_type(owner));
        method_of(self)->owner = owner;
    }
    return self;
}
