/* The tree as text: (Kind field field ...), lists in brackets, `-` for what is missing, statements on lines of their
 * own. */

#include "lang/lang_ast.h"

#include <inttypes.h>
#include <string.h>

typedef struct Dump {
    LsBuf *out;
    bool refs;
    uint32_t indent;
} Dump;

static void node(Dump *d, const LangNode *n);

/* A blank and the node. */
static void child(Dump *d, const LangNode *n)
{
    ls_buf_putc(d->out, ' ');
    node(d, n);
}

static void list(Dump *d, const LangNodes *nodes)
{
    ls_buf_puts(d->out, " [");
    for (uint32_t i = 0; i < nodes->count; i++) {
        if (i > 0) {
            ls_buf_putc(d->out, ' ');
        }
        node(d, nodes->items[i]);
    }
    ls_buf_putc(d->out, ']');
}

static void block(Dump *d, const LangNodes *nodes)
{
    ls_buf_puts(d->out, " [");
    d->indent += 2;
    for (uint32_t i = 0; i < nodes->count; i++) {
        ls_buf_putc(d->out, '\n');
        ls_buf_fill(d->out, ' ', d->indent);
        node(d, nodes->items[i]);
    }
    d->indent -= 2;
    ls_buf_putc(d->out, ']');
}

static void text(Dump *d, const char *word)
{
    ls_buf_putc(d->out, ' ');
    ls_buf_puts(d->out, word);
}

static void name(Dump *d, const LangName *value)
{
    text(d, value == NULL ? "-" : value->text);
}

static void bound_name(Dump *d, const LangName *value, LangRef ref)
{
    static const char *const kinds[] = {"", "local", "cell", "free", "global", "name", "class-free"};
    name(d, value);
    if (d->refs && ref.kind != LANG_REF_NONE) {
        ls_buf_printf(d->out, ":%s%u", kinds[ref.kind], (unsigned)ref.slot);
    }
}

static void names(Dump *d, const LangName *const *items, uint32_t count)
{
    ls_buf_puts(d->out, " [");
    for (uint32_t i = 0; i < count; i++) {
        ls_buf_puts(d->out, i > 0 ? " " : "");
        ls_buf_puts(d->out, items[i]->text);
    }
    ls_buf_putc(d->out, ']');
}

static void context(Dump *d, LangContext value)
{
    if (value != LANG_LOAD) {
        text(d, value == LANG_STORE ? "Store" : "Del");
    }
}

static void quoted(Dump *d, LangText value)
{
    ls_buf_putc(d->out, '"');
    for (uint32_t i = 0; i < value.size; i++) {
        unsigned char byte = (unsigned char)value.data[i];
        if (byte < 0x20 || byte >= 0x7f || byte == '"' || byte == '\\') {
            ls_buf_printf(d->out, "\\x%02x", (unsigned)byte);
        } else {
            ls_buf_putc(d->out, (char)byte);
        }
    }
    ls_buf_putc(d->out, '"');
}

static void constant(Dump *d, const LangNode *n)
{
    ls_buf_putc(d->out, ' ');
    switch (n->u.constant.kind) {
    case LANG_CONSTANT_NONE: ls_buf_puts(d->out, "None"); break;
    case LANG_CONSTANT_FALSE: ls_buf_puts(d->out, "False"); break;
    case LANG_CONSTANT_TRUE: ls_buf_puts(d->out, "True"); break;
    case LANG_CONSTANT_ELLIPSIS: ls_buf_puts(d->out, "..."); break;
    case LANG_CONSTANT_INT: ls_buf_printf(d->out, "%" PRId64, n->u.constant.integer); break;
    case LANG_CONSTANT_BIG_INT:
        ls_buf_printf(d->out, "big%u:%s", (unsigned)n->u.constant.base, n->u.constant.text.data);
        break;
    case LANG_CONSTANT_IMAGINARY: ls_buf_printf(d->out, "%.17gj", n->u.constant.number); break;
    case LANG_CONSTANT_FLOAT: ls_buf_printf(d->out, "%.17g", n->u.constant.number); break;
    case LANG_CONSTANT_BYTES:
        ls_buf_putc(d->out, 'b');
        quoted(d, n->u.constant.text);
        break;
    case LANG_CONSTANT_STR: quoted(d, n->u.constant.text); break;
    }
}

static void arguments(Dump *d, const LangArguments *args)
{
    ls_buf_puts(d->out, " (arguments");
    list(d, &args->posonly);
    list(d, &args->args);
    child(d, args->vararg);
    list(d, &args->kwonly);
    list(d, &args->kw_defaults);
    child(d, args->kwarg);
    list(d, &args->defaults);
    ls_buf_putc(d->out, ')');
}

