/* The module `asyncio`: its native part, and what is seldom used: streams, in Python (library/asyncio.py). */
#include "aio/aio_module.h"
#include "modules/mod_library.h"

const VmModuleSpec mod_asyncio_spec = {
    .name = "asyncio",
    .functions = aio_module_functions,
    .init = aio_module_init,
    .rest = mod_library_init,
};
