/* ls_buf.h: a growable byte string for building text.
 *
 * The buffer owns its bytes until ls_buf_free.  A failed allocation is remembered (`failed`): later appends do nothing,
 * so that a chain of appends needs one check at its end.  The bytes are always followed by a NUL that is not counted.
 */
#ifndef LS_BUF_H
#define LS_BUF_H

#include "base/ls_alloc.h"

#include <stdarg.h>

typedef struct LsBuf {
    const LsAlloc *alloc;
    char *data; /* NULL until the first append: use ls_buf_text for a C string */
    size_t size;
    size_t capacity;
    bool failed;
} LsBuf;

void ls_buf_init(LsBuf *buf, const LsAlloc *alloc);
void ls_buf_free(LsBuf *buf);
/* Forgets the contents, keeps the memory, clears `failed`. */
void ls_buf_clear(LsBuf *buf);

void ls_buf_put(LsBuf *buf, const char *bytes, size_t size);
void ls_buf_puts(LsBuf *buf, const char *text);
void ls_buf_putc(LsBuf *buf, char byte);
/* Appends `count` times the byte. */
void ls_buf_fill(LsBuf *buf, char byte, size_t count);
/* Appends a code point as UTF-8 (surrogates too, as three bytes).  0 <= code <= 0x10FFFF. */
void ls_buf_put_utf8(LsBuf *buf, uint32_t code);
void ls_buf_printf(LsBuf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void ls_buf_vprintf(LsBuf *buf, const char *format, va_list arguments);

/* Makes room for `extra` more bytes; false (and `failed`) when there is no memory. */
bool ls_buf_reserve(LsBuf *buf, size_t extra);
/* The contents as a C string; "" when empty.  Valid until the next append. */
const char *ls_buf_text(const LsBuf *buf);

#endif
