#include "sim/sim_wheel.h"

#include "sim/sim_time.h"

#include <assert.h>
#include <string.h>

enum {
    DIGIT_BITS = 8,
    DIGITS = 8,
    SLOTS = 1 << DIGIT_BITS,
    WORDS = SLOTS / 64,
    ALL_SLOTS = DIGITS * SLOTS,
    CHUNK_BYTES = 128,
    CHUNK_ENTRIES = 7,
    LEAST_TIMERS = 8,         /* for which the first block of chunks is made */
    SOON_LEVEL = 2,           /* spreading a slot of this level, or below, makes timers that are due soon */
    DEAD_MORE = CHUNK_ENTRIES /* so many more cancelled entries than others are left in a slot */
};

/* Aligned, so that an entry finds its chunk. */
typedef struct Chunk {
    struct Chunk *next;
    uint16_t slot;
    uint8_t first, end; /* the entries in use; those before were taken out */
    SimEntry entries[CHUNK_ENTRIES];
} Chunk;

_Static_assert(sizeof(Chunk) <= CHUNK_BYTES, "a chunk is two cache lines");

/* Chunks are allocated many at a time, and handed out one after the other. */
typedef struct Block {
    struct Block *next;
    size_t bytes, chunks;
} Block;

typedef struct Slot {
    Chunk *head, *tail;  /* NULL: empty */
    uint32_t live, dead; /* entries with a timer, and cancelled ones */
    int64_t deadline_ns; /* of all entries; MIXED: they differ */
} Slot;

enum { MIXED = -1 };

struct SimWheel {
    SimWheelHead head;
    bool next_known; /* one is due at head.next_ns, or there is none and that is SIM_NEVER */
    const LsAlloc *alloc;
    void (*soon)(const SimTimer *timer);
    uint64_t time; /* no timer in the slots lies before it, and the clock not either */
    size_t count;
    uint32_t occupied_words; /* a bit for each word below that is not 0, in order: 8 levels of 4 */
    uint64_t occupied[DIGITS][WORDS];

    Chunk *free;                    /* chunks that were in use before */
    Block *blocks, *current, *last; /* all; the one that is being handed out */
    size_t current_used;            /* chunks of it */
    size_t chunks;                  /* of all */
    size_t enough_for;              /* so many timers */

    SimEntry *late; /* armed for a moment before `time`: sorted */
    size_t late_first, late_end, late_capacity;

    Slot slots[ALL_SLOTS];
};

SimWheel *sim_wheel_new(const LsAlloc *alloc)
{
    SimWheel *wheel = ls_alloc_zeroed(alloc, sizeof *wheel);
    if (wheel != NULL) {
        wheel->alloc = alloc;
        wheel->head.next_ns = SIM_NEVER;
        wheel->next_known = true;
    }
    return wheel;
}

void sim_wheel_free(SimWheel *wheel)
{
    if (wheel == NULL) {
        return;
    }
    for (Block *block = wheel->blocks; block != NULL;) {
        Block *next = block->next;
        ls_alloc_free(wheel->alloc, block, block->bytes);
        block = next;
    }
    ls_alloc_free(wheel->alloc, wheel->late, wheel->late_capacity * sizeof *wheel->late);
    ls_alloc_free(wheel->alloc, wheel, sizeof *wheel);
}

size_t sim_wheel_count(const SimWheel *wheel)
{
    return wheel->count;
}

void sim_wheel_on_soon(SimWheel *wheel, void (*soon)(const SimTimer *timer))
{
    wheel->soon = soon;
}

/* ---- chunks ---- */

/* The most chunks that so many timers can ever need: those in full chunks, with as many cancelled ones; and in each
 * slot in use one chunk that is being emptied, one that is being filled, and one for the cancelled. */
static size_t chunks_for(size_t count)
{
    return 2 * count / CHUNK_ENTRIES + 3 * (count < ALL_SLOTS ? count : ALL_SLOTS) + 4;
}

/* Moving timers later must not fail: when one is armed there are chunks enough for all.  A chunk that was never used
 * costs only addresses. */
