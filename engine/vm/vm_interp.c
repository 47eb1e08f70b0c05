/* vm_interp.c: the dispatch loop.
 *
 * Local variables hold the running frame, its registers R, constants K and the current instruction pc.  They are loaded
 * anew (LOAD) whenever another frame takes over.  frame->pc is written before anything that may look at it.
 *
 * This text is compiled twice: vm_interp_costed.c defines VM_COSTED and includes it, for runs with a cost model.
 */
#include "vm/vm_interp.h"

#include "vm/vm_bind.h"
#include "vm/vm_cost.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_interp_fast.h"
#include "vm/vm_native.h"
#include "vm/vm_protocol.h"
#include "vm/vm_wait.h"

#include <assert.h>

#if defined(__GNUC__) && !defined(LS_SWITCH_DISPATCH)
#define COMPUTED_GOTO 1
#pragma GCC diagnostic ignored "-Wpedantic" /* labels as values */
#define CASE(symbol) op_##symbol
#define GO() goto *labels[pc->op]
#else
#define CASE(symbol) case LANG_OP_##symbol
#define GO() goto dispatch
#endif

/* Costs (vm_cost.h): nothing at all in the plain copy.  CHARGE_FROM: a place where the thread may compute for what has
 * been added up, if it is as much as that; others may run meanwhile. */
#ifdef VM_COSTED
#define INTERPRET vm_interpret_costed
#define DISPATCH()                                                                                                     \
    do {                                                                                                               \
        vm->cost_ps += costs[pc - instrs];                                                                             \
        GO();                                                                                                          \
    } while (0)
#define LOAD_COSTS()                                                                                                   \
    do {                                                                                                               \
        costs = frame->function->code->costs;                                                                          \
        instrs = frame->function->code->lang->instrs;                                                                  \
    } while (0)
#define COST(symbol) vm_cost_add(vm, VM_COST_##symbol, 1)
#define COST_INT(value) vm_cost_int(vm, (value))
#define IS_PRICED(callee) vm_fast_is_priced(callee)
#define CHARGE_FROM(ps)                                                                                                \
    do {                                                                                                               \
        if (vm->cost_ps >= (ps)) {                                                                                     \
            frame->pc = pc;                                                                                            \
            if (!vm_cost_charge(vm)) {                                                                                 \
                goto failed;                                                                                           \
            }                                                                                                          \
        }                                                                                                              \
    } while (0)
#else
#define INTERPRET vm_interpret_free
#define DISPATCH() GO()
#define LOAD_COSTS() ((void)0)
#define COST(symbol) ((void)0)
#define COST_INT(value) ((void)0)
#define IS_PRICED(callee) true
#define CHARGE_FROM(ps) ((void)0)
#endif

#define NEXT()                                                                                                         \
    do {                                                                                                               \
        pc++;                                                                                                          \
        DISPATCH();                                                                                                    \
    } while (0)

#define LOAD()                                                                                                         \
    do {                                                                                                               \
        thread->frame = frame;                                                                                         \
        R = vm_frame_regs(frame);                                                                                      \
        K = frame->function->code->ks;                                                                                 \
        script = frame->function->code->script;                                                                        \
        pc = frame->pc;                                                                                                \
        LOAD_COSTS();                                                                                                  \
    } while (0)

/* The caches of the running code's attribute accesses. */
#define SITES (frame->function->code->sites)
#define SET(at, value) vm_set_register(vm, R, (at), (value))
/* The same for a temporary, which owns nothing when it is written (at most a number is left in it). */
#ifdef LS_HOSTILE
#define FILL(at, value) (assert(!vm_is_object(R[(at)])), R[(at)] = (value))
#else
#define FILL(at, value) (R[(at)] = (value))
#endif

/* An instruction that is a function. */
#define CALL_OP(fn)                                                                                                    \
    do {                                                                                                               \
        frame->pc = pc;                                                                                                \
        if (!fn(vm, frame, R, pc)) {                                                                                   \
            goto failed;                                                                                               \
        }                                                                                                              \
        NEXT();                                                                                                        \
    } while (0)

#define SPEND(n)                                                                                                       \
    do {                                                                                                               \
        if ((vm->budget -= (n)) < 0) {                                                                                 \
            frame->pc = pc;                                                                                            \
            if (!vm_budget_spent(vm)) {                                                                                \
                goto failed;                                                                                           \
            }                                                                                                          \
        }                                                                                                              \
        CHARGE_FROM(VM_COST_PIECE_PS);                                                                                 \
    } while (0)

