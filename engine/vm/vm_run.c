/* vm_run.c: running a compiled script, and its limits. */
#include "vm/vm_run.h"

#include "vm/vm_call.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_interp.h"
#include "vm/vm_module.h"
#include "vm/vm_module_object.h"
#include "vm/vm_names.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_traceback.h"

/* ---- limits ---- */

/* Ends the run: an exception that no handler catches is pending. */
static bool stop(Vm *vm, LsStatus status)
{
    if (vm->stop == LS_OK) {
        vm->stop = status;
    }
    vm_error_clear(vm);
    vm_raise(vm, VM_EXC_RUNTIME_ERROR, "the run was ended");
    return false;
}

bool vm_budget_spent(Vm *vm)
{
    if (vm->stop != LS_OK) {
        return stop(vm, vm->stop);
    }
    vm->instructions += VM_POLL_INTERVAL - vm->budget;
    vm->budget = VM_POLL_INTERVAL;
    vm_heap_poll(vm);
    if (vm->limits.max_instructions > 0 && vm->instructions >= vm->limits.max_instructions) {
        return stop(vm, LS_E_LIMIT);
    }
    if (vm->limits.max_instructions > 0 && vm->limits.max_instructions - vm->instructions < vm->budget) {
        int64_t left = vm->limits.max_instructions - vm->instructions;
        vm->instructions -= VM_POLL_INTERVAL - left; /* what the shorter interval will count too much */
        vm->budget = left;
    }
    if (vm->host.cancelled != NULL && vm->host.cancelled(vm->host.context)) {
        return stop(vm, LS_E_CANCELLED);
    }
    return true;
}

/* ---- running ---- */

/* Where the script was when the run was ended: the innermost entry of the traceback. */
static void note_place(VmRun *run, VmValue traceback)
{
    if (traceback == VM_EMPTY || traceback == VM_NONE) {
        return;
    }
    while (((const VmTraceback *)vm_to_object(traceback))->next != VM_EMPTY) {
        traceback = ((const VmTraceback *)vm_to_object(traceback))->next;
    }
    VmTracebackPlace place = vm_traceback_place(traceback);
    run->stopped_file = place.file;
    run->stopped_function = place.function;
    run->stopped_line = place.place.line;
}

static LsStatus uncaught(Vm *vm, VmRun *run)
{
    run->exception = vm_error_take(vm);
    if (vm->stop != LS_OK) {
        note_place(run, vm_to_exception(run->exception)->traceback);
        vm_unref(vm, run->exception);
        run->exception = VM_EMPTY;
        run->exit_status = 3;
        return vm->stop;
    }
    run->exit_status = 1;
    if (vm_exception_is(vm, run->exception, VM_EXC_SYSTEM_EXIT)) {
        VmValue code = vm_to_exception(run->exception)->payload;
        run->exit_status = code == VM_EMPTY || code == VM_NONE ? 0
                           : vm_is_int(code)                   ? (int)(vm_to_int(code) & 255)
                           : vm_is_bool(code)                  ? code == VM_TRUE
                                                               : 1;
    } else if (vm_exception_is(vm, run->exception, VM_EXC_KEYBOARD_INTERRUPT)) {
        run->exit_status = 130; /* what a shell says of a Python that SIGINT ended */
    }
    return LS_E_SCRIPT;
}

LsStatus vm_run_prepare(Vm *vm, const LangUnit *unit, const char *name, VmRun *run)
{
    *run = (VmRun){0};
    if (vm->limits.max_recursion == 0) {
        vm->limits.max_recursion = 1000;
    }
    VmValue text = vm_intern_c(vm, name);
    VmValue module = text == VM_ERROR ? VM_ERROR : vm_module_new(vm, text, VM_EMPTY);
    VmValue file = module == VM_ERROR ? VM_ERROR : vm_str_c(vm, unit->source.filename);
    VmValue annotations = file == VM_ERROR ? VM_ERROR : vm_dict_new(vm);
    bool ok = annotations != VM_ERROR && vm_module_set(vm, module, "__package__", VM_NONE) &&
              vm_module_set(vm, module, "__loader__", VM_NONE) && vm_module_set(vm, module, "__spec__", VM_NONE) &&
              vm_module_set(vm, module, "__annotations__", annotations) &&
              vm_module_set(vm, module, "__builtins__", vm_dict_get_c_borrow(vm, vm->modules, "builtins")) &&
              vm_module_set(vm, module, "__file__", file) && vm_module_set(vm, module, "__cached__", VM_NONE) &&
              vm_dict_set(vm, vm->modules, text, module);
    vm_unref(vm, annotations);
    vm_unref(vm, file);
    vm_unref(vm, text);
    if (!ok) {
        vm_unref(vm, module);
        return uncaught(vm, run);
    }
    run->module = module;
    return LS_OK;
}

