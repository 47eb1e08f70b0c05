/* Floats as text, without the C library, whose point depends on the locale; reading is in vm_float_parse.c.
 *
 * The shortest text is found as in R. Giulietti, "The Schubfach way to render doubles" (2020): of the decimals in the
 * rounding interval of the number, the one with the fewest digits, and of those the nearest.  Fixed precision is
 * exact: with 128 bits where these are enough, else with GMP.
 */
#include "vm/vm_float.h"
#include "vm/vm_float_powers.h"
#include "vm/vm_int_big.h"
#include "vm/vm_unicode.h"

#include <math.h>

__extension__ typedef unsigned __int128 Wide;

typedef struct Parts {
    uint64_t mantissa; /* the number is mantissa × 2^exponent */
    int exponent;
    bool lower_is_closer; /* a power of two: the gap below is half of that above */
} Parts;

static Parts take_apart(double d)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    uint64_t fraction = bits & (((uint64_t)1 << 52) - 1);
    int exponent = (int)(bits >> 52 & 0x7FF);
    if (exponent == 0) {
        return (Parts){fraction, -1074, false};
    }
    return (Parts){fraction | (uint64_t)1 << 52, exponent - 1075, fraction == 0 && exponent > 1};
}

/* ---- the shortest decimal --------------------------------------------------------------------------------------- */

