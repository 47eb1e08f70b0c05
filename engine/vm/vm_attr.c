#include "vm/vm_attr.h"

#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_module_object.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_slots.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type.h"

/* ---- types of values -------------------------------------------------------------------------------------------- */

VmType *vm_type_of(Vm *vm, VmValue v)
{
    if (vm_is_object(v)) {
        return vm_to_object(v)->type;
    }
    if (vm_is_int(v)) {
        return vm->types[VM_TYPE_INT];
    }
    if (vm_is_double(v)) {
        return vm->types[VM_TYPE_FLOAT];
    }
    switch (v) {
    case VM_FALSE:
    case VM_TRUE: return vm->types[VM_TYPE_BOOL];
    case VM_ELLIPSIS: return vm->types[VM_TYPE_ELLIPSIS];
    case VM_NOT_IMPLEMENTED: return vm->types[VM_TYPE_NOT_IMPLEMENTED];
    default: return vm->types[VM_TYPE_NONE];
    }
}

const char *vm_type_name(Vm *vm, VmValue v)
{
    return vm_type_of(vm, v)->name;
}

bool vm_type_is_subtype(const VmType *type, const VmType *base)
{
    if (type == base) {
        return true;
    }
    if (!vm_is_object(type->mro)) {
        for (; type != NULL; type = type->base) {
            if (type == base) {
                return true;
            }
        }
        return false;
    }
    VmTuple *mro = vm_to_tuple(type->mro);
    for (size_t i = 1; i < mro->count; i++) {
        if (mro->items[i] == vm_from_type(base)) {
            return true;
        }
    }
    return false;
}

bool vm_is_instance(Vm *vm, VmValue v, const VmType *type)
{
    return vm_type_is_subtype(vm_type_of(vm, v), type);
}

/* ---- looking names up in types ---------------------------------------------------------------------------------- */

enum { CACHE_SIZE = 1024 };

typedef struct CacheEntry {
    VmValue name;
    VmValue value; /* borrowed; VM_EMPTY: known to be absent */
    uint32_t version;
} CacheEntry;

struct VmAttrCache {
    CacheEntry entries[CACHE_SIZE];
};

bool vm_attr_start(Vm *vm)
{
    vm->attr_cache = ls_alloc_zeroed(vm->alloc, sizeof *vm->attr_cache);
    return vm->attr_cache != NULL;
}

void vm_attr_end(Vm *vm)
{
    ls_alloc_free(vm->alloc, vm->attr_cache, sizeof *vm->attr_cache);
    vm->attr_cache = NULL;
}

uint32_t vm_type_version(Vm *vm, VmType *type)
{
    if (type->version == 0) {
        type->version = vm_heap_next_version(vm);
    }
    return type->version;
}

bool vm_type_has_plain_attributes(const VmType *type)
{
    return type->plain != 0;
}

static VmValue lookup_in_mro(Vm *vm, const VmType *type, VmValue name)
{
    if (!vm_is_object(type->mro)) {
        return VM_EMPTY; /* while the machine is being set up */
    }
    VmTuple *mro = vm_to_tuple(type->mro);
    for (size_t i = 0; i < mro->count; i++) {
        VmValue attrs = vm_to_type(mro->items[i])->attrs;
        VmValue value = vm_is_object(attrs) ? vm_dict_get_name_borrow(vm, vm_to_dict(attrs), name) : VM_EMPTY;
        if (value != VM_EMPTY) {
            return value;
        }
    }
    return VM_EMPTY;
}

VmValue vm_type_lookup_borrow(Vm *vm, const VmType *type, VmValue name)
{
    if (!vm_str_is_interned(name)) {
        name = vm_intern_find_borrow(vm, vm_str_data(name), vm_str_size(name));
        if (name == VM_EMPTY) {
            return VM_EMPTY;
        }
    }
    uint32_t version = vm_type_version(vm, (VmType *)(uintptr_t)type);
    if (version == 0) {
        return lookup_in_mro(vm, type, name);
    }
    CacheEntry *entry = &vm->attr_cache->entries[(version * 0x9E3779B1u ^ (uint32_t)(name >> 4)) % CACHE_SIZE];
    if (entry->version != version || entry->name != name) {
        *entry = (CacheEntry){.name = name, .value = lookup_in_mro(vm, type, name), .version = version};
    }
    return entry->value;
}

