#include "trace/trace.h"

#include <assert.h>
#include <string.h>

enum {
    TEXT_BLOCK_FIRST = 1 << 12, /* a small run stays small; later blocks are larger */
    TEXT_BLOCK_LATER = 1 << 16,
    TABLE_FIRST = 256,
    CHUNK_BYTES = sizeof(TraceEvent) * TRACE_CHUNK_EVENTS,
    CHUNKS_MOST = 16,
    LITERALS = 32
};

/* Bytes of interned texts; blocks are never moved, so that trace_text stays valid. */
typedef struct TextBlock {
    struct TextBlock *next;
    size_t size; /* of the whole allocation */
    size_t used; /* of bytes */
    char bytes[];
} TextBlock;

typedef struct TextEntry {
    const char *text;
    uint32_t size;
    uint32_t hash;
} TextEntry;

/* A literal that was asked for lately. */
typedef struct Literal {
    const char *text;
    uint32_t id;
} Literal;

typedef struct MetaEntry {
    char *key; /* key and value in one allocation: "key\0value\0" */
    const char *value;
    size_t size;
} MetaEntry;

struct Trace {
    TraceTail tail;   /* first */
    TraceEvent spare; /* where the first event of a chunk is written, before there is one */
    const LsAlloc *alloc;
    uint32_t id_count;
    bool failed;

    TraceEvent **chunks; /* the first of them hold events, the others are for those to come */
    size_t chunk_count;
    size_t chunk_capacity;

    TextEntry *texts; /* texts[id - 1] */
    size_t text_count;
    size_t text_capacity;
    uint32_t *table; /* open addressing, text ids, 0 = free; a power of two */
    size_t table_size;
    TextBlock *blocks; /* the newest first */
    size_t block_bytes;
    Literal literals[LITERALS]; /* by address */

    MetaEntry *metas;
    size_t meta_count;
    size_t meta_capacity;

    char *source_name;
    size_t source_name_size; /* of the allocation */
    char *source_text;
    size_t source_text_size; /* without the NUL */
};

_Static_assert(sizeof(TraceEvent) == 32, "an event is 32 bytes");
_Static_assert(TRACE_KIND_COUNT <= 256, "kinds fit into 8 bits");

static void write_to_spare(Trace *trace)
{
    trace->tail.next = &trace->spare;
    trace->tail.limit = &trace->spare + 1;
}

Trace *trace_new(const LsAlloc *alloc)
{
    Trace *trace = ls_alloc_zeroed(alloc, sizeof *trace);
    if (trace != NULL) {
        trace->alloc = alloc;
        write_to_spare(trace);
    }
    return trace;
}

/* How many chunks are allocated when there are so many: as many again, up to 2 MB. */
static size_t chunks_at_once(size_t chunk_count)
{
    return chunk_count == 0 ? 1 : chunk_count < CHUNKS_MOST ? chunk_count : CHUNKS_MOST;
}

void trace_free(Trace *trace)
{
    if (trace == NULL) {
        return;
    }
    const LsAlloc *alloc = trace->alloc;
    for (size_t i = 0; i < trace->chunk_count; i += chunks_at_once(i)) {
        ls_alloc_free(alloc, trace->chunks[i], chunks_at_once(i) * CHUNK_BYTES);
    }
    ls_alloc_free(alloc, trace->chunks, trace->chunk_capacity * sizeof *trace->chunks);
    ls_alloc_free(alloc, trace->texts, trace->text_capacity * sizeof *trace->texts);
    ls_alloc_free(alloc, trace->table, trace->table_size * sizeof *trace->table);
    for (TextBlock *block = trace->blocks; block != NULL;) {
        TextBlock *next = block->next;
        ls_alloc_free(alloc, block, block->size);
        block = next;
    }
    for (size_t i = 0; i < trace->meta_count; i++) {
        ls_alloc_free(alloc, trace->metas[i].key, trace->metas[i].size);
    }
    ls_alloc_free(alloc, trace->metas, trace->meta_capacity * sizeof *trace->metas);
    ls_alloc_free(alloc, trace->source_name, trace->source_name_size);
    ls_alloc_free(alloc, trace->source_text, trace->source_text_size + 1);
    ls_alloc_free(alloc, trace, sizeof *trace);
}