static bool reserve(SimWheel *wheel)
{
    if (wheel->count < wheel->enough_for) {
        return true;
    }
    size_t wanted = wheel->count < LEAST_TIMERS / 2 ? LEAST_TIMERS : wheel->count + wheel->count / 2;
    size_t more = chunks_for(wanted) - wheel->chunks;
    size_t bytes = sizeof(Block) + (more + 1) * CHUNK_BYTES;
    Block *block = ls_alloc_bytes(wheel->alloc, bytes);
    if (block == NULL) {
        return false;
    }
    *block = (Block){.bytes = bytes, .chunks = more};
    if (wheel->last == NULL) {
        wheel->blocks = wheel->current = block;
    } else {
        wheel->last->next = block;
    }
    wheel->last = block;
    wheel->chunks += more;
    wheel->enough_for = wanted;
    return true;
}

static Chunk *take_chunk(SimWheel *wheel)
{
    Chunk *chunk = wheel->free;
    if (chunk != NULL) {
        wheel->free = chunk->next;
        return chunk;
    }
    if (wheel->current_used == wheel->current->chunks) {
        wheel->current = wheel->current->next;
        wheel->current_used = 0;
        assert(wheel->current != NULL);
    }
    uintptr_t start = ((uintptr_t)(wheel->current + 1) + CHUNK_BYTES - 1) & ~(uintptr_t)(CHUNK_BYTES - 1);
    return (Chunk *)(start + wheel->current_used++ * CHUNK_BYTES);
}

static void give_chunk(SimWheel *wheel, Chunk *chunk)
{
    chunk->next = wheel->free;
    wheel->free = chunk;
}

static Chunk *chunk_of(SimEntry *entry)
{
    return (Chunk *)(void *)((char *)entry - ((uintptr_t)entry & (CHUNK_BYTES - 1)));
}

/* ---- slots ---- */

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

/* The slot of a deadline that is not before the wheel's time. */
static size_t slot_of(const SimWheel *wheel, uint64_t deadline)
{
    uint64_t difference = deadline ^ wheel->time;
    unsigned level = difference == 0 ? 0 : (unsigned)(63 - __builtin_clzll(difference)) / DIGIT_BITS;
    return level * SLOTS + ((deadline >> (level * DIGIT_BITS)) & (SLOTS - 1));
}

