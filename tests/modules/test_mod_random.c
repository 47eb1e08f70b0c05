/* The generator of `random`: the reference's numbers, and the ranges of what is made of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "modules/mod_random.h"

static void start(ModRandom *random)
{
    static const uint32_t key[] = {0x123, 0x234, 0x345, 0x456};
    mod_random_seed_words(random, key, sizeof key / sizeof key[0]);
}

/* The first numbers that the authors of the Mersenne Twister publish for this key. */
static void words_are_those_of_the_reference(void **state)
{
    (void)state;
    static const uint32_t expected[] = {1067595299u, 955945823u,  477289528u, 4107218783u, 4228976476u,
                                        3344332714u, 3355579695u, 227628506u, 810200273u,  2591290167u};
    ModRandom random;
    start(&random);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_int_equal(mod_random_word(&random), expected[i]);
    }
}

static void seeding_again_begins_again(void **state)
{
    (void)state;
    ModRandom random;
    start(&random);
    uint32_t first = mod_random_word(&random);
    for (int i = 0; i < 2000; i++) {
        (void)mod_random_word(&random);
    }
    start(&random);
    assert_int_equal(mod_random_word(&random), first);
}

static void floats_lie_below_one(void **state)
{
    (void)state;
    ModRandom random;
    start(&random);
    for (int i = 0; i < 5000; i++) {
        double d = mod_random_float(&random);
        assert_true(d >= 0 && d < 1);
    }
}

static void bits_are_as_many_as_asked_for(void **state)
{
    (void)state;
    ModRandom random;
    for (unsigned count = 1; count <= 64; count++) {
        start(&random);
        uint64_t seen = 0;
        for (int i = 0; i < 200; i++) {
            seen |= mod_random_bits(&random, count);
        }
        assert_true(seen == (count == 64 ? UINT64_MAX : ((uint64_t)1 << count) - 1));
    }
}

static void numbers_below_a_bound_reach_all_of_it(void **state)
{
    (void)state;
    ModRandom random;
    start(&random);
    unsigned seen = 0;
    for (int i = 0; i < 500; i++) {
        uint64_t n = mod_random_below(&random, 7);
        assert_true(n < 7);
        seen |= 1u << n;
    }
    assert_int_equal(seen, 0x7F);
    assert_int_equal(mod_random_below(&random, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_those_of_the_reference),
        cmocka_unit_test(seeding_again_begins_again),
        cmocka_unit_test(floats_lie_below_one),
        cmocka_unit_test(bits_are_as_many_as_asked_for),
        cmocka_unit_test(numbers_below_a_bound_reach_all_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
