/* Reading pickles. */
#include "aio/aio_pickle.h"

#include "aio/aio_process.h"
#include "vm/vm_attr.h"
#include "vm/vm_bytes.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_module_object.h"
#include "vm/vm_operator.h"
#include "vm/vm_set.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

#include <string.h>

/* ---- names ---- */

/* The module, owned; `__main__` also under the name that an entry gives it.  VM_EMPTY: none, or an exception. */
static VmValue find_module(Vm *vm, const char *name, size_t size)
{
    VmValue key = vm_str_new(vm, name, size);
    if (key == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue module = vm_dict_get_borrow(vm, vm->modules, key);
    VmValue main = aio_process_main_borrow(vm);
    if (module == VM_EMPTY && main != VM_EMPTY) {
        VmValue own = vm_dict_get_c_borrow(vm, vm_module_dict_borrow(main), "__name__");
        module = own != VM_EMPTY && vm_is_str(own) && vm_str_equal(own, key) ? main : VM_EMPTY;
    }
    VmValue result = module != VM_EMPTY ? vm_ref(module) : VM_EMPTY;
    if (result == VM_EMPTY && vm_module_find(vm, vm_str_data(key)) != NULL) {
        result = vm_import(vm, key);
    }
    vm_unref(vm, key);
    return result;
}

static VmValue follow_path(Vm *vm, VmValue from, VmValue qualname)
{
    VmValue at = vm_ref(from);
    const char *text = vm_str_data(qualname);
    while (at != VM_EMPTY && *text != '\0') {
        size_t size = strcspn(text, ".");
        VmValue name = vm_intern(vm, text, size);
        bool error = name == VM_ERROR;
        VmValue next = error ? VM_ERROR : vm_get_attr_maybe(vm, at, name, &error);
        vm_unref(vm, name);
        vm_unref(vm, at);
        at = error ? VM_ERROR : next;
        text += size + (text[size] == '.');
    }
    return at;
}

VmValue aio_pickle_find(Vm *vm, VmValue module, VmValue qualname, bool *found)
{
    *found = false;
    if (!vm_is_str(module)) {
        return VM_EMPTY;
    }
    /* "asyncio.locks" is part of "asyncio" here */
    for (size_t size = vm_str_size(module); size > 0;) {
        VmValue owner = find_module(vm, vm_str_data(module), size);
        VmValue value = owner == VM_EMPTY ? VM_EMPTY : follow_path(vm, owner, qualname);
        vm_unref(vm, owner);
        if (vm_error_pending(vm)) {
            return VM_EMPTY;
        }
        if (value != VM_EMPTY) {
            *found = true;
            return value;
        }
        while (size > 0 && vm_str_data(module)[size - 1] != '.') {
            size--;
        }
        size = size == 0 ? 0 : size - 1;
    }
    return VM_EMPTY;
}

/* ---- bytes ---- */

typedef struct Load {
    Vm *vm;
    const AioPickle *in;
    size_t at;
    VmValue remembered; /* list */
} Load;

static VmValue load(Load *l);

static VmValue truncated(Load *l)
{
    VmValue message = vm_str_c(l->vm, "pickle data was truncated");
    if (message != VM_ERROR) {
        vm_raise_with(l->vm, aio_type(l->vm, AIO_TYPE_UNPICKLING_ERROR), message);
    }
    vm_unref(l->vm, message);
    return VM_ERROR;
}

static bool take(Load *l, void *to, size_t size)
{
    if (l->in->bytes.size - l->at < size) {
        truncated(l);
        return false;
    }
    memcpy(to, l->in->bytes.data + l->at, size);
    l->at += size;
    return true;
}

static bool take_number(Load *l, uint64_t *number)
{
    return take(l, number, sizeof *number);
}

/* A text's bytes, in place. */
static const char *take_text(Load *l, size_t *size)
{
    uint64_t number;
    if (!take_number(l, &number)) {
        return NULL;
    }
    if (number > l->in->bytes.size - l->at) {
        truncated(l);
        return NULL;
    }
    const char *text = l->in->bytes.data + l->at;
    *size = (size_t)number;
    l->at += *size;
    return text;
}

static VmValue load_str(Load *l)
{
    size_t size;
    const char *text = take_text(l, &size);
    return text == NULL ? VM_ERROR : vm_str_new(l->vm, text, size);
}

static VmValue load_big(Load *l)
{
    VmValue digits = load_str(l);
    VmValue number = digits == VM_ERROR ? VM_ERROR : vm_int_parse(l->vm, digits, 16);
    vm_unref(l->vm, digits);
    return number;
}

static VmValue load_bytes(Load *l)
{
    size_t size;
    const char *text = take_text(l, &size);
    return text == NULL ? VM_ERROR : vm_bytes_new(l->vm, text, size);
}

/* ---- names, and what was there before ---- */

/* Takes over nothing; drops the value when it cannot be remembered. */
static VmValue remember(Load *l, VmValue v)
{
    if (v != VM_ERROR && !vm_list_append(l->vm, l->remembered, v)) {
        vm_unref(l->vm, v);
        return VM_ERROR;
    }
    return v;
}

static VmValue load_again(Load *l)
{
    uint64_t number;
    if (!take_number(l, &number)) {
        return VM_ERROR;
    }
    const VmList *list = vm_to_list(l->remembered);
    return number < list->count ? vm_ref(list->items[number]) : truncated(l);
}

static VmValue load_global(Load *l)
{
    VmValue module = load_str(l);
    VmValue qualname = module == VM_ERROR ? VM_ERROR : load_str(l);
    bool found = false;
    VmValue value = qualname == VM_ERROR ? VM_ERROR : aio_pickle_find(l->vm, module, qualname, &found);
    if (!found && qualname != VM_ERROR && !vm_error_pending(l->vm)) {
        vm_raise(l->vm, VM_EXC_ATTRIBUTE_ERROR, "Can't get attribute '%s' on <module '%s'>", vm_str_data(qualname),
                 vm_str_data(module));
    }
    vm_unref(l->vm, module);
    vm_unref(l->vm, qualname);
    return remember(l, found ? value : VM_ERROR);
}

/* ---- containers ---- */

static VmValue load_tuple(Load *l, uint64_t count)
{
    VmValue tuple = vm_tuple_new_blank(l->vm, (size_t)count);
    if (tuple == VM_ERROR) {
        return VM_ERROR;
    }
    for (size_t i = 0; i < count; i++) {
        vm_to_tuple(tuple)->items[i] = VM_NONE;
    }
    if (remember(l, tuple) == VM_ERROR) {
        return VM_ERROR;
    }
    for (size_t i = 0; i < count; i++) {
        VmValue item = load(l);
        if (item == VM_ERROR) {
            vm_unref(l->vm, tuple);
            return VM_ERROR;
        }
        vm_to_tuple(tuple)->items[i] = item;
    }
    return tuple;
}

static bool fill_list(Load *l, VmValue list, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        VmValue item = load(l);
        if (item == VM_ERROR || !vm_list_append_steal(l->vm, list, item)) {
            return false;
        }
    }
    return true;
}

