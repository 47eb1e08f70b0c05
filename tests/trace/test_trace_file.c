#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/support_alloc.h"
#include "support/support_file.h"
#include "trace/trace_columns.h"
#include "trace_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Fixture {
    SupportAlloc memory;
    Trace *trace;
    MemoryFile file;
} Fixture;

static int setup(void **state)
{
    Fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    support_alloc_init(&fixture->memory);
    fixture->trace = trace_of_all_kinds(&fixture->memory.alloc);
    assert_non_null(fixture->trace);
    memory_file_init(&fixture->file, &fixture->memory.alloc);
    assert_int_equal(trace_file_write(fixture->trace, &fixture->memory.alloc, memory_sink(&fixture->file)), LS_OK);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    Fixture *fixture = *state;
    memory_file_free(&fixture->file);
    trace_free(fixture->trace);
    support_alloc_end(&fixture->memory);
    free(fixture);
    return 0;
}

static Trace *read_back(Fixture *fixture, TraceFileInfo *info)
{
    Trace *trace = NULL;
    LsStatus status = trace_file_read(&fixture->memory.alloc, memory_source(&fixture->file), &trace, info);
    if (status != LS_OK) {
        fail_msg("%s", info->error);
    }
    return trace;
}

static void test_round_trip(void **state)
{
    Fixture *fixture = *state;
    TraceFileInfo info;
    uint32_t difference;
    Trace *again = read_back(fixture, &info);
    assert_false(info.truncated);
    assert_true(trace_equal(fixture->trace, again, &difference));
    assert_int_equal(difference, trace_count(fixture->trace));
    trace_free(again);
}

typedef struct KindWords {
    const char *words[3]; /* of the subject, the object and the value */
} KindWords;

#define KIND_WORDS(symbol, name, subject, object, value, flags, meaning) {{subject, object, value}},

/* A column whose word the reader does not know is taken for an entity, and a number there is refused. */
static void test_entities_are_known_ones(void **state)
{
    (void)state;
    static const KindWords kinds[TRACE_KIND_COUNT] = {TRACE_KIND_TABLE(KIND_WORDS)};
    static const char entities[] =
        "|process|thread|loop|handle|task|future|primitive|group|timeout|pool|job|connection|request"
        "|task/future|future/group|entity awaited|entity cancelled|entity waited for"
        "|task that failed|";
    TraceColumns columns[TRACE_KIND_COUNT];
    trace_columns(columns);
    for (unsigned kind = 0; kind < TRACE_KIND_COUNT; kind++) {
        const TraceColumn held[3] = {columns[kind].subject, columns[kind].object, columns[kind].value};
        for (unsigned i = 0; i < 3; i++) {
            char word[64];
            snprintf(word, sizeof word, "|%s|", kinds[kind].words[i]);
            if (held[i] == TRACE_COLUMN_ENTITY && strstr(entities, word) == NULL) {
                fail_msg("%s: is %s an entity?", trace_kind_name(kind), word);
            }
        }
    }
}

static void test_any_size_of_reads(void **state)
{
    Fixture *fixture = *state;
    TraceFileInfo info;
    for (size_t size = 1; size < 300; size += 37) {
        fixture->file.at_a_time = size;
        Trace *again = read_back(fixture, &info);
        assert_true(trace_equal(fixture->trace, again, NULL));
        trace_free(again);
    }
}

static void test_equal_sees_differences(void **state)
{
    Fixture *fixture = *state;
    TraceFileInfo info;
    uint32_t difference;
    Trace *again = read_back(fixture, &info);
    trace_new_id(again);
    assert_false(trace_equal(fixture->trace, again, NULL));
    trace_free(again);
    again = read_back(fixture, &info);
    TraceEvent event = *trace_at(again, 3);
    trace_append(again, &event);
    assert_false(trace_equal(fixture->trace, again, &difference));
    assert_int_equal(difference, trace_count(fixture->trace));
    trace_free(again);
    again = read_back(fixture, &info);
    assert_int_equal(trace_set_meta(again, "seed", "8"), LS_OK);
    assert_false(trace_equal(fixture->trace, again, NULL));
    trace_free(again);
    again = read_back(fixture, &info);
    assert_int_not_equal(trace_string(again, "more", 4), 0);
    assert_false(trace_equal(fixture->trace, again, NULL));
    trace_free(again);
}

