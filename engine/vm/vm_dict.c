#include "vm/vm_dict.h"

#include "vm/vm_dict_types.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

enum { SMALL_MAX = 8, FIRST_CAPACITY = 4 };

/* What a key is searched by. */
typedef struct Search {
    VmValue key;
    int64_t hash;
    bool by_name; /* an interned str: found by identity, compared as text with str keys only */
} Search;

VmValue vm_dict_new_of(Vm *vm, VmType *type)
{
    uint32_t size = type != NULL && type->instance_size > sizeof(VmDict) ? type->instance_size : sizeof(VmDict);
    return vm_from_object(vm_heap_object(vm, type, size));
}

VmValue vm_dict_new(Vm *vm)
{
    VmObject *object = vm_heap_object(vm, vm->types[VM_TYPE_DICT], sizeof(VmDict));
    if (object != NULL) {
        object->kind = VM_KIND_DICT; /* the very first dicts are made before the type is */
    }
    return vm_from_object(object);
}

/* ---- searching -------------------------------------------------------------------------------------------------- */

static size_t index_bytes(const VmDict *dict)
{
    return dict->index != NULL ? ((size_t)dict->index_mask + 1) * sizeof *dict->index : 0;
}

/* Do entry and search agree?  1, 0, -1 error; `*moved` when a script's __eq__ changed the dict meanwhile. */
static int matches(Vm *vm, const VmDict *dict, uint32_t slot, const Search *search, bool *moved)
{
    const VmDictEntry *entry = &dict->entries[slot];
    if (entry->key == search->key) {
        return 1;
    }
    if (entry->hash != search->hash || entry->key == VM_EMPTY) {
        return 0;
    }
    if (vm_is_str(entry->key) && vm_is_str(search->key) &&
        ((vm_to_object(entry->key)->flags | vm_to_object(search->key)->flags) & VM_OBJECT_SUBCLASS) == 0) {
        return vm_str_equal(entry->key, search->key);
    }
    if (search->by_name && vm_is_str(entry->key)) {
        return vm_str_equal(entry->key, search->key);
    }
    if (search->by_name) {
        return 0;
    }
    const VmDictEntry *entries = dict->entries;
    uint32_t changes = dict->changes;
    VmValue key = vm_ref(entry->key);
    int equal = vm_equal(vm, key, search->key);
    *moved = dict->entries != entries || dict->changes != changes || dict->entries[slot].key != key;
    vm_unref(vm, key);
    return equal;
}

static inline uint32_t index_start(const VmDict *dict, int64_t hash)
{
    return (uint32_t)((uint64_t)hash * 0x9E3779B97F4A7C15u >> 32) & dict->index_mask;
}

static uint32_t find_once(Vm *vm, const VmDict *dict, const Search *search, bool *error, bool *moved)
{
    if (dict->index == NULL) {
        for (uint32_t slot = 0; slot < dict->count; slot++) {
            int match = matches(vm, dict, slot, search, moved);
            if (match != 0 || *moved) {
                *error = match < 0;
                return match > 0 && !*moved ? slot : VM_DICT_NO_SLOT;
            }
        }
        return VM_DICT_NO_SLOT;
    }
    for (uint32_t at = index_start(dict, search->hash); dict->index[at] != 0; at = (at + 1) & dict->index_mask) {
        uint32_t slot = dict->index[at] - 1;
        int match = matches(vm, dict, slot, search, moved);
        if (match != 0 || *moved) {
            *error = match < 0;
            return match > 0 && !*moved ? slot : VM_DICT_NO_SLOT;
        }
    }
    return VM_DICT_NO_SLOT;
}

#define PERHAPS (UINT32_MAX - 1) /* no slot has this number */

/* The key itself, which is what most searches find: its slot, or VM_DICT_NO_SLOT when no key has its hash.  PERHAPS:
 * one has, so that it must be compared. */
