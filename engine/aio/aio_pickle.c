/* Making pickles. */
#include "aio/aio_pickle_dump.h"

#include "vm/vm_attr.h"
#include "vm/vm_bytes.h"
#include "vm/vm_class.h"
#include "vm/vm_coroutine.h"
#include "vm/vm_dict.h"
#include "vm/vm_float.h"
#include "vm/vm_function.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_operator.h"
#include "vm/vm_set.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

#include <string.h>

void aio_pickle_init(AioPickle *pickle, const LsAlloc *alloc)
{
    *pickle = (AioPickle){0};
    ls_buf_init(&pickle->bytes, alloc);
}

void aio_pickle_free(AioPickle *pickle)
{
    ls_buf_free(&pickle->bytes);
    pickle->items = 0;
}

/* ---- bytes ---- */

void aio_dump_number(AioDump *d, uint64_t number)
{
    ls_buf_put(&d->out->bytes, (const char *)&number, sizeof number);
}

void aio_dump_code(AioDump *d, AioPickleCode code)
{
    ls_buf_putc(&d->out->bytes, (char)code);
}

static void put_counted(AioDump *d, AioPickleCode code, uint64_t count)
{
    aio_dump_code(d, code);
    aio_dump_number(d, count);
}

void aio_dump_text(AioDump *d, const char *bytes, size_t size)
{
    aio_dump_number(d, size);
    ls_buf_put(&d->out->bytes, bytes, size);
}

/* ---- what has been written ---- */

static size_t place_of(const AioDumpSeen *seen, size_t capacity, const VmObject *object)
{
    size_t place = ((uintptr_t)object >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 20 & (capacity - 1);
    while (seen[place].object != NULL && seen[place].object != object) {
        place = (place + 1) & (capacity - 1);
    }
    return place;
}

static bool grow_seen(AioDump *d)
{
    size_t capacity = d->seen_capacity == 0 ? 64 : d->seen_capacity * 2;
    AioDumpSeen *seen = vm_heap_resize(d->vm, NULL, 0, capacity * sizeof *seen);
    if (seen == NULL) {
        return false;
    }
    memset(seen, 0, capacity * sizeof *seen);
    for (size_t i = 0; i < d->seen_capacity; i++) {
        if (d->seen[i].object != NULL) {
            seen[place_of(seen, capacity, d->seen[i].object)] = d->seen[i];
        }
    }
    vm_heap_free(d->vm, d->seen, d->seen_capacity * sizeof *seen);
    d->seen = seen;
    d->seen_capacity = capacity;
    return true;
}

bool aio_dump_remember(AioDump *d, VmValue v)
{
    if ((d->remembered + 1) * 2 > d->seen_capacity && !grow_seen(d)) {
        return false;
    }
    size_t place = place_of(d->seen, d->seen_capacity, vm_to_object(v));
    d->seen[place] = (AioDumpSeen){vm_to_object(v), d->remembered++};
    return true;
}

static bool put_again(AioDump *d, VmValue v)
{
    if (d->seen_capacity == 0) {
        return false;
    }
    size_t place = place_of(d->seen, d->seen_capacity, vm_to_object(v));
    if (d->seen[place].object == NULL) {
        return false;
    }
    put_counted(d, AIO_PICKLE_AGAIN, d->seen[place].number);
    return true;
}

/* ---- containers ---- */

static bool dump_items(AioDump *d, const VmValue *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!aio_dump(d, items[i])) {
            return false;
        }
    }
    return true;
}

static bool dump_list_items(AioDump *d, VmValue list)
{
    for (size_t i = 0; i < vm_to_list(list)->count; i++) { /* what is pickled may run script code: count again */
        if (!aio_dump(d, vm_to_list(list)->items[i])) {
            return false;
        }
    }
    return true;
}

static bool dump_dict_items(AioDump *d, VmValue dict)
{
    uint32_t position = 0;
    VmValue key, value;
    while (vm_dict_walk(vm_to_dict(dict), &position, &key, &value)) {
        if (!aio_dump(d, key) || !aio_dump(d, value)) {
            return false;
        }
    }
    return true;
}