typedef struct Track {
    unsigned long tid;
    int open;       /* slices */
    double last_us; /* time of its last line */
} Track;

static Track *track_of(Track tracks[], size_t *count, unsigned long tid)
{
    for (size_t i = 0; i < *count; i++) {
        if (tracks[i].tid == tid) {
            return &tracks[i];
        }
    }
    assert_true(*count < 64);
    tracks[*count] = (Track){.tid = tid};
    return &tracks[(*count)++];
}

/* For other programs: on each track every E closes a B, and time does not run backwards. */
static void test_slices_nest(void **state)
{
    Fixture *fixture = *state;
    Track tracks[64];
    size_t count = 0;
    int slices = 0;
    char *text = fixture->file.bytes.data;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char phase;
        unsigned long pid;
        unsigned long tid;
        double us;
        const char *from = strstr(line, "\"ph\":\"");
        if (from == NULL ||
            sscanf(from, "\"ph\":\"%c\",\"pid\":%lu,\"tid\":%lu,\"ts\":%lf", &phase, &pid, &tid, &us) != 4) {
            continue;
        }
        Track *track = track_of(tracks, &count, tid);
        track->open += phase == 'B' ? 1 : phase == 'E' ? -1 : 0;
        slices += phase == 'B' || phase == 'X';
        assert_true(track->open >= 0);
        assert_true(us >= track->last_us);
        track->last_us = us;
    }
    assert_true(count > 3);
    assert_true(slices > 5);
}

/* A file cut at any byte gives what stands in its whole lines. */
static void test_cut_anywhere(void **state)
{
    Fixture *fixture = *state;
    size_t whole = fixture->file.bytes.size;
    uint32_t before = 0;
    size_t head = 0;
    for (int lines = 0; lines < 2; head++) { /* the first two lines have to be there */
        lines += fixture->file.bytes.data[head] == '\n';
    }
    for (size_t size = 0; size < whole; size++) {
        TraceFileInfo info;
        Trace *again = NULL;
        fixture->file.bytes.size = size;
        LsStatus status = trace_file_read(&fixture->memory.alloc, memory_source(&fixture->file), &again, &info);
        if (size + 1 < head) { /* the line end itself may be missing */
            assert_int_equal(status, LS_E_FORMAT);
            continue;
        }
        if (status != LS_OK) {
            fail_msg("cut at %zu: %s", size, info.error);
        }
        if (size < whole - 2) {
            assert_true(info.truncated);
        }
        assert_true(trace_count(again) >= before);
        assert_true(trace_count(again) <= before + 1);
        before = trace_count(again);
        uint32_t difference;
        trace_equal(fixture->trace, again, &difference);
        assert_int_equal(difference, before);
        trace_free(again);
    }
    assert_int_equal(before, trace_count(fixture->trace));
    fixture->file.bytes.size = whole;
}

/* Not each byte has its turn: reading is slow under sanitizers. */
enum { FLIP_STEP = 31 };

/* A flipped bit either changes nothing that counts or is refused with a sentence; it never crashes. */
static void test_flipped_bits(void **state)
{
    Fixture *fixture = *state;
    for (size_t at = 0; at < fixture->file.bytes.size; at += FLIP_STEP) {
        TraceFileInfo info;
        Trace *again = NULL;
        fixture->file.bytes.data[at] ^= (char)(1 << (at / FLIP_STEP % 8));
        LsStatus status = trace_file_read(&fixture->memory.alloc, memory_source(&fixture->file), &again, &info);
        assert_true(status == LS_OK || status == LS_E_FORMAT);
        assert_int_equal(status == LS_OK, info.error[0] == '\0');
        trace_free(again);
        fixture->file.bytes.data[at] ^= (char)(1 << (at / FLIP_STEP % 8));
    }
}

static void expect_refused(SupportAlloc *memory, const char *text, const char *error)
{
    MemoryFile file;
    TraceFileInfo info;
    Trace *trace = NULL;
    memory_file_init(&file, &memory->alloc);
    ls_buf_puts(&file.bytes, text);
    assert_int_equal(trace_file_read(&memory->alloc, memory_source(&file), &trace, &info), LS_E_FORMAT);
    assert_null(trace);
    assert_string_equal(info.error, error);
    memory_file_free(&file);
}