/* --- events --- */

/* There is no room for events from now on. */
static void fail(Trace *trace)
{
    trace->failed = true;
    write_to_spare(trace);
}

static bool add_chunks(Trace *trace)
{
    size_t added = chunks_at_once(trace->chunk_count);
    TraceEvent **chunks = ls_alloc_grow(trace->alloc, trace->chunks, &trace->chunk_capacity, trace->chunk_count + added,
                                        sizeof *trace->chunks);
    if (chunks == NULL) {
        return false;
    }
    trace->chunks = chunks;
    TraceEvent *block = ls_alloc_bytes(trace->alloc, added * CHUNK_BYTES);
    if (block == NULL) {
        return false;
    }
    for (size_t i = 0; i < added; i++) {
        trace->chunks[trace->chunk_count++] = block + i * TRACE_CHUNK_EVENTS;
    }
    return true;
}

/* The chunk in which an event is the first; NULL when there is no memory. */
static TraceEvent *begin_chunk(Trace *trace, uint32_t seq)
{
    size_t index = seq / TRACE_CHUNK_EVENTS;
    if (index == trace->chunk_count && !add_chunks(trace)) {
        return NULL;
    }
    if (index > 0) { /* the first may stay as empty as the run is small */
        ls_alloc_expect(trace->alloc, trace->chunks[index], CHUNK_BYTES);
    }
    return trace->chunks[index];
}

uint32_t trace_turn(Trace *trace)
{
    TraceTail *tail = &trace->tail;
    if (tail->next != &trace->spare + 1) {
        write_to_spare(trace); /* the chunk is full */
        return tail->count - 1;
    }
    uint32_t seq = tail->count - 1;
    bool fits = !trace->failed && seq < TRACE_NO_CAUSE - TRACE_CHUNK_EVENTS;
    TraceEvent *chunk = fits ? begin_chunk(trace, seq) : NULL;
    if (chunk == NULL) {
        fail(trace);
        tail->count--;
        return TRACE_NO_CAUSE;
    }
    *chunk = trace->spare;
    tail->next = chunk + 1;
    tail->limit = chunk + TRACE_CHUNK_EVENTS;
    return seq;
}

uint32_t trace_append(Trace *trace, const TraceEvent *event)
{
    *trace_next(trace) = *event;
    return trace_filled(trace);
}

bool trace_failed(const Trace *trace)
{
    return trace->failed;
}

uint32_t trace_count(const Trace *trace)
{
    return trace->tail.count;
}

const TraceEvent *trace_at(const Trace *trace, uint32_t seq)
{
    assert(seq < trace->tail.count);
    return &trace->chunks[seq / TRACE_CHUNK_EVENTS][seq % TRACE_CHUNK_EVENTS];
}

size_t trace_memory_bytes(const Trace *trace)
{
    size_t bytes = sizeof *trace + trace->chunk_capacity * sizeof *trace->chunks;
    bytes += trace->chunk_count * CHUNK_BYTES;
    bytes += trace->text_capacity * sizeof *trace->texts + trace->table_size * sizeof *trace->table;
    bytes += trace->block_bytes + trace->meta_capacity * sizeof *trace->metas;
    for (size_t i = 0; i < trace->meta_count; i++) {
        bytes += trace->metas[i].size;
    }
    return bytes + trace->source_name_size + (trace->source_text == NULL ? 0 : trace->source_text_size + 1);
}

uint32_t trace_new_id(Trace *trace)
{
    if (trace->id_count == UINT32_MAX) {
        fail(trace);
        return 0;
    }
    return ++trace->id_count;
}

uint32_t trace_id_count(const Trace *trace)
{
    return trace->id_count;
}

