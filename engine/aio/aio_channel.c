#include "aio/aio_channel.h"

#include "aio/aio_job.h"
#include "aio/aio_process_log.h"
#include "vm/vm_cost.h"
#include "vm/vm_int.h"
#include "vm/vm_native.h"

/* The object: it names a channel. */
typedef struct Channel {
    VmObject head;
    uint32_t number;
    bool inherited; /* made before its Vm became a process of its own: the parent's */
} Channel;

static void free_item(AioChannelItem *item, const LsAlloc *alloc)
{
    aio_pickle_free(&item->pickle);
    ls_alloc_free(alloc, item, sizeof *item);
}

static void push(AioChannel *channel, AioChannelItem *item)
{
    if (channel->first == NULL) {
        channel->first = item;
    } else {
        channel->last->next = item;
    }
    channel->last = item;
    channel->count++;
}

static AioChannelItem *pop(AioChannel *channel)
{
    AioChannelItem *item = channel->first;
    channel->first = item->next;
    channel->count--;
    return item;
}

void aio_channel_drop_first(AioChannel *channel, const LsAlloc *alloc)
{
    if (channel->first != NULL) {
        free_item(pop(channel), alloc);
    }
}

void aio_channel_empty(AioChannel *channel, const LsAlloc *alloc)
{
    while (channel->first != NULL) {
        aio_channel_drop_first(channel, alloc);
    }
}

bool aio_channel_add_copy(AioChannel *channel, const AioPickle *pickle, const LsAlloc *alloc)
{
    AioChannelItem *item = ls_alloc_zeroed(alloc, sizeof *item);
    if (item == NULL) {
        return false;
    }
    aio_pickle_init(&item->pickle, alloc);
    item->pickle.items = pickle->items;
    ls_buf_put(&item->pickle.bytes, pickle->bytes.data, pickle->bytes.size);
    if (item->pickle.bytes.failed) {
        free_item(item, alloc);
        return false;
    }
    push(channel, item);
    return true;
}

void aio_channels_free(AioChannel *channels, const LsAlloc *alloc)
{
    while (channels != NULL) {
        AioChannel *channel = channels;
        channels = channel->next;
        aio_channel_empty(channel, alloc);
        ls_alloc_free(alloc, channel, sizeof *channel);
    }
}

AioChannel *aio_channel_find(AioChannel **channels, uint32_t process, uint32_t number, const LsAlloc *alloc)
{
    for (AioChannel *channel = *channels; channel != NULL; channel = channel->next) {
        if (channel->process == process && channel->number == number) {
            return channel;
        }
    }
    AioChannel *channel = ls_alloc_zeroed(alloc, sizeof *channel);
    if (channel != NULL) {
        *channel = (AioChannel){.next = *channels, .process = process, .number = number};
        *channels = channel;
    }
    return channel;
}

/* The channel that an object names; NULL: no memory, an exception is pending. */
static AioChannel *channel_of(Vm *vm, VmValue self)
{
    const Channel *object = (const Channel *)vm_to_object(self);
    uint32_t process = aio_process_family(vm, object->inherited);
    AioChannel *channel = aio_channel_find(aio_process_channels(vm), process, object->number, vm->world->alloc);
    if (channel == NULL) {
        vm_raise_no_memory(vm);
    }
    return channel;
}

/* For the replays of processes that are started later. */
static void note(Vm *vm, VmValue self, AioLogKind kind, const AioChannelItem *item)
{
    const Channel *object = (const Channel *)vm_to_object(self);
    AioProcessLog *log = object->inherited ? aio_process_log(vm) : NULL;
    if (log != NULL) {
        AioPoolItem value = {0};
        if (item != NULL) {
            value.value = item->pickle;
        }
        aio_log_add(log, kind, object->number, sim_world_now(vm->world), item == NULL ? NULL : &value);
    }
}

/* ---- methods ---- */

static AioChannelItem *item_of(Vm *vm, VmValue value)
{
    AioChannelItem *item = ls_alloc_zeroed(vm->world->alloc, sizeof *item);
    if (item == NULL) {
        vm_raise_no_memory(vm);
        return NULL;
    }
    aio_pickle_init(&item->pickle, vm->world->alloc);
    if (!aio_pickle_dump(vm, &item->pickle, value)) {
        ls_alloc_free(vm->world->alloc, item, sizeof *item);
        return NULL;
    }
    return item;
}

static VmValue channel_put(Vm *vm, const VmValue *args)
{
    AioChannelItem *item = item_of(vm, args[1]);
    AioChannel *channel = item == NULL ? NULL : channel_of(vm, args[0]);
    if (channel == NULL) {
        return VM_ERROR;
    }
    vm_cost_add_ns(vm, aio_pickle_dump_cost(&item->pickle));
    note(vm, args[0], AIO_LOG_PUT, item);
    push(channel, item);
    return VM_NONE;
}

static VmValue load(Vm *vm, const AioChannelItem *item)
{
    vm_cost_add_ns(vm, aio_pickle_load_cost(&item->pickle));
    return aio_pickle_load(vm, &item->pickle);
}

static VmValue channel_take(Vm *vm, const VmValue *args)
{
    AioChannel *channel = channel_of(vm, args[0]);
    if (channel == NULL) {
        return VM_ERROR;
    }
    if (channel->first == NULL) {
        return vm_raise(vm, VM_EXC_INDEX_ERROR, "nothing is there");
    }
    note(vm, args[0], AIO_LOG_TAKE, NULL);
    AioChannelItem *item = pop(channel);
    VmValue value = load(vm, item);
    free_item(item, vm->world->alloc);
    return value;
}

