/* vm_cost.c: the cost models, and the cost of instructions in terms of CPython's. */
#include "vm/vm_cost.h"

#include <string.h>

#define PICOSECONDS(symbol, picoseconds, meaning) picoseconds,
static const VmCost cpython311 = {"cpython311", {VM_COST_TABLE(PICOSECONDS)}};
#undef PICOSECONDS

bool vm_cost_model(const char *name, const VmCost **out)
{
    *out = NULL;
    if (strcmp(name, cpython311.name) == 0) {
        *out = &cpython311;
        return true;
    }
    return strcmp(name, "zero") == 0;
}

bool vm_cost_charge(Vm *vm)
{
    int64_t ns = vm->cost_ps / 1000;
    vm->cost_ps -= ns * 1000;
    return ns == 0 || vm->charge == NULL || vm->charge(vm, ns);
}

/* ---- instructions ---- */

enum { OTHER = 3000 };

/* Picoseconds of each instruction's own work when it finds what it usually does, operands not counted; 0: OTHER.  What
 * is moved to and from local variables, and what depends on values, comes on top. */
static const uint32_t op_ps[LANG_OP_COUNT] = {
    [LANG_OP_NOP] = 1,
    [LANG_OP_LINE] = 1,
    [LANG_OP_MOVE] = 1,
    [LANG_OP_LOAD_K] = 1600,
    [LANG_OP_CHECK_LOCAL] = 1,
    [LANG_OP_CLEAR] = 1,
    [LANG_OP_LOAD_GLOBAL] = 3500,
    [LANG_OP_LOAD_GLOBAL_METHOD] = 5500,
    [LANG_OP_LOAD_GLOBAL_AWAIT] = 5500, /* with a cost model it does no more than LOAD_GLOBAL_METHOD */
    [LANG_OP_LOAD_GLOBAL_ADD] = 3500,   /* no more than LOAD_GLOBAL */
    [LANG_OP_STORE_GLOBAL] = 9000,
    [LANG_OP_LOAD_NAME] = 14000,
    [LANG_OP_STORE_NAME] = 14000,
    [LANG_OP_ADD] = 3700,
    [LANG_OP_SUB] = 3700,
    [LANG_OP_MUL] = 5000,
    [LANG_OP_TRUEDIV] = 8000,
    [LANG_OP_MOD] = 10000,
    [LANG_OP_FLOORDIV] = 7500,
    [LANG_OP_AND] = 7000,
    [LANG_OP_OR] = 7000,
    [LANG_OP_XOR] = 7000,
    [LANG_OP_POW] = 6000,
    [LANG_OP_LSHIFT] = 1,
    [LANG_OP_RSHIFT] = 1,
    [LANG_OP_MATMUL] = 10000,
    [LANG_OP_ADD_K] = 3700,
    [LANG_OP_SUB_K] = 3700,
    [LANG_OP_MUL_K] = 5000,
    [LANG_OP_TRUEDIV_K] = 8000,
    [LANG_OP_MOD_K] = 10000,
    [LANG_OP_FLOORDIV_K] = 7500,
    [LANG_OP_AND_K] = 7000,
    [LANG_OP_OR_K] = 7000,
    [LANG_OP_XOR_K] = 7000,
    [LANG_OP_POW_K] = 6000,
    [LANG_OP_LSHIFT_K] = 1,
    [LANG_OP_RSHIFT_K] = 1,
    [LANG_OP_NEGATIVE] = 10000,
    [LANG_OP_INVERT] = 8000,
    [LANG_OP_EQ] = 6000,
    [LANG_OP_NE] = 6000,
    [LANG_OP_LT] = 6000,
    [LANG_OP_LE] = 6000,
    [LANG_OP_GT] = 6000,
    [LANG_OP_GE] = 6000,
    [LANG_OP_CONTAINS] = 10000,
    [LANG_OP_JUMP] = 1600,
    [LANG_OP_JUMP_BACK] = 2000,
    [LANG_OP_JUMP_IF] = 2000,
    [LANG_OP_JUMP_IF_NOT] = 2000,
    [LANG_OP_SET_ATTR] = 3000,
    [LANG_OP_LOAD_METHOD] = 4000,
    [LANG_OP_LOAD_SPECIAL] = 50000,
    [LANG_OP_GET_ITEM] = 3000,
    [LANG_OP_GET_ITEM_K] = 4500,
    [LANG_OP_SET_ITEM] = 3000,
    [LANG_OP_DELETE_ITEM] = 20000,
    [LANG_OP_SLICE] = 50000,
    [LANG_OP_CALL] = 6000,
    [LANG_OP_CALL_METHOD] = 6000,
    [LANG_OP_CALL_AWAIT] = 6000,
    [LANG_OP_CALL_METHOD_AWAIT] = 6000,
    [LANG_OP_CALL_EX] = 1000,
    [LANG_OP_CALL_SUPER] = 45000,
    [LANG_OP_RETURN] = 5000,
    [LANG_OP_MAKE_FUNCTION] = 50000,
    [LANG_OP_MAKE_CLASS] = 9000000,
    [LANG_OP_TUPLE] = 19000,
    [LANG_OP_LIST] = 8000,
    [LANG_OP_SET] = 60000,
    [LANG_OP_DICT] = 30000,
    [LANG_OP_LIST_APPEND] = 4000,
    [LANG_OP_SET_ADD] = 22000,
    [LANG_OP_DICT_SET] = 55000,
    [LANG_OP_FORMAT] = 20000,
    [LANG_OP_JOIN] = 25000,
    [LANG_OP_UNPACK] = 2500,
    [LANG_OP_UNPACK_STAR] = 40000,
    [LANG_OP_GET_ITER] = 18000,
    [LANG_OP_FOR_PREPARE] = 18000,
    [LANG_OP_FOR_NEXT] = 6000,
    [LANG_OP_GET_AITER] = 25000,
    [LANG_OP_GET_ANEXT] = 25000,
    [LANG_OP_YIELD] = 6000,
    [LANG_OP_EXC_MATCH] = 8000,
    [LANG_OP_IMPORT] = 400000,
    [LANG_OP_IMPORT_FROM] = 30000,
    [LANG_OP_MATCH_CLASS] = 60000,
    [LANG_OP_MATCH_KEYS] = 40000,
};

