/* __init__ of dataclasses: binds arguments to the fields as a function with that signature would, and sets them. */
#include "modules/mod_dataclasses.h"
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* The parameters: fields with init=True, the positional ones first. */
typedef struct Params {
    DataField **fields;
    VmValue *values; /* borrowed; VM_EMPTY: not given */
    size_t count, positional;
    const char *owner;
} Params;

static void collect(VmDict *fields, Params *params, bool kw_only)
{
    uint32_t position = 0;
    VmValue key, value;
    while (vm_dict_walk(fields, &position, &key, &value)) {
        DataField *field = mod_field_of(value);
        if (field->init && field->kind != FIELD_CLASS_VAR && (field->kw_only == VM_TRUE) == kw_only) {
            params->fields[params->count++] = field;
        }
    }
}

static bool is_required(const DataField *field)
{
    return field->default_value == VM_EMPTY && field->default_factory == VM_EMPTY;
}

static bool raise_buf(Vm *vm, LsBuf *buf)
{
    if (buf->failed) {
        vm_raise_no_memory(vm);
    } else {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "%s", ls_buf_text(buf));
    }
    ls_buf_free(buf);
    return false;
}

static bool raise_missing(Vm *vm, const Params *params, size_t from, size_t to, const char *kind)
{
    size_t total = 0, seen = 0;
    for (size_t i = from; i < to; i++) {
        total += params->values[i] == VM_EMPTY && is_required(params->fields[i]);
    }
    if (total == 0) {
        return true;
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_printf(&buf, "%s.__init__() missing %zu required %s argument%s: ", params->owner, total, kind,
                  total == 1 ? "" : "s");
    for (size_t i = from; i < to; i++) {
        if (params->values[i] == VM_EMPTY && is_required(params->fields[i])) {
            const char *before = seen == 0 ? "" : seen + 1 < total ? ", " : total == 2 ? " and " : ", and ";
            ls_buf_printf(&buf, "%s'%s'", before, vm_str_data(params->fields[i]->name));
            seen++;
        }
    }
    return raise_buf(vm, &buf);
}

static bool raise_too_many(Vm *vm, const Params *params, size_t nargs)
{
    size_t least = 1, most = params->positional + 1, given = nargs + 1, keywords = 0;
    for (size_t i = 0; i < params->positional; i++) {
        least += is_required(params->fields[i]);
    }
    for (size_t i = params->positional; i < params->count; i++) {
        keywords += params->values[i] != VM_EMPTY;
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_printf(&buf, "%s.__init__() takes ", params->owner);
    if (least != most) {
        ls_buf_printf(&buf, "from %zu to ", least);
    }
    ls_buf_printf(&buf, "%zu positional argument%s but %zu ", most, most == 1 ? "" : "s", given);
    if (keywords != 0) {
        ls_buf_printf(&buf, "positional argument%s (and %zu keyword-only argument%s) were given", given == 1 ? "" : "s",
                      keywords, keywords == 1 ? "" : "s");
    } else {
        ls_buf_puts(&buf, given == 1 ? "was given" : "were given");
    }
    return raise_buf(vm, &buf);
}

static bool bind_keyword(Vm *vm, Params *params, VmValue name, VmValue value)
{
    for (size_t i = 0; i < params->count; i++) {
        if (vm_str_equal(params->fields[i]->name, name)) {
            if (params->values[i] != VM_EMPTY) {
                vm_raise(vm, VM_EXC_TYPE_ERROR, "%s.__init__() got multiple values for argument '%s'", params->owner,
                         vm_str_data(name));
                return false;
            }
            params->values[i] = value;
            return true;
        }
    }
    vm_raise(vm, VM_EXC_TYPE_ERROR, "%s.__init__() got an unexpected keyword argument '%s'", params->owner,
             vm_str_data(name));
    return false;
}

static bool bind(Vm *vm, Params *params, const VmValue *args, size_t nargs, VmValue kwnames)
{
    for (size_t i = 0; i < nargs && i < params->positional; i++) {
        params->values[i] = args[i];
    }
    for (size_t i = 0; kwnames != VM_EMPTY && i < vm_to_tuple(kwnames)->count; i++) {
        if (!bind_keyword(vm, params, vm_to_tuple(kwnames)->items[i], args[nargs + i])) {
            return false;
        }
    }
    if (nargs > params->positional) {
        return raise_too_many(vm, params, nargs);
    }
    return raise_missing(vm, params, 0, params->positional, "positional") &&
           raise_missing(vm, params, params->positional, params->count, "keyword-only");
}

static VmValue given_value(const Params *params, const DataField *field)
{
    for (size_t i = 0; i < params->count; i++) {
        if (params->fields[i] == field) {
            return params->values[i];
        }
    }
    return VM_EMPTY;
}

/* What the field gets: the argument, the default, or what the factory makes; VM_EMPTY with nothing pending: nothing. */
static VmValue field_value(Vm *vm, const Params *params, const DataField *field)
{
    VmValue given = given_value(params, field);
    if (given != VM_EMPTY) {
        return vm_ref(given);
    }
    if (field->default_factory != VM_EMPTY) {
        return vm_call0(vm, field->default_factory);
    }
    return vm_ref(field->default_value);
}

static bool set_fields(Vm *vm, VmDict *fields, const Params *params, VmValue self, bool frozen, VmValue *init_vars,
                       size_t *init_var_count)
{
    uint32_t position = 0;
    VmValue key, value;
    while (vm_dict_walk(fields, &position, &key, &value)) {
        const DataField *field = mod_field_of(value);
        if (field->kind == FIELD_CLASS_VAR) {
            continue;
        }
        VmValue item = field_value(vm, params, field);
        if (item == VM_EMPTY) {
            if (vm_error_pending(vm)) {
                return false;
            }
            continue;
        }
        if (field->kind == FIELD_INIT_VAR) {
            init_vars[(*init_var_count)++] = item;
            continue;
        }
        bool ok = frozen ? vm_generic_set_attr(vm, self, field->name, item) : vm_set_attr(vm, self, field->name, item);
        vm_unref(vm, item);
        if (!ok) {
            return false;
        }
    }
    return true;
}

static bool call_post_init(Vm *vm, VmValue self, const VmValue *init_vars, size_t count)
{
    bool error;
    VmValue method = vm_get_attr_maybe(vm, self, vm_name(vm, VM_NAME_POST_INIT), &error);
    if (method == VM_EMPTY) {
        return !error;
    }
    VmValue result = vm_call(vm, method, init_vars, count, VM_EMPTY);
    vm_unref(vm, method);
    vm_unref(vm, result);
    return result != VM_ERROR;
}

bool mod_data_init(Vm *vm, VmType *owner, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue table = mod_dataclass_fields_borrow(vm, owner);
    if (table == VM_EMPTY) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' is not a dataclass any more", owner->name);
        return false;
    }
    VmDict *fields = vm_to_dict(vm_ref(table));
    size_t most = fields->used + 1;
    size_t size = most * (sizeof(DataField *) + 2 * sizeof(VmValue));
    VmValue *block = vm_heap_resize(vm, NULL, 0, size);
    if (block == NULL) {
        vm_unref(vm, table);
        return false;
    }
    memset(block, 0, size);
    VmValue *init_vars = block + most;
    size_t init_var_count = 0;
    Params params = {.values = block, .fields = (DataField **)(void *)(block + 2 * most)};
    params.owner = vm_str_data(owner->qualname);
    collect(fields, &params, false);
    params.positional = params.count;
    collect(fields, &params, true);
    bool frozen = mod_note_borrow(vm, owner, "dataclass.frozen") == VM_TRUE;
    bool ok = bind(vm, &params, args, nargs, kwnames) &&
              set_fields(vm, fields, &params, self, frozen, init_vars, &init_var_count) &&
              call_post_init(vm, self, init_vars, init_var_count);
    for (size_t i = 0; i < init_var_count; i++) {
        vm_unref(vm, init_vars[i]);
    }
    vm_heap_free(vm, block, size);
    vm_unref(vm, table);
    return ok;
}
