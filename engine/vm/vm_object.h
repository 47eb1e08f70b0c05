/* vm_object.h: what every heap object begins with, who owns it, and what a type is.
 *
 * Ownership.  Objects are counted, so that a script sees them die exactly when CPython lets them die (a generator's
 * `finally` runs at the `break`, an exception nobody retrieved is reported when its task goes).  Cycles are found by a
 * collector (vm_heap.h).  The rules for C code:
 *   - a function that returns a VmValue returns a reference that the caller owns, unless it is named …_borrow;
 *   - arguments are borrowed: the callee takes its own reference to what it keeps, unless it is named …_steal;
 *   - VM_ERROR means that an exception is pending (vm_error.h) and nothing is owned.
 * Counting is not atomic: one Vm belongs to one host thread at a time.
 *
 * Types are objects, made for each Vm from constant VmTypeSpec tables, one file per builtin type.  A slot that is NULL
 * is inherited from the base when the type is made ready; a class written in a script gets slots that look up its
 * dunder methods (vm_class.c).  Slots take `self` borrowed.
 */
#ifndef VM_OBJECT_H
#define VM_OBJECT_H

#include "vm/vm_value.h"

typedef struct Vm Vm;
typedef struct VmType VmType;

/* The memory layout of an object; a subclass keeps its base's.  X(symbol) */
#define VM_KIND_TABLE(X)                                                                                               \
    X(INSTANCE)                                                                                                        \
    X(TYPE)                                                                                                            \
    X(INT)                                                                                                             \
    X(FLOAT)                                                                                                           \
    X(STR)                                                                                                             \
    X(BYTES)                                                                                                           \
    X(TUPLE)                                                                                                           \
    X(LIST)                                                                                                            \
    X(DICT)                                                                                                            \
    X(SET)                                                                                                             \
    X(FROZENSET)                                                                                                       \
    X(SLICE)                                                                                                           \
    X(RANGE)                                                                                                           \
    X(FUNCTION)                                                                                                        \
    X(NATIVE)                                                                                                          \
    X(METHOD)                                                                                                          \
    X(CELL)                                                                                                            \
    X(CODE)                                                                                                            \
    X(COMPLEX)                                                                                                         \
    X(MODULE)                                                                                                          \
    X(GENERATOR)                                                                                                       \
    X(COROUTINE)                                                                                                       \
    X(ASYNC_GENERATOR)                                                                                                 \
    X(NATIVE_CORO)                                                                                                     \
    X(EXCEPTION) X(TRACEBACK) X(ITERATOR) X(PROPERTY) X(STATICMETHOD) X(CLASSMETHOD) X(SUPER) X(FUTURE) X(TASK) X(OTHER)

#define VM_KIND_ENUM(symbol) VM_KIND_##symbol,
typedef enum VmKind { VM_KIND_TABLE(VM_KIND_ENUM) VM_KIND_COUNT } VmKind;
#undef VM_KIND_ENUM

enum {
    VM_OBJECT_SUBCLASS = 1, /* the type is a class written in a script, not the builtin that the kind stands for */
    VM_OBJECT_DYING = 2,    /* its finaliser is running or has run */
    VM_OBJECT_RELEASED = 4, /* owns nothing any more; only its memory is left (vm_heap.c) */
    VM_OBJECT_HAS_ID = 8,   /* id() was asked for it */
    VM_OBJECT_COUNTED = 16, /* VmHeap.growth counts it (vm_heap.h) */
};

struct VmObject {
    uint32_t refs;
    uint8_t kind;  /* VmKind */
    uint8_t flags; /* VM_OBJECT_… */
    uint8_t heap;  /* size class, collector colour: vm_heap.c's */
    uint8_t extra; /* free for the kind's own use */
    VmType *type;
};

/* Operators with a slot, in the order of VmType.binary.  X(symbol, text, dunder, reflected) */
#define VM_BINARY_TABLE(X)                                                                                             \
    X(ADD, "+", "__add__", "__radd__")                                                                                 \
    X(SUB, "-", "__sub__", "__rsub__")                                                                                 \
    X(MUL, "*", "__mul__", "__rmul__")                                                                                 \
    X(TRUEDIV, "/", "__truediv__", "__rtruediv__")                                                                     \
    X(FLOORDIV, "//", "__floordiv__", "__rfloordiv__")                                                                 \
    X(MOD, "%", "__mod__", "__rmod__")                                                                                 \
    X(POW, "** or pow()", "__pow__", "__rpow__")                                                                       \
    X(MATMUL, "@", "__matmul__", "__rmatmul__")                                                                        \
    X(LSHIFT, "<<", "__lshift__", "__rlshift__")                                                                       \
    X(RSHIFT, ">>", "__rshift__", "__rrshift__")                                                                       \
    X(AND, "&", "__and__", "__rand__")                                                                                 \
    X(OR, "|", "__or__", "__ror__")                                                                                    \
    X(XOR, "^", "__xor__", "__rxor__")

