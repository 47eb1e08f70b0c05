/* What to call things. */
#include "analysis/an_index.h"

#include <stdio.h>
#include <string.h>

typedef struct Out {
    char *text;
    size_t size; /* of the buffer */
    size_t used;
} Out;

/* Cuts at the border of a code point. */
static void put(Out *out, const char *text, size_t size)
{
    if (out->size == 0) {
        return;
    }
    size_t room = out->size - 1 - out->used;
    if (size > room) {
        size = room;
        while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80) {
            size--;
        }
    }
    memcpy(out->text + out->used, text, size);
    out->used += size;
    out->text[out->used] = '\0';
}

static void puts_text(Out *out, const char *text)
{
    put(out, text, strlen(text));
}

static void put_number(Out *out, uint32_t number)
{
    char digits[16];
    int size = snprintf(digits, sizeof digits, "%lu", (unsigned long)number);
    put(out, digits, (size_t)size);
}

static bool put_string(const AnIndex *index, Out *out, uint32_t string)
{
    size_t size;
    const char *text = trace_text(index->trace, string, &size);
    put(out, text, size);
    return size > 0;
}

static void put_numbered(Out *out, const char *what, uint32_t number)
{
    puts_text(out, what);
    puts_text(out, " ");
    put_number(out, number);
}

static void put_task(const AnIndex *index, const TraceEvent *birth, Out *out)
{
    if (put_string(index, out, birth->value)) {
        return;
    }
    uint32_t named = an_entity_last(index, birth->subject, index->count - 1, AN_BIT(TRACE_TASK_NAME));
    if (named != AN_NONE && put_string(index, out, an_event(index, named)->object)) {
        return;
    }
    if ((birth->flags & TRACE_TASK_NAMED) != 0 && put_string(index, out, birth->object)) {
        return;
    }
    if ((birth->flags & TRACE_TASK_MAIN) != 0) {
        puts_text(out, "main");
        return;
    }
    puts_text(out, "Task-");
    put_number(out, birth->object);
}

/* The callbacks inside of asyncio's own functions: "gather.<locals>._done_callback" is "gather's done callback". */
static bool put_callback(const AnIndex *index, Out *out, uint32_t string)
{
    static const char LOCALS[] = ".<locals>.";
    const char *text = trace_text(index->trace, string, NULL), *inner = strstr(text, LOCALS);
    if (inner == NULL || inner == text) {
        return put_string(index, out, string);
    }
    put(out, text, (size_t)(inner - text));
    puts_text(out, "'s ");
    inner += sizeof LOCALS - 1;
    for (inner += strspn(inner, "_"); *inner != '\0'; inner++) {
        put(out, *inner == '_' ? " " : inner, 1);
    }
    return true;
}

static void put_handle(const AnIndex *index, const TraceEvent *naming, Out *out)
{
    if (put_callback(index, out, naming->value)) {
        return;
    }
    puts_text(out, trace_role_name(naming->flags));
    if (naming->object != 0 && an_index_is_task(index, naming->object)) {
        puts_text(out, " of ");
        put_task(index, an_event(index, an_index_birth(index, naming->object)), out);
    }
}

static void put_entity(const AnIndex *index, uint32_t entity, Out *out)
{
    uint32_t birth = an_index_birth(index, entity);
    if (birth == AN_NONE) {
        put_numbered(out, "object", entity);
        return;
    }
    const TraceEvent *event = an_event(index, birth);
    switch (event->kind) {
    case TRACE_TASK_NEW: put_task(index, event, out); break;
    case TRACE_HANDLE_READY:
    case TRACE_HANDLE_LABEL: put_handle(index, event, out); break;
    case TRACE_FUTURE_NEW:
    case TRACE_SYNC_NEW:
        if (put_string(index, out, event->object)) {
            break;
        }
        if (event->kind == TRACE_SYNC_NEW || event->flags == TRACE_WAIT_FUTURE) {
            put_numbered(out, trace_wait_name(event->flags), entity);
        } else {
            puts_text(out, trace_wait_name(event->flags));
        }
        break;
    case TRACE_GROUP_ENTER:
        if (!put_string(index, out, event->value)) {
            puts_text(out, "TaskGroup");
        }
        break;
    case TRACE_PROCESS_NEW:
    case TRACE_THREAD_NEW:
    case TRACE_POOL_NEW:
    case TRACE_JOB_QUEUE:
    case TRACE_CONNECTION_NEW:
    case TRACE_REQUEST_BEGIN:
        if (!put_string(index, out, event->object)) {
            put_numbered(out, trace_kind_name(event->kind == TRACE_JOB_QUEUE ? TRACE_JOB_BEGIN : event->kind), entity);
        }
        break;
    case TRACE_LOOP_NEW: puts_text(out, "event loop"); break;
    case TRACE_TIMEOUT_ENTER: puts_text(out, "timeout"); break;
    case TRACE_TIMER_ARM:
    case TRACE_HANDLE_RUN: put_numbered(out, "callback", entity); break;
    default: put_numbered(out, "object", entity); break;
    }
}

size_t an_model_label(const AnModel *model, uint32_t entity, char *out, size_t size)
{
    Out writer = {.text = out, .size = size};
    put(&writer, "", 0);
    put_entity(&model->index, entity, &writer);
    return writer.used;
}

/* Where there are several processes, the main thread of one goes by the process's name. */
static bool leads_process(const AnModel *model, uint16_t thread)
{
    const AnIndex *index = &model->index;
    if (model->order.leads == NULL || thread >= model->order.thread_count || !model->order.leads[thread]) {
        return false;
    }
    uint32_t process = an_index_birth(index, an_thread_process(index, thread));
    uint32_t born = an_thread_last(index, thread, index->count - 1, AN_BIT(TRACE_THREAD_NEW));
    return process != AN_NONE && an_event(index, process)->kind == TRACE_PROCESS_NEW && born != AN_NONE &&
           strcmp(trace_text(index->trace, an_event(index, born)->object, NULL), "MainThread") == 0;
}

size_t an_model_thread_label(const AnModel *model, uint16_t thread, char *out, size_t size)
{
    const AnIndex *index = &model->index;
    Out writer = {.text = out, .size = size};
    put(&writer, "", 0);
    uint32_t born =
        index->count == 0 ? AN_NONE : an_thread_last(index, thread, index->count - 1, AN_BIT(TRACE_THREAD_NEW));
    uint32_t process = leads_process(model, thread) ? an_index_birth(index, an_thread_process(index, thread)) : AN_NONE;
    if (process != AN_NONE && put_string(index, &writer, an_event(index, process)->object)) {
        return writer.used;
    }
    if (born != AN_NONE && put_string(index, &writer, an_event(index, born)->object)) {
        return writer.used;
    }
    if (thread == 0) {
        puts_text(&writer, "main thread");
    } else {
        put_numbered(&writer, "thread", thread);
    }
    return writer.used;
}
