/* What a script may import and name, and what __scenario__ may say: checked before it runs. */
#include "engine_internal.h"
#include "modules/mod_table.h"
#include "vm/vm_cost.h"

#include <string.h>

/* ---- imports ---- */

/* Modules whose names begin with an underscore are there for other modules. */
static bool is_private(size_t index)
{
    return mod_table.specs[index]->name[0] == '_';
}

static const VmModuleSpec *find_module(const char *name)
{
    for (size_t i = 0; i < mod_table.count; i++) {
        if (!is_private(i) && strcmp(mod_table.specs[i]->name, name) == 0) {
            return mod_table.specs[i];
        }
    }
    return NULL;
}

/* "collections" exists because "collections.abc" does. */
static bool is_package_of_something(const char *name)
{
    size_t size = strlen(name);
    for (size_t i = 0; i < mod_table.count; i++) {
        if (strncmp(mod_table.specs[i]->name, name, size) == 0 && mod_table.specs[i]->name[size] == '.') {
            return true;
        }
    }
    return false;
}

static void append_module_names(LsBuf *hint)
{
    ls_buf_puts(hint, "these modules exist: ");
    for (size_t i = 0; i < mod_table.count; i++) { /* those inside of packages would be too many */
        if (!is_private(i) && strchr(mod_table.specs[i]->name, '.') == NULL) {
            ls_buf_printf(hint, "%s%s", i == 0 ? "" : ", ", mod_table.specs[i]->name);
        }
    }
}

/* Modules that Python has and a simulated machine cannot have, with what to do instead. */
const EngineRefused engine_refused_modules[] = {
    {"subprocess", "a script cannot start programs; simulate one with `await asyncio.sleep(...)`"},
    {"socket", "a script cannot reach the network; simulate the wait with `await asyncio.sleep(...)`"},
    {"pathlib", "a script cannot reach files; put the data into the script"},
    {"select", "a script cannot reach the network; the event loop simulates the poll"},
    {"weakref", "weak references are not simulated; hold the object"},
    {"re",
     "there are no regular expressions; use `str.partition`, `split`, `startswith`, `isdigit` or a small scanner"},
    {"decimal", "use `fractions.Fraction`, or count in whole units such as cents"},
    {"websockets", "web sockets are not simulated; asyncio.start_server and open_connection are"},
    {"fastapi.websockets", "web sockets are not simulated; asyncio.start_server and open_connection are"},
    {"fastapi.staticfiles", "a script cannot reach files; answer with Response(content, media_type=...)"},
    {"fastapi.templating", "a script cannot reach files; answer with HTMLResponse(text)"},
    {"flask", "of the web frameworks FastAPI is simulated: `def` handlers there run in threads, as Flask's do"},
    {"django", "of the web frameworks FastAPI is simulated: `def` handlers there run in threads, as Django's do"},
    {"sqlalchemy", "simulated databases are asyncpg, psycopg2, aiosqlite and redis"},
    {"motor", "simulated databases are asyncpg, psycopg2, aiosqlite and redis"},
    {"pymongo", "simulated databases are asyncpg, psycopg2, aiosqlite and redis"},
    {"celery", "use a queue of your own: asyncio.Queue, queue.Queue, or a pool"},
    {"aiofiles", "a script cannot reach files; simulate the wait with `await asyncio.to_thread(time.sleep, ...)`"},
    {"numpy", "compute with lists; with --cost cpython311 that takes its time, too"},
    {"pandas", "compute with lists and dicts; with --cost cpython311 that takes its time, too"},
    {"tenacity", "write the retries as a loop"},
    {"trio", "asyncio is what is simulated"},
    {"tqdm", "leave the progress bar out: loopscope shows the run"},
    {"nest_asyncio", "a running loop cannot be run again; await the coroutine"},
    {"gc", "the collector cannot be steered from a script"},
    {"__future__", "annotations need no import here"},
};
const size_t engine_refused_module_count = sizeof engine_refused_modules / sizeof engine_refused_modules[0];

