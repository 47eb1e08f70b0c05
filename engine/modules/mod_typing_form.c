/* typing's special forms, bare (`List`, `Optional`) and subscripted (`List[int]`). */
#include "modules/mod_typing.h"
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_generic.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

bool mod_typing_is_alias(Vm *vm, VmValue v)
{
    return mod_is_kept_type(vm, v, MOD_KEPT_TYPING_ALIAS);
}

static bool is_bare(Vm *vm, VmValue v)
{
    return mod_is_kept_type(vm, v, MOD_KEPT_TYPING_FORM);
}

static VmValue new_form(Vm *vm, ModKept type, const TypingForm *like, VmValue args)
{
    VmValue self = vm_instance_new(vm, vm_to_type(mod_kept_borrow(vm, type)));
    if (self != VM_ERROR) {
        TypingForm *form = mod_typing_form_of(self);
        form->name = like->name;
        form->kind = like->kind;
        form->arity = like->arity;
        form->origin = vm_ref(like->origin);
        form->args = vm_ref(args);
    }
    return self;
}

VmValue mod_typing_form_new(Vm *vm, const char *name, TypingKind kind, VmValue origin, uint32_t arity)
{
    TypingForm like = {.name = name, .kind = kind, .origin = origin, .arity = arity};
    return new_form(vm, MOD_KEPT_TYPING_FORM, &like, VM_EMPTY);
}

VmValue mod_typing_convert(Vm *vm, VmValue v)
{
    if (v == VM_NONE) {
        return vm_ref(vm_from_type(vm->types[VM_TYPE_NONE]));
    }
    return vm_is_str(v) ? mod_typing_forward_ref(vm, v) : vm_ref(v);
}

static VmValue convert_all(Vm *vm, const VmValue *items, size_t count)
{
    VmValue tuple = vm_tuple_new_blank(vm, count);
    for (size_t i = 0; tuple != VM_ERROR && i < count; i++) {
        VmValue item = mod_typing_convert(vm, items[i]);
        if (item == VM_ERROR) {
            vm_unref(vm, tuple);
            return VM_ERROR;
        }
        vm_to_tuple(tuple)->items[i] = item;
    }
    return tuple;
}

/* ---- unions ----------------------------------------------------------------------------------------------------- */

static bool add_member(Vm *vm, VmValue list, VmValue given)
{
    VmValue inner = vm_union_args_borrow(vm, given);
    if (inner == VM_EMPTY && mod_typing_is_alias(vm, given) && mod_typing_form_of(given)->kind == TYPING_UNION) {
        inner = mod_typing_form_of(given)->args;
    }
    if (inner != VM_EMPTY) {
        for (size_t i = 0; i < vm_to_tuple(inner)->count; i++) {
            if (!add_member(vm, list, vm_to_tuple(inner)->items[i])) {
                return false;
            }
        }
        return true;
    }
    VmValue member = mod_typing_convert(vm, given);
    int there = member == VM_ERROR ? -1 : vm_contains(vm, list, member);
    bool ok = there > 0 || (there == 0 && vm_list_append(vm, list, member));
    vm_unref(vm, member);
    return ok;
}

VmValue mod_typing_union(Vm *vm, const VmValue *args, size_t count)
{
    VmValue list = vm_list_new_empty(vm, count);
    bool ok = list != VM_ERROR;
    for (size_t i = 0; ok && i < count; i++) {
        ok = add_member(vm, list, args[i]);
    }
    VmValue result = VM_ERROR;
    if (ok && vm_to_list(list)->count == 1) {
        result = vm_ref(vm_to_list(list)->items[0]);
    } else if (ok) {
        TypingForm like = {.name = "Union", .kind = TYPING_UNION};
        VmValue members = vm_list_to_tuple(vm, list);
        result = members == VM_ERROR ? VM_ERROR : new_form(vm, MOD_KEPT_TYPING_ALIAS, &like, members);
        vm_unref(vm, members);
    }
    vm_unref(vm, list);
    return result;
}

VmValue mod_typing_or(Vm *vm, VmValue left, VmValue right)
{
    VmValue args[2] = {left, right};
    return mod_typing_union(vm, args, 2);
}

/* ---- subscripting ----------------------------------------------------------------------------------------------- */

static VmValue as_tuple(Vm *vm, VmValue item)
{
    return vm_is_tuple(item) ? vm_ref(item) : vm_tuple_new(vm, &item, 1);
}

