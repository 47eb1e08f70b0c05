/* What threads wait for: locks that one thread has (`_thread.lock`, `_thread.RLock`), and gates that let all pass once
 * they are open, of which the rest of `threading` is made. */
#include "aio/aio_thread_module.h"

#include "aio/aio_job.h"
#include "vm/vm_heap.h"
#include "vm/vm_native.h"
#include "vm/vm_str.h"
#include "vm/vm_thread.h"
#include "vm/vm_tuple.h"

/* ---- lock ---- */

typedef struct Lock {
    VmObject head;
    bool locked;
} Lock;

static Lock *lock_of(VmValue v)
{
    return (Lock *)vm_to_object(v);
}

static bool is_free(void *context)
{
    return !((Lock *)context)->locked;
}

/* The arguments of acquire(): *timeout is None (wait for ever), a number, or VM_EMPTY: do not wait. */
static bool parse_acquire(Vm *vm, VmValue blocking, VmValue timeout, VmValue *out)
{
    int wait = blocking == VM_EMPTY ? 1 : vm_truth(vm, blocking);
    double seconds = -1;
    if (wait < 0 || (timeout != VM_EMPTY && !vm_as_double(vm, timeout, &seconds))) {
        return false;
    }
    if (wait == 0 && seconds != -1) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "can't specify a timeout for a non-blocking call");
        return false;
    }
    if (seconds < 0 && seconds != -1) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "timeout value must be positive");
        return false;
    }
    *out = wait == 0 ? VM_EMPTY : seconds == -1 ? VM_NONE : timeout;
    return true;
}

static VmValue lock_acquire(Vm *vm, const VmValue *args)
{
    Lock *lock = lock_of(args[0]);
    VmValue timeout;
    if (!parse_acquire(vm, args[1], args[2], &timeout)) {
        return VM_ERROR;
    }
    int got = !lock->locked;
    if (!got && timeout != VM_EMPTY) {
        got = aio_thread_wait(vm, timeout, is_free, lock, TRACE_BLOCK_LOCK, 0);
    }
    if (got < 0) {
        return VM_ERROR;
    }
    lock->locked = lock->locked || got;
    return vm_from_bool(got);
}

static VmValue lock_release(Vm *vm, const VmValue *args)
{
    if (!lock_of(args[0])->locked) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "release unlocked lock");
    }
    lock_of(args[0])->locked = false;
    return VM_NONE;
}

static VmValue lock_locked(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(lock_of(args[0])->locked);
}

static VmValue lock_enter(Vm *vm, const VmValue *args)
{
    VmValue all[3] = {args[0], VM_EMPTY, VM_EMPTY};
    return lock_acquire(vm, all);
}

static VmValue lock_exit(Vm *vm, const VmValue *args)
{
    return lock_release(vm, args);
}

static VmValue lock_repr(Vm *vm, VmValue self)
{
    return vm_str_printf(vm, "<%s _thread.lock object at 0x%llx>", lock_of(self)->locked ? "locked" : "unlocked",
                         (unsigned long long)vm_heap_identity(vm, self));
}

static void lock_fill(VmType *type)
{
    type->repr = lock_repr;
}

static const VmNativeDef lock_methods[] = {
    {"acquire", lock_acquire, "blocking=, timeout=", VM_NATIVE_BUILTIN},
    {"release", lock_release, "", VM_NATIVE_BUILTIN},
    {"locked", lock_locked, "", VM_NATIVE_BUILTIN},
    {"__enter__", lock_enter, "", VM_NATIVE_BUILTIN},
    {"__exit__", lock_exit, "*args", VM_NATIVE_BUILTIN},
    {0},
};

const VmTypeSpec aio_type_thread_lock = {
    .name = "lock",
    .module = "_thread",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Lock),
    .flags = VM_TYPE_NO_MAKE,
    .methods = lock_methods,
    .fill = lock_fill,
};

/* ---- RLock ---- */

typedef struct ReentrantLock {
    VmObject head;
    uint64_t owner; /* a thread's ident; 0: nobody */
    uint64_t count;
} ReentrantLock;

static ReentrantLock *rlock_of(VmValue v)
{
    return (ReentrantLock *)vm_to_object(v);
}

static bool is_unowned(void *context)
{
    return ((ReentrantLock *)context)->owner == 0;
}

static VmValue rlock_acquire(Vm *vm, const VmValue *args)
{
    ReentrantLock *lock = rlock_of(args[0]);
    VmValue timeout;
    if (!parse_acquire(vm, args[1], args[2], &timeout)) {
        return VM_ERROR;
    }
    uint64_t self = aio_thread_ident(vm->thread);
    int got = lock->owner == 0 || lock->owner == self;
    if (!got && timeout != VM_EMPTY) {
        got = aio_thread_wait(vm, timeout, is_unowned, lock, TRACE_BLOCK_LOCK, 0);
    }
    if (got < 0) {
        return VM_ERROR;
    }
    if (got) {
        lock->owner = self;
        lock->count++;
    }
    return vm_from_bool(got);
}

