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

/* Modules that are written in Python. */
static const char library_text[] =
    "__scenario__ = {\"network\": {\"api.example\": {\"latency\": \"5ms\", \"jitter\": 0, \"routes\": {\"/item\": "
    "{\"json\": {\"id\": 7, \"at\": \"2024-05-06\"}}}},\n"
    "                            \"cache\": {\"latency\": 0.001, \"answers\": {}}}}\n"
    "import asyncio, datetime, fractions, hashlib, statistics, threading, urllib.parse, uuid\n"
    "import aiohttp, anyio, pydantic, redis.asyncio, requests\n"
    "class Item(pydantic.BaseModel):\n"
    "    id: int = pydantic.Field(gt=0)\n"
    "    at: datetime.date\n"
    "    tags: list[str] = []\n"
    "async def fetch():\n"
    "    async with aiohttp.ClientSession() as session:\n"
    "        async with session.get(\"http://api.example/item\") as response:\n"
    "            return Item(**await response.json())\n"
    "async def main():\n"
    "    item, text = await asyncio.gather(fetch(), anyio.to_thread.run_sync(lambda: "
    "requests.get(\"http://api.example/item\").text))\n"
    "    print(item, text)\n"
    "    store = redis.asyncio.Redis(host=\"cache\")\n"
    "    await store.set(\"key\", \"value\")\n"
    "    print(await store.get(\"key\"), await store.get(\"other\"))\n"
    "    try:\n"
    "        Item(id=-1, at=\"never\")\n"
    "    except pydantic.ValidationError as error:\n"
    "        print(len(error.errors()))\n"
    "asyncio.run(main())\n"
    "print(statistics.mean([1, 2, 4]), fractions.Fraction(3, 6), hashlib.sha256(b\"x\").hexdigest()[:8])\n"
    "print(urllib.parse.urlencode({\"a\": 1}), uuid.uuid5(uuid.NAMESPACE_DNS, \"x\"))\n";

static const char library_output[] = "id=7 at=datetime.date(2024, 5, 6) tags=[] {\"id\":7,\"at\":\"2024-05-06\"}\n"
                                     "b'value' None\n"
                                     "2\n"
                                     "2.3333333333333335 1/2 2d711642\n"
                                     "a=1 05b16a01-46c6-56dd-bd6e-c6dfb4a1427a\n";

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

static void test_library(void **unused)
{
    (void)unused;
    support_run_failing(library_text, NULL, library_output, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clients),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
