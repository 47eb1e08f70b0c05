#include "modules/mod_table.h"

#define MOD_ENTRY(spec) &spec,
static const VmModuleSpec *const specs[] = {MOD_TABLE(MOD_ENTRY)};
#undef MOD_ENTRY

const VmModuleTable mod_table = {.specs = specs, .count = sizeof specs / sizeof specs[0]};
