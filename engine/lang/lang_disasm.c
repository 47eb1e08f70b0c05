/* lang_disasm.c: instructions as text. */
#include "lang/lang_compile.h"

#include <inttypes.h>

static void put_register(LsBuf *out, const LangCode *code, uint32_t reg)
{
    if (reg < code->local_count && code->locals != NULL) {
        ls_buf_puts(out, code->locals[reg]->text);
    } else if (reg >= code->local_count && reg < code->first_temp) {
        ls_buf_printf(out, "cell(%s)", code->cells[reg - code->local_count]->text);
    } else {
        ls_buf_printf(out, "r%" PRIu32, reg);
    }
}

static void put_k(LsBuf *out, const LangCode *code, uint32_t index)
{
    if (index >= code->k_count) {
        ls_buf_puts(out, "-");
        return;
    }
    const LangK *k = &code->ks[index];
    switch (k->kind) {
    case LANG_K_NONE: ls_buf_puts(out, "None"); break;
    case LANG_K_FALSE: ls_buf_puts(out, "False"); break;
    case LANG_K_TRUE: ls_buf_puts(out, "True"); break;
    case LANG_K_ELLIPSIS: ls_buf_puts(out, "..."); break;
    case LANG_K_INT: ls_buf_printf(out, "%" PRId64, k->integer); break;
    case LANG_K_IMAGINARY: ls_buf_printf(out, "%.17gj", k->number); break;
    case LANG_K_FLOAT: ls_buf_printf(out, "%.17g", k->number); break;
    case LANG_K_BIG_INT:
    case LANG_K_STR:
    case LANG_K_NAME:
    case LANG_K_BYTES:
        ls_buf_putc(out, '\'');
        ls_buf_put(out, k->text.data, k->text.size);
        ls_buf_putc(out, '\'');
        break;
    case LANG_K_TUPLE:
        ls_buf_putc(out, '(');
        for (uint32_t i = 0; i < k->tuple.count; i++) {
            ls_buf_puts(out, i == 0 ? "" : ", ");
            put_k(out, code, k->tuple.items[i]);
        }
        ls_buf_putc(out, ')');
        break;
    case LANG_K_CODE: ls_buf_printf(out, "<code %s>", k->code->qualname.data); break;
    }
}

static void put_operand(LsBuf *out, const LangCode *code, char kind, uint32_t value, bool used, uint32_t pc)
{
    ls_buf_putc(out, ' ');
    switch (kind) {
    case 'd':
    case 'r':
    case 'w':
    case 'c':
        put_register(out, code, value);
        ls_buf_puts(out, used ? "!" : "");
        break;
    case 'f': ls_buf_printf(out, "free(%s)", value < code->free_count ? code->frees[value].name->text : "?"); break;
    case 'g':
        ls_buf_printf(out, "global(%s)", value < code->unit->global_count ? code->unit->globals[value]->text : "?");
        break;
    case 'k': put_k(out, code, value); break;
    case 'n': ls_buf_printf(out, "'%s'", value < code->name_count ? code->names[value]->text : "?"); break;
    case 's': ls_buf_printf(out, ".%s", value < code->site_count ? code->sites[value]->text : "?"); break;
    case 'j': ls_buf_printf(out, "-> %" PRId64, (int64_t)pc + 1 + (int16_t)value); break;
    default: ls_buf_printf(out, "%" PRIu32, value); break;
    }
}

static void put_instr(LsBuf *out, const LangCode *code, uint32_t pc)
{
    LangInstr instr = code->instrs[pc];
    const char *operands = lang_op_operands(instr.op);
    ls_buf_printf(out, "%4" PRIu32 "  %-16s", pc, lang_op_name(instr.op));
    const uint16_t values[3] = {instr.a, instr.b, instr.c};
    for (unsigned i = 0; i < 3; i++) {
        if (operands[i] == 'J') {
            ls_buf_printf(out, " -> %" PRId64, (int64_t)pc + 1 + lang_instr_wide(instr));
            break;
        }
        if (operands[i] == 'K') {
            ls_buf_putc(out, ' ');
            put_k(out, code, (uint32_t)lang_instr_wide(instr));
            break;
        }
        if (operands[i] != '-') {
            bool used = operands[i] == 'r' && (instr.hint >> i & 1) != 0;
            put_operand(out, code, operands[i], values[i], used, pc);
        }
    }
    if (instr.hint >= 8 || operands[0] == 'w') {
        ls_buf_printf(out, "  #%u", instr.hint);
    }
    ls_buf_putc(out, '\n');
}

void lang_disasm(LsBuf *out, const LangCode *code)
{
    ls_buf_printf(out, "%s: %" PRIu32 " parameters, %" PRIu32 " locals, %" PRIu32 " cells, %" PRIu32 " registers\n",
                  code->qualname.data, code->param_count, code->local_count, code->cell_count, code->register_count);
    for (uint32_t pc = 0; pc < code->instr_count; pc++) {
        put_instr(out, code, pc);
    }
    for (uint32_t i = 0; i < code->guard_count; i++) {
        const LangGuard *guard = &code->guards[i];
        ls_buf_printf(out, "  guard %" PRIu32 "..%" PRIu32 " -> %" PRIu32 " depth %u%s\n", guard->start, guard->end,
                      guard->target, guard->depth, guard->plain ? " plain" : "");
    }
}

void lang_disasm_unit(LsBuf *out, const LangUnit *unit)
{
    for (uint32_t i = 0; i < unit->code_count; i++) {
        ls_buf_puts(out, i == 0 ? "" : "\n");
        lang_disasm(out, unit->codes[i]);
    }
}
