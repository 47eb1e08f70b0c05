/* Named tuples: a class derived from tuple, whose methods find the fields in the class. */
#include "modules/mod_namedtuple.h"

#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_descriptor.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_set.h"
#include "vm/vm_str.h"
#include "vm/vm_str_methods.h"
#include "vm/vm_tuple.h"

/* A class attribute by name; borrowed, VM_EMPTY when there is none. */
static VmValue class_attr_borrow(Vm *vm, const VmType *type, const char *name)
{
    VmValue key = vm_intern_find_borrow(vm, name, strlen(name));
    return key == VM_EMPTY ? VM_EMPTY : vm_type_lookup_borrow(vm, type, key);
}

static const VmTuple *fields_of(Vm *vm, const VmType *type)
{
    VmValue fields = class_attr_borrow(vm, type, "_fields");
    if (fields == VM_EMPTY || !vm_is_tuple(fields)) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "type object '%s' has no attribute '_fields'", type->name);
        return NULL;
    }
    return vm_to_tuple(fields);
}

/* An instance with the items of a tuple. */
static VmValue new_instance(Vm *vm, VmType *type, VmValue items)
{
    return vm->types[VM_TYPE_TUPLE]->make(vm, type, &items, 1, VM_EMPTY);
}

/* ---- making an instance ----------------------------------------------------------------------------------------- */

static VmValue too_many(Vm *vm, const VmType *type, size_t least, size_t most, size_t given)
{
    if (least < most) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR,
                        "%s.__new__() takes from %zu to %zu positional arguments but %zu were given", type->name,
                        least + 1, most + 1, given + 1);
    }
    return vm_raise(vm, VM_EXC_TYPE_ERROR, "%s.__new__() takes %zu positional argument%s but %zu were given",
                    type->name, most + 1, most == 0 ? "" : "s", given + 1);
}

static VmValue missing_fields(Vm *vm, const VmType *type, const VmTuple *fields, const VmValue *items)
{
    size_t missing = 0, shown = 0;
    for (size_t i = 0; i < fields->count; i++) {
        missing += items[i] == VM_EMPTY;
    }
    LsBuf names;
    ls_buf_init(&names, vm->alloc);
    for (size_t i = 0; i < fields->count; i++) {
        if (items[i] == VM_EMPTY) {
            const char *before = shown == 0 ? "" : shown + 1 < missing ? ", " : missing == 2 ? " and " : ", and ";
            ls_buf_printf(&names, "%s'%s'", before, vm_str_data(fields->items[i]));
            shown++;
        }
    }
    (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "%s.__new__() missing %zu required positional argument%s: %s", type->name,
                   missing, missing == 1 ? "" : "s", ls_buf_text(&names));
    ls_buf_free(&names);
    return VM_ERROR;
}

static size_t field_index(const VmTuple *fields, VmValue name)
{
    size_t i = 0;
    while (i < fields->count && !vm_str_equal(fields->items[i], name)) {
        i++;
    }
    return i;
}

/* Puts keywords and defaults into the blank tuple `items`, which has the positional arguments. */
static bool fill_items(Vm *vm, const VmType *type, const VmTuple *fields, VmValue *items, VmValue keywords)
{
    uint32_t position = 0;
    VmValue key, value;
    while (keywords != VM_EMPTY && vm_dict_walk(vm_to_dict(keywords), &position, &key, &value)) {
        size_t i = field_index(fields, key);
        if (i == fields->count || items[i] != VM_EMPTY) {
            (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "%s.__new__() got %s '%s'", type->name,
                           i == fields->count ? "an unexpected keyword argument" : "multiple values for argument",
                           vm_str_data(key));
            return false;
        }
        items[i] = vm_ref(value);
    }
    VmValue defaults = class_attr_borrow(vm, type, "_field_defaults");
    bool complete = true;
    for (size_t i = 0; i < fields->count; i++) {
        if (items[i] == VM_EMPTY && defaults != VM_EMPTY && vm_is_dict(defaults)) {
            VmValue found = vm_dict_get_borrow(vm, defaults, fields->items[i]);
            items[i] = found == VM_EMPTY ? VM_EMPTY : vm_ref(found);
        }
        complete &= items[i] != VM_EMPTY;
    }
    if (!complete) {
        (void)missing_fields(vm, type, fields, items);
    }
    return complete;
}

