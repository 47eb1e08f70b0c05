/* ProcessPoolExecutor: takes jobs; a thread of its own (aio_process_manager.c) does the rest. */
#include "aio/aio_process_executor.h"
#include "aio/aio_context.h"
#include "aio/aio_job.h"
#include "aio/aio_repr.h"
#include "aio/aio_thread.h"
#include "vm/vm_heap.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

#include <string.h>

/* ---- jobs ---- */

void aio_executor_drop_work(Vm *vm, AioExecutor *executor, size_t index)
{
    AioWork work = executor->works[index];
    executor->count--;
    memmove(&executor->works[index], &executor->works[index + 1], (executor->count - index) * sizeof work);
    vm_unref(vm, work.job);
    vm_unref(vm, work.call);
}

static bool add_work(Vm *vm, AioExecutor *executor, AioWork work)
{
    if (executor->count == executor->capacity) {
        size_t capacity = executor->capacity == 0 ? 8 : executor->capacity * 2;
        AioWork *works = vm_heap_resize(vm, executor->works, executor->capacity * sizeof work, capacity * sizeof work);
        if (works == NULL) {
            return false;
        }
        executor->works = works;
        executor->capacity = capacity;
    }
    vm_ref(work.job);
    vm_ref(work.call);
    executor->works[executor->count++] = work;
    return true;
}

size_t aio_executor_next_unsent(const AioExecutor *executor)
{
    size_t index = 0;
    while (index < executor->count && executor->works[index].sent) {
        index++;
    }
    return index;
}

/* ---- workers ---- */

bool aio_executor_start_worker(Vm *vm, VmValue self)
{
    const AioExecutor *executor = aio_executor_of(self);
    return aio_pool_start_worker(vm, executor->pool, self, executor->is_pool ? "ForkPoolWorker" : "ForkProcess") !=
           NULL;
}

static bool pack_initializer(Vm *vm, const AioExecutor *executor)
{
    VmValue parts[2] = {executor->initializer, executor->initargs};
    VmValue pair = vm_tuple_new(vm, parts, 2);
    bool ok = pair != VM_ERROR && aio_pickle_dump(vm, &executor->pool->initializer, pair);
    vm_unref(vm, pair);
    return ok;
}

/* At the first job: all workers are forked, then the thread begins. */
/* What the arguments of the first job hold, if they are lists: the most of what a program that computes has. */
static size_t values_of_first(const AioExecutor *executor)
{
    size_t values = 0;
    if (executor->count > 0) {
        const VmTuple *args = vm_to_tuple(vm_to_tuple(executor->works[0].call)->items[1]);
        for (size_t i = 0; i < args->count; i++) {
            values += vm_has_kind(args->items[i], VM_KIND_LIST) ? vm_to_list(args->items[i])->count : 0;
        }
    }
    return values;
}

static bool launch(Vm *vm, VmValue self)
{
    AioExecutor *executor = aio_executor_of(self);
    if (executor->pool != NULL) {
        return true;
    }
    AioPool *pool = aio_pool_new(vm->world->alloc);
    if (pool == NULL) {
        vm_raise_no_memory(vm);
        return false;
    }
    pool->has_initializer = executor->initializer != VM_EMPTY;
    pool->renewed = executor->is_pool;
    executor->pool = pool;
    pool->loose = aio_process_copies_earlier(vm);
    if (pool->has_initializer && pool->loose && !pack_initializer(vm, executor)) {
        executor->pool = NULL;
        aio_pool_unref(pool);
        return false;
    }
    for (int64_t i = 0; i < executor->max_workers; i++) {
        vm_cost_add(vm, VM_COST_FORK_ITEM, values_of_first(executor));
        if (!aio_executor_start_worker(vm, self)) {
            pool->closing = true;
            return false;
        }
    }
    return aio_executor_start_manager(vm, self);
}

bool aio_process_executor_initialize(Vm *child, VmValue self)
{
    AioExecutor *executor = aio_executor_of(self);
    if (executor->initializer == VM_EMPTY) {
        return true;
    }
    const VmTuple *args = vm_to_tuple(executor->initargs);
    VmValue result = vm_call(child, executor->initializer, args->items, args->count, VM_EMPTY);
    vm_unref(child, result);
    return result != VM_ERROR;
}

/* ---- submit ---- */