#define VM_BINARY_ENUM(symbol, text, dunder, reflected) VM_BINARY_##symbol,
typedef enum VmBinary { VM_BINARY_TABLE(VM_BINARY_ENUM) VM_BINARY_COUNT } VmBinary;
#undef VM_BINARY_ENUM

/* X(symbol, text, dunder, swapped symbol) */
#define VM_COMPARE_TABLE(X)                                                                                            \
    X(LT, "<", "__lt__", GT)                                                                                           \
    X(LE, "<=", "__le__", GE)                                                                                          \
    X(EQ, "==", "__eq__", EQ)                                                                                          \
    X(NE, "!=", "__ne__", NE)                                                                                          \
    X(GT, ">", "__gt__", LT)                                                                                           \
    X(GE, ">=", "__ge__", LE)

#define VM_COMPARE_ENUM(symbol, text, dunder, swapped) VM_COMPARE_##symbol,
typedef enum VmCompare { VM_COMPARE_TABLE(VM_COMPARE_ENUM) VM_COMPARE_COUNT } VmCompare;
#undef VM_COMPARE_ENUM

/* How a resumed coroutine (or a native awaitable) came back. */
typedef enum VmFlow {
    VM_FLOW_RETURN, /* *out is its result, owned by the caller */
    VM_FLOW_RAISE,  /* an exception is pending */
    VM_FLOW_YIELD,  /* *out is what it yielded (for asyncio: the future to wait for, or None), owned by the caller */
    VM_FLOW_AWAIT,  /* native coroutines only: *out is an awaitable to run first; its outcome comes with the next resume
                     */
    VM_FLOW_STEPPED, /* to a task's step only: Vm.next_step has ended it */
} VmFlow;

/* Calls `visit` for each value that the object owns. */
typedef void (*VmVisit)(Vm *vm, VmValue value, void *context);

/* A native function or method.  `args` are borrowed and bound to the signature: one per parameter, VM_EMPTY where an
 * optional one was not given; a *rest parameter is a tuple, a **rest one a dict.  For a method args[0] is self. */
typedef VmValue (*VmNativeFn)(Vm *vm, const VmValue *args);

/* signature: parameters as in a Python def, "=" after an optional one: "delay, result=", "iterable=, /",
 * "*args, sep=, end=", "self" left out for methods (self is always args[0]). */
typedef struct VmNativeDef {
    const char *name;
    VmNativeFn fn;
    const char *signature;
    unsigned flags; /* VM_NATIVE_… */
} VmNativeDef;

enum {
    VM_NATIVE_BUILTIN = 0,   /* a function that is written in C in CPython: its wording for wrong arguments */
    VM_NATIVE_PYTHON = 1,    /* one that is written in Python there (asyncio's): the wording of a def */
    VM_NATIVE_COROUTINE = 2, /* an async def there: iscoroutinefunction says so */
    VM_NATIVE_STATIC = 4,    /* a static method: no self */
    VM_NATIVE_CLASS = 8,     /* a class method: args[0] is the class */
    VM_NATIVE_PROPERTY = 16, /* an attribute computed by fn(self) */
    VM_NATIVE_SETTER = 32,   /* with PROPERTY: assigning to it calls the def of the same name that follows, fn(self,
                                value); value VM_EMPTY deletes */
};

struct VmType {
    VmObject head;
    const char *name;                               /* "list"; points into name_str for classes */
    VmType *base;                                   /* the base that gives the layout; NULL for object */
    VmValue name_str, qualname, module, bases, mro; /* str, str, str, tuple, tuple of types */
    VmValue attrs;                                  /* dict: methods and class attributes */
    uint32_t flags;                                 /* VM_TYPE_… */
    uint32_t instance_size;
    uint32_t dict_offset; /* where an instance keeps its attribute dict (a VmValue); 0: it has none */
    uint32_t version;     /* changes when attributes of it or of a base change: for caches */
    uint8_t kind;         /* VmKind of the instances */
    uint8_t plain;        /* 1: attributes of instances follow the general rule (vm_type_has_plain_attributes) */
    VmValue dict;         /* unused by most: extra state of a class (fields of a dataclass, members of an enum) */
    VmType **subclasses;  /* borrowed, for voiding caches and slots */
    uint32_t subclass_count, subclass_capacity;

    void (*release)(Vm *vm, VmObject *self); /* drops what the object owns; the heap frees the memory afterwards */
    void (*traverse)(Vm *vm, VmObject *self, VmVisit visit, void *context); /* NULL: can never be part of a cycle */
    void (*finalize)(Vm *vm, VmObject *self); /* before release, may run script code or resurrect; NULL: nothing */
    /* All of its death at once, if it is of the simple kind (vm_heap_fast.h); false: nothing has been done.  NULL:
     * never. */
    bool (*expire)(Vm *vm, VmObject *self);