static bool dump_set_items(AioDump *d, VmValue set)
{
    size_t position = 0;
    VmValue item;
    while (vm_set_walk(vm_to_set(set), &position, &item)) {
        if (!aio_dump(d, item)) {
            return false;
        }
    }
    return true;
}

/* ---- instances ---- */

static bool refuse(AioDump *d, VmValue v)
{
    const VmType *type = vm_to_object(v)->type;
    bool qualified = (type->flags & VM_TYPE_CLASS) == 0 && vm_is_str(type->module) &&
                     vm_str_data(type->module)[0] == '_' && strchr(type->name, '.') == NULL;
    vm_raise(d->vm, VM_EXC_TYPE_ERROR, "cannot pickle '%s%s%s' object", qualified ? vm_str_data(type->module) : "",
             qualified ? "." : "", type->name);
    return false;
}

/* A method that a class of the script or a module defines: not what object has.  VM_EMPTY: none. */
static VmValue method_of(Vm *vm, VmValue v, const char *name)
{
    VmValue key = vm_intern_c(vm, name);
    VmValue found = key == VM_ERROR ? VM_EMPTY : vm_type_lookup_borrow(vm, vm_type_of(vm, v), key);
    VmValue plain = key == VM_ERROR ? VM_EMPTY : vm_type_lookup_borrow(vm, vm->types[VM_TYPE_OBJECT], key);
    VmValue method = found == VM_EMPTY || found == plain ? VM_EMPTY : vm_get_attr(vm, v, key);
    vm_unref(vm, key);
    return method;
}

/* The state, kept: __getstate__'s or the __dict__.  None: there is none. */
static VmValue state_of(AioDump *d, VmValue v)
{
    Vm *vm = d->vm;
    VmValue method = method_of(vm, v, "__getstate__");
    if (vm_error_pending(vm)) {
        return VM_ERROR;
    }
    VmValue state = VM_NONE;
    if (method != VM_EMPTY) {
        state = vm_call0(vm, method);
        vm_unref(vm, method);
    } else {
        VmValue dict = vm_instance_dict_borrow(vm, v, false);
        state = dict == VM_EMPTY || vm_to_dict(dict)->used == 0 ? VM_NONE : vm_ref(dict);
    }
    return state != VM_ERROR && vm_list_append_steal(vm, d->kept, state) ? state : VM_ERROR;
}

static bool dump_contents(AioDump *d, VmValue v)
{
    switch ((VmKind)vm_to_object(v)->kind) {
    case VM_KIND_LIST: put_counted(d, AIO_PICKLE_LIST, vm_to_list(v)->count); return dump_list_items(d, v);
    case VM_KIND_DICT: put_counted(d, AIO_PICKLE_DICT, vm_to_dict(v)->used); return dump_dict_items(d, v);
    case VM_KIND_SET: put_counted(d, AIO_PICKLE_SET, vm_to_set(v)->used); return dump_set_items(d, v);
    default: return true;
    }
}

static VmValue refuse_args(Vm *vm, VmValue args)
{
    vm_raise(vm, VM_EXC_TYPE_ERROR, "__getnewargs__ should return a tuple, not '%s'", vm_type_name(vm, args));
    vm_unref(vm, args);
    return VM_ERROR;
}

/* What __new__ gets besides the class: __getnewargs__'s, or the value of what cannot be changed afterwards. */
static VmValue new_args(AioDump *d, VmValue v)
{
    Vm *vm = d->vm;
    VmValue only = VM_EMPTY;
    VmValue method = method_of(vm, v, "__getnewargs__");
    if (method != VM_EMPTY || vm_error_pending(vm)) {
        VmValue args = method == VM_EMPTY ? VM_ERROR : vm_call0(vm, method);
        vm_unref(vm, method);
        return args == VM_ERROR || vm_is_tuple(args) ? args : refuse_args(vm, args);
    }
    switch ((VmKind)vm_to_object(v)->kind) {
    case VM_KIND_INT: only = vm_int_exact(vm, v); break;
    case VM_KIND_FLOAT: only = vm_from_double(vm_float_value(v)); break;
    case VM_KIND_STR: only = vm_str_exact(vm, v); break;
    case VM_KIND_BYTES: only = vm_bytes_new(vm, vm_bytes_of_value(v)->data, vm_bytes_of_value(v)->size); break;
    case VM_KIND_TUPLE: only = vm_tuple_new(vm, vm_to_tuple(v)->items, vm_to_tuple(v)->count); break;
    case VM_KIND_FROZENSET: only = vm_list_from(vm, v); break;
    case VM_KIND_EXCEPTION: return vm_ref(vm_to_exception(v)->args);
    default: return vm_ref(vm->empty_tuple);
    }
    VmValue args = only == VM_ERROR ? VM_ERROR : vm_tuple_new(vm, &only, 1);
    vm_unref(vm, only);
    return args;
}

