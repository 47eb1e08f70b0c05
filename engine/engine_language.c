/* docs/LANGUAGE.md: what scripts can be written in.  The lists come from a machine of its own, so they cannot lie. */
#include "engine.h"
#include "engine_internal.h"
#include "modules/mod_table.h"
#include "sim/sim_world.h"
#include "vm/vm_class.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_exception.h"
#include "vm/vm_module_object.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 512 };

static const char intro[] =
    "# The language\n\n"
    "<!-- made by `loopscope language`; do not edit -->\n\n"
    "Scripts are a subset of Python 3.11. What is in it behaves as in CPython, to the byte of "
    "its output; what is outside of "
    "it is refused when the file is loaded, with the place and what to write instead. Names "
    "that a module lacks are refused "
    "then, too, if `from module import name` or `module.name` asks for them. Not refused is "
    "what may never be read or may be expected to "
    "be missing: behind a condition, or in a `try` with handlers; it raises `AttributeError` "
    "when the line runs. An import in a `try` that catches `ImportError` is not refused: it raises "
    "`ModuleNotFoundError` when it "
    "runs.\n\n"
    "## Statements and expressions\n\n"
    "All of Python 3.11's grammar, but\n\n"
    "| not there | instead |\n|---|---|\n"
    "| `from module import *` | name what you need |\n"
    "| relative imports: a scenario is one file | put it all into the file |\n"
    "| characters by name in strings (`\\N{…}`) | the character, or `\\u…` |\n"
    "| source encodings other than UTF-8 | UTF-8 |\n\n"
    "Time is virtual: waiting takes exactly what was asked for, computing takes none unless a cost model is chosen. A "
    "script "
    "cannot reach the host: no files, "
    "network, processes, real clock or input.\n\n";

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The public keys of a dict whose values are of the wanted sort, in alphabetical order. */
static size_t names_of(VmValue dict, bool (*wanted)(VmValue value), const char **names)
{
    uint32_t position = 0;
    VmValue key, value;
    size_t count = 0;
    while (count < NAMES_MAX && vm_dict_walk(vm_to_dict(dict), &position, &key, &value)) {
        if (vm_is_str(key) && vm_str_data(key)[0] != '_' && (wanted == NULL || wanted(value))) {
            names[count++] = vm_str_data(key);
        }
    }
    qsort(names, count, sizeof *names, by_text);
    return count;
}

static void put_names(LsBuf *out, VmValue dict, bool (*wanted)(VmValue value))
{
    const char *names[NAMES_MAX];
    size_t count = names_of(dict, wanted, names);
    for (size_t i = 0; i < count; i++) {
        ls_buf_printf(out, "%s`%s`", i == 0 ? "" : " ", names[i]);
    }
}

static bool is_exception(VmValue value)
{
    for (const VmType *type = vm_is_type(value) ? vm_to_type(value) : NULL; type != NULL; type = type->base) {
        if (strcmp(type->name, "BaseException") == 0) {
            return true;
        }
    }
    return false;
}

static bool is_other(VmValue value)
{
    return !is_exception(value);
}

static void put_builtins(Vm *vm, LsBuf *out)
{
    ls_buf_puts(out, "## Builtins\n\n");
    put_names(out, vm->builtins, is_other);
    ls_buf_puts(out, "\n\nExceptions: ");
    put_names(out, vm->builtins, is_exception);
    ls_buf_puts(out, "\n\nNot there:\n\n| name | why, and what instead |\n|---|---|\n");
    for (size_t i = 0; i < engine_refused_builtin_count; i++) {
        ls_buf_printf(out, "| `%s` | %s |\n", engine_refused_builtins[i].name, engine_refused_builtins[i].why);
    }
}

