/* vm.h: one virtual machine: its types, modules, limits, and the hooks to the world around it.
 *
 * A Vm owns every script value; two Vms share nothing and may live side by side.  It is created with an allocator and a
 * VmHost, given modules (vm_module.h), runs one script (vm_run.h), and is freed.  Everything that a script can do to
 * the outside goes through VmHost and the recorder.
 *
 * What can fail returns VM_ERROR, false or -1 with an exception pending (vm_error.h).
 */
#ifndef VM_H
#define VM_H

#include "base/ls_alloc.h"
#include "base/ls_buf.h"
#include "base/ls_status.h"
#include "trace/trace_recorder.h"
#include "vm/vm_object.h"

/* The builtin types, one file each (vm_type_<symbol> in lower case is its const VmTypeSpec).
 * X(symbol, name) */
#define VM_TYPE_TABLE(X)                                                                                               \
    X(OBJECT, "object")                                                                                                \
    X(TYPE, "type")                                                                                                    \
    X(NONE, "NoneType")                                                                                                \
    X(NOT_IMPLEMENTED, "NotImplementedType")                                                                           \
    X(ELLIPSIS, "ellipsis")                                                                                            \
    X(INT, "int")                                                                                                      \
    X(BOOL, "bool")                                                                                                    \
    X(FLOAT, "float")                                                                                                  \
    X(COMPLEX, "complex")                                                                                              \
    X(STR, "str")                                                                                                      \
    X(BYTES, "bytes")                                                                                                  \
    X(TUPLE, "tuple")                                                                                                  \
    X(LIST, "list")                                                                                                    \
    X(DICT, "dict")                                                                                                    \
    X(DICT_KEYS, "dict_keys")                                                                                          \
    X(DICT_VALUES, "dict_values")                                                                                      \
    X(DICT_ITEMS, "dict_items")                                                                                        \
    X(SET, "set")                                                                                                      \
    X(FROZENSET, "frozenset")                                                                                          \
    X(SLICE, "slice")                                                                                                  \
    X(RANGE, "range")                                                                                                  \
    X(RANGE_ITERATOR, "range_iterator")                                                                                \
    X(LIST_ITERATOR, "list_iterator")                                                                                  \
    X(TUPLE_ITERATOR, "tuple_iterator")                                                                                \
    X(STR_ITERATOR, "str_ascii_iterator")                                                                              \
    X(BYTES_ITERATOR, "bytes_iterator")                                                                                \
    X(DICT_ITERATOR, "dict_keyiterator")                                                                               \
    X(SET_ITERATOR, "set_iterator")                                                                                    \
    X(CALL_ITERATOR, "callable_iterator")                                                                              \
    X(SEQUENCE_ITERATOR, "iterator")                                                                                   \
    X(REVERSED, "reversed")                                                                                            \
    X(ENUMERATE, "enumerate")                                                                                          \
    X(ZIP, "zip")                                                                                                      \
    X(MAP, "map")                                                                                                      \
    X(FILTER, "filter")                                                                                                \
    X(FUNCTION, "function")                                                                                            \
    X(NATIVE, "builtin_function_or_method")                                                                            \
    X(METHOD, "method")                                                                                                \
    X(CELL, "cell")                                                                                                    \
    X(CODE, "code")                                                                                                    \
    X(MODULE, "module")                                                                                                \
    X(GENERATOR, "generator")                                                                                          \
    X(COROUTINE, "coroutine")                                                                                          \
    X(COROUTINE_WRAPPER, "coroutine_wrapper")                                                                          \
    X(ASYNC_GENERATOR, "async_generator")                                                                              \
    X(ASYNC_GENERATOR_ASEND, "async_generator_asend")                                                                  \
    X(ASYNC_GENERATOR_ATHROW, "async_generator_athrow")                                                                \
    X(NATIVE_CORO, "coroutine")                                                                                        \
    X(PROPERTY, "property")                                                                                            \
    X(STATICMETHOD, "staticmethod")                                                                                    \
    X(CLASSMETHOD, "classmethod")                                                                                      \
    X(SUPER, "super")                                                                                                  \
    X(TRACEBACK, "traceback")                                                                                          \
    X(GENERIC_ALIAS, "types.GenericAlias")                                                                             \
    X(UNION, "types.UnionType")

#define VM_TYPE_ENUM(symbol, name) VM_TYPE_##symbol,
typedef enum VmTypeId { VM_TYPE_TABLE(VM_TYPE_ENUM) VM_TYPE_COUNT } VmTypeId;
#undef VM_TYPE_ENUM

/* What the host lets a script do.  `context` is the host's. */
typedef struct VmHost {
    void *context;
    /* The script wrote text to stdout or stderr. */
    void (*write)(void *context, TraceStream stream, const char *text, size_t size);
    /* Asked about every 100,000 instructions: true ends the run (LS_E_CANCELLED). */
    bool (*cancelled)(void *context);
} VmHost;

typedef struct VmLimits {
    int64_t max_instructions; /* 0: none */
    size_t max_memory_bytes;  /* 0: none */
    uint32_t max_recursion;   /* CPython's default is 1000 */
    size_t max_output_bytes;  /* 0: none */
} VmLimits;

/* Module states that C code hangs on a Vm (asyncio's running loop, the RNG of `random`, …): one slot each, freed with
 * the Vm.  X(symbol) */