static bool dump_state(AioDump *d, VmValue state)
{
    aio_dump_code(d, AIO_PICKLE_STATE);
    return aio_dump(d, state);
}

static bool dump_notes(AioDump *d, VmValue v)
{
    VmValue notes = vm_to_exception(v)->notes;
    VmValue dict = vm_to_exception(v)->dict;
    if (notes == VM_EMPTY) {
        return dict == VM_EMPTY || dump_state(d, dict);
    }
    VmValue state = dict == VM_EMPTY ? vm_dict_new(d->vm) : vm_dict_copy(d->vm, dict);
    bool ok = state != VM_ERROR && vm_dict_set_c(d->vm, state, "__notes__", notes) &&
              vm_list_append(d->vm, d->kept, state) && dump_state(d, state);
    vm_unref(d->vm, state);
    return ok;
}

static bool dump_instance(AioDump *d, VmValue v)
{
    bool exception = vm_is_exception(v);
    aio_dump_code(d, exception ? AIO_PICKLE_CALL : AIO_PICKLE_NEW);
    VmValue args = new_args(d, v);
    if (args == VM_ERROR || !vm_list_append_steal(d->vm, d->kept, args)) {
        return false;
    }
    if (!aio_dump(d, vm_from_type(vm_to_object(v)->type)) || !aio_dump(d, args) || !aio_dump_remember(d, v)) {
        return false;
    }
    if (exception) {
        bool ok = dump_notes(d, v);
        aio_dump_code(d, AIO_PICKLE_END);
        return ok;
    }
    VmValue state = state_of(d, v);
    bool ok = state != VM_ERROR && (state == VM_NONE || dump_state(d, state)) && dump_contents(d, v);
    aio_dump_code(d, AIO_PICKLE_END);
    return ok;
}

static bool dump_appendix(AioDump *d, VmValue iterator, bool pairs)
{
    if (iterator == VM_NONE) {
        return true;
    }
    VmValue list = vm_list_from(d->vm, iterator);
    if (list == VM_ERROR || !vm_list_append_steal(d->vm, d->kept, list)) {
        return false;
    }
    size_t count = vm_to_list(list)->count;
    put_counted(d, pairs ? AIO_PICKLE_DICT : AIO_PICKLE_LIST, count);
    for (size_t i = 0; i < count; i++) {
        VmValue item = vm_to_list(list)->items[i];
        if (!pairs
                ? !aio_dump(d, item)
                : !vm_is_tuple(item) || vm_to_tuple(item)->count != 2 || !dump_items(d, vm_to_tuple(item)->items, 2)) {
            return false;
        }
    }
    return true;
}

/* What __reduce__ returned: the name of a global, or (callable, args, state, list items, dict items). */
static bool dump_reduced(AioDump *d, VmValue v, VmValue reduced)
{
    Vm *vm = d->vm;
    if (vm_is_str(reduced)) {
        VmValue module = vm_get_attr_c(vm, v, "__module__");
        bool ok = module != VM_ERROR && aio_dump_global(d, v, module, reduced);
        vm_unref(vm, module);
        return ok;
    }
    if (!vm_is_tuple(reduced)) {
        VmValue message = vm_str_c(vm, "__reduce__ must return a string or tuple");
        vm_raise_with(vm, aio_type(vm, AIO_TYPE_PICKLING_ERROR), message);
        vm_unref(vm, message);
        return false;
    }
    const VmTuple *parts = vm_to_tuple(reduced);
    if (parts->count < 2 || parts->count > 6 || !vm_is_tuple(parts->items[1])) {
        VmValue message = vm_str_c(vm, "tuple returned by __reduce__ must contain 2 through 6 elements");
        vm_raise_with(vm, aio_type(vm, AIO_TYPE_PICKLING_ERROR), message);
        vm_unref(vm, message);
        return false;
    }
    aio_dump_code(d, AIO_PICKLE_CALL);
    bool ok = aio_dump(d, parts->items[0]) && aio_dump(d, parts->items[1]) && aio_dump_remember(d, v) &&
              (parts->count < 3 || parts->items[2] == VM_NONE || dump_state(d, parts->items[2])) &&
              (parts->count < 4 || dump_appendix(d, parts->items[3], false)) &&
              (parts->count < 5 || dump_appendix(d, parts->items[4], true));
    aio_dump_code(d, AIO_PICKLE_END);
    return ok;
}

