#include "lang/lang_ast.h"

#include <assert.h>

const char *lang_node_name(LangNodeKind kind)
{
    static const char *const names[LANG_NODE_COUNT] = {
#define LANG_NODE_NAME_OF(symbol, name, member) [symbol] = name,
        LANG_NODE_TABLE(LANG_NODE_NAME_OF)
#undef LANG_NODE_NAME_OF
    };
    assert((unsigned)kind < LANG_NODE_COUNT);
    return names[kind];
}

size_t lang_node_size(LangNodeKind kind)
{
    static const uint16_t sizes[LANG_NODE_COUNT] = {
#define LANG_NODE_SIZE_OF(symbol, name, member)                                                                        \
    [symbol] = (uint16_t)(offsetof(LangNode, u) + sizeof(((LangNode *)0)->u.member)),
        LANG_NODE_TABLE(LANG_NODE_SIZE_OF)
#undef LANG_NODE_SIZE_OF
    };
    assert((unsigned)kind < LANG_NODE_COUNT);
    return sizes[kind];
}

const char *lang_binary_text(LangBinary op)
{
    static const char *const texts[LANG_BINARY_COUNT] = {
#define LANG_BINARY_TEXT(symbol, name, text) [symbol] = text,
        LANG_BINARY_TABLE(LANG_BINARY_TEXT)
#undef LANG_BINARY_TEXT
    };
    assert((unsigned)op < LANG_BINARY_COUNT);
    return texts[op];
}

const char *lang_compare_text(LangCompare op)
{
    static const char *const texts[LANG_COMPARE_COUNT] = {
#define LANG_COMPARE_TEXT(symbol, name, text) [symbol] = text,
        LANG_COMPARE_TABLE(LANG_COMPARE_TEXT)
#undef LANG_COMPARE_TEXT
    };
    assert((unsigned)op < LANG_COMPARE_COUNT);
    return texts[op];
}
