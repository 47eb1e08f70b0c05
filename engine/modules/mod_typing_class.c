/* typing's classes to derive from: Generic, Protocol, NamedTuple, TypedDict. */
#include "modules/mod_abc.h"
#include "modules/mod_typing.h"
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_descriptor.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_function.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_set.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type.h"

/* ---- Generic ---------------------------------------------------------------------------------------------------- */

static const char *const PROTOCOL = "typing.protocol";
static const char *const RUNTIME = "typing.runtime";

static bool is_kept(Vm *vm, VmValue v, ModKept what)
{
    return v != VM_EMPTY && v == mod_kept_borrow(vm, what);
}

/* The variables of Generic[…] or Protocol[…] among the bases, else all that occur in them. */
static VmValue class_parameters(Vm *vm, VmValue bases)
{
    for (size_t i = 0; i < vm_to_tuple(bases)->count; i++) {
        VmValue base = vm_to_tuple(bases)->items[i];
        if (mod_typing_is_alias(vm, base) && (is_kept(vm, mod_typing_form_of(base)->origin, MOD_KEPT_GENERIC) ||
                                              is_kept(vm, mod_typing_form_of(base)->origin, MOD_KEPT_PROTOCOL))) {
            return vm_ref(mod_typing_form_of(base)->args);
        }
    }
    return mod_typing_parameters(vm, bases);
}

static bool set_parameters(Vm *vm, VmType *type)
{
    VmValue bases = vm_dict_get_c_borrow(vm, type->attrs, "__orig_bases__");
    VmValue parameters = bases != VM_EMPTY ? class_parameters(vm, bases) : vm_tuple_new(vm, NULL, 0);
    bool ok = parameters != VM_ERROR && mod_set_attr(vm, vm_from_type(type), "__parameters__", parameters);
    vm_unref(vm, parameters);
    return ok;
}

/* super(origin, type).__init_subclass__(**keywords) */
static bool call_next_init_subclass(Vm *vm, ModKept origin, VmValue type, VmValue keywords)
{
    VmValue super = vm_super_new(vm, mod_kept_borrow(vm, origin), type);
    VmValue method = super == VM_ERROR ? VM_ERROR : vm_get_attr(vm, super, vm_name(vm, VM_NAME_INIT_SUBCLASS));
    VmValue result = method == VM_ERROR ? VM_ERROR : vm_call_spread(vm, method, NULL, 0, keywords);
    vm_unref(vm, super);
    vm_unref(vm, method);
    vm_unref(vm, result);
    return result != VM_ERROR;
}

static VmValue generic_init_subclass(Vm *vm, const VmValue *args)
{
    bool ok =
        mod_kept_borrow(vm, MOD_KEPT_GENERIC) == VM_EMPTY || /* it is being made itself */
        (call_next_init_subclass(vm, MOD_KEPT_GENERIC, args[0], args[1]) && set_parameters(vm, vm_to_type(args[0])));
    return ok ? VM_NONE : VM_ERROR;
}

static VmValue generic_class_getitem(Vm *vm, const VmValue *args)
{
    VmType *type = vm_to_type(args[0]);
    if (is_kept(vm, args[0], MOD_KEPT_GENERIC) || is_kept(vm, args[0], MOD_KEPT_PROTOCOL)) {
        return mod_typing_user_alias(vm, args[0], args[1]);
    }
    VmValue parameters = vm_dict_get_c_borrow(vm, type->attrs, "__parameters__");
    size_t expected = parameters == VM_EMPTY ? 0 : vm_to_tuple(parameters)->count;
    size_t actual = vm_is_tuple(args[1]) ? vm_to_tuple(args[1])->count : 1;
    if (expected == actual && expected != 0) {
        return mod_typing_user_alias(vm, args[0], args[1]);
    }
    VmValue text = vm_repr(vm, args[0]);
    if (text != VM_ERROR && expected == 0) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "%s is not a generic class", vm_str_data(text));
    } else if (text != VM_ERROR) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "Too %s arguments for %s; actual %zu, expected %zu",
                 actual > expected ? "many" : "few", vm_str_data(text), actual, expected);
    }
    vm_unref(vm, text);
    return VM_ERROR;
}

static const VmNativeDef generic_methods[] = {
    {"__init_subclass__", generic_init_subclass, "**kwargs", VM_NATIVE_CLASS},
    {"__class_getitem__", generic_class_getitem, "params", VM_NATIVE_CLASS},
    {0},
};

/* ---- Protocol --------------------------------------------------------------------------------------------------- */

static bool is_protocol(Vm *vm, const VmType *type)
{
    return mod_note_borrow(vm, type, PROTOCOL) != VM_EMPTY;
}

