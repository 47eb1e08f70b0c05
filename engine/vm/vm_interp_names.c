/* vm_interp_names.c: locals, cells, globals, class namespaces, imports. */
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_interp.h"
#include "vm/vm_module.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

/* ---- locals and cells ---- */

static VmValue name_value(Vm *vm, const LangName *name)
{
    VmValue value = vm_intern(vm, name->text, name->size);
    vm_unref(vm, value); /* interned strings live as long as the Vm */
    return value;
}

static bool unbound_local(Vm *vm, const LangName *name)
{
    VmValue value = name_value(vm, name);
    if (value != VM_ERROR) {
        vm_raise_name(vm, VM_EXC_UNBOUND_LOCAL_ERROR, value,
                      "cannot access local variable '%s' where it is not associated with a value", name->text);
    }
    return false;
}

static bool unbound_free(Vm *vm, const LangName *name)
{
    VmValue value = name_value(vm, name);
    if (value != VM_ERROR) {
        vm_raise_name(vm, VM_EXC_NAME_ERROR, value,
                      "cannot access free variable '%s' where it is not associated with a value in enclosing scope",
                      name->text);
    }
    return false;
}

bool vm_op_check_local(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)regs;
    return unbound_local(vm, frame->function->code->lang->locals[pc->a]);
}

bool vm_op_load_cell_unbound(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)regs;
    const LangCode *code = frame->function->code->lang;
    return unbound_local(vm, code->cells[pc->b - code->local_count]);
}

bool vm_op_load_free_unbound(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)regs;
    return unbound_free(vm, frame->function->code->lang->frees[pc->b].name);
}

bool vm_op_delete_cell(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    const LangCode *code = frame->function->code->lang;
    bool own = pc->op == LANG_OP_DELETE_CELL;
    VmCell *cell = (VmCell *)vm_to_object(own ? regs[pc->a] : frame->function->cells[pc->a]);
    if (cell->value == VM_EMPTY) {
        return own ? unbound_local(vm, code->cells[pc->a - code->local_count])
                   : unbound_free(vm, code->frees[pc->a].name);
    }
    vm_set_steal(vm, &cell->value, VM_EMPTY);
    return true;
}

bool vm_op_make_cell(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)frame;
    bool takes = (pc->hint & 1) != 0;
    VmValue cell = vm_cell_new(vm, takes ? regs[pc->b] : VM_EMPTY);
    if (cell == VM_ERROR) {
        return false;
    }
    if (takes) {
        vm_clear_register(vm, regs, pc->b);
    }
    vm_set_register(vm, regs, pc->a, cell);
    return true;
}

/* ---- globals ---- */

static bool undefined_name(Vm *vm, VmValue name)
{
    vm_raise_name(vm, VM_EXC_NAME_ERROR, name, "name '%s' is not defined", vm_str_data(name));
    return false;
}

/* Remembers where the value of a global stands: as long as no global comes or goes, it stays there. */
static void remember_global(Vm *vm, VmGlobalSite *site, VmDict *globals, VmValue *place)
{
    site->version = vm_site_version(vm_dict_version(vm, globals));
    site->place = place;
}

/* The value of a global or builtin, borrowed; VM_EMPTY with NameError. */
static VmValue find_global(Vm *vm, VmScript *script, uint32_t slot)
{
    VmGlobalSite *site = &script->sites[slot];
    VmDict *globals = vm_to_dict(script->globals);
    VmValue value = vm_dict_get_hint_borrow(vm, globals, site->name, &site->hint);
    if (value != VM_EMPTY) {
        remember_global(vm, site, globals, &globals->entries[site->hint].value);
        return value;
    }
    if (site->builtin == VM_EMPTY) {
        site->builtin = vm_dict_get_name_borrow(vm, vm_to_dict(vm->builtins), site->name);
    }
    if (site->builtin == VM_EMPTY) {
        undefined_name(vm, site->name);
        return VM_EMPTY;
    }
    remember_global(vm, site, globals, &site->builtin);
    return site->builtin;
}

bool vm_op_load_global(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    VmValue value = find_global(vm, frame->function->code->script, pc->b);
    if (value == VM_EMPTY) {
        return false;
    }
    vm_set_register(vm, regs, pc->a, vm_ref(value));
    return true;
}

bool vm_op_store_global(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    VmScript *script = frame->function->code->script;
    VmGlobalSite *site = &script->sites[pc->a];
    if (!vm_dict_set(vm, script->globals, site->name, regs[pc->b])) {
        return false;
    }
    VmDict *globals = vm_to_dict(script->globals);
    uint32_t slot = vm_dict_find_slot(vm, globals, site->name);
    if (slot != VM_DICT_NO_SLOT) {
        site->hint = slot;
        remember_global(vm, site, globals, &globals->entries[slot].value);
    }
    vm_drop_used(vm, regs, pc);
    return true;
}

bool vm_op_delete_global(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    (void)regs;
    VmScript *script = frame->function->code->script;
    int deleted = vm_dict_delete(vm, script->globals, script->sites[pc->a].name);
    return deleted > 0 || (deleted == 0 && undefined_name(vm, script->sites[pc->a].name));
}

