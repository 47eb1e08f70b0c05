/* ExitStack and AsyncExitStack. */
#include "modules/mod_contextlib.h"
#include "vm/vm_attr.h"
#include "vm/vm_call.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_list.h"
#include "vm/vm_names.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_thread.h"
#include "vm/vm_tuple.h"

/* An entry of a stack is a tuple: what kind it is, the callable, positional and keyword arguments (callbacks). */
enum { ENTRY_EXIT = 0, ENTRY_CALLBACK = 1, ENTRY_ASYNC = 2 };

typedef struct Stack {
    VmObject head;   /* extra: 1 for AsyncExitStack */
    VmValue entries; /* list */
} Stack;

static VmValue entries_of(VmValue v)
{
    return ((Stack *)vm_to_object(v))->entries;
}

static bool push_entry(Vm *vm, VmValue stack, int kind, VmValue callable, VmValue args, VmValue keywords)
{
    VmValue items[4] = {vm_from_int(kind), callable, args == VM_EMPTY ? VM_NONE : args,
                        keywords == VM_EMPTY ? VM_NONE : keywords};
    VmValue entry = vm_tuple_new(vm, items, 4);
    return entry != VM_ERROR && vm_list_append_steal(vm, entries_of(stack), entry);
}

/* Pushes type(manager).__exit__ bound to it. */
static bool push_exit_of(Vm *vm, VmValue stack, VmValue manager, bool async)
{
    VmType *type = vm_type_of(vm, manager);
    VmValue found = vm_type_lookup_borrow(vm, type, vm_name(vm, async ? VM_NAME_AEXIT : VM_NAME_EXIT));
    VmType *kind = vm_type_of(vm, found);
    VmValue bound = kind->get_descriptor != NULL ? kind->get_descriptor(vm, found, manager, type) : vm_ref(found);
    bool ok =
        bound != VM_ERROR && push_entry(vm, stack, ENTRY_EXIT | (async ? ENTRY_ASYNC : 0), bound, VM_EMPTY, VM_EMPTY);
    vm_unref(vm, bound);
    return ok;
}

/* ---- filling ---------------------------------------------------------------------------------------------------- */

static VmValue stack_enter_context(Vm *vm, const VmValue *args)
{
    VmValue result = mod_manager_enter(vm, args[1], false);
    if (result != VM_ERROR && !push_exit_of(vm, args[0], args[1], false)) {
        vm_unref(vm, result);
        return VM_ERROR;
    }
    return result;
}

static VmValue push_any(Vm *vm, const VmValue *args, bool async)
{
    VmValue name = vm_name(vm, async ? VM_NAME_AEXIT : VM_NAME_EXIT);
    bool ok = vm_type_lookup_borrow(vm, vm_type_of(vm, args[1]), name) != VM_EMPTY
                  ? push_exit_of(vm, args[0], args[1], async)
                  : push_entry(vm, args[0], ENTRY_EXIT | (async ? ENTRY_ASYNC : 0), args[1], VM_EMPTY, VM_EMPTY);
    return ok ? vm_ref(args[1]) : VM_ERROR;
}

static VmValue stack_push(Vm *vm, const VmValue *args)
{
    return push_any(vm, args, false);
}

static VmValue stack_push_async_exit(Vm *vm, const VmValue *args)
{
    return push_any(vm, args, true);
}

static VmValue stack_callback(Vm *vm, const VmValue *args)
{
    return push_entry(vm, args[0], ENTRY_CALLBACK, args[1], args[2], args[3]) ? vm_ref(args[1]) : VM_ERROR;
}

static VmValue stack_push_async_callback(Vm *vm, const VmValue *args)
{
    bool ok = push_entry(vm, args[0], ENTRY_CALLBACK | ENTRY_ASYNC, args[1], args[2], args[3]);
    return ok ? vm_ref(args[1]) : VM_ERROR;
}

static VmValue stack_pop_all(Vm *vm, const VmValue *args)
{
    VmValue other = vm_call0(vm, vm_from_type(vm_type_of(vm, args[0])));
    if (other != VM_ERROR) {
        VmValue fresh = entries_of(other);
        ((Stack *)vm_to_object(other))->entries = entries_of(args[0]);
        ((Stack *)vm_to_object(args[0]))->entries = fresh;
    }
    return other;
}

/* ---- emptying --------------------------------------------------------------------------------------------------- */

