/* Members of enumerations: making them, their methods; auto(). */
#include "modules/mod_enum.h"
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_descriptor.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

VmValue mod_enum_own_borrow(Vm *vm, VmValue member, const char *name)
{
    VmValue dict = vm_instance_dict_borrow(vm, member, false);
    return dict == VM_EMPTY ? VM_EMPTY : vm_dict_get_c_borrow(vm, dict, name);
}

bool mod_enum_set_own(Vm *vm, VmValue member, const char *name, VmValue value)
{
    VmValue dict = vm_instance_dict_borrow(vm, member, true);
    return dict != VM_EMPTY && vm_dict_set_c(vm, dict, name, value);
}

/* ---- making ----------------------------------------------------------------------------------------------------- */

/* What the script's own __new__ makes, when it has one: VM_EMPTY with nothing pending: it has none. */
static VmValue call_script_new(Vm *vm, VmType *type, VmTuple *args)
{
    VmValue found = vm_type_lookup_borrow(vm, type, vm_name(vm, VM_NAME_NEW));
    if (found == VM_EMPTY || !vm_has_kind(found, VM_KIND_STATICMETHOD)) {
        return VM_EMPTY;
    }
    VmValue function = ((VmWrapper *)vm_to_object(found))->function;
    if (!vm_has_kind(function, VM_KIND_FUNCTION)) {
        return VM_EMPTY;
    }
    VmValue self = vm_from_type(type);
    VmValue all = vm_list_new(vm, &self, 1);
    for (size_t i = 0; all != VM_ERROR && i < args->count; i++) {
        if (!vm_list_append(vm, all, args->items[i])) {
            vm_unref(vm, all);
            return VM_ERROR;
        }
    }
    VmValue made =
        all == VM_ERROR ? VM_ERROR : vm_call(vm, function, vm_to_list(all)->items, vm_to_list(all)->count, VM_EMPTY);
    vm_unref(vm, all);
    return made;
}

static VmValue make_bare(Vm *vm, VmType *type, VmValue base, VmTuple *args)
{
    if (base == VM_EMPTY) {
        return vm_instance_new(vm, type);
    }
    return vm_to_type(base)->make(vm, type, args->items, args->count, VM_EMPTY);
}

/* The value of a member that has none yet: what it was made of, as the base type has it. */
static bool settle_value(Vm *vm, VmValue member, VmValue base, VmValue value, VmTuple *args)
{
    if (mod_enum_own_borrow(vm, member, "_value_") != VM_EMPTY) {
        return true;
    }
    VmValue real = base == VM_EMPTY ? vm_ref(value) : vm_call(vm, base, args->items, args->count, VM_EMPTY);
    bool ok = real != VM_ERROR && mod_enum_set_own(vm, member, "_value_", real);
    vm_unref(vm, real);
    return ok;
}

VmValue mod_enum_member_new(Vm *vm, VmType *type, VmValue value)
{
    VmValue base = mod_note_borrow(vm, type, "enum.base");
    VmValue str_enum = mod_kept_borrow(vm, MOD_KEPT_STR_ENUM);
    if (vm_type_is_subtype(type, vm_to_type(str_enum)) && !vm_is_str(value) && !vm_is_tuple(value)) {
        VmValue text = vm_repr(vm, value);
        if (text != VM_ERROR) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "%s is not a string", vm_str_data(text));
        }
        vm_unref(vm, text);
        return VM_ERROR;
    }
    bool whole = !vm_is_tuple(value) || base == vm_from_type(vm->types[VM_TYPE_TUPLE]);
    VmValue args = whole ? vm_tuple_new(vm, &value, 1) : vm_ref(value);
    VmValue member = args == VM_ERROR ? VM_ERROR : call_script_new(vm, type, vm_to_tuple(args));
    if (member == VM_EMPTY && !vm_error_pending(vm)) {
        member = make_bare(vm, type, base, vm_to_tuple(args));
    }
    if (member != VM_ERROR && (!settle_value(vm, member, base, value, vm_to_tuple(args)) ||
                               !mod_enum_set_own(vm, member, "__objclass__", vm_from_type(type)))) {
        vm_unref(vm, member);
        member = VM_ERROR;
    }
    vm_unref(vm, args);
    return member;
}

/* ---- methods ---------------------------------------------------------------------------------------------------- */

static VmValue own_or_none(Vm *vm, VmValue self, const char *name)
{
    VmValue value = mod_enum_own_borrow(vm, self, name);
    return value == VM_EMPTY ? VM_NONE : vm_ref(value);
}

