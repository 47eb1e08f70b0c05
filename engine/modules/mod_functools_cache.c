/* functools: lru_cache, cache, cached_property. */
#include "modules/mod_call.h"
#include "modules/mod_functools.h"
#include "modules/mod_namedtuple.h"
#include "modules/mod_support.h"
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* ---- lru_cache -------------------------------------------------------------------------------------------------- */

typedef struct Cache {
    VmObject head;
    VmValue function;
    VmValue results; /* dict: key -> result, the least recently used first */
    VmValue info;    /* the class CacheInfo */
    int64_t most;    /* -1: any number */
    int64_t hits, misses;
    bool typed;
} Cache;

static Cache *cache_of(VmValue self)
{
    return (Cache *)vm_to_object(self);
}

/* Adds type(item) for each item of list[from:to]. */
static bool add_types(Vm *vm, VmValue *items, size_t at, const VmValue *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        items[at + i] = vm_ref(vm_from_type(vm_type_of(vm, values[i])));
    }
    return true;
}

/* One value that stands for the arguments: themselves, a mark and the keywords, their types if they count. */
static VmValue make_key(Vm *vm, const Cache *cache, const VmValue *args, size_t nargs, VmValue kwnames)
{
    size_t named = kwnames == VM_EMPTY ? 0 : vm_to_tuple(kwnames)->count;
    if (nargs == 1 && named == 0 && !cache->typed && (vm_is_int(args[0]) || vm_is_str(args[0]))) {
        return vm_ref(args[0]);
    }
    size_t types = cache->typed ? nargs + named : 0, marks = named > 0 ? 1 : 0;
    VmValue key = vm_tuple_new_blank(vm, 1 + nargs + marks + 2 * named + types);
    if (key == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue *items = vm_to_tuple(key)->items;
    size_t at = 0;
    items[at++] = VM_ELLIPSIS; /* so that no key looks like a tuple that was the only argument */
    for (size_t i = 0; i < nargs; i++) {
        items[at++] = vm_ref(args[i]);
    }
    if (named > 0) {
        items[at++] = VM_NOT_IMPLEMENTED;
    }
    for (size_t i = 0; i < named; i++) {
        items[at++] = vm_ref(vm_to_tuple(kwnames)->items[i]);
        items[at++] = vm_ref(args[nargs + i]);
    }
    if (types > 0) {
        (void)add_types(vm, items, at, args, types);
    }
    return key;
}

static bool drop_oldest(Vm *vm, Cache *cache)
{
    uint32_t position = 0;
    VmValue key, value;
    while ((int64_t)vm_to_dict(cache->results)->used > cache->most &&
           vm_dict_walk(vm_to_dict(cache->results), &position, &key, &value)) {
        vm_ref(key);
        int deleted = vm_dict_delete(vm, cache->results, key);
        vm_unref(vm, key);
        if (deleted < 0) {
            return false;
        }
        position = 0;
    }
    return true;
}

/* The result for a key that is there, owned, and moved to the end; VM_EMPTY when it is not (or on error). */
static VmValue look_up(Vm *vm, Cache *cache, VmValue key)
{
    VmValue found = vm_dict_get_borrow(vm, cache->results, key);
    if (found == VM_EMPTY) {
        return VM_EMPTY;
    }
    vm_ref(found);
    cache->hits++;
    if (cache->most > 0 &&
        (vm_dict_delete(vm, cache->results, key) < 0 || !vm_dict_set(vm, cache->results, key, found))) {
        vm_unref(vm, found);
        return VM_EMPTY;
    }
    return found;
}

static VmValue compute(Vm *vm, Cache *cache, VmValue key, const VmValue *args, size_t nargs, VmValue kwnames)
{
    cache->misses++;
    VmValue result = vm_call(vm, cache->function, args, nargs, kwnames);
    if (result == VM_ERROR || cache->most == 0) {
        return result;
    }
    if (!vm_dict_set(vm, cache->results, key, result) || (cache->most > 0 && !drop_oldest(vm, cache))) {
        vm_unref(vm, result);
        return VM_ERROR;
    }
    return result;
}

static VmValue cache_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    Cache *cache = cache_of(self);
    if (cache->most == 0) {
        return compute(vm, cache, VM_EMPTY, args, nargs, kwnames);
    }
    VmValue key = make_key(vm, cache, args, nargs, kwnames);
    if (key == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue result = look_up(vm, cache, key);
    if (result == VM_EMPTY && !vm_error_pending(vm)) {
        result = compute(vm, cache, key, args, nargs, kwnames);
    }
    vm_unref(vm, key);
    return result;
}

static VmValue cache_info(Vm *vm, const VmValue *args)
{
    const Cache *cache = cache_of(args[0]);
    VmValue values[4] = {vm_int_from(vm, cache->hits), vm_int_from(vm, cache->misses),
                         cache->most < 0 ? VM_NONE : vm_int_from(vm, cache->most),
                         vm_from_int((int64_t)vm_to_dict(cache->results)->used)};
    VmValue info = vm_call(vm, cache->info, values, 4, VM_EMPTY);
    for (int i = 0; i < 4; i++) {
        vm_unref(vm, values[i]);
    }
    return info;
}

static VmValue cache_clear(Vm *vm, const VmValue *args)
{
    Cache *cache = cache_of(args[0]);
    cache->hits = cache->misses = 0;
    vm_dict_clear(vm, cache->results);
    return VM_NONE;
}

static VmValue cache_parameters(Vm *vm, const VmValue *args)
{
    const Cache *cache = cache_of(args[0]);
    VmValue dict = vm_dict_new(vm);
    if (dict == VM_ERROR ||
        !vm_dict_set_c(vm, dict, "maxsize", cache->most < 0 ? VM_NONE : vm_from_int(cache->most & VM_INT_MAX)) ||
        !vm_dict_set_c(vm, dict, "typed", vm_from_bool(cache->typed))) {
        vm_unref(vm, dict);
        return VM_ERROR;
    }
    return dict;
}

static VmValue cache_get(Vm *vm, VmValue self, VmValue instance, VmType *owner)
{
    (void)owner;
    return instance == VM_EMPTY || instance == VM_NONE ? vm_ref(self) : vm_method_new(vm, self, instance);
}

static void cache_release(Vm *vm, VmObject *object)
{
    Cache *cache = (Cache *)object;
    vm_unref(vm, cache->function);
    vm_unref(vm, cache->results);
    vm_unref(vm, cache->info);
}

static void cache_traverse(Vm *vm, VmObject *object, VmVisit visit, void *context)
{
    Cache *cache = (Cache *)object;
    visit(vm, cache->function, context);
    visit(vm, cache->results, context);
    visit(vm, cache->info, context);
}

static VmValue cache_repr(Vm *vm, VmValue self)
{
    bool error;
    VmValue name = vm_intern_c(vm, "__qualname__");
    VmValue text = name == VM_ERROR ? VM_ERROR : vm_get_attr_maybe(vm, cache_of(self)->function, name, &error);
    vm_unref(vm, name);
    VmValue repr = vm_str_printf(vm, "<functools._lru_cache_wrapper object %s>",
                                 text != VM_EMPTY && vm_is_str(text) ? vm_str_data(text) : "?");
    vm_unref(vm, text);
    return repr;
}

static const VmNativeDef cache_methods[] = {
    {"cache_clear", cache_clear, "", 0},
    {"cache_info", cache_info, "", 0},
    {"cache_parameters", cache_parameters, "", 0},
    {0},
};

static void cache_fill(VmType *type)
{
    type->call = cache_call;
    type->get_descriptor = cache_get;
    type->release = cache_release;
    type->traverse = cache_traverse;
    type->repr = cache_repr;
}

const VmTypeSpec mod_functools_cache_type = {
    .name = "_lru_cache_wrapper",
    .module = "functools",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Cache),
    .has_dict = true,
    .flags = VM_TYPE_NO_MAKE,
    .methods = cache_methods,
    .fill = cache_fill,
};

