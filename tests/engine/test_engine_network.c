/* Runs that use the network: allocations may fail anywhere; nothing crashes, nothing leaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "engine.h"
#include "support/support_alloc.h"

static const char clients_text[] =
    "__scenario__ = {'network': {'a.example': {'latency': '10ms', 'connect': 0, 'jitter': 0, 'routes': {\n"
    "    '/x/{id}': {'json': {'id': '{id}'}, 'headers': {'x': 'y'}}, '/late': {'delay': 9, 'text': 'z'}}},\n"
    "    'db': {'latency': 0.005, 'answers': {'SELECT 1': [[1]]}}}}\n"
    "import asyncio\n"
    "import asyncpg\n"
    "import httpx\n"
    "async def main():\n"
    "    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=1)) as client:\n"
    "        found = await asyncio.gather(*(client.get(f'http://a.example/x/{i}') for i in range(2)))\n"
    "        print([response.json() for response in found])\n"
    "        try:\n"
    "            await client.get('http://a.example/late', timeout=0.5)\n"
    "        except httpx.ReadTimeout as error:\n"
    "            print(repr(error))\n"
    "        task = asyncio.create_task(client.get('http://other.example/'))\n"
    "        await asyncio.sleep(0.01)\n"
    "        task.cancel()\n"
    "    async with asyncpg.create_pool('postgres://db/', min_size=1, max_size=1) as pool:\n"
    "        print(await asyncio.gather(pool.fetchval('SELECT 1'), pool.fetchval('SELECT 1')))\n"
    "    print(httpx.get('http://a.example/x/9').text)\n"
    "asyncio.run(main())\n";

static const char clients_output[] = "[{'id': '0'}, {'id': '1'}]\nReadTimeout('')\n[1, 1]\n{\"id\":\"9\"}\n";

static const char streams_text[] = "import asyncio\n"
                                   "async def serve(reader, writer):\n"
                                   "    while line := await reader.readline():\n"
                                   "        writer.write(line.upper())\n"
                                   "    writer.close()\n"
                                   "async def main():\n"
                                   "    async with await asyncio.start_server(serve, '127.0.0.1', 8888):\n"
                                   "        reader, writer = await asyncio.open_connection('127.0.0.1', 8888)\n"
                                   "        writer.write(b'hello\\n')\n"
                                   "        print(await reader.readline())\n"
                                   "        writer.write_eof()\n"
                                   "        print(await reader.read())\n"
                                   "        writer.close()\n"
                                   "        await writer.wait_closed()\n"
                                   "    try:\n"
                                   "        await asyncio.open_connection('127.0.0.1', 8888)\n"
                                   "    except OSError as error:\n"
                                   "        print(error)\n"
                                   "asyncio.run(main())\n";

static const char streams_output[] = "b'HELLO\\n'\nb''\n[Errno 111] Connect call failed ('127.0.0.1', 8888)\n";

typedef struct Output {
    char text[4096];
    size_t size;
} Output;

static void write_output(void *context, TraceStream stream, const char *text, size_t size)
{
    Output *output = context;
    if (stream == TRACE_STREAM_STDOUT && output->size + size < sizeof output->text) {
        memcpy(output->text + output->size, text, size);
        output->size += size;
    }
}

static LsStatus load_and_run(const LsAlloc *alloc, const char *text, Output *output)
{
    EngineScript *script = NULL;
    LsBuf errors;
    ls_buf_init(&errors, alloc);
    LsStatus status = engine_load(alloc, "network.py", text, strlen(text), NULL, &script, &errors);
    ls_buf_free(&errors);
    if (status != LS_OK) {
        return status;
    }
    Trace *trace = trace_new(alloc);
    EngineRunOptions options = {.detail = true, .context = output, .write = write_output};
    EngineResult result;
    status = engine_run(script, &options, trace, &result);
    if (trace != NULL) {
        trace_free(trace);
    }
    engine_script_free(script);
    return status;
}

/* Each run lets another allocation fail; the steps grow, so that a few hundred runs reach all parts. */
static void fail_now_and_then(const char *text, const char *expected)
{
    SupportAlloc memory;
    size_t runs = 0;
    bool reached_end = false;
    for (size_t n = 1; !reached_end; n += n / 24 + 1) {
        support_alloc_init(&memory);
        memory.fail_at = n;
        Output output = {.size = 0};
        LsStatus status = load_and_run(&memory.alloc, text, &output);
        reached_end = !memory.failed;
        if (reached_end) {
            assert_int_equal(status, LS_OK);
            assert_int_equal(output.size, strlen(expected));
            assert_memory_equal(output.text, expected, output.size);
        }
        support_alloc_end(&memory);
        runs++;
    }
    assert_true(runs > 50);
}

static void test_clients(void **unused)
{
    (void)unused;
    fail_now_and_then(clients_text, clients_output);
}

static void test_streams(void **unused)
{
    (void)unused;
    fail_now_and_then(streams_text, streams_output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clients),
        cmocka_unit_test(test_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
