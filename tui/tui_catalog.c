#include "tui/tui_catalog.h"

#include "base/ls_file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef LS_SCENARIO_DIR
#define LS_SCENARIO_DIR "/usr/local/share/loopscope/scenarios"
#endif

enum { SCENARIO_MAX_BYTES = 1 << 20, PATH_BYTES = 2048 };

void tui_catalog_init(TuiCatalog *catalog, const LsAlloc *alloc)
{
    *catalog = (TuiCatalog){.alloc = alloc};
}

static void free_text(const LsAlloc *alloc, char *text)
{
    if (text)
        ls_alloc_free(alloc, text, strlen(text) + 1);
}

static void free_item(const LsAlloc *alloc, TuiCatalogItem *item)
{
    free_text(alloc, item->path);
    free_text(alloc, item->name);
    free_text(alloc, item->title);
    free_text(alloc, item->lesson);
    ls_alloc_free(alloc, item->text, item->size + 1);
}

void tui_catalog_free(TuiCatalog *catalog)
{
    for (size_t i = 0; i < catalog->count; i++)
        free_item(catalog->alloc, &catalog->items[i]);
    ls_alloc_free(catalog->alloc, catalog->items, catalog->capacity * sizeof *catalog->items);
    tui_catalog_init(catalog, catalog->alloc);
}

/* A copy up to the first NUL, if there is one. */
static char *copy(const LsAlloc *alloc, const char *text, size_t size)
{
    size = strnlen(text, size);
    char *out = ls_alloc_bytes(alloc, size + 1);
    if (out) {
        memcpy(out, text, size);
        out[size] = '\0';
    }
    return out;
}

