/* mod_collections.h: what the files of `collections` share: the types, one file each. */
#ifndef MOD_COLLECTIONS_H
#define MOD_COLLECTIONS_H

#include "vm/vm_module.h"

extern const VmTypeSpec mod_collections_deque_type;
extern const VmTypeSpec mod_collections_deque_iterator_type;
extern const VmTypeSpec mod_collections_defaultdict_type;
extern const VmTypeSpec mod_collections_ordered_type;
extern const VmTypeSpec mod_collections_counter_type;

#endif
