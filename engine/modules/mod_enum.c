/* The module enum: the metatype, and how an enumeration is made of a class statement. */
#include "modules/mod_enum.h"

#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_descriptor.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_function.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

VmValue mod_enum_map_borrow(Vm *vm, const VmType *type)
{
    return mod_note_borrow(vm, type, "enum.map");
}

bool mod_enum_is_flag(Vm *vm, const VmType *type)
{
    VmValue flag = mod_kept_borrow(vm, MOD_KEPT_FLAG);
    return flag != VM_EMPTY && vm_type_is_subtype(type, vm_to_type(flag));
}

bool mod_enum_keeps_bits(Vm *vm, const VmType *type)
{
    VmValue flag = mod_kept_borrow(vm, MOD_KEPT_INT_FLAG);
    return flag != VM_EMPTY && vm_type_is_subtype(type, vm_to_type(flag));
}

VmValue mod_enum_members(Vm *vm, const VmType *type)
{
    VmValue names = mod_note_borrow(vm, type, "enum.names");
    VmValue list = vm_list_new_empty(vm, 0);
    for (size_t i = 0; list != VM_ERROR && names != VM_EMPTY && i < vm_to_list(names)->count; i++) {
        VmValue member = vm_dict_get_borrow(vm, mod_enum_map_borrow(vm, type), vm_to_list(names)->items[i]);
        if (!vm_list_append(vm, list, member)) {
            vm_unref(vm, list);
            return VM_ERROR;
        }
    }
    return list;
}

/* ---- the class statement ---------------------------------------------------------------------------------------- */

typedef struct Making {
    VmType *type;
    VmValue name;     /* of the member at hand */
    VmValue values;   /* list of the values so far */
    VmValue generate; /* the script's _generate_next_value_, or VM_EMPTY */
} Making;

static bool is_dunder_or_sunder(const char *name, size_t size)
{
    return size > 2 && name[0] == '_' && name[size - 1] == '_';
}

static bool is_private(const char *owner, const char *name)
{
    size_t size = strlen(owner);
    return name[0] == '_' && strncmp(name + 1, owner, size) == 0 && strncmp(name + 1 + size, "__", 2) == 0;
}

static bool is_descriptor(Vm *vm, VmValue v)
{
    VmType *type = vm_type_of(vm, v);
    return type->get_descriptor != NULL || type->set_descriptor != NULL;
}

static bool is_member(Vm *vm, VmValue class_name, VmValue key, VmValue value)
{
    return vm_is_str(key) && !is_dunder_or_sunder(vm_str_data(key), vm_str_size(key)) &&
           !is_private(vm_str_data(class_name), vm_str_data(key)) && !is_descriptor(vm, value);
}

/* The value that auto() stands for by default. */
static VmValue default_next(Vm *vm, const Making *making)
{
    VmList *values = vm_to_list(making->values);
    VmValue str_enum = mod_kept_borrow(vm, MOD_KEPT_STR_ENUM);
    if (str_enum != VM_EMPTY && vm_type_is_subtype(making->type, vm_to_type(str_enum))) {
        return mod_call_method(vm, making->name, "lower", NULL, 0);
    }
    VmValue last = VM_EMPTY;
    for (size_t i = 0; i < values->count; i++) {
        if (vm_is_integer(values->items[i]) && (last == VM_EMPTY || vm_int_order(values->items[i], last) > 0)) {
            last = values->items[i];
        }
    }
    if (last == VM_EMPTY) {
        if (values->count == 0) {
            return vm_from_int(1);
        }
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "unable to increment the values of the members before auto()");
    }
    if (mod_enum_is_flag(vm, making->type)) {
        return vm_int_lshift(vm, vm_from_int(1), vm_from_int((int64_t)vm_int_bit_length(last)));
    }
    return vm_int_add(vm, last, vm_from_int(1));
}

static VmValue next_value(Vm *vm, void *context)
{
    Making *making = context;
    if (making->generate == VM_EMPTY) {
        return default_next(vm, making);
    }
    VmValue copy = vm_list_from(vm, making->values);
    VmValue args[4] = {making->name, vm_from_int(1), vm_from_int((int64_t)vm_to_list(making->values)->count), copy};
    VmValue result = copy == VM_ERROR ? VM_ERROR : vm_call(vm, making->generate, args, 4, VM_EMPTY);
    vm_unref(vm, copy);
    return result;
}

