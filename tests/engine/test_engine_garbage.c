/* Garbage in cycles is found in time, whatever it consists of: scripts that make it for ever need constant memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "engine.h"
#include "support/support_alloc.h"

/* So many turns make several times as much garbage as the limit of memory allows, if none of it is found. */
#ifdef LS_HOSTILE
#define TURNS "300"
#else
#define TURNS "120000"
#endif

enum { LIMIT = 16 << 20 };

#define LOOP                                                                                                           \
    "async def main():\n"                                                                                              \
    "    for _ in range(" TURNS "):\n"                                                                                 \
    "        await turn()\n"                                                                                           \
    "asyncio.run(main())\n"                                                                                            \
    "print('done')\n"

static const struct {
    const char *name, *text;
} scripts[] = {
    {"a list in itself", "import asyncio\n"
                         "async def turn():\n"
                         "    a = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]\n"
                         "    a.append(a)\n" LOOP},
    {"a task that is its own result", "import asyncio\n"
                                      "async def itself():\n"
                                      "    return asyncio.current_task()\n"
                                      "async def turn():\n"
                                      "    await asyncio.create_task(itself())\n" LOOP},
    {"two tasks that wait for each other", "import asyncio\n"
                                           "async def first():\n"
                                           "    me = asyncio.current_task()\n"
                                           "    await asyncio.create_task(second(me))\n"
                                           "async def second(other):\n"
                                           "    await other\n"
                                           "async def turn():\n"
                                           "    asyncio.create_task(first())\n"
                                           "    await asyncio.sleep(0)\n"
                                           "    await asyncio.sleep(0)\n"
                                           "async def main():\n"
                                           "    for _ in range(" TURNS "):\n"
                                           "        await turn()\n"
                                           "loop = asyncio.new_event_loop()\n"
                                           "loop.set_exception_handler(lambda *a: None)\n"
                                           "loop.run_until_complete(main())\n"
                                           "print('done')\n"},
    {"coroutines resumed by hand that know each other", "import asyncio\n"
                                                        "class Give:\n"
                                                        "    def __await__(self):\n"
                                                        "        return (yield)\n"
                                                        "give = Give()\n"
                                                        "async def holder():\n"
                                                        "    other = await give\n"
                                                        "    await give\n"
                                                        "async def turn():\n"
                                                        "    a, b = holder(), holder()\n"
                                                        "    a.send(None)\n"
                                                        "    b.send(None)\n"
                                                        "    a.send(b)\n"
                                                        "    b.send(a)\n" LOOP},
    {"a coroutine in a list that it was given", "import asyncio\n"
                                                "async def with_list(a):\n"
                                                "    pass\n"
                                                "async def turn():\n"
                                                "    a = []\n"
                                                "    a.append(with_list(a))\n"
                                                "    a[0].close()\n"
                                                "    a.append(a)\n" LOOP},
    {"a coroutine that knows itself, whose task is dropped",
     "import asyncio\n"
     "async def knows():\n"
     "    itself = asyncio.current_task().get_coro()\n"
     "    while True:\n"
     "        try:\n"
     "            await asyncio.get_running_loop().create_future()\n"
     "        except GeneratorExit:\n"
     "            return\n"
     "async def turn():\n"
     "    asyncio.create_task(knows())\n"
     "    await asyncio.sleep(0)\n"
     "async def main():\n"
     "    asyncio.get_running_loop().set_exception_handler(lambda *a: None)\n"
     "    for _ in range(" TURNS "):\n"
     "        await turn()\n"
     "asyncio.run(main())\n"
     "print('done')\n"},
};

typedef struct Output {
    LsBuf out, err;
} Output;

static void keep(void *context, TraceStream stream, const char *text, size_t size)
{
    Output *output = context;
    ls_buf_put(stream == TRACE_STREAM_STDOUT ? &output->out : &output->err, text, size);
}

static void garbage_needs_constant_memory(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        LsAlloc plain = ls_alloc_system();
        Output output;
        ls_buf_init(&output.out, &plain);
        ls_buf_init(&output.err, &plain);
        EngineScript *script = NULL;
        assert_int_equal(
            engine_load(&plain, "run.py", scripts[i].text, strlen(scripts[i].text), NULL, &script, &output.err), LS_OK);
        EngineRunOptions options = {.max_memory_bytes = LIMIT, .context = &output, .write = keep};
        EngineResult result;
        LsStatus status = engine_run(script, &options, NULL, &result);
        if (status != LS_OK || strcmp(ls_buf_text(&output.out), "done\n") != 0) {
            fail_msg("%s: %s", scripts[i].name, ls_buf_text(&output.err));
        }
        engine_script_free(script);
        ls_buf_free(&output.out);
        ls_buf_free(&output.err);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(garbage_needs_constant_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
