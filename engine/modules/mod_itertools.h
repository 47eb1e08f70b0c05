/* mod_itertools.h: what the files of `itertools` share.  All its iterators have one layout: a few values, a few
 * numbers. */
#ifndef MOD_ITERTOOLS_H
#define MOD_ITERTOOLS_H

#include "vm/vm_module.h"

typedef struct ModIter {
    VmObject head;
    VmValue a, b, c, d; /* owned; what they hold is each type's own affair */
    int64_t n, m, step;
    bool started, ended;
} ModIter;

static inline ModIter *mod_iter_of(VmValue self)
{
    return (ModIter *)vm_to_object(self);
}

/* Slots that all of them have: iter, release, traverse. */
void mod_iter_fill(VmType *type);

/* A new iterator of the type that takes over two values; VM_ERROR passes through. */
VmValue mod_iter_new(Vm *vm, VmType *type, VmValue a, VmValue b);

extern const VmTypeSpec mod_itertools_product_type;
extern const VmTypeSpec mod_itertools_permutations_type;
extern const VmTypeSpec mod_itertools_combinations_type;
extern const VmTypeSpec mod_itertools_replacement_type;
extern const VmTypeSpec mod_itertools_accumulate_type;
extern const VmTypeSpec mod_itertools_compress_type;
extern const VmTypeSpec mod_itertools_dropwhile_type;
extern const VmTypeSpec mod_itertools_filterfalse_type;
extern const VmTypeSpec mod_itertools_islice_type;
extern const VmTypeSpec mod_itertools_pairwise_type;
extern const VmTypeSpec mod_itertools_starmap_type;
extern const VmTypeSpec mod_itertools_takewhile_type;

#endif
