/* vm_call.c: calling script code from C, and making frames. */
#include "vm/vm_call.h"

#include "vm/vm_attr.h"
#include "vm/vm_bind.h"
#include "vm/vm_class.h"
#include "vm/vm_cost.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_interp.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_tuple.h"

bool vm_call_too_deep(Vm *vm)
{
    vm_raise(vm, VM_EXC_RECURSION_ERROR, "maximum recursion depth exceeded");
    return false;
}

static void drop_registers(Vm *vm, VmValue *regs, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        vm_clear_register(vm, regs, i);
    }
}

static void blank_registers(VmValue *regs, uint32_t count)
{
    memset(regs, 0, count * sizeof *regs);
}

VmFrame *vm_call_prepare(Vm *vm, VmFunction *function, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames,
                         VmValue *made)
{
    const uint32_t suspends = LANG_CODE_COROUTINE | LANG_CODE_GENERATOR | LANG_CODE_ASYNC_GENERATOR;
    const LangCode *lang = function->code->lang;
    *made = VM_ERROR;
    if ((lang->flags & suspends) != 0) {
        VmCoro *coro = vm_coro_new(vm, function);
        if (coro == NULL) {
            return NULL;
        }
        if (self == VM_EMPTY && kwnames == VM_EMPTY && vm_bind_is_direct(lang, nargs)) {
            for (size_t i = 0; i < nargs; i++) {
                vm_frame_regs(&coro->frame)[i] = vm_ref(args[i]);
            }
        } else if (!vm_bind(vm, function, vm_frame_regs(&coro->frame), self, args, nargs, kwnames)) {
            coro->head.extra |= VM_CORO_QUIET;
            vm_unref(vm, vm_from_object(coro));
            return NULL;
        }
        *made = vm_from_object(coro);
        return NULL;
    }
    VmThread *thread = vm->thread;
    if (thread->depth >= (int32_t)vm->limits.max_recursion) {
        vm_call_too_deep(vm);
        return NULL;
    }
    VmFrame *frame = vm_thread_push(vm, thread, lang->register_count);
    if (frame == NULL) {
        return NULL;
    }
    *frame = (VmFrame){.function = function, .pc = lang->instrs};
    blank_registers(vm_frame_regs(frame), lang->register_count);
    if (!vm_bind(vm, function, vm_frame_regs(frame), self, args, nargs, kwnames)) {
        drop_registers(vm, vm_frame_regs(frame), lang->register_count);
        vm_thread_pop(vm, thread, frame);
        return NULL;
    }
    function->head.refs++;
    thread->depth++;
    return frame;
}

VmValue vm_call_function(Vm *vm, VmFunction *function, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue made;
    if (!vm_spend(vm, 4)) { /* as the instruction does that calls */
        return VM_ERROR;
    }
    VmFrame *frame = vm_call_prepare(vm, function, self, args, nargs, kwnames, &made);
    if (frame == NULL) {
        return made;
    }
    vm_cost_add(vm, VM_COST_ENTER, 1);
    frame->flags = VM_FRAME_ENTRY;
    if (vm->recorder->detail) {
        vm_trace_push(vm, frame);
    }
    VmValue result;
    return vm_interpret(vm, frame, VM_ENTER_START, VM_EMPTY, &result) == VM_FLOW_RETURN ? result : VM_ERROR;
}

VmValue vm_call(Vm *vm, VmValue callable, const VmValue *args, size_t nargs, VmValue kwnames)
{
    if (vm_is_object(callable)) {
        VmObject *object = vm_to_object(callable);
        switch (object->kind) {
        case VM_KIND_FUNCTION: return vm_call_function(vm, (VmFunction *)object, VM_EMPTY, args, nargs, kwnames);
        case VM_KIND_NATIVE: return vm_native_call(vm, (VmNative *)object, args, nargs, kwnames);
        case VM_KIND_METHOD: {
            VmMethod *method = (VmMethod *)object;
            if (vm_is_function(method->function)) {
                return vm_call_function(vm, vm_to_function(method->function), method->self, args, nargs, kwnames);
            }
            break;
        }
        default: break;
        }
    }
    VmType *type = vm_type_of(vm, callable);
    if (type->call == NULL) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "'%s' object is not callable", vm_type_name(vm, callable));
    }
    return type->call(vm, callable, args, nargs, kwnames);
}

VmValue vm_call0(Vm *vm, VmValue callable)
{
    return vm_call(vm, callable, NULL, 0, VM_EMPTY);
}

VmValue vm_call1(Vm *vm, VmValue callable, VmValue a)
{
    return vm_call(vm, callable, &a, 1, VM_EMPTY);
}

VmValue vm_call2(Vm *vm, VmValue callable, VmValue a, VmValue b)
{
    const VmValue args[] = {a, b};
    return vm_call(vm, callable, args, 2, VM_EMPTY);
}

enum { FEW = 6 };

VmValue vm_call_method(Vm *vm, VmValue object, VmValue name, const VmValue *args, size_t nargs)
{
    VmValue function;
    VmLoad load = vm_load_method(vm, object, name, &function);
    if (load == VM_LOAD_ERROR) {
        return VM_ERROR;
    }
    VmValue result;
    if (load == VM_LOAD_VALUE) {
        result = vm_call(vm, function, args, nargs, VM_EMPTY);
    } else if (vm_is_function(function)) {
        result = vm_call_function(vm, vm_to_function(function), object, args, nargs, VM_EMPTY);
    } else {
        VmValue few[FEW];
        VmValue *all = nargs < FEW ? few : vm_heap_resize(vm, NULL, 0, (nargs + 1) * sizeof *all);
        result = VM_ERROR;
        if (all != NULL) {
            all[0] = object;
            for (size_t i = 0; i < nargs; i++) {
                all[i + 1] = args[i];
            }
            result = vm_call(vm, function, all, nargs + 1, VM_EMPTY);
        }
        if (all != few) {
            vm_heap_free(vm, all, (nargs + 1) * sizeof *all);
        }
    }
    vm_unref(vm, function);
    return result;
}
