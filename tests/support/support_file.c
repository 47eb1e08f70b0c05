#include "support/support_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *support_path(const char *dir, const char *name)
{
    size_t size = strlen(dir) + strlen(name) + 2;
    char *path = malloc(size);
    assert_non_null(path);
    snprintf(path, size, "%s/%s", dir, name);
    return path;
}

char *support_temp_dir(void)
{
    const char *parent = getenv("TMPDIR");
    char *path = support_path(parent == NULL || parent[0] == '\0' ? "/tmp" : parent, "loopscope-test-XXXXXX");
    if (mkdtemp(path) == NULL) {
        fail_msg("cannot make %s: %s", path, strerror(errno));
    }
    return path;
}

static void remove_tree(const char *path)
{
    struct stat info;
    if (lstat(path, &info) != 0) {
        return;
    }
    if (!S_ISDIR(info.st_mode)) {
        unlink(path);
        return;
    }
    DIR *dir = opendir(path);
    if (dir != NULL) {
        for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
            if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
                char *child = support_path(path, entry->d_name);
                remove_tree(child);
                free(child);
            }
        }
        closedir(dir);
    }
    rmdir(path);
}

void support_temp_dir_remove(char *path)
{
    remove_tree(path);
    if (support_file_exists(path)) {
        fail_msg("cannot remove %s", path);
    }
    free(path);
}

char *support_read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("cannot read %s: %s", path, strerror(errno));
        return NULL;
    }
    size_t used = 0;
    size_t capacity = 4096;
    char *bytes = malloc(capacity);
    assert_non_null(bytes);
    for (;;) {
        size_t got = fread(bytes + used, 1, capacity - used - 1, file);
        if (got == 0) {
            break;
        }
        used += got;
        if (used + 1 == capacity) {
            capacity *= 2;
            bytes = realloc(bytes, capacity);
            assert_non_null(bytes);
        }
    }
    assert_int_equal(ferror(file), 0);
    fclose(file);
    bytes[used] = '\0';
    if (size != NULL) {
        *size = used;
    }
    return bytes;
}

void support_write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        fail_msg("cannot write %s: %s", path, strerror(errno));
        return;
    }
    size_t written = size == 0 ? 0 : fwrite(bytes, 1, size, file);
    int closed = fclose(file);
    assert_int_equal(written, size);
    assert_int_equal(closed, 0);
}

bool support_file_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

void support_assert_golden(const char *path, const char *text)
{
    const char *accept = getenv("ACCEPT_SCREENS");
    if (accept != NULL && strcmp(accept, "1") == 0) {
        support_write_file(path, text, strlen(text));
        return;
    }
    if (!support_file_exists(path)) {
        fail_msg("%s does not exist; `make accept-screens` writes it. The text is:\n%s", path, text);
        return;
    }
    char *expected = support_read_file(path, NULL);
    if (strcmp(expected, text) != 0) {
        print_error("expected (%s):\n%s\ngot:\n%s\n", path, expected, text);
        free(expected);
        fail_msg("%s differs; `make accept-screens` takes the new text", path);
        return;
    }
    free(expected);
}
