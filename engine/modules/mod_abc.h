/* mod_abc.h: abstract base classes: the metatype ABCMeta, and what others build on it. */
#ifndef MOD_ABC_H
#define MOD_ABC_H

#include "modules/mod_support.h"

/* ABCMeta, made when first asked for; NULL: exception pending. */
VmType *mod_abc_meta(Vm *vm);
/* issubclass(about, type) by ABCMeta's rules: 1, 0, -1. */
int mod_abc_subclass(Vm *vm, VmType *type, VmType *about);
/* type.register(other) */
bool mod_abc_register(Vm *vm, VmType *type, VmValue other);
/* Whoever has all of these methods (names separated by blanks) counts as a subclass. */
bool mod_abc_require(Vm *vm, VmType *type, const char *names);

/* The methods that abstract base classes of containers give away, each a table (mod_collections_mixin.c). */
extern const VmNativeDef mod_abc_iterator_methods[], mod_abc_async_iterator_methods[], mod_abc_sequence_methods[],
    mod_abc_mapping_methods[], mod_abc_mutable_mapping_methods[], mod_abc_mutable_sequence_methods[];

#endif
