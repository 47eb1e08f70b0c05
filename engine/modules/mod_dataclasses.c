/* The module dataclasses: fields and the decorator. */
#include "modules/mod_dataclasses.h"
#include "modules/mod_library.h"

#include "modules/mod_table.h"
#include "modules/mod_typing.h"
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

VmValue mod_dataclass_fields_borrow(Vm *vm, const VmType *type)
{
    return mod_note_inherited_borrow(vm, type, "dataclass.fields");
}

bool mod_is_missing(Vm *vm, VmValue v)
{
    return v == VM_EMPTY || v == mod_kept_borrow(vm, MOD_KEPT_DATACLASS_MISSING);
}

/* ---- InitVar and marks ------------------------------------------------------------------------------------------ */

typedef struct InitVar {
    VmObject head;
    VmValue type;
} InitVar;

static VmValue init_var_new(Vm *vm, VmType *type, VmValue of)
{
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        ((InitVar *)vm_to_object(self))->type = vm_ref(of);
    }
    return self;
}

static VmValue init_var_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue of;
    return vm_args_parse(vm, "InitVar.__init__", "type", args, nargs, kwnames, &of) ? init_var_new(vm, type, of)
                                                                                    : VM_ERROR;
}

static VmValue init_var_class_getitem(Vm *vm, const VmValue *args)
{
    return init_var_new(vm, vm_to_type(mod_kept_borrow(vm, MOD_KEPT_DATACLASS_INIT_VAR)), args[1]);
}

static VmValue init_var_repr(Vm *vm, VmValue self)
{
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_puts(&buf, "dataclasses.InitVar[");
    if (!mod_typing_append(vm, &buf, ((InitVar *)vm_to_object(self))->type)) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    ls_buf_putc(&buf, ']');
    return vm_str_from_buf(vm, &buf);
}

static void init_var_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((InitVar *)self)->type, VM_EMPTY);
}

static void init_var_fill(VmType *type)
{
    type->make = init_var_make;
    type->repr = init_var_repr;
    type->release = init_var_release;
}

static const VmNativeDef init_var_methods[] = {
    {"__class_getitem__", init_var_class_getitem, "type", VM_NATIVE_CLASS},
    {0},
};

static const VmTypeSpec init_var_spec = {
    .name = "InitVar",
    .module = "dataclasses",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(InitVar),
    .flags = VM_TYPE_FINAL,
    .methods = init_var_methods,
    .fill = init_var_fill,
};

static const VmTypeSpec missing_spec = {
    .name = "_MISSING_TYPE",
    .module = "dataclasses",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(VmObject),
    .flags = VM_TYPE_FINAL,
};

static const VmTypeSpec kw_only_spec = {
    .name = "_KW_ONLY_TYPE",
    .module = "dataclasses",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(VmObject),
    .flags = VM_TYPE_FINAL,
};

/* ---- collecting fields ------------------------------------------------------------------------------------------ */

typedef struct Options {
    int init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots;
} Options;

static bool starts_with(VmValue str, const char *text)
{
    return strncmp(vm_str_data(str), text, strlen(text)) == 0;
}

static bool is_class_var(Vm *vm, VmValue type)
{
    if (vm_is_str(type)) {
        return starts_with(type, "ClassVar") || starts_with(type, "typing.ClassVar");
    }
    bool form = mod_is_kept_type(vm, type, MOD_KEPT_TYPING_FORM) || mod_is_kept_type(vm, type, MOD_KEPT_TYPING_ALIAS);
    const char *name = form ? mod_typing_form_of(type)->name : NULL;
    return name != NULL && strcmp(name, "ClassVar") == 0;
}

static bool is_init_var(Vm *vm, VmValue type)
{
    if (vm_is_str(type)) {
        return starts_with(type, "InitVar") || starts_with(type, "dataclasses.InitVar");
    }
    return mod_is_kept_type(vm, type, MOD_KEPT_DATACLASS_INIT_VAR) ||
           type == mod_kept_borrow(vm, MOD_KEPT_DATACLASS_INIT_VAR);
}

static bool is_kw_only_mark(Vm *vm, VmValue type)
{
    return vm_is_str(type) ? vm_str_equal_c(type, "KW_ONLY") || vm_str_equal_c(type, "dataclasses.KW_ONLY")
                           : type == mod_kept_borrow(vm, MOD_KEPT_DATACLASS_KW_ONLY);
}

