#include "analysis/an_say.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LABEL_SIZE = 96, STRING_SHOWN = 60 };

static const int64_t second_ns = 1000000000;

/* Digits after the point, without zeros at the end, at least `digits` of them. */
static void put_seconds(int64_t ns, int digits, char out[AN_TIME_SIZE])
{
    int size = snprintf(out, AN_TIME_SIZE, "%lld.%09lld", (long long)(ns / second_ns), (long long)(ns % second_ns));
    int keep = size - 9 + digits;
    while (size > keep && out[size - 1] == '0') {
        size--;
    }
    if (out[size - 1] == '.') {
        size--;
    }
    memcpy(out + size, " s", 3);
}

static void put_fraction(int64_t value, int64_t unit, const char *name, char out[AN_TIME_SIZE])
{
    int64_t tenths = (value % unit) / (unit / 10);
    bool exact = value % unit == 0;
    if (exact || value >= 100 * unit) {
        snprintf(out, AN_TIME_SIZE, "%lld %s", (long long)(value / unit), name);
    } else {
        snprintf(out, AN_TIME_SIZE, "%lld.%lld %s", (long long)(value / unit), (long long)tenths, name);
    }
}

static void put_long(int64_t ns, char out[AN_TIME_SIZE])
{
    long long seconds = ns / second_ns;
    long long days = seconds / 86400;
    long long hours = seconds / 3600 % 24;
    long long minutes = seconds / 60 % 60;
    seconds %= 60;
    const long long parts[] = {days, hours, minutes, seconds};
    static const char *const units[] = {"d", "h", "min", "s"};
    size_t used = 0;
    for (int i = 0, shown = 0; i < 4 && shown < 2; i++) {
        if (parts[i] == 0) {
            shown += shown > 0;
            continue;
        }
        used +=
            (size_t)snprintf(out + used, AN_TIME_SIZE - used, "%s%lld %s", shown > 0 ? " " : "", parts[i], units[i]);
        shown++;
    }
}

const char *an_time_text(int64_t ns, char out[AN_TIME_SIZE])
{
    if (ns == AN_FOREVER) {
        memcpy(out, "for ever", 9);
    } else if (ns < 0) {
        out[0] = '-';
        char positive[AN_TIME_SIZE];
        an_time_text(ns == INT64_MIN ? INT64_MAX - 1 : -ns, positive);
        snprintf(out + 1, AN_TIME_SIZE - 1, "%.30s", positive);
    } else if (ns == 0) {
        memcpy(out, "0 s", 4);
    } else if (ns < 1000) {
        snprintf(out, AN_TIME_SIZE, "%lld ns", (long long)ns);
    } else if (ns < 1000000) {
        put_fraction(ns, 1000, "µs", out);
    } else if (ns < second_ns) {
        put_fraction(ns, 1000000, "ms", out);
    } else if (ns < 60 * second_ns) {
        put_seconds(ns / 1000000 * 1000000, 0, out);
    } else {
        put_long(ns, out);
    }
    return out;
}

const char *an_clock_text(int64_t ns, char out[AN_TIME_SIZE])
{
    int64_t ms = ns / 1000000;
    snprintf(out, AN_TIME_SIZE, "%lld.%03lld s", (long long)(ms / 1000), (long long)(ms < 0 ? 0 : ms % 1000));
    return out;
}

/* A point in time inside a sentence, to the microsecond: "0 s", "0.250 s", "1 s"; long ones as durations are. */
static const char *point_text(int64_t ns, char out[AN_TIME_SIZE])
{
    if (ns < 0 || ns >= 60 * second_ns) {
        return an_time_text(ns, out);
    }
    ns = (ns + 500) / 1000 * 1000;
    put_seconds(ns, ns % second_ns == 0 ? 0 : 3, out);
    return out;
}

/* --- text of scripts --- */

