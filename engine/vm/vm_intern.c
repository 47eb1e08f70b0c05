#include "vm/vm_intern.h"

#include "vm/vm_error.h"
#include "vm/vm_str.h"

/* An open hash table with linear probing; its capacity is a power of two and at least a third of it stays free. */
typedef struct VmIntern {
    VmValue *slots; /* VM_EMPTY or an owned str */
    size_t capacity;
    size_t count;
    VmValue chars[128];
} VmIntern;

enum { FIRST_CAPACITY = 1024 };

bool vm_intern_start(Vm *vm)
{
    VmIntern *intern = ls_alloc_zeroed(vm->alloc, sizeof *intern);
    if (intern == NULL) {
        return false;
    }
    intern->slots = ls_alloc_zeroed(vm->alloc, FIRST_CAPACITY * sizeof *intern->slots);
    if (intern->slots == NULL) {
        ls_alloc_free(vm->alloc, intern, sizeof *intern);
        return false;
    }
    intern->capacity = FIRST_CAPACITY;
    vm->intern = intern;
    return true;
}

void vm_intern_end(Vm *vm)
{
    VmIntern *intern = vm->intern;
    if (intern == NULL) {
        return;
    }
    vm->intern = NULL;
    for (size_t i = 0; i < 128; i++) {
        vm_unref(vm, intern->chars[i]);
    }
    for (size_t i = 0; i < intern->capacity; i++) {
        vm_unref(vm, intern->slots[i]);
    }
    ls_alloc_free(vm->alloc, intern->slots, intern->capacity * sizeof *intern->slots);
    ls_alloc_free(vm->alloc, intern, sizeof *intern);
}

/* The slot that holds the text, or the empty one where it belongs. */
static VmValue *find_slot(VmIntern *intern, const char *bytes, size_t size, uint32_t hash)
{
    size_t mask = intern->capacity - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        VmValue v = intern->slots[i];
        if (v == VM_EMPTY) {
            return &intern->slots[i];
        }
        const VmStr *str = vm_str_of_value(v);
        if (str->hash == hash && str->size == size && memcmp(str->data, bytes, size) == 0) {
            return &intern->slots[i];
        }
    }
}

static bool grow(Vm *vm, VmIntern *intern)
{
    size_t old_capacity = intern->capacity;
    VmValue *old = intern->slots;
    VmValue *slots = ls_alloc_zeroed(vm->alloc, old_capacity * 2 * sizeof *slots);
    if (slots == NULL) {
        (void)vm_raise_no_memory(vm);
        return false;
    }
    intern->slots = slots;
    intern->capacity = old_capacity * 2;
    for (size_t i = 0; i < old_capacity; i++) {
        if (old[i] != VM_EMPTY) {
            const VmStr *str = vm_str_of_value(old[i]);
            *find_slot(intern, str->data, str->size, str->hash) = old[i];
        }
    }
    ls_alloc_free(vm->alloc, old, old_capacity * sizeof *old);
    return true;
}

/* Puts a string whose text is not in the table yet into it; takes over the reference and returns a new one. */
static VmValue add_steal(Vm *vm, VmValue v)
{
    VmIntern *intern = vm->intern;
    if (intern->count * 3 >= intern->capacity * 2 && !grow(vm, intern)) {
        vm_unref(vm, v);
        return VM_ERROR;
    }
    VmStr *str = vm_str_of_value(v);
    *find_slot(intern, str->data, str->size, vm_str_hash(v)) = v;
    intern->count++;
    str->head.extra |= VM_STR_INTERNED;
    return vm_ref(v);
}

VmValue vm_intern_find_borrow(Vm *vm, const char *bytes, size_t size)
{
    return *find_slot(vm->intern, bytes, size, vm_text_hash(bytes, size, 0));
}

VmValue vm_intern(Vm *vm, const char *bytes, size_t size)
{
    VmValue found = vm_intern_find_borrow(vm, bytes, size);
    if (found != VM_EMPTY) {
        return vm_ref(found);
    }
    size_t length = 0;
    for (size_t i = 0; i < size; i++) {
        length += (bytes[i] & 0xC0) != 0x80;
    }
    VmStr *str = vm_str_alloc(vm, size, length);
    if (str == NULL) {
        return VM_ERROR;
    }
    memcpy(str->data, bytes, size);
    return add_steal(vm, vm_from_object(str));
}

VmValue vm_intern_c(Vm *vm, const char *text)
{
    return vm_intern(vm, text, strlen(text));
}

VmValue vm_intern_str(Vm *vm, VmValue v)
{
    if (vm_str_is_interned(v)) {
        return vm_ref(v);
    }
    const VmStr *str = vm_str_of_value(v);
    VmValue found = *find_slot(vm->intern, str->data, str->size, vm_str_hash(v));
    if (found != VM_EMPTY) {
        return vm_ref(found);
    }
    if (str->head.type != vm->types[VM_TYPE_STR]) {
        return vm_intern(vm, str->data, str->size);
    }
    return add_steal(vm, vm_ref(v));
}

VmValue vm_intern_char(Vm *vm, unsigned char c)
{
    VmValue *place = &vm->intern->chars[c & 127];
    if (*place == VM_EMPTY) {
        char text = (char)c;
        *place = vm_intern(vm, &text, 1);
        if (*place == VM_EMPTY) {
            return VM_ERROR;
        }
    }
    return vm_ref(*place);
}
