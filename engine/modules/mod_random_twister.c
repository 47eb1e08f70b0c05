/* random: the generator and its seeding. */
#include "modules/mod_random.h"
#include "modules/mod_sha512.h"

#include "sim/sim_world.h"
#include "vm/vm_bytes.h"
#include "vm/vm_error.h"
#include "vm/vm_float.h"
#include "vm/vm_heap.h"
#include "vm/vm_int_big.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"

enum { N = MOD_RANDOM_WORDS, M = 397 };

static void seed_word(ModRandom *random, uint32_t seed)
{
    random->words[0] = seed;
    for (uint32_t i = 1; i < N; i++) {
        uint32_t before = random->words[i - 1];
        random->words[i] = 1812433253u * (before ^ before >> 30) + i;
    }
    random->next = N;
}

void mod_random_seed_words(ModRandom *random, const uint32_t *key, size_t count)
{
    seed_word(random, 19650218u);
    uint32_t *mt = random->words;
    size_t i = 1, j = 0;
    for (size_t k = count > N ? count : N; k > 0; k--) {
        mt[i] = (mt[i] ^ (mt[i - 1] ^ mt[i - 1] >> 30) * 1664525u) + key[j] + (uint32_t)j;
        j = j + 1 == count ? 0 : j + 1;
        if (++i == N) {
            mt[0] = mt[N - 1];
            i = 1;
        }
    }
    for (size_t k = N - 1; k > 0; k--) {
        mt[i] = (mt[i] ^ (mt[i - 1] ^ mt[i - 1] >> 30) * 1566083941u) - (uint32_t)i;
        if (++i == N) {
            mt[0] = mt[N - 1];
            i = 1;
        }
    }
    mt[0] = 0x80000000u;
}

static void make_words(ModRandom *random)
{
    uint32_t *mt = random->words;
    for (size_t i = 0; i < N; i++) {
        uint32_t y = (mt[i] & 0x80000000u) | (mt[(i + 1) % N] & 0x7fffffffu);
        mt[i] = mt[(i + M) % N] ^ y >> 1 ^ ((y & 1) != 0 ? 0x9908b0dfu : 0);
    }
    random->next = 0;
}

uint32_t mod_random_word(ModRandom *random)
{
    if (random->next >= N) {
        make_words(random);
    }
    uint32_t y = random->words[random->next++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680u;
    y ^= y << 15 & 0xefc60000u;
    return y ^ y >> 18;
}

double mod_random_float(ModRandom *random)
{
    uint32_t high = mod_random_word(random) >> 5, low = mod_random_word(random) >> 6;
    return (high * 67108864.0 + low) * (1.0 / 9007199254740992.0);
}

uint64_t mod_random_bits(ModRandom *random, unsigned count)
{
    if (count <= 32) {
        return mod_random_word(random) >> (32 - count);
    }
    uint64_t low = mod_random_word(random);
    return low | (uint64_t)(mod_random_word(random) >> (64 - count)) << 32;
}

uint64_t mod_random_below(ModRandom *random, uint64_t n)
{
    unsigned bits = 0;
    while (bits < 64 && n >> bits != 0) {
        bits++;
    }
    uint64_t result = mod_random_bits(random, bits);
    while (result >= n) {
        result = mod_random_bits(random, bits);
    }
    return result;
}

/* ---- seeding ---------------------------------------------------------------------------------------------------- */

/* The magnitude as words of 32 bits, least significant first. */
static bool seed_with_mpz(Vm *vm, ModRandom *random, const mpz_t z)
{
    size_t count = mpz_sgn(z) == 0 ? 1 : (mpz_sizeinbase(z, 2) + 31) / 32;
    uint32_t *key = vm_heap_resize(vm, NULL, 0, count * sizeof *key);
    if (key == NULL) {
        return false;
    }
    memset(key, 0, count * sizeof *key);
    (void)mpz_export(key, NULL, -1, sizeof *key, 0, 0, z);
    mod_random_seed_words(random, key, count);
    vm_heap_free(vm, key, count * sizeof *key);
    return true;
}

static bool seed_with_int(Vm *vm, ModRandom *random, VmValue number)
{
    VmIntView view;
    vm_int_view(number, &view);
    return seed_with_mpz(vm, random, view.z);
}

/* The text followed by its SHA-512, as one large number. */
static bool seed_with_text(Vm *vm, ModRandom *random, const char *text, size_t size)
{
    unsigned char digest[64];
    mod_sha512(text, size, digest);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    ls_buf_put(&buf, text, size);
    ls_buf_put(&buf, (const char *)digest, sizeof digest);
    if (buf.failed) {
        ls_buf_free(&buf);
        (void)vm_raise_no_memory(vm);
        return false;
    }
    mpz_t z;
    mpz_init(z);
    mpz_import(z, buf.size, 1, 1, 1, 0, buf.data);
    bool done = seed_with_mpz(vm, random, z);
    mpz_clear(z);
    ls_buf_free(&buf);
    return done;
}

static bool seed_with_u64(ModRandom *random, uint64_t seed)
{
    uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    mod_random_seed_words(random, key, key[1] != 0 ? 2 : 1);
    return true;
}

bool mod_random_seed(Vm *vm, ModRandom *random, VmValue a)
{
    random->has_gauss = false;
    if (a == VM_EMPTY || a == VM_NONE) {
        return seed_with_u64(random, vm->world == NULL ? 0 : (uint64_t)vm->world->seed);
    }
    if (vm_is_integer(a)) {
        return seed_with_int(vm, random, a);
    }
    if (vm_is_str(a)) {
        return seed_with_text(vm, random, vm_str_data(a), vm_str_size(a));
    }
    if (vm_is_bytes(a)) {
        return seed_with_text(vm, random, vm_bytes_of_value(a)->data, vm_bytes_of_value(a)->size);
    }
    if (vm_is_float(a)) {
        return seed_with_u64(random, (uint64_t)vm_float_hash(vm_float_value(a)));
    }
    (void)vm_raise(vm, VM_EXC_TYPE_ERROR,
                   "The only supported seed types are: None,\nint, float, str, bytes, and bytearray.");
    return false;
}
