#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ls_file.h"
#include "support/support_alloc.h"
#include "support/support_file.h"

typedef struct Fixture {
    SupportAlloc memory;
    LsBuf out;
    LsBuf error;
    char *dir;
} Fixture;

static int begin(void **state)
{
    Fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    support_alloc_init(&fixture->memory);
    ls_buf_init(&fixture->out, &fixture->memory.alloc);
    ls_buf_init(&fixture->error, &fixture->memory.alloc);
    fixture->dir = support_temp_dir();
    *state = fixture;
    return 0;
}

static int end(void **state)
{
    Fixture *fixture = *state;
    ls_buf_free(&fixture->out);
    ls_buf_free(&fixture->error);
    support_alloc_end(&fixture->memory);
    support_temp_dir_remove(fixture->dir);
    free(fixture);
    return 0;
}

static void a_file_is_read_whole(void **state)
{
    Fixture *fixture = *state;
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 200000};
    char *path = support_path(fixture->dir, "file");
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        size_t size = sizes[i];
        char *bytes = malloc(size + 1);
        assert_non_null(bytes);
        for (size_t at = 0; at < size; at++) {
            bytes[at] = (char)(at * 7 + at / 256);
        }
        support_write_file(path, bytes, size);
        ls_buf_clear(&fixture->out);
        assert_int_equal(ls_file_read(path, 1 << 20, &fixture->out, &fixture->error), LS_OK);
        assert_int_equal(fixture->out.size, size);
        assert_memory_equal(ls_buf_text(&fixture->out), bytes, size);
        assert_int_equal(ls_buf_text(&fixture->out)[size], '\0');
        assert_int_equal(fixture->error.size, 0);
        free(bytes);
    }
    free(path);
}

static void a_missing_file_is_named(void **state)
{
    Fixture *fixture = *state;
    assert_int_equal(ls_file_read("no/such/file.py", 100, &fixture->out, &fixture->error), LS_E_NOTFOUND);
    assert_string_equal(ls_buf_text(&fixture->error), "no/such/file.py: no such file");
    assert_int_equal(fixture->out.size, 0);
}

static void a_file_used_as_a_directory_is_missing(void **state)
{
    Fixture *fixture = *state;
    assert_int_equal(ls_file_read("Makefile/x.py", 100, &fixture->out, &fixture->error), LS_E_NOTFOUND);
}

static void a_directory_is_refused(void **state)
{
    Fixture *fixture = *state;
    assert_int_equal(ls_file_read("tests", 100, &fixture->out, &fixture->error), LS_E_IO);
    assert_string_equal(ls_buf_text(&fixture->error), "tests: is a directory, a file is needed");
}

static void a_file_without_permission_is_refused(void **state)
{
    Fixture *fixture = *state;
    if (geteuid() == 0) {
        skip(); /* root reads everything */
    }
    char *path = support_path(fixture->dir, "secret");
    support_write_file(path, "x", 1);
    assert_int_equal(chmod(path, 0), 0);
    assert_int_equal(ls_file_read(path, 100, &fixture->out, &fixture->error), LS_E_IO);
    assert_non_null(strstr(ls_buf_text(&fixture->error), "secret: cannot be read: "));
    free(path);
}

static void the_limit_is_kept(void **state)
{
    Fixture *fixture = *state;
    char *path = support_path(fixture->dir, "file");
    support_write_file(path, "12345678", 8);
    assert_int_equal(ls_file_read(path, 8, &fixture->out, &fixture->error), LS_OK);
    ls_buf_clear(&fixture->out);
    assert_int_equal(ls_file_read(path, 7, &fixture->out, &fixture->error), LS_E_RANGE);
    assert_non_null(strstr(ls_buf_text(&fixture->error), "larger than the limit of 7 bytes"));
    /* A file that never ends is read up to the limit only. */
    ls_buf_clear(&fixture->out);
    assert_int_equal(ls_file_read("/dev/zero", 1000000, &fixture->out, &fixture->error), LS_E_RANGE);
    free(path);
}

static void every_allocation_may_fail(void **state)
{
    Fixture *fixture = *state;
    char *path = support_path(fixture->dir, "file");
    char *bytes = calloc(1, 200000);
    assert_non_null(bytes);
    support_write_file(path, bytes, 200000);
    SupportAlloc memory;
    for (size_t n = 1; support_alloc_begin(&memory, n); n++) {
        LsBuf out;
        ls_buf_init(&out, &memory.alloc);
        LsStatus status = ls_file_read(path, 1 << 20, &out, &fixture->error);
        assert_int_equal(status, memory.failed ? LS_E_NOMEM : LS_OK);
        ls_buf_free(&out);
        support_alloc_end(&memory);
    }
    free(bytes);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_read_whole, begin, end),
        cmocka_unit_test_setup_teardown(a_missing_file_is_named, begin, end),
        cmocka_unit_test_setup_teardown(a_file_used_as_a_directory_is_missing, begin, end),
        cmocka_unit_test_setup_teardown(a_directory_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_file_without_permission_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(the_limit_is_kept, begin, end),
        cmocka_unit_test_setup_teardown(every_allocation_may_fail, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
