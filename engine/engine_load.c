/* Loading a script, and what a front end may ask about it. */
#include "engine_internal.h"

#include <assert.h>
#include <string.h>

/* A copy of text with a NUL behind it; *size receives the bytes allocated. */
static char *copy_text(const LsAlloc *alloc, const char *text, size_t length, size_t *size)
{
    char *copy = ls_alloc_bytes(alloc, length + 1);
    if (copy != NULL) {
        memcpy(copy, text, length);
        copy[length] = '\0';
        *size = length + 1;
    }
    return copy;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The docstring's first line is the title; the rest, without the indentation of its lines, the lesson. */
static LsStatus split_docstring(EngineScript *script)
{
    const char *text = script->header.docstring.data;
    if (text == NULL) {
        return LS_OK;
    }
    const char *end = text + script->header.docstring.size;
    while (text < end && is_blank(*text)) {
        text++;
    }
    const char *line_end = memchr(text, '\n', (size_t)(end - text));
    line_end = line_end == NULL ? end : line_end;
    script->title = copy_text(script->alloc, text, (size_t)(line_end - text), &script->title_size);
    if (script->title == NULL) {
        return LS_E_NOMEM;
    }
    LsBuf lesson;
    ls_buf_init(&lesson, script->alloc);
    for (const char *line = line_end; line < end;) {
        line += line < end && *line == '\n';
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        stop = stop == NULL ? end : stop;
        while (line < stop && (*line == ' ' || *line == '\t')) {
            line++;
        }
        if (lesson.size > 0 || line < stop) {
            ls_buf_put(&lesson, line, (size_t)(stop - line));
            ls_buf_putc(&lesson, '\n');
        }
        line = stop;
    }
    while (lesson.size > 0 && is_blank(lesson.data[lesson.size - 1])) {
        lesson.size--;
    }
    script->lesson = copy_text(script->alloc, ls_buf_text(&lesson), lesson.size, &script->lesson_size);
    bool failed = lesson.failed || script->lesson == NULL;
    ls_buf_free(&lesson);
    return failed ? LS_E_NOMEM : LS_OK;
}

static LsStatus apply_settings(EngineScript *script, const EngineLoadOptions *options, LangDiagList *diags)
{
    for (size_t i = 0; i < options->setting_count; i++) {
        LsStatus status = lang_header_set(script->module, options->settings[i].name, options->settings[i].value,
                                          engine_addable_paths, engine_addable_path_count, diags);
        if (status != LS_OK) {
            return status;
        }
    }
    return LS_OK;
}

static LsStatus load(EngineScript *script, const char *name, const char *text, size_t size,
                     const EngineLoadOptions *options, LangDiagList *diags)
{
    LsStatus status = lang_parse(script->alloc, name, text, size, &script->module, diags);
    if (status == LS_OK && options != NULL) {
        status = apply_settings(script, options, diags);
    }
    if (status == LS_OK) {
        status = lang_header_read(script->module, &script->header, diags);
    }
    if (status == LS_OK) {
        status = engine_check(script->module, &script->header, diags);
    }
    if (status == LS_OK) {
        status = split_docstring(script);
    }
    if (status == LS_OK) {
        LangCompileOptions compile_options = {.lines = false};
        status = lang_compile(script->alloc, script->module, &compile_options, &script->unit, diags);
    }
    return status;
}

LsStatus engine_load(const LsAlloc *alloc, const char *name, const char *text, size_t size,
                     const EngineLoadOptions *options, EngineScript **out, LsBuf *errors)
{
    *out = NULL;
    EngineScript *script = ls_alloc_zeroed(alloc, sizeof *script);
    if (script == NULL) {
        return LS_E_NOMEM;
    }
    script->alloc = alloc;
    LangDiagList diags;
    lang_diag_list_init(&diags, alloc);
    LsStatus status = load(script, name, text, size, options, &diags);
    if (status != LS_OK) {
        lang_diag_render_all(errors, &diags, options != NULL && options->colour);
        engine_script_free(script);
        script = NULL;
    }
    lang_diag_list_free(&diags);
    *out = script;
    return status;
}

void engine_script_free(EngineScript *script)
{
    if (script == NULL) {
        return;
    }
    ls_alloc_free(script->alloc, script->title, script->title_size);
    ls_alloc_free(script->alloc, script->lesson, script->lesson_size);
    if (script->unit != NULL) {
        lang_unit_free(script->unit);
    }
    if (script->module != NULL) {
        lang_module_free(script->module);
    }
    ls_alloc_free(script->alloc, script, sizeof *script);
}

const char *engine_script_name(const EngineScript *script)
{
    return script->module->source.filename;
}

const char *engine_script_title(const EngineScript *script)
{
    return script->title == NULL ? "" : script->title;
}

const char *engine_script_lesson(const EngineScript *script)
{
    return script->lesson == NULL ? "" : script->lesson;
}

const char *engine_script_text(const EngineScript *script, size_t *size)
{
    if (size != NULL) {
        *size = script->module->source.size;
    }
    return script->module->source.text;
}

int64_t engine_script_seed(const EngineScript *script)
{
    const LangValue *seed = script->header.scenario == NULL ? NULL : lang_value_find(script->header.scenario, "seed");
    return seed == NULL ? 0 : seed->integer;
}

const char *engine_script_note(const EngineScript *script, uint32_t line)
{
    const LangNote *note = lang_header_note(script->module, line);
    return note == NULL ? NULL : note->text.data;
}

size_t engine_script_entry_count(const EngineScript *script)
{
    return script->header.entry_count;
}

const char *engine_script_entry(const EngineScript *script, size_t index)
{
    assert(index < script->header.entry_count);
    return script->header.entries[index].name->text;
}

bool engine_script_has_entry(const EngineScript *script, const char *name)
{
    return lang_header_entry(&script->header, name) != NULL;
}

static const LangValue *compare_list(const EngineScript *script)
{
    return script->header.scenario == NULL ? NULL : lang_value_find(script->header.scenario, "compare");
}

size_t engine_script_compare_count(const EngineScript *script)
{
    const LangValue *list = compare_list(script);
    return list == NULL ? 0 : list->count;
}

const char *engine_script_compare(const EngineScript *script, size_t index)
{
    const LangValue *list = compare_list(script);
    assert(list != NULL && index < list->count);
    return list->items[index].text.data;
}
