/* json.JSONDecodeError(msg, doc, pos): knows line and column of what is wrong. */
#include "modules/mod_json.h"

#include "modules/mod_support.h"
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_exception.h"
#include "vm/vm_int.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type.h"

/* Where the position is in the document: both count from 1. */
static void find(const char *doc, size_t size, int64_t position, int64_t *line, int64_t *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < size && position > 0; i++) {
        bool last_of_char = i + 1 == size || ((unsigned char)doc[i + 1] & 0xC0) != 0x80;
        if (!last_of_char) {
            continue;
        }
        position--;
        (*column)++;
        if (doc[i] == '\n') {
            (*line)++;
            *column = 1;
        }
    }
    *column += position; /* of a document that is shorter */
}

static bool set_text(Vm *vm, VmValue self, VmValue text)
{
    VmValue args = text == VM_ERROR ? VM_ERROR : vm_tuple_new(vm, &text, 1);
    if (args == VM_ERROR) {
        return false;
    }
    vm_set_steal(vm, &vm_to_exception(self)->args, args);
    return true;
}

static bool error_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[3];
    int64_t position, line, column;
    if (!vm_args_parse(vm, "JSONDecodeError.__init__", "msg, doc, pos", args, nargs, kwnames, bound)) {
        return false;
    }
    if (!vm_is_str(bound[1])) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "doc must be a str, not %s", vm_type_name(vm, bound[1]));
        return false;
    }
    if (!vm_as_index(vm, bound[2], &position)) {
        return false;
    }
    find(vm_str_data(bound[1]), vm_str_size(bound[1]), position, &line, &column);
    VmValue message = vm_str_of(vm, bound[0]);
    VmValue text = message == VM_ERROR
                       ? VM_ERROR
                       : vm_str_printf(vm, "%s: line %lld column %lld (char %lld)", vm_str_data(message),
                                       (long long)line, (long long)column, (long long)position);
    bool ok = set_text(vm, self, text) && mod_set_attr(vm, self, "msg", bound[0]) &&
              mod_set_attr(vm, self, "doc", bound[1]) && mod_set_attr(vm, self, "pos", bound[2]) &&
              mod_set_attr(vm, self, "lineno", vm_from_int(line)) &&
              mod_set_attr(vm, self, "colno", vm_from_int(column));
    vm_unref(vm, message);
    vm_unref(vm, text);
    return ok;
}

/* What a pickle needs to make it again: the class and its three arguments. */
static VmValue error_reduce(Vm *vm, const VmValue *args)
{
    static const char *const names[] = {"msg", "doc", "pos"};
    VmValue values[3] = {VM_EMPTY, VM_EMPTY, VM_EMPTY}, parts[2] = {VM_EMPTY, VM_EMPTY}, result = VM_ERROR;
    bool ok = true;
    for (size_t i = 0; ok && i < 3; i++) {
        VmValue name = vm_intern_c(vm, names[i]);
        values[i] = name == VM_ERROR ? VM_ERROR : vm_get_attr(vm, args[0], name);
        ok = values[i] != VM_ERROR;
        vm_unref(vm, name);
    }
    parts[1] = ok ? vm_tuple_new(vm, values, 3) : VM_ERROR;
    if (parts[1] != VM_ERROR) {
        parts[0] = vm_from_type(vm_type_of(vm, args[0]));
        result = vm_tuple_new(vm, parts, 2);
    }
    for (size_t i = 0; i < 3; i++) {
        vm_unref(vm, values[i]);
    }
    vm_unref(vm, parts[1]);
    return result;
}

static const VmNativeDef methods[] = {{"__reduce__", error_reduce, "", VM_NATIVE_BUILTIN}, {0}};

VmType *mod_json_error_new(Vm *vm)
{
    VmType *type =
        vm_exception_class_new(vm, "json.decoder", "JSONDecodeError", vm_exception_type(vm, VM_EXC_VALUE_ERROR));
    if (type == NULL) {
        return NULL;
    }
    type->init = error_init;
    if (!vm_type_add_methods(vm, type, methods, type->module)) {
        vm_unref(vm, vm_from_type(type));
        return NULL;
    }
    return type;
}
