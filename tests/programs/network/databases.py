"""Simulated databases: what their calls give and how long they wait."""
__scenario__ = {
    "network": {
        "db": {
            "latency": "10ms",
            "connect": "30ms",
            "answers": {
                "SELECT 1": [[1]],
                "SELECT id, name FROM users": [{"id": 1, "name": "ann"}, {"id": 2, "name": "bob"}],
                "SELECT pg_sleep(1)": {"json": [[""]], "delay": "1s"},
                "SELECT count(*) FROM users": 2,
                "SELECT name FROM users WHERE id = $1": [],
                "INSERT INTO users VALUES ($1)": 1,
                "UPDATE users SET active = true": 2,
            },
        },
        "cache": {"latency": "2ms", "answers": {"GET greeting": "hello"}},
        "app.db": {"latency": "1ms", "answers": {"SELECT a, b FROM t": [{"a": 1, "b": 2}, {"a": 3, "b": 4}]}},
        "gone": {"down": True},
    },
}
import asyncio
import time

import aiosqlite
import asyncpg
import psycopg2
import psycopg2.extras
import psycopg2.pool
import redis
import redis.asyncio as aioredis


def ms(begin):
    return f"{(time.perf_counter() - begin) * 1000:.0f} ms"


async def postgres():
    begin = time.perf_counter()
    conn = await asyncpg.connect("postgresql://me@db/app")
    print("connected", ms(begin))
    print(await conn.fetchval("SELECT 1"), await conn.fetchval("SELECT count(*) FROM users"))
    rows = await conn.fetch("SELECT id,\n  name FROM users;")
    print(rows, rows[0]["name"], rows[1][0], dict(rows[0]))
    print(await conn.fetchrow("SELECT name FROM users WHERE id = $1", 9))
    print(await conn.execute("INSERT INTO users VALUES ($1)", 3), await conn.execute("UPDATE users SET active = true"))
    async with conn.transaction():
        print(await conn.execute("CREATE TABLE t (a int)"))
    print(ms(begin))
    results = await asyncio.gather(conn.fetch("SELECT 1"), conn.fetch("SELECT 1"), return_exceptions=True)
    print(results)
    try:
        await conn.fetch("SELECT what")
    except NotImplementedError as error:
        print(error)
    try:
        await conn.fetch("SELECT pg_sleep(1)", timeout=0.2)
    except asyncio.TimeoutError:
        print("too late", ms(begin))
    try:
        await conn.fetch("SELECT 1")
    except asyncpg.InterfaceError as error:
        print(error)
    for host in ("gone", "localhost"):
        try:
            await asyncpg.connect(host=host)
        except OSError as error:
            print(repr(error))


async def pool():
    async with asyncpg.create_pool("postgresql://db/app", min_size=2, max_size=3) as pool:
        begin = time.perf_counter()

        async def one():
            async with pool.acquire() as conn:
                await conn.fetch("SELECT 1")
                return ms(begin)

        print(await asyncio.gather(*(one() for _ in range(7))), pool.get_size(), pool.get_idle_size())
    try:
        await pool.fetch("SELECT 1")
    except asyncpg.InterfaceError as error:
        print(error)


async def sqlite():
    async with aiosqlite.connect("app.db") as db:
        db.row_factory = aiosqlite.Row
        async with db.execute("SELECT a, b FROM t") as cursor:
            async for row in cursor:
                print(row["a"], row[1], end=" ")
        await db.execute("INSERT INTO t VALUES (?, ?)", (5, 6))
        await db.commit()
        print([tuple(row) for row in await db.execute_fetchall("SELECT a, b FROM t")])


async def cache():
    r = aioredis.Redis(host="cache", decode_responses=True)
    begin = time.perf_counter()
    print(await r.get("greeting"), await r.get("nothing"), await r.set("a", 1), await r.incr("a"), await r.get("a"))
    print(ms(begin))
    async with r.pipeline() as pipe:
        pipe.set("x", "1").incr("x").get("x")
        print(await pipe.execute())
    print(await r.hset("h", mapping={"k": "v"}), await r.hgetall("h"), await r.rpush("l", 1, 2, 3),
          await r.lrange("l", 0, -1), await r.exists("a", "zz"), await r.delete("a"))
    await r.set("short", "x", ex=1)
    await asyncio.sleep(1)
    print(await r.get("short"))
    await r.close()
    try:
        await aioredis.from_url("redis://gone:6379").ping()
    except redis.ConnectionError as error:
        print(error)


def blocking():
    begin = time.perf_counter()
    conn = psycopg2.connect("host=db dbname=app")
    with conn, conn.cursor() as cur:
        cur.execute("SELECT id, name FROM users")
        print(cur.rowcount, cur.fetchone(), cur.fetchall(), cur.fetchone())
        cur.execute("UPDATE users SET active = true")
        print(cur.rowcount, cur.statusmessage)
        try:
            cur.fetchall()
        except psycopg2.ProgrammingError as error:
            print(error)
    print(ms(begin))
    cur = conn.cursor(cursor_factory=psycopg2.extras.RealDictCursor)
    cur.execute("SELECT id, name FROM users")
    print(cur.fetchall())
    conn.close()
    pool = psycopg2.pool.ThreadedConnectionPool(1, 2, host="db")
    held = [pool.getconn(), pool.getconn()]
    try:
        pool.getconn()
    except psycopg2.pool.PoolError as error:
        print(error)
    pool.putconn(held[0])
    pool.closeall()
    try:
        psycopg2.connect(host="localhost")
    except psycopg2.OperationalError as error:
        print(str(error).strip())
    r = redis.Redis("cache")
    print(r.get("greeting"), r.set("n", "1"), r.incr("n"), ms(begin))


async def main():
    await postgres()
    await pool()
    await sqlite()
    await cache()
    begin = time.perf_counter()
    await asyncio.gather(asyncio.to_thread(blocking), asyncio.sleep(0.1))
    print(ms(begin))


asyncio.run(main())