static LsStatus refuse_import(const LangModule *module, LangDiagList *diags, LangSpan span, const char *name)
{
    LsBuf message, hint;
    ls_buf_init(&message, diags->alloc);
    ls_buf_init(&hint, diags->alloc);
    ls_buf_printf(&message, "module '%s' cannot be imported here", name);
    for (size_t i = 0; i < engine_refused_module_count; i++) {
        size_t size = strlen(engine_refused_modules[i].name);
        if (strncmp(name, engine_refused_modules[i].name, size) == 0 && (name[size] == '\0' || name[size] == '.')) {
            ls_buf_printf(&hint, "%s\n", engine_refused_modules[i].why);
        }
    }
    const char *names[256];
    size_t count = 0;
    for (size_t i = 0; i < mod_table.count && count < 256; i++) {
        if (!is_private(i)) {
            names[count++] = mod_table.specs[i]->name;
        }
    }
    const char *nearest = lang_diag_nearest(name, names, count);
    if (hint.size > 0) {
        hint.size--; /* the line break */
        hint.data[hint.size] = '\0';
    } else if (nearest != NULL) {
        ls_buf_printf(&hint, "did you mean '%s'?", nearest);
    } else {
        append_module_names(&hint);
    }
    LsStatus status = lang_module_error(module, diags, span, ls_buf_text(&message), ls_buf_text(&hint));
    ls_buf_free(&message);
    ls_buf_free(&hint);
    return status == LS_OK ? LS_E_REFUSED : status;
}

static LsStatus check_import(const LangModule *module, const LangImportUse *use, LangDiagList *diags)
{
    const LangNode *statement = use->statement;
    if (statement->kind == LANG_NODE_IMPORT_FROM) {
        if (statement->u.import.level > 0 || statement->u.import.module == NULL) {
            LsStatus status = lang_module_error(module, diags, statement->span,
                                                "a scenario is one file: there is no package to import from",
                                                "name the module without leading dots");
            return status == LS_OK ? LS_E_REFUSED : status;
        }
        const char *name = statement->u.import.module->text;
        if (strcmp(name, "__future__") == 0) {
            return LS_OK;
        }
        if (find_module(name) != NULL || is_package_of_something(name)) {
            return LS_OK;
        }
        return refuse_import(module, diags, statement->span, name);
    }
    const char *name = use->alias->u.alias.name->text;
    if (find_module(name) != NULL || is_package_of_something(name)) {
        return LS_OK;
    }
    return refuse_import(module, diags, use->alias->span, name);
}

/* ---- builtins ---- */

/* Builtins of Python that scripts cannot have. */
const EngineRefused engine_refused_builtins[] = {
    {"open", "a script cannot reach files; put the data into the script"},
    {"input", "nobody can answer while a simulation runs; set a constant and use --set NAME=VALUE"},
    {"eval", "code in strings is not supported; write it out"},
    {"exec", "code in strings is not supported; write it out"},
    {"compile", "code in strings is not supported; write it out"},
    {"__import__", "use an import statement"},
    {"breakpoint", "use `b` in the terminal view to break at a line"},
    {"help", "see the Python documentation"},
    {"memoryview", "memoryview is not supported; use bytes"},
};
const size_t engine_refused_builtin_count = sizeof engine_refused_builtins / sizeof engine_refused_builtins[0];

static LsStatus check_builtin(const LangModule *module, const LangGlobal *global, LangDiagList *diags)
{
    if (global->bound || !global->read) {
        return LS_OK;
    }
    for (size_t i = 0; i < engine_refused_builtin_count; i++) {
        if (strcmp(global->name->text, engine_refused_builtins[i].name) == 0) {
            LsBuf message;
            ls_buf_init(&message, diags->alloc);
            ls_buf_printf(&message, "'%s' is not available to scripts", global->name->text);
            LsStatus status =
                lang_module_error(module, diags, global->first, ls_buf_text(&message), engine_refused_builtins[i].why);
            ls_buf_free(&message);
            return status == LS_OK ? LS_E_REFUSED : status;
        }
    }
    return LS_OK;
}