/* The first moment that belongs to a slot. */
static uint64_t slot_start(const SimWheel *wheel, int slot)
{
    int level = slot / SLOTS;
    int shift = level * DIGIT_BITS;
    uint64_t above = level == DIGITS - 1 ? 0 : ~(uint64_t)0 << (shift + DIGIT_BITS);
    return (wheel->time & above) | ((uint64_t)(slot % SLOTS) << shift);
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

/* Appends an entry to the slot of its deadline. */
static void push(SimWheel *wheel, int64_t deadline_ns, SimTimer *timer)
{
    size_t at = slot_of(wheel, (uint64_t)deadline_ns);
    Slot *slot = &wheel->slots[at];
    Chunk *chunk = slot->tail;
    if (chunk == NULL || chunk->end == CHUNK_ENTRIES) {
        chunk = take_chunk(wheel);
        chunk->next = NULL;
        chunk->slot = (uint16_t)at;
        chunk->first = chunk->end = 0;
        if (slot->tail == NULL) {
            slot->head = chunk;
            slot->deadline_ns = deadline_ns;
            mark_occupied(wheel, at);
        } else {
            slot->tail->next = chunk;
        }
        slot->tail = chunk;
    }
    if (slot->deadline_ns != deadline_ns) {
        slot->deadline_ns = MIXED;
    }
    SimEntry *entry = &chunk->entries[chunk->end++];
    *entry = (SimEntry){.deadline_ns = deadline_ns, .timer = timer};
    timer->entry = entry;
    slot->live++;
}

static void empty_slot(SimWheel *wheel, size_t at)
{
    Slot *slot = &wheel->slots[at];
    for (Chunk *chunk = slot->head; chunk != NULL;) {
        Chunk *next = chunk->next;
        give_chunk(wheel, chunk);
        chunk = next;
    }
    *slot = (Slot){0};
    mark_empty(wheel, at);
}

/* The first entry of a slot that has one with a timer; drops cancelled ones before it. */
static SimEntry *first_entry(SimWheel *wheel, Slot *slot)
{
    for (;;) {
        Chunk *chunk = slot->head;
        if (chunk->first == chunk->end) {
            slot->head = chunk->next;
            give_chunk(wheel, chunk);
        } else if (chunk->entries[chunk->first].timer == NULL) {
            chunk->first++;
            slot->dead--;
        } else {
            return &chunk->entries[chunk->first];
        }
    }
}

/* Closes the gaps that cancelled entries have left. */
static void compact(SimWheel *wheel, Slot *slot)
{
    Chunk *to = slot->head;
    uint8_t place = 0;
    for (Chunk *from = slot->head; from != NULL; from = from->next) {
        for (uint8_t i = from->first; i < from->end; i++) {
            SimEntry entry = from->entries[i];
            if (entry.timer == NULL) {
                continue;
            }
            if (place == CHUNK_ENTRIES) {
                to->first = 0;
                to->end = CHUNK_ENTRIES;
                to = to->next;
                place = 0;
            }
            to->entries[place] = entry;
            entry.timer->entry = &to->entries[place++];
        }
    }
    for (Chunk *chunk = to->next; chunk != NULL;) {
        Chunk *next = chunk->next;
        give_chunk(wheel, chunk);
        chunk = next;
    }
    to->next = NULL;
    to->first = 0;
    to->end = place;
    slot->tail = to;
    slot->dead = 0;
}

static SimTimer *take_first(SimWheel *wheel, size_t at)
{
    Slot *slot = &wheel->slots[at];
    SimTimer *timer = first_entry(wheel, slot)->timer;
    slot->head->first++;
    if (--slot->live == 0) {
        empty_slot(wheel, at);
    } else if (slot->dead > slot->live + DEAD_MORE) {
        compact(wheel, slot);
    }
    timer->entry = NULL;
    wheel->count--;
    return timer;
}

static void cancel_entry(SimWheel *wheel, SimEntry *entry)
{
    Chunk *chunk = chunk_of(entry);
    Slot *slot = &wheel->slots[chunk->slot];
    entry->timer = NULL;
    if (--slot->live == 0) {
        empty_slot(wheel, chunk->slot);
    } else if (entry == &chunk->entries[chunk->end - 1] && chunk == slot->tail && chunk->end - chunk->first > 1) {
        chunk->end--;
    } else if (++slot->dead > slot->live + DEAD_MORE) {
        compact(wheel, slot);
    }
}

/* ---- what is late ---- */

static bool is_late(const SimWheel *wheel, const SimEntry *entry)
{
    return (uintptr_t)entry - (uintptr_t)wheel->late < wheel->late_end * sizeof *entry;
}

static bool reserve_late(SimWheel *wheel)
{
    if (wheel->late_first == wheel->late_end) {
        wheel->late_first = wheel->late_end = 0;
    }
    if (wheel->late_end < wheel->late_capacity) {
        return true;
    }
    SimEntry *late = ls_alloc_grow(wheel->alloc, wheel->late, &wheel->late_capacity, wheel->late_end + 1, sizeof *late);
    if (late == NULL) {
        return false;
    }
    wheel->late = late;
    for (size_t i = wheel->late_first; i < wheel->late_end; i++) {
        late[i].timer->entry = &late[i];
    }
    return true;
}

static void put_late(SimWheel *wheel, size_t at, SimEntry entry)
{
    wheel->late[at] = entry;
    entry.timer->entry = &wheel->late[at];
}

/* Behind all late timers that are not later. */
static bool arm_late(SimWheel *wheel, SimTimer *timer, int64_t deadline_ns)
{
    if (!reserve_late(wheel)) {
        return false;
    }
    size_t at = wheel->late_end++;
    for (; at > wheel->late_first && wheel->late[at - 1].deadline_ns > deadline_ns; at--) {
        put_late(wheel, at, wheel->late[at - 1]);
    }
    put_late(wheel, at, (SimEntry){.deadline_ns = deadline_ns, .timer = timer});
    return true;
}

static void cancel_late(SimWheel *wheel, const SimEntry *entry)
{
    size_t at = (size_t)(entry - wheel->late);
    wheel->late_end--;
    for (; at < wheel->late_end; at++) {
        put_late(wheel, at, wheel->late[at + 1]);
    }
}

static SimTimer *take_late(SimWheel *wheel)
{
    SimTimer *timer = wheel->late[wheel->late_first++].timer;
    timer->entry = NULL;
    wheel->count--;
    return timer;
}

/* ---- arming, cancelling ---- */

bool sim_wheel_arm(SimWheel *wheel, SimTimer *timer, int64_t deadline_ns)
{
    assert(!sim_timer_armed(timer));
    if (!reserve(wheel)) {
        return false;
    }
    if (deadline_ns >= (int64_t)wheel->time) {
        push(wheel, deadline_ns, timer);
    } else if (!arm_late(wheel, timer, deadline_ns)) {
        return false;
    }
    wheel->count++;
    if (deadline_ns < wheel->head.next_ns) {
        wheel->head.next_ns = deadline_ns;
        wheel->next_known = true;
    }
    return true;
}

void sim_wheel_cancel(SimWheel *wheel, SimTimer *timer)
{
    assert(sim_timer_armed(timer));
    SimEntry *entry = timer->entry;
    wheel->next_known = wheel->next_known && wheel->head.next_ns != entry->deadline_ns;
    timer->entry = NULL;
    wheel->count--;
    if (is_late(wheel, entry)) {
        cancel_late(wheel, entry);
    } else {
        cancel_entry(wheel, entry);
    }
}

/* ---- moving on ---- */

/* Asks for the timers of a chunk, and for the chunk behind it, which is returned. */
static const Chunk *prefetch_timers(const Chunk *chunk)
{
    if (chunk == NULL) {
        return NULL;
    }
    if (chunk->next != NULL) {
        __builtin_prefetch((const char *)chunk->next);
        __builtin_prefetch((const char *)chunk->next + CHUNK_BYTES / 2);
    }
    for (uint8_t i = chunk->first; i < chunk->end; i++) {
        __builtin_prefetch(chunk->entries[i].timer, 1);
    }
    return chunk->next;
}

/* Of timers that are taken out of a slot one after the other: at the beginning of a chunk, what the timers of the next
 * one will need is asked for, and the timers of the one behind that. */
static void look_ahead(const SimWheel *wheel, const Chunk *chunk)
{
    const Chunk *next = chunk->first == 0 ? chunk->next : NULL;
    if (next == NULL || wheel->soon == NULL) {
        return;
    }
    prefetch_timers(next->next);
    for (uint8_t i = next->first; i < next->end; i++) {
        if (next->entries[i].timer != NULL) {
            wheel->soon(next->entries[i].timer);
        }
    }
}

/* Moves the wheel's time to the start of a slot above level 0 and spreads its timers over the levels below, in order.
 * The timers of the chunks ahead are on their way from memory meanwhile.  Not part of its caller, which is much more
 * frequent. */
static __attribute__((noinline)) void spread(SimWheel *wheel, int at)
{
    Slot *slot = &wheel->slots[at];
    Chunk *chunk = slot->head;
    void (*soon)(const SimTimer *timer) = at < (SOON_LEVEL + 1) * SLOTS ? wheel->soon : NULL;
    wheel->time = slot_start(wheel, at);
    *slot = (Slot){0};
    mark_empty(wheel, (size_t)at);
    const Chunk *ahead = prefetch_timers(prefetch_timers(chunk));
    while (chunk != NULL) {
        Chunk *next = chunk->next;
        ahead = prefetch_timers(ahead);
        for (uint8_t i = chunk->first; i < chunk->end; i++) {
            SimEntry entry = chunk->entries[i];
            if (entry.timer != NULL) {
                push(wheel, entry.deadline_ns, entry.timer);
                if (soon != NULL) {
                    soon(entry.timer);
                }
            }
        }
        give_chunk(wheel, chunk);
        chunk = next;
    }
}

/* The slot whose first entry is the earliest timer of all slots, if that is at or before `limit_ns`, which the wheel's
 * time does not pass; else -1.  Sets next_ns. */
static int earliest_slot(SimWheel *wheel, int64_t limit_ns)
{
    for (;;) {
        int at = first_slot(wheel);
        if (at < 0) {
            wheel->head.next_ns = SIM_NEVER;
            wheel->next_known = true;
            return -1;
        }
        /* A timer that is alone in the first slot is the next one, and so are timers of one moment, like all those on
         * level 0: they need not go down through the levels. */
        Slot *slot = &wheel->slots[at];
        if (slot->deadline_ns != MIXED || slot->live == 1) {
            wheel->head.next_ns =
                slot->deadline_ns != MIXED ? slot->deadline_ns : first_entry(wheel, slot)->deadline_ns;
            wheel->next_known = true;
            return wheel->head.next_ns <= limit_ns ? at : -1;
        }
        uint64_t start = slot_start(wheel, at);
        if (start > (uint64_t)limit_ns) {
            wheel->head.next_ns = (int64_t)start;
            wheel->next_known = false;
            return -1;
        }
        spread(wheel, at);
    }
}

/* The least deadline in a slot. */
static int64_t least_deadline(const Slot *slot)
{
    int64_t least = SIM_NEVER;
    for (const Chunk *chunk = slot->head; chunk != NULL; chunk = chunk->next) {
        for (uint8_t i = chunk->first; i < chunk->end; i++) {
            const SimEntry *entry = &chunk->entries[i];
            if (entry->timer != NULL && entry->deadline_ns < least) {
                least = entry->deadline_ns;
            }
        }
    }
    return least;
}

int64_t sim_wheel_next(SimWheel *wheel)
{
    if (!wheel->next_known) {
        int at = first_slot(wheel);
        if (wheel->late_first < wheel->late_end) {
            wheel->head.next_ns = wheel->late[wheel->late_first].deadline_ns;
        } else {
            wheel->head.next_ns = at < 0 ? SIM_NEVER : least_deadline(&wheel->slots[at]);
        }
        wheel->next_known = true;
    }
    return wheel->head.next_ns;
}

int64_t sim_wheel_advance(SimWheel *wheel)
{
    if (!wheel->next_known) {
        if (wheel->late_first < wheel->late_end) {
            wheel->head.next_ns = wheel->late[wheel->late_first].deadline_ns;
            wheel->next_known = true;
        } else {
            earliest_slot(wheel, SIM_NEVER - 1);
        }
    }
    return wheel->head.next_ns;
}

SimTimer *sim_wheel_pop_due(SimWheel *wheel, int64_t now_ns)
{
    if (now_ns < wheel->head.next_ns) {
        return NULL;
    }
    if (wheel->late_first < wheel->late_end) {
        wheel->head.next_ns = wheel->late[wheel->late_first].deadline_ns;
        wheel->next_known = wheel->head.next_ns > now_ns;
        return wheel->next_known ? NULL : take_late(wheel);
    }
    int at = now_ns < 0 ? -1 : earliest_slot(wheel, now_ns);
    if (at < 0) {
        return NULL;
    }
    if (wheel->slots[at].live == 1) { /* those of one moment are in one slot */
        wheel->time = (uint64_t)wheel->head.next_ns;
        wheel->head.next_ns += wheel->head.next_ns != SIM_NEVER;
        wheel->next_known = false;
    } else if (at < SLOTS) {
        wheel->time = (uint64_t)wheel->head.next_ns;
    } else { /* the wheel's time stays behind: what is armed for that moment now must come behind them, in their slot */
        look_ahead(wheel, wheel->slots[at].head);
    }
    return take_first(wheel, (size_t)at);
}

SimTimer *sim_wheel_pop_any(SimWheel *wheel)
{
    wheel->next_known = false;
    if (wheel->late_first < wheel->late_end) {
        return take_late(wheel);
    }
    int at = first_slot(wheel);
    return at < 0 ? NULL : take_first(wheel, (size_t)at);
}
