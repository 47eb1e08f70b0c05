/* vm_wait.h: awaits that leave no object behind.
 *
 * `await queue.get()` of an empty queue is, in general, a coroutine object that awaits a future.  When the script
 * writes just that, and a task runs it, neither is made (VmNativeWait): the frame that awaits has the flag
 * VM_FRAME_WAITS, stands at its AWAIT, and keeps the window of the call; in the register of what it awaits is the
 * function.  The primitive wakes the task up; the task takes VM_FRAME_SLEEPS off and resumes the frame, which goes on
 * with the call.
 *
 * Who resumes or throws while VM_FRAME_SLEEPS is set is somebody else than the task, and who wants to see what the
 * frame awaits wants an object: in both cases the wait is unfolded first, that is, what is not there is made and put in
 * its place.  From then on everything is as if it had been there from the beginning.
 */
#ifndef VM_WAIT_H
#define VM_WAIT_H

#include "vm/vm.h"
#include "vm/vm_frame.h"

/* A frame with VM_FRAME_WAITS is resumed, with None: as vm_await_step. */
VmFlow vm_wait_resume(Vm *vm, VmFrame *frame, VmValue *out);
/* The same with the pending exception. */
VmFlow vm_wait_throw(Vm *vm, VmFrame *frame, VmValue *out);
/* Unfolds it.  `who` is the task that waits, NULL: not known.  false: an exception is pending, or none, then nobody
 * waits any more. */
bool vm_wait_unfold(Vm *vm, VmFrame *frame, void *who);
/* A frame has just begun to wait, and what it awaits has a register outside of the call's window: there, too, it is the
 * function. */
void vm_wait_mark(Vm *vm, VmFrame *frame);

#endif
