/* Reading floats from text, exactly: with doubles where these are enough, else with GMP. */
#include "vm/vm_float.h"
#include "vm/vm_int_big.h"
#include "vm/vm_unicode.h"

#include <math.h>

/* digits × 10^power as the nearest double; `digits` are `count` decimal digits with a NUL behind them. */
static double from_decimal(const char *digits, size_t count, long power)
{
    static const double exact[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    while (count > 0 && *digits == '0') {
        digits++;
        count--;
    }
    if (count == 0) {
        return 0;
    }
    if (count <= 15 && power >= -22 && power <= 22) {
        uint64_t number = 0;
        for (size_t i = 0; i < count; i++) {
            number = number * 10 + (uint64_t)(digits[i] - '0');
        }
        return power < 0 ? (double)number / exact[-power] : (double)number * exact[power];
    }
    long magnitude = (long)count + power;
    if (magnitude > 310 || magnitude < -326) {
        return magnitude > 0 ? INFINITY : 0;
    }
    mpz_t top, bottom, unit;
    mpz_inits(top, bottom, unit, NULL);
    (void)mpz_set_str(top, digits, 10);
    mpz_ui_pow_ui(unit, 10, (unsigned long)(power < 0 ? -power : power));
    mpz_set_ui(bottom, 1);
    if (power < 0) {
        mpz_set(bottom, unit);
    } else {
        mpz_mul(top, top, unit);
    }
    double result = vm_int_divide_mpz(top, bottom);
    mpz_clears(top, bottom, unit, NULL);
    return result;
}

static bool word_is(const char *text, const char *end, const char *word)
{
    size_t size = strlen(word);
    if ((size_t)(end - text) != size) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        if ((text[i] | 32) != word[i]) {
            return false;
        }
    }
    return true;
}

enum { MOST_DIGITS = 800 }; /* more cannot change the nearest double, but for being there at all */

typedef struct Decimal {
    char digits[MOST_DIGITS + 2];
    size_t count;
    long power;
} Decimal;

static void add_digit(Decimal *decimal, char c, bool after_point)
{
    if (decimal->count == 0 && c == '0') {
        decimal->power -= after_point;
        return;
    }
    if (decimal->count < MOST_DIGITS) {
        decimal->digits[decimal->count++] = c;
        decimal->power -= after_point;
        return;
    }
    if (c != '0') {
        decimal->digits[MOST_DIGITS - 1] =
            decimal->digits[MOST_DIGITS - 1] == '0' ? '1' : decimal->digits[MOST_DIGITS - 1];
    }
    decimal->power += !after_point;
}

/* Digits with single underscores between them; *any: there was one. */
static const char *read_digits(const char *text, const char *end, Decimal *decimal, bool after_point, bool *any)
{
    *any = false;
    while (text < end) {
        if (*text >= '0' && *text <= '9') {
            add_digit(decimal, *text, after_point);
            *any = true;
        } else if (!(*text == '_' && *any && text + 1 < end && text[1] >= '0' && text[1] <= '9')) {
            break;
        }
        text++;
    }
    return text;
}

static bool read_number(const char *text, const char *end, double *out)
{
    Decimal decimal = {.count = 0, .power = 0};
    bool whole, fraction = false;
    text = read_digits(text, end, &decimal, false, &whole);
    if (text < end && *text == '.') {
        text = read_digits(text + 1, end, &decimal, true, &fraction);
    }
    if (!whole && !fraction) {
        return false;
    }
    if (text < end && (*text | 32) == 'e') {
        text++;
        bool negative = text < end && *text == '-';
        text += text < end && (*text == '-' || *text == '+');
        long exponent = 0;
        bool any = false;
        for (; text < end && ((*text >= '0' && *text <= '9') ||
                              (*text == '_' && any && text + 1 < end && text[1] >= '0' && text[1] <= '9'));
             text++) {
            if (*text != '_') {
                exponent = exponent < 100000000 ? exponent * 10 + (*text - '0') : exponent;
                any = true;
            }
        }
        if (!any) {
            return false;
        }
        decimal.power += negative ? -exponent : exponent;
    }
    if (text != end) {
        return false;
    }
    decimal.digits[decimal.count] = '\0';
    *out = from_decimal(decimal.digits, decimal.count, decimal.power);
    return true;
}

bool vm_float_parse(const char *text, size_t size, double *out)
{
    const char *end = text + size;
    while (text < end && vm_unicode_is_space((unsigned char)*text)) {
        text++;
    }
    while (end > text && vm_unicode_is_space((unsigned char)end[-1])) {
        end--;
    }
    bool negative = text < end && *text == '-';
    text += text < end && (*text == '-' || *text == '+');
    double d;
    if (word_is(text, end, "inf") || word_is(text, end, "infinity")) {
        d = INFINITY;
    } else if (word_is(text, end, "nan")) {
        d = NAN;
    } else if (!read_number(text, end, &d)) {
        return false;
    }
    *out = negative ? -d : d;
    return true;
}