#define HEAD "[\n{\"name\":\"loopscope\",\"ph\":\"M\",\"pid\":1,\"args\":{\"version\":1,\"ids\":2}},\n"
#define EVENT(name, ts, columns)                                                                                       \
    "{\"name\":\"" name "\",\"ph\":\"i\",\"pid\":1,\"tid\":1,\"ts\":" ts ",\"args\":{\"e\":[" columns "]}},\n"

static void test_what_is_refused(void **state)
{
    SupportAlloc *memory = &((Fixture *)*state)->memory;
    expect_refused(memory, "", "not a loopscope trace: line 1: the file is empty");
    expect_refused(memory, "{\"traceEvents\": [\n",
                   "not a loopscope trace: line 1: this is not how loopscope writes it");
    expect_refused(memory, "[{\"name\":\"a\"}]\n",
                   "not a loopscope trace: line 1: a list with one event a line was expected");
    expect_refused(memory, "[\n{\"name\":\"a\",\"ph\":\"B\"},\n",
                   "not a loopscope trace: line 2: this is not how loopscope writes it");
    expect_refused(memory, "[\n{\"name\":\"loopscope\",\"ph\":\"M\",\"pid\":1,\"args\":{\"version\":2,\"ids\":2}},\n",
                   "the trace has format version 2, this program reads version 1");
    expect_refused(memory, HEAD EVENT("nonsense", "0", "0") "x",
                   "not a loopscope trace: line 3: an unknown kind of event");
    expect_refused(memory, HEAD EVENT("step", "0", "1") "x",
                   "not a loopscope trace: line 3: its cause lies before the first event");
    expect_refused(memory, HEAD EVENT("step", "0", "0,3") "x",
                   "not a loopscope trace: line 3: it names an entity that does not exist");
    expect_refused(memory, HEAD EVENT("step", "0", "0,2,0,2") "x",
                   "not a loopscope trace: line 3: its flags are out of range");
    expect_refused(memory, HEAD EVENT("output", "0", "0,0,0,0") "x",
                   "not a loopscope trace: line 3: its flags are out of range");
    expect_refused(memory, HEAD EVENT("output", "0", "0,0,0,1,0,1") "x",
                   "not a loopscope trace: line 3: it names a string that does not exist");
    expect_refused(memory, HEAD EVENT("step", "5", "0,1") EVENT("step", "4.999", "0,1"),
                   "not a loopscope trace: line 4: time runs backwards");
    expect_refused(memory, HEAD EVENT("step", "99999999999999999999", "0"),
                   "not a loopscope trace: line 3: a number is too large");
    expect_refused(memory, HEAD EVENT("step", "-1", "0"), "not a loopscope trace: line 3: a number was expected");
    expect_refused(memory, HEAD EVENT("step", "0", "0,1,16777216"),
                   "not a loopscope trace: line 3: a number is too large");
    expect_refused(memory, HEAD EVENT("step", "0", "0,01"), "not a loopscope trace: line 3: a number was expected");
    expect_refused(memory, HEAD "]\n",
                   "not a loopscope trace: line 3: the list ends without the line that counts its events");
    expect_refused(memory, HEAD "{\"name\":\"loopscope end\",\"ph\":\"M\",\"pid\":1,\"args\":{\"events\":1}}\n]\n",
                   "not a loopscope trace: line 3: events are missing");
}

static void test_too_many_entities(void **state)
{
    SupportAlloc *memory = &((Fixture *)*state)->memory;
    expect_refused(memory,
                   "[\n{\"name\":\"loopscope\",\"ph\":\"M\",\"pid\":1,\"args\":{\"version\":1,\"ids\":4000000000}},\n"
                   "{\"name\":\"loopscope end\",\"ph\":\"M\",\"pid\":1,\"args\":{\"events\":0}}\n]\n",
                   "not a loopscope trace: it speaks of 4000000000 entities in 0 events");
}

