/* vm_cost.h: what computing costs on the simulated machine.
 *
 * With the model `zero` (vm->cost NULL) computing takes no time, and the interpreter is the one that knows nothing of
 * costs.  With `cpython311` a second copy of it (vm_interp_costed.c) adds up what CPython 3.11 would have spent: the
 * instructions' cost is worked out once for each code object, in CPython's instructions, not ours (an operand that is a
 * local variable is a LOAD_FAST there); C functions add their own, by how their work grows.  docs/MACHINE.md says where
 * the figures come from; tests/reality/calibrate.py measures them again.
 *
 * What has been added up is charged (vm->charge: the thread computes for so long, others run meanwhile) between two
 * instructions: after each VM_COST_PIECE_PS, and before anything that can be seen from outside (calls of C functions,
 * awaits, lines on a screen).  C code never charges in its middle; what it adds is one piece that keeps the GIL.
 */
#ifndef VM_COST_H
#define VM_COST_H

#include "lang/lang_code.h"
#include "vm/vm.h"

/* What is added up, in picoseconds each.  X(symbol, picoseconds, what one is) */
#define VM_COST_TABLE(X)                                                                                               \
    /* instructions: their parts that have one price */                                                                \
    X(LOAD, 1600, "reading a local variable or a constant")                                                            \
    X(STORE, 1600, "writing a local variable")                                                                         \
    X(NEW_INT, 6700, "an int that is not one of the small ones, a float")                                              \
    X(LONG_INT, 9500, "… and has more than 30 bits")                                                                   \
    /* calls */                                                                                                        \
    X(LOOKUP, 6500, "reading an item of a dict, or what is no list")                                                   \
    X(INSERT, 15000, "writing one")                                                                                    \
    X(OPERATOR, 20000, "an operator on other operands than numbers")                                                   \
    X(FRAME, 10000, "entering a function of the script, beyond the call instruction")                                  \
    X(ENTER, 22000, "calling a function of the script from C: a key function, a callback")                             \
    X(KEYWORD, 9000, "an argument given by keyword")                                                                   \
    X(NATIVE, 4000, "calling a function written in C, beyond the call instruction")                                    \
    X(MAKE, 55000, "calling a class: making an instance, or str(x), int(x) …")                                         \
    X(INIT, 42000, "calling its __init__ of the script")                                                               \
    X(COROUTINE, 60000, "making a coroutine or generator object, and its end")                                         \
    X(AWAITABLE, 150000, "a coroutine of asyncio (sleep, lock, queue …), which is Python code there")                  \
    X(RESUME, 10000, "resuming a coroutine or generator")                                                              \
    X(RAISE, 130000, "raising and catching an exception")                                                              \
    /* builtins: for each item */                                                                                      \
    X(ITEM, 5000, "an item that a C function takes from an iterator")                                                  \
    X(COPY_ITEM, 1700, "an item copied from list to list")                                                             \
    X(PART, 20000, "a part that str.split makes")                                                                      \
    X(PAIR, 38000, "a tuple from enumerate or zip")                                                                    \
    X(HASH_ITEM, 36000, "an item put into a new set or dict")                                                          \
    X(COMPARE, 4000, "sort: comparing two ints of at most 30 bits, or floats")                                         \
    X(COMPARE_LONG, 6000, "… more for longer ints, or strings")                                                        \
    X(COMPARE_TURN, 12000, "… more when it comes out otherwise than the last: a branch mispredicted")                  \
    X(COMPARE_OTHER, 50000, "… more for anything else, beyond what that runs")                                         \
    X(EQUAL, 8000, "comparing two values for `in`, ==, min, max")                                                      \
    X(DIGIT, 1200, "a 30-bit digit of a large int that is added, compared or copied")                                  \
    X(DIGIT_PRODUCT, 1100, "two digits multiplied")                                                                    \
    X(JSON_VALUE, 85000, "a value in JSON, read or written")                                                           \
    X(DEEP_COPY, 400000, "a value copied deeply")                                                                      \
    /* asyncio: written in Python for the greater part, so not cheap */                                                \
    X(RUN, 220000000, "asyncio.run: a new event loop and its end")                                                     \
    X(ITERATION, 2300000, "an iteration of the event loop, with its select()")                                         \
    X(CALLBACK, 900000, "a callback that the loop runs")                                                               \
    X(CALL_SOON, 700000, "a callback that is queued")                                                                  \
    X(TASK, 2000000, "a task: creating it, and its end")                                                               \
    X(STEP, 1300000, "a step of a task: queueing it, running it")                                                      \
    X(TIMER, 2700000, "a timer: arming it, and its heap")                                                              \
    X(CHILD, 1500000, "a child of gather, wait, a group")                                                              \
    X(THREADSAFE, 6000000, "waking a loop from another thread")                                                        \
    /* threads */                                                                                                      \
    X(THREAD, 55000000, "starting a thread, in the thread that starts it")                                             \
    X(FIRST_THREADS, 170000000, "… more for the first 200 threads")                                                    \
    X(THREAD_BEGIN, 22000000, "… and in the new thread")                                                               \
    X(JOB, 9000000, "handing a job to an executor")                                                                    \
    X(JOB_RUN, 7000000, "taking a job and setting its result")                                                         \
    X(FORK, 1900000000, "starting a process, in the one that starts it")                                               \
    X(FORK_ITEM, 2200, "… and for each value in the arguments of the first job: the tables of its pages")              \
    X(PIPE, 80000000, "a message between processes: at either end, with its pickle")                                   \
    X(PICKLE_ITEM, 11000, "a value that is pickled")                                                                   \
    X(UNSHARE_ITEM, 22000, "… more when it is touched for the first time after a fork: its page is copied")            \
    X(UNPICKLE_ITEM, 33000, "a value that is unpickled")

