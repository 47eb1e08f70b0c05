/* support_file.h: files and directories for tests.
 *
 * Paths are relative to the root of the repository, where all tests run.  What cannot be done fails the running cmocka
 * test, so nothing here needs to be checked by its caller.  Strings returned come from the C heap: free() them.
 */
#ifndef SUPPORT_FILE_H
#define SUPPORT_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* A new empty directory; its path. */
char *support_temp_dir(void);
/* Removes a directory and all that is in it, and frees the path. */
void support_temp_dir_remove(char *path);
/* "dir/name". */
char *support_path(const char *dir, const char *name);

/* The whole file, followed by a NUL that is not counted; `size` may be NULL. */
char *support_read_file(const char *path, size_t *size);
void support_write_file(const char *path, const void *bytes, size_t size);
bool support_file_exists(const char *path);

/* Compares a text with the file that holds what is expected (a golden file).  With ACCEPT_SCREENS=1 in the environment
 * (`make accept-screens`) the file is written instead; otherwise a difference fails the test and shows both. */
void support_assert_golden(const char *path, const char *text);

#endif
