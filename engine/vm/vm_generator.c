/* vm_generator.c: the types of generators and coroutines. */
#include "vm/vm_builtins.h"
#include "vm/vm_coro_methods.h"
#include "vm/vm_error.h"
#include "vm/vm_heap_fast.h"
#include "vm/vm_interp.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_wait.h"

#include <assert.h>
#include <inttypes.h>

/* ---- methods ---- */

VmValue vm_coro_outcome(Vm *vm, VmFlow flow, VmValue out)
{
    if (flow == VM_FLOW_YIELD) {
        return out;
    }
    if (flow == VM_FLOW_RETURN) {
        vm_raise_stop_iteration(vm, out);
        vm_unref(vm, out);
    }
    return VM_ERROR;
}

static VmValue coro_send(Vm *vm, const VmValue *args)
{
    VmValue out;
    VmFlow flow = vm_coro_resume(vm, args[0], args[1], &out);
    return vm_coro_outcome(vm, flow, out);
}

VmValue vm_coro_make_pending(Vm *vm, const VmValue *args)
{
    VmValue value = args[1];
    if (value != VM_EMPTY && value != VM_NONE && vm_is_exception(value)) {
        return vm_raise_value(vm, value);
    }
    if (value != VM_EMPTY && value != VM_NONE && vm_is_exception_class(vm, args[0])) {
        return vm_raise_with(vm, (VmType *)vm_to_object(args[0]), value);
    }
    if (!vm_is_exception(args[0]) && !vm_is_exception_class(vm, args[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR,
                        "exceptions must be classes or instances deriving from BaseException, not %s",
                        vm_type_name(vm, args[0]));
    }
    return vm_raise_value(vm, args[0]);
}

static VmValue coro_throw(Vm *vm, const VmValue *args)
{
    vm_coro_make_pending(vm, args + 1);
    if (vm_to_object(args[0])->kind == VM_KIND_GENERATOR && vm_coro_state(vm_to_coro(args[0])) == VM_CORO_CLOSED) {
        return VM_ERROR;
    }
    VmValue out;
    VmFlow flow = vm_coro_resume(vm, args[0], VM_ERROR, &out);
    return vm_coro_outcome(vm, flow, out);
}

static VmValue coro_close(Vm *vm, const VmValue *args)
{
    return vm_coro_close(vm, args[0]) ? VM_NONE : VM_ERROR;
}

static VmValue coro_running(Vm *vm, const VmValue *args)
{
    (void)vm;
    VmObject *object = vm_to_object(args[0]);
    bool running = (object->extra & VM_CORO_STATE) == VM_CORO_RUNNING;
    if (running && object->kind != VM_KIND_NATIVE_CORO) {
        running = vm_coro_state(vm_coro_root(vm_to_coro(args[0]))) == VM_CORO_RUNNING;
    }
    return vm_from_bool(running);
}

static VmValue coro_suspended(Vm *vm, const VmValue *args)
{
    VmCoroState state = (VmCoroState)(vm_to_object(args[0])->extra & VM_CORO_STATE);
    bool running = coro_running(vm, args) == VM_TRUE;
    return vm_from_bool(!running && (state == VM_CORO_SUSPENDED || state == VM_CORO_RUNNING));
}

/* cr_frame and gi_frame: something while it is alive, None afterwards. */
static VmValue coro_frame(Vm *vm, const VmValue *args)
{
    (void)vm;
    bool closed = (vm_to_object(args[0])->extra & VM_CORO_STATE) == VM_CORO_CLOSED;
    return closed ? VM_NONE : vm_ref(args[0]);
}

static VmValue coro_line(Vm *vm, const VmValue *args)
{
    if (!vm_has_kind(args[0], VM_KIND_NATIVE_CORO) && vm_coro_state(vm_to_coro(args[0])) == VM_CORO_CREATED) {
        return vm_from_int(vm_to_coro(args[0])->frame.function->code->lang->first_line);
    }
    return vm_from_int(vm_coro_line(vm, args[0]));
}

static VmValue coro_awaits(Vm *vm, const VmValue *args)
{
    if (vm_has_kind(args[0], VM_KIND_NATIVE_CORO)) {
        VmValue delegate = ((VmNativeCoro *)vm_to_object(args[0]))->delegate;
        return delegate == VM_EMPTY ? VM_NONE : vm_ref(delegate);
    }
    VmFrame *frame = &vm_to_coro(args[0])->frame;
    VmCoroState state = vm_coro_state(vm_to_coro(args[0]));
    bool waits = state == VM_CORO_SUSPENDED || state == VM_CORO_RUNNING;
    if (!waits || (frame->pc->op != LANG_OP_AWAIT && frame->pc->op != LANG_OP_YIELD_FROM)) {
        return VM_NONE;
    }
    if ((frame->flags & VM_FRAME_WAITS) != 0 && !vm_wait_unfold(vm, frame, NULL)) {
        return vm_error_pending(vm) ? VM_ERROR : VM_NONE;
    }
    VmValue awaited = vm_frame_regs(frame)[frame->pc->b];
    if (awaited == VM_NONE && vm->sleep_hooks != NULL) {
        return vm->sleep_hooks->shown(vm);
    }
    return awaited == VM_EMPTY ? VM_NONE : vm_ref(awaited);
}

static VmValue coro_qualname(Vm *vm, const VmValue *args)
{
    return vm_ref(vm_coro_qualname_borrow(vm, args[0]));
}

static VmValue coro_name(Vm *vm, const VmValue *args)
{
    if (!vm_has_kind(args[0], VM_KIND_NATIVE_CORO)) {
        return vm_ref(vm_to_coro(args[0])->frame.function->name);
    }
    const char *name = ((VmNativeCoro *)vm_to_object(args[0]))->def->qualname;
    const char *dot = strrchr(name, '.');
    return vm_intern_c(vm, dot == NULL ? name : dot + 1);
}

static VmValue coro_code(Vm *vm, const VmValue *args)
{
    (void)vm;
    if (vm_has_kind(args[0], VM_KIND_NATIVE_CORO)) {
        return VM_NONE;
    }
    return vm_ref(vm_from_object(vm_to_coro(args[0])->frame.function->code));
}

/* coroutine.__await__() and async iteration by hand: an iterator over the same coroutine. */
static VmValue coro_await(Vm *vm, const VmValue *args);

const VmNativeDef vm_coroutine_methods[] = {
    {"send", coro_send, "arg, /", 0},
    {"throw", coro_throw, "type, value=, traceback=, /", 0},
    {"close", coro_close, "", 0},
    {"__await__", coro_await, "", 0},
    {"cr_running", coro_running, "", VM_NATIVE_PROPERTY},
    {"cr_suspended", coro_suspended, "", VM_NATIVE_PROPERTY},
    {"cr_frame", coro_frame, "", VM_NATIVE_PROPERTY},
    {"cr_await", coro_awaits, "", VM_NATIVE_PROPERTY},
    {"cr_code", coro_code, "", VM_NATIVE_PROPERTY},
    {"f_code", coro_code, "", VM_NATIVE_PROPERTY},
    {"f_lineno", coro_line, "", VM_NATIVE_PROPERTY},
    {"__name__", coro_name, "", VM_NATIVE_PROPERTY},
    {"__qualname__", coro_qualname, "", VM_NATIVE_PROPERTY},
    {0},
};

static const VmNativeDef generator_methods[] = {
    {"send", coro_send, "arg, /", 0},
    {"throw", coro_throw, "type, value=, traceback=, /", 0},
    {"close", coro_close, "", 0},
    {"gi_running", coro_running, "", VM_NATIVE_PROPERTY},
    {"gi_suspended", coro_suspended, "", VM_NATIVE_PROPERTY},
    {"gi_frame", coro_frame, "", VM_NATIVE_PROPERTY},
    {"gi_yieldfrom", coro_awaits, "", VM_NATIVE_PROPERTY},
    {"gi_code", coro_code, "", VM_NATIVE_PROPERTY},
    {"f_code", coro_code, "", VM_NATIVE_PROPERTY},
    {"f_lineno", coro_line, "", VM_NATIVE_PROPERTY},
    {"__name__", coro_name, "", VM_NATIVE_PROPERTY},
    {"__qualname__", coro_qualname, "", VM_NATIVE_PROPERTY},
    {0},
};

/* ---- slots ---- */

VmValue vm_coro_repr(Vm *vm, VmValue self)
{
    const char *what = vm_has_kind(self, VM_KIND_GENERATOR)         ? "generator"
                       : vm_has_kind(self, VM_KIND_ASYNC_GENERATOR) ? "async_generator"
                                                                    : "coroutine";
    return vm_str_printf(vm, "<%s object %s at 0x%llx>", what, vm_str_data(vm_coro_qualname_borrow(vm, self)),
                         (unsigned long long)vm_heap_identity(vm, self));
}

void vm_coro_release(Vm *vm, VmObject *self)
{
    VmCoro *coro = (VmCoro *)self;
    VmFunction *function = coro->frame.function;
    if (function == NULL || function->code == NULL) {
        return;
    }
    uint32_t count = function->code->lang->register_count;
    for (uint32_t i = 0; i < count; i++) {
#ifdef LS_HOSTILE
        assert(vm_coro_state(coro) != VM_CORO_CLOSED || !vm_is_object(vm_frame_regs(&coro->frame)[i]));
#endif
        vm_clear_register(vm, vm_frame_regs(&coro->frame), i);
    }
    coro->frame.function = NULL;
    vm_unref(vm, vm_from_object(function));
}

/* One that has ended has dropped its registers. */
static bool coro_expire(Vm *vm, VmObject *self)
{
    VmCoro *coro = (VmCoro *)self;
    if (!vm_heap_can_put(self) || vm_coro_state(coro) != VM_CORO_CLOSED || coro->frame.function == NULL ||
        coro->frame.function->head.refs == 1) {
        return false;
    }
    coro->frame.function->head.refs--;
    vm_heap_put(vm, self);
    return true;
}

void vm_coro_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    VmCoro *coro = (VmCoro *)self;
    VmFunction *function = coro->frame.function;
    if (function == NULL || function->code == NULL) {
        return;
    }
    visit(vm, vm_from_object(function), context);
    VmValue *regs = vm_frame_regs(&coro->frame);
    for (uint32_t i = 0; i < function->code->lang->register_count; i++) {
        if (vm_is_object(regs[i])) {
            visit(vm, regs[i], context);
        }
    }
}

