/* lang_check.h: what the tests of engine/lang share. */
#ifndef LANG_CHECK_H
#define LANG_CHECK_H

#include "lang/lang_parser.h"

/* Parses a text that must be right; a diagnostic fails the test. */
LangModule *lang_check_parse(const LsAlloc *alloc, const char *text);
/* Parses a text that must be refused: "Type line:column message" of its first diagnostic.  free() it. */
char *lang_check_error(const LsAlloc *alloc, const char *text, size_t size);
/* The tree of a text that must be right, as lang_ast_dump prints it.  free() it. */
char *lang_check_dump(const LsAlloc *alloc, const char *text, bool refs);

#endif