static VmValue run_body(Vm *vm, const LangUnit *unit, VmRun *run)
{
    VmValue globals = vm_module_dict_borrow(run->module);
    VmValue name = vm_dict_get_name_borrow(vm, vm_to_dict(globals), vm_name(vm, VM_NAME_NAME));
    VmScript *script = vm_script_new(vm, unit, name, globals);
    if (script == NULL) {
        return VM_ERROR;
    }
    VmValue code = vm_code_new(vm, script, unit->module);
    vm_script_unref(vm, script);
    VmValue body = code == VM_ERROR ? VM_ERROR : vm_function_new(vm, code);
    vm_unref(vm, code);
    if (body == VM_ERROR) {
        return VM_ERROR;
    }
    VmFunction *function = vm_to_function(body);
    VmValue result = VM_ERROR;
    if (vm_module_set(vm, run->module, "__doc__", function->doc)) {
        result = vm_call_function(vm, function, VM_EMPTY, NULL, 0, VM_EMPTY);
    }
    VmValue exception = vm_error_take(vm);
    vm_unref(vm, body);
    vm_error_restore_steal(vm, exception);
    return result;
}

static LsStatus call_entry(Vm *vm, const VmEntry *entry, VmRun *run)
{
    VmValue globals = vm_module_dict_borrow(run->module);
    VmValue function = vm_dict_get_c_borrow(vm, globals, entry->name);
    if (function == VM_EMPTY) {
        vm_error_clear(vm);
        return LS_E_NOTFOUND;
    }
    vm_ref(function);
    VmValue result = vm_call0(vm, function);
    vm_unref(vm, function);
    if (result != VM_ERROR && vm_is_coroutine(result)) {
        VmValue coro = result;
        if (entry->run_coroutine != NULL) {
            result = entry->run_coroutine(vm, coro);
        } else {
            result = vm_coro_close(vm, coro) ? VM_NONE : VM_ERROR;
        }
        vm_unref(vm, coro);
    }
    if (result == VM_ERROR) {
        return uncaught(vm, run);
    }
    vm_unref(vm, result);
    return LS_OK;
}

LsStatus vm_run_go(Vm *vm, const LangUnit *unit, const VmEntry *entry, VmRun *run)
{
    if (entry != NULL && entry->skip_main) {
        VmValue name = vm_str_c(vm, unit->source.filename);
        bool ok = name != VM_ERROR && vm_module_set(vm, run->module, "__name__", name);
        vm_unref(vm, name);
        if (!ok) {
            return uncaught(vm, run);
        }
    }
    VmValue result = run_body(vm, unit, run);
    LsStatus status;
    if (result == VM_ERROR) {
        status = uncaught(vm, run);
    } else {
        vm_unref(vm, result);
        status = entry != NULL ? call_entry(vm, entry, run) : LS_OK;
    }
    if (status == LS_OK && vm->stop != LS_OK) {
        status = vm->stop;
        run->exit_status = 3;
    }
    return status;
}

LsStatus vm_run_module(Vm *vm, const LangUnit *unit, const char *name, const VmEntry *entry, VmRun *run)
{
    LsStatus status = vm_run_prepare(vm, unit, name, run);
    return status == LS_OK ? vm_run_go(vm, unit, entry, run) : status;
}

void vm_run_end(Vm *vm, VmRun *run)
{
    vm_unref(vm, run->exception);
    if (run->module != VM_EMPTY && vm->stop == LS_OK) {
        vm_module_wind_up(vm, run->module);
    }
    vm_unref(vm, run->module);
    run->exception = run->module = VM_EMPTY;
}
