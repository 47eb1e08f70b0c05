/* Any bytes from the terminal: the decoder never keeps more than its buffer, its keys have names, and a flush empties
 * it. */
#include "tui/tui_input.h"

#include <string.h>

#include "fuzz.h"

static void check(const TuiInput *event)
{
    char name[16];
    if (event->type == TUI_INPUT_KEY) {
        fuzz_require(strlen(tui_key_name(event->key, name)) < sizeof name, "the name of a key fits");
    } else {
        fuzz_require(event->x >= 0 && event->y >= 0, "cells count from 0");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    TuiDecoder decoder = {0};
    for (size_t i = 0; i < size; i++) {
        TuiInput event = {0};
        if (tui_decoder_feed(&decoder, data[i], &event)) {
            check(&event);
        }
        fuzz_require(decoder.count <= sizeof decoder.bytes, "the decoder keeps within its buffer");
    }
    TuiInput event = {0};
    if (tui_decoder_flush(&decoder, &event)) {
        check(&event);
    }
    fuzz_require(!tui_decoder_pending(&decoder), "nothing is pending after a flush");
    return 0;
}
