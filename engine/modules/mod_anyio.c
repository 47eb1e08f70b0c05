/* anyio: what library/anyio.py cannot say in Python. */
#include "aio/aio_future.h"
#include "aio/aio_job.h"
#include "modules/mod_library.h"
#include "vm/vm_cost.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"

/* To a thread of the pool and back: what anyio, its queues and the wake-ups cost beyond what the executor below it
 * does. */
enum { HOPS_NS = 250000 };

static VmValue anyio_hop(Vm *vm, const VmValue *args)
{
    (void)args;
    vm_cost_add_ns(vm, HOPS_NS);
    return VM_NONE;
}

/* _pool_new(name, workers): a pool for the trace. */
static VmValue anyio_pool_new(Vm *vm, const VmValue *args)
{
    int64_t workers;
    uint32_t id = 0;
    if (!vm_check_str(vm, args[0], "name") || !vm_as_index(vm, args[1], &workers)) {
        return VM_ERROR;
    }
    return vm_from_int(aio_pool_trace_id(vm, &id, vm_str_data(args[0]), vm_str_size(args[0]), workers));
}

/* _join_pool(executor, pool): the pool in which the trace shows the executor's jobs. */
static VmValue anyio_join_pool(Vm *vm, const VmValue *args)
{
    int64_t pool;
    if (!aio_is_executor(vm, args[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "an executor is required, not '%s'", vm_type_name(vm, args[0]));
    }
    if (!vm_as_index(vm, args[1], &pool)) {
        return VM_ERROR;
    }
    aio_executor_join_pool(args[0], (uint32_t)pool);
    return VM_NONE;
}

/* _place(pool): a future of the running loop that is shown as a wait for a worker of the pool. */
static VmValue anyio_place(Vm *vm, const VmValue *args)
{
    int64_t pool;
    AioLoop *loop = vm_as_index(vm, args[0], &pool) ? aio_running_loop(vm) : NULL;
    return loop == NULL ? VM_ERROR : aio_future_new(vm, loop, TRACE_WAIT_WORKER, (uint32_t)pool);
}

static const VmNativeDef functions[] = {
    {"_hop", anyio_hop, "", 0},
    {"_pool_new", anyio_pool_new, "name, workers, /", 0},
    {"_join_pool", anyio_join_pool, "executor, pool, /", 0},
    {"_place", anyio_place, "pool, /", 0},
    {0},
};

const VmModuleSpec mod_anyio_spec = {.name = "anyio", .functions = functions, .init = mod_library_init};