static VmValue channel_peek(Vm *vm, const VmValue *args)
{
    AioChannel *channel = channel_of(vm, args[0]);
    if (channel == NULL) {
        return VM_ERROR;
    }
    return channel->first == NULL ? VM_NONE : load(vm, channel->first);
}

/* Its only item from now on. */
static VmValue channel_replace(Vm *vm, const VmValue *args)
{
    AioChannelItem *item = item_of(vm, args[1]);
    AioChannel *channel = item == NULL ? NULL : channel_of(vm, args[0]);
    if (channel == NULL) {
        return VM_ERROR;
    }
    note(vm, args[0], AIO_LOG_REPLACE, item);
    aio_channel_empty(channel, vm->world->alloc);
    push(channel, item);
    return VM_NONE;
}

static VmValue channel_clear(Vm *vm, const VmValue *args)
{
    AioChannel *channel = channel_of(vm, args[0]);
    if (channel == NULL) {
        return VM_ERROR;
    }
    note(vm, args[0], AIO_LOG_CLEAR, NULL);
    aio_channel_empty(channel, vm->world->alloc);
    return VM_NONE;
}

static VmValue channel_count(Vm *vm, const VmValue *args)
{
    AioChannel *channel = channel_of(vm, args[0]);
    return channel == NULL ? VM_ERROR : vm_int_from(vm, (int64_t)channel->count);
}

/* ---- waiting ---- */

typedef struct Bounds {
    const AioChannel *channel;
    size_t least, most;
} Bounds;

static bool is_within(void *context)
{
    const Bounds *bounds = context;
    return bounds->channel->count >= bounds->least && bounds->channel->count <= bounds->most;
}

static VmValue wait_within(Vm *vm, VmValue self, VmValue timeout, size_t least, size_t most)
{
    Bounds bounds = {.channel = channel_of(vm, self), .least = least, .most = most};
    if (bounds.channel == NULL) {
        return VM_ERROR;
    }
    int passed = aio_thread_wait(vm, timeout, is_within, &bounds, TRACE_BLOCK_IO, 0);
    return passed < 0 ? VM_ERROR : vm_from_bool(passed);
}

/* wait(timeout): until there is something. */
static VmValue channel_wait(Vm *vm, const VmValue *args)
{
    return wait_within(vm, args[0], args[1], 1, SIZE_MAX);
}

/* wait_room(size, timeout): until there are less than `size`. */
static VmValue channel_wait_room(Vm *vm, const VmValue *args)
{
    int64_t size;
    if (!vm_as_index(vm, args[1], &size)) {
        return VM_ERROR;
    }
    return wait_within(vm, args[0], args[2], 0, size < 1 ? 0 : (size_t)size - 1);
}

/* ---- the type ---- */

/* By which another process finds the channel: only those that the run's own process made. */
static VmValue channel_number(Vm *vm, const VmValue *args)
{
    const Channel *channel = (const Channel *)vm_to_object(args[0]);
    if (aio_process_family(vm, channel->inherited) != 0) {
        return vm_raise(vm, VM_EXC_RUNTIME_ERROR,
                        "on the simulated machine only what the main process has made to be "
                        "shared can be sent to another");
    }
    return vm_int_from(vm, channel->number);
}

VmValue aio_channel_again(Vm *vm, VmType *type, int64_t number)
{
    VmValue self = vm_instance_new(vm, type);
    if (self != VM_ERROR) {
        *(Channel *)vm_to_object(self) =
            (Channel){.head = *vm_to_object(self), .number = (uint32_t)number, .inherited = aio_process_is_child(vm)};
    }
    return self;
}

static VmValue channel_make(Vm *vm, VmType *type, const VmValue *args, size_t nargs, VmValue kwnames)
{
    VmValue self = vm_args_parse(vm, "channel", "", args, nargs, kwnames, NULL) ? vm_instance_new(vm, type) : VM_ERROR;
    if (self != VM_ERROR) {
        Channel *channel = (Channel *)vm_to_object(self);
        channel->number = aio_process_next_channel(vm, &channel->inherited);
    }
    return self;
}

static void channel_fill(VmType *type)
{
    type->make = channel_make;
}

static const VmNativeDef channel_methods[] = {
    {"put", channel_put, "item, /", VM_NATIVE_BUILTIN},
    {"take", channel_take, "", VM_NATIVE_BUILTIN},
    {"peek", channel_peek, "", VM_NATIVE_BUILTIN},
    {"replace", channel_replace, "item, /", VM_NATIVE_BUILTIN},
    {"clear", channel_clear, "", VM_NATIVE_BUILTIN},
    {"count", channel_count, "", VM_NATIVE_BUILTIN},
    {"number", channel_number, "", VM_NATIVE_PROPERTY},
    {"wait", channel_wait, "timeout=", VM_NATIVE_BUILTIN},
    {"wait_room", channel_wait_room, "size, timeout=", VM_NATIVE_BUILTIN},
    {0},
};

const VmTypeSpec aio_type_channel = {
    .name = "channel",
    .module = "_process",
    .base = VM_TYPE_OBJECT,
    .kind = VM_KIND_OTHER,
    .instance_size = sizeof(Channel),
    .methods = channel_methods,
    .fill = channel_fill,
};