/* The type that members are built on: the first in the mro that is not written in a script; VM_EMPTY: object. */
static VmValue data_type(Vm *vm, const VmType *type)
{
    VmTuple *mro = vm_to_tuple(type->mro);
    for (size_t i = 1; i < mro->count; i++) {
        VmType *each = vm_to_type(mro->items[i]);
        if ((each->flags & VM_TYPE_CLASS) == 0) {
            return each == vm->types[VM_TYPE_OBJECT] ? VM_EMPTY : vm_from_type(each);
        }
    }
    return VM_EMPTY;
}

/* Notes that the member is another name of one that is there already: 1, 0, -1. */
static int is_alias(Vm *vm, const Making *making, VmValue value, VmValue *member)
{
    VmValue same = mod_enum_find_borrow(vm, making->type, value);
    if (same == VM_EMPTY) {
        return vm_error_pending(vm) ? -1 : 0;
    }
    vm_set_steal(vm, member, vm_ref(same));
    return 1;
}

/* More than one bit, or none: a flag's name for a combination, which iteration leaves out. */
static bool is_combination(Vm *vm, const VmType *type, VmValue value)
{
    if (!mod_enum_is_flag(vm, type) || !vm_is_integer(value)) {
        return false;
    }
    int64_t bits;
    return !vm_int_to_i64(value, &bits) || bits <= 0 || (bits & (bits - 1)) != 0;
}

static bool note_flag_bits(Vm *vm, VmType *type, VmValue value)
{
    if (!mod_enum_is_flag(vm, type) || !vm_is_integer(value)) {
        return true;
    }
    VmValue mask = mod_note_borrow(vm, type, "enum.mask");
    VmValue joined = mask == VM_EMPTY ? vm_int_exact(vm, value) : vm_int_bitop(vm, VM_BINARY_OR, mask, value);
    bool ok = joined != VM_ERROR && mod_note(vm, type, "enum.mask", joined);
    vm_unref(vm, joined);
    return ok;
}

static bool run_init(Vm *vm, VmType *type, VmValue member, VmValue value)
{
    VmValue init = vm_type_lookup_borrow(vm, type, vm_name(vm, VM_NAME_INIT));
    if (init == VM_EMPTY || !vm_has_kind(init, VM_KIND_FUNCTION)) {
        return true;
    }
    VmValue bound = vm_method_new(vm, init, member);
    VmValue result = bound == VM_ERROR ? VM_ERROR
                     : vm_is_tuple(value)
                         ? vm_call(vm, bound, vm_to_tuple(value)->items, vm_to_tuple(value)->count, VM_EMPTY)
                         : vm_call1(vm, bound, value);
    vm_unref(vm, bound);
    vm_unref(vm, result);
    return result != VM_ERROR;
}

static bool add_member(Vm *vm, Making *making, VmValue value)
{
    VmType *type = making->type;
    VmValue member = mod_enum_member_new(vm, type, value);
    if (member == VM_ERROR) {
        return false;
    }
    bool ok = mod_enum_set_own(vm, member, "_name_", making->name) && run_init(vm, type, member, value);
    VmValue real = ok ? vm_ref(mod_enum_own_borrow(vm, member, "_value_")) : VM_EMPTY;
    int alias = ok ? is_alias(vm, making, real, &member) : -1;
    VmValue map = mod_enum_map_borrow(vm, type);
    ok = alias >= 0 && vm_dict_set(vm, map, making->name, member) && vm_type_set_attr(vm, type, making->name, member) &&
         vm_list_append(vm, making->values, real) &&
         (alias || (mod_enum_remember_value(vm, type, real, member) &&
                    (is_combination(vm, type, real) ||
                     vm_list_append(vm, mod_note_borrow(vm, type, "enum.names"), making->name)))) &&
         note_flag_bits(vm, type, real);
    vm_unref(vm, real);
    vm_unref(vm, member);
    return ok;
}

static bool start_notes(Vm *vm, VmType *type)
{
    VmValue map = vm_dict_new(vm), names = vm_list_new_empty(vm, 0), values = vm_dict_new(vm);
    VmValue base = data_type(vm, type);
    bool ok = map != VM_ERROR && names != VM_ERROR && values != VM_ERROR && mod_note(vm, type, "enum.map", map) &&
              mod_note(vm, type, "enum.names", names) && mod_note(vm, type, "enum.values", values) &&
              (base == VM_EMPTY || mod_note(vm, type, "enum.base", base)) &&
              mod_set_attr(vm, vm_from_type(type), "_member_map_", map) &&
              mod_set_attr(vm, vm_from_type(type), "_member_names_", names) &&
              mod_set_attr(vm, vm_from_type(type), "_value2member_map_", values);
    vm_unref(vm, map);
    vm_unref(vm, names);
    vm_unref(vm, values);
    return ok;
}

