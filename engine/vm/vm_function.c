/* vm_function.c: functions written in a script. */
#include "vm/vm_function.h"

#include "vm/vm_call.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_interp.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

#include <stddef.h>

VmValue vm_function_new(Vm *vm, VmValue code_value)
{
    VmCode *code = (VmCode *)vm_to_object(code_value);
    const LangCode *lang = code->lang;
    size_t size = sizeof(VmFunction) + lang->free_count * sizeof(VmValue);
    VmFunction *function = (VmFunction *)vm_heap_object(vm, vm->types[VM_TYPE_FUNCTION], size);
    if (function == NULL) {
        return VM_ERROR;
    }
    function->code = code;
    code->head.refs++;
    function->qualname = vm_ref(code->qualname);
    function->module = vm_ref(code->script->name);
    function->doc = (lang->flags & LANG_CODE_DOC) != 0 ? vm_ref(code->ks[0]) : VM_NONE;
    function->name = vm_intern(vm, lang->name.data, lang->name.size);
    if (function->name == VM_ERROR) {
        vm_unref(vm, vm_from_object(function));
        return VM_ERROR;
    }
    return vm_from_object(function);
}

bool vm_function_is_coroutine(VmValue v)
{
    if (vm_has_kind(v, VM_KIND_METHOD)) {
        v = ((VmMethod *)vm_to_object(v))->function;
    }
    if (vm_is_function(v)) {
        return (vm_to_function(v)->code->lang->flags & LANG_CODE_COROUTINE) != 0;
    }
    return vm_has_kind(v, VM_KIND_NATIVE) && (((VmNative *)vm_to_object(v))->def->flags & VM_NATIVE_COROUTINE) != 0;
}

/* ---- slots ---- */

static void function_release(Vm *vm, VmObject *self)
{
    VmFunction *function = (VmFunction *)self;
    if (function->code == NULL) {
        return;
    }
    uint32_t free_count = function->code->lang->free_count;
    for (uint32_t i = 0; i < free_count; i++) {
        vm_set_steal(vm, &function->cells[i], VM_EMPTY);
    }
    VmValue *const owned[] = {&function->name,     &function->qualname,    &function->module,     &function->doc,
                              &function->defaults, &function->kw_defaults, &function->annotations};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) {
        vm_set_steal(vm, owned[i], VM_EMPTY);
    }
    VmCode *code = function->code;
    function->code = NULL;
    vm_unref(vm, vm_from_object(code));
}

static void function_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    VmFunction *function = (VmFunction *)self;
    if (function->code == NULL) {
        return;
    }
    for (uint32_t i = 0; i < function->code->lang->free_count; i++) {
        visit(vm, function->cells[i], context);
    }
    visit(vm, function->defaults, context);
    visit(vm, function->kw_defaults, context);
    visit(vm, function->annotations, context);
}

static VmValue function_repr(Vm *vm, VmValue self)
{
    return vm_str_printf(vm, "<function %s at 0x%llx>", vm_str_data(vm_to_function(self)->qualname),
                         (unsigned long long)vm_heap_identity(vm, self));
}

static VmValue function_get(Vm *vm, VmValue self, VmValue instance, VmType *owner)
{
    (void)owner;
    return instance == VM_EMPTY ? vm_ref(self) : vm_method_new(vm, self, instance);
}

static VmValue function_call(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    return vm_call_function(vm, vm_to_function(self), VM_EMPTY, args, nargs, kwnames);
}

/* ---- attributes ---- */

static VmValue get_code(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(vm_from_object(vm_to_function(args[0])->code));
}

static VmValue or_none(VmValue v)
{
    return v == VM_EMPTY ? VM_NONE : vm_ref(v);
}

static VmValue get_defaults(Vm *vm, const VmValue *args)
{
    (void)vm;
    return or_none(vm_to_function(args[0])->defaults);
}

static VmValue get_kw_defaults(Vm *vm, const VmValue *args)
{
    (void)vm;
    return or_none(vm_to_function(args[0])->kw_defaults);
}

static VmValue set_kind(Vm *vm, VmValue *place, VmValue value, bool good, const char *message)
{
    if (!good) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "%s", message);
    }
    vm_set_steal(vm, place, value == VM_EMPTY || value == VM_NONE ? VM_EMPTY : vm_ref(value));
    return VM_NONE;
}

