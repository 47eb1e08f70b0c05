/* ls_file.h: reading a whole file, with sentences for what can go wrong.
 *
 * Only front ends and tools call this: scripts cannot reach files.
 */
#ifndef LS_FILE_H
#define LS_FILE_H

#include "base/ls_buf.h"
#include "base/ls_status.h"

/* Reads `path` ("-" is not special) into `out`.  On failure LS_E_NOTFOUND, LS_E_IO (a directory, no permission, read
 * error), LS_E_RANGE (larger than max_bytes) or LS_E_NOMEM, and one sentence without newline in `error`. */
LsStatus ls_file_read(const char *path, size_t max_bytes, LsBuf *out, LsBuf *error);

#endif