/* 1: it had a __reduce__ of its own, 0: it has not, -1 */
static int try_reduce(AioDump *d, VmValue v)
{
    Vm *vm = d->vm;
    VmValue protocol = vm_from_int(4);
    VmValue method = method_of(vm, v, "__reduce_ex__");
    VmValue reduced;
    if (method != VM_EMPTY) {
        reduced = vm_call1(vm, method, protocol);
    } else {
        method = vm_error_pending(vm) ? VM_ERROR : method_of(vm, v, "__reduce__");
        if (method == VM_EMPTY) {
            return vm_error_pending(vm) ? -1 : 0;
        }
        reduced = vm_call0(vm, method);
    }
    vm_unref(vm, method);
    if (reduced == VM_ERROR || !vm_list_append_steal(vm, d->kept, reduced)) {
        return -1;
    }
    return dump_reduced(d, v, reduced) ? 1 : -1;
}

/* range(start, stop, step) */
static bool dump_range(AioDump *d, VmValue v)
{
    static const char *const names[] = {"start", "stop", "step"};
    aio_dump_code(d, AIO_PICKLE_CALL);
    VmValue args = vm_list_new_empty(d->vm, 3);
    bool ok = args != VM_ERROR && aio_dump(d, vm_from_type(vm_to_object(v)->type));
    for (size_t i = 0; ok && i < 3; i++) {
        VmValue part = vm_get_attr_c(d->vm, v, names[i]);
        ok = part != VM_ERROR && vm_list_append_steal(d->vm, args, part);
    }
    VmValue tuple = ok ? vm_list_to_tuple(d->vm, args) : VM_ERROR;
    vm_unref(d->vm, args);
    ok = tuple != VM_ERROR && vm_list_append_steal(d->vm, d->kept, tuple) && aio_dump(d, tuple) &&
         aio_dump_remember(d, v);
    aio_dump_code(d, AIO_PICKLE_END);
    return ok;
}

static bool has_instances(const VmType *type)
{
    return (type->flags & VM_TYPE_CLASS) != 0;
}

/* ---- all of it ---- */

static bool dump_plain(AioDump *d, VmValue v)
{
    switch ((VmKind)vm_to_object(v)->kind) {
    case VM_KIND_TUPLE:
        put_counted(d, AIO_PICKLE_TUPLE, vm_to_tuple(v)->count);
        return aio_dump_remember(d, v) && dump_items(d, vm_to_tuple(v)->items, vm_to_tuple(v)->count);
    case VM_KIND_LIST:
    case VM_KIND_DICT:
    case VM_KIND_SET: return aio_dump_remember(d, v) && dump_contents(d, v);
    case VM_KIND_FROZENSET:
        put_counted(d, AIO_PICKLE_FROZENSET, vm_to_set(v)->used);
        return dump_set_items(d, v) && aio_dump_remember(d, v);
    case VM_KIND_INT: {
        LsBuf digits;
        ls_buf_init(&digits, d->vm->alloc);
        bool ok = vm_int_append(d->vm, &digits, v, 16, false);
        aio_dump_code(d, AIO_PICKLE_BIG);
        aio_dump_text(d, ls_buf_text(&digits), digits.size);
        ls_buf_free(&digits);
        return ok;
    }
    case VM_KIND_STR:
        aio_dump_code(d, AIO_PICKLE_STR);
        aio_dump_text(d, vm_str_data(v), vm_str_size(v));
        return true;
    case VM_KIND_BYTES:
        aio_dump_code(d, AIO_PICKLE_BYTES);
        aio_dump_text(d, vm_bytes_of_value(v)->data, vm_bytes_of_value(v)->size);
        return true;
    default: return refuse(d, v);
    }
}

