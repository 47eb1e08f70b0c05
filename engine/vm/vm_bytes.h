/* vm_bytes.h: bytes objects, and text to bytes and back. */
#ifndef VM_BYTES_H
#define VM_BYTES_H

#include "vm/vm.h"
#include "vm/vm_module.h"

typedef struct VmBytes {
    VmObject head;
    size_t size;
    uint32_t hash; /* 0: not computed yet */
    char *data;    /* followed by a NUL; directly behind the object, or a block of its own */
} VmBytes;

static inline VmBytes *vm_bytes_of_value(VmValue v)
{
    return (VmBytes *)vm_to_object(v);
}

static inline bool vm_is_bytes(VmValue v)
{
    return vm_has_kind(v, VM_KIND_BYTES);
}

VmValue vm_bytes_new(Vm *vm, const char *data, size_t size);
/* bytes(v) for an argument of a function: bytes, or an iterable of ints; TypeError "cannot convert 'int' object to
 * bytes". */
VmValue vm_bytes_of(Vm *vm, VmValue v);
/* Takes the contents of the buffer and frees it. */
VmValue vm_bytes_from_buf(Vm *vm, LsBuf *buf);
/* str.encode and bytes.decode; `encoding` and `errors` str, or VM_EMPTY for utf-8 and strict. */
VmValue vm_bytes_encode(Vm *vm, VmValue str, VmValue encoding, VmValue errors);
VmValue vm_bytes_decode(Vm *vm, VmValue bytes, VmValue encoding, VmValue errors);

extern const VmTypeSpec vm_type_bytes;
extern const VmTypeSpec vm_type_bytes_iterator;

#endif
