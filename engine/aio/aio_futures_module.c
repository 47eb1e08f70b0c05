/* The module `concurrent.futures`. */
#include "aio/aio_job.h"
#include "aio/aio_module.h"
#include "aio/aio_parts.h"
#include "aio/aio_thread.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_list.h"
#include "vm/vm_set.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

/* ---- an iterator over jobs: in order (executor.map), or as they complete ---- */

typedef struct JobResults {
    VmObject head;
    VmValue jobs;  /* list of those to come */
    VmValue chunk; /* list of results that have come and are given one by one; VM_EMPTY: none */
    size_t given;  /* of the chunk */
    bool chunks;
    int64_t until_ns;
    size_t total;
    bool as_completed; /* gives the jobs themselves, in the order in which they are done */
} JobResults;

static JobResults *results_of(VmValue v)
{
    return (JobResults *)vm_to_object(v);
}

static VmValue results_new(Vm *vm, VmValue jobs, VmValue timeout, bool as_completed, bool chunks)
{
    int64_t until_ns = SIM_NEVER;
    double seconds;
    if (timeout != VM_EMPTY && timeout != VM_NONE) {
        if (!vm_as_double(vm, timeout, &seconds)) {
            return VM_ERROR;
        }
        until_ns = sim_time_add(sim_world_now(vm->world), sim_nanoseconds(seconds > 0 ? seconds : 0));
    }
    VmValue self = vm_instance_new(vm, aio_type(vm, AIO_TYPE_JOB_RESULTS));
    if (self != VM_ERROR) {
        results_of(self)->jobs = vm_ref(jobs);
        results_of(self)->total = vm_to_list(jobs)->count;
        results_of(self)->until_ns = until_ns;
        results_of(self)->as_completed = as_completed;
        results_of(self)->chunks = chunks;
    }
    return self;
}

VmValue aio_job_results_new(Vm *vm, VmValue jobs, VmValue timeout, bool chunks)
{
    return results_new(vm, jobs, timeout, false, chunks);
}

static bool any_done(void *context)
{
    VmList *jobs = vm_to_list(((JobResults *)context)->jobs);
    for (size_t i = 0; i < jobs->count; i++) {
        if (aio_job_done(aio_job_of(jobs->items[i]))) {
            return true;
        }
    }
    return false;
}

static bool first_done(void *context)
{
    return aio_job_done(aio_job_of(vm_to_list(((JobResults *)context)->jobs)->items[0]));
}

/* map() failed: it takes the jobs that have not begun back. */
static VmValue give_up(Vm *vm, JobResults *results)
{
    VmValue exception = vm_error_take(vm);
    VmList *jobs = vm_to_list(results->jobs);
    for (size_t i = 0; i < jobs->count && vm->stop == LS_OK; i++) {
        if (aio_job_cancel(vm, jobs->items[i]) < 0) {
            vm_error_clear(vm);
        }
    }
    vm_list_clear(vm, results->jobs);
    vm_error_restore_steal(vm, exception);
    return VM_ERROR;
}

/* The next of a chunk. */
static VmValue chunk_next(JobResults *results)
{
    return vm_ref(vm_to_list(results->chunk)->items[results->given++]);
}

static VmValue results_next(Vm *vm, VmValue self)
{
    JobResults *results = results_of(self);
    VmList *jobs = vm_to_list(results->jobs);
    if (results->chunk != VM_EMPTY && results->given < vm_to_list(results->chunk)->count) {
        return chunk_next(results);
    }
    if (jobs->count == 0) {
        return VM_ERROR; /* exhausted */
    }
    bool (*condition)(void *) = results->as_completed ? any_done : first_done;
    if (!condition(results) && !aio_thread_block(vm, results->until_ns, condition, results, TRACE_BLOCK_JOB, 0)) {
        return VM_ERROR;
    }
    if (!condition(results)) {
        if (results->as_completed) {
            return vm_raise(vm, VM_EXC_TIMEOUT_ERROR, "%zu (of %zu) futures unfinished", jobs->count, results->total);
        }
        vm_raise_with(vm, vm_exception_type(vm, VM_EXC_TIMEOUT_ERROR), VM_EMPTY);
        return give_up(vm, results);
    }
    size_t index = 0;
    while (results->as_completed && !aio_job_done(aio_job_of(jobs->items[index]))) {
        index++;
    }
    VmValue job = vm_list_take(vm, results->jobs, index);
    if (job == VM_ERROR || results->as_completed) {
        return job;
    }
    VmValue result = aio_job_result(vm, job, VM_NONE);
    vm_unref(vm, job);
    if (result == VM_ERROR) {
        return give_up(vm, results);
    }
    if (results->chunks) {
        vm_set_steal(vm, &results->chunk, result);
        results->given = 0;
        return chunk_next(results);
    }
    return result;
}

