#include "analysis/an_nav.h"

#include "analysis/an_index.h"
#include "analysis/an_narrate.h"

enum {
    NEAR_ENTRIES = 256,   /* of the same entity, looked at first when an effect is sought */
    NEAR_EVENTS = 1 << 16 /* behind the cause */
};

uint32_t an_nav_kind(const AnModel *model, uint32_t from, AnDirection direction, uint64_t mask)
{
    if (direction == AN_FORWARD) {
        return from == AN_NONE ? AN_NONE : an_index_next(&model->index, from + 1, mask);
    }
    return from == 0 ? AN_NONE : an_index_last(&model->index, from - 1, mask);
}

uint32_t an_nav_step(const AnModel *model, uint32_t from, AnDirection direction)
{
    return an_nav_kind(model, from, direction,
                       AN_BIT(TRACE_TASK_STEP) | AN_BIT(TRACE_HANDLE_RUN) | AN_BIT(TRACE_JOB_BEGIN));
}

uint32_t an_nav_iteration(const AnModel *model, uint32_t from, AnDirection direction)
{
    return an_nav_kind(model, from, direction, AN_BIT(TRACE_ITERATION));
}

uint32_t an_nav_line(const AnModel *model, uint32_t from, AnDirection direction)
{
    uint64_t mask = AN_BIT(TRACE_LINE);
    if (an_index_next(&model->index, 0, mask) == AN_NONE) { /* recorded without detail */
        mask = AN_BIT(TRACE_TASK_STEP) | AN_BIT(TRACE_TASK_WAIT) | AN_BIT(TRACE_TASK_SLEEP) | AN_BIT(TRACE_TASK_YIELD) |
               AN_BIT(TRACE_TASK_DONE) | AN_BIT(TRACE_BLOCK) | AN_BIT(TRACE_OUTPUT);
    }
    return an_nav_kind(model, from, direction, mask);
}

uint32_t an_nav_reach_line(const AnModel *model, uint32_t from, AnDirection direction, uint32_t line)
{
    for (uint32_t at = an_nav_line(model, from, direction); at != AN_NONE; at = an_nav_line(model, at, direction)) {
        if (an_event(&model->index, at)->line == line) {
            return at;
        }
    }
    return AN_NONE;
}

uint32_t an_nav_output(const AnModel *model, uint32_t from, AnDirection direction)
{
    return an_nav_kind(model, from, direction, AN_BIT(TRACE_OUTPUT));
}

uint32_t an_nav_task_of(const AnModel *model, uint32_t seq)
{
    const AnIndex *index = &model->index;
    if (seq >= index->count) {
        return 0;
    }
    const TraceEvent *event = an_event(index, seq);
    bool about_task = event->kind >= TRACE_TASK_NEW && event->kind <= TRACE_TASK_DROP;
    if (about_task && event->kind != TRACE_TASK_NEW && event->kind != TRACE_TASK_READY) {
        return event->subject;
    }
    uint32_t running = an_index_running_task(index, event->thread, seq);
    return running == 0 && about_task ? event->subject : running;
}

/* Inside of a step of the entity the neighbour belongs to it too; else the nearest event about it counts. */
uint32_t an_nav_entity(const AnModel *model, uint32_t from, AnDirection direction, uint32_t entity)
{
    const AnIndex *index = &model->index;
    if (from >= index->count || entity == 0 || (direction == AN_BACKWARD && from == 0)) {
        return AN_NONE;
    }
    const AnLists *lists = &index->entities;
    if (direction == AN_FORWARD) {
        uint32_t about = an_lists_next(lists, entity, from, AN_ANY_KIND);
        for (uint32_t at = from + 1; at < index->count && at < about && at <= from + NEAR_ENTRIES; at++) {
            if (an_nav_task_of(model, at) == entity) {
                return at;
            }
        }
        return about;
    }
    uint32_t about = an_lists_last(lists, entity, from - 1, AN_ANY_KIND);
    for (uint32_t at = from; at > 0 && (about == AN_NONE || at - 1 > about) && from - at < NEAR_ENTRIES; at--) {
        if (an_nav_task_of(model, at - 1) == entity) {
            return at - 1;
        }
    }
    return about;
}

