/* asyncio.tasks, asyncio.exceptions …: the names of asyncio as its submodules have them.  They are there as soon as
 * asyncio is imported, as in CPython. */
#include "aio/aio_parts.h"
#include "vm/vm_dict.h"
#include "vm/vm_module_object.h"
#include "vm/vm_str.h"

typedef struct Submodule {
    const char *name;
    const char *names; /* separated by blanks */
} Submodule;

static const Submodule submodules[] = {
    {"asyncio.base_events", "BaseEventLoop"},
    {"asyncio.coroutines", "iscoroutine iscoroutinefunction"},
    {"asyncio.events",
     "AbstractEventLoop AbstractEventLoopPolicy Handle TimerHandle get_event_loop get_event_loop_policy "
     "get_running_loop new_event_loop set_event_loop set_event_loop_policy"},
    {"asyncio.exceptions", "BrokenBarrierError CancelledError IncompleteReadError InvalidStateError LimitOverrunError "
                           "SendfileNotAvailableError TimeoutError"},
    {"asyncio.futures", "Future isfuture wrap_future"},
    {"asyncio.locks", "Barrier BoundedSemaphore Condition Event Lock Semaphore"},
    {"asyncio.queues", "LifoQueue PriorityQueue Queue QueueEmpty QueueFull"},
    {"asyncio.runners", "Runner run"},
    {"asyncio.taskgroups", "TaskGroup"},
    {"asyncio.tasks",
     "ALL_COMPLETED FIRST_COMPLETED FIRST_EXCEPTION Task all_tasks as_completed create_task current_task "
     "ensure_future gather run_coroutine_threadsafe shield sleep wait wait_for"},
    {"asyncio.threads", "to_thread"},
    {"asyncio.timeouts", "Timeout timeout timeout_at"},
};

/* Copies one name of asyncio. */
static bool copy_name(Vm *vm, VmValue from, VmValue to, const char *name, size_t size)
{
    VmValue key = vm_intern(vm, name, size);
    VmValue value = key == VM_ERROR ? VM_ERROR : vm_dict_get_borrow(vm, vm_module_dict_borrow(from), key);
    bool ok = value != VM_EMPTY && vm_dict_set(vm, vm_module_dict_borrow(to), key, value);
    vm_unref(vm, key);
    return ok;
}

static bool copy_names(Vm *vm, VmValue from, VmValue to, const char *names)
{
    while (*names != '\0') {
        size_t size = strcspn(names, " ");
        if (!copy_name(vm, from, to, names, size)) {
            return false;
        }
        names += size + strspn(names + size, " ");
    }
    return true;
}

bool aio_add_submodules(Vm *vm, VmValue module)
{
    for (size_t i = 0; i < sizeof submodules / sizeof submodules[0]; i++) {
        const Submodule *entry = &submodules[i];
        VmValue name = vm_intern_c(vm, entry->name);
        VmValue submodule = name == VM_ERROR ? VM_ERROR : vm_module_new(vm, name, VM_EMPTY);
        bool ok = submodule != VM_ERROR && copy_names(vm, module, submodule, entry->names) &&
                  vm_dict_set(vm, vm->modules, name, submodule) &&
                  vm_module_set(vm, module, strchr(entry->name, '.') + 1, submodule);
        vm_unref(vm, name);
        vm_unref(vm, submodule);
        if (!ok) {
            return false;
        }
    }
    return true;
}

/* Importing one of them imports asyncio first, which makes it. */
const VmModuleSpec aio_base_events_module = {.name = "asyncio.base_events"};
const VmModuleSpec aio_coroutines_module = {.name = "asyncio.coroutines"};
const VmModuleSpec aio_events_module = {.name = "asyncio.events"};
const VmModuleSpec aio_exceptions_module = {.name = "asyncio.exceptions"};
const VmModuleSpec aio_asyncio_futures_module = {.name = "asyncio.futures"};
const VmModuleSpec aio_locks_module = {.name = "asyncio.locks"};
const VmModuleSpec aio_queues_module = {.name = "asyncio.queues"};
const VmModuleSpec aio_runners_module = {.name = "asyncio.runners"};
const VmModuleSpec aio_taskgroups_module = {.name = "asyncio.taskgroups"};
const VmModuleSpec aio_tasks_module = {.name = "asyncio.tasks"};
const VmModuleSpec aio_threads_module = {.name = "asyncio.threads"};
const VmModuleSpec aio_timeouts_module = {.name = "asyncio.timeouts"};
