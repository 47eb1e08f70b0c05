/* an_say.h: building sentences.  Private to engine/analysis.
 *
 * A Teller is the event that is told and where the sentence goes.  an_say appends a format with a few verbs of its own:
 *   %e  entity (uint32_t): what an_model_label calls it        %s  text (const char *)
 *   %S  string id (uint32_t), cut after 60 bytes               %u  number (uint32_t)
 *   %d  duration (int64_t ns)                                  %p  point in time (int64_t ns)
 *   %n  count with noun (uint32_t, const char *): "1 handle", "3 handles"
 * Control characters of labels and strings come out as escapes.
 */
#ifndef AN_SAY_H
#define AN_SAY_H

#include "analysis/an_index.h"
#include "analysis/an_narrate.h"

typedef struct AnTeller {
    const AnModel *model;
    const AnIndex *index;
    uint32_t seq;
    const TraceEvent *event;
    LsBuf *out;
} AnTeller;

typedef void AnTell(const AnTeller *teller);

void an_say(const AnTeller *teller, const char *format, ...);
/* The task, callback or thread in whose code the event happens: as the subject at the beginning of a sentence. */
void an_say_who(const AnTeller *teller);
/* ", as number 3 in the ready queue", for an event that appends there. */
void an_say_place(const AnTeller *teller);
/* "its timer, set at 0 s for 250 ms, was due", told of the event that armed it; false when that is not known. */
bool an_say_timer(const AnTeller *teller, uint32_t armed_seq);

/* The sentences by theme; the table is in an_narrate.c. */
AnTell an_tell_task_new, an_tell_task_name, an_tell_task_ready, an_tell_task_step, an_tell_task_wait,
    an_tell_task_sleep, an_tell_sleep_due, an_tell_sleep_fire, an_tell_sleep_cancel, an_tell_task_yield,
    an_tell_task_done, an_tell_task_cancel, an_tell_task_uncancel, an_tell_task_drop;
AnTell an_tell_future_new, an_tell_future_link, an_tell_future_done, an_tell_sync_new, an_tell_sync_op,
    an_tell_group_enter, an_tell_group_abort, an_tell_group_exit, an_tell_timeout_enter, an_tell_timeout_fire,
    an_tell_timeout_exit;
AnTell an_tell_process_new, an_tell_process_end, an_tell_thread_new, an_tell_thread_end, an_tell_block,
    an_tell_block_end, an_tell_core, an_tell_gil, an_tell_pool_new, an_tell_job_queue, an_tell_job_begin,
    an_tell_job_end, an_tell_frame_push, an_tell_frame_pop, an_tell_line, an_tell_raise, an_tell_output, an_tell_note;
AnTell an_tell_connection_new, an_tell_connection_end, an_tell_request_begin, an_tell_request_end;

#endif