#define VM_COST_ENUM(symbol, picoseconds, meaning) VM_COST_##symbol,
typedef enum VmCostId { VM_COST_TABLE(VM_COST_ENUM) VM_COST_COUNT } VmCostId;
#undef VM_COST_ENUM

#define VM_COST_PIECE_PS INT64_C(50000000) /* 50 us: how long bytecode computes before others are looked at */

/* A cost model. */
typedef struct VmCost {
    const char *name;
    int64_t ps[VM_COST_COUNT];
} VmCost;

/* The model of that name: *out is NULL for "zero".  false: there is none of that name. */
bool vm_cost_model(const char *name, const VmCost **out);
/* The names of all models, with commas and "or" for messages: `zero or cpython311`. */
#define VM_COST_NAMES "zero or cpython311"

/* The instruction's cost in picoseconds, with what its operands cost, without what its work depends on at run time. Of
 * modules of the library (vm_library.h) nothing: their functions add what the real ones cost. */
uint32_t vm_cost_of_instr(const VmCost *cost, const LangCode *code, uint32_t at);

/* `count` times what `id` says. */
static inline void vm_cost_add(Vm *vm, VmCostId id, size_t count)
{
    if (vm->cost != NULL) {
        vm->cost_ps += vm->cost->ps[id] * (int64_t)count;
    }
}

/* Any time: for models of libraries that know their nanoseconds. */
static inline void vm_cost_add_ns(Vm *vm, int64_t ns)
{
    if (vm->cost != NULL) {
        vm->cost_ps += ns * 1000;
    }
}

/* A result of arithmetic with a cost model: all but small ints are allocated. */
static inline void vm_cost_int(Vm *vm, VmValue v)
{
    if (vm_is_int(v)) {
        uint64_t distance = (uint64_t)(vm_to_int(v) + 5);
        if (distance > 261) {
            vm->cost_ps += vm->cost->ps[VM_COST_NEW_INT];
            vm->cost_ps += distance >> 30 != 0 ? vm->cost->ps[VM_COST_LONG_INT] : 0;
        }
    } else if (vm_is_double(v)) {
        vm->cost_ps += vm->cost->ps[VM_COST_NEW_INT];
    }
}

/* Charges what has been added up: only where the running thread may lose the GIL, which is between instructions and
 * between callbacks of a loop.  false: the run is over, an exception is pending. */
bool vm_cost_charge(Vm *vm);

#endif
