/* Runs with processes and threads: allocations may fail anywhere; nothing crashes, nothing leaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "support/support_run.h"

static const char pool_text[] =
    "import asyncio\n"
    "from concurrent.futures import ProcessPoolExecutor\n"
    "class Thing:\n"
    "    def __init__(self, n):\n"
    "        self.n = n\n"
    "def work(thing, more):\n"
    "    if thing.n == 2:\n"
    "        raise ValueError(more)\n"
    "    return {\"n\": thing.n, \"more\": (more, 1.5, 10**30, b\"x\", {3}, None)}\n"
    "async def main():\n"
    "    loop = asyncio.get_running_loop()\n"
    "    with ProcessPoolExecutor(2) as pool:\n"
    "        jobs = [loop.run_in_executor(pool, work, Thing(n), \"text\") for n in range(3)]\n"
    "        for job in await asyncio.gather(*jobs, return_exceptions=True):\n"
    "            print(job)\n"
    "        print(list(pool.map(str, range(4), chunksize=3)))\n"
    "asyncio.run(main())\n";

static const char pool_output[] = "{'n': 0, 'more': ('text', 1.5, 1000000000000000000000000000000, b'x', {3}, None)}\n"
                                  "{'n': 1, 'more': ('text', 1.5, 1000000000000000000000000000000, b'x', {3}, None)}\n"
                                  "text\n"
                                  "['0', '1', '2', '3']\n";

static const char processes_text[] =
    "import multiprocessing as mp\n"
    "import threading\n"
    "import queue\n"
    "def child(q, lock, n):\n"
    "    with lock:\n"
    "        q.put((n, mp.current_process().name))\n"
    "lock, q, done = mp.Lock(), mp.Queue(), queue.Queue()\n"
    "ps = [mp.Process(target=child, args=(q, lock, n)) for n in range(2)]\n"
    "for p in ps:\n"
    "    p.start()\n"
    "print(sorted(q.get() for p in ps))\n"
    "for p in ps:\n"
    "    p.join()\n"
    "t = threading.Thread(target=lambda: done.put(threading.current_thread().name), name=\"t\")\n"
    "t.start()\n"
    "print(done.get(timeout=1), [p.exitcode for p in ps])\n";

static const char processes_output[] = "[(0, 'Process-1'), (1, 'Process-2')]\n"
                                       "t [0, 0]\n";

/* Threads, pools and processes that compute: cores and GILs. */
static const char machine_text[] =
    "__scenario__ = {\"machine\": {\"cores\": 2, \"cost\": \"cpython311\"}}\n"
    "import asyncio, multiprocessing, queue, threading, time\n"
    "from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor\n"
    "def work(n):\n"
    "    return sum(i * i for i in range(n))\n"
    "def consume(jobs, results, lock):\n"
    "    while (job := jobs.get()) is not None:\n"
    "        with lock:\n"
    "            results.append(work(job))\n"
    "def threads():\n"
    "    jobs, results, lock = queue.Queue(2), [], threading.Lock()\n"
    "    workers = [threading.Thread(target=consume, args=(jobs, results, lock), daemon=True) for _ in range(2)]\n"
    "    for worker in workers:\n"
    "        worker.start()\n"
    "    for job in (300, 200, 100, None, None):\n"
    "        jobs.put(job)\n"
    "    for worker in workers:\n"
    "        worker.join()\n"
    "    return sorted(results)\n"
    "async def pools():\n"
    "    loop = asyncio.get_running_loop()\n"
    "    with ProcessPoolExecutor(2) as processes, ThreadPoolExecutor(2) as threads:\n"
    "        jobs = [loop.run_in_executor(pool, work, 200) for pool in (processes, threads, processes, None)]\n"
    "        jobs.append(asyncio.to_thread(time.sleep, 0.01))\n"
    "        return await asyncio.gather(*jobs)\n"
    "def main():\n"
    "    print(threads(), asyncio.run(pools()))\n"
    "    with multiprocessing.Pool(2) as pool:\n"
    "        print(pool.map(work, [10, 20, 30], chunksize=2), pool.apply_async(work, (5,)).get())\n"
    "    ours, theirs = multiprocessing.Pipe()\n"
    "    child = multiprocessing.Process(target=theirs.send, args=({\"key\": (1, \"x\")},))\n"
    "    child.start()\n"
    "    print(ours.recv(), child.join(), child.exitcode)\n"
    "main()\n";

static const char machine_output[] = "[328350, 2646700, 8955050] [2646700, 2646700, 2646700, 2646700, None]\n"
                                     "[285, 2470, 8555] 30\n"
                                     "{'key': (1, 'x')} None 0\n";

/* What the trace says of processes and their threads. */
static void test_trace(void **unused)
{
    (void)unused;
    SupportAlloc memory;
    support_alloc_init(&memory);
    EngineScript *script = NULL;
    LsBuf errors;
    ls_buf_init(&errors, &memory.alloc);
    assert_int_equal(
        engine_load(&memory.alloc, "processes.py", processes_text, strlen(processes_text), NULL, &script, &errors),
        LS_OK);
    ls_buf_free(&errors);
    Trace *trace = trace_new(&memory.alloc);
    EngineRunOptions options = {0};
    EngineResult result;
    assert_int_equal(engine_run(script, &options, trace, &result), LS_OK);
    uint32_t processes[8], count = 0, ended = 0, threads = 0;
    for (uint32_t seq = 0; seq < trace_count(trace); seq++) {
        const TraceEvent *event = trace_at(trace, seq);
        if (event->kind == TRACE_PROCESS_NEW) {
            assert_true(count < 8);
            processes[count++] = event->subject;
        } else if (event->kind == TRACE_PROCESS_END) {
            ended++;
        } else if (event->kind == TRACE_THREAD_NEW) {
            bool known = false;
            for (uint32_t i = 0; i < count; i++) {
                known |= event->value == processes[i];
            }
            assert_true(known);
            threads++;
        }
    }
    assert_int_equal(count, 3);
    assert_int_equal(ended, 2);
    assert_int_equal(threads, 4);
    trace_free(trace);
    engine_script_free(script);
    support_alloc_end(&memory);
}

static void test_pool(void **unused)
{
    (void)unused;
    support_run_failing(pool_text, NULL, pool_output, 24);
}

static void test_processes(void **unused)
{
    (void)unused;
    support_run_failing(processes_text, NULL, processes_output, 24);
}

static void test_machine(void **unused)
{
    (void)unused;
    support_run_failing(machine_text, NULL, machine_output, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trace),
        cmocka_unit_test(test_pool),
        cmocka_unit_test(test_processes),
        cmocka_unit_test(test_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