static VmValue protocol_init_subclass(Vm *vm, const VmValue *args)
{
    if (mod_kept_borrow(vm, MOD_KEPT_PROTOCOL) == VM_EMPTY) {
        return VM_NONE;
    }
    VmType *type = vm_to_type(args[0]);
    VmTuple *bases = vm_to_tuple(type->bases);
    for (size_t i = 0; i < bases->count; i++) {
        if (is_kept(vm, bases->items[i], MOD_KEPT_PROTOCOL) && !mod_note(vm, type, PROTOCOL, VM_TRUE)) {
            return VM_ERROR;
        }
    }
    return call_next_init_subclass(vm, MOD_KEPT_PROTOCOL, args[0], args[1]) ? VM_NONE : VM_ERROR;
}

static VmValue protocol_new(Vm *vm, const VmValue *args)
{
    if (!vm_is_type(args[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "object.__new__(X): X is not a type object (%s)",
                        vm_type_name(vm, args[0]));
    }
    VmType *type = vm_to_type(args[0]);
    bool given = vm_to_tuple(args[1])->count != 0 || vm_to_dict(args[2])->used != 0;
    if (given && type->init == NULL && !is_protocol(vm, type)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "%s() takes no arguments", type->name);
    }
    VmValue made = vm_object_make(vm, type, NULL, 0, VM_EMPTY);
    if (made != VM_ERROR && is_protocol(vm, type)) {
        vm_unref(vm, made);
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "Protocols cannot be instantiated");
    }
    return made;
}

static const VmNativeDef protocol_methods[] = {
    {"__init_subclass__", protocol_init_subclass, "**kwargs", VM_NATIVE_CLASS},
    {"__new__", protocol_new, "cls, *args, **kwargs", VM_NATIVE_STATIC},
    {0},
};

static bool is_own_business(const char *name)
{
    static const char *const names[] = {"__module__",     "__dict__",          "__weakref__",         "__doc__",
                                        "__parameters__", "__orig_bases__",    "__abstractmethods__", "__annotations__",
                                        "__init__",       "__new__",           "__slots__",           "__qualname__",
                                        "__hash__",       "__class_getitem__", "__init_subclass__",   "__match_args__"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static int has_names(Vm *vm, VmValue object, VmValue dict)
{
    uint32_t position = 0;
    VmValue key, value;
    while (vm_dict_walk(vm_to_dict(dict), &position, &key, &value)) {
        if (!vm_is_str(key) || is_own_business(vm_str_data(key))) {
            continue;
        }
        bool error;
        VmValue found = vm_get_attr_maybe(vm, object, key, &error);
        vm_unref(vm, found);
        if (found == VM_EMPTY || (found == VM_NONE && value != VM_NONE)) {
            return error ? -1 : 0;
        }
    }
    return 1;
}

/* Has the object (or class) all that the protocol and the protocols it is derived from name? */
static int has_members(Vm *vm, VmValue object, const VmType *protocol)
{
    VmTuple *mro = vm_to_tuple(protocol->mro);
    for (size_t i = 0; i < mro->count; i++) {
        VmType *each = vm_to_type(mro->items[i]);
        if (!is_protocol(vm, each)) {
            continue;
        }
        int answer = has_names(vm, object, each->attrs);
        VmValue annotations = vm_dict_get_name_borrow(vm, vm_to_dict(each->attrs), vm_name(vm, VM_NAME_ANNOTATIONS));
        if (answer > 0 && annotations != VM_EMPTY && vm_is_dict(annotations)) {
            answer = has_names(vm, object, annotations);
        }
        if (answer <= 0) {
            return answer;
        }
    }
    return 1;
}

static VmValue protocol_check(Vm *vm, VmType *protocol, VmType *about, VmValue object)
{
    int answer = 0;
    if (!is_protocol(vm, protocol)) {
        answer = mod_abc_subclass(vm, protocol, about);
    } else if (mod_note_borrow(vm, protocol, RUNTIME) == VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR,
                        "Instance and class checks can only be used with @runtime_checkable protocols");
    } else {
        answer = vm_type_is_subtype(about, protocol) ? 1 : has_members(vm, object, protocol);
    }
    return answer < 0 ? VM_ERROR : vm_from_bool(answer);
}

static VmValue protocol_instancecheck(Vm *vm, const VmValue *args)
{
    return protocol_check(vm, vm_to_type(args[0]), vm_type_of(vm, args[1]), args[1]);
}

static VmValue protocol_subclasscheck(Vm *vm, const VmValue *args)
{
    if (!vm_is_type(args[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "issubclass() arg 1 must be a class");
    }
    return protocol_check(vm, vm_to_type(args[0]), vm_to_type(args[1]), args[1]);
}

static const VmNativeDef protocol_meta_methods[] = {
    {"__instancecheck__", protocol_instancecheck, "instance", VM_NATIVE_PYTHON},
    {"__subclasscheck__", protocol_subclasscheck, "subclass", VM_NATIVE_PYTHON},
    {0},
};

static const VmTypeSpec protocol_meta_spec = {
    .name = "_ProtocolMeta",
    .module = "typing",
    .base = VM_TYPE_TYPE,
    .kind = VM_KIND_TYPE,
    .instance_size = sizeof(VmType),
    .methods = protocol_meta_methods,
};

static VmValue runtime_checkable(Vm *vm, const VmValue *args)
{
    if (!vm_is_type(args[0]) || !is_protocol(vm, vm_to_type(args[0]))) {
        VmValue text = vm_repr(vm, args[0]);
        if (text != VM_ERROR) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "@runtime_checkable can be only applied to protocol classes, got %s",
                     vm_str_data(text));
        }
        vm_unref(vm, text);
        return VM_ERROR;
    }
    return mod_note(vm, vm_to_type(args[0]), RUNTIME, VM_TRUE) ? vm_ref(args[0]) : VM_ERROR;
}