/* ---- instance dicts --------------------------------------------------------------------------------------------- */

VmValue vm_instance_dict_borrow(Vm *vm, VmValue object, bool make)
{
    if (!vm_is_object(object)) {
        return VM_EMPTY;
    }
    VmValue *place = vm_object_dict_place(vm_to_object(object));
    if (place == NULL) {
        return VM_EMPTY;
    }
    if (*place == VM_EMPTY && make) {
        *place = vm_dict_new(vm);
    }
    return *place;
}

/* ---- the general rule ------------------------------------------------------------------------------------------- */

static VmValue bind(Vm *vm, VmValue found, VmValue object, VmType *type)
{
    VmType *kind = vm_type_of(vm, found);
    if (kind->get_descriptor == NULL) {
        return vm_ref(found);
    }
    vm_ref(found);
    VmValue result = kind->get_descriptor(vm, found, object, type);
    vm_unref(vm, found);
    return result;
}

/* VM_EMPTY with nothing pending: absent. */
static VmValue generic_get(Vm *vm, VmValue object, VmValue name)
{
    VmType *type = vm_type_of(vm, object);
    VmValue found = vm_type_lookup_borrow(vm, type, name);
    if (found != VM_EMPTY && vm_type_of(vm, found)->set_descriptor != NULL) {
        return bind(vm, found, object, type); /* a data descriptor goes before the instance's own attributes */
    }
    VmValue dict = vm_instance_dict_borrow(vm, object, false);
    if (dict != VM_EMPTY) {
        VmValue value = vm_str_is_interned(name) ? vm_dict_get_name_borrow(vm, vm_to_dict(dict), name)
                                                 : vm_dict_get_borrow(vm, dict, name);
        if (value != VM_EMPTY) {
            return vm_ref(value);
        }
    }
    if (found != VM_EMPTY) {
        return bind(vm, found, object, type);
    }
    if (name == vm_name(vm, VM_NAME_DICT)) {
        if (vm_is_object(object) && vm_to_object(object)->type->dict_offset != 0 &&
            (type->flags & VM_TYPE_SLOTS) == 0) {
            return vm_ref(vm_instance_dict_borrow(vm, object, true));
        }
    } else if (name == vm_name(vm, VM_NAME_MODULE) && vm_is_str(type->module) && (type->flags & VM_TYPE_CLASS) == 0) {
        return vm_ref(type->module);
    } else if (name == vm_name(vm, VM_NAME_DOC)) {
        return VM_NONE;
    }
    return VM_EMPTY;
}

VmValue vm_generic_get_attr(Vm *vm, VmValue object, VmValue name)
{
    VmValue result = generic_get(vm, object, name);
    if (result == VM_EMPTY && !vm_error_pending(vm)) {
        return vm_raise_no_attribute(vm, object, name);
    }
    return result;
}

/* Private names stand in __slots__ as they are written: "_C__x" is "__x" there.  0 when it is none of the class. */
static size_t private_prefix(const VmType *type, VmValue name)
{
    const char *class = type->name + strspn(type->name, "_"), *text = vm_str_data(name);
    size_t size = strlen(class);
    bool own =
        size > 0 && text[0] == '_' && strncmp(text + 1, class, size) == 0 && strncmp(text + 1 + size, "__", 2) == 0;
    return own ? size + 1 : 0;
}

/* Is `name` among the __slots__ of a class in the mro?  Only asked for classes that have them. */
static int slot_is_allowed(Vm *vm, const VmType *type, VmValue name)
{
    VmTuple *mro = vm_to_tuple(type->mro);
    for (size_t i = 0; i < mro->count; i++) {
        VmType *each = vm_to_type(mro->items[i]);
        VmValue slots = vm_dict_get_name_borrow(vm, vm_to_dict(each->attrs), vm_name(vm, VM_NAME_SLOTS));
        if (slots == VM_EMPTY) {
            continue;
        }
        size_t prefix = private_prefix(each, name);
        VmValue written =
            prefix == 0 ? vm_ref(name) : vm_str_new(vm, vm_str_data(name) + prefix, vm_str_size(name) - prefix);
        if (written == VM_ERROR) {
            return -1;
        }
        int found = vm_is_str(slots) ? vm_str_equal(slots, written) : vm_contains(vm, slots, written);
        vm_unref(vm, written);
        if (found != 0) {
            return found;
        }
    }
    return 0;
}

