/* Fields of dataclasses: the objects that field() gives. */
#include "modules/mod_dataclasses.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

VmValue mod_field_new(Vm *vm)
{
    VmValue self = vm_instance_new(vm, vm_to_type(mod_kept_borrow(vm, MOD_KEPT_DATACLASS_FIELD)));
    if (self != VM_ERROR) {
        DataField *field = mod_field_of(self);
        field->init = field->repr = field->compare = true;
        field->hash = VM_NONE;
        field->name = field->type = VM_NONE;
    }
    return self;
}

bool mod_is_field(Vm *vm, VmValue v)
{
    return mod_is_kept_type(vm, v, MOD_KEPT_DATACLASS_FIELD);
}

static void field_release(Vm *vm, VmObject *self)
{
    DataField *field = (DataField *)self;
    VmValue *const owned[] = {&field->name, &field->type, &field->default_value, &field->default_factory,
                              &field->metadata};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++) {
        vm_set_steal(vm, owned[i], VM_EMPTY);
    }
}

static void field_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    DataField *field = (DataField *)self;
    visit(vm, field->type, context);
    visit(vm, field->default_value, context);
    visit(vm, field->default_factory, context);
    visit(vm, field->metadata, context);
}

static VmValue or_missing(Vm *vm, VmValue v)
{
    return vm_ref(v == VM_EMPTY ? mod_kept_borrow(vm, MOD_KEPT_DATACLASS_MISSING) : v);
}

static VmValue field_metadata(Vm *vm, const VmValue *args)
{
    VmValue given = mod_field_of(args[0])->metadata;
    VmValue dict = given == VM_EMPTY ? vm_dict_new(vm) : vm_ref(given);
    VmType *proxy = dict == VM_ERROR ? NULL : mod_kept_type(vm, MOD_KEPT_MAPPING_PROXY, "types");
    VmValue result = proxy == NULL ? VM_ERROR : vm_call1(vm, vm_from_type(proxy), dict);
    vm_unref(vm, dict);
    return result;
}

static VmValue kw_only_of(Vm *vm, const DataField *field)
{
    return or_missing(vm, field->kw_only);
}

#define FIELD_GETTER(symbol, expression)                                                                               \
    static VmValue field_##symbol(Vm *vm, const VmValue *args)                                                         \
    {                                                                                                                  \
        (void)vm;                                                                                                      \
        DataField *field = mod_field_of(args[0]);                                                                      \
        return expression;                                                                                             \
    }
FIELD_GETTER(name, vm_ref(field->name))
FIELD_GETTER(type, vm_ref(field->type))
FIELD_GETTER(default, or_missing(vm, field->default_value))
FIELD_GETTER(default_factory, or_missing(vm, field->default_factory))
FIELD_GETTER(init, vm_from_bool(field->init))
FIELD_GETTER(repr, vm_from_bool(field->repr))
FIELD_GETTER(hash, field->hash)
FIELD_GETTER(compare, vm_from_bool(field->compare))
FIELD_GETTER(kw_only, kw_only_of(vm, field))
#undef FIELD_GETTER

static const VmNativeDef field_methods[] = {
    {"name", field_name, "", VM_NATIVE_PROPERTY},
    {"type", field_type, "", VM_NATIVE_PROPERTY},
    {"default", field_default, "", VM_NATIVE_PROPERTY},
    {"default_factory", field_default_factory, "", VM_NATIVE_PROPERTY},
    {"init", field_init, "", VM_NATIVE_PROPERTY},
    {"repr", field_repr, "", VM_NATIVE_PROPERTY},
    {"hash", field_hash, "", VM_NATIVE_PROPERTY},
    {"compare", field_compare, "", VM_NATIVE_PROPERTY},
    {"metadata", field_metadata, "", VM_NATIVE_PROPERTY},
    {"kw_only", field_kw_only, "", VM_NATIVE_PROPERTY},
    {0},
};

static VmValue field_text(Vm *vm, VmValue self)
{
    static const char *const kinds[] = {"_FIELD", "_FIELD_CLASSVAR", "_FIELD_INITVAR"};
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_puts(&buf, "Field(");
    bool ok = true;
    for (const VmNativeDef *def = field_methods; ok && def->name != NULL; def++) {
        VmValue value = def->fn(vm, &self);
        ls_buf_printf(&buf, "%s=", def->name);
        ok = value != VM_ERROR && vm_append_repr(vm, &buf, value);
        ls_buf_putc(&buf, ',');
        vm_unref(vm, value);
    }
    ls_buf_printf(&buf, "_field_type=%s)", kinds[mod_field_of(self)->kind]);
    if (!ok) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    return vm_str_from_buf(vm, &buf);
}

static void field_fill(VmType *type)
{
    type->release = field_release;
    type->traverse = field_traverse;
    type->repr = field_text;
}

const VmTypeSpec mod_field_spec = {
    .name = "Field",
    .module = "dataclasses",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(DataField),
    .flags = VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = field_methods,
    .fill = field_fill,
};

static bool set_flag(Vm *vm, bool *place, VmValue given)
{
    int flag = mod_flag(vm, given, true);
    *place = flag > 0;
    return flag >= 0;
}

/* field(default, default_factory, init, repr, hash, compare, metadata, kw_only) */
VmValue mod_data_field(Vm *vm, const VmValue *args)
{
    if (!mod_is_missing(vm, args[0]) && !mod_is_missing(vm, args[1])) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "cannot specify both default and default_factory");
    }
    VmValue self = mod_field_new(vm);
    if (self == VM_ERROR) {
        return VM_ERROR;
    }
    DataField *field = mod_field_of(self);
    field->default_value = mod_is_missing(vm, args[0]) ? VM_EMPTY : vm_ref(args[0]);
    field->default_factory = mod_is_missing(vm, args[1]) ? VM_EMPTY : vm_ref(args[1]);
    field->metadata = mod_absent(args[6]) ? VM_EMPTY : vm_ref(args[6]);
    int hash = mod_absent(args[4]) ? 2 : vm_truth(vm, args[4]);
    field->hash = hash == 2 ? VM_NONE : vm_from_bool(hash > 0);
    int kw_only = mod_is_missing(vm, args[7]) ? 2 : vm_truth(vm, args[7]);
    field->kw_only = kw_only == 2 ? VM_EMPTY : vm_from_bool(kw_only > 0);
    if (hash < 0 || kw_only < 0 || !set_flag(vm, &field->init, args[2]) || !set_flag(vm, &field->repr, args[3]) ||
        !set_flag(vm, &field->compare, args[5])) {
        vm_unref(vm, self);
        return VM_ERROR;
    }
    return self;
}