/* In `class Color(str, Enum)` texts are Enum's, not str's. */
static bool prefer_enum_texts(Vm *vm, VmType *type)
{
    static const char *const names[] = {"__repr__", "__str__", "__format__"};
    VmValue base = mod_note_borrow(vm, type, "enum.base");
    for (size_t i = 0; base != VM_EMPTY && i < sizeof names / sizeof names[0]; i++) {
        VmValue name = vm_intern_c(vm, names[i]);
        if (name == VM_ERROR) {
            return false;
        }
        VmValue found = vm_type_lookup_borrow(vm, type, name);
        VmValue of_base = vm_type_lookup_borrow(vm, vm_to_type(base), name);
        VmValue of_enum = vm_type_lookup_borrow(vm, vm_to_type(mod_kept_borrow(vm, MOD_KEPT_ENUM)), name);
        bool ok = found != of_base || vm_type_set_attr(vm, type, name, of_enum);
        vm_unref(vm, name);
        if (!ok) {
            return false;
        }
    }
    return true;
}

/* The namespace without the members; the members go to `members`. */
static bool part_namespace(Vm *vm, VmValue class_name, VmValue namespace, VmValue rest, VmValue members)
{
    uint32_t position = 0;
    VmValue key, value;
    while (vm_dict_walk(vm_to_dict(namespace), &position, &key, &value)) {
        VmValue to = is_member(vm, class_name, key, value) ? members : rest;
        if (!vm_dict_set(vm, to, key, value)) {
            return false;
        }
    }
    return true;
}

static bool check_bases(Vm *vm, VmValue class_name, VmValue bases)
{
    for (size_t i = 0; i < vm_to_tuple(bases)->count; i++) {
        VmValue base = vm_to_tuple(bases)->items[i];
        VmValue map = vm_is_type(base) ? mod_enum_map_borrow(vm, vm_to_type(base)) : VM_EMPTY;
        if (map != VM_EMPTY && vm_to_dict(map)->used != 0) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "<enum '%s'> cannot extend <enum '%s'>", vm_str_data(class_name),
                     vm_to_type(base)->name);
            return false;
        }
    }
    return true;
}

static bool add_members(Vm *vm, VmType *type, VmValue members)
{
    Making making = {.type = type, .values = vm_list_new_empty(vm, 0)};
    VmValue name = vm_intern_find_borrow(vm, "_generate_next_value_", 21);
    VmValue generate = name == VM_EMPTY ? VM_EMPTY : vm_type_lookup_borrow(vm, type, name);
    if (vm_is_function(generate)) {
        making.generate = generate;
    } else if (generate != VM_EMPTY && vm_has_kind(generate, VM_KIND_STATICMETHOD)) {
        making.generate = ((VmWrapper *)vm_to_object(generate))->function;
    }
    bool ok = making.values != VM_ERROR;
    uint32_t position = 0;
    VmValue key, value;
    while (ok && vm_dict_walk(vm_to_dict(members), &position, &key, &value)) {
        making.name = key;
        VmValue resolved = mod_enum_resolve_auto(vm, value, next_value, &making);
        ok = resolved != VM_ERROR && add_member(vm, &making, resolved);
        vm_unref(vm, resolved);
    }
    vm_unref(vm, making.values);
    return ok;
}

static VmValue make_enum(Vm *vm, VmType *meta, const VmValue *args)
{
    VmValue rest = vm_dict_new(vm), members = vm_dict_new(vm);
    VmValue made = VM_ERROR;
    if (rest != VM_ERROR && members != VM_ERROR && check_bases(vm, args[0], args[1]) &&
        part_namespace(vm, args[0], args[2], rest, members)) {
        made = vm_class_new_of(vm, meta, args[0], args[1], rest, args[3] == VM_NONE ? VM_EMPTY : args[3]);
    }
    if (made != VM_ERROR && (!start_notes(vm, vm_to_type(made)) || !prefer_enum_texts(vm, vm_to_type(made)) ||
                             !add_members(vm, vm_to_type(made), members))) {
        vm_unref(vm, made);
        made = VM_ERROR;
    }
    vm_unref(vm, rest);
    vm_unref(vm, members);
    return made;
}

