/* Exception classes with attributes or a text of their own. */
#include "vm/vm_attr.h"
#include "vm/vm_bytes.h"
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_exception_types.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

static VmValue value_or_none(VmValue v)
{
    return v == VM_EMPTY ? VM_NONE : vm_ref(v);
}

static VmValue get_payload(Vm *vm, const VmValue *args)
{
    (void)vm;
    return value_or_none(vm_to_exception(args[0])->payload);
}

static VmValue set_payload(Vm *vm, const VmValue *args)
{
    vm_set_steal(vm, &vm_to_exception(args[0])->payload, vm_ref(args[1]));
    return VM_NONE;
}

static VmValue get_message(Vm *vm, const VmValue *args)
{
    (void)vm;
    return value_or_none(vm_to_exception(args[0])->message);
}

static VmValue set_message(Vm *vm, const VmValue *args)
{
    vm_set_steal(vm, &vm_to_exception(args[0])->message, vm_ref(args[1]));
    return VM_NONE;
}

/* ---- StopIteration, SystemExit ---------------------------------------------------------------------------------- */

static bool stop_iteration_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_exception_init(vm, self, args, nargs, kwnames)) {
        return false;
    }
    vm_set_steal(vm, &vm_to_exception(self)->payload, nargs != 0 ? vm_ref(args[0]) : VM_NONE);
    return true;
}

static bool system_exit_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_exception_init(vm, self, args, nargs, kwnames)) {
        return false;
    }
    VmException *e = vm_to_exception(self);
    vm_set_steal(vm, &e->payload, nargs == 0 ? VM_NONE : vm_ref(nargs == 1 ? args[0] : e->args));
    return true;
}

static const VmNativeDef stop_iteration_methods[] = {
    {"value", get_payload, "", VM_NATIVE_PROPERTY | VM_NATIVE_SETTER},
    {"value", set_payload, "value", 0},
    {NULL, NULL, NULL, 0},
};

static const VmNativeDef system_exit_methods[] = {
    {"code", get_payload, "", VM_NATIVE_PROPERTY | VM_NATIVE_SETTER},
    {"code", set_payload, "value", 0},
    {NULL, NULL, NULL, 0},
};

/* ---- KeyError --------------------------------------------------------------------------------------------------- */

static VmValue key_error_str(Vm *vm, VmValue self)
{
    VmTuple *args = vm_to_tuple(vm_to_exception(self)->args);
    return args->count == 1 ? vm_repr(vm, args->items[0]) : vm_exception_str(vm, self);
}

/* ---- NameError, AttributeError, ImportError: keyword arguments that say what it is about ------------------------ */

static bool init_about(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames, const char *second)
{
    VmValue values[2] = {VM_EMPTY, VM_EMPTY};
    VmTuple *names = kwnames != VM_EMPTY ? vm_to_tuple(kwnames) : NULL;
    for (size_t i = 0; names != NULL && i < names->count; i++) {
        if (vm_str_equal_c(names->items[i], "name")) {
            values[0] = args[nargs + i];
        } else if (second != NULL && vm_str_equal_c(names->items[i], second)) {
            values[1] = args[nargs + i];
        } else {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' is an invalid keyword argument for %s()",
                     vm_str_data(names->items[i]), vm_type_name(vm, self));
            return false;
        }
    }
    if (!vm_exception_init(vm, self, args, nargs, VM_EMPTY)) {
        return false;
    }
    vm_set_steal(vm, &vm_to_exception(self)->message, vm_ref(values[0]));
    vm_set_steal(vm, &vm_to_exception(self)->payload, vm_ref(values[1]));
    return true;
}

/* A method of its own beside the slot: a class whose other base comes first finds it by its order of bases. */
static VmValue key_error_str_method(Vm *vm, const VmValue *args)
{
    return key_error_str(vm, args[0]);
}

static const VmNativeDef key_error_methods[] = {
    {"__str__", key_error_str_method, "", 0},
    {NULL, NULL, NULL, 0},
};

static bool name_error_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return init_about(vm, self, args, nargs, kwnames, NULL);
}

static bool attribute_error_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return init_about(vm, self, args, nargs, kwnames, "obj");
}