static bool check_count(Vm *vm, VmValue self, size_t actual, size_t expected)
{
    if (actual == expected) {
        return true;
    }
    VmValue text = vm_repr(vm, self);
    if (text != VM_ERROR) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "Too %s arguments for %s; actual %zu, expected %zu",
                 actual > expected ? "many" : "few", vm_str_data(text), actual, expected);
    }
    vm_unref(vm, text);
    return false;
}

/* Callable[[int, str], bool] has the arguments (int, str, bool). */
static VmValue callable_args(Vm *vm, VmValue item)
{
    VmTuple *pair = vm_is_tuple(item) ? vm_to_tuple(item) : NULL;
    if (pair == NULL || pair->count != 2) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "Callable must be used as Callable[[arg, ...], result].");
    }
    if (!vm_is_list(pair->items[0])) {
        return convert_all(vm, pair->items, 2);
    }
    VmValue all = vm_list_from(vm, pair->items[0]);
    VmValue args = VM_ERROR;
    if (all != VM_ERROR && vm_list_append(vm, all, pair->items[1])) {
        args = convert_all(vm, vm_to_list(all)->items, vm_to_list(all)->count);
    }
    vm_unref(vm, all);
    return args;
}

static VmValue alias_with(Vm *vm, TypingForm *form, VmValue args)
{
    VmValue alias = args == VM_ERROR ? VM_ERROR : new_form(vm, MOD_KEPT_TYPING_ALIAS, form, args);
    vm_unref(vm, args);
    return alias;
}

static VmValue optional_of(Vm *vm, VmValue self, VmValue item)
{
    if (vm_is_tuple(item)) {
        VmValue got = vm_repr(vm, item);
        if (got != VM_ERROR) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "typing.%s requires a single type. Got %s.", mod_typing_form_of(self)->name,
                     vm_str_data(got));
        }
        vm_unref(vm, got);
        return VM_ERROR;
    }
    VmValue args[2] = {item, VM_NONE};
    return mod_typing_union(vm, args, 2);
}

static VmValue annotated_of(Vm *vm, TypingForm *form, VmValue item)
{
    if (!vm_is_tuple(item) || vm_to_tuple(item)->count < 2) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR,
                        "Annotated[...] should be used with at least two arguments (a type and an annotation).");
    }
    VmTuple *given = vm_to_tuple(item);
    VmValue alias = alias_with(vm, form, convert_all(vm, given->items, 1));
    if (alias != VM_ERROR) {
        mod_typing_form_of(alias)->metadata = vm_tuple_slice(vm, item, 1, given->count - 1);
        vm_set_steal(vm, &mod_typing_form_of(alias)->origin,
                     vm_ref(vm_to_tuple(mod_typing_form_of(alias)->args)->items[0]));
        if (mod_typing_form_of(alias)->metadata == VM_ERROR) {
            vm_unref(vm, alias);
            return VM_ERROR;
        }
    }
    return alias;
}

static VmValue subscript(Vm *vm, VmValue self, VmValue item, VmTuple *items)
{
    TypingForm *form = mod_typing_form_of(self);
    switch (form->kind) {
    case TYPING_PLAIN: return vm_raise(vm, VM_EXC_TYPE_ERROR, "typing.%s is not subscriptable", form->name);
    case TYPING_UNION:
        if (items->count == 0) {
            return vm_raise(vm, VM_EXC_TYPE_ERROR, "Cannot take a Union of no types.");
        }
        return mod_typing_union(vm, items->items, items->count);
    case TYPING_OPTIONAL: return optional_of(vm, self, item);
    case TYPING_ONE:
        if (vm_is_tuple(item)) {
            return optional_of(vm, self, item); /* for its complaint */
        }
        return alias_with(vm, form, convert_all(vm, items->items, 1));
    case TYPING_LITERAL: return alias_with(vm, form, as_tuple(vm, item));
    case TYPING_ANNOTATED: return annotated_of(vm, form, item);
    case TYPING_CALLABLE: return alias_with(vm, form, callable_args(vm, item));
    case TYPING_CLASS:
        if (form->arity != 0 && !check_count(vm, self, items->count, form->arity)) {
            return VM_ERROR;
        }
        return alias_with(vm, form, convert_all(vm, items->items, items->count));
    default: return alias_with(vm, form, convert_all(vm, items->items, items->count));
    }
}

static VmValue form_get_item(Vm *vm, VmValue self, VmValue key)
{
    VmValue items = as_tuple(vm, key);
    VmValue result = items == VM_ERROR ? VM_ERROR : subscript(vm, self, key, vm_to_tuple(items));
    vm_unref(vm, items);
    return result;
}