typedef struct Unwinding {
    VmValue stack;
    VmValue exception; /* the one on its way; VM_EMPTY: none */
    VmValue handled;   /* what was handled when it began: contexts end there; VM_EMPTY: nothing */
    bool received, suppressed, pending_raise;
    bool waiting; /* for an entry's coroutine … */
    int kind;     /* … of this kind */
} Unwinding;

static void unwinding_begin(Unwinding *u, VmValue stack, VmValue exception)
{
    u->stack = vm_ref(stack);
    u->exception = exception == VM_NONE ? VM_EMPTY : vm_ref(exception);
    u->received = u->exception != VM_EMPTY;
}

static void unwinding_release(Vm *vm, void *state)
{
    Unwinding *u = state;
    vm_set_steal(vm, &u->stack, VM_EMPTY);
    vm_set_steal(vm, &u->exception, VM_EMPTY);
    vm_set_steal(vm, &u->handled, VM_EMPTY);
}

static void unwinding_traverse(Vm *vm, void *state, VmVisit visit, void *context)
{
    Unwinding *u = state;
    visit(vm, u->stack, context);
    visit(vm, u->exception, context);
    visit(vm, u->handled, context);
}

/* What an entry gives when it is called; VM_EMPTY as the entry's result when it raised. */
static VmValue call_entry(Vm *vm, VmTuple *entry, VmValue exception)
{
    int64_t kind = vm_to_int(entry->items[0]);
    if ((kind & ENTRY_CALLBACK) != 0) {
        VmTuple *args = vm_to_tuple(entry->items[2]);
        return vm_call_spread(vm, entry->items[1], args->items, args->count, entry->items[3]);
    }
    VmValue details[3];
    mod_exc_details(vm, exception, details);
    VmValue result = vm_call(vm, entry->items[1], details, 3, VM_EMPTY);
    for (size_t i = 0; i < 3; i++) {
        vm_unref(vm, details[i]);
    }
    return result;
}

/* The chain of contexts of a new exception, up to what was handled when the unwinding began, goes on with the one that
 * was on its way. */
static void fix_context(Vm *vm, VmValue fresh, VmValue old, VmValue handled)
{
    VmValue at = fresh;
    for (;;) {
        VmValue context = vm_to_exception(at)->context;
        if (context == VM_EMPTY || context == VM_NONE || context == old) {
            return;
        }
        if (context == handled) {
            break;
        }
        at = context;
    }
    vm_set_steal(vm, &vm_to_exception(at)->context, vm_ref(old));
}

/* An entry has come to its end; `result` VM_ERROR: with an exception. */
static bool take_outcome(Vm *vm, Unwinding *u, int kind, VmValue result)
{
    if (result != VM_ERROR) {
        int truth = (kind & ENTRY_CALLBACK) != 0 ? 0 : vm_truth(vm, result);
        if (truth > 0) {
            u->suppressed = u->received || u->suppressed;
            u->pending_raise = false;
            vm_set_steal(vm, &u->exception, VM_EMPTY);
        }
        if (truth >= 0) {
            return true;
        }
    }
    if (vm->stop != LS_OK) {
        return false;
    }
    VmValue fresh = vm_error_take(vm);
    fix_context(vm, fresh, u->exception, u->handled);
    vm_set_steal(vm, &u->exception, fresh);
    u->pending_raise = true;
    return true;
}

/* The result of it all: what __exit__ returns, or VM_ERROR with the exception pending. */
static VmValue conclude(Vm *vm, Unwinding *u)
{
    if (u->pending_raise) {
        vm_error_restore_steal(vm, vm_ref(u->exception));
        return VM_ERROR;
    }
    return vm_from_bool(u->received && u->suppressed);
}

static VmValue pop_entry(Vm *vm, Unwinding *u)
{
    VmValue entries = entries_of(u->stack);
    size_t count = vm_to_list(entries)->count;
    return count == 0 ? VM_EMPTY : vm_list_take(vm, entries, count - 1);
}

static VmValue unwind(Vm *vm, VmValue stack, VmValue exception)
{
    Unwinding u = {0};
    unwinding_begin(&u, stack, exception);
    u.handled = vm_ref(vm->thread->handled);
    VmValue entry;
    bool ok = true;
    while (ok && (entry = pop_entry(vm, &u)) != VM_EMPTY) {
        VmValue result = call_entry(vm, vm_to_tuple(entry), u.exception);
        ok = take_outcome(vm, &u, (int)vm_to_int(vm_to_tuple(entry)->items[0]), result);
        vm_unref(vm, result);
        vm_unref(vm, entry);
    }
    VmValue result = ok ? conclude(vm, &u) : VM_ERROR;
    unwinding_release(vm, &u);
    return result;
}

