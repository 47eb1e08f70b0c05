#include "vm/vm_suggest.h"

#include "vm/vm_attr.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_function.h"
#include "vm/vm_list.h"
#include "vm/vm_str.h"
#include "vm/vm_traceback.h"

enum { MOVE_COST = 2, CASE_COST = 1, NAME_MAX_SIZE = 40, CANDIDATES_MAX = 750 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t change_cost(char a, char b)
{
    if (a == b) {
        return 0;
    }
    return lower(a) == lower(b) ? CASE_COST : MOVE_COST;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t vm_suggest_distance(const char *a, size_t a_size, const char *b, size_t b_size, size_t limit)
{
    while (a_size != 0 && b_size != 0 && *a == *b) {
        a++, b++, a_size--, b_size--;
    }
    while (a_size != 0 && b_size != 0 && a[a_size - 1] == b[b_size - 1]) {
        a_size--, b_size--;
    }
    if (a_size > NAME_MAX_SIZE || b_size > NAME_MAX_SIZE) {
        return limit + 1;
    }
    size_t row[NAME_MAX_SIZE + 1];
    for (size_t i = 0; i <= a_size; i++) {
        row[i] = i * MOVE_COST;
    }
    for (size_t k = 1; k <= b_size; k++) {
        size_t diagonal = row[0], best = SIZE_MAX;
        row[0] = k * MOVE_COST;
        for (size_t i = 1; i <= a_size; i++) {
            size_t replaced = diagonal + change_cost(a[i - 1], b[k - 1]);
            size_t moved = least(row[i - 1], row[i]) + MOVE_COST;
            diagonal = row[i];
            row[i] = least(replaced, moved);
            best = least(best, row[i]);
        }
        if (a_size != 0 && best > limit) {
            return limit + 1;
        }
    }
    return row[a_size] > limit ? limit + 1 : row[a_size];
}

/* The best so far. */
typedef struct Search {
    VmValue wrong;
    VmValue best; /* borrowed */
    size_t distance;
    size_t seen;
} Search;

static void consider(Search *search, VmValue name)
{
    if (!vm_is_str(name) || search->seen++ >= CANDIDATES_MAX || vm_str_equal(name, search->wrong)) {
        return;
    }
    size_t wrong_size = vm_str_size(search->wrong), size = vm_str_size(name);
    size_t limit = (wrong_size + size + 3) * MOVE_COST / 6;
    if (search->distance == 0) {
        return;
    }
    limit = least(limit, search->distance - 1);
    size_t distance = vm_suggest_distance(vm_str_data(search->wrong), wrong_size, vm_str_data(name), size, limit);
    if (distance <= limit) {
        search->best = name;
        search->distance = distance;
    }
}

static VmValue search_list(VmValue wrong, VmValue list)
{
    Search search = {.wrong = wrong, .distance = SIZE_MAX};
    for (size_t i = 0; i < vm_to_list(list)->count; i++) {
        consider(&search, vm_to_list(list)->items[i]);
    }
    return vm_ref(search.best);
}

static VmValue suggest_attribute(Vm *vm, const VmException *exception)
{
    VmValue names = vm_dir(vm, exception->payload);
    VmValue best = names == VM_ERROR ? VM_EMPTY : search_list(exception->message, names);
    vm_unref(vm, names);
    return best;
}

static VmValue search_dict(Vm *vm, VmValue wrong, VmValue dict)
{
    VmValue names = vm_list_from(vm, dict);
    VmValue best = VM_EMPTY;
    if (names != VM_ERROR && vm_list_sort(vm, names, VM_EMPTY, false)) {
        best = search_list(wrong, names);
    }
    vm_unref(vm, names);
    return best;
}

static VmValue search_locals(Vm *vm, VmValue wrong, const LangCode *code)
{
    VmValue names = vm_list_new_empty(vm, code->local_count);
    bool ok = names != VM_ERROR;
    for (uint32_t i = 0; ok && i < code->local_count; i++) {
        ok = code->locals[i] == NULL ||
             vm_list_append_steal(vm, names, vm_str_new(vm, code->locals[i]->text, code->locals[i]->size));
    }
    VmValue best = ok ? search_list(wrong, names) : VM_EMPTY;
    vm_unref(vm, names);
    return best;
}

static VmValue suggest_name(Vm *vm, const VmException *exception)
{
    VmValue at = exception->traceback;
    if (!vm_has_kind(at, VM_KIND_TRACEBACK)) {
        return VM_EMPTY;
    }
    while (vm_is_object(((VmTraceback *)vm_to_object(at))->next)) {
        at = ((VmTraceback *)vm_to_object(at))->next;
    }
    const VmCode *code = ((VmTraceback *)vm_to_object(at))->code;
    VmValue best = VM_EMPTY;
    if ((code->lang->flags & (LANG_CODE_MODULE | LANG_CODE_CLASS)) == 0) {
        best = search_locals(vm, exception->message, code->lang);
    }
    if (best == VM_EMPTY && code->script != NULL && vm_is_dict(code->script->globals)) {
        best = search_dict(vm, exception->message, code->script->globals);
    }
    return best != VM_EMPTY ? best : search_dict(vm, exception->message, vm->builtins);
}

VmValue vm_suggest(Vm *vm, VmValue value)
{
    const VmException *exception = vm_to_exception(value);
    if (!vm_is_str(exception->message) || vm_str_size(exception->message) > NAME_MAX_SIZE) {
        return VM_EMPTY;
    }
    VmValue saved = vm_error_take(vm);
    VmValue best = VM_EMPTY;
    if (vm_exception_is(vm, value, VM_EXC_ATTRIBUTE_ERROR) && exception->payload != VM_EMPTY) {
        best = suggest_attribute(vm, exception);
    } else if (vm_exception_is(vm, value, VM_EXC_NAME_ERROR)) {
        best = suggest_name(vm, exception);
    }
    vm_error_restore_steal(vm, saved);
    return best;
}