VmValue mod_typing_user_alias(Vm *vm, VmValue origin, VmValue item)
{
    TypingForm like = {.kind = TYPING_USER, .origin = origin};
    VmValue items = as_tuple(vm, item);
    VmValue result = VM_ERROR;
    if (items != VM_ERROR) {
        result = alias_with(vm, &like, convert_all(vm, vm_to_tuple(items)->items, vm_to_tuple(items)->count));
    }
    vm_unref(vm, items);
    return result;
}

/* ---- type variables in aliases ---------------------------------------------------------------------------------- */

static bool collect(Vm *vm, VmValue list, VmValue v)
{
    if (mod_typing_is_variable(vm, v)) {
        int there = vm_contains(vm, list, v);
        return there > 0 || (there == 0 && vm_list_append(vm, list, v));
    }
    VmValue args = mod_typing_is_alias(vm, v) ? mod_typing_form_of(v)->args : VM_EMPTY;
    if (vm_generic_origin_borrow(vm, v) != VM_EMPTY) {
        args = ((VmGenericAlias *)vm_to_object(v))->args;
    }
    for (size_t i = 0; args != VM_EMPTY && i < vm_to_tuple(args)->count; i++) {
        if (!collect(vm, list, vm_to_tuple(args)->items[i])) {
            return false;
        }
    }
    return true;
}

VmValue mod_typing_parameters(Vm *vm, VmValue args)
{
    VmValue list = vm_list_new_empty(vm, 0);
    bool ok = list != VM_ERROR;
    for (size_t i = 0; ok && i < vm_to_tuple(args)->count; i++) {
        ok = collect(vm, list, vm_to_tuple(args)->items[i]);
    }
    VmValue result = ok ? vm_list_to_tuple(vm, list) : VM_ERROR;
    vm_unref(vm, list);
    return result;
}

/* `v` with each variable replaced by the value at its place. */
static VmValue substitute(Vm *vm, VmValue v, VmTuple *variables, VmTuple *values)
{
    for (size_t i = 0; i < variables->count; i++) {
        if (variables->items[i] == v) {
            return vm_ref(values->items[i]);
        }
    }
    if (!mod_typing_is_alias(vm, v)) {
        return vm_ref(v);
    }
    TypingForm *form = mod_typing_form_of(v);
    size_t count = vm_to_tuple(form->args)->count;
    VmValue args = vm_tuple_new_blank(vm, count);
    for (size_t i = 0; args != VM_ERROR && i < count; i++) {
        VmValue item = substitute(vm, vm_to_tuple(form->args)->items[i], variables, values);
        if (item == VM_ERROR) {
            vm_unref(vm, args);
            return VM_ERROR;
        }
        vm_to_tuple(args)->items[i] = item;
    }
    if (args != VM_ERROR && form->kind == TYPING_UNION) {
        VmValue joined = mod_typing_union(vm, vm_to_tuple(args)->items, count);
        vm_unref(vm, args);
        return joined;
    }
    return alias_with(vm, form, args);
}

static VmValue alias_get_item(Vm *vm, VmValue self, VmValue key)
{
    VmValue variables = mod_typing_parameters(vm, mod_typing_form_of(self)->args);
    if (variables == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue result = VM_ERROR;
    if (vm_to_tuple(variables)->count == 0) {
        VmValue text = vm_repr(vm, self);
        if (text != VM_ERROR) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "%s is not a generic class", vm_str_data(text));
        }
        vm_unref(vm, text);
    } else {
        VmValue given = as_tuple(vm, key);
        VmValue values =
            given == VM_ERROR ? VM_ERROR : convert_all(vm, vm_to_tuple(given)->items, vm_to_tuple(given)->count);
        if (values != VM_ERROR && check_count(vm, self, vm_to_tuple(values)->count, vm_to_tuple(variables)->count)) {
            result = substitute(vm, self, vm_to_tuple(variables), vm_to_tuple(values));
        }
        vm_unref(vm, given);
        vm_unref(vm, values);
    }
    vm_unref(vm, variables);
    return result;
}

/* ---- comparing -------------------------------------------------------------------------------------------------- */

static int same_members(Vm *vm, VmTuple *a, VmValue b)
{
    if (a->count != vm_to_tuple(b)->count) {
        return 0;
    }
    for (size_t i = 0; i < a->count; i++) {
        int found = vm_contains(vm, b, a->items[i]);
        if (found <= 0) {
            return found;
        }
    }
    return 1;
}

