/* Trace files on disk: the sinks and sources for stdio and zlib, and the way a file is replaced as a whole. */
#include "trace/trace_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { GZIP_BUFFER = 1 << 17, PATH_SPARE = 16, ATTEMPTS = 1000 };

static LsStatus refuse(TraceFileInfo *info, LsStatus status, const char *path, const char *what)
{
    snprintf(info->error, sizeof info->error, "%.150s: %.80s", path, what);
    return status;
}

static bool write_plain(void *context, const char *bytes, size_t size)
{
    return fwrite(bytes, 1, size, context) == size;
}

static bool write_gzip(void *context, const char *bytes, size_t size)
{
    return gzwrite(context, bytes, (unsigned)size) == (int)size;
}

static bool ends_with(const char *path, const char *end)
{
    size_t size = strlen(path);
    size_t end_size = strlen(end);
    return size >= end_size && strcmp(path + size - end_size, end) == 0;
}

/* Opens a new file beside `path` whose name nobody uses yet; -1 with errno. */
static int open_beside(const char *path, char *name, size_t size)
{
    for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
        snprintf(name, size, "%s.%u.tmp", path, attempt);
        int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file >= 0 || errno != EEXIST) {
            return file;
        }
    }
    return -1;
}

/* Both take the file over and close it, whatever happens. */
static LsStatus save_plain(const Trace *trace, const LsAlloc *alloc, int file)
{
    FILE *stream = fdopen(file, "wb");
    if (stream == NULL) {
        close(file);
        return LS_E_NOMEM;
    }
    LsStatus status = trace_file_write(trace, alloc, (TraceSink){.write = write_plain, .context = stream});
    bool closed = fclose(stream) == 0;
    return status == LS_OK && !closed ? LS_E_IO : status;
}

static LsStatus save_gzip(const Trace *trace, const LsAlloc *alloc, int file)
{
    gzFile stream = gzdopen(file, "wb6");
    if (stream == NULL) {
        close(file);
        return LS_E_NOMEM;
    }
    gzbuffer(stream, GZIP_BUFFER);
    LsStatus status = trace_file_write(trace, alloc, (TraceSink){.write = write_gzip, .context = stream});
    bool closed = gzclose(stream) == Z_OK;
    return status == LS_OK && !closed ? LS_E_IO : status;
}

static LsStatus save_to(const Trace *trace, const LsAlloc *alloc, int file, const char *path)
{
    return ends_with(path, ".gz") ? save_gzip(trace, alloc, file) : save_plain(trace, alloc, file);
}

static LsStatus explain(TraceFileInfo *info, LsStatus status, const char *path)
{
    bool by_system = status == LS_E_IO && errno != 0;
    return status == LS_OK ? LS_OK : refuse(info, status, path, by_system ? strerror(errno) : ls_status_text(status));
}

/* Devices and pipes are written to as they are; they cannot be replaced. */
static LsStatus save_to_special(const Trace *trace, const LsAlloc *alloc, const char *path, TraceFileInfo *info)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    return file < 0 ? explain(info, LS_E_IO, path) : explain(info, save_to(trace, alloc, file, path), path);
}

LsStatus trace_file_save(const Trace *trace, const LsAlloc *alloc, const char *path, TraceFileInfo *info)
{
    *info = (TraceFileInfo){0};
    struct stat there;
    errno = 0;
    if (stat(path, &there) == 0 && !S_ISREG(there.st_mode)) {
        return S_ISDIR(there.st_mode) ? refuse(info, LS_E_IO, path, "is a directory")
                                      : save_to_special(trace, alloc, path, info);
    }
    size_t name_size = strlen(path) + PATH_SPARE;
    char *name = ls_alloc_bytes(alloc, name_size);
    if (name == NULL) {
        return explain(info, LS_E_NOMEM, path);
    }
    LsStatus status = LS_E_IO;
    int file = open_beside(path, name, name_size);
    if (file >= 0) {
        errno = 0;
        status = save_to(trace, alloc, file, path);
        if (status == LS_OK && rename(name, path) != 0) {
            status = LS_E_IO;
        }
    }
    explain(info, status, path);
    if (status != LS_OK && file >= 0) {
        unlink(name);
    }
    ls_alloc_free(alloc, name, name_size);
    return status;
}

/* --- reading; gzread passes plain files through --- */

typedef struct Gzip {
    gzFile stream;
    bool damaged;
    const LsWatch *watch;
    uint64_t size; /* of the file */
    bool stopped;
} Gzip;

static bool read_gzip(void *context, char *bytes, size_t size, size_t *got)
{
    Gzip *gzip = context;
    z_off_t at = gzoffset(gzip->stream);
    if (ls_watch_stops(gzip->watch, at < 0 ? 0 : (uint64_t)at, gzip->size)) {
        gzip->stopped = true;
        return false;
    }
    int count = gzread(gzip->stream, bytes, size > 1u << 30 ? 1u << 30 : (unsigned)size);
    if (count < 0) {
        int error;
        gzerror(gzip->stream, &error);
        gzip->damaged = error == Z_DATA_ERROR;
        *got = 0;
        return error == Z_BUF_ERROR; /* the file breaks off: what came before is good */
    }
    *got = (size_t)count;
    return true;
}

LsStatus trace_file_load(const LsAlloc *alloc, const char *path, Trace **out, TraceFileInfo *info)
{
    return trace_file_load_watched(alloc, path, NULL, out, info);
}

LsStatus trace_file_load_watched(const LsAlloc *alloc, const char *path, const LsWatch *watch, Trace **out,
                                 TraceFileInfo *info)
{
    *info = (TraceFileInfo){0};
    struct stat there;
    if (stat(path, &there) != 0) {
        return refuse(info, errno == ENOENT ? LS_E_NOTFOUND : LS_E_IO, path, strerror(errno));
    }
    if (S_ISDIR(there.st_mode)) {
        return refuse(info, LS_E_IO, path, "is a directory");
    }
    Gzip gzip = {.stream = gzopen(path, "rb"), .watch = watch, .size = (uint64_t)there.st_size};
    if (gzip.stream == NULL) {
        return refuse(info, errno == 0 ? LS_E_NOMEM : LS_E_IO, path,
                      errno == 0 ? ls_status_text(LS_E_NOMEM) : strerror(errno));
    }
    gzbuffer(gzip.stream, GZIP_BUFFER);
    LsStatus status = trace_file_read(alloc, (TraceSource){.read = read_gzip, .context = &gzip}, out, info);
    gzclose(gzip.stream);
    if (gzip.stopped) {
        return refuse(info, LS_E_CANCELLED, path, "stopped");
    }
    if (status != LS_OK) {
        TraceFileInfo inner = *info;
        status = gzip.damaged ? LS_E_FORMAT : status;
        refuse(info, status, path, gzip.damaged ? "the compressed data are damaged" : "");
        if (!gzip.damaged) {
            snprintf(info->error, sizeof info->error, "%.120s: %.130s", path, inner.error);
        }
    }
    return status;
}