static VmValue new_cache(Vm *vm, VmValue function, int64_t most, bool typed)
{
    static const char *const fields[] = {"hits", "misses", "maxsize", "currsize"};
    VmType *type = mod_kept_type(vm, MOD_KEPT_LRU_CACHE, "functools");
    VmValue self = type == NULL ? VM_ERROR : vm_instance_new(vm, type);
    if (self == VM_ERROR) {
        return VM_ERROR;
    }
    Cache *cache = cache_of(self);
    cache->function = vm_ref(function);
    cache->most = most;
    cache->typed = typed;
    cache->results = vm_dict_new(vm);
    cache->info = cache->results == VM_ERROR ? VM_ERROR : mod_namedtuple_new(vm, "functools", "CacheInfo", fields, 4);
    if (cache->info == VM_ERROR || !mod_functools_wrap(vm, self, function)) {
        vm_unref(vm, self);
        return VM_ERROR;
    }
    return self;
}

/* What lru_cache(maxsize, typed) returns: self is (maxsize, typed). */
static VmValue apply_lru_cache(Vm *vm, const VmValue *args)
{
    const VmTuple *self = vm_to_tuple(args[0]);
    return new_cache(vm, args[1], vm_to_int(self->items[0]), self->items[1] == VM_TRUE);
}