/* ---- NamedTuple ------------------------------------------------------------------------------------------------- */

/* The defaults of the last fields, as a list; a field without one behind a field with one is refused. */
static VmValue field_defaults(Vm *vm, VmValue fields, VmValue namespace)
{
    VmValue list = vm_list_new_empty(vm, 0);
    uint32_t position = 0;
    VmValue key, value, last = VM_EMPTY;
    while (list != VM_ERROR && vm_dict_walk(vm_to_dict(fields), &position, &key, &value)) {
        VmValue given = vm_dict_get_borrow(vm, namespace, key);
        if (given == VM_EMPTY && last == VM_EMPTY) {
            continue;
        }
        if (given == VM_EMPTY) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "Non-default namedtuple field %s cannot follow default field%s %s",
                     vm_str_data(key), vm_to_list(list)->count > 1 ? "s" : "", vm_str_data(last));
        }
        last = key;
        if (given == VM_EMPTY || !vm_list_append(vm, list, given)) {
            vm_unref(vm, list);
            return VM_ERROR;
        }
    }
    return list;
}

/* collections.namedtuple(name, fields, defaults=, module=) */
static VmValue call_namedtuple(Vm *vm, VmValue name, VmValue fields, VmValue defaults, VmValue module)
{
    VmValue function = vm_import_attr(vm, "collections", "namedtuple");
    VmValue names = function == VM_ERROR ? VM_ERROR : vm_list_from(vm, fields);
    VmValue keywords = names == VM_ERROR ? VM_ERROR : vm_dict_new(vm);
    VmValue result = VM_ERROR;
    if (keywords != VM_ERROR && (defaults == VM_EMPTY || vm_dict_set_c(vm, keywords, "defaults", defaults)) &&
        (module == VM_EMPTY || vm_dict_set_c(vm, keywords, "module", module))) {
        VmValue args[2] = {name, names};
        result = vm_call_spread(vm, function, args, 2, keywords);
    }
    vm_unref(vm, function);
    vm_unref(vm, names);
    vm_unref(vm, keywords);
    return result;
}

/* What stands in the class body apart from fields becomes part of the class. */
static bool copy_rest(Vm *vm, VmType *type, VmValue namespace, VmValue fields)
{
    uint32_t position = 0;
    VmValue key, value;
    while (vm_dict_walk(vm_to_dict(namespace), &position, &key, &value)) {
        int field = vm_dict_contains(vm, fields, key);
        if (field < 0) {
            return false;
        }
        if (field || !vm_is_str(key) || key == vm_name(vm, VM_NAME_MODULE) || key == vm_name(vm, VM_NAME_CLASSCELL) ||
            vm_str_equal_c(key, "__orig_bases__")) {
            continue;
        }
        VmValue wrapped = vm_is_function(value) && (key == vm_name(vm, VM_NAME_INIT_SUBCLASS) ||
                                                    key == vm_name(vm, VM_NAME_CLASS_GETITEM))
                              ? vm_classmethod_new(vm, value)
                              : vm_ref(value);
        bool ok = wrapped != VM_ERROR && vm_type_set_attr(vm, type, key, wrapped);
        vm_unref(vm, wrapped);
        if (!ok) {
            return false;
        }
    }
    return true;
}

