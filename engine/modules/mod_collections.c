/* The module collections. */
#include "modules/mod_collections.h"
#include "modules/mod_library.h"

#include "modules/mod_namedtuple.h"
#include "modules/mod_support.h"
#include "modules/mod_table.h"

static const VmNativeDef functions[] = {
    {"namedtuple", mod_namedtuple, "typename, field_names, *, rename=, defaults=, module=", VM_NATIVE_PYTHON},
    {0},
};

static bool init(Vm *vm, VmValue module)
{
    static const struct {
        const VmTypeSpec *spec;
        ModKept kept;
    } types[] = {
        {&mod_collections_deque_type, MOD_KEPT_COUNT},
        {&mod_collections_deque_iterator_type, MOD_KEPT_DEQUE_ITERATOR},
        {&mod_collections_defaultdict_type, MOD_KEPT_COUNT},
        {&mod_collections_ordered_type, MOD_KEPT_COUNT},
        {&mod_collections_counter_type, MOD_KEPT_COUNTER},
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (mod_add_type(vm, module, types[i].spec, NULL, types[i].kept) == NULL) {
            return false;
        }
    }
    return true;
}

const VmModuleSpec mod_collections_spec = {
    .name = "collections", .functions = functions, .init = init, .rest = mod_library_init};
