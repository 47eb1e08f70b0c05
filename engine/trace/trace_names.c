/* The names that follow from the tables of trace_kinds.h. */
#include "trace/trace.h"

#define NAME_KIND(symbol, name, subject, object, value, flags, meaning) name,
#define NAME_WAIT(symbol, name, phrase) name,
#define PHRASE_WAIT(symbol, name, phrase) phrase,
#define NAME_PLAIN(symbol, name) name,

static const char *const kind_names[] = {TRACE_KIND_TABLE(NAME_KIND)};
static const char *const wait_names[] = {TRACE_WAIT_TABLE(NAME_WAIT)};
static const char *const wait_phrases[] = {TRACE_WAIT_TABLE(PHRASE_WAIT)};
static const char *const role_names[] = {TRACE_ROLE_TABLE(NAME_PLAIN)};
static const char *const outcome_names[] = {TRACE_OUTCOME_TABLE(NAME_PLAIN)};
static const char *const sync_names[] = {TRACE_SYNC_TABLE(NAME_PLAIN)};
static const char *const block_names[] = {TRACE_BLOCK_TABLE(NAME_PLAIN)};
static const char *const core_names[] = {TRACE_CORE_TABLE(NAME_PLAIN)};
static const char *const gil_names[] = {TRACE_GIL_TABLE(NAME_PLAIN)};
static const char *const frame_names[] = {TRACE_FRAME_TABLE(NAME_PLAIN)};
static const char *const end_names[] = {TRACE_END_TABLE(NAME_PLAIN)};

static const char *pick(const char *const *names, unsigned count, unsigned index)
{
    return index < count ? names[index] : "?";
}

const char *trace_kind_name(unsigned kind)
{
    return pick(kind_names, TRACE_KIND_COUNT, kind);
}

const char *trace_wait_name(unsigned wait)
{
    return pick(wait_names, TRACE_WAIT_COUNT, wait);
}

const char *trace_wait_phrase(unsigned wait)
{
    return pick(wait_phrases, TRACE_WAIT_COUNT, wait);
}

const char *trace_role_name(unsigned role)
{
    return pick(role_names, TRACE_ROLE_COUNT, role);
}

const char *trace_outcome_name(unsigned outcome)
{
    return pick(outcome_names, TRACE_OUTCOME_COUNT, outcome);
}

const char *trace_sync_name(unsigned op)
{
    return pick(sync_names, TRACE_SYNC_COUNT, op);
}

const char *trace_block_name(unsigned block)
{
    return pick(block_names, TRACE_BLOCK_COUNT, block);
}

const char *trace_core_name(unsigned core)
{
    return pick(core_names, TRACE_CORE_COUNT, core);
}

const char *trace_gil_name(unsigned gil)
{
    return pick(gil_names, TRACE_GIL_COUNT, gil);
}

const char *trace_frame_name(unsigned frame)
{
    return pick(frame_names, TRACE_FRAME_COUNT, frame);
}

const char *trace_end_name(unsigned end)
{
    return pick(end_names, TRACE_END_COUNT, end);
}
