/* mod_library.h: the modules that are written in Python: their texts lie in engine/modules/library, one file a module,
 * and are part of the program (the Makefile makes tables of bytes of them).
 *
 * Names that begin with an underscore are the module's own; everything else can be imported by scripts.
 */
#ifndef MOD_LIBRARY_H
#define MOD_LIBRARY_H

#include "vm/vm_module.h"

typedef struct ModLibraryText {
    const char *name; /* of the module: "fastapi.responses" */
    const unsigned char *text;
    size_t size;
} ModLibraryText;

/* Made by the Makefile; ended by an entry without name. */
extern const ModLibraryText mod_library_texts[];

/* The init function (of modules that are written partly in C: the `rest` function) of all their VmModuleSpecs: runs the
 * text that belongs to the module's name. */
bool mod_library_init(Vm *vm, VmValue module);

#endif