static bool may_set(Vm *vm, VmValue object, VmType *type, VmValue name, VmValue found)
{
    if (type->dict_offset == 0 || !vm_is_object(object)) {
        if (found != VM_EMPTY) {
            vm_raise_attribute(vm, object, name, "'%s' object attribute '%s' is read-only", type->name,
                               vm_str_data(name));
        } else {
            vm_raise_no_attribute(vm, object, name);
        }
        return false;
    }
    if ((type->flags & VM_TYPE_SLOTS) != 0) {
        int allowed = slot_is_allowed(vm, type, name);
        if (allowed == 0) {
            if (found != VM_EMPTY) {
                vm_raise_attribute(vm, object, name, "'%s' object attribute '%s' is read-only", type->name,
                                   vm_str_data(name));
            } else {
                vm_raise_no_attribute(vm, object, name);
            }
        }
        return allowed > 0;
    }
    return true;
}

bool vm_set_class(Vm *vm, VmValue object, VmValue value)
{
    VmType *old = vm_type_of(vm, object);
    if (value == VM_EMPTY || !vm_is_type(value)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "__class__ must be set to a class, not '%s' object",
                 value == VM_EMPTY ? "NoneType" : vm_type_name(vm, value));
        return false;
    }
    VmType *fresh = vm_to_type(value);
    if ((old->flags & fresh->flags & VM_TYPE_CLASS) == 0) {
        vm_raise(vm, VM_EXC_TYPE_ERROR,
                 "__class__ assignment only supported for mutable types or ModuleType subclasses");
        return false;
    }
    if (old->instance_size != fresh->instance_size || vm_type_solid(old) != vm_type_solid(fresh)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "__class__ assignment: '%s' object layout differs from '%s'", fresh->name,
                 old->name);
        return false;
    }
    vm_ref(value);
    vm_to_object(object)->type = fresh;
    vm_unref(vm, vm_from_type(old));
    return true;
}

static bool set_dict_of(Vm *vm, VmValue object, VmValue value)
{
    VmValue *place = vm_object_dict_place(vm_to_object(object));
    if (value == VM_EMPTY || !vm_is_dict(value)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "__dict__ must be set to a dictionary, not a '%s'",
                 value == VM_EMPTY ? "NoneType" : vm_type_name(vm, value));
        return false;
    }
    vm_set_steal(vm, place, vm_ref(value));
    return true;
}

bool vm_generic_set_attr(Vm *vm, VmValue object, VmValue name, VmValue value)
{
    VmType *type = vm_type_of(vm, object);
    VmValue found = vm_type_lookup_borrow(vm, type, name);
    if (found != VM_EMPTY) {
        VmType *kind = vm_type_of(vm, found);
        if (kind->set_descriptor != NULL) {
            vm_ref(found);
            bool ok = kind->set_descriptor(vm, found, object, value);
            vm_unref(vm, found);
            return ok;
        }
    }
    if (!may_set(vm, object, type, name, found)) {
        return false;
    }
    if (name == vm_name(vm, VM_NAME_DICT)) {
        return set_dict_of(vm, object, value);
    }
    VmValue dict = vm_instance_dict_borrow(vm, object, value != VM_EMPTY);
    if (value != VM_EMPTY) {
        return dict != VM_ERROR && vm_dict_set(vm, dict, name, value);
    }
    int deleted = dict == VM_EMPTY ? 0 : vm_dict_delete(vm, dict, name);
    if (deleted == 0) {
        vm_raise_no_attribute(vm, object, name);
    }
    return deleted > 0;
}

/* ---- the protocol ----------------------------------------------------------------------------------------------- */

VmValue vm_get_attr(Vm *vm, VmValue object, VmValue name)
{
    return vm_type_of(vm, object)->get_attr(vm, object, name);
}

VmValue vm_get_attr_maybe(Vm *vm, VmValue object, VmValue name, bool *error)
{
    VmType *type = vm_type_of(vm, object);
    VmValue result;
    if (type->get_attr == vm_generic_get_attr) {
        result = generic_get(vm, object, name); /* no exception made only to be dropped */
    } else {
        result = type->get_attr(vm, object, name);
    }
    if (result == VM_ERROR && vm_error_matches(vm, VM_EXC_ATTRIBUTE_ERROR)) {
        vm_error_clear(vm);
    }
    if (error != NULL) {
        *error = vm_error_pending(vm);
    }
    return result;
}