static VmFlow unwind_resume(Vm *vm, void *state, VmValue sent, VmValue *out)
{
    Unwinding *u = state;
    if (u->waiting) {
        u->waiting = false;
        if (!take_outcome(vm, u, u->kind, sent)) {
            return VM_FLOW_RAISE;
        }
    } else if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    } else {
        u->handled = vm_ref(vm->thread->handled);
    }
    VmValue entry;
    while ((entry = pop_entry(vm, u)) != VM_EMPTY) {
        VmValue result = call_entry(vm, vm_to_tuple(entry), u->exception);
        u->kind = (int)vm_to_int(vm_to_tuple(entry)->items[0]);
        vm_unref(vm, entry);
        if (result != VM_ERROR && (u->kind & ENTRY_ASYNC) != 0) {
            u->waiting = true;
            *out = result;
            return VM_FLOW_AWAIT;
        }
        bool ok = take_outcome(vm, u, u->kind, result);
        vm_unref(vm, result);
        if (!ok) {
            return VM_FLOW_RAISE;
        }
    }
    *out = conclude(vm, u);
    return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_RETURN;
}

static VmFlow aclose_resume(Vm *vm, void *state, VmValue sent, VmValue *out)
{
    VmFlow flow = unwind_resume(vm, state, sent, out);
    if (flow == VM_FLOW_RETURN) {
        *out = VM_NONE;
    }
    return flow;
}

static const VmNativeCoroDef aexit_def = {"AsyncExitStack.__aexit__", sizeof(Unwinding), unwind_resume,
                                          unwinding_traverse, unwinding_release};
static const VmNativeCoroDef aclose_def = {"AsyncExitStack.aclose", sizeof(Unwinding), aclose_resume,
                                           unwinding_traverse, unwinding_release};

static VmValue unwinding_new(Vm *vm, const VmNativeCoroDef *def, VmValue stack, VmValue exception)
{
    void *state;
    VmValue coro = vm_native_coro_new(vm, def, &state);
    if (coro != VM_ERROR) {
        unwinding_begin(state, stack, exception);
    }
    return coro;
}

/* ---- methods ---------------------------------------------------------------------------------------------------- */

static VmValue stack_enter(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(args[0]);
}

static VmValue stack_exit(Vm *vm, const VmValue *args)
{
    VmTuple *details = vm_to_tuple(args[1]);
    if (details->count != 3) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "ExitStack.__exit__() takes three exception details");
    }
    return unwind(vm, args[0], details->items[1]);
}

static VmValue stack_close(Vm *vm, const VmValue *args)
{
    VmValue result = unwind(vm, args[0], VM_NONE);
    vm_unref(vm, result);
    return result == VM_ERROR ? VM_ERROR : VM_NONE;
}

static VmValue stack_aexit(Vm *vm, const VmValue *args)
{
    VmTuple *details = vm_to_tuple(args[1]);
    if (details->count != 3) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "AsyncExitStack.__aexit__() takes three exception details");
    }
    return unwinding_new(vm, &aexit_def, args[0], details->items[1]);
}

static VmValue stack_aclose(Vm *vm, const VmValue *args)
{
    return unwinding_new(vm, &aclose_def, args[0], VM_NONE);
}

/* __aenter__ and enter_async_context */
typedef struct Entering {
    VmValue stack, manager; /* manager VM_EMPTY: the stack itself */
    bool begun;
} Entering;

static VmFlow entering_resume(Vm *vm, void *state, VmValue sent, VmValue *out)
{
    Entering *entering = state;
    if (sent == VM_ERROR) {
        return VM_FLOW_RAISE;
    }
    if (entering->manager == VM_EMPTY) {
        *out = vm_ref(entering->stack);
        return VM_FLOW_RETURN;
    }
    if (!entering->begun) {
        entering->begun = true;
        *out = mod_manager_enter(vm, entering->manager, true);
        return *out == VM_ERROR ? VM_FLOW_RAISE : VM_FLOW_AWAIT;
    }
    if (!push_exit_of(vm, entering->stack, entering->manager, true)) {
        return VM_FLOW_RAISE;
    }
    *out = vm_ref(sent);
    return VM_FLOW_RETURN;
}

static void entering_release(Vm *vm, void *state)
{
    vm_set_steal(vm, &((Entering *)state)->stack, VM_EMPTY);
    vm_set_steal(vm, &((Entering *)state)->manager, VM_EMPTY);
}

