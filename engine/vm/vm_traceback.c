/* vm_traceback.c: where an exception came through. */
#include "vm/vm_traceback.h"

#include "vm/vm_heap.h"

VmValue vm_traceback_new(Vm *vm, VmCode *code, uint32_t pc, VmValue next)
{
    VmTraceback *traceback = (VmTraceback *)vm_heap_object(vm, vm->types[VM_TYPE_TRACEBACK], sizeof *traceback);
    if (traceback == NULL) {
        return VM_ERROR;
    }
    traceback->next = vm_ref(next);
    traceback->code = code;
    code->head.refs++;
    traceback->pc = pc;
    return vm_from_object(traceback);
}

VmTracebackPlace vm_traceback_place(VmValue v)
{
    const VmTraceback *traceback = (const VmTraceback *)vm_to_object(v);
    const LangCode *lang = traceback->code->lang;
    return (VmTracebackPlace){lang->unit->source.filename, lang->name.data, lang_code_place(lang, traceback->pc),
                              &lang->unit->source};
}

static void traceback_release(Vm *vm, VmObject *self)
{
    VmTraceback *traceback = (VmTraceback *)self;
    vm_set_steal(vm, &traceback->next, VM_EMPTY);
    if (traceback->code != NULL) {
        vm_unref(vm, vm_from_object(traceback->code));
    }
}

static VmValue traceback_line(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_int(vm_traceback_place(args[0]).place.line);
}

static VmValue traceback_next(Vm *vm, const VmValue *args)
{
    (void)vm;
    VmValue next = ((const VmTraceback *)vm_to_object(args[0]))->next;
    return next == VM_EMPTY ? VM_NONE : vm_ref(next);
}

static const VmNativeDef traceback_methods[] = {
    {"tb_lineno", traceback_line, "", VM_NATIVE_PROPERTY},
    {"tb_next", traceback_next, "", VM_NATIVE_PROPERTY},
    {0},
};

static void traceback_fill(VmType *type)
{
    type->release = traceback_release;
}

const VmTypeSpec vm_type_traceback = {
    .name = "traceback",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_TRACEBACK,
    .instance_size = sizeof(VmTraceback),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = traceback_methods,
    .fill = traceback_fill,
};
