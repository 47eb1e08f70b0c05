/* vm_code.c: compiled units brought to life: scripts and code objects. */
#include "vm/vm_bytes.h"
#include "vm/vm_complex.h"
#include "vm/vm_cost.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_function.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* ---- scripts ---- */

/* bytearray is made when a script names it.  VM_EMPTY: exception pending. */
static VmValue late_builtin_borrow(Vm *vm, VmValue name)
{
    VmValue from = vm_intern_c(vm, "_bytearray");
    VmValue module = from == VM_ERROR ? VM_ERROR : vm_import(vm, from);
    VmValue value = module == VM_ERROR ? VM_ERROR : vm_get_attr(vm, module, name);
    bool ok = value != VM_ERROR && vm_dict_set(vm, vm->builtins, name, value);
    vm_unref(vm, from);
    vm_unref(vm, module);
    vm_unref(vm, value);
    return ok ? vm_dict_get_name_borrow(vm, vm_to_dict(vm->builtins), name) : VM_EMPTY;
}

static bool fill_sites(Vm *vm, VmScript *script)
{
    const LangUnit *unit = script->unit;
    for (uint32_t i = 0; i < unit->global_count; i++) {
        VmGlobalSite *site = &script->sites[i];
        site->name = vm_intern(vm, unit->globals[i]->text, unit->globals[i]->size);
        if (site->name == VM_ERROR) {
            return false;
        }
        site->builtin = vm_dict_get_name_borrow(vm, vm_to_dict(vm->builtins), site->name);
        if (site->builtin == VM_EMPTY && vm_str_equal_c(site->name, "bytearray") && !unit->library) {
            site->builtin = late_builtin_borrow(vm, site->name);
            if (site->builtin == VM_EMPTY) {
                return false;
            }
        }
        site->hint = i;
        site->version = VM_NO_VERSION;
    }
    return true;
}

VmScript *vm_script_new(Vm *vm, const LangUnit *unit, VmValue name, VmValue globals)
{
    VmScript *script = vm_heap_resize(vm, NULL, 0, sizeof *script);
    if (script == NULL) {
        return NULL;
    }
    *script = (VmScript){.refs = 1, .unit = unit, .globals = vm_ref(globals), .name = vm_ref(name)};
    if (unit->global_count > 0) {
        script->sites = vm_heap_resize(vm, NULL, 0, unit->global_count * sizeof *script->sites);
        if (script->sites != NULL) {
            memset(script->sites, 0, unit->global_count * sizeof *script->sites);
        }
    }
    if ((unit->global_count > 0 && script->sites == NULL) || !fill_sites(vm, script)) {
        vm_script_unref(vm, script);
        return NULL;
    }
    return script;
}

void vm_script_unref(Vm *vm, VmScript *script)
{
    if (script == NULL || --script->refs > 0) {
        return;
    }
    for (uint32_t i = 0; script->sites != NULL && i < script->unit->global_count; i++) {
        vm_unref(vm, script->sites[i].name);
    }
    vm_heap_free(vm, script->sites, script->unit->global_count * sizeof *script->sites);
    vm_unref(vm, script->globals);
    vm_unref(vm, script->name);
    vm_heap_free(vm, script, sizeof *script);
}

/* ---- constants ---- */

static VmValue constant_new(Vm *vm, const VmCode *code, const LangK *k)
{
    switch (k->kind) {
    case LANG_K_NONE: return VM_NONE;
    case LANG_K_FALSE: return VM_FALSE;
    case LANG_K_TRUE: return VM_TRUE;
    case LANG_K_ELLIPSIS: return VM_ELLIPSIS;
    case LANG_K_INT: return vm_int_from(vm, k->integer);
    case LANG_K_BIG_INT: return vm_int_from_digits(vm, k->text.data, k->text.size, k->base);
    case LANG_K_FLOAT: return vm_from_double(k->number);
    case LANG_K_IMAGINARY: return vm_complex_new(vm, 0, k->number);
    case LANG_K_STR:
        return k->text.size <= 32 ? vm_intern(vm, k->text.data, k->text.size)
                                  : vm_str_new(vm, k->text.data, k->text.size);
    case LANG_K_NAME: return vm_intern(vm, k->text.data, k->text.size);
    case LANG_K_BYTES: return vm_bytes_new(vm, k->text.data, k->text.size);
    case LANG_K_TUPLE: {
        VmValue tuple = vm_tuple_new_blank(vm, k->tuple.count);
        for (uint32_t i = 0; tuple != VM_ERROR && i < k->tuple.count; i++) {
            vm_to_tuple(tuple)->items[i] = vm_ref(code->ks[k->tuple.items[i]]);
        }
        return tuple;
    }
    case LANG_K_CODE: break;
    }
    return VM_EMPTY;
}

static bool fill_constants(Vm *vm, VmCode *code)
{
    const LangCode *lang = code->lang;
    for (uint32_t i = 0; i < lang->k_count; i++) {
        if (lang->ks[i].kind != LANG_K_CODE) {
            code->ks[i] = constant_new(vm, code, &lang->ks[i]);
            if (code->ks[i] == VM_ERROR) {
                return false;
            }
        }
    }
    return true;
}

static bool fill_names(Vm *vm, VmCode *code)
{
    const LangCode *lang = code->lang;
    for (uint32_t i = 0; i < lang->name_count; i++) {
        code->names[i] = vm_intern(vm, lang->names[i]->text, lang->names[i]->size);
        if (code->names[i] == VM_ERROR) {
            return false;
        }
    }
    for (uint32_t i = 0; i < lang->site_count; i++) {
        code->sites[i].version = VM_NO_VERSION;
        code->sites[i].name = vm_intern(vm, lang->sites[i]->text, lang->sites[i]->size);
        if (code->sites[i].name == VM_ERROR) {
            return false;
        }
    }
    return true;
}

