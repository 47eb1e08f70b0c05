#include "base/ls_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static LsStatus open_failed(const char *path, int error_number, LsBuf *error)
{
    if (error_number == ENOENT || error_number == ENOTDIR) {
        ls_buf_printf(error, "%s: no such file", path);
        return LS_E_NOTFOUND;
    }
    ls_buf_printf(error, "%s: cannot be read: %s", path, strerror(error_number));
    return LS_E_IO;
}

static LsStatus read_stream(FILE *stream, const char *path, size_t max_bytes, LsBuf *out, LsBuf *error)
{
    enum { BLOCK = 64 * 1024 };
    for (;;) {
        if (!ls_buf_reserve(out, BLOCK)) {
            ls_buf_printf(error, "%s: not enough memory to read it", path);
            return LS_E_NOMEM;
        }
        size_t got = fread(out->data + out->size, 1, BLOCK, stream);
        out->size += got;
        out->data[out->size] = '\0';
        if (out->size > max_bytes) {
            ls_buf_printf(error, "%s: larger than the limit of %zu bytes", path, max_bytes);
            return LS_E_RANGE;
        }
        if (got < BLOCK) {
            break;
        }
    }
    if (ferror(stream)) {
        ls_buf_printf(error, "%s: cannot be read: %s", path, strerror(errno));
        return LS_E_IO;
    }
    return LS_OK;
}

LsStatus ls_file_read(const char *path, size_t max_bytes, LsBuf *out, LsBuf *error)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        return open_failed(path, errno, error);
    }
    if (S_ISDIR(info.st_mode)) {
        ls_buf_printf(error, "%s: is a directory, a file is needed", path);
        return LS_E_IO;
    }
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        return open_failed(path, errno, error);
    }
    LsStatus status = read_stream(stream, path, max_bytes, out, error);
    fclose(stream);
    return status;
}