static void statement_fields(Dump *d, const LangNode *n)
{
    switch (n->kind) {
    case LANG_NODE_MODULE: block(d, &n->u.module.body); break;
    case LANG_NODE_FUNCTION_DEF:
    case LANG_NODE_ASYNC_FUNCTION_DEF:
        bound_name(d, n->u.function.name, n->u.function.ref);
        arguments(d, n->u.function.args);
        list(d, &n->u.function.decorators);
        child(d, n->u.function.returns);
        block(d, &n->u.function.body);
        break;
    case LANG_NODE_CLASS_DEF:
        bound_name(d, n->u.class_def.name, n->u.class_def.ref);
        list(d, &n->u.class_def.bases);
        list(d, &n->u.class_def.keywords);
        list(d, &n->u.class_def.decorators);
        block(d, &n->u.class_def.body);
        break;
    case LANG_NODE_DELETE: list(d, &n->u.targets.items); break;
    case LANG_NODE_ASSIGN:
        list(d, &n->u.assign.targets);
        child(d, n->u.assign.value);
        break;
    case LANG_NODE_AUG_ASSIGN:
        child(d, n->u.aug_assign.target);
        text(d, lang_binary_text(n->u.aug_assign.op));
        child(d, n->u.aug_assign.value);
        break;
    case LANG_NODE_ANN_ASSIGN:
        child(d, n->u.ann_assign.target);
        child(d, n->u.ann_assign.annotation);
        child(d, n->u.ann_assign.value);
        text(d, n->u.ann_assign.simple ? "1" : "0");
        break;
    case LANG_NODE_FOR:
    case LANG_NODE_ASYNC_FOR:
        child(d, n->u.for_loop.target);
        child(d, n->u.for_loop.iter);
        block(d, &n->u.for_loop.body);
        block(d, &n->u.for_loop.orelse);
        break;
    case LANG_NODE_WHILE:
    case LANG_NODE_IF:
        child(d, n->u.branch.test);
        block(d, &n->u.branch.body);
        block(d, &n->u.branch.orelse);
        break;
    case LANG_NODE_WITH:
    case LANG_NODE_ASYNC_WITH:
        list(d, &n->u.with.items);
        block(d, &n->u.with.body);
        break;
    case LANG_NODE_MATCH:
        child(d, n->u.match.subject);
        block(d, &n->u.match.cases);
        break;
    case LANG_NODE_RAISE:
        child(d, n->u.raise.exc);
        child(d, n->u.raise.cause);
        break;
    case LANG_NODE_TRY:
    case LANG_NODE_TRY_STAR:
        block(d, &n->u.try_block.body);
        block(d, &n->u.try_block.handlers);
        block(d, &n->u.try_block.orelse);
        block(d, &n->u.try_block.finalbody);
        break;
    case LANG_NODE_ASSERT:
        child(d, n->u.assertion.test);
        child(d, n->u.assertion.message);
        break;
    case LANG_NODE_IMPORT: list(d, &n->u.import.names); break;
    case LANG_NODE_IMPORT_FROM:
        name(d, n->u.import.module);
        list(d, &n->u.import.names);
        ls_buf_printf(d->out, " %u", (unsigned)n->u.import.level);
        break;
    case LANG_NODE_GLOBAL:
    case LANG_NODE_NONLOCAL: names(d, n->u.names.items, n->u.names.count); break;
    default: /* Pass, Break, Continue */ break;
    }
}

static void comparisons(Dump *d, const LangNode *n)
{
    child(d, n->u.compare.left);
    for (uint32_t i = 0; i < n->u.compare.comparators.count; i++) {
        ls_buf_printf(d->out, " '%s'", lang_compare_text((LangCompare)n->u.compare.ops[i]));
        child(d, n->u.compare.comparators.items[i]);
    }
}

static void expression_fields(Dump *d, const LangNode *n)
{
    static const char *const unary[] = {"~", "not", "+", "-"};
    switch (n->kind) {
    case LANG_NODE_BOOL_OP:
        text(d, n->u.bool_op.op == LANG_BOOL_AND ? "and" : "or");
        list(d, &n->u.bool_op.values);
        break;
    case LANG_NODE_NAMED_EXPR:
        child(d, n->u.named.target);
        child(d, n->u.named.value);
        break;
    case LANG_NODE_BIN_OP:
        child(d, n->u.bin_op.left);
        text(d, lang_binary_text(n->u.bin_op.op));
        child(d, n->u.bin_op.right);
        break;
    case LANG_NODE_UNARY_OP:
        text(d, unary[n->u.unary.op]);
        child(d, n->u.unary.operand);
        break;
    case LANG_NODE_LAMBDA:
        arguments(d, n->u.lambda.args);
        child(d, n->u.lambda.body);
        break;
    case LANG_NODE_IF_EXP:
        child(d, n->u.if_exp.test);
        child(d, n->u.if_exp.body);
        child(d, n->u.if_exp.orelse);
        break;
    case LANG_NODE_DICT:
        list(d, &n->u.dict.keys);
        list(d, &n->u.dict.values);
        break;
    case LANG_NODE_SET:
    case LANG_NODE_JOINED_STR:
    case LANG_NODE_LIST:
    case LANG_NODE_TUPLE:
        list(d, &n->u.sequence.items);
        context(d, n->u.sequence.context);
        break;
    case LANG_NODE_LIST_COMP:
    case LANG_NODE_SET_COMP:
    case LANG_NODE_GENERATOR_EXP:
    case LANG_NODE_DICT_COMP:
        child(d, n->u.comp.element);
        if (n->kind == LANG_NODE_DICT_COMP) {
            child(d, n->u.comp.value);
        }
        list(d, &n->u.comp.generators);
        break;
    case LANG_NODE_COMPARE: comparisons(d, n); break;
    case LANG_NODE_CALL:
        child(d, n->u.call.func);
        list(d, &n->u.call.args);
        list(d, &n->u.call.keywords);
        break;
    case LANG_NODE_FORMATTED_VALUE:
        child(d, n->u.formatted.value);
        ls_buf_printf(d->out, " %c", n->u.formatted.conversion == 0 ? '-' : n->u.formatted.conversion);
        child(d, n->u.formatted.format_spec);
        break;
    case LANG_NODE_CONSTANT: constant(d, n); break;
    case LANG_NODE_ATTRIBUTE:
        child(d, n->u.attribute.value);
        name(d, n->u.attribute.name);
        context(d, n->u.attribute.context);
        break;
    case LANG_NODE_SUBSCRIPT:
        child(d, n->u.subscript.value);
        child(d, n->u.subscript.index);
        context(d, n->u.subscript.context);
        break;
    case LANG_NODE_STARRED:
        child(d, n->u.starred.value);
        context(d, n->u.starred.context);
        break;
    case LANG_NODE_NAME:
        bound_name(d, n->u.name.name, n->u.name.ref);
        context(d, n->u.name.context);
        break;
    case LANG_NODE_SLICE:
        child(d, n->u.slice.lower);
        child(d, n->u.slice.upper);
        child(d, n->u.slice.step);
        break;
    default: /* those with one value */ child(d, n->u.value.value); break;
    }
}

