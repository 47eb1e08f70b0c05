/* aio_channel.h: what processes share: a row of pickles that any of them may add to and take from.
 *
 * A channel is known by the process in whose Vm it was made and its number there: the copy that a child begins as has
 * an object for each channel of its parent, and the same numbers, so that both mean the same channel.  The module
 * `_process` makes queues, pipes, locks and shared values of them.
 */
#ifndef AIO_CHANNEL_H
#define AIO_CHANNEL_H

#include "aio/aio_pickle.h"

typedef struct AioChannelItem {
    struct AioChannelItem *next;
    AioPickle pickle;
} AioChannelItem;

typedef struct AioChannel {
    struct AioChannel *next; /* all of the world */
    uint32_t process;        /* index of the one that made it */
    uint32_t number;
    AioChannelItem *first, *last;
    size_t count;
} AioChannel;

/* The channel of that number that the process made, added to the list when it is not there yet; NULL: no memory. */
AioChannel *aio_channel_find(AioChannel **channels, uint32_t process, uint32_t number, const LsAlloc *alloc);
void aio_channel_empty(AioChannel *channel, const LsAlloc *alloc);
void aio_channel_drop_first(AioChannel *channel, const LsAlloc *alloc);
/* false: no memory. */
bool aio_channel_add_copy(AioChannel *channel, const AioPickle *pickle, const LsAlloc *alloc);
/* Frees a list of channels. */
void aio_channels_free(AioChannel *channels, const LsAlloc *alloc);

/* An object for the channel that the run's own process made under that number: what `number` of another one said.
 * VM_ERROR: no memory. */
VmValue aio_channel_again(Vm *vm, VmType *type, int64_t number);

extern const VmTypeSpec aio_type_channel;

#endif
