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

struct VmThread {
    VmFrame *frame;  /* the running one, innermost; NULL: none */
    VmValue handled; /* owned: what `raise` raises again and new exceptions get as __context__; VM_EMPTY: nothing */
    VmCoro *root;    /* borrowed: the coroutine or generator that was resumed last and is running; NULL: none */
    int32_t depth;   /* nested script calls */
    char *top, *end; /* free part of the newest segment */
    VmSegment *segment;
};

VmThread *vm_thread_new(Vm *vm); /* NULL: no memory (nothing pending) */
void vm_thread_free(Vm *vm, VmThread *thread);
/* Values that the stack holds, for the collector: none need to be visited, as all references are counted. */

/* Room for a frame with so many registers on top; NULL with MemoryError pending.  Not initialised. */
VmFrame *vm_thread_push(Vm *vm, VmThread *thread, uint32_t registers);
/* Gives the frame pushed last back. */
void vm_thread_pop(Vm *vm, VmThread *thread, VmFrame *frame);

/* The line where the innermost script frame stands; 0 when none runs.  O(1). */
uint32_t vm_current_line(const Vm *vm);
/* Its function's name for messages; NULL when none runs. */
const VmFunction *vm_current_function(const Vm *vm);

#endif
