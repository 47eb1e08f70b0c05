/* mod_logging.h: what the files of `logging` share: records and formatters (mod_logging_format.c), handlers
 * (mod_logging_handler.c), levels
 * (mod_logging_level.c), loggers and the module (mod_logging.c).
 *
 * All objects are instances of classes that scripts can derive from; their state lies in attributes, as in CPython.
 */
#ifndef MOD_LOGGING_H
#define MOD_LOGGING_H

#include "modules/mod_support.h"

enum { LOG_NOTSET = 0, LOG_DEBUG = 10, LOG_INFO = 20, LOG_WARNING = 30, LOG_ERROR = 40, LOG_CRITICAL = 50 };

/* The number of a level given as number or name; false with CPython's complaint. */
bool mod_log_level(Vm *vm, VmValue given, int64_t *level);
/* "INFO", "Level 15"; owned. */
VmValue mod_log_level_name(Vm *vm, int64_t level);
VmValue mod_log_get_level_name(Vm *vm, const VmValue *args);
VmValue mod_log_add_level_name(Vm *vm, const VmValue *args);
/* An int attribute. */
bool mod_log_get_int(Vm *vm, VmValue object, const char *name, int64_t *out);
/* All filters of the object's `filters` let the record pass: 1, 0, -1. */
int mod_log_filter(Vm *vm, VmValue object, VmValue record);
/* object.filters = [] and the methods to change it. */
bool mod_log_init_filters(Vm *vm, VmValue object);
VmValue mod_log_add_filter(Vm *vm, const VmValue *args);
VmValue mod_log_remove_filter(Vm *vm, const VmValue *args);
VmValue mod_log_run_filters(Vm *vm, const VmValue *args);

bool mod_log_add_levels(Vm *vm, VmValue module);
bool mod_log_add_formats(Vm *vm, VmValue module);
bool mod_log_add_handlers(Vm *vm, VmValue module);

#endif
