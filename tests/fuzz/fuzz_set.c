/* Any --set with any script: "NAME=VALUE" in the first line of the input, the script in the others.  It loads, or what
 * is wrong is said; what loads does so again, and to the same seed. */
#include "engine.h"

#include <string.h>

#include "fuzz.h"

static EngineScript *load(const LsAlloc *alloc, const EngineLoadOptions *options, const char *text, size_t size)
{
    EngineScript *script = NULL;
    LsBuf errors;
    ls_buf_init(&errors, alloc);
    LsStatus status = engine_load(alloc, "fuzz.py", text, size, options, &script, &errors);
    fuzz_require((status == LS_OK) == (script != NULL), "a script that loads is there");
    fuzz_require(status == LS_OK || errors.size > 0, "what is refused has a diagnostic");
    ls_buf_free(&errors);
    return script;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    LsAlloc alloc = ls_alloc_system();
    const char *text = (const char *)data;
    const char *end = size == 0 ? NULL : memchr(text, '\n', size);
    const char *equals = end == NULL ? NULL : memchr(text, '=', (size_t)(end - text));
    if (equals == NULL) {
        return 0;
    }
    size_t skip = (size_t)(end - text) + 1;
    char *name = strndup(text, (size_t)(equals - text));
    char *value = strndup(equals + 1, (size_t)(end - equals) - 1);
    fuzz_require(name != NULL && value != NULL, "there is memory");
    EngineSetting setting = {.name = name, .value = value};
    EngineLoadOptions options = {.settings = &setting, .setting_count = 1};
    EngineScript *first = load(&alloc, &options, text + skip, size - skip);
    EngineScript *second = load(&alloc, &options, text + skip, size - skip);
    fuzz_require((first == NULL) == (second == NULL), "it loads twice or not at all");
    if (first != NULL && second != NULL) {
        fuzz_require(engine_script_seed(first) == engine_script_seed(second), "the same seed");
        engine_script_free(first);
        engine_script_free(second);
    }
    free(name);
    free(value);
    return 0;
}