static VmValue set_defaults(Vm *vm, const VmValue *args)
{
    VmValue value = args[1];
    bool good = value == VM_EMPTY || value == VM_NONE || vm_is_tuple(value);
    return set_kind(vm, &vm_to_function(args[0])->defaults, value, good, "__defaults__ must be set to a tuple object");
}

static VmValue set_kw_defaults(Vm *vm, const VmValue *args)
{
    VmValue value = args[1];
    bool good = value == VM_EMPTY || value == VM_NONE || vm_is_dict(value);
    return set_kind(vm, &vm_to_function(args[0])->kw_defaults, value, good,
                    "__kwdefaults__ must be set to a dict object");
}

static VmValue get_annotations(Vm *vm, const VmValue *args)
{
    VmFunction *function = vm_to_function(args[0]);
    if (function->annotations == VM_EMPTY) {
        function->annotations = vm_dict_new(vm);
    }
    return vm_ref(function->annotations);
}

static VmValue set_annotations(Vm *vm, const VmValue *args)
{
    VmValue value = args[1];
    bool good = value == VM_EMPTY || value == VM_NONE || vm_is_dict(value);
    return set_kind(vm, &vm_to_function(args[0])->annotations, value, good,
                    "__annotations__ must be set to a dict object");
}

static VmValue get_name(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(vm_to_function(args[0])->name);
}

static VmValue get_qualname(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(vm_to_function(args[0])->qualname);
}

static VmValue set_str(Vm *vm, VmValue *place, VmValue value, const char *message)
{
    if (!vm_is_str(value)) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "%s", message);
    }
    vm_set_steal(vm, place, vm_ref(value));
    return VM_NONE;
}

static VmValue set_name(Vm *vm, const VmValue *args)
{
    return set_str(vm, &vm_to_function(args[0])->name, args[1], "__name__ must be set to a string object");
}

static VmValue set_qualname(Vm *vm, const VmValue *args)
{
    return set_str(vm, &vm_to_function(args[0])->qualname, args[1], "__qualname__ must be set to a string object");
}

static VmValue get_doc(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(vm_to_function(args[0])->doc);
}

static VmValue set_doc(Vm *vm, const VmValue *args)
{
    vm_set_steal(vm, &vm_to_function(args[0])->doc, args[1] == VM_EMPTY ? VM_NONE : vm_ref(args[1]));
    return VM_NONE;
}

static VmValue get_module(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(vm_to_function(args[0])->module);
}

static VmValue set_module(Vm *vm, const VmValue *args)
{
    vm_set_steal(vm, &vm_to_function(args[0])->module, args[1] == VM_EMPTY ? VM_NONE : vm_ref(args[1]));
    return VM_NONE;
}

static VmValue get_globals(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(vm_to_function(args[0])->code->script->globals);
}

static VmValue get_closure(Vm *vm, const VmValue *args)
{
    const VmFunction *function = vm_to_function(args[0]);
    uint32_t count = function->code->lang->free_count;
    return count == 0 ? VM_NONE : vm_tuple_new(vm, function->cells, count);
}

enum { READ = VM_NATIVE_PROPERTY, WRITE = VM_NATIVE_PROPERTY | VM_NATIVE_SETTER };

static const VmNativeDef function_methods[] = {
    {"__code__", get_code, "", READ},
    {"__defaults__", get_defaults, "", WRITE},
    {"__defaults__", set_defaults, "value", 0},
    {"__kwdefaults__", get_kw_defaults, "", WRITE},
    {"__kwdefaults__", set_kw_defaults, "value", 0},
    {"__annotations__", get_annotations, "", WRITE},
    {"__annotations__", set_annotations, "value", 0},
    {"__name__", get_name, "", WRITE},
    {"__name__", set_name, "value", 0},
    {"__qualname__", get_qualname, "", WRITE},
    {"__qualname__", set_qualname, "value", 0},
    {"__doc__", get_doc, "", WRITE},
    {"__doc__", set_doc, "value", 0},
    {"__module__", get_module, "", WRITE},
    {"__module__", set_module, "value", 0},
    {"__globals__", get_globals, "", READ},
    {"__closure__", get_closure, "", READ},
    {0},
};

static void function_fill(VmType *type)
{
    type->release = function_release;
    type->traverse = function_traverse;
    type->repr = function_repr;
    type->get_descriptor = function_get;
    type->call = function_call;
}

const VmTypeSpec vm_type_function = {
    .name = "function",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_FUNCTION,
    .instance_size = offsetof(VmFunction, dict),
    .has_dict = true,
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = function_methods,
    .fill = function_fill,
};
