/* ProcessPoolExecutor.map: rows of arguments, one job each or in chunks. */
#include "aio/aio_job.h"
#include "aio/aio_pool.h"
#include "vm/vm_list.h"
#include "vm/vm_tuple.h"

/* The next `size` rows of the zipped iterables as a list; empty: the end. */
static VmValue next_rows(Vm *vm, VmValue rows, int64_t size)
{
    VmValue list = vm_list_new_empty(vm, 0);
    for (int64_t i = 0; list != VM_ERROR && i < size; i++) {
        VmValue row = vm_next(vm, rows);
        if (row == VM_ERROR && !vm_error_pending(vm)) {
            break;
        }
        if (row == VM_ERROR || !vm_list_append_steal(vm, list, row)) {
            vm_unref(vm, list);
            return VM_ERROR;
        }
    }
    return list;
}

static VmValue submit_rows(Vm *vm, VmValue self, VmValue callable, VmValue list, bool chunk)
{
    if (!chunk) {
        return aio_process_executor_submit(vm, self, callable, vm_to_list(list)->items[0], VM_EMPTY, false);
    }
    VmValue args = vm_tuple_new(vm, &list, 1);
    VmValue job = args == VM_ERROR ? VM_ERROR : aio_process_executor_submit(vm, self, callable, args, VM_EMPTY, true);
    vm_unref(vm, args);
    return job;
}

VmValue aio_process_executor_map(Vm *vm, const VmValue *args)
{
    int64_t size = 1;
    if (args[4] != VM_EMPTY && !vm_as_index(vm, args[4], &size)) {
        return VM_ERROR;
    }
    if (size < 1) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "chunksize must be >= 1.");
    }
    VmValue rows = aio_job_zip(vm, args[2]);
    VmValue jobs = rows == VM_ERROR ? VM_ERROR : vm_list_new_empty(vm, 0);
    bool ok = jobs != VM_ERROR, more = true;
    while (ok && more) {
        VmValue list = next_rows(vm, rows, size);
        more = list != VM_ERROR && vm_to_list(list)->count > 0;
        VmValue job = more ? submit_rows(vm, args[0], args[1], list, size > 1) : VM_ERROR;
        ok = more ? job != VM_ERROR && vm_list_append_steal(vm, jobs, job) : list != VM_ERROR;
        vm_unref(vm, list);
    }
    VmValue results = ok ? aio_job_results_new(vm, jobs, args[3], size > 1) : VM_ERROR;
    vm_unref(vm, rows);
    vm_unref(vm, jobs);
    return results;
}
