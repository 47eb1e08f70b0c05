/* vm_async_generator.c: async generators and what their methods give to await.
 *
 * agen.asend(v), __anext__(), athrow(e) and aclose() make an awaitable; awaiting it resumes the generator, passes on
 * what the generator awaits, and ends with what it yields.
 */
#include "vm/vm_coro_methods.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_interp.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

typedef enum StepState { STEP_NEW, STEP_RUNNING, STEP_DONE } StepState;

/* One operation on an async generator. */
typedef struct Step {
    VmObject head;
    VmValue agen;
    VmValue sent;  /* asend: what is sent; athrow: the exception to throw; VM_EMPTY: aclose */
    uint8_t state; /* StepState */
    bool throws;   /* athrow and aclose */
    bool closes;
} Step;

static VmObject *generator_of(const Step *step)
{
    return vm_to_object(step->agen);
}

/* ---- hooks ---- */

VmAgenHooks *vm_agen_hooks(Vm *vm)
{
    return &vm->thread->agen_hooks;
}

static bool call_first_iteration(Vm *vm, VmValue agen)
{
    VmObject *object = vm_to_object(agen);
    if ((object->extra & VM_CORO_HOOKED) != 0) {
        return true;
    }
    object->extra |= VM_CORO_HOOKED;
    VmAgenHooks *hooks = vm_agen_hooks(vm);
    return hooks->first_iteration == NULL || hooks->first_iteration(vm, agen);
}

/* ---- steps ---- */

static VmValue step_new(Vm *vm, VmTypeId type, VmValue agen, VmValue sent, bool throws, bool closes)
{
    if (!call_first_iteration(vm, agen)) {
        return VM_ERROR;
    }
    Step *step = (Step *)vm_heap_object(vm, vm->types[type], sizeof *step);
    if (step == NULL) {
        return VM_ERROR;
    }
    step->agen = vm_ref(agen);
    step->sent = vm_ref(sent);
    step->throws = throws;
    step->closes = closes;
    return vm_from_object(step);
}

static VmFlow finish(Step *step, VmFlow flow)
{
    step->state = STEP_DONE;
    generator_of(step)->extra &= (uint8_t)~VM_CORO_AGEN_BUSY;
    return flow;
}

static VmFlow end_close(Vm *vm, Step *step, VmValue *out)
{
    if (vm_error_matches(vm, VM_EXC_GENERATOR_EXIT) || vm_error_matches(vm, VM_EXC_STOP_ASYNC_ITERATION)) {
        vm_error_clear(vm);
        *out = VM_NONE;
        return finish(step, VM_FLOW_RETURN);
    }
    return finish(step, VM_FLOW_RAISE);
}

/* What a resume of the generator means for the step. */
static VmFlow outcome(Vm *vm, Step *step, VmFlow flow, VmValue *out)
{
    VmObject *agen = generator_of(step);
    if (flow == VM_FLOW_YIELD) {
        if ((agen->extra & VM_CORO_AGEN_YIELDED) == 0) {
            return VM_FLOW_YIELD; /* it awaits something */
        }
        agen->extra &= (uint8_t)~VM_CORO_AGEN_YIELDED;
        if (step->closes) {
            vm_unref(vm, *out);
            vm_raise(vm, VM_EXC_RUNTIME_ERROR, "async generator ignored GeneratorExit");
            return finish(step, VM_FLOW_RAISE);
        }
        return finish(step, VM_FLOW_RETURN);
    }
    if (flow == VM_FLOW_RETURN) {
        vm_unref(vm, *out);
        agen->extra |= VM_CORO_AGEN_CLOSED;
        if (step->closes) {
            *out = VM_NONE;
            return finish(step, VM_FLOW_RETURN);
        }
        *out = VM_ERROR;
        vm_raise_with(vm, vm_exception_type(vm, VM_EXC_STOP_ASYNC_ITERATION), VM_EMPTY);
        return finish(step, VM_FLOW_RAISE);
    }
    agen->extra |= VM_CORO_AGEN_CLOSED;
    return step->closes ? end_close(vm, step, out) : finish(step, VM_FLOW_RAISE);
}

