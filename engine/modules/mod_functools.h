/* mod_functools.h: what the files of `functools` share. */
#ifndef MOD_FUNCTOOLS_H
#define MOD_FUNCTOOLS_H

#include "vm/vm_module.h"

extern const VmTypeSpec mod_functools_partial_type;
extern const VmTypeSpec mod_functools_cache_type;
extern const VmTypeSpec mod_functools_cached_property_type;
extern const VmTypeSpec mod_functools_key_type;
extern const VmTypeSpec mod_functools_dispatch_type;

VmValue mod_functools_lru_cache(Vm *vm, const VmValue *args);
VmValue mod_functools_cache(Vm *vm, const VmValue *args);
VmValue mod_functools_total_ordering(Vm *vm, const VmValue *args);
VmValue mod_functools_cmp_to_key(Vm *vm, const VmValue *args);
VmValue mod_functools_singledispatch(Vm *vm, const VmValue *args);
/* update_wrapper(wrapper, wrapped) with the default attributes. */
bool mod_functools_wrap(Vm *vm, VmValue wrapper, VmValue wrapped);

#endif
