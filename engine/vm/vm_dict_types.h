/* vm_dict_types.h: what the files of dict share: the table (vm_dict.c), the type (vm_dict_type.c), the views and
 * iterators (vm_dict_view.c). */
#ifndef VM_DICT_TYPES_H
#define VM_DICT_TYPES_H

#include "vm/vm_dict.h"
#include "vm/vm_module.h"

typedef enum VmDictPart { VM_DICT_PART_KEYS, VM_DICT_PART_VALUES, VM_DICT_PART_ITEMS } VmDictPart;

/* keys(), values(), items() */
typedef struct VmDictView {
    VmObject head; /* extra: VmDictPart */
    VmValue dict;
} VmDictView;

typedef struct VmDictIterator {
    VmObject head; /* extra: VmDictPart */
    VmValue dict;  /* VM_EMPTY when exhausted */
    uint32_t position;
    uint32_t used;    /* when it began: another size is an error */
    uint32_t changes; /* when it began: another number of changes with the same size too */
    uint32_t left;
    bool backward;
} VmDictIterator;

/* An empty dict of a class derived from dict. */
VmValue vm_dict_new_of(Vm *vm, VmType *type);
bool vm_dict_merge_dict(Vm *vm, VmValue self, const VmDict *other);
/* Removes the last entry; key and value go to the caller.  False: empty. */
bool vm_dict_pop_last(VmDict *dict, VmDictEntry *entry);
/* dict(...), update(...): positional argument or VM_EMPTY, keyword arguments. */
bool vm_dict_init_with(Vm *vm, VmValue dict, const char *name, const VmValue *args, size_t nargs, VmValue kwnames);

VmValue vm_dict_view_new(Vm *vm, VmValue dict, VmDictPart part);
VmValue vm_dict_iterator_new(Vm *vm, VmValue dict, VmDictPart part, bool backward);

extern const VmTypeSpec vm_type_dict;
extern const VmTypeSpec vm_type_dict_keys;
extern const VmTypeSpec vm_type_dict_values;
extern const VmTypeSpec vm_type_dict_items;
extern const VmTypeSpec vm_type_dict_iterator;

#endif