static VmValue rlock_release(Vm *vm, const VmValue *args)
{
    ReentrantLock *lock = rlock_of(args[0]);
    if (lock->owner != aio_thread_ident(vm->thread)) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "cannot release un-acquired lock");
    }
    if (--lock->count == 0) {
        lock->owner = 0;
    }
    return VM_NONE;
}

static VmValue rlock_enter(Vm *vm, const VmValue *args)
{
    VmValue all[3] = {args[0], VM_EMPTY, VM_EMPTY};
    return rlock_acquire(vm, all);
}

static VmValue rlock_exit(Vm *vm, const VmValue *args)
{
    return rlock_release(vm, args);
}

static VmValue rlock_is_owned(Vm *vm, const VmValue *args)
{
    return vm_from_bool(rlock_of(args[0])->owner == aio_thread_ident(vm->thread));
}

/* How often the running thread has it; all of that is given back. */
static VmValue rlock_release_save(Vm *vm, const VmValue *args)
{
    ReentrantLock *lock = rlock_of(args[0]);
    if (lock->owner != aio_thread_ident(vm->thread)) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR, "cannot release un-acquired lock");
    }
    VmValue count = vm_from_int((int64_t)lock->count);
    lock->owner = lock->count = 0;
    return count;
}

static VmValue rlock_acquire_restore(Vm *vm, const VmValue *args)
{
    VmValue got = rlock_enter(vm, args);
    if (got != VM_ERROR && vm_is_int(args[1])) {
        rlock_of(args[0])->count = (uint64_t)vm_to_int(args[1]);
    }
    return got == VM_ERROR ? VM_ERROR : VM_NONE;
}

static VmValue rlock_repr(Vm *vm, VmValue self)
{
    const ReentrantLock *lock = rlock_of(self);
    return vm_str_printf(vm, "<%s _thread.RLock object owner=%llu count=%llu at 0x%llx>",
                         lock->count > 0 ? "locked" : "unlocked", (unsigned long long)lock->owner,
                         (unsigned long long)lock->count, (unsigned long long)vm_heap_identity(vm, self));
}

static void rlock_fill(VmType *type)
{
    type->repr = rlock_repr;
}

static const VmNativeDef rlock_methods[] = {
    {"acquire", rlock_acquire, "blocking=, timeout=", VM_NATIVE_BUILTIN},
    {"release", rlock_release, "", VM_NATIVE_BUILTIN},
    {"__enter__", rlock_enter, "", VM_NATIVE_BUILTIN},
    {"__exit__", rlock_exit, "*args", VM_NATIVE_BUILTIN},
    {"_is_owned", rlock_is_owned, "", VM_NATIVE_BUILTIN},
    {"_release_save", rlock_release_save, "", VM_NATIVE_BUILTIN},
    {"_acquire_restore", rlock_acquire_restore, "count, /", VM_NATIVE_BUILTIN},
    {0},
};

const VmTypeSpec aio_type_thread_rlock = {
    .name = "RLock",
    .module = "_thread",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(ReentrantLock),
    .methods = rlock_methods,
    .fill = rlock_fill,
};

/* ---- gate ---- */

typedef struct Gate {
    VmObject head;
    bool open;
    bool join; /* it is passed when a thread has ended */
} Gate;

static Gate *gate_of(VmValue v)
{
    return (Gate *)vm_to_object(v);
}

static bool is_open(void *context)
{
    return ((Gate *)context)->open;
}

static VmValue gate_wait(Vm *vm, const VmValue *args)
{
    Gate *gate = gate_of(args[0]);
    int passed = aio_thread_wait(vm, args[1], is_open, gate, gate->join ? TRACE_BLOCK_JOIN : TRACE_BLOCK_LOCK, 0);
    return passed < 0 ? VM_ERROR : vm_from_bool(passed);
}

static VmValue gate_open(Vm *vm, const VmValue *args)
{
    (void)vm;
    gate_of(args[0])->open = true;
    return VM_NONE;
}

static VmValue gate_is_open(Vm *vm, const VmValue *args)
{
    (void)vm;
    return vm_from_bool(gate_of(args[0])->open);
}

static VmValue gate_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue bound[1];
    if (!vm_args_parse(vm, "_gate", "join=", args, nargs, kwnames, bound)) {
        return VM_ERROR;
    }
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        gate_of(self)->join = bound[0] == VM_TRUE;
    }
    return self;
}

/* Whatever holds one cannot be pickled, and CPython names the lock that it would have in its place. */
static VmValue gate_reduce(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_raise(vm, VM_EXC_TYPE_ERROR, "cannot pickle '_thread.lock' object");
}

static void gate_fill(VmType *type)
{
    type->make = gate_make;
}

static const VmNativeDef gate_methods[] = {
    {"wait", gate_wait, "timeout=", VM_NATIVE_BUILTIN},
    {"open", gate_open, "", VM_NATIVE_BUILTIN},
    {"is_open", gate_is_open, "", VM_NATIVE_BUILTIN},
    {"__reduce__", gate_reduce, "", VM_NATIVE_BUILTIN},
    {0},
};

const VmTypeSpec aio_type_thread_gate = {
    .name = "_gate",
    .module = "_thread",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Gate),
    .methods = gate_methods,
    .fill = gate_fill,
};
