#include "trace/trace_format.h"

/* The number of bytes of the sequence that begins with `byte`, 0: none does. */
static size_t sequence_size(unsigned char byte)
{
    if (byte < 0x80) {
        return 1;
    }
    if (byte >= 0xC2 && byte < 0xE0) {
        return 2;
    }
    if (byte >= 0xE0 && byte < 0xF0) {
        return 3;
    }
    return byte >= 0xF0 && byte < 0xF5 ? 4 : 0;
}

bool trace_is_utf8(const char *text, size_t size)
{
    for (size_t i = 0; i < size;) {
        unsigned char first = (unsigned char)text[i];
        size_t length = sequence_size(first);
        if (length == 0 || length > size - i) {
            return false;
        }
        for (size_t k = 1; k < length; k++) {
            if (((unsigned char)text[i + k] & 0xC0) != 0x80) {
                return false;
            }
        }
        unsigned char second = length > 1 ? (unsigned char)text[i + 1] : 0;
        bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
        bool beyond = first == 0xF4 && second >= 0x90;
        if (overlong || beyond) {
            return false;
        }
        i += length;
    }
    return true;
}
