#include "vm/vm_set.h"

#include "vm/vm_cost.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_protocol.h"
#include "vm/vm_set_types.h"
#include "vm/vm_str.h"

/* How CPython walks a table: ten neighbouring entries, then a jump that the rest of the hash decides. */
enum { NEIGHBOURS = 9, PERTURB_SHIFT = 5, LEAST_SIZE = 8, DELETED = -1 };

static bool is_free(const VmSetEntry *entry)
{
    return entry->key == VM_EMPTY && entry->hash != DELETED;
}

VmSet *vm_set_alloc(Vm *vm, VmType *type)
{
    VmSet *set = (VmSet *)vm_heap_object(vm, type, type->instance_size);
    if (set != NULL) {
        set->table = set->small;
        set->mask = LEAST_SIZE - 1;
        set->hash = -1;
    }
    return set;
}

/* ---- searching -------------------------------------------------------------------------------------------------- */

/* Is the entry the one we look for?  1, 0, -1; *moved when a script's __eq__ changed the table. */
static int matches(Vm *vm, VmSet *set, VmSetEntry *entry, VmValue key, int64_t hash, bool *moved)
{
    if (entry->key == key) {
        return 1;
    }
    if (entry->hash != hash || entry->key == VM_EMPTY) {
        return 0;
    }
    VmSetEntry *table = set->table;
    VmValue there = vm_ref(entry->key);
    int equal = vm_equal(vm, there, key);
    *moved = set->table != table || entry->key != there;
    vm_unref(vm, there);
    return equal;
}

/* The entry of a key, or the free one where it belongs; NULL with an exception pending. */
static VmSetEntry *find(Vm *vm, VmSet *set, VmValue key, int64_t hash)
{
restart:;
    size_t i = (size_t)hash & set->mask;
    for (uint64_t perturb = (uint64_t)hash;;) {
        VmSetEntry *entry = &set->table[i];
        size_t probes = i + NEIGHBOURS <= set->mask ? NEIGHBOURS : 0;
        for (size_t k = 0; k <= probes; k++, entry++) {
            if (is_free(entry)) {
                return entry;
            }
            bool moved = false;
            int match = matches(vm, set, entry, key, hash, &moved);
            if (match < 0) {
                return NULL;
            }
            if (moved) {
                goto restart;
            }
            if (match > 0) {
                return entry;
            }
        }
        perturb >>= PERTURB_SHIFT;
        i = (i * 5 + 1 + (size_t)perturb) & set->mask;
    }
}

/* Puts a key that is not there into a table without deleted entries. */
static void insert_clean(VmSetEntry *table, size_t mask, VmValue key, int64_t hash)
{
    size_t i = (size_t)hash & mask;
    for (uint64_t perturb = (uint64_t)hash;;) {
        VmSetEntry *entry = &table[i];
        size_t probes = i + NEIGHBOURS <= mask ? NEIGHBOURS : 0;
        for (size_t k = 0; k <= probes; k++, entry++) {
            if (entry->key == VM_EMPTY) {
                *entry = (VmSetEntry){.key = key, .hash = hash};
                return;
            }
        }
        perturb >>= PERTURB_SHIFT;
        i = (i * 5 + 1 + (size_t)perturb) & mask;
    }
}

/* ---- changing --------------------------------------------------------------------------------------------------- */

bool vm_set_resize(Vm *vm, VmSet *set, size_t wanted)
{
    size_t size = LEAST_SIZE;
    while (size <= wanted) {
        size <<= 1;
    }
    VmSetEntry copy[LEAST_SIZE];
    VmSetEntry *old = set->table;
    size_t old_size = set->mask + 1;
    bool old_small = old == set->small;
    VmSetEntry *table;
    if (size == LEAST_SIZE) {
        if (old_small) {
            memcpy(copy, old, sizeof copy);
            old = copy;
        }
        table = set->small;
    } else {
        table = vm_heap_resize(vm, NULL, 0, size * sizeof *table);
        if (table == NULL) {
            return false;
        }
    }
    memset(table, 0, size * sizeof *table);
    for (size_t i = 0; i < old_size; i++) {
        if (old[i].key != VM_EMPTY) {
            insert_clean(table, size - 1, old[i].key, old[i].hash);
        }
    }
    set->table = table;
    set->mask = size - 1;
    set->fill = set->used;
    if (!old_small) {
        vm_heap_free(vm, old, old_size * sizeof *old);
    }
    return true;
}

