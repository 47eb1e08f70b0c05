#include "base/ls_status.h"

#include <assert.h>

const char *ls_status_text(LsStatus status)
{
    static const char *const texts[LS_STATUS_COUNT] = {
#define LS_STATUS_TEXT(symbol, sentence) [symbol] = sentence,
        LS_STATUS_TABLE(LS_STATUS_TEXT)
#undef LS_STATUS_TEXT
    };
    assert((unsigned)status < LS_STATUS_COUNT);
    return texts[status];
}