static bool is_builtin_value(Vm *vm, VmValue v)
{
    const VmType *type = vm_to_object(v)->type;
    return type == vm->types[VM_TYPE_TUPLE] || type == vm->types[VM_TYPE_LIST] || type == vm->types[VM_TYPE_DICT] ||
           type == vm->types[VM_TYPE_SET] || type == vm->types[VM_TYPE_FROZENSET] || type == vm->types[VM_TYPE_INT] ||
           type == vm->types[VM_TYPE_STR] || type == vm->types[VM_TYPE_BYTES];
}

static bool dump_object(AioDump *d, VmValue v)
{
    Vm *vm = d->vm;
    if (is_builtin_value(vm, v)) {
        return dump_plain(d, v);
    }
    switch ((VmKind)vm_to_object(v)->kind) {
    case VM_KIND_TYPE: return aio_dump_global(d, v, vm_to_type(v)->module, vm_to_type(v)->qualname);
    case VM_KIND_FUNCTION: return aio_dump_global(d, v, vm_to_function(v)->module, vm_to_function(v)->qualname);
    case VM_KIND_NATIVE: return aio_dump_native(d, v);
    case VM_KIND_METHOD: return aio_dump_method(d, v);
    case VM_KIND_RANGE: return dump_range(d, v);
    default: break;
    }
    int reduced = try_reduce(d, v);
    if (reduced != 0) {
        return reduced > 0;
    }
    const VmType *type = vm_to_object(v)->type;
    bool plain = vm_is_exception(v) || has_instances(type) || type == vm->types[VM_TYPE_OBJECT] || vm_is_dict(v) ||
                 vm_is_list(v);
    return plain ? dump_instance(d, v) : refuse(d, v);
}

static bool dump_single(AioDump *d, VmValue v)
{
    if (v == VM_NONE || v == VM_TRUE || v == VM_FALSE) {
        aio_dump_code(d, v == VM_NONE ? AIO_PICKLE_NONE : v == VM_TRUE ? AIO_PICKLE_TRUE : AIO_PICKLE_FALSE);
    } else if (vm_is_int(v)) {
        put_counted(d, AIO_PICKLE_INT, (uint64_t)vm_to_int(v));
    } else if (vm_is_double(v)) {
        double number = vm_to_double(v);
        aio_dump_code(d, AIO_PICKLE_FLOAT);
        ls_buf_put(&d->out->bytes, (const char *)&number, sizeof number);
    } else {
        aio_dump_code(d, v == VM_NOT_IMPLEMENTED ? AIO_PICKLE_NOT_IMPLEMENTED : AIO_PICKLE_ELLIPSIS);
    }
    return true;
}

bool aio_dump(AioDump *d, VmValue v)
{
    d->out->items++;
    if (d->out->bytes.failed) {
        vm_raise_no_memory(d->vm);
        return false;
    }
    if (!vm_is_object(v)) {
        return dump_single(d, v);
    }
    if (put_again(d, v)) {
        return true;
    }
    if (!vm_enter(d->vm, " while pickling an object")) {
        return false;
    }
    bool ok = dump_object(d, v);
    vm_leave(d->vm);
    return ok;
}

bool aio_pickle_dump(Vm *vm, AioPickle *pickle, VmValue value)
{
    if (!aio_start(vm)) {
        return false;
    }
    AioDump d = {.vm = vm, .out = pickle, .kept = vm_list_new_empty(vm, 0)};
    bool ok = d.kept != VM_ERROR && aio_dump(&d, value);
    if (ok && pickle->bytes.failed) {
        vm_raise_no_memory(vm);
        ok = false;
    }
    vm_heap_free(vm, d.seen, d.seen_capacity * sizeof *d.seen);
    vm_unref(vm, d.kept);
    if (!ok) {
        aio_pickle_free(pickle);
    }
    return ok;
}
