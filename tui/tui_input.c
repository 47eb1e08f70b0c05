#include "tui/tui_input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

typedef struct Sequence {
    const char *bytes; /* behind "ESC [" or "ESC O" */
    uint32_t key;
} Sequence;

static const Sequence SEQUENCES[] = {
    {"A", TUI_KEY_UP},         {"B", TUI_KEY_DOWN},    {"C", TUI_KEY_RIGHT},   {"D", TUI_KEY_LEFT},
    {"H", TUI_KEY_HOME},       {"F", TUI_KEY_END},     {"Z", TUI_KEY_BACKTAB}, {"1~", TUI_KEY_HOME},
    {"7~", TUI_KEY_HOME},      {"4~", TUI_KEY_END},    {"8~", TUI_KEY_END},    {"5~", TUI_KEY_PAGE_UP},
    {"6~", TUI_KEY_PAGE_DOWN}, {"2~", TUI_KEY_INSERT}, {"3~", TUI_KEY_DELETE}, {"M", TUI_KEY_ENTER},
};

static bool emit(TuiInput *event, uint32_t key)
{
    *event = (TuiInput){.type = TUI_INPUT_KEY, .key = key};
    return true;
}

static uint32_t plain_key(unsigned char byte)
{
    if (byte == 8 || byte == 127)
        return TUI_KEY_BACKSPACE;
    if (byte == '\r' || byte == '\n')
        return TUI_KEY_ENTER;
    if (byte == TUI_KEY_TAB || byte >= 0x20)
        return byte;
    return byte == 0 ? TUI_KEY_CTRL + ' ' : TUI_KEY_CTRL + (uint32_t)(byte < 27 ? byte + 'a' - 1 : byte + '@');
}

/* "<b;x;yM" or "<b;x;ym" */
static bool mouse_event(const char *text, TuiInput *event)
{
    int button, x, y;
    char final;
    if (sscanf(text, "<%6d;%6d;%6d%c", &button, &x, &y, &final) != 4)
        return false;
    *event = (TuiInput){.x = x - 1, .y = y - 1};
    if (button & 64) {
        event->type = button & 1 ? TUI_INPUT_WHEEL_DOWN : TUI_INPUT_WHEEL_UP;
        return final == 'M';
    }
    if ((button & 3) != 0)
        return false;
    event->type = final == 'm' ? TUI_INPUT_RELEASE : button & 32 ? TUI_INPUT_DRAG : TUI_INPUT_PRESS;
    return true;
}

/* A whole sequence without its "ESC [": finds the key; modifiers ("1;5C") are ignored but for Shift-Tab's own form. */
static bool sequence_event(const char *text, TuiInput *event)
{
    if (text[0] == '<')
        return mouse_event(text, event);
    char simple[80];
    size_t size = strlen(text);
    if (size == 0)
        return false;
    const char *semicolon = strchr(text, ';');
    if (semicolon && text[size - 1] != '~')
        snprintf(simple, sizeof simple, "%c", text[size - 1]);
    else if (semicolon)
        snprintf(simple, sizeof simple, "%.*s~", (int)(semicolon - text > 5 ? 5 : semicolon - text), text);
    else
        snprintf(simple, sizeof simple, "%s", text);
    for (size_t i = 0; i < sizeof SEQUENCES / sizeof *SEQUENCES; i++)
        if (strcmp(SEQUENCES[i].bytes, simple) == 0)
            return emit(event, SEQUENCES[i].key);
    return false;
}

