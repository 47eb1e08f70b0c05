/* tui_catalog.h: the scenarios that the picker and `loopscope list` offer.
 *
 * Files named *.py in the scenario directories, read once, in order of their names; a name that was found in an earlier
 * directory hides later ones.  The catalog owns everything that it hands out.
 */
#ifndef TUI_CATALOG_H
#define TUI_CATALOG_H

#include "base/ls_buf.h"

typedef struct TuiCatalogItem {
    char *path;
    char *name;   /* file name */
    char *title;  /* first line of the docstring */
    char *lesson; /* the rest of it, lines as written */
    char *text;   /* the script */
    size_t size;
    uint32_t code_line; /* the first line behind the docstring */
    bool compare;       /* names two entries to compare */
} TuiCatalogItem;

typedef struct TuiCatalog {
    const LsAlloc *alloc;
    TuiCatalogItem *items;
    size_t count, capacity;
} TuiCatalog;

void tui_catalog_init(TuiCatalog *catalog, const LsAlloc *alloc);
void tui_catalog_free(TuiCatalog *catalog);
/* Adds the scenarios of a directory; none when it cannot be read.  False when there is no memory. */
bool tui_catalog_add(TuiCatalog *catalog, const char *directory);
/* Adds the usual directories: beside the program (`program` is argv[0]), installed, and ./scenarios. */
bool tui_catalog_add_usual(TuiCatalog *catalog, const char *program);
/* Splits the docstring at the begin of a script into title and lesson; both are slices of `text`. */
void tui_catalog_docstring(const char *text, size_t size, const char **title, size_t *title_size, const char **lesson,
                           size_t *lesson_size);

#endif
