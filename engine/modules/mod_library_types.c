/* The modules of CPython's library that are written in Python here as a whole (engine/modules/library). */
#include "modules/mod_library.h"
#include "modules/mod_table.h"
#include "vm/vm_class.h"
#include "vm/vm_str.h"

#include <string.h>

const VmModuleSpec mod_bytearray_spec = {.name = "_bytearray", .init = mod_library_init};
const VmModuleSpec mod_fractions_spec = {.name = "fractions", .init = mod_library_init};
const VmModuleSpec mod_hashlib_spec = {.name = "hashlib", .init = mod_library_init};
const VmModuleSpec mod_keyword_spec = {.name = "keyword", .init = mod_library_init};
const VmModuleSpec mod_statistics_spec = {.name = "statistics", .init = mod_library_init};
const VmModuleSpec mod_uuid_spec = {.name = "uuid", .init = mod_library_init};

/* _native(cls): messages call the class as they call CPython's, which is written in C: with its module. */
static VmValue library_native(Vm *vm, const VmValue *args)
{
    static const char *const names[] = {"datetime.date",      "datetime.datetime", "datetime.time",
                                        "datetime.timedelta", "datetime.timezone", "datetime.tzinfo",
                                        "_io.StringIO",       "_io.BytesIO",       "time.struct_time"};
    VmType *type = vm_to_type(args[0]);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(strchr(names[i], '.') + 1, vm_str_data(type->name_str)) == 0) {
            type->name = names[i];
        }
    }
    (void)vm;
    return vm_ref(args[0]);
}

static const VmNativeDef native_functions[] = {
    {"_native", library_native, "cls, /", VM_NATIVE_BUILTIN},
    {0},
};

const VmModuleSpec mod_datetime_spec = {.name = "datetime", .functions = native_functions, .init = mod_library_init};
const VmModuleSpec mod_io_spec = {.name = "io", .functions = native_functions, .init = mod_library_init};
