/* What `from module import name` and `module.name` ask for must exist: a throw-away machine imports the modules and
 * looks. */
#include "engine_internal.h"
#include "modules/mod_table.h"
#include "sim/sim_world.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_module_object.h"
#include "vm/vm_str.h"

#include <string.h>

enum { NAMES_MAX = 512 };

static bool is_public(VmValue name)
{
    return vm_is_str(name) && vm_str_data(name)[0] != '_';
}

/* The public names of a module; they live as long as the module. */
static size_t names_of(VmValue module, const char **names)
{
    uint32_t position = 0;
    VmValue key, value;
    size_t count = 0;
    while (count < NAMES_MAX && vm_dict_walk(vm_to_dict(vm_module_dict_borrow(module)), &position, &key, &value)) {
        if (is_public(key)) {
            names[count++] = vm_str_data(key);
        }
    }
    return count;
}

/* Names that the real modules have and programs ask for, with what to do instead. */
typedef struct Lacking {
    const char *from; /* of the module, or what its name begins with */
    const char *name, *why;
} Lacking;

static const char no_web_sockets[] = "web sockets are not simulated; asyncio.start_server and open_connection are";
static const char no_uploads[] = "uploads of files are not simulated; take the content as JSON or as request.body()";

static const Lacking lacking[] = {
    {"fastapi", "WebSocket", no_web_sockets},
    {"fastapi", "WebSocketDisconnect", no_web_sockets},
    {"fastapi", "UploadFile", no_uploads},
    {"fastapi", "File", no_uploads},
    {"fastapi.responses", "FileResponse", "a script cannot reach files; answer with Response(content, media_type=...)"},
    {"fastapi.responses", "ORJSONResponse", "use JSONResponse"},
    {"fastapi.responses", "UJSONResponse", "use JSONResponse"},
    {"asyncio", "create_subprocess_exec",
     "a script cannot start programs; simulate one with `await asyncio.sleep(...)`"},
    {"asyncio", "create_subprocess_shell",
     "a script cannot start programs; simulate one with `await asyncio.sleep(...)`"},
    {"asyncio", "open_unix_connection", "sockets of files are not simulated; use open_connection"},
    {"asyncio", "start_unix_server", "sockets of files are not simulated; use start_server"},
};

static const char *why_lacking(const char *from, const char *name)
{
    for (size_t i = 0; i < sizeof lacking / sizeof lacking[0]; i++) {
        const Lacking *one = &lacking[i];
        bool inside = strncmp(from, one->from, strlen(one->from)) == 0 ||
                      (strncmp(one->from, "fastapi", 7) == 0 && strncmp(from, "starlette", 9) == 0);
        if (inside && strcmp(name, one->name) == 0) {
            return one->why;
        }
    }
    return NULL;
}

static LsStatus refuse(const LangModule *module, LangDiagList *diags, LangSpan span, const char *name, const char *from,
                       VmValue imported)
{
    const char *names[NAMES_MAX];
    size_t count = names_of(imported, names);
    const char *why = why_lacking(from, name);
    const char *nearest = lang_diag_nearest(name, names, count);
    LsBuf message, hint;
    ls_buf_init(&message, diags->alloc);
    ls_buf_init(&hint, diags->alloc);
    ls_buf_printf(&message, "module '%s' has no name '%s' here", from, name);
    if (why != NULL) {
        ls_buf_puts(&hint, why);
    } else if (nearest != NULL) {
        ls_buf_printf(&hint, "did you mean '%s'?", nearest);
    } else {
        ls_buf_puts(&hint, "it has ");
        for (size_t i = 0; i < count; i++) {
            ls_buf_printf(&hint, "%s%s", i == 0 ? "" : ", ", names[i]);
        }
    }
    LsStatus status = lang_module_error(module, diags, span, ls_buf_text(&message), ls_buf_text(&hint));
    ls_buf_free(&message);
    ls_buf_free(&hint);
    return status == LS_OK ? LS_E_REFUSED : status;
}

static bool is_submodule(const char *from, const char *name)
{
    size_t size = strlen(from);
    for (size_t i = 0; i < mod_table.count; i++) {
        const char *known = mod_table.specs[i]->name;
        if (strncmp(known, from, size) == 0 && known[size] == '.' && strcmp(known + size + 1, name) == 0) {
            return true;
        }
    }
    return false;
}

/* True when the script itself gives the module such a name. */
static bool is_bound_by_script(const LangModule *module, const LangNode *read)
{
    for (size_t i = 0; i < module->attr_count; i++) {
        const LangNode *node = module->attrs[i].node;
        if (node->u.attribute.context != LANG_LOAD && node->u.attribute.name == read->u.attribute.name) {
            return true;
        }
    }
    return false;
}

/* Refuses at the node (an alias, or an Attribute) when the module has no such name. */
static LsStatus check_name(Vm *vm, const LangModule *module, LangDiagList *diags, const LangNode *node,
                           const char *from, const char *name)
{
    if (is_submodule(from, name)) {
        return LS_OK;
    }
    VmValue key = vm_str_c(vm, from);
    VmValue imported = key == VM_ERROR ? VM_ERROR : vm_import(vm, key);
    vm_unref(vm, key);
    if (imported == VM_ERROR) {
        vm_error_clear(vm); /* a package that only holds others */
        return LS_OK;
    }
    VmValue value = vm_module_get(vm, imported, name);
    LsStatus status = LS_OK;
    if (value == VM_ERROR) {
        bool missing = vm_error_matches(vm, VM_EXC_ATTRIBUTE_ERROR) &&
                       (node->kind != LANG_NODE_ATTRIBUTE || !is_bound_by_script(module, node));
        vm_error_clear(vm);
        status = missing ? refuse(module, diags, node->span, name, from, imported) : LS_OK;
    } else {
        vm_unref(vm, value);
    }
    vm_unref(vm, imported);
    return status;
}

