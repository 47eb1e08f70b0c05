/* an_nav.h: finding events: the keys of the front end that move by something.
 *
 * All functions return the sequence number of an event, or AN_NONE when there is none in that direction; none of them
 * moves the model.  "After" and "before" exclude `from` itself.  O(log events) unless said otherwise.  Nothing is
 * allocated.
 */
#ifndef AN_NAV_H
#define AN_NAV_H

#include "analysis/an_model.h"

typedef enum AnDirection { AN_BACKWARD = -1, AN_FORWARD = 1 } AnDirection;

/* Whatever has the kind; with `mask` the bits of several (an_kind_bit). */
static inline uint64_t an_kind_bit(TraceKind kind)
{
    return (uint64_t)1 << kind;
}
uint32_t an_nav_kind(const AnModel *model, uint32_t from, AnDirection direction, uint64_t mask);

/* The next step of any task, or the beginning of a callback. */
uint32_t an_nav_step(const AnModel *model, uint32_t from, AnDirection direction);
/* The next loop iteration; going backwards from inside an iteration, its own beginning first. */
uint32_t an_nav_iteration(const AnModel *model, uint32_t from, AnDirection direction);
/* The next event at which the running source line is another one, or the same again (a LINE event, a step, a call). */
uint32_t an_nav_line(const AnModel *model, uint32_t from, AnDirection direction);
/* The next time this source line is reached: breakpoints. */
uint32_t an_nav_reach_line(const AnModel *model, uint32_t from, AnDirection direction, uint32_t line);
/* The next output. */
uint32_t an_nav_output(const AnModel *model, uint32_t from, AnDirection direction);
/* The next event that is about the entity, or that happened inside one of its steps. */
uint32_t an_nav_entity(const AnModel *model, uint32_t from, AnDirection direction, uint32_t entity);

/* The first event at or after `time_ns`; the last event when all are earlier (AN_NONE: the trace is empty). */
uint32_t an_nav_time(const AnModel *model, int64_t time_ns);
/* The last event at or before `time_ns`; the first one when all are later. */
uint32_t an_nav_time_last(const AnModel *model, int64_t time_ns);

/* What made `seq` possible. */
uint32_t an_nav_cause(const AnModel *model, uint32_t seq);
/* The first event whose cause is `seq`; the next one after `after` (for walking through all of them).  Quick when the
 * effect is near or about the same entity, as nearly always; else a scan. */
uint32_t an_nav_first_effect(const AnModel *model, uint32_t seq);
uint32_t an_nav_next_effect(const AnModel *model, uint32_t seq, uint32_t after);

/* The task in whose step the event happened (or that it is about, for events that begin and end a step); 0: none. */
uint32_t an_nav_task_of(const AnModel *model, uint32_t seq);

/* The next event whose sentence (an_narrate) contains the text, ignoring ASCII case.  Looks at `*budget` events at most
 * and counts it down; when it reaches 0 the search can be continued from `*reached`. */
uint32_t an_nav_find(const AnModel *model, uint32_t from, AnDirection direction, const char *text, uint32_t *budget,
                     uint32_t *reached);

#endif