static VmValue alias_compare(Vm *vm, VmValue self, VmValue other, VmCompare op)
{
    if ((op != VM_COMPARE_EQ && op != VM_COMPARE_NE) || !mod_typing_is_alias(vm, self) ||
        !mod_typing_is_alias(vm, other)) {
        return VM_NOT_IMPLEMENTED;
    }
    TypingForm *a = mod_typing_form_of(self), *b = mod_typing_form_of(other);
    int same = a->kind == b->kind && a->name == b->name && a->origin == b->origin;
    if (same) {
        same =
            a->kind == TYPING_UNION ? same_members(vm, vm_to_tuple(a->args), b->args) : vm_equal(vm, a->args, b->args);
    }
    return same < 0 ? VM_ERROR : vm_from_bool((same != 0) == (op == VM_COMPARE_EQ));
}

static bool alias_hash(Vm *vm, VmValue self, int64_t *hash)
{
    VmTuple *args = vm_to_tuple(mod_typing_form_of(self)->args);
    uint64_t sum = (uint64_t)mod_typing_form_of(self)->kind;
    for (size_t i = 0; i < args->count; i++) {
        int64_t one;
        if (!vm_hash(vm, args->items[i], &one)) {
            return false;
        }
        sum += (uint64_t)one * UINT64_C(0x9E3779B97F4A7C15); /* unions are equal in any order */
    }
    *hash = (int64_t)(sum >> 3);
    return true;
}

/* ---- attributes and calls --------------------------------------------------------------------------------------- */

static VmValue form_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    TypingForm *form = mod_typing_form_of(self);
    if (form->args != VM_EMPTY &&
        (form->kind == TYPING_CLASS || form->kind == TYPING_TUPLE || form->kind == TYPING_USER)) {
        return vm_call(vm, form->origin, args, nargs, kwnames);
    }
    if (form->kind == TYPING_CLASS || form->kind == TYPING_TUPLE || form->kind == TYPING_CALLABLE) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "Type %s cannot be instantiated; use %s() instead", form->name,
                        vm_is_type(form->origin) ? vm_to_type(form->origin)->name : form->name);
    }
    if (form->kind == TYPING_PLAIN && strcmp(form->name, "Any") == 0) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "Any cannot be instantiated");
    }
    VmValue text = vm_repr(vm, self);
    if (text != VM_ERROR) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "Cannot instantiate %s", vm_str_data(text));
    }
    vm_unref(vm, text);
    return VM_ERROR;
}

/* Everything that is not a dunder name is the class's. */
static VmValue alias_get_attr(Vm *vm, VmValue self, VmValue name)
{
    TypingForm *form = mod_typing_form_of(self);
    const char *text = vm_str_data(name);
    if (form->origin != VM_EMPTY && strncmp(text, "__", 2) != 0) {
        return vm_get_attr(vm, form->origin, name);
    }
    return vm_generic_get_attr(vm, self, name);
}

static VmValue get_origin(Vm *vm, const VmValue *args)
{
    TypingForm *form = mod_typing_form_of(args[0]);
    if (form->origin != VM_EMPTY) {
        return vm_ref(form->origin);
    }
    return vm_import_attr(vm, "typing", form->name);
}

static VmValue get_args(Vm *vm, const VmValue *args)
{
    TypingForm *form = mod_typing_form_of(args[0]);
    return form->args == VM_EMPTY ? vm_tuple_new(vm, NULL, 0) : vm_ref(form->args);
}

static VmValue get_parameters(Vm *vm, const VmValue *args)
{
    TypingForm *form = mod_typing_form_of(args[0]);
    return form->args == VM_EMPTY ? vm_tuple_new(vm, NULL, 0) : mod_typing_parameters(vm, form->args);
}

static VmValue get_metadata(Vm *vm, const VmValue *args)
{
    TypingForm *form = mod_typing_form_of(args[0]);
    return form->metadata == VM_EMPTY ? vm_raise_no_attribute(vm, args[0], vm_name(vm, VM_NAME_NAME))
                                      : vm_ref(form->metadata);
}

static VmValue get_name(Vm *vm, const VmValue *args)
{
    TypingForm *form = mod_typing_form_of(args[0]);
    return form->name != NULL ? vm_str_c(vm, form->name) : vm_get_attr(vm, form->origin, vm_name(vm, VM_NAME_NAME));
}

/* Is another one of the bases generic, behind this one? */
static bool generic_follows(Vm *vm, VmValue self, VmValue bases)
{
    bool behind = false;
    VmValue generic = mod_kept_borrow(vm, MOD_KEPT_GENERIC);
    for (size_t i = 0; i < vm_to_tuple(bases)->count; i++) {
        VmValue base = vm_to_tuple(bases)->items[i];
        if (behind && (mod_typing_is_alias(vm, base) ||
                       (vm_is_type(base) && vm_type_is_subtype(vm_to_type(base), vm_to_type(generic))))) {
            return true;
        }
        behind = behind || base == self;
    }
    return false;
}

