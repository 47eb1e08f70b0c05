#include "sim/sim_wheel.h"

#include "sim/sim_time.h"

#include <assert.h>
#include <string.h>

enum { DIGIT_BITS = 8, DIGITS = 8, SLOTS = 1 << DIGIT_BITS, WORDS = SLOTS / 64 };

struct SimWheel {
    const LsAlloc *alloc;
    uint64_t time; /* no timer in the slots lies before it, and the clock not either */
    size_t count;
    int64_t next_ns; /* the earliest deadline, if next_known */
    bool next_known;
    uint32_t occupied_words; /* a bit for each word below that is not 0, in order: 8 levels of 4 */
    uint64_t occupied[DIGITS][WORDS];
    SimTimer slots[DIGITS * SLOTS + 1]; /* list heads: circular, their own neighbours when empty.  The last one: late */
};

enum { LATE = DIGITS * SLOTS };

SimWheel *sim_wheel_new(const LsAlloc *alloc)
{
    SimWheel *wheel = ls_alloc_zeroed(alloc, sizeof *wheel);
    if (wheel == NULL) {
        return NULL;
    }
    wheel->alloc = alloc;
    for (int slot = 0; slot <= LATE; slot++) {
        wheel->slots[slot].next = wheel->slots[slot].prev = &wheel->slots[slot];
    }
    return wheel;
}

void sim_wheel_free(SimWheel *wheel)
{
    if (wheel != NULL) {
        ls_alloc_free(wheel->alloc, wheel, sizeof *wheel);
    }
}

size_t sim_wheel_count(const SimWheel *wheel)
{
    return wheel->count;
}

static void mark_occupied(SimWheel *wheel, size_t slot)
{
    size_t level = slot / SLOTS, word = slot % SLOTS / 64;
    wheel->occupied[level][word] |= (uint64_t)1 << (slot % 64);
    wheel->occupied_words |= (uint32_t)1 << (level * WORDS + word);
}

static void mark_empty(SimWheel *wheel, size_t slot)
{
    size_t level = slot / SLOTS, word = slot % SLOTS / 64;
    if ((wheel->occupied[level][word] &= ~((uint64_t)1 << (slot % 64))) == 0) {
        wheel->occupied_words &= ~((uint32_t)1 << (level * WORDS + word));
    }
}

/* The level and slot of a deadline that is not before the wheel's time. */
static int level_of(const SimWheel *wheel, uint64_t deadline)
{
    uint64_t difference = deadline ^ wheel->time;
    return difference == 0 ? 0 : (63 - __builtin_clzll(difference)) / DIGIT_BITS;
}

static unsigned slot_of(uint64_t deadline, int level)
{
    return (unsigned)(deadline >> (level * DIGIT_BITS)) & (SLOTS - 1);
}

static void link_before(SimTimer *timer, SimTimer *place)
{
    timer->next = place;
    timer->prev = place->prev;
    place->prev->next = timer;
    place->prev = timer;
}

/* Behind all late timers that are not later. */
static void link_late(SimWheel *wheel, SimTimer *timer)
{
    SimTimer *head = &wheel->slots[LATE];
    SimTimer *place = head;
    while (place->prev != head && place->prev->deadline_ns > timer->deadline_ns) {
        place = place->prev;
    }
    link_before(timer, place);
}

static void link_timer(SimWheel *wheel, SimTimer *timer)
{
    if (timer->deadline_ns < (int64_t)wheel->time) {
        link_late(wheel, timer);
        return;
    }
    uint64_t deadline = (uint64_t)timer->deadline_ns;
    int level = level_of(wheel, deadline);
    unsigned slot = slot_of(deadline, level);
    link_before(timer, &wheel->slots[level * SLOTS + (int)slot]);
    mark_occupied(wheel, (size_t)level * SLOTS + slot);
}

void sim_wheel_arm(SimWheel *wheel, SimTimer *timer, int64_t deadline_ns)
{
    assert(!sim_timer_armed(timer));
    timer->deadline_ns = deadline_ns;
    link_timer(wheel, timer);
    wheel->count++;
    if (wheel->next_known && deadline_ns < wheel->next_ns) {
        wheel->next_ns = deadline_ns;
    }
}

void sim_wheel_cancel(SimWheel *wheel, SimTimer *timer)
{
    assert(sim_timer_armed(timer));
    SimTimer *next = timer->next;
    timer->prev->next = next;
    next->prev = timer->prev;
    timer->next = timer->prev = NULL;
    wheel->count--;
    if (wheel->next_ns == timer->deadline_ns) {
        wheel->next_known = false;
    }
    /* Only a list head is ever its own neighbour. */
    if (next->next == next && next != &wheel->slots[LATE]) {
        mark_empty(wheel, (size_t)(next - wheel->slots));
    }
}