static VmValue results_iter(Vm *vm, VmValue self)
{
    (void)vm;
    return vm_ref(self);
}

static void results_release(Vm *vm, VmObject *self)
{
    vm_unref(vm, ((JobResults *)self)->jobs);
    vm_unref(vm, ((JobResults *)self)->chunk);
}

static void results_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    visit(vm, ((JobResults *)self)->jobs, context);
    visit(vm, ((JobResults *)self)->chunk, context);
}

static void results_fill(VmType *type)
{
    type->iter = results_iter;
    type->next = results_next;
    type->release = results_release;
    type->traverse = results_traverse;
}

const VmTypeSpec aio_type_job_results = {
    .name = "generator", /* what map and as_completed return in CPython */
    .module = "builtins",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(JobResults),
    .flags = VM_TYPE_NO_MAKE,
    .fill = results_fill,
};

/* ---- functions ---- */

/* A list of the distinct jobs in an iterable. */
static VmValue distinct_jobs(Vm *vm, VmValue iterable)
{
    VmValue set = vm_set_new(vm, iterable);
    VmValue list = set == VM_ERROR ? VM_ERROR : vm_list_from(vm, iterable);
    VmValue jobs = list == VM_ERROR ? VM_ERROR : vm_list_new_empty(vm, vm_to_list(list)->count);
    for (size_t i = 0; jobs != VM_ERROR && i < vm_to_list(list)->count; i++) {
        VmValue job = vm_to_list(list)->items[i];
        bool ok = aio_is_job(vm, job);
        if (!ok) {
            vm_raise(vm, VM_EXC_ATTRIBUTE_ERROR, "'%s' object has no attribute '_condition'", vm_type_name(vm, job));
        }
        int first = ok ? vm_set_discard(vm, set, job) : -1;
        if (first < 0 || (first > 0 && !vm_list_append(vm, jobs, job))) {
            vm_unref(vm, jobs);
            jobs = VM_ERROR;
        }
    }
    vm_unref(vm, list);
    vm_unref(vm, set);
    return jobs;
}

static VmValue futures_as_completed(Vm *vm, const VmValue *args)
{
    VmValue jobs = distinct_jobs(vm, args[0]);
    VmValue results = jobs == VM_ERROR ? VM_ERROR : results_new(vm, jobs, args[1], true, false);
    vm_unref(vm, jobs);
    return results;
}

typedef struct Waited {
    VmList *jobs;
    char when; /* 'A'll, 'C'ompleted first, 'E'xception first */
} Waited;

static bool wait_is_over(void *context)
{
    Waited *waited = context;
    size_t done = 0;
    for (size_t i = 0; i < waited->jobs->count; i++) {
        AioJob *job = aio_job_of(waited->jobs->items[i]);
        done += aio_job_done(job);
        if (waited->when == 'E' && job->state == AIO_JOB_FINISHED && job->is_exception) {
            return true;
        }
    }
    return done == waited->jobs->count || (waited->when == 'C' && done > 0);
}

/* DoneAndNotDoneFutures(done, not_done), a class that the module keeps. */
static VmValue named_pair(Vm *vm, VmValue done, VmValue open)
{
    VmValue module = vm_dict_get_c_borrow(vm, vm->modules, "concurrent.futures");
    VmValue type = module == VM_EMPTY ? VM_ERROR : vm_module_get(vm, module, "_DoneAndNotDoneFutures");
    if (type == VM_ERROR) {
        vm_error_clear(vm);
        return vm_tuple_pack2(vm, done, open);
    }
    VmValue pair = vm_call2(vm, type, done, open);
    vm_unref(vm, type);
    return pair;
}

/* collections.namedtuple("DoneAndNotDoneFutures", "done not_done") */
static VmValue make_pair_type(Vm *vm)
{
    VmValue make = vm_import_attr(vm, "collections", "namedtuple");
    VmValue title = make == VM_ERROR ? VM_ERROR : vm_str_c(vm, "DoneAndNotDoneFutures");
    VmValue fields = title == VM_ERROR ? VM_ERROR : vm_str_c(vm, "done not_done");
    VmValue type = fields == VM_ERROR ? VM_ERROR : vm_call2(vm, make, title, fields);
    VmValue place = type == VM_ERROR ? VM_ERROR : vm_str_c(vm, "concurrent.futures._base");
    VmValue key = place == VM_ERROR ? VM_ERROR : vm_intern_c(vm, "__module__");
    if (key == VM_ERROR || !vm_set_attr(vm, type, key, place)) {
        vm_unref(vm, type);
        type = VM_ERROR;
    }
    VmValue const used[] = {make, title, fields, place, key};
    for (size_t i = 0; i < sizeof used / sizeof *used; i++) {
        vm_unref(vm, used[i]);
    }
    return type;
}