/* The first time: marks the generator, makes what is thrown pending.  False when the step is over already. */
static bool begin(Vm *vm, Step *step, VmValue *sent, VmFlow *flow, VmValue *out)
{
    VmObject *agen = generator_of(step);
    if (*sent == VM_ERROR) {
        return true; /* thrown in from outside before it has begun: that is no beginning, as in CPython 3.11 */
    }
    if ((agen->extra & VM_CORO_AGEN_BUSY) != 0) {
        step->state = STEP_DONE;
        const char *what = !step->throws ? "anext()" : step->closes ? "aclose()" : "athrow()";
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "%s: asynchronous generator is already running", what);
        *flow = VM_FLOW_RAISE;
        return false;
    }
    bool closed = (agen->extra & VM_CORO_STATE) == VM_CORO_CLOSED || (agen->extra & VM_CORO_AGEN_CLOSED) != 0;
    if (closed && step->closes) {
        step->state = STEP_DONE;
        *out = VM_NONE;
        *flow = VM_FLOW_RETURN;
        return false;
    }
    if (closed) {
        step->state = STEP_DONE;
        vm_raise_with(vm, vm_exception_type(vm, VM_EXC_STOP_ASYNC_ITERATION), VM_EMPTY);
        *flow = VM_FLOW_RAISE;
        return false;
    }
    step->state = STEP_RUNNING;
    agen->extra |= VM_CORO_AGEN_BUSY;
    if (!step->throws) {
        *sent = step->sent;
        return true;
    }
    if (step->closes) {
        agen->extra |= VM_CORO_AGEN_CLOSED;
        vm_raise_with(vm, vm_exception_type(vm, VM_EXC_GENERATOR_EXIT), VM_EMPTY);
    } else {
        vm_raise_value(vm, step->sent);
    }
    *sent = VM_ERROR;
    return true;
}

VmFlow vm_agen_step(Vm *vm, VmValue self, bool first, VmValue sent, VmValue *out)
{
    (void)first;
    Step *step = (Step *)vm_to_object(self);
    VmFlow flow;
    *out = VM_ERROR;
    if (step->state == STEP_DONE) {
        vm_error_clear(vm);
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "cannot reuse already awaited %s",
                 step->throws ? "aclose()/athrow()" : "__anext__()/asend()");
        return VM_FLOW_RAISE;
    }
    if (step->state == STEP_NEW && !begin(vm, step, &sent, &flow, out)) {
        return flow;
    }
    vm_ref(self);
    flow = outcome(vm, step, vm_coro_resume(vm, step->agen, sent, out), out);
    vm_unref(vm, self);
    return flow;
}

bool vm_agen_is_step(VmValue v)
{
    return vm_has_kind(v, VM_KIND_OTHER) && vm_to_object(v)->type->await == vm_agen_step;
}

void vm_agen_step_close(VmValue step)
{
    ((Step *)vm_to_object(step))->state = STEP_DONE;
}

/* ---- the awaitables by hand ---- */

static VmValue step_self(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_ref(self);
}

static VmValue step_next(Vm *vm, VmValue self)
{
    VmValue out;
    VmFlow flow = vm_agen_step(vm, self, false, VM_NONE, &out);
    return vm_coro_outcome(vm, flow, out);
}

static VmValue step_send(Vm *vm, const VmValue *args)
{
    VmValue out;
    VmFlow flow = vm_agen_step(vm, args[0], false, args[1], &out);
    return vm_coro_outcome(vm, flow, out);
}

static VmValue step_throw(Vm *vm, const VmValue *args)
{
    vm_coro_make_pending(vm, args + 1);
    VmValue out;
    VmFlow flow = vm_agen_step(vm, args[0], false, VM_ERROR, &out);
    return vm_coro_outcome(vm, flow, out);
}

static VmValue step_close(Vm *vm, const VmValue *args)
{
    (void)vm;
    vm_agen_step_close(args[0]);
    return VM_NONE;
}

static VmValue step_await_method(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(args[0]);
}

static const VmNativeDef step_methods[] = {
    {"send", step_send, "arg, /", 0},
    {"throw", step_throw, "type, value=, traceback=, /", 0},
    {"close", step_close, "", 0},
    {"__await__", step_await_method, "", 0},
    {0},
};

static void step_release(Vm *vm, VmObject *self)
{
    Step *step = (Step *)self;
    if (step->state == STEP_RUNNING && step->agen != VM_EMPTY) {
        generator_of(step)->extra &= (uint8_t)~VM_CORO_AGEN_BUSY;
    }
    vm_set_steal(vm, &step->agen, VM_EMPTY);
    vm_set_steal(vm, &step->sent, VM_EMPTY);
}

static void step_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((Step *)self)->agen, context);
    visit(vm, ((Step *)self)->sent, context);
}

static VmValue step_repr(Vm *vm, VmValue self)
{
    const Step *step = (const Step *)vm_to_object(self);
    return vm_str_printf(vm, "<async_generator_%s object at 0x%llx>", step->throws ? "athrow" : "asend",
                         (unsigned long long)vm_heap_identity(vm, self));
}

