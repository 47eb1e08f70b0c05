#include "analysis/an_index.h"

#include <string.h>

enum { WIDE = 64 * 64 }; /* entries that a wide mask tells of */

size_t an_sorted_after(const uint32_t *items, size_t count, uint32_t seq)
{
    size_t low = 0;
    while (count > 0) {
        size_t half = count / 2;
        if (items[low + half] <= seq) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

bool an_seqs_add(AnSeqs *seqs, const LsAlloc *alloc, uint32_t seq)
{
    uint32_t *items = ls_alloc_grow(alloc, seqs->items, &seqs->capacity, seqs->count + 1, sizeof *items);
    if (items == NULL) {
        return false;
    }
    seqs->items = items;
    items[seqs->count++] = seq;
    return true;
}

void an_seqs_free(AnSeqs *seqs, const LsAlloc *alloc)
{
    ls_alloc_free(alloc, seqs->items, seqs->capacity * sizeof *seqs->items);
    *seqs = (AnSeqs){0};
}

static size_t mask_count(const AnLists *lists)
{
    return (size_t)lists->total / 64 + 1;
}

bool an_lists_begin(AnLists *lists, const LsAlloc *alloc, uint32_t key_count)
{
    *lists = (AnLists){.key_count = key_count};
    lists->starts = ls_alloc_zeroed(alloc, ((size_t)key_count + 1) * sizeof *lists->starts);
    return lists->starts != NULL;
}

/* Turns the counts into the places where each key's entries begin. */
bool an_lists_room(AnLists *lists, const LsAlloc *alloc, bool with_ticks)
{
    uint32_t total = 0;
    for (uint32_t key = 0; key < lists->key_count; key++) {
        uint32_t entries = lists->starts[key];
        lists->starts[key] = total;
        total += entries;
    }
    lists->starts[lists->key_count] = total;
    lists->total = total;
    lists->seqs = ls_alloc_bytes(alloc, ((size_t)total + 1) * sizeof *lists->seqs);
    lists->kinds = ls_alloc_bytes(alloc, (size_t)total + 1);
    lists->masks = ls_alloc_zeroed(alloc, mask_count(lists) * sizeof *lists->masks);
    lists->wide = ls_alloc_zeroed(alloc, (mask_count(lists) / 64 + 1) * sizeof *lists->wide);
    lists->ticks = with_ticks ? ls_alloc_bytes(alloc, ((size_t)total + 1) * sizeof *lists->ticks) : NULL;
    return lists->seqs != NULL && lists->kinds != NULL && lists->masks != NULL && lists->wide != NULL &&
           (!with_ticks || lists->ticks != NULL);
}

/* Filling moved each start to its key's end, which is the next key's start: shift them back.  Then the wide masks. */
void an_lists_finish(AnLists *lists)
{
    memmove(lists->starts + 1, lists->starts, (size_t)lists->key_count * sizeof *lists->starts);
    lists->starts[0] = 0;
    for (size_t i = 0; i < mask_count(lists); i++) {
        lists->wide[i / 64] |= lists->masks[i];
    }
}

void an_lists_free(AnLists *lists, const LsAlloc *alloc)
{
    ls_alloc_free(alloc, lists->starts, ((size_t)lists->key_count + 1) * sizeof *lists->starts);
    ls_alloc_free(alloc, lists->seqs, ((size_t)lists->total + 1) * sizeof *lists->seqs);
    ls_alloc_free(alloc, lists->kinds, (size_t)lists->total + 1);
    ls_alloc_free(alloc, lists->ticks, ((size_t)lists->total + 1) * sizeof *lists->ticks);
    ls_alloc_free(alloc, lists->masks, mask_count(lists) * sizeof *lists->masks);
    ls_alloc_free(alloc, lists->wide, (mask_count(lists) / 64 + 1) * sizeof *lists->wide);
    *lists = (AnLists){0};
}

uint32_t an_lists_after(const AnLists *lists, uint32_t key, uint32_t seq)
{
    if (key >= lists->key_count) {
        return 0;
    }
    uint32_t start = lists->starts[key];
    return start + (uint32_t)an_sorted_after(lists->seqs + start, lists->starts[key + 1] - start, seq);
}

uint32_t an_lists_place_from(const AnLists *lists, uint32_t key, uint32_t from, uint32_t seq)
{
    uint32_t end = lists->starts[key + 1];
    uint32_t step = 1;
    while (from < end && end - from > step && lists->seqs[from + step] < seq) {
        from += step;
        step *= 2;
    }
    uint32_t count = end - from > step ? step + 1 : end - from;
    return seq == 0 ? from : from + (uint32_t)an_sorted_after(lists->seqs + from, count, seq - 1);
}

uint32_t an_lists_last(const AnLists *lists, uint32_t key, uint32_t seq, uint64_t mask)
{
    if (key >= lists->key_count) {
        return AN_NONE;
    }
    uint32_t start = lists->starts[key];
    uint32_t place = an_lists_after(lists, key, seq);
    while (place > start) {
        if ((lists->wide[(place - 1) / WIDE] & mask) == 0) {
            place = (place - 1) / WIDE * WIDE;
        } else if ((lists->masks[(place - 1) / 64] & mask) == 0) {
            place = (place - 1) / 64 * 64;
        } else if ((mask & AN_BIT(lists->kinds[place - 1])) != 0) {
            return lists->seqs[place - 1];
        } else {
            place--;
        }
    }
    return AN_NONE;
}

uint32_t an_lists_next(const AnLists *lists, uint32_t key, uint32_t seq, uint64_t mask)
{
    if (key >= lists->key_count) {
        return AN_NONE;
    }
    uint32_t end = lists->starts[key + 1];
    uint32_t place = an_lists_after(lists, key, seq);
    while (place < end) {
        if ((lists->wide[place / WIDE] & mask) == 0) {
            place = (place / WIDE + 1) * WIDE;
        } else if ((lists->masks[place / 64] & mask) == 0) {
            place = (place / 64 + 1) * 64;
        } else if ((mask & AN_BIT(lists->kinds[place])) != 0) {
            return lists->seqs[place];
        } else {
            place++;
        }
    }
    return AN_NONE;
}
