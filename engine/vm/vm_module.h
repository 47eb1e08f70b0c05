/* vm_module.h: what a script can import, and how C code adds to it.
 *
 * The table of importable modules is the single list of what exists: the loader refuses other imports with it, `docs`
 * print it.  A module is made when it is first imported.
 */
#ifndef VM_MODULE_H
#define VM_MODULE_H

#include "vm/vm.h"

typedef struct VmModuleSpec {
    const char *name;                     /* "asyncio", "collections.abc" */
    const VmNativeDef *functions;         /* ended by an entry without name; may be NULL */
    bool (*init)(Vm *vm, VmValue module); /* adds types and constants; may be NULL.  false: exception pending */
    /* Adds more, once a name is wanted that the module does not have yet: parts that are seldom used; may be NULL. */
    bool (*rest)(Vm *vm, VmValue module);
} VmModuleSpec;

/* The specs stay the caller's and outlive the Vm. */
typedef struct VmModuleTable {
    const VmModuleSpec *const *specs;
    size_t count;
} VmModuleTable;

/* The module, imported now if need be.  ModuleNotFoundError when there is none. */
VmValue vm_import(Vm *vm, VmValue name);
bool vm_module_set(Vm *vm, VmValue module, const char *name, VmValue value);       /* value borrowed */
bool vm_module_set_steal(Vm *vm, VmValue module, const char *name, VmValue value); /* VM_ERROR passes through */
bool vm_module_add_type(Vm *vm, VmValue module, VmType *type);
/* module.name, VM_ERROR with AttributeError when absent. */
VmValue vm_module_get(Vm *vm, VmValue module, const char *name);
/* The same of a module that is imported now if need be. */
VmValue vm_import_attr(Vm *vm, const char *module, const char *name);

/* What a type is made from.  `fill` sets its slots; methods are ended by an entry without name. */
typedef struct VmTypeSpec {
    const char *name;
    const char *module; /* "builtins", "asyncio.locks" */
    VmTypeId base;      /* VM_TYPE_OBJECT for most */
    VmKind kind;
    uint32_t instance_size;
    bool has_dict;  /* instances take new attributes (a dict slot is added at the end of the layout) */
    uint32_t flags; /* VM_TYPE_… */
    const VmNativeDef *methods;
    void (*fill)(VmType *type);
} VmTypeSpec;

/* A new type (owned by the caller: put it into a module or a state). `base` NULL: the spec's. */
VmType *vm_type_new(Vm *vm, const VmTypeSpec *spec, VmType *base);
/* A zeroed instance of `type` with head filled in, its reference count 1; VM_ERROR and MemoryError when there is none.
 */
VmValue vm_instance_new(Vm *vm, VmType *type);
/* A native function object (bound to nothing). */
VmValue vm_native_new(Vm *vm, const VmNativeDef *def, VmValue module_name);

#endif
