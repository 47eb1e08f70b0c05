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
        }
    }
}