/* __new__(cls, *args, **keywords) */
static VmValue tuple_new(Vm *vm, const VmValue *args)
{
    VmType *type = vm_to_type(args[0]);
    const VmTuple *given = vm_to_tuple(args[1]), *fields = fields_of(vm, type);
    if (fields == NULL) {
        return VM_ERROR;
    }
    if (given->count > fields->count) {
        VmValue defaults = class_attr_borrow(vm, type, "_field_defaults");
        size_t optional = defaults != VM_EMPTY && vm_is_dict(defaults) ? vm_to_dict(defaults)->used : 0;
        return too_many(vm, type, fields->count - optional, fields->count, given->count);
    }
    if (given->count == fields->count && (args[2] == VM_EMPTY || vm_to_dict(args[2])->used == 0)) {
        return new_instance(vm, type, args[1]);
    }
    VmValue items = vm_tuple_new_blank(vm, fields->count);
    if (items == VM_ERROR) {
        return VM_ERROR;
    }
    for (size_t i = 0; i < given->count; i++) {
        vm_to_tuple(items)->items[i] = vm_ref(given->items[i]);
    }
    VmValue instance = VM_ERROR;
    if (fill_items(vm, type, fields, vm_to_tuple(items)->items, args[2])) {
        instance = new_instance(vm, type, items);
    }
    vm_unref(vm, items);
    return instance;
}

/* ---- methods ---------------------------------------------------------------------------------------------------- */

static VmValue tuple_make(Vm *vm, const VmValue *args)
{
    VmType *type = vm_to_type(args[0]);
    const VmTuple *fields = fields_of(vm, type);
    VmValue items = fields == NULL ? VM_ERROR : vm_tuple_from(vm, args[1]);
    if (items == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue instance = VM_ERROR;
    if (vm_to_tuple(items)->count != fields->count) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "Expected %zu arguments, got %zu", fields->count,
                       vm_to_tuple(items)->count);
    } else {
        instance = new_instance(vm, type, items);
    }
    vm_unref(vm, items);
    return instance;
}

static VmValue unexpected_fields(Vm *vm, VmValue keywords, const VmTuple *fields)
{
    VmValue names = vm_list_new_empty(vm, 0);
    uint32_t position = 0;
    VmValue key, value;
    bool done = names != VM_ERROR;
    while (done && vm_dict_walk(vm_to_dict(keywords), &position, &key, &value)) {
        done = field_index(fields, key) < fields->count || vm_list_append(vm, names, key);
    }
    VmValue shown = done ? vm_repr(vm, names) : VM_ERROR;
    if (shown != VM_ERROR) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "Got unexpected field names: %s", vm_str_data(shown));
    }
    vm_unref(vm, shown);
    vm_unref(vm, names);
    return VM_ERROR;
}

static VmValue tuple_replace(Vm *vm, const VmValue *args)
{
    VmType *type = vm_to_object(args[0])->type;
    const VmTuple *fields = fields_of(vm, type), *self = vm_to_tuple(args[0]);
    if (fields == NULL || fields->count != self->count) {
        return VM_ERROR;
    }
    VmValue items = vm_tuple_new(vm, self->items, self->count);
    if (items == VM_ERROR) {
        return VM_ERROR;
    }
    uint32_t position = 0;
    VmValue key, value;
    bool known = true;
    while (args[1] != VM_EMPTY && vm_dict_walk(vm_to_dict(args[1]), &position, &key, &value)) {
        size_t i = field_index(fields, key);
        if (i < fields->count) {
            vm_set_steal(vm, &vm_to_tuple(items)->items[i], vm_ref(value));
        }
        known &= i < fields->count;
    }
    VmValue result = known ? new_instance(vm, type, items) : unexpected_fields(vm, args[1], fields);
    vm_unref(vm, items);
    return result;
}

static VmValue tuple_asdict(Vm *vm, const VmValue *args)
{
    const VmTuple *self = vm_to_tuple(args[0]), *fields = fields_of(vm, vm_to_object(args[0])->type);
    VmValue dict = fields == NULL ? VM_ERROR : vm_dict_new(vm);
    for (size_t i = 0; dict != VM_ERROR && i < fields->count && i < self->count; i++) {
        if (!vm_dict_set(vm, dict, fields->items[i], self->items[i])) {
            vm_unref(vm, dict);
            dict = VM_ERROR;
        }
    }
    return dict;
}

