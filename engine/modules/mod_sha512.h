/* mod_sha512.h: SHA-512 (FIPS 180-4), which random.seed spreads texts with. */
#ifndef MOD_SHA512_H
#define MOD_SHA512_H

#include <stddef.h>
#include <stdint.h>

void mod_sha512(const void *data, size_t size, unsigned char digest[64]);

#endif