VmValue vm_get_attr_c(Vm *vm, VmValue object, const char *name)
{
    VmValue interned = vm_intern_c(vm, name);
    VmValue result = interned == VM_ERROR ? VM_ERROR : vm_get_attr(vm, object, interned);
    vm_unref(vm, interned);
    return result;
}

bool vm_set_attr(Vm *vm, VmValue object, VmValue name, VmValue value)
{
    return vm_type_of(vm, object)->set_attr(vm, object, name, value);
}

bool vm_delete_attr(Vm *vm, VmValue object, VmValue name)
{
    return vm_type_of(vm, object)->set_attr(vm, object, name, VM_EMPTY);
}

static bool is_plain_function(VmValue found)
{
    if (vm_has_kind(found, VM_KIND_FUNCTION)) {
        return true;
    }
    return vm_has_kind(found, VM_KIND_NATIVE) && ((VmNative *)vm_to_object(found))->takes_self != 0 &&
           ((VmNative *)vm_to_object(found))->self == VM_EMPTY;
}

VmLoad vm_load_method(Vm *vm, VmValue object, VmValue name, VmValue *out)
{
    VmType *type = vm_type_of(vm, object);
    if (type->plain != 0) {
        VmValue found = vm_type_lookup_borrow(vm, type, name);
        if (found != VM_EMPTY && is_plain_function(found)) {
            VmValue dict = vm_instance_dict_borrow(vm, object, false);
            VmValue own = dict != VM_EMPTY ? vm_dict_get_name_borrow(vm, vm_to_dict(dict), name) : VM_EMPTY;
            *out = vm_ref(own != VM_EMPTY ? own : found);
            return own != VM_EMPTY ? VM_LOAD_VALUE : VM_LOAD_METHOD;
        }
    }
    *out = vm_get_attr(vm, object, name);
    return *out == VM_ERROR ? VM_LOAD_ERROR : VM_LOAD_VALUE;
}

/* ---- dir -------------------------------------------------------------------------------------------------------- */

static bool add_keys(Vm *vm, VmValue names, VmValue dict)
{
    uint32_t position = 0;
    VmValue key, value;
    while (dict != VM_EMPTY && vm_dict_walk(vm_to_dict(dict), &position, &key, &value)) {
        if (!vm_dict_set(vm, names, key, VM_NONE)) {
            return false;
        }
    }
    return true;
}

static bool add_type_names(Vm *vm, VmValue names, const VmType *type)
{
    VmTuple *mro = vm_to_tuple(type->mro);
    for (size_t i = 0; i < mro->count; i++) {
        if (!add_keys(vm, names, vm_to_type(mro->items[i])->attrs)) {
            return false;
        }
    }
    return true;
}

VmValue vm_dir_plain(Vm *vm, VmValue object)
{
    VmType *type = vm_type_of(vm, object);
    VmValue names = vm_dict_new(vm);
    if (names == VM_ERROR) {
        return VM_ERROR;
    }
    bool ok = !vm_is_module(object) || vm_module_complete(vm, object);
    ok = ok && add_keys(vm, names, vm_instance_dict_borrow(vm, object, false));
    if (ok && vm_is_type(object)) {
        ok = add_type_names(vm, names, vm_to_type(object));
    } else if (ok && !vm_has_kind(object, VM_KIND_MODULE)) {
        ok = add_type_names(vm, names, type);
    }
    VmValue list = ok ? vm_list_from(vm, names) : VM_ERROR;
    vm_unref(vm, names);
    return list;
}

VmValue vm_dir(Vm *vm, VmValue object)
{
    VmValue names = vm_call_special(vm, object, vm_name(vm, VM_NAME_DIR), NULL, 0, NULL);
    VmValue list = names == VM_ERROR ? VM_ERROR : vm_list_from(vm, names);
    vm_unref(vm, names);
    if (list != VM_ERROR && !vm_list_sort(vm, list, VM_EMPTY, false)) {
        vm_unref(vm, list);
        return VM_ERROR;
    }
    return list;
}