static VmValue named_tuple_meta_make(Vm *vm, VmType *meta, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)kwnames;
    VmValue namespace = args[2];
    if (mod_kept_borrow(vm, MOD_KEPT_NAMED_TUPLE) == VM_EMPTY) {
        return vm_class_new_of(vm, meta, args[0], args[1], namespace, VM_EMPTY);
    }
    (void)nargs;
    VmValue fields = vm_ref(vm_dict_get_name_borrow(vm, vm_to_dict(namespace), vm_name(vm, VM_NAME_ANNOTATIONS)));
    fields = fields == VM_EMPTY ? vm_dict_new(vm) : fields;
    VmValue defaults = fields == VM_ERROR ? VM_ERROR : field_defaults(vm, fields, namespace);
    VmValue module = vm_dict_get_name_borrow(vm, vm_to_dict(namespace), vm_name(vm, VM_NAME_MODULE));
    VmValue result = defaults == VM_ERROR ? VM_ERROR : call_namedtuple(vm, args[0], fields, defaults, module);
    if (result != VM_ERROR && (!vm_type_set_attr(vm, vm_to_type(result), vm_name(vm, VM_NAME_ANNOTATIONS), fields) ||
                               !copy_rest(vm, vm_to_type(result), namespace, fields))) {
        vm_unref(vm, result);
        result = VM_ERROR;
    }
    vm_unref(vm, fields);
    vm_unref(vm, defaults);
    return result;
}

/* NamedTuple("P", [("x", int), …]) */
static VmValue named_tuple_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)self;
    VmValue bound[2];
    if (!vm_args_parse(vm, "NamedTuple", "typename, fields=, /", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    VmValue fields = vm_dict_new(vm);
    VmValue result = VM_ERROR;
    if (fields != VM_ERROR && (mod_absent(bound[1]) || vm_dict_update(vm, fields, bound[1]))) {
        result = call_namedtuple(vm, bound[0], fields, VM_EMPTY, vm_name(vm, VM_NAME_MAIN));
    }
    if (result != VM_ERROR && !vm_type_set_attr(vm, vm_to_type(result), vm_name(vm, VM_NAME_ANNOTATIONS), fields)) {
        vm_unref(vm, result);
        result = VM_ERROR;
    }
    vm_unref(vm, fields);
    return result;
}

static void named_tuple_meta_fill(VmType *type)
{
    type->make = named_tuple_meta_make;
    type->call = named_tuple_call;
}

static const VmTypeSpec named_tuple_meta_spec = {
    .name = "NamedTupleMeta",
    .module = "typing",
    .base = VM_TYPE_TYPE,
    .kind = VM_KIND_TYPE,
    .instance_size = sizeof(VmType),
    .fill = named_tuple_meta_fill,
};

/* ---- TypedDict -------------------------------------------------------------------------------------------------- */

/* The annotations of the bases and its own. */
static VmValue typed_dict_fields(Vm *vm, VmValue bases, VmValue namespace)
{
    VmValue fields = vm_dict_new(vm);
    bool ok = fields != VM_ERROR;
    for (size_t i = 0; ok && i < vm_to_tuple(bases)->count; i++) {
        VmValue of_base = vm_dict_get_name_borrow(vm, vm_to_dict(vm_to_type(vm_to_tuple(bases)->items[i])->attrs),
                                                  vm_name(vm, VM_NAME_ANNOTATIONS));
        ok = of_base == VM_EMPTY || vm_dict_update(vm, fields, of_base);
    }
    VmValue own = vm_dict_get_name_borrow(vm, vm_to_dict(namespace), vm_name(vm, VM_NAME_ANNOTATIONS));
    if (!ok || (own != VM_EMPTY && !vm_dict_update(vm, fields, own))) {
        vm_unref(vm, fields);
        return VM_ERROR;
    }
    return fields;
}

/* __required_keys__ and __optional_keys__: the own ones are of one sort, those of the bases stay what they are. */
static bool set_key_sets(Vm *vm, VmValue type, VmValue bases, VmValue namespace, bool total)
{
    static const char *const names[2] = {"__required_keys__", "__optional_keys__"};
    VmValue own = vm_dict_get_name_borrow(vm, vm_to_dict(namespace), vm_name(vm, VM_NAME_ANNOTATIONS));
    bool ok = true;
    for (unsigned i = 0; ok && i < 2; i++) {
        VmValue set = vm_set_new(vm, own != VM_EMPTY && total == (i == 0) ? own : VM_EMPTY);
        ok = set != VM_ERROR;
        for (size_t j = 0; ok && j < vm_to_tuple(bases)->count; j++) {
            VmValue of_base = vm_dict_get_c_borrow(vm, vm_to_type(vm_to_tuple(bases)->items[j])->attrs, names[i]);
            ok = of_base == VM_EMPTY || vm_set_update(vm, set, of_base);
        }
        VmValue frozen = ok ? vm_frozenset_new(vm, set) : VM_ERROR;
        ok = frozen != VM_ERROR && mod_set_attr(vm, type, names[i], frozen);
        vm_unref(vm, frozen);
        vm_unref(vm, set);
    }
    return ok;
}

static VmValue typed_dict_meta_make(Vm *vm, VmType *meta, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)nargs, (void)kwnames;
    VmValue fields = typed_dict_fields(vm, args[1], args[2]);
    VmValue type = fields == VM_ERROR ? VM_ERROR : vm_class_new_of(vm, meta, args[0], args[1], args[2], VM_EMPTY);
    VmValue total = args[3] == VM_NONE ? VM_EMPTY : vm_dict_get_c_borrow(vm, args[3], "total");
    if (type != VM_ERROR && (!vm_type_set_attr(vm, vm_to_type(type), vm_name(vm, VM_NAME_ANNOTATIONS), fields) ||
                             !mod_set_attr(vm, type, "__total__", total == VM_EMPTY ? VM_TRUE : total) ||
                             !set_key_sets(vm, type, args[1], args[2], total != VM_FALSE))) {
        vm_unref(vm, type);
        type = VM_ERROR;
    }
    vm_unref(vm, fields);
    return type;
}

