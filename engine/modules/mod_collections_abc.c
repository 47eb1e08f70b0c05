/* The module collections.abc. */
#include "modules/mod_abc.h"
#include "modules/mod_table.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_sequence.h"
#include "vm/vm_str.h"
#include "vm/vm_type.h"

/* One abstract base class: its bases (names of earlier ones), what is abstract in it, which methods make a class count
 * as a subclass without being one, which builtin types are registered (names), and what it gives away. */
typedef struct AbcEntry {
    const char *name, *bases, *abstract, *required;
    const VmNativeDef *methods;
    VmTypeId registered[4];
} AbcEntry;

static const AbcEntry entries[] = {
    {"Hashable", "", "__hash__", "__hash__", NULL, {0}},
    {"Awaitable", "", "__await__", "__await__", NULL, {0}},
    {"Coroutine",
     "Awaitable",
     "__await__ send throw",
     "__await__ send throw close",
     NULL,
     {VM_TYPE_COROUTINE, VM_TYPE_NATIVE_CORO}},
    {"AsyncIterable", "", "__aiter__", "__aiter__", NULL, {0}},
    {"AsyncIterator", "AsyncIterable", "__anext__", "__anext__ __aiter__", mod_abc_async_iterator_methods, {0}},
    {"AsyncGenerator",
     "AsyncIterator",
     "asend athrow",
     "__aiter__ __anext__ asend athrow aclose",
     NULL,
     {VM_TYPE_ASYNC_GENERATOR}},
    {"Iterable", "", "__iter__", "__iter__", NULL, {0}},
    {"Iterator", "Iterable", "__next__", "__iter__ __next__", mod_abc_iterator_methods, {0}},
    {"Reversible", "Iterable", "__reversed__ __iter__", "__reversed__ __iter__", NULL, {0}},
    {"Generator", "Iterator", "send throw", "__iter__ __next__ send throw close", NULL, {VM_TYPE_GENERATOR}},
    {"Sized", "", "__len__", "__len__", NULL, {0}},
    {"Container", "", "__contains__", "__contains__", NULL, {0}},
    {"Collection",
     "Sized Iterable Container",
     "__len__ __iter__ __contains__",
     "__len__ __iter__ __contains__",
     NULL,
     {0}},
    {"Callable", "", "__call__", "__call__", NULL, {0}},
    {"Set", "Collection", "__len__ __iter__ __contains__", NULL, NULL, {VM_TYPE_FROZENSET}},
    {"MutableSet", "Set", "__len__ __iter__ __contains__ add discard", NULL, NULL, {VM_TYPE_SET}},
    {"Mapping", "Collection", "__getitem__ __len__ __iter__", NULL, mod_abc_mapping_methods, {0}},
    {"MutableMapping",
     "Mapping",
     "__getitem__ __len__ __iter__ __setitem__ __delitem__",
     NULL,
     mod_abc_mutable_mapping_methods,
     {VM_TYPE_DICT}},
    {"MappingView", "Sized", "", NULL, NULL, {0}},
    {"KeysView", "MappingView Set", "__len__ __iter__ __contains__", NULL, NULL, {VM_TYPE_DICT_KEYS}},
    {"ItemsView", "MappingView Set", "__len__ __iter__ __contains__", NULL, NULL, {VM_TYPE_DICT_ITEMS}},
    {"ValuesView", "MappingView Collection", "__len__ __iter__ __contains__", NULL, NULL, {VM_TYPE_DICT_VALUES}},
    {"Sequence",
     "Reversible Collection",
     "__getitem__ __len__",
     NULL,
     mod_abc_sequence_methods,
     {VM_TYPE_TUPLE, VM_TYPE_STR, VM_TYPE_RANGE, VM_TYPE_BYTES}},
    {"ByteString", "Sequence", "__getitem__ __len__", NULL, NULL, {VM_TYPE_BYTES}},
    {"MutableSequence",
     "Sequence",
     "__getitem__ __len__ __setitem__ __delitem__ insert",
     NULL,
     mod_abc_mutable_sequence_methods,
     {VM_TYPE_LIST}},
};

/* An abstract method that was called all the same (through super()). */
static VmValue abstract_call(Vm *vm, const VmValue *args)
{
    (void)vm, (void)args;
    return VM_NONE;
}

/* One name for all: the attribute's name is what counts. */
static const VmNativeDef abstract_def = {"abstract", abstract_call, "*args, **kwargs", VM_NATIVE_PYTHON};

static const VmNativeDef getitem_methods[] = {
    {"__class_getitem__", vm_class_getitem, "item, /", VM_NATIVE_CLASS},
    {0},
};

/* Puts something abstract where a name of the list has no meaning yet. */
static bool add_abstract(Vm *vm, VmType *type, const char *names)
{
    while (*names != '\0') {
        size_t size = strcspn(names, " ");
        VmValue name = vm_intern(vm, names, size);
        if (name == VM_ERROR) {
            return false;
        }
        bool ok = true;
        if (vm_dict_get_name_borrow(vm, vm_to_dict(type->attrs), name) == VM_EMPTY) {
            VmValue native = vm_native_new_method(vm, &abstract_def, type, type->module);
            ok = native != VM_ERROR && vm_dict_set(vm, type->attrs, name, native);
            vm_unref(vm, native);
        }
        vm_unref(vm, name);
        if (!ok) {
            return false;
        }
        names += size + (names[size] == ' ');
    }
    return true;
}

static size_t find_bases(Vm *vm, VmValue module, const char *names, VmType *bases[4])
{
    size_t count = 0;
    while (*names != '\0') {
        size_t size = strcspn(names, " ");
        char name[32];
        memcpy(name, names, size);
        name[size] = '\0';
        VmValue base = vm_module_get(vm, module, name);
        if (base == VM_ERROR) {
            return SIZE_MAX;
        }
        bases[count++] = vm_to_type(base);
        vm_unref(vm, base); /* the module holds it */
        names += size + (names[size] == ' ');
    }
    return count;
}

static bool add_entry(Vm *vm, VmValue module, VmType *meta, const AbcEntry *entry)
{
    VmType *bases[4];
    size_t count = find_bases(vm, module, entry->bases, bases);
    VmType *type = count == SIZE_MAX ? NULL
                                     : mod_add_class(vm, module, entry->name, "collections.abc", bases, count, meta,
                                                     entry->methods, MOD_KEPT_COUNT);
    if (type == NULL || (count == 0 && !vm_type_add_methods(vm, type, getitem_methods, type->module)) ||
        !add_abstract(vm, type, entry->abstract) || !mod_set_abstract(vm, type, entry->abstract) ||
        (entry->required != NULL && !mod_abc_require(vm, type, entry->required))) {
        return false;
    }
    vm_type_changed(vm, type, true);
    for (size_t i = 0; i < 4 && entry->registered[i] != 0; i++) {
        if (!mod_abc_register(vm, type, vm_from_type(vm->types[entry->registered[i]]))) {
            return false;
        }
    }
    return true;
}

static bool init(Vm *vm, VmValue module)
{
    VmType *meta = mod_abc_meta(vm);
    for (size_t i = 0; meta != NULL && i < sizeof entries / sizeof entries[0]; i++) {
        if (!add_entry(vm, module, meta, &entries[i])) {
            return false;
        }
    }
    return meta != NULL;
}

const VmModuleSpec mod_collections_abc_spec = {.name = "collections.abc", .init = init};
