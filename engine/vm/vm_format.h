/* vm_format.h: text from values by a pattern: the format mini-language, str.format and the % operator.
 *
 * vm_format (vm_protocol.h) is what f-strings and format() do; it calls the type's `format` slot, and these are the
 * slots of str, int and float.  All errors are CPython's.
 */
#ifndef VM_FORMAT_H
#define VM_FORMAT_H

#include "vm/vm.h"

typedef struct VmFormatSpec {
    uint32_t fill;         /* code point */
    char align;            /* '<' '>' '=' '^', or 0 when not given */
    char sign;             /* '+' '-' ' ', or 0 */
    bool no_negative_zero; /* z */
    bool alternate;        /* # */
    bool zero;             /* 0 before the width, without an explicit alignment */
    int64_t width;         /* -1: none */
    char thousands;        /* ',' '_', or 0 */
    int64_t precision;     /* -1: none */
    uint32_t type;         /* code point, 0 when not given */
} VmFormatSpec;

/* Reads a spec; `type_name` is the name of the value's type, for messages. */
bool vm_format_parse(Vm *vm, VmValue spec, const char *type_name, VmFormatSpec *out);

VmValue vm_format_str(Vm *vm, VmValue str, VmValue spec);
VmValue vm_format_int(Vm *vm, VmValue v, VmValue spec);
VmValue vm_format_float(Vm *vm, VmValue v, VmValue spec);

/* pattern.format(*args, **kw): `args` a tuple; `names` a dict, any mapping, or VM_EMPTY.  With `map_only` (format_map)
 * positional fields are refused. */
VmValue vm_str_format(Vm *vm, VmValue pattern, VmValue args, VmValue names, bool map_only);
/* pattern % args. */
VmValue vm_str_percent(Vm *vm, VmValue pattern, VmValue args);

#endif
