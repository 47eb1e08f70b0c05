/* What `from module import name` asks for must exist: a throw-away machine imports the modules and looks. */
#include "engine_internal.h"
#include "modules/mod_table.h"
#include "sim/sim_world.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_module_object.h"
#include "vm/vm_str.h"

#include <string.h>

enum { NAMES_MAX = 512 };

static bool is_public(VmValue name)
{
    return vm_is_str(name) && vm_str_data(name)[0] != '_';
}

/* The public names of a module; they live as long as the module. */
static size_t names_of(VmValue module, const char **names)
{
    uint32_t position = 0;
    VmValue key, value;
    size_t count = 0;
    while (count < NAMES_MAX && vm_dict_walk(vm_to_dict(vm_module_dict_borrow(module)), &position, &key, &value)) {
        if (is_public(key)) {
            names[count++] = vm_str_data(key);
        }
    }
    return count;
}

static LsStatus refuse(const LangModule *module, LangDiagList *diags, const LangNode *alias, const char *from,
                       VmValue imported)
{
    const char *name = alias->u.alias.name->text;
    const char *names[NAMES_MAX];
    size_t count = names_of(imported, names);
    const char *nearest = lang_diag_nearest(name, names, count);
    LsBuf message, hint;
    ls_buf_init(&message, diags->alloc);
    ls_buf_init(&hint, diags->alloc);
    ls_buf_printf(&message, "module '%s' has no name '%s' here", from, name);
    if (nearest != NULL) {
        ls_buf_printf(&hint, "did you mean '%s'?", nearest);
    } else {
        ls_buf_puts(&hint, "it has ");
        for (size_t i = 0; i < count; i++) {
            ls_buf_printf(&hint, "%s%s", i == 0 ? "" : ", ", names[i]);
        }
    }
    LsStatus status = lang_module_error(module, diags, alias->span, ls_buf_text(&message), ls_buf_text(&hint));
    ls_buf_free(&message);
    ls_buf_free(&hint);
    return status == LS_OK ? LS_E_REFUSED : status;
}

static bool is_submodule(const char *from, const char *name)
{
    size_t size = strlen(from);
    for (size_t i = 0; i < mod_table.count; i++) {
        const char *known = mod_table.specs[i]->name;
        if (strncmp(known, from, size) == 0 && known[size] == '.' && strcmp(known + size + 1, name) == 0) {
            return true;
        }
    }
    return false;
}

static LsStatus check_use(Vm *vm, const LangModule *module, const LangImportUse *use, LangDiagList *diags)
{
    const char *from = use->statement->u.import.module->text;
    const char *name = use->alias->u.alias.name->text;
    if (is_submodule(from, name)) {
        return LS_OK;
    }
    VmValue key = vm_str_c(vm, from);
    VmValue imported = key == VM_ERROR ? VM_ERROR : vm_import(vm, key);
    vm_unref(vm, key);
    if (imported == VM_ERROR) {
        vm_error_clear(vm); /* a package that only holds others */
        return LS_OK;
    }
    VmValue value = vm_module_get(vm, imported, name);
    LsStatus status = LS_OK;
    if (value == VM_ERROR) {
        bool missing = vm_error_matches(vm, VM_EXC_ATTRIBUTE_ERROR);
        vm_error_clear(vm);
        status = missing ? refuse(module, diags, use->alias, from, imported) : LS_OK;
    } else {
        vm_unref(vm, value);
    }
    vm_unref(vm, imported);
    return status;
}

static bool is_checked(const LangImportUse *use)
{
    return use->statement->kind == LANG_NODE_IMPORT_FROM && !use->guarded &&
           strcmp(use->statement->u.import.module->text, "__future__") != 0;
}

LsStatus engine_check_names(LangModule *module, LangDiagList *diags)
{
    size_t first = 0;
    while (first < module->import_count && !is_checked(&module->imports[first])) {
        first++;
    }
    if (first == module->import_count) {
        return LS_OK;
    }
    TraceRecorder recorder = {0};
    SimWorld world;
    sim_world_init(&world, diags->alloc, &recorder, 0);
    Vm *vm = vm_new(diags->alloc, &(VmHost){0}, &(VmLimits){0}, &recorder);
    if (vm == NULL) {
        return LS_E_NOMEM;
    }
    vm->world = &world;
    vm->module_table = &mod_table;
    LsStatus worst = LS_OK;
    for (size_t i = first; i < module->import_count; i++) {
        if (is_checked(&module->imports[i])) {
            LsStatus status = check_use(vm, module, &module->imports[i], diags);
            worst = status == LS_OK ? worst : status;
        }
    }
    vm_free(vm);
    return worst;
}