static VmValue tuple_repr(Vm *vm, const VmValue *args)
{
    const VmType *type = vm_to_object(args[0])->type;
    const VmTuple *self = vm_to_tuple(args[0]), *fields = fields_of(vm, type);
    if (fields == NULL) {
        return VM_ERROR;
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_printf(&buf, "%s(", type->name);
    for (size_t i = 0; i < self->count && i < fields->count; i++) {
        ls_buf_printf(&buf, "%s%s=", i == 0 ? "" : ", ", vm_str_data(fields->items[i]));
        if (!vm_append_repr(vm, &buf, self->items[i])) {
            ls_buf_free(&buf);
            return VM_ERROR;
        }
    }
    ls_buf_putc(&buf, ')');
    return vm_str_from_buf(vm, &buf);
}

static VmValue tuple_getnewargs(Vm *vm, const VmValue *args)
{
    return vm_tuple_new(vm, vm_to_tuple(args[0])->items, vm_to_tuple(args[0])->count);
}

/* The getter and setter of a field: args[0] is its index. */
static VmValue field_get(Vm *vm, const VmValue *args)
{
    size_t index = (size_t)vm_to_int(args[0]);
    if (!vm_is_tuple(args[1]) || index >= vm_to_tuple(args[1])->count) {
        return vm_raise(vm, VM_EXC_INDEX_ERROR, "tuple index out of range");
    }
    return vm_ref(vm_to_tuple(args[1])->items[index]);
}

static VmValue field_set(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_raise(vm, VM_EXC_ATTRIBUTE_ERROR, "can't set attribute");
}

/* ---- the class -------------------------------------------------------------------------------------------------- */

static bool set_steal(Vm *vm, VmValue namespace, const char *name, VmValue value)
{
    bool done = value != VM_ERROR && vm_dict_set_c(vm, namespace, name, value);
    vm_unref(vm, value);
    return done;
}

static bool add_fields(Vm *vm, VmValue namespace, VmValue fields)
{
    static const VmNativeDef get = {"get", field_get, "instance", 0}, set = {"set", field_set, "instance, value", 0};
    static const VmNativeDef delete = {"delete", field_set, "instance", 0};
    const VmTuple *names = vm_to_tuple(fields);
    for (size_t i = 0; i < names->count; i++) {
        VmValue index = vm_from_int((int64_t)i);
        VmValue getter = vm_native_new_bound(vm, &get, index), setter = vm_native_new_bound(vm, &set, index);
        VmValue deleter = vm_native_new_bound(vm, &delete, index), property = VM_ERROR;
        if (getter != VM_ERROR && setter != VM_ERROR && deleter != VM_ERROR) {
            property = vm_property_new(vm, getter, setter, deleter, VM_NONE);
        }
        bool done = property != VM_ERROR && vm_dict_set(vm, namespace, names->items[i], property);
        vm_unref(vm, getter);
        vm_unref(vm, setter);
        vm_unref(vm, deleter);
        vm_unref(vm, property);
        if (!done) {
            return false;
        }
    }
    return true;
}

static VmValue default_dict(Vm *vm, const VmTuple *fields, VmValue defaults)
{
    VmValue dict = vm_dict_new(vm);
    size_t count = defaults == VM_EMPTY ? 0 : vm_to_tuple(defaults)->count;
    for (size_t i = 0; dict != VM_ERROR && i < count; i++) {
        if (!vm_dict_set(vm, dict, fields->items[fields->count - count + i], vm_to_tuple(defaults)->items[i])) {
            vm_unref(vm, dict);
            dict = VM_ERROR;
        }
    }
    return dict;
}

/* "Point(x, y)" */
static VmValue doc_text(Vm *vm, VmValue name, const VmTuple *fields)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    vm_str_append(&buf, name);
    ls_buf_putc(&buf, '(');
    for (size_t i = 0; i < fields->count; i++) {
        ls_buf_puts(&buf, i == 0 ? "" : ", ");
        vm_str_append(&buf, fields->items[i]);
    }
    ls_buf_putc(&buf, ')');
    return vm_str_from_buf(vm, &buf);
}

