/* vm_thread.c: the register stack. */
#include "vm/vm_thread.h"

#include "vm/vm_error.h"
#include "vm/vm_function.h"
#include "vm/vm_heap.h"

enum { SEGMENT_BYTES = 32 * 1024 };

/* A piece of the stack; the frames lie behind it. */
struct VmSegment {
    VmSegment *below;
    char *top_below; /* where the segment below ended in use */
    size_t size;     /* with this header */
};

VmThread *vm_thread_new(Vm *vm)
{
    VmThread *thread = ls_alloc_zeroed(vm->alloc, sizeof(VmThread));
    if (thread != NULL) {
        thread->number = ++vm->thread_count;
    }
    return thread;
}

static void drop_segment(Vm *vm, VmThread *thread)
{
    VmSegment *segment = thread->segment;
    thread->segment = segment->below;
    thread->top = segment->top_below;
    thread->end = thread->segment == NULL ? NULL : (char *)thread->segment + thread->segment->size;
    ls_alloc_free(vm->alloc, segment, segment->size);
}

void vm_thread_free(Vm *vm, VmThread *thread)
{
    if (thread == NULL) {
        return;
    }
    vm_unref(vm, thread->object);
    while (thread->segment != NULL) {
        drop_segment(vm, thread);
    }
    if (thread->spare != NULL) {
        ls_alloc_free(vm->alloc, thread->spare, thread->spare->size);
    }
    ls_alloc_free(vm->alloc, thread, sizeof *thread);
}

static bool add_segment(Vm *vm, VmThread *thread, size_t needed)
{
    size_t size = sizeof(VmSegment) + needed;
    if (size < SEGMENT_BYTES) {
#ifndef LS_HOSTILE
        size = SEGMENT_BYTES;
#endif
    }
    VmSegment *segment = thread->spare;
    if (segment != NULL && segment->size >= size) {
        thread->spare = NULL;
    } else {
        segment = ls_alloc_bytes(vm->alloc, size);
        if (segment == NULL) {
            vm_raise_no_memory(vm);
            return false;
        }
        segment->size = size;
    }
    segment->below = thread->segment;
    segment->top_below = thread->top;
    thread->segment = segment;
    thread->top = (char *)(segment + 1);
    thread->end = (char *)segment + segment->size;
    return true;
}

VmFrame *vm_thread_push_slow(Vm *vm, VmThread *thread, size_t size)
{
    if (!add_segment(vm, thread, size)) {
        return NULL;
    }
    VmFrame *frame = (VmFrame *)(void *)thread->top;
    thread->top += size;
    return frame;
}

void vm_thread_pop_segment(Vm *vm, VmThread *thread)
{
    VmSegment *segment = thread->segment;
#ifdef LS_HOSTILE
    drop_segment(vm, thread);
    (void)segment;
#else
    if (thread->spare == NULL && segment->size == SEGMENT_BYTES) { /* kept, so that calls at the edge cost nothing */
        thread->spare = segment;
        thread->segment = segment->below;
        thread->top = segment->top_below;
        thread->end = thread->segment == NULL ? NULL : (char *)thread->segment + thread->segment->size;
    } else {
        drop_segment(vm, thread);
    }
#endif
}

const VmFunction *vm_current_function(const Vm *vm)
{
    return vm->thread == NULL || vm->thread->frame == NULL ? NULL : vm->thread->frame->function;
}

uint32_t vm_current_line(const Vm *vm)
{
    if (vm->thread == NULL || vm->thread->frame == NULL) {
        return 0;
    }
    const VmFrame *frame = vm->thread->frame;
    const LangCode *code = frame->function->code->lang;
    uint32_t pc = (uint32_t)(frame->pc - code->instrs);
    while (pc > 0 && pc < code->instr_count && code->places[pc].line == 0) {
        pc--; /* instructions that the compiler adds have no place: what stands before them has */
    }
    return lang_code_place(code, pc).line;
}
