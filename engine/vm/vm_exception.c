#include "vm/vm_exception.h"

#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_error.h"
#include "vm/vm_exception_types.h"
#include "vm/vm_heap.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_type.h"

/* ---- BaseException's slots -------------------------------------------------------------------------------------- */

static void exception_release(Vm *vm, VmObject *self)
{
    VmException *e = (VmException *)self;
    VmValue *const owned[] = {&e->args, &e->cause, &e->context, &e->traceback, &e->notes, &e->payload, &e->message};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) {
        vm_set_steal(vm, owned[i], VM_EMPTY);
    }
}

static void exception_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    VmException *e = (VmException *)self;
    const VmValue owned[] = {e->args, e->cause, e->context, e->traceback, e->notes, e->payload, e->message};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) {
        visit(vm, owned[i], context);
    }
}

VmValue vm_exception_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)kwnames;
    VmValue self = vm_instance_new(vm, type);
    if (self == VM_ERROR) {
        return VM_ERROR;
    }
    vm_to_exception(self)->args = vm_tuple_new(vm, args, nargs);
    if (vm_to_exception(self)->args == VM_ERROR) {
        vm_unref(vm, self);
        return VM_ERROR;
    }
    return self;
}

bool vm_exception_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (!vm_args_no_keywords(vm, vm_type_name(vm, self), kwnames)) {
        return false;
    }
    VmException *e = vm_to_exception(self);
    VmTuple *old = vm_is_tuple(e->args) ? vm_to_tuple(e->args) : NULL;
    if (old != NULL && old->count == nargs && (nargs == 0 || memcmp(old->items, args, nargs * sizeof *args) == 0)) {
        return true;
    }
    VmValue tuple = vm_tuple_new(vm, args, nargs);
    if (tuple != VM_ERROR) {
        vm_set_steal(vm, &e->args, tuple);
    }
    return tuple != VM_ERROR;
}

static VmValue exception_repr(Vm *vm, VmValue self)
{
    VmTuple *args = vm_to_tuple(vm_to_exception(self)->args);
    if (args->count != 1) {
        VmValue inner = vm_repr(vm, vm_from_object(args));
        VmValue text =
            inner == VM_ERROR ? VM_ERROR : vm_str_printf(vm, "%s%s", vm_type_name(vm, self), vm_str_data(inner));
        vm_unref(vm, inner);
        return text;
    }
    VmValue inner = vm_repr(vm, args->items[0]);
    VmValue text =
        inner == VM_ERROR ? VM_ERROR : vm_str_printf(vm, "%s(%s)", vm_type_name(vm, self), vm_str_data(inner));
    vm_unref(vm, inner);
    return text;
}

VmValue vm_exception_str(Vm *vm, VmValue self)
{
    VmTuple *args = vm_to_tuple(vm_to_exception(self)->args);
    switch (args->count) {
    case 0: return vm_str_empty(vm);
    case 1: return vm_str_of(vm, args->items[0]);
    default: return vm_str_of(vm, vm_from_object(args));
    }
}

/* ---- attributes ------------------------------------------------------------------------------------------------- */

static VmValue value_or_none(VmValue v)
{
    return v == VM_EMPTY ? VM_NONE : vm_ref(v);
}

static VmValue get_args(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(vm_to_exception(args[0])->args);
}

static VmValue set_args(Vm *vm, const VmValue *args)
{
    if (args[1] == VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "args may not be deleted");
    }
    VmValue tuple = vm_tuple_from(vm, args[1]);
    if (tuple == VM_ERROR) {
        return VM_ERROR;
    }
    vm_set_steal(vm, &vm_to_exception(args[0])->args, tuple);
    return VM_NONE;
}

static VmValue get_cause(Vm *vm, const VmValue *args)
{
    (void)vm;
    return value_or_none(vm_to_exception(args[0])->cause);
}

static VmValue set_link(Vm *vm, const VmValue *args, VmValue *place, const char *what)
{
    if (args[1] == VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "%s may not be deleted", what);
    }
    if (args[1] != VM_NONE && !vm_is_exception(args[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "exception %s must be None or derive from BaseException",
                        strcmp(what, "__cause__") == 0 ? "cause" : "context");
    }
    vm_set_steal(vm, place, args[1] == VM_NONE ? VM_EMPTY : vm_ref(args[1]));
    return VM_NONE;
}

static VmValue set_cause(Vm *vm, const VmValue *args)
{
    VmException *e = vm_to_exception(args[0]);
    e->suppress_context = e->suppress_context || args[1] != VM_EMPTY;
    return set_link(vm, args, &e->cause, "__cause__");
}

static VmValue get_context(Vm *vm, const VmValue *args)
{
    (void)vm;
    return value_or_none(vm_to_exception(args[0])->context);
}

static VmValue set_context(Vm *vm, const VmValue *args)
{
    return set_link(vm, args, &vm_to_exception(args[0])->context, "__context__");
}

