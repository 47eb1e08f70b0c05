/* lang_op.c: names, operands and places of the instructions. */
#include "lang/lang_op.h"

#include "lang/lang_code.h"

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

LangPlace lang_code_place(const LangCode *code, uint32_t pc)
{
    return pc < code->instr_count ? code->places[pc] : (LangPlace){0};
}