static void test_columns_that_are_left_out_are_zero(void **state)
{
    SupportAlloc *memory = &((Fixture *)*state)->memory;
    MemoryFile file;
    TraceFileInfo info;
    Trace *trace = NULL;
    memory_file_init(&file, &memory->alloc);
    ls_buf_puts(&file.bytes, HEAD EVENT("step", "0.5", "0,2") EVENT("sleep", "0.5", "1,2,7,0,0,-20"));
    assert_int_equal(trace_file_read(&memory->alloc, memory_source(&file), &trace, &info), LS_OK);
    assert_true(info.truncated);
    assert_int_equal(trace_count(trace), 2);
    assert_int_equal(trace_at(trace, 0)->subject, 2);
    assert_int_equal(trace_at(trace, 0)->cause, TRACE_NO_CAUSE);
    assert_int_equal(trace_at(trace, 0)->time_ns, 500);
    assert_int_equal(trace_at(trace, 1)->cause, 0);
    assert_int_equal(trace_at(trace, 1)->line, 7);
    assert_int_equal(trace_at(trace, 1)->amount, 480);
    trace_free(trace);
    memory_file_free(&file);
}

static void test_sink_and_source_may_refuse(void **state)
{
    Fixture *fixture = *state;
    MemoryFile file;
    TraceFileInfo info;
    Trace *trace = NULL;
    memory_file_init(&file, &fixture->memory.alloc);
    file.fail_after = 100;
    assert_int_equal(trace_file_write(fixture->trace, &fixture->memory.alloc, memory_sink(&file)), LS_E_IO);
    memory_file_free(&file);
    fixture->file.fail_after = 50;
    assert_int_equal(trace_file_read(&fixture->memory.alloc, memory_source(&fixture->file), &trace, &info), LS_E_IO);
    assert_null(trace);
    assert_string_equal(info.error, "the trace cannot be read: input error");
}

static void test_every_allocation_may_fail(void **state)
{
    Fixture *fixture = *state;
    SupportAlloc memory;
    for (size_t n = 1; support_alloc_begin(&memory, n); n++) {
        TraceFileInfo info;
        Trace *trace = NULL;
        MemoryFile file;
        memory_file_init(&file, &fixture->memory.alloc);
        LsStatus wrote = trace_file_write(fixture->trace, &memory.alloc, memory_sink(&file));
        LsStatus read = trace_file_read(&memory.alloc, memory_source(&fixture->file), &trace, &info);
        if (memory.failed) {
            assert_true(wrote == LS_E_NOMEM || read == LS_E_NOMEM);
            assert_true(wrote == LS_OK || read == LS_OK);
        } else {
            assert_int_equal(wrote, LS_OK);
            assert_int_equal(read, LS_OK);
        }
        trace_free(trace);
        memory_file_free(&file);
        support_alloc_end(&memory);
    }
}

/* --- on disk --- */

static void save_and_load(Fixture *fixture, const char *name)
{
    char *dir = support_temp_dir();
    char *path = support_path(dir, name);
    TraceFileInfo info;
    Trace *again = NULL;
    support_write_file(path, "old", 3);
    assert_int_equal(trace_file_save(fixture->trace, &fixture->memory.alloc, path, &info), LS_OK);
    assert_int_equal(trace_file_load(&fixture->memory.alloc, path, &again, &info), LS_OK);
    assert_false(info.truncated);
    assert_true(trace_equal(fixture->trace, again, NULL));
    trace_free(again);
    size_t size;
    char *bytes = support_read_file(path, &size);
    support_write_file(path, bytes, size / 2); /* a writer that was stopped */
    again = NULL;
    assert_int_equal(trace_file_load(&fixture->memory.alloc, path, &again, &info), LS_OK);
    assert_true(info.truncated);
    assert_true(trace_count(again) < trace_count(fixture->trace));
    trace_free(again);
    free(bytes);
    free(path);
    support_temp_dir_remove(dir);
}

static bool stop_at_once(void *context, uint64_t done, uint64_t total)
{
    uint64_t *size = context;
    assert_int_equal(done, 0);
    *size = total;
    return true;
}

