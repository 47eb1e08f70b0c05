#include "vm/vm_error_place.h"

#include "lang/lang_parser.h"

/* Which part of the marked text is the operator: bytes from the beginning of the text; found only for a text that is
 * one operation. */
typedef struct Anchor {
    uint32_t from, to;
    bool found;
} Anchor;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\f';
}

/* A parser's columns on the first line: the text starts there. */
static void anchor_of(const LangNode *value, const char *text, Anchor *anchor)
{
    if (value->kind == LANG_NODE_BIN_OP) {
        uint32_t end = value->u.bin_op.right->span.column;
        for (uint32_t i = value->u.bin_op.left->span.end_column; i < end; i++) {
            if (is_blank(text[i]) || text[i] == ')') {
                continue;
            }
            bool two = i + 1 < end && !is_blank(text[i + 1]);
            *anchor = (Anchor){.from = i, .to = i + 1 + two, .found = true};
            return;
        }
    } else if (value->kind == LANG_NODE_SUBSCRIPT) {
        *anchor = (Anchor){.from = value->u.subscript.value->span.end_column,
                           .to = value->u.subscript.index->span.end_column + 1,
                           .found = true};
    }
}

static Anchor find_anchor(Vm *vm, const char *text, size_t size)
{
    Anchor anchor = {.found = false};
    LangModule *module = NULL;
    LangDiagList diags;
    lang_diag_list_init(&diags, vm->alloc);
    if (lang_parse(vm->alloc, "", text, size, &module, &diags) == LS_OK) {
        const LangNodes *body = &module->root->u.module.body;
        if (body->count == 1 && body->items[0]->kind == LANG_NODE_EXPR) {
            anchor_of(body->items[0]->u.value.value, text, &anchor);
        }
        lang_module_free(module);
    }
    lang_diag_list_free(&diags);
    return anchor;
}

/* Appends one marker for each character of the bytes [from, to). */
static void put_markers(LsBuf *out, const char *line, size_t from, size_t to, char marker)
{
    for (size_t i = from; i < to; i++) {
        if (((unsigned char)line[i] & 0xC0) != 0x80) {
            ls_buf_putc(out, marker);
        }
    }
}

static void put_marked(Vm *vm, const LangPlace *place, const char *line, size_t size, size_t indent, LsBuf *out)
{
    size_t from = place->column;
    size_t end = size;
    while (end > 0 && is_blank(line[end - 1])) {
        end--;
    }
    size_t to = place->end_line == place->line ? place->end_column : end;
    to = to > size ? size : to;
    if (from < indent || from >= to) {
        return;
    }
    Anchor anchor = {.found = false};
    if (place->end_line == place->line) {
        anchor = find_anchor(vm, line + from, to - from);
    }
    if (!anchor.found && from == indent && to == size) {
        return;
    }
    ls_buf_puts(out, "    ");
    put_markers(out, line, indent, from, ' ');
    if (anchor.found) {
        put_markers(out, line, from, from + anchor.from, '~');
        put_markers(out, line, from + anchor.from, from + anchor.to, '^');
        put_markers(out, line, from + anchor.to, to, '~');
    } else {
        put_markers(out, line, from, to, '^');
    }
    ls_buf_putc(out, '\n');
}

void vm_error_put_place(Vm *vm, const VmTracebackPlace *place, LsBuf *out)
{
    ls_buf_printf(out, "  File \"%s\", line %u, in %s\n", place->file, place->place.line, place->function);
    if (place->source == NULL) {
        return;
    }
    size_t size;
    const char *line = lang_source_line(place->source, place->place.line, &size);
    size_t indent = 0;
    while (indent < size && is_blank(line[indent])) {
        indent++;
    }
    if (indent == size) {
        return;
    }
    ls_buf_puts(out, "    ");
    ls_buf_put(out, line + indent, size - indent);
    ls_buf_putc(out, '\n');
    put_marked(vm, &place->place, line, size, indent, out);
}