/* ---- code objects ---- */

/* What its instructions cost; nothing without a cost model. */
static bool fill_costs(Vm *vm, VmCode *code)
{
    const LangCode *lang = code->lang;
    if (vm->cost == NULL) {
        return true;
    }
    code->costs = vm_heap_resize(vm, NULL, 0, lang->instr_count * sizeof *code->costs);
    for (uint32_t i = 0; code->costs != NULL && i < lang->instr_count; i++) {
        code->costs[i] = vm_cost_of_instr(vm->cost, lang, i);
    }
    return code->costs != NULL;
}

static size_t tables_size(const LangCode *lang)
{
    return (lang->k_count + lang->name_count) * sizeof(VmValue) + lang->site_count * sizeof(VmAttrSite);
}

VmValue vm_code_new(Vm *vm, VmScript *script, const LangCode *lang)
{
    VmCode *code = (VmCode *)vm_heap_object(vm, vm->types[VM_TYPE_CODE], sizeof *code);
    if (code == NULL) {
        return VM_ERROR;
    }
    code->lang = lang;
    code->places = lang->places;
    code->instrs = lang->instrs;
    code->library = lang->unit->library;
    code->script = script;
    script->refs++;
    size_t size = tables_size(lang);
    if (size > 0) {
        char *tables = vm_heap_resize(vm, NULL, 0, size);
        if (tables == NULL) {
            vm_unref(vm, vm_from_object(code));
            return VM_ERROR;
        }
        memset(tables, 0, size);
        code->ks = (VmValue *)(void *)tables;
        code->names = code->ks + lang->k_count;
        code->sites = (VmAttrSite *)(void *)(code->names + lang->name_count);
    }
    code->qualname = vm_intern(vm, lang->qualname.data, lang->qualname.size);
    if (code->qualname == VM_ERROR || !fill_constants(vm, code) || !fill_names(vm, code) || !fill_costs(vm, code)) {
        vm_unref(vm, vm_from_object(code));
        return VM_ERROR;
    }
    return vm_from_object(code);
}

static void code_release(Vm *vm, VmObject *self)
{
    VmCode *code = (VmCode *)self;
    if (code->ks != NULL) {
        for (uint32_t i = 0; i < code->lang->k_count; i++) {
            vm_unref(vm, code->ks[i]);
        }
        for (uint32_t i = 0; i < code->lang->name_count; i++) {
            vm_unref(vm, code->names[i]);
        }
        for (uint32_t i = 0; i < code->lang->site_count; i++) {
            vm_unref(vm, code->sites[i].name);
        }
        vm_heap_free(vm, code->ks, tables_size(code->lang));
        code->ks = NULL;
    }
    vm_heap_free(vm, code->costs, code->lang->instr_count * sizeof *code->costs);
    vm_unref(vm, code->qualname);
    vm_script_unref(vm, code->script);
}

static VmValue code_repr(Vm *vm, VmValue self)
{
    const VmCode *code = (const VmCode *)vm_to_object(self);
    return vm_str_printf(vm, "<code object %s at 0x%llx, file \"%s\", line %u>", code->lang->name.data,
                         (unsigned long long)vm_heap_identity(vm, self), code->lang->unit->source.filename,
                         code->lang->first_line);
}

static VmValue code_name(Vm *vm, const VmValue *args)
{
    const VmCode *code = (const VmCode *)vm_to_object(args[0]);
    return vm_intern(vm, code->lang->name.data, code->lang->name.size);
}

static VmValue code_first_line(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_int(((const VmCode *)vm_to_object(args[0]))->lang->first_line);
}

static VmValue code_argcount(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_int(((const VmCode *)vm_to_object(args[0]))->lang->positional);
}

static VmValue code_filename(Vm *vm, const VmValue *args)
{
    return vm_str_c(vm, ((const VmCode *)vm_to_object(args[0]))->lang->unit->source.filename);
}

static VmValue code_varnames(Vm *vm, const VmValue *args)
{
    const LangCode *lang = ((const VmCode *)vm_to_object(args[0]))->lang;
    uint32_t count = lang->locals == NULL ? 0 : lang->local_count;
    VmValue tuple = vm_tuple_new_blank(vm, count);
    for (uint32_t i = 0; tuple != VM_ERROR && i < count; i++) {
        VmValue name = vm_intern(vm, lang->locals[i]->text, lang->locals[i]->size);
        if (name == VM_ERROR) {
            vm_unref(vm, tuple);
            return VM_ERROR;
        }
        vm_to_tuple(tuple)->items[i] = name;
    }
    return tuple;
}

static const VmNativeDef code_methods[] = {
    {"co_name", code_name, "", VM_NATIVE_PROPERTY},         {"co_firstlineno", code_first_line, "", VM_NATIVE_PROPERTY},
    {"co_argcount", code_argcount, "", VM_NATIVE_PROPERTY}, {"co_filename", code_filename, "", VM_NATIVE_PROPERTY},
    {"co_varnames", code_varnames, "", VM_NATIVE_PROPERTY}, {0},
};

static void code_fill(VmType *type)
{
    type->release = code_release;
    type->repr = code_repr;
}

const VmTypeSpec vm_type_code = {
    .name = "code",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_CODE,
    .instance_size = sizeof(VmCode),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = code_methods,
    .fill = code_fill,
};