    /* Type(...) is `make`, then `init` when the type has it.  A type whose subclasses may bring an __init__ with other
     * parameters has both, and its make then ignores the arguments (list, dict, exceptions, most of asyncio); an
     * immutable one has only make (tuple, int).  NULL: object's, a blank instance. */
    VmValue (*make)(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames);
    bool (*init)(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames);
    VmValue (*repr)(Vm *vm, VmValue self);
    VmValue (*str)(Vm *vm, VmValue self);
    VmValue (*format)(Vm *vm, VmValue self, VmValue spec);
    bool (*hash)(Vm *vm, VmValue self, int64_t *hash);                     /* false: error.  NULL: unhashable */
    VmValue (*compare)(Vm *vm, VmValue self, VmValue other, VmCompare op); /* may return VM_NOT_IMPLEMENTED */
    int (*truth)(Vm *vm, VmValue self);                                    /* 0, 1, -1 error */
    int64_t (*length)(Vm *vm, VmValue self);                               /* -1 error */
    VmValue (*get_item)(Vm *vm, VmValue self, VmValue key);
    bool (*set_item)(Vm *vm, VmValue self, VmValue key, VmValue value); /* value VM_EMPTY deletes */
    int (*contains)(Vm *vm, VmValue self, VmValue item);                /* 0, 1, -1 error */
    VmValue (*get_attr)(Vm *vm, VmValue self, VmValue name);
    bool (*set_attr)(Vm *vm, VmValue self, VmValue name, VmValue value);     /* value VM_EMPTY deletes */
    VmValue (*binary[VM_BINARY_COUNT])(Vm *vm, VmValue left, VmValue right); /* either may be of this type; may return
                                                                               VM_NOT_IMPLEMENTED */
    VmValue (*negative)(Vm *vm, VmValue self);
    VmValue (*positive)(Vm *vm, VmValue self);
    VmValue (*invert)(Vm *vm, VmValue self);
    VmValue (*absolute)(Vm *vm, VmValue self);
    VmValue (*iter)(Vm *vm, VmValue self);
    VmValue (*next)(Vm *vm, VmValue self); /* VM_ERROR with no exception pending: exhausted */
    VmValue (*call)(Vm *vm, VmValue self, const VmValue *args, size_t nargs, VmValue kwnames);
    /* descriptor protocol; instance is VM_EMPTY for access through the class */
    VmValue (*get_descriptor)(Vm *vm, VmValue self, VmValue instance, VmType *owner);
    bool (*set_descriptor)(Vm *vm, VmValue self, VmValue instance, VmValue value);
    /* `await self` without an iterator object: called with first = true, and again after each yield with what was sent
     * (VM_ERROR: an exception was thrown in and is pending).  NULL: the object is asked for __await__. */
    VmFlow (*await)(Vm *vm, VmValue self, bool first, VmValue sent, VmValue *out);
    VmValue (*aiter)(Vm *vm, VmValue self);
    VmValue (*anext)(Vm *vm, VmValue self); /* an awaitable */
};

enum {
    VM_TYPE_CLASS = 1,    /* written in a script */
    VM_TYPE_FINAL = 2,    /* "type 'bool' is not an acceptable base type" */
    VM_TYPE_ABSTRACT = 4, /* has abstract methods left */
    VM_TYPE_NO_MAKE = 8,  /* "cannot create 'generator' instances" */
    VM_TYPE_FOREVER = 16, /* lives as long as the Vm: instances do not count their reference to it */
    VM_TYPE_SLOTS = 32,   /* a class whose instances have no __dict__ (__slots__) */
};

static VM_ALWAYS_INLINE VmValue vm_ref(VmValue v)
{
    if (vm_is_object(v)) {
        vm_to_object(v)->refs++;
    }
    return v;
}

/* Frees an object whose last reference is gone (vm_heap.c).  Iterative: a long chain of objects cannot overflow the C
 * stack. */
void vm_object_dead(Vm *vm, VmObject *object);

static VM_ALWAYS_INLINE void vm_unref(Vm *vm, VmValue v)
{
    if (vm_is_object(v) && --vm_to_object(v)->refs == 0) {
        vm_object_dead(vm, vm_to_object(v));
    }
}

/* Replaces *place, which owns its value, by `value`, whose reference is taken over. */
static VM_ALWAYS_INLINE void vm_set_steal(Vm *vm, VmValue *place, VmValue value)
{
    VmValue old = *place;
    *place = value;
    vm_unref(vm, old);
}

static VM_ALWAYS_INLINE bool vm_has_kind(VmValue v, VmKind kind)
{
    return vm_is_object(v) && vm_to_object(v)->kind == kind;
}

static inline bool vm_is_str(VmValue v)
{
    return vm_has_kind(v, VM_KIND_STR);
}

#endif
