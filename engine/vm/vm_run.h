/* vm_run.h: running a compiled script.
 *
 *   Vm *vm = vm_new(…); vm->module_table = …;
 *   VmRun run;
 *   LsStatus status = vm_run_module(vm, unit, "__main__", NULL, &run);
 *   if (status == LS_E_SCRIPT) { vm_error_format(vm, run.exception, &text); }
 *   vm_run_end(vm, &run);
 *   vm_free(vm);
 *   lang_unit_free(unit);
 */
#ifndef VM_RUN_H
#define VM_RUN_H

#include "lang/lang_code.h"
#include "vm/vm.h"

typedef struct VmRun {
    VmValue module;           /* the script's module, owned */
    VmValue exception;        /* LS_E_SCRIPT: the uncaught exception, owned; SystemExit is one too */
    int exit_status;          /* as python3's: 0, 1, what SystemExit says, 130 after KeyboardInterrupt */
    const char *stopped_file; /* LS_E_LIMIT, LS_E_CANCELLED: where the script was (borrowed from the unit) */
    const char *stopped_function;
    uint32_t stopped_line;
} VmRun;

/* Runs the module's body in a new module of that name; then, when `entry` is not NULL, calls the global function of
 * that name without arguments; a coroutine that it returns is handed to `run_coroutine` (asyncio's run; NULL: it is
 * only closed).  LS_OK, LS_E_SCRIPT, LS_E_LIMIT, LS_E_CANCELLED, LS_E_DEADLOCK (whatever vm->stop says), LS_E_NOTFOUND
 * (no such entry).  `run` is always filled in; end it with vm_run_end. */
typedef struct VmEntry {
    const char *name;
    VmValue (*run_coroutine)(Vm *vm, VmValue coro);
    bool skip_main; /* the body sees __name__ as the module's file name, so that `if __name__ == "__main__"` is not run
                     */
} VmEntry;

LsStatus vm_run_module(Vm *vm, const LangUnit *unit, const char *name, const VmEntry *entry, VmRun *run);
/* The same in two steps, so that constants can be set in between: makes the module … */
LsStatus vm_run_prepare(Vm *vm, const LangUnit *unit, const char *name, VmRun *run);
/* … and runs it. */
LsStatus vm_run_go(Vm *vm, const LangUnit *unit, const VmEntry *entry, VmRun *run);
void vm_run_end(Vm *vm, VmRun *run);

#endif
