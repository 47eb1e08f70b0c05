/* sim_random.h: random numbers of the simulated machine (jitter, failures, races): SplitMix64 (Steele, Lea, Flood
 * 2014).
 *
 * A generator is plain data; equal seeds give equal numbers.  Scripts have their own (`random`).
 */
#ifndef SIM_RANDOM_H
#define SIM_RANDOM_H

#include <stdint.h>

typedef struct SimRandom {
    uint64_t state;
} SimRandom;

/* `stream` tells generators of one seed apart. */
static inline SimRandom sim_random_seeded(int64_t seed, uint64_t stream)
{
    return (SimRandom){.state = (uint64_t)seed * UINT64_C(0xD1342543DE82EF95) + stream};
}

static inline uint64_t sim_random_next(SimRandom *random)
{
    uint64_t z = (random->state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Uniform in [0, 1). */
static inline double sim_random_unit(SimRandom *random)
{
    return (double)(sim_random_next(random) >> 11) * 0x1p-53;
}

/* Uniform in [0, bound); bound > 0. */
static inline uint64_t sim_random_below(SimRandom *random, uint64_t bound)
{
    return (uint64_t)(sim_random_unit(random) * (double)bound);
}

/* Uniform in [low, high]. */
static inline int64_t sim_random_between(SimRandom *random, int64_t low, int64_t high)
{
    return low + (int64_t)sim_random_below(random, (uint64_t)(high - low) + 1);
}

#endif
