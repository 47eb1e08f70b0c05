/* lang_verify.c: what the interpreter relies on. */
#include "lang/lang_compile.h"

#include <stddef.h>

static const char *check_operand(const LangCode *code, char kind, uint32_t value)
{
    switch (kind) {
    case 'd':
    case 'r':
    case 'w': return value < code->register_count ? NULL : "register out of range";
    case 'c': return value >= code->local_count && value < code->first_temp ? NULL : "no cell register";
    case 'f': return value < code->free_count ? NULL : "free variable out of range";
    case 'g': return value < code->unit->global_count ? NULL : "global out of range";
    case 'k': return value < code->k_count || value == LANG_NO_K ? NULL : "constant out of range";
    case 'n': return value < code->name_count ? NULL : "name out of range";
    case 's': return value < code->site_count ? NULL : "attribute site out of range";
    default: return NULL;
    }
}

static const char *check_target(const LangCode *code, uint32_t pc, int64_t offset)
{
    int64_t target = (int64_t)pc + 1 + offset;
    return target >= 0 && target < (int64_t)code->instr_count ? NULL : "jump out of the code";
}

static bool ends_flow(unsigned op)
{
    return op == LANG_OP_RETURN || op == LANG_OP_JUMP || op == LANG_OP_JUMP_BACK || op == LANG_OP_RAISE ||
           op == LANG_OP_RERAISE || op == LANG_OP_RERAISE_HANDLED;
}

static const char *check_instr(const LangCode *code, uint32_t pc)
{
    LangInstr instr = code->instrs[pc];
    if (instr.op >= LANG_OP_COUNT) {
        return "no such instruction";
    }
    const char *operands = lang_op_operands(instr.op);
    const char *wrong = check_operand(code, operands[0], instr.a);
    if (wrong != NULL) {
        return wrong;
    }
    if (operands[1] == 'J') {
        return check_target(code, pc, lang_instr_wide(instr));
    }
    if (operands[1] == 'K') {
        return (uint32_t)lang_instr_wide(instr) < code->k_count ? NULL : "constant out of range";
    }
    wrong = check_operand(code, operands[1], instr.b);
    if (wrong != NULL) {
        return wrong;
    }
    bool cell_anywhere = instr.op == LANG_OP_CALL_SUPER && (instr.hint & 1) != 0;
    if (operands[2] == 'j') {
        return check_target(code, pc, (int16_t)instr.c);
    }
    return cell_anywhere ? NULL : check_operand(code, operands[2], instr.c);
}

/* The instructions that one of several (lang_compile_fuse.c) does the work of. */
static const char *check_sequence(const LangCode *code, uint32_t pc)
{
    const LangInstr *instr = &code->instrs[pc];
    uint32_t left = code->instr_count - pc;
    bool right = true;
    if (instr->op == LANG_OP_LOAD_GLOBAL_METHOD || instr->op == LANG_OP_LOAD_GLOBAL_AWAIT) {
        right = left > 1 && instr[1].op == LANG_OP_LOAD_METHOD && instr[1].b == instr->a &&
                (instr[1].hint & LANG_USES_B) != 0;
        if (right && instr->op == LANG_OP_LOAD_GLOBAL_AWAIT) {
            right = left > 5 && (instr[2].op == LANG_OP_LOAD_K || instr[2].op == LANG_OP_MOVE) &&
                    instr[2].a == instr[1].a + 2 && instr[3].op == LANG_OP_CALL_METHOD_AWAIT &&
                    instr[3].a == instr[1].a && instr[3].hint == 1;
        }
    } else if (instr->op == LANG_OP_LOAD_GLOBAL_ADD) {
        right = left > 2 && instr[1].op == LANG_OP_ADD_K && instr[1].b == instr->a &&
                instr[2].op == LANG_OP_STORE_GLOBAL && instr[2].a == instr->b && instr[2].b == instr[1].a;
    } else if (instr->op == LANG_OP_CALL_AWAIT || instr->op == LANG_OP_CALL_METHOD_AWAIT) {
        right = left > 2 && instr->c == LANG_NO_K && instr[1].op == LANG_OP_GET_AWAITABLE && instr[1].a == instr->b &&
                instr[2].op == LANG_OP_AWAIT && instr[2].b == instr->b;
    }
    return right ? NULL : "not what the first one of the sequence says";
}

static const char *check_guards(const LangCode *code, uint32_t *pc)
{
    for (uint32_t i = 0; i < code->guard_count; i++) {
        const LangGuard *guard = &code->guards[i];
        *pc = guard->start;
        if (guard->start >= guard->end || guard->end > code->instr_count || guard->target >= code->instr_count) {
            return "guard out of the code";
        }
        uint32_t last = guard->depth + (guard->plain ? 0u : 1u);
        if (guard->depth < code->first_temp || last >= code->register_count) {
            return "guard's registers out of range";
        }
    }
    return NULL;
}

const char *lang_verify(const LangUnit *unit, uint32_t *code_index, uint32_t *pc)
{
    for (uint32_t i = 0; i < unit->code_count; i++) {
        const LangCode *code = unit->codes[i];
        *code_index = i;
        *pc = 0;
        if (code->instr_count == 0) {
            return "empty code";
        }
        for (; *pc < code->instr_count; ++*pc) {
            const char *wrong = check_instr(code, *pc);
            if (wrong == NULL) {
                wrong = check_sequence(code, *pc);
            }
            if (wrong != NULL) {
                return wrong;
            }
        }
        *pc = code->instr_count - 1;
        if (!ends_flow(code->instrs[*pc].op)) {
            return "the code runs past its end";
        }
        const char *wrong = check_guards(code, pc);
        if (wrong != NULL) {
            return wrong;
        }
    }
    return NULL;
}
