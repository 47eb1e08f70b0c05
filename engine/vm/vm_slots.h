/* vm_slots.h: between slots and dunder methods, in both directions.
 *
 * A builtin type has slots; for scripts that call them by name (`super().__setattr__(…)`, `list.__len__`) the type's
 * attributes hold wrappers.  A class written in a script has methods; its slots are functions that look them up.  Which
 * slot a class gets is decided by who comes first in the mro: a class with the method, or a builtin type with the slot.
 */
#ifndef VM_SLOTS_H
#define VM_SLOTS_H

#include "vm/vm.h"

/* Any slot, read by its offset in VmType. */
typedef void (*VmAnySlot)(void);
VmAnySlot vm_slot_get(const VmType *type, size_t offset);

/* Makes the wrappers that all builtin types share. */
bool vm_slots_start(Vm *vm);
/* Builtin types: takes over the slots that are NULL from the base. */
void vm_slots_inherit(VmType *type, const VmType *base);
/* Builtin types: adds wrappers for the slots it does not share with its base to its attributes. */
bool vm_slots_add_wrappers(Vm *vm, VmType *type);
/* Script classes: decides all slots anew (the mro and the attributes stand). */
void vm_slots_update(Vm *vm, VmType *type);

/* The builtin type that an object's class is built on. */
const VmType *vm_type_solid(const VmType *type);

/* Calls type(self).name(self, *args), as the language does for special methods.  With *missing (may be NULL) an absent
 * method is VM_ERROR with nothing pending; without it is an AttributeError. */
VmValue vm_call_special(Vm *vm, VmValue self, VmValue name, const VmValue *args, size_t nargs, bool *missing);

/* True when `type->next` calls a script's __next__. */
bool vm_slots_next_is_script(const VmType *type);
/* True when `type->init` calls a script's __init__, and `type->make` makes a bare instance. */
bool vm_slots_init_is_script(const VmType *type);
bool vm_slots_make_is_script(const VmType *type);

#endif
