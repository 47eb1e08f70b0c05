/* vm_value.h: a script value in 64 bits.
 *
 * A VmValue is an integer of 49 bits, a double, one of a few singletons, or a pointer to a heap object; nothing of the
 * first three kinds is ever allocated.  The encoding ("NaN boxing": of the 2^53 bit patterns that IEEE 754 has for
 * not-a-number a program needs one):
 *
 *     0x0000'0000'0000'0000                 VM_EMPTY: no value (unbound variable, absent argument, error return)
 *     0x0000'0000'0000'0001 .. 000F         None, False, True, Ellipsis, NotImplemented
 *     0x0000'0000'0000'0010 .. 0000'FFFF'…  pointer to a VmObject (48-bit addresses)
 *     0x0002'… .. 0xFFFC'…                  double: its bits plus 2^49
 *     0xFFFE'0000'0000'0000 .. FFFF'FFFF'…  integer i in [-2^48, 2^48): VM_INT_ZERO + i
 *
 * Integers outside of that range are heap objects (vm_int.h), and never inside of it: each integer has exactly one
 * form. Values are plain data.  Ownership of what they refer to is counted: see vm_object.h.
 */
#ifndef VM_VALUE_H
#define VM_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* For helpers of the interpreter's loop: compilers hesitate to inline into a function of that size. */
#if defined(__GNUC__)
#define VM_ALWAYS_INLINE inline __attribute__((always_inline))
#define VM_LIKELY(condition) __builtin_expect(!!(condition), 1)
#else
#define VM_ALWAYS_INLINE inline
#define VM_LIKELY(condition) (condition)
#endif

typedef uint64_t VmValue;
typedef struct VmObject VmObject;

#define VM_EMPTY ((VmValue)0)
#define VM_ERROR VM_EMPTY /* returned by a function that left an exception pending */
#define VM_NONE ((VmValue)1)
#define VM_FALSE ((VmValue)2)
#define VM_TRUE ((VmValue)3)
#define VM_ELLIPSIS ((VmValue)4)
#define VM_NOT_IMPLEMENTED ((VmValue)5)

#define VM_DOUBLE_OFFSET ((uint64_t)1 << 49)
#define VM_INT_TAG 0xFFFE000000000000u
#define VM_INT_ZERO 0xFFFF000000000000u
#define VM_INT_MIN (-((int64_t)1 << 48))
#define VM_INT_MAX (((int64_t)1 << 48) - 1)

static VM_ALWAYS_INLINE bool vm_is_int(VmValue v)
{
    return v >= VM_INT_TAG;
}

static VM_ALWAYS_INLINE bool vm_are_ints(VmValue a, VmValue b)
{
    return (a & b) >= VM_INT_TAG;
}

static inline bool vm_is_double(VmValue v)
{
    return v - VM_DOUBLE_OFFSET < VM_INT_TAG - VM_DOUBLE_OFFSET;
}

static VM_ALWAYS_INLINE bool vm_is_object(VmValue v)
{
    return v - 16 < ((uint64_t)1 << 48) - 16;
}

static inline bool vm_is_bool(VmValue v)
{
    return (v & ~(VmValue)1) == VM_FALSE;
}

static inline bool vm_int_fits(int64_t i)
{
    return (uint64_t)i - (uint64_t)VM_INT_MIN <= (uint64_t)(VM_INT_MAX - VM_INT_MIN);
}

/* `i` must fit (vm_int_fits); vm_int_from in vm_int.h takes any. */
static inline VmValue vm_from_int(int64_t i)
{
    return VM_INT_ZERO + (uint64_t)i;
}

static inline int64_t vm_to_int(VmValue v)
{
    return (int64_t)(v - VM_INT_ZERO);
}

static inline VmValue vm_from_bool(bool b)
{
    return VM_FALSE + (VmValue)b;
}

static inline VmValue vm_from_double(double d)
{
    if (d != d) {
        return 0x7FF8000000000000u + VM_DOUBLE_OFFSET; /* one NaN for all, so that no payload looks like a tag */
    }
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    return bits + VM_DOUBLE_OFFSET;
}

static inline double vm_to_double(VmValue v)
{
    uint64_t bits = v - VM_DOUBLE_OFFSET;
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

static inline VmValue vm_from_object(const void *object)
{
    return (VmValue)(uintptr_t)object;
}

static inline VmObject *vm_to_object(VmValue v)
{
    return (VmObject *)(uintptr_t)v;
}

#endif