static bool import_error_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return init_about(vm, self, args, nargs, kwnames, "path");
}

static VmValue get_first_arg(Vm *vm, const VmValue *args)
{
    (void)vm;
    VmTuple *tuple = vm_to_tuple(vm_to_exception(args[0])->args);
    return tuple->count == 1 ? vm_ref(tuple->items[0]) : VM_NONE;
}

static const VmNativeDef name_error_methods[] = {
    {"name", get_message, "", VM_NATIVE_PROPERTY | VM_NATIVE_SETTER},
    {"name", set_message, "value", 0},
    {NULL, NULL, NULL, 0},
};

static const VmNativeDef attribute_error_methods[] = {
    {"name", get_message, "", VM_NATIVE_PROPERTY | VM_NATIVE_SETTER},
    {"name", set_message, "value", 0},
    {"obj", get_payload, "", VM_NATIVE_PROPERTY | VM_NATIVE_SETTER},
    {"obj", set_payload, "value", 0},
    {NULL, NULL, NULL, 0},
};

static const VmNativeDef import_error_methods[] = {
    {"name", get_message, "", VM_NATIVE_PROPERTY | VM_NATIVE_SETTER},
    {"name", set_message, "value", 0},
    {"path", get_payload, "", VM_NATIVE_PROPERTY | VM_NATIVE_SETTER},
    {"path", set_payload, "value", 0},
    {"msg", get_first_arg, "", VM_NATIVE_PROPERTY},
    {NULL, NULL, NULL, 0},
};

/* ---- OSError ---------------------------------------------------------------------------------------------------- */

typedef struct ErrnoClass {
    int number; /* Linux' numbers: a run is the same on every machine */
    VmExceptionId id;
} ErrnoClass;

static const ErrnoClass errno_classes[] = {
    {1, VM_EXC_PERMISSION_ERROR},           {2, VM_EXC_FILE_NOT_FOUND_ERROR}, {3, VM_EXC_PROCESS_LOOKUP_ERROR},
    {4, VM_EXC_INTERRUPTED_ERROR},          {10, VM_EXC_CHILD_PROCESS_ERROR}, {11, VM_EXC_BLOCKING_IO_ERROR},
    {13, VM_EXC_PERMISSION_ERROR},          {17, VM_EXC_FILE_EXISTS_ERROR},   {20, VM_EXC_NOT_A_DIRECTORY_ERROR},
    {21, VM_EXC_IS_A_DIRECTORY_ERROR},      {32, VM_EXC_BROKEN_PIPE_ERROR},   {103, VM_EXC_CONNECTION_ABORTED_ERROR},
    {104, VM_EXC_CONNECTION_RESET_ERROR},   {108, VM_EXC_BROKEN_PIPE_ERROR},  {110, VM_EXC_TIMEOUT_ERROR},
    {111, VM_EXC_CONNECTION_REFUSED_ERROR}, {114, VM_EXC_BLOCKING_IO_ERROR},  {115, VM_EXC_BLOCKING_IO_ERROR},
};

/* OSError(2, "…") itself becomes a FileNotFoundError. */
static VmValue os_error_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (type == vm->exceptions[VM_EXC_OS_ERROR] && nargs >= 2 && nargs <= 5 && vm_is_int(args[0])) {
        for (size_t i = 0; i < sizeof errno_classes / sizeof *errno_classes; i++) {
            if (vm_to_int(args[0]) == errno_classes[i].number) {
                type = vm->exceptions[errno_classes[i].id];
            }
        }
    }
    return vm_exception_make(vm, type, args, nargs, kwnames);
}

/* payload: (errno, strerror, filename) when two to five arguments were given; args are then the first two. */
static bool os_error_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    bool detailed = nargs >= 2 && nargs <= 5;
    if (!vm_exception_init(vm, self, args, detailed && nargs > 2 ? 2 : nargs, kwnames)) {
        return false;
    }
    if (!detailed) {
        vm_set_steal(vm, &vm_to_exception(self)->payload, VM_EMPTY);
        return true;
    }
    VmValue details = vm_tuple_new(vm, args, nargs > 2 ? 3 : 2);
    if (details != VM_ERROR) {
        vm_set_steal(vm, &vm_to_exception(self)->payload, details);
    }
    return details != VM_ERROR;
}

