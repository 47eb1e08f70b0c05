/* sim_wheel.h: timers in order of (deadline, arming), in a hierarchical wheel.
 *
 * A SimTimer is the caller's, embedded in whatever waits.  Arming and cancelling are O(1); a timer is moved at most
 * once per level (8) on its way to being due, usually once or twice.
 *
 * How it works: a deadline is read as eight digits of base 256.  A timer lies on the level of the highest digit in
 * which its deadline differs from the wheel's time, in the slot of that digit; timers of equal deadline are therefore
 * always in one slot, in the order of arming, and stay so when a slot is spread over the level below.  (Varghese and
 * Lauck's hierarchical timing wheels, 1987, in the form of a monotone radix queue: it moves to the next deadline
 * directly instead of ticking.)  A slot whose timers are all of one moment need not be spread.  The wheel's time never
 * passes the clock, and what is armed for a moment that it has passed already goes to a sorted list of its own.
 *
 * A slot is a list of chunks of entries (deadline, timer), not of the timers themselves: with a million of them, each
 * step from timer to timer would wait for memory, while the chunks lie in order, and the timers of the next ones, where
 * their new place is to be written, can be asked for in time.
 */
#ifndef SIM_WHEEL_H
#define SIM_WHEEL_H

#include "base/ls_alloc.h"

/* What the wheel knows of an armed timer. */
typedef struct SimEntry {
    int64_t deadline_ns;
    struct SimTimer *timer; /* NULL: cancelled */
} SimEntry;

typedef struct SimTimer {
    SimEntry *entry; /* NULL when not armed */
} SimTimer;

typedef struct SimWheel SimWheel;

/* What a wheel begins with, for sim_wheel_may_be_due. */
typedef struct SimWheelHead {
    int64_t next_ns; /* no timer is due before this moment */
} SimWheelHead;

/* A wheel whose time is 0 and that holds nothing; NULL when there is no memory. */
SimWheel *sim_wheel_new(const LsAlloc *alloc);
/* Forgets all timers (they are left as they are) and frees the wheel. */
void sim_wheel_free(SimWheel *wheel);

static inline bool sim_timer_armed(const SimTimer *timer)
{
    return timer->entry != NULL;
}

/* Of an armed timer. */
static inline int64_t sim_timer_deadline(const SimTimer *timer)
{
    return timer->entry->deadline_ns;
}

/* `soon` is called for timers that are going to be due next, so that the caller may ask for what it will need then. */
void sim_wheel_on_soon(SimWheel *wheel, void (*soon)(const SimTimer *timer));

/* Arms a timer that is not armed.  SIM_NEVER is allowed: such a timer stands behind all others.  false: no memory; all
 * that is needed later for moving it is taken now. */
bool sim_wheel_arm(SimWheel *wheel, SimTimer *timer, int64_t deadline_ns);
/* Takes an armed timer out. */
void sim_wheel_cancel(SimWheel *wheel, SimTimer *timer);
size_t sim_wheel_count(const SimWheel *wheel);

/* The earliest deadline, or SIM_NEVER (sim_time.h) when the wheel is empty.  Only looks: O(timers in one slot),
 * remembered until something changes. */
int64_t sim_wheel_next(SimWheel *wheel);
/* The same for a caller who moves the clock there at once: amortised O(1). */
int64_t sim_wheel_advance(SimWheel *wheel);
/* False: sim_wheel_pop_due would give NULL. */
static inline bool sim_wheel_may_be_due(const SimWheel *wheel, int64_t now_ns)
{
    return now_ns >= ((const SimWheelHead *)(const void *)wheel)->next_ns;
}
/* Takes out the first timer whose deadline is at or before `now_ns`; NULL when there is none.  `now_ns` never goes
 * back. */
SimTimer *sim_wheel_pop_due(SimWheel *wheel, int64_t now_ns);
/* Takes out some timer, for emptying the wheel; NULL when it is empty. */
SimTimer *sim_wheel_pop_any(SimWheel *wheel);

#endif