static VmValue get_traceback(Vm *vm, const VmValue *args)
{
    (void)vm;
    return value_or_none(vm_to_exception(args[0])->traceback);
}

static VmValue set_traceback(Vm *vm, const VmValue *args)
{
    if (args[1] == VM_EMPTY) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "__traceback__ may not be deleted");
    }
    if (args[1] != VM_NONE && !vm_has_kind(args[1], VM_KIND_TRACEBACK)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "__traceback__ must be a traceback or None");
    }
    vm_set_steal(vm, &vm_to_exception(args[0])->traceback, args[1] == VM_NONE ? VM_EMPTY : vm_ref(args[1]));
    return VM_NONE;
}

static VmValue get_suppress(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(vm_to_exception(args[0])->suppress_context);
}

static VmValue set_suppress(Vm *vm, const VmValue *args)
{
    if (args[1] == VM_EMPTY || !vm_is_bool(args[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "attribute value type must be bool");
    }
    vm_to_exception(args[0])->suppress_context = args[1] == VM_TRUE;
    return VM_NONE;
}

static VmValue get_notes(Vm *vm, const VmValue *args)
{
    VmValue notes = vm_to_exception(args[0])->notes;
    return notes != VM_EMPTY ? vm_ref(notes) : vm_raise_no_attribute(vm, args[0], vm_name(vm, VM_NAME_NOTES));
}

static VmValue set_notes(Vm *vm, const VmValue *args)
{
    vm_set_steal(vm, &vm_to_exception(args[0])->notes, vm_ref(args[1]));
    return VM_NONE;
}

static VmValue with_traceback(Vm *vm, const VmValue *args)
{
    return set_traceback(vm, args) == VM_ERROR ? VM_ERROR : vm_ref(args[0]);
}

static VmValue add_note(Vm *vm, const VmValue *args)
{
    VmException *e = vm_to_exception(args[0]);
    if (!vm_is_str(args[1])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "note must be a str, not '%s'", vm_type_name(vm, args[1]));
    }
    if (e->notes == VM_EMPTY) {
        e->notes = vm_list_new_empty(vm, 0);
        if (e->notes == VM_ERROR) {
            return VM_ERROR;
        }
    }
    if (!vm_is_list(e->notes)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "Cannot add note: __notes__ is not a list");
    }
    return vm_list_append(vm, e->notes, args[1]) ? VM_NONE : VM_ERROR;
}

static const VmNativeDef base_methods[] = {
    {"args", get_args, "", VM_NATIVE_PROPERTY | VM_NATIVE_SETTER},
    {"args", set_args, "value", 0},
    {"__cause__", get_cause, "", VM_NATIVE_PROPERTY | VM_NATIVE_SETTER},
    {"__cause__", set_cause, "value", 0},
    {"__context__", get_context, "", VM_NATIVE_PROPERTY | VM_NATIVE_SETTER},
    {"__context__", set_context, "value", 0},
    {"__traceback__", get_traceback, "", VM_NATIVE_PROPERTY | VM_NATIVE_SETTER},
    {"__traceback__", set_traceback, "value", 0},
    {"__suppress_context__", get_suppress, "", VM_NATIVE_PROPERTY | VM_NATIVE_SETTER},
    {"__suppress_context__", set_suppress, "value", 0},
    {"__notes__", get_notes, "", VM_NATIVE_PROPERTY | VM_NATIVE_SETTER},
    {"__notes__", set_notes, "value", 0},
    {"with_traceback", with_traceback, "tb, /", 0},
    {"add_note", add_note, "note, /", 0},
    {NULL, NULL, NULL, 0},
};

static void base_fill(VmType *type)
{
    type->release = exception_release;
    type->traverse = exception_traverse;
    type->make = vm_exception_make;
    type->init = vm_exception_init;
    type->repr = exception_repr;
    type->str = vm_exception_str;
}

/* ---- the hierarchy ---------------------------------------------------------------------------------------------- */

typedef struct ExceptionRow {
    const char *name;
    VmExceptionId base;
} ExceptionRow;

static const ExceptionRow rows[VM_EXC_COUNT] = {
#define EXCEPTION_ROW(symbol, name, base) [VM_EXC_##symbol] = {name, VM_EXC_##base},
    VM_EXCEPTION_TABLE(EXCEPTION_ROW)
#undef EXCEPTION_ROW
};

static VmTypeSpec spec_of(VmExceptionId id)
{
    VmTypeSpec spec = {
        .name = rows[id].name,
        .module = id == VM_EXC_CANCELLED_ERROR ? "asyncio.exceptions" : "builtins",
        .kind = VM_KIND_EXCEPTION,
        .instance_size = offsetof(VmException, dict),
        .has_dict = true,
        .flags = VM_TYPE_FOREVER,
        .methods = id == VM_EXC_BASE_EXCEPTION ? base_methods : vm_exception_methods(id),
    };
    return spec;
}