/* Cuts at the border of a code point. */
static size_t shown_size(const char *text, size_t size)
{
    if (size <= STRING_SHOWN) {
        return size;
    }
    size = STRING_SHOWN;
    while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80) {
        size--;
    }
    return size;
}

static void put_escaped(LsBuf *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte == '\n') {
            ls_buf_puts(out, "\\n");
        } else if (byte == '\t') {
            ls_buf_puts(out, "\\t");
        } else if (byte < 0x20 || byte == 0x7F) {
            ls_buf_printf(out, "\\x%02x", byte);
        } else {
            ls_buf_putc(out, (char)byte);
        }
    }
}

static void put_string(const AnTeller *teller, uint32_t string)
{
    size_t size;
    const char *text = trace_text(teller->index->trace, string, &size);
    size_t shown = shown_size(text, size);
    put_escaped(teller->out, text, shown);
    if (shown < size) {
        ls_buf_puts(teller->out, "…");
    }
}

static void put_label(const AnTeller *teller, uint32_t entity)
{
    char label[LABEL_SIZE];
    size_t size = an_model_label(teller->model, entity, label, sizeof label);
    put_escaped(teller->out, label, size);
}

static void put_count(LsBuf *out, uint32_t count, const char *noun)
{
    ls_buf_printf(out, "%lu %s%s", (unsigned long)count, noun, count == 1 ? "" : "s");
}

void an_say(const AnTeller *teller, const char *format, ...)
{
    LsBuf *out = teller->out;
    char time[AN_TIME_SIZE];
    va_list arguments;
    va_start(arguments, format);
    for (const char *at = format; *at != '\0'; at++) {
        if (*at != '%') {
            ls_buf_putc(out, *at);
            continue;
        }
        switch (*++at) {
        case 'e': put_label(teller, va_arg(arguments, uint32_t)); break;
        case 's': ls_buf_puts(out, va_arg(arguments, const char *)); break;
        case 'S': put_string(teller, va_arg(arguments, uint32_t)); break;
        case 'u': ls_buf_printf(out, "%lu", (unsigned long)va_arg(arguments, uint32_t)); break;
        case 'd': ls_buf_puts(out, an_time_text(va_arg(arguments, int64_t), time)); break;
        case 'p': ls_buf_puts(out, point_text(va_arg(arguments, int64_t), time)); break;
        case 'n': {
            uint32_t count = va_arg(arguments, uint32_t);
            put_count(out, count, va_arg(arguments, const char *));
            break;
        }
        default: assert(!"a verb of an_say"); break;
        }
    }
    va_end(arguments);
}

/* --- common parts of sentences --- */

void an_say_who(const AnTeller *teller)
{
    AnThread thread;
    uint32_t seq = teller->seq;
    uint32_t task = an_index_running_task(teller->index, teller->event->thread, seq);
    if (task != 0) {
        an_say(teller, "%e", task);
        return;
    }
    an_thread_at(teller->index, teller->event->thread, seq, &thread);
    if (thread.running == AN_RUN_HANDLE || thread.running == AN_RUN_JOB) {
        an_say(teller, "%e", thread.running_entity);
    } else if (thread.running == AN_RUN_PLAIN) {
        an_say(teller, "The script");
    } else {
        an_say(teller, "The loop");
    }
}

void an_say_place(const AnTeller *teller)
{
    uint32_t place = an_intervals_active(&teller->index->ready, teller->seq);
    if (place == 1) {
        an_say(teller, ", first in the ready queue");
    } else if (place > 1) {
        an_say(teller, ", as number %u in the ready queue", place);
    }
}

bool an_say_timer(const AnTeller *teller, uint32_t armed_seq)
{
    if (armed_seq == AN_NONE) {
        return false;
    }
    const TraceEvent *armed = an_event(teller->index, armed_seq);
    int64_t length = armed->amount > armed->time_ns ? armed->amount - armed->time_ns : 0;
    an_say(teller, "its timer, set at %p for %d, was due", armed->time_ns, length);
    return true;
}
