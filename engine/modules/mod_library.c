#include "modules/mod_library.h"

#include "vm/vm_error.h"
#include "vm/vm_library.h"
#include "vm/vm_module_object.h"
#include "vm/vm_str.h"

#include <string.h>

bool mod_library_init(Vm *vm, VmValue module)
{
    const char *name = vm_str_data(((const VmModule *)vm_to_object(module))->name);
    for (const ModLibraryText *text = mod_library_texts; text->name != NULL; text++) {
        if (strcmp(text->name, name) == 0) {
            return vm_library_run(vm, module, name, (const char *)text->text, text->size);
        }
    }
    vm_raise(vm, VM_EXC_IMPORT_ERROR, "the program was built without the text of '%s'", name);
    return false;
}

const VmModuleSpec mod_pydantic_spec = {.name = "pydantic", .init = mod_library_init};