bool vm_exception_start(Vm *vm)
{
    vm->exceptions = ls_alloc_zeroed(vm->alloc, VM_EXC_COUNT * sizeof(VmType *));
    if (vm->exceptions == NULL) {
        return false;
    }
    for (unsigned id = 0; id < VM_EXC_COUNT; id++) {
        VmTypeSpec spec = spec_of((VmExceptionId)id);
        spec.fill = id == VM_EXC_BASE_EXCEPTION ? base_fill : NULL;
        VmType *base = id == VM_EXC_BASE_EXCEPTION ? vm->types[VM_TYPE_OBJECT] : vm->exceptions[rows[id].base];
        vm->exceptions[id] = vm_type_shell(vm, &spec, base, vm->types[VM_TYPE_TYPE]);
        if (vm->exceptions[id] == NULL) {
            return false;
        }
        vm_exception_fill((VmExceptionId)id, vm->exceptions[id]);
    }
    return true;
}

/* ExceptionGroup is an Exception as well as a BaseExceptionGroup. */
static bool give_group_both_bases(Vm *vm)
{
    VmType *group = vm->exceptions[VM_EXC_EXCEPTION_GROUP];
    VmValue bases = vm_tuple_pack2(vm, vm_from_type(vm->exceptions[VM_EXC_BASE_EXCEPTION_GROUP]),
                                   vm_from_type(vm->exceptions[VM_EXC_EXCEPTION]));
    VmValue mro = bases == VM_ERROR ? VM_ERROR : vm_type_linearise(vm, group, bases);
    if (mro == VM_ERROR || !vm_type_register(vm, vm->exceptions[VM_EXC_EXCEPTION], group)) {
        vm_unref(vm, bases);
        vm_unref(vm, mro);
        return false;
    }
    vm_set_steal(vm, &group->bases, bases);
    vm_set_steal(vm, &group->mro, mro);
    return true;
}

bool vm_exception_finish(Vm *vm)
{
    for (unsigned id = 0; id < VM_EXC_COUNT; id++) {
        VmTypeSpec spec = spec_of((VmExceptionId)id);
        if (!vm_type_finish(vm, vm->exceptions[id], &spec)) {
            return false;
        }
    }
    if (!give_group_both_bases(vm)) {
        return false;
    }
    vm->memory_error = vm_exception_new(vm, vm->exceptions[VM_EXC_MEMORY_ERROR], NULL, 0);
    return vm->memory_error != VM_ERROR;
}

void vm_exception_end(Vm *vm)
{
    ls_alloc_free(vm->alloc, vm->exceptions, VM_EXC_COUNT * sizeof(VmType *));
    vm->exceptions = NULL;
}

/* ---- for C code ------------------------------------------------------------------------------------------------- */

VmType *vm_exception_type(Vm *vm, VmExceptionId id)
{
    return vm->exceptions[id];
}

VmValue vm_exception_new(Vm *vm, VmType *type, const VmValue *args, size_t nargs)
{
    return vm_type_call(vm, type, args, nargs, VM_EMPTY);
}

VmType *vm_exception_class_new(Vm *vm, const char *module, const char *name, VmType *base)
{
    VmValue text = vm_intern_c(vm, name); /* lives as long as the Vm: the type's name points into it */
    if (text == VM_ERROR) {
        return NULL;
    }
    VmTypeSpec spec = {.name = vm_str_data(text), .module = module, .kind = VM_KIND_EXCEPTION};
    VmType *type = vm_type_new(vm, &spec, base);
    vm_unref(vm, text);
    return type;
}

bool vm_is_exception_class(Vm *vm, VmValue v)
{
    return vm_is_type(v) && vm_type_is_subtype(vm_to_type(v), vm->exceptions[VM_EXC_BASE_EXCEPTION]);
}

static bool check_classes(Vm *vm, VmValue classes, bool top)
{
    if (vm_is_exception_class(vm, classes)) {
        return true;
    }
    if (vm_is_tuple(classes) && top) {
        for (size_t i = 0; i < vm_to_tuple(classes)->count; i++) {
            if (!check_classes(vm, vm_to_tuple(classes)->items[i], false)) {
                return false;
            }
        }
        return true;
    }
    vm_raise(vm, VM_EXC_TYPE_ERROR, "catching classes that do not inherit from BaseException is not allowed");
    return false;
}

int vm_exception_match(Vm *vm, VmValue exception, VmValue classes)
{
    if (vm_is_type(classes) && vm_type_is_subtype(vm_type_of(vm, exception), vm_to_type(classes))) {
        return 1;
    }
    if (!check_classes(vm, classes, true)) {
        return -1;
    }
    for (size_t i = 0; vm_is_tuple(classes) && i < vm_to_tuple(classes)->count; i++) {
        if (vm_is_instance(vm, exception, vm_to_type(vm_to_tuple(classes)->items[i]))) {
            return 1;
        }
    }
    return 0;
}

VmValue vm_stop_iteration_value(Vm *vm, VmValue exception)
{
    (void)vm;
    return value_or_none(vm_to_exception(exception)->payload);
}