static bool check_open(Vm *vm, const AioExecutor *executor)
{
    if (executor->broken || (executor->pool != NULL && executor->pool->broken)) {
        VmValue message = vm_str_c(vm, "A child process terminated abruptly, the process pool is not usable anymore");
        if (message != VM_ERROR) {
            vm_raise_with(vm, aio_type(vm, AIO_TYPE_BROKEN_PROCESS_POOL), message);
        }
        vm_unref(vm, message);
        return false;
    }
    if (executor->closed) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "cannot schedule new futures after shutdown");
        return false;
    }
    if (aio_state(vm)->exiting) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "cannot schedule new futures after interpreter shutdown");
        return false;
    }
    return true;
}

VmValue aio_process_executor_submit(Vm *vm, VmValue self, VmValue callable, VmValue args, VmValue keywords, bool chunk)
{
    AioExecutor *executor = aio_executor_of(self);
    if (!check_open(vm, executor)) {
        return VM_ERROR;
    }
    VmValue parts[3] = {callable, args, keywords == VM_EMPTY ? VM_NONE : keywords};
    VmValue call = vm_tuple_new(vm, parts, 3);
    VmValue job = call == VM_ERROR ? VM_ERROR : aio_job_new(vm);
    if (job != VM_ERROR && trace_on(vm->recorder)) {
        static const char name[] = "ProcessPoolExecutor";
        uint32_t pool = aio_pool_trace_id(vm, &executor->trace_id, name, sizeof name - 1, executor->max_workers);
        uint32_t label = aio_trace_callable(vm, callable);
        trace_record(vm->recorder, TRACE_JOB_QUEUE, aio_job_of(job)->trace_id, label, pool, 0);
    }
    AioWork work = {.id = executor->next_id, .job = job, .call = call, .chunk = chunk};
    bool ok = job != VM_ERROR && add_work(vm, executor, work) && launch(vm, self);
    executor->next_id++;
    vm_unref(vm, call);
    if (!ok) {
        vm_unref(vm, job);
        return VM_ERROR;
    }
    return job;
}

static VmValue executor_submit(Vm *vm, const VmValue *args)
{
    return aio_process_executor_submit(vm, args[0], args[1], args[2], args[3], false);
}

/* ---- shutdown ---- */

static bool unmanaged(void *context)
{
    return !((AioExecutor *)context)->managed;
}

static bool cancel_unsent(Vm *vm, AioExecutor *executor)
{
    for (size_t index = aio_executor_next_unsent(executor); index < executor->count;
         index = aio_executor_next_unsent(executor)) {
        VmValue job = vm_ref(executor->works[index].job);
        aio_executor_drop_work(vm, executor, index);
        int cancelled = aio_job_cancel(vm, job);
        vm_unref(vm, job);
        if (cancelled < 0) {
            return false;
        }
    }
    return true;
}

static VmValue executor_shutdown(Vm *vm, const VmValue *args)
{
    AioExecutor *executor = aio_executor_of(args[0]);
    int wait = args[1] == VM_EMPTY ? 1 : vm_truth(vm, args[1]);
    int cancel = args[2] == VM_EMPTY ? 0 : vm_truth(vm, args[2]);
    if (wait < 0 || cancel < 0) {
        return VM_ERROR;
    }
    executor->closed = true;
    if (cancel && !cancel_unsent(vm, executor)) {
        return VM_ERROR;
    }
    if (wait && aio_thread_wait(vm, VM_NONE, unmanaged, executor, TRACE_BLOCK_JOIN, 0) < 0) {
        return VM_ERROR;
    }
    return VM_NONE;
}

/* The workers begin before there is a job: for multiprocessing.Pool. */
static VmValue executor_launch(Vm *vm, const VmValue *args)
{
    return launch(vm, args[0]) ? VM_NONE : VM_ERROR;
}

/* The workers end at once, whatever they do. */
static VmValue executor_kill(Vm *vm, const VmValue *args)
{
    enum { TERMINATED = -15 };
    AioExecutor *executor = aio_executor_of(args[0]);
    executor->closed = true;
    if (executor->pool != NULL) {
        executor->pool->closing = true;
        aio_process_kill_all(vm, executor->pool, TERMINATED);
    }
    while (executor->count > 0) {
        aio_executor_drop_work(vm, executor, executor->count - 1);
    }
    return VM_NONE;
}

static VmValue executor_enter(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_ref(args[0]);
}

static VmValue executor_exit(Vm *vm, const VmValue *args)
{
    VmValue shutdown[3] = {args[0], VM_TRUE, VM_FALSE};
    VmValue done = executor_shutdown(vm, shutdown);
    return done == VM_ERROR ? VM_ERROR : VM_FALSE;
}

