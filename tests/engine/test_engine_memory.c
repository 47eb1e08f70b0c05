/* Every allocation of a whole run may fail once, or for good: nothing crashes, nothing leaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "support/support_run.h"

static const char script_text[] =
    "import asyncio\n"
    "import time\n"
    "class Lost(Exception):\n"
    "    pass\n"
    "async def fetch(name, seconds):\n"
    "    async with asyncio.Semaphore(2):\n"
    "        await asyncio.sleep(seconds)\n"
    "    if name == 'gamma':\n"
    "        raise Lost(name)\n"
    "    return f'body of {name:>8}'\n"
    "async def main():\n"
    "    start = time.perf_counter()\n"
    "    names = ['alpha', 'beta', 'gamma']\n"
    "    pages = await asyncio.gather(*[fetch(n, 0.1 * i) for i, n in enumerate(names)], return_exceptions=True)\n"
    "    seen = {n: repr(p) for n, p in zip(names, pages)}\n"
    "    try:\n"
    "        async with asyncio.timeout(0.5):\n"
    "            await asyncio.create_task(asyncio.sleep(3))\n"
    "    except TimeoutError as error:\n"
    "        seen['late'] = str(error)\n"
    "    print(seen, round(time.perf_counter() - start, 3))\n"
    "asyncio.run(main())\n";

static const char expected[] = "{'alpha': \"'body of    alpha'\", 'beta': \"'body of     beta'\", "
                               "'gamma': \"Lost('gamma')\", 'late': ''} 0.7\n";

static void with_enough_memory_it_runs(void **state)
{
    (void)state;
    SupportAlloc memory;
    SupportOutput output;
    support_alloc_init(&memory);
    assert_int_equal(support_run(&memory.alloc, script_text, NULL, &output, false), LS_OK);
    assert_string_equal(output.text, expected);
    support_alloc_end(&memory);
}

/* Each of the first allocations, then about a thousand spread over the rest. */
static size_t next(size_t n, size_t total)
{
    return n < 1000 ? n + 1 : n + 1 + total / 1000;
}

static size_t count_allocations(void)
{
    SupportAlloc memory;
    SupportOutput output;
    support_alloc_init(&memory);
    support_run(&memory.alloc, script_text, NULL, &output, false);
    size_t calls = memory.calls;
    support_alloc_end(&memory);
    return calls;
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    size_t total = count_allocations();
    SupportAlloc memory;
    for (size_t n = 1; support_alloc_begin(&memory, n); n = next(n, total)) {
        SupportOutput output;
        LsStatus status = support_run(&memory.alloc, script_text, NULL, &output, false);
        if (status == LS_OK) {
            /* The script, or the recorder, could do without; or gather has caught what a task raised. */
            assert_true(strcmp(output.text, expected) == 0 || strstr(output.text, "MemoryError()") != NULL);
        } else {
            assert_true(memory.failed);
            /* A callback whose MemoryError was reported wakes nobody: its waiter waits for ever, as in CPython. */
            assert_true(status == LS_E_NOMEM || status == LS_E_SCRIPT || status == LS_E_DEADLOCK);
        }
        support_alloc_end(&memory);
    }
}

static void memory_may_run_out_for_good(void **state)
{
    (void)state;
    size_t total = count_allocations();
    SupportAlloc memory;
    for (size_t n = 1; support_alloc_begin_exhausted(&memory, n); n = next(n, total)) {
        SupportOutput output;
        LsStatus status = support_run(&memory.alloc, script_text, NULL, &output, false);
        if (!memory.failed) {
            assert_int_equal(status, LS_OK);
        }
        support_alloc_end(&memory);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_enough_memory_it_runs),
        cmocka_unit_test(each_allocation_may_fail),
        cmocka_unit_test(memory_may_run_out_for_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