static VmValue meta_make(Vm *vm, VmType *meta, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)kwnames;
    if (nargs < 3) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "EnumType.__new__() missing required positional arguments");
    }
    VmValue all[4] = {args[0], args[1], args[2], nargs > 3 ? args[3] : VM_NONE};
    if (mod_kept_borrow(vm, MOD_KEPT_ENUM_READY) == VM_EMPTY) { /* Enum and its like are being made */
        return vm_class_new_of(vm, meta, args[0], args[1], args[2], VM_EMPTY);
    }
    return make_enum(vm, meta, all);
}

/* ---- Enum("Color", "RED GREEN") --------------------------------------------------------------------------------- */

static bool add_functional(Vm *vm, VmValue namespace, VmValue item, int64_t number)
{
    if (vm_is_str(item)) {
        return vm_dict_set(vm, namespace, item, vm_from_int(number));
    }
    VmValue pair = vm_tuple_from(vm, item);
    bool ok = pair != VM_ERROR && vm_to_tuple(pair)->count == 2;
    if (ok) {
        ok = vm_dict_set(vm, namespace, vm_to_tuple(pair)->items[0], vm_to_tuple(pair)->items[1]);
    } else if (pair != VM_ERROR) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "members must be names, or pairs of a name and a value");
    }
    vm_unref(vm, pair);
    return ok;
}

static VmValue functional_items(Vm *vm, VmValue names)
{
    if (vm_is_str(names)) {
        VmValue comma = vm_str_c(vm, ","), blank = vm_str_c(vm, " ");
        VmValue both[2] = {comma, blank};
        VmValue plain =
            comma == VM_ERROR || blank == VM_ERROR ? VM_ERROR : mod_call_method(vm, names, "replace", both, 2);
        VmValue list = plain == VM_ERROR ? VM_ERROR : mod_call_method(vm, plain, "split", NULL, 0);
        vm_unref(vm, comma);
        vm_unref(vm, blank);
        vm_unref(vm, plain);
        return list;
    }
    if (vm_is_dict(names)) {
        VmValue items = mod_call_method(vm, names, "items", NULL, 0);
        VmValue list = items == VM_ERROR ? VM_ERROR : vm_list_from(vm, items);
        vm_unref(vm, items);
        return list;
    }
    return vm_list_from(vm, names);
}

static VmValue functional(Vm *vm, VmValue type, VmValue name, VmValue names, VmValue start)
{
    VmValue items = functional_items(vm, names);
    VmValue namespace = items == VM_ERROR ? VM_ERROR : vm_dict_new(vm);
    VmValue bases = namespace == VM_ERROR ? VM_ERROR : vm_tuple_new(vm, &type, 1);
    int64_t number = 1;
    bool ok = bases != VM_ERROR && (start == VM_EMPTY || vm_as_index(vm, start, &number));
    bool flag = mod_enum_is_flag(vm, vm_to_type(type));
    for (size_t i = 0; ok && i < vm_to_list(items)->count; i++) {
        ok = add_functional(vm, namespace, vm_to_list(items)->items[i], flag ? number << i : number + (int64_t)i);
    }
    VmValue made = ok ? vm_class_new(vm, name, bases, namespace, VM_EMPTY) : VM_ERROR;
    vm_unref(vm, items);
    vm_unref(vm, namespace);
    vm_unref(vm, bases);
    return made;
}

/* ---- the metatype ----------------------------------------------------------------------------------------------- */