static void part_fields(Dump *d, const LangNode *n)
{
    switch (n->kind) {
    case LANG_NODE_COMPREHENSION:
        child(d, n->u.comprehension.target);
        child(d, n->u.comprehension.iter);
        list(d, &n->u.comprehension.ifs);
        text(d, n->u.comprehension.is_async ? "1" : "0");
        break;
    case LANG_NODE_EXCEPT_HANDLER:
        child(d, n->u.handler.type);
        bound_name(d, n->u.handler.name, n->u.handler.ref);
        block(d, &n->u.handler.body);
        break;
    case LANG_NODE_ARG:
        bound_name(d, n->u.arg.name, n->u.arg.ref);
        child(d, n->u.arg.annotation);
        break;
    case LANG_NODE_KEYWORD:
        name(d, n->u.keyword.name);
        child(d, n->u.keyword.value);
        break;
    case LANG_NODE_ALIAS:
        bound_name(d, n->u.alias.name, n->u.alias.ref);
        name(d, n->u.alias.asname);
        break;
    case LANG_NODE_WITH_ITEM:
        child(d, n->u.with_item.context);
        child(d, n->u.with_item.vars);
        break;
    case LANG_NODE_MATCH_CASE:
        child(d, n->u.match_case.pattern);
        child(d, n->u.match_case.guard);
        block(d, &n->u.match_case.body);
        break;
    case LANG_NODE_MATCH_SEQUENCE:
    case LANG_NODE_MATCH_OR: list(d, &n->u.targets.items); break;
    case LANG_NODE_MATCH_MAPPING:
        list(d, &n->u.match_mapping.keys);
        list(d, &n->u.match_mapping.patterns);
        bound_name(d, n->u.match_mapping.rest, n->u.match_mapping.ref);
        break;
    case LANG_NODE_MATCH_CLASS:
        child(d, n->u.match_class.cls);
        list(d, &n->u.match_class.patterns);
        names(d, n->u.match_class.kwd_names, n->u.match_class.kwd_patterns.count);
        list(d, &n->u.match_class.kwd_patterns);
        break;
    default: /* MatchAs, MatchStar */
        if (n->kind == LANG_NODE_MATCH_AS) {
            child(d, n->u.match_capture.pattern);
        }
        bound_name(d, n->u.match_capture.name, n->u.match_capture.ref);
        break;
    }
}

static void node(Dump *d, const LangNode *n)
{
    if (n == NULL) {
        ls_buf_putc(d->out, '-');
        return;
    }
    ls_buf_putc(d->out, '(');
    ls_buf_puts(d->out, lang_node_name(n->kind));
    switch (n->kind) {
    case LANG_NODE_RETURN:
    case LANG_NODE_EXPR:
    case LANG_NODE_MATCH_VALUE:
    case LANG_NODE_MATCH_SINGLETON: child(d, n->u.value.value); break;
    default:
        if (n->kind < LANG_NODE_EXPR || n->kind == LANG_NODE_PASS || n->kind == LANG_NODE_BREAK ||
            n->kind == LANG_NODE_CONTINUE) {
            statement_fields(d, n);
        } else if (n->kind < LANG_NODE_COMPREHENSION) {
            expression_fields(d, n);
        } else {
            part_fields(d, n);
        }
        break;
    }
    ls_buf_putc(d->out, ')');
}

void lang_ast_dump(LsBuf *out, const LangNode *root, bool refs)
{
    Dump dump = {.out = out, .refs = refs};
    node(&dump, root);
    ls_buf_putc(out, '\n');
}