static bool fill_dict(Load *l, VmValue dict, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        VmValue key = load(l);
        VmValue value = key == VM_ERROR ? VM_ERROR : load(l);
        bool ok = value != VM_ERROR && (vm_is_dict(dict) && vm_to_object(dict)->type == l->vm->types[VM_TYPE_DICT]
                                            ? vm_dict_set(l->vm, dict, key, value)
                                            : vm_set_item(l->vm, dict, key, value));
        vm_unref(l->vm, key);
        vm_unref(l->vm, value);
        if (!ok) {
            return false;
        }
    }
    return true;
}

static bool fill_set(Load *l, VmValue set, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        VmValue item = load(l);
        bool ok = item != VM_ERROR && vm_set_add(l->vm, set, item);
        vm_unref(l->vm, item);
        if (!ok) {
            return false;
        }
    }
    return true;
}

static VmValue load_frozenset(Load *l, uint64_t count)
{
    VmValue items = vm_list_new_empty(l->vm, 0);
    bool ok = items != VM_ERROR && fill_list(l, items, count);
    VmValue set = ok ? vm_frozenset_new(l->vm, items) : VM_ERROR;
    vm_unref(l->vm, items);
    return remember(l, set);
}

static VmValue load_container(Load *l, char code)
{
    uint64_t count;
    if (!take_number(l, &count)) {
        return VM_ERROR;
    }
    if (count > l->in->bytes.size) {
        return truncated(l);
    }
    if (code == AIO_PICKLE_TUPLE) {
        return load_tuple(l, count);
    }
    if (code == AIO_PICKLE_FROZENSET) {
        return load_frozenset(l, count);
    }
    VmValue made = code == AIO_PICKLE_LIST   ? vm_list_new_empty(l->vm, (size_t)count)
                   : code == AIO_PICKLE_DICT ? vm_dict_new(l->vm)
                                             : vm_set_new(l->vm, VM_EMPTY);
    if (remember(l, made) == VM_ERROR) {
        return VM_ERROR;
    }
    bool ok = code == AIO_PICKLE_LIST   ? fill_list(l, made, count)
              : code == AIO_PICKLE_DICT ? fill_dict(l, made, count)
                                        : fill_set(l, made, count);
    if (!ok) {
        vm_unref(l->vm, made);
        return VM_ERROR;
    }
    return made;
}

