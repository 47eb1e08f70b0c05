/* aio_stack.h: where a task stands: Task.get_stack() and Task.print_stack(). */
#ifndef AIO_STACK_H
#define AIO_STACK_H

#include "aio/aio.h"

/* args: the task, limit.  A list: the frame of its coroutine while that is suspended, else nothing. */
VmValue aio_task_get_stack(Vm *vm, const VmValue *args);
/* args: the task, limit, file (None: stderr). */
VmValue aio_task_print_stack(Vm *vm, const VmValue *args);

#endif