void trace_set_id_count(Trace *trace, uint32_t count)
{
    if (count > trace->id_count) {
        trace->id_count = count;
    }
}

/* --- strings --- */

static uint32_t text_hash(const char *text, size_t size)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
    }
    return (uint32_t)(hash ^ (hash >> 32));
}

/* Copies the text, NUL-terminated, to a place where it stays; NULL when there is no memory. */
static const char *store_text(Trace *trace, const char *text, size_t size)
{
    TextBlock *block = trace->blocks;
    if (block == NULL || block->size - sizeof *block - block->used <= size) {
        size_t room = block == NULL ? TEXT_BLOCK_FIRST : TEXT_BLOCK_LATER;
        if (room <= size) {
            room = size + 1;
        }
        size_t bytes = sizeof *block + room;
        TextBlock *fresh = ls_alloc_bytes(trace->alloc, bytes);
        if (fresh == NULL) {
            return NULL;
        }
        *fresh = (TextBlock){.next = block, .size = bytes, .used = 0};
        trace->blocks = fresh;
        trace->block_bytes += bytes;
        block = fresh;
    }
    char *place = block->bytes + block->used;
    memcpy(place, text, size);
    place[size] = '\0';
    block->used += size + 1;
    return place;
}

/* The table's slot that holds this text, or the free one where it belongs. */
static uint32_t *find_slot(const Trace *trace, const char *text, size_t size, uint32_t hash)
{
    size_t mask = trace->table_size - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        uint32_t id = trace->table[i];
        if (id == 0) {
            return &trace->table[i];
        }
        const TextEntry *entry = &trace->texts[id - 1];
        if (entry->hash == hash && entry->size == size && memcmp(entry->text, text, size) == 0) {
            return &trace->table[i];
        }
    }
}

static bool grow_table(Trace *trace)
{
    size_t grown = trace->table_size == 0 ? TABLE_FIRST : trace->table_size * 2;
    uint32_t *table = ls_alloc_zeroed(trace->alloc, grown * sizeof *table);
    if (table == NULL) {
        return false;
    }
    for (size_t i = 0; i < trace->text_count; i++) {
        size_t at = trace->texts[i].hash & (grown - 1);
        while (table[at] != 0) {
            at = (at + 1) & (grown - 1);
        }
        table[at] = (uint32_t)(i + 1);
    }
    ls_alloc_free(trace->alloc, trace->table, trace->table_size * sizeof *table);
    trace->table = table;
    trace->table_size = grown;
    return true;
}

static uint32_t add_string(Trace *trace, const char *text, size_t size, uint32_t hash)
{
    TextEntry *texts =
        ls_alloc_grow(trace->alloc, trace->texts, &trace->text_capacity, trace->text_count + 1, sizeof *texts);
    if (texts == NULL) {
        return 0;
    }
    trace->texts = texts;
    const char *place = store_text(trace, text, size);
    if (place == NULL) {
        return 0;
    }
    texts[trace->text_count] = (TextEntry){.text = place, .size = (uint32_t)size, .hash = hash};
    return (uint32_t)++trace->text_count;
}

uint32_t trace_string(Trace *trace, const char *text, size_t size)
{
    if (size == 0) {
        return 0;
    }
    bool full = trace->table_size / 4 * 3 <= trace->text_count;
    if (trace->failed || size >= UINT32_MAX || trace->text_count >= UINT32_MAX / 4 || (full && !grow_table(trace))) {
        fail(trace);
        return 0;
    }
    uint32_t hash = text_hash(text, size);
    uint32_t *slot = find_slot(trace, text, size, hash);
    if (*slot == 0) {
        *slot = add_string(trace, text, size, hash);
        if (*slot == 0) {
            fail(trace);
        }
    }
    return *slot;
}

uint32_t trace_literal(Trace *trace, const char *literal)
{
    Literal *known = &trace->literals[(uintptr_t)literal / sizeof(void *) % LITERALS];
    if (known->text != literal) {
        uint32_t id = trace_string(trace, literal, strlen(literal));
        if (id == 0) {
            return 0;
        }
        *known = (Literal){.text = literal, .id = id};
    }
    return known->id;
}