bool vm_set_add_hashed(Vm *vm, VmSet *set, VmValue key, int64_t hash)
{
    VmSetEntry *entry = find(vm, set, key, hash);
    if (entry == NULL) {
        return false;
    }
    if (entry->key != VM_EMPTY) {
        return true;
    }
    *entry = (VmSetEntry){.key = vm_ref(key), .hash = hash};
    set->fill++;
    set->used++;
    if (set->fill * 5 < set->mask * 3) {
        return true;
    }
    return vm_set_resize(vm, set, set->used > 50000 ? set->used * 2 : set->used * 4);
}

bool vm_set_add(Vm *vm, VmValue set, VmValue item)
{
    int64_t hash;
    return vm_hash(vm, item, &hash) && vm_set_add_hashed(vm, vm_to_set(set), item, hash);
}

int vm_set_contains_hashed(Vm *vm, VmSet *set, VmValue key, int64_t hash)
{
    VmSetEntry *entry = find(vm, set, key, hash);
    return entry == NULL ? -1 : entry->key != VM_EMPTY;
}

/* An unhashable set is looked for as the frozenset with the same items. */
static bool hash_item(Vm *vm, VmValue item, int64_t *hash)
{
    if (vm_has_kind(item, VM_KIND_SET)) {
        *hash = vm_set_compute_hash(vm_to_set(item));
        return true;
    }
    return vm_hash(vm, item, hash);
}

int vm_set_contains(Vm *vm, VmValue set, VmValue item)
{
    int64_t hash;
    return hash_item(vm, item, &hash) ? vm_set_contains_hashed(vm, vm_to_set(set), item, hash) : -1;
}

int vm_set_discard_hashed(Vm *vm, VmSet *set, VmValue key, int64_t hash)
{
    VmSetEntry *entry = find(vm, set, key, hash);
    if (entry == NULL || entry->key == VM_EMPTY) {
        return entry == NULL ? -1 : 0;
    }
    VmValue old = entry->key;
    *entry = (VmSetEntry){.key = VM_EMPTY, .hash = DELETED};
    set->used--;
    vm_unref(vm, old);
    return 1;
}

int vm_set_discard(Vm *vm, VmValue set, VmValue item)
{
    int64_t hash;
    return hash_item(vm, item, &hash) ? vm_set_discard_hashed(vm, vm_to_set(set), item, hash) : -1;
}

bool vm_set_merge(Vm *vm, VmSet *set, VmSet *other)
{
    if (set == other || other->used == 0) {
        return true;
    }
    if ((set->fill + other->used) * 5 >= set->mask * 3 && !vm_set_resize(vm, set, (set->used + other->used) * 2)) {
        return false;
    }
    if (set->fill == 0 && set->mask == other->mask && other->fill == other->used) {
        for (size_t i = 0; i <= other->mask; i++) {
            set->table[i] = other->table[i];
            vm_ref(other->table[i].key);
        }
        set->fill = set->used = other->used;
        return true;
    }
    for (size_t i = 0; i <= other->mask; i++) {
        VmSetEntry entry = other->table[i];
        if (entry.key == VM_EMPTY) {
            continue;
        }
        vm_ref(entry.key);
        bool ok = vm_set_add_hashed(vm, set, entry.key, entry.hash);
        vm_unref(vm, entry.key);
        if (!ok) {
            return false;
        }
    }
    return true;
}

static bool add_each(Vm *vm, VmValue item, void *context)
{
    vm_cost_add(vm, VM_COST_HASH_ITEM, 1);
    return vm_set_add(vm, *(VmValue *)context, item);
}

