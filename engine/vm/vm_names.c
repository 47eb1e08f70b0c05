#include "vm/vm_names.h"

#include "vm/vm_str.h"

static const char *const names[VM_NAME_INPLACE] = {
#define NAME_TEXT(symbol, text) [VM_NAME_##symbol] = text,
    VM_NAME_TABLE(NAME_TEXT)
#undef NAME_TEXT
#define COMPARE_TEXT(symbol, text, dunder, swapped) [VM_NAME_COMPARE + VM_COMPARE_##symbol] = dunder,
        VM_COMPARE_TABLE(COMPARE_TEXT)
#undef COMPARE_TEXT
#define BINARY_TEXT(symbol, text, dunder, reflected)                                                                   \
    [VM_NAME_BINARY + VM_BINARY_##symbol] = dunder, [VM_NAME_REFLECTED + VM_BINARY_##symbol] = reflected,
            VM_BINARY_TABLE(BINARY_TEXT)
#undef BINARY_TEXT
};

bool vm_names_start(Vm *vm)
{
    vm->names = ls_alloc_zeroed(vm->alloc, VM_NAME_ALL * sizeof *vm->names);
    if (vm->names == NULL) {
        return false;
    }
    for (unsigned i = 0; i < VM_NAME_ALL; i++) {
        char inplace[32];
        const char *text = i < VM_NAME_INPLACE ? names[i] : inplace;
        if (i >= VM_NAME_INPLACE) {
            /* "__add__" becomes "__iadd__" */
            const char *dunder = names[VM_NAME_BINARY + i - VM_NAME_INPLACE];
            size_t length = strlen(dunder);
            memcpy(inplace, "__i", 3);
            memcpy(inplace + 3, dunder + 2, length - 1);
        }
        vm->names[i] = vm_intern_c(vm, text);
        if (vm->names[i] == VM_ERROR) {
            return false;
        }
    }
    return true;
}

void vm_names_end(Vm *vm)
{
    ls_alloc_free(vm->alloc, vm->names, VM_NAME_ALL * sizeof *vm->names);
    vm->names = NULL;
}
