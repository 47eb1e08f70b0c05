#include "tui/tui_parallel.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

enum { WATCH_NS = 100 * 1000 * 1000, SECOND_NS = 1000 * 1000 * 1000 };

typedef struct Pool {
    const TuiParallel *parallel;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    size_t next, finished;
} Pool;

static void *work(void *argument)
{
    Pool *pool = argument;
    const TuiParallel *parallel = pool->parallel;
    pthread_mutex_lock(&pool->mutex);
    while (pool->next < parallel->job_count) {
        size_t index = pool->next++;
        pthread_mutex_unlock(&pool->mutex);
        parallel->job(parallel->context, index);
        pthread_mutex_lock(&pool->mutex);
        pool->finished++;
        pthread_cond_signal(&pool->changed);
    }
    pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

static void watch(Pool *pool)
{
    const TuiParallel *parallel = pool->parallel;
    pthread_mutex_lock(&pool->mutex);
    while (pool->finished < parallel->job_count) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += WATCH_NS;
        until.tv_sec += until.tv_nsec / SECOND_NS;
        until.tv_nsec %= SECOND_NS;
        pthread_cond_timedwait(&pool->changed, &pool->mutex, &until);
        if (parallel->watch) {
            size_t finished = pool->finished;
            pthread_mutex_unlock(&pool->mutex);
            parallel->watch(parallel->context, finished);
            pthread_mutex_lock(&pool->mutex);
        }
    }
    pthread_mutex_unlock(&pool->mutex);
}

static unsigned threads_wanted(const TuiParallel *parallel)
{
    long wanted = parallel->threads ? (long)parallel->threads : sysconf(_SC_NPROCESSORS_ONLN);
    wanted = wanted < 1 ? 1 : wanted > TUI_PARALLEL_MAX ? TUI_PARALLEL_MAX : wanted;
    return (size_t)wanted > parallel->job_count ? (unsigned)parallel->job_count : (unsigned)wanted;
}

void tui_parallel_run(const TuiParallel *parallel)
{
    Pool pool = {.parallel = parallel, .mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    pthread_t threads[TUI_PARALLEL_MAX];
    unsigned wanted = threads_wanted(parallel), started = 0;
    while (started < wanted && pthread_create(&threads[started], NULL, work, &pool) == 0)
        started++;
    if (started == 0)
        work(&pool);
    watch(&pool);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    pthread_cond_destroy(&pool.changed);
    pthread_mutex_destroy(&pool.mutex);
}