static inline uint32_t find_same(const VmDict *dict, VmValue key, int64_t hash)
{
    const VmDictEntry *entries = dict->entries;
    if (dict->index == NULL) {
        for (uint32_t slot = 0; slot < dict->count; slot++) {
            if (entries[slot].key == key) {
                return slot;
            }
            if (entries[slot].hash == hash && entries[slot].key != VM_EMPTY) {
                return PERHAPS;
            }
        }
        return VM_DICT_NO_SLOT;
    }
    for (uint32_t at = index_start(dict, hash); dict->index[at] != 0; at = (at + 1) & dict->index_mask) {
        const VmDictEntry *entry = &entries[dict->index[at] - 1];
        if (entry->key == key) {
            return dict->index[at] - 1;
        }
        if (entry->hash == hash) {
            return PERHAPS;
        }
    }
    return VM_DICT_NO_SLOT;
}

static uint32_t find(Vm *vm, const VmDict *dict, const Search *search, bool *error)
{
    *error = false;
    uint32_t same = find_same(dict, search->key, search->hash);
    if (same != PERHAPS) {
        return same;
    }
    for (;;) {
        bool moved = false;
        uint32_t slot = find_once(vm, dict, search, error, &moved);
        if (!moved || *error) {
            return slot;
        }
    }
}

static bool search_for(Vm *vm, VmValue key, Search *search)
{
    search->key = key;
    search->by_name = false;
    if (vm_is_int(key)) {
        search->hash = vm_to_int(key) == -1 ? -2 : vm_to_int(key);
        return true;
    }
    if (vm_is_str(key) && (vm_to_object(key)->flags & VM_OBJECT_SUBCLASS) == 0) {
        search->hash = vm_str_hash(key);
        return true;
    }
    return vm_hash(vm, key, &search->hash);
}

uint32_t vm_dict_find_slot(Vm *vm, const VmDict *dict, VmValue name)
{
    Search search = {.key = name, .hash = vm_str_hash(name), .by_name = true};
    bool error;
    return find(vm, dict, &search, &error);
}

VmValue vm_dict_get_name_borrow(Vm *vm, const VmDict *dict, VmValue name)
{
    uint32_t slot = vm_dict_find_slot(vm, dict, name);
    return slot == VM_DICT_NO_SLOT ? VM_EMPTY : dict->entries[slot].value;
}

VmValue vm_dict_get_borrow(Vm *vm, VmValue dict, VmValue key)
{
    Search search;
    bool error;
    if (!search_for(vm, key, &search)) {
        return VM_EMPTY;
    }
    uint32_t slot = find(vm, vm_to_dict(dict), &search, &error);
    return slot == VM_DICT_NO_SLOT ? VM_EMPTY : vm_to_dict(dict)->entries[slot].value;
}

int vm_dict_contains(Vm *vm, VmValue dict, VmValue key)
{
    Search search;
    bool error;
    if (!search_for(vm, key, &search)) {
        return -1;
    }
    uint32_t slot = find(vm, vm_to_dict(dict), &search, &error);
    return error ? -1 : slot != VM_DICT_NO_SLOT;
}

uint32_t vm_dict_version(Vm *vm, VmDict *dict)
{
    if (dict->version == 0 && vm->heap->next_version < UINT32_MAX / 2) { /* the other half is for types */
        dict->version = vm_heap_next_version(vm);
    }
    return dict->version;
}

VmValue vm_dict_get_c_borrow(Vm *vm, VmValue dict, const char *key)
{
    VmValue name = vm_intern_find_borrow(vm, key, strlen(key));
    if (name == VM_EMPTY) {
        VmValue text = vm_str_c(vm, key);
        VmValue value = text == VM_ERROR ? VM_EMPTY : vm_dict_get_borrow(vm, dict, text);
        vm_unref(vm, text);
        return value;
    }
    return vm_dict_get_name_borrow(vm, vm_to_dict(dict), name);
}

bool vm_dict_set_c(Vm *vm, VmValue dict, const char *key, VmValue value)
{
    VmValue name = vm_intern_c(vm, key);
    bool ok = name != VM_ERROR && vm_dict_set(vm, dict, name, value);
    vm_unref(vm, name);
    return ok;
}

bool vm_dict_walk(const VmDict *dict, uint32_t *position, VmValue *key, VmValue *value)
{
    while (*position < dict->count) {
        const VmDictEntry *entry = &dict->entries[(*position)++];
        if (entry->key != VM_EMPTY) {
            *key = entry->key;
            *value = entry->value;
            return true;
        }
    }
    return false;
}

