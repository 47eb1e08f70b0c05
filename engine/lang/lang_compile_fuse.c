/* lang_compile_fuse.c: instructions that do the work of several.
 *
 * Nothing is left out and nothing moves: only the first instruction of a sequence gets another opcode (or a hint), with
 * the same operands.  When the interpreter meets it, and things are as they mostly are, it does the work of the whole
 * sequence, whose operands it reads from the instructions that follow, and goes on behind it.  Otherwise it does what
 * the first one did, and the others do their part as ever.  So jumps, places and guards need no thought, exceptions
 * come from where they always came from, and a script compiled without this (LangCompileOptions.plain) must do the
 * same.
 */
#include "lang/lang_compile_internal.h"

/* module.function(…): the module need not be moved through a register. */
static bool is_method_of_global(const LangInstr *instrs)
{
    return instrs[0].op == LANG_OP_LOAD_GLOBAL && instrs[1].op == LANG_OP_LOAD_METHOD && instrs[1].b == instrs[0].a &&
           (instrs[1].hint & LANG_USES_B) != 0;
}

/* await f(…): what f makes need not be made if f begins at once (vm_native.h).  Calls with keywords do not. */
static bool is_awaited_call(const LangInstr *instrs)
{
    return (instrs[0].op == LANG_OP_CALL || instrs[0].op == LANG_OP_CALL_METHOD) && instrs[0].c == LANG_NO_K &&
           instrs[1].op == LANG_OP_GET_AWAITABLE && instrs[1].a == instrs[0].b && instrs[2].op == LANG_OP_AWAIT &&
           instrs[2].b == instrs[0].b;
}

/* await module.function(constant or variable): as soon as the first of the others have been recognised.  The six
 * instructions are LOAD_GLOBAL_METHOD, LOAD_METHOD, LOAD_K or MOVE, and the three of an awaited call. */
static bool is_awaited_method_of_global(const LangInstr *instrs)
{
    const LangInstr *load = &instrs[1], *argument = &instrs[2], *call = &instrs[3];
    bool kept = argument->op == LANG_OP_LOAD_K || (argument->op == LANG_OP_MOVE && (argument->hint & LANG_USES_B) == 0);
    return instrs[0].op == LANG_OP_LOAD_GLOBAL_METHOD && kept && argument->a == load->a + 2 &&
           call->op == LANG_OP_CALL_METHOD_AWAIT && call->a == load->a && call->hint == 1;
}

/* name += constant, for a global. */
static bool is_global_added_to(const LangInstr *instrs)
{
    const LangInstr *add = &instrs[1], *store = &instrs[2];
    return instrs[0].op == LANG_OP_LOAD_GLOBAL && add->op == LANG_OP_ADD_K && add->b == instrs[0].a &&
           (add->hint & LANG_USES_B) != 0 && store->op == LANG_OP_STORE_GLOBAL && store->a == instrs[0].b &&
           store->b == add->a && (store->hint & LANG_USES_B) != 0;
}

/* A statement `await x`: the outcome need not be written only to be dropped. */
static bool is_unused_await(const LangInstr *instrs)
{
    return instrs[0].op == LANG_OP_AWAIT && instrs[1].op == LANG_OP_CLEAR && instrs[1].a == instrs[0].a;
}

void lang_c_fuse(LangInstr *instrs, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++) {
        if (is_method_of_global(&instrs[i])) {
            instrs[i].op = LANG_OP_LOAD_GLOBAL_METHOD;
        } else if (is_unused_await(&instrs[i])) {
            instrs[i].hint |= LANG_UNUSED;
        } else if (i + 2 < count && is_awaited_call(&instrs[i])) {
            instrs[i].op = instrs[i].op == LANG_OP_CALL ? LANG_OP_CALL_AWAIT : LANG_OP_CALL_METHOD_AWAIT;
        } else if (i + 2 < count && is_global_added_to(&instrs[i])) {
            instrs[i].op = LANG_OP_LOAD_GLOBAL_ADD;
        }
    }
    for (size_t i = 0; i + 5 < count; i++) {
        if (is_awaited_method_of_global(&instrs[i])) {
            instrs[i].op = LANG_OP_LOAD_GLOBAL_AWAIT;
        }
    }
}