static LsStatus check_import(Vm *vm, const LangModule *module, const LangImportUse *use, LangDiagList *diags)
{
    const char *from = use->statement->u.import.module->text;
    return check_name(vm, module, diags, use->alias, from, use->alias->u.alias.name->text);
}

static bool is_checked(const LangImportUse *use)
{
    return use->statement->kind == LANG_NODE_IMPORT_FROM && !use->guarded &&
           strcmp(use->statement->u.import.module->text, "__future__") != 0;
}

/* ---- module.name ---- */

/* The module that a global name is for certain: nothing but imports of that one bind it.  NULL: none. */
static const char *module_of(const LangModule *module, uint32_t slot)
{
    const char *found = NULL;
    uint32_t binds = 0;
    for (size_t i = 0; i < module->import_count; i++) {
        const LangImportUse *use = &module->imports[i];
        const LangRef ref = use->alias->u.alias.ref;
        if (ref.kind != LANG_REF_GLOBAL || ref.slot != slot) {
            continue;
        }
        const char *name = use->alias->u.alias.name->text;
        bool plain = use->statement->kind == LANG_NODE_IMPORT && !use->guarded && strchr(name, '.') == NULL;
        if (!plain || (found != NULL && strcmp(found, name) != 0)) {
            return NULL;
        }
        found = name;
        binds++;
    }
    return binds == module->globals[slot].binds ? found : NULL;
}

/* Names that nearly every script reads: for them no machine is made.  A test sees that they exist. */
const char *const engine_common_names[] = {
    "asyncio.CancelledError",
    "asyncio.Event",
    "asyncio.Lock",
    "asyncio.Queue",
    "asyncio.Semaphore",
    "asyncio.Task",
    "asyncio.TaskGroup",
    "asyncio.TimeoutError",
    "asyncio.as_completed",
    "asyncio.create_task",
    "asyncio.current_task",
    "asyncio.gather",
    "asyncio.get_event_loop",
    "asyncio.get_running_loop",
    "asyncio.run",
    "asyncio.shield",
    "asyncio.sleep",
    "asyncio.timeout",
    "asyncio.to_thread",
    "asyncio.wait",
    "asyncio.wait_for",
    "random.choice",
    "random.randint",
    "random.random",
    "random.seed",
    "random.uniform",
    "sys.argv",
    "sys.exit",
    "time.monotonic",
    "time.perf_counter",
    "time.sleep",
    "time.time",
    NULL,
};

static bool is_common(const char *from, const char *name)
{
    size_t size = strlen(from);
    for (const char *const *each = engine_common_names; *each != NULL; each++) {
        if (strncmp(*each, from, size) == 0 && (*each)[size] == '.' && strcmp(*each + size + 1, name) == 0) {
            return true;
        }
    }
    return false;
}

/* The module in which this attribute must be looked up; NULL: nothing is to be checked. */
static const char *module_to_check(const LangModule *module, const LangAttrUse *use)
{
    const LangNode *node = use->node, *value = use->node->u.attribute.value;
    if (use->guarded || node->u.attribute.context != LANG_LOAD || value->u.name.ref.kind != LANG_REF_GLOBAL) {
        return NULL;
    }
    const char *from = module_of(module, value->u.name.ref.slot);
    const char *name = node->u.attribute.name->text;
    bool skipped = from == NULL || name[0] == '_' || is_common(from, name);
    return skipped ? NULL : from;
}

/* ---- all of them ---- */

static bool has_something_to_check(const LangModule *module)
{
    for (size_t i = 0; i < module->import_count; i++) {
        if (is_checked(&module->imports[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < module->attr_count; i++) {
        if (module_to_check(module, &module->attrs[i]) != NULL) {
            return true;
        }
    }
    return false;
}

static LsStatus check_all(Vm *vm, const LangModule *module, LangDiagList *diags)
{
    LsStatus worst = LS_OK;
    for (size_t i = 0; i < module->import_count; i++) {
        if (is_checked(&module->imports[i])) {
            LsStatus status = check_import(vm, module, &module->imports[i], diags);
            worst = status == LS_OK ? worst : status;
        }
    }
    for (size_t i = 0; i < module->attr_count; i++) {
        const LangNode *node = module->attrs[i].node;
        const char *from = module_to_check(module, &module->attrs[i]);
        if (from != NULL) {
            LsStatus status = check_name(vm, module, diags, node, from, node->u.attribute.name->text);
            worst = status == LS_OK ? worst : status;
        }
    }
    return worst;
}

LsStatus engine_check_names(LangModule *module, LangDiagList *diags)
{
    if (!has_something_to_check(module)) {
        return LS_OK;
    }
    TraceRecorder recorder = {0};
    SimWorld world;
    sim_world_init(&world, diags->alloc, &recorder, 0);
    Vm *vm = vm_new(diags->alloc, &(VmHost){0}, &(VmLimits){0}, &recorder);
    if (vm == NULL) {
        return LS_E_NOMEM;
    }
    vm->world = &world;
    vm->module_table = &mod_table;
    LsStatus worst = check_all(vm, module, diags);
    vm_free(vm);
    return worst;
}