static VmValue mro_entries(Vm *vm, const VmValue *args)
{
    TypingForm *form = mod_typing_form_of(args[0]);
    VmValue generic = mod_kept_borrow(vm, MOD_KEPT_GENERIC);
    if (form->origin == VM_EMPTY || !vm_is_type(form->origin)) {
        VmValue text = vm_repr(vm, args[0]);
        if (text != VM_ERROR) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "Cannot subclass %s", vm_str_data(text));
        }
        vm_unref(vm, text);
        return VM_ERROR;
    }
    bool follows = generic_follows(vm, args[0], args[1]);
    if (form->kind == TYPING_USER) {
        return form->origin == generic && follows ? vm_tuple_new(vm, NULL, 0) : vm_tuple_new(vm, &form->origin, 1);
    }
    VmValue entries[2] = {form->origin, generic};
    return vm_tuple_new(vm, entries, follows || form->args == VM_EMPTY ? 1 : 2);
}

static VmValue check(Vm *vm, const VmValue *args, int (*ask)(Vm *, VmValue, VmValue))
{
    TypingForm *form = mod_typing_form_of(args[0]);
    int answer = 0;
    if (is_bare(vm, args[0]) && form->origin != VM_EMPTY) {
        answer = ask(vm, args[1], form->origin);
    } else if (form->kind == TYPING_UNION && form->args != VM_EMPTY) {
        answer = ask(vm, args[1], form->args);
    } else if (form->args != VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "Subscripted generics cannot be used with class and instance checks");
    } else {
        VmValue text = vm_repr(vm, args[0]);
        if (text != VM_ERROR) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "%s cannot be used with %s()", vm_str_data(text),
                     ask == vm_isinstance ? "isinstance" : "issubclass");
        }
        vm_unref(vm, text);
        return VM_ERROR;
    }
    return answer < 0 ? VM_ERROR : vm_from_bool(answer);
}

static VmValue instancecheck(Vm *vm, const VmValue *args)
{
    return check(vm, args, vm_isinstance);
}

static VmValue subclasscheck(Vm *vm, const VmValue *args)
{
    return check(vm, args, vm_issubclass);
}

static const VmNativeDef form_methods[] = {
    {"__origin__", get_origin, "", VM_NATIVE_PROPERTY},
    {"__args__", get_args, "", VM_NATIVE_PROPERTY},
    {"__parameters__", get_parameters, "", VM_NATIVE_PROPERTY},
    {"__metadata__", get_metadata, "", VM_NATIVE_PROPERTY},
    {"__name__", get_name, "", VM_NATIVE_PROPERTY},
    {"__mro_entries__", mro_entries, "bases", VM_NATIVE_PYTHON},
    {"__instancecheck__", instancecheck, "obj", VM_NATIVE_PYTHON},
    {"__subclasscheck__", subclasscheck, "cls", VM_NATIVE_PYTHON},
    {0},
};

static void form_release(Vm *vm, VmObject *self)
{
    TypingForm *form = (TypingForm *)self;
    vm_set_steal(vm, &form->origin, VM_EMPTY);
    vm_set_steal(vm, &form->args, VM_EMPTY);
    vm_set_steal(vm, &form->metadata, VM_EMPTY);
}

static void form_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    TypingForm *form = (TypingForm *)self;
    visit(vm, form->origin, context);
    visit(vm, form->args, context);
    visit(vm, form->metadata, context);
}

static void form_fill(VmType *type)
{
    type->release = form_release;
    type->traverse = form_traverse;
    type->repr = mod_typing_form_repr;
    type->get_item = form_get_item;
    type->call = form_call;
    type->binary[VM_BINARY_OR] = mod_typing_or;
}

static void alias_fill(VmType *type)
{
    form_fill(type);
    type->get_item = alias_get_item;
    type->get_attr = alias_get_attr;
    type->compare = alias_compare;
    type->hash = alias_hash;
}

const VmTypeSpec mod_typing_form_spec = {
    .name = "_SpecialForm",
    .module = "typing",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(TypingForm),
    .flags = VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = form_methods,
    .fill = form_fill,
};

const VmTypeSpec mod_typing_alias_spec = {
    .name = "_GenericAlias",
    .module = "typing",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(TypingForm),
    .flags = VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = form_methods,
    .fill = alias_fill,
};
