/* tui_input.h: from the terminal's bytes to input events.
 *
 * A decoder is a small state machine: bytes go in, events come out.  It understands UTF-8, the control keys, the CSI
 * and SS3 sequences of xterm-like terminals (and the Linux console's and rxvt's variants), and SGR mouse reports.  What
 * it does not understand is dropped, whole sequences at a time.  A lone Escape is told from the begin of a sequence by
 * time: the caller flushes the decoder when nothing followed for a moment.  Nothing is allocated.
 */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Keys are code points, or one of these. */
enum {
    TUI_KEY_NONE = 0,
    TUI_KEY_TAB = 9,
    TUI_KEY_ENTER = 13,
    TUI_KEY_ESC = 27,
    TUI_KEY_BACKSPACE = 127,
    TUI_KEY_LEFT = 0x110000,
    TUI_KEY_RIGHT,
    TUI_KEY_UP,
    TUI_KEY_DOWN,
    TUI_KEY_HOME,
    TUI_KEY_END,
    TUI_KEY_PAGE_UP,
    TUI_KEY_PAGE_DOWN,
    TUI_KEY_INSERT,
    TUI_KEY_DELETE,
    TUI_KEY_BACKTAB,
    TUI_KEY_CTRL = 0x200000, /* TUI_KEY_CTRL + 'a': with the control key */
    TUI_KEY_ALT = 0x400000,
};

typedef enum TuiInputType {
    TUI_INPUT_KEY,
    TUI_INPUT_PRESS, /* mouse: left button down at x, y */
    TUI_INPUT_DRAG,  /* moved with the left button down */
    TUI_INPUT_RELEASE,
    TUI_INPUT_WHEEL_UP,
    TUI_INPUT_WHEEL_DOWN,
    TUI_INPUT_RESIZE, /* the screen is x columns by y rows */
    TUI_INPUT_TICK,   /* time has passed while something is animated */
} TuiInputType;

typedef struct TuiInput {
    TuiInputType type;
    uint32_t key;   /* of TUI_INPUT_KEY */
    int x, y;       /* cell, from 0 */
    int64_t now_ns; /* the caller's steady clock */
} TuiInput;

typedef struct TuiDecoder {
    unsigned char bytes[64];
    size_t count;
} TuiDecoder;

/* Feeds one byte.  True when `event` has been filled. */
bool tui_decoder_feed(TuiDecoder *decoder, unsigned char byte, TuiInput *event);
/* True while the decoder is in the middle of something. */
bool tui_decoder_pending(const TuiDecoder *decoder);
/* Nothing followed: a pending lone Escape becomes the key, the rest is dropped.  True when `event` has been filled. */
bool tui_decoder_flush(TuiDecoder *decoder, TuiInput *event);

/* "space", "←", "PgUp", "^L", "n" …; `text` holds at least 16 bytes.  Returns `text`. */
const char *tui_key_name(uint32_t key, char text[16]);

#endif