static bool add_dict(Vm *vm, VmValue set, VmDict *dict)
{
    if ((vm_to_set(set)->fill + dict->used) * 5 >= vm_to_set(set)->mask * 3 &&
        !vm_set_resize(vm, vm_to_set(set), (vm_to_set(set)->used + dict->used) * 2)) {
        return false;
    }
    uint32_t position = 0;
    VmValue key, value;
    while (vm_dict_walk(dict, &position, &key, &value)) {
        vm_ref(key);
        bool ok = vm_set_add(vm, set, key);
        vm_unref(vm, key);
        if (!ok) {
            return false;
        }
    }
    return true;
}

bool vm_set_update(Vm *vm, VmValue set, VmValue iterable)
{
    if (vm_is_set(iterable)) {
        return vm_set_merge(vm, vm_to_set(set), vm_to_set(iterable));
    }
    if (vm_is_object(iterable) && vm_to_object(iterable)->type == vm->types[VM_TYPE_DICT]) {
        return add_dict(vm, set, vm_to_dict(iterable));
    }
    return vm_for_each(vm, iterable, add_each, &set);
}

void vm_set_clear(Vm *vm, VmSet *set)
{
    VmSetEntry copy[LEAST_SIZE];
    VmSetEntry *table = set->table;
    size_t size = table != NULL ? set->mask + 1 : 0;
    bool small = table == set->small;
    if (small) {
        memcpy(copy, table, sizeof copy);
        table = copy;
    }
    memset(set->small, 0, sizeof set->small);
    set->table = set->small;
    set->mask = LEAST_SIZE - 1;
    set->used = set->fill = set->finger = 0;
    for (size_t i = 0; i < size; i++) {
        vm_unref(vm, table[i].key);
    }
    if (!small) {
        vm_heap_free(vm, table, size * sizeof *table);
    }
}

bool vm_set_walk(const VmSet *set, size_t *position, VmValue *item)
{
    while (*position <= set->mask) {
        VmValue key = set->table[(*position)++].key;
        if (key != VM_EMPTY) {
            *item = key;
            return true;
        }
    }
    return false;
}

VmValue vm_set_pop_any(Vm *vm, VmSet *set)
{
    (void)vm;
    size_t i = set->finger & set->mask;
    while (set->table[i].key == VM_EMPTY) {
        i = i == set->mask ? 0 : i + 1;
    }
    VmValue key = set->table[i].key;
    set->table[i] = (VmSetEntry){.key = VM_EMPTY, .hash = DELETED};
    set->used--;
    set->finger = i + 1;
    return key;
}

static VmValue make(Vm *vm, VmTypeId id, VmValue iterable)
{
    VmValue set = vm_from_object(vm_set_alloc(vm, vm->types[id]));
    if (set != VM_ERROR && iterable != VM_EMPTY && !vm_set_update(vm, set, iterable)) {
        vm_unref(vm, set);
        return VM_ERROR;
    }
    return set;
}

VmValue vm_set_new(Vm *vm, VmValue iterable)
{
    return make(vm, VM_TYPE_SET, iterable);
}

VmValue vm_frozenset_new(Vm *vm, VmValue iterable)
{
    return make(vm, VM_TYPE_FROZENSET, iterable);
}

/* CPython's mixture, independent of the order of the items. */
int64_t vm_set_compute_hash(const VmSet *set)
{
    uint64_t hash = 0;
    for (size_t i = 0; i <= set->mask; i++) {
        if (set->table[i].key != VM_EMPTY) {
            uint64_t h = (uint64_t)set->table[i].hash;
            hash ^= ((h ^ 89869747u) ^ (h << 16)) * 3644798167u;
        }
    }
    hash ^= (set->used + 1) * 1927868237u;
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash * 69069u + 907133923u;
    return hash == UINT64_MAX ? 590923713 : (int64_t)hash;
}
