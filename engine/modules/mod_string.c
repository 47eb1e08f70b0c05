/* The module string: constants and capwords. */
#include "modules/mod_library.h"
#include "modules/mod_support.h"
#include "modules/mod_table.h"
#include "vm/vm_error.h"
#include "vm/vm_list.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_str_methods.h"

static VmValue string_capwords(Vm *vm, const VmValue *args)
{
    if (!vm_check_str(vm, args[0], "capwords() argument")) {
        return VM_ERROR;
    }
    VmValue given[3] = {args[0], mod_absent(args[1]) ? VM_EMPTY : args[1], VM_EMPTY};
    VmValue words = vm_str_method_split(vm, given);
    for (size_t i = 0; words != VM_ERROR && i < vm_to_list(words)->count; i++) {
        VmValue word = vm_str_method_capitalize(vm, &vm_to_list(words)->items[i]);
        if (word == VM_ERROR) {
            vm_unref(vm, words);
            return VM_ERROR;
        }
        vm_set_steal(vm, &vm_to_list(words)->items[i], word);
    }
    VmValue separator = words == VM_ERROR ? VM_ERROR : mod_absent(args[1]) ? vm_str_c(vm, " ") : vm_ref(args[1]);
    VmValue text = separator == VM_ERROR ? VM_ERROR : vm_str_join(vm, separator, words);
    vm_unref(vm, separator);
    vm_unref(vm, words);
    return text;
}

static const VmNativeDef functions[] = {
    {"capwords", string_capwords, "s, sep=", VM_NATIVE_PYTHON},
    {0},
};

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define PUNCTUATION "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
#define SPACE " \t\n\r\v\f"

static bool init(Vm *vm, VmValue module)
{
    static const struct {
        const char *name, *text;
    } constants[] = {
        {"ascii_lowercase", LOWER},
        {"ascii_uppercase", UPPER},
        {"ascii_letters", LOWER UPPER},
        {"digits", DIGITS},
        {"hexdigits", DIGITS "abcdefABCDEF"},
        {"octdigits", "01234567"},
        {"punctuation", PUNCTUATION},
        {"whitespace", SPACE},
        {"printable", DIGITS LOWER UPPER PUNCTUATION SPACE},
    };
    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++) {
        if (!vm_module_set_steal(vm, module, constants[i].name, vm_str_c(vm, constants[i].text))) {
            return false;
        }
    }
    return true;
}

const VmModuleSpec mod_string_spec = {.name = "string", .functions = functions, .init = init, .rest = mod_library_init};
