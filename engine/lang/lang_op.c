/* lang_op.c: names and operands of the instructions. */
#include "lang/lang_op.h"

const char *lang_op_name(unsigned op)
{
    static const char *const names[] = {
#define OP_NAME(symbol, operands, meaning) #symbol,
        LANG_OP_TABLE(OP_NAME)
#undef OP_NAME
    };
    return op < LANG_OP_COUNT ? names[op] : "?";
}

const char *lang_op_operands(unsigned op)
{
    static const char *const texts[] = {
#define OP_OPERANDS(symbol, operands, meaning) operands "\0\0",
        LANG_OP_TABLE(OP_OPERANDS)
#undef OP_OPERANDS
    };
    return op < LANG_OP_COUNT ? texts[op] : "---";
}