/* Point(x=1) is a plain dict; TypedDict("Point", {"x": int}) a class. */
static VmValue typed_dict_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!is_kept(vm, self, MOD_KEPT_TYPED_DICT)) {
        return vm_call(vm, vm_from_type(vm->types[VM_TYPE_DICT]), args, nargs, kwnames);
    }
    VmValue bound[3];
    if (!vm_args_parse(vm, "TypedDict", "typename, fields=, /, *, total=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    VmValue namespace = vm_dict_new(vm);
    VmValue bases = vm_tuple_new(vm, &self, 1);
    VmValue result = VM_ERROR;
    if (namespace != VM_ERROR && bases != VM_ERROR &&
        (mod_absent(bound[1]) || vm_dict_set(vm, namespace, vm_name(vm, VM_NAME_ANNOTATIONS), bound[1]))) {
        result = vm_class_new(vm, bound[0], bases, namespace, VM_EMPTY);
    }
    vm_unref(vm, namespace);
    vm_unref(vm, bases);
    return result;
}

static void typed_dict_meta_fill(VmType *type)
{
    type->make = typed_dict_meta_make;
    type->call = typed_dict_call;
}

static const VmTypeSpec typed_dict_meta_spec = {
    .name = "_TypedDictMeta",
    .module = "typing",
    .base = VM_TYPE_TYPE,
    .kind = VM_KIND_TYPE,
    .instance_size = sizeof(VmType),
    .fill = typed_dict_meta_fill,
};

const VmNativeDef mod_typing_class_functions[] = {
    {"runtime_checkable", runtime_checkable, "cls", VM_NATIVE_PYTHON},
    {0},
};

static bool add_protocol(Vm *vm, VmValue module, VmType *generic)
{
    VmType *abc_meta = mod_abc_meta(vm);
    VmType *meta = abc_meta == NULL ? NULL : mod_add_type(vm, module, &protocol_meta_spec, abc_meta, MOD_KEPT_COUNT);
    return meta != NULL && mod_add_class(vm, module, "Protocol", "typing", &generic, 1, meta, protocol_methods,
                                         MOD_KEPT_PROTOCOL) != NULL;
}

bool mod_typing_add_classes(Vm *vm, VmValue module)
{
    VmType *generic = mod_add_class(vm, module, "Generic", "typing", NULL, 0, NULL, generic_methods, MOD_KEPT_GENERIC);
    VmType *tuple_meta =
        generic == NULL ? NULL : mod_add_type(vm, module, &named_tuple_meta_spec, NULL, MOD_KEPT_COUNT);
    VmType *dict_meta =
        tuple_meta == NULL ? NULL : mod_add_type(vm, module, &typed_dict_meta_spec, NULL, MOD_KEPT_COUNT);
    VmType *dict = vm->types[VM_TYPE_DICT];
    return dict_meta != NULL && add_protocol(vm, module, generic) &&
           mod_add_class(vm, module, "NamedTuple", "typing", NULL, 0, tuple_meta, NULL, MOD_KEPT_NAMED_TUPLE) != NULL &&
           mod_add_class(vm, module, "TypedDict", "typing", &dict, 1, dict_meta, NULL, MOD_KEPT_TYPED_DICT) != NULL;
}