#define VM_STATE_TABLE(X) X(AIO) X(RANDOM) X(CONTEXT) X(THREADS) X(NETWORK) X(FASTAPI) X(LOGGING) X(MISC) X(KEPT)
#define VM_STATE_ENUM(symbol) VM_STATE_##symbol,
typedef enum VmStateId { VM_STATE_TABLE(VM_STATE_ENUM) VM_STATE_COUNT } VmStateId;
#undef VM_STATE_ENUM

typedef struct VmState {
    void *data;
    void (*visit)(Vm *vm, void *data, VmVisit visit, void *context); /* values it owns; may be NULL */
    void (*clear)(Vm *vm, void *data);                               /* drops its values, frees data */
} VmState;

struct VmFrame;

/* asyncio's: `await asyncio.sleep(x)` leaves no object behind in the frame that awaits, but None as what it awaits
 * (VmNativeBegin) and, unless x is 0, the flag VM_FRAME_SLEEPS, which its task takes off before it resumes the frame.
 */
typedef struct VmSleepHooks {
    /* Somebody else resumes it.  VM_FLOW_RETURN: the sleep is over; VM_FLOW_YIELD: it is not, *out (owned) is yielded
     * again; VM_FLOW_RAISE: the exception that was pending, `throws`, has ended it. */
    VmFlow (*interrupted)(Vm *vm, struct VmFrame *frame, bool throws, VmValue *out);
    /* What to show as the awaited object; owned. */
    VmValue (*shown)(Vm *vm);
} VmSleepHooks;

typedef struct VmThread VmThread; /* a stack of frames: vm_thread.h */
typedef struct VmHeap VmHeap;     /* vm_heap.h */
typedef struct SimWorld SimWorld; /* sim/sim_world.h; the VM only carries it for the modules */

struct Vm {
    const LsAlloc *alloc;
    VmHost host;
    VmLimits limits;
    TraceRecorder *recorder; /* never NULL; records nothing when its trace is NULL */
    SimWorld *world;         /* borrowed; NULL in unit tests that need no clock */
    /* Called once, before a loop first runs or something is first connected to: what stands beside the script begins
     * to stand (a server).  NULL: nothing does.  false: an exception is pending. */
    bool (*stand_up)(Vm *vm);
    VmHeap *heap;
    VmThread *thread;      /* the one that runs */
    uint32_t thread_count; /* made so far */
    VmType *types[VM_TYPE_COUNT];
    VmType **exceptions;   /* by VmExceptionId: vm_exception.h */
    VmValue *names;        /* interned strings by VmNameId: vm_names.h */
    VmValue builtins;      /* dict */
    VmValue modules;       /* dict: name -> module, those that have been imported */
    VmValue pending;       /* the exception on its way; VM_EMPTY when none */
    VmValue memory_error;  /* made at the start, so that it can be raised when nothing else can be made */
    int64_t budget;        /* instructions until the next check of limits and cancellation */
    int64_t instructions;  /* executed up to the last check */
    LsStatus stop;         /* not LS_OK: the run is being ended (limit, cancellation): no handler may catch it */
    uint32_t native_depth; /* nesting of C calls into the interpreter */
    size_t output_bytes;
    uint32_t hash_salt; /* 0: hashes of strings are the same in every run */
    VmState states[VM_STATE_COUNT];
    const struct VmModuleTable *module_table; /* what can be imported: vm_module.h */
    struct LangUnit *libraries;               /* owned units of the modules that vm_library.h has run */
    struct VmIntern *intern;                  /* interned strings: vm_str.c */
    struct VmAttrCache *attr_cache;           /* vm_attr.c's */
    VmValue slot_wrappers;                    /* tuple: the dunder methods of builtin types: vm_slots.c */
    VmValue empty_tuple;
    const struct VmCost *cost;          /* NULL: computing costs nothing; else what it costs: vm_cost.h */
    int64_t cost_ps;                    /* picoseconds computed but not charged */
    bool (*charge)(Vm *vm, int64_t ns); /* the running thread computes; false: the run is over, exception pending */
    const VmSleepHooks *sleep_hooks;    /* NULL without asyncio */
    /* asyncio's: a coroutine entered with VM_FRAME_STEP has suspended or returned with `out`, as *flow says.  The step
     * is ended and the next one begun: returns its innermost frame, which starts or is sent None.  NULL: the
     * interpreter is left with *flow, which is VM_FLOW_STEPPED unless nothing has been done. */
    struct VmFrame *(*next_step)(Vm *vm, VmValue out, VmFlow *flow);
    VmValue repr_active; /* list of the containers whose repr is being made, or VM_EMPTY */
};

/* A new machine with all builtin types and the builtins module; NULL when there is no memory.  Everything passed in
 * outlives it.  O(1), well under a millisecond. */
Vm *vm_new(const LsAlloc *alloc, const VmHost *host, const VmLimits *limits, TraceRecorder *recorder);
void vm_free(Vm *vm);

/* Before a loop runs, or the network is used. */
static inline bool vm_stand_up(Vm *vm)
{
    bool (*stand_up)(Vm * vm) = vm->stand_up;
    vm->stand_up = NULL;
    return stand_up == NULL || stand_up(vm);
}

#endif
