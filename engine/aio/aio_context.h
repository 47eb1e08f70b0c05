/* aio_context.h: contextvars: snapshots, Context objects, and which one is current.
 *
 * A snapshot is a dict {ContextVar: value} that nobody changes any more (VM_EMPTY is the empty one): tasks and handles
 * hold one each, and taking one is a reference.  ContextVar.set copies the current dict.  A Context object wraps a
 * snapshot; while its run() is active (or a task was given it), sets go back into it.
 */
#ifndef AIO_CONTEXT_H
#define AIO_CONTEXT_H

#include "aio/aio.h"

typedef struct AioContext {
    VmObject head;
    VmValue map; /* snapshot */
    bool entered;
} AioContext;

/* The current snapshot; owned, VM_EMPTY when empty (no error). */
VmValue aio_context_snapshot(Vm *vm);
/* copy_context(): a new Context object. */
VmValue aio_context_copy(Vm *vm);
/* What a call really runs: `callable`, or the first of `args` (a tuple) when it is a Context's run.  Borrowed. */
VmValue aio_context_run_of(Vm *vm, VmValue callable, VmValue args);
/* What a script gave as context=: VM_EMPTY or None: the current snapshot; a Context: itself.  VM_ERROR with TypeError
 * for anything else; *ok tells. */
VmValue aio_context_from_argument(Vm *vm, VmValue context, bool *ok);

typedef struct AioContextSwitch {
    VmValue map, object;
} AioContextSwitch;

/* Makes `*place` (a snapshot or a Context object) current.  aio_context_leave puts the former one back and stores what
 * the code has set into `*place`. */
AioContextSwitch aio_context_enter_object(Vm *vm, const VmValue *place);
void aio_context_leave_object(Vm *vm, VmValue *place, AioContextSwitch saved);

/* The empty snapshot, which nearly all tasks have, needs no counting. */
static inline AioContextSwitch aio_context_enter(Vm *vm, const VmValue *place)
{
    if (*place != VM_EMPTY) {
        return aio_context_enter_object(vm, place);
    }
    AioState *state = aio_state(vm);
    AioContextSwitch saved = {.map = state->context, .object = state->context_object};
    state->context = state->context_object = VM_EMPTY;
    return saved;
}

static inline void aio_context_leave(Vm *vm, VmValue *place, AioContextSwitch saved)
{
    AioState *state = aio_state(vm);
    if (*place != VM_EMPTY || state->context != VM_EMPTY || state->context_object != VM_EMPTY) {
        aio_context_leave_object(vm, place, saved);
        return;
    }
    state->context = saved.map;
    state->context_object = saved.object;
}

extern const VmModuleSpec aio_contextvars_module;
extern const VmTypeSpec aio_type_context;
extern const VmTypeSpec aio_type_context_var;
extern const VmTypeSpec aio_type_context_token;

#endif
