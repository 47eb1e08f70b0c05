/* json: writing. */
#include "modules/mod_json.h"

#include "vm/vm_call.h"
#include "vm/vm_cost.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_float.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_operator.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"
#include "vm/vm_unicode.h"

#include <math.h>

typedef struct Writer {
    Vm *vm;
    LsBuf *out;
    const ModJsonStyle *style;
    size_t depth;
    VmValue open; /* list of the containers that are being written */
} Writer;

static bool put_value(Writer *w, VmValue v);

static void put_text(LsBuf *out, const char *text, size_t size, bool ascii)
{
    static const char *const shorts = "\"\"\\\\\bb\ff\nn\rr\tt";
    const char *place = text, *end = text + size;
    ls_buf_putc(out, '"');
    while (place < end) {
        const char *here = place;
        uint32_t code = vm_utf8_next(&place);
        const char *found = NULL;
        for (const char *pair = shorts; code < 0x80 && *pair != '\0' && found == NULL; pair += 2) {
            found = (uint32_t)*pair == code ? pair + 1 : NULL;
        }
        if (found != NULL) {
            ls_buf_putc(out, '\\');
            ls_buf_putc(out, *found);
        } else if (code < 0x20 || (ascii && code > 0x7E && code < 0x10000)) {
            ls_buf_printf(out, "\\u%04x", (unsigned)code);
        } else if (ascii && code > 0x7E) {
            code -= 0x10000;
            ls_buf_printf(out, "\\u%04x\\u%04x", (unsigned)(0xD800 + (code >> 10)),
                          (unsigned)(0xDC00 + (code & 0x3FF)));
        } else {
            ls_buf_put(out, here, (size_t)(place - here));
        }
    }
    ls_buf_putc(out, '"');
}

static bool put_float(Writer *w, double d)
{
    if (!isfinite(d)) {
        if (w->style->refuse_nan) {
            (void)vm_raise(w->vm, VM_EXC_VALUE_ERROR, "Out of range float values are not JSON compliant");
            return false;
        }
        ls_buf_puts(w->out, isnan(d) ? "NaN" : d > 0 ? "Infinity" : "-Infinity");
        return true;
    }
    vm_float_append(w->out, d, 'r', -1, false);
    return true;
}

static void new_line(Writer *w)
{
    if (w->style->indent != VM_EMPTY) {
        ls_buf_putc(w->out, '\n');
        for (size_t i = 0; i < w->depth; i++) {
            vm_str_append(w->out, w->style->indent);
        }
    }
}

static void separate(Writer *w)
{
    if (w->style->item_separator != VM_EMPTY) {
        vm_str_append(w->out, w->style->item_separator);
    } else {
        ls_buf_puts(w->out, w->style->indent != VM_EMPTY ? "," : ", ");
    }
    new_line(w);
}

/* Remembers that a container is being written; false when it is already (a cycle), or nested too deep. */
static bool enter(Writer *w, VmValue container)
{
    const VmList *open = vm_to_list(w->open);
    for (size_t i = 0; i < open->count; i++) {
        if (open->items[i] == container) {
            (void)vm_raise(w->vm, VM_EXC_VALUE_ERROR, "Circular reference detected");
            return false;
        }
    }
    if (!vm_enter(w->vm, " while encoding a JSON object")) {
        return false;
    }
    w->depth++;
    if (!vm_list_append(w->vm, w->open, container)) {
        vm_leave(w->vm);
        return false;
    }
    return true;
}

static void leave(Writer *w)
{
    w->depth--;
    vm_leave(w->vm);
    vm_unref(w->vm, vm_list_take(w->vm, w->open, vm_to_list(w->open)->count - 1));
}

static bool put_sequence(Writer *w, VmValue v)
{
    bool list = vm_is_list(v);
    if ((list ? vm_to_list(v)->count : vm_to_tuple(v)->count) == 0) {
        ls_buf_puts(w->out, "[]");
        return true;
    }
    if (!enter(w, v)) {
        return false;
    }
    ls_buf_putc(w->out, '[');
    new_line(w);
    bool done = true;
    for (size_t i = 0; done && i < (list ? vm_to_list(v)->count : vm_to_tuple(v)->count); i++) {
        if (i > 0) {
            separate(w);
        }
        VmValue item = vm_ref(list ? vm_to_list(v)->items[i] : vm_to_tuple(v)->items[i]);
        done = put_value(w, item);
        vm_unref(w->vm, item);
    }
    leave(w);
    new_line(w);
    ls_buf_putc(w->out, ']');
    return done;
}

