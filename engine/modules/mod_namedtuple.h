/* mod_namedtuple.h: classes of named tuples, for collections.namedtuple and for natives that return one. */
#ifndef MOD_NAMEDTUPLE_H
#define MOD_NAMEDTUPLE_H

#include "vm/vm.h"

/* A new class (owned) derived from tuple, with the fields as attributes. */
VmValue mod_namedtuple_new(Vm *vm, const char *module, const char *name, const char *const *fields, size_t count);
/* The same from script values: `fields` a tuple of str, `defaults` a tuple for the last of them (or VM_EMPTY). */
VmValue mod_namedtuple_class(Vm *vm, VmValue module, VmValue name, VmValue fields, VmValue defaults);
/* collections.namedtuple(typename, field_names, rename=, defaults=, module=). */
VmValue mod_namedtuple(Vm *vm, const VmValue *args);

#endif