/* ---- instances ---- */

/* class.__new__(class, *args) */
static VmValue make_new(Load *l, VmValue class, VmValue args)
{
    Vm *vm = l->vm;
    if (!vm_is_type(class)) {
        return truncated(l);
    }
    VmValue make = vm_get_attr_c(vm, class, "__new__");
    size_t count = vm_to_tuple(args)->count;
    VmValue all = make == VM_ERROR ? VM_ERROR : vm_tuple_new_blank(vm, count + 1);
    VmValue made = VM_ERROR;
    if (all != VM_ERROR) {
        vm_to_tuple(all)->items[0] = vm_ref(class);
        for (size_t i = 0; i < count; i++) {
            vm_to_tuple(all)->items[i + 1] = vm_ref(vm_to_tuple(args)->items[i]);
        }
        made = vm_call(vm, make, vm_to_tuple(all)->items, count + 1, VM_EMPTY);
    }
    vm_unref(vm, all);
    vm_unref(vm, make);
    return made;
}

static bool set_state(Load *l, VmValue made, VmValue state)
{
    Vm *vm = l->vm;
    bool error;
    VmValue name = vm_intern_c(vm, "__setstate__");
    VmValue method = name == VM_ERROR ? VM_ERROR : vm_get_attr_maybe(vm, made, name, &error);
    vm_unref(vm, name);
    if (name == VM_ERROR || error) {
        return false;
    }
    if (method != VM_EMPTY) {
        VmValue done = vm_call1(vm, method, state);
        vm_unref(vm, method);
        vm_unref(vm, done);
        return done != VM_ERROR;
    }
    uint32_t position = 0;
    VmValue key, value;
    VmValue dict = vm_is_exception(made) ? VM_EMPTY : vm_instance_dict_borrow(vm, made, true);
    if (vm_error_pending(vm) || !vm_is_dict(state)) {
        return !vm_error_pending(vm);
    }
    if (dict != VM_EMPTY) {
        return vm_dict_update(vm, dict, state);
    }
    while (vm_dict_walk(vm_to_dict(state), &position, &key, &value)) {
        if (!vm_set_attr(vm, made, key, value)) {
            return false;
        }
    }
    return true;
}

static bool add_items(Load *l, VmValue made, char code)
{
    uint64_t count;
    if (!take_number(l, &count)) {
        return false;
    }
    if (code == AIO_PICKLE_DICT) {
        return fill_dict(l, made, count);
    }
    if (code == AIO_PICKLE_SET && vm_is_set(made)) {
        return fill_set(l, made, count);
    }
    if (code != AIO_PICKLE_LIST) {
        return truncated(l) != VM_ERROR;
    }
    if (vm_is_list(made)) {
        return fill_list(l, made, count);
    }
    for (uint64_t i = 0; i < count; i++) {
        VmValue item = load(l);
        VmValue name = item == VM_ERROR ? VM_ERROR : vm_intern_c(l->vm, "append");
        VmValue done = name == VM_ERROR ? VM_ERROR : vm_call_method(l->vm, made, name, &item, 1);
        vm_unref(l->vm, item);
        vm_unref(l->vm, name);
        vm_unref(l->vm, done);
        if (done == VM_ERROR) {
            return false;
        }
    }
    return true;
}