static VmValue os_error_detail(const VmValue *args, size_t index)
{
    VmValue details = vm_to_exception(args[0])->payload;
    return vm_is_tuple(details) && index < vm_to_tuple(details)->count ? vm_to_tuple(details)->items[index] : VM_NONE;
}

static VmValue os_error_errno(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(os_error_detail(args, 0));
}

static VmValue os_error_strerror(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(os_error_detail(args, 1));
}

static VmValue os_error_filename(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(os_error_detail(args, 2));
}

static VmValue os_error_str(Vm *vm, VmValue self)
{
    if (!vm_is_tuple(vm_to_exception(self)->payload)) {
        return vm_exception_str(vm, self);
    }
    VmValue filename = os_error_detail(&self, 2);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_puts(&buf, "[Errno ");
    bool ok = vm_append_str_of(vm, &buf, os_error_detail(&self, 0));
    ls_buf_puts(&buf, "] ");
    ok = ok && vm_append_str_of(vm, &buf, os_error_detail(&self, 1));
    if (ok && filename != VM_NONE) {
        ls_buf_puts(&buf, ": ");
        ok = vm_append_repr(vm, &buf, filename);
    }
    if (!ok) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    return vm_str_from_buf(vm, &buf);
}

static const VmNativeDef os_error_methods[] = {
    {"errno", os_error_errno, "", VM_NATIVE_PROPERTY},
    {"strerror", os_error_strerror, "", VM_NATIVE_PROPERTY},
    {"filename", os_error_filename, "", VM_NATIVE_PROPERTY},
    {NULL, NULL, NULL, 0},
};

/* ---- SyntaxError: its message; a script that raises one itself has no place to tell of -------------------------- */

static bool syntax_error_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_exception_init(vm, self, args, nargs, kwnames)) {
        return false;
    }
    vm_set_steal(vm, &vm_to_exception(self)->message, nargs > 0 ? vm_ref(args[0]) : VM_NONE);
    return true;
}

static const VmNativeDef syntax_error_methods[] = {
    {"msg", get_message, "", VM_NATIVE_PROPERTY | VM_NATIVE_SETTER},
    {"msg", set_message, "value", 0},
    {NULL, NULL, NULL, 0},
};

/* ---- UnicodeDecodeError, UnicodeEncodeError: (encoding, object, start, end, reason) ----------------------------- */

static bool unicode_error_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_args_count(vm, "function", nargs, 5, 5)) {
        return false;
    }
    return vm_exception_init(vm, self, args, nargs, kwnames);
}

static VmValue unicode_part(const VmValue *args, size_t index)
{
    VmTuple *tuple = vm_to_tuple(vm_to_exception(args[0])->args);
    return index < tuple->count ? tuple->items[index] : VM_NONE;
}

static VmValue unicode_encoding(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(unicode_part(args, 0));
}

static VmValue unicode_object(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(unicode_part(args, 1));
}

static VmValue unicode_start(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(unicode_part(args, 2));
}

static VmValue unicode_end(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(unicode_part(args, 3));
}

static VmValue unicode_reason(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(unicode_part(args, 4));
}

