/* aio_module.h: what the table of importable modules takes from here. */
#ifndef AIO_MODULE_H
#define AIO_MODULE_H

#include "vm/vm_module.h"

/* asyncio: its native part (modules/mod_asyncio.c makes the module of it). */
extern const VmNativeDef aio_module_functions[];
bool aio_module_init(Vm *vm, VmValue module);
extern const VmModuleSpec aio_contextvars_module; /* contextvars */
extern const VmModuleSpec aio_concurrent_module;  /* concurrent */
extern const VmModuleSpec aio_futures_module;     /* concurrent.futures */

/* Adds functions to a module; `module_name` is what their __module__ says. */
bool aio_add_functions(Vm *vm, VmValue module, const VmNativeDef *defs, const char *module_name);

/* asyncio.iscoroutinefunction(v) */
bool aio_is_coroutine_function(VmValue v);

#endif
