/* vm_traceback.h: where an exception came through: a chain from the outermost frame to the one that raised.
 *
 * The interpreter puts a new entry in front whenever an exception leaves an instruction of a frame.
 */
#ifndef VM_TRACEBACK_H
#define VM_TRACEBACK_H

#include "lang/lang_code.h"
#include "vm/vm.h"
#include "vm/vm_function.h"
#include "vm/vm_module.h"

typedef struct VmTraceback {
    VmObject head;
    VmValue next; /* the traceback of the frame that was called, or VM_EMPTY */
    VmCode *code; /* owned */
    uint32_t pc;
} VmTraceback;

/* What a line of a printed traceback needs.  All borrowed, valid as long as the traceback. */
typedef struct VmTracebackPlace {
    const char *file;
    const char *function; /* "main", not qualified, as CPython 3.11 prints it */
    LangPlace place;
    const LangSource *source; /* for the text of the line */
} VmTracebackPlace;

/* A new entry in front of `next` (borrowed; VM_EMPTY: none). */
VmValue vm_traceback_new(Vm *vm, VmCode *code, uint32_t pc, VmValue next);
VmTracebackPlace vm_traceback_place(VmValue traceback);

extern const VmTypeSpec vm_type_traceback;

#endif