const char *trace_text(const Trace *trace, uint32_t string_id, size_t *size)
{
    bool known = string_id > 0 && string_id <= trace->text_count;
    if (size != NULL) {
        *size = known ? trace->texts[string_id - 1].size : 0;
    }
    return known ? trace->texts[string_id - 1].text : "";
}

uint32_t trace_string_count(const Trace *trace)
{
    return (uint32_t)trace->text_count;
}

/* --- source and metadata --- */

static char *copy_bytes(const LsAlloc *alloc, const char *text, size_t size)
{
    char *copy = ls_alloc_bytes(alloc, size + 1);
    if (copy != NULL) {
        if (size > 0) {
            memcpy(copy, text, size);
        }
        copy[size] = '\0';
    }
    return copy;
}

LsStatus trace_set_source(Trace *trace, const char *name, const char *text, size_t size)
{
    size_t name_size = strlen(name) + 1;
    char *name_copy = copy_bytes(trace->alloc, name, name_size - 1);
    char *text_copy = copy_bytes(trace->alloc, text, size);
    if (name_copy == NULL || text_copy == NULL) {
        ls_alloc_free(trace->alloc, name_copy, name_size);
        ls_alloc_free(trace->alloc, text_copy, size + 1);
        return LS_E_NOMEM;
    }
    ls_alloc_free(trace->alloc, trace->source_name, trace->source_name_size);
    ls_alloc_free(trace->alloc, trace->source_text, trace->source_text_size + 1);
    trace->source_name = name_copy;
    trace->source_name_size = name_size;
    trace->source_text = text_copy;
    trace->source_text_size = size;
    return LS_OK;
}

const char *trace_source_name(const Trace *trace)
{
    return trace->source_name == NULL ? "" : trace->source_name;
}

const char *trace_source_text(const Trace *trace, size_t *size)
{
    if (size != NULL) {
        *size = trace->source_text_size;
    }
    return trace->source_text == NULL ? "" : trace->source_text;
}

static MetaEntry *find_meta(const Trace *trace, const char *key)
{
    for (size_t i = 0; i < trace->meta_count; i++) {
        if (strcmp(trace->metas[i].key, key) == 0) {
            return &trace->metas[i];
        }
    }
    return NULL;
}

LsStatus trace_set_meta(Trace *trace, const char *key, const char *value)
{
    MetaEntry *entry = find_meta(trace, key);
    if (entry == NULL) {
        MetaEntry *metas =
            ls_alloc_grow(trace->alloc, trace->metas, &trace->meta_capacity, trace->meta_count + 1, sizeof *metas);
        if (metas == NULL) {
            return LS_E_NOMEM;
        }
        trace->metas = metas;
    }
    size_t key_size = strlen(key) + 1;
    size_t value_size = strlen(value) + 1;
    char *both = ls_alloc_bytes(trace->alloc, key_size + value_size);
    if (both == NULL) {
        return LS_E_NOMEM;
    }
    memcpy(both, key, key_size);
    memcpy(both + key_size, value, value_size);
    if (entry == NULL) {
        entry = &trace->metas[trace->meta_count++];
    } else {
        ls_alloc_free(trace->alloc, entry->key, entry->size);
    }
    *entry = (MetaEntry){.key = both, .value = both + key_size, .size = key_size + value_size};
    return LS_OK;
}

const char *trace_meta(const Trace *trace, const char *key)
{
    const MetaEntry *entry = find_meta(trace, key);
    return entry == NULL ? NULL : entry->value;
}

size_t trace_meta_count(const Trace *trace)
{
    return trace->meta_count;
}

const char *trace_meta_at(const Trace *trace, size_t index, const char **value)
{
    assert(index < trace->meta_count);
    *value = trace->metas[index].value;
    return trace->metas[index].key;
}