static void entering_traverse(Vm *vm, void *state, VmVisit visit, void *context)
{
    visit(vm, ((Entering *)state)->stack, context);
    visit(vm, ((Entering *)state)->manager, context);
}

static const VmNativeCoroDef aenter_def = {"AsyncExitStack.__aenter__", sizeof(Entering), entering_resume,
                                           entering_traverse, entering_release};
static const VmNativeCoroDef enter_async_def = {"AsyncExitStack.enter_async_context", sizeof(Entering), entering_resume,
                                                entering_traverse, entering_release};

static VmValue entering_new(Vm *vm, const VmNativeCoroDef *def, VmValue stack, VmValue manager)
{
    void *state;
    VmValue coro = vm_native_coro_new(vm, def, &state);
    if (coro != VM_ERROR) {
        ((Entering *)state)->stack = vm_ref(stack);
        ((Entering *)state)->manager = vm_ref(manager);
    }
    return coro;
}

static VmValue stack_aenter(Vm *vm, const VmValue *args)
{
    return entering_new(vm, &aenter_def, args[0], VM_EMPTY);
}

static VmValue stack_enter_async_context(Vm *vm, const VmValue *args)
{
    return entering_new(vm, &enter_async_def, args[0], args[1]);
}

static const VmNativeDef base_methods[] = {
    {"enter_context", stack_enter_context, "cm", VM_NATIVE_PYTHON},
    {"push", stack_push, "exit", VM_NATIVE_PYTHON},
    {"callback", stack_callback, "callback, /, *args, **kwds", VM_NATIVE_PYTHON},
    {"pop_all", stack_pop_all, "", VM_NATIVE_PYTHON},
    {0},
};

static const VmNativeDef sync_methods[] = {
    {"__enter__", stack_enter, "", VM_NATIVE_PYTHON},
    {"__exit__", stack_exit, "*exc_details", VM_NATIVE_PYTHON},
    {"close", stack_close, "", VM_NATIVE_PYTHON},
    {0},
};

static const VmNativeDef async_methods[] = {
    {"push_async_exit", stack_push_async_exit, "exit", VM_NATIVE_PYTHON},
    {"push_async_callback", stack_push_async_callback, "callback, /, *args, **kwds", VM_NATIVE_PYTHON},
    {"enter_async_context", stack_enter_async_context, "cm", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"aclose", stack_aclose, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"__aenter__", stack_aenter, "", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {"__aexit__", stack_aexit, "*exc_details", VM_NATIVE_PYTHON | VM_NATIVE_COROUTINE},
    {0},
};

static VmValue stack_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)args, (void)nargs, (void)kwnames; /* checked by init */
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        ((Stack *)vm_to_object(self))->entries = vm_list_new_empty(vm, 0);
        if (entries_of(self) == VM_ERROR) {
            vm_unref(vm, self);
            return VM_ERROR;
        }
    }
    return self;
}

static bool stack_init(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames)
{
    (void)self;
    return vm_args_parse(vm, "_BaseExitStack.__init__", "", args, nargs, kwnames, NULL);
}

static void stack_release(Vm *vm, VmObject *self)
{
    vm_set_steal(vm, &((Stack *)self)->entries, VM_EMPTY);
}

static void stack_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((Stack *)self)->entries, context);
}

static void stack_fill(VmType *type)
{
    type->make = stack_make;
    type->init = stack_init;
    type->release = stack_release;
    type->traverse = stack_traverse;
}

static const VmTypeSpec base_spec = {
    .name = "_BaseExitStack",
    .module = "contextlib",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Stack),
    .has_dict = true,
    .methods = base_methods,
    .fill = stack_fill,
};

static const VmTypeSpec sync_spec = {
    .name = "ExitStack",
    .module = "contextlib",
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Stack),
    .has_dict = true,
    .methods = sync_methods,
};

static const VmTypeSpec async_spec = {
    .name = "AsyncExitStack",
    .module = "contextlib",
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Stack),
    .has_dict = true,
    .methods = async_methods,
};

bool mod_contextlib_add_stacks(Vm *vm, VmValue module)
{
    VmType *base = mod_add_type(vm, module, &base_spec, NULL, MOD_KEPT_COUNT);
    return base != NULL && mod_add_type(vm, module, &sync_spec, base, MOD_KEPT_COUNT) != NULL &&
           mod_add_type(vm, module, &async_spec, base, MOD_KEPT_COUNT) != NULL;
}
