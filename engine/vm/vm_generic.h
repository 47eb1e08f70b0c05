/* vm_generic.h: `list[int]` (types.GenericAlias) and `int | None` (types.UnionType): what annotations and isinstance
 * need of them.  Making and taking apart is in vm_class.h. */
#ifndef VM_GENERIC_H
#define VM_GENERIC_H

#include "vm/vm.h"
#include "vm/vm_module.h"

typedef struct VmGenericAlias {
    VmObject head;
    VmValue origin; /* `list`; VM_EMPTY for a union */
    VmValue args;   /* tuple */
} VmGenericAlias;

/* The origin of an alias, borrowed; VM_EMPTY when `v` is none. */
VmValue vm_generic_origin_borrow(Vm *vm, VmValue v);

extern const VmTypeSpec vm_type_generic_alias;
extern const VmTypeSpec vm_type_union;

#endif