static VmValue member_name(Vm *vm, const VmValue *args)
{
    return own_or_none(vm, args[0], "_name_");
}

static VmValue member_value(Vm *vm, const VmValue *args)
{
    return own_or_none(vm, args[0], "_value_");
}

static VmValue member_repr(Vm *vm, const VmValue *args)
{
    VmValue name = mod_enum_own_borrow(vm, args[0], "_name_");
    VmValue value = mod_enum_own_borrow(vm, args[0], "_value_");
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_printf(&buf, "<%s", vm_type_name(vm, args[0]));
    if (name != VM_EMPTY && vm_is_str(name)) {
        ls_buf_putc(&buf, '.');
        vm_str_append(&buf, name);
    }
    ls_buf_puts(&buf, ": ");
    if (!vm_append_repr(vm, &buf, value == VM_EMPTY ? VM_NONE : value)) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    ls_buf_putc(&buf, '>');
    return vm_str_from_buf(vm, &buf);
}

static VmValue member_str(Vm *vm, const VmValue *args)
{
    VmValue name = mod_enum_own_borrow(vm, args[0], "_name_");
    if (name != VM_EMPTY && vm_is_str(name)) {
        return vm_str_printf(vm, "%s.%s", vm_type_name(vm, args[0]), vm_str_data(name));
    }
    VmValue value = mod_enum_own_borrow(vm, args[0], "_value_");
    VmValue text = vm_repr(vm, value == VM_EMPTY ? VM_NONE : value);
    VmValue result =
        text == VM_ERROR ? VM_ERROR : vm_str_printf(vm, "%s(%s)", vm_type_name(vm, args[0]), vm_str_data(text));
    vm_unref(vm, text);
    return result;
}

static VmValue format_text(Vm *vm, VmValue text, VmValue spec)
{
    VmValue result = text == VM_ERROR ? VM_ERROR : vm_format(vm, text, spec);
    vm_unref(vm, text);
    return result;
}

static VmValue member_format(Vm *vm, const VmValue *args)
{
    return format_text(vm, vm_str_of(vm, args[0]), args[1]);
}

static VmValue member_hash(Vm *vm, const VmValue *args)
{
    VmValue name = own_or_none(vm, args[0], "_name_");
    int64_t hash;
    bool ok = vm_hash(vm, name, &hash);
    vm_unref(vm, name);
    return ok ? vm_int_from(vm, hash) : VM_ERROR;
}

static VmValue member_reduce_copy(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(args[0]); /* copies of members are the members */
}

/* (type, (value,)): how pickles hold it. */
static VmValue member_reduce(Vm *vm, const VmValue *args)
{
    VmValue value = member_value(vm, args);
    VmValue call = value == VM_ERROR ? VM_ERROR : vm_tuple_new(vm, &value, 1);
    VmValue reduced =
        call == VM_ERROR ? VM_ERROR : vm_tuple_pack2(vm, vm_from_object(vm_to_object(args[0])->type), call);
    vm_unref(vm, value);
    vm_unref(vm, call);
    return reduced;
}

const VmNativeDef mod_enum_methods[] = {
    {"name", member_name, "", VM_NATIVE_PROPERTY},
    {"value", member_value, "", VM_NATIVE_PROPERTY},
    {"__repr__", member_repr, "", VM_NATIVE_PYTHON},
    {"__str__", member_str, "", VM_NATIVE_PYTHON},
    {"__format__", member_format, "format_spec", VM_NATIVE_PYTHON},
    {"__hash__", member_hash, "", VM_NATIVE_PYTHON},
    {"__copy__", member_reduce_copy, "", VM_NATIVE_PYTHON},
    {"__deepcopy__", member_reduce_copy, "memo", VM_NATIVE_PYTHON},
    {"__reduce_ex__", member_reduce, "proto", VM_NATIVE_PYTHON},
    {0},
};

/* IntEnum, StrEnum, IntFlag: printed as their value. */
static VmValue int_str(Vm *vm, const VmValue *args)
{
    return vm_int_str(vm, args[0]);
}

static VmValue int_format(Vm *vm, const VmValue *args)
{
    VmValue plain = vm_int_exact(vm, args[0]);
    return format_text(vm, plain, args[1]);
}

const VmNativeDef mod_enum_int_methods[] = {
    {"__repr__", member_repr, "", VM_NATIVE_PYTHON},
    {"__str__", int_str, "", VM_NATIVE_BUILTIN},
    {"__format__", int_format, "format_spec, /", VM_NATIVE_BUILTIN},
    {0},
};

static VmValue str_str(Vm *vm, const VmValue *args)
{
    return vm_str_exact(vm, args[0]);
}