static bool check_field(Vm *vm, const DataField *field)
{
    const char *name = vm_str_data(field->name);
    if (field->kind != FIELD_PLAIN && field->default_factory != VM_EMPTY) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "field %s cannot have a default factory", name);
        return false;
    }
    if (field->kind == FIELD_CLASS_VAR && field->kw_only != VM_EMPTY) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "field %s is a ClassVar but specifies kw_only", name);
        return false;
    }
    if (field->kind == FIELD_PLAIN && field->default_value != VM_EMPTY &&
        vm_type_of(vm, field->default_value)->hash == NULL) {
        VmValue type = vm_repr(vm, vm_from_type(vm_type_of(vm, field->default_value)));
        if (type != VM_ERROR) {
            vm_raise(vm, VM_EXC_VALUE_ERROR, "mutable default %s for field %s is not allowed: use default_factory",
                     vm_str_data(type), name);
        }
        vm_unref(vm, type);
        return false;
    }
    return true;
}

/* The field of one annotated name. */
static VmValue make_field(Vm *vm, VmType *type, VmValue name, VmValue annotation, bool kw_only)
{
    bool error;
    VmValue given = vm_get_attr_maybe(vm, vm_from_type(type), name, &error);
    if (error) {
        return VM_ERROR;
    }
    VmValue self = mod_is_field(vm, given) ? vm_ref(given) : mod_field_new(vm);
    if (self == VM_ERROR) {
        vm_unref(vm, given);
        return VM_ERROR;
    }
    DataField *field = mod_field_of(self);
    if (self != given) {
        vm_set_steal(vm, &field->default_value, vm_ref(given));
    }
    vm_unref(vm, given);
    vm_set_steal(vm, &field->name, vm_ref(name));
    vm_set_steal(vm, &field->type, vm_ref(annotation));
    field->kind = is_class_var(vm, annotation)  ? FIELD_CLASS_VAR
                  : is_init_var(vm, annotation) ? FIELD_INIT_VAR
                                                : FIELD_PLAIN;
    if (!check_field(vm, field)) {
        vm_unref(vm, self);
        return VM_ERROR;
    }
    if (field->kind != FIELD_CLASS_VAR && field->kw_only == VM_EMPTY) {
        field->kw_only = vm_from_bool(kw_only);
    }
    return self;
}

/* field(...) as the class attribute gives way to the default, or to nothing. */
static bool settle_attribute(Vm *vm, VmType *type, const DataField *field)
{
    VmValue own = vm_dict_get_borrow(vm, type->attrs, field->name);
    if (!mod_is_field(vm, own)) {
        return !vm_error_pending(vm);
    }
    return vm_type_set_attr(vm, type, field->name, field->default_value);
}

static bool add_own_fields(Vm *vm, VmType *type, VmValue fields, bool kw_only)
{
    VmValue annotations = vm_dict_get_name_borrow(vm, vm_to_dict(type->attrs), vm_name(vm, VM_NAME_ANNOTATIONS));
    if (annotations == VM_EMPTY || !vm_is_dict(annotations)) {
        return true;
    }
    annotations = vm_dict_copy(vm, annotations);
    bool ok = annotations != VM_ERROR, marked = false;
    uint32_t position = 0;
    VmValue key, value;
    while (ok && vm_dict_walk(vm_to_dict(annotations), &position, &key, &value)) {
        if (is_kw_only_mark(vm, value)) {
            if (marked) {
                vm_raise(vm, VM_EXC_TYPE_ERROR, "%s is KW_ONLY, but KW_ONLY has already been specified",
                         vm_str_data(key));
                ok = false;
            }
            marked = kw_only = true;
            continue;
        }
        VmValue field = make_field(vm, type, key, value, kw_only);
        ok =
            field != VM_ERROR && vm_dict_set(vm, fields, key, field) && settle_attribute(vm, type, mod_field_of(field));
        vm_unref(vm, field);
    }
    vm_unref(vm, annotations);
    return ok;
}

