#include "aio/aio_signal.h"

#include "aio/aio_future.h"
#include "aio/aio_process.h"
#include "aio/aio_process_log.h"
#include "aio/aio_task.h"
#include "vm/vm_int.h"
#include "vm/vm_str.h"

enum {
    INTERRUPT = 2,
    KILL = 9,
    CHILD = 17,
    CONTINUE = 18,
    STOP = 19,
    STOP_KEY = 20,
    URGENT = 23,
    WINDOW = 28,
    MOST = 64
};

static uint64_t bit_of(int64_t number)
{
    return UINT64_C(1) << (number - 1);
}

static const uint64_t harmless = UINT64_C(1) << (CHILD - 1) | UINT64_C(1) << (CONTINUE - 1) |
                                 UINT64_C(1) << (URGENT - 1) | UINT64_C(1) << (WINDOW - 1);

/* One that has ended is there until its parent looks. */
static SimProcess *find(Vm *vm, int64_t pid)
{
    SimProcess *process = &vm->world->sched->first;
    while (process != NULL && (process->pid != pid || process->reaped)) {
        process = process->next;
    }
    return process;
}

/* It does what the system does when nobody heeds the signal. */
static bool die(Vm *vm, SimProcess *process, int64_t number)
{
    if (process == sim_process_running(vm->world->sched)) {
        aio_process_exit(vm, -(int)number);
        return false;
    }
    aio_process_kill(vm, process, -(int)number);
    return true;
}

static bool deliver(Vm *vm, SimProcess *process, int64_t number)
{
    uint64_t bit = bit_of(number);
    if (process->ended) {
        return true;
    }
    if (number == KILL) {
        return die(vm, process, number);
    }
    if (number >= STOP && number <= STOP_KEY + 2 && (process->heeded & bit) == 0) {
        vm_raise(vm, VM_EXC_NOT_IMPLEMENTED_ERROR, "simulated processes cannot be stopped");
        return false;
    }
    if ((process->ignored & bit) != 0) {
        return true;
    }
    if ((process->heeded & bit) == 0 && number != INTERRUPT) {
        return (harmless & bit) != 0 || die(vm, process, number);
    }
    process->signals |= bit;
    const SimThread *self = vm->world->sched->running;
    return self != process->main || aio_signals_handle(vm);
}

int aio_signal_send(Vm *vm, int64_t pid, int64_t number)
{
    enum { NO_SUCH_PROCESS = 3, INVALID_ARGUMENT = 22 };
    if (number < 0 || number > MOST) {
        return INVALID_ARGUMENT;
    }
    SimProcess *process = find(vm, pid);
    if (process == NULL) {
        return NO_SUCH_PROCESS;
    }
    return number == 0 || deliver(vm, process, number) ? 0 : -1;
}

void aio_signal_heed(Vm *vm, int64_t number, AioSignalHow how)
{
    SimProcess *process = sim_process_running(vm->world->sched);
    uint64_t bit = bit_of(number);
    process->heeded = how == AIO_SIGNAL_HEEDED ? process->heeded | bit : process->heeded & ~bit;
    process->ignored = how == AIO_SIGNAL_IGNORED ? process->ignored | bit : process->ignored & ~bit;
    AioProcessLog *log = aio_process_log(vm);
    if (log != NULL) {
        log->heeded = process->heeded;
        log->ignored = process->ignored;
    }
}

/* ---- handling ---- */

/* signal._call(number) */
static bool call_handler(Vm *vm, int64_t number)
{
    VmValue function = vm_import_attr(vm, "signal", "_call");
    VmValue argument = vm_from_int(number);
    VmValue result = function == VM_ERROR ? VM_ERROR : vm_call(vm, function, &argument, 1, VM_EMPTY);
    vm_unref(vm, result);
    vm_unref(vm, function);
    return result != VM_ERROR;
}

/* SIGINT that the script has no handler for. */
static bool interrupt(Vm *vm)
{
    AioState *state = aio_state(vm);
    AioTask *task = state == NULL ? NULL : state->main_task;
    if (task != NULL && ++state->interrupts == 1 && task->future.state == AIO_PENDING) {
        return aio_cancel(vm, aio_task_value(task), VM_EMPTY) >= 0;
    }
    vm_raise_with(vm, vm_exception_type(vm, VM_EXC_KEYBOARD_INTERRUPT), VM_EMPTY);
    return false;
}

bool aio_signals_handle(Vm *vm)
{
    SimProcess *process = sim_process_running(vm->world->sched);
    for (int64_t number = 1; number <= MOST && process->signals != 0; number++) {
        uint64_t bit = bit_of(number);
        if ((process->signals & bit) == 0) {
            continue;
        }
        process->signals &= ~bit;
        if (!((process->heeded & bit) != 0 ? call_handler(vm, number) : number != INTERRUPT || interrupt(vm))) {
            return false;
        }
    }
    return true;
}
