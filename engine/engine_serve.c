/* __scenario__["serve"]: what it may say, and what the server makes of it. */
#include "engine_internal.h"

#include <string.h>

enum { MOST_WORKERS = 64, MOST_THREADS = 1000, DEFAULT_PORT = 8000, DEFAULT_LIMITER = 40 };

static bool is_text(const LangValue *value, const char *text)
{
    return value->kind == LANG_VALUE_STR && value->text.size == strlen(text) &&
           memcmp(value->text.data, text, value->text.size) == 0;
}

static bool is_between(const LangValue *value, int64_t least, int64_t most)
{
    return value->kind == LANG_VALUE_INT && value->integer >= least && value->integer <= most;
}

static bool is_app(const LangValue *value)
{
    return value->kind == LANG_VALUE_STR;
}

static bool is_port(const LangValue *value)
{
    return is_between(value, 1, 65535);
}

static bool is_worker_count(const LangValue *value)
{
    return is_between(value, 1, MOST_WORKERS);
}

static bool is_thread_count(const LangValue *value)
{
    return is_between(value, 1, MOST_THREADS);
}

static bool is_loop(const LangValue *value)
{
    return is_text(value, "asyncio") || is_text(value, "uvloop");
}

static bool is_host(const LangValue *value)
{
    return is_text(value, "127.0.0.1") || is_text(value, "localhost") || is_text(value, "0.0.0.0");
}

typedef struct ServeRule {
    const char *key;
    bool (*follows)(const LangValue *value);
    const char *right; /* completes "… must be" */
} ServeRule;

static const ServeRule rules[] = {
    {"app", is_app, "the name of the application in this file, e.g. \"app\""},
    {"port", is_port, "an int from 1 to 65535"},
    {"workers", is_worker_count, "an int from 1 to 64"},
    {"loop", is_loop, "\"asyncio\" or \"uvloop\""},
    {"limiter", is_thread_count, "an int from 1 to 1000: the threads for `def` handlers in each worker"},
    {"host", is_host, "\"127.0.0.1\", \"localhost\" or \"0.0.0.0\""},
};

enum { RULE_COUNT = sizeof rules / sizeof rules[0] };

static LsStatus refuse(const LangModule *module, LangDiagList *diags, LangSpan span, const char *message,
                       const char *hint)
{
    LsStatus status = lang_module_error(module, diags, span, message, hint);
    return status == LS_OK ? LS_E_REFUSED : status;
}

static LsStatus check_value(const LangModule *module, const ServeRule *rule, const LangValue *value,
                            LangDiagList *diags)
{
    if (rule->follows(value)) {
        return LS_OK;
    }
    LsBuf message;
    ls_buf_init(&message, diags->alloc);
    ls_buf_printf(&message, "__scenario__: 'serve.%s' must be %s", rule->key, rule->right);
    LsStatus status = refuse(module, diags, value->span, ls_buf_text(&message), NULL);
    ls_buf_free(&message);
    return status;
}

/* "app", or "main:app" as on uvicorn's command line: the part after the colon.  NULL: it is "app". */
static LangText app_name(const LangValue *app)
{
    if (app == NULL) {
        return (LangText){"app", 3};
    }
    const char *colon = memchr(app->text.data, ':', app->text.size);
    size_t skip = colon == NULL ? 0 : (size_t)(colon + 1 - app->text.data);
    return (LangText){app->text.data + skip, app->text.size - skip};
}

static LsStatus check_app(const LangModule *module, const LangValue *serve, const LangValue *app, LangDiagList *diags)
{
    LangText name = app_name(app);
    for (size_t i = 0; i < module->global_count; i++) {
        const LangGlobal *global = &module->globals[i];
        if (global->bound && global->name->size == name.size && memcmp(global->name->text, name.data, name.size) == 0) {
            return LS_OK;
        }
    }
    if (app == NULL) {
        return refuse(module, diags, serve->span, "__scenario__: 'serve' does not say which application",
                      "add \"app\": \"app\", the name of the FastAPI() object");
    }
    return refuse(module, diags, app->span, "there is no such global in this file",
                  "an application is made with e.g. app = FastAPI()");
}

LsStatus engine_check_serve(const LangModule *module, const LangHeader *header, LangDiagList *diags)
{
    const LangValue *serve = header->scenario == NULL ? NULL : lang_value_find(header->scenario, "serve");
    if (serve == NULL) {
        return LS_OK;
    }
    if (serve->kind != LANG_VALUE_DICT) {
        return refuse(module, diags, serve->span,
                      "__scenario__: 'serve' must be a dict, e.g. {\"app\": \"app\", \"workers\": 4}", NULL);
    }
    const char *keys[RULE_COUNT];
    for (size_t i = 0; i < RULE_COUNT; i++) {
        keys[i] = rules[i].key;
    }
    LsStatus status = lang_header_check_keys(module, serve, "serve", keys, RULE_COUNT, diags);
    for (size_t i = 0; i < RULE_COUNT && status == LS_OK; i++) {
        const LangValue *value = lang_value_find(serve, rules[i].key);
        status = value == NULL ? LS_OK : check_value(module, &rules[i], value, diags);
    }
    return status == LS_OK ? check_app(module, serve, lang_value_find(serve, "app"), diags) : status;
}

static int64_t number_of(const LangValue *serve, const char *key, int64_t otherwise)
{
    const LangValue *value = lang_value_find(serve, key);
    return value == NULL ? otherwise : value->integer;
}

bool engine_serve_of(const EngineScript *script, ModServe *out)
{
    const LangValue *scenario = script->header.scenario;
    const LangValue *serve = scenario == NULL ? NULL : lang_value_find(scenario, "serve");
    if (serve == NULL) {
        return false;
    }
    const LangValue *loop = lang_value_find(serve, "loop"), *host = lang_value_find(serve, "host");
    *out = (ModServe){
        .app = app_name(lang_value_find(serve, "app")).data,
        .host = host == NULL ? "127.0.0.1" : host->text.data,
        .port = (int)number_of(serve, "port", DEFAULT_PORT),
        .workers = (int)number_of(serve, "workers", 1),
        .loop = loop != NULL && is_text(loop, "uvloop") ? MOD_SERVE_UVLOOP : MOD_SERVE_ASYNCIO,
        .limiter = number_of(serve, "limiter", DEFAULT_LIMITER),
    };
    return true;
}
