#include "trace/trace_file.h"

#include <string.h>

static bool same_bytes(const char *a, size_t a_size, const char *b, size_t b_size)
{
    return a_size == b_size && memcmp(a, b, a_size) == 0;
}

static bool same_event(const TraceEvent *a, const TraceEvent *b)
{
    return a->time_ns == b->time_ns && a->amount == b->amount && a->cause == b->cause && a->subject == b->subject &&
           a->line == b->line && a->kind == b->kind && a->thread == b->thread && a->flags == b->flags;
}

static bool same_strings(const Trace *a, const Trace *b)
{
    if (trace_string_count(a) != trace_string_count(b)) {
        return false;
    }
    for (uint32_t id = 1; id <= trace_string_count(a); id++) {
        size_t a_size;
        size_t b_size;
        const char *a_text = trace_text(a, id, &a_size);
        const char *b_text = trace_text(b, id, &b_size);
        if (!same_bytes(a_text, a_size, b_text, b_size)) {
            return false;
        }
    }
    return true;
}

static bool same_meta(const Trace *a, const Trace *b)
{
    if (trace_meta_count(a) != trace_meta_count(b)) {
        return false;
    }
    for (size_t i = 0; i < trace_meta_count(a); i++) {
        const char *value;
        const char *key = trace_meta_at(a, i, &value);
        const char *other = trace_meta(b, key);
        if (other == NULL || strcmp(value, other) != 0) {
            return false;
        }
    }
    return true;
}

bool trace_equal(const Trace *a, const Trace *b, uint32_t *first_difference)
{
    uint32_t a_count = trace_count(a);
    uint32_t b_count = trace_count(b);
    uint32_t common = a_count < b_count ? a_count : b_count;
    uint32_t seq = 0;
    while (seq < common && same_event(trace_at(a, seq), trace_at(b, seq))) {
        seq++;
    }
    if (first_difference != NULL) {
        *first_difference = seq;
    }
    if (seq < common || a_count != b_count) {
        return false;
    }
    size_t a_size;
    size_t b_size;
    const char *a_source = trace_source_text(a, &a_size);
    const char *b_source = trace_source_text(b, &b_size);
    return same_strings(a, b) && same_meta(a, b) && trace_id_count(a) == trace_id_count(b) &&
           same_bytes(a_source, a_size, b_source, b_size) && strcmp(trace_source_name(a), trace_source_name(b)) == 0;
}