/* ---- class bodies ---- */

static bool set_or_fail(Vm *vm, VmValue *regs, const LangInstr *pc, VmValue borrowed)
{
    if (borrowed == VM_EMPTY) {
        return false;
    }
    vm_set_register(vm, regs, pc->a, vm_ref(borrowed));
    return true;
}

bool vm_op_load_name(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    VmValue value = vm_dict_get_borrow(vm, regs[0], frame->function->code->names[pc->c]);
    if (value == VM_EMPTY && !vm_error_pending(vm)) {
        value = find_global(vm, frame->function->code->script, pc->b);
    }
    return set_or_fail(vm, regs, pc, value);
}

bool vm_op_load_class_free(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    VmValue value = vm_dict_get_borrow(vm, regs[0], frame->function->code->names[pc->c]);
    if (value == VM_EMPTY && !vm_error_pending(vm)) {
        value = ((VmCell *)vm_to_object(frame->function->cells[pc->b]))->value;
        if (value == VM_EMPTY) {
            return unbound_free(vm, frame->function->code->lang->frees[pc->b].name);
        }
    }
    return set_or_fail(vm, regs, pc, value);
}

bool vm_op_store_name(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    VmValue name = frame->function->code->names[pc->a];
    bool plain = vm_to_object(regs[0])->type == vm->types[VM_TYPE_DICT];
    if (!(plain ? vm_dict_set(vm, regs[0], name, regs[pc->b]) : vm_set_item(vm, regs[0], name, regs[pc->b]))) {
        return false;
    }
    vm_drop_used(vm, regs, pc);
    return true;
}

bool vm_op_delete_name(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    VmValue name = frame->function->code->names[pc->a];
    int deleted = vm_dict_delete(vm, regs[0], name);
    return deleted > 0 || (deleted == 0 && undefined_name(vm, name));
}

bool vm_op_annotate(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    const VmCode *code = frame->function->code;
    VmValue namespace = (code->lang->flags & LANG_CODE_MODULE) != 0 ? code->script->globals : regs[0];
    VmValue annotations = vm_dict_get_borrow(vm, namespace, vm_name(vm, VM_NAME_ANNOTATIONS));
    if (annotations == VM_EMPTY) {
        VmValue made = vm_error_pending(vm) ? VM_ERROR : vm_dict_new(vm);
        bool ok = made != VM_ERROR && vm_dict_set(vm, namespace, vm_name(vm, VM_NAME_ANNOTATIONS), made);
        vm_unref(vm, made);
        if (!ok) {
            return false;
        }
        annotations = made; /* the namespace holds it */
    }
    if (!vm_set_item(vm, annotations, frame->function->code->names[pc->a], regs[pc->b])) {
        return false;
    }
    vm_drop_used(vm, regs, pc);
    return true;
}

/* ---- imports ---- */

bool vm_op_import(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    VmValue name = frame->function->code->names[pc->b];
    const char *text = vm_str_data(name);
    if (text[0] == '.') {
        vm_raise(vm, VM_EXC_IMPORT_ERROR, "attempted relative import with no known parent package");
        return false;
    }
    VmValue module = vm_import(vm, name);
    if (module == VM_ERROR) {
        return false;
    }
    if ((pc->hint & 1) != 0) {
        vm_unref(vm, module);
        const char *dot = strchr(text, '.');
        VmValue top = vm_intern(vm, text, dot == NULL ? vm_str_size(name) : (size_t)(dot - text));
        module = top == VM_ERROR ? VM_ERROR : vm_import(vm, top);
        vm_unref(vm, top);
        if (module == VM_ERROR) {
            return false;
        }
    }
    vm_set_register(vm, regs, pc->a, module);
    return true;
}

bool vm_op_import_from(Vm *vm, VmFrame *frame, VmValue *regs, const LangInstr *pc)
{
    VmValue name = frame->function->code->names[pc->c];
    bool error;
    VmValue value = vm_get_attr_maybe(vm, regs[pc->b], name, &error);
    if (error) {
        return false;
    }
    if (value == VM_EMPTY) { /* perhaps a module of its own: from concurrent import futures */
        VmValue package = vm_get_attr_maybe(vm, regs[pc->b], vm_name(vm, VM_NAME_NAME), &error);
        if (error) {
            return false;
        }
        const char *package_text = vm_is_str(package) ? vm_str_data(package) : "?";
        VmValue full = vm_str_printf(vm, "%s.%s", package_text, vm_str_data(name));
        value = full == VM_ERROR ? VM_ERROR : vm_import(vm, full);
        vm_unref(vm, full);
        if (value == VM_ERROR && vm_error_pending(vm) && vm_error_matches(vm, VM_EXC_MODULE_NOT_FOUND_ERROR)) {
            vm_error_clear(vm);
            vm_raise(vm, VM_EXC_IMPORT_ERROR, "cannot import name '%s' from '%s' (unknown location)", vm_str_data(name),
                     package_text);
        }
        vm_unref(vm, package);
        if (value == VM_ERROR) {
            return false;
        }
    }
    vm_set_register(vm, regs, pc->a, value);
    return true;
}
