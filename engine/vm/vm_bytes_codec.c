/* str.encode and bytes.decode: utf-8, ascii, latin-1. */
#include "vm/vm_bytes.h"
#include "vm/vm_error.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_unicode.h"

typedef enum Encoding { ENCODING_ERROR, ENCODING_UTF8, ENCODING_ASCII, ENCODING_LATIN1 } Encoding;
typedef enum Handler {
    HANDLER_UNKNOWN,
    HANDLER_STRICT,
    HANDLER_IGNORE,
    HANDLER_REPLACE,
    HANDLER_BACKSLASH,
    HANDLER_XML,
    HANDLER_SURROGATE_PASS,
} Handler;

/* Lower case, with "-" for "_" and spaces: how encodings are looked up. */
static bool name_is(VmValue name, const char *wanted)
{
    const char *text = vm_str_data(name);
    for (; *text != '\0' && *wanted != '\0'; text++, wanted++) {
        char c = *text >= 'A' && *text <= 'Z' ? (char)(*text + 32) : *text == '_' || *text == ' ' ? '-' : *text;
        if (c != *wanted) {
            return false;
        }
    }
    return *text == *wanted;
}

static Encoding find_encoding(Vm *vm, VmValue name, const char *function)
{
    static const struct {
        const char *name;
        Encoding encoding;
    } known[] = {
        {"utf-8", ENCODING_UTF8},     {"utf8", ENCODING_UTF8},         {"u8", ENCODING_UTF8},
        {"ascii", ENCODING_ASCII},    {"us-ascii", ENCODING_ASCII},    {"646", ENCODING_ASCII},
        {"latin-1", ENCODING_LATIN1}, {"latin1", ENCODING_LATIN1},     {"l1", ENCODING_LATIN1},
        {"latin", ENCODING_LATIN1},   {"iso-8859-1", ENCODING_LATIN1}, {"iso8859-1", ENCODING_LATIN1},
        {"cp819", ENCODING_LATIN1},
    };
    if (name == VM_EMPTY) {
        return ENCODING_UTF8;
    }
    if (!vm_is_str(name)) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "%s() argument 'encoding' must be str, not %s", function,
                       vm_type_name(vm, name));
        return ENCODING_ERROR;
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (name_is(name, known[i].name)) {
            return known[i].encoding;
        }
    }
    (void)vm_raise(vm, VM_EXC_LOOKUP_ERROR, "unknown encoding: %s", vm_str_data(name));
    return ENCODING_ERROR;
}

static bool find_handler(Vm *vm, VmValue name, const char *function, Handler *out)
{
    static const struct {
        const char *name;
        Handler handler;
    } known[] = {
        {"strict", HANDLER_STRICT},         {"ignore", HANDLER_IGNORE},
        {"replace", HANDLER_REPLACE},       {"backslashreplace", HANDLER_BACKSLASH},
        {"xmlcharrefreplace", HANDLER_XML}, {"surrogatepass", HANDLER_SURROGATE_PASS},
    };
    *out = name == VM_EMPTY ? HANDLER_STRICT : HANDLER_UNKNOWN;
    if (name != VM_EMPTY && !vm_is_str(name)) {
        (void)vm_raise(vm, VM_EXC_TYPE_ERROR, "%s() argument 'errors' must be str, not %s", function,
                       vm_type_name(vm, name));
        return false;
    }
    for (size_t i = 0; name != VM_EMPTY && i < sizeof known / sizeof known[0]; i++) {
        if (vm_str_equal_c(name, known[i].name)) {
            *out = known[i].handler;
        }
    }
    return true;
}

/* The name of the encoding as errors show it. */
static const char *shown_name(Encoding encoding)
{
    return encoding == ENCODING_UTF8 ? "utf-8" : encoding == ENCODING_ASCII ? "ascii" : "latin-1";
}

static bool unknown_handler(Vm *vm, VmValue name)
{
    (void)vm_raise(vm, VM_EXC_LOOKUP_ERROR, "unknown error handler name '%s'", vm_str_data(name));
    return false;
}

/* ---- encoding --------------------------------------------------------------------------------------------------- */

static bool can_encode(Encoding encoding, uint32_t code)
{
    switch (encoding) {
    case ENCODING_ASCII: return code < 0x80;
    case ENCODING_LATIN1: return code < 0x100;
    default: return code < 0xD800 || code > 0xDFFF;
    }
}

static void put_code(LsBuf *buf, Encoding encoding, uint32_t code)
{
    if (encoding == ENCODING_UTF8) {
        ls_buf_put_utf8(buf, code);
    } else {
        ls_buf_putc(buf, (char)(unsigned char)code);
    }
}

static void put_code_escape(LsBuf *buf, uint32_t code)
{
    if (code < 0x100) {
        ls_buf_printf(buf, "\\x%02x", (unsigned)code);
    } else {
        ls_buf_printf(buf, code < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)code);
    }
}

/* UnicodeDecodeError and UnicodeEncodeError keep what they are about. */
static bool raise_codec_error(Vm *vm, VmExceptionId id, Encoding encoding, VmValue object, size_t first, size_t end,
                              const char *reason)
{
    VmValue args[5] = {vm_str_c(vm, shown_name(encoding)), object, vm_from_int((int64_t)first),
                       vm_from_int((int64_t)end), vm_str_c(vm, reason)};
    VmValue exception = args[0] == VM_ERROR || args[4] == VM_ERROR
                            ? VM_ERROR
                            : vm_exception_new(vm, vm_exception_type(vm, id), args, 5);
    if (exception != VM_ERROR) {
        (void)vm_raise_value(vm, exception);
    }
    vm_unref(vm, args[0]);
    vm_unref(vm, args[4]);
    vm_unref(vm, exception);
    return false;
}