static VmValue str_format(Vm *vm, const VmValue *args)
{
    return format_text(vm, vm_str_exact(vm, args[0]), args[1]);
}

const VmNativeDef mod_enum_str_methods[] = {
    {"__repr__", member_repr, "", VM_NATIVE_PYTHON},
    {"__str__", str_str, "", VM_NATIVE_BUILTIN},
    {"__format__", str_format, "format_spec, /", VM_NATIVE_BUILTIN},
    {0},
};

/* ---- auto ------------------------------------------------------------------------------------------------------- */

/* auto(), or an operation on such: `A | B` in the body of a Flag. */
typedef struct Auto {
    VmObject head; /* extra: VmBinary + 1; 0: auto() itself */
    VmValue left, right;
    VmValue value; /* once it is known */
} Auto;

static Auto *auto_of(VmValue v)
{
    return (Auto *)vm_to_object(v);
}

bool mod_enum_is_auto(Vm *vm, VmValue v)
{
    return mod_is_kept_type(vm, v, MOD_KEPT_ENUM_AUTO);
}

static VmValue auto_value(Vm *vm, VmValue self, VmValue (*next)(Vm *vm, void *context), void *context)
{
    Auto *item = auto_of(self);
    if (item->value == VM_EMPTY && item->head.extra == 0) {
        item->value = next(vm, context);
    } else if (item->value == VM_EMPTY) {
        VmValue left = mod_enum_resolve_auto(vm, item->left, next, context);
        VmValue right = left == VM_ERROR ? VM_ERROR : mod_enum_resolve_auto(vm, item->right, next, context);
        item->value = right == VM_ERROR ? VM_ERROR : vm_binary(vm, (VmBinary)(item->head.extra - 1), left, right);
        vm_unref(vm, left);
        vm_unref(vm, right);
    }
    return vm_ref(item->value);
}

VmValue mod_enum_resolve_auto(Vm *vm, VmValue v, VmValue (*next)(Vm *vm, void *context), void *context)
{
    if (mod_enum_is_auto(vm, v)) {
        return auto_value(vm, v, next, context);
    }
    if (!vm_is_tuple(v) || vm_type_of(vm, v) != vm->types[VM_TYPE_TUPLE]) {
        return vm_ref(v);
    }
    VmTuple *tuple = vm_to_tuple(v);
    VmValue copy = vm_tuple_new_blank(vm, tuple->count);
    for (size_t i = 0; copy != VM_ERROR && i < tuple->count; i++) {
        VmValue item = mod_enum_is_auto(vm, tuple->items[i]) ? auto_value(vm, tuple->items[i], next, context)
                                                             : vm_ref(tuple->items[i]);
        if (item == VM_ERROR) {
            vm_unref(vm, copy);
            return VM_ERROR;
        }
        vm_to_tuple(copy)->items[i] = item;
    }
    return copy;
}

static VmValue auto_operation(Vm *vm, VmBinary op, VmValue left, VmValue right)
{
    VmValue self = vm_instance_new(vm, vm_to_type(mod_kept_borrow(vm, MOD_KEPT_ENUM_AUTO)));
    if (self != VM_ERROR) {
        vm_to_object(self)->extra = (uint8_t)(op + 1);
        auto_of(self)->left = vm_ref(left);
        auto_of(self)->right = vm_ref(right);
    }
    return self;
}

static VmValue auto_or(Vm *vm, VmValue left, VmValue right)
{
    return auto_operation(vm, VM_BINARY_OR, left, right);
}

static VmValue auto_and(Vm *vm, VmValue left, VmValue right)
{
    return auto_operation(vm, VM_BINARY_AND, left, right);
}

static VmValue auto_xor(Vm *vm, VmValue left, VmValue right)
{
    return auto_operation(vm, VM_BINARY_XOR, left, right);
}

static void auto_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((Auto *)self)->left, VM_EMPTY);
    vm_set_steal(vm, &((Auto *)self)->right, VM_EMPTY);
    vm_set_steal(vm, &((Auto *)self)->value, VM_EMPTY);
}

static void auto_fill(VmType *type)
{
    type->release = auto_release;
    type->binary[VM_BINARY_OR] = auto_or;
    type->binary[VM_BINARY_AND] = auto_and;
    type->binary[VM_BINARY_XOR] = auto_xor;
}

const VmTypeSpec mod_enum_auto_spec = {
    .name = "auto",
    .module = "enum",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Auto),
    .flags = VM_TYPE_FINAL,
    .fill = auto_fill,
};