/* ---- changing --------------------------------------------------------------------------------------------------- */

static void index_put(VmDict *dict, int64_t hash, uint32_t slot)
{
    uint32_t at = index_start(dict, hash);
    while (dict->index[at] != 0) {
        at = (at + 1) & dict->index_mask;
    }
    dict->index[at] = slot + 1;
}

/* Packs the entries: deleted ones go. */
static void pack(VmDict *dict)
{
    uint32_t to = 0;
    for (uint32_t from = 0; from < dict->count; from++) {
        if (dict->entries[from].key != VM_EMPTY) {
            dict->entries[to++] = dict->entries[from];
        }
    }
    dict->count = to;
    dict->version = 0;
}

/* Makes room for one more entry. */
static bool reserve(Vm *vm, VmDict *dict)
{
    if (dict->count < dict->capacity) {
        return true;
    }
    uint32_t capacity = dict->capacity;
    if (dict->used * 3 >= dict->count * 2 || capacity == 0) {
        if (capacity > UINT32_MAX / 4) {
            vm_raise_no_memory(vm);
            return false;
        }
        capacity = capacity == 0 ? FIRST_CAPACITY : capacity * 2;
    }
    uint32_t *index = NULL;
    size_t index_size = 0;
    if (capacity > SMALL_MAX) {
        index_size = 16;
        while (index_size < (size_t)capacity * 3 / 2) {
            index_size *= 2;
        }
        index = vm_heap_resize(vm, NULL, 0, index_size * sizeof *index);
        if (index == NULL) {
            return false;
        }
        memset(index, 0, index_size * sizeof *index);
    }
    if (capacity != dict->capacity) {
        VmDictEntry *entries =
            vm_heap_resize(vm, dict->entries, dict->capacity * sizeof *entries, (size_t)capacity * sizeof *entries);
        if (entries == NULL) {
            vm_heap_free(vm, index, index_size * sizeof *index);
            return false;
        }
        dict->entries = entries;
        dict->capacity = capacity;
    }
    pack(dict);
    if (index != NULL) {
        vm_heap_free(vm, dict->index, index_bytes(dict));
        dict->index = index;
        dict->index_mask = (uint32_t)index_size - 1;
        for (uint32_t slot = 0; slot < dict->count; slot++) {
            index_put(dict, dict->entries[slot].hash, slot);
        }
    }
    return true;
}

static bool append(Vm *vm, VmDict *dict, VmValue key, int64_t hash, VmValue value)
{
    if (!reserve(vm, dict)) {
        return false;
    }
    uint32_t slot = dict->count++;
    dict->entries[slot] = (VmDictEntry){.key = vm_ref(key), .value = vm_ref(value), .hash = hash};
    if (dict->index != NULL) {
        index_put(dict, hash, slot);
    }
    dict->used++;
    dict->version = 0;
    dict->changes++;
    return true;
}

bool vm_dict_append_name(Vm *vm, VmDict *dict, VmValue name, VmValue value, uint32_t version)
{
    bool ok = append(vm, dict, name, vm_str_hash(name), value);
    dict->version = ok ? version : 0;
    return ok;
}

bool vm_dict_set(Vm *vm, VmValue dict, VmValue key, VmValue value)
{
    Search search;
    bool error;
    if (!search_for(vm, key, &search)) {
        return false;
    }
    uint32_t slot = find(vm, vm_to_dict(dict), &search, &error);
    if (error) {
        return false;
    }
    if (slot != VM_DICT_NO_SLOT) {
        vm_set_steal(vm, &vm_to_dict(dict)->entries[slot].value, vm_ref(value));
        return true;
    }
    return append(vm, vm_to_dict(dict), key, search.hash, value);
}

VmValue vm_dict_set_default(Vm *vm, VmValue dict, VmValue key, VmValue value)
{
    Search search;
    bool error;
    if (!search_for(vm, key, &search)) {
        return VM_ERROR;
    }
    uint32_t slot = find(vm, vm_to_dict(dict), &search, &error);
    if (error) {
        return VM_ERROR;
    }
    if (slot != VM_DICT_NO_SLOT) {
        return vm_ref(vm_to_dict(dict)->entries[slot].value);
    }
    return append(vm, vm_to_dict(dict), key, search.hash, value) ? vm_ref(value) : VM_ERROR;
}

