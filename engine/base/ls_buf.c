#include "base/ls_buf.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void ls_buf_init(LsBuf *buf, const LsAlloc *alloc)
{
    *buf = (LsBuf){.alloc = alloc};
}

void ls_buf_free(LsBuf *buf)
{
    ls_alloc_free(buf->alloc, buf->data, buf->capacity);
    *buf = (LsBuf){.alloc = buf->alloc};
}

void ls_buf_clear(LsBuf *buf)
{
    buf->size = 0;
    buf->failed = false;
    if (buf->data != NULL) {
        buf->data[0] = '\0';
    }
}

bool ls_buf_reserve(LsBuf *buf, size_t extra)
{
    if (buf->failed) {
        return false;
    }
    if (extra >= SIZE_MAX - buf->size) {
        buf->failed = true;
        return false;
    }
    char *data = ls_alloc_grow(buf->alloc, buf->data, &buf->capacity, buf->size + extra + 1, 1);
    if (data == NULL) {
        buf->failed = true;
        return false;
    }
    buf->data = data;
    return true;
}

void ls_buf_put(LsBuf *buf, const char *bytes, size_t size)
{
    if (size == 0 || !ls_buf_reserve(buf, size)) {
        return;
    }
    memcpy(buf->data + buf->size, bytes, size);
    buf->size += size;
    buf->data[buf->size] = '\0';
}

void ls_buf_puts(LsBuf *buf, const char *text)
{
    ls_buf_put(buf, text, strlen(text));
}

void ls_buf_putc(LsBuf *buf, char byte)
{
    ls_buf_put(buf, &byte, 1);
}

void ls_buf_fill(LsBuf *buf, char byte, size_t count)
{
    if (count == 0 || !ls_buf_reserve(buf, count)) {
        return;
    }
    memset(buf->data + buf->size, byte, count);
    buf->size += count;
    buf->data[buf->size] = '\0';
}

void ls_buf_put_utf8(LsBuf *buf, uint32_t code)
{
    assert(code <= 0x10FFFF);
    char out[4];
    size_t size;
    if (code < 0x80) {
        out[0] = (char)code;
        size = 1;
    } else if (code < 0x800) {
        out[0] = (char)(0xC0 | (code >> 6));
        out[1] = (char)(0x80 | (code & 0x3F));
        size = 2;
    } else if (code < 0x10000) {
        out[0] = (char)(0xE0 | (code >> 12));
        out[1] = (char)(0x80 | ((code >> 6) & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        size = 3;
    } else {
        out[0] = (char)(0xF0 | (code >> 18));
        out[1] = (char)(0x80 | ((code >> 12) & 0x3F));
        out[2] = (char)(0x80 | ((code >> 6) & 0x3F));
        out[3] = (char)(0x80 | (code & 0x3F));
        size = 4;
    }
    ls_buf_put(buf, out, size);
}

void ls_buf_printf(LsBuf *buf, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    ls_buf_vprintf(buf, format, arguments);
    va_end(arguments);
}

void ls_buf_vprintf(LsBuf *buf, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    assert(size >= 0);
    if (ls_buf_reserve(buf, (size_t)size)) {
        vsnprintf(buf->data + buf->size, (size_t)size + 1, format, again);
        buf->size += (size_t)size;
    }
    va_end(again);
}

const char *ls_buf_text(const LsBuf *buf)
{
    return buf->data == NULL ? "" : buf->data;
}