/* A field(...) without an annotation is a slip. */
static bool check_unannotated(Vm *vm, VmType *type)
{
    uint32_t position = 0;
    VmValue key, value;
    while (vm_dict_walk(vm_to_dict(type->attrs), &position, &key, &value)) {
        if (mod_is_field(vm, value)) {
            VmValue shown = vm_repr(vm, key);
            if (shown != VM_ERROR) {
                vm_raise(vm, VM_EXC_TYPE_ERROR, "%s is a field but has no type annotation", vm_str_data(shown));
            }
            vm_unref(vm, shown);
            return false;
        }
    }
    return true;
}

static bool add_base_fields(Vm *vm, VmType *type, VmValue fields, const Options *options)
{
    VmTuple *mro = vm_to_tuple(type->mro);
    for (size_t i = mro->count; i-- > 1;) {
        VmValue of_base = mod_note_borrow(vm, vm_to_type(mro->items[i]), "dataclass.fields");
        if (of_base == VM_EMPTY) {
            continue;
        }
        bool frozen = mod_note_borrow(vm, vm_to_type(mro->items[i]), "dataclass.frozen") == VM_TRUE;
        if (frozen != (options->frozen > 0)) {
            vm_raise(vm, VM_EXC_TYPE_ERROR,
                     frozen ? "cannot inherit non-frozen dataclass from a frozen one"
                            : "cannot inherit frozen dataclass from a non-frozen one");
            return false;
        }
        if (!vm_dict_update(vm, fields, of_base)) {
            return false;
        }
    }
    return true;
}

static bool check_default_order(Vm *vm, VmValue fields)
{
    uint32_t position = 0;
    VmValue key, value;
    bool seen = false;
    while (vm_dict_walk(vm_to_dict(fields), &position, &key, &value)) {
        DataField *field = mod_field_of(value);
        if (!field->init || field->kw_only == VM_TRUE || field->kind == FIELD_CLASS_VAR) {
            continue;
        }
        bool has = field->default_value != VM_EMPTY || field->default_factory != VM_EMPTY;
        if (seen && !has) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "non-default argument '%s' follows default argument", vm_str_data(key));
            return false;
        }
        seen = seen || has;
    }
    return true;
}

/* ---- adding methods --------------------------------------------------------------------------------------------- */

static bool has_own(Vm *vm, const VmType *type, const char *name)
{
    return vm_dict_get_c_borrow(vm, type->attrs, name) != VM_EMPTY;
}

static bool add_method(Vm *vm, VmType *type, DataMethodId id)
{
    VmValue method = mod_data_method_new(vm, type, id);
    bool ok = method != VM_ERROR && mod_set_attr(vm, vm_from_type(type), mod_data_method_name(id), method);
    vm_unref(vm, method);
    return ok;
}

static bool raise_overwrite(Vm *vm, const VmType *type, DataMethodId id, const char *more)
{
    vm_raise(vm, VM_EXC_TYPE_ERROR, "Cannot overwrite attribute %s in class %s%s", mod_data_method_name(id), type->name,
             more);
    return false;
}

static bool add_strictly(Vm *vm, VmType *type, DataMethodId first, DataMethodId last, const char *more)
{
    for (DataMethodId id = first; id <= last; id++) {
        if (has_own(vm, type, mod_data_method_name(id))) {
            return raise_overwrite(vm, type, id, more);
        }
        if (!add_method(vm, type, id)) {
            return false;
        }
    }
    return true;
}

/* `explicit_hash`: the class has a __hash__ of its own that it means. */
static bool add_hash(Vm *vm, VmType *type, const Options *options, bool explicit_hash)
{
    if (options->unsafe_hash) {
        return explicit_hash ? raise_overwrite(vm, type, DATA_HASH, "") : add_method(vm, type, DATA_HASH);
    }
    if (explicit_hash || !options->eq) {
        return true;
    }
    if (options->frozen) {
        return add_method(vm, type, DATA_HASH);
    }
    return vm_type_set_attr(vm, type, vm_name(vm, VM_NAME_HASH), VM_NONE);
}

static bool add_match_args(Vm *vm, VmType *type, VmValue fields)
{
    VmValue list = vm_list_new_empty(vm, 0);
    uint32_t position = 0;
    VmValue key, value;
    bool ok = list != VM_ERROR;
    while (ok && vm_dict_walk(vm_to_dict(fields), &position, &key, &value)) {
        DataField *field = mod_field_of(value);
        if (field->init && field->kw_only != VM_TRUE && field->kind != FIELD_CLASS_VAR) {
            ok = vm_list_append(vm, list, key);
        }
    }
    VmValue tuple = ok ? vm_list_to_tuple(vm, list) : VM_ERROR;
    ok = tuple != VM_ERROR && vm_type_set_attr(vm, type, vm_name(vm, VM_NAME_MATCH_ARGS), tuple);
    vm_unref(vm, tuple);
    vm_unref(vm, list);
    return ok;
}