/* Skips blank lines and comments, the shebang too. */
static size_t skip_to_code(const char *text, size_t size)
{
    size_t at = 0;
    while (at < size) {
        size_t begin = at;
        while (at < size && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r'))
            at++;
        if (at < size && text[at] != '#' && text[at] != '\n')
            return begin == at ? at : size;
        while (at < size && text[at] != '\n')
            at++;
        at += at < size;
    }
    return size;
}

void tui_catalog_docstring(const char *text, size_t size, const char **title, size_t *title_size, const char **lesson,
                           size_t *lesson_size)
{
    *title = *lesson = text + size;
    *title_size = *lesson_size = 0;
    size_t at = skip_to_code(text, size);
    if (size - at < 6 || (memcmp(text + at, "\"\"\"", 3) != 0 && memcmp(text + at, "'''", 3) != 0))
        return;
    char quote = text[at];
    at += 3;
    size_t end = at;
    while (end + 2 < size && !(text[end] == quote && text[end + 1] == quote && text[end + 2] == quote))
        end++;
    if (end + 2 >= size)
        return;
    while (at < end && (text[at] == ' ' || text[at] == '\n'))
        at++;
    const char *line = memchr(text + at, '\n', end - at);
    *title = text + at;
    *title_size = line ? (size_t)(line - *title) : end - at;
    at += *title_size;
    while (at < end && (text[at] == '\n' || text[at] == ' '))
        at++;
    while (end > at && (text[end - 1] == '\n' || text[end - 1] == ' '))
        end--;
    *lesson = text + at;
    *lesson_size = end - at;
}

/* The first line with something on it behind the line on which the docstring is closed. */
static uint32_t line_behind(const char *text, size_t size, const char *position)
{
    size_t at = (size_t)(position - text), before = 0;
    while (at < size && text[at] != '"' && text[at] != '\'')
        at++; /* the lesson's end was trimmed: to the quotes */
    while (at < size && text[at] != '\n')
        at++;
    while (at < size && (text[at] == '\n' || text[at] == '\r'))
        at++;
    uint32_t line = 1;
    for (; before < at; before++)
        line += text[before] == '\n';
    return line;
}

static bool fill_item(const LsAlloc *alloc, TuiCatalogItem *item, const char *path, const char *name, const LsBuf *text)
{
    const char *title, *lesson;
    size_t title_size, lesson_size;
    const char *bytes = ls_buf_text(text);
    tui_catalog_docstring(bytes, text->size, &title, &title_size, &lesson, &lesson_size);
    item->path = copy(alloc, path, strlen(path));
    item->name = copy(alloc, name, strlen(name));
    item->title = copy(alloc, title, title_size);
    item->lesson = copy(alloc, lesson, lesson_size);
    item->text = ls_alloc_bytes(alloc, text->size + 1);
    if (!item->path || !item->name || !item->title || !item->lesson || !item->text)
        return false;
    memcpy(item->text, bytes, text->size + 1);
    item->size = text->size;
    item->code_line = 1;
    if (title_size > 0)
        item->code_line = line_behind(bytes, text->size, lesson_size ? lesson + lesson_size : title + title_size);
    const char *head = strstr(item->text, "__scenario__");
    item->compare = head && strstr(head, "\"compare\"");
    return true;
}

static bool has_name(const TuiCatalog *catalog, const char *name)
{
    for (size_t i = 0; i < catalog->count; i++)
        if (strcmp(catalog->items[i].name, name) == 0)
            return true;
    return false;
}

static bool add_file(TuiCatalog *catalog, const char *directory, const char *name)
{
    char path[PATH_BYTES];
    int written = snprintf(path, sizeof path, "%s/%s", directory, name);
    if (written < 0 || (size_t)written >= sizeof path)
        return true;
    LsBuf text, error;
    ls_buf_init(&text, catalog->alloc);
    ls_buf_init(&error, catalog->alloc);
    LsStatus status = ls_file_read(path, SCENARIO_MAX_BYTES, &text, &error);
    bool ok = status != LS_E_NOMEM;
    if (status == LS_OK) {
        TuiCatalogItem *items =
            ls_alloc_grow(catalog->alloc, catalog->items, &catalog->capacity, catalog->count + 1, sizeof *items);
        ok = items != NULL;
        if (ok) {
            catalog->items = items;
            items[catalog->count] = (TuiCatalogItem){0};
            ok = fill_item(catalog->alloc, &items[catalog->count], path, name, &text);
            if (ok)
                catalog->count++;
            else {
                items[catalog->count].size = items[catalog->count].text ? text.size : 0;
                free_item(catalog->alloc, &items[catalog->count]);
            }
        }
    }
    ls_buf_free(&text);
    ls_buf_free(&error);
    return ok;
}

static bool is_script(const char *name)
{
    size_t size = strlen(name);
    return size > 3 && strcmp(name + size - 3, ".py") == 0 && name[0] != '.' && name[0] != '_';
}

static int by_name(const void *a, const void *b)
{
    const TuiCatalogItem *first = a, *second = b;
    return strcmp(first->name, second->name);
}

bool tui_catalog_add(TuiCatalog *catalog, const char *directory)
{
    DIR *open = opendir(directory);
    if (!open)
        return true;
    bool ok = true;
    for (struct dirent *entry; ok && (entry = readdir(open));)
        if (is_script(entry->d_name) && !has_name(catalog, entry->d_name))
            ok = add_file(catalog, directory, entry->d_name);
    closedir(open);
    if (catalog->count > 1)
        qsort(catalog->items, catalog->count, sizeof *catalog->items, by_name);
    return ok;
}

/* `path` as seen from the working directory, when it lies in it; else without links and dots. */
static void shorten(char *path, size_t size)
{
    char here[PATH_BYTES];
    char *full = realpath(path, NULL);
    if (!full)
        return;
    size_t length = getcwd(here, sizeof here) ? strlen(here) : 0;
    bool inside = length > 1 && strncmp(full, here, length) == 0 && full[length] == '/';
    const char *shown = inside ? full + length + 1 : full;
    if (strlen(shown) < size)
        memcpy(path, shown, strlen(shown) + 1);
    free(full);
}

bool tui_catalog_add_usual(TuiCatalog *catalog, const char *program)
{
    char path[PATH_BYTES];
    const char *slash = program ? strrchr(program, '/') : NULL;
    if (slash) {
        int written = snprintf(path, sizeof path, "%.*s/../scenarios", (int)(slash - program), program);
        bool fits = written > 0 && (size_t)written < sizeof path;
        if (fits)
            shorten(path, sizeof path);
        if (fits && !tui_catalog_add(catalog, path))
            return false;
    }
    return tui_catalog_add(catalog, "scenarios") && tui_catalog_add(catalog, LS_SCENARIO_DIR);
}
