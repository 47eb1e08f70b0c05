#include "vm/vm_unicode.h"

#include <utf8proc.h>

size_t vm_utf8_encode(uint32_t code, char out[4])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

size_t vm_utf8_length(const char *bytes, size_t size)
{
    size_t length = 0;
    for (size_t i = 0; i < size; i++) {
        length += (bytes[i] & 0xC0) != 0x80;
    }
    return length;
}

size_t vm_utf8_offset(const char *bytes, size_t size, size_t index)
{
    size_t offset = 0;
    while (index > 0 && offset < size) {
        const char *place = bytes + offset;
        (void)vm_utf8_next(&place);
        offset = (size_t)(place - bytes);
        index--;
    }
    return offset;
}

/* The length that the lead byte announces, with the range of the second byte; 0 for a byte that starts nothing. */
static size_t sequence_length(unsigned char lead, unsigned char *low, unsigned char *high)
{
    *low = 0x80;
    *high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        *low = lead == 0xE0 ? 0xA0 : 0x80;
        *high = lead == 0xED ? 0x9F : 0xBF;
        return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        *low = lead == 0xF0 ? 0x90 : 0x80;
        *high = lead == 0xF4 ? 0x8F : 0xBF;
        return 4;
    }
    return 0;
}

size_t vm_utf8_valid(const char *bytes, size_t size, size_t *bad, const char **reason)
{
    const unsigned char *p = (const unsigned char *)bytes;
    size_t i = 0;
    while (i < size) {
        if (p[i] < 0x80) {
            i++;
            continue;
        }
        unsigned char low, high;
        size_t wanted = sequence_length(p[i], &low, &high);
        if (wanted == 0) {
            *bad = 1;
            *reason = "invalid start byte";
            return i;
        }
        size_t have = 1;
        while (have < wanted && i + have < size && p[i + have] >= low && p[i + have] <= high) {
            low = 0x80;
            high = 0xBF;
            have++;
        }
        if (have < wanted) {
            *bad = have;
            *reason = i + have == size ? "unexpected end of data" : "invalid continuation byte";
            return i;
        }
        i += wanted;
    }
    return size;
}

/* ---- properties ------------------------------------------------------------------------------------------------- */

static utf8proc_category_t category(uint32_t code)
{
    return utf8proc_category((utf8proc_int32_t)code);
}

static bool in_ranges(uint32_t code, const VmUnicodeRange *ranges, size_t count)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (code > ranges[middle].last) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && code >= ranges[low].first;
}

bool vm_unicode_is_printable(uint32_t code)
{
    if (code < 0x7F) {
        return code >= 0x20;
    }
    switch (category(code)) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return false;
    default: return true;
    }
}