static bool add_methods(Vm *vm, VmValue namespace)
{
    static const VmNativeDef new_def = {"__new__", tuple_new, "_cls, /, *args, **kwargs", VM_NATIVE_STATIC};
    static const VmNativeDef make_def = {"_make", tuple_make, "iterable", VM_NATIVE_CLASS | VM_NATIVE_PYTHON};
    static const VmNativeDef methods[] = {
        {"_asdict", tuple_asdict, "", VM_NATIVE_PYTHON},
        {"_replace", tuple_replace, "**kwds", VM_NATIVE_PYTHON},
        {"__getnewargs__", tuple_getnewargs, "", VM_NATIVE_PYTHON},
        {"__repr__", tuple_repr, "", VM_NATIVE_PYTHON},
    };
    VmValue function = vm_native_new(vm, &new_def, VM_NONE);
    bool done = function != VM_ERROR && set_steal(vm, namespace, "__new__", vm_staticmethod_new(vm, function));
    vm_unref(vm, function);
    function = done ? vm_native_new_method(vm, &make_def, vm->types[VM_TYPE_TYPE], VM_NONE) : VM_ERROR;
    done = function != VM_ERROR && set_steal(vm, namespace, "_make", vm_classmethod_new(vm, function));
    vm_unref(vm, function);
    for (size_t i = 0; done && i < sizeof methods / sizeof methods[0]; i++) {
        done = set_steal(vm, namespace, methods[i].name,
                         vm_native_new_method(vm, &methods[i], vm->types[VM_TYPE_TUPLE], VM_NONE));
    }
    return done;
}

VmValue mod_namedtuple_class(Vm *vm, VmValue module, VmValue name, VmValue fields, VmValue defaults)
{
    VmValue base = vm_from_type(vm->types[VM_TYPE_TUPLE]);
    VmValue bases = vm_tuple_new(vm, &base, 1), namespace = vm_dict_new(vm), type = VM_ERROR;
    if (bases != VM_ERROR && namespace != VM_ERROR && vm_dict_set_c(vm, namespace, "__module__", module) &&
        set_steal(vm, namespace, "__doc__", doc_text(vm, name, vm_to_tuple(fields))) &&
        set_steal(vm, namespace, "__slots__", vm_tuple_new(vm, NULL, 0)) &&
        vm_dict_set_c(vm, namespace, "_fields", fields) && vm_dict_set_c(vm, namespace, "__match_args__", fields) &&
        set_steal(vm, namespace, "_field_defaults", default_dict(vm, vm_to_tuple(fields), defaults)) &&
        add_methods(vm, namespace) && add_fields(vm, namespace, fields)) {
        type = vm_class_new(vm, name, bases, namespace, VM_EMPTY);
    }
    vm_unref(vm, bases);
    vm_unref(vm, namespace);
    return type;
}

VmValue mod_namedtuple_new(Vm *vm, const char *module, const char *name, const char *const *fields, size_t count)
{
    VmValue module_name = vm_str_c(vm, module), class_name = vm_str_c(vm, name), type = VM_ERROR;
    VmValue names = vm_tuple_new_blank(vm, count);
    bool done = module_name != VM_ERROR && class_name != VM_ERROR && names != VM_ERROR;
    for (size_t i = 0; done && i < count; i++) {
        vm_to_tuple(names)->items[i] = vm_intern_c(vm, fields[i]);
        done = vm_to_tuple(names)->items[i] != VM_ERROR;
    }
    if (done) {
        type = mod_namedtuple_class(vm, module_name, class_name, names, VM_EMPTY);
    }
    vm_unref(vm, module_name);
    vm_unref(vm, class_name);
    vm_unref(vm, names);
    return type;
}

/* ---- collections.namedtuple ------------------------------------------------------------------------------------- */

static bool is_keyword(VmValue name)
{
    static const char *const keywords[] = {"False",  "None",   "True",    "and",      "as",       "assert", "async",
                                           "await",  "break",  "class",   "continue", "def",      "del",    "elif",
                                           "else",   "except", "finally", "for",      "from",     "global", "if",
                                           "import", "in",     "is",      "lambda",   "nonlocal", "not",    "or",
                                           "pass",   "raise",  "return",  "try",      "while",    "with",   "yield"};
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
        if (vm_str_equal_c(name, keywords[i])) {
            return true;
        }
    }
    return false;
}

/* What is wrong with a name (a format with one %s for its repr), NULL for nothing. */
static const char *name_fault(Vm *vm, VmValue name, bool field)
{
    if (vm_str_method_isidentifier(vm, &name) != VM_TRUE) {
        return "Type names and field names must be valid identifiers: ";
    }
    if (is_keyword(name)) {
        return "Type names and field names cannot be a keyword: ";
    }
    return field && vm_str_data(name)[0] == '_' ? "Field names cannot start with an underscore: " : NULL;
}