static void step_fill(VmType *type)
{
    type->release = step_release;
    type->traverse = step_traverse;
    type->repr = step_repr;
    type->iter = step_self;
    type->next = step_next;
    type->await = vm_agen_step;
}

const VmTypeSpec vm_type_async_generator_asend = {
    .name = "async_generator_asend",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Step),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = step_methods,
    .fill = step_fill,
};

const VmTypeSpec vm_type_async_generator_athrow = {
    .name = "async_generator_athrow",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Step),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = step_methods,
    .fill = step_fill,
};

/* ---- the generator ---- */

static VmValue agen_anext(Vm *vm, VmValue self)
{
    return step_new(vm, VM_TYPE_ASYNC_GENERATOR_ASEND, self, VM_NONE, false, false);
}

static VmValue agen_anext_method(Vm *vm, const VmValue *args)
{
    return agen_anext(vm, args[0]);
}

static VmValue agen_aiter_method(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(args[0]);
}

static VmValue agen_asend(Vm *vm, const VmValue *args)
{
    return step_new(vm, VM_TYPE_ASYNC_GENERATOR_ASEND, args[0], args[1], false, false);
}

static VmValue agen_athrow(Vm *vm, const VmValue *args)
{
    vm_coro_make_pending(vm, args + 1);
    VmValue exception = vm_error_take(vm);
    VmValue step = step_new(vm, VM_TYPE_ASYNC_GENERATOR_ATHROW, args[0], exception, true, false);
    vm_unref(vm, exception);
    return step;
}

static VmValue agen_aclose(Vm *vm, const VmValue *args)
{
    return step_new(vm, VM_TYPE_ASYNC_GENERATOR_ATHROW, args[0], VM_EMPTY, true, true);
}

static VmValue agen_running(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool((vm_to_object(args[0])->extra & VM_CORO_AGEN_BUSY) != 0);
}

static VmValue agen_frame(Vm *vm, const VmValue *args)
{
    (void)vm;
    bool closed = (vm_to_object(args[0])->extra & VM_CORO_STATE) == VM_CORO_CLOSED;
    return closed ? VM_NONE : vm_ref(args[0]);
}

static VmValue agen_name(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(vm_to_coro(args[0])->frame.function->name);
}

static VmValue agen_qualname(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(vm_to_coro(args[0])->frame.function->qualname);
}

static const VmNativeDef agen_methods[] = {
    {"__anext__", agen_anext_method, "", 0},
    {"__aiter__", agen_aiter_method, "", 0},
    {"asend", agen_asend, "value, /", 0},
    {"athrow", agen_athrow, "type, value=, traceback=, /", 0},
    {"aclose", agen_aclose, "", 0},
    {"ag_running", agen_running, "", VM_NATIVE_PROPERTY},
    {"ag_frame", agen_frame, "", VM_NATIVE_PROPERTY},
    {"__name__", agen_name, "", VM_NATIVE_PROPERTY},
    {"__qualname__", agen_qualname, "", VM_NATIVE_PROPERTY},
    {0},
};

/* One that is dropped while suspended goes to the event loop, which closes it. */
static void agen_finalize(Vm *vm, VmObject *self)
{
    VmCoroState state = (VmCoroState)(self->extra & VM_CORO_STATE);
    if (state != VM_CORO_SUSPENDED || vm->stop != LS_OK) {
        return;
    }
    VmValue exception = vm_error_take(vm);
    VmAgenHooks *hooks = vm_agen_hooks(vm);
    VmValue agen = vm_from_object(self);
    if (hooks->finalizer != NULL) {
        if ((self->extra & VM_CORO_AGEN_CLOSED) == 0) {
            hooks->finalizer(vm, agen);
        }
    } else if (!vm_coro_close(vm, agen)) {
        vm_error_unraisable(vm, "ignored in", agen);
    }
    vm_error_clear(vm);
    vm_error_restore_steal(vm, exception);
}

static void agen_fill(VmType *type)
{
    type->release = vm_coro_release;
    type->traverse = vm_coro_traverse;
    type->finalize = agen_finalize;
    type->repr = vm_coro_repr;
    type->aiter = step_self;
    type->anext = agen_anext;
}

const VmTypeSpec vm_type_async_generator = {
    .name = "async_generator",
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_ASYNC_GENERATOR,
    .instance_size = sizeof(VmCoro),
    .flags = VM_TYPE_FOREVER | VM_TYPE_FINAL | VM_TYPE_NO_MAKE,
    .methods = agen_methods,
    .fill = agen_fill,
};
