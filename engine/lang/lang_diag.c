#include "lang/lang_diag.h"

#include <assert.h>
#include <string.h>

enum { LONGEST_NAME = 64 };

void lang_diag_list_init(LangDiagList *list, const LsAlloc *alloc)
{
    *list = (LangDiagList){.alloc = alloc};
}

static void free_text(const LsAlloc *alloc, char *text)
{
    if (text != NULL) {
        ls_alloc_free(alloc, text, strlen(text) + 1);
    }
}

static void free_diag(const LsAlloc *alloc, const LangDiag *diag)
{
    free_text(alloc, diag->file);
    free_text(alloc, diag->message);
    free_text(alloc, diag->hint);
    free_text(alloc, diag->source);
}

void lang_diag_list_free(LangDiagList *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free_diag(list->alloc, &list->items[i]);
    }
    ls_alloc_free(list->alloc, list->items, list->capacity * sizeof(LangDiag));
    *list = (LangDiagList){.alloc = list->alloc};
}

/* A copy that ends at the first NUL; NULL stays NULL.  Clears *ok when there is no memory. */
static char *copy_text(const LsAlloc *alloc, const char *text, size_t size, bool *ok)
{
    if (text == NULL) {
        return NULL;
    }
    const char *end = memchr(text, '\0', size);
    if (end != NULL) {
        size = (size_t)(end - text);
    }
    char *copy = ls_alloc_bytes(alloc, size + 1);
    if (copy == NULL) {
        *ok = false;
        return NULL;
    }
    memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

LsStatus lang_diag_add(LangDiagList *list, const LangDiagInit *init)
{
    const LsAlloc *alloc = list->alloc;
    LangDiag *items = ls_alloc_grow(alloc, list->items, &list->capacity, list->count + 1, sizeof *items);
    if (items == NULL) {
        list->failed = true;
        return LS_E_NOMEM;
    }
    list->items = items;
    bool ok = true;
    assert(init->file != NULL && init->message != NULL);
    LangDiag diag = {
        .severity = init->severity,
        .type = init->type != NULL ? init->type : "SyntaxError",
        .file = copy_text(alloc, init->file, strlen(init->file), &ok),
        .line = init->line,
        .column = init->column,
        .end_line = init->end_line,
        .end_column = init->end_column,
        .message = copy_text(alloc, init->message, strlen(init->message), &ok),
        .hint = copy_text(alloc, init->hint, init->hint != NULL ? strlen(init->hint) : 0, &ok),
        .source = copy_text(alloc, init->source, init->source_size, &ok),
    };
    if (!ok) {
        free_diag(alloc, &diag);
        list->failed = true;
        return LS_E_NOMEM;
    }
    list->items[list->count++] = diag;
    return LS_OK;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edit distance with insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
    size_t rows[3][LONGEST_NAME + 1];
    size_t *before = rows[0];
    size_t *last = rows[1];
    size_t *row = rows[2];
    for (size_t j = 0; j <= b_size; j++) {
        last[j] = j;
        before[j] = 0;
    }
    for (size_t i = 1; i <= a_size; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = least(least(last[j], row[j - 1]) + 1, last[j - 1] + cost);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = least(row[j], before[j - 2] + 1);
            }
        }
        size_t *free_row = before;
        before = last;
        last = row;
        row = free_row;
    }
    return last[b_size];
}

const char *lang_diag_nearest(const char *name, const char *const *candidates, size_t count)
{
    size_t size = strlen(name);
    const char *best = NULL;
    size_t best_distance = SIZE_MAX;
    for (size_t i = 0; i < count && size <= LONGEST_NAME; i++) {
        size_t other = strlen(candidates[i]);
        if (other > LONGEST_NAME || strcmp(name, candidates[i]) == 0) {
            continue;
        }
        size_t longer = size > other ? size : other;
        size_t found = distance(name, size, candidates[i], other);
        size_t allowed = longer < 6 ? (longer < 3 ? 0 : 1) : longer / 3;
        if (found <= allowed && found < best_distance) {
            best = candidates[i];
            best_distance = found;
        }
    }
    return best;
}
