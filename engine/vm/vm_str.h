/* vm_str.h: str objects, interned strings, and building text.
 *
 * A str is UTF-8 (surrogates as three bytes each) followed by a NUL, with its length in code points beside its size in
 * bytes; the two are equal exactly when it is ASCII, and then indexing is O(1).  Strings are immutable, with one
 * exception: vm_str_append_steal may grow one that nobody else holds.
 *
 * Interned strings (names in code, attribute names) are unique by their text and live as long as the Vm, so they can be
 * compared by address.  Texts passed in must be valid UTF-8 unless the function says otherwise.  What fails leaves
 * MemoryError (or what its comment says) pending.
 */
#ifndef VM_STR_H
#define VM_STR_H

#include "vm/vm.h"
#include "vm/vm_module.h"

enum { VM_STR_INTERNED = 1 }; /* in head.extra */

typedef struct VmStr {
    VmObject head;
    uint32_t length;   /* code points */
    uint32_t size;     /* bytes, without the NUL */
    uint32_t hash;     /* 0: not computed yet */
    uint32_t capacity; /* bytes that `data` has room for, without the NUL */
    char *data;        /* directly behind the object, or a block of its own */
} VmStr;

static inline VmStr *vm_str_of_value(VmValue v)
{
    return (VmStr *)vm_to_object(v);
}

static inline const char *vm_str_data(VmValue v)
{
    return vm_str_of_value(v)->data;
}

static inline size_t vm_str_size(VmValue v)
{
    return vm_str_of_value(v)->size;
}

static inline size_t vm_str_length(VmValue v)
{
    return vm_str_of_value(v)->length;
}

static inline bool vm_str_is_ascii(VmValue v)
{
    return vm_str_of_value(v)->size == vm_str_of_value(v)->length;
}

static inline bool vm_str_is_interned(VmValue v)
{
    return (vm_to_object(v)->extra & VM_STR_INTERNED) != 0;
}

/* ---- making strings ---- */

VmValue vm_str_new(Vm *vm, const char *bytes, size_t size);
VmValue vm_str_c(Vm *vm, const char *text);
VmValue vm_str_printf(Vm *vm, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The text in the buffer, which is freed in any case; MemoryError when an append to it had failed. */
VmValue vm_str_from_buf(Vm *vm, LsBuf *buf);
VmValue vm_str_from_code(Vm *vm, uint32_t code);
VmValue vm_str_empty(Vm *vm);
/* A new string with room for `size` bytes whose text the caller writes before anybody else sees it: `size` bytes with
 * `length` code points. */
VmStr *vm_str_alloc(Vm *vm, size_t size, size_t length);

/* The string itself when it is exactly a str, else a str with the text of the subclass's instance; owned. */
VmValue vm_str_exact(Vm *vm, VmValue str);

/* ---- interned strings ---- */

VmValue vm_intern(Vm *vm, const char *bytes, size_t size);
VmValue vm_intern_c(Vm *vm, const char *text);
/* The interned string with the text of `str` (which becomes it when there is none yet). */
VmValue vm_intern_str(Vm *vm, VmValue str);
/* The interned string if there is one, else VM_EMPTY; borrowed, never an error. */
VmValue vm_intern_find_borrow(Vm *vm, const char *bytes, size_t size);
/* For vm_new and vm_free only. */
bool vm_intern_start(Vm *vm);
void vm_intern_end(Vm *vm);

/* ---- comparing, hashing, parts ---- */

bool vm_str_equal(VmValue a, VmValue b);
bool vm_str_equal_c(VmValue str, const char *text);
int vm_str_order(VmValue a, VmValue b); /* <0, 0, >0, by code points */
uint32_t vm_str_hash(VmValue str);      /* never 0; the same for equal texts */
uint32_t vm_text_hash(const char *bytes, size_t size, uint32_t salt);

/* a + b as a new string; OverflowError or MemoryError when too long. */
VmValue vm_str_concat(Vm *vm, VmValue a, VmValue b);
/* The same, taking over `a`: grows it in place, O(1) amortised, when the caller held its only reference.  `a` is gone
 * afterwards, also on failure. */
VmValue vm_str_append_steal(Vm *vm, VmValue a, VmValue b);
VmValue vm_str_repeat(Vm *vm, VmValue str, int64_t count);
/* The code point at `index` (0 <= index < length), as a number and as a str. */
uint32_t vm_str_code_at(VmValue str, size_t index);
VmValue vm_str_char_at(Vm *vm, VmValue str, size_t index);
/* Code points [start, stop), 0 <= start <= stop <= length. */
VmValue vm_str_slice(Vm *vm, VmValue str, size_t start, size_t stop);
/* The byte offset of a code point index (0 <= index <= length). */
size_t vm_str_offset(VmValue str, size_t index);
/* The items joined by the separator: CPython's str.join with its errors. */
VmValue vm_str_join(Vm *vm, VmValue separator, VmValue iterable);

/* ---- text ---- */

/* Appends repr(str) with CPython's choice of quotes and escapes. */
void vm_str_append_repr(LsBuf *buf, const char *bytes, size_t size);
VmValue vm_str_repr(Vm *vm, VmValue str);
/* repr with everything outside of ASCII escaped: ascii(). */
VmValue vm_ascii(Vm *vm, VmValue v);
void vm_str_append(LsBuf *buf, VmValue str);
/* Appends str(v) / repr(v); false when that raised (or there is no memory). */
bool vm_append_str_of(Vm *vm, LsBuf *buf, VmValue v);
bool vm_append_repr(Vm *vm, LsBuf *buf, VmValue v);

/* Raises TypeError "<what> must be str, not <type>" unless `v` is a str. */
bool vm_check_str(Vm *vm, VmValue v, const char *what);

extern const VmTypeSpec vm_type_str;
extern const VmTypeSpec vm_type_str_iterator;

#endif