/* The first occupied slot, counted over all levels: none before it holds an earlier deadline.  -1: all are empty. */
static int first_slot(const SimWheel *wheel)
{
    if (wheel->occupied_words == 0) {
        return -1;
    }
    int word = __builtin_ctz(wheel->occupied_words);
    return word * 64 + __builtin_ctzll(wheel->occupied[word / WORDS][word % WORDS]);
}

/* The first moment that belongs to a slot. */
static uint64_t slot_start(const SimWheel *wheel, int slot)
{
    int level = slot / SLOTS;
    int shift = level * DIGIT_BITS;
    uint64_t above = level == DIGITS - 1 ? 0 : ~(uint64_t)0 << (shift + DIGIT_BITS);
    return (wheel->time & above) | ((uint64_t)(slot % SLOTS) << shift);
}

/* Moves the wheel's time to the start of a slot above level 0 and spreads its timers over the levels below, in order.
 */
static void spread(SimWheel *wheel, int slot)
{
    wheel->time = slot_start(wheel, slot);
    SimTimer *head = &wheel->slots[slot];
    SimTimer *timer = head->next;
    head->prev->next = NULL;
    head->next = head->prev = head;
    mark_empty(wheel, (size_t)slot);
    while (timer != NULL) {
        SimTimer *next = timer->next;
        __builtin_prefetch(next);
        __builtin_prefetch(timer + 1); /* what the owner keeps behind it: wanted soon */
        link_timer(wheel, timer);
        timer = next;
    }
}

/* The list of the earliest deadline, if that is at or before `limit_ns`, which the wheel's time does not pass; else
 * NULL. */
static SimTimer *first_list(SimWheel *wheel, int64_t limit_ns)
{
    SimTimer *late = &wheel->slots[LATE];
    if (late->next != late) {
        return late->next->deadline_ns <= limit_ns ? late : NULL;
    }
    for (;;) {
        int slot = first_slot(wheel);
        if (slot < 0 || slot_start(wheel, slot) > (uint64_t)limit_ns) {
            return NULL;
        }
        if (slot < SLOTS) {
            wheel->time = slot_start(wheel, slot);
            return &wheel->slots[slot];
        }
        /* A timer that is alone in the first slot is the next one: it goes to level 0 at once, without the levels
         * between. The wheel's time follows it there, which it must not when that would pass the limit. */
        SimTimer *head = &wheel->slots[slot];
        if (head->next->next == head) {
            if (head->next->deadline_ns > limit_ns) {
                return NULL;
            }
            SimTimer *only = head->next;
            head->next = head->prev = head;
            mark_empty(wheel, (size_t)slot);
            wheel->time = (uint64_t)only->deadline_ns;
            link_timer(wheel, only);
            continue;
        }
        spread(wheel, slot);
    }
}

/* The least deadline in the list that begins behind `head`. */
static int64_t least_deadline(const SimTimer *head)
{
    int64_t least = SIM_NEVER;
    for (const SimTimer *timer = head->next; timer != head; timer = timer->next) {
        if (timer->deadline_ns < least) {
            least = timer->deadline_ns;
        }
    }
    return least;
}

int64_t sim_wheel_next(SimWheel *wheel)
{
    if (!wheel->next_known) {
        const SimTimer *late = &wheel->slots[LATE];
        int slot = first_slot(wheel);
        if (late->next != late) {
            wheel->next_ns = late->next->deadline_ns;
        } else {
            wheel->next_ns = slot < 0 ? SIM_NEVER : least_deadline(&wheel->slots[slot]);
        }
        wheel->next_known = true;
    }
    return wheel->next_ns;
}

int64_t sim_wheel_advance(SimWheel *wheel)
{
    SimTimer *head = first_list(wheel, SIM_NEVER - 1);
    return head == NULL ? SIM_NEVER : head->next->deadline_ns;
}

SimTimer *sim_wheel_pop_due(SimWheel *wheel, int64_t now_ns)
{
    if (now_ns < 0 || wheel->count == 0) {
        return NULL;
    }
    SimTimer *head = first_list(wheel, now_ns);
    if (head == NULL) {
        return NULL;
    }
    SimTimer *timer = head->next;
    sim_wheel_cancel(wheel, timer);
    return timer;
}

SimTimer *sim_wheel_pop_any(SimWheel *wheel)
{
    SimTimer *late = &wheel->slots[LATE];
    int slot = first_slot(wheel);
    SimTimer *head = late->next != late ? late : slot < 0 ? NULL : &wheel->slots[slot];
    if (head == NULL) {
        return NULL;
    }
    SimTimer *timer = head->next;
    sim_wheel_cancel(wheel, timer);
    return timer;
}