static VmValue meta_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[7];
    if (nargs == 0 && kwnames == VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "EnumType.__call__() missing 1 required positional argument: 'value'");
    }
    if (!vm_args_parse(vm, "EnumType.__call__", "value, names=, *, module=, qualname=, type=, start=, boundary=", args,
                       nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    VmValue map = mod_enum_map_borrow(vm, vm_to_type(self));
    if (!mod_absent(bound[1]) && (map == VM_EMPTY || vm_to_dict(map)->used == 0)) {
        return functional(vm, self, bound[0], bound[1], bound[5]);
    }
    return mod_enum_lookup(vm, vm_to_type(self), bound[0]);
}

static VmValue meta_iter(Vm *vm, VmValue self)
{
    VmValue list = mod_enum_members(vm, vm_to_type(self));
    VmValue iterator = list == VM_ERROR ? VM_ERROR : vm_iter(vm, list);
    vm_unref(vm, list);
    return iterator;
}

static int64_t meta_length(Vm *vm, VmValue self)
{
    VmValue names = mod_note_borrow(vm, vm_to_type(self), "enum.names");
    return names == VM_EMPTY ? 0 : (int64_t)vm_to_list(names)->count;
}

static int meta_truth(Vm *vm, VmValue self)
{
    (void)vm, (void)self;
    return 1;
}

static VmValue meta_get_item(Vm *vm, VmValue self, VmValue key)
{
    VmValue map = mod_enum_map_borrow(vm, vm_to_type(self));
    VmValue member = map == VM_EMPTY ? VM_EMPTY : vm_dict_get_borrow(vm, map, key);
    if (member != VM_EMPTY || vm_error_pending(vm)) {
        return vm_ref(member);
    }
    return vm_raise_key(vm, key);
}

static int meta_contains(Vm *vm, VmValue self, VmValue item)
{
    if (!mod_is_kept_type(vm, item, MOD_KEPT_ENUM)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "unsupported operand type(s) for 'in': '%s' and '%s'",
                 vm_str_data(vm_type_of(vm, item)->qualname), vm_type_name(vm, self));
        return -1;
    }
    return vm_is_instance(vm, item, vm_to_type(self));
}

static VmValue meta_repr(Vm *vm, VmValue self)
{
    const VmType *type = vm_to_type(self);
    return vm_str_printf(vm, "<%s '%s'>", mod_enum_is_flag(vm, type) ? "flag" : "enum", type->name);
}

static VmValue meta_get_attr(Vm *vm, VmValue self, VmValue name)
{
    VmValue value = vm_type_get_attr(vm, vm_to_type(self), name);
    if (value == VM_ERROR && vm_error_matches(vm, VM_EXC_ATTRIBUTE_ERROR)) {
        vm_error_clear(vm);
        return vm_raise_with(vm, vm_exception_type(vm, VM_EXC_ATTRIBUTE_ERROR), name);
    }
    return value;
}

static bool meta_set_attr(Vm *vm, VmValue self, VmValue name, VmValue value)
{
    VmValue map = mod_enum_map_borrow(vm, vm_to_type(self));
    int member = map == VM_EMPTY ? 0 : vm_dict_contains(vm, map, name);
    if (member > 0) {
        vm_raise(vm, VM_EXC_ATTRIBUTE_ERROR,
                 value == VM_EMPTY ? "%s cannot delete member '%s'." : "%scannot reassign member '%s'",
                 value == VM_EMPTY ? vm_to_type(self)->name : "", vm_str_data(name));
    }
    return member == 0 && vm_type_set_attr(vm, vm_to_type(self), name, value);
}

static VmValue meta_members(Vm *vm, const VmValue *args)
{
    VmValue map = mod_enum_map_borrow(vm, vm_to_type(args[0]));
    VmType *proxy = mod_kept_type(vm, MOD_KEPT_MAPPING_PROXY, "types");
    VmValue dict = proxy == NULL ? VM_ERROR : map == VM_EMPTY ? vm_dict_new(vm) : vm_ref(map);
    VmValue result = dict == VM_ERROR ? VM_ERROR : vm_call1(vm, vm_from_type(proxy), dict);
    vm_unref(vm, dict);
    return result;
}

static VmValue meta_reversed(Vm *vm, const VmValue *args)
{
    VmValue list = mod_enum_members(vm, vm_to_type(args[0]));
    VmValue turned = list == VM_ERROR ? VM_ERROR : vm_list_reversed_copy(vm, list);
    VmValue iterator = turned == VM_ERROR ? VM_ERROR : vm_iter(vm, turned);
    vm_unref(vm, list);
    vm_unref(vm, turned);
    return iterator;
}

static const VmNativeDef meta_methods[] = {
    {"__prepare__", mod_enum_prepare, "cls, bases, **kwds", VM_NATIVE_CLASS | VM_NATIVE_PYTHON},
    {"__members__", meta_members, "", VM_NATIVE_PROPERTY},
    {"__reversed__", meta_reversed, "", VM_NATIVE_PYTHON},
    {0},
};

