#include "trace/trace_scan.h"

#include "trace/trace_format.h"

#include <stdarg.h>
#include <stdio.h>

bool trace_scan_fail(TraceScan *scan, LsStatus status, const char *format, ...)
{
    if (scan->status == LS_OK) {
        scan->status = status;
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(scan->error, TRACE_ERROR_SIZE, format, arguments);
        va_end(arguments);
    }
    return false;
}

bool trace_scan_foreign(TraceScan *scan, const char *what)
{
    return trace_scan_fail(scan, LS_E_FORMAT, "not a loopscope trace: line %llu: %s", (unsigned long long)scan->line,
                           what);
}

bool trace_scan_no_memory(TraceScan *scan)
{
    return trace_scan_fail(scan, LS_E_NOMEM, "out of memory while reading a trace");
}

bool trace_scan_expect(TraceScan *scan, const char *text)
{
    return trace_scan_skip(scan, text, strlen(text)) || trace_scan_foreign(scan, "this is not how loopscope writes it");
}

/* --- numbers --- */

bool trace_scan_number(TraceScan *scan, uint64_t most, uint64_t *out)
{
    const char *begin = scan->at;
    uint64_t number = 0;
    while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9') {
        unsigned digit = (unsigned)(*scan->at - '0');
        if (number > (UINT64_MAX - digit) / 10) {
            return trace_scan_foreign(scan, "a number is too large");
        }
        number = number * 10 + digit;
        scan->at++;
    }
    if (scan->at == begin || (*begin == '0' && scan->at - begin > 1)) {
        return trace_scan_foreign(scan, "a number was expected");
    }
    if (number > most) {
        return trace_scan_foreign(scan, "a number is too large");
    }
    *out = number;
    return true;
}

bool trace_scan_signed(TraceScan *scan, int64_t *out)
{
    bool negative = TRACE_SKIP(scan, "-");
    uint64_t number;
    if (!trace_scan_number(scan, (uint64_t)INT64_MAX + negative, &number)) {
        return false;
    }
    *out = (int64_t)(negative ? 0 - number : number);
    return true;
}

/* Microseconds with up to three digits behind the point. */
bool trace_scan_time(TraceScan *scan, int64_t *out)
{
    uint64_t whole;
    if (!trace_scan_number(scan, INT64_MAX / 1000 - 1, &whole)) {
        return false;
    }
    uint64_t rest = 0;
    if (TRACE_SKIP(scan, ".")) {
        unsigned unit = 100;
        for (; unit > 0 && scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9'; unit /= 10) {
            rest += (uint64_t)(*scan->at++ - '0') * unit;
        }
        if (unit == 100) {
            return trace_scan_foreign(scan, "a time was expected");
        }
    }
    *out = (int64_t)(whole * 1000 + rest);
    return true;
}

/* --- strings --- */

bool trace_scan_put(TraceScan *scan, unsigned byte)
{
    char *text = ls_alloc_grow(scan->alloc, scan->text, &scan->text_capacity, scan->text_size + 1, 1);
    if (text == NULL) {
        return trace_scan_no_memory(scan);
    }
    scan->text = text;
    text[scan->text_size++] = (char)byte;
    return true;
}

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

static bool read_hex(TraceScan *scan, int digits, unsigned *out)
{
    unsigned value = 0;
    for (int i = 0; i < digits; i++) {
        int digit = scan->at < scan->end ? hex_digit(*scan->at) : -1;
        if (digit < 0) {
            return trace_scan_foreign(scan, "hexadecimal digits were expected");
        }
        value = value << 4 | (unsigned)digit;
        scan->at++;
    }
    *out = value;
    return true;
}

static bool read_escape(TraceScan *scan)
{
    unsigned unit = 0;
    if (TRACE_SKIP(scan, "\\")) {
        return trace_scan_put(scan, '\\');
    }
    if (TRACE_SKIP(scan, "\"")) {
        return trace_scan_put(scan, '"');
    }
    if (TRACE_SKIP(scan, "n")) {
        return trace_scan_put(scan, '\n');
    }
    if (!TRACE_SKIP(scan, "u") || !read_hex(scan, 4, &unit)) {
        return trace_scan_foreign(scan, "an unknown escape");
    }
    if (unit < 0x80) {
        return trace_scan_put(scan, unit);
    }
    if (unit < 0x800) {
        return trace_scan_put(scan, 0xC0 | unit >> 6) && trace_scan_put(scan, 0x80 | (unit & 0x3F));
    }
    return trace_scan_put(scan, 0xE0 | unit >> 12) && trace_scan_put(scan, 0x80 | (unit >> 6 & 0x3F)) &&
           trace_scan_put(scan, 0x80 | (unit & 0x3F));
}

/* The rest of a JSON string, up to its closing quote, into scan->text. */
bool trace_scan_json(TraceScan *scan)
{
    scan->text_size = 0;
    while (scan->at < scan->end && *scan->at != '"') {
        if (TRACE_SKIP(scan, "\\")) {
            if (!read_escape(scan)) {
                return false;
            }
        } else if ((unsigned char)*scan->at < 0x20) {
            return trace_scan_foreign(scan, "a control character in a string");
        } else if (!trace_scan_put(scan, (unsigned char)*scan->at++)) {
            return false;
        }
    }
    return trace_scan_expect(scan, "\"");
}

bool trace_scan_string_member(TraceScan *scan)
{
    if (TRACE_SKIP(scan, "\"s\":\"")) {
        return trace_scan_json(scan) &&
               (trace_is_utf8(scan->text, scan->text_size) || trace_scan_foreign(scan, "a string is not UTF-8"));
    }
    if (!trace_scan_expect(scan, "\"x\":\"")) {
        return false;
    }
    scan->text_size = 0;
    while (scan->at < scan->end && *scan->at != '"') {
        unsigned byte = 0;
        if (!read_hex(scan, 2, &byte) || !trace_scan_put(scan, byte)) {
            return false;
        }
    }
    return trace_scan_expect(scan, "\"");
}

void trace_scan_free(TraceScan *scan)
{
    ls_alloc_free(scan->alloc, scan->text, scan->text_capacity);
}