static bool refuse_name(Vm *vm, const char *fault, VmValue name)
{
    VmValue shown = vm_repr(vm, name);
    if (shown != VM_ERROR) {
        (void)vm_raise(vm, VM_EXC_VALUE_ERROR, "%s%s", fault, vm_str_data(shown));
        vm_unref(vm, shown);
    }
    return false;
}

/* Checks the names, or replaces the bad ones by _0, _1, … */
static bool check_fields(Vm *vm, VmTuple *fields, bool rename)
{
    for (size_t i = 0; i < fields->count; i++) {
        const char *fault = name_fault(vm, fields->items[i], true);
        if (fault == NULL && field_index(fields, fields->items[i]) < i) {
            fault = "Encountered duplicate field name: ";
        }
        if (fault != NULL && !rename) {
            return refuse_name(vm, fault, fields->items[i]);
        }
        if (fault != NULL) {
            VmValue name = vm_str_printf(vm, "_%zu", i);
            if (name == VM_ERROR) {
                return false;
            }
            vm_set_steal(vm, &fields->items[i], name);
        }
    }
    return true;
}

/* The names as a tuple of interned str: "x y", "x, y", or an iterable. */
static VmValue read_fields(Vm *vm, VmValue names)
{
    VmValue list;
    if (vm_is_str(names)) {
        LsBuf buf;
        ls_buf_init(&buf, vm->alloc);
        vm_str_append(&buf, names);
        for (size_t i = 0; !buf.failed && i < buf.size; i++) {
            buf.data[i] = buf.data[i] == ',' ? ' ' : buf.data[i];
        }
        VmValue args[3] = {vm_str_from_buf(vm, &buf), VM_EMPTY, VM_EMPTY};
        list = args[0] == VM_ERROR ? VM_ERROR : vm_str_method_split(vm, args);
        vm_unref(vm, args[0]);
    } else {
        list = vm_list_from(vm, names);
    }
    VmValue fields = list == VM_ERROR ? VM_ERROR : vm_tuple_new_blank(vm, vm_to_list(list)->count);
    for (size_t i = 0; fields != VM_ERROR && i < vm_to_tuple(fields)->count; i++) {
        VmValue text = vm_str_of(vm, vm_to_list(list)->items[i]);
        VmValue name = text == VM_ERROR ? VM_ERROR : vm_intern_str(vm, text);
        vm_unref(vm, text);
        vm_to_tuple(fields)->items[i] = name;
        if (name == VM_ERROR) {
            vm_unref(vm, fields);
            fields = VM_ERROR;
        }
    }
    vm_unref(vm, list);
    return fields;
}

VmValue mod_namedtuple(Vm *vm, const VmValue *args)
{
    int rename = args[2] == VM_EMPTY ? 0 : vm_truth(vm, args[2]);
    VmValue name = rename < 0 ? VM_ERROR : vm_str_of(vm, args[0]);
    VmValue fields = name == VM_ERROR ? VM_ERROR : read_fields(vm, args[1]);
    VmValue defaults = VM_EMPTY, type = VM_ERROR;
    bool done = fields != VM_ERROR;
    if (done && name_fault(vm, name, false) != NULL) {
        done = refuse_name(vm, name_fault(vm, name, false), name);
    }
    done = done && check_fields(vm, vm_to_tuple(fields), rename);
    if (done && args[3] != VM_EMPTY && args[3] != VM_NONE) {
        defaults = vm_tuple_from(vm, args[3]);
        done = defaults != VM_ERROR;
        if (done && vm_to_tuple(defaults)->count > vm_to_tuple(fields)->count) {
            (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "Got more default values than field names");
            done = false;
        }
    }
    VmValue module =
        done ? (args[4] != VM_EMPTY && args[4] != VM_NONE ? vm_ref(args[4]) : vm_str_c(vm, "__main__")) : VM_ERROR;
    if (module != VM_ERROR) {
        type = mod_namedtuple_class(vm, module, name, fields, defaults);
    }
    vm_unref(vm, module);
    vm_unref(vm, defaults);
    vm_unref(vm, fields);
    vm_unref(vm, name);
    return type;
}
