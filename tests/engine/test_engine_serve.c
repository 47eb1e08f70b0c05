/* Servers in a scenario: what `serve` may say, what becomes of workers, and that nothing leaks when memory fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/support_file.h"
#include "support/support_run.h"

/* Runs the text and wants `expected` in what it writes. */
static void check(const char *text, LsStatus wanted, const char *expected)
{
    SupportAlloc memory;
    support_alloc_init(&memory);
    SupportOutput output;
    LsStatus status = support_run(&memory.alloc, text, NULL, &output, true);
    if (status != wanted || strstr(output.text, expected) == NULL) {
        fail_msg("status %d, not %d; output:\n%s\nwanted:\n%s", (int)status, (int)wanted, output.text, expected);
    }
    support_alloc_end(&memory);
}

static void wrong_settings_are_refused(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"7", "'serve' must be a dict"},
        {"{'app': 'app', 'worker': 2}", "did you mean \"workers\"?"},
        {"{'app': 3}", "'serve.app' must be the name of the application"},
        {"{'app': 'other'}", "there is no such global in this file"},
        {"{'app': 'app', 'workers': 0}", "'serve.workers' must be an int from 1 to 64"},
        {"{'app': 'app', 'port': 'x'}", "'serve.port' must be an int from 1 to 65535"},
        {"{'app': 'app', 'loop': 'trio'}", "'serve.loop' must be \"asyncio\" or \"uvloop\""},
        {"{'app': 'app', 'limiter': 0}", "'serve.limiter' must be an int from 1 to 1000"},
        {"{'app': 'app', 'host': 'a.example'}", "'serve.host' must be"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, "__scenario__ = {'serve': %s}\napp = None\n", cases[i][0]);
        check(text, LS_E_REFUSED, cases[i][1]);
    }
    check("__scenario__ = {'serve': {}}\napplication = None\n", LS_E_REFUSED, "'serve' does not say which application");
}

#define SERVER(settings)                                                                                               \
    "__scenario__ = {'serve': {'app': 'app'" settings "}}\n"                                                           \
    "import asyncio, sys\n"                                                                                            \
    "import httpx\n"                                                                                                   \
    "from fastapi import FastAPI\n"                                                                                    \
    "app = FastAPI()\n"                                                                                                \
    "count = 0\n"                                                                                                      \
    "@app.on_event('startup')\n"                                                                                       \
    "def up():\n"                                                                                                      \
    "    print('up')\n"                                                                                                \
    "@app.on_event('shutdown')\n"                                                                                      \
    "def down():\n"                                                                                                    \
    "    print('down', count)\n"                                                                                       \
    "@app.get('/count')\n"                                                                                             \
    "def add():\n"                                                                                                     \
    "    global count\n"                                                                                               \
    "    count += 1\n"                                                                                                 \
    "    return count\n"

#define CLIENT                                                                                                         \
    "async def main():\n"                                                                                              \
    "    async with httpx.AsyncClient(base_url='http://localhost:8000') as client:\n"                                  \
    "        answers = await asyncio.gather(*(client.get('/count') for _ in range(5)))\n"                              \
    "        print(sorted(answer.json() for answer in answers))\n"                                                     \
    "    print('global', count)\n"                                                                                     \
    "asyncio.run(main())\n"

static const char one_worker[] = SERVER("") CLIENT;
static const char three_workers[] = SERVER(", 'workers': 3, 'loop': 'uvloop'") CLIENT;

static void a_worker_has_its_own_globals(void **state)
{
    (void)state;
    check(one_worker, LS_OK, "up\n[1, 2, 3, 4, 5]\nglobal 0\ndown 5\n");
    check(three_workers, LS_OK, "up\nup\nup\n[1, ");
}

static void a_client_without_a_loop_finds_the_server(void **state)
{
    (void)state;
    check(SERVER("") "print(httpx.get('http://127.0.0.1:8000/count').json())\n", LS_OK, "up\n1\ndown 1\n");
}

static void startup_that_fails_ends_the_worker(void **state)
{
    (void)state;
    check(SERVER("") "@app.on_event('startup')\n"
                     "async def fail():\n"
                     "    raise ValueError('no database')\n"
                     "async def main():\n"
                     "    async with httpx.AsyncClient(timeout=1) as client:\n"
                     "        try:\n"
                     "            await client.get('http://localhost:8000/count')\n"
                     "        except httpx.HTTPError as error:\n"
                     "            print('failed', isinstance(error, httpx.TransportError))\n"
                     "asyncio.run(main())\n",
          LS_OK, "ValueError: no database\nERROR:    Application startup failed. Exiting.\nfailed True\n");
}

static void what_nobody_handles_is_reported(void **state)
{
    (void)state;
    check(SERVER("") "@app.get('/fail')\n"
                     "async def fail():\n"
                     "    raise KeyError('x')\n"
                     "print(httpx.get('http://localhost:8000/fail').text)\n",
          LS_OK, "raise KeyError('x')\nKeyError: 'x'\nInternal Server Error\n");
}

static void the_port_is_taken(void **state)
{
    (void)state;
    check(SERVER("") "async def main():\n"
                     "    try:\n"
                     "        await asyncio.start_server(lambda r, w: None, '127.0.0.1', 8000)\n"
                     "    except OSError as error:\n"
                     "        print(error.errno)\n"
                     "asyncio.run(main())\n",
          LS_OK, "98\n");
}

static void uvicorn_runs_until_nothing_happens(void **state)
{
    (void)state;
    check("import uvicorn\n"
          "from fastapi import FastAPI\n"
          "app = FastAPI(on_startup=[lambda: print('up')], on_shutdown=[lambda: print('down')])\n"
          "uvicorn.run(app, port=8000)\n"
          "print('over')\n",
          LS_OK, "up\ndown\nover\n");
    check("import asyncio, httpx, uvicorn\n"
          "from fastapi import FastAPI\n"
          "app = FastAPI()\n"
          "@app.get('/')\n"
          "def root():\n"
          "    return 'root'\n"
          "async def main():\n"
          "    server = uvicorn.Server(uvicorn.Config(app, port=8000))\n"
          "    serving = asyncio.create_task(server.serve())\n"
          "    while not server.started:\n"
          "        await asyncio.sleep(0.1)\n"
          "    async with httpx.AsyncClient() as client:\n"
          "        print((await client.get('http://127.0.0.1:8000/')).json())\n"
          "    server.should_exit = True\n"
          "    await serving\n"
          "    print('over')\n"
          "asyncio.run(main())\n",
          LS_OK, "root\nover\n");
}

static void failing_memory_leaks_nothing(void **state)
{
    (void)state;
    support_run_failing(three_workers, NULL, NULL, 4);
#ifndef LS_HOSTILE /* where they take minutes */
    static const char *const scenarios[] = {"scenarios/20_def_endpoint.py", "scenarios/22_limiter_of_threads.py"};
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        char *text = support_read_file(scenarios[i], NULL);
        support_run_failing(text, NULL, NULL, 2);
        free(text);
    }
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_settings_are_refused),
        cmocka_unit_test(a_worker_has_its_own_globals),
        cmocka_unit_test(a_client_without_a_loop_finds_the_server),
        cmocka_unit_test(startup_that_fails_ends_the_worker),
        cmocka_unit_test(what_nobody_handles_is_reported),
        cmocka_unit_test(the_port_is_taken),
        cmocka_unit_test(uvicorn_runs_until_nothing_happens),
        cmocka_unit_test(failing_memory_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