static void meta_fill(VmType *type)
{
    type->make = meta_make;
    type->call = meta_call;
    type->iter = meta_iter;
    type->length = meta_length;
    type->truth = meta_truth;
    type->get_item = meta_get_item;
    type->contains = meta_contains;
    type->repr = meta_repr;
    type->get_attr = meta_get_attr;
    type->set_attr = meta_set_attr;
}

static const VmTypeSpec meta_spec = {
    .name = "EnumType",
    .module = "enum",
    .base = VM_TYPE_TYPE,
    .kind = VM_KIND_TYPE,
    .instance_size = sizeof(VmType),
    .methods = meta_methods,
    .fill = meta_fill,
};

/* ---- the module ------------------------------------------------------------------------------------------------- */

static bool append_duplicates(Vm *vm, LsBuf *buf, VmValue map)
{
    uint32_t position = 0;
    VmValue name, member;
    bool first = true;
    while (vm_dict_walk(vm_to_dict(map), &position, &name, &member)) {
        VmValue real = mod_enum_own_borrow(vm, member, "_name_");
        if (real != VM_EMPTY && vm_is_str(real) && !vm_str_equal(real, name)) {
            ls_buf_printf(buf, "%s%s -> %s", first ? "" : ", ", vm_str_data(name), vm_str_data(real));
            first = false;
        }
    }
    return !first;
}

static VmValue enum_unique(Vm *vm, const VmValue *args)
{
    VmValue map = vm_is_type(args[0]) ? mod_enum_map_borrow(vm, vm_to_type(args[0])) : VM_EMPTY;
    if (map == VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "unique() wants an enumeration");
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    if (append_duplicates(vm, &buf, map)) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "duplicate values found in <%s '%s'>: %s",
                 mod_enum_is_flag(vm, vm_to_type(args[0])) ? "flag" : "enum", vm_to_type(args[0])->name,
                 ls_buf_text(&buf));
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    ls_buf_free(&buf);
    return vm_ref(args[0]);
}

static const VmNativeDef functions[] = {
    {"unique", enum_unique, "enumeration", VM_NATIVE_PYTHON},
    {0},
};

static VmType *add(Vm *vm, VmValue module, const char *name, VmType *first, VmType *second, const VmNativeDef *methods,
                   ModKept kept)
{
    VmType *bases[2] = {first, second};
    VmType *meta = vm_to_type(mod_kept_borrow(vm, MOD_KEPT_ENUM_META));
    size_t count = first == NULL ? 0 : second == NULL ? 1 : 2;
    return first == NULL && kept != MOD_KEPT_ENUM
               ? NULL
               : mod_add_class(vm, module, name, "enum", bases, count, meta, methods, kept);
}

static bool init(Vm *vm, VmValue module)
{
    VmType *meta = mod_add_type(vm, module, &meta_spec, NULL, MOD_KEPT_ENUM_META);
    if (meta == NULL || !vm_module_set(vm, module, "EnumMeta", vm_from_type(meta)) ||
        mod_add_type(vm, module, &mod_enum_auto_spec, NULL, MOD_KEPT_ENUM_AUTO) == NULL) {
        return false;
    }
    VmType *names = vm_type_new(vm, &mod_enum_names_spec, NULL);
    if (names == NULL || !mod_keep(vm, MOD_KEPT_ENUM_NAMES, vm_from_type(names))) {
        return false;
    }
    vm_unref(vm, vm_from_type(names));
    VmType *base = add(vm, module, "Enum", NULL, NULL, mod_enum_methods, MOD_KEPT_ENUM);
    VmType *repr = add(vm, module, "ReprEnum", base, NULL, NULL, MOD_KEPT_COUNT);
    VmType *flag = add(vm, module, "Flag", base, NULL, mod_enum_flag_methods, MOD_KEPT_FLAG);
    return repr != NULL && flag != NULL &&
           add(vm, module, "IntEnum", vm->types[VM_TYPE_INT], repr, mod_enum_int_methods, MOD_KEPT_INT_ENUM) != NULL &&
           add(vm, module, "StrEnum", vm->types[VM_TYPE_STR], repr, mod_enum_str_methods, MOD_KEPT_STR_ENUM) != NULL &&
           add(vm, module, "IntFlag", vm->types[VM_TYPE_INT], flag, mod_enum_int_flag_methods, MOD_KEPT_INT_FLAG) !=
               NULL &&
           mod_keep(vm, MOD_KEPT_ENUM_READY, VM_TRUE);
}

const VmModuleSpec mod_enum_spec = {.name = "enum", .functions = functions, .init = init};
