#include "vm/vm_library.h"

#include "lang/lang_compile.h"
#include "vm/vm_call.h"
#include "vm/vm_error.h"
#include "vm/vm_function.h"
#include "vm/vm_interp.h"
#include "vm/vm_module_object.h"
#include "vm/vm_str.h"

static LangUnit *compile(Vm *vm, const char *name, const char *text, size_t size)
{
    LangDiagList diags;
    lang_diag_list_init(&diags, vm->alloc);
    LangModule *tree = NULL;
    LangUnit *unit = NULL;
    LsStatus status = lang_parse(vm->alloc, name, text, size, &tree, &diags);
    if (status == LS_OK) {
        status = lang_compile(vm->alloc, tree, NULL, &unit, &diags);
    }
    lang_module_free(tree);
    if (status == LS_E_NOMEM) {
        vm_raise_no_memory(vm);
    } else if (status != LS_OK) {
        LsBuf message;
        ls_buf_init(&message, vm->alloc);
        lang_diag_render_all(&message, &diags, false);
        vm_raise(vm, VM_EXC_SYNTAX_ERROR, "%s", ls_buf_text(&message));
        ls_buf_free(&message);
    }
    lang_diag_list_free(&diags);
    return unit;
}

/* The function of the module's body. */
static VmValue body_of(Vm *vm, const LangUnit *unit, VmValue module, const char *name)
{
    VmValue text = vm_intern_c(vm, name);
    VmScript *script = text == VM_ERROR ? NULL : vm_script_new(vm, unit, text, vm_module_dict_borrow(module));
    vm_unref(vm, text);
    if (script == NULL) {
        return VM_ERROR;
    }
    VmValue code = vm_code_new(vm, script, unit->module);
    vm_script_unref(vm, script);
    VmValue body = code == VM_ERROR ? VM_ERROR : vm_function_new(vm, code);
    vm_unref(vm, code);
    return body;
}

bool vm_library_run(Vm *vm, VmValue module, const char *name, const char *text, size_t size)
{
    LangUnit *unit = compile(vm, name, text, size);
    if (unit == NULL) {
        return false;
    }
    if (vm->limits.max_recursion == 0) {
        vm->limits.max_recursion = 1000; /* the machine runs no script: it looks at modules */
    }
    unit->library = true;
    unit->next_library = vm->libraries;
    vm->libraries = unit;
    VmValue body = body_of(vm, unit, module, name);
    if (body == VM_ERROR) {
        return false;
    }
    if (vm->limits.max_recursion == 0) {
        vm->limits.max_recursion = 1000;
    }
    VmValue result = vm_call_function(vm, vm_to_function(body), VM_EMPTY, NULL, 0, VM_EMPTY);
    VmValue exception = vm_error_take(vm);
    vm_unref(vm, body);
    vm_unref(vm, result);
    vm_error_restore_steal(vm, exception);
    return result != VM_ERROR;
}

void vm_library_end(Vm *vm)
{
    while (vm->libraries != NULL) {
        LangUnit *unit = vm->libraries;
        vm->libraries = unit->next_library;
        lang_unit_free(unit);
    }
}
