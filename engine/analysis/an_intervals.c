#include "analysis/an_index.h"

uint32_t an_intervals_open(AnIntervals *set, const LsAlloc *alloc, uint32_t begin)
{
    AnInterval *items = ls_alloc_grow(alloc, set->items, &set->capacity, set->count + 1, sizeof *items);
    if (items == NULL) {
        return AN_NONE;
    }
    set->items = items;
    items[set->count] = (AnInterval){.begin = begin, .end = AN_NONE};
    return (uint32_t)set->count++;
}

bool an_intervals_close(AnIntervals *set, const LsAlloc *alloc, uint32_t number, uint32_t end)
{
    uint32_t *ends = ls_alloc_grow(alloc, set->ends, &set->end_capacity, set->end_count + 1, sizeof *ends);
    if (ends == NULL) {
        return false;
    }
    set->ends = ends;
    ends[set->end_count++] = end;
    set->items[number].end = end;
    return true;
}

typedef struct Keyed {
    uint64_t key;
    AnInterval interval;
} Keyed;

/* Sorts by one byte of the key, stably; false when all items have the same byte there (nothing was moved). */
static bool radix_pass(const Keyed *from, Keyed *to, size_t count, unsigned shift)
{
    size_t places[256] = {0};
    for (size_t i = 0; i < count; i++) {
        places[(from[i].key >> shift) & 0xFF]++;
    }
    if (places[(from[0].key >> shift) & 0xFF] == count) {
        return false;
    }
    size_t next = 0;
    for (unsigned byte = 0; byte < 256; byte++) {
        size_t here = places[byte];
        places[byte] = next;
        next += here;
    }
    for (size_t i = 0; i < count; i++) {
        to[places[(from[i].key >> shift) & 0xFF]++] = from[i];
    }
    return true;
}

/* Least significant byte first: 8 passes at most, and as many as the keys have bytes that differ. */
static bool sort_by_key(AnIntervals *set, const LsAlloc *alloc, const int64_t *keys)
{
    size_t bytes = set->count * sizeof(Keyed);
    Keyed *from = ls_alloc_bytes(alloc, bytes);
    Keyed *to = ls_alloc_bytes(alloc, bytes);
    set->begins = ls_alloc_bytes(alloc, set->count * sizeof *set->begins);
    bool ok = from != NULL && to != NULL && set->begins != NULL;
    if (ok) {
        for (size_t i = 0; i < set->count; i++) {
            from[i] = (Keyed){.key = (uint64_t)keys[i] ^ ((uint64_t)1 << 63), .interval = set->items[i]};
            set->begins[i] = set->items[i].begin;
        }
        for (unsigned shift = 0; shift < 64; shift += 8) {
            if (radix_pass(from, to, set->count, shift)) {
                Keyed *swap = from;
                from = to;
                to = swap;
            }
        }
        for (size_t i = 0; i < set->count; i++) {
            set->items[i] = from[i].interval;
        }
    }
    ls_alloc_free(alloc, from, bytes);
    ls_alloc_free(alloc, to, bytes);
    return ok;
}

static AnInterval summary(const AnInterval *items, size_t count)
{
    AnInterval all = items[0];
    for (size_t i = 1; i < count; i++) {
        if (items[i].begin < all.begin) {
            all.begin = items[i].begin;
        }
        if (items[i].end > all.end) {
            all.end = items[i].end;
        }
    }
    return all;
}

static bool build_tree(AnIntervals *set, const LsAlloc *alloc)
{
    const AnInterval *below = set->items;
    size_t below_count = set->count;
    while (below_count > AN_TREE_FAN && set->level_count < AN_TREE_LEVELS) {
        size_t count = (below_count + AN_TREE_FAN - 1) / AN_TREE_FAN;
        AnInterval *level = ls_alloc_bytes(alloc, count * sizeof *level);
        if (level == NULL) {
            return false;
        }
        set->levels[set->level_count] = level;
        set->level_sizes[set->level_count++] = count;
        for (size_t i = 0; i < count; i++) {
            size_t from = i * AN_TREE_FAN;
            size_t many = below_count - from < AN_TREE_FAN ? below_count - from : AN_TREE_FAN;
            level[i] = summary(below + from, many);
        }
        below = level;
        below_count = count;
    }
    return true;
}

bool an_intervals_finish(AnIntervals *set, const LsAlloc *alloc, const int64_t *keys)
{
    if (set->count > 0 && keys != NULL && !sort_by_key(set, alloc, keys)) {
        return false;
    }
    return build_tree(set, alloc);
}

void an_intervals_free(AnIntervals *set, const LsAlloc *alloc)
{
    ls_alloc_free(alloc, set->items, set->capacity * sizeof *set->items);
    ls_alloc_free(alloc, set->begins, set->count * sizeof *set->begins);
    ls_alloc_free(alloc, set->ends, set->end_capacity * sizeof *set->ends);
    for (unsigned level = 0; level < set->level_count; level++) {
        ls_alloc_free(alloc, set->levels[level], set->level_sizes[level] * sizeof *set->levels[level]);
    }
    *set = (AnIntervals){0};
}

/* Where the begin <= n, when the items are sorted by begin. */
static size_t items_begun(const AnIntervals *set, uint32_t n)
{
    size_t low = 0;
    for (size_t count = set->count; count > 0;) {
        size_t half = count / 2;
        if (set->items[low + half].begin <= n) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

uint32_t an_intervals_active(const AnIntervals *set, uint32_t n)
{
    size_t begun = set->begins == NULL ? items_begun(set, n) : an_sorted_after(set->begins, set->count, n);
    return (uint32_t)(begun - an_sorted_after(set->ends, set->end_count, n));
}

static bool contains(const AnInterval *interval, uint32_t n)
{
    return interval->begin <= n && n < interval->end;
}

/* At each place the largest nodes that begin there are asked first; one that does not contain n is skipped as a whole.
 */
size_t an_intervals_find(const AnIntervals *set, size_t from, uint32_t n)
{
    size_t place = from;
    while (place < set->count) {
        unsigned level = 0; /* 0: the item itself, k: levels[k - 1] */
        while (level < set->level_count && place % ((size_t)1 << (AN_TREE_SHIFT * (level + 1))) == 0) {
            level++;
        }
        while (level > 0 && contains(&set->levels[level - 1][place >> (AN_TREE_SHIFT * level)], n)) {
            level--;
        }
        if (level == 0 && contains(&set->items[place], n)) {
            return place;
        }
        place += (size_t)1 << (AN_TREE_SHIFT * level);
    }
    return set->count;
}