static bool add_methods(Vm *vm, VmType *type, VmValue fields, const Options *options)
{
    VmValue own_hash = vm_dict_get_c_borrow(vm, type->attrs, "__hash__");
    bool explicit_hash = own_hash != VM_EMPTY && !(own_hash == VM_NONE && has_own(vm, type, "__eq__"));
    if (options->order && !options->eq) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "eq must be true if order is true");
        return false;
    }
    return (!options->init || (check_default_order(vm, fields) && add_method(vm, type, DATA_INIT))) &&
           (!options->repr || has_own(vm, type, "__repr__") || add_method(vm, type, DATA_REPR)) &&
           (!options->eq || has_own(vm, type, "__eq__") || add_method(vm, type, DATA_EQ)) &&
           (!options->order || add_strictly(vm, type, DATA_LT, DATA_GE, ". Consider using functools.total_ordering")) &&
           (!options->frozen || add_strictly(vm, type, DATA_SETATTR, DATA_DELATTR, "")) &&
           add_hash(vm, type, options, explicit_hash) &&
           (!options->match_args || has_own(vm, type, "__match_args__") || add_match_args(vm, type, fields));
}

/* ---- slots ------------------------------------------------------------------------------------------------------ */

/* Instances take the fields and nothing else from now on; defaults are no class attributes. */
static bool add_slots(Vm *vm, VmType *type, VmValue fields)
{
    if (has_own(vm, type, "__slots__")) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "%s already specifies __slots__", type->name);
        return false;
    }
    VmValue list = vm_list_new_empty(vm, 0);
    uint32_t position = 0;
    VmValue key, value;
    bool ok = list != VM_ERROR;
    while (ok && vm_dict_walk(vm_to_dict(fields), &position, &key, &value)) {
        if (mod_field_of(value)->kind != FIELD_PLAIN) {
            continue;
        }
        ok = vm_list_append(vm, list, key);
        if (ok && vm_dict_get_borrow(vm, type->attrs, key) != VM_EMPTY) {
            ok = vm_type_set_attr(vm, type, key, VM_EMPTY);
        }
    }
    VmValue slots = ok ? vm_list_to_tuple(vm, list) : VM_ERROR;
    ok = slots != VM_ERROR && vm_type_set_attr(vm, type, vm_name(vm, VM_NAME_SLOTS), slots);
    vm_unref(vm, slots);
    vm_unref(vm, list);
    bool base_has_dict = type->base->dict_offset != 0 && (type->base->flags & VM_TYPE_SLOTS) == 0;
    type->flags |= base_has_dict ? 0 : VM_TYPE_SLOTS;
    return ok;
}

/* ---- the decorator ---------------------------------------------------------------------------------------------- */

static VmValue process_class(Vm *vm, VmValue value, const Options *options)
{
    if (!vm_is_type(value) || (vm_to_type(value)->flags & VM_TYPE_CLASS) == 0) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "dataclass() should be called on a class, not '%s'",
                        vm_type_name(vm, value));
    }
    VmType *type = vm_to_type(value);
    VmValue fields = vm_dict_new(vm);
    bool ok = fields != VM_ERROR && add_base_fields(vm, type, fields, options) &&
              add_own_fields(vm, type, fields, options->kw_only > 0) && check_unannotated(vm, type) &&
              mod_note(vm, type, "dataclass.fields", fields) &&
              mod_note(vm, type, "dataclass.frozen", vm_from_bool(options->frozen > 0)) &&
              mod_set_attr(vm, value, "__dataclass_fields__", fields) && add_methods(vm, type, fields, options) &&
              (!options->slots || add_slots(vm, type, fields));
    vm_unref(vm, fields);
    return ok ? vm_ref(value) : VM_ERROR;
}

