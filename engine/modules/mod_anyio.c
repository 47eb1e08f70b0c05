/* anyio: what library/anyio.py cannot say in Python. */
#include "modules/mod_library.h"
#include "vm/vm_cost.h"
#include "vm/vm_native.h"

/* To a thread of the pool and back: what anyio, its queues and the wake-ups cost beyond what the executor below it
 * does. */
enum { HOPS_NS = 250000 };

static VmValue anyio_hop(Vm *vm, const VmValue *args)
{
    (void)args;
    vm_cost_add_ns(vm, HOPS_NS);
    return VM_NONE;
}

static const VmNativeDef functions[] = {
    {"_hop", anyio_hop, "", 0},
    {0},
};

const VmModuleSpec mod_anyio_spec = {.name = "anyio", .functions = functions, .init = mod_library_init};