static void test_reading_may_be_stopped(void **state)
{
    Fixture *fixture = *state;
    char *dir = support_temp_dir(), *path = support_path(dir, "run.json");
    TraceFileInfo info;
    Trace *again = NULL;
    uint64_t size = 0;
    LsWatch watch = {.context = &size, .progress = stop_at_once};
    assert_int_equal(trace_file_save(fixture->trace, &fixture->memory.alloc, path, &info), LS_OK);
    assert_int_equal(trace_file_load_watched(&fixture->memory.alloc, path, &watch, &again, &info), LS_E_CANCELLED);
    assert_null(again);
    assert_true(size > 1000);
    free(path);
    support_temp_dir_remove(dir);
}

static void test_plain_file(void **state)
{
    save_and_load(*state, "run.json");
}

static void test_gzip_file(void **state)
{
    save_and_load(*state, "run.json.gz");
}

static void test_nothing_is_left_behind(void **state)
{
    Fixture *fixture = *state;
    char *dir = support_temp_dir();
    char *path = support_path(dir, "run.json");
    char *temporary = support_path(dir, "run.json.0.tmp");
    TraceFileInfo info;
    SupportAlloc memory;
    support_write_file(path, "old", 3);
    for (size_t n = 1; support_alloc_begin(&memory, n); n++) {
        LsStatus status = trace_file_save(fixture->trace, &memory.alloc, path, &info);
        assert_int_equal(status, memory.failed ? LS_E_NOMEM : LS_OK);
        assert_false(support_file_exists(temporary));
        if (memory.failed) {
            char *kept = support_read_file(path, NULL);
            assert_string_equal(kept, "old");
            free(kept);
            assert_non_null(strstr(info.error, "out of memory"));
        }
        support_alloc_end(&memory);
    }
    free(temporary);
    free(path);
    support_temp_dir_remove(dir);
}

static void test_paths_that_do_not_work(void **state)
{
    Fixture *fixture = *state;
    const LsAlloc *alloc = &fixture->memory.alloc;
    char *dir = support_temp_dir();
    char *path = support_path(dir, "missing/run.json");
    TraceFileInfo info;
    Trace *trace = NULL;
    assert_int_equal(trace_file_save(fixture->trace, alloc, path, &info), LS_E_IO);
    assert_non_null(strstr(info.error, "No such file or directory"));
    assert_int_equal(trace_file_load(alloc, path, &trace, &info), LS_E_NOTFOUND);
    assert_non_null(strstr(info.error, "missing/run.json: No such file or directory"));
    assert_int_equal(trace_file_save(fixture->trace, alloc, dir, &info), LS_E_IO);
    assert_non_null(strstr(info.error, "is a directory"));
    assert_int_equal(trace_file_load(alloc, dir, &trace, &info), LS_E_IO);
    assert_non_null(strstr(info.error, "is a directory"));
    assert_int_equal(trace_file_save(fixture->trace, alloc, "/dev/full", &info), LS_E_IO);
    assert_non_null(strstr(info.error, "No space left"));
    assert_null(trace);
    free(path);
    path = support_path(dir, "damaged.gz");
    assert_int_equal(trace_file_save(fixture->trace, alloc, path, &info), LS_OK);
    size_t size;
    char *bytes = support_read_file(path, &size);
    memset(bytes + size / 2, 0x55, 40);
    support_write_file(path, bytes, size);
    assert_int_equal(trace_file_load(alloc, path, &trace, &info), LS_E_FORMAT);
    free(bytes);
    free(path);
    support_temp_dir_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trip, setup, teardown),
        cmocka_unit_test(test_entities_are_known_ones),
        cmocka_unit_test_setup_teardown(test_any_size_of_reads, setup, teardown),
        cmocka_unit_test_setup_teardown(test_equal_sees_differences, setup, teardown),
        cmocka_unit_test_setup_teardown(test_slices_nest, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cut_anywhere, setup, teardown),
        cmocka_unit_test_setup_teardown(test_flipped_bits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_too_many_entities, setup, teardown),
        cmocka_unit_test_setup_teardown(test_columns_that_are_left_out_are_zero, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sink_and_source_may_refuse, setup, teardown),
        cmocka_unit_test_setup_teardown(test_every_allocation_may_fail, setup, teardown),
        cmocka_unit_test_setup_teardown(test_plain_file, setup, teardown),
        cmocka_unit_test_setup_teardown(test_gzip_file, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reading_may_be_stopped, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_is_left_behind, setup, teardown),
        cmocka_unit_test_setup_teardown(test_paths_that_do_not_work, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