/* The upper part of power × c, its last bit set when something was cut off. */
static uint64_t round_to_odd(const uint64_t power[2], uint64_t c)
{
    Wide low = (Wide)power[1] * c, high = (Wide)power[0] * c;
    high += low >> 64;
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

static int floor_log2_pow10(int e)
{
    return (e * 1741647) >> 19;
}

/* The shortest decimal, digits × 10^*point. */
static uint64_t shortest(double d, int *point)
{
    Parts parts = take_apart(d);
    uint64_t c = parts.mantissa;
    int q = parts.exponent;
    if (q <= 0 && q > -53 && (c & (((uint64_t)1 << -q) - 1)) == 0) {
        *point = 0;
        return c >> -q;
    }
    uint64_t outside = c & 1; /* the ends of the interval belong to it when c is even */
    int k = (q * 1262611 - (parts.lower_is_closer ? 524031 : 0)) >> 22;
    int h = q + floor_log2_pow10(-k) + 1;
    const uint64_t *power = vm_float_powers[-k - VM_POWER_MIN];
    uint64_t middle = round_to_odd(power, 4 * c << h);
    uint64_t lower = round_to_odd(power, (4 * c - 2 + (parts.lower_is_closer ? 1 : 0)) << h) + outside;
    uint64_t upper = round_to_odd(power, (4 * c + 2) << h) - outside;
    uint64_t s = middle / 4;
    if (s >= 10) {
        uint64_t tens = s / 10;
        bool down = lower <= 40 * tens, up = 40 * tens + 40 <= upper;
        if (down != up) {
            *point = k + 1;
            return tens + up;
        }
    }
    *point = k;
    bool down = lower <= 4 * s, up = 4 * s + 4 <= upper;
    if (down != up) {
        return s + up;
    }
    uint64_t half = 4 * s + 2;
    return s + (middle > half || (middle == half && (s & 1) != 0));
}

int vm_float_digits(double d, char digits[18], int *point)
{
    int power;
    uint64_t number = shortest(fabs(d), &power);
    while (number % 10 == 0) {
        number /= 10;
        power++;
    }
    char reversed[20];
    int count = 0;
    while (number > 0) {
        reversed[count++] = (char)('0' + number % 10);
        number /= 10;
    }
    for (int i = 0; i < count; i++) {
        digits[i] = reversed[count - 1 - i];
    }
    digits[count] = '\0';
    *point = power + count;
    return count;
}

static size_t put_exponent(char *out, int exponent)
{
    size_t size = 0;
    out[size++] = 'e';
    out[size++] = exponent < 0 ? '-' : '+';
    exponent = exponent < 0 ? -exponent : exponent;
    if (exponent >= 100) {
        out[size++] = (char)('0' + exponent / 100);
    }
    out[size++] = (char)('0' + exponent / 10 % 10);
    out[size++] = (char)('0' + exponent % 10);
    return size;
}

/* repr of a positive finite number. */
static size_t put_shortest(char *out, double d)
{
    char digits[18];
    int point, count = vm_float_digits(d, digits, &point);
    size_t size = 0;
    if (point > 16 || point < -3) {
        out[size++] = digits[0];
        if (count > 1) {
            out[size++] = '.';
            memcpy(out + size, digits + 1, (size_t)count - 1);
            size += (size_t)count - 1;
        }
        return size + put_exponent(out + size, point - 1);
    }
    if (point <= 0) {
        memcpy(out, "0.000", (size_t)(2 - point));
        size = (size_t)(2 - point);
        memcpy(out + size, digits, (size_t)count);
        return size + (size_t)count;
    }
    for (int i = 0; i < point || i < count; i++) {
        if (i == point) {
            out[size++] = '.';
        }
        out[size++] = i < count ? digits[i] : '0';
    }
    if (count <= point) {
        out[size++] = '.';
        out[size++] = '0';
    }
    return size;
}

size_t vm_float_repr(double d, char out[VM_FLOAT_TEXT])
{
    if (isnan(d)) {
        memcpy(out, "nan", 4);
        return 3;
    }
    size_t size = 0;
    if (signbit(d)) {
        out[size++] = '-';
    }
    if (isinf(d) || d == 0) {
        memcpy(out + size, d == 0 ? "0.0" : "inf", 4);
        return size + 3;
    }
    size += put_shortest(out + size, fabs(d));
    out[size] = '\0';
    return size;
}

/* ---- fixed precision -------------------------------------------------------------------------------------------- */

/* d × 10^power, rounded half to even, when 128 bits are enough. */
static bool scale_wide(double d, int power, uint64_t *out)
{
    static const uint64_t tens[] = {1,
                                    10,
                                    100,
                                    1000,
                                    10000,
                                    100000,
                                    1000000,
                                    10000000,
                                    100000000,
                                    1000000000,
                                    10000000000,
                                    100000000000,
                                    1000000000000,
                                    10000000000000,
                                    100000000000000,
                                    1000000000000000,
                                    10000000000000000,
                                    100000000000000000,
                                    1000000000000000000};
    Parts parts = take_apart(d);
    if (power < 0 || power > 18 || parts.exponent > 0 || parts.exponent < -126) {
        return false;
    }
    Wide product = (Wide)parts.mantissa * tens[power];
    unsigned shift = (unsigned)-parts.exponent;
    Wide whole = product >> shift;
    if (whole >> 63 != 0) {
        return false;
    }
    if (shift > 0) {
        Wide rest = product & (((Wide)1 << shift) - 1), half = (Wide)1 << (shift - 1);
        if (rest > half || (rest == half && (whole & 1) != 0)) {
            whole++;
        }
    }
    *out = (uint64_t)whole;
    return true;
}

/* The same exactly, for any d >= 0 and power. */
static void scale_exactly(mpz_t out, double d, int power)
{
    Parts parts = take_apart(d);
    mpz_t bottom, rest;
    mpz_inits(bottom, rest, NULL);
    mpz_set_ui(out, (unsigned long)parts.mantissa);
    mpz_ui_pow_ui(rest, 10, (unsigned long)(power < 0 ? -power : power));
    mpz_set_ui(bottom, 1);
    if (power >= 0) {
        mpz_mul(out, out, rest);
    } else {
        mpz_set(bottom, rest);
    }
    if (parts.exponent >= 0) {
        mpz_mul_2exp(out, out, (mp_bitcnt_t)parts.exponent);
    } else {
        mpz_mul_2exp(bottom, bottom, (mp_bitcnt_t)-parts.exponent);
    }
    mpz_fdiv_qr(out, rest, out, bottom);
    mpz_mul_2exp(rest, rest, 1);
    int order = mpz_cmp(rest, bottom);
    if (order > 0 || (order == 0 && mpz_odd_p(out))) {
        mpz_add_ui(out, out, 1);
    }
    mpz_clears(bottom, rest, NULL);
}

/* Appends the digits of round(d × 10^power); returns how many. */
static size_t append_scaled(LsBuf *digits, double d, int power)
{
    size_t before = digits->size;
    uint64_t number;
    if (scale_wide(d, power, &number)) {
        char text[20];
        size_t at = sizeof text;
        do {
            text[--at] = (char)('0' + number % 10);
            number /= 10;
        } while (number != 0);
        ls_buf_put(digits, text + at, sizeof text - at);
        return sizeof text - at;
    }
    mpz_t scaled;
    mpz_init(scaled);
    scale_exactly(scaled, d, power);
    size_t room = mpz_sizeinbase(scaled, 10) + 2;
    if (ls_buf_reserve(digits, room)) {
        (void)mpz_get_str(digits->data + digits->size, 10, scaled);
        digits->size += strlen(digits->data + digits->size);
    }
    mpz_clear(scaled);
    return digits->size - before;
}

/* Beyond so many digits after the point a double has only zeros. */
enum { MOST_PLACES = 1100 };

static void append_fixed(LsBuf *buf, double d, int precision, bool alternate)
{
    int places = precision > MOST_PLACES ? MOST_PLACES : precision;
    LsBuf digits;
    ls_buf_init(&digits, buf->alloc);
    size_t count = append_scaled(&digits, d, places);
    if (digits.failed) {
        buf->failed = true;
        ls_buf_free(&digits);
        return;
    }
    const char *text = ls_buf_text(&digits);
    if (count <= (size_t)places) {
        ls_buf_putc(buf, '0');
    } else {
        ls_buf_put(buf, text, count - (size_t)places);
    }
    if (precision > 0 || alternate) {
        ls_buf_putc(buf, '.');
    }
    if (count < (size_t)places) {
        ls_buf_fill(buf, '0', (size_t)places - count);
        ls_buf_put(buf, text, count);
    } else {
        ls_buf_put(buf, text + (count - (size_t)places), (size_t)places);
    }
    ls_buf_fill(buf, '0', (size_t)(precision - places));
    ls_buf_free(&digits);
}

/* Exactly `count` significant digits of d > 0; returns the exponent of the first. */
static int significant(LsBuf *digits, double d, int count)
{
    char quick[18];
    int point;
    (void)vm_float_digits(d, quick, &point);
    int exponent = point - 1;
    for (;;) {
        ls_buf_clear(digits);
        size_t have = append_scaled(digits, d, count - 1 - exponent);
        if (digits->failed || have == (size_t)count) {
            return exponent;
        }
        exponent += have > (size_t)count ? 1 : -1;
    }
}

static int digits_with_exponent(LsBuf *digits, double d, int count)
{
    if (d == 0) {
        ls_buf_fill(digits, '0', (size_t)count);
        return 0;
    }
    int wanted = count > MOST_PLACES ? MOST_PLACES : count;
    int exponent = significant(digits, d, wanted);
    ls_buf_fill(digits, '0', (size_t)(count - wanted));
    return exponent;
}

static void append_exponential(LsBuf *buf, const char *digits, size_t count, int exponent, bool alternate)
{
    ls_buf_putc(buf, digits[0]);
    if (count > 1 || alternate) {
        ls_buf_putc(buf, '.');
    }
    ls_buf_put(buf, digits + 1, count - 1);
    char text[8];
    ls_buf_put(buf, text, put_exponent(text, exponent));
}

/* `largest`: numbers with a greater exponent are written with it; `point`: one is always there, with a digit behind. */
static void append_general(LsBuf *buf, double d, int precision, int largest, bool point, bool alternate)
{
    LsBuf digits;
    ls_buf_init(&digits, buf->alloc);
    precision = precision == 0 ? 1 : precision;
    int exponent = digits_with_exponent(&digits, d, precision);
    size_t count = digits.size;
    const char *text = ls_buf_text(&digits);
    while (!alternate && count > 1 && text[count - 1] == '0') {
        count--;
    }
    if (digits.failed) {
        buf->failed = true;
    } else if (exponent < -4 || exponent > largest) {
        append_exponential(buf, text, count, exponent, alternate);
    } else if (exponent < 0) {
        ls_buf_puts(buf, "0.");
        ls_buf_fill(buf, '0', (size_t)(-exponent - 1));
        ls_buf_put(buf, text, count);
    } else {
        size_t whole = (size_t)exponent + 1;
        ls_buf_put(buf, text, count < whole ? count : whole);
        ls_buf_fill(buf, '0', count < whole ? whole - count : 0);
        if (count > whole || alternate) {
            ls_buf_putc(buf, '.');
        }
        ls_buf_put(buf, text + whole, count > whole ? count - whole : 0);
        if (point && !alternate && count <= whole) {
            ls_buf_puts(buf, ".0");
        }
    }
    ls_buf_free(&digits);
}

static void append_positive(LsBuf *buf, double d, char type, int precision, bool alternate)
{
    if (type == 'f') {
        append_fixed(buf, d, precision, alternate);
    } else if (type == 'g') {
        append_general(buf, d, precision, precision == 0 ? 0 : precision - 1, false, alternate);
    } else if (type == 'e') {
        LsBuf digits;
        ls_buf_init(&digits, buf->alloc);
        int exponent = digits_with_exponent(&digits, d, precision + 1);
        if (digits.failed) {
            buf->failed = true;
        } else {
            append_exponential(buf, digits.data, digits.size, exponent, alternate);
        }
        ls_buf_free(&digits);
    } else if (precision >= 0) {
        append_general(buf, d, precision, precision < 2 ? -1 : precision - 2, true, alternate);
    } else {
        char text[VM_FLOAT_TEXT];
        ls_buf_put(buf, text, vm_float_repr(d, text));
    }
}

void vm_float_append(LsBuf *buf, double d, char type, int precision, bool alternate)
{
    bool upper = type >= 'A' && type <= 'Z';
    size_t begin = buf->size;
    if (isnan(d)) {
        ls_buf_puts(buf, "nan");
    } else {
        if (signbit(d)) {
            ls_buf_putc(buf, '-');
        }
        if (isinf(d)) {
            ls_buf_puts(buf, "inf");
        } else {
            append_positive(buf, fabs(d), upper ? (char)(type + 32) : type, precision, alternate);
        }
    }
    for (size_t i = begin; upper && !buf->failed && i < buf->size; i++) {
        char c = buf->data[i];
        buf->data[i] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
    }
}

double vm_float_round(double d, int ndigits)
{
    if (!isfinite(d) || d == 0 || ndigits > 323) {
        return d;
    }
    if (ndigits < -308) {
        return 0.0 * d;
    }
    uint64_t number;
    if (ndigits <= 15 && scale_wide(fabs(d), ndigits, &number) && number < (uint64_t)1 << 53) {
        double unit = 1;
        for (int i = 0; i < ndigits; i++) {
            unit *= 10;
        }
        return copysign((double)number / unit, d);
    }
    mpz_t scaled, unit;
    mpz_inits(scaled, unit, NULL);
    scale_exactly(scaled, fabs(d), ndigits);
    mpz_ui_pow_ui(unit, 10, (unsigned long)(ndigits < 0 ? -ndigits : ndigits));
    double result;
    if (mpz_sgn(scaled) == 0) {
        result = 0;
    } else if (ndigits >= 0) {
        result = vm_int_divide_mpz(scaled, unit);
    } else {
        mpz_mul(scaled, scaled, unit);
        mpz_set_ui(unit, 1);
        result = vm_int_divide_mpz(scaled, unit);
    }
    mpz_clears(scaled, unit, NULL);
    return copysign(result, d);
}
