/* vm_dict.h: dicts: insertion-ordered compact tables, and their views.
 *
 * Entries lie in one array in the order of insertion; a deleted one has key VM_EMPTY until the array is packed anew. Up
 * to eight entries are searched one by one; beyond that an index of open addressing says where a key stands.
 *
 * For caches.  An entry keeps its slot (its index in `entries`) as long as `version` stays the same; a version is
 * nonzero, unique in the Vm, given when asked for, and void (0) as soon as a key comes or goes.  Values may change
 * under one version: a cache keeps (version, slot) and reads entries[slot].value.  For attributes of instances a hint
 * is better: vm_dict_get_hint looks at the slot where the same name stood last time.  Dicts of instances whose
 * attributes were set in the same order by the same instructions may share a version: they have the same keys in the
 * same slots.
 */
#ifndef VM_DICT_H
#define VM_DICT_H

#include "vm/vm.h"

typedef struct VmDictEntry {
    VmValue key;   /* owned; VM_EMPTY: deleted */
    VmValue value; /* owned */
    int64_t hash;
} VmDictEntry;

typedef struct VmDict {
    VmObject head;
    VmDictEntry *entries;
    uint32_t *index;   /* slot + 1, 0 free; NULL for small dicts */
    uint32_t used;     /* live entries */
    uint32_t count;    /* entries in the array, deleted ones too */
    uint32_t capacity; /* of the array */
    uint32_t index_mask;
    uint32_t version; /* 0: not asked for since the last change of keys */
    uint32_t changes; /* counts changes of size, so that iterators notice */
} VmDict;

#define VM_DICT_NO_SLOT UINT32_MAX
/* The version of dicts of instances that are still empty. */
#define VM_DICT_VERSION_EMPTY 1u

static inline bool vm_is_dict(VmValue v)
{
    return vm_has_kind(v, VM_KIND_DICT);
}

static inline VmDict *vm_to_dict(VmValue v)
{
    return (VmDict *)vm_to_object(v);
}

VmValue vm_dict_new(Vm *vm);

/* The value for a key, borrowed; VM_EMPTY when absent, with nothing pending, or on error (unhashable key, failing
 * __eq__) with the exception pending. */
VmValue vm_dict_get_borrow(Vm *vm, VmValue dict, VmValue key);
bool vm_dict_set(Vm *vm, VmValue dict, VmValue key, VmValue value);
/* 1 deleted, 0 absent, -1 error */
int vm_dict_delete(Vm *vm, VmValue dict, VmValue key);
/* Removes a key and returns its value; VM_EMPTY as for get. */
VmValue vm_dict_pop(Vm *vm, VmValue dict, VmValue key);
VmValue vm_dict_set_default(Vm *vm, VmValue dict, VmValue key, VmValue value);
int vm_dict_contains(Vm *vm, VmValue dict, VmValue key);
void vm_dict_clear(Vm *vm, VmValue dict);
VmValue vm_dict_copy(Vm *vm, VmValue dict);
/* dict.update(other): a mapping or an iterable of pairs. */
bool vm_dict_update(Vm *vm, VmValue dict, VmValue other);

/* Keys that are interned strings (names): found by identity first, never an error. */
VmValue vm_dict_get_name_borrow(Vm *vm, const VmDict *dict, VmValue name);
/* The slot of a name, or VM_DICT_NO_SLOT. */
uint32_t vm_dict_find_slot(Vm *vm, const VmDict *dict, VmValue name);
/* The dict's version for caches, given now if need be; 0: do not cache. */
uint32_t vm_dict_version(Vm *vm, VmDict *dict);
/* Adds a name that the dict does not have, and gives it a version. */
bool vm_dict_append_name(Vm *vm, VmDict *dict, VmValue name, VmValue value, uint32_t version);
/* Keys given as C strings. */
VmValue vm_dict_get_c_borrow(Vm *vm, VmValue dict, const char *key);
bool vm_dict_set_c(Vm *vm, VmValue dict, const char *key, VmValue value);

/* get_name_borrow with a hint from the last time (any number at first), updated. */
static inline VmValue vm_dict_get_hint_borrow(Vm *vm, const VmDict *dict, VmValue name, uint32_t *hint)
{
    if (*hint < dict->count && dict->entries[*hint].key == name) {
        return dict->entries[*hint].value;
    }
    uint32_t slot = vm_dict_find_slot(vm, dict, name);
    if (slot == VM_DICT_NO_SLOT) {
        return VM_EMPTY;
    }
    *hint = slot;
    return dict->entries[slot].value;
}

/* Walks over a dict in order: `*position` begins at 0; false at the end.  Key and value are borrowed.  Changing values
 * of existing keys meanwhile is allowed. */
bool vm_dict_walk(const VmDict *dict, uint32_t *position, VmValue *key, VmValue *value);

#endif