static bool feed_escape(TuiDecoder *decoder, unsigned char byte, TuiInput *event)
{
    if (decoder->count == 2 && byte == 27) { /* two escapes: the first was a key */
        decoder->count = 1;
        return emit(event, TUI_KEY_ESC);
    }
    unsigned char kind = decoder->bytes[1];
    if (decoder->count == 2 && kind != '[' && kind != 'O') {
        decoder->count = 0;
        if (byte >= 0x80)
            return false;
        return emit(event, TUI_KEY_ALT + plain_key(byte));
    }
    if (decoder->count == 2)
        return false;
    if (byte == 24 || byte == 26) { /* CAN, SUB */
        decoder->count = 0;
        return false;
    }
    bool linux_function_key = kind == '[' && decoder->count == 3 && byte == '[';
    bool final = byte >= 0x40 && byte <= 0x7E && !linux_function_key;
    if (decoder->count == sizeof decoder->bytes)
        decoder->count--; /* too long: swallow up to its end */
    if (!final)
        return false;
    char text[sizeof decoder->bytes];
    size_t size = decoder->count - 2;
    memcpy(text, decoder->bytes + 2, size);
    text[size] = '\0';
    decoder->count = 0;
    return sequence_event(text, event);
}

static bool feed_utf8(TuiDecoder *decoder, TuiInput *event)
{
    utf8proc_int32_t code;
    unsigned char first = decoder->bytes[0];
    size_t wanted = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1;
    bool broken = wanted == 1 || (decoder->count > 1 && (decoder->bytes[decoder->count - 1] & 0xC0) != 0x80);
    if (!broken && decoder->count < wanted)
        return false;
    utf8proc_ssize_t used = broken ? -1 : utf8proc_iterate(decoder->bytes, (utf8proc_ssize_t)decoder->count, &code);
    decoder->count = 0;
    return used > 0 && emit(event, (uint32_t)code);
}

bool tui_decoder_feed(TuiDecoder *decoder, unsigned char byte, TuiInput *event)
{
    if (decoder->count == 0 && byte < 0x80 && byte != 27)
        return emit(event, plain_key(byte));
    decoder->bytes[decoder->count++] = byte;
    if (decoder->bytes[0] == 27)
        return decoder->count > 1 && feed_escape(decoder, byte, event);
    return feed_utf8(decoder, event);
}

bool tui_decoder_pending(const TuiDecoder *decoder)
{
    return decoder->count > 0;
}

bool tui_decoder_flush(TuiDecoder *decoder, TuiInput *event)
{
    bool escape = decoder->count == 1 && decoder->bytes[0] == 27;
    bool alt_bracket = decoder->count == 2 && decoder->bytes[0] == 27;
    unsigned char second = decoder->bytes[1];
    decoder->count = 0;
    if (escape)
        return emit(event, TUI_KEY_ESC);
    return alt_bracket && emit(event, TUI_KEY_ALT + second);
}

const char *tui_key_name(uint32_t key, char text[16])
{
    static const char *const NAMES[] = {"←", "→", "↑", "↓", "Home", "End", "PgUp", "PgDn", "Ins", "Del", "Shift-Tab"};
    if (key >= TUI_KEY_ALT) {
        char plain[16];
        snprintf(text, 16, "Alt-%.10s", tui_key_name(key - TUI_KEY_ALT, plain));
    } else if (key >= TUI_KEY_CTRL) {
        snprintf(text, 16, "Ctrl-%c", (int)(key - TUI_KEY_CTRL));
    } else if (key >= TUI_KEY_LEFT && key - TUI_KEY_LEFT < sizeof NAMES / sizeof *NAMES) {
        snprintf(text, 16, "%s", NAMES[key - TUI_KEY_LEFT]);
    } else if (key == ' ' || key == TUI_KEY_TAB || key == TUI_KEY_ENTER || key == TUI_KEY_ESC ||
               key == TUI_KEY_BACKSPACE) {
        snprintf(text, 16, "%s",
                 key == ' '             ? "space"
                 : key == TUI_KEY_TAB   ? "Tab"
                 : key == TUI_KEY_ENTER ? "Enter"
                 : key == TUI_KEY_ESC   ? "Esc"
                                        : "Backspace");
    } else {
        char bytes[5] = "";
        utf8proc_ssize_t size = utf8proc_encode_char((utf8proc_int32_t)key, (utf8proc_uint8_t *)bytes);
        snprintf(text, 16, "%.*s", (int)size, bytes);
    }
    return text;
}