/* Both forms of an operator with a fast way for numbers. */
#define ARITHMETIC(symbol, fast)                                                                                       \
    CASE(symbol) :                                                                                                     \
    {                                                                                                                  \
        VmValue v = fast(R[pc->b], R[pc->c]);                                                                          \
        if (v != VM_EMPTY) {                                                                                           \
            COST_INT(v);                                                                                               \
            SET(pc->a, v);                                                                                             \
            NEXT();                                                                                                    \
        }                                                                                                              \
        CALL_OP(vm_op_binary);                                                                                         \
    }                                                                                                                  \
    CASE(symbol##_K) :                                                                                                 \
    {                                                                                                                  \
        VmValue v = fast(R[pc->b], K[pc->c]);                                                                          \
        if (v != VM_EMPTY) {                                                                                           \
            COST_INT(v);                                                                                               \
            SET(pc->a, v);                                                                                             \
            NEXT();                                                                                                    \
        }                                                                                                              \
        CALL_OP(vm_op_binary_k);                                                                                       \
    }

/* Tagged integers compare like their bits. */
#define COMPARE(symbol, operator)                                                                                      \
    CASE(symbol) :                                                                                                     \
    {                                                                                                                  \
        VmValue x = R[pc->b], y = R[pc->c];                                                                            \
        if (vm_are_ints(x, y)) {                                                                                       \
            SET(pc->a, vm_from_bool(x operator y));                                                                    \
            NEXT();                                                                                                    \
        }                                                                                                              \
        if (vm_is_double(x) && vm_is_double(y)) {                                                                      \
            SET(pc->a, vm_from_bool(vm_to_double(x) operator vm_to_double(y)));                                        \
            NEXT();                                                                                                    \
        }                                                                                                              \
        CALL_OP(vm_op_compare);                                                                                        \
    }

#define COMPARE_JUMP_WITH(right_value, constant, operator)                                                             \
    {                                                                                                                  \
        VmValue x = R[pc->a], y = (right_value);                                                                       \
        int truth;                                                                                                     \
        if (vm_are_ints(x, y)) {                                                                                       \
            truth = x operator y;                                                                                      \
        } else if (vm_is_double(x) && vm_is_double(y)) {                                                               \
            truth = vm_to_double(x) operator vm_to_double(y);                                                          \
        } else {                                                                                                       \
            frame->pc = pc;                                                                                            \
            truth = vm_op_compare_jump(vm, R, pc, y, constant);                                                        \
            if (truth < 0) {                                                                                           \
                goto failed;                                                                                           \
            }                                                                                                          \
        }                                                                                                              \
        if (truth != ((pc->hint & LANG_NEGATED) != 0)) {                                                               \
            pc += (int16_t)pc->c;                                                                                      \
        }                                                                                                              \
        NEXT();                                                                                                        \
    }

#define COMPARE_JUMP(symbol, operator)                                                                                 \
    CASE(symbol)                                                                                                       \
        : COMPARE_JUMP_WITH(R[pc->b], false, operator) CASE(symbol##_K) : COMPARE_JUMP_WITH(K[pc->b], true, operator)

/* CALL_AWAIT and CALL_METHOD_AWAIT: `count` arguments from `args` on, where what is to be dropped begins, too, but for
 * the function. */
#define CALL_BEGIN(args, count)                                                                                        \
    {                                                                                                                  \
        if (!vm_fast_begins(vm, R[pc->a]) || !IS_PRICED(R[pc->a])) {                                                   \
            goto plain_call;                                                                                           \
        }                                                                                                              \
        COST(AWAITABLE);                                                                                               \
        COST(AWAITABLE); /* the call and what it does */                                                               \
        CHARGE_FROM(1);                                                                                                \
        frame->pc = pc + 2;                                                                                            \
        vm_note_line(vm, frame);                                                                                       \
        VmValue awaitable;                                                                                             \
        flow = ((const VmNative *)vm_to_object(R[pc->a]))->begin(vm, (args), (count), &value, &awaitable);             \
        if (VM_LIKELY(flow == VM_FLOW_RETURN)) {                                                                       \
            vm_drop_object(vm, R, pc->a);                                                                              \
            drop_window(vm, (args), (args) + (count));                                                                 \
            pc += 2;                                                                                                   \
            goto begun;                                                                                                \
        }                                                                                                              \
        if (flow == VM_FLOW_AWAIT) {                                                                                   \
            goto call;                                                                                                 \
        }                                                                                                              \
        if (flow == VM_FLOW_YIELD && (frame->flags & VM_FRAME_WAITS) == 0) {                                           \
            vm_drop_object(vm, R, pc->a);                                                                              \
            drop_window(vm, (args), (args) + (count));                                                                 \
            pc += 2;                                                                                                   \
            SET(pc->b, awaitable);                                                                                     \
            goto suspend;                                                                                              \
        }                                                                                                              \
        goto keeps_window;                                                                                             \
    }

/* JUMP_IF and JUMP_IF_NOT. */
#define TRUTH_JUMP(wanted)                                                                                             \
    {                                                                                                                  \
        VmValue v = R[pc->a];                                                                                          \
        frame->pc = pc;                                                                                                \
        int truth = vm_fast_truth(vm, v);                                                                              \
        if (truth < 0) {                                                                                               \
            goto failed;                                                                                               \
        }                                                                                                              \
        if ((pc->hint & LANG_USES_A) != 0) {                                                                           \
            vm_clear_register(vm, R, pc->a);                                                                           \
        }                                                                                                              \
        if (truth == (wanted)) {                                                                                       \
            pc += lang_instr_wide(*pc);                                                                                \
        } else if ((pc->hint & LANG_ELSE_CLEAR) != 0) {                                                                \
            vm_clear_register(vm, R, pc->a);                                                                           \
        }                                                                                                              \
        NEXT();                                                                                                        \
    }

/* Drops what a call that was done in place has used: registers from `at` up to `end`. */
static VM_ALWAYS_INLINE void drop_window(Vm *vm, VmValue *at, const VmValue *end)
{
    for (; at < end; at++) {
        vm_clear_register(vm, at, 0);
    }
}

VmFlow INTERPRET(Vm *vm, VmFrame *frame, VmEnter how, VmValue sent, VmValue *out)
{
#ifdef COMPUTED_GOTO
#define OP_LABEL(symbol, operands, meaning) &&op_##symbol,
    static const void *const labels[] = {LANG_OP_TABLE(OP_LABEL)};
#undef OP_LABEL
#endif
    VmThread *thread = vm->thread;
    VmFrame *const outer = thread->frame;
    VmValue *R;
    const VmValue *K;
    VmScript *script;
    const LangInstr *pc;
    VmValue value; /* carried between the shared parts at the end */
    VmFlow flow;
    unsigned flags;
#ifdef VM_COSTED
    const uint32_t *costs;
    const LangInstr *instrs;
    COST(RESUME);
#endif
    vm->native_depth++;
    LOAD();
    if (vm->native_depth > VM_MAX_NATIVE_DEPTH && how != VM_ENTER_THROW) {
        vm_unref(vm, sent);
        vm_call_too_deep(vm);
        how = VM_ENTER_THROW;
    }
    if (how == VM_ENTER_SEND) {
        value = sent;
        goto resume;
    }
    if (how == VM_ENTER_THROW) {
        goto resume_with_exception;
    }
    CHARGE_FROM(VM_COST_PIECE_PS);
    DISPATCH();

#ifndef COMPUTED_GOTO
dispatch:
    switch ((LangOp)pc->op) {
#endif

        CASE(NOP) : NEXT();
        CASE(LINE) :
        {
            CHARGE_FROM(1);
            frame->pc = pc;
            vm_trace_line(vm, frame);
            NEXT();
        }

        /* ---- moving values ---- */

        CASE(MOVE) :
        {
            VmValue v = R[pc->b];
            if ((pc->hint & LANG_USES_B) != 0) {
                R[pc->b] = VM_EMPTY;
            } else {
                vm_ref(v);
            }
            SET(pc->a, v);
            NEXT();
        }
        CASE(LOAD_K) :
        {
            SET(pc->a, vm_ref(K[(uint32_t)lang_instr_wide(*pc)]));
            NEXT();
        }
        CASE(CHECK_LOCAL) :
        {
            if (R[pc->a] != VM_EMPTY) {
                NEXT();
            }
            CALL_OP(vm_op_check_local);
        }
        CASE(DELETE_LOCAL) :
        {
            if (R[pc->a] == VM_EMPTY) {
                CALL_OP(vm_op_check_local);
            }
            frame->pc = pc;
            vm_clear_register(vm, R, pc->a);
            NEXT();
        }
        CASE(CLEAR) :
        {
            frame->pc = pc;
            vm_clear_register(vm, R, pc->a);
            NEXT();
        }
        CASE(MAKE_CELL) : CALL_OP(vm_op_make_cell);
        CASE(LOAD_CELL) :
        {
            VmValue v = ((VmCell *)vm_to_object(R[pc->b]))->value;
            if (v == VM_EMPTY) {
                CALL_OP(vm_op_load_cell_unbound);
            }
            SET(pc->a, vm_ref(v));
            NEXT();
        }
        CASE(STORE_CELL) :
        {
            VmValue v = vm_take_register(R, pc->b, (pc->hint & LANG_USES_B) != 0);
            vm_set_steal(vm, &((VmCell *)vm_to_object(R[pc->a]))->value, v);
            NEXT();
        }
        CASE(DELETE_CELL) : CALL_OP(vm_op_delete_cell);
        CASE(LOAD_FREE) :
        {
            VmValue v = ((VmCell *)vm_to_object(frame->function->cells[pc->b]))->value;
            if (v == VM_EMPTY) {
                CALL_OP(vm_op_load_free_unbound);
            }
            SET(pc->a, vm_ref(v));
            NEXT();
        }
        CASE(STORE_FREE) :
        {
            VmValue v = vm_take_register(R, pc->b, (pc->hint & LANG_USES_B) != 0);
            vm_set_steal(vm, &((VmCell *)vm_to_object(frame->function->cells[pc->a]))->value, v);
            NEXT();
        }
        CASE(DELETE_FREE) : CALL_OP(vm_op_delete_cell);
        CASE(LOAD_CELL_OBJECT) :
        {
            SET(pc->a, vm_ref(R[pc->b]));
            NEXT();
        }
        CASE(LOAD_GLOBAL_ADD) :
        {
#ifndef VM_COSTED
            VmValue *place = vm_fast_global(script, pc->b);
            if (place != NULL && place != &script->sites[pc->b].builtin) {
                VmValue sum = vm_fast_add(*place, K[pc[1].c]);
                if (sum != VM_EMPTY) {
                    *place = sum; /* it was a number: there is nothing to drop */
                    pc += 2;
                    NEXT();
                }
            }
#endif
            goto load_global;
        }
        CASE(LOAD_GLOBAL) : load_global:
        {
            const VmValue *place = vm_fast_global(script, pc->b);
            if (place == NULL) {
                CALL_OP(vm_op_load_global);
            }
            SET(pc->a, vm_ref(*place));
            NEXT();
        }
        CASE(LOAD_GLOBAL_AWAIT) :
        {
#ifndef VM_COSTED
            const VmValue *place = vm_fast_global(script, pc->b);
            VmValue found = place != NULL ? vm_fast_of_module_borrow(vm, &SITES[pc[1].c], *place) : VM_EMPTY;
            if (found != VM_EMPTY && vm_fast_begins(vm, found) &&
                ((const VmNative *)vm_to_object(found))->wait == NULL) {
                enum { AWAIT_AT = 5 };
                const VmValue *arg = pc[2].op == LANG_OP_LOAD_K ? &K[(uint32_t)lang_instr_wide(pc[2])] : &R[pc[2].b];
                frame->pc = pc + AWAIT_AT;
                vm_note_line(vm, frame);
                VmValue awaitable;
                flow = ((const VmNative *)vm_to_object(found))->begin(vm, arg, 1, &value, &awaitable);
                if (flow != VM_FLOW_AWAIT) { /* else it has done nothing */
                    pc += AWAIT_AT;
                    if (flow == VM_FLOW_YIELD) {
                        FILL(pc->b, awaitable);
                        goto suspend;
                    }
                    if (flow == VM_FLOW_RAISE) {
                        goto failed;
                    }
                    SET(pc->a, value);
                    NEXT();
                }
            }
#endif
            goto load_global_method;
        }
        CASE(LOAD_GLOBAL_METHOD) : load_global_method:
        {
            const VmValue *place = vm_fast_global(script, pc->b);
            if (place == NULL) {
                CALL_OP(vm_op_load_global);
            }
            const LangInstr *load = pc + 1;
            VmValue found = vm_fast_of_module_borrow(vm, &SITES[load->c], *place);
            if (found == VM_EMPTY) {
                SET(pc->a, vm_ref(*place));
                NEXT();
            }
            FILL(load->a, vm_ref(found));
            FILL(load->a + 1u, VM_EMPTY);
            pc = load;
            NEXT();
        }
        CASE(STORE_GLOBAL) :
        {
            const VmGlobalSite *site = &script->sites[pc->a];
            VmValue *place = vm_fast_global(script, pc->a);
            if (place != NULL && place != &site->builtin) {
                VmValue v = vm_take_register(R, pc->b, (pc->hint & LANG_USES_B) != 0);
                frame->pc = pc;
                vm_set_steal(vm, place, v);
                NEXT();
            }
            CALL_OP(vm_op_store_global);
        }
        CASE(DELETE_GLOBAL) : CALL_OP(vm_op_delete_global);
        CASE(LOAD_NAME) : CALL_OP(vm_op_load_name);
        CASE(LOAD_CLASS_FREE) : CALL_OP(vm_op_load_class_free);
        CASE(STORE_NAME) : CALL_OP(vm_op_store_name);
        CASE(DELETE_NAME) : CALL_OP(vm_op_delete_name);
        CASE(ANNOTATE) : CALL_OP(vm_op_annotate);

        /* ---- operators ---- */

        ARITHMETIC(ADD, vm_fast_add)
        ARITHMETIC(SUB, vm_fast_sub)
        ARITHMETIC(MUL, vm_fast_mul)
        ARITHMETIC(TRUEDIV, vm_fast_truediv)
        ARITHMETIC(MOD, vm_fast_mod)
        ARITHMETIC(FLOORDIV, vm_fast_floordiv)
        ARITHMETIC(AND, vm_fast_and)
        ARITHMETIC(OR, vm_fast_or)
        ARITHMETIC(XOR, vm_fast_xor)
        CASE(MATMUL) : CALL_OP(vm_op_binary);
        CASE(POW) : CALL_OP(vm_op_binary);
        CASE(LSHIFT) : CALL_OP(vm_op_binary);
        CASE(RSHIFT) : CALL_OP(vm_op_binary);
        CASE(MATMUL_K) : CALL_OP(vm_op_binary_k);
        CASE(POW_K) : CALL_OP(vm_op_binary_k);
        CASE(LSHIFT_K) : CALL_OP(vm_op_binary_k);
        CASE(RSHIFT_K) : CALL_OP(vm_op_binary_k);
        CASE(NEGATIVE) : CALL_OP(vm_op_unary);
        CASE(POSITIVE) : CALL_OP(vm_op_unary);
        CASE(INVERT) : CALL_OP(vm_op_unary);
        CASE(NOT) :
        {
            VmValue v = R[pc->b];
            frame->pc = pc;
            int truth = vm_fast_truth(vm, v);
            if (truth < 0) {
                goto failed;
            }
            if ((pc->hint & LANG_USES_B) != 0) {
                vm_clear_register(vm, R, pc->b);
            }
            SET(pc->a, vm_from_bool(truth == 0));
            NEXT();
        }
        COMPARE(EQ, ==)
        COMPARE(NE, !=)
        COMPARE(LT, <)
        COMPARE(LE, <=)
        COMPARE(GT, >)
        COMPARE(GE, >=)
        CASE(IS) : CALL_OP(vm_op_is_contains);
        CASE(CONTAINS) : CALL_OP(vm_op_is_contains);

        /* ---- jumps ---- */

        CASE(JUMP) :
        {
            pc += lang_instr_wide(*pc);
            NEXT();
        }
        CASE(JUMP_BACK) :
        {
            SPEND(-(int64_t)lang_instr_wide(*pc));
            pc += lang_instr_wide(*pc);
            NEXT();
        }
        CASE(JUMP_IF) : TRUTH_JUMP(1) CASE(JUMP_IF_NOT) : TRUTH_JUMP(0) CASE(JUMP_IF_NONE) :
        {
            bool none = R[pc->a] == VM_NONE;
            if ((pc->hint & LANG_USES_A) != 0) {
                frame->pc = pc;
                vm_clear_register(vm, R, pc->a);
            }
            if (none) {
                pc += lang_instr_wide(*pc);
            }
            NEXT();
        }
        CASE(JUMP_IF_NOT_NONE) :
        {
            bool none = R[pc->a] == VM_NONE;
            if ((pc->hint & LANG_USES_A) != 0) {
                frame->pc = pc;
                vm_clear_register(vm, R, pc->a);
            }
            if (!none) {
                pc += lang_instr_wide(*pc);
            }
            NEXT();
        }
        COMPARE_JUMP(JUMP_EQ, ==)
        COMPARE_JUMP(JUMP_NE, !=)
        COMPARE_JUMP(JUMP_LT, <)
        COMPARE_JUMP(JUMP_LE, <=)
        COMPARE_JUMP(JUMP_GT, >)
        COMPARE_JUMP(JUMP_GE, >=)

        /* ---- attributes and items ---- */

        CASE(GET_ATTR) :
        {
            const VmDictEntry *entry = vm_fast_attribute(&SITES[pc->c], R[pc->b]);
            if (entry == NULL) {
                CALL_OP(vm_op_get_attr);
            }
            VmValue v = vm_ref(entry->value);
            frame->pc = pc;
            if ((pc->hint & LANG_USES_B) != 0) {
                vm_clear_register(vm, R, pc->b);
            }
            SET(pc->a, v);
            NEXT();
        }
        CASE(SET_ATTR) :
        {
            VmDictEntry *entry = vm_fast_attribute(&SITES[pc->a], R[pc->c]);
            if (entry == NULL) {
                CALL_OP(vm_op_set_attr);
            }
            VmValue v = vm_take_register(R, pc->b, (pc->hint & LANG_USES_B) != 0);
            frame->pc = pc;
            vm_set_steal(vm, &entry->value, v);
            if ((pc->hint & LANG_USES_C) != 0) {
                vm_clear_register(vm, R, pc->c);
            }
            NEXT();
        }
        CASE(DELETE_ATTR) : CALL_OP(vm_op_delete_attr);
        CASE(LOAD_METHOD) :
        {
            VmValue object = R[pc->b];
            VmValue function = vm_fast_method_borrow(&SITES[pc->c], object);
            if (function == VM_EMPTY) {
                CALL_OP(vm_op_load_method);
            }
            if ((pc->hint & LANG_USES_B) != 0) {
                R[pc->b] = VM_EMPTY; /* it may be one of the registers that are written */
            } else {
                vm_ref(object);
            }
            FILL(pc->a, vm_ref(function));
            FILL(pc->a + 1u, object);
            NEXT();
        }
        CASE(LOAD_SPECIAL) : CALL_OP(vm_op_load_special);
        CASE(GET_ITEM) :
        {
            const VmValue *item = vm_fast_item(R[pc->b], R[pc->c]);
            if (item == NULL) {
                COST(LOOKUP);
                CALL_OP(vm_op_get_item);
            }
            VmValue v = vm_ref(*item);
            frame->pc = pc;
            vm_drop_used(vm, R, pc);
            SET(pc->a, v);
            NEXT();
        }
        CASE(GET_ITEM_K) :
        {
            const VmValue *item = vm_fast_item(R[pc->b], K[pc->c]);
            if (item == NULL) {
                CALL_OP(vm_op_get_item_k);
            }
            VmValue v = vm_ref(*item);
            frame->pc = pc;
            if ((pc->hint & LANG_USES_B) != 0) {
                vm_clear_register(vm, R, pc->b);
            }
            SET(pc->a, v);
            NEXT();
        }
        CASE(SET_ITEM) :
        {
            VmValue *item = vm_fast_item(R[pc->a], R[pc->b]);
            if (item == NULL || vm_to_object(R[pc->a])->kind != VM_KIND_LIST) {
                COST(INSERT);
                CALL_OP(vm_op_set_item);
            }
            VmValue v = vm_take_register(R, pc->c, (pc->hint & LANG_USES_C) != 0);
            frame->pc = pc;
            vm_set_steal(vm, item, v);
            vm_drop_used(vm, R, pc);
            NEXT();
        }
        CASE(DELETE_ITEM) : CALL_OP(vm_op_delete_item);
        CASE(SLICE) : CALL_OP(vm_op_slice);

        /* ---- calls ---- */

        CASE(CALL_AWAIT) :
        {
            VmValue *const args = &R[pc->a + 1];
            CALL_BEGIN(args, pc->hint);
        }
        CASE(CALL_METHOD_AWAIT) :
        {
            VmValue *const args = &R[pc->a + 2];
            if (args[-1] == VM_EMPTY) {
                CALL_BEGIN(args, pc->hint);
            }
            CALL_BEGIN(args - 1, pc->hint + 1u);
        }
        CASE(CALL) : CASE(CALL_METHOD) : plain_call:
        {
            VmValue callee = R[pc->a];
            VmValue *args = &R[pc->a + 1];
            uint32_t nargs = pc->hint;
            if (pc->op == LANG_OP_CALL_METHOD || pc->op == LANG_OP_CALL_METHOD_AWAIT) {
                if (*args != VM_EMPTY) {
                    nargs++;
                } else {
                    args++;
                }
            }
            if (pc->c != LANG_NO_K || !vm_is_object(callee)) {
                goto call;
            }
            if (vm_to_object(callee)->kind == VM_KIND_NATIVE) {
                VmNative *native = (VmNative *)vm_to_object(callee);
                COST(NATIVE);
                CHARGE_FROM(1);
                frame->pc = pc;
                vm_note_line(vm, frame);
                value = vm_fast_is_direct(native, args, nargs) ? native->fn(vm, args)
                                                               : vm_native_call(vm, native, args, nargs, VM_EMPTY);
                if (value == VM_ERROR) {
                    goto failed;
                }
                drop_window(vm, &R[pc->a], args + nargs);
                SET(pc->b, value);
                NEXT();
            }
            if (vm_to_object(callee)->kind != VM_KIND_FUNCTION) {
                goto call;
            }
            VmFunction *function = vm_to_function(callee);
            const LangCode *lang = function->code->lang;
            const uint32_t suspends = LANG_CODE_COROUTINE | LANG_CODE_GENERATOR | LANG_CODE_ASYNC_GENERATOR;
            if ((lang->flags & suspends) != 0 || !vm_bind_is_direct(lang, nargs) ||
                thread->depth >= (int32_t)vm->limits.max_recursion) {
                goto call;
            }
            SPEND(4);
            frame->pc = pc;
            VmFrame *pushed = vm_thread_push(vm, thread, lang->register_count);
            if (pushed == NULL) {
                goto failed;
            }
            VmValue *registers = vm_frame_regs(pushed);
            for (uint32_t i = 0; i < nargs; i++) {
                registers[i] = args[i];
                args[i] = VM_EMPTY;
            }
            for (uint32_t i = nargs; i < lang->register_count; i++) {
                registers[i] = VM_EMPTY;
            }
            R[pc->a] = VM_EMPTY; /* the frame owns the function now */
            *pushed = (VmFrame){.link = frame, .function = function, .pc = lang->instrs};
            thread->depth++;
            frame = pushed;
            LOAD();
            COST(FRAME);
            if (vm->recorder->detail) {
                vm_trace_push(vm, frame);
            }
            DISPATCH();
        }
        CASE(CALL_EX) : call:
        {
            CHARGE_FROM(1);
            frame->pc = pc;
            VmFrame *pushed = NULL;
            if (!vm_op_call(vm, frame, R, pc, &pushed)) {
                goto failed;
            }
            if (pushed == NULL) {
                NEXT();
            }
            SPEND(4);
            frame = pushed;
            LOAD();
            COST(FRAME);
            if (vm->recorder->detail) {
                vm_trace_push(vm, frame);
            }
            DISPATCH();
        }
        CASE(CALL_SUPER) : CALL_OP(vm_op_super);
        CASE(RETURN) :
        {
            value = R[pc->a];
            R[pc->a] = VM_EMPTY;
            frame->pc = pc;
            if (vm->recorder->detail) {
                vm_trace_pop(vm, frame, value);
            }
            const uint32_t count = frame->function->code->lang->first_temp;
            for (uint32_t i = 0; i < count; i++) {
                vm_clear_register(vm, R, i);
            }
            flags = frame->flags;
            if ((flags & VM_FRAME_CORO) != 0) {
                goto coroutine_returns;
            }
            VmFrame *link = frame->link;
            VmFunction *function = frame->function;
            thread->depth--;
            vm_thread_pop(vm, thread, frame);
            if ((flags & VM_FRAME_ENTRY) != 0) {
                thread->frame = outer;
                vm_unref(vm, vm_from_object(function));
                *out = value;
                vm->native_depth--;
                return VM_FLOW_RETURN;
            }
            frame = link;
            LOAD();
            vm_unref(vm, vm_from_object(function));
            if ((flags & VM_FRAME_INIT) != 0) {
                if (value != VM_NONE) {
                    vm_raise(vm, VM_EXC_TYPE_ERROR, "__init__() should return None, not '%s'", vm_type_name(vm, value));
                    vm_unref(vm, value);
                    goto failed;
                }
                value = R[pc->a];
                R[pc->a] = VM_EMPTY;
            }
            SET(pc->b, value);
            NEXT();
        }
        CASE(MAKE_FUNCTION) : CALL_OP(vm_op_make_function);
        CASE(MAKE_CLASS) : CALL_OP(vm_op_make_class);

        /* ---- building values ---- */

        CASE(TUPLE) : CALL_OP(vm_op_tuple);
        CASE(LIST) : CALL_OP(vm_op_list);
        CASE(SET) : CALL_OP(vm_op_set);
        CASE(DICT) : CALL_OP(vm_op_dict);
        CASE(LIST_APPEND) : CALL_OP(vm_op_list_append);
        CASE(LIST_EXTEND) : CALL_OP(vm_op_list_extend);
        CASE(LIST_TO_TUPLE) : CALL_OP(vm_op_list_to_tuple);
        CASE(SET_ADD) : CALL_OP(vm_op_set_add);
        CASE(SET_UPDATE) : CALL_OP(vm_op_set_update);
        CASE(DICT_SET) : CALL_OP(vm_op_dict_set);
        CASE(DICT_UPDATE) : CALL_OP(vm_op_dict_update);
        CASE(DICT_MERGE) : CALL_OP(vm_op_dict_merge);
        CASE(FORMAT) : CALL_OP(vm_op_format);
        CASE(JOIN) : CALL_OP(vm_op_join);

        /* ---- iteration ---- */

        CASE(UNPACK) : CALL_OP(vm_op_unpack);
        CASE(UNPACK_STAR) : CALL_OP(vm_op_unpack_star);
        CASE(GET_ITER) : CALL_OP(vm_op_get_iter);
        CASE(FOR_PREPARE) : CALL_OP(vm_op_for_prepare);
        CASE(FOR_NEXT) :
        {
            VmValue state = R[pc->a];
            if (vm_is_int(state)) { /* a range: the next number, and where it stops */
                if (VM_LIKELY(state < R[pc->a + 1])) {
                    SPEND(-(int64_t)(int16_t)pc->c);
                    R[pc->a] = state + 1;
                    COST_INT(state);
                    SET(pc->b, state);
                    pc += (int16_t)pc->c;
                    NEXT();
                }
                R[pc->a] = VM_EMPTY;
                NEXT();
            }
            frame->pc = pc;
            if (vm_to_object(state)->kind == VM_KIND_GENERATOR) {
                VmCoro *generator = vm_to_coro(state);
                if (vm_coro_state(generator) == VM_CORO_CLOSED) {
                    vm_clear_register(vm, R, pc->a);
                    NEXT();
                }
                bool starts;
                COST(RESUME);
                VmFrame *leaf = vm_coro_enter(vm, generator, frame, &starts);
                if (leaf == NULL) {
                    goto failed;
                }
                frame = leaf;
                LOAD();
                if (starts) {
                    DISPATCH();
                }
                value = VM_NONE;
                goto resume;
            }
            VmValue v = vm_op_for_next(vm, R, pc->a);
            if (v != VM_ERROR) {
                SPEND(-(int64_t)(int16_t)pc->c);
                SET(pc->b, v);
                pc += (int16_t)pc->c;
                NEXT();
            }
            if (vm_error_pending(vm)) {
                goto failed;
            }
            vm_clear_register(vm, R, pc->a);
            NEXT();
        }
        CASE(GET_AITER) : CALL_OP(vm_op_get_aiter);
        CASE(GET_ANEXT) : CALL_OP(vm_op_get_anext);
        CASE(END_ASYNC_FOR) :
        {
            if (vm_exception_is(vm, R[pc->a], VM_EXC_STOP_ASYNC_ITERATION)) {
                frame->pc = pc;
                vm_clear_register(vm, R, pc->a);
                pc += lang_instr_wide(*pc);
                NEXT();
            }
            vm_error_restore_steal(vm, R[pc->a]);
            R[pc->a] = VM_EMPTY;
            goto failed_again;
        }

        /* ---- suspending ---- */

        CASE(GET_AWAITABLE) :
        {
            VmValue v = R[pc->a];
            if (vm_has_kind(v, VM_KIND_NATIVE_CORO) || vm_has_kind(v, VM_KIND_FUTURE) || vm_has_kind(v, VM_KIND_TASK)) {
                NEXT();
            }
            CALL_OP(vm_op_get_awaitable);
        }
        CASE(GET_YIELD_FROM) : CALL_OP(vm_op_get_yield_from);
        CASE(AWAIT) : CASE(YIELD_FROM) :
        {
            VmValue awaited = R[pc->b];
            COST(RESUME);
            CHARGE_FROM(VM_COST_PIECE_PS);
            frame->pc = pc;
            unsigned kind = vm_is_object(awaited) ? vm_to_object(awaited)->kind : VM_KIND_OTHER;
            if (kind == VM_KIND_COROUTINE || kind == VM_KIND_GENERATOR) {
                VmCoro *inner = vm_to_coro(awaited);
                if (vm_coro_state(inner) < VM_CORO_RUNNING) {
                    bool starts;
                    VmFrame *leaf = vm_coro_delegate(vm, inner, frame, &starts);
                    if (leaf == NULL) {
                        goto failed;
                    }
                    frame = leaf;
                    LOAD();
                    if (starts) {
                        DISPATCH();
                    }
                    value = VM_NONE;
                    goto resume;
                }
            }
            CHARGE_FROM(1);
            vm_note_line(vm, frame);
            flow = vm_await_step(vm, awaited, true, VM_NONE, &value);
            goto awaited;
        }
        CASE(YIELD) :
        {
            value = vm_take_register(R, pc->b, (pc->hint & LANG_USES_B) != 0);
            frame->pc = pc;
            if ((pc->hint & LANG_YIELD_ASYNC) != 0) {
                vm_coro_of_frame(frame)->head.extra |= VM_CORO_AGEN_YIELDED;
            }
            goto suspend;
        }

        /* ---- exceptions ---- */

        CASE(RAISE) :
        {
            COST(RAISE);
            frame->pc = pc;
            vm_op_raise(vm, frame, R, pc);
            goto failed;
        }
        CASE(RERAISE) :
        {
            frame->pc = pc;
            vm_error_restore_steal(vm, R[pc->a]);
            R[pc->a] = VM_EMPTY;
            goto failed_again;
        }
        CASE(RERAISE_HANDLED) :
        {
            frame->pc = pc;
            if (!vm_op_reraise_handled(vm, frame, R, pc)) {
                goto failed;
            }
            goto failed_again;
        }
        CASE(EXC_MATCH) :
        {
            frame->pc = pc;
            int match = vm_exception_match(vm, R[pc->a], R[pc->b]);
            if (match < 0) {
                goto failed;
            }
            if ((pc->hint & LANG_USES_B) != 0) {
                vm_clear_register(vm, R, pc->b);
            }
            if (match == 0) {
                pc += (int16_t)pc->c;
            }
            NEXT();
        }
        CASE(EXC_PUSH) : CALL_OP(vm_op_exc_push);
        CASE(EXC_POP) :
        {
            frame->pc = pc;
            VmValue saved = R[pc->a + 1];
            R[pc->a + 1] = VM_EMPTY;
            vm_set_steal(vm, &thread->handled, saved);
            vm_clear_register(vm, R, pc->a);
            NEXT();
        }
        CASE(EXC_TYPE) : CALL_OP(vm_op_exc_type);
        CASE(EXC_TRACEBACK) : CALL_OP(vm_op_exc_traceback);
        CASE(EXC_SPLIT) : CALL_OP(vm_op_exc_split);
        CASE(EXC_STAR_END) : CALL_OP(vm_op_exc_star_end);
        CASE(ASSERT_FAIL) : CALL_OP(vm_op_assert_fail);

        /* ---- modules, match ---- */

        CASE(IMPORT) : CALL_OP(vm_op_import);
        CASE(IMPORT_FROM) : CALL_OP(vm_op_import_from);
        CASE(MATCH_SEQUENCE) : CALL_OP(vm_op_match_sequence);
        CASE(MATCH_MAPPING) : CALL_OP(vm_op_match_mapping);
        CASE(MATCH_KEYS) : CALL_OP(vm_op_match_keys);
        CASE(MATCH_REST) : CALL_OP(vm_op_match_rest);
        CASE(MATCH_CLASS) : CALL_OP(vm_op_match_class);

#ifndef COMPUTED_GOTO
    case LANG_OP_COUNT: break;
    }
#endif

    /* ---- shared parts ---- */

keeps_window: /* a call that began at once raised, and unwinding drops its window; or it waits, and needs it */
    pc += 2;
    if (flow == VM_FLOW_RAISE) {
        goto failed;
    }
    if (pc->b != pc[-2].a) {
        vm_wait_mark(vm, frame);
    }
    goto suspend;

begun: /* a call that began at once has returned: `value` is the outcome of the AWAIT at pc */
    if ((pc->hint & LANG_UNUSED) != 0) {
        vm_unref(vm, value);
        pc++;
        NEXT();
    }
    SET(pc->a, value);
    NEXT();

resume: /* `frame`, just loaded, is suspended; `value` (owned) is sent into it */
    if (pc->op == LANG_OP_YIELD) {
        SET(pc->a, value);
        NEXT();
    }
resume_await:
    vm_note_line(vm, frame);
    if (R[pc->b] == VM_NONE) { /* a bare yield (VmNativeBegin) */
        vm_unref(vm, value);
        value = VM_NONE;
        if ((frame->flags & VM_FRAME_SLEEPS) != 0) {
            flow = vm->sleep_hooks->interrupted(vm, frame, false, &value);
            goto awaited;
        }
        R[pc->b] = VM_EMPTY;
        if ((pc->hint & LANG_UNUSED) != 0) { /* nobody wants the None: the CLEAR that follows is done with it */
            pc++;
            NEXT();
        }
        SET(pc->a, value);
        NEXT();
    }
    sent = value;
    flow = (frame->flags & VM_FRAME_WAITS) != 0 ? vm_wait_resume(vm, frame, &value)
                                                : vm_await_step(vm, R[pc->b], false, sent, &value);
    vm_unref(vm, sent);
    goto awaited;

resume_with_exception: /* the pending exception is thrown in at `frame`, just loaded */
    if (pc->op != LANG_OP_AWAIT && pc->op != LANG_OP_YIELD_FROM) {
        goto failed;
    }
    vm_note_line(vm, frame);
    if (R[pc->b] == VM_NONE) {
        if ((frame->flags & VM_FRAME_SLEEPS) != 0) {
            vm->sleep_hooks->interrupted(vm, frame, true, &value);
        }
        goto failed;
    }
    flow = (frame->flags & VM_FRAME_WAITS) != 0 ? vm_wait_throw(vm, frame, &value)
                                                : vm_await_step(vm, R[pc->b], false, VM_ERROR, &value);

awaited: /* the awaitable in register b came back with `flow` and `value` */
    if (flow == VM_FLOW_YIELD) {
        goto suspend;
    }
    if (flow == VM_FLOW_RAISE) {
        goto failed;
    }
    {
        VmValue awaitable = R[pc->b];
        R[pc->b] = VM_EMPTY;
        SET(pc->a, value);
        vm_unref(vm, awaitable);
        NEXT();
    }

suspend : /* the running chain suspends at `frame` with `value` */
{
    VmCoro *root = vm_coro_suspend(vm, frame);
    flags = root->frame.flags;
    if ((flags & VM_FRAME_ENTRY) != 0) {
        root->frame.flags = (uint8_t)(flags & ~(unsigned)(VM_FRAME_ENTRY | VM_FRAME_STEP));
        flow = VM_FLOW_YIELD;
        goto leave;
    }
    frame = root->frame.link; /* at FOR_NEXT */
    root->frame.link = NULL;
    LOAD();
    SPEND(-(int64_t)(int16_t)pc->c);
    SET(pc->b, value);
    pc += (int16_t)pc->c;
    NEXT();
}

coroutine_returns : /* `frame` has ended with `value` */
{
    VmCoro *coro = vm_coro_of_frame(frame);
    VmFrame *link = frame->link;
    flags = frame->flags;
    vm_coro_end(vm, coro);
    if ((flags & VM_FRAME_ENTRY) != 0) {
        flow = VM_FLOW_RETURN;
        goto leave;
    }
    frame = link;
    LOAD();
    if ((flags & VM_FRAME_DELEGATE) != 0) {
        flow = VM_FLOW_RETURN;
        goto awaited;
    }
    vm_unref(vm, value); /* the generator of a `for` */
    vm_clear_register(vm, R, pc->a);
    NEXT();
}

leave : /* the coroutine that was entered from C (`flags` are those of its frame) came to `flow` with `value` */
{
    thread->frame = outer;
    if ((flags & VM_FRAME_STEP) != 0) {
        frame = vm->next_step(vm, value, &flow);
        if (frame != NULL) {
            LOAD();
            value = VM_NONE;
            if (VM_LIKELY(pc->op == LANG_OP_AWAIT)) {
                goto resume_await;
            }
            if (pc->op == LANG_OP_YIELD_FROM || pc->op == LANG_OP_YIELD) {
                goto resume;
            }
            DISPATCH(); /* it starts: coroutines do with none of these */
        }
    }
    *out = value;
    vm->native_depth--;
    return flow;
}

failed: /* an exception is pending */
    frame->pc = pc;
    frame = vm_unwind(vm, frame, false);
    goto caught;

failed_again: /* the same, but it is only passed on */
    frame->pc = pc;
    frame = vm_unwind(vm, frame, true);

caught:
    if (frame == NULL) {
        thread->frame = outer;
        vm->native_depth--;
        *out = VM_ERROR;
        return VM_FLOW_RAISE;
    }
    LOAD();
    DISPATCH();
}