void vm_coro_warn_never_awaited(Vm *vm, VmValue coro)
{
    LsBuf text;
    ls_buf_init(&text, vm->alloc);
    const VmFunction *function = vm_current_function(vm);
    const char *file = function != NULL ? function->code->lang->unit->source.filename : "sys";
    uint32_t line = function != NULL ? vm_current_line(vm) : 1;
    ls_buf_printf(&text, "%s:%" PRIu32 ": RuntimeWarning: coroutine '%s' was never awaited\n", file, line,
                  vm_str_data(vm_coro_qualname_borrow(vm, coro)));
    size_t size;
    const char *source = function == NULL ? "" : lang_source_line(&function->code->lang->unit->source, line, &size);
    if (function != NULL) {
        while (size > 0 && (*source == ' ' || *source == '\t')) {
            source++;
            size--;
        }
        if (size > 0) {
            ls_buf_puts(&text, "  ");
            ls_buf_put(&text, source, size);
            ls_buf_putc(&text, '\n');
        }
    }
    ls_buf_puts(&text, "RuntimeWarning: Enable tracemalloc to get the object allocation traceback\n");
    if (!text.failed) {
        vm_write(vm, TRACE_STREAM_STDERR, ls_buf_text(&text), text.size);
    }
    ls_buf_free(&text);
}