/* Up to the end: the contents of what is itself a list, dict or set, and a state. */
static bool complete(Load *l, VmValue made)
{
    for (;;) {
        char code;
        if (!take(l, &code, 1)) {
            return false;
        }
        if (code == AIO_PICKLE_END) {
            return true;
        }
        if (code != AIO_PICKLE_STATE) {
            if (!add_items(l, made, code)) {
                return false;
            }
            continue;
        }
        VmValue state = load(l);
        bool ok = state != VM_ERROR && set_state(l, made, state);
        vm_unref(l->vm, state);
        if (!ok) {
            return false;
        }
    }
}

static VmValue load_made(Load *l, char code)
{
    Vm *vm = l->vm;
    VmValue callable = load(l);
    VmValue args = callable == VM_ERROR ? VM_ERROR : load(l);
    VmValue made = VM_ERROR;
    if (args != VM_ERROR && !vm_is_tuple(args)) {
        made = truncated(l);
    } else if (args != VM_ERROR) {
        made = code == AIO_PICKLE_NEW
                   ? make_new(l, callable, args)
                   : vm_call(vm, callable, vm_to_tuple(args)->items, vm_to_tuple(args)->count, VM_EMPTY);
    }
    vm_unref(vm, callable);
    vm_unref(vm, args);
    if (remember(l, made) == VM_ERROR) {
        return VM_ERROR;
    }
    if (!complete(l, made)) {
        vm_unref(vm, made);
        return VM_ERROR;
    }
    return made;
}

/* ---- all of it ---- */

static VmValue load_code(Load *l, char code)
{
    switch (code) {
    case AIO_PICKLE_STR: return load_str(l);
    case AIO_PICKLE_BYTES: return load_bytes(l);
    case AIO_PICKLE_BIG: return load_big(l);
    case AIO_PICKLE_AGAIN: return load_again(l);
    case AIO_PICKLE_GLOBAL: return load_global(l);
    case AIO_PICKLE_TUPLE:
    case AIO_PICKLE_LIST:
    case AIO_PICKLE_DICT:
    case AIO_PICKLE_SET:
    case AIO_PICKLE_FROZENSET: return load_container(l, code);
    case AIO_PICKLE_NEW:
    case AIO_PICKLE_CALL: return load_made(l, code);
    default: return truncated(l);
    }
}

static VmValue load(Load *l)
{
    char code;
    if (!take(l, &code, 1)) {
        return VM_ERROR;
    }
    uint64_t number;
    double real;
    switch (code) {
    case AIO_PICKLE_NONE: return VM_NONE;
    case AIO_PICKLE_TRUE: return VM_TRUE;
    case AIO_PICKLE_FALSE: return VM_FALSE;
    case AIO_PICKLE_ELLIPSIS: return VM_ELLIPSIS;
    case AIO_PICKLE_NOT_IMPLEMENTED: return VM_NOT_IMPLEMENTED;
    case AIO_PICKLE_INT: return take_number(l, &number) ? vm_int_from(l->vm, (int64_t)number) : VM_ERROR;
    case AIO_PICKLE_FLOAT: return take(l, &real, sizeof real) ? vm_from_double(real) : VM_ERROR;
    default: break;
    }
    if (!vm_enter(l->vm, " while unpickling an object")) {
        return VM_ERROR;
    }
    VmValue v = load_code(l, code);
    vm_leave(l->vm);
    return v;
}

VmValue aio_pickle_load(Vm *vm, const AioPickle *pickle)
{
    if (!aio_start(vm)) {
        return VM_ERROR;
    }
    Load l = {.vm = vm, .in = pickle, .remembered = vm_list_new_empty(vm, 0)};
    if (l.remembered == VM_ERROR) {
        return VM_ERROR;
    }
    VmValue v = load(&l);
    vm_unref(vm, l.remembered);
    return v;
}
