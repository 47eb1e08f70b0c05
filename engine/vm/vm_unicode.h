/* vm_unicode.h: UTF-8 and the properties of code points that str's methods ask for.
 *
 * Pure functions on numbers and bytes; nothing is allocated and nothing fails.  Categories and simple case mappings
 * come from utf8proc, the rest (numeric types, special casing) from tables after the Unicode Character Database.
 */
#ifndef VM_UNICODE_H
#define VM_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The code point at *place, which moves behind it.  The text must be valid (surrogates allowed). */
static inline uint32_t vm_utf8_next(const char **place)
{
    const unsigned char *p = (const unsigned char *)*place;
    if (p[0] < 0x80) {
        *place += 1;
        return p[0];
    }
    if (p[0] < 0xE0) {
        *place += 2;
        return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3Fu);
    }
    if (p[0] < 0xF0) {
        *place += 3;
        return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3Fu);
    }
    *place += 4;
    return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 | (uint32_t)(p[2] & 0x3F) << 6 |
           (p[3] & 0x3Fu);
}

/* The code point that ends before *place, which moves to its beginning. */
static inline uint32_t vm_utf8_previous(const char **place)
{
    do {
        (*place)--;
    } while ((**place & 0xC0) == 0x80);
    const char *p = *place;
    return vm_utf8_next(&p);
}

/* Writes 1 to 4 bytes; returns how many. */
size_t vm_utf8_encode(uint32_t code, char out[4]);
/* How many code points there are in valid UTF-8. */
size_t vm_utf8_length(const char *bytes, size_t size);
/* The byte offset of the code point `index` (at most the length). */
size_t vm_utf8_offset(const char *bytes, size_t size, size_t index);
/* How many bytes at the start are valid UTF-8; `size` when all are.  Surrogates are not valid.  *bad receives the
 * length of the invalid sequence that follows, *reason why (CPython's words), when there is one. */
size_t vm_utf8_valid(const char *bytes, size_t size, size_t *bad, const char **reason);

bool vm_unicode_is_printable(uint32_t code);
bool vm_unicode_is_space(uint32_t code);
bool vm_unicode_is_line_break(uint32_t code);
bool vm_unicode_is_alpha(uint32_t code);
bool vm_unicode_is_decimal(uint32_t code);
bool vm_unicode_is_digit(uint32_t code);
bool vm_unicode_is_numeric(uint32_t code);
bool vm_unicode_is_lower(uint32_t code);
bool vm_unicode_is_upper(uint32_t code);
bool vm_unicode_is_title(uint32_t code);
bool vm_unicode_is_identifier_start(uint32_t code);
bool vm_unicode_is_identifier(uint32_t code);
bool vm_unicode_is_cased(uint32_t code);
bool vm_unicode_is_case_ignorable(uint32_t code);
/* The value of a decimal digit of any script, or -1. */
int vm_unicode_decimal_value(uint32_t code);

/* Full case mappings: 1 to 3 code points; returns how many.  (Lower case of a final sigma is the caller's.) */
size_t vm_unicode_lower(uint32_t code, uint32_t out[3]);
size_t vm_unicode_upper(uint32_t code, uint32_t out[3]);
size_t vm_unicode_title(uint32_t code, uint32_t out[3]);
size_t vm_unicode_fold(uint32_t code, uint32_t out[3]);

/* Tables (vm_unicode_data.c): sorted ranges, and special casing by code point. */
typedef struct VmUnicodeRange {
    uint32_t first, last;
} VmUnicodeRange;

typedef struct VmUnicodeCasing {
    uint16_t code;
    uint16_t upper[3], title[3]; /* 0: unused */
} VmUnicodeCasing;

extern const VmUnicodeRange vm_unicode_digits[]; /* numeric type Digit, outside of category Nd */
extern const size_t vm_unicode_digit_count;
extern const VmUnicodeRange vm_unicode_numbers[]; /* numeric letters */
extern const size_t vm_unicode_number_count;
extern const VmUnicodeRange vm_unicode_lowers[]; /* Other_Lowercase */
extern const size_t vm_unicode_lower_count;
extern const VmUnicodeRange vm_unicode_uppers[]; /* Other_Uppercase */
extern const size_t vm_unicode_upper_count;
extern const VmUnicodeCasing vm_unicode_casings[];
extern const size_t vm_unicode_casing_count;

#endif
