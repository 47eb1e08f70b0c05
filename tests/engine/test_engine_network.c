/* Runs that use the network: allocations may fail anywhere; nothing crashes, nothing leaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/support_run.h"

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

static void test_clients(void **unused)
{
    (void)unused;
    support_run_failing(clients_text, NULL, clients_output, 24);
}

static void test_streams(void **unused)
{
    (void)unused;
    support_run_failing(streams_text, NULL, streams_output, 24);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clients),
        cmocka_unit_test(test_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
