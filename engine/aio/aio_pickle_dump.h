/* aio_pickle_dump.h: what the files that make pickles share: containers and instances (aio_pickle.c), what is pickled
 * by its name (aio_pickle_names.c).  false: an exception is pending. */
#ifndef AIO_PICKLE_DUMP_H
#define AIO_PICKLE_DUMP_H

#include "aio/aio_pickle.h"

/* What has been written already: a hash table of objects. */
typedef struct AioDumpSeen {
    const VmObject *object;
    uint64_t number;
} AioDumpSeen;

typedef struct AioDump {
    Vm *vm;
    AioPickle *out;
    AioDumpSeen *seen;
    size_t seen_capacity; /* a power of two */
    uint64_t remembered;
    VmValue kept; /* list: temporary values, so that no address is used twice */
} AioDump;

bool aio_dump(AioDump *d, VmValue v);
void aio_dump_code(AioDump *d, AioPickleCode code);
void aio_dump_number(AioDump *d, uint64_t number);
void aio_dump_text(AioDump *d, const char *bytes, size_t size);
/* Whatever comes to it again refers to it by its number. */
bool aio_dump_remember(AioDump *d, VmValue v);

/* What a module's attribute leads to: `v` itself, or it is refused. */
bool aio_dump_global(AioDump *d, VmValue v, VmValue module, VmValue qualname);
bool aio_dump_native(AioDump *d, VmValue v);
bool aio_dump_method(AioDump *d, VmValue v);

#endif
