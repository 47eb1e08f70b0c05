/* mod_random.h: what the files of `random` share: the generator, and the methods that the class lists.
 *
 * The generator is the Mersenne Twister (Matsumoto and Nishimura 1998), seeded and drawn from as CPython does, so that
 * the same seed gives the same numbers.
 */
#ifndef MOD_RANDOM_H
#define MOD_RANDOM_H

#include "vm/vm_module.h"

enum { MOD_RANDOM_WORDS = 624 };

typedef struct ModRandom {
    VmObject head;
    uint32_t words[MOD_RANDOM_WORDS];
    uint32_t next; /* word to use next; MOD_RANDOM_WORDS: make new ones first */
    double gauss;  /* gauss() makes two numbers at a time */
    bool has_gauss;
} ModRandom;

static inline ModRandom *mod_random_of(VmValue self)
{
    return (ModRandom *)vm_to_object(self);
}

void mod_random_seed_words(ModRandom *random, const uint32_t *key, size_t count);
uint32_t mod_random_word(ModRandom *random);
double mod_random_float(ModRandom *random);                  /* [0, 1) */
uint64_t mod_random_bits(ModRandom *random, unsigned count); /* 1 <= count <= 64 */
uint64_t mod_random_below(ModRandom *random, uint64_t n);    /* n > 0 */

/* seed(a) of the class: None is the seed of the run. */
bool mod_random_seed(Vm *vm, ModRandom *random, VmValue a);

#define MOD_RANDOM_METHOD_TABLE(X)                                                                                     \
    X(uniform)                                                                                                         \
    X(triangular)                                                                                                      \
    X(normalvariate)                                                                                                   \
    X(gauss)                                                                                                           \
    X(lognormvariate)                                                                                                  \
    X(expovariate)                                                                                                     \
    X(vonmisesvariate)                                                                                                 \
    X(gammavariate) X(betavariate) X(paretovariate) X(weibullvariate) X(choice) X(choices) X(sample) X(shuffle)
#define MOD_RANDOM_METHOD_DECLARE(name) VmValue mod_random_method_##name(Vm *vm, const VmValue *args);
MOD_RANDOM_METHOD_TABLE(MOD_RANDOM_METHOD_DECLARE)
#undef MOD_RANDOM_METHOD_DECLARE

#endif