VmValue mod_functools_lru_cache(Vm *vm, const VmValue *args)
{
    static const VmNativeDef def = {"decorating_function", apply_lru_cache, "user_function", VM_NATIVE_PYTHON};
    int64_t most = 128;
    int typed = args[1] == VM_EMPTY ? 0 : vm_truth(vm, args[1]);
    if (typed < 0) {
        return VM_ERROR;
    }
    if (args[0] != VM_EMPTY && vm_is_integer(args[0])) {
        if (!vm_as_index(vm, args[0], &most)) {
            return VM_ERROR;
        }
        most = most < 0 ? 0 : most > VM_INT_MAX ? VM_INT_MAX : most;
    } else if (args[0] == VM_NONE) {
        most = -1;
    } else if (args[0] != VM_EMPTY && vm_is_callable(vm, args[0])) {
        return new_cache(vm, args[0], 128, typed);
    } else if (args[0] != VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "Expected first argument to be an integer, a callable, or None");
    }
    VmValue self = vm_tuple_pack2(vm, vm_from_int(most), vm_from_bool(typed));
    VmValue decorator = self == VM_ERROR ? VM_ERROR : vm_native_new_bound(vm, &def, self);
    vm_unref(vm, self);
    return decorator;
}

VmValue mod_functools_cache(Vm *vm, const VmValue *args)
{
    return new_cache(vm, args[0], -1, false);
}

/* ---- cached_property -------------------------------------------------------------------------------------------- */

typedef struct CachedProperty {
    VmObject head;
    VmValue function;
    VmValue name; /* VM_EMPTY until the class is made */
} CachedProperty;

static VmValue cached_property_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue function;
    if (!vm_args_parse(vm, "cached_property.__init__", "func", args, nargs, kwnames, &function)) {
        return VM_ERROR;
    }
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        ((CachedProperty *)vm_to_object(self))->function = vm_ref(function);
    }
    return self;
}

static VmValue cached_property_set_name(Vm *vm, const VmValue *args)
{
    CachedProperty *self = (CachedProperty *)vm_to_object(args[0]);
    if (self->name == VM_EMPTY) {
        self->name = vm_ref(args[2]);
    } else if (vm_equal(vm, self->name, args[2]) != 1) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR,
                        "Cannot assign the same cached_property to two different names ('%s' and '%s').",
                        vm_str_data(self->name), vm_is_str(args[2]) ? vm_str_data(args[2]) : "?");
    }
    return VM_NONE;
}

static VmValue cached_property_get(Vm *vm, VmValue value, VmValue instance, VmType *owner)
{
    (void)owner;
    CachedProperty *self = (CachedProperty *)vm_to_object(value);
    if (instance == VM_EMPTY || instance == VM_NONE) {
        return vm_ref(value);
    }
    if (self->name == VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR,
                        "Cannot use cached_property instance without calling __set_name__ on it.");
    }
    VmValue dict = vm_instance_dict_borrow(vm, instance, true);
    if (dict == VM_EMPTY) {
        return vm_error_pending(vm)
                   ? VM_ERROR
                   : vm_raise(vm, VM_EXC_TYPE_ERROR, "No '__dict__' attribute on '%s' instance to cache '%s' property.",
                              vm_type_name(vm, instance), vm_str_data(self->name));
    }
    VmValue found = vm_dict_get_borrow(vm, dict, self->name);
    if (found != VM_EMPTY || vm_error_pending(vm)) {
        return vm_ref(found);
    }
    VmValue result = vm_call1(vm, self->function, instance);
    dict = result == VM_ERROR ? VM_EMPTY : vm_instance_dict_borrow(vm, instance, true);
    if (dict == VM_EMPTY || !vm_dict_set(vm, dict, self->name, result)) {
        vm_unref(vm, result);
        return VM_ERROR;
    }
    return result;
}

static void cached_property_release(Vm *vm, VmObject *object)
{
    CachedProperty *self = (CachedProperty *)object;
    vm_unref(vm, self->function);
    vm_unref(vm, self->name);
}

static void cached_property_traverse(Vm *vm, VmObject *object, VmVisit visit, void *context)
{
    CachedProperty *self = (CachedProperty *)object;
    visit(vm, self->function, context);
    visit(vm, self->name, context);
}

static VmValue cached_property_func(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(((CachedProperty *)vm_to_object(args[0]))->function);
}

static const VmNativeDef cached_property_methods[] = {
    {"__set_name__", cached_property_set_name, "owner, name", VM_NATIVE_PYTHON},
    {"func", cached_property_func, "", VM_NATIVE_PROPERTY},
    {0},
};

static void cached_property_fill(VmType *type)
{
    type->make = cached_property_make;
    type->get_descriptor = cached_property_get;
    type->release = cached_property_release;
    type->traverse = cached_property_traverse;
}

const VmTypeSpec mod_functools_cached_property_type = {
    .name = "cached_property",
    .module = "functools",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(CachedProperty),
    .has_dict = true,
    .methods = cached_property_methods,
    .fill = cached_property_fill,
};