static VmValue done_and_not_done(Vm *vm, VmValue jobs)
{
    VmValue done = vm_set_new(vm, VM_EMPTY);
    VmValue open = vm_set_new(vm, VM_EMPTY);
    bool ok = done != VM_ERROR && open != VM_ERROR;
    for (size_t i = 0; ok && i < vm_to_list(jobs)->count; i++) {
        VmValue job = vm_to_list(jobs)->items[i];
        ok = vm_set_add(vm, aio_job_done(aio_job_of(job)) ? done : open, job);
    }
    VmValue both = ok ? named_pair(vm, done, open) : VM_ERROR;
    vm_unref(vm, done);
    vm_unref(vm, open);
    return both;
}

static VmValue futures_wait(Vm *vm, const VmValue *args)
{
    char when = 'A';
    if (args[2] != VM_EMPTY && vm_is_str(args[2])) {
        when = vm_str_equal_c(args[2], "FIRST_COMPLETED")   ? 'C'
               : vm_str_equal_c(args[2], "FIRST_EXCEPTION") ? 'E'
                                                            : 'A';
    }
    VmValue jobs = distinct_jobs(vm, args[0]);
    if (jobs == VM_ERROR) {
        return VM_ERROR;
    }
    Waited waited = {.jobs = vm_to_list(jobs), .when = when};
    VmValue result = VM_ERROR;
    if (aio_thread_wait(vm, args[1], wait_is_over, &waited, TRACE_BLOCK_JOB, 0) >= 0) {
        result = done_and_not_done(vm, jobs);
    }
    vm_unref(vm, jobs);
    return result;
}

static const VmNativeDef futures_functions[] = {
    {"as_completed", futures_as_completed, "fs, timeout=", VM_NATIVE_PYTHON},
    {"wait", futures_wait, "fs, timeout=, return_when=", VM_NATIVE_PYTHON},
    {0},
};

static bool futures_init(Vm *vm, VmValue module)
{
    return aio_start(vm) && aio_add_wait_constants(vm, module) &&
           vm_module_set_steal(vm, module, "_DoneAndNotDoneFutures", make_pair_type(vm)) &&
           vm_module_set(vm, module, "Future", vm_from_type(aio_type(vm, AIO_TYPE_JOB))) &&
           vm_module_set(vm, module, "ThreadPoolExecutor", vm_from_type(aio_type(vm, AIO_TYPE_EXECUTOR))) &&
           vm_module_set(vm, module, "ProcessPoolExecutor", vm_from_type(aio_type(vm, AIO_TYPE_PROCESS_EXECUTOR))) &&
           vm_module_set(vm, module, "BrokenExecutor", vm_from_type(aio_type(vm, AIO_TYPE_BROKEN_EXECUTOR))) &&
           vm_module_set(vm, module, "Executor", vm_from_type(aio_type(vm, AIO_TYPE_EXECUTOR))) &&
           vm_module_set(vm, module, "CancelledError", vm_from_type(aio_type(vm, AIO_TYPE_JOB_CANCELLED_ERROR))) &&
           vm_module_set(vm, module, "InvalidStateError",
                         vm_from_type(aio_type(vm, AIO_TYPE_JOB_INVALID_STATE_ERROR))) &&
           vm_module_set(vm, module, "TimeoutError", vm_from_type(vm_exception_type(vm, VM_EXC_TIMEOUT_ERROR)));
}

const VmModuleSpec aio_futures_module = {
    .name = "concurrent.futures",
    .functions = futures_functions,
    .init = futures_init,
};

static bool process_init(Vm *vm, VmValue module)
{
    return aio_start(vm) &&
           vm_module_set(vm, module, "ProcessPoolExecutor", vm_from_type(aio_type(vm, AIO_TYPE_PROCESS_EXECUTOR))) &&
           vm_module_set(vm, module, "BrokenProcessPool", vm_from_type(aio_type(vm, AIO_TYPE_BROKEN_PROCESS_POOL)));
}

const VmModuleSpec aio_futures_process_module = {.name = "concurrent.futures.process", .init = process_init};

static bool thread_init(Vm *vm, VmValue module)
{
    return aio_start(vm) &&
           vm_module_set(vm, module, "ThreadPoolExecutor", vm_from_type(aio_type(vm, AIO_TYPE_EXECUTOR))) &&
           vm_module_set(vm, module, "BrokenThreadPool", vm_from_type(aio_type(vm, AIO_TYPE_BROKEN_THREAD_POOL)));
}

const VmModuleSpec aio_futures_thread_module = {.name = "concurrent.futures.thread", .init = thread_init};

/* The package that the module lies in. */
const VmModuleSpec aio_concurrent_module = {.name = "concurrent"};
