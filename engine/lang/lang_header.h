/* lang_header.h: what a scenario file says about itself, read from its tree.
 *
 * The docstring, the literal `__scenario__ = {...}`, the functions that can be entries, and the teacher's notes; and
 * what
 * `--set NAME=VALUE` changes, which must happen before the tree is compiled or the header read.  Everything that is
 * handed out lives as long as the LangModule.
 *
 * What may fail: no memory (LS_E_NOMEM), or LS_E_REFUSED with a diagnostic that says what would be right.
 */
#ifndef LANG_HEADER_H
#define LANG_HEADER_H

#include "lang/lang_parser.h"

typedef enum LangValueKind {
    LANG_VALUE_NONE,
    LANG_VALUE_BOOL,
    LANG_VALUE_INT,
    LANG_VALUE_FLOAT,
    LANG_VALUE_STR,
    LANG_VALUE_LIST, /* tuples too */
    LANG_VALUE_DICT, /* keys are strings */
} LangValueKind;

typedef struct LangValue LangValue;

/* A literal with its place in the source. */
struct LangValue {
    LangValueKind kind;
    LangSpan span;
    union {
        bool boolean;
        int64_t integer;
        double number;
        LangText text;
        struct {
            LangValue *items; /* of a list, or a dict's values */
            LangValue *keys;  /* of a dict: strings; else NULL */
            uint32_t count;
        };
    };
};

/* A function at module level. */
typedef struct LangEntry {
    const LangName *name;
    const LangNode *node;
    bool is_async;
    uint32_t required; /* parameters without a default: an entry has none */
} LangEntry;

typedef struct LangHeader {
    LangText docstring;        /* data NULL when there is none */
    const LangValue *scenario; /* a dict, or NULL */
    LangEntry *entries;        /* in the order of the file; of one name the last definition counts */
    uint32_t entry_count;
} LangHeader;

/* Reads the header.  `__scenario__` must be a dict of strings, numbers, bools, None, lists and dicts, written out. */
LsStatus lang_header_read(LangModule *module, LangHeader *out, LangDiagList *diags);

/* The entry of that name, or NULL. */
const LangEntry *lang_header_entry(const LangHeader *header, const char *name);

/* The note for a line of the source, or NULL. */
const LangNote *lang_header_note(const LangModule *module, uint32_t line);

/* The value at a dotted path ("machine.cores"), or NULL.  Keys may hold dots themselves ("network.api.example.com"). */
const LangValue *lang_value_find(const LangValue *dict, const char *path);

/* Adds an error for each key of the dict that is none of the known ones, with the one that was probably meant.  `where`
 * is for the message: "__scenario__", "machine", ...  LS_OK, LS_E_REFUSED or LS_E_NOMEM. */
LsStatus lang_header_check_keys(const LangModule *module, const LangValue *dict, const char *where,
                                const char *const *known, size_t known_count, LangDiagList *diags);

/* `--set name=value`: replaces the value that the module assigns to `name` first, or the one in `__scenario__` at a
 * dotted path.  `value` is read as a Python literal, or else taken as a string.  A path that is not written in the file
 * is added when `addable` lists it, to a file without `__scenario__`, too; "*" stands for any key there
 * ("network.*.latency").  Unknown names are refused with those that exist. */
LsStatus lang_header_set(LangModule *module, const char *name, const char *value, const char *const *addable,
                         size_t addable_count, LangDiagList *diags);

#endif