static VmValue executor_max_workers(Vm *vm, const VmValue *args)
{
    return vm_int_from(vm, aio_executor_of(args[0])->max_workers);
}

/* ---- the type ---- */

static bool check_workers(Vm *vm, VmValue given, int64_t *workers)
{
    enum { MOST = 61 }; /* of cores that are used without being asked for; CPython's limit on some systems */
    *workers = vm->world->cores;
    if (given == VM_EMPTY || given == VM_NONE) {
        *workers = *workers > MOST ? MOST : *workers;
        return true;
    }
    if (!vm_is_integer(given)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "'<=' not supported between instances of '%s' and 'int'",
                 vm_type_name(vm, given));
        return false;
    }
    if (!vm_as_index(vm, given, workers)) {
        return false;
    }
    if (*workers <= 0) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "max_workers must be greater than 0");
        return false;
    }
    return true;
}

static VmValue executor_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[6];
    int64_t workers;
    if (!vm_args_parse(vm, "ProcessPoolExecutor.__init__",
                       "max_workers=, mp_context=, initializer=, initargs=, *, max_tasks_per_child=, _pool=", args,
                       nargs, kwnames, bound) ||
        !check_workers(vm, bound[0], &workers)) {
        return VM_ERROR;
    }
    if (bound[4] != VM_EMPTY && bound[4] != VM_NONE) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR,
                        "max_tasks_per_child is incompatible with the 'fork' multiprocessing start method; supply a "
                        "different mp_context.");
    }
    bool initializer = bound[2] != VM_EMPTY && bound[2] != VM_NONE;
    if (initializer && !vm_is_callable(vm, bound[2])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "initializer must be a callable");
    }
    VmValue self = vm_instance_new(vm, type);
    if (self == VM_ERROR) {
        return VM_ERROR;
    }
    AioExecutor *executor = aio_executor_of(self);
    executor->max_workers = workers;
    executor->is_pool = bound[5] == VM_TRUE;
    if (initializer) {
        executor->initializer = vm_ref(bound[2]);
        executor->initargs = bound[3] == VM_EMPTY ? vm_ref(vm->empty_tuple) : vm_tuple_from(vm, bound[3]);
        if (executor->initargs == VM_ERROR) {
            vm_unref(vm, self);
            return VM_ERROR;
        }
    }
    return self;
}

static void executor_release(Vm *vm, VmObject *self)
{
    AioExecutor *executor = (AioExecutor *)self;
    while (executor->count > 0) {
        aio_executor_drop_work(vm, executor, executor->count - 1);
    }
    vm_heap_free(vm, executor->works, executor->capacity * sizeof *executor->works);
    if (executor->pool != NULL) {
        executor->pool->closing = true;
        aio_pool_unref(executor->pool);
    }
    vm_unref(vm, executor->initializer);
    vm_unref(vm, executor->initargs);
}

static void executor_traverse(Vm *vm, VmObject *self, VmVisit visit, void *context)
{
    AioExecutor *executor = (AioExecutor *)self;
    for (size_t i = 0; i < executor->count; i++) {
        visit(vm, executor->works[i].job, context);
        visit(vm, executor->works[i].call, context);
    }
    visit(vm, executor->initializer, context);
    visit(vm, executor->initargs, context);
}

static void executor_fill(VmType *type)
{
    type->make = executor_make;
    type->release = executor_release;
    type->traverse = executor_traverse;
}

static const VmNativeDef executor_methods[] = {
    {"submit", executor_submit, "fn, /, *args, **kwargs", VM_NATIVE_PYTHON},
    {"map", aio_process_executor_map, "fn, *iterables, timeout=, chunksize=", VM_NATIVE_PYTHON},
    {"shutdown", executor_shutdown, "wait=, *, cancel_futures=", VM_NATIVE_PYTHON},
    {"_launch", executor_launch, "", VM_NATIVE_PYTHON},
    {"_kill", executor_kill, "", VM_NATIVE_PYTHON},
    {"_max_workers", executor_max_workers, "", VM_NATIVE_PROPERTY},
    {"__enter__", executor_enter, "", VM_NATIVE_PYTHON},
    {"__exit__", executor_exit, "exc_type, exc_val, exc_tb", VM_NATIVE_PYTHON},
    {0},
};

const VmTypeSpec aio_type_process_executor = {
    .name = "ProcessPoolExecutor",
    .module = "concurrent.futures.process",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(AioExecutor),
    .has_dict = true,
    .methods = executor_methods,
    .fill = executor_fill,
};
