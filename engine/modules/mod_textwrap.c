/* The module textwrap: dedent and indent. */
#include "modules/mod_library.h"
#include "modules/mod_support.h"
#include "modules/mod_table.h"
#include "vm/vm_call.h"
#include "vm/vm_error.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

/* The length of the line at `text`, without its newline. */
static size_t line_size(const char *text, size_t size)
{
    const char *newline = memchr(text, '\n', size);
    return newline == NULL ? size : (size_t)(newline - text);
}

static size_t margin_size(const char *line, size_t size)
{
    size_t margin = 0;
    while (margin < size && (line[margin] == ' ' || line[margin] == '\t')) {
        margin++;
    }
    return margin;
}

/* The margin that all lines with text have in common. */
static size_t common_margin(const char *text, size_t size, const char **margin)
{
    size_t common = SIZE_MAX;
    for (size_t at = 0; at < size;) {
        size_t line = line_size(text + at, size - at);
        size_t own = margin_size(text + at, line);
        if (own < line) {
            size_t same = 0;
            while (common != SIZE_MAX && same < own && same < common && (*margin)[same] == text[at + same]) {
                same++;
            }
            if (common == SIZE_MAX) {
                *margin = text + at;
                same = own;
            }
            common = same;
        }
        at += line + 1;
    }
    return common == SIZE_MAX ? 0 : common;
}

static VmValue textwrap_dedent(Vm *vm, const VmValue *args)
{
    if (!vm_check_str(vm, args[0], "text")) {
        return VM_ERROR;
    }
    const char *text = vm_str_data(args[0]), *margin = NULL;
    size_t size = vm_str_size(args[0]), common = common_margin(text, size, &margin);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    for (size_t at = 0; at < size;) {
        size_t line = line_size(text + at, size - at);
        if (margin_size(text + at, line) < line) { /* lines of blanks become empty */
            ls_buf_put(&buf, text + at + common, line - common);
        }
        at += line;
        if (at < size) {
            ls_buf_putc(&buf, '\n');
            at++;
        }
    }
    return vm_str_from_buf(vm, &buf);
}

/* Does a line get the prefix?  1, 0, -1 */
static int wants_prefix(Vm *vm, VmValue predicate, const char *line, size_t size)
{
    if (mod_absent(predicate)) {
        return margin_size(line, size) < size && line[margin_size(line, size)] != '\n';
    }
    VmValue text = vm_str_new(vm, line, size);
    VmValue answer = text == VM_ERROR ? VM_ERROR : vm_call1(vm, predicate, text);
    int truth = answer == VM_ERROR ? -1 : vm_truth(vm, answer);
    vm_unref(vm, text);
    vm_unref(vm, answer);
    return truth;
}

static VmValue textwrap_indent(Vm *vm, const VmValue *args)
{
    if (!vm_check_str(vm, args[0], "text") || !vm_check_str(vm, args[1], "prefix")) {
        return VM_ERROR;
    }
    const char *text = vm_str_data(args[0]);
    size_t size = vm_str_size(args[0]);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    for (size_t at = 0; at < size;) {
        size_t line = line_size(text + at, size - at);
        line += at + line < size; /* with its newline */
        int wanted = wants_prefix(vm, args[2], text + at, line);
        if (wanted < 0) {
            ls_buf_free(&buf);
            return VM_ERROR;
        }
        if (wanted) {
            vm_str_append(&buf, args[1]);
        }
        ls_buf_put(&buf, text + at, line);
        at += line;
    }
    return vm_str_from_buf(vm, &buf);
}

static const VmNativeDef functions[] = {
    {"dedent", textwrap_dedent, "text", VM_NATIVE_PYTHON},
    {"indent", textwrap_indent, "text, prefix, predicate=", VM_NATIVE_PYTHON},
    {0},
};

const VmModuleSpec mod_textwrap_spec = {.name = "textwrap", .functions = functions, .rest = mod_library_init};