void vm_coro_finalize(Vm *vm, VmObject *self)
{
    VmCoroState state = (VmCoroState)(self->extra & VM_CORO_STATE);
    if (state == VM_CORO_CLOSED || vm->stop != LS_OK) {
        return;
    }
    VmValue exception = vm_error_take(vm);
    VmValue coro = vm_from_object(self);
    bool awaitable = self->kind == VM_KIND_COROUTINE || self->kind == VM_KIND_NATIVE_CORO;
    if (state == VM_CORO_CREATED) {
        if (awaitable && (self->extra & VM_CORO_QUIET) == 0) {
            self->extra |= VM_CORO_QUIET;
            vm_coro_warn_never_awaited(vm, coro);
            vm_error_clear(vm);
        }
    } else if (!vm_coro_close(vm, coro)) {
        vm_error_unraisable(vm, "ignored in", coro);
    }
    vm_error_restore_steal(vm, exception);
}

static VmValue generator_iter(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_ref(self);
}

static VmValue generator_next(Vm *vm, VmValue self)
{
    VmValue out;
    VmFlow flow = vm_coro_resume(vm, self, VM_NONE, &out);
    if (flow == VM_FLOW_RETURN && out == VM_NONE) {
        return VM_ERROR; /* exhausted */
    }
    return vm_coro_outcome(vm, flow, out);
}

