/* vm_frame.h: one activation of a script function.
 *
 * A frame is followed by its registers.  Frames of plain functions lie on the thread's register stack (vm_thread.h),
 * those of coroutines and generators in their object (vm_coroutine.h).  Frames never move.
 *
 * `pc` is written before everything that can look at the frame from outside (calls, native code that may raise or
 * record an event, suspensions): it is the instruction in progress.
 */
#ifndef VM_FRAME_H
#define VM_FRAME_H

#include "lang/lang_code.h"
#include "vm/vm_value.h"

typedef struct VmFunction VmFunction;
typedef struct VmFrame VmFrame;

enum {
    VM_FRAME_ENTRY = 1,    /* entered from C: its end leaves the interpreter */
    VM_FRAME_INIT = 2,     /* an __init__: the caller gets the instance, which is in its window */
    VM_FRAME_CORO = 4,     /* lies in a coroutine or generator object */
    VM_FRAME_DELEGATE = 8, /* of a coroutine that another one awaits: `link` is the awaiting frame */
    VM_FRAME_TRACED = 16,  /* a FRAME_PUSH was recorded for it */
    VM_FRAME_SLEEPS = 32,  /* suspended in a sleep or wait that only its task knows of (VmSleepHooks, vm_wait.h) */
    VM_FRAME_WAITS = 64,   /* it is a wait: the window of the call that waits is kept */
    VM_FRAME_STEP = 128,   /* with VM_FRAME_ENTRY: entered by a task's step (Vm.next_step) */
};

struct VmFrame {
    VmFrame *link; /* who gets the result: caller, or the frame that awaits or iterates; NULL in an entry frame */
    VmFunction *function; /* owned */
    const LangInstr *pc;
    uint8_t flags;  /* VM_FRAME_… */
    uint16_t depth; /* of script calls when it was entered */
    uint32_t label; /* trace string, when the recorder wants detail; 0: not made yet */
};

static inline VmValue *vm_frame_regs(VmFrame *frame)
{
    return (VmValue *)(frame + 1);
}

#endif