/* Takes an entry out; key and value go to the caller. */
static VmDictEntry remove_slot(VmDict *dict, uint32_t slot)
{
    VmDictEntry removed = dict->entries[slot];
    if (dict->index != NULL) {
        uint32_t at = index_start(dict, removed.hash);
        while (dict->index[at] != slot + 1) {
            at = (at + 1) & dict->index_mask;
        }
        /* Closes the gap: what stands behind it in the same run moves up if it may. */
        dict->index[at] = 0;
        for (uint32_t next = (at + 1) & dict->index_mask; dict->index[next] != 0;
             next = (next + 1) & dict->index_mask) {
            uint32_t moved = dict->index[next];
            dict->index[next] = 0;
            index_put(dict, moved - 1 == slot ? removed.hash : dict->entries[moved - 1].hash, moved - 1);
        }
    }
    dict->entries[slot] = (VmDictEntry){.key = VM_EMPTY};
    dict->used--;
    dict->version = 0;
    dict->changes++;
    while (dict->count != 0 && dict->entries[dict->count - 1].key == VM_EMPTY) {
        dict->count--;
    }
    return removed;
}

VmValue vm_dict_pop(Vm *vm, VmValue dict, VmValue key)
{
    Search search;
    bool error;
    if (!search_for(vm, key, &search)) {
        return VM_EMPTY;
    }
    uint32_t slot = find(vm, vm_to_dict(dict), &search, &error);
    if (slot == VM_DICT_NO_SLOT) {
        return VM_EMPTY;
    }
    VmDictEntry removed = remove_slot(vm_to_dict(dict), slot);
    vm_unref(vm, removed.key);
    return removed.value;
}

int vm_dict_delete(Vm *vm, VmValue dict, VmValue key)
{
    VmValue value = vm_dict_pop(vm, dict, key);
    if (value == VM_EMPTY) {
        return vm_error_pending(vm) ? -1 : 0;
    }
    vm_unref(vm, value);
    return 1;
}

bool vm_dict_pop_last(VmDict *dict, VmDictEntry *entry)
{
    if (dict->used == 0) {
        return false;
    }
    *entry = remove_slot(dict, dict->count - 1);
    return true;
}

void vm_dict_clear(Vm *vm, VmValue self)
{
    VmDict *dict = vm_to_dict(self);
    VmDictEntry *entries = dict->entries;
    uint32_t count = dict->count, capacity = dict->capacity;
    vm_heap_free(vm, dict->index, index_bytes(dict));
    dict->index = NULL;
    dict->entries = NULL;
    dict->used = dict->count = dict->capacity = dict->index_mask = dict->version = 0;
    dict->changes++;
    for (uint32_t i = 0; i < count; i++) {
        vm_unref(vm, entries[i].key);
        vm_unref(vm, entries[i].value);
    }
    vm_heap_free(vm, entries, capacity * sizeof *entries);
}

VmValue vm_dict_copy(Vm *vm, VmValue dict)
{
    VmValue copy = vm_dict_new(vm);
    if (copy != VM_ERROR && !vm_dict_merge_dict(vm, copy, vm_to_dict(dict))) {
        vm_unref(vm, copy);
        return VM_ERROR;
    }
    return copy;
}

bool vm_dict_merge_dict(Vm *vm, VmValue self, const VmDict *other)
{
    bool into_empty = vm_to_dict(self)->used == 0;
    for (uint32_t i = 0; i < other->count; i++) {
        VmDictEntry entry = other->entries[i];
        if (entry.key == VM_EMPTY) {
            continue;
        }
        uint32_t changes = other->changes;
        vm_ref(entry.key);
        vm_ref(entry.value);
        bool ok = into_empty ? append(vm, vm_to_dict(self), entry.key, entry.hash, entry.value)
                             : vm_dict_set(vm, self, entry.key, entry.value);
        vm_unref(vm, entry.key);
        vm_unref(vm, entry.value);
        if (!ok) {
            return false;
        }
        if (other->changes != changes && other != vm_to_dict(self)) {
            vm_raise(vm, VM_EXC_RUNTIME_ERROR, "dict mutated during update");
            return false;
        }
    }
    return true;
}