/* A fused comparison: the jump costs next to nothing. */
static uint32_t own_cost(const LangInstr *instr)
{
    uint32_t ps = op_ps[instr->op];
    if (ps == 0) {
        return OTHER;
    }
    bool builds = instr->op == LANG_OP_TUPLE || instr->op == LANG_OP_LIST || instr->op == LANG_OP_JOIN;
    if (builds) {
        ps += instr->c * 1500u;
    } else if (instr->op == LANG_OP_SET || instr->op == LANG_OP_DICT) {
        ps += instr->c * 14000u;
    }
    return ps;
}

static uint16_t operand_of(const LangInstr *instr, size_t place)
{
    return place == 0 ? instr->a : place == 1 ? instr->b : instr->c;
}

uint32_t vm_cost_of_instr(const VmCost *cost, const LangCode *code, uint32_t at)
{
    if (code->unit->library) {
        return 0; /* its Python is not the real library's: modules say themselves what they cost */
    }
    const LangInstr *instr = &code->instrs[at];
    const char *operands = lang_op_operands(instr->op);
    int64_t ps = own_cost(instr);
    for (size_t place = 0; place < 3 && operands[place] != '\0'; place++) {
        bool local = operand_of(instr, place) < code->first_temp;
        if (operands[place] == 'd' && local) {
            ps += cost->ps[VM_COST_STORE];
        } else if ((operands[place] == 'r' && local) ||
                   (operands[place] == 'k' && instr->op != LANG_OP_MAKE_FUNCTION && operands[0] != 'w')) {
            ps += cost->ps[VM_COST_LOAD];
        }
    }
    return (uint32_t)ps;
}