bool vm_unicode_is_space(uint32_t code)
{
    return (code >= 9 && code <= 13) || (code >= 28 && code <= 32) || code == 0x85 || code == 0xA0 || code == 0x1680 ||
           (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F ||
           code == 0x3000;
}

bool vm_unicode_is_line_break(uint32_t code)
{
    return (code >= 10 && code <= 13) || (code >= 28 && code <= 30) || code == 0x85 || code == 0x2028 || code == 0x2029;
}

bool vm_unicode_is_alpha(uint32_t code)
{
    if (code < 0x80) {
        return (code | 32) >= 'a' && (code | 32) <= 'z';
    }
    utf8proc_category_t c = category(code);
    return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO;
}

bool vm_unicode_is_decimal(uint32_t code)
{
    return code < 0x80 ? code >= '0' && code <= '9' : category(code) == UTF8PROC_CATEGORY_ND;
}

bool vm_unicode_is_digit(uint32_t code)
{
    return vm_unicode_is_decimal(code) || in_ranges(code, vm_unicode_digits, vm_unicode_digit_count);
}

bool vm_unicode_is_numeric(uint32_t code)
{
    utf8proc_category_t c = category(code);
    return (c >= UTF8PROC_CATEGORY_ND && c <= UTF8PROC_CATEGORY_NO) ||
           in_ranges(code, vm_unicode_numbers, vm_unicode_number_count);
}

bool vm_unicode_is_lower(uint32_t code)
{
    return code < 0x80
               ? code >= 'a' && code <= 'z'
               : category(code) == UTF8PROC_CATEGORY_LL || in_ranges(code, vm_unicode_lowers, vm_unicode_lower_count);
}

bool vm_unicode_is_upper(uint32_t code)
{
    return code < 0x80
               ? code >= 'A' && code <= 'Z'
               : category(code) == UTF8PROC_CATEGORY_LU || in_ranges(code, vm_unicode_uppers, vm_unicode_upper_count);
}

bool vm_unicode_is_title(uint32_t code)
{
    return code >= 0x80 && category(code) == UTF8PROC_CATEGORY_LT;
}

bool vm_unicode_is_identifier_start(uint32_t code)
{
    return code == '_' || vm_unicode_is_alpha(code) ||
           (code >= 0x80 && (category(code) == UTF8PROC_CATEGORY_NL || code == 0x2118 || code == 0x212E));
}

bool vm_unicode_is_identifier(uint32_t code)
{
    if (vm_unicode_is_identifier_start(code) || vm_unicode_is_decimal(code)) {
        return true;
    }
    if (code < 0x80) {
        return false;
    }
    utf8proc_category_t c = category(code);
    return c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_MC || c == UTF8PROC_CATEGORY_PC || code == 0xB7 ||
           code == 0x387 || (code >= 0x1369 && code <= 0x1371) || code == 0x19DA;
}

bool vm_unicode_is_cased(uint32_t code)
{
    return vm_unicode_is_lower(code) || vm_unicode_is_upper(code) || vm_unicode_is_title(code);
}

bool vm_unicode_is_case_ignorable(uint32_t code)
{
    switch (code) {
    case '\'':
    case '.':
    case ':':
    case 0xB7:
    case 0x387:
    case 0x55F:
    case 0x5F4:
    case 0x2018:
    case 0x2019:
    case 0x2024:
    case 0x2027:
    case 0xFE13:
    case 0xFE52:
    case 0xFE55:
    case 0xFF07:
    case 0xFF0E:
    case 0xFF1A: return true;
    default: break;
    }
    utf8proc_category_t c = category(code);
    return c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_ME || c == UTF8PROC_CATEGORY_CF ||
           c == UTF8PROC_CATEGORY_LM || c == UTF8PROC_CATEGORY_SK;
}

int vm_unicode_decimal_value(uint32_t code)
{
    if (code < 0x80) {
        return code >= '0' && code <= '9' ? (int)(code - '0') : -1;
    }
    if (category(code) != UTF8PROC_CATEGORY_ND) {
        return -1;
    }
    if (code >= 0x1D7CE && code <= 0x1D7FF) { /* mathematical digits: five runs without gaps */
        return (int)((code - 0x1D7CE) % 10);
    }
    /* The digits of a script are ten neighbours, 0 first; several such runs may follow each other. */
    uint32_t first = code;
    while (first > 0 && category(first - 1) == UTF8PROC_CATEGORY_ND) {
        first--;
    }
    return (int)((code - first) % 10);
}

/* ---- case ------------------------------------------------------------------------------------------------------- */

static const VmUnicodeCasing *special_casing(uint32_t code)
{
    size_t low = 0, high = vm_unicode_casing_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (vm_unicode_casings[middle].code < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < vm_unicode_casing_count && vm_unicode_casings[low].code == code ? &vm_unicode_casings[low] : NULL;
}

static size_t copy_casing(const uint16_t casing[3], uint32_t out[3])
{
    size_t count = 0;
    while (count < 3 && casing[count] != 0) {
        out[count] = casing[count];
        count++;
    }
    return count;
}

size_t vm_unicode_lower(uint32_t code, uint32_t out[3])
{
    if (code == 0x130) {
        out[0] = 'i';
        out[1] = 0x307;
        return 2;
    }
    if (code < 0x80) {
        out[0] = code >= 'A' && code <= 'Z' ? code + 32 : code;
    } else {
        out[0] = (uint32_t)utf8proc_tolower((utf8proc_int32_t)code);
    }
    return 1;
}

size_t vm_unicode_upper(uint32_t code, uint32_t out[3])
{
    const VmUnicodeCasing *special = code < 0x80 ? NULL : special_casing(code);
    if (special != NULL) {
        return copy_casing(special->upper, out);
    }
    if (code < 0x80) {
        out[0] = code >= 'a' && code <= 'z' ? code - 32 : code;
    } else {
        out[0] = (uint32_t)utf8proc_toupper((utf8proc_int32_t)code);
    }
    return 1;
}

size_t vm_unicode_title(uint32_t code, uint32_t out[3])
{
    const VmUnicodeCasing *special = code < 0x80 ? NULL : special_casing(code);
    if (special != NULL) {
        return copy_casing(special->title, out);
    }
    out[0] = (uint32_t)utf8proc_totitle((utf8proc_int32_t)code);
    return 1;
}

size_t vm_unicode_fold(uint32_t code, uint32_t out[3])
{
    if (code < 0x80) {
        return vm_unicode_lower(code, out);
    }
    utf8proc_int32_t folded[8];
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char((utf8proc_int32_t)code, folded, 8, UTF8PROC_CASEFOLD, &boundary);
    if (count < 1 || count > 3) {
        out[0] = code;
        return 1;
    }
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        out[i] = (uint32_t)folded[i];
    }
    return (size_t)count;
}
