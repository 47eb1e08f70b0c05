/* an_narrate.h: sentences.  What happened at an event and why, and why a task is not running now.
 *
 * Each sentence is plain text without line breaks (control characters of the script's texts are written as escapes),
 * about 80–150 bytes long, in UTF-8.  Functions append to an LsBuf; when memory fails the buffer's `failed` is set.
 * Everything is told as of the event itself, whatever the model's position.
 */
#ifndef AN_NARRATE_H
#define AN_NARRATE_H

#include "analysis/an_model.h"
#include "base/ls_buf.h"

/* What happened at event `seq` and why, as one sentence. */
void an_narrate(const AnModel *model, uint32_t seq, LsBuf *out);

/* A time for humans: "0 s", "250 ms", "1.5 s", "2 min 5 s", "3 h"; "12 µs".  At most 31 bytes and the NUL. */
enum { AN_TIME_SIZE = 32 };
const char *an_time_text(int64_t ns, char out[AN_TIME_SIZE]);
/* A point in time, with a fixed number of digits that line up in columns: "0.250 s". */
const char *an_clock_text(int64_t ns, char out[AN_TIME_SIZE]);

/* One link of a causal chain. */
typedef struct AnReason {
    uint32_t seq; /* AN_NONE: a remark about the present, not an event */
    int64_t time_ns;
} AnReason;

/* "Why did this happen?": event `seq`, what made it possible, and so on to the root.  The most recent first; at most
 * `max` links, returned is the number written. */
size_t an_why_event(const AnModel *model, uint32_t seq, AnReason *chain, size_t max);

/* "Why is this task not running now?" at the model's position.  Appends one sentence about the present to `now` ("It
 * waits for its sleep to end: the timer is due at 0.75 s, in 500 ms."), says who could wake it, and gives the chain
 * that led here as an_why_event does. */
size_t an_why_task(const AnModel *model, uint32_t task, LsBuf *now, AnReason *chain, size_t max);

#endif