static void put_methods(Vm *vm, LsBuf *out)
{
    static const VmTypeId types[] = {VM_TYPE_INT,       VM_TYPE_FLOAT,     VM_TYPE_COMPLEX, VM_TYPE_STR,
                                     VM_TYPE_BYTES,     VM_TYPE_LIST,      VM_TYPE_TUPLE,   VM_TYPE_DICT,
                                     VM_TYPE_SET,       VM_TYPE_FROZENSET, VM_TYPE_RANGE,   VM_TYPE_SLICE,
                                     VM_TYPE_GENERATOR, VM_TYPE_COROUTINE};
    ls_buf_puts(out, "\n## Methods and attributes of the builtin types\n\n| type | names |\n|---|---|\n");
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        ls_buf_printf(out, "| `%s` | ", vm->types[types[i]]->name);
        put_names(out, vm->types[types[i]]->attrs, NULL);
        ls_buf_puts(out, " |\n");
    }
}

static LsStatus put_modules(Vm *vm, LsBuf *out)
{
    ls_buf_puts(out, "\n## Modules\n\n| module | names |\n|---|---|\n");
    for (size_t i = 0; i < mod_table.count; i++) {
        if (mod_table.specs[i]->name[0] == '_') {
            continue; /* for other modules */
        }
        VmValue name = vm_str_c(vm, mod_table.specs[i]->name);
        VmValue module = name == VM_ERROR ? VM_ERROR : vm_import(vm, name);
        vm_unref(vm, name);
        if (module == VM_ERROR || !vm_module_complete(vm, module)) {
            vm_unref(vm, module);
            vm_error_clear(vm);
            return LS_E_NOMEM;
        }
        ls_buf_printf(out, "| `%s` | ", mod_table.specs[i]->name);
        put_names(out, vm_module_dict_borrow(module), NULL);
        ls_buf_puts(out, " |\n");
        vm_unref(vm, module);
    }
    ls_buf_puts(out, "\nNot there:\n\n| module | why, and what instead |\n|---|---|\n");
    for (size_t i = 0; i < engine_refused_module_count; i++) {
        if (engine_refused_modules[i].name[0] == '_') {
            continue; /* `from __future__ import …` is accepted */
        }
        ls_buf_printf(out, "| `%s` | %s |\n", engine_refused_modules[i].name, engine_refused_modules[i].why);
    }
    ls_buf_puts(out, "\nEvery other module is refused, too.\n");
    return LS_OK;
}

static void put_limits(LsBuf *out)
{
    ls_buf_puts(out, "\n## Limits\n\n| limit | default | option | beyond it |\n|---|---|---|---|\n");
    ls_buf_printf(
        out,
        "| instructions | %lld million | `--max-instructions` | a report of where the script was, exit status 3 |\n",
        (long long)(ENGINE_DEFAULT_INSTRUCTIONS / 1000000));
    ls_buf_printf(out, "| memory | %zu MiB | `--max-memory` | `MemoryError` |\n", ENGINE_DEFAULT_MEMORY >> 20);
    ls_buf_printf(out, "| output | %zu MiB | `--max-output` | a report, exit status 3 |\n",
                  ENGINE_DEFAULT_OUTPUT >> 20);
    ls_buf_printf(out, "| events of a recording | %u million | `--max-events` | a report, exit status 3 |\n",
                  ENGINE_DEFAULT_EVENTS / 1000000);
    ls_buf_printf(out, "| nested calls | %d | | `RecursionError` |\n", ENGINE_DEFAULT_RECURSION);
    ls_buf_puts(out,
                "\nA run in which everybody waits and nothing can happen any more ends with a report of who waits for "
                "what, and where, and exit status 3.\n");
}

LsStatus engine_language(const LsAlloc *alloc, LsBuf *out)
{
    TraceRecorder recorder = {0};
    SimWorld world;
    sim_world_init(&world, alloc, &recorder, 0);
    Vm *vm = vm_new(alloc, &(VmHost){0}, &(VmLimits){.max_recursion = ENGINE_DEFAULT_RECURSION}, &recorder);
    if (vm == NULL) {
        return LS_E_NOMEM;
    }
    vm->world = &world;
    vm->module_table = &mod_table;
    ls_buf_puts(out, intro);
    put_builtins(vm, out);
    put_methods(vm, out);
    LsStatus status = put_modules(vm, out);
    put_limits(out);
    vm_free(vm);
    return status == LS_OK && out->failed ? LS_E_NOMEM : status;
}