/* A key as text; *skipped when it is left out. */
static bool put_key(Writer *w, VmValue key)
{
    if (vm_is_str(key)) {
        put_text(w->out, vm_str_data(key), vm_str_size(key), w->style->ascii);
        return true;
    }
    LsBuf text;
    ls_buf_init(&text, w->vm->alloc);
    Writer inner = *w;
    inner.out = &text;
    bool done = put_value(&inner, key);
    if (done) {
        put_text(w->out, ls_buf_text(&text), text.size, w->style->ascii);
    }
    ls_buf_free(&text);
    return done;
}

static bool is_key(VmValue key)
{
    return vm_is_str(key) || vm_is_float(key) || vm_is_integer(key) || key == VM_NONE;
}

static bool put_pairs(Writer *w, VmValue items)
{
    bool first = true;
    for (size_t i = 0; i < vm_to_list(items)->count; i++) {
        const VmTuple *pair = vm_to_tuple(vm_to_list(items)->items[i]);
        if (!is_key(pair->items[0])) {
            if (w->style->skip_keys) {
                continue;
            }
            (void)vm_raise(w->vm, VM_EXC_TYPE_ERROR, "keys must be str, int, float, bool or None, not %s",
                           vm_type_name(w->vm, pair->items[0]));
            return false;
        }
        if (!first) {
            separate(w);
        }
        first = false;
        if (!put_key(w, pair->items[0])) {
            return false;
        }
        if (w->style->key_separator != VM_EMPTY) {
            vm_str_append(w->out, w->style->key_separator);
        } else {
            ls_buf_puts(w->out, ": ");
        }
        if (!put_value(w, pair->items[1])) {
            return false;
        }
    }
    return true;
}

static bool put_dict(Writer *w, VmValue v)
{
    if (vm_to_dict(v)->used == 0) {
        ls_buf_puts(w->out, "{}");
        return true;
    }
    VmValue items = vm_list_new_empty(w->vm, vm_to_dict(v)->used);
    bool done = items != VM_ERROR;
    uint32_t position = 0;
    VmValue key, value;
    while (done && vm_dict_walk(vm_to_dict(v), &position, &key, &value)) {
        VmValue pair = vm_tuple_pack2(w->vm, key, value);
        done = pair != VM_ERROR && vm_list_append_steal(w->vm, items, pair);
    }
    done = done && (!w->style->sort_keys || vm_list_sort(w->vm, items, VM_EMPTY, false));
    if (done && enter(w, v)) {
        ls_buf_putc(w->out, '{');
        new_line(w);
        done = put_pairs(w, items);
        leave(w);
        new_line(w);
        ls_buf_putc(w->out, '}');
    } else {
        done = false;
    }
    vm_unref(w->vm, items);
    return done;
}

static bool put_other(Writer *w, VmValue v)
{
    if (w->style->fallback == VM_EMPTY) {
        (void)vm_raise(w->vm, VM_EXC_TYPE_ERROR, "Object of type %s is not JSON serializable", vm_type_name(w->vm, v));
        return false;
    }
    if (!enter(w, v)) {
        return false;
    }
    w->depth--; /* what stands for it is not deeper in the text */
    VmValue instead = vm_call1(w->vm, w->style->fallback, v);
    bool done = instead != VM_ERROR && put_value(w, instead);
    vm_unref(w->vm, instead);
    w->depth++;
    leave(w);
    return done;
}

static bool put_value(Writer *w, VmValue v)
{
    vm_cost_add(w->vm, VM_COST_JSON_VALUE, 1);
    if (v == VM_NONE || vm_is_bool(v)) {
        ls_buf_puts(w->out, v == VM_NONE ? "null" : v == VM_TRUE ? "true" : "false");
        return true;
    }
    if (vm_is_str(v)) {
        put_text(w->out, vm_str_data(v), vm_str_size(v), w->style->ascii);
        return true;
    }
    if (vm_is_integer(v)) {
        return vm_int_append(w->vm, w->out, v, 10, false);
    }
    if (vm_is_float(v)) {
        return put_float(w, vm_float_value(v));
    }
    if (vm_is_list(v) || vm_is_tuple(v)) {
        return put_sequence(w, v);
    }
    return vm_is_dict(v) ? put_dict(w, v) : put_other(w, v);
}

bool mod_json_write(Vm *vm, LsBuf *out, VmValue value, const ModJsonStyle *style)
{
    Writer w = {vm, out, style, 0, vm_list_new_empty(vm, 0)};
    bool done = w.open != VM_ERROR && put_value(&w, value);
    vm_unref(vm, w.open);
    if (done && out->failed) {
        (void)vm_raise_no_memory(vm);
        return false;
    }
    return done;
}