/* ---- __scenario__ ---- */

typedef enum ValueRule {
    RULE_STRING,
    RULE_INT,
    RULE_BOOL,
    RULE_DICT,
    RULE_NAMES,
    RULE_COST,
    RULE_CORES,
    RULE_INTERVAL
} ValueRule;

typedef struct KeyRule {
    const char *path;
    ValueRule rule;
    const char *right; /* completes "… must be" */
} KeyRule;

static const KeyRule key_rules[] = {
    {"compare", RULE_NAMES, "a list of two entries, e.g. [\"main_sync\", \"main_async\"]"},
    {"entry", RULE_STRING, "the name of a function in this file"},
    {"seed", RULE_INT, "an int"},
    {"machine", RULE_DICT, "a dict, e.g. {\"cores\": 2}"},
    {"machine.cores", RULE_CORES, "an int from 1 to 1024"},
    {"machine.cost", RULE_COST, "\"zero\" or \"cpython311\""},
    {"machine.gil", RULE_BOOL, "True or False"},
    {"machine.switch_interval", RULE_INTERVAL, "seconds, from 1e-6 to 10"},
};

const char *const engine_addable_paths[] = {
    "seed",
    "machine.cores",
    "machine.cost",
    "machine.gil",
    "machine.switch_interval",
    "serve.app",
    "serve.workers",
    "serve.loop",
    "serve.limiter",
    "serve.port",
    "network.*.latency",
    "network.*.jitter",
    "network.*.bandwidth",
    "network.*.failure",
    "network.*.timeout",
    "network.*.down",
};
const size_t engine_addable_path_count = sizeof engine_addable_paths / sizeof engine_addable_paths[0];

static LsStatus value_error(const LangModule *module, LangDiagList *diags, LangSpan span, const char *path,
                            const char *right)
{
    LsBuf message;
    ls_buf_init(&message, diags->alloc);
    ls_buf_printf(&message, "__scenario__: '%s' must be %s", path, right);
    LsStatus status = lang_module_error(module, diags, span, ls_buf_text(&message), NULL);
    ls_buf_free(&message);
    return status == LS_OK ? LS_E_REFUSED : status;
}

static bool follows(const LangValue *value, ValueRule rule)
{
    switch (rule) {
    case RULE_STRING: return value->kind == LANG_VALUE_STR;
    case RULE_INT: return value->kind == LANG_VALUE_INT;
    case RULE_BOOL: return value->kind == LANG_VALUE_BOOL;
    case RULE_DICT: return value->kind == LANG_VALUE_DICT;
    case RULE_NAMES:
        return value->kind == LANG_VALUE_LIST && value->count == 2 && value->items[0].kind == LANG_VALUE_STR &&
               value->items[1].kind == LANG_VALUE_STR;
    case RULE_COST: return value->kind == LANG_VALUE_STR && vm_cost_model(value->text.data, &(const VmCost *){NULL});
    case RULE_INTERVAL: {
        double seconds = value->kind == LANG_VALUE_INT     ? (double)value->integer
                         : value->kind == LANG_VALUE_FLOAT ? value->number
                                                           : 0;
        return seconds >= 1e-6 && seconds <= 10;
    }
    case RULE_CORES: return value->kind == LANG_VALUE_INT && value->integer >= 1 && value->integer <= 1024;
    }
    return false;
}

