/* aio_policy.h: event loop policies: who makes loops and says which is current.
 *
 * Nearly no script has one of its own; then these functions do at once what the default policy does.
 */
#ifndef AIO_POLICY_H
#define AIO_POLICY_H

#include "aio/aio.h"

/* A new loop, from the script's policy if it has set one.  Owned. */
VmValue aio_policy_new_loop(Vm *vm);
/* set_event_loop(loop); VM_NONE: none. */
bool aio_policy_set_loop(Vm *vm, VmValue loop);
/* get_event_loop() where no loop runs.  Owned. */
VmValue aio_policy_get_loop(Vm *vm);

extern const VmTypeSpec aio_type_policy;
extern const VmTypeSpec aio_type_default_policy;
extern const VmNativeDef aio_policy_functions[];

#endif
