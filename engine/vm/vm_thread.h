/* vm_thread.h: a thread of script execution: its stack of registers and the exception it is handling.
 *
 * The stack consists of segments that never move, so native code may keep pointers to its arguments while it calls
 * back; a frame that does not fit begins a new segment.  With LS_HOSTILE every frame does.
 */
#ifndef VM_THREAD_H
#define VM_THREAD_H

#include "vm/vm.h"
#include "vm/vm_frame.h"

typedef struct VmCoro VmCoro;
typedef struct VmSegment VmSegment;

/* What an event loop wants to know about async generators: it keeps them and closes those that are left over.  NULL
 * functions: nobody. */
typedef struct VmAgenHooks {
    bool (*first_iteration)(Vm *vm, VmValue agen); /* false: exception pending */
    void (*finalizer)(Vm *vm, VmValue agen);       /* instead of closing one that is dropped while suspended */
} VmAgenHooks;

struct VmThread {
    VmFrame *frame;  /* the running one, innermost; NULL: none */
    VmValue handled; /* owned: what `raise` raises again and new exceptions get as __context__; VM_EMPTY: nothing */
    VmCoro *root;    /* borrowed: the coroutine or generator that was resumed last and is running; NULL: none */
    int32_t depth;   /* nested script calls */
    char *top, *end; /* free part of the newest segment */
    VmSegment *segment;
    VmAgenHooks agen_hooks;
    VmSegment *spare; /* one that is not in use, or NULL */
    uint32_t number;  /* in order of making, from 1 */
    VmValue object;   /* owned: what stands for it in the script; VM_EMPTY: nothing yet */
};

VmThread *vm_thread_new(Vm *vm); /* NULL: no memory (nothing pending) */
void vm_thread_free(Vm *vm, VmThread *thread);

/* The parts of the two functions below that are seldom needed. */
VmFrame *vm_thread_push_slow(Vm *vm, VmThread *thread, size_t size);
void vm_thread_pop_segment(Vm *vm, VmThread *thread);

/* Room for a frame with so many registers on top; NULL with MemoryError pending.  Not initialised. */
static inline VmFrame *vm_thread_push(Vm *vm, VmThread *thread, uint32_t registers)
{
    size_t size = sizeof(VmFrame) + registers * sizeof(VmValue);
#ifndef LS_HOSTILE
    if ((size_t)(thread->end - thread->top) >= size && thread->top != NULL) {
        VmFrame *frame = (VmFrame *)(void *)thread->top;
        thread->top += size;
        return frame;
    }
#endif
    return vm_thread_push_slow(vm, thread, size);
}

/* Gives the frame pushed last back. */
static inline void vm_thread_pop(Vm *vm, VmThread *thread, VmFrame *frame)
{
    thread->top = (char *)frame;
    if (thread->top == (char *)thread->segment + 3 * sizeof(void *)) {
        vm_thread_pop_segment(vm, thread);
    }
}

/* The line where the innermost script frame stands; 0 when none runs.  O(1). */
uint32_t vm_current_line(const Vm *vm);
/* Its function's name for messages; NULL when none runs. */
const VmFunction *vm_current_function(const Vm *vm);

#endif