static bool encode_error(Vm *vm, Encoding encoding, VmValue str, size_t first, size_t last)
{
    const char *reason = encoding == ENCODING_ASCII    ? "ordinal not in range(128)"
                         : encoding == ENCODING_LATIN1 ? "ordinal not in range(256)"
                                                       : "surrogates not allowed";
    return raise_codec_error(vm, VM_EXC_UNICODE_ENCODE_ERROR, encoding, str, first, last + 1, reason);
}

/* A run of characters that cannot be encoded begins at `here`; moves *place behind what was dealt with. */
static bool encode_bad(Vm *vm, LsBuf *buf, VmValue str, Encoding encoding, Handler handler, VmValue errors,
                       uint32_t code, size_t index, const char **place, const char *end)
{
    switch (handler) {
    case HANDLER_IGNORE: return true;
    case HANDLER_REPLACE: ls_buf_putc(buf, '?'); return true;
    case HANDLER_BACKSLASH: put_code_escape(buf, code); return true;
    case HANDLER_XML: ls_buf_printf(buf, "&#%u;", (unsigned)code); return true;
    case HANDLER_SURROGATE_PASS:
        if (encoding == ENCODING_UTF8) {
            ls_buf_put_utf8(buf, code);
            return true;
        }
        break;
    case HANDLER_UNKNOWN: return unknown_handler(vm, errors);
    default: break;
    }
    size_t last = index;
    while (*place < end && !can_encode(encoding, vm_utf8_next(place))) {
        last++;
    }
    return encode_error(vm, encoding, str, index, last);
}

VmValue vm_bytes_encode(Vm *vm, VmValue str, VmValue encoding_name, VmValue errors)
{
    Encoding encoding = find_encoding(vm, encoding_name, "encode");
    Handler handler;
    if (encoding == ENCODING_ERROR || !find_handler(vm, errors, "encode", &handler)) {
        return VM_ERROR;
    }
    const char *place = vm_str_data(str), *end = place + vm_str_size(str);
    if (vm_str_is_ascii(str)) {
        return vm_bytes_new(vm, place, (size_t)(end - place));
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    for (size_t index = 0; place < end; index++) {
        uint32_t code = vm_utf8_next(&place);
        if (can_encode(encoding, code)) {
            put_code(&buf, encoding, code);
        } else if (!encode_bad(vm, &buf, str, encoding, handler, errors, code, index, &place, end)) {
            ls_buf_free(&buf);
            return VM_ERROR;
        }
    }
    return vm_bytes_from_buf(vm, &buf);
}

/* ---- decoding --------------------------------------------------------------------------------------------------- */

static bool decode_bad(Vm *vm, LsBuf *buf, Encoding encoding, Handler handler, VmValue errors, const VmBytes *bytes,
                       size_t at, size_t count, const char *reason)
{
    switch (handler) {
    case HANDLER_IGNORE: return true;
    case HANDLER_REPLACE: ls_buf_put_utf8(buf, 0xFFFD); return true;
    case HANDLER_BACKSLASH:
        for (size_t i = 0; i < count; i++) {
            ls_buf_printf(buf, "\\x%02x", (unsigned)(unsigned char)bytes->data[at + i]);
        }
        return true;
    case HANDLER_UNKNOWN: return unknown_handler(vm, errors);
    default: break;
    }
    return raise_codec_error(vm, VM_EXC_UNICODE_DECODE_ERROR, encoding, vm_from_object((VmBytes *)bytes), at,
                             at + count, reason);
}

static bool decode_utf8(Vm *vm, LsBuf *buf, const VmBytes *bytes, Handler handler, VmValue errors)
{
    size_t at = 0;
    while (at < bytes->size) {
        size_t bad = 0;
        const char *reason = "";
        size_t good = vm_utf8_valid(bytes->data + at, bytes->size - at, &bad, &reason);
        ls_buf_put(buf, bytes->data + at, good);
        at += good;
        if (at < bytes->size) {
            if (!decode_bad(vm, buf, ENCODING_UTF8, handler, errors, bytes, at, bad, reason)) {
                return false;
            }
            at += bad;
        }
    }
    return true;
}

static bool decode_single(Vm *vm, LsBuf *buf, const VmBytes *bytes, Encoding encoding, Handler handler, VmValue errors)
{
    for (size_t i = 0; i < bytes->size; i++) {
        unsigned char byte = (unsigned char)bytes->data[i];
        if (byte < 0x80 || encoding == ENCODING_LATIN1) {
            ls_buf_put_utf8(buf, byte);
        } else if (!decode_bad(vm, buf, encoding, handler, errors, bytes, i, 1, "ordinal not in range(128)")) {
            return false;
        }
    }
    return true;
}

VmValue vm_bytes_decode(Vm *vm, VmValue v, VmValue encoding_name, VmValue errors)
{
    Encoding encoding = find_encoding(vm, encoding_name, "decode");
    Handler handler;
    if (encoding == ENCODING_ERROR || !find_handler(vm, errors, "decode", &handler)) {
        return VM_ERROR;
    }
    const VmBytes *bytes = vm_bytes_of_value(v);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    bool done = encoding == ENCODING_UTF8 ? decode_utf8(vm, &buf, bytes, handler, errors)
                                          : decode_single(vm, &buf, bytes, encoding, handler, errors);
    if (!done) {
        ls_buf_free(&buf);
        return VM_ERROR;
    }
    return vm_str_from_buf(vm, &buf);
}
