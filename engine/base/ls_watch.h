/* ls_watch.h: who wants to know how far a long piece of work is, and may stop it.
 *
 * Owns nothing.  The callback is called in the thread that works, a few times a second, not for each step.
 */
#ifndef LS_WATCH_H
#define LS_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct LsWatch {
    void *context;
    bool (*progress)(void *context, uint64_t done, uint64_t total); /* true: stop */
} LsWatch;

/* Tells the watch, which may be NULL; true: stop. */
static inline bool ls_watch_stops(const LsWatch *watch, uint64_t done, uint64_t total)
{
    return watch != NULL && watch->progress(watch->context, done, total);
}

#endif