/* --- time --- */

/* How many events lie before `time_ns`, or at it too. */
static uint32_t events_before(const AnIndex *index, int64_t time_ns, bool inclusive)
{
    uint32_t low = 0;
    uint32_t high = index->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int64_t time = an_event(index, middle)->time_ns;
        if (time < time_ns || (inclusive && time == time_ns)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

uint32_t an_nav_time(const AnModel *model, int64_t time_ns)
{
    uint32_t count = model->index.count;
    if (count == 0) {
        return AN_NONE;
    }
    uint32_t before = events_before(&model->index, time_ns, false);
    return before < count ? before : count - 1;
}

uint32_t an_nav_time_last(const AnModel *model, int64_t time_ns)
{
    if (model->index.count == 0) {
        return AN_NONE;
    }
    uint32_t until = events_before(&model->index, time_ns, true);
    return until > 0 ? until - 1 : 0;
}

/* --- causes --- */

uint32_t an_nav_cause(const AnModel *model, uint32_t seq)
{
    if (seq >= model->index.count) {
        return AN_NONE;
    }
    uint32_t cause = an_event(&model->index, seq)->cause;
    return cause < seq ? cause : AN_NONE;
}

/* The first effect of `seq` behind `after` among the events about the same entity that follow soon. */
static uint32_t effect_on_subject(const AnIndex *index, uint32_t seq, uint32_t after)
{
    const TraceEvent *event = an_event(index, seq);
    const AnLists *lists = &index->entities;
    if (!an_kind_has_subject(event->kind) || event->subject >= lists->key_count) {
        return AN_NONE;
    }
    uint32_t place = an_lists_after(lists, event->subject, after);
    uint32_t end = lists->starts[event->subject + 1];
    for (uint32_t looked = 0; place < end && looked < NEAR_ENTRIES; place++, looked++) {
        if (an_event(index, lists->seqs[place])->cause == seq) {
            return lists->seqs[place];
        }
    }
    return AN_NONE;
}

uint32_t an_nav_next_effect(const AnModel *model, uint32_t seq, uint32_t after)
{
    const AnIndex *index = &model->index;
    if (seq >= index->count) {
        return AN_NONE;
    }
    uint32_t on_subject = effect_on_subject(index, seq, after);
    uint32_t stop = on_subject == AN_NONE ? index->count : on_subject;
    uint32_t near_stop = stop - after > NEAR_EVENTS && on_subject != AN_NONE ? after + NEAR_EVENTS : stop;
    for (uint32_t at = after + 1; at < near_stop; at++) {
        if (an_event(index, at)->cause == seq) {
            return at;
        }
    }
    return on_subject;
}

uint32_t an_nav_first_effect(const AnModel *model, uint32_t seq)
{
    return an_nav_next_effect(model, seq, seq);
}

/* --- text --- */

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte + 32) : byte;
}

static bool contains(const char *text, const char *part)
{
    for (; *text != '\0'; text++) {
        size_t i = 0;
        while (part[i] != '\0' && lower(text[i]) == lower(part[i])) {
            i++;
        }
        if (part[i] == '\0') {
            return true;
        }
    }
    return *part == '\0';
}

uint32_t an_nav_find(const AnModel *model, uint32_t from, AnDirection direction, const char *text, uint32_t *budget,
                     uint32_t *reached)
{
    LsBuf sentence;
    ls_buf_init(&sentence, model->index.alloc);
    uint32_t found = AN_NONE;
    uint32_t at = from;
    while (*budget > 0 && found == AN_NONE) {
        bool at_end = direction == AN_FORWARD ? model->index.count == 0 || at >= model->index.count - 1 : at == 0;
        if (at_end) {
            break;
        }
        at = direction == AN_FORWARD ? at + 1 : at - 1;
        --*budget;
        ls_buf_clear(&sentence);
        an_narrate(model, at, &sentence);
        if (contains(ls_buf_text(&sentence), text)) {
            found = at;
        }
    }
    *reached = at;
    ls_buf_free(&sentence);
    return found;
}
