/* ls_status.h: the status codes that functions outside of the script VM return.
 *
 * One table, from which the enum and the names follow.  A function that can fail returns an LsStatus and leaves its
 * outputs untouched when it fails, unless its comment says otherwise.  Nothing here owns memory.
 */
#ifndef LS_STATUS_H
#define LS_STATUS_H

/* X(symbol, sentence) */
#define LS_STATUS_TABLE(X)                                                                                             \
    X(LS_OK, "ok")                                                                                                     \
    X(LS_E_NOMEM, "out of memory")                                                                                     \
    X(LS_E_IO, "input/output error")                                                                                   \
    X(LS_E_FORMAT, "not in the expected format")                                                                       \
    X(LS_E_RANGE, "value out of range")                                                                                \
    X(LS_E_REFUSED, "refused: the script is outside of the supported language")                                        \
    X(LS_E_SCRIPT, "the script ended with an uncaught exception")                                                      \
    X(LS_E_LIMIT, "a limit was reached")                                                                               \
    X(LS_E_DEADLOCK, "nothing can ever run again")                                                                     \
    X(LS_E_CANCELLED, "cancelled by the caller")                                                                       \
    X(LS_E_NOTFOUND, "not found")                                                                                      \
    X(LS_E_UNSUPPORTED, "not supported here")                                                                          \
    X(LS_E_EXISTS, "exists already")

typedef enum LsStatus {
#define LS_STATUS_ENUM(symbol, sentence) symbol,
    LS_STATUS_TABLE(LS_STATUS_ENUM)
#undef LS_STATUS_ENUM
        LS_STATUS_COUNT
} LsStatus;

/* The sentence that belongs to a status; never NULL. */
const char *ls_status_text(LsStatus status);

#endif
