/* vm_module_object.h: module objects: a name and a dict of attributes. */
#ifndef VM_MODULE_OBJECT_H
#define VM_MODULE_OBJECT_H

#include "vm/vm.h"
#include "vm/vm_module.h"

typedef struct VmModule {
    VmObject head;
    VmValue name;                         /* str */
    bool (*rest)(Vm *vm, VmValue module); /* its spec's, until it has run */
    VmValue dict;                         /* never VM_EMPTY once made */
} VmModule;

static inline bool vm_is_module(VmValue v)
{
    return vm_has_kind(v, VM_KIND_MODULE);
}

/* A module with __name__, __doc__ (None) and nothing else; `dict` VM_EMPTY: a new one.  Not put into vm->modules. */
VmValue vm_module_new(Vm *vm, VmValue name, VmValue dict);
/* A module from its spec, complete, put into vm->modules. */
VmValue vm_module_make(Vm *vm, const VmModuleSpec *spec, VmValue dict);
/* Runs what is missing of it.  false: exception pending. */
bool vm_module_complete(Vm *vm, VmValue module);
/* Its attributes, borrowed. */
VmValue vm_module_dict_borrow(VmValue module);
/* What Python does with a module at exit: its names lose their values in order, those that begin with one underscore
 * first, so that finalisers run and can still use what stands behind them. */
void vm_module_wind_up(Vm *vm, VmValue module);
/* The spec of an importable module; NULL when there is none. */
const VmModuleSpec *vm_module_find(const Vm *vm, const char *name);

#endif