static void coroutine_fill(VmType *type)
{
    type->release = vm_coro_release;
    type->traverse = vm_coro_traverse;
    type->finalize = vm_coro_finalize;
    type->repr = vm_coro_repr;
    type->expire = coro_expire;
}

static void generator_fill(VmType *type)
{
    coroutine_fill(type);
    type->iter = generator_iter;
    type->next = generator_next;
}

const VmTypeSpec vm_type_generator = {
    .name = "generator",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_GENERATOR,
    .instance_size = sizeof(VmCoro),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = generator_methods,
    .fill = generator_fill,
};

const VmTypeSpec vm_type_coroutine = {
    .name = "coroutine",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_COROUTINE,
    .instance_size = sizeof(VmCoro),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = vm_coroutine_methods,
    .fill = coroutine_fill,
};

/* ---- coroutine_wrapper: what coroutine.__await__() gives ---- */

typedef struct Wrapper {
    VmObject head;
    VmValue coro;
} Wrapper;

static VmValue wrapped(VmValue self)
{
    return ((Wrapper *)vm_to_object(self))->coro;
}

static VmValue coro_await(Vm *vm, const VmValue *args)
{
    Wrapper *wrapper = (Wrapper *)vm_heap_object(vm, vm->types[VM_TYPE_COROUTINE_WRAPPER], sizeof *wrapper);
    if (wrapper == NULL) {
        return VM_ERROR;
    }
    wrapper->coro = vm_ref(args[0]);
    return vm_from_object(wrapper);
}

static void wrapper_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((Wrapper *)self)->coro, VM_EMPTY);
}

static void wrapper_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((Wrapper *)self)->coro, context);
}

static VmValue wrapper_next(Vm *vm, VmValue self)
{
    VmValue out;
    VmFlow flow = vm_coro_resume(vm, wrapped(self), VM_NONE, &out);
    return vm_coro_outcome(vm, flow, out);
}

static VmValue wrapper_send(Vm *vm, const VmValue *args)
{
    const VmValue inner[] = {wrapped(args[0]), args[1]};
    return coro_send(vm, inner);
}

static VmValue wrapper_throw(Vm *vm, const VmValue *args)
{
    const VmValue inner[] = {wrapped(args[0]), args[1], args[2], args[3]};
    return coro_throw(vm, inner);
}

static VmValue wrapper_close(Vm *vm, const VmValue *args)
{
    const VmValue inner = wrapped(args[0]);
    return coro_close(vm, &inner);
}

static VmFlow wrapper_step(Vm *vm, VmValue self, bool first, VmValue sent, VmValue *out)
{
    (void)first;
    return vm_coro_resume(vm, wrapped(self), sent, out);
}

static const VmNativeDef wrapper_methods[] = {
    {"send", wrapper_send, "arg, /", 0},
    {"throw", wrapper_throw, "type, value=, traceback=, /", 0},
    {"close", wrapper_close, "", 0},
    {0},
};

static void wrapper_fill(VmType *type)
{
    type->release = wrapper_release;
    type->traverse = wrapper_traverse;
    type->iter = generator_iter;
    type->next = wrapper_next;
    type->await = wrapper_step;
}

const VmTypeSpec vm_type_coroutine_wrapper = {
    .name = "coroutine_wrapper",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Wrapper),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = wrapper_methods,
    .fill = wrapper_fill,
};