/* An entry that is named must be a function without required parameters. */
static LsStatus check_entry(const LangModule *module, const LangHeader *header, const LangValue *value,
                            LangDiagList *diags)
{
    for (uint32_t i = 0; i < header->entry_count; i++) {
        const LangEntry *entry = &header->entries[i];
        if (entry->name->size == value->text.size &&
            memcmp(entry->name->text, value->text.data, value->text.size) == 0) {
            if (entry->required == 0) {
                return LS_OK;
            }
            LsStatus status = lang_module_error(module, diags, value->span, "an entry is called without arguments",
                                                "give its parameters defaults");
            return status == LS_OK ? LS_E_REFUSED : status;
        }
    }
    LsBuf hint;
    ls_buf_init(&hint, diags->alloc);
    ls_buf_puts(&hint, header->entry_count == 0 ? "this file defines no functions" : "the functions here are ");
    for (uint32_t i = 0; i < header->entry_count; i++) {
        ls_buf_printf(&hint, "%s%s", i == 0 ? "" : ", ", header->entries[i].name->text);
    }
    LsStatus status =
        lang_module_error(module, diags, value->span, "there is no such function in this file", ls_buf_text(&hint));
    ls_buf_free(&hint);
    return status == LS_OK ? LS_E_REFUSED : status;
}

static LsStatus check_values(const LangModule *module, const LangHeader *header, LangDiagList *diags)
{
    for (size_t i = 0; i < sizeof key_rules / sizeof key_rules[0]; i++) {
        const LangValue *value = lang_value_find(header->scenario, key_rules[i].path);
        if (value == NULL) {
            continue;
        }
        LsStatus status = LS_OK;
        if (!follows(value, key_rules[i].rule)) {
            return value_error(module, diags, value->span, key_rules[i].path, key_rules[i].right);
        }
        if (key_rules[i].rule == RULE_NAMES) {
            for (uint32_t k = 0; k < value->count && status == LS_OK; k++) {
                status = check_entry(module, header, &value->items[k], diags);
            }
        } else if (key_rules[i].rule == RULE_STRING) {
            status = check_entry(module, header, value, diags);
        }
        if (status != LS_OK) {
            return status;
        }
    }
    return LS_OK;
}

static LsStatus check_scenario(const LangModule *module, const LangHeader *header, LangDiagList *diags)
{
    static const char *const top[] = {"compare", "entry", "machine", "network", "seed", "serve"};
    static const char *const machine[] = {"cores", "cost", "gil", "switch_interval"};
    if (header->scenario == NULL) {
        return LS_OK;
    }
    LsStatus status =
        lang_header_check_keys(module, header->scenario, "__scenario__", top, sizeof top / sizeof top[0], diags);
    const LangValue *inner = lang_value_find(header->scenario, "machine");
    if (status == LS_OK && inner != NULL && inner->kind == LANG_VALUE_DICT) {
        status = lang_header_check_keys(module, inner, "machine", machine, sizeof machine / sizeof machine[0], diags);
    }
    const LangValue *network = lang_value_find(header->scenario, "network");
    if (status == LS_OK && network != NULL) {
        status = engine_network_check(module, network, diags);
    }
    status = status == LS_OK ? engine_check_serve(module, header, diags) : status;
    return status == LS_OK ? check_values(module, header, diags) : status;
}

LsStatus engine_check(LangModule *module, const LangHeader *header, LangDiagList *diags)
{
    LsStatus worst = LS_OK;
    for (size_t i = 0; i < module->import_count; i++) {
        if (module->imports[i].guarded) {
            continue; /* the script knows what to do without it: ModuleNotFoundError when it runs */
        }
        LsStatus status = check_import(module, &module->imports[i], diags);
        worst = status == LS_OK ? worst : status;
    }
    for (size_t i = 0; i < module->global_count; i++) {
        LsStatus status = check_builtin(module, &module->globals[i], diags);
        worst = status == LS_OK ? worst : status;
    }
    if (worst == LS_OK) {
        worst = engine_check_names(module, diags);
    }
    LsStatus status = check_scenario(module, header, diags);
    return status == LS_OK ? worst : status;
}

size_t engine_module_count(void)
{
    size_t count = 0;
    for (size_t i = 0; i < mod_table.count; i++) {
        count += !is_private(i);
    }
    return count;
}

const char *engine_module_name(size_t index)
{
    for (size_t i = 0;; i++) {
        if (!is_private(i) && index-- == 0) {
            return mod_table.specs[i]->name;
        }
    }
}