static VmValue unicode_error_str(Vm *vm, VmValue self)
{
    VmValue encoding = unicode_part(&self, 0), object = unicode_part(&self, 1), reason = unicode_part(&self, 4);
    int64_t start, end;
    if (!vm_is_str(encoding) || !vm_is_str(reason) || !vm_int_to_i64(unicode_part(&self, 2), &start) ||
        !vm_int_to_i64(unicode_part(&self, 3), &end)) {
        return vm_exception_str(vm, self);
    }
    bool one = end == start + 1 && start >= 0;
    if (vm_is_bytes(object)) {
        if (one && (size_t)start < vm_bytes_of_value(object)->size) {
            return vm_str_printf(vm, "'%s' codec can't decode byte 0x%02x in position %lld: %s", vm_str_data(encoding),
                                 (unsigned char)vm_bytes_of_value(object)->data[start], (long long)start,
                                 vm_str_data(reason));
        }
        return vm_str_printf(vm, "'%s' codec can't decode bytes in position %lld-%lld: %s", vm_str_data(encoding),
                             (long long)start, (long long)end - 1, vm_str_data(reason));
    }
    if (vm_is_str(object) && one && (size_t)start < vm_str_length(object)) {
        uint32_t code = vm_str_code_at(object, (size_t)start);
        LsBuf buf;
        ls_buf_init(&buf, vm->alloc);
        if (code > 0xFFFF) {
            ls_buf_printf(&buf, "'%s' codec can't encode character '\\U%08x' in position %lld: %s",
                          vm_str_data(encoding), code, (long long)start, vm_str_data(reason));
        } else if (code > 0xFF) {
            ls_buf_printf(&buf, "'%s' codec can't encode character '\\u%04x' in position %lld: %s",
                          vm_str_data(encoding), code, (long long)start, vm_str_data(reason));
        } else {
            ls_buf_printf(&buf, "'%s' codec can't encode character '\\x%02x' in position %lld: %s",
                          vm_str_data(encoding), code, (long long)start, vm_str_data(reason));
        }
        return vm_str_from_buf(vm, &buf);
    }
    return vm_str_printf(vm, "'%s' codec can't encode characters in position %lld-%lld: %s", vm_str_data(encoding),
                         (long long)start, (long long)end - 1, vm_str_data(reason));
}

static const VmNativeDef unicode_error_methods[] = {
    {"encoding", unicode_encoding, "", VM_NATIVE_PROPERTY}, {"object", unicode_object, "", VM_NATIVE_PROPERTY},
    {"start", unicode_start, "", VM_NATIVE_PROPERTY},       {"end", unicode_end, "", VM_NATIVE_PROPERTY},
    {"reason", unicode_reason, "", VM_NATIVE_PROPERTY},     {NULL, NULL, NULL, 0},
};

/* ---- which class has what --------------------------------------------------------------------------------------- */

typedef struct Special {
    VmExceptionId id;
    const VmNativeDef *methods;
    VmValue (*make)(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames);
    bool (*init)(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames);
    VmValue (*str)(Vm *vm, VmValue self);
} Special;

static const Special specials[] = {
    {VM_EXC_STOP_ITERATION, stop_iteration_methods, NULL, stop_iteration_init, NULL},
    {VM_EXC_SYSTEM_EXIT, system_exit_methods, NULL, system_exit_init, NULL},
    {VM_EXC_KEY_ERROR, key_error_methods, NULL, NULL, key_error_str},
    {VM_EXC_NAME_ERROR, name_error_methods, NULL, name_error_init, NULL},
    {VM_EXC_ATTRIBUTE_ERROR, attribute_error_methods, NULL, attribute_error_init, NULL},
    {VM_EXC_IMPORT_ERROR, import_error_methods, NULL, import_error_init, NULL},
    {VM_EXC_SYNTAX_ERROR, syntax_error_methods, NULL, syntax_error_init, NULL},
    {VM_EXC_OS_ERROR, os_error_methods, os_error_make, os_error_init, os_error_str},
    {VM_EXC_UNICODE_DECODE_ERROR, unicode_error_methods, NULL, unicode_error_init, unicode_error_str},
    {VM_EXC_UNICODE_ENCODE_ERROR, unicode_error_methods, NULL, unicode_error_init, unicode_error_str},
    {VM_EXC_BASE_EXCEPTION_GROUP, vm_exception_group_methods, vm_exception_group_make, NULL, vm_exception_group_str},
};

static const Special *special_of(VmExceptionId id)
{
    for (size_t i = 0; i < sizeof specials / sizeof *specials; i++) {
        if (specials[i].id == id) {
            return &specials[i];
        }
    }
    return NULL;
}

const VmNativeDef *vm_exception_methods(VmExceptionId id)
{
    const Special *special = special_of(id);
    return special != NULL ? special->methods : NULL;
}

void vm_exception_fill(VmExceptionId id, VmType *type)
{
    const Special *special = special_of(id);
    if (special == NULL) {
        return;
    }
    type->make = special->make != NULL ? special->make : type->make;
    type->init = special->init != NULL ? special->init : type->init;
    type->str = special->str != NULL ? special->str : type->str;
}
