#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/ls_alloc.h"
#include "support/support_alloc.h"

static void system_heap_gives_and_takes(void **state)
{
    (void)state;
    LsAlloc alloc = ls_alloc_system();
    char *block = ls_alloc_bytes(&alloc, 100);
    assert_non_null(block);
    memset(block, 'x', 100);
    block = alloc.resize(alloc.context, block, 100, 100000);
    assert_non_null(block);
    assert_int_equal(block[0], 'x');
    assert_int_equal(block[99], 'x');
    ls_alloc_free(&alloc, block, 100000);
}

static void zeroed_is_zero(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    unsigned char *block = ls_alloc_zeroed(&memory.alloc, 257);
    assert_non_null(block);
    for (size_t i = 0; i < 257; i++) {
        assert_int_equal(block[i], 0);
    }
    ls_alloc_free(&memory.alloc, block, 257);
    support_alloc_end(&memory);
}

static void freeing_null_calls_nobody(void **state)
{
    (void)state;
    LsAlloc alloc = {.resize = NULL, .context = NULL};
    ls_alloc_free(&alloc, NULL, 0);
}

static void grow_starts_small_and_keeps_the_contents(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    uint32_t *array = NULL;
    size_t capacity = 0;
    size_t moves = 0;
    for (uint32_t i = 0; i < 10000; i++) {
        size_t before = capacity;
        array = ls_alloc_grow(&memory.alloc, array, &capacity, i + 1, sizeof *array);
        assert_non_null(array);
        assert_true(capacity > i);
        moves += capacity != before;
        array[i] = i * 3;
    }
    for (uint32_t i = 0; i < 10000; i++) {
        assert_int_equal(array[i], i * 3);
    }
    /* Growth by half again: log(10000 / 8) / log(1.5) is 17.6. */
    assert_in_range(moves, 2, 20);
    ls_alloc_free(&memory.alloc, array, capacity * sizeof *array);
    support_alloc_end(&memory);
}

static void grow_leaves_a_large_enough_array_alone(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    size_t capacity = 0;
    char *array = ls_alloc_grow(&memory.alloc, NULL, &capacity, 100, 1);
    assert_non_null(array);
    assert_int_equal(capacity, 100);
    assert_ptr_equal(ls_alloc_grow(&memory.alloc, array, &capacity, 100, 1), array);
    assert_ptr_equal(ls_alloc_grow(&memory.alloc, array, &capacity, 0, 1), array);
    assert_int_equal(memory.calls, 1);
    ls_alloc_free(&memory.alloc, array, capacity);
    support_alloc_end(&memory);
}

static void grow_of_nothing_gives_an_array(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    size_t capacity = 0;
    int64_t *array = ls_alloc_grow(&memory.alloc, NULL, &capacity, 0, sizeof *array);
    assert_non_null(array);
    assert_int_equal(capacity, 8);
    ls_alloc_free(&memory.alloc, array, capacity * sizeof *array);
    support_alloc_end(&memory);
}

static void grow_refuses_sizes_that_overflow(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    size_t capacity = 0;
    assert_null(ls_alloc_grow(&memory.alloc, NULL, &capacity, SIZE_MAX / 8 + 1, 8));
    assert_int_equal(capacity, 0);
    assert_int_equal(memory.calls, 0);
    support_alloc_end(&memory);
}

static void a_failed_growth_changes_nothing(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    size_t capacity = 0;
    char *array = ls_alloc_grow(&memory.alloc, NULL, &capacity, 8, 1);
    assert_non_null(array);
    memcpy(array, "1234567", 8);
    memory.fail_at = memory.calls + 1;
    assert_null(ls_alloc_grow(&memory.alloc, array, &capacity, 9, 1));
    assert_true(memory.failed);
    assert_int_equal(capacity, 8);
    assert_string_equal(array, "1234567");
    ls_alloc_free(&memory.alloc, array, capacity);
    support_alloc_end(&memory);
}

static void the_failing_loop_visits_each_allocation_once(void **state)
{
    (void)state;
    SupportAlloc memory;
    size_t rounds = 0;
    size_t complete = 0;
    for (size_t n = 1; support_alloc_begin(&memory, n); n++) {
        rounds++;
        void *blocks[3] = {NULL, NULL, NULL};
        size_t failures = 0;
        for (size_t i = 0; i < 3; i++) {
            blocks[i] = ls_alloc_bytes(&memory.alloc, i + 1);
            failures += blocks[i] == NULL;
        }
        assert_int_equal(failures, memory.failed ? 1 : 0);
        complete += failures == 0;
        assert_int_equal(memory.live_blocks, 3 - failures);
        for (size_t i = 0; i < 3; i++) {
            ls_alloc_free(&memory.alloc, blocks[i], i + 1);
        }
        support_alloc_end(&memory);
    }
    assert_int_equal(rounds, 4);
    assert_int_equal(complete, 1);
}

static void exhausted_memory_stays_exhausted(void **state)
{
    (void)state;
    SupportAlloc memory;
    size_t rounds = 0;
    for (size_t n = 1; support_alloc_begin_exhausted(&memory, n); n++) {
        rounds++;
        void *blocks[4];
        for (size_t i = 0; i < 4; i++) {
            blocks[i] = ls_alloc_bytes(&memory.alloc, 5);
            assert_int_equal(blocks[i] != NULL, i + 1 < n);
        }
        assert_int_equal(memory.peak_bytes, 5 * (n - 1));
        for (size_t i = 0; i < 4; i++) {
            ls_alloc_free(&memory.alloc, blocks[i], 5);
        }
        support_alloc_end(&memory);
    }
    assert_int_equal(rounds, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(system_heap_gives_and_takes),
        cmocka_unit_test(zeroed_is_zero),
        cmocka_unit_test(freeing_null_calls_nobody),
        cmocka_unit_test(grow_starts_small_and_keeps_the_contents),
        cmocka_unit_test(grow_leaves_a_large_enough_array_alone),
        cmocka_unit_test(grow_of_nothing_gives_an_array),
        cmocka_unit_test(grow_refuses_sizes_that_overflow),
        cmocka_unit_test(a_failed_growth_changes_nothing),
        cmocka_unit_test(the_failing_loop_visits_each_allocation_once),
        cmocka_unit_test(exhausted_memory_stays_exhausted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