/* Reads the options from a tuple of the keyword arguments; entries that were not given are None. */
static bool read_options(Vm *vm, VmTuple *given, Options *options)
{
    int *const places[] = {&options->init,       &options->repr,        &options->eq,
                           &options->order,      &options->unsafe_hash, &options->frozen,
                           &options->match_args, &options->kw_only,     &options->slots};
    static const bool defaults[] = {true, true, true, false, false, false, true, false, false};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        *places[i] = given->items[i] == VM_NONE ? defaults[i] : vm_truth(vm, given->items[i]);
        if (*places[i] < 0) {
            return false;
        }
    }
    return true;
}

/* args: the tuple of options, the class */
static VmValue wrap(Vm *vm, const VmValue *args)
{
    Options options;
    return read_options(vm, vm_to_tuple(args[0]), &options) ? process_class(vm, args[1], &options) : VM_ERROR;
}

static const VmNativeDef wrap_def = {"wrap", wrap, "cls", VM_NATIVE_PYTHON};

static VmValue data_dataclass(Vm *vm, const VmValue *args)
{
    VmValue given[9];
    for (size_t i = 0; i < 9; i++) {
        given[i] = args[i + 1] == VM_EMPTY ? VM_NONE : args[i + 1];
    }
    VmValue tuple = vm_tuple_new(vm, given, 9);
    VmValue result = VM_ERROR;
    if (tuple != VM_ERROR) {
        VmValue both[2] = {tuple, args[0]};
        result = mod_absent(args[0]) ? vm_native_new_bound(vm, &wrap_def, tuple) : wrap(vm, both);
    }
    vm_unref(vm, tuple);
    return result;
}

static const VmNativeDef functions[] = {
    {"dataclass", data_dataclass,
     "cls=, /, *, init=, repr=, eq=, order=, unsafe_hash=, frozen=, match_args=, kw_only=, slots=, weakref_slot=",
     VM_NATIVE_PYTHON},
    {"field", mod_data_field,
     "*, default=, default_factory=, init=, repr=, hash=, compare=, metadata=, kw_only=", VM_NATIVE_PYTHON},
    {0},
};

static bool add_mark(Vm *vm, VmValue module, const VmTypeSpec *spec, const char *name, ModKept kept)
{
    VmType *type = mod_add_type(vm, module, spec, NULL, MOD_KEPT_COUNT);
    VmValue mark = type == NULL ? VM_ERROR : vm_instance_new(vm, type);
    bool ok = mark != VM_ERROR && vm_module_set(vm, module, name, mark) && mod_keep(vm, kept, mark);
    vm_unref(vm, mark);
    return ok;
}

static bool init(Vm *vm, VmValue module)
{
    VmType *method = vm_type_new(vm, &mod_data_method_spec, NULL);
    bool ok = method != NULL && mod_keep(vm, MOD_KEPT_DATACLASS_METHOD, vm_from_type(method));
    if (method != NULL) {
        vm_unref(vm, vm_from_type(method));
    }
    VmType *error = !ok ? NULL
                        : vm_exception_class_new(vm, "dataclasses", "FrozenInstanceError",
                                                 vm_exception_type(vm, VM_EXC_ATTRIBUTE_ERROR));
    ok = error != NULL && vm_module_set(vm, module, "FrozenInstanceError", vm_from_type(error)) &&
         mod_keep(vm, MOD_KEPT_FROZEN_INSTANCE_ERROR, vm_from_type(error));
    if (error != NULL) {
        vm_unref(vm, vm_from_type(error));
    }
    ok = ok && mod_add_type(vm, module, &mod_field_spec, NULL, MOD_KEPT_DATACLASS_FIELD) != NULL &&
         mod_add_type(vm, module, &init_var_spec, NULL, MOD_KEPT_DATACLASS_INIT_VAR) != NULL &&
         add_mark(vm, module, &missing_spec, "MISSING", MOD_KEPT_DATACLASS_MISSING) &&
         add_mark(vm, module, &kw_only_spec, "KW_ONLY", MOD_KEPT_DATACLASS_KW_ONLY);
    for (const VmNativeDef *def = mod_data_tools; ok && def->name != NULL; def++) {
        ok = vm_module_set_steal(vm, module, def->name, vm_native_new(vm, def, VM_NONE));
    }
    return ok;
}

const VmModuleSpec mod_dataclasses_spec = {
    .name = "dataclasses", .functions = functions, .init = init, .rest = mod_library_init};
